"""The table of promises: a row for each, on each database, with the figure asked for and the figure reached."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

SQLITE, POSTGRESQL, EITHER = "SQLite", "PostgreSQL", "either"
"""Where a promise was measured; ``EITHER``: no database has a part in it."""

WIDTHS = (2, 26, 10, 66)
"""Columns before the figure reached, which takes what it needs."""


@dataclass(frozen=True, slots=True)
class Row:
    """One promise on one database."""

    number: int
    promise: str
    database: str
    asked: str
    reached: str
    held: bool

    def line(self) -> str:
        """As it is printed."""
        cells = (str(self.number), self.promise, self.database, self.asked)
        padded = "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
        return f"{padded}  {'held' if self.held else 'BROKEN'}: {self.reached}"


Measure = Callable[[], Iterator[Row]]
"""Measures one promise, and yields a row for each database."""


def broke_off(number: int, why: Exception) -> Row:
    """A promise that couldn't be measured to the end: then nobody knows, and it doesn't count as held."""
    said = " ".join(str(why).split())[:300]
    return Row(number, "(broke off)", EITHER, "", f"{type(why).__name__}: {said}", held=False)


def verdict(number: int, promise: str, database: str, asked: str, reached: str, wrong: Sequence[str]) -> Row:
    """A row that holds when nothing went ``wrong``; else it says what did, first of all."""
    broken = f"{len(wrong)} broken: {'; '.join(wrong[:3])}; " if wrong else ""
    return Row(number, promise, database, asked, broken + reached, not wrong)
