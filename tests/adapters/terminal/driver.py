"""The terminal as the conformance suite sees it: the program's own sessions, with lines and a screen of a test's."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from adapters.terminal import session as terminal_app
from adapters.terminal.session import Terminal
from bot.bootstrap import App
from bot.cli.serve import terminal as program
from bot.config.settings import Settings
from bot.core.model.people import Address, Identity, Role
from bot.core.text.surface import LocalizedReply
from bot.workers.outbox import Delivery
from tests.adapters.conformance.driver import Ability, Driver, Offer, Person, Platform, Question, Shown
from tests.adapters.terminal.test_screen import CONTROLS, OWN_COLOURS
from tests.builders import WEDNESDAY
from tests.dialogue import House, open_house

COLUMNS = 200


@dataclass(slots=True)
class Screen(Terminal):
    """A terminal that remembers what was shown, message by message."""

    seen: list[tuple[Shown, LocalizedReply]] = field(default_factory=list)

    def show(self, shown: LocalizedReply) -> None:
        """Show it, and remember what stood there."""
        assert isinstance(self.console.file, StringIO)
        before = len(self.console.file.getvalue())
        Terminal.show(self, shown)
        text = self.console.file.getvalue()[before:].replace("\u00a0", " ")
        offers = tuple(Offer(each.token, each.label) for each in shown.all_offers())
        self.seen.append((Shown(text, offers), shown))


@dataclass
class Seat:
    """Somebody at the program: what they type, and what runs."""

    lines: "asyncio.Queue[str | None]" = field(default_factory=asyncio.Queue)
    waits: asyncio.Event = field(default_factory=asyncio.Event)
    """The program waits for a line: what was typed is answered."""
    running: "asyncio.Task[int] | None" = None
    screen: Screen | None = None
    delivery: Delivery | None = None

    async def typed(self) -> AsyncIterator[str]:
        """Lines, each once the one before it is answered."""
        while True:
            self.waits.set()
            line = await self.lines.get()
            if line is None:
                return
            yield line

    async def answered(self) -> None:
        """Until the program waits for a line, or is over."""
        assert self.running is not None
        waits = asyncio.create_task(self.waits.wait())
        await asyncio.wait({waits, self.running}, return_when=asyncio.FIRST_COMPLETED)
        waits.cancel()
        if self.running.done():
            self.running.result()


@dataclass
class TerminalPerson(Person):
    """A client, or staff."""

    driver: "TerminalDriver"
    name: str
    is_staff: bool = False
    seen: list[tuple[Shown, LocalizedReply]] = field(default_factory=list)
    """What stood on the screen of programs that are over."""

    @property
    def identity(self) -> Identity:
        return terminal_app.identity(self.name)

    @property
    def address(self) -> Address:
        place = terminal_app.staff_address if self.is_staff else terminal_app.client_address
        return place(self.name)

    @property
    def shown(self) -> list[Shown]:
        return [shown for shown, _reply in self._all()]

    def _all(self) -> list[tuple[Shown, LocalizedReply]]:
        screen = self.driver.seat(self).screen
        return [*self.seen, *(screen.seen if screen else [])]

    @property
    def received(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.driver.folder / program.FILES).glob("*"))]

    @property
    def answer(self) -> Shown:
        return self.shown[-1]

    @property
    def form(self) -> tuple[Question, ...]:
        asked = self._all()[-1][1].form
        if asked is None:
            return ()
        current = asked.fields[asked.current]
        return (Question(current.name, current.value, tuple(value for value, _label in current.options)),)

    async def writes(self, text: str) -> None:
        await self.driver.types(self, text)

    async def takes(self, action: str, on: Shown | None = None) -> None:
        shown = on or self.shown[-1]
        await self.writes(str(shown.offers.index(shown.offer(action)) + 1))

    async def orders(self, line: str) -> Shown:
        await self.writes(line)
        return self.answer


@dataclass
class TerminalDriver(Driver):
    """A desk, and whoever sits at a terminal of it."""

    folder: Path
    opened: ExitStack
    seats: dict[Address, Seat] = field(default_factory=dict)
    people: dict[Address, TerminalPerson] = field(default_factory=dict)
    _house: House | None = None

    @property
    def abilities(self) -> frozenset[Ability]:
        return PLATFORM.abilities

    @property
    def house(self) -> House:
        assert self._house is not None
        return self._house

    @property
    def live_signs(self) -> str:
        return "[bold red]x[/] :tada: [link=https://evil.example]bank[/link] \x1b[2J\x1b]0;title\x07 \x9b2J \u202e"

    async def client(self, name: str = "ana") -> TerminalPerson:
        return self._seated(TerminalPerson(self, name))

    async def staff(self, name: str = "sam", role: Role = Role.LEAD) -> TerminalPerson:
        who = terminal_app.identity(name)
        self.house.store.write(lambda unit: unit.add_staff(name, role, who)).result()
        return self._seated(TerminalPerson(self, name, is_staff=True))

    def _seated(self, person: TerminalPerson) -> TerminalPerson:
        self.people[person.address] = person
        self.seats[person.address] = Seat()
        return person

    def seat(self, person: TerminalPerson) -> Seat:
        """Where somebody sits."""
        return self.seats[person.address]

    async def types(self, person: TerminalPerson, line: str) -> None:
        """Type a line; the program is started before the first one."""
        seat = self.seat(person)
        if seat.running is None:
            seat.running = asyncio.create_task(self._program(person))
            await seat.answered()
        seat.waits.clear()
        seat.lines.put_nowait(line)
        await seat.answered()
        await self.settled()

    async def _program(self, person: TerminalPerson) -> int:
        house = self.house
        prepared: Any = Prepared()
        settings = Settings(data=self.folder)
        desk: Any = App(settings, house.policy, house.store, prepared, house.clock, house.engine, prepared)
        if person.is_staff:
            return await program._desk(desk, person.name, person.name)
        return await program._chat(desk, person.name, "en", "Europe/Berlin")

    async def settled(self) -> None:
        for seat in self.seats.values():
            if seat.delivery is not None:
                await seat.delivery.drain()

    async def passes(self, **units: float) -> None:
        self.house.clock.forward(**units)
        self.house.fire()
        await self.settled()

    async def restarts(self) -> None:
        now = self._house.clock.at if self._house else WEDNESDAY
        await self.ends()
        self._house = self.opened.enter_context(open_house(self.folder))
        self.house.clock.at = now

    async def ends(self) -> None:
        """Everybody leaves, and the desk is closed."""
        for address, seat in self.seats.items():
            if seat.running is not None:
                seat.lines.put_nowait(None)
                await seat.running
            if seat.screen is not None:
                self.people[address].seen += seat.screen.seen
            self.seats[address] = Seat()
        self.opened.close()

    def complaints(self) -> list[str]:
        screens = (seat.screen for seat in self.seats.values() if seat.screen)
        written = [screen.console.file.getvalue() for screen in screens]  # type: ignore[attr-defined]
        return [f"live: {sign!r}" for text in written for sign in CONTROLS.findall(OWN_COLOURS.sub("", text))]


class Prepared:
    """Articles that are there."""

    def prepare(self) -> None:
        """Nothing to do."""

    def refresh(self) -> None:
        """Nothing is new."""


@contextmanager
def _instead(driver: TerminalDriver) -> Iterator[None]:
    """Where the program would have a keyboard and a screen, it has a test's."""

    def screen(console: Console, address: Address, files: Path | None = None) -> Screen:
        driver.seats[address].screen = made = Screen(console, address, files=files)
        return made

    def delivery(
        store: Any, adapter: Screen, clock: Any, report_undelivered: Any, fill: Any, report_lost: Any
    ) -> Delivery:
        driver.seats[adapter.address].delivery = made = Delivery(
            store, adapter, clock, report_undelivered, fill, report_lost
        )
        return made

    def console() -> Console:
        return Console(file=StringIO(), width=COLUMNS, emoji=False, markup=False, highlight=False)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(program, "Terminal", screen)
        patched.setattr(program, "Delivery", delivery)
        patched.setattr(program, "console", console)
        patched.setattr(program, "_lines", lambda terminal, _prompt, *_words: driver.seats[terminal.address].typed())
        yield


@asynccontextmanager
async def at_terminals(folder: Path) -> AsyncIterator[Driver]:
    """A desk in a folder, with terminals."""
    driver = TerminalDriver(folder, ExitStack())
    with _instead(driver):
        await driver.restarts()
        try:
            yield driver
            assert (wrong := driver.complaints()) == [], wrong
        finally:
            await driver.ends()


PLATFORM = Platform(
    "terminal", frozenset({Ability.LIVE_SIGNS, Ability.ZONE}), TerminalPerson, TerminalDriver, at_terminals
)
