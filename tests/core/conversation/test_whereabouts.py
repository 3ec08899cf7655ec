"""Where clients say to be: times are in that zone, at rest and while a call is settled; an answer stays one."""

from dataclasses import replace

import pytest

from bot.core.client_view.prompt import prompt
from bot.core.conversation.commands import Command, SetLanguage, SetZone
from bot.core.conversation.events import Said, ZoneChosen
from bot.core.conversation.facts import TicketView
from bot.core.conversation.intents import WHEREABOUTS_CHARS_MAX, whereabouts
from bot.core.conversation.state import (
    About,
    Adding,
    Draft,
    Drafting,
    Filed,
    GivingNumber,
    Idle,
    Notice,
    Pushed,
    Say,
    Scheduling,
    Stage,
    Talk,
)
from bot.core.conversation.step import step
from bot.core.model.appointment import CallState
from bot.core.model.tickets import State
from tests.builders import ANA, CALL_AT, LANGUAGES, WEDNESDAY, call, facts, heard, ticket
from tests.core.calendar.test_slots import grid
from tests.reading import screen

OURS = TicketView(ticket(), 3)
ASKED = replace(OURS, ticket=replace(OURS.ticket, state=State.ASKED))
REQUESTED = replace(OURS, ticket=replace(OURS.ticket, wants_phone=True), call=call(CallState.REQUESTED))
HOURS = tuple(grid().between(WEDNESDAY))


def after(stage: Stage, text: str, seen: TicketView = OURS, under: int = 0, **more: object) -> list[Command]:
    talk = Talk(revision=4, stage=stage, **more)  # type: ignore[arg-type]
    event = Said(text, under=under)
    known = heard(facts(account=ANA, tickets=(seen,)), talk, event)
    _talk, commands = step(talk, event, replace(known, hours=HOURS, slots=HOURS))
    return list(commands)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("I'm in Germany", "Germany"), ("Hi, I’m in Berlin now", "Berlin"), ("we're in the UK this week", "UK"),
        ("I'm travelling, now in New York", "New York"), ("sorry, my time zone is CET", "CET"), ("i'm on EST", "EST"),
        ("ich bin in Österreich", "Österreich"), ("bin gerade in der Schweiz", "Schweiz"),
        ("estoy en México", "México"),
        ("perdón, ahora mismo estoy en Nueva York", "Nueva York"), ("I'm in Germny", "Germny"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stage", [Idle(), Filed(1001), Scheduling(1001), Scheduling(1001, "2026-12-17")])
def test_where_a_client_is_settles_their_zone(stage: Stage, text: str, place: str) -> None:
    assert [each for each in after(stage, text) if not isinstance(each, SetLanguage)] == [SetZone(place)]


@pytest.mark.parametrize(
    "text",
    [
        "I'm in trouble", "I'm in the control panel", "I'm on Chrome", "I'm in a meeting", "ich bin in Eile",
        "estoy en reunión", "estoy en casa", "I'm in train", "I'm from accounting",
        "I'm in Germany. My mail is broken since monday morning", "mail is down, I'm in Germany",
        "my server's time zone is wrong",
    ],
)  # fmt: skip
def test_what_is_no_place_or_says_more_sets_no_zone(text: str) -> None:
    assert not any(isinstance(command, SetZone) for command in after(Idle(), text))


def test_what_says_more_or_is_long_is_no_place_alone() -> None:
    assert whereabouts("hi. sorry, I'm travelling - now in Peru, thanks", LANGUAGES) == "Peru"
    assert whereabouts("my mail is down, I'm in Peru", LANGUAGES) == ""
    assert whereabouts("I'm in Peru" + " " * WHEREABOUTS_CHARS_MAX, LANGUAGES) == ""
    assert whereabouts("zone Berlin", LANGUAGES) == ""


def test_an_answer_stays_an_answer() -> None:
    for stage in (Drafting(Draft()), Adding(1001), GivingNumber(1001, CALL_AT, since=4)):
        assert not any(isinstance(command, SetZone) for command in after(stage, "I'm in Germany"))
    for about in (About.ANSWER, About.WORD):
        over = Pushed(about, 1001)
        assert not any(isinstance(command, SetZone) for command in after(Idle(), "I'm in Germany", over=over))
    assert not any(isinstance(command, SetZone) for command in after(Idle(), "I'm in Germany", ASKED))
    assert not any(isinstance(command, SetZone) for command in after(Idle(), "I'm in Germany", under=1001))


def test_another_command_stays_what_it_is() -> None:
    told = heard(facts(), Talk(), Said("I'm in Germany"))
    assert told.understood.place == "Germany"
    assert not any(isinstance(command, SetZone) for command in step(Talk(), Said("help"), told)[1])


def test_the_calls_time_is_shown_again() -> None:
    known = facts(account=ANA, tickets=(REQUESTED,))
    talk, commands = step(Talk(revision=4, stage=Filed(1001)), ZoneChosen("Europe/Madrid", "Spain"), known)
    assert not commands
    assert talk.notices == (Notice(Say.ZONE_SET, text="Europe/Madrid"), Notice(Say.CALL, 1001))


def test_the_free_times_are_shown_again_in_full() -> None:
    known = replace(facts(account=ANA, tickets=(OURS,)), hours=HOURS, slots=HOURS)
    asked = Talk(revision=4, stage=Scheduling(1001), again=True)
    talk, _none = step(asked, ZoneChosen("Europe/Madrid", "Spain"), known)
    assert [notice.say for notice in talk.notices] == [Say.ZONE_SET]
    assert screen(prompt(talk, known)).endswith(screen(prompt(replace(asked, again=False), known)))
