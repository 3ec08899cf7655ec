"""docker-compose.yml as data: what a service is given, and how it starts where there is no container engine."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SECRETS = "/run/secrets/"
"""Where an engine puts them."""
OURS = (".", ".proxy")
"""What is built here; the rest comes as others made it."""


@dataclass(frozen=True)
class Service:
    """One service, with its anchors merged."""

    name: str
    said: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.said[key]

    @property
    def environment(self) -> dict[str, str]:
        """What it finds in its environment beside the settings in ``.env``."""
        return {name: filled(str(value)) for name, value in self.said.get("environment", {}).items()}

    @property
    def command(self) -> list[str]:
        """What it runs: the image's own start when it says nothing."""
        return list(self.said.get("command", []))

    @property
    def is_job(self) -> bool:
        """Ends by itself, and is waited for."""
        return str(self.said["restart"]) == "no"

    @property
    def builds(self) -> str:
        """The folder that its image is built from; empty for an image of others."""
        build = self.said.get("build", "")
        return str(build["context"] if isinstance(build, dict) else build)


def composed() -> dict[str, Any]:
    """The file."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return found


def services() -> dict[str, Service]:
    """Every service by its name."""
    return {name: Service(name, said) for name, said in composed()["services"].items()}


def filled(text: str) -> str:
    """``${NAME:-default}`` with its default, and ``$$`` as what a shell then sees."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text).replace("$$", "$")


def dockerfile(instruction: str, folder: str = ".") -> list[str]:
    """Every use of an instruction, continued lines joined."""
    joined = (ROOT / folder / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.startswith(f"{instruction} ")]


def image_environment() -> dict[str, str]:
    """What our image sets."""
    return dict(part.split("=", 1) for line in dockerfile("ENV") for part in line.split() if "FRONTDOOR" in part)


def version() -> str:
    """This release."""
    project: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def replaced(words: Sequence[str], here: Mapping[str, str]) -> list[str]:
    """A command with places of containers replaced by places of this machine."""
    made = []
    for word in words:
        for place, ours in here.items():
            word = word.replace(place, ours)
        made.append(filled(word))
    return made
