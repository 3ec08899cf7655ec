"""Before billed help: whose software it is, what it costs, and a word that nobody gives by accident."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AddWords, Agree, Command, FileTicket, NoteFeedback, OwnService, Withdraw
from bot.core.conversation.events import Acted, Chose, Event, Said
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import (
    Agreed,
    ClarifyingOwner,
    ConfirmingTerms,
    Draft,
    Drafting,
    Filed,
    Idle,
    NoArticleFound,
    Picking,
    Say,
    Scheduling,
    Solved,
    Stage,
    Suggested,
    Talk,
)
from bot.core.conversation.step import step
from bot.core.model.knowledge import SearchResult
from bot.core.model.record import Line
from bot.core.model.tickets import State
from bot.core.policy import Channel
from bot.core.rules.billing import Decision
from bot.core.rules.done import Done
from tests.builders import ANA, WEDNESDAY, agreement, facts, hit, policy, terms, ticket

HITS = (hit("mail-not-arriving"), hit("mailbox-full", 0.5))
TERMS = terms(Channel.HELPDESK, 80)
YES, NO = Agreed(True, TERMS, WEDNESDAY, "en"), Agreed(False, TERMS, WEDNESDAY, "en")
FULL = Draft("No mail", "", "none at all", "normal", "Ana", ticket_form.FIELDS)
ALMOST = replace(FULL, name="", done=ticket_form.FIELDS[:4])
THEIRS = ticket(third_party="Outlook", wants_phone=True)


def at(stage: Stage, **more: object) -> Talk:
    return Talk(revision=4, stage=stage, **more)  # type: ignore[arg-type]


def found(*hits: object) -> Facts:
    return facts(found=SearchResult("q", hits, (), "en", "en"))  # type: ignore[arg-type]


def with_tickets(*seen: TicketView) -> Facts:
    return facts(account=ANA, tickets=seen)


def after(talk: Talk, event: Event, known: Facts | None = None) -> tuple[Talk, list[Command]]:
    talk, commands = step(talk, event, known or facts())
    return talk, [c for c in commands if not isinstance(c, NoteFeedback)]


def says(talk: Talk) -> list[Say]:
    return [notice.say for notice in talk.notices]


# ── Whose is it? ───────────────────────────────────────────────────────────────────────


def test_a_word_that_can_be_either_is_asked_about_first() -> None:
    talk, _none = after(at(Idle()), Said("outlook asks for my pasword"), found(*HITS))
    assert talk.stage == ClarifyingOwner("Outlook", HITS)
    assert (talk.third_party, talk.question) == ("", "outlook asks for my pasword")
    assert [line.text for line in talk.lines] == ["outlook asks for my pasword"]


def test_software_that_is_certainly_not_ours_gets_its_articles_first() -> None:
    talk, _none = after(at(Idle()), Said("my wordpres is white"), found(*HITS))
    assert (talk.stage, talk.third_party, talk.agreed) == (Suggested(HITS), "WordPress", None)


@pytest.mark.parametrize(("hits", "then"), [(HITS, Suggested(HITS)), ((), NoArticleFound())])
def test_about_our_own_service_nothing_is_billed_and_nobody_asks_again(hits: tuple[object, ...], then: Stage) -> None:
    talk, _none = after(at(ClarifyingOwner("Outlook", hits)), Chose("ours", 4))  # type: ignore[arg-type]
    assert (talk.stage, talk.third_party, talk.ours) == (then, "", ("Outlook",))
    again, _none = after(talk, Said("outlook says 550"), found(*HITS))
    assert again.stage == Suggested(HITS)
    other, _none = after(talk, Said("and thunderbird too"), found(*HITS))
    assert other.stage == ClarifyingOwner("Thunderbird", HITS), "but about something else"


def test_about_the_software_itself_its_price_comes_before_any_help() -> None:
    talk, _none = after(at(ClarifyingOwner("Outlook", HITS)), Chose("theirs", 4))
    assert talk.stage == ConfirmingTerms("Outlook", TERMS, hits=HITS)
    assert (talk.third_party, talk.agreed) == ("Outlook", None)


@pytest.mark.parametrize(
    "text",
    ["yes", "no", "none", "i accept", "i decline", "it is about the colours", "my mail in outlook", "ana@example.com"],
)
def test_what_does_not_say_whose_it_is_asks_again_and_loses_no_words(text: str) -> None:
    talk, commands = after(at(ClarifyingOwner("Outlook", HITS)), Said(text))
    assert (talk.stage, says(talk), commands) == (ClarifyingOwner("Outlook", HITS), [Say.WHOSE_HOW], [])
    assert [line.text for line in talk.lines] == ([text] if text.count(" ") > 1 else [])


@pytest.mark.parametrize(
    "text", ["it is my mailbox", "your server", "mein postfach bei euch", "el buzón", "the hosting account"]
)
def test_whose_it_is_can_be_said_in_words(text: str) -> None:
    talk, _none = after(at(ClarifyingOwner("Outlook", HITS)), Said(text))
    assert (talk.stage, talk.ours) == (Suggested(HITS), ("Outlook",))
    assert [line.text for line in talk.lines] == [text]


@pytest.mark.parametrize(
    "text", ["outlook itself", "it is the program", "outlok", "das programm selbst", "la aplicación"]
)
def test_that_it_is_not_ours_can_be_said_in_words(text: str) -> None:
    talk, _none = after(at(ClarifyingOwner("Outlook", HITS)), Said(text))
    assert talk.stage == ConfirmingTerms("Outlook", TERMS, hits=HITS)


def test_other_answers_of_a_form_say_nothing_about_whose_it_is() -> None:
    talk, _none = after(at(ClarifyingOwner("Outlook", HITS)), Said("skip"))
    assert (talk.stage, says(talk)) == (ClarifyingOwner("Outlook", HITS), [Say.CHOOSE])


@pytest.mark.parametrize("action", ["accept", "refuse", "articles", "nonsense"])
def test_a_choice_of_another_question_is_none_of_this_one(action: str) -> None:
    talk, commands = after(at(ClarifyingOwner("Outlook", HITS)), Chose(action, 4))
    assert (talk.stage, says(talk), commands) == (ClarifyingOwner("Outlook", HITS), [Say.STALE], [])


# ── The client's word before there is a ticket ─────────────────────────────────────────

ASKED = at(
    ConfirmingTerms("Outlook", TERMS, hits=HITS), third_party="Outlook", lines=(Line("outlook is slow", WEDNESDAY),)
)
WITHOUT_HITS = replace(ASKED, stage=ConfirmingTerms("Outlook", TERMS))


@pytest.mark.parametrize("event", [Chose("accept", 4), Said("I accept"), Said("acepto"), Said("ich akzeptiere")])
def test_accepting_leads_to_the_form(event: Event) -> None:
    talk, _none = after(ASKED, event)
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.subject == "outlook is slow"
    assert (talk.agreed, talk.third_party, says(talk)) == (YES, "Outlook", [Say.AGREED])


@pytest.mark.parametrize("text", ["yes", "ok", "ja", "sí"])
def test_a_bare_yes_accepts_nothing(text: str) -> None:
    talk, commands = after(ASKED, Said(text))
    assert (talk.stage, talk.agreed, says(talk), commands) == (ASKED.stage, None, [Say.ACCEPT_HOW], [])


@pytest.mark.parametrize("event", [Chose("refuse", 4), Said("no"), Said("none"), Said("i don't accept")])
def test_declining_goes_on_with_the_free_ladder(event: Event) -> None:
    talk, _none = after(ASKED, event)
    assert (talk.stage, talk.agreed, says(talk)) == (Suggested(HITS), NO, [Say.DISAGREED])
    talk, _none = after(WITHOUT_HITS, event)
    assert isinstance(talk.stage, Drafting)
    assert talk.agreed == NO


def test_the_free_articles_come_first_and_the_price_again_before_the_form() -> None:
    talk, _none = after(ASKED, Chose("articles", 4))
    assert (talk.stage, talk.agreed) == (Suggested(HITS), None)
    talk, _none = after(talk, Chose("none", 5))
    assert talk.stage == ConfirmingTerms("Outlook", TERMS)
    assert says(after(WITHOUT_HITS, Chose("articles", 4))[0]) == [Say.STALE]
    assert says(after(ASKED, Chose("ours", 4))[0]) == [Say.STALE]


def test_further_words_are_kept_for_the_ticket_that_this_becomes() -> None:
    talk, commands = after(ASKED, Said("it is the 2021 edition"))
    assert (talk.stage, says(talk), commands) == (ASKED.stage, [Say.NOTED], [])
    assert [line.text for line in talk.lines] == ["outlook is slow", "it is the 2021 edition"]


@pytest.mark.parametrize("text", ["talk to a person", "open a ticket", "call me"])
def test_no_word_leads_around_the_question(text: str) -> None:
    for stage in (ASKED.stage, ClarifyingOwner("Outlook", HITS)):
        talk, commands = after(replace(ASKED, stage=stage), Said(text))
        assert (talk.stage, talk.agreed, commands) == (stage, None, [])


def test_asked_once_it_is_not_asked_again_whatever_the_answer_was() -> None:
    for word in (YES, NO):
        talk, _none = after(at(Idle(), agreed=word), Said("and joomla is white"), found(*HITS))
        assert talk.stage == Suggested(HITS)
        _talk, [filed] = after(at(Drafting(replace(ALMOST, symptoms="joomla is white")), agreed=word), Said("Ana"))
        assert isinstance(filed, FileTicket)
        assert (filed.agreed, filed.third_party) == (word, "")


def test_where_it_costs_nothing_nobody_is_asked() -> None:
    free = replace(policy(), rates=replace(policy().rates, helpdesk_per_hour=Decimal(0), phone_per_hour=Decimal(0)))
    talk, _none = after(at(Idle()), Said("outlook is slow"), replace(found(*HITS), policy=free))
    assert (talk.stage, talk.third_party) == (Suggested(HITS), "")


# ── When the form names it ─────────────────────────────────────────────────────────────


def test_a_finished_form_that_names_other_software_waits_for_the_word() -> None:
    talk, commands = after(at(Drafting(replace(ALMOST, symptoms="joomla is white"))), Said("Ana"))
    form = replace(FULL, symptoms="joomla is white")
    assert (talk.stage, commands) == (ConfirmingTerms("Joomla", TERMS, draft=form), [])
    _talk, [filed] = after(talk, Chose("accept", 5))
    assert filed == FileTicket(form, (), wants_phone=False, third_party="Joomla", agreed=YES)
    _talk, [filed] = after(talk, Chose("refuse", 5))
    assert filed == FileTicket(form, (), wants_phone=False, third_party="Joomla", agreed=NO)


def test_a_finished_form_with_a_word_that_can_be_either_is_filed_once_that_is_said() -> None:
    form = replace(FULL, subject="Outlook is slow")
    talk, commands = after(at(Drafting(replace(form, name="", done=ticket_form.FIELDS[:4]))), Said("Ana"))
    assert (talk.stage, commands) == (ClarifyingOwner("Outlook", draft=form), [])
    _talk, [filed] = after(talk, Chose("ours", 5))
    assert filed == FileTicket(form, (), wants_phone=False, third_party="")
    asked, _none = after(talk, Chose("theirs", 5))
    assert asked.stage == ConfirmingTerms("Outlook", TERMS, draft=form)


def test_what_was_typed_before_the_form_counts_too() -> None:
    lines = (Line("it began with joomla", WEDNESDAY),)
    talk, _none = after(at(Drafting(ALMOST), lines=lines), Said("Ana"))
    assert isinstance(talk.stage, ConfirmingTerms)
    known, _none = after(at(Drafting(ALMOST), third_party="Magento"), Said("Ana"))
    assert known.stage == ConfirmingTerms("Magento", TERMS, draft=FULL)


# ── On a ticket ────────────────────────────────────────────────────────────────────────

BY_PHONE = at(ConfirmingTerms("Outlook", terms(), 1001))
KNOWN = with_tickets(TicketView(THEIRS, 3))


def test_the_word_before_a_call_is_noted_on_the_ticket_and_leads_to_the_times() -> None:
    talk, commands = after(BY_PHONE, Said("i accept"), KNOWN)
    assert commands == [Agree(1001, accepted=True, terms=terms(), software="Outlook")]
    talk, commands = after(talk, Acted(Done.AGREED, 1001), KNOWN)
    assert (talk.stage, says(talk), commands) == (Scheduling(1001), [Say.AGREED], [])


@pytest.mark.parametrize("event", [Chose("refuse", 4), Said("no")])
def test_declined_before_a_call_there_is_none(event: Event) -> None:
    talk, commands = after(BY_PHONE, event, KNOWN)
    assert commands == [Agree(1001, accepted=False, terms=terms(), software="Outlook")]
    assert talk.stage == Filed(1001)
    talk, _none = after(talk, Acted(Done.DISAGREED, 1001), KNOWN)
    assert (talk.stage, says(talk)) == (Filed(1001), [Say.DISAGREED])


def test_a_client_may_say_that_it_is_about_our_own_service() -> None:
    talk, commands = after(BY_PHONE, Chose("ours", 4), KNOWN)
    assert commands == [OwnService(1001)]
    talk, _none = after(talk, Acted(Done.OWN_SERVICE, 1001), KNOWN)
    assert (talk.stage, says(talk)) == (Scheduling(1001), [Say.OWN_SERVICE])


def test_words_before_a_call_belong_to_its_ticket() -> None:
    for text in ("it is the 2021 edition", "can someone call me about it please as it says 550"):
        talk, commands = after(BY_PHONE, Said(text), KNOWN)
        assert commands == [AddWords(1001, (Line(text, WEDNESDAY),))]
        talk, _none = after(talk, Acted(Done.ADDED, 1001), KNOWN)
        assert (talk.stage, talk.lines) == (BY_PHONE.stage, ())


def test_words_for_a_ticket_that_was_closed_meanwhile_become_a_question() -> None:
    for stage in (BY_PHONE.stage, Scheduling(1001)):
        talk, _commands = after(at(stage), Said("it is the 2021 edition"), KNOWN)
        talk, _none = after(talk, Acted(Done.ALREADY_CLOSED, 1001))
        assert (talk.stage, talk.question) == (NoArticleFound(), "it is the 2021 edition")
        assert [line.text for line in talk.lines] == ["it is the 2021 edition"]
        nothing_said, _none = after(at(stage), Acted(Done.ALREADY_CLOSED, 1001))
        assert nothing_said.stage == Filed(1001)


@pytest.mark.parametrize(
    ("text", "said"),
    [("call me", [Say.CHOOSE]), ("talk to a person", [Say.PERSON, Say.STATUS]), ("skip", [Say.CHOOSE])],
)
def test_asking_for_what_is_being_settled_opens_no_second_ticket(text: str, said: list[Say]) -> None:
    for stage in (BY_PHONE.stage, Scheduling(1001)):
        talk, commands = after(at(stage), Said(text), KNOWN)
        assert (talk.stage, says(talk), commands) == (stage, said, [])


def test_the_word_about_another_ticket_settles_nothing_for_this_one() -> None:
    talk, commands = after(BY_PHONE, Acted(Done.AGREED, 1002), KNOWN)
    assert (talk.stage, commands) == (Filed(1001), [])


def test_leaving_agrees_to_nothing() -> None:
    for event in (Chose("drop", 4), Said("cancel")):
        for stage in (ASKED.stage, ClarifyingOwner("Outlook")):
            talk, commands = after(at(stage), event, KNOWN)
            assert (talk.stage, says(talk), commands) == (Idle(), [Say.DROPPED], [])
        for stage in (BY_PHONE.stage, Scheduling(1001)):
            talk, commands = after(at(stage), event, KNOWN)
            assert (talk.stage, says(talk), commands) == (Filed(1001), [Say.NOT_NOW], [])


# ── A notice that staff sent ───────────────────────────────────────────────────────────

WAITS = TicketView(THEIRS, 3, agreed=(agreement(Decision.ASKED, n=2, by="kim"),))


@pytest.mark.parametrize(("text", "accepted"), [("i accept", True), ("I decline", False)])
def test_typed_at_rest_the_word_goes_to_the_notice_that_waits(text: str, accepted: bool) -> None:
    for stage in (Idle(), Solved(), Filed(1001)):
        assert after(at(stage), Said(text), with_tickets(WAITS))[1] == [Agree(1001, accepted, n=2)]


def test_it_is_not_guessed_which_of_two_notices_is_meant_nor_made_up_where_none_waits() -> None:
    other = replace(WAITS, ticket=replace(THEIRS, number=1002), agreed=(agreement(Decision.ASKED, ticket=1002),))
    talk, commands = after(at(Idle()), Said("i accept"), with_tickets(WAITS, other))
    assert (says(talk), commands) == ([Say.STATUS, Say.STATUS], [])
    talk, commands = after(at(Idle()), Said("i accept"), KNOWN)
    assert (says(talk), commands) == ([Say.NOTICE_OVER], [])


@pytest.mark.parametrize("text", ["yes", "ok", "sure, why not?", "only if it's cheap"])
def test_what_costs_money_takes_clear_words(text: str) -> None:
    talk, commands = after(at(Idle()), Said(text), with_tickets(WAITS))
    assert says(talk) == [Say.CONSENT_FIRST]
    assert not [command for command in commands if isinstance(command, Agree)]


@pytest.mark.parametrize("text", ["no", "none", "no thanks", "too expensive!"])
def test_a_plain_no_declines_a_notice(text: str) -> None:
    assert after(at(Idle()), Said(text), with_tickets(WAITS))[1] == [Agree(1001, accepted=False, n=2)]


@pytest.mark.parametrize("stage", [NoArticleFound(), Drafting(Draft()), Suggested(HITS)])
def test_in_the_middle_of_something_else_the_word_reaches_the_notice_and_the_rest_stays(stage: Stage) -> None:
    talk, commands = after(at(stage), Said("i accept"), with_tickets(WAITS))
    assert (talk.stage, commands) == (stage, [Agree(1001, accepted=True, n=2)])


def test_while_staff_await_an_answer_the_word_is_still_the_notices() -> None:
    waits = replace(WAITS, ticket=replace(THEIRS, state=State.ASKED))
    assert after(at(Idle()), Said("i accept"), with_tickets(waits))[1] == [Agree(1001, accepted=True, n=2)]
    told = replace(waits, agreed=())
    assert after(at(Idle()), Said("i accept"), with_tickets(told))[1] == [
        AddWords(1001, (Line("i accept", WEDNESDAY),))
    ]


@pytest.mark.parametrize("stage", [Idle(), NoArticleFound(), Drafting(Draft()), ASKED.stage])
def test_its_choices_are_good_at_any_time_and_name_their_notice(stage: Stage) -> None:
    assert after(at(stage), Chose("@agree.1001.2", 0), with_tickets(WAITS))[1] == [Agree(1001, accepted=True, n=2)]
    assert after(at(stage), Chose("@refuse.1001.2", 0), with_tickets(WAITS))[1] == [Agree(1001, accepted=False, n=2)]
    assert after(at(stage), Chose("@agree.1001.x", 0), with_tickets(WAITS))[1] == [Agree(1001, accepted=True, n=0)]


def test_what_was_agreed_to_can_be_taken_back() -> None:
    agreed = TicketView(THEIRS, 3, agreed=(agreement(),))
    assert after(at(Idle()), Said("withdraw my acceptance"), with_tickets(agreed))[1] == [Withdraw(1001)]
    assert after(at(Idle()), Chose("@withdraw.1001", 0), with_tickets(agreed))[1] == [Withdraw(1001)]
    both = with_tickets(agreed, replace(agreed, ticket=replace(THEIRS, number=1002)))
    assert after(at(Idle()), Said("withdraw"), both)[0].stage == Picking("withdraw", (1001, 1002))
    withdrawn = replace(agreed, agreed=(agreement(), agreement(Decision.WITHDRAWN, n=2)))
    assert says(after(at(Idle()), Said("withdraw"), with_tickets(withdrawn))[0]) == [Say.NOT_AGREED]
    talk, commands = after(at(Idle()), Said("withdraw"), KNOWN)
    assert (says(talk), commands) == ([Say.NOT_AGREED], [])


def test_about_software_whose_price_is_none_there_is_help_at_once() -> None:
    free = replace(policy(), rates=replace(policy().rates, helpdesk_per_hour=Decimal(0), phone_per_hour=Decimal(0)))
    talk, _none = after(at(ClarifyingOwner("Outlook", HITS)), Chose("theirs", 4), facts(policy=free))
    assert (talk.stage, talk.third_party) == (Suggested(HITS), "Outlook")


# ── What is said beside the question of the price ──────────────────────────────────────

PRICED = ConfirmingTerms("WordPress", TERMS, draft=ALMOST)


@pytest.mark.parametrize(
    "words", ["also the newsletter form is dead", "down again", "this is ridiculous", "since monday, error 550"]
)
def test_facts_are_noted_and_the_question_stays(words: str) -> None:
    talk, commands = after(at(PRICED), Said(words))
    assert [line.text for line in talk.lines] == [words]
    assert says(talk)[-1] is Say.NOTED
    assert (talk.stage, talk.again, commands) == (PRICED, True, [])


def test_an_urgency_said_there_is_the_tickets() -> None:
    talk, _none = after(at(PRICED), Said("it's very urgent"))
    assert isinstance(talk.stage, ConfirmingTerms)
    assert talk.stage.draft
    assert (talk.stage.draft.urgency, talk.again) == ("high", True)


def test_a_call_wished_for_there_keeps_its_time() -> None:
    talk, _none = after(at(PRICED), Said("call me please"))
    assert (talk.wants_phone, talk.stage, says(talk)) == (True, PRICED, [Say.PHONE_LATER])
    talk, _none = after(talk, Said("my error log is empty"), facts())
    assert says(talk) == [Say.NOTED]


def test_news_of_a_ticket_that_isnt_filed_yet_is_when_an_answer_comes() -> None:
    talk, _none = after(at(PRICED), Said("any news?"))
    assert (talk.stage, says(talk)) == (PRICED, [Say.TOPIC])


@pytest.mark.parametrize("words", ["it works again, thanks!", "solved"])
def test_what_is_solved_meanwhile_needs_no_ticket(words: str) -> None:
    talk, commands = after(at(PRICED), Said(words))
    assert (talk.stage, commands) == (Solved(), [])


def test_a_condition_accepts_nothing_and_is_told_the_price() -> None:
    talk, _none = after(at(PRICED), Said("ok but only if it's less than an hour"))
    assert (talk.stage, says(talk), talk.agreed) == (PRICED, [Say.TOPIC], None)
