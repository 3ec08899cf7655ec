"""What the articles spared: questions, each counted once, by how they ended. Honest, so that silence isn't success.

A question **ended** in one of these ways:

- *confirmed*: the client said that an article solved it;
- *silent*: articles were shown, and nobody said a word about them: perhaps they helped, perhaps not;
- *person*: a person was asked for, by a ticket, a call or in words;
- *left*: the articles didn't help, or there was none, and the client left it at that.

Who confirmed or was silent **came back** if they asked anything again, or got a ticket, within seven days: then nothing
was spared after all. Of questions that are younger than that it isn't known yet. Questions of the last hour are still
being answered, and not counted. A question belongs to the article that was read last, else to the best that was shown.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.reports.satisfaction import NOBODY_ASKED, Satisfaction
from bot.core.reports.statistics import Share

NOTHING_KNOWN = Share(0, 0)
CAME_BACK_WITHIN = timedelta(days=7)
"""As the firm asks: whoever asks again within a week wasn't helped for good."""
UNDER_WAY = timedelta(hours=1)
"""A question may still be answered so long, as long as other words count as the same one."""

CONFIRMED, SILENT, PERSON, LEFT = "confirmed", "silent", "person", "left"
ENDED: Mapping[str, str] = {
    "solved": CONFIRMED, "silent": SILENT, "filed": PERSON, "person": PERSON, "not solved": LEFT, "nothing found": LEFT,
}  # fmt: skip
"""How a question ended, by what was noted of it last."""


@dataclass(frozen=True, slots=True)
class Ended:
    """So many questions that ended alike."""

    slug: str
    """The article; empty where none was shown."""
    outcome: str
    """As it was noted: a key of ``ENDED``."""
    came_back: bool | None
    """``None``: not known yet."""
    count: int


@dataclass(frozen=True, slots=True)
class Questions:
    """How many questions ended in which way."""

    confirmed: int = 0
    silent: int = 0
    person: int = 0
    left: int = 0
    confirmed_known: Share = NOTHING_KNOWN
    """Of the confirmed that are a week old, those who came back."""
    silent_known: Share = NOTHING_KNOWN

    @property
    def asked(self) -> int:
        """All of them."""
        return self.confirmed + self.silent + self.person + self.left

    def share(self, count: int) -> Share:
        """Of all that were asked."""
        return Share(count, self.asked)

    @property
    def came_back(self) -> Share:
        """Who came back within a week, of those who confirmed or were silent and of whom it is known."""
        parts = (self.confirmed_known, self.silent_known)
        return Share(sum(each.hits for each in parts), sum(each.of for each in parts))

    @property
    def spared(self) -> tuple[Share, Share] | None:
        """Between what the articles spared: the confirmed alone, and the silent with them, less who came back.

        Of those of whom it isn't known yet as many as of the others; ``None`` while nothing is known of anybody.
        """
        if not self.came_back.of:
            return None
        low = self.confirmed - _expected(self.confirmed, self.confirmed_known)
        return self.share(low), self.share(low + self.silent - _expected(self.silent, self.silent_known))


def _expected(count: int, known: Share) -> int:
    """So many came back, or will: rounded up, so that it never flatters."""
    return -(-count * known.hits // known.of) if known.of else 0


@dataclass(slots=True)
class Counting:
    """Counts questions, one row after another."""

    by: Counter[tuple[str, bool | None]] = field(default_factory=Counter)

    def count(self, each: Ended) -> None:
        """So many more."""
        self.by[ENDED.get(each.outcome, LEFT), each.came_back] += each.count

    def questions(self) -> Questions:
        """What they come to."""
        ended = {name: sum(n for (how, _back), n in self.by.items() if how == name) for name in NAMES}
        return Questions(**ended, confirmed_known=self._known(CONFIRMED), silent_known=self._known(SILENT))

    def _known(self, how: str) -> Share:
        back, away = self.by[how, True], self.by[how, False]
        return Share(back, back + away)


NAMES = (CONFIRMED, SILENT, PERSON, LEFT)


@dataclass(frozen=True, slots=True)
class Week:
    """The questions and ratings of a week, or of the part of it that was asked for."""

    begins: date
    """Its Monday, by the desk's calendar."""
    questions: Questions
    satisfaction: Satisfaction = NOBODY_ASKED


@dataclass(frozen=True, slots=True)
class HelpReport:
    """Questions and ratings of a stretch of time, as of a moment."""

    now: datetime
    start: datetime | None
    """When the first of them was asked; ``None`` without any."""
    end: datetime | None
    questions: Questions
    satisfaction: Satisfaction
    weeks: tuple[Week, ...]
    """The earliest first, without a gap."""
    articles: tuple[tuple[str, Questions], ...]
    """By name, those asked about most first; questions for which there was none under ''."""
    people: tuple[tuple[str, Satisfaction], ...] = ()
    """What clients said of the tickets of each of the staff, as far as it may be shown."""


def weeks(start: datetime, end: datetime, zone: str) -> Iterator[tuple[date, datetime, datetime]]:
    """The weeks of a stretch of time, by the desk's calendar: each Monday, and from when until when, in UTC."""
    own = ZoneInfo(zone)
    day = start.astimezone(own).date()
    monday = day - timedelta(days=day.weekday())
    while (begins := _midnight(monday, own)) < end:
        following = monday + timedelta(days=7)
        yield monday, max(begins, start), min(_midnight(following, own), end)
        monday = following


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def by_article(counts: Mapping[str, Counting]) -> tuple[tuple[str, Questions], ...]:
    """The articles, those asked about most first."""
    ended = ((slug, counting.questions()) for slug, counting in counts.items())
    return tuple(sorted(ended, key=lambda each: (-each[1].asked, each[0])))


def whole(parts: Sequence[Counting]) -> Questions:
    """All of several together."""
    every = Counting()
    for part in parts:
        every.by.update(part.by)
    return every.questions()
