"""``python -m tests.soak``: its table, and what its exit code says."""

from collections.abc import Iterator

import pytest

from tests.soak import __main__ as soak
from tests.soak.table import SQLITE, Row


def row(number: int, held: bool) -> Row:
    return Row(number, "nothing is lost", SQLITE, "0 lost", "0 lost of 100" if held else "3 lost", held)


def holds() -> Iterator[Row]:
    yield row(1, held=True)


def doesnt() -> Iterator[Row]:
    yield row(2, held=False)


def breaks_off() -> Iterator[Row]:
    yield row(3, held=True)
    raise TimeoutError("no answer\nfor a minute")


@pytest.fixture(autouse=True)
def promises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "PROMISES", {3: breaks_off, 1: holds, 2: doesnt})


def test_promises_that_hold_are_named_with_their_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["1"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1   nothing is lost")
    assert "held: 0 lost of 100" in said


@pytest.mark.parametrize(("wanted", "said"), [("2", "BROKEN: 3 lost"), ("3", "BROKEN: TimeoutError: no answer for a")])
def test_one_that_doesnt_hold_or_cant_be_measured_is_the_exit_code(
    wanted: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert soak.main(["1", wanted]) == 1
    assert said in capsys.readouterr().out


def test_without_names_all_are_measured_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main([]) == 1
    assert [line[0] for line in capsys.readouterr().out.splitlines()] == ["1", "2", "3", "3"]


def test_an_unknown_promise_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["1", "16"]) == 2
    assert "there are 1, 2, 3" in capsys.readouterr().out
