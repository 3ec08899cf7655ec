"""Somebody comes with the words of an incident that lasts."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AskForNews, Command, FileTicket, NoteFeedback, NoteIncident
from bot.core.conversation.events import Chose, Event, Said
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import (
    ClarifyingOwner,
    ConfirmingBump,
    Draft,
    Drafting,
    Idle,
    KnownIncident,
    NoArticleFound,
    Notice,
    Say,
    Suggested,
    Talk,
)
from bot.core.conversation.step import step
from bot.core.conversation.transitions import draft
from bot.core.model.knowledge import SearchResult
from bot.core.model.tickets import State
from bot.core.rules.incidents import course
from tests.builders import ANA, WEDNESDAY, facts, hit, ticket

HITS = (hit("mail-not-arriving"),)
FULL = Draft("Mails bounce", "", "all of them", "normal", "Ana", ticket_form.FIELDS)
ALMOST = replace(FULL, name="", done=ticket_form.FIELDS[:4])
FAULT = KnownIncident(7, HITS)
FORM = KnownIncident(7, draft=FULL)


def found(likeness: float = 0.9, **more: object) -> Facts:
    return facts(found=SearchResult("q", HITS, (), "en", "en", ((7, likeness),)), **more)


def talk(stage: object, **more: object) -> Talk:
    return Talk(4, stage, question="mails bounce", **more)  # type: ignore[arg-type]


def after(before: Talk, event: Event, known: Facts | None = None) -> tuple[Talk, list[Command]]:
    now, commands = step(before, event, known or facts())
    return now, [c for c in commands if not isinstance(c, NoteFeedback)]


def test_words_that_are_alike_enough_come_first_to_what_is_known() -> None:
    now, commands = after(Talk(1), Said("mails bounce"), found())
    assert (now.stage, commands[-1]) == (FAULT, NoteIncident(7))
    assert [line.text for line in now.lines] == ["mails bounce"]
    assert isinstance(after(Talk(1), Said("mails bounce"), found(0.44))[0].stage, Suggested)
    assert isinstance(after(Talk(1, known=(7,)), Said("mails bounce"), found())[0].stage, Suggested)


def test_where_others_read_nobody_is_noted() -> None:
    now, commands = after(Talk(1), Said("mails bounce"), found(public=True))
    assert now.stage == FAULT
    assert not any(isinstance(each, NoteIncident) for each in commands)


def test_a_form_that_is_full_is_asked_about_once() -> None:
    now, commands = after(talk(Drafting(ALMOST)), Said("Ana"), found())
    assert isinstance(now.stage, KnownIncident)
    assert now.stage.draft is not None
    assert commands == [NoteIncident(7)]
    _now, commands = after(talk(Drafting(ALMOST), known=(7,)), Said("Ana"), found())
    assert isinstance(commands[0], FileTicket)


def test_a_ticket_all_the_same() -> None:
    now, commands = after(talk(FAULT), Chose("file", 4))
    assert (type(now.stage), now.known, commands) == (Drafting, (7,), [])
    now, commands = after(talk(FORM), Chose("file", 4))
    assert isinstance(commands[0], FileTicket)


def test_something_else_is_what_the_search_found() -> None:
    now, _commands = after(talk(FAULT), Chose("else", 4))
    assert (now.stage, now.known) == (Suggested(HITS), (7,))
    assert isinstance(after(talk(KnownIncident(7)), Chose("else", 4))[0].stage, NoArticleFound)
    either = replace(talk(FAULT), question="outlook says no")
    assert isinstance(after(either, Chose("else", 4))[0].stage, ClarifyingOwner)


def test_waiting_is_all_right_and_what_was_not_offered_is_stale() -> None:
    now, _commands = after(talk(FAULT), Chose("wait", 4))
    assert (now.stage, now.notices) == (Idle(), (Notice(Say.WILL_HEAR),))
    for stage, name in ((FORM, "else"), (FAULT, "read.0")):
        now, _commands = after(talk(stage), Chose(name, 4))
        assert (now.stage, now.notices) == (stage, (Notice(Say.STALE),))


@pytest.mark.parametrize(
    ("words", "stage", "becomes"),
    [
        ("open a ticket", FAULT, Drafting),
        ("I want a ticket for this please", FAULT, Drafting),
        ("no", FAULT, Suggested),
        ("none of these", FAULT, Suggested),
        ("ok", FAULT, Idle),
        ("never mind", FAULT, Idle),
        ("hello", FAULT, KnownIncident),
        ("what are your opening hours?", FAULT, KnownIncident),
        ("status", FAULT, KnownIncident),
        ("how can I move my domain to somebody else?", FAULT, Suggested),
        ("it says 550 since nine", FORM, KnownIncident),
    ],
)
def test_it_is_answered_in_words(words: str, stage: KnownIncident, becomes: type) -> None:
    known = facts(found=SearchResult(words, HITS, (), "en", "en"))
    assert isinstance(after(talk(stage), Said(words), known)[0].stage, becomes)


def test_a_no_to_the_form_files_it() -> None:
    _now, commands = after(talk(FORM), Said("no"))
    assert isinstance(commands[0], FileTicket)


def test_more_of_the_same_is_noted() -> None:
    now, _commands = after(talk(FAULT), Said("mails to Berlin bounce as well"), found())
    assert now.stage == FAULT
    assert [line.text for line in now.lines] == ["mails to Berlin bounce as well"]


def test_a_draft_that_waits_is_the_form_already() -> None:
    assert draft(talk(FORM), facts()) == talk(FORM)
    assert isinstance(draft(talk(FAULT), facts()).stage, Drafting)


def test_any_news_is_answered_from_it_and_asks_where_that_was_fair_anyway() -> None:
    incident = course.begun(7, "sam", "The disk is full", WEDNESDAY)

    def asked(**changes: Any) -> tuple[Talk, list[Command]]:
        seen = TicketView(ticket(**changes), 3, incident=incident)
        return after(Talk(1), Said("any news?"), facts(account=ANA, tickets=(seen,)))

    now, commands = asked()
    assert (now.stage, now.notices, commands) == (Idle(), (Notice(Say.INCIDENT, 1001),), [])
    assert asked(grace_until=WEDNESDAY.replace(year=2025))[1] == [AskForNews(1001)]
    assert asked(state=State.RESTING)[1] == [AskForNews(1001)]
    plain = facts(account=ANA, tickets=(TicketView(ticket(), 3),))
    assert after(Talk(1), Said("any news?"), plain)[0].stage == ConfirmingBump(1001)
