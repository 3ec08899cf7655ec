"""What is PostgreSQL's own: servers that go and come back, locks, races that the server ends, and notifications."""

import os
import re
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url, select, text

from bot.core.model.outbox import OutKind
from bot.core.model.promises import Timer, TimerKind
from bot.core.model.tickets import Ticket
from bot.core.text.errors import Conflict, DatabaseBusy, DatabaseOutdated, NotSaved
from bot.ports import UnitOfWork
from bot.store import migrate
from bot.store.admin import operations
from bot.store.codec import pack
from bot.store.open import SqlStore, open_store
from bot.store.postgres.store import PostgresStore
from bot.store.schema import tables
from bot.store.schema.columns import metadata
from bot.store.transaction import outbox
from bot.store.transaction.unit_of_work import SqlUnit
from tests import postgres
from tests.store.conftest import Opener
from tests.store.scene import (
    ANA,
    ANAS,
    BO,
    BOS,
    NOON,
    PATIENCE_S,
    ROOM,
    change,
    do,
    file,
    filed,
    lease,
    said,
    say,
    see,
    shown,
    words,
)
from tests.store.transaction.test_writing import Pause, seeing, was_seen

pytestmark = pytest.mark.only("postgresql")

FILES = 1100
"""Open files, so that a new connection's number is one that ``select.select`` doesn't take."""


def cut_all(url: str) -> None:
    """Have the server close every other connection to a database."""
    with postgres.connected(url) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@contextmanager
def holding(url: str, lock: str) -> Iterator[None]:
    """Another program holds a lock for as long as this lasts."""
    with postgres.connected(url) as other, other.transaction():
        other.execute(lock.encode())
        yield


# ── The schema ─────────────────────────────────────────────────────────────────────────


def test_the_migrated_schema_is_the_one_described(store: SqlStore) -> None:
    with store.read() as unit:
        assert compare_metadata(MigrationContext.configure(unit.connection), metadata) == []


def test_indexes_leave_out_the_same_rows_as_described(store: SqlStore) -> None:
    described = {
        str(index.name): index.dialect_options["postgresql"]["where"] is not None
        for table in metadata.sorted_tables
        for index in table.indexes
    }
    with store.read() as unit:
        rows = unit.connection.execute(
            text("SELECT indexname, indexdef LIKE '%WHERE%' FROM pg_indexes WHERE schemaname = current_schema()")
        )
        found: dict[str, bool] = {row[0]: row[1] for row in rows}
    assert {name: found[name] for name in described} == described


def test_processes_that_start_together_on_a_new_database_all_succeed(server: postgres.Server) -> None:
    with server.database() as url:
        opened: list[SqlStore] = []
        threads = [threading.Thread(target=lambda: opened.append(open_store(url))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_S)
        assert [file(store).number for store in opened] == [1001, 1002, 1003, 1004]
        for store in opened:
            store.close()


def test_a_newer_schema_is_left_alone(server: postgres.Server, postgres_template: str) -> None:
    with server.database(postgres_template) as url:
        with postgres.connected(url) as other:
            other.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(DatabaseOutdated) as outdated:
            open_store(url)
    assert (outdated.value.found, outdated.value.wanted) == ("9999", migrate.HEAD)


# ── When it fails ──────────────────────────────────────────────────────────────────────


def test_connections_that_the_server_closed_are_not_used_again(store: SqlStore, postgres_url: str) -> None:
    file(store)
    for _ in range(3):
        cut_all(postgres_url)
        assert see(store, lambda unit: unit.waiting_count()) == 1
        do(store, lambda unit: unit.audit(NOON, "sam", "looked"))


def test_a_turn_that_is_cut_off_is_taken_again_and_happens_once(store: SqlStore, postgres_url: str) -> None:
    tries = []

    def turn(unit: UnitOfWork) -> int:
        tries.append(1)
        number = filed(unit).number
        if len(tries) == 1:
            cut_all(postgres_url)
        unit.send(None, ANAS, shown("hello"), NOON)
        return number

    assert do(store, turn) == 1001
    assert len(tries) == 2
    assert see(store, lambda unit: len(unit.waiting(9))) == 1


def test_a_connection_that_lost_what_was_prepared_is_given_up(store: SqlStore) -> None:
    assert do(store, seeing("m0"))
    tries = []

    def turn(unit: SqlUnit) -> bool:
        tries.append(1)
        if len(tries) == 1:
            unit.connection.exec_driver_sql("DEALLOCATE ALL")
        return seeing("m1")(unit)

    assert store.write(turn).result(PATIENCE_S)
    assert len(tries) == 2
    assert was_seen(store, "m1")


def test_a_turn_of_a_process_that_stood_still_is_taken_again(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.postgres.server.TRANSACTION_SECONDS", 0.1)
    store, tries = opened(), []

    def turn(unit: SqlUnit) -> bool:
        tries.append(1)
        seen = seeing("m1")(unit)
        if len(tries) == 1:
            time.sleep(0.5)
        unit.connection.execute(text("SELECT 1"))
        return seen

    assert store.write(turn).result(PATIENCE_S)
    assert len(tries) == 2


def test_connections_may_have_any_number(opened: Opener) -> None:
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= most < FILES + 200:
        pytest.skip("this process may not open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limit, FILES + 200), most))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(FILES)]
    try:
        store = opened()
        assert [do(store, seeing(key)) for key in ("m1", "m2")] == [True, True]
        assert do(store, lambda unit: unit.send(None, ANAS, shown("x" * 9_000_000), NOON)() > 0)
    finally:
        for file in held:
            os.close(file)


def test_a_server_that_stays_away_means_not_saved(opened: Opener, postgres_url: str) -> None:
    store = opened(busy_ms=200)
    database = make_url(postgres_url).database
    admin_url = make_url(postgres_url).set(database="postgres").render_as_string(hide_password=False)
    with postgres.connected(admin_url) as other:
        other.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false".encode())
        try:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))
            assert isinstance(store.write(seeing("m1")).exception(PATIENCE_S), NotSaved)
            with pytest.raises(NotSaved), store.read() as unit:
                unit.waiting_count()
        finally:
            other.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true".encode())
    assert not was_seen(store, "m1")


def test_nobody_there_is_said_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(NotSaved) as refused:
        open_store(f"postgresql://ana:flamingo@/desk?host={tmp_path}", busy_ms=100)
    assert "flamingo" not in str(refused.value)


def test_a_lock_held_for_too_long_says_busy(opened: Opener, postgres_url: str) -> None:
    store = opened(busy_ms=50)
    with holding(postgres_url, "LOCK TABLE inbox"):
        assert isinstance(store.write(seeing("m1")).exception(PATIENCE_S), DatabaseBusy)
    assert not was_seen(store, "m1")


def test_of_two_that_wait_for_each_other_both_happen(opened: Opener) -> None:
    here, there = opened(), opened()
    one, two = file(here), file(here, BO, BOS)
    both = threading.Barrier(2)
    met: list[int] = []

    def crosses(first: int, second: int) -> Callable[[UnitOfWork], None]:
        def work(unit: UnitOfWork) -> None:
            unit.ticket(first, for_change=True)
            if len(met) < 2:
                met.append(first)
                both.wait(PATIENCE_S)
            unit.ticket(second, for_change=True)
            unit.audit(NOON, "sam", "looked", first)

        return work

    pair = here.write(crosses(one.number, two.number)), there.write(crosses(two.number, one.number))
    assert [future.result(PATIENCE_S) for future in pair] == [None, None]


def test_errors_never_show_what_clients_wrote(store: SqlStore) -> None:
    do(store, lambda unit: unit.issue_code(1, "flamingo", ANA, None, NOON))
    taken = store.write(lambda unit: unit.issue_code(2, "flamingo", BO, None, NOON)).exception(PATIENCE_S)
    broken = store.write(lambda unit: unit.append(1, words("flamingo"))).exception(PATIENCE_S)
    unfit = store.write(lambda unit: unit.audit(NOON, "flamingo\x00", "looked")).exception(PATIENCE_S)
    assert isinstance(taken, Conflict)
    assert isinstance(broken, psycopg.errors.ForeignKeyViolation)
    assert isinstance(unfit, psycopg.DataError)
    assert "flamingo" not in f"{taken!r} {taken} {broken!r} {broken} {unfit!r} {unfit}"


# ── Turns in a group ───────────────────────────────────────────────────────────────────


def test_of_a_group_only_whoever_meets_a_lock_waits_for_it(opened: Opener, postgres_url: str) -> None:
    store = opened()
    ticket = file(store)
    with holding(postgres_url, f"SELECT FROM tickets WHERE number = {ticket.number} FOR UPDATE"):
        pause = Pause(store)
        waits = store.write(lambda unit: unit.ticket(ticket.number, for_change=True))
        goes = [store.write(seeing(key)) for key in ("m1", "m2")]
        pause.over()
        assert [future.result(PATIENCE_S) for future in goes] == [True, True]
        assert not waits.done()
    assert waits.result(PATIENCE_S) == ticket


def test_a_statement_that_takes_long_keeps_nobody_waiting(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.postgres.server.GROUP_STATEMENT_MS", 30)
    store, runs = opened(), []

    def reckons(unit: SqlUnit) -> int:
        runs.append(1)
        unit.connection.execute(text("SELECT pg_sleep(0.2)"))
        return len(runs)

    pause = Pause(store)
    slow, quick = store.write(reckons), store.write(seeing("m1"))
    pause.over()
    assert quick.result(PATIENCE_S) is True
    assert slow.result(PATIENCE_S) == 2, "given up in the group, then taken alone, without that limit"


def test_a_group_ends_when_its_time_is_over(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.postgres.group_commit.GROUP_SECONDS_MAX", 0.0)
    store = opened()
    pause = Pause(store)
    before = store.commits
    waiting = [store.write(seeing(f"m{number}")) for number in range(4)]
    pause.over()
    assert [future.result(PATIENCE_S) for future in waiting] == [True] * 4
    assert store.commits - before == 5, "the one that was held, and each by itself"


def test_groups_of_two_processes_that_want_the_same_both_happen(opened: Opener) -> None:
    """Crosswise, again and again: neither waits until the server ends a deadlock, nor is anything lost."""
    one, two = opened(), opened()
    first, second = file(one), file(one, BO, BOS)

    def looks(number: int) -> Callable[[UnitOfWork], None]:
        def work(unit: UnitOfWork) -> None:
            unit.ticket(number, for_change=True)
            unit.audit(NOON, "sam", "looked", number)

        return work

    pauses = [Pause(one), Pause(two)]
    pairs = [(one, first, second), (two, second, first)]
    asked = [store.write(looks(each.number)) for store, *both in pairs * 10 for each in both]
    for pause in pauses:
        pause.over()
    assert [future.result(PATIENCE_S) for future in asked] == [None] * 40
    with one.read() as unit:
        assert unit.connection.execute(text("SELECT count(*) FROM audit WHERE act = 'looked'")).scalar_one() == 40


# ── Others at the same time ────────────────────────────────────────────────────────────


def test_the_later_turn_of_a_talk_sees_what_the_earlier_one_left(opened: Opener) -> None:
    """The account too, which is another row than the one that is locked."""
    one, two = opened(), opened()
    began, go_on = threading.Event(), threading.Event()

    def first(unit: UnitOfWork) -> None:
        unit.open_conversation(ANAS, ANA)
        began.set()
        go_on.wait(PATIENCE_S)
        unit.create_account(ANA, "Ana", NOON)

    earlier = one.write(first)
    began.wait(PATIENCE_S)
    later = two.write(lambda unit: unit.open_conversation(ANAS, ANA).account)
    go_on.set()
    earlier.result(PATIENCE_S)
    account = later.result(PATIENCE_S)
    assert account is not None
    assert account.name == "Ana"


def test_what_is_written_to_a_talk_at_once_goes_out_in_the_order_of_its_commits(opened: Opener) -> None:
    one, two, three = opened(), opened(), opened()
    talk = do(one, lambda unit: unit.open_conversation(ANAS, ANA))
    began, go_on = threading.Event(), threading.Event()

    def first(unit: UnitOfWork) -> None:
        unit.send(talk.id, ANAS, shown("first"), NOON)
        began.set()
        go_on.wait(PATIENCE_S)

    earlier = one.write(first)
    began.wait(PATIENCE_S)
    later = two.write(lambda unit: unit.send(talk.id, ANAS, shown("second"), NOON)())
    assert lease(three) == ()
    go_on.set()
    assert earlier.result(PATIENCE_S) is None
    assert later.result(PATIENCE_S) > 0
    assert [said(out) for out in lease(one)] == ["first"]


def somebody_waits(url: str) -> bool:
    """Whether a turn waits for another's lock."""
    with postgres.connected(url) as other:
        return other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is not None


def test_what_staff_read_of_a_ticket_goes_out_in_the_order_of_its_commits_and_waits_for_no_other(
    opened: Opener, postgres_url: str
) -> None:
    one, two, three = opened(), opened(), opened()
    ticket, other = file(one), file(one, BO, BOS)
    began, go_on = threading.Event(), threading.Event()

    def news(of: Ticket, words: str) -> Callable[[UnitOfWork], None]:
        def tell(unit: UnitOfWork) -> None:
            unit.ticket(of.number, for_change=True)
            unit.send(None, ROOM, shown(words), NOON, OutKind.UNDER, f"ticket/{of.number}")

        return tell

    def first(unit: UnitOfWork) -> None:
        news(ticket, "first of one")(unit)
        began.set()
        go_on.wait(PATIENCE_S)

    earlier = one.write(first)
    assert began.wait(PATIENCE_S)
    later = two.write(news(ticket, "second of one"))
    while not (somebody_waits(postgres_url) or later.done()):
        pass
    do(three, news(other, "of another"))
    assert [said(out) for out in lease(three, ROOM)] == ["of another"], "though it was written last"
    go_on.set()
    assert [future.result(PATIENCE_S) for future in (earlier, later)] == [None, None]
    with one.read() as unit:
        payloads = unit.connection.execute(select(tables.outbox.c.payload).order_by(tables.outbox.c.id)).scalars().all()
    in_order = [pack(shown(words)) for words in ("first of one", "second of one")]
    assert [payload for payload in payloads if " of one" in payload] == in_order


def test_a_client_and_staff_at_one_ticket_never_wait_for_each_other(opened: Opener) -> None:
    """Both take the conversation first, then the ticket: the server has no deadlock to end, a second later."""
    one, two = opened(), opened()
    ticket = file(one)
    writing, locked = threading.Event(), threading.Event()
    runs: list[str] = []

    def client(unit: UnitOfWork) -> None:
        runs.append("client")
        unit.open_conversation(ANAS, ANA)
        writing.set()
        locked.wait(0.3)
        unit.ticket(ticket.number, for_change=True)

    def staff(unit: UnitOfWork) -> None:
        runs.append("staff")
        unit.ticket(ticket.number, for_change=True)
        locked.set()
        unit.send(ticket.conversation, ANAS, shown("hello"), NOON)

    turn = one.write(client)
    assert writing.wait(PATIENCE_S)
    act = two.write(staff)
    assert [future.result(PATIENCE_S) for future in (turn, act)] == [None, None]
    assert runs.count("client") == 1, "staff wait for the client, who needn't give way"


def test_whoever_asks_for_the_next_gets_one_that_nobody_holds(opened: Opener) -> None:
    one, two = opened(), opened()
    first, second = file(one), file(one, BO, BOS)
    held, go_on = threading.Event(), threading.Event()

    def hold(unit: UnitOfWork) -> int:
        ticket = unit.next_waiting()
        held.set()
        go_on.wait(PATIENCE_S)
        assert ticket is not None
        return ticket.number

    holder = one.write(hold)
    held.wait(PATIENCE_S)
    other = do(two, lambda unit: unit.next_waiting())
    go_on.set()
    assert holder.result(PATIENCE_S) == first.number
    assert other is not None
    assert other.number == second.number


def test_timers_that_another_holds_are_skipped_and_each_is_dropped_once(opened: Opener) -> None:
    one, two = opened(), opened()
    ticket = file(one)
    timer = Timer(ticket.number, TimerKind.ESTIMATE_DUE, NOON)
    do(one, lambda unit: unit.set_timers([timer]))
    held, go_on = threading.Event(), threading.Event()

    def hold(unit: UnitOfWork) -> bool:
        assert unit.due_timers(NOON, 9) == (timer,)
        held.set()
        go_on.wait(PATIENCE_S)
        return unit.drop_timer(timer)

    holder = one.write(hold)
    held.wait(PATIENCE_S)
    assert do(two, lambda unit: unit.due_timers(NOON, 9)) == ()
    late = two.write(lambda unit: unit.drop_timer(timer))
    go_on.set()
    assert (holder.result(PATIENCE_S), late.result(PATIENCE_S)) == (True, False)
    assert see(one, lambda unit: unit.due_timers(NOON, 9)) == ()


# ── Notifications ──────────────────────────────────────────────────────────────────────


def test_a_commit_rings_in_its_own_process_and_in_others(opened: Opener) -> None:
    here, there = opened(), opened()
    rang, far = threading.Event(), threading.Event()
    with here.subscribe(rang.set), there.subscribe(far.set):
        assert far.wait(PATIENCE_S), "once at the beginning, for what came before"
        rang.clear()
        far.clear()
        say(here, "hello")
        assert rang.wait(PATIENCE_S)
        assert far.wait(PATIENCE_S)


def test_only_what_goes_out_rings_and_only_on_its_desk(opened: Opener) -> None:
    here, elsewhere = opened(), opened(desk="other")
    rings: list[str] = []
    with elsewhere.subscribe(lambda: rings.append("elsewhere")):
        wait_for(lambda: rings == ["elsewhere"])
        with here.subscribe(lambda: rings.append("here")):
            wait_for(lambda: len(rings) == 2)
            file(here)
            say(here, "hello")
            wait_for(lambda: len(rings) == 3)
    assert sorted(rings) == ["elsewhere", "here", "here"]


def test_notifications_go_on_after_their_connection_was_cut(opened: Opener, postgres_url: str) -> None:
    here, there = opened(), opened()
    rings: list[float] = []
    with there.subscribe(lambda: rings.append(monotonic())):
        wait_for(lambda: len(rings) == 1)
        cut_all(postgres_url)
        wait_for(lambda: len(rings) == 2)
        say(here, "hello")
        wait_for(lambda: len(rings) == 3)


def wait_for(happened: Callable[[], bool]) -> None:
    """Until something another thread does has happened."""
    pause, give_up = threading.Event(), monotonic() + PATIENCE_S
    while not happened():
        assert monotonic() < give_up, "it did not happen"
        pause.wait(0.005)


def test_heads_are_picked_once_and_not_for_each_row(store: SqlStore) -> None:
    """Without statistics, as after a move, the planner would run the picking anew for every row of the outbox."""
    assert isinstance(store, PostgresStore)
    for lease_heads in (outbox._LEASE_CHANNEL, outbox._LEASE_TENANT, outbox._LEASE_PLATFORM):
        said = str(lease_heads.compile(dialect=store.server.writers().dialect))
        assert re.search(r"picked AS\s+\(SELECT .*FOR UPDATE SKIP LOCKED\)", said, re.DOTALL), said


# ── Check and backup ───────────────────────────────────────────────────────────────────


def test_a_missing_row_and_a_guard_out_of_force_are_found(store: SqlStore, postgres_url: str) -> None:
    file(store)
    with postgres.connected(postgres_url) as other:
        other.execute("SET session_replication_role = replica")
        other.execute("DELETE FROM accounts")
        other.execute("ALTER TABLE tickets DISABLE TRIGGER line_joined")
        try:
            found = [str(problem) for problem in operations.check(store)]
        finally:
            other.execute("ALTER TABLE tickets ENABLE TRIGGER line_joined")
    assert "trigger line_joined: is not in force" in found
    assert "table tickets, 1 row(s): what they refer to in accounts is missing" in found


def test_a_backup_under_load_is_a_whole_desk(
    store: SqlStore, server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if server.bin is not None:
        monkeypatch.setenv("PATH", str(server.bin), prepend=":")
    for _ in range(5):
        file(store)
    turns = [store.write(seeing(f"m{number}")) for number in range(200)]
    operations.backup(store, tmp_path / "copy.dump")
    assert all(turn.result(PATIENCE_S) for turn in turns)
    with server.database() as url:
        postgres.restore(server, tmp_path / "copy.dump", url)
        copy = open_store(url)
        assert operations.check(copy) == ()
        assert file(copy).number == 1006
        copy.close()


def test_without_pg_dump_a_backup_says_what_is_missing(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotSaved, match="pg_dump is not on the path"):
        operations.backup(store, tmp_path / "copy.dump")
    assert not list(tmp_path.iterdir())


def test_a_server_that_goes_while_somebody_reads_is_said_to_be_gone(store: SqlStore, postgres_url: str) -> None:
    def look(unit: UnitOfWork) -> object:
        assert isinstance(unit, SqlUnit)
        cut_all(postgres_url)
        return unit.connection.execute(select(tables.tickets)).all()

    with pytest.raises(NotSaved):
        see(store, look)
    file(store)
    assert see(store, lambda unit: unit.waiting_count()) == 1


# ── Desks in one database ──────────────────────────────────────────────────────────────


def test_desks_share_a_database_and_nothing_else(opened: Opener) -> None:
    main, other = opened(), opened(desk="other")
    ticket = file(main)
    assert file(other).number == ticket.number
    change(main, ticket, owner="sam")
    assert see(main, lambda unit: unit.waiting_count()) == 0
    assert see(other, lambda unit: unit.waiting_count()) == 1
    assert operations.check(main) == operations.check(other) == ()


def test_a_snapshot_asks_without_locks(store: SqlStore) -> None:
    assert isinstance(store, PostgresStore)
    file(store)
    with store.read() as unit:
        assert isinstance(unit, SqlUnit)
        assert unit.next_waiting() is not None
        assert len(unit.connection.execute(select(tables.tickets).with_for_update()).all()) == 1
    engine = create_engine(make_url(store.address))
    assert "FOR UPDATE" in str(select(tables.tickets).with_for_update().compile(engine))
    engine.dispose()
