"""The desk's Ed25519 keys: one that signs, and the public halves of those that did before.

As text, which a file or a setting holds: the secret's 32 bytes in base64 (what ``openssl rand -base64 32`` prints),
then ``retired:`` and 64 hexadecimal digits for each former key, whatever white space between them.
"""

import os
import re
from base64 import b64decode, b64encode
from binascii import Error
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes, token_hex

from bot.core.text.errors import Problem, SettingsInvalid

KEY_FILE = "signing.key"
"""In the data folder, unless a setting holds the key."""
SECRET_BYTES = 32
"""Of an Ed25519 key, as of its public half."""
PRIVATE_FILE = 0o600
OTHERS = 0o077
RETIRED = "retired:"
PUBLIC = re.compile(r"[0-9a-f]{64}")
"""A public half as it is shown."""
HOW = (
    "is no signing key: the 32 bytes that `openssl rand -base64 32` prints, then `retired:` and the public half of each"
    " former one"
)


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The key in use, and the public halves of all that were."""

    secret: bytes = field(repr=False)
    retired: tuple[str, ...] = ()

    @property
    def public(self) -> str:
        """The public half of the key in use, in hexadecimal digits."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw().hex()

    @property
    def known(self) -> tuple[str, ...]:
        """Whatever the desk's transcripts may have been signed with."""
        return (self.public, *self.retired)

    def sign(self, content: bytes) -> str:
        """The signature, in hexadecimal digits."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(content).hex()

    def text(self) -> str:
        """As a file holds them."""
        return "\n".join((b64encode(self.secret).decode(), *(f"{RETIRED}{public}" for public in self.retired), ""))

    def renewed(self) -> "SigningKeys":
        """A new key, and the one in use among the former ones."""
        return SigningKeys(token_bytes(SECRET_BYTES), self.known)


def new() -> SigningKeys:
    """A first key."""
    return SigningKeys(token_bytes(SECRET_BYTES))


def read(text: str) -> SigningKeys:
    """The keys that a text holds. Raises ValueError, which repeats nothing of it."""
    secret, *former = text.split() or [""]
    retired = tuple(each.removeprefix(RETIRED) for each in former if each.startswith(RETIRED))
    if len(retired) != len(former) or not all(map(PUBLIC.fullmatch, retired)):
        raise ValueError(HOW)
    try:
        decoded = b64decode(secret, validate=True)
    except (Error, ValueError):
        raise ValueError(HOW) from None
    if len(decoded) != SECRET_BYTES:
        raise ValueError(HOW)
    return SigningKeys(decoded, retired)


def load(file: Path) -> SigningKeys | None:
    """The keys in a file; ``None`` without one. Raises SettingsInvalid where others may read it, or it is none."""
    try:
        mode, text = file.stat().st_mode, file.read_text("ascii")
    except FileNotFoundError:
        return None
    except ValueError:
        raise SettingsInvalid("signing key", (Problem(str(file), HOW),)) from None
    if mode & OTHERS:
        raise SettingsInvalid("signing key", (Problem(str(file), f"can be read by others: chmod 600 {file}"),))
    try:
        return read(text)
    except ValueError as wrong:
        raise SettingsInvalid("signing key", (Problem(str(file), str(wrong)),)) from None


def make(file: Path) -> SigningKeys:
    """The keys in a file; where there is none it is made, once, whoever else tries at the same moment."""
    if (known := load(file)) is not None:
        return known
    draft = _draft(file, new())
    try:
        with suppress(FileExistsError):  # another process was faster
            os.link(draft, file)
    finally:
        draft.unlink()
    made = load(file)
    assert made is not None  # noqa: S101 (it is there: we, or somebody else, made it)
    return made


def rotate(file: Path) -> SigningKeys:
    """Another key in a file from now on; the one before it goes on being known."""
    renewed = make(file).renewed()
    _draft(file, renewed).replace(file)
    return renewed


def _draft(file: Path, keys: SigningKeys) -> Path:
    """A file beside it that its owner alone can read, whole on the disk."""
    draft = file.with_name(f"{file.name}.{token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE), "w") as written:
        written.write(keys.text())
        written.flush()
        os.fsync(written.fileno())
    return draft
