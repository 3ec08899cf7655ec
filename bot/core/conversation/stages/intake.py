"""From the client's words to a ticket: a new one through the form, or more for one that is open."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AddWords, FileTicket, NoteFeedback
from bot.core.conversation.events import Event, Said, Submitted
from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Intent, Verb, read
from bot.core.conversation.stages import any_stage, billing_consent, scheduling
from bot.core.conversation.state import (
    RESTING,
    Adding,
    AssigningText,
    ClarifyingOwner,
    ConfirmingDuplicate,
    Draft,
    Drafting,
    NoArticleFound,
    Notice,
    Reading,
    Say,
    Suggested,
    Talk,
)
from bot.core.conversation.transitions import (
    Step,
    agreeing,
    ask,
    begin_turn,
    gated,
    remember,
    solved,
    tell,
    unsettled,
    with_line,
)
from bot.core.model.record import Line
from bot.core.text.redaction.redact import Secret, redact

ASKED_FOR = frozenset(
    {
        Verb.STATUS, Verb.TICKETS, Verb.SHOW, Verb.HELP, Verb.CANCEL, Verb.RESTART, Verb.ADD, Verb.NEWS,
        Verb.CALL_OFF, Verb.MOVE_CALL, Verb.WITHDRAW, Verb.STATEMENT, Verb.LINK, Verb.UNLINK,
    }
)  # fmt: skip
"""What stays a command while somebody waits for an answer; anything else is the answer, such as eight signs alone."""


def awaited(talk: Talk, text: str, intent: Intent, facts: Facts) -> Step | None:
    """The answer that somebody waits for: "yes", "8080", "German", an address, a phone number.

    Staff asked about exactly one ticket, or the bot asked what to add; ``None`` when nobody did, or
    when it is plainly a command.
    """
    if intent.verb in {Verb.ACCEPT, Verb.REFUSE} and billing_consent.asked(facts):
        return None
    alone = intent.verb is Verb.LINK and text == intent.text
    if (intent.verb in ASKED_FOR and not alone) or (intent.verb is Verb.NUMBER and facts.seen(intent.number)):
        return None
    line = (facts.line(text),)
    if isinstance(talk.stage, Adding):
        return talk, (AddWords(talk.stage.number, line),)
    if len(facts.asked) != 1:
        return None
    number = facts.asked[0].ticket.number
    if isinstance(talk.stage, RESTING):
        return talk, (AddWords(number, line),)
    if isinstance(talk.stage, Suggested | Reading | NoArticleFound) and intent.verb is Verb.WORDS:
        return replace(talk, stage=AssigningText(text, (number,), lines=line)), ()
    return None


def new_words(talk: Talk, text: str, number: int, facts: Facts) -> Step:
    """Where text goes that nothing was waiting for: see the policy's "several tickets open"."""
    live = [s.ticket.number for s in facts.live if s.ticket.number not in talk.declined]
    if not live:
        return ask(talk, text, facts)
    alike = _alike(live, facts)
    first = [number] if number in live else list(alike)
    order = tuple(dict.fromkeys((*first, *reversed(live))))
    return replace(talk, stage=AssigningText(text, order, twin=bool(first), lines=(facts.line(text),))), ()


def _alike(live: Collection[int], facts: Facts) -> tuple[int, ...]:
    """The client's live tickets that the words resemble enough to be the same problem."""
    enough = facts.policy.knowledge.twin_from_likeness
    return tuple(n for n, likeness in facts.found.similar if n in live and likeness >= enough)


def more_words(held: str, text: str, facts: Facts) -> tuple[str, bool]:
    """More of what waits to be placed, within what is taken at once; whether it fitted.

    Redacted again: two harmless halves may make a card number.
    """
    joined = f"{held}\n{text}".strip()
    fits = len(joined) <= facts.policy.limits.text_chars
    return (redact(joined, facts.languages, facts.policy.privacy.keeps_ibans).text if fits else held), fits


def hold(stage: AssigningText, text: str, facts: Facts) -> tuple[AssigningText, bool]:
    """More of what waits to be placed, each message a line of its own; whether it fitted."""
    held, fits = more_words(stage.text, text, facts)
    if not fits:
        return stage, False
    before = stage.typed(facts.now)
    if held == f"{stage.text}\n{text}".strip():
        return replace(stage, text=held, lines=with_line(before, facts.line(text))), True
    origins = (*(origin for line in before for origin in line.origins), *facts.origins)
    return replace(stage, text=held, lines=(Line(held, facts.now, origins),)), True


# ── Joining an open ticket, or not ─────────────────────────────────────────────────────


def join(talk: Talk, stage: AssigningText, number: int, facts: Facts, more: str = "") -> Step:
    """Put the text on the ticket it belongs to, and what was typed with the ticket's number."""
    added = (facts.line(more),) if more else ()
    return talk, (AddWords(number, (*stage.typed(facts.now), *added)),)


def new_question(talk: Talk, stage: AssigningText, facts: Facts) -> Step:
    """None of the open tickets: a question of its own, up the ladder."""
    declined = tuple(dict.fromkeys((*talk.declined, *stage.numbers)))
    return ask(replace(talk, declined=declined), stage.text, facts, stage.lines)


def join_draft(talk: Talk, form: Draft, number: int, facts: Facts, more: str = "") -> Step:
    """Put what was typed and drafted on an open ticket instead of filing it twice."""
    lines = entered(talk.lines, form, facts.now)
    return talk, (AddWords(number, (*lines, *(facts.line(text) for text in ticket_form.unsaid((more,), lines)))),)


def entered(typed: tuple[Line, ...], form: Draft, now: datetime) -> tuple[Line, ...]:
    """What was typed, then what the form added, each once, in order."""
    extra = ticket_form.unsaid((form.subject, form.symptoms), typed)
    return (*typed, *(Line(text, now, form.origins) for text in extra))


# ── The form ───────────────────────────────────────────────────────────────────────────


def drafted(form: Draft, event: Event) -> str:
    """What the ticket would say with this answer: for finding its likely duplicates."""
    latest: tuple[str, ...] = ()
    match event:
        case Said(text):
            latest = (text,)
        case Submitted(values):
            latest = tuple(value for name, value in values if name in {"subject", "symptoms"})
    return "\n".join(part for part in (form.subject, form.symptoms, *latest) if part)


def said_in_form(talk: Talk, stage: Drafting, text: str, facts: Facts) -> Step:
    """An answer to the asked field, unless it is a command and nothing else."""
    intent = read(text, facts.languages)
    whole = not intent.text or intent.verb in {Verb.ADD, Verb.LINK, Verb.LANGUAGE, Verb.ZONE}
    if whole and intent.verb in any_stage.INTERRUPTS and (step := any_stage.meant(talk, intent, facts)):
        return step
    if intent.verb in {Verb.ACCEPT, Verb.REFUSE} and billing_consent.asked(facts):
        return billing_consent.on_notice(talk, intent.verb, facts)
    if intent.verb is Verb.SOLVED and ticket_form.asking(stage.draft) != "symptoms":
        return solved(talk)
    if intent.verb is Verb.PHONE:
        talk = replace(scheduling.noted(talk, facts), wants_phone=True)
    if not text:
        return settled(talk, stage, ticket_form.keep(stage.draft), facts)
    form, problem = ticket_form.answer(stage.draft, text, intent.verb)
    if problem:
        talk = remember(talk, facts.line(text))
    else:
        form = replace(form, origins=(*form.origins, *facts.origins))
    return settled(talk, stage, (form, problem), facts)


def settled(talk: Talk, stage: Drafting, taken: tuple[Draft, str], facts: Facts) -> Step:
    """Go on after a field was taken, or say why it wasn't."""
    form, problem = taken
    if problem:
        return replace(talk, stage=replace(stage, draft=form, wrong=((ticket_form.asking(stage.draft), problem),))), ()
    return _next(replace(talk, stage=replace(stage, draft=form, wrong=())), form, facts)


def submitted(talk: Talk, values: dict[str, str], revision: int, removed: frozenset[Secret], facts: Facts) -> Step:
    """A whole form at once; what is wrong is said at its field, nothing typed is lost.

    It may have been opened a few turns ago (a double click, a line typed beside it): as long as its draft
    isn't filed or dropped, it is taken as it stands. What was answered meanwhile becomes further words.
    """
    held = ticket_form.under_way(talk.stage)
    if held is None or not held.since <= revision <= talk.revision:
        return tell(begin_turn(talk, removed), Notice(Say.STALE)), ()
    talk = begin_turn(talk, removed)
    form, wrong, replaced = ticket_form.fill_in(held, values)
    form = replace(form, origins=(*held.origins, *facts.origins))
    for text in ticket_form.unsaid(replaced, (*talk.lines, *map(facts.line, values.values()))):
        talk = remember(talk, Line(text, facts.now, held.origins or facts.origins))
    if wrong:
        return replace(talk, stage=Drafting(form, wrong)), ()
    return _next(replace(talk, stage=Drafting(form)), form, facts)


def _next(talk: Talk, form: Draft, facts: Facts) -> Step:
    """Ask for the next field, or file; a likely duplicate is shown first."""
    if ticket_form.asking(form):
        return talk, ()
    twins = _alike({s.ticket.number for s in facts.live} - set(talk.declined), facts)
    if twins:
        return replace(talk, stage=ConfirmingDuplicate(form, twins)), ()
    return file(talk, form, facts)


def file(talk: Talk, form: Draft, facts: Facts) -> Step:
    """Hand the draft to the desk; software that it names first is asked about before."""
    words = "\n".join((form.subject, form.symptoms, *(line.text for line in talk.lines)))
    named = unsettled(talk, words, facts)
    if named in facts.policy.third_party.either:
        return replace(talk, stage=ClarifyingOwner(named, draft=form)), ()
    talk = replace(talk, third_party=talk.third_party or named)
    if gated(talk, facts):
        return agreeing(talk, talk.third_party, facts, form), ()
    filed = FileTicket(form, talk.lines, talk.wants_phone, talk.third_party, talk.agreed)
    noted = NoteFeedback(talk.question, (), "", "filed")
    return talk, (filed, noted) if talk.question else (filed,)
