"""A ticket's record: entries on their hash chain, attachments, and its moves in the line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from sqlalchemy import Text, bindparam, func, insert, select

from bot.core.model.people import Origin
from bot.core.model.record import PUBLIC, SAID, Author, Chained, Entry, EntryKind, Participant, StoredEntry
from bot.core.model.tickets import Move, Placed
from bot.ports import Deferred
from bot.store.schema import chain
from bot.store.schema.columns import at_tenant, in_desk
from bot.store.schema.tables import attachments, erasures, queue_moves, record, record_attachments, sources
from bot.store.sql.portable import micros, or_keep, same
from bot.store.sql.prepared import Outcome
from bot.store.sql.rows import Rows, writer_in
from bot.store.transaction.sealing import SealUnit
from bot.store.transaction.tickets.files import FileUnit
from bot.store.transaction.tickets.indexing import IndexUnit
from bot.store.transaction.tickets.participants import ParticipantUnit

NO_LIMIT = 2**31 - 1
"""Rows: more than any ticket has."""
AFTER_ALL = 2**62
"""A seq that no entry reaches."""

_TICKET = in_desk(record, record.c.ticket == bindparam("of_ticket"))
_BEFORE = _TICKET & (record.c.seq < bindparam("before"))
_IS_PUBLIC = record.c.kind.in_([same(kind.value) for kind in sorted(PUBLIC)])
_LAST = select(record.c.seq, record.c.hash).where(_TICKET).order_by(record.c.seq.desc()).limit(1)
_APPEND = insert(record)
_AT = {"by": "by_name", "text": "words", "of": "of_seq"}
_ENTRY = Rows(Entry, record, _AT, derived=("origins",))
_STORED = Rows(StoredEntry, record, _AT, derived=("part", "edited_at"))
_WINDOW = select(*_STORED.columns).where(_BEFORE).order_by(record.c.seq.desc()).limit(bindparam("at_most"))
_PUBLIC_WINDOW = _WINDOW.where(_IS_PUBLIC)
_EDITS = select(*_STORED.columns).where(_TICKET, record.c.kind == same(EntryKind.EDIT.value)).order_by(record.c.seq)
_CHAIN = select(record.c.seq, record.c.digest, record.c.hash).where(_TICKET).order_by(record.c.seq)
_LENGTH = select(func.coalesce(func.max(record.c.seq), 0)).where(_BEFORE)
_PUBLIC_LENGTH = select(func.count()).select_from(record).where(_BEFORE, _IS_PUBLIC)

_SOURCE = or_keep(insert(sources))
_AT_EVENT = (
    at_tenant(sources),
    sources.c.event == bindparam("of_event", type_=Text),
)
_ORIGIN = Rows(Origin, sources, {"key": "event", "sender": writer_in(sources)}, derived=("files",))
_PLACE = Rows(Placed, sources, {"sender": writer_in(sources)})
_PLACED = select(*_PLACE.columns).where(in_desk(sources, *_AT_EVENT)).order_by(sources.c.ticket, sources.c.seq)
_SOURCES = (
    select(*_ORIGIN.columns, sources.c.seq)
    .where(in_desk(sources, sources.c.ticket == bindparam("of_ticket")))
    .order_by(sources.c.seq, sources.c.event)
)

_KEEP = or_keep(insert(attachments))
_ERASURE = insert(erasures)
_ATTACH = or_keep(insert(record_attachments))

_QUEUED = Rows(Move, queue_moves, {"by": "by_name"})
_OF_TICKET = in_desk(queue_moves, queue_moves.c.ticket == bindparam("of_ticket"))
_MOVE = (
    insert(queue_moves)
    .values(n=select(func.coalesce(func.max(queue_moves.c.n), 0) + 1).where(_OF_TICKET).scalar_subquery())
    .returning(queue_moves.c.n)
)
_MOVES = select(*_QUEUED.columns).where(_OF_TICKET).order_by(queue_moves.c.n)


class RecordUnit(SealUnit, FileUnit, IndexUnit, ParticipantUnit):
    """Records of one desk's tickets.

    Who appends holds the ticket (inserted it, or read it for change). Otherwise the key on seq
    makes the later of two transactions a Conflict.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._asked_heads: dict[int, Outcome] = {}

    def append(self, ticket: int, entry: Entry) -> int:
        """Add to the ticket's hash-chained record; the entry's seq."""
        last, before = self._heads.get(ticket) or self.ask_head(ticket)()
        seq, salt = last + 1, chain.new_salt()
        digest = chain.digest(salt, entry.text)
        said = _ENTRY.values(entry)
        who, kind, by = said["author"], said["kind"], said["by_name"]
        hash = chain.link(before, ticket, seq, micros(entry.at), who, kind, by, digest, entry.of)
        row = {**said, "ticket": ticket, "seq": seq, "digest": digest, "hash": hash}
        self.add(_APPEND, salt=salt, **row)
        self.seal(record, row)
        self._heads[ticket] = (seq, hash)
        if seq == 1 or entry.kind in SAID:
            self.note_unindexed(ticket, seq)
        for origin in entry.origins:
            self._come_with(origin, ticket, seq)
        return seq

    def _come_with(self, origin: Origin, ticket: int, seq: int) -> None:
        """Note the event that an entry's words came with; its files are the entry's from now on."""
        self.add(_SOURCE, **_ORIGIN.values(origin), ticket=ticket, seq=seq)
        if origin.files:
            self.place_files(origin, ticket, seq)

    def placed_at(self, platform: str, tenant: str, event: str) -> Sequence[Placed]:
        """The entries that hold an event's words, by ticket and seq."""
        rows = self.run(_PLACED, at_platform=platform, at_tenant=tenant, of_event=event)
        return tuple(map(_PLACE.read, rows))

    def origins(self, ticket: int) -> Mapping[int, tuple[Origin, ...]]:
        """By seq, the events that the entries of a record came with."""
        found: dict[int, tuple[Origin, ...]] = {}
        for row in self.run(_SOURCES, of_ticket=ticket):
            found[row[-1]] = (*found.get(row[-1], ()), replace(_ORIGIN.read(row), files=True))
        return found

    def ask_head(self, ticket: int) -> Deferred[tuple[int, bytes]]:
        """The last seq and hash of a record."""
        if ticket not in self._asked_heads:
            self._asked_heads[ticket] = self.run(_LAST, of_ticket=ticket)
        row = self._asked_heads[ticket].one_or_none
        return lambda: (0, chain.START) if (last := row()) is None else (last[0], bytes(last[1]))

    def record(
        self, ticket: int, limit: int | None = None, before: int | None = None, public_only: bool = False
    ) -> Sequence[StoredEntry]:
        """The last ``limit`` entries with seq < ``before``, oldest first."""
        rows = self.run(
            _PUBLIC_WINDOW if public_only else _WINDOW,
            of_ticket=ticket,
            before=AFTER_ALL if before is None else before,
            at_most=NO_LIMIT if limit is None else limit,
        ).rows
        entries = list(map(_STORED.read, reversed(rows)))
        if any(entry.author is Author.PARTICIPANT for entry in entries):
            names = {str(joined.n): joined for joined in self.participants(ticket)}
            entries = [_named(entry, names.get(entry.by)) for entry in entries]
        return tuple(entries)

    def edits(self, ticket: int) -> Sequence[StoredEntry]:
        """The entries that correct others, oldest first."""
        return tuple(map(_STORED.read, self.run(_EDITS, of_ticket=ticket)))

    def chain_of(self, ticket: int) -> Sequence[Chained]:
        """Digest and hash of every entry of a record, in order."""
        rows = self.run(_CHAIN, of_ticket=ticket)
        return tuple(Chained(seq, bytes(digest).hex(), bytes(hash).hex()) for seq, digest, hash in rows)

    def record_length(self, ticket: int, before: int | None = None, public_only: bool = False) -> int:
        """How many entries with seq < ``before`` there are; seqs have no gaps."""
        length = self.run(
            _PUBLIC_LENGTH if public_only else _LENGTH,
            of_ticket=ticket,
            before=AFTER_ALL if before is None else before,
        )
        return int(length.value())

    def attach(self, ticket: int, seq: int, name: str, media: str, content: bytes) -> str:
        """Keep a file with a record entry, under its own name; what is in it is stored once. Its SHA-256."""
        digest = sha256(content).hexdigest()
        self.add(_KEEP, digest=digest, content=content)
        row = {"ticket": ticket, "seq": seq, "digest": digest, "name": name, "media": media}
        if self.add(_ATTACH, **row).rowcount == 1:
            self.seal(record_attachments, row)
        return digest

    def add_erasure(self, ticket: int, seq: int) -> None:
        """List an entry whose words are erased in this transaction."""
        row = {"ticket": ticket, "seq": seq}
        self.add(_ERASURE, **row)
        self.seal(erasures, row)

    def add_move(self, move: Move) -> None:
        """Add a line to the ticket's ``why``."""
        row = _QUEUED.values(move)
        self.seal_move(self.run(_MOVE, desk=self.desk, of_ticket=move.ticket, **row), row)

    def moves(self, ticket: int) -> Sequence[Move]:
        """The ticket's moves, in the order in which they happened."""
        return tuple(map(_QUEUED.read, self.run(_MOVES, of_ticket=ticket)))


def _named(entry: StoredEntry, joined: Participant | None) -> StoredEntry:
    """A participant's entry under their name."""
    if entry.author is not Author.PARTICIPANT or joined is None:
        return entry
    return replace(entry, by=joined.name, part=joined.n)
