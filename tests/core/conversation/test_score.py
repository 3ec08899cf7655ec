"""What is a score, in signs, figures and words of every language, and what only looks like one."""

import pytest

from bot.core.conversation.understanding.score import HEAD_CHARS_MAX, Score, score_in
from bot.core.model.tickets import Rating
from tests.builders import LANGUAGES


def read(text: str) -> Score | None:
    return score_in(text, LANGUAGES)


@pytest.mark.parametrize(
    ("says", "score"),
    [
        ("👍", Score(Rating.UP)),
        ("👎", Score(Rating.DOWN)),
        ("👍🏽👍🏽", Score(Rating.UP)),
        (":+1:", Score(Rating.UP)),
        (":thumbsdown:", Score(Rating.DOWN)),
        (":-1::skin-tone-2:", Score(Rating.DOWN)),
        (":+1::skin-tone-3: quick", Score(Rating.UP, "quick")),
        ("👍 great job, sam", Score(Rating.UP, "great job, sam")),
        ("quick and kind 👍", Score(Rating.UP, "quick and kind")),
        ("👎 – it took two days.", Score(Rating.DOWN, "it took two days")),
        ("great :+1::skin-tone-2:", Score(Rating.UP, "great")),
        ("👍 sam 👍", Score(Rating.UP, "sam")),
        ("👍 👎", None),
        ("the button 👍 is gone", None),
    ],
)
def test_a_thumb_stands_before_or_behind_what_is_said(says: str, score: Score | None) -> None:
    assert read(says) == score


@pytest.mark.parametrize(
    ("says", "rating"),
    [("⭐", Rating.ONE), ("★★☆☆☆", Rating.TWO), ("⭐⭐⭐ ⭐⭐", Rating.FIVE), ("🌟🌟🌟", Rating.THREE)],
)
def test_stars_are_counted(says: str, rating: Rating) -> None:
    assert read(says) == Score(rating)


@pytest.mark.parametrize("says", ["★★★★★★", "☆☆☆☆☆", "★ is what I see", "★" + " " * HEAD_CHARS_MAX + "is on my screen"])
def test_stars_beside_something_else_or_too_many_are_no_score(says: str) -> None:
    assert read(says) is None


@pytest.mark.parametrize(
    ("says", "score"),
    [
        ("5", Score(Rating.FIVE)),
        ("4/5", Score(Rating.FOUR)),
        ("4 of 5", Score(Rating.FOUR)),
        ("I'd say 2", Score(Rating.TWO)),
        ("five stars!", Score(Rating.FIVE)),
        ("cuatro estrellas", Score(Rating.FOUR)),
        ("fünf von fünf", Score(Rating.FIVE)),
        ("3. it took two days", Score(Rating.THREE, "it took two days")),
        ("5 – but it took two days.", Score(Rating.FIVE, "but it took two days")),
        ("2\nnobody called", Score(Rating.TWO, "nobody called")),
    ],
)
def test_a_figure_is_one_from_1_to_5(says: str, score: Score) -> None:
    assert read(says) == score


@pytest.mark.parametrize(
    ("says", "score"),
    [
        ("great, thank you!", Score(Rating.UP, "thank you")),
        ("it was great thanks", Score(Rating.UP)),
        ("not good: nobody called", Score(Rating.DOWN, "nobody called")),
        ("muy bien", Score(Rating.UP)),
        ("fatal", Score(Rating.DOWN)),
        ("sehr gut", Score(Rating.UP)),
        ("gar nicht gut", Score(Rating.DOWN)),
    ],
)
def test_a_word_for_good_or_bad_is_a_thumb_in_every_language(says: str, score: Score) -> None:
    assert read(says) == score


@pytest.mark.parametrize(
    "says",
    [
        "", "…", "6", "0", "10", "4.5", "4 of 10", "1 2 3", "5 errors", "5 of my mails fail", "from the stars",
        "the site is good again but the mail isn't", "thanks " * 6 + "4", "?, 5", "no", "yes", "ok",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_score_is_none(says: str) -> None:
    assert read(says) is None
