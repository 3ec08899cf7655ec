"""What is kept of an erased person's events: digests of their keys, and how far each place was read.

A platform may deliver an old event again, or a back-fill read it anew: by the digest it is known, and refused.
Neither says whose it was. Without the event itself at hand nobody finds out which it is.
"""

from hashlib import blake2b

EVENT_PARTS = 3
"""Keys are paths: ``message/<place>/<position>``; what stands behind it (an edit, a deletion) is about that message."""
DIGEST_BYTES = 32
"""Of what stands for a key: nobody meets another by chance."""
GONE = "erased/"
"""What keys begin with of which only a digest is kept."""


def gone(salt: bytes, key: str) -> str:
    """What stands for an erased key."""
    return GONE + blake2b(key.encode(errors="surrogatepass"), key=salt, digest_size=DIGEST_BYTES).hexdigest()


def about(key: str) -> str:
    """The event that a key belongs to: an edit's is that of the message."""
    return "/".join(key.split("/")[:EVENT_PARTS])


def place_of(key: str) -> str:
    """Where an event of a place that is read in order stands, as ``UnitOfWork.latest_key`` is asked; else empty."""
    kind, _slash, rest = key.partition("/")
    place, slash, _position = rest.partition("/")
    return f"{kind}/{place}/" if slash and place and kind != GONE.strip("/") else ""


def position_of(key: str) -> str:
    """An event's position within its place."""
    return key.split("/")[EVENT_PARTS - 1]
