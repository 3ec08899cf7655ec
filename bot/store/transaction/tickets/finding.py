"""Tickets found by their words: an inverted index in plain tables, the same on both databases.

A turn only notes which entry it wrote (``unindexed``). A worker reads some of those at a time, under one row's lock,
and puts each term's tickets into ``postings``: packed sets by blocks of ticket numbers. A search combines sets, newest
block first, and reads the rows of the tickets that it shows. What is erased leaves it in the erasing transaction, by
the ticket's number and not by what its words were: nothing has to be known of those.
"""

import operator
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from sqlalchemy import BigInteger, Text, and_, bindparam, delete, func, insert, literal_column, or_, select, update

from bot.core.model.finding import Found, Wanted
from bot.core.model.people import Account
from bot.core.model.record import SAID
from bot.core.model.tickets import Ticket
from bot.core.text.terms import WHOLE, parts
from bot.core.text.terms import terms as terms_of
from bot.core.text.words import ONE_EDIT_LETTERS_MIN, near
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import accounts, counters, postings, record, terms, tickets, unindexed
from bot.store.sql.number_sets import BLOCK, block_of, members, packed, set_of, unpacked
from bot.store.sql.portable import or_add, or_keep, or_overwrite, same
from bot.store.transaction.base import UnitBase
from bot.store.transaction.tickets.tickets import TICKET

ROWS_AT_ONCE = 100
"""Indexed in a transaction: some 20–40 ms, in which the other turns of a file wait."""
BEGINNING_MIN = 3
"""A shorter word is taken as it is; from here on longer ones that begin so are meant, too: "cert" and "certificate"."""
SPELLINGS_MAX = 40
"""Terms that one word stands for, the commonest first."""
NEAR_LOOKED_AT = 5_000
"""Terms compared with a word that may be misspelt: those that begin or end as it does."""
RARER = 10
"""So many times rarer than a near word, a word is a slip of it: both are found by either."""
ENTRIES_MAX = 1_000
"""Read of one ticket: the last ones."""
BEYOND = chr(0x10FFFF)
"""Sorts behind every character that a word can go on with."""

_NOTE = insert(unindexed)
_NOTE_AGAIN = or_overwrite(insert(unindexed), ("desk", "ticket", "seq"), "seq")
"""Waits for whoever indexes the ticket now, and stands again afterwards."""
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
    .order_by(unindexed.c.ticket.desc(), unindexed.c.seq)
    .limit(bindparam("at_most"))
)
_UNREAD = select(func.count()).select_from(unindexed).where(in_desk(unindexed))
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
_ENTRIES = select(record.c.words).where(_OF_TICKET, _IS_SAID).order_by(record.c.seq.desc()).limit(ENTRIES_MAX)

_PUT = or_overwrite(insert(postings), ("desk", "block", "term"), "tickets")
_COUNT = or_add(insert(terms), ("desk", "term"), ("n",), ())
_OF_TERM = in_desk(terms, terms.c.term == bindparam("of_term", type_=Text))
_COUNT_DOWN = update(terms).where(_OF_TERM).values(n=terms.c.n - bindparam("less", type_=BigInteger))
_DROP_TERM = delete(terms).where(_OF_TERM, terms.c.n <= 0)
_OF_BLOCK = in_desk(postings, postings.c.block == bindparam("of_block"))
_IN_BLOCK = select(postings.c.term, postings.c.tickets).where(_OF_BLOCK)
_DROP_POSTING = delete(postings).where(_OF_BLOCK, postings.c.term == bindparam("of_term", type_=Text))

_BEGIN = bindparam("beginning", type_=Text)
_SPELT = select(terms.c.term, terms.c.n).limit(bindparam("at_most"))
_SAME = _SPELT.where(_OF_TERM)
_LONGER = _SPELT.where(in_desk(terms, terms.c.term >= _BEGIN, terms.c.term < bindparam("beyond", type_=Text))).order_by(
    terms.c.n.desc(), terms.c.term
)
_AS_LONG = func.length(terms.c.term).between(bindparam("shortest"), bindparam("longest"))
_ALIKE = (
    _SPELT.where(in_desk(terms, terms.c.term >= _BEGIN, terms.c.term < bindparam("beyond", type_=Text), _AS_LONG)),
    _SPELT.where(in_desk(terms, terms.c.tail >= _BEGIN, terms.c.tail < bindparam("beyond", type_=Text), _AS_LONG)),
)
_ENDS = select(func.min(tickets.c.number), func.max(tickets.c.number)).where(in_desk(tickets))
_FILED_FROM = (
    select(tickets.c.number, tickets.c.filed_at)
    .where(in_desk(tickets, tickets.c.number >= bindparam("from_number", type_=BigInteger)))
    .order_by(tickets.c.number)
    .limit(1)
)

Spelling = tuple[str, int]
"""A term, and how many tickets have it."""


class FindUnit(UnitBase):
    """The index of one desk's tickets."""

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
        """Index a limited part of what isn't yet; see ``bot.ports.store.finding``."""
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
        asked = [
            (ticket, self.run(statement, of_ticket=ticket, **({"of_seq": seq} if statement is _ENTRY else {})))
            for ticket, seq in rows
            for statement in ((_ENTRY,) if seq else (_HEAD, _ENTRIES))
        ]
        found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for ticket, outcome in asked:
            words = found[block_of(ticket)]
            words[str(ticket)].add(ticket)
            for term in {term for row in outcome for text in row for term in terms_of(text)}:
                words[term].add(ticket)
        return found

    def _put(self, found: Mapping[int, Mapping[str, set[int]]]) -> None:
        more = Counter[str]()
        for block, words in found.items():
            before = self._sets([block], words)
            rows = []
            for term, numbers in sorted(words.items()):
                had = before.get((block, term), 0)
                has = had | set_of(numbers)
                if has != had:
                    rows.append({"desk": self.desk, "block": block, "term": term, "tickets": packed(has)})
                    more[term] += has.bit_count() - had.bit_count()
            self._many(_PUT, rows)
        self._many(_COUNT, [{"desk": self.desk, "term": t, "tail": t[::-1], "n": n} for t, n in sorted(more.items())])

    def _sets(self, blocks: Iterable[int], words: Iterable[str]) -> Mapping[tuple[int, str], int]:
        """Which tickets of some blocks have each of some terms."""
        where = in_desk(postings, postings.c.block.in_(list(blocks)), postings.c.term.in_(list(words)))
        asked = select(postings.c.block, postings.c.term, postings.c.tickets).where(where)
        rows = self.connection.execute(asked, {"in_desk": self.desk}).all()
        return {(block, term): unpacked(bytes(stored)) for block, term, stored in rows}

    def _many(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute a statement for each of these."""
        if rows:
            self.connection.execute(statement, rows)

    # ── What has to go ─────────────────────────────────────────────────────────────────

    def forget_terms(self, numbers: Iterable[int]) -> None:
        """Take all terms of tickets out of the index; what is left on them is indexed anew."""
        self.add(_FIRST_LOCK, name="index", value=0)
        self.run(_LOCK).one_or_none()
        gone, theirs = Counter[str](), sorted(set(numbers))
        for block in sorted({block_of(number) for number in theirs}):
            self._forget(block, set_of(number for number in theirs if block_of(number) == block), gone)
        less = [{"in_desk": self.desk, "of_term": term, "less": count} for term, count in sorted(gone.items())]
        self._many(_COUNT_DOWN, less)
        self._many(_DROP_TERM, less)
        for number in theirs:
            self.add(_NOTE_AGAIN, ticket=number, seq=0)

    def _forget(self, block: int, theirs: int, gone: Counter[str]) -> None:
        """Take tickets out of every set of a block; which terms lost how many."""
        kept, empty = [], []
        for term, stored in self.run(_IN_BLOCK, of_block=block):
            had = unpacked(bytes(stored))
            if had & theirs:
                gone[term] += (had & theirs).bit_count()
                where = empty if had & ~theirs == 0 else kept
                where.append({"desk": self.desk, "block": block, "term": term, "tickets": packed(had & ~theirs)})
        self._many(_PUT, kept)
        self._many(_DROP_POSTING, [{"in_desk": self.desk, "of_block": block, "of_term": row["term"]} for row in empty])

    # ── Looking for it ─────────────────────────────────────────────────────────────────

    def find(self, wanted: Wanted, limit: int) -> Found:
        """The newest tickets that are as wanted, at most so many."""
        unread = int(self.run(_UNREAD).value())
        spellings = self._spellings(wanted.terms)
        if not all(spellings.values()):
            return Found(spellings=spellings, unread=unread)
        found: list[Ticket] = []
        for ticket in self._as_wanted(wanted, spellings, limit + 1):
            found.append(ticket)
            if len(found) > limit:
                break
        return Found(found[:limit], len(found) > limit, spellings, unread)

    def _as_wanted(self, wanted: Wanted, spellings: Mapping[str, tuple[str, ...]], some: int) -> Iterator[Ticket]:
        first, last = self._range(wanted)
        for blocks in _groups(block_of(first), block_of(last)):
            sets = self._sets(blocks, {term for each in spellings.values() for term in each}) if spellings else {}
            for block in blocks:
                whole = _between(first, last, block)
                each = (
                    reduce(operator.or_, (sets.get((block, term), 0) for term in like)) for like in spellings.values()
                )
                numbers = reduce(operator.and_, each, whole)
                if numbers and wanted.states:
                    numbers &= self._in_states(wanted, block)
                yield from self._fitting(wanted, list(members(numbers, block)), some)

    def _range(self, wanted: Wanted) -> tuple[int, int]:
        """The numbers of the first and last ticket that can be as wanted: they are given in the order of filing."""
        row = self.run(_ENDS).one_or_none()
        first, last = (row[0] or 0, row[1] or -1) if row else (0, -1)
        low = self._first_filed(wanted.since, first, last) if wanted.since else first
        high = self._first_filed(wanted.until, first, last) - 1 if wanted.until else last
        return low, min(high, wanted.below - 1) if wanted.below else high

    def _first_filed(self, at: Any, low: int, high: int) -> int:
        """The number of the first ticket filed at a moment or later; behind the last when none was."""
        high += 1
        while low < high:
            middle = (low + high) // 2
            row = self.run(_FILED_FROM, from_number=middle).one_or_none()
            if row is None or row[1] >= at:
                high = middle
            else:
                low = row[0] + 1
        return low

    def _in_states(self, wanted: Wanted, block: int) -> int:
        where = in_desk(
            tickets,
            tickets.c.state.in_([state.value for state in sorted(wanted.states)]),
            tickets.c.number.between(block * BLOCK, (block + 1) * BLOCK - 1),
        )
        rows = self.connection.execute(select(tickets.c.number).where(where), {"in_desk": self.desk})
        return set_of(number for (number,) in rows)

    def _fitting(self, wanted: Wanted, numbers: Sequence[int], some: int) -> Iterator[Ticket]:
        """The tickets of these numbers that are as wanted, some read at a time."""
        for start in range(0, len(numbers), some):
            where = in_desk(tickets, tickets.c.number.in_(numbers[start : start + some]))
            asked = select(*TICKET.columns).where(where).order_by(tickets.c.number.desc())
            for row in self.connection.execute(asked, {"in_desk": self.desk}).all():
                ticket = TICKET.read(tuple(row))
                if wanted.claimed is None or wanted.claimed == bool(ticket.owner):
                    yield ticket

    # ── Words and how they are spelt ───────────────────────────────────────────────────

    def _spellings(self, asked: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each word the terms that it stands for; an address that nobody wrote stands for its parts."""
        found: dict[str, tuple[str, ...]] = {}
        for word in asked:
            like = self._like(word)
            pieces = () if like or not WHOLE.search(word) else parts(word)
            found.update({piece: self._like(piece) for piece in pieces} or {word: like})
        return found

    def _like(self, word: str) -> tuple[str, ...]:
        """The terms that a word stands for: itself, longer ones, and those a slip apart."""
        begins = len(word) >= BEGINNING_MIN and not word.isdecimal()
        found = self._longer(word) if begins else list(self.run(_SAME, of_term=word, at_most=1))
        slips = self._slips(word) if begins else []
        most = max((n for _term, n in found), default=0)
        found += [(term, n) for term, n in slips if not most or n * RARER <= most or n >= most * RARER]
        found.sort(key=lambda each: -each[1])
        return tuple(dict.fromkeys(term for term, _n in found))[:SPELLINGS_MAX]

    def _longer(self, word: str) -> list[Any]:
        beginning = {"beginning": word, "beyond": word + BEYOND}
        found = list(self.run(_LONGER, **beginning, at_most=SPELLINGS_MAX))
        return found if any(term == word for term, _n in found) else [*self.run(_SAME, of_term=word, at_most=1), *found]

    def _slips(self, word: str) -> list[Spelling]:
        """Terms that are nearly the same: a slip leaves the beginning of a word or its end as it is."""
        if len(word) < ONE_EDIT_LETTERS_MIN:
            return []
        half = (len(word) - 1) // 2
        found: dict[str, int] = {}
        for statement, end in zip(_ALIKE, (word[:half], word[half + 1 :][::-1]), strict=True):
            as_long = {"shortest": len(word) - 2, "longest": len(word) + 2}
            rows = self.run(statement, beginning=end, beyond=end + BEYOND, at_most=NEAR_LOOKED_AT, **as_long)
            found.update((term, n) for term, n in rows if near(term, word) and not term.startswith(word))
        return list(found.items())


def _groups(first: int, last: int) -> Iterator[Sequence[int]]:
    """Blocks from the last to the first: one, then more and more at once."""
    size = 1
    while last >= first:
        yield range(last, max(first, last - size + 1) - 1, -1)
        last, size = last - size, size * 4


def _between(first: int, last: int, block: int) -> int:
    """The set of a block's numbers from first to last."""
    begin, end = max(first - block * BLOCK, 0), min(last - block * BLOCK, BLOCK - 1)
    return ((1 << (end + 1)) - 1) >> begin << begin if begin <= end else 0
