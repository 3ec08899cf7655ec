"""What clients read of an article: labelled questions, of which a half was never looked at while anything was tuned.

An extract is right when it says what was looked for (``contains``), begins where somebody can begin to read, and ends
with a sentence. Whether it begins in the middle of a procedure is seen from the article itself, besides the labels.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import fmean

from bot.markdown import Block, Code, Grid, Heading, Items, Paragraph, Quotation, blocks, plain
from kb.articles import loader
from kb.ranking.extract import EXTRACT_CHARS_MAX
from kb.ranking.extract import plain as as_text
from kb.search import ArticleSearch
from kb.vectors.embedders import LAYERS, missing_requirement
from tests.bench.desks import emit
from tests.builders import LANGUAGES

FOLDER = Path(__file__).parent.parent / "kb" / "passages"
HALVES = ("tuning", "held-out")
AMONG = 5
"""An article that isn't among so many is a fault of the search."""

RIGHT_MIN = 0.8
DANGLING = re.compile(r"\b(?:part|step|point|Teil|Schritt|Punkt|parte|paso|punto) \d", re.IGNORECASE)
ENDS = (".", "!", "?", "…", "»", ")")
FAULTS = ("not found", "another passage", "begins amid", "dangling", "cut")

Row = dict[str, object]


def run() -> None:
    """Print the shares of right extracts, by layer and half, and what is wrong with the others."""
    print(f"\n{'extracts':12} {'half':10} {'right':>6}  " + "  ".join(f"{fault:>15}" for fault in FAULTS))
    for layer in LAYERS:
        if not missing_requirement(layer):
            search = ArticleSearch(loader.load(loader.shipped()), LANGUAGES, layer=layer).make_all()
            for half in HALVES:
                found = [fault(search, row) for row in rows(half)]
                right = fmean(not each for each in found)
                told = "  ".join(f"{found.count(each):15}" for each in FAULTS)
                print(f"{layer:12} {half:10} {right:6.2f}  {told}")
                if half == HALVES[-1]:
                    emit(f"search, ours, {layer}: right extracts", right, f"≥ {RIGHT_MIN}", right >= RIGHT_MIN, "")


def rows(half: str) -> list[Row]:
    """The labelled questions of a half."""
    return [json.loads(line) for line in (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]


def read(search: ArticleSearch, row: Row) -> str:
    """What the client reads of the article; empty when it isn't found."""
    hits = search.find(str(row["query"]), str(row["lang"]), AMONG)
    return next((as_text(hit.extract) for hit in hits if hit.slug == row["article"]), "")


def fault(search: ArticleSearch, row: Row) -> str:
    """What is wrong with an extract, one of ``FAULTS``; empty when it is right."""
    text, contains, amid = read(search, row), row["contains"], row["not_begins"]
    assert isinstance(contains, list)
    assert isinstance(amid, list)
    article = search.article(str(row["article"]), str(row["lang"]))
    assert article is not None
    if not text:
        return "not found"
    if text.startswith(tuple(amid)) or text.startswith(tuple(later_steps(article.markdown))):
        return "begins amid"
    if not any(each in text for each in contains):
        return "another passage"
    if DANGLING.search(text):
        return "dangling"
    cut = text.startswith("…") or not text.endswith(ENDS) or len(text) > EXTRACT_CHARS_MAX
    return "cut" if cut and not text.endswith(tuple(each[-30:] for each in whole(blocks(article.markdown)))) else ""


def later_steps(markdown: str) -> list[str]:
    """How the steps of procedures begin, but for the first of each."""
    return [step[:40] for step in _later(blocks(markdown)) if step]


def _later(found: Iterable[Block]) -> Iterator[str]:
    for block in found:
        if isinstance(block, Items) and block.first is not None:
            for item in block.items[1:]:
                yield from (plain(each.inside) for each in item.blocks[:1] if isinstance(each, Paragraph))


def whole(found: Iterable[Block]) -> Iterator[str]:
    """Texts with which an extract may end though they have no stop."""
    for block in found:
        match block:
            case Paragraph() | Heading():
                yield plain(block.inside)
            case Items():
                for item in block.items:
                    yield from whole(item.blocks)
            case Quotation():
                yield from whole(block.blocks)
            case Code():
                yield from block.text.splitlines()
            case Grid():
                yield from (plain(row[-1]) for row in block.rows if row)
            case _:
                pass
