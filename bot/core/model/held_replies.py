"""Words of staff to a client that aren't sent yet: held so that they can be taken back, or shown before they go."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReplyKind(StrEnum):
    """What the words do once they are sent."""

    REPLY = "reply"
    ASK = "ask"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class HeldReply:
    """One of them; a staff member has at most one on a ticket."""

    ticket: int
    by: str
    kind: ReplyKind
    at: datetime
    due_at: datetime | None
    """When it is sent by itself; ``None``: it is a preview, and goes when its writer says so."""
    seen: int
    """The last entry of the record when it was written."""
    text: str
