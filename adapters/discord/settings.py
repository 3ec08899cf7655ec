"""Discord's settings, from the environment; all that is wrong is said at once, and never the token."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adapters.discord.drawing.drawing import COMPONENTS, EMBEDS, Drawing
from bot.core.text.errors import Problem, SettingsInvalid

DEFAULT_BASE_URL = "https://discord.com/api/v10"
DEFAULT_GATEWAY_URL = "wss://gateway.discord.gg/"
YES, NO = frozenset({"1", "yes", "true", "on"}), frozenset({"", "0", "no", "false", "off"})
DRAWINGS = {"": COMPONENTS, "components": COMPONENTS, "embeds": EMBEDS}
SHARDS_MAX = 10_000

Get = Callable[[str], str]
"""A setting by its name; empty for none."""

_ID = re.compile(r"\d{5,20}", re.ASCII)
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
"""Whose it is, since when, and a signature."""
_CHANNELS = ("DISCORD_STAFF_CHANNEL", "DISCORD_HELP_CHANNEL")


NAMES = (
    "DISCORD_TOKEN", "DISCORD_GUILD", "DISCORD_STAFF_ROLE", "DISCORD_LEAD_ROLE", "DISCORD_PING_ROLE",
    "DISCORD_STAFF_CHANNEL", "DISCORD_HELP_CHANNEL", "DISCORD_MESSAGE_CONTENT", "DISCORD_API_BASE_URL",
    "DISCORD_GATEWAY_URL", "DISCORD_SHARD_COUNT", "DISCORD_SHARD_IDS", "DISCORD_MESSAGES",
)  # fmt: skip
"""Every setting that is read here."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the adapter needs to know. Ids are 0 where nothing is set."""

    token: str = field(repr=False)
    guild: int = 0
    """The one guild that is served; 0 for every guild that the bot is in."""
    staff_roles: frozenset[int] = frozenset()
    lead_roles: frozenset[int] = frozenset()
    ping_role: int = 0
    """The one role that is pinged where the policy says so; 0 for the staff's."""
    staff_channel: int = 0
    """The channel or forum that holds a card for every ticket."""
    help_channel: int = 0
    """A channel or forum in which every new message or post is a question."""
    message_content: bool = False
    """Whether Discord approved the privileged intent: without it, mentions and direct messages are read."""
    drawing: Drawing = COMPONENTS
    """How messages look: one container of components each, or words with embeds below them."""
    base_url: str = DEFAULT_BASE_URL
    gateway_url: str = DEFAULT_GATEWAY_URL
    shard_count: int | None = None
    """How many shards all processes together have; ``None`` asks Discord."""
    shard_ids: tuple[int, ...] | None = None
    """The shards of this process; ``None`` for all."""

    @property
    def pinged(self) -> tuple[int, ...]:
        """The roles that are pinged where the policy says so, and never another one."""
        return (self.ping_role,) if self.ping_role else tuple(sorted(self.staff_roles))

    def foreign(self, guild: int) -> bool:
        """Whether a guild isn't the one that is served; 0 is a direct message."""
        return bool(guild and self.guild and guild != self.guild)


def read(environment: Mapping[str, str]) -> Settings:
    """The settings. Raises SettingsInvalid with everything that is wrong."""
    given = {name: value.strip() for name, value in environment.items() if name.startswith("DISCORD_")}

    def get(name: str) -> str:
        return given.get(name, "")

    problems = [*_missing(get("DISCORD_TOKEN")), *_not_ids(get), *_bad_addresses(get), *_bad_shards(get)]
    content = get("DISCORD_MESSAGE_CONTENT").casefold()
    if content not in YES | NO:
        problems.append(Problem("DISCORD_MESSAGE_CONTENT", "is neither yes nor no"))
    looks = get("DISCORD_MESSAGES").casefold()
    if looks not in DRAWINGS:
        problems.append(Problem("DISCORD_MESSAGES", "is neither components nor embeds"))
    if problems:
        raise SettingsInvalid("environment", tuple(problems))
    return Settings(
        token=get("DISCORD_TOKEN"),
        guild=int(get("DISCORD_GUILD") or 0),
        staff_roles=_ids(get("DISCORD_STAFF_ROLE")),
        lead_roles=_ids(get("DISCORD_LEAD_ROLE")),
        ping_role=int(get("DISCORD_PING_ROLE") or 0),
        staff_channel=int(get("DISCORD_STAFF_CHANNEL") or 0),
        help_channel=int(get("DISCORD_HELP_CHANNEL") or 0),
        message_content=content in YES,
        drawing=DRAWINGS[looks],
        base_url=(get("DISCORD_API_BASE_URL") or DEFAULT_BASE_URL).rstrip("/"),
        gateway_url=get("DISCORD_GATEWAY_URL") or DEFAULT_GATEWAY_URL,
        shard_count=int(get("DISCORD_SHARD_COUNT") or 0) or None,
        shard_ids=tuple(sorted(map(int, _parts(get("DISCORD_SHARD_IDS"))))) or None,
    )


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _ids(value: str) -> frozenset[int]:
    return frozenset(map(int, _parts(value)))


def _missing(token: str) -> list[Problem]:
    if not token:
        return [Problem("DISCORD_TOKEN", "is missing or empty")]
    if not _TOKEN.fullmatch(token):
        hint = "three parts with dots between; Discord's page “Bot” of the application has it"
        return [Problem("DISCORD_TOKEN", "is no bot's token", hint)]
    return []


def _not_ids(get: Get) -> list[Problem]:
    hint = "such as 1045678901234567890, not a name; Discord's developer mode copies ids"
    problems = []
    for name in ("DISCORD_GUILD", "DISCORD_PING_ROLE", *_CHANNELS):
        if (value := get(name)) and not _ID.fullmatch(value):
            problems.append(Problem(name, "is no id", hint))
    for name in ("DISCORD_STAFF_ROLE", "DISCORD_LEAD_ROLE"):
        if not all(map(_ID.fullmatch, _parts(get(name)))):
            problems.append(Problem(name, "is no role's id, nor several with commas between", hint))
    if get("DISCORD_STAFF_CHANNEL") and get("DISCORD_STAFF_CHANNEL") == get("DISCORD_HELP_CHANNEL"):
        problems.append(Problem("DISCORD_HELP_CHANNEL", "is the staff's own channel", "name another, or none"))
    return problems


def _bad_addresses(get: Get) -> list[Problem]:
    wanted = {"DISCORD_API_BASE_URL": ("http", DEFAULT_BASE_URL), "DISCORD_GATEWAY_URL": ("ws", DEFAULT_GATEWAY_URL)}
    return [
        Problem(name, "is no address", example)
        for name, (scheme, example) in wanted.items()
        if (value := get(name)) and not value.startswith((f"{scheme}://", f"{scheme}s://"))
    ]


def _bad_shards(get: Get) -> list[Problem]:
    count, ids = get("DISCORD_SHARD_COUNT"), _parts(get("DISCORD_SHARD_IDS"))
    if count and not (count.isascii() and count.isdecimal() and len(count) <= 5 and 0 < int(count) <= SHARDS_MAX):
        return [Problem("DISCORD_SHARD_COUNT", "is no number of shards", f"1 … {SHARDS_MAX}")]
    if ids and not count:
        return [Problem("DISCORD_SHARD_COUNT", "is missing", "DISCORD_SHARD_IDS needs the number of all shards")]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 5 and int(part) < int(count) for part in ids):
        return [Problem("DISCORD_SHARD_IDS", "are no shards' numbers", f"0 … {int(count) - 1}, with commas between")]
    return []
