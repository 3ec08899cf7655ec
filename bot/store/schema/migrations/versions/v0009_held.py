"""A confirmed call holds its time beside the one that staff suggest; what a staff command was answered, for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

PROPOSED = "proposed_starts_at IS NOT NULL"


def upgrade() -> None:
    """No call has a second time yet, and no answer is kept."""
    for name in ("proposed_starts_at", "proposed_ends_at", "proposed_until"):
        op.add_column("appointments", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("appointments", sa.Column("proposed_line", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column(
        "appointments", sa.Column("proposed_exception", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    for name in ("proposed_by", "proposed_reason"):
        op.add_column("appointments", sa.Column(name, sa.Text(), server_default="", nullable=False))
    where = sa.text(PROPOSED)
    columns = ["desk", "proposed_starts_at"]
    op.create_index("appointments_proposed", "appointments", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "answers",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("desk", "platform", "tenant", "key")),
        sa.Column("at", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "key", name=op.f("answers_pkey")),
    )
    op.create_index("answers_at", "answers", ["desk", "at"])
