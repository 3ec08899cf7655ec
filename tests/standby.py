"""Two PostgreSQL servers of the tests' own: what one commits, the other has before it is reported.

They do by hand what Patroni or a provider's machinery does: promote the standby once the primary is lost, let the new
primary confirm by itself as long as it has no standby, bring the lost one back with pg_rewind, and wait for it again.
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from tests.postgres import (
    ENVIRONMENT,
    START_SECONDS,
    Cluster,
    Unavailable,
    as_user,
    binaries_in,
    connected,
    make_cluster,
)

SETTINGS = "wal_log_hints = on\nwal_keep_size = 256MB\n"
"""pg_rewind asks for the first, and for a log that goes back to where the two parted. In a file, for it starts the
lost server by itself."""
QUICK = ("fsync=off",)
"""For tests: a crash of the machine may cost the test its database; of a server, not."""
FOLLOWS = "application_name=standby"


class Pair:
    """A primary and its synchronous standby, which change places."""

    def __init__(self, folder: Path, binaries: Path, more: tuple[str, ...]) -> None:
        self.bin, self._folder = binaries, folder
        self._nodes = [Cluster(folder / name, binaries, more) for name in ("a", "b")]
        self.primary, self.standby = self._nodes

    def url(self, database: str = "postgres") -> str:
        """A database's URL by which whichever of both writes is found."""
        hosts = ",".join(str(node.data.parent) for node in self._nodes)
        return f"postgresql://postgres@/{database}?host={hosts}&target_session_attrs=read-write"

    def database(self, name: str) -> str:
        """Make a database; its URL. A commit waits until the standby has it, not until it is seen there."""
        with connected(self.url()) as admin:
            admin.execute(f"CREATE DATABASE {name}".encode())
            behind = "SELECT 1 FROM pg_stat_replication WHERE replay_lsn < %s"
            made = admin.execute("SELECT pg_current_wal_lsn()::text").fetchone()
            until(lambda: not admin.execute(behind, made).fetchall(), "seen on the standby")
        return self.url(name)

    def start(self) -> None:
        """Make both, the second as a copy of the first."""
        make_cluster(self.primary.data.parent, self.bin)
        self._settings(self.primary)
        self.primary.start()
        source = ("-h", str(self.primary.data.parent), "-U", "postgres")
        copy = ("-X", "stream", "--checkpoint=fast", "--no-sync")
        self._run("pg_basebackup", "-D", str(self.standby.data), *source, *copy)
        self._follow()

    def lose(self, how: signal.Signals) -> None:
        """End the primary: SIGQUIT, as if the power had failed; SIGKILL, its first process only."""
        self.primary.stop(how)

    def promote(self) -> None:
        """Make the standby the primary, which for now confirms commits by itself."""
        self.primary, self.standby = self.standby, self.primary
        self._settings(self.primary)
        self._run("pg_ctl", "promote", "-D", str(self.primary.data), "--wait", "--silent")
        self._reload(self.primary)

    def rejoin(self) -> None:
        """Bring the lost server back as a standby that has to confirm."""
        source = f"host={self.primary.data.parent} user=postgres dbname=postgres"
        rewind = ("pg_rewind", "-D", str(self.standby.data), f"--source-server={source}", "--no-sync")
        until(lambda: self._succeeds(*rewind), "pg_rewind")  # what a killed server leaves behind ends soon
        self._follow()

    @contextmanager
    def without_standby(self) -> Iterator[None]:
        """While this lasts the standby is gone, and still has to confirm."""
        self.standby.stop(signal.SIGINT)
        try:
            yield
        finally:
            self.standby.start()

    def cut_off(self) -> None:
        """The standby hears of nothing any more, and nobody waits for it: what is committed now is lost."""
        self.asynchronous()
        self._settings(self.standby)
        self._reload(self.standby)
        until(lambda: self.asked("SELECT count(*) FROM pg_stat_replication") == 0, "cut off")

    def asynchronous(self) -> None:
        """Commits wait for nobody any more."""
        self._settings(self.primary)
        self._reload(self.primary)

    def synchronous(self) -> None:
        """Commits wait for the standby from now on."""
        self._settings(self.primary, confirming="*")
        self._reload(self.primary)
        until(lambda: self.asked("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1, "sync")

    def stop(self) -> None:
        """End both."""
        for node in self._nodes:
            node.stop(signal.SIGQUIT)

    def asked(self, question: str) -> object:
        """What the primary says, as its administrator."""
        with connected(self.primary.admin.render_as_string()) as admin:
            row = admin.execute(question.encode()).fetchone()
        return row and row[0]

    def _follow(self) -> None:
        self._settings(self.standby, follows=f"host={self.primary.data.parent} user=postgres {FOLLOWS}")
        signs = self.standby.data / "standby.signal"
        signs.touch()
        _given_away(signs)
        self.standby.start()
        self.synchronous()

    def _settings(self, node: Cluster, *, confirming: str = "", follows: str = "") -> None:
        file = node.data / "postgresql.auto.conf"
        file.write_text(f"{SETTINGS}synchronous_standby_names = '{confirming}'\nprimary_conninfo = '{follows}'\n")
        _given_away(file)

    def _reload(self, node: Cluster) -> None:
        with connected(node.admin.render_as_string()) as admin:
            admin.execute("SELECT pg_reload_conf()")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.bin / program), *arguments],
            capture_output=True, text=True, env=ENVIRONMENT, cwd=self._folder, check=False, **as_user(),
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"{program}: {done.stderr.strip()[-300:]}")

    def _succeeds(self, program: str, *arguments: str) -> bool:
        try:
            self._run(program, *arguments)
        except Unavailable:
            return False
        return True


@contextmanager
def running(*more: str) -> Iterator[Pair]:
    """Both servers for as long as this lasts. Raises Unavailable."""
    folder = Path(mkdtemp(prefix="fd-pair-"))
    try:
        binaries = binaries_in(folder)
        for each in (folder, folder / "a", folder / "b"):
            each.mkdir(exist_ok=True, mode=0o700)
            _given_away(each)
        pair = Pair(folder, binaries, more)
        try:
            pair.start()
            yield pair
        finally:
            pair.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def until(done: Callable[[], bool], what: str) -> None:
    """Look until something is so, whether the server can be reached meanwhile or not. Raises Unavailable."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            if done():
                return
        except psycopg.OperationalError:
            pass
        if time.monotonic() > give_up:
            raise Unavailable(f"{what}: not within {START_SECONDS:.0f} s")
        time.sleep(0.05)


def _given_away(file: Path) -> None:
    if who := as_user():
        shutil.chown(file, who["user"], who["group"])
