"""Erase a person: their words and names leave every table; numbers, times and the chain stay.

What staff wrote on the person's tickets goes too. Copies of it elsewhere are found by what they say:
notices in staff rooms, and command lines such as ``reply 12 …``. A copy too many may go; none may stay.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Table,
    Text,
    Update,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    false,
    literal,
    or_,
    select,
    update,
)

from bot.core.model.appointment import ACTIVE, CallState
from bot.core.model.people import Address, Identity
from bot.core.model.tickets import Move, Rule, State
from bot.core.rules.change import DESK, SHORT_CHARS
from bot.store.admin.person import (
    OPERATOR,
    WRITER,
    Person,
    Who,
    alternatives,
    at_places,
    either,
    find,
    rows_of,
    which,
    written_by,
)
from bot.store.open import SqlStore
from bot.store.schema import tables as db
from bot.store.schema.erased_events import GONE, gone
from bot.store.schema.seals import LEFT_OUT
from bot.store.sql.portable import same
from bot.store.transaction.sealing import is_sealed
from bot.store.transaction.secrets import ERASED_SALT
from bot.store.transaction.unit_of_work import SqlUnit

SOME_SOFTWARE = "third-party software"
"""Instead of its name, which staff may have typed: that the ticket was about billed help stays."""
TELLING_CHARS = 4
"""Shorter words ("yes", "ok") say nothing about whose they are."""


def erase(store: SqlStore, who: Who, now: datetime) -> dict[str, int]:
    """Remove a person's words and names everywhere; how many rows were touched, by table.

    Tickets that are still somebody's business are cancelled at ``now``: nobody is left to answer.

    ``log left`` is 1 when a reader kept old bytes in the write-ahead log; they go with the next
    ``cut_log``. ``tables left`` counts those on whose pages old bytes may be, until they are written anew.
    Backups keep theirs until they are replaced, and so does what staff wrote elsewhere (``quoted``).

    Raises LookupError when there is no such account, or nothing of such an identity, NotSaved when
    nothing was erased.
    """
    touched = store.write(lambda unit: _erase(unit, who, now)).result()
    left = store.cut_log()
    return {**touched, "log left": int(left.log), "tables left": len(left.tables)}


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
        """A staff command about one of their tickets, or with their words."""
        return bool(self.number.search(line)) or any(word in line for word in self.words)

    def in_notice(self, payload: str) -> bool:
        """A packed message with their words, of which notices show the beginning."""
        said = "\n".join(_strings(json.loads(payload)))
        words = (*self.words, *self.said) if self.about.search(said) else self.words
        return any(word[: SHORT_CHARS - 1] in said for word in words)

    def in_talk(self, state: str) -> bool:
        """A talk's state with their words: from before everybody had a talk of their own in a shared place."""
        kept = "\n".join(_strings(json.loads(state)))
        return any(word in kept for word in (*self.words, *self.said))


def _telling(unit: SqlUnit, person: Person) -> Telling:
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


def _erase(unit: SqlUnit, who: Who, now: datetime) -> dict[str, int]:
    person = find(unit, who)
    telling = _telling(unit, person)
    cancelled = _cancelled(unit, person, now)
    touched = {
        "audit": _audit(unit, telling),
        "inbox": _staff_lines(unit, telling),
        "answers": _drop(unit, db.answers, db.answers.c.desk == unit.desk),
        "outbox": _staff_notices(unit, telling),
    }
    for id, address in person.own.items():
        touched["inbox"] += _inbox(unit, at_places(db.inbox, unit.desk, [address]), channel=f"erased-{id}")
        touched["outbox"] += _outbox(unit, id, address, f"erased-{id}")
        _drop(unit, db.files_due, and_(db.files_due.c.desk == unit.desk, db.files_due.c.conversation == id))
        _drop(unit, db.posts, at_places(db.posts, unit.desk, [address]))
        _conversation(unit, person, id)
    touched["inbox"] += _inbox(unit, _written(unit, person, db.inbox))
    _drop(unit, db.files_due, person.of_identities(db.files_due))
    for id in person.shared:
        touched["outbox"] += _answers(unit, person, id, telling)
    touched["outbox"] += _read_by_others(unit, person, telling)
    touched["feedback"] = _feedback(unit, person)
    touched.update(_tickets(unit, person))
    _taking_part(unit, person)
    touched.update(_account(unit, person))
    touched["outbox"] += _named_elsewhere(unit, person, telling)
    _moves(unit, cancelled, now)
    unit.audit(now, OPERATOR, "erased a person", detail=which(person))
    return {**touched, "conversations": len(person.own) + _shared(unit, person, telling)}


# ── Tickets and the account ────────────────────────────────────────────────────────────


def _cancelled(unit: SqlUnit, person: Person, now: datetime) -> dict[int, int | None]:
    """Cancel what is open; the place in line that each ticket had, by number."""
    live = () if person.account is None else unit.tickets_of(person.account)
    places = {ticket.number: unit.place(ticket) if ticket.waiting else None for ticket in live}
    for ticket in live:
        unit.save_ticket(replace(ticket, state=State.CANCELLED, closed_at=now))
    _drop(unit, db.timers, person.of_tickets(db.timers))
    _drop(unit, db.call_quanta, person.of_tickets(db.call_quanta))
    ahead = and_(person.of_tickets(db.appointments), db.appointments.c.state.in_(ACTIVE))
    newer = db.appointments.c.version + 1
    none = {"proposed_starts_at": None, "proposed_ends_at": None, "proposed_until": None, "proposed_line": 0}
    _set(unit, db.appointments, ahead, state=CallState.CANCELLED.value, line=0, version=newer, **none)
    return places


def _moves(unit: SqlUnit, cancelled: dict[int, int | None], now: datetime) -> None:
    """Why these tickets left; noted after the reasons that told of the person are gone."""
    for number, place in cancelled.items():
        unit.add_move(Move(number, Rule.CANCELLED, now, DESK, "erased", place, None))
        unit.audit(now, DESK, Rule.CANCELLED.value, number)


def _tickets(unit: SqlUnit, person: Person) -> dict[str, int]:
    """Tickets keep their numbers, states and times; the record keeps its chain."""
    theirs = person.of_tickets(db.tickets, "number")
    files, names, record = db.attachments, db.record_attachments, db.record
    digests: set[str] = set()
    for whose in (person.on_own, person.elsewhere):
        digests.update(digest for (digest,) in rows_of(unit, (names.c.digest,), whose(names)))
    for whose in (person.on_own, person.elsewhere):
        _drop(unit, names, whose(names))
    still = select(names.c.digest).where(names.c.desk == unit.desk, names.c.digest.in_(digests))
    digests -= set(unit.connection.execute(still).scalars())
    _set(unit, db.tickets, and_(theirs, db.tickets.c.third_party != ""), third_party=SOME_SOFTWARE)
    calls, agreed, works = (db.appointments, db.agreements, db.works)
    return {
        "appointments": _set(unit, calls, person.of_tickets(calls), reason="", outcome="", proposed_reason=""),
        "agreements": _set(unit, agreed, person.of_tickets(agreed), words="", software="", **dict.fromkeys(WRITER, "")),
        "works": _set(unit, works, person.of_tickets(works), note=""),
        "tickets": _set(
            unit, db.tickets, theirs, subject="", service="", symptoms="", version=db.tickets.c.version + 1
        ),
        "record": sum(
            _set(unit, record, whose(record), words=None, salt=None) for whose in (person.on_own, person.elsewhere)
        ),
        "queue_moves": _set(unit, db.queue_moves, person.of_tickets(db.queue_moves), reason=""),
        "attachments": _drop(unit, files, and_(files.c.desk == unit.desk, files.c.digest.in_(digests))),
    }


def _taking_part(unit: SqlUnit, person: Person) -> None:
    """Where entries came from, and who they were among those who take part: a number on the ticket is left."""
    for whose in (person.on_own, person.elsewhere):
        _drop(unit, db.sources, whose(db.sources))
    own = person.of_tickets(db.sources)
    _drop(unit, db.sources, either(and_(part, own) for part in alternatives(person.wrote(db.sources))))
    joined = db.participants
    nobody = {"name": "", "user_id": literal("erased-") + cast(joined.c.n, Text)}
    _set(unit, joined, person.of_identities(joined), **nobody)


def _account(unit: SqlUnit, person: Person) -> dict[str, int]:
    """The account stays, since tickets refer to it, with nothing in it; nothing leads to it any more."""
    codes = db.link_codes
    own_codes = and_(codes.c.desk == unit.desk, codes.c.account == person.account)
    _drop(unit, codes, or_(own_codes, person.of_identities(codes), person.wrote(codes)))
    _drop(unit, db.attempts, person.of_identities(db.attempts))
    mine = and_(db.accounts.c.desk == unit.desk, db.accounts.c.id == person.account)
    return {
        "identities": _drop(unit, db.identities, person.of_identities(db.identities)),
        "accounts": _set(unit, db.accounts, mine, name="", email="", customer="", phone=""),
    }


# ── Conversations ──────────────────────────────────────────────────────────────────────


def _conversation(unit: SqlUnit, person: Person, id: int) -> None:
    conversations = db.conversations
    _set(
        unit,
        conversations,
        and_(conversations.c.desk == unit.desk, conversations.c.id == id),
        **{"channel": f"erased-{id}", "by_user": f"erased-{person.account or id}"},
        **{"state": "", "lang": "", "lang_source": "", "zone": ""},
    )


def _shared(unit: SqlUnit, person: Person, telling: Telling) -> int:
    """Where others go on writing, the place stays, and so do their talks; what was told of the person goes."""
    conversations, guests = db.conversations, db.guest_talks
    _drop(unit, guests, person.wrote(guests))
    if not person.shared:
        return 0
    these = and_(conversations.c.desk == unit.desk, conversations.c.id.in_(person.shared))
    theirs = and_(these, person.wrote(conversations))
    hosted = _set(unit, conversations, theirs, by_user=f"erased-{person.account or 0}", state="")
    told = 0
    for table, where, key in (
        (conversations, these, conversations.c.id),
        (guests, and_(guests.c.desk == unit.desk, guests.c.conversation.in_(person.shared)), guests.c.id),
    ):
        for id, state in unit.connection.execute(select(key, table.c.state).where(where, table.c.state != "")).all():
            if telling.in_talk(state):
                told += _set(unit, table, and_(where, key == id), state="")
    return hosted + told


def _written(unit: SqlUnit, person: Person, inbox: Table) -> ColumnElement[bool]:
    """What they wrote, and what came in at places they shared and can't be told to be somebody else's."""
    there = alternatives(at_places(inbox, unit.desk, person.shared.values()))
    return or_(person.wrote(inbox), *(and_(part, inbox.c.by_user == "") for part in there))


def _inbox(unit: SqlUnit, where: ColumnElement[bool], **values: str) -> int:
    """What came in. Keys often hold a channel or a user: digests stand for them, so that none comes in again."""
    inbox, salt = db.inbox, unit.lasting_secret(ERASED_SALT)
    columns = (inbox.c.platform, inbox.c.tenant, inbox.c.key, inbox.c.client_key, inbox.c.at)
    came = [row for row in rows_of(unit, columns, where) if not row.key.startswith(GONE)]
    rename = (
        update(inbox)
        .where(
            inbox.c.desk == unit.desk,
            inbox.c.platform == bindparam("of_platform"),
            inbox.c.tenant == bindparam("of_tenant"),
            inbox.c.key == bindparam("old"),
        )
        .values(
            key=bindparam("new"),
            client_key=bindparam("new_client_key"),
            words="",
            **dict.fromkeys(WRITER, ""),
            **values,
        )
    )
    if came:
        unit.connection.execute(
            rename,
            [
                {
                    **{"of_platform": row.platform, "of_tenant": row.tenant, "old": row.key},
                    **{"new": gone(salt, row.key), "new_client_key": row.client_key and gone(salt, row.client_key)},
                }
                for row in came
            ],
        )
    unit.mark_furthest((row.platform, row.tenant, row.key, row.at) for row in came)
    return len(came)


NOTHING_SAID = {"key": "", "payload": "{}", "receipt": "", "reason": "", **dict.fromkeys(WRITER, "")}


def _outbox(unit: SqlUnit, conversation: int, address: Address, channel: str) -> int:
    """What went, or was to go, to an address of theirs alone."""
    outbox = db.outbox
    notices = and_(outbox.c.conversation.is_(None), at_places(outbox, unit.desk, [address]))
    theirs = or_(and_(outbox.c.desk == unit.desk, outbox.c.conversation == conversation), notices)
    waits = outbox.c.state == "waiting"
    dropped = _drop(unit, outbox, or_(*(and_(part, waits) for part in alternatives(theirs))))
    return dropped + _set(unit, outbox, theirs, channel=channel, **NOTHING_SAID)


def _answers(unit: SqlUnit, person: Person, conversation: int, telling: Telling) -> int:
    """What went to a place they shared; of what waits there, what others are to read stays."""
    outbox = db.outbox
    there = and_(outbox.c.desk == unit.desk, outbox.c.conversation == conversation)
    dropped = _drop(unit, outbox, and_(there, outbox.c.state == "waiting", person.wrote(outbox)))
    dropped += _drop_telling(unit, there, telling)
    return dropped + _set(unit, outbox, and_(there, outbox.c.state != "waiting"), **NOTHING_SAID)


def _read_by_others(unit: SqlUnit, person: Person, telling: Telling) -> int:
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
    return dropped + _set(unit, outbox, sent, payload="{}")


def _clients(unit: SqlUnit, tickets: Collection[int]) -> Iterator[Identity]:
    """As whom the clients of these tickets write to us."""
    accounts = select(db.tickets.c.account).where(db.tickets.c.desk == unit.desk, db.tickets.c.number.in_(tickets))
    for account in set(unit.connection.execute(accounts).scalars()) if tickets else ():
        yield from unit.identities(account)


def _feedback(unit: SqlUnit, person: Person) -> int:
    feedback = db.feedback
    nobodys = and_(feedback.c.desk == unit.desk, feedback.c.by_user == "")
    shared = (and_(nobodys, feedback.c.conversation == id) for id in person.shared)
    theirs = or_(person.in_own(feedback), *shared)
    ids = [id for (id,) in rows_of(unit, (feedback.c.id,), theirs)]
    return _set(
        unit,
        feedback,
        and_(feedback.c.desk == unit.desk, feedback.c.id.in_(ids)),
        question="",
        **dict.fromkeys(WRITER, ""),
    )


def _named_elsewhere(unit: SqlUnit, person: Person, telling: Telling) -> int:
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
    _set(unit, talks, about, state="")
    return _set(unit, outbox, sent, payload="{}") + _drop(unit, outbox, waits)


def _holds(column: ColumnElement[str], parts: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column with JSON holds one of these."""
    return or_(false(), *(column.contains(part, autoescape=True) for part in parts))


def _in_json(words: str) -> str:
    """Words as they stand within JSON."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


# ── What staff wrote and read ──────────────────────────────────────────────────────────


def _staff_notices(unit: SqlUnit, telling: Telling) -> int:
    """Notices to staff: those sent are of no more use, whoever they were about."""
    outbox = db.outbox
    notices = and_(outbox.c.desk == unit.desk, outbox.c.conversation.is_(None))
    blank = _set(unit, outbox, and_(notices, outbox.c.state != "waiting", outbox.c.payload != "{}"), payload="{}")
    return blank + _drop_telling(unit, notices, telling)


def _drop_telling(unit: SqlUnit, where: ColumnElement[bool], telling: Telling) -> int:
    """Drop what waits to be sent and tells of the person."""
    outbox = db.outbox
    waiting = unit.connection.execute(
        select(outbox.c.id, outbox.c.payload).where(where, outbox.c.state == "waiting")
    ).all()
    telltale = [id for id, payload in waiting if telling.in_notice(payload)]
    return sum(_drop(unit, outbox, and_(where, outbox.c.id == id)) for id in telltale)


def _staff_lines(unit: SqlUnit, telling: Telling) -> int:
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
        _set(unit, inbox, and_(*(column == value for column, value in zip(key, row, strict=True))), words="")
        for row in telltale
    )


def _audit(unit: SqlUnit, telling: Telling) -> int:
    """The audit holds ids; should a name have got into a detail, it goes."""
    audit = db.audit
    named = [audit.c.detail.contains(name, autoescape=True) for name in telling.names]
    has_detail = audit.c.detail != same("")
    return _set(unit, audit, and_(audit.c.desk == unit.desk, has_detail, or_(false(), *named)), detail="")


# ── What is changed stays sealed ───────────────────────────────────────────────────────


def _set(unit: SqlUnit, table: Table, where: ColumnElement[bool], **values: Any) -> int:
    if table is db.record and "words" in values:
        _list_erasures(unit, where)
    sealed = is_sealed(table) and not values.keys() <= LEFT_OUT.get(table.name, frozenset())
    return sum(_changed(unit, table, part, update(table).values(**values), sealed) for part in alternatives(where))


def _drop(unit: SqlUnit, table: Table, where: ColumnElement[bool]) -> int:
    return sum(_changed(unit, table, part, delete(table), is_sealed(table)) for part in alternatives(where))


def _changed(unit: SqlUnit, table: Table, where: ColumnElement[bool], how: Update | Delete, sealed: bool) -> int:
    with unit.resealed(table, where) if sealed else nullcontext():
        return unit.connection.execute(how.where(where)).rowcount


def _list_erasures(unit: SqlUnit, where: ColumnElement[bool]) -> None:
    """List the entries whose words are about to be erased; those that lost them before aren't ours."""
    record = db.record
    for ticket, seq in rows_of(unit, (record.c.ticket, record.c.seq), where, record.c.words.is_not(None)):
        unit.add_erasure(ticket, seq)
