"""Each way to say a secret that the redactor knows, and what it has to leave: a line each in ``kinds.txt``."""

from pathlib import Path

import pytest

from tests.builders import redact

LINES = tuple(
    line.replace("\\n", "\n") for line in (Path(__file__).parent / "kinds.txt").read_text("utf-8").splitlines()
)
"""``what was typed ||| a part that must be gone & another``; without ``|||`` the line stays as it is."""


@pytest.mark.parametrize("line", [line for line in LINES if " ||| " in line])
def test_the_secret_is_gone(line: str) -> None:
    typed, _, secrets = line.partition(" ||| ")
    left = redact(typed).text
    assert [part for part in secrets.split(" & ") if part in left] == []
    assert redact(left).text == left


@pytest.mark.parametrize("line", [line for line in LINES if " ||| " not in line])
def test_what_is_innocent_stays(line: str) -> None:
    assert redact(line).text == line
