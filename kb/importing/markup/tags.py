"""Tags in Markdown that aren't Markdown: HTML, JSX, Liquid, shortcodes. Each becomes Markdown, or is counted."""

import re
from collections import Counter
from collections.abc import Callable
from posixpath import basename

from kb.importing.html.addresses import unsafe
from kb.importing.html.page import fragment
from kb.importing.html.tree import BLOCKS, attributes
from kb.importing.markup.code import Aside, put_aside
from kb.importing.markup.kinds import BOXES, FLOW, KNOWN, NOTES, QUIET, STYLES
from kb.importing.page import in_brackets

_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[A-Za-z][\w.-]*+)(?=[\s/>])"""
    r"""(?P<given>(?:[^<>"'{}]|"[^"]*+"|'[^']*+'|\{(?:[^{}]|\{[^{}]*+\})*+\})*+)>"""
)
_WHOLE = re.compile(
    r"^([ \t]*+)<(table|ul|ol|dl|figure|pre|blockquote)\b|<(/?)(table|ul|ol|dl|figure|pre|blockquote)\b[^<>]*+>",
    re.MULTILINE,
)
"""Elements that are read as HTML with all that is in them."""
_LIQUID = re.compile(r"\{%-?[ \t]*+(?P<name>/?[\w-]++(?::\w++)?)(?P<given>[^{}%]*+(?:%(?!\})[^{}%]*+)*+)%\}")
_SHORTCODE = re.compile(r"\{\{[<%]-?[ \t]*+(?P<name>/?[ \t]*+[\w./-]++)(?P<given>[^{}<>%]*+)-?[>%]\}\}")
_EXPRESSION = re.compile(r"\{\{-?[ \t]*+([^{}]*+)\}\}")
_CALL = re.compile(r"([\w:]++)\((.*)\)", re.DOTALL)
_GIVEN = re.compile(
    r"""([\w-]++)[ \t]*+[=:][ \t]*+(?:"([^"]*+)"|'([^']*+)'|\{["'`]?([^{}"'`]*+)["'`]?\}|([^\s"'{},)]++))"""
    r"""|"([^"]*+)"|'([^']*+)'|([^\s"'=,()]++)"""
)
"""A value with its name, or alone."""
_PICTURE = re.compile(r"ima?ge?|figure|picture")


def label(text: str) -> str:
    """A note's or a tab's title on a line of its own."""
    text = " ".join(text.split())
    text = text[2:-2] if text.startswith("**") and text.endswith("**") and len(text) > 4 else text
    return f"\n\n**{text}**\n\n" if text else "\n\n"


def given_values(text: str) -> tuple[dict[str, str], list[str]]:
    """A tag's values by name, and those without."""
    named, alone = dict[str, str](), list[str]()
    for found in _GIVEN.finditer(text):
        if found[1]:
            named.setdefault(found[1].lower(), next(filter(None, found.groups()[1:5]), ""))
        else:
            alone.append(next(filter(None, found.groups()[5:]), ""))
    return named, alone


class Tags:
    """Makes Markdown of the tags of one text, whose code is put aside already."""

    def __init__(
        self, aside: Aside, include: Callable[[str], str] = lambda name: "", words: dict[str, str] | None = None
    ) -> None:
        self.dropped: Counter[str] = Counter()
        self._aside, self._include, self._known = aside, include, words or {}
        self._links: list[str] = []
        self._in_summary = False

    def read(self, text: str) -> str:
        """The text without them."""
        text = _cut(_cut(text, "<!--", "-->"), "{/*", "*/}")
        if "{%" in text:
            text = _cut(_cut(text, "{% comment %}", "{% endcomment %}"), "{%- comment -%}", "{%- endcomment -%}")
        if "{{" in text:
            text = _EXPRESSION.sub(self._expression, _SHORTCODE.sub(self._shortcode, text))
        if "{%" in text:
            text = _LIQUID.sub(self._liquid, text)
        if "<" in text:
            text = _TAG.sub(self._tag, self._whole(text))
        return text

    # ── HTML and JSX ──

    def _whole(self, text: str) -> str:
        """Tables, lists and the like, read as HTML."""
        pieces, at, depth = list[str](), 0, 0
        begun: re.Match[str] | None = None
        for found in _WHOLE.finditer(text):
            name, ends = (found[2] or found[4]), bool(found[3])
            if not depth and found[2]:
                begun, depth = found, 1
            elif depth and begun and name == begun[2]:
                depth += -1 if ends else 1
                if not depth:
                    pieces += text[at : begun.start()], self._as_html(begun[1], text[begun.start() : found.end()])
                    at = found.end()
        return "".join((*pieces, text[at:]))

    def _as_html(self, indent: str, html: str) -> str:
        if html.lstrip().startswith("<table"):
            self._aside.for_table(html)
        read = put_aside(fragment(html, self.dropped, literal=False), self._aside)
        return "\n".join(f"{indent}{each}" if each else "" for each in ("", *read.split("\n"), ""))

    def _tag(self, found: re.Match[str]) -> str:
        name, ends, given = found["name"], bool(found["end"]), found["given"]
        if name[0].isupper():
            return self._component(name, ends, given, _alone(found))
        if name not in KNOWN and name.lower() not in KNOWN:
            return found[0]
        name = name.lower()
        if name == "a":
            return self._anchor(ends, given)
        if name == "img":
            return self._picture(*given_values(given))
        if name == "br":
            return "<br>"
        if name in STYLES:
            return "" if self._in_summary else STYLES[name]
        if name == "summary":
            self._in_summary = not ends
            return "**\n\n" if ends else "\n\n**"
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            return "\n\n" if ends else f"\n\n{'#' * int(name[1])} "
        if name in ("kbd", "samp", "code"):
            return "`"
        if name in ("iframe", "video", "audio", "embed", "object") and not ends:
            return self._film(attributes(given).get("src", ""), attributes(given).get("title", ""))
        return "\n\n" if name in BLOCKS else ""

    def _anchor(self, ends: bool, given: str) -> str:
        if ends:
            href = self._links.pop() if self._links else ""
            return f"]({_target(href)})" if href else ""
        href = given_values(given)[0].get("href", "") or given_values(given)[0].get("to", "")
        href = "" if unsafe(href) else href
        if given.rstrip().endswith("/"):
            return ""
        self._links.append(href)
        return "[" if href else ""

    def _picture(self, named: dict[str, str], _alone: list[str]) -> str:
        source = named.get("src", "")
        alt = named.get("alt", "").replace("[", "(").replace("]", ")")
        if source.startswith("data:") or not source:
            self.dropped["img"] += 1
            return alt
        return f"![{' '.join(alt.split())}]({_target(source)})"

    def _film(self, source: str, title: str) -> str:
        if not source.startswith(("http://", "https://", "//")):
            self.dropped["video"] += 1
            return ""
        source = f"https:{source}" if source.startswith("//") else source
        return f"\n\n[{title or 'Video'}]({source})\n\n"

    def _component(self, name: str, ends: bool, given: str, alone_there: bool) -> str:
        named, alone = given_values(given)
        kind = name.lower()
        title = named.get("title") or named.get("label") or named.get("header") or named.get("summary") or ""
        if kind == "link":
            return self._anchor(ends, given)
        if kind in ("img", "image", "figure", "themedimage", "zoomableimage", "frame") and (
            named.get("src") or named.get("url")
        ):
            return self._picture({**named, "src": named.get("src", "") or named.get("url", "")}, alone)
        if kind in ("youtube", "video", "loom", "vimeo"):
            return "" if ends else self._video(kind, named, alone)
        if ends:
            return "\n\n" if alone_there or kind in NOTES or kind in BOXES else ""
        if kind in NOTES or named.get("type", "") in NOTES:
            return label(title or NOTES.get(kind) or NOTES.get(named.get("type", ""), ""))
        if title and named.get("href"):
            return f"\n\n[{title}]({_target(named['href'])})\n\n"
        if title or kind in ("tab", "tabitem"):
            return label(title or named.get("value", ""))
        self.dropped[f"<{name}>"] += kind not in BOXES
        return "\n\n" if alone_there else ""

    def _video(self, kind: str, named: dict[str, str], alone: list[str]) -> str:
        source = (
            named.get("url")
            or named.get("src")
            or named.get("id")
            or named.get("videoid")
            or named.get("youtubeid")
            or (alone or [""])[0]
        )
        hosts = {
            "youtube": "https://www.youtube.com/watch?v=",
            "vimeo": "https://vimeo.com/",
            "loom": "https://www.loom.com/share/",
        }
        if source and "//" not in source and kind in hosts:
            source = hosts[kind] + source
        return self._film(source, named.get("title", ""))

    # ── Liquid and shortcodes ──

    def _liquid(self, found: re.Match[str]) -> str:
        return self._called(found["name"].strip("-"), found["given"].rstrip("- "))

    def _shortcode(self, found: re.Match[str]) -> str:
        return self._called(found["name"].replace(" ", ""), found["given"].rstrip("/ "))

    def _called(self, name: str, given: str) -> str:
        """What stands for a tag or a shortcode."""
        name = name.lower()
        named, alone = given_values(given)
        title = named.get("title") or named.get("header") or named.get("name") or named.get("summary") or ""
        first = (alone or [""])[0]
        if name.startswith("/") or name in FLOW:
            return "\n\n" if name not in ("raw", "endraw", "if", "endif", "else", "for", "endfor") else ""
        if name in ("link", "post_url"):
            return f"/{'_posts/' if name == 'post_url' else ''}{(named.get('path') or first).strip('/')}"
        if name in ("ref", "relref", "doc"):
            return named.get("path") or first
        if name in ("include", "include_relative", "include_cached", "include-markdown"):
            return self._included(first, named)
        if name in ("tab", "tab-item", "tabitem", "details", "expand", "collapse", "accordion", "spoiler"):
            return label(title or named.get("label", "") or " ".join(alone))
        if name in ("embed", "file", "content-ref", "page-ref"):
            target = named.get("url") or named.get("src") or named.get("page") or first
            return (
                f"\n\n[{named.get('caption') or title or basename(target) or target}]({_target(target)})\n\n"
                if target
                else ""
            )
        if name in ("figure", "img", "image", "picture", "imgproc"):
            source = named.get("src") or named.get("url") or named.get("path") or first
            shown = self._picture({"src": source, "alt": named.get("alt") or named.get("caption") or title}, [])
            return f"\n\n{shown}\n\n"
        if name in ("youtube", "vimeo", "loom", "video"):
            return self._video(name, named, alone)
        if name in NOTES:
            kind = (
                named.get("style")
                or named.get("type")
                or named.get("context")
                or named.get("color")
                or (alone.pop(0) if alone and alone[0].lower() in NOTES else "")
            )
            said = (
                ""
                if kind.lower() in QUIET and name in ("hint", "alert", "callout")
                else NOTES.get(kind.lower()) or (NOTES[name] if name != "hint" else "")
            )
            return label(title or named.get("heading", "") or " ".join(alone) or said)
        if name in ("button", "btn") and (named.get("href") or named.get("link") or named.get("url")):
            return "["
        self.dropped[f"{{{name}}}"] += 1
        return ""

    def _included(self, name: str, named: dict[str, str]) -> str:
        if content := named.get("content") or named.get("text"):
            kind = named.get("type", "") or name.rpartition("/")[2].partition(".")[0].lower()
            return f"{label(named.get('title', '') or NOTES.get(kind, ''))}{content}\n\n"
        source = named.get("file") or named.get("src") or named.get("url") or named.get("image_path") or ""
        if source and _PICTURE.search(name):
            return self._picture({"src": source, "alt": named.get("alt") or named.get("caption", "")}, [])
        if text := self._include(name):
            return text
        self.dropped["include"] += 1
        return ""

    def _expression(self, found: re.Match[str]) -> str:
        """What stands for a value: that of the site's settings, where it is known."""
        said = found[1].strip().strip("-").strip()
        name, _bar, filters = said.partition("|")
        if called := _CALL.fullmatch(said):
            return self._called(called[1], called[2])
        quoted = name.strip().strip("\"'")
        if "url" in filters and name.strip()[:1] in "\"'":
            return quoted
        if quoted in self._known:
            return self._known[quoted]
        if quoted.startswith(("site.", "page.", "book.")):
            self.dropped["value"] += quoted not in ("site.baseurl", "site.url")
            return ""
        return found[0]


def _alone(found: re.Match[str]) -> bool:
    """Does a tag stand on a line of its own?"""
    text, begin, end = found.string, found.start(), found.end()
    before = text[max(0, begin - 40) : begin].rstrip(" \t")
    return before[-1:] in ("", "\n", ">") and text[end : end + 1] in ("", "\n", " ", "<")


def _target(address: str) -> str:
    return in_brackets(address.strip())


def _cut(text: str, begins: str, ends: str) -> str:
    """Without what stands from one sign to another; the beginning of one that doesn't end is text."""
    pieces, at = list[str](), 0
    while (begin := text.find(begins, at)) >= 0 and (end := text.find(ends, begin + len(begins))) >= 0:
        pieces.append(text[at:begin])
        at = end + len(ends)
    return "".join((*pieces, text[at:]))
