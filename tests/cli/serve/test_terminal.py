"""``chat`` and ``desk`` as programs: what their pipes may do to them, and what they keep off the screen."""

import getpass
import logging
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cli import logs
from bot.config.settings import DATABASE_FILE
from bot.core.model.knowledge import Hit
from bot.engine.engine import Engine
from kb.live import LiveArticles
from tests.cli.conftest import Run

PROGRAM = (sys.executable, "-m", "bot")
ROOT = Path(__file__).resolve().parents[3]
ESCAPE = "\x1b[31m"
PATIENCE_S = 120.0
"""Only a test that fails waits so long."""


def shell(folder: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A shell's line in which ``frontdoor`` is the program, on the desk in ``folder``."""
    script = f'frontdoor() {{ "{PROGRAM[0]}" -m bot "$@"; }}\n{command}'
    return subprocess.run(
        ["/bin/bash", "-c", script],
        cwd=ROOT,
        env={**os.environ, "FRONTDOOR_DATA": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Somebody else writes, and doesn't end."""
    other = sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


# ── Pipes ──────────────────────────────────────────────────────────────────────────────


def test_the_end_of_the_input_is_the_end_of_the_chat(speaks: Run, empty: Path) -> None:
    done = speaks("hello", "chat", "--as", "ana", "--lang", "en")

    assert done.code == 0
    assert "you › hello" in done.out


@pytest.mark.parametrize(
    ("command", "ended"),
    [
        ("printf 'hi\\nhelp\\nhelp\\n' | frontdoor chat --as ana | head -1; echo ${PIPESTATUS[1]}", "141"),
        ("frontdoor version --nonsense | true; frontdoor kb search mail --json | true; echo ${PIPESTATUS[0]}", "141"),
        ("frontdoor kb search mail | true; echo ${PIPESTATUS[0]}", "141"),
        ("frontdoor chat --as ana <&- >/dev/null; echo $?", "0"),
    ],
)
def test_pipes_that_close(empty: Path, command: str, ended: str) -> None:
    done = shell(empty, command)

    assert done.stdout.splitlines()[-1] == ended
    assert "Traceback" not in done.stderr
    assert "never awaited" not in done.stderr


FULL = "the output: No space left on device: make room there, or write it elsewhere"


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("echo hi | frontdoor chat --as ana >&-", 2, "the output is closed"),
        ("echo hi | frontdoor chat --as ana >/dev/full", 1, FULL),
        ("frontdoor version >/dev/full", 1, FULL),
    ],
)
def test_an_output_that_takes_nothing_is_one_message(empty: Path, command: str, code: int, said: str) -> None:
    done = shell(empty, command)

    assert (done.returncode, done.stderr) == (code, f"frontdoor: {said}\n")


def test_an_output_without_the_letters_shows_question_marks(empty: Path) -> None:
    done = shell(empty, "echo hola | frontdoor chat --as ana --lang es", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert "?Hola!" in done.stdout


def test_an_interrupt_ends_a_piped_chat_at_once(empty: Path) -> None:
    chat = subprocess.Popen(
        [*PROGRAM, "chat", "--as", "ana", "--data", str(empty)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert chat.stdin
    assert chat.stdout
    chat.stdin.write("hello\n")
    chat.stdin.flush()
    while "you › hello" not in chat.stdout.readline():
        continue
    chat.send_signal(signal.SIGINT)
    _out, err = chat.communicate(timeout=PATIENCE_S)

    assert chat.returncode == 130
    assert err == ""


# ── What can't be saved ────────────────────────────────────────────────────────────────


def test_a_database_that_is_locked_at_the_start(speaks: Run, empty: Path) -> None:
    with locked(empty):
        done = speaks("hello", "chat", "--as", "ana")

    assert done.code == 1
    assert done.err == "frontdoor: the database is locked; nothing was saved, please try again\n"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Not saved, please try again."),
        ("es", "No se ha guardado; inténtalo de nuevo, por favor."),
        ("de", "Nicht gespeichert, bitte versuch es noch einmal."),
    ],
)
def test_a_bug_in_one_line_is_told_in_the_clients_language_and_logged_beside_the_database(
    speaks: Run, empty: Path, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    whole = Engine.turn

    def turn(self: Engine, event):  # type: ignore[no-untyped-def]
        if event.text and event.text.startswith("boom"):
            raise ZeroDivisionError(event.text)
        return whole(self, event)

    monkeypatch.setattr(Engine, "turn", turn)
    done = speaks("boom goes my mail\nhello", "chat", "--as", "ana", "--lang", lang)

    assert done.code == 1
    assert said in done.out
    assert "you › hello" in done.out
    assert "ZeroDivisionError" not in done.out + done.err
    written = (empty / logs.LOG_FILE).read_text()
    assert "ZeroDivisionError" in written
    assert "my mail" not in written


def test_warnings_go_to_a_file_that_is_made_when_there_are_any(tmp_path: Path) -> None:
    log = logging.getLogger("somebody")
    with logs.to_file(tmp_path):
        log.info("all is well")
        assert not (tmp_path / logs.LOG_FILE).exists()
        log.warning("trouble with %s", ESCAPE)
    log.debug("no more")

    assert "trouble with ·[31m" in (tmp_path / logs.LOG_FILE).read_text()


def test_a_log_that_cannot_be_written_disturbs_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logs.to_file(tmp_path / "missing"):
        logging.getLogger("somebody").warning("trouble")
    (tmp_path / logs.LOG_FILE).symlink_to("/dev/full")
    with logs.to_file(tmp_path):
        logging.getLogger("somebody").warning("trouble")

    assert capsys.readouterr().err == ""


# ── Names ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["4111 1111 1111 1111", "password: hunter2", "sk_live_4eC39HqLyjWDarjtT1zd"])
def test_a_name_that_must_not_be_kept_is_refused(speaks: Run, empty: Path, name: str) -> None:
    done = speaks("", "chat", "--as", name)

    assert done.code == 2
    assert name not in done.err
    assert name not in (empty / DATABASE_FILE).read_bytes().decode("latin-1")


@pytest.mark.parametrize("name", ["", "  ", "\x1b", "x" * 81])
def test_a_name_has_one_to_eighty_characters(speaks: Run, empty: Path, name: str) -> None:
    assert "--as NAME" in speaks("", "chat", "--as", name).err


def test_a_name_of_any_bytes_is_a_name(speaks: Run, empty: Path) -> None:
    assert speaks("", "chat", "--as", os.fsdecode(b"ana\xff")).code == 0


def test_a_login_without_a_name_is_asked_for_one(speaks: Run, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nameless)
    done = speaks("", "chat")

    assert done.code == 2
    assert "--as NAME" in done.err


def test_what_is_refused_cannot_drive_the_terminal(speaks: Run, empty: Path) -> None:
    done = speaks("", "desk", "--as", f"\x9b{ESCAPE}red")
    strange = speaks("", "chat", "--as", "ana", "--data", f"/dev/null/{ESCAPE}")

    assert "isn't on the staff list" in done.err
    assert strange.code == 1
    assert ESCAPE not in done.err + strange.err


@pytest.mark.parametrize("arguments", [("chat", "--as", "ana"), ("demo",)])
def test_the_first_question_waits_until_it_can_be_answered_in_full(
    speaks: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    ready: list[bool] = []
    find = LiveArticles.find

    def asked(self: LiveArticles, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        ready.append(self.ready)
        return find(self, text, lang, limit)

    monkeypatch.setattr(LiveArticles, "find", asked)

    done = speaks("my emails dont arive\n", *arguments)

    assert "Does this help?" in done.out
    assert ready
    assert all(ready)


@pytest.mark.parametrize("name", [logs.LOG_FILE, f"{logs.LOG_FILE}.1"])
def test_a_log_is_its_owners_alone_also_where_others_could_read_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch(mode=0o644)
    (tmp_path / name).chmod(0o644)
    with logs.to_file(tmp_path):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_a_new_log_is_its_owners_alone_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        with logs.to_file(tmp_path):
            logging.getLogger("bot").warning("something happened")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / logs.LOG_FILE).stat().st_mode) == 0o600


def test_a_log_that_was_opened_up_since_is_closed_with_the_next_record(tmp_path: Path) -> None:
    with logs.to_file(tmp_path):
        (tmp_path / logs.LOG_FILE).touch(mode=0o644)
        (tmp_path / logs.LOG_FILE).chmod(0o644)
        logging.getLogger("bot").warning("something happened")
    assert stat.S_IMODE((tmp_path / logs.LOG_FILE).stat().st_mode) == 0o600
