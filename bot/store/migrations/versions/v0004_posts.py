"""What was posted where: the platform's id of a message that is to be edited or written under; rooms with cards."""

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
    op.add_column("rooms", sa.Column("cards", sa.Boolean(), server_default=sa.false(), nullable=False))
