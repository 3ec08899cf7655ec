"""Clients are asked how our help was, once for each ticket; each question is counted once, with what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0030"

RATED = "rating_asked_at IS NOT NULL"
QUESTION = "asked_at IS NOT NULL"
BY = ["by_platform", "by_tenant", "by_user"]


def upgrade() -> None:
    """Nobody was asked yet. Of questions until now it isn't known when they were asked: they aren't counted."""
    op.add_column("tickets", sa.Column("rating_asked_at", sa.BigInteger(), nullable=True))
    op.add_column("tickets", sa.Column("rating", sa.Text(), server_default="", nullable=False))
    op.add_column("tickets", sa.Column("rated_at", sa.BigInteger(), nullable=True))
    where, columns = sa.text(RATED), ["desk", "rating_asked_at", "rating", "owner"]
    op.create_index("tickets_rated", "tickets", columns, sqlite_where=where, postgresql_where=where)
    for table in ("feedback", "conversations", "guest_talks"):
        op.add_column(table, sa.Column("asked_at", sa.BigInteger(), nullable=True))
        where = sa.text(QUESTION)
        op.create_index(f"{table}_asked", table, ["desk", "asked_at"], sqlite_where=where, postgresql_where=where)
    for table in ("conversations", "guest_talks"):
        op.add_column(table, sa.Column("asked_slug", sa.Text(), server_default="", nullable=False))
    op.create_index("feedback_question", "feedback", ["desk", "conversation", "asked_at", *BY], unique=True)
