"""The last line of a transcript, by which anybody can tell that it is as we made it: key and signature.

It is a comment in each form (HTML, Markdown, PDF), and signs every byte before it. A file with any other byte behind
it, or with another line's end, isn't what was signed.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.pages.keys import SigningKeys

CONTEXT = b"front door transcript 1\n"
"""Signed before the content, so that a signature of ours stands for nothing else."""
_LINE = re.compile(
    rb"(?:<!-- front-door-seal 1 key=([0-9a-f]{64}) signature=([0-9a-f]{128}) -->"
    rb"|%front-door-seal 1 key=([0-9a-f]{64}) signature=([0-9a-f]{128}))\n"
)
SEAL_BYTES_MAX = 300
"""Longer than any seal: what is looked at of a file's end."""
_BEGINS = re.compile(rb"(?:<!-- |%)front-door-seal 1 ")
PDF = b"%PDF-"


class Verdict(StrEnum):
    """What a look at a transcript's seal comes to."""

    WHOLE = "whole"
    CHANGED = "changed"
    FOREIGN = "foreign"
    """As it was signed, but with a key that isn't the desk's."""
    UNSEALED = "unsealed"


@dataclass(frozen=True, slots=True)
class Seal:
    """What became of a check; ``key`` is the public key that the file names, empty without one."""

    verdict: Verdict
    key: str = ""


def sealed(content: bytes, keys: SigningKeys | None) -> bytes:
    """A transcript with its seal as the last line; without keys as it is."""
    if keys is None:
        return content
    body = content if content.endswith(b"\n") else content + b"\n"
    said = f"front-door-seal 1 key={keys.public} signature={keys.sign(CONTEXT + body)}"
    return body + (f"%{said}\n" if body.startswith(PDF) else f"<!-- {said} -->\n").encode()


def check(content: bytes, known: Collection[str]) -> Seal:
    """Whether a file is as it was signed, with one of the ``known`` keys."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    starts = content.rfind(b"\n", 0, max(len(content) - 1, 0)) + 1
    found = _LINE.fullmatch(content, starts)
    if found is None:
        return Seal(
            Verdict.CHANGED if _BEGINS.search(content, max(len(content) - SEAL_BYTES_MAX, 0)) else Verdict.UNSEALED
        )
    key, signature = (found[1] or found[3]).decode(), found[2] or found[4]
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature.decode()), CONTEXT + content[:starts]
        )
    except (InvalidSignature, ValueError):
        return Seal(Verdict.CHANGED, key)
    return Seal(Verdict.WHOLE if key in known else Verdict.FOREIGN, key)
