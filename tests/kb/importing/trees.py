"""The tree of a page: as its description has it, and as markdown-it-py reads what was imported."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.kb.importing.described import (
    Block,
    Code,
    Described,
    Head,
    Line,
    Listed,
    Note,
    Para,
    Picture,
    Snippet,
    Table,
    To,
)

Tree = tuple[Any, ...]
KINDS = ("heading", "list", "code", "table", "link", "image")


def expected(page: Described, titles: dict[int, str]) -> list[Tree]:
    """What stands in a page, in order; a link to a page names the page's title."""
    return list(_expected(page.blocks, titles))


def _expected(blocks: Iterable[Block], titles: dict[int, str]) -> Iterator[Tree]:
    for block in blocks:
        match block:
            case Head(level, words):
                yield ("heading", level, words)
            case Para(line):
                yield from _in_line(line, titles)
            case Listed(numbered, items):
                yield (
                    "list",
                    numbered,
                    tuple(
                        (_said(item.line), *(next(_expected((each,), titles)) for each in item.below)) for item in items
                    ),
                )
                for item in items:
                    yield from _in_line(item.line, titles)
                    yield from _expected(item.below, titles)
            case Code(language, text):
                yield ("code", language, text)
            case Table(rows):
                yield ("table", tuple(tuple(_said(cell) for cell in row) for row in rows))
                for row in rows:
                    for cell in row:
                        yield from _in_line(cell, titles)
            case Note(_kind, _title, inside):
                yield from _expected(inside, titles)


def _in_line(line: Line, titles: dict[int, str]) -> Iterator[Tree]:
    for each in line:
        if isinstance(each, To):
            yield ("link", each.words, titles[each.page] if each.page >= 0 else each.address)
        elif isinstance(each, Picture):
            yield ("image", each.alt)


def _said(line: Line) -> str:
    return " ".join(
        " ".join(
            each.alt if isinstance(each, Picture) else each.code if isinstance(each, Snippet) else each.words
            for each in line
        ).split()
    )


def words(page: Described) -> Counter[str]:
    """Every word of a page."""
    return Counter(word for text in _texts(page.blocks) for word in text.split())


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Head(_, said):
                yield said
            case Para(line):
                yield _said(line)
            case Listed(_, items):
                for item in items:
                    yield _said(item.line)
                    yield from _texts(item.below)
            case Code(_, text):
                yield text
            case Table(rows):
                yield from (_said(cell) for row in rows for cell in row)
            case Note(_, title, inside):
                yield title
                yield from _texts(inside)


class Got:
    """Imported Markdown, read by markdown-it-py."""

    def __init__(self, markdown: str, title_of: Callable[[str], str]) -> None:
        self.trees: list[Tree] = []
        self.words: Counter[str] = Counter()
        self._title_of = title_of
        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
        self.trees += self._blocks(iter(tokens), "")

    def _blocks(self, tokens: Iterator[Token], end: str) -> list[Tree]:
        found = list[Tree]()
        for token in tokens:
            if token.type == end:
                break
            if token.type == "heading_open":
                said, _inside = self._inline(next(tokens))
                found.append(("heading", int(token.tag[1]), said))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                found += self._list(tokens, token.type)
            elif token.type in ("fence", "code_block"):
                self.words.update(token.content.split())
                found.append(("code", token.info.strip(), token.content.rstrip("\n")))
            elif token.type == "table_open":
                found += self._table(tokens)
            elif token.type == "inline":
                found += self._inline(token)[1]
            elif token.type == "html_block":
                found.append(("html", token.content))
        return found

    def _list(self, tokens: Iterator[Token], opened: str) -> list[Tree]:
        items, inside = list[Tree](), list[Tree]()
        for token in tokens:
            if token.type == opened.replace("open", "close"):
                break
            self._first = ""
            within = self._blocks_of_item(tokens)
            items.append((within[0], *(tree for tree in within[2] if tree[0] in ("list", "code"))))
            inside += within[1]
        return [("list", opened.startswith("ordered"), tuple(items)), *inside]

    def _blocks_of_item(self, tokens: Iterator[Token]) -> tuple[str, list[Tree], list[Tree]]:
        said, everything, direct = "", list[Tree](), list[Tree]()
        for token in tokens:
            if token.type == "list_item_close":
                break
            if token.type == "inline" and not said:
                said, inside = self._inline(token)
                everything += inside
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                found = self._list(tokens, token.type)
                direct.append(found[0])
                everything += found
            elif token.type in ("fence", "code_block"):
                self.words.update(token.content.split())
                tree = ("code", token.info.strip(), token.content.rstrip("\n"))
                direct.append(tree)
                everything.append(tree)
            elif token.type == "inline":
                everything += self._inline(token)[1]
        return said, everything, direct

    def _table(self, tokens: Iterator[Token]) -> list[Tree]:
        rows, row, inside = list[Tree](), list[str](), list[Tree]()
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "inline":
                said, within = self._inline(token)
                row.append(said)
                inside += within
            elif token.type == "tr_close":
                rows.append(tuple(row))
                row = []
        return [("table", tuple(rows)), *inside]

    def _inline(self, token: Token) -> tuple[str, list[Tree]]:
        said, found, link = list[str](), list[Tree](), list[tuple[str, int]]()
        for each in token.children or ():
            if each.type == "link_open":
                link.append((str(each.attrs["href"]), len(said)))
            elif each.type == "link_close":
                address, at = link.pop()
                found.append(("link", " ".join("".join(said[at:]).split()), self._title_of(address)))
            elif each.type == "image":
                said.append(each.content)
                found.append(("image", each.content))
            elif each.type in ("softbreak", "hardbreak"):
                said.append(" ")
            else:
                said.append(each.content)
        text = " ".join("".join(said).split())
        self.words.update(text.split())
        return text, found
