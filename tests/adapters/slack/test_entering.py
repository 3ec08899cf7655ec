"""How people come to us without a word: the shortcut that is there everywhere, and their first look at the app."""

from typing import Any

import pytest

from adapters.slack import event_handler
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene, User


def shortcut(it: Scene, who: User, **more: Any) -> dict[str, Any]:
    """The payload of the global shortcut: it has no channel, no message and no response_url."""
    return {
        "type": "shortcut", "token": "x", "action_ts": "1.1", "team": {"id": "T1", "domain": "acme"},
        "user": {"id": who.id, "username": "x", "team_id": "T1"}, "is_enterprise_install": False, "enterprise": None,
        "callback_id": "ask", "trigger_id": it.slack.trigger(), **more,
    }  # fmt: skip


async def looks(it: Scene, who: User, tab: str = "home") -> None:
    """Somebody opens the app."""
    await it.event({"type": "app_home_opened", "user": who.id, "channel": who.channel, "tab": tab})


# ── The shortcut ───────────────────────────────────────────────────────────────────────


def test_the_shortcut_opens_the_form_for_a_question(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await it.interaction(shortcut(it, ana))
        assert ana.modal["title"]["text"] == "Get help"
        await ana.submits(text="my emails dont arive")
        ana.sees("I found 3 articles")

    on_slack(story)


def test_where_the_form_cant_be_opened_a_message_says_where_to_write(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        it.slack.faults["views.open"].append("expired_trigger_id")
        await it.interaction(shortcut(it, ana))
        ana.sees("Tell me in your own words what's wrong")

    on_slack(story)


def test_another_shortcut_is_none_of_ours(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        await it.interaction(shortcut(it, it.user(), callback_id="else"))
        assert it.slack.views == {}

    on_slack(story)


@pytest.mark.parametrize("wrong", [{"user": {}}, {"trigger_id": ""}, {"callback_id": 1}])
def test_a_shortcut_that_isnt_as_slack_sends_it_is_refused(on_slack: Play, wrong: dict[str, Any]) -> None:
    async def story(it: Scene) -> None:
        with pytest.raises(AssertionError, match="400"):
            await it.interaction(shortcut(it, it.user(), **wrong))

    on_slack(story)


# ── The first look ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tab", ["home", "messages"])
def test_who_looks_for_the_first_time_is_greeted_once(on_slack: Play, tab: str) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await looks(it, ana, tab)
        ana.sees("Hello! I'm the front door of Harbour Hosting support.", "Tell me in your own words")
        for greeted in (it.connection.handler, None):
            if greeted is None:  # another process
                assert it.connection.handler is not None
                it.connection.handler._greetings.clear()
            await looks(it, ana, tab)
        assert len(it.slack.posts(ana.channel)) == 1
        await ana.writes("my emails dont arive")
        ana.sees("I found 3 articles")

    on_slack(story)


def test_in_their_language(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.profiles["U1"] = {"locale": "de-DE", "tz": "Europe/Berlin"}
        await looks(it, it.user())
        it.user().sees("Hallo!")

    on_slack(story)


def test_who_wrote_already_or_works_here_isnt_greeted(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, ben, sam = it.user(), it.user("U2"), it.staff()
        await ana.writes("my emails dont arive")
        await ana.writes("start over")
        await sam.types(f"/desk new for <@{ben.id}|ben>: Call me")
        counts = {who.channel: len(it.slack.posts(who.channel)) for who in (ana, ben, sam)}
        for who in (ana, ben, sam):
            await looks(it, who)
        assert {who.channel: len(it.slack.posts(who.channel)) for who in (ana, ben, sam)} == counts

    on_slack(story)


def test_it_isnt_asked_of_the_database_at_every_look(on_slack: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_handler, "GREETED_MAX", 1)

    async def story(it: Scene) -> None:
        ana, ben, handler = it.user(), it.user("U2"), it.connection.handler
        assert handler is not None
        for who, known in ((ana, {("U1", "T1")}), (ana, {("U1", "T1")}), (ben, {("U2", "T1")})):
            await looks(it, who)
            assert handler._greetings == known

    on_slack(story)


def test_a_look_shows_home_only_on_its_own_tab(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        await looks(it, it.user(), "messages")
        assert it.slack.homes == {}
        await looks(it, it.user(), "home")
        assert "You have no open ticket" in words(it.slack.homes["U1"]["blocks"])

    on_slack(story)
