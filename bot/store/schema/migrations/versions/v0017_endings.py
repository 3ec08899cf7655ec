"""Tickets rest until a moment; the silence of clients whose tickets are answered counts from the upgrade on."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

LIVE = "state IN ('open', 'asked', 'answered', 'resting')"
RESTING = "state = 'resting'"


def upgrade() -> None:
    """Nothing rests yet. What is answered already waits as if it were answered now: nothing is closed at once."""
    op.add_column("tickets", sa.Column("rest_until", sa.BigInteger(), nullable=True))
    for name in ("tickets_owned", "tickets_unanswered"):
        op.drop_index(name, "tickets")
    _index("tickets_owned", f"owner <> '' AND {LIVE}", "owner", "urgency", "since", "number")
    _index("tickets_unanswered", f"answered_at IS NULL AND {LIVE}", "promise_at", "number")
    _index("tickets_resting", RESTING, "rest_until", "number")
    op.execute(
        "INSERT INTO timers (desk, ticket, kind, due_at)"
        " SELECT desk, number, 'silence counts', 0 FROM tickets WHERE state = 'answered'"
    )


def _index(name: str, where: str, *columns: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "tickets", ["desk", *columns], sqlite_where=condition, postgresql_where=condition)
