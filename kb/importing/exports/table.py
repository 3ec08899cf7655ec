"""Tables of questions and answers, one a line."""

import csv
import io
import re
from collections.abc import Mapping

from kb.importing.exports.record import HTML, fragment_title, web
from kb.importing.folder import BYTES_MAX
from kb.importing.html.page import fragment
from kb.importing.markup.front_matter import words
from kb.importing.markup.marks import plain_markdown
from kb.importing.page import Found, Left, Page, language, line

_COLUMNS = {
    "title": ("question", "title", "frage", "titel", "pregunta", "título", "titulo", "name", "subject", "q", "domanda",
              "thema"),
    "body": ("answer", "body", "text", "content", "antwort", "inhalt", "respuesta", "contenido", "html", "a",
             "description", "réponse", "risposta", "lösung", "solution"),
    "section": ("category", "section", "folder", "kategorie", "categoría", "categoria", "topic", "group", "bereich",
                "collection"),
    "keywords": ("tags", "keywords", "labels", "schlagwörter", "stichwörter", "etiquetas", "schlagworte"),
    "lang": ("language", "lang", "locale", "sprache", "idioma"),
    "url": ("url", "link", "address", "html_url", "permalink", "source"),
    "id": ("id", "number", "nr", "key"),
    "status": ("status", "state", "published", "draft", "visibility", "estado"),
}  # fmt: skip
"""What people call their columns."""
_LIVE = frozenset(
    ("", "published", "live", "public", "active", "yes", "true", "1", "publish", "veröffentlicht", "publicado", "ja",
     "sí", "open", "visible", "everyone", "all")
)  # fmt: skip
_BLOCK = re.compile(r"<(?:p|br|div|li|tr|h\d)\b")


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
    markdown, more = (fragment(_with_breaks(body), dropped), {}) if HTML.search(body) else plain_markdown(body)
    name = said.get("id", "") or said["title"]
    yield Page(
        origin=f"{file.rpartition('/')[2]}:{line(name)}:{language(said.get('lang', ''))}",
        title=fragment_title(said["title"]),
        markdown=markdown,
        lang=language(said.get("lang", "")),
        section=(line(said["section"]),) if said.get("section") else (),
        keywords=tuple(word for part in said.get("keywords", "").split(";") for word in words(part)),
        url=said.get("url", "") if web(said.get("url", "")) else "",
        group=f"{file}:{line(name)}",
        dropped={**dropped, **more},
    )


def _with_breaks(body: str) -> str:
    """Cells whose only markup is within lines have their paragraphs as lines."""
    return body if _BLOCK.search(body) else "".join(f"<p>{each}</p>" for each in body.split("\n"))
