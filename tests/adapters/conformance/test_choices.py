"""Choices that are on a screen still: what is dead disappears, and a click on it disturbs nothing."""

import pytest

from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import QUESTION, files, find

pytestmark = pytest.mark.needs(Ability.OLD_CHOICES)


def test_dead_choices_disappear_and_a_stale_click_shows_where_it_stands(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await ana.writes(QUESTION)
        old = ana.shown[-1]
        await ana.takes("read.0")
        stands = ana.shown[-1].actions
        assert ana.shown[-2].actions == ()
        ana.shown[-2].has("Mail not arriving", "Mailbox full")  # its words stay

        await ana.takes("none", old)
        assert ana.form == ()
        assert stands in (ana.shown[-1].actions, ana.answer.actions)

    play(story)


def test_a_double_click_is_no_second_step(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await ana.writes(QUESTION)
        shown = ana.shown[-1]
        await ana.takes("read.0")
        await ana.takes("read.0", shown)
        assert ana.shown[-1].actions == ("yes", "no")
        assert find(it, 1001) is None

    play(story)


def test_choices_that_name_their_ticket_stay(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await files(it, ana)
        at, filed = len(ana.shown) - 1, ana.shown[-1]
        await ana.writes("help")
        assert ana.shown[at].actions == filed.actions
        assert "@show.1001" in filed.actions
        await ana.takes("@show.1001", filed)
        ana.shown[-1].has("#1001")

    play(story)
