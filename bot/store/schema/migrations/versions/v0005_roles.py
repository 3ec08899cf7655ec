"""Staff who are on the desk by a role of their platform's: it is asked at every use, their row alone opens nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Those known so far were added by name."""
    op.add_column("staff_identities", sa.Column("by_role", sa.Boolean(), server_default=sa.false(), nullable=False))
