"""Files that people attach: until they are copied, and as a record holds them."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.model.people import Identity


@dataclass(frozen=True, slots=True)
class FileDue:
    """A file that came with a client's words and is still to be copied from the platform."""

    identity: Identity
    id: str
    """The platform's."""
    conversation: int
    name: str
    media: str
    """Its MIME type."""
    bytes: int
    url: str
    at: datetime
    event: str = ""
    """The key of the message that it came with: it goes where that message's words are."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file to be copied now, and how large it may be."""

    file: FileDue
    bytes_max: int


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A file on a ticket's record."""

    seq: int
    """The entry that it came with."""
    name: str
    media: str
    """Its MIME type, as its sender's platform says."""
    digest: str
    """SHA-256 of its content, in hexadecimal digits."""
    bytes: int
