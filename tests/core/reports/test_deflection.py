"""What the articles spared: each question once, silence no success, and who came back wasn't helped."""

from datetime import UTC, date, datetime

import pytest

from bot.core.reports.deflection import Counting, Ended, Questions, by_article, weeks, whole
from bot.core.reports.statistics import Interval, Share, wilson

ROWS = (
    Ended("dns", "solved", False, 6),
    Ended("dns", "solved", True, 2),
    Ended("dns", "solved", None, 2),
    Ended("dns", "silent", False, 3),
    Ended("mail", "silent", True, 2),
    Ended("mail", "filed", False, 4),
    Ended("", "person", None, 1),
    Ended("mail", "not solved", True, 3),
    Ended("", "nothing found", None, 5),
)


def counting(*rows: Ended) -> Counting:
    counted = Counting()
    for row in rows:
        counted.count(row)
    return counted


def test_every_question_ended_in_one_way() -> None:
    questions = counting(*ROWS).questions()
    assert (questions.confirmed, questions.silent, questions.person, questions.left) == (10, 5, 5, 8)
    assert questions.asked == sum(row.count for row in ROWS)
    assert questions.share(questions.silent) == Share(5, 28)


def test_who_came_back_counts_only_where_it_is_known() -> None:
    questions = counting(*ROWS).questions()
    assert questions.confirmed_known == Share(2, 8)
    assert questions.silent_known == Share(2, 5)
    assert questions.came_back == Share(4, 13)


def test_what_was_spared_lies_between_and_never_flatters() -> None:
    questions = counting(*ROWS).questions()
    assert questions.spared == (Share(7, 28), Share(10, 28))  # 10 − ⌈10·2/8⌉, and 5 − ⌈5·2/5⌉ more
    young = counting(Ended("dns", "solved", None, 3)).questions()
    assert young.spared is None
    assert Questions().spared is None
    confirmed = counting(Ended("dns", "silent", False, 2), Ended("dns", "solved", None, 2)).questions()
    assert confirmed.spared == (Share(2, 4), Share(4, 4))


def test_articles_are_those_asked_about_most_first_and_come_to_the_whole() -> None:
    slugs: dict[str, Counting] = {}
    for row in ROWS:
        slugs.setdefault(row.slug, Counting()).count(row)
    assert [(slug, questions.asked) for slug, questions in by_article(slugs)] == [("dns", 13), ("mail", 9), ("", 6)]
    assert whole(tuple(slugs.values())) == counting(*ROWS).questions()


def test_weeks_begin_on_the_desks_mondays_also_where_clocks_change() -> None:
    start, end = datetime(2026, 10, 29, 12, tzinfo=UTC), datetime(2026, 11, 10, 12, tzinfo=UTC)
    assert list(weeks(start, end, "America/Los_Angeles")) == [
        (date(2026, 10, 26), start, datetime(2026, 11, 2, 8, tzinfo=UTC)),
        (date(2026, 11, 2), datetime(2026, 11, 2, 8, tzinfo=UTC), datetime(2026, 11, 9, 8, tzinfo=UTC)),
        (date(2026, 11, 9), datetime(2026, 11, 9, 8, tzinfo=UTC), end),
    ]


@pytest.mark.parametrize(
    ("share", "interval"),
    [
        (Share(0, 0), None),
        (Share(0, 10), Interval(0, 28)),  # 0–27.8
        (Share(10, 10), Interval(72, 100)),  # 72.2–100
        (Share(1, 10), Interval(1, 41)),  # 1.8–40.4
        (Share(50, 100), Interval(40, 60)),  # 40.4–59.6
        (Share(81, 263), Interval(25, 37)),  # 25.5–36.6 (Newcombe 1998)
        (Share(15, 148), Interval(6, 17)),  # 6.2–16.0 (Newcombe 1998)
    ],
)
def test_the_interval_is_wilsons_rounded_outwards(share: Share, interval: Interval | None) -> None:
    assert wilson(share) == interval
