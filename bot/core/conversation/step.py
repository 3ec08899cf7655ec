"""The escalation ladder: article, ticket, phone, and everything a client may say on the way.

``step`` is a pure function of the stored talk, one event and the facts. What can be asked at any
stage lives in :mod:`bot.core.conversation.stages.any_stage`; wording lives in :mod:`bot.core.client_view.prompt`.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from bot.core.conversation import keeping, outcomes, ticket_form
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
from bot.core.conversation.stages import (
    any_stage,
    articles,
    billing_consent,
    confirming_terms,
    deciding,
    known_incident,
    linking,
    phone_number,
    policy_questions,
    pushed,
    resting,
    scheduling,
)
from bot.core.conversation.stages.intake import (
    awaited,
    drafted,
    file,
    hold,
    join,
    join_draft,
    more_words,
    new_question,
    said_in_form,
    settled,
    submitted,
)
from bot.core.conversation.stages.resting import ABOUT, ELSE
from bot.core.conversation.state import (
    RESTING,
    Adding,
    AssigningText,
    Cancelling,
    ClarifyingOwner,
    ConfirmingBump,
    ConfirmingCallOff,
    ConfirmingClose,
    ConfirmingDuplicate,
    ConfirmingReopen,
    ConfirmingTerms,
    Drafting,
    Filed,
    GivingNumber,
    Idle,
    KnownIncident,
    Linking,
    NoArticleFound,
    Notice,
    Parting,
    Picking,
    Reading,
    Say,
    Scheduling,
    Solved,
    Stage,
    Suggested,
    Talk,
)
from bot.core.conversation.transitions import (
    Step,
    ask,
    begin_turn,
    draft,
    more_told,
    not_yet,
    opened,
    refuse_articles,
    solved,
    tell,
)
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import understand
from bot.core.conversation.utterance import Utterance, heard
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
            text, halves = keeping.without_halves(talk, text, facts)
            said, commands = _said(begin_turn(talk, removed | halves), text, facts, talk.notices, event.under)
            again = _asks_the_same(said.stage, talk.stage) and all(
                notice.say is not Say.BACK for notice in said.notices
            )
            return replace(said, digits=keeping.digits_of(text), again=again), commands
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
            return outcomes.zone_chosen(talk, event, facts), ()
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class SearchNeed:
    """What to search for before a turn: in the client's own tickets, and in the articles too."""

    text: str
    articles: bool = True
    before: str = ""
    """The question that the words may tell more about."""
    more: bool = False
    """They can't be a question of their own."""


def _asks_the_same(now: Stage, before: Stage) -> bool:
    """Whether the question of a stage was on the screen before; a draft behind it isn't seen."""
    if isinstance(now, ConfirmingTerms) and isinstance(before, ConfirmingTerms):
        return replace(now, draft=None) == replace(before, draft=None)
    return now == before


def named(event: Event, languages: Languages) -> int:
    """The ticket that an event names; 0 for none."""
    match event:
        case Said(text, under=under):
            return under or read(text, languages).number
        case Chose(action) if action.startswith(any_stage.PREFIX):
            return any_stage.number_in(action)
        case _:
            return 0


def seeks(talk: Talk, event: Event, languages: Languages) -> SearchNeed | None:
    """The words that may be a question, or the draft that may be a duplicate; ``None`` for neither."""
    form = ticket_form.under_way(talk.stage)
    if form and (isinstance(talk.stage, Drafting) or isinstance(event, Submitted)):
        return SearchNeed(drafted(form, event), articles=False)
    if held := _held(talk, event, languages):
        return SearchNeed(held)
    if isinstance(event, Said) and event.text and read(event.text, languages).verb in _MAY_ASK:
        return _question_or_more(talk, event.text, languages)
    return None


def _question_or_more(talk: Talk, text: str, languages: Languages) -> SearchNeed:
    """Words while an answer is looked for: where they ask nothing of their own, they may tell more about it."""
    meaning = understand(text, languages, "")
    if not isinstance(talk.stage, Suggested | Reading | NoArticleFound) or meaning.asks or meaning.holds(Act.NEW):
        return SearchNeed(text)
    return SearchNeed(text, before=talk.question, more=meaning.holds(Act.FACT) and not meaning.holds(Act.BROKEN))


_MAY_ASK = frozenset({Verb.WORDS, Verb.PHONE, Verb.PERSON, Verb.EMAIL})
"""Words, and what stands within a sentence that may be a question all the same."""


def _held(talk: Talk, event: Event, languages: Languages) -> str:
    """Words that are held, and turn out to be a question of their own: only now are they searched for."""
    match talk.stage:
        case AssigningText(text) | ConfirmingReopen(text=text) if _belongs_nowhere(event, languages):
            return text
    match event:
        case Chose(action) if action.startswith(ELSE) and talk.placed is not None:
            return "\n".join(line.text for line in talk.placed.lines)
        case _:
            return ""


def _belongs_nowhere(event: Event, languages: Languages) -> bool:
    """The words are about none of the open tickets."""
    match event:
        case Chose("new"):
            return True
        case Said(text):
            return read(text, languages).verb in {Verb.NO, Verb.NONE}
        case _:
            return False


# ── Typed words ────────────────────────────────────────────────────────────────────────


def _said(talk: Talk, text: str, facts: Facts, told: tuple[Notice, ...], under: int) -> Step:
    words = heard(text, talk, facts, told)
    talk, answered = linking.said(talk, text, words.intent, facts)
    if answered is not None:
        return answered
    if not text and not isinstance(talk.stage, Drafting):
        return tell(talk, Notice(Say.EMPTY)), ()
    talk, spoken = any_stage.hear(talk, facts)
    before = talk
    at = None if under else any_stage.here(talk, words, facts)
    if not (step := at or pushed.said_under(talk, under, words, facts) or pushed.said(talk, words, facts)):
        talk, commands = (
            _said_to(talk, words, facts)
            or _answered(talk, words.intent, facts)
            or any_stage.meant(talk, words.intent, facts)
            or _worded(talk, words, facts)
        )
        step = pushed.left(talk), commands
    talk, commands = keeping.kept(before, step, words, facts)
    return policy_questions.in_their_language(before, talk, words, facts), (*spoken, *commands)


def _said_to(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """What the stage makes of words before anybody else."""
    match talk.stage:
        case Drafting() as stage:
            return said_in_form(talk, stage, words, facts)
        case Adding() as stage:
            return awaited(talk, stage, words, facts)
        case ClarifyingOwner() | ConfirmingTerms() as stage:
            return confirming_terms.typed(talk, stage, words, facts)
        case KnownIncident() as stage:
            return known_incident.said(talk, stage, words, facts)
        case Scheduling() as stage:
            return scheduling.typed(talk, stage, words, facts) or resting.said(talk, words, facts)
        case GivingNumber() as stage:
            return phone_number.said(talk, stage, words.text, words.intent, facts)
        case Suggested() | Reading() | NoArticleFound() as stage:
            return articles.said(talk, stage, words, facts)
        case ConfirmingBump() | Cancelling() | ConfirmingClose() | ConfirmingReopen() | ConfirmingCallOff() as stage:
            return deciding.said(talk, stage, words, facts)
        case Idle() | Solved() | Filed():
            return resting.said(talk, words, facts)
        case AssigningText() | ConfirmingDuplicate() | Picking():
            return None
        case _:
            assert_never(talk.stage)


def _answered(talk: Talk, intent: Intent, facts: Facts) -> Step | None:
    """The stage's own question answered in words: yes, no, none, a ticket's number …"""
    match talk.stage, intent.verb:
        case (AssigningText() as stage, Verb.YES):
            return join(talk, stage, stage.numbers[0], facts)
        case (AssigningText() as stage, Verb.NO | Verb.NONE):
            return new_question(talk, stage, facts)
        case (ConfirmingDuplicate(many=True), Verb.YES):
            return tell(talk, Notice(Say.CHOOSE)), ()
        case (ConfirmingDuplicate() as stage, Verb.YES):
            return join_draft(talk, stage.draft, stage.numbers[0], facts)
        case (ConfirmingDuplicate() as stage, Verb.NO | Verb.NONE | Verb.TICKET):
            return file(talk, stage.draft, facts)
        case (AssigningText() as stage, Verb.ADD | Verb.NUMBER) if intent.number in stage.numbers:
            return join(talk, stage, intent.number, facts, more=intent.text)
        case (ConfirmingDuplicate() as stage, Verb.ADD | Verb.NUMBER) if intent.number in stage.numbers:
            return join_draft(talk, stage.draft, intent.number, facts, more=intent.text)
        case (AssigningText() | ConfirmingDuplicate() as stage, Verb.ADD) if intent.text and not intent.number:
            return _held_words(talk, stage, intent.text, facts)
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
    """Yes or no at rest, where several questions are open or none.

    A yes never accepts what costs money, nor closes a ticket about which a call is being settled.
    """
    if billing_consent.asked(facts):
        return tell(talk, Notice(Say.ACCEPT_HOW)), ()
    answered = tuple(s.ticket.number for s in facts.live if s.ticket.state is State.ANSWERED)
    calls = [s.active_call for s in facts.live if s.active_call]
    offered = [call for call in calls if call.asks_client]
    if offered:
        return tell(talk, *(Notice(Say.CALL, call.ticket) for call in offered)), ()
    if any(call.ticket in answered for call in calls):
        return tell(talk, *(Notice(Say.STATUS, number) for number in answered)), ()
    if not answered:
        return tell(talk, Notice(Say.WELCOME if facts.live else Say.GREETING)), ()
    meant = Verb.SOLVED if verb is Verb.YES else Verb.UNSOLVED
    return replace(talk, stage=Picking(meant.value, answered)), ()


def _worded(talk: Talk, words: Utterance, facts: Facts) -> Step:
    """Words that are no command: a question, an answer, or more about something open."""
    match talk.stage:
        case AssigningText() | ConfirmingDuplicate() as stage:
            return _held_words(talk, stage, words.text, facts)
        case Suggested() | Reading() | NoArticleFound() if facts.found.joined:
            return more_told(talk, words.text, facts)
        case Suggested() | Reading() | NoArticleFound() | KnownIncident():
            return ask(talk, words.text, facts)
        case Scheduling() as stage:
            return scheduling.said(talk, stage, words.text, facts)
        case _:
            talk, commands = resting.placed(talk, words, facts)
            return policy_questions.angry(talk, words), commands


def _held_words(talk: Talk, stage: AssigningText | ConfirmingDuplicate, text: str, facts: Facts) -> Step:
    """More of what waits to be placed."""
    match stage:
        case AssigningText():
            joining, fits = hold(stage, text, facts)
            talk = replace(talk, stage=joining)
            return (talk if fits else tell(talk, Notice(Say.TOO_LONG, number=len(text)))), ()
        case ConfirmingDuplicate():
            held, fits = more_words(stage.draft.symptoms, text, facts)
            origins = (*stage.draft.origins, *facts.origins) if fits else stage.draft.origins
            talk = replace(talk, stage=replace(stage, draft=replace(stage.draft, symptoms=held, origins=origins)))
            return (talk if fits else tell(talk, Notice(Say.TOO_LONG, number=len(text)))), ()
        case _:
            assert_never(stage)


# ── Choices ────────────────────────────────────────────────────────────────────────────


def _chose(talk: Talk, action: str, revision: int, facts: Facts) -> Step:
    if action.startswith((ELSE, ABOUT)):
        return _placed(begin_turn(talk), action, facts)
    if action.startswith(any_stage.PREFIX):
        return pushed.chosen(begin_turn(talk), action, facts)
    if revision != talk.revision:
        return tell(begin_turn(talk), Notice(Say.STALE)), ()
    talk = begin_turn(talk)
    return _stage_choice(talk, action, facts) or (tell(talk, Notice(Say.STALE)), ())


def _placed(talk: Talk, action: str, facts: Facts) -> Step:
    """ "It's something else", "it's about #12": the words that this was said under go where they belong."""
    number = any_stage.number_in(action)
    put, step = talk.placed, None
    if action.startswith(ELSE) and put is not None and put.number == number:
        step = resting.disowned(talk, put, facts)
    elif action.startswith(ABOUT) and facts.seen(number):
        step = resting.belongs(talk, number)
    return step or (tell(talk, Notice(Say.STALE)), ())


def _stage_choice(talk: Talk, action: str, facts: Facts) -> Step | None:
    name, _dot, argument = action.partition(".")
    if isinstance(talk.over, Linking | Parting):
        return linking.chose(talk, talk.over, name, argument)
    talk = replace(talk, over=None)
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
        case (
            ConfirmingBump() | Cancelling() | ConfirmingClose() | ConfirmingReopen() | ConfirmingCallOff() as stage,
            _,
        ) if name != "drop":
            return deciding.chose(talk, stage, name, facts)
        case (Drafting() as stage, "keep"):
            return settled(talk, stage, ticket_form.keep(stage.draft), facts)
        case (Drafting() as stage, "set"):
            return settled(
                talk, stage, ticket_form.settle(stage.draft, ticket_form.asking(stage.draft), argument), facts
            )
        case (ClarifyingOwner() | ConfirmingTerms() as stage, _) if name != "drop":
            return confirming_terms.chose(talk, stage, name, facts)
        case (KnownIncident() as stage, _) if name != "drop":
            return known_incident.chose(talk, stage, name, facts)
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
    return opened(talk, stage, int(which))
