"""The ticket that each of the staff saw last; tickets that are overdue or with their client are found by index."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

UNANSWERED = "answered_at IS NULL AND state IN ('open', 'asked', 'answered')"
ASKED = "state = 'asked'"


def upgrade() -> None:
    """Nobody has seen a ticket yet."""
    op.add_column("staff_identities", sa.Column("ticket", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("staff_identities", sa.Column("shown_at", sa.BigInteger(), nullable=True))
    for name, where, column in (
        ("tickets_unanswered", sa.text(UNANSWERED), "promise_at"),
        ("tickets_asked", sa.text(ASKED), "filed_at"),
    ):
        op.create_index(name, "tickets", ["desk", column, "number"], sqlite_where=where, postgresql_where=where)
