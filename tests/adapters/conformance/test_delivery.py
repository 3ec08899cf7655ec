"""The way out: in order, once where the platform lets us see, given up in the end, and nobody else's trouble."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.core.rules.backoff import LATER_SECONDS, SOON_FOR_SECONDS, SOON_SECONDS
from bot.workers.outbox import GIVE_UP_AFTER
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import WAIT_SECONDS, Ability, Driver, Fault, Person
from tests.adapters.conformance.walks import QUESTION, fills_in, said_to, says, ticket, waiting

pytestmark = pytest.mark.needs(Ability.TROUBLE)

MOMENTARY = (Fault.LIMITED, Fault.BROKEN, Fault.RESET, Fault.LOST)
BEGINNING = "mail"
"""What opens a conversation."""


async def until_all_is_sent(it: Driver, seconds: float = 1.0, rounds: int = 120) -> float:
    """Let time go by until nothing waits; how many seconds it took."""
    await it.settled()
    for some in range(rounds):
        if not waiting(it):
            return some * seconds
        await it.passes(seconds=seconds)
    raise AssertionError("something still waits")


async def talking(it: Driver, name: str = "ana") -> Person:
    """Somebody with whom we talk."""
    person = await it.client(name)
    await person.writes(BEGINNING)
    return person


@pytest.mark.parametrize("fault", MOMENTARY, ids=lambda fault: fault.name)
def test_whatever_happens_it_arrives_once_and_in_order(play: Play, fault: Fault) -> None:
    async def story(it: Driver) -> None:
        ana = await talking(it)
        it.fails(fault, ana, times=2)
        says(it, ana, "first")
        says(it, ana, "second")
        await until_all_is_sent(it)
        assert said_to(ana, "first", "second") == ["first", "second"]

    play(story)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_lost_answer_is_found_though_the_platforms_clock_is_not_ours(play: Play, minutes: float) -> None:
    async def story(it: Driver) -> None:
        it.skews(minutes)
        ana = await talking(it)
        it.fails(Fault.LOST, ana)
        says(it, ana, "hello")
        await until_all_is_sent(it)
        assert said_to(ana, "hello") == ["hello"]

    play(story)


def test_what_was_sent_unheard_before_a_restart_is_not_sent_again(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await talking(it)
        it.fails(Fault.LOST, ana)
        says(it, ana, "hello")
        await it.settled()
        await it.restarts()
        says(it, ana, "and on")
        await until_all_is_sent(it)
        assert said_to(ana, "hello", "and on") == ["hello", "and on"]

    play(story)


def test_a_platform_is_left_alone_as_long_as_it_wants(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await talking(it)
        it.fails(Fault.LIMITED, ana)
        says(it, ana, "hello")
        await it.settled()
        tried = it.attempts(ana)
        for _second in range(WAIT_SECONDS - 1):
            await it.passes(seconds=1)
            assert it.attempts(ana) == tried
        await it.passes(seconds=1)
        assert said_to(ana, "hello") == ["hello"]

    play(story)


def test_a_clock_that_is_set_back_makes_no_wait_longer(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await talking(it)
        it.fails(Fault.LIMITED, ana)
        says(it, ana, "hello")
        await it.settled()
        it.house.clock.forward(hours=-1)
        assert await until_all_is_sent(it) <= 60
        assert said_to(ana, "hello") == ["hello"]

    play(story)


@pytest.mark.parametrize("fault", MOMENTARY, ids=lambda fault: fault.name)
def test_one_conversations_trouble_is_nobody_elses(play: Play, fault: Fault) -> None:
    async def story(it: Driver) -> None:
        ana, bo = await talking(it), await talking(it, "bo")
        it.fails(fault, ana, times=4)
        for text in ("one", "two"):
            says(it, ana, text)
            says(it, bo, text)
        await it.settled()
        assert said_to(bo, "one", "two") == ["one", "two"]
        await bo.writes("help")  # answered, while ana waits
        assert len(bo.shown) == 4
        await until_all_is_sent(it)
        assert said_to(ana, "one", "two") == ["one", "two"]

    play(story)


def test_what_is_refused_for_good_is_given_up_and_keeps_nothing_back(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await talking(it), it.house.agent("sam")
        it.fails(Fault.GONE, ana)
        number = says(it, ana, "hello")
        says(it, ana, "and on")
        await it.settled()
        assert (waiting_for(it, number), said_to(ana, "hello", "and on")) == (False, ["and on"])
        sam.deliver()
        assert len(sam.shown) == 1  # who works here is told

    play(story)


def waiting_for(it: Driver, number: int) -> bool:
    """Whether a message still is to be sent."""
    query = f"SELECT count(*) FROM outbox WHERE id = {number} AND state = 'waiting'"  # noqa: S608 (a number)
    with it.house.store.read() as unit:
        return bool(unit.connection.exec_driver_sql(query).scalar())  # type: ignore[attr-defined]


def test_a_platform_that_is_away_is_tried_often_for_hours_and_then_given_up_loudly(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await talking(it), it.house.agent("sam")
        it.fails(Fault.BROKEN, ana, times=10_000)
        number, began = says(it, ana, "hello"), it.house.clock.now()
        await it.settled()
        assert max(await pauses(it, ana, seconds=60)) <= SOON_SECONDS
        await it.passes(seconds=SOON_FOR_SECONDS)
        assert set(await pauses(it, ana, seconds=120)) == {LATER_SECONDS}

        while it.house.clock.now() - began < GIVE_UP_AFTER - timedelta(minutes=10):
            await it.passes(minutes=10)
            assert waiting_for(it, number)
        await it.passes(minutes=20)
        assert not waiting_for(it, number)
        sam.deliver()
        assert len(sam.shown) == 1

    play(story)


async def pauses(it: Driver, ana: Person, seconds: int) -> list[float]:
    """How many seconds lie between the tries of so long."""
    tries, tried = [], it.attempts(ana)
    for second in range(seconds):
        await it.passes(seconds=1)
        if it.attempts(ana) > tried:
            tries.append(float(second))
            tried = it.attempts(ana)
    return [after - before for before, after in pairwise(tries)]


@pytest.mark.needs(Ability.TOKEN)
def test_a_refused_token_stops_everything_shows_and_loses_nothing(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    async def story(it: Driver) -> None:
        ana, bo = await talking(it), await talking(it, "bo")
        assert it.ready
        it.refuses_token()
        before = it.attempts(ana) + it.attempts(bo)
        says(it, ana, "hello")
        await it.settled()
        says(it, bo, "hello")
        for _hour in range(6):
            await it.passes(hours=1)
        assert it.attempts(ana) + it.attempts(bo) == before + 1
        assert not it.ready
        assert waiting(it) == 2

        await it.restarts()  # with a token that is accepted
        await until_all_is_sent(it)
        assert it.ready
        assert (said_to(ana, "hello"), said_to(bo, "hello")) == (["hello"], ["hello"])

    play(story)
    assert sum("refuses the bot's token" in record.message for record in caplog.records) == 1


@pytest.mark.needs(Ability.FORMS)
def test_the_way_to_a_ticket_goes_on_through_trouble(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await talking(it)
        it.fails(Fault.BROKEN, ana)
        await ana.writes(QUESTION)
        await until_all_is_sent(it)
        await ana.takes("none")
        it.fails(Fault.LOST, ana)
        await fills_in(it, ana)
        await until_all_is_sent(it)
        assert ticket(it).number == 1001
        assert sum("#1001" in each.text for each in ana.shown) == 1

    play(story)
