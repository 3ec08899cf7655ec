"""What goes out, what is held before it does, and what stands where it was sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.model.held_replies import HeldReply
from bot.core.model.outbox import Outgoing, OutKind, Posted, Receipt
from bot.core.model.people import Address
from bot.core.text.surface import LocalizedReply
from bot.ports.store.deferred import Deferred


class Outbox(Protocol):
    """Messages on their way, in order for each address."""

    def send(
        self,
        conversation: int | None,
        address: Address,
        shown: LocalizedReply,
        at: datetime,
        kind: OutKind = OutKind.MESSAGE,
        key: str = "",
    ) -> Deferred[int]:
        """Put a row into the outbox, ordered after those already there for this address; its id, for who asks.

        Turns that are under way at once are ordered by the conversation, or the ticket, that they hold.
        An update replaces what is said by an unsent update with the same address and key.
        """
        ...

    def resay(self, address: Address, key: str, shown: LocalizedReply | None, now: datetime) -> bool:
        """Change what is still to be sent under a key or, with ``None``, never send it.

        ``False``: there is nothing, or it is being sent at this moment.
        """
        ...

    def lease(
        self, targets: Sequence[Address], now: datetime, until: datetime, limit: int, behind: Address | None = None
    ) -> Sequence[Outgoing]:
        """Take the oldest unsent row of each address that is due and unleased; count the attempt.

        A target with an empty channel stands for every channel of its platform and tenant; with an
        empty tenant, too, for the whole platform. Never two rows of one address at a time. Where there are
        more than ``limit``, the addresses ``behind`` one come first, so that each has its turn.
        """
        ...

    def resume_waits(self, platform: str, now: datetime, lease: timedelta, wait: timedelta) -> None:
        """Shorten every wait and lease of a platform that is longer than it may be (the clock was set back).

        The clock was set back since: no lease is longer than ``lease``, no wait than ``wait``, and none began
        after ``now``. What waits so waits at most twice as long as it was to.
        """
        ...

    def reclaim(self, address: Address) -> None:
        """Make rows leasable at once that a process which is gone had leased.

        Only for an address that one process serves, such as a terminal that was started again.
        """
        ...

    def waiting_at(self, address: Address) -> Sequence[Outgoing]:
        """What is still to be sent to an address, in order."""
        ...

    def skip(self, out: Outgoing, now: datetime) -> None:
        """Count an unsent row as sent: its reader is told of it in another way."""
        ...

    def settle(self, out: Outgoing, receipt: Receipt, now: datetime, retry_at: datetime | None) -> None:
        """Note what became of a leased row: sent, due again at ``retry_at``, or dead when it is
        ``Undeliverable`` or ``retry_at`` is ``None``. Ignored if the lease went to another."""
        ...

    def dead_letters(self, limit: int) -> Sequence[tuple[Outgoing, str]]:
        """Rows that were given up, newest first, each with the reason."""
        ...


class HeldReplies(Protocol):
    """What staff wrote to clients and isn't sent yet: held and previewed replies, one of each on a ticket at most."""

    def hold_reply(self, reply: HeldReply) -> None:
        """Keep it; one that the writer has on the ticket already is replaced."""
        ...

    def held_on(self, ticket: int) -> Sequence[HeldReply]:
        """Those of a ticket, oldest first, previews among them."""
        ...

    def held_by(self, staff: str) -> Sequence[HeldReply]:
        """Those of a staff member, the latest first, previews among them."""
        ...

    def drop_held(self, reply: HeldReply) -> bool:
        """Take it away, to be sent or not. ``False``: it is gone or was replaced."""
        ...


class PostedMessages(Protocol):
    """Messages that hold a key where they were sent."""

    def posted(self, address: Address, key: str) -> Posted | None:
        """The message that holds a key at an address: noted when a row with that key was sent."""
        ...

    def key_of(self, address: Address, receipt: str) -> str:
        """Which key a message at an address holds, by the platform's id of it; empty for none."""
        ...

    def held(self, address: Address, prefix: str, limit: int) -> Sequence[tuple[str, str]]:
        """Keys at an address that begin so, each with the message that holds it; the latest first."""
        ...
