"""Promise 14: everything is on the record, a changed byte is found, and an erased person is nowhere."""

import contextlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from bot.core.model.people import Role
from bot.core.model.record import EntryKind
from bot.core.text.errors import FrontDoorError
from bot.store.admin import check, operations
from bot.store.schema.tables import record
from bot.store.sql_store import SqlStore
from bot.store.transaction.unit_of_work import SqlUnit
from tests.dialogue import Agent, Client, House
from tests.proof.stored import haystack, rows

# ── Everything is there ────────────────────────────────────────────────────────────────

ACTS: tuple[tuple[str, str], ...] = (
    ("client", "add to #1001: {word}"),
    ("client", "add to #1001: {word}"),
    ("staff", "reply 1001 {word}"),
    ("staff", "ask 1001 {word}"),
    ("staff", "note 1001 {word}"),
    ("staff", "urgency 1001 high {word}"),
    ("staff", "urgency 1001 normal {word}"),
    ("staff", "move 1001 to 1 {word}"),
    ("staff", "release 1001 {word}"),
    ("staff", "resolve 1001 {word}"),
    ("staff", "reopen 1001 {word}"),
    ("staff", "claim 1001"),
    ("staff", "verify 1001 {word}"),
)


def complete(house: House, count: int, seed: int = 14) -> tuple[str, list[str]]:
    """Let both sides act so often; whatever of it isn't in the inbox, on the record and in the outbox."""
    dice, ana, sam = random.Random(seed), house.client(), house.agent(role=Role.LEAD)
    ana.files()
    house.client("bo").files("Something else", name="Bo")
    wrong, acted = list[str](), 0
    for n in range(count):
        side, pattern = dice.choice(ACTS)
        line, before = pattern.format(word=f"word-{n:06}"), _state(house)
        if side == "client":
            ana.says(line)
        else:
            sam.types(line)
        house.clock.forward(seconds=dice.randrange(1, 600))
        if _state(house)[:-1] != before[:-1]:
            acted += 1
            wrong += _missing(house, side, line, f"word-{n:06}" if "{word}" in pattern else "", before[-1])
    wrong += [f"{line!r} isn't in the inbox" for line in _unseen(house, count, ACTS, seed)]
    wrong += _unsent(house, ana)
    return f"{count:,} acts of both sides, {acted:,} of which changed the ticket, {len(wrong)} missing", wrong


def _state(house: House) -> tuple[Any, ...]:
    """What an act may change; the length of the record last."""
    with house.store.read() as unit:
        ticket = unit.ticket(1001)
        return ticket, len(unit.moves(1001)), unit.record_length(1001)


def _missing(house: House, side: str, line: str, word: str, before: int) -> Iterator[str]:
    """An act that changed the ticket stands on its record, by whom it was, with its words."""
    new = house.record(1001)[before:]
    verified = line.startswith("verify")  # changes the account, not the ticket
    if not any(word in (entry.text or "") and entry.author.value == side for entry in new) and not verified:
        yield f"{line!r} isn't on the record"


def _unseen(house: House, count: int, acts: Sequence[tuple[str, str]], seed: int) -> Iterator[str]:
    """Lines that were typed and aren't in the inbox: every one is, whatever came of it."""
    dice, there = random.Random(seed), {value for name, row in rows(house.store) if name == "inbox" for value in row}
    for n in range(count):
        _side, pattern = dice.choice(acts)
        line = pattern.format(word=f"word-{n:06}")
        dice.randrange(1, 600)
        if line not in there:
            yield line


def _unsent(house: House, ana: Client) -> Iterator[str]:
    """What staff said to the client and never went out."""
    payloads = "\n".join(str(value) for name, row in rows(house.store) if name == "outbox" for value in row)
    for entry in house.record(1001):
        if entry.kind in {EntryKind.REPLY, EntryKind.ASK} and entry.text and entry.text not in payloads:
            yield f"entry {entry.seq} never went out"


# ── A changed byte is found ────────────────────────────────────────────────────────────


class _Undone(Exception):
    """Takes a change back."""


def flipped(store: SqlStore, every: int = 1) -> tuple[str, list[str]]:
    """Change each byte (or every so-manieth) of every entry, one at a time; those that ``db check`` doesn't see."""
    whole = [row for name, row in rows(store) if name == "record"]
    assert not operations.check(store)
    columns = [column.name for column in record.columns]
    tried, missed = 0, list[str]()
    for row in whole:
        entry = dict(zip(columns, row, strict=True))
        for column in columns:
            for place, changed in enumerate(_changed(column, entry[column])):
                if (tried + place) % every == 0:
                    missed += _tampered(store, entry, column, changed)
            tried += max(len(list(_changed(column, entry[column]))), 0)
    return f"{tried // every:,} bytes of {len(whole)} entries changed, {len(missed)} not found", missed


def _changed(column: str, value: Any) -> Iterator[Any]:
    """A value with each of its bytes changed."""
    match value:
        case str():
            for at, sign in enumerate(value):
                yield value[:at] + chr(ord(sign) ^ 1) + value[at + 1 :]
        case bytes():
            for at in range(len(value)):
                yield value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
        case int():
            for byte in range(7):
                yield value ^ (1 << (8 * byte))
        case None:
            return
        case _:  # a moment: stored as microseconds
            for byte in range(7):
                yield _Micros(1 << (8 * byte))


@dataclass(frozen=True, slots=True)
class _Micros:
    bit: int


def _tampered(store: SqlStore, entry: dict[str, Any], column: str, changed: Any) -> Iterator[str]:
    """Change it behind the product's back, look, and take it back."""
    found: list[bool] = []

    def work(unit: SqlUnit) -> None:
        if not unit.locks_rows:
            unit.connection.execute(sql("PRAGMA defer_foreign_keys=ON"))
        how = f"{column} = :new"
        new = {"new": changed}
        if isinstance(changed, _Micros):
            how, new = f"{column} = ({column} | {changed.bit}) - ({column} & {changed.bit})", {}
        where = {"ticket": entry["ticket"], "seq": entry["seq"]}
        done = unit.connection.execute(
            sql(f"UPDATE record SET {how} WHERE ticket = :ticket AND seq = :seq"),  # noqa: S608 (our columns)
            {**new, **where},
        )
        assert done.rowcount == 1
        found.append(any(True for _problem in (*check.verify(unit), *_references(unit))))
        raise _Undone

    with contextlib.suppress(_Undone, DBAPIError, psycopg.Error, FrontDoorError):
        store.write(work).result()
    refused = not found and any(key.name == column for key in record.primary_key)  # by a key is found, too
    if not refused and found != [True]:
        yield f"entry {entry['seq']} of #{entry['ticket']}: {column}"


def _references(unit: SqlUnit) -> Iterator[object]:
    """An entry that refers to nothing: a server refuses it at once, a file is asked."""
    if not unit.locks_rows:
        yield from unit.connection.execute(sql("PRAGMA foreign_key_check(record)"))


# ── An erased person is nowhere ────────────────────────────────────────────────────────

Life = Callable[[Client, Agent, str, int], None]

LIVES: tuple[Life, ...] = (
    lambda me, _sam, mark, _n: me.says(f"my mail is gone, says {mark}"),
    lambda me, _sam, mark, _n: me.says(f"printer of {mark} is on fire"),
    lambda me, _sam, _mark, _n: me.says("status"),
    lambda me, _sam, mark, n: me.says(f"add to #{n}: {mark} sees a blank page"),
    lambda me, _sam, _mark, n: me.says(f"show #{n}"),
    lambda me, _sam, _mark, _n: me.says("link"),
    lambda _me, sam, mark, n: sam.types(f"reply {n} Dear {mark}, try again"),
    lambda _me, sam, mark, n: sam.types(f"note {n} {mark} is impatient"),
    lambda _me, sam, mark, n: sam.types(f"ask {n} Which device, {mark}?"),
    lambda _me, sam, mark, n: sam.types(f"urgency {n} high because {mark} cried"),
    lambda _me, sam, mark, n: sam.types(f"move {n} to 1 {mark} is a friend"),
    lambda _me, sam, mark, n: sam.types(f"verify {n} {mark}"),
    lambda _me, sam, mark, n: sam.types(f"notice {n} helpdesk {mark}press"),
    lambda _me, sam, _mark, n: sam.types(f"claim {n}"),
    lambda _me, sam, mark, n: sam.types(f"release {n} {mark} was rude"),
    lambda _me, sam, mark, n: sam.types(f"resolve {n} {mark} found it"),
    lambda me, _sam, mark, n: me.edits(f"printer of {mark} is on fire", f"it is {mark}s"),
)


def lived(house: House, people: int, acts: int, seed: int = 7) -> dict[str, int]:
    """People with a past, each with a mark in all their words; their accounts."""
    dice, sam = random.Random(seed), house.agent(role=Role.LEAD)
    accounts = {}
    for n in range(people):
        mark = f"zq{n:04}mark"
        me = house.client(mark)
        number = me.files(f"Mails of {mark}", name=f"{mark} Smith").number
        for act in dice.choices(LIVES, k=acts):
            act(me, sam, mark, number)
            house.clock.forward(seconds=dice.randrange(1, 900))
        ticket = next(ticket for ticket in me.tickets if ticket.number == number)
        accounts[mark] = ticket.account
    sam.deliver()
    return accounts


def erased(house: House, people: int, acts: int) -> tuple[str, list[str]]:
    """Export everybody, erase every second one; what is wrong with exports, or left of the erased."""
    store = store_of(house)
    accounts = lived(house, people, acts)
    wrong = []
    for mark, account in accounts.items():
        export = json.dumps(operations.export(store, account))
        wrong += [f"{mark}'s export holds {other}" for other in accounts if other != mark and other in export]
        wrong += [f"{mark}'s export lacks their words"] if export.count(mark) < 5 else []
    gone = list(accounts)[::2]
    for mark in gone:
        if operations.erase(store, accounts[mark], house.clock.now())["log left"]:
            wrong.append(f"the log keeps {mark}")
    left = haystack(store)
    wrong += [f"{left.count(mark.encode())} traces of {mark}" for mark in gone if mark.encode() in left]
    wrong += [f"{mark} is gone, too" for mark in accounts if mark not in gone and mark.encode() not in left]
    wrong += [str(problem) for problem in operations.check(store)]
    return f"{people} people with {acts} acts each, {len(gone)} erased: {len(wrong)} traces", wrong


def store_of(house: House) -> SqlStore:
    """The database under a house."""
    assert isinstance(house.store, SqlStore)
    return house.store
