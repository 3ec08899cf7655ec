"""Which article files a directory has, and whether they changed: asked every few seconds, so it is quick."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ENDING = ".md"

Stamp = tuple[int, int]
"""Time of the last change (ns) and size: another stamp, another text."""


class ArticleFile(NamedTuple):
    """One Markdown file, as the directory lists it."""

    name: str
    """Relative to the directory."""
    folder: str
    """The language folder that it lies in, however deep; empty directly in the directory."""
    stamp: Stamp | None
    """``None`` when it can't be looked at."""

    leads_out: bool = False
    """Is it a symbolic link, or in a folder that is one, to somewhere outside the directory?"""

    @property
    def nested(self) -> bool:
        """Does it lie deeper than directly in its folder?"""
        return bool(self.folder) and os.path.dirname(self.name) != self.folder


def leads_out(path: str | Path, directory: str | Path) -> bool:
    """Whether what stands at a path below a directory really lies outside of it, by symbolic links."""
    inside = os.path.join(os.path.realpath(directory), "")
    return not os.path.join(os.path.realpath(path), "").startswith(inside)


def article_files(directory: Path) -> tuple[ArticleFile, ...]:
    """Every Markdown file below a directory, in order; hidden ones are passed over.

    Of a folder that is a symbolic link out of the directory only that is told. Raises OSError when the
    directory can't be read.
    """
    found: list[ArticleFile] = []
    for entry in _entries(str(directory)):
        if _goes_out(entry, directory) and (entry.is_dir() or entry.name.lower().endswith(ENDING)):
            found.append(ArticleFile(entry.name, "", None, leads_out=True))
        elif entry.is_dir():
            found += _below(entry.path, entry.name, entry.name, directory)
        elif entry.name.lower().endswith(ENDING):
            found.append(ArticleFile(entry.name, "", _stamp(entry)))
    return tuple(found)


def _below(path: str, name: str, folder: str, directory: Path) -> Iterator[ArticleFile]:
    for entry in _entries(path):
        inside = f"{name}{os.sep}{entry.name}"
        if entry.name.endswith(ENDING):
            out = _goes_out(entry, directory)
            yield ArticleFile(inside, folder, None if out else _stamp(entry), out)
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, inside, folder, directory)


def _goes_out(entry: "os.DirEntry[str]", directory: Path) -> bool:
    """Mere files and folders cost no look at the disk."""
    return entry.is_symlink() and leads_out(entry.path, directory)


def _entries(path: str) -> list[os.DirEntry[str]]:
    with os.scandir(path) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    try:
        stat = entry.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
