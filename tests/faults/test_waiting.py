"""Row 16: others are answered no later because of one conversation's trouble, and all in order."""

import asyncio
from types import SimpleNamespace

import pytest

from tests.faults.places import Place
from tests.faults.waiting import LATER_S, PATIENCE_S, SIDES, TROUBLES, by_hand


@pytest.fixture(autouse=True)
def _nothing_is_slept_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py waits for a limit that it knows of in real seconds, inside a call."""

    async def at_once(_seconds: float) -> None:
        await sleep(0)

    sleep = asyncio.sleep
    monkeypatch.setattr("discord.http.asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": at_once}))


@pytest.fixture(autouse=True)
def _only_the_clock_that_is_set_by_hand_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What isn't answered hangs until it is released, however long a busy machine takes for the story."""
    for where in (
        "adapters.slack.api.CALL_SECONDS_MAX",
        "adapters.slack.sender.ROW_SECONDS_MAX",
        "adapters.discord.sender.CALL_SECONDS_MAX",
        "bot.workers.outbox.SEND_SECONDS_MAX",
    ):
        monkeypatch.setattr(where, PATIENCE_S)


@pytest.mark.parametrize("side", SIDES)
def test_nobody_waits_for_anothers_trouble(place: Place, side: str) -> None:
    async def story() -> None:
        async with SIDES[side](place) as it:
            told = await by_hand(it, dict(enumerate(TROUBLES)))
            assert told.wrong() == []
            assert max(told.waits) <= LATER_S

    asyncio.run(story())
