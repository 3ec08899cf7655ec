"""A saved page: its article chosen, what stands around it left out, its title without the site's name."""

import re
from collections import Counter
from dataclasses import dataclass, field

from kb.importing.html.chrome import FORM_CHARS_MAX, clean
from kb.importing.html.markdown import markdown
from kb.importing.html.tree import Node, Sizes, parse
from kb.importing.page import TITLE_CHARS_MAX, alike, language, line

_ARTICLES = frozenset((
    "article-body", "article__body", "articlebody", "article-content", "article__content", "kb-article-content",
    "entry-content", "post-content", "post-body", "markdown-body", "theme-doc-markdown", "theme-default-content",
    "md-content__inner", "vp-doc", "mw-parser-output", "hs-article", "intercom-interblocks-article", "fr-view",
    "documentation-content", "docs-content", "doc-content", "rst-content", "td-content", "book-body", "page-inner",
))  # fmt: skip
"""What help centres and site makers call the element that holds the article."""
_CONTENTS = frozenset(
    ("content", "main-content", "maincontent", "main", "page-content", "article", "body", "document", "primary")
)
_SEPARATOR = re.compile(r"\s+[|·•»«‹›–—:-]{1,2}\s+")
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)")
ARTICLE_SHARE_MIN = 0.6
"""A page's main part with an article of fewer of its words is several."""
CONTENT_SHARE_MIN = 0.25
"""An element of fewer of the page's words isn't its article, whatever it is called."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page, read."""

    title: str
    markdown: str
    site_title: str = ""
    """As its head says, the site's name and all."""
    headed: bool = False
    """Does the title stand in the page itself?"""
    lang: str = ""
    url: str = ""
    keywords: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    no_article: str = ""
    """Why it is no article at all, though it has words."""
    dropped: dict[str, int] = field(default_factory=dict)


def read_page(html: str) -> WebPage:
    """A whole page. Never raises: nearly anything is HTML."""
    tree = parse(html)
    everything = list(tree.below())
    head = _Head(everything, len(tree.text(FORM_CHARS_MAX)))
    dropped: Counter[str] = Counter()
    heading = _titles_heading(everything, head)
    clean(tree, dropped, Sizes(tree), heading)
    content = _content(tree)
    heading = heading if heading is not None else content.first("h1")
    if heading is not None and head.title and alike(heading.text()) in head.logos:
        heading = None
    title = heading.text() if heading is not None else ""
    if heading is not None:
        _take_out(tree, heading)
    saved = _SAVED.search(html[:2000])
    said = markdown(content.inside, dropped)
    return WebPage(
        line(title or head.title),
        said,
        site_title=line(head.site_title),
        headed=bool(title),
        lang=head.lang,
        url=head.url or (saved[1] if saved else ""),
        keywords=head.keywords,
        no_article=head.no_article,
        dropped=dict(dropped),
    )


def fragment(html: str, dropped: dict[str, int], *, literal: bool = True) -> str:
    """An article's own HTML, as exports hold it, as Markdown: nothing stands around it.

    ``literal`` is false where it stands in Markdown, whose signs mean what they do there.
    """
    tree = parse(html)
    counted: Counter[str] = Counter()
    clean(tree, counted, None, None)
    said = markdown(tree.inside, counted, literal=literal)
    for what, count in counted.items():
        dropped[what] = dropped.get(what, 0) + count
    return said


class _Head:
    """What a page says of itself."""

    def __init__(self, everything: list[Node], total: int) -> None:
        metas = [each for each in everything if each.tag == "meta"]
        said = {
            (each.given.get("property") or each.given.get("name") or "").lower(): each.given.get("content", "")
            for each in metas
        }
        root = next((each for each in everything if each.tag == "html"), None)
        self.site = said.get("og:site_name", "").strip()
        named = next((each for each in everything if each.tag == "title"), None)
        self.site_title = named.text() if named else ""
        whole = said.get("og:title", "").strip() or self.site_title
        self.title = self._without_site(whole)
        self.logos = {alike(self.site), alike(whole.removeprefix(self.title))} - {alike(self.title)}
        """What the site calls itself, which as a heading is its logo."""
        self.lang = language((root.given.get("lang") or root.given.get("xml:lang") or "") if root else "") or language(
            said.get("og:locale", "")
        )
        canonical = next(
            (each for each in everything if each.tag == "link" and each.given.get("rel") == "canonical"), None
        )
        self.url = (canonical.given.get("href", "") if canonical else "") or said.get("og:url", "")
        self.url = self.url if self.url.startswith(("http://", "https://")) else ""
        self.keywords = tuple(word.strip() for word in said.get("keywords", "").split(",") if word.strip())
        refreshed = any(each.given.get("http-equiv", "").lower() == "refresh" for each in metas)
        self.no_article = "it only leads on to another page" if refreshed and total < FORM_CHARS_MAX else ""

    def _without_site(self, title: str) -> str:
        for name in filter(None, (self.site,)):
            for part in (title.removesuffix(name), title.removeprefix(name)):
                if part != title and part.strip(" |·•»«‹›–—:-"):
                    return part.strip(" |·•»«‹›–—:-")
        parts = _SEPARATOR.split(title)
        return title[: title.rindex(parts[-1])].rstrip(" |·•»«‹›–—:-") if len(parts) > 1 else title


def _titles_heading(everything: list[Node], head: _Head) -> Node | None:
    """The first heading that the page's own title begins with: not the logo's; ``None`` when none is."""
    said = alike(head.title), alike(head.site_title)
    found = [each for each in everything if each.tag in ("h1", "h2")]
    for tag in ("h1", "h2"):
        for each in found:
            text = alike(each.text(TITLE_CHARS_MAX)) if each.tag == tag else ""
            if text and (text == said[0] or (tag == "h1" and said[1].startswith(text) and text != alike(head.site))):
                return each
    return None


def _content(tree: Node) -> Node:
    """The element that holds the article."""
    everything = list(tree.below())
    body = next((each for each in everything if each.tag == "body"), tree)
    everything = everything if body is tree else list(body.below())
    by_role = [each for each in everything if each.tag == "main" or (each.given and each.given.get("role") == "main")]
    described = [each for each in everything if each.given]
    named = [each for each in described if each.given.get("itemprop", "").lower() == "articlebody"]
    marked = [(each, frozenset(each.marks())) for each in described if "class" in each.given or "id" in each.given]
    named += [each for each, marks in marked if marks & _ARTICLES]
    articles = [each for each in everything if each.tag == "article"]
    plain = [each for each, marks in marked if each.tag in ("div", "section", "td") and marks & _CONTENTS]
    sizes = Sizes(body)
    for found, least in (
        (named, CONTENT_SHARE_MIN),
        (by_role, 0.0),
        (articles, CONTENT_SHARE_MIN),
        (plain, 2 * CONTENT_SHARE_MIN),
    ):
        longest = max(found, key=sizes.of, default=None)
        if longest is not None and (size := sizes.of(longest)) and size >= sizes.total * least:
            return _narrowed(longest, sizes) if found is by_role else longest
    return body


def _narrowed(main: Node, sizes: Sizes) -> Node:
    """The one article within, when it is most of it."""
    articles = [each for each in main.below() if each.tag == "article"]
    longest = max(articles, key=sizes.of, default=main)
    return longest if sizes.of(longest) >= ARTICLE_SHARE_MIN * sizes.of(main) else main


def _take_out(tree: Node, heading: Node) -> None:
    for each in (tree, *tree.below()):
        if heading in each.inside:
            each.inside.remove(heading)
            return
