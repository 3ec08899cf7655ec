"""What somebody reads whom staff let take part in another's ticket, and what staff read of those who do."""

from bot.core.client_view.notifications import takes_part, takes_part_no_more
from bot.core.conversation.facts import TicketView
from bot.core.model.people import Identity
from bot.core.model.record import Participant
from bot.core.rules.permissions import Party
from bot.core.staff_view.clients import participants_list
from tests.builders import WEDNESDAY, ticket
from tests.reading import actions, screen

BO = Participant(1001, 1, Identity("discord", "", "145607444398080001"), "Bo", "kim", WEDNESDAY)


def test_they_read_by_whom_and_how_to_write_there_and_decide_nothing() -> None:
    told = takes_part(TicketView(ticket(), party=Party.PARTICIPANT), "kim")
    assert "kim lets you take part in #1001" in screen(told).replace("**", "")
    assert "add to #1001" in screen(told)
    assert actions(told) == ("@show.1001",)


def test_they_read_when_it_is_over() -> None:
    assert screen(takes_part_no_more(ticket())).startswith("You don't take part in #1001 any more.")


def test_staff_read_as_whom_and_by_whom() -> None:
    listed = screen(participants_list(ticket(), (BO,)))
    assert all(word in listed for word in ("Bo", "Discord (145607444398080001)", "kim"))
    assert screen(participants_list(ticket(), ())) == "Nobody but its client takes part in #1001."
