"""Every story is told on every platform that has what it needs."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.platforms import EXPECTED, platform

Story = Callable[[Driver], Awaitable[None]]
Play = Callable[[Story], None]

NEEDS = "needs(*abilities): what a platform must have for a story of the conformance suite; it is skipped for others"


def pytest_configure(config: pytest.Config) -> None:
    """Make the suite's own mark known."""
    config.addinivalue_line("markers", NEEDS)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tell a story once for each platform; what a platform doesn't declare is the only reason to leave it out."""
    if "play" not in metafunc.fixturenames:
        return
    needed = {ability for mark in metafunc.definition.iter_markers("needs") for ability in mark.args}
    metafunc.parametrize("play", [_told_on(name, needed - has) for name, has in EXPECTED.items()], indirect=True)


def _told_on(name: str, lacks: set[Ability]) -> object:
    why = "; ".join(sorted(f"no {ability.value}" for ability in lacks))
    return pytest.param(name, marks=[pytest.mark.skip(reason=f"{name} declares {why}")] if lacks else [], id=name)


@pytest.fixture
def play(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Let a story happen on a connected desk; the platform must have nothing to complain about."""
    chosen = platform(str(request.param))

    def played(story: Story) -> None:
        async def run() -> None:
            async with chosen.connected(tmp_path) as driver:
                await story(driver)

        chosen.prepare(monkeypatch)
        asyncio.run(run())

    return played
