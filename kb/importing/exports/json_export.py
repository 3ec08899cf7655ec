"""Exports in JSON (Zendesk, Freshdesk, Help Scout, Intercom, WordPress' API and others alike).

What a record means is told by its keys, wherever it stands: a list, a page of an API, a tree of folders, one a line.
"""

import json
from collections.abc import Mapping
from typing import Any

from kb.importing.exports.record import (
    ADDRESSES,
    BODIES,
    HTML,
    LABELS,
    LOCALES,
    NO_EXPORT,
    SECTIONS,
    TITLES,
    fragment_title,
    is_article,
    is_section,
    kind_of,
    name_of,
    text_of,
    translations,
    unpublished,
    web,
)
from kb.importing.folder import EXPORT_BYTES_MAX, Folder, Unreadable
from kb.importing.html.page import fragment
from kb.importing.markup.front_matter import words
from kb.importing.markup.marks import plain_markdown
from kb.importing.page import Found, Left, Page, language, line

DEEP_MAX = 40
"""Lists and objects within one another; exports have ten."""


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
            if "id" in value and name and not is_article(value):
                parent = next((str(value[key]) for key in SECTIONS if value.get(key)), "")
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
            if is_article(value):
                yield from self._article(file, value, above)
                return
            name = line(value.get("name"))
            if value.get("visibility") in (3, "private", "internal", "agents"):
                above = (*above, "\0")
            for each in value.values():
                if isinstance(each, dict | list):
                    yield from self._walk(file, each, (*above, name) if name else above, where, deep + 1)
        elif isinstance(value, list):
            some = any(isinstance(each, dict) and is_article(each) for each in value)
            for number, each in enumerate(value, 1):
                if some and not (isinstance(each, dict) and (is_article(each) or is_section(each))):
                    named = f" (id {each['id']})" if isinstance(each, dict) and "id" in each else ""
                    yield Left(f"{file}, record {number}{named}", "it has no title or no text", broken=True)
                elif isinstance(each, dict | list):
                    yield from self._walk(file, each, above, where, deep + 1)

    def _article(self, file: str, said: Mapping[str, Any], above: tuple[str, ...]) -> Found:
        number = str(said.get("source_id") or said.get("id") or said.get("number") or said.get("slug") or "")
        if said.get("source_type") in ("Section", "Category", "Post"):
            return
        kind = kind_of(said)
        section = tuple(name for name in (*above, *self._under(said)) if name != "\0")
        for each in translations(said):
            lang = language(next((each[key] for key in LOCALES if each.get(key)), ""))
            title, body = text_of(each, TITLES), text_of(each, BODIES)
            where = f"{file}, article {number or line(title) or '?'}" + (f" ({lang})" if lang else "")
            if why := unpublished(each) or ("for staff only" if "\0" in above or self._for_staff(said) else ""):
                yield Left(where, why)
                continue
            dropped: dict[str, int] = {}
            address = next((line(each[key]) for key in ADDRESSES if web(each.get(key))), "")
            markdown, dropped_too = (fragment(body, dropped), {}) if kind or HTML.search(body) else plain_markdown(body)
            yield Page(
                origin=f"{kind or 'record'}:{number or line(title)}:{lang}",
                title=fragment_title(title),
                markdown=markdown,
                lang=lang,
                section=section,
                keywords=tuple(word for key in LABELS for word in words(said.get(key))),
                url=address,
                group=f"{kind or 'record'}:{number or line(title)}",
                name=name_of(line(said.get("slug")), address),
                known_as=(f"article:{number}",) if number.isdigit() or kind else (),
                dropped={**dropped, **dropped_too},
            )

    def _for_staff(self, said: Mapping[str, Any]) -> bool:
        return any(str(said.get(key)) in self._staff for key in SECTIONS)

    def _under(self, said: Mapping[str, Any]) -> tuple[str, ...]:
        """The names of the sections that a record belongs to, the widest first."""
        names = list[str]()
        at = next((str(said[key]) for key in SECTIONS if str(said.get(key)) in self._sections), "")
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
