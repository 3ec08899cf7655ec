"""The promise ledger: what is kept, missed, running or void, by how much, and how fast answers come."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import policy_file
from bot.core.calendar.time_range import Span
from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.tickets import State
from bot.core.reports.promise_report import (
    MISSED_SHOWN,
    Given,
    Tally,
    Verdict,
    line,
    quick,
    report,
    responses,
    solutions,
    tally,
    warned,
)
from bot.core.reports.statistics import Durations, Share, Spread, percentile, share, spread
from bot.core.rules.promise_times import times
from tests.builders import WEDNESDAY, policy

CALENDAR = policy_file.calendar_for(policy(), range(2025, 2029))
TOLD = times(CALENDAR, policy().promises, WEDNESDAY)
DUE = TOLD.promise_at
"""Friday, 12:10 in Los Angeles: the wednesday's clock time."""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def told(number: int = 1001, kind: PromiseKind = PromiseKind.RESPONSE, **stands: Any) -> Given:
    """A promise shown on that wednesday; its ticket waits unless the changes say otherwise."""
    shown_at = stands.pop("shown_at", WEDNESDAY)
    due_at = stands.pop("due_at", DUE if kind is PromiseKind.RESPONSE else TOLD.grace_until)
    score = {name: stands.pop(name, None) for name in ("kept", "late_seconds")}
    stands.setdefault("filed_at", shown_at)
    stands.setdefault("state", State.OPEN)
    return Given(Promise(number, kind, shown_at, due_at, **score), **stands)


def answered(after: timedelta, **more: Any) -> Given:
    """A promise whose response came so long after it was shown, scored as the desk does it."""
    promise = told(**more).promise
    at = promise.shown_at + after
    late = int((at - promise.due_at).total_seconds())
    stands = {"state": State.ANSWERED, "answered_at": at, **more}
    return told(**{**stands, "kept": late <= 0, "late_seconds": late})


# ── One promise ────────────────────────────────────────────────────────────────────────


def test_a_response_in_time_keeps_the_promise_and_says_how_early_it_was() -> None:
    scored = line(answered(2 * HOUR), DUE)
    assert scored.verdict is Verdict.KEPT
    assert scored.late_s == -46 * 3600
    assert scored.answered_at == scored.until == WEDNESDAY + 2 * HOUR


def test_a_response_exactly_when_it_is_due_is_in_time() -> None:
    assert line(told(state=State.ANSWERED, answered_at=DUE), DUE).verdict is Verdict.KEPT


def test_a_late_response_misses_by_the_time_between() -> None:
    scored = line(answered(49 * HOUR), DUE + 9 * HOUR)
    assert (scored.verdict, scored.late_s) == (Verdict.MISSED, 3600)


def test_a_promise_runs_until_it_is_due_and_is_late_by_the_minute_from_then_on() -> None:
    assert line(told(), DUE).verdict is Verdict.RUNNING
    assert line(told(), DUE).late_s is None
    late = line(told(), DUE + 5 * MINUTE)
    assert (late.verdict, late.late_s, late.answered_at) == (Verdict.MISSED, 300, None)


@pytest.mark.parametrize("before", [timedelta(minutes=1), timedelta(days=1), timedelta(days=30)])
def test_a_clock_that_was_set_back_makes_no_wait_shorter_than_nothing(before: timedelta) -> None:
    """Desks of earlier versions have such moments in store."""
    closed = told(state=State.SOLVED, closed_at=WEDNESDAY - before)
    for each in (answered(-before), closed, told()):
        scored = line(each, WEDNESDAY - before)
        assert scored.until == WEDNESDAY
        assert scored.late_s in (None, -int((DUE - WEDNESDAY).total_seconds()))
    measured = responses([line(answered(-before), DUE)], CALENDAR, 8)
    assert measured.wall.p50_s == measured.staffed.p50_s == 0
    assert solutions([closed], CALENDAR).wall.p50_s == 0
    assert solutions([closed], CALENDAR).staffed.p50_s == 0


def test_a_miss_that_was_scored_when_due_is_late_until_somebody_responds() -> None:
    scored = line(told(kept=False), DUE + 2 * HOUR)
    assert (scored.verdict, scored.late_s) == (Verdict.MISSED, 7200)


def test_what_the_client_took_back_in_time_is_neither_kept_nor_missed() -> None:
    scored = line(told(state=State.CANCELLED, closed_at=DUE - MINUTE), DUE + HOUR)
    assert (scored.verdict, scored.late_s) == (Verdict.VOID, None)


def test_what_the_client_took_back_after_it_was_due_is_missed_until_then() -> None:
    scored = line(told(state=State.CANCELLED, closed_at=DUE + MINUTE), DUE + HOUR)
    assert (scored.verdict, scored.late_s, scored.answered_at) == (Verdict.MISSED, 60, None)


def test_what_was_scored_stays_however_the_ticket_went_on() -> None:
    """The ticket was answered in time, reopened, and waits again: it knows nothing of its first answer."""
    first = line(told(kept=True, late_seconds=-3600), DUE + 200 * HOUR)
    assert (first.verdict, first.answered_at) == (Verdict.KEPT, DUE - HOUR)


def test_an_answer_from_before_the_promise_was_shown_is_none_to_it() -> None:
    assert line(told(answered_at=WEDNESDAY - HOUR), DUE).verdict is Verdict.RUNNING


def test_a_promise_from_a_clock_that_runs_ahead_is_running() -> None:
    ahead = line(told(), WEDNESDAY - HOUR)
    assert (ahead.verdict, ahead.until) == (Verdict.RUNNING, WEDNESDAY)


@settings(max_examples=200, deadline=None)
@given(st.booleans(), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_every_promise_has_one_verdict_and_only_scored_ones_are_late(
    was_answered: bool, end: int, due: int, now: int
) -> None:
    at = WEDNESDAY + end * HOUR
    ended: dict[str, Any] = {"answered_at" if was_answered else "closed_at": at} if at <= WEDNESDAY + now * HOUR else {}
    scored = line(told(due_at=WEDNESDAY + due * HOUR, **ended), WEDNESDAY + now * HOUR)
    counted = tally([scored])
    assert counted.shown == counted.kept + counted.missed + counted.running + counted.void == 1
    assert (scored.late_s is None) == (scored.verdict in (Verdict.RUNNING, Verdict.VOID))
    if scored.late_s is not None:
        assert (scored.late_s > 0) == (scored.verdict is Verdict.MISSED)


# ── Counting ───────────────────────────────────────────────────────────────────────────


def test_a_tally_counts_every_promise_once() -> None:
    now = DUE + 4 * HOUR
    givens = [
        answered(HOUR),
        answered(50 * HOUR),
        told(),
        told(due_at=now + HOUR),
        told(state=State.SOLVED, closed_at=WEDNESDAY),
    ]
    found = tally([line(each, now) for each in givens])
    assert found == Tally(
        shown=5, kept=1, missed=2, unanswered=1, running=1, void=1, late_median_s=7200, late_max_s=14400
    )


def test_nothing_shown_is_nothing_late() -> None:
    assert tally([]) == Tally(0, 0, 0, 0, 0, 0, None, None)


def test_a_percentile_is_the_nearest_rank() -> None:
    assert [percentile(range(1, 11), p) for p in (50, 90, 99)] == [5, 9, 10]
    assert percentile([7], 50) == 7
    assert percentile([], 50) is None
    assert spread([30, 10, 20]) == Spread(20, 30, 30)


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_percentiles_rise_and_are_among_what_happened(seconds: list[int]) -> None:
    found = spread(seconds)
    assert found.p50_s is not None
    assert found.p90_s is not None
    assert found.p99_s is not None
    assert found.p50_s <= found.p90_s <= found.p99_s
    assert {found.p50_s, found.p90_s, found.p99_s} <= set(seconds)
    assert 2 * sum(each <= found.p50_s for each in seconds) >= len(seconds)


def test_a_share_is_never_rounded_up() -> None:
    assert (Share(996, 1000).percent, Share(996, 1000).part) == (99, 0.996)
    assert Share(2, 3).part == 0.6666
    assert (Share(0, 0).percent, Share(0, 0).part) == (0, None)


def test_who_waits_longer_than_the_limit_is_a_miss_and_who_waits_less_is_not_counted() -> None:
    assert share([(60, True), (61, True), (61, False), (60, False)], 60) == Share(1, 3)


# ── First responses ────────────────────────────────────────────────────────────────────


def test_a_wait_over_night_counts_less_in_staffed_time() -> None:
    """Filed at 12:10, answered at 08:10: twenty hours by the clock, eight of them staffed."""
    found = responses([line(answered(20 * HOUR), DUE)], CALENDAR, 8)
    assert (found.wall.p50_s, found.staffed.p50_s) == (20 * 3600, 8 * 3600)
    assert (found.wall_within, found.staffed_within) == (Share(0, 1), Share(1, 1))
    assert (found.tickets, found.unanswered) == (1, 0)


def test_unanswered_tickets_are_misses_from_the_limit_on() -> None:
    def within(now: datetime) -> tuple[Share, Share]:
        found = responses([line(told(), now), line(told(kind=PromiseKind.ESTIMATE), now)], CALENDAR, 8)
        return found.wall_within, found.staffed_within

    assert within(WEDNESDAY + 8 * HOUR) == (Share(0, 0), Share(0, 0))
    assert within(WEDNESDAY + 9 * HOUR) == (Share(0, 1), Share(0, 0))
    assert within(WEDNESDAY + 21 * HOUR) == (Share(0, 1), Share(0, 1))


def test_unanswered_tickets_have_no_part_in_percentiles() -> None:
    lines = [line(each, DUE) for each in (answered(HOUR), told(), told(state=State.CANCELLED, closed_at=WEDNESDAY))]
    found = responses(lines, CALENDAR, 8)
    assert (found.tickets, found.unanswered, found.wall.p99_s) == (1, 2, 3600)


def test_the_share_alone_is_the_same() -> None:
    lines = [line(each, DUE) for each in (answered(HOUR), answered(9 * HOUR), told(), told(kind=PromiseKind.ESTIMATE))]
    assert quick(lines, 8) == responses(lines, CALENDAR, 8).wall_within == Share(1, 3)


# ── Solutions ──────────────────────────────────────────────────────────────────────────


def solved(closed_at: datetime, **more: Any) -> Given:
    return told(**{"state": State.SOLVED, "closed_at": closed_at, **more})


def test_a_solution_is_within_the_target_until_the_same_clock_time_two_business_days_later() -> None:
    found = solutions([solved(DUE), solved(DUE + MINUTE)], CALENDAR)
    assert found.within == Share(1, 2)
    assert (found.wall.p50_s, found.staffed.p50_s) == (48 * 3600, 24 * 3600)


@pytest.mark.parametrize(
    "other",
    [
        solved(DUE, kind=PromiseKind.ESTIMATE),
        solved(DUE, filed_at=WEDNESDAY - 24 * HOUR),
        solved(DUE, merged_at=WEDNESDAY + HOUR),
        told(state=State.ANSWERED),
        told(state=State.CANCELLED, closed_at=DUE),
    ],
    ids=["an estimate", "shown at reopening", "merged into another", "with its client", "taken back"],
)
def test_each_solved_ticket_counts_once_and_others_not_at_all(other: Given) -> None:
    assert solutions([other], CALENDAR).within == Share(0, 0)


# ── Warnings ───────────────────────────────────────────────────────────────────────────


def warnings_of(of: Given, now: datetime) -> list[int]:
    return list(warned([of, replace(of, promise=replace(of.promise, kind=PromiseKind.ESTIMATE))],
                       CALENDAR, policy(), now).values())  # fmt: skip


def test_warnings_fall_due_while_nobody_has_responded() -> None:
    """24 staffed hours: the half on Thursday at 12:10, three quarters at 18:10."""
    assert warnings_of(told(), WEDNESDAY + 24 * HOUR - MINUTE) == [0, 0, 0]
    assert warnings_of(told(), WEDNESDAY + 24 * HOUR) == [1, 0, 0]
    assert warnings_of(told(), WEDNESDAY + 30 * HOUR) == [1, 1, 0]
    assert warnings_of(told(), DUE) == [1, 1, 1]


def test_a_response_a_closing_or_a_merger_ends_the_warnings() -> None:
    then = WEDNESDAY + 25 * HOUR
    assert warnings_of(answered(25 * HOUR), DUE) == [1, 0, 0]
    assert warnings_of(told(state=State.CANCELLED, closed_at=then), DUE) == [1, 0, 0]
    assert warnings_of(told(merged_at=then), DUE) == [1, 0, 0]
    assert warnings_of(answered(48 * HOUR), DUE) == [1, 1, 0], "answered in the very moment"


# ── The whole ──────────────────────────────────────────────────────────────────────────


def test_the_report_has_every_promise_and_tells_estimates_from_guarantees() -> None:
    givens = [told(kind=PromiseKind.ESTIMATE), answered(3 * HOUR)]
    now = TOLD.grace_until + HOUR
    found = report(givens, CALENDAR, policy(), now, Span(), None)
    assert [(each.kind, each.ticket) for each in found.missed] == [(PromiseKind.ESTIMATE, 1001)]
    assert found.owed == (1001,)
    assert (found.estimate.missed, found.estimate.kept) == (1, 0)
    assert (found.response.missed, found.response.kept) == (0, 1)
    assert found.first.hours == 8
    assert found.first.wall_within == Share(1, 1)
    assert list(found.warned) == [50, 75, 100]
    assert (found.now, found.span, found.learned) == (now, Span(), None)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-(10**7), 10**7), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_one_that_putting_all_in_order_finds(seconds: list[int], percent: int) -> None:
    assert Durations(seconds).percentile(percent) == percentile(sorted(seconds), percent)
    assert Durations(seconds).longest() == max(seconds)


def test_of_what_was_missed_the_latest_are_kept_and_the_first_that_wait() -> None:
    found = report((told(1001 + n) for n in range(40)), CALENDAR, policy(), DUE + HOUR, Span(), None)
    assert [each.ticket for each in found.missed] == [1040 - n for n in range(MISSED_SHOWN)]
    assert found.owed == (1001, 1002, 1003)
