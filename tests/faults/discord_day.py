"""The day on a simulated Discord: the real library, whose calls fail or lose their answers on the way."""

import asyncio
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

import discord
from aiohttp import ClientConnectionResetError

from adapters.discord import addresses
from bot.core.text.errors import NotSaved
from tests.adapters.discord import looking
from tests.adapters.discord.mishaps import http
from tests.adapters.discord.scene import Scene, User, connected
from tests.adapters.discord.shown import drawn
from tests.dialogue import House
from tests.faults import journal
from tests.faults.day import day
from tests.faults.history import Edit, History, Post, Talk
from tests.faults.payloads import gist
from tests.faults.places import Place
from tests.faults.sides import FAILING, Files, Refusing, Taken, rest

LOST = "lost"
"""Done, and nobody is told."""
STEP_S = 1.0
SHOWN = frozenset({"content", "title", "description", "url", "label", "placeholder"})
"""What of a message is read, wherever in its JSON it stands."""


def _trouble(chance: random.Random) -> Exception | str:
    before = (discord.RateLimited(3.0), http(429), http(500), ClientConnectionResetError("reset"), TimeoutError())
    known: tuple[Exception | str, ...] = (*before, LOST, LOST)
    return chance.choice(known)


@dataclass
class DiscordSide:
    """See ``tests.faults.sides.Side``; between the library and Discord it fails, remembers, and knows nonces again."""

    form_alone: ClassVar[bool] = True
    it: Scene
    chance: random.Random
    trouble: bool = False
    posts: list[Post] = field(default_factory=list)
    edited: list[Edit] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    _users: dict[int | str, User] = field(default_factory=dict)
    _known: dict[str, Any] = field(default_factory=dict)
    _request: Any = None

    @property
    def house(self) -> House:
        """The desk."""
        return self.it.house

    @property
    def board(self) -> Talk:
        """The staff's room."""
        return str(self.it.staff_room.id)

    def user(self, n: int) -> User:
        """Somebody who asks."""
        if n not in self._users:
            self._users[n] = self.it.user(f"client{n}")
        return self._users[n]

    def staff(self) -> User:
        """Somebody who works at the desk."""
        if "sam" not in self._users:
            self._users["sam"] = self.it.staff("sam")
        return self._users["sam"]

    def talk(self, n: int) -> Talk:
        """Somebody's direct message."""
        return f"@{self.user(n).id}"

    # ── Between the library and Discord ────────────────────────────────────────────────

    def listen(self) -> None:
        """From now on."""
        calls = self.it.connection.client.http
        self._request, calls.request = calls.request, self.request  # type: ignore[method-assign]

    async def request(self, route: Any, **call: Any) -> Any:
        """One call."""
        match (route.method, *route.url.partition("/channels/")[2].split("/")):
            case ("PATCH", channel, "messages", id):
                return await self._edit(f"{channel}/{id}", route, call)
            case ("POST", channel, "messages"):
                return await self._post(channel, route, call)
            case _:
                return await self._request(route, **call)

    async def _edit(self, id: str, route: Any, call: Any) -> Any:
        fault = self._fault()
        answer = await self._request(route, **call)
        self.edited.append(Edit(id, gist("".join(_shown(_body(call))))))
        if fault:
            raise TimeoutError
        return answer

    async def _post(self, channel: str, route: Any, call: Any) -> Any:
        body = _body(call)
        nonce = str(body.get("nonce") or object())  # without one, it is always another message
        fault = self._fault()
        if nonce not in self._known:
            files = {part["filename"]: part["value"].getvalue().decode() for part in _attached(call)}
            self._known[nonce] = await self._request(route, **call)
            self.uploads += files.values()
            self._came(int(channel), nonce, gist("".join((*_shown(body), *files))), self._known[nonce]["id"])
        if fault:
            raise TimeoutError
        return self._known[nonce]

    def _fault(self) -> bool:
        """Whether the answer is to be lost. Raises what goes wrong before anything is done."""
        fault = _trouble(self.chance) if self.trouble and self.chance.random() < FAILING else ""
        if isinstance(fault, Exception):
            raise fault
        return fault == LOST

    def _came(self, channel: int, nonce: str, shows: str, id: str) -> None:
        row, dash, part = nonce.partition("-")
        if dash:
            talk = self._talk_of(channel)
            under = f"{self.board}/{channel}" if talk == self.board and channel != self.it.staff_room.id else ""
            self.posts.append(Post(talk, int(row), int(part), shows, f"{channel}/{id}", under))

    def _talk_of(self, channel: int) -> Talk:
        for user in self._users.values():
            if user.dm.id == channel:
                return f"@{user.id}"
        under_a_card = any(thread.id == channel for thread in self.it.staff_room.threads)
        return self.board if under_a_card else str(channel)

    # ── Clients ────────────────────────────────────────────────────────────────────────

    async def says(self, n: int, text: str, files: Files) -> Taken:
        """A direct message."""
        who = self.user(n)
        more = {"attachments": self.it.env.backend.store_attachments(who.dm.id, list(files.items()))} if files else {}
        sent = await who.writes(text, **more)
        return Taken(self.talk(n), addresses.message_key(who.dm.id, sent.id), message=sent)

    async def edits(self, n: int, before: Taken, text: str) -> Taken:
        """The message reads otherwise."""
        who, id = self.user(n), before.message.id
        await who.actor.user.edit(before.message, text)
        await self.step()
        now = next(message for message in who.dm.history() if message.id == id)
        return Taken(self.talk(n), addresses.edit_key(who.dm.id, id, now.edited_at.isoformat()))

    async def deletes(self, n: int, before: Taken) -> Taken:
        """The message is gone."""
        who = self.user(n)
        await who.actor.user.delete(before.message)
        await self.step()
        return Taken(self.talk(n), addresses.delete_key(who.dm.id, before.message.id))

    async def files(self, n: int, text: str) -> tuple[Taken, Taken, Taken]:
        """Words, a click, a form."""
        who = self.user(n)
        asked = await self.says(n, text, {})
        await rest(self)
        await who.clicks("None of these")
        clicked = self._interacted(self.talk(n), who)
        await who.submits(urgency="normal", name=f"Client {n}")
        return asked, clicked, self._interacted(self.talk(n), who)

    # ── Staff ──────────────────────────────────────────────────────────────────────────

    def _interacted(self, talk: Talk, who: User, *, done: bool = True) -> Taken:
        """Somebody's latest interaction."""
        return Taken(talk, addresses.interaction_key(int(who.last._interaction.id)), done)

    async def orders(self, line: str) -> Taken:
        """A slash command."""
        sam = self.staff()
        answer = await sam.orders(line)
        done = any(said in answer for said in ("is yours", "on its way", "Noted", "confirmed"))
        return self._interacted(f"staff/{sam.id}", sam, done=done)

    async def fills_in(self, number: int, text: str) -> tuple[Taken, Taken]:
        """The button on the card, and the modal."""
        sam = self.staff()
        await sam.clicks("Reply", message=self._card(number))
        clicked = self._interacted(f"staff/{sam.id}", sam)
        await sam.submits(text=text)
        return clicked, self._interacted(f"staff/{sam.id}", sam, done="on its way" in sam.whispers)

    async def remarks(self, number: int, text: str) -> Taken:
        """In the thread of the card."""
        id = self._card(number).id
        thread = next(each for each in self.it.staff_room.threads if each.id == id)
        sent = await self.staff().writes(text, thread)
        return Taken(self.board, addresses.message_key(thread.id, sent.id))

    def _card(self, number: int) -> Any:
        ours = (m for m in self.it.staff_room.history() if m.type is discord.MessageType.default and m.author.bot)
        return next(m for m in ours if looking.words(drawn(m)).startswith(f"#{number}"))

    # ── Time ───────────────────────────────────────────────────────────────────────────

    async def step(self) -> None:
        """What came in is taken, the outbox is looked at once, files are looked for, and a second passes."""
        await self.it.env.settle()
        await self.it.connection.caught_up()
        await self.it.connection.background.finish()
        with suppress(NotSaved):  # as the worker's loop does
            await self.it.delivery.drain()
        await self.it.copier.look()
        await self.it.env.settle()
        self.it.house.clock.forward(seconds=STEP_S)

    def pass_hours(self, hours: int) -> None:
        """By the desk's clock."""
        self.it.house.clock.forward(hours=hours)

    def history(self, **known: Any) -> History:
        """With what Discord saw. It shows moments in its own way, and embeds behind the text."""
        return History(posts=self.posts, edits=self.edited, uploads=self.uploads, reads_in_turn=False, **known)


def _body(call: Any) -> Any:
    if call.get("json"):
        return call["json"]
    return next(json.loads(part["value"]) for part in call["form"] if part["name"] == "payload_json")


def _attached(call: Any) -> list[Any]:
    """The files of a call."""
    return [part for part in call.get("form") or () if part["name"] != "payload_json"]


def _shown(part: Any) -> Iterator[str]:
    """Every text of a message's JSON that is read."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in SHOWN and isinstance(value, str):
                yield value
            else:
                yield from _shown(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _shown(each)


def discord_day(place: Place, people: int, rounds: int, seed: int = 7) -> History:
    """The day on Discord, on SQLite."""
    return asyncio.run(_discord_day(place, people, rounds, seed))


async def _discord_day(place: Place, people: int, rounds: int, seed: int) -> History:
    journal.keep(place)
    chance = random.Random(seed)
    async with connected(place.folder, help_channel=0) as it:
        side = DiscordSide(it, chance)
        for n in range(people):
            side.user(n)
        it.delivery.store = Refusing(it.house.store, chance, lambda: side.trouble)
        it.settled = side.step  # type: ignore[method-assign]
        side.listen()
        return await day(side, place, people, rounds, seed)
