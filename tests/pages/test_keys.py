"""The desk's keys: made once, readable by nobody else, and renewed without making what was signed worthless."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.core.text.errors import SettingsInvalid
from bot.pages import keys
from bot.pages.keys import SigningKeys

KEYS = SigningKeys(bytes(range(32)))


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / keys.KEY_FILE
    assert keys.load(file) is None
    made = keys.make(file)
    assert keys.make(file) == keys.load(file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [keys.KEY_FILE]


def test_whoever_makes_it_at_the_same_moment_has_the_same(tmp_path: Path) -> None:
    file = tmp_path / keys.KEY_FILE
    with ThreadPoolExecutor(8) as at_once:
        assert len({made.public for made in at_once.map(keys.make, [file] * 32)}) == 1


def test_another_key_leaves_the_former_ones_known(tmp_path: Path) -> None:
    file = tmp_path / keys.KEY_FILE
    first = keys.make(file)
    second = keys.rotate(file)
    third = keys.rotate(file)
    assert third.retired == (second.public, first.public)
    assert keys.load(file) == third
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_as_text_they_are_what_they_were_and_nobody_reads_the_secret_in_a_log() -> None:
    assert keys.read(KEYS.renewed().text().replace("\n", " ")).retired == KEYS.known
    assert keys.read(KEYS.text()) == KEYS
    assert "secret" not in repr(KEYS)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "AAAA", KEYS.text() + "retired:zz", KEYS.text() + KEYS.public, KEYS.text().lower()[:-2], "é" * 44],
)
def test_what_is_no_key_is_refused_without_repeating_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="is no signing key") as refused:
        keys.read(text)
    assert not text.strip() or text.strip() not in str(refused.value)
    (tmp_path / "k").write_text(text, "utf-8")
    (tmp_path / "k").chmod(0o600)
    with pytest.raises(SettingsInvalid, match="is no signing key"):
        keys.load(tmp_path / "k")


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / keys.KEY_FILE
    keys.make(file)
    file.chmod(0o640)
    with pytest.raises(SettingsInvalid, match="can be read by others: chmod 600"):
        keys.load(file)
