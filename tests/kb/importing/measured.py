"""How much of the described centre an import brings, by format."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kb.importing.articles import Imported, read_folder
from tests.kb.importing.described import centre
from tests.kb.importing.formats import CHROME, FORMATS
from tests.kb.importing.trees import KINDS, Got, expected, words

SEEDS = dict(zip(FORMATS, range(20, 40), strict=False))


@dataclass
class Measured:
    """What came of one format's pages."""

    pages: int = 0
    titles: int = 0
    whole: Counter[str] = field(default_factory=Counter)
    """Pages whose headings, lists … are all there, in order, as described."""
    trees: int = 0
    """Pages of which everything is."""
    words: int = 0
    words_found: int = 0
    words_got: int = 0
    chrome: int = 0
    wrong: list[str] = field(default_factory=list)


def measure(name: str, folder: Path, seed: int | None = None) -> Measured:
    """Write a centre in a format, import it, compare."""
    pages = centre(SEEDS[name] if seed is None else seed)
    FORMATS[name](folder, pages)
    articles = [each for each in read_folder(folder) if each.slug]
    by_title = {each.title: each for each in articles}
    title_of = {f"{each.slug}.md": each.title for each in articles}
    titles = {page.number: page.title for page in pages}
    done = Measured(pages=len(pages))
    for extra in articles:
        if extra.title not in titles.values():
            done.wrong.append(f"{name}: {extra.file} came in as {extra.title!r}")
    for page in pages:
        found = by_title.get(page.title)
        if found is None:
            done.wrong.append(f"{name}: no {page.title!r} ({page.path})")
            continue
        done.titles += 1
        got = Got(body(found), lambda address: title_of.get(address, address))
        wanted, right = expected(page, titles), 0
        for kind in KINDS:
            one, other = ([tree for tree in trees if tree[0] == kind] for trees in (wanted, got.trees))
            if one == other:
                done.whole[kind] += 1
                right += 1
            else:
                first = next(
                    (pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]), (len(one), len(other))
                )
                done.wrong.append(f"{name}: {page.path}: {kind}: {first[0]} ≠ {first[1]}")
        done.trees += right == len(KINDS) and not any(tree[0] == "html" for tree in got.trees)
        said = words(page)
        done.words += said.total()
        done.words_found += (said & got.words).total()
        done.words_got += got.words.total()
        done.chrome += (got.words - said).total() + got.words[CHROME]
    return done


def body(article: Imported) -> str:
    """An article's text below its front matter, which has to be valid."""
    _nothing, matter, text = article.text.split("---\n", 2)
    assert yaml.safe_load(matter)["title"] == article.title
    return text
