"""What third-party help costs: the terms a client agreed to, the minutes staff worked, the statement.

Minutes are kept raw, in entries that never change; they are rounded up to quarter hours once for each
channel, on the statement. No bill exceeds the rate or the cap that the client accepted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from bot.core.policy import Channel, Rates

QUARTER_MINUTES = 15
"""Billed "in 1/4-hour increments", as the support page says."""


CENT = Decimal("0.01")
"""An amount is in whole hundredths of the currency, rounded in the client's favour."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a client is asked to agree to, for one channel."""

    channel: Channel
    per_hour: Decimal
    currency: str
    cap_minutes: int
    """Work beyond so many minutes in all needs the client's word again."""
    version: date
    """Of the firm's terms."""


class Decision(StrEnum):
    """What became of a billing notice."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One entry of a ticket's billing notices: what was shown or decided, in the exact words shown."""

    ticket: int
    n: int
    """Counts the ticket's entries from 1; 0 before it is stored."""
    decision: Decision
    terms: Terms
    software: str
    """What it is about, as the policy names it."""
    words: str
    """The notice as the client read it."""
    at: datetime
    by: str = ""
    """The staff member who asked; empty where the client decided or the bot asked."""


class WorkKind(StrEnum):
    """What an entry of work is. None is ever edited."""

    WORK = "work"
    CREDIT = "credit"
    """Minutes that aren't billed; negative."""
    CORRECTION = "correction"
    """What makes an earlier entry right; of either sign."""


@dataclass(frozen=True, slots=True)
class Work:
    """Minutes on a ticket's third-party part."""

    ticket: int
    n: int
    """Counts the ticket's entries from 1; 0 before it is stored."""
    kind: WorkKind
    channel: Channel
    minutes: int
    note: str
    by: str
    at: datetime
    corrects: int = 0
    """The entry that a correction makes right."""


# ── What was agreed ────────────────────────────────────────────────────────────────────


def terms(
    rates: Rates, version: date, channel: Channel, agreed: Sequence[Agreement] = (), works: Sequence[Work] = ()
) -> Terms:
    """What to ask a client now: the policy's rate, or the one that they accepted on this ticket if it is lower.

    A cap that is in force is asked to be raised by the policy's; what was worked under an acceptance that they
    took back counts. The currency that was accepted stays.
    """
    more = int(rates.cap_hours * 60)
    before = last_accepted(agreed, channel)
    if before is None:
        return Terms(channel, rates.per_hour(channel), rates.currency, more, version)
    rate = rates.per_hour(channel) if before.terms.currency == rates.currency else before.terms.per_hour
    used = quarters(worked(works, channel)) * QUARTER_MINUTES
    cap = (before.terms.cap_minutes if in_force(agreed, channel) else used) + more
    return Terms(channel, min(before.terms.per_hour, rate), before.terms.currency, cap, version)


def costs(rates: Rates, channel: Channel) -> bool:
    """Whether third-party help on a channel is billed at all."""
    return rates.per_hour(channel) > 0


def phone_owed(third_party: str, agreed: Iterable[Agreement], rates: Rates) -> bool:
    """Whether a call about this software lacks the client's word: none takes place without it."""
    return bool(third_party) and costs(rates, Channel.PHONE) and in_force(agreed, Channel.PHONE) is None


def in_force(agreed: Iterable[Agreement], channel: Channel) -> Agreement | None:
    """The acceptance under which work may be done on a channel now."""
    found: Agreement | None = None
    for entry in agreed:
        if entry.terms.channel is channel and entry.decision is Decision.ACCEPTED:
            found = entry
        elif entry.terms.channel is channel and entry.decision is Decision.WITHDRAWN:
            found = None
    return found


def last_accepted(agreed: Iterable[Agreement], channel: Channel) -> Agreement | None:
    """The last acceptance for a channel, withdrawn since or not: it bounds the bill."""
    theirs = [e for e in agreed if e.terms.channel is channel and e.decision is Decision.ACCEPTED]
    return theirs[-1] if theirs else None


def pending(agreed: Iterable[Agreement], channel: Channel) -> Agreement | None:
    """The notice that waits for the client's word."""
    theirs = [e for e in agreed if e.terms.channel is channel]
    return theirs[-1] if theirs and theirs[-1].decision is Decision.ASKED else None


def all_in_force(agreed: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """Under which acceptances work may be done now, one for each channel that has one."""
    return tuple(entry for channel in Channel if (entry := in_force(agreed, channel)))


def all_pending(agreed: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """The notices that wait for the client's word, one for each channel that has one."""
    return tuple(entry for channel in Channel if (entry := pending(agreed, channel)))


class Lack(StrEnum):
    """What a call about somebody else's software still lacks."""

    WORD = "word"
    """The client's, on the phone's rate."""
    CARD = "card"


def call_lacks(third_party: str, agreed: Iterable[Agreement], card: bool, rates: Rates) -> Lack | None:
    """What has to be there before a call about this software is settled; ``None`` when nothing lacks."""
    if phone_owed(third_party, agreed, rates):
        return Lack.WORD
    billed = bool(third_party) and costs(rates, Channel.PHONE)
    return Lack.CARD if billed and not card else None


def may_be_ours(agreed: Iterable[Agreement]) -> bool:
    """Whether a client may still say that a ticket is about our own service: not once they accepted."""
    return all(entry.decision is not Decision.ACCEPTED for entry in agreed)


# ── What it comes to ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Bill:
    """One channel's part of a statement."""

    channel: Channel
    entries: tuple[Work, ...]
    minutes: int
    """Worked, less credits; raw."""
    quarters: int
    """Billed: rounded up once, within the cap."""
    per_hour: Decimal
    cap_minutes: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """What a ticket's third-party work comes to."""

    ticket: int
    currency: str
    bills: tuple[Bill, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the channels."""
        return sum((bill.amount for bill in self.bills), Decimal(0))


def worked(works: Iterable[Work], channel: Channel) -> int:
    """Minutes on a channel, corrections and credits included."""
    return sum(entry.minutes for entry in works if entry.channel is channel)


def quarters(minutes: int) -> int:
    """Quarter hours begun."""
    return -(-max(minutes, 0) // QUARTER_MINUTES)


def statement(ticket: int, works: Sequence[Work], agreed: Sequence[Agreement], currency: str) -> Statement:
    """Everything worked on a ticket, by channel, and what it costs; ``currency`` where nothing was agreed."""
    bills = tuple(bill for channel in Channel if (bill := _bill(channel, works, agreed)))
    accepted = [e.terms.currency for e in agreed if e.decision is Decision.ACCEPTED]
    return Statement(ticket, accepted[-1] if accepted else currency, bills)


def _bill(channel: Channel, works: Sequence[Work], agreed: Sequence[Agreement]) -> Bill | None:
    entries = tuple(entry for entry in works if entry.channel is channel)
    accepted = last_accepted(agreed, channel)
    if not entries or accepted is None:
        return None
    minutes = worked(entries, channel)
    cap, rate = accepted.terms.cap_minutes, accepted.terms.per_hour
    billed = min(quarters(minutes), cap // QUARTER_MINUTES)
    amount = (rate * billed * QUARTER_MINUTES / 60).quantize(CENT, ROUND_DOWN)
    return Bill(channel, entries, minutes, billed, rate, cap, amount)
