"""Articles, and what a search finds of them."""

from dataclasses import dataclass

from bot.core.text.surface import Piece


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the knowledge base in one language."""

    slug: str
    lang: str
    title: str
    markdown: str
    keywords: tuple[str, ...] = ()
    source: str = ""
    """Its address in the help centre that it was imported from, where clients read it; empty for one of our own."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that may answer. ``confidence`` is 0 … 1; ``score`` orders within one query."""

    slug: str
    title: str
    lang: str
    """The language of the article found; may be the desk's default, not the reader's."""
    score: float
    confidence: float
    extract: tuple[Piece, ...]
    about: str = ""
    """The sentence that it answers, where a message asks for several things; else empty."""
    source: str = ""
    """Its address in the help centre that it was imported from; empty for one of our own."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a question found: articles, best first, and the client's own tickets it resembles."""

    question: str = ""
    hits: tuple[Hit, ...] = ()
    similar: tuple[tuple[int, float], ...] = ()
    """(ticket number, likeness 0 … 1), most alike first."""
    lang: str = ""
    """The language guessed from the question; empty when undecided."""
    reader: str = ""
    """The language that was searched first: the one the reader is answered in."""
    incidents: tuple[tuple[int, float], ...] = ()
    """(incident that lasts, likeness 0 … 1), most alike first."""
    joined: bool = False
    """The words told more about the question before them: they were asked together with the question before them."""


def address_of(article: Article | Hit, article_url: str) -> str:
    """Where an article is read on the web: where it came from, else among our own, at ``{lang}`` and ``{slug}``.

    Empty where it is read in the chat alone.
    """
    return article.source or article_url.format(slug=article.slug, lang=article.lang)
