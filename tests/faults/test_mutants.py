"""A check that can't fail is none: bugs are planted, and the day must break the promise that each of them breaks."""

from pathlib import Path

import pytest

from tests.faults import journal
from tests.faults.checker import PROMISES
from tests.faults.day import PEOPLE
from tests.faults.discord_day import discord_day
from tests.faults.kept import all_noted
from tests.faults.mutants import EACH_DATABASE, MUTANTS, SHORT_ON_DISCORD, noticed_some_day, one_for_each_promise
from tests.faults.places import Place
from tests.faults.slack_day import slack_day


@pytest.fixture
def file(tmp_path: Path) -> Place:
    """An empty desk on SQLite."""
    return Place("SQLite", tmp_path)


@pytest.mark.parametrize("name", one_for_each_promise())
def test_a_planted_bug_is_noticed_on_slack(name: str, file: Place) -> None:
    assert noticed_some_day(name, file, slack_day)


@pytest.mark.parametrize("name", SHORT_ON_DISCORD)
def test_a_planted_bug_is_noticed_on_discord(name: str, file: Place) -> None:
    assert noticed_some_day(name, file, discord_day)


@pytest.mark.parametrize("name", EACH_DATABASE)
@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_planted_bug_is_noticed_on_postgresql(name: str, place: Place) -> None:
    assert noticed_some_day(name, place, slack_day)


@pytest.mark.parametrize("name", MUTANTS)
def test_every_bug_can_be_planted(name: str) -> None:
    """What it changes is there under that name: otherwise a process that has it would end at once."""
    with pytest.MonkeyPatch.context() as patch:
        MUTANTS[name].plant(patch)


def test_a_journal_that_isnt_kept_is_noticed(file: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_made", [])
    monkeypatch.setattr(journal, "_trigger", lambda *_args, **_named: ())
    assert list(all_noted(slack_day(file, PEOPLE, rounds=1)))


def test_every_promise_has_a_bug_that_breaks_it() -> None:
    assert {mutant.seen_by for mutant in MUTANTS.values()} | {all_noted} == set(PROMISES)
