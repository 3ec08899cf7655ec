"""Words that wait because their writer sent too many in a minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.model.people import Identity
from bot.ports.inbound import Inbound


@dataclass(frozen=True, slots=True)
class HeldWords:
    """Words that wait, as they came in but for what mustn't be kept."""

    id: int
    inbound: Inbound


class HeldBack(Protocol):
    """Words of the inbox that are taken later, each person's in the order in which they came."""

    def words_since(self, identity: Identity, since: datetime) -> Sequence[datetime]:
        """When somebody's words were written or, if they had waited, taken: since a moment, the earliest first."""
        ...

    def waits_until(self, identity: Identity) -> Sequence[datetime]:
        """When each of somebody's words that wait is due, the first first."""
        ...

    def hold(self, inbound: Inbound, due_at: datetime) -> None:
        """Let words of the inbox wait."""
        ...

    def held_due(self, now: datetime, limit: int) -> Sequence[HeldWords]:
        """Words whose time has come, in the order in which they came in."""
        ...

    def take_held(self, held: HeldWords, now: datetime) -> bool:
        """Take words that waited; they count from now on. ``False``: gone, or others of theirs come first."""
        ...

    def reword_held(self, platform: str, tenant: str, event: str, text: str | None) -> bool:
        """Change what an event says that waits, or take it back. ``False``: none such waits."""
        ...
