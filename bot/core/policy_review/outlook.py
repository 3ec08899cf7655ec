"""What a policy comes to in the year ahead, and what in it is possible but hardly meant.

Beside ``policy_check``, which needs no calendar: here public holidays and a date come in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.calendar.business_hours import Calendar, Window
from bot.core.calendar.phone_hours import phone_calendar
from bot.core.calendar.slots import Grid
from bot.core.policy import DAY, Policy
from bot.core.policy_review.check_hours import WEEKDAYS, told
from bot.core.rules.promise_times import times
from bot.core.text.errors import NoBusinessDay, Problem

ONE_YEAR = timedelta(days=366)
"""Twelve months, or a day more: as far as the support page looks."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can't be kept in the year ahead, and what is worth a look."""

    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def outlook(policy: Policy, desk: Calendar, today: date) -> Outlook:
    """A checked policy with its calendar for the year from ``today`` on, the desk's own date."""
    windows = tuple(found for n in range(ONE_YEAR.days) if (found := desk.window(today + n * DAY)))
    if not windows:
        rests = "the desk never opens in the next 12 months: every one of its days is a holiday or a closed day"
        return Outlook((Problem("hours", rests, "give more weekdays their hours, or close fewer days"),), ())
    problems, calls = _calls(policy, desk, windows)
    try:
        late = (*_grace(policy, desk, windows), *_claims(policy, desk, windows))
    except NoBusinessDay as error:
        rests = f"the desk rests for good from {error.day} on: promises can't be reckoned"
        return Outlook((*problems, Problem("closed_days", rests, "close fewer days")), ())
    return Outlook(problems, (*_terms(policy), *_days(policy, desk), *calls, *late))


def _calls(
    policy: Policy, desk: Calendar, windows: tuple[Window, ...]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Whether a client who asks is offered anything, whenever they ask."""
    if not any(policy.phone_hours.days()):
        return (), ()
    grid = Grid(desk, phone_calendar(desk, policy.phone_hours), policy.slots)
    without = [window.day for window in windows if next(grid.between(window.start), None) is None]
    if len(without) == len(windows):
        never = "no appointment is to be had in the next 12 months: holidays, closed days and half days take them all"
        return (Problem("phone_hours", never, "give the phone more weekdays, or close fewer days"),), ()
    if not without:
        return (), ()
    some = (
        f"on {len(without)} of the next 12 months' business days no appointment can be offered, first on {without[0]}"
    )
    return (), (Problem("slots.to_business_days_ahead", some, "offer them for more days ahead"),)


# ── Worth a look ───────────────────────────────────────────────────────────────────────


def _terms(policy: Policy) -> Iterator[Problem]:
    firm = policy.firm
    url = firm.terms_url
    one = isinstance(url, str) and url and "{lang}" not in url and not firm.terms_language
    if one and len(firm.languages) > 1:
        reason = f"is one document for readers of {', '.join(firm.languages)}, in a language that isn't named"
        yield Problem("firm.terms_url", reason, 'say which with terms_language = "en", or write {lang}')


def _days(policy: Policy, desk: Calendar) -> Iterator[Problem]:
    """Days that change nothing, and half days on which nobody can call."""
    own = {closed.day for closed in policy.closed_days}
    for place, closed in enumerate(policy.closed_days, 1):
        if policy.hours.days()[closed.day.weekday()] is None:
            weekday = WEEKDAYS[closed.day.weekday()].capitalize()
            yield Problem(f"closed_days.{place}.day", f"is a {weekday}, when the desk rests anyway", "leave it out")
    for place, half in enumerate(policy.half_days, 1):
        if half.day in desk.closed and half.day not in own:
            reason = f"is a holiday ({desk.closed[half.day]}), when the desk rests anyway"
            yield Problem(f"half_days.{place}.day", reason, "leave it out")
        elif policy.phone_hours.days()[half.day.weekday()] and not _calls_fit(policy, desk, half.day):
            reason = f"ends at {told(half.close)}, before a call of {policy.slots.minutes} minutes fits"
            yield Problem(f"half_days.{place}.close", reason, "clients are offered no appointment on that day")


def _calls_fit(policy: Policy, desk: Calendar, day: date) -> bool:
    window = phone_calendar(desk, policy.phone_hours).window(day)
    return window is not None and window.end - window.start >= timedelta(minutes=policy.slots.minutes)


def _grace(policy: Policy, desk: Calendar, windows: tuple[Window, ...]) -> Iterator[Problem]:
    grace = timedelta(hours=policy.promises.grace_staffed_hours)
    cut = [at for at in _filings(windows) if _cut(policy, desk, at, grace)]
    if cut:
        reason = f"is cut short by the guarantee for tickets filed on some days, first on {cut[0].date()}"
        yield Problem("promises.grace_staffed_hours", reason, "fewer hours, or a later guarantee")


def _cut(policy: Policy, desk: Calendar, filed: datetime, grace: timedelta) -> bool:
    promised = times(desk, policy.promises, filed)
    return desk.add_staffed(promised.estimate_at, grace) > promised.promise_at


def _claims(policy: Policy, desk: Calendar, windows: tuple[Window, ...]) -> Iterator[Problem]:
    """A ticket that is claimed at once and forgotten should be back in line before it's late."""
    lease = timedelta(hours=policy.claims.expire_after_staffed_hours)
    promised = ((at, times(desk, policy.promises, at).promise_at) for at in _filings(windows))
    if any(desk.staffed_between(at, promise) <= lease for at, promise in promised):
        reason = "can last longer than the guarantee: a ticket that is claimed and forgotten is late before it's free"
        yield Problem("claims.expire_after_staffed_hours", reason, "fewer hours")


def _filings(windows: tuple[Window, ...]) -> Iterator[datetime]:
    """When tickets of the coming two weeks are filed: at each opening, and just before each closing."""
    for window in windows[:10]:
        yield window.start
        yield window.end - timedelta(microseconds=1)
