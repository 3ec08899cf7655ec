"""Forms: what is wrong keeps what was typed, what is late is given back, and what is sent counts."""

import pytest

from bot.core.conversation.ticket_form import CHARS_MAX
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver, Person
from tests.adapters.conformance.walks import (
    QUESTION,
    STEPS_MAX,
    asked,
    asks_for_a_form,
    fills_in,
    find,
    opens_a_form,
    texts,
    ticket,
)

pytestmark = pytest.mark.needs(Ability.FORMS)

LONG = "a long story about mails"
TIMES = 100
"""So often told, a story fits into no message of Discord's."""


async def opened_again(person: Person) -> None:
    """The form with what was wrong: open still, or behind its button."""
    if not person.form:
        await person.takes("form")


def test_what_is_wrong_is_asked_again_and_nothing_typed_is_lost(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await asks_for_a_form(ana)
        typed = {"subject": "No mail", "symptoms": "Error 550", "urgency": "high", "name": " "}
        await ana.submits(**{name: value for name, value in typed.items() if name in asked(ana)})

        assert find(it, 1001) is None
        await opened_again(ana)
        assert "name" in asked(ana)
        assert {name: value for name, value in asked(ana).items() if value and name != "name"}.items() <= typed.items()
        await fills_in(it, ana, name="Ana")
        filed = ticket(it)
        assert (filed.subject, filed.symptoms) == ("No mail", "Error 550")

    play(story)


def test_one_character_too_many_is_not_cut_but_asked_again(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        token = (await opens_a_form(ana)).token
        await ana.forges_form(token, subject="x" * (CHARS_MAX["subject"] + 1), urgency="normal", name="Ana")
        assert find(it, 1001) is None
        await ana.takes("form")
        assert "subject" in asked(ana)
        await fills_in(it, ana, subject="x" * CHARS_MAX["subject"])
        assert ticket(it).subject == "x" * CHARS_MAX["subject"]

    play(story)


def test_a_form_of_an_earlier_turn_files_nothing_and_gives_back_what_was_typed(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await asks_for_a_form(ana)
        await ana.writes("start over")
        await ana.submits(symptoms=f"{LONG} " * TIMES, urgency="normal", name="Ana")
        assert find(it, 1001) is None
        assert ana.answer.text.count("story") == TIMES

    play(story)


def test_what_stands_in_the_form_is_filed_whatever_was_typed_beside_it(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await asks_for_a_form(ana)
        await ana.writes("by the way it says 550")
        await fills_in(it, ana, subject="No mail since monday")
        assert ticket(it).subject == "No mail since monday"
        assert texts(it)[:2] == [QUESTION, "by the way it says 550"]

    play(story)


def test_a_form_that_is_sent_from_two_devices_files_once(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        token = (await opens_a_form(ana)).token
        await ana.takes("form")  # on another device
        await fills_in(it, ana)
        assert ticket(it)
        await ana.forges_form(token, subject="No mail", urgency="normal", name="Ana", symptoms=LONG)
        assert find(it, 1002) is None
        ana.answer.has(LONG)

    play(story)


def test_a_forms_button_of_last_month_opens_nothing(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await ana.writes("talk to a person")
        old = ana.shown[-1]
        await ana.writes("never mind")
        await it.passes(days=31)
        await ana.takes("form", old)
        assert ana.form == ()
        assert find(it, 1001) is None

    play(story)


def test_a_form_is_answered_in_words_too(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await ana.writes("talk to a person")
        words = iter(["My printer emails me", "Ana"])
        for _step in range(STEPS_MAX):
            if find(it, 1001) is not None:
                break
            seen, offered = len(ana.shown), ana.shown[-1].actions
            known = next((action for action in ("keep", "set.normal", "file") if action in offered), "")
            await (ana.takes(known) if known else ana.writes(next(words)))
            if len(ana.shown) == seen and ana.form:  # the rest is asked for in place
                await fills_in(it, ana)
        assert ticket(it).subject == "My printer emails me"

    play(story)
