"""``demo``: a small busy desk to try everything on; without a terminal, a conversation to read."""

import os
import sys
import tempfile
from pathlib import Path

from rich.text import Text

from bot import settings
from bot.app import open_desk
from bot.commands.office import PRIVATE_FOLDER
from bot.commands.screen import console
from bot.settings import Settings

FOLDER = Path(".demo")
"""In the working directory, unless another is named; delete it to begin afresh."""


def run(data: Path | None) -> int:
    """The demo; the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from bot.commands import demo_story

        return demo_story.play()
    folder = data or FOLDER
    prepare(settings.load(data=folder))
    _welcome(folder)
    from bot.commands import talking

    return talking.chat(None, None, None, folder, None)


def prepare(chosen: Settings) -> bool:
    """Fill the desk unless it's there already; made aside, so that half a desk is never found."""
    if chosen.database.exists():
        return False
    from bot.clock import SystemClock
    from bot.commands.demo_desk import seed

    chosen.data.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=chosen.data, prefix="making-") as aside:
        elsewhere = chosen.model_copy(update={"data": Path(aside)})
        with open_desk(elsewhere) as desk:
            seed(desk, SystemClock().now())
        for part in sorted(Path(aside).iterdir(), reverse=True):  # the database itself last
            os.replace(part, chosen.data / part.name)
    return True


def _welcome(folder: Path) -> None:
    screen = console()
    screen.print(Text("You are a client now: say in your own words what is wrong. Ctrl-D ends it.", style="bold"))
    screen.print(Text(f"To be staff, in a second terminal: {_command()} desk --data {folder} --as sam"), soft_wrap=True)
    screen.print()


def _command() -> str:
    """How this program was called, as one would type it again."""
    called = Path(sys.argv[0])
    try:
        return str(called.relative_to(Path.cwd()))
    except ValueError:
        return called.name
