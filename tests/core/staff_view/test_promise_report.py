"""The promise ledger as staff read it on one page."""

from datetime import timedelta

from bot.core.calendar.time_range import Span
from bot.core.model.promises import PromiseKind
from bot.core.model.tickets import Rating, State
from bot.core.reports.learned_estimate import Learned
from bot.core.reports.promise_report import MISSED_SHOWN, Given, Report, report
from bot.core.reports.satisfaction import NOBODY_ASKED, Rated, satisfaction
from bot.core.reports.statistics import Share
from bot.core.staff_view import promise_report
from bot.core.staff_view.promise_report import between, how_it_was, lasting
from bot.core.text.surface import Text
from tests.builders import WEDNESDAY, policy
from tests.core.reports.test_promise_report import CALENDAR, DUE, HOUR, MINUTE, answered, told
from tests.reading import actions, screen, words

NOW = DUE + 2 * HOUR


def measured(*givens: Given, span: Span | None = None, learned: Learned | None = None) -> Report:
    return report(givens, CALENDAR, policy(), NOW, span or Span(), learned)


def test_without_promises_the_page_says_so() -> None:
    assert screen(promise_report.promises(measured())) == "All promises so far:\nNobody was told a time then."


def test_the_page_names_the_time_that_was_asked_for() -> None:
    start, end = WEDNESDAY, WEDNESDAY + timedelta(days=1)
    heads = [
        screen(promise_report.promises(measured(span=asked))).splitlines()[0]
        for asked in (Span(start, end), Span(start), Span(None, end))
    ]
    assert heads == [
        "Promises shown from Wed, Dec 16, 9:10 PM until Thu, Dec 17, 9:10 PM:",
        "Promises shown since Wed, Dec 16, 9:10 PM:",
        "Promises shown until Thu, Dec 17, 9:10 PM:",
    ]


def test_a_desk_that_kept_its_word_has_nothing_to_list() -> None:
    estimate = answered(HOUR, kind=PromiseKind.ESTIMATE)
    page = promise_report.promises(measured(estimate, answered(HOUR, state=State.SOLVED, closed_at=DUE)))
    shown = screen(page)
    assert isinstance(page, Text)
    assert "Estimate | 1 | 1 | 0 | 0 | 0 | 0 | — | —" in shown
    assert "First response, by the clock | 1 | 1:00 h | 1:00 h | 1:00 h" in shown
    assert "Solution, by the clock | 1 | 48:00 h" in shown
    assert "A first response within 8 hours: 100 % of 1 by the clock, 100 % of 1 in staffed hours." in shown
    assert "Solved within 2 business days, the target: 100 % of 1." in shown
    assert "Learned: nothing yet" in shown
    assert "Warnings that fell due: 0 at 50 %, 0 at 75 %, 0 at 100 %." in shown
    assert "Missed" not in shown.splitlines()


def test_what_was_missed_is_listed_the_latest_first_and_what_still_waits_can_be_opened() -> None:
    page = promise_report.promises(
        measured(
            answered(49 * HOUR), told(1002), told(1003, shown_at=WEDNESDAY + MINUTE), learned=Learned(30, 3600, 7260)
        )
    )
    shown = screen(page)
    assert "Guarantee | 3 | 0 | 3 | 2 | 0 | 0 | 2:00 h | 2:00 h" in shown
    listed = [row for row in shown.splitlines() if row.startswith("#")]
    assert listed == [
        "#1003 | Guarantee | Wed, Dec 16, 9:11 PM | Fri, Dec 18, 9:10 PM | 2:00 h | none",
        "#1002 | Guarantee | Wed, Dec 16, 9:10 PM | Fri, Dec 18, 9:10 PM | 2:00 h | none",
        "#1001 | Guarantee | Wed, Dec 16, 9:10 PM | Fri, Dec 18, 9:10 PM | 1:00 h | Fri, Dec 18, 10:10 PM",
    ]
    assert "half within 1:00 h, nine of ten within 2:01 h" in shown
    assert "Solved within 2 business days, the target: —." in shown
    assert actions(page) == ("show 1002", "show 1003")


def test_a_long_list_ends_and_says_where_the_rest_is() -> None:
    everything = [told(1001 + n) for n in range(MISSED_SHOWN + 4)]
    shown = screen(promise_report.promises(measured(*everything)))
    assert shown.count("Guarantee |") == 1 + MISSED_SHOWN
    assert "4 earlier ones are in `frontdoor promises --json`" in shown or "4 earlier ones are in frontdoor" in shown


def test_durations_are_hours_and_minutes() -> None:
    assert [lasting(seconds) for seconds in (None, 0, 59, 3600, 176_700)] == [
        "—",
        "0:00 h",
        "0:01 h",
        "1:00 h",
        "49:05 h",
    ]


def how(*said: tuple[Rating, int]) -> str:
    """What staff read of what so many clients said."""
    return words(how_it_was(satisfaction(Rated(rating, "sam", count) for rating, count in said)))


def test_how_our_help_was_is_said_by_those_who_were_asked() -> None:
    assert words(how_it_was(NOBODY_ASKED)) == "How our help was: nobody was asked."
    assert how((Rating.NONE, 4)) == (
        "How our help was: 0 of 4 who were asked answered (0 %, 0–49); 4 were silent."
    )  # fmt: skip
    assert how((Rating.NONE, 6), (Rating.UP, 3), (Rating.DOWN, 1)) == (
        "How our help was: good, say 3 of 4 (75 %, 30–96). "
        "4 of 10 who were asked answered (40 %, 16–69); 6 were silent."
    )
    assert "good, say 2 of 4 (50 %, 15–85), 3.0 of 5 on average. 4 of 4 who" in how(
        (Rating.FOUR, 1), (Rating.TWO, 1), (Rating.UP, 1), (Rating.THREE, 1)
    )


def test_a_share_of_nothing_is_a_dash() -> None:
    assert (between(Share(0, 0)), between(Share(1, 1))) == ("—", "100 %, 20–100")
