"""Staff see whose ticket it is and what may help; who writes too much is read later, who is blocked isn't heard."""

from dataclasses import replace

import pytest

from bot.core.model.people import Identity
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver, Person
from tests.adapters.conformance.walks import QUESTION, answers, everything, files, texts, ticket

LIMIT = 3


def limited(it: Driver, **limits: int) -> None:
    """From now on these limits hold."""
    context = it.house.engine.context
    context.policy = replace(context.policy, limits=replace(context.policy.limits, **limits))


def mention(who: Identity) -> str:
    """How a person is mentioned on their platform, as a card's text has it."""
    return {"discord": f"<@{who.user}>", "slack": f"@{who.user}"}[who.platform]


def test_a_ticket_begins_with_its_client_and_ends_with_what_may_help(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        shown = await sam.orders("claim 1001")
        shown.has("from Ana", "not verified", "no card on file", "reads English", "No other tickets.", "h left, by")
        shown.has("The article that fits best:", "Mail not arriving")
        assert shown.text.index("from Ana") < shown.text.index("left, by") < shown.text.index("The article")
        assert "insert 1001 link mail-not-arriving" in "".join(shown.actions)

    play(story)


@pytest.mark.needs(Ability.FORMS)
def test_one_tap_puts_an_article_into_a_reply_that_can_be_changed(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        shown = await sam.orders("claim 1001")
        await sam.takes("!insert 1001 passage mail-not-arriving", shown)
        (question,) = sam.form
        assert question.value.startswith("Look at the log (Mail not arriving: https://")
        await sam.submits(text="Please look here: https://help.example.com/en/mail-not-arriving")
        await it.settled()
        ana.shown[-1].has("Please look here")

    play(story)


@pytest.mark.needs(Ability.CARDS)
def test_a_card_begins_with_its_client_whom_the_platform_mentions(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        (card,) = it.cards()
        card.has("#1001", "from Ana", mention(ana.identity), "not verified", "h left at")
        assert len(card.text.splitlines()) <= 10
        await sam.orders("block 1001 until 2027-01-05 because spam")
        await it.settled()
        it.cards()[-1].has("Blocked until", "spam")

    play(story)


def test_each_of_the_staff_reads_times_in_their_own_zone(play: Play) -> None:
    async def story(it: Driver) -> None:
        sam = await it.staff()
        (await sam.orders("zone Tokyo")).has("Tokyo time", "the desk's clock: Los Angeles time")
        await files(it, await it.client())
        (await sam.orders("queue")).has("Since: Tokyo time")
        (await sam.orders("zone desk")).has("You read times in Los Angeles time")
        (await sam.orders("zone nowhere")).has("I know no zone “nowhere”")

    play(story)


def test_who_is_blocked_is_told_once_and_can_be_let_in_again(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        (await sam.orders("block ana until 2027-01-05 because spam")).has("Ana is blocked until Tue")
        before, known = len(ana.shown), texts(it)
        await ana.writes("buy my pills")
        await ana.writes("buy my pills")
        assert len(ana.shown) == before + 1
        ana.shown[-1].has("take no messages from you here", "spam")
        assert texts(it) == known
        (await sam.orders("unblock ana")).has("Ana can write again")
        await ana.writes(QUESTION)
        assert len(ana.shown) == before + 2

    play(story)


async def floods(ana: Person, count: int) -> None:
    """Write much at once."""
    for n in range(1, count + 1):
        await ana.writes(f"add: fact {n}")


def test_words_beyond_the_limit_go_on_when_the_minute_is_over(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await files(it, ana)
        await it.passes(minutes=2)
        limited(it, messages_per_minute=LIMIT)
        await floods(ana, LIMIT + 2)
        facts = [text for text in texts(it) if text.startswith("fact")]
        if ana.identity.platform == "terminal":  # spared
            assert len(facts) == LIMIT + 2
            return
        assert facts == ["fact 1", "fact 2", "fact 3"]
        assert everything(ana.shown).count("more than I can read in a minute") == 1
        await it.passes(minutes=2)
        facts = [text for text in texts(it) if text.startswith("fact")]
        assert facts == [f"fact {n}" for n in range(1, LIMIT + 3)]

    play(story)


def test_who_has_many_open_tickets_is_shown_them_first(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await another(it, ana, "our shop shows an error")
        limited(it, open_tickets_shown_from=2, open_tickets_max=3)
        await another(it, ana, "backup is missing")
        ana.shown[-1].has("you have 2 open tickets", "#1001", "#1002")
        await ana.takes("file")
        assert ticket(it, 1003).live
        await another(it, ana, "invoice has a wrong name")
        ana.shown[-1].has("You have 3 open tickets", "#1003")
        assert "file" not in ana.shown[-1].actions
        (await sam.orders("queue")).has("3 waiting")

    play(story)


async def another(it: Driver, ana: Person, subject: str) -> None:
    """Go as far as a further ticket's last question, if there is one."""
    await ana.writes(f"open a ticket: {subject}")
    if Ability.FORMS in it.abilities:
        await ana.takes("form")
    await answers(it, ana)
