"""How long a question, a build and a reload take, and what an article costs in memory.

Articles are made up, but with the shape of real ones: words as often as Zipf's law has them, over a
core of the shipped articles' own sentences; questions are those of the tests and made-up ones, every
second one misspelt.
"""

import json
import random
import tracemalloc
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from time import perf_counter

from bot.core.model import Article
from kb import loader
from kb.loader import Library, Source
from kb.search import Catalogue
from tests.bench.desks import emit

QUESTIONS = Path(__file__).parent.parent / "kb" / "questions" / "tuning-en.jsonl"
QUESTION_COUNT = 600
RUNS = 3
VOCABULARY_WORDS = 60_000
ZIPF = 1.3
"""About 13,000 words in 1,000 articles and 30,000 in 10,000, as in real help pages."""

ARTICLE_WORDS = 300

TARGETS = {1_000: (2.0, 0.6), 10_000: (6.0, 5.0)}
"""By number of articles: milliseconds a question (99th percentile), seconds to build."""

KILOBYTES_AN_ARTICLE_MAX = 8.0
HOSTILE_MS_MAX = 50.0

_ONSETS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "v",
)
_VOWELS = ("a", "e", "i", "o", "u", "ea", "io")
_ENDS = ("", "n", "r", "s", "t", "l", "ng", "ment", "tion", "ed", "ing")


def run() -> None:
    """Print the search's figures."""
    for size, (p99_max, build_max) in TARGETS.items():
        library = made_up(size)
        search = Catalogue(library)
        search.warm()
        emit(
            f"search: build {size:,} articles",
            search.build_seconds,
            f"< {build_max} s",
            search.build_seconds < build_max,
            "s",
        )
        times = sorted(_milliseconds(search, text) for text in questions(library))
        p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
        emit(f"search: {size:,} articles, a question, median", p50, "", None, "ms")
        emit(f"search: {size:,} articles, a question, 99th percentile", p99, f"< {p99_max} ms", p99 < p99_max, "ms")
        kilobytes = _kilobytes_an_article(library)
        target = f"< {KILOBYTES_AN_ARTICLE_MAX} kB"
        emit(
            f"search: {size:,} articles, memory of each", kilobytes, target, kilobytes < KILOBYTES_AN_ARTICLE_MAX, "kB"
        )
        worst = max(_milliseconds(search, text) for text in hostile())
        emit(
            f"search: {size:,} articles, worst hostile question",
            worst,
            f"< {HOSTILE_MS_MAX} ms",
            worst < HOSTILE_MS_MAX,
            "ms",
        )
    began = perf_counter()
    Catalogue(loader.load(loader.shipped())).warm()
    seconds = perf_counter() - began
    emit("search: load and index the shipped articles", 1000 * seconds, "< 150 ms", seconds < 0.15, "ms")


def made_up(size: int) -> Library:
    """A library of so many articles, always the same."""
    rng = random.Random(size)
    words = sorted({_word(rng) for _ in range(VOCABULARY_WORDS)})
    rng.shuffle(words)
    weights = list(accumulate(1 / (rank + 5) ** ZIPF for rank in range(len(words))))
    sentences = [line for article in loader.load(loader.shipped()).articles if article.lang == "en"
                 for line in article.markdown.split("\n") if len(line) > 40]  # fmt: skip
    sources = []
    for number in range(size):
        picked = rng.choices(words, cum_weights=weights, k=ARTICLE_WORDS - 40)
        lines = [" ".join(picked[at : at + 12]).capitalize() + "." for at in range(0, len(picked), 12)]
        lines[3:3] = rng.choices(sentences, k=3)
        lines[::6] = ["\n## " + line[:30] for line in lines[::6]]
        title = " ".join(rng.sample(picked, 4)).capitalize()
        article = Article(f"article-{number}", "en", title, "\n".join(lines), tuple(rng.sample(picked, 3)))
        sources.append(Source(article, f"article-{number}.md", 1))
    return Library(Path("made-up"), "en", tuple(sources))


def questions(library: Library) -> Iterator[str]:
    """What people ask: the tests' questions, and three words of a title, every second one misspelt."""
    rng = random.Random(7)
    asked = [json.loads(line)["query"] for line in QUESTIONS.read_text().splitlines()]
    for number in range(QUESTION_COUNT):
        if number % 3 == 0:
            text = rng.choice(asked)
        else:
            text = "how do i " + " ".join(rng.choice(library.articles).title.lower().split()[:3])
        yield _misspelt(text, rng) if number % 2 else text


def hostile() -> Iterator[str]:
    """What nobody asks, at length."""
    rng = random.Random(3)
    yield "mail " * 20_000
    yield "a" * 100_000
    yield "(a+)+$" * 17_000
    yield " ".join(_word(rng) for _ in range(15_000))
    yield "".join(map(chr, range(0x20, 0xD800, 2)))
    yield ".".join("mail" for _ in range(20_000))


def _word(rng: random.Random) -> str:
    parts = (rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.choice((1, 2, 2, 3))))
    return "".join(parts) + rng.choice(_ENDS)


def _misspelt(text: str, rng: random.Random) -> str:
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) > 3]
    for at in rng.sample(long, (len(long) + 1) // 2):
        word, cut = words[at], rng.randrange(1, len(words[at]) - 1)
        words[at] = rng.choice((word[:cut] + word[cut + 1 :], word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]))
    return " ".join(words)


def _milliseconds(search: Catalogue, text: str) -> float:
    """The best of a few runs: nothing is remembered between them, so the others tell of the machine."""
    return 1000 * min(_seconds(search, text) for _ in range(RUNS))


def _seconds(search: Catalogue, text: str) -> float:
    began = perf_counter()
    search.find(text, "en")
    return perf_counter() - began


def _kilobytes_an_article(library: Library) -> float:
    """What the index takes beside the articles themselves."""
    tracemalloc.start()
    search = Catalogue(library)
    search.warm()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del search
    return taken / 1000 / len(library.articles)


if __name__ == "__main__":
    run()
