"""The way out: rate limits, outages and lost answers; nothing twice where Discord can know it by its nonce."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import discord
from aiohttp import ClientConnectionResetError

from adapters.discord import addresses, private_channels
from adapters.discord.limits import NONCE_CHARS_MAX
from bot.core.model.outbox import OutKind
from bot.core.model.people import Address
from bot.core.text.surface import LocalizedReply, Para, Run
from tests.adapters.discord import looking
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import http
from tests.adapters.discord.scene import Scene
from tests.adapters.discord.shown import drawn


def put(it: Scene, text: str, address: Address, **more: Any) -> int:
    """A row in the outbox."""
    now, payload = it.house.clock.now(), LocalizedReply((Para((Run(text),)),))
    return it.house.store.write(lambda unit: unit.send(None, address, payload, now, **more)).result()()


def texts(where: Any) -> list[str]:
    """What we wrote there."""
    return [looking.words(drawn(message)) for message in where.history() if message.author.bot]


def waiting(it: Scene) -> int:
    """How many rows are still to be sent."""
    with it.house.store.read() as unit:
        connection: Any = unit.connection  # type: ignore[attr-defined]
        rows = connection.exec_driver_sql(
            "SELECT count(*) FROM outbox WHERE state = 'waiting' AND platform = 'discord'"
        )
        return int(rows.scalar())


async def until_all_is_sent(it: Scene) -> int:
    """Deliver, two seconds at a time; how many seconds it took."""
    for times in range(100):
        await it.settled()
        if not waiting(it):
            return 2 * times
        it.house.clock.forward(seconds=2)
    raise AssertionError("something still waits")


@dataclass
class Line:
    """The line to Discord, which fails as a test wants it. A nonce that was seen is answered with its message."""

    it: Scene
    troubles: list[Exception | str]
    """By turns, for messages that are posted: an error (not done), ``lost`` (done, its answer lost), or nothing."""
    nonces: list[str] = field(default_factory=list)
    _known: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> "Line":
        http = self.it.connection.client.http
        self._request, http.request = http.request, self.request  # type: ignore[method-assign]
        return self

    def __exit__(self, *_error: object) -> None:
        self.it.connection.client.http.request = self._request  # type: ignore[method-assign]

    async def request(self, route: Any, **call: Any) -> Any:
        """One call."""
        if route.method != "POST" or not route.path.endswith("/messages"):
            return await self._request(route, **call)
        nonce = str(_sent(call)["nonce"])
        self.nonces.append(nonce)
        trouble = self.troubles.pop(0) if self.troubles else ""
        if isinstance(trouble, Exception):
            raise trouble
        if nonce not in self._known:
            self._known[nonce] = await self._request(route, **call)
        if trouble == "lost":
            raise TimeoutError
        return self._known[nonce]


def _sent(call: dict[str, Any]) -> Any:
    return call.get("json") or discord.utils._from_json(call["form"][0]["value"])


TROUBLES: dict[str, Callable[[], Exception | str]] = {
    "rate limited": lambda: discord.RateLimited(40.0),
    "banned": lambda: http(429),
    "500": lambda: http(500),
    "reset": lambda: ClientConnectionResetError("reset"),
    "system": lambda: ConnectionResetError(104, "reset"),
    "timeout": lambda: TimeoutError(),
    "lost": lambda: "lost",
}


def test_whatever_happens_it_arrives_once_and_in_order(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("hello")
        for name, trouble in TROUBLES.items():
            before = len(texts(ana.dm))
            with Line(it, [trouble(), trouble()]) as line:
                rows = [put(it, f"{name}, {part}", addresses.direct(ana.id)) for part in ("first", "second")]
                took = await until_all_is_sent(it)
            assert texts(ana.dm)[before:] == [f"{name}, first", f"{name}, second"], name
            assert line.nonces == [f"{rows[0]}-0"] * 3 + [f"{rows[1]}-0"], name
            assert all(len(nonce) <= NONCE_CHARS_MAX for nonce in line.nonces)
            assert took >= {"rate limited": 80, "banned": 120}.get(name, 2), (name, took)

    on_discord(story)


def test_what_stands_in_a_talk_is_changed_there_and_said_anew_where_it_is_gone(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, key = it.user(), "reply/1001/3"
        await ana.writes("hello")
        before = len(texts(ana.dm))
        put(it, "Port 25", addresses.direct(ana.id), key=key)
        await until_all_is_sent(it)
        with Line(it, [http(500)]):
            put(it, "Port 587", addresses.direct(ana.id), kind=OutKind.UPDATE, key=key)
            await until_all_is_sent(it)
        assert texts(ana.dm)[before:] == ["Port 587"]
        for gone, text in ((http(404, 10008), "Port 465"), (http(403, 50001), "Port 993")):
            with Refusing(it, gone):
                put(it, text, addresses.direct(ana.id), kind=OutKind.UPDATE, key=key)
                await until_all_is_sent(it)
        assert texts(ana.dm)[before:] == ["Port 587", "Port 465", "Port 993"]

    on_discord(story)


@dataclass
class Refusing(Line):
    """The line to Discord, on which no message can be edited."""

    why: Exception | None = None

    def __init__(self, it: Scene, why: Exception) -> None:
        super().__init__(it, [])
        self.why = why

    async def request(self, route: Any, **call: Any) -> Any:
        """One call."""
        if route.method == "PATCH" and self.why is not None:
            raise self.why
        return await super().request(route, **call)


def test_of_a_long_answer_only_the_rest_is_sent_again(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("hello")
        before = len(texts(ana.dm))
        long = "\n\n".join(f"{number} " + "words " * 250 for number in range(3))
        with Line(it, ["", http(500), "", "lost"]) as line:
            row = put(it, long, addresses.direct(ana.id))
            await until_all_is_sent(it)
        assert [text[0] for text in texts(ana.dm)[before:]] == ["0", "1", "2"]
        assert line.nonces == [f"{row}-{part}" for part in (0, 1, 1, 2, 2)]

    on_discord(story)


def test_what_is_refused_is_given_up_and_staff_are_told(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.house.agent("sam")
        await ana.files()
        for trouble in (http(400, 50035), http(403, 50013), http(404, 10013)):
            with Line(it, [trouble]):
                put(it, "hello", addresses.direct(ana.id))
                await it.settled()
            await it.settled()
            assert waiting(it) == 0
            sam.sees(f"HTTP {trouble.status}, {trouble.code}")
            sam.shown.clear()
        await ana.writes("it says 550")
        ana.sees("Added to #1001")

    on_discord(story)


def test_old_choices_go_from_the_message_before(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        first = ana.latest()
        await ana.writes("talk to a person")
        now = ana.dm.history()[[message.id for message in ana.dm.history()].index(first.id)]
        assert looking.words(drawn(first)).count("[") > looking.words(drawn(now)).count("[")
        ana.sees("[New ticket]")

        await ana.actor.user.send_dm("x")  # a click on what is gone is answered all the same: nothing is lost
        it.env.inject_error("PATCH", "/channels/*/messages/*", status=403, code=50001)
        await ana.writes("start over")
        assert waiting(it) == 0

    on_discord(story)


def test_a_forums_card_is_posted_once_however_its_answer_was_lost(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        client = it.connection.client.http
        begin = client.start_thread_in_forum

        async def lost(*args: Any, **more: Any) -> Any:
            client.start_thread_in_forum = begin  # type: ignore[method-assign]
            await begin(*args, **more)
            raise TimeoutError

        client.start_thread_in_forum = lost  # type: ignore[method-assign]
        await ana.files()
        await until_all_is_sent(it)
        assert [post.name for post in it.staff_room.threads] == ["#1001 “my emails dont arive” from Ana"]
        assert await it.staff().orders("claim")
        assert "sam has it" in texts(it.staff_room.threads[0])[0]

    on_discord(story, forum=True)


def test_a_card_is_never_written_into_somebody_elses_post_of_its_name(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, eve = it.user(), it.user("eve")
        begun = it.env.backend.create_thread(it.staff_room.id, "#1001 “my emails dont arive”", eve.id)
        it.env.backend.announce_thread_create(begun)
        client = it.connection.client.http
        begin = client.start_thread_in_forum

        async def lost(*_args: Any, **_more: Any) -> Any:
            client.start_thread_in_forum = begin  # type: ignore[method-assign]
            raise TimeoutError

        client.start_thread_in_forum = lost  # type: ignore[method-assign]
        await ana.files()
        await until_all_is_sent(it)
        theirs, ours = sorted(it.staff_room.threads, key=lambda post: int(post.id))
        assert (theirs.id, texts(theirs)) == (begun.id, [])
        assert "waiting" in texts(ours)[0]

    on_discord(story, forum=True)


def test_a_token_or_a_limit_refuses_no_message_for_good() -> None:
    assert [private_channels.refuses(http(status)) for status in (401, 429, 500)] == [False] * 3
    assert [private_channels.refuses(http(status)) for status in (400, 403, 404)] == [True] * 3


def test_a_card_that_was_posted_unheard_says_what_is_true_by_now(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        room = addresses.channel(it.staff_room.id)
        with Line(it, ["lost"]):
            row = put(it, "waits", room, kind=OutKind.UPDATE, key="ticket/1")
            await it.delivery.drain()
            assert texts(it.staff_room) == ["waits"]
            it.house.clock.forward(minutes=2)
            assert put(it, "answered", room, kind=OutKind.UPDATE, key="ticket/1") == row
            await until_all_is_sent(it)
        assert texts(it.staff_room) == ["answered"]

    on_discord(story)


def test_updates_edit_and_what_goes_under_a_card_finds_its_thread(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        room = addresses.channel(it.staff_room.id)
        put(it, "first", room, kind=OutKind.UPDATE, key="ticket/1")
        await it.settled()
        put(it, "second", room, kind=OutKind.UPDATE, key="ticket/1")
        put(it, "under", room, kind=OutKind.UNDER, key="ticket/1")
        put(it, "beside", room)
        put(it, "nowhere", room, kind=OutKind.UNDER, key="ticket/2")  # no card: in the channel itself
        await until_all_is_sent(it)
        ours = [looking.words(drawn(m)) for m in it.staff_room.history() if m.type is discord.MessageType.default]
        assert ours == ["second", "beside", "nowhere"]
        assert texts(it.staff_room.threads[0])[-1] == "under"

        thread = it.staff_room.threads[0]
        it.env.inject_error("POST", f"/channels/{thread.id}/messages", status=404, code=10003)  # deleted
        it.env.inject_error("POST", "/channels/*/messages/*/threads", status=400, code=160004)  # and there again
        put(it, "once more", room, kind=OutKind.UNDER, key="ticket/1")
        await until_all_is_sent(it)
        assert texts(thread)[-1] == "once more"

    on_discord(story)


def test_nothing_is_sent_before_we_are_logged_in(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        it.connection._open = False
        put(it, "hello", addresses.channel(it.lobby.id))
        assert await it.delivery.drain() == 0
        assert waiting(it) == 1
        it.connection._open = True
        await it.settled()
        assert texts(it.lobby) == ["hello"]

    on_discord(story)
