"""How staff log third-party work: only what was agreed, with a card on file, and never by editing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.model.people import Role, Staff
from bot.core.model.tickets import State, Ticket
from bot.core.policy import Channel
from bot.core.rules.billing import Agreement, Work, WorkKind, in_force, worked
from bot.core.rules.change import Refused
from bot.core.text.surface import Choice, desk_

MINUTES_MAX = 480
"""One entry is one sitting: nobody works longer than a shift at a time."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is known of a ticket's third-party part before an entry is made."""

    ticket: Ticket
    works: Sequence[Work]
    agreed: Sequence[Agreement]
    card: bool
    """Whether a card is on file."""


def log(books: Ledger, by: Staff, channel: Channel, minutes: int, note: str, now: datetime) -> Work | Refused:
    """Minutes worked, within what the client agreed to."""
    number = books.ticket.number
    if not 1 <= minutes <= MINUTES_MAX:
        return _impossible(minutes)
    if refused := _may_work(books, by, channel):
        return refused
    agreed = in_force(books.agreed, channel)
    cap, done = agreed.terms.cap_minutes if agreed else 0, worked(books.works, channel)
    if done + minutes > cap:
        return _beyond(number, channel, cap, done)
    return Work(number, 0, WorkKind.WORK, channel, minutes, note, by.name, now)


def credit(books: Ledger, by: Staff, channel: Channel, minutes: int, note: str, now: datetime) -> Work | Refused:
    """Minutes that the client isn't billed."""
    done = worked(books.works, channel)
    if not 1 <= minutes <= done:
        return Refused(
            desk_(
                "{minutes} minutes can't be credited: {done} were worked by {channel} on #{number}.",
                minutes=minutes,
                done=done,
                channel=channel.value,
                number=books.ticket.number,
            )
        )
    return Work(books.ticket.number, 0, WorkKind.CREDIT, channel, -minutes, note, by.name, now)


def correct(books: Ledger, by: Staff, entry: int, minutes: int, note: str, now: datetime) -> Work | Refused:
    """Say how many minutes an earlier entry should have been: the difference becomes an entry."""
    number = books.ticket.number
    wrong = next((w for w in books.works if w.n == entry and w.kind is WorkKind.WORK), None)
    if wrong is None:
        return Refused(desk_("#{number} has no work entry {entry}.", number=number, entry=entry), _statement(number))
    if not 0 <= minutes <= MINUTES_MAX:
        return _impossible(minutes)
    stands = sum(w.minutes for w in books.works if entry in {w.n, w.corrects})
    done, agreed = worked(books.works, wrong.channel), in_force(books.agreed, wrong.channel)
    after, cap = done + minutes - stands, agreed.terms.cap_minutes if agreed else done
    if minutes > stands and (refused := _may_work(books, by, wrong.channel)):
        return refused
    if minutes > stands and after > cap:
        return _beyond(number, wrong.channel, cap, done)
    if after < 0:
        return Refused(desk_("More was credited on #{number} than would be left.", number=number), _statement(number))
    return Work(number, 0, WorkKind.CORRECTION, wrong.channel, minutes - stands, note, by.name, now, entry)


def _may_work(books: Ledger, by: Staff, channel: Channel) -> Refused | None:
    number = books.ticket.number
    if books.ticket.state is State.MERGED:
        return Refused(desk_("#{number} was merged into #{into}.", number=number, into=books.ticket.merged_into))
    if not books.ticket.live and by.role is not Role.LEAD:
        return Refused(desk_("#{number} is {state}. Only a lead can log work on it now.", number=number,
                             state=books.ticket.state.value))  # fmt: skip
    if in_force(books.agreed, channel) is None:
        return Refused(
            desk_(
                "The client of #{number} hasn't agreed to billed work by {channel}. Ask first:"
                " notice {number} {channel}",
                number=number,
                channel=channel.value,
            ),
            ask(number, channel),
        )
    return None if books.card else no_card(number)


def no_card(number: int) -> Refused:
    """The refusal, if billed work lacks a card on file."""
    why = "No card is on file for the client of #{number}, so billed work waits. Once there is one: card {number} yes"
    return Refused(desk_(why, number=number))


def ask(number: int, channel: Channel) -> tuple[Choice, ...]:
    """The choice that sends the client a billing notice."""
    line = f"notice {number} {channel.value}"
    return (Choice(desk_("Ask the client of #{number}", number=number), line),)


def _beyond(number: int, channel: Channel, cap: int, done: int) -> Refused:
    return Refused(
        desk_(
            "The client of #{number} agreed to {cap} minutes by {channel}; {left} are left. Ask before you go on:"
            " notice {number} {channel}",
            number=number,
            cap=cap,
            channel=channel.value,
            left=max(cap - done, 0),
        ),
        ask(number, channel),
    )


def _impossible(minutes: int) -> Refused:
    return Refused(
        desk_(
            "{minutes} minutes can't be logged: one entry is 1 to {most} minutes.",
            minutes=minutes,
            most=MINUTES_MAX,
        )
    )


def _statement(number: int) -> tuple[Choice, ...]:
    return (Choice(desk_("Statement of #{number}", number=number), f"statement {number}"),)
