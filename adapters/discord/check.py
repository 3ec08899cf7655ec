"""Is the token good, are roles and channels there, may we do what we need? Asks Discord, changes nothing."""

from collections.abc import AsyncIterator, Iterable

import discord
from aiohttp import ClientError

from adapters.discord.client import Client, point_at
from adapters.discord.invite import PERMISSIONS
from adapters.discord.settings import Settings
from adapters.kit.outage import TO_DO, in_a_line
from bot.ports.check_result import CheckResult


async def check(settings: Settings) -> tuple[CheckResult, ...]:
    """Everything that can be known beforehand; never the token."""
    point_at(settings)
    client = Client(settings, _nothing)
    try:
        return tuple([finding async for finding in _found(client, settings)])
    except discord.LoginFailure:
        return (
            CheckResult(
                False, "DISCORD_TOKEN: refused: copy it anew from the page “Bot” of the application at Discord"
            ),
        )
    except (ClientError, OSError, TimeoutError, discord.HTTPException) as broken:
        return (CheckResult(False, f"Discord can't be reached ({in_a_line(broken)}): {TO_DO}"),)
    finally:
        await client.close()


async def _nothing() -> None:
    """Only looking: no board is opened, no commands are renewed."""


async def _found(client: Client, settings: Settings) -> AsyncIterator[CheckResult]:
    await client.login(settings.token)
    yield CheckResult(True, f"DISCORD_TOKEN: accepted, the bot is {client.user}")
    yield _content((await client.application_info()).flags, wanted=settings.message_content)
    if not settings.guild:
        yield CheckResult(True, "DISCORD_GUILD: none, so every guild that the bot is in is served")
    else:
        async for finding in _guild(client, settings):
            yield finding
    for name, channel in _channels(settings):
        yield await _channel(client, name, channel)
    if settings.staff_channel and await _shown_to_all(client, settings.staff_channel):
        yield CheckResult(
            False, "DISCORD_STAFF_CHANNEL: everybody can see it, tickets and notes; hide it from @everyone"
        )


def _content(flags: discord.ApplicationFlags, *, wanted: bool) -> CheckResult:
    """Whether the privileged intent is as the settings say."""
    granted = flags.gateway_message_content or flags.gateway_message_content_limited
    if wanted and not granted:
        return CheckResult(
            False, "DISCORD_MESSAGE_CONTENT is on, but the intent isn't switched on for the bot at Discord"
        )
    says = "on" if wanted else "off: mentions, direct messages, commands and buttons are understood"
    return CheckResult(True, f"DISCORD_MESSAGE_CONTENT: {says}")


async def _guild(client: Client, settings: Settings) -> AsyncIterator[CheckResult]:
    try:
        guild = await client.fetch_guild(settings.guild, with_counts=False)
    except (discord.NotFound, discord.Forbidden):
        yield CheckResult(False, f"DISCORD_GUILD: {settings.guild}: not found (invite the bot there)")
        return
    yield CheckResult(True, f"DISCORD_GUILD: {guild.name}")
    known = {role.id: role for role in await guild.fetch_roles()}
    for name, roles in (("DISCORD_STAFF_ROLE", settings.staff_roles), ("DISCORD_LEAD_ROLE", settings.lead_roles)):
        for id in roles:
            yield CheckResult(id in known, f"{name}: {known[id].name if id in known else f'{id}: no such role'}")
    if settings.ping_role:
        yield _pinged(known.get(settings.ping_role), settings.ping_role)
    us = await guild.fetch_member(client.user.id if client.user else 0)
    for lacking in _lacking(known[role.id].permissions for role in us.roles if role.id in known):
        yield CheckResult(False, f"permission {lacking} is missing: {PERMISSIONS[lacking]}")


def _pinged(role: discord.Role | None, id: int) -> CheckResult:
    """Whether a bot with as few permissions as ours pings the role that is to be pinged."""
    if role is None:
        return CheckResult(False, f"DISCORD_PING_ROLE: {id}: no such role")
    if not role.mentionable:
        how = "allow anyone to mention it, in the role's settings"
        return CheckResult(False, f"DISCORD_PING_ROLE: {role.name} can't be mentioned, so it hears nothing: {how}")
    return CheckResult(True, f"DISCORD_PING_ROLE: {role.name}")


def _lacking(granted: Iterable[discord.Permissions]) -> list[str]:
    """What no role of ours allows; channels may still allow or forbid it on their own."""
    all_of_them = discord.Permissions.none()
    for each in granted:
        all_of_them |= each
    if all_of_them.administrator:
        return []
    return [name for name in PERMISSIONS if not getattr(all_of_them, name)]


def _channels(settings: Settings) -> tuple[tuple[str, int], ...]:
    return (("DISCORD_STAFF_CHANNEL", settings.staff_channel), ("DISCORD_HELP_CHANNEL", settings.help_channel))


async def _shown_to_all(client: Client, id: int) -> bool:
    """Whether members without any role see a channel. ``False`` also where that can't be known."""
    try:
        channel = await client.fetch_channel(id)
        guild = await client.fetch_guild(channel.guild.id, with_counts=False)  # type: ignore[union-attr]
    except (AttributeError, discord.NotFound, discord.Forbidden):
        return False
    if not isinstance(channel, discord.abc.GuildChannel):
        return False
    own = channel.overwrites_for(guild.default_role).view_channel
    return guild.default_role.permissions.view_channel if own is None else own


async def _channel(client: Client, name: str, id: int) -> CheckResult:
    if not id:
        return CheckResult(True, f"{name}: none")
    try:
        channel = await client.fetch_channel(id)
    except (discord.NotFound, discord.Forbidden):
        return CheckResult(False, f"{name}: {id}: not found, or not shown to the bot")
    if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
        return CheckResult(False, f"{name}: {id} is neither a text channel nor a forum")
    return CheckResult(True, f"{name}: #{channel.name}")
