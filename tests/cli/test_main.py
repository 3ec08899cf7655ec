"""The command line as a whole: what it imports, how it fails, how it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main as command_line
from bot.core.text.errors import DatabaseBusy, FrontDoorError, NotSaved
from tests.cli.conftest import Run

SLOW = ("sqlalchemy", "alembic", "rapidfuzz", "babel", "numpy", "pydantic", "holidays", "aiohttp", "prompt_toolkit")
"""Libraries that take long to import; the help needs none of them."""

VERBS = ("chat", "desk", "demo", "serve", "queue", "ticket", "doctor", "version", "kb", "policy", "db", "staff")


PROGRAM = f"""
import sys
from bot.cli.main import app

def call(*arguments):
    try:
        app(list(arguments))
    except SystemExit:
        pass
    print("imported", *(name for name in {SLOW!r} if name in sys.modules))

call("--help")
call("kb", "search", "mail", "--json")
"""
"""Two calls in a new process, and what each brought in."""


def test_a_verb_imports_only_what_it_needs(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, check=True)

    after_help, after_search = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("imported")]
    assert after_help == []
    assert not {"sqlalchemy", "alembic", "aiohttp", "prompt_toolkit"} & set(after_search)
    assert all(verb in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(frontdoor: Run, verb: str) -> None:
    done = frontdoor(verb, "--help")

    assert done.code == 0
    assert "Usage" in done.out


def test_the_version_is_printed(frontdoor: Run) -> None:
    assert frontdoor("version").out.strip()[0].isdigit()


def test_wrong_settings_are_one_clear_message(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDOOR_DESK", "No Such Name!")

    done = frontdoor("queue")

    assert done.code == 1
    assert done.err.startswith("frontdoor: ")
    assert "FRONTDOOR_DESK" in done.err


def test_settings_in_another_encoding_are_one_clear_message(frontdoor: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"FRONTDOOR_DESK=caf\xe9\n")

    for verb in ("queue", "doctor"):
        done = frontdoor(verb)
        assert done.code == 1
        assert "UTF-8" in done.out + done.err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (NotSaved("disk full"), 1, "frontdoor: disk full; nothing was saved"),
        (DatabaseBusy("x"), 1, "frontdoor: the database is locked; nothing was saved, please try again"),
        (FrontDoorError("\x1b[31mred\x9b"), 2, "frontdoor: ·[31mred·"),
        (
            OSError(28, "No space left on device"),
            1,
            "frontdoor: the output: No space left on device: make room there, or write it elsewhere",
        ),
        (PermissionError(13, "Permission denied", "/somewhere"), 2, "frontdoor: /somewhere: Permission denied"),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_errors_end_with_one_line_and_a_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, code: int, said: str
) -> None:
    def broken() -> None:
        raise error

    monkeypatch.setattr(command_line, "app", broken)
    monkeypatch.setattr(command_line, "_drop_output", lambda: None)

    with pytest.raises(SystemExit) as end:
        command_line.main()

    assert end.value.code == code
    assert capsys.readouterr().err.strip() == said


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise FileNotFoundError("no name: not about a file that somebody gave")

    monkeypatch.setattr(command_line, "app", broken)

    with pytest.raises(FileNotFoundError):
        command_line.main()


def test_what_is_no_verb_is_refused(frontdoor: Run) -> None:
    assert frontdoor("sing").code == 2


def test_nothing_is_written_beside_the_desk(frontdoor: Run, tmp_path: Path) -> None:
    frontdoor("db", "upgrade")

    assert [path.name for path in tmp_path.iterdir()] == ["desk"]
