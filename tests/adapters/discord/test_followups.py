"""What is said behind an interaction, whichever comes first: the private message, or that somebody asks about it."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.discord.answering import followups
from adapters.discord.answering.followups import Followups
from adapters.discord.drawing.drawing import COMPONENTS
from adapters.kit.background_tasks import BackgroundTasks

ANA = 7
Act = Callable[[Followups], None]


def said_after(*acts: str) -> int:
    """How often Ana was told that she is answered in private."""

    async def run() -> int:
        told: list[int] = []

        async def note() -> None:
            told.append(ANA)

        background = BackgroundTasks()
        known, interaction = Followups(COMPONENTS, background), SimpleNamespace(user=SimpleNamespace(id=ANA))
        for act in acts:
            match act:
                case "acts":
                    known.acted(interaction)  # type: ignore[arg-type]
                case "asked":
                    known.once_there(ANA, note)
                case "there":
                    known.there(ANA)
                case _:
                    known.nowhere(ANA)
        await background.finish()
        return len(told)

    return asyncio.run(run())


@pytest.mark.parametrize(("acts", "times"), [
    (("acts", "asked", "there"), 1),
    (("acts", "there", "asked"), 1),
    (("acts", "asked", "there", "there"), 1),
    (("acts", "asked"), 0),
    (("acts", "asked", "nowhere", "there"), 0),
    (("acts", "nowhere", "asked", "there"), 0),
    (("acts", "there", "acts", "asked"), 0),  # that was of before
    (("there", "asked"), 0),
])  # fmt: skip
def test_it_is_said_once_and_only_when_the_message_is_there(acts: tuple[str, ...], times: int) -> None:
    assert said_after(*acts) == times


def test_a_message_that_another_process_sends_is_said_a_little_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followups, "UNDER_WAY_SECONDS", 0.0)

    async def run() -> list[str]:
        told: list[str] = []

        async def note() -> None:
            told.append("in private")

        background = BackgroundTasks()
        Followups(COMPONENTS, background).once_there(ANA, note)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await background.finish()
        return told

    assert asyncio.run(run()) == ["in private"]


def test_no_more_people_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followups, "PEOPLE_MAX", 2)
    known = Followups(COMPONENTS, BackgroundTasks())
    for user in (1, 2, 3):
        interaction: Any = SimpleNamespace(user=SimpleNamespace(id=user))
        known.acted(interaction)
        known.there(user)
    assert list(known._latest) == [2, 3]
    assert list(known._came) == [2, 3]
