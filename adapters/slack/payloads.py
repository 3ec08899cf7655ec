"""What Slack sends, read into a few known shapes. Pure; what isn't for us is ``None``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_bolt.request.internals import extract_actor_team_id, extract_team_id

from adapters.slack import addresses
from adapters.slack.drawing import message_words
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
    team: str = ""
    """The team of whoever wrote it, where the message says that it isn't ours."""
    panel: bool = False
    """Slack says that it was written in the agent panel."""

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
    team: str = ""


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody took back what they wrote."""

    user: str
    channel: str
    ts: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at the app: at its Home, or at their messages with us."""

    user: str
    home: bool = True


@dataclass(frozen=True, slots=True)
class Reacted:
    """Somebody put an emoji on a message."""

    user: str
    name: str
    """Its short code, without the colour of its skin."""
    channel: str
    ts: str
    at: str
    """When, as Slack counts."""
    team: str = ""

    @property
    def key(self) -> str:
        """What makes it the same one when it is delivered again."""
        return addresses.reaction_key(self.channel, self.ts, self.name, self.at)


@dataclass(frozen=True, slots=True)
class PanelOpened:
    """Somebody opened a thread of the agent panel, or looks at something else beside one."""

    user: str
    channel: str
    thread: str
    new: bool = True


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """Somebody joined a user group, or left it."""

    group: str


Event = Written | Edited | Deleted | HomeOpened | Reacted | PanelOpened | GroupChanged


def team_of(body: Body) -> str:
    """The team that a payload is for, as Bolt finds it: in a shared channel the writer's may be another one."""
    return str(extract_team_id(dict(body)) or "")


def writers_team(body: Body, ours: str) -> str:
    """The team of whoever is behind a payload: another one in a channel that is shared with it, else ours.

    Within an Enterprise Grid ids are the whole organization's: there, nobody is another team's.
    """
    if body.get("type") == "event_callback":
        shared = body.get("is_ext_shared_channel") is True
        return str((extract_actor_team_id(dict(body)) or _changed_by(body) or ours) if shared else ours)
    user = body.get("user")
    theirs = user.get("team_id") if isinstance(user, Mapping) else None
    return str(theirs) if theirs and not body.get("enterprise") else ours


def _changed_by(body: Body) -> str:
    """The team of whoever changed or took back a message: the event itself doesn't say."""
    what = body.get("event") or {}
    written = what.get("message") or what.get("previous_message") or {}
    return next((str(team) for name in ("user_team", "team") if (team := written.get(name))), "")


def event(body: Body, bot_user: str) -> Event | None:
    """An event, if a person is behind it and it is for us."""
    what = body.get("event") or {}
    match what.get("type"):
        case "app_home_opened":
            return HomeOpened(str(what["user"]), what.get("tab", "home") == "home")
        case "assistant_thread_started" | "assistant_thread_context_changed":
            return _panel(what)
        case "subteam_members_changed":
            return GroupChanged(str(what.get("subteam_id") or ""))
        case "reaction_added" if what.get("user") != bot_user:
            return _reacted(what)
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


def _panel(what: Body) -> PanelOpened | None:
    thread = what.get("assistant_thread") or {}
    where = str(thread.get("channel_id") or ""), str(thread.get("thread_ts") or "")
    if not (thread.get("user_id") and all(where)):
        return None
    return PanelOpened(str(thread["user_id"]), *where, new=what["type"] == "assistant_thread_started")


def _reacted(what: Body) -> Reacted | None:
    item = what.get("item") or {}
    if item.get("type") != "message" or not item.get("channel") or not item.get("ts"):
        return None
    name = str(what.get("reaction") or "").partition("::")[0]
    where = str(item["channel"]), str(item["ts"])
    return Reacted(str(what["user"]), name, *where, str(what.get("event_ts") or ""))


def said(text: str, files: Iterable[Attached]) -> str:
    """What a message says, files among it."""
    return "\n".join([text, *(named(file.name) for file in files)]).strip()


def written(what: Body, bot_user: str, *, mention: bool = False, channel: str = "") -> Written | None:
    """A message; ``channel`` where it doesn't say, as in a channel's history."""
    if not _typed_by_a_person(what, bot_user) or what.get("subtype", "") not in TYPED:
        return None
    id, ts = str(what.get("channel") or channel), str(what["ts"])
    thread = str(what.get("thread_ts") or "")
    files = _files(what, id)
    return Written(
        user=str(what["user"]),
        channel=id,
        ts=ts,
        thread="" if thread == ts else thread,
        text=message_words.said(what, bot_user),
        client_key=str(what.get("client_msg_id") or ""),
        mention=mention or message_words.mentions(what, bot_user),
        direct=what.get("channel_type") == "im" or id.startswith("D"),
        files=files,
        team=str(what.get("user_team") or ""),
        panel=bool(what.get("assistant_thread")),
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
    before, after = (said(message_words.said(each, bot_user), _files(each, channel)) for each in (old, new))
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
    team: str
    """Theirs."""
    token: str
    is_form: bool
    trigger: str
    channel: str
    """Empty in App Home and in a modal."""
    thread: str
    view: str
    """The modal it is in; empty elsewhere."""
    response_url: str
    home: bool
    """It is in App Home."""
    title: str
    """Of the modal that it is in, or else what stands on it."""


def click(body: Body, ours: str) -> Click | None:
    """A click on one of our buttons; ``ours``: our team."""
    clicked = (body.get("actions") or [{}])[0]
    token = clicked.get("value") or (clicked.get("selected_option") or {}).get("value")
    if not token:
        return None
    container, message, view = (body.get(name) or {} for name in ("container", "message", "view"))
    return Click(
        user=str(body["user"]["id"]),
        team=writers_team(body, ours),
        token=str(token),
        is_form=clicked.get("action_id") == FORM,
        trigger=str(body.get("trigger_id") or clicked.get("action_ts") or ""),
        channel=str((body.get("channel") or {}).get("id") or ""),
        thread=str(message.get("thread_ts") or container.get("thread_ts") or ""),
        view=str(view.get("id") or "") if view.get("type") == "modal" else "",
        response_url=str(body.get("response_url") or ""),
        home=view.get("type") == "home",
        title=title_of(view) or str((clicked.get("text") or {}).get("text") or ""),
    )


def title_of(view: Body) -> str:
    """What stands above a modal."""
    return str((view.get("title") or {}).get("text") or "")
