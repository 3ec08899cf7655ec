"""Picking a time for the phone: a day, then a time; and what becomes of an appointment by words or choices."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.core.calendar.slots import moment_of
from bot.core.calendar.time_expressions import is_like_a_time, when
from bot.core.conversation.commands import AddWords, BookSlot, CallOff, KeepCall, TakeCall, WantPhone
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.intents import Verb
from bot.core.conversation.stages import policy_questions
from bot.core.conversation.state import (
    RESTING,
    ConfirmingTerms,
    Drafting,
    Filed,
    Notice,
    Picking,
    Say,
    Scheduling,
    Talk,
)
from bot.core.conversation.transitions import Step, back_to_rest, remember, tell
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import Meaning
from bot.core.conversation.utterance import Utterance
from bot.core.policy import Channel
from bot.core.rules.appointments import outcome_owed
from bot.core.rules.billing import phone_owed, terms

AT = "%Y%m%dT%H%M"
"""A slot's start in UTC, as an action writes it: to the minute."""


def begin(talk: Talk, number: int, facts: Facts) -> Step:
    """Someone would like to talk by phone about this ticket of theirs."""
    seen = facts.seen(number)
    if seen is None or not seen.ticket.live:
        return tell(talk, Notice(Say.ALREADY_CLOSED, number)), ()
    if isinstance(talk.stage, Drafting):
        return talk, (WantPhone(number),)
    if isinstance(talk.stage, Picking):
        talk = back_to_rest(talk)
    if outcome_owed(seen.active_call, facts.now):
        return talk, (WantPhone(number, unfit=True),)
    if seen.active_call is not None:
        return tell(talk, Notice(Say.CALL, number)), ()
    return pick(talk, seen, facts), ()


def pick(talk: Talk, seen: TicketView, facts: Facts) -> Talk:
    """The free times; for software that isn't ours, first what the phone costs."""
    number = seen.ticket.number
    if needs_consent(seen, facts):
        return replace(talk, stage=phone_terms(seen, facts))
    return times_shown(talk, number, facts)


def times_shown(talk: Talk, number: int, facts: Facts) -> Talk:
    """The free times; where nobody knows the client's zone, it is asked for once."""
    talk = replace(talk, stage=Scheduling(number))
    if facts.zone or talk.zone_asked:
        return talk
    return tell(replace(talk, zone_asked=True), Notice(Say.ZONE_ASK))


def needs_consent(seen: TicketView, facts: Facts) -> bool:
    """No call about somebody else's software without an accepted notice."""
    return phone_owed(seen.ticket.third_party, seen.agreed, facts.policy.rates)


def phone_terms(seen: TicketView, facts: Facts, take: tuple[int, int] = (0, 0)) -> ConfirmingTerms:
    """The billing notice of the phone, for one ticket."""
    asked = terms(facts.policy.rates, facts.policy.firm.terms_version, Channel.PHONE, seen.agreed, seen.works)
    return ConfirmingTerms(seen.ticket.third_party, asked, seen.ticket.number, take=take)


def chose(talk: Talk, stage: Scheduling, name: str, argument: str) -> Step | None:
    """A day, a time, another page, none of them, or not now."""
    match name:
        case "day" if _is_day(argument):
            return replace(talk, stage=Scheduling(stage.number, argument)), ()
        case "at":
            start = _start(argument)
            return (talk, (BookSlot(stage.number, start),)) if start else None
        case "days":
            return replace(talk, stage=Scheduling(stage.number)), ()
        case "page" if argument.isdecimal() and len(argument) < 4:
            return replace(talk, stage=replace(stage, page=int(argument))), ()
        case "none":
            return replace(talk, stage=Filed(stage.number)), (WantPhone(stage.number, unfit=True),)
        case "leave":
            return leave(talk, stage.number), ()
    return None


def leave(talk: Talk, number: int) -> Talk:
    """Not now: the ticket stays as it is, and a call that was settled before."""
    return tell(replace(talk, stage=Filed(number)), Notice(Say.NOT_NOW, number))


def typed(talk: Talk, stage: Scheduling, words: Utterance, facts: Facts) -> Step | None:
    """Typed words: a day or a time, none of these, no call, or a question about it."""
    verb, meaning = words.intent.verb, words.meaning
    if verb in {Verb.WORDS, Verb.NUMBER} and (step := time_in(talk, stage, words.text, facts)):
        return step
    if verb in {Verb.NO, Verb.CALL_OFF, Verb.CANCEL} or (verb is Verb.WORDS and _wants_no_call(meaning)):
        return leave(talk, stage.number), ()
    asks = meaning.asks and verb in {Verb.WORDS, Verb.PHONE, Verb.EMAIL}
    if asks and (step := policy_questions.answered(talk, words, facts, about_calls=True)):
        return step
    if verb is Verb.NONE or meaning.only(Act.NONE):
        return chose(talk, stage, "days" if stage.day else "none", "")
    if verb is Verb.WORDS and (meaning.says(Act.NONE, Act.CANNOT) or meaning.asks):
        line = facts.line(words.text)
        shown = stage if meaning.asks else Scheduling(stage.number)
        return replace(talk, stage=shown), (AddWords(stage.number, (line,), back=False),)
    if meaning.only(
        Act.FIRST, Act.SECOND, Act.THIRD, Act.FOURTH, Act.LAST, Act.THANKS, Act.WEAK_YES, Act.YES, Act.WAIT, Act.GREET
    ):
        return tell(talk, Notice(Say.CHOOSE)), ()
    return said(talk, stage, words.text, facts) if verb in {Verb.WORDS, Verb.NUMBER} else None


def _wants_no_call(meaning: Meaning) -> bool:
    return meaning.holds(Act.NO_PHONE, Act.CALL_OFF) or meaning.only(Act.FORGET, Act.LEAVE, Act.NO, Act.THANKS)


def said(talk: Talk, stage: Scheduling, text: str, facts: Facts) -> Step:
    """A day or a time in the client's words, as good as chosen; other words belong to the ticket."""
    zone = ZoneInfo(facts.zone or facts.policy.firm.zone)
    meant = when(text, facts.now.astimezone(zone).date(), facts.languages)
    if meant is None and is_like_a_time(text, facts.languages):
        return tell(talk, Notice(Say.NO_CALL, stage.number)), ()
    if meant is None:
        line = facts.line(text)
        return remember(talk, line), (AddWords(stage.number, (line,)),)
    day = meant.day or (date.fromisoformat(stage.day) if stage.day else None)
    if day is None:
        return tell(talk, Notice(Say.NO_CALL, stage.number)), ()
    if meant.time is None:
        return replace(talk, stage=Scheduling(stage.number, day.isoformat())), ()
    start = moment_of(datetime.combine(day, meant.time), zone.key)
    if start is None:
        return tell(talk, Notice(Say.NO_CALL, stage.number)), ()
    return talk, (BookSlot(stage.number, start),)


def time_in(talk: Talk, stage: Scheduling, text: str, facts: Facts) -> Step | None:
    """The day or time that words name, as good as chosen; ``None`` when they name none."""
    zone = ZoneInfo(facts.zone or facts.policy.firm.zone)
    if when(text, facts.now.astimezone(zone).date(), facts.languages) is None:
        return None
    return said(talk, stage, text, facts)


def take(talk: Talk, number: int, n: int, version: int) -> Step:
    """Take the time that staff offered, as it was offered."""
    return talk, (TakeCall(number, n, version),)


def keep(talk: Talk, number: int, n: int, version: int) -> Step:
    """Keep the confirmed time, whatever else was suggested."""
    return talk, (KeepCall(number, n, version),)


def call_off(talk: Talk, number: int) -> Step:
    """Cancel the appointment; the ticket stays."""
    return talk, (CallOff(number),)


def move(talk: Talk, number: int, facts: Facts) -> Step:
    """Another time: pick again; the old one is kept until then."""
    seen = facts.seen(number)
    if seen is None or seen.active_call is None:
        return tell(talk, Notice(Say.CALL_GONE, number)), ()
    if isinstance(talk.stage, Drafting):
        return tell(talk, Notice(Say.CALL, number)), ()
    return pick(talk, seen, facts), ()


def terms_first(talk: Talk, number: int, facts: Facts) -> Talk:
    """Before a call: the terms, also for a time that staff offered."""
    seen = facts.seen(number)
    if seen is None or not isinstance(talk.stage, (*RESTING, Scheduling, ConfirmingTerms)):
        return tell(talk, Notice(Say.CALL, number))
    call = seen.active_call
    offered = (call.n, call.version) if call and call.asks_client else (0, 0)
    return replace(talk, stage=phone_terms(seen, facts, offered))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _start(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, AT).replace(tzinfo=UTC)
    except ValueError:
        return None
