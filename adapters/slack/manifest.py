"""The app's manifest: what Slack must know of it, with the fewest scopes that do.

Source of the fields: docs.slack.dev/reference/app-manifest.
"""

from typing import Any

from adapters.slack.event_handler import FILE_FOR, SHORTCUT
from adapters.slack.settings import EVENTS_PATH

SHORTCUT_NAME = "Ask support about this"
FILE_FOR_NAME = "File for its writer"
"""24 characters at most."""

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

EVENTS = ("app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "reaction_added")

COMMANDS = (
    ("/support", "Ask for help; an answer comes in a direct message", "[what is wrong]"),
    ("/claim", "Staff: take the next in line, or the ticket you name", "[number]"),
    ("/desk", "Staff: queue, show, reply, note, resolve … and help", "[command]"),
)


def manifest(url: str, *, socket: bool, name: str) -> dict[str, Any]:
    """The manifest for an app at ``url`` (its root), or for Socket Mode without one."""
    where = "" if socket else url.rstrip("/") + EVENTS_PATH
    request = {"request_url": where} if where else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": name[:35], "description": "Support: articles, tickets, phone appointments"},
        "features": _features(where, name),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def _features(where: str, name: str) -> dict[str, Any]:
    """What people see of the app."""
    url = {"url": where} if where else {}
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": name[:80], "always_online": True},
        "shortcuts": [
            {
                "name": SHORTCUT_NAME,
                "type": "message",
                "callback_id": SHORTCUT,
                "description": "Its words become your question",
            },
            {
                "name": FILE_FOR_NAME,
                "type": "message",
                "callback_id": FILE_FOR,
                "description": "Staff: a ticket in the name of whoever wrote it",
            },
        ],
        "slash_commands": [
            {"command": command, "description": does, "usage_hint": hint, "should_escape": True, **url}
            for command, does, hint in COMMANDS
        ],
    }
