"""``frontdoor serve`` as processes that end without a word, and begin again.

Started as a command they are the product itself. Forked from a process that has imported it, they begin in
a fraction of the time, their clock jumps so that leases run out without waiting for them, and they post faster
than Slack would take it.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Protocol

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.adapters.slack.fake_slack import SECRET, STAFF_CHANNEL, TOKEN
from tests.faults.places import Place

PATIENCE_S = 120.0
FORKED_CHANNEL_SECONDS, FORKED_LOOK_SECONDS = 0.02, 1.0
PRELOADED = [
    *("bot.cli.serve.serve", "bot.cli.main", "adapters.slack.connection", "bot.store.postgres.store"),
    "tests.faults.warm",
]
"""And what they import; a fork then only has to open the desk."""


class Running(Protocol):
    """A process, as far as it matters here."""

    @property
    def pid(self) -> int | None: ...

    def kill(self) -> None: ...

    def terminate(self) -> None: ...


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Replica:
    """One process that serves a desk on Slack, at the same two ports each time it is started."""

    place: Place
    slack: str
    """Where the fake Slack is."""
    number: int = 0
    forked: bool = False
    board: str = STAFF_CHANNEL
    """The channel with a card for every ticket; empty for none."""
    mutant: str = ""
    """A bug that it has, if it is a fork; see ``tests.faults.mutants``."""
    search: str = "lexical"
    """The layer that it searches with."""
    articles: str = ""
    """The folder of its articles; empty for those shipped."""
    policy: str = ""
    """Its policy file; empty for the shipped one."""
    events: int = field(default_factory=free_port)
    health: int = field(default_factory=free_port)
    process: "multiprocessing.process.BaseProcess | subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Where it takes Slack's events."""
        return f"http://127.0.0.1:{self.events}/slack/events"

    @property
    def log(self) -> Path:
        """What it says, all of its lives after each other."""
        return self.place.folder / f"serve-{self.number}.log"

    def start(self, ahead: timedelta = timedelta()) -> None:
        """Begin, with a clock that is so far ahead; only a fork's clock can be."""
        here = self._environment()
        if self.forked:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(PRELOADED)
            self.process = context.Process(target=_serve, args=(here, str(self.log), ahead, self.mutant), daemon=True)
            self.process.start()
            return
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "bot", "serve"]
            self.process = subprocess.Popen(command, env=here, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _environment(self) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith(("FRONTDOOR_", "SLACK_"))}
        folder = {"FRONTDOOR_ARTICLES": self.articles} if self.articles else {}
        folder |= {"FRONTDOOR_POLICY": self.policy} if self.policy else {}
        return {
            **others, **folder, "FRONTDOOR_DATA": str(self.place.folder), "FRONTDOOR_DATABASE_URL": self.place.url,
            "FRONTDOOR_SEARCH": self.search, "FRONTDOOR_PORT": str(self.health),
            "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_PORT": str(self.events),
            "SLACK_API_BASE_URL": f"{self.slack}/api/", "SLACK_STAFF_CHANNEL": self.board,
        }  # fmt: skip

    async def ready(self, http: ClientSession) -> None:
        """Wait until it takes events."""
        give_up = monotonic() + PATIENCE_S
        while monotonic() < give_up:
            try:
                async with http.get(f"http://127.0.0.1:{self.health}/readyz", timeout=ClientTimeout(5)) as answer:
                    if answer.status == 200:
                        return
            except (ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(0.02)
        raise TimeoutError(f"replica {self.number} never got ready: {self.log.read_text()[-2000:]}")

    async def die(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it without a word, or in good order (SIGTERM), and wait until it has."""
        process, self.process = self.process, None
        if process is not None and process.pid is not None:
            process.kill() if how is signal.SIGKILL else process.terminate()
            ended = process.join if isinstance(process, multiprocessing.process.BaseProcess) else process.wait
            await asyncio.get_running_loop().run_in_executor(None, ended)


def _serve(here: Mapping[str, str], log: str, ahead: timedelta, mutant: str = "") -> None:
    """In the fork: the command, with what it says in a file; perhaps with another clock, or a bug."""
    told = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(told, 1)
    os.dup2(told, 2)
    os.environ.clear()
    os.environ.update(here)
    from adapters.slack import connection, sender
    from bot import bootstrap
    from bot.cli.serve.serve import serve
    from bot.clock import OffsetClock

    setattr(sender, "CHANNEL_SECONDS", FORKED_CHANNEL_SECONDS)  # noqa: B010 (the product imports it by name)
    setattr(connection, "LOOK_AGAIN_SECONDS", FORKED_LOOK_SECONDS)  # noqa: B010 (the same)
    if ahead:
        setattr(bootstrap, "SystemClock", lambda: OffsetClock(datetime.now(UTC) + ahead))  # noqa: B010 (the same)
    if mutant:
        from tests.faults import mutants

        mutants.plant(mutant)
    sys.exit(serve(None, None, None))
