"""Whoever is in the staff's user group is staff, as long as they are in it."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from adapters.slack.api import Api
from adapters.slack.incoming import staff_group
from adapters.slack.incoming.staff_group import KNOWN_SECONDS, TRUSTED_SECONDS, StaffGroup
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.fake_slack import STAFF_CHANNEL, TOKEN, FakeSlack, fake_slack
from tests.adapters.slack.looking import until
from tests.adapters.slack.scene import Scene, play

GROUP = "S0123"


@pytest.fixture
def with_group(tmp_path: Path) -> Play:
    """Let a story happen on a desk whose staff are a user group."""
    return partial(play, tmp_path, staff_group=GROUP)


def test_its_members_work_here_by_command_card_and_emoji(with_group: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.groups[GROUP] = {"UEVE"}
        it.slack.profiles["UEVE"] = {"locale": "en-US", "tz": "Europe/Berlin", "real_name": "Eve"}
        ana, eve, bob = it.user(), it.user("UEVE"), it.user("UBOB")
        await ana.files()
        bob.sees("This is for the desk's staff", on=await bob.types("/claim 1001"))
        eve.sees("#1001 is yours", on=await eve.types("/claim 1001"))
        eve.sees("Eve", on=await eve.types("/desk show 1001"))
        card = it.slack.posts(STAFF_CHANNEL)[0]
        await eve.writes("they use IMAP", channel=STAFF_CHANNEL, channel_type="channel", thread_ts=card["ts"])
        eve.sees("they use IMAP", on=await eve.types("/desk show 1001"))

    with_group(story)


def test_who_leaves_it_is_out_at_once_by_slacks_event(with_group: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.groups[GROUP] = {"UEVE"}
        ana, eve = it.user(), it.user("UEVE")
        await ana.files()
        eve.sees("#1001 is yours", on=await eve.types("/claim 1001"))
        it.slack.groups[GROUP] = set()
        changed = {"type": "subteam_members_changed", "team_id": "T1", "date_update": 1, "removed_users": ["UEVE"]}
        await it.event({**changed, "subteam_id": "SELSE"})
        assert len(it.slack.asked("usergroups.users.list")) == 1
        await it.event({**changed, "subteam_id": GROUP})
        assert "#1001" not in await eve.types("/desk show 1001")
        assert len(it.slack.asked("usergroups.users.list")) == 2

    with_group(story)


def test_a_namesake_of_another_team_isnt_in_it(with_group: Play) -> None:
    async def story(it: Scene) -> None:
        it.slack.groups[GROUP] = {"UEVE"}
        handler = it.connection.handler
        assert handler is not None
        assert await handler.is_staff("UEVE", "T1")
        assert await handler.is_staff("UEVE", "")
        assert not await handler.is_staff("UEVE", "T9")

    with_group(story)


def test_without_the_setting_nobody_is_asked(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        await it.user().files()
        await it.event({"type": "subteam_members_changed", "subteam_id": GROUP})
        assert it.slack.asked("usergroups.users.list") == []

    on_slack(story)


# ── What Slack says, and when it says nothing ──────────────────────────────────────────


class Clock:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


async def group_on(slack: FakeSlack, clock: Clock) -> StaffGroup:
    """The group with one member, seen once."""
    slack.groups[GROUP] = {"UEVE"}
    group = StaffGroup(Api(TOKEN, f"{slack.base}/api/", clock), GROUP, clock)
    assert await group.has("UEVE")
    assert not await group.has("UBOB")
    return group


def test_it_is_asked_once_a_minute() -> None:
    async def run() -> None:
        async with fake_slack() as slack:
            clock = Clock()
            group = await group_on(slack, clock)
            slack.groups[GROUP] = {"UBOB"}
            clock.now = KNOWN_SECONDS - 0.1
            assert await group.has("UEVE")
            clock.now = KNOWN_SECONDS
            assert (await group.has("UEVE"), await group.has("UBOB")) == (False, True)
            assert len(slack.asked("usergroups.users.list")) == 2
            await group.close()
            await group.api.close()

    asyncio.run(run())


@pytest.mark.parametrize(("fault", "trusted"), [("500", True), ("429:1", True), ("missing_scope", False)])
def test_while_slack_doesnt_answer_it_is_trusted_for_ten_minutes(
    fault: str, trusted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with fake_slack() as slack:
            clock = Clock()
            group = await group_on(slack, clock)
            slack.always["usergroups.users.list"] = fault
            clock.now = KNOWN_SECONDS
            assert await group.has("UEVE") is trusted
            clock.now = TRUSTED_SECONDS - 0.1
            assert await group.has("UEVE") is trusted
            clock.now = TRUSTED_SECONDS
            assert not await group.has("UEVE")
            slack.always.clear()
            clock.now += KNOWN_SECONDS
            assert await group.has("UEVE")
            await group.close()
            await group.api.close()

    asyncio.run(run())
    assert sum("SLACK_STAFF_GROUP" in record.message for record in caplog.records) == 1


def test_a_turn_doesnt_wait_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_group, "WAIT_SECONDS", 0.0)

    async def run() -> None:
        async with fake_slack() as slack:
            clock = Clock()
            slack.groups[GROUP] = {"UEVE"}
            group = StaffGroup(Api(TOKEN, f"{slack.base}/api/", clock), GROUP, clock)
            go_on = slack.hangs("usergroups.users.list")
            assert not await group.has("UEVE")
            assert not await group.has("UEVE")
            await until(lambda: slack.waiting == 1)
            go_on()
            await until(lambda: bool(group._members))
            assert await group.has("UEVE")
            assert len(slack.asked("usergroups.users.list")) == 1
            slack.hangs("usergroups.users.list")
            clock.now = KNOWN_SECONDS
            assert await group.has("UEVE"), "what is known holds meanwhile"
            await group.close()
            await group.api.close()

    asyncio.run(run())
