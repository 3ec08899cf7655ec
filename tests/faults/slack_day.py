"""The day on Slack: events that come again until they are acknowledged, clicks, modals and commands, over HTTP."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from adapters.slack import addresses, event_handler
from bot.core.model.people import Role
from bot.core.text.errors import NotSaved
from tests.adapters.slack.fake_slack import STAFF_CHANNEL
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import WALL, Scene, User, connected
from tests.dialogue import House
from tests.faults import journal
from tests.faults.day import day
from tests.faults.history import History, Talk
from tests.faults.load import signed
from tests.faults.places import Place
from tests.faults.sides import AGAIN, FAILING, Files, Refusing, Taken, rest
from tests.faults.slack_side import FaultySlack, faulty_slack

FAULTS = ("429:1", "429:3", "500", "reset", "lost", "lost", "internal_error")
FAILS = ("chat.postMessage", "chat.update", "conversations.", "files.")
"""What the outbox calls; an answer beside it may be lost."""
DELIVERIES_MAX = 50
STEP_S = 1.0
ACK_SECONDS = 60.0
"""A busy machine may take its time; how soon Slack is answered is measured elsewhere."""


@dataclass
class SlackSide:
    """See ``tests.faults.sides.Side``."""

    form_alone: ClassVar[bool] = False
    it: Scene
    slack: FaultySlack
    chance: random.Random
    trouble: bool = False
    listens: bool = False
    """An event is being taken that would come again: the database may refuse it."""
    _staff: dict[str, User] = field(default_factory=dict)

    @property
    def house(self) -> House:
        """The desk."""
        return self.it.house

    @property
    def board(self) -> Talk:
        """The staff's channel."""
        return STAFF_CHANNEL

    def talk(self, n: int) -> Talk:
        """Somebody's direct message."""
        return f"U{n:04}"

    def user(self, n: int) -> User:
        """Somebody who asks."""
        return self.it.user(self.talk(n))

    def staff(self) -> User:
        """Somebody who works at the desk."""
        return self._staff.setdefault("sam", self.it.staff("sam", "USAM", Role.LEAD))

    def fails(self, method: str) -> str:
        """What goes wrong with a call."""
        if not self.trouble or not method.startswith(FAILS) or self.chance.random() >= FAILING:
            return ""
        return self.chance.choice(FAULTS)

    # ── Events ─────────────────────────────────────────────────────────────────────────

    async def _event(self, talk: Talk, key: str, event: dict[str, Any]) -> Taken:
        """Delivered until it is acknowledged, as Slack does it; now and then once more."""
        for number in range(DELIVERIES_MAX):
            self.listens = self.trouble
            try:
                if await self._post(event, number) == 200:
                    break
            finally:
                self.listens = False
        else:
            return Taken(talk, key, acknowledged=False)
        if self.chance.random() < AGAIN:
            await self._post(event, number + 1)
        await self.step()
        return Taken(talk, key, True, number + 1, event)

    async def _post(self, event: dict[str, Any], retry: int) -> int:
        body, headers = signed(event, retry, int(WALL))
        async with self.it.http.post(self.it.connection.url, data=body, headers=headers) as answer:
            return answer.status

    async def says(self, n: int, text: str, files: Files) -> Taken:
        """A direct message."""
        more: dict[str, Any] = {}
        if files:
            self.slack.downloads |= files
            more = {"subtype": "file_share", "files": [self._file(name, content) for name, content in files.items()]}
        event = self.user(n).message(text, **more)
        return await self._event(self.talk(n), addresses.message_key(event["channel"], event["ts"]), event)

    def _file(self, name: str, content: bytes) -> dict[str, Any]:
        return {"id": name, "name": name, "mimetype": "text/plain", "size": len(content),
                "url_private_download": f"{self.slack.base}/download/{name}"}  # fmt: skip

    async def edits(self, n: int, before: Taken, text: str) -> Taken:
        """The message reads otherwise."""
        old, at = before.message, self.slack.ts()
        new = {**old, "text": text, "edited": {"user": old["user"], "ts": at}}
        event = {"type": "message", "subtype": "message_changed", "channel": old["channel"], "channel_type": "im",
                 "ts": at, "previous_message": old, "message": new}  # fmt: skip
        return await self._event(self.talk(n), addresses.edit_key(old["channel"], old["ts"], at), event)

    async def deletes(self, n: int, before: Taken) -> Taken:
        """The message is gone."""
        old = before.message
        event = {"type": "message", "subtype": "message_deleted", "channel": old["channel"], "channel_type": "im",
                 "deleted_ts": old["ts"], "ts": self.slack.ts(), "previous_message": old}  # fmt: skip
        return await self._event(self.talk(n), addresses.delete_key(old["channel"], old["ts"]), event)

    async def remarks(self, number: int, text: str) -> Taken:
        """Under the ticket's card."""
        more = {"channel": STAFF_CHANNEL, "channel_type": "channel", "thread_ts": self._card(number)["ts"]}
        event = self.staff().message(text, **more)
        return await self._event(STAFF_CHANNEL, addresses.message_key(STAFF_CHANNEL, event["ts"]), event)

    def _card(self, number: int) -> dict[str, Any]:
        posts = self.slack.posts(STAFF_CHANNEL)
        return next(m for m in posts if not m.get("thread_ts") and f"#{number}" in words(m["blocks"]))

    # ── Clicks, forms and commands ─────────────────────────────────────────────────────

    async def files(self, n: int, text: str) -> tuple[Taken, Taken, Taken]:
        """Words, a click, a form."""
        who = self.user(n)
        asked = await self.says(n, text, {})
        await rest(self)
        await who.clicks("None of these")
        clicked = self._triggered(self.talk(n))
        await who.submits(urgency="normal", name=f"Client {n}")
        return asked, clicked, self._triggered(self.talk(n))

    def _triggered(self, talk: Talk, *, done: bool = True) -> Taken:
        """The latest interaction."""
        return Taken(talk, addresses.interaction_key(self.slack.last_trigger), done)

    async def orders(self, line: str) -> Taken:
        """A slash command."""
        answer = await self.staff().types(f"/desk {line}")
        done = any(said in answer for said in ("is yours", "on its way", "Noted", "confirmed"))
        return self._triggered("staff/USAM", done=done)

    async def fills_in(self, number: int, text: str) -> tuple[Taken, Taken]:
        """The button on the card, and the modal."""
        sam = self.staff()
        await sam.clicks("Reply", STAFF_CHANNEL, self._card(number))
        clicked = self._triggered("staff/USAM")
        answer = await sam.submits(text=text)
        return clicked, self._triggered("staff/USAM", done="on its way" in words(answer["view"]["blocks"]))

    # ── Time ───────────────────────────────────────────────────────────────────────────

    async def step(self) -> None:
        """The outbox is looked at once, files are looked for, and a second passes."""
        with suppress(NotSaved):  # as the worker's loop does
            await self.it.delivery.drain()
        answers = self.it.connection.answers
        assert answers is not None
        await answers.finish()
        await self.it.copier.look()
        self._pass(STEP_S)

    def pass_hours(self, hours: int) -> None:
        """On every clock."""
        self._pass(hours * 3600.0)

    def _pass(self, seconds: float) -> None:
        self.it.house.clock.forward(seconds=seconds)
        self.it.monotonic[0] += seconds

    def history(self, **known: Any) -> History:
        """With what Slack saw."""
        return self.slack.history(**known)


def slack_day(place: Place, people: int, rounds: int, seed: int = 7) -> History:
    """The day on Slack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_handler, "ACK_SECONDS_MAX", ACK_SECONDS)
        return asyncio.run(_slack_day(place, people, rounds, seed))


async def _slack_day(place: Place, people: int, rounds: int, seed: int) -> History:
    journal.keep(place)
    chance = random.Random(seed)
    async with faulty_slack() as slack, connected(place.folder, slack, url=place.url) as it:
        slack.seconds = lambda: it.house.clock.now().timestamp()
        side = SlackSide(it, slack, chance)
        it.house.engine.store = Refusing(it.house.store, chance, lambda: side.listens)
        it.delivery.store = Refusing(it.house.store, chance, lambda: side.trouble)
        it.settled = side.step  # type: ignore[method-assign]
        slack.trouble = side.fails
        return await day(side, place, people, rounds, seed)
