"""The outbox worker: lease, send, retry, give up loudly.

Each process delivers for the adapters it runs. Rows are sent at once after a commit, and by lease if
the process that wrote them died: at least once outside, with the platform's own dedupe where it has one.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from traceback import format_tb

from bot.core.errors import MessageUnreadable, NotSaved
from bot.core.model import Outgoing, Postponed, Receipt, Sent, Undeliverable
from bot.edge.patience import growing
from bot.ports import Adapter, Clock, Store

LEASE = timedelta(seconds=60)
"""Longer than any adapter's own timeout for one call, so that a row is never with two senders."""
POLL_SECONDS = 0.5
"""The outbox is looked at so often even when nobody rings; another process may have written."""
ROWS_AT_ONCE = 50
ATTEMPTS_MAX = 18
"""With the backoff below, a platform may be away for about four hours before a message is given up."""
GIVE_UP_AFTER = timedelta(hours=4)
"""A platform that says when to come again is there: it is asked as long as the attempts alone would last."""
BACKOFF_LONGEST_SECONDS = 1800.0

log = logging.getLogger(__name__)


def backoff_seconds(attempts: int) -> float:
    """How long to wait after so many attempts: doubling, from two seconds up to half an hour."""
    return growing(max(attempts, 1), BACKOFF_LONGEST_SECONDS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row, to be noted in the database."""

    out: Outgoing
    receipt: Receipt
    at: datetime
    retry_at: datetime | None

    @property
    def given_up(self) -> str:
        """Why it will not be tried again; empty when it was sent or will be."""
        return self.receipt.reason if self.retry_at is None and not isinstance(self.receipt, Sent) else ""


@dataclass(slots=True)
class Delivery:
    """Sends what the outbox holds for one adapter."""

    store: Store
    adapter: Adapter
    clock: Clock
    give_up: Callable[[Outgoing, str], "Future[None]"]
    """Called once for a row that will not be tried again, with the reason."""
    _unsettled: list[Outcome] = field(default_factory=list)
    """What the database couldn't take: noted before anything else is sent, so that nothing goes twice."""
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def ring(self) -> None:
        """Something was committed: look now rather than at the next poll."""
        self._bell.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            try:
                await self.drain()
            except NotSaved as busy:
                log.warning("delivery for %s waits: %s", self.adapter.name, type(busy).__name__)
            except Exception:
                log.exception("delivery for %s stumbled; going on", self.adapter.name)
            self._bell.clear()
            # asyncio.wait_for would swallow a cancellation that meets the bell (Python 3.11)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._bell.wait()

    async def drain(self) -> int:
        """Send everything that is due; how many rows were sent."""
        async with self._one_at_a_time:
            return await self._drain()

    async def finish(self) -> None:
        """Let what is being sent be settled, and begin nothing more."""
        await self._one_at_a_time.acquire()
        await self._catch_up()

    async def _drain(self) -> int:
        await self._catch_up()
        sent = 0
        while not self._unsettled and (rows := await self._lease()):
            receipts = await asyncio.gather(*(self._send(row) for row in rows))
            sent += sum(isinstance(receipt, Sent) for receipt in receipts)
            if not any(isinstance(receipt, Sent) for receipt in receipts):
                break
        return sent

    async def _lease(self) -> tuple[Outgoing, ...]:
        now = self.clock.now()
        targets = self.adapter.targets()
        leased = self.store.write(lambda unit: tuple(unit.lease(targets, now, now + LEASE, ROWS_AT_ONCE)))
        return await asyncio.wrap_future(leased)

    async def _send(self, out: Outgoing) -> Receipt:
        receipt = await self._try(out)
        now = self.clock.now()
        outcome = Outcome(out, receipt, now, self._retry_at(out, receipt, now))
        if outcome.given_up:
            log.error("outbox row %s for %s is given up after %s attempts: %s", out.id, self.adapter.name,
                      out.attempts, outcome.given_up)  # fmt: skip
        await self._settle(outcome)
        return receipt

    async def _settle(self, outcome: Outcome) -> None:
        """Note what became of a row, or remember it for later. Noting it again changes nothing."""
        out, receipt, now, retry_at = outcome.out, outcome.receipt, outcome.at, outcome.retry_at
        try:
            await asyncio.wrap_future(self.store.write(lambda unit: unit.settle(out, receipt, now, retry_at)))
            if outcome.given_up:
                await asyncio.wrap_future(self.give_up(out, outcome.given_up))
        except NotSaved as busy:
            log.warning("outbox row %s for %s is noted later: %s", out.id, self.adapter.name, type(busy).__name__)
            self._unsettled.append(outcome)

    async def _catch_up(self) -> None:
        late, self._unsettled = self._unsettled, []
        await asyncio.gather(*map(self._settle, late))

    async def _try(self, out: Outgoing) -> Receipt:
        try:
            return await self.adapter.send(out)
        except MessageUnreadable as unreadable:
            return Undeliverable(str(unreadable))
        except Exception as broken:  # its text may hold a client's words: only where it broke is logged
            where = "".join(format_tb(broken.__traceback__))
            log.error("sending outbox row %s through %s failed: %s\n%s", out.id, self.adapter.name,
                      type(broken).__name__, where)  # fmt: skip
            return Postponed(type(broken).__name__)

    def _retry_at(self, out: Outgoing, receipt: Receipt, now: datetime) -> datetime | None:
        young = now - out.created_at < GIVE_UP_AFTER
        match receipt:
            case Postponed(_reason, after_seconds) if out.attempts < ATTEMPTS_MAX or (after_seconds and young):
                wait = backoff_seconds(out.attempts) if after_seconds is None else after_seconds
                return now + timedelta(seconds=wait)
            case Postponed() | Undeliverable() | Sent():
                return None
