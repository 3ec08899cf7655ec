"""A link code belongs to who asked for it: no account stands with it, as none has since version 0007."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0019"

KEPT = (
    "desk", "digest", "platform", "tenant", "user_id", "expires_at", "id", "conversation",
    "by_platform", "by_tenant", "by_user",
)  # fmt: skip


def upgrade() -> None:
    """Drop the column. Codes on their way stay good: SQLite, which can't drop one with a key, gets the table anew."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("link_codes", "account")  # its index and its key go with it
        return
    for name in ("link_codes_account", "link_codes_identity", "link_codes_id"):
        op.drop_index(name, "link_codes")
    op.rename_table("link_codes", "link_codes_before")
    op.create_table(
        "link_codes",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("desk", "digest", "platform", "tenant", "user_id")),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False) for name in KEPT[-3:]),
        sa.PrimaryKeyConstraint("desk", "digest", name=op.f("link_codes_pkey")),
        sqlite_with_rowid=False,
    )
    kept = ", ".join(KEPT)
    op.execute(f"INSERT INTO link_codes ({kept}) SELECT {kept} FROM link_codes_before")  # noqa: S608
    op.drop_table("link_codes_before")
    op.create_index("link_codes_identity", "link_codes", ["desk", "platform", "tenant", "user_id"])
    op.create_index("link_codes_id", "link_codes", ["desk", "id"])
