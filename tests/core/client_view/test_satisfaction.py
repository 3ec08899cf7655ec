"""How clients are asked how our help was: one tap, on the policy's scale, and only while it is asked."""

from dataclasses import replace

import pytest

from bot.core.client_view import notifications
from bot.core.client_view.satisfaction import question
from bot.core.conversation.facts import TicketView
from bot.core.model.tickets import Rating, State
from bot.core.policy import Policy, Satisfaction, Scale
from bot.core.rules.change import Notification, NotificationKind
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Choices
from tests.builders import WEDNESDAY, facts, policy, ticket
from tests.reading import actions, screen

ASKED = ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY, rating_asked_at=WEDNESDAY)


def on(scale: Scale) -> Policy:
    """The shipped policy with this scale."""
    return replace(policy(), satisfaction=Satisfaction(scale))


def shown(part: Part) -> Choices:
    return Choices(part.blocks, part.choices)


def test_thumbs_are_two_and_say_what_they_mean() -> None:
    asked = shown(question(ASKED, on(Scale.THUMBS)))
    assert screen(asked) == "How was our help?\n[👍 Good]\n[👎 Not good]"
    assert actions(asked) == ("@rate.1001.up", "@rate.1001.down")


def test_figures_say_which_end_is_good() -> None:
    asked = shown(question(ASKED, on(Scale.FIVE)))
    assert screen(asked) == "How was our help, from 1 (bad) to 5 (very good)?\n[1]\n[2]\n[3]\n[4]\n[5]"
    assert actions(asked) == tuple(f"@rate.1001.{figure}" for figure in range(1, 6))


def test_a_desk_that_asks_no_more_doesnt_ask_about_what_it_closed_before() -> None:
    assert question(ASKED, on(Scale.OFF)) == Part(())


@pytest.mark.parametrize("scale", Scale)
def test_what_was_said_or_never_asked_isnt_asked(scale: Scale) -> None:
    for other in (replace(ASKED, rating=Rating.UP), replace(ASKED, rating_asked_at=None)):
        assert question(other, on(scale)) == Part(())


@pytest.mark.parametrize(
    ("kind", "state"),
    [(NotificationKind.RESOLVED, State.SOLVED), (NotificationKind.SILENCE_CLOSED, State.SILENT)],
)
def test_it_is_asked_with_what_tells_of_the_end_before_how_to_come_back(kind: NotificationKind, state: State) -> None:
    seen = TicketView(replace(ASKED, state=state))
    told = notifications.to_client(Notification(kind, by="kim"), seen, replace(facts(), policy=on(Scale.THUMBS)))
    assert actions(told) == ("@rate.1001.up", "@rate.1001.down", "@unsolved.1001", "@show.1001")
    assert "How was our help?" in screen(told)
