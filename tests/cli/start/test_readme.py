"""What README says of a desk of your own, done exactly so: from an empty folder to the first answer."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COMMANDS_MAX = 5
ANSWERS = "Coral Books\nMadrid\nMon-Fri 9-17\n\n\n"
"""To the five questions that the options leave."""


def commands() -> list[str]:
    """The lines of the section's only block."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## A desk of your own\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return str(block).splitlines()


def test_five_commands_lead_to_the_first_answer_of_ones_own(tmp_path: Path) -> None:
    program = tmp_path / ".venv" / "bin" / "frontdoor"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m bot "$@"\n', "utf-8")
    program.chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FRONTDOOR_", "SLACK_", "DISC"))}

    lines = commands()
    done = subprocess.run(
        ["/bin/bash", "-e", "-c", "\n".join(lines)],
        cwd=tmp_path, env=clean, input=ANSWERS, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert len(lines) <= COMMANDS_MAX
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Hello! I'm the front door of Coral Books support." in said
    assert "Do you wrap gifts? Yes: tick Wrap it in the basket. It costs nothing." in said
