"""One person at a terminal: lines become events, leased outbox rows are printed.

Works the same at a keyboard and from a pipe; from a pipe each line is answered before the next is read.
"""

import contextlib
import logging
import traceback
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.text import Text

from adapters.terminal.lines import Lines
from adapters.terminal.render import draw
from bot.core.conversation.typed_choice import chosen_by_words
from bot.core.model.outbox import Decoded, Postponed, Receipt, Sent
from bot.core.model.people import Address, Identity
from bot.core.text.errors import NotSaved
from bot.core.text.surface import Fetched, File, LocalizedChoice, LocalizedForm, LocalizedReply

CLOSED = "the terminal is closed"
PLATFORM = "terminal"
"""The tenant is empty: a terminal's users are known by name on one machine."""

log = logging.getLogger(__name__)


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
    offers: tuple[LocalizedChoice, ...] = ()
    """What can be chosen by number: the last choices on the screen."""
    printed: int = 0
    lang: str = ""
    """What the last reply was written in."""
    form: LocalizedForm | None = None
    """What the last reply asked for."""
    closed: bool = False
    """Nobody reads any more: ``chat | head``."""
    files: Path | None = None
    """Where files that come with messages are saved; without a folder they are only named."""

    def targets(self) -> tuple[Address, ...]:
        """Only what is meant for this terminal."""
        return (self.address,)

    async def send(self, out: Decoded) -> Receipt:
        """Print one row; when the terminal was closed, the row waits for the next one."""
        try:
            self.show(out.shown)
        except BrokenPipeError:
            self.closed = True
            return Postponed(CLOSED, after_seconds=0)
        return Sent()

    def show(self, shown: LocalizedReply) -> None:
        """Print a reply and remember what can be chosen."""
        draw(self.console, shown)
        for block in shown.blocks:
            if isinstance(block, File | Fetched):
                self._save(block)
        self.console.print()
        self.console.file.flush()
        self.printed += 1
        self.offers = shown.all_offers()
        self.lang = shown.lang
        self.form = shown.form

    def _save(self, file: File | Fetched) -> None:
        """Save a file beside the database; one of the same name is replaced, as its newer version."""
        if self.files is None:
            return
        place = self.files / Path(file.name).name
        try:
            self.files.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.data)
        except OSError as error:
            self.say(f"{file.name}: {error.strerror}")
            return
        self.console.print(Text(f"  → {place}", style="dim"), soft_wrap=True)

    def say(self, text: str) -> None:
        """Print a line of the terminal's own."""
        self.console.print(Text(text, style="yellow"))

    def chosen(self, line: str) -> LocalizedChoice | None:
        """What a typed number or label stands for on this screen."""
        return chosen_by_words(line, self.offers)


@dataclass(slots=True)
class Session:
    """A loop over lines: each is handed to ``take`` and answered before the next is read."""

    terminal: Terminal
    take: Callable[[str], Awaitable[None]]
    drain: Callable[[], Awaitable[int]]
    not_saved: Callable[[], str]
    """Says so to whoever sits here, in their language."""
    ends: frozenset[str] = frozenset()
    """Words that end the session, as the end of the lines does."""
    failures: int = field(default=0)

    async def run(self, lines: Lines) -> int:
        """Until the lines end; the exit code: 1 when a line could not be saved.

        Raises BrokenPipeError when nobody reads the answers, and OSError when the lines can't be read.
        """
        async for line in lines:
            if line.strip().casefold() in self.ends:
                break
            if await self._taken(line):
                with contextlib.suppress(NotSaved):
                    await self.drain()
            if self.terminal.closed:
                raise BrokenPipeError(CLOSED)
        return 1 if self.failures else 0

    async def _taken(self, line: str) -> bool:
        try:
            await self.take(line)
        except (NotSaved, BrokenPipeError) as known:
            self.terminal.closed = isinstance(known, BrokenPipeError)
        except Exception as broken:
            _log_where(broken)
        else:
            return True
        self.failures += 1
        if not self.terminal.closed:
            self.terminal.say(self.not_saved())
        return False


def _log_where(broken: Exception) -> None:
    """Log an unexpected error with an id: its kind and place, but no values, which may be somebody's words."""
    place = "".join(traceback.format_tb(broken.__traceback__))
    log.error("line %s failed: %s\n%s", event_key(), type(broken).__name__, place)


def event_key() -> str:
    """A key for a typed line; a terminal never delivers one twice."""
    return uuid.uuid4().hex
