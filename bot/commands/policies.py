"""``policy``: what the firm promises. Needs a policy file, never a database."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import policy_file, settings
from bot.commands import moments
from bot.commands.screen import console, print_json
from bot.core.errors import NoBusinessDay
from bot.core.estimate import Times, times
from bot.core.policy import Policy, Week
from bot.core.surface import Moment, desk_
from bot.core.words import visible
from bot.i18n import Reader, plain

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def check(file: Path | None) -> None:
    """Say that a policy is fine, and what it comes to. Raises PolicyInvalid with every problem."""
    chosen = file or settings.load().policy
    policy = policy_file.load(chosen)
    screen = console()
    screen.print(visible(f"{chosen or 'The policy that comes with the program'} is fine."))
    for line in _summary(policy):
        screen.print(visible(line), soft_wrap=True)


def estimate(at: str, file: Path | None, as_json: bool) -> None:
    """Print what a client filing at a moment is told. Raises PolicyInvalid, NoBusinessDay."""
    policy = policy_file.load(file or settings.load().policy)
    zone = policy.firm.zone
    filed = moments.given("--at", at, zone)
    told = _times(policy, filed)
    named = {
        "filed": filed,
        "estimate": told.estimate_at,
        "grace_until": told.grace_until,
        "promise": told.promise_at,
    }
    if as_json:
        print_json({name: moments.iso(moment, zone) for name, moment in named.items()})
    else:
        _print_told(named, zone)


# ── Times ──────────────────────────────────────────────────────────────────────────────


def _times(policy: Policy, filed: datetime) -> Times:
    """The times of a ticket, with the holidays of no more years than it takes to know them."""
    zone = ZoneInfo(policy.firm.zone)
    local = filed.astimezone(zone)
    first, last = (local - timedelta(days=1)).year, local.year
    while True:
        calendar = policy_file.calendar_for(policy, range(first, last + 1))
        told = times(calendar, policy.promises, filed)
        end = told.promise_at.astimezone(zone).year
        if end <= last:
            return told
        if end not in moments.YEARS:
            raise NoBusinessDay(filed.date(), (told.promise_at - filed).days)
        last = end


def _print_told(named: dict[str, datetime], zone: str) -> None:
    reader = Reader("en", zone, named["filed"])
    words = {name: plain(desk_("{at}", at=Moment(at)), reader) for name, at in named.items()}
    screen = console()
    screen.print(f"Filed      {words['filed']}")
    screen.print(f"Estimate   {words['estimate']}, not guaranteed")
    screen.print(f"Grace      {words['grace_until']}: until then the estimate isn't missed")
    screen.print(f"Guarantee  {words['promise']}: an answer by then")


# ── In words ───────────────────────────────────────────────────────────────────────────


def _summary(policy: Policy) -> tuple[str, str]:
    firm, promises = policy.firm, policy.promises
    rest = f"public holidays of {policy.holidays.country}" if policy.holidays.country else "no public holidays"
    return (
        f"{firm.name}, {firm.zone}: open {_hours(policy.hours)}; {rest};"
        f" {_count(len(policy.closed_days), 'closed day')}, {_count(len(policy.half_days), 'half day')};"
        f" speaks {', '.join(firm.languages)}",
        f"Estimate after {_count(promises.estimate_business_days, 'business day')}"
        f" (grace {promises.grace_staffed_hours:g} staffed h), guarantee after"
        f" {_count(promises.response_business_days, 'business day')}; a claim lasts"
        f" {policy.claims.expire_after_staffed_hours:g} staffed h",
    )


def _count(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _hours(week: Week) -> str:
    """Opening hours with equal neighbours joined: "Mon–Fri 07:00–19:00, Sat 10:00–14:00"."""
    spans: list[tuple[str, str, str]] = []
    for name, hours in zip(DAYS, week.days(), strict=True):
        told = f"{hours.open:%H:%M}–{hours.close:%H:%M}".replace("–00:00", "–24:00") if hours else ""
        if spans and spans[-1][2] == told:
            spans[-1] = (spans[-1][0], name, told)
        else:
            spans.append((name, name, told))
    return ", ".join(f"{first if first == last else f'{first}–{last}'} {told}" for first, last, told in spans if told)
