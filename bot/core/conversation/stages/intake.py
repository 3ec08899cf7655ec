"""From the client's words to a ticket: a new one through the form, or more for one that is open."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.core.conversation import questions, ticket_form
from bot.core.conversation.commands import AddWords, FileTicket, TellFull
from bot.core.conversation.events import Event, Said, Submitted
from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import ASKED_FOR, CLEAR_IN_A_FORM, CLEAR_IN_WORDS, Verb
from bot.core.conversation.stages import any_stage, billing_consent, policy_questions, scheduling
from bot.core.conversation.state import (
    Adding,
    AssigningText,
    ClarifyingOwner,
    ConfirmingDuplicate,
    Draft,
    Drafting,
    KnownIncident,
    Notice,
    Say,
    Talk,
)
from bot.core.conversation.transitions import (
    Step,
    agreeing,
    ask,
    begin_turn,
    gated,
    known_incident,
    of_incident,
    remember,
    solved,
    tell,
    unsettled,
    with_line,
)
from bot.core.conversation.understanding.acts import ORDINALS, Act
from bot.core.conversation.understanding.meaning import Clause, Meaning
from bot.core.conversation.understanding.urgency import DEGREES, urgency_in, urgency_told
from bot.core.conversation.understanding.verdict import works_again
from bot.core.conversation.utterance import Utterance
from bot.core.model.record import Line
from bot.core.text.redaction.redact import Secret, redact
from bot.core.text.words import domain_in, plain


def awaited(talk: Talk, stage: Adding, words: Utterance, facts: Facts) -> Step | None:
    """What is to be added to a ticket, as it was asked for; ``None`` when it is plainly a command."""
    intent = words.intent
    alone = intent.verb is Verb.LINK and words.text == intent.text
    if (intent.verb in ASKED_FOR and not alone) or (intent.verb is Verb.NUMBER and facts.seen(intent.number)):
        return None
    if words.meaning.only(Act.FORGET, Act.LEAVE):
        return any_stage.drop(talk), ()
    return talk, (AddWords(stage.number, (facts.line(words.text),)),)


def new_words(talk: Talk, text: str, number: int, facts: Facts) -> Step:
    """Where text goes that nothing was waiting for: see the policy's "several tickets open"."""
    live = [s.ticket.number for s in facts.live if s.ticket.number not in talk.declined]
    alike = _alike(live, facts)
    first = [number] if number in live else list(alike)
    order = tuple(dict.fromkeys((*first, *reversed(live))))
    return replace(talk, stage=AssigningText(text, order, twin=bool(first), lines=(facts.line(text),))), ()


def _alike(live: Collection[int], facts: Facts) -> tuple[int, ...]:
    """The client's live tickets that the words resemble enough to be the same problem."""
    are_twins = facts.policy.knowledge.are_twins
    return tuple(n for n, likeness in facts.found.similar if n in live and are_twins(likeness))


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


def said_in_form(talk: Talk, stage: Drafting, words: Utterance, facts: Facts) -> Step:
    """An answer to the asked field, unless it is clearly a command, or asks about the form."""
    if not words.text:
        return settled(talk, stage, ticket_form.keep(stage.draft), facts)
    step = (
        _form_command(talk, stage, words, facts)
        or _other_field(talk, stage, words, facts)
        or _form_question(talk, stage, words, facts)
        or _beside_the_field(talk, stage, words, facts)
    )
    if step is not None:
        return policy_questions.angry(step[0], words), step[1]
    if words.intent.verb is Verb.PHONE and not _names_themselves(stage, words, facts):
        talk = replace(scheduling.noted(talk, facts), wants_phone=True)
        when = facts.understood.time
        if when.alone if when is not None else not words.intent.text and words.meaning.words > 1:
            return tell(talk, Notice(Say.PHONE_LATER)), ()
    if ticket_form.asking(stage.draft) == "subject" and len(words.text.strip()) > ticket_form.SUBJECT_CHARS_MAX:
        talk = remember(talk, facts.line(words.text))  # the whole is kept, its beginning is the subject
        form, _problem = ticket_form.settle(stage.draft, "subject", ticket_form.headline(words.text))
        talk, form = _urgency_noted(talk, form, words)
        return settled(talk, stage, (form, ""), facts)
    form, problem = _answered(stage.draft, words, facts)
    if problem:
        talk = remember(talk, facts.line(words.text))
        if talk.wants_phone:
            talk = scheduling.noted(talk, facts)
        form, problem = _gone_on(stage, (form, problem), words)
    else:
        form = replace(form, origins=(*form.origins, *facts.origins))
        talk, form = _urgency_noted(talk, form, words)
    return settled(talk, stage, (form, problem), facts)


def _urgency_noted(talk: Talk, form: Draft, words: Utterance) -> tuple[Talk, Draft]:
    """How urgent it is, said within another answer, isn't asked for again."""
    if "urgency" in form.done or not (urgency := urgency_told(words.meaning)):
        return talk, form
    form, _problem = ticket_form.settle(form, "urgency", urgency)
    return tell(talk, Notice(Say.URGENCY, text=urgency)), form


_BESIDE_FILING = (Act.YES, Act.WEAK_YES, Act.SKIP, Act.THANKS, Act.NO, Act.NONE)
"""What may stand beside "just open the ticket"."""

DROPS_WORDS_MAX = 6
"""So many words beside "never mind" are still no answer."""


def _form_command(talk: Talk, stage: Drafting, words: Utterance, facts: Facts) -> Step | None:
    intent, meaning, asked = words.intent, words.meaning, ticket_form.asking(stage.draft)
    carries = intent.verb in {Verb.ADD, Verb.LINK, Verb.LANGUAGE, Verb.ZONE} and bool(intent.text or intent.number)
    in_words = len(words.text.split()) > 1 or asked == "urgency"
    clear = intent.verb in CLEAR_IN_A_FORM or (intent.verb in CLEAR_IN_WORDS and in_words and not intent.text)
    if _names_themselves(stage, words, facts):
        return None
    others = intent.number and not facts.seen(intent.number) and "#" not in words.text
    if (carries or clear) and not others and (step := any_stage.meant(talk, intent, facts)):
        return step
    if intent.verb in {Verb.ACCEPT, Verb.REFUSE} and billing_consent.asked(facts):
        return billing_consent.on_notice(talk, intent.verb, facts)
    if intent.verb is Verb.SOLVED and asked != "symptoms":
        return solved(talk)
    just_files = meaning.holds(Act.TICKET) and meaning.only(Act.TICKET, *_BESIDE_FILING)
    just_files = just_files or (intent.verb is Verb.TICKET and len(words.text.split()) > 1 and not intent.number)
    if asked != "subject" and just_files:
        return settled(talk, stage, ticket_form.with_the_rest_as_it_is(stage.draft), facts)
    if talk.wants_phone and meaning.holds(Act.NO_PHONE, Act.CALL_OFF):
        return replace(talk, wants_phone=False, call_time=None), ()
    first = meaning.clauses[0] if meaning.clauses else None
    gives_up = first is not None and Act.FORGET in first.acts and not first.unread and not first.question
    if asked in {"subject", "urgency", "service"} and meaning.agreed(Act.FORGET) and not meaning.several:
        return any_stage.drop(talk), ()
    if meaning.says(Act.FORGET) and (gives_up or asked != "symptoms") and meaning.telling <= DROPS_WORDS_MAX:
        return any_stage.drop(talk), ()
    if asked != "symptoms" and _takes_back(meaning):
        return any_stage.drop(talk), ()
    if _is_over(meaning, asked):
        return solved(talk)
    return None


def _names_themselves(stage: Drafting, words: Utterance, facts: Facts) -> bool:
    """ "Call me Mrs Hendricks" tells a name; "call me at nine" doesn't."""
    asked = ticket_form.asking(stage.draft) == "name"
    return asked and ticket_form.says_name(words.text, facts.languages) and facts.understood.time is None


def _takes_back(meaning: Meaning) -> bool:
    """ "Actually no, leave it, my colleague has sorted it": a part of several says nothing else."""
    return not meaning.asks and any(
        clause.acts & {Act.LEAVE, Act.FORGET} and not clause.unread for clause in meaning.clauses[1:]
    )


def _is_over(meaning: Meaning, asked: str) -> bool:
    """Nothing is to be filed any more: "found it, you can close it". What is written freely may tell of it."""
    if asked == "subject" or meaning.asks or meaning.holds(Act.IF, Act.BROKEN):
        return False
    return meaning.clearly(Act.CLOSE) or (asked in {"service", "name"} and works_again(meaning))


BESIDE_A_SLOT_WORDS_MAX = 3
"""So many words beside a domain, a time or a phone number tell nothing of their own: "it's for example.com"."""


def _other_field(talk: Talk, stage: Drafting, words: Utterance, facts: Facts) -> Step | None:
    """What is plainly no answer to the asked field is kept for where it belongs; the field is asked for again."""
    asked, said, meaning = ticket_form.asking(stage.draft), facts.understood, words.meaning
    if meaning.asks:
        return None
    if meaning.courteous and meaning.says(Act.THANKS):
        return tell(talk, Notice(Say.WELCOME)), ()
    beside = meaning.words - words.figures
    if said.number and beside <= BESIDE_A_SLOT_WORDS_MAX:
        return tell(scheduling.noted(talk, facts), Notice(Say.NUMBER_LATER)), ()
    if talk.wants_phone and said.time is not None and said.time.alone:
        return tell(scheduling.noted(talk, facts), Notice(Say.PHONE_LATER)), ()
    domain = domain_in(words.text)
    if domain and asked in {"symptoms", "urgency", "name"} and len(words.text.split()) <= BESIDE_A_SLOT_WORDS_MAX + 1:
        form, problem = ticket_form.settle(stage.draft, "service", domain)
        kept = remember(talk, facts.line(words.text))
        if problem or "service" in stage.draft.done:
            return tell(kept, Notice(Say.NOTED)), ()
        return tell(replace(kept, stage=replace(stage, draft=form, wrong=())), Notice(Say.NOTED)), ()
    return None


def _form_question(talk: Talk, stage: Drafting, words: Utterance, facts: Facts) -> Step | None:
    """ "What for?", "which domain, the old one?": answered, and the field is asked for again."""
    meaning, asked = words.meaning, ticket_form.asking(stage.draft)
    named = asked == "name" and ticket_form.says_name(words.text, facts.languages)
    if named and not (meaning.clauses and Act.FIELD in meaning.clauses[0].acts):  # but "it's on my account"
        return None
    if asked == "name" and not meaning.asks and meaning.only(Act.NO, Act.SKIP, Act.REFUSE, Act.LEAVE, Act.CANNOT):
        return tell(talk, Notice(Say.FIELD, text=asked)), ()  # why it is asked, and that a first name will do
    if asked == "service" and domain_in(words.text) and meaning.several:
        return None
    waits = meaning.clearly(Act.WAIT) and not meaning.holds(Act.SKIP)
    if asked != "symptoms" and waits and meaning.told <= DROPS_WORDS_MAX and not meaning.asks:
        return tell(talk, Notice(Say.NO_HURRY)), ()
    free = asked == "symptoms" and any(_tells_what_is_seen(clause) for clause in meaning.clauses)
    told = asked in {"service", "name", "symptoms"} and meaning.holds(Act.URGENCY) and not free
    if told and (urgency := urgency_in(meaning, asked=True)):
        return _with_urgency(talk, stage, urgency, words, facts), ()
    if not meaning.only_asks and not (_is_about_form(meaning, asked) and not meaning.says(Act.BROKEN, Act.FACT)):
        return None
    when = asked == "subject" and meaning.only_asks and meaning.holds(Act.RESPONSE_TIMES, Act.NEWS, Act.STATUS)
    if asked in FREE and not (when or meaning.holds(*_OF_THE_FORM) or _of_policy(meaning)):
        return None
    if not meaning.holds(Act.FIELD):
        if step := policy_questions.language_asked(talk, words, facts):
            return step
        if meaning.holds(Act.PHONE) and (asked != "name" or meaning.only_asks):
            return tell(replace(talk, wants_phone=True), Notice(Say.PHONE_LATER)), ()
    step = policy_questions.answered(talk, words, facts, in_form=True)
    if step is None and meaning.holds(Act.STATUS, Act.NEWS) and not facts.live:
        return policy_questions.told(talk, (Act.RESPONSE_TIMES,)), ()
    return step or (tell(talk, Notice(Say.FIELD, text=asked)), ())


def _is_about_form(meaning: Meaning, asked: str) -> bool:
    """Whether something is asked about the form, or about the field that it asks for."""
    brief = meaning.telling <= DROPS_WORDS_MAX
    if meaning.asks and brief and meaning.holds(Act.FIELD, Act.FILES, Act.PHONE, Act.BOT, Act.WHICH):
        return True
    match asked:
        case "name":
            return meaning.asks or (meaning.clearly_holds(Act.FIELD) and meaning.telling <= 1)
        case "urgency":
            degree = any(clause.question and clause.acts & _OF_URGENCY for clause in meaning.clauses)
            return degree or (meaning.asks and meaning.holds(Act.IF))
        case "subject":
            return brief and meaning.holds(Act.FIELD)
        case _:
            return False


_OF_URGENCY = DEGREES | {Act.URGENCY}

SEEN_WORDS_MIN = 5
"""So many words beside an urgency tell what is seen."""


def _tells_what_is_seen(clause: Clause) -> bool:
    """Beside what is said of the urgency."""
    if clause.acts & _OF_URGENCY:
        return False
    return bool(clause.acts & {Act.BROKEN, Act.FACT, Act.AGAIN}) or clause.unread >= SEEN_WORDS_MIN


_OF_THE_FORM = (Act.FIELD, Act.FILES, Act.LANGUAGE, Act.PHONE, Act.WHICH, Act.ABILITIES)
FREE = frozenset({"subject", "symptoms"})
"""Fields in which a question can be the answer: it's what the ticket is about."""


def _of_policy(meaning: Meaning) -> bool:
    return any(topic not in {Act.PRICE, Act.HOURS, Act.REACH} for topic in policy_questions.topics(meaning))


def _with_urgency(talk: Talk, stage: Drafting, urgency: str, words: Utterance, facts: Facts) -> Talk:
    """The urgency said while another field is asked for; the words are kept with the ticket."""
    form, _problem = ticket_form.settle(stage.draft, "urgency", urgency)
    return replace(remember(talk, facts.line(words.text)), stage=replace(stage, draft=form, wrong=()))


DOMAIN_WORDS_MAX = 10
"""So many words may still name a service: "the website of my wife's choir in Bremen"."""


def _beside_the_field(talk: Talk, stage: Drafting, words: Utterance, facts: Facts) -> Step | None:
    """Facts told while a domain is asked for belong to the symptoms."""
    meaning, asked = words.meaning, ticket_form.asking(stage.draft)
    least = DROPS_WORDS_MAX if meaning.holds(Act.WAIT, Act.FACT) else DOMAIN_WORDS_MAX
    told = meaning.told > least or meaning.says(Act.BROKEN, Act.AGAIN)
    told = told and not meaning.holds(Act.SKIP) and not domain_in(words.text)
    if asked != "service" or not told:
        return None
    held, fits = more_words(stage.draft.symptoms, words.text, facts)
    if not fits:
        return tell(talk, Notice(Say.TOO_LONG, number=len(words.text))), ()
    form = replace(stage.draft, symptoms=held, origins=(*stage.draft.origins, *facts.origins))
    return tell(replace(talk, stage=replace(stage, draft=form)), Notice(Say.NOTED)), ()


def _answered(draft: Draft, words: Utterance, facts: Facts) -> tuple[Draft, str]:
    """The asked field with these words as its answer."""
    meaning, asked = words.meaning, ticket_form.asking(draft)
    match asked:
        case "urgency":
            said = (
                urgency_in(meaning)
                or _choice_begun(words.text, facts)
                or _nth(meaning)
                or ("normal" if meaning.only(Act.SKIP, Act.NO) else "")
            )
            return ticket_form.settle(draft, asked, said or words.text.strip().casefold())
        case "name":
            if meaning.only(Act.NO, Act.SKIP, Act.YES, Act.WEAK_YES, Act.THANKS, Act.NONE):
                return draft, ticket_form.EMPTY
            named = ticket_form.says_name(words.text, facts.languages)
            if not named and meaning.clauses and not meaning.clauses[0].acts.isdisjoint(_OF_NO_NAME):
                return draft, ticket_form.EMPTY
            name = ticket_form.name_in(words.text, facts.languages)
            says_when = facts.understood.time is not None and any(sign.isdecimal() for sign in name)
            return ticket_form.settle(draft, asked, "" if says_when else name)  # "tomorrow at 6pm" is nobody
        case "service" | "symptoms" if _skips(words, asked):
            return ticket_form.keep(draft)
        case "service" if meaning.asks and domain_in(words.text):
            return ticket_form.settle(draft, asked, domain_in(words.text))
        case _:
            return ticket_form.answer(draft, words.text, words.intent.verb)


_OF_NO_NAME = frozenset(
    {Act.CLOSE, Act.FORGET, Act.WORKS, Act.BROKEN, Act.AGAIN, Act.NEWS, Act.STATUS, Act.WAIT, Act.PHONE}
)
"""Whoever begins with this tells no name."""

CHOOSING_WORDS_MAX = 3
"""So few words may have been meant as a choice, such as "pretty bad"; more of them tell something."""


def _gone_on(stage: Drafting, taken: tuple[Draft, str], words: Utterance) -> tuple[Draft, str]:
    """Words that choose no urgency are kept with the ticket, which is normal then: nobody is held up by the question.

    What may have been meant as a choice is asked for once more, and only once.
    """
    form, problem = taken
    if problem != ticket_form.NOT_A_CHOICE:
        return taken
    if (domain := domain_in(words.text)) and "service" not in form.done:
        form, _problem = ticket_form.settle(form, "service", domain)
    elif len(words.text.split()) <= CHOOSING_WORDS_MAX and not stage.wrong:
        return taken
    return ticket_form.settle(form, "urgency", "normal")


def _nth(meaning: Meaning) -> str:
    """The urgency that is meant by "the second one"; "" for none."""
    which = meaning.last(Act.LAST, *ORDINALS)
    if which is None or not meaning.chooses:
        return ""
    shown = tuple(ticket_form.URGENCIES)
    n = -1 if which is Act.LAST else ORDINALS.index(which)
    return shown[n] if n < len(shown) else ""


def _skips(words: Utterance, asked: str) -> bool:
    meaning = words.meaning
    if meaning.only(Act.SKIP, Act.NO, Act.NONE, Act.FORGET):
        return True
    told = meaning.holds(Act.BROKEN, Act.FACT, Act.AGAIN) if asked == "symptoms" else bool(domain_in(words.text))
    return meaning.holds(Act.SKIP) and not told and meaning.telling <= DROPS_WORDS_MAX


CHOICE_LETTERS_MIN = 4
"""So many letters begin a choice's words, such as "outa"."""


def _choice_begun(text: str, facts: Facts) -> str:
    """The urgency whose name begins so, in any language; "" for none or several."""
    said = plain(text)
    if len(said) < CHOICE_LETTERS_MIN:
        return ""
    begun = {
        name
        for language in facts.languages.by_code.values()
        for name in ticket_form.URGENCIES
        for phrase in language.acts.get(name, ())
        if plain(phrase.split("/")[0].strip(" ^$")).startswith(said)
    }
    return begun.pop() if len(begun) == 1 else ""


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
    limits = facts.policy.limits
    if limits.open_tickets_shown_from <= len(facts.live) < limits.open_tickets_max:
        return _among_many(talk, form, twins, facts), ()
    if twins:
        return replace(talk, stage=ConfirmingDuplicate(form, twins)), ()
    if number := known_incident(talk, facts):
        return of_incident(talk, KnownIncident(number, draft=form), facts)
    return file(talk, form, facts)


MANY_SHOWN = 10
"""Of many open tickets those filed last are shown, behind the ones alike: a screen's worth."""


def _among_many(talk: Talk, form: Draft, first: tuple[int, ...], facts: Facts) -> Talk:
    """Show them what they have open: it may belong there."""
    latest = (seen.ticket.number for seen in reversed(facts.live))
    numbers = tuple(dict.fromkeys((*first, *latest)))[:MANY_SHOWN]
    return replace(talk, stage=ConfirmingDuplicate(form, numbers, many=True))


def file(talk: Talk, form: Draft, facts: Facts) -> Step:
    """Hand the draft to the desk; software that it names first is asked about before.

    Who has as many open as there may be adds to one of those; staff are told when they first try.
    """
    if len(facts.live) >= facts.policy.limits.open_tickets_max:
        known = isinstance(talk.stage, ConfirmingDuplicate) and talk.stage.many
        return _among_many(talk, form, (), facts), () if known else (TellFull(),)
    named = unsettled(talk, (form.subject, form.symptoms, *(line.text for line in talk.lines)), facts)
    if named in facts.policy.third_party.either:
        return replace(talk, stage=ClarifyingOwner(named, draft=form)), ()
    talk = replace(talk, third_party=talk.third_party or named)
    if gated(talk, facts):
        return agreeing(talk, talk.third_party, facts, form), ()
    filed = FileTicket(form, talk.lines, talk.wants_phone, talk.third_party, talk.agreed, talk.articles)
    talk, noted = questions.note(talk, "filed") if talk.question else (talk, ())
    return talk, (filed, *noted)
