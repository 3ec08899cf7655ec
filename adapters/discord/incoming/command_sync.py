"""Discord is told our commands when they changed, and only then: telling is limited to a few hundred a day."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from adapters.discord.incoming.commands import Tree

NAMES = ("name", "type", "description", "default_member_permissions", "dm_permission", "contexts", "options")
GLOBAL_ONLY = frozenset({"dm_permission", "contexts"})
"""Discord keeps these of commands for every guild only: of one guild's they come back empty."""
OPTION = ("name", "type", "description", "required", "autocomplete", "min_length", "max_length")
DEFAULTS: Mapping[str, Any] = {"type": 1, "options": [], "required": False, "autocomplete": False, "description": ""}
"""What Discord leaves out, or fills in: resources "Application Command", "Application Command Option"."""

log = logging.getLogger(__name__)


async def sync(tree: Tree, application: int, guild: int) -> bool:
    """Make Discord's list of our commands ours. ``False``: it was already.

    Those of one guild would stand beside those of every guild, from when no guild was set: they go.
    """
    http, where = tree.client.http, discord.Object(guild) if guild else None
    if where:
        tree.copy_global_to(guild=where)
        known = await http.get_guild_commands(application, guild)
        if await http.get_global_commands(application):
            await http.bulk_upsert_global_commands(application, [])
    else:
        known = await http.get_global_commands(application)
    ours = [command.to_dict(tree) for command in tree.get_commands(guild=where)]
    names = [name for name in NAMES if not (guild and name in GLOBAL_ONLY)]
    if _all(known, names) == _all(ours, names):
        return False
    await tree.sync(guild=where)
    log.info("commands were renewed at Discord")
    return True


def _all(commands: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    return sorted((_one(command, names) for command in commands), key=lambda each: (each["type"], each["name"]))


def _one(command: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    options = [_named(option, OPTION) for option in command.get("options") or ()]
    return {**_named(command, names), "options": options}


def _named(found: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    values = {name: found.get(name) for name in names}
    return {name: DEFAULTS.get(name) if value is None else _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    """Permissions come as text and as numbers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 9 else value
