"""Which number shall we call? Asked once, with the first call; changed whenever the client says so."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.conversation.commands import AddWords, BookSlot, Command, SetNumber, TakeCall
from bot.core.conversation.events import Event, Said, Submitted
from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Intent, Verb, read, whereabouts
from bot.core.conversation.stages import scheduling
from bot.core.conversation.state import (
    RESTING,
    About,
    Drafting,
    Filed,
    GivingNumber,
    Notice,
    Pushed,
    Say,
    Scheduling,
    Talk,
)
from bot.core.conversation.transitions import Step, back_to_rest, begin_turn, noted_for_staff, remember, tell
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import understand
from bot.core.conversation.utterance import Utterance
from bot.core.text.language_data import Languages
from bot.core.text.redaction.redact import Secret

FIELD = "phone"
"""The form's one field."""
EMPTY = "empty"
DIGITS_MIN = 5
"""So many digits were meant as a number; anything else is somebody's words."""

_NO_CALL = frozenset({Verb.NO, Verb.NONE, Verb.SKIP, Verb.CANCEL, Verb.REFUSE, Verb.CALL_OFF})
_ANSWERS = frozenset({Verb.WORDS, Verb.NUMBER, Verb.YES, Verb.ACCEPT, Verb.PHONE, Verb.OWN_NUMBER})
"""What is no command of its own."""
_READS = frozenset({Verb.PHONE, Verb.MOVE_CALL, Verb.OWN_NUMBER})


NUMBER_DIGITS_MIN = 7
"""So many digits may be a number to call, wherever they are said."""
_OF_A_TIME = (Act.MOVE_CALL, Act.CALL_OFF, Act.NO_PHONE, Act.PHONE, Act.HOURS, Act.HOLIDAYS)
"""Acts beside which a day or a time matters."""


def to_read(talk: Talk, event: Event, languages: Languages, lang: str) -> str:
    """The words of an event that may say a time, a number or a place that matters now; empty for none."""
    match event:
        case Said(text) if isinstance(talk.stage, Scheduling | GivingNumber):
            return text
        case Said(text) if isinstance(talk.stage, Drafting) and talk.wants_phone:
            return text
        case Said(text) if text and read(text, languages).verb in _READS:
            return text
        case Said(text) if sum(map(str.isdigit, text)) >= NUMBER_DIGITS_MIN or _is_of_a_time(
            talk, text, languages, lang
        ):
            return text
        case Said(text) if whereabouts(text, languages):
            return text
        case Submitted(values) if isinstance(talk.stage, GivingNumber):
            return dict(values).get(FIELD, "")
        case _:
            return ""


def _is_of_a_time(talk: Talk, text: str, languages: Languages, lang: str) -> bool:
    offered = isinstance(talk.over, Pushed) and talk.over.about is About.OFFER
    return bool(text) and (offered or understand(text, languages, lang).holds(*_OF_A_TIME))


def told(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step:
    """A number said while a call is planned: it is the one to call; staff read what else was said."""
    talk, commands = change(talk, facts)
    told = words.meaning.telling - words.figures >= TOLD_WORDS_MIN
    return talk, (*commands, noted_for_staff(number, words.text, facts)) if told else commands


TOLD_WORDS_MIN = 4
"""So many words beside a number tell something."""


def said(talk: Talk, stage: GivingNumber, text: str, intent: Intent, facts: Facts) -> Step | None:
    """A number; that no call is wanted; another time; else words for the ticket, and the question again."""
    understood = facts.understood
    if understood.number:
        return _given(talk, stage, facts)
    if intent.verb in _NO_CALL:
        return leave(talk, stage), ()
    if intent.verb is Verb.MOVE_CALL and stage.number:
        return replace(talk, stage=Scheduling(stage.number)), ()
    if intent.verb not in _ANSWERS:
        return None
    if understood.time is not None and understood.time.alone and stage.number:
        return scheduling.said(replace(talk, stage=Scheduling(stage.number)), Scheduling(stage.number), text, facts)
    if understood.problem or not stage.number or sum(map(str.isdigit, text)) >= DIGITS_MIN:
        return _again(talk, stage, facts), ()
    line = facts.line(text)
    return remember(_again(talk, stage, facts), line), (AddWords(stage.number, (line,)),)


def submitted(
    talk: Talk, stage: GivingNumber, values: Mapping[str, str], revision: int, removed: frozenset[Secret], facts: Facts
) -> Step:
    """The form: one that was opened before the question is stale."""
    if FIELD not in values or not stage.since <= revision <= talk.revision:
        return tell(begin_turn(talk, removed), Notice(Say.STALE)), ()
    talk = begin_turn(talk, removed)
    return _given(talk, stage, facts) if facts.understood.number else (_again(talk, stage, facts), ())


def chose(talk: Talk, stage: GivingNumber, name: str) -> Step | None:
    """No call after all."""
    return (leave(talk, stage), ()) if name == "leave" else None


def asked(talk: Talk, number: int) -> Talk:
    """Ask for another number than the one that is known."""
    return replace(talk, stage=GivingNumber(number, since=talk.revision))


def change(talk: Talk, facts: Facts) -> Step:
    """ "My number is …", "change my number": at any time; before there is an account it is kept until a call."""
    number = facts.understood.number
    if facts.account is None:
        return tell(
            replace(talk, phone=number or talk.phone), Notice(Say.NUMBER_LATER if number else Say.NUMBER_HOW)
        ), ()
    if number:
        return tell(talk, Notice(Say.NUMBER_SET, text=number)), (SetNumber(number),)
    if not isinstance(talk.stage, RESTING):  # what is under way stays
        return tell(talk, Notice(Say.NUMBER_HOW)), ()
    return asked(talk, 0), ()


def leave(talk: Talk, stage: GivingNumber) -> Talk:
    """No call, or the number stays as it is."""
    if not stage.number:
        return tell(back_to_rest(talk), Notice(Say.DROPPED))
    return scheduling.leave(talk, stage.number)


def _given(talk: Talk, stage: GivingNumber, facts: Facts) -> Step:
    """The number is kept; what it was needed for goes on."""
    phone = facts.understood.number
    commands: tuple[Command, ...] = (SetNumber(phone),)
    if stage.start is not None:
        talk = replace(talk, stage=Scheduling(stage.number))
        return talk, (*commands, BookSlot(stage.number, stage.start))
    rest = replace(back_to_rest(talk), stage=Filed(stage.number)) if stage.number else back_to_rest(talk)
    if stage.take != (0, 0):
        return rest, (*commands, TakeCall(stage.number, *stage.take))
    return tell(rest, Notice(Say.NUMBER_SET, stage.number, text=phone)), commands


def _again(talk: Talk, stage: GivingNumber, facts: Facts) -> Talk:
    return replace(talk, stage=replace(stage, problem=str(facts.understood.problem or EMPTY)))
