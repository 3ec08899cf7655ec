"""A page as Markdown: what people wrote is escaped, so that it reads as it was written."""

import re
from collections.abc import Iterable, Iterator

from bot.core.text.surface import LocalizedBlock, LocalizedQuote, LocalizedTable, Para, Run
from bot.core.text.words import visible
from bot.pages.document import Document

_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>|~&"})
"""What means something anywhere in a line …"""
_AT_START = re.compile(r"^(\s*+\d*+)([#+=.)-])", re.MULTILINE)
"""… and what does where one begins: a heading, a list."""
_STYLES = {"strong": "**", "emph": "*", "code": "`", "": ""}


def markdown(page: Document) -> str:
    """The page, from top to bottom."""
    lines = [f"# {_line(page.title)}", "", _line(page.lead), ""]
    for section in page.sections:
        lines += [f"## {_line(section.title)}", ""]
        lines += _blocks(section.blocks)
    lines += ["---", "", *_blocks(page.foot)]
    return "\n".join(lines)


def _blocks(blocks: Iterable[LocalizedBlock]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Para(runs):
                yield from (_begun("".join(map(_run, runs))), "")
            case LocalizedQuote(text, by):
                yield from (f"> *{_line(by)}*  ", *(f"> {_escaped(line)}  " for line in text.split("\n")), "")
            case LocalizedTable(head, rows):
                yield from (_row(head), _row("---" for _cell in head), *(_row(map(_line, row)) for row in rows), "")
            case _:
                raise TypeError(f"no page has a {type(block).__name__}")


def _run(run: Run) -> str:
    """Marks stand around words, never beside a space."""
    if run.style == "code" and "`" not in run.text:
        return f"`{visible(run.text)}`"
    mark, text = _STYLES[run.style], _inline(run.text.replace("\n", " "))
    inside = text.strip()
    return text.replace(inside, f"{mark}{inside}{mark}", 1) if inside and mark else text


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(text: str) -> str:
    return _escaped(text.replace("\n", " "))


def _escaped(text: str) -> str:
    return _begun(_inline(text))


def _inline(text: str) -> str:
    return visible(text).replace("\t", " ").strip("\r").translate(_ESCAPES)


def _begun(line: str) -> str:
    return _AT_START.sub(r"\1\\\2", line)
