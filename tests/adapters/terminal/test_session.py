"""The terminal as a platform: lines from every kind of pipe, and a session that goes on whatever a line does."""

import asyncio
import io
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from adapters.terminal import lines
from adapters.terminal.session import Session, Terminal, client_address
from bot.core.model.outbox import Decoded, OutKind, Postponed, Sent
from bot.core.text.errors import DatabaseBusy
from bot.core.text.surface import File, LocalizedChoice, LocalizedReply, Para, Run
from tests.builders import WEDNESDAY

SHOWN = LocalizedReply((Para((Run("Hello"),)),), (LocalizedChoice("Yes", "t"),), lang="de")


class ClosedPipe(io.StringIO):
    """An output that nobody reads."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


class StillThere(Console):
    """As the program's own console: a closed output is the caller's affair."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError from None


def terminal(file: io.StringIO | None = None) -> Terminal:
    return Terminal(StillThere(file=file or io.StringIO(), width=80), client_address("ana"))


def printed(screen: Terminal) -> str:
    assert isinstance(screen.console.file, io.StringIO)
    return screen.console.file.getvalue()


# ── Lines ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Its two ends; closed afterwards, if they aren't yet."""
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        try:
            os.close(end)
        except OSError:
            continue


def piped(pipe: tuple[int, int], *pieces: bytes) -> list[bytes]:
    """The lines that come out at one end of a pipe when these pieces go in at the other."""
    reading, writing = pipe

    def feed() -> None:
        for piece in pieces:
            os.write(writing, piece)
        os.close(writing)

    feeder = Thread(target=feed)
    feeder.start()
    found = list(lines.whole_lines(reading))
    feeder.join()
    return found


def test_lines_are_whole_however_they_arrive(pipe: tuple[int, int]) -> None:
    assert piped(pipe, b"he", b"llo\nhow", b" are\r\n\n", b"you") == [b"hello", b"how are", b"", b"you"]


def test_of_a_line_that_is_far_too_long_only_the_beginning_is_read(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LINE_BYTES_MAX", 5)
    assert piped(pipe, b"123456789", b"0\nab\n", b"x" * 9) == [b"12345", b"ab", b"xxxxx"]


def test_a_pipe_that_does_not_block_loses_no_line(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.set_blocking(reading, False)
    found = lines.whole_lines(reading)

    def feed() -> None:
        os.write(writing, b"one\ntwo\n")
        os.close(writing)

    feeder = Thread(target=feed)
    feeder.start()

    assert list(found) == [b"one", b"two"]
    feeder.join()


class End(io.StringIO):
    """An input of which only the descriptor is read."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.descriptor = descriptor

    def fileno(self) -> int:
        return self.descriptor


async def spoken(screen: Terminal) -> list[str]:
    return [line async for line in lines.piped_lines(screen.console, "you › ")]


def test_a_closed_standard_input_is_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    assert not lines.from_keyboard()
    assert asyncio.run(spoken(terminal())) == []


def test_more_lines_than_are_read_ahead_all_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [f"line {number}" for number in range(3 * lines.LINES_AHEAD_MAX)]
    (tmp_path / "said").write_text("\n".join(said))
    with (tmp_path / "said").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert asyncio.run(spoken(terminal())) == said


def test_an_input_that_cannot_be_read_is_an_error_and_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = os.open(os.curdir, os.O_RDONLY)
    monkeypatch.setattr(sys, "stdin", End(folder))
    try:
        with pytest.raises(IsADirectoryError) as caught:
            asyncio.run(spoken(terminal()))
    finally:
        os.close(folder)
    assert caught.value.filename == lines.STANDARD_INPUT


def test_a_session_that_ends_first_leaves_the_reader_without_a_word(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    reading, writing = pipe
    os.write(writing, b"one\n")

    async def first() -> str:
        async for line in lines.piped_lines(terminal().console, "you › "):
            return line
        return ""

    monkeypatch.setattr(sys, "stdin", End(reading))
    assert asyncio.run(first()) == "one"
    os.write(writing, b"two\n")
    os.close(writing)
    assert not recwarn.list


# ── Sessions ───────────────────────────────────────────────────────────────────────────


async def typed(*said: str) -> AsyncIterator[str]:
    for line in said:
        yield line


def session(screen: Terminal, take: Callable[[str], None], drained: list[str] | None = None) -> Session:
    async def taken(line: str) -> None:
        take(line)

    async def drain() -> int:
        (drained if drained is not None else []).append("drained")
        return 0

    return Session(screen, taken, drain, lambda: "Nicht gespeichert.")


def test_lines_that_are_taken_end_with_exit_code_0() -> None:
    screen, taken, drained = terminal(), list[str](), list[str]()

    assert asyncio.run(session(screen, taken.append, drained).run(typed("one", "two"))) == 0
    assert taken == ["one", "two"]
    assert len(drained) == 2


def test_a_word_for_leaving_ends_a_session_as_the_end_of_its_lines_does() -> None:
    screen, taken = terminal(), list[str]()
    leaving = session(screen, taken.append)
    leaving.ends = frozenset({"exit"})
    assert asyncio.run(leaving.run(typed("one", " EXIT ", "two"))) == 0
    assert taken == ["one"]
    assert asyncio.run(session(screen, taken.append).run(typed("exit"))) == 0
    assert taken == ["one", "exit"], "a client's words are a client's words"


@pytest.mark.parametrize(
    ("typed_so_far", "completed"),
    [("res", ["resolve "]), ("RE", ["release ", "resolve "]), ("resolve 12 re", []), ("dance", []),
     ("reply 12 ~tr", ["~try-again "]), ("reply 12 ~tr once ~", ["~restored ", "~try-again "])],
)  # fmt: skip
def test_the_tab_key_completes_a_commands_name(typed_so_far: str, completed: list[str]) -> None:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        asking = lines.prompting(("release", "resolve", "queue"), lambda: ("restored", "try-again"))
    assert asking.completer
    found = asking.completer.get_completions(Document(typed_so_far), CompleteEvent(completion_requested=True))
    assert [each.text for each in found] == completed


def test_lines_are_typed_until_the_input_ends() -> None:
    async def take() -> list[str]:
        return [line async for line in lines.typed_lines("sam › ", ("release", "queue"))]

    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("release 12\rqueue\r\x04")
        assert asyncio.run(take()) == ["release 12", "queue"]


def test_what_is_begun_stands_in_the_prompt_to_be_changed_and_sent() -> None:
    begun = ["", "reply 12 Look here", ""]

    async def take() -> list[str]:
        return [line async for line in lines.typed_lines("sam › ", draft=begun.pop)]

    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("queue\r, please\r\x04")
        assert asyncio.run(take())[:2] == ["queue", "reply 12 Look here, please"]


@pytest.mark.parametrize("error", [DatabaseBusy("database is locked"), ValueError("card 4111")])
def test_a_line_that_fails_is_told_in_the_readers_language_and_the_session_goes_on(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    screen, taken = terminal(), list[str]()

    def take(line: str) -> None:
        if line == "one":
            raise error
        taken.append(line)

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(session(screen, take).run(typed("one", "two"))) == 1
    assert taken == ["two"]
    assert "Nicht gespeichert." in printed(screen)
    assert "4111" not in caplog.text
    assert ("ValueError" in caplog.text) is isinstance(error, ValueError)


def test_when_nobody_reads_the_session_ends_and_the_row_waits() -> None:
    screen = terminal(ClosedPipe())
    row = Decoded(1, screen.address, OutKind.MESSAGE, "", SHOWN, 0, WEDNESDAY)

    assert isinstance(asyncio.run(screen.send(row)), Postponed)
    with pytest.raises(BrokenPipeError):
        asyncio.run(session(screen, lambda line: None).run(typed("one", "two")))


def test_the_terminal_knows_what_language_it_showed_last() -> None:
    screen = terminal()
    screen.show(SHOWN)

    assert screen.lang == "de"
    assert screen.chosen("1") == SHOWN.offers[0]


# ── Files ──────────────────────────────────────────────────────────────────────────────

ENTRY = File("call-1001.ics", "text/calendar", "BEGIN:VCALENDAR\r\nSUMMARY:Anruf für Ana\r\nEND:VCALENDAR\r\n")


def with_file(file: File) -> LocalizedReply:
    """A message that a file comes with."""
    return LocalizedReply((*SHOWN.blocks, file), SHOWN.offers, lang="de")


def test_a_file_is_saved_byte_for_byte_and_its_place_is_said(tmp_path: Path) -> None:
    screen = terminal()
    screen.files = tmp_path / "files"
    row = Decoded(1, screen.address, OutKind.MESSAGE, "", with_file(ENTRY), 0, WEDNESDAY)

    assert asyncio.run(screen.send(row)) == Sent()
    assert (tmp_path / "files" / "call-1001.ics").read_bytes() == ENTRY.text.encode()
    assert "▤ call-1001.ics" in printed(screen)
    assert str(tmp_path / "files" / "call-1001.ics") in printed(screen)
    assert screen.chosen("1") == SHOWN.offers[0], "a file takes no number away"


def test_a_newer_file_of_the_same_name_replaces_the_older(tmp_path: Path) -> None:
    screen = terminal()
    screen.files = tmp_path
    screen.show(with_file(ENTRY))
    screen.show(with_file(File(ENTRY.name, ENTRY.media, "METHOD:CANCEL\r\n")))

    assert [path.name for path in tmp_path.iterdir()] == ["call-1001.ics"]
    assert (tmp_path / "call-1001.ics").read_bytes() == b"METHOD:CANCEL\r\n"


def test_without_a_folder_a_file_is_only_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    screen = terminal()
    screen.show(with_file(ENTRY))

    assert "▤ call-1001.ics" in printed(screen)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_and_the_message_counts_as_sent(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    screen = terminal()
    screen.files = tmp_path / "files"
    row = Decoded(1, screen.address, OutKind.MESSAGE, "", with_file(ENTRY), 0, WEDNESDAY)

    assert asyncio.run(screen.send(row)) == Sent()
    assert "call-1001.ics: File exists" in printed(screen)
    assert "→" not in printed(screen)


@pytest.mark.parametrize("name", ["../call.ics", "/tmp/call.ics", "a/../../call.ics"])  # noqa: S108 (written nowhere)
def test_a_file_stays_in_its_folder_whatever_its_name_is(tmp_path: Path, name: str) -> None:
    screen = terminal()
    screen.files = tmp_path / "files"
    screen.show(with_file(File(name, ENTRY.media, ENTRY.text)))

    assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*.ics")] == [Path("files/call.ics")]
