"""Staff on Discord: commands, buttons, a card for each ticket with its thread, and who is staff at this moment."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.actors import _component_click

from adapters.discord.incoming.commands import choices
from adapters.discord.limits import SUGGESTION_CHARS_MAX, SUGGESTIONS_MAX, size
from bot.core.model.people import Identity, Role
from bot.core.policy import Pings
from tests.adapters.discord import looking
from tests.adapters.discord.conftest import Play
from tests.adapters.discord.scene import MODERATES, Scene, User, play
from tests.adapters.discord.shown import drawn, written
from tests.builders import WEDNESDAY

REFUSAL = "This is for the desk's staff"


def board(it: Scene) -> list[discord.Message]:
    """The cards; in a forum each is the first message of its post."""
    room = it.staff_room
    written = room.history() or [post.history()[0] for post in room.threads]
    return [message for message in written if message.type is discord.MessageType.default]


def card(it: Scene, number: int = 1001) -> discord.Message:
    """The card of a ticket; there is exactly one."""
    found = [message for message in board(it) if looking.words(drawn(message)).startswith(f"#{number}")]
    assert len(found) == 1, [looking.words(drawn(message)) for message in board(it)]
    return found[0]


def thread(it: Scene, number: int = 1001) -> Any:
    """The thread of a ticket's card; it has the id of the card."""
    return next(each for each in it.staff_room.threads if each.id == card(it, number).id)


def said(it: Scene, number: int = 1001) -> str:
    """What stands in the thread."""
    return "\n".join(looking.words(drawn(message)) for message in thread(it, number).history())


def stands(it: Scene, number: int = 1001) -> str:
    """What the card says."""
    return looking.words(drawn(card(it, number)))


def notes(it: Scene, number: int = 1001) -> list[str | None]:
    """The internal notes on a ticket's record."""
    return [entry.text for entry in it.house.record(number) if entry.kind.value == "note"]


async def filed(it: Scene, name: str = "ana", text: str = "my emails dont arive") -> User:
    """Somebody with a ticket."""
    client = it.user(name)
    await client.files(text)
    return client


# ── Commands ───────────────────────────────────────────────────────────────────────────


def test_claim_the_next_or_the_one_that_is_named(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, _bo, sam = await filed(it), await filed(it, "bo", "no mail either"), it.staff()
        shown = await sam.orders("claim")
        sam.sees("#1001 is yours", "1st in line", "[Reply]", "[Ask]", "[Note]", "[Release]", on=shown)
        sam.sees("#1002 is yours", on=await sam.orders("claim 1002"))
        sam.sees("Nobody is waiting", on=await sam.orders("claim"))
        sam.sees("no ticket #9", on=await sam.orders("claim 9"))

        assert "on its way" in await sam.orders("reply 1001 Could you try *now*? <@1> @everyone")
        ana.sees("sam answered #1001", "Could you try *now*?", "Did that solve it")
        await ana.clicks("That solved it")
        ana.sees("#1001 is closed")

    on_discord(story)


def test_the_same_words_as_elsewhere_do_the_same(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        _ana, sam = await filed(it), it.staff()
        for line, answer in (
            ("queue", "One ticket is waiting"), ("mine", "no ticket"), ("show 1001", "my emails dont arive"),
            ("note 1001 look at this", "Noted"), ("urgency 1001 high all down", "changed"), ("why 1001", "filed"),
            ("appointments", "No phone"), ("help", "Command"), ("ask 1001 Which one?", "Asked"),
            ("release 1001", ""), ("resolve 1001 Fixed it", "resolved"), ("reopen 1001 not yet", "open again"),
            ("merge 1001 1001", "itself"), ("move 1001 1 because", "already"), ("nonsense", "Type help"),
        ):  # fmt: skip
            assert answer in await sam.orders(line), line
        await sam.types("desk")
        sam.sees("Hello sam (lead)", "[Claim next]", on=sam.whispers)
        await sam.presses(sam.last.response.message, "Claim next")
        sam.sees("#1001 is yours", on=sam.whispers)

        assert await sam.orders("ask 1001") == ""  # words are missing: a form asks for them
        await sam.submits(text="Which address?")
        sam.sees("Asked", "> Which address?", on=sam.whispers)

    on_discord(story)


def test_a_long_record_comes_in_several_answers_with_its_buttons(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = await filed(it), it.staff()
        for number in range(4):
            await ana.writes(f"add: {number} " + "long words " * 170)
        shown = await sam.orders("show 1001")
        assert all(f"{number} long words" in shown for number in range(4))
        assert "[Claim #1001]" in shown.rpartition("long words")[2]

    on_discord(story)


def test_tickets_and_acts_are_suggested_while_staff_type(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = await filed(it), it.staff()
        bo = it.house.client("bo", platform="terminal")
        await asyncio.to_thread(bo.files, "the mailbox is full " + "x" * 99)
        first, second = await sam.actor.autocomplete(it.lobby, "claim", "ticket", "")
        assert first == {"name": "#1001 my emails dont arive", "value": "1001"}
        assert len(second["name"]) == SUGGESTION_CHARS_MAX
        for typed in ("FULL", "#1002", " 1002"):
            assert [each["value"] for each in await sam.actor.autocomplete(it.lobby, "claim", "ticket", typed)] == [
                "1002"
            ]
        many = choices((f"{number} " + "👩" * 99, "v" * 101) for number in range(SUGGESTIONS_MAX + 1))
        assert len(many) == SUGGESTIONS_MAX
        assert {size(each.name) for each in many} <= {SUGGESTION_CHARS_MAX, SUGGESTION_CHARS_MAX - 1}
        assert {size(str(each.value)) for each in many} == {SUGGESTION_CHARS_MAX}

        acts = await sam.actor.autocomplete(it.lobby, "desk", "command", "re")
        assert {"reply", "resolve", "rest", "release", "reopen", "replies"} <= {each["value"] for each in acts}
        saved = await sam.actor.autocomplete(it.lobby, "desk", "command", "reply 1001 ~TR")
        assert saved == [{"name": "~try-again: Please try once more", "value": "reply 1001 ~try-again"}]
        assert await sam.actor.autocomplete(it.lobby, "desk", "command", "reply 1001 ~try-again and") == []
        assert all(len(each["name"]) <= SUGGESTION_CHARS_MAX for each in acts)
        every = await sam.actor.autocomplete(it.lobby, "desk", "command", "")
        assert 1 <= len(every) <= SUGGESTIONS_MAX

        curious = it.user("moderator", it.guild.create_role("Moderators", permissions=MODERATES))
        assert await curious.actor.autocomplete(it.lobby, "claim", "ticket", "") == []
        for typed in ("", "re", "reply 1001 ~TR"):
            assert await curious.actor.autocomplete(it.lobby, "desk", "command", typed) == []
        assert ana.last is not None

    on_discord(story)


# ── Who is staff ───────────────────────────────────────────────────────────────────────


def test_commands_are_hidden_from_others_and_refused_if_they_come_all_the_same(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = await filed(it), it.staff()
        assert ana.actor.available_commands(it.lobby) == ("support",)
        assert set(sam.actor.available_commands(it.lobby)) == {"support", "claim", "desk", "panel"}

        forger = it.user("mod", it.guild.create_role("Moderators", permissions=MODERATES))
        answers = {
            await forger.orders(line) for line in ("claim", "claim 1001", "desk", "reply 1001 x", "why 1001", "x")
        }
        await forger.types("panel")
        assert {*answers, forger.whispers} == {forger.whispers}
        forger.sees(REFUSAL, on=forger.whispers)
        for label in ("Claim", "Why", "Show"):
            await forger.presses(card(it), label)
            forger.sees(REFUSAL, on=forger.whispers)
        await sam.orders("claim 1001")
        await forger.presses(card(it), "Reply")
        assert forger.last.modal is None
        forger.sees(REFUSAL, on=forger.whispers)

        await forger.writes("I'd like to say something", sam_thread := await opened(it, sam))
        forger.sees(REFUSAL, where=sam_thread)
        assert notes(it) == ["from elsewhere"]

    on_discord(story)


async def opened(it: Scene, sam: User) -> Any:
    """The thread under the card, begun by a note from elsewhere."""
    await sam.orders("note 1001 from elsewhere")
    return thread(it)


def test_a_role_counts_for_as_long_as_it_is_there(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        _ana, sam, kim = await filed(it), it.staff(), it.staff("kim", Role.AGENT)
        kim_moderates = it.guild.create_role("Moderators", permissions=MODERATES)
        it.guild._guild.members[kim.id].role_ids.append(kim_moderates.id)
        sam.sees("kim", "agent", "sam", "lead", on=await kim.orders("queue") + await sam.orders("staff"))
        assert "Only a lead" in await kim.orders("close 2026-12-24 Christmas")
        await kim.orders("claim 1001")
        kim.sees("kim has it", on=stands(it))

        _takes(it, kim, Role.AGENT)
        assert REFUSAL in await kim.orders("note 1001 may I still?")
        await kim.presses(card(it), "Reply")
        kim.sees(REFUSAL, on=kim.whispers)
        assert await kim.actor.autocomplete(it.lobby, "claim", "ticket", "") == []

        _gives(it, kim, Role.LEAD)
        sam.sees("Hello kim (lead)", on=await kim.orders(""))
        assert "is closed on" in await kim.orders("close 2026-12-24 Christmas")

    on_discord(story)


def _takes(it: Scene, who: User, role: Role) -> None:
    it.guild._guild.members[who.id].role_ids.remove(it.roles[role].id)


def _gives(it: Scene, who: User, role: Role) -> None:
    it.guild._guild.members[who.id].role_ids.append(it.roles[role].id)


def test_the_list_goes_before_a_role_and_names_are_nobodys_twice(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam, other = await filed(it), it.staff(), it.staff("sam", Role.AGENT)
        hidden, desk = it.staff("eve", Role.AGENT), it.staff("Front Door", Role.AGENT)
        sam.sees("Hello sam (lead)", on=await sam.orders(""))
        sam.sees(f"Hello sam {other.id} (agent)", on=await other.orders(""))
        sam.sees("Hello Front Door", on=await desk.orders(""))

        listed = it.user("pat", it.guild.create_role("Moderators", permissions=MODERATES))  # without a role of ours
        assert REFUSAL in await listed.orders("queue")
        assert "on the desk" in await sam.orders(f"staff add pat agent discord {listed.id}")
        assert "One ticket" in await listed.orders("queue")
        assert "on the desk" in await sam.orders(f"staff add pat agent <@{listed.id}>")
        assert "before the user, such as T024BE7LD/U1KIM" in await sam.orders("staff add kim agent slack U1KIM")
        sam.sees("Hello eve (agent)", on=await hidden.orders(""))
        assert "A role on discord had made them staff" in await sam.orders("staff remove eve")
        sam.sees("Hello eve", on=await hidden.orders(""))
        assert "on the desk" in await sam.orders(f"staff add evelyn agent discord {hidden.id}")
        sam.sees("Hello evelyn (agent)", on=await hidden.orders(""))  # listed and by role: the list says who
        await hidden.orders("reply 1001 Hello")
        ana.sees("evelyn answered #1001")
        assert "off the list" in await sam.orders("staff remove pat")
        assert REFUSAL in await listed.orders("queue")
        with it.house.store.read() as unit:
            assert unit.staff(Identity("discord", "", str(sam.id))) is None  # a role's holder is on no list

    on_discord(story)


# ── Cards ──────────────────────────────────────────────────────────────────────────────


def test_one_card_per_ticket_renewed_in_place(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        _ana, sam = await filed(it), it.staff()
        first = card(it).id
        sam.sees("#1001", "waiting", "24 h left at", "[Claim #1001]", on=stands(it))
        await sam.presses(card(it), "Claim")
        sam.sees("is yours", on=sam.whispers)
        sam.sees("sam has it", "[Reply]", on=stands(it))

        it.house.clock.forward(hours=25)
        await it.settled()
        assert it.house.fire()
        await it.settled()
        assert "of the promise is used" in said(it)

        await sam.actor.delete(card(it))
        await sam.orders("note 1001 the card is gone")
        assert card(it).id != first
        sam.sees("the card is gone", on=said(it))
        await sam.orders("resolve 1001 All well now")
        sam.sees("solved", on=stands(it))
        assert len(board(it)) == 1

    on_discord(story)


@pytest.mark.parametrize("forum", [False, True])
def test_staffs_role_alone_is_pinged_for_what_the_policy_names(tmp_path: Path, forum: bool) -> None:
    async def story(it: Scene) -> None:
        role = f"<@&{it.roles[Role.AGENT].id}>"
        context = it.house.engine.context
        context.policy = replace(context.policy, pings=Pings(new_ticket=True, at_percent=(100,)))
        ana, sam = await filed(it), it.staff()
        assert written(board(it)[0]).startswith(role)
        await ana.writes("and @everyone here has it, too")
        await sam.orders("claim 1001")
        assert role not in written(board(it)[0])

        it.house.clock.forward(hours=48)
        await it.settled()
        assert it.house.fire()
        await it.settled()
        (under,) = [each for each in it.staff_room.threads] if not forum else [it.staff_room.threads[0]]
        warned = [each for each in under.history() if "of the promise is used" in written(each)]
        assert [role in written(each) for each in warned] == ["100 %" in written(each) for each in warned]
        assert any(role in written(each) for each in warned)
        for message in (*board(it), *under.history()):
            assert {mentioned.id for mentioned in message.role_mentions} <= {it.roles[Role.AGENT].id}
            assert not message.mention_everyone

    play(tmp_path, story, forum=forum)


def test_the_one_role_that_is_set_is_pinged_for_all_that_the_policy_names_by_day(tmp_path: Path) -> None:
    every = Pings(new_ticket=True, at_percent=(75, 100), client_answered=True)

    def duty(it: Scene) -> None:
        it.settings["ping_role"] = it.guild.create_role("On duty").id

    async def story(it: Scene) -> None:
        role = f"<@&{it.settings['ping_role']}>"
        context = it.house.engine.context
        context.policy = replace(context.policy, pings=every)
        ana = await filed(it)
        assert written(board(it)[0]).startswith(role)
        await ana.writes(f"add: <@&{it.roles[Role.LEAD].id}> it says 550")
        it.house.clock.forward(hours=48)
        await it.settled()
        assert it.house.fire()
        await it.settled()
        (under,) = it.staff_room.threads
        said = [(written(each), role in written(each)) for each in under.history()]
        assert [pinged for text, pinged in said if "550" in text] == [True]
        assert sum(pinged for text, pinged in said if "of the promise is used" in text) == 2

        it.house.clock.at = WEDNESDAY + timedelta(hours=12)  # at night
        await filed(it, "bo", "no mail either")
        assert not written(board(it)[1]).startswith(role)
        roles = [(sent.json or {})["allowed_mentions"] for sent in it.env.http_requests
                 if sent.method == "POST" and sent.path.endswith("/messages") and "<@&" in str(sent.json)]  # fmt: skip
        duty_alone = {"parse": [], "roles": [it.settings["ping_role"]]}
        assert [each for each in roles if each not in (duty_alone, {"parse": []})] == []
        assert duty_alone in roles

    play(tmp_path, story, before=duty)


def test_in_a_forum_each_ticket_is_a_post(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, _bo, sam = await filed(it), await filed(it, "bo", "no mail either"), it.staff()
        assert [post.name for post in it.staff_room.threads] == [
            "#1001 “my emails dont arive” from Ana",
            "#1002 “no mail either” from Ana",
        ]
        await sam.presses(card(it), "Claim")
        sam.sees("sam has it", on=stands(it))
        await sam.writes("looks like the spam filter", thread(it))
        assert notes(it) == ["looks like the spam filter"]
        await ana.writes("add: it says 550")
        assert "550" in said(it)

        thread(it)._channel.thread_metadata.archived = True  # nobody wrote there for a week
        it.env.inject_error("PATCH", f"/channels/{card(it).id}/messages/*", status=400, code=50083)
        await sam.orders("release 1001")
        sam.sees("waiting", on=stands(it))
        assert not thread(it)._channel.thread_metadata.archived

    on_discord(story, forum=True)


def test_the_thread_is_the_staff_side_and_nothing_of_it_leaks(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = await filed(it), it.staff()
        await sam.orders("note 1001 from elsewhere")
        there = thread(it)
        written = await sam.writes("looks like the spam filter", there)
        assert notes(it) == ["from elsewhere", "looks like the spam filter"]
        assert marks(it, written) == ["✅"]
        assert "looks like" not in "".join(looking.words(drawn(m)) for m in there.history() if m.author.bot)

        await ana.writes("add: it says 550")
        await sam.orders("reply 1001 Try again please")
        sam.sees("550", "sam replied to the client", "Try again please", on=said(it))
        seen = "\n".join(looking.words(drawn(message)) for message in ana.dm.history())
        assert "spam filter" not in seen
        assert "from elsewhere" not in seen

        secret = await sam.writes("their card is 4111 1111 1111 1111", there)
        sam.sees("looked like a secret", where=there)
        assert marks(it, secret) == []
        assert len(notes(it)) == 3

    on_discord(story)


def marks(it: Scene, message: discord.Message) -> list[str]:
    """The reactions on a message."""
    return [each.emoji for each in it.env.backend.get_message(message.channel.id, message.id).reactions]


def test_without_the_content_intent_it_is_said_that_notes_dont_arrive(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        _ana, sam = await filed(it), it.staff()
        await sam.orders("note 1001 from elsewhere")
        there = thread(it)
        unread = await sam.writes("looks like the spam filter", there)
        sam.sees("I can't read along here", where=there)
        await sam.writes("hello?", there)
        assert said(it).count("I can't read along") == 1
        assert marks(it, unread) == []
        await sam.asks("it's the filter", there)
        assert notes(it) == ["from elsewhere", "it's the filter"]

    on_discord(story, message_content=False)


def test_a_case_takes_three_lines_without_a_number(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = await filed(it), it.staff()
        await sam.orders("claim")
        assert "Your reply to #1001 is on its way" in await sam.orders("reply Try it now")
        assert "Try it now" in "\n".join(looking.words(drawn(message)) for message in ana.dm.history())
        assert await sam.orders("note") == ""  # words are missing: a form asks for them
        await sam.submits(text="she called before")
        assert "#1001 is resolved" in await sam.orders("res")
        assert "Nothing is overdue" in await sam.orders("overdue")

    on_discord(story)


# ── Two at once ────────────────────────────────────────────────────────────────────────


async def at_once(*clicks: tuple[User, discord.Message]) -> None:
    """Several press the first button before any of them is answered; simcord's own ``click`` waits for the answer."""
    first = [drawn(message).rows[0][0].custom_id for _who, message in clicks]
    pressed = (
        _component_click(who.actor, message, label=None, custom_id=id)
        for (who, message), id in zip(clicks, first, strict=True)
    )
    for (who, _message), led_to in zip(clicks, await asyncio.gather(*pressed), strict=True):
        who.last = led_to
        await who.scene.settled()


def test_two_claim_at_once_one_owner_and_the_other_is_told(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        _ana, _bo = await filed(it), await filed(it, "bo", "no mail either")
        sam, kim = it.staff(), it.staff("kim", Role.AGENT)
        shown = card(it)
        await at_once((sam, shown), (kim, shown))
        won, lost = (sam, kim) if "is yours" in sam.whispers else (kim, sam)
        won.sees("#1001 is yours", on=won.whispers)
        lost.sees("has claimed #1001", "[Claim #1002]", on=lost.whispers)

        await lost.presses(lost.last.response.message, "Claim #1002")
        await lost.orders("release 1002")
        await at_once((won, card(it, 1002)), (won, card(it, 1002)))  # a double click
        won.sees("is yours already", on=won.whispers)
        claims = [entry.by for entry in it.house.record(1002) if entry.text == "claimed"]
        assert len(claims) == 2

    on_discord(story)


def test_without_a_staff_channel_there_are_no_cards(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        await filed(it)
        assert board(it) == []
        assert it.house.store.write(lambda unit: unit.card_channels()).result() == ()

    on_discord(story, staff_channel=0)
