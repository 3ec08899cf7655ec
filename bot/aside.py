"""A talk in public: articles for everyone to read. Whatever is personal goes on in a direct message.

In public nobody has an account or tickets, so that nothing of theirs can be shown. Words that ask for
more than an article are taken in the direct message at once; a question that no article answered moves
there with everything that was said. Everybody has a talk of their own there, and what is asked in it is
theirs: others may read its articles, and nothing else.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import codec
from bot.client_acts import Doing
from bot.codec import Saved
from bot.core import tokens
from bot.core.events import Chose, ClientEvent, Said, TooLong
from bot.core.filing import NAME_CHARS_MAX
from bot.core.intents import Verb, read
from bot.core.languages import Languages
from bot.core.model import TALK, Found
from bot.core.notices import ELSEWHERE, someone_elses
from bot.core.redact import redact
from bot.core.surface import Text
from bot.core.talk import RESTING, Idle, Nothing, Reading, Solved, Suggested, Talk
from bot.core.words import clean
from bot.i18n import localize
from bot.inbound import Answer, words_of
from bot.ports import Conversation, Unit

if TYPE_CHECKING:
    from bot.turn import Turn

PUBLIC = (Idle, Suggested, Reading, Nothing, Solved)
"""Stages that show nothing but articles."""
SAID_IN_PUBLIC = frozenset(
    {Verb.WORDS, Verb.YES, Verb.NO, Verb.NONE, Verb.SOLVED, Verb.UNSOLVED, Verb.HELP, Verb.GREET, Verb.THANKS}
)
LANGUAGE = "@lang."
"""The language of a talk in public is chosen where it is read."""
READ = "read."
"""Reading an article is everybody's: it decides nothing, and its asker can go on from there."""


@dataclass(frozen=True, slots=True)
class Here:
    """The talk that an event in public belongs to."""

    talk: Conversation
    visited: bool = False
    """It is somebody else's: they do in it what is everybody's."""


def is_for_all(event: ClientEvent, languages: Languages) -> bool:
    """Whether an event belongs where everyone reads it."""
    match event:
        case Said(text):
            return not text or read(text, languages).verb in SAID_IN_PUBLIC
        case Chose(action):
            return not action.startswith("@") or action.startswith(LANGUAGE)
        case _:
            return isinstance(event, TooLong)


def here(turn: "Turn", unit: Unit) -> Here | Answer:
    """The talk in public that a turn is about; or, what is said only to them: it's somebody else's."""
    place = unit.open_conversation(turn.inbound.address, turn.inbound.identity)
    if not isinstance(turn.taken, Chose):
        return Here(_own(place, unit))
    token = tokens.read(turn.inbound.token or "")
    named = token.conversation if token else 0
    guest = None if named == place.id else unit.guest_talk(place, named)
    host = place.host == place.identity
    if guest.identity == place.identity if guest else host:
        return Here(guest or place)
    theirs = guest or place
    saved = codec.load(theirs.state)
    known = guest is not None or named == place.id
    if known and turn.taken.action.startswith(READ) and turn.taken.revision == saved.talk.revision:
        return Here(theirs, visited=True)
    return _whispered(turn, unit, place, saved.asker if known else "")


def _own(place: Conversation, unit: Unit) -> Conversation:
    return place if place.host == place.identity else unit.open_guest_talk(place)


def _whispered(turn: "Turn", unit: Unit, place: Conversation, asker: str) -> Answer:
    """Whose question it is, and how to ask one's own: nothing else happens."""
    inbound = turn.inbound
    first = unit.first_sight(
        inbound.address,
        inbound.key,
        turn.now,
        words_of(turn.taken, turn.context.languages),
        inbound.client_key,
        inbound.identity,
    )
    reader = turn.context.reader(turn.hinted(place), turn.now)
    shown = localize(someone_elses(asker), reader, lambda action: action)
    return Answer(shown, repeated=not first, whispered=True)


def asker(turn: "Turn") -> str:
    """What others may be told of whose question it is: the name that they read beside it anyway."""
    return redact(clean(turn.inbound.name)).text[:NAME_CHARS_MAX]


def key_of(talk: Conversation) -> str:
    """What the latest message of a talk holds: several talks in one place don't end each other's choices."""
    return f"{TALK}/{talk.guest}" if talk.guest else TALK


def private(turn: "Turn") -> "Turn":
    """The same, in the direct message."""
    assert turn.inbound.aside is not None  # noqa: S101 (asked only in public)
    return replace(turn, inbound=replace(turn.inbound, address=turn.inbound.aside, aside=None))


def is_theirs(turn: "Turn", unit: Unit) -> bool:
    """Whether what they did in public belongs to a talk of their own: words always do, a click where it was offered."""
    if not isinstance(turn.taken, Chose):
        return True
    own, token = unit.find_talk(turn.inbound.address, turn.inbound.identity), tokens.read(turn.inbound.token or "")
    return own is not None and token is not None and own.talk == token.conversation


def say_where(turn: "Turn", unit: Unit) -> None:
    """Tell whoever reads the public place that it goes on in a direct message."""
    place = unit.open_conversation(turn.inbound.address, turn.inbound.identity)
    own = place if place.host == place.identity else unit.find_talk(place.address, place.identity)
    reader = turn.context.reader(turn.hinted(own or place), turn.now)
    shown = localize(Text((ELSEWHERE,)), reader, lambda action: action)
    unit.send(place.id, turn.inbound.address, codec.pack(shown), turn.now, key=key_of(own) if own else "")


def moved(turn: "Turn", doing: Doing, talk: Talk) -> Answer:
    """Go on in the direct message with what was said in public; the public talk begins anew."""
    say_where(turn, doing.unit)
    state = codec.save(Saved(Talk(talk.revision), asker=doing.asker))
    doing.unit.save_conversation(replace(doing.conversation, state=state))
    there = private(turn)
    stored = doing.unit.open_conversation(there.inbound.address, there.inbound.identity)
    saved = codec.load(stored.state)
    going_on = Doing(doing.unit, there.hinted(stored), turn.context, turn.now, read_in=stored.lang)
    if not isinstance(saved.talk.stage, RESTING):  # something under way there isn't disturbed
        return there.answered(going_on, replace(saved.talk, notices=()))
    carried = replace(talk, revision=saved.talk.revision + 1, stage=Nothing(), notices=())
    return there.answered(going_on, there.walk(going_on, carried, Chose("file", carried.revision), Found()))
