"""The schema's versions: brought up to date at start, by whichever process comes first."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from bot.core.text.errors import DatabaseOutdated
from bot.store.sqlite.file import SqliteFile, driver

HEAD = "0034"
"""The newest migration; asked for by a plain SELECT, since importing Alembic takes 0.2 s."""
SCRIPTS = Path(__file__).parent / "schema" / "migrations"
PATIENCE = 24
"""So many times longer than for a turn's lock a process waits for the one that upgrades the file: two minutes."""
ADVISORY_LOCK = 0x66726F6E74646F6F
"""The lock that PostgreSQL keeps for whoever migrates: "frontdoo" in bytes; held until the transaction ends."""


def version(connection: Connection) -> str | None:
    """The schema's version, or ``None`` for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def upgrade(file: SqliteFile) -> None:
    """Bring the schema up to date, once, however many processes start together.

    Raises DatabaseOutdated when it is newer than this program.
    """
    if file.looked_at(version) == HEAD:
        return
    engine = file.writers()
    with engine.connect() as connection:
        file.lock(driver(connection), times=PATIENCE)
        if (found := version(connection)) != HEAD:
            _migrate(connection, found)
        connection.commit()
    engine.dispose()


def upgrade_shared(engine: Engine) -> None:
    """The same for a PostgreSQL database: all of it in one transaction, under an advisory lock."""
    with engine.connect() as connection:
        if version(connection) == HEAD:
            return
        connection.execute(text("SET LOCAL lock_timeout = 0"))  # whoever migrates may take its time
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        if (found := version(connection)) != HEAD:
            _migrate(connection, found)
        connection.commit()


def _migrate(connection: Connection, found: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseOutdated(found, HEAD)
    command.upgrade(config, HEAD)
