"""Links and pictures in imported Markdown: which article an address means, and every address of a text written anew."""

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from kb.importing.markup.code import Aside, put_aside
from kb.importing.page import BLANK_LINES, Page, in_brackets
from kb.importing.places import bare, unnumbered

_TOKEN = re.compile(
    r"\\.|!?\[|\](?:"
    r"\([ \t\n]*+(<[^<>\n]*+>|[^\s()<]*+(?:\([^\s()]*+\)[^\s()]*+)*+)"
    r"((?:[ \t\n]++(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?)[ \t\n]*+\)"
    r"|\[([^\[\]\n]*+)\])?",
    re.DOTALL,
)
"""A sign after a backslash, the beginning of a link or picture, or its end: the address, its title, or a label."""
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[((?:[^\[\]\\\n]|\\.)++)\]:[ \t]*+\n?[ \t]*+(<[^<>\n]*+>|[^\s<]\S*+)"
    r"(?:[ \t]++(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?[ \t]*+$\n?",
    re.MULTILINE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*+:", re.IGNORECASE)
_KEPT = re.compile(r"(?:https?|mailto|tel|sms|ftp|slack|tg|skype):", re.IGNORECASE)
_POST = re.compile(r"(?:p|page_id)=\d+")
_NUMBERED = re.compile(r"/articles?/(\d+)")

Change = Callable[[str, bool], str | None]
"""An address and whether it is a picture's: the new one; ``None`` for none, so that only its words stay."""


class Addresses:
    """Which article each path and address of a site leads to."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, str]] = {}

    def add(self, page: Page, slug: str) -> None:
        """Note every way to a page."""
        ways = [unnumbered(bare(page.place)), bare(page.place), page.place] if page.place else []
        ways += [bare(page.file)] if page.file else []
        for known in (*page.known_as, *((page.url,) if page.url else ())):
            if known.startswith(("http://", "https://")):
                ways += _url_ways(known)
            else:
                ways += [known, bare(known)]
        for way in ways:
            self._found.setdefault(way.casefold(), {}).setdefault(page.lang, slug)

    def slug(self, address: str, page: Page) -> str:
        """The article that an address on a page leads to; empty for none."""
        for way in self._ways(address, page):
            if found := self._found.get(way.casefold()):
                return found.get(page.lang) or found.get("") or next(iter(found.values()))
        return ""

    def _ways(self, address: str, page: Page) -> Iterator[str]:
        address = unquote(address)
        if address.startswith("//"):
            address = f"https:{address}"
        if _SCHEME.match(address):
            yield from _url_ways(address)
            return
        path = address.partition("#")[0].partition("?")[0]
        if number := _NUMBERED.search(path):
            yield f"article:{number[1]}"
        if not path:
            return
        if path.startswith("@/"):
            path = path[1:]
        if path.startswith("/"):
            for start in (path.strip("/"), path):
                yield from (start, bare(start), unnumbered(bare(start)))
            parts = path.strip("/").split("/")
            for at in range(1, min(len(parts), 4)):  # a base's or a language's part in front
                yield bare("/".join(parts[at:]))
            if host := urlsplit(page.url):
                yield from _url_ways(f"{host.scheme}://{host.netloc}{path}") if host.netloc else ()
            return
        place = page.place or page.file
        for start in (dirname(place), bare(place)):
            inside = normpath(join(start, path))
            if not inside.startswith(".."):
                yield from (inside, bare(inside), unnumbered(bare(inside)))
        if page.file and page.place != page.file:
            yield bare(normpath(join(dirname(page.file), path)))
        if page.url:
            host = urlsplit(page.url)
            inside = normpath(join(dirname(host.path) or "/", path))
            yield from _url_ways(f"{host.scheme}://{host.netloc}{inside}")
        yield from (path, bare(path))


def _url_ways(address: str) -> Iterator[str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    path = unquote(parts.path)
    host = parts.netloc.lower().removeprefix("www.")
    if parts.query and _POST.fullmatch(parts.query):
        yield f"{host}/?{parts.query}"
        return
    yield f"{host}/{bare(path)}"
    if number := _NUMBERED.search(path):
        yield f"article:{number[1]}"


def rewritten(markdown: str, change: Change) -> str:
    """The text with every link and picture changed; links by reference become plain ones. Code stays."""
    if "](" not in markdown and "]:" not in markdown and "][" not in markdown:
        return markdown
    aside = Aside()
    text = put_aside(markdown, aside)
    known: dict[str, str] = {}

    def noted(found: re.Match[str]) -> str:
        known.setdefault(_label(found[1]), found[2].strip("<>"))
        return ""

    text = BLANK_LINES.sub("\n\n", _DEFINITION.sub(noted, text))
    return aside.back(_changed(text, known, change))


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def _changed(text: str, known: Mapping[str, str], change: Change) -> str:
    pieces, at = list[str](), 0
    opened = list[tuple[int, str, int]]()
    """Brackets: the piece that holds each, the bracket, and where its words begin."""
    for found in _TOKEN.finditer(text):
        sign = found[0]
        if sign.startswith("\\"):
            continue
        pieces.append(text[at : found.start()])
        at = found.end()
        if sign.endswith("["):
            opened.append((len(pieces), sign, found.end()))
            pieces.append(sign)
            continue
        if not opened:
            pieces.append(sign)
            continue
        where, bracket, begin = opened.pop()
        target = _target(found, text[begin : found.start()] if known and found[1] is None else "", known)
        if target is None:
            pieces.append(sign)
            continue
        picture = bracket.startswith("!")
        new = change(target, picture)
        if new is None:
            pieces[where] = ""
        else:
            pieces.append(f"]({in_brackets(new)}{found[2] or ''})")
    return "".join((*pieces, text[at:]))


def _target(found: re.Match[str], words: str, known: Mapping[str, str]) -> str | None:
    if found[1] is not None:
        return found[1].strip("<>")
    if not known:
        return None
    return known.get(_label(found[3] or words))


def leads_elsewhere(address: str) -> bool:
    """Is it a whole address, which needs no page of ours?"""
    return bool(_KEPT.match(address)) or address.startswith("//")
