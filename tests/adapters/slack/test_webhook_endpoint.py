"""What gets in, and when it is acknowledged: signatures, redelivery, commit before the answer."""

import asyncio
import io
import json
import random
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.slack import settings
from adapters.slack.limits import BODY_BYTES_MAX
from adapters.slack.requests import signature
from adapters.slack.requests.signature import is_slacks, sign
from bot.core.text.errors import DatabaseBusy, SettingsInvalid
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import SECRET, fake_slack
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import WALL, Scene, connected

JSON = "application/json"
BODY = json.dumps({"type": "event_callback", "team_id": "T1", "event": {}}).encode()
NOW = str(int(WALL))


async def status(it: Scene, headers: dict[str, str], body: bytes = BODY) -> int:
    """What a request with these headers, instead of right ones, is answered."""
    async with it.http.post(it.connection.url, data=body, headers={"Content-Type": JSON, **headers}) as answer:
        return answer.status


def test_every_bad_signature_is_401(on_slack: Play) -> None:
    right = sign(SECRET, NOW, BODY)
    old, ahead = str(int(WALL) - 301), str(int(WALL) + 301)

    async def story(it: Scene) -> None:
        def headers(stamp: str | None, signed: str | None) -> dict[str, str]:
            return {**({signature.TIMESTAMP: stamp} if stamp is not None else {}),
                    **({signature.SIGNATURE: signed} if signed is not None else {})}  # fmt: skip

        assert await status(it, headers(NOW, right)) == 200
        wrong = [
            (None, None), (NOW, None), (None, right), (NOW, ""), ("", right), ("soon", right), ("١٢٣", right),
            (NOW, "v0=é" + "0" * 63), (NOW, right.upper()), (NOW, right[3:]), (NOW, "v1" + right[2:]),
            (NOW, right + "0"),
            (old, sign(SECRET, old, BODY)), (ahead, sign(SECRET, ahead, BODY)), ("-1", right), (f"{NOW}.0", right),
            ("9" * 40, right), (NOW, sign("other", NOW, BODY)), (NOW, sign("", NOW, BODY)), (f" {NOW}1", right),
        ]  # fmt: skip
        for stamp, signed in wrong:
            encoded = {k: v.encode("utf-8").decode("latin-1") for k, v in headers(stamp, signed).items()}
            assert await status(it, encoded) == 401, (stamp, signed)
        assert await status(it, headers(NOW, right), BODY + b" ") == 401

    on_slack(story)


def test_ten_thousand_mutations_are_refused() -> None:
    draw = random.Random(5)
    right = sign(SECRET, NOW, BODY)
    for _time in range(10_000):
        stamp, signed, body = NOW, right, BODY
        match draw.randrange(3):
            case 0:
                at = draw.randrange(len(signed))
                signed = signed[:at] + draw.choice("0123456789abcdefvX=\x00é") + signed[at + 1 :]
            case 1:
                at = draw.randrange(len(body))
                body = body[:at] + bytes([body[at] ^ (1 << draw.randrange(8))]) + body[at + 1 :]
            case _:
                stamp = str(int(NOW) + draw.choice((-1, 1)) * draw.randrange(1, 300))
        if (stamp, signed, body) != (NOW, right, BODY):
            assert not is_slacks(SECRET, [stamp], [signed], body, WALL)


def test_two_signatures_are_none() -> None:
    right = sign(SECRET, NOW, BODY)
    assert is_slacks(SECRET, [NOW], [right], BODY, WALL)
    assert not is_slacks(SECRET, [NOW, NOW], [right], BODY, WALL)
    assert not is_slacks(SECRET, [NOW], [right, right], BODY, WALL)


def test_an_empty_secret_fits_nothing_and_doesnt_start() -> None:
    assert not is_slacks("", [NOW], [sign("", NOW, BODY)], BODY, WALL)
    with pytest.raises(SettingsInvalid, match="SLACK_SIGNING_SECRET"):
        settings.read({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "  "})
    with pytest.raises(SettingsInvalid, match="SLACK_APP_TOKEN"):
        settings.read({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "x", "SLACK_MODE": "socket"})


def test_all_that_is_wrong_with_settings_is_said_at_once_and_no_token() -> None:
    with pytest.raises(SettingsInvalid) as wrong:
        settings.read({"SLACK_BOT_TOKEN": "xoxb-hidden", "SLACK_MODE": "pigeon", "SLACK_PORT": "70000",
                       "SLACK_STAFF_CHANNEL": "#support", "SLACK_API_BASE_URL": "slack"})  # fmt: skip
    said = str(wrong.value)
    for name in ("SLACK_SIGNING_SECRET", "SLACK_MODE", "SLACK_PORT", "SLACK_STAFF_CHANNEL", "SLACK_API_BASE_URL"):
        assert name in said
    assert "hidden" not in said + repr(settings.read({"SLACK_BOT_TOKEN": "xoxb-hidden", "SLACK_SIGNING_SECRET": "s"}))


def test_a_body_one_byte_too_large_is_refused(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        body = io.BytesIO(b"x" * (BODY_BYTES_MAX + 1))
        async with it.http.post(it.connection.url, data=body, headers={"Content-Type": JSON}) as answer:
            assert answer.status == 413

    on_slack(story)


def test_the_address_is_verified_and_odd_payloads_are_harmless(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        body = json.dumps({"type": "url_verification", "challenge": "c-1", "token": "t"}).encode()
        assert await it.send(body, JSON) == (200, '{"challenge": "c-1"}')
        for odd in (b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"type": "event_callback", "team_id": "T1"}', b'"x"'):
            code, _text = await it.send(odd, JSON)
            assert code in {200, 400}
        assert it.slack.asked("chat.postMessage") == []

    on_slack(story)


# ── Redelivery ─────────────────────────────────────────────────────────────────────────


def test_delivered_four_times_it_is_one_turn(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        event = ana.message("my emails dont arive")
        answers = await asyncio.gather(*(it.event(event, event_id=f"Ev-{n % 2}") for n in range(4)))
        assert answers == [200] * 4
        assert len(it.slack.asked("chat.postMessage")) == 1

    on_slack(story)


def test_a_twin_with_another_ts_is_the_same_message(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        event = ana.message("my emails dont arive")
        await it.event(event)
        await it.event({**event, "ts": it.slack.ts()})
        assert len(it.slack.asked("chat.postMessage")) == 1

    on_slack(story)


def test_a_retry_whose_first_delivery_was_never_seen_is_processed(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        body = json.dumps({"type": "event_callback", "team_id": "T1", "event": ana.message("mail")}).encode()
        code, _text = await it.send(body, JSON, **{"X-Slack-Retry-Num": "3", "X-Slack-Retry-Reason": "http_timeout"})
        assert code == 200
        await it.settled()
        ana.sees("I found 3 articles")

    on_slack(story)


# ── Commit, then acknowledge ───────────────────────────────────────────────────────────


def test_what_isnt_saved_isnt_acknowledged_and_comes_again(
    on_slack: Play, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        event = ana.message("my secret emails dont arive")
        whole = it.house.store.write

        def locked(_work: Any) -> Any:
            refused: Future[Any] = Future()
            refused.set_exception(DatabaseBusy("locked"))
            return refused

        monkeypatch.setattr(it.house.store, "write", locked)
        body = json.dumps({"type": "event_callback", "team_id": "T1", "event": event}).encode()
        assert (await it.send(body, JSON))[0] == 500
        form = urlencode({"command": "/claim", "team_id": "T1", "user_id": "U1", "trigger_id": "1"}).encode()
        assert (await it.send(form, "application/x-www-form-urlencoded"))[0] == 500
        monkeypatch.setattr(it.house.store, "write", whole)
        assert await it.event(event) == 200
        ana.sees("I found 3 articles")

    on_slack(story)
    assert "DatabaseBusy" in caplog.text
    assert "secret" not in caplog.text


def test_what_was_committed_but_not_sent_is_sent_after_a_restart(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_slack() as slack:
            async with connected(tmp_path, slack) as it:
                body = json.dumps({"type": "event_callback", "team_id": "T1",
                                   "event": it.user().message("my emails dont arive")}).encode()  # fmt: skip
                assert (await it.send(body, JSON))[0] == 200
                assert slack.asked("chat.postMessage") == []
            async with connected(tmp_path, slack) as it:
                await it.settled()
                it.user().sees("I found 3 articles")
                assert len(slack.asked("chat.postMessage")) == 1

    asyncio.run(story())


# ── Edits and deletions ────────────────────────────────────────────────────────────────


def test_a_link_that_unfurled_is_no_edit(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        written = await ana.writes("see <https://example.com|example.com>")
        await it.event({"type": "message", "subtype": "message_changed", "channel": ana.channel, "ts": it.slack.ts(),
                        "channel_type": "im", "previous_message": written,
                        "message": {**written, "attachments": [{"id": 1}]}})  # fmt: skip
        assert words(it.slack.posts(ana.channel)[-1]["blocks"])
        assert len(it.slack.asked("chat.postMessage")) == 1

    on_slack(story)
