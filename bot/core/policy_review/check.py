"""What is wrong with a policy whose types are right: contradictions and impossible figures.

A problem's ``where`` is its path of keys in the policy file, entries of a list counted from 1.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.core.calendar.business_hours import Calendar
from bot.core.policy import DAY, NO_CURRENCY, NO_TERMS, Channel, Policy, Promises
from bot.core.policy_review.check_channels import check_channels
from bot.core.policy_review.check_firm import address, check_firm
from bot.core.policy_review.check_hours import check_hours
from bot.core.policy_review.check_tags import check_tags
from bot.core.policy_review.check_transcripts import check_transcripts
from bot.core.rules.incidents.likeness import COMPARED_MAX
from bot.core.rules.limits.pace import COOLDOWN_MINUTES_MAX
from bot.core.text.errors import Problem

MONDAY = datetime(2001, 1, 1, tzinfo=ZoneInfo("UTC"))
"""Begins an ordinary week: where a rule is tried out on hours without holidays and daylight saving."""

QUARTER_HOUR = Decimal("0.25")

RECEIVED_DAYS_MIN = 14
"""Slack delivers again for hours; a desk that was away for a fortnight's holidays reads what it missed."""

Number = int | float | Decimal


def check(policy: Policy) -> tuple[Problem, ...]:
    """Everything that contradicts itself or can't be; empty when all is well."""
    return (
        *check_firm(policy.firm),
        *check_hours(policy),
        *_promises(policy.promises),
        *_figures(policy),
        *_reach(policy),
        *_third_party(policy),
        *_rates(policy),
        *_what_bills_need(policy),
        *check_tags(policy.tags),
        *check_transcripts(policy.transcripts),
        *check_channels(policy.customer_channels),
    )


# ── Promises and figures ───────────────────────────────────────────────────────────────


def _promises(promises: Promises) -> Iterator[Problem]:
    if promises.response_business_days < promises.estimate_business_days:
        yield Problem(
            "promises.response_business_days",
            "guarantees a response before the estimate",
            f"at least {promises.estimate_business_days}, as in estimate_business_days",
        )
    elif promises.response_business_days == promises.estimate_business_days and promises.grace_staffed_hours > 0:
        yield Problem(
            "promises.grace_staffed_hours",
            "leads beyond the guarantee, which ends with the estimate",
            "0, or a guarantee of more business days",
        )
    first, second, third = promises.warn_at_percent
    if not 1 <= first < second < third <= 100:
        yield Problem("promises.warn_at_percent", "must rise, from 1 at least to 100 at most", "such as [50, 75, 100]")


def _figures(policy: Policy) -> Iterator[Problem]:
    """Figures that can't be meant; the upper bounds are far beyond what any desk promises."""
    promises, claims, knowledge = policy.promises, policy.claims, policy.knowledge
    limits, rates, slots, measured = policy.limits, policy.rates, policy.slots, policy.measured
    ranges: tuple[tuple[str, Number, Number, Number], ...] = (
        ("promises.estimate_business_days", promises.estimate_business_days, 1, 250),
        ("promises.grace_staffed_hours", promises.grace_staffed_hours, 0, 1000),
        ("promises.response_business_days", promises.response_business_days, 1, 250),
        ("promises.reopen_window_days", promises.reopen_window_days, 0, 3650),
        ("claims.warn_after_staffed_hours", claims.warn_after_staffed_hours, 0, 1000),
        ("claims.expire_after_staffed_hours", claims.expire_after_staffed_hours, 0, 1000),
        ("knowledge.suggestions", knowledge.suggestions, 1, 10),
        ("knowledge.show_from_confidence", knowledge.show_from_confidence, 0, 1),
        ("knowledge.sure_from_confidence", knowledge.sure_from_confidence, 0, 1),
        ("knowledge.also_from_confidence", knowledge.also_from_confidence, 0, 1),
        ("knowledge.twin_from_likeness", knowledge.twin_from_likeness, 0, 1),
        ("limits.text_chars", limits.text_chars, 1, 1_000_000),
        ("limits.attachment_mib", limits.attachment_mib, 0, 1000),
        ("limits.link_code_minutes", limits.link_code_minutes, 1, 1440),
        ("limits.link_attempts_per_hour", limits.link_attempts_per_hour, 1, 1000),
        ("limits.first_ticket_number", limits.first_ticket_number, 1, 1_000_000_000),
        ("limits.messages_per_minute", limits.messages_per_minute, 1, 100_000),
        ("limits.cooldown_minutes", limits.cooldown_minutes, 1, COOLDOWN_MINUTES_MAX),
        ("limits.open_tickets_shown_from", limits.open_tickets_shown_from, 1, 1000),
        ("limits.open_tickets_max", limits.open_tickets_max, 1, 1000),
        ("limits.account_days_min", limits.account_days_min, 0, 3650),
        ("rates.helpdesk_per_hour", rates.helpdesk_per_hour, 0, 1_000_000),
        ("rates.phone_per_hour", rates.phone_per_hour, 0, 1_000_000),
        ("rates.cap_hours", rates.cap_hours, Decimal("0.25"), 1000),
        ("slots.minutes", slots.minutes, 5, 480),
        ("slots.from_staffed_hours_ahead", slots.from_staffed_hours_ahead, 0, 1000),
        ("slots.to_business_days_ahead", slots.to_business_days_ahead, 1, 250),
        ("slots.lines", slots.lines, 1, 1000),
        ("slots.decide_within_business_days", slots.decide_within_business_days, 1, 250),
        ("measured.share_within_wall_hours", measured.share_within_wall_hours, 1, 1000),
        ("measured.share_from_tickets", measured.share_from_tickets, 1, 1_000_000),
        ("measured.learned_from_tickets", measured.learned_from_tickets, 1, 1_000_000),
        ("measured.learned_of_last", measured.learned_of_last, 1, 1_000_000),
        ("files.per_message", policy.files.per_message, 1, 100),
        ("replies.undo_seconds", policy.replies.undo_seconds, 0, 60),
        ("silence.ask_after_business_days", policy.silence.ask_after_business_days, 0, 250),
        ("silence.close_after_business_days", policy.silence.close_after_business_days, 0, 250),
        ("incidents.clients", policy.incidents.clients, 0, COMPARED_MAX),
        ("incidents.within_minutes", policy.incidents.within_minutes, 1, 1440),
        ("retention.sent_days", policy.retention.sent_days, 0, 36_500),
        ("retention.received_days", policy.retention.received_days, 0, 36_500),
    )
    for where, value, low, high in ranges:
        if not low <= value <= high:
            yield Problem(where, f"{value} isn't possible", f"from {low} to {high}")
    if claims.warn_after_staffed_hours >= claims.expire_after_staffed_hours:
        yield Problem("claims.warn_after_staffed_hours", "warns when the claim has expired", "warn earlier than that")
    if policy.incidents.clients == 1:
        yield Problem("incidents.clients", "proposes every single ticket as an incident", "2 at least; 0 proposes none")
    never = [percent for percent in policy.pings.at_percent if percent not in promises.warn_at_percent]
    if never:
        yield Problem(
            "pings.at_percent",
            f"staff aren't warned at {', '.join(map(str, never))} %, so nothing pings then",
            f"some of promises.warn_at_percent: {', '.join(map(str, promises.warn_at_percent))}",
        )
    if limits.open_tickets_shown_from > limits.open_tickets_max:
        yield Problem(
            "limits.open_tickets_shown_from",
            "shows open tickets only once no more can be filed",
            f"at most {limits.open_tickets_max}, as in open_tickets_max",
        )
    if 0 < policy.silence.close_after_business_days <= policy.silence.ask_after_business_days:
        yield Problem(
            "silence.close_after_business_days",
            "closes a ticket before its client had time to answer the question whether it is solved",
            f"at least {policy.silence.ask_after_business_days + 1}; or 0, which closes nothing",
        )
    if policy.silence.close_after_business_days > 0 == policy.silence.ask_after_business_days:
        yield Problem(
            "silence.ask_after_business_days",
            "is 0, so that nobody is asked, and nothing is closed either",
            "at least 1, or 0 in close_after_business_days as well",
        )
    if 0 < policy.retention.received_days < RECEIVED_DAYS_MIN:
        yield Problem(
            "retention.received_days",
            "forgets events that a platform may deliver again",
            f"at least {RECEIVED_DAYS_MIN}; or 0, which keeps them for good",
        )


# ── Promises tried out on the desk's hours ─────────────────────────────────────────────


def _reach(policy: Policy) -> Iterator[Problem]:
    """Times that can't be reached on any day of an ordinary week."""
    promises, slots = policy.promises, policy.slots
    days = (promises.estimate_business_days, promises.response_business_days, slots.to_business_days_ahead)
    hours = (promises.grace_staffed_hours, slots.from_staffed_hours_ahead)
    if not any(policy.hours.days()) or not all(1 <= n <= 250 for n in days) or not all(0 <= h <= 1000 for h in hours):
        return
    week = Calendar("UTC", policy.hours)
    windows = [found for day in range(7) if (found := week.window((MONDAY + day * DAY).date()))]
    filings = [moment for window in windows for moment in (window.start, window.end - timedelta(microseconds=1))]
    if days[0] < days[1] and filings and not any(_grace_fits(week, promises, filed) for filed in filings):
        yield Problem(
            "promises.grace_staffed_hours",
            "leads beyond the guarantee, whenever a ticket is filed",
            "fewer hours than lie between the estimate and the guarantee",
        )
    if any(policy.phone_hours.days()):
        yield from _call_reach(policy, week, filings)


def _grace_fits(week: Calendar, promises: Promises, filed: datetime) -> bool:
    estimate = week.same_clock(filed, promises.estimate_business_days)
    promise = week.same_clock(filed, promises.response_business_days)
    return week.add_staffed(estimate, timedelta(hours=promises.grace_staffed_hours)) <= promise


def _call_reach(policy: Policy, week: Calendar, filings: list[datetime]) -> Iterator[Problem]:
    slots = policy.slots
    if slots.decide_within_business_days > slots.to_business_days_ahead:
        yield Problem(
            "slots.decide_within_business_days",
            "gives staff longer to decide than the last appointment is ahead",
            f"at most {slots.to_business_days_ahead}, as in to_business_days_ahead",
        )
    if filings and not any(_in_reach(policy, week, asked) for asked in filings):
        yield Problem(
            "slots.from_staffed_hours_ahead",
            "comes after the last day on which an appointment is offered",
            "fewer hours, or more days in to_business_days_ahead",
        )


def _in_reach(policy: Policy, week: Calendar, asked: datetime) -> bool:
    """Whether the first moment that may be offered comes before the end of the last day."""
    last = asked.date()
    for _day in range(policy.slots.to_business_days_ahead):
        last = week.next_business_day(last)
    window = week.window(last)
    earliest = week.add_staffed(asked, timedelta(hours=policy.slots.from_staffed_hours_ahead))
    return window is not None and earliest < window.end


# ── Third-party software and its price ─────────────────────────────────────────────────


def _third_party(policy: Policy) -> Iterator[Problem]:
    names = policy.third_party.names
    seen: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if not name.strip():
            yield Problem(f"third_party.names.{place}", "is empty", "leave it out")
        elif (known := " ".join(name.casefold().split())) in seen:
            reason = f"is listed before, as number {seen[known]}"
            yield Problem(f"third_party.names.{place}", reason, "leave one of them out")
        else:
            seen[known] = place
    for place, name in enumerate(policy.third_party.either, 1):
        if name not in names:
            reason = f'"{name}" isn\'t among the names'
            yield Problem(f"third_party.either.{place}", reason, "add it to third_party.names, or leave it out")


def _rates(policy: Policy) -> Iterator[Problem]:
    rates = policy.rates
    if not (len(rates.currency) == 3 and rates.currency.isascii() and rates.currency.isalpha()
            and rates.currency.isupper()):  # fmt: skip
        yield Problem("rates.currency", f'"{rates.currency}" is no currency code', "three letters, such as USD")
    offered = (Channel.HELPDESK, Channel.PHONE) if any(policy.phone_hours.days()) else (Channel.HELPDESK,)
    for channel in offered if policy.third_party.names else ():
        if rates.per_hour(channel) == 0:
            yield Problem(
                f"rates.{channel}_per_hour",
                "bills nothing for help that clients are told is billed",
                "name what an hour costs; where all such help is free, leave third_party.names empty",
            )
    if rates.cap_hours >= QUARTER_HOUR and rates.cap_hours % QUARTER_HOUR:
        yield Problem("rates.cap_hours", "is no number of quarter hours, which is how work is billed",
                      f"such as {_quarters_up(rates.cap_hours)}")  # fmt: skip
    if rates.card_url:
        yield from address("rates.card_url", rates.card_url)


def _what_bills_need(policy: Policy) -> Iterator[Problem]:
    """What a client must know before they can agree to a price."""
    firm, rates = policy.firm, policy.rates
    if not rates.billed:
        return
    if rates.currency == NO_CURRENCY:
        yield Problem("rates.currency", "is missing, and help is billed", 'for example currency = "USD"')
    if not firm.terms_url:
        reason = "is missing, and help is billed: who is to agree must be able to read what to"
        yield Problem("firm.terms_url", reason, 'for example terms_url = "https://www.example.com/terms"')
    if firm.terms_version == NO_TERMS:
        reason = "is missing, and help is billed: it is kept with every acceptance"
        yield Problem("firm.terms_version", reason, "the day of your terms: for example terms_version = 2027-01-01")


def _quarters_up(hours: Decimal) -> Decimal:
    return (hours // QUARTER_HOUR + 1) * QUARTER_HOUR
