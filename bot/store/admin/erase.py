"""Erase a person: their words and names leave every table; numbers, times and the chain stay.

What staff wrote on the person's tickets goes too; copies of it elsewhere are ``erase_copies``'.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    literal,
    or_,
    select,
    update,
)

from bot.core.model.appointment import ACTIVE, CallState
from bot.core.model.people import Address
from bot.core.model.tickets import Move, Rule, State
from bot.core.rules.change import DESK
from bot.store.admin.erase_copies import (
    NOTHING_SAID,
    Telling,
    erase_answers,
    erase_from_audit,
    erase_from_incidents,
    erase_named_elsewhere,
    erase_read_by_others,
    erase_staff_lines,
    erase_staff_notices,
    telling_of,
)
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
)
from bot.store.admin.resealing import drop, set_values
from bot.store.open import SqlStore
from bot.store.schema import tables as db
from bot.store.schema.erased_events import GONE, gone
from bot.store.transaction.secrets import ERASED_SALT
from bot.store.transaction.unit_of_work import SqlUnit

SOME_SOFTWARE = "third-party software"
"""Instead of its name, which staff may have typed: that the ticket was about billed help stays."""


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


def _erase(unit: SqlUnit, who: Who, now: datetime) -> dict[str, int]:
    person = find(unit, who)
    telling = telling_of(unit, person)
    cancelled = _cancelled(unit, person, now)
    touched = {
        "audit": erase_from_audit(unit, telling),
        "incidents": erase_from_incidents(unit, telling),
        "inbox": erase_staff_lines(unit, telling),
        "answers": drop(unit, db.answers, db.answers.c.desk == unit.desk),
        "outbox": erase_staff_notices(unit, telling),
    }
    for id, address in person.own.items():
        touched["inbox"] += _inbox(unit, at_places(db.inbox, unit.desk, [address]), channel=f"erased-{id}")
        touched["outbox"] += _outbox(unit, id, address, f"erased-{id}")
        drop(unit, db.files_due, and_(db.files_due.c.desk == unit.desk, db.files_due.c.conversation == id))
        drop(unit, db.posts, at_places(db.posts, unit.desk, [address]))
        drop(unit, db.incident_told, and_(db.incident_told.c.desk == unit.desk, db.incident_told.c.conversation == id))
        _conversation(unit, person, id)
    touched["inbox"] += _inbox(unit, _written(unit, person, db.inbox))
    drop(unit, db.files_due, person.of_identities(db.files_due))
    drop(unit, db.held_words, person.wrote(db.held_words))
    for id in person.shared:
        touched["outbox"] += erase_answers(unit, person, id, telling)
    touched["outbox"] += erase_read_by_others(unit, person, telling)
    touched["feedback"] = _feedback(unit, person)
    touched.update(_tickets(unit, person))
    _taking_part(unit, person)
    touched.update(_account(unit, person))
    unit.forget_terms([*(n for (n,) in unit.connection.execute(person.tickets())), *person.on_others])
    touched["outbox"] += erase_named_elsewhere(unit, person, telling)
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
    drop(unit, db.timers, person.of_tickets(db.timers))
    drop(unit, db.held_replies, person.of_tickets(db.held_replies))
    drop(unit, db.call_quanta, person.of_tickets(db.call_quanta))
    ahead = and_(person.of_tickets(db.appointments), db.appointments.c.state.in_(ACTIVE))
    newer = db.appointments.c.version + 1
    none = {"proposed_starts_at": None, "proposed_ends_at": None, "proposed_until": None, "proposed_line": 0}
    set_values(unit, db.appointments, ahead, state=CallState.CANCELLED.value, line=0, version=newer, **none)
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
        drop(unit, names, whose(names))
    still = select(names.c.digest).where(names.c.desk == unit.desk, names.c.digest.in_(digests))
    digests -= set(unit.connection.execute(still).scalars())
    set_values(unit, db.tickets, and_(theirs, db.tickets.c.third_party != ""), third_party=SOME_SOFTWARE)
    calls, agreed, works = (db.appointments, db.agreements, db.works)
    return {
        "appointments": set_values(unit, calls, person.of_tickets(calls), reason="", outcome="", proposed_reason=""),
        "agreements": set_values(
            unit, agreed, person.of_tickets(agreed), words="", software="", **dict.fromkeys(WRITER, "")
        ),
        "works": set_values(unit, works, person.of_tickets(works), note=""),
        "tickets": set_values(
            unit, db.tickets, theirs, subject="", service="", symptoms="", version=db.tickets.c.version + 1
        ),
        "record": sum(
            set_values(unit, record, whose(record), words=None, salt=None)
            for whose in (person.on_own, person.elsewhere)
        ),
        "queue_moves": set_values(unit, db.queue_moves, person.of_tickets(db.queue_moves), reason=""),
        "attachments": drop(unit, files, and_(files.c.desk == unit.desk, files.c.digest.in_(digests))),
    }


def _taking_part(unit: SqlUnit, person: Person) -> None:
    """Where entries came from, and who they were among those who take part: a number on the ticket is left."""
    for whose in (person.on_own, person.elsewhere):
        drop(unit, db.sources, whose(db.sources))
    own = person.of_tickets(db.sources)
    drop(unit, db.sources, either(and_(part, own) for part in alternatives(person.wrote(db.sources))))
    joined = db.participants
    nobody = {"name": "", "user_id": literal("erased-") + cast(joined.c.n, Text)}
    set_values(unit, joined, person.of_identities(joined), **nobody)


def _account(unit: SqlUnit, person: Person) -> dict[str, int]:
    """The account stays, since tickets refer to it, with nothing in it; nothing leads to it any more."""
    codes = db.link_codes
    drop(unit, codes, or_(person.of_identities(codes), person.wrote(codes)))
    drop(unit, db.attempts, person.of_identities(db.attempts))
    mine = and_(db.accounts.c.desk == unit.desk, db.accounts.c.id == person.account)
    return {
        "identities": drop(unit, db.identities, person.of_identities(db.identities)),
        "accounts": set_values(unit, db.accounts, mine, name="", email="", customer="", phone="", blocked_reason=""),
    }


# ── Conversations ──────────────────────────────────────────────────────────────────────


def _conversation(unit: SqlUnit, person: Person, id: int) -> None:
    conversations = db.conversations
    set_values(
        unit,
        conversations,
        and_(conversations.c.desk == unit.desk, conversations.c.id == id),
        **{"channel": f"erased-{id}", "by_user": f"erased-{person.account or id}"},
        **{"state": "", "lang": "", "lang_source": "", "zone": ""},
    )


def _shared(unit: SqlUnit, person: Person, telling: Telling) -> int:
    """Where others go on writing, the place stays, and so do their talks; what was told of the person goes."""
    conversations, guests = db.conversations, db.guest_talks
    drop(unit, guests, person.wrote(guests))
    if not person.shared:
        return 0
    these = and_(conversations.c.desk == unit.desk, conversations.c.id.in_(person.shared))
    theirs = and_(these, person.wrote(conversations))
    hosted = set_values(unit, conversations, theirs, by_user=f"erased-{person.account or 0}", state="")
    told = 0
    for table, where, key in (
        (conversations, these, conversations.c.id),
        (guests, and_(guests.c.desk == unit.desk, guests.c.conversation.in_(person.shared)), guests.c.id),
    ):
        for id, state in unit.connection.execute(select(key, table.c.state).where(where, table.c.state != "")).all():
            if telling.in_talk(state):
                told += set_values(unit, table, and_(where, key == id), state="")
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


def _outbox(unit: SqlUnit, conversation: int, address: Address, channel: str) -> int:
    """What went, or was to go, to an address of theirs alone."""
    outbox = db.outbox
    notices = and_(outbox.c.conversation.is_(None), at_places(outbox, unit.desk, [address]))
    theirs = or_(and_(outbox.c.desk == unit.desk, outbox.c.conversation == conversation), notices)
    waits = outbox.c.state == "waiting"
    dropped = drop(unit, outbox, or_(*(and_(part, waits) for part in alternatives(theirs))))
    return dropped + set_values(unit, outbox, theirs, channel=channel, **NOTHING_SAID)


def _feedback(unit: SqlUnit, person: Person) -> int:
    feedback = db.feedback
    nobodys = and_(feedback.c.desk == unit.desk, feedback.c.by_user == "")
    shared = (and_(nobodys, feedback.c.conversation == id) for id in person.shared)
    theirs = or_(person.in_own(feedback), *shared)
    ids = [id for (id,) in rows_of(unit, (feedback.c.id,), theirs)]
    return set_values(
        unit,
        feedback,
        and_(feedback.c.desk == unit.desk, feedback.c.id.in_(ids)),
        question="",
        **dict.fromkeys(WRITER, ""),
    )
