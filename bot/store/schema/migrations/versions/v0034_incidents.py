"""Incidents: one fault that several tickets report, and who was told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """There is none yet."""
    op.add_column("tickets", sa.Column("incident", sa.BigInteger(), server_default="0", nullable=False))
    _part("tickets_incident", "tickets", "incident <> 0", "incident", "number")
    op.create_table(
        "incidents",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("said", sa.BigInteger(), nullable=False, autoincrement=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("said_at", "ended_at")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("words", "news")),
        sa.PrimaryKeyConstraint("desk", "number", name=op.f("incidents_pkey")),
    )
    _part("incidents_going_on", "incidents", "state IN ('proposed', 'open')", "number")
    op.create_table(
        "incident_told",
        sa.Column("desk", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False)
            for name in ("conversation", "incident", "ticket", "said")
        ),
        sa.PrimaryKeyConstraint("desk", "conversation", "incident", "ticket", name=op.f("incident_told_pkey")),
        sa.ForeignKeyConstraint(
            ["desk", "incident"], ["incidents.desk", "incidents.number"], name=op.f("incident_told_incidents_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["desk", "conversation"],
            ["conversations.desk", "conversations.id"],
            name=op.f("incident_told_conversations_fkey"),
        ),
        sqlite_with_rowid=False,
    )
    _part("incident_told_without", "incident_told", "ticket = 0", "incident", "said", "conversation")


def _part(name: str, table: str, where: str, *columns: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, ["desk", *columns], sqlite_where=condition, postgresql_where=condition)
