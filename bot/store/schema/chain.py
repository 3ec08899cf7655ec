"""The chain over a ticket's record: a changed byte is found, and an erased text doesn't break it.

Each entry keeps ``digest`` = SHA-256(salt ‖ text) and ``hash`` = SHA-256(hash before ‖ canonical
entry), the entry being canonical JSON of what stays when somebody is erased. Erasing removes text
and salt: the digest alone then says nothing about the text, and the chain still holds.
"""

import json
from hashlib import sha256
from secrets import token_bytes

SALT_BYTES = 16
START = bytes(32)
"""What the first entry's hash follows."""


def new_salt() -> bytes:
    """A salt for one entry, so that equal or short texts can't be guessed from digests."""
    return token_bytes(SALT_BYTES)


def digest(salt: bytes, text: str) -> bytes:
    """The salted digest of an entry's text."""
    return sha256(salt + text.encode()).digest()


def link(
    before: bytes,
    ticket: int,
    seq: int,
    at_micros: int,
    author: str,
    kind: str,
    by: str,
    text_digest: bytes,
    of: int = 0,
) -> bytes:
    """The hash of an entry that follows the one whose hash is ``before``; ``of`` is the one it corrects, if any."""
    entry = [ticket, seq, at_micros, author, kind, by, text_digest.hex(), *((of,) if of else ())]
    return sha256(before + json.dumps(entry, separators=(",", ":")).encode()).digest()
