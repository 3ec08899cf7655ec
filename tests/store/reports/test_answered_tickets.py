"""Tickets that staff answered, a page at a time: nothing of what clients wrote later, nothing of other tickets."""

from datetime import datetime
from typing import cast

import pytest

from bot.core.model.record import EntryKind
from bot.core.model.tickets import State
from bot.ports import Store, UnitOfWork
from bot.store.reports.answered_tickets import OWN_CHARS_MAX, Answered, answered
from bot.store.transaction.unit_of_work import SqlUnit
from tests.store.conftest import Opener
from tests.store.scene import NOON, do, file, later, see, words


def found(store: Store, since: datetime = NOON, most: int = 100) -> list[Answered]:
    return see(store, lambda unit: list(answered(cast(SqlUnit, unit), since, most)))


def replied(store: Store, number: int, *texts: str) -> None:
    def work(unit: UnitOfWork) -> None:
        for text in texts:
            unit.append(number, words(text, EntryKind.REPLY, "sam"))

    do(store, work)


def test_answered_ones_with_staffs_replies_and_corrections_alone(opened: Opener) -> None:
    store = opened()
    ticket = file(store, state=State.SOLVED, answered_at=later(hours=1), subject="Mail", symptoms="x" * 5_000)
    waiting = file(store)
    old = file(store, answered_at=later(hours=-1))
    merged = file(store, answered_at=later(hours=1), merged_into=ticket.number)
    for number in (ticket.number, waiting.number, old.number, merged.number):
        replied(store, number, f"To {number}.", "And more.")

    def further(unit: UnitOfWork) -> None:
        unit.append(ticket.number, words("The client's."))
        unit.append(ticket.number, words("A note.", EntryKind.NOTE, "sam"))
        unit.append(ticket.number, words("A question?", EntryKind.ASK, "sam"))
        unit.append(ticket.number, words("Less.", EntryKind.EDIT, "sam"))

    do(store, further)
    (only,) = found(store)
    assert (only.number, only.state, only.subject, only.answered_at) == (
        ticket.number,
        "solved",
        "Mail",
        later(hours=1),
    )
    assert only.symptoms == "x" * OWN_CHARS_MAX
    assert [each.text for each in only.entries] == [f"To {ticket.number}.", "And more.", "Less."]
    assert [each.number for each in found(store, later(hours=-2))] == [old.number, ticket.number]


def test_the_latest_a_page_at_a_time(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.reports.answered_tickets.PAGE", 2)
    store = opened()
    numbers = [file(store, answered_at=later(hours=1)).number for _ in range(5)]
    for number in numbers:
        replied(store, number, f"To {number}.")
    every = found(store)
    assert [each.number for each in every] == numbers[::-1]
    assert [[entry.text for entry in each.entries] for each in every] == [[f"To {n}."] for n in numbers[::-1]]
    assert [each.number for each in found(store, most=3)] == numbers[:1:-1]
    assert found(store, most=0) == []
