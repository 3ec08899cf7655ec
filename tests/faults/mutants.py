"""Bugs that lose, double, swap or misplace something, to be planted while the harness watches.

Each is planted at a port's method or at an adapter's way out, from here: the product has no place for it.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Timer
from typing import Any

import pytest
from slack_bolt.response import BoltResponse
from sqlalchemy import delete, select, update

import bot.changes
import bot.engine
from adapters.discord.sender import Sender as DiscordSender
from adapters.slack import sender as slack_sender
from adapters.slack.api import Api
from adapters.slack.middleware import Middleware
from adapters.slack.sender import Pace
from adapters.slack.sender import Sender as SlackSender
from bot import codec
from bot.core.change import NewsKind
from bot.core.errors import NotSaved
from bot.core.model import Address, EntryKind, Outgoing, OutKind, Postponed, Receipt, Sent
from bot.core.surface import Shown
from bot.engine import Engine
from bot.inbound import Answer
from bot.store.tables import outbox, record
from bot.store.unit import SqlUnit
from tests.faults.checker import (
    Promise,
    each_fact_once,
    each_turn_answered,
    everything_delivered,
    few_duplicates,
    in_order,
    no_overlap,
    nothing_lost,
    nothing_made_up,
    one_card_each,
    one_ticket_each,
    replies_in_order,
    waits_when_told,
    whole,
)
from tests.faults.history import History
from tests.faults.kept import (
    answers_whole,
    cards_current,
    everything_owed,
    files_kept,
    in_their_place,
    kept_as_said,
    nobody_stuck,
    nothing_taken_back,
    recorded,
    shown_as_written,
    still_readable,
)

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


@dataclass(frozen=True)
class Mutant:
    """A bug, the promise that it must be seen to break, and the platforms on which it is planted."""

    plant: Plant
    seen_by: Promise
    on: frozenset[str] = frozenset({"Slack"})


SLACK, DISCORD = frozenset({"Slack"}), frozenset({"Discord"})
KILLED = frozenset({"killed"})
"""Nobody sees it but where processes end without a word."""
BOTH = SLACK | DISCORD
"""Where each adapter has its own way. Slack alone: bugs of its adapter, or that need what Slack does (events that come
again, a database that refuses them), and those behind the adapters, which are the same wherever they are seen."""
EACH_DATABASE = (
    "an outbox row is dropped when it failed: under",
    "an edit leaves nothing",
    "a reply of staff is undone",
)
"""For those the database itself might make a difference."""


TOO_SOON_S = 0.3
"""Between an acknowledgement and what should come before it."""


def plant(name: str) -> None:
    """In this process, for good."""
    MUTANTS[name].plant(Patch())


def noticed(mutant: Mutant, run: Callable[[], History]) -> list[str]:
    """What the promise finds that a planted bug must break."""
    with pytest.MonkeyPatch.context() as patch:
        mutant.plant(patch)
        history = run()
    return list(mutant.seen_by(history))


def _around(patch: Patch, owner: Any, name: str, wrapper: Callable[..., Any]) -> None:
    """Put ``wrapper(original, *args)`` in the place of a function."""
    original = getattr(owner, name)
    patch.setattr(owner, name, lambda *args, **named: wrapper(original, *args, **named))


# ── The outbox ─────────────────────────────────────────────────────────────────────────


def dropped_when_it_failed(kind: OutKind) -> Plant:
    """A row is gone after a send that failed."""

    def settle(original: Any, unit: SqlUnit, out: Any, receipt: Receipt, *rest: Any) -> None:
        original(unit, out, receipt, *rest)
        if isinstance(receipt, Postponed) and out.kind is kind:
            unit.connection.execute(delete(outbox).where(outbox.c.id == out.id))

    return lambda patch: _around(patch, SqlUnit, "settle", settle)


def given_up_when_it_failed(patch: Patch) -> None:
    """A send that failed isn't tried again."""

    def settle(original: Any, unit: SqlUnit, out: Any, receipt: Receipt, now: Any, retry_at: Any) -> None:
        original(unit, out, receipt, now, None if isinstance(receipt, Postponed) else retry_at)

    _around(patch, SqlUnit, "settle", settle)


def back_of_the_line(patch: Patch) -> None:
    """What is tried again goes behind what was written after it."""

    def settle(original: Any, unit: SqlUnit, out: Any, receipt: Receipt, *rest: Any) -> None:
        original(unit, out, receipt, *rest)
        if isinstance(receipt, Postponed) and out.kind is OutKind.MESSAGE:
            unit.connection.execute(update(outbox).where(outbox.c.id == out.id).values(id=unit.new_id()))

    _around(patch, SqlUnit, "settle", settle)


def overtaken(patch: Patch) -> None:
    """What was written later doesn't wait for what is tried again."""

    def lease(original: Any, unit: SqlUnit, targets: Any, now: Any, until: Any, limit: int) -> Any:
        heads = original(unit, targets, now, until, limit)
        waits = outbox.c.state == "waiting", outbox.c.leased_until.is_(None), outbox.c.kind == "message"
        free = select(outbox).where(*waits, outbox.c.attempts == 0).order_by(outbox.c.id)
        more = []
        for row in unit.connection.execute(free).all():
            taken = update(outbox).where(outbox.c.id == row.id).values(attempts=1, leased_until=until)
            unit.connection.execute(taken)
            where = Address(row.platform, row.tenant, row.channel)
            more.append(Outgoing(row.id, where, OutKind(row.kind), row.key, row.payload, 1, row.created_at))
        return (*heads, *more)

    _around(patch, SqlUnit, "lease", lease)


def noted_as_sent(patch: Patch) -> None:
    """A second attempt isn't made, and noted as if it had been."""

    async def send(original: Any, sender: Any, out: Any) -> Receipt:
        if out.attempts > 1 and out.kind is not OutKind.UPDATE:
            return Sent("D1/1.0")
        return await original(sender, out)  # type: ignore[no-any-return]

    for sender in (SlackSender, DiscordSender):
        _around(patch, sender, "send", send)


def card_never_renewed(patch: Patch) -> None:
    """A card that stands there is noted as renewed and stays as it was."""

    async def send(original: Any, sender: Any, out: Any) -> Receipt:
        if out.kind is OutKind.UPDATE and out.posted and out.posted.receipt:
            return Sent(out.posted.receipt)
        return await original(sender, out)  # type: ignore[no-any-return]

    for sender in (SlackSender, DiscordSender):
        _around(patch, sender, "send", send)


def card_not_known(patch: Patch) -> None:
    """Nobody remembers that a card stands there already."""
    _around(
        patch,
        SqlUnit,
        "posted",
        lambda original, unit, address, key: None if "/" in key else original(unit, address, key),
    )


def to_somebody_else(patch: Patch) -> None:
    """Replies are sent to another's conversation."""

    def lease(original: Any, unit: SqlUnit, *args: Any) -> Any:
        return tuple(
            replace(out, address=replace(out.address, channel=_other(out.address.channel)))
            for out in original(unit, *args)
        )

    _around(patch, SqlUnit, "lease", lease)


def _other(talk: str) -> str:
    return {"U0000": "U0001", "U0001": "U0000"}.get(talk, talk)


def written_to_somebody_else(patch: Patch) -> None:
    """What staff say is written to another's conversation."""

    def send(original: Any, unit: SqlUnit, conversation: Any, address: Any, *rest: Any, **more: Any) -> Any:
        if conversation is not None and not more:  # no answer to a turn, and nothing of a board's
            address = replace(address, channel=_other(address.channel))
        return original(unit, conversation, address, *rest, **more)

    _around(patch, SqlUnit, "send", send)


def answered_twice(patch: Patch) -> None:
    """A turn writes its reply twice."""

    def send(original: Any, unit: SqlUnit, *args: Any, **more: Any) -> Any:
        if more.get("key") == "talk":
            original(unit, *args, **more)
        return original(unit, *args, **more)

    _around(patch, SqlUnit, "send", send)


# ── What a reader sees ─────────────────────────────────────────────────────────────────


def cut_on_the_way(patch: Patch) -> None:
    """Of a reply, its first block is sent."""
    _around(patch, codec, "unpack", lambda original, payload: _first(original(payload)))


def cut_before_it_is_written(patch: Patch) -> None:
    """Of a reply, its first block is written."""
    _around(patch, codec, "pack", lambda original, shown: original(_first(shown)))


def _first(shown: Shown) -> Shown:
    return replace(shown, blocks=shown.blocks[:1])


def without_the_last_choice(patch: Patch) -> None:
    """The last thing that can be chosen isn't shown."""
    _around(
        patch, codec, "unpack", lambda original, payload: replace(shown := original(payload), offers=shown.offers[:-1])
    )


def blocks_swapped(patch: Patch) -> None:
    """The blocks of a reply come in the wrong order."""
    _around(
        patch, codec, "unpack", lambda original, payload: replace(shown := original(payload), blocks=shown.blocks[::-1])
    )


def beside_the_card(patch: Patch) -> None:
    """What belongs under a card stands beside it."""
    _around(patch, SlackSender, "_where", lambda original, sender, out: original(sender, replace(out, posted=None)))


def emptied_when_its_time_is_over(patch: Patch) -> None:
    """A message whose choices are over loses its words with them."""
    _around(patch, slack_sender, "rested", lambda original, message: replace(message, blocks=message.blocks[:1]))


def sent_without_looking(patch: Patch) -> None:
    """What may be there already is sent again."""

    async def there(_original: Any, _sender: Any, *_args: Any) -> dict[int, str]:
        return {}

    _around(patch, SlackSender, "_there", there)


def calendar_file_lost(patch: Patch) -> None:
    """A message comes without its file."""

    async def files(_original: Any, _sender: Any, *_args: Any) -> None:
        return None

    _around(patch, SlackSender, "_files", files)


def called_too_soon(patch: Patch) -> None:
    """A platform that says when to come again is called at once."""

    def settle(original: Any, unit: SqlUnit, out: Any, receipt: Receipt, now: Any, retry_at: Any) -> None:
        original(unit, out, receipt, now, retry_at and now + timedelta(milliseconds=1))

    async def call(original: Any, api: Api, *args: Any, **named: Any) -> Any:
        api._quiet_until.clear()
        return await original(api, *args, **named)

    _around(patch, SqlUnit, "settle", settle)
    _around(patch, Api, "call", call)
    patch.setattr(Pace, "wait", lambda _pace, _channel: 0.0)


# ── What comes in ──────────────────────────────────────────────────────────────────────


def _unseen(which: str) -> Plant:
    """Events of a kind leave nothing in the inbox."""

    def first_sight(original: Any, unit: SqlUnit, address: Any, key: str, *rest: Any, **more: Any) -> bool:
        return which in key or original(unit, address, key, *rest, **more)

    return lambda patch: _around(patch, SqlUnit, "first_sight", first_sight)


def seen_each_time(patch: Patch) -> None:
    """What comes again is taken again."""

    def first_sight(original: Any, *args: Any, **more: Any) -> bool:
        original(*args, **more)
        return True

    _around(patch, SqlUnit, "first_sight", first_sight)


def seen_twice(patch: Patch) -> None:
    """An event is kept under another key as well."""

    def first_sight(
        original: Any, unit: SqlUnit, address: Any, key: str, at: Any, words: str = "", *_rest: Any, **more: Any
    ) -> bool:
        if key.startswith("message/"):
            original(unit, address, f"{key}/again", at, words)
        return original(unit, address, key, at, words, *_rest, **more)  # type: ignore[no-any-return]

    _around(patch, SqlUnit, "first_sight", first_sight)


def words_not_kept(patch: Patch) -> None:
    """The inbox has events without their words."""

    def first_sight(
        original: Any, unit: SqlUnit, address: Any, key: str, at: Any, _words: str = "", *rest: Any, **more: Any
    ) -> bool:
        return original(unit, address, key, at, "", *rest, **more)  # type: ignore[no-any-return]

    _around(patch, SqlUnit, "first_sight", first_sight)


def acknowledged_unsaved(patch: Patch) -> None:
    """What couldn't be saved is acknowledged all the same."""

    def turn(original: Any, engine: Engine, inbound: Any) -> "Future[Answer]":
        told: Future[Answer] = Future()

        def pass_on(taken: "Future[Answer]") -> None:
            if isinstance(taken.exception(), NotSaved):
                told.set_result(Answer(Shown(())))
            elif failure := taken.exception():
                told.set_exception(failure)
            else:
                told.set_result(taken.result())

        original(engine, inbound).add_done_callback(pass_on)
        return told

    _around(patch, Engine, "turn", turn)


def acknowledged_too_soon(patch: Patch) -> None:
    """What comes in is acknowledged a moment before it is saved."""

    def turn(original: Any, engine: Engine, inbound: Any) -> "Future[Answer]":
        told: Future[Answer] = Future()
        told.set_result(Answer(Shown(())))
        Timer(TOO_SOON_S, original, (engine, inbound)).start()
        return told

    _around(patch, Engine, "turn", turn)


def retries_ignored(patch: Patch) -> None:
    """What says that it comes again is acknowledged unread."""

    async def process(original: Any, middleware: Middleware, *, req: Any, **more: Any) -> BoltResponse:
        if "x-slack-retry-num" in req.headers:
            return BoltResponse(status=200, body="")
        return await original(middleware, req=req, **more)  # type: ignore[no-any-return]

    _around(patch, Middleware, "async_process", process)


# ── Tickets and their records ──────────────────────────────────────────────────────────


def staff_reply_undone(patch: Patch) -> None:
    """A reply of staff is acknowledged, and undone."""

    def command(original: Any, engine: Engine, unit: SqlUnit, *args: Any, **more: Any) -> Answer:
        answer: Answer = original(engine, unit, *args, **more)
        if any(getattr(each, "text", "").startswith("reply") for each in args):
            unit.undo()
        return answer

    _around(patch, Engine, "_command", command)


def client_not_told(patch: Patch) -> None:
    """A reply of staff is on the record, and its client isn't told."""

    def tell(original: Any, unit: Any, told: Any, *rest: Any) -> None:
        if told.kind is not NewsKind.REPLY:
            original(unit, told, *rest)

    _around(patch, bot.changes, "tell_client", tell)


def timer_silent(patch: Patch) -> None:
    """A timer fires, and what it should say is lost."""
    patch.setattr(bot.engine, "fire", lambda *_args: None)


def filed_twice(patch: Patch) -> None:
    """A ticket is filed twice."""

    def file(original: Any, unit: SqlUnit, ticket: Any, *rest: Any) -> Any:
        original(unit, replace(ticket, number=unit.next_number()), *rest)
        return original(unit, ticket, *rest)

    _around(patch, bot.changes, "file", file)


def _unrecorded(kind: EntryKind, words: str = "") -> Plant:
    """Entries of a kind aren't recorded."""

    def append(original: Any, unit: SqlUnit, ticket: int, entry: Any) -> int:
        return 1 if entry.kind is kind and words in entry.text else original(unit, ticket, entry)

    return lambda patch: _around(patch, SqlUnit, "append", append)


def recorded_in_part(patch: Patch) -> None:
    """Of what a client adds, the beginning is recorded."""

    def append(original: Any, unit: SqlUnit, ticket: int, entry: Any) -> int:
        return original(unit, ticket, replace(entry, text=entry.text[:12]))  # type: ignore[no-any-return]

    _around(patch, SqlUnit, "append", append)


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

    _around(patch, SqlUnit, "append", append)


def reworded_later(patch: Patch) -> None:
    """An entry of the record is changed by what is recorded after it."""

    def append(original: Any, unit: SqlUnit, ticket: int, entry: Any) -> int:
        seq: int = original(unit, ticket, entry)
        before = (record.c.ticket == ticket) & (record.c.seq == seq - 1)
        unit.connection.execute(update(record).where(before).values(words="nothing"))
        return seq

    _around(patch, SqlUnit, "append", append)


def booked_twice(patch: Patch) -> None:
    """A time that is somebody's is free for all."""

    def add_all(original: Any, unit: SqlUnit, statement: Any, rows: Any) -> None:
        original(unit, statement, [row for row in rows if "quantum" not in row])

    _around(patch, SqlUnit, "add_all", add_all)
    patch.setattr(SqlUnit, "taken", lambda *_args, **_named: ())


def file_not_due(patch: Patch) -> None:
    """That a file came is forgotten."""
    patch.setattr(SqlUnit, "note_file_due", lambda *_args: None)


def file_in_part(patch: Patch) -> None:
    """Of a file, a byte is missing."""
    _around(patch, SqlUnit, "attach", lambda original, *args: original(*args[:-1], args[-1][:-1]))


def _lost(what: str) -> Mapping[str, Mutant]:
    kind = OutKind(what)
    return {
        f"an outbox row is dropped when it failed: {what}": Mutant(
            dropped_when_it_failed(kind), nothing_taken_back, BOTH
        )
    }


MUTANTS: Mapping[str, Mutant] = {
    **_lost("message"),
    **_lost("update"),
    **_lost("under"),
    "given up when it failed": Mutant(given_up_when_it_failed, everything_delivered, BOTH),
    "a retry goes behind the others": Mutant(back_of_the_line, nothing_taken_back),
    "a retry is overtaken": Mutant(overtaken, replies_in_order),
    "a retry is noted as sent": Mutant(noted_as_sent, everything_delivered, BOTH),
    "a card is never renewed": Mutant(card_never_renewed, cards_current, BOTH),
    "a card isn't known": Mutant(card_not_known, one_card_each),
    "sent to somebody else": Mutant(to_somebody_else, in_their_place),
    "written to somebody else": Mutant(written_to_somebody_else, everything_owed),
    "answered twice": Mutant(answered_twice, each_turn_answered),
    "cut on the way": Mutant(cut_on_the_way, shown_as_written, BOTH),
    "cut before it is written": Mutant(cut_before_it_is_written, answers_whole),
    "without the last choice": Mutant(without_the_last_choice, nobody_stuck, BOTH),
    "blocks swapped": Mutant(blocks_swapped, shown_as_written),
    "beside the card": Mutant(beside_the_card, in_their_place),
    "emptied when its time is over": Mutant(emptied_when_its_time_is_over, still_readable),
    "sent without looking": Mutant(sent_without_looking, few_duplicates),
    "a calendar file is lost": Mutant(calendar_file_lost, shown_as_written),
    "called too soon": Mutant(called_too_soon, waits_when_told),
    "an edit leaves nothing": Mutant(_unseen("/edited/"), nothing_lost, BOTH),
    "a click leaves nothing": Mutant(_unseen("trigger/"), nothing_lost),
    "what comes again is taken again": Mutant(seen_each_time, each_fact_once),
    "an event is kept twice": Mutant(seen_twice, nothing_made_up),
    "words aren't kept": Mutant(words_not_kept, kept_as_said, BOTH),
    "acknowledged unsaved": Mutant(acknowledged_unsaved, nothing_lost),
    "acknowledged too soon": Mutant(acknowledged_too_soon, nothing_lost, KILLED),
    "retries are ignored": Mutant(retries_ignored, nothing_lost),
    "a reply of staff is undone": Mutant(staff_reply_undone, nothing_lost, BOTH),
    "a client isn't told": Mutant(client_not_told, everything_owed),
    "a timer is silent": Mutant(timer_silent, everything_owed),
    "filed twice": Mutant(filed_twice, one_ticket_each),
    "a note isn't recorded": Mutant(_unrecorded(EntryKind.NOTE), recorded),
    "a deletion isn't recorded": Mutant(_unrecorded(EntryKind.NOTICE, "deleted"), recorded, BOTH),
    "an edit isn't recorded": Mutant(_unrecorded(EntryKind.NOTICE, "changed"), recorded),
    "recorded in part": Mutant(recorded_in_part, each_fact_once),
    "recorded out of order": Mutant(recorded_out_of_order, in_order),
    "reworded later": Mutant(reworded_later, whole),
    "a time is booked twice": Mutant(booked_twice, no_overlap),
    "a file is forgotten": Mutant(file_not_due, files_kept, BOTH),
    "a byte of a file is missing": Mutant(file_in_part, files_kept),
}
