"""What `kb import` brings of help centres in thirteen formats, against a tree made of what they were written from."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.desks import emit
from tests.kb.importing.formats import FORMATS
from tests.kb.importing.measured import Measured, measure

SHOWN = 5


def run() -> None:
    """Print the figures over all formats."""
    done = list[Measured]()
    for name in FORMATS:
        with TemporaryDirectory() as folder:
            done.append(measure(name, Path(folder)))
    pages = sum(each.pages for each in done)
    print(f"{pages} pages of {len(done)} formats:")
    for wrong in [wrong for each in done for wrong in each.wrong][:SHOWN]:
        print(f"  {wrong[:200]}")
    trees = 100 * sum(each.trees for each in done) / pages
    titles = 100 * sum(each.titles for each in done) / pages
    words = 100 * sum(each.words_found for each in done) / sum(each.words for each in done)
    chrome = 100 * sum(each.chrome for each in done) / sum(each.words_got for each in done)
    emit("pages with every heading, list, table, code, link and picture", trees, "≥ 99 %", trees >= 99, "%")
    emit("titles", titles, "≥ 98 %", titles >= 98, "%")
    emit("words", words, "≥ 97 %", words >= 97, "%")
    emit("words from around the articles", chrome, "≤ 2 %", chrome <= 2, "%")
