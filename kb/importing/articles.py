"""Pages as articles: slugs of their own, links by what they mean, pictures, front matter that loads."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import basename, dirname, join, normpath
from urllib.parse import quote, unquote, urljoin

import yaml

from kb.articles.files import leads_out
from kb.articles.loader import MATTER_CHARS_MAX
from kb.articles.plain_text import searchable
from kb.importing.folder import Folder
from kb.importing.links import Addresses, leads_elsewhere, rewritten
from kb.importing.page import KEYWORDS_MAX, TITLE_CHARS_MAX, Left, Page, line
from kb.importing.places import bare, slug_of, unnumbered
from kb.importing.reader import read_all
from kb.importing.sites.makers import site_of
from kb.importing.sites.site import Site
from kb.importing.slugs import group_of, slugs_of

PICTURES = "images"
"""The folder beside the articles that their pictures are copied to."""
PICTURE_BYTES_MAX = 20_000_000
"""A larger picture is linked at best."""
ADDRESS_CHARS_MAX = 2_000
"""A longer address works nowhere."""
SECTIONS_MAX = 2
"""So many names of sections, from the nearest, are words by which an article is found."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One page or file, and what became of it."""

    file: str
    """Relative to the folder, or the record's name."""
    slug: str = ""
    """Empty when it wasn't taken over."""
    title: str = ""
    text: str = ""
    """The article's file, front matter and all."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """What was left out, and how many of each."""
    refused: str = ""
    """Why it wasn't taken over."""
    broken: bool = False
    """Should it have become an article?"""
    kind: str = ""
    """What it is, when many of a kind are told in one line."""
    lang: str = ""
    origin: str = ""
    """What it is known by when it is imported again."""
    url: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)
    """File in ``images`` by the file that it is copied from, relative to the folder."""


def read_folder(
    path: Path,
    known: Mapping[str, str] | None = None,
    lang: str = "",
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> list[Imported]:
    """Every page of a folder or a file as an article, and every file that is none.

    ``known`` are the slugs that earlier imports gave, by origin.
    ``lang`` is of pages that don't say theirs, and of all when they say but one.
    """
    folder = Folder(path)
    site = site_of(folder)
    pages, left = list[Page](), list[Left]()
    for found in read_all(folder, site, tell):
        if isinstance(found, Left):
            left.append(found)
        elif not any(map(str.isalnum, searchable(found.markdown)[1])):
            left.append(Left(found.origin, "no text is left in it"))
        else:
            pages.append(found)
    pages = _in_languages(pages, lang, site)
    slugs = slugs_of(pages, folder.name, known or {})
    made = _Articles(folder, site, pages, slugs)
    refused = [Imported(each.file, refused=each.reason, broken=each.broken, kind=each.kind) for each in left]
    articles = [made.article(page) for page in pages]
    used = {file for each in articles for file in each.pictures}
    return [*articles, *(each for each in refused if each.file not in used)]


def _in_languages(pages: Sequence[Page], lang: str, site: Site) -> list[Page]:
    """Languages without the regions that nothing needs; the one that was asked for where that is the only one."""
    said = {page.lang for page in pages} - {""}
    mains = Counter(each.partition("-")[0] for each in said)
    short = {each: each.partition("-")[0] if mains[each.partition("-")[0]] == 1 else each for each in said}
    alone = len(said) == 1 and all(page.lang for page in pages)
    rest = lang or (site.lang.partition("-")[0] if said else "")
    return [replace(page, lang=lang if lang and alone else short.get(page.lang) or rest) for page in pages]


class _Articles:
    """Makes the articles of one import."""

    def __init__(self, folder: Folder, site: Site, pages: Sequence[Page], slugs: Mapping[str, str]) -> None:
        self._folder, self._site, self._slugs = folder, site, slugs
        self._addresses = Addresses()
        self._pictures: dict[tuple[str, str], str] = {}
        self._names_taken: dict[str, set[str]] = {}
        for page in pages:
            self._addresses.add(self._with_url(page), slugs[group_of(page)])

    def _with_url(self, page: Page) -> Page:
        """With its address on the site that its settings name."""
        if page.url or not self._site.url.startswith("http") or not page.place:
            return page
        path = unnumbered(bare(page.place)) if self._site.kind == "Docusaurus" else bare(page.place)
        return replace(page, url=f"{self._site.url.rstrip('/')}/{path}")

    def article(self, page: Page) -> Imported:
        """One page as an article."""
        slug = self._slugs[group_of(page)]
        page = self._with_url(page)
        dropped, pictures, links = Counter(page.dropped), dict[str, str](), dict[str, str | None]()

        def change(address: str, picture: bool) -> str | None:
            if not picture and address not in links:
                links[address] = self._link(address, page, slug)
            new = self._picture(address, page, pictures) if picture else links[address]
            if new is None:
                dropped["img" if picture else "dead link"] += 1
            return new

        text = rewritten(page.markdown, change)
        title = line(page.title)[:TITLE_CHARS_MAX] or slug.replace("-", " ").capitalize()
        return Imported(
            file=page.file or page.origin,
            slug=slug,
            title=title,
            text=f"---\n{self._matter(title, page)}---\n\n{text.strip()}\n",
            dropped={what: count for what, count in dropped.items() if count},
            lang=page.lang,
            origin=page.origin,
            url=page.url,
            pictures=pictures,
        )

    def _matter(self, title: str, page: Page) -> str:
        matter: dict[str, object] = {"title": title}
        words = [*page.keywords, *(section for section in page.section[-SECTIONS_MAX:] if section)]
        said = [word for given in words if (word := line(given).strip())]
        if said := list(dict.fromkeys(word for word in said if word.casefold() != title.casefold()))[:KEYWORDS_MAX]:
            matter["keywords"] = said
        while len(head := _yaml(matter)) > MATTER_CHARS_MAX - ADDRESS_CHARS_MAX - 100 and said:
            said.pop()
        return head + (f"updated: {page.updated}\n" if page.updated else "") + _source(page.url)

    def _link(self, address: str, page: Page, slug: str) -> str | None:
        """Where a link leads in our articles; ``None`` for one that leads nowhere any more."""
        hash_at = address.find("#")
        anchor = address[hash_at:] if hash_at >= 0 else ""
        if anchor == address:
            return f"{slug}.md{anchor}" if len(anchor) > 1 else None
        if found := self._addresses.slug(address, page):
            return f"{found}.md{anchor}"
        if leads_elsewhere(address):
            return f"https:{address}" if address.startswith("//") else address
        if ":" in address.partition("/")[0]:
            return None
        return urljoin(_base(page, self._site), address) if page.url else None

    def _picture(self, address: str, page: Page, pictures: dict[str, str]) -> str | None:
        """Where a picture is to be seen: copied, on the web, or nowhere (``None``)."""
        if leads_elsewhere(address):
            return f"https:{address}" if address.startswith("//") else address
        if file := self._file(address, page):
            name = self._picture_name(file, page.lang)
            pictures[file] = name
            return f"{PICTURES}/{name}"
        return urljoin(page.url, address) if page.url and ":" not in address else None

    def _file(self, address: str, page: Page) -> str:
        path = unquote(address.partition("#")[0].partition("?")[0])
        if not page.file or not path or ":" in path:
            return ""
        starts = [dirname(page.file)] if not path.startswith("/") else []
        starts += self._site.statics
        if not path.startswith("/"):
            starts.append(bare(page.file))
        for start in starts:
            file = normpath(join(start, path.lstrip("/")))
            if file.startswith("../"):
                continue
            if file in self._folder or (self._folder.single and _is_beside(self._folder, file)):
                return file if self._folder.path(file).stat().st_size <= PICTURE_BYTES_MAX else ""
        return ""

    def _picture_name(self, file: str, lang: str) -> str:
        """Its name in our folder: short, and no other picture's."""
        if (lang, file) not in self._pictures:
            stem, dot, ending = basename(file).rpartition(".")
            stem, ending = slug_of(stem or ending) or "picture", f".{slug_of(ending)}" if dot else ""
            used = self._names_taken.setdefault(lang, set())
            name, number = f"{stem[:80]}{ending}", 2
            while name in used:
                name, number = f"{stem[:80]}-{number}{ending}", number + 1
            used.add(name)
            self._pictures[lang, file] = name
        return self._pictures[lang, file]


def _source(url: str) -> str:
    """The line for where the article came from; none for an address that no link could hold."""
    url = quote(url, safe="%/:?#@!$&'*+,;=~[]").replace("(", "%28").replace(")", "%29")
    whole = url.startswith(("http://", "https://")) and len(url) <= ADDRESS_CHARS_MAX
    return _yaml({"source": url}) if whole else ""


def _is_beside(folder: Folder, file: str) -> bool:
    """Is a picture there that a single page names, below the page's own folder?"""
    path = folder.path(file)
    return path.is_file() and not leads_out(path, folder.root)


def _base(page: Page, site: Site) -> str:
    """What a page's links begin at on the web: pages of a site are folders there."""
    return page.url if not page.place or page.url.endswith((".html", ".htm")) else f"{page.url}/"


def _yaml(matter: Mapping[str, object]) -> str:
    """A line for each key: lists in brackets."""
    return "".join(
        yaml.safe_dump({key: value}, allow_unicode=True, width=100_000, default_flow_style=None)
        if isinstance(value, list)
        else yaml.safe_dump({key: value}, allow_unicode=True, width=100_000, default_flow_style=False)
        for key, value in matter.items()
    )
