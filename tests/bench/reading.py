"""How well words and mails are read: labelled ones, of which a half was never looked at while anything was tuned.

A misspelt word has to be read as what was meant, first of all; a word of the language that no article has stays as it
is; what is glued or held together by dots and hyphens finds what its parts find; codes find nothing.
"""

import json
from collections import defaultdict
from pathlib import Path
from statistics import fmean

from bot.core.text.mail import own_words
from kb.articles import loader
from kb.query.slots import Query
from kb.search import ArticleSearch
from tests.bench.desks import emit
from tests.builders import LANGUAGES

FOLDER = Path(__file__).parent.parent / "kb"
HALVES = ("tuning", "held-out")
TARGETS = {"slip": 0.95, "word": 0.98, "parts": 0.98, "together": 0.9, "code": 1.0}
"""Of the half held out, by kind."""

MAILS_MIN = 0.9
PART_WEIGHT_MIN = 0.5

Row = dict[str, object]


def run() -> None:
    """Print the shares that are read right."""
    search = ArticleSearch(loader.load(loader.shipped()), LANGUAGES)
    print(f"\n{'words read right':24} {'tuning':>8} {'held out':>9}")
    words = rows("words.jsonl")
    for kind, least in TARGETS.items():
        found = [fmean(right(search, row) for row in words if (row["kind"], row["half"]) == (kind, half))
                 for half in HALVES]  # fmt: skip
        print(f"{kind:24} {found[0]:8.3f} {found[1]:9.3f}")
        emit(f"reading: words held out, {kind}", found[1], f"≥ {least}", found[1] >= least, "")
    mails: dict[str, list[bool]] = defaultdict(list)
    for row in rows("mails.jsonl"):
        mails[str(row["half"])].append(own_words(str(row["text"]), LANGUAGES).split() == str(row["own"]).split())
    share = fmean(mails["held-out"])
    emit("reading: mails held out, exactly their sender's words", share, f"≥ {MAILS_MIN}", share >= MAILS_MIN, "")


def rows(name: str) -> list[Row]:
    """The labelled lines of a file."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def right(search: ArticleSearch, row: Row) -> bool:
    """Whether a word is read as it is labelled."""
    typed, lang, means = str(row["typed"]), str(row["lang"]), row["means"]
    assert isinstance(means, list)
    reader = search._reader(lang)
    query = reader.read(typed)
    terms = [reader.index.look_up(word.casefold())[0] for word in means]
    match row["kind"]:
        case "word":
            return query.repaired.casefold() == typed.casefold()
        case "code":
            return not any(slot.options for slot in query.slots)
        case "slip":
            return [options[0][0] for options in (slot.options for slot in query.slots) if options][:1] == terms
        case _:
            return set(terms) <= _found(query)


def _found(query: Query) -> set[int | None]:
    return {term for slot in query.slots for term, weight in slot.options if weight >= PART_WEIGHT_MIN}
