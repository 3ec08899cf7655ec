"""``find``: tickets by their words, for people and for programs."""

import pytest

from tests.cli.conftest import Run


@pytest.mark.usefixtures("busy")
def test_tickets_are_found_for_people_and_programs(frontdoor: Run) -> None:
    done = frontdoor("find", "certificate", "state:waiting", "--json")
    assert done.code == 0
    first = done.json["tickets"][0]
    assert list(first) == ["number", "subject", "client", "service", "state", "owner", "filed", "passage"]
    assert "certificate" in (first["subject"] + first["passage"]).casefold()
    assert done.json["not_indexed"] == 0
    shown = frontdoor("find", "certificate").out
    assert f"#{first['number']}" in shown
    misspelt = frontdoor("find", "certifciate")
    assert "Nobody wrote “certifciate”; I looked for certificate" in misspelt.out


@pytest.mark.usefixtures("busy")
def test_one_by_its_number_and_none(frontdoor: Run) -> None:
    assert [row["number"] for row in frontdoor("find", "#1001", "--json").json["tickets"]] == [1001]
    assert frontdoor("find", "#77", "--json").json["tickets"] == []
    assert "No ticket has “quetzal”" in frontdoor("find", "quetzal").out


@pytest.mark.usefixtures("busy")
def test_older_ones_are_named(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.tickets.find.PAGE", 1)
    first = frontdoor("find", "state:open", "--json").json
    assert first["more"]
    assert f"frontdoor find state:open before:#{first['tickets'][0]['number']}" in frontdoor("find", "state:open").out


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("state:opne", "There is no state “opne”. Did you mean open?"),
        ("since:soon", "“soon” is no date"),
        ("x", "What"),
    ],
)
def test_what_cant_be_read_ends_with_two(frontdoor: Run, words: str, said: str) -> None:
    done = frontdoor("find", words)
    assert done.code == 2
    assert said in done.err


def test_a_desk_without_a_database_is_refused(frontdoor: Run) -> None:
    assert frontdoor("find", "mail").code == 2
