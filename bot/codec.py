"""Stored state to text and back: the talk, what it offered last, and a localized reply."""

from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError

from bot.core.errors import MessageUnreadable
from bot.core.surface import Offer, Shown
from bot.core.talk import Talk


@dataclass(frozen=True, slots=True)
class Saved:
    """A conversation's state between turns."""

    talk: Talk = Talk()  # noqa: RUF009 - frozen
    offers: tuple[Offer, ...] = ()
    """What could be chosen last, so that a typed label or number is understood."""


@cache
def _saved() -> TypeAdapter[Saved]:
    return TypeAdapter(Saved)


@cache
def _shown() -> TypeAdapter[Shown]:
    return TypeAdapter(Shown)


def save(state: Saved) -> str:
    """The state as JSON."""
    return _saved().dump_json(state).decode()


def load(text: str) -> Saved:
    """The state from JSON; a state that this version can't read begins anew, a turn later.

    Nothing is lost by that: words are in the inbox and in records, tickets in their table.
    """
    if not text:
        return Saved()
    try:
        return _saved().validate_json(text)
    except ValidationError:
        return Saved(Talk(revision=1))


def pack(shown: Shown) -> str:
    """A localized reply as the outbox keeps it."""
    return _shown().dump_json(shown).decode()


def unpack(payload: str) -> Shown:
    """A localized reply from the outbox. Raises MessageUnreadable, which repeats nothing of the payload."""
    try:
        return _shown().validate_json(payload)
    except ValidationError:
        raise MessageUnreadable from None
