"""What staff see of phone appointments: what each one waits for, and what can be done."""

from datetime import timedelta

import pytest

from bot.core.model.appointment import CallState, Proposal
from bot.core.staff_view.appointments import OVER, call_line, call_stands, calls_list, confirming
from tests.builders import CALL_AT, WEDNESDAY, call, ticket
from tests.reading import actions, screen, words


def test_calls_are_listed_with_what_each_one_waits_for() -> None:
    rows = [
        (call(CallState.CONFIRMED, start=WEDNESDAY - timedelta(hours=1)), ticket()),
        (call(CallState.REQUESTED, ticket=1002), ticket(1002, subject="Web")),
        (call(CallState.OFFERED, ticket=1003), ticket(1003)),
        (call(CallState.CONFIRMED, ticket=1004), ticket(1004)),
    ]
    listed = calls_list(rows, WEDNESDAY)
    for line in (
        "When | Minutes | Ticket | Subject | How it stands",
        "Wed, Dec 16, 8:10 PM | 30 | #1001 | My emails dont arive | over: outcome 1001 <what came of it>",
        "Thu, Dec 17, 7:30 PM | 30 | #1002 | Web | asked for; decide by Thu, Dec 17, 7:30 PM",
        "offered by kim; the client has until Thu, Dec 17, 7:30 PM",
        "#1004 | My emails dont arive | confirmed by kim",
    ):
        assert line in screen(listed)
    assert actions(listed) == ("confirm 1002 2026-12-17T18:30Z", "decline 1002"), "just that moment"
    assert "There are more" not in screen(listed)
    assert "There are more after these." in screen(calls_list(rows, WEDNESDAY, more=True))


def test_without_anything_to_decide_the_queue_is_next() -> None:
    assert actions(calls_list([(call(CallState.CONFIRMED), ticket())], WEDNESDAY)) == ("queue",)
    assert screen(calls_list([], WEDNESDAY)).startswith("No phone appointments.")


@pytest.mark.parametrize("state", [CallState.OFFERED, CallState.CONFIRMED])
def test_after_an_act_a_call_says_how_it_stands(state: CallState) -> None:
    stands = call_stands(ticket(), call(state))
    said = f"The call of #1001 is {state.value}: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes."
    assert screen(stands).startswith(said)
    assert ("The client has until" in screen(stands)) is (state is CallState.OFFERED)
    assert actions(stands) == ("show 1001", "appointments")


def test_a_call_that_staff_would_move_shows_both_times() -> None:
    evening = CALL_AT + timedelta(hours=2)
    to = Proposal(evening, evening + timedelta(minutes=30), CALL_AT, "sam")
    moving = call(CallState.CONFIRMED, proposed=to)
    line = "confirmed by kim; moved to Thu, Dec 17, 9:30 PM once the client takes that, until Thu, Dec 17, 7:30 PM"
    assert line in screen(calls_list([(moving, ticket())], WEDNESDAY))
    assert [line in words(said) for said in call_line(moving, None, WEDNESDAY)] == [True]
    assert screen(call_stands(ticket(), moving)).startswith(
        "The call of #1001 is confirmed: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes. Thu, Dec 17, 9:30 PM Berlin time"
        " is suggested instead and held as well; the client has until Thu, Dec 17, 7:30 PM Berlin time."
    )


@pytest.mark.parametrize("state", sorted(OVER))
def test_what_is_over_says_so(state: CallState) -> None:
    stands = call_stands(ticket(), call(state))
    assert screen(stands).startswith(f"The call of #1001 is {state.value}.")
    assert actions(stands) == ("show 1001",)


def test_only_what_was_asked_for_can_be_confirmed() -> None:
    assert [choice.action for choice in confirming(call())] == ["confirm 1001 2026-12-17T18:30Z", "decline 1001"]
    assert not any(confirming(call(state)) for state in CallState if state is not CallState.REQUESTED)


def test_among_what_is_shown_of_a_ticket_only_a_planned_call_has_a_line() -> None:
    [line] = call_line(call(CallState.CONFIRMED), None, WEDNESDAY)
    assert words(line) == "Phone call Thu, Dec 17, 7:30 PM: confirmed by kim."
    [over] = call_line(call(CallState.CONFIRMED), None, CALL_AT)
    assert words(over) == "Phone call Thu, Dec 17, 7:30 PM: over: outcome 1001 <what came of it>."
    assert call_line(None, None, WEDNESDAY) == call_line(call(CallState.DONE), None, WEDNESDAY) == ()
