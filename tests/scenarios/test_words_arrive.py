"""Whatever a client types is an answer, a command, or words on a record: nothing is swallowed."""

import pytest

from bot.core.model.tickets import State, Urgency
from tests.dialogue import Client, House
from tests.proof.stored import haystack


def on_record(house: House, number: int = 1001) -> list[str]:
    """The texts on a ticket's record."""
    return [entry.text or "" for entry in house.record(number)]


@pytest.mark.parametrize(
    "words",
    [
        "my phone number is 555 1234, please call me about it",
        "Your email server rejects it with 554",
        "German",
        "yes",
        "3",
        "ana@example.com",
    ],
)
def test_an_answer_to_staff_is_an_answer_whatever_it_looks_like(house: House, words: str) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("ask 1001 What exactly?")
    ana.says(words)
    ana.sees("Added to #1001")
    assert on_record(house)[-1] == words
    assert ana.tickets[0].state is State.OPEN


def test_what_staff_ask_in_the_middle_of_another_question_is_answered_and_that_one_shown_again(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("Website is slow")
    ana.says("ticket")
    ana.says("Invoice is wrong")
    sam.types("ask 1001 Which php?")
    ana.says("we use php 7.4 there")
    ana.sees("Added to #1001", "Back to what we were at", "What do you see?")
    assert on_record(house)[-1] == "we use php 7.4 there"


@pytest.mark.parametrize(("said", "state"), [("yes", State.SOLVED), ("no", State.OPEN)])
def test_yes_and_no_answer_did_that_solve_it(house: House, said: str, state: State) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Restart it")
    ana.says(said)
    assert ana.tickets[0].state is state


def test_with_two_replies_a_yes_answers_the_one_that_was_read_last(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("Mail is slow")
    ana.files("Website is down")
    sam.types("reply 1001 Done")
    sam.types("reply 1002 Done, too")
    ana.says("yes")
    assert [t.state for t in ana.tickets] == [State.ANSWERED, State.SOLVED]
    ana.sees("How was our help?")
    ana.says("no")
    ana.chooses("#1001 Mail is slow")
    assert {t.number: t.state for t in ana.tickets} == {1001: State.OPEN, 1002: State.SOLVED}


def test_a_reply_in_the_middle_of_a_form_carries_its_choices_and_is_answered_first(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("Mail is slow")
    ana.says("ticket")
    ana.says("Invoice is wrong")
    ana.says("skip")
    sam.types("reply 1001 Done")
    ana.sees("Did that solve it?", "[That solved it]")
    ana.says("2")
    ana.sees("#1001 is open again", "Back to what we were at", "How urgent")
    ana.says("2")
    ana.says("skip")
    ana.sees("#1002 is in")
    assert [t.state for t in ana.tickets] == [State.OPEN, State.OPEN]
    assert ana.tickets[1].asked_urgency is Urgency.HIGH


def test_what_plainly_belongs_to_the_form_goes_there_and_the_reply_still_waits(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("Mail is slow")
    ana.says("ticket")
    ana.says("Invoice is wrong")
    ana.says("skip")
    sam.types("reply 1001 Done")
    ana.says("not urgent")
    ana.sees("Domain or service")
    ana.says("skip")
    assert [t.state for t in ana.tickets] == [State.ANSWERED, State.OPEN]
    ana.says("yes, works")
    assert {t.number: t.state for t in ana.tickets} == {1001: State.SOLVED, 1002: State.OPEN}


@pytest.mark.parametrize(
    "words",
    [
        "your email server is down since this morning",
        "my phone number on the invoice is wrong",
        "zone file for example.com is missing",
        "time zone of my server is wrong",
        "emails",
    ],
)
def test_sentences_that_mention_things_are_questions(house: House, words: str) -> None:
    ana = house.client()
    ana.says(words)
    assert "[Open a ticket]" in ana.text or "[None of these]" in ana.text


def form(house: House) -> Client:
    """A client at the form's first question: its subject is what they asked."""
    ana = house.client()
    ana.says("printer prints nothing")
    ana.chooses("Open a ticket")
    return ana


def test_a_sentence_in_the_form_is_its_answer_even_if_it_mentions_the_phone(house: House) -> None:
    ana = form(house)
    ana.says("works here, but nobody can call me on the office line")
    ana.sees("How urgent")
    ana.says("hard to tell, the whole office waits for it")
    ana.sees("Domain or service")
    ana.says("example.com")
    ana.says("Ana")
    texts = on_record(house)
    assert "works here, but nobody can call me on the office line" in texts
    assert any("the whole office waits" in text for text in texts)
    assert ana.tickets[0].wants_phone


def test_talk_to_a_person_is_no_name(house: House) -> None:
    ana = form(house)
    for text in ("skip", "normal", "skip", "talk to a person"):
        ana.says(text)
    ana.sees("A person answers every ticket", "Your name")


def test_add_to_a_ticket_where_it_is_offered_takes_the_words_along(house: House) -> None:
    ana = house.client()
    ana.files("Website shows nothing")
    ana.files("Invoice is wrong")
    ana.says("it began at noon")
    ana.says("add to #1001")
    ana.sees("Added to #1001")
    assert on_record(house)[-1] == "it began at noon"


def test_add_without_a_number_asks_where_and_keeps_the_words(house: House) -> None:
    ana = house.client()
    ana.files("Mail is slow")
    ana.files("Website is down")
    ana.says("add: it says 550")
    ana.sees("Does this belong", "it says 550")
    ana.chooses("Add to #1001")
    assert on_record(house)[-1] == "it says 550"


def test_words_for_a_ticket_that_was_closed_meanwhile_can_become_a_ticket(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("Website shows nothing")
    ana.files("Printer prints nothing")
    ana.says("something about invoices")
    sam.types("resolve 1001 Done.")
    sam.types("resolve 1002 Done.")
    house.clock.forward(days=20)
    ana.clicks(ana.offer("Add to #1001").token)
    ana.sees("closed too long ago", "[Open a ticket]")
    ana.chooses("Open a ticket")
    ana.sees("something about invoices")


def test_sixty_lines_before_a_ticket_are_all_on_its_record(house: House) -> None:
    ana = house.client()
    for number in range(60):
        ana.says(f"stack frame number {number}")
    ana.says("Ana")
    whole = "\n".join((*on_record(house), ana.tickets[0].service))
    assert all(f"stack frame number {number}" in whole for number in range(60))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("my password is", "moonlight"),
        ("the password:", "hunter22!!"),
        ("mi contraseña es", "girasol"),
        ("das Passwort lautet", "mohnblume"),
        ("the code i got is", "551203"),
        ("my card is 4111 1111", "1111 1111"),
    ],
)
def test_the_second_half_of_a_secret_is_not_kept_anywhere(house: House, first: str, second: str) -> None:
    ana = house.client()
    ana.says("my shop shows an error when I log in")
    ana.says(first)
    ana.says(second)
    assert second not in haystack(house.store).decode("utf-8", "replace")
    assert "removed]" in haystack(house.store).decode("utf-8", "replace")


def test_a_few_words_behind_a_word_for_a_password_stay(house: House) -> None:
    ana = house.client()
    ana.says("I don't know my password")
    ana.says("it is wrong")
    assert "it is wrong" in haystack(house.store).decode("utf-8", "replace")


def test_two_halves_of_a_card_number_are_not_put_together(house: House) -> None:
    ana = house.client()
    ana.files("Invoice wrong")
    ana.files("Website shows nothing")
    ana.says("the card begins with 4111 1111")
    ana.says("1111 1111")
    ana.chooses("Add to #1001")
    assert "[card number removed]" in on_record(house)[-1]


def test_third_party_software_is_noticed_wherever_it_is_mentioned(house: House) -> None:
    ana = form(house)
    for text in ("my Outlook 2019 shows 0x800CCC0E", "normal", "skip", "Ana"):
        ana.says(text)
    ana.sees("or about Outlook itself?")
    ana.chooses("Outlook itself")
    ana.sees("$80.00 per hour")
    ana.says("I don't accept")
    ana.sees("Ticket #1001 is in", "free of charge")
    assert ana.tickets[0].third_party == "Outlook"
    assert "my Outlook 2019 shows 0x800CCC0E" in on_record(house)


def test_a_record_stays_readable_by_its_client_for_good(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("resolve 1001 It was the spam folder.")
    house.clock.forward(days=400)
    ana.says("show 1001")
    ana.sees("It was the spam folder.")


def test_overdue_but_claimed_asking_for_news_reaches_the_owner(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim")
    house.clock.forward(days=1, hours=2)
    sam.shown.clear()
    ana.says("any news?")
    ana.sees("staff have just been told")
    sam.sees("asks for news")


def test_nothing_is_apologized_for_that_was_answered(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Restart it")
    ana.says("that didn't solve it")
    sam.types("release 1001 off for today")
    house.clock.forward(days=5)
    ana.says("status")
    ana.sees("1st in line")
    ana.sees_not("missed it", "past our estimate")


def test_a_promise_that_was_never_kept_stays_when_a_ticket_is_reopened(house: House) -> None:
    ana = house.client()
    before = ana.files()
    ana.says("it's solved")
    house.clock.forward(days=1)
    ana.says("that didn't solve it")
    [after] = ana.tickets
    assert after.promise_at == before.promise_at


def test_staff_are_told_when_something_was_removed_from_their_reply(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Your new password is Sommer2026!x")
    sam.sees("I removed what looked like", "on its way")
    ana.sees_not("Sommer2026")


def test_what_happened_while_nobody_was_at_the_desk_is_shown_on_coming_back(house: House) -> None:
    sam = house.agent()
    house.client().files()
    sam.sees("New ticket #1001")


def test_three_moves_land_where_they_say(house: House) -> None:
    for name in ("ana", "ben", "eve"):
        house.client(name).files(f"Question of {name}", name=name)
        house.clock.forward(minutes=1)
    sam = house.agent()
    sam.types("move 1003 to 1 vip")
    sam.types("move 1002 to 2 please")
    sam.sees("2nd in line")
    sam.types("queue")
    assert [row[1] for row in sam.shown[0].blocks[1].rows] == ["#1003", "#1002", "#1001"]  # type: ignore[union-attr]


def test_a_platform_zone_that_is_none_is_left_alone(house: House) -> None:
    ana = house.client(zone="Mars/Base")
    ana.files()
    ana.sees("Los Angeles time")


def test_status_of_several_tickets_names_each_to_choose_from(house: House) -> None:
    ana = house.client()
    ana.files("Mail is slow")
    ana.files("Website is down")
    ana.says("status")
    ana.sees("[Show #1001]", "[Show #1002]")
    ana.sees_not("[Show my ticket]")


# ── Words that nobody placed ───────────────────────────────────────────────────────────


def test_words_that_nobody_placed_are_with_staff_after_ten_minutes_marked_so(house: House) -> None:
    ana = house.client()
    ana.files("Mail is slow")
    ana.files("Website is down")
    ana.says("since about two")
    ana.sees("Does this belong to a ticket you have open")
    house.clock.forward(minutes=9)
    house.fire()
    assert not any("since about two" in on_record(house, number) for number in (1001, 1002))
    house.clock.forward(minutes=2)
    house.fire()
    [number] = [number for number in (1001, 1002) if "since about two" in on_record(house, number)]
    assert "Nobody said which ticket this is for" in on_record(house, number)[-1]
    ana.says("thanks")
    ana.sees_not("Does this belong")


def test_words_that_were_placed_in_time_go_nowhere_else(house: House) -> None:
    ana = house.client()
    ana.files("Mail is slow")
    ana.files("Website is down")
    ana.says("since about two")
    ana.chooses("Add to #1001")
    house.clock.forward(minutes=11)
    house.fire()
    assert "since about two" in on_record(house, 1001)
    assert "since about two" not in on_record(house, 1002)


def test_words_wait_for_a_ticket_that_still_takes_some(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("Mail is slow")
    ana.files("Website is down")
    ana.says("since about two")
    sam.types("cancel 1002")
    sam.types("reply 1002 Done")
    sam.types("resolve 1002 Done")
    house.clock.forward(minutes=11)
    house.fire()
    assert any("since about two" in on_record(house, number) for number in (1001, 1002))


def test_two_halves_of_a_cards_number_are_taken_out(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("the card is 4111 1111")
    ana.says("1111 1111 and that was it")
    ana.sees("removed")
    assert not any("1111 1111 and" in text for text in on_record(house))


def test_a_call_is_given_up_by_clear_words_or_asked_about(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("talk by phone instead")
    ana.says("Thu 19:30")
    ana.sees("requested")
    ana.says("the old number is dead by now, use +49 30 901821 for that")
    ana.sees("we call you on +49 30 901821")
    ana.says("my boss says I should rather skip the call, what a week this is for everybody here")
    ana.sees("Shall I cancel the call")
    ana.says("no")
    ana.sees("requested")
    ana.says("please cancel the call")
    ana.sees("The call is cancelled")
