"""Linking on Discord: the question with buttons, in private, and all of it after a restart."""

import re
from collections.abc import Awaitable, Callable

from tests.adapters.discord.scene import Scene, restarted

Play = Callable[[Callable[[Scene], Awaitable[None]]], None]


def test_a_code_that_is_typed_asks_with_buttons_also_after_a_restart(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, at_home = it.user(), it.house.client("ana", "terminal")
        at_home.files()
        await ana.asks(f"link {at_home.shows_code()}")  # in public: it goes on in private
        ana.sees(f"Here: Discord ({ana.id}): no tickets", "There: Terminal (ana), Ana: #1001")
        await restarted(it)
        at_home = it.house.client("ana", "terminal")
        await ana.clicks("Yes, link them")
        ana.sees("one account now")
        at_home.sees(f"linked with Discord ({ana.id})")
        await ana.writes("unlink")
        ana.sees("Shall Terminal (ana)", "#1001")
        await restarted(it)
        at_home = it.house.client("ana", "terminal")
        await ana.writes("yes")
        ana.sees("Terminal (ana) has an account of its own again")
        at_home.sees("This place isn't linked")

    on_discord(story)


def test_a_code_is_shown_after_a_restart_and_kept_nowhere(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, at_home = it.user(), it.house.client("ana", "terminal")
        await ana.writes("link")
        code = re.search(r"code is (\S{9})\.", ana.screen())
        assert code
        await restarted(it)
        await ana.writes("help")
        at_home = it.house.client("ana", "terminal")
        at_home.says(f"link {code[1]}")
        at_home.sees("Link these two?", f"Discord ({ana.id})")

    on_discord(story)
