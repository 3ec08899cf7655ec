"""A directory of articles that may change at any time: searched without a pause, reloaded on demand.

``prepare`` builds what a question needs before there is one. Whatever is read later, changed articles and
vectors that nobody has made yet, is read in a thread of its own, a little at a time with rests in between:
questions are answered meanwhile, from what is known so far, and never wait for it.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.core.model.knowledge import Article, Hit
from bot.core.text.errors import ArticlesInvalid
from bot.core.text.language_data import Languages
from kb.articles.files import ArticleFile, article_files
from kb.articles.loader import Library, load
from kb.search import ArticleSearch
from kb.vectors.embedders import LAYERS, WeightedEmbedder

LOOK_EVERY_SECONDS = 2.0
"""How often the directory is looked at, at most: an editor sees a change soon enough."""

START_SECONDS = 2.0
"""So long the first question waits for missing vectors: enough for the articles as shipped, with the quick layer."""

ARTICLES_AT_ONCE = 1
"""Read in the background between two rests: about 1 ms with the quick layer, 0.1 s with the slow one."""

REST = 1.0
"""The background rests as long as it has worked: the other half of a processor's time is for what comes."""

REST_WHILE_ASKED = 9.0
"""While people ask it rests so many times as long: they get nine tenths of it."""

ASKED_LATELY_SECONDS = 5.0
"""So long after a question the next one is likely."""

TOLD_EVERY = 1_000
"""After so many more vectors the log says how many are left."""

CLOSING_SECONDS = 1.0
"""Longer than one article takes."""

log = logging.getLogger(__name__)


class LiveArticles:
    """The articles of a directory; implements ``bot.ports.Search``.

    Changes are only looked for when somebody who has a loop or a turn calls ``refresh``. Readers in other
    threads see the old articles or the new ones, never a mixture.
    """

    def __init__(
        self,
        directory: Path,
        languages: Languages,
        default_lang: str = "en",
        *,
        layer: str = LAYERS[0],
        vectors_folder: Path | None = None,
        embedders: Sequence[WeightedEmbedder] | None = None,
        look_every_seconds: float = LOOK_EVERY_SECONDS,
        seconds: Callable[[], float] = time.monotonic,
        rest: Callable[[float], None] = time.sleep,
        start_seconds: float = START_SECONDS,
    ) -> None:
        """Load the directory. Raises ArticlesInvalid (there is nothing older to keep) and LayerUnknown.

        ``vectors_folder`` is where vectors are kept (see ``kb.vectors.stored``), ``embedders`` are used instead if not
        those of the layer; ``seconds`` is the clock that limits how often the directory is looked at, and
        ``rest`` waits so many seconds in the background. ``start_seconds`` is how long ``prepare`` waits for
        vectors that are still to be made.
        """
        self._directory, self._languages, self._default_lang = directory, languages, default_lang
        self._look_every, self._seconds, self._rest = look_every_seconds, seconds, rest
        self._start_seconds = start_seconds
        self._busy = threading.Lock()
        self._signature = _signature(directory)
        self._looked_at = seconds()
        library = load(directory, default_lang)
        self._catalogue = ArticleSearch(
            library, languages, layer=layer, vectors_folder=vectors_folder, embedders=embedders
        )
        self._reading: threading.Thread | None = None
        self._asked_at: float | None = None
        self.ready = False
        """Whether every question is answered at once: all that it needs is loaded."""
        self.problem: ArticlesInvalid | None = None
        """Why the directory's present state isn't in use; ``None`` when it is."""

    @property
    def catalogue(self) -> ArticleSearch:
        """What is searched at present."""
        return self._catalogue

    @property
    def library(self) -> Library:
        """The articles in use at present."""
        return self._catalogue.library

    def prepare(self) -> None:
        """Build and load what questions need, then go on reading in the background. Takes seconds for thousands."""
        with self._busy:
            _prepared(self._catalogue)
            self._read_on()
            if self._reading is not None:
                self._reading.join(self._start_seconds)
            self.ready = True

    def close(self) -> None:
        """Stop reading in the background."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.join(CLOSING_SECONDS)

    def refresh(self, *, now: bool = False) -> bool:
        """Take over changed files, if there are any; ``True`` when there are new articles in use.

        Cheap when nothing changed. ``now`` looks even if it did so a moment ago. A directory with
        problems changes nothing but ``problem``. While one thread reloads, others return at once.
        """
        if not self._busy.acquire(blocking=False):
            return False
        try:
            at = self._seconds()
            if not now and at - self._looked_at < self._look_every:
                return False
            self._looked_at = at
            signature = _signature(self._directory)
            if signature == self._signature:
                return False
            self._signature = signature
            return self._reload()
        finally:
            self._busy.release()

    def _reload(self) -> bool:
        try:
            library = load(self._directory, self._default_lang, self.library, self._signature)
        except ArticlesInvalid as problem:
            self.problem = problem
            return False
        self._catalogue, self.problem = (
            _prepared(ArticleSearch(library, self._languages, previous=self._catalogue)),
            None,
        )
        self._read_on()
        return True

    # bot.ports.Search

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """See ``bot.ports.Search``."""
        self._asked_at = self._seconds()
        return self._catalogue.find(text, lang, limit)

    def complete(self, text: str, lang: str, limit: int = 5) -> tuple[Article, ...]:
        """Articles for a question that is still being typed; see ``ArticleSearch.complete``."""
        return self._catalogue.complete(text, lang, limit)

    def article(self, slug: str, lang: str) -> Article | None:
        """See ``bot.ports.Search``."""
        return self._catalogue.article(slug, lang)

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """See ``bot.ports.Search``."""
        return self._catalogue.alike(text, others)

    # Meanings

    def _read_on(self) -> None:
        """Start making what is missing, vectors first; a thread that works on older articles stops by itself."""
        self._reading = None
        if self._catalogue.unfinished:
            self._reading = threading.Thread(target=self._read, args=(self._catalogue,), name="kb-vectors", daemon=True)
            self._reading.start()

    def _share(self) -> float:
        """How long the background thread rests, as a multiple of the time it worked."""
        asked = self._asked_at is not None and self._seconds() - self._asked_at < ASKED_LATELY_SECONDS
        return REST_WHILE_ASKED if asked else REST

    def _read(self, catalogue: ArticleSearch) -> None:
        """Make vectors in the background; without them, articles are still found by their words."""
        made, began = 0, self._seconds()
        try:
            while self._reading is threading.current_thread() and catalogue.make_some(ARTICLES_AT_ONCE):
                made += ARTICLES_AT_ONCE
                if made % TOLD_EVERY == 0:
                    log.info("%s vectors of articles are still to be made", catalogue.missing)
                if self.ready:
                    self._rest(self._share() * (self._seconds() - began))
                began = self._seconds()
            catalogue.tidy()
        except Exception:  # the thread's outermost entry: an embedder raises what its library raises
            log.exception("the articles' vectors can't be made; searching by words")


def _prepared(catalogue: ArticleSearch) -> ArticleSearch:
    """Prepare a search; by words alone, if its embedders fail."""
    try:
        return catalogue.prepare()
    except Exception:  # an embedder raises what its library raises
        if not catalogue.embedders:
            raise
        log.exception("the articles' meanings can't be read; searching by words")
    return catalogue.by_words().prepare()


def _signature(directory: Path) -> tuple[ArticleFile, ...]:
    try:
        return article_files(directory)
    except OSError:  # a folder went while we looked, or the directory did: the next look, or load, tells
        return ()
