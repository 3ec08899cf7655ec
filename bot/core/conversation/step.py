"""The escalation ladder: article, ticket, phone, and everything a client may say on the way.

``step`` is a pure function of the stored talk, one event and the facts. What can be asked at any
stage lives in :mod:`bot.core.conversation.stages.any_stage`; wording lives in :mod:`bot.core.client_view.prompt`.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from bot.core.conversation import outcomes, ticket_form
from bot.core.conversation.commands import Bump, Cancel, Solve, Unsolve
from bot.core.conversation.events import (
    Acted,
    Chose,
    CodeIssued,
    CodeRefused,
    Event,
    IdentitiesFound,
    LinkAsked,
    Linked,
    Opened,
    Parted,
    Said,
    Submitted,
    TicketFiled,
    TooLong,
    ZoneChosen,
)
from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Intent, Verb, read
from bot.core.conversation.stages import any_stage, billing_consent, confirming_terms, linking, phone_number, scheduling
from bot.core.conversation.stages.intake import (
    awaited,
    drafted,
    file,
    hold,
    join,
    join_draft,
    more_words,
    new_question,
    new_words,
    said_in_form,
    settled,
    submitted,
)
from bot.core.conversation.state import (
    RESTING,
    Adding,
    AssigningText,
    Cancelling,
    ClarifyingOwner,
    ConfirmingBump,
    ConfirmingDuplicate,
    ConfirmingTerms,
    Drafting,
    Filed,
    GivingNumber,
    Idle,
    Linking,
    NoArticleFound,
    Notice,
    Picking,
    Reading,
    Say,
    Scheduling,
    Solved,
    Suggested,
    Talk,
)
from bot.core.conversation.transitions import Step, ask, begin_turn, draft, not_yet, refuse_articles, solved, tell
from bot.core.model.platform_user import place
from bot.core.model.tickets import State
from bot.core.text.language_data import Languages


def step(talk: Talk, event: Event, facts: Facts) -> Step:
    """What becomes of the talk, and what is asked of the desk."""
    match event:
        case Opened():
            return talk, ()
        case TooLong(chars):
            return tell(begin_turn(talk), Notice(Say.TOO_LONG, number=chars)), ()
        case Said(text, removed):
            return _said(begin_turn(talk, removed), text, facts)
        case Chose(action, revision):
            return _chose(talk, action, revision, facts)
        case Submitted(values, revision, removed) if isinstance(talk.stage, GivingNumber):
            return phone_number.submitted(talk, talk.stage, dict(values), revision, removed, facts)
        case Submitted(values, revision, removed):
            return submitted(replace(talk, over=None), dict(values), revision, removed, facts)
        case TicketFiled(number):
            return outcomes.filed(talk, number, facts)
        case Acted():
            return outcomes.acted(talk, event, facts)
        case CodeIssued(row, expires):
            return tell(talk, Notice(Say.CODE, row, at=expires)), ()
        case LinkAsked(row):
            return replace(talk, over=Linking(row)), ()
        case Linked():
            return tell(talk, Notice(Say.LINKED)), ()
        case IdentitiesFound():
            return linking.found(talk, event, facts), ()
        case Parted(identity, done):
            return tell(talk, Notice(Say.PARTED if done else Say.NOT_PARTED, text=place(identity))), ()
        case CodeRefused(blocked):
            return tell(talk, Notice(Say.CODE_BLOCKED if blocked else Say.CODE_WRONG)), ()
        case ZoneChosen():
            return tell(talk, outcomes.zone_chosen(event)), ()
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class SearchNeed:
    """What to search for before a turn: in the client's own tickets, and in the articles too."""

    text: str
    articles: bool = True


def named(event: Event, languages: Languages) -> int:
    """The ticket that an event names; 0 for none."""
    match event:
        case Said(text):
            return read(text, languages).number
        case Chose(action) if action.startswith(any_stage.PREFIX):
            return any_stage.number_in(action)
        case _:
            return 0


def seeks(talk: Talk, event: Event, languages: Languages) -> SearchNeed | None:
    """The words that may be a question, or the draft that may be a duplicate; ``None`` for neither."""
    form = ticket_form.under_way(talk.stage)
    if form and (isinstance(talk.stage, Drafting) or isinstance(event, Submitted)):
        return SearchNeed(drafted(form, event), articles=False)
    if isinstance(talk.stage, AssigningText) and _belongs_nowhere(event, languages):
        return SearchNeed(talk.stage.text)
    if isinstance(event, Said) and event.text and read(event.text, languages).verb is Verb.WORDS:
        return SearchNeed(event.text)
    return None


def _belongs_nowhere(event: Event, languages: Languages) -> bool:
    """The words are about none of the open tickets: only now are they a question."""
    match event:
        case Chose("new"):
            return True
        case Said(text):
            return read(text, languages).verb in {Verb.NO, Verb.NONE}
        case _:
            return False


# ── Typed words ────────────────────────────────────────────────────────────────────────


def _said(talk: Talk, text: str, facts: Facts) -> Step:
    talk, answered = linking.said(talk, text, read(text, facts.languages), facts)
    if answered is not None:
        return answered
    if isinstance(talk.stage, Drafting):
        return said_in_form(talk, talk.stage, text, facts)
    if not text:
        return tell(talk, Notice(Say.EMPTY)), ()
    talk, heard = any_stage.hear(talk, facts)
    intent = read(text, facts.languages)
    talk, commands = (
        awaited(talk, text, intent, facts)
        or _said_to(talk, text, intent, facts)
        or _answered(talk, intent, facts)
        or any_stage.meant(talk, intent, facts)
        or _worded(talk, text, intent, facts)
    )
    return talk, (*heard, *commands)


def _said_to(talk: Talk, text: str, intent: Intent, facts: Facts) -> Step | None:
    """What a stage of billing or of the phone makes of words before anybody else."""
    match talk.stage:
        case ClarifyingOwner() | ConfirmingTerms() as stage if intent.verb is Verb.WORDS:
            return confirming_terms.said(talk, stage, text, facts)
        case ClarifyingOwner() | ConfirmingTerms() as stage:
            return confirming_terms.answered(talk, stage, intent, facts)
        case Scheduling() as stage if intent.verb in {Verb.WORDS, Verb.NUMBER}:
            return scheduling.said(talk, stage, text, facts)
        case Scheduling() as stage if intent.verb in {Verb.NO, Verb.NONE}:
            return scheduling.chose(talk, stage, "leave" if intent.verb is Verb.NO else "none", "", facts)
        case GivingNumber() as stage:
            return phone_number.said(talk, stage, text, intent, facts)
        case _:
            return None


def _answered(talk: Talk, intent: Intent, facts: Facts) -> Step | None:
    """The stage's own question answered in words: yes, no, none, solved, a ticket's number …"""
    match talk.stage, intent.verb:
        case (Suggested() | Reading(), Verb.YES | Verb.SOLVED):
            return solved(talk)
        case (Reading() as stage, Verb.NO | Verb.UNSOLVED | Verb.NONE):
            return not_yet(talk, stage)
        case (Suggested(), Verb.NO | Verb.NONE | Verb.UNSOLVED):
            return refuse_articles(talk, facts)
        case (NoArticleFound(), Verb.YES):
            return draft(talk, facts), ()
        case (NoArticleFound(), Verb.NO | Verb.NONE):
            return tell(talk, Notice(Say.CHOOSE)), ()
        case (NoArticleFound(), Verb.SOLVED):
            return solved(talk)
        case (AssigningText() as stage, Verb.YES):
            return join(talk, stage, stage.numbers[0], facts)
        case (AssigningText() as stage, Verb.NO | Verb.NONE):
            return new_question(talk, stage, facts)
        case (ConfirmingDuplicate() as stage, Verb.YES):
            return join_draft(talk, stage.draft, stage.numbers[0], facts)
        case (ConfirmingDuplicate() as stage, Verb.NO | Verb.NONE | Verb.TICKET):
            return file(talk, stage.draft, facts)
        case (ConfirmingBump(number), Verb.NO | Verb.NONE):
            return _leave(talk, number)
        case (Cancelling(number), Verb.YES):
            return talk, (Cancel(number),)
        case (Cancelling(number), Verb.NO | Verb.NONE | Verb.CANCEL):
            return _leave(talk, number)
        case (AssigningText() as stage, Verb.ADD | Verb.NUMBER) if intent.number in stage.numbers:
            return join(talk, stage, intent.number, facts, more=intent.text)
        case (ConfirmingDuplicate() as stage, Verb.ADD | Verb.NUMBER) if intent.number in stage.numbers:
            return join_draft(talk, stage.draft, intent.number, facts, more=intent.text)
        case (AssigningText() | ConfirmingDuplicate(), Verb.ADD) if intent.text and not intent.number:
            return _worded(talk, intent.text, intent, facts)
        case (Picking() as stage, Verb.NUMBER) if intent.number in stage.numbers:
            return any_stage.chosen(talk, f"{any_stage.PREFIX}{stage.verb}.{intent.number}", facts)
        case (Filed() | Solved() | Idle(), Verb.YES | Verb.NO | Verb.NONE):
            return _did_it_help(talk, intent.verb, facts)
        case (Filed() | Solved() | Idle(), Verb.ACCEPT | Verb.REFUSE):
            return billing_consent.on_notice(talk, intent.verb, facts)
        case (Filed() | Solved() | Idle(), Verb.SKIP):
            return tell(talk, Notice(Say.WELCOME)), ()
        case (_, Verb.ACCEPT | Verb.REFUSE) if billing_consent.asked(facts):
            return billing_consent.on_notice(talk, intent.verb, facts)
        case (_, Verb.YES | Verb.NO | Verb.NONE | Verb.SKIP | Verb.ACCEPT | Verb.REFUSE):
            return tell(talk, Notice(Say.CHOOSE)), ()
    return None


def _did_it_help(talk: Talk, verb: Verb, facts: Facts) -> Step:
    """Yes or no at rest answers the one question that is open; with none it's courtesy.

    A yes never accepts what costs money, nor closes a ticket about which a call is being settled.
    """
    if billing_consent.asked(facts):
        return tell(talk, Notice(Say.ACCEPT_HOW)), ()
    answered = tuple(s.ticket.number for s in facts.live if s.ticket.state is State.ANSWERED)
    calls = [s.active_call for s in facts.live if s.active_call]
    offered = [call for call in calls if call.asks_client]
    if len(offered) == 1 and not answered and verb is Verb.YES:
        return scheduling.take(talk, offered[0].ticket, offered[0].n, offered[0].version, facts)
    if offered:
        return tell(talk, *(Notice(Say.CALL, call.ticket) for call in offered)), ()
    if any(call.ticket in answered for call in calls):
        return tell(talk, *(Notice(Say.STATUS, number) for number in answered)), ()
    meant = Verb.SOLVED if verb is Verb.YES else Verb.UNSOLVED
    if not answered:
        return tell(talk, Notice(Say.WELCOME if facts.live else Say.GREETING)), ()
    if len(answered) > 1:
        return replace(talk, stage=Picking(meant.value, answered)), ()
    return talk, (Solve(answered[0]) if meant is Verb.SOLVED else Unsolve(answered[0]),)


def _worded(talk: Talk, text: str, intent: Intent, facts: Facts) -> Step:
    """Words that are no command: a question, an answer, or more about something open."""
    match talk.stage:
        case AssigningText() as stage:
            joining, fits = hold(stage, text, facts)
            talk = replace(talk, stage=joining)
            return (talk if fits else tell(talk, Notice(Say.TOO_LONG, number=len(text)))), ()
        case ConfirmingDuplicate() as stage:
            held, fits = more_words(stage.draft.symptoms, text, facts)
            origins = (*stage.draft.origins, *facts.origins) if fits else stage.draft.origins
            talk = replace(talk, stage=replace(stage, draft=replace(stage.draft, symptoms=held, origins=origins)))
            return (talk if fits else tell(talk, Notice(Say.TOO_LONG, number=len(text)))), ()
        case Suggested() | Reading() | NoArticleFound():
            return ask(talk, text, facts)
        case _:
            return new_words(talk, text, intent.number, facts)


# ── Choices ────────────────────────────────────────────────────────────────────────────


def _chose(talk: Talk, action: str, revision: int, facts: Facts) -> Step:
    if action.startswith(any_stage.PREFIX):
        return any_stage.chosen(begin_turn(talk), action, facts)
    if revision != talk.revision:
        return tell(begin_turn(talk), Notice(Say.STALE)), ()
    talk = begin_turn(talk)
    return _stage_choice(talk, action, facts) or (tell(talk, Notice(Say.STALE)), ())


def _stage_choice(talk: Talk, action: str, facts: Facts) -> Step | None:
    name, _dot, argument = action.partition(".")
    if talk.over is not None:
        return linking.chose(talk, talk.over, name, argument)
    match talk.stage, name:
        case (Suggested() as stage, "read"):
            return _open(talk, stage, argument)
        case (Suggested(), "none"):
            return refuse_articles(talk, facts)
        case (Reading(), "yes"):
            return solved(talk)
        case (Reading() as stage, "no"):
            return not_yet(talk, stage)
        case (Suggested() | Reading() | NoArticleFound(), "file"):
            return draft(talk, facts), ()
        case (AssigningText() as stage, "new"):
            return new_question(talk, stage, facts)
        case (AssigningText() as stage, "join") if argument.isdecimal() and int(argument) in stage.numbers:
            return join(talk, stage, int(argument), facts)
        case (ConfirmingDuplicate() as stage, "file"):
            return file(talk, stage.draft, facts)
        case (ConfirmingDuplicate() as stage, "join") if argument.isdecimal() and int(argument) in stage.numbers:
            return join_draft(talk, stage.draft, int(argument), facts)
        case (ConfirmingBump(number), "nudge"):
            return talk, (Bump(number),)
        case (ConfirmingBump(number), "add"):
            return replace(talk, stage=Adding(number)), ()
        case (ConfirmingBump(number) | Cancelling(number), "leave"):
            return _leave(talk, number)
        case (Cancelling(number), "cancel"):
            return talk, (Cancel(number),)
        case (Drafting() as stage, "keep"):
            return settled(talk, stage, ticket_form.keep(stage.draft), facts)
        case (Drafting() as stage, "set"):
            return settled(
                talk, stage, ticket_form.settle(stage.draft, ticket_form.asking(stage.draft), argument), facts
            )
        case (ClarifyingOwner() | ConfirmingTerms() as stage, _) if name != "drop":
            return confirming_terms.chose(talk, stage, name, facts)
        case (Scheduling() as stage, _) if name != "drop":
            return scheduling.chose(talk, stage, name, argument, facts)
        case (GivingNumber() as stage, _) if name != "drop":
            return phone_number.chose(talk, stage, name)
        case (_, "drop") if not isinstance(talk.stage, RESTING):
            return any_stage.drop(talk), ()
    return None


def _open(talk: Talk, stage: Suggested, which: str) -> Step | None:
    if not which.isdecimal() or int(which) >= len(stage.hits):
        return None
    return replace(talk, stage=Reading(stage.hits[int(which)].slug, stage.hits, stage.opened)), ()


def _leave(talk: Talk, number: int) -> Step:
    return tell(replace(talk, stage=Filed(number)), Notice(Say.LEFT_ALONE, number)), ()
