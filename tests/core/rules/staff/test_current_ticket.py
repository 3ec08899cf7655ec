"""Which ticket is meant by a staff command that names none."""

from datetime import timedelta

import pytest

from bot.core.model.tickets import State, Ticket
from bot.core.rules.staff.current_ticket import CURRENT_FOR, meant
from tests.builders import WEDNESDAY, ticket

NOW = WEDNESDAY + CURRENT_FOR
MINE, ALSO, NOBODYS = ticket(1001, owner="kim"), ticket(1002, owner="kim"), ticket(1003)
SOLVED = ticket(1004, state=State.SOLVED, closed_at=WEDNESDAY)


@pytest.mark.parametrize(
    ("shown", "claimed", "numbers"),
    [
        (None, (), ()),
        (None, (MINE,), (1001,)),
        (None, (MINE, ALSO), (1001, 1002)),
        (MINE, (MINE, ALSO), (1001,)),
        (NOBODYS, (), (1003,)),
        (NOBODYS, (MINE,), (1003, 1001)),
        (SOLVED, (), (1004,)),
        (SOLVED, (MINE,), (1001,)),
        (SOLVED, (MINE, ALSO), (1001, 1002)),
    ],
)
def test_the_one_that_is_shown_and_theirs_or_all_that_it_could_be(
    shown: Ticket | None, claimed: tuple[Ticket, ...], numbers: tuple[int, ...]
) -> None:
    assert meant(shown, WEDNESDAY, claimed, NOW) == numbers


def test_what_was_shown_yesterday_is_not_meant() -> None:
    late = NOW + timedelta(microseconds=1)
    assert meant(NOBODYS, WEDNESDAY, (), late) == ()
    assert meant(NOBODYS, None, (MINE,), NOW) == (1001,)
