"""Code in a page: its lines without their numbers, and its language."""

import re
from collections.abc import Iterator

from kb.importing.html.tree import Node

_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|highlight|brush|code)[-:]+([\w+#.-]+)")
_NAME = re.compile(r"[\w+#.-]{1,30}")
_NO_LANGUAGE = frozenset(
    ("default", "none", "text", "plain", "plaintext", "notranslate", "highlight", "auto", "block", "wrapper",
     "container")
)  # fmt: skip
NUMBERS = frozenset(
    ("lineno", "linenos", "linenodiv", "line-numbers", "line-numbers-rows", "gutter", "ln", "lnt", "hljs-ln-numbers",
     "react-syntax-highlighter-line-number", "codehilite-filename")
)  # fmt: skip
"""Marks of what stands beside the lines."""
_CODE_LINES = frozenset(("line", "code-line", "view-line", "cm-line", "token-line"))


def code_text(node: Node) -> str:
    """Lines of code as they are shown, without their numbers."""
    return "".join(_code(node))


def _code(node: Node) -> Iterator[str]:
    for each in node.inside:
        if isinstance(each, str):
            yield each
        elif each.tag == "br":
            yield "\n"
        elif each.tag not in ("button", "script", "style") and not NUMBERS.intersection(each.marks()):
            text = "".join(_code(each))
            alone = each.tag in ("div", "p", "li", "tr") or (
                each.tag == "span"
                and _CODE_LINES.intersection(each.marks())
                and "display:block" in each.given.get("style", "")
            )
            yield f"{text}\n" if alone and not text.endswith("\n") else text


def language_of(node: Node) -> str:
    """The language that a piece of code is marked with; empty for none."""
    given = node.given
    if not given:
        return ""
    named = given.get("data-lang") or given.get("data-language") or given.get("lang-name") or ""
    if named:
        return _known(named)
    words = node.given.get("class", "").replace("brush: ", "brush:").replace(";", " ").split()
    for word in words:
        if (found := _LANGUAGE.fullmatch(word.lower())) and _known(found[1]):
            return _known(found[1])
    if node.tag in ("pre", "code") and words[:1] in (["sourceCode"], ["hljs"], ["prettyprint"]) and len(words) > 1:
        return _known(words[1])
    return ""


def _known(language: str) -> str:
    language = language.lower().strip()
    return "" if language in _NO_LANGUAGE or not _NAME.fullmatch(language) else language
