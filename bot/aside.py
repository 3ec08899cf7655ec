"""A talk in public: articles for everyone to read. Whatever is personal goes on in a direct message.

In public nobody has an account or tickets, so that nothing of theirs can be shown. Words that ask for
more than an article are taken in the direct message at once; a question that no article answered moves
there with everything that was said.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import codec
from bot.client_acts import Doing
from bot.core import tokens
from bot.core.events import Chose, ClientEvent, Said, TooLong
from bot.core.intents import Verb, read
from bot.core.model import TALK, Found
from bot.core.notices import ELSEWHERE
from bot.core.surface import Text
from bot.core.talk import RESTING, Idle, Nothing, Reading, Solved, Suggested, Talk
from bot.i18n import localize
from bot.ports import Conversation, Unit

if TYPE_CHECKING:
    from bot.inbound import Answer
    from bot.turn import Turn

PUBLIC = (Idle, Suggested, Reading, Nothing, Solved)
"""Stages that show nothing but articles."""
SAID_IN_PUBLIC = frozenset(
    {Verb.WORDS, Verb.YES, Verb.NO, Verb.NONE, Verb.SOLVED, Verb.UNSOLVED, Verb.HELP, Verb.GREET, Verb.THANKS}
)
LANGUAGE = "@lang."
"""The language of a talk in public is chosen where it is read."""


def is_for_all(event: ClientEvent) -> bool:
    """Whether an event belongs where everyone reads it."""
    match event:
        case Said(text):
            return not text or read(text).verb in SAID_IN_PUBLIC
        case Chose(action):
            return not action.startswith("@") or action.startswith(LANGUAGE)
        case _:
            return isinstance(event, TooLong)


def private(turn: "Turn") -> "Turn":
    """The same, in the direct message."""
    assert turn.inbound.aside is not None  # noqa: S101 (asked only in public)
    return replace(turn, inbound=replace(turn.inbound, address=turn.inbound.aside, aside=None))


def say_where(turn: "Turn", unit: Unit, conversation: Conversation) -> None:
    """Tell whoever reads the public place that it goes on in a direct message."""
    reader = turn.context.reader(conversation, turn.now)
    shown = localize(Text((ELSEWHERE,)), reader, lambda action: tokens.make(conversation.id, 0, action))
    unit.send(conversation.id, turn.inbound.address, codec.pack(shown), turn.now, key=TALK)


def moved(turn: "Turn", unit: Unit, talk: Talk) -> "Answer":
    """Go on in the direct message with what was said in public; something under way there isn't disturbed."""
    there = private(turn)
    stored = unit.open_conversation(there.inbound.address, there.inbound.identity)
    saved = codec.load(stored.state)
    doing = Doing(unit, there.hinted(stored), turn.context, turn.now, read_in=stored.lang)
    if not isinstance(saved.talk.stage, RESTING):
        return there.answered(doing, replace(saved.talk, notices=()))
    carried = replace(talk, revision=saved.talk.revision + 1, stage=Nothing(), notices=())
    return there.answered(doing, there.walk(doing, carried, Chose("file", carried.revision), Found()))
