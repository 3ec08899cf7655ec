"""What goes wrong on Discord, and what a simulated one doesn't do by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import discord
from simcord.actors import _dispatch_actor_interaction
from simcord.backend import serializers
from simcord.enums import ComponentType, InteractionType

from adapters.discord.drawing.choices import Button
from tests.adapters.discord.scene import Scene, User
from tests.adapters.discord.shown import drawn


@contextmanager
def refused(it: Scene, method: str, path: str, status: int, code: int) -> Iterator[None]:
    """Meanwhile, Discord refuses calls like these."""
    it.env.inject_error(method, path, status=status, code=code, message="refused", times=None)
    fault = it.env.backend.faults[-1]
    yield
    it.env.backend.faults.remove(fault)


def dms_closed(it: Scene, user: User) -> Any:
    """Meanwhile, somebody takes no direct messages."""
    return refused(it, "POST", f"/channels/{user.dm.id}/messages", 403, 50007)


def no_threads(it: Scene) -> Any:
    """Meanwhile, we may begin no thread."""
    return refused(it, "POST", "/channels/*/threads", 403, 50013)


def too_late(it: Scene) -> Any:
    """Meanwhile, interactions are over before we answer."""
    return refused(it, "POST", "/interactions/*/*/callback", 404, 10062)


@contextmanager
def speaking(it: Scene, locale: str) -> Iterator[None]:
    """Meanwhile, interactions come from a Discord in another language."""
    emit = it.env.backend.emit

    def told(event: str, payload: Any, *rest: Any, **more: Any) -> Any:
        if event == "INTERACTION_CREATE":
            payload["locale"] = locale
        return emit(event, payload, *rest, **more)

    it.env.backend.emit = told  # type: ignore[method-assign]
    yield
    it.env.backend.emit = emit  # type: ignore[method-assign]


async def clicks_late(user: User, shown: discord.Message, label: str, where: Any = None) -> None:
    """Click a button that stands on their screen still, as our edit took it away too late, or never."""
    it, place = user.scene, where or user.dm
    buttons = [each for row in drawn(shown).rows for each in row if isinstance(each, Button)]
    pressed = next(each for each in buttons if each.label.startswith(label))
    stored = it.env.backend.get_message(place.id, shown.id)
    payload = dict(serializers.message_payload(it.env.backend, stored))
    payload["components"] = [row.to_dict() for row in shown.components]
    user.last = await _dispatch_actor_interaction(
        user.actor if place.guild else user.actor.user,
        InteractionType.MESSAGE_COMPONENT,
        place,
        {"custom_id": pressed.custom_id, "component_type": ComponentType.BUTTON},
        extra={"message": payload},
        source_message_id=stored.id,
    )
    await it.settled()


async def away(it: Scene) -> None:
    """The process is gone; what is written from now on reaches nobody."""
    await it.env.restart_bot(discord.AutoShardedClient(intents=discord.Intents(guilds=True), shard_count=1))


class Answered:
    """What an HTTP error was answered with."""

    def __init__(self, status: int) -> None:
        self.status, self.reason = status, ""


def http(status: int, code: int = 0) -> discord.HTTPException:
    """An error of Discord's."""
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    return kind(Answered(status), {"code": code, "message": "made up"})  # type: ignore[arg-type]
