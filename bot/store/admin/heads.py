"""Heads: what a desk's records had come to at a moment, in one line that its owner keeps elsewhere.

Whoever can write to the whole database knows its secret, too, and could make seals anew. So ``db check`` prints a
head: a SHA-256 over how far each ticket's records have come (its filing, record, moves, promises, agreements, work).
What that was is kept in the database, where it was news; the head itself shows whether that was changed. Held against
a head, everything that it stood for must still be there, as it was, and the desk may have gone on. Words that an
erasure removes aren't part of it: those of the record are there by their salted digest.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, insert, select

from bot.core.text.errors import Conflict, NotSaved, Problem
from bot.store.admin.check_seals import streamed
from bot.store.schema import tables as db
from bot.store.schema.columns import in_desk
from bot.store.schema.seals import row_digest
from bot.store.sql_store import SqlStore
from bot.store.transaction.unit_of_work import SqlUnit

START = sha256(b"").hexdigest()
"""The head of a desk without tickets."""
DIGITS = 40
"""Of a table's digest: 160 bits."""
PROMISE_DIGITS = 20
"""Of a promise's own: 80 bits, and what it would have to be instead must be a moment."""
TRIES = 20
"""How often a head is made again when another process has kept one meanwhile."""

FACTS: Mapping[Table, tuple[str, ...]] = {
    db.tickets: ("number", "filed_at"),
    db.record: ("seq", "hash"),
    db.queue_moves: ("n", "rule", "at", "by_name", "place_before", "place_after"),
    db.agreements: ("n", "decision", "channel", "per_hour", "currency", "cap_minutes", "version", "at", "by_name"),
    db.works: ("n", "kind", "channel", "minutes", "corrects", "at", "by_name"),
    db.promises: ("kind", "shown_at", "due_at"),
}
"""What is never changed once it's written, nor erased: numbered rows in their order, and promises as a set."""

Line = dict[str, list[Any]]
"""By table: how many rows, and their digest; of promises, the digest of each."""


def keep_head(store: SqlStore) -> str | None:
    """The desk's head now; what it stands for is kept in the database. A replica gives the last, if any."""
    for _try in range(TRIES):
        with store.read() as unit:
            heads, known = _kept(unit)
            lines = {ticket: _packed(line) for ticket, line, _problems in _looked_at(unit, {})}
        news = [(ticket, line) for ticket, line in sorted(lines.items()) if known.get(ticket) != line]
        last = heads[-1] if heads else START
        if not news:
            return last
        head = _follows(last, news)
        try:
            store.write(partial(_keep, n=len(heads) + 1, head=head, news=news)).result()
        except Conflict:
            continue
        except NotSaved:
            return heads[-1] if heads else None
        return head
    raise NotSaved("other processes keep heads all the time")


def against(unit: SqlUnit, head: str) -> Iterator[Problem]:
    """What is no longer as it was when the desk had this head."""
    heads, known = _kept(unit, head)
    if head not in {START, *heads}:
        yield Problem("head", "isn't one of this desk's, or what it stood for was changed or taken away")
        return
    kept = {ticket: json.loads(line) for ticket, line in known.items()}
    for ticket, _line, problems in _looked_at(unit, kept):
        yield from problems
        kept.pop(ticket, None)
    for ticket in kept:
        yield Problem(f"ticket #{ticket}", "is missing since that head")


def verify(unit: SqlUnit) -> Iterator[Problem]:
    """Heads for which something else is kept than what they stood for."""
    table = db.kept_heads
    stored = [row.head for row in streamed(unit, select(table.c.head).where(in_desk(table)).order_by(table.c.n))]
    if stored != _kept(unit)[0]:
        yield Problem("heads", "what is kept with them was changed or taken away")


# ── What is kept ───────────────────────────────────────────────────────────────────────


def _kept(unit: SqlUnit, until: str = "") -> tuple[list[str], dict[int, str]]:
    """Heads that were kept, as they follow from what is kept with them; and what the last of them stands for.

    ``until`` is the last to be looked at; without it, all are.
    """
    heads, known = list[str](), dict[int, str]()
    table = db.kept_head_lines
    news_of = select(table.c.n, table.c.ticket, table.c.line).where(in_desk(table))
    rows = streamed(unit, news_of.order_by(table.c.n, table.c.ticket))
    for _n, lines in groupby(rows, lambda row: row.n):
        if until and until == (heads[-1] if heads else START):
            break
        news = [(row.ticket, row.line) for row in lines]
        heads.append(_follows(heads[-1] if heads else START, news))
        known.update(news)
    return heads, known


def _keep(unit: SqlUnit, n: int, head: str, news: Iterable[tuple[int, str]]) -> None:
    rows = [{"desk": unit.desk, "n": n, "ticket": ticket, "line": line} for ticket, line in news]
    unit.connection.execute(insert(db.kept_heads).values(desk=unit.desk, n=n, head=head))
    unit.connection.execute(insert(db.kept_head_lines), rows)


def _follows(before: str, news: Iterable[tuple[int, str]]) -> str:
    return sha256(json.dumps([before, *news], separators=(",", ":")).encode()).hexdigest()


def _packed(line: Line) -> str:
    return json.dumps(line, separators=(",", ":"))


# ── What there is ──────────────────────────────────────────────────────────────────────


def _looked_at(unit: SqlUnit, kept: Mapping[int, Line]) -> Iterator[tuple[int, Line, list[Problem]]]:
    """Compare each ticket's line with the kept one: it must be the same, or continue it."""
    rows = merge(*(_rows(unit, table) for table in FACTS), key=itemgetter(0))
    for ticket, its in groupby(rows, itemgetter(0)):
        before = kept.get(ticket, {})
        line, reasons = _line(its, before)
        yield ticket, line, [Problem(f"ticket #{ticket}", reason) for reason in reasons]


def _rows(unit: SqlUnit, table: Table) -> Iterator[tuple[int, Table, bytes]]:
    """A table's rows as digests of what stays, by ticket and in their order."""
    names = FACTS[table]
    columns = [table.c[name] for name in names]
    number = table.c["number" if table is db.tickets else "ticket"]
    asked = select(number.label("of_ticket"), *columns).where(in_desk(table))
    for row in streamed(unit, asked.order_by(*list(table.primary_key)[1:])):
        yield row.of_ticket, table, row_digest(b"", table, dict(zip(names, row[1:], strict=True)))


def _line(rows: Iterable[tuple[int, Table, bytes]], before: Line) -> tuple[Line, list[str]]:
    """A ticket's line now, and what of the kept line it doesn't continue."""
    line, reasons = Line(), list[str]()
    for table, its in groupby(rows, itemgetter(1)):
        digests = [digest for _ticket, _table, digest in its]
        if table is db.promises:
            line[table.name] = sorted(digest.hex()[:PROMISE_DIGITS] for digest in digests)
        else:
            line[table.name] = [len(digests), _summed(digests)]
            count, digest = before.get(table.name, [0, ""])
            if 0 < count <= len(digests) and digest != _summed(digests[:count]):
                reasons.append(f"its {table.name} aren't what they were at that head")
    for name, (count, _digest) in ((name, what) for name, what in before.items() if name != db.promises.name):
        if count > line.get(name, [0])[0]:
            reasons.append(f"of its {name}, {count - line.get(name, [0])[0]} are missing since that head")
    if not set(before.get(db.promises.name, ())) <= set(line.get(db.promises.name, ())):
        reasons.append("a promise isn't what it was at that head")
    return line, reasons


def _summed(digests: Iterable[bytes]) -> str:
    total = sha256()
    for digest in digests:
        total.update(digest)
    return total.hexdigest()[:DIGITS]
