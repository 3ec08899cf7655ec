"""Where a page stands: in which language, under what path without it, and what its slug is made of."""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from babel import localedata

from kb.articles.loader import SLUG_CHARS_MAX
from kb.importing.page import language

NAME_CHARS_MAX = 255
"""Of a file's name: what common file systems take."""
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_BY_NAME = re.compile(r"(.+)[._]([a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)(\.[a-z]+)", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:md|mdx|markdown|mdown|html?|xhtml)$", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:\d{4}-\d{2}-\d{2}-|\d{1,4}[-_.]+[ ]*(?=\D)|\d{1,3}[ ]+-[ ]+)")
INDEXES = frozenset(("index", "readme", "_index", "default"))
"""Names of a folder's own page."""
_SURE = frozenset(
    ("en", "de", "es", "fr", "pt", "nl", "pl", "ja", "zh", "ko", "ru", "sv", "da", "fi", "cs", "tr", "uk", "el", "hu",
     "ro", "en-us", "en-gb", "pt-br", "zh-cn", "zh-tw", "zh-hans", "zh-hant", "es-es", "es-mx", "fr-fr", "de-de",
     "fr-ca")
)  # fmt: skip
"""Names of folders that are languages and hardly anything else; "it" and "id" need more evidence."""
_LANGS_DEEP = 3
"""So many folders down one may be a language's."""
_AROUND = frozenset(
    ("i18n", "lang", "langs", "languages", "locale", "locales", "translations", "content", "docs", "current",
     "docusaurus-plugin-content-docs")
)  # fmt: skip
"""Names of folders around a language's that have no part in a page's path."""


def slug_of(name: str) -> str:
    """A file's name as a slug: small letters, digits and hyphens; empty when none are left."""
    name = name[:NAME_CHARS_MAX]
    folded = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return _NO_SLUG.sub("-", folded).strip("-")[:SLUG_CHARS_MAX].strip("-")


def nameless(origin: str) -> str:
    """A slug for what no letters or digits name."""
    return f"article-{sha256(origin.encode(errors='replace')).hexdigest()[:8]}"


def bare(path: str) -> str:
    """A path as addresses name it: no ending, no page of a folder's own, no slashes around."""
    path = _ENDING.sub("", path.strip("/"))
    above, _slash, last = path.rpartition("/")
    return above if last.lower() in INDEXES else path


def unnumbered(path: str) -> str:
    """A path without the numbers and days that only order its parts."""
    return "/".join(_NUMBER.sub("", part) or part for part in path.split("/"))


class Places:
    """The languages of a site's files, by their names and folders."""

    def __init__(self, files: Iterable[str], langs: frozenset[str]) -> None:
        self._files = frozenset(files)
        self._langs = langs
        self._folders = self._language_folders()

    def of(self, file: str) -> tuple[str, str]:
        """A file's language, empty when nothing tells, and its path without it."""
        parts = file.split("/")
        for at, part in enumerate(parts[:-1][:_LANGS_DEEP]):
            if "/".join(parts[: at + 1]) in self._folders:
                before = [each for each in parts[:at] if each.lower() not in _AROUND]
                after = parts[at + 1 :]
                while after[:-1] and after[0] in ("docusaurus-plugin-content-docs", "current"):
                    after = after[1:]
                return language(part.lstrip("_")), "/".join((*before, *after))
        found = _BY_NAME.fullmatch(parts[-1])
        if found and self._is_suffix("/".join(parts[:-1]), found):
            return language(found[2]), "/".join((*parts[:-1], found[1] + found[3]))
        return "", file

    def _is_suffix(self, folder: str, found: re.Match[str]) -> bool:
        code = language(found[2])
        if (
            not code
            or not localedata.exists(code.partition("-")[0])
            or (found[0][len(found[1])] == "_" and code not in _SURE)
        ):
            return False
        folder = f"{folder}/" if folder else ""
        return (
            code in self._langs
            or code in _SURE
            or any(f"{folder}{found[1]}{ending}" in self._files for ending in (found[3], ".md"))
        )

    def _language_folders(self) -> frozenset[str]:
        """Folders that hold a language: named for one, and surely meant so."""
        found = dict[str, str]()
        for file in self._files:
            parts = file.split("/")
            for at, part in enumerate(parts[:-1][:_LANGS_DEEP]):
                code = language(part.lstrip("_")) if len(part) < 12 else ""
                if code and localedata.exists(code.partition("-")[0]):
                    found["/".join(parts[: at + 1])] = code
        beside: dict[str, set[str]] = {}
        for path, code in found.items():
            beside.setdefault(path.rpartition("/")[0], set()).add(code)
        return frozenset(
            path
            for path, code in found.items()
            if code in self._langs
            or code in _SURE
            or (len(beside[path.rpartition("/")[0]]) > 1)
            or self._translates(path)
        )

    def _translates(self, path: str) -> bool:
        above = path.rpartition("/")[0]
        above = f"{above}/" if above else ""
        below = [file for file in self._files if file.startswith(f"{path}/")]
        return any(above + file[len(path) + 1 :] in self._files for file in below)
