"""Imported articles put into a folder, all or none; and what earlier imports put there, so that this one updates."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from kb.articles.files import ENDING, leads_out
from kb.importing.articles import PICTURES, Imported

STATE = ".imported.json"
"""In the folder of articles; its name is hidden, so that it is no article."""
_STAGE = ".importing"


@dataclass(frozen=True, slots=True)
class Before:
    """What earlier imports put into a folder, by the file's path there."""

    articles: Mapping[str, Mapping[str, str]]
    """Each with ``origin``, ``source``, ``url`` and the ``sha256`` of what was written."""

    def slugs(self, source: str) -> dict[str, str]:
        """The slug by origin, of what came from a source."""
        return {
            said.get("origin", ""): Path(file).stem
            for file, said in self.articles.items()
            if said.get("source") == source and file.endswith(ENDING)
        }


@dataclass(frozen=True, slots=True)
class Written:
    """What became of each, in order."""

    found: tuple[Imported, ...]
    states: tuple[str, ...]
    """For each: "new", "updated", "unchanged"; empty for what wasn't written."""
    gone: tuple[str, ...]
    """Articles of the same source whose pages aren't there any more: they stay."""


def before(into: Path) -> Before:
    """Read what earlier imports noted; nothing where none did, or it can't be read."""
    try:
        said = json.loads((into / STATE).read_text(encoding="utf-8"))
        articles = {
            str(file): {str(key): str(value) for key, value in each.items()} for file, each in said["articles"].items()
        }
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return Before({})
    return Before(articles)


def write(found: Sequence[Imported], source: Path, into: Path, was: Before, overwrite: bool = False) -> Written:
    """Put the articles and their pictures into a folder: all that may be, or none if a write fails. Raises OSError."""
    into.mkdir(parents=True, exist_ok=True)
    root, name = (source.parent, source.name) if source.is_file() else (source, source.resolve().name)
    into_place = _Place(into, was, overwrite)
    articles, states, noted = list[Imported](), list[str](), dict[str, Mapping[str, str]](was.articles)
    for each in found:
        file = _file(each)
        why, state = into_place.state(file, each.text.encode()) if each.slug else ("", "")
        articles.append(replace(each, slug="", text="", refused=why) if why else each)
        states.append(state)
        if state:
            noted[file] = {"origin": each.origin, "source": name, "url": each.url, "sha256": _hash(each.text.encode())}
            into_place.stage(file, each.text.encode(), state)
            for picture, called in each.pictures.items():
                shown = str(Path(file).parent / PICTURES / called)
                if content := into_place.stage_picture(shown, root / picture):
                    noted[shown] = {"origin": picture, "source": name, "sha256": content}
    origins = {each.origin for each in articles if each.origin}
    gone = tuple(
        file
        for file, said in was.articles.items()
        if said.get("source") == name
        and file.endswith(ENDING)
        and said.get("origin") not in origins
        and (into / file).exists()
    )
    into_place.put(json.dumps({"articles": dict(sorted(noted.items()))}, ensure_ascii=False, indent=1).encode())
    return Written(tuple(articles), tuple(states), gone)


def _file(each: Imported) -> str:
    return f"{each.lang}/{each.slug}{ENDING}" if each.lang else f"{each.slug}{ENDING}"


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


class _Place:
    """The folder of articles, with what is about to be put into it."""

    def __init__(self, into: Path, was: Before, overwrite: bool) -> None:
        self._into, self._was, self._overwrite = into, was, overwrite
        self._stage = into / f"{_STAGE}-{os.getpid()}"
        self._staged: dict[str, Path] = {}

    def state(self, file: str, content: bytes) -> tuple[str, str]:
        """Why a file may not be written there, or what it is compared with what is there."""
        path = self._into / file
        if path.is_symlink() or leads_out(path.parent, self._into):
            return f"{file} is a symbolic link there: it would be written elsewhere", ""
        if file in self._staged:
            return f"{file} is written by another page already", ""
        if not path.exists():
            return "", "new"
        there = path.read_bytes()
        if there == content:
            return "", "unchanged"
        said = self._was.articles.get(file)
        if self._overwrite or (said and said.get("sha256") == _hash(there)):
            return "", "updated"
        why = "was changed by hand since it was imported" if said else "is there already"
        return f"{file} {why} (replace it with --overwrite)", ""

    def stage(self, file: str, content: bytes, state: str = "new") -> None:
        """Write a file where it doesn't count yet."""
        if state == "unchanged":
            self._staged[file] = self._into / file
            return
        path = self._stage / f"{len(self._staged)}"
        self._stage.mkdir(exist_ok=True)
        path.write_bytes(content)
        self._staged[file] = path

    def stage_picture(self, file: str, picture: Path) -> str:
        """Copy a picture likewise, unless it is there or another one is; its hash, empty when it wasn't."""
        if file in self._staged:
            return ""
        content = picture.read_bytes()
        why, state = self.state(file, content)
        if why:
            return ""
        self.stage(file, content, state)
        return _hash(content)

    def put(self, noted: bytes) -> None:
        """Move everything to where it belongs; back again when that fails."""
        moved = list[tuple[Path, Path | None]]()
        try:
            self._stage.mkdir(exist_ok=True)
            self.stage(STATE, noted)
            for number, (path, staged) in enumerate(self._moves()):
                path.parent.mkdir(parents=True, exist_ok=True)
                old = self._stage / f"old-{number}" if path.exists() else None
                if old:
                    shutil.copy2(path, old)
                moved.append((path, old))
                os.replace(staged, path)
        except OSError:
            for path, old in reversed(moved):
                os.replace(old, path) if old else path.unlink(missing_ok=True)
            raise
        finally:
            shutil.rmtree(self._stage, ignore_errors=True)

    def _moves(self) -> Iterator[tuple[Path, Path]]:
        for file, staged in self._staged.items():
            if staged.parent == self._stage:
                yield self._into / file, staged
