"""What a client can ask for at any stage, by words or by a choice that never goes stale.

An interruption answers and leaves the stage as it was; only acts that end or replace what is
under way (start over, cancel, talk to a person …) change it.
"""

from dataclasses import replace

from bot.core.conversation import questions
from bot.core.conversation.commands import (
    AddWords,
    Agree,
    AskForNews,
    Command,
    FindIdentities,
    IssueCode,
    Rate,
    RedeemCode,
    SetLanguage,
    SetZone,
    Solve,
    Unsolve,
    Withdraw,
)
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.intents import Intent, Verb
from bot.core.conversation.stages import phone_number, scheduling
from bot.core.conversation.state import (
    RESTING,
    About,
    Adding,
    AssigningText,
    Cancelling,
    ConfirmingBump,
    ConfirmingTerms,
    Drafting,
    GivingNumber,
    Notice,
    Picking,
    Pushed,
    Say,
    Scheduling,
    Talk,
)
from bot.core.conversation.transitions import Step, back_to_rest, draft, noted_for_staff, remember, solved, tell
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.utterance import Utterance
from bot.core.model.tickets import Rating, State
from bot.core.rules.billing import all_in_force
from bot.core.rules.client_actions import fair_to_ask, overdue, reopenable
from bot.core.rules.permissions import Party
from bot.core.text.words import plain

PREFIX = "@"
"""Begins the actions that are good at any revision: they are commands, not answers."""

DIGITS_MAX = 9
"""Of a ticket's number and of an entry's, as where they are typed."""

TELLS_WORDS_MIN = 5
"""So many words beside a request tell something about the case."""

CLEAR_LIKENESS_GAP = 0.15
"""Of 1: by so much the likeliest ticket is ahead of the next, or it isn't clear which is meant."""


def hear(talk: Talk, facts: Facts) -> tuple[Talk, tuple[Command, ...]]:
    """Settle which language to speak, unless the platform or the client has said so."""
    if facts.lang_source in {"platform", "chosen"} or not facts.found.question:
        return talk, ()
    guess = facts.found.lang
    if guess and (guess != facts.lang or not facts.lang_source):
        return talk, (SetLanguage(guess, chosen=False),)
    if not guess and not facts.lang_source:
        return tell(talk, Notice(Say.LANGUAGE_GUESSED)), (SetLanguage(facts.lang, chosen=False),)
    return talk, ()


def meant(talk: Talk, intent: Intent, facts: Facts) -> Step | None:
    """Do what a typed command asks for; ``None`` when it is none."""
    number = intent.number
    time = facts.understood.time
    if (
        intent.text
        and not (intent.verb is Verb.PHONE and time is not None and time.alone)
        and (
            intent.verb in {Verb.PERSON, Verb.PHONE, Verb.EMAIL}
            or (intent.verb is Verb.OWN_NUMBER and facts.understood.number)
        )
    ):
        return _with_words(talk, intent, facts)
    match intent.verb:
        case Verb.ADD:
            return _add(talk, number, intent.text, facts)
        case Verb.LINK:
            return talk, (RedeemCode(intent.text.upper().replace("-", "")) if intent.text else IssueCode(),)
        case Verb.UNLINK:
            return talk, (FindIdentities(),)
        case Verb.LANGUAGE if intent.text:
            return _language(talk, intent.text, facts)
        case Verb.LANGUAGE:
            return tell(talk, Notice(Say.LANGUAGES)), ()
        case Verb.ZONE:
            return (talk, (SetZone(intent.text),)) if intent.text else (tell(talk, Notice(Say.ZONE_HOW)), ())
        case Verb.NUMBER:
            return _number(talk, number, facts)
        case Verb.OWN_NUMBER if facts.understood.number or not intent.text:
            return phone_number.change(talk, facts)
        case Verb.PERSON:
            return person(talk, facts)
        case Verb.TICKET:
            return _ticket(talk, number, facts)
        case (
            Verb.SOLVED | Verb.UNSOLVED | Verb.CANCEL | Verb.NEWS | Verb.PHONE | Verb.SHOW | Verb.STATUS
            | Verb.CALL_OFF | Verb.MOVE_CALL | Verb.WITHDRAW | Verb.STATEMENT | Verb.TRANSCRIPT
        ):  # fmt: skip
            return _on_ticket(talk, intent.verb, number, facts)
        case Verb.HELP | Verb.GREET | Verb.THANKS | Verb.TICKETS | Verb.EMAIL | Verb.RESTART:
            return _plainly(talk, intent.verb, facts)
        case _:
            return None


def here(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """Where a client says to be: times are in that zone from then on, or it is asked for.

    ``None`` where the words are no place, stand in a form, or answer what staff asked.
    """
    asked = isinstance(talk.over, Pushed) and talk.over.about in {About.ANSWER, About.WORD, About.RATING}
    if not facts.understood.place or asked or isinstance(talk.stage, Drafting | Adding | GivingNumber):
        return None
    if any(seen.ticket.state is State.ASKED for seen in facts.live):
        return None
    return (talk, (SetZone(facts.understood.place),)) if words.intent.verb in {Verb.WORDS, Verb.ZONE} else None


def _with_words(talk: Talk, intent: Intent, facts: Facts) -> Step | None:
    """A request inside a sentence: its words aren't lost, they go on the ticket there is or will be."""
    line = facts.line(intent.text)
    live = facts.live
    number = live[0].ticket.number if isinstance(talk.stage, RESTING) and len(live) == 1 else _talked_about(talk)
    if number:
        kept: tuple[Command, ...] = (AddWords(number, (line,)),)
    else:
        talk, kept = remember(talk, line), ()
    step = meant(talk, Intent(intent.verb, intent.number), facts)
    return (step[0], (*kept, *step[1])) if step else None


def _talked_about(talk: Talk) -> int:
    """The ticket that a call or billed help is being settled for; 0 for none."""
    return talk.stage.number if isinstance(talk.stage, Scheduling | ConfirmingTerms | GivingNumber) else 0


def chosen(talk: Talk, action: str, facts: Facts) -> Step:
    """Do what a choice asks for that is good at any time, such as ``@show.12``."""
    name, _dot, argument = action.removeprefix(PREFIX).partition(".")
    _ticket, _dot, offset = argument.partition(".")
    which = number_in(action)
    match name:
        case "lang":
            return _language(talk, argument, facts)
        case "earlier":
            earlier = Notice(Say.RECORD, which, places=(_whole_number(offset), 0))
            return _theirs(talk, which, facts) or (tell(talk, earlier), ())
        case "add":
            return _add(talk, which, "", facts)
        case "person":
            return person(talk, facts)
        case "status" | "show" | "solved" | "unsolved" | "cancel" | "news" | "phone":
            return _on_ticket(talk, Verb(name), which, facts)
        case "calloff" | "movecall" | "withdraw" | "statement" | "transcript":
            return _on_ticket(talk, Verb(name), which, facts)
        case "take" | "keepcall":
            n, _dot, version = offset.partition(".")
            if name == "take":
                return scheduling.take(talk, which, _whole_number(n), _whole_number(version), facts)
            return scheduling.keep(talk, which, _whole_number(n), _whole_number(version))
        case "number":
            return _theirs(talk, which, facts) or (phone_number.asked(talk, which), ())
        case "zone":
            return talk, (SetZone(argument.replace("--", "_").replace(".", "/")),)
        case "rate" if offset in set(Rating):
            return talk, (Rate(which, Rating(offset)),)
        case "agree" | "refuse":
            return talk, (Agree(which, name == "agree", n=_whole_number(offset)),)
        case "help" | "tickets" | "restart" | "email":
            return _plainly(talk, Verb(name), facts)
        case _:
            return tell(talk, Notice(Say.STALE)), ()


def _whole_number(text: str) -> int:
    """A number as our own choices write it, else 0: a forged one must not be more than a database takes."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS_MAX else 0


def number_in(action: str) -> int:
    """The ticket that an action names; 0 for none."""
    return _whole_number(action.partition(".")[2].partition(".")[0])


def zone_choice(name: str) -> str:
    """The choice of a zone, in the signs that a token takes."""
    return f"{PREFIX}zone.{name.replace('/', '.').replace('_', '--')}"


def drop(talk: Talk) -> Talk:
    """Leave what is under way; a ticket that it was about stays as it is."""
    if number := _talked_about(talk):
        return scheduling.leave(talk, number)
    return tell(back_to_rest(talk), Notice(Say.DROPPED))


def news(talk: Talk, number: int, facts: Facts) -> Step:
    """ "Any news?", in whatever words."""
    return _on_ticket(talk, Verb.NEWS, number, facts)


def phone(talk: Talk, words: Utterance, facts: Facts) -> Step:
    """A call is wished for; what else was said isn't lost."""
    live = facts.live
    figures = sum(word.isdecimal() for word in plain(words.text).split())
    time = facts.understood.time
    only_when = time is not None and time.alone
    tells = words.meaning.telling - figures >= TELLS_WORDS_MIN or words.meaning.says(Act.BROKEN)
    tells = tells and not only_when
    kept: tuple[Command, ...] = ()
    if tells and len(live) == 1:
        kept = (noted_for_staff(live[0].ticket.number, words.text, facts),)
    elif tells and not live:
        talk = remember(talk, facts.line(words.text))
    talk, commands = _on_ticket(talk, Verb.PHONE, words.intent.number, facts)
    return talk, (*kept, *commands)


def move_call(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step:
    """Another time for the call: at once where the words name one, else picked."""
    moved, commands = scheduling.move(talk, number, facts)
    stage = moved.stage
    step = scheduling.time_in(moved, stage, words.text, facts) if isinstance(stage, Scheduling) else None
    return step or (moved, commands)


def likely(facts: Facts) -> list[int]:
    """The client's tickets that the words resemble, the likeliest first; only one, where it is clear."""
    are_twins = facts.policy.knowledge.are_twins
    live = {seen.ticket.number for seen in facts.live}
    alike = [(n, likeness) for n, likeness in facts.found.similar if n in live and are_twins(likeness)]
    if len(alike) > 1 and alike[0][1] - alike[1][1] >= CLEAR_LIKENESS_GAP:
        alike = alike[:1]
    return [n for n, _likeness in alike]


# ── Without a ticket ───────────────────────────────────────────────────────────────────


def _plainly(talk: Talk, verb: Verb, facts: Facts) -> Step:
    match verb:
        case Verb.RESTART:
            return tell(back_to_rest(talk), Notice(Say.RESTARTED)), ()
        case Verb.TICKETS:
            return tell(talk, Notice(Say.TICKETS if facts.tickets else Say.NO_TICKETS)), ()
        case Verb.THANKS:
            return tell(talk, Notice(Say.WELCOME)), ()
        case Verb.GREET:
            return tell(talk, Notice(Say.GREETING)), ()
        case Verb.EMAIL:
            return tell(talk, Notice(Say.EMAIL)), ()
        case _:
            return tell(talk, Notice(Say.HELP)), ()


def _language(talk: Talk, code: str, facts: Facts) -> Step:
    if code not in facts.policy.firm.languages:
        return tell(talk, Notice(Say.LANGUAGES)), ()
    return tell(talk, Notice(Say.LANGUAGE_SET)), (SetLanguage(code, chosen=True),)


def person(talk: Talk, facts: Facts) -> Step:
    """A person answers every ticket: straight to the form, or to the ticket there is."""
    if facts.live and (isinstance(talk.stage, RESTING) or _talked_about(talk)):
        return tell(talk, Notice(Say.PERSON), *status(facts)), ()
    talk, noted = questions.for_person(tell(talk, Notice(Say.PERSON)))
    return (talk if isinstance(talk.stage, Drafting) else draft(talk, facts)), noted


def _ticket(talk: Talk, number: int, facts: Facts) -> Step:
    if number:
        return _on_ticket(talk, Verb.STATUS, number, facts)
    return draft(talk, facts), ()


def _number(talk: Talk, number: int, facts: Facts) -> Step:
    if facts.seen(number):
        return tell(talk, Notice(Say.STATUS, number)), ()
    if isinstance(talk.stage, RESTING) and number < facts.policy.limits.first_ticket_number and not facts.tickets:
        return tell(talk, Notice(Say.GREETING)), ()
    wrong = Notice(Say.NOT_YOURS, number) if isinstance(talk.stage, RESTING) else Notice(Say.CHOOSE)
    return tell(talk, wrong), ()


def status(facts: Facts) -> tuple[Notice, ...]:
    """How each of the client's open tickets stands."""
    return tuple(Notice(Say.STATUS, seen.ticket.number) for seen in facts.live)


# ── On a ticket ────────────────────────────────────────────────────────────────────────


def _theirs(talk: Talk, number: int, facts: Facts) -> Step | None:
    """The same refusal for a ticket that isn't theirs and one that doesn't exist."""
    return None if facts.seen(number) else (tell(talk, Notice(Say.NOT_YOURS, number)), ())


def _clients_only(talk: Talk, verb: Verb, number: int, facts: Facts) -> Step | None:
    """Whoever takes part in another's ticket reads it and adds to it; the rest is for its client to decide."""
    seen = facts.seen(number)
    if seen is None or seen.party is Party.CLIENT or verb in {Verb.SHOW, Verb.STATUS}:
        return None
    return tell(talk, Notice(Say.CLIENTS_ONLY, number)), ()


def _on_ticket(talk: Talk, verb: Verb, number: int, facts: Facts) -> Step:
    """Find the ticket that is meant, asking when it could be several."""
    if number:
        picked = isinstance(talk.stage, Picking) and number in talk.stage.numbers
        refused = _theirs(talk, number, facts) or _clients_only(talk, verb, number, facts)
        return refused or _act(back_to_rest(talk) if picked else talk, verb, number, facts)
    if verb is Verb.CANCEL and not isinstance(talk.stage, RESTING):
        return drop(talk), ()
    if verb is Verb.PHONE and _talked_about(talk):
        return tell(talk, Notice(Say.CHOOSE)), ()
    if verb is Verb.PHONE and not isinstance(talk.stage, RESTING):
        return _phone_first(talk, facts)
    candidates = _candidates(verb, facts)
    if not candidates:
        return _without_ticket(talk, verb, facts)
    if len(candidates) == 1:
        return _act(talk, verb, candidates[0].ticket.number, facts)
    if verb is Verb.STATUS:
        return tell(talk, *status(facts)), ()
    numbers = tuple(seen.ticket.number for seen in candidates)
    if isinstance(talk.stage, Drafting):
        return tell(talk, Notice(Say.TICKETS)), ()
    return replace(talk, stage=Picking(verb.value, numbers)), ()


def _candidates(verb: Verb, facts: Facts) -> tuple[TicketView, ...]:
    match verb:
        case Verb.UNSOLVED:
            window = facts.policy.promises.reopen_window_days
            return tuple(
                seen
                for seen in facts.tickets
                if seen.ticket.state is State.ANSWERED or reopenable(seen.ticket, facts.now, window)
            )
        case Verb.SHOW | Verb.TRANSCRIPT:
            return facts.live or facts.tickets
        case Verb.CALL_OFF | Verb.MOVE_CALL:
            return tuple(seen for seen in facts.live if seen.active_call)
        case Verb.WITHDRAW:
            return tuple(s for s in facts.tickets if all_in_force(s.agreed))
        case Verb.STATEMENT:
            return tuple(seen for seen in facts.tickets if seen.agreed)
        case _:
            return facts.live


def _without_ticket(talk: Talk, verb: Verb, facts: Facts) -> Step:
    match verb:
        case Verb.SOLVED:
            return solved(talk)
        case Verb.UNSOLVED if facts.live:
            return tell(talk, *status(facts)), ()
        case Verb.PHONE:
            return _phone_first(talk, facts)
        case Verb.CANCEL:
            return drop(talk), ()
        case Verb.CALL_OFF | Verb.MOVE_CALL:
            return tell(talk, Notice(Say.CALL_GONE)), ()
        case Verb.WITHDRAW:
            return tell(talk, Notice(Say.NOT_AGREED)), ()
        case Verb.STATEMENT:
            return tell(talk, Notice(Say.NOT_BILLED)), ()
        case _:
            return tell(talk, Notice(Say.NO_TICKETS)), ()


def _phone_first(talk: Talk, facts: Facts) -> Step:
    """The phone comes after article and ticket: remembered, and led there."""
    talk = replace(scheduling.noted(talk, facts), wants_phone=True)
    if isinstance(talk.stage, RESTING) and not talk.lines:
        return tell(talk, Notice(Say.PHONE_FIRST)), ()
    talk, noted = questions.for_person(tell(talk, Notice(Say.PHONE_LATER)))
    return (talk if isinstance(talk.stage, Drafting) else draft(talk, facts)), noted


def _act(talk: Talk, verb: Verb, number: int, facts: Facts) -> Step:
    match verb:
        case Verb.SOLVED:
            return talk, (Solve(number),)
        case Verb.UNSOLVED:
            return talk, (Unsolve(number),)
        case Verb.PHONE:
            return scheduling.begin(talk, number, facts)
        case Verb.CALL_OFF:
            return scheduling.call_off(talk, number)
        case Verb.MOVE_CALL:
            return scheduling.move(talk, number, facts)
        case Verb.WITHDRAW:
            return talk, (Withdraw(number),)
        case Verb.STATEMENT:
            return tell(talk, Notice(Say.STATEMENT, number)), ()
        case Verb.TRANSCRIPT:
            return tell(talk, Notice(Say.TRANSCRIPT, number)), ()
        case Verb.SHOW:
            return tell(talk, Notice(Say.RECORD, number)), ()
        case Verb.CANCEL:
            return _cancel(talk, number, facts)
        case Verb.NEWS:
            return _news(talk, number, facts)
        case _:
            return tell(talk, Notice(Say.STATUS, number)), ()


def _cancel(talk: Talk, number: int, facts: Facts) -> Step:
    seen = facts.seen(number)
    if seen is None or not seen.ticket.live:
        return tell(talk, Notice(Say.ALREADY_CLOSED, number)), ()
    return replace(talk, stage=Cancelling(number)), ()


def _news(talk: Talk, number: int, facts: Facts) -> Step:
    """ "Any news?": free when it's fair, else the price of a nudge is shown first. It wakes a ticket at rest.

    While an incident lasts it is answered from that, and free.
    """
    seen = facts.seen(number)
    if seen is None or not seen.ticket.live:
        return tell(talk, Notice(Say.STATUS, number)), ()
    asks = overdue(seen.ticket, facts.now) or seen.ticket.state is State.RESTING
    if seen.incident is not None:
        return tell(talk, Notice(Say.INCIDENT, number)), ((AskForNews(number),) if asks else ())
    if asks:
        return talk, (AskForNews(number),)
    if fair_to_ask(seen.ticket, facts.now):
        return tell(talk, Notice(Say.STATUS, number)), ()
    if isinstance(talk.stage, Drafting):
        return tell(talk, Notice(Say.STATUS, number)), ()
    return replace(talk, stage=ConfirmingBump(number)), ()


def _add(talk: Talk, number: int, text: str, facts: Facts) -> Step:
    if not number:
        live = facts.live
        if not live:
            return tell(talk, Notice(Say.NO_TICKETS)), ()
        if len(live) > 1:
            return _where(talk, text, facts)
        number = live[0].ticket.number
    if refused := _theirs(talk, number, facts):
        return _where(refused[0], text, facts) if facts.live and text else refused
    if text:
        return talk, (AddWords(number, (facts.line(text),)),)
    if isinstance(talk.stage, Drafting):
        return tell(talk, Notice(Say.STATUS, number)), ()
    return replace(talk, stage=Adding(number)), ()


def _where(talk: Talk, text: str, facts: Facts) -> Step:
    """Which ticket is it for? What was typed is kept until that is said."""
    numbers = tuple(seen.ticket.number for seen in reversed(facts.live))
    if isinstance(talk.stage, Drafting):
        return tell(talk, Notice(Say.TICKETS)), ()
    stage = AssigningText(text, numbers, lines=(facts.line(text),)) if text else Picking("add", numbers)
    return replace(talk, stage=stage), ()
