"""Incidents as staff see them."""

from datetime import timedelta

from bot.core.rules.incidents import course
from bot.core.staff_view.incidents import INCIDENTS_SHOWN, line, listed, not_there, offer, over, shown
from bot.core.text.surface import Choices, Text
from tests.builders import WEDNESDAY, ticket
from tests.reading import screen as reading

LATER = WEDNESDAY + timedelta(hours=1)
PROPOSED = course.proposed(1, WEDNESDAY)
OPEN = course.begun(2, "sam", "The disk is full", WEDNESDAY)
NEWS = course.news(OPEN, "sam", "We move it", LATER)
OVER = course.ended(OPEN, "sam", "", LATER)
GONE = course.dismissed(PROPOSED, "sam")


def test_a_proposal_is_confirmed_or_waved_away_by_one_tap() -> None:
    reply = shown(PROPOSED, [ticket(), ticket(1002)])
    assert isinstance(reply, Choices)
    assert [choice.action for choice in reply.options] == ["incident confirm 1", "incident dismiss 1"]
    assert "#1002" in reading(reply)


def test_one_that_lasts_is_told_of_and_ended() -> None:
    reply = shown(NEWS, [ticket(number) for number in range(1001, 1014)])
    assert isinstance(reply, Choices)
    assert [choice.action for choice in reply.options] == ["incident update 2", "incident end 2"]
    said = reading(reply)
    assert "The disk is full" in said
    assert "We move it" in said
    assert "and 3 more" in said


def test_what_is_over_or_waved_away_only_says_so() -> None:
    for incident, said in ((OVER, "is over since"), (GONE, "waved it away")):
        reply = shown(incident, [])
        assert isinstance(reply, Text)
        assert said in reading(reply)


def test_a_ticket_says_what_it_is_part_of() -> None:
    assert line(None) == line(GONE) == ()
    for incident, said in ((PROPOSED, "Resembles"), (OPEN, "which lasts"), (OVER, "which is over")):
        assert said in reading(Text(line(incident)))
    reply = offer(OPEN, ticket())
    assert isinstance(reply, Choices)
    assert reply.options[0].action == "incident add 2 1001"


def test_the_list_offers_those_that_go_on() -> None:
    reply = listed([OPEN, PROPOSED, OVER])
    assert isinstance(reply, Choices)
    assert [choice.action for choice in reply.options] == ["incident 2", "incident 1"]
    assert isinstance(listed([OVER]), Text)
    assert "There are more" in reading(listed([OVER] * (INCIDENTS_SHOWN + 1)))
    assert "no incident yet" in reading(listed([]))


def test_what_can_not_be_is_said() -> None:
    assert "no incident 7" in reading(not_there(7))
    for incident, said in (
        (PROPOSED, "only proposed"), (OPEN, "lasts already"), (OVER, "is over"), (GONE, "was waved away"),
    ):  # fmt: skip
        assert said in reading(over(incident))
