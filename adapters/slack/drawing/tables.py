"""Tables as Slack's own, narrow enough for a phone; as lines where Slack takes none. Pure; decides nothing."""

from collections.abc import Iterator, Sequence

from adapters.slack.drawing.words import Block, elements, text
from adapters.slack.limits import SECTION_CHARS_MAX, TABLE_CHARS_MAX, TABLE_ROWS_MAX, cut
from bot.core.text.surface import LocalizedTable, Run
from bot.core.text.words import visible

COLUMNS_MAX = 5
"""What a phone shows of a table without much pushing to and fro; Slack itself takes 20."""
CELL_CHARS_MAX = 150
"""A cell: two or three lines on a phone."""
EMPTY = "—"
"""Slack takes no cell without words."""
BETWEEN = " · "


def table(shown: LocalizedTable) -> Block | None:
    """A table as one block of Slack's; ``None`` when it doesn't fit."""
    rows = _rows(shown)
    if not rows or len(rows) > TABLE_ROWS_MAX or sum(len(cell) for row in rows for cell in row) > TABLE_CHARS_MAX:
        return None
    drawn = [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]
    return {"type": "table", "rows": drawn, "column_settings": [{"is_wrapped": True} for _cell in rows[0]]}


def lines(shown: LocalizedTable) -> Iterator[Block]:
    """A table as a line for each row, the first cell strong; its head isn't needed to understand one."""
    part: list[Block] = []
    room = SECTION_CHARS_MAX
    for first, *others in _rows(shown)[1:]:
        more = BETWEEN.join(cell for cell in others if cell != EMPTY)
        runs = [Run(first, "strong"), *([Run(f"{BETWEEN}{more}")] if more else [])]
        size = len(first) + len(more)
        if part and size > room:
            yield {"type": "rich_text", "elements": part}
            part, room = [], SECTION_CHARS_MAX
        drawn = [text(runs[0]), *(each for run in runs[1:] for each in elements(run))]
        part.append({"type": "rich_text_section", "elements": drawn})
        room -= size
    if part:
        yield {"type": "rich_text", "elements": part}


def _rows(shown: LocalizedTable) -> list[list[str]]:
    """Head and rows, all as wide as the head, with as many columns as a phone shows."""
    width = len(shown.head)
    if not width or not shown.rows:
        return []
    every = [[_cell(cell) for cell in (*row, *[""] * width)[:width]] for row in (shown.head, *shown.rows)]
    if width > COLUMNS_MAX and not every[0][0]:  # the first has no name: it belongs to what stands beside it
        every = [[_joined(row[:2]), *row[2:]] for row in every]
    return [[cell or EMPTY for cell in (*row[: COLUMNS_MAX - 1], _joined(row[COLUMNS_MAX - 1 :]))[: len(row)]]
            for row in every]  # fmt: skip


def _joined(cells: Sequence[str]) -> str:
    return BETWEEN.join(cell for cell in cells if cell)


def _cell(cell: str) -> str:
    return " ".join(cut(visible(cell), CELL_CHARS_MAX).split())
