"""Where clients are called: their phone number, kept with the account."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Nobody's number is known yet."""
    op.add_column("accounts", sa.Column("phone", sa.Text(), server_default="", nullable=False))
