"""An empty SQLite desk, migrated once a process: every migration anew takes ten times as long as a copy."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.store.open import open_store


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        open_store(path).close()
        return path.read_bytes()


def empty_desk(path: Path) -> Path:
    """Put an empty desk's database there, unless there is one; its path."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_bytes(_migrated())
    return path
