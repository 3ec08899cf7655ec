"""The gateway: how it begins, breaks and ends; and ``serve`` with Slack beside it."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from aiohttp import ClientSession

from adapters.discord import client, settings
from adapters.discord.connection import FATAL, Connection
from bot.bootstrap import open_desk
from bot.cli.serve import serve
from bot.config import settings as desk_settings
from bot.core.text.errors import SettingsInvalid
from bot.platforms import PLATFORMS
from bot.ports.fatal_error import FatalConnectionError
from bot.workers.outbox import Delivery
from tests.adapters.discord import served
from tests.adapters.discord.fake_discord import TOKEN, FakeDiscord, fake_discord
from tests.adapters.discord.scene import connected, restarted
from tests.adapters.discord.served import engine_of
from tests.adapters.slack import fake_slack as slacks
from tests.adapters.slack.looking import until


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """discord.py's own waits take no time; what it keeps for the whole process is as before in the end."""

    async def at_once(_seconds: float) -> None:
        return None

    monkeypatch.setattr("discord.shard.asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": at_once}))
    monkeypatch.setattr("discord.client.asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": at_once}))
    monkeypatch.setattr(client, "GUILDS_SECONDS", 0.01)
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", None)
    before = logging.getLogger("discord").level
    yield
    logging.getLogger("discord").setLevel(before)


@asynccontextmanager
async def running(*where: Any, **how: Any) -> AsyncIterator[Connection]:
    """A connection alone."""
    async with served.running(*where, **how) as (connection, _house):
        yield connection


# ── Settings ───────────────────────────────────────────────────────────────────────────


def test_all_that_is_wrong_is_said_at_once_and_never_the_token() -> None:
    wrong = {"DISCORD_TOKEN": " ", "DISCORD_GUILD": "My guild", "DISCORD_STAFF_ROLE": "@Support, 123456",
             "DISCORD_LEAD_ROLE": "x", "DISCORD_STAFF_CHANNEL": "12345678", "DISCORD_HELP_CHANNEL": "12345678",
             "DISCORD_API_BASE_URL": "discord.com", "DISCORD_GATEWAY_URL": "https://x",
             "DISCORD_MESSAGE_CONTENT": "maybe", "DISCORD_PING_ROLE": "1234567, 7654321",
             "DISCORD_SHARD_IDS": "0,1"}  # fmt: skip
    with pytest.raises(SettingsInvalid) as told:
        settings.read(wrong)
    assert {problem.where for problem in told.value.problems} == {
        *wrong, "DISCORD_SHARD_COUNT"} - {"DISCORD_SHARD_IDS", "DISCORD_STAFF_CHANNEL"}  # fmt: skip
    for shards in ({"COUNT": "0"}, {"COUNT": "10001"}, {"COUNT": "two"}, {"COUNT": "2", "IDS": "2"}):
        with pytest.raises(SettingsInvalid) as told:
            settings.read(
                {"DISCORD_TOKEN": TOKEN, **{f"DISCORD_SHARD_{name}": value for name, value in shards.items()}}
            )
        assert "DISCORD_SHARD" in str(told.value)
        assert TOKEN not in str(told.value)

    read = settings.read({"DISCORD_TOKEN": TOKEN, "DISCORD_STAFF_ROLE": "12345, 67890", "DISCORD_SHARD_COUNT": "4",
                          "DISCORD_SHARD_IDS": "3,1", "DISCORD_API_BASE_URL": "http://x/api/v10/"})  # fmt: skip
    assert (read.shard_ids, read.base_url) == ((1, 3), "http://x/api/v10")
    assert read.staff_roles == {12345, 67890}
    assert read.pinged == (12345, 67890)
    one = settings.read({"DISCORD_TOKEN": TOKEN, "DISCORD_STAFF_ROLE": "12345", "DISCORD_PING_ROLE": "67890"})
    assert one.pinged == (67890,)
    assert TOKEN not in repr(read)


def test_no_more_is_asked_for_than_is_read() -> None:
    least = client.intents(settings.read({"DISCORD_TOKEN": TOKEN}))
    assert {name for name, wanted in least if wanted} == {"guilds", "guild_messages", "dm_messages"}
    better = client.intents(settings.read({"DISCORD_TOKEN": TOKEN, "DISCORD_MESSAGE_CONTENT": "Yes"}))
    assert {name for name, wanted in better if wanted} - {name for name, wanted in least if wanted} == {
        "message_content"
    }


# ── How it begins ──────────────────────────────────────────────────────────────────────


def test_it_asks_for_its_shards_at_the_addresses_that_are_set(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_discord() as fake, running(tmp_path, fake) as it:
            assert [each["shard"] for each in fake.identified] == [[0, 1]]  # though Discord names another gateway
            assert fake.identified[0]["intents"] == client.intents(it.settings).value
        some = {"DISCORD_SHARD_COUNT": "4", "DISCORD_SHARD_IDS": "1,3"}
        async with fake_discord() as fake, running(tmp_path, fake, some):
            assert [each["shard"] for each in fake.identified] == [[1, 4], [3, 4]]

    asyncio.run(story())


def test_commands_are_told_when_they_changed_and_only_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with connected(tmp_path) as it:

            def told() -> int:
                return sum(asked.method == "PUT" and "/commands" in asked.path for asked in it.env.http_requests)

            assert told() == 1
            await restarted(it)
            assert told() == 1
            await restarted(it, before=lambda one: setattr(one.client.tree.get_command("claim"), "description", "New"))
            assert told() == 2
            await restarted(it)
            assert told() == 3

            ask = it.connection.client.http.__class__.get_guild_commands

            async def as_discord_answers(http: Any, application: int, guild: int) -> Any:
                """Of one guild's commands, Discord doesn't keep what is for every guild only."""
                return [
                    {**each, "contexts": None, "dm_permission": None} for each in await ask(http, application, guild)
                ]

            monkeypatch.setattr(it.connection.client.http.__class__, "get_guild_commands", as_discord_answers)
            await restarted(it)
            assert told() == 3

            it.settings["guild"] = 0
            await restarted(it)
            everywhere = it.connection.client.application_id or 0
            assert len(await it.connection.client.http.get_global_commands(everywhere)) == 6
            it.settings["guild"] = it.guild.id
            await restarted(it)  # nobody sees each of them twice
            assert await it.connection.client.http.get_global_commands(everywhere) == []
            assert len(await it.connection.client.http.get_guild_commands(everywhere, it.guild.id)) == 6

            it.env.inject_error("GET", "/applications/*", status=403, code=50001)
            await restarted(it)  # not invited with commands: the rest works
            assert it.connection.ready

    asyncio.run(story())


def test_two_processes_with_a_shard_each_and_one_database_answer_once(tmp_path: Path, postgres_url: str) -> None:
    async def story() -> None:
        async with (
            fake_discord() as fake,
            running(tmp_path, fake, {"DISCORD_SHARD_COUNT": "2", "DISCORD_SHARD_IDS": "0"}, url=postgres_url) as one,
            running(tmp_path, fake, {"DISCORD_SHARD_COUNT": "2", "DISCORD_SHARD_IDS": "1"}, url=postgres_url) as two,
        ):
            sending = [
                Delivery(engine_of(it).store, it.adapter, it.clock, engine_of(it).report_undelivered)
                for it in (one, two)
            ]
            workers = [asyncio.create_task(each.run()) for each in sending]
            people = [str(n) for n in range(5, 15)]
            for person in people:
                await fake.writes(person, "my emails dont arive", everywhere=True)
            await until(lambda: all(fake.posts[f"7{person}"] for person in people))
            for each in sending:
                await each.finish()
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            assert [len(fake.posts[f"7{person}"]) for person in people] == [1] * len(people)
            assert [each["shard"] for each in fake.identified] == [[0, 2], [1, 2]]

    asyncio.run(story())


# ── How it breaks ──────────────────────────────────────────────────────────────────────


def test_after_resume_it_goes_on_and_after_a_lost_session_it_reads_what_it_missed(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_discord() as fake, running(tmp_path, fake) as it:
            await fake.writes("5", "my emails dont arive")
            await until(lambda: bool(engine_of(it).store.write(lambda unit: unit.reached("discord", "")).result()))
            await it.caught_up()
            calls = len(fake.calls)
            await fake.sockets[-1].close(code=4000)
            await until(lambda: bool(fake.resumed) and it.ready)
            assert fake.calls[calls:] == []

            fake.forgets = True
            await fake.sockets[-1].close(code=4000)
            await until(lambda: len(fake.identified) == 2 and it.ready)
            await until(lambda: ("GET", "/channels/75/messages") in fake.calls[calls:])
            await it.caught_up()

    asyncio.run(story())


def test_a_gateway_that_isnt_there_is_left_to_supervision(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_discord() as fake:
            with pytest.raises(client.GatewayAway):
                async with running(tmp_path, fake, {"DISCORD_GATEWAY_URL": "ws://127.0.0.1:9/"}):
                    pass

    asyncio.run(story())


def test_what_cant_be_mended_by_waiting_ends_with_one_clear_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def ended(code: int) -> str:
        async with fake_discord() as fake:
            fake.closes.append(code)
            with pytest.raises(FatalConnectionError) as why:
                async with running(tmp_path, fake):
                    await until(lambda: False)
        return str(why.value)

    async def refused_while_running(fake: FakeDiscord) -> None:
        async with running(tmp_path, fake, ends=True) as it:
            it.adapter.pause()  # the sender heard it first

    async def story() -> None:
        for code, line in FATAL.items():
            assert await ended(code) == line
        async with fake_discord() as fake:
            fake.token = "another"
            with pytest.raises(FatalConnectionError, match="DISCORD_TOKEN is refused"):
                async with running(tmp_path, fake):
                    pass
            assert fake.identified == []
        async with fake_discord() as fake:
            with pytest.raises(FatalConnectionError, match="DISCORD_TOKEN is refused"):
                await refused_while_running(fake)

    asyncio.run(story())
    assert TOKEN not in caplog.text


# ── ``serve`` ──────────────────────────────────────────────────────────────────────────


def test_slack_and_discord_in_one_process_each_on_its_own(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)

    async def story() -> None:
        stop, said = asyncio.Event(), ""
        async with slacks.fake_slack() as slack, fake_discord() as fake, ClientSession() as http:
            here = {"SLACK_BOT_TOKEN": slacks.TOKEN, "SLACK_SIGNING_SECRET": slacks.SECRET, "SLACK_PORT": "0",
                    "SLACK_API_BASE_URL": f"{slack.base}/api/", **fake.settings}  # fmt: skip
            with open_desk(desk_settings.load(data=tmp_path / "desk", port=0)) as app:
                run = asyncio.create_task(serve.run(app, PLATFORMS, here, stop))
                while "/readyz" not in said:
                    await asyncio.sleep(0.001)
                    said += capsys.readouterr().out
                health = re.findall(r"http://127\.0\.0\.1:\d+", said)[0]

                async def states() -> dict[str, Any]:
                    async with http.get(f"{health}/readyz") as answer:
                        return (await answer.json())["states"]  # type: ignore[no-any-return]

                for _time in range(100_000):
                    if set((await states()).values()) == {"ready"}:
                        break
                await fake.writes("5", "my mails dont arive")
                await until(lambda: bool(fake.posts["75"]))
                assert "Does this help?" in str(fake.posts["75"][0])
                assert fake.posts["75"][0]["enforce_nonce"] is True

                await fake.sockets[-1].close(code=4014)
                await until(lambda: "discord isn't served" in caplog.text)
                others = dict.fromkeys(("slack", "articles", "database"), "ready")
                assert await states() == {**others, "discord": FATAL[4014]}
                stop.set()
                assert await run == 0

    asyncio.run(story())
    assert [secret for secret in (TOKEN, slacks.TOKEN, "dont arive") if secret in caplog.text] == []
    assert "never retrieved" not in caplog.text


def test_where_nothing_can_be_served_it_ends_with_that_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    only = [platform for platform in PLATFORMS if platform.name == "discord"]

    async def ends(**wrong: str) -> int:
        async with fake_discord() as fake:
            with open_desk(desk_settings.load(data=tmp_path / "desk", port=0)) as app:
                return await serve.run(app, only, {**fake.settings, **wrong}, asyncio.Event())

    assert asyncio.run(ends(DISCORD_TOKEN="MTIz.of.somebody-else")) == 1
    assert asyncio.run(ends(DISCORD_GUILD="Mine", DISCORD_HELP_CHANNEL="help")) == 1
    told = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert told[0] == "discord isn't served: DISCORD_TOKEN is refused"
    assert told[1].startswith("discord isn't served: DISCORD_GUILD: is no id")
    assert "DISCORD_HELP_CHANNEL" in told[1]
    assert "somebody-else" not in caplog.text
