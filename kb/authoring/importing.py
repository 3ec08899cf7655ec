"""A folder of Markdown or HTML files from elsewhere, made into articles; and a report of what was dropped."""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.markdown import Heading, blocks, plain
from kb.articles.files import leads_out
from kb.articles.loader import MATTER_CHARS_MAX, SLUG_CHARS_MAX
from kb.articles.plain_text import passages
from kb.authoring.html import read

HTML = (".html", ".htm", ".xhtml")
MARKDOWN = (".md", ".markdown", ".mdown")
BYTES_MAX = 2_000_000
"""A larger file is no article."""
LED_OUT = "a symbolic link out of the folder: what lies elsewhere isn't taken over"
NAME_CHARS_MAX = 255
"""Of a file's name: what common file systems take."""
TITLE_CHARS_MAX = 300
"""A longer title, or keyword, is none; the rest is left out."""
KEYWORDS_MAX = 50
"""More don't describe one article."""

_FENCE = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_YamlLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Makes text of everything: "yes" stays."""
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_IMAGE = re.compile(r"!\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)")
_TARGET = re.compile(r"\]\(([^()\s]++)\)")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*+:|//|#", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Imported:
    """One file, and what became of it."""

    file: str
    """Relative to the folder."""
    slug: str = ""
    """Empty when it wasn't taken over."""
    title: str = ""
    text: str = ""
    """The article's file, front matter and all."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """Elements or keys that were left out, and how many of each."""
    refused: str = ""
    """Why it wasn't taken over."""


def read_folder(folder: Path) -> Iterator[Imported]:
    """Every file below a folder, in order, hidden ones passed over; articles get slugs of their own."""
    taken: dict[str, str] = {}
    for path in _files(folder):
        file = str(path.relative_to(folder))
        found = Imported(file, refused=LED_OUT) if leads_out(path, folder) else _read(path, file)
        if found.slug in taken:
            found = Imported(found.file, refused=f"the same name as {taken[found.slug]}: rename one of them")
        elif found.slug:
            taken[found.slug] = found.file
        yield found


def _files(folder: Path) -> Iterator[Path]:
    """Files, and folders that are links out of this one: these aren't looked into, nor is any that is a link."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (path for path in (Path(where, name) for name in folders) if leads_out(path, folder))
        yield from (Path(where, name) for name in sorted(names) if not name.startswith("."))


def _read(path: Path, file: str) -> Imported:
    ending = path.suffix.lower()
    if ending not in HTML + MARKDOWN:
        return Imported(file, refused="neither Markdown nor HTML")
    try:
        if not path.is_file():
            return Imported(file, refused="no ordinary file")
        if path.stat().st_size > BYTES_MAX:
            return Imported(file, refused=f"larger than {BYTES_MAX:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return Imported(file, refused="not UTF-8 text")
    except OSError as error:
        return Imported(file, refused=f"can't be read: {error.strerror}")
    slug = slug_of(path.stem)
    if not slug:
        return Imported(file, refused="its name has no letters or digits that a link can have")
    return _from_html(file, slug, text) if ending in HTML else _from_markdown(file, slug, text)


def _from_html(file: str, slug: str, text: str) -> Imported:
    page = read(text)
    return _article(file, slug, page.title, (), page.markdown, page.dropped)


def _from_markdown(file: str, slug: str, text: str) -> Imported:
    matter, text = _matter(text)
    title = " ".join(_texts(matter.pop("title", ""))).strip()
    words = _texts(matter.pop("keywords", None) or matter.pop("tags", None))
    heading, below = _first_heading(text)
    if heading:
        text = below if not title or heading == title else text
        title = title or heading
    dropped = {f"key {key}": 1 for key in matter}
    images = len(_IMAGE.findall(text))
    text = _IMAGE.sub(r"\1", text)
    return _article(file, slug, title, words, text, dropped | ({"img": images} if images else {}))


def _texts(value: object) -> tuple[str, ...]:
    """A text's parts between commas, or a list's texts. What is nested deeper is neither a title nor a word."""
    given = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    return tuple(text for text in given if isinstance(text, str))


def _first_heading(text: str) -> tuple[str, str]:
    """The heading of the first level that a text begins with, and what stands below it; empty for none.

    A line that is too long for a title stays where it is, so that none of its words is lost.
    """
    line, newline, below = text.lstrip().partition("\n")
    match blocks(line) if line.startswith("#") and len(line) <= TITLE_CHARS_MAX else ():
        case (Heading(1, inside),) if newline:
            return plain(inside), below
        case _:
            return "", below


def _matter(text: str) -> tuple[dict[str, object], str]:
    found = _FENCE.match(text.replace("\r\n", "\n"))
    if not found:
        return {}, text
    try:
        read_matter = yaml.load(found[1], Loader=_YamlLoader) if len(found[1]) <= MATTER_CHARS_MAX else None  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        read_matter = None
    text = text.replace("\r\n", "\n")[found.end() :]
    return (read_matter if isinstance(read_matter, dict) else {}), text


def _article(
    file: str, slug: str, title: str, keywords: tuple[str, ...], text: str, dropped: Mapping[str, int]
) -> Imported:
    if not any(not passage.heading for passage in passages(text)):
        return Imported(file, refused="no text is left in it", dropped=dropped)
    title = " ".join(title[:TITLE_CHARS_MAX].split()) or slug.replace("-", " ").capitalize()
    text = _TARGET.sub(_to_article, text)
    matter: dict[str, object] = {"title": title}
    if words := [word.strip()[:TITLE_CHARS_MAX] for word in keywords[:KEYWORDS_MAX] if word.strip()]:
        matter["keywords"] = words
    head = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=None)
    return Imported(file, slug, title, f"---\n{head}---\n\n{text.strip()}\n", dropped)


def _to_article(link: re.Match[str]) -> str:
    """A link to another file of the folder as one to its article."""
    name, hash, anchor = link[1].partition("#")
    stem, _dot, ending = name.rpartition(".")
    if not stem or f".{ending.lower()}" not in HTML + MARKDOWN or _OUTSIDE.match(name):
        return link[0]
    return f"]({slug_of(Path(stem).name)}.md{hash}{anchor})"


def slug_of(name: str) -> str:
    """A file's name as a slug: small letters, digits and hyphens; empty when none are left."""
    name = name[:NAME_CHARS_MAX]
    folded = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return _NO_SLUG.sub("-", folded).strip("-")[:SLUG_CHARS_MAX].strip("-")
