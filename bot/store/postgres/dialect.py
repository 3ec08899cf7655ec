"""How readers ask: PostgreSQL refuses row locks in a transaction that only reads."""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg


class WithoutLocks(PGCompiler_psycopg):
    """Leaves ``FOR UPDATE`` out: a snapshot needs no locks."""

    def for_update_clause(self, select: Select[Any], **_rest: Any) -> str:
        """Nothing."""
        return ""
