"""The phone in words: free days and times in the client's own zone, and how a call stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.calendar.slots import Slot
from bot.core.client_view.appointments import DAYS_SHOWN, TIMES_SHOWN, call_steps, scheduling, told
from bot.core.conversation.facts import TicketView
from bot.core.conversation.state import Scheduling
from bot.core.model.appointment import Appointment, CallState, Proposal
from bot.core.model.tickets import State
from bot.core.text.surface import Choices, _
from tests.builders import CALL_AT, WEDNESDAY, call, facts, slot, ticket
from tests.core.calendar.test_slots import grid
from tests.reading import actions, screen

HALF_HOUR = timedelta(minutes=30)
FREE = tuple(grid().between(WEDNESDAY))


def offers(stage: Scheduling, *slots: Slot, zone: str = "Europe/Berlin", now: datetime = WEDNESDAY) -> Choices:
    """What the client can pick from, with these times free."""
    part = scheduling(stage, facts(slots=slots, zone=zone, now=now))
    return Choices(part.blocks, part.choices)


def many(count: int, apart: timedelta) -> tuple[Slot, ...]:
    return tuple(slot(CALL_AT + i * apart) for i in range(count))


# ── Days ───────────────────────────────────────────────────────────────────────────────


def test_the_days_are_the_clients_own_and_say_how_much_is_free() -> None:
    shown = screen(offers(Scheduling(1001), *FREE))
    assert shown.startswith("For the call about #1001: which day suits you?")
    assert "[Today, Wed, Dec 16: 3 free times]" in shown, "22:30 to midnight in Berlin"
    assert "[Thu, Dec 17: 13 free times]" in shown, "three of the desk's wednesday, and ten of its thursday"
    assert shown.endswith("[None of these]\n[Not now]")


def test_the_desks_own_zone_serves_who_has_none() -> None:
    shown = screen(offers(Scheduling(1001), *FREE, zone=""))
    assert shown.count("free times]") == 11
    assert actions(offers(Scheduling(1001), slot(), zone=""))[0] == "day.2026-12-17"


def test_one_time_is_one_time() -> None:
    assert "[Thu, Dec 17: 1 free time]" in screen(offers(Scheduling(1001), slot()))
    assert "[Today, Thu, Dec 17: 1 free time]" in screen(offers(Scheduling(1001), slot(), now=CALL_AT - HALF_HOUR))


def test_the_default_horizon_fits_on_one_page_and_a_longer_one_has_more() -> None:
    assert not any(action.startswith("page") for action in actions(offers(Scheduling(1001), *FREE)))
    long = many(DAYS_SHOWN + 3, timedelta(days=1))
    first, second = (actions(offers(Scheduling(1001, page=page), *long)) for page in (0, 1))
    assert len([action for action in first if action.startswith("day.")]) == DAYS_SHOWN
    assert first[-3:] == ("page.1", "none", "leave")
    assert second == ("day.2026-12-31", "day.2027-01-01", "day.2027-01-02", "none", "leave")
    assert actions(offers(Scheduling(1001, page=7), *long)) == first, "a page that isn't there is the first"


def test_a_day_that_filled_up_meanwhile_is_said_to_be_full() -> None:
    shown = offers(Scheduling(1001, "2026-12-18"), slot())
    assert screen(shown).startswith("That day has no free time any more.\nFor the call about #1001")
    assert actions(shown) == ("day.2026-12-17", "none", "leave")


def test_without_any_free_time_the_wish_can_be_noted() -> None:
    for stage in (Scheduling(1001), Scheduling(1001, "2026-12-17")):
        none = offers(stage)
        assert "There is no free time for a call in the days that can be booked." in screen(none)
        assert actions(none) == ("none", "leave")


# ── Times ──────────────────────────────────────────────────────────────────────────────


def test_a_days_times_name_their_zone_once_and_their_length() -> None:
    shown = offers(Scheduling(1001, "2026-12-17"), slot(), slot(CALL_AT + HALF_HOUR))
    assert screen(shown) == (
        "Free on Thu, Dec 17 (Berlin time), 30 minutes each:\n[7:30 PM]\n[8:00 PM]\n[Another day]\n[Not now]"
    )
    assert actions(shown) == ("at.20261217T1830", "at.20261217T1900", "days", "leave")


def test_many_times_come_page_by_page() -> None:
    lots = many(TIMES_SHOWN + 2, timedelta(minutes=10))
    first, second = (actions(offers(Scheduling(1001, "2026-12-17", page), *lots)) for page in (0, 1))
    assert len(first) == TIMES_SHOWN + 3
    assert first[-3:] == ("page.1", "days", "leave")
    assert second == ("at.20261217T2130", "at.20261217T2140", "days", "leave")
    assert len(first) <= 25, "as many as a platform's list takes"


def test_times_that_come_twice_that_night_are_told_apart() -> None:
    twice = [slot(datetime(2027, 10, 31, hour, 30, tzinfo=UTC)) for hour in (0, 1)]
    shown = screen(offers(Scheduling(1001, "2027-10-31"), *twice))
    assert "[2:30 AM (UTC+2:00)]\n[2:30 AM (UTC+1:00)]" in shown


# ── How a call stands ──────────────────────────────────────────────────────────────────


def stands(planned: Appointment | None, lead: str = "News.", reason: str = "", **of: Any) -> Choices:
    """A message about a call."""
    seen = TicketView(ticket(wants_phone=True, **of), call=planned)
    part = told(seen, _(lead), reason, facts().now)
    return Choices(part.blocks, part.choices)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (CallState.REQUESTED, ["Phone call requested: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes.",
                               "Staff look at your case first and confirm, or suggest another time, by Thu, Dec 17,"]),
        (CallState.OFFERED, ["Phone call offered: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes.",
                             "Please say by Thu, Dec 17, 7:30 PM Berlin time whether it suits you."]),
        (CallState.CONFIRMED, ["Phone call confirmed: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes."]),
    ],
)  # fmt: skip
def test_a_planned_call_says_when_and_who_is_to_decide(state: CallState, words: list[str]) -> None:
    shown = screen(stands(call(state)))
    for line in ("News.", *words):
        assert line in shown


def test_a_call_whose_time_has_come_says_what_to_do_if_nobody_called() -> None:
    shown = screen(stands(call(CallState.CONFIRMED, start=WEDNESDAY)))
    assert "Phone call: Wed, Dec 16, 9:10 PM Berlin time. Its time has come" in shown
    assert "Did nobody call? Just write it here" in shown
    ahead = call(CallState.CONFIRMED, start=WEDNESDAY + timedelta(seconds=1))
    assert "Phone call confirmed" in screen(stands(ahead))


def test_a_reason_is_quoted_and_what_is_gone_can_be_picked_anew() -> None:
    gone = stands(call(CallState.DECLINED), reason="nobody is there")
    assert "“nobody is there”" in screen(gone)
    assert actions(gone) == ("@phone.1001", "@show.1001")
    assert actions(stands(None)) == ("@phone.1001", "@show.1001")
    assert actions(stands(call(CallState.CANCELLED), state=State.SOLVED)) == ("@show.1001",)
    assert actions(stands(call(CallState.CONFIRMED))) == ("@movecall.1001", "@calloff.1001")


def test_an_offer_is_taken_by_its_own_name() -> None:
    suits, *others = call_steps(call(CallState.OFFERED, n=3, version=2))
    assert suits.primary
    assert suits.action.startswith("@take.1001.3")
    assert [choice.action for choice in others] == ["@movecall.1001", "@calloff.1001"]


def test_a_confirmed_call_says_what_staff_suggest_instead_and_what_can_be_done() -> None:
    evening = CALL_AT + timedelta(hours=2)
    to = Proposal(evening, evening + timedelta(minutes=30), CALL_AT - timedelta(hours=1), "sam")
    moving = call(CallState.CONFIRMED, n=3, version=2, proposed=to)
    shown = screen(stands(moving))
    for line in (
        "Phone call confirmed: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes.",
        "sam suggests Thu, Dec 17, 9:30 PM Berlin time instead, if that suits you.",
        "Your call stays as it is until you take the new time. Please say by Thu, Dec 17, 6:30 PM Berlin time.",
    ):
        assert line in shown
    take, *others = call_steps(moving)
    assert (take.action, take.primary) == ("@take.1001.3.2", True)
    assert [choice.action for choice in others] == ["@keepcall.1001.3.2", "@movecall.1001", "@calloff.1001"]


def test_no_two_times_of_a_day_read_alike() -> None:
    for day in {f"{each.start:%Y-%m-%d}" for each in FREE}:
        labels = screen(offers(Scheduling(1001, day), *FREE)).splitlines()
        assert len(set(labels)) == len(labels)
