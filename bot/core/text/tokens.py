"""A choice's token: ``conversation.revision:action``, at most 95 characters.

Numbers are in base 36 to stay short. A staff choice is a command line behind ``!``.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.core.text.surface import TOKEN_CHARS_MAX

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
STAFF = "!"
ASK = "ask"
"""The panel's choice: good for everybody, at any time."""
_ACTION = re.compile(r"@?[a-z]+(?:\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """What a choice that comes back says: where and when it was offered, and what was chosen."""

    conversation: int
    revision: int
    action: str


def make(conversation: int, revision: int, action: str) -> str:
    """The token of a choice; raises ValueError beyond 95 characters (no action of ours is that long)."""
    token = f"{_base36(conversation)}.{_base36(revision)}:{action}"
    if len(token) > TOKEN_CHARS_MAX:
        raise ValueError(f"token of {len(token)} characters: {action[:40]}…")
    return token


def read(token: str) -> Token | None:
    """The parts of a token; ``None`` when it is none of ours, as anything longer is."""
    if len(token) > TOKEN_CHARS_MAX:
        return None
    where, colon, action = token.partition(":")
    conversation, dot, revision = where.partition(".")
    if not (colon and dot and _ACTION.fullmatch(action)) or not (_is36(conversation) and _is36(revision)):
        return None
    return Token(int(conversation, 36), int(revision, 36), action)


def staff(line: str) -> str:
    """The token of a staff choice: the command that a click stands for."""
    return f"{STAFF}{line}"


def command(token: str) -> str | None:
    """The command line of a staff choice; ``None`` for any other token."""
    return token[len(STAFF) :] if token.startswith(STAFF) else None


@lru_cache(maxsize=1024)  # a reply's choices share the first part
def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits


def _is36(text: str) -> bool:
    return 0 < len(text) <= 13 and all(char in _DIGITS for char in text)
