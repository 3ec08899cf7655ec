"""Article files: a directory in, a whole library out, or every problem at once.

An article is a Markdown file that begins with front matter::

    ---
    title: "Mail isn't arriving: check these four things"
    keywords: [inbox, 550, delivery log]
    updated: 2026-11-02
    source: https://help.example.com/articles/17
    ---

``source`` is where an imported article is read on the web; without it that is the policy's ``article_url``.
``drafted`` is what ``kb draft`` made it of, ``ticket 1042`` or ``questions``: what it spares is counted by ``kb gaps``.
Its slug is the file's name without ``.md``. A directory holds articles directly (they are in the
default language) or in a folder per language: ``en/``, ``es/``, ``pt-br/``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bot.core.model.knowledge import Article
from bot.core.text.errors import ArticlesInvalid, Problem
from kb.articles.files import ArticleFile, Stamp, article_files

SLUG_CHARS_MAX = 120
"""A slug is part of a link and of a file name (255 bytes on common file systems)."""

_SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
MATTER_CHARS_MAX = 10_000
"""Front matter is a title, some keywords and a date: more is something else, and isn't taken apart."""

_KEYS = ("title", "keywords", "updated", "source", "drafted")
_ADDRESS = re.compile(r"https?://[^\s/()<>]+(?:/[^\s()<>]*)?")
"""Of a source: one that fits into a link."""
FROM_QUESTIONS = "questions"
_DRAFTED = re.compile(rf"ticket ([1-9]\d{{0,14}})|{FROM_QUESTIONS}")
_FENCE = "---"
_YamlLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster


@dataclass(frozen=True, slots=True)
class Source:
    """An article and where it came from."""

    article: Article
    file: str
    """Relative to the library's directory."""
    text_line: int
    """The line of the file where the article's text begins."""
    updated: date | None = None
    stamp: Stamp | None = None
    """Of the file when it was read."""
    drafted: str = ""
    """What it was drafted of: ``ticket 1042`` or ``questions``; empty when it was written as it is."""

    @property
    def ticket(self) -> int:
        """The ticket whose answer it was made of; 0 for none."""
        found = _DRAFTED.fullmatch(self.drafted)
        return int(found[1] or 0) if found else 0


@dataclass(frozen=True, slots=True)
class Library:
    """Every article of a directory, by language and slug."""

    directory: Path
    default_lang: str
    sources: tuple[Source, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles alone, in the order of ``sources``."""
        return tuple(source.article for source in self.sources)

    @property
    def langs(self) -> tuple[str, ...]:
        """Languages with at least one article, the default one first."""
        found = {source.article.lang for source in self.sources}
        return tuple(sorted(found, key=lambda lang: (lang != self.default_lang, lang)))


def from_ticket(number: int) -> str:
    """What an article says that was made of staff's answer on a ticket."""
    return f"ticket {number}"


def shipped() -> Path:
    """The directory of the articles that come with the package."""
    return Path(str(files("kb").joinpath("articles")))


def load(
    directory: Path,
    default_lang: str = "en",
    previous: Library | None = None,
    files: tuple[ArticleFile, ...] = (),
) -> Library:
    """Every article below a directory. Raises ArticlesInvalid with all problems, or loads all.

    Files that are as they were in ``previous`` aren't read again. ``files`` are those of the directory, if
    somebody has looked already.
    """
    problems: list[Problem] = []
    sources: dict[tuple[str, str], Source] = {}
    read = {(source.file, source.article.lang, source.stamp): source for source in previous.sources} if previous else {}
    for file, lang in _article_files(directory, files, default_lang, problems):
        source = read.get((file.name, lang, file.stamp)) if file.stamp else None
        source = source or _source(directory, file, lang, problems)
        if source is None:
            continue
        key = (lang, source.article.slug.casefold())
        if key in sources:
            reason = f"the same slug as {sources[key].file} in the language {lang}"
            problems.append(Problem(source.file, reason, "keep one of the two files"))
        sources[key] = source
    if not sources and not problems:
        instead = "put Markdown files there, or into a folder per language such as en/"
        problems.append(Problem(str(directory), "holds no articles", instead))
    if problems:
        raise ArticlesInvalid(str(directory), tuple(problems))
    return Library(directory, default_lang, tuple(sources.values()))


def _article_files(
    directory: Path, known: tuple[ArticleFile, ...], default_lang: str, problems: list[Problem]
) -> Iterator[tuple[ArticleFile, str]]:
    try:
        found = known or article_files(directory)
    except OSError as error:
        reason = "no such directory" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        problems.append(Problem(str(directory), reason, "name a directory of Markdown files"))
        return
    for file in found:
        if file.leads_out:
            instead = "put the articles themselves there: what lies elsewhere isn't read"
            problems.append(Problem(file.name, "is a symbolic link out of the directory", instead))
        elif not file.folder:
            yield file, default_lang
        elif not _LOCALE.fullmatch(file.folder) or file.nested:
            instead = "put it directly into the directory, or into a folder such as en/ or pt-br/"
            problems.append(Problem(file.name, "is in a folder that is not a language", instead))
        else:
            yield file, file.folder.lower().replace("_", "-")


def _source(directory: Path, found: ArticleFile, lang: str, problems: list[Problem]) -> Source | None:
    """One file as an article; ``None``, and what is wrong, when it isn't one."""
    path, file = directory / found.name, found.name
    slug, before = path.stem, len(problems)
    if not _SLUG.fullmatch(slug) or len(slug) > SLUG_CHARS_MAX:
        instead = f"rename the file: letters a–z, digits and hyphens, at most {SLUG_CHARS_MAX} characters"
        problems.append(Problem(file, "its name cannot be part of a link", instead))
    text = _text(path, file, problems)
    if text is None:
        return None
    matter, body = _apart(text, file, problems)
    known = _read_matter(matter, file, problems) if matter is not None else _Matter()
    if matter is not None and not body.strip():
        line = text.rstrip().count("\n") + 1
        problems.append(Problem(file, "has no text below the front matter", "write the article there", line))
    if len(problems) > before:
        return None
    article = Article(slug, lang, known.title, body.strip() + "\n", known.keywords, known.source)
    text_line = text.count("\n") - body.lstrip().count("\n") + 1
    return Source(article, file, text_line, known.updated, found.stamp, known.drafted)


def _text(path: Path, file: str, problems: list[Problem]) -> str | None:
    if path.exists() and not path.is_file():
        problems.append(Problem(file, "is not a file", "put an article there, or give it another name"))
        return None
    try:
        raw = path.read_bytes()
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(Problem(file, "is not UTF-8 text", "save the file as UTF-8", line))
    except OSError as error:
        problems.append(Problem(file, f"cannot be read: {error.strerror}"))
    return None


def _apart(text: str, file: str, problems: list[Problem]) -> tuple[str | None, str]:
    """The front matter (``None`` if broken) and the body."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != _FENCE:
        instead = 'begin the file with a line "---", then title: …, then another line "---"'
        problems.append(Problem(file, "has no front matter", instead, 1))
        return None, text
    lines = rest.split("\n")
    for number, line in enumerate(lines):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[:number]), "\n".join(lines[number + 1 :])
    problems.append(Problem(file, "its front matter has no end", 'close it with a line "---"', 1))
    return None, text


@dataclass(slots=True)
class _Matter:
    """What a file's front matter says, while it is read."""

    title: str = ""
    keywords: tuple[str, ...] = ()
    updated: date | None = None
    source: str = ""
    drafted: str = ""
    seen: set[str] = field(default_factory=set)


def _read_matter(matter: str, file: str, problems: list[Problem]) -> _Matter:
    known, before = _Matter(), len(problems)
    if len(matter) > MATTER_CHARS_MAX:
        reason = f"its front matter has more than {MATTER_CHARS_MAX:,} characters"
        problems.append(Problem(file, reason, 'end it with a line "---" before the text begins', 1))
        return known
    loader = _YamlLoader(matter)
    try:
        node = loader.get_single_node()
        if node is not None and not isinstance(node, yaml.MappingNode):
            problems.append(Problem(file, "its front matter is not a list of keys", "write title: …", 2))
            return known
        for key, value in node.value if node else ():
            line = key.start_mark.line + 2  # front matter begins below the fence
            name = str(key.value)
            _take(known, name, loader.construct_object(value, deep=True), Problem(file, "", "", line), problems)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-02-31
        problems.append(_broken(file, error))
    except RecursionError:
        instead = "write keywords: [inbox, bounce]; nothing here is a list in a list"
        problems.append(Problem(file, "its front matter is nested too deeply", instead, 2))
    finally:
        loader.dispose()
    if len(problems) == before and not known.title:
        problems.append(Problem(file, "has no title", "add a line title: … to the front matter", 1))
    return known


def _broken(file: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = str(getattr(error, "problem", None) or error)
    instead = "put text with a colon, a # or a quote into double quotes; dates are written 2026-11-02"
    return Problem(file, f"its front matter is broken: {reason}", instead, mark.line + 2 if mark else 2)


def _take(known: _Matter, name: str, value: object, at: Problem, problems: list[Problem]) -> None:
    """One key of the front matter; ``at`` says where it stands."""

    def wrong(reason: str, instead: str) -> None:
        problems.append(Problem(at.where, reason, instead, at.line))

    if name in known.seen:
        wrong(f"{name} is given twice", "keep one of the two lines")
    known.seen.add(name)
    if name not in _KEYS:
        wrong(f"unknown key {name!r}", f"known are: {', '.join(_KEYS)}")
    elif name == "title":
        if isinstance(value, str) and value.strip():
            known.title = " ".join(value.split())
        else:
            wrong("the title is not text", 'write title: "…" in quotes')
    elif name == "keywords":
        if isinstance(value, list) and all(type(word) in (str, int) for word in value):
            known.keywords = tuple(word for given in value if (word := str(given).strip()))
        else:
            wrong("keywords is not a list of words", 'write keywords: [inbox, "8.10", "yes"]')
    elif name == "source":
        if isinstance(value, str) and _ADDRESS.fullmatch(value):
            known.source = value
        else:
            wrong("the source is no web address", "write source: https://…, where the article is read")
    elif name == "drafted":
        if isinstance(value, str) and _DRAFTED.fullmatch(value):
            known.drafted = value
        else:
            wrong("drafted doesn't say what of", f"write drafted: ticket 1042 or drafted: {FROM_QUESTIONS}, or nothing")
    elif isinstance(value, date) and type(value) is date:
        known.updated = value
    else:
        wrong("updated is not a date", "write updated: 2026-11-02")
