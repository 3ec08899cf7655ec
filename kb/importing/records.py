"""Exports in JSON (Zendesk, Freshdesk, Help Scout, Intercom, WordPress' API and others alike) and tables of questions.

What a record means is told by its keys, wherever it stands: a list, a page of an API, a tree of folders, one a line.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from kb.importing.folder import BYTES_MAX, EXPORT_BYTES_MAX, Folder, Unreadable
from kb.importing.front_matter import words
from kb.importing.marks import plain_markdown
from kb.importing.page import Found, Left, Page, language, line
from kb.importing.web_page import fragment

NO_EXPORT = "no export of articles"
DEEP_MAX = 40
"""Lists and objects within one another; exports have ten."""
_BODIES = ("body", "text", "content", "html", "body_html", "answer", "desc_un_html", "description")
_TITLES = ("title", "question", "name", "subject")
_ADDRESSES = ("html_url", "publicUrl", "public_url", "link", "permalink", "url")
_SECTIONS = (
    "section_id",
    "folder_id",
    "collectionId",
    "collection_id",
    "parent_section_id",
    "parent_id",
    "category_id",
    "categoryId",
)
_LABELS = ("label_names", "labels", "tags", "keywords")
_LOCALES = ("locale", "language", "lang", "default_locale", "language_code", "source_locale")
_FRESHDESK = frozenset(
    ("description_text", "desc_un_html", "folder_id", "seo_data", "hierarchy", "agent_id", "art_type")
)
_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&[a-z]+;|&#\d+;")
_TAIL = re.compile(r"(?:\d+[-_])?(.+)")


class Exports:
    """The JSON files of a folder: sections of one are named by articles of another."""

    def __init__(self, folder: Folder) -> None:
        self._sections: dict[str, tuple[str, str]] = {}
        self._staff: set[str] = set()
        """Sections that only staff see."""
        self._last: tuple[str, list[tuple[int, Any]]] = ("", [])
        for file in folder.files:
            if file.lower().endswith((".json", ".jsonl", ".ndjson")):
                try:
                    read = _values(file, folder.text(file, EXPORT_BYTES_MAX))
                except (Unreadable, _NoJson):
                    continue
                self._last = (file, read)
                for _line, value in read:
                    self._note_sections(value, 0)

    def _note_sections(self, value: object, deep: int) -> None:
        if deep > DEEP_MAX:
            return
        if isinstance(value, dict):
            name = line(value.get("name") or value.get("title"))
            if "id" in value and name and not _is_article(value):
                parent = next((str(value[key]) for key in _SECTIONS if value.get(key)), "")
                self._sections[str(value["id"])] = (name, parent)
                if value.get("visibility") in (3, "private", "internal", "agents"):
                    self._staff.add(str(value["id"]))
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            if isinstance(each, dict | list):
                self._note_sections(each, deep + 1)

    def read(self, file: str, text: str) -> Found:
        """The articles of one file."""
        try:
            values = self._last[1] if self._last[0] == file else _values(file, text)
        except _NoJson as error:
            looks = '"title"' in text or '"body"' in text or '"name"' in text
            yield Left(file, str(error), broken=looks)
            return
        count = 0
        for number, value in values:
            for found in self._walk(file, value, (), number, 0):
                count += 1
                yield found
        if not count:
            yield Left(file, NO_EXPORT, kind="file without articles")

    def _walk(self, file: str, value: object, above: tuple[str, ...], where: int, deep: int) -> Found:
        if deep > DEEP_MAX:
            return
        if isinstance(value, dict):
            if _is_article(value):
                yield from self._article(file, value, above)
                return
            name = line(value.get("name"))
            if value.get("visibility") in (3, "private", "internal", "agents"):
                above = (*above, "\0")
            for each in value.values():
                if isinstance(each, dict | list):
                    yield from self._walk(file, each, (*above, name) if name else above, where, deep + 1)
        elif isinstance(value, list):
            some = any(isinstance(each, dict) and _is_article(each) for each in value)
            for number, each in enumerate(value, 1):
                if some and not (isinstance(each, dict) and (_is_article(each) or _is_section(each))):
                    named = f" (id {each['id']})" if isinstance(each, dict) and "id" in each else ""
                    yield Left(f"{file}, record {number}{named}", "it has no title or no text", broken=True)
                elif isinstance(each, dict | list):
                    yield from self._walk(file, each, above, where, deep + 1)

    def _article(self, file: str, said: Mapping[str, Any], above: tuple[str, ...]) -> Found:
        number = str(said.get("source_id") or said.get("id") or said.get("number") or said.get("slug") or "")
        if said.get("source_type") in ("Section", "Category", "Post"):
            return
        kind = _kind(said)
        section = tuple(name for name in (*above, *self._under(said)) if name != "\0")
        for each in _translations(said):
            lang = language(next((each[key] for key in _LOCALES if each.get(key)), ""))
            title, body = _text(each, _TITLES), _text(each, _BODIES)
            where = f"{file}, article {number or line(title) or '?'}" + (f" ({lang})" if lang else "")
            if why := _unpublished(each) or ("for staff only" if "\0" in above or self._for_staff(said) else ""):
                yield Left(where, why)
                continue
            dropped: dict[str, int] = {}
            address = next((line(each[key]) for key in _ADDRESSES if _web(each.get(key))), "")
            markdown, dropped_too = (
                (fragment(body, dropped), {}) if kind or _HTML.search(body) else plain_markdown(body)
            )
            yield Page(
                origin=f"{kind or 'record'}:{number or line(title)}:{lang}",
                title=fragment_title(title),
                markdown=markdown,
                lang=lang,
                section=section,
                keywords=tuple(word for key in _LABELS for word in words(said.get(key))),
                url=address,
                group=f"{kind or 'record'}:{number or line(title)}",
                name=_name(line(said.get("slug")), address),
                known_as=(f"article:{number}",) if number.isdigit() or kind else (),
                dropped={**dropped, **dropped_too},
            )

    def _for_staff(self, said: Mapping[str, Any]) -> bool:
        return any(str(said.get(key)) in self._staff for key in _SECTIONS)

    def _under(self, said: Mapping[str, Any]) -> tuple[str, ...]:
        """The names of the sections that a record belongs to, the widest first."""
        names = list[str]()
        at = next((str(said[key]) for key in _SECTIONS if str(said.get(key)) in self._sections), "")
        if not at and isinstance(listed := said.get("categories"), list):
            at = next((str(each) for each in listed if isinstance(each, str | int) and str(each) in self._sections), "")
        while at in self._sections and len(names) < DEEP_MAX:
            name, at = self._sections[at]
            names.append(name)
        for each in said.get("hierarchy", ()) if isinstance(said.get("hierarchy"), list) else ():
            data = each.get("data") if isinstance(each, dict) else None
            names.insert(0, line(data.get("name")) if isinstance(data, dict) else "")
        return tuple(reversed(tuple(filter(None, names))))


class _NoJson(ValueError):
    pass


def _values(file: str, text: str) -> list[tuple[int, Any]]:
    """What a file holds: one value, or one a line, each with the line where it begins. Raises _NoJson."""
    try:
        return [(1, json.loads(text))]
    except RecursionError:
        raise _NoJson("its lists are nested too deeply") from None
    except ValueError as error:
        first, _newline, rest = text.lstrip().partition("\n")
        if not (first.startswith("{") and first.rstrip().endswith("}") and rest.strip()):
            raise _NoJson(f"it is no JSON: {error}") from None
    values = list[tuple[int, Any]]()
    for number, each in enumerate(text.split("\n"), 1):
        if each.strip():
            try:
                values.append((number, json.loads(each)))
            except (ValueError, RecursionError) as error:
                raise _NoJson(f"line {number} is no JSON: {error}") from None
    return values


def _is_article(said: Mapping[str, Any]) -> bool:
    if said.get("type") in ("collection", "section", "category", "article_content", "article_translated_content"):
        return False
    if "title" in said and any(key in said for key in _BODIES[:-1]):
        return not isinstance(said.get("content"), list)
    if "title" in said and "description" in said:
        return bool(_FRESHDESK & said.keys())
    return ("name" in said and "text" in said) or ("question" in said and "answer" in said)


def _is_section(said: Mapping[str, Any]) -> bool:
    return (
        (("name" in said or "title" in said) and any(isinstance(each, list | dict) for each in said.values()))
        or said.get("type") in ("collection", "section", "category")
        or ("name" in said and "id" in said)
    )


def _kind(said: Mapping[str, Any]) -> str:
    """Whose record it is, by its keys; empty when they don't tell."""
    for kind, keys in (
        ("freshdesk", _FRESHDESK),
        ("zendesk", ("section_id", "label_names", "vote_sum", "source_type", "user_segment_id", "html_url")),
        ("helpscout", ("collectionId", "publicUrl")),
        ("intercom", ("workspace_id", "translated_content", "parent_type")),
        ("wordpress", ("guid", "ping_status")),
    ):
        if any(key in said for key in keys):
            return kind
    return ""


def _translations(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A record in each of its languages."""
    others = list[Mapping[str, Any]]()
    given = said.get("translations")
    if isinstance(given, list):
        others += [{**each, "id": said.get("id")} for each in given if isinstance(each, dict)]
    for more in (given, said.get("translated_content")):
        if isinstance(more, dict):
            others += [{"locale": code, **each} for code, each in more.items() if isinstance(each, dict)]
    others = [each for each in others if _text(each, _BODIES)]
    own = language(next((said[key] for key in _LOCALES if said.get(key)), ""))
    if not any(language(each.get("locale")) == own for each in others):
        yield said
    yield from others


def _text(said: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = said.get(key)
        value = value.get("rendered") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _unpublished(said: Mapping[str, Any]) -> str:
    status = said.get("status", said.get("state"))
    if (
        said.get("draft") is True
        or said.get("published") is False
        or status in ("draft", "notpublished", "unpublished", "pending", "future", "auto-draft")
    ):
        return "a draft"
    if status == 1 and _FRESHDESK & said.keys():
        return "a draft"
    if status in ("archived", "trash", "deleted") or said.get("archived") is True:
        return "archived"
    if said.get("user_segment_id") or status == "private" or said.get("visibility") in ("private", "internal"):
        return "not for everybody"
    return ""


def _web(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.startswith(("http://", "https://"))
        and "/api/" not in value
        and not value.endswith(".json")
    )


def _name(slug: str, address: str) -> str:
    last = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])
    found = _TAIL.fullmatch(last)
    return slug or (found[1] if found and not last.isdigit() else "")


def fragment_title(title: str) -> str:
    """A title, which exports may hold as HTML."""
    return line(" ".join(fragment(title, {}, literal=False).split()) if _HTML.search(title) else title)


# ── Tables ──

_COLUMNS = {
    "title": (
        "question",
        "title",
        "frage",
        "titel",
        "pregunta",
        "título",
        "titulo",
        "name",
        "subject",
        "q",
        "domanda",
        "thema",
    ),
    "body": (
        "answer",
        "body",
        "text",
        "content",
        "antwort",
        "inhalt",
        "respuesta",
        "contenido",
        "html",
        "a",
        "description",
        "réponse",
        "risposta",
        "lösung",
        "solution",
    ),
    "section": (
        "category",
        "section",
        "folder",
        "kategorie",
        "categoría",
        "categoria",
        "topic",
        "group",
        "bereich",
        "collection",
    ),
    "keywords": ("tags", "keywords", "labels", "schlagwörter", "stichwörter", "etiquetas", "schlagworte"),
    "lang": ("language", "lang", "locale", "sprache", "idioma"),
    "url": ("url", "link", "address", "html_url", "permalink", "source"),
    "id": ("id", "number", "nr", "key"),
    "status": ("status", "state", "published", "draft", "visibility", "estado"),
}
_LIVE = frozenset(
    (
        "",
        "published",
        "live",
        "public",
        "active",
        "yes",
        "true",
        "1",
        "publish",
        "veröffentlicht",
        "publicado",
        "ja",
        "sí",
        "open",
        "visible",
        "everyone",
        "all",
    )
)


def read_table(file: str, text: str, asked: bool) -> Found:
    """A table of questions and answers. ``asked`` says that the file itself was named, so that it must be one."""
    csv.field_size_limit(BYTES_MAX)
    head = text[:4000].split("\n", 1)[0]
    separator = max("\t;,|", key=lambda sign: (head.count(sign), sign == ","))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        first = next(rows, [])
        columns = {
            name: at
            for name, known in _COLUMNS.items()
            for at, given in reversed(tuple(enumerate(first)))
            if given.strip().lower().strip("\ufeff") in known
        }
        if not {"title", "body"} <= columns.keys():
            if not (asked and len(first) == 2):
                yield Left(
                    file,
                    "its first line names no columns question and answer",
                    broken=asked,
                    kind="" if asked else "file without articles",
                )
                return
            columns = {"title": 0, "body": 1}
            yield from _row(file, first, columns, len(first), 1, 1)
        start = rows.line_num + 1
        for number, row in enumerate(rows, 1):
            if any(each.strip() for each in row):
                yield from _row(file, row, columns, len(first), start, number)
            start = rows.line_num + 1
    except csv.Error as error:
        yield Left(file, f"line {rows.line_num}: {error}", broken=True)


def _row(file: str, row: list[str], columns: Mapping[str, int], wide: int, start: int, number: int) -> Found:
    said = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
    where = f"{file}, line {start}"
    if len(row) > wide or not said.get("title") or not said.get("body"):
        why = f"{len(row)} columns instead of {wide}" if len(row) != wide else "no question or no answer"
        yield Left(where, why, broken=True)
        return
    status = said.get("status", "").lower()
    if status not in _LIVE:
        yield Left(
            where, "a draft" if "draft" in status or status in ("false", "no", "0") else f"its status is {status}"
        )
        return
    dropped: dict[str, int] = {}
    body = said["body"]
    markdown, more = (fragment(_with_breaks(body), dropped), {}) if _HTML.search(body) else plain_markdown(body)
    name = said.get("id", "") or said["title"]
    yield Page(
        origin=f"{file.rpartition('/')[2]}:{line(name)}:{language(said.get('lang', ''))}",
        title=fragment_title(said["title"]),
        markdown=markdown,
        lang=language(said.get("lang", "")),
        section=(line(said["section"]),) if said.get("section") else (),
        keywords=tuple(word for part in said.get("keywords", "").split(";") for word in words(part)),
        url=said.get("url", "") if _web(said.get("url", "")) else "",
        group=f"{file}:{line(name)}",
        dropped={**dropped, **more},
    )


def _with_breaks(body: str) -> str:
    """Cells whose only markup is within lines have their paragraphs as lines."""
    return (
        body
        if re.search(r"<(?:p|br|div|li|tr|h\d)\b", body)
        else "".join(f"<p>{each}</p>" for each in body.split("\n"))
    )
