"""Signed, but not as Slack sends it: 400 and one line, whatever is wrong with it; never a traceback."""

import asyncio
import copy
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.slack.requests import webhook_endpoint
from adapters.slack.requests.shapes import Malformed, body_of
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import TEAM
from tests.adapters.slack.scene import Scene

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
WRONG: tuple[Any, ...] = (
    *(
        None,
        "",
        " ",
        "x\x00y",
        "\ud800",
        "é",
        5,
        -1,
        1.5,
        10**30,
        True,
        [],
        ["x"],
        [[]],
        [None],
        {},
        {"id": 5},
        {"x": []},
    ),
    "x" * 20_000,
)
"""What may stand where something else is wanted."""

Payload = dict[str, Any]
PLACED = {"channel": "D1", "channel_type": "im"}
FILE = {
    "id": "F1",
    "name": "a.png",
    "title": "a",
    "mimetype": "image/png",
    "size": 5,
    "url_private": "http://x/f",
    "url_private_download": "http://x/f",
}
MESSAGE = {
    "type": "message",
    "user": "U1",
    "text": "my mail is broken",
    "ts": "1790000000.000100",
    "thread_ts": "1790000000.000050",
    "client_msg_id": "c-1",
    "files": [FILE],
    "blocks": [],
    **PLACED,
}
EARLIER = {"type": "message", "user": "U1", "text": "before", "ts": "1790000000.000100"}
EVENTS: dict[str, Payload] = {
    "message": MESSAGE,
    "mention": {**MESSAGE, "type": "app_mention", "channel": "C1", "channel_type": "channel"},
    "edit": {
        "type": "message",
        "subtype": "message_changed",
        "ts": "1790000000.000300",
        "message": {**EARLIER, "text": "after", "edited": {"user": "U1", "ts": "1790000000.000200"}},
        "previous_message": EARLIER,
        **PLACED,
    },
    "deletion": {
        "type": "message",
        "subtype": "message_deleted",
        "deleted_ts": "1790000000.000100",
        "previous_message": EARLIER,
        **PLACED,
    },
    "home": {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"},
    "reaction": {
        "type": "reaction_added",
        "user": "U1",
        "reaction": "ticket",
        "item": {"type": "message", "channel": "C1", "ts": "1790000000.000100"},
        "item_user": "U2",
        "event_ts": "1790000000.000200",
    },
}
USER = {"user": {"id": "U1", "team_id": TEAM}, "team": {"id": TEAM, "domain": "x"}, "trigger_id": "t-1"}
INTERACTIONS: dict[str, Payload] = {
    "click": {
        "type": "block_actions",
        **USER,
        "channel": {"id": "C1", "name": "x"},
        "container": {"type": "message", "thread_ts": "1790000000.000050"},
        "message": {"ts": "1790000000.000100", "thread_ts": "1790000000.000050"},
        "response_url": "http://127.0.0.1:9/respond",
        "view": {"id": "V1", "type": "modal"},
        "actions": [
            {
                "type": "button",
                "action_id": "a",
                "value": "no such token",
                "action_ts": "1.0",
                "selected_option": {"value": "x"},
            }
        ],
    },
    "form": {
        "type": "view_submission",
        **USER,
        "view": {
            "id": "V1",
            "hash": "1.h",
            "type": "modal",
            "private_metadata": "no such token",
            "state": {
                "values": {
                    "subject": {"value": {"value": "mail"}},
                    "urgency": {"value": {"selected_option": {"value": "x"}}},
                }
            },
        },
    },
    "shortcut": {
        "type": "message_action",
        "callback_id": "ask_support",
        **USER,
        "message": {"text": "my mail is broken", "ts": "1790000000.000100"},
    },
}
COMMANDS: dict[str, Payload] = {
    name: {
        "command": name,
        "text": "queue",
        "user_id": "U1",
        "team_id": TEAM,
        "channel_id": "C1",
        "trigger_id": "t-2",
        "response_url": "http://127.0.0.1:9/respond",
    }
    for name in ("/support", "/desk")
}


def variants(payload: Any) -> Iterator[tuple[str, Any]]:
    """A payload with one thing in it left out, or replaced by each wrong one; and where."""
    for path in _places(payload):
        for wrong in WRONG:
            changed = copy.deepcopy(payload)
            held = changed
            for step in path[:-1]:
                held = held[step]
            held[path[-1]] = wrong
            yield f"{'.'.join(map(str, path))} = {str(wrong)[:20]!a}", changed
        changed = copy.deepcopy(payload)
        held = changed
        for step in path[:-1]:
            held = held[step]
        del held[path[-1]]
        yield f"without {'.'.join(map(str, path))}", changed


def _places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, held in entries:
        yield (*above, name)
        yield from _places(held, (*above, name))


def as_event(event: Payload) -> Payload:
    """An event as it is delivered."""
    return {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event, "authorizations": []}


def bodies() -> Iterator[tuple[str, bytes, str]]:
    """Every variant of every payload, by name, as it comes in."""
    for name, event in EVENTS.items():
        for what, changed in variants(as_event(event)):
            yield f"{name}: {what}", json.dumps(changed).encode(), JSON
    for name, interaction in INTERACTIONS.items():
        for what, changed in variants(interaction):
            yield f"{name}: {what}", urlencode({"payload": json.dumps(changed)}).encode(), FORM
    for name, command in COMMANDS.items():
        for what, changed in variants(command):
            fields = {key: value for key, value in changed.items() if isinstance(value, str)}
            yield f"{name}: {what}", urlencode(fields, errors="surrogatepass").encode(), FORM


def test_whatever_is_wrong_is_never_our_failure(on_slack: Play, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    async def story(it: Scene) -> None:
        failed = []
        for name, body, kind in bodies():
            caplog.clear()
            status, _text = await it.send(body, kind)
            said = [record for record in caplog.records if record.levelno >= logging.WARNING]
            if status not in {200, 400} or any(record.exc_info or "\n" in record.getMessage() for record in said):
                failed.append((name, status, caplog.text[-300:]))
            refused = [
                record for record in said if record.name == webhook_endpoint.__name__
            ]  # not what a modal before came to
            if status == 400 and len(refused) != 1:
                failed.append((name, status, caplog.text[-300:]))
        await asyncio.sleep(0)
        assert failed == [], f"{len(failed)}: {failed[:20]}"

    on_slack(story)


BROKEN = {
    "a list": b"[]", "nothing": b"null", "half an object": b"{", "bad UTF-8": b'{"type": "\xff"}', "a number": b"5",
    "deep": b'{"a":' * 100_000, "text": b'"x"', "no UTF-8 at all": b"\xff\xfe", "no body": b"",
    "a payload that is a list": b"payload=%5B%5D", "a payload that is none": b"payload=%7B", "bad form": b"payload=%FF",
}  # fmt: skip


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_no_payload_at_all_is_400_and_one_line(on_slack: Play, caplog: pytest.LogCaptureFixture, body: bytes) -> None:
    async def story(it: Scene) -> None:
        for kind in (JSON,) if not body.startswith(b"payload") else (FORM,):
            caplog.clear()
            assert (await it.send(body, kind))[0] == 400
            (said,) = (record for record in caplog.records if record.levelno >= logging.WARNING)
            assert said.exc_info is None

    on_slack(story)


NEEDED: dict[str, Any] = {
    "no ts": {**MESSAGE, "ts": None},
    "a user that is a number": {**MESSAGE, "user": 5},
    "a user that is an object": {**MESSAGE, "user": {"id": "U1"}},
    "a file that is text": {**MESSAGE, "files": ["x"]},
    "files that are none": {**MESSAGE, "files": "x"},
    "a size that is none": {**MESSAGE, "files": [{**FILE, "size": "5"}]},
    "a size below nothing": {**MESSAGE, "files": [{**FILE, "size": -1}]},
    "text that is a list": {**MESSAGE, "text": ["x"]},
    "a channel that is missing": {**MESSAGE, "channel": ""},
    "half a pair as a user": {**MESSAGE, "user": "\ud800"},
    "an edit of nothing": {**EVENTS["edit"], "message": None},
    "an edit at no time": {**EVENTS["edit"], "message": {**EARLIER, "edited": {"ts": 5}}},
    "a deletion at no time": {**EVENTS["deletion"], "deleted_ts": 5},
    "a home that is nobody's": {**EVENTS["home"], "user": None},
    "an event that is a list": [],
}


@pytest.mark.parametrize("event", NEEDED.values(), ids=NEEDED)
def test_what_is_needed_or_of_another_kind_is_400(on_slack: Play, event: Any) -> None:
    async def story(it: Scene) -> None:
        assert (await it.send(json.dumps(as_event(event)).encode(), JSON))[0] == 400
        assert it.slack.asked("chat.postMessage") == []

    on_slack(story)


def test_what_is_not_for_us_is_none_of_our_business(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        for event in (
            {"type": "user_change", "user": {"id": "U1"}},
            {"type": "channel_rename", "channel": {"id": "C1"}},
            {},
        ):
            assert (await it.send(json.dumps(as_event(event)).encode(), JSON))[0] == 200

    on_slack(story)


def test_what_was_wrong_is_said_and_never_what_stood_there() -> None:
    with pytest.raises(Malformed, match="isn't JSON") as wrong:
        body_of(b'{"text": "my password is flamingo"', JSON)
    assert "flamingo" not in str(wrong.value)
