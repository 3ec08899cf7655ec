"""How long hostile text holds things up: 100,000 characters made to be slow, through everything that reads words."""

import time
from collections.abc import Callable

from adapters.slack.drawing import mrkdwn
from adapters.slack.drawing.render import messages
from bot.core.conversation.intents import read
from bot.core.text.language import guess
from bot.core.text.surface import LocalizedQuote, LocalizedReply, Para, Run
from bot.core.text.words import clean, domain_in, is_email, mentioned, plain, visible
from tests.bench.desks import emit
from tests.builders import LANGUAGES, policy, redact

CHARS = 100_000
PIECES = (
    "1",
    "1 ",
    "4111",
    "4111 ",
    "1-",
    "１",
    "a",
    " ",
    "\n",
    "@",
    "a@",
    "a.",
    "a@b.",
    "http://",
    "password is ",
    "password: ",
    "pw=",
    "my password ",
    "token ",
    "sk_live_",
    "eyJ",
    "-----BEGIN ",
    "bearer ",
    "://a:",
    "\u0301\u0316",
    "\ufdfa",
    "\x1b[2J",
    "\x00",
    "\u202e",
    "ñ",
    "<",
    "<@U1|",
    "&lt;",
    "add to #1 ",
    "zone ",
    "#1",
    "(a+)+$",
    "'",
    "the ",
)
TARGET_MS = 200.0
"""The ninth promise of ``make soak``: a 100 KB input in less than 200 ms."""


def run() -> None:
    """Print the slowest of all, by processor time."""
    names = policy().third_party.names
    readers: dict[str, Callable[[str], object]] = {
        "redact": redact,
        "clean, visible, plain words": lambda text: (clean(text), visible(text), plain(text)),
        "domains, addresses, product names": lambda text: (
            domain_in(text),
            is_email(text),
            mentioned(text, names, LANGUAGES),
        ),
        "Slack, read and drawn": lambda text: messages(
            LocalizedReply((LocalizedQuote(mrkdwn.read(text)), Para((Run(text),))))
        ),
        "language and intent": lambda text: (guess(text, LANGUAGES, ("en", "es", "de")), read(text, LANGUAGES)),
    }
    for name, reader in readers.items():
        worst = max(min(_ms(reader, (piece * CHARS)[:CHARS]) for _run in range(2)) for piece in PIECES)
        emit(f"100,000 hostile characters: {name}", worst, "< 200 ms", worst < TARGET_MS, "ms")


def _ms(reader: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    reader(text)
    return (time.process_time() - started) * 1000
