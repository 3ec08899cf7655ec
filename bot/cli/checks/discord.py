"""``discord``: the link that invites the bot, and whether token, roles, channels and permissions are well."""

import asyncio

from bot import platforms
from bot.cli.screen import console, print_findings, refuse


def invite() -> None:
    """Print the page on which the bot is let into a guild."""
    from adapters.discord.invite import application_of, link
    from adapters.discord.settings import read

    settings = read(platforms.environment())
    application = application_of(settings.token)
    if not application:
        refuse("DISCORD_TOKEN is no bot's token: copy it from the page “Bot” of your application at Discord")
    console().print(link(application, settings.base_url, settings.guild), soft_wrap=True)


def check() -> int:
    """Ask Discord; the exit code is 1 when something isn't well."""
    from adapters.discord.platform import DISCORD

    return print_findings(asyncio.run(DISCORD.check(platforms.environment())))
