"""Which maker a folder's site has, by its marks, and what its navigation knows of the pages."""

import re
from collections.abc import Iterator
from posixpath import normpath

from kb.importing.folder import Folder
from kb.importing.page import language, line
from kb.importing.sites.site import Site, categories, codes, dict_of, dicts, read_json, read_yaml, settings, within

_DOCUSAURUS = tuple(f"docusaurus.config.{ending}" for ending in ("js", "ts", "mjs", "cjs"))
_HUGO = (
    *(f"hugo.{ending}" for ending in ("toml", "yaml", "yml", "json")),
    *(f"config.{ending}" for ending in ("toml", "yaml", "yml", "json")),
    *(f"config/_default/{name}" for name in ("hugo.toml", "config.toml", "hugo.yaml")),
)
_SUMMARY_LINK = re.compile(
    r"^([ \t]*)[-*+][ \t]+\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(\s*(?:<([^<>]*)>|([^()\s]*))[^()]*\)"
)
_SUMMARY_PART = re.compile(r"^(?:#{1,6}[ \t]+(.+?)[ \t#]*|[ \t]*[-*+][ \t]+([^\[\n]+))$")
_SIDEBAR = re.compile(r"\{[^{}]*\}")
_SAID = re.compile(r"""\b(id|label|type|slug)["']?\s*:\s*["'`]([^"'`\n]*)["'`]""")
_DEFAULT_LOCALE = re.compile(r"defaultLocale\s*+:\s*+['\"]([\w-]+)")
_LOCALES = re.compile(r"locales\s*+:\s*+\[([^\[\]]*+)\]")
_DOCS = re.compile(r"docs\s*+:\s*+\{([^{}]*+)")
_PATH = re.compile(r"\bpath\s*+:\s*+['\"]([^'\"]+)")
_URL = re.compile(r"\burl\s*+:\s*+['\"](https?://[^'\"]+)")
_BASE_URL = re.compile(r"baseUrl\s*+:\s*+['\"]([^'\"]+)")
_WORD = re.compile(r"[\w-]+")
_TRANSLATED = re.compile(r"i18n/[\w-]+/docusaurus-plugin-content-docs/current/")
DEEP_MAX = 30
"""Sections within one another in a file of navigation."""
MARKS_DEEP_MAX = 2
"""So many folders down a site's marks are looked for: people hand in a repository, or the folder above one."""


def site_of(folder: Folder) -> Site:
    """Look for the marks of a maker, in the folder itself and a little below."""
    for base in _bases(folder):
        for maker in (_mkdocs, _docusaurus, _mdbook, _gitbook, _zola_or_hugo, _jekyll):
            if (site := maker(folder, base)) is not None:
                return site
    return Site(labels=categories(folder, ""))


def _bases(folder: Folder) -> Iterator[str]:
    yield ""
    marks = ("mkdocs.yml", "mkdocs.yaml", *_DOCUSAURUS, "book.toml", "SUMMARY.md", "_config.yml", "hugo.toml")
    found = {
        file.rpartition("/")[0] + "/"
        for file in folder.files
        if file.rpartition("/")[2] in marks and 0 < file.count("/") <= MARKS_DEEP_MAX
    }
    if len(found) == 1:
        yield from found


# ── MkDocs ──


def _mkdocs(folder: Folder, base: str) -> Site | None:
    said = settings(folder, base, ("mkdocs.yml", "mkdocs.yaml"))
    if not said and not {base + "mkdocs.yml", base + "mkdocs.yaml"} & set(folder.files):
        return None
    root = within(base, line(said.get("docs_dir")) or "docs")
    titles, sections = dict[str, str](), dict[str, tuple[str, ...]]()
    _nav(said.get("nav"), root, (), titles, sections, 0)
    langs = {code for each in dicts(said.get("plugins")) for code in codes(dict_of(each.get("i18n")).get("languages"))}
    theme = dict_of(said.get("theme"))
    return Site(
        "MkDocs",
        (root,),
        titles,
        sections,
        {},
        frozenset(langs),
        language(theme.get("language")),
        line(said.get("site_url")),
        (root,),
    )


def _nav(
    nav: object,
    root: str,
    above: tuple[str, ...],
    titles: dict[str, str],
    sections: dict[str, tuple[str, ...]],
    deep: int,
) -> None:
    for each in nav if isinstance(nav, list) and deep < DEEP_MAX else ():
        for title, inside in each.items() if isinstance(each, dict) else (("", each),):
            if isinstance(inside, str):
                titles.setdefault(root + inside, line(title)) if title else None
                sections.setdefault(root + inside, above)
            else:
                _nav(inside, root, (*above, line(title)), titles, sections, deep + 1)


# ── Docusaurus ──


def _docusaurus(folder: Folder, base: str) -> Site | None:
    if not any(base + name in folder for name in _DOCUSAURUS):
        return None
    text = folder.settings(*(base + name for name in _DOCUSAURUS))
    default, listed, url, under = (each.search(text) for each in (_DEFAULT_LOCALE, _LOCALES, _URL, _BASE_URL))
    path = next((path for inside in _DOCS.finditer(text) if (path := _PATH.search(inside[1]))), None)
    docs = within(base, path[1] if path else "docs")
    roots = [
        docs,
        *sorted(
            {
                base + found[0]
                for file in folder.files
                if file.startswith(base) and (found := _TRANSLATED.match(file, len(base)))
            }
        ),
    ]
    langs = frozenset(code for word in _WORD.findall(listed[1] if listed else "") if (code := language(word)))
    labels = dict[str, str]()
    for root in roots:
        labels |= categories(folder, root)
    return Site(
        "Docusaurus",
        tuple(roots),
        _sidebars(folder, base, docs),
        labels=labels,
        langs=langs,
        lang=language(default[1]) if default and len(roots) > 1 else "",
        url=url[1].rstrip("/") + (under[1] if under else "/") if url else "",
        statics=(base + "static/", docs),
    )


def _sidebars(folder: Folder, base: str, docs: str) -> dict[str, str]:
    text = folder.settings(*(f"{base}sidebars.{ending}" for ending in ("js", "ts", "json", "mjs", "cjs")))
    titles = dict[str, str]()
    for found in _SIDEBAR.finditer(text):
        said = dict(_SAID.findall(found[0]))
        if said.get("id") and said.get("label"):
            for ending in (".md", ".mdx"):
                titles[f"{docs}{said['id']}{ending}"] = line(said["label"])
    return titles


# ── GitBook and mdBook ──


def _mdbook(folder: Folder, base: str) -> Site | None:
    if base + "book.toml" not in folder:
        return None
    said = dict_of(settings(folder, base, ("book.toml",)).get("book"))
    return _by_summary(folder, within(base, line(said.get("src")) or "src"), "mdBook", language(said.get("language")))


def _gitbook(folder: Folder, base: str) -> Site | None:
    said = read_yaml(folder.settings(base + ".gitbook.yaml")) or dict_of(read_json(folder.settings(base + "book.json")))
    root = within(base, line(said.get("root")).strip("./"))
    for start in dict.fromkeys((root, base, base + "docs/")):
        if start + "SUMMARY.md" in folder:
            return _by_summary(folder, start, "GitBook", "")
    return None


def _by_summary(folder: Folder, root: str, kind: str, lang: str) -> Site:
    titles, sections = dict[str, str](), dict[str, tuple[str, ...]]()
    part, above = "", list[tuple[int, str]]()
    for each in folder.settings(root + "SUMMARY.md").split("\n"):
        if found := _SUMMARY_LINK.match(each):
            indent, title = len(found[1].expandtabs(4)), line(found[2].replace("\\", "").replace("`", ""))
            above = [upper for upper in above if upper[0] < indent][:DEEP_MAX]
            file = normpath(root + (found[3] or found[4]).partition("#")[0])
            titles.setdefault(file, title)
            sections.setdefault(file, tuple(filter(None, (part, *(upper for _indent, upper in above)))))
            above.append((indent, title))
        elif found := _SUMMARY_PART.match(each):
            part = part if found[2] else "" if found[1].strip() in ("Summary", "Table of contents") else line(found[1])
    return Site(kind, (root,), titles, sections, lang=lang, statics=(root,))


# ── Hugo, Zola, Jekyll ──


def _zola_or_hugo(folder: Folder, base: str) -> Site | None:
    content = base + "content/"
    if not any(file.startswith(content) for file in folder.files) or not any(base + name in folder for name in _HUGO):
        return None
    said = settings(folder, base, _HUGO)
    kind = "Zola" if "base_url" in said else "Hugo"
    langs = frozenset(filter(None, map(language, dict_of(said.get("languages")))))
    default = language(said.get("default_language") or said.get("defaultcontentlanguage"))
    url = line(said.get("base_url") or said.get("baseurl"))
    return Site(
        kind,
        (content,),
        langs=langs | ({default} - {""}),
        lang=default if langs - {default} else "",
        url=url,
        statics=(base + "static/", content, base + "assets/"),
    )


def _jekyll(folder: Folder, base: str) -> Site | None:
    if base + "_config.yml" not in folder:
        return None
    said = settings(folder, base, ("_config.yml",))
    values = {f"site.{key}": line(value) for key, value in said.items() if isinstance(value, str)}
    values |= {"site.baseurl": "", "site.url": ""}
    url = (line(said.get("url")) + line(said.get("baseurl"))).rstrip("/")
    langs = frozenset(codes(said.get("languages")))
    return Site("Jekyll", (base,), lang="", langs=langs, url=url, statics=(base,), values=values)
