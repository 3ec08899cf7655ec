"""What comes again, or twice, happens once; what was on a screen before a restart still answers."""

import pytest

from bot.core.model.appointment import CallState
from bot.core.model.tickets import State
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import QUESTION, asks_for_a_form, call, files, fills_in, find, texts, ticket
from tests.builders import NUMBER

TIMES = 3
"""So often Slack delivers again what wasn't acknowledged."""


@pytest.mark.needs(Ability.REDELIVERY)
def test_a_message_that_comes_again_is_one_turn(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await ana.writes(QUESTION)
        for _time in range(TIMES):
            await it.again()
        assert len(ana.shown) == 1
        await files(it, ana, "mail is gone")
        await ana.writes("add: it says 550")
        await it.again()
        assert texts(it).count("it says 550") == 1

    play(story)


@pytest.mark.needs(Ability.REDELIVERY)
def test_a_click_that_comes_again_acts_once_and_opens_no_second_form(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await asks_for_a_form(ana)
        before, opened = len(ana.shown), ana.forms_opened
        for _time in range(TIMES):
            await it.again()
        assert (len(ana.shown), ana.forms_opened) == (before, opened)
        await fills_in(it, ana)
        assert ticket(it)

    play(story)


@pytest.mark.needs(Ability.REDELIVERY, Ability.FORMS)
def test_a_form_that_comes_again_files_once(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await files(it, ana)
        before = len(ana.shown)
        for _time in range(TIMES):
            await it.again()
        assert find(it, 1002) is None
        assert len(ana.shown) == before
        assert len(texts(it)) == len(set(texts(it)))

    play(story)


@pytest.mark.needs(Ability.REDELIVERY)
def test_an_order_that_comes_again_shows_its_first_answer_and_acts_once(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo, sam = await it.client(), await it.client("bo"), await it.staff()
        await files(it, ana)
        await files(it, bo, "mail is gone")
        (await sam.orders("claim")).has("#1001")
        await it.again()
        assert (ticket(it, 1001).owner, ticket(it, 1002).owner) == ("sam", "")
        (await sam.orders("claim")).has("#1002")  # typed again it is another order
        await sam.orders("reply 1001 Only once")
        await it.again()
        assert sum("Only once" in each.text for each in ana.shown) == 1

    play(story)


@pytest.mark.needs(Ability.REDELIVERY, Ability.EDITS)
def test_an_edit_that_comes_again_is_noted_once(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await files(it, ana)
        said = await ana.writes("add: it says 550")
        await ana.edits(said, "add: it says 551")
        noted = texts(it)
        await it.again()
        assert texts(it) == noted
        assert sum("551" in text for text in noted) == 1

    play(story)


@pytest.mark.needs(Ability.OLD_CHOICES, Ability.FORMS)
def test_what_was_on_the_screen_before_a_restart_still_answers(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await ana.writes(QUESTION)
        await it.restarts()
        await ana.takes("none")
        await it.restarts()  # the form is on their screen still
        await fills_in(it, ana)
        assert ticket(it)
        filed = ana.shown[-1]

        await ana.takes("@phone.1001")
        if Ability.ZONE not in it.abilities:
            await ana.writes("zone Berlin")
        await ana.takes("day.2026-12-17")
        await it.restarts()
        await ana.takes("at.")
        await it.restarts()
        await ana.writes(NUMBER)
        booked = call(it)
        assert booked is not None
        assert booked.state is CallState.REQUESTED
        await it.restarts()
        await ana.takes("@show.1001", filed)
        ana.shown[-1].has("#1001")

    play(story)


def test_a_conversation_goes_on_after_a_restart(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("claim 1001")
        await it.restarts()
        await ana.writes("add: it says 550")
        assert "it says 550" in texts(it)
        await sam.orders("reply 1001 Is it better now?")
        await it.restarts()
        await ana.writes("yes, that solved it")
        assert ticket(it).state is State.SOLVED

    play(story)


@pytest.mark.needs(Ability.BACKLOG)
def test_what_was_written_while_nobody_listened_is_read_once(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await files(it, ana)
        await it.passes(minutes=1)
        for text in ("add: first", "add: second"):
            await it.missed(ana, text)
        await it.restarts()
        assert [text for text in texts(it) if text in {"first", "second"}] == ["first", "second"]
        said = len(ana.shown)
        await it.restarts()
        assert [text for text in texts(it) if text in {"first", "second"}] == ["first", "second"]
        assert len(ana.shown) == said

    play(story)


@pytest.mark.needs(Ability.BACKLOG, Ability.TROUBLE)
@pytest.mark.parametrize("minutes", [-5, 5])
def test_that_needs_no_clock_that_agrees_with_ours(play: Play, minutes: float) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        it.skews(minutes)
        await files(it, ana)
        await it.missed(ana, "add: meanwhile")
        await it.restarts()
        assert texts(it).count("meanwhile") == 1

    play(story)
