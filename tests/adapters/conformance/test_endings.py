"""Tickets rest until a day; what was answered and stays silent is asked about once, closed, and opened by a word."""

from bot.core.model.tickets import State
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver, Person
from tests.adapters.conformance.walks import everything, files, ticket


async def answered(it: Driver) -> tuple[Person, Person]:
    """A ticket that was answered."""
    ana, sam = await it.client(), await it.staff()
    await files(it, ana)
    await sam.orders("claim 1001")
    await sam.orders("reply 1001 Try it now")
    await it.settled()
    return ana, sam


async def days_go_by(it: Driver, days: int) -> None:
    for _day in range(days):
        await it.passes(days=1)


def test_a_ticket_rests_and_is_back_on_its_day(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        since = ticket(it).since
        shown = await sam.orders("rest 1001 until friday: the registrar")
        shown.has("#1001 rests until")
        await it.settled()
        assert "registrar" not in everything(ana.shown)
        ana.shown[-1].has("set a ticket of yours aside")
        (await sam.orders("resting")).has("#1001", "at rest")
        if Ability.CARDS in it.abilities:
            it.cards()[-1].has("at rest until")
        await days_go_by(it, 3)
        assert (ticket(it).state, ticket(it).since) == (State.OPEN, since)
        (await sam.orders("resting")).has("Nothing is at rest")

    play(story)


def test_a_word_of_the_client_or_a_tap_of_staff_ends_the_rest(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        shown = await sam.orders("rest 1001 until friday: the registrar")
        await sam.takes("!rest 1001 off", shown)
        assert ticket(it).state is State.OPEN
        await sam.orders("rest 1001 until friday: the registrar")
        await ana.writes("since monday it says 550")
        assert ticket(it).state is State.OPEN
        assert "550" in "".join(entry.text or "" for entry in it.house.record(1001))

    play(story)


def test_silence_is_asked_about_once_and_ends_the_ticket_until_a_word_opens_it(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await answered(it)
        await days_go_by(it, 5)
        ana.shown[-1].has("haven't heard from you since", "I'll close it")
        asked = len(ana.shown)
        await days_go_by(it, 1)
        assert len(ana.shown) == asked
        await days_go_by(it, 2)
        assert ticket(it).state is State.SILENT
        ana.shown[-1].has("I closed", "it's open again")
        (await sam.orders("show 1001")).has("closed for silence")
        await ana.writes("it still doesn't work")
        assert ticket(it).state is State.OPEN

    play(story)


def test_the_question_is_answered_by_a_tap(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, _sam = await answered(it)
        await days_go_by(it, 5)
        await ana.takes("@solved.1001")
        assert ticket(it).state is State.SOLVED
        await days_go_by(it, 5)
        assert ticket(it).state is State.SOLVED

    play(story)


def test_closed_for_silence_a_tap_opens_it_again(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, _sam = await answered(it)
        await days_go_by(it, 7)
        assert ticket(it).state is State.SILENT
        await ana.takes("@unsolved.1001")
        assert ticket(it).state is State.OPEN

    play(story)
