"""``frontdoor slack`` and ``frontdoor discord``: their verbs and options, imported with the command line itself."""

from typing import Annotated

import typer

discord_app = typer.Typer(no_args_is_help=True, help="Discord: the link that invites the bot, and a check.")


@discord_app.command("invite")
def discord_invite() -> None:
    """Print the link by which the bot is let into your guild, with the fewest permissions that do."""
    from bot.cli.checks import discord

    discord.invite()


@discord_app.command("check")
def discord_check() -> None:
    """Ask Discord whether token, intent, roles, channels and permissions are well."""
    from bot.cli.checks import discord

    raise typer.Exit(discord.check())


slack_app = typer.Typer(no_args_is_help=True, help="Slack: the app's manifest, and a check of tokens and scopes.")


@slack_app.command("manifest")
def slack_manifest(
    url: Annotated[str | None, typer.Option(help="Where Slack reaches this desk: https://…")] = None,
    socket: Annotated[bool, typer.Option("--socket", help="For Socket Mode, which needs no address.")] = False,
    lang: Annotated[str | None, typer.Option(help="Of what clients read: en, de …; else the desk's first one.")] = None,
    agent: Annotated[bool, typer.Option("--agent", help="With Slack's panel for agents, where you have it.")] = False,
) -> None:
    """Print the manifest of the Slack app, with the fewest scopes that do."""
    from bot.cli.checks import slack

    slack.manifest(url, socket, lang, agent)


@slack_app.command("check")
def slack_check() -> None:
    """Ask Slack whether tokens, scopes and the staff channel are well."""
    from bot.cli.checks import slack

    raise typer.Exit(slack.check())
