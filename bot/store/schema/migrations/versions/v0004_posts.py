"""What was posted where, to be edited or written under; rooms with cards; files that are still to be copied."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """Add what updates in place need."""
    words = ("desk", "platform", "tenant", "channel", "key", "receipt")
    op.create_table(
        "posts",
        *(sa.Column(name, sa.Text(), nullable=False) for name in words),
        sa.Column("outbox", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "channel", "key", name=op.f("posts_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("posts_receipt", "posts", ["desk", "platform", "tenant", "channel", "receipt"])
    _files_due()
    op.add_column("rooms", sa.Column("cards", sa.Boolean(), server_default=sa.false(), nullable=False))


def _files_due() -> None:
    op.create_table(
        "files_due",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("desk", "platform", "tenant", "id", "user_id")),
        sa.Column("conversation", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("media", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False) for name in ("bytes", "at")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "url")),
        sa.ForeignKeyConstraint(
            ["desk", "conversation"],
            ["conversations.desk", "conversations.id"],
            name=op.f("files_due_conversations_fkey"),
        ),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "id", name=op.f("files_due_pkey")),
    )
    op.create_index("files_due_conversation", "files_due", ["desk", "conversation"])
