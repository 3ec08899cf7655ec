"""Waiting in line: status, impatience, second thoughts."""

from bot.core.model.tickets import Rule, State
from bot.engine.client.commands import CLOSED_MAX
from tests.dialogue import Client, House


def others(house: House, how_many: int) -> list[Client]:
    """So many others file after the client."""
    people = [house.client(f"client{i}") for i in range(how_many)]
    for person in people:
        house.clock.forward(minutes=1)
        person.files(f"Question of {person.name}", name=person.name)
    house.clock.forward(minutes=1)
    return people


def test_a_nudge_shows_its_cost_before_anything_moves(house: House) -> None:
    ana = house.client()
    ana.files()
    others(house, 4)
    ana.says("any news??")
    ana.sees("Not yet", "1st in line", "from 1st to 5th", "New facts keep your place")
    ana.sees("[Add facts]", "[Leave it]", "[Nudge anyway]")
    ana.chooses("Leave it")
    ana.sees("keeps 1st place")
    ana.says("any news")
    ana.chooses("Nudge anyway")
    ana.sees("moved from 1st to 5th")
    with house.store.read() as unit:
        assert [m.rule for m in unit.moves(1001)] == [Rule.FILED, Rule.BUMPED]
        assert (unit.moves(1001)[-1].place_before, unit.moves(1001)[-1].place_after) == (1, 5)


def test_a_nudge_never_moves_the_promise(house: House) -> None:
    ana = house.client()
    before = ana.files()
    others(house, 1)
    ana.says("any news")
    ana.chooses("Nudge anyway")
    [after] = ana.tickets
    assert (after.estimate_at, after.promise_at) == (before.estimate_at, before.promise_at)


def test_new_facts_keep_the_place(house: House) -> None:
    ana = house.client()
    ana.files()
    others(house, 2)
    ana.says("any update?")
    ana.chooses("Add facts")
    ana.says("it says 550 now")
    ana.sees("Added to #1001", "You keep 1st place")


def test_past_estimate_and_grace_asking_is_fair_and_staff_are_told(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    others(house, 2)
    house.clock.forward(days=1, hours=2)
    sam.shown.clear()
    ana.says("any news??")
    ana.sees("You're right to ask", "1st in line", "past our estimate", "Fri, Dec 18, 9:10 PM")
    sam.sees("#1001", "asks for news")
    with house.store.read() as unit:
        assert [m.rule for m in unit.moves(1001)] == [Rule.FILED]


def test_status_and_record_and_list(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("status")
    ana.sees("#1001", "1st in line", "I estimate")
    ana.says("show 1001")
    ana.sees("You, ", "My emails dont arive", "Front Door, ")
    ana.says("my tickets")
    ana.sees("#1001 | My emails dont arive | 1st in line")


def test_add_to_a_ticket_by_number(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("add to #1001 since monday, by the way")
    ana.sees("Added to #1001")
    ana.says("add to #7 something")
    ana.sees("don't find #7")
    assert house.record(1001)[-1].text == "since monday, by the way"


def test_somebody_elses_ticket_and_none_at_all_look_the_same(house: House) -> None:
    ana, eve = house.client("ana"), house.client("eve")
    ana.files()
    eve.says("show #1001")
    theirs = eve.text
    eve.says("show #9999")
    assert eve.text.replace("9999", "1001") == theirs
    eve.says("add to #1001 hello")
    assert [e.text for e in house.record(1001)].count("hello") == 0


def test_solved_by_the_client(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("it's solved")
    ana.sees("Good to hear", "#1001")
    assert ana.tickets[0].state is State.SOLVED


def test_taking_a_ticket_back_asks_first(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("cancel")
    ana.sees("Take back #1001")
    ana.says("no")
    assert ana.tickets[0].live
    ana.says("cancel my ticket")
    ana.chooses("Yes, take it back")
    ana.sees("is taken back")
    assert not ana.has_tickets


def test_with_several_tickets_the_bot_asks_which(house: House) -> None:
    ana = house.client()
    ana.files("Mail is slow")
    ana.files("Website is down")
    ana.says("it's solved")
    ana.sees("Which ticket", "[#1001 Mail is slow]", "[#1002 Website is down]")
    ana.chooses("#1002")
    ana.sees("#1002 is closed")
    assert [t.state for t in ana.tickets] == [State.OPEN, State.SOLVED]


def test_an_answer_that_did_not_solve_it_brings_the_ticket_back(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim 1001")
    sam.types("reply 1001 Restart your phone")
    ana.sees("sam answered", "Restart your phone", "Did that solve it?", "[That solved it]")
    ana.says("that didn't solve it")
    ana.sees("open again", "sam is working on it", "[Talk by phone instead]")
    sam.sees("isn't solved")


def test_a_resolved_ticket_is_reopened_within_the_window_only(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim 1001")
    sam.types("resolve 1001 Try again now")
    ana.sees("resolved", "Try again now")
    house.clock.forward(days=13)
    ana.says("that didn't solve it")
    ana.sees("open again", "1st in line")
    sam.types("claim 1001")
    sam.types("resolve 1001 Done now")
    house.clock.forward(days=15)
    ana.clicks(ana.offer("Talk by phone").token.rpartition("@")[0] + "@unsolved.1001")
    ana.sees("closed too long ago")


def solved(client: Client, how_many: int) -> list[int]:
    """So many of the client's tickets, each solved before the next is filed."""
    numbers = []
    for n in range(how_many):
        client.files(f"Question {n} is about a matter of its own")
        numbers.append(max(ticket.number for ticket in client.tickets))
        client.says(f"solved {numbers[-1]}")
        client.house.clock.forward(minutes=1)
    return numbers


def test_the_latest_closed_tickets_are_listed_and_the_others_reached_by_number(house: House) -> None:
    ana = house.client()
    *older, one, two, three, four, five = solved(ana, CLOSED_MAX + 2)
    ana.says("my tickets")
    ana.sees(*(f"#{number}" for number in (one, two, three, four, five)), "There are more that are closed")
    ana.sees_not(*(f"#{number}" for number in older))
    ana.says(f"show {older[0]}")
    ana.sees(f"#{older[0]}", "is solved")


def test_with_as_many_closed_tickets_as_are_listed_there_are_no_more(house: House) -> None:
    ana = house.client()
    solved(ana, CLOSED_MAX)
    ana.says("my tickets")
    ana.sees_not("There are more")


def test_an_old_ticket_that_is_talked_about_is_known_in_the_next_turn(house: House) -> None:
    ana = house.client()
    oldest, *_others = solved(ana, CLOSED_MAX + 2)
    ana.says(f"add to {oldest}")
    ana.says("it says 550 now")
    ana.sees(f"#{oldest}")
    assert "it says 550 now" in [entry.text for entry in house.record(oldest)]


def test_a_ticket_that_was_offered_can_be_chosen_though_another_was_closed_since(house: House) -> None:
    ana, sam = house.client(), house.agent()
    oldest, *_others = solved(ana, CLOSED_MAX)
    ana.files("Something else that is a matter of its own")
    ana.says("that didn't solve it")
    ana.sees(f"#{oldest}")
    sam.types("claim")
    sam.types(f"resolve {oldest + CLOSED_MAX} Done.")
    ana.says("help")
    ana.sees(f"#{oldest}")


def test_another_clients_closed_ticket_stays_theirs(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    (theirs,) = solved(bo, 1)
    solved(ana, CLOSED_MAX + 1)
    ana.says(f"show {theirs}")
    ana.sees_not("is solved")
