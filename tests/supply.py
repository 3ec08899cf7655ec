"""``python -m tests.supply``: what the product is made of, as an SBOM, and whether any of it is known to be vulnerable.

Part of ``make check``. The list (CycloneDX, from the lock alone) is always written. Vulnerabilities are asked for
with pip-audit, once a day for the same lock; where nobody answers, that is said and is no failure. One that is known
fails, unless ``.ci/accepted-vulnerabilities`` has a line for it: its id, the day until which, and why.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import DISTRIBUTION

ROOT = Path(__file__).resolve().parent.parent
LOCK, ACCEPTED = "requirements.lock", ".ci/accepted-vulnerabilities"
MODELS = "kb/models.lock"
"""Data only: listed, and not asked about, since none of their code is installed."""
SBOM, ASKED = ".bench/sbom.json", ".bench/audited"
SECONDS_MAX = 120
"""For all libraries together; it takes seconds."""
NETWORK = re.compile(r"connect|timed? ?out|resolve|unreachable|proxy|certificate|retries", re.IGNORECASE)
"""What failures of the network are called."""

Audit = Callable[[Sequence[str]], tuple[Any, str]]
"""Asks pip-audit, with more options: its findings or ``None``, and what it said."""


@dataclass(frozen=True, slots=True)
class Library:
    """One release of the lock."""

    name: str
    version: str


def libraries(lock: str) -> list[Library]:
    """Everything that is locked."""
    return [Library(*found) for found in re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", lock, re.MULTILINE)]


def bill(locked: Sequence[Library], version: str) -> dict[str, Any]:
    """The list of what the product is made of, in the format CycloneDX; the same for the same lock."""
    us = {"type": "application", "name": DISTRIBUTION, "version": version, "bom-ref": DISTRIBUTION}
    purls = [f"pkg:pypi/{each.name}@{each.version}" for each in locked]
    parts = [
        {"type": "library", "name": each.name, "version": each.version, "purl": purl, "bom-ref": purl}
        for each, purl in zip(locked, purls, strict=True)
    ]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        **{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1},
        **{"metadata": {"component": us}, "components": parts},
        "dependencies": [{"ref": DISTRIBUTION, "dependsOn": purls}, *({"ref": purl} for purl in purls)],
    }


def accepted(text: str, today: date) -> tuple[list[str], list[str]]:
    """The ids that are accepted today; and what is wrong with the list, or over."""
    ids, wrong = [], []
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        found = re.fullmatch(r"([\w-]+)\s+(\d{4}-\d\d-\d\d)\s+(.+)", line)
        if found is None:
            wrong.append(f"{ACCEPTED}: {line!r} isn't an id, a day and a reason")
        elif date.fromisoformat(found[2]) < today:
            wrong.append(f"{ACCEPTED}: {found[1]} was accepted until {found[2]}")
        else:
            ids.append(found[1])
    return ids, wrong


def pip_audit(options: Sequence[str]) -> tuple[Any, str]:
    """Ask about the lock as it is: nothing is resolved or downloaded."""
    with TemporaryDirectory() as folder:
        findings = Path(folder) / "findings.json"
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / LOCK), "--require-hashes"]
        command += ["--disable-pip", "--progress-spinner=off", "--timeout=10", "--format=json", f"--output={findings}"]
        try:
            done = subprocess.run(
                [*command, *options],
                capture_output=True, text=True, check=False, timeout=SECONDS_MAX, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None, "timed out"
        whole = findings.is_file() and findings.stat().st_size
        return json.loads(findings.read_text("utf-8")) if whole else None, done.stderr


def verdict(findings: Any, said: str) -> tuple[bool, str]:
    """Whether nothing is known to be wrong, and in words; what couldn't be asked isn't wrong."""
    if findings is None:
        last = (said.strip().splitlines() or ["no reason given"])[-1]
        if NETWORK.search(said):
            return True, f"vulnerabilities: SKIPPED, nobody could be asked ({last[:160]})"
        return False, f"pip-audit failed: {last}"
    every: Sequence[Mapping[str, Any]] = findings["dependencies"]
    known = [f"{one['name']} {one['version']}: {_named(found)}" for one in every for found in one.get("vulns", ())]
    unknown = sum("skip_reason" in one for one in every)
    if known:
        return False, "\n".join([*known, f"renew them (make lock UPGRADE=--upgrade), or accept one in {ACCEPTED}"])
    if unknown == len(every):
        return True, f"vulnerabilities: SKIPPED, none of the {unknown} libraries is known where it was asked"
    return True, f"vulnerabilities: none known in {len(every) - unknown}" + (f", {unknown} not found" * bool(unknown))


def _named(found: Mapping[str, Any]) -> str:
    repaired = ", ".join(found.get("fix_versions") or ()) or "no release"
    return f"{' '.join([found['id'], *found.get('aliases', ())])} (repaired in {repaired})"


def check(folder: Path, today: date, audit: Audit = pip_audit) -> int:
    """Write the list, ask unless today's answer is known, say it in one line; the exit code."""
    lock, list_of = (folder / LOCK).read_text("utf-8"), folder / ACCEPTED
    exceptions = list_of.read_text("utf-8") if list_of.is_file() else ""
    locked = [*libraries(lock), *libraries((folder / MODELS).read_text("utf-8"))]
    (folder / SBOM).parent.mkdir(exist_ok=True)
    version = re.findall(r'^version = "(.+)"$', (folder / "pyproject.toml").read_text("utf-8"), re.MULTILINE)[0]
    (folder / SBOM).write_text(json.dumps(bill(locked, version), indent=1), "utf-8")
    ids, wrong = accepted(exceptions, today)
    stamp = f"{today} {sha256((lock + exceptions).encode()).hexdigest()}"
    asked = folder / ASKED
    if not wrong and asked.is_file() and asked.read_text("utf-8") == stamp:
        well, said = True, "vulnerabilities: none known when asked today"
    else:
        well, said = verdict(*audit([f"--ignore-vuln={id}" for id in ids]))
        if well and "SKIPPED" not in said and not wrong:
            asked.write_text(stamp, "utf-8")
    print("\n".join([*wrong, f"{len(locked)} libraries and models listed in {SBOM}; {said}"]))
    return 0 if well and not wrong else 1


if __name__ == "__main__":
    sys.exit(check(ROOT, datetime.now(UTC).date()))
