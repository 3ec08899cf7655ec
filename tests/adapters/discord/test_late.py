"""A form, or what only one person sees, that Discord doesn't take in time: a message says the same."""

import asyncio
from typing import Any

import discord
import pytest

from adapters.discord import answers
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import refused
from tests.adapters.discord.scene import Scene, User

WAIT, FIRST = answers.WAIT_SECONDS, answers.FIRST_SECONDS_MAX
FAULTS = [(404, 10062), (429, 0), (500, 0), (503, 0), (400, 40060)]
"""Too late, too often, Discord's own errors, and answered already."""


def no_answers(it: Scene, fault: tuple[int, int]) -> Any:
    """Meanwhile, no answer to an interaction is taken, the first one or another."""
    return refused(it, "POST", "/interactions/*/*/callback", *fault)


def ours(user: User) -> int:
    """How many messages of ours stand in somebody's direct message."""
    us = user.scene.env.backend.bot_user.id
    return sum(message.author.id == us for message in user.dm.history())


async def asked_for_a_form(it: Scene) -> User:
    """A client who is asked for the rest in a message, with the form's button."""
    ana = it.user()
    await ana.writes("my emails dont arive")
    await ana.writes("talk to a person")
    assert ours(ana) == 2
    return ana


@pytest.mark.parametrize("fault", FAULTS)
def test_a_form_comes_as_a_message_once(on_discord: Play, fault: tuple[int, int]) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        await ana.clicks("New ticket")
        assert ana.form
        assert ours(ana) == 2, "a form that is shown needs no message"
        with no_answers(it, fault):
            await ana.clicks("New ticket")
        assert ana.last.modal is None
        assert ours(ana) == 3
        ana.sees("What do you see?", "[New ticket]")
        await ana.clicks("New ticket")
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001 is in")

    on_discord(story)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_form_that_comes_of_itself_comes_as_a_message_then(on_discord: Play, fault: tuple[int, int]) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        with no_answers(it, fault):
            await ana.clicks("None of these")
        assert ours(ana) == 2
        ana.sees("What do you see?", "[New ticket]")

    on_discord(story)


async def never(*_what: Any) -> None:
    """No answer comes."""
    await asyncio.Event().wait()


def test_an_answer_that_discord_sits_on_is_late_too(on_discord: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        monkeypatch.setattr(answers, "FIRST_SECONDS_MAX", 0)
        monkeypatch.setattr(discord.InteractionResponse, "send_modal", never)
        await ana.clicks("New ticket")
        assert ours(ana) == 3

    on_discord(story)


def test_the_panels_form_comes_as_the_talk(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await sam.types("panel")
        panel = it.lobby.history()[-1]
        with no_answers(it, FAULTS[0]):
            await ana.clicks("Get help", it.lobby, panel)
        ana.sees("What")

    on_discord(story)


@pytest.mark.parametrize("fault", FAULTS)
def test_staffs_form_and_answers_come_as_messages_even_where_direct_messages_are_closed(
    on_discord: Play, fault: tuple[int, int]
) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.orders("claim 1001")
        with no_answers(it, fault):
            await sam.types("desk", command="reply 1001")
            sam.sees("Reply #1001", "[Reply #1001]")
            await sam.types("desk", command="release 1001")
            sam.sees("released")
            await sam.writes("hello")
            with refused(it, "POST", f"/channels/{sam.dm.id}/messages", 403, 50007):
                await sam.types("desk", command="claim 1001")
            room = it.help.threads[-1]
            sam.sees("#1001 is yours", where=room)

    on_discord(story)


def test_whose_question_it_is_comes_as_a_message_even_where_direct_messages_are_closed(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        await ana.asks("my emails dont arive")
        with no_answers(it, FAULTS[2]):
            await bo.clicks("None of these", where=it.lobby.threads[0])
            bo.sees("That's ana's question. Tell me yours here", "[Ask my own question]")
            with refused(it, "POST", f"/channels/{bo.dm.id}/messages", 403, 50007):
                await bo.clicks("None of these", where=it.lobby.threads[0])
        bo.sees("That's ana's question", where=it.lobby.threads[-1])

    on_discord(story)


def test_where_a_talk_stands_comes_as_a_message(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        with no_answers(it, FAULTS[2]):
            await ana.types("support")
        assert ours(ana) == 3
        ana.sees("What do you see?", "[New ticket]")

    on_discord(story)


def test_what_was_sent_too_late_comes_back_in_a_message(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = await asked_for_a_form(it)
        await ana.clicks("New ticket")
        opened = ana.last
        await ana.writes("start over")
        ana.last = opened
        with no_answers(it, FAULTS[2]):
            await ana.submits(urgency="normal", name="Ana with a long name")
        ana.sees("Ana with a long name")

    on_discord(story)


def test_discord_is_asked_for_no_longer_than_it_takes_an_answer() -> None:
    assert WAIT < FIRST <= 3
