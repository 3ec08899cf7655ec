"""Is a request Slack's own? Every way of not being it is the same refusal."""

import hmac
import re
from hashlib import sha256

from adapters.slack.limits import SIGNATURE_SECONDS

TIMESTAMP = "X-Slack-Request-Timestamp"
SIGNATURE = "X-Slack-Signature"
VERSION = "v0"

_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
_DIGEST = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that Slack would send."""
    signed = b":".join((VERSION.encode(), timestamp.encode(), body))
    return f"{VERSION}={hmac.new(secret.encode(), signed, sha256).hexdigest()}"


def is_slacks(secret: str, timestamps: list[str], signatures: list[str], body: bytes, now: float) -> bool:
    """Whether exactly one fresh timestamp and one signature are there, and fit the body.

    An empty secret fits nothing. ``now`` in seconds since 1970.
    """
    if not secret or len(timestamps) != 1 or len(signatures) != 1:
        return False
    timestamp, signature = timestamps[0], signatures[0]
    if not _SECONDS.fullmatch(timestamp) or not _DIGEST.fullmatch(signature):
        return False
    if abs(now - int(timestamp)) > SIGNATURE_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode())
