"""What staff wrote to a client, changed or taken back once it was sent. The entry itself stays; another corrects it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.model.people import Role, Staff
from bot.core.model.record import Author, Entry, EntryKind, StoredEntry
from bot.core.model.tickets import State, Ticket
from bot.core.rules.change import Change, Refused
from bot.core.rules.staff_actions import acted
from bot.core.text.surface import desk_

CORRECTED = frozenset({EntryKind.REPLY, EntryKind.ASK})
"""What staff wrote to a client."""

UNDO_FOR = timedelta(minutes=1)
"""So soon after a reply was sent "undo" means it; later it would take away what a client may be relying on."""


def as_it_reads(entries: Iterable[StoredEntry], edits: Sequence[StoredEntry]) -> tuple[StoredEntry, ...]:
    """Entries with their words as they read by now; what corrects them isn't shown for itself."""
    latest = {edit.of: edit for edit in edits}
    return tuple(
        replace(entry, text=edit.text, edited_at=edit.at) if (edit := latest.get(entry.seq)) else entry
        for entry in entries
        if entry.kind is not EntryKind.EDIT
    )


def stands(entry: StoredEntry) -> bool:
    """Whether an entry, as it reads by now, wasn't taken back."""
    return entry.edited_at is None or entry.text != ""


def last(entries: Sequence[StoredEntry]) -> StoredEntry | None:
    """What staff wrote to the client last, of what still stands."""
    written = (entry for entry in reversed(entries) if entry.kind in CORRECTED and stands(entry))
    return next(written, None)


def chosen(entries: Sequence[StoredEntry], seq: int, by: Staff) -> StoredEntry | Refused:
    """The entry that is meant: by its number or, without one, the last that this staff member wrote."""
    mine = [entry for entry in entries if entry.kind in CORRECTED and stands(entry)]
    if seq:
        found = [entry for entry in mine if entry.seq == seq]
        numbers = ", ".join(f"{entry.seq}" for entry in mine[-3:])
        none = desk_("Entry {seq} is nothing that was written to the client.", seq=seq)
        if mine and not found:
            none = desk_("Entry {seq} is nothing that was written to the client. These are: {numbers}.", seq=seq,
                         numbers=numbers)  # fmt: skip
    else:
        found = [entry for entry in mine if entry.by == by.name][-1:]
        none = desk_("You wrote nothing to the client that could be changed. Name the entry, such as: entry 3")
    if not found:
        return Refused(none)
    if found[0].text is None:
        return Refused(desk_("Its words were erased."))
    return found[0]


def correct(ticket: Ticket, entry: StoredEntry, by: Staff, text: str, now: datetime, *, last: bool) -> Change | Refused:
    """Change what an entry says, or take it back with no ``text``: its writer may, and a lead.

    ``last``: it is the last that staff wrote. Taken back, the ticket is with its owner again, unanswered; that
    there was a response, and when, stays true.
    """
    if by.role is not Role.LEAD and entry.by != by.name:
        return Refused(desk_("{name} wrote that. Leave them a note, or ask a lead.", name=entry.by))
    if ticket.state is State.MERGED:
        return Refused(desk_("#{number} was merged into #{into}.", number=ticket.number, into=ticket.merged_into))
    if entry.text == text:
        return Refused(desk_("That is what it says already. Nothing was changed."))
    open_again = not text and last and ticket.state in {State.ANSWERED, State.ASKED}
    after = replace(ticket, acted_at=acted(ticket, by, now))
    if open_again:
        after = replace(ticket, state=State.OPEN, owner=ticket.owner or by.name, acted_at=now)
    said = Entry(EntryKind.EDIT, Author.STAFF, by.name, text, now, entry.seq)
    return Change(ticket, after, by.name, entries=(said,))
