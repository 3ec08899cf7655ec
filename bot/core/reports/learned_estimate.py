"""What the desk has learned about itself, in words for clients: how long answers take, how many are quick."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.calendar.business_hours import Calendar
from bot.core.policy import Policy
from bot.core.reports.statistics import Share, percentile
from bot.core.text.surface import Msg, Quantity, _, n_

STEP_MINUTES = 5
"""Clients are told minutes in steps of five, rounded up: nobody should wait for the minute."""

IN_MINUTES_UP_TO = 120
"""Beyond two hours, whole hours are told, rounded up as well."""


@dataclass(frozen=True, slots=True)
class Learned:
    """How much staffed time the last first responses took."""

    responses: int
    """So many it is made of."""
    p50_s: int
    p90_s: int


def learned(responses: Sequence[tuple[datetime, datetime]], calendar: Calendar, policy: Policy) -> Learned | None:
    """The learned estimate of (counted from, answered at), the latest first; ``None`` while there are too few.

    Only the policy's ``learned_of_last`` first ones are used; at least ``learned_from_tickets`` must be there.
    """
    rules = policy.measured
    if len(responses) < rules.learned_from_tickets:
        return None
    last = responses[: rules.learned_of_last]
    staffed = sorted(
        int(calendar.staffed_between(begun, max(begun, answered)).total_seconds()) for begun, answered in last
    )
    middle, most = percentile(staffed, 50), percentile(staffed, 90)
    return None if middle is None or most is None else Learned(len(last), middle, most)


def learned_message(found: Learned) -> Msg:
    """The learned estimate, to stand beside the policy's."""
    return _(
        "Lately, half of our first answers came within {half} and nine of ten within {most},"
        " counting only the hours when we're open.",
        half=lasting(found.p50_s),
        most=lasting(found.p90_s),
    )


def share_message(found: Share, hours: int) -> Msg:
    """The share of first answers within so many hours by the wall clock; the percentage is never rounded up."""
    return _(
        "Of our last {count} tickets, {percent} % had a first answer within {hours}, nights and weekends included.",
        count=Quantity(found.of),
        percent=found.percent,
        hours=n_("{count} hour", "{count} hours", hours),
    )


def lasting(seconds: int) -> Msg:
    """A duration in words for clients: minutes in steps, or whole hours; always rounded up."""
    minutes = max(_up(_up(seconds, 60), STEP_MINUTES) * STEP_MINUTES, STEP_MINUTES)
    if minutes <= IN_MINUTES_UP_TO:
        return n_("{count} minute", "{count} minutes", minutes)
    return n_("{count} hour", "{count} hours", _up(minutes, 60))


def _up(whole: int, part: int) -> int:
    """A division rounded up."""
    return -(-whole // part)
