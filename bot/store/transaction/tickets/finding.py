"""Tickets found by their words, with ``postings``: sets are combined, newest block first, until a page is full."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, func, select

from bot.core.model.finding import Found, Wanted
from bot.core.model.tickets import Ticket
from bot.core.text.terms import parts
from bot.core.text.words import ONE_EDIT_LETTERS_MIN, near
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import postings, terms, tickets, unindexed
from bot.store.sql.number_sets import BLOCK, block_of, members, set_of, unpacked
from bot.store.sql.portable import same
from bot.store.sql.prepared import Outcome
from bot.store.transaction.tickets.indexing import IndexUnit
from bot.store.transaction.tickets.tickets import TICKET

BEGINNING_MIN = 3
"""A shorter word is taken as it is; from here on longer ones that begin so are meant, too: "cert" and "certificate"."""
SLIPS_MAX = 20
"""Misspelt words that one word stands for."""
NEAR_LOOKED_AT = 5_000
"""Terms compared with a word that may be misspelt: those that begin or end as it does."""
RARER = 10
"""So many times rarer than a near word, a word is a slip of it: both are found by either."""
UNREAD_COUNTED_MAX = 10_000
"""After an update all tickets wait to be read: nobody needs to know how many."""
BEYOND = chr(0x10FFFF)
"""Sorts behind every character that a word can go on with."""

_SOME_UNREAD = select(unindexed.c.seq).where(in_desk(unindexed)).limit(UNREAD_COUNTED_MAX).subquery("some")
_UNREAD = select(func.count()).select_from(_SOME_UNREAD)
_IN_BLOCK = select(postings.c.term, postings.c.tickets).where(
    in_desk(postings, postings.c.block == bindparam("of_block"))
)
_BEGIN, _BEYOND = bindparam("beginning", type_=Text), bindparam("beyond", type_=Text)
_THAT = _IN_BLOCK.where(postings.c.term == bindparam("of_term", type_=Text))
_THAT_BEGIN = _IN_BLOCK.where(postings.c.term >= _BEGIN, postings.c.term < _BEYOND)
_LONGER = select(terms.c.term).where(in_desk(terms, terms.c.term >= _BEGIN, terms.c.term < _BEYOND)).limit(1)
_AS_LONG = func.length(terms.c.term).between(bindparam("shortest"), bindparam("longest"))
_ALIKE = tuple(
    select(terms.c.term).where(in_desk(terms, column >= _BEGIN, column < _BEYOND, _AS_LONG)).limit(NEAR_LOOKED_AT)
    for column in (terms.c.term, terms.c.tail)
)
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


class FindUnit(IndexUnit):
    """Searches among one desk's tickets."""

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
                if numbers and wanted.tag:
                    numbers &= self._with_tag(wanted.tag, block)
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

    def _with_tag(self, tag: str, block: int) -> int:
        where = in_desk(
            tickets,
            *(tickets.c.tags != same(""), (" " + tickets.c.tags + " ").contains(f" {tag} ", autoescape=True)),
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
            pieces = () if word.begins or word.slips else parts(term)
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
