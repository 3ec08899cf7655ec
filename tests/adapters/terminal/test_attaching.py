"""``attach 12 PATH words``: which line it is, and which file."""

from pathlib import Path

import pytest

from adapters.terminal.attaching import Asked, asked, read
from bot.ports.inbound import Carried


@pytest.mark.parametrize(
    ("line", "command", "path"),
    [
        ("attach 12 report.pdf", "attach 12", "report.pdf"),
        ("ATTACH #12  /srv/report.pdf  Here it is", "ATTACH #12 Here it is", "/srv/report.pdf"),
        ('attach 12 "my report.pdf" Here', "attach 12 Here", "my report.pdf"),
        ("attach 12 'my report.pdf'", "attach 12", "my report.pdf"),
        ("attach 12 my\\ report.pdf", "attach 12", "my report.pdf"),
    ],
)
def test_a_line_that_sends_a_file(line: str, command: str, path: str) -> None:
    assert asked(line) == Asked(command, Path(path))


@pytest.mark.parametrize(
    "line", ["attach 12", "attach", "attach report.pdf", "reply 12 attach 13 x", 'attach 12 "', ""]
)
def test_any_other_line(line: str) -> None:
    assert asked(line) is None


def test_the_file_is_read_with_its_kind_and_no_more_of_it_than_is_needed(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"0123456789")
    assert read(tmp_path / "a.png", 10) == Carried("a.png", "image/png", b"0123456789")
    short = read(tmp_path / "a.png", 4)
    assert isinstance(short, Carried)
    assert short.bytes == 5
    (tmp_path / "b.unheardof").touch()
    assert read(tmp_path / "b.unheardof", 4) == Carried("b.unheardof", "application/octet-stream", b"")


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.pdf"):
        assert read(path, 10) == f"{path}: there is no such file. Nothing was sent."
