"""WordPress' own export (WXR): an RSS file of posts, pages and whatever a plugin calls its articles."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from kb.importing.exports.record import NO_EXPORT, fragment_title
from kb.importing.html.page import fragment
from kb.importing.page import Found, Left, Page, language, line

_FED_CHARS = 4_000_000
"""Handed to the XML parser at once: what is read is thrown away between, and one huge element costs little."""
_NOT_ARTICLES = re.compile(
    r"attachment|nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|user_request|wp_\w+|acf.*"
    r"|elementor.*|product\w*|shop_\w+|wpcf7.*|mc4wp.*|ngg_.*|_.*"
)
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_STATUS = {
    "draft": "a draft",
    "auto-draft": "a draft",
    "pending": "a draft",
    "future": "a draft",
    "private": "not for everybody",
    "trash": "thrown away",
    "inherit": "an older version",
}
_SHORTCODE = re.compile(
    r"\[(/?)(caption|gallery|embed|audio|video|playlist|code|sourcecode|contact-form-7|toc|ez-toc|youtube"
    r"|[a-z]+_[a-z_]+|et_pb_\w+|vc_\w+)((?:\s[^\[\]]*+)?)\]"
)
_CODE_LANGUAGE = re.compile(r"lang(?:uage)?=[\"']?([\w+#-]+)")
_BLOCK = re.compile(
    r"\s*</?(?:p|div|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]|pre|blockquote|figure|dl|dt|dd|hr|section|article"
    r"|details|form|iframe|address)\b",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def read(file: str, text: str, asked: bool) -> Found:
    """The articles of a file. ``asked`` says that the file itself was named, so that it must be an export."""
    begin = text.find("<rss")
    if begin < 0 or "wordpress.org/export" not in text[:20_000]:
        yield Left(file, NO_EXPORT, broken=asked, kind="" if asked else "file without articles")
        return
    if "<!DOCTYPE" in text[:begin] or "<!ENTITY" in text[:begin]:
        yield Left(file, "it defines entities of its own, which no export does", broken=True)
        return
    number = 0
    try:
        for item in _items(_NO_CHARACTER.sub("", text)):
            number += 1
            if found := _page(file, item, number):
                yield found
    except ParseError as error:
        yield Left(file, f"line {error.position[0]}: {error}", broken=True)


def _items(text: str) -> Iterator[Element]:
    parser: Any = XMLPullParser(("start", "end"))
    channel: Element | None = None
    for at in range(0, len(text), _FED_CHARS):
        parser.feed(text[at : at + _FED_CHARS])
        for event, element in parser.read_events():
            name = _local(element.tag)
            if event == "start" and name == "channel":
                channel = element
            elif event == "end" and name == "item":
                yield element
                if channel is not None:
                    channel.clear()
    parser.close()


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _page(file: str, item: Element, number: int) -> Page | Left | None:
    said: dict[str, str] = {}
    for each in item:
        key = _local(each.tag)
        key = "excerpt" if key == "encoded" and "excerpt" in each.tag else key
        said.setdefault(key, each.text or "")
    kind, post = said.get("post_type", "post"), said.get("post_id", "") or str(number)
    if _NOT_ARTICLES.fullmatch(kind):
        return None
    where = f"{file}, {kind} {post}"
    status = said.get("status", "publish")
    if status != "publish" or said.get("post_password"):
        return Left(
            where, _STATUS.get(status, "behind a password" if said.get("post_password") else f"its status is {status}")
        )
    terms = [
        (each.get("domain", ""), line(each.text or ""), each.get("nicename", ""))
        for each in item
        if _local(each.tag) == "category"
    ]
    dropped: dict[str, int] = {}
    markdown = fragment(_with_paragraphs(_without_shortcodes(said.get("encoded", ""), dropped)), dropped)
    lang = next((language(nicename) for domain, _name, nicename in terms if domain == "language"), "")
    group = next((nicename for domain, _name, nicename in terms if domain == "post_translations"), "")
    return Page(
        origin=f"wordpress:{post}:{lang}",
        title=fragment_title(said.get("title", "")),
        markdown=markdown,
        lang=lang,
        section=tuple(name for domain, name, nice in terms if "categor" in domain and nice != "uncategorized")[:2],
        keywords=tuple(name for domain, name, _nice in terms if "tag" in domain),
        url=said.get("link", "") if said.get("link", "").startswith("http") else "",
        group=f"wordpress:{group or post}",
        name=said.get("post_name", ""),
        known_as=tuple(each for each in (said.get("guid", ""), f"wordpress:{post}") if each),
        dropped=dropped,
    )


def _without_shortcodes(html: str, dropped: dict[str, int]) -> str:
    def read_one(found: re.Match[str]) -> str:
        ends, name, given = bool(found[1]), found[2], found[3]
        if name in ("code", "sourcecode"):
            language_ = _CODE_LANGUAGE.search(given)
            return "</code></pre>" if ends else f'<pre><code class="language-{language_[1] if language_ else "none"}">'
        if name in ("gallery", "playlist", "contact-form-7", "toc", "ez-toc", "youtube"):
            dropped[f"[{name}]"] = dropped.get(f"[{name}]", 0) + 1
        return ""

    return _SHORTCODE.sub(read_one, html)


def _with_paragraphs(html: str) -> str:
    """The classic editor's blank lines as paragraphs, and its lines as such; blocks' own HTML has both already."""
    if "<!-- wp:" in html:
        return html
    pieces, at = list[str](), 0
    lower = html.lower()
    while True:
        begin = lower.find("<pre", at)
        end = lower.find("</pre>", begin) if begin >= 0 else -1
        pieces += (_paragraphed(each) for each in _PARAGRAPHS.split(html[at : begin if end >= 0 else len(html)]))
        if end < 0:
            return "".join(pieces)
        at = end + len("</pre>")
        pieces.append(html[begin:at])


def _paragraphed(text: str) -> str:
    if not text.strip() or _BLOCK.match(text):
        return f"{text}\n"
    return f"<p>{text.strip().replace(chr(10), '<br>')}</p>\n"
