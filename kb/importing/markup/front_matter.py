"""What a Markdown file says of itself above its text: YAML, TOML, JSON, or lines as MkDocs has them."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from kb.articles.loader import MATTER_CHARS_MAX
from kb.importing.page import KEYWORDS_MAX, language, line

_YAML = re.compile(r"\A\s*?---[ \t]*\n(.*?\n|)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\s*?\+\+\+[ \t]*\n(.*?\n|)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_LINES = re.compile(r"\A(?:[A-Za-z][\w-]*+:[ \t]+\S[^\n]*+\n(?:[ \t]+\S[^\n]*+\n)*+)+\n")
_ENTRY = re.compile(r"^([A-Za-z][\w-]*+):[ \t]*+([^\n]*)", re.MULTILINE)
_KEY = re.compile(r"^([A-Za-z_][\w-]*+)[ \t]*:[ \t]*+(.*)$", re.MULTILINE)
_AT_LINE = re.compile(r"at line (\d+)")
_YamlLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Makes text of everything: "yes" stays."""
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_READ = frozenset(
    ("title", "sidebar_label", "nav_title", "linktitle", "tags", "keywords", "draft", "published", "hidden",
     "lang", "locale", "language", "slug", "url", "permalink", "aliases", "redirect_from", "id", "categories",
     "category", "updated", "sidebar_position", "weight", "nav_order", "layout", "unlisted", "status",
     "taxonomies", "extra", "source", "canonical_url", "canonical")
)  # fmt: skip
"""Keys that are used, or say only how the page looked."""
_WHOLE = ("source", "canonical_url", "canonical")
"""Keys that name a page's whole address, if an address at all."""


class Broken(ValueError):
    """What a file says of itself can't be read. ``line`` is the file's, from 1; 0 when it isn't known."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Matter:
    """What was said."""

    title: str = ""
    label: str = ""
    """A shorter title, for the menu."""
    keywords: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    draft: str = ""
    """Why it isn't public; empty when it is."""
    lang: str = ""
    slug: str = ""
    id: str = ""
    addresses: tuple[str, ...] = ()
    updated: str = ""
    dropped: dict[str, int] = field(default_factory=dict)


def apart(text: str, lines_too: bool = False) -> tuple[Matter, str]:
    """What the file says of itself, and its text. Raises Broken.

    ``lines_too``: lines such as ``Title: My page`` at the beginning count without fences.
    """
    if found := _YAML.match(text):
        return _matter(_yaml(found[1])), text[found.end() :]
    if found := _TOML.match(text):
        return _matter(_toml(found[1])), text[found.end() :]
    if text.startswith("{\n") or text.startswith('{"'):
        return _json(text)
    if lines_too and (found := _LINES.match(text)):
        return _matter({key: value for key, value in _ENTRY.findall(found[0])}), text[found.end() :]
    return Matter(), text


def _yaml(text: str) -> Mapping[str, object]:
    """As YAML; where it isn't quite, by its lines: a title with a colon is no reason to lose it."""
    if len(text) > MATTER_CHARS_MAX:
        return _by_lines(text[:MATTER_CHARS_MAX])
    try:
        read = yaml.load(text, Loader=_YamlLoader)  # noqa: S506 (makes text of everything)
    except (yaml.YAMLError, ValueError, RecursionError):
        return _by_lines(text)
    if read is None:
        return {}
    if not isinstance(read, dict):
        raise Broken("what stands between the lines --- are no keys", 2)
    return {str(key): value for key, value in read.items()}


def _by_lines(text: str) -> dict[str, object]:
    read: dict[str, object] = {}
    for key, value in _KEY.findall(text):
        read.setdefault(key, _unquoted(value.strip()))
    if not read:
        raise Broken("what stands between the lines --- is no YAML", 2)
    return read


def _unquoted(value: str) -> object:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("''", "'")
    if value.startswith("[") and value.endswith("]"):
        return [word.strip(" \"'") for word in value[1:-1].split(",")]
    return value


def _toml(text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        found = _AT_LINE.search(str(error))
        raise Broken(
            f"what stands between the lines +++ is no TOML: {error}", int(found[1]) + 1 if found else 2
        ) from None


def _json(text: str) -> tuple[Matter, str]:
    try:
        read, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return Matter(), text
    if not isinstance(read, dict) or "title" not in read:
        return Matter(), text
    return _matter(read), text[end:].lstrip("\n")


def _matter(read: Mapping[str, object]) -> Matter:
    said = {key.lower(): value for key, value in read.items()}
    extra = [said.get("taxonomies"), said.get("extra")]
    for more in extra:
        if isinstance(more, dict):
            said = {**{str(key).lower(): value for key, value in more.items()}, **said}
    return Matter(
        title=line(said.get("title")),
        label=line(said.get("sidebar_label") or said.get("nav_title") or said.get("linktitle")),
        keywords=tuple(dict.fromkeys((*words(said.get("keywords")), *words(said.get("tags")))))[:KEYWORDS_MAX],
        category=words(said.get("categories") or said.get("category")),
        draft=_draft(said),
        lang=language(said.get("lang") or said.get("locale") or said.get("language")),
        slug=line(said.get("slug")),
        id=line(said.get("id")),
        addresses=tuple(
            address
            for key in (*_WHOLE, "url", "permalink", "aliases", "redirect_from", "slug")
            for address in _texts(said.get(key))
            if address and (key not in _WHOLE or address.startswith(("http://", "https://")))
        ),
        updated=_day(said.get("updated")),
        dropped={f"key {line(key)}": 1 for key in read if key.lower() not in _READ},
    )


def _draft(said: Mapping[str, object]) -> str:
    def is_(key: str, values: tuple[str, ...]) -> bool:
        return str(said.get(key, "")).lower() in values

    if (
        is_("draft", _TRUE)
        or is_("published", _FALSE)
        or is_("status", ("draft", "unpublished", "private", "archived"))
    ):
        return "a draft"
    if is_("unlisted", _TRUE) or is_("headless", _TRUE):
        return "not listed there"
    return ""


def _day(value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return ""


def _texts(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else (value,):
        if isinstance(each, str | int) and not isinstance(each, bool):
            yield line(each)


def words(value: object) -> tuple[str, ...]:
    """A text's parts between commas, or a list's texts. What is nested deeper is no word."""
    given = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    said = (
        each.get("label", each.get("name")) if isinstance(each, dict) else each for each in given[: 2 * KEYWORDS_MAX]
    )
    return tuple(word for each in said if (word := line(each).strip(" \"'")))[:KEYWORDS_MAX]
