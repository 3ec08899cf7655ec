"""Measure the desk by its own history: the promise ledger for staff, and what clients are told of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.time_range import Span
from bot.core.reports.deflection import UNDER_WAY, Counting, HelpReport, Week, by_article, weeks, whole
from bot.core.reports.learned_estimate import Learned, learned
from bot.core.reports.promise_report import Line, Report, line, quick, report
from bot.core.reports.satisfaction import Rated, by_owner, satisfaction
from bot.core.reports.statistics import Share
from bot.engine.context import YEARS_AROUND, Context
from bot.engine.transaction import Transaction
from bot.ports import UnitOfWork

SHARE_OF_DAYS = 90
"""The share shown to clients is that of the last quarter …"""
SHARE_OF_LAST = 2000
"""… and of no more tickets than these: asking costs the same at a busy desk, and 0.05 % can be told apart."""

FRESH = timedelta(minutes=10)
"""So long clients are shown the same figures: one answer more changes them by a hair."""


RECENT = timedelta(days=30)
"""What staff see when they name no time."""


def recent(now: datetime) -> Span:
    """The last thirty days."""
    return Span(now - RECENT, None)


def measure(tx: Transaction, asked: Span) -> Report:
    """The ledger of every promise shown within a stretch of time. Raises NoBusinessDay.

    40 µs a promise, and eight bytes for each figure of which percentiles are told: nothing else is kept of them.
    Where turns wait, ask for ``recent``.
    """
    calendar = _calendar(tx, tx.unit.promises_extent(asked.start, asked.end))
    givens = tx.unit.promises_shown(asked.start, asked.end)
    found = report(givens, calendar, tx.context.policy, tx.now, asked, _learned(tx))
    return replace(found, satisfaction=satisfaction(tx.unit.ratings(asked.start, asked.end)))


def help_report(unit: UnitOfWork, zone: str, now: datetime, asked: Span) -> HelpReport:
    """Questions and ratings of a stretch of time, week by week: the database counts, some weeks at a time."""
    end = min(asked.end or now, now)
    found = unit.questions_extent(asked.start, end)
    start = found[0] if found else end
    spans = tuple(weeks(start, end, zone))
    asked_in, slugs, said = [Counting() for _each in spans], dict[str, Counting](), list[Rated]()
    for week, each in unit.questions(start, [ends for _day, _begins, ends in spans], min(end, now - UNDER_WAY), now):
        asked_in[week].count(each)
        slugs.setdefault(each.slug, Counting()).count(each)
    by_week = list[Week]()
    for (monday, begins, ends), counting in zip(spans, asked_in, strict=True):
        rated = unit.ratings(begins, ends)
        by_week.append(Week(monday, counting.questions(), satisfaction(rated)))
        said += rated
    return HelpReport(
        now,
        start if found else None,
        asked.end,
        whole(tuple(slugs.values())),
        satisfaction(said),
        tuple(by_week),
        by_article(slugs),
        tuple(by_owner(each for each in said if each.owner).items()),
    )


def lines(unit: UnitOfWork, now: datetime, asked: Span) -> Iterator[Line]:
    """Every promise shown within a stretch of time, as things stand, in the order in which they were shown."""
    return (line(given, now) for given in unit.promises_shown(asked.start, asked.end))


@dataclass(frozen=True, slots=True)
class Lately:
    """What clients may be told of the desk's own figures; ``None`` while they are made of too little."""

    learned: Learned | None
    share: Share | None
    """First responses within the policy's ``share_within_wall_hours``, by the wall clock."""


def lately(tx: Transaction) -> Lately:
    """The learned estimate and the share of quick answers, from a few thousand rows at most."""
    rules = tx.context.policy.measured
    latest = tx.unit.latest_guarantees(tx.now - timedelta(days=SHARE_OF_DAYS), SHARE_OF_LAST)
    found = quick((line(given, tx.now) for given in latest), rules.share_within_wall_hours)
    return Lately(_learned(tx), found if found.of >= rules.share_from_tickets else None)


@dataclass(slots=True)
class Remembered:
    """``lately``, asked anew at most every ten minutes; one for each process."""

    _known: Lately | None = None
    _until: datetime | None = None

    def lately(self, unit: UnitOfWork, context: Context, now: datetime) -> Lately:
        """The figures, no older than ``FRESH``; a clock that was set back asks anew, too."""
        until = self._until
        if self._known is None or until is None or not until - FRESH <= now < until:
            self._known, self._until = lately(Transaction(unit, context, now)), now + FRESH
        return self._known


def _learned(tx: Transaction) -> Learned | None:
    rules = tx.context.policy.measured
    found = tx.unit.first_responses(max(rules.learned_of_last, rules.learned_from_tickets))
    calendar = _calendar(tx, (begun for begun, _answered in found))
    return learned(found, calendar, tx.context.policy)


def _calendar(tx: Transaction, moments: Iterable[datetime]) -> Calendar:
    """A calendar that knows the holidays of all these moments: the usual one, or one for a longer past."""
    years = [at.year for at in (tx.now, *moments)]
    if tx.now.year + YEARS_AROUND[0] < min(years) and max(years) < tx.now.year + YEARS_AROUND[1] - 1:
        return tx.calendar
    return tx.context.make_calendar(
        tx.context.policy, range(min(years) - 1, max(years) + 2), dict(tx.unit.closed_days())
    )
