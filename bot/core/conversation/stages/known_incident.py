"""Somebody comes with the words of an incident that lasts: they are told, and free to open a ticket all the same."""

from dataclasses import replace

from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Verb
from bot.core.conversation.stages import policy_questions
from bot.core.conversation.stages.intake import file
from bot.core.conversation.state import KnownIncident, Notice, Say, Talk
from bot.core.conversation.transitions import (
    Step,
    answered_by,
    back_to_rest,
    draft,
    known_incident,
    remember,
    tell,
)
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.utterance import Utterance


def chose(talk: Talk, stage: KnownIncident, name: str, facts: Facts) -> Step | None:
    """One of the stage's own choices."""
    match name:
        case "file":
            return _file(talk, stage, facts)
        case "else" if stage.draft is None:
            return _else(talk, stage, facts)
        case "wait":
            return _wait(talk), ()
        case _:
            return None


_WANTS = (Act.TICKET, Act.PERSON)
_ENOUGH = frozenset({Verb.YES, Verb.THANKS, Verb.SKIP, Verb.CANCEL, Verb.SOLVED, Verb.ACCEPT})
_ANOTHER = frozenset({Verb.NO, Verb.NONE, Verb.UNSOLVED})


def said(talk: Talk, stage: KnownIncident, words: Utterance, facts: Facts) -> Step | None:
    """Typed words: a ticket all the same, something else, all right; else more of it, or a new question.

    ``None`` leaves them to everybody else.
    """
    verb, meaning = words.intent.verb, words.meaning
    if verb in {Verb.TICKET, Verb.PERSON} or (meaning.says(*_WANTS) and not meaning.asks):
        return _file(talk, stage, facts)
    if verb in _ANOTHER or meaning.only(Act.NO, Act.NONE):
        return _file(talk, stage, facts) if stage.draft else _else(talk, stage, facts)
    if verb in _ENOUGH or meaning.only(Act.YES, Act.WEAK_YES, Act.THANKS, Act.FORGET, Act.WAIT):
        return _wait(talk), ()
    if verb is Verb.GREET or meaning.only(Act.GREET):
        return tell(talk, Notice(Say.GREETING)), ()
    if verb is not Verb.WORDS:
        return None
    if step := policy_questions.answered(talk, words, facts):
        return step
    if stage.draft or known_incident(talk, facts) == stage.number:
        return tell(remember(talk, facts.line(words.text)), Notice(Say.NOTED)), ()
    return None


def _file(talk: Talk, stage: KnownIncident, facts: Facts) -> Step:
    """A ticket all the same: this issue isn't asked about the incident again."""
    talk = _went_on(talk, stage)
    return file(talk, stage.draft, facts) if stage.draft else (draft(talk, facts), ())


def _else(talk: Talk, stage: KnownIncident, facts: Facts) -> Step:
    """It's something else: what the search found, as if there were no incident."""
    return answered_by(_went_on(talk, stage), talk.question, stage.hits, facts)


def _went_on(talk: Talk, stage: KnownIncident) -> Talk:
    return replace(talk, known=(*talk.known, stage.number))


def _wait(talk: Talk) -> Talk:
    return tell(back_to_rest(talk), Notice(Say.WILL_HEAR))
