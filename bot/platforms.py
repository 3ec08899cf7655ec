"""The network platforms that ``serve`` can serve.

To add one: write its adapter, with its row in ``adapters/<name>/platform.py``, and name the row here. Nothing else
knows platforms by name.
"""

from collections.abc import Iterable

from adapters.discord.platform import DISCORD
from adapters.slack.platform import SLACK
from bot.config.dotenv_file import written
from bot.config.secret_files import resolved
from bot.ports.platform import Environment, Platform

PLATFORMS: tuple[Platform, ...] = (SLACK, DISCORD)


def environment(names: Iterable[str] = ()) -> Environment:
    """The settings of platforms: ``.env``, the environment over it, and what files named there hold.

    Files of other platforms than ``names``, if any are given, aren't looked at: a process that doesn't serve
    one needn't be able to read its secrets. Raises SettingsInvalid.
    """
    chosen = tuple(names) or tuple(platform.name for platform in PLATFORMS)
    return resolved(written(), [f"{name.upper()}_" for name in chosen])
