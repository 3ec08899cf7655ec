"""A composed service as a process of this machine: the same command and settings, other places."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy.compose import SECRETS, Service, image_environment, replaced

PATIENCE_S = 60.0
"""For programs that start beside others on a busy machine."""


@dataclass
class Machine:
    """Where the services run: a folder for what an engine would mount, and what is running."""

    folder: Path
    settings: dict[str, str]
    """What stands in ``.env``."""
    path: str
    """Where PostgreSQL's programs are, before all others."""
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def keep(self, **secrets: str) -> None:
        """Put secrets where they are mounted, with the line's end that an editor leaves."""
        (self.folder / "secrets").mkdir(exist_ok=True)
        for name, secret in secrets.items():
            (self.folder / "secrets" / name).write_text(secret + "\n")

    def environment(self, service: Service, **places: str) -> dict[str, str]:
        """A service's whole environment: the image's, ``.env``, its own, and where it is here."""
        ours = {SECRETS: f"{self.folder / 'secrets'}{os.sep}"}
        given = {name: replaced([value], ours)[0] for name, value in service.environment.items()}
        data = {"FRONTDOOR_DATA": str(self.folder / f"data-{service.name}"), "FRONTDOOR_SEARCH": "lexical"}
        base = {"PATH": f"{self.path}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.folder), "TZ": "UTC"}
        return {**base, **image_environment(), **self.settings, **data, **given, **places}

    def start(self, service: Service, **places: str) -> "Running":
        """Start what the service's image would start."""
        (self.folder / "backups").mkdir(exist_ok=True)
        command = replaced(service.command, {"/backups": str(self.folder / "backups")})
        return self._run(service.name, [sys.executable, "-m", "bot", *command], self.environment(service, **places))

    def _run(self, name: str, command: list[str], environment: dict[str, str]) -> "Running":
        log = self.folder / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, env=environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        self.running.append(process)
        return Running(process, log, environment)

    def stop(self) -> None:
        """End whatever still runs."""
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()


@dataclass(frozen=True)
class Running:
    """A started service."""

    process: "subprocess.Popen[bytes]"
    log: Path
    environment: dict[str, str]

    @property
    def said(self) -> str:
        """Everything it printed so far."""
        return self.log.read_text("utf-8", "replace")

    async def ended(self) -> int:
        """Its exit code, when it has ended by itself."""
        return await asyncio.to_thread(self.process.wait, PATIENCE_S)

    async def stopped(self) -> int:
        """Its exit code after it was asked to stop."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def well(self, check: list[str]) -> None:
        """Wait until its health check says so."""
        give_up = time.monotonic() + PATIENCE_S
        while await self._asked(check):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < give_up, self.said
            await asyncio.sleep(0.3)

    async def _asked(self, check: list[str]) -> int:
        asked = await asyncio.create_subprocess_exec(
            *check, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return await asked.wait()


def health(service: Service, here: dict[str, str]) -> list[str]:
    """A service's health check as a command of this machine."""
    kind, *words = service["healthcheck"]["test"]
    made = replaced(words, here)
    return (
        ["sh", "-c", *made] if kind == "CMD-SHELL" else [sys.executable if made[0] == "python" else made[0], *made[1:]]
    )


def free_port(*hosts: str) -> int:
    """A port that is free on all of these. Raises OSError where one of the hosts isn't ours."""
    for _attempt in range(50):
        with ExitStack() as held:
            first = held.enter_context(closing(socket.create_server((hosts[0], 0))))
            port = int(first.getsockname()[1])
            try:
                for host in hosts[1:]:
                    held.enter_context(closing(socket.create_server((host, port))))
            except OSError as error:
                if error.errno == 99:  # EADDRNOTAVAIL: the host itself
                    raise
                continue
            return port
    raise OSError("no port is free everywhere")
