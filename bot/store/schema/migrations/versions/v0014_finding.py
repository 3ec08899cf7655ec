"""Tickets are found by their words. What is there already is indexed afterwards, a little at a time, newest first."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

TERM = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Every ticket is still to be read: a row for each, which takes a second for a million."""
    op.create_table("unindexed", *_desk(), *_numbers("ticket", "seq"), *_key("unindexed", "ticket", "seq"), **_IN_KEY)
    op.create_table(
        "terms",
        *_desk(),
        *(sa.Column(name, TERM, nullable=False) for name in ("term", "tail")),
        *_key("terms", "term"),
        **_IN_KEY,
    )
    op.create_index("terms_tail", "terms", ["desk", "tail"])
    op.create_table(
        "postings",
        *_desk(),
        *_numbers("block"),
        sa.Column("term", TERM, nullable=False),
        sa.Column("tickets", sa.LargeBinary(), nullable=False),
        *_key("postings", "block", "term"),
        **_IN_KEY,
    )
    op.create_index("tickets_state", "tickets", ["desk", "state", "number"])
    op.execute("INSERT INTO unindexed (desk, ticket, seq) SELECT desk, number, 0 FROM tickets")


_IN_KEY = {"sqlite_with_rowid": False}


def _desk() -> tuple[sa.Column[str]]:
    return (sa.Column("desk", sa.Text(), nullable=False),)


def _numbers(*names: str) -> tuple[sa.Column[int], ...]:
    return tuple(sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False) for name in names)


def _key(table: str, *columns: str) -> tuple[sa.PrimaryKeyConstraint]:
    return (sa.PrimaryKeyConstraint("desk", *columns, name=op.f(f"{table}_pkey")),)
