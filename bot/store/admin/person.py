"""What is stored about one person: where it stands, and all of it as data."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BooleanClauseList,
    ColumnElement,
    False_,
    Select,
    Table,
    and_,
    false,
    not_,
    or_,
    select,
)
from sqlalchemy.sql import operators

from bot.core.model.people import Address, Identity
from bot.core.model.record import Author
from bot.store.open import SqlStore
from bot.store.schema.tables import (
    accounts,
    agreements,
    appointments,
    attachments,
    conversations,
    feedback,
    files_due,
    guest_talks,
    held_replies,
    held_words,
    identities,
    inbox,
    incident_told,
    outbox,
    participants,
    promises,
    queue_moves,
    record,
    record_attachments,
    sources,
    tickets,
    works,
)
from bot.store.transaction.unit_of_work import SqlUnit

Who = int | Identity
"""An account, or one user of a platform: somebody who never filed a ticket has no account."""
OPERATOR = "operator"
"""Whoever types ``frontdoor db``, in the audit."""
WRITER = ("by_platform", "by_tenant", "by_user")
CHAIN = ("digest", "hash", "salt")
"""What an entry has for its chain's sake."""


@dataclass(frozen=True, slots=True)
class Person:
    """Where one person's words stand: their identities, and the conversations they took part in."""

    desk: str
    account: int | None
    identities: tuple[Identity, ...]
    own: Mapping[int, Address] = field(default_factory=dict)
    """Conversations in which nobody else wrote."""
    shared: Mapping[int, Address] = field(default_factory=dict)
    """Conversations with others: only what is known to be theirs is theirs."""
    others: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Entries on their tickets, by ticket, that others wrote who take part in them."""
    on_others: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Entries on others' tickets, by ticket, that they wrote; not as staff."""

    def tickets(self) -> Select[Any]:
        """The numbers of their tickets."""
        return select(tickets.c.number).where(tickets.c.desk == self.desk, tickets.c.account == self.account)

    def of_tickets(self, table: Table, column: str = "ticket") -> ColumnElement[bool]:
        """Rows of a table that belong to their tickets."""
        return and_(table.c.desk == self.desk, table.c[column].in_(self.tickets()))

    def on_own(self, table: Table) -> ColumnElement[bool]:
        """Rows about entries of their tickets' records, but for what others wrote who take part in them."""
        mixed = (and_(self._entries(table, ticket), table.c.seq.not_in(seqs)) for ticket, seqs in self.others.items())
        return or_(and_(self.of_tickets(table), table.c.ticket.not_in(self.others)), *mixed)

    def elsewhere(self, table: Table) -> ColumnElement[bool]:
        """Rows about what they wrote on others' tickets, as somebody who takes part; not as staff."""
        return either(
            and_(self._entries(table, ticket), table.c.seq.in_(seqs)) for ticket, seqs in self.on_others.items()
        )

    def _entries(self, table: Table, ticket: int) -> ColumnElement[bool]:
        return and_(table.c.desk == self.desk, table.c.ticket == ticket)

    def of_identities(self, table: Table) -> ColumnElement[bool]:
        """Rows that are about one of their identities."""
        return self._known_as(table, ("platform", "tenant", "user_id"))

    def wrote(self, table: Table) -> ColumnElement[bool]:
        """Rows that were written in one of their turns."""
        return self._known_as(table, WRITER)

    def in_own(self, table: Table) -> ColumnElement[bool]:
        """Rows of a table that belong to conversations of theirs alone, or that they wrote elsewhere."""
        return or_(and_(table.c.desk == self.desk, table.c.conversation.in_(self.own)), self.wrote(table))

    def _known_as(self, table: Table, columns: Sequence[str]) -> ColumnElement[bool]:
        return _of_some(table, self.desk, columns, self.identities)


def which(person: Person) -> str:
    """How the audit names a person: by the account's id, which says nothing about them; empty for a lone identity."""
    return "" if person.account is None else str(person.account)


def written_by(table: Table, desk: str, who: Iterable[Identity]) -> ColumnElement[bool]:
    """Rows of a table that were written in a turn of one of these."""
    return _of_some(table, desk, WRITER, who)


def _of_some(table: Table, desk: str, columns: Sequence[str], who: Iterable[Identity]) -> ColumnElement[bool]:
    return _among(table, desk, columns, [(user.platform, user.tenant, user.user) for user in who])


def at_places(table: Table, desk: str, places: Iterable[Address]) -> ColumnElement[bool]:
    """Rows of a table at some addresses."""
    columns = ("platform", "tenant", "channel")
    return _among(table, desk, columns, [(place.platform, place.tenant, place.channel) for place in places])


def _among(table: Table, desk: str, columns: Sequence[str], values: Iterable[tuple[str, ...]]) -> ColumnElement[bool]:
    """Rows with one of these in their columns, spelt so that an index finds them: SQLite uses none for tuples."""
    by_start: dict[tuple[str, ...], list[str]] = {}
    for *start, last in values:
        by_start.setdefault(tuple(start), []).append(last)
    *first, end = (table.c[name] for name in columns)
    return either(
        and_(
            table.c.desk == desk,
            *(column == value for column, value in zip(first, start, strict=True)),
            end.in_(lasts),
        )
        for start, lasts in by_start.items()
    )


def either(parts: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Conditions joined by OR; false when there are none."""
    some = tuple(parts)
    return or_(*some) if some else false()


def alternatives(where: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    """The parts of an OR, each to be asked for by itself: SQLite would look at a whole desk for all of them at once."""
    if isinstance(where, BooleanClauseList) and where.operator is operators.or_:
        return tuple(part for clause in where.clauses for part in alternatives(clause))
    return () if isinstance(where, False_) else (where,)


def rows_of(unit: SqlUnit, columns: Sequence[Any], where: ColumnElement[bool], *also: ColumnElement[bool]) -> list[Any]:
    """Rows that one of the alternatives finds and that meet the other conditions, too; each once."""
    found: dict[tuple[Any, ...], Any] = {}
    for part in alternatives(where):
        for row in unit.connection.execute(select(*columns).where(part, *also)):
            found[tuple(row)] = row
    return list(found.values())


def find(unit: SqlUnit, who: Who) -> Person:
    """Where one person's words stand; an identity that has an account stands for all of it.

    Raises LookupError when there is no such account, or nothing of such an identity.
    """
    known = _person(unit, who)
    opened = _conversations(unit, known.wrote(conversations))
    joined = _took_part(unit, known)
    shared = {**joined, **opened}
    for id in _alone(unit, known, opened):
        del shared[id]
    if known.account is None and not (opened or joined or _rows(unit, participants, known.of_identities(participants))):
        raise LookupError(f"nothing is kept about {who}")
    return replace(
        known,
        own={id: place for id, place in opened.items() if id not in shared},
        shared=shared,
        others=_of_others(unit, known),
        on_others=_on_others(unit, known),
    )


def _of_others(unit: SqlUnit, person: Person) -> dict[int, frozenset[int]]:
    """What others wrote on the person's tickets who take part in them, or did."""
    taking_part: dict[int, set[Identity]] = {}
    joined = select(participants.c.ticket, participants.c.platform, participants.c.tenant, participants.c.user_id)
    for ticket, *user in unit.connection.execute(joined.where(person.of_tickets(participants))):
        taking_part.setdefault(ticket, set()).add(Identity(*user))
    found = {}
    for ticket, who in taking_part.items():
        others = who - set(person.identities)
        wrote = {
            seq for seq, origins in unit.origins(ticket).items() if any(origin.sender in others for origin in origins)
        }
        if wrote:
            found[ticket] = frozenset(wrote)
    return found


def _on_others(unit: SqlUnit, person: Person) -> dict[int, frozenset[int]]:
    """What the person wrote on others' tickets; not as staff."""
    own = set(unit.connection.execute(person.tickets()).scalars())
    wrote: dict[int, set[int]] = {}
    for ticket, seq in rows_of(unit, (sources.c.ticket, sources.c.seq), person.wrote(sources)):
        if ticket not in own:
            wrote.setdefault(ticket, set()).add(seq)
    found = {}
    for ticket, seqs in wrote.items():
        entries = select(record.c.seq).where(
            *(record.c.desk == unit.desk, record.c.ticket == ticket, record.c.seq.in_(seqs)),
            record.c.author != Author.STAFF.value,
        )
        if left := frozenset(unit.connection.execute(entries).scalars()):
            found[ticket] = left
    return found


def _person(unit: SqlUnit, who: Who) -> Person:
    account: int | None
    if isinstance(who, Identity):
        lone = Person(unit.desk, None, (who,))
        account = unit.connection.execute(select(identities.c.account).where(lone.of_identities(identities))).scalar()
        if account is None:
            return lone
    else:
        account = who
    if unit.account(account) is None:
        raise LookupError(f"no account {account}")
    return Person(unit.desk, account, tuple(unit.identities(account)))


_TALK = (conversations.c.id, conversations.c.platform, conversations.c.tenant, conversations.c.channel)


def _conversations(unit: SqlUnit, where: ColumnElement[bool]) -> dict[int, Address]:
    return {row[0]: Address(*row[1:]) for row in rows_of(unit, _TALK, where)}


def _took_part(unit: SqlUnit, person: Person) -> dict[int, Address]:
    """Conversations in which they wrote, were answered, or filed a ticket: each way has an index of its own."""
    talks = conversations.c
    places = rows_of(unit, (inbox.c.platform, inbox.c.tenant, inbox.c.channel), person.wrote(inbox))
    filed = select(tickets.c.conversation).where(person.of_tickets(tickets, "number"))
    ids = set(unit.connection.execute(filed).scalars())
    for table in (outbox, feedback, guest_talks):
        ids.update(id for (id,) in rows_of(unit, (table.c.conversation,), person.wrote(table)))
    there = at_places(conversations, unit.desk, (Address(*place) for place in places))
    return _conversations(unit, or_(there, and_(talks.desk == unit.desk, talks.id.in_(ids))))


def _alone(unit: SqlUnit, person: Person, opened: Mapping[int, Address]) -> set[int]:
    """Of the conversations that they opened, those in which nobody else wrote or filed."""
    others = unit.connection.execute(
        select(tickets.c.conversation).where(
            tickets.c.desk == unit.desk,
            tickets.c.conversation.in_(opened),
            tickets.c.account.is_distinct_from(person.account),
        )
    ).scalars()
    where = inbox.c.platform, inbox.c.tenant, inbox.c.channel
    by_others = inbox.c.by_user != "", not_(person.wrote(inbox))
    places = {Address(*row) for row in rows_of(unit, where, at_places(inbox, unit.desk, opened.values()), *by_others)}
    return set(opened) - set(others) - {id for id, place in opened.items() if place in places}


def export(store: SqlStore, who: Who) -> dict[str, Any]:
    """Everything about a person, as data for JSON: moments in ISO 8601 (UTC), files in base64.

    Raises LookupError when there is no such account, or nothing of such an identity.
    """
    with store.read() as unit:
        person = find(unit, who)
        mine = and_(accounts.c.desk == unit.desk, accounts.c.id == person.account)
        own = and_(conversations.c.desk == unit.desk, conversations.c.id.in_(person.own))
        said = or_(at_places(inbox, unit.desk, person.own.values()), person.wrote(inbox))
        return {
            "account": next(iter(_rows(unit, accounts, mine)), None),
            "identities": [asdict(user) for user in person.identities],
            "tickets": [
                _ticket(unit, person, row) for row in _rows(unit, tickets, person.of_tickets(tickets, "number"))
            ],
            "takes part": _rows(unit, participants, person.of_identities(participants)),
            "on others' tickets": {
                "record": _rows(unit, record, person.elsewhere(record), leave=CHAIN),
                "attachments": _files(unit, person.elsewhere(record_attachments)),
            },
            "conversations": _rows(unit, conversations, own),
            "talks elsewhere": _rows(unit, guest_talks, person.wrote(guest_talks)),
            "inbox": _rows(unit, inbox, said),
            "told of incidents": _rows(unit, incident_told, _there(person, incident_told)),
            "words that wait": _rows(unit, held_words, person.wrote(held_words)),
            "outbox": _rows(unit, outbox, person.in_own(outbox)),
            "feedback": _rows(unit, feedback, person.in_own(feedback)),
            "files to come": _rows(unit, files_due, person.of_identities(files_due)),
        }


def _there(person: Person, table: Table) -> ColumnElement[bool]:
    """Rows of a table about conversations of theirs alone."""
    return and_(table.c.desk == person.desk, table.c.conversation.in_(person.own))


def hand_out(store: SqlStore, who: Who, now: datetime) -> dict[str, Any]:
    """The same for somebody to take along: that it was is kept, without the person's words. Raises NotSaved, too."""
    everything = export(store, who)

    def note(unit: SqlUnit) -> None:
        unit.audit(now, OPERATOR, "exported a person", detail=which(_person(unit, who)))

    store.write(note).result()
    return everything


def _ticket(unit: SqlUnit, person: Person, ticket: Mapping[str, Any]) -> dict[str, Any]:
    """A ticket with everything that hangs on it, but for what others wrote who take part in it."""

    number = ticket["number"]

    def its(table: Table) -> ColumnElement[bool]:
        return and_(table.c.desk == unit.desk, table.c.ticket == number)

    def theirs(table: Table) -> ColumnElement[bool]:
        return and_(its(table), table.c.seq.not_in(person.others.get(number, ())))

    return {
        **ticket,
        "record": _rows(unit, record, theirs(record), leave=CHAIN),
        "attachments": _files(unit, theirs(record_attachments)),
        "moves": _rows(unit, queue_moves, its(queue_moves)),
        "promises": _rows(unit, promises, its(promises)),
        "appointments": _rows(unit, appointments, its(appointments)),
        "agreements": _rows(unit, agreements, its(agreements)),
        "works": _rows(unit, works, its(works)),
        "held replies": _rows(unit, held_replies, its(held_replies)),
    }


def _files(unit: SqlUnit, where: ColumnElement[bool]) -> list[dict[str, Any]]:
    files = _rows(unit, record_attachments, where)
    for file in files:
        named = and_(attachments.c.desk == unit.desk, attachments.c.digest == file["digest"])
        file["content"] = _rows(unit, attachments, named)[0]["content"]
    return files


def _rows(unit: SqlUnit, table: Table, where: ColumnElement[bool], leave: Sequence[str] = ()) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in {"desk", *leave}]
    order = [column.name for column in table.primary_key if column.name != "desk"]
    found = [row._mapping for row in rows_of(unit, columns, where)]
    found.sort(key=lambda row: tuple(row[name] for name in order))
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value
