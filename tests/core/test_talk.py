"""Where a conversation stands: which tickets it is about."""

import pytest

from bot.core.conversation.state import Cancelling, Filed, Idle, Picking, Stage, numbers_in


@pytest.mark.parametrize(
    ("stage", "numbers"),
    [
        (Picking("bump", (1001, 1002)), (1001, 1002)),
        (Filed(1001), (1001,)),
        (Cancelling(1001), (1001,)),
        (Filed(0), ()),
        (Idle(), ()),
    ],
)
def test_the_tickets_that_a_stage_is_about(stage: Stage, numbers: tuple[int, ...]) -> None:
    assert numbers_in(stage) == numbers
