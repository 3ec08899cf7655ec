"""The whole ladder: from a misspelt question to a solved ticket, and to a time on the phone."""

from bot.core.model.appointment import CallState
from bot.core.model.tickets import State, Urgency
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import QUESTION, asked, call, files, fills_in, texts, ticket
from tests.builders import NUMBER


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
        assert asked(ana).get("subject", QUESTION) == QUESTION
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


def test_a_time_on_the_phone_asked_for_confirmed_and_moved(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await ana.takes("@phone.1001")
        if Ability.ZONE not in it.abilities:
            await ana.writes("zone Berlin")
        await ana.takes("day.2026-12-17")
        await ana.takes("at.20261217T1830")
        await ana.writes(NUMBER)  # asked for once, with the first call
        wanted = call(it)
        assert wanted is not None
        assert (wanted.state, wanted.start.isoformat()) == (CallState.REQUESTED, "2026-12-17T18:30:00+00:00")

        await sam.orders("confirm 1001")
        await it.settled()
        confirmed = call(it)
        assert confirmed is not None
        assert confirmed.state is CallState.CONFIRMED
        ana.shown[-1].has("#1001")
        assert ana.received[-1].startswith(b"BEGIN:VCALENDAR")
        await ana.takes("@movecall.1001")
        assert any(action.startswith("day.") for action in ana.shown[-1].actions)  # the zone is known by now

    play(story)


def test_billed_help_is_agreed_to_explicitly(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await ana.writes("outlook keeps asking for my password")
        await ana.takes("theirs")
        ana.shown[-1].has("$80")
        await ana.takes("accept")
        if "file" in ana.shown[-1].actions:
            await ana.takes("file")
        if not ana.form:
            await ana.takes("form")
        await fills_in(it, ana)
        assert ticket(it).third_party == "Outlook"

    play(story)


def test_a_nudge_is_taken_only_by_who_saw_what_it_costs(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo = await it.client(), await it.client("bo")
        await files(it, ana)
        await it.passes(minutes=1)
        await files(it, bo, "no mail at all")
        await it.passes(minutes=1)
        since = ticket(it).since
        await ana.writes("any news??")
        await ana.takes("leave")
        assert ticket(it).since == since
        await ana.writes("any news??")
        await ana.takes("nudge")
        assert ticket(it).since > ticket(it, 1002).since

    play(story)
