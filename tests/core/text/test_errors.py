"""Every error carries its facts and says them in a sentence."""

from datetime import date

import pytest

from bot.core.text import errors
from bot.core.text.errors import (
    ArticlesInvalid,
    DatabaseBusy,
    DatabaseFull,
    DatabaseOutdated,
    ExtraMissing,
    FrontDoorError,
    LayerUnknown,
    MessageUnreadable,
    NoBusinessDay,
    NotSaved,
    PolicyInvalid,
    Problem,
    QueriesInvalid,
    SettingsInvalid,
    TicketNotFound,
)
from bot.core.text.surface import File, LocalizedTranscript


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("hours.monday", "closes before it opens"), "hours.monday: closes before it opens"),
        (Problem("zone", "is unknown", "Europe/Berlin"), "zone: is unknown (Europe/Berlin)"),
        (Problem("zone", "is unknown", "Europe/Berlin", 12), "line 12: zone: is unknown (Europe/Berlin)"),
        (Problem("file", "is empty", line=0), "line 0: file: is empty"),
    ],
)
def test_a_problem_says_where_why_and_what_instead(problem: Problem, said: str) -> None:
    assert str(problem) == said


@pytest.mark.parametrize("error", [PolicyInvalid, ArticlesInvalid, QueriesInvalid, SettingsInvalid])
def test_all_problems_of_a_file_are_said_at_once(
    error: type[PolicyInvalid] | type[ArticlesInvalid] | type[QueriesInvalid] | type[SettingsInvalid],
) -> None:
    problems = (Problem("a", "is wrong"), Problem("b", "too", line=3))
    wrong = error("some.toml", problems)
    assert str(wrong) == "some.toml was not loaded:\n  a: is wrong\n  line 3: b: too"
    assert (wrong.source, wrong.problems) == ("some.toml", problems)


def test_other_errors_say_their_facts() -> None:
    assert str(DatabaseOutdated(None, "0001")) == "database schema is missing, this program needs 0001"
    assert str(DatabaseOutdated("0002", "0001")) == "database schema is 0002, this program needs 0001"
    assert str(NoBusinessDay(date(2026, 12, 24), 750)) == "no business day within 750 days from 2026-12-24"
    assert str(MessageUnreadable()) == "the stored message can't be read by this version"
    unknown = LayerUnknown("psychic", ("lexical", "static"))
    assert str(unknown) == "no layer 'psychic': there is lexical, static"
    missing = TicketNotFound(12)
    assert (str(missing), missing.number) == ("no ticket #12", 12)


def test_whatever_keeps_a_turn_from_being_saved_is_caught_in_one_place() -> None:
    assert issubclass(DatabaseBusy, NotSaved)
    assert issubclass(DatabaseFull, NotSaved)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    ours = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, FrontDoorError)]
    named = [kind.__name__ for kind in ours if not kind.__name__.startswith("_")]
    assert errors.__doc__ is not None
    drawn = [line.partition("── ")[2].split("  ")[0] for line in errors.__doc__.splitlines() if "──" in line]
    assert sorted(drawn) == sorted(name for name in named if name != "FrontDoorError")


def test_an_extra_that_is_missing_says_how_to_install_it() -> None:
    assert str(ExtraMissing("pdf")) == "the extra “pdf” isn't installed: pip install 'frontdoor-desk[pdf]'"


def test_files_have_their_content_and_a_name() -> None:
    assert File("a.ics", "text/calendar", "é").data == "é".encode()
    assert LocalizedTranscript(12, "en", "UTC").name == "ticket-12.html"
