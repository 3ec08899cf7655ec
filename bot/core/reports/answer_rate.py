"""Articles that answer less often than they did: what they say may hold no longer.

Of the questions about an article of which anything was said, the share that it solved. Silence says neither, and isn't
counted. Lately against before: it fell where even the highest share that the last weeks may stand for is below the
lowest that earlier months may stand for. Two intervals of 95 % that don't meet are chance less than once in a hundred
articles; of few questions nothing is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.calendar.time_range import Span
from bot.core.reports.deflection import Questions
from bot.core.reports.statistics import Share, wilson

LATELY = timedelta(days=30)
BEFORE = timedelta(days=180)
"""The half-year that ended when the last weeks began: longer ago, clients asked other things."""

QUESTIONS_MIN = 20
"""In either stretch; of fewer an interval is so wide that only a collapse would show, and that by one bad day."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """An article that solves less of what is asked than it did."""

    slug: str
    before: Share
    lately: Share


def stretches(now: datetime) -> tuple[Span, Span]:
    """The months before, and the last weeks."""
    begun = now - LATELY
    return Span(begun - BEFORE, begun), Span(begun, now)


def answer_rate(questions: Questions) -> Share:
    """How many an article solved, of those of which anything was said."""
    return Share(questions.confirmed, questions.confirmed + questions.person + questions.left)


def fallen(before: Mapping[str, Questions], lately: Mapping[str, Questions]) -> tuple[Fallen, ...]:
    """The articles whose rate fell, in the order of their names; by slug, what was asked in either stretch."""
    both = sorted(slug for slug in before.keys() & lately.keys() if slug)
    rates = (Fallen(slug, answer_rate(before[slug]), answer_rate(lately[slug])) for slug in both)
    return tuple(each for each in rates if _fell(each.before, each.lately))


def _fell(before: Share, lately: Share) -> bool:
    if min(before.of, lately.of) < QUESTIONS_MIN:
        return False
    then, now = wilson(before), wilson(lately)
    return then is not None and now is not None and now.high < then.low
