"""``serve``: every platform whose settings are present, with health checks beside them."""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot import platforms
from bot.bootstrap import App, open_desk
from bot.cli import logs
from bot.cli.screen import not_ready, refuse
from bot.cli.serve import garbage_collection
from bot.config import settings
from bot.core.model.people import Address
from bot.core.text.errors import ArticlesInvalid, FrontDoorError
from bot.ports import UnitOfWork
from bot.ports.platform import Environment, Platform
from bot.supervision import Pause, Served, cancel, lasting
from bot.workers import timers
from bot.workers.clock_watch import ClockWatch
from bot.workers.indexing import Indexing
from bot.workers.pruning import Pruning

WRITE_SECONDS_MAX = 3.0
"""A database that takes longer to answer a health check isn't ready."""
ARTICLES_SECONDS = 5.0
"""How soon a changed article is found."""
PROBE = Address("health", "", "ready")
"""A room that never lasts: opening and closing it in one transaction shows that the database can write."""

log = logging.getLogger(__name__)


def serve(
    data: Path | None,
    host: str | None,
    port: int | None,
    known: Sequence[Platform] | None = None,
    environment: Environment | None = None,
    only: Sequence[str] = (),
) -> int:
    """Serve until SIGTERM or Ctrl-C; the exit code. Tests pass platforms and an environment of their own.

    ``only`` names platforms: the others are left out, whatever is set of theirs.
    """
    chosen = settings.load(data=data, host=host, port=port)
    all_known = _named(platforms.PLATFORMS if known is None else tuple(known), only)
    here = platforms.environment(only) if environment is None else environment
    present = tuple(platform for platform in all_known if not platform.missing(here))
    if half := next((platform for platform in all_known if platform.half_set(here)), None):
        not_ready(f"{half.name} is set up by half: {', '.join(half.missing(here))} is missing or empty")
    if not present or (only and len(present) < len(all_known)):
        not_ready(nothing_to_serve([one for one in all_known if one not in present], here))
    logs.to_error_stream()
    with open_desk(chosen) as app:
        return asyncio.run(_until_stopped(app, present, here))


def _named(known: tuple[Platform, ...], only: Sequence[str]) -> tuple[Platform, ...]:
    """Those that were asked for; all of them when none was."""
    names = {platform.name for platform in known}
    if unknown := sorted(set(only) - names):
        refuse(f"no platform {', '.join(unknown)}: there is {', '.join(sorted(names))}")
    return tuple(platform for platform in known if not only or platform.name in only)


def nothing_to_serve(known: Sequence[Platform], here: Environment) -> str:
    """What would have to be set, in plain words."""
    if not known:
        return (
            "nothing to serve: this version knows no network platform yet."
            " frontdoor chat and frontdoor desk work in the terminal"
        )
    wanted = "; ".join(f"{platform.name} needs {', '.join(platform.missing(here))}" for platform in known)
    return f"nothing to serve: set what a platform needs, in the environment or in a file .env. {wanted}"


async def _until_stopped(app: App, present: Sequence[Platform], environment: Environment) -> int:
    stop = asyncio.Event()
    with _stopped_by_signals(stop):
        return await run(app, present, environment, stop, loaded=garbage_collection.settle)


@contextmanager
def _stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    for wanted in signals:
        loop.add_signal_handler(wanted, stop.set)
    try:
        yield
    finally:
        for wanted in signals:
            loop.remove_signal_handler(wanted)


async def run(
    app: App,
    present: Sequence[Platform],
    environment: Environment,
    stop: asyncio.Event,
    pause: Pause = asyncio.sleep,
    loaded: Callable[[], None] = lambda: None,
) -> int:
    """Serve until ``stop`` is set; the exit code. Nothing is connected before questions can be answered at once.

    ``loaded`` is called once, when all that stays for as long as the process does is there.
    """
    served = tuple(Served(platform, app, environment, pause) for platform in present)
    runner = web.AppRunner(Health(app, served).web_app(), access_log=None)
    await runner.setup()
    try:
        await _listen(runner, app)
        await _prepared(app, stop)
        if not stop.is_set():
            loaded()
            await _at_work(app, served, stop, pause)
    finally:
        await runner.cleanup()
    print("stopped" if stop.is_set() else "stopped: nothing can be served with these settings", flush=True)
    return 0 if stop.is_set() else 1


async def _at_work(app: App, served: Sequence[Served], stop: asyncio.Event, pause: Pause) -> None:
    """The desk's own loops and every platform, until ``stop`` is set or none of them can be served."""
    workers = [
        asyncio.create_task(lasting("timers", lambda: timers.run(app.engine), pause)),
        asyncio.create_task(lasting("clock", ClockWatch(app.engine).run, pause)),
        asyncio.create_task(lasting("pruning", Pruning(app.engine).run, pause)),
        asyncio.create_task(lasting("indexing", Indexing(app.engine).run, pause)),
        asyncio.create_task(lasting("articles", lambda: _follow_articles(app), pause)),
    ]
    running = [asyncio.create_task(one.run()) for one in served]
    stopped, beyond_repair = asyncio.create_task(stop.wait()), asyncio.create_task(asyncio.wait(running))
    try:
        await asyncio.wait((stopped, beyond_repair), return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancel(stopped, beyond_repair, *workers, *running)


async def _prepared(app: App, stop: asyncio.Event) -> None:
    """Load what questions need, on a thread of its own, while health checks are answered; or until stopped."""
    preparing, stopped = asyncio.create_task(asyncio.to_thread(app.prepare)), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((preparing, stopped), return_when=asyncio.FIRST_COMPLETED)
        if preparing.done():
            preparing.result()
    finally:
        await cancel(preparing, stopped)


async def _listen(runner: web.AppRunner, app: App) -> None:
    host, port = app.settings.host, app.settings.port
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        reason = error.strerror or error
        not_ready(f"can't listen on {host} port {port}: {reason}; name others with FRONTDOOR_HOST and FRONTDOOR_PORT")
    bound = runner.addresses[0][1]
    print(f"health: http://{host}:{bound}/healthz and /readyz", flush=True)


async def _follow_articles(app: App) -> None:
    """Take over changed articles and saved replies; broken ones are named once, and those before stay in use."""
    told: dict[str, ArticlesInvalid | None] = {}
    while True:
        await asyncio.to_thread(app.articles.refresh, now=True)
        await asyncio.to_thread(app.replies.refresh)
        for name, problem in (("articles", app.articles.problem), ("saved replies", app.replies.problem)):
            if problem is not told.get(name):
                log.error("%s", problem) if problem else log.info("the %s are whole again", name)
            told[name] = problem
        await asyncio.sleep(ARTICLES_SECONDS)


# ── Health ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Health:
    """What a balancer or an orchestrator asks."""

    app: App
    served: tuple[Served, ...]

    def web_app(self) -> web.Application:
        """The two pages."""
        served = web.Application()
        served.router.add_get("/healthz", self.alive)
        served.router.add_get("/readyz", self.ready)
        return served

    async def alive(self, _request: web.Request) -> web.Response:
        """The process answers: 200, whatever the platforms do."""
        return web.json_response({"alive": True})

    async def ready(self, _request: web.Request) -> web.Response:
        """200 when all can be searched, the database can write and every platform is ready; 503 names what isn't."""
        states = {one.platform.name: "ready" if one.ready else one.trouble for one in self.served}
        states["articles"] = "ready" if self.app.articles.ready else "loading"
        states["database"] = await self._database()
        missing = [name for name, state in states.items() if state != "ready"]
        body = {"ready": not missing, "not_ready": missing, "states": states}
        return web.json_response(body, status=503 if missing else 200)

    async def _database(self) -> str:
        try:
            written = asyncio.wrap_future(self.app.store.write(_probe))
            await asyncio.wait_for(written, WRITE_SECONDS_MAX)
        except TimeoutError:
            return "busy"
        except FrontDoorError as error:
            return type(error).__name__
        return "ready"


def _probe(unit: UnitOfWork) -> None:
    unit.open_room(PROBE)
    unit.close_room(PROBE)
