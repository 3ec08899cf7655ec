"""The demo without a terminal: one conversation, both sides of it, through the real engine.

It happens on a desk of its own, made for the occasion and thrown away, on a fixed Wednesday; nobody
waits for anything, since the clock is set by hand.
"""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from adapters.terminal.session import Terminal, client_address, staff_address
from bot.bootstrap import open_desk
from bot.cli.demo.desk import AGENT, LATER, LEAD, file, seed
from bot.cli.demo.stage import HandClock, Stage
from bot.cli.screen import console
from bot.config import settings
from bot.workers.outbox import Delivery

WEDNESDAY = datetime(2026, 12, 16, 20, 10, tzinfo=UTC)
"""12:10 at the desk in Los Angeles, 21:10 for the client in Berlin."""
CLIENT = "Mira"
CLIENT_ZONE = "Europe/Berlin"
TOMORROW = "1"
"""The first day on offer: too late in the afternoon for a call today."""
A_DAY = 24 * 60.0


def play() -> int:
    """Print the conversation; the exit code."""
    with tempfile.TemporaryDirectory(prefix="frontdoor-") as folder:
        chosen = settings.load(data=Path(folder)).model_copy(update={"policy": None, "articles": None})
        clock = HandClock(WEDNESDAY)
        with open_desk(chosen, clock) as app:
            asyncio.run(Story(seed(app, clock), console()).tell())
    return 0


class Story:
    """Two screens on one stage: what the client reads, and what staff read."""

    def __init__(self, stage: Stage, screen: Console) -> None:
        self.stage, self.screen = stage, screen
        self.client = Terminal(screen, client_address(CLIENT))
        self.staff = Terminal(screen, staff_address(LEAD))
        self._mail = {
            terminal.address: Delivery(
                stage.app.store,
                terminal,
                stage.clock,
                stage.engine.report_undelivered,
                stage.engine.filled,
                report_lost=stage.engine.report_lost,
            )
            for terminal in (self.client, self.staff)
        }

    async def tell(self) -> None:
        """The whole story."""
        self._scene(f"{CLIENT} in Berlin, Wednesday 21:10: a question, with typing errors")
        self.client.show(self.stage.opens(CLIENT, "en", CLIENT_ZONE))
        await self._says("my emails dont arive since yestrday")
        await self._says("1")
        await self._says("not yet")
        await self._says("none of these")
        self._scene("A ticket, and nothing is typed twice")
        for answer in ("senders get 550 mailbox unavailable", "normal", "mira-ceramics.example", CLIENT):
            await self._says(answer)
        for filing in LATER:
            file(self.stage, filing)
        self._scene("Twenty minutes later, two more clients are in line")
        await self._says("any news??", minutes=20)
        await self._says("leave it")
        await self._at_the_desk(self.stage.ticket_of(CLIENT))

    async def _at_the_desk(self, number: int) -> None:
        self._work_until_next(number)
        self._scene(f"The other side: {LEAD}, staff, at another terminal; the line ahead has been answered")
        await self._come_in()
        await self._commands("queue")
        await self._commands("claim")
        await self._commands(f"reply {number} Your MX records were lost in the move. They are back; mail is coming in.")
        self._scene(f"{CLIENT} reads it at once, and would rather talk about what is left")
        await self._reads(self.client)
        for answer in ("call me", TOMORROW, "7:30 PM", "+49 30 5550123"):
            await self._says(answer)
        await self._by_phone(number)

    async def _by_phone(self, number: int) -> None:
        self._scene(f"{LEAD} again: the case is known, so the call is confirmed")
        await self._reads(self.staff)
        await self._commands(f"confirm {number}")
        await self._reads(self.client)
        self._scene("The next day, after the call")
        await self._commands(f"outcome {number} Old copies of the mail were forwarded together.", minutes=A_DAY)
        await self._commands(f"resolve {number} Good to talk to you! Everything is in your mailbox now.")
        await self._reads(self.client)
        self._scene("Why the ticket stood where it stood")
        await self._commands(f"why {number}")

    def _work_until_next(self, number: int) -> None:
        """Staff answer whoever is before the ticket, in order."""
        while (first := self._first_in_line()) not in {number, 0}:
            self.stage.clock.forward(timedelta(minutes=12))
            self.stage.commands(AGENT, f"claim {first}")
            self.stage.commands(AGENT, f"reply {first} Done: please have a look.")

    def _first_in_line(self) -> int:
        with self.stage.app.store.read() as unit:
            return next((ticket.number for ticket in unit.waiting(1)), 0)

    async def _come_in(self) -> None:
        """Staff open their terminal: from now on news reaches them there."""
        room = self.staff.address
        await asyncio.wrap_future(self.stage.app.store.write(lambda unit: unit.open_room(room, LEAD)))
        self.staff.show(self.stage.commands(LEAD, ""))

    # ── Lines ──────────────────────────────────────────────────────────────────────────

    def _scene(self, title: str) -> None:
        self.screen.print(Rule(Text(title, style="bold"), align="left"))
        self.screen.print()

    async def _says(self, line: str, minutes: float = 1) -> None:
        self._typed(CLIENT, line, minutes)
        chosen = self.client.chosen(line)
        if chosen:
            self.stage.takes(CLIENT, chosen.token)
        else:
            self.stage.says(CLIENT, line)
        await self._reads(self.client)

    async def _commands(self, line: str, minutes: float = 1) -> None:
        self._typed(LEAD, line, minutes)
        self.staff.show(self.stage.commands(LEAD, line))

    def _typed(self, who: str, line: str, minutes: float) -> None:
        self.stage.clock.forward(timedelta(minutes=minutes))
        self.screen.print(Text(f"{who} › {line}", style="bold"))

    async def _reads(self, terminal: Terminal) -> None:
        """Deliver what the outbox holds for this screen."""
        await self._mail[terminal.address].drain()
