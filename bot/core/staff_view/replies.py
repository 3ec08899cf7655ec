"""What staff read of replies that are held, shown first, taken back or corrected; and of saved ones."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.model.held_replies import HeldReply, ReplyKind
from bot.core.model.record import EntryKind, StoredEntry
from bot.core.model.saved_replies import SavedReply
from bot.core.model.tickets import Ticket
from bot.core.staff_view.tickets import answer, choice
from bot.core.text.surface import Choice, Choices, Form, Moment, Msg, Quote, Reply, Table, Text, desk_

_GOES = {
    ReplyKind.REPLY: "Your reply to #{number} goes out in {seconds} s.",
    ReplyKind.ASK: "Your question to the client of #{number} goes out in {seconds} s.",
    ReplyKind.RESOLVE: "Your reply to #{number} goes out in {seconds} s; then it is resolved.",
}


def with_undo(reply: Reply, number: int) -> Reply:
    """An answer to a reply, with the way back."""
    if isinstance(reply, Form):
        return reply
    options = reply.options if isinstance(reply, Choices) else ()
    return Choices(reply.blocks, (choice("Undo", f"undo {number}"), *options))


def held(ticket: Ticket, reply: HeldReply, now: datetime) -> Reply:
    """A reply that waits for its moment."""
    wait = (reply.due_at or now) - now
    seconds = math.ceil(wait / timedelta(seconds=1))
    return answer(desk_(_GOES[reply.kind], number=ticket.number, seconds=seconds))


def waits(reply: HeldReply) -> Msg:
    """The same among what hangs on a ticket."""
    return desk_(
        "{name} wrote to the client, and it goes out {at}: “{text}”",
        name=reply.by,
        at=Moment(reply.due_at or reply.at, "clock"),
        text=reply.text,
    )


def undone(reply: HeldReply) -> Reply:
    """A held reply never goes: with its words, so that they can be used again."""
    said = desk_("Taken back: the client of #{number} was sent nothing. You had written:", number=reply.ticket)
    again = choice("Show #{number}", f"show {reply.ticket}", reply.ticket)
    return Choices((said, Quote(reply.text)), (again,))


def dropped(reply: HeldReply) -> Reply:
    """A preview isn't sent."""
    return answer(desk_("Nothing was sent on #{number}.", number=reply.ticket))


def nothing_to_undo(ticket: Ticket | None, last: StoredEntry | None) -> Reply:
    """No reply waits; one that was sent a while ago is only taken back in so many words."""
    if ticket is None or last is None:
        return answer(desk_("There is no reply of yours to undo."))
    said = desk_(
        "Your reply to #{number} was sent {at}, and may be read by now. You can still change it where it stands, or"
        " take it back: edit {number} entry {seq} <text>, delete {number} entry {seq}",
        number=ticket.number,
        at=Moment(last.at, "short"),
        seq=last.seq,
    )
    return Choices((said,), (choice("Take it back", f"delete {ticket.number} entry {last.seq}"),))


def corrected(ticket: Ticket, entry: StoredEntry, *, gone: bool) -> Reply:
    """Words to a client were changed, or taken back."""
    number = ticket.number
    if gone:
        said = desk_(
            "Entry {seq} of #{number} is taken back. The client may have read it.", seq=entry.seq, number=number
        )
    else:
        said = desk_("Entry {seq} of #{number} reads otherwise now.", seq=entry.seq, number=number)
    return Choices((said,), (choice("Show #{number}", f"show {number}", number),))


_SEND = {
    ReplyKind.REPLY: "This goes to the client of **#{number}**:",
    ReplyKind.ASK: "This is asked of the client of **#{number}**:",
    ReplyKind.RESOLVE: "This goes to the client of **#{number}**, which is resolved then:",
}


def preview(reply: HeldReply, remarks: Sequence[Msg]) -> Reply:
    """What would be sent, word for word; nothing goes before its writer says so."""
    lead = desk_(_SEND[reply.kind], number=reply.ticket)
    return Choices((*remarks, lead, Quote(reply.text)), _sending(reply.ticket))


def changed_since(reply: HeldReply, news: Sequence[StoredEntry]) -> Reply:
    """Something was said since a reply was shown: it isn't sent before its writer read that."""
    said = desk_("Nothing was sent: this was said on **#{number}** meanwhile.", number=reply.ticket)
    quotes = tuple(Quote(entry.text or "—", _whose(entry)) for entry in news)
    lead = desk_(_SEND[reply.kind], number=reply.ticket)
    return Choices((said, *quotes, lead, Quote(reply.text)), _sending(reply.ticket))


def _whose(entry: StoredEntry) -> Msg:
    client = entry.kind is EntryKind.WORDS and not entry.by
    return desk_("{who}, {at}", who="Client" if client else entry.by, at=Moment(entry.at, "short"))


def _sending(number: int) -> tuple[Choice, ...]:
    return replace(choice("Send", f"send {number}"), primary=True), choice("Cancel", f"undo {number}")


def still_waits(reply: HeldReply) -> Reply:
    """One's last reply isn't sent yet: it is taken back rather than corrected."""
    said = desk_(
        "Your last reply to #{number} isn't sent yet. Undo it and write it anew, or name an earlier entry.",
        number=reply.ticket,
    )
    return answer(said, choice("Undo", f"undo {reply.ticket}"))


# ── Saved replies ──────────────────────────────────────────────────────────────────────


def saved_list(known: Sequence[SavedReply]) -> Reply:
    """The saved replies by name, and how one is sent."""
    if not known:
        return answer(desk_("There are no saved replies. An article can be sent by its name: reply 12 ~mx-records"))
    head = (desk_("Name"), desk_("What it is about"))
    rows = tuple((f"~{reply.name}", reply.title) for reply in known)
    how = desk_("Send one with `reply 12 ~{name}`, and words of your own behind it; it is shown before it goes."
                " Articles have names, too.", name=known[0].name)  # fmt: skip
    return Text((Table(head, rows), how))


def unknown(ticket: Ticket, name: str, near: Sequence[str]) -> Reply:
    """No saved reply and no article is called so; those that may be meant."""
    number = ticket.number
    if not near:
        return answer(desk_("No saved reply or article is called ~{name}. Nothing was sent.", name=name),
                      choice("Saved replies", "replies"))  # fmt: skip
    said = desk_(
        "No saved reply or article is called ~{name}. Nothing was sent. Did you mean {names}?",
        name=name,
        names=", ".join(f"~{each}" for each in near),
    )
    return answer(said, *(Choice(desk_("~{name}", name=each), f"reply {number} ~{each}") for each in near))


def remarks(
    found: SavedReply, lang: str, language: str, missing: Sequence[str], past: Sequence[str]
) -> tuple[Msg, ...]:
    """What its writer should know before a saved reply goes."""
    told = []
    if found.lang != lang:
        told.append(desk_("There is no ~{name} in {language}, which the client reads: this is the one in the desk's"
                          " first language.", name=found.name, language=language))  # fmt: skip
    if missing:
        told.append(desk_("Not known, and left out: {names}.", names=", ".join(missing)))
    if past:
        told.append(desk_("The time is over or was answered to: {names}.", names=", ".join(past)))
    return tuple(told)
