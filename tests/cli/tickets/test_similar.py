"""``similar``: what staff solved before."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model.tickets import State
from bot.ports import UnitOfWork
from bot.store import open_store
from tests.builders import WEDNESDAY, ticket
from tests.cli.conftest import Run
from tests.cli.tickets.test_show import number_of


def solve(folder: Path, number: int, subject: str) -> None:
    """Let another of the first ticket's client be solved."""

    def work(unit: UnitOfWork) -> None:
        like = unit.ticket(1001)
        assert like is not None
        other = ticket(number, subject=subject, symptoms="", account=like.account, conversation=like.conversation)
        unit.insert_ticket(replace(other, state=State.SOLVED, closed_at=WEDNESDAY))

    with closing(open_store(folder / "frontdoor.db")) as store:
        store.write(work).result()


def test_the_most_similar_solved_ticket_comes_first(frontdoor: Run, busy: Path) -> None:
    expired = next(row for row in frontdoor("queue", "--json").json if "certificate expired" in row["subject"])
    solve(busy, 2001, "browser says the certificate expired")
    solve(busy, 2002, "invoice is missing")
    done = frontdoor("similar", expired["number"], "--json")
    assert list(done.json[0]) == ["number", "subject", "closed", "likeness"]
    assert done.json[0]["number"] == 2001
    assert done.json[0]["likeness"] > 0.3
    assert "#2001" in frontdoor("similar", expired["number"]).out


@pytest.mark.usefixtures("busy")
def test_nothing_similar_and_no_such_ticket(frontdoor: Run) -> None:
    number = number_of(frontdoor, frontdoor("ticket", 1001, "--json").json["account"]["name"])
    assert frontdoor("similar", number, "--json").code == 0
    assert frontdoor("similar", 77).code == 2
