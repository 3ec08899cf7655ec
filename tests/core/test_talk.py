"""Where a conversation stands: which tickets it is about."""

import pytest

from bot.core.conversation.state import (
    About,
    Cancelling,
    Filed,
    Idle,
    Linking,
    Picking,
    Pushed,
    Stage,
    Talk,
    numbers_about,
    numbers_in,
)


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


@pytest.mark.parametrize(
    ("stage", "over", "numbers"),
    [
        (Filed(1001), None, (1001,)),
        (Filed(1001), Pushed(About.RATING, 1002), (1001, 1002)),
        (Filed(1001), Pushed(About.SOLVED, 1001), (1001,)),
        (Idle(), Pushed(About.WORD, 1002), (1002,)),
        (Picking("bump", (1001, 1002)), Linking(7), (1001, 1002)),
    ],
)
def test_a_talk_is_also_about_the_ticket_that_is_asked_about_first(
    stage: Stage, over: Linking | Pushed | None, numbers: tuple[int, ...]
) -> None:
    assert numbers_about(Talk(4, stage, over=over)) == numbers
