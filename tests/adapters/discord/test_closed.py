"""Closed doors: no direct messages, no threads, no room for a private talk."""

from typing import Any

from simcord.enums import ChannelType

from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import dms_closed, no_threads, refused
from tests.adapters.discord.scene import Scene, User, restarted


def room_of(place: Any) -> Any:
    """The private thread that was begun there last."""
    room = place.threads[-1]
    assert room._channel.type == ChannelType.PRIVATE_THREAD
    return room


def replied_to(user: User, place: Any) -> int:
    """The message that our latest one there answers."""
    reference = user.latest(place).reference
    return reference.message_id or 0 if reference else 0


def test_where_direct_messages_are_closed_a_private_thread_takes_their_place(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, mod = it.user(), it.staff("mod")
        with dms_closed(it, ana):
            await ana.types("support", question="my emails dont arive")
            room = room_of(it.lobby)
            ana.sees("I found 3 articles", where=room)
            await ana.clicks("None of these", where=room)
            it.env.backend.add_thread_member(room.id, mod.id)
            await mod.writes("I can read along here, but I'm not Ana", room)
            ana.sees("I'll open a ticket", where=room)
            await ana.submits(urgency="normal", name="Ana")
            ana.sees("#1001 is in", where=room)
            await ana.writes("add: it says 550", room)
            ana.sees("Added to #1001", where=room)
            await mod.clicks("Show my ticket", where=room, message=shown_with(ana, room, "Show my ticket"))
            mod.sees("I don't find #1001 among your tickets")

        await ana.writes("any news?")  # they opened them again
        ana.sees("#1001 is 1st in line")
        await ana.writes("thank you", room)  # it's theirs still
        ana.sees("welcome", where=room)
        with dms_closed(it, ana):
            await ana.types("support", question="any news?")
            assert len(it.lobby.threads) == 1

        await ana.writes("any news?")
        await restarted(it)
        await mod.writes("still not Ana", room)
        await ana.writes("hello", room)  # theirs after a restart, too
        ana.sees("Hello! Tell me", where=room)

    on_discord(story)


def shown_with(user: Any, place: Any, label: str) -> Any:
    """The latest message there that offers something."""
    us = user.scene.env.backend.bot_user.id
    ours = [message for message in place.history() if message.author.id == us and message.components]
    return next(m for m in reversed(ours) if any(label in str(row.to_dict()) for row in m.components))


def test_no_private_thread_stands_among_the_cards(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        sam = it.staff()
        with dms_closed(it, sam):
            await sam.types("support", where=it.staff_room, question="my own emails dont arive")
            sam.sees("I found 3 articles", where=room_of(it.help))
        assert it.staff_room.threads == []

    on_discord(story)


def test_a_private_thread_is_found_again_and_replaced_when_it_is_gone(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        with dms_closed(it, ana):
            await ana.types("support", question="my emails dont arive")
            room = room_of(it.lobby)
            await restarted(it)
            await ana.writes("mails to info bounce", room)
            ana.sees("Does one of these articles help?", where=room)

            it.env.backend.delete_channel(room.id)
            await it.settled()
            await ana.types("support", it.help, question="still no mails")
            assert len(it.lobby.threads) == 0
            ana.sees("Does one of these articles help?", where=room_of(it.help))

    on_discord(story)


def test_without_threads_a_question_is_answered_in_the_channel_and_staff_are_told_once(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        with no_threads(it):
            for question in ("my emails dont arive", "mailbox full"):
                sent = await ana.asks(question)
                assert replied_to(ana, it.lobby) == sent.id
                ana.sees("I found 3 articles", where=it.lobby)
            told = [
                m.content for m in it.staff_room.history() if "in #lobby was answered without a thread" in m.content
            ]
            assert len(told) == 1
            await ana.clicks("Read", where=it.lobby)
            assert replied_to(ana, it.lobby) == sent.id
            ana.sees("Did this solve it", where=it.lobby)
            assert ana.last.followups == []

    on_discord(story)


def test_where_nothing_private_can_be_had_staff_are_told(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        private = refused(it, "POST", f"/channels/{it.lobby.id}/threads", 403, 50013)
        with dms_closed(it, ana):
            with private:
                await ana.types("support", question="my emails dont arive")
                ana.sees("I found 3 articles", where=room_of(it.help))  # the next best
            it.env.backend.delete_channel(room_of(it.help).id)
            with no_threads(it):
                await ana.types("support", question="my emails dont arive")
            await it.settled()
            told = [each.content for each in it.staff_room.history() if "direct messages are closed" in each.content]
            assert len(told) == 1  # of one message, once

    on_discord(story)


def test_in_a_private_thread_without_the_intent_who_cant_be_read_is_told(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        with dms_closed(it, ana):
            await ana.types("support", question="my emails dont arive")
            room = room_of(it.lobby)
            await ana.writes("the mailbox is full", room)
            ana.sees("I can't read this here", where=room)
            await ana.asks("still no mails", room)
            ana.sees("Does one of these articles help?", where=room)

    on_discord(story, message_content=False)


def test_a_change_that_cant_be_read_changes_nothing(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        with dms_closed(it, ana):
            await ana.types("support", question="my emails dont arive")
            room = room_of(it.lobby)
            await ana.clicks("None of these", where=room)
            await ana.submits(urgency="normal", name="Ana")
            more = await ana.asks("add: it says 550", room)
            said = [entry.text for entry in it.house.record(1001)]
            await ana.actor.edit(more, "add: it says 551")  # it mentions us no more: Discord shows us nothing of it
            await it.settled()
            assert [entry.text for entry in it.house.record(1001)] == said

    on_discord(story, message_content=False)
