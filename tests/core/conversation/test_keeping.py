"""Nothing that a client tells is lost, however it was taken."""

import pytest

from bot.core.conversation import keeping
from bot.core.conversation.commands import AddWords
from bot.core.conversation.events import Said
from bot.core.conversation.facts import TicketView
from bot.core.conversation.state import (
    About,
    AssigningText,
    ConfirmingReopen,
    Draft,
    Drafting,
    Filed,
    Idle,
    NoArticleFound,
    Pushed,
    Say,
    Stage,
    Talk,
)
from bot.core.conversation.step import step
from bot.core.conversation.utterance import heard
from bot.core.model.record import Line
from tests.builders import ANA, WEDNESDAY, facts, ticket

TOLD = "the red lamp blinks beside the third cable"
ONE = TicketView(ticket(), 2)
TWO = TicketView(ticket(1002, subject="Website is down"), 3)
LINE = Line(TOLD, WEDNESDAY)
NOTE = AddWords(1001, (LINE,), back=False)


def kept(before: Talk, after: Talk, *tickets: TicketView, text: str = TOLD) -> tuple[Talk, tuple[object, ...]]:
    known = facts(account=ANA, tickets=tickets)
    return keeping.kept(before, (after, ()), heard(text, before, known), known)


def test_what_no_stage_kept_is_for_staff_to_read() -> None:
    assert kept(Talk(), Talk(), ONE) == (Talk(), (NOTE,))
    assert kept(Talk(stage=Filed(1001)), Talk(), ONE, TWO) == (Talk(), (NOTE,))
    pushed = Talk(over=Pushed(About.SOLVED, 1001))
    assert kept(pushed, Talk(), ONE, TWO) == (Talk(), (NOTE,))
    assert kept(Talk(), Talk(), ONE, TWO) == (Talk(), ())


@pytest.mark.parametrize(
    "after",
    [
        Talk(lines=(LINE,)),
        Talk(stage=AssigningText(TOLD, (1001,))),
        Talk(stage=ConfirmingReopen(1001, TOLD, (LINE,))),
        Talk(stage=Drafting(Draft(symptoms=TOLD))),
    ],
)
def test_what_the_talk_holds_isnt_put_anywhere_else(after: Talk) -> None:
    assert kept(Talk(), after, ONE) == (after, ())


def test_courtesy_and_short_words_tell_nothing() -> None:
    for text in ("thanks so much for the quick help", "hm the lamp", "0170 555 0123 4711 0815"):
        assert kept(Talk(), Talk(), ONE, text=text) == (Talk(), ())


@pytest.mark.parametrize("stage", [NoArticleFound(), Drafting(Draft("x", done=("subject",)))])
def test_before_there_is_a_ticket_words_are_carried_to_it(stage: Stage) -> None:
    talk, commands = kept(Talk(), Talk(stage=stage))
    assert ([line.text for line in talk.lines], commands) == ([TOLD], ())
    assert kept(Talk(), Talk()) == (Talk(), ())


def test_a_cards_number_in_two_messages_is_taken_out() -> None:
    known = facts(account=ANA, tickets=(ONE,))
    talk, _none = step(Talk(stage=Idle()), Said("the number is 4111 1111"), known)
    assert talk.digits.endswith("4111 1111")
    talk, [added] = step(talk, Said("1111 1111 is the rest of it"), known)
    assert isinstance(added, AddWords)
    assert "1111 1111" not in added.lines[0].text
    assert Say.REDACTED in [notice.say for notice in talk.notices]


def test_other_figures_after_figures_stay() -> None:
    known = facts(account=ANA, tickets=(ONE,))
    talk, _none = step(Talk(stage=Idle()), Said("it says error 4711 0815 there"), known)
    talk, [added] = step(talk, Said("and then error 2012 on the other one"), known)
    assert isinstance(added, AddWords)
    assert added.lines[0].text == "and then error 2012 on the other one"
    talk, _none = step(talk, Said("thanks"), known)
    assert talk.digits == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my card is 4111 1111", "4111 1111"), ("4111-1111-", "4111-1111-"), ("it is 4111 1111, ok?", ""),
        ("link S7S4-YS39", ""), ("code: 7AB4-1239", ""), ("call 12", ""),
    ],
)  # fmt: skip
def test_of_a_message_only_the_figures_at_its_end_are_kept(text: str, kept: str) -> None:
    assert keeping.digits_of(text) == kept
