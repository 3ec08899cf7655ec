"""The script behind `make demo` and `make test`, with Pythons that only pretend: when is .venv made, and with what?"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "environment"

PRETENDER = """#!/bin/sh
# Python {version}: makes environments that hold a copy of itself, and notes what it was asked for.
echo "{name} $*" >>"$NOTES"
case "$*" in
    -V) echo "Python {version}" ;;
    *version_info*) exit {too_old} ;;
    *ensurepip*) exit {crippled} ;;
    "-m venv --clear .venv") rm -rf .venv/* .venv/.ready && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    "-m pip install"*) [ ! -e cut-off ] || exit 1 ;;
esac
"""
"""Placeholders: the version it claims, and the exit codes of its two self-checks."""


@dataclass
class Machine:
    """A machine with a checkout and, on its path, the Pythons that a test puts there."""

    root: Path

    @property
    def checkout(self) -> Path:
        """Wherever it was moved last."""
        return next(self.root.glob("*checkout*"))

    def has(self, name: str, version: str = "3.12.1", *, too_old: bool = False, crippled: bool = False) -> None:
        path = self.root / "bin" / name
        path.write_text(PRETENDER.format(name=name, version=version, too_old=int(too_old), crippled=int(crippled)))
        path.chmod(0o755)

    def run(self, **settings: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": f"{self.root / 'bin'}:{self.root / 'tools'}", "NOTES": str(self.root / "notes"), **settings}
        return subprocess.run(
            [shutil.which("sh") or "sh", self.checkout / ".ci" / "environment"],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    def makes_one(self, **settings: str) -> bool:
        """Runs it; says whether it made an environment, or left the one that was there."""
        done = self.run(**settings)
        assert done.returncode == 0, done.stderr
        return "Making the environment" in done.stdout

    @property
    def notes(self) -> str:
        return (self.root / "notes").read_text()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """No Python yet; the folders' names have spaces."""
    root = tmp_path / "my machine"
    checkout = root / "the checkout"
    (checkout / ".ci").mkdir(parents=True)
    shutil.copy(SCRIPT, checkout / ".ci")
    (checkout / "kb").mkdir()
    (checkout / "kb" / "models.lock").write_text("b==1\n")
    (checkout / "requirements.lock").write_text("a==1\n")
    (checkout / "pyproject.toml").write_text("[project]\n")
    (root / "bin").mkdir()
    (root / "tools").mkdir()
    for tool in ("sh", "cat", "cksum", "cp", "dirname", "mkdir", "rm"):
        (root / "tools" / tool).symlink_to(shutil.which(tool) or os.devnull)
    return Machine(root)


def test_it_is_made_once_then_left_alone(machine: Machine) -> None:
    machine.has("python3")
    assert machine.makes_one()
    assert not machine.makes_one()


def test_libraries_come_from_the_lock_with_hashes_and_nothing_else_is_fetched(machine: Machine) -> None:
    machine.has("python3")
    assert machine.makes_one()
    libraries, ours = [line for line in machine.notes.splitlines() if "pip install" in line]
    assert libraries.endswith("--require-hashes -r requirements.lock")
    assert ours.endswith("--no-deps --no-build-isolation --editable .")
    assert machine.notes.splitlines()[-2].endswith("kb/vectors/fetch.py")  # then bytecode is made


def test_one_that_was_cut_off_says_so_and_is_made_afresh(machine: Machine) -> None:
    machine.has("python3")
    (machine.checkout / "cut-off").touch()
    done = machine.run()
    assert done.returncode == 1
    assert "The same command starts it afresh" in done.stderr
    (machine.checkout / "cut-off").unlink()
    assert machine.makes_one()


def test_one_that_was_cut_off_while_replacing_a_good_one_is_not_trusted(machine: Machine) -> None:
    machine.has("python3")
    assert machine.makes_one()
    lock = machine.checkout / "requirements.lock"
    lock.write_text("a==2\n")
    (machine.checkout / "cut-off").touch()
    assert machine.run().returncode == 1
    lock.write_text("a==1\n")
    (machine.checkout / "cut-off").unlink()
    assert machine.makes_one()


def test_a_moved_folder_gets_a_new_one(machine: Machine) -> None:
    machine.has("python3")
    assert machine.makes_one()
    machine.checkout.rename(machine.root / "checkout, moved")
    assert machine.makes_one()


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml", "kb/models.lock"])
def test_a_changed_file_makes_a_new_one(machine: Machine, file: str) -> None:
    machine.has("python3")
    assert machine.makes_one()
    (machine.checkout / file).write_text("# changed\n")
    assert machine.makes_one()


def test_a_python_that_has_gone_makes_a_new_one(machine: Machine) -> None:
    machine.has("python3")
    assert machine.makes_one()
    (machine.checkout / ".venv" / "bin" / "python").unlink()
    assert machine.makes_one()


def test_an_old_python3_is_passed_over_for_a_newer_one(machine: Machine) -> None:
    machine.has("python3", "3.9.2", too_old=True)
    machine.has("python3.11", "3.11.4")
    assert machine.makes_one()
    assert "python3.11 -m venv" in machine.notes


def test_another_python_can_be_named_and_stays_until_another_is(machine: Machine) -> None:
    machine.has("python3", "3.11.4")
    machine.has("my-python", "3.13.0")
    assert machine.makes_one()
    assert machine.makes_one(PYTHON="my-python")
    assert not machine.makes_one(PYTHON="my-python")
    assert not machine.makes_one()


def test_an_old_python_that_is_named_is_mentioned_and_passed_over(machine: Machine) -> None:
    machine.has("python2", "2.7.18", too_old=True)
    machine.has("python3")
    done = machine.run(PYTHON="python2")
    assert done.returncode == 0
    assert "PYTHON=python2 isn't Python 3.11 or newer" in done.stderr
    assert not machine.makes_one(PYTHON="python2")


def test_without_a_python_it_says_which_one_is_needed(machine: Machine) -> None:
    machine.has("python3", "3.9.2", too_old=True)
    done = machine.run()
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (machine.checkout / ".venv").exists()


def test_a_python_that_cannot_make_environments_is_named_with_the_remedy(machine: Machine) -> None:
    machine.has("python3", crippled=True)
    done = machine.run()
    assert done.returncode == 1
    assert "python3-venv" in done.stderr
