"""People's words stay words, and nothing of them is lost where a platform takes only so much."""

import re
from dataclasses import replace

import pytest

from bot.core.policy import Incidents
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import asks_for_a_form, everything, files, fills_in, ticket

MANY = 1500
"""So many words fit into no message of any platform's: a terminal has no limit."""


@pytest.mark.needs(Ability.LIVE_SIGNS)
def test_hostile_words_go_all_the_way_and_come_back_as_words(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        live = f"begins {it.live_signs} ends"
        await asks_for_a_form(ana, f"my mails {live}")
        await fills_in(it, ana, subject=f"subject {live}"[:120], symptoms=f"symptoms {live}", name="<!channel> **ana**")
        assert ticket(it)
        await ana.writes("show 1001")
        ana.shown[-1].has("begins", "ends")
        (await sam.orders("show 1001")).has("begins", "ends")
        await sam.orders(f"reply 1001 {live}")
        await it.settled()
        ana.shown[-1].has("begins", "ends")
        await sam.orders(f"note 1001 {live}")

    play(story)


@pytest.mark.parametrize("letters", ["w", "👩"], ids=["short", "wide"])
def test_a_long_answer_arrives_whole_and_in_order_with_its_choices_at_the_end(play: Play, letters: str) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        before = len(ana.shown)
        words = [f"{letters}{number:04}" for number in range(MANY)]
        await sam.orders(f"reply 1001 {' '.join(words)}")
        await it.settled()
        arrived = ana.shown[before:]
        assert re.findall(rf"{letters}\d{{4}}", everything(arrived)) == words
        assert "@solved.1001" in arrived[-1].actions
        assert not [each for each in arrived[:-1] if each.actions]

    play(story)


def test_a_list_of_tickets_names_each(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo, sam = await it.client(), await it.client("bo"), await it.staff()
        await files(it, ana, "my mails | bounce")
        await files(it, bo, "no mails *at all* since monday")
        (await sam.orders("queue")).has("#1001", "#1002", "bounce", "monday")
        await ana.writes("my tickets")
        ana.shown[-1].has("#1001", "bounce")

    play(story)


def test_staff_find_tickets_by_their_words_a_page_at_a_time(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.engine.staff.commands.looking.PAGE", 2)

    async def story(it: Driver) -> None:
        it.house.engine.context.policy = replace(it.house.policy, incidents=Incidents(clients=0))
        ana, bo, sam = await it.client(), await it.client("bo"), await it.staff()
        await files(it, ana, "my mails to the *teapot* of mira.example")
        await files(it, bo, "no mails | no invoice")
        await bo.writes("add: neither for the `teapot`")
        await files(it, await it.client("cy"), "where are my teapot mails")
        first = await sam.orders("find teaopt state:open")
        first.has("#1003", "where are my", "#1002", "neither for the")
        assert "#1001" not in first.text
        assert {"!show 1003", "!show 1002"} <= set(first.actions)
        await sam.takes("!find teaopt state:open before:#1002", first)
        sam.answer.has("#1001", "mira.example")
        (await sam.orders("find teapot state:opne")).has("opne", "open")
        (await sam.orders("find teapot since:soon")).has("soon", "2026-12-16")

    play(story)


def test_of_a_long_record_staff_see_the_latest_whole(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        for number in range(4):
            await ana.writes(f"add: {number} " + "long words " * 150)
        shown = await sam.orders("show 1001")
        shown.has(*(f"{number} long words" for number in range(4)))
        assert "!claim 1001" in shown.actions

    play(story)


def test_what_looks_like_a_secret_is_shown_to_nobody(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await ana.writes("add: my card is 4111 1111 1111 1111")
        shown = await sam.orders("show 1001")
        assert "4111 1111" not in shown.text + everything(ana.shown)

    play(story)
