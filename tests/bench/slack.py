"""Slack: how fast events are acknowledged with the commit first, beside the same Bolt app with nothing to do."""

import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp

from adapters.slack.connection import Connection
from adapters.slack.event_handler import Self
from adapters.slack.requests.webhook_endpoint import WebhookEndpoint, bare
from adapters.slack.settings import EVENTS_PATH, Settings
from bot.clock import SystemClock
from bot.core.model.people import Address, Identity
from bot.engine.gateway import EngineGateway
from bot.ports.inbound import Inbound
from bot.workers.outbox import Delivery
from tests.adapters.slack.fake_slack import BOT_USER, SECRET, TEAM, TOKEN
from tests.bench.desks import BenchDesk, desk, emit
from tests.bench.slack_load import LINES

EVENTS, EMPTY_EVENTS, ROUNDS = 2_560, 6_400, 3
PACED_EVENTS, EVENTS_PER_SECOND = 1_000, 50


def run() -> None:
    """Print Slack's figures."""
    asyncio.run(_measure())


async def _measure() -> None:
    async with _program("api") as api:
        port = int(await _line(api))
        settings = Settings(TOKEN, SECRET, port=0, base_url=f"http://127.0.0.1:{port}/api/")
        ratios, rates, cpus, empty_cpus = [], [], [], []
        for _round in range(ROUNDS):
            async with _listening(_empty(settings)) as url:
                empty_rate, empty_cpu, _took = await _load(url, EMPTY_EVENTS)
            with desk() as measured:
                async with _connected(measured, settings) as connection:
                    rate, cpu, _took = await _load(connection.url, EVENTS)
            ratios.append(rate / empty_rate)
            rates.append(rate)
            cpus.append(cpu)
            empty_cpus.append(empty_cpu)
        with desk() as measured:
            turn = await _turns(measured)
        with desk() as measured:
            async with _connected(measured, settings, deliver=True) as connection:
                _rate, _cpu, took = await _load(connection.url, PACED_EVENTS, EVENTS_PER_SECOND)
    p99, ratio = statistics.quantiles(took, n=100)[98], statistics.median(ratios)
    cpu, empty = statistics.median(cpus), statistics.median(empty_cpus)
    emit("Slack: ack p99 at 50 events/s, committed first, delivering", p99, "< 500 ms", p99 < 500, "ms")
    emit("… events/s, 32 at once", statistics.median(rates), "–", None, "events/s")
    emit("… ÷ the same Bolt app with an empty listener", ratio, "≥ 0.20", ratio >= 0.20, "×")
    emit("… CPU per event", cpu, "–", None, "ms")
    emit("…   of which HTTP, signature and Bolt (the empty listener)", empty, "–", None, "ms")
    emit("…   of which the turn and its commit (the engine alone)", turn, "–", None, "ms")
    emit("…   of which reading the payload and handing it over", max(cpu - empty - turn, 0.0), "–", None, "ms")


def _empty(settings: Settings) -> AsyncApp:
    app = bare(Self(TEAM, BOT_USER), settings)

    async def nothing() -> None:
        """An empty listener."""

    app.event(re.compile(".*"))(nothing)
    return app


@asynccontextmanager
async def _listening(app: AsyncApp) -> AsyncIterator[str]:
    runner = web.AppRunner(WebhookEndpoint(app, SECRET, time.time).app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}{EVENTS_PATH}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _connected(measured: BenchDesk, settings: Settings, *, deliver: bool = False) -> AsyncIterator[Connection]:
    connection = Connection(settings, EngineGateway(measured.engine), SystemClock())
    delivery = Delivery(measured.store, connection.adapter, SystemClock(), measured.engine.report_undelivered)
    workers = [asyncio.create_task(connection.run())]
    loop = asyncio.get_running_loop()

    def ring() -> None:
        loop.call_soon_threadsafe(delivery.notify)

    try:
        while not connection.ready:  # noqa: ASYNC110 (once, for milliseconds)
            await asyncio.sleep(0.005)
        await connection.caught_up()
        if deliver:
            workers.append(asyncio.create_task(delivery.run()))
        with measured.engine.on_commit(ring):
            yield connection
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


async def _load(url: str, events: int, rate: float = 0) -> tuple[float, float, list[float]]:
    """Events a second, our CPU milliseconds for each, and how long each was waited for."""
    began = time.process_time()
    async with _program(url, str(events), str(rate)) as loading:
        said = json.loads(await _line(loading))
    spent = time.process_time() - began
    return events / said["seconds"], spent * 1000 / events, said["ms"]


async def _turns(measured: BenchDesk) -> float:
    """CPU milliseconds of a turn without anything around it."""
    began, turns = time.process_time(), 0

    async def client(number: int) -> None:
        nonlocal turns
        where, who = Address("bench", "", f"U{number}"), Identity("bench", "", f"U{number}")
        for turn in range(EVENTS // 32):
            inbound = Inbound(where, who, f"{number}-{turn}", text=LINES[turn % len(LINES)], lang="en")
            await asyncio.wrap_future(measured.engine.turn(inbound))
            turns += 1

    await asyncio.gather(*map(client, range(32)))
    return (time.process_time() - began) * 1000 / turns


@asynccontextmanager
async def _program(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Slack's side, in a process of its own."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.slack_load", *arguments,
        stdout=asyncio.subprocess.PIPE, limit=2**24,
    )  # fmt: skip
    try:
        yield program
    finally:
        if program.returncode is None:
            program.kill()
        await program.wait()


async def _line(program: asyncio.subprocess.Process) -> Any:
    assert program.stdout is not None
    line = await program.stdout.readline()
    assert line, "Slack's side of the bench ended early"
    return line
