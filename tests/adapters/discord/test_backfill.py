"""After downtime: what was written meanwhile is read once, in order, through the same door."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest

from adapters.discord import addresses, backfill
from bot.core.model.people import Role
from tests.adapters.discord import looking
from tests.adapters.discord.mishaps import away
from tests.adapters.discord.scene import Scene, connected, restarted
from tests.adapters.discord.shown import drawn
from tests.adapters.slack.looking import Pauses

ENOUGH_S = 300.0
"""Only a test that fails waits so long."""


def missed(it: Scene, where: Any, user: Any, text: str) -> int:
    """Somebody writes while we are away; the message's id."""
    return int(it.env.backend.create_message(where.id, user.id, text).id)


def posted(it: Scene, user: Any, title: str) -> None:
    """Somebody begins a post in the help forum while we are away."""
    backend = it.env.backend
    post = backend.create_thread(it.help.id, title, user.id)
    first = backend.prepare_message(post.id, user.id, "my emails dont arive")
    first.id = post.id
    backend.commit_message(first)


def told(it: Scene, number: int = 1001) -> list[str | None]:
    """What people said on a ticket, after the question."""
    kinds = {"words", "note"}
    return [entry.text for entry in it.house.record(number) if entry.kind.value in kinds][1:]


def story_of(folder: Path, story: Callable[[Scene], Awaitable[None]], **settings: Any) -> None:
    async def run() -> None:
        async with connected(folder, **settings) as it:
            await story(it)
            assert it.complaints() == []

    asyncio.run(run())


def test_what_was_written_meanwhile_is_read_once_and_in_order(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.orders("note 1001 from elsewhere")
        thread = it.staff_room.threads[0]
        await ana.asks("my emails dont arive")
        public = it.lobby.threads[0]
        await away(it)

        missed(it, ana.dm, ana, "add: first")
        missed(it, ana.dm, ana, "add: second")
        missed(it, thread, sam, "I think it's the spam filter")
        missed(it, public, ana, "mails to info bounce")
        missed(it, public, it.user("bo"), "not for the bot")
        missed(it, it.help, it.user("cy"), "my emails dont arive either")
        missed(it, it.lobby, it.user("di"), "just chatting")

        await restarted(it)
        with_words = told(it)
        assert with_words == ["from elsewhere", "first", "second", "I think it's the spam filter"] or with_words == [
            "from elsewhere", "I think it's the spam filter", "first", "second"]  # fmt: skip
        assert "Does one of these articles help?" in ana.screen(public)
        assert "I found" in ana.screen(it.help.threads[0])
        assert len(it.lobby.threads) == 1
        written = len(it.env.http_requests)
        await away(it)
        await restarted(it)  # nothing is new: nothing is said
        assert told(it) == with_words
        posts = [asked for asked in it.env.http_requests[written:] if asked.method == "POST"]
        assert [asked.path for asked in posts if asked.path.endswith("/messages")] == []

    story_of(tmp_path, story)


def test_a_role_is_looked_up_for_what_staff_wrote_meanwhile(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana, sam, kim = it.user(), it.staff(), it.staff("kim", Role.AGENT)
        await ana.files()
        await sam.orders("note 1001 from elsewhere")
        thread = it.staff_room.threads[0]
        await away(it)
        missed(it, thread, sam, "still staff")
        missed(it, thread, kim, "not any more")
        missed(it, thread, ana, "never was")
        it.guild._guild.members[kim.id].role_ids.clear()
        asked = len(it.env.http_requests)
        await restarted(it)
        assert told(it) == ["from elsewhere", "still staff"]
        assert any("/members/" in each.path for each in it.env.http_requests[asked:])
        refusals = [looking.words(drawn(m)) for m in thread.history() if m.author.bot and m.reference]
        await restarted(it)
        assert [looking.words(drawn(m)) for m in thread.history() if m.author.bot and m.reference] == refusals
        assert len(refusals) == 2  # each told once

    story_of(tmp_path, story)


def test_a_gap_isnt_hidden_by_what_comes_after_it(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        it.house.clock.forward(minutes=1)
        await away(it)
        missed(it, ana.dm, ana, "add: in the gap")
        it.env.inject_error("GET", f"/channels/{ana.dm.id}/messages", status=500)
        held = asyncio.Event()

        async def pause(_seconds: float) -> None:
            missed(it, ana.dm, ana, "add: and then live")
            held.set()

        await restarted(it, before=lambda connection: setattr(connection.catching_up, "pause", pause))
        assert held.is_set()
        assert told(it) == ["and then live", "in the gap"]

    story_of(tmp_path, story)


def test_a_failing_back_fill_is_tried_again_and_refused_channels_are_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        await ana.files()
        await bo.writes("mail")
        await away(it)
        missed(it, ana.dm, ana, "add: meanwhile")
        missed(it, bo.dm, bo, "none of these")
        pauses = Pauses()
        it.env.inject_error("GET", f"/channels/{bo.dm.id}/messages", status=500, times=2)
        it.env.inject_error("GET", f"/channels/{it.help.id}/messages", status=403, code=50001, times=None)
        await restarted(it, before=lambda connection: setattr(connection.catching_up, "pause", pauses))
        assert told(it) == ["meanwhile"]
        bo.sees("I'll open a ticket")
        assert pauses.seconds == [2, 4]

    caplog.set_level(logging.INFO)
    story_of(tmp_path, story)
    assert "fails and is tried again" in caplog.text
    assert "HTTP 403, 50001" in caplog.text
    assert "meanwhile" not in caplog.text


def test_a_channel_that_cant_be_read_now_keeps_no_other_waiting(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        await ana.files()
        await bo.writes("mail")
        await away(it)
        missed(it, ana.dm, ana, "add: meanwhile")
        key = addresses.message_key(bo.dm.id, missed(it, bo.dm, bo, "none of these"))
        it.env.inject_error("GET", f"/channels/{ana.dm.id}/messages", status=500, times=1)
        read: list[Any] = []

        async def pause(_seconds: float) -> None:
            read.append(it.house.store.write(lambda unit: unit.said("discord", "", key)).result())
            await asyncio.sleep(0)

        await restarted(it, before=lambda connection: setattr(connection.catching_up, "pause", pause))
        assert read[0] is not None, "bo's was read before ana's is tried again"
        assert told(it) == ["meanwhile"]

    story_of(tmp_path, story)


def test_a_channel_of_which_discord_says_nothing_is_left_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        await ana.files()
        await bo.writes("mail")
        await away(it)
        missed(it, ana.dm, ana, "add: meanwhile")
        missed(it, bo.dm, bo, "none of these")
        asked, left = discord.http.HTTPClient.logs_from, list[int]()

        async def logs_from(http: Any, channel: int, *args: Any, **more: Any) -> Any:
            if channel == ana.dm.id and not left:
                left.append(channel)
                monkeypatch.setattr(backfill, "HISTORY_SECONDS_MAX", ENOUGH_S)
                await asyncio.Event().wait()
            return await asked(http, channel, *args, **more)

        monkeypatch.setattr(discord.http.HTTPClient, "logs_from", logs_from)
        monkeypatch.setattr(backfill, "HISTORY_SECONDS_MAX", 0)
        await restarted(it, before=lambda connection: setattr(connection.catching_up, "pause", Pauses()))
        assert left == [ana.dm.id]
        assert told(it) == ["meanwhile"]
        bo.sees("I'll open a ticket")

    story_of(tmp_path, story)


def test_posts_of_a_help_forum_are_read_too(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        card = it.staff_room.threads[0]
        await away(it)
        missed(it, card, sam, "under a card that is a post")
        posted(it, ana, "Mail")
        await restarted(it)
        assert told(it) == ["under a card that is a post"]
        assert "I found" in ana.screen(it.help.threads[0])

    story_of(tmp_path, story, forum=True, help_forum=True)


def test_after_resume_nothing_is_read_again(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        client = it.connection.client
        asked = len(it.env.http_requests)
        client.dispatch("shard_disconnect", 0)
        await it.settled()
        assert not it.connection.ready
        client.dispatch("shard_resumed", 0)
        await it.settled()
        assert it.connection.ready
        assert it.env.http_requests[asked:] == []

        client.dispatch("shard_disconnect", 0)
        missed_one = it.env.backend.messages[ana.dm.id]
        assert missed_one
        client.dispatch("shard_connect", 0)
        client.dispatch("shard_ready", 0)
        await it.settled()
        assert it.connection.ready
        read = [each.path for each in it.env.http_requests[asked:] if each.method == "GET"]
        assert f"/channels/{ana.dm.id}/messages" in read
        assert looking.words(drawn(ana.latest()))

    story_of(tmp_path, story)


def test_what_stood_in_the_help_channel_before_we_came_isnt_answered(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        assert it.help.threads == []
        await away(it)
        missed(it, it.help, it.user("cy"), "my emails dont arive")  # since then, every question is
        await restarted(it)
        assert len(it.help.threads) == 1

    def an_hour_before(it: Scene) -> None:
        it.env.backend.clock.advance(-3600)
        missed(it, it.help, it.user("bo"), "my emails dont arive")
        it.env.backend.clock.advance(3600)

    story_of(tmp_path, story, before=an_hour_before)


def test_posts_from_before_we_came_arent_answered(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        (old,) = it.help.threads
        us = it.env.backend.bot_user.id
        assert [m for m in old.history() if m.author.id == us] == []

    def an_hour_before(it: Scene) -> None:
        it.env.backend.clock.advance(-3600)
        posted(it, it.user("bo"), "Mail")
        it.env.backend.clock.advance(3600)

    story_of(tmp_path, story, help_forum=True, before=an_hour_before)


def test_one_that_discord_refuses_doesnt_keep_back_the_others(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.orders("note 1001 from elsewhere")
        thread = it.staff_room.threads[0]
        await away(it)
        missed(it, thread, sam, "whose roles can't be had")
        missed(it, ana.dm, ana, "add: behind it")
        it.env.inject_error("GET", f"/guilds/*/members/{sam.id}", status=403, code=50001, times=None)
        pauses = Pauses()
        await restarted(it, before=lambda connection: setattr(connection.catching_up, "pause", pauses))
        assert told(it) == ["from elsewhere", "behind it"]
        assert pauses.seconds == []

    story_of(tmp_path, story)


def test_who_discord_cant_tell_us_of_now_is_asked_for_again(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.orders("note 1001 from elsewhere")
        thread = it.staff_room.threads[0]
        await away(it)
        missed(it, thread, sam, "once Discord says who I am")
        it.env.inject_error("GET", f"/guilds/*/members/{sam.id}", status=500, times=2)
        pauses = Pauses()
        await restarted(it, before=lambda connection: setattr(connection.handler.messages, "pause", pauses))
        assert told(it) == ["from elsewhere", "once Discord says who I am"]
        assert pauses.seconds == [2, 4]

    story_of(tmp_path, story)
