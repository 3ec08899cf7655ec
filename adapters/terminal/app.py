"""One person at a terminal: lines become events, leased outbox rows are printed.

Works the same at a keyboard and from a pipe; from a pipe each line is answered before the next is read.
"""

import asyncio
import contextlib
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import IO

from rich.console import Console
from rich.text import Text

from adapters.terminal.render import render
from bot import codec
from bot.core.errors import NotSaved
from bot.core.model import Address, Identity, Outgoing, Receipt, Sent, Undeliverable
from bot.core.offers import chosen_by_words
from bot.core.surface import Offer, Shown
from bot.core.words import visible

PLATFORM = "terminal"
"""The tenant is empty: a terminal's users are known by name on one machine."""

LINE_BYTES_MAX = 4 * 1024 * 1024
"""A longer line is no message; it is cut, and then refused as too long."""

LINES_AHEAD_MAX = 100
"""So many lines are read ahead of their answers."""

Lines = AsyncIterator[str]


def client_address(name: str) -> Address:
    """Where a client at a terminal is reached."""
    return Address(PLATFORM, "", f"chat/{name}")


def staff_address(name: str) -> Address:
    """Where a staff member at a terminal is reached."""
    return Address(PLATFORM, "", f"desk/{name}")


def identity(name: str) -> Identity:
    """Who sits at the terminal."""
    return Identity(PLATFORM, "", name)


@dataclass(slots=True)
class Terminal:
    """The screen as an adapter of the outbox: prints what is leased for one address."""

    console: Console
    address: Address
    name: str = PLATFORM
    offers: tuple[Offer, ...] = ()
    """What can be chosen by number: the last choices on the screen."""
    printed: int = 0

    def targets(self) -> tuple[Address, ...]:
        """Only what is meant for this terminal."""
        return (self.address,)

    async def send(self, out: Outgoing) -> Receipt:
        """Print one row; a terminal that was closed takes nothing."""
        try:
            self.show(codec.unpack(out.payload))
        except BrokenPipeError:
            return Undeliverable("the terminal is closed")
        return Sent()

    def show(self, shown: Shown) -> None:
        """Print a reply and remember what can be chosen."""
        self.console.print(render(shown))
        self.console.print()
        self.console.file.flush()
        self.printed += 1
        if shown.all_offers() or shown.form:
            self.offers = shown.all_offers()

    def say(self, text: str) -> None:
        """Print a line of the terminal's own."""
        self.console.print(Text(text, style="yellow"))

    def chosen(self, line: str) -> Offer | None:
        """What a typed number or label stands for on this screen."""
        return chosen_by_words(line, self.offers)


@dataclass(slots=True)
class Session:
    """A loop over lines: each is handed to ``take`` and answered before the next is read."""

    terminal: Terminal
    take: Callable[[str], Awaitable[None]]
    drain: Callable[[], Awaitable[int]]
    not_saved: str = "Not saved, please try again."
    failures: int = field(default=0)

    async def run(self, lines: Lines) -> int:
        """Until the lines end; the exit code: 1 when a line could not be saved."""
        async for line in lines:
            try:
                await self.take(line)
            except NotSaved:
                self.failures += 1
                self.terminal.say(self.not_saved)
                continue
            with contextlib.suppress(NotSaved):
                await self.drain()
        return 1 if self.failures else 0


def event_key() -> str:
    """A key for a typed line; a terminal never delivers one twice."""
    return uuid.uuid4().hex


async def typed_lines(prompt: str) -> Lines:
    """Lines from a keyboard, with messages printed above the prompt while one types."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.patch_stdout import patch_stdout

    session: PromptSession[str] = PromptSession()
    with patch_stdout(raw=True):
        while True:
            try:
                yield await session.prompt_async(prompt)
            except (EOFError, KeyboardInterrupt):
                return


async def piped_lines(console: Console, prompt: str) -> Lines:
    """Lines from a pipe, a file or nothing, echoed so that the output reads as a conversation.

    A thread of its own reads: not every standard input can be waited for by the event loop.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes | None] = asyncio.Queue(LINES_AHEAD_MAX)

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the session ended first
            for line in _whole_lines(sys.stdin.buffer):
                asyncio.run_coroutine_threadsafe(lines.put(line), loop).result()
            asyncio.run_coroutine_threadsafe(lines.put(None), loop).result()

    Thread(target=read, name="standard input", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield _echoed(console, prompt, line)


def _whole_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines without their end; of one that is far too long only the beginning."""
    while line := stream.readline(LINE_BYTES_MAX):
        rest = line
        while rest and not rest.endswith(b"\n") and len(rest) == LINE_BYTES_MAX:
            rest = stream.readline(LINE_BYTES_MAX)
        yield line.rstrip(b"\r\n")


def _echoed(console: Console, prompt: str, line: bytes) -> str:
    text = line.decode("utf-8", errors="replace")
    shown = visible(text)
    console.print(Text(f"{prompt}{shown[:200]}{'…' if len(shown) > 200 else ''}", style="bold"))
    return text
