"""The invitation asks for the fewest permissions that do, and ``discord check`` finds what is wrong."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from aiohttp import web

from adapters.discord.check import check
from adapters.discord.invite import PERMISSIONS, application_of, link, permissions
from adapters.discord.settings import DEFAULT_BASE_URL, Settings
from bot.ports.check_result import CheckResult
from tests.adapters.discord.scene import TOKEN
from tests.cli.conftest import Run, frontdoor

__all__ = ["frontdoor"]

US, GUILD, STAFF, LEADS, OURS, ROOM, VOICE = 123456789012345678, 71, 81, 82, 83, 91, 92


def test_the_link_names_the_bot_and_the_fewest_permissions() -> None:
    assert application_of(TOKEN) == US
    assert application_of("not a token") == application_of("") == application_of("YWJj.x") == 0
    asked = parse_qs(urlsplit(link(US, DEFAULT_BASE_URL, GUILD)).query)
    assert asked["client_id"] == [str(US)]
    assert asked["scope"] == ["bot applications.commands"]
    assert asked["guild_id"] == [str(GUILD)]
    granted = {name for name, given in discord.Permissions(int(asked["permissions"][0])) if given}
    assert granted == {"read_messages" if name == "view_channel" else name for name in PERMISSIONS}  # an older name
    assert not granted & {"administrator", "manage_messages", "manage_threads", "mention_everyone", "manage_channels"}


def test_the_command_prints_it_or_says_what_is_missing(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("DISCORD_API_BASE_URL", "http://127.0.0.1:1/api/v10")
    assert f"http://127.0.0.1:1/oauth2/authorize?client_id={US}" in frontdoor("discord", "invite").out
    asked = frontdoor("discord", "check")
    assert (asked.code, "Discord can't be reached" in asked.out) == (1, True)
    monkeypatch.setenv("DISCORD_TOKEN", "nonsense")
    assert "is no bot's token" in frontdoor("discord", "invite").err


@dataclass
class Rest:
    """The few pages of Discord's API that a check reads."""

    base: str = ""
    accepted: bool = True
    flags: int = 0
    guilds: set[int] = field(default_factory=lambda: {GUILD})
    granted: int = field(default_factory=lambda: permissions().value)
    open: int = 0
    """What everybody may do."""
    hidden: bool = False
    """Whether the room is hidden from everybody."""
    mentionable: bool = False
    """Whether anyone may mention a role."""

    async def take(self, request: web.Request) -> web.Response:
        """Answer as Discord would."""
        if not self.accepted:
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        found = self.pages().get(request.path.removeprefix("/api/v10"))
        return _json(found) if found else _json({"message": "Unknown", "code": 10003}, 404)

    def pages(self) -> dict[str, Any]:
        """Path → what stands there."""
        us = {"id": str(US), "username": "door", "discriminator": "0", "avatar": None, "bot": True}
        application = {"id": str(US), "name": "door", "description": "", "icon": None, "bot_public": True,
                       "bot_require_code_grant": False, "verify_key": "", "owner": us, "flags": self.flags}  # fmt: skip
        pages: dict[str, Any] = {"/users/@me": us, "/oauth2/applications/@me": application}
        pages |= {"/applications/@me": application}
        for guild in self.guilds:
            roles = [self.role(id, name) for id, name in ((guild, "@everyone"), (STAFF, "Support"), (OURS, "handler"))]
            pages[f"/guilds/{guild}"] = {"id": str(guild), "name": "Club", "roles": roles, "emojis": [], "features": []}
            pages[f"/guilds/{guild}/roles"] = roles
            pages[f"/guilds/{guild}/members/{US}"] = {"user": us, "roles": [str(OURS)], "joined_at": None, "flags": 0}
            pages[f"/channels/{ROOM}"] = self.channel(guild, ROOM, 0)
            pages[f"/channels/{VOICE}"] = self.channel(guild, VOICE, 2)
        return pages

    def role(self, id: int, name: str) -> dict[str, Any]:
        """A role; only ours allows anything, and what everybody may do."""
        granted = self.granted if id == OURS else self.open
        return {"id": str(id), "name": name, "permissions": str(granted), "position": 1, "color": 0, "hoist": False,
                "managed": False, "mentionable": self.mentionable, "flags": 0}  # fmt: skip

    def channel(self, guild: int, id: int, kind: int) -> dict[str, Any]:
        """A channel of the guild."""
        hides = [{"id": str(guild), "type": 0, "allow": "0", "deny": "1024"}] if self.hidden else []
        return {"id": str(id), "type": kind, "guild_id": str(guild), "name": "tickets", "position": 1,
                "parent_id": None, "permission_overwrites": hides, "nsfw": False, "bitrate": 64000,
                "user_limit": 0}  # fmt: skip


def _json(found: Any, status: int = 200) -> web.Response:
    """As Discord writes it: discord.py takes nothing else for JSON."""
    return web.Response(body=json.dumps(found).encode(), status=status, headers={"Content-Type": "application/json"})


@asynccontextmanager
async def rest(**how: Any) -> AsyncIterator[Rest]:
    """Discord's API on this machine."""
    served = Rest(**how)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", served.take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        served.base = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
        yield served
    finally:
        await runner.cleanup()


def findings(how: dict[str, Any] | None = None, **settings: Any) -> tuple[CheckResult, ...]:
    """What a check finds."""
    chosen = {"token": TOKEN, "guild": GUILD, "staff_roles": frozenset({STAFF}), "staff_channel": ROOM, **settings}

    async def ask() -> tuple[CheckResult, ...]:
        async with rest(**(how or {})) as there:
            return await check(Settings(base_url=there.base, **chosen))

    return asyncio.run(ask())


@pytest.fixture(autouse=True)
def _discord_stays_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(
        discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    )


def test_all_is_well() -> None:
    found = findings()
    assert all(each.well for each in found), found
    said = "\n".join(each.says for each in found)
    for words in ("accepted, the bot is door", "DISCORD_GUILD: Club", "DISCORD_STAFF_ROLE: Support", "#tickets"):
        assert words in said
    assert TOKEN not in said


@pytest.mark.parametrize(
    ("how", "settings", "wrong"),
    [
        ({"accepted": False}, {}, "DISCORD_TOKEN: refused"),
        ({"guilds": set()}, {}, "not found (invite the bot there)"),
        ({}, {"lead_roles": frozenset({LEADS})}, f"DISCORD_LEAD_ROLE: {LEADS}: no such role"),
        ({}, {"ping_role": LEADS}, f"DISCORD_PING_ROLE: {LEADS}: no such role"),
        ({}, {"ping_role": STAFF}, "DISCORD_PING_ROLE: Support can't be mentioned"),
        ({}, {"staff_channel": VOICE}, "neither a text channel nor a forum"),
        ({}, {"help_channel": 99}, "DISCORD_HELP_CHANNEL: 99: not found, or not shown to the bot"),
        ({}, {"message_content": True}, "the intent isn't switched on"),
        ({"granted": 0x400}, {}, "permission create_private_threads is missing"),
        ({"granted": 0}, {}, "permission view_channel is missing"),
        ({"open": 0x400}, {}, "DISCORD_STAFF_CHANNEL: everybody can see it"),
    ],
)
def test_what_is_wrong_is_named(how: dict[str, Any], settings: dict[str, Any], wrong: str) -> None:
    found = findings(how, **settings)
    bad = [each.says for each in found if not each.well]
    assert any(wrong in each for each in bad), found


def test_an_administrator_lacks_nothing_and_an_approved_intent_is_seen() -> None:
    how = {"granted": discord.Permissions(administrator=True).value, "flags": 1 << 18}
    assert all(each.well for each in findings(how, message_content=True))


def test_a_role_that_anyone_may_mention_can_be_pinged() -> None:
    found = findings({"mentionable": True}, ping_role=STAFF)
    assert all(each.well for each in found), found
    assert "DISCORD_PING_ROLE: Support" in [each.says for each in found]


def test_a_room_that_is_hidden_from_everybody_is_well() -> None:
    assert all(each.well for each in findings({"open": 0x400, "hidden": True}))
