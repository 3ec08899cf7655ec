"""Billing notices and work as every store keeps them: rows are added in order, and none is ever changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Delete, Table, Update
from sqlalchemy.dialects import sqlite

from bot.core.model.tickets import Ticket
from bot.core.policy import Channel
from bot.core.rules.billing import Agreement, Decision, Work, WorkKind
from bot.ports import Store, UnitOfWork
from bot.store.admin import operations
from bot.store.open import SqlStore
from bot.store.schema.tables import agreements as agreements_table
from bot.store.schema.tables import works as works_table
from tests.store.conftest import Opener
from tests.store.scene import ANA, BO, BOS, PATIENCE_S, TERMS, accepted, client, do, file, later, see, worked
from tests.store.sql.test_portable import STATEMENTS


def agree(store: Store, ticket: Ticket, entry: Agreement) -> int:
    """Add an entry in the client's name."""
    return do(store, lambda unit: unit.add_agreement(entry, ticket.account, ANA if not entry.by else None))


def log(store: Store, entry: Work) -> int:
    return do(store, lambda unit: unit.add_work(entry))


def agreements(store: Store, number: int) -> Sequence[Agreement]:
    return see(store, lambda unit: unit.agreements(number))


def works(store: Store, number: int) -> Sequence[Work]:
    return see(store, lambda unit: unit.works(number))


def test_a_ticket_begins_without_any(store: Store) -> None:
    ticket = file(store)
    assert (agreements(store, ticket.number), works(store, ticket.number)) == ((), ())


def test_what_was_agreed_comes_back_to_the_cent_and_the_word(store: Store) -> None:
    ticket = file(store)
    exact = replace(TERMS, per_hour=Decimal("33.333"), currency="EUR", cap_minutes=90, version=date(2026, 2, 28))
    words = "Hilfe mit „Drupal“ kostet 33,33 € …\nBedingungen: https://example.com/ä"
    entry = accepted(ticket, terms=exact, words=words, at=later(seconds=1))
    assert agree(store, ticket, entry) == 1
    assert agreements(store, ticket.number) == (replace(entry, n=1),)


def test_entries_count_up_and_stay_in_their_order(store: Store) -> None:
    ticket = file(store)
    by_phone = replace(TERMS, channel=Channel.PHONE)
    history = [
        accepted(ticket, decision=Decision.ASKED, by="sam"),
        accepted(ticket),
        accepted(ticket, terms=by_phone, decision=Decision.DECLINED),
        accepted(ticket, decision=Decision.WITHDRAWN, at=later(hours=-1)),
    ]
    assert [agree(store, ticket, entry) for entry in history] == [1, 2, 3, 4]
    assert agreements(store, ticket.number) == tuple(replace(entry, n=n) for n, entry in enumerate(history, start=1))


def test_who_decided_is_kept_beside_what(store: SqlStore) -> None:
    ticket = file(store)
    agree(store, ticket, accepted(ticket, decision=Decision.ASKED, by="sam"))
    agree(store, ticket, accepted(ticket))
    [exported] = operations.export(store, ticket.account)["tickets"]
    kept = [(row["by_name"], row["by_user"], row["account"]) for row in exported["agreements"]]
    assert kept == [("sam", "", ticket.account), ("", "U-ana", ticket.account)]


def test_work_comes_back_as_it_was_logged(store: Store) -> None:
    ticket = file(store)
    history = [
        worked(ticket, 20),
        worked(ticket, -5, kind=WorkKind.CREDIT, note="our fault", by="kim"),
        worked(ticket, -3, kind=WorkKind.CORRECTION, corrects=1, channel=Channel.PHONE, at=later(hours=2)),
    ]
    assert [log(store, entry) for entry in history] == [1, 2, 3]
    assert works(store, ticket.number) == tuple(replace(entry, n=n) for n, entry in enumerate(history, start=1))


def test_tickets_count_their_entries_for_themselves(store: Store) -> None:
    mine, theirs = file(store), file(store, BO, BOS)
    for ticket in (mine, theirs, mine):
        log(store, worked(ticket))
        agree(store, ticket, accepted(ticket))
    assert [entry.n for entry in works(store, mine.number)] == [1, 2]
    assert [entry.n for entry in agreements(store, theirs.number)] == [1]


def test_two_who_log_at_once_each_have_their_entry(opened: Opener) -> None:
    one, two = opened(), opened()
    ticket = file(one)

    def log(unit: UnitOfWork) -> int:
        unit.ticket(ticket.number, for_change=True)
        return unit.add_work(worked(ticket))

    logged = [store.write(log) for _n in range(10) for store in (one, two)]
    assert sorted(future.result(PATIENCE_S) for future in logged) == [*range(1, 21)]
    assert sum(entry.minutes for entry in works(two, ticket.number)) == 20 * 20


@pytest.mark.parametrize("table", [agreements_table, works_table])
def test_an_entry_is_never_removed_and_only_its_account_may_become_another(table: Table) -> None:
    """Two accounts of one person become one."""
    changing = [each for each in STATEMENTS.values() if isinstance(each, Update | Delete) and each.table is table]
    values = [each.compile(dialect=sqlite.dialect()).string for each in changing if isinstance(each, Update)]
    assert len(values) == len(changing)
    assert all(value.startswith("UPDATE agreements SET account=? WHERE") for value in values)


def test_a_card_is_a_flag_of_the_account(store: Store) -> None:
    account, _talk = do(store, client)
    assert account.card is False
    do(store, lambda unit: unit.save_account(replace(account, card=True)))
    found = see(store, lambda unit: unit.account(account.id))
    assert found == replace(account, card=True)


def test_another_desk_agreed_to_nothing(opened: Opener) -> None:
    north, south = opened(desk="north"), opened(desk="south")
    ticket = file(north)
    agree(north, ticket, accepted(ticket))
    log(north, worked(ticket))
    assert (agreements(south, ticket.number), works(south, ticket.number)) == ((), ())
