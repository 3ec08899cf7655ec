"""How good it was: the score of those who answered, how many did, and how many were silent."""

from bot.core.model.tickets import Rating
from bot.core.reports.satisfaction import NOBODY_ASKED, Rated, by_owner, satisfaction
from bot.core.reports.statistics import Share

SAID = (
    Rated(Rating.NONE, "sam", 6),
    Rated(Rating.UP, "sam", 3),
    Rated(Rating.DOWN, "kim", 1),
    Rated(Rating.FOUR, "kim", 1),
    Rated(Rating.TWO, "", 2),
)


def test_silence_is_counted_as_silence() -> None:
    said = satisfaction(SAID)
    assert (said.asked, said.silent) == (13, 6)
    assert said.answered == Share(7, 13)
    assert said.good == Share(4, 7)
    assert said.tenths == 27  # (4 + 2 + 2) / 3


def test_without_figures_there_is_no_mean() -> None:
    assert satisfaction(SAID[:2]).tenths is None
    assert NOBODY_ASKED.answered == Share(0, 0)


def test_each_owner_by_themselves() -> None:
    assert {name: said.asked for name, said in by_owner(SAID).items()} == {"": 2, "kim": 2, "sam": 9}
