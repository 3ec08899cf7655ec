"""Promise 15, a small one: two backups under load, on both databases."""

import os
from pathlib import Path

import pytest

from tests import postgres
from tests.dialogue import House
from tests.proof.restores import restored


def test_a_backup_under_load_is_whole(
    house: House, kind: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    server: postgres.Server | None = request.getfixturevalue("server") if kind == "postgresql" else None
    if server is not None and server.bin is not None:
        monkeypatch.setenv("PATH", str(server.bin), prepend=os.pathsep)
    _done, wrong = restored(house, tmp_path, 2, server)
    assert wrong == []
