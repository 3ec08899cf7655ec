"""Staff at work: claiming, answering, moving, and the leases and promises behind it."""

from datetime import timedelta

import pytest

from bot.core.model.people import Role
from bot.core.model.promises import PromiseKind
from bot.core.model.tickets import State, Urgency
from tests.dialogue import House


def test_a_question_without_an_answer_is_withdrawn_with_the_ticket(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("ask 1001 Which device?")
    ana.sees("Just write your answer here")
    ana.shown = []
    sam.types("resolve 1001 Found it myself.")
    ana.sees("sam resolved #1001", "You needn't answer the question from before any more.")
    ana.shown = []
    sam.types("reopen 1001 a slip")
    sam.types("resolve 1001 Done.")
    ana.sees("sam resolved #1001")
    ana.sees_not("needn't answer")


@pytest.mark.both
def test_the_queue_and_the_next_claim(house: House) -> None:
    ana, sam = house.client(), house.agent()
    sam.types("queue")
    sam.sees("Nobody is waiting")
    sam.types("claim")
    sam.sees("Nobody is waiting")
    ana.files()
    sam.types("queue")
    sam.sees("One ticket is waiting", "1st | #1001 | My emails dont arive | normal | waiting", "24 h left")
    sam.types("claim")
    sam.sees("#1001 is yours", "It was 1st in line", "#1001 “My emails dont arive” from Ana", "+49 30 5550123")
    sam.types("mine")
    sam.sees("#1001", "sam has it")


def test_new_work_and_every_word_about_it_is_shown_to_staff(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.says("add: since monday")
    sam.sees("New ticket #1001", "wrote", "since monday", "[Claim #1001]")


def test_of_two_at_once_one_has_it_and_the_other_is_told_who(house: House) -> None:
    house.client("ana").files()
    house.client("ben").files("Website is down", name="Ben")
    sam, kim = house.agent("sam"), house.agent("kim", Role.AGENT)
    sam.types("claim 1001")
    kim.types("claim 1001")
    kim.sees("sam has claimed #1001", "Next in line is #1002", "[Claim #1002]")
    sam.types("claim 1001")
    sam.sees("yours already")


def test_a_reply_reaches_the_client_and_counts_as_the_first_response(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    house.clock.forward(hours=1)
    sam.types("reply 1001 Please restart your phone.")
    sam.sees("on its way")
    ana.sees("sam answered #1001", "Please restart your phone.", "[That solved it]")
    [ticket] = ana.tickets
    assert (ticket.state, ticket.owner, ticket.answered_at) == (State.ANSWERED, "sam", house.clock.now())
    with house.store.read() as unit:
        kept = {p.kind: (p.kept, p.late_seconds) for p in unit.promises(1001)}
    assert kept[PromiseKind.ESTIMATE] == (True, -24 * 3600)
    assert kept[PromiseKind.RESPONSE] == (True, -47 * 3600)


def test_notes_stay_inside(house: House) -> None:
    ana, kim = house.client(), house.agent("kim", Role.AGENT)
    ana.files()
    kim.types("note 1001 angry customer, be nice")
    kim.sees("Noted")
    ana.sees_not("angry")
    ana.says("show 1001")
    ana.sees_not("angry")
    kim.types("show 1001")
    kim.sees("kim, internal note", "angry customer")


def test_resolving_needs_a_response(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim")
    sam.types("resolve 1001")
    sam.sees("has had no reply yet", "resolve 1001 <your answer>")
    sam.types("resolve 1001 It works again.")
    sam.sees("is resolved")
    ana.sees("sam resolved #1001", "It works again.", "[That didn't solve it]")


def test_asking_back_keeps_place_and_promise_and_the_answer_brings_it_back(house: House) -> None:
    ana, sam = house.client(), house.agent()
    before = ana.files()
    sam.types("ask 1001 Which device?")
    house.clock.forward(hours=5)
    ana.says("an old phone")
    [after] = ana.tickets
    assert (after.since, after.promise_at) == (before.since, before.promise_at)
    assert (after.state, after.owner) == (State.OPEN, "sam")
    sam.types("release 1001 I am off for today")
    sam.sees("is released", "1st in line")


@pytest.mark.both
def test_only_the_owner_or_a_lead_acts_on_a_claimed_ticket(house: House) -> None:
    house.client().files()
    sam, kim, lou = house.agent("sam"), house.agent("kim", Role.AGENT), house.agent("lou", Role.AGENT)
    kim.types("claim 1001")
    for line in ("reply 1001 hi", "ask 1001 hm?", "resolve 1001 done", "release 1001"):
        lou.types(line)
        lou.sees("kim has #1001", "ask a lead")
    sam.types("release 1001 kim is ill")
    sam.sees("is released")


def test_urgency_and_moves_change_the_line_and_why_says_so(house: House) -> None:
    for name in ("ana", "ben", "eve"):
        house.client(name).files(f"Question of {name}", name=name)
        house.clock.forward(minutes=1)
    sam = house.agent()
    sam.types("move 1003 to 1 the boss of the firm waits")
    sam.sees("is moved", "1st in line")
    sam.types("urgency 1002 outage all mail is down")
    sam.sees("1st in line")
    sam.types("claim 1002")
    sam.types("why 1003")
    sam.sees("filed", "— → 3rd", "moved by staff", "3rd → 1st", "the boss of the firm waits", "Now 1st")
    sam.types("why 1002")
    sam.sees("urgency changed", "3rd → 1st", "all mail is down", "claimed", "It isn't in line now")
    sam.types("why 1001")
    sam.sees("Now 2nd", "went ahead of it")


def test_moving_down_the_line_lands_on_the_place_named(house: House) -> None:
    for name in ("ana", "ben", "eve"):
        house.client(name).files(f"Question of {name}", name=name)
        house.clock.forward(minutes=1)
    sam = house.agent()
    sam.types("move 1001 to 2 not that urgent")
    sam.sees("2nd in line")
    sam.types("move 1002 to 9 can wait")
    sam.sees("3rd in line")
    sam.types("move 1002 to 3 again")
    sam.sees("at that place already")


def test_merging_keeps_the_older_place_and_tells_the_client(house: House) -> None:
    ana, sam = house.client(), house.agent()
    first = ana.files("Mail is slow")
    house.clock.forward(hours=1)
    house.client("ben").files("Website is down", name="Ben")
    house.clock.forward(hours=1)
    ana.files("Mail gone")
    sam.types("merge 1001 into 1003")
    sam.sees("#1001 is merged into #1003")
    ana.sees("joined #1001 with your ticket #1003", "older place")
    merged, kept = ana.tickets[0], ana.tickets[-1]
    assert kept.since == first.since
    assert kept.promise_at == first.promise_at
    assert merged.number == 1003 or kept.number == 1003
    sam.types("merge 1002 into 1003")
    sam.sees("different clients")
    ana.says("add to #1001 more about it")
    ana.sees("Added to #1003")


def test_the_response_to_a_merged_ticket_keeps_both_promises(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("Mail is slow")
    ana.files("Mail gone")
    sam.types("merge 1002 into 1001")
    sam.types("reply 1001 Done.")
    with house.store.read() as unit:
        assert [p.kept for p in (*unit.promises(1001), *unit.promises(1002))] == [True] * 4


@pytest.mark.both
def test_a_claim_is_a_lease(house: House) -> None:
    ana, kim = house.client(), house.agent("kim", Role.AGENT)
    ana.files()
    kim.types("claim 1001")
    kim.shown.clear()
    house.fire()  # what was just filed is compared with others
    house.clock.forward(hours=3, minutes=59)
    assert house.fire() == 0
    house.clock.forward(minutes=2)
    house.fire()
    kim.sees("#1001", "is yours, and nothing happened")
    kim.types("note 1001 still on it")
    house.clock.forward(hours=2)
    house.fire()
    [ticket] = ana.tickets
    assert ticket.owner == "kim"
    house.clock.forward(days=1)
    house.fire()
    [ticket] = ana.tickets
    assert ticket.waiting
    kim.types("why 1001")
    kim.sees("lease expired", "kim was silent too long", "— → 1st")


def test_staff_are_warned_at_half_three_quarters_and_all_of_the_promise_once_each(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.shown.clear()
    warned = []
    for _hour in range(60):
        house.clock.forward(hours=1)
        house.fire()
        sam.deliver()
        warned += [word for word in ("50 %", "75 %", "100 %") if word in sam.text]
        sam.shown.clear()
    assert warned == ["50 %", "75 %", "100 %"]


def test_a_missed_promise_is_scored_and_the_response_adds_by_how_much(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    house.clock.forward(days=2, hours=3)
    house.fire()
    with house.store.read() as unit:
        assert [p.kept for p in unit.promises(1001)] == [False, False]
    ana.says("status")
    ana.sees("missed it", "I'm sorry")
    sam.types("reply 1001 So sorry!")
    with house.store.read() as unit:
        late = {p.kind: p.late_seconds for p in unit.promises(1001)}
    assert late[PromiseKind.RESPONSE] == 3 * 3600


def test_reopening_by_staff_has_promises_of_its_own(house: House) -> None:
    ana, sam = house.client(), house.agent()
    before = ana.files()
    sam.types("resolve 1001 Done.")
    house.clock.forward(days=1)
    sam.types("reopen 1001 it came back")
    sam.sees("open again", "1st in line")
    ana.sees("opened your ticket again")
    [after] = ana.tickets
    assert after.promise_at > before.promise_at
    with house.store.read() as unit:
        assert len(unit.promises(1001)) == 4
    house.clock.forward(days=30)
    sam.types("resolve 1001 Done again.")
    house.clock.forward(days=15)
    sam.types("reopen 1001 again")
    sam.sees("can't be reopened")


def test_closed_days_move_new_promises_only(house: House) -> None:
    ana, ben, sam = house.client(), house.client("ben"), house.agent()
    before = ana.files()
    sam.types("close 2026-12-17 team day")
    sam.sees("closed on 2026-12-17")
    sam.types("closed")
    sam.sees("2026-12-17 | team day", "Christmas")
    after = ben.files("Website is down", name="Ben")
    assert after.promise_at > before.promise_at + timedelta(days=2)
    assert ana.tickets[0].promise_at == before.promise_at
    sam.types("open 2026-12-17")
    sam.sees("open on 2026-12-17")
    sam.types("open 2026-12-17")
    sam.sees("2026-12-17 wasn't closed by staff")
    sam.types("close 2026-12-25 nobody is there")
    sam.types("open 2026-12-25")
    sam.sees("no business day all the same")
    sam.types("close 2026-12-01 too late")
    sam.sees("tomorrow or later")


def test_the_staff_list_is_the_leads(house: House) -> None:
    house.client().files()
    sam, kim = house.agent("sam"), house.agent("kim", Role.AGENT)
    kim.types("staff add eve agent test eve")
    kim.sees("Only a lead")
    kim.types("close 2027-01-04 holiday")
    kim.sees("Only a lead")
    sam.types("staff add lou agent test lou")
    sam.sees("lou is on the desk as agent")
    kim.types("claim 1001")
    sam.types("staff remove kin")
    sam.sees("kin isn't on the list. Did you mean kim?")
    sam.types("staff remove nobody")
    sam.sees("nobody isn't on the list.")
    sam.types("staff remove kim")
    sam.sees("off the list", "back in line")
    kim.types("queue")
    kim.sees("This is for the desk's staff")
    sam.types("staff")
    sam.sees("lou | agent | test:lou")
    sam.types("queue")
    sam.sees("1st | #1001")


def test_a_verified_account_says_by_whom(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("verify 1001 C-4711")
    sam.sees("is verified")
    sam.types("show 1001")
    sam.sees("customer C-4711", "verified by sam")


def test_the_clients_wish_for_a_call_is_shown(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.says("please call me")
    ana.chooses("None of these")
    ana.sees("noted on #1001", "day and time")
    sam.types("show 1001")
    sam.sees("would like to talk by phone")


def test_commands_say_what_is_missing(house: House) -> None:
    sam = house.agent()
    for line, hint in {
        "reply 12": "reply <number> <text>",
        "reply": "reply <number> <text>",
        "frobnicate": "don't know “frobnicate”",
        "show twelve": "show <number>",
        "show 77": "no ticket #77",
        "urgency 12 dire reason": "Did you mean outage, high, normal?",
        "move 12 to 3": "<number> to <place> <reason>",
        "close tomorrow off": "<YYYY-MM-DD> <reason>",
        "merge 12": "into <number>",
        "help reply": "reply <number> <text>",
        "help": "internal note; clients never see it",
    }.items():
        sam.types(line)
        sam.sees(hint)


def test_everyone_who_is_not_staff_gets_the_same_answer(house: House) -> None:
    house.client().files()
    house.agent("sam")
    from tests.dialogue import Agent

    eve = Agent(house, house.client("eve").address, name="eve")
    said = set()
    for line in ("queue", "show 1001", "claim", "reply 1001 hi", "nonsense", "", "staff add eve lead test eve"):
        eve.types(line)
        said.add(eve.text)
    assert len(said) == 1


def test_a_redelivered_command_acts_once(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    for _time in range(3):
        sam.types("reply 1001 Hello", key="the-same")
    assert [e.text for e in house.record(1001)].count("Hello") == 1


def test_clients_ask_for_an_urgency_and_staff_set_it(house: House) -> None:
    house.client("ana").files("Mail is slow")
    ben = house.client("ben")
    ben.files("Everything is down", urgency="Outage", name="Ben")
    ben.sees("2nd in line", "You asked for a higher urgency")
    sam = house.agent()
    sam.types("queue")
    sam.sees("normal (client asks: outage)")
    sam.types("urgency 1002 outage all their sites are down")
    sam.sees("1st in line")
    assert ben.tickets[0].urgency is Urgency.OUTAGE


def test_one_user_is_one_member_of_staff_and_a_lead_stays(house: House) -> None:
    sam, kim = house.agent("sam"), house.agent("kim", Role.AGENT)
    sam.types("staff add eve agent test kim")
    sam.sees("kim is kim already")
    sam.types("staff add client agent test eve")
    sam.sees("take another name")
    sam.types("staff add sam agent test sam")
    sam.sees("only lead")
    kim.types("mine")
    kim.sees("You have no ticket")


# ── The same command delivered again ───────────────────────────────────────────────────


@pytest.mark.both
@pytest.mark.parametrize("line", ["claim", "reply 1001 Hello", "show 1001", "note 1 nothing", "nonsense", "reply 1001"])
def test_a_command_that_is_delivered_again_is_answered_as_it_was_and_done_once(house: House, line: str) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types(line, key="trigger/1")
    first, said = sam.shown[-1], len(house.record(1001))
    ana.files("Website is down")
    house.clock.forward(minutes=59)
    sam.types(line, key="trigger/1")
    assert sam.shown[-1] == first
    assert len(house.record(1001)) == said


def test_an_old_answer_is_not_kept_and_nobody_else_gets_it(house: House) -> None:
    house.client().files()
    sam, eve = house.agent(), house.client("eve")
    sam.types("claim", key="trigger/1")
    again = house.engine.command(eve.identity, sam.address, "trigger/1", "claim").result()
    assert again.refused
    house.clock.forward(minutes=61)
    sam.types("queue", key="trigger/2")
    sam.types("claim", key="trigger/1")
    sam.sees("Hello sam")
    sam.types("queue", key="trigger/3")
    with house.store.read() as unit:
        assert [bool(unit.answered(sam.address, f"trigger/{n}")) for n in (1, 2, 3)] == [False, True, True]
