"""What falls due on a ticket by itself: derived from the ticket alone, and what then happens."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.calendar.business_hours import Calendar
from bot.core.model.promises import Timer, TimerKind
from bot.core.model.tickets import Rule, State, Ticket
from bot.core.rules.appointments import CALL_TIMERS
from bot.core.rules.change import DESK, NotificationKind
from bot.core.rules.endings.silence import SILENCE_TIMERS
from bot.core.rules.timers import WARNINGS, fire, timers
from tests.builders import WEDNESDAY, policy, ticket

CALENDAR = Calendar(policy().firm.zone, policy().hours)


SET_BY_ACTS = {
    *(TimerKind.REPLY_DUE, TimerKind.WORDS_WAIT, TimerKind.REST_OVER, TimerKind.LIKENESS, TimerKind.INCIDENT),
    *SILENCE_TIMERS,
}
"""They don't follow from a ticket that waits or is claimed."""


def due(of: Ticket) -> dict[TimerKind, str]:
    """What falls due when, on the desk's clock."""
    zone = ZoneInfo(policy().firm.zone)
    return {t.kind: f"{t.due_at.astimezone(zone):%a %H:%M}" for t in timers(of, CALENDAR, policy())}


def test_an_unanswered_ticket_warns_thrice_and_its_estimate_falls_due() -> None:
    assert due(ticket()) == {
        TimerKind.PROMISE_WARN_1: "Thu 12:10",
        TimerKind.PROMISE_WARN_2: "Thu 18:10",
        TimerKind.PROMISE_WARN_3: "Fri 12:10",
        TimerKind.ESTIMATE_DUE: "Thu 13:10",
    }


def test_a_claim_is_warned_about_and_expires_in_staffed_time_besides() -> None:
    claimed = due(ticket(owner="kim", acted_at=WEDNESDAY))
    assert set(claimed) == set(TimerKind) - set(CALL_TIMERS) - SET_BY_ACTS
    assert (claimed[TimerKind.CLAIM_WARN], claimed[TimerKind.CLAIM_EXPIRE]) == ("Wed 16:10", "Wed 18:10")
    evening = due(ticket(owner="kim", acted_at=WEDNESDAY + timedelta(hours=5)))
    assert (evening[TimerKind.CLAIM_WARN], evening[TimerKind.CLAIM_EXPIRE]) == ("Thu 09:10", "Thu 11:10")


@pytest.mark.parametrize(
    "quiet",
    [
        ticket(answered_at=WEDNESDAY),
        ticket(state=State.ASKED, answered_at=WEDNESDAY, owner="kim", acted_at=WEDNESDAY),
        ticket(state=State.ANSWERED, answered_at=WEDNESDAY, owner="kim", acted_at=WEDNESDAY),
        ticket(state=State.SOLVED, owner="kim", acted_at=WEDNESDAY),
        ticket(state=State.CANCELLED),
        ticket(state=State.MERGED, merged_into=1002),
    ],
    ids=["answered once", "asked", "answered", "solved", "cancelled", "merged"],
)
def test_nothing_falls_due_on_what_owes_nothing(quiet: Ticket) -> None:
    assert timers(quiet, CALENDAR, policy()) == ()


def test_an_owner_who_has_not_acted_yet_has_no_lease_to_lose() -> None:
    assert TimerKind.CLAIM_EXPIRE not in due(ticket(owner="kim"))


def test_an_answered_ticket_that_came_back_has_only_its_lease() -> None:
    back = ticket(owner="kim", acted_at=WEDNESDAY, answered_at=WEDNESDAY)
    assert set(due(back)) == {TimerKind.CLAIM_WARN, TimerKind.CLAIM_EXPIRE}


def test_timers_follow_the_promise_that_runs_and_not_the_place() -> None:
    nudged = ticket(since=WEDNESDAY + timedelta(hours=3))
    assert due(nudged) == due(ticket())
    again = ticket(
        counted_from=WEDNESDAY + timedelta(hours=2),
        promise_at=WEDNESDAY + timedelta(days=2, hours=2),
        grace_until=WEDNESDAY + timedelta(days=1, hours=3),
    )
    assert due(again)[TimerKind.PROMISE_WARN_1] == "Thu 14:10"
    assert due(again)[TimerKind.ESTIMATE_DUE] == "Thu 15:10"


def test_a_timer_is_the_same_each_time_it_is_derived() -> None:
    assert timers(ticket(), CALENDAR, policy()) == timers(ticket(), CALENDAR, policy())
    assert Timer(1001, TimerKind.ESTIMATE_DUE, ticket().grace_until) in timers(ticket(), CALENDAR, policy())


# ── What then happens ──────────────────────────────────────────────────────────────────

LATER: datetime = WEDNESDAY + timedelta(days=1)


def test_staff_are_warned_with_the_share_that_is_used() -> None:
    for kind, percent in zip(WARNINGS, (50, 75, 100), strict=True):
        warned = fire(ticket(), kind, policy(), LATER)
        assert warned is not None
        assert warned.after == warned.before
        assert (warned.by, warned.rule) == (DESK, None)
        assert warned.to_owner is not None
        assert (warned.to_owner.kind, warned.to_owner.percent) == (NotificationKind.PROMISE_WARNING, percent)
        assert warned.to_client is None


def test_an_estimate_that_falls_due_is_only_scored() -> None:
    assert fire(ticket(), TimerKind.ESTIMATE_DUE, policy(), LATER) is None


def test_an_owner_is_warned_first_and_then_loses_the_claim_but_not_the_place() -> None:
    claimed = ticket(owner="kim", acted_at=WEDNESDAY)
    warned = fire(claimed, TimerKind.CLAIM_WARN, policy(), LATER)
    assert warned is not None
    assert warned.after == claimed
    assert warned.to_owner is not None
    assert warned.to_owner.kind is NotificationKind.CLAIM_WARNING
    expired = fire(claimed, TimerKind.CLAIM_EXPIRE, policy(), LATER)
    assert expired is not None
    assert (expired.rule, expired.after.waiting, expired.after.since) == (Rule.LEASE_EXPIRED, True, claimed.since)
    assert expired.to_owner is not None
    assert (expired.to_owner.kind, expired.to_owner.by) == (NotificationKind.CLAIM_EXPIRED, "kim")


def test_a_rest_ends_at_its_moment_and_stops_no_warning() -> None:
    resting = ticket(state=State.RESTING, rest_until=WEDNESDAY + timedelta(days=2))
    assert due(resting) == {**due(ticket()), TimerKind.REST_OVER: "Fri 12:10"}
    assert TimerKind.REST_OVER not in due(ticket(rest_until=WEDNESDAY))
    woken = fire(resting, TimerKind.REST_OVER, policy(), WEDNESDAY + timedelta(days=2))
    assert woken is not None
    assert woken.after.state is State.OPEN
