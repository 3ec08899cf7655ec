"""Slack as the conformance suite sees it: a person and a desk.

Longer than 300 lines: it is all that the suite asks of a platform, and nothing else.
"""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.slack import event_handler
from bot.core.model.people import Address, Identity, Role
from tests.adapters.conformance.driver import (
    WAIT_SECONDS,
    Ability,
    Driver,
    Fault,
    Offer,
    Person,
    Platform,
    Question,
    Shown,
)
from tests.adapters.slack.fake_slack import STAFF_CHANNEL, TEAM, FakeSlack, direct_of, fake_slack
from tests.adapters.slack.looking import buttons, words
from tests.adapters.slack.scene import EMPTY, Scene, User, connected
from tests.builders import WEDNESDAY
from tests.dialogue import House

PUBLIC = "C1"
PATIENCE_SECONDS = 60.0
"""However busy the machine is, Slack is answered in time."""
FAULTS = {Fault.LIMITED: f"429:{WAIT_SECONDS}", Fault.BROKEN: "500", Fault.RESET: "reset", Fault.LOST: "lost",
          Fault.GONE: "channel_not_found"}  # fmt: skip
LIVE = frozenset({"mrkdwn", "user", "channel", "broadcast", "usergroup"})
"""Elements in which words do something."""

OUR_SPACE = {"type": "text", "text": " "}
"""Stands before the mention of a ticket's client, which no words of people's become."""

_revisions = count(1)


def shown(blocks: list[dict[str, Any]], channel: str = "", message: dict[str, Any] | None = None) -> Shown:
    """Blocks as somebody sees them at this moment."""
    drawn = deepcopy(blocks)
    offers = (Offer(each["value"], each["text"]["text"], each) for each in buttons(drawn))
    return Shown(words(drawn).replace("\u00a0", " "), tuple(offers), (channel, {**(message or {}), "blocks": drawn}))


@dataclass
class SlackPerson(Person):
    """Somebody in the team."""

    driver: "SlackDriver"
    id: str
    view: str = ""
    """The modal that is open before them."""
    seen: Shown = field(default_factory=Shown)
    triggers: set[str] = field(default_factory=set)
    """What they could have opened a form by."""

    @property
    def user(self) -> User:
        """What they can do at this moment."""
        return User(self.driver.scene, self.id, view=self.view)

    @property
    def identity(self) -> Identity:
        return Identity("slack", TEAM, self.id)

    @property
    def address(self) -> Address:
        return Address("slack", TEAM, self.id)

    @property
    def shown(self) -> list[Shown]:
        channel = direct_of(self.id)
        return [shown(each["blocks"], channel, each) for each in self.driver.slack.posts(channel) if "bot_id" in each]

    @property
    def received(self) -> list[bytes]:
        slack = self.driver.slack
        return [slack.uploads[each["id"]] for call in slack.files if call["channel_id"] == direct_of(self.id)
                for each in call["files"]]  # fmt: skip

    @property
    def answer(self) -> Shown:
        return self.seen

    @property
    def form(self) -> tuple[Question, ...]:
        asked = self.driver.slack.views.get(self.view, EMPTY)["blocks"]
        return tuple(_question(block) for block in asked if block["type"] == "input")

    @property
    def forms_opened(self) -> int:
        return len([call for call in self.driver.slack.asked("views.open") if call["trigger_id"] in self.triggers])

    # ── Acting ─────────────────────────────────────────────────────────────────────────

    async def writes(self, text: str) -> dict[str, Any]:
        return await self._types(self.user.message(escaped(text)))

    async def attaches(self, text: str, *files: tuple[str, bytes]) -> dict[str, Any]:
        attached = [self._file(name, content) for name, content in files]
        return await self._types(self.user.message(escaped(text), subtype="file_share", files=attached))

    async def asks(self, text: str) -> Shown:
        said = f"<@UBOT> {escaped(text)}"
        event = self.user.message(said, channel=PUBLIC, channel_type="channel")
        await self._types(event)
        await self._types({**event, "type": "app_mention"})  # Slack tells it twice
        return self.driver.public()[-1]

    async def edits(self, message: Any, text: str) -> None:
        edited = {"user": self.id, "ts": f"9.{next(_revisions):06}"}
        changed = {**message, "text": escaped(text), "edited": edited}
        await self._types(self._about(message, "message_changed", message=changed))

    async def deletes(self, message: Any) -> None:
        await self._types(self._about(message, "message_deleted", deleted_ts=message["ts"]))

    async def takes(self, action: str, on: Shown | None = None) -> None:
        chosen = on or self.shown[-1]
        await self._presses(chosen.offer(action).handle, chosen)

    async def forges(self, token: str) -> None:
        payload = {"type": "block_actions", "channel": {"id": direct_of(self.id)},
                   "message": {"ts": self.shown[-1].at[1]["ts"]},
                   "response_url": f"{self.driver.slack.base}/respond/{self.id}",
                   "actions": [{"type": "button", "action_id": "choose.0", "block_id": "b", "value": token,
                                "action_ts": "1.0"}]}  # fmt: skip
        await self._makes_up(payload)

    async def submits(self, **values: str) -> None:
        await self._does(lambda: self.user.sends_form(**values))

    async def forges_form(self, token: str, **values: str) -> None:
        state = {name: {"value": {"value": value}} for name, value in values.items()}
        view = {"id": "VFORGED", "hash": "1.h", "type": "modal", "callback_id": "form", "private_metadata": token}
        await self._makes_up({"type": "view_submission", "view": {**view, "state": {"values": state}}})

    async def remarks(self, card: Shown, text: str, *files: tuple[str, bytes]) -> dict[str, Any]:
        where: dict[str, Any] = {"channel": STAFF_CHANNEL, "channel_type": "channel", "thread_ts": card.at[1]["ts"]}
        if files:
            where |= {"subtype": "file_share", "files": [self._file(name, content) for name, content in files]}
        return await self._types(self.user.message(escaped(text), **where))

    async def orders(self, line: str) -> Shown:
        user = self.user

        async def typed() -> Any:
            await user.types(f"/desk {escaped(line)}")
            return user.last

        await self._does(typed)
        return self.answer

    async def _types(self, event: dict[str, Any]) -> dict[str, Any]:
        async def sent() -> None:
            assert await self.driver.scene.event(event) == 200

        await self._does(sent)
        return event

    async def _presses(self, pressed: dict[str, Any], where: Shown) -> None:
        channel, message = where.at
        user = self.user

        async def clicked() -> Any:
            if message.get("view"):
                view = {"id": message["view"], "type": "modal"}
                also = {"channel": None, "message": None, "response_url": "", "container": {"type": "view"}}
                await user.presses(pressed, "", {"ts": ""}, {**also, "view": view})
            else:
                await user.presses(pressed, channel, {"ts": "1.0", **message})
            return user.last

        await self._does(clicked)

    async def _makes_up(self, payload: dict[str, Any]) -> None:
        """Send an interaction that Slack never showed; one that isn't as Slack sends them goes no further."""
        slack, scene = self.driver.slack, self.driver.scene
        whole = {"user": {"id": self.id, "team_id": TEAM}, "team": {"id": TEAM, "domain": "x"}, "api_app_id": "A1",
                 "trigger_id": slack.trigger(), **payload}  # fmt: skip
        body = urlencode({"payload": json.dumps(whole)}).encode()

        async def sent() -> Any:
            status, text = await scene.send(body, "application/x-www-form-urlencoded")
            assert status in {200, 400}
            await scene.settled()
            return json.loads(text) if status == 200 and text else None

        await self._does(sent)

    async def _does(self, act: Callable[[], Awaitable[Any]]) -> None:
        """Act, and look at what they alone see then."""
        slack = self.driver.slack
        notes, views, known = len(slack.ephemeral), deepcopy(slack.views), set(slack.made)
        self.driver.last = self
        ack = await act() or {}
        self.triggers |= slack.made - known
        if ack.get("response_action") == "clear":
            self.view = ""
        if ack.get("view"):
            slack.views[self.view] = ack["view"]
        wrong = [{"type": "section", "text": {"text": text}} for text in (ack.get("errors") or {}).values()]
        opened = [id for id, view in slack.views.items() if view != views.get(id)]
        self.view = opened[-1] if opened else self.view
        parts = [wrong, ack.get("blocks") or [], *(note.get("blocks") or [] for note in slack.ephemeral[notes:]),
                 *([slack.views[opened[-1]]["blocks"]] if opened else [])]  # fmt: skip
        at = {"ts": "1.0", **({"view": opened[-1]} if opened else {})}
        self.seen = shown([block for part in parts for block in part], PUBLIC, at)

    def _file(self, name: str, content: bytes) -> dict[str, Any]:
        slack = self.driver.slack
        id = f"F{slack.ts().replace('.', '')}"
        slack.downloads[id] = content
        return {"id": id, "name": name, "mimetype": "text/plain", "size": len(content),
                "url_private_download": f"{slack.base}/download/{id}"}  # fmt: skip

    def _about(self, written: dict[str, Any], subtype: str, **more: Any) -> dict[str, Any]:
        where = {"channel": written["channel"], "channel_type": written["channel_type"]}
        return {"type": "message", "subtype": subtype, **where, "ts": self.driver.slack.ts(),
                "previous_message": written, **more}  # fmt: skip


@dataclass
class SlackDriver(Driver):
    """A desk, and the Slack that it is connected to."""

    folder: Path
    slack: FakeSlack
    opened: AsyncExitStack = field(default_factory=AsyncExitStack)
    last: SlackPerson | None = None
    """Who acted last."""
    sent: tuple[bytes, str] = (b"", "")
    """What Slack delivered last."""
    _scene: Scene | None = None

    @property
    def abilities(self) -> frozenset[Ability]:
        return PLATFORM.abilities

    @property
    def scene(self) -> Scene:
        """The connection, as it stands."""
        assert self._scene is not None
        return self._scene

    @property
    def house(self) -> House:
        return self.scene.house

    @property
    def ready(self) -> bool:
        return self.scene.connection.ready

    @property
    def live_signs(self) -> str:
        return "<!channel> <@U1> <#C1> <https://evil.example|bank.example> *b* `c` &lt;!here&gt; :tada:"

    async def client(self, name: str = "ana") -> SlackPerson:
        profile = {"locale": "en-US", "tz": "Europe/Berlin", "real_name": name.title()}
        self.slack.profiles[f"U{name.upper()}"] = profile
        return SlackPerson(self, f"U{name.upper()}")

    async def staff(self, name: str = "sam", role: Role = Role.LEAD) -> SlackPerson:
        return SlackPerson(self, self.scene.staff(name, f"U{name.upper()}", role).id)

    async def settled(self) -> None:
        await self.scene.follows(0)

    async def passes(self, **units: float) -> None:
        seconds = timedelta(**units).total_seconds()
        self.house.clock.forward(**units)
        self.scene.monotonic[0] += seconds
        self.slack.now += seconds
        self.slack.ahead_seconds += seconds
        self.house.fire()
        await self.settled()

    async def restarts(self, **settings: Any) -> None:
        now = self._scene.house.clock.at if self._scene else WEDNESDAY
        await self.opened.aclose()
        self.slack.always.clear()
        self._scene = await self.opened.enter_async_context(connected(self.folder, self.slack, now=now, **settings))
        self._scene.send = partial(self._remembering, self._scene.send)  # type: ignore[method-assign]
        await self.scene.connection.caught_up()
        await self.settled()

    async def _remembering(self, send: Any, body: bytes, kind: str, *rest: Any, **headers: str) -> tuple[int, str]:
        self.sent = body, kind
        answer: tuple[int, str] = await send(body, kind, *rest, **headers)
        return answer

    async def again(self) -> None:
        body, kind = self.sent
        trigger = re.search(rb"trigger-\d+", body)
        if trigger:  # so that only we can be the ones who open nothing
            self.slack.triggers[trigger[0].decode()] = self.slack.now

        async def sent() -> Any:
            status, text = await self.scene.send(body, kind)
            assert status == 200
            await self.settled()
            return json.loads(text) if text else None

        assert self.last is not None
        await self.last._does(sent)

    def public(self) -> list[Shown]:
        return [shown(each["blocks"], PUBLIC, each) for each in self.slack.posts(PUBLIC) if "bot_id" in each]

    def cards(self) -> list[Shown]:
        posts = self.slack.posts(STAFF_CHANNEL)
        return [shown(each["blocks"], STAFF_CHANNEL, each) for each in posts if not each.get("thread_ts")]

    def called(self, whom: Person) -> list[str]:
        sign = f"<@{whom.identity.user}> "
        posts = [each for each in self.slack.posts(STAFF_CHANNEL) if each.get("thread_ts")]
        return [words(each["blocks"]).replace("\u00a0", " ") for each in posts if str(each["text"]).startswith(sign)]

    # ── Trouble ────────────────────────────────────────────────────────────────────────

    def fails(self, fault: Fault, whom: Person, times: int = 1) -> None:
        self.slack.faults[f"chat.postMessage {whom.address.channel}"].extend([FAULTS[fault]] * times)

    def attempts(self, whom: Person) -> int:
        return sum(call["channel"] == whom.address.channel for call in self.slack.asked("chat.postMessage"))

    def skews(self, minutes: float) -> None:
        self.slack.ahead_seconds += minutes * 60

    def refuses_token(self) -> None:
        for method in ("chat.postMessage", "auth.test"):
            self.slack.always[method] = "token_revoked"

    async def missed(self, whom: Person, text: str) -> None:
        at = self.house.clock.at
        await self.opened.aclose()
        self.house.clock.at = at
        ts = self.slack.ts()
        self.slack.messages[direct_of(whom.identity.user)].append(
            {"type": "message", "user": whom.identity.user, "text": escaped(text), "ts": ts, "blocks": [],
             "client_msg_id": f"c-{ts}"}
        )  # fmt: skip

    def complaints(self) -> list[str]:
        messages = [each for posts in self.slack.messages.values() for each in posts if "bot_id" in each]
        shown = (*map(self._unpinged, messages), *self.slack.ephemeral, *self.slack.views.values())
        return [*self.slack.complaints, *(kind for each in shown for kind in _live(each))]

    def _unpinged(self, message: dict[str, Any]) -> dict[str, Any]:
        """A message without the line above it that calls one of the staff by name."""
        with self.house.store.read() as unit:
            staff = {user.user for _member, known in unit.staff_list() for user in known}
        text, blocks = str(message.get("text") or ""), message.get("blocks") or []
        called = {f"<@{user}>" for user in staff}
        if text.partition(" ")[0] not in called:
            return message
        return {**message, "text": text.partition(" ")[2], "blocks": blocks[1:]}


def escaped(text: str) -> str:
    """What people type, as Slack sends it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _question(block: dict[str, Any]) -> Question:
    element = block["element"]
    chosen = element.get("initial_option", {}).get("value") or element.get("initial_value") or ""
    return Question(block["block_id"], chosen, tuple(each["value"] for each in element.get("options") or ()))


def _live(message: dict[str, Any]) -> Iterator[str]:
    """What in a message of ours does something."""
    yield from (f"live: {kind}" for kind in _kinds(message.get("blocks") or []) if kind in LIVE)
    fallback = str(message.get("text") or "") if "blocks" in message else ""
    yield from ["live: the text for notifications"] if "<" in fallback else []


def _kinds(value: Any) -> Iterator[str]:
    match value:
        case dict():
            yield str(value.get("type", ""))
            for part in value.values():
                yield from _kinds(part)
        case list():
            before = [None, *value]
            for above, part in zip(before, value, strict=False):
                if above != OUR_SPACE or part.get("type") != "user":
                    yield from _kinds(part)


@asynccontextmanager
async def on_slack(folder: Path) -> AsyncIterator[Driver]:
    """A desk in a folder, connected to a small Slack."""
    async with fake_slack() as slack:
        driver = SlackDriver(folder, slack)
        async with driver.opened:
            await driver.restarts()
            yield driver
            assert (wrong := driver.complaints()) == [], wrong


def _in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_handler, "ACK_SECONDS_MAX", PATIENCE_SECONDS)


PLATFORM = Platform("slack", frozenset(Ability), SlackPerson, SlackDriver, on_slack, prepare=_in_time)
