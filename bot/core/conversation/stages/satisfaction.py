"""How our help was: a score, in whatever way it is said, and a word beside it. Only what was asked last is answered.

Nobody is asked twice: words that are no score leave the question behind.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.conversation.commands import AddWords, Comment, Rate, Unsolve
from bot.core.conversation.events import Acted
from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Verb
from bot.core.conversation.stages.resting import TOLD_WORDS_MIN, is_question
from bot.core.conversation.state import RESTING, About, Notice, Placed, Pushed, Say, Talk
from bot.core.conversation.transitions import Step, ask, tell
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.score import Score, score_in
from bot.core.conversation.utterance import Utterance
from bot.core.model.tickets import REOPENABLE, Ticket
from bot.core.rules.done import Done
from bot.core.rules.endings.satisfaction import waits

ASKED_WITH = frozenset({About.RESOLVED, About.SILENT, About.RATING, About.WORD})
"""Questions with which, or behind which, it is asked how it was."""

WORD_WITHIN = timedelta(hours=1)
"""So long after the score words may be about it; what is written later is about something else."""

_NOTHING_MORE = frozenset({Verb.NO, Verb.NONE, Verb.SKIP, Verb.CANCEL, Verb.THANKS, Verb.YES, Verb.SOLVED})
_OTHERS = (Act.NEW, Act.GREET, Act.PERSON, Act.PHONE, Act.LANGUAGE, Act.TICKET, Act.STATUS, Act.NEWS)


def is_open(question: Pushed, ticket: Ticket, now: datetime) -> bool:
    """Whether it is still asked how it was, or for a word on it."""
    if question.about is not About.WORD:
        return waits(ticket)
    return ticket.state in REOPENABLE and ticket.rated_at is not None and now <= ticket.rated_at + WORD_WITHIN


def scored(question: Pushed, words: Utterance, facts: Facts) -> Score | None:
    """The score that words are, where one is asked for; it may be said otherwise as long as a word is awaited."""
    if question.about not in ASKED_WITH:
        return None
    seen = facts.seen(question.number)
    if seen is None or not (question.about is About.WORD or waits(seen.ticket)):
        return None
    return score_in(words.text, facts.languages)


def take(talk: Talk, question: Pushed, score: Score, rest: Utterance | None, facts: Facts) -> Step:
    """The score is noted; so is the ``rest``, as what it is: a question, a trouble, or a word on how it was."""
    number, answered = question.number, replace(talk, over=None)
    under_way = not isinstance(talk.stage, RESTING)
    rate = Rate(number, score.rating)
    if under_way:
        answered = tell(answered, Notice(Say.BACK))
    if rest is None or rest.intent.verb is Verb.THANKS or rest.meaning.only(Act.THANKS, Act.GREET, Act.YES):
        return answered, (rate,)
    line = facts.line(rest.text)
    if is_unsolved(rest):
        return answered, (rate, AddWords(number, (line,)))
    if rest.meaning.only_asks and not under_way and is_question(rest, facts):
        talk, commands = ask(answered, rest.text, facts)
        return talk, (rate, *commands)
    return answered, (rate, Comment(number, (line,)))


def is_unsolved(words: Utterance) -> bool:
    """Whether words say that it isn't solved after all: that wasn't asked, so they must say so of themselves.

    "But it took two days" is about the help, not about the trouble.
    """
    fails = any(Act.WORKS in clause.acts and clause.negated for clause in words.meaning.clauses)
    return words.intent.verb is Verb.UNSOLVED or fails or words.meaning.clearly(Act.BROKEN, Act.AGAIN)


def said(talk: Talk, question: Pushed, words: Utterance, facts: Facts) -> Step | None:
    """Words that are no score, where nothing else is asked; ``None`` leaves them to everybody else."""
    meaning, number, word = words.meaning, question.number, question.about is About.WORD
    others = meaning.holds(*_OTHERS) or meaning.only(Act.GREET)
    if not word:
        praise = meaning.says(Act.THANKS) and meaning.told >= TOLD_WORDS_MIN and not meaning.asks and not others
        return _noted(talk, number, words, facts) if praise and not meaning.holds(Act.BROKEN, Act.AGAIN) else None
    nothing_more = meaning.only(Act.NO, Act.NONE, Act.SKIP, Act.FORGET, Act.THANKS, Act.YES, Act.WEAK_YES)
    if words.intent.verb in _NOTHING_MORE or nothing_more or meaning.courteous:
        return tell(replace(talk, over=None), Notice(Say.WELCOME)), ()
    if words.intent.verb is not Verb.WORDS and words.intent.verb is not Verb.UNSOLVED:
        return None
    if is_unsolved(words):
        telling = words.intent.verb is Verb.WORDS and not meaning.only(Act.NO)
        unsolved = AddWords(number, (facts.line(words.text),)) if telling else Unsolve(number)
        return replace(talk, over=None), (unsolved,)
    if others or meaning.only_asks or is_question(words, facts):
        return None
    return _noted(talk, number, words, facts)


def _noted(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step:
    """A word on how it was; should it be about something else, the client may say so."""
    lines = (facts.line(words.text),)
    return replace(talk, over=None, placed=Placed(number, lines)), (Comment(number, lines),)


def asked(talk: Talk, outcome: Acted, facts: Facts) -> Talk:
    """The talk in which the client is asked how it was, where they have just said that it is solved.

    Where something else is asked they may tap what is shown; words aren't taken for it.
    """
    seen = facts.seen(outcome.number)
    asks = outcome.done is Done.SOLVED and seen is not None and waits(seen.ticket)
    free = isinstance(talk.stage, RESTING) and talk.over is None
    return replace(talk, over=Pushed(About.RATING, outcome.number)) if asks and free else talk


def acted(talk: Talk, outcome: Acted) -> Talk | None:
    """What follows an act on how it was; ``None`` for every other act.

    Who scored for the first time, and has nothing under way, may add a word.
    """
    match outcome.done:
        case Done.RATED if isinstance(talk.stage, RESTING) and talk.over is None:
            asked = tell(talk, Notice(Say.RATED, outcome.number))
            return replace(asked, over=Pushed(About.WORD, outcome.number))
        case Done.RATED | Done.RATED_AGAIN:
            return tell(talk, Notice(Say.RATED_AGAIN, outcome.number))
        case Done.COMMENTED:
            thanked = tuple(said for said in talk.notices if said.say not in {Say.RATED, Say.RATED_AGAIN})
            return tell(replace(talk, over=None, notices=thanked), Notice(Say.COMMENTED, outcome.number))
        case Done.NOT_ASKED:
            return tell(talk, Notice(Say.STALE))
        case _:
            return None
