"""Every stage in words, computed from stored state and fresh facts: right for now, whatever came between."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.client_view.prompt import Needs, needs, prompt
from bot.core.conversation import ticket_form
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import (
    Adding,
    AssigningText,
    Cancelling,
    ConfirmingBump,
    ConfirmingDuplicate,
    Draft,
    Drafting,
    Filed,
    Idle,
    KnownIncident,
    NoArticleFound,
    Notice,
    Picking,
    Reading,
    Say,
    Scheduling,
    Solved,
    Stage,
    Suggested,
    Talk,
)
from bot.core.model.knowledge import Article
from bot.core.model.record import Line
from bot.core.model.tickets import State, Urgency
from bot.core.policy import Channel
from bot.core.rules.incidents import course
from bot.core.text.surface import Card, Choices, Doc, Form, Quote, Text
from tests.builders import WEDNESDAY, agreement, facts, hit, policy, terms, ticket
from tests.reading import actions, screen

HITS = (hit("mail-not-arriving"), hit("mailbox-full"), hit("mx-records", lang="de"))
WAITING = facts(tickets=(TicketView(ticket(), 3, 11),))
FULL = Draft("No mail", "", "", "normal", "Ana", ticket_form.FIELDS)


def at(stage: Stage, *notices: Notice) -> Talk:
    return Talk(revision=4, stage=stage, notices=notices)


def sees(stage: Stage, known: Facts | None = None, *notices: Notice) -> str:
    return screen(prompt(at(stage, *notices), known or facts()))


def can(stage: Stage, known: Facts | None = None, *notices: Notice) -> tuple[str, ...]:
    return actions(prompt(at(stage, *notices), known or facts()))


def test_articles_that_are_on_no_page_are_read_in_the_chat_alone() -> None:
    firm = replace(policy().firm, article_url="")
    here = facts(policy=replace(policy(), firm=firm))
    shown = prompt(at(Suggested(HITS)), here)
    assert isinstance(shown, Choices)
    assert {card.url for card in shown.blocks if isinstance(card, Card)} == {""}
    text = 'See [the records](mx-records.md), [these](a.md#b) and [this "page"](https://x.test/a.md).'
    article = Article("one", "en", "One", text)
    (doc, *_rest) = prompt(at(Reading("one", HITS)), replace(here, article=article)).blocks
    assert isinstance(doc, Doc)
    assert (doc.url, doc.markdown) == (
        "", "See “the records”, “these” and [this \"page\"](https://x.test/a.md)."
    )  # fmt: skip


def with_open(count: int) -> Facts:
    """Somebody with so many open tickets."""
    return facts(tickets=tuple(TicketView(ticket(1001 + n)) for n in range(count)))


# ── What must be loaded ────────────────────────────────────────────────────────────────


def test_a_prompt_says_what_it_needs_beside_the_usual_facts() -> None:
    assert needs(at(Idle())) == Needs()
    assert needs(at(Reading("mx-records", HITS))) == Needs(article="mx-records")
    assert needs(at(ConfirmingBump(1001))) == Needs(weigh=True)
    told = (Notice(Say.RECORD, 1001), Notice(Say.STATUS, 1002), Notice(Say.RECORD, 1003, places=(17, 0)))
    assert needs(at(Idle(), *told)) == Needs(records=((1001, 0), (1003, 17)), lately=True)
    assert needs(at(Filed(1001))) == Needs(lately=True, calendar=True)
    assert needs(at(Idle(), Notice(Say.FILED, 1001))) == Needs(lately=True)
    for topic in ("hours", "holidays"):
        assert needs(at(Idle(), Notice(Say.TOPIC, text=topic))) == Needs(calendar=True)
    assert needs(at(Idle(), Notice(Say.TOPIC, text="price"))) == Needs()
    assert needs(at(Scheduling(1001))) == Needs(slots_for=1001)


# ── At rest ────────────────────────────────────────────────────────────────────────────


def test_the_door_greets_once_and_asks_ever_after() -> None:
    first = screen(prompt(Talk(), facts()))
    assert "I'm the front door of Harbour Hosting support" in first
    assert sees(Idle()) == "What can I help you with?"


def test_at_rest_a_notice_is_all_that_is_said() -> None:
    for stage in (Idle(), Solved(), Filed(1001)):
        assert sees(stage, WAITING, Notice(Say.WELCOME)) == "You're welcome. I'm here whenever you need me."
    assert "Glad it did" in sees(Solved())


def test_under_way_a_notice_comes_before_the_stages_own_words() -> None:
    said = sees(NoArticleFound(), None, Notice(Say.HELP))
    assert said.index("You can also type") < said.index("I have no article that fits")
    assert can(NoArticleFound(), None, Notice(Say.LANGUAGES)) == ("file", "@lang.en", "@lang.es", "@lang.de")


def test_no_choice_stands_twice() -> None:
    both = at(NoArticleFound(), Notice(Say.LANGUAGES), Notice(Say.LANGUAGE_GUESSED))
    assert len(set(actions(prompt(both, facts())))) == len(actions(prompt(both, facts())))


# ── Articles ───────────────────────────────────────────────────────────────────────────


def test_articles_are_counted_linked_and_can_be_refused() -> None:
    said = sees(Suggested(HITS))
    assert "I found 3 articles that may help:" in said
    assert "https://help.example.com/de/mx-records" in said
    assert can(Suggested(HITS)) == ("read.0", "read.1", "read.2", "none")
    assert "I found an article that may help:" in sees(Suggested(HITS[:1]))


def test_each_article_stands_under_the_question_that_it_answers() -> None:
    mail, bill = replace(HITS[0], about="Mails bounce."), replace(HITS[1], about="And where is my bill?")
    shown = prompt(at(Suggested((mail, bill, replace(HITS[2], about="Mails bounce.")))), facts())
    assert isinstance(shown, Choices)
    told = [block.text if isinstance(block, Quote) else block.title for block in shown.blocks
            if isinstance(block, Quote | Card)]  # fmt: skip
    assert told == ["Mails bounce.", HITS[0].title, HITS[2].title, "And where is my bill?", HITS[1].title]
    assert "something for each of your questions" in sees(Suggested((mail, bill)))


def test_what_was_read_without_success_is_not_offered_again() -> None:
    assert "There are 2 more that may help:" in sees(Suggested(HITS, ("mx-records",)))
    left = Suggested(HITS, ("mx-records", "mailbox-full"))
    assert "There is one more that may help:" in sees(left)
    assert can(left) == ("read.0", "none")
    assert can(Suggested(HITS, ("mail-not-arriving",))) == ("read.1", "read.2", "none")


def test_an_article_is_shown_in_full_with_its_links_made_good() -> None:
    body = "See [MX](mx-records.md), [web](https://example.com/a.md) and [Up](../up.md)."
    known = facts(article=Article("mailbox-full", "en", "Mailbox full", body))
    reading = prompt(at(Reading("mailbox-full", HITS)), known)
    [doc] = [block for block in reading.blocks if isinstance(block, Doc)]
    assert doc.url == "https://help.example.com/en/mailbox-full"
    assert doc.markdown == (
        "See [MX](https://help.example.com/en/mx-records), [web](https://example.com/a.md) and [Up](../up.md)."
    )
    assert actions(reading) == ("yes", "no")


def test_a_link_to_a_heading_of_another_article_keeps_the_heading() -> None:
    body = 'See [MX](mx-records.md#priority), [v2.1](mail_v2.1.md "New"), ![x](x.md.png) and [a](#here).'
    shown = prompt(at(Reading("mailbox-full", HITS)), facts(article=Article("mailbox-full", "de", "Voll", body)))
    [doc] = [block for block in shown.blocks if isinstance(block, Doc)]
    assert doc.markdown == (
        "See [MX](https://help.example.com/de/mx-records#priority), "
        '[v2.1](https://help.example.com/de/mail_v2.1 "New"), ![x](x.md.png) and [a](#here).'
    )


def test_an_imported_article_is_read_where_it_came_from() -> None:
    source = "https://help.acme.example/hc/en-us/articles/17"
    assert source in sees(Suggested((replace(HITS[0], source=source),)))
    known = facts(article=Article("mailbox-full", "en", "Mailbox full", "Body.", source=source))
    [doc] = [block for block in prompt(at(Reading("mailbox-full", HITS)), known).blocks if isinstance(block, Doc)]
    assert doc.url == source


def test_an_interruption_does_not_show_the_whole_article_again() -> None:
    known = facts(article=Article("mailbox-full", "en", "Mailbox full", "Body."))
    again = prompt(replace(at(Reading("mailbox-full", HITS), Notice(Say.HELP)), again=True), known)
    assert not any(isinstance(block, Doc) for block in again.blocks)
    assert "Did this solve it?" in screen(again)


def test_an_article_that_is_gone_is_no_dead_end() -> None:
    gone = Reading("gone", HITS)
    assert "This article isn't there any more." in sees(gone)
    assert can(gone) == ("yes", "no")


def test_nothing_found_and_nothing_left_are_different_words() -> None:
    assert "I have no article that fits." in sees(NoArticleFound())
    assert "I have no other article on this." in sees(NoArticleFound(read_some=True))
    assert can(NoArticleFound()) == can(NoArticleFound(read_some=True)) == ("file",)


def test_who_comes_with_words_of_a_known_fault_may_say_that_theirs_are_about_a_ticket() -> None:
    fault = replace(WAITING, incident=course.begun(1, "sam", "The disk is full", WEDNESDAY))
    told = replace(at(KnownIncident(1)), lines=(Line("no mail again", WEDNESDAY),))
    shown = prompt(told, fault)
    assert "“The disk is full”" in screen(shown)
    assert actions(shown) == ("file", "else", "wait", "@about.1001")
    assert "@about.1001" not in actions(prompt(replace(told, declined=(1001,)), fault))
    assert actions(prompt(replace(told, stage=KnownIncident(1, draft=FULL)), fault)) == ("file", "wait")
    again = prompt(replace(told, notices=(Notice(Say.HELP),), again=True), fault)
    assert "“The disk is full”" not in screen(again)


# ── The form ───────────────────────────────────────────────────────────────────────────


def form(draft: Draft, *wrong: tuple[str, str]) -> Form:
    asked = prompt(at(Drafting(draft, wrong)), facts())
    assert isinstance(asked, Form)
    return asked


def test_the_form_asks_for_what_is_missing_and_begins_with_why() -> None:
    blank = form(Draft())
    assert [f.name for f in blank.fields] == list(ticket_form.FIELDS)
    assert [f.name for f in blank.fields if not f.required] == ["symptoms", "service"]
    assert [f.name for f in blank.fields if f.long] == ["symptoms"]
    assert "Let's open a ticket." in screen(blank)
    known = form(Draft(subject="No mail", service="example.com", done=("service",)))
    assert "with what you wrote" in screen(known)
    assert [f.name for f in known.fields] == ["subject", "symptoms", "urgency", "name"]
    assert not form(Draft(done=("subject",))).blocks


@pytest.mark.parametrize(
    ("draft", "offered"),
    [
        (Draft(), ("drop",)),
        (Draft(subject="No mail"), ("keep", "drop")),
        (Draft(done=("subject",)), ("keep", "drop")),
        (Draft(done=("subject", "service", "symptoms")), ("set.normal", "set.high", "set.outage", "drop")),
        (Draft(done=ticket_form.FIELDS[:4]), ("drop",)),
    ],
    ids=["nothing known", "subject known", "optional", "urgency", "name"],
)
def test_each_field_offers_what_can_be_done_without_typing(draft: Draft, offered: tuple[str, ...]) -> None:
    assert actions(form(draft)) == offered


def test_a_long_value_is_cut_on_its_choice_and_has_no_second_line() -> None:
    assert "[Keep “No mail”]" in screen(form(Draft(subject="No mail")))
    assert f"[Keep “{'x' * 59}…”]" in screen(form(Draft(subject="x" * 61)))
    assert f"[Keep “{'x' * 60}”]" in screen(form(Draft(subject="x" * 60)))
    two = Draft(symptoms="one\n 9 two", done=("subject", "service"))
    assert "[Keep “one  9 two”]" in screen(form(two))


def test_what_is_wrong_is_said_at_its_field() -> None:
    wrong = form(
        Draft(), ("subject", ticket_form.TOO_LONG), ("urgency", ticket_form.NOT_A_CHOICE), ("name", ticket_form.EMPTY)
    )
    problems = {f.name: f.problem for f in wrong.fields if f.problem}
    assert set(problems) == {"subject", "urgency", "name"}
    assert "That's too long: 120 characters fit here." in screen(wrong)
    assert not wrong.blocks


def test_a_notice_in_the_form_keeps_the_forms_choices_first() -> None:
    assert can(Drafting(Draft()), None, Notice(Say.LANGUAGES)) == ("drop", "@lang.en", "@lang.es", "@lang.de")


# ── Filed ──────────────────────────────────────────────────────────────────────────────


def test_a_filed_ticket_says_number_place_estimate_and_promise() -> None:
    said = sees(Filed(1001), WAITING)
    for words in (
        "Ticket #1001 is in. You're 3rd in line.",
        "I estimate",
        "What we do guarantee",
        "Just write it here.",
    ):
        assert words in said
    assert "call" not in said


def test_what_staff_were_told_is_told_to_the_client() -> None:
    noted = TicketView(ticket(third_party="Outlook", asked_urgency=Urgency.HIGH), 1)
    said = sees(Filed(1001), facts(tickets=(noted,)))
    assert "You asked for a higher urgency: staff see that at once and decide." in said
    assert "about Outlook, which isn't our own software: before any help with it is billed, you're asked." in said
    agreed = replace(noted, agreed=(agreement(of=terms(Channel.HELPDESK, 80)),))
    said = sees(Filed(1001), facts(tickets=(agreed,)))
    assert "Billed help in writing is agreed: $80.00 per hour, up to 1 hour." in said
    assert "you're asked" not in said


def test_what_was_filed_beside_a_notice_keeps_its_choices() -> None:
    filed = (Notice(Say.AGREED, 1001), Notice(Say.FILED, 1001))
    assert can(Filed(1001), WAITING, *filed) == ("@show.1001", "@phone.1001")
    assert "Ticket #1001 is in." in sees(Filed(1001), WAITING, *filed)
    assert can(Filed(1001), WAITING, Notice(Say.WELCOME)) == ()


def test_later_the_same_stage_says_how_it_stands_by_then() -> None:
    assert "kim is working on it" in sees(Filed(1001), facts(tickets=(TicketView(ticket(owner="kim")),)))
    nudged = facts(tickets=(TicketView(ticket(since=WEDNESDAY + timedelta(hours=1), version=1), 9),))
    assert sees(Filed(1001), nudged).startswith("#1001 “My emails dont arive” is 9th in line.")
    assert sees(Filed(1001)) == "Ticket #1001 is closed."
    assert isinstance(prompt(at(Filed(1001)), facts()), Text)


# ── Several tickets ────────────────────────────────────────────────────────────────────

SEVERAL = facts(tickets=(TicketView(ticket(), 3), TicketView(ticket(1002, subject="Web", owner="kim"))))


def test_joining_names_the_likely_twin_and_what_is_kept() -> None:
    said = sees(AssigningText("more of it", (1001, 1002), twin=True), SEVERAL)
    assert "That sounds like your open ticket #1001 “My emails dont arive”." in said
    assert "[Add to #1001, keep 3rd place]\n[Add to #1002]\n[It's something else]\n[Never mind]" in said
    assert "more of it" in said


def test_joining_asks_openly_where_nothing_is_alike() -> None:
    for stage, known in (
        (AssigningText("x", (1001, 1002)), SEVERAL),
        (AssigningText("x", (1001,), twin=True), facts()),
    ):
        assert "Does this belong to a ticket you have open" in sees(stage, known)
        assert can(stage, known)[-2:] == ("new", "drop")


def test_a_duplicate_is_shown_before_it_is_filed() -> None:
    said = sees(ConfirmingDuplicate(FULL, (1001, 1003)), SEVERAL)
    assert "Before I file it" in said
    assert "#1001 “My emails dont arive”" in said
    assert can(ConfirmingDuplicate(FULL, (1001, 1003)), SEVERAL) == ("join.1001", "join.1003", "file", "drop")


def test_of_many_open_tickets_some_are_shown_before_another_is_filed() -> None:
    before, numbers = with_open(5), (1005, 1004, 1003)
    said = sees(ConfirmingDuplicate(FULL, numbers, many=True), before)
    assert "you have 5 open tickets. Does this belong to one of them?" in said
    assert "Type my tickets to see all." in said
    assert can(ConfirmingDuplicate(FULL, numbers, many=True), before)[-2:] == ("file", "drop")
    assert "Type my tickets" not in sees(ConfirmingDuplicate(FULL, tuple(range(1001, 1006)), many=True), before)


def test_with_as_many_as_there_may_be_no_choice_files_another() -> None:
    full = with_open(policy().limits.open_tickets_max)
    assert "as many as I can keep for you. Our staff know." in sees(ConfirmingDuplicate(FULL, (1001,), many=True), full)
    assert can(ConfirmingDuplicate(FULL, (1001,), many=True), full) == ("join.1001", "drop")


def test_which_of_several_is_meant() -> None:
    picking = Picking("solved", (1001, 1002, 9999))
    assert can(picking, SEVERAL) == ("@solved.1001", "@solved.1002", "drop")
    long = facts(tickets=(TicketView(ticket(subject="x" * 200)),))
    assert "…]" in sees(Picking("show", (1001,)), long)


def test_with_several_tickets_on_the_screen_a_choice_names_its_ticket() -> None:
    both = (Notice(Say.STATUS, 1001), Notice(Say.STATUS, 1002))
    assert can(Idle(), SEVERAL, *both) == ("@show.1001", "@show.1002")
    assert "[Show #1001]\n[Show #1002]" in sees(Idle(), SEVERAL, *both)
    assert can(Idle(), SEVERAL, both[0]) == ("@show.1001", "@phone.1001")


# ── Nudging, cancelling, adding ────────────────────────────────────────────────────────


def test_a_nudge_shows_its_exact_price_and_the_better_choice_first() -> None:
    said = sees(ConfirmingBump(1001), WAITING)
    assert "#1001 is 3rd in line, and my estimate is Thu, Dec 17, 9:10 PM Berlin time." in said
    assert "you'd move from 3rd to 11th. New facts keep your place." in said
    assert can(ConfirmingBump(1001), WAITING) == ("add", "leave", "nudge")


@pytest.mark.parametrize("end", [3, 2, None], ids=["last", "behind", "not weighed"])
def test_a_nudge_that_can_gain_nothing_is_not_offered(end: int | None) -> None:
    last = facts(tickets=(TicketView(ticket(), 3, end),))
    assert "It's the last in its line" in sees(ConfirmingBump(1001), last)
    assert can(ConfirmingBump(1001), last) == ("add", "leave")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (replace(WAITING, now=ticket().grace_until + timedelta(seconds=1)), "past our estimate"),
        (facts(tickets=(TicketView(ticket(owner="kim")),)), "kim is working on it"),
        (facts(tickets=(TicketView(ticket(state=State.SOLVED)),)), "is solved"),
        (facts(), "Ticket #1001 is closed."),
    ],
    ids=["fair by now", "claimed", "solved", "gone"],
)
def test_a_nudge_that_has_lost_its_point_says_how_things_stand(known: Facts, said: str) -> None:
    assert said in sees(ConfirmingBump(1001), known)
    assert can(ConfirmingBump(1001), known) == ("leave",)


def test_taking_back_asks_first_and_keeping_is_the_easy_way() -> None:
    assert "Take back #1001 “My emails dont arive”? It leaves the line for good." in sees(Cancelling(1001), WAITING)
    assert can(Cancelling(1001), WAITING) == ("cancel", "leave")
    assert "Take back #1001" in sees(Cancelling(1001))


def test_adding_says_that_the_place_stays() -> None:
    assert "What should I add to #1001? Your place in line stays." in sees(Adding(1001), WAITING)
    assert can(Adding(1001)) == ("drop",)


def test_an_article_is_called_the_answer_only_where_it_surely_is() -> None:
    likely, sure = hit("a", 0.6), hit("a", 0.9)
    assert "may help" in sees(Suggested((likely,)))
    assert "should answer it:" in sees(Suggested((sure,)))
    assert "The first of these should answer it" in sees(Suggested((sure, hit("b", 0.5))))
