"""What the staff rooms are told of a client with as many open tickets as there may be."""

from bot.core.staff_view.notifications import closed, full
from bot.core.text.surface import Transcript
from tests.builders import ticket
from tests.reading import actions, screen

LIVE = [ticket(number) for number in range(1001, 1051)]


def test_a_client_who_can_file_no_more_is_told_of_with_the_tickets_filed_last() -> None:
    assert screen(full("Ana", LIVE)).startswith("Ana has 50 open tickets and can't file another: close or merge")
    assert actions(full("Ana", LIVE)) == ("show 1048", "show 1049", "show 1050")
    assert screen(full("", LIVE)).startswith("A client has")


def test_a_log_of_closed_tickets_names_nobody() -> None:
    assert closed(ticket()).blocks[-1] == Transcript(1001)
    assert "arive" not in screen(closed(ticket()))
