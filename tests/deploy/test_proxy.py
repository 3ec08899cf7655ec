"""The proxy's own configuration, in the real Caddy, before two replicas: routes, and a replica that goes away.

Where no recent ``caddy`` is on the path these are skipped; tests/deploy/test_compose.py then has only read the file.
"""

import asyncio
import io
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientConnectionError, ClientSession, web

from tests.deploy.compose import ROOT, dockerfile
from tests.deploy.processes import PATIENCE_S, free_port

OLDEST = (2, 11, 2)
"""Older ones lose a message when its replica has just gone: they can't read it a second time."""


def _lacking() -> str:
    """Why the proxy can't be run here; empty when it can."""
    caddy = shutil.which("caddy")
    if caddy is None:
        return "no caddy here: its configuration was read, not run"
    said = subprocess.run([caddy, "version"], capture_output=True, text=True, check=True).stdout
    numbers = re.match(r"v?(\d+)\.(\d+)\.(\d+)", said)
    if numbers is None or tuple(map(int, numbers.groups())) < OLDEST:
        return f"caddy {said.split()[0]} is too old: the configuration was read, not run"
    return ""


pytestmark = pytest.mark.skipif(bool(_lacking()), reason=_lacking() or "it can")

HOSTS = ("127.0.0.1", "127.0.0.2")
FILE = str(ROOT / ".proxy" / "Caddyfile")


@dataclass
class Replica:
    """What a front door looks like to the proxy."""

    host: str
    ready: bool = True
    taken: list[bytes] = field(default_factory=list)

    @asynccontextmanager
    async def serving(self, port: int, health: int) -> AsyncIterator[web.AppRunner]:
        """Listen on both ports."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_post("/slack/events", self.take)
        app.router.add_get("/healthz", self.health)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            for each in (port, health):
                await web.TCPSite(runner, self.host, each).start()
            yield runner
        finally:
            await runner.cleanup()

    async def take(self, request: web.Request) -> web.Response:
        """An event."""
        self.taken.append(await request.read())
        return web.Response()

    async def health(self, _request: web.Request) -> web.Response:
        """Whether events should come here."""
        return web.Response(status=200 if self.ready else 503)


@asynccontextmanager
async def proxied(folder: Path, port: int, health: int) -> AsyncIterator[str]:
    """Caddy before two replicas on these ports; its address."""
    front, asked = free_port(HOSTS[0]), free_port(HOSTS[0])
    settings = {
        "FRONTDOOR_SITE": f"http://127.0.0.1:{front}", "FRONTDOOR_REPLICAS": " ".join(f"{h}:{port}" for h in HOSTS),
        "FRONTDOOR_HEALTH_PORT": str(health), "FRONTDOOR_PROXY_HEALTH_PORT": str(asked),
        "FRONTDOOR_HTTP_PORT": str(front), "HOME": str(folder), "PATH": os.environ["PATH"],
    }  # fmt: skip
    command = yaml.safe_load(dockerfile("CMD", ".proxy")[-1])
    command = [FILE if word == "/etc/caddy/Caddyfile" else word for word in command]
    with (folder / "caddy.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command, env=settings, stdout=log, stderr=log)
    try:
        async with ClientSession() as http:
            await answers(http, f"http://127.0.0.1:{asked}/", 200)
        yield f"http://127.0.0.1:{front}"
    finally:
        process.terminate()
        await process.wait()


async def answers(http: ClientSession, url: str, status: int) -> None:
    """Wait until a page answers so."""
    for _attempt in range(int(PATIENCE_S / 0.05)):
        try:
            async with http.get(url) as answer:
                if answer.status == status:
                    return
        except ClientConnectionError:
            pass
        await asyncio.sleep(0.05)
    raise AssertionError(f"{url} never answered {status}")


async def posted(http: ClientSession, url: str, body: bytes = b"hello", path: str = "/slack/events") -> int:
    """An event to the proxy; the status."""
    async with http.post(f"{url}{path}", data=io.BytesIO(body)) as answer:
        return answer.status


def test_slack_gets_in_and_nothing_else_does_and_a_replica_may_go(tmp_path: Path) -> None:
    async def story() -> None:
        port, health = free_port(*HOSTS), free_port(*HOSTS)
        first, second = (Replica(host) for host in HOSTS)
        async with (
            first.serving(port, health) as one,
            second.serving(port, health),
            proxied(tmp_path, port, health) as url,
            ClientSession() as http,
        ):
            assert [await posted(http, url) for _time in range(8)] == [200] * 8
            assert first.taken
            assert second.taken
            assert await posted(http, url, path="/readyz") == 404
            for path in ("/slack/events", "/readyz", "/healthz", "/", "/slack/events/more"):
                async with http.get(f"{url}{path}") as answer:
                    assert answer.status == 404, path
            assert await posted(http, url, b"x" * 1024 * 1024) == 200
            assert await posted(http, url, b"x" * 3_000_000) == 413
            await one.cleanup()
            before = len(second.taken)
            assert [await posted(http, url) for _time in range(8)] == [200] * 8, "nothing is lost when one goes"
            assert len(second.taken) == before + 8

    asyncio.run(story())


def test_the_configuration_is_valid_for_a_site_with_a_certificate(tmp_path: Path) -> None:
    environment = {"FRONTDOOR_SITE": "desk.example", "FRONTDOOR_REPLICAS": "slack-1:3000 slack-2:3000",
                   "HOME": str(tmp_path), "PATH": os.environ["PATH"]}  # fmt: skip
    adapted = subprocess.run(
        ["caddy", "adapt", "--config", FILE, "--adapter", "caddyfile"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    servers = yaml.safe_load(adapted.stdout)["apps"]["http"]["servers"]
    assert {address for one in servers.values() for address in one["listen"]} == {":8443", "127.0.0.1:8081"}
    assert "formatted" not in adapted.stderr, "caddy fmt would change the file"
