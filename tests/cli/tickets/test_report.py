"""``report``: what people read, what programs rely on, and whose figures are shown to whom."""

import csv
from contextlib import closing
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from bot.cli.tickets.report import harmless
from bot.core.conversation.state import Asked, Saved, Talk
from bot.core.model.people import Address, Identity
from bot.core.model.tickets import Rating, State
from bot.ports import UnitOfWork
from bot.store import open_store
from tests.builders import WEDNESDAY, ticket
from tests.cli.conftest import Run

LATER = "2027-01-20T12:00"


@pytest.fixture
def asked(empty: Path) -> Path:
    """A desk of which two things were asked that wednesday, and a ticket was called good."""

    def work(unit: UnitOfWork) -> None:
        talk = unit.open_conversation(Address("test", "", "chat/ana"), Identity("test", "", "ana"))
        account = unit.create_account(Identity("test", "", "ana"), "Ana", WEDNESDAY)
        unit.add_feedback(talk.id, WEDNESDAY, "how?", ("dns",), "dns", "solved", WEDNESDAY)
        other = unit.open_conversation(Address("test", "", "chat/bo"), Identity("test", "", "bo"))
        unit.save_conversation(replace(other, state=Saved(Talk(asked=Asked(WEDNESDAY, "mail")))))
        closed = {"state": State.SOLVED, "closed_at": WEDNESDAY, "rating_asked_at": WEDNESDAY}
        good = ticket(1001, account=account.id, conversation=talk.id, owner="sam", rating=Rating.UP, **closed)
        unit.insert_ticket(good)

    with closing(open_store(empty / "frontdoor.db")) as store:
        store.write(work).result()
    return empty


@pytest.mark.usefixtures("asked")
def test_people_read_each_question_once_with_intervals(frontdoor: Run) -> None:
    page = frontdoor("report", "--now", LATER).out
    assert "2 questions since 2026-12-16, each counted once" in page
    assert "0 of 2 who said it's solved or nothing came back within 7 days (0 %, 0–66)" in page
    assert "Spared by articles: at least 50 %" in page
    assert "good, say 1 of 1 (100 %, 20–100)" in page
    assert max(map(len, page.splitlines())) <= 100


@pytest.mark.usefixtures("asked")
def test_programs_rely_on_its_keys(frontdoor: Run) -> None:
    found = frontdoor("report", "--json", "--now", LATER).json
    assert list(found) == ["from", "to", "measured_at", "questions", "satisfaction", "weeks", "articles"]
    assert list(found["questions"]) == ["asked", "confirmed", "silent", "person", "left", "came_back", "spared"]
    assert found["questions"]["silent"] == {"count": 1, "share": 0.5, "low": 9, "high": 91}
    assert [article["slug"] for article in found["articles"]] == ["dns", "mail"]
    assert [(week["week"], week["asked"]) for week in found["weeks"]][:2] == [("2026-12-14", 2), ("2026-12-21", 0)]
    rows = list(csv.reader(StringIO(frontdoor("report", "--article", "--csv", "--now", LATER).out)))
    assert [row[:2] for row in rows] == [["slug", "asked"], ["dns", "1"], ["mail", "1"]]


@pytest.mark.usefixtures("asked")
def test_figures_about_single_people_are_off_as_shipped(frontdoor: Run) -> None:
    assert frontdoor("report", "--person", "--as", "sam").code == 2
    assert frontdoor("report", "--week", "--article").code == 2


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@sum", "'@sum"),
        ("-2", "'-2"),
        (" +1", "' +1"),
        ("\t=1", "'\t=1"),
        ("dns-records", "dns-records"),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert harmless(text) == cell
