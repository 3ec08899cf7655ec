"""The last rung: every act of clients and staff in every state of an appointment, and what falls due by itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.calendar.business_hours import Calendar
from bot.core.model.appointment import ACTIVE, Appointment, Booking, CallState, Proposal
from bot.core.model.promises import TimerKind
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.model.tickets import State, Ticket
from bot.core.rules import appointments
from bot.core.rules.appointments import Case
from bot.core.rules.change import CLIENT, DESK, BotEntry, Change, Notification, NotificationKind, Refused
from bot.core.rules.done import Done
from tests.builders import CALL_AT, KIM, SAM, WEDNESDAY, call, policy, slot, ticket
from tests.reading import words

NOW = WEDNESDAY + timedelta(hours=1)
LATER = CALL_AT + timedelta(hours=2)
"""Another time that day."""
EXPIRES = WEDNESDAY + timedelta(days=1, hours=1)
OVER = [state for state in CallState if state not in ACTIVE]
CALENDAR = Calendar(policy().firm.zone, policy().hours)

CLOSED = (
    ticket(state=State.SOLVED, closed_at=WEDNESDAY),
    ticket(state=State.CANCELLED, closed_at=WEDNESDAY),
    ticket(state=State.MERGED, merged_into=1000, closed_at=WEDNESDAY),
)


def of(state: CallState | None, **changes: object) -> Case:
    """A ticket whose call stands so; ``None``: it never had one."""
    return Case(ticket(wants_phone=True), None if state is None else call(state, **changes))


def booked(decided: Change | Refused | Done | None) -> tuple[Change, Appointment]:
    """The act was carried out: the change, and the appointment after it."""
    assert isinstance(decided, Change), decided
    assert decided.booking is not None
    return decided, decided.booking.after


def said(change: Change) -> str:
    """What the act leaves in the record for both sides."""
    [entry] = change.entries
    assert isinstance(entry, BotEntry)
    return words(entry.text)


# ── An appointment ─────────────────────────────────────────────────────────────────────


def test_an_appointment_says_whether_it_holds_its_time_and_who_is_to_decide() -> None:
    holds = {state for state in CallState if call(state).active}
    assert holds == {CallState.REQUESTED, CallState.OFFERED, CallState.CONFIRMED}
    assert {state for state in CallState if call(state).undecided} == {CallState.REQUESTED, CallState.OFFERED}
    assert call().minutes == 30


def test_a_case_counts_its_appointments_and_knows_the_one_that_holds_its_time() -> None:
    assert (of(None).active, of(None).next_n) == (None, 1)
    assert (of(CallState.DONE).active, of(CallState.DONE, n=3).next_n) == (None, 4)
    assert of(CallState.CONFIRMED).active == call(CallState.CONFIRMED)


def test_a_booking_says_whether_anything_but_a_suggestion_changed() -> None:
    confirmed = call(CallState.CONFIRMED)
    assert Booking(confirmed, replace(confirmed, proposed=SUGGESTED)).stays
    assert not Booking(None, confirmed).stays
    assert not Booking(call(), confirmed).stays
    assert not Booking(confirmed, replace(confirmed, end=LATER)).stays


# ── Clients: ask for a time ────────────────────────────────────────────────────────────


def request(case: Case, at: datetime = LATER, now: datetime = NOW) -> Change | Done:
    return appointments.request(case, slot(at), EXPIRES, now)


def test_the_first_request_holds_its_slot_until_staff_decide() -> None:
    change, asked = booked(request(Case(ticket(), None)))
    assert asked == Appointment(
        1001, 1, CallState.REQUESTED, LATER, LATER + timedelta(minutes=30), NOW, EXPIRES
    )  # fmt: skip
    assert change.booking == Booking(None, asked)
    assert (change.by, change.rule, change.after.wants_phone) == (CLIENT, None, True)
    assert change.to_owner is not None
    assert (change.to_owner.kind, change.to_client) == (NotificationKind.CALL_REQUESTED, None)
    assert said(change) == "Phone call requested for Thu, Dec 17, 9:30 PM Berlin time."


@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_another_time_is_the_same_appointment_and_staff_decide_anew(state: CallState) -> None:
    settled = of(state, n=2, files=3, version=5, reason="a meeting", exception=True, by="kim")
    change, asked = booked(request(settled))
    assert change.booking is not None
    assert change.booking.before == settled.call
    assert (asked.n, asked.files, asked.version) == (2, 3, 5)
    assert (asked.state, asked.start, asked.expires_at) == (CallState.REQUESTED, LATER, EXPIRES)
    assert (asked.by, asked.reason, asked.exception) == ("", "", False), "what staff said was about the old time"


@pytest.mark.parametrize("state", OVER)
def test_after_one_that_is_over_a_new_one_begins(state: CallState) -> None:
    change, asked = booked(request(of(state, n=2)))
    assert change.booking == Booking(None, asked)
    assert (asked.n, asked.version, asked.files) == (3, 0, 0)


@pytest.mark.parametrize(
    ("state", "done"), [(CallState.REQUESTED, Done.CALL_SAME), (CallState.CONFIRMED, Done.CALL_SAME)]
)
def test_the_same_time_again_changes_nothing(state: CallState, done: Done) -> None:
    assert request(of(state), CALL_AT) is done


def test_asking_for_the_very_time_that_was_offered_is_a_request() -> None:
    _change, asked = booked(request(of(CallState.OFFERED), CALL_AT))
    assert (asked.state, asked.start) == (CallState.REQUESTED, CALL_AT)


@pytest.mark.parametrize("closed", CLOSED, ids=lambda ticket: ticket.state.value)
def test_there_is_no_appointment_without_an_open_ticket(closed: Ticket) -> None:
    assert request(Case(closed, None)) is Done.ALREADY_CLOSED


# ── Clients: take, cancel ──────────────────────────────────────────────────────────────


def test_an_offer_is_taken() -> None:
    change, taken = booked(appointments.accept(of(CallState.OFFERED), 1, NOW))
    assert (taken.state, taken.since, taken.expires_at, taken.by) == (CallState.CONFIRMED, NOW, None, "kim")
    assert change.to_owner is not None
    assert change.to_owner.kind is NotificationKind.CALL_ACCEPTED
    assert said(change) == "The call on Thu, Dec 17, 7:30 PM Berlin time is taken."


def test_only_the_offer_that_is_meant_can_be_taken_and_only_while_it_stands() -> None:
    assert appointments.accept(of(CallState.OFFERED), 2, NOW) is Done.CALL_GONE
    assert appointments.accept(of(None), 1, NOW) is Done.CALL_GONE
    for state in OVER:
        assert appointments.accept(of(state), 1, NOW) is Done.CALL_GONE
    for state in (CallState.REQUESTED, CallState.CONFIRMED):
        assert appointments.accept(of(state), 1, NOW) is Done.CALL_SAME
    offered = of(CallState.OFFERED, expires_at=NOW)
    assert appointments.accept(offered, 1, NOW) is Done.CALL_GONE, (
        "its time is over, though nobody was there to release it"
    )
    assert isinstance(appointments.accept(offered, 1, NOW - timedelta(seconds=1)), Change)


@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_a_client_can_cancel_whatever_is_planned(state: CallState) -> None:
    change, gone = booked(appointments.call_off(of(state, reason="a meeting"), NOW))
    assert (gone.state, gone.since, gone.expires_at) == (CallState.CANCELLED, NOW, None)
    assert (gone.by, gone.reason, change.after.wants_phone) == ("", "", False)
    assert change.to_owner is not None
    assert change.to_owner.kind is NotificationKind.CLIENT_CALLED_OFF
    assert said(change) == "Call on Thu, Dec 17, 7:30 PM Berlin time cancelled."


@pytest.mark.parametrize("state", [None, *OVER])
def test_what_is_not_planned_cannot_be_cancelled(state: CallState | None) -> None:
    assert appointments.call_off(of(state), NOW) is Done.CALL_GONE


def test_a_call_whose_time_has_come_is_neither_moved_nor_cancelled_until_its_outcome_is_noted() -> None:
    over = of(CallState.CONFIRMED)
    assert request(over, now=CALL_AT) is Done.CALL_SAME
    assert appointments.call_off(over, CALL_AT) is Done.CALL_SAME
    for refused in (
        appointments.move(over, slot(LATER), EXPIRES, KIM, "", CALL_AT),
        appointments.except_(over, slot(LATER), EXPIRES, KIM, "for once", CALL_AT),
        appointments.decline(over, KIM, "nobody was there", CALL_AT),
        appointments.confirm(over, KIM, CALL_AT),
    ):
        assert isinstance(refused, Refused)
        assert words(refused) == "The time of #1001's call has come. First note what came of it: outcome 1001 <text>"
    assert isinstance(appointments.call_off(over, CALL_AT - timedelta(seconds=1)), Change)


# ── Staff: confirm ─────────────────────────────────────────────────────────────────────


def test_staff_confirm_what_was_asked_for() -> None:
    change, confirmed = booked(appointments.confirm(of(CallState.REQUESTED), KIM, NOW))
    assert (confirmed.state, confirmed.since) == (CallState.CONFIRMED, NOW)
    assert (confirmed.expires_at, confirmed.by) == (None, "kim")
    assert change.to_client is not None
    assert (change.to_client.kind, change.to_client.by) == (NotificationKind.CALL_CONFIRMED, "kim")
    assert said(change) == "kim confirmed the call on Thu, Dec 17, 7:30 PM Berlin time."


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (of(CallState.CONFIRMED), "The call of #1001 is confirmed already: Thu, Dec 17, 7:30 PM Berlin time."),
        (of(CallState.OFFERED), "hasn't answered yet whether Thu, Dec 17, 7:30 PM Berlin time suits them"),
        (of(CallState.REQUESTED, start=NOW), "Offer another one: move 1001 to <YYYY-MM-DD> <HH:MM>"),
    ],
    ids=["confirmed", "offered", "over"],
)
def test_what_cannot_be_confirmed_says_what_stands_in_its_way(case: Case, why: str) -> None:
    refused = appointments.confirm(case, KIM, NOW)
    assert isinstance(refused, Refused)
    assert why in words(refused)


# ── Staff: move, make an exception ─────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [CallState.REQUESTED, CallState.OFFERED])
def test_staff_suggest_another_slot_and_the_client_decides(state: CallState) -> None:
    moved = appointments.move(of(state, n=2, exception=True), slot(LATER), EXPIRES, KIM, "a meeting", NOW)
    change, offered = booked(moved)
    assert (offered.state, offered.start, offered.expires_at) == (CallState.OFFERED, LATER, EXPIRES)
    assert (offered.n, offered.by, offered.reason, offered.exception) == (2, "kim", "a meeting", False)
    assert change.to_client is not None
    assert (change.to_client.kind, change.to_client.text) == (NotificationKind.CALL_MOVED, "a meeting")
    assert said(change) == "kim suggests Thu, Dec 17, 9:30 PM Berlin time for the call."


def test_a_call_is_not_moved_to_where_it_is() -> None:
    refused = appointments.move(of(CallState.REQUESTED), slot(), EXPIRES, KIM, "", NOW)
    assert isinstance(refused, Refused)
    assert words(refused) == "The call of #1001 is at that time already."


@pytest.mark.parametrize("state", [None, *(state for state in CallState if state is not CallState.CONFIRMED)])
def test_an_exception_is_offered_whether_or_not_there_was_a_call(state: CallState | None) -> None:
    ours = Case(ticket(), None if state is None else call(state))
    change, offered = booked(appointments.except_(ours, slot(LATER), EXPIRES, KIM, "for once", NOW))
    assert (offered.state, offered.start, offered.exception) == (CallState.OFFERED, LATER, True)
    assert (offered.reason, offered.by, offered.expires_at) == ("for once", "kim", EXPIRES)
    assert offered.n == (1 if state is None or state in ACTIVE else 2)
    assert change.after.wants_phone
    assert change.to_client is not None
    assert (change.to_client.kind, change.to_client.text) == (NotificationKind.CALL_EXCEPTION, "for once")
    assert said(change) == "kim offers a call outside the usual hours: Thu, Dec 17, 9:30 PM Berlin time."


# ── Staff: move a call that is confirmed ───────────────────────────────────────────────

ANSWERED_BY = CALL_AT - timedelta(hours=2)
SUGGESTED = Proposal(LATER, LATER + timedelta(minutes=30), ANSWERED_BY, "kim", "a meeting")


def suggested(**changes: object) -> Case:
    """A confirmed call for which staff suggest another time."""
    return of(CallState.CONFIRMED, **{"proposed": SUGGESTED, "n": 2, "version": 4, **changes})


def test_a_confirmed_call_keeps_its_time_while_another_is_suggested() -> None:
    confirmed = of(CallState.CONFIRMED, n=2)
    change, held = booked(appointments.move(confirmed, slot(LATER), ANSWERED_BY, SAM, "a meeting", NOW))
    assert confirmed.call is not None
    assert held == replace(confirmed.call, proposed=replace(SUGGESTED, by="sam"))
    assert held.times == ((CALL_AT, CALL_AT + timedelta(minutes=30)), (LATER, LATER + timedelta(minutes=30)))
    assert change.to_client == Notification(NotificationKind.CALL_MOVED, "a meeting", "sam")
    assert said(change) == (
        "sam suggests Thu, Dec 17, 9:30 PM Berlin time for the call. Until that is taken, the call stays on"
        " Thu, Dec 17, 7:30 PM Berlin time."
    )


def test_an_exception_leaves_a_confirmed_call_where_it_is_as_well() -> None:
    change, held = booked(appointments.except_(of(CallState.CONFIRMED), slot(LATER), ANSWERED_BY, KIM, "for once", NOW))
    assert (held.state, held.start, held.exception) == (CallState.CONFIRMED, CALL_AT, False)
    assert held.proposed == replace(SUGGESTED, reason="for once", exception=True)
    assert change.to_client == Notification(NotificationKind.CALL_EXCEPTION, "for once", "kim")


def test_what_is_suggested_is_held_no_longer_than_until_the_confirmed_time_begins() -> None:
    late = CALL_AT + timedelta(days=1)
    _change, held = booked(appointments.move(of(CallState.CONFIRMED), slot(late), late, KIM, "", NOW))
    assert held.proposed is not None
    assert held.proposed.expires_at == CALL_AT


def test_of_several_times_that_are_suggested_the_last_counts() -> None:
    last = LATER + timedelta(hours=1)
    _change, held = booked(appointments.move(suggested(), slot(last), ANSWERED_BY, SAM, "", NOW))
    assert held.proposed is not None
    assert (held.start, held.proposed.start, held.proposed.by) == (CALL_AT, last, "sam")
    again = appointments.move(suggested(), slot(LATER), ANSWERED_BY, SAM, "", NOW)
    assert isinstance(again, Refused)
    assert "hasn't answered yet whether Thu, Dec 17, 9:30 PM" in words(again)


@pytest.mark.parametrize("act", [appointments.move, appointments.except_])
def test_staff_take_back_what_they_suggested_by_moving_it_to_where_it_is(act: Callable[..., Change | Refused]) -> None:
    change, held = booked(act(suggested(), slot(), ANSWERED_BY, KIM, "never mind", NOW))
    assert suggested().call == replace(held, proposed=SUGGESTED)
    assert (change.to_client, change.to_owner) == (Notification(NotificationKind.CALL_STAYS, "never mind", "kim"), None)
    assert said(change) == "kim leaves the call on Thu, Dec 17, 7:30 PM Berlin time."
    nowhere = act(of(CallState.CONFIRMED), slot(), ANSWERED_BY, KIM, "x", NOW)
    assert isinstance(nowhere, Refused)
    assert words(nowhere) == "The call of #1001 is at that time already."


def test_the_new_time_is_taken() -> None:
    change, taken = booked(appointments.accept(suggested(), 2, NOW))
    assert (taken.state, taken.start, taken.end) == (CallState.CONFIRMED, LATER, LATER + timedelta(minutes=30))
    assert (taken.since, taken.by, taken.reason, taken.proposed) == (NOW, "kim", "a meeting", None)
    assert change.to_owner == Notification(NotificationKind.CALL_ACCEPTED)
    assert said(change) == "The call on Thu, Dec 17, 9:30 PM Berlin time is taken."
    assert appointments.accept(suggested(), 1, NOW) is Done.CALL_GONE
    assert appointments.accept(suggested(), 2, ANSWERED_BY) is Done.CALL_SAME, (
        "it is held no more; the confirmed time is"
    )


def test_the_old_time_is_kept() -> None:
    change, kept = booked(appointments.keep(suggested(), 2, NOW))
    assert suggested().call == replace(kept, proposed=SUGGESTED), "nothing else changes, since when it stands neither"
    assert change.to_owner == Notification(NotificationKind.CALL_KEPT)
    assert said(change) == "The call stays on Thu, Dec 17, 7:30 PM Berlin time."
    assert appointments.keep(suggested(), 1, NOW) is Done.CALL_GONE
    assert appointments.keep(of(None), 1, NOW) is Done.CALL_GONE
    assert appointments.keep(of(CallState.CONFIRMED), 1, NOW) is Done.CALL_SAME


def test_without_an_answer_the_old_time_stays_and_both_sides_are_told() -> None:
    change, kept = booked(appointments.fire(suggested(), TimerKind.CALL_UNDECIDED, ANSWERED_BY))
    assert suggested().call == replace(kept, proposed=SUGGESTED)
    assert change.to_client == change.to_owner == Notification(NotificationKind.CALL_STAYS)
    assert said(change) == (
        "The other time, Thu, Dec 17, 9:30 PM Berlin time, wasn't taken while it was held: the call stays"
        " on Thu, Dec 17, 7:30 PM Berlin time."
    )


def test_a_desk_that_slept_through_both_times_tells_nobody_which_one_stays() -> None:
    over = CALL_AT + timedelta(minutes=30)
    change, kept = booked(appointments.fire(suggested(), TimerKind.CALL_UNDECIDED, over))
    assert (kept.proposed, change.to_client, change.to_owner) == (None, None, None)


def test_whoever_ends_the_call_ends_what_is_suggested_for_it() -> None:
    closed = Case(CLOSED[0], suggested().call)
    ends = [
        booked(appointments.call_off(suggested(), NOW))[1],
        booked(appointments.decline(suggested(), KIM, "nobody is there", NOW))[1],
        booked(appointments.outcome(suggested(), KIM, "all is well", CALL_AT))[1],
        booked(request(suggested(), CALL_AT + timedelta(days=1)))[1],
        booked(appointments.fire(suggested(), TimerKind.CALL_SOON, NOW, owed=True))[1],
    ]
    ended = appointments.ended_with(closed.ticket, closed.call, NOW)
    assert ended is not None
    for each in (*ends, ended.after):
        assert each.proposed is None
        assert len(each.times) == (1 if each.active else 0)


def test_the_reminders_of_a_confirmed_call_go_on_while_another_time_is_suggested() -> None:
    confirmed = of(CallState.CONFIRMED).call
    assert due(suggested().call) == {**due(confirmed), TimerKind.CALL_UNDECIDED: ANSWERED_BY}


# ── Staff: decline ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "after", "news", "record"),
    [
        (
            CallState.REQUESTED,
            CallState.DECLINED,
            NotificationKind.CALL_DECLINED,
            "kim can't take the call on Thu, Dec 17, ",
        ),
        (
            CallState.OFFERED,
            CallState.CANCELLED,
            NotificationKind.CALL_CANCELLED,
            "kim cancelled the call on Thu, Dec 17, ",
        ),
        (
            CallState.CONFIRMED,
            CallState.CANCELLED,
            NotificationKind.CALL_CANCELLED,
            "kim cancelled the call on Thu, Dec 17, ",
        ),
    ],
)
def test_the_reason_of_a_no_is_told(state: CallState, after: CallState, news: NotificationKind, record: str) -> None:
    change, gone = booked(appointments.decline(of(state), KIM, "nobody is there", NOW))
    assert (gone.state, gone.expires_at, gone.by, gone.reason) == (after, None, "kim", "nobody is there")
    assert change.to_client is not None
    assert (change.to_client.kind, change.to_client.text) == (news, "nobody is there")
    assert said(change).startswith(record)
    assert said(change).endswith("Berlin time: nobody is there")


# ── Staff: the outcome ─────────────────────────────────────────────────────────────────


def test_the_outcome_is_an_internal_note_once_the_time_has_come() -> None:
    held = of(CallState.CONFIRMED)
    early = appointments.outcome(held, KIM, "all good", CALL_AT - timedelta(seconds=1))
    assert isinstance(early, Refused)
    assert "begins Thu, Dec 17, 7:30 PM Berlin time; note its outcome after it" in words(early)
    change, over = booked(appointments.outcome(held, KIM, "all good", CALL_AT))
    assert (over.state, over.outcome, change.after.wants_phone) == (CallState.DONE, "all good", False)
    assert change.entries == (
        Entry(EntryKind.ACT, Author.STAFF, "kim", "noted the call's outcome: all good", CALL_AT),
    )  # fmt: skip
    assert change.to_client is None


@pytest.mark.parametrize("state", [None, CallState.REQUESTED, CallState.OFFERED, *OVER])
def test_only_a_confirmed_call_has_an_outcome(state: CallState | None) -> None:
    refused = appointments.outcome(of(state), KIM, "all good", LATER)
    assert isinstance(refused, Refused)
    assert words(refused) == "#1001 has no confirmed call to note an outcome of."


def test_the_outcome_can_be_noted_on_a_closed_ticket_but_not_on_a_colleagues() -> None:
    for closed in CLOSED:
        assert isinstance(appointments.outcome(Case(closed, call(CallState.CONFIRMED)), KIM, "talked", LATER), Change)
    theirs = Case(ticket(owner="sam"), call(CallState.CONFIRMED))
    assert isinstance(appointments.outcome(theirs, KIM, "talked", LATER), Refused)
    assert isinstance(appointments.outcome(Case(ticket(owner="kim"), theirs.call), SAM, "talked", LATER), Change)


def test_an_outcome_is_owed_from_the_calls_beginning_until_it_is_noted() -> None:
    confirmed = call(CallState.CONFIRMED)
    assert not appointments.outcome_owed(confirmed, CALL_AT - timedelta(seconds=1))
    assert appointments.outcome_owed(confirmed, CALL_AT)
    assert not appointments.outcome_owed(None, CALL_AT)
    assert not any(
        appointments.outcome_owed(call(state), LATER) for state in CallState if state is not CallState.CONFIRMED
    )


# ── Staff: whose ticket ────────────────────────────────────────────────────────────────

ACTS: dict[str, Callable[[Case], Change | Refused]] = {
    "confirm": lambda case: appointments.confirm(case, KIM, NOW),
    "move": lambda case: appointments.move(case, slot(LATER), EXPIRES, KIM, "", NOW),
    "exception": lambda case: appointments.except_(case, slot(LATER), EXPIRES, KIM, "for once", NOW),
    "decline": lambda case: appointments.decline(case, KIM, "nobody is there", NOW),
}
act_of_staff = pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))


@act_of_staff
@pytest.mark.parametrize("closed", CLOSED, ids=lambda ticket: ticket.state.value)
def test_calls_belong_to_open_tickets(act: Callable[[Case], Change | Refused], closed: Ticket) -> None:
    refused = act(Case(closed, call()))
    assert isinstance(refused, Refused)
    assert words(refused) == f"#1001 is {closed.state.value}: calls belong to open tickets."


@act_of_staff
def test_a_colleagues_ticket_is_not_for_others_to_act_on(act: Callable[[Case], Change | Refused]) -> None:
    refused = act(Case(ticket(owner="sam"), call()))
    assert isinstance(refused, Refused)
    assert words(refused) == "sam has #1001. Leave them a note (note 1001 …), or ask a lead."


@act_of_staff
def test_an_act_of_the_owner_renews_the_claim_and_is_told_to_the_client(
    act: Callable[[Case], Change | Refused],
) -> None:
    mine = Case(ticket(owner="kim", acted_at=WEDNESDAY, wants_phone=True), call())
    change, _after = booked(act(mine))
    assert (change.by, change.after.acted_at) == ("kim", NOW)
    assert change.to_client is not None
    assert change.to_client.by == "kim"


@pytest.mark.parametrize("name", ["confirm", "move", "decline"])
@pytest.mark.parametrize("state", [None, *OVER])
def test_without_a_call_there_is_nothing_to_decide(name: str, state: CallState | None) -> None:
    refused = ACTS[name](of(state))
    assert isinstance(refused, Refused)
    assert words(refused) == "#1001 has no phone appointment."
    assert [choice.action for choice in refused.choices] == ["show 1001"]


# ── By itself ──────────────────────────────────────────────────────────────────────────


def test_what_nobody_decides_is_released_a_business_day_later_or_when_it_would_begin() -> None:
    assert appointments.expires(CALENDAR, policy(), CALL_AT + timedelta(days=7), NOW) == NOW + timedelta(days=1)
    assert appointments.expires(CALENDAR, policy(), CALL_AT, NOW) == CALL_AT


@pytest.mark.parametrize("state", sorted(ACTIVE))
@pytest.mark.parametrize("closed", CLOSED, ids=lambda ticket: ticket.state.value)
def test_a_ticket_that_is_closed_keeps_no_call_ahead(state: CallState, closed: Ticket) -> None:
    planned = call(state, reason="a meeting")
    ended = appointments.ended_with(closed, planned, NOW)
    assert ended == Booking(
        planned, replace(planned, state=CallState.CANCELLED, since=NOW, expires_at=None, by="", reason="")
    )


def test_an_open_ticket_keeps_its_call_and_a_call_that_began_keeps_waiting_for_its_outcome() -> None:
    assert appointments.ended_with(ticket(), call(), NOW) is None
    assert appointments.ended_with(CLOSED[0], None, NOW) is None
    assert appointments.ended_with(CLOSED[0], call(CallState.DONE), NOW) is None
    assert appointments.ended_with(CLOSED[0], call(CallState.CONFIRMED), CALL_AT) is None
    assert appointments.ended_with(CLOSED[0], call(CallState.OFFERED), CALL_AT) is not None


def due(of: Appointment | None) -> dict[TimerKind, datetime]:
    return {timer.kind: timer.due_at for timer in appointments.timers(of)}


def test_timers_are_derived_from_the_appointment_and_gone_when_it_goes() -> None:
    assert due(call()) == {TimerKind.CALL_UNDECIDED: CALL_AT}
    assert due(call(CallState.OFFERED, expires_at=NOW)) == {TimerKind.CALL_UNDECIDED: NOW}
    for state in OVER:
        assert due(call(state)) == due(None) == {}


@pytest.mark.parametrize(
    ("before", "reminders"),
    [
        (timedelta(days=1, seconds=1), [TimerKind.CALL_TOMORROW, TimerKind.CALL_SOON]),
        (timedelta(days=1), [TimerKind.CALL_SOON]),
        (timedelta(hours=1, seconds=1), [TimerKind.CALL_SOON]),
        (timedelta(hours=1), []),
    ],
    ids=["more than a day", "a day", "more than an hour", "an hour"],
)
def test_a_reminder_that_would_have_come_before_the_confirmation_never_comes(
    before: timedelta, reminders: list[TimerKind]
) -> None:
    confirmed = call(CallState.CONFIRMED, since=CALL_AT - before)
    ahead = {kind: CALL_AT - so_long for kind, so_long in appointments.REMINDERS if kind in reminders}
    assert due(confirmed) == {**ahead, TimerKind.CALL_OVER: confirmed.end}


@pytest.mark.parametrize(
    ("state", "news", "record"),
    [
        (CallState.REQUESTED, NotificationKind.CALL_UNDECIDED, "Nobody confirmed the call on Thu, Dec 17, 7:30 PM"),
        (CallState.OFFERED, NotificationKind.CALL_OFFER_OVER, "The offer of a call on Thu, Dec 17, 7:30 PM"),
    ],
)
def test_what_was_not_decided_is_released_and_both_sides_are_told(
    state: CallState, news: NotificationKind, record: str
) -> None:
    change, released = booked(appointments.fire(of(state), TimerKind.CALL_UNDECIDED, EXPIRES))
    assert (released.state, released.since, released.expires_at) == (CallState.EXPIRED, EXPIRES, None)
    assert (change.by, change.before) == (DESK, change.after)
    assert change.to_client is not None
    assert change.to_owner is not None
    assert (change.to_client.kind, change.to_owner.kind) == (news, news)
    assert said(change).startswith(record)


@pytest.mark.parametrize("kind", appointments.CALL_TIMERS)
@pytest.mark.parametrize("state", [None, *OVER])
def test_nothing_falls_due_on_a_call_that_is_gone(kind: TimerKind, state: CallState | None) -> None:
    assert appointments.fire(of(state), kind, EXPIRES) is None


def test_what_was_confirmed_meanwhile_is_not_released() -> None:
    assert appointments.fire(of(CallState.CONFIRMED), TimerKind.CALL_UNDECIDED, EXPIRES) is None


@pytest.mark.parametrize(
    ("kind", "before", "reminds"),
    [
        (TimerKind.CALL_TOMORROW, timedelta(days=1), True),
        (TimerKind.CALL_TOMORROW, timedelta(hours=1, seconds=1), True),
        (TimerKind.CALL_TOMORROW, timedelta(hours=1), False),
        (TimerKind.CALL_SOON, timedelta(hours=1), True),
        (TimerKind.CALL_SOON, timedelta(seconds=1), True),
        (TimerKind.CALL_SOON, timedelta(0), False),
    ],
)
def test_a_reminder_that_comes_too_late_is_not_sent(kind: TimerKind, before: timedelta, reminds: bool) -> None:
    reminded = appointments.fire(of(CallState.CONFIRMED), kind, CALL_AT - before)
    assert (reminded is not None) is reminds
    if reminded is not None:
        assert reminded.to_client is not None
        assert reminded.to_owner is not None
        assert (reminded.to_client.kind, reminded.to_owner.kind) == (
            NotificationKind.CALL_REMINDER,
            NotificationKind.CALL_REMINDER,
        )
        assert (reminded.booking, reminded.entries) == (None, ())


def test_a_call_that_nobody_agreed_to_pay_is_cancelled_an_hour_before() -> None:
    soon = CALL_AT - timedelta(hours=1)
    change, gone = booked(appointments.fire(of(CallState.CONFIRMED), TimerKind.CALL_SOON, soon, owed=True))
    assert (gone.state, gone.since, change.by) == (CallState.CANCELLED, soon, DESK)
    assert change.to_client == change.to_owner == Notification(NotificationKind.CALL_WITHDRAWN)
    assert said(change) == "The call on Thu, Dec 17, 7:30 PM Berlin time is cancelled: its billing isn't agreed to."
    day_before = appointments.fire(
        of(CallState.CONFIRMED), TimerKind.CALL_TOMORROW, CALL_AT - timedelta(days=1), owed=True
    )
    assert day_before is not None
    assert day_before.booking is None, "there is still time to agree"


def test_staff_are_asked_for_the_outcome_and_the_client_is_not() -> None:
    asked = appointments.fire(of(CallState.CONFIRMED), TimerKind.CALL_OVER, LATER)
    assert asked is not None
    assert asked.to_owner is not None
    assert (asked.to_owner.kind, asked.to_client, asked.booking) == (NotificationKind.CALL_OUTCOME, None, None)
