"""A desk connected to a simulated Discord, and the people who use it: the real library, nothing of ours replaced."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import discord
import simcord

from adapters.discord.connection import Connection
from adapters.discord.drawing.choices import Button, Select
from adapters.discord.drawing.layouts import Layout
from adapters.discord.drawing.render import Message
from adapters.discord.settings import Settings
from bot.core.model.people import Role
from bot.engine.gateway import EngineGateway
from bot.ports import Search
from bot.workers.attachments import AttachmentCopier
from bot.workers.outbox import Delivery
from tests.adapters.discord import looking, rules
from tests.adapters.discord.shown import drawn, form_of
from tests.builders import WEDNESDAY
from tests.dialogue import House, open_house

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.not.a-token"
MODERATES = discord.Permissions(manage_messages=True)


SETTLE_SECONDS = 5.0
"""simcord's own figure: what sleeps for longer isn't waited for …"""
SETTLE_TRIES = 60
"""… and whatever else isn't done by then is waited for so often: a server and a machine that are busy take what they
take. It ends a test that hangs, nothing else."""


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()


@dataclass
class Scene:
    """One desk, one Discord, and the line between them."""

    folder: Path
    env: simcord.Env
    guild: Any
    lobby: Any
    """A channel for everybody."""
    help: Any
    staff_room: Any
    roles: dict[Role, Any]
    settings: dict[str, Any]
    url: str = ""
    """The desk's database; in the folder without one."""
    house: House = field(init=False)
    connection: Connection = field(init=False)
    delivery: Delivery = field(init=False)
    copier: AttachmentCopier = field(init=False)
    opened: ExitStack = field(default_factory=ExitStack)
    """Every house that was opened, until the end."""

    async def settled(self) -> None:
        """Let everything that follows happen, until nothing more does."""
        await self.env.settle()
        while await self._more():
            await self.env.settle()

    async def _more(self) -> bool:
        await self.connection.caught_up()
        await self.connection.background.finish()
        await self.copier.look()
        return bool(await self.delivery.drain())

    def user(self, name: str = "ana", *roles: Any, called: str = "") -> "User":
        """Somebody in the guild."""
        created = self.env.create_user(name, global_name=called or name)
        return User(self, self.guild.add_member(created, roles=list(roles)))

    def staff(self, name: str = "sam", role: Role = Role.LEAD) -> "User":
        """Somebody with the staff's role, or the leads'."""
        return self.user(name, self.roles[role])

    def complaints(self) -> list[str]:
        """What the real Discord would have refused, or what went out live, of all that we posted."""
        us = self.env.backend.bot_user.id
        named = discord.MessageType.thread_created  # says a thread's name, which is no markdown
        every = [message for channel in self.channels() for message in channel.history()]
        ours = [message for message in every if message.author.id == us and message.type is not named]
        wrong = [each for message in ours for each in rules.message(self._unpinged(drawn(message)))]
        for asked in self.env.http_requests:
            if asked.method == "POST" and asked.path.endswith("/messages"):
                sent = asked.json or {}
                wrong += [] if sent.get("enforce_nonce") and 0 < len(str(sent["nonce"])) <= 25 else ["no nonce"]
                called = dict(sent.get("allowed_mentions") or {"parse": ["everyone"]})
                strange = {str(role) for role in called.pop("roles", ())} - set(map(str, self._pinged()))
                strange |= set(map(str, called.pop("users", ()))) - self._staff_ids()
                wrong += [] if called == {"parse": []} and not strange else [f"it may call somebody: {called}"]
        return wrong

    def _pinged(self) -> tuple[int, ...]:
        return self.connection.settings.pinged

    def _staff_ids(self) -> set[str]:
        with self.house.store.read() as unit:
            return {user.user for _member, known in unit.staff_list() for user in known}

    def _unpinged(self, message: Message | Layout) -> Message | Layout:
        """A message without staff's role, or one of them, above it, by which they are pinged."""
        pings = {*(f"<@&{role}>" for role in self._pinged()), *(f"<@{user}>" for user in self._staff_ids())}
        if isinstance(message, Layout):
            return replace(message, parts=message.parts[1:]) if message.parts[0] in pings else message
        above, _end, below = message.content.partition("\n")
        return replace(message, content=below) if above in pings else message

    def channels(self) -> list[Any]:
        """Every channel, thread and direct message there is."""
        return [simcord.ChannelHandle(self.env, None, each) for each in self.env.backend.channels.values()]


@dataclass
class User:
    """Somebody on Discord: what they do, and what they see."""

    scene: Scene
    actor: Any
    last: Any = None
    """What their last interaction led to."""

    @property
    def id(self) -> int:
        """Their user id."""
        return int(self.actor.id)

    @property
    def dm(self) -> Any:
        """Their direct message with us."""
        return self.actor.user.dm_channel

    # ── Writing ────────────────────────────────────────────────────────────────────────

    async def writes(self, text: str, where: Any = None, **also: Any) -> discord.Message:
        """Type a message, to us or into a channel."""
        sent = await (self.actor.send(where, text, **also) if where else self.actor.user.send_dm(text, **also))
        await self.scene.settled()
        return sent  # type: ignore[no-any-return]

    async def asks(self, text: str, where: Any = None) -> discord.Message:
        """Mention us with a question in a channel."""
        return await self.writes(f"<@{self.scene.env.backend.bot_user.id}> {text}", where or self.scene.lobby)

    # ── Seeing ─────────────────────────────────────────────────────────────────────────

    def latest(self, where: Any = None) -> discord.Message:
        """The latest message of ours there."""
        us = self.scene.env.backend.bot_user.id
        return [m for m in (where or self.dm).history() if m.author.id == us][-1]  # type: ignore[no-any-return]

    def screen(self, where: Any = None) -> str:
        """What it shows."""
        return looking.words(drawn(self.latest(where)))

    @property
    def whispers(self) -> str:
        """What only they saw of the answer to their last interaction."""
        first, others = self.last.response, self.last.followups
        clicked = first and others and not first.ephemeral  # "wait" to a click: what was clicked stays as it is
        parts = others if clicked else [first, *others]
        assert all(part.ephemeral for part in parts if part)
        return "\n".join(looking.words(drawn(part.message)) for part in parts if part)

    @property
    def form(self) -> dict[str, Any]:
        """The form that their last interaction opened."""
        assert self.last.modal is not None, f"no form: {self.last}"
        assert list(rules.modal(form_of(self.last.modal))) == []
        return self.last.modal  # type: ignore[no-any-return]

    def sees(self, *wanted: str, where: Any = None, on: str | None = None) -> None:
        """All of these stand in the latest message."""
        text = (self.screen(where) if on is None else on).replace("\u00a0", " ")
        for each in wanted:
            assert each.casefold() in text.casefold(), f"{each!r} isn't there:\n{text}"

    # ── Clicking ───────────────────────────────────────────────────────────────────────

    async def clicks(self, label: str, where: Any = None, message: discord.Message | None = None) -> None:
        """Click a button whose label begins so on our latest message, or on another."""
        shown = message or self.latest(where)
        await self.presses(shown, label)

    async def presses(self, shown: Any, label: str) -> None:
        """Click a button, or pick from a list."""
        for row in drawn(shown).rows:
            for each in row:
                for value, name in _offered(each):
                    if name.replace("\u00a0", " ").casefold().startswith(label.casefold()):
                        await self._press(shown, each.custom_id, value)
                        return
        raise AssertionError(f"no choice {label!r}:\n{looking.words(drawn(shown))}")

    async def _press(self, shown: Any, custom_id: str, value: str) -> None:
        actor = self.actor if getattr(shown, "guild", None) else self.actor.user
        if value:
            self.last = await actor.select(shown, [value], custom_id=custom_id)
        else:
            self.last = await actor.click(shown, custom_id=custom_id)
        await self.scene.settled()

    async def submits(self, **values: str) -> None:
        """Send the form that is open; what isn't named stays as it is."""
        given: dict[str, Any] = {}
        for each in form_of(self.form).inputs:
            value = values.get(each.name, each.value)
            given |= {each.name: [value] if each.options else value} if value else {}
        actor = self.actor if self.last._interaction.guild_id else self.actor.user
        self.last = await actor.submit_modal(self.last, given)
        await self.scene.settled()

    # ── Commands ───────────────────────────────────────────────────────────────────────

    async def types(self, name: str, where: Any = None, **options: str) -> None:
        """Type a slash command in a channel."""
        self.last = await self.actor.slash(where or self.scene.lobby, name, **options)
        await self.scene.settled()

    async def orders(self, line: str, where: Any = None) -> str:
        """Staff: type ``/desk …``, or ``/claim …``; what only they see."""
        name, _space, rest = line.partition(" ")
        if name == "claim":
            await self.types("claim", where, **({"ticket": rest} if rest else {}))
        else:
            await self.types("desk", where, command=line)
        return "" if self.last.modal else self.whispers

    # ── Whole ways ─────────────────────────────────────────────────────────────────────

    async def files(self, text: str = "my emails dont arive") -> None:
        """Walk the shortest way to a ticket."""
        await self.writes(text)
        await self.clicks("None of these")
        await self.submits(urgency="normal", name="Ana")
        self.sees("is in.")


def _offered(each: Button | Select) -> list[tuple[str, str]]:
    """What can be picked, with what it is called; a button is picked without a value."""
    if isinstance(each, Button):
        return [("", each.label)]
    return [(option.value, option.label) for option in each.options]


def _connected(scene: Scene, search: Search | None) -> None:
    house = scene.house = scene.opened.enter_context(open_house(scene.folder, search, url=scene.url))
    agents, leads = (frozenset({scene.roles[role].id}) for role in (Role.AGENT, Role.LEAD))
    chosen = {"token": TOKEN, "guild": scene.guild.id, "staff_channel": scene.staff_room.id,
              "staff_roles": agents, "lead_roles": leads,
              "help_channel": scene.help.id, "message_content": True, "shard_count": 1, **scene.settings}  # fmt: skip
    scene.connection = Connection(Settings(**chosen), EngineGateway(house.engine), house.clock, _never)
    scene.copier = AttachmentCopier(scene.connection.adapter.targets, scene.connection.download, house.engine)
    scene.delivery = Delivery(
        house.store,
        scene.connection.adapter,
        house.clock,
        house.engine.report_undelivered,
        house.engine.filled,
        report_lost=house.engine.report_lost,
    )


def _one_id_for_a_post(backend: Any) -> None:
    """On Discord a forum's post and its first message have the same id; simcord gives them two."""
    make, begin = backend.create_forum_post, backend.create_thread

    def create_forum_post(forum: int, name: str, starter: Any, **more: Any) -> Any:
        backend.create_thread = partial(begin, message_id=starter.id)
        try:
            return make(forum, name, starter, **more)
        finally:
            backend.create_thread = begin

    backend.create_forum_post = create_forum_post


def _patient(env: simcord.Env) -> None:
    """Let no wait for what follows an act end by a clock on the wall while something is still being done."""
    settle = env._settle_internal

    async def settled(**given: Any) -> None:
        for _try in range(SETTLE_TRIES - 1):
            try:
                return await settle(**given)
            except TimeoutError:
                given = {key: value for key, value in given.items() if key != "_deadline"}
        return await settle(**given)

    env._settle_internal = settled  # type: ignore[method-assign]


@asynccontextmanager
async def connected(
    folder: Path, search: Search | None = None, forum: bool = False, help_forum: bool = False,
    before: Callable[[Scene], None] | None = None, url: str = "", **settings: Any,
) -> AsyncIterator[Scene]:  # fmt: skip
    """A desk in a folder, connected to a guild with a lobby, a help channel and a staff room."""
    nobody = discord.AutoShardedClient(intents=discord.Intents(guilds=True), shard_count=1)
    async with simcord.run(nobody, settle_timeout=SETTLE_SECONDS) as env:
        _patient(env)
        _one_id_for_a_post(env.backend)
        env.backend.clock._epoch = WEDNESDAY
        guild = env.create_guild()
        roles = {Role.AGENT: guild.create_role("Support", permissions=MODERATES),
                 Role.LEAD: guild.create_role("Support leads", permissions=MODERATES)}  # fmt: skip
        staff_room = guild.create_forum_channel("tickets") if forum else guild.create_text_channel("tickets")
        helping = guild.create_forum_channel("help") if help_forum else guild.create_text_channel("help")
        scene = Scene(folder, env, guild, guild.create_text_channel("lobby"), helping, staff_room, roles, settings, url)
        if before:
            before(scene)
        with scene.opened:
            _connected(scene, search)
            await env.restart_bot(scene.connection.client)
            await scene.settled()
            yield scene
            await scene.settled()


async def restarted(
    scene: Scene, search: Search | None = None, before: Callable[[Connection], None] | None = None
) -> None:
    """The process dies and another one starts on the same database."""
    _connected(scene, search)
    if before:
        before(scene.connection)
    await scene.env.restart_bot(scene.connection.client)
    await scene.settled()


Story = Callable[[Scene], Awaitable[None]]


def play(folder: Path, story: Story, **settings: Any) -> None:
    """Let a story happen on a connected desk; Discord must have nothing to complain about."""

    async def run() -> None:
        async with connected(folder, **settings) as scene:
            await story(scene)
            assert not (wrong := scene.complaints()), wrong

    asyncio.run(run())
