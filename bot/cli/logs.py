"""Where warnings go: beside the database for who sits at a terminal, to the error stream for a server."""

import io
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path

from adapters.kit.outage import in_a_line, is_away
from bot.core.text.errors import NotSaved
from bot.core.text.words import visible

LOG_FILE = "frontdoor.log"
"""In the data folder, which is private."""

PRIVATE_FILE = 0o600
"""Ids stand in it, no words of clients; whose they are is nobody else's business either."""

OURS = frozenset({"bot", "adapters", "kb"})
"""Loggers of our own: what they tell at length is meant so …"""
LENT = frozenset({"adapters.slack.sdk"})
"""… but for one that a library writes to."""

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Visible(logging.Formatter):
    """A formatter without control characters: reading the log can't drive a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text without control characters; a library's about a platform that is away is one line."""
        return visible(super().format(_shortened(record)))


def _is_ours(logger: str) -> bool:
    return logger.partition(".")[0] in OURS and logger not in LENT


def _shortened(record: logging.LogRecord) -> logging.LogRecord:
    """A record without its traceback, where that tells only how somebody noticed that the other side is away."""
    error = record.exc_info[1] if record.exc_info else None
    told_at_length = _is_ours(record.name) and not isinstance(error, NotSaved)
    if error is None or told_at_length or not is_away(error):
        return record
    short = copy(record)
    short.msg, short.args = "%s (%s)", (record.getMessage(), in_a_line(error))
    short.exc_info = short.exc_text = None
    return short


class _File(logging.FileHandler):
    """A private file, made with its first record; one that can't be written keeps nobody from chatting."""

    def _open(self) -> io.TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=_privately)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, or lose it."""
        with suppress(OSError):
            super().emit(record)

    def close(self) -> None:
        """Close it, with whatever could not be written."""
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing: the screen belongs to the conversation."""


def _privately(path: str, flags: int) -> int:
    """Open a file that only its owner may read, also where it was there and others could."""
    handle = os.open(path, flags, PRIVATE_FILE)
    with suppress(OSError):  # somebody else's
        os.fchmod(handle, PRIVATE_FILE)
    return handle


def _close_to_others(folder: Path) -> None:
    """What was logged before, and set aside since, is private as well."""
    for file in folder.glob(f"{LOG_FILE}*"):
        with suppress(OSError):
            if not file.is_symlink():
                file.chmod(PRIVATE_FILE)


@contextmanager
def to_file(folder: Path) -> Iterator[None]:
    """Warnings and errors into a file in ``folder``, and none on the screen."""
    _close_to_others(folder)
    handler = _File(folder / LOG_FILE, encoding="utf-8", delay=True)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(Visible(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def to_error_stream() -> None:
    """Everything from INFO on to the error stream, where a supervisor collects it."""
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)  # what it could do, each time it starts
    handler = logging.StreamHandler()
    handler.setFormatter(Visible(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
