"""How long a question, a build and a reload take, and what an article costs in memory.

Articles are made up, but with the shape of real ones: words as often as Zipf's law has them, over a
core of the shipped articles' own sentences; questions are those of the tests and made-up ones, every
second one misspelt.
"""

import json
import random
import statistics
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time

import numpy as np

from bot.core.model.knowledge import Article
from kb.articles import loader
from kb.articles.loader import Library, Source
from kb.index.arrays import Floats
from kb.live import LiveArticles
from kb.search import ArticleSearch
from kb.vectors.embedders import Embedder, missing_requirement, weighted_embedders
from tests.bench.desks import emit
from tests.builders import LANGUAGES

QUESTIONS = Path(__file__).parent.parent / "kb" / "questions" / "tuning-en.jsonl"
QUESTION_COUNT = 600
VOCABULARY_WORDS = 60_000
ZIPF = 1.3
"""About 13,000 words in 1,000 articles and 30,000 in 10,000, as in real help pages."""

ARTICLE_WORDS = 300

TARGETS = {1_000: (2.0, 0.6), 10_000: (6.0, 5.0), 100_000: (25.0, 0.0)}
"""By number of articles: milliseconds a question (99th percentile), seconds to build (0: no target)."""

CPU_TARGETS = {1_000: 2.0, 10_000: 3.0, 100_000: 6.0}
"""Milliseconds of a processor that a question takes (99th percentile), however busy the machine."""

MEASURED_IN_MEMORY_MAX = 10_000
"""Counting the memory of more articles takes minutes and says the same."""

TYPED_MS_MAX = 5.0
LAYERED = 10_000
ADDED_MS_MAX = {"static": 4.0, "semantic": 25.0}
RELOADED = 1_000
RELOAD_MS_MAX = 50.0

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
    for size in TARGETS:
        _words(size)
    _layers()
    _reload()
    began = perf_counter()
    ArticleSearch(loader.load(loader.shipped()), LANGUAGES).warm()
    seconds = perf_counter() - began
    emit("search: load and index the shipped articles", 1000 * seconds, "< 150 ms", seconds < 0.15, "ms")


def _words(size: int) -> None:
    """The lexical layer on so many made-up articles."""
    p99_max, build_max = TARGETS[size]
    library, named = made_up(size), f"search: {size:,} articles"
    search = ArticleSearch(library, LANGUAGES)
    search.warm()
    took, target = search.build_seconds, f"< {build_max} s" if build_max else ""
    emit(f"search: build {size:,} articles", took, target, took < build_max if build_max else None, "s")
    asked = list(questions(library))
    first, p99 = _percentiles([_milliseconds(search, text) for text in asked])
    emit(f"{named}, its articles found for the first time, median", first, "", None, "ms")
    emit(
        f"{named}, its articles found for the first time, 99th percentile", p99, f"< {p99_max} ms", p99 < p99_max, "ms"
    )
    p50, p99 = _percentiles([_milliseconds(search, text) for text in asked])
    emit(f"{named}, a question, median", p50, "", None, "ms")
    emit(f"{named}, a question, 99th percentile", p99, f"< {p99_max} ms", p99 < p99_max, "ms")
    _, p99 = _percentiles([_cpu_milliseconds(search, text) for text in asked])
    most = CPU_TARGETS[size]
    emit(f"{named}, a question, processor's time, 99th percentile", p99, f"< {most} ms", p99 < most, "ms")
    _, typed = _percentiles([_typing_milliseconds(search, text) for text in asked])
    aimed = size <= LAYERED
    target = f"< {TYPED_MS_MAX} ms" if aimed else ""
    emit(f"{named}, a letter typed, 99th percentile", typed, target, typed < TYPED_MS_MAX if aimed else None, "ms")
    worst = max(_milliseconds(search, text) for text in hostile())
    emit(f"{named}, worst hostile question", worst, f"< {HOSTILE_MS_MAX} ms", worst < HOSTILE_MS_MAX, "ms")
    if size <= MEASURED_IN_MEMORY_MAX:
        kilobytes = _kilobytes_an_article(library)
        target = f"< {KILOBYTES_AN_ARTICLE_MAX} kB"
        emit(f"{named}, memory of each", kilobytes, target, kilobytes < KILOBYTES_AN_ARTICLE_MAX, "kB")


def _layers() -> None:
    """What layers add to a question's time, at 10,000 articles; their vectors are drawn by lot, time is the same."""
    library = made_up(LAYERED)
    asked = list(questions(library))[::3]
    plain = ArticleSearch(library, LANGUAGES)
    plain.warm()
    before = _percentiles([_milliseconds(plain, text) for text in asked])[1]
    for layer, most in ADDED_MS_MAX.items():
        if missing_requirement(layer):
            continue
        drawn = tuple(each._replace(embedder=Drawn(each.embedder)) for each in weighted_embedders(layer))
        search = ArticleSearch(library, LANGUAGES, layer=layer, embedders=drawn).make_all()
        search.warm()
        added = _percentiles([_milliseconds(search, text) for text in asked])[1] - before
        emit(f"search: {LAYERED:,} articles, {layer} layer adds", added, f"< {most} ms", added < most, "ms")


class Drawn:
    """An embedder that draws articles' vectors by lot and reads only questions."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self._rng = embedder, np.random.default_rng(1)
        self.name, self.langs, self.dimensions = embedder.name, embedder.langs, embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Floats:
        """See ``kb.vectors.embedders.Embedder``."""
        return self._rng.standard_normal((len(texts), self.dimensions)).astype(np.float32)

    def embed_question(self, text: str) -> Floats:
        """See ``kb.vectors.embedders.Embedder``."""
        return self._embedder.embed_question(text)


def _reload() -> None:
    """How long until one changed file of a thousand is searched."""
    with TemporaryDirectory() as folder:
        paths = []
        for article in made_up(RELOADED).articles:
            paths.append(Path(folder, f"{article.slug}.md"))
            paths[-1].write_text(f"---\ntitle: {article.title}\n---\n{article.markdown}", encoding="utf-8")
        live = LiveArticles(Path(folder), LANGUAGES)
        live.find("mail", "en")
        took = []
        for path in paths[:5]:
            path.write_text("---\ntitle: Zeppelin rides\n---\nFly away.\n", encoding="utf-8")
            began = perf_counter()
            live.refresh(now=True)
            took.append(1000 * (perf_counter() - began))
    middle = statistics.median(took)
    emit(f"search: one of {RELOADED:,} articles changed", middle, f"< {RELOAD_MS_MAX} ms", middle < RELOAD_MS_MAX, "ms")


def _percentiles(times: Iterable[float]) -> tuple[float, float]:
    """Median and 99th percentile."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]


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


def _milliseconds(search: ArticleSearch, text: str) -> float:
    """One run, as whoever asks waits for it: a percentile over the best of several would promise too much."""
    return 1000 * _seconds(search, text)


def _cpu_milliseconds(search: ArticleSearch, text: str) -> float:
    began = thread_time()
    search.find(text, "en")
    return 1000 * (thread_time() - began)


def _typing_milliseconds(search: ArticleSearch, text: str) -> float:
    """The same while the question's second half is typed."""
    began = perf_counter()
    search.complete(text[: len(text) // 2 + 2], "en")
    return 1000 * (perf_counter() - began)


def _seconds(search: ArticleSearch, text: str) -> float:
    began = perf_counter()
    search.find(text, "en")
    return perf_counter() - began


def _kilobytes_an_article(library: Library) -> float:
    """What the index takes beside the articles themselves."""
    tracemalloc.start()
    search = ArticleSearch(library, LANGUAGES)
    search.warm()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del search
    return taken / 1000 / len(library.articles)


if __name__ == "__main__":
    run()
