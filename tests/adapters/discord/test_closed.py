"""Closed doors: no direct messages, no threads, no room for a private talk."""

from contextlib import nullcontext
from typing import Any

import pytest
from simcord.enums import ChannelType

from adapters.discord.answering.followups import OPEN_SECONDS
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import dms_closed, no_threads, refused
from tests.adapters.discord.scene import Scene, User, restarted
from tests.adapters.discord.shown import written


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
            assert ana.form
            it.env.backend.add_thread_member(room.id, mod.id)
            await mod.writes("I can read along here, but I'm not Ana", room)
            ana.sees("I found 3 articles", where=room)
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


def test_where_nothing_private_can_be_had_the_answer_comes_where_they_clicked(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.orders("claim 1001")
        with dms_closed(it, ana), no_threads(it):
            await ana.types("support", question="any news?")
            assert "1001" in ana.whispers
            assert "answered you in private" not in ana.whispers
            (told,) = about(it, "can't be written to in private")
            assert "Ana" in told
            assert "#1001" in told
            await sam.orders("reply 1001 Try it once more.")  # within a quarter of an hour they read that, too
            assert "Try it once more" in ana.whispers
            assert len(about(it, "can't be written to in private")) == 1  # of one person, once

            followups = it.connection.handler.talks.followups
            interaction, at = followups._latest[ana.id]
            followups._latest[ana.id] = interaction, at - OPEN_SECONDS - 1
            await sam.orders("reply 1001 And now?")
            assert "And now?" not in ana.whispers
            assert "Ana" in about(it, "could not be delivered")[-1]
        await ana.writes("any news?")
        ana.sees("#1001")

    on_discord(story)


def test_who_is_answered_in_private_is_told_so_once_it_is_there(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        with refused(it, "POST", f"/channels/{ana.dm.id}/messages", 500, 0):
            await ana.types("support", question="my emails dont arive")
            assert ana.last.followups == []
        it.house.clock.forward(minutes=1)
        await it.settled()
        ana.sees("I found 3 articles")
        assert "answered you in private" in ana.whispers

    on_discord(story)


def test_a_client_who_left_is_said_to_staff_and_their_tickets_wait(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        await sam.orders("claim 1001")
        member = refused(it, "GET", f"/guilds/{it.guild.id}/members/{ana.id}", 404, 10007)
        with dms_closed(it, ana), member:
            await sam.orders("reply 1001 Try it once more.")
            (told,) = about(it, "they left the server")[:1]
            assert "Ana" in told
            assert "#1001" in told
            assert tags_of(it) == ("left",)
            assert [*it.lobby.threads, *it.help.threads] == []  # none is begun for nobody
        await ana.writes("it says 550")
        assert tags_of(it) == ()
        tags = [entry.text for entry in it.house.record(1001) if (entry.text or "").startswith("tags")]
        assert tags == ["tags +left", "tags -left"]

    on_discord(story)


@pytest.mark.parametrize("may_delete", [True, False])
def test_an_empty_private_thread_isnt_left_behind(on_discord: Play, may_delete: bool) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        nobody = refused(it, "PUT", "/channels/*/thread-members/*", 403, 50001)
        stays = nullcontext() if may_delete else refused(it, "DELETE", "/channels/*", 403, 50013)
        with dms_closed(it, ana), nobody, stays:
            await ana.types("support", question="my emails dont arive")
        left = [
            thread for thread in (*it.lobby.threads, *it.help.threads) if not thread._channel.thread_metadata.archived
        ]
        assert left == []
        assert "I found 3 articles" in ana.whispers

    on_discord(story)


def about(it: Scene, said: str) -> list[str]:
    """What staff were told of that."""
    return [text for each in it.staff_room.history() if said in (text := written(each).replace("\\", ""))]


def tags_of(it: Scene) -> tuple[str, ...]:
    """The tags of Ana's ticket."""
    with it.house.store.read() as unit:
        ticket = unit.ticket(1001)
        assert ticket is not None
        return ticket.tags
