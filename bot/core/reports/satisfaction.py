"""How good clients said that our help was; who was asked and said nothing is counted as silent."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from bot.core.model.tickets import Rating
from bot.core.reports.statistics import Share


@dataclass(frozen=True, slots=True)
class Rated:
    """So many clients who said the same of tickets of one owner."""

    rating: Rating
    """NONE: they were asked, and said nothing."""
    owner: str
    count: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What those said who were asked."""

    by: tuple[tuple[Rating, int], ...]
    """How many said each, silence included, in the order of ``Rating``."""

    @property
    def asked(self) -> int:
        """How many were asked."""
        return sum(count for _rating, count in self.by)

    @property
    def silent(self) -> int:
        """How many said nothing."""
        return sum(count for rating, count in self.by if rating is Rating.NONE)

    @property
    def answered(self) -> Share:
        """Who said something, of those who were asked."""
        return Share(self.asked - self.silent, self.asked)

    @property
    def good(self) -> Share:
        """Who was content, of those who said something."""
        return Share(sum(count for rating, count in self.by if rating.good), self.asked - self.silent)

    @property
    def tenths(self) -> int | None:
        """The mean of the figures from 1 to 5, in tenths; ``None`` where nobody gave one."""
        figures = [(rating.figure, count) for rating, count in self.by if rating.figure]
        given = sum(count for _figure, count in figures)
        return round(Fraction(10 * sum(figure * count for figure, count in figures), given)) if given else None


NOBODY_ASKED = Satisfaction(())


def satisfaction(rated: Iterable[Rated]) -> Satisfaction:
    """What they come to."""
    counts = Counter[Rating]()
    for each in rated:
        counts[each.rating] += each.count
    return Satisfaction(tuple((rating, counts[rating]) for rating in Rating if counts[rating]))


def by_owner(rated: Iterable[Rated]) -> dict[str, Satisfaction]:
    """The same for each owner of tickets, by name; of tickets without one under ''."""
    each: dict[str, list[Rated]] = {}
    for one in rated:
        each.setdefault(one.owner, []).append(one)
    return {owner: satisfaction(each[owner]) for owner in sorted(each)}
