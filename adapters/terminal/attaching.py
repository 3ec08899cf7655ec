"""``attach 12 PATH words``: a file of the machine at which staff sit, read for the desk."""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from bot.ports.inbound import Carried

UNKNOWN = "application/octet-stream"
_LINE = re.compile(
    r"\s*+(attach\s++#?\d{1,9})\s++"
    r"(?:\"([^\"]{1,4096})\"|'([^']{1,4096})'|((?:\\.|[^\s\"'\\]){1,4096}+))(?:\s++(.*))?",
    re.IGNORECASE | re.DOTALL,
)
"""A path with spaces stands in quotation marks, or with a backslash before each."""


_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks for: the command without its path, and the path."""

    line: str
    path: Path


def asked(line: str) -> Asked | None:
    """A line that sends a file; ``None`` for any other."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    command, double, single, bare, words = found.groups()
    path = double or single or _ESCAPED.sub(r"\1", bare)
    return Asked(f"{command} {words or ''}".strip(), Path(path).expanduser())


def read(path: Path, bytes_max: int) -> Carried | str:
    """The file; or, in a sentence, why it can't be had. Of one that is too large no more is read than shows that."""
    try:
        if not path.is_file():
            return f"{path}: there is no such file. Nothing was sent."
        with path.open("rb") as opened:
            content = opened.read(bytes_max + 1)
    except OSError as error:
        return f"{path}: {error.strerror}. Nothing was sent."
    return Carried(path.name, mimetypes.guess_type(path.name)[0] or UNKNOWN, content)
