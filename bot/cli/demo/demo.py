"""``demo``: a small busy desk to try everything on; without a terminal, a conversation to read."""

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from bot.bootstrap import open_desk
from bot.cli.demo import story
from bot.cli.demo.desk import LEAD, seed
from bot.cli.demo.stage import HandClock
from bot.cli.screen import console
from bot.cli.serve import terminal
from bot.clock import SystemClock
from bot.config import settings
from bot.config.settings import Settings
from bot.store.open import private_folder

FOLDER = Path(".demo")
"""In the working directory, unless another is named; delete it to begin afresh."""


def run(data: Path | None) -> int:
    """The demo; the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return story.play()
    folder = data or FOLDER
    prepare(settings.load(data=folder))
    _welcome(folder)
    return terminal.chat(None, None, None, folder, None)


def prepare(chosen: Settings) -> bool:
    """Fill the desk unless it's there already; made in another folder, so that half a desk is never found."""
    if chosen.database.exists():
        return False
    private_folder(chosen.data)
    with tempfile.TemporaryDirectory(dir=chosen.data, prefix="making-") as unfinished:
        elsewhere = chosen.model_copy(update={"data": Path(unfinished)})
        clock = HandClock(SystemClock().now())
        with open_desk(elsewhere, clock) as app:
            seed(app, clock)
        for part in sorted(Path(unfinished).iterdir(), reverse=True):  # the database itself last
            os.replace(part, chosen.data / part.name)
    return True


def _welcome(folder: Path) -> None:
    screen = console()
    screen.print(Text("You are a client now: say in your own words what is wrong. Ctrl-D ends it.", style="bold"))
    screen.print(Text("To be staff, in a second terminal:"))
    parts = (f"{_command()} desk", f"--data {shlex.quote(str(folder))}", f"--as {LEAD}")
    screen.print(Text(typeable(parts, screen.width)), soft_wrap=True)
    screen.print()


def typeable(parts: Sequence[str], columns: int) -> str:
    """A command to be copied: in one line where it fits, else in several that a shell takes as one."""
    whole = " ".join(parts)
    return whole if len(whole) < columns else " \\\n  ".join(parts)


def _command() -> str:
    """How this program was called, as one would type it again."""
    called, here = Path(sys.argv[0]), Path.cwd()
    if called.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m bot"
    if called.is_relative_to(here):
        called = called.relative_to(here)
    elif shutil.which(called.name) == str(called):
        called = Path(called.name)
    return shlex.quote(str(called))
