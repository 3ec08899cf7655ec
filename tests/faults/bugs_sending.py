"""Bugs on the way out: rows of the outbox, and what a reader sees of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from adapters.discord.sender import Sender as DiscordSender
from adapters.slack import sender as slack_sender
from adapters.slack.api import Api, Quiet
from adapters.slack.outgoing.marks import There
from adapters.slack.sender import Pace
from adapters.slack.sender import Sender as SlackSender
from bot.core.model.outbox import Outgoing, OutKind, Postponed, Receipt, Sent
from bot.core.model.people import Address
from bot.core.text.surface import LocalizedReply
from bot.store import codec
from bot.store.schema.tables import outbox
from bot.store.transaction.unit_of_work import SqlUnit
from tests.faults.planting import Patch, Plant, around

# ── The outbox ─────────────────────────────────────────────────────────────────────────


def dropped_when_it_failed(kind: OutKind) -> Plant:
    """A row is gone after a send that failed."""

    def settle(original: Any, unit: SqlUnit, out: Any, receipt: Receipt, *rest: Any) -> None:
        original(unit, out, receipt, *rest)
        if isinstance(receipt, Postponed) and out.kind is kind:
            unit.connection.execute(delete(outbox).where(outbox.c.id == out.id))

    return lambda patch: around(patch, SqlUnit, "settle", settle)


def given_up_when_it_failed(patch: Patch) -> None:
    """A send that failed isn't tried again."""

    def settle(original: Any, unit: SqlUnit, out: Any, receipt: Receipt, now: Any, retry_at: Any) -> None:
        original(unit, out, receipt, now, None if isinstance(receipt, Postponed) else retry_at)

    around(patch, SqlUnit, "settle", settle)


def back_of_the_line(patch: Patch) -> None:
    """What is tried again goes behind what was written after it."""

    def settle(original: Any, unit: SqlUnit, out: Any, receipt: Receipt, *rest: Any) -> None:
        original(unit, out, receipt, *rest)
        if isinstance(receipt, Postponed) and out.kind is OutKind.MESSAGE:
            unit.connection.execute(update(outbox).where(outbox.c.id == out.id).values(id=unit.new_id()))

    around(patch, SqlUnit, "settle", settle)


def overtaken(patch: Patch) -> None:
    """What was written later doesn't wait for what is tried again."""

    def lease(original: Any, unit: SqlUnit, targets: Any, now: Any, until: Any, *more_args: Any) -> Any:
        heads = original(unit, targets, now, until, *more_args)
        if not targets or targets[0].channel:  # the next of one conversation: it has nothing to overtake
            return heads
        waits = outbox.c.state == "waiting", outbox.c.leased_until.is_(None), outbox.c.kind == "message"
        free = select(outbox).where(*waits, outbox.c.attempts == 0).order_by(outbox.c.id)
        more = []
        for row in unit.connection.execute(free).all():
            taken = update(outbox).where(outbox.c.id == row.id).values(attempts=1, leased_until=until)
            unit.connection.execute(taken)
            where = Address(row.platform, row.tenant, row.channel)
            read = codec.reader(row.payload)
            more.append(Outgoing(row.id, where, OutKind(row.kind), row.key, read, 1, row.created_at))
        return (*heads, *more)

    around(patch, SqlUnit, "lease", lease)


def noted_as_sent(patch: Patch) -> None:
    """A second attempt isn't made, and noted as if it had been."""

    async def send(original: Any, sender: Any, out: Any) -> Receipt:
        if out.attempts > 1 and out.kind is not OutKind.UPDATE:
            return Sent("D1/1.0")
        return await original(sender, out)  # type: ignore[no-any-return]

    for sender in (SlackSender, DiscordSender):
        around(patch, sender, "send", send)


def card_never_renewed(patch: Patch) -> None:
    """A card that stands there is noted as renewed and stays as it was."""

    async def send(original: Any, sender: Any, out: Any) -> Receipt:
        if out.kind is OutKind.UPDATE and out.posted and out.posted.receipt:
            return Sent(out.posted.receipt)
        return await original(sender, out)  # type: ignore[no-any-return]

    for sender in (SlackSender, DiscordSender):
        around(patch, sender, "send", send)


def card_not_known(patch: Patch) -> None:
    """Nobody remembers that a card stands there already."""
    around(
        patch,
        SqlUnit,
        "holder",
        lambda original, unit, address, key: None if "/" in key else original(unit, address, key),
    )


def to_somebody_else(patch: Patch) -> None:
    """Replies are sent to another's conversation."""

    def lease(original: Any, unit: SqlUnit, *args: Any) -> Any:
        return tuple(
            replace(out, address=replace(out.address, channel=_other(out.address.channel)))
            for out in original(unit, *args)
        )

    around(patch, SqlUnit, "lease", lease)


def _other(talk: str) -> str:
    return {"U0000": "U0001", "U0001": "U0000"}.get(talk, talk)


def written_to_somebody_else(patch: Patch) -> None:
    """What staff say is written to another's conversation."""

    def send(original: Any, unit: SqlUnit, conversation: Any, address: Any, *rest: Any, **more: Any) -> Any:
        if conversation is not None and more.get("key") != "talk":  # no answer to a turn, and nothing of a board's
            address = replace(address, channel=_other(address.channel))
        return original(unit, conversation, address, *rest, **more)

    around(patch, SqlUnit, "send", send)


def answered_twice(patch: Patch) -> None:
    """A turn writes its reply twice."""

    def send(original: Any, unit: SqlUnit, *args: Any, **more: Any) -> Any:
        if more.get("key") == "talk":
            original(unit, *args, **more)
        return original(unit, *args, **more)

    around(patch, SqlUnit, "send", send)


# ── What a reader sees ─────────────────────────────────────────────────────────────────


def cut_on_the_way(patch: Patch) -> None:
    """Of a reply, its first block is sent."""
    around(patch, codec, "unpack", lambda original, payload: _first(original(payload)))


def cut_before_it_is_written(patch: Patch) -> None:
    """Of a reply, its first block is written."""
    around(patch, codec, "pack", lambda original, shown: original(_first(shown)))


def _first(shown: LocalizedReply) -> LocalizedReply:
    return replace(shown, blocks=shown.blocks[:1])


def without_the_last_choice(patch: Patch) -> None:
    """The last thing that can be chosen isn't shown."""
    around(
        patch, codec, "unpack", lambda original, payload: replace(shown := original(payload), offers=shown.offers[:-1])
    )


def blocks_swapped(patch: Patch) -> None:
    """The blocks of a reply come in the wrong order."""
    around(
        patch, codec, "unpack", lambda original, payload: replace(shown := original(payload), blocks=shown.blocks[::-1])
    )


def beside_the_card(patch: Patch) -> None:
    """What belongs under a card stands beside it."""
    around(patch, SlackSender, "_where", lambda original, sender, out: original(sender, replace(out, posted=None)))


def emptied_when_its_time_is_over(patch: Patch) -> None:
    """A message whose choices are over loses its words with them."""
    around(
        patch,
        slack_sender,
        "without_stale_choices",
        lambda original, message: replace(message, blocks=message.blocks[:1]),
    )


def sent_without_looking(patch: Patch) -> None:
    """What may be there already is sent again."""

    async def there(_original: Any, _sender: Any, *_args: Any) -> There:
        return There()

    around(patch, SlackSender, "_there", there)


def calendar_file_lost(patch: Patch) -> None:
    """A message comes without its file."""
    around(patch, slack_sender, "files_of", lambda _original, _shown: ())


def called_too_soon(patch: Patch) -> None:
    """A platform that says when to come again is called at once."""

    def settle(original: Any, unit: SqlUnit, out: Any, receipt: Receipt, now: Any, retry_at: Any) -> None:
        original(unit, out, receipt, now, retry_at and now + timedelta(milliseconds=1))

    async def call(original: Any, api: Api, *args: Any, **named: Any) -> Any:
        api._quiet = Quiet()
        return await original(api, *args, **named)

    around(patch, SqlUnit, "settle", settle)
    around(patch, Api, "call", call)
    patch.setattr(Pace, "wait", lambda _pace, _channel: 0.0)
