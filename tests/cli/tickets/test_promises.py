"""``promises``: what others rely on in JSON, and what people read."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.model.people import Address, Identity
from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.tickets import State
from bot.ports import UnitOfWork
from bot.store import open_store
from tests.builders import WEDNESDAY, ticket
from tests.cli.conftest import Run

KEYS = [
    "from", "to", "measured_at", "promises", "first_response", "within", "learned", "solution", "satisfaction",
    "warnings", "rows",
]  # fmt: skip
TALLY_KEYS = ["shown", "kept", "missed", "unanswered", "running", "void", "late_median_s", "late_max_s"]
ROW_KEYS = ["ticket", "kind", "shown_at", "due_at", "state", "kept", "late_s", "answered_at"]
PERCENTILES = ["p50_s", "p90_s", "p99_s"]
HOUR = timedelta(hours=1)

FRIDAY_NOON = "2026-12-18T12:10"
"""Two days after that wednesday: the guarantee is due."""
MONDAY = "2026-12-21T12:10"


@pytest.fixture
def two(empty: Path) -> Path:
    """A desk with two tickets of that wednesday: one answered after an hour, one that nobody answered."""

    def work(unit: UnitOfWork) -> None:
        talk = unit.open_conversation(Address("test", "", "chat/ana"), Identity("test", "", "ana"))
        account = unit.create_account(Identity("test", "", "ana"), "Ana", WEDNESDAY)
        for number in (1001, 1002):
            answer = {"state": State.ANSWERED, "answered_at": WEDNESDAY + HOUR} if number == 1001 else {}
            unit.insert_ticket(ticket(number, account=account.id, conversation=talk.id, **answer))
            for kind, hours in ((PromiseKind.ESTIMATE, 25), (PromiseKind.RESPONSE, 48)):
                score = (True, 3600 - hours * 3600) if answer else (None, None)
                unit.add_promise(Promise(number, kind, WEDNESDAY, WEDNESDAY + hours * HOUR, *score))

    with closing(open_store(empty / "frontdoor.db")) as store:
        store.write(work).result()
    return empty


@pytest.mark.usefixtures("two")
def test_the_json_has_its_keys(frontdoor: Run) -> None:
    found = frontdoor("promises", "--json", "--now", FRIDAY_NOON).json

    assert list(found) == KEYS
    assert [list(found["promises"][kind]) for kind in ("estimate", "response")] == [TALLY_KEYS] * 2
    assert list(found["first_response"]) == ["tickets", "unanswered", "wall", "staffed"]
    assert list(found["first_response"]["wall"]) == list(found["first_response"]["staffed"]) == PERCENTILES
    assert list(found["within"]) == ["hours", "wall", "tickets", "staffed", "tickets_staffed"]
    assert list(found["solution"]) == ["target_business_days", "solved", "within_target", "wall", "staffed"]
    assert [list(row) for row in found["rows"]] == [ROW_KEYS] * 4


@pytest.mark.usefixtures("two")
def test_every_promise_is_scored(frontdoor: Run) -> None:
    found = frontdoor("promises", "--json", "--now", MONDAY).json

    assert found["promises"]["response"] == {
        "shown": 2, "kept": 1, "missed": 1, "unanswered": 1, "running": 0, "void": 0,
        "late_median_s": 72 * 3600, "late_max_s": 72 * 3600,
    }  # fmt: skip
    assert found["first_response"]["tickets"] == 1
    assert found["first_response"]["wall"] == dict.fromkeys(PERCENTILES, 3600)
    assert found["within"] == {"hours": 8, "wall": 0.5, "tickets": 2, "staffed": 0.5, "tickets_staffed": 2}
    assert found["learned"] is None
    assert found["warnings"] == {"50": 1, "75": 1, "100": 1}
    assert found["rows"][1] == {
        "ticket": 1001, "kind": "response", "shown_at": "2026-12-16T12:10:00-08:00",
        "due_at": "2026-12-18T12:10:00-08:00", "state": "kept", "kept": True, "late_s": -47 * 3600,
        "answered_at": "2026-12-16T13:10:00-08:00",
    }  # fmt: skip
    assert [(row["state"], row["kept"]) for row in found["rows"][2:]] == [("missed", False)] * 2


@pytest.mark.usefixtures("two")
def test_a_promise_that_runs_is_neither_kept_nor_missed(frontdoor: Run) -> None:
    rows = frontdoor("promises", "--json", "--now", FRIDAY_NOON).json["rows"]

    assert [(row["state"], row["kept"], row["late_s"]) for row in rows[3:]] == [("running", None, None)]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        (["--from", "2026-12-16"], 4),
        (["--from", "2026-12-17"], 0),
        (["--to", "2026-12-16"], 4),
        (["--to", "2026-12-15"], 0),
        (["--from", "2026-12-16T12:10", "--to", "2026-12-16T12:11"], 4),
        (["--from", "2026-12-16T21:10:01+01:00"], 0),
        (["--to", "2026-12-16T12:10"], 0),
    ],
)
def test_from_and_to_are_days_and_moments_at_the_desk(frontdoor: Run, asked: list[str], rows: int) -> None:
    assert len(frontdoor("promises", "--json", *asked).json["rows"]) == rows


@pytest.mark.usefixtures("two")
def test_the_stretch_that_was_asked_for_is_repeated_with_the_desks_offset(frontdoor: Run) -> None:
    found = frontdoor("promises", "--json", "--from", "2026-12-16", "--to", "2026-12-16", "--now", MONDAY).json

    assert found["from"] == "2026-12-16T00:00:00-08:00"
    assert found["to"] == "2026-12-17T00:00:00-08:00"
    assert found["measured_at"] == "2026-12-21T12:10:00-08:00"


@pytest.mark.usefixtures("two")
def test_people_read_a_page_of_100_columns(frontdoor: Run) -> None:
    done = frontdoor("promises", "--now", MONDAY)

    for part in ("All promises so far:", "Guarantee", "First response, by the clock", "50 % of 2", "#1002", "72:00 h"):
        assert part in done.out
    assert "Show #1002" not in done.out, "nothing can be chosen here"
    assert max(len(line) for line in done.out.splitlines()) <= 100


@pytest.mark.usefixtures("empty")
def test_a_desk_without_a_past_says_so(frontdoor: Run) -> None:
    assert "Nobody was told a time then." in frontdoor("promises").out

    found: dict[str, Any] = frontdoor("promises", "--json").json
    assert (found["rows"], found["from"], found["to"], found["learned"]) == ([], None, None, None)
    assert found["within"]["wall"] is None
    assert found["solution"]["within_target"] is None


# ── What isn't understood ──────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["--from", "soon"], "“soon” is no date"),
        (["--to", "2026-02-30"], "“2026-02-30” is no date"),
        (["--from", ""], "“” is no date"),
        (["--to", "9999-12-31"], "write for example 2026-12-16"),
        (["--from", "2026-12-17", "--to", "2026-12-16"], "from 2026-12-17 to 2026-12-16 there is no time at all"),
        (["--now", "never"], "--now 'never' is no moment"),
    ],
)
def test_a_bad_or_backward_date_is_refused_in_one_line(frontdoor: Run, asked: list[str], why: str) -> None:
    done = frontdoor("promises", "--json", *asked)

    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert done.err.count("\n") == 1


def test_looking_makes_no_database(frontdoor: Run, tmp_path: Path) -> None:
    assert frontdoor("promises").code == 2
    assert not (tmp_path / "desk").exists()


@pytest.mark.usefixtures("two")
def test_rows_that_are_printed_as_they_come_make_the_same_document(frontdoor: Run) -> None:
    printed = frontdoor("promises", "--json", "--now", FRIDAY_NOON)
    assert printed.out == json.dumps(printed.json, indent=2) + "\n"


@pytest.mark.usefixtures("empty")
def test_a_desk_without_promises_prints_no_rows(frontdoor: Run) -> None:
    printed = frontdoor("promises", "--json")
    assert printed.json["rows"] == []
    assert printed.out == json.dumps(printed.json, indent=2) + "\n"
