"""Bugs on the way in: events, tickets, their records and files."""

from concurrent.futures import Future
from dataclasses import replace
from threading import Timer
from typing import Any

from slack_bolt.response import BoltResponse
from sqlalchemy import update

import bot.core.rules.timers
import bot.engine.tickets.changes
from adapters.slack.requests.middleware import Middleware
from bot.core.model.held_replies import HeldReply
from bot.core.model.record import EntryKind
from bot.core.rules.change import NotificationKind
from bot.core.text.errors import NotSaved
from bot.core.text.surface import LocalizedReply
from bot.engine.engine import Engine
from bot.engine.transaction import Transaction
from bot.ports.inbound import Answer
from bot.store.schema.tables import record
from bot.store.transaction.unit_of_work import SqlUnit
from tests.faults.planting import Patch, Plant, around

TOO_SOON_S = 0.3
"""Between an acknowledgement and what should come before it."""


# ── What comes in ──────────────────────────────────────────────────────────────────────


def unseen(which: str) -> Plant:
    """Events of a kind leave nothing in the inbox."""

    def first_sight(original: Any, unit: SqlUnit, address: Any, key: str, *rest: Any, **more: Any) -> bool:
        return which in key or original(unit, address, key, *rest, **more)

    return lambda patch: around(patch, SqlUnit, "record_if_new", first_sight)


def seen_each_time(patch: Patch) -> None:
    """What comes again is taken again."""

    def first_sight(original: Any, *args: Any, **more: Any) -> bool:
        original(*args, **more)
        return True

    around(patch, SqlUnit, "record_if_new", first_sight)


def seen_twice(patch: Patch) -> None:
    """An event is kept under another key as well."""

    def first_sight(
        original: Any, unit: SqlUnit, address: Any, key: str, at: Any, words: str = "", *_rest: Any, **more: Any
    ) -> bool:
        if key.startswith("message/"):
            original(unit, address, f"{key}/again", at, words)
        return original(unit, address, key, at, words, *_rest, **more)  # type: ignore[no-any-return]

    around(patch, SqlUnit, "record_if_new", first_sight)


def words_not_kept(patch: Patch) -> None:
    """The inbox has events without their words."""

    def first_sight(
        original: Any, unit: SqlUnit, address: Any, key: str, at: Any, _words: str = "", *rest: Any, **more: Any
    ) -> bool:
        return original(unit, address, key, at, "", *rest, **more)  # type: ignore[no-any-return]

    around(patch, SqlUnit, "record_if_new", first_sight)


def acknowledged_unsaved(patch: Patch) -> None:
    """What couldn't be saved is acknowledged all the same."""

    def turn(original: Any, engine: Engine, inbound: Any) -> "Future[Answer]":
        told: Future[Answer] = Future()

        def pass_on(taken: "Future[Answer]") -> None:
            if isinstance(taken.exception(), NotSaved):
                told.set_result(Answer(LocalizedReply(())))
            elif failure := taken.exception():
                told.set_exception(failure)
            else:
                told.set_result(taken.result())

        original(engine, inbound).add_done_callback(pass_on)
        return told

    around(patch, Engine, "turn", turn)


def acknowledged_too_soon(patch: Patch) -> None:
    """What comes in is acknowledged a moment before it is saved."""

    def turn(original: Any, engine: Engine, inbound: Any) -> "Future[Answer]":
        told: Future[Answer] = Future()
        told.set_result(Answer(LocalizedReply(())))
        Timer(TOO_SOON_S, original, (engine, inbound)).start()
        return told

    around(patch, Engine, "turn", turn)


def retries_ignored(patch: Patch) -> None:
    """What says that it comes again is acknowledged unread."""

    async def process(original: Any, middleware: Middleware, *, req: Any, **more: Any) -> BoltResponse:
        if "x-slack-retry-num" in req.headers:
            return BoltResponse(status=200, body="")
        return await original(middleware, req=req, **more)  # type: ignore[no-any-return]

    around(patch, Middleware, "async_process", process)


# ── Tickets and their records ──────────────────────────────────────────────────────────


def staff_reply_undone(patch: Patch) -> None:
    """A reply of staff is acknowledged, and undone."""

    def command(original: Any, engine: Engine, unit: SqlUnit, *args: Any, **more: Any) -> Answer:
        answer: Answer = original(engine, unit, *args, **more)
        if any(isinstance(each, str) and each.startswith("reply") for each in args):
            unit.rollback()
        return answer

    around(patch, Engine, "_command", command)


def client_not_told(patch: Patch) -> None:
    """A reply of staff is on the record, and its client isn't told."""

    def tell(original: Any, unit: Any, told: Any, *rest: Any) -> None:
        if told.kind is not NotificationKind.REPLY:
            original(unit, told, *rest)

    around(patch, bot.engine.tickets.changes, "tell_client", tell)


def held_in_memory(patch: Patch) -> None:
    """A reply that is held is known to one process only: its end is the reply's."""
    known: dict[int, HeldReply] = {}
    patch.setattr(SqlUnit, "hold_reply", lambda _unit, reply: known.update({reply.ticket: reply}))
    patch.setattr(SqlUnit, "held_on", lambda _unit, ticket: (known[ticket],) if ticket in known else ())
    patch.setattr(SqlUnit, "drop_held", lambda _unit, reply: known.pop(reply.ticket, None) is not None)


def timer_silent(patch: Patch) -> None:
    """A timer fires, and what it should say is lost."""
    patch.setattr(bot.core.rules.timers, "fire", lambda *_args: None)


def filed_twice(patch: Patch) -> None:
    """A ticket is filed twice."""

    def file(original: Any, tx: Transaction, ticket: Any, *rest: Any) -> Any:
        original(tx, replace(ticket, number=tx.unit.next_number()), *rest)
        return original(tx, ticket, *rest)

    around(patch, bot.engine.tickets.changes, "file", file)


def unrecorded(kind: EntryKind, words: str = "") -> Plant:
    """Entries of a kind aren't recorded."""

    def append(original: Any, unit: SqlUnit, ticket: int, entry: Any) -> int:
        return 1 if entry.kind is kind and words in entry.text else original(unit, ticket, entry)

    return lambda patch: around(patch, SqlUnit, "append", append)


def recorded_in_part(patch: Patch) -> None:
    """Of what a client adds, the beginning is recorded."""

    def append(original: Any, unit: SqlUnit, ticket: int, entry: Any) -> int:
        return original(unit, ticket, replace(entry, text=entry.text[:12]))  # type: ignore[no-any-return]

    around(patch, SqlUnit, "append", append)


def recorded_out_of_order(patch: Patch) -> None:
    """What a client adds is recorded after what was added next."""
    waits: dict[int, Any] = {}

    def append(original: Any, unit: SqlUnit, ticket: int, entry: Any) -> int:
        if entry.kind is EntryKind.WORDS and ticket not in waits and not entry.text.startswith("my mail"):
            waits[ticket] = entry
            return 1
        seq: int = original(unit, ticket, entry)
        if entry.kind is EntryKind.WORDS and waits.get(ticket):
            seq = original(unit, ticket, waits[ticket])
            waits[ticket] = None
        return seq

    around(patch, SqlUnit, "append", append)


def reworded_later(patch: Patch) -> None:
    """An entry of the record is changed by what is recorded after it."""

    def append(original: Any, unit: SqlUnit, ticket: int, entry: Any) -> int:
        seq: int = original(unit, ticket, entry)
        before = (record.c.ticket == ticket) & (record.c.seq == seq - 1)
        unit.connection.execute(update(record).where(before).values(words="nothing"))
        return seq

    around(patch, SqlUnit, "append", append)


def booked_twice(patch: Patch) -> None:
    """A time that is somebody's is free for all."""

    def add_all(original: Any, unit: SqlUnit, statement: Any, rows: Any) -> None:
        original(unit, statement, [row for row in rows if "quantum" not in row])

    around(patch, SqlUnit, "add_all", add_all)
    patch.setattr(SqlUnit, "taken", lambda *_args, **_named: ())


def file_not_due(patch: Patch) -> None:
    """That a file came is forgotten."""
    patch.setattr(SqlUnit, "note_file_due", lambda *_args: None)


def file_in_part(patch: Patch) -> None:
    """Of a file, a byte is missing."""
    around(patch, SqlUnit, "attach", lambda original, *args: original(*args[:-1], args[-1][:-1]))
