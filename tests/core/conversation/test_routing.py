"""Which of several things a sentence is for: a call or its number, the form or what was pushed, one ticket of two."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.client_view.prompt import prompt
from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AddWords, BookSlot, CallOff, Command, NoteFeedback, SetNumber, Solve
from bot.core.conversation.events import Chose, Event, Said
from bot.core.conversation.facts import TicketView
from bot.core.conversation.state import (
    About,
    Cancelling,
    ConfirmingCallOff,
    ConfirmingClose,
    ConfirmingReopen,
    Draft,
    Drafting,
    Filed,
    GivingNumber,
    Idle,
    NoArticleFound,
    Notice,
    Pushed,
    Reading,
    Say,
    Scheduling,
    Solved,
    Stage,
    Suggested,
    Talk,
)
from bot.core.conversation.step import step
from bot.core.model.appointment import CallState
from bot.core.model.record import Line
from bot.core.model.tickets import State
from tests.builders import ANA, WEDNESDAY, call, facts, heard, hit, ticket
from tests.core.calendar.test_slots import grid
from tests.reading import actions, screen

HOURS = tuple(grid().between(WEDNESDAY))
MAIL = TicketView(ticket(1001, subject="Mails don't arrive", symptoms=""), 2)
WEB = TicketView(ticket(1002, subject="Website shows error 500", symptoms=""), 3)
CALLED = TicketView(ticket(wants_phone=True), 2, call=call(CallState.REQUESTED))
OFFERED = TicketView(ticket(wants_phone=True), 2, call=call(CallState.OFFERED))
ANSWERED = TicketView(ticket(state=State.ANSWERED, owner="sam", answered_at=WEDNESDAY, subject="Mails don't arrive"))
HITS = (hit("mail-not-arriving"), hit("mailbox-full", 0.5))


def after(stage: Stage, said: str | Event, *seen: TicketView, **more: object) -> tuple[Talk, list[Command]]:
    event = Said(said) if isinstance(said, str) else said
    talk = Talk(revision=4, stage=stage, question="no mail", **more)  # type: ignore[arg-type]
    known = facts(account=ANA if seen else None, tickets=seen)
    talk, commands = step(talk, event, replace(heard(known, talk, event), hours=HOURS, slots=HOURS))
    return talk, [command for command in commands if not isinstance(command, NoteFeedback)]


def says(talk: Talk) -> list[Say]:
    return [notice.say for notice in talk.notices]


def note(text: str, number: int = 1001) -> AddWords:
    return AddWords(number, (Line(text, WEDNESDAY),), back=False)


def form(asked: str, subject: str = "Website is down") -> Drafting:
    before = ticket_form.FIELDS[: ticket_form.FIELDS.index(asked)]
    return Drafting(Draft(subject if before else "", urgency="normal", done=before))


# ── A call that is planned ─────────────────────────────────────────────────────────────


def test_a_call_is_given_up_at_once_where_nothing_else_is_said() -> None:
    assert after(Filed(1001), "please cancel the call", CALLED)[1] == [CallOff(1001)]
    long = "maybe we should cancel the call since my sister in the shop may know it after all"
    talk, commands = after(Filed(1001), long, CALLED)
    assert (talk.stage, commands) == (ConfirmingCallOff(1001), [note(long)])


def test_whether_it_is_to_be_cancelled_takes_a_clear_answer() -> None:
    asked = ConfirmingCallOff(1001)
    assert after(asked, "yes", CALLED) == (after(asked, "yes", CALLED)[0], [CallOff(1001)])
    assert after(asked, Chose("calloff", 4), CALLED)[1] == [CallOff(1001)]
    for kept in ("no", Chose("leave", 4)):
        talk, commands = after(asked, kept, CALLED)
        assert (talk.stage, says(talk), commands) == (Filed(1001), [Say.CALL], [])
    assert says(after(asked, "hm", CALLED)[0]) == [Say.CHOOSE]
    moved, _none = after(asked, "could we move it to another day?", CALLED)
    assert isinstance(moved.stage, Scheduling)
    told = "it shows 550 in the second window now"
    assert after(asked, told, CALLED)[1] == [AddWords(1001, (Line(told, WEDNESDAY),))]


def test_the_question_names_the_time_or_that_there_is_none() -> None:
    assert "calloff" in actions(prompt(Talk(4, ConfirmingCallOff(1001)), facts(account=ANA, tickets=(CALLED,))))
    gone = prompt(Talk(4, ConfirmingCallOff(1001)), facts(account=ANA, tickets=(MAIL,)))
    assert "no phone call" in screen(gone)


def test_a_number_beside_a_planned_call_is_the_one_to_call() -> None:
    talk, commands = after(Filed(1001), "the old number is dead, use +49 30 901821", CALLED)
    assert commands[0] == SetNumber("+49 30 901821")
    assert Notice(Say.NUMBER_SET, text="+49 30 901821") in talk.notices
    assert after(Filed(1001), "+49 30 901821", CALLED)[1] == [SetNumber("+49 30 901821")]


def test_a_call_about_one_of_two_tickets_is_for_that_one() -> None:
    assert after(Filed(1001), "can you call me about the website", MAIL, WEB)[0].stage == Scheduling(1002)


# ── Picking a time ─────────────────────────────────────────────────────────────────────


def test_the_first_of_a_day_is_one_at_which_people_are_awake() -> None:
    picking = Scheduling(1001, "2026-12-17")
    [asked] = [after(picking, "the first one", MAIL)[0].stage]
    start = asked.start if isinstance(asked, GivingNumber) else None
    if start is None:
        [booked] = after(picking, "the first one", MAIL)[1]
        assert isinstance(booked, BookSlot)
        start = booked.start
    assert start.hour == 18  # 19:00 in Berlin
    assert says(after(picking, "the last one", MAIL)[0]) == [Say.CHOOSE]
    assert after(Scheduling(1001, "2026-12-20"), "the first one", MAIL)[1] == []


def test_a_correction_is_asked_back() -> None:
    talk, commands = after(Scheduling(1001, "2026-12-17"), "19:30 no sorry 20:00", MAIL)
    assert (talk.stage, says(talk)) == (Scheduling(1001, "2026-12-17"), [Say.CHOOSE])
    assert not [command for command in commands if isinstance(command, BookSlot)]


def test_who_calls_and_for_how_long_is_told() -> None:
    talk, _commands = after(Scheduling(1001, "2026-12-17"), "will somebody call me in the evening then?", MAIL)
    assert Say.TOPIC in says(talk)
    talk, _none = after(Scheduling(1001, "2026-12-17"), "how long does a call take?", MAIL)
    assert [notice.text for notice in talk.notices] == ["call"]


def test_times_by_night_come_last_with_their_day() -> None:
    known = replace(facts(account=ANA, tickets=(MAIL,)), slots=HOURS)
    shown = screen(prompt(Talk(4, Scheduling(1001, "2026-12-17")), known))
    assert shown.index("7:30") < shown.index("12:30")
    days = actions(prompt(Talk(4, Scheduling(1001)), known))
    assert "day.2026-12-19" not in days  # a Saturday, with nothing but the end of Friday's night


# ── What was pushed, and the form ──────────────────────────────────────────────────────

SOLVED = Pushed(About.SOLVED, 1001)


def test_one_message_answers_what_was_pushed_and_the_field_under_way() -> None:
    talk, commands = after(form("urgency"), "yes it works. the website is a total outage", ANSWERED, over=SOLVED)
    assert Solve(1001) in commands
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.urgency == "outage"
    nothing, _none = after(form("urgency"), "yes it works. the website shows a page", ANSWERED, over=SOLVED)
    assert isinstance(nothing.stage, Drafting)
    assert "urgency" not in nothing.stage.draft.done


def test_a_domain_of_the_form_is_taken_beside_the_answer() -> None:
    talk, commands = after(form("service"), "yes it works. the website is shop.example.com", ANSWERED, over=SOLVED)
    assert Solve(1001) in commands
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.service == "shop.example.com"
    other, _none = after(form("service"), "yes it works. thank you all", ANSWERED, over=SOLVED)
    assert isinstance(other.stage, Drafting)
    assert not other.stage.draft.service
    free, _none = after(form("symptoms"), "yes it works. the website shows 500", ANSWERED, over=SOLVED)
    assert isinstance(free.stage, Drafting)


def test_a_question_about_an_answer_leaves_it_asked_and_is_for_staff() -> None:
    asked = "so are all of my old letters in the cellar gone now?"
    talk, commands = after(Filed(1001), asked, ANSWERED, over=SOLVED)
    assert commands == [note(asked)]
    assert talk.stage == Filed(1001)
    works = "does it work for you people over there by now?"
    assert after(Filed(1001), works, ANSWERED, over=SOLVED)[1] == [note(works)]


def test_another_time_than_the_offered_one_is_for_staff() -> None:
    offer = Pushed(About.OFFER, 1001, 1)
    said = "can't at that hour, 21:30 would be better for my sister"
    talk, commands = after(Filed(1001), said, OFFERED, over=offer)
    assert (says(talk), commands) == ([Say.CALL], [note(said)])
    assert after(Filed(1001), "no, at 19:30 I can't", OFFERED, over=offer)[1] == [CallOff(1001)]
    assert after(Filed(1001), "no, thursday I can't", OFFERED, over=offer)[1] == [CallOff(1001)]


# ── The form ───────────────────────────────────────────────────────────────────────────


def test_a_long_subject_is_kept_whole_and_its_beginning_is_the_subject() -> None:
    said = "the page is empty " * 10
    talk, _none = after(Drafting(Draft()), said)
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.subject.endswith("…")
    assert talk.lines[0].text == said


def test_a_field_may_be_thought_about_given_up_or_asked_about() -> None:
    assert Say.NO_HURRY in says(after(Drafting(Draft()), "one moment please")[0])
    assert after(Drafting(Draft()), "scrap that, forget it please")[0].stage == Idle()
    assert after(Drafting(Draft()), "actually scrap that i think i can sort it myself")[0].stage == Idle()
    talk, _none = after(form("service"), "does a subdomain count? shop.example.com")
    assert isinstance(talk.stage, Drafting)
    assert talk.stage.draft.service == "shop.example.com"
    named, _none = after(form("name"), "my name is Ana, and who are you?")
    assert not isinstance(named.stage, Drafting) or named.stage.draft.name == "Ana"


# ── Articles ───────────────────────────────────────────────────────────────────────────


def test_the_others_are_shown_again() -> None:
    reading = Reading("mail-not-arriving", HITS)
    assert after(reading, "can I see the conversation again?")[0].stage == Suggested(HITS)


def test_who_agrees_and_tells_more_gets_the_form_with_it() -> None:
    talk, _none = after(NoArticleFound(), "yes please, the thing covers our order button and customers leave us")
    assert isinstance(talk.stage, Drafting)
    assert "order button" in talk.lines[-1].text


def test_none_of_them_with_what_is_seen_instead() -> None:
    talk, _none = after(Suggested(HITS), "none of these, the red lamp beside the third cable blinks")
    assert isinstance(talk.stage, Drafting)
    assert "red lamp" in talk.lines[-1].text


def test_an_article_is_chosen_by_its_abbreviation_or_a_part_of_its_title() -> None:
    hits = (replace(hit("mx-records"), title="MX records"), replace(hit("full"), title="Domainumzug"))
    for said, slug in (("the mx one pls, we have just moved house", "mx-records"), ("das mit dem umzug", "full")):
        opened = after(Suggested(hits), said)[0].stage
        assert isinstance(opened, Reading)
        assert opened.slug == slug


# ── At rest ────────────────────────────────────────────────────────────────────────────


def test_much_that_is_told_beside_a_question_about_us_goes_onto_the_ticket() -> None:
    said = (
        "the red lamp beside the third cable in the cellar blinks since my sister moved the shelf."
        " are you open on saturday?"
    )
    talk, commands = after(Filed(1001), said, MAIL)
    assert commands == [AddWords(1001, (Line(said, WEDNESDAY),))]
    assert Say.TOPIC in says(talk)


def test_what_works_again_after_it_was_solved_isnt_back() -> None:
    closed = WEDNESDAY - timedelta(days=1)
    before = TicketView(ticket(state=State.SOLVED, closed_at=closed, answered_at=closed))
    said = "opened the laptop again today, all works fine"
    assert not isinstance(after(Solved(), said, before)[0].stage, ConfirmingReopen)


@pytest.mark.parametrize(("said", "number"), [("the website works now", 1002), ("mails come in again", 1001)])
def test_of_two_tickets_the_one_is_meant_that_is_about_it(said: str, number: int) -> None:
    assert after(Filed(1001), said, MAIL, WEB)[0].stage == ConfirmingClose(number)


def test_a_request_in_the_middle_of_a_question_takes_nothing_back() -> None:
    said = "how far along are you with it"
    assert after(Cancelling(1001), said, MAIL)[1] == [AddWords(1001, (Line(said, WEDNESDAY),))]


def test_a_day_that_is_asked_about_is_the_one_that_was_named() -> None:
    talk, _none = after(Idle(), "are you open on friday?")
    [told] = talk.notices
    assert told.at is not None
    assert told.at.strftime("%A") == "Friday"
    assert after(Idle(), "when are you open?")[0].notices[0].at is None


def test_who_has_a_call_and_asks_to_be_called_tells_something() -> None:
    said = "somebody should call me at the office"
    assert after(Filed(1001), said, CALLED)[0].stage == Filed(1001)
