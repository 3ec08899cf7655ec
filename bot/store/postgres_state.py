"""What a PostgreSQL server is like, found out without making or changing anything."""

from dataclasses import dataclass

from sqlalchemy import URL, text

from bot.store import migrate
from bot.store.postgres import PostgresServer
from bot.store.postgres_failures import meaning
from bot.store.postgres_store import FAILURES

OLDEST = 14
"""The oldest release that its makers still mended when this was written."""
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
"""Settings without which a commit that was reported may be lost."""


@dataclass(frozen=True, slots=True)
class ServerState:
    """A server as it was found."""

    version: str
    schema: str | None
    risky: tuple[str, ...]
    """Settings by which a reported commit may be lost."""
    read_only: bool
    """A standby, or set to take nothing."""

    @property
    def too_old(self) -> bool:
        """Whether its makers no longer mend it."""
        return int(self.version.partition(".")[0]) < OLDEST


def state_of(url: URL, busy_ms: int = 2000) -> ServerState:
    """Look at a server. Raises NotSaved when it can't be reached."""
    engine = PostgresServer(url, busy_ms).writers()
    try:
        with engine.connect() as connection:
            said = {
                name: str(connection.execute(text(f"SHOW {name}")).scalar_one())
                for name in (*DURABLE, "server_version", "transaction_read_only")
            }
            schema = migrate.version(connection)
    except FAILURES as error:
        raise meaning(error) from None
    finally:
        engine.dispose()
    risky = tuple(f"{name} is off" for name in DURABLE if said[name] == "off")
    return ServerState(said["server_version"].split()[0], schema, risky, said["transaction_read_only"] == "on")
