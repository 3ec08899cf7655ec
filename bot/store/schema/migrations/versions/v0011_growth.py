"""One person's rows are found by index, however much a desk has; and whether a ticket came of what was said."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"

WRITER = ("by_platform", "by_tenant", "by_user")
INDEXES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("inbox_by", "inbox", (*WRITER, "channel", "at")),
    ("inbox_place", "inbox", ("platform", "tenant", "channel")),
    ("tickets_conversation", "tickets", ("conversation",)),
    ("outbox_conversation", "outbox", ("conversation",)),
    ("outbox_by", "outbox", (*WRITER, "conversation")),
    ("feedback_conversation", "feedback", ("conversation",)),
    ("feedback_by", "feedback", (*WRITER, "conversation")),
)
WIDER: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("guest_talks_by", "guest_talks", (*WRITER, "conversation")),
    ("participants_identity", "participants", ("platform", "tenant", "user_id", "ticket")),
)


def upgrade() -> None:
    """No row changes."""
    for name, table, columns in WIDER:
        op.drop_index(name, table)
        op.create_index(name, table, ["desk", *columns])
    for name, table, columns in INDEXES:
        op.create_index(name, table, ["desk", *columns])
    detail = sa.text("detail <> ''")
    op.create_index("audit_detail", "audit", ["desk", "id"], sqlite_where=detail, postgresql_where=detail)
