"""What is wrong with settings or the database is said with what to do about it, in one line; exit code 1."""

import errno
import logging
import os
import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from aiohttp import ClientConnectionError
from discord import GatewayNotFound

from bot.cli.logs import FORMAT, Visible
from bot.config import dotenv_file
from bot.core.text.errors import DatabaseFull, NotSaved
from bot.store.postgres import failures as postgres_failures
from bot.store.sqlite import failures
from bot.store.sqlite.file import Alone, SqliteFile
from tests.cli.conftest import Run
from tests.postgres import Server

URLS = {
    "postgres://x": "names one",
    "postgresql:///": "names one",
    "postgresql://kim:flamingo@host:99999/desk": "a port that can't be one",
    "postgresql://kim:flamingo@host:0/desk": "a port that can't be one",
    "postgresql://kim:flamingo@host:port/desk": "is no database's URL",
    "postgresql://kim:fla@mingo@host/desk": "%40",
    "postgresql://kim:flamingo@[::1/desk": "is no database's URL",
    "mysql://kim:flamingo@host/desk": "is no URL of a PostgreSQL database",
    "postgresql://kim:flamingo@127.0.0.1:1/desk": "start the server",
    "postgresql://kim:flamingo@nohost.invalid/desk": "correct the host",
    "postgresql://kim:fla/mingo@nohost.invalid/desk": "correct the host",
    "postgresql://kim:flamingo@127.0.0.1:1/desk?sslmode=banana": "sslmode",
    "postgresql://kim:flamingo@127.0.0.1:1/desk?colour=red": "invalid connection option",
    "postgresql://kim:flamingo@/desk?host=/nowhere": "start the server",
}


@pytest.mark.parametrize(("url", "said"), URLS.items())
def test_an_address_that_leads_nowhere_is_one_line(
    frontdoor: Run, monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", url)

    done, looked = frontdoor("queue"), frontdoor("doctor")

    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert said in done.err
    assert "FRONTDOOR_DATABASE_URL" in done.err
    assert looked.code == 1
    assert said.split()[0] in " ".join(looked.out.split())
    assert "articles" in looked.out, "doctor goes on with the rest"
    assert "language de" in looked.out
    for secret in ("flamingo", "mingo"):
        assert secret not in done.err + looked.out + looked.err


def test_the_place_is_shown_without_user_and_password(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.config import settings

    for url in ("postgresql://kim:fla/mingo@host:5433/desk", "postgresql://kim:fla?mingo@host:5433/desk"):
        monkeypatch.setenv("FRONTDOOR_DATABASE_URL", url)
        assert settings.load().where == "PostgreSQL host:5433/desk"


def refused(server: Server, frontdoor: Run, monkeypatch: pytest.MonkeyPatch, **other: Any) -> str:
    """What is said of an address that the tests' server refuses."""
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", server.admin.set(**other).render_as_string(hide_password=False))
    done = frontdoor("db", "upgrade")
    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert frontdoor("doctor").code == 1
    return done.err


def test_what_a_server_refuses_is_said(server: Server, frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    server.run("DROP ROLE IF EXISTS kim", "DROP ROLE IF EXISTS few", "CREATE ROLE kim LOGIN", "CREATE ROLE few LOGIN")
    server.run("ALTER ROLE few CONNECTION LIMIT 0")
    try:
        with server.database() as url:
            name = url.partition("?")[0].rpartition("/")[2]
            assert "correct the database's name" in refused(server, frontdoor, monkeypatch, database="nothing")
            assert "correct the user" in refused(server, frontdoor, monkeypatch, username="nobody_here", database=name)
            assert "GRANT" in refused(server, frontdoor, monkeypatch, username="kim", database=name)
            assert "end other connections" in refused(server, frontdoor, monkeypatch, username="few", database=name)
    finally:
        server.run("DROP ROLE kim", "DROP ROLE few")


@pytest.mark.parametrize(
    ("said", "to_do"),
    [
        ('FATAL:  password authentication failed for user "kim"', "correct user and password"),
        ('FATAL:  no pg_hba.conf entry for host "::1", user "kim"', "pg_hba.conf"),
        ("FATAL:  sorry, too many clients already", "max_connections"),
        ("FATAL:  the database system is starting up", "wait until"),
        ("connection timeout expired", "the network"),
        ("server closed the connection unexpectedly", "try again"),
        ("[Errno -3] Temporary failure in name resolution", "name service"),
        ("FATAL:  Datenbank gibt es nicht", "look after the server"),
    ],
)
def test_what_the_clients_library_says_is_explained(said: str, to_do: str) -> None:
    meant = postgres_failures.meaning(psycopg.OperationalError(f"connection failed: {said}\n\tmore of it"))
    assert isinstance(meant, NotSaved)
    assert said in str(meant)
    assert to_do in str(meant)
    assert "more of it" not in str(meant)


@pytest.mark.parametrize(
    ("held", "said"),
    [(b"hello", "is no database"), (b"x" * 9000, "is no database"), (None, "damaged")],
)
def test_a_garbage_file_is_named_and_doctor_goes_on(frontdoor: Run, busy: Path, held: bytes | None, said: str) -> None:
    file = busy / "frontdoor.db"
    for log in ("-wal", "-shm"):
        file.with_name(file.name + log).unlink(missing_ok=True)
    file.write_bytes(held if held is not None else file.read_bytes()[:5000] + b"\xff" * 100_000)

    done, looked = frontdoor("queue"), frontdoor("doctor")

    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    for word in (said, str(file), "frontdoor db restore"):
        assert word in done.err
    assert looked.code == 1
    assert "articles" in looked.out


def everywhere(frontdoor: Run, *said: str) -> None:
    """Whoever looks and whoever makes a desk is told so in one line; doctor says it, too, and goes on."""
    looked = frontdoor("doctor")
    assert looked.code == 1
    assert "articles" in looked.out
    told = [frontdoor(*verb.split()) for verb in ("queue", "db upgrade")]
    assert [(done.code, done.err.count("\n")) for done in told] == [(1, 1), (1, 1)], told
    for text in (*(done.err for done in told), " ".join(looked.out.split())):
        assert [each for each in said if each not in text] == []


def test_a_folder_in_the_files_place_is_named(frontdoor: Run, busy: Path) -> None:
    shutil.rmtree(busy)
    (busy / "frontdoor.db").mkdir(parents=True)
    everywhere(frontdoor, "it is a folder", "put that aside")


def test_a_file_in_the_folders_place_is_named(frontdoor: Run, busy: Path) -> None:
    shutil.rmtree(busy)
    busy.write_text("no folder")
    everywhere(frontdoor, "is no folder", "name another folder with FRONTDOOR_DATA")


def test_a_folder_that_may_not_be_entered_is_named(frontdoor: Run, busy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(self: Path) -> bool:
        if self.name == "frontdoor.db":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return False

    monkeypatch.setattr(Path, "is_file", forbidden)
    everywhere(frontdoor, "Permission denied", "let this user read and write there")


def test_a_disk_that_takes_no_writes_is_told_from_a_missing_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "desk.db"
    file.touch()
    error = sqlite3.OperationalError("unable to open database file")
    error.sqlite_errorname = "SQLITE_CANTOPEN"
    assert "let this user read and write the file" in str(failures.meaning(error, file))
    monkeypatch.setattr("os.statvfs", lambda _path: SimpleNamespace(f_flag=os.ST_RDONLY))
    assert "its disk takes no writes" in str(failures.meaning(error, file))
    error.sqlite_errorname = "SQLITE_NOTADB"
    assert "is no database" in str(failures.meaning(error, file))


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (errno.ENOSPC, DatabaseFull, "make room"),
        (errno.EROFS, NotSaved, "let this user read and write there"),
        (errno.EACCES, NotSaved, "let this user read and write there"),
        (errno.ENOTDIR, NotSaved, "another folder"),
    ],
)
def test_a_folder_that_cant_be_made_is_explained(number: int, kind: type[NotSaved], said: str) -> None:
    error = failures.no_file(OSError(number, "Not possible", "/there"), Path("/there/desk"))
    assert type(error) is kind
    assert said in str(error)
    assert "/there: Not possible" in str(error)


# ── A full disk ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> list[type]:
    """A disk without room for the index of the write-ahead log; how connections were made there."""
    made: list[type] = []
    real = sqlite3.connect

    class Full(sqlite3.Connection):
        def execute(self, sql: str, *arguments: object) -> sqlite3.Cursor:
            if sql.startswith(("SELECT 1 FROM sqlite_master", "BEGIN IMMEDIATE", "PRAGMA journal_mode=")):
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
                raise error
            return super().execute(sql, *arguments)  # type: ignore[arg-type]

    def connect(path: str, factory: type[sqlite3.Connection] = Full, **options: object) -> sqlite3.Connection:
        made.append(factory)
        return real(path, factory=factory, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    return made


@pytest.mark.parametrize("verb", ["queue", "ticket 1001", "staff list", "promises", "db upgrade"])
def test_reading_works_on_a_full_disk(frontdoor: Run, busy: Path, full: list[type], verb: str) -> None:
    done = frontdoor(*verb.split())
    assert done.code == 0, done.err
    assert Alone in full


def test_writing_on_a_full_disk_says_so_and_doctor_goes_on(frontdoor: Run, busy: Path, full: list[type]) -> None:
    done, looked = frontdoor("staff", "add", "bob"), frontdoor("doctor")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "full" in done.err
    assert "make room there" in done.err
    assert looked.code == 1
    assert " ok     staff" in looked.out


def test_a_connection_that_keeps_others_out_isnt_kept(busy: Path, full: list[type]) -> None:
    engine = SqliteFile(busy / "frontdoor.db", 10, 0).readers()
    with engine.connect() as connection:
        assert isinstance(connection.connection.dbapi_connection, Alone)
    assert engine.pool.checkedin() == 1
    with sqlite3.connect(busy / "frontdoor.db", factory=sqlite3.Connection, timeout=0) as other:
        other.execute("PRAGMA user_version = 0")  # nobody is kept out
    engine.dispose()


# ── Settings ───────────────────────────────────────────────────────────────────────────


def test_a_file_of_settings_that_may_not_be_read_is_one_line(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> str:
        raise PermissionError(errno.EACCES, "Permission denied", ".env")

    monkeypatch.setattr(dotenv_file, "_text_of_settings", unreadable)
    done, looked = frontdoor("queue"), frontdoor("doctor")
    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert ".env: can't be read: Permission denied (let this user read it)" in done.err
    assert looked.code == 1
    assert "can't be read" in " ".join(looked.out.split())


@pytest.mark.parametrize("port", ["soon", "-1", "65536", "9" * 5000, "8080.5", "８０"])
def test_a_bad_port_is_one_line(frontdoor: Run, monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("FRONTDOOR_PORT", port)
    done = frontdoor("queue")
    if port != "８０":
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert "FRONTDOOR_PORT: is no port's number (0 … 65535" in done.err


def test_doctor_names_every_wrong_setting_and_goes_on(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDOOR_PORT", "soon")
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL_FILE", "/nowhere/url")
    monkeypatch.setenv("FRONTDOOR_POLICY", "/nowhere/policy.toml")
    done = frontdoor("doctor")
    said = " ".join(done.out.split())
    for wanted in ("FRONTDOOR_PORT", "FRONTDOOR_DATABASE_URL_FILE", "/nowhere/policy.toml", "articles", "search"):
        assert wanted in said
    assert " database " not in done.out, "it isn't known which is meant"
    assert done.code == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"SLACK_BOT_TOKEN": "xoxp-flamingo"}, {"SLACK_BOT_TOKEN": "xoxb-flam ingo"}, {"SLACK_BOT_TOKEN": "xoxb-flamö"},
        {"SLACK_PORT": "9" * 5000}, {"SLACK_PORT": "٣"}, {"SLACK_MODE": "socket", "SLACK_APP_TOKEN": "xoxb-flamingo"},
    ],
)  # fmt: skip
def test_a_token_or_port_that_cant_be_one_is_one_line(
    frontdoor: Run, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    for name, value in {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", **wrong}.items():
        monkeypatch.setenv(name, value)
    done = frontdoor("slack", "check")
    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert list(wrong)[-1] in done.err
    assert "flam" not in done.err
    assert list(wrong)[-1] in frontdoor("doctor").out


@pytest.mark.parametrize("token", ["Bot flamingo", "flamingo", "a.b.flamingö", "a.b.c\u200b", "a.b"])
def test_a_token_of_discords_that_cant_be_one_is_one_line(
    frontdoor: Run, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)
    done = frontdoor("discord", "check")
    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert "DISCORD_TOKEN: is no bot's token" in done.err
    assert "flamingo" not in done.err


# ── Logs ───────────────────────────────────────────────────────────────────────────────


def logged(name: str, error: Exception) -> str:
    """What a log says of an error that a logger tells with its traceback."""
    try:
        raise error
    except Exception as raised:
        info = (type(raised), raised, raised.__traceback__)
    record = logging.LogRecord(name, logging.ERROR, "x.py", 1, "Failed to connect for %s", ("shard 0",), info)
    return Visible(FORMAT).format(record)


@pytest.mark.parametrize(
    "error",
    [ConnectionRefusedError(111, "Connection refused"), ClientConnectionError(), GatewayNotFound()],  # type: ignore[no-untyped-call]
)
def test_a_library_tells_in_one_line_that_a_platform_is_away(error: Exception) -> None:
    for library in ("discord.shard", "adapters.slack.sdk", "asyncio"):
        said = logged(library, error)
        assert "\n" not in said
        assert "Failed to connect for shard 0" in said
        assert type(error).__name__ in said


def test_a_database_that_is_away_is_one_line_whoever_noticed() -> None:
    said = logged("bot.workers.timers", NotSaved("PostgreSQL: connection refused: start the server"))
    assert "\n" not in said
    assert "(NotSaved: PostgreSQL: connection refused: start the server)" in said


def test_mistakes_keep_their_traceback() -> None:
    assert "Traceback" in logged("discord.client", KeyError("a mistake"))
    assert "Traceback" in logged("bot.supervision", ConnectionError("ours"))


def test_a_database_that_isnt_as_it_is_made_is_said(frontdoor: Run, speaks: Run, busy: Path) -> None:
    with sqlite3.connect(busy / "frontdoor.db") as connection:
        connection.execute("DROP TABLE outbox")
    connection.close()

    chat, checked = speaks("hello\n", "chat", "--as", "kim"), frontdoor("db", "check")

    assert (chat.code, chat.err.count("\n")) == (1, 1), chat.err
    assert "no such table: outbox" in chat.err
    assert "frontdoor db restore" in chat.err
    assert checked.code == 1
    assert "table outbox: is missing" in checked.out


def test_tables_of_another_program_are_left_alone(frontdoor: Run, busy: Path) -> None:
    file = busy / "frontdoor.db"
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE tickets (mine)")
    connection.close()

    done = frontdoor("db", "upgrade")

    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert "table tickets already exists" in done.err


def test_a_server_that_lacks_a_table_says_what_to_do(
    server: Server, frontdoor: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.database() as url:
        monkeypatch.setenv("FRONTDOOR_DATABASE_URL", url)
        assert frontdoor("db", "upgrade").code == 0
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP TABLE tickets CASCADE")
        done = frontdoor("queue")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DELETE FROM alembic_version")
        again = frontdoor("db", "upgrade")
    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert "db restore" in done.err
    assert (again.code, again.err.count("\n")) == (1, 1), again.err
    assert "name an empty database" in again.err
