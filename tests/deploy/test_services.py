"""Every composed service runs: its own command as a process of this machine, on a real PostgreSQL, with a fake Slack.

What this can't show is the container engine's part (images, mounts, networks, users): nothing here starts one.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from adapters.slack.requests import signature
from bot.cli.database.backups import made_in
from bot.platforms import PLATFORMS
from tests import postgres
from tests.adapters.slack.fake_slack import SECRET, STAFF_CHANNEL, TEAM, TOKEN, FakeSlack, fake_slack
from tests.adapters.slack.looking import words
from tests.deploy.compose import services
from tests.deploy.processes import PATIENCE_S, Machine, Running, free_port, health
from tests.dialogue import SIGNING

SERVICES = services()
HOSTS = {"slack-1": "127.0.0.1", "slack-2": "127.0.0.2"}
"""As in the compose file both replicas have the same ports, each on a host of its own."""


@pytest.fixture
def machine(server: postgres.Server, tmp_path: Path) -> Iterator[Machine]:
    """A machine with an empty database and every secret in its file."""
    with server.database() as url:
        here = Machine(tmp_path, {"SLACK_STAFF_CHANNEL": STAFF_CHANNEL}, str(server.bin or ""))
        here.keep(
            signing_key=SIGNING.text(),
            database_url=url,
            slack_bot_token=TOKEN,
            slack_signing_secret=SECRET,
            discord_token="made.up.token",
        )
        try:
            yield here
        finally:
            here.stop()


async def delivered(http: ClientSession, url: str, text: str, client_msg_id: str) -> int:
    """One message event, signed, as Slack sends it; the status of the answer."""
    now = time.time()
    event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": text,
             "ts": f"{now:.6f}", "client_msg_id": client_msg_id}  # fmt: skip
    body, stamp = json.dumps({"type": "event_callback", "team_id": TEAM, "event": event}).encode(), str(int(now))
    headers = {"Content-Type": "application/json", signature.TIMESTAMP: stamp,
               signature.SIGNATURE: signature.sign(SECRET, stamp, body)}  # fmt: skip
    async with http.post(url, data=body, headers=headers) as answer:
        return answer.status


async def answered(slack: FakeSlack, times: int) -> list[dict[str, Any]]:
    """What stands in the client's direct message, once that many answers do."""
    give_up = time.monotonic() + PATIENCE_S
    while len(slack.posts("D1")) < times:
        assert time.monotonic() < give_up, "the answer never came"
        await asyncio.sleep(0.05)
    return slack.posts("D1")


def test_the_services_run_together(machine: Machine) -> None:
    port, slacks = free_port(*HOSTS.values()), free_port(*HOSTS.values())

    async def replica(name: str, slack: FakeSlack) -> Running:
        host = HOSTS[name]
        machine.settings["SLACK_API_BASE_URL"] = f"{slack.base}/api/"
        ports = {"FRONTDOOR_PORT": str(port), "SLACK_PORT": str(slacks)}
        started = machine.start(SERVICES[name], FRONTDOOR_HOST=host, SLACK_HOST=host, **ports)
        await started.well(health(SERVICES[name], {"127.0.0.1:8080": f"{host}:{port}"}))
        return started

    async def story() -> None:
        made = machine.start(SERVICES["migrations"])
        assert await made.ended() == 0, made.said
        assert "schema nothing → " in made.said
        async with fake_slack() as slack, ClientSession() as http:
            copies = machine.start(SERVICES["backups"])
            first, second = await asyncio.gather(*(replica(name, slack) for name in HOSTS))
            door = {name: f"http://{host}:{slacks}/slack/events" for name, host in HOSTS.items()}
            twins = [delivered(http, door[name], "my mails dont arive", "c1") for name in HOSTS]
            assert await asyncio.gather(*twins) == [200, 200]
            [answer] = await answered(slack, 1)
            assert "Does this help?" in words(answer["blocks"])
            assert await first.stopped() == 0, first.said
            assert await delivered(http, door["slack-2"], "none of these", "c2") == 200
            assert len(await answered(slack, 2)) == 2, "a twin is answered once, and one replica is enough"
            await copies.well(health(SERVICES["backups"], {"/backups": str(machine.folder / "backups")}))
            assert len(made_in(machine.folder / "backups")) == 1
            for each in (second, copies):
                assert await each.stopped() == 0, each.said
                assert "stopped" in each.said
            assert slack.complaints == []
        for each in (made, first, second, copies):
            assert TOKEN not in each.said
            assert "dont arive" not in each.said

    asyncio.run(story())


def test_the_gateway_runs_alone(machine: Machine) -> None:
    """Without Discord in reach it is alive, not ready, and stops when it is told to."""
    if not any(platform.name == "discord" for platform in PLATFORMS):
        pytest.skip("this version knows no Discord yet")
    port, nobody = free_port("127.0.0.1"), free_port("127.0.0.1")
    machine.settings |= {"DISCORD_API_BASE_URL": f"http://127.0.0.1:{nobody}/api/v10",
                         "DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{nobody}", "DISCORD_GUILD": "10000000000000001",
                         "DISCORD_STAFF_CHANNEL": "10000000000000002", "DISCORD_STAFF_ROLE": "10000000000000003",
                         "DISCORD_LEAD_ROLE": "10000000000000004"}  # fmt: skip

    async def story() -> None:
        made = machine.start(SERVICES["migrations"])
        assert await made.ended() == 0, made.said
        gateway = machine.start(SERVICES["discord"], FRONTDOOR_HOST="127.0.0.1", FRONTDOOR_PORT=str(port))
        await gateway.well(health(SERVICES["discord"], {"127.0.0.1:8080/readyz": f"127.0.0.1:{port}/healthz"}))
        async with ClientSession() as http, http.get(f"http://127.0.0.1:{port}/readyz") as answer:
            said = await answer.json()
        assert answer.status == 503
        assert set(said["not_ready"]) - {"articles"} == {"discord"}  # it may be loading them still
        assert "slack" not in said["states"], "only what it was told to serve"
        assert await gateway.stopped() == 0, gateway.said

    asyncio.run(story())


def test_the_database_is_asked_as_its_service_asks(server: postgres.Server) -> None:
    if server.bin is None or server.cluster is None:
        pytest.skip("the server isn't the tests' own, so its programs aren't here")
    socket_folder = str(server.admin.query["host"])
    check = health(SERVICES["database"], {"127.0.0.1": socket_folder})

    async def asked(command: list[str]) -> int:
        return await (await asyncio.create_subprocess_exec(str(server.bin / command[0]), *command[1:])).wait()  # type: ignore[operator]

    assert asyncio.run(asked(check)) == 0
    assert asyncio.run(asked([*check, "--port=1"])) != 0
