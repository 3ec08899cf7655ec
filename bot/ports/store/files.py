"""Files that clients attach."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.model.files import FileDue, RecordFile
from bot.core.model.people import Origin


class Files(Protocol):
    """Files on their way, and those on a record."""

    def attach(self, ticket: int, seq: int, name: str, media: str, content: bytes) -> str:
        """Keep a file with a record entry, stored once by its SHA-256; the digest."""
        ...

    def kept_files(self, ticket: int) -> Sequence[RecordFile]:
        """The files on a ticket's record, by entry and name."""
        ...

    def content(self, digest: str) -> bytes | None:
        """What a kept file holds; ``None`` once it is erased."""
        ...

    def note_file_due(self, file: FileDue) -> None:
        """Remember a file that came with a message; one that is known stays as it was.

        It can be copied once words of that message's sender and key (``Entry.origins``) are on a record.
        """
        ...

    def files_due(self, platform: str, tenant: str) -> Sequence[FileDue]:
        """What can be copied from a platform now: everybody's first before anybody's second, a limited number."""
        ...

    def take_file_due(self, file: FileDue) -> tuple[int, int] | None:
        """Take a file off the list: ticket and seq of the entry that it belongs to. ``None``: another process did."""
        ...

    def withdraw_files(self, origin: Origin) -> None:
        """Forget the files of a message that is gone, unless it is on a record already."""
        ...

    def forget_files(self, platform: str, tenant: str, before: datetime) -> None:
        """Forget what has waited since then for words that became part of no ticket."""
        ...
