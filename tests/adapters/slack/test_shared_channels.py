"""Channels that are shared with other firms: whose team it is, and whose words."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.slack import payloads
from bot.core.model.people import Identity
from bot.core.policy import Asks, CustomerChannel
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene, User
from tests.adapters.slack.test_files import ON_RECORD, attached, rows

THEIRS = "T2"
OURS: dict[str, Any] = {
    "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "UBOT", "is_bot": True}],
    "is_ext_shared_channel": True,
    "team_id": THEIRS,
    "context_team_id": THEIRS,
}
"""Beside an event that somebody of another team caused, as Slack sends it."""
BEN = Identity("slack", THEIRS, "U2")


async def asks(it: Scene, who: User, text: str, **more: Any) -> str:
    """Somebody of the other team writes in the shared channel; the thread."""
    where = {"channel": "C1", "channel_type": "channel", **more}
    event = who.message(text, team=THEIRS, user_team=THEIRS, source_team=THEIRS, **where)
    assert await it.event(event, **OURS) == 200
    return str(event.get("thread_ts") or event["ts"])


def test_people_of_another_team_are_answered_in_a_shared_channel(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ben = it.user("U2", THEIRS)
        thread = await asks(it, ben, "<@UBOT> my emails dont arive")
        (post,) = it.slack.posts("C1")
        assert post["thread_ts"] == thread
        await ben.clicks("None of these", channel="C1")
        await ben.submits(urgency="normal", name="Ben")
        ben.sees("#1001 is in")
        with it.house.store.read() as unit:
            ticket = unit.ticket(1001)
            assert ticket is not None
            talk = unit.conversation(ticket.conversation)
        assert talk is not None
        assert (talk.identity, talk.address.tenant) == (BEN, "T1")

    on_slack(story)


def test_the_same_id_in_another_team_is_somebody_else(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        await asks(it, it.user("U2", THEIRS), "<@UBOT> my emails dont arive")
        await it.user("U2").clicks("None of these", channel="C1")
        assert "question. Tell me yours here" in words(it.slack.ephemeral[-1]["blocks"])

    on_slack(story)


def test_their_edits_and_deletions_are_theirs(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ben = it.user("U2", THEIRS)
        event = ben.message("<@UBOT> my emails dont arive", channel="C1", channel_type="channel", user_team=THEIRS)
        await it.event(event, **OURS)
        change = {"type": "message", "subtype": "message_changed", "channel": "C1", "channel_type": "channel",
                  "ts": it.slack.ts(), "previous_message": event}  # fmt: skip
        new = {**event, "text": "<@UBOT> my emails are late", "edited": {"user": "U2", "ts": "9.0"}}
        await it.event({**change, "message": {**new, "user_team": "T1"}})  # U2 of ours: not theirs to change
        await it.event({**change, "message": {**new, "text": "<@UBOT> gone since Monday"}}, **OURS)
        await ben.clicks("None of these", channel="C1")
        await ben.submits(urgency="normal", name="Ben")
        assert it.house.record(1001)[0].text == "gone since Monday"

    on_slack(story)


def test_their_files_are_copied(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ben = it.user("U2", THEIRS)
        await asks(it, ben, "<@UBOT> my emails dont arive", subtype="file_share", files=[attached(it)])
        await ben.clicks("None of these", channel="C1")
        await ben.submits(urgency="normal", name="Ben")
        await it.settled()
        assert [row[1] for row in rows(it, ON_RECORD)] == ["mail.log"]

    on_slack(story)


@pytest.mark.parametrize(
    ("body", "ours", "theirs"),
    [
        ({"type": "event_callback", "team_id": "T2", "event": {"type": "message", "team": "T2"}, **OURS}, "T1", "T2"),
        ({"type": "event_callback", "event": {"type": "app_mention", "user_team": "T2"}, **OURS}, "T1", "T2"),
        ({"type": "event_callback", "event": {"type": "app_mention", "user_team": "E2"}, **OURS}, "T1", "T1"),
        ({"type": "event_callback", "team_id": "T1", "event": {"type": "message", "team": "T9"}}, "T1", "T1"),
        ({"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U2", "team_id": "T2"}}, "T1", "T2"),
        ({"type": "block_actions", "team": None, "enterprise": {"id": "E1"}, "user": {"id": "U2", "team_id": "T3"}},
         "T3", "T1"),
        ({"type": "view_submission", "team": {"id": "T2"}, "user": {"id": "U2", "team_id": "T2"},
          "view": {"app_installed_team_id": "T1"}}, "T1", "T2"),
        ({"command": "/desk", "team_id": "T1", "user_id": "U2"}, "T1", "T1"),
    ],
)  # fmt: skip
def test_whose_team_it_is(body: dict[str, Any], ours: str, theirs: str) -> None:
    assert payloads.team_of(body) == ours
    assert payloads.writers_team(body, "T1") == theirs


# ── Channels that belong to a customer ─────────────────────────────────────────────────


def belongs(it: Scene, asks_of: Asks) -> None:
    """From now on C1 is a customer's."""
    channel = CustomerChannel("slack:C1", asks_of)
    it.house.engine.context.policy = replace(it.house.engine.context.policy, customer_channels=(channel,))


@pytest.mark.parametrize(
    ("asks_of", "text", "answered"),
    [
        (Asks.ALL, "my emails dont arive", True),
        (Asks.PINS, "my emails dont arive", False),
        (Asks.PINS, "my emails dont arive 📌", True),
        (Asks.PINS, ":pushpin: my emails dont arive", True),
        (Asks.MENTIONS, "my emails dont arive 📌", False),
        (Asks.MENTIONS, "<@UBOT> my emails dont arive", True),
    ],
)
def test_in_a_customers_channel_the_policy_says_what_is_a_question(
    on_slack: Play, asks_of: Asks, text: str, answered: bool
) -> None:
    async def story(it: Scene) -> None:
        belongs(it, asks_of)
        thread = await asks(it, it.user("U2", THEIRS), text)
        assert [post["thread_ts"] for post in it.slack.posts("C1")] == [thread] * answered
        await asks(it, it.user("U2", THEIRS), text.replace("<@UBOT>", ""), channel="C2")
        assert it.slack.posts("C2") == []

    on_slack(story)


def test_what_the_asker_writes_below_needs_no_mention_and_what_others_do_is_theirs(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        belongs(it, Asks.ALL)
        ben, carol = it.user("U2", THEIRS), it.user("U3", THEIRS)
        thread = await asks(it, ben, "my emails dont arive")
        await asks(it, carol, "same here, I think", thread_ts=thread)
        assert len(it.slack.posts("C1")) == 1
        await asks(it, ben, "none of these", thread_ts=thread)
        assert len(it.slack.posts("C1")) == 1
        ben.sees("I'll open a ticket")

    on_slack(story)


def test_what_staff_write_in_a_customers_channel_is_no_question(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        belongs(it, Asks.ALL)
        sam = it.staff()
        await sam.writes("my emails dont arive", channel="C1", channel_type="channel")
        assert it.slack.posts("C1") == []

    on_slack(story)
