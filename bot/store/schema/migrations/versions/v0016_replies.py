"""Replies that are held or previewed before they are sent; and which entry of a record another one corrects."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"


def upgrade() -> None:
    """Nothing is held, and no entry corrects another, yet."""
    op.add_column("record", sa.Column("of_seq", sa.BigInteger(), server_default="0", nullable=False))
    op.create_table(
        "held_replies",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True, autoincrement=False),
        sa.Column("seen", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "ticket", "by_name", name=op.f("held_replies_pkey")),
        sa.ForeignKeyConstraint(
            ["desk", "ticket"], ["tickets.desk", "tickets.number"], name=op.f("held_replies_tickets_fkey")
        ),
    )
    op.create_index("held_replies_by", "held_replies", ["desk", "by_name", "at"])
