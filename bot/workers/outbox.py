"""The outbox worker: lease, send, retry, give up loudly; each conversation by itself.

Each process delivers for the adapters it runs. Rows are sent at once after a commit, and by lease if
the process that wrote them died: at least once outside, with the platform's own dedupe where it has one.
A conversation that has to wait, or whose call isn't answered, keeps one sender; the others go on.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from traceback import format_tb

from bot.core.model.outbox import Decoded, Outgoing, Postponed, Receipt, Sent, Undeliverable
from bot.core.model.people import Address
from bot.core.rules.backoff import doubling
from bot.core.text.errors import MessageUnreadable, NotSaved
from bot.core.text.surface import LocalizedReply
from bot.ports import Adapter, Clock, Store, UnitOfWork

LEASE = timedelta(seconds=60)
"""Longer than any row is being sent, so that it is never with two senders."""
SEND_SECONDS_MAX = 50.0
"""A row that takes an adapter longer is handed back: shorter than the lease. Adapters are quicker by themselves."""
POLL_SECONDS = 0.5
"""The outbox is looked at so often even when nobody rings; another process may have written."""
SENDERS_MAX = 64
"""So many conversations are sent to at once; one that has to wait for its turn waits for one call at most."""
ATTEMPTS_MAX = 18
"""With the backoff below, a platform may be away for about four hours before a message is given up."""
GIVE_UP_AFTER = timedelta(hours=4)
"""A platform that says when to come again is there: it is asked as long as the attempts alone would last."""
WAIT_LONGEST = GIVE_UP_AFTER
"""However long a platform wants no call: later the message would be too old."""
BACKOFF_LONGEST_SECONDS = 1800.0
RESUME_SECONDS = 60.0
"""So often waits are looked at that the clock of another process began, before it was set back."""

log = logging.getLogger(__name__)


def backoff_seconds(attempts: int) -> float:
    """How long to wait after so many attempts: doubling, from two seconds up to half an hour."""
    return doubling(max(attempts, 1), BACKOFF_LONGEST_SECONDS)


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
    report_undelivered: Callable[[Outgoing, str], "Future[None]"]
    """Called once for a row that will not be tried again, with the reason."""
    fill: Callable[[LocalizedReply], "Future[LocalizedReply]"] | None = None
    """Gives a message the content of its files, which the outbox only names; without it they stay names."""
    report_lost: Callable[[Outgoing, str], "Future[None]"] | None = None
    """Called for a message that was sent without files that the platform didn't take."""
    monotonic: Callable[[], float] = time.monotonic
    _unsettled: list[Outcome] = field(default_factory=list)
    """What the database couldn't take: noted before anything else is leased, so that nothing goes twice."""
    _due: asyncio.Event = field(default_factory=asyncio.Event)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _senders: set["asyncio.Task[int]"] = field(default_factory=set)
    """One for each conversation that is being sent to."""
    _in_hand: dict[int, Outgoing] = field(default_factory=dict)
    """What they are sending, as it was leased last."""
    _finishing: bool = False
    _crowded: bool = False
    """Whether conversations wait for a sender."""
    _behind: Address | None = None
    """Where the last look ended that found more than there were senders: the next one begins there."""
    _looked_at: datetime | None = None
    _resumed_at: float = float("-inf")

    def notify(self) -> None:
        """Something was committed: look now rather than at the next poll."""
        self._due.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                self._due.clear()
                await self._look_safely()
                # asyncio.wait_for would swallow a cancellation that meets it (Python 3.11)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._due.wait()
        finally:
            under_way = tuple(self._senders)
            for sender in under_way:
                sender.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def drain(self) -> int:
        """Send everything that is due, and wait until it is sent; how many rows were."""
        sent = 0
        while begun := await self._look():
            await asyncio.gather(*self._senders)
            some = sum(sender.result() for sender in begun)
            sent += some
            if not some or self._unsettled:
                break
        await asyncio.gather(*self._senders)
        return sent

    async def finish(self) -> None:
        """Wait until what is being sent is settled, and send nothing more."""
        self._finishing = True
        async with self._looking:  # a look that is under way begins what it leased
            await asyncio.gather(*self._senders)
            await self._catch_up()

    # ── Looking ────────────────────────────────────────────────────────────────────────

    async def _look_safely(self) -> None:
        try:
            await self._look()
        except NotSaved as busy:
            log.warning("delivery for %s waits: %s", self.adapter.name, type(busy).__name__)
        except Exception:
            log.exception("delivery for %s stumbled; going on", self.adapter.name)

    async def _look(self) -> list["asyncio.Task[int]"]:
        """Begin to send what is due, a sender for each conversation; the senders that were begun."""
        async with self._looking:
            await self._catch_up()
            room = SENDERS_MAX - len(self._senders)
            self._crowded = room <= 0
            if self._crowded or self._unsettled or self._finishing:
                return []
            rows = await self._lease(room)
            self._crowded = len(rows) >= room
            self._behind = max((row.address for row in rows), key=_place) if self._crowded else None
            return [self._begin(row) for row in rows if not self._is_in_hand(row)]

    def _is_in_hand(self, row: Outgoing) -> bool:
        """Whether a row is being sent here already: the clock leapt ahead, and its lease was over too soon."""
        known = row.id in self._in_hand
        if known:
            self._in_hand[row.id] = row
        return known

    def _begin(self, row: Outgoing) -> "asyncio.Task[int]":
        self._in_hand[row.id] = row
        sender = asyncio.create_task(self._serve(row))
        self._senders.add(sender)
        sender.add_done_callback(self._over)
        return sender

    def _over(self, sender: "asyncio.Task[int]") -> None:
        self._senders.discard(sender)
        if self._crowded:
            self.notify()

    async def _lease(self, limit: int) -> tuple[Outgoing, ...]:
        """Lease rows, having shortened waits that a clock set back made too long."""
        targets, now, resumes, behind = self.adapter.targets(), self.clock.now(), self._resumes(), self._behind
        platforms = {target.platform for target in targets} if resumes else ()

        def take(unit: UnitOfWork) -> tuple[Outgoing, ...]:
            for platform in platforms:
                unit.resume_waits(platform, now, LEASE, WAIT_LONGEST)
            return tuple(unit.lease(targets, now, now + LEASE, limit, behind))

        leased = await asyncio.wrap_future(self.store.write(take))
        self._looked_at = now
        if resumes:  # without a connection there was nothing to look at
            self._resumed_at = self.monotonic() if platforms else float("-inf")
        return leased

    def _resumes(self) -> bool:
        """Whether to shorten overlong waits now: at the start, when the clock was set back here, and now and then."""
        set_back = self._looked_at is not None and self.clock.now() < self._looked_at
        return set_back or self.monotonic() - self._resumed_at >= RESUME_SECONDS

    # ── Sending ────────────────────────────────────────────────────────────────────────

    async def _serve(self, row: Outgoing) -> int:
        """Send a row, and what is behind it in its conversation while nobody waits for a sender; how many were sent."""
        sent = 0
        following: tuple[Outgoing, ...] = (row,)
        try:
            while following:
                [row] = following
                self._in_hand[row.id] = row
                outcome = await self._outcome(row)
                sent += isinstance(outcome.receipt, Sent)
                goes_on = self._goes_on(outcome)
                following = await self._settle(outcome, goes_on)
                if not goes_on and outcome.retry_at is None:
                    self.notify()  # a look that began before wouldn't find what is behind it
        except Exception:  # a worker's loop
            log.exception("delivery for %s stumbled; going on", self.adapter.name)
        finally:
            self._in_hand.pop(row.id, None)
        return sent

    def _goes_on(self, outcome: Outcome) -> bool:
        """Whether the next row of a conversation may follow at once."""
        waits = outcome.retry_at is not None or self._crowded or self._finishing or self._unsettled
        return not waits and bool(self.adapter.targets())

    async def _outcome(self, out: Outgoing) -> Outcome:
        receipt = await self._try(out)
        now, latest = self.clock.now(), self._in_hand.pop(out.id, out)
        outcome = Outcome(replace(out, attempts=latest.attempts), receipt, now, self._retry_at(latest, receipt, now))
        if outcome.given_up:
            log.error("outbox row %s for %s is given up after %s attempts: %s", out.id, self.adapter.name,
                      out.attempts, outcome.given_up)  # fmt: skip
        return outcome

    async def _settle(self, outcome: Outcome, goes_on: bool = False) -> tuple[Outgoing, ...]:
        """Note what became of a row, or remember it for later; noting it again changes nothing.

        If the conversation ``goes_on``, its next row is leased with it.
        """
        out, now, targets = outcome.out, outcome.at, (outcome.out.address,) if goes_on else ()

        def note(unit: UnitOfWork) -> tuple[Outgoing, ...]:
            unit.settle(out, outcome.receipt, now, outcome.retry_at)
            return tuple(unit.lease(targets, now, now + LEASE, 1))

        following: tuple[Outgoing, ...] = ()
        try:
            # whoever is cancelled meanwhile doesn't undo it: what was sent would be sent again
            following = await asyncio.shield(asyncio.wrap_future(self.store.write(note)))
            if outcome.given_up:
                await asyncio.wrap_future(self.report_undelivered(out, outcome.given_up))
            if self.report_lost and isinstance(outcome.receipt, Sent) and outcome.receipt.lost:
                await asyncio.wrap_future(self.report_lost(out, outcome.receipt.lost))
        except NotSaved as busy:
            log.warning("outbox row %s for %s is noted later: %s", out.id, self.adapter.name, type(busy).__name__)
            self._unsettled.append(outcome)
        return following

    async def _catch_up(self) -> None:
        late, self._unsettled = self._unsettled, []
        await asyncio.gather(*map(self._settle, late))

    async def _try(self, out: Outgoing) -> Receipt:
        try:
            async with asyncio.timeout(SEND_SECONDS_MAX):
                return await self.adapter.send(await self._filled(out.decoded()))
        except TimeoutError:
            return Postponed("not answered in time")
        except MessageUnreadable as unreadable:
            return Undeliverable(str(unreadable))
        except Exception as broken:  # its text may hold a client's words: only where it broke is logged
            where = "".join(format_tb(broken.__traceback__))
            log.error("sending outbox row %s through %s failed: %s\n%s", out.id, self.adapter.name,
                      type(broken).__name__, where)  # fmt: skip
            return Postponed(type(broken).__name__)

    async def _filled(self, out: Decoded) -> Decoded:
        """The row with its files, as they are at this moment."""
        if self.fill is None:
            return out
        return replace(out, shown=await asyncio.wrap_future(self.fill(out.shown)))

    def _retry_at(self, out: Outgoing, receipt: Receipt, now: datetime) -> datetime | None:
        young = now - out.created_at < GIVE_UP_AFTER
        match receipt:
            case Postponed(_reason, after_seconds) if out.attempts < ATTEMPTS_MAX or (after_seconds and young):
                wait = backoff_seconds(out.attempts) if after_seconds is None else after_seconds
                return now + min(timedelta(seconds=wait), WAIT_LONGEST)
            case Postponed() | Undeliverable() | Sent():
                return None


def _place(address: Address) -> tuple[str, str]:
    """The sort key of an address: the order in which they are served."""
    return address.tenant, address.channel
