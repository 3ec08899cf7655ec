"""A form that is filled in by typing holds nobody up: what isn't an answer is kept, and the rest may stay as it is."""

from tests.dialogue import House


def test_what_chooses_no_urgency_is_kept_and_the_ticket_is_normal(house: House) -> None:
    ana = house.client()
    ana.says("my emails dont arive")
    ana.says("none of these")
    ana.says("skip")
    ana.sees("How urgent is it?")
    ana.says("btw it only happens on the checkout page of shop.example")
    ana.sees_not("How urgent is it?", "Domain or service")
    ana.says("Ana")
    ana.sees("#1001 is in")
    assert ana.tickets[0].service == "shop.example"
    assert any("checkout page" in (entry.text or "") for entry in house.record(1001))


def test_what_may_have_been_meant_as_a_choice_is_asked_for_once_more(house: House) -> None:
    ana = house.client()
    ana.says("my emails dont arive")
    ana.says("none of these")
    ana.says("skip")
    ana.says("blue please")
    ana.sees("How urgent is it?", "Please choose one of these.")
    ana.says("so so")
    ana.sees("Domain or service")


def test_the_ticket_may_be_filed_as_it_is(house: House) -> None:
    ana = house.client()
    ana.says("my emails dont arive")
    ana.says("none of these")
    ana.says("just open the ticket please")
    ana.sees("Your name")
    ana.says("when will somebody look at it?")
    ana.sees("estimate an answer within 1 business day", "Your name")
    ana.says("can someone call me instead?")
    ana.sees("I note that you'd like a call", "Your name")
    ana.says("tomorrow at 6pm")
    ana.sees("Your name")
    ana.says("Ana")
    ana.sees("#1001 is in", "On Thu, Dec 17 we call between", "The nearest times")


def test_no_call_after_all_takes_back_the_call_and_not_the_ticket(house: House) -> None:
    ana = house.client()
    ana.says("my emails dont arive")
    ana.says("could somebody ring me about it?")
    ana.sees("I note that you'd like a call", "What do you see?")
    ana.says("no need to call me after all")
    ana.sees("What do you see?")
    ana.says("just open the ticket please")
    ana.says("Ana")
    ana.sees("#1001 is in")
    ana.sees_not("which day suits you?")


def test_whoever_goes_on_telling_where_a_ticket_was_offered_is_led_into_one(house: House) -> None:
    ana = house.client()
    ana.says("the blue thing hops")
    ana.sees("say it another way")
    ana.says("it hops whenever i look at it")
    ana.sees("That's twice that I didn't find what you need")
    ana.says("well, it still hops up and down")
    ana.sees("I'll open a ticket with what you wrote", "What do you see?")
    ana.says("just file it")
    ana.says("Ana")
    ana.sees("#1001 is in")
    assert [entry.text for entry in house.record(1001)][:3] == [
        "the blue thing hops", "it hops whenever i look at it", "well, it still hops up and down",
    ]  # fmt: skip
