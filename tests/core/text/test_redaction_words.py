"""How a language's phrases for secrets are read, and that no text with one of them is passed over."""

import re

import pytest

from bot.core.text.language_data import Languages
from bot.core.text.redaction import tokens
from bot.core.text.redaction.redact import _WORDED
from bot.core.text.redaction.words import Worded, either, expression, hints, known, phrases
from tests.builders import LANGUAGES, redact


@pytest.mark.parametrize(
    ("phrase", "said", "not_said"),
    [
        ("pass( )word(s)", ["password", "pass word", "pass_words", "PASS-WORD"], ["pass  word", "passwordz"]),
        ("(db/ftp)_pass", ["db_pass", "ftp_pass"], ["_pass", "sql_pass"]),
        ("(cvv/cvc( )(2))", ["cvv", "cvc", "cvc2", "cvc 2"], ["cvv2"]),
        ("p/w", ["p/w"], ["p", "w"]),
        ("user*", ["user", "username"], ["user name"]),
        ("contraseña", ["contraseña", "contrasena", "contrasen\u0303a"], ["contrasea"]),
        ("schlüssel", ["schlüssel"], ["schlussel"]),
        ("pw.", ["pw."], ["pwd"]),
    ],
)
def test_how_phrases_are_written(phrase: str, said: list[str], not_said: list[str]) -> None:
    for pattern in (expression(phrase), either((phrase,))):
        found = re.compile(pattern, re.IGNORECASE)
        assert [each for each in said if not found.fullmatch(each)] == []
        assert [each for each in not_said if found.fullmatch(each)] == []


def test_what_has_to_follow_is_no_part_of_it() -> None:
    found = re.compile(either(("contra >:", "palabra clave > para")))
    assert found.match("contra: x")[0] == "contra"  # type: ignore[index]
    assert found.match("palabra clave para ti")[0] == "palabra clave"  # type: ignore[index]
    assert not found.match("contra todo")


def test_nothing_is_an_expression_that_never_fits() -> None:
    assert not re.search(either(()), "anything")


def test_all_languages_stand_in_one_expression() -> None:
    found = Worded(r"(?<!\w)⟨passwords⟩(?!\w)").of(LANGUAGES)
    assert all(map(found.search, ("my password", "mein Passwort", "mi contraseña")))
    assert {"wrong", "falsch", "incorrecta"} <= known(LANGUAGES, "states")


Row = tuple[object, object, tuple[str, ...], object]


@pytest.mark.parametrize("row", [row for row in _WORDED if row[2]], ids=lambda row: row[0].__name__)
def test_a_finder_is_asked_wherever_a_phrase_of_its_own_stands(
    row: tuple[object, object, tuple[str, ...], object],
) -> None:
    parts = hints(LANGUAGES, *row[2])
    said = [variant for field in row[2] for phrase in phrases(LANGUAGES, field) for variant in _ways(phrase)]
    assert len(said) > len(parts)
    assert [each for each in said if not any(part in each for part in parts)] == []


def _ways(phrase: str) -> list[str]:
    """A phrase in every way that it may be written, by another path than the product's."""
    group = re.search(r"\(([^()]*)\)", phrase.partition(">")[0])
    if group is None:
        return [phrase.partition(">")[0].strip().replace("*", "")]
    inner = group[1].split("/") if "/" in group[1] else [group[1], ""]
    return [way for each in inner for way in _ways(phrase[: group.start()] + each + phrase[group.end() :])]


def test_languages_are_worked_out_once_each() -> None:
    alone = Languages({"de": LANGUAGES.by_code["de"]})
    assert redact("mi contraseña es girasol").text != "mi contraseña es girasol"
    assert not Worded("⟨passwords⟩").of(alone).search("contraseña")
    assert Worded("⟨passwords⟩").of(alone) is Worded("⟨passwords⟩").of(alone)


@pytest.mark.parametrize("prefix", tokens.PREFIXES)
def test_a_key_is_known_by_how_it_begins(prefix: str) -> None:
    key = prefix + "a1B2c3" * 6
    assert redact(f"here you are: {key}.").text == "here you are: [key removed]."
    assert redact(f"we call it {prefix}settings").text == f"we call it {prefix}settings"
