"""A copy of a PostgreSQL database while it is in use: made by PostgreSQL's own pg_dump."""

import os
import subprocess
from pathlib import Path
from shutil import which

from sqlalchemy import URL

from bot.core.errors import NotSaved


def dump(url: URL, partial: Path) -> None:
    """Write the database into a file that pg_restore reads, and read its list of contents back.

    Raises NotSaved when there is no pg_dump, or it fails. The password travels in the environment.
    """
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    bare = url.set(drivername="postgresql").difference_update_query(["password"])
    address = URL.create("postgresql", bare.username, None, bare.host, bare.port, bare.database, bare.query)
    where = f"--dbname={address.render_as_string(hide_password=False)}"
    _run([_program("pg_dump"), "--format=custom", "--no-owner", f"--file={partial}", where], environment)
    _run([_program("pg_restore"), "--list", str(partial)], environment)


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
