"""The tests' own PostgreSQL server, where it's hardest to have: root's checkout, which nobody else may enter."""

import subprocess
from pathlib import Path

import pytest

from tests import postgres


def test_a_copy_of_the_programs_still_finds_its_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(postgres, "_reachable", lambda _path: False)
    try:
        binaries = postgres.binaries_in(tmp_path)
    except postgres.Unavailable as why:
        pytest.skip(f"no PostgreSQL: {why}")

    assert binaries.is_relative_to(tmp_path)
    for program in ("initdb", "postgres", "pg_dump", "pg_isready"):
        done = subprocess.run([binaries / program, "--version"], capture_output=True, text=True, check=False)
        assert "(PostgreSQL) 18" in done.stdout, done.stderr
