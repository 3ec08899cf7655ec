"""An incident's course, and what each is still to be told."""

from datetime import timedelta

import pytest

from bot.core.model.incidents import Incident, IncidentState, Told
from bot.core.model.tickets import Rule, State
from bot.core.rules.change import NotificationKind, Refused
from bot.core.rules.incidents import course
from bot.core.rules.incidents.course import WORDS_CHARS_MAX, Telling
from tests.builders import WEDNESDAY, ticket

LATER = WEDNESDAY + timedelta(hours=1)
OPEN = course.begun(1, "sam", "The disk is full", WEDNESDAY)
NEWS = course.news(OPEN, "kim", "We move it", LATER)
OVER = course.ended(NEWS, "sam", "", LATER)


def test_it_is_proposed_confirmed_told_of_and_ended() -> None:
    proposed = course.proposed(1, WEDNESDAY)
    assert (proposed.state, proposed.said) == (IncidentState.PROPOSED, 0)
    assert (proposed.lasts, proposed.going_on) == (False, True)
    assert course.confirmed(proposed, "sam", "The disk is full", WEDNESDAY) == OPEN
    assert (OPEN.lasts, OPEN.said, OPEN.said_at) == (True, 1, WEDNESDAY)
    assert (NEWS.said, NEWS.news, NEWS.by, NEWS.words) == (2, "We move it", "kim", "The disk is full")
    assert (OVER.state, OVER.said, OVER.ended_at, OVER.news, OVER.going_on) == (
        IncidentState.ENDED, 3, LATER, "", False,
    )  # fmt: skip
    assert course.dismissed(proposed, "sam").state is IncidentState.DISMISSED


@pytest.mark.parametrize(
    ("incident", "said", "telling"),
    [
        (course.proposed(1, WEDNESDAY), 0, None),
        (OPEN, 0, Telling.NOTICE),
        (OPEN, 1, None),
        (NEWS, 0, Telling.NOTICE),
        (NEWS, 1, Telling.NEWS),
        (OVER, 0, None),
        (OVER, 1, Telling.END),
        (OVER, 3, None),
        (course.dismissed(course.proposed(1, WEDNESDAY), "sam"), 0, None),
    ],
)
def test_each_is_told_what_they_do_not_know(incident: Incident, said: int, telling: Telling | None) -> None:
    assert course.owed(incident, said) is telling


def test_how_far_somebody_was_told() -> None:
    assert course.furthest([]) == 0
    assert course.furthest([Told(1, 0, 2), Told(1, 1001, 1)]) == 2


def test_an_open_ticket_gets_the_notice_and_who_knows_of_it_its_end() -> None:
    solved, gone = ticket(state=State.SOLVED), ticket(state=State.CANCELLED)
    assert course.concerns(ticket(), Telling.NOTICE)
    assert not course.concerns(solved, Telling.NOTICE)
    assert course.concerns(solved, Telling.END)
    assert not course.concerns(gone, Telling.END)


@pytest.mark.parametrize(
    ("incident", "telling", "kind", "said", "rule"),
    [
        (NEWS, Telling.NOTICE, NotificationKind.INCIDENT, ("The disk is full", "We move it"), Rule.INCIDENT),
        (NEWS, Telling.NEWS, NotificationKind.INCIDENT_NEWS, ("We move it", ""), None),
        (OVER, Telling.END, NotificationKind.INCIDENT_OVER, ("", ""), Rule.INCIDENT_OVER),
    ],
)
def test_telling_changes_neither_ticket_nor_promise(
    incident: Incident, telling: Telling, kind: NotificationKind, said: tuple[str, str], rule: Rule | None
) -> None:
    change = course.told(ticket(), incident, telling, LATER, aloud=True)
    assert change.after == change.before
    assert (change.rule, change.responded) == (rule, False)
    assert change.reason == ("incident 1" if rule else "")
    assert change.to_client is not None
    assert (change.to_client.kind, change.to_client.text, change.to_client.what) == (kind, *said)
    assert course.told(ticket(), incident, telling, LATER, aloud=False).to_client is None


@pytest.mark.parametrize(
    ("incident", "telling", "entry"),
    [
        (OPEN, Telling.NOTICE, "It is part of a fault that concerns several clients: {words}"),
        (course.begun(1, "sam", "", WEDNESDAY), Telling.NOTICE, "It is part of a fault that concerns several clients."),
        (NEWS, Telling.NEWS, "News of the fault that it is part of: {words}"),
        (OVER, Telling.END, "The fault that it is part of is over."),
        (course.ended(OPEN, "sam", "All well", LATER), Telling.END, "The fault that it is part of is over: {words}"),
    ],
)
def test_the_record_says_it(incident: Incident, telling: Telling, entry: str) -> None:
    (said,) = course.told(ticket(), incident, telling, LATER, aloud=True).entries
    assert not isinstance(said.text, str)
    assert said.text is not None
    assert said.text.id == entry


@pytest.mark.parametrize(
    ("current", "into", "joins"),
    [(None, 1, True), (OVER, 2, True), (course.proposed(1, WEDNESDAY), 2, True), (OPEN, 2, False), (OPEN, 1, False)],
)
def test_a_ticket_joins_unless_another_incident_lasts(current: Incident | None, into: int, joins: bool) -> None:
    refusal = course.not_joining(ticket(incident=1), current, into)
    assert (refusal is None) is joins
    assert isinstance(course.not_joining(ticket(state=State.SOLVED), None, into), Refused)


def test_words_are_short_enough_to_be_read_by_many() -> None:
    assert course.refusal("w" * WORDS_CHARS_MAX) is None
    assert isinstance(course.refusal("w" * (WORDS_CHARS_MAX + 1)), Refused)
