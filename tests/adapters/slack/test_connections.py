"""Socket Mode, the back-fill after downtime, and the start."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.kit.catch_up import CatchUp
from adapters.slack.backfill import SlackHistory
from adapters.slack.connection import Connection, NotSlack
from adapters.slack.settings import Settings
from bot.engine.gateway import EngineGateway
from bot.platforms import PLATFORMS
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import APP_TOKEN, SECRET, STAFF_CHANNEL, TEAM, TOKEN, FakeSlack, fake_slack
from tests.adapters.slack.looking import Pauses, until, words
from tests.adapters.slack.scene import Scene, connected
from tests.dialogue import open_house

# ── Socket Mode ────────────────────────────────────────────────────────────────────────


async def down(it: Scene, kind: str, payload: dict[str, Any], envelope: str) -> dict[str, Any] | None:
    """Send an envelope down the socket; its acknowledgement."""
    it.slack.socket_answers.clear()
    await it.slack.sockets[-1].send_json(
        {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True}
    )
    await until(lambda: any(answer.get("envelope_id") == envelope for answer in it.slack.socket_answers))
    await it.settled()
    return next(a for a in it.slack.socket_answers if a.get("envelope_id") == envelope).get("payload")


def test_over_a_socket_events_commands_and_forms_are_acknowledged(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        assert it.connection.url == ""
        ana, sam = it.user(), it.staff()
        event = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": ana.message("my emails bounce")}
        assert await down(it, "events_api", event, "e1") is None
        assert await down(it, "events_api", {**event, "event_id": "Ev2"}, "e2") is None
        ana.sees("I found 3 articles")
        assert len(it.slack.asked("chat.postMessage")) == 1

        command = {"command": "/desk", "text": "queue", "user_id": sam.id, "team_id": TEAM, "trigger_id": "t1",
                   "channel_id": "C1", "response_url": "http://nowhere"}  # fmt: skip
        answer = await down(it, "slash_commands", command, "e3")
        assert answer is not None
        assert "Nobody is waiting" in words(answer["blocks"])

    on_slack(story, mode="socket", signing_secret="")


def test_what_isnt_saved_isnt_acknowledged_over_a_socket_either(
    on_slack: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(it: Scene) -> None:
        async def broken(_body: Any) -> Any:
            raise TimeoutError

        door = it.connection.handler
        assert door is not None
        monkeypatch.setattr(type(door), "take", broken)
        event = {"type": "event_callback", "team_id": TEAM, "event": it.user().message("mail")}
        await it.slack.sockets[-1].send_json({"type": "events_api", "envelope_id": "e1", "payload": event})
        for _time in range(50):
            await asyncio.sleep(0.001)
        assert not [answer for answer in it.slack.socket_answers if answer.get("envelope_id") == "e1"]

    on_slack(story, mode="socket", signing_secret="")


def test_what_isnt_as_slack_sends_it_goes_no_further_over_a_socket(
    on_slack: Play, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        event = ana.message("my emails bounce")
        whole = {"type": "event_callback", "team_id": TEAM, "event": event}
        for wrong in ({"type": 5}, {**whole, "event": 5}, {**whole, "event": {**event, "user": 5}}):
            await it.slack.sockets[-1].send_json({"type": "events_api", "envelope_id": "e0", "payload": wrong})
        assert await down(it, "events_api", whole, "e1") is None
        ana.sees("I found 3 articles")
        assert not any("\n" in record.getMessage() or record.exc_info for record in caplog.records)

    on_slack(story, mode="socket", signing_secret="")


# ── The back-fill ──────────────────────────────────────────────────────────────────────


def missed(slack: FakeSlack, channel: str, user: str, text: str, **more: Any) -> str:
    """Somebody writes while we are away; the ts."""
    ts = slack.ts()
    slack.messages[channel].append({"type": "message", "user": user, "text": text, "ts": ts,
                                    "client_msg_id": f"c-{ts}", "blocks": [], **more})  # fmt: skip
    return ts


def test_what_was_written_meanwhile_is_read_once_and_in_order(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_slack() as slack:
            async with connected(tmp_path, slack) as it:
                ana = it.user()
                await ana.files()
            missed(slack, "D1", "U1", "add: first")
            seen = missed(slack, "D1", "U1", "add: second")
            missed(slack, "D1", "UBOT", "our own", bot_id="BBOT")
            async with connected(tmp_path, slack) as it:
                await it.connection.caught_up()
                await it.event({"type": "message", "channel": "D1", "channel_type": "im", "user": "U1",
                                "text": "add: second", "ts": seen, "client_msg_id": f"c-{seen}"})  # fmt: skip
                await it.settled()
                texts = [entry.text for entry in it.house.record(1001)]
                assert [text for text in texts if text in {"first", "second", "our own"}] == ["first", "second"]
            async with connected(tmp_path, slack) as it:
                await it.connection.caught_up()
                assert [entry.text for entry in it.house.record(1001)] == texts
            assert slack.complaints == []

    asyncio.run(story())


def test_threads_in_channels_are_read_too(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_slack() as slack:
            async with connected(tmp_path, slack) as it:
                ana = it.user()
                event = ana.message("<@UBOT> my emails dont arive", channel="C1", channel_type="channel")
                await it.event({**event, "type": "app_mention"})
            missed(slack, "C1", "U1", "<@UBOT> the mailbox is full", thread_ts=event["ts"])
            missed(slack, "C1", "U2", "not for the bot", thread_ts=event["ts"])
            async with connected(tmp_path, slack) as it:
                await it.connection.caught_up()
                await it.settled()
                assert len([m for m in slack.posts("C1") if m.get("bot_id")]) == 2

    asyncio.run(story())


def test_what_staff_wrote_under_a_card_meanwhile_is_a_note(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_slack() as slack:
            async with connected(tmp_path, slack) as it:
                it.staff()
                await it.user().files()
                card = slack.posts(STAFF_CHANNEL)[0]
            missed(slack, STAFF_CHANNEL, "USAM", "I think it's the spam filter", thread_ts=card["ts"])
            async with connected(tmp_path, slack) as it:
                await it.connection.caught_up()
                notes = [entry.text for entry in it.house.record(1001) if entry.kind.value == "note"]
                assert notes == ["I think it's the spam filter"]
            assert slack.complaints == []

    asyncio.run(story())


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_when_slack_was_away_it_catches_up_without_a_restart(tmp_path: Path, mode: str) -> None:
    async def story() -> None:
        at = {"pause": Pauses(), "mode": mode, "staff_channel": ""}
        async with fake_slack() as slack, connected(tmp_path, slack, **at) as it:  # type: ignore[arg-type]
            door = it.connection.handler
            assert door is not None
            await it.connection.caught_up()
            await door.take({"type": "event_callback", "team_id": TEAM, "event": it.user().message("mail")})
            slack.always["auth.test"] = "500"
            await until(lambda: not it.connection.ready)
            missed(slack, "D1", "U1", "none of these")
            slack.always.clear()
            await until(lambda: it.connection.ready)
            await until(lambda: len(slack.asked("conversations.history")) > 0)
            await it.connection.caught_up()
            await it.delivered()
            it.user().sees("I'll open a ticket")

    asyncio.run(story())


def test_the_back_fill_waits_when_slack_says_so(tmp_path: Path) -> None:
    async def story() -> None:
        waited: list[float] = []
        async with fake_slack() as slack, connected(tmp_path, slack) as it:
            await it.user().files()
            missed(slack, "D1", "U1", "add: meanwhile")
            slack.faults["conversations.history"].extend(["429:60"])

            async def pause(seconds: float) -> None:
                waited.append(seconds)
                it.monotonic[0] += seconds

            door = it.connection.handler
            assert door is not None
            history = SlackHistory(it.connection.api, door, it.connection.adapter.channel_of, pause)
            await CatchUp(door.gateway, it.house.clock, "slack", lambda: TEAM, history, pause)._read()
            assert waited == [60]
            assert "meanwhile" in [entry.text for entry in it.house.record(1001)]

    asyncio.run(story())


def test_a_conversation_that_cant_be_read_is_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with fake_slack() as slack:
            async with connected(tmp_path, slack) as it:
                await it.user().files()
                await it.user("U2").writes("mail")
            slack.faults["conversations.history"].extend(["missing_scope"])
            missed(slack, "D2", "U2", "none of these")
            async with connected(tmp_path, slack) as it:
                await it.connection.caught_up()
                await it.settled()
                it.user("U2").sees("I'll open a ticket")

    asyncio.run(story())
    assert "missing_scope" in caplog.text


# ── The start ──────────────────────────────────────────────────────────────────────────


def test_a_slack_that_doesnt_answer_fails_the_connection(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_slack() as slack:
            slack.always["auth.test"] = "500"
            with pytest.raises(NotSlack):
                async with connected(tmp_path, slack):
                    pass

    asyncio.run(story())


def test_a_refused_token_at_the_start_waits_for_a_better_one(tmp_path: Path) -> None:
    async def story() -> None:
        pauses = Pauses()
        async with fake_slack() as slack:
            slack.faults["auth.test"].extend(["account_inactive", "account_inactive"])
            async with connected(tmp_path, slack, pause=pauses) as it:
                assert it.connection.ready
        assert pauses.seconds[:2] == [30.0, 30.0]

    asyncio.run(story())


def test_the_staff_channel_is_the_only_board(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_slack() as slack:
            async with connected(tmp_path, slack, staff_channel="C0OLD") as it:
                await it.user().files()
            async with connected(tmp_path, slack) as it:
                boards = it.house.store.write(lambda unit: unit.card_channels()).result()
                assert [board.channel for board in boards] == [STAFF_CHANNEL]
                await it.user().writes("add: more")
                assert "#1001" in words(slack.posts(STAFF_CHANNEL)[0]["blocks"])  # its card comes with the first news

    asyncio.run(story())


def test_the_registry_makes_a_connection(tmp_path: Path) -> None:
    slack = next(platform for platform in PLATFORMS if platform.name == "slack")
    assert slack.missing({"SLACK_MODE": "socket"}) == ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    assert slack.missing({}) == ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
    with open_house(tmp_path) as house:
        settings = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET}
        made = slack.connect(EngineGateway(house.engine), house.clock, settings)
        assert isinstance(made, Connection)
        assert made.adapter.name == "slack"
        assert not made.ready
        assert made.adapter.targets() == ()
        assert Settings(TOKEN, SECRET, APP_TOKEN) == Settings(TOKEN, SECRET, APP_TOKEN)


def test_several_processes_take_events_of_one_desk(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_slack() as slack, connected(tmp_path, slack) as one, connected(tmp_path, slack) as two:
            event = one.user().message("my emails dont arive")
            assert list(await asyncio.gather(one.event(event), two.event(event))) == [200, 200]
            await one.settled()
            assert len(slack.asked("chat.postMessage")) == 1
            body = urlencode({"payload": json.dumps({"type": "view_closed", "team": {"id": TEAM}})}).encode()
            assert (await two.send(body, "application/x-www-form-urlencoded"))[0] == 200

    asyncio.run(story())
