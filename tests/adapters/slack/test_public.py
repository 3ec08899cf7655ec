"""Mentions in channels: articles for everyone, and whatever is personal in the direct message."""

from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene, User


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


def test_what_is_personal_moves_to_the_direct_message(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await mentions(it, ana, "my emails dont arive")
        await ana.clicks("None of these", channel="C1")

        ana.sees("answered you in private", on=words(it.slack.posts("C1")[-1]["blocks"]))
        ana.sees("I'll open a ticket", "my emails dont arive")
        await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001 is in")
        assert all("1001" not in words(message["blocks"]) for message in it.slack.posts("C1"))

        thread = await mentions(it, ana, "any news?")
        assert it.slack.posts("C1")[-1]["thread_ts"] == thread
        ana.sees("1st in line")
        assert all("1001" not in words(message["blocks"]) for message in it.slack.posts("C1"))

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
