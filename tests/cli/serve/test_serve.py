"""``serve``: platforms under supervision, and what health checks are told."""

import asyncio
import gc
import os
import re
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot import platforms, supervision
from bot.bootstrap import App, open_desk
from bot.cli.serve import garbage_collection, serve
from bot.clock import OffsetClock
from bot.config import settings
from bot.core.model.people import Address
from bot.core.text.errors import DatabaseBusy, Problem, SettingsInvalid
from bot.core.text.surface import LocalizedReply, Para, Run
from bot.platforms import PLATFORMS
from bot.ports import Clock
from bot.ports.fatal_error import FatalConnectionError
from bot.ports.gateway import Gateway
from bot.ports.platform import Environment
from bot.workers.clock_watch import ClockWatch
from tests.builders import WEDNESDAY
from tests.cli.conftest import Run as Frontdoor
from tests.cli.fake_platform import FakeAdapter, FakeConnection, FakePlatform, Pauses, steady

SETTINGS = {"FAKE_TOKEN": "secret"}
PATIENCE_S = 120.0
"""Only a test that fails waits so long."""


@pytest.fixture
def app(empty: Path) -> Iterator[App]:
    """An open desk on that wednesday; its health checks listen on any free port."""
    with open_desk(settings.load(data=empty, port=0), OffsetClock(WEDNESDAY)) as opened:
        yield opened


@dataclass
class Serving:
    """A desk that is being served."""

    base: str
    http: ClientSession

    async def get(self, page: str) -> tuple[int, Any]:
        """Status and body of one of the pages."""
        async with self.http.get(f"{self.base}{page}") as answer:
            return answer.status, await answer.json()

    async def until(self, wanted: Callable[[], bool]) -> None:
        """Let the others go on until something is so."""
        await eventually(wanted)


async def eventually(wanted: Callable[[], bool]) -> None:
    """Give way until something is so; some five seconds at most."""
    for _time in range(5000):
        if wanted():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came about")


@asynccontextmanager
async def served(
    app: App,
    capsys: pytest.CaptureFixture[str],
    *known: FakePlatform,
    pause: supervision.Pause | None = None,
    at_work: bool = True,
) -> AsyncIterator[Serving]:
    """Serve these platforms while the test runs, from when they are started (``at_work``), then stop cleanly."""
    stop, present = asyncio.Event(), [one.platform() for one in known]
    running = asyncio.create_task(serve.run(app, present, SETTINGS, stop, pause or Pauses()))
    said = ""

    def listens() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return "/readyz" in said or running.done()

    async with ClientSession() as http:
        await eventually(listens)
        if at_work:
            await eventually(lambda: all(one.started for one in known) or running.done())
        yield Serving(re.findall(r"http://127\.0\.0\.1:\d+", said)[0], http)
        stop.set()
        assert await running == 0
    assert "stopped" in capsys.readouterr().out


# ── Without a platform ─────────────────────────────────────────────────────────────────


def test_without_settings_there_is_nothing_to_serve(
    frontdoor: Frontdoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        monkeypatch.delenv(name)

    done = frontdoor("serve")

    assert done.code == 1
    for platform in PLATFORMS:
        assert f"{platform.name} needs {', '.join(platform.missing({}))}" in done.err
    assert not (tmp_path / "desk").exists()


def test_a_platform_that_is_set_up_by_half_isnt_left_out_quietly(
    frontdoor: Frontdoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hidden")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", " ")

    done = frontdoor("serve")

    assert done.code == 1
    assert "slack is set up by half: SLACK_SIGNING_SECRET" in done.err
    assert "hidden" not in done.err
    assert not (tmp_path / "desk").exists()


def test_a_platform_without_its_settings_is_named_with_what_it_needs() -> None:
    known = (steady().platform("FAKE_TOKEN", "FAKE_SECRET"), steady("other").platform("OTHER_TOKEN"))

    said = serve.nothing_to_serve(known, {"FAKE_TOKEN": "x", "OTHER_TOKEN": ""})

    assert "fake needs FAKE_SECRET" in said
    assert "other needs OTHER_TOKEN" in said


def test_only_what_was_asked_for_is_served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    well, left_out = steady("well", at_work=lambda: os.kill(os.getpid(), signal.SIGTERM)), steady("other")
    half = steady("half").platform("FAKE_TOKEN", "FAKE_SECRET")
    known = [well.platform(), left_out.platform(), half]

    code = serve.serve(tmp_path / "desk", None, 0, known, SETTINGS, only=["well"])

    assert (code, well.started, left_out.started) == (0, 1, 0)
    assert "stopped" in capsys.readouterr().out


def test_what_was_asked_for_must_be_there(
    frontdoor: Frontdoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = (steady().platform("FAKE_TOKEN"), steady("other").platform("OTHER_TOKEN"))
    monkeypatch.setattr(platforms, "PLATFORMS", known)
    monkeypatch.setenv("FAKE_TOKEN", "secret")

    unknown = frontdoor("serve", "--only", "pigeon")
    unset = frontdoor("serve", "--only", "fake", "--only", "other")

    assert (unknown.code, unset.code) == (2, 1)
    assert "no platform pigeon: there is fake, other" in unknown.err
    assert "other needs OTHER_TOKEN" in unset.err
    assert "fake needs" not in unset.err
    assert not (tmp_path / "desk").exists()


# ── Health ─────────────────────────────────────────────────────────────────────────────


def test_all_is_ready(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    async def story() -> None:
        async with served(app, capsys, steady()) as it:
            assert await it.get("/healthz") == (200, {"alive": True})
            assert await it.get("/readyz") == (
                200,
                {
                    "ready": True,
                    "not_ready": [],
                    "states": {"fake": "ready", "articles": "ready", "database": "ready"},
                },
            )

    asyncio.run(story())


@pytest.fixture
def loading(app: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The articles take as long as the test wants."""
    loaded, prepare = threading.Event(), app.articles.prepare

    def slowly() -> None:
        loaded.wait(PATIENCE_S)
        prepare()

    monkeypatch.setattr(app.articles, "prepare", slowly)
    yield loaded
    loaded.set()


def test_nothing_is_connected_before_the_articles_can_be_searched(
    app: App, capsys: pytest.CaptureFixture[str], loading: threading.Event
) -> None:
    fake = steady()

    async def story() -> None:
        async with served(app, capsys, fake, at_work=False) as it:
            assert (await it.get("/healthz"))[0] == 200
            status, body = await it.get("/readyz")
            assert (status, body["states"]["articles"], fake.started) == (503, "loading", 0)
            loading.set()
            await it.until(lambda: bool(fake.started))
            assert (await it.get("/readyz"))[0] == 200

    asyncio.run(story())


def test_stopped_while_articles_are_loaded_nothing_is_connected(
    app: App, capsys: pytest.CaptureFixture[str], loading: threading.Event
) -> None:
    fake, stop = steady(), asyncio.Event()

    async def story() -> int:
        stop.set()
        try:
            return await serve.run(app, [fake.platform()], SETTINGS, stop)
        finally:
            loading.set()

    assert asyncio.run(story()) == 0
    assert fake.started == 0


def test_articles_that_cannot_be_indexed_end_it(
    app: App, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise MemoryError

    monkeypatch.setattr(app.articles, "prepare", broken)
    with pytest.raises(MemoryError):
        asyncio.run(serve.run(app, [steady().platform()], SETTINGS, asyncio.Event()))


def test_a_platform_that_isnt_connected_is_named(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    async def story() -> None:
        async with served(app, capsys, steady(ready=False), steady("well")) as it:
            status, body = await it.get("/readyz")
            assert (status, body["not_ready"]) == (503, ["fake"])
            assert body["states"]["well"] == "ready"
            assert (await it.get("/healthz"))[0] == 200

    asyncio.run(story())


def test_a_database_that_cant_write_is_named(
    app: App, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_unit: object) -> None:
        raise DatabaseBusy("locked")

    monkeypatch.setattr(serve, "_probe", locked)

    async def story() -> None:
        async with served(app, capsys, steady()) as it:
            status, body = await it.get("/readyz")
            assert (status, body["not_ready"], body["states"]["database"]) == (503, ["database"], "DatabaseBusy")

    asyncio.run(story())


def test_asking_leaves_no_trace_in_the_database(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    async def story() -> None:
        async with served(app, capsys, steady()) as it:
            await it.get("/readyz")

    asyncio.run(story())
    with app.store.read() as unit:
        assert unit.staff_channels() == ()


# ── Supervision ────────────────────────────────────────────────────────────────────────


def test_what_is_in_the_outbox_is_delivered(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    fake = steady()
    said = LocalizedReply((Para((Run("hello"),)),))
    app.store.write(lambda unit: unit.send(None, Address("fake", "", "C1"), said, WEDNESDAY)).result()

    async def story() -> None:
        async with served(app, capsys, fake) as it:
            await it.until(lambda: bool(fake.connections[0].adapter.sent))

    asyncio.run(story())
    assert [out.shown for out in fake.connections[0].adapter.sent] == [said]


def test_a_failing_platform_starts_again_and_leaves_the_others_running(
    app: App, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    away = FakeConnection(FakeAdapter("shaky"), fails_with=ConnectionError("gone"))
    broken = FakeConnection(FakeAdapter("shaky"), fails_with=KeyError("a mistake of ours"))
    shaky = FakePlatform([away, broken, FakeConnection(FakeAdapter("shaky"))], "shaky")
    well, pauses = steady("well"), Pauses()

    async def story() -> None:
        async with served(app, capsys, shaky, well, pause=pauses) as it:
            await it.until(lambda: shaky.started == 3)
            assert (await it.get("/readyz"))[0] == 200

    asyncio.run(story())
    assert well.started == 1
    assert pauses.seconds == [2.0, 4.0]
    assert "shaky can't be reached (ConnectionError); connecting again" in caplog.text
    assert "shaky failed; connecting again" in caplog.text
    assert caplog.text.count("Traceback") == 1, "only what is ours to mend is told at length"


def test_a_hopeless_platform_is_named_and_the_others_go_on(
    app: App, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    problems = (Problem("FAKE_GUILD", "is no id"), Problem("FAKE_ROLE", "is no id"))
    hopeless = FakePlatform([FakeConnection(FakeAdapter(), fails_with=FatalConnectionError("FAKE_TOKEN is refused"))])
    wrong = FakePlatform([FakeConnection(FakeAdapter("wrong"), fails_with=SettingsInvalid("x", problems))], "wrong")

    async def story() -> None:
        async with served(app, capsys, hopeless, wrong, steady("well")) as it:
            await it.until(lambda: caplog.text.count("isn't served") == 2)
            status, body = await it.get("/readyz")
            assert (status, body["not_ready"]) == (503, ["fake", "wrong"])
            assert body["states"]["fake"] == "FAKE_TOKEN is refused"
            assert body["states"]["wrong"] == "FAKE_GUILD: is no id; FAKE_ROLE: is no id"

    asyncio.run(story())
    gc.collect()
    assert (hopeless.started, wrong.started) == (1, 1)
    assert "never retrieved" not in caplog.text  # what a future that nobody waits for any more would log


def test_with_hopeless_platforms_only_it_ends(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    hopeless = FakePlatform([FakeConnection(FakeAdapter(), fails_with=FatalConnectionError("FAKE_TOKEN is refused"))])
    assert asyncio.run(serve.run(app, [hopeless.platform()], SETTINGS, asyncio.Event())) == 1
    assert "nothing can be served" in capsys.readouterr().out


def test_the_pauses_grow_up_to_a_minute(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    broken, pauses = FakePlatform([FakeConnection(FakeAdapter(), ready=False, fails_with=OSError())]), Pauses()

    async def story() -> None:
        async with served(app, capsys, broken, pause=pauses) as it:
            await it.until(lambda: len(pauses.seconds) > 8)
            assert (await it.get("/readyz"))[1]["states"]["fake"] == "OSError"

    asyncio.run(story())
    assert pauses.seconds[:7] == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_a_platform_that_cant_even_start_is_tried_again(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    @dataclass
    class Unwilling(FakePlatform):
        def start(self, _gateway: Gateway, _clock: Clock, _environment: Environment) -> FakeConnection:
            self.started += 1
            raise ValueError("the token is secret-token-1")

    unwilling = Unwilling([])

    async def story() -> None:
        async with served(app, capsys, unwilling) as it:
            await it.until(lambda: unwilling.started > 2)
            status, body = await it.get("/readyz")
            assert status == 503
            assert "secret" not in str(body)

    asyncio.run(story())


def test_the_clock_is_watched(app: App, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[App] = []

    async def look(self: ClockWatch) -> None:
        looks.append(app)

    monkeypatch.setattr(ClockWatch, "look", look)

    async def story() -> None:
        async with served(app, capsys, steady()) as it:
            await it.until(lambda: bool(looks))

    asyncio.run(story())


def test_one_of_the_desks_own_loops_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    turns: list[int] = []

    async def loop() -> None:
        turns.append(1)
        if len(turns) == 3:
            raise asyncio.CancelledError
        raise ConnectionError("once more")

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(supervision.lasting("timers", loop, Pauses()))

    assert len(turns) == 3
    assert "the timers loop stumbled; going on" in caplog.text


def test_broken_articles_are_named_and_the_old_ones_stay(
    empty: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "ARTICLES_SECONDS", 0.001)
    articles = empty / "articles"
    articles.mkdir()
    (articles / "kettle.md").write_text("---\ntitle: The kettle\n---\n\nBoil it.\n")

    async def story(app: App) -> None:
        async with served(app, capsys, steady()) as it:
            (articles / "kettle.md").write_text("---\ntitel: The kettle\n---\n\nBoil it.\n")
            await it.until(lambda: "titel" in caplog.text)
            assert app.articles.article("kettle", "en") is not None

    with open_desk(settings.load(data=empty, port=0, articles=articles), OffsetClock(WEDNESDAY)) as app:
        asyncio.run(story(app))


# ── The process ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(tmp_path: Path, capsys: pytest.CaptureFixture[str], sign: signal.Signals) -> None:
    fake = steady(at_work=lambda: os.kill(os.getpid(), sign))

    code = serve.serve(tmp_path / "desk", None, 0, [fake.platform()], SETTINGS)

    assert code == 0
    assert "stopped" in capsys.readouterr().out


def test_a_port_that_is_taken_is_one_clear_line(frontdoor: Frontdoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platforms, "PLATFORMS", (steady().platform("FAKE_TOKEN"),))
    monkeypatch.setenv("FAKE_TOKEN", "secret")

    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = frontdoor("serve", "--port", port)

    assert done.code == 1
    assert done.err.startswith(f"frontdoor: can't listen on 127.0.0.1 port {port}: ")


def test_settings_of_platforms_are_read_from_the_file_and_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("FAKE_TOKEN=from-the-file\nFAKE_SECRET=from-the-file\nFAKE_EMPTY\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAKE_SECRET", "from-the-environment")

    here = platforms.environment()

    assert (here["FAKE_TOKEN"], here["FAKE_SECRET"]) == ("from-the-file", "from-the-environment")
    assert steady().platform("FAKE_TOKEN", "FAKE_EMPTY").missing(here) == ("FAKE_EMPTY",)


# ── Memory ─────────────────────────────────────────────────────────────────────────────


def test_what_is_loaded_at_the_start_is_left_out_of_collections_before_anybody_is_served(app: App) -> None:
    stop, fake, seen = asyncio.Event(), steady(), []

    def loaded() -> None:
        seen.append((app.articles.ready, fake.started))
        stop.set()

    running = serve.run(app, [fake.platform()], SETTINGS, stop, Pauses(), loaded)
    assert asyncio.run(running) == 0
    assert seen == [(True, 0)]


def test_the_collector_looks_at_new_objects_only_and_seldom() -> None:
    before = gc.get_threshold()
    try:
        garbage_collection.settle()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == (garbage_collection.OBJECTS_BETWEEN, *before[1:])
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def test_what_slack_needs_is_one_rule_for_the_start_and_for_the_adapter() -> None:
    (slack,) = (each for each in PLATFORMS if each.name == "slack")
    here = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_MODE": " socket "}
    assert slack.missing(here) == ("SLACK_APP_TOKEN",)
    with pytest.raises(SettingsInvalid, match="SLACK_APP_TOKEN"):
        slack.read(here)
