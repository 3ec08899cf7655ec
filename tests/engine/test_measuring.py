"""The ledger over a desk at work: what clients were told, what became of it, and what they may be told of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from weakref import WeakSet

import pytest

from bot.core.calendar.time_range import Span
from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.tickets import State
from bot.core.reports.learned_estimate import Learned
from bot.core.reports.promise_report import Given, Line, Report, Verdict
from bot.core.reports.statistics import Share
from bot.engine.context import Context
from bot.engine.measuring import FRESH, SHARE_OF_DAYS, Lately, Remembered, lately, lines, measure, recent
from bot.engine.transaction import Transaction
from bot.ports import UnitOfWork
from tests.builders import WEDNESDAY, policy
from tests.dialogue import House, open_house
from tests.store.scene import filed

EAGER = replace(policy(), measured=replace(policy().measured, share_from_tickets=2, learned_from_tickets=2))
"""Figures are shown from two tickets on."""
NOTHING = Lately(None, None)


@pytest.fixture
def eager(tmp_path: Path) -> Iterator[House]:
    """A desk that learns from two tickets."""
    with open_house(tmp_path, rules=EAGER) as opened:
        yield opened


def ledger(house: House, span: Span | None = None) -> Report:
    with house.store.read() as unit:
        return measure(Transaction(unit, house.engine.context, house.clock.now()), span or Span())


def rows(house: House, span: Span | None = None) -> list[Line]:
    with house.store.read() as unit:
        return list(lines(unit, house.clock.now(), span or Span()))


def figures(house: House) -> Lately:
    with house.store.read() as unit:
        return lately(Transaction(unit, house.engine.context, house.clock.now()))


def verdicts(house: House) -> dict[str, list[Verdict]]:
    return {
        kind.value: [each.verdict for each in rows(house) if each.kind is kind]
        for kind in (PromiseKind.ESTIMATE, PromiseKind.RESPONSE)
    }


# ── The ledger ─────────────────────────────────────────────────────────────────────────


def test_a_promise_runs_is_missed_and_stays_missed_after_the_answer(house: House) -> None:
    ana, sam = house.client("ana"), house.agent("sam")
    number = ana.files().number
    assert verdicts(house) == {"estimate": [Verdict.RUNNING], "response": [Verdict.RUNNING]}

    house.clock.forward(days=1, hours=2)
    assert verdicts(house) == {"estimate": [Verdict.MISSED], "response": [Verdict.RUNNING]}, "timers or not"
    house.fire()
    assert ledger(house).estimate.late_max_s == 3600

    sam.types(f"claim {number}")
    house.clock.forward(hours=1)
    sam.types(f"reply {number} Please restart it")
    house.clock.forward(days=5)
    found = ledger(house)
    assert (found.estimate.missed, found.estimate.late_max_s, found.response.kept) == (1, 7200, 1)
    assert found.first.wall.p50_s == 27 * 3600
    assert found.first.staffed.p50_s == 15 * 3600
    assert found.first.wall_within == found.first.staffed_within == Share(0, 1)
    assert found.warned == {50: 1, 75: 0, 100: 0}


def test_what_a_client_takes_back_in_time_is_void_and_what_is_merged_is_answered_with_the_other(house: House) -> None:
    ana, ben, sam = house.client("ana"), house.client("ben"), house.agent("sam")
    ben.files("Where are my backups?", name="Ben")
    ben.says("cancel")
    ben.chooses("Yes")
    first = ana.files("My emails dont arive").number
    second = ana.files("No mails since noon").number
    house.clock.forward(hours=1)
    sam.types(f"merge {second} into {first}")
    house.clock.forward(hours=1)
    sam.types(f"reply {first} Fixed")

    found = ledger(house)
    assert (found.response.shown, found.response.kept, found.response.void) == (3, 2, 1)
    assert [each.late_s for each in rows(house) if each.verdict is Verdict.KEPT and each.ticket == second]
    assert found.first.tickets == 2


def test_only_what_was_shown_in_that_time_is_asked_for(house: House) -> None:
    ana = house.client("ana")
    ana.files()
    house.clock.forward(days=1)
    ana.files("Where are my backups?")
    day = Span(WEDNESDAY + timedelta(hours=12), WEDNESDAY + timedelta(hours=36))
    assert [line.ticket for line in rows(house, day)] == [1002, 1002]
    assert [line.ticket for line in rows(house)] == [1001, 1001, 1002, 1002]
    house.clock.forward(days=29, hours=1)
    assert [line.ticket for line in rows(house, recent(house.clock.now()))] == [1002, 1002]


def test_holidays_of_years_ago_are_known(house: House) -> None:
    """Filed on the Wednesday before Thanksgiving 2021, answered on the Friday: Thursday doesn't count."""
    begun = datetime(2021, 11, 24, 18, tzinfo=UTC)
    answered(house, begun, timedelta(days=2))
    assert ledger(house).first.staffed.p50_s == 12 * 3600


def answered(house: House, begun: datetime, wait: timedelta) -> None:
    """A ticket of long ago, with its guarantee and its answer."""

    def past(unit: UnitOfWork) -> None:
        at = begun + wait
        ticket = filed(unit, since=begun, filed_at=begun, counted_from=begun, answered_at=at, state=State.ANSWERED)
        due = begun + timedelta(days=5)
        late = int((at - due).total_seconds())
        unit.add_promise(Promise(ticket.number, PromiseKind.RESPONSE, begun, due, late <= 0, late))

    house.store.write(past).result()


# ── What clients may be told ───────────────────────────────────────────────────────────


def test_a_new_desk_tells_nothing_about_itself(house: House) -> None:
    assert figures(house) == NOTHING
    assert ledger(house).learned is None


def test_from_enough_tickets_on_the_desk_tells_what_it_learned(eager: House) -> None:
    answered(eager, WEDNESDAY, timedelta(hours=1))
    assert figures(eager) == NOTHING
    answered(eager, WEDNESDAY, timedelta(hours=20))
    eager.clock.forward(days=2)
    assert figures(eager) == Lately(Learned(2, 3600, 8 * 3600), Share(1, 2))
    assert ledger(eager).learned == Learned(2, 3600, 8 * 3600)


def test_a_share_is_that_of_the_last_quarter(eager: House) -> None:
    for _each in range(2):
        answered(eager, WEDNESDAY, timedelta(hours=1))
    eager.clock.forward(days=SHARE_OF_DAYS)
    assert figures(eager).share == Share(2, 2)
    eager.clock.forward(minutes=1)
    assert figures(eager) == Lately(Learned(2, 3600, 3600), None)


def test_figures_are_remembered_for_ten_minutes(eager: House) -> None:
    remembered = Remembered()

    def told(at: datetime) -> Lately:
        with eager.store.read() as unit:
            return remembered.lately(unit, eager.engine.context, at)

    now = WEDNESDAY + timedelta(days=2)
    assert told(now) == NOTHING
    for _each in range(2):
        answered(eager, WEDNESDAY, timedelta(hours=1))
    assert told(now + FRESH - timedelta(seconds=1)) == NOTHING
    assert told(now + FRESH) == Lately(Learned(2, 3600, 3600), Share(2, 2))
    assert told(now).share == Share(2, 2), "a clock that was set back asks anew"


def test_the_calendar_is_the_contexts_own_while_it_knows_the_years(house: House) -> None:
    made: list[range] = []
    context = house.engine.context

    def make(rules: object, years: range, closed: object) -> object:
        made.append(years)
        return context.make_calendar(rules, years, closed)  # type: ignore[arg-type]

    watched = Context(context.policy, context.search, context.clock, make, context.languages, context.understanding)  # type: ignore[arg-type]
    with house.store.read() as unit:
        measure(Transaction(unit, watched, WEDNESDAY), Span())
        measure(Transaction(unit, watched, WEDNESDAY), Span())
    assert made == [range(2025, 2029)]


@dataclass
class Endless:
    """A unit of a desk with any number of promises, none of which it holds."""

    shown: int
    together: int = 0
    """How many of them were in memory at once."""

    def promises_shown(self, _start: datetime | None, _end: datetime | None) -> Iterator[Given]:
        """Promises, one after another; each waits 100 s longer than the one before."""
        alive: WeakSet[Held] = WeakSet()
        for number in range(self.shown):
            given = Held(
                Promise(number, PromiseKind.RESPONSE, WEDNESDAY, WEDNESDAY + timedelta(days=2)),
                State.SOLVED, WEDNESDAY, WEDNESDAY + timedelta(seconds=number * 100), WEDNESDAY + timedelta(days=5),
            )  # fmt: skip
            alive.add(given)
            self.together = max(self.together, len(alive))
            yield given
            del given

    def promises_extent(self, _start: datetime | None, _end: datetime | None) -> tuple[datetime, ...]:
        """When they were shown and are due."""
        return WEDNESDAY, WEDNESDAY + timedelta(days=2)

    def ratings(self, _start: datetime | None, _end: datetime | None) -> tuple[()]:
        """None."""
        return ()

    def closed_days(self) -> dict[object, str]:
        """None."""
        return {}

    def first_responses(self, _limit: int) -> tuple[()]:
        """None."""
        return ()


class Held(Given):
    """A promise that can be watched."""


def test_a_ledger_of_any_length_holds_a_few_promises_at_once(house: House) -> None:
    unit = Endless(3_000)
    found = measure(Transaction(unit, house.engine.context, house.clock.now() + timedelta(days=9)), Span())  # type: ignore[arg-type]
    assert (found.response.shown, found.first.wall.p50_s) == (3_000, 149_900)
    assert unit.together <= 2
    assert sum(bool(each) for each in lines(unit, house.clock.now(), Span())) == 3_000  # type: ignore[arg-type]
    assert unit.together <= 2
