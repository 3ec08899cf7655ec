"""Was it good? Asked once on every surface, by a tap, a number or a word; silence is counted as silence."""

from dataclasses import replace

import pytest

from bot.core.model.tickets import Rating, State
from bot.core.policy import Satisfaction, Scale
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver, Person
from tests.adapters.conformance.walks import everything, files, texts, ticket

ASKS = "How was our help"


async def answered(it: Driver) -> tuple[Person, Person]:
    ana, sam = await it.client(), await it.staff()
    await files(it, ana)
    await sam.orders("claim 1001")
    await sam.orders("reply 1001 Try it now")
    await it.settled()
    return ana, sam


async def resolved(it: Driver) -> tuple[Person, Person]:
    ana, sam = await answered(it)
    await sam.orders("resolve 1001 It was the MX record")
    await it.settled()
    return ana, sam


async def days_go_by(it: Driver, days: int) -> None:
    for _day in range(days):
        await it.passes(days=1)


def asked(person: Person) -> int:
    return everything(person.shown).count(ASKS)


def test_staff_resolve_it_a_tap_and_a_word_are_on_the_record(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await resolved(it)
        ana.shown[-1].has("resolved", ASKS)
        await ana.takes("@rate.1001.up")
        assert ticket(it).rating is Rating.UP
        await ana.writes("quick and friendly")
        assert texts(it)[-2:] == ["How our help was: 👍", "quick and friendly"]
        assert ticket(it).state is State.SOLVED
        (await sam.orders("show 1001")).has("says the client: 👍", "quick and friendly")
        if Ability.CARDS in it.abilities:
            it.cards()[-1].has("says the client: 👍")
        await days_go_by(it, 10)
        assert asked(ana) == 1

    play(story)


@pytest.mark.parametrize(
    ("scale", "says", "rating"),
    [
        (Scale.THUMBS, "👍", Rating.UP),
        (Scale.THUMBS, "2", Rating.DOWN),
        (Scale.FIVE, "5", Rating.FIVE),
        (Scale.FIVE, "3 out of 5", Rating.THREE),
    ],
)
def test_the_client_says_that_it_is_solved_and_how_it_was(play: Play, scale: Scale, says: str, rating: Rating) -> None:
    async def story(it: Driver) -> None:
        it.house.engine.context.policy = replace(it.house.policy, satisfaction=Satisfaction(scale))
        ana, _sam = await answered(it)
        await ana.takes("@solved.1001")
        ana.shown[-1].has("Good to hear", ASKS)
        await ana.writes(says)
        assert (ticket(it).rating, ticket(it).state) == (rating, State.SOLVED)

    play(story)


def test_silence_closes_it_and_who_stays_silent_isnt_asked_again(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await answered(it)
        await days_go_by(it, 7)
        assert ticket(it).state is State.SILENT
        ana.shown[-1].has("I closed", ASKS)
        await ana.takes("@unsolved.1001")
        assert ticket(it).state is State.OPEN
        await it.passes(minutes=1)
        await sam.orders("resolve 1001 And now?")
        await it.settled()
        await days_go_by(it, 10)
        assert (ticket(it).state, ticket(it).rating, asked(ana)) == (State.SOLVED, Rating.NONE, 1)
        (await sam.orders("promises")).has("How our help was")

    play(story)


def test_the_question_shown_last_is_the_one_that_is_answered(play: Play) -> None:
    async def story(it: Driver) -> None:
        it.house.engine.context.policy = replace(it.house.policy, satisfaction=Satisfaction(Scale.FIVE))
        ana, sam = await resolved(it)
        await sam.orders("reopen 1001 one more thing")
        await sam.orders("ask 1001 How many plugins are there?")
        await it.settled()
        await ana.writes("5")
        assert ticket(it).rating is Rating.NONE
        assert "5" in texts(it)

    play(story)


def test_a_tap_on_an_older_message_counts_later(play: Play) -> None:
    async def story(it: Driver) -> None:
        if Ability.OLD_CHOICES not in it.abilities:
            return
        ana, _sam = await resolved(it)
        told = ana.shown[-1]
        await ana.writes("thanks")
        await days_go_by(it, 3)
        await ana.takes("@rate.1001.down", told)
        assert (ticket(it).rating, ticket(it).state) == (Rating.DOWN, State.SOLVED)

    play(story)


def test_nobody_is_asked_where_the_policy_says_so(play: Play) -> None:
    async def story(it: Driver) -> None:
        it.house.engine.context.policy = replace(it.house.policy, satisfaction=Satisfaction(Scale.OFF))
        ana, _sam = await resolved(it)
        await ana.writes("👍")
        assert (asked(ana), ticket(it).rating) == (0, Rating.NONE)

    play(story)
