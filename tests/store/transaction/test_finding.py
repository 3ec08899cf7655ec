"""Tickets found by their words, on both databases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.model.finding import Found, Wanted
from bot.core.model.record import EntryKind
from bot.core.model.tickets import State, Ticket
from bot.core.text.terms import asked_terms
from bot.ports import Store
from bot.store.open import SqlStore
from bot.store.schema.tables import postings, terms, unindexed
from bot.store.sql.number_sets import BLOCK, members, unpacked
from bot.store.transaction.tickets import finding, indexing
from tests.store.scene import BO, BOS, NOON, change, do, file, later, see, words


def tell(store: Store, ticket: Ticket, *texts: str, kind: EntryKind = EntryKind.WORDS) -> None:
    """Somebody writes on a ticket."""
    do(store, lambda unit: [unit.append(ticket.number, words(text, kind)) for text in texts])


def index(store: Store) -> int:
    """Index everything; how many transactions took something in."""
    times = 0
    while do(store, lambda unit: unit.index_some()):
        times += 1
    return times


def find(store: Store, line: str = "", limit: int = 20, **wanted: Any) -> Found:
    """What a search finds."""
    return see(store, lambda unit: unit.find(Wanted(asked_terms(line), **wanted), limit))


def found(store: Store, line: str = "", **wanted: Any) -> list[int]:
    """Their numbers."""
    return [ticket.number for ticket in find(store, line, **wanted).tickets]


def said(store: Store, *texts: str, **changes: Any) -> Ticket:
    """A ticket with words, indexed."""
    ticket = file(store, **changes)
    tell(store, ticket, *texts)
    index(store)
    return ticket


def held(store: SqlStore) -> dict[str, set[int]]:
    """Every term with its tickets; each of them stands in the list of terms, and no other does."""
    with store.read() as unit:
        listed = {term: tail for term, tail in unit.connection.execute(select(terms.c.term, terms.c.tail))}
        where: dict[str, set[int]] = {}
        for block, term, stored in unit.connection.execute(
            select(postings.c.block, postings.c.term, postings.c.tickets)
        ):
            where.setdefault(term, set()).update(members(unpacked(bytes(stored)), block))
    assert listed == {term: term[::-1] for term in where}
    return where


# ── Words ──────────────────────────────────────────────────────────────────────────────


def test_all_words_are_needed_wherever_on_the_ticket_they_stand(store: SqlStore) -> None:
    one = said(store, "the mailbox bounces", "since monday")
    two = said(store, "the mailbox is full")
    assert found(store, "mailbox") == [two.number, one.number]
    assert found(store, "MAILBOX monday") == [one.number]
    assert found(store, "full monday") == []


@pytest.mark.parametrize("way", [EntryKind.WORDS, EntryKind.REPLY, EntryKind.ASK, EntryKind.NOTE])
def test_what_people_said_is_found_whoever_reads_it(store: SqlStore, way: EntryKind) -> None:
    ticket = said(store, "first")
    tell(store, ticket, "teapot", kind=way)
    tell(store, ticket, "kettle", kind=EntryKind.NOTICE)
    index(store)
    assert found(store, "teapot") == [ticket.number]
    assert found(store, "kettle") == []


def test_a_ticket_is_found_by_what_stands_in_its_head(store: SqlStore) -> None:
    about = {"subject": "No teapot", "service": "www.mira-ceramics.example", "symptoms": "error 550-5.1.1"}
    ticket = said(store, "hello", **about)
    for line in ("teapot", "mira-ceramics.example", "ceramics", "550-5.1.1", str(ticket.number), "Ana"):
        assert found(store, line) == [ticket.number], line
    do(store, lambda unit: unit.save_account(replace(_account(store, ticket), name="Anette", customer="C-4711")))
    index(store)
    assert found(store, "anette") == found(store, "c-4711") == [ticket.number]


def _account(store: Store, ticket: Ticket) -> Any:
    return see(store, lambda unit: unit.account(ticket.account))


def test_an_account_saved_as_it_was_has_nothing_indexed_anew(store: SqlStore) -> None:
    ticket = said(store, "hello")
    account = _account(store, ticket)
    do(store, lambda unit: unit.save_account(replace(account, card=True, verified_by="sam")))
    assert index(store) == 0
    do(store, lambda unit: unit.save_account(replace(account, name="Bea")))
    assert index(store) == 1


def test_a_ticket_renamed_before_anything_was_said_on_it_is_found(store: SqlStore) -> None:
    ticket = file(store)
    do(store, lambda unit: unit.save_account(replace(_account(store, ticket), name="Bea")))
    tell(store, ticket, "teapot")
    index(store)
    assert found(store, "bea teapot") == [ticket.number]


def test_tickets_that_join_another_account_are_found_by_its_name(store: SqlStore) -> None:
    hers, his = said(store, "hers"), file(store, BO, BOS)
    tell(store, his, "his")
    do(store, lambda unit: unit.link(BO, hers.account, NOON))
    index(store)
    assert found(store, "ana") == [his.number, hers.number]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("certificate", "cert"),
        ("certificate", "certifciate"),
        ("certificate", "xertificate"),
        ("certificate", "certificat"),
        ("teapot", "teaopt"),
        ("teapot", "eapot"),
        ("mira-ceramics.example", "mira-ceramcis.example"),
        ("mira ceramics example", "mira-ceramics.example"),
        ("größe", "groesse"),
        ("größe", "GROSSE"),
    ],
)
def test_slips_and_beginnings_are_forgiven(store: SqlStore, written: str, asked: str) -> None:
    ticket = said(store, f"something {written} else")
    assert found(store, asked) == [ticket.number]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("mail", "fail"),
        ("certificate", "ertificat es"),
        ("2345678", "2345"),
        ("ab", "abc"),
        ("abc", "ab"),
        ("te", "tea"),
    ],
)
def test_other_words_are_others(store: SqlStore, written: str, asked: str) -> None:
    said(store, written)
    assert found(store, asked) == []


def test_a_rare_slip_of_a_common_word_is_found_with_it_and_it_by_the_slip(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "RARER", 3)
    common = [said(store, "the invoice").number for _ in range(3)]
    slip, other = said(store, "the invioce").number, said(store, "the invoices").number
    assert found(store, "invoice") == [other, slip, *reversed(common)]
    assert found(store, "invioce") == [slip, *reversed(common)]
    assert found(store, "invoices") == [other, *reversed(common)]
    assert find(store, "invioce").spellings == {"invioce": ("invioce", "invoice")}


def test_what_nobody_wrote_is_named_and_nothing_else_is_looked_for(store: SqlStore) -> None:
    said(store, "teapot")
    nothing = find(store, "teapot quetzal")
    assert (list(nothing.tickets), nothing.spellings["quetzal"]) == ([], ())
    assert find(store, "teapot").accepted == {"teapot"}


# ── Filters and pages ──────────────────────────────────────────────────────────────────


def test_the_newest_come_first_a_page_at_a_time(store: SqlStore) -> None:
    numbers = [said(store, "teapot").number for _ in range(5)]
    page = find(store, "teapot", 2)
    assert [ticket.number for ticket in page.tickets] == [numbers[4], numbers[3]]
    assert page.more
    last = find(store, "teapot", 2, below=numbers[1])
    assert [ticket.number for ticket in last.tickets] == [numbers[0]]
    assert not last.more
    assert not find(store, "teapot", 5).more


def test_tickets_of_many_blocks_are_found(opened: Any) -> None:
    store = opened(first_ticket_number=BLOCK - 2)
    numbers = []
    for step in range(6):
        ticket = said(store, "teapot", **({} if step % 2 else {"subject": "odd"}))
        numbers.append(ticket.number)
        do(store, lambda unit: [unit.next_number() for _ in range(BLOCK)])
    assert found(store, "teapot") == numbers[::-1]
    assert found(store, "odd teapot", below=numbers[-1]) == numbers[::2][::-1]


def test_states_and_owners_narrow_it(store: SqlStore) -> None:
    waiting, claimed, asked, solved = (said(store, "teapot") for _ in range(4))
    change(store, claimed, owner="sam", acted_at=NOON)
    change(store, asked, state=State.ASKED)
    change(store, solved, state=State.SOLVED, closed_at=NOON)
    some: Mapping[str, tuple[Sequence[Ticket], Mapping[str, Any]]] = {
        "open": ((claimed, waiting), {"states": frozenset({State.OPEN})}),
        "waiting": ((waiting,), {"states": frozenset({State.OPEN}), "claimed": False}),
        "claimed": ((claimed,), {"claimed": True}),
        "two": ((solved, asked), {"states": frozenset({State.SOLVED, State.ASKED})}),
        "none": ((), {"states": frozenset({State.MERGED})}),
    }
    for name, (expected, filters) in some.items():
        numbers = [ticket.number for ticket in expected]
        assert found(store, "teapot", **filters) == numbers, name
        assert found(store, **filters) == numbers, name


def test_dates_narrow_it(store: SqlStore) -> None:
    one, two, three = (said(store, "teapot", filed_at=later(days=day)).number for day in range(3))
    assert found(store, "teapot", since=later(days=1)) == [three, two]
    assert found(store, "teapot", until=later(days=1)) == [one]
    assert found(store, "teapot", since=later(days=1), until=later(days=2)) == [two]
    assert found(store, since=later(days=2, seconds=1)) == found(store, until=NOON) == []
    assert found(store, since=NOON - timedelta(days=900)) == [three, two, one]


def test_an_empty_desk_finds_nothing(store: SqlStore) -> None:
    assert find(store, "teapot") == Found(spellings={"teapot": ()})
    assert found(store, states=frozenset({State.OPEN})) == found(store, since=NOON) == []


def test_of_the_longest_tickets_what_was_said_last_is_indexed_anew(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "ENTRIES_MAX", 2)
    ticket = file(store)
    tell(store, ticket, "begin", "middle", "kettle", "teapot")
    index(store)
    assert found(store, "middle teapot") == [ticket.number]
    do(store, lambda unit: unit.forget_terms([ticket.number]))
    index(store)
    assert found(store, "kettle teapot") == [ticket.number]
    assert found(store, "middle") == []


# ── What is indexed when ───────────────────────────────────────────────────────────────


def test_a_turn_only_notes_what_it_wrote(store: SqlStore) -> None:
    ticket = file(store)
    tell(store, ticket, "teapot", "kettle")
    assert find(store, "teapot") == Found(spellings={"teapot": ()}, unread=2)
    assert index(store) == 1
    assert find(store, "teapot").unread == 0
    assert found(store, "teapot kettle") == [ticket.number]


def test_some_are_indexed_at_once_the_newest_first(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "ROWS_AT_ONCE", 2)
    for _ in range(5):
        tell(store, file(store), "teapot")
    assert do(store, lambda unit: unit.index_some()) == 2
    page = find(store, "teapot")
    assert ([ticket.number for ticket in page.tickets], page.unread) == ([1005, 1004], 3)
    assert index(store) == 2
    assert len(found(store, "teapot")) == 5


def test_a_term_is_kept_once_for_a_ticket(store: SqlStore) -> None:
    one, two = said(store, "teapot kettle"), said(store, "teapot")
    tell(store, one, "teapot again")
    index(store)
    where = held(store)
    assert where["teapot"] == {one.number, two.number}
    assert where["again"] == where["kettle"] == {one.number}


def test_what_is_forgotten_leaves_no_term_behind(store: SqlStore) -> None:
    one, two = said(store, "teapot quetzal", subject="subject"), said(store, "teapot", subject="subject")

    def forget(unit: Any) -> None:
        unit.forget_terms([one.number, one.number])

    do(store, forget)
    where = held(store)
    assert "quetzal" not in where
    assert {n for numbers in where.values() for n in numbers} == {two.number}
    index(store)
    assert found(store, "quetzal") == [one.number]
    assert held(store)["teapot"] == {one.number, two.number}


def test_a_term_that_another_block_has_stays_listed(opened: Any) -> None:
    store = opened(first_ticket_number=BLOCK - 1)
    one, two = said(store, "teapot"), said(store, "teapot")
    assert two.number == BLOCK
    do(store, lambda unit: unit.forget_terms([one.number]))
    assert held(store)["teapot"] == {two.number}
    assert found(store, "teaopt") == [two.number]


@pytest.mark.only("postgresql")
def test_only_one_process_indexes_at_a_time(opened: Any) -> None:
    one, other = opened(), opened()
    index(one)
    tell(one, file(one), "teapot")
    first: list[int] = []

    def beside(unit: Any) -> int:
        some: int = unit.index_some()
        first.append(do(other, lambda unit: unit.index_some()))
        return some

    assert do(one, beside) == 1
    assert first[0] == 0
    assert index(other) == 0


def test_two_desks_in_one_database_see_nothing_of_each_other(opened: Any) -> None:
    here, there = opened(), opened(desk="other")
    mine = said(here, "teapot")
    said(there, "quetzal")
    assert found(here, "teapot") == [mine.number]
    assert found(here, "quetzal") == found(there, "teapot") == []
    do(there, lambda unit: unit.forget_terms([mine.number]))
    assert found(here, "teapot") == [mine.number]
    with here.read() as unit:
        assert unit.connection.execute(select(unindexed.c.desk)).scalars().all() == ["other"]
