"""Names in the environment and in ``.env`` that begin as our settings do, and are none."""

from bot import platforms
from bot.config import settings
from bot.config.dotenv_file import written
from bot.config.unknown_settings import unknown
from bot.core.text.errors import Problem


def strangers() -> tuple[Problem, ...]:
    """Each with what it may be meant for; a platform's that is like none is another program's.

    Raises SettingsInvalid.
    """
    return (*unknown(written(), settings.PREFIX, settings.names()), *platforms.strangers())
