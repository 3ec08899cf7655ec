"""Was it good? Asked once when a ticket is closed, by one tap and a word; silence is counted as silence."""

from dataclasses import replace

import pytest

from bot.core.model.record import Author, EntryKind
from bot.core.model.tickets import Rating, State, Ticket
from bot.core.policy import Satisfaction, Scale
from tests.dialogue import Agent, Client, House

ASKS = "How was our help?"


def closed(house: House, by: str = "resolve 1001 It was the MX record") -> tuple[Client, Agent]:
    """A ticket of ana's that sam closed."""
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim")
    sam.types(by)
    ana.deliver()
    return ana, sam


def answered(house: House) -> tuple[Client, Agent]:
    return closed(house, "reply 1001 Try it now")


def five(house: House) -> None:
    house.engine.context.policy = replace(house.policy, satisfaction=Satisfaction(Scale.FIVE))


def stands(client: Client) -> Ticket:
    return client.tickets[-1]


def told(house: House, number: int = 1001) -> list[tuple[EntryKind, str]]:
    """What the client said on the record, in any way, behind what staff did last, and that it is solved."""
    entries = house.record(number)
    last = max(at for at, entry in enumerate(entries) if entry.author is Author.STAFF)
    said = [(entry.kind, entry.text or "") for entry in entries[last:] if entry.author is Author.CLIENT]
    return [each for each in said if each[1] != "Solved."]


def days_go_by(house: House, days: int) -> None:
    for _day in range(days):
        house.clock.forward(days=1)
        house.fire()


# ── Asked ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.both
def test_one_tap_and_a_word_stand_on_the_record(house: House) -> None:
    ana, sam = closed(house)
    ana.sees("sam resolved #1001", "If it isn't solved, say so", ASKS, "[👍 Good]", "[👎 Not good]")
    ana.chooses("👍 Good")
    ana.sees("Thank you! If you'd like to add a word, just write it.")
    house.clock.forward(minutes=5)
    ana.says("quick and friendly, and explained so that I understood it")
    ana.sees("Staff read it on #1001, which stays closed")
    ticket = stands(ana)
    assert (ticket.state, ticket.rating) == (State.SOLVED, Rating.UP)
    assert ticket.rating_asked_at == ticket.closed_at
    assert told(house) == [
        (EntryKind.NOTICE, "How our help was: 👍"),
        (EntryKind.WORDS, "quick and friendly, and explained so that I understood it"),
    ]
    sam.sees("on how our help was (👍):", "quick and friendly")
    sam.types("show 1001")
    sam.sees("How our help was, says the client: 👍", "quick and friendly")


def test_whoever_says_that_it_is_solved_is_asked_at_once(house: House) -> None:
    ana, _sam = answered(house)
    ana.says("yes, it works again, thanks")
    ana.sees("Good to hear! #1001 is closed", ASKS)
    ana.says("👎")
    assert stands(ana).rating is Rating.DOWN
    assert stands(ana).state is State.SOLVED


def test_who_was_silent_is_asked_when_it_is_closed(house: House) -> None:
    ana, _sam = answered(house)
    ana.shown = []
    days_go_by(house, 5)
    ana.sees_not(ASKS)
    days_go_by(house, 2)
    ana.sees("I closed #1001", ASKS)
    ana.chooses("👍 Good")
    assert (stands(ana).state, stands(ana).rating) == (State.SILENT, Rating.UP)


def test_nobody_is_asked_twice(house: House) -> None:
    ana, sam = closed(house)
    ana.says("no")
    assert stands(ana).state is State.OPEN
    house.clock.forward(minutes=1)
    sam.types("claim")
    ana.shown = []
    sam.types("resolve 1001 And now?")
    ana.sees("sam resolved #1001")
    ana.sees_not(ASKS)
    ana.says("thank you")
    ana.says("status")
    ana.opens()
    days_go_by(house, 30)
    ana.sees_not(ASKS)


@pytest.mark.parametrize("says", ["hello", "thanks", "show 1001", "what are your opening hours?"])
def test_what_is_no_score_leaves_the_question_behind(house: House, says: str) -> None:
    ana, _sam = answered(house)
    ana.says("yes, that solved it")
    ana.shown = []
    ana.says(says)
    ana.sees_not(ASKS)
    ana.says("5")
    assert stands(ana).rating is Rating.NONE


def test_nobody_is_asked_who_wasnt_helped_or_took_it_back(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("solved")
    ana.sees("#1001 is closed")
    assert stands(ana).state is State.SOLVED
    ana.files("Something else")
    ana.says("cancel 1002")
    ana.says("yes")
    assert stands(ana).state is State.CANCELLED
    assert [ticket.rating_asked_at for ticket in ana.tickets] == [None, None]
    ana.sees_not(ASKS)


def test_the_policy_says_whether_and_on_which_scale(house: House) -> None:
    house.engine.context.policy = replace(house.policy, satisfaction=Satisfaction(Scale.OFF))
    ana, sam = closed(house)
    ana.sees_not(ASKS)
    assert stands(ana).rating_asked_at is None
    ana.says("👍")
    assert stands(ana).rating is Rating.NONE
    five(house)
    ana.files("The website is down")
    sam.types("claim 1002")
    sam.types("resolve 1002 Up again")
    ana.sees("How was our help, from 1 (bad) to 5 (very good)?", "[1]\n[2]\n[3]\n[4]\n[5]\n[That didn't solve it]")
    ana.chooses("4")
    assert stands(ana).rating is Rating.FOUR
    sam.types("show 1002")
    sam.sees("says the client: 4/5")


# ── Answered ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("scale", "says", "rating"),
    [
        *((Scale.THUMBS, each, Rating.UP) for each in ("👍", "1", "good", ":+1:", "👍🏽👍🏽", "great, thank you!")),
        (Scale.THUMBS, "muy bien", Rating.UP),
        *((Scale.THUMBS, each, Rating.DOWN) for each in ("👎", "2", "not good", "schlecht", ":-1::skin-tone-2:")),
        (Scale.THUMBS, "5", Rating.FIVE),
        *((Scale.FIVE, each, Rating.FIVE) for each in ("5", "5/5", "5.", "five", "5 out of 5", "⭐⭐⭐⭐⭐")),
        *((Scale.FIVE, each, Rating.TWO) for each in ("2", "2 of 5", "★★☆☆☆", "dos", "I'd say 2", "2!")),
        (Scale.FIVE, "5 Sterne", Rating.FIVE),
        (Scale.FIVE, "👍", Rating.UP),
    ],
)
@pytest.mark.parametrize("asked_by", ["staff", "words"])
def test_a_score_is_understood_however_it_is_said(
    house: House, scale: Scale, says: str, rating: Rating, asked_by: str
) -> None:
    house.engine.context.policy = replace(house.policy, satisfaction=Satisfaction(scale))
    if asked_by == "staff":
        ana, _sam = closed(house)
    else:
        ana, _sam = answered(house)
        ana.says("that solved it")
    ana.says(says)
    assert (stands(ana).rating, stands(ana).state) == (rating, State.SOLVED)


@pytest.mark.parametrize(
    ("says", "rating", "word"),
    [
        ("5 – but it took two days", Rating.FIVE, "but it took two days"),
        ("👍 great job, sam", Rating.UP, "great job, sam"),
        ("not good, it took ages", Rating.DOWN, "it took ages"),
    ],
)
def test_a_score_with_a_word_is_both(house: House, says: str, rating: Rating, word: str) -> None:
    ana, sam = closed(house)
    ana.says(says)
    assert (stands(ana).rating, stands(ana).state) == (rating, State.SOLVED)
    assert told(house)[-1] == (EntryKind.WORDS, word)
    ana.sees("Staff read it on #1001")
    sam.sees(word)


def test_a_score_with_a_trouble_opens_it_again(house: House) -> None:
    ana, _sam = closed(house)
    ana.says("👎 it still doesn't work")
    assert (stands(ana).rating, stands(ana).state) == (Rating.DOWN, State.OPEN)
    ana.sees("is open again")


@pytest.mark.parametrize("says", ["5 of my mails fail", "5 errors", "6", "10", "4.5", "👍 👎", "no", "yes", "ok"])
def test_what_only_looks_like_a_score_is_none(house: House, says: str) -> None:
    five(house)
    ana, _sam = answered(house)
    ana.says("that solved it")
    ana.says(says)
    assert stands(ana).rating is Rating.NONE


def test_no_still_says_that_it_isnt_solved(house: House) -> None:
    ana, _sam = closed(house)
    ana.says("no")
    assert (stands(ana).state, stands(ana).rating) == (State.OPEN, Rating.NONE)


def test_another_question_comes_first_if_it_was_asked_last(house: House) -> None:
    five(house)
    ana, sam = closed(house)
    ana.files("The website is down")
    sam.types("claim 1002")
    sam.types("ask 1002 How many plugins are there?")
    ana.says("5")
    assert [ticket.rating for ticket in ana.tickets] == [Rating.NONE, Rating.NONE]
    assert told(house, 1002)[-1] == (EntryKind.WORDS, "5")


def test_while_something_is_under_way_only_what_was_pushed_last_is_answered(house: House) -> None:
    ana, sam = answered(house)
    ana.says("new ticket")
    ana.says("The website is down")
    sam.types("resolve 1001")
    ana.deliver()
    ana.says("👍")
    assert stands(ana).rating is Rating.UP
    ana.sees("Thank you, noted.", "What do you see?")
    ana.says("a white page")
    assert "a white page" not in str(told(house))


def test_a_tap_is_good_later_too_and_may_be_changed(house: House) -> None:
    ana, sam = closed(house)
    good, bad = ana.offer("👍 Good").token, ana.offer("👎 Not good").token
    days_go_by(house, 20)
    ana.clicks(good)
    first = stands(ana).rated_at
    house.clock.forward(hours=2)
    ana.clicks(bad)
    ana.sees("Thank you, noted.")
    assert (stands(ana).rating, stands(ana).rated_at) == (Rating.DOWN, first)
    ana.clicks(bad)
    assert [text for _kind, text in told(house)] == ["How our help was: 👍", "How our help was: 👎"]
    sam.types("show 1001")
    sam.sees("says the client: 👎")


def test_a_score_on_a_ticket_that_is_open_again_is_kept(house: House) -> None:
    ana, _sam = closed(house)
    bad = ana.offer("👎 Not good").token
    ana.says("no")
    ana.clicks(bad)
    assert (stands(ana).rating, stands(ana).state) == (Rating.DOWN, State.OPEN)


def test_whoever_wasnt_asked_cant_score(house: House) -> None:
    ana, bo = closed(house)[0], house.client("bo")
    token = ana.offer("👍 Good").token
    bo.says("hello")
    bo.clicks(token)
    bo.sees("I don't find #1001 among your tickets")
    assert stands(ana).rating is Rating.NONE
    ana.files("The website is down")
    ana.clicks(token.replace(".1001.", ".1002."))
    assert stands(ana).rating is Rating.NONE
    ana.clicks(token.replace(".up", ".best"))
    assert [ticket.rating for ticket in ana.tickets] == [Rating.NONE, Rating.NONE]


# ── A word on it ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("says", ["no", "no thanks", "that's all", "thanks", "skip", "all good, thank you"])
def test_there_neednt_be_a_word(house: House, says: str) -> None:
    ana, _sam = closed(house)
    ana.chooses("👍 Good")
    ana.says(says)
    assert len(told(house)) == 1
    assert stands(ana).state is State.SOLVED


@pytest.mark.parametrize("says", ["how do I add a domain?", "I have another question about DNS", "status", "hello"])
def test_a_question_of_its_own_isnt_a_word_on_it(house: House, says: str) -> None:
    ana, _sam = closed(house)
    ana.chooses("👍 Good")
    ana.says(says)
    assert len(told(house)) == 1


def test_what_still_fails_opens_it_again(house: House) -> None:
    ana, _sam = closed(house)
    ana.chooses("👎 Not good")
    ana.says("it still doesn't work, I get 550 5.7.1")
    assert stands(ana).state is State.OPEN
    assert told(house)[-1] == (EntryKind.WORDS, "it still doesn't work, I get 550 5.7.1")


def test_words_that_are_about_something_else_become_a_question(house: House) -> None:
    ana, sam = closed(house)
    ana.chooses("👍 Good")
    ana.says("the invoice of last month has the old address")
    ana.chooses("It's something else")
    assert told(house)[-1][1] == "What was written last is about something else."
    assert stands(ana).state is State.SOLVED
    ana.sees("article")
    sam.deliver()


def test_later_words_arent_about_it(house: House) -> None:
    ana, _sam = closed(house)
    ana.chooses("👍 Good")
    house.clock.forward(hours=2)
    ana.says("the invoice of last month has the old address")
    assert len(told(house)) == 1


def test_praise_without_a_score_isnt_lost(house: House) -> None:
    ana, _sam = answered(house)
    ana.says("that solved it")
    ana.says("thank you, sam was very quick and explained the records patiently")
    assert told(house)[-1] == (EntryKind.WORDS, "thank you, sam was very quick and explained the records patiently")
    assert (stands(ana).rating, stands(ana).state) == (Rating.NONE, State.SOLVED)
