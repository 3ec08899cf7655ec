"""The way to a call: a day, a time, and what becomes of it by a word or a choice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.client_view.prompt import prompt
from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AddWords, BookSlot, CallOff, Command, KeepCall, TakeCall, WantPhone
from bot.core.conversation.events import Acted, Chose, Event, Said, TicketFiled
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import (
    Agreed,
    ConfirmingTerms,
    Draft,
    Drafting,
    Filed,
    Idle,
    NoArticleFound,
    Notice,
    Picking,
    Say,
    Scheduling,
    Stage,
    Talk,
)
from bot.core.conversation.step import step
from bot.core.model.appointment import CallState, Proposal
from bot.core.model.record import Line
from bot.core.model.tickets import State
from bot.core.policy import Channel
from bot.core.rules.done import Done
from bot.i18n import Reader, plain
from tests.builders import ANA, CALL_AT, WEDNESDAY, agreement, call, facts, heard, terms, ticket
from tests.core.calendar.test_slots import grid
from tests.reading import actions, screen

OURS = TicketView(ticket(), 3)
THEIRS = TicketView(ticket(third_party="Outlook"), 3)
AGREED = replace(THEIRS, agreed=(agreement(),))
TALKED = replace(THEIRS, agreed=(agreement(of=terms(Channel.HELPDESK, 80)),))
"""Agreed in writing only."""


HOURS = tuple(grid().between(WEDNESDAY))


def with_call(state: CallState, seen: TicketView = OURS, **changes: object) -> TicketView:
    return replace(seen, ticket=replace(seen.ticket, wants_phone=True), call=call(state, **changes))


def at(stage: Stage, **more: object) -> Talk:
    return Talk(revision=4, stage=stage, **more)  # type: ignore[arg-type]


def known(*seen: TicketView) -> Facts:
    return facts(account=ANA, tickets=seen)


def after(stage: Stage, event: Event, *seen: TicketView, **more: object) -> tuple[Talk, list[Command]]:
    talk = at(stage, **more)
    facts = replace(heard(known(*seen), talk, event), hours=HOURS, slots=HOURS)
    talk, commands = step(talk, event, facts)
    return talk, list(commands)


def says(talk: Talk) -> list[Say]:
    return [notice.say for notice in talk.notices]


# ── To the times ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("event", [Said("call me"), Said("call me 1001"), Chose("@phone.1001", 0)])
def test_from_an_open_ticket_it_is_one_step_to_the_free_times(event: Event) -> None:
    for stage in (Idle(), Filed(1001)):
        assert after(stage, event, OURS)[0].stage == Scheduling(1001)


def test_a_client_whose_zone_nobody_knows_is_asked_for_it_once() -> None:
    nowhere = replace(known(OURS), zone="")
    talk, _commands = step(at(Filed(1001)), Said("call me"), nowhere)
    assert (talk.stage, says(talk)) == (Scheduling(1001), [Say.ZONE_ASK])
    asked = plain(prompt(talk, nowhere).blocks[0], Reader("en", "UTC", WEDNESDAY))  # type: ignore[arg-type]
    assert asked == "Times are shown in UTC. Which time zone are you in? Type for example zone Berlin."
    again, _commands = step(replace(talk, stage=Filed(1001), notices=()), Said("call me"), nowhere)
    assert (again.stage, says(again)) == (Scheduling(1001), [])


def test_for_other_software_the_phones_price_comes_first() -> None:
    for seen in (THEIRS, TALKED):
        assert after(Idle(), Said("call me"), seen)[0].stage == ConfirmingTerms("Outlook", terms(), 1001)
    assert after(Idle(), Said("call me"), AGREED)[0].stage == Scheduling(1001)


def test_a_call_that_is_planned_is_shown_rather_than_planned_twice() -> None:
    for state in (CallState.REQUESTED, CallState.OFFERED, CallState.CONFIRMED):
        talk, commands = after(Idle(), Said("call me"), with_call(state))
        assert (talk.stage, talk.notices, commands) == (Idle(), (Notice(Say.CALL, 1001),), [])
    assert after(Idle(), Said("call me"), with_call(CallState.DONE))[0].stage == Scheduling(1001)


def test_after_a_call_whose_outcome_nobody_noted_staff_are_told_of_the_wish_for_another() -> None:
    over = with_call(CallState.CONFIRMED, start=WEDNESDAY)
    talk, commands = after(Idle(), Said("call me"), over)
    assert (talk.stage, commands) == (Idle(), [WantPhone(1001, unfit=True)])


def test_there_is_no_call_about_a_closed_ticket() -> None:
    closed = TicketView(ticket(state=State.SOLVED, closed_at=WEDNESDAY))
    talk, commands = after(Idle(), Chose("@phone.1001", 0), closed)
    assert (talk.stage, says(talk), commands) == (Idle(), [Say.ALREADY_CLOSED], [])


def test_which_of_several_tickets_is_asked() -> None:
    both = (OURS, TicketView(ticket(1002, subject="Web")))
    assert after(Idle(), Said("call me"), *both)[0].stage == Picking("phone", (1001, 1002))
    for picking in (Picking("phone", (1001, 1002)), Picking("solved", (1001,))):
        assert after(picking, Chose("@phone.1002", 0), *both)[0].stage == Scheduling(1002)
    planned = with_call(CallState.CONFIRMED)
    talk, _none = after(Picking("solved", (1002,)), Chose("@phone.1001", 0), planned)
    assert (talk.stage, says(talk)) == (Idle(), [Say.CALL])


def test_while_a_form_is_open_the_wish_is_noted_and_the_form_stays() -> None:
    talk, commands = after(Drafting(Draft()), Chose("@phone.1001", 0), OURS)
    assert (talk.stage, commands) == (Drafting(Draft()), [WantPhone(1001)])


# ── After filing ───────────────────────────────────────────────────────────────────────

FULL = Draft("No mail", "", "none at all", "normal", "Ana", ticket_form.FIELDS)


def filed(seen: TicketView, **more: object) -> Talk:
    """What follows the filing of a ticket by somebody who asked for the phone."""
    return step(at(Drafting(FULL), wants_phone=True, **more), TicketFiled(1001), known(seen))[0]


def test_who_asked_for_the_phone_comes_to_its_times_as_the_ticket_is_filed() -> None:
    talk = filed(OURS)
    assert (talk.stage, talk.notices, talk.wants_phone) == (Scheduling(1001), (Notice(Say.FILED, 1001),), False)


def test_what_was_agreed_in_writing_is_asked_again_for_the_phone_and_a_no_is_respected() -> None:
    helpdesk = terms(Channel.HELPDESK, 80)
    talk = filed(TALKED, agreed=Agreed(True, helpdesk, WEDNESDAY, "en"))
    assert (talk.stage, says(talk)) == (ConfirmingTerms("Outlook", terms(), 1001), [Say.FILED])
    talk = filed(THEIRS, agreed=Agreed(False, helpdesk, WEDNESDAY, "en"))
    assert talk.stage == Filed(1001)


# ── Picking ────────────────────────────────────────────────────────────────────────────

THURSDAY = Scheduling(1001, "2026-12-17")


def test_a_day_then_a_time_is_two_taps() -> None:
    assert after(Scheduling(1001), Chose("day.2026-12-17", 4), OURS)[0].stage == THURSDAY
    _talk, commands = after(THURSDAY, Chose("at.20261217T1830", 4), OURS)
    assert commands == [BookSlot(1001, CALL_AT)]


@pytest.mark.parametrize(
    "action",
    ["day", "day.", "day.tomorrow", "day.2026-02-30", "at", "at.", "at.noon", "at.20261317T1830", "at.20261217T2460",
     "page", "page.x", "page.-1", "page.1000", "nonsense", "accept"],
)  # fmt: skip
def test_a_forged_day_or_time_is_none(action: str) -> None:
    talk, commands = after(THURSDAY, Chose(action, 4), OURS)
    assert (talk.stage, says(talk), commands) == (THURSDAY, [Say.STALE], [])


def test_a_button_of_yesterday_books_nothing() -> None:
    talk, commands = after(THURSDAY, Chose("at.20261217T1830", 3), OURS)
    assert (talk.stage, says(talk), commands) == (THURSDAY, [Say.STALE], [])


def test_another_day_and_later_ones() -> None:
    assert after(THURSDAY, Chose("days", 4), OURS)[0].stage == Scheduling(1001)
    assert after(Scheduling(1001), Chose("page.1", 4), OURS)[0].stage == Scheduling(1001, page=1)
    assert after(THURSDAY, Chose("page.2", 4), OURS)[0].stage == replace(THURSDAY, page=2)
    assert after(replace(THURSDAY, page=2), Chose("days", 4), OURS)[0].stage == Scheduling(1001)


@pytest.mark.parametrize("event", [Chose("none", 4), Said("none of these")])
def test_when_no_time_suits_staff_are_told(event: Event) -> None:
    shown, _none = after(THURSDAY, Said("none of these"), OURS)
    assert shown.stage == Scheduling(1001)  # of this day; other days may do
    talk, commands = after(Scheduling(1001), event, OURS)
    assert (talk.stage, commands) == (Filed(1001), [WantPhone(1001, unfit=True)])


@pytest.mark.parametrize("event", [Chose("leave", 4), Said("no")])
def test_not_now_leaves_everything_as_it_is(event: Event) -> None:
    talk, commands = after(THURSDAY, event, OURS)
    assert (talk.stage, says(talk), commands) == (Filed(1001), [Say.NOT_NOW], [])


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        (THURSDAY, "19:30"), (THURSDAY, "7:30 pm"), (THURSDAY, "um 19:30 Uhr"), (Scheduling(1001), "Thu 19:30"),
        (Scheduling(1001), "tomorrow at 19:30"), (THURSDAY, "17 dic 19:30"), (THURSDAY, "2026-12-17 19:30"),
        (THURSDAY, "half past seven"), (THURSDAY, "halb acht"), (THURSDAY, "a las siete y media"),
        (Scheduling(1001), "can you do thursday at half past 7 in the evening?"), (Scheduling(1001), "tomorow 7.30pm"),
    ],
)  # fmt: skip
def test_a_time_in_the_clients_own_words_is_as_good_as_chosen(stage: Stage, text: str) -> None:
    assert after(stage, Said(text), OURS)[1] == [BookSlot(1001, CALL_AT)]


@pytest.mark.parametrize("text", ["tomorrow", "thursday", "17 Dec", "2026-12-17", "Donnerstag bitte"])
def test_a_day_in_the_clients_own_words_shows_its_times(text: str) -> None:
    talk, commands = after(Scheduling(1001, page=1), Said(text), OURS)
    assert (talk.stage, commands) == (THURSDAY, [])


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        (THURSDAY, "7"), (THURSDAY, "1001"), (THURSDAY, "25:00"), (THURSDAY, "10:75"),
    ],
)  # fmt: skip
def test_a_typed_time_that_is_none_is_said_to_be_none(stage: Stage, text: str) -> None:
    talk, commands = after(stage, Said(text), OURS)
    assert (talk.stage, says(talk), commands) == (stage, [Say.NO_CALL], [])


@pytest.mark.parametrize(
    "text", ["since noon it says 550", "the invoice is wrong as well", "can you call me about the invoice"]
)
def test_other_words_go_to_the_ticket_and_the_times_stay(text: str) -> None:
    talk, commands = after(THURSDAY, Said(text), OURS)
    assert commands == [AddWords(1001, (Line(text, WEDNESDAY),))]
    talk, _none = step(replace(talk, notices=()), Acted(Done.ADDED, 1001), known(OURS))
    assert (talk.stage, says(talk), talk.lines) == (THURSDAY, [Say.ADDED], ())


# ── What became of it ──────────────────────────────────────────────────────────────────


def test_a_booked_call_ends_the_picking() -> None:
    talk, _none = after(THURSDAY, Acted(Done.CALL_BOOKED, 1001), with_call(CallState.REQUESTED))
    assert (talk.stage, talk.notices) == (Filed(1001), (Notice(Say.CALL, 1001),))


def test_who_comes_second_is_offered_the_next_times() -> None:
    talk, _none = after(replace(THURSDAY, page=1), Acted(Done.CALL_TAKEN, 1001), OURS)
    assert (talk.stage, says(talk)) == (Scheduling(1001), [Say.CALL_TAKEN])


def test_what_turns_out_to_be_about_other_software_is_asked_about_before_it_is_booked() -> None:
    talk, _none = after(THURSDAY, Acted(Done.TERMS_FIRST, 1001), THEIRS)
    assert (talk.stage, says(talk)) == (ConfirmingTerms("Outlook", terms(), 1001), [])


@pytest.mark.parametrize(
    ("seen", "take"),
    [
        (with_call(CallState.OFFERED, THEIRS, n=2, version=3), (2, 3)),
        (with_call(CallState.REQUESTED, THEIRS), (0, 0)),
        (with_call(CallState.CONFIRMED, THEIRS), (0, 0)),
    ],
    ids=["offered", "requested", "confirmed"],
)
def test_an_offered_time_is_taken_once_its_price_is_accepted(seen: TicketView, take: tuple[int, int]) -> None:
    talk, _none = after(Filed(1001), Acted(Done.TERMS_FIRST, 1001), seen)
    assert talk.stage == ConfirmingTerms("Outlook", terms(), 1001, take=take)
    talk, commands = step(talk, Acted(Done.AGREED, 1001), known(seen))
    if take == (0, 0):
        assert (talk.stage, commands) == (Scheduling(1001), ())
    else:
        assert (talk.stage, commands) == (Filed(1001), (TakeCall(1001, 2, 3),))


@pytest.mark.parametrize("stage", [NoArticleFound(), Drafting(Draft())])
def test_in_the_middle_of_something_else_the_price_waits(stage: Stage) -> None:
    talk, _none = after(stage, Acted(Done.TERMS_FIRST, 1001), with_call(CallState.OFFERED, THEIRS))
    assert (talk.stage, says(talk)) == (stage, [Say.CALL])
    gone, _none = after(Idle(), Acted(Done.TERMS_FIRST, 1001))
    assert (gone.stage, says(gone)) == (Idle(), [Say.CALL])


# ── By words or by choices, at any time ────────────────────────────────────────────────


def test_a_planned_call_is_cancelled_or_moved() -> None:
    planned = with_call(CallState.CONFIRMED)
    for event in (Said("cancel my call"), Chose("@calloff.1001", 0)):
        assert after(Idle(), event, planned)[1] == [CallOff(1001)]
    for event in (Said("another time"), Chose("@movecall.1001", 0)):
        talk, commands = after(Idle(), event, planned)
        assert (talk.stage, commands) == (Scheduling(1001), [])
    owed = with_call(CallState.CONFIRMED, THEIRS)
    assert after(Idle(), Said("move my call"), owed)[0].stage == ConfirmingTerms("Outlook", terms(), 1001)


@pytest.mark.parametrize("text", ["cancel my call", "move my call"])
def test_without_a_call_there_is_none_to_cancel_or_move(text: str) -> None:
    talk, commands = after(Idle(), Said(text), OURS)
    assert (talk.notices, commands) == ((Notice(Say.CALL_GONE),), [])
    talk, commands = after(Idle(), Chose("@movecall.1001", 0), OURS)
    assert (talk.notices, commands) == ((Notice(Say.CALL_GONE, 1001),), [])


def test_of_several_tickets_the_one_with_a_call_is_meant() -> None:
    both = (TicketView(ticket(1000)), with_call(CallState.CONFIRMED))
    assert after(Idle(), Said("cancel my call"), *both)[1] == [CallOff(1001)]
    two = (with_call(CallState.OFFERED), replace(with_call(CallState.OFFERED), ticket=ticket(1002)))
    assert after(Idle(), Said("another time"), *two)[0].stage == Picking("movecall", (1001, 1002))


def test_while_a_form_is_open_a_call_is_shown_and_not_moved() -> None:
    talk, commands = after(Drafting(Draft()), Said("move my call"), with_call(CallState.CONFIRMED))
    assert (talk.stage, says(talk), commands) == (Drafting(Draft()), [Say.CALL], [])


def test_moments_are_written_in_utc_to_the_minute() -> None:
    _talk, [booked] = after(THURSDAY, Chose("at.20271107T0830", 4), OURS)
    assert booked == BookSlot(1001, datetime(2027, 11, 7, 8, 30, tzinfo=UTC))


# ── Yes and no at rest ─────────────────────────────────────────────────────────────────

OFFERED = with_call(CallState.OFFERED, n=2, version=3)


def test_a_yes_takes_the_one_time_that_was_offered_and_a_no_declines_it() -> None:
    assert after(Filed(1001), Said("yes"), OFFERED)[1] == [TakeCall(1001, 2, 3)]
    assert after(Filed(1001), Said("no"), OFFERED)[1] == [CallOff(1001)]


def test_of_two_offers_a_yes_takes_neither() -> None:
    other = replace(OFFERED, ticket=ticket(1002), call=call(CallState.OFFERED, ticket=1002))
    talk, commands = after(Idle(), Said("yes"), OFFERED, other)
    assert (talk.notices, commands) == ((Notice(Say.CALL, 1001), Notice(Say.CALL, 1002)), [])


def test_where_a_call_and_an_answer_both_wait_a_yes_closes_nothing() -> None:
    answered = ticket(state=State.ANSWERED, wants_phone=True)
    for state, said in ((CallState.OFFERED, Say.CALL), (CallState.REQUESTED, Say.STATUS)):
        talk, commands = after(Idle(), Said("yes"), TicketView(answered, call=call(state)))
        assert (says(talk), commands) == ([said], [])


def test_an_offer_is_taken_by_its_choice_as_it_was_offered() -> None:
    assert after(NoArticleFound(), Chose("@take.1001.2.3", 0), OFFERED)[1] == [TakeCall(1001, 2, 3)]
    assert after(NoArticleFound(), Chose("@take.1001.x", 0), OFFERED)[1] == [TakeCall(1001, 0, 0)]
    assert after(NoArticleFound(), Chose("@keepcall.1001.2.3", 0), OFFERED)[1] == [KeepCall(1001, 2, 3)]


# ── What it comes to ───────────────────────────────────────────────────────────────────


def test_the_statement_can_be_read_at_any_time_and_is_empty_where_nothing_was_agreed() -> None:
    for event in (Said("statement"), Chose("@statement.1001", 0)):
        assert after(NoArticleFound(), event, AGREED)[0].notices == (Notice(Say.STATEMENT, 1001),)
    assert says(after(Idle(), Said("my bill"), OURS)[0]) == [Say.NOT_BILLED]


# ── Times in words that no slot is, or several are ─────────────────────────────────────


def spoken(text: str, stage: Stage | None = None) -> Talk:
    """What comes of a time in words that books nothing."""
    talk, commands = after(stage or Scheduling(1001), Said(text), OURS)
    assert not [command for command in commands if isinstance(command, BookSlot)]
    return talk


def shown(talk: Talk) -> str:
    """What the client sees then."""
    return screen(prompt(talk, replace(known(OURS), slots=HOURS, hours=HOURS)))


def test_outside_the_hours_it_says_which_there_are_where_the_client_is_and_offers_the_nearest() -> None:
    text = shown(spoken("tomorrow around 3"))
    assert "On Thu, Dec 17 we call between 7:00 PM and 1:30 AM, so that's too early. The nearest times:" in text
    assert "[Thu, Dec 17, 7:00 PM]\n[Thu, Dec 17, 7:30 PM]\n[Thu, Dec 17, 8:00 PM]\n[Another day]" in text
    assert "We don't call on that day" in shown(spoken("saturday at 19:30"))
    assert "but no call begins just then" in shown(spoken("thursday 19:40"))
    assert "Calls can be booked until Fri, Jan 1, 2027" in shown(spoken("5 March at 20:00"))


def test_the_first_free_times_are_one_word_away() -> None:
    for text in ("asap", "so bald wie möglich", "lo antes posible", "the earliest please"):
        assert "The first free times:\n[Wed, Dec 16, 10:30 PM]" in shown(spoken(text)), text


def test_a_part_of_a_day_and_a_day_said_before_go_together() -> None:
    talk = spoken("in the evening, after 8pm")
    assert "Free times that fit:" in shown(talk)
    talk = spoken("friday", talk.stage)
    assert actions(prompt(talk, replace(known(OURS), slots=HOURS, hours=HOURS)))[0] == "at.20261218T1900"
    assert after(THURSDAY, Said("19:30"), OURS)[1] == [BookSlot(1001, CALL_AT)]


def test_a_time_that_is_taken_is_not_asked_for() -> None:
    talk = at(Scheduling(1001))
    others = tuple(each for each in HOURS if each.start != CALL_AT)
    told = replace(heard(known(OURS), talk, Said("Thu 19:30")), hours=HOURS, slots=others)
    talk, commands = step(talk, Said("Thu 19:30"), told)
    assert commands == ()
    assert "That time isn't free. The nearest ones:" in screen(prompt(talk, replace(told, tickets=(OURS,))))


def test_words_beside_a_time_are_on_the_ticket_and_the_time_counts() -> None:
    text = "thursday 19:30, the router is then rebooted"
    _talk, commands = after(Scheduling(1001), Said(text), OURS)
    assert commands == [AddWords(1001, (Line(text, WEDNESDAY),)), BookSlot(1001, CALL_AT)]


def test_the_times_that_staff_hold_for_them_can_be_said_too() -> None:
    evening = CALL_AT + timedelta(minutes=10)
    moved = with_call(CallState.CONFIRMED, proposed=Proposal(evening, evening + timedelta(minutes=30), CALL_AT, "kim"))
    for text, start in (("thursday 19:30", CALL_AT), ("thu 19:40", evening)):
        assert after(Scheduling(1001), Said(text), moved)[1] == [BookSlot(1001, start)]


def test_a_time_said_with_the_wish_for_a_call_is_used_at_once_or_when_the_ticket_is_filed() -> None:
    for text in (
        "call me tomorrow at 19:30",
        "rufen sie mich an am donnerstag um 19:30",
        "llámame el jueves a las 19:30",
    ):
        talk, commands = after(Filed(1001), Said(text), OURS)
        assert commands[-1] == BookSlot(1001, CALL_AT), text
    talk, _none = after(NoArticleFound(), Said("call me tomorrow at 19:30"))
    assert (talk.call_time is not None, talk.wants_phone) == (True, True)
    facts = replace(known(OURS), hours=HOURS, slots=HOURS)
    talk, filed_with = step(replace(talk, stage=Drafting(FULL)), TicketFiled(1001), facts)
    assert (talk.call_time, filed_with) == (None, (BookSlot(1001, CALL_AT),))
    owed, _none = after(Filed(1001), Said("call me tomorrow at 19:30"), THEIRS)
    assert isinstance(owed.stage, ConfirmingTerms)
    assert step(owed, Acted(Done.AGREED, 1001), replace(known(AGREED), hours=HOURS, slots=HOURS))[1] == (
        BookSlot(1001, CALL_AT),
    )


def test_the_transcript_can_be_had_at_any_time_by_its_client_alone() -> None:
    for event in (Said("transcript"), Chose("@transcript.1001", 0)):
        assert after(NoArticleFound(), event, OURS)[0].notices == (Notice(Say.TRANSCRIPT, 1001),)
    assert says(after(Idle(), Chose("@transcript.7", 0), OURS)[0]) == [Say.NOT_YOURS]
