"""Tickets rest until a day and are back where they were; silence ends what was answered, and is never called solved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model.people import Role
from bot.core.model.promises import Timer, TimerKind
from bot.core.model.record import EntryKind
from bot.core.model.tickets import State
from bot.core.policy import Replies, Silence
from tests.dialogue import Agent, Client, House


def answered(house: House) -> tuple[Client, Agent]:
    """A ticket of ana's that sam answered on wednesday."""
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim")
    sam.types("reply Try it now")
    for screen in (ana, sam):
        screen.deliver()
        screen.shown = []
    return ana, sam


def days_go_by(house: House, days: int) -> None:
    for _day in range(days):
        house.clock.forward(days=1)
        house.fire()


def state(client: Client) -> State:
    return client.tickets[-1].state


# ── Silence ────────────────────────────────────────────────────────────────────────────


@pytest.mark.both
def test_who_stays_silent_is_asked_once_and_their_ticket_is_closed_but_not_solved(house: House) -> None:
    ana, sam = answered(house)
    days_go_by(house, 4)  # sunday
    ana.sees_not("1001")
    days_go_by(house, 1)
    ana.sees("haven't heard from you since. Did that solve it?", "I'll close it Wed, Dec 23", "[That solved it]")
    ana.shown = []
    days_go_by(house, 1)
    ana.sees_not("1001")
    days_go_by(house, 1)
    ana.sees("I closed #1001", "I heard nothing more", "write here until Wed, Jan 6, 2027")
    sam.sees("#1001 “My emails dont arive” is closed for silence")
    assert state(ana) is State.SILENT
    ana.shown = []
    days_go_by(house, 30)
    ana.sees_not("1001")
    sam.types("why 1001")
    sam.sees("closed for silence", "no word from the client since the answer")
    sam.types("find emails state:silent")
    sam.sees("#1001", "closed for silence")
    sam.types("find emails state:solved")
    sam.sees_not("#1001 “")
    told = [entry.text for entry in house.record(1001) if entry.kind is EntryKind.NOTICE]
    assert told[-2:] == [
        "Asked whether it is solved: there was no word since the answer.",
        "Closed for silence: there was no word since the answer.",
    ]


@pytest.mark.parametrize(
    ("says", "becomes"),
    [("yes", State.SOLVED), ("no", State.OPEN), ("it still says 550", State.OPEN), ("one moment", State.ANSWERED)],
)
def test_the_question_is_answered_by_what_is_said_next(house: House, says: str, becomes: State) -> None:
    ana, _sam = answered(house)
    days_go_by(house, 5)
    ana.says(says)
    assert state(ana) is becomes
    days_go_by(house, 2)
    assert state(ana) is becomes, "nobody is silent who has just said something"


@pytest.mark.parametrize(
    ("says", "reopens"),
    [
        ("no", True),
        ("that didn't solve it", True),
        ("it still doesn't work", True),
        ("the error is 550 5.7.1 now", True),
        ("since monday it also happens on my phone", True),
        ("thanks", False),
        ("yes, all good", False),
        ("hello", False),
        ("what are your opening hours?", False),
    ],
)
def test_closed_for_silence_what_isnt_solved_or_tells_more_opens_it_again(
    house: House, says: str, reopens: bool
) -> None:
    ana, _sam = answered(house)
    days_go_by(house, 7)
    assert state(ana) is State.SILENT
    ana.says(says)
    assert state(ana) is (State.OPEN if reopens else State.SILENT)
    if reopens:
        ana.sees("is open again", "in line")


@pytest.mark.parametrize(
    ("says", "reopens"),
    [
        ("my emails still dont arive", True),
        ("it's back", True),
        ("thank you", False),
        ("how do I add a domain?", False),
    ],
)
def test_later_too_what_says_that_it_isnt_solved_opens_it_at_once(house: House, says: str, reopens: bool) -> None:
    ana, _sam = answered(house)
    days_go_by(house, 7)
    ana.says("status")
    ana.sees_not("solved")
    days_go_by(house, 2)
    ana.says(says)
    assert state(ana) is (State.OPEN if reopens else State.SILENT)
    ana.sees_not("was solved")


def test_its_button_opens_it_again_within_the_window_and_not_after(house: House) -> None:
    ana, sam = answered(house)
    days_go_by(house, 7)
    ana.deliver()
    button = ana.offer("That didn't solve it").token
    days_go_by(house, 15)
    ana.clicks(button)
    ana.sees("closed too long ago")
    assert state(ana) is State.SILENT
    sam.types("reopen 1001 they called")
    sam.sees("can't be reopened")


def test_staff_open_it_again(house: House) -> None:
    ana, sam = answered(house)
    days_go_by(house, 7)
    sam.types("show 1001")
    sam.sees("closed for silence")
    sam.types("reply 1001 words")
    sam.sees("#1001 is closed for silence.")
    sam.types("reopen 1001 they called")
    sam.sees("#1001 is open again")
    assert state(ana) is State.OPEN


def test_every_answer_and_every_word_counts_anew(house: House) -> None:
    ana, sam = answered(house)
    days_go_by(house, 2)
    sam.types("note 1001 thinking")
    ana.says("one moment please")
    ana.shown = []
    days_go_by(house, 4)  # tuesday, 4 business days after the answer
    ana.sees_not("heard from you")
    days_go_by(house, 1)
    ana.sees("haven't heard from you")
    sam.types("reply 1001 Did you try it?")
    ana.deliver()
    ana.shown = []
    days_go_by(house, 2)
    assert state(ana) is State.ANSWERED
    ana.sees_not("closed")
    days_go_by(house, 4)
    ana.sees("haven't heard from you")


def test_a_desk_that_was_off_asks_first_and_leaves_time_to_answer(house: House) -> None:
    ana, _sam = answered(house)
    house.clock.forward(days=26)
    assert house.fire()
    ana.sees("haven't heard from you")
    assert not house.fire()
    assert state(ana) is State.ANSWERED
    days_go_by(house, 2)
    assert state(ana) is State.SILENT


def test_what_is_still_on_its_way_is_no_silence(house: House) -> None:
    ana, sam = answered(house)
    ana.says("call me")
    ana.chooses("Wed, Dec 23")
    ana.chooses("7:30 PM")
    sam.types("confirm 1001")
    ana.deliver()
    ana.shown = []
    days_go_by(house, 6)
    ana.sees_not("heard from you")
    assert state(ana) is State.ANSWERED
    days_go_by(house, 2)
    sam.types("outcome 1001 nobody there")
    days_go_by(house, 7)
    ana.sees("haven't heard from you")


def test_a_reply_that_is_held_is_sent_and_counts(house: House) -> None:
    ana, sam = answered(house)
    house.engine.context.policy = replace(house.policy, replies=Replies(60))
    days_go_by(house, 4)
    house.clock.forward(hours=23, minutes=59, seconds=30)
    sam.types("reply 1001 One more thing")
    house.clock.forward(seconds=45)
    house.fire()
    ana.sees_not("heard from you")
    house.clock.forward(seconds=30)
    house.fire()
    ana.sees("One more thing")
    ana.shown = []
    days_go_by(house, 2)
    ana.sees_not("heard from you")


@pytest.mark.parametrize(
    ("chosen", "asks", "closes"),
    [(Silence(0, 0), False, False), (Silence(3, 0), True, False), (Silence(1, 2), True, True)],
)
def test_the_policy_says_how_long(house: House, chosen: Silence, asks: bool, closes: bool) -> None:
    house.engine.context.policy = replace(house.policy, silence=chosen)
    ana, _sam = answered(house)
    days_go_by(house, 20)
    ana.deliver()
    assert ("haven't heard from you" in ana.text) is asks
    assert (state(ana) is State.SILENT) is closes


def test_what_was_answered_before_the_upgrade_counts_from_then_on(house: House) -> None:
    ana, _sam = answered(house)
    silences = (TimerKind.SILENCE_ASK, TimerKind.SILENCE_CLOSE)
    house.store.write(lambda unit: unit.drop_timers(1001, silences)).result()
    days_go_by(house, 200)
    epoch = house.clock.now() - timedelta(days=9_999)
    house.store.write(lambda unit: unit.set_timers([Timer(1001, TimerKind.SILENCE_COUNTS, epoch)])).result()
    days_go_by(house, 2)
    ana.sees_not("heard from you")
    days_go_by(house, 4)
    ana.sees("haven't heard from you")


def test_no_promise_is_falsified(house: House) -> None:
    ana, _sam = answered(house)
    with house.store.read() as unit:
        before = unit.promises(1001)
    days_go_by(house, 7)
    assert state(ana) is State.SILENT
    with house.store.read() as unit:
        assert unit.promises(1001) == before


# ── Rest ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.both
def test_a_ticket_rests_until_its_day_and_is_back_at_its_place(house: House) -> None:
    ana, bo, sam = house.client(), house.client("bo"), house.agent()
    ana.files()
    house.clock.forward(minutes=5)
    bo.files("Website down", name="Bo")
    sam.types("rest 1001 until friday: waiting for the registrar")
    sam.sees("#1001 rests until Fri, Dec 18, 7:00 AM", "[End the rest]")
    ana.sees("sam has set a ticket of yours aside", "set aside until Fri, Dec 18, 4:00 PM", "What we do guarantee")
    sam.types("queue")
    sam.sees("One ticket is waiting", "Website down")
    sam.types("resting")
    sam.sees("#1001", "at rest until Fri, Dec 18")
    sam.deliver()
    sam.shown = []
    days_go_by(house, 1)
    house.clock.forward(hours=18, minutes=50)
    house.fire()
    sam.sees("The rest of #1001 “My emails dont arive” is over")
    ana.says("status")
    ana.sees("1st in line")
    sam.types("why 1001")
    sam.sees("put to rest", "waiting for the registrar", "rest is over")
    sam.types("resting")
    sam.sees("Nothing is at rest")


def test_its_promise_runs_on_and_staff_are_told_so(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("rest 1001 until 2026-12-28: the registrar")
    sam.sees("Promises and its place stay", "Before that, by Fri, Dec 18, 12:10 PM", "an answer is promised")
    days_go_by(house, 3)
    sam.sees("100 % of the promise is used")
    sam.types("overdue")
    sam.sees("#1001")


@pytest.mark.parametrize("says", ["it is about port 587", "any news?", "it still doesn't work"])
def test_the_clients_word_brings_it_back_at_once(house: House, says: str) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim")
    sam.types("rest 1001 until 2026-12-28: the registrar")
    house.clock.forward(days=1)
    ana.says(says)
    ticket = ana.tickets[-1]
    assert (ticket.state, ticket.owner, ticket.acted_at) == (State.OPEN, "sam", house.clock.now())
    sam.shown = []
    house.clock.forward(days=11)
    house.fire()
    sam.sees_not("The rest of")


def test_a_call_that_is_asked_for_is_a_word_too(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("rest 1001 until 2026-12-28: the registrar")
    ana.says("call me")
    ana.chooses("Fri, Dec 18")
    assert state(ana) is State.RESTING
    ana.chooses("7:30 PM")
    assert state(ana) is State.OPEN


def test_a_rest_keeps_a_claim_and_an_answer_from_running_out(house: House) -> None:
    ana, sam = answered(house)
    sam.types("rest 1001 until 2027-01-11: the registrar")
    days_go_by(house, 25)
    ana.sees_not("heard from you")
    ticket = ana.tickets[-1]
    assert (ticket.state, ticket.owner) == (State.RESTING, "sam")
    days_go_by(house, 1)
    assert ana.tickets[-1].state is State.OPEN
    assert ana.tickets[-1].owner == "sam"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rest 1001 until friday", "until Fri, Dec 18, 7:00 AM"),
        ("rest 1001 until friday at 3 pm: waits", "until Fri, Dec 18, 3:00 PM"),
        ("rest 1001 until 2027-01-05: waits", "until Tue, Jan 5, 2027, 7:00 AM"),
        ("rest 1001 until 2027-01-05 10:30: waits", "until Tue, Jan 5, 2027, 10:30 AM"),
        ("rest 1001 until 2027-01-05", "until Tue, Jan 5, 2027, 7:00 AM"),
        ("rest 1001 until tomorrow because it waits for monday", "until Thu, Dec 17, 7:00 AM"),
        ("rest 1001 until tomorrow: monday is too late", "until Thu, Dec 17, 7:00 AM"),
        ("rest 1001 until christmas eve", "until Thu, Dec 24, 7:00 AM"),
        ("rest 1001 until in two weeks, as agreed", "until Wed, Dec 30, 7:00 AM"),
        ("rest 1001 until the 5th of january: waits", "until Tue, Jan 5, 2027, 7:00 AM"),
        ("rest 1001 until 2027-02-30: waits", "There is no 2027-02-30. Did you mean 2027-02-28?"),
        ("rest 1001 until 2027-02-30 10:00: waits", "There is no 2027-02-30"),
        ("rest 1001 until 2026-12-15: waits", "is over: a ticket rests until a moment that is ahead"),
        ("rest 1001 until whenever", "Until when?"),
        ("rest 1001 until", "Please write: rest"),
        ("rest 1001 friday", "Please write: rest"),
        ("rest until friday: waits", "#1001 rests until Fri"),
        ("rest 1001 off", "#1001 isn't at rest"),
        ("rest 99 until friday", "There is no ticket #99"),
        ("rest 1001 until 2029-01-05", "366 days at most"),
    ],
)
def test_days_are_read_as_the_desks_are(house: House, line: str, said: str) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("claim")
    sam.types(line)
    sam.sees(said)


def test_the_reason_is_for_staff_alone(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("rest 1001 until friday: the registrar sleeps")
    ana.sees("set aside")
    ana.sees_not("registrar")
    ana.says("show 1001")
    ana.sees_not("registrar")


def test_the_rest_is_ended_by_off_and_by_whoever_works_on_it(house: House) -> None:
    ana, sam, kim = house.client(), house.agent(), house.agent("kim", Role.AGENT)
    ana.files()
    sam.types("rest 1001 until friday: the registrar")
    sam.chooses("End the rest")
    sam.sees("The rest of #1001 is over.", "1st in line")
    sam.types("rest 1001 until friday")
    kim.types("claim 1001")
    kim.sees("#1001 is yours", "kim has it")
    kim.types("rest 1001 until friday")
    kim.types("reply 1001 Solved by itself")
    assert state(ana) is State.ANSWERED
    days_go_by(house, 3)
    assert state(ana) is State.ANSWERED
