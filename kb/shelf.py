"""A directory of articles that may change at any time: searched without a pause, reloaded on demand.

Layers that know meanings read the articles in a thread of their own, begun with the first question. A small
library is read before that question is answered, if the layer is quick; otherwise answers get better as
articles are read.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.core.errors import ArticlesInvalid
from bot.core.model import Article, Hit
from kb.folder import ArticleFile, article_files
from kb.layers import DEFAULT_LAYER, LAYERS, Voice
from kb.loader import Library, load
from kb.search import Catalogue

LOOK_EVERY_SECONDS = 2.0
"""How often the directory is looked at, at most: an editor sees a change soon enough."""


WAIT_SECONDS = 2.0
"""The first question waits at most so long for the articles to be read."""

log = logging.getLogger(__name__)


class Shelf:
    """The articles of a directory; implements ``bot.ports.Search``.

    Changes are only looked for when somebody who has a loop or a turn calls ``refresh``. Readers in other
    threads see the old articles or the new ones, never a mixture.
    """

    def __init__(
        self,
        directory: Path,
        default_lang: str = "en",
        *,
        layer: str = LAYERS[0],
        vectors_folder: Path | None = None,
        heard: Sequence[Voice] | None = None,
        look_every_seconds: float = LOOK_EVERY_SECONDS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Load the directory. Raises ArticlesInvalid (there is nothing older to keep) and LayerUnknown.

        ``vectors_folder`` is where vectors are kept (see ``kb.vectors``), ``heard`` are the voices if not
        those of the layer; ``seconds`` is the clock that limits how often the directory is looked at.
        """
        self._directory, self._default_lang = directory, default_lang
        self._look_every, self._seconds = look_every_seconds, seconds
        self._busy = threading.Lock()
        self._signature = _signature(directory)
        self._looked_at = seconds()
        library = load(directory, default_lang)
        self._catalogue = Catalogue(library, layer=layer, vectors_folder=vectors_folder, heard=heard)
        self._reading: tuple[Catalogue, threading.Thread] | None = None
        self._reading_lock = threading.Lock()
        self.problem: ArticlesInvalid | None = None
        """Why the directory's present state isn't in use; ``None`` when it is."""

    @property
    def catalogue(self) -> Catalogue:
        """What is searched at present."""
        return self._catalogue

    @property
    def library(self) -> Library:
        """The articles in use at present."""
        return self._catalogue.library

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
        catalogue = Catalogue(library, previous=self._catalogue)
        catalogue.warm()
        self._catalogue, self.problem = catalogue, None
        return True

    # bot.ports.Search

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """See ``bot.ports.Search``."""
        self.read_articles()
        return self._catalogue.find(text, lang, limit)

    def complete(self, text: str, lang: str, limit: int = 5) -> tuple[Article, ...]:
        """Articles for a question that is still being typed; see ``Catalogue.complete``."""
        return self._catalogue.complete(text, lang, limit)

    def article(self, slug: str, lang: str) -> Article | None:
        """See ``bot.ports.Search``."""
        return self._catalogue.article(slug, lang)

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """See ``bot.ports.Search``."""
        self.read_articles()
        return self._catalogue.alike(text, others)

    # Meanings

    def read_articles(self, wait_seconds: float = WAIT_SECONDS) -> None:
        """Let the layer read the articles, if it hasn't; wait until it has, if that is soon."""
        catalogue = self._catalogue
        if not catalogue.heard:
            return
        with self._reading_lock:
            if self._reading is None or self._reading[0] is not catalogue:
                thread = threading.Thread(target=_read, args=(catalogue,), name="kb-vectors", daemon=True)
                self._reading = (catalogue, thread)
                thread.start()
            _, thread = self._reading
        if catalogue.layer == DEFAULT_LAYER and thread.is_alive():
            thread.join(wait_seconds)


def _read(catalogue: Catalogue) -> None:
    """The thread: without vectors, articles are still found by their words."""
    try:
        catalogue.make_all()
    except Exception:
        log.exception("the articles' vectors can't be made; searching by words")


def _signature(directory: Path) -> tuple[ArticleFile, ...]:
    try:
        return article_files(directory)
    except OSError:  # a folder went while we looked, or the directory did: the next look, or load, tells
        return ()
