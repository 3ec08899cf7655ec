"""What Slack sends, read into a few known shapes. Pure; what isn't for us is ``None``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.slack.drawing import mrkdwn
from adapters.slack.drawing.choices import FORM
from bot.core.rules.attachments import named
from bot.ports.inbound import Attached

Body = Mapping[str, Any]

TYPED = frozenset({"", "file_share", "me_message", "thread_broadcast"})
"""Subtypes of messages that people typed: docs.slack.dev/reference/events/message#subtypes."""


@dataclass(frozen=True, slots=True)
class Written:
    """Somebody wrote something."""

    user: str
    channel: str
    ts: str
    thread: str
    """The message it is written under; empty for none."""
    text: str
    client_key: str
    mention: bool
    direct: bool
    files: tuple[Attached, ...] = ()

    @property
    def at(self) -> datetime | None:
        """When it was written: its ts, in seconds since 1970; ``None`` for one that is no time."""
        try:
            return datetime.fromtimestamp(float(self.ts), UTC)
        except (ValueError, OverflowError, OSError):
            return None


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody changed what they wrote."""

    user: str
    channel: str
    ts: str
    after: str
    revision: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody took back what they wrote."""

    user: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at App Home."""

    user: str


Event = Written | Edited | Deleted | HomeOpened


def team_of(body: Body) -> str:
    """The team that a payload comes from; empty when it doesn't say."""
    named = body.get("team")
    return str(body.get("team_id") or (named.get("id") if isinstance(named, Mapping) else named) or "")


def event(body: Body, bot_user: str) -> Event | None:
    """An event, if a person is behind it and it is for us."""
    what = body.get("event") or {}
    match what.get("type"):
        case "app_home_opened" if what.get("tab", "home") == "home":
            return HomeOpened(str(what["user"]))
        case "app_mention":
            return written(what, bot_user, mention=True)
        case "message" if what.get("subtype") == "message_changed":
            return _edited(what, bot_user)
        case "message" if what.get("subtype") == "message_deleted":
            return _deleted(what, bot_user)
        case "message":
            return written(what, bot_user)
        case _:
            return None


def said(text: str, files: Iterable[Attached]) -> str:
    """What a message says, files among it."""
    return "\n".join([text, *(named(file.name) for file in files)]).strip()


def written(what: Body, bot_user: str, *, mention: bool = False, channel: str = "") -> Written | None:
    """A message; ``channel`` where it doesn't say, as in a channel's history."""
    if not _typed_by_a_person(what, bot_user) or what.get("subtype", "") not in TYPED:
        return None
    id, ts = str(what.get("channel") or channel), str(what["ts"])
    thread = str(what.get("thread_ts") or "")
    text = mrkdwn.read(str(what.get("text") or ""), without_user=bot_user)
    files = _files(what, id)
    return Written(
        user=str(what["user"]),
        channel=id,
        ts=ts,
        thread="" if thread == ts else thread,
        text=text,
        client_key=str(what.get("client_msg_id") or ""),
        mention=mention or f"<@{bot_user}>" in str(what.get("text") or ""),
        direct=what.get("channel_type") == "im" or id.startswith("D"),
        files=files,
    )


def _typed_by_a_person(what: Body, bot_user: str) -> bool:
    return bool(what.get("user")) and what["user"] != bot_user and not what.get("bot_id")


def link_to(body: Body) -> str:
    """The link to the message that a shortcut was used on, as Slack's own "Copy link" gives it."""
    domain, channel = (body.get("team") or {}).get("domain"), (body.get("channel") or {}).get("id")
    ts = str(body.get("message_ts") or (body.get("message") or {}).get("ts") or "").replace(".", "")
    return f"https://{domain}.slack.com/archives/{channel}/p{ts}" if domain and channel and ts else ""


def _files(message: Body, channel: str) -> tuple[Attached, ...]:
    """The files of a message: one that was shared before comes with this one all the same."""
    at = f"{channel}/{message.get('ts', '')}"
    return tuple(_file(each, at) for each in message.get("files") or () if each.get("id"))


def _file(each: Body, at: str) -> Attached:
    return Attached(
        f"{at}/{each['id']}",
        str(each.get("name") or each.get("title") or each["id"]),
        str(each.get("mimetype") or "application/octet-stream"),
        int(each.get("size") or 0),
        str(each.get("url_private_download") or each.get("url_private") or ""),
    )


def _edited(what: Body, bot_user: str) -> Edited | None:
    """An edit by its writer; an unfurled link or a reply in the thread is none."""
    new, old = what.get("message") or {}, what.get("previous_message") or {}
    channel = str(what["channel"])
    before, after = (
        said(mrkdwn.read(str(each.get("text") or ""), bot_user), _files(each, channel)) for each in (old, new)
    )
    if not _typed_by_a_person(new, bot_user) or not new.get("edited") or before == after:
        return None
    return Edited(str(new["user"]), channel, str(new["ts"]), after, str(new["edited"].get("ts") or ""))


def _deleted(what: Body, bot_user: str) -> Deleted | None:
    old = what.get("previous_message") or {}
    if not _typed_by_a_person(old, bot_user):
        return None
    return Deleted(str(old["user"]), str(what["channel"]), str(what["deleted_ts"]))


# ── Interactions ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Click:
    """A button: whose, where, and what it stands for."""

    user: str
    token: str
    is_form: bool
    trigger: str
    channel: str
    """Empty in App Home and in a modal."""
    thread: str
    view: str
    """The modal it is in; empty elsewhere."""
    response_url: str


def click(body: Body) -> Click | None:
    """A click on one of our buttons."""
    clicked = (body.get("actions") or [{}])[0]
    token = clicked.get("value") or (clicked.get("selected_option") or {}).get("value")
    if not token:
        return None
    container, message, view = (body.get(name) or {} for name in ("container", "message", "view"))
    return Click(
        user=str(body["user"]["id"]),
        token=str(token),
        is_form=clicked.get("action_id") == FORM,
        trigger=str(body.get("trigger_id") or clicked.get("action_ts") or ""),
        channel=str((body.get("channel") or {}).get("id") or ""),
        thread=str(message.get("thread_ts") or container.get("thread_ts") or ""),
        view=str(view.get("id") or "") if view.get("type") == "modal" else "",
        response_url=str(body.get("response_url") or ""),
    )
