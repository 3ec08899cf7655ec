"""Blocked clients, words that wait, where each of the staff reads times; solved tickets by index."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

WRITER = ("by_platform", "by_tenant", "by_user")


def upgrade() -> None:
    """Nobody is blocked, nothing waits, and everybody reads times in the desk's zone."""
    op.add_column("staff", sa.Column("zone", sa.Text(), server_default="", nullable=False))
    op.add_column("inbox", sa.Column("counted_at", sa.BigInteger(), nullable=True))
    for name in ("blocked_until", "blocked_at"):
        op.add_column("accounts", sa.Column(name, sa.BigInteger(), nullable=True))
    for name in ("blocked_by", "blocked_reason"):
        op.add_column("accounts", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("accounts", sa.Column("blocked_told", sa.Boolean(), server_default=sa.false(), nullable=False))
    where = sa.text("blocked_until IS NOT NULL")
    op.create_index(
        "accounts_blocked", "accounts", ["desk", "blocked_until"], sqlite_where=where, postgresql_where=where
    )
    solved = sa.text("state = 'solved'")
    op.create_index("tickets_solved", "tickets", ["desk", "closed_at"], sqlite_where=solved, postgresql_where=solved)
    op.create_table(
        "held_words",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("platform", "tenant", "event")),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False) for name in WRITER),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "id", name=op.f("held_words_pkey")),
    )
    op.create_index("held_words_due", "held_words", ["desk", "due_at", "id"])
    op.create_index("held_words_by", "held_words", ["desk", *WRITER, "id"])
    op.create_index("held_words_event", "held_words", ["desk", "platform", "tenant", "event"])
