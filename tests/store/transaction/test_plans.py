"""A turn costs the same with a million past tickets: no statement of one walks through a large table."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Insert, Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.dml import UpdateBase

from bot.core.model.tickets import LIVE, State
from bot.store.schema.columns import metadata
from bot.store.sql.prepared import Prepared
from tests.store.sql.test_portable import STATEMENTS

SMALL = {"staff", "staff_identities", "rooms", "closed_days", "counters", "line_counts", "installations", "seal_keys",
         "unindexed"}  # fmt: skip
"""Read as a whole now and then; they grow with the firm, not with what it does, or hold what is still to be done."""
LARGE = {table.name for table in metadata.sorted_tables} - SMALL
OF_WHAT_IS_LEFT_TO_DO = {
    "appointments_active",
    "tickets_line",
    "tickets_asked",
    "tickets_resting",
    "tickets_tagged",
    "incidents_going_on",
    "outbox_dead",
    "timers_due",
    "files_due_event",
}
"""Indexes that hold only rows still to be dealt with, and may be walked from their beginning."""

QUESTIONS = STATEMENTS
"""Inserts as well: some ask before they put in."""


def plan(path: Path, statement: Select[Any] | UpdateBase) -> list[str]:
    columns = [column.name for column in statement.table.columns] if isinstance(statement, Insert) else None
    ready = Prepared(statement, columns, sqlite.dialect())
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {ready.sql}", [None] * len(ready.parameters_taken))
        return [row[3] for row in rows]


def is_walk(step: str) -> bool:
    """Whether a step of a plan goes through a large table, or through a whole desk's or team's part of it."""
    scan = re.match(r"SCAN (\w+)", step)
    search = re.match(
        r"SEARCH (\w+) USING (?:COVERING )?(?:INDEX (\w+)|PRIMARY KEY) \(desk=\?(?: AND platform=\? AND tenant=\?)?\)$",
        step,
    )
    table = scan[1] if scan else search[1] if search else ""
    index = search[2] if search else ""
    return ("outbox" if table == "head" else table) in LARGE and index not in OF_WHAT_IS_LEFT_TO_DO


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_statement_walks_through_a_large_table(name: str, template: Path) -> None:
    steps = plan(template, QUESTIONS[name])
    assert not [step for step in steps if is_walk(step)], steps


@pytest.mark.parametrize(
    "step",
    [
        "SCAN tickets",
        "SCAN outbox USING INDEX outbox_unsent",
        "SEARCH tickets USING INDEX sqlite_autoindex_tickets_1 (desk=?)",
        "SEARCH timers USING PRIMARY KEY (desk=?)",
        "SEARCH inbox USING INDEX inbox_place (desk=? AND platform=? AND tenant=?)",
    ],
)
def test_a_walk_would_be_noticed(step: str) -> None:
    assert is_walk(step)


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("transaction.tickets.appointments._TAKEN", "appointments_active (desk=? AND starts_at>? AND starts_at<?)"),
        (
            "transaction.tickets.appointments._PROPOSED",
            "appointments_proposed (desk=? AND proposed_starts_at>? AND proposed_starts_at<?)",
        ),
        ("transaction.tickets.appointments._AHEAD", "appointments_active (desk=?)"),
        ("transaction.tickets.appointments._LATEST", "(desk=? AND ticket=?)"),
        ("transaction.tickets.appointments._LET_GO", "call_quanta_of (desk=? AND ticket=? AND n=?)"),
        (
            "transaction.clients.conversations._SEE",
            "inbox_client_key (desk=? AND platform=? AND tenant=? AND client_key=?)",
        ),
        ("transaction.tickets.billing._AGREEMENTS", "(desk=? AND ticket=?)"),
        ("transaction.tickets.billing._LAST_WORK", "(desk=? AND ticket=?)"),
        ("transaction.tickets.promise_report._ANSWERED", "tickets_answered (desk=? AND answered_at>?)"),
    ],
)
def test_what_is_asked_often_has_an_index_of_its_own(name: str, index: str, template: Path) -> None:
    assert any(index in step for step in plan(template, QUESTIONS[f"bot.store.{name}[0]"]))


def test_the_last_closed_tickets_are_found_without_looking_at_those_before(template: Path) -> None:
    steps = plan(template, QUESTIONS["bot.store.transaction.tickets.tickets._MINE[0]"])
    assert len(
        [step for step in steps if "tickets_account (desk=? AND account=? AND state=? AND closed_at>?)" in step]
    ) == len(set(State) - LIVE)
    assert not [step for step in steps if "B-TREE" in step], "sorting them takes all of them"
