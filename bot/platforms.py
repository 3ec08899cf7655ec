"""The network platforms that ``serve`` can serve.

To add one: write its adapter, with its row in ``adapters/<name>/platform.py``, and name the row here. Nothing else
knows platforms by name.
"""

from collections.abc import Iterable

from adapters.discord.platform import DISCORD
from adapters.slack.platform import SLACK
from bot.config.dotenv_file import written
from bot.config.secret_files import resolved
from bot.config.unknown_settings import slips, unknown
from bot.core.text.errors import Problem, SettingsInvalid
from bot.ports.platform import Environment, Platform

PLATFORMS: tuple[Platform, ...] = (SLACK, DISCORD)


def environment(names: Iterable[str] = ()) -> Environment:
    """The settings of platforms: ``.env``, the environment over it, and what files named there hold.

    Files of other platforms than ``names``, if any are given, aren't looked at: a process that doesn't serve
    one needn't be able to read its secrets. Raises SettingsInvalid, of names that are a slip as well.
    """
    chosen = tuple(names) or tuple(platform.name for platform in PLATFORMS)
    here = resolved(written(), [_prefix(name) for name in chosen])
    meant = (each for one in PLATFORMS if one.name in chosen for each in slips(here, _prefix(one.name), one.settings))
    if problems := tuple(meant):
        raise SettingsInvalid("environment", problems)
    return here


def strangers() -> tuple[Problem, ...]:
    """Names that begin as a platform's settings do, and are like one of them: perhaps another program's."""
    here = written()
    found = (each for one in PLATFORMS for each in unknown(here, _prefix(one.name), one.settings))
    return tuple(problem for problem in found if problem.instead)


def _prefix(name: str) -> str:
    return f"{name.upper()}_"
