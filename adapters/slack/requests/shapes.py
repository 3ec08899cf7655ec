"""What Slack's payloads have to be like before anything is done with them. Pure.

A signature says who sent something, not that it is whole. Only what we read is looked at, and only in payloads that
are for us: whatever else Slack sends, now or later, is none of our business. ``null`` is as good as nothing.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

JSON_TYPE = "application/json"
SIZE_MAX = 2**53 - 1
"""The largest whole number that JSON carries unharmed."""
_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}", re.ASCII)
"""Users, channels, teams, files: letters and digits so far."""
_TS = re.compile(r"\d{1,12}\.\d{1,9}", re.ASCII)
_KEY = re.compile("[^\x00-\x1f\x7f\ud800-\udfff]{1,3000}")
"""What is only compared, or sent back: no control characters, no halves of surrogate pairs. A button's value and a
modal's metadata have 3,000 characters at most."""

Check = Callable[[Any, str], None]
"""Raises Malformed for a value that can't be at a place."""


class Malformed(Exception):
    """A payload isn't as Slack sends them. Names the place, never what stands there."""


def body_of(raw: bytes, content_type: str) -> Mapping[str, Any]:
    """A request's body as a payload, whichever way it came. Raises Malformed."""
    try:
        text = raw.decode()
        if content_type == JSON_TYPE or text.startswith("{"):
            found = json.loads(text)
        else:
            fields = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
            found = json.loads(fields["payload"]) if "payload" in fields else fields
    except UnicodeDecodeError:
        raise Malformed("the body isn't UTF-8") from None
    except (ValueError, RecursionError):
        raise Malformed("the body isn't JSON") from None
    if not isinstance(found, Mapping):
        raise Malformed("the body is no object")
    return found


def check(body: Any) -> None:
    """Raise Malformed unless everything that is read of a payload is there and of its kind."""
    _needed(_WHOSE)(body, "the payload")
    kind = body.get("type")
    if kind == "event_callback":
        _needed(_object({}))(body.get("event"), "event")
        _event(body["event"])
    elif kind in _BY_TYPE:
        _BY_TYPE[kind](body, "")
    elif body.get("command"):
        _COMMAND(body, "")


def _event(event: Mapping[str, Any]) -> None:
    _text(event.get("type"), "event.type")
    kind, subtype = event.get("type"), event.get("subtype")
    if kind == "message":
        _text(subtype, "event.subtype")
        _MESSAGE_BY_SUBTYPE.get(subtype, _MESSAGE)(event, "event")
    elif kind in _BY_EVENT:
        _BY_EVENT[kind](event, "event")


# ── Kinds of values ────────────────────────────────────────────────────────────────────


def _text(value: Any, path: str) -> None:
    if value is not None and not isinstance(value, str):
        raise Malformed(f"{path} is no text")


def _like(pattern: re.Pattern[str], what: str) -> Check:
    """Text of a kind; empty is as good as nothing."""

    def checked(value: Any, path: str) -> None:
        _text(value, path)
        if value and not pattern.fullmatch(value):
            raise Malformed(f"{path} is no {what}")

    return checked


def _size(value: Any, path: str) -> None:
    if value is not None and (type(value) is not int or not 0 <= value <= SIZE_MAX):
        raise Malformed(f"{path} is no size")


def _needed(check: Check) -> Check:
    def checked(value: Any, path: str) -> None:
        if value is None or value == "":
            raise Malformed(f"{path} is missing")
        check(value, path)

    return checked


def _object(fields: Mapping[str, Check]) -> Check:
    def checked(value: Any, path: str) -> None:
        if value is None:
            value = {}
        if not isinstance(value, Mapping):
            raise Malformed(f"{path} is no object")
        for name, check in fields.items():
            check(value.get(name), f"{path}.{name}".removeprefix("."))

    return checked


def _list(each: Check) -> Check:
    def checked(value: Any, path: str) -> None:
        if value is not None and not isinstance(value, list):
            raise Malformed(f"{path} is no list")
        for at, one in enumerate(value or ()):
            each(one, f"{path}[{at}]")

    return checked


def _map(each: Check) -> Check:
    def checked(value: Any, path: str) -> None:
        _object({})(value, path)
        for one in (value or {}).values():
            each(one, f"{path}.…")

    return checked


def _team(value: Any, path: str) -> None:
    """A team's id, or an object with it."""
    (_object({"id": _id}) if isinstance(value, Mapping) else _id)(value, path)


_id, _ts, _key = _like(_ID, "id"), _like(_TS, "timestamp"), _like(_KEY, "key")

# ── What is read, by payload ───────────────────────────────────────────────────────────

_WHOSE = _object(
    {
        "type": _text,
        "command": _text,
        "team_id": _id,
        "team": _team,
        "event_id": _key,
        "authorizations": _list(_needed(_object({"team_id": _id}))),
    }
)
_FILE = _needed(
    _object(
        {
            "id": _id,
            "name": _text,
            "title": _text,
            "mimetype": _text,
            "size": _size,
            "url_private": _text,
            "url_private_download": _text,
        }
    )
)
_TEAMS = {"team": _team, "user_team": _id}
_WRITTEN = {
    "user": _id,
    "bot_id": _text,
    "text": _text,
    "ts": _needed(_ts),
    "thread_ts": _ts,
    "client_msg_id": _key,
    "files": _list(_FILE),
    **_TEAMS,
}
_PLACED = {"channel": _needed(_id), "channel_type": _text}
_MESSAGE = _object({**_WRITTEN, **_PLACED})
_EARLIER = _object({"user": _id, "bot_id": _text, "text": _text, **_TEAMS})
_LATER = _object(
    {"user": _id, "bot_id": _text, "text": _text, "ts": _needed(_ts), "edited": _object({"ts": _ts}), **_TEAMS}
)
_MESSAGE_BY_SUBTYPE: Mapping[Any, Check] = {
    "message_changed": _object({**_PLACED, "message": _needed(_LATER), "previous_message": _EARLIER}),
    "message_deleted": _object({**_PLACED, "deleted_ts": _needed(_ts), "previous_message": _EARLIER}),
}
_REACTED = _object(
    {
        "user": _needed(_id),
        "reaction": _text,
        "event_ts": _key,
        "item": _object({"type": _text, "channel": _id, "ts": _ts}),
    }
)
_PANEL = _object({"assistant_thread": _object({"user_id": _id, "channel_id": _id, "thread_ts": _ts})})
_BY_EVENT = {
    "reaction_added": _REACTED,
    "app_mention": _MESSAGE,
    "app_home_opened": _object({"user": _needed(_id), "tab": _text}),
    "subteam_members_changed": _object({"subteam_id": _id}),
    "assistant_thread_started": _PANEL,
    "assistant_thread_context_changed": _PANEL,
}

_USER = _needed(_object({"id": _needed(_id), "team_id": _id}))
_VALUE = _object({"value": _text})
_VIEW = {
    "id": _key,
    "hash": _key,
    "type": _text,
    "private_metadata": _key,
    "app_installed_team_id": _id,
    "title": _object({"text": _text}),
}
_CHOSEN = _needed(
    _object(
        {
            "action_id": _text,
            "action_ts": _key,
            "value": _key,
            "selected_option": _object({"value": _key}),
            "text": _object({"text": _text}),
        }
    )
)
_BY_TYPE: Mapping[Any, Check] = {
    "block_actions": _object(
        {
            "user": _USER,
            "trigger_id": _key,
            "response_url": _key,
            "actions": _list(_CHOSEN),
            "container": _object({"thread_ts": _ts}),
            "message": _object({"thread_ts": _ts}),
            "channel": _object({"id": _id}),
            "view": _object(_VIEW),
        }
    ),
    "view_submission": _object(
        {
            "user": _USER,
            "trigger_id": _key,
            "view": _needed(
                _object(
                    {
                        **_VIEW,
                        "state": _object({"values": _map(_map(_object({"value": _text, "selected_option": _VALUE})))}),
                    }
                )
            ),
        }
    ),
    "shortcut": _object({"user": _USER, "callback_id": _text, "trigger_id": _needed(_key)}),
    "message_action": _object(
        {
            "user": _USER,
            "callback_id": _text,
            "trigger_id": _needed(_key),
            "message": _object({"text": _text}),
        }
    ),
}
_COMMAND = _object(
    {
        "user_id": _needed(_id),
        "text": _text,
        "trigger_id": _needed(_key),
        "channel_id": _id,
        "response_url": _key,
    }
)
