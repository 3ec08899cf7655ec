"""A copy of a PostgreSQL database while it is in use, and back: by PostgreSQL's own pg_dump and pg_restore."""

import os
import subprocess
from pathlib import Path
from shutil import which

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from bot.core.text.errors import NotSaved
from bot.store.postgres.url import arguments


def dump(url: URL, partial: Path) -> None:
    """Write the database into a file that pg_restore reads, and read its list of contents back.

    Raises NotSaved when there is no pg_dump, or it fails.
    """
    where, environment = _reached(url)
    _run([_program("pg_dump"), "--format=custom", "--no-owner", f"--file={partial}", where], environment)
    _run([_program("pg_restore"), "--list", str(partial)], environment)


def restore(copy: Path, url: URL) -> None:
    """Fill a database that has none of the tables: all of the copy, or nothing. Raises NotSaved."""
    where, environment = _reached(url)
    whole = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run([_program("pg_restore"), *whole, where, str(copy)], environment)


def _reached(url: URL) -> tuple[str, dict[str, str]]:
    """The option that names a database, and an environment with its password: arguments can be seen by others."""
    known = arguments(url)
    password = known.pop("password", "")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    return f"--dbname={make_conninfo(**known)}", environment


def _program(name: str) -> str:
    found = which(name)
    if found is None:
        raise NotSaved(
            f"{name} is not on the path; it comes with PostgreSQL's client programs, of the server's version"
        )
    return found


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own programs)
        command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise NotSaved(said[-1] if said else f"{Path(command[0]).name} ended with {done.returncode}")
