"""What people change or take back of what they wrote: recorded where the words are, never answered.

A message is known by its key and its sender. Whatever else reads the same is somebody else's, or another
message of theirs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.conversation.edited_words import reworded
from bot.core.conversation.intents import read
from bot.core.model.people import Address, Identity, Origin
from bot.core.model.record import Author, Entry, EntryKind, StoredEntry
from bot.core.model.tickets import State, Ticket
from bot.core.rules.change import CLIENT, Change, Notification, NotificationKind
from bot.core.rules.client_actions import told
from bot.core.rules.limits.blocks import REFUSED, blocked
from bot.core.rules.permissions import Right, may, party
from bot.core.text.surface import Msg, _
from bot.engine.context import Context
from bot.engine.tickets import changes
from bot.engine.transaction import Transaction
from bot.ports import Conversation, InboxEntry, UnitOfWork
from bot.ports.inbound import Inbound, delete_key, edits_of

OLD_TICKETS_MAX = 10
"""So many of a client's latest tickets are looked through for words from before their events were kept."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A message that reads otherwise now: ``inbound.text`` is what it says, ``None`` once it is gone.

    ``inbound.address`` is where its sender writes to us alone.
    """

    inbound: Inbound
    of: str
    """The message's key."""
    context: Context
    now: datetime

    def take(self, unit: UnitOfWork) -> None:
        """Note it on the ticket that holds the words; in a talk that became none yet, they change."""
        at, inbound = self.inbound.address, self.inbound
        heard = unit.said(at.platform, at.tenant, self.of)
        if heard is None or not heard.words or heard.identity != inbound.identity or self._is_over(unit):
            return
        if inbound.text is not None and self._is_refused(unit, heard.identity):
            return
        origin = Origin(at.platform, at.tenant, self.of, heard.identity)
        held = tuple(self._holding(unit, origin, heard))
        before, after = self._before(unit, heard, held), self._safe(inbound.text or "")
        if before == after and inbound.text is not None:
            return
        note = next((f"note {entry.ticket} " for _ticket, entry in held if entry.kind is EntryKind.NOTE), "")
        if not unit.record_if_new(heard.address, inbound.key, self.now, note + after, identity=heard.identity):
            return
        for ticket, entry in held:
            self._note(unit, ticket, entry, before, after, heard.address)
        if not held:
            waits = unit.reword_held(*_at(self), None if inbound.text is None else after)
            self._reword(unit, heard, origin, before, after, waits=waits)

    def _is_over(self, unit: UnitOfWork) -> bool:
        """The message is gone, or reads otherwise still: this is what it said for a while, and comes late."""
        at = self.inbound.address
        if unit.said(at.platform, at.tenant, delete_key(self.of)) is not None:
            return True
        return self.inbound.text is not None and unit.latest_key(*_of(self)) >= self.inbound.key

    def _is_refused(self, unit: UnitOfWork, who: Identity) -> bool:
        """Somebody blocked says nothing new by an edit either; taking words back they may."""
        account = unit.account_of(who)
        if account is None or not blocked(account, self.now):
            return False
        unit.audit(self.now, CLIENT, REFUSED, detail=str(account.id))
        return True

    def _before(self, unit: UnitOfWork, heard: InboxEntry, held: tuple[tuple[Ticket, StoredEntry], ...]) -> str:
        """What it said until now: its latest edit, or as it came in; a note without the command that it is."""
        edit = unit.latest_key(*_of(self))
        known = unit.said(*_of(self)[:2], edit) if edit else heard
        words = known.words if known else ""
        for _ticket, entry in held:
            if entry.kind is EntryKind.NOTE:
                words = words.removeprefix(f"note {entry.ticket} ")
        return words

    def _safe(self, text: str) -> str:
        return self.context.safe(text[: self.context.policy.limits.text_chars]).text

    # ── On a record ────────────────────────────────────────────────────────────────────

    def _holding(self, unit: UnitOfWork, origin: Origin, heard: InboxEntry) -> Iterator[tuple[Ticket, StoredEntry]]:
        """The tickets with the sender's words, and an entry of each that holds them."""
        places = {
            each.ticket: each.seq
            for each in unit.placed_at(origin.platform, origin.tenant, origin.key)
            if each.sender == origin.sender
        }
        for number, seq in (places or self._kept_before(unit, heard)).items():
            ticket = unit.ticket(number, for_change=True)
            entries = unit.record(number, 1, seq + 1)
            if ticket is None or not entries or (ticket.state is State.MERGED and len(places) > 1):
                continue
            if self._may_add(unit, ticket, entries[0]):
                yield ticket, entries[0]

    def _may_add(self, unit: UnitOfWork, ticket: Ticket, entry: StoredEntry) -> bool:
        """Whoever isn't the client any more, or takes part no more, leaves a ticket as it is."""
        who, joined = self.inbound.identity, unit.participant(ticket.number, self.inbound.identity)
        return entry.author is Author.STAFF or may(party(ticket, unit.account_of(who), joined), Right.ADD)

    def _kept_before(self, unit: UnitOfWork, heard: InboxEntry) -> dict[int, int]:
        """Words from before their events were kept: the client's latest that say the same, and nothing else."""
        talk = unit.find_conversation(self.inbound.address)
        if talk is None or talk.account is None or talk.identity != heard.identity:
            return {}
        said = {
            heard.words,
            read(heard.words, self.context.languages).text,
        }  # "add: it says 550" is recorded without "add:"
        since = self.now - timedelta(days=self.context.policy.promises.reopen_window_days)
        for ticket in reversed(unit.tickets_of(talk.account.id, closed_after=since)[-OLD_TICKETS_MAX:]):
            known = unit.origins(ticket.number)
            for entry in reversed(unit.record(ticket.number, public_only=True)):
                if entry.kind is EntryKind.WORDS and entry.seq not in known and entry.text in said:
                    return {ticket.number: entry.seq}
        return {}

    def _note(
        self, unit: UnitOfWork, ticket: Ticket, entry: StoredEntry, before: str, after: str, stood: Address
    ) -> None:
        at, gone, tx = self.inbound.address, self.inbound.text is None, Transaction(unit, self.context, self.now)
        origins = (Origin(at.platform, at.tenant, self.inbound.key, self.inbound.identity),)
        if entry.author is Author.STAFF:
            noted = Entry(
                EntryKind.NOTE, Author.STAFF, entry.by, _of_note(before, after, gone), self.now, origins=origins
            )
            noted_there = Change(ticket, ticket, entry.by, entries=(noted,), on_board=stood)
            changes.apply(tx, noted_there)
            return
        client = entry.author is Author.CLIENT
        what = told(_of_client(before, after, gone) if client else _of_other(before, after, gone), self.now)
        worded = changes.worded(what, unit.conversation(ticket.conversation), self.context, self.now)
        if not client:
            worded = replace(worded, author=Author.PARTICIPANT, by=str(entry.part))
        unit.append(ticket.number, replace(worded, origins=origins))
        if after:
            kind = NotificationKind.CLIENT_WROTE if client else NotificationKind.PARTICIPANT_WROTE
            changes.tell_staff(tx, Notification(kind, after, by=entry.by), ticket)

    # ── In a talk ──────────────────────────────────────────────────────────────────────

    def _reword(
        self, unit: UnitOfWork, heard: InboxEntry, origin: Origin, before: str, after: str, *, waits: bool
    ) -> None:
        """Words that wait to become a ticket become one as they read now, wherever their sender's talk went on."""
        if self.inbound.text is None:
            unit.withdraw_files(origin)
        if waits:  # no talk has them yet
            return
        for address in dict.fromkeys((heard.address, self.inbound.address)):
            if unit.find_conversation(address) is None:
                continue
            place = unit.open_conversation(address, heard.identity)
            mine = place.host == place.identity
            own = None if mine else unit.find_talk(address, heard.identity)
            for talk in (place, own) if own else (place,):
                self._save(unit, talk, origin, before, after, old=mine)

    def _save(self, unit: UnitOfWork, talk: Conversation, of: Origin, before: str, after: str, *, old: bool) -> None:
        changed = reworded(talk.state.talk, of, before, after, self.context.languages, old=old)
        if changed != talk.state.talk:
            unit.save_conversation(replace(talk, state=replace(talk.state, talk=changed)))


def _at(revision: Revision) -> tuple[str, str, str]:
    """The message's own place and key."""
    at = revision.inbound.address
    return at.platform, at.tenant, revision.of


def _of(revision: Revision) -> tuple[str, str, str]:
    """Where the edits of the message are kept."""
    at = revision.inbound.address
    return at.platform, at.tenant, edits_of(revision.of)


def _of_client(before: str, after: str, gone: bool) -> Msg:
    if gone:
        return _("Message deleted: “{before}”.", before=before)
    return _("Message changed: “{before}” now reads “{after}”.", before=before, after=after)


def _of_other(before: str, after: str, gone: bool) -> Msg:
    if gone:
        return _("Deleted the message “{before}”.", before=before)
    return _("Changed the message “{before}” to “{after}”.", before=before, after=after)


def _of_note(before: str, after: str, gone: bool) -> str:
    return f"Deleted the note “{before}”." if gone else f"Changed the note “{before}” to “{after}”."
