"""A ticket that staff open for a client: what they write, or a message of the client's that they point at."""

from datetime import datetime

from bot.core.model.people import Account, Staff
from bot.core.model.record import Author, Entry, Line
from bot.core.rules.change import BotEntry, Refused
from bot.core.rules.client_actions import words
from bot.core.rules.limits import blocks
from bot.core.rules.staff_actions import did
from bot.core.text.surface import Moment, _, desk_


def refusal(account: Account, now: datetime) -> Refused | None:
    """Why no ticket is opened for somebody; ``None`` where one is."""
    block = blocks.blocked(account, now)
    if block is None:
        return None
    client = account.name or "The client"
    said = desk_("{client} is blocked until {until}. Unblock them first.", client=client, until=Moment(block.until))
    return Refused(said)


def entries(text: str, by: Staff, now: datetime) -> tuple[Entry | BotEntry, ...]:
    """The first entries of a ticket that staff worded."""
    said = _("{name} opened this ticket: {text}", name=by.name, text=text)
    return (BotEntry(said, Author.BOT, now),)


def pointed_at(line: Line, link: str, by: Staff, now: datetime) -> tuple[Entry | BotEntry, ...]:
    """The first entries of a ticket made of the client's own message: their words, and for staff where it stands."""
    return (*words((line,)), did(by, "opened from a message", now, link))
