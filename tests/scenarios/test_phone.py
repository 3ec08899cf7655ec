"""The last rung as both sides live it: from "just call me" to the outcome of the call."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import icalendar
import pytest

from bot.core.model.appointment import Appointment, CallState
from bot.core.model.people import Role
from bot.core.model.tickets import State
from bot.core.text.surface import File
from tests.dialogue import Agent, Client, House, open_house

THURSDAY_1930 = datetime(2026, 12, 17, 18, 30, tzinfo=UTC)
"""As Berlin reads it; 10:30 where the desk is."""
CROWD = 8


def call_of(house: House, number: int = 1001) -> Appointment:
    """A ticket's latest appointment."""
    with house.store.read() as unit:
        call = unit.call(number)
    assert call is not None
    return call


def planned(house: House) -> list[Appointment]:
    """Every appointment that holds its time."""
    with house.store.read() as unit:
        return list(unit.calls(100))


def asks_for_a_call(client: Client, day: str = "Thu, Dec 17", at: str = "7:30 PM") -> None:
    """From a ticket that is filed to a time that is requested."""
    client.says("call me")
    client.chooses(day)
    client.chooses(at)
    client.sees("Phone call requested")


def caller(house: House, name: str = "ana", **when: str) -> Client:
    """A client whose call is requested."""
    client = house.client(name)
    client.files(f"Question of {name}", name=name.title())
    asks_for_a_call(client, **when)
    return client


def confirmed(house: House, **when: str) -> tuple[Client, Agent]:
    """Ana's call, confirmed by sam."""
    ana, sam = caller(house, **when), house.agent()
    sam.types("confirm 1001")
    sam.sees("is confirmed")
    news(ana)
    ana.sees("I'll remind you a day and an hour before" if when else "I'll remind you an hour before")
    return ana, sam


def news(screen: Client | Agent) -> str:
    """Only what arrives now."""
    screen.shown.clear()
    screen.deliver()
    return screen.text


def until(house: House, at: datetime) -> int:
    """Let time pass to a moment, and what falls due happen."""
    house.clock.at = at
    return house.fire()


def entry(file: File) -> tuple[str, Any]:
    """What a calendar program makes of a file: the method, and the entry."""
    calendar = icalendar.Calendar.from_ical(file.text)
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


# ── To the phone ───────────────────────────────────────────────────────────────────────


def test_straight_to_the_phone_leads_through_the_rungs_and_then_takes_two_taps(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.says("just call me")
    ana.sees("Gladly, by appointment", "articles and a ticket", "What's it about, in a sentence?")
    ana.says("no mail in the panel")
    ana.sees("Mail not arriving", "[None of these]")
    ana.chooses("None of these")
    ana.sees("What do you see?")
    for text in ("skip", "normal", "skip", "Ana"):
        ana.says(text)
    ana.sees("Ticket #1001 is in", "1st in line", "which day suits you?", "[Today, Wed, Dec 16: 3 free times]")
    ana.chooses("Thu, Dec 17")
    ana.sees("Free on Thu, Dec 17 (Berlin time), 30 minutes each", "[7:30 PM]", "[Another day]", "[Not now]")
    ana.chooses("7:30 PM")
    ana.sees("For the call on Thu, Dec 17, 7:30 PM", "Which number shall we call you on?", "[No call]")
    ana.says("0170 555 0123")
    ana.sees("Phone call requested: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes", "Staff look at your case first")
    ana.sees("We call you on +49 170 5550123.", "[Another number]")
    ana.sees("[Move the call]", "[Cancel the call]")
    sam.sees("asks for a call: Thu, Dec 17, 10:30 AM Los Angeles time", "[Confirm the call of #1001]")
    sam.types("appointments")
    sam.sees("Thu, Dec 17, 10:30 AM | 30 | #1001 | no mail in the panel | asked for", "[Confirm the call of #1001]")
    sam.types("confirm 1001")
    sam.sees("is confirmed", "Thu, Dec 17, 10:30 AM", "Call +49 170 5550123.")
    assert call_of(house).start == THURSDAY_1930
    news(ana)
    ana.sees("sam confirmed your call", "Thu, Dec 17, 7:30 PM Berlin time", "▤ call-1001.ics", "[Move the call]")
    ana.sees("I'll remind you an hour before")


def test_times_are_picked_by_words_too(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.chooses("Talk by phone instead")
    ana.says("2")
    ana.sees("Free on Thu, Dec 17")
    ana.says("another day")
    ana.says("Thu, Dec 17: 13 free times")
    ana.says("7:30 PM")
    ana.sees("Phone call requested: Thu, Dec 17, 7:30 PM")


@pytest.mark.parametrize("said", ["Thu 19:30", "tomorrow at 7:30 pm", "2026-12-17 19:30", "am 17. Dez um 19:30"])
def test_a_time_in_the_clients_own_words_is_as_good_as_two_taps(house: House, said: str) -> None:
    ana = house.client()
    ana.files()
    ana.says("call me")
    ana.says(said)
    ana.sees("Phone call requested: Thu, Dec 17, 7:30 PM")


def test_a_day_by_words_and_then_a_time(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("call me")
    ana.says("friday")
    ana.sees("Free on Fri, Dec 18")
    ana.says("19:45")
    ana.sees("we call between 7:00 PM and 1:30 AM, but no call begins just then", "[Fri, Dec 18, 7:30 PM]")
    ana.says("sunday at 10:00")
    ana.sees("We don't call on that day. The nearest times:", "[Another day]")
    assert planned(house) == []


def test_the_phone_needs_an_open_ticket(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.sees("[Talk by phone instead]")
    button = ana.offer("Talk by phone").token
    ana.chooses("Talk by phone instead")
    day = ana.offer("Thu, Dec 17").token
    house.agent().types("resolve 1001 It works again.")
    ana.clicks(day)
    time = ana.offer("7:30 PM").token
    ana.clicks(time)
    ana.sees("#1001 is closed")
    ana.clicks(button)
    ana.sees("#1001 is closed")
    ana.says("call me")
    ana.sees("What's it about")
    assert planned(house) == []


def test_words_instead_of_a_choice_are_kept_and_a_time_that_is_none_is_said_to_be(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("call me")
    ana.says("thursday it also says 550 now")
    ana.sees("Added to #1001", "When shall we call about #1001?")
    assert house.record(1001)[-1].text == "thursday it also says 550 now"
    for wrong in ("2026-02-30", "25:99", "-5", "0"):
        ana.says(wrong)
        ana.sees("I need one of these times", "which day suits you?")
    ana.says("not now")
    ana.sees("no call for now", "[Pick another time]")
    assert planned(house) == []


def test_when_no_time_is_fit_staff_are_told(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.says("call me")
    ana.chooses("None of these")
    ana.sees("I noted on #1001 that you'd like a call")
    sam.sees("would like to talk by phone")
    assert "none of the free times suits" in (house.record(1001)[-1].text or "")


def test_somebody_elses_call_can_neither_be_taken_nor_moved_nor_cancelled(house: House) -> None:
    confirmed(house)
    eve = house.client("eve")
    for forged in ("@take.1001.1", "@calloff.1001", "@movecall.1001", "@phone.1001", "@agree.1001.1", "@withdraw.1001"):
        eve.clicks(f"1.1:{forged}")
        eve.sees("don't find #1001")
    assert call_of(house).state is CallState.CONFIRMED


# ── Races ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.both
def test_the_loser_of_a_race_gets_the_next_free_times(house: House) -> None:
    ana, ben = house.client("ana"), house.client("ben")
    for person in (ana, ben):
        person.files(f"Question of {person.name}", name=person.name)
        person.says("call me")
        person.chooses("Thu, Dec 17")
    ana.chooses("7:30 PM")
    ben.chooses("7:30 PM")
    ben.sees("has just been taken", "[Thu, Dec 17: 12 free times]", "[Fri, Dec 18: 13 free times]")
    ben.chooses("Thu, Dec 17")
    ben.sees_not("[7:30 PM]")
    ben.chooses("8:00 PM")
    ben.sees("Phone call requested: Thu, Dec 17, 8:00 PM")
    assert [(call.ticket, call.state) for call in planned(house)] == [(1001, "requested"), (1002, "requested")]


@pytest.mark.both
def test_a_crowd_at_once_never_overlaps(house: House) -> None:
    sam = house.agent()
    people = [house.client(f"client{n}") for n in range(CROWD)]
    for person in people:
        person.files(f"Question {person.name}", name=person.name)
        person.says("call me")
        person.chooses("Thu, Dec 17")
    clicks = [person.inbound(token=person.offer("7:30 PM").token) for person in people]
    offers = [f"exception {1001 + n} 2026-12-17 10:{20 + 10 * (n % 4)} they asked" for n in range(CROWD)]
    with ThreadPoolExecutor(CROWD * 2) as crowd:
        turns = [crowd.submit(house.engine.turn, click) for click in clicks]
        lines = [
            crowd.submit(house.engine.command, sam.identity, sam.address, f"line {n}", line)
            for n, line in enumerate(offers)
        ]
        for each in (*turns, *lines):
            each.result().result()
    held = planned(house)
    assert held
    assert all(first.end <= second.start for first, second in pairwise(held)), held
    for person in people:
        person.sees_not("Not saved")


@pytest.mark.both
def test_two_staff_who_confirm_and_move_at_once_leave_one_outcome(house: House) -> None:
    ana, sam, kim = caller(house), house.agent("sam"), house.agent("kim")
    with ThreadPoolExecutor(2) as both:
        lines = [
            both.submit(house.engine.command, who.identity, who.address, who.name, line)
            for who, line in ((sam, "confirm 1001"), (kim, "move 1001 to 2026-12-17 11:00 a meeting"))
        ]
        for line in lines:
            line.result().result()
    [call] = planned(house)
    eight = THURSDAY_1930 + timedelta(minutes=30)
    if call.state is CallState.OFFERED:  # kim was faster
        assert (call.start, call.proposed) == (eight, None)
        assert "Phone call offered: Thu, Dec 17, 8:00 PM" in news(ana)
    else:
        assert (call.start, call.proposed and call.proposed.start) == (THURSDAY_1930, eight)
        assert "kim suggests Thu, Dec 17, 8:00 PM Berlin time instead" in news(ana)


def test_who_comes_second_is_told_how_it_stands(house: House) -> None:
    caller(house)
    sam, kim = house.agent("sam"), house.agent("kim", Role.AGENT)
    sam.types("confirm 1001")
    kim.types("confirm 1001")
    kim.sees("confirmed already: Thu, Dec 17, 10:30 AM")
    kim.types("move 1001 to 2026-12-17 11:00 a meeting")
    kim.sees("is confirmed: Thu, Dec 17, 10:30 AM", "11:00 AM Los Angeles time is suggested", "the client has until")
    sam.types("confirm 1001")
    sam.sees("confirmed already: Thu, Dec 17, 10:30 AM")
    sam.types("move 1001 to 2026-12-17 11:00")
    sam.sees("hasn't answered yet whether Thu, Dec 17, 11:00 AM")
    assert len(planned(house)) == 1


def test_staff_confirm_the_time_that_they_read_and_no_other(house: House) -> None:
    ana, sam = caller(house), house.agent()
    sam.types("appointments")
    button = sam.offer("Confirm the call").token.removeprefix("!")
    ana.says("move my call")
    ana.says("Fri 19:30")
    sam.types(button)
    sam.sees("has another time by now: Fri, Dec 18, 10:30 AM", "[Confirm")
    assert call_of(house).state is CallState.REQUESTED
    sam.types(sam.offer("Confirm").token.removeprefix("!"))
    sam.sees("is confirmed")


def test_a_time_that_was_tapped_is_that_moment_whatever_the_desks_clock_shows_by_then(house: House) -> None:
    caller(house)
    sam = house.agent()
    sam.types("move 1001 to 2026-12-17 11:10")
    tapped = sam.offer("Move to Thu, Dec 17, 11:00 AM").token
    sam.types("appointments")
    confirm, asked = sam.offer("Confirm the call of #1001").token, call_of(house).start
    assert (tapped, confirm) == ("!move 1001 to 2026-12-17T19:00Z", "!confirm 1001 2026-12-17T18:30Z")
    firm = house.engine.context.policy.firm
    house.engine.context.policy = replace(house.engine.context.policy, firm=replace(firm, zone="Europe/Berlin"))
    sam.types(confirm.removeprefix("!"))
    sam.sees("The call of #1001 is confirmed")
    assert call_of(house).start == asked
    sam.types("confirm 1001 2026-12-17 10:30")
    sam.sees("has another time by now")


def test_a_choice_of_a_former_version_names_the_time_on_the_desks_clock(house: House) -> None:
    caller(house)
    sam = house.agent()
    sam.types("confirm 1001 2026-12-17 10:30")
    sam.sees("The call of #1001 is confirmed")


def test_an_old_offer_is_not_taken_when_a_newer_one_stands(house: House) -> None:
    ana, sam = caller(house), house.agent()
    sam.types("move 1001 to 2026-12-17 11:00")
    ana.deliver()
    old = ana.offer("That suits me").token
    sam.types("move 1001 to 2026-12-17 12:00")
    ana.clicks(old)
    ana.sees("Phone call offered: Thu, Dec 17, 9:00 PM", "[That suits me]")
    assert call_of(house).state is CallState.OFFERED


# ── Nobody decides ─────────────────────────────────────────────────────────────────────


def test_a_request_that_nobody_decides_on_is_released_and_both_are_told(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    house.clock.forward(minutes=10)
    asks_for_a_call(ana, day="Fri, Dec 18")
    ana.sees("by Thu, Dec 17, 9:20 PM")
    house.clock.forward(days=1, minutes=-1)
    house.fire()
    news(sam)
    assert call_of(house).state is CallState.REQUESTED
    house.clock.forward(minutes=1)
    house.fire()
    assert call_of(house).state is CallState.EXPIRED
    news(ana)
    ana.sees("I'm sorry: nobody confirmed your call", "[Pick another time]")
    sam.sees("Nobody decided on the call", "the client told")
    assert not ana.received, "a calendar that never knew the call isn't told of its end"
    ben = caller(house, "ben", day="Fri, Dec 18")
    ben.sees("Fri, Dec 18, 7:30 PM")
    sam.types("confirm 1001")
    sam.sees("has no phone appointment", "[Show #1001]")
    house.clock.forward(days=3)
    house.fire()
    assert "nobody confirmed" not in news(ana)


def test_a_request_for_today_is_decided_before_it_begins(house: House) -> None:
    ana, sam = caller(house, day="Today", at="10:30 PM"), house.agent()
    ana.sees("by Wed, Dec 16, 10:30 PM")
    until(house, datetime(2026, 12, 16, 21, 30, tzinfo=UTC))
    assert "nobody confirmed" in news(ana)
    sam.types("confirm 1001")
    sam.sees("has no phone appointment")


def test_a_time_that_has_come_before_anybody_looked_is_not_confirmed(house: House) -> None:
    caller(house, day="Today", at="10:30 PM")
    house.clock.at = datetime(2026, 12, 16, 21, 30, tzinfo=UTC)
    sam = house.agent()
    sam.types("confirm 1001")
    sam.sees("it is released", "move 1001 to")


# ── Exceptions ─────────────────────────────────────────────────────────────────────────


def test_an_exception_is_offered_for_a_while_and_taken(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("exception 1001 2026-12-19 11:10 until 2026-12-18 10:00 you work on weekdays")
    sam.sees("is offered: Sat, Dec 19, 11:10 AM", "The client has until Fri, Dec 18, 10:00 AM")
    ana.sees("sam offers you a call", "at a time made for you", "you work on weekdays")
    ana.sees("Sat, Dec 19, 8:10 PM Berlin time", "by Fri, Dec 18, 7:00 PM", "[That suits me]")
    ana.chooses("That suits me")
    ana.sees("Phone call confirmed: Sat, Dec 19, 8:10 PM", "▤ call-1001.ics")
    sam.sees("takes the call: Sat, Dec 19, 11:10 AM")
    assert (call_of(house).exception, call_of(house).reason) == (True, "you work on weekdays")
    ana.says("status")
    ana.sees("1st in line", "Phone call confirmed: Sat, Dec 19, 8:10 PM")


def test_an_offer_that_is_not_taken_in_time_is_gone_and_says_so(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("exception 1001 2026-12-19 11:10 until 2026-12-18 10:00 you work on weekdays")
    ana.deliver()
    suits = ana.offer("That suits me").token
    news(sam)
    until(house, datetime(2026, 12, 18, 18, 0, tzinfo=UTC))
    assert "no longer held" in news(ana)
    sam.sees("didn't take the call offered in time")
    ana.clicks(suits)
    ana.sees("There is no phone call planned", "[Pick another time]")
    assert call_of(house).state is CallState.EXPIRED


def test_an_offer_is_answered_by_yes_and_only_once(house: House) -> None:
    ana, sam = caller(house), house.agent()
    sam.types("move 1001 to 2026-12-17 11:00 a meeting")
    ana.sees("suggests another time", "a meeting", "[That suits me]", "[Another time]", "[Cancel the call]")
    suits = ana.offer("That suits me").token
    ana.says("yes")
    ana.sees("Phone call confirmed: Thu, Dec 17, 8:00 PM", "▤ call-1001.ics")
    ana.clicks(suits)
    ana.sees("Phone call confirmed")
    ana.sees_not("▤")


def test_an_offer_that_does_not_suit_leads_back_to_the_free_times(house: House) -> None:
    ana, sam = caller(house), house.agent()
    sam.types("move 1001 to 2026-12-17 11:00")
    ana.deliver()
    ana.chooses("Another time")
    ana.sees("which day suits you?")
    ana.chooses("Fri, Dec 18")
    ana.chooses("7:00 PM")
    ana.sees("Phone call requested: Fri, Dec 18, 7:00 PM")
    assert [call.state for call in planned(house)] == [CallState.REQUESTED]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("move 1001 to 2026-12-17 11:10 x", "is no free slot"),
        ("move 1001 to 2026-12-19 11:00 x", "is no free slot"),
        ("move 1001 to 2026-12-01 11:00 x", "is over"),
        ("move 1001 to 2026-02-30 11:00 x", "There is no 2026-02-30 11:00"),
        ("exception 1001 2026-12-17 25:99 x", "There is no 2026-12-17 25:99"),
        ("exception 1001 2026-12-17 11:00", "Please write: exception"),
        ("exception 1001 2025-12-17 11:00 x", "is over"),
        ("exception 1001 2027-03-14 02:30 x", "clocks skip that time"),
        ("exception 1001 2027-11-07 01:30 x", "show it twice"),
        ("exception 1001 2026-12-19 11:00 until 2026-12-20 11:00 x", "open for longer than until the call begins"),
        ("exception 1001 2026-12-19 11:00 until 2026-12-16 11:00 x", "is over"),
        ("confirm 1001 now", "Please write: confirm <number>"),
        ("decline 1001", "Please write: decline <number> <text>"),
        ("confirm 7", "There is no ticket #7"),
        ("outcome 1001 fine", "has no confirmed call"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_changes_nothing(house: House, line: str, said: str) -> None:
    ana, sam = caller(house), house.agent()
    before = call_of(house)
    news(ana)
    sam.types(line)
    sam.sees(said)
    assert call_of(house) == before
    assert news(ana) == ""


def test_a_time_that_somebody_else_has_is_not_offered(house: House) -> None:
    caller(house)
    ben, sam = house.client("ben"), house.agent()
    ben.files("Website is down", name="Ben")
    sam.types("exception 1002 2026-12-17 10:45 they are abroad")
    sam.sees("Somebody else has that time", "Nothing was changed")
    sam.types("move 1001 to 2026-12-17 11:10")
    sam.sees("[Move to Thu, Dec 17, 11:00 AM]", "[Move to Thu, Dec 17, 11:30 AM]")
    assert [call.ticket for call in planned(house)] == [1001]


# ── Cancelled, moved, declined ─────────────────────────────────────────────────────────


def test_the_client_moves_a_confirmed_call_and_keeps_it_until_another_is_picked(house: House) -> None:
    ana, sam = confirmed(house)
    ana.chooses("Move the call")
    ana.sees("which day suits you?")
    assert call_of(house).state is CallState.CONFIRMED
    ana.chooses("Thu, Dec 17")
    ana.chooses("9:00 PM")
    ana.sees("Phone call requested: Thu, Dec 17, 9:00 PM", "▤ call-1001.ics")
    [tentative] = ana.received
    sam.sees("asks for a call: Thu, Dec 17, 12:00 PM")
    sam.types("confirm 1001")
    news(ana)
    [sure] = ana.received
    (method, first), (_method, second) = entry(tentative), entry(sure)
    assert (method, first["STATUS"], first["SEQUENCE"]) == ("REQUEST", "TENTATIVE", 1)
    assert (second["STATUS"], second["SEQUENCE"], second["UID"]) == ("CONFIRMED", 2, first["UID"])
    assert [call.n for call in planned(house)] == [1]


def test_the_same_time_again_is_what_it_was(house: House) -> None:
    ana, _sam = confirmed(house)
    ana.chooses("Move the call")
    ana.chooses("Thu, Dec 17")
    ana.chooses("7:30 PM")
    ana.sees("Phone call confirmed: Thu, Dec 17, 7:30 PM")
    assert not ana.received


def test_the_client_cancels_the_call_and_keeps_the_ticket(house: House) -> None:
    ana, sam = confirmed(house)
    news(sam)
    ana.chooses("Cancel the call")
    ana.sees("The call is cancelled. #1001 itself stays open", "▤ call-1001.ics", "[Pick another time]")
    [file] = ana.received
    method, gone = entry(file)
    assert (method, gone["STATUS"], gone["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    sam.sees("cancelled the call")
    ana.says("cancel my call")
    ana.sees("There is no phone call planned")
    assert ana.has_tickets
    ben = caller(house, "ben")
    ben.sees("Thu, Dec 17, 7:30 PM")


def test_by_words_a_call_is_moved_and_cancelled_too(house: House) -> None:
    ana = caller(house)
    ana.says("move my call")
    ana.sees("which day suits you?")
    ana.says("not now")
    ana.says("cancel my call")
    ana.sees("The call is cancelled")
    ana.says("move my call")
    ana.sees("There is no phone call planned")


def test_staff_decline_with_a_reason_and_cancel_what_was_settled(house: House) -> None:
    ana, sam = caller(house), house.agent()
    sam.types("decline 1001 it is quicker in writing")
    sam.sees("is declined")
    news(ana)
    ana.sees("sam can't take the call", "it is quicker in writing", "[Pick another time]")
    assert not ana.received
    asks_for_a_call(ana)
    sam.types("confirm 1001")
    sam.types("decline 1001 I am ill, sorry")
    news(ana)
    ana.sees("sam confirmed your call", "sam had to cancel the call", "I am ill, sorry", "[Pick another time]")
    first, last = map(entry, ana.received)
    assert (first[1]["SEQUENCE"], last[1]["SEQUENCE"], last[1]["UID"]) == (0, 1, first[1]["UID"])
    assert last[0] == "CANCEL"
    assert call_of(house).n == 2


def test_a_closed_ticket_cancels_its_call_in_the_calendar_too(house: House) -> None:
    ana, sam = confirmed(house)
    sam.types("resolve 1001 It works again.")
    news(ana)
    ana.sees("sam resolved #1001", "is cancelled, as the ticket is closed", "▤ call-1001.ics")
    [file] = ana.received
    assert entry(file)[0] == "CANCEL"
    assert planned(house) == []
    until(house, THURSDAY_1930 + timedelta(days=3))
    assert news(ana) == ""


@pytest.mark.parametrize("said", ["it's solved", "cancel my ticket"])
def test_a_client_who_needs_no_help_any_more_needs_no_call(house: House, said: str) -> None:
    ana, _sam = confirmed(house)
    ana.says(said)
    if "Take back" in ana.text:
        ana.chooses("Yes, take it back")
    ana.sees("as the ticket is closed", "▤ call-1001.ics")
    assert planned(house) == []


def test_a_ticket_with_a_call_is_not_merged(house: House) -> None:
    ana, sam = confirmed(house)
    ana.files("Website is down")
    sam.types("merge 1001 into 1002")
    sam.sees("has a phone appointment")
    sam.types("merge 1002 into 1001")
    sam.sees("is merged into #1001")


# ── Staff move what is confirmed ───────────────────────────────────────────────────────

EIGHT = THURSDAY_1930 + timedelta(minutes=30)
TO_EIGHT = "move 1001 to 2026-12-17 11:00 a meeting"


def moved(house: House) -> tuple[Client, Agent]:
    """Ana's confirmed call, which sam would rather have half an hour later."""
    ana, sam = confirmed(house)
    sam.types(TO_EIGHT)
    news(ana)
    ana.sees("sam suggests another time for your call", "a meeting", "Phone call confirmed: Thu, Dec 17, 7:30 PM")
    ana.sees("sam suggests Thu, Dec 17, 8:00 PM Berlin time instead", "Your call stays as it is until you take the new")
    ana.sees("[Take the new time]", "[Keep the old time]", "[Another time]", "[Cancel the call]")
    assert not ana.received, "nothing changed in the calendar"
    return ana, sam


def held(house: House) -> list[datetime]:
    """The beginnings of all times that nobody else can have."""
    with house.store.read() as unit:
        return sorted(each.start for each in unit.taken(THURSDAY_1930, THURSDAY_1930 + timedelta(days=5)))


@pytest.mark.both
def test_both_times_are_held_until_the_client_answers(house: House) -> None:
    _ana, sam = moved(house)
    assert held(house) == [THURSDAY_1930, EIGHT]
    ben = house.client("ben")
    ben.files("Website is down", name="Ben")
    ben.says("call me")
    ben.chooses("Thu, Dec 17")
    ben.sees("[8:30 PM]")
    ben.sees_not("[7:30 PM]", "[8:00 PM]")
    for wall in ("10:30", "10:40", "11:00", "11:20"):
        sam.types(f"exception 1002 2026-12-17 {wall} they asked")
        sam.sees("Somebody else has that time")
    assert [call.ticket for call in planned(house)] == [1001]


@pytest.mark.both
def test_the_new_time_is_taken_and_the_old_one_free_again(house: House) -> None:
    ana, sam = moved(house)
    late = ana.offer("Keep the old time").token
    ana.chooses("Take the new time")
    ana.sees("Phone call confirmed: Thu, Dec 17, 8:00 PM", "▤ call-1001.ics")
    sam.sees("takes the call: Thu, Dec 17, 11:00 AM")
    [file] = ana.received
    method, event = entry(file)
    assert (method, event["STATUS"], event["SEQUENCE"], event["DTSTART"].dt) == ("REQUEST", "CONFIRMED", 1, EIGHT)
    assert held(house) == [EIGHT]
    ana.clicks(late)
    ana.sees("Phone call confirmed: Thu, Dec 17, 8:00 PM")
    assert call_of(house).start == EIGHT


@pytest.mark.both
def test_the_old_time_is_kept_and_the_new_one_free_again(house: House) -> None:
    ana, sam = moved(house)
    news(sam)
    late = ana.offer("Take the new time").token
    ana.chooses("Keep the old time")
    ana.sees("Phone call confirmed: Thu, Dec 17, 7:30 PM", "[Move the call]")
    ana.sees_not("▤", "8:00 PM")
    sam.sees("keeps the call as it was: Thu, Dec 17, 10:30 AM")
    assert held(house) == [THURSDAY_1930]
    ana.clicks(late)
    ana.sees("Phone call confirmed: Thu, Dec 17, 7:30 PM")
    assert (call_of(house).start, call_of(house).state) == (THURSDAY_1930, CallState.CONFIRMED)


@pytest.mark.parametrize(("said", "start"), [("yes", EIGHT), ("take the new time", EIGHT), ("1", EIGHT)])
def test_the_new_time_is_taken_by_words(house: House, said: str, start: datetime) -> None:
    ana, _sam = moved(house)
    ana.says(said)
    assert (call_of(house).start, call_of(house).proposed) == (start, None)


def test_by_words_the_old_time_is_kept_and_a_mere_no_gives_nothing_up(house: House) -> None:
    ana, _sam = moved(house)
    ana.says("no")
    ana.sees("[Take the new time]", "[Keep the old time]")
    assert held(house) == [THURSDAY_1930, EIGHT]
    ana.says("keep the old time")
    assert held(house) == [THURSDAY_1930]


def test_neither_suits_and_another_is_picked(house: House) -> None:
    ana, _sam = moved(house)
    ana.chooses("Another time")
    ana.sees("Your call on Thu, Dec 17, 7:30 PM Berlin time is given up once you pick another time")
    assert held(house) == [THURSDAY_1930, EIGHT]
    ana.chooses("Thu, Dec 17")
    ana.sees("[7:30 PM]", "[8:00 PM]")
    ana.chooses("9:00 PM")
    assert held(house) == [THURSDAY_1930 + timedelta(minutes=90)]


@pytest.mark.parametrize(("picked", "start"), [("7:30 PM", THURSDAY_1930), ("8:00 PM", EIGHT)])
def test_picking_one_of_the_two_among_the_free_times_is_the_answer(house: House, picked: str, start: datetime) -> None:
    ana, _sam = moved(house)
    for choice in ("Another time", "Thu, Dec 17", picked):
        ana.chooses(choice)
    assert (call_of(house).state, held(house)) == (CallState.CONFIRMED, [start])


def test_a_suggestion_nobody_answers_runs_out_and_the_call_stays(house: House) -> None:
    ana, sam = confirmed(house, day="Fri, Dec 18")
    sam.types("move 1001 to 2026-12-21 10:30 a holiday")
    news(ana), news(sam)
    take = ana.offer("Take the new time").token
    house.clock.forward(days=1)
    house.fire()
    news(ana), news(sam)
    ana.sees("stays as it was; the other time isn't held any more", "Phone call confirmed: Fri, Dec 18, 7:30 PM")
    sam.sees("didn't say whether the other time suits: the call stays Fri, Dec 18, 10:30 AM")
    assert not ana.received
    assert held(house) == [FRIDAY_1930]
    ana.clicks(take)
    ana.sees("Phone call confirmed: Fri, Dec 18, 7:30 PM")
    assert held(house) == [FRIDAY_1930]


def test_the_reminders_of_the_old_time_go_on_and_none_comes_twice(house: House) -> None:
    ana, sam = confirmed(house, day="Fri, Dec 18")
    until(house, FRIDAY_1930 - timedelta(days=1))
    assert news(ana).count("A reminder") == 1
    sam.types("move 1001 to 2026-12-21 10:30 a holiday")
    house.fire()
    assert "A reminder" not in news(ana), "the day's reminder was sent already"
    until(house, FRIDAY_1930 - timedelta(hours=1))
    assert news(ana).count("A reminder") == 1
    ana.sees("Phone call confirmed: Fri, Dec 18, 7:30 PM", "[Take the new time]", "[Keep the old time]")


def test_the_old_time_comes_before_an_answer_and_is_the_call(house: House) -> None:
    ana, sam = moved(house)
    take = ana.offer("Take the new time").token
    news(sam)
    until(house, THURSDAY_1930)
    sam.sees("the call stays Thu, Dec 17, 10:30 AM")
    news(ana)
    ana.clicks(take)
    ana.sees("Its time has come")
    assert held(house) == [THURSDAY_1930]
    sam.types("outcome 1001 all is well")
    sam.sees("is done")
    assert held(house) == []


def test_a_second_move_replaces_the_first_and_the_old_time_stays(house: House) -> None:
    ana, sam = moved(house)
    first = ana.offer("Take the new time").token
    sam.types("exception 1001 2026-12-17 10:45 half of it is enough")
    sam.sees("is confirmed: Thu, Dec 17, 10:30 AM", "10:45 AM Los Angeles time is suggested")
    news(ana)
    ana.clicks(first)
    ana.sees("sam suggests Thu, Dec 17, 7:45 PM", "[Take the new time]")
    assert held(house) == [THURSDAY_1930, THURSDAY_1930 + timedelta(minutes=15)]
    ana.chooses("Take the new time")
    assert held(house) == [THURSDAY_1930 + timedelta(minutes=15)]
    ben = house.client("ben")
    ben.files("Website is down", name="Ben")
    sam.types("exception 1002 2026-12-17 10:15 right before it")
    sam.sees("is offered: Thu, Dec 17, 10:15 AM")


def test_staff_take_back_what_they_suggested(house: House) -> None:
    ana, sam = moved(house)
    sam.types("move 1001 to 2026-12-17 10:30 the meeting is off")
    sam.sees("is confirmed: Thu, Dec 17, 10:30 AM")
    sam.sees_not("is suggested")
    news(ana)
    ana.sees("stays as it was", "the meeting is off", "[Move the call]")
    assert held(house) == [THURSDAY_1930]


def test_a_call_at_a_time_of_its_own_can_stay_there_too(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("exception 1001 2026-12-19 11:10 you work on weekdays")
    ana.deliver()
    ana.chooses("That suits me")
    sam.types("move 1001 to 2026-12-17 11:00 on a thursday after all")
    sam.types("move 1001 to 2026-12-19 11:10 no, it stays")
    sam.sees("is confirmed: Sat, Dec 19, 11:10 AM")
    assert (call_of(house).proposed, call_of(house).exception) == (None, True)


@pytest.mark.parametrize("line", ["decline 1001 I am ill", "resolve 1001 It works again."])
def test_when_staff_end_it_both_times_are_free(house: House, line: str) -> None:
    ana, sam = moved(house)
    sam.types(line)
    news(ana)
    ana.sees("▤ call-1001.ics")
    assert entry(ana.received[-1])[0] == "CANCEL"
    assert (planned(house), held(house)) == ([], [])
    house.clock.forward(days=1)
    house.fire()
    assert "call" not in news(ana)


@pytest.mark.parametrize("said", ["cancel my call", "it's solved"])
def test_when_the_client_ends_it_both_times_are_free(house: House, said: str) -> None:
    ana, _sam = moved(house)
    ana.says(said)
    assert (planned(house), held(house)) == ([], [])


def test_a_ticket_whose_call_is_being_moved_is_not_merged(house: House) -> None:
    ana, sam = moved(house)
    ana.files("Website is down")
    sam.types("merge 1001 into 1002")
    sam.sees("has a phone appointment")


def test_staff_see_both_times(house: House) -> None:
    _ana, sam = moved(house)
    sam.types("appointments")
    sam.sees("Thu, Dec 17, 10:30 AM", "confirmed by sam; moved to Thu, Dec 17, 11:00 AM once the client takes that")
    sam.types("show 1001")
    sam.sees("moved to Thu, Dec 17, 11:00 AM once the client takes that")
    sam.types("move 1001 to 2026-12-21 10:30 later")
    sam.types("close 2026-12-21 moving house")
    sam.sees("#1001")


# ── Reminders ──────────────────────────────────────────────────────────────────────────

FRIDAY_1930 = THURSDAY_1930 + timedelta(days=1)


def test_both_are_reminded_a_day_and_an_hour_before_once_each(house: House) -> None:
    ana, sam = confirmed(house, day="Fri, Dec 18")
    for before in (timedelta(days=1), timedelta(hours=1)):
        until(house, FRIDAY_1930 - before - timedelta(minutes=1))
        assert "A reminder" not in news(ana)
        news(sam)
        until(house, FRIDAY_1930 - before)
        assert news(ana).count("A reminder") == 1
        ana.sees("Phone call confirmed: Fri, Dec 18, 7:30 PM" if before.days else "7:30 PM", "[Move the call]")
        sam.sees("is coming")
        house.fire()
        assert "A reminder" not in news(ana)


def test_no_reminder_of_a_call_that_is_gone(house: House) -> None:
    ana, _sam = confirmed(house, day="Fri, Dec 18")
    ana.says("cancel my call")
    until(house, FRIDAY_1930 - timedelta(minutes=30))
    assert "A reminder" not in news(ana)


def test_a_call_that_moves_takes_its_reminders_along(house: House) -> None:
    ana, sam = confirmed(house, day="Fri, Dec 18")
    sam.types("move 1001 to 2026-12-21 10:30 a holiday")
    ana.deliver()
    ana.chooses("Take the new time")
    until(house, FRIDAY_1930 - timedelta(minutes=30))
    assert "A reminder" not in news(ana)
    until(house, FRIDAY_1930 + timedelta(days=2))
    assert "A reminder" in news(ana)


def test_who_is_confirmed_too_late_for_a_reminder_gets_none(house: House) -> None:
    ana, sam = caller(house, day="Today", at="10:30 PM"), house.agent()
    house.clock.forward(minutes=30)
    sam.types("confirm 1001")
    news(ana)
    house.clock.forward(minutes=45)
    house.fire()
    assert "A reminder" not in news(ana)


def test_a_reminder_is_never_late(house: House) -> None:
    ana, sam = confirmed(house, day="Fri, Dec 18")
    until(house, FRIDAY_1930 - timedelta(minutes=20))
    assert news(ana).count("A reminder") == 1, "the day's is left out, the hour's still helps"
    until(house, FRIDAY_1930 + timedelta(minutes=1))
    assert "A reminder" not in news(ana)
    sam.types("appointments")
    sam.sees("over: outcome 1001")


def test_a_desk_that_slept_through_a_call_reminds_nobody(house: House) -> None:
    ana, sam = confirmed(house, day="Fri, Dec 18")
    news(sam)
    until(house, FRIDAY_1930 + timedelta(minutes=40))
    assert "A reminder" not in news(ana)
    sam.sees("is over. What came of it?")


# ── Afterwards ─────────────────────────────────────────────────────────────────────────


def test_the_outcome_is_asked_for_each_business_day_until_it_is_noted(house: House) -> None:
    ana, sam = confirmed(house)
    sam.types("outcome 1001 too early")
    sam.sees("begins Thu, Dec 17, 10:30 AM", "note its outcome after it")
    for day in (17, 18, 21):
        news(sam)
        until(house, datetime(2026, 12, day, 19, 0, tzinfo=UTC))
        sam.sees("What came of it?", "outcome 1001")
    sam.types("resolve 1001 It works again.")
    sam.sees("First, what came of the call of #1001?")
    assert ana.tickets[0].state is State.OPEN
    sam.types("outcome 1001 The password was wrong; they have a new one.")
    sam.sees("is done")
    news(ana)
    sam.types("resolve 1001 It works again.")
    sam.sees("is resolved")
    ana.sees_not("The password was wrong", "call", "▤")
    assert call_of(house).outcome == "The password was wrong; they have a new one."
    news(sam)
    until(house, datetime(2026, 12, 23, 19, 0, tzinfo=UTC))
    sam.sees_not("What came of it?")
    ana.says("show 1001")
    ana.sees_not("The password was wrong")


def test_a_call_that_is_over_can_be_followed_by_another(house: House) -> None:
    ana, sam = confirmed(house)
    until(house, datetime(2026, 12, 17, 19, 0, tzinfo=UTC))
    sam.types("outcome 1001 nobody picked up")
    asks_for_a_call(ana, day="Fri, Dec 18")
    assert (call_of(house).n, call_of(house).state) == (2, CallState.REQUESTED)


# ── After a restart, or a night ────────────────────────────────────────────────────────


def test_an_appointment_goes_on_in_the_middle_after_a_restart(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        ana = house.client()
        ana.files()
        ana.says("call me")
        day = ana.offer("Thu, Dec 17").token
    with open_house(tmp_path) as house:
        ana, sam = house.client(), house.agent()
        ana.clicks(day)
        ana.chooses("7:30 PM")
        ana.sees("Phone call requested")
        sam.types("move 1001 to 2026-12-17 11:00 a meeting")
        ana.sees("[That suits me]")
        suits, off = ana.offer("That suits me").token, ana.offer("Cancel the call").token
    with open_house(tmp_path) as house:
        ana = house.client()
        ana.clicks(suits)
        ana.sees("Phone call confirmed: Thu, Dec 17, 8:00 PM", "▤ call-1001.ics")
    with open_house(tmp_path) as house:
        ana = house.client()
        house.clock.at = THURSDAY_1930 - timedelta(minutes=30)
        house.fire()
        ana.sees("A reminder")
        ana.clicks(off)
        ana.sees("The call is cancelled")
        assert entry(ana.received[-1])[1]["SEQUENCE"] == 1


def test_yesterdays_button_for_a_time_takes_none(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("call me")
    ana.chooses("Thu, Dec 17")
    time = ana.offer("7:30 PM").token
    house.clock.forward(days=1)
    ana.clicks(time)
    ana.sees("too close by now", "[Fri, Dec 18: 13 free times]")
    ana.sees_not("[Today, Thu, Dec 17: 13")
    ana.clicks(time)
    ana.sees("That choice is from earlier", "which day suits you?")
    for forged in ("at.20261218T0315", "at.20301218T1830", "at.x", "day.2026-13-01", "page.99999", "at.", "day."):
        ana.clicks(f"{ana.offer('Fri, Dec 18').token.partition(':')[0]}:{forged}")
        assert planned(house) == []
        assert ana.shown


def test_a_day_that_staff_close_has_no_times_and_a_call_on_it_stays(house: House) -> None:
    _ana, sam = confirmed(house, day="Fri, Dec 18")
    sam.types("close 2026-12-18 moving house")
    ben = house.client("ben")
    ben.files("Website is down", name="Ben")
    ben.says("call me")
    with house.store.read() as unit:
        assert date(2026, 12, 18) in unit.closed_days()
    ben.sees_not("[Fri, Dec 18: 13", "[Fri, Dec 18: 10")
    assert call_of(house).state is CallState.CONFIRMED


# ── Who is told ────────────────────────────────────────────────────────────────────────


def test_once_somebody_has_the_ticket_its_call_is_their_business_alone(house: House) -> None:
    ana, sam, kim = caller(house), house.agent("sam"), house.agent("kim", Role.AGENT)
    kim.types("claim 1001")
    sam.types("claim 1001")
    lou = house.agent("lou", Role.AGENT)
    lou.types("confirm 1001")
    lou.sees("kim has #1001", "ask a lead")
    for agent in (sam, kim):
        news(agent)
    ana.says("cancel my call")
    kim.sees("cancelled the call")
    assert news(sam) == ""


def test_times_are_the_clients_own(house: House) -> None:
    ana = house.client(zone="Australia/Lord_Howe")
    ana.files()
    ana.says("call me")
    ana.sees("[Fri, Dec 18: 13 free times]")
    ana.chooses("Fri, Dec 18")
    ana.sees("Lord Howe Island time", "[7:00 AM]", "5:00 AM]")
    ana.chooses("Fri, Dec 18, 5:00 AM")
    ana.sees("Phone call requested: Fri, Dec 18, 5:00 AM Lord Howe Island time")
    assert call_of(house).start == datetime(2026, 12, 17, 18, 0, tzinfo=UTC)


# ── The number to call ─────────────────────────────────────────────────────────────────


@pytest.mark.both
def test_the_number_is_asked_once_kept_shown_to_staff_and_changed_by_a_word(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.can_be_called("")
    ana.says("call me tomorrow at 19:30")
    ana.sees("For the call on Thu, Dec 17, 7:30 PM Berlin time about #1001", "Which number shall we call you on?")
    ana.says("12")
    ana.sees("I need a phone number, or say that you'd rather have no call")
    ana.submits(phone="0170 555 0123")
    ana.sees("Phone call requested: Thu, Dec 17, 7:30 PM", "We call you on +49 170 5550123.", "[Another number]")
    assert ana.account is not None
    assert ana.account.phone == "+49 170 5550123"
    sam.types("confirm 1001")
    sam.sees("is confirmed", "Call +49 170 5550123.")
    sam.types("show 1001")
    sam.sees("from Ana", "+49 170 5550123")
    news(ana)
    ana.sees("We call you on +49 170 5550123.")
    [file] = ana.received
    assert "+49 170 5550123" in str(entry(file)[1]["DESCRIPTION"])
    ana.says("my number is +49 30 5550123")
    ana.sees("Noted: we call you on +49 30 5550123.")
    assert ana.account.phone == "+49 30 5550123"
    ana.files("Another question")
    ana.says("call me on friday at 20:00 #1002")
    ana.sees("Phone call requested: Fri, Dec 18, 8:00 PM", "We call you on +49 30 5550123.")


@pytest.mark.both
def test_without_a_number_there_is_no_call(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.can_be_called("")
    ana.says("call me")
    ana.says("thursday 19:30")
    ana.chooses("No call")
    ana.sees("no call for now")
    assert planned(house) == []


def test_a_time_and_a_number_said_at_first_are_used_once_the_ticket_is_in(house: House) -> None:
    ana = house.client()
    ana.says("no mail, please call me at 0170 555 0123 tomorrow 7:30pm")
    ana.sees("The ticket comes first")
    for text in ("", "skip", "normal", "skip", "Ana"):
        ana.says(text)
    ana.sees("Ticket #1001 is in", "Phone call requested: Thu, Dec 17, 7:30 PM", "We call you on +49 170 5550123.")
    assert call_of(house).start == THURSDAY_1930


def test_a_zone_that_may_be_several_is_asked(house: House) -> None:
    ana = house.client()
    ana.says("zone Mexico")
    ana.sees("Which time zone do you mean?", "[Mexico City: it's 14:10 there]")
    ana.chooses("Mexico City")
    ana.sees("times are in America/Mexico City from now on", "It's 2:10 PM there")
    ana.says("zone GMT+2")
    ana.sees("times are in UTC+2 from now on", "It's 10:10 PM there")
    ana.says("zone EST")
    ana.sees("times are in America/New York from now on")
    ana.says("zone berln")
    ana.sees("Which time zone do you mean?", "[Berlin")


def test_where_a_client_says_to_be_the_times_are_shown_in(house: House) -> None:
    ana = house.client()
    ana.says("I'm in Spain")
    ana.sees("times are in Europe/Madrid from now on")
    ana.files("Mail is slow")
    ana.says("call me")
    ana.says("I'm travelling, now in New York")
    ana.sees("times are in America/New York from now on", "[Thu, Dec 17")
    assert "Added to" not in ana.text
    ana.chooses("Thu, Dec 17")
    ana.chooses("1:30 PM")
    ana.sees("Phone call requested: Thu, Dec 17, 1:30 PM")
    ana.says("sorry, I'm in Germny")
    ana.sees("Which time zone do you mean?", "[Berlin")
    ana.chooses("Berlin")
    ana.sees("times are in Europe/Berlin from now on", "Thu, Dec 17, 7:30 PM")


@pytest.mark.parametrize("said", ["estoy en México", "estoy de viaje, ahora en México"])
def test_a_country_of_several_zones_is_asked(house: House, said: str) -> None:
    ana = house.client(lang="es")
    ana.says(said)
    ana.sees("¿A qué zona horaria te refieres?", "[Mexico City", "[Tijuana")


def test_what_staff_asked_is_answered_by_a_place(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("Mail is slow")
    sam.types("ask 1001 Which country are you in?")
    ana.says("I'm in Japan")
    with house.store.read() as unit:
        assert "I'm in Japan" in str(list(unit.record(1001)))
