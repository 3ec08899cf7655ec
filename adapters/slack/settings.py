"""Slack's settings, from the environment; all that is wrong is said at once, and never a token."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.text.errors import Problem, SettingsInvalid

DEFAULT_BASE_URL = "https://slack.com/api/"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "3000"
EVENTS_PATH = "/slack/events"
"""One address for events, commands and interactions."""
HTTP, SOCKET = "http", "socket"

BOT_TOKENS = ("xoxe.xoxb-", "xoxb-")
"""How a bot's tokens begin; the first kind expires and is renewed."""
APP_TOKENS = ("xapp-",)

_PORT = re.compile(r"\d{1,5}", re.ASCII)
_TOKEN = re.compile(r"[!-~]+", re.ASCII)
"""What a header takes."""
_GROUP = re.compile(r"S[A-Z0-9]{2,}", re.ASCII)
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}", re.ASCII)
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}", re.ASCII)


NAMES = (
    "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_MODE", "SLACK_API_BASE_URL", "SLACK_HOST",
    "SLACK_PORT", "SLACK_STAFF_CHANNEL", "SLACK_STAFF_GROUP", "SLACK_TICKET_EMOJI",
)  # fmt: skip
"""Every setting that is read here."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the adapter needs to know."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    mode: str = HTTP
    base_url: str = DEFAULT_BASE_URL
    host: str = DEFAULT_HOST
    port: int = 3000
    """0 takes any free port."""
    staff_channel: str = ""
    """The id of the channel that holds a card for every ticket; empty for none."""
    ticket_emoji: str = "ticket"
    """The short code of the emoji by which staff make a message a ticket."""
    staff_group: str = ""
    """The id of the user group whose members are staff, pinged where the policy says so; empty for none."""


def _no_token(token: str, name: str, begins: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with a token by its look; never the token."""
    if token and not (token.startswith(begins) and _TOKEN.fullmatch(token)):
        yield Problem(name, "is no token of its kind", f"{begins[-1]}…, without spaces; Slack's page of the app has it")


def needed(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What the chosen mode needs beside the bot's token."""
    return ("SLACK_APP_TOKEN",) if environment.get("SLACK_MODE", "").strip() == SOCKET else ("SLACK_SIGNING_SECRET",)


def read(environment: Mapping[str, str]) -> Settings:
    """The settings. Raises SettingsInvalid with everything that is wrong."""
    get = {name: value.strip() for name, value in environment.items() if name.startswith("SLACK_")}.get
    mode, port = get("SLACK_MODE") or HTTP, get("SLACK_PORT") or DEFAULT_PORT
    channel, base = get("SLACK_STAFF_CHANNEL", ""), get("SLACK_API_BASE_URL") or DEFAULT_BASE_URL
    wanted = ("SLACK_BOT_TOKEN", *needed({"SLACK_MODE": mode}))
    problems = [Problem(name, "is missing or empty") for name in wanted if not get(name)]
    if mode not in {HTTP, SOCKET}:
        problems.append(Problem("SLACK_MODE", "is neither http nor socket"))
    problems += [*_no_token(get("SLACK_BOT_TOKEN", ""), "SLACK_BOT_TOKEN", BOT_TOKENS)]
    problems += [*_no_token(get("SLACK_APP_TOKEN", ""), "SLACK_APP_TOKEN", APP_TOKENS)] if mode == SOCKET else []
    secret = get("SLACK_SIGNING_SECRET", "")
    if secret and not _TOKEN.fullmatch(secret):
        problems.append(
            Problem("SLACK_SIGNING_SECRET", "can't be one", "letters and digits; Slack's page of the app has it")
        )
    if not _PORT.fullmatch(port) or int(port) > 65535:
        problems.append(Problem("SLACK_PORT", "is no port number", "0 … 65535"))
    if channel and not _CHANNEL.fullmatch(channel):
        problems.append(Problem("SLACK_STAFF_CHANNEL", "is no channel's id", "such as C0123456789, not its name"))
    group = get("SLACK_STAFF_GROUP", "")
    if group and not _GROUP.fullmatch(group):
        problems.append(Problem("SLACK_STAFF_GROUP", "is no user group's id", "such as S0123456789, not its handle"))
    emoji = get("SLACK_TICKET_EMOJI", "").strip(":") or "ticket"
    if not _EMOJI.fullmatch(emoji):
        problems.append(Problem("SLACK_TICKET_EMOJI", "is no emoji's short code", "such as ticket"))
    if not base.startswith(("http://", "https://")):
        problems.append(Problem("SLACK_API_BASE_URL", "is no address", DEFAULT_BASE_URL))
    if problems:
        raise SettingsInvalid("environment", tuple(problems))
    return Settings(
        bot_token=get("SLACK_BOT_TOKEN", ""),
        signing_secret=get("SLACK_SIGNING_SECRET", ""),
        app_token=get("SLACK_APP_TOKEN", ""),
        mode=mode,
        base_url=base if base.endswith("/") else base + "/",
        host=get("SLACK_HOST") or DEFAULT_HOST,
        port=int(port),
        staff_channel=channel,
        staff_group=group,
        ticket_emoji=emoji,
    )
