"""Each file of a message under its own name; seals over what there is, and the heads that ``db check`` prints.

Until now a file's key left its name out: of two files of a message with the same content one wasn't listed. What the
record says was kept is listed again. Seals are made of the rows as they are found: what was changed before isn't seen.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.schema.seals import DIGEST_BYTES, LANE, keyed, new_key

revision = "0008"
down_revision = "0007"

KEPT = re.compile(r"file \[(.*)\] kept: SHA-256 ([0-9a-f]{64})", re.DOTALL)
SEALED = {
    "record": ("words", "salt"), "record_attachments": (), "queue_moves": (), "promises": (),
    "appointments": ("line",), "agreements": (), "works": (), "audit": (), "erasures": (),
}  # fmt: skip
"""Summed tables, and the columns that their digests leave out."""
ROWS_AT_ONCE = 1000


def upgrade() -> None:
    """Rename nothing, drop nothing: rows are only added."""
    _files()
    _tables()
    _list_lost_files()
    erased = "SELECT desk, ticket, seq FROM record WHERE words IS NULL AND salt IS NULL"
    op.execute(f"INSERT INTO erasures (desk, ticket, seq) {erased}")
    desks = op.get_bind().execute(sa.text("SELECT desk FROM tickets UNION SELECT desk FROM audit ORDER BY 1")).scalars()
    for desk in desks.all():
        _seal(desk)


def _files() -> None:
    """The same table with the name in its key."""
    bind, words = op.get_bind(), ("desk", "digest", "name", "media")
    if bind.dialect.name == "postgresql":
        key = ["desk", "ticket", "seq", "digest", "name"]
        op.drop_constraint("record_attachments_pkey", "record_attachments", type_="primary")
        op.create_primary_key("record_attachments_pkey", "record_attachments", key)
        return
    op.drop_index("record_attachments_digest", "record_attachments")
    op.rename_table("record_attachments", "record_attachments_before")
    op.create_table(
        "record_attachments",
        *(sa.Column(name, sa.BigInteger() if name not in words else sa.Text(), nullable=False, autoincrement=False)
          for name in ("desk", "ticket", "seq", "digest", "name", "media")),
        sa.ForeignKeyConstraint(["desk", "ticket", "seq"], ["record.desk", "record.ticket", "record.seq"],
                                name=op.f("record_attachments_record_fkey")),
        sa.ForeignKeyConstraint(["desk", "digest"], ["attachments.desk", "attachments.digest"],
                                name=op.f("record_attachments_attachments_fkey")),
        sa.PrimaryKeyConstraint("desk", "ticket", "seq", "digest", "name", name=op.f("record_attachments_pkey")),
        sqlite_with_rowid=False,
    )  # fmt: skip
    there = "desk, ticket, seq, digest, name, media"
    op.execute(f"INSERT INTO record_attachments ({there}) SELECT {there} FROM record_attachments_before")  # noqa: S608
    op.drop_table("record_attachments_before")
    op.create_index("record_attachments_digest", "record_attachments", ["desk", "digest"])


def _tables() -> None:
    op.create_table(
        "erasures",
        *(_text("desk"), _number("ticket"), _number("seq")),
        sa.ForeignKeyConstraint(
            ["desk", "ticket", "seq"], ["record.desk", "record.ticket", "record.seq"], name=op.f("erasures_record_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "ticket", "seq", name=op.f("erasures_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seal_keys",
        *(_text("desk"), sa.Column("key", sa.LargeBinary(), nullable=False)),
        sa.PrimaryKeyConstraint("desk", name=op.f("seal_keys_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seals",
        *(_text("desk"), _number("ticket"), _number("entries"), _number("rows"), _number("low"), _number("high")),
        _text("state"),
        sa.PrimaryKeyConstraint("desk", "ticket", name=op.f("seals_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_heads",
        *(_text("desk"), _number("n"), _text("head")),
        sa.PrimaryKeyConstraint("desk", "n", name=op.f("kept_heads_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_head_lines",
        *(_text("desk"), _number("n"), _number("ticket"), _text("line")),
        sa.ForeignKeyConstraint(
            ["desk", "n"], ["kept_heads.desk", "kept_heads.n"], name=op.f("kept_head_lines_kept_heads_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "n", "ticket", name=op.f("kept_head_lines_pkey")),
    )


def _list_lost_files() -> None:
    """Files that the record says were kept and that aren't listed: their content is, under another's name."""
    bind = op.get_bind()
    asked = "SELECT desk, ticket, seq, words FROM record WHERE author = 'bot' AND words LIKE 'file [%] kept: SHA-256 %'"
    listed = sa.text("SELECT seq, name, media FROM record_attachments WHERE desk = :desk AND ticket = :ticket AND digest = :digest")  # fmt: skip # noqa: E501
    add = sa.text("INSERT INTO record_attachments (desk, ticket, seq, digest, name, media) VALUES (:desk, :ticket, :seq, :digest, :name, :media)")  # fmt: skip # noqa: E501
    for desk, ticket, seq, words in bind.execute(sa.text(asked + " ORDER BY desk, ticket, seq")).all():
        if (found := KEPT.fullmatch(words)) is None:
            continue
        name, digest = found.groups()
        same = bind.execute(listed, {"desk": desk, "ticket": ticket, "digest": digest}).all()
        before = [row for row in same if row.seq < seq]
        if before and name not in {row.name for row in same}:
            nearest = max(before, key=lambda row: row.seq)
            where = {"desk": desk, "ticket": ticket, "seq": nearest.seq, "digest": digest}
            bind.execute(add, {**where, "name": name, "media": nearest.media})


# ── Seals over what there is ───────────────────────────────────────────────────────────


def _seal(desk: str) -> None:
    bind, key = op.get_bind(), new_key()
    bind.execute(sa.text("INSERT INTO seal_keys (desk, key) VALUES (:desk, :key)"), {"desk": desk, "key": key})
    sums: dict[int, list[int]] = {}
    states: dict[int, str] = {}
    for row, digest in _digests(desk, key, "tickets", ()):
        states[row["number"]] = digest.hex()
    for table, left_out in SEALED.items():
        for ticket, rows in groupby(_digests(desk, key, table, left_out), lambda each: each[0]["ticket"] or 0):
            _count(sums.setdefault(ticket, [0, 0, 0, 0]), map(itemgetter(1), rows), table == "record")
    add = sa.text(
        "INSERT INTO seals (desk, ticket, entries, rows, low, high, state)"
        " VALUES (:desk, :ticket, :entries, :rows, :low, :high, :state)"
    )
    for ticket in sums.keys() | states.keys():
        names = dict(zip(("entries", "rows", "low", "high"), sums.get(ticket, (0, 0, 0, 0)), strict=True))
        bind.execute(add, {"desk": desk, "ticket": ticket, **names, "state": states.get(ticket, "")})


def _count(sums: list[int], digests: Iterable[bytes], entries: bool) -> None:
    for digest in digests:
        sums[0] += entries
        sums[1] += 1
        sums[2] = (sums[2] + int.from_bytes(digest[: DIGEST_BYTES // 2])) & LANE
        sums[3] = (sums[3] + int.from_bytes(digest[DIGEST_BYTES // 2 :])) & LANE


def _digests(desk: str, key: bytes, table: str, left_out: tuple[str, ...]) -> Iterable[tuple[dict[Any, Any], bytes]]:
    """Rows by ticket with their digests, of the columns that the table has by now."""
    bind = op.get_bind()
    columns = {column["name"]: column["nullable"] for column in sa.inspect(bind).get_columns(table)}
    names = sorted(columns.keys() - {"desk", *left_out})
    order = "number" if table == "tickets" else "ticket"
    sql = f"SELECT {', '.join(names)} FROM {table} WHERE desk = :desk ORDER BY {order}"  # noqa: S608 (our own names)
    found = bind.execute(sa.text(sql), {"desk": desk}, execution_options={"yield_per": ROWS_AT_ONCE})
    for row in found.mappings():
        plain = ((name, _plain(row[name])) for name in names)
        said = [(name, value) for name, value in plain if value is not None and (columns[name] or value not in {"", 0})]
        yield dict(row), keyed(key, table, said)


def _plain(value: Any) -> Any:
    match value:
        case bool():
            return int(value)
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return value


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False)
