"""Staff's everyday: a case in three lines or three taps, hand over, mention, views, and what is said of slips."""

import pytest

from bot.core.model.people import Role
from bot.core.model.record import EntryKind
from bot.core.model.tickets import State
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver, Person
from tests.adapters.conformance.walks import everything, files, record, texts, ticket


def replied(it: Driver, number: int = 1001) -> list[str | None]:
    """What staff replied on a ticket."""
    return [entry.text for entry in record(it, number) if entry.kind is EntryKind.REPLY]


def typed(whom: Person) -> str:
    """How a platform hands on a person who is mentioned in a command."""
    user = whom.identity.user
    return {"slack": f"<@{user}|handle>", "discord": f"<@{user}>"}[whom.identity.platform]


def test_a_whole_case_takes_three_lines(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        (await sam.orders("claim")).has("#1001 is yours", "from Ana")
        (await sam.orders("reply Try it now")).has("On #1001", "Your reply to #1001 is on its way")
        await it.settled()
        ana.shown[-1].has("Try it now")
        (await sam.orders("resolve")).has("#1001 is resolved")
        assert ticket(it).state is State.SOLVED

    play(story)


@pytest.mark.needs(Ability.CARDS, Ability.FORMS)
def test_a_whole_case_takes_three_taps(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        for tap in ("claim", "reply", "resolve"):
            await sam.takes(f"!{tap} 1001", it.cards()[-1])
            if tap == "reply":
                await sam.submits(text="Try it now")
            await it.settled()
        assert (ticket(it).state, replied(it)) == (State.SOLVED, ["Try it now"])

    play(story)


def test_a_case_is_offered_tap_by_tap_where_lines_are_typed(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        shown = await sam.orders("queue")
        await sam.takes("!claim 1001", shown)
        assert ticket(it).owner == "sam"
        shown = await sam.orders("reply Try it now")
        await sam.takes("!resolve 1001", shown)
        assert ticket(it).state is State.SOLVED

    play(story)


def test_a_ticket_is_handed_over_and_a_colleague_is_mentioned(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam, kim = await it.client(), await it.staff(), await it.staff("kim", Role.AGENT)
        await kim.orders("queue")  # by a role, somebody is known to the desk once they come
        await files(it, ana)
        await sam.orders("claim")
        (await sam.orders("assign to kin because I go home")).has("Nobody on the desk is called kin", "kim")
        assert ticket(it).owner == "sam"
        await sam.orders("assign to kim because I go home")
        assert ticket(it).owner == "kim"
        await it.settled()
        await sam.orders("note 1001 @kim she called twice")
        await it.settled()
        if Ability.CARDS in it.abilities:
            handed, noted = it.called(kim)
            assert "I go home" in handed
            assert "sam mentions kim in a note on #1001" in noted
        else:
            await kim.orders("mine")
            for words in ("sam hands #1001", "I go home", "sam left a note", "she called twice"):
                assert words in everything(kim.shown)
        assert "she called twice" not in everything(ana.shown)
        (await kim.orders("mine")).has("#1001", "kim has it")

    play(story)


@pytest.mark.needs(Ability.CARDS)
def test_a_colleague_is_named_as_the_platform_does(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam, kim = await it.client(), await it.staff(), await it.staff("kim", Role.AGENT)
        await kim.orders("queue")
        await files(it, ana)
        await sam.orders(f"assign 1001 to {typed(kim)} because I go home")
        assert ticket(it).owner == "kim"
        await sam.orders(f"note 1001 {typed(kim)} she called twice")
        assert "@kim she called twice" in texts(it)
        await sam.orders(f"note 1001 ask {typed(ana)} too")
        await it.settled()
        assert len(it.called(kim)) == 2

    play(story)


def test_every_view_says_what_there_is(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        for view, nothing in (
            ("queue", "Nobody is waiting"),
            ("mine", "You have no ticket"),
            ("overdue", "Nothing is overdue"),
            ("asked", "No client owes an answer"),
            ("calls", "No phone appointments"),
            ("block", "Nobody is blocked"),
        ):
            (await sam.orders(view)).has(nothing)
        await files(it, ana)
        (await sam.orders("queue")).has("#1001", "h left")
        await sam.orders("ask 1001 Which device?")
        (await sam.orders("asked")).has("#1001")
        await it.passes(days=7)
        (await sam.orders("overdue")).has("Nothing is overdue")  # they were asked in time

    play(story)


def test_an_act_on_a_ticket_that_changed_meanwhile_says_so_and_does_nothing(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam, kim = await it.client(), await it.staff(), await it.staff("kim", Role.AGENT)
        await files(it, ana)
        shown = await sam.orders("queue")
        await kim.orders("claim 1001")
        await sam.takes("!claim 1001", shown)
        sam.answer.has("kim has claimed #1001")
        await kim.orders("resolve 1001 All well")
        (await kim.orders("reply 1001 Once more")).has("#1001 is solved")
        assert ticket(it).owner == "kim"
        assert replied(it) == ["All well"]

    play(story)


def test_what_wasnt_answered_is_withdrawn_with_the_ticket(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("ask 1001 Which device?")
        await it.settled()
        ana.shown[-1].has("Which device?")
        await sam.orders("resolve 1001 Found it ourselves")
        await it.settled()
        await ana.writes("a phone")
        assert "Just write your answer here" not in ana.shown[-1].text
        assert "a phone" not in [entry.text for entry in record(it) if entry.kind is EntryKind.REPLY]

    play(story)


def test_figures_about_one_person_are_off_until_the_policy_turns_them_on(play: Play) -> None:
    async def story(it: Driver) -> None:
        sam = await it.staff()
        (await sam.orders("figures")).has("The policy keeps figures about single people off")

    play(story)


def test_help_fits_a_screen(play: Play) -> None:
    async def story(it: Driver) -> None:
        sam = await it.staff()
        shown = await sam.orders("help")
        shown.has("claim", "reply", "resolve", "help all")
        assert "merge" not in shown.text
        (await sam.orders("help all")).has("merge", "unblock", "zone")

    play(story)
