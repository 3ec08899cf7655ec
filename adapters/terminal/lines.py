"""Lines from a keyboard or a pipe. A pipe is read without buffers of the interpreter's: it may end at any moment."""

import asyncio
import contextlib
import os
import select
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from threading import Semaphore, Thread
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from bot.core.text.words import visible

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

LINE_BYTES_MAX = 4 * 1024 * 1024
"""A longer line is no message; it is cut, and then refused as too long."""

READ_BYTES = 64 * 1024
"""What a pipe holds on Linux."""

LINES_AHEAD_MAX = 100
"""So many lines are read ahead of their answers."""

STANDARD_INPUT = "standard input"

Lines = AsyncIterator[str]
Names = Callable[[], Sequence[str]]


def from_keyboard() -> bool:
    """Whether somebody types; a closed standard input is nobody."""
    return sys.stdin is not None and sys.stdin.isatty()


async def typed_lines(
    prompt: str, words: Sequence[str] = (), names: Names = tuple, draft: Callable[[], str] = str
) -> Lines:
    """Lines from a keyboard, with messages printed above the prompt while one types.

    The tab key completes a line's first word to one of ``words``, one that begins with a ``~`` to one of ``names``,
    asked for when it is pressed. Earlier lines come back with the arrow keys,
    while the session lasts: what was typed isn't written down, since it may hold what must never be kept.
    What ``draft`` gives stands in the prompt already, to be changed and sent.
    """
    from prompt_toolkit.patch_stdout import patch_stdout

    session = prompting(words, names)
    with patch_stdout(raw=True):
        while True:
            try:
                yield await session.prompt_async(prompt, default=draft())
            except (EOFError, KeyboardInterrupt):
                return


def prompting(words: Sequence[str], names: Names = tuple) -> "PromptSession[str]":
    """Where lines are typed; the first word of one is completed, and what begins with a ``~``."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter, merge_completers

    first = WordCompleter([f"{word} " for word in words], ignore_case=True, sentence=True)
    saved = WordCompleter(lambda: [f"~{name} " for name in names()], ignore_case=True, WORD=True)
    return PromptSession(completer=merge_completers([first, saved]), complete_while_typing=False)


async def piped_lines(console: Console, prompt: str) -> Lines:
    """Lines from a pipe, a file or nothing, echoed so that the output reads as a conversation.

    Raises OSError, named after the standard input, when it can't be read.
    """
    if sys.stdin is None:
        return
    async for line in _read_in_a_thread(sys.stdin.fileno()):
        yield _echoed(console, prompt, line)


async def _read_in_a_thread(source: int) -> AsyncIterator[bytes]:
    """A thread of its own reads: not every standard input can be waited for by the event loop."""
    loop = asyncio.get_running_loop()
    read: asyncio.Queue[bytes | OSError | None] = asyncio.Queue()
    room = Semaphore(LINES_AHEAD_MAX)

    def hand_over(item: bytes | OSError | None) -> None:
        with contextlib.suppress(RuntimeError):  # the session ended first
            loop.call_soon_threadsafe(read.put_nowait, item)

    def work() -> None:
        try:
            for line in whole_lines(source):
                room.acquire()
                hand_over(line)
        except OSError as error:
            hand_over(error)
        finally:
            hand_over(None)

    Thread(target=work, name=STANDARD_INPUT, daemon=True).start()
    while (item := await read.get()) is not None:
        if isinstance(item, OSError):
            raise OSError(item.errno, item.strerror, STANDARD_INPUT)
        room.release()
        yield item


def whole_lines(source: int) -> Iterator[bytes]:
    """Lines of a file descriptor without their end; of one that is far too long only the beginning."""
    held = bytearray()
    while piece := _piece(source):
        *whole, rest = piece.split(b"\n")
        for part in whole:
            yield _ended(held + part[: LINE_BYTES_MAX - len(held)])
            held.clear()
        held += rest[: LINE_BYTES_MAX - len(held)]
    if held:
        yield _ended(held)


def _ended(line: bytearray) -> bytes:
    return bytes(line).rstrip(b"\r")


def _piece(source: int) -> bytes:
    """What there is to read; nothing at the end. Waits where the descriptor itself doesn't."""
    while True:
        try:
            return os.read(source, READ_BYTES)
        except BlockingIOError:
            select.select([source], [], [])


def _echoed(console: Console, prompt: str, line: bytes) -> str:
    text = line.decode("utf-8", errors="replace")
    shown = visible(text)
    console.print(Text(f"{prompt}{shown[:200]}{'…' if len(shown) > 200 else ''}", style="bold"))
    return text
