"""``db backups`` and ``db restore``: dated copies in a folder, the old ones removed; and the way back."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cli.opened_desk import Office, office
from bot.cli.screen import console, progress, refuse
from bot.config import settings
from bot.core.text.errors import FrontDoorError, NotMoved
from bot.store.admin import operations
from bot.store.open import private_folder

STAMP = "frontdoor-%Y%m%dT%H%M%SZ.backup"
"""A copy's name, in UTC: names sort as times do, and only what is named so is ever removed."""
AGAIN = timedelta(minutes=5)
"""After a backup that failed, the next attempt."""

Wait = Callable[[float], bool]
"""Let so many seconds pass; ``True`` when it's time to stop."""


def backups(folder: Path, keep_days: int, every_hours: float | None, data: Path | None) -> int:
    """Make a copy now, and remove those older than ``keep_days``; or keep doing so until SIGTERM or Ctrl-C."""
    if not folder.is_dir():
        refuse(f"there is no folder {folder}")
    keep = timedelta(days=keep_days)
    if every_hours is None:
        with office(data) as desk:
            one(desk, folder, keep)
        return 0
    with _until_a_signal() as wait:
        repeat(folder, keep, timedelta(hours=every_hours), data, wait)
    print("stopped", flush=True)
    return 0


def repeat(folder: Path, keep: timedelta, every: timedelta, data: Path | None, wait: Wait) -> None:
    """Make a copy whenever the newest is old enough, until ``wait`` says so: a restart alone makes none."""
    while True:
        try:
            with office(data) as desk:
                pause = _due_in(folder, every, desk.now())
                if pause <= timedelta(0):
                    one(desk, folder, keep)
                    pause = every
        except (FrontDoorError, OSError) as error:
            print(f"no backup was made: {error}", flush=True)
            pause = AGAIN
        if wait(pause.total_seconds()):
            return


def one(desk: Office, folder: Path, keep: timedelta) -> None:
    """Make one copy, named by its moment, and remove those that are too old and the remains of interrupted ones."""
    now = desk.now().astimezone(UTC)
    target = folder / now.strftime(STAMP)
    operations.backup(desk.store, target)
    gone = [path for at, path in made_in(folder) if at < now - keep]
    for path in (*gone, *folder.glob("frontdoor-*.backup.partial*")):
        path.unlink()
    size = target.stat().st_size
    print(f"{target}: {size / 1024:,.0f} KiB, checked and sound; {len(gone)} old removed", flush=True)


def made_in(folder: Path) -> list[tuple[datetime, Path]]:
    """The copies in a folder with their moments, oldest first; other files aren't ours."""
    found = []
    for path in sorted(folder.glob("frontdoor-*.backup")):
        try:
            found.append((datetime.strptime(path.name, STAMP).replace(tzinfo=UTC), path))
        except ValueError:
            continue
    return found


def _due_in(folder: Path, every: timedelta, now: datetime) -> timedelta:
    made = made_in(folder)
    return made[-1][0] + every - now if made else timedelta(0)


@contextmanager
def _until_a_signal() -> Iterator[Wait]:
    """A wait that ends early, and for good, with SIGTERM or Ctrl-C."""
    stop = threading.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(sign, lambda *_at: stop.set()) for sign in signals]
    try:
        yield stop.wait
    finally:
        for sign, handler in zip(signals, before, strict=True):
            signal.signal(sign, handler)


def restore(copy: Path, data: Path | None) -> int:
    """Make the desk's database out of a backup, where there is none; then check all of it, as ``db check`` does."""
    chosen = settings.load(data=data)
    if not copy.is_file():
        refuse(f"there is no file {copy}")
    if not chosen.shared:
        private_folder(chosen.data)
    try:
        operations.restore(copy, chosen.address)
    except NotMoved as error:
        refuse(f"nothing was restored: {error}")
    with office(data) as desk, progress("checking") as told:
        problems = operations.check(desk.store, told)
    for problem in problems:
        console().print(str(problem), soft_wrap=True)
    console().print(
        f"{chosen.where}: restored, and {f'{len(problems)} problem(s)' if problems else 'whole'}."
        " Whoever was erased after this backup was made has to be erased again.",
        soft_wrap=True,
    )
    return 1 if problems else 0
