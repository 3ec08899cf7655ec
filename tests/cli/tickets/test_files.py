"""``ticket N --files DIR``: the files on a ticket, into a folder, under harmless names."""

import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.tickets.files import safe_name
from bot.ports import UnitOfWork
from bot.store import open_store
from tests.cli.conftest import Run

NAMES = ("log.txt", "../../etc/passwd", "a\u202egnp.exe")


@pytest.fixture
def with_files(busy: Path) -> Path:
    def work(unit: UnitOfWork) -> None:
        for n, name in enumerate(NAMES):
            unit.attach(1001, 1, name, "text/plain", f"content {n}".encode())

    with closing(open_store(busy / "frontdoor.db")) as store:
        store.write(work).result()
    return busy


@pytest.mark.usefixtures("with_files")
def test_every_file_is_written_for_its_owner_and_none_outside(frontdoor: Run, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down"
    done = frontdoor("ticket", "1001", "--files", folder)
    assert done.code == 0
    found = sorted(path.name for path in folder.iterdir())
    assert found == ["1001-1-_.._etc_passwd", "1001-2-a_gnp.exe", "1001-3-log.txt"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert (folder / "1001-3-log.txt").read_text() == "content 0"
    assert "1001-3-log.txt  (entry 1, 9 bytes)" in done.out


@pytest.mark.usefixtures("with_files")
def test_nothing_is_replaced_and_no_link_is_followed(frontdoor: Run, tmp_path: Path) -> None:
    (tmp_path / "1001-3-log.txt").symlink_to(tmp_path / "elsewhere")
    done = frontdoor("ticket", "1001", "--files", tmp_path)
    assert done.code == 2
    assert "is there already" in done.err
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.usefixtures("busy")
def test_a_ticket_without_files_and_none_at_all(frontdoor: Run, tmp_path: Path) -> None:
    assert "There are no files on #1001" in frontdoor("ticket", "1001", "--files", tmp_path / "x").out
    assert not (tmp_path / "x").exists()
    assert frontdoor("ticket", "99", "--files", tmp_path).code == 2


NAMED = {"": "file", "...": "file", " a ": "a", "C:\\x": "C__x", "\x00": "_", "ä" * 100 + ".png": "ä" * 73 + ".png"}


@pytest.mark.parametrize(("name", "safe"), NAMED.items())
def test_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe
