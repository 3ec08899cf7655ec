"""What is like an example: how a clause is compared, what counts where, and what it may never do by itself."""

from dataclasses import replace

import pytest

from bot.core.conversation.state import (
    About,
    AssigningText,
    Cancelling,
    ConfirmingBump,
    ConfirmingReopen,
    Draft,
    Drafting,
    Idle,
    NoArticleFound,
    Pushed,
    Reading,
    Scheduling,
    Stage,
    Suggested,
    Talk,
)
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.examples import Examples, Guess, features
from bot.core.conversation.understanding.meaning import Clause, Meaning, understand
from bot.core.conversation.understanding.patterns import Found
from bot.core.conversation.utterance import expected, heard
from bot.core.text.language_data import Languages, Learned
from tests.builders import LANGUAGES, facts, hit

NONE: frozenset[Act] = frozenset()
FEW = Learned(
    acts=("leave", "nudge", "other"),
    bias=(-1.0, -1.0, -1.0),
    likely=(0.0, 0.0, 0.0),
    sure=(0.8, 0.8, 0.8),
    rows={"patient": "0:900 1:-100", "weather": "2:400 0:80"},
)


def clause(
    *guesses: Guess, text: str = "we stay as we are", question: bool = False, acts: tuple[Act, ...] = ()
) -> Clause:
    found = tuple(Found(act, 0, 1) for act in acts)
    return Clause(text, tuple(text.split()), found, question, against=False, guesses=guesses)


def test_a_clause_is_compared_by_its_words_pairs_and_parts() -> None:
    told = dict(features(("error", "550"), [Act.BROKEN], question=True))
    assert {"error", "0", "^ error", "error 0", "0 $", "?", "=broken", "*<err", "*ror>"} <= told.keys()
    assert told["=broken"] > told["error"]
    assert "?" not in dict(features(("a",), [], question=False))


def test_the_likeliest_comes_first_and_what_is_like_nothing_is_no_guess() -> None:
    few = Examples(FEW)
    [guess] = few.guesses(("patient",), [], question=False)
    assert (guess.act, guess.over > 0) == (Act.LEAVE, True)
    assert few.guesses(("unknown",), [], question=False) == ()
    assert few.guesses((), [], question=False) == ()
    assert few.guesses(("weather",), [], question=False) == ()  # it's like what does nothing of all this


def test_a_language_without_examples_is_read_by_its_patterns() -> None:
    english = replace(LANGUAGES.by_code["en"], learned=None)
    bare = Languages({"en": english})
    assert understand("thanks a lot for that", bare, "en").says(Act.THANKS)
    assert not understand("we stay patient as we are", bare, "en").toward(NONE).clauses[0].guesses


def test_what_is_expected_needs_less_likeness_and_what_costs_as_much_as_ever() -> None:
    near = clause(Guess(Act.LEAVE, -0.2))
    assert Meaning((near,)).toward(frozenset({Act.LEAVE})).says(Act.LEAVE)
    assert not Meaning((near,)).toward(NONE).says(Act.LEAVE)
    far = clause(Guess(Act.LEAVE, -0.4))
    assert not Meaning((far,)).toward(frozenset({Act.LEAVE})).says(Act.LEAVE)
    costs = clause(Guess(Act.NUDGE, -0.2))
    assert not Meaning((costs,)).toward(frozenset({Act.NUDGE})).says(Act.NUDGE)
    only_asked = Meaning((clause(Guess(Act.FIELD, 0.1)),)).toward(frozenset({Act.FIELD}), questions=True, sure=NONE)
    assert not only_asked.holds(Act.FIELD)


def test_what_is_only_likely_is_said_but_not_clearly() -> None:
    likely = Meaning((clause(Guess(Act.NUDGE, 0.1)),)).toward(frozenset({Act.NUDGE}))
    assert (likely.says(Act.NUDGE), likely.clearly(Act.NUDGE), likely.told) == (True, False, 5)
    sure = Meaning((clause(Guess(Act.NUDGE, 1.0, sure=True)),)).toward(frozenset({Act.NUDGE}))
    assert sure.clearly(Act.NUDGE)
    assert sure.like(Act.NUDGE)
    assert not likely.like(Act.NUDGE)
    assert not Meaning((clause(),)).like(Act.NUDGE)


def test_a_single_word_that_nobody_expects_is_like_too_much() -> None:
    assert not Meaning((clause(Guess(Act.RENAME, 1.0, sure=True), text="Ben"),)).toward(NONE).holds(Act.RENAME)


def test_a_topic_is_asked_with_or_without_its_mark() -> None:
    asked = Meaning((clause(Guess(Act.PRICE, 0.5, sure=True)),)).toward(NONE)
    assert asked.asks
    told = Meaning((clause(Guess(Act.PRICE, 0.5)),)).toward(NONE)
    assert not told.holds(Act.PRICE)
    done = Meaning((clause(Guess(Act.PRIVACY, 0.5, sure=True), acts=(Act.CLOSE,)),)).toward(NONE)
    assert not done.holds(Act.PRIVACY)
    both = Meaning((clause(Guess(Act.PRICE, 0.5, sure=True), acts=(Act.PRICE,)),)).toward(NONE)
    assert both.asks


def test_only_the_likeliest_is_taken() -> None:
    guesses = Guess(Act.ANGER, 1.0, sure=True), Guess(Act.FACT, 0.5, sure=True)
    meant = Meaning((clause(*guesses),)).toward(NONE)
    assert meant.clauses[0].acts == {Act.ANGER}
    assert meant.telling == 5  # who is angry tells something


def test_in_a_form_only_what_is_nearly_sure_counts() -> None:
    sure = frozenset({Act.FORGET})
    likely = Meaning((clause(Guess(Act.FORGET, 0.5)),)).toward(NONE, sure=sure)
    assert not likely.holds(Act.FORGET)
    certain = Meaning((clause(Guess(Act.FORGET, 1.5, sure=True), acts=(Act.WEAK_YES,)),)).toward(NONE, sure=sure)
    assert certain.holds(Act.FORGET)
    assert not Meaning((clause(Guess(Act.THANKS, 1.5, sure=True)),)).toward(NONE, sure=sure).holds(Act.THANKS)


def test_two_readers_agree_where_pattern_and_examples_say_the_same() -> None:
    assert Meaning((clause(Guess(Act.FORGET, 0.5), acts=(Act.FORGET,)),)).agreed(Act.FORGET)
    assert not Meaning((clause(Guess(Act.LEAVE, 0.5), acts=(Act.FORGET,)),)).agreed(Act.FORGET)
    assert not Meaning((clause(acts=(Act.FORGET,)),)).agreed(Act.FORGET)


HITS = (hit("a"),)


@pytest.mark.parametrize(
    ("stage", "over", "act"),
    [
        (Suggested(HITS), None, Act.NONE),
        (Reading("a", HITS), None, Act.RECORD),
        (NoArticleFound(), None, Act.REPHRASE),
        (ConfirmingBump(1001), None, Act.LEAVE),
        (Cancelling(1001), None, Act.NO),
        (ConfirmingReopen(1001, "x"), None, Act.NEW),
        (Scheduling(1001), None, Act.CANNOT),
        (Idle(), None, Act.NEWS),
        (Idle(), Pushed(About.NOTICE, 1001), Act.REFUSE),
    ],
)
def test_the_question_that_was_read_last_says_what_is_expected(stage: Stage, over: Pushed | None, act: Act) -> None:
    assert act in expected(Talk(stage=stage, over=over))


def test_where_words_are_to_be_placed_nothing_is_expected() -> None:
    assert not expected(Talk(stage=AssigningText("x", (1001,))))


def test_in_a_form_a_statement_is_an_answer_and_a_question_may_be_about_it() -> None:
    form = Drafting(Draft("Website", done=("subject",)))
    meant = heard("the page shows 500 since the update", Talk(stage=form), facts()).meaning
    assert not meant.holds(Act.FIELD, Act.FILES)
