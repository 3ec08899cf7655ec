"""Colleagues are found by their names, as they are written."""

import pytest

from bot.core.staff_view.colleagues import MENTIONS_MAX, mentioned, named_first, nearest, nobody, unknown
from tests.reading import screen, words

NAMES = ("kim", "Kim Lee", "Jo Miller", "Jo Ray", "sam")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("to kim because she knows it", ("kim", "she knows it")),
        ("kim because", ("kim", "")),
        ("@kim: she knows it", ("kim", "she knows it")),
        ("TO  Kim Lee, who asked", ("Kim Lee", "who asked")),
        ("to kim Leeds because", ("kim", "Leeds because")),
        ("Jo Ray - because she asked", ("Jo Ray", "she asked")),
        ("Jo", None),
        ("kimberly", None),
        ("sam_2", None),
        ("me because", ("lou", "")),
        ("to", None),
        ("", None),
    ],
)
def test_a_line_begins_with_a_colleague(line: str, found: tuple[str, str] | None) -> None:
    assert named_first(line, NAMES, me="lou") == found


def test_nobody_is_me_where_it_isnt_said_who_writes() -> None:
    assert named_first("me", NAMES) is None


def test_a_first_name_is_enough_where_nobody_else_has_it() -> None:
    assert named_first("Zoe: please", ("Zoe Hart", "Jo Ray")) == ("Zoe Hart", "please")


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("@kim and @Jo Ray, see @sam.", (("kim", "Jo Ray", "sam"), ())),
        ("@kim @KIM", (("kim",), ())),
        ("ask @kin. or @kin-", ((), ("kin",))),
        ("ana@kim.example @@kim a.@kim", ((), ())),
        ("no sign", ((), ())),
    ],
)
def test_a_note_mentions_colleagues(note: str, found: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert mentioned(note, NAMES) == found


def test_of_very_many_mentions_the_first_are_read() -> None:
    strangers = tuple(f"kin{number}" for number in range(MENTIONS_MAX))
    assert mentioned(f"@{' @'.join(strangers)} @kim @kin", NAMES) == ((), strangers)


def test_the_nearest_names_are_offered_or_all() -> None:
    assert nearest("kin", ("kim", "sam")) == ("kim",)
    assert nearest("miler", NAMES) == ("Jo Miller",)
    assert nearest("bob", NAMES) == ()
    assert words(nobody("kin", ("kim", "sam"))) == "Nobody on the desk is called kin. Did you mean kim?"
    assert screen(unknown("to bob because", ("kim", "sam"))) == "Nobody on the desk is called bob. There are kim, sam."
    assert "called ?." in screen(unknown("@", ("kim",)))
