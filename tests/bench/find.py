"""Finding tickets by their words: 100,000 of them with ten entries each, beside a scan of the record for the same word.

Rows are made in bulk; what they say is drawn from made-up words, some common and most rare as in any language, beside
names, domains and error codes that one ticket alone has. It is indexed by the product's own statements.
"""

import random
import statistics
import string
import time
from bisect import bisect
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from bot.core.model.finding import PAGE, Found, Wanted
from bot.core.model.people import Address, Identity
from bot.core.model.record import EntryKind
from bot.core.model.tickets import State
from bot.core.staff_view.finding import Search, results
from bot.engine.staff.commands.looking import hits
from bot.store.open import open_store
from bot.store.postgres.store import PostgresStore
from bot.store.schema.tables import accounts, postings, record, terms, tickets, unindexed
from bot.store.sql_store import SqlStore
from bot.store.sqlite.file import driver
from bot.store.transaction.tickets import indexing
from bot.store.transaction.tickets.tickets import TICKET
from bot.store.transaction.unit_of_work import SqlUnit
from tests import postgres
from tests.bench.desks import emit
from tests.builders import ticket

TICKETS, ENTRIES, WORDS_AN_ENTRY = 100_000, 10, 16
TICKETS_OF_A_CLIENT = 5
VOCABULARY = 30_000
AT_ONCE = 5_000
"""Tickets written, and rows indexed, in a transaction."""
ROUNDS = 5
MILLISECONDS_MAX = 50.0
BEGAN = datetime(2025, 1, 6, 17, tzinfo=UTC)
COMMON = 20
"""The word that so many are more frequent than: a third of all tickets or more have it."""
CYCLE = (EntryKind.WORDS, EntryKind.REPLY)
STATES = (State.SOLVED,) * 97 + (State.ANSWERED, State.OPEN, State.CANCELLED)


class Language:
    """Made-up words with the frequencies of a language (Zipf)."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        made = dict.fromkeys("".join(self._syllable() for _ in range(2 + n % 3)) for n in range(2 * VOCABULARY))
        self.words = list(made)[:VOCABULARY]
        self._sums = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def _syllable(self) -> str:
        return (
            self.random.choice("bcdfghklmnprstvz") + self.random.choice("aeiou") + self.random.choice(" nrsl").strip()
        )

    def says(self, count: int) -> str:
        """So many words, one after the other."""
        drawn = (self.random.random() * self._sums[-1] for _ in range(count))
        return " ".join(self.words[min(bisect(self._sums, at), len(self.words) - 1)] for at in drawn)

    def code(self) -> str:
        """Something that nobody else writes."""
        return "".join(self.random.choices(string.ascii_lowercase, k=7))


def fill(store: SqlStore, count: int) -> Language:
    """Write so many tickets and index them."""
    language = Language()

    def first(unit: SqlUnit) -> tuple[int, int]:
        identity = Identity("bench", "", "filler")
        conversation = unit.open_conversation(Address("bench", "", "filler"), identity)
        return unit.create_account(identity, "Filler", BEGAN).id, conversation.id

    account, conversation = store.write(first).result()
    for start in range(0, count, AT_ONCE):
        numbers = range(start + 1, min(start + AT_ONCE, count) + 1)
        store.write(lambda unit, numbers=numbers: _written(unit, language, numbers, account, conversation)).result()  # type: ignore[misc]
    index(store)
    store.write(lambda unit: unit.connection.execute(text("ANALYZE"))).result()
    return language


def index(store: SqlStore) -> float:
    """Index everything, much at a time; the seconds it took."""
    began, before = time.perf_counter(), indexing.ROWS_AT_ONCE
    indexing.ROWS_AT_ONCE = AT_ONCE
    try:
        while store.write(lambda unit: unit.index_some()).result():
            pass
    finally:
        indexing.ROWS_AT_ONCE = before
    return time.perf_counter() - began


def _written(unit: SqlUnit, language: Language, numbers: range, account: int, conversation: int) -> None:
    clients = range(numbers.start // TICKETS_OF_A_CLIENT, numbers.stop // TICKETS_OF_A_CLIENT + 1)
    known = set(unit.connection.execute(select(accounts.c.id)).scalars())
    people = (_client(unit, language, account + client) for client in clients if account + client not in known)
    _bulk(unit, accounts, people)
    for table, rows in (
        (tickets, (_ticket(unit, language, number, account, conversation) for number in numbers)),
        (record, (row for number in numbers for row in _entries(unit, language, number))),
        (unindexed, ({"desk": unit.desk, "ticket": number, "seq": 0} for number in numbers)),
    ):
        _bulk(unit, table, rows)


def _client(unit: SqlUnit, language: Language, id: int) -> dict[str, Any]:
    name = f"{language.code().title()} {language.code().title()}"
    return {"desk": unit.desk, "id": id, "name": name, "created_at": _micros(BEGAN), "email": "", "customer": "",
            "verified_by": "", "card": False, "phone": ""}  # fmt: skip


def _ticket(unit: SqlUnit, language: Language, number: int, account: int, conversation: int) -> dict[str, Any]:
    made = ticket(number, account=account + number // TICKETS_OF_A_CLIENT, conversation=conversation)
    at = BEGAN + timedelta(minutes=5 * number)
    state = language.random.choice(STATES)
    said = {"subject": language.says(6), "service": f"{language.code()}.example", "symptoms": language.says(20)}
    row = TICKET.values(replace(made, state=state, filed_at=at, since=at, **said))  # type: ignore[arg-type]
    return {"desk": unit.desk, **{k: _micros(v) if isinstance(v, datetime) else v for k, v in row.items()}}


def _entries(unit: SqlUnit, language: Language, number: int) -> Iterator[dict[str, Any]]:
    at = _micros(BEGAN + timedelta(minutes=5 * number))
    for seq in range(1, ENTRIES + 1):
        words = f"{language.says(WORDS_AN_ENTRY)} {language.code() if seq % 3 == 0 else ''}"
        yield {"desk": unit.desk, "ticket": number, "seq": seq, "kind": CYCLE[seq % 2].value, "author": "client",
               "by_name": "", "at": at, "digest": b"d" * 32, "hash": b"h" * 32, "salt": b"s" * 16,
               "words": words}  # fmt: skip


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000


def _bulk(unit: SqlUnit, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows past SQLAlchemy, as fast as the database takes them; what they don't say is the column's default."""
    first = next(rows, None)
    if first is None:
        return
    names = [column.name for column in table.columns if column.name in first]
    values = ([row[name] for name in names] for row in chain((first,), rows))
    listed = ", ".join(names)
    if unit.locks_rows:
        cursor = unit.connection.connection.cursor()
        with cursor.copy(f"COPY {table.name} ({listed}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
    else:
        places = ", ".join("?" * len(names))
        driver(unit.connection).executemany(f"INSERT INTO {table.name} ({listed}) VALUES ({places})", values)  # noqa: S608


def wanted(language: Language, count: int) -> dict[str, Wanted]:
    """What is looked for, by a name of it."""
    common, other = language.words[COMMON], language.words[COMMON + 5]
    rare = next(word for word in language.words[VOCABULARY // 3 :] if len(word) >= 8)
    typo = rare[:3] + rare[4] + rare[3] + rare[5:]
    lately = BEGAN + timedelta(minutes=5 * count * 9 / 10)
    return {
        "a word that half of all have": Wanted((common,)),
        "two common words": Wanted((common, other)),
        "a rare word": Wanted((rare,)),
        "a rare word, misspelt": Wanted((typo,)),
        "a beginning of three letters": Wanted((common[:3],)),
        "four words": Wanted((common, other, language.words[100], language.words[400])),
        "a common and a misspelt rare word, long ago": Wanted((common, typo), until=BEGAN + timedelta(days=30)),
        "a common word, of those that are open": Wanted((common,), states=frozenset({State.OPEN}), since=lately),
        "a common word, in a state that none is in": Wanted((common,), states=frozenset({State.MERGED})),
        "no word, one state": Wanted(states=frozenset({State.CANCELLED})),
        "the last page": Wanted((common,), below=60),
    }


def timed(store: SqlStore, what: Wanted, rounds: int = ROUNDS) -> tuple[float, Found]:
    """Milliseconds that finding and showing a page takes; the middle of some rounds."""
    took, found = [], Found()
    for _round in range(rounds):
        began = time.perf_counter()
        with store.read() as unit:
            found = unit.find(what, PAGE)
            results(Search("what was typed", what), found, hits(unit, found))
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), found


def scanned(store: SqlStore, word: str) -> float:
    """Milliseconds that a scan of the record takes for a word."""
    began = time.perf_counter()
    with store.read() as unit:
        like = select(record.c.ticket).where(record.c.desk == unit.desk, record.c.words.contains(word))
        unit.connection.execute(like.distinct().order_by(record.c.ticket.desc()).limit(PAGE)).all()
    return (time.perf_counter() - began) * 1000


def kilobytes(store: SqlStore, count: int) -> float:
    """What the index takes a ticket; of PostgreSQL with its indexes."""
    with store.read() as unit:
        if unit.locks_rows:
            sizes = " + ".join(f"pg_total_relation_size('{table.name}')" for table in (postings, terms))
            return float(unit.connection.execute(text(f"SELECT {sizes}")).scalar_one()) / count / 1000
        held = (func.length(postings.c.tickets), func.length(postings.c.term) + 20)
        size = unit.connection.execute(select(func.sum(held[0] + held[1]))).scalar_one()
        words = unit.connection.execute(select(func.sum(4 * func.length(terms.c.term) + 50))).scalar_one()
    return float(size + words) / count / 1000


def turn_cost(store: SqlStore, count: int = 2_000) -> tuple[float, float]:
    """Microseconds that noting an entry adds to a turn, and that indexing it takes afterwards, an entry."""
    language = Language(11)

    def note(unit: SqlUnit) -> float:
        began = time.process_time()
        for seq in range(2, count + 2):
            unit.note_unindexed(1, 1_000 + seq)
        return time.process_time() - began

    noting = store.write(note).result()
    store.write(lambda unit: unit.connection.execute(text("DELETE FROM unindexed"))).result()

    def entries(unit: SqlUnit) -> None:
        last = unit.connection.execute(select(func.max(tickets.c.number))).scalar_one()
        rows = [row for n in range(last - count // ENTRIES, last) for row in _entries(unit, language, n)]
        for row in rows:
            row["seq"] += 100
        _bulk(unit, record, iter(rows))
        unit.connection.execute(insert(unindexed), [{k: row[k] for k in ("desk", "ticket", "seq")} for row in rows])

    store.write(entries).result()
    began = time.process_time()
    while store.write(lambda unit: unit.index_some()).result():
        pass
    return noting / count * 1e6, (time.process_time() - began) / count * 1e6


def measure(store: SqlStore, where: str, count: int = TICKETS) -> Sequence[str]:
    """Fill, look, and say how long each search took; the names of those that took too long."""
    language = fill(store, count)
    late = []
    for name, what in wanted(language, count).items():
        took, found = timed(store, what)
        reached = took <= MILLISECONDS_MAX
        emit(
            f"find {name} ({len(found.tickets)}{'+' * found.more} found){where}",
            took,
            f"≤ {MILLISECONDS_MAX:.0f} ms",
            reached,
            "ms",
        )
        late += [] if reached else [name]
    emit(
        f"… a scan of the record for the rare word (raw){where}",
        scanned(store, wanted(language, count)["a rare word"].terms[0]),
        "–",
        None,
        "ms",
    )
    emit(f"… the index takes, a ticket{where}", kilobytes(store, count), "–", None, "kB")
    noting, indexing = turn_cost(store)
    emit(f"… a turn notes what it wrote{where}", noting, "–", None, "µs")
    emit(f"… indexing an entry afterwards, this process{where}", indexing, "–", None, "µs")
    return late


def run() -> None:
    """Both databases."""
    with TemporaryDirectory() as name, closing(open_store(Path(name) / "desk.db", first_ticket_number=1)) as store:
        measure(store, "")
    with (
        postgres.running() as server,
        postgres.migrated(server) as template,
        server.database(template) as url,
        closing(open_store(url, first_ticket_number=1)) as store,
    ):
        assert isinstance(store, PostgresStore)
        measure(store, ", PostgreSQL")
