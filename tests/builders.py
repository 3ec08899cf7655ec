"""Values that tests start from: the shipped policy, a wednesday in December, tickets, articles, calls, agreements."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any

from bot.config import policy_file
from bot.core.calendar.slots import Slot
from bot.core.conversation.events import Event
from bot.core.conversation.facts import Facts
from bot.core.conversation.stages.phone_number import to_read
from bot.core.conversation.state import GivingNumber, Talk
from bot.core.model.appointment import Appointment, CallState
from bot.core.model.knowledge import Hit
from bot.core.model.people import Account, Role, Staff
from bot.core.model.tickets import State, Ticket, Urgency
from bot.core.policy import Channel, Policy
from bot.core.rules.billing import Agreement, Decision, Terms, Work, WorkKind
from bot.core.text.redaction import redact as redaction
from bot.core.text.surface import Piece
from bot.i18n import languages
from bot.ports.understanding import Speaker
from bot.understanding.understanding import Understands

WEDNESDAY = datetime(2026, 12, 16, 20, 10, tzinfo=UTC)
"""12:10 in Los Angeles, 21:10 in Berlin; the desk is open."""

CALL_AT = datetime(2026, 12, 17, 18, 30, tzinfo=UTC)
"""The day after, 10:30 in Los Angeles, 19:30 in Berlin: within the phone's hours."""

SAM = Staff("sam", Role.LEAD)
KIM = Staff("kim", Role.AGENT)
LANGUAGES = languages()
"""What is understood of words: the shipped folders."""

redact = partial(redaction.redact, languages=LANGUAGES)
"""As every door does it."""

NUMBER = "+49 30 5550123"
ANA = Account(1, "Ana", WEDNESDAY, phone=NUMBER)
UNDERSTANDING = Understands(LANGUAGES)


@cache
def policy() -> Policy:
    """The shipped policy; only nobody writes too fast for a clock that stands still (``test_pace`` has its own)."""
    shipped = policy_file.load()
    return replace(shipped, limits=replace(shipped.limits, messages_per_minute=100_000))


def hit(slug: str, confidence: float = 0.8, lang: str = "en") -> Hit:
    """An article as the search would return it."""
    title = slug.replace("-", " ").capitalize()
    return Hit(slug, title, lang, confidence * 10, confidence, (Piece("Look at the "), Piece("log", hit=True)))


def ticket(number: int = 1001, **changes: Any) -> Ticket:
    """A waiting ticket of Ana's, filed on that wednesday."""
    filed = changes.pop("filed_at", WEDNESDAY)
    base = Ticket(
        number=number,
        account=ANA.id,
        conversation=1,
        subject="My emails dont arive",
        service="example.com",
        symptoms="nothing since yesterday",
        urgency=Urgency.NORMAL,
        state=State.OPEN,
        since=filed,
        filed_at=filed,
        estimate_at=filed + timedelta(days=1),
        grace_until=filed + timedelta(days=1, hours=1),
        promise_at=filed + timedelta(days=2),
        counted_from=filed,
    )
    return replace(base, **changes)


def slot(start: datetime = CALL_AT, minutes: int = 30) -> Slot:
    """A stretch of time for a call."""
    return Slot(start, start + timedelta(minutes=minutes))


def call(state: CallState = CallState.REQUESTED, **changes: Any) -> Appointment:
    """A phone appointment of that ticket; who decides has a day for it, or until it begins."""
    start = changes.pop("start", CALL_AT)
    undecided = state in {CallState.REQUESTED, CallState.OFFERED}
    base = Appointment(
        ticket=1001,
        n=1,
        state=state,
        start=start,
        end=start + timedelta(minutes=30),
        since=WEDNESDAY,
        expires_at=min(start, WEDNESDAY + timedelta(days=1)) if undecided else None,
        by="" if state is CallState.REQUESTED else "kim",
    )
    return replace(base, **changes)


def terms(channel: Channel = Channel.PHONE, per_hour: int | str = 100, cap_minutes: int = 60) -> Terms:
    """What a client is asked to agree to."""
    return Terms(channel, Decimal(per_hour), "USD", cap_minutes, date(2027, 1, 1))


def agreement(decision: Decision = Decision.ACCEPTED, of: Terms | None = None, **changes: Any) -> Agreement:
    """An entry of that ticket's billing notices: about Outlook, by phone unless said otherwise."""
    base = Agreement(1001, 1, decision, of or terms(), "Outlook", "the words shown", WEDNESDAY)
    return replace(base, **changes)


def work(minutes: int, channel: Channel = Channel.PHONE, **changes: Any) -> Work:
    """Minutes of kim's on that ticket's third-party part."""
    return replace(Work(1001, 1, WorkKind.WORK, channel, minutes, "set it up", "kim", WEDNESDAY), **changes)


def facts(**changes: Any) -> Facts:
    """What a turn of a new client knows."""
    return replace(
        Facts(WEDNESDAY, policy(), LANGUAGES, lang="en", lang_source="platform", zone="Europe/Berlin"), **changes
    )


def heard(known: Facts, talk: Talk, event: Event) -> Facts:
    """What is known with what an event's words say of a time and a number, as the engine asks for it."""
    text = to_read(talk, event, LANGUAGES, known.lang)
    if not text:
        return known
    speaker = Speaker(known.now, known.zone or known.policy.firm.zone, known.lang, bool(known.zone))
    awaited = isinstance(talk.stage, GivingNumber)
    return replace(known, understood=UNDERSTANDING.read(text, speaker, number_awaited=awaited))
