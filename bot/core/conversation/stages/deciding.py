"""What costs or ends something is asked about first: a nudge, a ticket taken back, closed, opened again, a call's end.

Only clear words do it; a mere "ok" is asked back, and other words go where they belong.
"""

from dataclasses import replace
from typing import assert_never

from bot.core.conversation.commands import AddWords, Bump, CallOff, Cancel, Command, Solve, Unsolve
from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Verb
from bot.core.conversation.stages import any_stage, policy_questions, resting
from bot.core.conversation.state import (
    Adding,
    Cancelling,
    ConfirmingBump,
    ConfirmingCallOff,
    ConfirmingClose,
    ConfirmingReopen,
    Filed,
    Notice,
    Say,
    Talk,
)
from bot.core.conversation.transitions import Step, ask, noted_for_staff, tell
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import Meaning
from bot.core.conversation.understanding.verdict import consents, is_left_open
from bot.core.conversation.utterance import Utterance

Stage = ConfirmingBump | Cancelling | ConfirmingClose | ConfirmingReopen | ConfirmingCallOff

OWN = frozenset(
    {
        Verb.WORDS, Verb.YES, Verb.NO, Verb.NONE, Verb.ACCEPT, Verb.REFUSE, Verb.CANCEL, Verb.NEWS, Verb.THANKS,
        Verb.SKIP, Verb.UNSOLVED, Verb.SOLVED, Verb.CALL_OFF,
    }
)  # fmt: skip
"""What is read here in its context; everything else is a command."""


_ELSEWHERE = frozenset({Verb.PHONE, Verb.PERSON})
"""Asked for, it is another way for the ticket: what was asked about it isn't asked any more."""


def said(talk: Talk, stage: Stage, words: Utterance, facts: Facts) -> Step | None:
    """What typed words come to; ``None`` leaves them to everybody else."""
    if words.intent.verb in _ELSEWHERE:
        return _at_rest(talk, stage.number, words, facts)
    if words.intent.verb not in OWN:
        return None
    if step := policy_questions.answered(talk, words, facts):
        return step
    match stage:
        case ConfirmingBump(number):
            return _bump(talk, number, words, facts)
        case Cancelling(number):
            return _cancel(talk, number, words, facts)
        case ConfirmingClose(number):
            return _close(talk, number, words, facts)
        case ConfirmingReopen():
            return _reopen(talk, stage, words, facts)
        case ConfirmingCallOff(number):
            return _call_off(talk, number, words, facts)
        case _:
            assert_never(stage)


def chose(talk: Talk, stage: Stage, name: str, facts: Facts) -> Step | None:
    """One of the stage's choices."""
    match stage, name:
        case (ConfirmingBump(number), "nudge"):
            return talk, (Bump(number),)
        case (ConfirmingBump(number), "add"):
            return replace(talk, stage=Adding(number)), ()
        case (ConfirmingBump(number) | Cancelling(number) | ConfirmingClose(number), "leave"):
            return leave(talk, number)
        case (Cancelling(number), "cancel"):
            return talk, (Cancel(number),)
        case (ConfirmingClose(number), "closeit"):
            return talk, (Solve(number),)
        case (ConfirmingCallOff(number), "calloff"):
            return replace(talk, stage=Filed(number)), (CallOff(number),)
        case (ConfirmingCallOff(number), "leave"):
            return _keep_call(talk, number)
        case (ConfirmingReopen() as asked, "reopen"):
            return _again(talk, asked)
        case (ConfirmingReopen() as asked, "new"):
            return something_new(talk, asked, facts)
        case _:
            return None


def leave(talk: Talk, number: int) -> Step:
    """All stays as it is."""
    return tell(replace(talk, stage=Filed(number)), Notice(Say.LEFT_ALONE, number)), ()


def _bump(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step | None:
    meaning, verb = words.meaning, words.intent.verb
    clear = (verb is not Verb.NEWS or meaning.says(Act.YES)) and not is_left_open(meaning)
    if meaning.clearly(Act.NUDGE) and clear and not meaning.asks and not _refuses(meaning):
        return talk, (Bump(number),)
    if verb in {Verb.NO, Verb.NONE, Verb.REFUSE, Verb.CANCEL} or meaning.says(Act.LEAVE, Act.NO, Act.FORGET):
        return leave(talk, number)
    if verb in {Verb.YES, Verb.ACCEPT, Verb.SKIP} or meaning.only(Act.YES, Act.WEAK_YES, Act.ACCEPT, Act.NUDGE):
        return tell(talk, Notice(Say.CHOOSE)), ()
    if meaning.courteous or verb is Verb.THANKS:
        return tell(replace(talk, stage=Filed(number)), Notice(Say.WELCOME)), ()
    asks = meaning.asks and not meaning.holds(*policy_questions.REQUESTS) and not resting.is_question(words, facts)
    asks = asks or (meaning.holds(Act.NEWS, Act.STATUS, Act.ANGER) and not meaning.holds(Act.FACT))
    if verb is Verb.NEWS or asks:
        angry = policy_questions.angry(talk, words)
        told = angry if angry is not talk else tell(talk, Notice(Say.KEEPS_PLACE, number))
        return told, (noted_for_staff(number, words.text, facts),) if meaning.telling else ()
    return _at_rest(talk, number, words, facts)


def _at_rest(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step:
    """Neither a yes nor a no: taken as if nothing had been asked, and all stays as it is."""
    talk = replace(talk, stage=Filed(number))
    return (
        resting.said(talk, words, facts)
        or any_stage.meant(talk, words.intent, facts)
        or resting.placed(talk, words, facts)
    )


def _refuses(meaning: Meaning) -> bool:
    return any(clause.negated and Act.NUDGE in clause.acts for clause in meaning.clauses)


def _cancel(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step | None:
    meaning, verb = words.meaning, words.intent.verb
    if meaning.only(Act.WEAK_YES, Act.THANKS) or verb in {Verb.ACCEPT, Verb.SKIP, Verb.THANKS}:
        return tell(talk, Notice(Say.CHOOSE)), ()
    if verb is Verb.CANCEL and meaning.says(Act.YES) and not is_left_open(meaning):
        return talk, (Cancel(number),)
    if verb in {Verb.NO, Verb.NONE, Verb.REFUSE, Verb.CANCEL} or meaning.says(Act.NO, Act.LEAVE):
        return leave(talk, number)
    if (verb is Verb.YES and not meaning.asks) or consents(meaning, Act.CLOSE):
        return talk, (Cancel(number),)
    return _facts_instead(talk, number, words, facts)


def _close(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step | None:
    meaning, verb = words.meaning, words.intent.verb
    if meaning.only(Act.WEAK_YES, Act.THANKS) or verb in {Verb.ACCEPT, Verb.SKIP, Verb.THANKS}:
        return tell(talk, Notice(Say.CHOOSE)), ()
    stays = verb in {Verb.NO, Verb.NONE, Verb.REFUSE, Verb.UNSOLVED, Verb.CANCEL}
    if stays or meaning.says(Act.NO, Act.LEAVE, Act.BROKEN):
        step = leave(talk, number)
        return (step[0], (noted_for_staff(number, words.text, facts),)) if meaning.telling else step
    if (verb in {Verb.YES, Verb.SOLVED} and not meaning.asks) or consents(meaning, Act.CLOSE):
        return talk, (Solve(number),)
    return _facts_instead(talk, number, words, facts)


def _facts_instead(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step | None:
    """Neither yes nor no: facts go onto the ticket, and nothing is closed."""
    if words.intent.verb is Verb.NEWS or policy_questions.is_request(words.meaning):
        return None
    if words.meaning.telling < TELLS_WORDS_MIN:
        return tell(talk, Notice(Say.CHOOSE)), ()
    return _at_rest(talk, number, words, facts)


TELLS_WORDS_MIN = 2
"""Fewer words beside acts of speech tell nothing."""


def _call_off(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step | None:
    """Only a clear yes gives up the time."""
    meaning, verb = words.meaning, words.intent.verb
    doubtful = meaning.holds(Act.MOVE_CALL, Act.WAIT)
    clear = (verb in {Verb.YES, Verb.CALL_OFF} and not meaning.asks) or consents(meaning, Act.CALL_OFF)
    if verb in {Verb.NO, Verb.NONE, Verb.REFUSE} or meaning.says(Act.NO, Act.LEAVE):
        return _keep_call(talk, number)
    if clear and not doubtful:
        return replace(talk, stage=Filed(number)), (CallOff(number),)
    if meaning.holds(Act.MOVE_CALL):
        return any_stage.move_call(replace(talk, stage=Filed(number)), number, words, facts)
    return _facts_instead(talk, number, words, facts)


def _keep_call(talk: Talk, number: int) -> Step:
    return tell(replace(talk, stage=Filed(number)), Notice(Say.CALL, number)), ()


def _reopen(talk: Talk, stage: ConfirmingReopen, words: Utterance, facts: Facts) -> Step | None:
    meaning, verb = words.meaning, words.intent.verb
    if verb in {Verb.NO, Verb.NONE, Verb.REFUSE, Verb.CANCEL} or meaning.only(Act.NO, Act.FORGET, Act.THANKS):
        return leave(talk, stage.number)
    if meaning.says(Act.NEW):
        return something_new(talk, stage, facts)
    if verb in {Verb.YES, Verb.UNSOLVED, Verb.ACCEPT} or meaning.says(Act.YES, Act.WEAK_YES, Act.AGAIN, Act.BROKEN):
        more = (facts.line(words.text),) if meaning.told else ()
        return _again(talk, replace(stage, lines=(*stage.lines, *more)))
    if meaning.says(Act.NO):
        return something_new(talk, stage, facts)
    lines = (*stage.lines, facts.line(words.text))
    return replace(talk, stage=replace(stage, lines=lines, text=f"{stage.text}\n{words.text}")), ()


def _again(talk: Talk, stage: ConfirmingReopen) -> Step:
    """Open it again, with what was said about it."""
    command: Command = AddWords(stage.number, stage.lines) if stage.lines else Unsolve(stage.number)
    return replace(talk, stage=Filed(stage.number)), (command,)


def something_new(talk: Talk, stage: ConfirmingReopen, facts: Facts) -> Step:
    """Not that one: a question of its own."""
    return ask(replace(talk, declined=(*talk.declined, stage.number)), stage.text, facts, stage.lines)
