"""Silence ends a ticket that was answered: its client is asked once whether it is solved, and later it is closed.

It is closed for silence, never called solved. What the client does on the ticket, even a click, breaks the silence.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.model.promises import TimerKind
from bot.core.model.record import Author
from bot.core.model.tickets import Rule, State, Ticket
from bot.core.policy import Silence
from bot.core.rules.change import CLIENT, DESK, PARTICIPANT, BotEntry, Change, Notification, NotificationKind
from bot.core.text.surface import _

SILENCE_TIMERS = frozenset({TimerKind.SILENCE_COUNTS, TimerKind.SILENCE_ASK, TimerKind.SILENCE_CLOSE})


def begins(change: Change) -> bool:
    """Whether the silence on an answered ticket counts from this change on: an answer, or a word or click since."""
    if change.after.state is not State.ANSWERED:
        return False
    return change.before.state is not State.ANSWERED or change.responded or change.by in {CLIENT, PARTICIPANT}


def is_over(change: Change) -> bool:
    """Whether this change took a ticket out of its client's hands: nothing is waited for any more."""
    return change.before.state is State.ANSWERED and change.after.state is not State.ANSWERED


def from_asking_to_closing(policy: Silence) -> int:
    """The business days that a client has once they were asked, however late that was."""
    return policy.close_after_business_days - policy.ask_after_business_days


def ask(ticket: Ticket, close_at: datetime | None, now: datetime) -> Change:
    """The client is asked whether it is solved, and told when it is closed without a word, if ever."""
    entry = BotEntry(_("Asked whether it is solved: there was no word since the answer."), Author.BOT, now)
    told = Notification(NotificationKind.SILENCE_ASKED, at=close_at)
    return Change(ticket, ticket, DESK, entries=(entry,), to_client=told)


def close(ticket: Ticket, now: datetime) -> Change:
    """The ticket is closed for silence; its client is told how it is opened again, its owner that it is closed."""
    entry = BotEntry(_("Closed for silence: there was no word since the answer."), Author.BOT, now)
    return Change(
        ticket,
        replace(ticket, state=State.SILENT, closed_at=now),
        DESK,
        Rule.SILENCE,
        "no word from the client since the answer",
        entries=(entry,),
        to_client=Notification(NotificationKind.SILENCE_CLOSED),
        to_owner=Notification(NotificationKind.SILENCE_CLOSED),
    )
