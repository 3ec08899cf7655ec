"""Picking a time for the phone: a day, then a time; and what becomes of an appointment by words or choices."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.core.calendar.spoken_slots import fit, joined, moments, only_day
from bot.core.calendar.spoken_times import Days, SpokenTime
from bot.core.conversation.commands import AddWords, BookSlot, CallOff, KeepCall, SetNumber, TakeCall, WantPhone
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.intents import Verb
from bot.core.conversation.stages import policy_questions
from bot.core.conversation.state import (
    RESTING,
    ConfirmingTerms,
    Drafting,
    Filed,
    GivingNumber,
    Notice,
    Picking,
    Say,
    Scheduling,
    Talk,
)
from bot.core.conversation.transitions import Step, back_to_rest, noted_for_staff, remember, tell
from bot.core.conversation.understanding.acts import ORDINALS, Act
from bot.core.conversation.understanding.meaning import Meaning
from bot.core.conversation.utterance import Utterance
from bot.core.policy import Channel
from bot.core.rules.appointments import outcome_owed
from bot.core.rules.billing import call_lacks, phone_owed, terms
from bot.core.rules.permissions import Party

TIME_CHARS_MAX = 40
"""Nobody writes more for a time."""
_LIKE_A_TIME = re.compile(r"[\d\s:./-]+(?:[ap]\.?m\.?|h|hrs|uhr)?", re.IGNORECASE)

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
    return pick(noted(talk, facts), seen, facts)


def noted(talk: Talk, facts: Facts) -> Talk:
    """Keep the time and the number that were said with the wish for a call, until they are of use."""
    said = facts.understood
    time = joined(talk.call_time, said.time) if said.time else talk.call_time
    return replace(talk, call_time=time, phone=said.number or talk.phone)


def pick(talk: Talk, seen: TicketView, facts: Facts) -> Step:
    """The free times; for software that isn't ours, first what the phone costs."""
    number = seen.ticket.number
    if needs_consent(seen, facts):
        return replace(talk, stage=phone_terms(seen, facts)), ()
    return times_shown(talk, number, facts)


def times_shown(talk: Talk, number: int, facts: Facts) -> Step:
    """The free times, or the one that was said before; where nobody knows the client's zone, it is asked for once."""
    said = talk.call_time
    talk = replace(talk, stage=Scheduling(number), call_time=None)
    if said is not None:
        return _picked(talk, number, said, facts)
    return _zone_asked(talk, facts), ()


def _zone_asked(talk: Talk, facts: Facts) -> Talk:
    if facts.zone or talk.zone_asked:
        return talk
    return tell(replace(talk, zone_asked=True), Notice(Say.ZONE_ASK))


def zone_of(facts: Facts) -> str:
    """The zone in which a client's times are read and shown."""
    return facts.zone or facts.policy.firm.zone


def _picked(talk: Talk, number: int, said: SpokenTime, facts: Facts) -> Step:
    """A time in words: asked for when it is one that is free, else what fits or is nearest is shown."""
    zone, seen = zone_of(facts), facts.seen(number)
    call = seen.active_call if seen else None
    held = {call.start, *((call.proposed.start,) if call.proposed else ())} if call else set()
    found = fit(said, facts.hours, facts.slots, zone)
    start = next((at for at in moments(said, zone) if at in held), found.exactly.start if found.exactly else None)
    if start is not None:
        return book(talk, number, start, facts)
    day = only_day(said) if not found.why.explains else None
    stage = Scheduling(number, day.isoformat()) if day else Scheduling(number, said=said)
    return _zone_asked(replace(talk, stage=stage), facts), ()


def book(talk: Talk, number: int, start: datetime, facts: Facts) -> Step:
    """Ask for a time; the first one of a client needs the number to call."""
    seen = facts.seen(number)
    lacks = seen is None or needs_consent(seen, facts)
    asked = None if lacks else GivingNumber(number, start, since=talk.revision)
    return _with_number(talk, BookSlot(number, start), asked, facts)


def _with_number(talk: Talk, command: BookSlot | TakeCall, asked: GivingNumber | None, facts: Facts) -> Step:
    """Carry it out once there is a number; nobody is ``asked`` for one where it would be refused anyway."""
    said = facts.understood.number or talk.phone
    if said:
        return replace(talk, phone=""), (SetNumber(said), command)
    if asked is None or (facts.account is not None and facts.account.phone):
        return talk, (command,)
    return replace(talk, stage=asked), ()


def needs_consent(seen: TicketView, facts: Facts) -> bool:
    """No call about somebody else's software without an accepted notice."""
    return phone_owed(seen.ticket.third_party, seen.agreed, facts.policy.rates)


def phone_terms(seen: TicketView, facts: Facts, take: tuple[int, int] = (0, 0)) -> ConfirmingTerms:
    """The billing notice of the phone, for one ticket."""
    asked = terms(facts.policy.rates, facts.policy.firm.terms_version, Channel.PHONE, seen.agreed, seen.works)
    return ConfirmingTerms(seen.ticket.third_party, asked, seen.ticket.number, take=take)


def chose(talk: Talk, stage: Scheduling, name: str, argument: str, facts: Facts) -> Step | None:
    """A day, a time, another page, none of them, or not now."""
    match name:
        case "day" if _is_day(argument):
            return replace(talk, stage=Scheduling(stage.number, argument)), ()
        case "at":
            start = _start(argument)
            return book(talk, stage.number, start, facts) if start else None
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
    if _corrects(meaning, facts):
        return tell(talk, Notice(Say.CHOOSE)), ()
    timed = verb in {Verb.WORDS, Verb.NUMBER} or (verb is Verb.PHONE and _asks_for_time(meaning, facts))
    if timed and (step := time_in(talk, stage, words.text, facts)):
        return step
    if facts.understood.time is not None and facts.understood.time.days and _suits(meaning):
        return _picked(talk, stage.number, joined(stage.said, facts.understood.time), facts)
    if facts.understood.number and not meaning.clearly(Act.NO, Act.NO_PHONE, Act.CALL_OFF):
        return _number_said(talk, stage, words, facts)
    if verb in {Verb.NO, Verb.CALL_OFF, Verb.CANCEL} or (verb is Verb.WORDS and _wants_no_call(meaning)):
        return leave(talk, stage.number), ()
    asks = meaning.asks and verb in {Verb.WORDS, Verb.PHONE, Verb.EMAIL}
    if asks and (step := policy_questions.answered(talk, words, facts, about_calls=True)):
        return step
    if asks and meaning.holds(Act.PHONE):
        return policy_questions.told(talk, (Act.CALL,)), (AddWords(stage.number, (facts.line(words.text),)),)
    if verb is Verb.NONE or meaning.only(Act.NONE):
        return chose(talk, stage, "days" if stage.day else "none", "", facts)
    if verb is Verb.WORDS and (meaning.says(Act.NONE, Act.CANNOT) or meaning.asks):
        shown = stage if meaning.asks else Scheduling(stage.number)
        return replace(talk, stage=shown), (noted_for_staff(stage.number, words.text, facts),)
    if (
        stage.day
        and meaning.last(Act.LAST, *ORDINALS) is not Act.LAST
        and (at := _nth(meaning, stage, facts))
        and not meaning.asks
    ):
        return book(talk, stage.number, at, facts)
    if not stage.day and (day := _nth_day(meaning, facts)):
        return replace(talk, stage=Scheduling(stage.number, day)), ()
    if meaning.says(Act.THANKS) and meaning.courteous:
        return tell(talk, Notice(Say.WELCOME)), ()
    if meaning.only(
        Act.FIRST, Act.SECOND, Act.THIRD, Act.FOURTH, Act.LAST, Act.THANKS, Act.WEAK_YES, Act.YES, Act.WAIT, Act.GREET
    ):
        return tell(talk, Notice(Say.CHOOSE)), ()
    timely = facts.understood.time is not None or is_like_a_time(words.text)
    return said(talk, stage, words.text, facts) if timely and verb in {Verb.WORDS, Verb.NUMBER} else None


def _asks_for_time(meaning: Meaning, facts: Facts) -> bool:
    """ "Call me tomorrow at three"; "will somebody call me in the evening then?" asks something else."""
    time = facts.understood.time
    return time is not None and (not meaning.asks or any(clock.end is None for clock in time.clocks))


def _number_said(talk: Talk, stage: Scheduling, words: Utterance, facts: Facts) -> Step:
    """Where to call, said before the time: kept until there is one; staff read what else was said."""
    talk = tell(noted(talk, facts), Notice(Say.NUMBER_LATER))
    told = words.meaning.telling - words.figures >= NUMBER_BESIDE_WORDS_MIN
    return talk, (noted_for_staff(stage.number, words.text, facts),) if told else ()


NUMBER_BESIDE_WORDS_MIN = 4
"""So many words beside a phone number tell something."""


def _suits(meaning: Meaning) -> bool:
    """The day that is named is the one: "tomorrow suits me fine"."""
    if meaning.holds(Act.CANNOT, Act.NONE, Act.NO, Act.NOT, Act.IF):
        return False
    return meaning.says(Act.TAKE, Act.YES, Act.WEAK_YES, Act.WORKS, Act.FITS)


def _corrects(meaning: Meaning, facts: Facts) -> bool:
    """Two times, and a no between them: which one is meant isn't guessed."""
    time = facts.understood.time
    return time is not None and len(time.clocks) > 1 and meaning.holds(Act.NO, Act.NOT)


WAKING_HOUR = 7
"""A time before this hour isn't what "the first one" means."""


def _nth(meaning: Meaning, stage: Scheduling, facts: Facts) -> datetime | None:
    """The time that is meant by "the first one", among those of the day that is shown."""
    said = meaning.last(*ORDINALS)
    if said is None or meaning.says(Act.NONE, Act.CANNOT):
        return None
    zone = ZoneInfo(zone_of(facts))
    local = [slot.start for slot in facts.slots if slot.start.astimezone(zone).date().isoformat() == stage.day]
    shown = [start for start in local if start.astimezone(zone).hour >= WAKING_HOUR] or local
    which = ORDINALS.index(said)
    return shown[which] if 0 <= which < len(shown) else None


def _nth_day(meaning: Meaning, facts: Facts) -> str:
    """The day that is meant by "the first one", among those with free times; "" for none."""
    which = meaning.last(*ORDINALS)
    if which is None or not meaning.chooses:
        return ""
    zone = ZoneInfo(zone_of(facts))
    days = list(dict.fromkeys(slot.start.astimezone(zone).date().isoformat() for slot in facts.slots))
    n = ORDINALS.index(which)
    return days[n] if n < len(days) else ""


def _wants_no_call(meaning: Meaning) -> bool:
    if meaning.holds(Act.NO_PHONE, Act.CALL_OFF):
        return True
    brief = not meaning.asks and meaning.words <= NO_CALL_WORDS_MAX
    return meaning.only(Act.FORGET, Act.LEAVE, Act.NO, Act.THANKS) or (brief and meaning.clearly(Act.LEAVE, Act.REFUSE))


NO_CALL_WORDS_MAX = 5
"""So few words with a "rather not" in them say no more: "I'd rather not, thanks"."""


def said(talk: Talk, stage: Scheduling, text: str, facts: Facts) -> Step:
    """A day or a time in the client's words, as good as chosen; other words belong to the ticket."""
    meant = facts.understood.time
    if meant is None and is_like_a_time(text):
        return tell(talk, Notice(Say.NO_CALL, stage.number)), ()
    if meant is not None and not _is_named(meant):
        meant = None  # a day that is merely mentioned
    words: tuple[AddWords, ...] = ()
    if meant is None or not meant.alone:
        line = facts.line(text)
        talk, words = remember(talk, line), (AddWords(stage.number, (line,)),)
    if meant is None:
        return talk, words
    day = date.fromisoformat(stage.day) if stage.day else None
    before = SpokenTime((Days(day, day),)) if day else stage.said
    talk, commands = _picked(talk, stage.number, joined(before, meant), facts)
    return talk, (*words, *commands)


def is_like_a_time(text: str) -> bool:
    """Whether a short text can only have been meant as a time that there isn't: "10", "10:75", "25 h"."""
    return bool(_LIKE_A_TIME.fullmatch(text.strip()[:TIME_CHARS_MAX]))


def time_in(talk: Talk, stage: Scheduling, text: str, facts: Facts) -> Step | None:
    """The day or time that words name, as good as chosen; ``None`` when they name none."""
    meant = facts.understood.time
    if meant is None or not _is_named(meant):
        return None
    return said(talk, stage, text, facts)


def _is_named(meant: SpokenTime) -> bool:
    """Whether a day or a time is what the words are for, or a part of them."""
    return meant.alone or meant.apart or bool(meant.clocks)


def take(talk: Talk, number: int, n: int, version: int, facts: Facts) -> Step:
    """Take the time that staff offered, as it was offered; whatever else is under way stays, the number unasked."""
    seen = facts.seen(number)
    free = isinstance(talk.stage, (*RESTING, Scheduling, GivingNumber))
    asks = free and seen is not None and _may_take(seen, facts)
    asked = GivingNumber(number, take=(n, version), since=talk.revision) if asks else None
    return _with_number(talk, TakeCall(number, n, version), asked, facts)


def _may_take(seen: TicketView, facts: Facts) -> bool:
    """Whether the client is asked about a time, and nothing that it costs is left to settle."""
    card = facts.account is not None and facts.account.card
    lack = call_lacks(seen.ticket.third_party, seen.agreed, card, facts.policy.rates)
    return seen.party is Party.CLIENT and seen.active_call is not None and seen.active_call.asks_client and not lack


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
    return pick(noted(talk, facts), seen, facts)


def terms_first(talk: Talk, number: int, facts: Facts) -> Talk:
    """Before a call: the terms, also for a time that staff offered."""
    seen = facts.seen(number)
    if seen is None or not isinstance(talk.stage, (*RESTING, Scheduling, ConfirmingTerms, GivingNumber)):
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
