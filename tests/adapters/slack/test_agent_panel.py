"""Slack's agent panel: what is asked most is offered, and answers stand in its thread."""

from typing import Any

from tests.adapters.slack.conftest import Play
from tests.adapters.slack.scene import Scene, User

THREAD = "1800000100.000100"


async def opens_panel(user: User, thread: str = THREAD, kind: str = "assistant_thread_started") -> None:
    """Open a thread of the panel, as Slack tells it."""
    where = {"user_id": user.id, "channel_id": user.channel, "thread_ts": thread, "context": {}}
    assert await user.scene.event({"type": kind, "assistant_thread": where, "event_ts": "1.0"}) == 200


async def helps(it: Scene, ana: User, question: str) -> None:
    """An article answers a question."""
    await ana.writes(question)
    await ana.clicks("Read")
    await ana.clicks("Yes")


def threads(it: Scene, user: User) -> list[Any]:
    """In which threads our messages to somebody stand, in order."""
    return [message.get("thread_ts") for message in it.slack.posts(user.channel)]


def test_what_helped_most_of_late_is_offered(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        bo, ana = it.user("U2"), it.user()
        await helps(it, bo, "my emails dont arive")
        await opens_panel(ana)
        shown = it.slack.panel[THREAD]
        assert shown["above"] == "What is it about? These are asked most:"
        (prompt,) = shown["prompts"]
        assert prompt["title"] == prompt["message"] == "Mail not arriving"

    on_slack(story)


def test_where_nothing_helped_so_far_nothing_is_offered(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await opens_panel(ana)
        assert "prompts" not in it.slack.panel.get(THREAD, {})
        assert threads(it, ana) == [THREAD], "the greeting"

    on_slack(story)


def test_answers_stand_in_the_thread_in_which_somebody_wrote_last(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await opens_panel(ana)
        await ana.writes("my emails dont arive", thread_ts=THREAD)
        ana.sees("Mail not arriving")
        assert threads(it, ana) == [THREAD] * 2
        assert it.slack.panel[THREAD]["title"] == "my emails dont arive"
        assert it.slack.panel[THREAD]["status"] == "is looking for an answer …"
        await ana.writes("none of these", thread_ts=THREAD)
        assert it.slack.panel[THREAD]["title"] == "my emails dont arive"

        other = "1800000200.000100"
        await opens_panel(ana, other)
        await ana.writes("status", thread_ts=other)
        assert threads(it, ana)[-1] == other
        await ana.writes("thanks", thread_ts=THREAD, assistant_thread={"action_token": "x"})
        assert threads(it, ana)[-1] == THREAD

    on_slack(story)


def test_after_a_restart_the_thread_is_known_again_from_what_slack_says(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("U2")
        await ana.writes("my emails dont arive", thread_ts=THREAD, assistant_thread={"action_token": "x"})
        assert threads(it, ana) == [THREAD]
        await opens_panel(bo, kind="assistant_thread_context_changed")
        await bo.writes("my emails dont arive", thread_ts=THREAD)
        assert threads(it, bo) == [THREAD]
        assert "prompts" not in it.slack.panel.get(THREAD, {})

    on_slack(story)


def test_without_the_panel_nothing_changes_and_nothing_more_is_asked_of_slack(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive")
        await ana.writes("none of these", thread_ts=THREAD)
        assert threads(it, ana) == [None, None]
        assert not any(name.startswith("assistant.") for name, _call in it.slack.calls)

    on_slack(story)


def test_what_the_panel_doesnt_take_is_left_out(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        for method in ("setStatus", "setTitle", "setSuggestedPrompts"):
            it.slack.always[f"assistant.threads.{method}"] = "missing_scope"
        ana, bo = it.user(), it.user("U2")
        await helps(it, bo, "my emails dont arive")
        await opens_panel(ana)
        await ana.writes("my emails dont arive", thread_ts=THREAD)
        ana.sees("Mail not arriving")

    on_slack(story)


def test_an_event_that_names_no_thread_is_none(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await opens_panel(ana, thread="")
        assert it.slack.posts(ana.channel) == []

    on_slack(story)
