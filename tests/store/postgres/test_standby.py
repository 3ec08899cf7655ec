"""A primary and its synchronous standby: both are reached by one URL, and nothing is reported that only one has."""

import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from signal import SIGQUIT

import pytest

from bot.core.text.errors import NotSaved
from bot.store.admin import operations, restore
from bot.store.open import SqlStore, open_store, server_at
from bot.store.postgres.store import PostgresStore
from tests import standby
from tests.store.scene import PATIENCE_S, do, file, see
from tests.store.transaction.test_writing import seeing, was_seen

SHORT_S = 0.5
"""A moment in which what waits for nobody is long done."""
WAITING = "SELECT min(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture
def url(pair: standby.Pair) -> str:
    """A new desk on both."""
    return pair.database(f"desk_{token_hex(4)}")


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """It, opened."""
    opened = open_store(url)
    yield opened
    opened.close()


def another_waits(pair: standby.Pair, than: object = None) -> object:
    """The number of the server's process in which a commit waits for the standby."""
    standby.until(lambda: pair.asked(WAITING) not in {None, than}, "a commit that waits")
    return pair.asked(WAITING)


def in_any_order(pair: standby.Pair, url: str) -> Iterator[str]:
    """URLs in which the standby is asked before the primary, in each way of writing a list."""
    here, there = (str(node.data.parent) for node in (pair.standby, pair.primary))
    name = url.rpartition("/")[2] if "?" not in url else url.partition("?")[0].rpartition("/")[2]
    quoted = ",".join(host.replace("/", "%2F") for host in (here, there))
    yield f"postgresql://postgres@{quoted}/{name}"
    yield f"postgresql://postgres@/{name}?host={here},{there}&port=5432,5432"
    yield f"postgresql://postgres@/{name}?host={here}&host={there}"


def test_the_one_that_writes_is_found_on_every_path(
    pair: standby.Pair, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(pair.bin), prepend=":")
    for number, where in enumerate(in_any_order(pair, url)):
        store, rung = open_store(where), []
        assert isinstance(store, PostgresStore)
        with store.subscribe(lambda: rung.append(1)):  # noqa: B023 (called before the next)
            file(store)
        copy = tmp_path / f"{number}.backup"
        operations.backup(store, copy)
        assert len(store.cut_log().tables) == 0
        assert operations.check(store) == ()
        store.close()
        assert not server_at(where).read_only
        fresh = f"restored_{number}_{token_hex(3)}"
        pair.database(fresh)
        restore.restore(copy, where.replace(url.partition("?")[0].rpartition("/")[2], fresh))
        again = open_store(pair.url(fresh))
        assert see(again, lambda unit: unit.waiting_count()) == number + 1
        again.close()


def test_a_standby_may_be_asked_for(pair: standby.Pair, store: SqlStore, url: str) -> None:
    file(store)
    reports = url.replace("read-write", "standby")
    assert server_at(reports).read_only
    with_reports = open_store(reports)
    standby.until(lambda: see(with_reports, lambda unit: unit.waiting_count()) == 1, "the standby's copy")
    with_reports.close()


def test_a_store_goes_on_where_the_standby_was_promoted(pair: standby.Pair, store: SqlStore) -> None:
    rung: list[int] = []
    with store.subscribe(lambda: rung.append(1)):
        assert do(store, seeing("m1"))
        pair.lose(SIGQUIT)
        turn = store.write(seeing("m2"))
        time.sleep(SHORT_S)
        assert not turn.done()
        pair.promote()
        assert turn.result(PATIENCE_S)
        assert was_seen(store, "m1")
        assert was_seen(store, "m2")
        pair.rejoin()
    assert operations.check(store) == ()


def test_a_commit_that_only_the_primary_has_is_not_reported(pair: standby.Pair, store: SqlStore) -> None:
    with pair.without_standby():
        turn = store.write(seeing("m1"))
        first = another_waits(pair)
        pair.asked(f"SELECT pg_cancel_backend({first})")
        time.sleep(SHORT_S)
        assert not turn.done(), "it is on this server, and on no other"
    assert turn.result(PATIENCE_S)


def test_what_comes_again_waits_for_what_came_first(pair: standby.Pair, store: SqlStore) -> None:
    assert do(store, seeing("m1"))
    with pair.without_standby():
        again = store.write(seeing("m1"))
        another_waits(pair)
        assert not again.done(), "what it saw may be on this server only"
    assert again.result(PATIENCE_S) is False


def test_what_is_known_of_a_standby(pair: standby.Pair, url: str) -> None:
    def state() -> tuple[int, bool]:
        found = server_at(url)
        return found.standbys, found.confirmed

    standby.until(lambda: state() == (1, True), "in step")
    pair.asynchronous()
    standby.until(lambda: state() == (1, False), "behind")
    pair.synchronous()
    with pair.without_standby():
        standby.until(lambda: state() == (0, True), "alone")
    local = f"{url}&options=-c%20synchronous_commit%3Dlocal"
    assert not server_at(local).confirmed


def test_a_server_that_only_reads_now_is_left(store: SqlStore) -> None:
    assert isinstance(store, PostgresStore)
    assert do(store, seeing("m1"))
    for engine in (store._in_group, store._writers):
        with engine.connect() as connection:
            connection.exec_driver_sql("SET default_transaction_read_only = on")
            connection.commit()
    assert do(store, seeing("m2"))
    assert store._writers.pool.checkedin() == 1  # type: ignore[attr-defined]


def test_where_nobody_writes_nothing_is_saved(pair: standby.Pair, url: str) -> None:
    with pytest.raises(NotSaved):
        open_store(f"{pair.standby.admin.set(database='postgres').render_as_string()}", busy_ms=300)
