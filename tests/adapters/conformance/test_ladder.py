"""The whole ladder: from a misspelt question to a solved ticket, and to a time on the phone."""

from bot.core.model.appointment import CallState
from bot.core.model.tickets import State, Urgency
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import (
    QUESTION,
    asks_for_a_form,
    call,
    files,
    fills_in,
    find,
    texts,
    ticket,
)


def test_from_a_misspelt_question_to_a_solved_ticket(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await ana.writes(QUESTION)
        assert {"read.0", "read.1", "none"} <= set(ana.shown[-1].actions)

        await ana.takes("read.0")
        ana.shown[-1].has("Read about mail-not-arriving")
        await ana.takes("no")
        assert "none" in ana.shown[-1].actions

        await ana.takes("none")
        assert ana.form[0].name == "subject"
        assert ana.form[0].value == QUESTION
        await fills_in(it, ana)
        assert (ticket(it).subject, ticket(it).urgency, ticket(it).owner) == (QUESTION, Urgency.NORMAL, "")
        assert texts(it)[0] == QUESTION
        ana.shown[-1].has("#1001")
        assert "@phone.1001" in ana.shown[-1].actions

        (await sam.orders("claim")).has("#1001")
        assert ticket(it).owner == "sam"
        await sam.orders("reply 1001 Could you try *now*?")
        await it.settled()
        ana.shown[-1].has("#1001", "Could you try *now*?")
        assert ticket(it).state is State.ANSWERED
        await ana.takes("@solved.1001")
        assert ticket(it).state is State.SOLVED
        ana.shown[-1].has("#1001")

    play(story)
