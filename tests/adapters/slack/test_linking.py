"""Linking on Slack: the code in the message, the question with buttons, and all of it after a restart."""

import asyncio
import re
from pathlib import Path

from tests.adapters.slack.fake_slack import fake_slack
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene, connected, play

# ── Linking ────────────────────────────────────────────────────────────────────────────


def test_a_code_is_shown_in_the_message_and_stays_there_as_long_as_it_is_good(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana, at_home = it.user(), it.house.client("ana", "terminal")
        await ana.files()
        await ana.writes("my emails dont arive")
        await ana.writes("link")
        code = re.search(r"code is (\S{9})\.", ana.screen)
        assert code
        asked = len(it.slack.posts(ana.channel)) - 1
        await ana.writes("help")  # takes the choices from the message before
        assert code[1] in words(it.slack.posts(ana.channel)[asked]["blocks"])
        at_home.says(f"link {code[1]}")
        at_home.sees("There: Slack (U1), Ana: #1001")
        at_home.says("yes")
        await it.settled()
        ana.sees("linked with Terminal (ana)")

    play(tmp_path, story)


def test_a_code_that_is_typed_asks_with_buttons_also_after_a_restart(tmp_path: Path) -> None:
    async def story() -> None:
        async with fake_slack() as slack:
            async with connected(tmp_path, slack) as it:
                at_home = it.house.client("ana", "terminal")
                at_home.files()
                await it.user().writes(f"link {at_home.shows_code()}")
                it.user().sees("Here: Slack (U1): no tickets", "There: Terminal (ana), Ana: #1001")
            async with connected(tmp_path, slack) as it:
                at_home = it.house.client("ana", "terminal")
                ana = it.user()
                await ana.clicks("Yes, link them")
                ana.sees("one account now")
                at_home.sees("linked with Slack (U1)")
                await ana.writes("unlink")
                ana.sees("Shall Terminal (ana)", "#1001")
                await ana.clicks("Yes, take them apart")
                ana.sees("Terminal (ana) has an account of its own again")
                at_home.sees("This place isn't linked")
            assert slack.complaints == []

    asyncio.run(story())


def test_a_code_asked_for_by_a_command_is_shown_once_to_whom_it_is_for(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        said = await ana.types("/support link")
        code = re.search(r"code is (\S{9})\.", said + ana.screen)
        assert code, said
        at_home = it.house.client("ana", "terminal")
        at_home.says(f"link {code[1]}")
        at_home.sees("Link these two?")

    play(tmp_path, story)
