"""Where staff repeat what a person wrote: on other people's tickets, which an erasure leaves as they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, and_, not_, select, union

from bot.core.model.record import Author
from bot.store.admin.check_seals import streamed
from bot.store.admin.person import Person, Who, find
from bot.store.open import SqlStore
from bot.store.schema import tables as db
from bot.store.transaction.unit_of_work import SqlUnit

QUOTE_WORDS = 5
"""So many of a person's words in a row are a quote; fewer are anybody's."""
SHORT_CHARS_MIN = 12
"""A message of fewer words is one if it is at least so long and stands there whole."""
NAME_CHARS_MIN = 4
_WORD = re.compile(r"\w++")

STAFF_WROTE: tuple[Column[str], ...] = (
    db.queue_moves.c.reason,
    db.works.c.note,
    db.appointments.c.reason,
    db.appointments.c.outcome,
)
"""Beside the record: what staff type about a ticket."""


def quoted(store: SqlStore, who: Who) -> tuple[int, ...]:
    """The numbers of other people's tickets on which staff name the person or repeat their words.

    Raises LookupError as ``export`` does.
    """
    with store.read() as unit:
        person = find(unit, who)
        said = _said(unit, person)
        return tuple(sorted({ticket for ticket, text in _written(unit, person) if said.stands_in(text)}))


@dataclass(frozen=True, slots=True)
class Said:
    """What tells that a text repeats a person."""

    names: tuple[str, ...]
    runs: frozenset[tuple[str, ...]]

    def stands_in(self, text: str) -> bool:
        """Whether a text names them or repeats a run of their words."""
        folded = text.casefold()
        return any(name in folded for name in self.names) or not self.runs.isdisjoint(_runs(folded))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of words in a text that may be a quote."""
    words = _WORD.findall(text)
    for count in range(1, QUOTE_WORDS + 1):
        yield from zip(*(words[at:] for at in range(count)), strict=False)


def _quotable(text: str) -> Iterator[tuple[str, ...]]:
    """The runs of a message that are a quote where they stand again."""
    folded = text.casefold()
    words = tuple(_WORD.findall(folded))
    if len(words) < QUOTE_WORDS:
        return iter((words,) if words and len(folded.strip()) >= SHORT_CHARS_MIN else ())
    return zip(*(words[at:] for at in range(QUOTE_WORDS)), strict=False)


def _said(unit: SqlUnit, person: Person) -> Said:
    account = None if person.account is None else unit.account(person.account)
    names = [user.user for user in person.identities]
    if account is not None:
        names += [account.name, account.email, account.customer, account.phone]
    theirs = person.of_tickets(db.tickets, "number")
    texts = [select(column).where(theirs) for column in (db.tickets.c.subject, db.tickets.c.symptoms)]
    own = and_(person.of_tickets(db.record), db.record.c.author == Author.CLIENT.value)
    words = unit.connection.execute(union(*texts, select(db.record.c.words).where(own))).scalars()
    return Said(
        tuple({name.casefold() for name in names if len(name) >= NAME_CHARS_MIN}),
        frozenset(run for text in words for run in _quotable(text or "")),
    )


def _written(unit: SqlUnit, person: Person) -> Iterator[tuple[int, str]]:
    """What staff wrote on other people's tickets, with the ticket's number."""
    record = db.record
    elsewhere = and_(record.c.desk == unit.desk, not_(record.c.ticket.in_(person.tickets())))
    staffs = and_(elsewhere, record.c.author == Author.STAFF.value, record.c.words.is_not(None))
    yield from _rows(unit, record.c.words, staffs)
    for column in STAFF_WROTE:
        table = column.table
        others = and_(table.c.desk == unit.desk, not_(table.c.ticket.in_(person.tickets())), column != "")
        yield from _rows(unit, column, others)


def _rows(unit: SqlUnit, column: Column[str], where: ColumnElement[bool]) -> Iterator[tuple[int, str]]:
    yield from map(tuple, streamed(unit, select(column.table.c.ticket, column).where(where)))
