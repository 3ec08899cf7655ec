"""One fault that many report, wherever staff and clients are: proposed, confirmed by one tap, told once, ended."""

from bot.core.model.incidents import Incident, IncidentState
from bot.core.model.promises import TimerKind
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver, Person, Shown
from tests.adapters.conformance.walks import everything, files, fills_in, find, texts, ticket

FAULT = "my emails dont arive since yestrday"


async def reported(it: Driver) -> tuple[Person, tuple[Person, ...]]:
    """Three clients report the same."""
    sam = await it.staff()
    clients = tuple([await it.client(name) for name in ("ana", "bo", "cy")])
    for who in clients:
        await files(it, who, FAULT)
    await it.passes(minutes=1)
    return sam, clients


async def lasts(it: Driver) -> tuple[Person, tuple[Person, ...]]:
    """An incident that a lead confirmed."""
    sam, clients = await reported(it)
    await sam.orders("incident confirm 1: The mail server is full")
    await it.passes(minutes=1)
    return sam, clients


def incident(it: Driver, number: int = 1) -> Incident:
    with it.house.store.read() as unit:
        found = unit.incident(number)
    assert found is not None
    return found


def last(who: Person, *words: str) -> Shown:
    """The latest message with these words."""
    return next(each for each in reversed(who.shown) if all(word in " ".join(each.text.split()) for word in words))


def test_likeness_proposes_and_one_tap_tells_each_once(play: Play) -> None:
    async def story(it: Driver) -> None:
        sam, clients = await reported(it)
        assert incident(it).state is IncidentState.PROPOSED
        since = [ticket(it, n).since for n in (1001, 1002, 1003)]
        shown = await sam.orders("incident 1")
        shown.has("3 tickets resemble each other", "#1001", "#1003")
        await sam.takes("!incident confirm 1", shown)
        assert incident(it).state is IncidentState.OPEN
        await it.passes(minutes=1)
        await it.passes(minutes=1)
        for who in clients:
            assert everything(who.shown).count("several clients report the same") == 1
        assert [ticket(it, n).since for n in (1001, 1002, 1003)] == since
        (await sam.orders("why 1002")).has("part of an incident")
        if Ability.CARDS in it.abilities:
            assert any("Part of incident 1" in each.text for each in it.cards())

    play(story)


def test_a_wrong_proposal_is_waved_away(play: Play) -> None:
    async def story(it: Driver) -> None:
        sam, clients = await reported(it)
        await sam.takes("!incident dismiss 1", await sam.orders("incident 1"))
        assert incident(it).state is IncidentState.DISMISSED
        await it.passes(minutes=1)
        assert "several clients" not in everything([each for who in clients for each in who.shown])
        (await sam.orders("incident 1")).has("waved it away")

    play(story)


def test_news_and_the_end_reach_all_and_any_news_is_free(play: Play) -> None:
    async def story(it: Driver) -> None:
        sam, (ana, bo, cy) = await lasts(it)
        since = ticket(it, 1003).since
        await cy.writes("any news?")
        cy.shown[-1].has("part of a fault", "The mail server is full", "costs you nothing")
        assert ticket(it, 1003).since == since
        (await sam.orders("incident update 1: We move mailboxes")).has("We move mailboxes")
        await it.passes(minutes=1)
        last(bo, "We move mailboxes")
        (await sam.orders("incident end 1: All is well")).has("is over")
        await it.passes(minutes=1)
        over = last(ana, "All is well", "is over")
        await ana.takes("@solved.1001", over)
        assert not ticket(it, 1001).live
        assert ticket(it, 1002).live
        with it.house.store.read() as unit:
            assert len(unit.unscored(1002)) == 2

    play(story)


def test_who_comes_with_the_same_words_reads_of_it_and_may_file_all_the_same(play: Play) -> None:
    async def story(it: Driver) -> None:
        sam, _clients = await lasts(it)
        di, ed = await it.client("di"), await it.client("ed")
        await ed.writes(FAULT)
        ed.shown[-1].has("We know of this", "The mail server is full")
        await ed.takes("wait")
        await di.writes(FAULT)
        await di.takes("file")
        await fills_in(it, di)
        assert find(it, 1004) is not None
        await it.passes(minutes=1)
        await sam.orders("incident add 1 1004")
        await it.passes(minutes=1)
        assert ticket(it, 1004).incident == 1
        assert any("part of a fault" in text for text in texts(it, 1004))
        assert "several clients report the same. We know" not in everything(di.shown)
        await sam.orders("incident end 1")
        await it.passes(minutes=1)
        await it.passes(minutes=1)
        for who in (di, ed):
            assert " ".join(everything(who.shown).split()).count("is over.") == 1

    play(story)


def test_news_is_asked_for_in_a_form_where_there_are_forms(play: Play) -> None:
    async def story(it: Driver) -> None:
        sam, (ana, _bo, _cy) = await lasts(it)
        await sam.takes("!incident update 1", await sam.orders("incident 1"))
        if Ability.FORMS in it.abilities:
            await sam.submits(text="We move mailboxes")
            await it.passes(minutes=1)
            last(ana, "We move mailboxes")
        else:
            sam.answer.has("incident", "update")
        with it.house.store.read() as unit:
            assert all(timer.kind is not TimerKind.INCIDENT for timer in unit.due_timers(it.house.clock.now(), 100))

    play(story)
