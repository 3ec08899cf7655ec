"""Seals: what a transaction adds, and that it stays evident what was changed behind the product's back."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Boolean, Column, Integer, MetaData, Table, Text, select, text, update

from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.tickets import Move, Rule
from bot.ports import UnitOfWork
from bot.store.admin import operations
from bot.store.open import SqlStore, open_store
from bot.store.schema import seals, tables
from bot.store.transaction.sealing import SealUnit
from bot.store.transaction.unit_of_work import SqlUnit
from tests.store.conftest import Opener
from tests.store.scene import (
    ANA,
    ANAS,
    BO,
    BOS,
    NOON,
    PATIENCE_S,
    accepted,
    change,
    do,
    file,
    later,
    see,
    words,
    worked,
)

KEY = b"k" * 32


def tamper(store: SqlStore, sql: str) -> None:
    """Change the database behind the product's back."""

    def work(unit: UnitOfWork) -> None:
        assert isinstance(unit, SqlUnit)
        assert unit.connection.execute(text(sql)).rowcount > 0

    do(store, work)


def kept(store: SqlStore) -> str:
    """The desk's head, kept elsewhere."""
    head = operations.keep_head(store)
    assert head is not None
    return head


def noted(unit: UnitOfWork, number: int, n: int) -> None:
    """Staff note something, as they do: the ticket is locked first."""
    assert unit.ticket(number, for_change=True)
    unit.append(number, words(f"word {n}"))


def found(store: SqlStore) -> list[str]:
    return [str(problem) for problem in operations.check(store)]


# ── Digests ────────────────────────────────────────────────────────────────────────────


def table(*more: Column[object]) -> Table:
    """A table as it was, or with columns that came later."""
    return Table("things", MetaData(), Column("ticket", Integer, nullable=False), *more)


def test_a_column_that_comes_later_and_says_nothing_changes_no_digest() -> None:
    row = {"ticket": 1001}
    later_on = table(
        Column("name", Text, nullable=False), Column("kept", Boolean), Column("n", Integer, nullable=False)
    )
    before = seals.row_digest(KEY, table(), row)
    assert seals.row_digest(KEY, later_on, row) == before
    assert seals.row_digest(KEY, later_on, {**row, "name": "", "kept": None, "n": 0}) == before


def test_a_null_a_no_and_a_yes_are_three_things() -> None:
    kept = table(Column("kept", Boolean))
    assert len({seals.row_digest(KEY, kept, {"ticket": 1, "kept": value}) for value in (None, False, True)}) == 3


def test_without_the_secret_no_digest_can_be_made() -> None:
    assert seals.row_digest(KEY, table(), {"ticket": 1}) != seals.row_digest(b"x" * 32, table(), {"ticket": 1})


# ── Honest work ────────────────────────────────────────────────────────────────────────


def test_transactions_beside_each_other_add_to_one_seal(store: SqlStore) -> None:
    ticket = file(store)

    def noting(n: int) -> Future[None]:
        promise = Promise(ticket.number, PromiseKind.ESTIMATE, later(minutes=n), later(hours=n))

        def work(unit: UnitOfWork) -> None:
            unit.add_promise(promise)
            unit.audit(NOON, "sam", f"act {n}", ticket.number)
            unit.audit(NOON, "sam", f"act {n}")

        return store.write(work)

    done = [noting(n) for n in range(60)]
    wait(done, PATIENCE_S)
    assert found(store) == []


def test_processes_beside_each_other_add_to_one_seal(opened: Opener) -> None:
    one, two = opened(), opened()
    ticket = file(one)
    for n in range(5):
        for store in (one, two):
            do(store, lambda unit, n=n: unit.append(ticket.number, words(f"word {n}")))  # type: ignore[misc]
            do(store, lambda unit: unit.add_work(worked(ticket)))
            do(store, lambda unit: unit.add_move(Move(ticket.number, Rule.MOVED, NOON, "sam", "", 2, 1)))
    assert found(one) == found(two) == []


def test_what_is_not_to_stay_is_not_sealed(store: SqlStore) -> None:
    ticket = file(store)

    def undone(unit: UnitOfWork) -> None:
        unit.append(ticket.number, words("never mind"))
        unit.rollback()

    do(store, undone)
    assert found(store) == []


def test_scores_of_promises_stay_sealed(store: SqlStore) -> None:
    ticket = file(store)
    promise = Promise(ticket.number, PromiseKind.RESPONSE, NOON, later(days=2))
    do(store, lambda unit: unit.add_promise(promise))
    assert do(store, lambda unit: unit.score_promise(promise, False, None))
    assert found(store) == []
    assert do(store, lambda unit: unit.score_promise(promise, False, 7200))
    assert found(store) == []
    assert not do(store, lambda unit: unit.score_promise(replace(promise, kept=False), True, 0))
    assert found(store) == []


def test_accounts_made_one_stay_sealed(store: SqlStore) -> None:
    mine, other = file(store), file(store, BO, BOS)
    do(store, lambda unit: unit.add_agreement(accepted(other), other.account, BO))
    do(store, lambda unit: unit.link(BO, mine.account))
    assert see(store, lambda unit: {ticket.number for ticket in unit.tickets_of(mine.account)}) == {1001, 1002}
    assert found(store) == []


def test_the_same_file_twice_is_one(store: SqlStore) -> None:
    ticket = file(store)
    do(store, lambda unit: unit.append(ticket.number, words("see [a.png]")))
    for _ in range(2):
        do(store, lambda unit: unit.attach(ticket.number, 1, "a.png", "image/png", b"content"))
    assert found(store) == []


def test_several_desks_of_one_database_have_secrets_of_their_own(opened: Opener) -> None:
    one, two = opened(), opened(desk="other")
    file(one), file(two)
    assert one.seal_key != two.seal_key
    assert found(one) == found(two) == []


# ── What was changed stays evident ─────────────────────────────────────────────────────


def test_going_on_hides_nothing(store: SqlStore) -> None:
    ticket = file(store)
    do(store, lambda unit: unit.append(ticket.number, words("one")))
    do(store, lambda unit: unit.append(ticket.number, words("two")))
    tamper(store, "DELETE FROM record WHERE seq = 2")
    do(store, lambda unit: unit.append(ticket.number, words("three")))
    do(store, lambda unit: unit.append(ticket.number, words("four")))
    assert found(store) == ["ticket #1001: its record has 3 entries instead of 4"]


def test_erasing_hides_nothing_that_was_changed_before(store: SqlStore) -> None:
    ticket = file(store)
    do(store, lambda unit: unit.add_agreement(accepted(ticket), ticket.account, ANA))
    do(store, lambda unit: unit.append(ticket.number, words("one")))
    do(store, lambda unit: unit.append(ticket.number, words("two")))
    tamper(store, "UPDATE agreements SET cap_minutes = 600")
    tamper(store, "UPDATE record SET words = NULL, salt = NULL WHERE seq = 1")
    tamper(store, "UPDATE tickets SET promise_at = promise_at + 1")
    operations.erase(store, ticket.account, NOON + timedelta(days=1))
    told = found(store)
    assert "ticket #1001, record entry 1: its text is gone, and no erasure is listed" in told
    assert not [problem for problem in told if "record entry 2" in problem]
    assert any("agreements, work or audit were changed" in problem for problem in told)


def test_words_that_come_back_after_an_erasure_are_found(store: SqlStore) -> None:
    ticket = file(store)
    do(store, lambda unit: unit.append(ticket.number, words("forget me")))
    with store.read() as unit:
        before = unit.connection.execute(select(tables.record.c.words, tables.record.c.salt)).one()
    operations.erase(store, ticket.account, NOON + timedelta(days=1))
    back = update(tables.record).where(tables.record.c.seq == 1).values(words=before.words, salt=before.salt)
    do(store, lambda unit: unit.connection.execute(back))  # type: ignore[attr-defined]
    assert found(store) == ["ticket #1001, record entry 1: has a text, and is listed as erased"]


def test_a_ticket_changed_behind_us_and_then_linked_is_still_another(store: SqlStore) -> None:
    mine, other = file(store), file(store, BO, BOS)
    tamper(store, "UPDATE tickets SET promise_at = promise_at + 1 WHERE number = 1002")
    do(store, lambda unit: unit.link(BO, mine.account))
    assert found(store) == [f"ticket #{other.number}: the ticket itself was changed"]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("DELETE FROM seals WHERE ticket = 1001", "ticket #1001: has no seal"),
        ("UPDATE tickets SET owner = 'kim' WHERE number = 1001", "ticket #1001: the ticket itself was changed"),
        ("DELETE FROM audit", "the desk's own audit: has 0 sealed rows instead of 1"),
        ("UPDATE counters SET value = 1003", "tickets: the last is #1002, but #1003 was counted"),
    ],
)
def test_what_is_found_is_said(store: SqlStore, sql: str, told: str) -> None:
    file(store), file(store)
    do(store, lambda unit: unit.audit(NOON, "sam", "closed a day"))
    tamper(store, sql)
    assert told in found(store)


def test_tickets_taken_away_with_all_that_is_theirs_leave_a_gap(store: SqlStore) -> None:
    for _ in range(3):
        file(store)
    tamper(store, "DELETE FROM tickets WHERE number = 1002")
    tamper(store, "DELETE FROM seals WHERE ticket = 1002")
    assert found(store) == ["tickets: 1 between #1001 and #1003 are missing"]


def test_one_seal_is_one_statement_whatever_a_transaction_did(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket, written = file(store), []
    add = SealUnit.add

    def watched(self: SealUnit, statement: object, **values: object) -> object:
        written.append(getattr(statement, "table", None))
        return add(self, statement, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(SealUnit, "add", watched)
    do(store, lambda unit: [unit.append(ticket.number, words(said)) for said in ("one", "two", "three")])
    assert [str(table) for table in written].count("seals") == 1
    written.clear()
    do(store, lambda unit: unit.open_conversation(ANAS, ANA))
    assert not written.count(tables.seals)


@pytest.mark.only("postgresql")
def test_where_no_secret_can_be_made_it_is_said_that_nothing_can_be_verified(where: str, opened: Opener) -> None:
    only_reads = f"{where}&options=-c%20default_transaction_read_only%3Don"
    with closing(open_store(only_reads, desk="new")) as replica:
        assert found(replica) == ["seals: the desk's secret is missing, or another one: nothing sealed can be verified"]
        assert operations.keep_head(replica) == operations.keep_head(opened(desk="new")), "of a desk without tickets"
    primary = opened()
    file(primary)
    with closing(open_store(only_reads)) as replica:
        assert found(replica) == []
        assert operations.keep_head(replica) is None
        head = operations.keep_head(primary)
        file(primary)
        assert operations.keep_head(replica) == head


# ── Heads ──────────────────────────────────────────────────────────────────────────────


def test_a_desk_that_only_went_on_holds_against_every_head(store: SqlStore) -> None:
    heads = [kept(store)]
    ticket = file(store)
    for n in range(3):
        do(store, lambda unit, n=n: unit.append(ticket.number, words(f"word {n}")))  # type: ignore[misc]
        heads.append(kept(store))
    change(store, ticket, owner="sam")
    assert len(set(heads)) == 4
    assert operations.keep_head(store) == heads[-1], "nothing that a head stands for has come"
    assert [operations.held_against(store, head) for head in heads] == [()] * 4


def test_processes_that_keep_heads_at_once_each_have_one_that_holds(opened: Opener) -> None:
    stores, heads = [opened() for _ in range(3)], list[str | None]()
    ticket = file(stores[0])

    def keeping(store: SqlStore) -> None:
        for n in range(4):
            do(store, lambda unit, n=n: noted(unit, ticket.number, n))  # type: ignore[misc]
            heads.append(operations.keep_head(store))

    with ThreadPoolExecutor(len(stores)) as threads:
        list(threads.map(keeping, stores))
    assert None not in heads
    assert [operations.held_against(stores[0], head) for head in heads if head] == [()] * 12
    assert found(stores[0]) == []


def test_a_head_of_another_desk_is_not_known(opened: Opener) -> None:
    one, two = opened(), opened(desk="other")
    file(one), file(two), file(two)
    [problem] = operations.held_against(one, kept(two))
    assert "isn't one of this desk's" in str(problem)


def test_a_desk_as_it_was_before_the_head_is_told_from_the_desk(store: SqlStore) -> None:
    file(store)
    head = kept(store)
    tamper(store, "DELETE FROM kept_head_lines")
    tamper(store, "DELETE FROM kept_heads")
    assert "isn't one of this desk's" in str(operations.held_against(store, head)[0])


def test_what_is_kept_beside_a_head_is_verified_too(store: SqlStore) -> None:
    file(store)
    head = kept(store)
    tamper(store, "UPDATE kept_head_lines SET line = '{}'")
    assert found(store) == ["heads: what is kept with them was changed or taken away"]
    assert "isn't one of this desk's" in str(operations.held_against(store, head)[0])


def test_a_newer_head_over_a_changed_desk_hides_nothing_from_the_older(store: SqlStore) -> None:
    ticket = file(store)
    for said in ("one", "two"):
        do(store, lambda unit, said=said: unit.append(ticket.number, words(said)))  # type: ignore[misc]
    head = kept(store)
    tamper(store, "DELETE FROM record WHERE seq = 2")
    assert kept(store) != head
    told = [str(problem) for problem in operations.held_against(store, head)]
    assert told == ["ticket #1001: of its record, 1 are missing since that head"]
