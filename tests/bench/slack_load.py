"""Slack's side of the bench, in a process of its own: events as fast, or as often, as wanted; and its Web API.

``python -m tests.bench.slack_load api`` prints the port that it listens on.
``python -m tests.bench.slack_load URL EVENTS RATE`` delivers events (as fast as it can for a rate of 0) and
prints seconds taken and milliseconds until each acknowledgement.
"""

import asyncio
import json
import sys
import time
from itertools import count

from aiohttp import ClientSession, TCPConnector, web

from adapters.slack.requests import signature
from tests.adapters.slack.fake_slack import SECRET, TEAM

CONNECTIONS = 32
LINES = ("no mail since monday", "none of these", "550", "normal", "example.com", "Ana",
         "status", "add: more facts", "any news", "leave it", "show my ticket", "help", "it's solved")  # fmt: skip
"""As in ``turns``: one client's whole way."""

_numbers = count(1)
_run = int(time.time())


def _signed(user: int, turn: int) -> tuple[bytes, dict[str, str]]:
    ts = f"{_run}.{next(_numbers):06d}"
    event = {"type": "message", "channel": f"D{_run}{user}", "channel_type": "im", "user": f"U{_run}{user}",
             "text": LINES[turn % len(LINES)] or " ", "ts": ts, "event_ts": ts, "client_msg_id": f"c-{ts}",
             "team": TEAM, "blocks": [{"type": "rich_text", "block_id": "b", "elements": []}]}  # fmt: skip
    payload = {"token": "t", "team_id": TEAM, "api_app_id": "A1", "event": event, "type": "event_callback",
               "event_id": f"Ev{ts}", "event_time": _run, "authorizations": [{"team_id": TEAM}]}  # fmt: skip
    body = json.dumps(payload).encode()
    stamp = str(int(time.time()))
    headers = {"Content-Type": "application/json", signature.TIMESTAMP: stamp,
               signature.SIGNATURE: signature.sign(SECRET, stamp, body)}  # fmt: skip
    return body, headers


async def _deliver(http: ClientSession, url: str, user: int, turn: int) -> float:
    body, headers = _signed(user, turn)
    began = time.perf_counter()
    async with http.post(url, data=body, headers=headers) as answer:
        assert answer.status == 200, answer.status
        await answer.read()
    return (time.perf_counter() - began) * 1000


async def _as_fast_as_possible(http: ClientSession, url: str, events: int) -> list[float]:
    async def client(user: int) -> list[float]:
        return [await _deliver(http, url, user, turn) for turn in range(events // CONNECTIONS)]

    return [each for took in await asyncio.gather(*map(client, range(CONNECTIONS))) for each in took]


async def _paced(http: ClientSession, url: str, events: int, rate: float) -> list[float]:
    began, under_way = time.perf_counter(), []
    for number in range(events):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        user, turn = number % CONNECTIONS, number // CONNECTIONS
        under_way.append(asyncio.create_task(_deliver(http, url, user, turn)))
    return list(await asyncio.gather(*under_way))


async def load(url: str, events: int, rate: float) -> None:
    """Deliver, and print what it took."""
    async with ClientSession(connector=TCPConnector(limit=CONNECTIONS * 4)) as http:
        began = time.perf_counter()
        took = await (_paced(http, url, events, rate) if rate else _as_fast_as_possible(http, url, events))
        print(json.dumps({"seconds": time.perf_counter() - began, "ms": took}))


async def api() -> None:
    """A Web API that takes everything."""
    ids = count(1)

    async def take(request: web.Request) -> web.Response:
        await request.read()
        answer = {"ok": True, "channel": "D1", "ts": f"1.{next(ids):06d}", "team_id": TEAM, "user_id": "UBOT",
                  "user": {"locale": "en-US", "tz": "Europe/Berlin"}, "messages": []}  # fmt: skip
        return web.json_response(answer)

    app = web.Application()
    app.router.add_post("/api/{method}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["api"]:
            asyncio.run(api())
        case [url, events, rate]:
            asyncio.run(load(url, int(events), float(rate)))
