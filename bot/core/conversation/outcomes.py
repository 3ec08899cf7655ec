"""What became of what a talk asked for on a ticket: said, and where the talk goes on from there."""

from dataclasses import replace

from bot.core.conversation.commands import SetNumber
from bot.core.conversation.events import Acted, ZoneChosen
from bot.core.conversation.facts import Facts
from bot.core.conversation.stages import satisfaction, scheduling
from bot.core.conversation.state import (
    RESTING,
    Adding,
    AssigningText,
    Cancelling,
    ConfirmingBump,
    ConfirmingClose,
    ConfirmingDuplicate,
    ConfirmingTerms,
    Drafting,
    Filed,
    GivingNumber,
    NoArticleFound,
    Notice,
    Picking,
    Say,
    Scheduling,
    Talk,
)
from bot.core.conversation.transitions import Step, back_to_rest, remember_all, tell
from bot.core.rules.done import Done

_TOLD = {
    Done.CALL_BOOKED: Say.CALL,
    Done.CALL_SAME: Say.CALL,
    Done.CALL_ACCEPTED: Say.CALL_SET,
    Done.CALL_KEPT: Say.CALL_SET,
}
"""What is said of what was done, where it has another name; else what is told is called as what was done."""

LOST = frozenset({Done.ALREADY_CLOSED, Done.WINDOW_OVER, Done.NOT_YOURS})
"""The ticket that words were meant for takes none any more."""


def zone_chosen(talk: Talk, outcome: ZoneChosen, facts: Facts) -> Talk:
    """The zone is set, and times are shown again in it; it may be one of several; or there is none like it."""
    if outcome.zone:
        calls = (seen.ticket.number for seen in facts.live if seen.active_call and isinstance(talk.stage, RESTING))
        said = Notice(Say.ZONE_SET, text=outcome.zone), *(Notice(Say.CALL, number) for number in calls)
        return tell(replace(talk, again=False), *said)
    if outcome.among:
        return tell(talk, Notice(Say.ZONE_WHICH, text=" ".join(outcome.among)))
    return tell(talk, Notice(Say.ZONE_UNKNOWN, text=outcome.asked))


def filed(talk: Talk, number: int, facts: Facts) -> Step:
    """The ticket is in; who asked for the phone comes to its times at once, or to the one that they said."""
    rest = Talk(revision=talk.revision, stage=Filed(number), notices=talk.notices)
    seen = facts.seen(number)
    if seen is None:
        return rest, ()
    kept: tuple[SetNumber, ...] = (SetNumber(talk.phone),) if talk.phone else ()
    if not talk.wants_phone or (talk.agreed and not talk.agreed.accepted):
        return (tell(rest, Notice(Say.FILED, number)) if rest.notices else rest), kept
    wished = replace(rest, call_time=talk.call_time, phone=talk.phone)
    talk, commands = scheduling.pick(tell(wished, Notice(Say.FILED, number)), seen, facts)
    return talk, commands or kept


def acted(talk: Talk, outcome: Acted, facts: Facts) -> Step:
    """An act on a ticket happened, or something stood in its way: say so, and what comes next."""
    stage, number = talk.stage, outcome.number
    if outcome.done is Done.TERMS_FIRST:
        return scheduling.terms_first(talk, number, facts), ()
    if outcome.done is Done.DISOWNED:
        return talk, ()
    if (rated := satisfaction.acted(talk, outcome)) is not None:
        return rated, ()
    said = Notice(_TOLD.get(outcome.done) or Say(outcome.done.value), number, places=outcome.places)
    if any(notice.say is Say.BACK for notice in talk.notices):
        return tell(talk, said), ()  # it answered what was pushed: what was under way stays as it was
    if outcome.done in LOST and (kept := _still_to_place(talk, number, facts)):
        return tell(kept, said), ()
    if outcome.done is Done.ADDED and isinstance(
        stage, ConfirmingDuplicate | Scheduling | ConfirmingTerms | GivingNumber
    ):
        talk = replace(talk, lines=(), question="", declined=())
    if (
        isinstance(stage, ConfirmingTerms)
        and stage.number == number
        and outcome.done in {Done.AGREED, Done.OWN_SERVICE}
    ):
        return _agreed(tell(talk, said), stage, facts)
    if isinstance(stage, Scheduling) and outcome.done is Done.CALL_TAKEN:
        return tell(replace(talk, stage=Scheduling(number)), said), ()
    if (
        isinstance(stage, Scheduling | ConfirmingTerms | GivingNumber)
        and outcome.done is not Done.ADDED
        and stage.number
    ):
        talk = replace(back_to_rest(talk), stage=Filed(stage.number))
    waits = outcome.done is Done.ADDED and isinstance(stage, ConfirmingBump | Cancelling | Picking | ConfirmingClose)
    if not waits and isinstance(
        stage,
        AssigningText | ConfirmingDuplicate | ConfirmingBump | Cancelling | Adding | Picking | ConfirmingClose,
    ):
        talk = back_to_rest(talk)
    return satisfaction.asked(tell(talk, said), outcome, facts), ()


def _agreed(talk: Talk, stage: ConfirmingTerms, facts: Facts) -> Step:
    """Accepted for the phone: the offered time is taken, or one is picked."""
    if stage.take != (0, 0):
        return scheduling.take(replace(talk, stage=Filed(stage.number)), stage.number, *stage.take, facts)
    return scheduling.times_shown(talk, stage.number, facts)


def _still_to_place(talk: Talk, number: int, facts: Facts) -> Talk | None:
    """Keep what was meant for a ticket that takes no more: it can become one of its own."""
    match talk.stage:
        case AssigningText(text) as stage:
            return replace(remember_all(talk, stage.typed(facts.now)), question=text, stage=NoArticleFound())
        case Scheduling() | ConfirmingTerms() | GivingNumber() if talk.lines:
            return replace(talk, question=talk.lines[-1].text, stage=NoArticleFound())
        case ConfirmingDuplicate(form, numbers) as asked:
            left = tuple(other for other in numbers if other != number)
            undecided = replace(form, done=tuple(name for name in form.done if name != "urgency"))
            return replace(talk, stage=ConfirmingDuplicate(form, left, asked.many) if left else Drafting(undecided))
        case _:
            return None
