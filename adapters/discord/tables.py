"""Tables as Discord can show them: columns in code. Pure.

A code block wraps where the window ends, so that wide rows fall apart: cells are folded before that.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from adapters.discord.limits import size
from adapters.discord.markdown import GAP, still

FENCE = "```"
_END = re.compile("`(?=``)")

ROW_CHARS_MAX = 72
"""So much of a code block fits a window of usual width. A phone shows half and wraps the rest."""
COLUMN_CHARS_MIN = 12
"""A narrower column can't be read; with many columns, rows are longer instead."""
CELL_CHARS_MAX = 300
"""A cell isn't a place for a story."""
BETWEEN = "  "


def fenced(code: str, language: str = "", *, empty: bool = False) -> str:
    """A text in a code block, which nothing in it can end; nothing for a blank one unless ``empty``."""
    if not code.strip() and not empty:
        return ""
    inner = _END.sub(f"`{GAP}", still(code.strip("\n")))
    return f"{FENCE}{language}\n{inner}\n{FENCE}"


def in_code(rows: Sequence[Sequence[str]], chars_max: int) -> Iterator[str]:
    """A table as code blocks that fit, parted between rows; its head stands in each."""
    head, *others = list(_aligned(rows)) or [""]
    held = head
    for row in others:
        if held != head and size(fenced(f"{held}\n{row}")) > chars_max:
            yield fenced(held)
            held = head
        held = f"{held}\n{row}"
    if held.strip():
        yield fenced(held)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each row with its cells under one another; a cell that is too wide goes on below itself."""
    cells = [[_tidy(cell) for cell in row] for row in rows]
    widths = _widths(cells)
    return ("\n".join(_lines(row, widths)) for row in cells)


def _tidy(cell: str) -> str:
    words = " ".join(cell.split())
    return words if len(words) <= CELL_CHARS_MAX else words[: CELL_CHARS_MAX - 1] + "…"


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column is; the widest give way until a row fits."""
    count = max(map(len, cells), default=0)
    widths = [max(len(row[at]) for row in cells if at < len(row)) for at in range(count)]
    room = ROW_CHARS_MAX - len(BETWEEN) * max(count - 1, 0)
    while sum(widths) > room and max(widths) > COLUMN_CHARS_MIN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    folded = [wrap(cell, max(width, 1), break_on_hyphens=False) for cell, width in zip(row, widths, strict=False)]
    for parts in zip_longest(*folded, fillvalue=""):
        yield BETWEEN.join(part.ljust(width) for part, width in zip(parts, widths, strict=False)).rstrip()
