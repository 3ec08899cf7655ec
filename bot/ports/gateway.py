"""What adapters may ask of the desk."""

from concurrent.futures import Future
from typing import Protocol

from bot.core.model.files import Fetch, FileDue
from bot.core.model.outbox import Outgoing
from bot.core.model.people import Address, Grant, Identity
from bot.core.model.tickets import Ticket
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import LocalizedReply
from bot.ports.inbound import Answer, Inbound


class GatewayApi(Protocol):
    """All that adapters ask for; the engine is one. See there what each does."""

    def turn(self, inbound: Inbound) -> "Future[Answer]": ...

    def home(self, inbound: Inbound) -> "Future[Answer]": ...

    def say_again(self, inbound: Inbound) -> "Future[None]": ...

    def tell(self, address: Address, shown: LocalizedReply) -> "Future[None]": ...

    def message_edited(self, inbound: Inbound, of: str) -> "Future[None]": ...

    def staff_commands(self) -> tuple[Usage, ...]: ...

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
