"""The phone and the bill: appointments, what was agreed, work; a card on file; answered tickets by time."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ACTIVE = "state IN ('requested', 'offered', 'confirmed')"
ANSWERED = "answered_at IS NOT NULL"
TICKET = ["tickets.desk", "tickets.number"]


def upgrade() -> None:
    """Add what the last rung needs."""
    op.add_column("accounts", sa.Column("card", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("promises_shown", "promises", ["desk", "shown_at"])
    _part("tickets_answered", "tickets", ["desk", "answered_at"], ANSWERED)
    _appointments()
    _agreements()
    op.create_table(
        "works",
        *(_text("desk"), _number("ticket"), _number("n"), _text("kind"), _text("channel"), _number("minutes")),
        *(_number("corrects"), _number("at"), _text("by_name"), _text("note")),
        sa.ForeignKeyConstraint(["desk", "ticket"], TICKET, name=op.f("works_tickets_fkey")),
        sa.PrimaryKeyConstraint("desk", "ticket", "n", name=op.f("works_pkey")),
    )


def _appointments() -> None:
    op.create_table(
        "appointments",
        *(_text("desk"), _number("ticket"), _number("n"), _text("state")),
        *(_number("starts_at"), _number("ends_at"), _number("since"), _number("expires_at", nullable=True)),
        sa.Column("exception", sa.Boolean(), nullable=False),
        *(_text("by_name"), _number("files"), _number("version"), _number("line"), _text("reason"), _text("outcome")),
        sa.ForeignKeyConstraint(["desk", "ticket"], TICKET, name=op.f("appointments_tickets_fkey")),
        sa.PrimaryKeyConstraint("desk", "ticket", "n", name=op.f("appointments_pkey")),
    )
    _part("appointments_active", "appointments", ["desk", "starts_at"], ACTIVE)
    op.create_table(
        "call_quanta",
        *(_text("desk"), _number("quantum"), _number("line"), _number("ticket"), _number("n")),
        sa.ForeignKeyConstraint(
            ["desk", "ticket", "n"],
            ["appointments.desk", "appointments.ticket", "appointments.n"],
            name=op.f("call_quanta_appointments_fkey"),
        ),
        sa.PrimaryKeyConstraint("desk", "quantum", "line", name=op.f("call_quanta_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("call_quanta_of", "call_quanta", ["desk", "ticket", "n"])


def _agreements() -> None:
    op.create_table(
        "agreements",
        *(_text("desk"), _number("ticket"), _number("n"), _text("decision"), _text("channel")),
        *(_text("per_hour"), _text("currency"), _number("cap_minutes")),
        sa.Column("version", sa.Date(), nullable=False),
        *(_number("at"), _text("by_name"), _number("account")),
        *(_text(name, server_default="") for name in ("by_platform", "by_tenant", "by_user")),
        *(_text("software"), _text("words")),
        sa.ForeignKeyConstraint(["desk", "ticket"], TICKET, name=op.f("agreements_tickets_fkey")),
        sa.ForeignKeyConstraint(
            ["desk", "account"], ["accounts.desk", "accounts.id"], name=op.f("agreements_accounts_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "ticket", "n", name=op.f("agreements_pkey")),
    )
    op.create_index("agreements_account", "agreements", ["desk", "account"])


def _part(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _text(name: str, **more: Any) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False, **more)


def _number(name: str, *, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), nullable=nullable, autoincrement=False)
