"""When a client's silence counts, and what it comes to: asked once, closed, never called solved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model.tickets import Rule, State, Ticket
from bot.core.policy import Silence
from bot.core.rules import client_actions
from bot.core.rules.change import CLIENT, DESK, PARTICIPANT, Change, NotificationKind
from bot.core.rules.endings import silence
from tests.builders import WEDNESDAY, ticket

ANSWERED = ticket(state=State.ANSWERED, owner="kim", answered_at=WEDNESDAY, acted_at=WEDNESDAY)
OPEN = ticket(owner="kim")
NOW = WEDNESDAY + timedelta(days=5)


def change(before: Ticket, after: Ticket, by: str = "kim", *, responded: bool = False) -> Change:
    return Change(before, after, by, responded=responded)


@pytest.mark.parametrize(
    "counts",
    [
        change(OPEN, ANSWERED, responded=True),
        change(ANSWERED, ANSWERED, responded=True),
        change(ANSWERED, ANSWERED, CLIENT),
        change(ANSWERED, ANSWERED, PARTICIPANT),
    ],
    ids=["answered", "answered again", "the client said something", "somebody who takes part did"],
)
def test_it_counts_from_an_answer_and_from_what_the_client_does_since(counts: Change) -> None:
    assert silence.begins(counts)
    assert not silence.is_over(counts)


@pytest.mark.parametrize(
    "nothing",
    [change(ANSWERED, replace(ANSWERED, acted_at=NOW)), change(ANSWERED, ANSWERED, DESK), change(OPEN, OPEN, CLIENT)],
    ids=["a note of staff", "asked by the desk", "an open ticket"],
)
def test_nothing_else_makes_it_count_anew(nothing: Change) -> None:
    assert not silence.begins(nothing)
    assert not silence.is_over(nothing)


def test_it_is_over_once_the_ticket_is_no_longer_with_its_client() -> None:
    assert silence.is_over(change(ANSWERED, OPEN, CLIENT))
    assert silence.is_over(change(ANSWERED, replace(ANSWERED, state=State.SOLVED)))
    assert not silence.begins(change(ANSWERED, OPEN, CLIENT))


def test_asked_is_asked_and_changes_nothing() -> None:
    asked = silence.ask(ANSWERED, NOW, NOW)
    assert asked.after == asked.before == ANSWERED
    assert asked.to_client is not None
    assert (asked.to_client.kind, asked.to_client.at) == (NotificationKind.SILENCE_ASKED, NOW)


def test_closed_for_silence_is_not_solved_and_can_be_opened_again() -> None:
    closed = silence.close(ANSWERED, NOW)
    assert (closed.after.state, closed.after.closed_at, closed.rule) == (State.SILENT, NOW, Rule.SILENCE)
    assert closed.after.answered_at == WEDNESDAY
    assert not closed.after.live
    assert closed.to_client is not None
    assert closed.to_owner is not None
    assert client_actions.reopenable(closed.after, NOW + timedelta(days=14), 14)
    assert not client_actions.reopenable(closed.after, NOW + timedelta(days=14, seconds=1), 14)


def test_the_time_to_answer_the_question_is_what_lies_between() -> None:
    assert silence.from_asking_to_closing(Silence()) == 2
