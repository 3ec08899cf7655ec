"""The house as adapters see it, and how they wait for what they ask of it."""

import asyncio
from concurrent.futures import Future
from typing import Protocol, TypeVar

from bot.core.model import Address, Fetch, FileDue, Grant, Identity, Outgoing, Ticket
from bot.core.surface import LocalizedReply
from bot.inbound import Answer, Inbound

T = TypeVar("T")


class GatewayApi(Protocol):
    """All that adapters ask for; the engine is one. See there what each does."""

    def turn(self, inbound: Inbound) -> "Future[Answer]": ...

    def home(self, inbound: Inbound) -> "Future[Answer]": ...

    def say_again(self, inbound: Inbound) -> "Future[None]": ...

    def tell(self, address: Address, shown: LocalizedReply) -> "Future[None]": ...

    def message_edited(self, inbound: Inbound, of: str) -> "Future[None]": ...

    def suggested(self, text: str, lang: str, limit: int) -> "Future[tuple[str, ...]]": ...

    def command(
        self,
        identity: Identity,
        address: Address,
        key: str,
        line: str,
        *,
        forms: bool = False,
        grant: Grant | None = None,
    ) -> "Future[Answer]": ...

    def remark(
        self, identity: Identity, board: Address, receipt: str, key: str, text: str, grant: Grant | None = None
    ) -> "Future[Answer | None]": ...

    def is_staff(self, identity: Identity, grant: Grant | None) -> "Future[bool]": ...

    def claimable_tickets(
        self, identity: Identity, grant: Grant | None, typed: str, limit: int
    ) -> "Future[tuple[Ticket, ...]]": ...

    def panel(self, identity: Identity, grant: Grant | None) -> "Future[Answer]": ...

    def report_undelivered(self, out: Outgoing, reason: str) -> "Future[None]": ...

    def trouble(self, platform: str, reason: str) -> "Future[None]": ...

    def files_due(self, platform: str, tenant: str) -> "Future[tuple[Fetch, ...]]": ...

    def keep_file(self, file: FileDue, content: bytes | None, why: str = "") -> "Future[None]": ...


async def committed(turn: "Future[T]", seconds: float) -> T:
    """What a turn came to, once it is in the database. Raises TimeoutError when that takes longer.

    The turn goes on all the same: whoever stops waiting doesn't undo it.
    """
    async with asyncio.timeout(seconds):
        return await asyncio.shield(asyncio.wrap_future(turn))
