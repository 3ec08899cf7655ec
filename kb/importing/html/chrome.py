"""What is hidden in a page or stands around its article, taken out."""

import re
from collections import Counter
from functools import lru_cache

from kb.importing.html.tree import Node, Sizes

_DROPPED = frozenset(
    ("script", "style", "nav", "footer", "aside", "svg", "canvas", "noscript", "template", "button", "select", "head",
     "textarea", "dialog", "link", "meta")
)  # fmt: skip
"""Elements that are left out with all that is in them."""
_LOOKED_AT = _DROPPED | {"header", "form"}
"""Elements that may be left out though nothing else is said of them."""
_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu", "menubar",
     "toolbar", "tooltip")
)  # fmt: skip
_HIDDEN = frozenset(
    ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "hidden", "d-none",
     "is-hidden", "u-hidden", "a11y-hidden", "assistive-text", "element-invisible", "skip-link", "skip", "skip-nav")
)  # fmt: skip
_CHROME = re.compile(
    r"(?:.*[-_])?(?:"
    r"breadcrumbs?|skip-?to-?(?:content|main)|skip-?links?"
    r"|related(?:[-_](?:articles?|posts?|links?|content|topics?|questions?|pages?))?"
    r"|recent(?:ly)?[-_](?:viewed|articles?|posts?)"
    r"|see-also-sidebar|sidebar|side-?nav|left-?nav|right-?nav|navbar|nav(?:igation)?|nav-?menu|menu"
    r"|toc|table-of-contents|tableofcontents"
    r"|cookies?(?:[-_](?:banner|notice|consent|bar|law-info-bar|popup))?|consent-banner|gdpr"
    r"|share(?:[-_](?:buttons?|links?|bar|icons?))?|social(?:[-_](?:share|links?|icons?|media))?|sharedaddy"
    r"|pagination|pager|prev-?next|post-navigation"
    r"|comments?(?:[-_](?:area|list|section|form|callout|overview|heading|sorter))?|respond"
    r"|article-(?:votes?|feedback|return-to-top|relatives|more-questions|meta|author|subscribe|sidebar)"
    r"|votes?|was-this-helpful|helpful|feedback(?:[-_](?:form|widget))?|rating"
    r"|newsletter|subscribe|signup|edit-(?:this-)?page|edit-link|last-updated"
    r"|page-?footer|site-?footer|footer|site-?header|page-header-nav|masthead|topbar|top-?nav"
    r"|promo|advert(?:isement)?|ads?|print-?only|byline|post-meta|entry-meta|entry-footer|avatar"
    r"|copy-?(?:button|btn|code)|search(?:[-_](?:box|form|bar))?|modal|popup|chat-?widget"
    r"|theme-doc-(?:breadcrumbs|footer|toc-mobile|version-badge)"
    r"|lang(?:uage)?-?(?:switch(?:er)?|selector|picker)|back-to-top|jp-relatedposts"
    r"|wy-nav-side|sphinxsidebar|md-sidebar|md-header|md-footer|md-source-file"
    r")"
)
"""Words of a class or id that say what stands around an article."""
_ANCHOR_MARKS = frozenset(
    ("headerlink", "anchor", "hash-link", "header-anchor", "heading-anchor", "anchor-link", "anchorjs-link",
     "permalink", "headinglink", "octicon-link", "td-heading-self-link", "direct-link")
)  # fmt: skip
_STYLE_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CHROME_SHARE_MAX = 0.5
"""An element of more of the page's words isn't what stands around the article."""
WORD_CHARS_MAX = 60
"""A class of more characters was made by a program and says nothing."""
FORM_CHARS_MAX = 400
"""A form of more text is the page itself, as some systems wrap it."""


def clean(node: Node, dropped: Counter[str], sizes: Sizes | None, heading: Node | None, deep: bool = False) -> None:
    """Take out what is hidden or stands around the article, which the title's heading is never part of.

    Without ``sizes`` it is an article alone, which nothing stands around.
    """
    kept = list[Node | str]()
    for each in node.inside:
        if isinstance(each, str):
            kept.append(each)
            continue
        what = _why_out(each, sizes, deep) if each.given or each.tag in _LOOKED_AT else ""
        if what and not (
            heading is not None and what in ("header", "hidden", "chrome") and heading in (each, *each.below())
        ):
            dropped[what] += what not in ("head", "meta", "link", "anchor")
            continue
        if each.inside:
            inside = deep or each.tag in ("main", "article") or each.given.get("role") == "main"
            clean(each, dropped, sizes, heading, inside)
        kept.append(each)
    node.inside = kept


def _why_out(node: Node, sizes: Sizes | None, deep: bool) -> str:
    """What an element is that is left out; empty for one that stays."""
    given, tag = node.given, node.tag
    if tag in _DROPPED:
        return tag
    if tag == "header" and not deep and sizes is not None:
        return tag
    if tag == "form" and len(node.text(FORM_CHARS_MAX)) < FORM_CHARS_MAX:
        return tag
    if not given or tag == "iframe" or tag in ("html", "body", "main", "code", "pre"):
        return ""
    if _hidden(node):
        return "hidden"
    if given.get("role", "") in _ROLES and tag not in ("main", "article"):
        return "chrome"
    if (
        tag == "a"
        and _ANCHOR_MARKS.intersection(node.marks())
        and (given.get("href", "#").startswith("#") or len(node.text(FORM_CHARS_MAX)) < 2)
    ):
        return "anchor"
    if (
        tag == "a"
        and given.get("href", "").startswith("#")
        and node.text(FORM_CHARS_MAX) in ("¶", "#", "§", "🔗", "⚓", "")
    ):
        return "anchor"
    if (
        sizes is not None
        and tag in ("div", "section", "ul", "ol", "p", "span", "header", "dl", "a", "article", "h2", "h3", "h4")
        and any(map(_chrome, node.marks()))
    ):
        return "" if sizes.of(node) > sizes.total * CHROME_SHARE_MAX else "chrome"
    return ""


@lru_cache(maxsize=4096)
def _chrome(word: str) -> bool:
    return len(word) <= WORD_CHARS_MAX and bool(_CHROME.fullmatch(word))


def _hidden(node: Node) -> bool:
    given = node.given
    if given.get("role") == "tabpanel" or "tab-pane" in node.marks() or given.get("hidden") == "until-found":
        return False
    if "hidden" in given or given.get("aria-hidden", "").lower() == "true":
        return True
    return bool(_STYLE_HIDDEN.search(given.get("style", ""))) or bool(
        _HIDDEN.intersection(given.get("class", "").lower().split())
    )
