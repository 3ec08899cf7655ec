"""Row 18 in short: words have one owner. And the check that can't fail is none: planted faults are noticed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Table, false

from bot.core.conversation import edited_words
from bot.core.model.people import Identity, Origin
from bot.core.model.record import Line, Participant
from bot.engine.client import private_address
from bot.engine.client.arrival import Arrival
from bot.engine.client.private_address import Here
from bot.engine.tickets import edited_messages
from bot.ports import UnitOfWork
from bot.store.admin.person import Person
from bot.store.transaction.tickets import files
from bot.store.transaction.tickets.record import RecordUnit
from tests.dialogue import House
from tests.proof.owners import interleaved

INTERLEAVINGS = 150
"""`make soak` takes 10,000, on each database."""
FEWER = 30
"""On a server, where an act takes seven times as long."""


def test_words_have_one_owner(house: House, kind: str) -> None:
    reached, wrong = interleaved(house, INTERLEAVINGS if kind == "sqlite" else FEWER)
    assert wrong == [], reached


# ── Planted faults ─────────────────────────────────────────────────────────────────────


def _files_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file goes wherever its name stands, whoever wrote that."""

    def place(unit: Any, _origin: Origin, ticket: int, seq: int) -> None:
        unit.connection.exec_driver_sql(f"UPDATE files_due SET ticket = {ticket}, seq = {seq}, turn = 1")  # noqa: S608

    monkeypatch.setattr(RecordUnit, "place_files", place)


def _files_of_the_message_whoever_sent_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is looked at, its sender is not; and all messages have one key."""
    monkeypatch.setattr(files, "_event", lambda origin: {**_EVENT(origin), "of_event": ""})
    keep = RecordUnit.note_file_due
    monkeypatch.setattr(RecordUnit, "note_file_due", lambda unit, file: keep(unit, replace(file, event="")))
    monkeypatch.setattr(RecordUnit, "take_file_due", _taken_for_the_first)


_EVENT = files._event
_TAKEN = RecordUnit.take_file_due


def _taken_for_the_first(unit: Any, file: Any) -> tuple[int, int] | None:
    taken = _TAKEN(unit, file)
    return (unit.record(1001)[0].ticket, 1) if taken else None


def _edits_by_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit changes whatever line there is."""

    def line(line: Line, edit: Any) -> Line:
        return replace(line, text=edit.after)

    monkeypatch.setattr(edited_words, "_line", line)
    safe = edited_messages.Revision.take

    def take(self: edited_messages.Revision, unit: UnitOfWork) -> None:
        heard = unit.said(self.inbound.address.platform, self.inbound.address.tenant, self.of)
        safe(replace(self, inbound=replace(self.inbound, identity=heard.identity)) if heard else self, unit)

    monkeypatch.setattr(edited_messages.Revision, "take", take)


def _the_first_edit_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several edits only the first is recorded."""
    over = edited_messages.Revision._is_over

    def is_over(self: edited_messages.Revision, unit: UnitOfWork) -> bool:
        at = self.inbound.address
        return over(self, unit) or bool(unit.latest_key(at.platform, at.tenant, f"{self.of}/"))

    monkeypatch.setattr(edited_messages.Revision, "_is_over", is_over)


def _a_click_is_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """In public there is one talk, whoever clicks or asks."""
    monkeypatch.setattr(
        private_address,
        "here",
        lambda _turn, _unit, place: Here(place),
    )


def _everything_is_the_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes part writes as the client."""
    monkeypatch.setattr("bot.core.rules.client_actions.words", _as_client("bot.core.rules.client_actions.words"))


def _as_client(_name: str) -> Callable[..., Sequence[Any]]:
    from bot.core.rules import client_actions

    words = client_actions.words
    return lambda lines, joined=None: words(lines)


def _what_was_written_elsewhere_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Erasing looks at their own tickets alone."""

    def nothing(_person: Person, _table: Table) -> Any:
        return false()

    monkeypatch.setattr(Person, "elsewhere", nothing)


def _who_takes_part_may_be_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody takes part in everything."""
    known = RecordUnit.participant

    def participant(unit: Any, ticket: int, identity: Identity) -> Participant:
        there = known(unit, ticket, identity)
        return replace(there, left_at=None) if there else Participant(ticket, 1, identity, "", "", unit_now)

    unit_now: Any = None
    monkeypatch.setattr(RecordUnit, "participant", participant)


def _the_turn_is_everybodys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are kept without whose they are."""
    origin = vars(Arrival)["origin"].fget
    nobody = Identity("test", "", "nobody")
    monkeypatch.setattr(Arrival, "origin", property(lambda turn: replace(origin(turn), sender=nobody)))


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    "fault",
    [
        _files_by_name,
        _files_of_the_message_whoever_sent_it,
        _edits_by_what_they_say,
        _the_first_edit_alone,
        _a_click_is_the_places,
        _everything_is_the_clients,
        _what_was_written_elsewhere_is_left,
        _who_takes_part_may_be_anybody,
        _the_turn_is_everybodys,
    ],
)
def test_a_planted_fault_is_noticed(
    house: House, monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    fault(monkeypatch)
    _reached, wrong = interleaved(house, INTERLEAVINGS)
    assert wrong
