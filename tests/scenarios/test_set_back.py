"""The clock is set back by a day: the order received stays, nothing takes less than no time, and nobody waits a day."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.core.calendar.time_range import Span
from bot.core.model.promises import PromiseKind, TimerKind
from bot.core.reports.promise_report import Report
from bot.core.text.errors import DatabaseBusy
from bot.engine.measuring import measure
from bot.engine.transaction import Transaction
from bot.workers.clock_watch import NOTE_SECONDS, WAITS, ClockWatch
from tests.dialogue import Client, House
from tests.scenarios.test_waiting import others


def line(house: House) -> list[int]:
    with house.store.read() as unit:
        return [ticket.number for ticket in unit.waiting(100)]


def report(house: House) -> Report:
    with house.store.read() as unit:
        return measure(Transaction(unit, house.engine.context, house.clock.now()), Span(None, None))


# ── The order received ─────────────────────────────────────────────────────────────────


def filed_before_and_after(house: House) -> Client:
    """Ana and two others are in line; then the clock is set back, and two more come."""
    ana = house.client()
    ana.files()
    others(house, 2)
    house.clock.forward(days=-1)
    for name in ("bo", "cy"):
        house.client(name).files(f"Question of {name}", name=name)
        house.clock.forward(minutes=1)
    return ana


def test_who_files_after_it_is_behind_those_before(house: House) -> None:
    filed_before_and_after(house)
    assert line(house) == [1001, 1002, 1003, 1004, 1005]


def test_a_nudge_goes_to_the_end_and_says_so_before(house: House) -> None:
    ana = filed_before_and_after(house)
    ana.says("any news??")
    ana.sees("from 1st to 5th")
    ana.chooses("Nudge anyway")
    ana.sees("moved from 1st to 5th")
    house.client("dee").files("Question of dee", name="dee")
    assert line(house) == [1002, 1003, 1004, 1005, 1001, 1006]


def test_what_is_reopened_soon_keeps_its_place(house: House) -> None:
    ana, sam = filed_before_and_after(house), house.agent()
    sam.types("claim 1001")
    sam.types("resolve 1001 Done.")
    ana.says("that didn't solve it")
    assert line(house) == [1001, 1002, 1003, 1004, 1005]
    sam.types("claim 1002")
    sam.types("resolve 1002 Done.")
    sam.types("reopen 1002 it came back")
    assert line(house) == [1001, 1002, 1003, 1004, 1005]


def test_what_staff_move_to_the_end_is_behind_all(house: House) -> None:
    filed_before_and_after(house)
    house.agent().types("move 1001 5 it can wait")
    assert line(house) == [1002, 1003, 1004, 1005, 1001]


# ── How long things took ───────────────────────────────────────────────────────────────


def test_an_answer_never_comes_before_its_question(house: House) -> None:
    ana, sam = house.client(), house.agent()
    before = ana.files()
    house.clock.forward(days=-1)
    sam.types("claim 1001")
    sam.types("reply 1001 Have a look now.")
    [after] = ana.tickets
    assert after.answered_at == before.filed_at
    with house.store.read() as unit:
        given = next(each for each in unit.promises(1001) if each.kind is PromiseKind.RESPONSE)
    assert (given.kept, given.late_seconds) == (True, -int((given.due_at - given.shown_at).total_seconds()))
    sam.types("resolve 1001 Done.")
    found = report(house)
    assert (found.first.wall.p50_s, found.first.staffed.p50_s, found.solution.wall.p50_s) == (0, 0, 0)


# ── What waits ─────────────────────────────────────────────────────────────────────────


class Watching:
    """A process's watch on the desk's clock; time passes as a test says, whatever that clock says."""

    def __init__(self, house: House) -> None:
        self.house, self.passed = house, 0.0
        self.watch = ClockWatch(house.engine, seconds=lambda: self.passed)

    def looks_after(self, seconds: float, set_back: timedelta = timedelta()) -> None:
        """So much time passes, in which the clock is set back by so much."""
        self.passed += seconds
        self.house.clock.at += timedelta(seconds=seconds) - set_back
        asyncio.run(self.watch.look())


def due(house: House) -> dict[TimerKind, datetime]:
    """All timers of the desk."""
    with house.store.read() as unit:
        return {timer.kind: timer.due_at for timer in unit.due_timers(house.clock.now() + timedelta(days=99), 99)}


def moved(house: House, before: dict[TimerKind, datetime]) -> dict[TimerKind, timedelta]:
    """By how much earlier timers are due than before."""
    return {kind: before[kind] - at for kind, at in due(house).items() if before[kind] != at}


@pytest.fixture
def waits(house: House) -> dict[TimerKind, datetime]:
    """A ticket that was claimed: when its timers are due."""
    house.client().files()
    house.agent().types("claim 1001")
    return due(house)


OWN = {TimerKind.PROMISE_WARN_1, TimerKind.PROMISE_WARN_2, TimerKind.PROMISE_WARN_3, TimerKind.CLAIM_WARN,
       TimerKind.CLAIM_EXPIRE, TimerKind.LIKENESS}  # fmt: skip
DAY = timedelta(days=1)


def test_what_waits_for_time_to_pass_is_brought_forward(
    house: House, waits: dict[TimerKind, datetime], caplog: pytest.LogCaptureFixture
) -> None:
    process = Watching(house)
    process.looks_after(0)
    process.looks_after(1, set_back=DAY)
    assert moved(house, waits) == dict.fromkeys(OWN, DAY - timedelta(seconds=1))
    assert "6 timers are brought forward" in caplog.text
    assert TimerKind.ESTIMATE_DUE in waits, "the moment that the client was told stays what it was"


def test_after_a_restart_as_well(house: House, waits: dict[TimerKind, datetime]) -> None:
    Watching(house).looks_after(0)
    Watching(house).looks_after(5, set_back=DAY)
    assert moved(house, waits) == dict.fromkeys(OWN, DAY - timedelta(seconds=5))


def test_once_however_many_processes_see_it(house: House, waits: dict[TimerKind, datetime]) -> None:
    one, two = Watching(house), Watching(house)
    one.looks_after(0)
    two.looks_after(0)
    one.looks_after(0, set_back=DAY)
    two.looks_after(0)
    one.looks_after(1)
    assert moved(house, waits) == dict.fromkeys(OWN, DAY)


def test_the_time_is_noted_every_minute(house: House, waits: dict[TimerKind, datetime]) -> None:
    process = Watching(house)
    process.looks_after(0)
    process.looks_after(NOTE_SECONDS)
    process.looks_after(NOTE_SECONDS - 1)
    process.looks_after(0, set_back=DAY)
    assert set(moved(house, waits).values()) == {DAY - timedelta(seconds=NOTE_SECONDS - 1)}


@pytest.mark.parametrize("by", [timedelta(), timedelta(minutes=1), -DAY])
def test_clocks_that_go_on_or_are_put_right_change_nothing(
    house: House, waits: dict[TimerKind, datetime], by: timedelta
) -> None:
    process = Watching(house)
    process.looks_after(0)
    process.looks_after(1, set_back=by)
    process.looks_after(NOTE_SECONDS)
    assert moved(house, waits) == {}


def test_a_slower_clock_of_another_machine_takes_nothing_back(house: House, waits: dict[TimerKind, datetime]) -> None:
    """Both began when all was well; only whoever sees its own clock jump says so."""
    one, two = Watching(house), Watching(house)
    one.looks_after(0)
    two.looks_after(0)
    one.looks_after(600)
    house.clock.forward(seconds=-600)  # the other machine's clock stands still while its seconds do as well
    two.looks_after(NOTE_SECONDS)
    assert moved(house, waits) == {}


def test_a_database_that_is_busy_is_told_at_the_next_look(
    house: House, waits: dict[TimerKind, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    process = Watching(house)
    process.looks_after(0)

    def busy(_store: object, _work: object) -> object:
        raise DatabaseBusy("locked")

    with monkeypatch.context() as locked:
        locked.setattr(house.store.__class__, "write", busy)
        with pytest.raises(DatabaseBusy):
            process.looks_after(0, set_back=DAY)
    process.looks_after(1)
    assert moved(house, waits) == dict.fromkeys(OWN, DAY - timedelta(seconds=1))


def test_every_wait_is_known() -> None:
    by_the_wall = {TimerKind.ESTIMATE_DUE, TimerKind.CALL_TOMORROW, TimerKind.CALL_SOON, TimerKind.CALL_OVER,
                   TimerKind.REST_OVER}  # fmt: skip
    assert set(WAITS) | by_the_wall == set(TimerKind)
    assert not set(WAITS) & by_the_wall
