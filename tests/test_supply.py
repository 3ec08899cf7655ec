"""What ``make check`` says about the libraries: a vulnerability fails, a missing network is said and doesn't."""

import json
import shutil
from collections.abc import Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests import supply
from tests.test_project import project, read

TODAY = date(2027, 3, 1)
CLEAN = {"dependencies": [{"name": "aiohttp", "version": "3.14.5", "vulns": []}]}
UNKNOWN = {"dependencies": [{"name": "aiohttp", "skip_reason": "not found"}]}
FOUND = {"dependencies": [{"name": "aiohttp", "version": "3.14.5", "vulns": [
    {"id": "PYSEC-2027-1", "aliases": ["CVE-2027-1"], "fix_versions": ["3.14.6"]}]}]}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout, as far as it matters here."""
    (tmp_path / "kb").mkdir()
    for name in (supply.LOCK, supply.MODELS, "pyproject.toml"):
        shutil.copy(supply.ROOT / name, tmp_path / name)
    (tmp_path / ".ci").mkdir()
    return tmp_path


class Audit:
    """Answers as it was told to."""

    def __init__(self, findings: Any, said: str = "") -> None:
        self.answer, self.asked = (findings, said), list[Sequence[str]]()

    def __call__(self, options: Sequence[str]) -> tuple[Any, str]:
        """As pip-audit would."""
        self.asked.append(options)
        return self.answer


@pytest.mark.parametrize(
    ("findings", "stderr", "code", "said"),
    [
        (CLEAN, "", 0, "vulnerabilities: none known in 1"),
        (FOUND, "", 1, "aiohttp 3.14.5: PYSEC-2027-1 CVE-2027-1 (repaired in 3.14.6)"),
        (UNKNOWN, "No known vulnerabilities found", 0, "SKIPPED, none of the 1 libraries is known"),
        (None, "ERROR: Could not connect to the vulnerability feed", 0, "SKIPPED, nobody could be asked"),
        (None, "NameResolutionError: Failed to resolve host", 0, "SKIPPED"),
        (None, "timed out", 0, "SKIPPED"),
        (None, "ERROR: invalid requirements input: requirements.lock", 1, "pip-audit failed: ERROR: invalid"),
        (None, "", 1, "pip-audit failed"),
    ],
)
def test_what_is_found_and_what_cant_be_asked(
    folder: Path, capsys: pytest.CaptureFixture[str], findings: Any, stderr: str, code: int, said: str
) -> None:
    assert supply.check(folder, TODAY, Audit(findings, stderr)) == code
    assert said in capsys.readouterr().out


def test_an_answer_is_good_for_a_day_and_a_lock_and_a_skip_for_nothing(folder: Path) -> None:
    offline, online = Audit(UNKNOWN), Audit(CLEAN)
    for _time in range(2):
        supply.check(folder, TODAY, offline)
        supply.check(folder, TODAY, online)
    assert (len(offline.asked), len(online.asked)) == (1, 1), "the second time nobody was asked"
    supply.check(folder, date(2027, 3, 2), online)
    (folder / supply.LOCK).write_text(read(supply.LOCK) + "more==1\n")
    supply.check(folder, date(2027, 3, 2), online)
    assert len(online.asked) == 3


def test_one_may_be_accepted_with_a_reason_and_not_for_ever(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / supply.ACCEPTED).write_text("# why not\nPYSEC-2027-1 2027-03-01 we don't use its server\n")
    audit = Audit(CLEAN)
    assert supply.check(folder, TODAY, audit) == 0
    assert audit.asked == [["--ignore-vuln=PYSEC-2027-1"]]
    assert supply.check(folder, date(2027, 3, 2), audit) == 1
    assert "PYSEC-2027-1 was accepted until 2027-03-01" in capsys.readouterr().out
    (folder / supply.ACCEPTED).write_text("PYSEC-2027-1\n")
    assert supply.check(folder, TODAY, audit) == 1
    assert "isn't an id, a day and a reason" in capsys.readouterr().out


def test_the_list_names_every_library_of_the_lock(folder: Path) -> None:
    supply.check(folder, TODAY, Audit(CLEAN))
    written = json.loads((folder / supply.SBOM).read_text())
    read_back = Bom.from_json(written)  # type: ignore[attr-defined]
    listed = {(part.name, part.version) for part in read_back.components}
    both = read(supply.LOCK) + read(supply.MODELS)
    assert listed == {(each.name, each.version) for each in supply.libraries(both)}
    assert ("wordllama", "0.2.2.post0") in listed
    assert len(listed) > 80
    assert written["metadata"]["component"]["version"] == project()["project"]["version"]


# ── The lock ───────────────────────────────────────────────────────────────────────────


def test_what_is_locked_is_what_the_project_asks_for() -> None:
    said = project()["project"]
    locked = {canonicalize_name(each.name): Version(each.version) for each in supply.libraries(read(supply.LOCK))}
    asked = [*said["dependencies"], *project()["build-system"]["requires"]]
    for requirement in map(Requirement, chain(asked, *said["optional-dependencies"].values())):
        version = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} is locked at {version}"


def test_everybody_installs_the_lock_with_its_hashes_and_resolves_nothing() -> None:
    assert "install --no-deps --require-hashes -r requirements.lock" in read(".ci/environment")
    assert "--no-deps --require-hashes --wheel-dir /wheels --requirement requirements.lock" in read("Dockerfile")
    assert ".venv/bin/python kb/vectors/fetch.py" in read(".ci/environment")
    assert "RUN python kb/vectors/fetch.py --to /wheels" in read("Dockerfile")
    assert "-m tests.supply" in read("Makefile")
