"""Software that isn't ours: what it costs is said before, agreed to, and never exceeded."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.core.model.appointment import CallState
from bot.core.model.people import Role
from bot.core.policy import Channel
from bot.core.rules.billing import Agreement, Decision
from tests.builders import policy
from tests.dialogue import Agent, Client, House, open_house

FORM = ("skip", "normal", "skip", "Ana")
"""The shortest way through it."""


def agreements(house: House, number: int = 1001) -> list[Agreement]:
    """A ticket's billing notices and what became of them."""
    with house.store.read() as unit:
        return list(unit.agreements(number))


def decisions(house: House) -> list[tuple[str, str]]:
    """The same, shortly."""
    return [(each.terms.channel.value, each.decision.value) for each in agreements(house)]


def minutes(house: House) -> list[int]:
    """What was logged."""
    with house.store.read() as unit:
        return [entry.minutes for entry in unit.works(1001)]


def news(screen: Client | Agent) -> str:
    """Only what arrives now."""
    screen.shown.clear()
    screen.deliver()
    return screen.text


def fills_in(client: Client) -> None:
    """The form, with as little as possible."""
    for text in FORM:
        client.says(text)
    client.sees("Ticket #1001 is in")


def with_wordpress(house: House, **reader: str) -> Client:
    """A client who agreed to billed help with WordPress and has a ticket."""
    ana = house.client(**reader)
    ana.says("my wordpress plugin shows a blank page")
    ana.chooses("Open a ticket")
    ana.sees("$80.00 per hour")
    ana.chooses("I accept")
    fills_in(ana)
    ana.can_be_called()
    return ana


def ready(house: House) -> tuple[Client, Agent]:
    """The same with a card on file, and sam at the desk."""
    ana, sam = with_wordpress(house), house.agent()
    sam.types("card 1001 yes")
    news(ana)
    return ana, sam


# ── The notice at intake ───────────────────────────────────────────────────────────────


def test_outlook_itself_is_asked_about_priced_accepted_and_waits_for_the_card(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.says("outlook keeps asking for my password")
    ana.sees("our service", "or about Outlook itself?", "[Our service]", "[Outlook itself]")
    ana.chooses("Outlook itself")
    ana.sees("$80.00 per hour", "quarter hours ($20.00 each)", "to the card on file", "within 1 hour")
    ana.sees("Terms of January 1, 2027: https://www.example.com/terms", "[I accept]", "[No, only help")
    ana.chooses("I accept")
    ana.sees("Noted (Wed, Dec 16, 9:10 PM): you accept the terms of January 1, 2027", "no card on file for you yet")
    ana.sees("https://www.example.com/account/payment", "never in this chat")
    fills_in(ana)
    ana.sees("Billed help in writing is agreed: $80.00 per hour, up to 1 hour", "no card on file")
    [agreed] = agreements(house)
    assert (agreed.decision, agreed.software, agreed.at) == (Decision.ACCEPTED, "Outlook", house.clock.now())
    assert "billed at $80.00 per hour, in quarter hours ($20.00 each)" in agreed.words.replace("\u00a0", " ")
    assert agreed.words in "\n".join(entry.text or "" for entry in house.record(1001))
    sam.types("show 1001")
    sam.sees("Third-party software: Outlook", "Billed help by helpdesk: accepted", "Card on file: no")
    sam.types("work 1001 helpdesk 20 set up the account")
    sam.sees("No card is on file", "card 1001 yes")
    assert minutes(house) == []


def test_a_yes_that_does_not_say_what_it_accepts_accepts_nothing(house: House) -> None:
    ana = house.client()
    ana.says("my wordpress plugin shows a blank page")
    ana.chooses("Open a ticket")
    for said in ("yes", "ok", "sure"):
        ana.says(said)
        ana.sees("$80.00 per hour", "[I accept]")
    ana.says("what would that cost for two hours?")
    ana.sees("$160.00", "in writing", "[I accept]")
    ana.says("hm well")
    ana.sees("as it costs money", "[I accept]")
    ana.says("I accept")
    ana.sees("you accept the terms")
    fills_in(ana)
    assert "what would that cost for two hours?" in [entry.text for entry in house.record(1001)]


def test_our_own_mailbox_costs_nothing_and_is_not_asked_about_again(house: House) -> None:
    ana = house.client()
    ana.says("outlook shows no mail")
    ana.chooses("Our service")
    ana.sees("Mail not arriving", "[None of these]")
    ana.chooses("None of these")
    ana.says("outlook just stays empty")
    ana.says("normal")
    ana.says("skip")
    ana.says("Ana")
    ana.sees("Ticket #1001 is in")
    ana.sees_not("$", "billed")
    assert (ana.tickets[0].third_party, agreements(house)) == ("", [])


def test_who_declines_is_helped_with_our_own_services(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.says("my wordpress plugin shows a blank page")
    ana.chooses("Open a ticket")
    ana.says("no")
    ana.sees("you don't want billed help", "free of charge", "What do you see?")
    fills_in(ana)
    ana.sees_not("$")
    assert decisions(house) == [("helpdesk", "declined")]
    sam.types("show 1001")
    sam.sees("Billed help by helpdesk: declined")
    sam.types("card 1001 yes")
    sam.types("work 1001 helpdesk 20 had a look")
    sam.sees("hasn't agreed to billed work by helpdesk", "notice 1001 helpdesk", "[Ask the client of #1001]")
    assert minutes(house) == []


def test_articles_come_first_where_there_are_any(house: House) -> None:
    ana = house.client()
    ana.says("wordpress sends no mail")
    ana.sees("Mail not arriving")
    ana.sees_not("$")
    ana.chooses("None of these")
    ana.sees("WordPress", "$80.00 per hour")
    ana.says("start over")
    ana.sees_not("$")
    assert not ana.tickets


def test_software_named_in_the_form_is_asked_about_before_it_is_filed(house: House) -> None:
    ana = house.client()
    ana.says("a blank page since monday")
    ana.chooses("Open a ticket")
    for text in ("it is our Joomla page", "normal", "skip", "Ana"):
        ana.says(text)
    ana.sees("Joomla", "$80.00 per hour")
    assert not ana.tickets
    ana.chooses("I accept")
    ana.sees("Ticket #1001 is in", "Billed help in writing is agreed")
    assert decisions(house) == [("helpdesk", "accepted")]


# ── Work, within what was agreed ───────────────────────────────────────────────────────


def test_a_card_lets_waiting_work_begin_and_the_client_is_told_once(house: House) -> None:
    ana, sam = with_wordpress(house), house.agent()
    sam.types("card 1001 yes")
    sam.sees("has a card on file")
    news(ana)
    ana.sees("A card is on file for you now")
    sam.types("card 1001 yes")
    assert news(ana) == ""
    sam.types("work 1001 helpdesk 20 looked into the plugin")
    sam.sees("Entry 1 on #1001: 20 minutes by helpdesk so far, 40 left", "[Statement of #1001]")
    sam.types("card 1001 no")
    sam.types("work 1001 helpdesk 20 went on")
    sam.sees("No card is on file")
    ana.says("status")
    ana.sees("Billed help in writing is agreed", "no card on file")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("work 1001 helpdesk -5 x", "-5 minutes can't be logged: one entry is 1 to 480 minutes"),
        ("work 1001 helpdesk 10000 x", "10000 minutes can't be logged"),
        ("work 1001 helpdesk 0 x", "0 minutes can't be logged"),
        ("work 1001 helpdesk ten x", "Please write: work"),
        ("work 1001 helpdesk 10", "Please write: work"),
        ("work 1001 fax 10 x", "Please write: work"),
        ("work 1001 phone 10 x", "hasn't agreed to billed work by phone"),
        ("work 1001 helpdesk 61 x", "agreed to 60 minutes by helpdesk; 60 are left"),
        ("work 1001 credit helpdesk 5 x", "5 minutes can't be credited: 0 were worked"),
        ("work 1001 correct 1 5 x", "no work entry 1"),
        ("work 7 helpdesk 10 x", "There is no ticket #7"),
        ("card 1001 4111111111111111", "Please write: card <number> yes|no"),
        ("notice 1001 off", "is about our own service"),
    ],
)
def test_what_cannot_be_logged_is_refused_in_one_sentence(house: House, line: str, said: str) -> None:
    _ana, sam = ready(house)
    sam.types(line)
    sam.sees(said)
    assert minutes(house) == []


def test_the_client_is_asked_again_before_the_cap_is_passed(house: House) -> None:
    ana, sam = ready(house)
    sam.types("work 1001 helpdesk 50 found the plugin")
    sam.types("work 1001 helpdesk 20 mended it")
    sam.sees("agreed to 60 minutes by helpdesk; 10 are left", "[Ask the client of #1001]")
    sam.types("notice 1001 helpdesk")
    sam.sees("is asked: helpdesk, up to 2 hours")
    sam.types("notice 1001 helpdesk")
    sam.sees("hasn't answered yet: sent again")
    sam.types("work 1001 helpdesk 20 mended it")
    sam.sees("10 are left")
    news(ana)
    ana.sees("sam asks about #1001", "$80.00 per hour", "within 2 hours", "[I accept]", "[No, only help")
    ana.chooses("I accept")
    ana.sees("you accept the terms")
    sam.types("work 1001 helpdesk 20 mended it")
    sam.sees("70 minutes by helpdesk so far, 50 left")
    assert [each.terms.cap_minutes for each in agreements(house)] == [60, 120, 120]


def test_a_no_to_more_leaves_what_was_agreed(house: House) -> None:
    ana, sam = ready(house)
    sam.types("notice 1001")
    ana.deliver()
    yes = ana.offer("I accept").token
    ana.chooses("No, only help")
    ana.sees("it stays as it was agreed", "up to 1 hour")
    sam.types("work 1001 helpdesk 60 mended it")
    sam.sees("60 minutes by helpdesk so far, 0 left")
    sam.types("work 1001 helpdesk 1 and more")
    sam.sees("0 are left")
    ana.clicks(yes)
    sam.types("statement 1001")
    sam.sees("Total: $80.00")
    assert decisions(house)[-1] == ("helpdesk", "declined")


def test_entries_are_never_edited_but_credited_and_corrected(house: House) -> None:
    _ana, sam = ready(house)
    sam.types("work 1001 helpdesk 50 found the plugin")
    sam.types("work 1001 credit helpdesk 10 looked in the wrong place")
    sam.types("work 1001 correct 1 to 15 a typo")
    sam.sees("5 minutes by helpdesk so far")
    sam.types("work 1001 correct 1 to 3 a typo")
    sam.sees("More was credited on #1001 than would be left")
    sam.types("work 1001 credit helpdesk 6 x")
    sam.sees("6 minutes can't be credited: 5 were worked")
    assert minutes(house) == [50, -10, -35]
    sam.types("statement 1001")
    sam.sees("1. work | 50 | sam | found the plugin", "2. credit | -10", "3. correction of 1 | -35 | sam | a typo")
    sam.sees("rounded up once to quarter hours: 15 minutes at $80.00 per hour = $20.00", "Total: $20.00")


def test_each_channel_has_its_own_rate_and_is_rounded_up_once(house: House) -> None:
    ana, sam = ready(house)
    ana.says("call me")
    ana.sees("help by phone", "$100.00 per hour", "($25.00 each)")
    ana.chooses("I accept")
    ana.sees("you accept the terms", "which day suits you?")
    for line in ("helpdesk 8 looked", "helpdesk 8 mended", "phone 16 talked it over"):
        sam.types(f"work 1001 {line}")
    sam.types("statement 1001")
    sam.sees("16 minutes in writing, rounded up once to quarter hours: 30 minutes at $80.00 per hour = $40.00")
    sam.sees("16 minutes by phone, rounded up once to quarter hours: 30 minutes at $100.00 per hour = $50.00")
    sam.sees("Total: $90.00")


def test_only_the_owner_or_a_lead_logs_work(house: House) -> None:
    _ana, sam = ready(house)
    sam.types("claim 1001")
    kim = house.agent("kim", Role.AGENT)
    kim.types("work 1001 helpdesk 20 x")
    kim.sees("sam has #1001", "ask a lead")
    kim.types("notice 1001")
    kim.sees("sam has #1001")
    assert minutes(house) == []


# ── A notice by staff ──────────────────────────────────────────────────────────────────


def test_staff_send_the_notice_when_it_turns_out_later(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("a blank page since monday")
    sam.types("notice 1001 helpdesk Drupal")
    sam.sees("is asked: helpdesk, up to 1 hour")
    news(ana)
    ana.sees("sam asks about #1001", "Before we go on with Drupal", "$80.00 per hour", "[I accept]")
    ana.says("I accept")
    ana.sees("you accept the terms", "no card on file")
    sam.sees("on billed help: accepted (helpdesk, 80 USD per hour)")
    assert ana.tickets[0].third_party == "Drupal"
    asked, accepted = agreements(house)
    assert (asked.by, accepted.by, accepted.words) == ("sam", "", asked.words)


def test_where_the_policy_names_no_rate_nobody_is_asked(house: House) -> None:
    free = replace(house.policy, rates=replace(house.policy.rates, helpdesk_per_hour=Decimal(0)))
    house.engine.context.policy = free
    ana, sam = house.client(), house.agent()
    ana.files("a blank page since monday")
    sam.types("notice 1001 helpdesk Drupal")
    sam.sees("Help by helpdesk isn't billed: the policy names no rate.")
    assert agreements(house) == []


def test_declined_by_words_and_asked_again(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("a blank page since monday")
    sam.types("notice 1001 helpdesk Drupal")
    ana.says("I don't accept")
    ana.sees("you don't want billed help")
    sam.sees("on billed help: declined")
    sam.types("notice 1001 helpdesk")
    ana.sees("sam asks about #1001", "Drupal")
    ana.says("I accept")
    assert [decision for _channel, decision in decisions(house)] == ["asked", "declined", "asked", "accepted"]


def test_accept_and_refuse_without_a_question_do_nothing(house: House) -> None:
    ana = house.client()
    ana.files()
    for said in ("I accept", "I don't accept", "withdraw"):
        ana.says(said)
        ana.sees("billed help")
        ana.sees_not("you accept", "you don't want")
    ana.clicks("1.1:@agree.1001.1")
    ana.clicks("1.1:@agree.1001.999999999999999999999999")
    assert agreements(house) == []


def test_what_is_not_third_party_after_all_is_billed_no_more(house: House) -> None:
    ana, sam = ready(house)
    sam.types("notice 1001 off")
    sam.sees("is about our own service")
    sam.types("work 1001 helpdesk 10 went on")
    sam.sees("hasn't agreed to billed work by helpdesk")
    ana.says("status")
    ana.sees_not("$")
    assert minutes(house) == []


def test_logged_work_is_credited_rather_than_forgotten(house: House) -> None:
    _ana, sam = ready(house)
    sam.types("work 1001 helpdesk 10 had a look")
    sam.types("notice 1001 off")
    sam.sees("Billed work is logged on #1001. Credit it", "[Statement of #1001]")
    sam.types("work 1001 credit helpdesk 10 it was our own mistake")
    sam.types("statement 1001")
    sam.sees("Total: $0.00")


# ── Withdrawn ──────────────────────────────────────────────────────────────────────────


def test_a_withdrawal_stops_work_and_the_call_and_leaves_the_bill(house: House) -> None:
    ana, sam = ready(house)
    sam.types("work 1001 helpdesk 20 had a look")
    ana.says("call me")
    ana.chooses("I accept")
    ana.chooses("Thu, Dec 17")
    ana.chooses("7:30 PM")
    sam.types("confirm 1001")
    news(ana)
    ana.says("withdraw")
    ana.sees("no billed work on #1001 from here on", "Help with our own services goes on")
    ana.sees("is cancelled: its billing isn't agreed to", "▤ call-1001.ics")
    sam.sees("withdrawn: no billed work from here on")
    for line in ("work 1001 helpdesk 10 x", "work 1001 phone 10 x"):
        sam.types(line)
        sam.sees("hasn't agreed to billed work")
    sam.types("statement 1001")
    sam.sees("Total: $40.00")
    with house.store.read() as unit:
        call = unit.call(1001)
        assert call is not None
        assert call.state is CallState.CANCELLED
    ana.says("withdraw")
    ana.sees("nothing to take back")


def test_after_a_withdrawal_what_was_worked_counts_towards_the_new_cap(house: House) -> None:
    ana, sam = ready(house)
    sam.types("work 1001 helpdesk 20 had a look")
    ana.says("withdraw")
    sam.types("notice 1001")
    ana.sees("within 90 minutes")
    ana.chooses("I accept")
    sam.types("work 1001 helpdesk 71 x")
    sam.sees("70 are left")
    assert [decision for _channel, decision in decisions(house)] == ["accepted", "withdrawn", "asked", "accepted"]


# ── Before a call ──────────────────────────────────────────────────────────────────────


def test_no_call_about_their_software_without_the_phones_terms(house: House) -> None:
    ana, sam = ready(house)
    ana.chooses("Talk by phone instead") if "Talk by phone" in ana.text else ana.says("call me")
    ana.sees("Before a call about WordPress", "$100.00 per hour")
    ana.says("no")
    ana.sees("Billed help in writing is agreed")
    assert decisions(house)[-1] == ("phone", "declined")
    sam.types("exception 1001 2026-12-18 11:00 let us just talk")
    ana.sees("sam offers you a call", "[That suits me]")
    ana.chooses("That suits me")
    ana.sees("Before a call about WordPress", "$100.00 per hour", "[I accept]")
    with house.store.read() as unit:
        call = unit.call(1001)
        assert call is not None
        assert call.state is CallState.OFFERED
    ana.chooses("I accept")
    ana.sees("Phone call confirmed: Fri, Dec 18, 8:00 PM", "▤ call-1001.ics")


def test_a_call_about_their_software_waits_for_the_card(house: House) -> None:
    ana, sam = with_wordpress(house), house.agent()
    ana.says("call me")
    ana.chooses("I accept")
    ana.says("Thu 19:30")
    ana.sees("Phone call requested")
    sam.types("confirm 1001")
    sam.sees("No card is on file", "card 1001 yes")
    sam.types("card 1001 yes")
    sam.types("confirm 1001")
    sam.sees("is confirmed")


def test_a_time_that_staff_offer_waits_for_the_card_too(house: House) -> None:
    ana, sam = with_wordpress(house), house.agent()
    sam.types("exception 1001 2026-12-18 11:00 let us just talk")
    ana.deliver()
    suits = ana.offer("That suits me").token
    ana.clicks(suits)
    ana.chooses("I accept")
    ana.sees("card", "https://www.example.com/account/payment")
    assert waiting(house) is CallState.OFFERED
    sam.types("card 1001 yes")
    ana.clicks(suits)
    ana.sees("Phone call confirmed: Fri, Dec 18, 8:00 PM")


def waiting(house: House) -> CallState:
    """How the call of 1001 stands."""
    with house.store.read() as unit:
        call = unit.call(1001)
    assert call is not None
    return call.state


def test_the_client_says_it_is_about_our_own_service(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("a blank page since monday")
    ana.says("add: it comes from the joomla template, I think")
    ana.says("call me")
    ana.sees("Before a call about Joomla", "[It's about your own service]")
    ana.chooses("It's about your own service")
    ana.sees("about our own service, which costs nothing", "which day suits you?")
    ana.says("Thu 19:30")
    ana.sees("Phone call requested")
    assert "It is about the hosting service itself" in "\n".join(entry.text or "" for entry in house.record(1001))
    sam.types("notice 1001 phone Joomla")
    sam.types("confirm 1001")
    sam.sees("is about Joomla, and its client hasn't agreed to the phone's rate", "notice 1001 phone")


def test_who_accepted_cannot_call_it_our_own_service(house: House) -> None:
    ana, _sam = ready(house)
    ana.says("call me")
    ana.sees("Before a call about WordPress")
    ana.sees_not("[It's about your own service]")


def test_a_mention_after_filing_is_priced_before_a_time_is_picked(house: House) -> None:
    ana = house.client()
    ana.files("a blank page since monday")
    ana.says("add: it comes from the joomla template, I think")
    assert ana.tickets[0].third_party == "Joomla"
    ana.says("call me")
    ana.sees("Before a call about Joomla", "$100.00 per hour", "[I accept]")


def test_a_mention_while_a_call_is_settled_is_for_staff_to_read(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files("a blank page since monday")
    ana.says("call me")
    ana.says("Thu 19:30")
    ana.says("add: it comes from the joomla template, I think")
    sam.sees("joomla template")
    assert ana.tickets[0].third_party == ""
    sam.types("notice 1001 phone Joomla")
    sam.types("confirm 1001")
    sam.sees("#1001 is about Joomla", "hasn't agreed to the phone's rate", "[Ask the client of #1001]")
    news(ana)
    ana.sees("Before a call about Joomla", "$100.00 per hour")
    ana.chooses("I accept")
    sam.types("card 1001 yes")
    sam.types("confirm 1001")
    sam.sees("is confirmed")
    assert agreements(house)[-1].terms.channel is Channel.PHONE


# ── In other words ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lang", "price", "day"),
    [("de", "80,00 $", "1. Januar 2027"), ("es", "80,00 US$", "1 de enero de 2027")],
)
def test_money_and_dates_are_the_readers_own(house: House, lang: str, price: str, day: str) -> None:
    ana, sam = house.client(lang=lang), house.agent()
    ana.says("talk to a person")
    ana.submits(subject="a blank page since monday", urgency="normal", name="Ana")
    sam.types("notice 1001 helpdesk Drupal")
    ana.sees(price, day)
    ana.clicks(ana.shown[-1].offers[0].token)
    assert price in agreements(house)[-1].words.replace("\u00a0", " ")


# ── In the middle, and afterwards ──────────────────────────────────────────────────────


def test_a_notice_is_answered_after_a_restart(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        ana = house.client()
        ana.says("my wordpress plugin shows a blank page")
        ana.chooses("Open a ticket")
        yes = ana.offer("I accept").token
    with open_house(tmp_path) as house:
        ana, sam = house.client(), house.agent()
        ana.opens()
        ana.sees("$80.00 per hour", "[I accept]")
        ana.clicks(yes)
        fills_in(ana)
        sam.types("notice 1001 helpdesk")
        ana.deliver()
        more = ana.offer("I accept").token
    with open_house(tmp_path) as house:
        ana = house.client()
        ana.clicks(more)
        ana.sees("you accept the terms")
        ana.clicks(more)
        assert decisions(house) == [("helpdesk", "accepted"), ("helpdesk", "asked"), ("helpdesk", "accepted")]


def test_a_closed_ticket_takes_no_notice(house: House) -> None:
    ana, sam = ready(house)
    sam.types("notice 1001")
    ana.deliver()
    yes = ana.offer("I accept").token
    sam.types("work 1001 helpdesk 20 mended it")
    sam.types("resolve 1001 It works again.")
    ana.clicks(yes)
    ana.sees("#1001 is closed")
    sam.types("notice 1001")
    sam.sees("#1001 is solved")
    sam.types("work 1001 helpdesk 5 the rest of yesterday")
    sam.sees("25 minutes by helpdesk so far")
    sam.types("statement 1001")
    sam.sees("Total: $40.00")


def test_a_statement_without_work_is_nothing(house: House) -> None:
    _ana, sam = ready(house)
    sam.types("statement 1001")
    sam.sees("Nothing was billed: $0.00")
    sam.types("statement 7")
    sam.sees("There is no ticket #7")


def test_what_is_said_at_accepting_isnt_said_again_at_filing(house: House) -> None:
    ana = house.client()
    ana.says("talk to a person")
    ana.says("wordpress plugin broken")
    ana.chooses("Skip")
    ana.chooses("Normal")
    ana.chooses("Skip")
    ana.says("Ana")
    ana.sees("Before we go on with WordPress")
    ana.says("I accept")
    ana.sees("Ticket #1001 is in", "no card on file")
    assert ana.text.count("no card on file") == 1


def test_where_writing_is_free_only_the_phone_is_asked_about(tmp_path: Path) -> None:
    free = replace(policy(), rates=replace(policy().rates, helpdesk_per_hour=Decimal(0)))
    with open_house(tmp_path, rules=free) as house:
        ana = house.client()
        ana.says("outlook keeps asking for my password")
        ana.chooses("Outlook itself")
        ana.sees_not("per hour")
        ana.chooses("Open a ticket")
        ana.chooses("Skip")
        ana.chooses("Normal")
        ana.chooses("Skip")
        ana.says("Ana")
        ana.says("call me")
        ana.sees("help by phone", "$100.00 per hour")
