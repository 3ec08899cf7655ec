"""Every page of a folder or a file, each read as its format has it."""

import re
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath

from kb.importing.exports import json_export, table, wordpress
from kb.importing.folder import EXPORT_BYTES_MAX, Folder, Unreadable
from kb.importing.html.page import read_page
from kb.importing.markup.front_matter import Broken, Matter, apart
from kb.importing.markup.marks import plain_markdown, titled
from kb.importing.page import Found, Left, Page, alike, language
from kb.importing.places import INDEXES, Places
from kb.importing.sites.site import Site

HTML = (".html", ".htm", ".xhtml")
MARKDOWN = (".md", ".markdown", ".mdown", ".mdx")
EXPORTS = (".json", ".jsonl", ".ndjson", ".xml", ".wxr", ".csv", ".tsv")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".ico", ".tif", ".tiff")
_NO_PAGES = frozenset(
    ("summary.md", "_sidebar.md", "_navbar.md", "_coverpage.md", "404.md", "404.html", "search.html", "genindex.html",
     "py-modindex.html", "license.md", "changelog.md", "contributing.md", "code_of_conduct.md",
     "pull_request_template.md")
)  # fmt: skip
"""Names of files that aren't articles in any site."""
_NAVIGATION = "a file of navigation"
_SAVED_PARTS = re.compile(r"(?:^|/)([^/]+)(?:_files|-Dateien|_archivos|_fichiers|_bestanden|-filer)/")
_TRANSLATED = re.compile(r"(?:^|/)i18n/([\w-]+)/docusaurus")
_INCLUDES_MAX = 20
"""Files that one page takes in."""

Tell = Callable[[int, int], None]
"""Called with how many files are read, of how many."""


def read_all(folder: Folder, site: Site, tell: Tell = lambda done, of: None) -> Found:
    """Every page, and every file that is none, with the reason."""
    yield from folder.led_out
    inside = [file for file in folder.files if file.startswith(site.roots)] if not folder.single else list(folder.files)
    places = {
        root: Places([file[len(root) :] for file in inside if file.startswith(root)], site.langs) for root in site.roots
    }
    reader = _Reader(folder, site, places)
    for number, file in enumerate(folder.files):
        tell(number, len(folder.files))
        yield from reader.read(file)


class _Reader:
    def __init__(self, folder: Folder, site: Site, places: dict[str, Places]) -> None:
        self._folder, self._site, self._places = folder, site, places
        self._exports: json_export.Exports | None = None

    def read(self, file: str) -> Found:
        """What one file holds."""
        ending = f".{file.rpartition('.')[2].lower()}" if "." in file else ""
        if left := self._left(file, ending):
            yield left
            return
        try:
            if ending in MARKDOWN:
                yield self._markdown(file)
            elif ending in HTML:
                yield self._html(file)
            else:
                yield from self._export(file, ending)
        except Unreadable as error:
            yield Left(file, error.reason, broken=error.broken)
        except Broken as error:
            yield Left(file, f"line {error.line}: {error}" if error.line else str(error), broken=True)

    def _left(self, file: str, ending: str) -> Left | None:
        """Why a file is passed over; ``None`` for one that is read."""
        name, root = file.rpartition("/")[2].lower(), self._root(file)
        if ending in PICTURES:
            return Left(file, "a picture", kind="picture")
        if ending not in (*HTML, *MARKDOWN, *EXPORTS):
            return Left(file, "no format of articles", kind="other file")
        if found := _SAVED_PARTS.search(file):
            parent = file[: found.start(1)] + found[1]
            if any(parent + each in self._folder for each in HTML):
                return Left(file, f"a part of the saved page {found[1]}", kind="part of a saved page")
        if root is None and ending in (*HTML, *MARKDOWN):
            return Left(
                file,
                f"outside of the pages of {self._site.kind}",
                kind=f"file outside of the pages of {self._site.kind}",
            )
        if ending not in (*HTML, *MARKDOWN):
            return None
        if (
            name in _NO_PAGES
            and not self._folder.single
            and not (name[0] == "c" and self._site.kind != "plain" and "/" in file[len(root or "") :])
        ):
            return Left(file, _NAVIGATION if name[0] in "s_" else "no article")
        part = next((each for each in file[len(root or "") :].split("/") if each.startswith("_")), "")
        known = part[1:] and language(part.lstrip("_"))
        if part and not (name.startswith("_index.") and part == file.rpartition("/")[2]) and not known:
            if (
                self._site.kind == "Jekyll"
                and part not in ("_includes", "_drafts", "_data")
                and part != file.rpartition("/")[2]
            ):
                return None
            return Left(file, "a draft" if part == "_drafts" else "a part of other pages")
        return None

    def _root(self, file: str) -> str | None:
        if self._folder.single:
            return ""
        return max((root for root in self._site.roots if file.startswith(root)), key=len, default=None)

    # ── Markdown ──

    def _markdown(self, file: str) -> Page | Left:
        text = self._folder.text(file)
        matter, body = apart(text, lines_too=self._site.kind == "MkDocs")
        if matter.draft:
            return Left(file, matter.draft)
        lang, place, root = self._place(file)
        count = [0]

        def include(name: str) -> str:
            count[0] += 1
            return self._included(file, name) if count[0] <= _INCLUDES_MAX else ""

        values = {**self._site.values, "page.title": matter.title} if self._site.values else {}
        markdown, dropped = plain_markdown(body, include, values)
        heading, below = titled(markdown)
        title = matter.title or heading or self._navigated(file) or matter.label
        if heading and (not matter.title or alike(heading) == alike(matter.title)):
            markdown = below.strip("\n")
        if not matter.title and not heading:
            title = title or self._site.labels.get(dirname(file), "") if _is_index(place) else title
        return Page(
            origin=file,
            title=title,
            markdown=markdown,
            place=place,
            lang=matter.lang or lang,
            section=matter.category or self._section(file, root),
            keywords=matter.keywords,
            url=self._url(matter),
            known_as=self._known_as(matter, place),
            file=file,
            dropped={**matter.dropped, **dropped},
            updated=matter.updated,
        )

    def _known_as(self, matter: Matter, place: str) -> tuple[str, ...]:
        beside = [join(dirname(place), each) for each in (matter.id, matter.slug) if each and not each.startswith("/")]
        return tuple(each for each in (*matter.addresses, *beside) if each)

    def _url(self, matter: Matter) -> str:
        absolute = [each for each in matter.addresses if each.startswith(("http://", "https://"))]
        return absolute[0] if absolute else ""

    def _place(self, file: str) -> tuple[str, str, str]:
        root = self._root(file) or ""
        lang, place = self._places[root].of(file[len(root) :]) if root in self._places else ("", file)
        if not lang and (found := _TRANSLATED.search(root)):
            lang = language(found[1])
        return lang, place, root

    def _navigated(self, file: str) -> str:
        return self._site.titles.get(file, "")

    def _section(self, file: str, root: str) -> tuple[str, ...]:
        if file in self._site.sections:
            return self._site.sections[file]
        above = file[len(root) :].split("/")[:-1]
        return tuple(
            label for at in range(len(above)) if (label := self._site.labels.get(root + "/".join(above[: at + 1]), ""))
        )

    def _included(self, file: str, name: str) -> str:
        """A text that a page takes in from another file of the folder."""
        bases = ("_includes/", f"{dirname(file)}/" if dirname(file) else "", "")
        for base in bases:
            found = normpath(base + name)
            if found in self._folder and found.endswith(MARKDOWN):
                try:
                    return apart(self._folder.text(found))[1]
                except (Unreadable, Broken):
                    return ""
        return ""

    # ── HTML ──

    def _html(self, file: str) -> Page | Left:
        page = read_page(self._folder.text(file))
        lang, place, root = self._place(file)
        if page.no_article:
            return Left(file, page.no_article)
        return Page(
            origin=file,
            title=page.title or self._navigated(file),
            markdown=page.markdown,
            place=place,
            lang=lang or page.lang,
            section=self._section(file, root),
            keywords=page.keywords,
            url=page.url,
            file=file,
            dropped=page.dropped,
        )

    # ── Exports ──

    def _export(self, file: str, ending: str) -> Iterator[Page | Left]:
        text = self._folder.text(file, EXPORT_BYTES_MAX)
        if ending in (".csv", ".tsv"):
            yield from table.read_table(file, text, self._folder.single)
        elif ending in (".xml", ".wxr"):
            yield from wordpress.read(file, text, self._folder.single)
        else:
            self._exports = self._exports or json_export.Exports(self._folder)
            yield from self._exports.read(file, text)


def _is_index(place: str) -> bool:
    return place.rpartition("/")[2].rpartition(".")[0].lower() in INDEXES
