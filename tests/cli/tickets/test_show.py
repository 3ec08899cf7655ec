"""``queue`` and ``ticket``: what others rely on in JSON, and what people read."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.cli.tickets import show
from bot.core.model.people import Address, Identity
from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.model.tickets import Move, Rule, State
from bot.ports import UnitOfWork
from bot.store import open_store
from tests.builders import WEDNESDAY, ticket
from tests.cli.conftest import Run

QUEUE_KEYS = [
    "number", "place", "subject", "urgency", "state", "since", "filed", "estimate", "grace_until", "promise",
    "used_percent",
]  # fmt: skip


def number_of(frontdoor: Run, client: str) -> int:
    """The ticket of one of the demo's clients."""
    return next(n for n in range(1001, 1009) if frontdoor("ticket", n, "--json").json["account"]["name"] == client)


# ── The line ───────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("busy")
def test_the_line_is_in_order_with_the_urgent_first(frontdoor: Run) -> None:
    line = frontdoor("queue", "--json").json

    assert [list(row) for row in line] == [QUEUE_KEYS] * 5
    assert [row["place"] for row in line] == [1, 2, 3, 4, 5]
    assert [row["urgency"] for row in line] == ["high", "normal", "normal", "normal", "normal"]
    assert line[0]["subject"] == "certificate expired, customers get a warning"
    assert [row["since"] for row in line[1:]] == sorted(row["since"] for row in line[1:])
    assert {row["state"] for row in line} == {"open"}


@pytest.mark.usefixtures("busy")
def test_times_are_iso_8601_with_the_desks_offset(frontdoor: Run) -> None:
    for row in frontdoor("queue", "--json").json:
        for name in ("since", "filed", "estimate", "grace_until", "promise"):
            assert row[name].endswith("-08:00"), name
            assert datetime.fromisoformat(row[name]).tzinfo is not None


def test_what_is_left_of_the_promise_shrinks_with_the_clock(busy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show.queue(busy, as_json=False, now=WEDNESDAY)
    before = capsys.readouterr().out
    show.queue(busy, as_json=False, now=WEDNESDAY.replace(day=21))
    after = capsys.readouterr().out

    assert " min" in before
    assert "late by" not in before
    assert after.count("late by") == 5


@pytest.mark.usefixtures("busy")
def test_people_read_a_table_of_100_columns(frontdoor: Run) -> None:
    done = frontdoor("queue")

    assert "5 tickets are waiting." in done.out
    assert "#1003" in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 100


@pytest.mark.usefixtures("empty")
def test_an_empty_line_is_said_in_words_and_an_empty_list(frontdoor: Run) -> None:
    assert frontdoor("queue").out == "Nobody is waiting.\n"
    assert frontdoor("queue", "--json").json == []


# ── One ticket ─────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("busy")
def test_a_ticket_shows_its_client_record_moves_and_promises(frontdoor: Run) -> None:
    shown = frontdoor("ticket", number_of(frontdoor, "Dev"), "--json").json

    assert (shown["state"], shown["owner"], shown["urgency"]) == ("asked", "sam", "normal")
    assert set(shown["account"]) == {"id", "name", "verified"}
    assert shown["account"]["verified"] is False
    assert [list(entry) for entry in shown["record"]] == [["seq", "at", "kind", "author", "by", "text"]] * 5
    assert [entry["seq"] for entry in shown["record"]] == [1, 2, 3, 4, 5]
    assert [entry["kind"] for entry in shown["record"]] == ["words", "words", "notice", "act", "ask"]
    assert shown["record"][-1]["by"] == "sam"
    assert [move["rule"] for move in shown["moves"]] == ["filed", "claimed", "asked the client"]
    assert {promise["kind"]: promise["kept"] for promise in shown["promises"]} == {"estimate": True, "response": True}


@pytest.mark.usefixtures("busy")
def test_every_time_on_a_ticket_has_the_desks_offset(frontdoor: Run) -> None:
    shown = frontdoor("ticket", 1001, "--json").json

    times = [
        *(shown[name] for name in ("since", "filed", "estimate", "grace_until", "promise", "counted_from")),
        *(shown[name] for name in ("acted", "answered")),
        *(entry["at"] for entry in (*shown["record"], *shown["moves"])),
        *(promise[name] for promise in shown["promises"] for name in ("shown", "due")),
    ]
    assert [at for at in times if not at.endswith("-08:00")] == []
    assert shown["closed"] is None


@pytest.mark.usefixtures("busy")
def test_a_waiting_ticket_knows_its_place(frontdoor: Run) -> None:
    shown = frontdoor("ticket", 1003, "--json").json

    assert shown["place"] == 1
    assert shown["used_percent"] >= 0


@pytest.mark.usefixtures("busy")
def test_people_read_the_whole_ticket(frontdoor: Run) -> None:
    out = frontdoor("ticket", 1002).out

    for part in ("#1002", "Ben", "kim has it", "kim, note", "Updated three plugins at once", "Moves in line", "—"):
        assert part in out
    assert max(len(line) for line in out.splitlines()) <= 100


def test_what_people_wrote_never_drives_the_terminal(frontdoor: Run, tmp_path: Path) -> None:
    number = file_for_eve(tmp_path / "desk", "red\x1b[31m and a bell\x07")

    for done in (frontdoor("queue"), frontdoor("ticket", number), frontdoor("ticket", number, "--json")):
        assert "red" in done.out
        assert not set(done.out) & {"\x1b", "\x07"}


def file_for_eve(folder: Path, words: str) -> int:
    """A ticket whose every text is ``words``, as an older version or another program might have stored it."""
    eve, where = Identity("terminal", "", "eve"), Address("terminal", "", "chat/eve")

    def filed(unit: UnitOfWork) -> int:
        talk = unit.open_conversation(where, eve)
        account = unit.create_account(eve, words, WEDNESDAY)
        number = unit.next_number()
        unit.insert_ticket(
            ticket(number, account=account.id, conversation=talk.id, subject=words, service=words, third_party=words)
        )
        unit.append(number, Entry(EntryKind.WORDS, Author.CLIENT, words, words, WEDNESDAY))
        unit.add_move(Move(number, Rule.FILED, WEDNESDAY, words, words, None, 1))
        return number

    with closing(open_store(folder / "frontdoor.db")) as store:
        return store.write(filed).result()


def test_an_erased_text_is_shown_as_such(frontdoor: Run, busy: Path) -> None:
    account = frontdoor("ticket", 1001, "--json").json["account"]["id"]
    frontdoor("db", "erase", account, "--yes")

    shown = frontdoor("ticket", 1001, "--json").json

    assert shown["record"][0]["text"] is None
    assert "(erased)" in frontdoor("ticket", 1001).out


# ── What isn't there ───────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("busy")
def test_an_unknown_ticket_is_refused(frontdoor: Run) -> None:
    done = frontdoor("ticket", 77, "--json")

    assert (done.code, done.out) == (2, "")
    assert "no ticket #77" in done.err


@pytest.mark.parametrize("number", [10**30, "twelve"])
def test_what_is_no_number_of_a_ticket_is_refused(frontdoor: Run, number: object) -> None:
    assert frontdoor("ticket", number).code == 2


@pytest.mark.parametrize("command", [["queue"], ["queue", "--json"], ["ticket", "1001"], ["ticket", "1", "--json"]])
def test_looking_makes_no_database(frontdoor: Run, tmp_path: Path, command: list[str]) -> None:
    done = frontdoor(*command)

    assert (done.code, done.out) == (2, "")
    assert str(tmp_path / "desk" / "frontdoor.db") in done.err
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, "—"), (-47 * 3600, "—"), (0, "—"), (20, "0:00 h"), (90 * 60, "1:30 h")]
)
def test_only_what_was_late_is_late_by_something(seconds: int | None, shown: str) -> None:
    promise = Promise(1001, PromiseKind.ESTIMATE, WEDNESDAY, WEDNESDAY, kept=True, late_seconds=seconds)
    assert show._late(promise) == shown


def test_a_ticket_that_was_taken_back_unanswered_isnt_responded(frontdoor: Run, busy: Path) -> None:
    number = frontdoor("queue", "--json").json[-1]["number"]
    with closing(open_store(busy / "frontdoor.db")) as store:

        def cancel(unit: UnitOfWork) -> None:
            before = unit.ticket(number)
            assert before is not None
            after = replace(before, state=State.CANCELLED, closed_at=WEDNESDAY)
            unit.save_ticket(after)

        store.write(cancel).result()

    shown = frontdoor("ticket", number).out

    assert "cancelled" in shown
    assert "responded" not in shown
    assert "Late by" not in shown or "−" not in shown
