"""Which maker a folder's site has, by its marks, and what its files of settings and navigation know of the pages."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Any

import yaml

from kb.importing.folder import Folder
from kb.importing.page import language, line

_YamlLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DOCUSAURUS = tuple(f"docusaurus.config.{ending}" for ending in ("js", "ts", "mjs", "cjs"))
_HUGO = (
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/config.toml",
    "config/_default/hugo.yaml",
)
_SUMMARY_LINK = re.compile(
    r"^([ \t]*)[-*+][ \t]+\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(\s*(?:<([^<>]*)>|([^()\s]*))[^()]*\)"
)
_SUMMARY_PART = re.compile(r"^(?:#{1,6}[ \t]+(.+?)[ \t#]*|[ \t]*[-*+][ \t]+([^\[\n]+))$")
_SIDEBAR = re.compile(r"\{[^{}]*\}")
_SAID = re.compile(r"""\b(id|label|type|slug)["']?\s*:\s*["'`]([^"'`\n]*)["'`]""")
DEEP_MAX = 30
"""Sections within one another in a file of navigation."""
MARKS_DEEP_MAX = 2
"""So many folders down a site's marks are looked for: people hand in a repository, or the folder above one."""


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


def site_of(folder: Folder) -> Site:
    """Look for the marks of a maker, in the folder itself and a little below."""
    for base in _bases(folder):
        for maker in (_mkdocs, _docusaurus, _mdbook, _gitbook, _zola_or_hugo, _jekyll):
            if (site := maker(folder, base)) is not None:
                return site
    return Site(labels=_categories(folder, ""))


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


def _yaml(text: str) -> Mapping[str, Any]:
    try:
        read = yaml.load(text, Loader=_YamlLoader)  # noqa: S506 (makes text of everything)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _settings(folder: Folder, base: str, names: tuple[str, ...]) -> Mapping[str, Any]:
    for name in names:
        if text := folder.settings(base + name):
            read = _json(text) if name.endswith("json") else _toml(text) if name.endswith("toml") else _yaml(text)
            return {str(key).lower(): value for key, value in read.items()} if isinstance(read, dict) else {}
    return {}


# ── MkDocs ──


def _mkdocs(folder: Folder, base: str) -> Site | None:
    said = _settings(folder, base, ("mkdocs.yml", "mkdocs.yaml"))
    if not said and not {base + "mkdocs.yml", base + "mkdocs.yaml"} & set(folder.files):
        return None
    root = _within(base, line(said.get("docs_dir")) or "docs")
    titles, sections = dict[str, str](), dict[str, tuple[str, ...]]()
    _nav(said.get("nav"), root, (), titles, sections, 0)
    langs = {code for each in _dicts(said.get("plugins")) for code in _codes(_dict(each.get("i18n")).get("languages"))}
    theme = _dict(said.get("theme"))
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


def _codes(said: object) -> Iterator[str]:
    for each in said if isinstance(said, list | dict) else ():
        if code := language(each.get("locale") if isinstance(each, dict) else each):
            yield code


# ── Docusaurus ──


def _docusaurus(folder: Folder, base: str) -> Site | None:
    if not any(base + name in folder for name in _DOCUSAURUS):
        return None
    text = folder.settings(*(base + name for name in _DOCUSAURUS))
    default = re.search(r"defaultLocale\s*:\s*['\"]([\w-]+)", text)
    listed = re.search(r"locales\s*+:\s*+\[([^\[\]]*+)\]", text)
    path = re.search(r"docs\s*+:\s*+\{[^{}]*?\bpath\s*:\s*['\"]([^'\"]+)", text)
    url = re.search(r"\burl\s*:\s*['\"](https?://[^'\"]+)", text)
    under = re.search(r"baseUrl\s*:\s*['\"]([^'\"]+)", text)
    docs = _within(base, path[1] if path else "docs")
    roots = [
        docs,
        *sorted(
            {
                found[0]
                for file in folder.files
                if (found := re.match(re.escape(base) + r"i18n/[\w-]+/docusaurus-plugin-content-docs/current/", file))
            }
        ),
    ]
    langs = frozenset(code for word in re.findall(r"[\w-]+", listed[1] if listed else "") if (code := language(word)))
    labels = dict[str, str]()
    for root in roots:
        labels |= _categories(folder, root)
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


def _categories(folder: Folder, root: str) -> dict[str, str]:
    labels = dict[str, str]()
    for file in folder.files:
        name = file.rpartition("/")[2]
        if file.startswith(root) and name in ("_category_.json", "_category_.yml", "_category_.yaml"):
            text = folder.settings(file)
            said = _json(text) if name.endswith("json") else _yaml(text)
            if isinstance(said, dict) and (label := line(said.get("label"))):
                labels[dirname(file)] = label
    return labels


# ── GitBook and mdBook ──


def _mdbook(folder: Folder, base: str) -> Site | None:
    if base + "book.toml" not in folder:
        return None
    said = _dict(_settings(folder, base, ("book.toml",)).get("book"))
    return _by_summary(folder, _within(base, line(said.get("src")) or "src"), "mdBook", language(said.get("language")))


def _gitbook(folder: Folder, base: str) -> Site | None:
    said = _yaml(folder.settings(base + ".gitbook.yaml")) or _dict(_json(folder.settings(base + "book.json")))
    root = _within(base, line(said.get("root")).strip("./"))
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
    said = _settings(folder, base, _HUGO)
    kind = "Zola" if "base_url" in said else "Hugo"
    langs = frozenset(filter(None, map(language, _dict(said.get("languages")))))
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
    said = _settings(folder, base, ("_config.yml",))
    values = {f"site.{key}": line(value) for key, value in said.items() if isinstance(value, str)}
    values |= {"site.baseurl": "", "site.url": ""}
    url = (line(said.get("url")) + line(said.get("baseurl"))).rstrip("/")
    langs = frozenset(_codes(said.get("languages")))
    return Site("Jekyll", (base,), lang="", langs=langs, url=url, statics=(base,), values=values)


def _within(base: str, path: str) -> str:
    """A folder below another; that one where the path leads out of it."""
    inside = normpath(join(base, path))
    return base if inside.startswith("..") or inside in (".", "") or path.startswith("/") else f"{inside}/"


def _dict(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {}


def _dicts(said: object) -> Iterator[Mapping[str, Any]]:
    for each in said if isinstance(said, list) else (said,):
        if isinstance(each, dict):
            yield each
