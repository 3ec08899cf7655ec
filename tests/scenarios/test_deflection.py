"""What the articles spared: whatever is said on the way, a question is counted once, by how it ended."""

from datetime import timedelta

import pytest

from bot.core.calendar.time_range import Span
from bot.core.reports.deflection import HelpReport, Questions
from bot.engine.measuring import help_report
from tests.dialogue import Client, House

QUESTION = "my emails dont arive"


def reported(house: House) -> HelpReport:
    with house.store.read() as unit:
        return help_report(unit, house.policy.firm.zone, house.clock.now(), Span())


def counts(house: House) -> tuple[int, int, int, int]:
    """Confirmed, silent, for a person, left."""
    found = reported(house).questions
    return found.confirmed, found.silent, found.person, found.left


def later(house: House, **units: float) -> None:
    house.clock.forward(**units)


def confirms(ana: Client) -> None:
    ana.says(QUESTION)
    ana.takes("read.0")
    ana.takes("yes")


@pytest.mark.both
def test_confirmed_by_the_client(house: House) -> None:
    confirms(house.client())
    assert counts(house) == (0, 0, 0, 0), "it may still be answered"
    later(house, hours=1, minutes=1)
    assert counts(house) == (1, 0, 0, 0)
    assert [slug for slug, _questions in reported(house).articles] == ["mail-not-arriving"]


@pytest.mark.both
def test_silence_is_no_success_and_is_counted_once_also_when_they_write_again(house: House) -> None:
    ana = house.client()
    ana.says(QUESTION)
    later(house, hours=2)
    assert counts(house) == (0, 1, 0, 0)
    ana.says("hello")
    ana.says("thanks")
    assert counts(house) == (0, 1, 0, 0)
    later(house, days=1)
    ana.says(QUESTION)
    later(house, hours=2)
    assert counts(house) == (0, 2, 0, 0)


def test_other_words_soon_are_the_same_question(house: House) -> None:
    ana = house.client()
    ana.says("the frobnicator is purple")
    later(house, minutes=5)
    ana.says(QUESTION)
    later(house, minutes=5)
    ana.says("my emails still dont arive")
    later(house, hours=3)
    assert counts(house) == (0, 1, 0, 0)


def test_what_wasnt_found_and_was_left_at_that(house: House) -> None:
    ana = house.client()
    ana.says("the frobnicator is purple")
    later(house, hours=3)
    assert counts(house) == (0, 0, 0, 1)


@pytest.mark.parametrize("filed", [True, False])
def test_none_of_these_and_a_ticket_or_none(house: House, filed: bool) -> None:
    ana = house.client()
    if filed:
        ana.says(QUESTION)
        ana.takes("none")
        for said in ("skip", "normal", "skip", "Ana"):
            ana.says(said)
        assert ana.has_tickets
    else:
        ana.says(QUESTION)
        ana.takes("none")
    later(house, hours=3)
    assert counts(house) == (0, 0, int(filed), int(not filed))


@pytest.mark.parametrize("says", ["can I talk to a person?", "open a ticket please", "please call me"])
def test_a_person_is_asked_for_also_where_no_ticket_comes_of_it(house: House, says: str) -> None:
    ana = house.client()
    ana.says(QUESTION)
    ana.says(says)
    later(house, hours=3)
    assert counts(house) == (0, 0, 1, 0)


def test_an_article_that_didnt_help_and_another_that_did_is_one_question(house: House) -> None:
    ana = house.client()
    ana.says(QUESTION)
    ana.takes("read.0")
    ana.takes("no")
    ana.says("ah, it works now, thanks")
    later(house, hours=3)
    assert sum(counts(house)) == 1


def test_what_is_filed_later_isnt_what_was_asked_before(house: House) -> None:
    ana = house.client()
    ana.says(QUESTION)
    later(house, hours=5)
    ana.says("start over")
    ana.says("open a ticket for my invoice of november")
    later(house, hours=3)
    assert counts(house) == (0, 1, 0, 0)


def test_words_for_a_ticket_that_were_taken_for_a_question_went_to_a_person(house: House) -> None:
    ana = house.client()
    ana.files("The website is down")
    later(house, hours=2)
    ana.says("another question: why do my emails not arrive?")
    ana.takes("@about.1001")
    later(house, hours=2)
    assert counts(house) == (0, 0, 1, 0)


def test_who_came_back_within_a_week_wasnt_spared(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    confirms(ana)
    confirms(bo)
    later(house, days=6)
    ana.says("how do I add a domain?")
    later(house, days=2)
    questions: Questions = reported(house).questions
    assert (questions.came_back.hits, questions.came_back.of) == (1, 2)
    assert questions.confirmed == 2


def test_weeks_are_told_apart_and_come_to_the_whole(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    confirms(ana)
    later(house, days=14)
    bo.says(QUESTION)
    later(house, hours=2)
    report = reported(house)
    assert [week.questions.asked for week in report.weeks] == [1, 0, 1]
    assert report.weeks[1].begins - report.weeks[0].begins == timedelta(days=7)
    assert report.questions.asked == 2


def test_no_turn_of_a_question_that_is_answered_at_once_writes_more_than_before(house: House) -> None:
    """Articles that are shown write nothing of their own; the last word on them one row."""
    ana = house.client()
    ana.says(QUESTION)

    def rows() -> int:
        with house.store.read() as unit:
            return int(unit.connection.exec_driver_sql("SELECT count(*) FROM feedback").scalar())  # type: ignore[attr-defined]

    assert rows() == 0
    ana.takes("read.0")
    assert rows() == 0
    ana.takes("yes")
    assert rows() == 1
