"""What is said of words that were taken together."""

from bot.core.conversation.state import Notice, Say
from bot.core.conversation.transitions import TOGETHER_MAX, together

FILED = Notice(Say.FILED, 1001)
ADDED = Notice(Say.ADDED, 1001, places=(2, 2))


def test_of_the_same_thing_what_came_last_is_said() -> None:
    later = Notice(Say.ADDED, 1001, places=(1, 1))
    assert together((FILED, ADDED), (later,)) == (FILED, later)
    assert together((), (ADDED,)) == (ADDED,)


def test_of_very_much_the_last_ones_are_said() -> None:
    many = tuple(Notice(Say.ADDED, number) for number in range(TOGETHER_MAX))
    assert together((FILED,), many) == many
