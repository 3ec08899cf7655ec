"""Discord's row in the registry of platforms: what has to be set, how it is connected, and what can be looked at."""

from collections.abc import Sequence

from adapters.discord import PLATFORM, settings
from bot.ports.check_result import CheckResult
from bot.ports.clock import Clock
from bot.ports.gateway import Gateway
from bot.ports.platform import Connection, Environment, Platform


def _connect(gateway: Gateway, clock: Clock, here: Environment) -> Connection:
    from adapters.discord.connection import Connection as Discord

    return Discord(settings.read(here), gateway, clock)


async def _check(here: Environment) -> Sequence[CheckResult]:
    chosen = settings.read(here)
    from adapters.discord.check import check

    return await check(chosen)


DISCORD = Platform(PLATFORM, ("DISCORD_TOKEN",), _connect, read=settings.read, check=_check, settings=settings.NAMES)
