"""An index of what was said on tickets: plain tables, the same on both databases.

A turn only notes which entry it wrote (``unindexed``). A worker reads some of those at a time, under one row's lock,
and puts each term's tickets into ``postings``: packed sets by blocks of ticket numbers. What is erased leaves it in the
erasing transaction, by the ticket's number and not by what its words were: nothing has to be known of those.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Text, and_, bindparam, delete, func, insert, literal_column, or_, select

from bot.core.model.people import Account
from bot.core.model.record import SAID
from bot.core.text.terms import terms as terms_of
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import accounts, counters, postings, record, terms, tickets, unindexed
from bot.store.sql.number_sets import block_of, packed, set_of, unpacked, with_more
from bot.store.sql.portable import or_keep, or_overwrite, same
from bot.store.sql.prepared import Outcome
from bot.store.transaction.base import UnitBase

ROWS_AT_ONCE = 100
"""Indexed in a transaction: some 20–40 ms, in which the other turns of a file wait."""
TERMS_AT_ONCE = 1_000
"""Asked for in one statement: databases take some 30,000 parameters at most."""
ENTRIES_MAX = 1_000
"""Read of one ticket at once: the last ones. Each of its entries was read when it was written."""
NO_NUMBER = 2**62
"""Greater than every ticket's number."""

_NOTE = or_overwrite(insert(unindexed), ("desk", "ticket", "seq"), "seq")
"""Of a row that is there already, waits for whoever indexes it now, and stands again afterwards."""
_THEIRS = (
    select(tickets.c.desk, tickets.c.number, literal_column("0"))
    .join_from(tickets, accounts, and_(accounts.c.desk == tickets.c.desk, accounts.c.id == tickets.c.account))
    .where(in_desk(tickets, tickets.c.account == bindparam("of_account", type_=BigInteger)), in_desk(accounts))
)
_KNOWN_BY = ("name", "email", "customer", "phone")
"""What is known of a client by which their tickets are found."""
_RENAMED = or_(*(accounts.c[name] != bindparam(f"new_{name}", type_=Text) for name in _KNOWN_BY))
_NOTE_THEIRS, _NOTE_RENAMED = (
    or_overwrite(insert(unindexed).from_select(["desk", "ticket", "seq"], which), ("desk", "ticket", "seq"), "seq")
    for which in (_THEIRS, _THEIRS.where(_RENAMED))
)
_NEXT = (
    select(unindexed.c.ticket, unindexed.c.seq)
    .where(in_desk(unindexed))
    .order_by(unindexed.c.ticket.desc(), unindexed.c.seq.desc())
    .limit(bindparam("at_most"))
)
_INDEXED = delete(unindexed).where(
    in_desk(unindexed, unindexed.c.ticket == bindparam("of_ticket"), unindexed.c.seq == bindparam("of_seq"))
)
_FIRST_LOCK = or_keep(insert(counters))
_LOCK = select(counters.c.value).where(in_desk(counters, counters.c.name == same("index"))).with_for_update()
_LOCK_IF_FREE = _LOCK.with_for_update(skip_locked=True)

_HEAD = select(
    *(tickets.c.subject, tickets.c.service, tickets.c.symptoms),
    *(accounts.c[name] for name in _KNOWN_BY),
).where(
    in_desk(tickets, tickets.c.number == bindparam("of_ticket")), in_desk(accounts, accounts.c.id == tickets.c.account)
)
_IS_SAID = record.c.kind.in_([same(kind.value) for kind in sorted(SAID)])
_OF_TICKET = in_desk(record, record.c.ticket == bindparam("of_ticket"), record.c.words.is_not(None))
_ENTRY = select(record.c.words).where(_OF_TICKET, record.c.seq == bindparam("of_seq"))
_ENTRIES = select(record.c.words).where(_OF_TICKET, _IS_SAID).order_by(record.c.seq.desc()).limit(bindparam("at_most"))

_PUT = or_overwrite(insert(postings), ("desk", "block", "term"), "tickets")
_KEEP_TERM = or_keep(insert(terms))
_DROP_TERM = delete(terms).where(in_desk(terms, terms.c.term == bindparam("of_term", type_=Text)))
_OF_BLOCK = in_desk(postings, postings.c.block == bindparam("of_block"))
_IN_BLOCK = select(postings.c.term, postings.c.tickets).where(_OF_BLOCK)
_DROP_POSTING = delete(postings).where(_OF_BLOCK, postings.c.term == bindparam("of_term", type_=Text))
_FIRST = (
    select(tickets.c.number)
    .where(in_desk(tickets, tickets.c.number < bindparam("below", type_=BigInteger)))
    .order_by(tickets.c.number)
    .limit(1)
)
_LAST = _FIRST.order_by(None).order_by(tickets.c.number.desc())


class IndexUnit(UnitBase):
    """The index of one desk's tickets, and what isn't in it yet."""

    # ── What isn't indexed yet ─────────────────────────────────────────────────────────

    def note_unindexed(self, ticket: int, seq: int) -> None:
        """An entry was written; with the first one comes the ticket."""
        self.add(_NOTE, ticket=ticket, seq=0 if seq == 1 else seq)

    def note_renamed(self, account: Account) -> None:
        """What is known of a client is about to change, or isn't: their tickets are found by it."""
        new = {f"new_{name}": getattr(account, name) for name in _KNOWN_BY}
        self.run(_NOTE_RENAMED, of_account=account.id, **new)

    def note_joined(self, account: int) -> None:
        """Tickets came to an account from another one."""
        self.run(_NOTE_THEIRS, of_account=account)

    def index_some(self) -> int:
        """Index a limited part of what isn't yet; see ``bot.ports.store.tickets``."""
        self.add(_FIRST_LOCK, name="index", value=0)
        if self.run(_LOCK_IF_FREE).one_or_none() is None:
            return 0
        rows = self.run(_NEXT, at_most=ROWS_AT_ONCE).rows
        self._put(self._read(rows))
        for ticket, seq in rows:
            self.run(_INDEXED, of_ticket=ticket, of_seq=seq)
        return len(rows)

    def _read(self, rows: Sequence[tuple[Any, ...]]) -> Mapping[int, Mapping[str, set[int]]]:
        """By block and term, the tickets in which it was said."""
        asked = [(ticket, outcome) for ticket, seq in rows for outcome in self._said(ticket, seq)]
        found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for ticket, outcome in asked:
            words = found[block_of(ticket)]
            words[str(ticket)].add(ticket)
            for term in {term for row in outcome for text in row for term in terms_of(text)}:
                words[term].add(ticket)
        return found

    def _said(self, ticket: int, seq: int) -> tuple[Outcome, ...]:
        """Ask for an entry's words, or for all of a ticket."""
        if seq:
            return (self.run(_ENTRY, of_ticket=ticket, of_seq=seq),)
        return self.run(_HEAD, of_ticket=ticket), self.run(_ENTRIES, of_ticket=ticket, at_most=ENTRIES_MAX)

    def _put(self, found: Mapping[int, Mapping[str, set[int]]]) -> None:
        fresh = set[str]()
        for block, words in found.items():
            before, rows = self._sets(block, words), []
            for term, numbers in sorted(words.items()):
                had = before.get(term, b"")
                has = with_more(had, numbers)
                if has != had:
                    rows.append({"desk": self.desk, "block": block, "term": term, "tickets": has})
                if not had:
                    fresh.add(term)
            self._many(_PUT, rows)
        self._many(_KEEP_TERM, [{"desk": self.desk, "term": term, "tail": term[::-1]} for term in sorted(fresh)])

    def _sets(self, block: int, words: Iterable[str]) -> dict[str, bytes]:
        """Which tickets of a block have each of some terms, packed."""
        asked = select(postings.c.term, postings.c.tickets).where(_OF_BLOCK)
        found: dict[str, bytes] = {}
        for some in batched(words, TERMS_AT_ONCE):
            rows = self.connection.execute(
                asked.where(postings.c.term.in_(some)), {"in_desk": self.desk, "of_block": block}
            )
            found.update((term, bytes(stored)) for term, stored in rows)
        return found

    def _many(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute a statement for each of these."""
        if rows:
            self.connection.execute(statement, rows)

    # ── What has to go ─────────────────────────────────────────────────────────────────

    def forget_terms(self, numbers: Iterable[int]) -> None:
        """Take all terms of tickets out of the index; what is left on them is indexed anew."""
        self.add(_FIRST_LOCK, name="index", value=0)
        self.run(_LOCK).one_or_none()
        theirs = sorted(set(numbers))
        empty = set[str]()
        for block in sorted({block_of(number) for number in theirs}):
            empty |= self._forget(block, set_of(number for number in theirs if block_of(number) == block))
        unused = sorted(empty.difference(self._used(empty)))
        self._many(_DROP_TERM, [{"in_desk": self.desk, "of_term": term} for term in unused])
        for number in theirs:
            self.add(_NOTE, ticket=number, seq=0)

    def _forget(self, block: int, theirs: int) -> set[str]:
        """Take tickets out of every set of a block; the terms that no ticket of it has any more."""
        kept, empty = [], set[str]()
        for term, stored in self.run(_IN_BLOCK, of_block=block):
            had = unpacked(bytes(stored))
            if had & ~theirs == 0:
                empty.add(term)
            elif had & theirs:
                kept.append({"desk": self.desk, "block": block, "term": term, "tickets": packed(had & ~theirs)})
        self._many(_PUT, kept)
        dropped = [{"in_desk": self.desk, "of_block": block, "of_term": term} for term in sorted(empty)]
        self._many(_DROP_POSTING, dropped)
        return empty

    def _used(self, some: Iterable[str]) -> dict[str, int]:
        """Which of these terms a ticket has, and about how many: a set's bytes grow with it."""
        first, last = self._ends()
        blocks = range(block_of(first), block_of(last) + 1)
        asked = select(postings.c.term, func.sum(func.length(postings.c.tickets))).group_by(postings.c.term)
        found: dict[str, int] = {}
        for these in batched(some, TERMS_AT_ONCE):
            where = in_desk(postings, postings.c.block.in_(blocks), postings.c.term.in_(these))
            rows = self.connection.execute(asked.where(where), {"in_desk": self.desk})
            found.update((term, int(size)) for term, size in rows)
        return found

    def _ends(self) -> tuple[int, int]:
        """The first and the last ticket's numbers."""
        first, last = (self.run(statement, below=NO_NUMBER) for statement in (_FIRST, _LAST))
        return (first.value(), last.value()) if first.rows else (0, -1)


def batched(some: Iterable[str], size: int) -> Iterator[Sequence[str]]:
    """So many at a time."""
    every = list(some)
    return (every[start : start + size] for start in range(0, len(every), size))
