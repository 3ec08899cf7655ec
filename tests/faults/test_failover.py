"""Row 21: the server dies under a load, its synchronous standby is promoted, and nothing acknowledged is lost.

How soon it answers again depends on the machine: ``make soak`` measures that.
"""

import asyncio
from pathlib import Path

import pytest

from tests.faults.checker import broken
from tests.faults.failover import failovers, written
from tests.standby import Pair


def test_one_server_may_die(pair: Pair, tmp_path: Path) -> None:
    outcome = failovers(pair, tmp_path, times=2, people=3, facts=3)
    assert broken(outcome.history) == []
    longest = max(outcome.waits_s)
    print(f"\n{outcome.failovers} failovers over {outcome.turns} turns, answered again after {longest:.1f} s at most")


def test_what_no_standby_confirmed_is_missed(pair: Pair, tmp_path: Path) -> None:
    outcome = failovers(pair, tmp_path, times=1, people=2, facts=1, confirmed=False)
    assert any(wrong.startswith("lost: ") for wrong in broken(outcome.history))


def test_what_ends_those_who_write_is_told_rather_than_waited_out() -> None:
    async def story() -> None:
        people: asyncio.Future[list[None]] = asyncio.get_running_loop().create_future()
        people.set_exception(RuntimeError("nobody writes any more"))
        await written(people, lambda: False, "an answer")

    with pytest.raises(RuntimeError, match="nobody writes"):
        asyncio.run(story())
