"""The number to call: asked once, checked, kept; changed by a word; not asked where there is no call."""

from dataclasses import replace

import pytest

from bot.core.client_view.prompt import prompt
from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AddWords, BookSlot, Command, SetNumber, SetZone, TakeCall
from bot.core.conversation.events import Acted, Chose, Event, Said, Submitted, TicketFiled, ZoneChosen
from bot.core.conversation.facts import TicketView
from bot.core.conversation.state import (
    Draft,
    Drafting,
    Filed,
    GivingNumber,
    Idle,
    NoArticleFound,
    Notice,
    Say,
    Scheduling,
    Stage,
    Talk,
    numbers_in,
)
from bot.core.conversation.step import step
from bot.core.conversation.understood import ZoneMeant
from bot.core.model.appointment import CallState
from bot.core.model.people import Account
from bot.core.model.record import Line
from bot.core.rules.done import Done
from tests.builders import ANA, CALL_AT, NUMBER, WEDNESDAY, call, facts, heard, ticket
from tests.core.calendar.test_slots import grid
from tests.reading import actions, screen

OURS = TicketView(ticket(), 3)
HOURS = tuple(grid().between(WEDNESDAY))
NOBODY_KNOWS = replace(ANA, phone="")
ASKED = GivingNumber(1001, CALL_AT, since=4)
OFFERED = replace(OURS, ticket=replace(OURS.ticket, wants_phone=True), call=call(CallState.OFFERED, n=2, version=3))


def after(
    stage: Stage, event: Event, *seen: TicketView, account: Account | None = NOBODY_KNOWS, **more: object
) -> tuple[Talk, list[Command]]:
    talk = Talk(revision=4, stage=stage, **more)  # type: ignore[arg-type]
    known = heard(facts(account=account, tickets=seen or ((OURS,) if account else ())), talk, event)
    talk, commands = step(talk, event, replace(known, hours=HOURS, slots=HOURS))
    return talk, list(commands)


def says(talk: Talk) -> list[Say]:
    return [notice.say for notice in talk.notices]


def shown(talk: Talk, account: Account = NOBODY_KNOWS) -> str:
    return screen(prompt(talk, facts(account=account, tickets=(OURS,))))


# ── Asked once ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("event", [Chose("at.20261217T1830", 4), Said("thursday 19:30")])
def test_the_first_call_needs_a_number_and_later_ones_have_it(event: Event) -> None:
    talk, commands = after(Scheduling(1001, "2026-12-17"), event)
    assert isinstance(talk.stage, GivingNumber)
    assert (talk.stage.number, talk.stage.start, commands, numbers_in(talk.stage)) == (1001, CALL_AT, [], (1001,))
    assert "For the call on Thu, Dec 17, 7:30 PM Berlin time about #1001:" in shown(talk)
    assert "Which number shall we call you on?" in shown(talk)
    assert actions(prompt(talk, facts())) == ("leave",)
    assert after(Scheduling(1001, "2026-12-17"), event, account=ANA)[1] == [BookSlot(1001, CALL_AT)]


def test_taking_a_time_that_staff_offered_needs_it_as_well() -> None:
    for event in (Said("yes"), Chose("@take.1001.2.3", 0)):
        talk, commands = after(Filed(1001), event, OFFERED)
        assert isinstance(talk.stage, GivingNumber)
        assert (talk.stage.take, commands) == ((2, 3), [])
        talk, commands = after(talk.stage, Said("0170 555 0123"), OFFERED)
        assert (talk.stage, commands) == (Filed(1001), [SetNumber("+49 170 5550123"), TakeCall(1001, 2, 3)])


# ── Answered ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+49 30 5550123", NUMBER), ("0170 555 0123", "+49 170 5550123"), ("0049305550123", NUMBER),
        ("it's (030) 555-0123, thanks", NUMBER), ("my number is +34 612 345 678", "+34 612 34 56 78"),
        ("+1 202-555-0123 ext. 5", "+1 202-555-0123 ext. 5"),
    ],
)  # fmt: skip
def test_a_number_in_any_form_is_taken_and_the_call_asked_for(text: str, number: str) -> None:
    talk, commands = after(ASKED, Said(text))
    assert (talk.stage, commands) == (Scheduling(1001), [SetNumber(number), BookSlot(1001, CALL_AT)])
    talk, _none = step(talk, Acted(Done.CALL_BOOKED, 1001), facts(account=ANA, tickets=(OURS,)))
    assert (talk.stage, says(talk)) == (Filed(1001), [Say.CALL])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12345", "no number that we can call"), ("+49 123", "too short"), ("+49 30 123456789012345", "too long"),
        ("0900 1234567", "no number that we can call"), ("+1 900 234 5678", "no number that we can call"),
    ],
)  # fmt: skip
def test_a_number_that_is_none_is_asked_again_with_the_reason(text: str, why: str) -> None:
    talk, commands = after(ASKED, Said(text))
    assert (isinstance(talk.stage, GivingNumber), commands) == (True, [])
    assert why in shown(talk)
    _again, commands = after(talk.stage, Said("030 5550123"))
    assert commands == [SetNumber(NUMBER), BookSlot(1001, CALL_AT)]


def test_a_national_number_of_nobody_knows_which_country_is_asked_for_with_it() -> None:
    talk = Talk(revision=4, stage=ASKED)
    known = heard(facts(account=NOBODY_KNOWS, tickets=(OURS,), zone=""), talk, Said("0170 555 0123"))
    talk, commands = step(talk, Said("0170 555 0123"), known)
    assert ("which country" in shown(talk), commands) == (True, ())


def test_the_form_takes_it_whole_and_an_old_form_is_stale() -> None:
    taken, commands = after(ASKED, Submitted((("phone", "030 5550123"),), 4))
    assert (taken.stage, commands) == (Scheduling(1001), [SetNumber(NUMBER), BookSlot(1001, CALL_AT)])
    empty, commands = after(ASKED, Submitted((("phone", ""),), 4))
    assert ("I need a phone number" in shown(empty), commands) == (True, [])
    for old in (Submitted((("phone", "030 5550123"),), 3), Submitted((("subject", "x"),), 4)):
        talk, commands = after(ASKED, old)
        assert (talk.stage, says(talk), commands) == (ASKED, [Say.STALE], [])


@pytest.mark.parametrize("event", [Chose("leave", 4), Said("no"), Said("never mind"), Said("no call"), Said("skip")])
def test_without_a_number_there_is_no_call_and_the_ticket_stays(event: Event) -> None:
    talk, commands = after(ASKED, event)
    assert (talk.stage, talk.notices, commands) == (Filed(1001), (Notice(Say.NOT_NOW, 1001),), [])


def test_other_words_are_not_lost_and_the_question_stays() -> None:
    text = "the panel is white now"
    talk, commands = after(ASKED, Said(text))
    assert commands == [AddWords(1001, (Line(text, WEDNESDAY),))]
    assert "Which number shall we call you on?" in shown(talk)
    talk, _none = step(talk, Acted(Done.ADDED, 1001), facts(tickets=(OURS,)))
    assert (isinstance(talk.stage, GivingNumber), talk.lines) == (True, ())
    help_, commands = after(ASKED, Said("help"))
    assert (help_.stage, says(help_), commands) == (ASKED, [Say.HELP], [])
    talk, commands = after(ASKED, Chose("nonsense", 4))
    assert (talk.stage, says(talk), commands) == (ASKED, [Say.STALE], [])


def test_another_time_goes_back_to_the_times() -> None:
    talk, commands = after(ASKED, Said("actually friday 20:00"))
    assert isinstance(talk.stage, GivingNumber)
    assert talk.stage.start is not None
    assert (talk.stage.start > CALL_AT, commands) == (True, [])


# ── Said unasked ───────────────────────────────────────────────────────────────────────


def test_a_number_said_with_the_wish_for_a_call_is_used() -> None:
    talk, commands = after(Filed(1001), Said("call me at 0170 555 0123 tomorrow 19:30"))
    assert commands[-2:] == [SetNumber("+49 170 5550123"), BookSlot(1001, CALL_AT)]
    talk, _none = after(NoArticleFound(), Said("call me at 0170 555 0123 tomorrow 19:30"), account=None)
    assert (talk.phone, talk.call_time is not None) == ("+49 170 5550123", True)
    full = Draft("No mail", "", "none at all", "normal", "Ana", ticket_form.FIELDS)
    known = replace(facts(account=NOBODY_KNOWS, tickets=(OURS,)), hours=HOURS, slots=HOURS)
    filed, then = step(replace(talk, stage=Drafting(full)), TicketFiled(1001), known)
    assert (then, filed.phone) == ((SetNumber("+49 170 5550123"), BookSlot(1001, CALL_AT)), "")


def test_a_number_said_before_any_wish_for_a_call_is_kept_with_the_ticket() -> None:
    talk, commands = after(Idle(), Said("my number is +49 30 5550123"), account=None)
    assert (says(talk), talk.phone, commands) == ([Say.NUMBER_LATER], NUMBER, [])
    full = Draft("No mail", "", "none at all", "normal", "Ana", ticket_form.FIELDS)
    _talk, then = step(replace(talk, stage=Drafting(full)), TicketFiled(1001), facts(tickets=(OURS,)))
    assert then == (SetNumber(NUMBER),)


@pytest.mark.parametrize(
    "text", ["my number is +49 170 5550123", "Meine Nummer ist 0170 5550123", "mi número es +49 170 5550123"]
)
def test_it_is_changed_by_saying_so(text: str) -> None:
    talk, commands = after(Idle(), Said(text), account=ANA)
    assert commands[-1] == SetNumber("+49 170 5550123")
    assert "Noted: we call you on +49 170 5550123." in shown(talk)


def test_it_is_changed_by_asking_for_it() -> None:
    for event in (Said("change my number"), Said("andere Nummer"), Said("cambiar mi número")):
        talk, commands = after(Idle(), event, account=ANA)
        assert (isinstance(talk.stage, GivingNumber), commands) == (True, [])
        assert "[Never mind]" in shown(talk, ANA)
        kept, commands = after(talk.stage, Said("never mind"), account=ANA)
        assert (kept.stage, says(kept), commands) == (Idle(), [Say.DROPPED], [])
        odd, commands = after(talk.stage, Said("why?"), account=ANA)
        assert (isinstance(odd.stage, GivingNumber), commands) == (True, [])
        talk, commands = after(talk.stage, Said("0170 5550123"), account=ANA)
        assert (talk.stage, says(talk), commands) == (Idle(), [Say.NUMBER_SET], [SetNumber("+49 170 5550123")])


def test_from_a_planned_call_another_number_is_a_tap_away() -> None:
    talk, _none = after(Filed(1001), Chose("@number.1001", 0), account=ANA)
    assert talk.stage == GivingNumber(1001, since=5)
    talk, commands = after(talk.stage, Said("0170 5550123"), account=ANA)
    assert (talk.stage, says(talk), commands) == (Filed(1001), [Say.NUMBER_SET], [SetNumber("+49 170 5550123")])
    assert says(after(Filed(1001), Chose("@number.7", 0))[0]) == [Say.NOT_YOURS]


def test_in_the_middle_of_something_else_it_says_how() -> None:
    for stage, account in ((NoArticleFound(), ANA), (Idle(), None)):
        talk, commands = after(stage, Said("change my number"), account=account)
        assert (talk.stage, says(talk), commands) == (stage, [Say.NUMBER_HOW], [])
    talk, _none = after(Idle(), Said("my number is wrong in the invoice"), account=ANA)
    assert not {Say.NUMBER_HOW, Say.NUMBER_SET} & set(says(talk))


def test_another_time_and_a_day_that_is_merely_mentioned() -> None:
    talk, commands = after(ASKED, Said("another time"))
    assert (talk.stage, commands) == (Scheduling(1001), [])
    text = "thursday the whole panel also says gateway timeout"
    talk, commands = after(Scheduling(1001), Said(text))
    assert (talk.stage, commands) == (Scheduling(1001), [AddWords(1001, (Line(text, WEDNESDAY),))])


def test_a_planned_call_says_where_and_offers_another_number() -> None:
    planned = replace(OFFERED, call=call(CallState.CONFIRMED))
    talk = Talk(revision=4, stage=Filed(1001), notices=(Notice(Say.CALL, 1001),))
    for account, said in ((ANA, True), (NOBODY_KNOWS, False), (None, False)):
        reply = prompt(talk, facts(account=account, tickets=(planned,)))
        assert ("We call you on +49 30 5550123." in screen(reply)) is said
        assert ("@number.1001" in actions(reply)) is said


# ── Zones ──────────────────────────────────────────────────────────────────────────────


def test_a_zone_is_set_asked_about_or_unknown() -> None:
    zones = ("America/Mexico_City", "America/Cancun")
    assert (ZoneMeant(zones, named=True).zone, ZoneMeant(zones[:1], named=False).zone) == ("", "")
    assert ZoneMeant(zones[:1], named=True).zone == zones[0]
    asked, _none = after(Idle(), ZoneChosen("", "Mexico", zones))
    assert "[Mexico City: it's 14:10 there]" in shown(asked)
    assert actions(prompt(asked, facts())) == ("@zone.America.Mexico--City", "@zone.America.Cancun")
    assert after(Idle(), Chose("@zone.America.Mexico--City", 0))[1] == [SetZone("America/Mexico_City")]
    assert "I don't know the time zone “mars”" in shown(after(Idle(), ZoneChosen("", "mars"))[0])
    assert "times are in UTC+2 from now on" in shown(after(Idle(), ZoneChosen("Etc/GMT-2", "gmt+2"))[0])
    assert "times are in Europe/Berlin from now on" in shown(after(Idle(), ZoneChosen("Europe/Berlin", "berlin"))[0])
