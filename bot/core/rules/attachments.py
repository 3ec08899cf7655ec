"""Files that people attach: the names they are kept under, how large they may be, and how long one waits.

A file belongs to its message and to whoever sent it, never to a name.
"""

import re
from datetime import timedelta

from bot.core.policy import Policy
from bot.core.text.words import clean

WAIT_MAX = timedelta(days=7)
"""Words that became no ticket by then won't; their files are forgotten."""
MIB = 1024 * 1024


ATTACH = re.compile(r"\s*+attach\b\s*+:?\s*+", re.IGNORECASE)
"""Before words of staff's under a card that go to the client, with the files that came with them."""


def bytes_max(policy: Policy) -> int:
    """How large a file may be that is copied to the record."""
    return policy.limits.attachment_mib * MIB


def named(name: str) -> str:
    """A file's name as it stands in the words that it came with, which are redacted as a whole."""
    return f"[{clean(name)}]"


def refusal(policy: Policy, name: str, size: int, already: int) -> str:
    """Why a file isn't kept or sent on, in English; ``already`` are those of the same message that are kept."""
    _stem, dot, ending = name.rpartition(".")
    if dot and ending.casefold().strip() in policy.files.refused:
        return f"files that end in .{ending.casefold().strip()} aren't allowed"
    if size > bytes_max(policy):
        return f"it is larger than {policy.limits.attachment_mib} MiB"
    if already >= policy.files.per_message:
        return f"more than {policy.files.per_message} files came at once"
    return ""
