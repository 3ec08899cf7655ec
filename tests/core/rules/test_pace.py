"""How many messages are taken in a minute, and when those beyond are."""

from dataclasses import replace
from datetime import timedelta

from bot.core.model.people import Block
from bot.core.rules.limits import pace
from bot.core.rules.limits.blocks import blocked, longer
from tests.builders import ANA, WEDNESDAY

SECOND = timedelta(seconds=1)
TAKEN = [WEDNESDAY + n * SECOND for n in range(20)]
"""Twenty messages, a second apart."""


def due(
    after: int, waiting: tuple[int, ...] = (), late: int = 0, limit: int = 20, cooldown: timedelta = pace.MINUTE
) -> int | None:
    """When words are taken, in seconds from the first message, that come ``after`` so many and are read so ``late``."""
    at = WEDNESDAY + after * SECOND
    found = pace.due(TAKEN, [WEDNESDAY + n * SECOND for n in waiting], at, at + late * SECOND, limit, cooldown)
    return None if found is None else int((found - WEDNESDAY) / SECOND)


def test_twenty_are_taken_and_the_next_one_waits_until_the_minute_is_over() -> None:
    assert due(19, limit=21) is None
    assert due(20) == 60
    assert due(59) == 60
    assert due(60) is None


def test_a_longer_cooldown_is_counted_from_the_first_of_them() -> None:
    assert due(20, cooldown=10 * pace.MINUTE) == 600
    assert due(60, cooldown=10 * pace.MINUTE) is None
    assert due(21, waiting=(600,) * 20, cooldown=10 * pace.MINUTE) == 660


def test_what_comes_behind_waiting_words_waits_with_them_twenty_a_minute() -> None:
    assert due(21, waiting=(60,) * 19) == 60
    assert due(21, waiting=(60,) * 20) == 120
    assert due(200, waiting=(60,) * 20 + (120,)) == 120


def test_words_that_were_written_long_before_they_are_read_were_no_flood() -> None:
    assert due(25, late=30) == 60
    assert due(25, late=40) is None


def test_a_block_holds_until_its_end_and_the_longer_one_counts() -> None:
    short = Block(WEDNESDAY, WEDNESDAY, "sam", "spam")
    long = replace(short, until=WEDNESDAY + SECOND)
    assert blocked(replace(ANA, block=long), WEDNESDAY) is long
    assert blocked(replace(ANA, block=short), WEDNESDAY) is None
    assert blocked(ANA, WEDNESDAY) is None
    assert blocked(None, WEDNESDAY) is None
    assert longer(short, long) is long
    assert longer(long, short) is long
    assert longer(None, short) is short
    assert longer(short, None) is short
