"""A ticket's card for boards: who has it and what is left of its promise; and staff acts that need words."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.model.record import Entry, EntryKind
from bot.core.model.saved_replies import SavedReply
from bot.core.model.tickets import Ticket
from bot.core.rules.change import Change
from bot.core.staff_view import clients
from bot.core.staff_view.clients import Client
from bot.core.staff_view.notifications import urgency_of
from bot.core.staff_view.tickets import Row, acts_on, choice, left, rating_line, state, tag_line
from bot.core.staff_view.usage import Usage
from bot.core.staff_view.words import short
from bot.core.text.surface import Block, Choice, Choices, Field, Form, Moment, Msg, Quote, Reply, Text, desk_

WORDS_CHARS_MAX = 3000
"""What staff write in a form at once: the tightest platform's largest text field (Slack)."""

SAVED = "saved"
"""The field of such a form in which a saved reply is chosen."""

_MIRRORED = {
    EntryKind.REPLY: "{by} replied to the client of **#{number}**:",
    EntryKind.ASK: "{by} asked the client of **#{number}**:",
    EntryKind.EDIT: "{by} changed entry {of} to the client of **#{number}**:",
    EntryKind.NOTE: "{by} noted on **#{number}**, internal:",
}


def card(row: Row, client: Client, first_words: str, hanging: tuple[Msg, ...], now: datetime) -> Reply:
    """One ticket at a glance: whose it is, what they wrote first, how it stands.

    Its place in line is left out: it changes with every other ticket. What is left of the promise is told with the
    time at which that was so, since a card isn't drawn anew by the minute.
    """
    ticket = row.ticket
    stands = desk_(
        "{state} · {urgency} · filed {filed}",
        state=state(ticket),
        urgency=urgency_of(ticket),
        filed=Moment(ticket.filed_at, "short" if _counts_down(row) else "full"),
    )
    who = (clients.heading(ticket, client), *clients.at_a_glance(ticket, client, now))
    quote = tuple(Quote(short(words)) for words in (_new_to_the_subject(ticket, first_words),) if words)
    blocks: tuple[Block, ...] = (
        *who,
        *quote,
        stands,
        *tag_line(ticket),
        *rating_line(ticket),
        *_promise(row, now),
        *hanging,
    )
    return Choices(blocks, (*written_on(ticket), *acts_on(ticket), _show(ticket)))


def _new_to_the_subject(ticket: Ticket, first_words: str) -> str:
    """What the client wrote first, or else of what they see: nothing that the heading says already."""
    return next((words for words in (first_words, ticket.symptoms) if words and words != ticket.subject), "")


def _counts_down(row: Row) -> bool:
    """Whether time is left of the promise, or it is late: then a line of its own names the zone."""
    return row.ticket.live and row.left is not None


def _promise(row: Row, now: datetime) -> tuple[Msg, ...]:
    if not row.ticket.live:
        return ()
    if not _counts_down(row):
        return (desk_("Promise: {left}.", left=left(row)),)
    return (
        desk_(
            "Promise: by {due}; {left} at {now}, {zone}.",
            due=Moment(row.ticket.promise_at, "short"),
            left=left(row),
            now=Moment(now, "clock"),
            zone=Moment(now, "zone"),
        ),
    )


def _show(ticket: Ticket) -> Choice:
    return _shown(ticket.number)


def _shown(number: int) -> Choice:
    return choice("Show #{number}", f"show {number}", number)


def written_on(ticket: Ticket) -> tuple[Choice, ...]:
    """Acts that need words: a platform with forms asks for them."""
    if not ticket.live or not ticket.owner:
        return ()
    return tuple(choice(name.capitalize(), f"{name} {ticket.number}") for name in ("reply", "ask", "note"))


def ask_to_resolve(number: int) -> Reply:
    """Whether a ticket is to be resolved: asked where a mere sign said so."""
    asked = desk_("Resolve **#{number}**?", number=number)
    return Choices((asked,), (choice("Resolve #{number}", f"resolve {number}", number), _shown(number)))


def mirrored(change: Change) -> tuple[Reply, ...]:
    """What staff wrote on a ticket, for its thread on a board."""
    number = change.after.number
    return tuple(
        Text(
            (desk_(_MIRRORED[entry.kind], by=entry.by, number=number, of=entry.of), Quote(entry.text or "(taken back)"))
        )
        for entry in change.entries
        if isinstance(entry, Entry) and entry.kind in _MIRRORED
    )


def asking(usage: Usage, number: int, saved: Sequence[SavedReply] = (), what: str = "") -> Form:
    """A form for the words that a command on a ticket needs; a ``saved`` reply can be chosen instead, where it fits.

    ``what`` stands between the command and the number, where that isn't a ticket's: "incident update 3".
    """
    name = " ".join(filter(None, (usage.name.capitalize(), what)))
    labelled = desk_("{name} {number}" if what else "{name} #{number}", name=name, number=number)
    hint = desk_("{usage}: {does}", usage=usage.line, does=usage.does)
    named = tuple((f"~{reply.name}", desk_("{title}", title=reply.title)) for reply in saved if usage.saved)
    field = Field("text", labelled, hint, long=True, chars_max=WORDS_CHARS_MAX, required=not named)
    chosen = (Field(SAVED, desk_("Saved reply, shown before it goes"), required=False, options=named),) if named else ()
    return Form((), labelled, (field, *chosen), 0, (), action=" ".join(filter(None, (usage.name, what, str(number)))))
