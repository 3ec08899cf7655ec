"""A reply's tone: how the one ticket stands that it is about, and what would be billed before all else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.client_view.tone import tone
from bot.core.conversation.facts import TicketView
from bot.core.conversation.state import (
    About,
    ConfirmingBump,
    ConfirmingTerms,
    Filed,
    Idle,
    Notice,
    Pushed,
    Say,
    Solved,
    Talk,
)
from bot.core.model.tickets import State
from bot.core.text.surface import Tone
from tests.builders import WEDNESDAY, facts, terms, ticket

TWO = facts(tickets=(TicketView(ticket(), 1, 1), TicketView(ticket(1002, state=State.ASKED), None, None)))


@pytest.mark.parametrize(("talk", "expected"), [
    (Talk(stage=Idle()), ""),
    (Talk(stage=Solved()), "solved"),
    (Talk(stage=ConfirmingTerms("Outlook", terms(), 1001)), "billed"),
    (Talk(stage=Filed(1001)), "waiting"),
    (Talk(stage=ConfirmingBump(1001)), "waiting"),
    (Talk(stage=Filed(1003)), ""),
    (Talk(stage=Filed(1001), notices=(Notice(Say.STATUS, 1002),)), "asked"),
    (Talk(stage=Idle(), notices=(Notice(Say.STATUS, 1001), Notice(Say.STATUS, 1002))), ""),
    (Talk(stage=Filed(1001), over=Pushed(About.ANSWER, 1002)), "asked"),
    (Talk(stage=Filed(1001), over=Pushed(About.NOTICE, 1002, 1)), "billed"),
])  # fmt: skip
def test_what_a_reply_is_about(talk: Talk, expected: Tone) -> None:
    assert tone(talk, TWO) == expected


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, "waiting"),
    ({"owner": "sam"}, "working"),
    ({"state": State.ASKED}, "asked"),
    ({"state": State.ANSWERED}, "answered"),
    ({"state": State.RESTING}, "resting"),
    ({"state": State.SOLVED}, "solved"),
    ({"state": State.SILENT}, "closed"),
    ({"state": State.CANCELLED}, "closed"),
    ({"state": State.MERGED}, "closed"),
])  # fmt: skip
def test_how_a_ticket_stands(changes: dict[str, Any], expected: Tone) -> None:
    assert ticket(**changes).tone(WEDNESDAY) == expected


def test_a_missed_promise_is_late_until_it_is_answered_or_closed() -> None:
    open_one, later = ticket(owner="sam"), WEDNESDAY + timedelta(days=2, seconds=1)
    assert open_one.tone(later - timedelta(seconds=1)) == "working"
    assert open_one.tone(later) == "late"
    assert replace(open_one, answered_at=later).tone(later) == "working"
    assert replace(open_one, state=State.CANCELLED).tone(later) == "closed"
