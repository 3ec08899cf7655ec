"""Transactions: several turns share a commit, each succeeds or fails alone; readers see snapshots."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.core.text.errors import Conflict, NotSaved
from bot.ports import UnitOfWork
from bot.store.open import SqlStore
from bot.store.postgres.group_commit import TURNS_PER_COMMIT_MAX
from bot.store.transaction.unit_of_work import SqlUnit
from tests.store.conftest import Opener
from tests.store.scene import ANA, ANAS, NOON, PATIENCE_S, client, do, file, filed, say, see, shown, words


class Pause:
    """Keeps the writer busy with one turn, so that the turns given meanwhile wait together."""

    def __init__(self, store: SqlStore) -> None:
        self._go = threading.Event()
        started = threading.Event()

        def hold(unit: UnitOfWork) -> None:
            started.set()
            self._go.wait(PATIENCE_S)

        self._held = store.write(hold)
        started.wait(PATIENCE_S)

    def over(self) -> None:
        """Let the writer go on."""
        self._go.set()
        self._held.result(PATIENCE_S)


def seeing(key: str) -> Callable[[UnitOfWork], bool]:
    return lambda unit: unit.record_if_new(ANAS, key, NOON)


def fails(unit: UnitOfWork) -> None:
    unit.record_if_new(ANAS, "from a turn that fails", NOON)
    raise ZeroDivisionError


def was_seen(store: SqlStore, key: str) -> bool:
    return not do(store, seeing(key))


def outcomes(futures: list[Future[bool]]) -> list[bool | BaseException | None]:
    return [future.exception(PATIENCE_S) or future.result() for future in futures]


def test_turns_that_wait_together_share_one_commit(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.postgres.group_commit.GROUP_SECONDS_MAX", PATIENCE_S)  # however busy the machine
    pause = Pause(store)
    before = store.commits
    waiting = [store.write(seeing(f"m{number}")) for number in range(TURNS_PER_COMMIT_MAX)]
    pause.over()
    assert outcomes(waiting) == [True] * TURNS_PER_COMMIT_MAX
    assert store.commits - before == 2, "the one that was held, and one for all the others"


def test_turns_run_in_the_order_given(store: SqlStore) -> None:
    order: list[int] = []
    for future in [store.write(lambda unit, n=number: order.append(n)) for number in range(200)]:  # type: ignore[misc]
        future.result(PATIENCE_S)
    assert order == [*range(200)]


def test_a_turn_that_fails_takes_no_other_with_it(store: SqlStore) -> None:
    pause = Pause(store)
    before, failing, after = store.write(seeing("before")), store.write(fails), store.write(seeing("after"))
    pause.over()
    assert outcomes([before, after]) == [True, True]
    assert isinstance(failing.exception(), ZeroDivisionError)
    assert was_seen(store, "before")
    assert was_seen(store, "after")
    assert not was_seen(store, "from a turn that fails")


def test_a_turn_that_nobody_waited_beside_leaves_nothing_when_it_fails_or_takes_itself_back(store: SqlStore) -> None:
    def changes_its_mind(unit: SqlUnit) -> bool:
        seen = unit.record_if_new(ANAS, "taken back", NOON)
        unit.rollback()
        return seen

    before = store.commits
    assert isinstance(store.write(fails).exception(PATIENCE_S), ZeroDivisionError)
    assert store.write(changes_its_mind).result(PATIENCE_S) is True
    assert store.write(seeing("kept")).result(PATIENCE_S) is True
    assert store.commits - before == 3
    keys = ("from a turn that fails", "taken back", "kept")
    assert [was_seen(store, key) for key in keys] == [False, False, True]


def test_what_a_turn_takes_back_itself_takes_no_other_with_it(store: SqlStore) -> None:
    def changes_its_mind(unit: SqlUnit) -> bool:
        seen = unit.record_if_new(ANAS, "m2", NOON)
        unit.rollback()
        return seen

    pause = Pause(store)
    works: list[Callable[[SqlUnit], bool]] = [seeing("m1"), changes_its_mind, seeing("m3")]
    waiting = [store.write(work) for work in works]
    pause.over()
    assert outcomes(waiting) == [True, True, True]
    assert [was_seen(store, key) for key in ("m1", "m2", "m3")] == [True, False, True]


def test_a_turn_that_the_database_refuses_takes_no_other_with_it(store: SqlStore) -> None:
    ticket = file(store)
    pause = Pause(store)
    before, failing = store.write(seeing("before")), store.write(lambda unit: unit.insert_ticket(ticket))
    after = store.write(seeing("after"))
    pause.over()
    assert outcomes([before, after]) == [True, True]
    assert isinstance(failing.exception(PATIENCE_S), Conflict)


def test_a_turn_sees_what_the_one_before_it_wrote(store: SqlStore) -> None:
    pause = Pause(store)
    first, second = store.write(seeing("m1")), store.write(seeing("m1"))
    pause.over()
    assert outcomes([first, second]) == [True, False]


@pytest.mark.only("sqlite")
def test_a_commit_that_fails_fails_every_turn_in_it(store: SqlStore) -> None:
    account, talk = do(store, client)

    def dangling(unit: UnitOfWork) -> None:
        assert isinstance(unit, SqlUnit)
        unit.connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        unit.link(replace(ANA, user="U-nobody"), account=account.id + 1)

    pause = Pause(store)
    good, bad, other = store.write(seeing("m1")), store.write(dangling), store.write(seeing("m2"))
    pause.over()
    assert all(isinstance(future.exception(PATIENCE_S), NotSaved) for future in (good, bad, other))
    assert not was_seen(store, "m1"), "the store goes on working, and nothing of it was saved"
    assert see(store, lambda unit: unit.conversation(talk.id)) is not None


def test_a_key_that_another_made_is_a_conflict(store: SqlStore) -> None:
    ticket = file(store)
    assert isinstance(store.write(lambda unit: unit.insert_ticket(ticket)).exception(), Conflict)


def test_a_broken_reference_is_a_bug_and_stays_one(store: SqlStore) -> None:
    broken = store.write(lambda unit: unit.append(1, words("no such ticket"))).exception()
    assert broken is not None
    assert not isinstance(broken, NotSaved | Conflict)
    assert "foreign key" in str(broken).casefold()


def test_a_turn_that_was_given_up_before_its_time_does_not_run(store: SqlStore) -> None:
    pause = Pause(store)
    given_up = store.write(seeing("m1"))
    assert given_up.cancel()
    pause.over()
    assert not was_seen(store, "m1")


def test_a_reader_sees_a_snapshot(store: SqlStore) -> None:
    file(store)
    with store.read() as unit:
        assert unit.waiting_count() == 1
        file(store)
        assert unit.waiting_count() == 1
        assert len(unit.waiting(10)) == 1
    assert see(store, lambda unit: unit.waiting_count()) == 2


def test_readers_do_not_wait_for_the_writer(store: SqlStore) -> None:
    file(store)
    pause = Pause(store)
    assert see(store, lambda unit: unit.waiting_count()) == 1
    pause.over()


def test_a_reader_cannot_write(store: SqlStore) -> None:
    with pytest.raises(Exception, match=r"read-?only"), store.read() as unit:
        unit.record_if_new(ANAS, "m1", NOON)
    assert not was_seen(store, "m1")


def test_many_threads_read_at_once(store: SqlStore) -> None:
    file(store)
    seen: list[int] = []
    gate = threading.Barrier(20)

    def look() -> None:
        with store.read() as unit:
            gate.wait(PATIENCE_S)
            seen.append(unit.waiting_count())

    threads = [threading.Thread(target=look) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 20


def test_closing_finishes_what_was_given(opened: Opener) -> None:
    store = opened()
    pause = Pause(store)
    given = [store.write(seeing(f"m{number}")) for number in range(200)]
    closing = threading.Thread(target=store.close)
    closing.start()
    pause.over()
    closing.join(PATIENCE_S)
    assert outcomes(given) == [True] * 200
    assert was_seen(opened(), "m199")


def test_a_closed_store_saves_nothing_and_says_so(opened: Opener) -> None:
    store = opened()
    store.close()
    store.close()
    assert isinstance(store.write(seeing("m1")).exception(PATIENCE_S), NotSaved)


def test_two_processes_turns_mix(opened: Opener) -> None:
    one, two = opened(), opened()
    given = [store.write(seeing(f"m{number}")) for number in range(100) for store in (one, two)]
    assert sorted(future.result(PATIENCE_S) for future in given) == [False] * 100 + [True] * 100


def test_a_whole_turn_is_saved_or_nothing_of_it(opened: Opener) -> None:
    store = opened()

    def half(unit: UnitOfWork) -> None:
        ticket = filed(unit)
        unit.append(ticket.number, words("hello"))
        unit.send(None, ANAS, shown("hello"), NOON)
        unit.audit(NOON, "client", "filed", ticket.number)
        raise IntegrityError("", {}, Exception())

    store.write(half).exception(PATIENCE_S)
    again = opened()
    assert see(again, lambda unit: unit.find_conversation(ANAS)) is None
    assert do(again, lambda unit: unit.lease([ANAS], NOON, NOON, 9)) == ()
    assert say(again, "fine") > 0
