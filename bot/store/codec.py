"""Stored state to text and back: the talk, what it offered last, and a localized reply.

Only the store knows the text: its ports take and hand out the values.
"""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache

from pydantic import TypeAdapter, ValidationError

from bot.core.conversation.state import Saved, Talk
from bot.core.text.errors import MessageUnreadable
from bot.core.text.surface import LocalizedReply
from bot.ports.inbound import Inbound

KEPT = 1024
"""States remembered as they were saved last: a talk's next turn reads the same text, and the JSON of a
talk takes 40–60 µs to read. Some 5 MB; the text decides, whichever process wrote it."""
_kept: "OrderedDict[str, Saved]" = OrderedDict()


@cache
def _saved() -> TypeAdapter[Saved]:
    return TypeAdapter(Saved)


@cache
def _event() -> TypeAdapter[Inbound]:
    return TypeAdapter(Inbound)


@cache
def _shown() -> TypeAdapter[LocalizedReply]:
    return TypeAdapter(LocalizedReply)


def save(state: Saved) -> str:
    """The state as JSON."""
    text = _saved().dump_json(state).decode()
    _kept[text] = state
    if len(_kept) > KEPT:
        with suppress(KeyError):  # another thread was faster
            _kept.popitem(last=False)
    return text


def load(text: str) -> Saved:
    """The state that ``save`` gave this text, or that is read from it; without a text, a new talk."""
    return (_kept.get(text) or read(text)) if text else Saved()


def read(text: str) -> Saved:
    """The state from JSON; a state that this version can't read begins anew, a turn later.

    Nothing is lost by that: words are in the inbox and in records, tickets in their table.
    """
    try:
        return _saved().validate_json(text)
    except ValidationError:
        return Saved(Talk(revision=1))


def pack(shown: LocalizedReply) -> str:
    """A localized reply as the outbox keeps it."""
    return _shown().dump_json(shown).decode()


def pack_event(inbound: Inbound) -> str:
    """An event that waits, as it came in; what staff may do isn't kept with it."""
    return _event().dump_json(replace(inbound, grant=None)).decode()


def unpack_event(payload: str) -> Inbound:
    """An event that waited."""
    return _event().validate_json(payload)


def reader(payload: str) -> Callable[[], LocalizedReply]:
    """What reads a reply from the outbox once it is asked for: a lease holds the database no longer than it must."""
    return lambda: unpack(payload)


def unpack(payload: str) -> LocalizedReply:
    """A localized reply from the outbox. Raises MessageUnreadable, which repeats nothing of the payload."""
    try:
        return _shown().validate_json(payload)
    except ValidationError:
        raise MessageUnreadable from None
