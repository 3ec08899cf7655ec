"""Billed help in words: whole before it, honest about the card, and exact after it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.core.client_view import billing as billing_prompts
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import ClarifyingOwner, ConfirmingTerms
from bot.core.policy import Channel
from bot.core.rules import billing
from bot.core.rules.billing import Decision, Terms, WorkKind
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Choices, Text
from tests.builders import ANA, agreement, facts, hit, policy, terms, ticket, work
from tests.reading import actions, screen, words

HELPDESK = terms(Channel.HELPDESK, 80)
THEIRS = ticket(third_party="Outlook")


def shown(part: Part) -> str:
    return screen(Choices(part.blocks, part.choices))


def offered(part: Part) -> tuple[str, ...]:
    return actions(Choices(part.blocks, part.choices))


# ── Before it ──────────────────────────────────────────────────────────────────────────


def test_whose_it_is_has_two_answers() -> None:
    asked = billing_prompts.whose(ClarifyingOwner("Outlook"))
    assert "Is it about our service (your mailbox or website with us), or about Outlook itself?" in shown(asked)
    assert "[Our service]\n[Outlook itself]" in shown(asked)
    assert offered(asked) == ("ours", "theirs")


def notice(of: Terms = HELPDESK, software: str = "Outlook") -> str:
    return "\n".join(map(words, billing_prompts.notice(of, software, policy(), "en")))


def test_the_notice_says_rate_quarters_card_cap_and_terms() -> None:
    text = notice()
    for said in (
        "Before we go on with Outlook: help with software that isn't ours is billed at $80.00 per hour",
        "in quarter hours ($20.00 each), to the card on file",
        "It stays within 1 hour unless you agree to more",
        "Help with our own services is free",
        "Terms of January 1, 2027: https://www.example.com/terms#technical-support",
    ):
        assert said in text


def test_the_phone_has_its_own_notice_and_unnamed_software_is_somebody_elses() -> None:
    assert "Before a call about Outlook: help by phone" in notice(terms())
    assert "$100.00 per hour, in quarter hours ($25.00 each)" in notice(terms())
    for of in (HELPDESK, terms()):
        assert "software that isn't ours: help" in notice(of, "")


@pytest.mark.parametrize(
    ("minutes", "said"), [(60, "1 hour"), (120, "2 hours"), (90, "90 minutes"), (1, "1 minute"), (0, "0 hours")]
)
def test_lengths_are_whole_hours_where_they_can(minutes: int, said: str) -> None:
    assert words(billing_prompts.duration(minutes)) == said


def asked(stage: ConfirmingTerms, *seen: TicketView) -> tuple[str, ...]:
    return offered(billing_prompts.agreeing(stage, facts(tickets=seen)))


def test_the_question_offers_yes_no_and_what_is_free() -> None:
    hits = (hit("mailbox-full"),)
    assert asked(ConfirmingTerms("Outlook", HELPDESK)) == ("accept", "refuse")
    assert asked(ConfirmingTerms("Outlook", HELPDESK, hits=hits)) == ("accept", "refuse", "articles")
    assert asked(ConfirmingTerms("Outlook", terms(), 1001), TicketView(THEIRS)) == ("accept", "refuse", "ours")


def test_who_has_agreed_already_cannot_call_it_our_own_service_any_more() -> None:
    agreed = TicketView(THEIRS, agreed=(agreement(of=HELPDESK),))
    assert asked(ConfirmingTerms("Outlook", terms(), 1001), agreed) == ("accept", "refuse")
    declined = replace(agreed, agreed=(agreement(Decision.DECLINED),))
    assert asked(ConfirmingTerms("Outlook", terms(), 1001), declined) == ("accept", "refuse", "ours")


def test_what_was_noted_says_when_which_terms_and_what_waits() -> None:
    version = date(2026, 11, 1)
    yes = shown(billing_prompts.agreed(facts(), version, accepted=True, card=False))
    assert "Noted (Wed, Dec 16, 9:10 PM): you accept the terms of November 1, 2026." in yes
    assert "There's no card on file for you yet: your ticket goes ahead, the billed part starts" in yes
    assert "You can add it here: https://www.example.com/account/payment (never in this chat)." in yes
    carded = shown(billing_prompts.agreed(facts(), version, accepted=True, card=True))
    assert "no card" not in carded
    no = shown(billing_prompts.agreed(facts(), version, accepted=False, card=False))
    assert "you don't want billed help" in no
    assert "free of charge" in no


def test_without_a_page_for_cards_staff_say_how() -> None:
    ask_staff = replace(policy(), rates=replace(policy().rates, card_url=""))
    assert "Staff will tell you how to add it (never in this chat)." in words(billing_prompts.how_to_card(ask_staff))


def standing(seen: TicketView, known: Facts) -> list[str]:
    return [words(line) for line in billing_prompts.standing(seen, known)]


def test_what_stands_on_a_ticket_is_said_by_channel() -> None:
    both = TicketView(THEIRS, agreed=(agreement(), agreement(of=HELPDESK, n=2)))
    lines = standing(both, facts(account=replace(ANA, card=True)))
    assert lines == [
        "Billed help in writing is agreed: $80.00 per hour, up to 1 hour.",
        "Billed help by phone is agreed: $100.00 per hour, up to 1 hour.",
        "You can take that back at any time: type withdraw.",
    ]
    assert "no card on file" in standing(both, facts(account=ANA))[-1]
    assert standing(replace(both, agreed=(agreement(Decision.ASKED),)), facts(account=ANA)) == []


# ── After it ───────────────────────────────────────────────────────────────────────────

WORKS = (
    work(20, n=1),
    work(-5, n=2, kind=WorkKind.CREDIT, note="our fault"),
    work(1, n=3, kind=WorkKind.CORRECTION, corrects=1, note="a slip"),
    work(70, Channel.HELPDESK, n=4, note="**set up**"),
)
BILL = billing.statement(1001, WORKS, (agreement(), agreement(of=HELPDESK)), "USD")


def test_a_statement_names_every_entry_and_how_its_sum_comes_about() -> None:
    text = screen(billing_prompts.statement(BILL, "My emails dont arive"))
    at = "Wed, Dec 16, 9:10 PM"
    for line in (
        "Statement of #1001 “My emails dont arive”",
        "When | What | Minutes | By | Note",
        f"{at} | 1. work | 20 | kim | set it up",
        f"{at} | 2. credit | -5 | kim | our fault",
        f"{at} | 3. correction of 1 | 1 | kim | a slip",
        f"{at} | 4. work | 70 | kim | **set up**",
        "16 minutes by phone, rounded up once to quarter hours: 30 minutes at $100.00 per hour = $50.00 (agreed: up to"
        " 1 hour).",
        "70 minutes in writing, rounded up once to quarter hours: 1 hour at $80.00 per hour = $80.00 (agreed: up to"
        " 1 hour).",
        "Total: $130.00",
    ):
        assert line in text


def test_a_statement_of_nothing_says_so() -> None:
    nothing = billing_prompts.statement(billing.statement(1001, (), (), "EUR"), "My emails dont arive")
    assert isinstance(nothing, Text)
    assert "Nothing was billed: €0.00." in screen(nothing)


def test_a_page_of_its_own_has_a_section_for_each_channel() -> None:
    page = billing_prompts.statement_page(BILL, "My emails dont arive", policy())
    assert words(page.title) == "Harbour Hosting: statement of #1001"
    assert words(page.lead) == "About “My emails dont arive”"
    assert [(section.name, words(section.title)) for section in page.sections] == [
        ("helpdesk", "Help in writing"), ("phone", "Help by phone"), ("total", "Total"),
    ]  # fmt: skip
    assert screen(Text(page.sections[-1].blocks)) == "$130.00"
    assert "rounded up to quarter hours once" in words(page.foot[0])


# ── For staff ──────────────────────────────────────────────────────────────────────────


def test_staff_see_the_last_word_on_each_channel_and_the_card() -> None:
    entries = (agreement(Decision.ASKED), agreement(n=2), agreement(Decision.DECLINED, HELPDESK, n=3))
    for card, said in ((True, "yes"), (False, "no")):
        lines = [words(line) for line in billing_prompts.flags(entries, card)]
        assert lines == [
            "Billed help by phone: accepted Wed, Dec 16, 9:10 PM, $100.00 per hour, up to 1 hour.",
            "Billed help by helpdesk: declined Wed, Dec 16, 9:10 PM, $80.00 per hour, up to 1 hour.",
            f"Card on file: {said}.",
        ]
    assert billing_prompts.flags((), card=True) == ()
    assert Decimal(80) == HELPDESK.per_hour
