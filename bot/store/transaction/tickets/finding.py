"""Tickets found by their words: an inverted index in plain tables, the same on both databases.

A turn only notes which entry it wrote (``unindexed``). A worker reads some of those at a time, under one row's lock,
and puts each term's tickets into ``postings``: packed sets by blocks of ticket numbers. A search combines sets, newest
block first, and reads the rows of the tickets that it shows. What is erased leaves it in the erasing transaction, by
the ticket's number and not by what its words were: nothing has to be known of those.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Text, and_, bindparam, delete, func, insert, literal_column, or_, select

from bot.core.model.finding import Found, Wanted
from bot.core.model.people import Account
from bot.core.model.record import SAID
from bot.core.model.tickets import Ticket
from bot.core.text.terms import WHOLE, parts
from bot.core.text.terms import terms as terms_of
from bot.core.text.words import ONE_EDIT_LETTERS_MIN, near
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import accounts, counters, postings, record, terms, tickets, unindexed
from bot.store.sql.number_sets import BLOCK, block_of, members, packed, set_of, unpacked, with_more
from bot.store.sql.portable import or_keep, or_overwrite, same
from bot.store.sql.prepared import Outcome
from bot.store.transaction.base import UnitBase
from bot.store.transaction.tickets.tickets import TICKET

ROWS_AT_ONCE = 100
"""Indexed in a transaction: some 20–40 ms, in which the other turns of a file wait."""
BEGINNING_MIN = 3
"""A shorter word is taken as it is; from here on longer ones that begin so are meant, too: "cert" and "certificate"."""
TERMS_AT_ONCE = 1_000
"""Asked for in one statement: databases take some 30,000 parameters at most."""
SLIPS_MAX = 20
"""Misspelt words that one word stands for."""
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
_KEEP_TERM = or_keep(insert(terms))
_DROP_TERM = delete(terms).where(in_desk(terms, terms.c.term == bindparam("of_term", type_=Text)))
_OF_BLOCK = in_desk(postings, postings.c.block == bindparam("of_block"))
_IN_BLOCK = select(postings.c.term, postings.c.tickets).where(_OF_BLOCK)
_DROP_POSTING = delete(postings).where(_OF_BLOCK, postings.c.term == bindparam("of_term", type_=Text))

_BEGIN, _BEYOND = bindparam("beginning", type_=Text), bindparam("beyond", type_=Text)
_THAT = _IN_BLOCK.where(postings.c.term == bindparam("of_term", type_=Text))
_THAT_BEGIN = _IN_BLOCK.where(postings.c.term >= _BEGIN, postings.c.term < _BEYOND)
_LONGER = select(terms.c.term).where(in_desk(terms, terms.c.term >= _BEGIN, terms.c.term < _BEYOND)).limit(1)
_AS_LONG = func.length(terms.c.term).between(bindparam("shortest"), bindparam("longest"))
_ALIKE = tuple(
    select(terms.c.term).where(in_desk(terms, column >= _BEGIN, column < _BEYOND, _AS_LONG)).limit(NEAR_LOOKED_AT)
    for column in (terms.c.term, terms.c.tail)
)
_ENDS = select(func.min(tickets.c.number), func.max(tickets.c.number)).where(in_desk(tickets))
_FILED_FROM = (
    select(tickets.c.number, tickets.c.filed_at)
    .where(in_desk(tickets, tickets.c.number >= bindparam("from_number", type_=BigInteger)))
    .order_by(tickets.c.number)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Word:
    """What one word of a search stands for: itself, longer ones if it ``begins`` those, and those a slip apart."""

    term: str
    begins: bool
    slips: tuple[str, ...] = ()


class FindUnit(UnitBase):
    """The index of one desk's tickets."""

    # ── What isn't indexed yet ─────────────────────────────────────────────────────────

    def note_unindexed(self, ticket: int, seq: int) -> None:
        """An entry was written; with the first one comes the ticket."""
        if seq == 1:
            self.add(_NOTE_AGAIN, ticket=ticket, seq=0)
        else:
            self.add(_NOTE, ticket=ticket, seq=seq)

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
            self.add(_NOTE_AGAIN, ticket=number, seq=0)

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

    # ── Looking for it ─────────────────────────────────────────────────────────────────

    def find(self, wanted: Wanted, limit: int) -> Found:
        """The newest tickets that are as wanted, at most so many."""
        unread = int(self.run(_UNREAD).value())
        asked = tuple(self._words(wanted.terms))
        spellings: dict[str, set[str]] = {word.term: set() for word in asked}
        found: list[Ticket] = []
        if all(word.begins or word.slips for word in asked):
            for ticket in self._as_wanted(wanted, asked, spellings, limit + 1):
                found.append(ticket)
                if len(found) > limit:
                    break
        known = {word.term: tuple(sorted({*spellings[word.term], *word.slips})) for word in asked}
        return Found(tuple(found[:limit]), len(found) > limit, known, unread)

    def _as_wanted(
        self, wanted: Wanted, asked: Sequence[Word], spellings: Mapping[str, set[str]], some: int
    ) -> Iterator[Ticket]:
        """Them, newest first; ``spellings`` takes the terms by which they are found."""
        first, last = self._range(wanted)
        for blocks in _groups(block_of(first), block_of(last)):
            looked_up = {(block, word.term): self._look_up(block, word) for block in blocks for word in asked}
            for block in blocks:
                numbers = _between(first, last, block)
                for word in asked:
                    numbers &= _either(looked_up[block, word.term], spellings[word.term])
                if numbers and wanted.states:
                    numbers &= self._in_states(wanted, block)
                yield from self._fitting(wanted, list(members(numbers, block)), some)

    def _look_up(self, block: int, word: Word) -> Sequence[Outcome]:
        """Ask for the sets of a block that a word stands for."""
        slips = [self.run(_THAT, of_block=block, of_term=slip) for slip in word.slips]
        if not word.begins:
            return slips
        if not _is_beginning(word.term):
            return [self.run(_THAT, of_block=block, of_term=word.term), *slips]
        return [self.run(_THAT_BEGIN, of_block=block, beginning=word.term, beyond=word.term + BEYOND), *slips]

    def _range(self, wanted: Wanted) -> tuple[int, int]:
        """The numbers of the first and last ticket that can be as wanted: they are given in the order of filing."""
        first, last = self._ends()
        low = self._first_filed(wanted.since, first, last) if wanted.since else first
        high = self._first_filed(wanted.until, first, last) - 1 if wanted.until else last
        return low, min(high, wanted.below - 1) if wanted.below else high

    def _ends(self) -> tuple[int, int]:
        """The first and the last ticket's numbers."""
        row = self.run(_ENDS).one_or_none()
        return (row[0], row[1]) if row and row[0] is not None else (0, -1)

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

    def _words(self, asked: Iterable[str]) -> Iterator[Word]:
        """What each word stands for; an address that nobody wrote stands for its parts."""
        for term in asked:
            word = self._word(term)
            pieces = parts(term) if WHOLE.search(term) and not (word.begins or word.slips) else ()
            yield from map(self._word, pieces) if pieces else (word,)

    def _word(self, term: str) -> Word:
        if not _is_beginning(term):
            return Word(term, begins=bool(self._used([term])))
        begins = bool(self.run(_LONGER, beginning=term, beyond=term + BEYOND).rows)
        near = self._slips(term)
        used = self._used([term, *near]) if begins and near else {}
        own = used.get(term, 0)
        rare = tuple(slip for slip in near if used.get(slip, 0) * RARER <= own or (own and used[slip] >= own * RARER))
        return Word(term, begins, rare if begins else near)

    def _slips(self, term: str) -> tuple[str, ...]:
        """Terms that are nearly the same: a slip leaves the beginning of a word or its end as it is."""
        if len(term) < ONE_EDIT_LETTERS_MIN:
            return ()
        half = (len(term) - 1) // 2
        found = set[str]()
        for statement, end in zip(_ALIKE, (term[:half], term[half + 1 :][::-1]), strict=True):
            rows = self.run(
                statement, beginning=end, beyond=end + BEYOND, shortest=len(term) - 2, longest=len(term) + 2
            )
            found.update(other for (other,) in rows if near(other, term) and not other.startswith(term))
        return tuple(sorted(found))[:SLIPS_MAX]


def batched(some: Iterable[str], size: int) -> Iterator[Sequence[str]]:
    """So many at a time."""
    every = list(some)
    return (every[start : start + size] for start in range(0, len(every), size))


def _is_beginning(term: str) -> bool:
    """Whether longer words that begin so are meant as well."""
    return len(term) >= BEGINNING_MIN and not term.isdecimal()


def _either(looked_up: Iterable[Outcome], spellings: set[str]) -> int:
    """The tickets that are in one of some sets; ``spellings`` takes the terms that have any."""
    numbers = 0
    for outcome in looked_up:
        for term, stored in outcome:
            numbers |= unpacked(bytes(stored))
            spellings.add(term)
    return numbers


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
