"""What goes out: messages to be sent, what became of them, and what stands on a platform."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.core.model.people import Address
from bot.core.text.errors import MessageUnreadable
from bot.core.text.surface import LocalizedReply


class OutKind(StrEnum):
    """A message is delivered once each, in order; an update replaces one still waiting, and edits what is there.

    What goes under a message goes into its thread, where the platform has threads.
    """

    MESSAGE = "message"
    UPDATE = "update"
    UNDER = "under"


TALK = "talk"
"""The key that the latest message of a talk holds: what the one before it offered is over then."""


CARD = "ticket/"
"""What the key of a ticket's card begins with."""


REPLY = "reply/"
"""What the key of a message with words of staff's begins with: they can be changed where they stand."""


def card_ticket(key: str) -> int:
    """The ticket whose card a key stands for; 0 for another key."""
    digits = key.removeprefix(CARD)
    return int(digits) if key.startswith(CARD) and digits.isdecimal() else 0


def replied_ticket(key: str) -> int:
    """The ticket that a message with words of staff's is about; 0 for another key."""
    number = key.removeprefix(REPLY).partition("/")[0]
    return int(number) if key.startswith(REPLY) and number.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Posted:
    """A message on a platform that holds a key: the platform's id of it, and what it said."""

    receipt: str
    read: Callable[[], LocalizedReply | None] = field(repr=False, compare=False)

    @property
    def shown(self) -> LocalizedReply | None:
        """What it says; ``None`` when that isn't kept any more. Read when asked for; raises MessageUnreadable."""
        return self.read()

    def decoded(self) -> "Standing":
        """The message with what it says; what can't be read any more is as good as not kept."""
        try:
            return Standing(self.receipt, self.shown)
        except MessageUnreadable:
            return Standing(self.receipt, None)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One row of the outbox, leased for sending. ``id`` is the platform's dedupe key."""

    id: int
    address: Address
    kind: OutKind
    key: str
    """For updates: what it replaces; for ``under``: whose thread it goes into. A message with a key holds
    it from then on. Empty otherwise."""
    read: Callable[[], LocalizedReply] = field(repr=False, compare=False)
    attempts: int
    created_at: datetime
    posted: Posted | None = None
    """The message that holds the key now: to be edited, written under, or rid of its dead choices."""

    @property
    def shown(self) -> LocalizedReply:
        """What is to be sent. Read when asked for; raises MessageUnreadable."""
        return self.read()

    def decoded(self) -> "Decoded":
        """The row as an adapter sends it. Raises MessageUnreadable, of the message itself only."""
        posted = self.posted.decoded() if self.posted else None
        return Decoded(self.id, self.address, self.kind, self.key, self.shown, self.attempts, self.created_at, posted)


@dataclass(frozen=True, slots=True)
class Standing:
    """A message that stands on a platform: the platform's id of it, and what it says if that can be read still."""

    receipt: str
    shown: LocalizedReply | None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A row of the outbox with everything read that is needed to send it; see :class:`Outgoing`."""

    id: int
    address: Address
    kind: OutKind
    key: str
    shown: LocalizedReply
    attempts: int
    created_at: datetime
    posted: Standing | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it; ``receipt`` is the platform's message id."""

    receipt: str = ""
    lost: str = ""
    """Files that the platform didn't take, by name and reason; the words are there."""
    kind: Literal["sent"] = "sent"


@dataclass(frozen=True, slots=True)
class Postponed:
    """Not now: try again after so many seconds, or after the usual backoff when ``None``."""

    reason: str
    after_seconds: float | None = None
    kind: Literal["postponed"] = "postponed"


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Never: the address is gone or the payload is refused."""

    reason: str
    kind: Literal["undeliverable"] = "undeliverable"


Receipt = Sent | Postponed | Undeliverable
