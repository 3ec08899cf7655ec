"""Slack's row in the registry of platforms: what has to be set, how it is connected, and what can be looked at."""

from collections.abc import Sequence

from adapters.slack import PLATFORM, settings
from bot.ports.check_result import CheckResult
from bot.ports.clock import Clock
from bot.ports.gateway import Gateway
from bot.ports.platform import Connection, Environment, Platform


def _connect(gateway: Gateway, clock: Clock, here: Environment) -> Connection:
    from adapters.slack.connection import Connection as Slack

    return Slack(settings.read(here), gateway, clock)


async def _check(here: Environment) -> Sequence[CheckResult]:
    chosen = settings.read(here)
    from adapters.slack.check import check

    return await check(chosen)


SLACK = Platform(
    PLATFORM, ("SLACK_BOT_TOKEN",), _connect, settings.needed, settings.read, check=_check, settings=settings.NAMES
)
