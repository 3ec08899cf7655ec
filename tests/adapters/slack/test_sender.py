"""The way out: 429, 500, resets and lost answers; nothing twice where Slack lets us see what is there."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack import addresses, sender
from adapters.slack.api import TEAM_CHANNELS, Limited
from adapters.slack.limits import CHANNEL_BURST
from adapters.slack.sender import Pace
from bot.core.model.outbox import OutKind
from bot.core.model.people import Address
from bot.core.text.surface import LocalizedReply, Para, Run
from bot.workers.outbox import LEASE
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import STAFF_CHANNEL
from tests.adapters.slack.looking import Pauses, until, words
from tests.adapters.slack.scene import Scene

ANA = Address("slack", "T1", "U1")


def put(it: Scene, text: str, address: Address = ANA, **more: Any) -> int:
    """A row in the outbox."""
    payload = LocalizedReply((Para((Run(text),)),))
    now = it.house.clock.now()
    return it.house.store.write(lambda unit: unit.send(None, address, payload, now, **more)()).result()


def texts(it: Scene, channel: str = "D1") -> list[str]:
    """What stands in a channel."""
    return [words(message["blocks"]).strip() for message in it.slack.posts(channel)]


async def until_all_is_sent(it: Scene, seconds: float = 1.0, rounds: int = 60) -> int:
    """Deliver, a second at a time; how many seconds it took."""
    for second in range(rounds):
        await it.delivery.drain()
        with it.house.store.read() as unit:
            if not unit_waits(unit):
                return second
        it.house.clock.forward(seconds=seconds)
        it.monotonic[0] += seconds
    raise AssertionError("something still waits")


def unit_waits(unit: Any) -> bool:
    """Whether the outbox holds anything for Slack that was not sent."""
    rows = unit.connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE state = 'waiting' AND platform = 'slack'")
    return bool(rows.scalar())


def test_after_a_429_a_channel_waits_as_long_as_slack_says_and_no_other_does(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["chat.postMessage"].extend(["429:7"])
        put(it, "hello")
        await it.delivery.drain()
        put(it, "other", addresses.direct("T1", "U2"))
        put(it, "and on")
        for _second in range(7):
            await it.delivery.drain()
            assert texts(it, "D2") == ["other"]
            assert texts(it) == []
            assert len(it.slack.asked("chat.postMessage")) == 2
            it.house.clock.forward(seconds=1)
            it.monotonic[0] += 1
        await it.delivery.drain()
        assert texts(it) == ["hello", "and on"]
        assert it.slack.asked("conversations.history") == []  # a 429 is certain: nothing to look for

    on_slack(story)


def test_when_several_channels_have_to_wait_the_whole_team_does(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["chat.postMessage"].extend(["429:7"] * TEAM_CHANNELS)
        for number in range(1, TEAM_CHANNELS + 1):
            put(it, "hello", addresses.direct("T1", f"U{number}"))
        await it.delivery.drain()
        put(it, "hello", addresses.direct("T1", "U9"))
        put(it, "a card", addresses.channel("T1", STAFF_CHANNEL), kind=OutKind.UPDATE, key="ticket/1")
        for _second in range(7):
            await it.delivery.drain()
            assert len(it.slack.asked("chat.postMessage")) == TEAM_CHANNELS
            it.house.clock.forward(seconds=1)
            it.monotonic[0] += 1
        await it.delivery.drain()
        assert texts(it, "D1") == texts(it, "D9") == ["hello"]
        assert texts(it, STAFF_CHANNEL) == ["a card"]

    on_slack(story)


def test_a_429_for_an_edit_holds_up_no_message(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, ben = it.user(), it.user("U2")
        await ana.writes("my emails dont arive")
        it.slack.faults["chat.update"].extend(["429:30"])
        await ana.clicks("None of these")  # the choices before it are taken away, which Slack doesn't want now
        await ben.writes("my emails dont arive")
        assert len(it.slack.posts(ana.channel)) == 2
        assert len(it.slack.posts(ben.channel)) == 1

    on_slack(story)


def test_other_conversations_are_served_while_one_isnt_answered(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        release = it.slack.hangs("chat.postMessage", "U1")
        put(it, "hello")
        put(it, "and on")
        for number in range(2, 200):
            put(it, "other", addresses.direct("T1", f"U{number}"))
        running = asyncio.create_task(it.delivery.run())
        await until(lambda: all(texts(it, f"D{number}") == ["other"] for number in range(2, 200)))
        assert texts(it) == []
        release()
        await until(lambda: texts(it) == ["hello", "and on"])
        await it.delivery.finish()
        running.cancel()

    on_slack(story)


def test_a_row_that_takes_too_long_is_handed_back_and_looked_for(
    on_slack: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(it: Scene) -> None:
        put(it, "hello")
        monkeypatch.setattr(sender, "ROW_SECONDS_MAX", 0)
        assert await it.delivery.drain() == 0
        monkeypatch.undo()
        assert await until_all_is_sent(it) == 2
        assert texts(it) == ["hello"]
        assert len(it.slack.asked("conversations.history")) == 1

    on_slack(story)


def test_a_row_whose_sending_broke_off_is_looked_for(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        release = it.slack.hangs("chat.postMessage", "U1", done=True)
        put(it, "hello")
        sending = asyncio.create_task(it.delivery.drain())
        await until(lambda: texts(it) == ["hello"])
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        release()
        it.house.clock.forward(minutes=1)
        await until_all_is_sent(it)
        assert texts(it) == ["hello"]

    on_slack(story)


@pytest.mark.parametrize("fault", ["500", "reset", "lost", "internal_error"])
def test_whatever_happens_it_arrives_once(on_slack: Play, fault: str) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["chat.postMessage"].extend([fault])
        put(it, "hello")
        put(it, "and on")
        await until_all_is_sent(it)
        assert texts(it) == ["hello", "and on"]

    on_slack(story)


@pytest.mark.parametrize("fault", ["500", "reset", "429:3"])
def test_while_it_cant_be_looked_for_it_isnt_sent_again(on_slack: Play, fault: str) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["chat.postMessage"].extend(["lost"])
        it.slack.faults["conversations.history"].extend([fault])
        put(it, "hello")
        await until_all_is_sent(it)
        assert texts(it) == ["hello"]

    on_slack(story)


def test_when_it_can_never_be_looked_for_it_is_sent_again(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["chat.postMessage"].extend(["lost"])
        it.slack.always["conversations.history"] = "500"
        put(it, "hello")
        await until_all_is_sent(it, rounds=400)
        assert texts(it) == ["hello", "hello"]  # a duplicate beats silence

    on_slack(story)


def test_no_method_is_called_before_its_retry_after_and_the_longest_counts(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["users.info"].extend(["429:30", "429:5"])
        asked = [it.connection.api.call("users.info", user="U1") for _time in range(2)]
        assert all(isinstance(outcome, Limited) for outcome in await asyncio.gather(*asked))
        for seconds, calls in ((20, 2), (9, 2), (2, 3)):
            it.monotonic[0] += seconds
            await it.connection.api.call("users.info", user="U1")
            assert len(it.slack.asked("users.info")) == calls

    on_slack(story)


def test_a_lost_answer_in_a_thread_is_found_there(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.messages["C1"].append({"ts": "1.000001", "blocks": []})
        it.slack.faults["chat.postMessage"].extend(["lost"])
        put(it, "in the thread", addresses.thread("T1", "C1", "1.000001"))
        await until_all_is_sent(it)
        assert texts(it, "C1") == ["", "in the thread"]
        assert it.slack.asked("conversations.replies")

    on_slack(story)


def test_a_process_that_died_after_sending_is_found_out(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        put(it, "hello")
        now = it.house.clock.now()
        leased = it.house.store.write(lambda unit: unit.lease([ANA], now, now + LEASE, 1)).result()
        await it.connection.adapter.send(leased[0].decoded())  # … and gone before it was noted
        it.house.clock.forward(seconds=LEASE / timedelta(seconds=1) + 1)
        await until_all_is_sent(it)
        assert texts(it) == ["hello"]

    on_slack(story)


def test_a_backlog_of_twenty_takes_no_more_than_thirty_seconds_and_keeps_its_order(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        for number in range(20):
            put(it, f"{number}")
        seconds = await until_all_is_sent(it, seconds=0.5)
        assert texts(it) == [f"{number}" for number in range(20)]
        assert seconds * 0.5 <= 30

    on_slack(story)


def test_one_message_a_second_after_a_burst() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    for _time in range(CHANNEL_BURST):
        assert pace.wait("C1") == 0
        pace.sent("C1")
    assert pace.wait("C1") == 1
    assert pace.wait("C2") == 0
    now[0] = 1.0
    assert pace.wait("C1") == 0


def test_a_refused_token_pauses_delivery_and_says_so(on_slack: Play, caplog: pytest.LogCaptureFixture) -> None:
    pauses = Pauses()

    async def story(it: Scene) -> None:
        it.slack.always["chat.postMessage"] = it.slack.always["auth.test"] = "token_revoked"
        put(it, "hello")
        for _time in range(30):
            await it.delivery.drain()
            it.house.clock.forward(minutes=1)
        assert len(it.slack.asked("chat.postMessage")) == 1
        assert not it.connection.ready
        it.slack.always.clear()
        await until(lambda: it.connection.ready)
        await until_all_is_sent(it)
        assert texts(it) == ["hello"]

    on_slack(story, pause=pauses)
    assert "token_revoked" in caplog.text
    assert "xoxb" not in caplog.text


def test_nothing_unfurls_and_metadata_is_an_opaque_number(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        id = put(it, "hello")
        await it.settled()
        call = it.slack.asked("chat.postMessage")[0]
        assert (call["unfurl_links"], call["unfurl_media"], call["link_names"]) == ("false", "false", "false")
        assert call["metadata"] == {"event_type": "frontdoor_message", "event_payload": {"id": str(id), "part": 0}}

    on_slack(story)


# ── Updates in place ───────────────────────────────────────────────────────────────────


def test_an_update_edits_what_holds_its_key_and_posts_it_when_that_is_gone(on_slack: Play) -> None:
    board = addresses.channel("T1", STAFF_CHANNEL)

    async def story(it: Scene) -> None:
        put(it, "one", board, kind=OutKind.UPDATE, key="ticket/1")
        await it.settled()
        put(it, "two", board, kind=OutKind.UPDATE, key="ticket/1")
        put(it, "three", board, kind=OutKind.UPDATE, key="ticket/1")
        await it.settled()
        assert texts(it, STAFF_CHANNEL) == ["three"]
        assert len(it.slack.asked("chat.update")) == 1  # the latest wins

        put(it, "under", board, kind=OutKind.UNDER, key="ticket/1")
        await it.settled()
        posts = it.slack.posts(STAFF_CHANNEL)
        assert posts[1]["thread_ts"] == posts[0]["ts"]

        it.slack.messages[STAFF_CHANNEL].clear()
        put(it, "four", board, kind=OutKind.UPDATE, key="ticket/1")
        await it.settled()
        assert texts(it, STAFF_CHANNEL) == ["four"]

    on_slack(story)


@pytest.mark.parametrize("fault", ["lost", "500", ""])
def test_a_card_that_was_posted_unheard_says_what_is_true_by_now(on_slack: Play, fault: str) -> None:
    async def story(it: Scene) -> None:
        board = addresses.channel("T1", STAFF_CHANNEL)
        it.slack.faults["chat.postMessage"].extend([fault] if fault else [])
        row = put(it, "waits", board, kind=OutKind.UPDATE, key="ticket/1")
        await it.delivery.drain()
        it.house.clock.forward(minutes=2)  # whoever sent it is gone, and with it the lease
        it.monotonic[0] += 120
        newer = put(it, "answered", board, kind=OutKind.UPDATE, key="ticket/1")
        await until_all_is_sent(it)
        assert texts(it, STAFF_CHANNEL) == ["answered"]
        assert (newer == row) is bool(fault)

    on_slack(story)


def test_a_card_and_its_thread_arrive_in_order_even_after_trouble(on_slack: Play) -> None:
    board = addresses.channel("T1", STAFF_CHANNEL)

    async def story(it: Scene) -> None:
        it.slack.faults["chat.postMessage"].extend(["429:3", "lost"])
        put(it, "card", board, kind=OutKind.UPDATE, key="ticket/1")
        put(it, "under", board, kind=OutKind.UNDER, key="ticket/1")
        await until_all_is_sent(it)
        assert texts(it, STAFF_CHANNEL) == ["card", "under"]
        posts = it.slack.posts(STAFF_CHANNEL)
        assert posts[1]["thread_ts"] == posts[0]["ts"]

    on_slack(story)


def test_sixty_seconds_of_every_trouble_and_all_is_delivered_in_order(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        for number in range(12):
            it.slack.faults["chat.postMessage"].extend(["429:2", "500", "reset", "lost"][number % 4 :][:1])
            put(it, f"{number}", addresses.direct("T1", f"U{number % 3}"))
        await until_all_is_sent(it, rounds=400)
        for user in range(3):
            assert texts(it, f"D{user}") == [f"{n}" for n in range(12) if n % 3 == user]

    on_slack(story)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)


def test_a_platform_that_says_when_isnt_given_up_for_hours(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.faults["chat.postMessage"].extend(["429:30"] * 60)
        put(it, "hello")
        await until_all_is_sent(it, seconds=30, rounds=100)
        assert texts(it) == ["hello"]

    on_slack(story)
