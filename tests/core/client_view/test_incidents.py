"""What clients read of an incident."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.client_view.incidents import known, news, stands, told, told_without_ticket
from bot.core.client_view.notices import notice
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import Draft, KnownIncident, Notice, Say
from bot.core.model.tickets import State
from bot.core.rules.change import Notification, NotificationKind
from bot.core.rules.incidents import course
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Block, Choice, Choices
from tests.builders import ANA, LANGUAGES, WEDNESDAY, policy, ticket
from tests.reading import screen as reading

LATER = WEDNESDAY + timedelta(hours=1)
OPEN = course.begun(1, "sam", "The disk is full", WEDNESDAY)
NEWS = course.news(OPEN, "sam", "We move it", LATER)
OVER = course.ended(NEWS, "sam", "All is well", LATER)


def facts(**more: object) -> Facts:
    return Facts(WEDNESDAY, policy(), LANGUAGES, ANA, **more)  # type: ignore[arg-type]


def test_the_end_offers_to_close_an_open_ticket_only() -> None:
    over = Notification(NotificationKind.INCIDENT_OVER, "All is well")
    asked, closed = told(over, TicketView(ticket(), 3)), told(over, TicketView(ticket(state=State.SOLVED)))
    assert isinstance(asked, Choices)
    assert isinstance(closed, Choices)
    assert [choice.action for choice in asked.options] == ["@solved.1001", "@show.1001"]
    assert [choice.action for choice in closed.options] == ["@show.1001"]
    assert "All is well" in reading(asked)


def test_a_ticket_that_is_not_in_line_says_no_place() -> None:
    notice = Notification(NotificationKind.INCIDENT, "The disk is full", what="We move it")
    waits, claimed = told(notice, TicketView(ticket(), 3)), told(notice, TicketView(ticket(owner="kim")))
    assert "keeps its place" in reading(waits)
    assert "keeps its place" not in reading(claimed)
    assert "We move it" in reading(claimed)
    news = told(Notification(NotificationKind.INCIDENT_NEWS, "We move it"), TicketView(ticket(), 3))
    assert "News of the fault that" in reading(news)


@pytest.mark.parametrize("kind", [NotificationKind.INCIDENT_NEWS, NotificationKind.INCIDENT_OVER])
def test_who_has_no_ticket_reads_it_without_a_number(kind: NotificationKind) -> None:
    said = reading(told_without_ticket(Notification(kind, "We move it")))
    assert "We move it" in said
    assert "#" not in said


def test_how_it_stands_are_staffs_words_and_the_latest() -> None:
    assert stands(course.begun(1, "sam", "", WEDNESDAY)) == ()
    assert len(stands(OPEN)) == 1
    assert len(stands(NEWS)) == 2
    assert len(stands(replace(NEWS, said_at=None))) == 1


def test_any_news_is_answered_from_it_and_from_its_end() -> None:
    assert "We move it" in reading(Choices(*_parts(news(TicketView(ticket(), 3, incident=NEWS)))))
    assert "is over" in reading(Choices(*_parts(news(TicketView(ticket(), 3)))))
    said = notice(Notice(Say.INCIDENT, 1001), facts(tickets=(TicketView(ticket(), 3, incident=NEWS),)))
    assert "We move it" in reading(Choices(*_parts(said)))
    assert "among your tickets" in reading(Choices(*_parts(notice(Notice(Say.INCIDENT, 7), facts()))))


def _parts(part: Part) -> tuple[tuple[Block, ...], tuple[Choice, ...]]:
    return part.blocks, part.choices


@pytest.mark.parametrize(
    ("stage", "more", "actions", "says"),
    [
        (KnownIncident(1), {"incident": NEWS}, ["file", "else", "wait"], "when it's over"),
        (KnownIncident(1, draft=Draft("x")), {"incident": NEWS}, ["file", "wait"], "We know of this"),
        (KnownIncident(1), {"incident": OVER}, ["file", "else"], "as far as we know"),
        (KnownIncident(1), {}, ["file", "else"], "as far as we know"),
        (KnownIncident(1), {"incident": OPEN, "public": True}, ["file", "else", "wait"], "You can open a ticket"),
    ],
)
def test_who_comes_with_the_same_words_reads_of_it(
    stage: KnownIncident, more: dict[str, object], actions: list[str], says: str
) -> None:
    part = known(stage, facts(**more), brief=False)
    assert [choice.action for choice in part.choices] == actions
    said = reading(Choices(part.blocks, part.choices))
    assert says in said
    assert ("I'll write here" in said) is (says != "You can open a ticket" and "as far" not in says)


def test_again_it_is_asked_in_one_line() -> None:
    assert len(known(KnownIncident(1), facts(incident=NEWS), brief=True).blocks) == 1
