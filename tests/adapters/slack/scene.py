"""A desk connected to a small Slack, and the people who use it: payloads as Slack sends them, signed, over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from adapters.slack.connection import Connection
from adapters.slack.requests import signature
from adapters.slack.sender import Pace
from adapters.slack.settings import Settings
from bot.core.model.people import Identity, Role
from bot.engine.gateway import EngineGateway
from bot.ports import Search
from bot.workers.attachments import AttachmentCopier
from bot.workers.outbox import Delivery
from tests.adapters.slack import rules
from tests.adapters.slack.fake_slack import (
    APP_TOKEN,
    SECRET,
    STAFF_CHANNEL,
    TEAM,
    TOKEN,
    FakeSlack,
    direct_of,
    fake_slack,
)
from tests.adapters.slack.looking import buttons, called, until, words
from tests.builders import WEDNESDAY
from tests.dialogue import House, open_house

WALL = 1_800_000_000.0
"""What the clock on the wall shows, in seconds since 1970."""

EMPTY: dict[str, Any] = {"type": "modal", "blocks": []}

_events = count(1)


@dataclass
class Scene:
    """One desk, one Slack, and the line between them."""

    house: House
    slack: FakeSlack
    connection: Connection
    delivery: Delivery
    copier: AttachmentCopier
    http: ClientSession
    monotonic: list[float]

    async def send(self, body: bytes, kind: str, secret: str = SECRET, **headers: str) -> tuple[int, str]:
        """One signed request; status and body of the answer."""
        stamp = str(int(WALL))
        signed = {
            "Content-Type": kind,
            signature.TIMESTAMP: stamp,
            signature.SIGNATURE: signature.sign(secret, stamp, body),
            **headers,
        }
        async with self.http.post(self.connection.url, data=body, headers=signed) as answer:
            return answer.status, await answer.text()

    async def event(self, event: dict[str, Any], **more: Any) -> int:
        """Deliver an event; the status of the answer."""
        body = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": f"Ev{next(_events)}",
                "event_time": 1, "event": event, "authorizations": [], **more}  # fmt: skip
        status, _text = await self.send(json.dumps(body).encode(), "application/json")
        await self.settled()
        return status

    async def interaction(self, payload: dict[str, Any]) -> Any:
        """Deliver a click or a form; the acknowledgement."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self._acknowledged(body)

    async def form(self, **values: str) -> Any:
        """Deliver a slash command; the acknowledgement."""
        return await self._acknowledged(urlencode(values).encode())

    async def _acknowledged(self, body: bytes) -> Any:
        status, text = await self.send(body, "application/x-www-form-urlencoded")
        assert status == 200, status
        await self.settled()
        ack: dict[str, Any] | None = json.loads(text) if text else None
        shown = [*rules.message_blocks((ack or {}).get("blocks") or []), *rules.view((ack or {}).get("view") or EMPTY)]
        asked = {block.get("block_id") for view in self.slack.views.values() for block in view["blocks"]}
        shown += [f"no field {name}" for name in (ack or {}).get("errors") or {} if name not in asked]
        self.slack.complaints += [f"acknowledgement: {each}" for each in shown]
        return ack

    async def settled(self) -> None:
        """Let everything that follows from it happen, and so much time pass that every channel may be written to."""
        await self.follows(60)

    async def follows(self, seconds: float) -> None:
        """Let everything that follows happen; before each look so many seconds pass for Slack's pace."""
        await self.delivered(seconds)
        answers = self.connection.answers
        assert answers is not None
        await answers.finish()
        await self.copier.look()
        await self.delivered(seconds)

    async def delivered(self, seconds: float = 60) -> None:
        """Deliver what is due; before each look so many seconds pass for Slack's pace."""
        self.monotonic[0] += seconds
        while await self.delivery.drain():
            self.monotonic[0] += seconds

    def user(self, id: str = "U1", team: str = TEAM) -> "User":
        """Somebody in the team, or in another one with which a channel is shared."""
        return User(self, id, team=team)

    def staff(self, name: str = "sam", id: str = "USAM", role: Role = Role.LEAD) -> "User":
        """Somebody who works at the desk."""
        self.house.store.write(lambda unit: unit.add_staff(name, role, Identity("slack", TEAM, id))).result()
        return User(self, id)


@dataclass
class User:
    """Somebody in Slack: what they do, and what they see."""

    scene: Scene
    id: str
    last: Any = None
    """What their last interaction was acknowledged with."""
    view: str = ""
    """The modal they look at."""
    team: str = TEAM

    @property
    def channel(self) -> str:
        """Their direct message with us."""
        return direct_of(self.id)

    def message(self, text: str, **more: Any) -> dict[str, Any]:
        """A message event as Slack sends it."""
        ts = self.scene.slack.ts()
        return {"type": "message", "channel": self.channel, "channel_type": "im", "user": self.id, "text": text,
                "ts": ts, "event_ts": ts, "client_msg_id": f"cmid-{ts}", "team": TEAM,
                "blocks": [{"type": "rich_text", "elements": []}], **more}  # fmt: skip

    async def writes(self, text: str, **more: Any) -> dict[str, Any]:
        """Type a message to us; the event."""
        event = self.message(text, **more)
        assert await self.scene.event(event) == 200
        return event

    # ── Seeing ─────────────────────────────────────────────────────────────────────────

    @property
    def screen(self) -> str:
        """The latest message in their direct message."""
        return words(self.scene.slack.posts(self.channel)[-1]["blocks"]).replace("\u00a0", " ")

    @property
    def modal(self) -> dict[str, Any]:
        """The latest modal."""
        self.view = list(self.scene.slack.views)[-1]
        return self.scene.slack.views[self.view]

    def sees(self, *wanted: str, on: str | None = None) -> None:
        """All of these stand in the latest message."""
        text = self.screen if on is None else on.replace("\u00a0", " ")
        for each in wanted:
            assert each.casefold() in text.casefold(), f"{each!r} isn't there:\n{text}"

    # ── Clicking ───────────────────────────────────────────────────────────────────────

    def button(self, label: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
        """The button whose label begins so."""
        for found in buttons(blocks):
            if any(name.casefold().startswith(label.casefold()) for name in called(found)):
                return found
        raise AssertionError(f"no button {label!r}:\n{words(blocks)}")

    async def clicks(self, label: str, channel: str = "", message: dict[str, Any] | None = None) -> None:
        """Click a button on the latest message, or on another."""
        where = channel or self.channel
        shown = message or self.scene.slack.posts(where)[-1]
        await self.presses(self.button(label, shown["blocks"]), where, shown)

    async def presses(
        self, pressed: dict[str, Any], where: str, shown: dict[str, Any], also: dict[str, Any] | None = None
    ) -> None:
        """Send a click on a button of a message; ``also`` what the payload holds besides, or instead."""
        payload = {
            "type": "block_actions", "user": {"id": self.id, "team_id": self.team}, "team": {"id": TEAM, "domain": "x"},
            "api_app_id": "A1", "trigger_id": self.scene.slack.trigger(), "channel": {"id": where, "name": "x"},
            "container": {"type": "message", "message_ts": shown["ts"], "channel_id": where},
            "message": {"ts": shown["ts"], "thread_ts": shown.get("thread_ts")},
            "response_url": f"{self.scene.slack.base}/respond/{self.id}",
            "actions": [_pressed(pressed)], **(also or {}),
        }  # fmt: skip
        self.last = await self.scene.interaction(payload)

    async def clicks_in_modal(self, label: str) -> None:
        """Click a button in the modal."""
        view = self.modal
        pressed = self.button(label, view["blocks"])
        where = {"type": "view", "view_id": self.view}
        also = {"channel": None, "message": None, "response_url": "", "container": where}
        await self.presses(pressed, "", {"ts": ""}, {**also, "view": {**view, "id": self.view}})

    async def submits(self, **values: str) -> Any:
        """Send the form of the latest modal; the acknowledgement."""
        assert self.modal
        return await self.sends_form(**values)

    async def sends_form(self, **values: str) -> Any:
        """Send the form of the modal that they look at; the acknowledgement."""
        view = self.scene.slack.views[self.view]
        asked = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
        state = {name: {"value": _typed(element, values.get(name))} for name, element in asked.items()}
        payload = {
            "type": "view_submission", "user": {"id": self.id, "team_id": self.team}, "team": {"id": self.team},
            "trigger_id": self.scene.slack.trigger(), "api_app_id": "A1",
            "view": {"id": self.view, "hash": "1.h", "type": "modal", "callback_id": view["callback_id"],
                     "title": view["title"],
                     "app_installed_team_id": TEAM,
                     "private_metadata": view["private_metadata"], "state": {"values": state}},
        }  # fmt: skip
        self.last = await self.scene.interaction(payload)
        if self.last and self.last.get("view"):
            self.scene.slack.views[self.view] = self.last["view"]
        if self.last and self.last.get("errors"):  # what they typed is still before them
            for name, typed in state.items():
                _keeps(asked[name], typed["value"])
        return self.last

    # ── Commands ───────────────────────────────────────────────────────────────────────

    async def types(self, line: str, channel: str = "C0ELSE", **more: str) -> str:
        """Type a slash command; what the ephemeral answer shows."""
        command, _space, text = line.partition(" ")
        self.last = await self.scene.form(
            command=command, text=text, user_id=self.id, team_id=TEAM, channel_id=channel, channel_name="x",
            response_url=f"{self.scene.slack.base}/respond/{self.id}", api_app_id="A1",
            **{"trigger_id": self.scene.slack.trigger(), **more},
        )  # fmt: skip
        return words((self.last or {}).get("blocks", [])) or (self.last or {}).get("text", "")

    # ── Whole ways ─────────────────────────────────────────────────────────────────────

    async def files(self, text: str = "my emails dont arive") -> None:
        """Walk the shortest way to a ticket."""
        await self.writes(text)
        await self.clicks("None of these")
        await self.submits(urgency="normal", name="Ana")
        self.sees("is in.")


def _typed(element: dict[str, Any], given: str | None) -> dict[str, Any]:
    if element["type"] == "static_select":
        value = given or element.get("initial_option", {}).get("value")
        return {"type": "static_select", "selected_option": {"value": value} if value else None}
    return {"type": "plain_text_input", "value": given if given is not None else element.get("initial_value")}


def _keeps(element: dict[str, Any], typed: dict[str, Any]) -> None:
    """A field goes on showing what was typed or chosen."""
    if typed.get("selected_option"):
        element["initial_option"] = typed["selected_option"]
    elif typed.get("value") is not None:
        element["initial_value"] = typed["value"]


def _pressed(pressed: dict[str, Any]) -> dict[str, Any]:
    """A button that was clicked, or what was picked from a list, as Slack tells it."""
    kind = pressed.get("type", "button")
    option = {"text": pressed.get("text"), "value": pressed["value"]}
    chosen = {"selected_option": option} if kind == "static_select" else option
    return {"type": kind, "action_id": pressed["action_id"], "block_id": "b", "action_ts": "1.0", **chosen}


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def connected(
    folder: Path, slack: FakeSlack, search: Search | None = None, pause: Callable[[float], Awaitable[None]] = _never,
    url: str = "", now: datetime = WEDNESDAY, **settings: Any,
) -> AsyncIterator[Scene]:  # fmt: skip
    """A desk in a folder, connected."""
    chosen = {"bot_token": TOKEN, "signing_secret": SECRET, "app_token": APP_TOKEN, "port": 0,
              "base_url": f"{slack.base}/api/", "staff_channel": STAFF_CHANNEL, **settings}  # fmt: skip
    with open_house(folder, search, url=url) as house:
        house.clock.at = now
        connection = Connection(Settings(**chosen), EngineGateway(house.engine), house.clock, lambda: WALL, pause)
        monotonic = [0.0]
        connection.adapter.pace = Pace(lambda: monotonic[0])
        connection.api.clock = lambda: monotonic[0]
        delivery = Delivery(
            house.store,
            connection.adapter,
            house.clock,
            house.engine.report_undelivered,
            house.engine.filled,
            report_lost=house.engine.report_lost,
        )
        copier = AttachmentCopier(connection.file_sources, connection.download, house.engine)
        running = asyncio.create_task(connection.run())
        try:
            await until(lambda: connection.ready or running.done())
            async with ClientSession() as http:
                yield Scene(house, slack, connection, delivery, copier, http, monotonic)
        finally:
            running.cancel()
            failed = (await asyncio.gather(running, return_exceptions=True))[0]
    if isinstance(failed, Exception):
        raise failed


Story = Callable[[Scene], Awaitable[None]]


def play(folder: Path, story: Story, **settings: Any) -> None:
    """Let a story happen on a connected desk; Slack must have nothing to complain about."""

    async def run() -> None:
        async with fake_slack() as slack, connected(folder, slack, **settings) as scene:
            await story(scene)
            assert slack.complaints == []

    asyncio.run(run())
