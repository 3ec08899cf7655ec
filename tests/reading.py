"""A reply as one reader sees it: English, in Berlin, on that wednesday; choices by their actions."""

from bot.core.rules.change import Refused
from bot.core.text.surface import Card, Choices, Form, Msg, Reply
from bot.i18n import Reader, localize, plain
from tests.builders import WEDNESDAY
from tests.dialogue import text_of

READER = Reader("en", "Europe/Berlin", WEDNESDAY)


def words(msg: Msg | Refused) -> str:
    """A sentence."""
    msg = msg.why if isinstance(msg, Refused) else msg
    return plain(msg, READER).replace("\u00a0", " ")


def screen(reply: Reply) -> str:
    """A whole reply, choices as ``[label]``."""
    return text_of(localize(reply, READER, str)).replace("\u00a0", " ")


def actions(reply: Reply) -> tuple[str, ...]:
    """What can be chosen, cards first, in the order it is shown."""
    cards = tuple(block.action for block in reply.blocks if isinstance(block, Card))
    return (*cards, *(c.action for c in reply.options)) if isinstance(reply, Choices | Form) else cards
