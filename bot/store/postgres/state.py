"""What a PostgreSQL server is like, found out without making or changing anything."""

from dataclasses import dataclass

from sqlalchemy import URL, text

from bot.store import migrate
from bot.store.postgres.failures import meaning
from bot.store.postgres.server import PostgresServer
from bot.store.postgres.store import FAILURES

OLDEST = 14
"""The oldest release that its makers still mended when this was written."""
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
"""Settings without which a commit that was reported may be lost."""

_FOR_ITSELF = ("off", "local")
"""Values of ``synchronous_commit`` with which a commit waits for no standby."""
_STANDBYS = text("SELECT count(*) FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup'")
"""Whoever may ask for no more may count them; a copy that is being made (pg_basebackup) is none."""


@dataclass(frozen=True, slots=True)
class ServerState:
    """A server as it was found."""

    version: str
    schema: str | None
    risky: tuple[str, ...]
    """Settings by which a reported commit may be lost."""
    read_only: bool
    """A standby, or set to take nothing."""
    standbys: int = 0
    """Standbys that are connected to it."""
    confirming: str = ""
    """Which of them have to confirm a commit: ``synchronous_standby_names``; empty for none."""
    confirmed: bool = False
    """Commits of this program wait until a standby has them."""

    @property
    def too_old(self) -> bool:
        """Whether this version of PostgreSQL no longer gets fixes."""
        return int(self.version.partition(".")[0]) < OLDEST


def state_of(url: URL, busy_ms: int = 2000) -> ServerState:
    """Look at a server. Raises NotSaved when it can't be reached."""
    engine = PostgresServer(url, busy_ms).writers()
    try:
        with engine.connect() as connection:
            said = {
                name: str(connection.execute(text(f"SHOW {name}")).scalar_one())
                for name in (*DURABLE, "server_version", "transaction_read_only", "synchronous_standby_names")
            }
            standbys = int(connection.execute(_STANDBYS).scalar_one())
            schema = migrate.version(connection)
    except FAILURES as error:
        raise meaning(error) from None
    finally:
        engine.dispose()
    confirming = said["synchronous_standby_names"]
    return ServerState(
        version=said["server_version"].split()[0],
        schema=schema,
        risky=tuple(f"{name} is off" for name in DURABLE if said[name] == "off"),
        read_only=said["transaction_read_only"] == "on",
        standbys=standbys,
        confirming=confirming,
        confirmed=bool(confirming) and said["synchronous_commit"] not in _FOR_ITSELF,
    )
