"""Code, and tables as Discord can show them: columns in code. Pure.

A code block wraps where the window ends, so that wide rows fall apart: cells are folded before that.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from operator import le
from textwrap import wrap

from adapters.discord.drawing.markdown import GAP, still
from adapters.discord.limits import size

FENCE = "```"
_END = re.compile("`(?=``)")

ROW_CHARS_MAX = 72
"""So much of a code block fits a window of usual width. A phone shows half and wraps the rest."""
COLUMN_CHARS_MIN = 12
"""A narrower column can't be read; with many columns, rows are longer instead."""
COLUMNS_MAX = 30
"""So many of two characters fit into a row."""
CELL_CHARS_MAX = 300
"""A cell isn't a place for a story."""
BETWEEN = "  "


def fenced(code: str, language: str = "", *, empty: bool = False) -> str:
    """A text in a code block, which nothing in it can end; nothing for a blank one unless ``empty``."""
    if not code.strip() and not empty:
        return ""
    return f"{FENCE}{language}\n{_inner(code.strip(chr(10)))}\n{FENCE}"


def in_fences(code: str, chars_max: int, language: str = "") -> Iterator[str]:
    """The same in as many blocks as it needs to fit, parted between lines."""
    if size(whole := fenced(code, language)) <= chars_max:
        yield from [whole] if whole else []
        return
    room = chars_max - size(fenced("", language, empty=True))
    yield from (fenced(part, language, empty=True) for part in lines(_inner(code), room))


def _inner(code: str) -> str:
    return _END.sub(f"`{GAP}", still(code))


def in_code(rows: Sequence[Sequence[str]], chars_max: int) -> Iterator[str]:
    """A table as code blocks that fit."""
    for part in in_columns(rows, chars_max):
        yield from in_fences(part, chars_max)


def in_columns(rows: Sequence[Sequence[str]], chars_max: int) -> Iterator[str]:
    """A table in parts that fit into code, parted between rows; its head stands in each, unless it takes half of one.

    Only a row that is longer by itself doesn't fit.
    """
    head, *others = _aligned(rows) or [""]
    first, *lengths = _lengths((head, *others))
    room = chars_max - size(fenced("", empty=True))
    again = [head] if first <= room // 2 else []
    held, length = [head], first
    for row, more in zip(others, lengths, strict=True):
        if len(held) > len(again) and held != [head] and length + more > room:
            yield "\n".join(held)
            held, length = list(again), first if again else 0
        held.append(row)
        length += more
    if any(map(str.strip, held)):
        yield "\n".join(held)


def _lengths(rows: Sequence[str]) -> Iterator[int]:
    """How long each row is within a code block, with the end of the line before it."""
    drawn = iter(_inner("\n".join(rows)).split("\n"))
    for row in rows:
        yield sum(size(next(drawn)) + 1 for _line in range(row.count("\n") + 1))


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Each row with its cells under one another; a cell that is too wide goes on below itself."""
    cells = [list(map(_tidy, _columns(row))) for row in rows]
    widths = _widths(cells)
    return [_in_place(row, widths) if _fits(row, widths) else "\n".join(_folded_row(row, widths)) for row in cells]


def _columns(row: Sequence[str]) -> Sequence[str]:
    """What stands in further columns stands in the last one that is drawn."""
    return row if len(row) <= COLUMNS_MAX else (*row[: COLUMNS_MAX - 1], " | ".join(row[COLUMNS_MAX - 1 :]))


def _tidy(cell: str) -> str:
    words = " ".join(cell.split())
    return words if len(words) <= CELL_CHARS_MAX else words[: CELL_CHARS_MAX - 1] + "…"


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column is; the widest give way until a row fits."""
    widths: list[int] = []
    for row in cells:
        if len(row) > len(widths) or not _fits(row, widths):
            widths = list(map(max, zip_longest(map(len, row), widths, fillvalue=0)))
    room = ROW_CHARS_MAX - len(BETWEEN) * max(len(widths) - 1, 0)
    if sum(widths) <= room:
        return widths
    fitting = (
        most for most in range(CELL_CHARS_MAX, COLUMN_CHARS_MIN, -1) if sum(min(w, most) for w in widths) <= room
    )
    most = next(fitting, COLUMN_CHARS_MIN)
    return [min(width, most) for width in widths]


def _fits(row: Sequence[str], widths: Sequence[int]) -> bool:
    return all(map(le, map(len, row), widths))


def _in_place(row: Sequence[str], widths: Sequence[int]) -> str:
    """Cells at their places; some thousand rows are drawn by loops of the interpreter's own."""
    return BETWEEN.join(map(str.ljust, row, widths)).rstrip()


def _folded_row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    folded = [_folded(cell, max(width, 1)) for cell, width in zip(row, widths, strict=False)]
    return (_in_place(parts, widths) for parts in zip_longest(*folded, fillvalue=""))


def _folded(cell: str, width: int) -> list[str]:
    if len(cell) <= width:
        return [cell] if cell else []
    return wrap(cell, width, break_on_hyphens=False)


def lines(text: str, room: int) -> Iterator[str]:
    """A text in pieces that fit, parted where a line ends, or a word, or where it must."""
    held: list[str] = []
    length = 0
    for line in (part for whole in text.split("\n") for part in _chunks(whole, room)):
        if held and length + size(line) + 1 > room:
            yield "\n".join(held)
            held, length = [], 0
        length += size(line) + (1 if held else 0)
        held.append(line)
    yield "\n".join(held)


def _chunks(line: str, room: int) -> Iterator[str]:
    """A line in parts; half of the room in characters fits whatever they are."""
    at = 0
    while size(line[at : at + room + 1]) > room:
        end = line.rfind(" ", at + 1, at + room // 2) + 1 or at + room // 2
        yield line[at:end]
        at = end
    yield line[at:]
