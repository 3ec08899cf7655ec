"""Clients are asked how our help was, once for each ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0030"

RATED = "rating_asked_at IS NOT NULL"


def upgrade() -> None:
    """Nobody was asked yet."""
    op.add_column("tickets", sa.Column("rating_asked_at", sa.BigInteger(), nullable=True))
    op.add_column("tickets", sa.Column("rating", sa.Text(), server_default="", nullable=False))
    op.add_column("tickets", sa.Column("rated_at", sa.BigInteger(), nullable=True))
    where, columns = sa.text(RATED), ["desk", "rating_asked_at", "rating", "owner"]
    op.create_index("tickets_rated", "tickets", columns, sqlite_where=where, postgresql_where=where)
