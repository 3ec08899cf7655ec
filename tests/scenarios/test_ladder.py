"""The ladder as a client walks it: article, ticket, and back."""

import pytest

from bot.core.model.record import EntryKind
from bot.ports.inbound import Answer
from tests.dialogue import Client, House


def test_a_misspelt_question_is_answered_by_an_article(house: House) -> None:
    ana = house.client()
    ana.says("my emails dont arive since yestrday")
    ana.sees("Mail not arriving", "look at the log", "help.example.com/en/mail-not-arriving", "[None of these]")
    ana.chooses("Mailbox full")
    ana.sees("Read about mailbox-full", "Did this solve it?", "[Yes, thanks]", "[Not yet]")
    ana.says("yes thanks")
    ana.sees("Glad it did")
    assert not ana.tickets


def test_an_article_that_did_not_help_leads_to_the_others_and_then_to_a_ticket(house: House) -> None:
    ana = house.client()
    ana.says("no mail")
    ana.chooses("Mail not arriving")
    ana.chooses("Not yet")
    ana.sees("more that may help", "Mailbox full")
    ana.sees_not("* Mail not arriving")
    ana.chooses("Mailbox full")
    ana.says("no")
    ana.says("Mx records")
    ana.says("not yet")
    ana.sees("no other article", "[Open a ticket]")


def test_without_an_article_the_bot_says_so_and_a_rephrased_question_searches_again(house: House) -> None:
    ana = house.client()
    ana.says("the thing with the blue box keeps jumping")
    ana.sees("no article that fits", "[Open a ticket]")
    ana.says("the box in my mail program")
    ana.sees("Mail not arriving")


def test_the_ticket_is_made_of_what_was_typed_and_asks_only_what_is_missing(house: House) -> None:
    ana = house.client()
    ana.says("my emails to info@example.com dont arive since yestrday")
    ana.chooses("None of these")
    ana.sees("What do you see?")
    ana.sees_not("Domain or service")
    ana.says("senders get a 550")
    ana.chooses("Normal")
    ana.sees("Your name")
    ana.says("Ana Marquez")
    ana.sees("Ticket #1001 is in", "1st in line", "Thu, Dec 17, 9:10 PM Berlin time", "10:10 PM", "not guaranteed")
    ana.sees("an answer by Fri, Dec 18, 9:10 PM Berlin time", "[Show my ticket]")
    [ticket] = ana.tickets
    assert ticket.service == "example.com"
    words = [entry.text for entry in house.record(1001)]
    assert words[:2] == ["my emails to info@example.com dont arive since yestrday", "senders get a 550"]
    assert "Guaranteed" in (words[2] or "")


def test_the_whole_form_at_once_says_what_is_wrong_and_keeps_what_was_typed(house: House) -> None:
    ana = house.client()
    ana.says("talk to a person")
    ana.submits(subject="No mail", urgency="whenever", name="")
    ana.sees("Please choose one of these")
    ana.submits(urgency="high", name="Ana")
    ana.sees("is in")
    assert ana.tickets[0].subject == "No mail"


def test_the_second_ticket_needs_no_name_and_shows_the_exact_place(house: House) -> None:
    ana, ben = house.client("ana"), house.client("ben")
    ana.files("Mail is slow")
    ben.files("My website is down", name="Ben")
    ben.sees("2nd in line")
    ana.says("invoice wrong")
    ana.sees("[It's about #1001]")
    ana.chooses("Open a ticket")
    ana.chooses("Skip")
    ana.chooses("Normal")
    ana.chooses("Skip")
    ana.sees("3rd in line")


def test_facts_join_the_one_open_ticket_at_once(house: House) -> None:
    ana = house.client()
    ana.files("My emails dont arive")
    ana.says("mails not coming in, my emails again")
    ana.sees("Added to #1001", "You keep 1st place", "[It's something else]")
    assert house.record(1001)[-1].text == "mails not coming in, my emails again"


def test_what_is_about_something_else_becomes_a_question_and_the_entry_is_marked(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("My emails dont arive")
    ana.says("and the blue box keeps jumping")
    ana.chooses("It's something else")
    ana.sees("I have no article that fits", "[Open a ticket]")
    texts = [entry.text for entry in house.record(1001)]
    assert texts[-2] == "and the blue box keeps jumping"
    assert "about something else" in (texts[-1] or "")
    sam.sees("and the blue box keeps jumping")


def test_a_clear_question_is_answered_and_can_still_be_put_onto_the_ticket(house: House) -> None:
    ana = house.client()
    ana.files("Invoice is wrong")
    ana.says("how do i find out why mail is not arriving?")
    ana.sees("Mail not arriving", "[It's about #1001]")
    ana.chooses("It's about #1001")
    ana.sees("Added to #1001")
    assert house.record(1001)[-1].text == "how do i find out why mail is not arriving?"


def test_a_duplicate_is_shown_before_it_is_filed(house: House) -> None:
    ana = house.client()
    ana.files("Website shows nothing")
    ana.says("ticket")
    ana.says("website again")
    ana.chooses("Skip")
    ana.chooses("Normal")
    ana.chooses("Skip")
    ana.sees("looks like a ticket you have open", "#1001", "[Add to #1001, keep 1st place]", "[File it anyway]")
    ana.says("yes")
    ana.sees("Added to #1001")
    assert len(ana.tickets) == 1
    assert house.record(1001)[-1].text == "website again"


def test_while_staff_await_an_answer_text_joins_that_ticket(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim")
    sam.types("ask 1001 Which address, please?")
    ana.sees("Which address, please?", "Just write your answer here")
    ana.says("it is info@")
    ana.sees("Added to #1001")
    sam.sees("it is info@")


def test_a_request_for_the_phone_is_led_through_the_ladder_to_the_free_times(house: House) -> None:
    ana = house.client()
    ana.says("just call me")
    ana.sees("by appointment", "What's it about")
    ana.says("cant log in to the panel")
    ana.chooses("Open a ticket")
    for text in ("skip", "normal", "skip", "Ana"):
        ana.says(text)
    ana.sees("is in", "1st in line", "which day suits you?")
    assert ana.tickets[0].wants_phone


def test_third_party_software_is_recognized_and_its_price_shown_before_the_form(house: House) -> None:
    ana = house.client()
    ana.says("my wordpres plugin shows a blank page")
    ana.chooses("Open a ticket")
    ana.sees("WordPress", "$80.00 per hour", "[I accept]", "[No, only help with your own services]")
    ana.chooses("No, only help")
    ana.sees("free of charge", "What do you see?")
    for text in ("skip", "normal", "skip", "Ana"):
        ana.says(text)
    ana.sees("Ticket #1001 is in")
    assert ana.tickets[0].third_party == "WordPress"


def test_asking_for_an_email_address_gets_the_reason_and_the_way(house: House) -> None:
    ana = house.client()
    for asked in ("can I email you?", "ana@example.com"):
        ana.says(asked)
        ana.sees("rather than by email", "guaranteed an answer")


def test_hello_help_thanks_and_starting_over(house: House) -> None:
    ana = house.client()
    ana.opens()
    ana.sees("Harbour Hosting", "in your own words")
    ana.says("hello")
    ana.sees("Tell me in your own words")
    ana.says("help")
    ana.sees("status", "my tickets", "start over")
    ana.says("no mail")
    ana.says("start over")
    ana.sees("from the beginning")
    ana.says("thanks")
    ana.sees("You're welcome")


# ── A form that is open while its client writes ────────────────────────────────────────


def form_opened(house: House) -> tuple[Client, str]:
    """Ana has the form before her: its token."""
    ana = house.client()
    ana.says("my emails dont arive")
    ana.chooses("None of these")
    form = ana.shown[-1].form
    assert form is not None
    return ana, form.token


def sends(client: Client, token: str, **values: str) -> Answer:
    """Send the form that stands before somebody."""
    sent = client.inbound(token=token, form=tuple({"urgency": "normal", "name": "Ana", **values}.items()))
    answer = client.house.engine.turn(sent).result()
    client.shown = []
    client.deliver()
    return answer


def said_on(house: House, number: int = 1001) -> list[str]:
    """What the client said, as the record has it."""
    return [entry.text or "" for entry in house.record(number) if entry.kind is EntryKind.WORDS]


def test_what_stands_in_the_form_is_filed_and_what_was_typed_meanwhile_goes_on_the_record(house: House) -> None:
    ana, token = form_opened(house)
    ana.says("by the way it says 550")
    ana.says("status")
    sends(ana, token, subject="No mail since monday", symptoms="nothing comes in")
    ana.sees("#1001 is in")
    [ticket] = ana.tickets
    assert (ticket.subject, ticket.symptoms) == ("No mail since monday", "nothing comes in")
    assert said_on(house) == [
        "my emails dont arive", "by the way it says 550", "No mail since monday", "nothing comes in",
    ]  # fmt: skip


def test_a_form_is_taken_while_something_is_asked_about_the_draft(house: House) -> None:
    ana, token = form_opened(house)
    for text in ("outlook loses my mail", "normal", "skip", "Ana"):
        ana.says(text)
    ana.sees("Outlook itself")
    assert not sends(ana, token, subject="No mail since monday").stale
    ana.sees("Outlook itself")
    ana.says("our mailbox")
    ana.sees("#1001 is in")
    assert ana.tickets[0].subject == "No mail since monday"
    assert "outlook loses my mail" in said_on(house)


@pytest.mark.parametrize("meanwhile", [["never mind"], ["No mail", "skip", "normal", "skip", "Ana"], ["start over"]])
def test_a_form_for_what_is_gone_is_not_taken_and_says_so(house: House, meanwhile: list[str]) -> None:
    ana, token = form_opened(house)
    for text in meanwhile:
        ana.says(text)
    before = len(ana.tickets)
    answer = sends(ana, token, subject="another", symptoms="a long story")
    assert answer.stale, "whoever shows the form gives back what was typed in it"
    assert len(ana.tickets) == before
    ana.says("open a ticket")
    assert sends(ana, token, subject="another").stale, "a new draft isn't the old one's"
