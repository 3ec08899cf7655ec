"""Kill and restart, double clicks, answers that come too late, and a database that is busy."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from adapters.discord import answers
from adapters.kit.committed import committed
from bot.core.text.errors import NotSaved
from bot.engine.gateway import EngineGateway
from bot.ports.inbound import Answer, Inbound
from tests.adapters.discord import scene
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import dms_closed, too_late
from tests.adapters.discord.scene import Scene, restarted

DEFERRED_MESSAGE, DEFERRED_UPDATE = 5, 6
"""Kinds of first responses: interactions/receiving-and-responding."""


class Busy:
    """A house that can't save some turns."""

    def __init__(self, house: Any, fails: Callable[[Inbound], bool]) -> None:
        self.house, self.fails = house, fails

    def __getattr__(self, name: str) -> Any:
        return getattr(self.house, name)

    def turn(self, inbound: Inbound) -> "Future[Answer]":
        """Not saved, when it fails."""
        if not self.fails(inbound):
            return self.house.turn(inbound)  # type: ignore[no-any-return]
        failed: Future[Answer] = Future()
        failed.set_exception(NotSaved("busy"))
        return failed


def busy(it: Scene, fails: Callable[[Inbound], bool]) -> EngineGateway:
    """The gateway of a desk that can't save some turns."""
    return EngineGateway(Busy(it.house.engine, fails))  # type: ignore[arg-type]


async def slow(turn: "Future[Any]", seconds: float) -> Any:
    """A commit that takes longer than a first response may."""
    if seconds == answers.WAIT_SECONDS:
        raise TimeoutError
    return await committed(turn, seconds)


def responses(it: Scene) -> list[int]:
    """The kinds of all first responses."""
    return [(asked.json or {})["type"] for asked in it.env.http_requests if asked.path.endswith("/callback")]


async def at_once(_seconds: float) -> None:
    """A pause for those who can't wait."""


def test_a_panel_and_a_list_of_before_a_restart_still_answer(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await sam.types("panel")
        panel = sam.last.response.message
        await ana.files()
        await ana.clicks("Talk by phone instead")
        await restarted(it)
        await ana.clicks("Thu, Dec 17")  # from a list
        ana.sees("30 minutes each")
        await ana.presses(panel, "Get help")
        ana.sees("What's wrong", on=str(ana.form))

    on_discord(story)


def test_an_interaction_that_is_over_is_answered_by_a_message(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        with too_late(it):
            await ana.types("support", question="my emails dont arive")
            ana.sees("I found 3 articles")
            await ana.clicks("None of these")
            ana.sees("I'll open a ticket", "[New ticket]")
            await ana.clicks("New ticket")
            assert ana.last.modal is None
            before = len(ana.dm.history())
            await ana.types("support")
            ana.sees("I'll open a ticket", "[New ticket]")
            assert len(ana.dm.history()) == before + 1
            with dms_closed(it, ana):
                await ana.types("support")
        room = it.lobby.threads[-1]
        await ana.clicks("New ticket", where=room)
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001 is in", where=room)

    on_discord(story)


def test_who_has_to_wait_is_told_to(on_discord: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        monkeypatch.setattr(answers, "committed", slow)
        await ana.types("support", question="my emails dont arive")
        assert responses(it)[-1] == DEFERRED_MESSAGE
        ana.sees("answered you in private", on=ana.whispers)
        await ana.clicks("None of these")
        assert responses(it)[-1] == DEFERRED_UPDATE
        ana.sees("I'll open a ticket", "[New ticket]")
        await sam.types("panel")
        assert "Get help" in it.lobby.history()[-1].content + str(it.lobby.history()[-1].components)

    on_discord(story)


def test_who_clicks_reads_that_it_wasnt_saved(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        it.connection.handler.gateway = busy(it, lambda inbound: True)
        await ana.clicks("None of these")
        ana.sees("Not saved, please try again", on=ana.whispers)
        await ana.types("support", question="hello")
        ana.sees("Not saved, please try again", on=ana.whispers)

        it.connection.handler.gateway = EngineGateway(it.house.engine)
        await ana.clicks("None of these")
        typed = {"symptoms": "a long story", "urgency": "normal", "name": "Ana"}
        it.connection.handler.gateway = busy(it, lambda inbound: True)
        await ana.submits(**typed)
        ana.sees("Not saved, please try again", "a long story", on=ana.whispers)
        it.connection.handler.gateway = EngineGateway(it.house.engine)
        await ana.clicks("None of these")  # the form opens again
        await ana.submits(**typed)
        ana.sees("#1001 is in")

    on_discord(story)


def test_what_is_written_is_tried_again_in_order_until_it_is_saved(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        failures = iter([True] * 3)
        it.connection.handler.messages.gateway = busy(it, lambda inbound: next(failures, False))
        it.connection.handler.messages.pause = at_once
        backend, dm = it.env.backend, ana.dm
        for text in ("add: first", "add: second", "add: third"):
            backend.create_message(dm.id, ana.id, text)
        await it.settled()
        said = [entry.text for entry in it.house.record(1001) if entry.text in {"first", "second", "third"}]
        assert said == ["first", "second", "third"]

    on_discord(story)


def test_a_machine_that_is_busy_makes_no_story_fail(on_discord: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever takes longer than simcord waits for by itself; a machine that does much else needs as long."""
    monkeypatch.setattr(scene, "SETTLE_SECONDS", 0.001)

    async def story(it: Scene) -> None:
        await it.user().files()

    on_discord(story)


def test_an_answer_that_may_not_be_given_now_is_no_failure_of_what_was_saved() -> None:
    async def limited() -> None:
        raise discord.RateLimited(3600.0)

    interaction: Any = SimpleNamespace(id=1, response=SimpleNamespace(is_done=lambda: False))
    assert asyncio.run(answers._tried(interaction, limited())) is False


def test_two_turns_together_keep_discord_waiting_no_longer_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "WAIT_SECONDS", 0.2)
    deferred: list[Any] = []

    async def defer(**how: Any) -> None:
        deferred.append(how)

    async def story() -> None:
        response = SimpleNamespace(is_done=lambda: bool(deferred), defer=defer)
        interaction: Any = SimpleNamespace(extras={}, response=response, type=discord.InteractionType.component, id=1)
        for told_to_wait in (False, True):
            turn: Future[int] = Future()
            asyncio.get_running_loop().call_later(0.12, turn.set_result, 1)
            assert await answers.taken(interaction, turn) == 1
            assert bool(deferred) is told_to_wait

    asyncio.run(story())
