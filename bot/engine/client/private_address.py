"""A talk in public: articles for everyone to read. Whatever is personal goes on in a direct message.

In public nobody has an account or tickets, so that nothing of theirs can be shown. Words that ask for
more than an article are taken in the direct message at once; a question that no article answered moves
there with everything that was said. Everybody has a talk of their own there, and what is asked in it is
theirs: others may read its articles, and nothing else.
"""

from dataclasses import dataclass

from bot.core.client_view.notices import ELSEWHERE, someone_elses
from bot.core.conversation.events import Chose, ClientEvent, Said, TooLong
from bot.core.conversation.intents import Verb, read
from bot.core.conversation.state import Idle, KnownIncident, NoArticleFound, Reading, Solved, Suggested
from bot.core.conversation.ticket_form import NAME_CHARS_MAX
from bot.core.model.knowledge import SearchResult
from bot.core.model.outbox import TALK, OutKind
from bot.core.text import tokens
from bot.core.text.choices import without_stale
from bot.core.text.language_data import Languages
from bot.core.text.surface import LocalizedReply, Text
from bot.engine.client.arrival import Arrival
from bot.engine.client_event import words_of
from bot.engine.context import Context
from bot.i18n import localize
from bot.ports import Conversation, UnitOfWork
from bot.ports.inbound import Answer

PUBLIC = (Idle, Suggested, Reading, NoArticleFound, KnownIncident, Solved)
"""Stages that show nothing but articles, or what staff say to all of a fault that lasts."""
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


def is_answered(event: ClientEvent, found: SearchResult | None, context: Context) -> bool:
    """Whether what was said to nobody in particular is answered: a question is, if an article answers it.

    Before it was searched for, every question may be.
    """
    if not isinstance(event, Said):
        return True
    match read(event.text, context.languages).verb:
        case Verb.HELP:
            return True
        case Verb.WORDS:
            return found is None or bool(found.hits) or context.policy.knowledge.help_channel_answers_all
        case verb:
            return verb not in SAID_IN_PUBLIC


def let_pass(arrival: Arrival, unit: UnitOfWork) -> Answer:
    """Take nothing of what people say to each other; only that it came in is known, so that it isn't read again."""
    inbound = arrival.inbound
    new = unit.record_if_new(
        inbound.address, inbound.key, arrival.now, client_key=inbound.client_key, identity=inbound.identity
    )
    return Answer(LocalizedReply(()), repeated=not new, reopened=True)


def here(arrival: Arrival, unit: UnitOfWork, place: Conversation) -> Here | Answer:
    """The talk at a place in public that a turn is about; or, what is said only to them: it's somebody else's."""
    if not isinstance(arrival.taken, Chose):
        return Here(_own(place, unit))
    token = tokens.read(arrival.inbound.token or "")
    named = token.conversation if token else 0
    guest = None if named == place.id else unit.guest_talk(place, named)
    host = place.host == place.identity
    if guest.identity == place.identity if guest else host:
        return Here(guest or place)
    theirs = guest or place
    saved = theirs.state
    known = guest is not None or named == place.id
    if known and arrival.taken.action.startswith(READ) and arrival.taken.revision == saved.talk.revision:
        return Here(theirs, visited=True)
    return _whispered(arrival, unit, place, saved.asker if known else "")


def _own(place: Conversation, unit: UnitOfWork) -> Conversation:
    return place if place.host == place.identity else unit.open_guest_talk(place)


def _whispered(arrival: Arrival, unit: UnitOfWork, place: Conversation, asker: str) -> Answer:
    """Whose question it is, and how to ask one's own: nothing else happens."""
    inbound = arrival.inbound
    first = unit.record_if_new(
        inbound.address,
        inbound.key,
        arrival.now,
        words_of(arrival.taken, arrival.context.languages),
        inbound.client_key,
        inbound.identity,
    )
    reader = arrival.context.reader(arrival.with_profile(place), arrival.now)
    shown = localize(someone_elses(asker), reader, lambda action: action)
    return Answer(shown, repeated=not first, whispered=True)


def asker(arrival: Arrival) -> str:
    """What others may be told of whose question it is: the name that they read beside it anyway."""
    return arrival.context.safe(arrival.inbound.name).text[:NAME_CHARS_MAX]


def key_of(talk: Conversation) -> str:
    """What the latest message of a talk holds: several talks in one place don't end each other's choices."""
    return f"{TALK}/{talk.guest}" if talk.guest else TALK


def is_theirs(arrival: Arrival, unit: UnitOfWork) -> bool:
    """Whether what they did in public belongs to a talk of their own: words always do, a click where it was offered."""
    if not isinstance(arrival.taken, Chose):
        return True
    own, token = (
        unit.find_talk(arrival.inbound.address, arrival.inbound.identity),
        tokens.read(arrival.inbound.token or ""),
    )
    return own is not None and token is not None and own.talk == token.conversation


def say_where(arrival: Arrival, unit: UnitOfWork) -> None:
    """Tell whoever reads the public place that it goes on in a direct message.

    Where the platform tells none but the asker, what they were offered in public is over all the same.
    """
    place = unit.open_conversation(arrival.inbound.address, arrival.inbound.identity)
    own = place if place.host == place.identity else unit.find_talk(place.address, place.identity)
    if arrival.inbound.whispers:
        if own is not None:
            _rest(arrival, unit, own)
        return
    reader = arrival.context.reader(arrival.with_profile(own or place), arrival.now)
    shown = localize(Text((ELSEWHERE,)), reader, lambda action: action)
    unit.send(place.id, arrival.inbound.address, shown, arrival.now, key=key_of(own) if own else "")


def _rest(arrival: Arrival, unit: UnitOfWork, own: Conversation) -> None:
    """Take what can't be chosen any more from the latest message of a talk in public."""
    key, address = key_of(own), arrival.inbound.address
    posted = unit.posted(address, key)
    standing = posted.decoded() if posted else None
    calm = without_stale(standing.shown) if standing and standing.shown else None
    if calm is not None and standing and calm != standing.shown:
        unit.send(own.id, address, calm, arrival.now, OutKind.UPDATE, key)
