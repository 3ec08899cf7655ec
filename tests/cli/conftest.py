"""The command line as people call it, in this process, on a desk in a temporary folder."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from bot.config import settings
from tests.builders import WEDNESDAY
from tests.databases import empty_desk


@dataclass(frozen=True)
class Done:
    """A command that ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, for programs."""
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def frontdoor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Call the program: ``frontdoor("queue", "--json")``; away from everybody's settings and desks."""
    for name in [name for name in os.environ if name.startswith("FRONTDOOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FRONTDOOR_DATA", str(tmp_path / "desk"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["frontdoor", *map(str, arguments)])
        capsys.readouterr()
        code: int | str | None = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return Done(int(code or 0), said.out, said.err)

    return run


@pytest.fixture
def speaks(frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the program with lines on its standard input: ``speaks("hello", "chat", "--as", "ana")``."""

    def run(said: str, *arguments: object) -> Done:
        (tmp_path / "said").write_text(said, "utf-8")
        with (tmp_path / "said").open() as file:
            monkeypatch.setattr(sys, "stdin", file)
            return frontdoor(*arguments)

    return run


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo's busy desk, as it stands on the wednesday; made once, not to be changed."""
    from bot.bootstrap import open_desk
    from bot.cli.demo.desk import seed
    from bot.cli.demo.stage import HandClock

    folder = tmp_path_factory.mktemp("busy")
    chosen = settings.load(data=folder).model_copy(update={"policy": None, "articles": None})
    clock = HandClock(WEDNESDAY)
    with open_desk(chosen, clock) as app:
        seed(app, clock)
    return folder


@pytest.fixture
def busy(seeded: Path, tmp_path: Path, frontdoor: Run) -> Path:
    """A copy of the busy desk, where the program finds it."""
    return Path(shutil.copytree(seeded, tmp_path / "desk"))


@pytest.fixture
def empty(tmp_path: Path, frontdoor: Run) -> Path:
    """A desk on which nothing has happened, where the program finds it."""
    return empty_desk(tmp_path / "desk" / settings.DATABASE_FILE).parent
