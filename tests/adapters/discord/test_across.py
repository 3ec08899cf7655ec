"""One desk, several platforms: clients and staff meet across them."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.adapters.discord import looking
from tests.adapters.discord.scene import Scene, connected
from tests.adapters.discord.shown import drawn
from tests.adapters.slack import looking as slack_looking
from tests.adapters.slack import scene as slack
from tests.adapters.slack.fake_slack import STAFF_CHANNEL, FakeSlack, fake_slack

Story = Callable[[Scene, slack.Scene], Awaitable[None]]


def both(folder: Path, story: Story) -> None:
    """One database, and a process for each platform."""

    async def run() -> None:
        async with fake_slack() as there, slack.connected(folder, there) as on_slack, connected(folder) as on_discord:
            await story(on_discord, on_slack)
            assert on_discord.complaints() == []
            assert there.complaints == []

    asyncio.run(run())


async def settled(on_discord: Scene, on_slack: slack.Scene) -> None:
    """Everything is delivered on both."""
    await on_discord.settled()
    await on_slack.settled()


def slack_cards(there: FakeSlack) -> list[dict[str, object]]:
    """The cards on Slack's board."""
    return [message for message in there.posts(STAFF_CHANNEL) if not message.get("thread_ts")]


def discord_thread(it: Scene) -> str:
    """What stands under the only card on Discord's board."""
    return "\n".join(looking.words(drawn(message)) for message in it.staff_room.threads[0].history())


def test_a_discord_client_served_by_staff_on_slack(tmp_path: Path) -> None:
    async def story(it: Scene, over_there: slack.Scene) -> None:
        ana, sam, kim = it.user(), over_there.staff(), it.staff("kim")
        await ana.files()
        await settled(it, over_there)
        [card] = slack_cards(over_there.slack)
        assert len(it.staff_room.history()) == 1
        await sam.clicks("Claim", channel=STAFF_CHANNEL, message=card)
        await settled(it, over_there)
        kim.sees("sam has it", where=it.staff_room)
        assert "sam has claimed #1001" in await kim.orders("claim 1001")

        await sam.clicks("Reply", channel=STAFF_CHANNEL, message=slack_cards(over_there.slack)[0])
        await sam.submits(text="Hello from *Slack* <@U1>")
        await settled(it, over_there)
        ana.sees("sam answered #1001", "Hello from *Slack*")
        kim.sees("sam replied", "Hello from", on=discord_thread(it))
        await ana.writes("add: it still fails")
        await settled(it, over_there)
        under = [m for m in over_there.slack.posts(STAFF_CHANNEL) if m.get("thread_ts") == card["ts"]]
        assert "it still fails" in slack_looking.words([m["blocks"] for m in under])
        kim.sees("it still fails", on=discord_thread(it))

    both(tmp_path, story)


def test_a_slack_client_served_from_discord(tmp_path: Path) -> None:
    async def story(it: Scene, over_there: slack.Scene) -> None:
        ana, sam = over_there.user(), it.staff()
        await ana.files()
        await settled(it, over_there)
        sam.sees("#1001", "waiting", "[Claim #1001]", where=it.staff_room)
        await sam.clicks("Claim", where=it.staff_room)
        await sam.writes("between us: it's the filter", await _thread(it, over_there))
        await sam.clicks("Reply", message=next(m for m in it.staff_room.history() if m.components))
        await sam.submits(text="Hello from Discord @everyone")
        await settled(it, over_there)
        ana.sees("sam answered #1001", "Hello from Discord")
        assert "between us" not in slack_looking.words([m["blocks"] for m in over_there.slack.posts(ana.channel)])
        [card] = slack_cards(over_there.slack)
        under = [m for m in over_there.slack.posts(STAFF_CHANNEL) if m.get("thread_ts") == card["ts"]]
        assert "between us" in slack_looking.words([m["blocks"] for m in under])

    both(tmp_path, story)


async def _thread(it: Scene, over_there: slack.Scene) -> object:
    """The thread under the card; news begins it."""
    await over_there.user().writes("add: it says 550")
    await settled(it, over_there)
    return it.staff_room.threads[0]


def test_who_links_both_has_one_account(tmp_path: Path) -> None:
    async def story(it: Scene, over_there: slack.Scene) -> None:
        ana, ana_there = it.user(), over_there.user()
        await ana.files()
        await ana.writes("link my account")
        code = re.search(r"\b[A-Z2-9]{4}-?[A-Z2-9]{4}\b", ana.screen())
        assert code, ana.screen()
        await ana_there.writes(f"link {code[0]}")
        ana_there.sees("Here: Slack (U1)", f"There: Discord ({ana.id}), Ana: #1001")
        await ana_there.clicks("Yes, link them")
        await settled(it, over_there)
        ana_there.sees("one account now")
        ana.sees("linked with", "Slack (U1)", "unlink")
        await ana_there.writes("status")
        ana_there.sees("#1001")
        await ana_there.writes("add: written on Slack")
        assert "written on Slack" in [entry.text for entry in it.house.record(1001)]
        await it.staff().orders("reply 1001 Got it")
        await settled(it, over_there)
        ana.sees("sam answered #1001")

        thief = over_there.user("U9")
        await thief.writes(f"link {code[0]}")
        await thief.writes("status")
        assert "#1001" not in thief.screen

    both(tmp_path, story)


def test_discord_and_the_terminal(on_discord: "Callable[[Callable[[Scene], Awaitable[None]]], None]") -> None:
    async def story(it: Scene) -> None:
        ana, kim = it.user(), it.house.agent("kim")
        await ana.files()
        kim.types("reply 1001 Hello from the terminal")
        await it.settled()
        ana.sees("kim answered", "Hello from the terminal")
        await ana.clicks("That didn't solve it")
        await ana.writes("it bounces")
        kim.sees("1001")

        bo, sam = it.house.client("bo", platform="terminal"), it.staff()
        await asyncio.to_thread(bo.files, "mail is gone")
        await it.settled()
        await sam.orders("claim 1002")
        await sam.orders("reply 1002 Hello from Discord")
        bo.sees("sam answered", "Hello from Discord")
        await asyncio.to_thread(bo.says, "add: it still fails")
        await it.settled()
        threads = [post for post in it.staff_room.threads if "#1002" in post.name]
        assert "it still fails" in "\n".join(looking.words(drawn(message)) for message in threads[0].history())

    on_discord(story)
