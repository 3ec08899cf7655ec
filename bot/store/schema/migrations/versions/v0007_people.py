"""What an erased person's messages leave, secrets of the desk, and links that are asked about before they are made."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add tables and columns. Link codes on their way are void: they were made without the desk's secret."""
    op.create_table(
        "settings",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("desk", "key", "value")),
        sa.PrimaryKeyConstraint("desk", "key", name=op.f("settings_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "read_marks",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("desk", "platform", "tenant", "place")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "place", name=op.f("read_marks_pkey")),
        sqlite_with_rowid=False,
    )
    op.add_column("identities", sa.Column("linked_at", sa.BigInteger(), nullable=True))
    op.add_column("identities", sa.Column("conversation", sa.BigInteger(), nullable=True))
    op.drop_index("identities_account", "identities")
    op.create_index("identities_account", "identities", ["desk", "account", "linked_at", "conversation"])
    op.execute("DELETE FROM link_codes")
    op.add_column("link_codes", sa.Column("id", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("link_codes", sa.Column("conversation", sa.BigInteger(), nullable=True))
    for name in ("by_platform", "by_tenant", "by_user"):
        op.add_column("link_codes", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_index("link_codes_id", "link_codes", ["desk", "id"])
