"""How well times in words are read: ours beside dateparser, where that is installed, on the same labelled texts."""

import importlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.understanding.times import read_time
from tests.bench.desks import emit
from tests.builders import LANGUAGES
from tests.understanding.times import HALVES, NOW, Labelled, load

RIGHT_MIN = 0.95
"""Of the half that nobody tuned on."""
LIBRARY = "dateparser"
"""For comparison alone; the product doesn't need it."""


def run() -> None:
    """Print shares and what one reading takes; ours must be right to the letter, a library only roughly."""
    print("\ntimes in words        half      exactly   roughly   µs each")
    for half in HALVES:
        rows = [each for each in load() if each.half == half]
        exact = sum(each.right(read_time(each.said, NOW, LANGUAGES)) for each in rows) / len(rows)
        _row("ours", half, f"{exact:.3f}", f"{exact:.3f}", _micros(rows, lambda said: read_time(said, NOW, LANGUAGES)))
    emit("times in words, held out: right", exact, f"≥ {RIGHT_MIN}", exact >= RIGHT_MIN)
    try:
        library = importlib.import_module(LIBRARY)
        search = importlib.import_module(f"{LIBRARY}.search")
    except ModuleNotFoundError:
        print(f"{LIBRARY} isn't installed: nothing to compare with")
        return
    for name, read in (("parse", _parse(library)), ("search_dates", _search(search))):
        for half in HALVES:
            rows = [each for each in load() if each.half == half]
            right = sum(each.roughly(read(each.said)) for each in rows) / len(rows)
            _row(f"{LIBRARY} {name}", half, "–", f"{right:.3f}", _micros(rows, read))


SETTINGS: dict[str, Any] = {"RELATIVE_BASE": NOW, "PREFER_DATES_FROM": "future"}


def _parse(library: Any) -> Callable[[str], datetime | None]:
    def read(said: str) -> datetime | None:
        found: datetime | None = library.parse(said, languages=["en", "es", "de"], settings=SETTINGS)
        return found

    return read


def _search(search: Any) -> Callable[[str], datetime | None]:
    def read(said: str) -> datetime | None:
        found = search.search_dates(said, languages=["en", "es", "de"], settings=SETTINGS)
        return found[0][1] if found else None

    return read


def _micros(rows: Sequence[Labelled], read: Callable[[str], object]) -> float:
    started = time.perf_counter()
    for each in rows:
        read(each.said)
    return (time.perf_counter() - started) / len(rows) * 1e6


def _row(name: str, half: str, exactly: str, roughly: str, micros: float) -> None:
    print(f"{name:22}{half:10}{exactly:10}{roughly:10}{micros:,.0f}")
