"""Copies of a person's words, where others read them: found by what they say.

Notices in staff rooms, command lines such as ``reply 12 …``, answers in places that several share. A copy too many
may go; none may stay.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from bot.core.model.people import Identity
from bot.core.rules.change import SHORT_CHARS
from bot.store.admin.person import WRITER, Person, rows_of, written_by
from bot.store.admin.resealing import drop, set_values
from bot.store.schema import tables as db
from bot.store.sql.portable import same
from bot.store.transaction.unit_of_work import SqlUnit

TELLING_CHARS = 4
"""Shorter words ("yes", "ok") say nothing about whose they are."""
SEARCHED = re.compile(r"\s*/?(?:desk\s+)?find\b", re.IGNORECASE)
"""A line that looks for tickets: a name or word of theirs stands in it in any spelling, and no act hangs on it."""
NOTHING_SAID = {"key": "", "payload": "{}", "receipt": "", "reason": "", **dict.fromkeys(WRITER, "")}


@dataclass(frozen=True, slots=True)
class Telling:
    """What gives a copy of a person's words away: their names and words, and their tickets' numbers."""

    names: tuple[str, ...]
    words: tuple[str, ...]
    number: re.Pattern[str]
    about: re.Pattern[str]
    """The same, and of tickets in which they take part."""
    said: tuple[str, ...]
    """All that they ever wrote to us: looked for in notices about these tickets, and where only talks can be lost."""

    def in_line(self, line: str) -> bool:
        """A staff command about one of their tickets, or with their words; or a search, whatever it was for."""
        return bool(self.number.search(line) or SEARCHED.match(line)) or any(word in line for word in self.words)

    def in_notice(self, payload: str) -> bool:
        """A packed message with their words, of which notices show the beginning."""
        said = "\n".join(_strings(json.loads(payload)))
        words = (*self.words, *self.said) if self.about.search(said) else self.words
        return any(word[: SHORT_CHARS - 1] in said for word in words)

    def in_talk(self, state: str) -> bool:
        """A talk's state with their words: from before everybody had a talk of their own in a shared place."""
        kept = "\n".join(_strings(json.loads(state)))
        return any(word in kept for word in (*self.words, *self.said))


def telling_of(unit: SqlUnit, person: Person) -> Telling:
    """Collect a person's names, words and ticket numbers, before they are erased."""
    account = None if person.account is None else unit.account(person.account)
    tickets, record, joined, inbox = db.tickets, db.record, db.participants, db.inbox
    names = [user.user for user in person.identities]
    if account is not None:
        names += [account.name, account.email, account.customer, account.phone]
    theirs = person.of_tickets(tickets, "number")
    words = [
        *_texts(unit, theirs, tickets.c.subject, tickets.c.service, tickets.c.symptoms),
        *_texts(unit, or_(person.on_own(record), person.elsewhere(record)), record.c.words),
        *_texts(unit, person.of_identities(joined), joined.c.name),
    ]
    numbers = unit.connection.execute(person.tickets()).scalars().all()
    common = [ticket for (ticket,) in rows_of(unit, (joined.c.ticket,), person.of_identities(joined))]
    said = _texts(unit, person.wrote(inbox), inbox.c.words)
    about = _any_of([*numbers, *common])
    return Telling(_long(names), _long([*names, *words]), _any_of(numbers), about, _long(said))


def _texts(unit: SqlUnit, where: ColumnElement[bool], *columns: ColumnElement[Any]) -> list[str | None]:
    """What stands in these columns."""
    return [text for row in rows_of(unit, columns, where) for text in row]


def _any_of(numbers: Sequence[int]) -> re.Pattern[str]:
    """One of these ticket numbers in a text."""
    either = "|".join(map(str, numbers)) or "(?!)"
    return re.compile(rf"(?<!\d)(?:{either})(?!\d)")


def _long(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple({word for word in words if word and len(word) >= TELLING_CHARS})


def _strings(value: Any) -> Iterator[str]:
    """Every string within a JSON value."""
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from _strings(part)
        case dict():
            for part in value.values():
                yield from _strings(part)


# ── What went to places that several read ─────────────────────────────────────────────


def erase_answers(unit: SqlUnit, person: Person, conversation: int, telling: Telling) -> int:
    """What went to a place they shared; of what waits there, what others are to read stays."""
    outbox = db.outbox
    there = and_(outbox.c.desk == unit.desk, outbox.c.conversation == conversation)
    dropped = drop(unit, outbox, and_(there, outbox.c.state == "waiting", person.wrote(outbox)))
    dropped += _drop_telling(unit, there, telling)
    return dropped + set_values(unit, outbox, and_(there, outbox.c.state != "waiting"), **NOTHING_SAID)


def erase_read_by_others(unit: SqlUnit, person: Person, telling: Telling) -> int:
    """What was shown of a common ticket to its client, or to whoever else takes part: what they have is theirs."""
    outbox, talks, joined = db.outbox, db.conversations, db.participants
    takes_part = [ticket for (ticket,) in rows_of(unit, (joined.c.ticket,), person.of_identities(joined))]
    common = or_(person.of_tickets(joined), and_(joined.c.desk == unit.desk, joined.c.ticket.in_(takes_part)))
    who = (joined.c.ticket, joined.c.platform, joined.c.tenant, joined.c.user_id)
    together = rows_of(unit, who, common)
    readers = {Identity(*row[1:]) for row in together} | set(_clients(unit, {row[0] for row in together}))
    theirs = [id for (id,) in rows_of(unit, (talks.c.id,), written_by(talks, unit.desk, readers))]
    there = and_(outbox.c.desk == unit.desk, outbox.c.conversation.in_(theirs))
    dropped = _drop_telling(unit, there, telling)
    sent = and_(there, outbox.c.state != "waiting", outbox.c.payload != "{}")
    return dropped + set_values(unit, outbox, sent, payload="{}")


def _clients(unit: SqlUnit, tickets: Collection[int]) -> Iterator[Identity]:
    """As whom the clients of these tickets write to us."""
    accounts = select(db.tickets.c.account).where(db.tickets.c.desk == unit.desk, db.tickets.c.number.in_(tickets))
    for account in set(unit.connection.execute(accounts).scalars()) if tickets else ():
        yield from unit.identities(account)


def erase_named_elsewhere(unit: SqlUnit, person: Person, telling: Telling) -> int:
    """What others were told or asked about the person, such as whether to link the two.

    What was sent is of no more use and goes by any name; what waits, and where a talk stands, only where the
    person is named as a place, ``Slack (U1)``.
    """
    outbox, talks = db.outbox, db.conversations
    sent = and_(
        outbox.c.desk == unit.desk, outbox.c.state != "waiting", _holds(outbox.c.payload, map(_in_json, telling.names))
    )
    places = [f"({user.user})" for user in person.identities]
    waits = and_(
        outbox.c.desk == unit.desk, outbox.c.state == "waiting", _holds(outbox.c.payload, map(_in_json, places))
    )
    asked = [f'"user":"{_in_json(user.user)}"' for user in person.identities]
    about = and_(talks.c.desk == unit.desk, _holds(talks.c.state, [*asked, *map(_in_json, places)]))
    set_values(unit, talks, about, state="")
    return set_values(unit, outbox, sent, payload="{}") + drop(unit, outbox, waits)


def _holds(column: ColumnElement[str], parts: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column with JSON holds one of these."""
    return or_(false(), *(column.contains(part, autoescape=True) for part in parts))


def _in_json(words: str) -> str:
    """Words as they stand within JSON."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


# ── What staff wrote and read ──────────────────────────────────────────────────────────


def erase_staff_notices(unit: SqlUnit, telling: Telling) -> int:
    """Notices to staff: those sent are of no more use, whoever they were about."""
    outbox = db.outbox
    notices = and_(outbox.c.desk == unit.desk, outbox.c.conversation.is_(None))
    blank = set_values(unit, outbox, and_(notices, outbox.c.state != "waiting", outbox.c.payload != "{}"), payload="{}")
    return blank + _drop_telling(unit, notices, telling)


def _drop_telling(unit: SqlUnit, where: ColumnElement[bool], telling: Telling) -> int:
    """Drop what waits to be sent and tells of the person."""
    outbox = db.outbox
    waiting = unit.connection.execute(
        select(outbox.c.id, outbox.c.payload).where(where, outbox.c.state == "waiting")
    ).all()
    telltale = [id for id, payload in waiting if telling.in_notice(payload)]
    return sum(drop(unit, outbox, and_(where, outbox.c.id == id)) for id in telltale)


def erase_staff_lines(unit: SqlUnit, telling: Telling) -> int:
    """Command lines of staff, which come from addresses without a conversation."""
    inbox, talks = db.inbox, db.conversations
    at_talk = exists().where(
        *(talks.c.desk == inbox.c.desk, talks.c.platform == inbox.c.platform),
        *(talks.c.tenant == inbox.c.tenant, talks.c.channel == inbox.c.channel),
    )
    key = (inbox.c.desk, inbox.c.platform, inbox.c.tenant, inbox.c.key)
    lines = unit.connection.execute(
        select(*key, inbox.c.words).where(inbox.c.desk == unit.desk, inbox.c.words != "", ~at_talk)
    ).all()
    telltale = [row[:4] for row in lines if telling.in_line(row[4])]
    return sum(
        set_values(unit, inbox, and_(*(column == value for column, value in zip(key, row, strict=True))), words="")
        for row in telltale
    )


def erase_from_incidents(unit: SqlUnit, telling: Telling) -> int:
    """What staff say of a fault, to all whom it concerns; should it name or quote the person, it goes."""
    incidents, blanked = db.incidents, 0
    for number, *said in unit.connection.execute(
        select(incidents.c.number, incidents.c.words, incidents.c.news).where(incidents.c.desk == unit.desk)
    ).all():
        if any(word in text for text in said for word in telling.words):
            this = and_(incidents.c.desk == unit.desk, incidents.c.number == number)
            blanked += set_values(unit, incidents, this, words="", news="")
    return blanked


def erase_from_audit(unit: SqlUnit, telling: Telling) -> int:
    """The audit holds ids; should a name have got into a detail, it goes."""
    audit = db.audit
    named = [audit.c.detail.contains(name, autoescape=True) for name in telling.names]
    has_detail = audit.c.detail != same("")
    return set_values(unit, audit, and_(audit.c.desk == unit.desk, has_detail, or_(false(), *named)), detail="")
