"""Files that people attach: the names they are kept under, how large they may be, and how long one waits.

A file belongs to its message and to whoever sent it, never to a name.
"""

from datetime import timedelta

from bot.core.policy import Policy
from bot.core.text.words import clean

WAIT_MAX = timedelta(days=7)
"""Words that became no ticket by then won't; their files are forgotten."""
MIB = 1024 * 1024


def bytes_max(policy: Policy) -> int:
    """How large a file may be that is copied to the record."""
    return policy.limits.attachment_mib * MIB


def named(name: str) -> str:
    """A file's name as it stands in the words that it came with, which are redacted as a whole."""
    return f"[{clean(name)}]"
