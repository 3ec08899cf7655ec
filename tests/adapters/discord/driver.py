"""Discord as the conformance suite sees it: a person and a desk.

Longer than 300 lines: it is all that the suite asks of a platform, and nothing else.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp import ClientConnectionResetError
from simcord.actors import _dispatch_actor_interaction
from simcord.backend import serializers
from simcord.builders import ChannelHandle
from simcord.enums import ComponentType, InteractionType
from simcord.results import InteractionResult

from adapters.discord import addresses, answers
from adapters.discord.drawing.choices import FORM, Button, Select, token_of
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
from tests.adapters.discord import looking
from tests.adapters.discord.mishaps import away, http
from tests.adapters.discord.scene import Scene, User, connected, restarted
from tests.adapters.discord.shown import drawn, form_of
from tests.dialogue import House

PATIENCE_SECONDS = 60.0
"""However busy the machine is, Discord is answered in time."""
FAULTS: dict[Fault, Callable[[], Exception]] = {
    Fault.LIMITED: lambda: discord.RateLimited(float(WAIT_SECONDS)),
    Fault.BROKEN: lambda: http(500),
    Fault.RESET: lambda: ClientConnectionResetError("reset"),
    Fault.LOST: TimeoutError,
    Fault.GONE: lambda: http(404, 10013),
}
BY_PEOPLE = frozenset({"INTERACTION_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"})
"""What Discord tells us of people."""


def shown(message: Any) -> Shown:
    """A message as somebody sees it at this moment."""
    seen = drawn(message)
    offers = (offer for row in seen.rows for each in row for offer in _offers(each))
    return Shown(looking.words(seen).replace("\u00a0", " "), tuple(offers), message)


def _offers(each: Button | Select) -> Iterator[Offer]:
    if isinstance(each, Button):
        yield Offer(token_of(each.custom_id), each.label, (each.custom_id, ""))
    else:
        for option in each.options:
            yield Offer(option.value, option.label, (each.custom_id, option.value))


@dataclass
class DiscordPerson(Person):
    """Somebody in the guild."""

    driver: "DiscordDriver"
    user: User
    opened: Any = None
    """The interaction that opened the form before them."""
    seen: Shown = field(default_factory=Shown)

    @property
    def identity(self) -> Identity:
        return addresses.who(self.user.id)

    @property
    def address(self) -> Address:
        return addresses.direct(self.user.id)

    @property
    def shown(self) -> list[Shown]:
        return [shown(message) for message in self.user.dm.history() if self.driver.is_ours(message)]

    @property
    def received(self) -> list[bytes]:
        files = [each for message in self.user.dm.history() for each in message.attachments]
        return [self.driver.backend.cdn.get(each.url) for each in files]

    @property
    def answer(self) -> Shown:
        return self.seen

    @property
    def form(self) -> tuple[Question, ...]:
        if self.opened is None:
            return ()
        asked = form_of(self.opened.modal).inputs
        return tuple(Question(each.name, each.value, tuple(o.value for o in each.options)) for each in asked)

    @property
    def forms_opened(self) -> int:
        interactions = self.driver.backend.interactions.values()
        return sum(each.user_id == self.user.id and each.modal is not None for each in interactions)

    # ── Acting ─────────────────────────────────────────────────────────────────────────

    async def writes(self, text: str) -> discord.Message:
        return await self._does(lambda: self.user.actor.user.send_dm(text))  # type: ignore[no-any-return]

    async def attaches(self, text: str, *files: tuple[str, bytes]) -> discord.Message:
        stored = self.driver.backend.store_attachments(self.user.dm.id, files)
        return await self._does(lambda: self.user.actor.user.send_dm(text, attachments=stored))  # type: ignore[no-any-return]

    async def asks(self, text: str) -> Shown:
        us = self.driver.backend.bot_user.id
        await self._does(lambda: self.user.actor.send(self.driver.scene.lobby, f"<@{us}> {text}"))
        return self.driver.public()[-1]

    async def edits(self, message: Any, text: str) -> None:
        self.driver.backend.clock.advance(1)  # each edit has a moment of its own
        await self._does(lambda: self._at(message).edit(message, text))

    async def deletes(self, message: Any) -> None:
        await self._does(lambda: self._at(message).delete(message))

    async def takes(self, action: str, on: Shown | None = None) -> None:
        chosen = on or self.shown[-1]
        await self._presses(chosen.at, *chosen.offer(action).handle)

    async def forges(self, token: str) -> None:
        await self._presses(self.shown[-1].at, token, "")

    async def submits(self, **values: str) -> None:
        given: dict[str, Any] = {}
        for each in form_of(self.opened.modal).inputs:
            value = values.get(each.name, each.value)
            given |= {each.name: [value] if each.options else value} if value else {}
        opened, self.opened = self.opened, None
        opened._interaction.modal_consumed = False  # what is open on another device
        actor = self.user.actor if opened._interaction.guild_id else self.user.actor.user
        await self._does(lambda: actor.submit_modal(opened, given))

    async def forges_form(self, token: str, **values: str) -> None:
        typed = [{"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
                 for name, value in values.items()]  # fmt: skip
        data = {"custom_id": FORM + token, "components": typed}
        await self._does(lambda: self._interacts(InteractionType.MODAL_SUBMIT, self.user.dm, data))

    async def remarks(self, card: Shown, text: str, *files: tuple[str, bytes]) -> discord.Message:
        room = self.driver.scene.staff_room
        if not any(each.id == card.at.id for each in room.threads):
            begun = self.driver.backend.create_thread(room.id, "talk", self.user.id, message_id=card.at.id)
            self.driver.backend.announce_thread_create(begun)
        thread = next(each for each in room.threads if each.id == card.at.id)
        return await self._does(lambda: self.user.actor.send(thread, text, attachments=files))  # type: ignore[no-any-return]

    async def orders(self, line: str) -> Shown:
        await self._does(lambda: self.user.actor.slash(self.driver.scene.lobby, "desk", command=line))
        return self.answer

    def _at(self, message: discord.Message) -> Any:
        return self.user.actor if message.guild else self.user.actor.user

    async def _presses(self, message: Any, custom_id: str, value: str) -> None:
        """Click what stands, or stood, on a message: an edit of ours may not have reached them."""
        backend, channel = self.driver.backend, message.channel.id
        stored = backend.get_message(channel, message.id)
        payload = dict(serializers.message_payload(backend, stored))
        payload["components"] = [row.to_dict() for row in message.components]
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": ComponentType.BUTTON}
        if value:
            data |= {"component_type": ComponentType.STRING_SELECT, "values": [value]}
        place = ChannelHandle(self.driver.scene.env, self._guild(channel), backend.get_channel(channel))
        more = {"extra": {"message": payload}, "source_message_id": stored.id}
        await self._does(lambda: self._interacts(InteractionType.MESSAGE_COMPONENT, place, data, **more))

    def _guild(self, channel: int) -> Any:
        return self.driver.scene.guild if self.driver.backend.get_channel(channel).guild_id else None

    def _interacts(self, kind: int, place: Any, data: dict[str, Any], **more: Any) -> Awaitable[Any]:
        actor = self.user.actor if place.guild else self.user.actor.user
        return _dispatch_actor_interaction(actor, kind, place, data, **more)

    async def _does(self, act: Callable[[], Awaitable[Any]]) -> Any:
        """Act, and look at what they alone see then."""
        before = len(self.driver.backend.transcript)
        led_to = await act()
        await self.driver.settled()
        self.driver.remembers(self, before, led_to)
        self.looks(led_to)
        return led_to

    def looks(self, led_to: Any) -> None:
        """See what an act led to."""
        parts: list[Any] = []
        if isinstance(led_to, InteractionResult):
            self.opened = led_to if led_to.modal else self.opened
            parts = [part.message for part in (led_to.response, *led_to.followups) if part and part.ephemeral]
        every = [shown(part) for part in parts]
        offers = tuple(offer for part in every for offer in part.offers)
        self.seen = Shown("\n".join(part.text for part in every), offers, parts[-1] if parts else None)


@dataclass
class DiscordDriver(Driver):
    """A desk, and the Discord that it is connected to."""

    scene: Scene
    troubles: dict[int, list[Fault]] = field(default_factory=dict)
    """By channel, what the next messages there meet."""
    posted: dict[str, Any] = field(default_factory=dict)
    """By nonce, what was answered: Discord gives it again for the same one."""
    tried: list[int] = field(default_factory=list)
    """The channels of all messages that were tried."""
    refused: bool = False
    last: tuple[DiscordPerson, str, Any, Any] | None = None
    """Who acted last, what Discord told us of it, and what it led to."""
    seconds: float = 0.0

    @property
    def abilities(self) -> frozenset[Ability]:
        return PLATFORM.abilities

    @property
    def backend(self) -> Any:
        """Discord."""
        return self.scene.env.backend

    @property
    def house(self) -> House:
        return self.scene.house

    @property
    def ready(self) -> bool:
        return self.scene.connection.ready

    @property
    def live_signs(self) -> str:
        return "@everyone <@&1> <#2> [bank](https://evil.example) discord.gg/abc ||b|| `c` **d** <t:1:F>"

    def is_ours(self, message: Any) -> bool:
        """Whether we wrote it, for everyone there."""
        return bool(message.author.id == self.backend.bot_user.id) and not message.flags.ephemeral

    async def client(self, name: str = "ana") -> DiscordPerson:
        return DiscordPerson(self, self.scene.user(name, called=name.capitalize()))

    async def staff(self, name: str = "sam", role: Role = Role.LEAD) -> DiscordPerson:
        return DiscordPerson(self, self.scene.staff(name, role))

    async def settled(self) -> None:
        await self.scene.settled()

    async def passes(self, **units: float) -> None:
        seconds = timedelta(**units).total_seconds()
        self.house.clock.forward(**units)
        self.backend.clock.advance(seconds)
        self.seconds += seconds
        self.house.fire()
        await self.settled()

    async def restarts(self) -> None:
        now = self.house.clock.at
        self.refused = False

        def begun(_connection: object) -> None:
            self.house.clock.at = now

        await restarted(self.scene, before=begun)
        self.begins()

    def begins(self) -> None:
        """Stand between the connection and Discord."""
        connection = self.scene.connection
        connection.adapter.monotonic = lambda: self.seconds
        request = connection.client.http.request

        async def call(route: Any, **given: Any) -> Any:
            return await self._posts(request, route, given)

        connection.client.http.request = call  # type: ignore[method-assign]

    async def _posts(self, request: Any, route: Any, given: dict[str, Any]) -> Any:
        if route.method != "POST" or not route.path.endswith("/messages"):
            return await request(route, **given)
        self.tried.append(int(route.channel_id))
        troubles = self.troubles.get(int(route.channel_id)) or []
        trouble = troubles.pop(0) if troubles else None
        if self.refused:
            raise http(401)
        if trouble and trouble is not Fault.LOST:
            raise FAULTS[trouble]()
        nonce = str((given.get("json") or discord.utils._from_json(given["form"][0]["value"])).get("nonce"))
        if nonce not in self.posted:
            self.posted[nonce] = await request(route, **given)
        if trouble:
            raise FAULTS[trouble]()
        return self.posted[nonce]

    # ── What Discord tells us ──────────────────────────────────────────────────────────

    def remembers(self, who: DiscordPerson, since: int, led_to: Any) -> None:
        """Keep what Discord told us of an act."""
        told = (each for each in self.backend.transcript[since:] if each[0] == "GATEWAY" and each[1] in BY_PEOPLE)
        found = next(told, None)
        self.last = (who, found[1], deepcopy(found[2]), led_to) if found else self.last

    async def again(self) -> None:
        assert self.last is not None
        who, event, payload, led_to = self.last
        self.backend.emit(event, deepcopy(payload))
        await self.settled()
        who.looks(led_to)

    def public(self) -> list[Shown]:
        rooms = self.scene.lobby.threads
        said = sorted((m for room in rooms for m in room.history() if self.is_ours(m)), key=lambda m: m.id)
        return [shown(message) for message in said]

    def cards(self) -> list[Shown]:
        posted = self.scene.staff_room.history()
        return [shown(m) for m in posted if self.is_ours(m) and m.type is discord.MessageType.default]

    def called(self, whom: Person) -> list[str]:
        said = [
            message for room in self.scene.staff_room.threads for message in room.history() if self.is_ours(message)
        ]
        return [shown(m).text for m in said if whom.identity.user in {str(user.id) for user in m.mentions}]

    # ── Trouble ────────────────────────────────────────────────────────────────────────

    def fails(self, fault: Fault, whom: Person, times: int = 1) -> None:
        self.troubles.setdefault(self._room(whom), []).extend([fault] * times)

    def attempts(self, whom: Person) -> int:
        return self.tried.count(self._room(whom))

    def _room(self, whom: Person) -> int:
        return int(self.backend.get_dm_channel(int(whom.identity.user)).id)

    def skews(self, minutes: float) -> None:
        self.backend.clock.advance(minutes * 60)

    def refuses_token(self) -> None:
        self.refused = True

    async def missed(self, whom: Person, text: str) -> None:
        await away(self.scene)
        self.backend.create_message(self._room(whom), int(whom.identity.user), text)

    def complaints(self) -> list[str]:
        return self.scene.complaints()


def _in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "WAIT_SECONDS", PATIENCE_SECONDS)
    monkeypatch.setattr(answers, "FIRST_SECONDS_MAX", PATIENCE_SECONDS)


@asynccontextmanager
async def on_discord(folder: Path) -> AsyncIterator[Driver]:
    """A desk in a folder, connected to a simulated Discord."""
    async with connected(folder) as scene:
        driver = DiscordDriver(scene)
        driver.begins()
        yield driver
        assert (wrong := driver.complaints()) == [], wrong


PLATFORM = Platform(
    "discord", frozenset(Ability) - {Ability.ZONE}, DiscordPerson, DiscordDriver, on_discord, prepare=_in_time
)
