"""Tickets have tags."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

TAGGED = "tags <> ''"


def upgrade() -> None:
    """No ticket has any yet."""
    op.add_column("tickets", sa.Column("tags", sa.Text(), server_default="", nullable=False))
    where = sa.text(TAGGED)
    op.create_index("tickets_tagged", "tickets", ["desk", "number", "tags"], sqlite_where=where, postgresql_where=where)
