"""Replies of staff: shown first, taken back before they go, corrected where they stand."""

from dataclasses import replace

import pytest

from bot.core.policy import Replies
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import everything, files, texts, ticket


def holds(it: Driver, seconds: int = 10) -> None:
    """From now on replies are held so long."""
    context = it.house.engine.context
    context.policy = replace(context.policy, replies=Replies(seconds))


def test_a_saved_reply_is_shown_before_it_goes(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("claim")
        shown = await sam.orders("reply 1001 ~try-again It took a minute.")
        shown.has("Hello Ana,", "It took a minute.")
        assert {"!send 1001", "!undo 1001"} <= set(shown.actions)
        assert "It took a minute." not in everything(ana.shown)
        await sam.takes("!undo 1001", shown)
        shown = await sam.orders("reply 1001 ~try-again It took an hour.")
        await sam.takes("!send 1001", shown)
        await it.settled()
        ana.shown[-1].has("Hello Ana,", "It took an hour.")
        assert "It took a minute." not in everything(ana.shown)

    play(story)


def test_names_that_arent_known_get_the_nearest(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        shown = await sam.orders("reply 1001 ~try-agian")
        shown.has("~try-again")
        await sam.takes("!reply 1001 ~try-again", shown)
        sam.answer.has("Hello Ana,")
        (await sam.orders("replies")).has("~restored", "~try-again")

    play(story)


def test_a_held_reply_is_taken_back_or_goes_also_after_a_restart(play: Play) -> None:
    async def story(it: Driver) -> None:
        holds(it)
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("claim")
        held = await sam.orders("reply 1001 To somebody else")
        assert "!undo 1001" in held.actions
        await sam.takes("!undo 1001", held)
        sam.answer.has("To somebody else")
        await it.passes(seconds=60)
        await sam.orders("reply 1001 Try it now")
        assert ticket(it).answered_at is None
        await it.restarts()
        await it.passes(seconds=60)
        assert ticket(it).answered_at is not None
        await ana.writes("show 1001")
        assert "Try it now" in everything(ana.shown)
        assert "To somebody else" not in everything(ana.shown)

    play(story)


def test_what_was_sent_is_corrected_and_taken_back(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("claim")
        await sam.orders("reply 1001 Use port 25")
        await it.settled()
        ana.shown[-1].has("Use port 25")
        before = len(ana.shown)
        await sam.orders("edit 1001 Use port 587")
        await it.settled()
        ana.shown[-1].has("Use port 587", "edited")
        await sam.orders("delete 1001 last")
        await it.settled()
        ana.shown[-1].has("took back")
        if Ability.OLD_CHOICES in it.abilities:  # what stands there can be changed
            assert len(ana.shown) == before
            assert "port" not in everything(ana.shown)
        await ana.writes("show 1001")
        ana.shown[-1].has("taken back")
        assert [text for text in texts(it) if "port" in text] == ["Use port 25", "Use port 587"]

    play(story)


def test_a_correction_that_doesnt_fit_into_a_message_is_a_message(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("claim")
        await sam.orders("reply 1001 Short")
        await it.settled()
        await sam.orders(f"edit 1001 {'saga ' * 700}")
        await it.settled()
        assert everything(ana.shown).count("saga") == 700

    play(story)


@pytest.mark.needs(Ability.FORMS, Ability.CARDS)
def test_the_form_of_a_reply_offers_the_saved_ones(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("claim")
        await sam.orders("reply 1001")
        saved = next(question for question in sam.form if question.name == "saved")
        assert "~try-again" in saved.options
        await sam.submits(saved="~try-again", text="It took a minute.")
        sam.answer.has("Hello Ana,", "It took a minute.")

    play(story)
