"""Mentions in channels: articles for everyone, and whatever is personal in the direct message."""

from typing import Any

from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene, User
from tests.adapters.slack.test_files import ON_RECORD, attached, rows


async def mentions(it: Scene, ana: User, text: str, thread: str = "") -> str:
    """Mention the bot in a channel, as Slack tells it twice; the thread."""
    event = ana.message(f"<@UBOT> {text}", channel="C1", channel_type="channel")
    event |= {"thread_ts": thread} if thread else {}
    assert await it.event(event) == 200
    assert await it.event({**event, "type": "app_mention"}) == 200
    return str(thread or event["ts"])


def test_a_mention_is_answered_with_articles_in_a_thread(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        thread = await mentions(it, ana, "my emails dont arive")
        shown = it.slack.posts("C1")
        assert len(shown) == 1  # told twice, answered once
        assert shown[0]["thread_ts"] == thread
        ana.sees("I found 3 articles", on=words(shown[0]["blocks"]))

        await ana.clicks("Mail not arriving", channel="C1")
        ana.sees("Did this solve it", on=words(shown[-1]["blocks"]))

    on_slack(story)


def test_the_authors_edit_of_a_public_question_reaches_its_ticket_and_nobody_elses_does(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("U2")
        thread = await mentions(it, ana, "my emails dont arive")
        bos = await bo.writes("<@UBOT> my emails dont arive", channel="C1", channel_type="channel", thread_ts=thread)
        asked = {"user": "U1", "ts": thread, "type": "message"}

        async def changes(written: dict[str, Any], text: str, edited: str) -> None:
            message = {**written, "text": text, "edited": {"user": written["user"], "ts": edited}}
            await it.event({"type": "message", "subtype": "message_changed", "channel": "C1", "ts": it.slack.ts(),
                            "channel_type": "channel", "message": message, "previous_message": written})  # fmt: skip

        await changes({**asked, "text": "<@UBOT> my emails dont arive"}, "<@UBOT> my emails are late", "9.0")
        await ana.clicks("None of these", channel="C1", message=it.slack.posts("C1")[0])
        await ana.submits(urgency="normal", name="Ana")
        assert it.house.record(1001)[0].text == "my emails are late"
        before = len(it.house.record(1001))
        await changes(bos, "<@UBOT> Bo's own business", "9.1")
        assert len(it.house.record(1001)) == before
        await changes(asked, "<@UBOT> my emails are gone", "9.2")
        gone = {"type": "message", "subtype": "message_deleted", "channel": "C1", "channel_type": "channel",
                "deleted_ts": thread, "ts": it.slack.ts(), "previous_message": {**asked, "text": "x"}}  # fmt: skip
        await it.event(gone)
        said = [entry.text or "" for entry in it.house.record(1001)]
        assert any("now reads “my emails are gone”" in text for text in said)
        assert any("Message deleted: “my emails are gone”" in text for text in said)

    on_slack(story)


def test_in_a_shared_thread_a_screenshot_is_its_senders(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("U2")
        thread = await mentions(it, ana, "my emails dont arive")
        file = attached(it, "F1", "image.png", b"bos")
        also = {
            "channel": "C1",
            "channel_type": "channel",
            "thread_ts": thread,
            "subtype": "file_share",
            "files": [file],
        }
        await bo.writes("<@UBOT> my mail too", **also)
        await ana.clicks("None of these", channel="C1", message=it.slack.posts("C1")[0])
        await ana.submits(urgency="normal", name="Ana")
        await ana.writes("add: see [image.png]")
        assert rows(it, ON_RECORD) == []
        await bo.clicks("None of these", channel="C1", message=it.slack.posts("C1")[1])
        await bo.submits(urgency="normal", name="Bo")
        await it.settled()
        assert [row[0] for row in rows(it, ON_RECORD)] == [1002]

    on_slack(story)


def test_channels_that_dont_mention_us_are_left_alone(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await it.event(ana.message("my emails dont arive", channel="C1", channel_type="channel"))
        await it.event(ana.message("I am a bot", bot_id="B2"))
        await it.event(ana.message("joined", subtype="channel_join"))
        await it.event({"type": "reaction_added", "user": "U1"})
        assert it.slack.asked("chat.postMessage") == []

    on_slack(story)


def test_a_payload_of_another_team_does_nothing(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        assert await it.event(it.user().message("mail"), team_id="T2") == 200
        assert it.slack.asked("chat.postMessage") == []

    on_slack(story)
