"""``frontdoor serve`` with Slack: everything real but Slack itself, and the clock on the wall."""

import asyncio
import json
import logging
import re
import time
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.slack.requests import signature
from bot.bootstrap import open_desk
from bot.cli.serve import serve
from bot.config import settings
from bot.platforms import PLATFORMS
from tests.adapters.slack.fake_slack import SECRET, STAFF_CHANNEL, TEAM, TOKEN, fake_slack
from tests.adapters.slack.looking import until, words


def test_a_question_over_http_is_answered_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    slack_only = [platform for platform in PLATFORMS if platform.name == "slack"]

    async def story() -> None:
        stop = asyncio.Event()
        async with fake_slack() as slack:
            here = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_PORT": "0",
                    "SLACK_API_BASE_URL": f"{slack.base}/api/", "SLACK_STAFF_CHANNEL": STAFF_CHANNEL}  # fmt: skip
            with open_desk(settings.load(data=tmp_path / "desk", port=0)) as app:
                running = asyncio.create_task(serve.run(app, slack_only, here, stop))
                await until(lambda: "events are taken at" in caplog.text or running.done())
                url = re.findall(r"taken at (http://127\.0\.0\.1:\d+/slack/events)", caplog.text)[0]
                event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1",
                         "text": "my mails dont arive", "ts": f"{time.time():.6f}", "client_msg_id": "c1"}  # fmt: skip
                body = json.dumps({"type": "event_callback", "team_id": TEAM, "event": event}).encode()
                stamp = str(int(time.time()))
                headers = {"Content-Type": "application/json", signature.TIMESTAMP: stamp,
                           signature.SIGNATURE: signature.sign(SECRET, stamp, body)}  # fmt: skip
                async with ClientSession() as http:
                    for _delivery in range(3):  # as Slack does until it is acknowledged: a busy machine may be late
                        async with http.post(url, data=body, headers=headers) as answer:
                            if answer.status == 200:
                                break
                    assert answer.status == 200
                    await until(lambda: bool(slack.posts("D1")))
                    health = re.findall(r"http://127\.0\.0\.1:\d+", capsys.readouterr().out)[0]
                    async with http.get(f"{health}/readyz") as answer:
                        assert (await answer.json())["states"]["slack"] == "ready"
                assert "Does this help?" in words(slack.posts("D1")[0]["blocks"])
                stop.set()
                assert await running == 0
            assert slack.complaints == []

    asyncio.run(story())
    assert TOKEN not in caplog.text
    assert "dont arive" not in caplog.text
