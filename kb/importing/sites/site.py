"""What is known of a site as a whole, and its files of settings, read."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Any

import yaml

from kb.importing.folder import Folder
from kb.importing.page import language, line

_YamlLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a folder as a whole. Paths are the folder's, with slashes."""

    kind: str = "plain"
    roots: tuple[str, ...] = ("",)
    """Where its pages are; each ends with a slash, or is the whole folder."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Page by path: its title in the navigation."""
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Page by path: what it stands under in the navigation."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Folder by path: its title."""
    langs: frozenset[str] = frozenset()
    lang: str = ""
    """Of pages that don't say theirs; empty when nothing tells."""
    url: str = ""
    statics: tuple[str, ...] = ("",)
    """Where addresses that begin with a slash lead, for pictures."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What its settings know, for pages that name it."""


def read_yaml(text: str) -> Mapping[str, Any]:
    try:
        read = yaml.load(text, Loader=_YamlLoader)  # noqa: S506 (makes text of everything)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def read_toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}


def read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def settings(folder: Folder, base: str, names: tuple[str, ...]) -> Mapping[str, Any]:
    for name in names:
        if text := folder.settings(base + name):
            read = (
                read_json(text)
                if name.endswith("json")
                else read_toml(text)
                if name.endswith("toml")
                else read_yaml(text)
            )
            return {str(key).lower(): value for key, value in read.items()} if isinstance(read, dict) else {}
    return {}


def codes(said: object) -> Iterator[str]:
    for each in said if isinstance(said, list | dict) else ():
        if code := language(each.get("locale") if isinstance(each, dict) else each):
            yield code


def categories(folder: Folder, root: str) -> dict[str, str]:
    labels = dict[str, str]()
    for file in folder.files:
        name = file.rpartition("/")[2]
        if file.startswith(root) and name in ("_category_.json", "_category_.yml", "_category_.yaml"):
            text = folder.settings(file)
            said = read_json(text) if name.endswith("json") else read_yaml(text)
            if isinstance(said, dict) and (label := line(said.get("label"))):
                labels[dirname(file)] = label
    return labels


def within(base: str, path: str) -> str:
    """A folder below another; that one where the path leads out of it."""
    inside = normpath(join(base, path))
    return base if inside.startswith("..") or inside in (".", "") or path.startswith("/") else f"{inside}/"


def dict_of(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {}


def dicts(said: object) -> Iterator[Mapping[str, Any]]:
    for each in said if isinstance(said, list) else (said,):
        if isinstance(each, dict):
            yield each
