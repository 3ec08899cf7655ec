"""``ticket N --files DIR``: the files on a ticket, into a folder; nothing there is replaced, run or opened."""

import os
import re
from pathlib import Path

from bot.cli.opened_desk import office
from bot.cli.screen import console, refuse
from bot.core.text.errors import TicketNotFound
from bot.core.text.words import visible

NAME_BYTES_MAX = 150
"""Of a sender's name for a file: what every file system takes, with what stands before it."""
OURS_ALONE = 0o600
"""Nobody else reads it, and it can't be started."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\\\:*?"<>|\u202a-\u202e\u2066-\u2069]')
"""What leads out of a folder, or deceives whoever reads the name."""


def save(number: int, folder: Path, data: Path | None) -> None:
    """Write every file of a ticket, its entry's number before its name. Raises TicketNotFound."""
    screen = console()
    with office(data) as desk, desk.store.read() as unit:
        if unit.ticket(number) is None:
            raise TicketNotFound(number)
        found = unit.kept_files(number)
        if not found:
            screen.print(f"There are no files on #{number}.")
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for n, each in enumerate(found, start=1):
            content = unit.content(each.digest)
            place = folder / f"{number}-{n}-{safe_name(each.name)}"
            try:
                opened = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, OURS_ALONE)
            except FileExistsError:
                refuse(f"{place} is there already; name an empty folder")
            with os.fdopen(opened, "wb") as written:
                written.write(content or b"")
            screen.print(visible(f"{place}  (entry {each.seq}, {each.bytes:,} bytes)"), soft_wrap=True)


def safe_name(name: str) -> str:
    """A sender's name for a file as one may be called here."""
    cleaned = _UNSAFE.sub("_", name).strip(" .") or "file"
    ending = cleaned.encode("utf-8", "replace")[-NAME_BYTES_MAX:]  # it says what the file is
    return ending.decode("utf-8", "ignore").strip(" .") or "file"
