"""Questions are counted once by how they ended, who came back is found, and nobody is taken for another."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.core.conversation.state import Asked, Saved, Talk
from bot.core.model.people import Address, Identity
from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.tickets import Rating, State
from bot.core.reports.deflection import Ended
from bot.core.reports.satisfaction import Rated
from bot.ports import Store, UnitOfWork
from bot.store.transaction.tickets.help_history import WEEKS_AT_ONCE
from tests.store.scene import ANA, ANAS, BO, BOS, NOON, do, filed, later, see

WEEK = timedelta(days=7)
LONG_AFTER = later(days=365)


def asks(
    unit: UnitOfWork, at: datetime, outcome: str, slug: str = "dns", who: tuple[Identity, Address] = (ANA, ANAS)
) -> None:
    """A question that somebody asked in their channel, and what was noted of it."""
    talk = unit.open_conversation(who[1], who[0])
    unit.add_feedback(talk.id, at, "how?", (slug,), slug, outcome, at)


def left_silent(unit: UnitOfWork, at: datetime, slug: str, who: tuple[Identity, Address] = (BO, BOS)) -> None:
    """A question of which nobody has said anything: the talk itself knows of it."""
    talk = unit.open_conversation(who[1], who[0])
    state = Saved(Talk(revision=3, asked=Asked(at, slug)))
    unit.save_conversation(replace(talk, state=state))


def counted(store: Store, now: datetime = LONG_AFTER, weeks: int = 1) -> Counter[tuple[int, str, str, bool | None]]:
    ends = [NOON + WEEK * n for n in range(1, weeks + 1)]
    found = see(store, lambda unit: list(unit.questions(NOON, ends, now, now)))
    return Counter({(week, each.slug, each.outcome, each.came_back): each.count for week, each in found})


def test_what_is_noted_later_of_a_question_takes_the_place_of_what_was_noted_before(store: Store) -> None:
    for outcome in ("nothing found", "silent", "not solved", "filed"):
        do(store, partial(asks, at=NOON, outcome=outcome))
    assert counted(store) == {(0, "dns", "filed", False): 1}


def test_what_was_noted_before_questions_were_counted_is_none(store: Store) -> None:
    talk = do(store, lambda unit: unit.open_conversation(ANAS, ANA))
    for _time in range(2):
        do(store, lambda unit: unit.add_feedback(talk.id, NOON, "how?", (), "", "nothing found"))
    assert not counted(store)
    assert see(store, lambda unit: unit.questions_extent(None, None)) is None


def test_silence_is_counted_though_nobody_wrote_it_down(store: Store) -> None:
    do(store, lambda unit: left_silent(unit, NOON, "mail"))
    assert counted(store) == {(0, "mail", "silent", False): 1}
    do(store, lambda unit: left_silent(unit, later(days=1), "dns"))
    assert counted(store) == {(0, "dns", "silent", False): 1}, "the talk has the last one; it noted the one before"
    talk = do(store, lambda unit: unit.open_conversation(BOS, BO))
    answered = Saved(Talk(revision=4, asked=Asked(later(days=1), "dns", "solved")))
    do(store, lambda unit: unit.save_conversation(replace(talk, state=answered)))
    assert not counted(store)


def test_who_asks_again_within_a_week_came_back(store: Store) -> None:
    do(store, lambda unit: asks(unit, NOON, "solved"))
    do(store, lambda unit: asks(unit, NOON + WEEK, "solved", "mail"))
    do(store, lambda unit: asks(unit, NOON + WEEK * 2 + timedelta(seconds=1), "solved", "ftp"))
    do(store, lambda unit: left_silent(unit, later(days=2), "dns", (BO, BOS)))
    assert counted(store, weeks=3) == {
        (0, "dns", "solved", True): 1,
        (1, "mail", "solved", False): 1,
        (2, "ftp", "solved", False): 1,
        (0, "dns", "silent", False): 1,
    }


def test_who_gets_a_ticket_or_opens_one_again_came_back_on_any_platform(store: Store) -> None:
    """Their account is the same: the ticket was filed somewhere else."""

    def work(unit: UnitOfWork) -> None:
        ticket = filed(unit, since=later(days=3))
        unit.add_promise(Promise(ticket.number, PromiseKind.RESPONSE, later(days=3), later(days=5)))
        asks(unit, NOON, "solved")
        asks(unit, NOON, "solved", "mail", (BO, BOS))

    do(store, work)
    assert counted(store) == {(0, "dns", "solved", True): 1, (0, "mail", "solved", False): 1}


def test_until_a_week_is_over_nobody_knows(store: Store) -> None:
    do(store, lambda unit: asks(unit, NOON, "solved"))
    do(store, lambda unit: asks(unit, later(days=1), "solved", "mail"))
    assert counted(store, later(days=6)) == {(0, "dns", "solved", None): 1, (0, "mail", "solved", None): 1}
    assert counted(store, later(days=7)) == {(0, "dns", "solved", True): 1, (0, "mail", "solved", None): 1}


def test_those_of_whom_nobody_knows_who_they_were_are_not_one(store: Store) -> None:
    """Erasing a person takes their name from their questions: these are still counted, each by itself."""

    def work(unit: UnitOfWork) -> None:
        for days in (0, 1):
            talk = unit.conversation(unit.open_conversation(ANAS, ANA).id)
            assert talk
            unit._writers.clear()  # type: ignore[attr-defined]
            unit.add_feedback(talk.id, later(days=days), "", (), "dns", "solved", later(days=days))

    do(store, work)
    assert counted(store) == {(0, "dns", "solved", False): 2}


def test_many_weeks_are_read_some_at_a_time_and_a_question_of_each_is_found(store: Store) -> None:
    weeks = 2 * WEEKS_AT_ONCE + 3
    for n in range(weeks):
        who = Identity("t", "", str(n)), Address("t", "", str(n))
        do(store, partial(asks, at=NOON + WEEK * n, outcome="solved", who=who))
    assert counted(store, weeks=weeks) == {(n, "dns", "solved", False): 1 for n in range(weeks)}
    until = NOON + WEEK * 10
    ends = [NOON + WEEK * n for n in range(1, weeks + 1)]
    found = see(store, lambda unit: list(unit.questions(NOON, ends, until, LONG_AFTER)))
    assert [week for week, _each in sorted(found, key=lambda one: one[0])] == list(range(10))
    assert found[0] == (0, Ended("dns", "solved", False, 1))


def test_ratings_are_counted_by_what_was_said_and_whose_ticket_it_was(store: Store) -> None:
    def work(unit: UnitOfWork) -> None:
        closed: dict[str, Any] = {"state": State.SOLVED, "closed_at": NOON, "rating_asked_at": NOON}
        for owner, rating in (("sam", Rating.UP), ("sam", Rating.UP), ("kim", Rating.NONE), ("kim", Rating.TWO)):
            filed(unit, owner=owner, rating=rating, rated_at=NOON if rating else None, **closed)
        filed(unit, state=State.SOLVED, closed_at=NOON)
        filed(unit, owner="sam", **{**closed, "rating_asked_at": later(days=1)})

    do(store, work)
    found = see(store, lambda unit: unit.ratings(NOON, later(days=1)))
    assert sorted(found, key=lambda each: (each.owner, each.rating)) == [
        Rated(Rating.NONE, "kim", 1),
        Rated(Rating.TWO, "kim", 1),
        Rated(Rating.UP, "sam", 2),
    ]
    assert sum(each.count for each in see(store, lambda unit: unit.ratings(None, None))) == 5
    assert see(store, lambda unit: unit.questions_extent(None, None)) == (NOON, later(days=1))
