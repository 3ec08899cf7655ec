"""Emoji that staff put on messages: a ticket of its writer's, a claim, a question whether it is solved."""

from typing import Any

import pytest

from adapters.slack.incoming.reactions import TICKET
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import STAFF_CHANNEL
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene, User
from tests.adapters.slack.test_files import ON_RECORD, attached, rows


def reaction(it: Scene, by: User, name: str, ts: str, channel: str = "C1", **more: Any) -> dict[str, Any]:
    """A reaction as Slack tells of it."""
    item = {"type": "message", "channel": channel, "ts": ts}
    return {"type": "reaction_added", "user": by.id, "reaction": name, "item": item, "item_user": "U1",
            "event_ts": it.slack.ts(), **more}  # fmt: skip


def stands(it: Scene, channel: str = "C1", **message: Any) -> str:
    """A message that stands in a channel; its ts."""
    ts = it.slack.ts()
    said = {"type": "message", "user": "U1", "text": "all my *mails* bounce", "ts": ts, "blocks": []}
    it.slack.messages[channel].append({**said, **message})
    return ts


@pytest.mark.parametrize("name", [TICKET, f"{TICKET}::skin-tone-2"])
def test_a_ticket_sign_of_staffs_files_a_message_for_its_writer(on_slack: Play, name: str) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        ts = stands(it, files=[attached(it)])
        event = reaction(it, sam, name, ts)
        assert await it.event(event) == 200
        first, act, *_rest = it.house.record(1001)
        assert first.text == "all my *mails* bounce\n[mail.log]"
        assert f"acme.slack.example/archives/C1/p{ts.replace('.', '')}" in str(act.text)
        assert [row[1] for row in rows(it, ON_RECORD)] == ["mail.log"]
        ana.sees("opened a ticket for you")
        told = it.slack.posts("C1")[-1]
        assert (told["thread_ts"], "This is a ticket now" in words(told["blocks"])) == (ts, True)
        assert "#1001" in words(it.slack.ephemeral[-1]["blocks"])
        assert await it.event(event) == 200  # delivered again
        assert await it.event(reaction(it, sam, TICKET, ts)) == 200  # and put on once more
        assert len(it.slack.posts("C1")) == 2
        assert "on #1001 already" in words(it.slack.ephemeral[-1]["blocks"])

    on_slack(story)


def test_a_message_in_a_thread_is_found_and_answered_there(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        sam = it.staff()
        root = stands(it, text="good morning", user="U9")
        ts = stands(it, thread_ts=root)
        it.slack.hidden.add(ts)
        await it.event(reaction(it, sam, TICKET, ts))
        assert it.house.record(1001)[0].text == "all my *mails* bounce"
        assert it.slack.posts("C1")[-1]["thread_ts"] == root

    on_slack(story)


@pytest.mark.parametrize("what", ["a client's", "another emoji", "a bot's message", "no message", "unreadable"])
def test_what_is_no_sign_of_staffs_does_nothing(on_slack: Play, what: str) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        ts = stands(it, **({"bot_id": "B9"} if what == "a bot's message" else {}))
        if what == "unreadable":
            it.slack.always["conversations.history"] = "not_in_channel"
        by, name = (ana if what == "a client's" else sam), ("eyes" if what == "another emoji" else TICKET)
        event = reaction(it, by, name, "1.000001" if what == "no message" else ts)
        assert await it.event(event) == 200
        assert it.house.record(1001) == []
        assert len(it.slack.posts("C1")) == 1

    on_slack(story)


def test_while_slack_is_away_the_reaction_comes_again(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        sam = it.staff()
        ts = stands(it)
        it.slack.faults["conversations.history"].append("500")
        event = reaction(it, sam, TICKET, ts)
        assert await it.event(event) == 500
        assert await it.event(event) == 200
        assert it.house.record(1001)

    on_slack(story)


def test_another_emoji_can_be_chosen(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        sam = it.staff()
        await it.event(reaction(it, sam, TICKET, stands(it)))
        assert it.house.record(1001) == []
        await it.event(reaction(it, sam, "envelope", stands(it)))
        assert it.house.record(1001)

    on_slack(story, ticket_emoji="envelope")


def test_eyes_on_a_card_claim_and_a_tick_asks_whether_to_resolve(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        card = it.slack.posts(STAFF_CHANNEL)[0]["ts"]
        event = reaction(it, sam, "eyes", card, STAFF_CHANNEL)
        await it.event(event)
        assert "#1001 is yours" in words(it.slack.ephemeral[-1]["blocks"])
        await it.event(event)
        assert len(it.slack.ephemeral) == 1
        await sam.types("/desk reply 1001 Try it once more.")
        await it.event(reaction(it, sam, "white_check_mark", card, STAFF_CHANNEL))
        asked = it.slack.ephemeral[-1]
        assert "Resolve #1001?" in words(asked["blocks"])
        assert "resolved" not in words(it.slack.posts(STAFF_CHANNEL)[0]["blocks"])
        await sam.clicks("Resolve #1001", channel=STAFF_CHANNEL, message={"ts": "1.0", "blocks": asked["blocks"]})
        assert "solved" in words(it.slack.posts(STAFF_CHANNEL)[0]["blocks"])

    on_slack(story)


def test_signs_on_what_is_no_card_and_of_who_is_no_staff_do_nothing(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.files()
        card = it.slack.posts(STAFF_CHANNEL)[0]["ts"]
        await it.event(reaction(it, ana, "eyes", card, STAFF_CHANNEL))
        await it.event(reaction(it, sam, "eyes", "1.000001", STAFF_CHANNEL))
        await it.event(reaction(it, sam, "tada", card, STAFF_CHANNEL))
        await it.event(reaction(it, sam, "eyes", card, STAFF_CHANNEL, item={"type": "file"}))
        assert it.slack.ephemeral == []
        assert "waiting" in words(it.slack.posts(STAFF_CHANNEL)[0]["blocks"])

    on_slack(story)
