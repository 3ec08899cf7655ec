"""What is wrong with a policy whose types are right: contradictions and impossible figures.

A problem's ``where`` is its path of keys in the policy file, entries of a list counted from 1.
"""

import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.core.errors import Problem
from bot.core.policy import DAY, HalfDay, OpenHours, Policy, Promises, Week

WEEKDAYS = tuple(field.name for field in fields(Week))
"""Monday first, as in ``Week.days()``."""

LANGUAGES = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii
    ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk
    ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc
    sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve
    vi vo wa wo xh yi yo za zh zu""".split()  # noqa: SIM905 - 183 quoted literals are no easier to read
)
"""The two-letter codes of ISO 639-1."""

Span = tuple[timedelta, timedelta]
Number = int | float | Decimal


def check(policy: Policy) -> tuple[Problem, ...]:
    """Everything that contradicts itself or can't be; empty when all is well."""
    return (
        *_firm(policy),
        *_week("hours", policy.hours),
        *_open_at_all(policy),
        *_week("phone_hours", policy.phone_hours),
        *_phone(policy),
        *_days(policy),
        *_promises(policy.promises),
        *_figures(policy),
        *_names(policy),
    )


# ── The firm ───────────────────────────────────────────────────────────────────────────


def _firm(policy: Policy) -> Iterator[Problem]:
    firm = policy.firm
    if not firm.name.strip():
        yield Problem("firm.name", "is empty", "write the name that clients know you by")
    if not _is_zone(firm.zone):
        yield Problem("firm.zone", f'no time zone is called "{firm.zone}"', "such as America/Los_Angeles")
    if not firm.languages:
        yield Problem("firm.languages", "is empty", 'name at least one, such as ["en"]')
    for place, code in enumerate(firm.languages, 1):
        if code not in LANGUAGES:
            yield Problem(f"firm.languages.{place}", f'no language has the code "{code}"', "such as en, es or de")
        elif code in firm.languages[: place - 1]:
            yield Problem(f"firm.languages.{place}", f'"{code}" is listed twice', "leave one of them out")
    yield from _article_url(firm.article_url)
    yield from _address("firm.terms_url", firm.terms_url)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder of zones
        return False
    return True


def _article_url(url: str) -> Iterator[Problem]:
    yield from _address("firm.article_url", url)
    try:
        blanks = {name for _, name, _, _ in string.Formatter().parse(url) if name is not None}
    except ValueError:
        yield Problem("firm.article_url", "has a brace without its partner", "write {slug} and {lang}")
        return
    if "slug" not in blanks:
        yield Problem("firm.article_url", "lacks {slug}", "such as https://help.example.com/{lang}/{slug}")
    for name in sorted(blanks - {"slug", "lang"}):
        yield Problem("firm.article_url", f"nothing is known to fill {{{name}}} with", "use {slug} and {lang}")


def _address(where: str, url: str) -> Iterator[Problem]:
    if not url.startswith(("https://", "http://")):
        yield Problem(where, f'"{url}" is no web address', "begin with https://")


# ── Hours ──────────────────────────────────────────────────────────────────────────────


def _week(table: str, week: Week) -> Iterator[Problem]:
    """Hours that can't be kept, each day by itself and beside its neighbours."""
    for weekday, hours in zip(WEEKDAYS, week.days(), strict=True):
        if hours is None:
            continue
        if hours.open == hours.close != time():
            yield Problem(
                f"{table}.{weekday}", "opens and closes at the same time", "leave out a day on which you rest"
            )
        for key, clock in (("open", hours.open), ("close", hours.close)):
            if clock.tzinfo is not None:
                yield Problem(f"{table}.{weekday}.{key}", "names an offset", "hours are local: write the time alone")
    days = _spans(week)
    for (weekday, (_, end)), (following, (start, _)) in zip(days, _around(days), strict=True):
        if end > start:
            yield Problem(
                f"{table}.{weekday}.close",
                f"is later than the opening on {following.capitalize()}",
                "close before the next day's hours begin, or exactly then",
            )


def _spans(week: Week) -> list[tuple[str, Span]]:
    """Every open weekday with its hours, counted from the midnight that begins Monday."""
    return [
        (WEEKDAYS[place], (place * DAY + hours.span()[0], place * DAY + hours.span()[1]))
        for place, hours in enumerate(week.days())
        if hours is not None
    ]


def _around(days: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """The open weekday after each one; after the last comes the next week's first."""
    return days[1:] + [(weekday, (start + 7 * DAY, end + 7 * DAY)) for weekday, (start, end) in days[:1]]


def _open_at_all(policy: Policy) -> Iterator[Problem]:
    if not any(policy.hours.days()):
        yield Problem("hours", "the desk never opens", "give at least one weekday its hours")


def _phone(policy: Policy) -> Iterator[Problem]:
    """Appointments are kept by the desk's own staff."""
    staffed = _stretches(policy.hours)
    for weekday, (start, end) in _spans(policy.phone_hours):
        if not any(first <= start and end <= last for first, last in staffed):
            yield Problem(
                f"phone_hours.{weekday}",
                "goes beyond the desk's hours of that day",
                f"stay within hours.{weekday}",
            )


def _stretches(week: Week) -> list[Span]:
    """Open time without a break, over the week with the one before and the one after."""
    days = [span for _, span in _spans(week)]
    merged: list[Span] = []
    for start, end in ((a + shift * 7 * DAY, b + shift * 7 * DAY) for shift in (-1, 0, 1) for a, b in days):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged


# ── Days ───────────────────────────────────────────────────────────────────────────────


def _days(policy: Policy) -> Iterator[Problem]:
    closed = [entry.day for entry in policy.closed_days]
    yield from _repeated("closed_days", closed)
    yield from _repeated("half_days", [half.day for half in policy.half_days])
    for place, half in enumerate(policy.half_days, 1):
        if half.day in closed:
            yield Problem(f"half_days.{place}.day", "is a closed day, too", "keep it in one of the two lists")
        yield from _half_day(f"half_days.{place}", half, policy.hours)


def _repeated(table: str, days: list[date]) -> Iterator[Problem]:
    seen: Counter[date] = Counter()
    for place, day in enumerate(days, 1):
        seen[day] += 1
        if seen[day] == 2:
            yield Problem(f"{table}.{place}.day", "is listed before", "leave one of them out")


def _half_day(where: str, half: HalfDay, week: Week) -> Iterator[Problem]:
    weekday = WEEKDAYS[half.day.weekday()]
    hours = week.days()[half.day.weekday()]
    if half.close.tzinfo is not None:
        yield Problem(f"{where}.close", "names an offset", "hours are local: write the time alone")
    elif hours is None:
        yield Problem(f"{where}.day", f"is a {weekday.capitalize()}, when the desk rests anyway", "leave it out")
    elif OpenHours(hours.open, half.close).span()[1] >= hours.span()[1]:
        yield Problem(
            f"{where}.close",
            f"isn't within the hours of {weekday.capitalize()}",
            f"later than {hours.open:%H:%M} and earlier than {hours.close:%H:%M}",
        )


# ── Promises and figures ───────────────────────────────────────────────────────────────


def _promises(promises: Promises) -> Iterator[Problem]:
    if promises.response_business_days < promises.estimate_business_days:
        yield Problem(
            "promises.response_business_days",
            "guarantees a response before the estimate",
            f"at least {promises.estimate_business_days}, as in estimate_business_days",
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
        ("knowledge.also_from_confidence", knowledge.also_from_confidence, 0, 1),
        ("knowledge.twin_from_likeness", knowledge.twin_from_likeness, 0, 1),
        ("limits.text_chars", limits.text_chars, 1, 1_000_000),
        ("limits.attachment_mib", limits.attachment_mib, 0, 1000),
        ("limits.link_code_minutes", limits.link_code_minutes, 1, 1440),
        ("limits.link_attempts_per_hour", limits.link_attempts_per_hour, 1, 1000),
        ("limits.first_ticket_number", limits.first_ticket_number, 1, 1_000_000_000),
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
    )
    for where, value, low, high in ranges:
        if not low <= value <= high:
            yield Problem(where, f"{value} isn't possible", f"from {low} to {high}")
    if claims.warn_after_staffed_hours >= claims.expire_after_staffed_hours:
        yield Problem("claims.warn_after_staffed_hours", "warns when the claim has expired", "warn earlier than that")


def _names(policy: Policy) -> Iterator[Problem]:
    for place, name in enumerate(policy.third_party.names, 1):
        if not name.strip():
            yield Problem(f"third_party.names.{place}", "is empty", "leave it out")
    currency = policy.rates.currency
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        yield Problem("rates.currency", f'"{currency}" is no currency code', "three letters, such as USD")
