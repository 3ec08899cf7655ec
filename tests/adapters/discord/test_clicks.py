"""What a click opens stands in no message as well, and the same click twice is one."""

from typing import Any

import pytest

from adapters.discord import answers
from bot.engine.client.turn import CLICK_AGAIN
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import clicks_late, too_late
from tests.adapters.discord.scene import Scene, User
from tests.adapters.discord.test_restart import slow


def ours(user: User, where: Any = None) -> int:
    """How many messages of ours stand in somebody's direct message, or elsewhere."""
    us = user.scene.env.backend.bot_user.id
    return sum(message.author.id == us for message in (where or user.dm).history())


TIMES = 3


def test_a_form_that_opens_is_no_message_and_files_with_one(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.clicks("None of these")
        assert ana.form
        assert ours(ana) == 1
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001 is in")
        assert ours(ana) == 2

    on_discord(story)


def test_a_form_that_was_closed_opens_again_where_it_was_asked_for(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        for _time in range(TIMES):
            await ana.clicks("None of these")
            assert ana.form
            it.house.clock.forward(minutes=1)
        assert ours(ana) == 1
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001 is in")

    on_discord(story)


def test_another_old_choice_says_where_it_stands_with_the_way_out(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.clicks("None of these")
        await ana.clicks("Read")
        assert ana.last.modal is None, "it is said in a message"
        assert ours(ana) == 2
        ana.sees("[New ticket]", "[Never mind]")
        await ana.clicks("New ticket")
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001 is in")

    on_discord(story)


def test_three_clicks_post_once(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        articles = ana.latest()
        for _time in range(TIMES):
            await clicks_late(ana, articles, "Read")
        assert ours(ana) == 2
        ana.sees("Did this solve it?")
        it.house.clock.forward(seconds=CLICK_AGAIN.seconds)
        await clicks_late(ana, articles, "Read")
        assert ours(ana) == 3, "much later it was meant, and is answered"

    on_discord(story)


def test_three_clicks_on_what_can_always_be_chosen_post_once(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()
        filed, before = ana.latest(), ours(ana)
        for _time in range(TIMES):
            await ana.presses(filed, "Show")
        assert ours(ana) == before + 1
        await ana.writes("add: it says 550")
        await ana.presses(filed, "Show")
        assert ours(ana) == before + 3, "after other words it is another click"
        assert [entry.text for entry in it.house.record(1001)][-1] == "it says 550"

    on_discord(story)


@pytest.mark.parametrize("late", ["refused", "slow"])
def test_three_clicks_for_a_form_that_cant_be_opened_post_it_once(
    on_discord: Play, monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        articles = ana.latest()
        if late == "slow":
            monkeypatch.setattr(answers, "committed", slow)
            for _time in range(TIMES):
                await clicks_late(ana, articles, "None of these")
        else:
            with too_late(it):
                await ana.clicks("None of these")
            for _time in range(TIMES - 1):
                await clicks_late(ana, articles, "None of these")
        assert ours(ana) == 2
        ana.sees("[New ticket]", "[Never mind]")

    on_discord(story)


def test_a_form_from_a_public_thread_is_said_nowhere_else(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.asks("my emails dont arive")
        thread = it.lobby.threads[0]
        articles, before = ana.latest(thread), ours(ana, thread)
        for _time in range(TIMES):
            await clicks_late(ana, articles, "None of these", thread)
            assert ana.form
            it.house.clock.forward(minutes=1)
        assert (ours(ana, thread), ours(ana)) == (before, 0)
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001 is in")
        assert (ours(ana, thread), ours(ana)) == (before, 1)

    on_discord(story)


def test_a_form_from_a_public_thread_that_cant_be_opened_comes_in_private(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.asks("my emails dont arive")
        with too_late(it):
            await ana.clicks("None of these", it.lobby.threads[0])
        ana.sees("[New ticket]", "[Never mind]")

    on_discord(story)
