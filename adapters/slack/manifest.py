"""The app's manifest: what Slack must know of it, with the fewest scopes that do.

Source of the fields: docs.slack.dev/reference/app-manifest.
"""

from datetime import UTC, datetime
from typing import Any

from adapters.slack.event_handler import ASK, FILE_FOR, SHORTCUT
from adapters.slack.limits import (
    APP_DESCRIPTION_CHARS_MAX,
    APP_NAME_CHARS_MAX,
    BOT_NAME_CHARS_MAX,
    COMMAND_DESCRIPTION_CHARS_MAX,
    SHORTCUT_DESCRIPTION_CHARS_MAX,
    SHORTCUT_NAME_CHARS_MAX,
    USAGE_HINT_CHARS_MAX,
    cut,
)
from adapters.slack.settings import EVENTS_PATH
from bot.core.text.surface import Msg, _, desk_
from bot.i18n import SOURCE_LANGUAGE, Reader, plain

SCOPES = {
    "app_mentions:read": "hear when somebody mentions us in a channel",
    "channels:history": "read the threads under cards, and look up what was sent there",
    "chat:write": "answer",
    "commands": "/support, /claim, /desk, and the shortcut on messages",
    "files:read": "copy what clients attach to the record",
    "files:write": "send calendar files",
    "groups:history": "the same as channels:history, where the staff channel is private",
    "im:history": "read direct messages, and look up what was sent there",
    "im:write": "find a direct message by its user",
    "reactions:read": "hear of the emoji by which staff file messages and take tickets",
    "users:read": "the reader's language and zone",
}
"""Each scope of the bot's token, and what it is for."""

GROUP_SCOPES = {"usergroups:read": "see who is in SLACK_STAFF_GROUP: its members are staff"}
"""Where the settings name a user group."""

AGENT_SCOPES = {"assistant:write": "show in the agent panel what is asked most, and that we look for an answer"}
"""Where the app has the agent panel."""

EVENTS = ("app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "reaction_added")
GROUP_EVENTS = ("subteam_members_changed",)
AGENT_EVENTS = ("assistant_thread_started", "assistant_thread_context_changed")

DESCRIPTION = _("Support: articles, tickets, phone appointments")
SHORTCUTS = (
    (ASK, "global", _("Ask support"), _("Tell us what's wrong, in your own words")),
    (SHORTCUT, "message", _("Ask support about this"), _("Its words become your question")),
    (FILE_FOR, "message", desk_("File for its writer"), desk_("Staff: a ticket in the name of whoever wrote it")),
)
"""Callback id, where it is offered, name, what it does."""
COMMANDS = (
    ("/support", _("Ask for help; an answer comes in a direct message"), _("[what is wrong]")),
    ("/claim", desk_("Staff: take the next in line, or the ticket you name"), desk_("[number]")),
    ("/desk", desk_("Staff: queue, show, reply, note, resolve … and help"), desk_("[command]")),
)
"""What staff type and read is in one language, English."""


def manifest(
    url: str, *, socket: bool, name: str, lang: str = SOURCE_LANGUAGE, group: bool = False, agent: bool = False
) -> dict[str, Any]:
    """The manifest for an app at ``url`` (its root), or for Socket Mode without one.

    Slack keeps one text for everybody: those that clients read are in ``lang``. ``group``: a user group is staff.
    ``agent``: with Slack's panel for agents, for workspaces that have it; direct messages are threads then.
    """
    where = "" if socket else url.rstrip("/") + EVENTS_PATH
    request = {"request_url": where} if where else {}
    scopes = [*SCOPES, *(GROUP_SCOPES if group else ()), *(AGENT_SCOPES if agent else ())]
    events = [*EVENTS, *(GROUP_EVENTS if group else ()), *(AGENT_EVENTS if agent else ())]
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": name[:APP_NAME_CHARS_MAX],
            "description": _in(lang, DESCRIPTION, APP_DESCRIPTION_CHARS_MAX),
        },
        "features": {**_features(where, name, lang), **(_panel(lang) if agent else {})},
        "oauth_config": {"scopes": {"bot": sorted(scopes)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": events},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def app_name(firm: str, lang: str) -> str:
    """What the app of a firm is called."""
    return _in(lang, _("{firm} support", firm=firm), APP_NAME_CHARS_MAX)


def _in(lang: str, text: Msg, chars_max: int) -> str:
    """A text in a language."""
    return cut(plain(text, Reader(lang, "UTC", datetime.min.replace(tzinfo=UTC))), chars_max)


def _panel(lang: str) -> dict[str, Any]:
    """The agent panel; what it suggests is said when it is opened."""
    return {"assistant_view": {"assistant_description": _in(lang, DESCRIPTION, APP_DESCRIPTION_CHARS_MAX)}}


def _features(where: str, name: str, lang: str) -> dict[str, Any]:
    """What people see of the app."""
    url = {"url": where} if where else {}
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": name[:BOT_NAME_CHARS_MAX], "always_online": True},
        "shortcuts": [
            {
                "name": _in(lang, called, SHORTCUT_NAME_CHARS_MAX),
                "type": kind,
                "callback_id": id,
                "description": _in(lang, does, SHORTCUT_DESCRIPTION_CHARS_MAX),
            }
            for id, kind, called, does in SHORTCUTS
        ],
        "slash_commands": [
            {
                "command": command,
                "description": _in(lang, does, COMMAND_DESCRIPTION_CHARS_MAX),
                "usage_hint": _in(lang, hint, USAGE_HINT_CHARS_MAX),
                "should_escape": True,
                **url,
            }
            for command, does, hint in COMMANDS
        ],
    }
