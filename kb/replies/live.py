"""Saved replies that may change at any time, and the articles that stand beside them under their names."""

from collections.abc import Callable, Iterable
from pathlib import Path

from bot.core.model.knowledge import Article
from bot.core.model.saved_replies import SavedReply
from bot.core.rules.replies.saved import ARTICLE
from bot.core.text.errors import ArticlesInvalid
from bot.ports import Search
from kb.articles.files import ArticleFile, article_files
from kb.articles.loader import Library
from kb.articles.plain_text import passages
from kb.replies.loader import load_replies, nearest

PASSAGE_CHARS = 400
"""So much of an article's beginning is sent before its link: what a client reads in a chat, not the article."""


class LiveReplies:
    """The saved replies of a directory; implements ``bot.ports.SavedReplies``. Read when they are asked for first."""

    def __init__(
        self, directory: Path, search: Search, default_lang: str = "en", slugs: Callable[[], Iterable[str]] = tuple
    ) -> None:
        """``slugs`` are the articles' names, which are offered where a name isn't known."""
        self._directory, self._search, self._default_lang, self._slugs = directory, search, default_lang, slugs
        self._known: Library | None = None
        self._files: tuple[ArticleFile, ...] = ()
        self.problem: ArticlesInvalid | None = None
        """Why the directory's present state isn't in use; ``None`` when it is."""

    @property
    def library(self) -> Library:
        """The saved replies in use. Raises ArticlesInvalid as long as there are none older to keep."""
        if self._known is None:
            self._files = _files(self._directory)
            self._known = load_replies(self._directory, self._default_lang)
        return self._known

    def refresh(self) -> bool:
        """Take over changed files, if there are any; ``True`` when there are others in use now.

        A directory with problems changes nothing but ``problem``.
        """
        before, files = self.library, _files(self._directory)
        if files == self._files:
            return False
        self._files = files
        try:
            self._known = load_replies(self._directory, self._default_lang, before)
        except ArticlesInvalid as problem:
            self.problem = problem
            return False
        self.problem = None
        return True

    # bot.ports.SavedReplies

    def all(self) -> tuple[SavedReply, ...]:
        """Every saved reply, each in the default language where it is written in that; by name. No articles."""
        found: dict[str, SavedReply] = {}
        for source in self.library.sources:
            article = source.article
            if article.slug not in found or article.lang == self._default_lang:
                found[article.slug] = _saved(article)
        return tuple(found[name] for name in sorted(found))

    def find(self, name: str, lang: str) -> SavedReply | None:
        """The one of that name in ``lang``, else in the default language; else the article of that name."""
        wanted = name.casefold()
        for spoken in (lang, self._default_lang):
            for source in self.library.sources:
                if source.article.lang == spoken and source.article.slug.casefold() == wanted:
                    return _saved(source.article)
        article = self._search.article(name, lang) or self._search.article(wanted, lang)
        return _beginning(article) if article else None

    def nearest(self, name: str) -> tuple[str, ...]:
        """The names that are most like one that isn't there; articles' after the others."""
        names = dict.fromkeys(reply.name for reply in self.all())
        return nearest(name, (*names, *sorted(set(self._slugs()) - set(names))))


def _files(directory: Path) -> tuple[ArticleFile, ...]:
    try:
        return article_files(directory)
    except OSError:  # it went while we looked: loading it says so
        return ()


def _saved(article: Article) -> SavedReply:
    return SavedReply(article.slug, article.lang, article.title, article.markdown.strip())


def _beginning(article: Article) -> SavedReply:
    """An article as a reply: its title, where it begins, and its link. What it says of itself is no field."""
    said: list[str] = []
    for passage in passages(article.markdown):
        if passage.heading:
            continue
        if said and sum(map(len, said)) + len(passage.text) > PASSAGE_CHARS:
            break
        said.append(passage.text)
    shown = " ".join(said)
    shown = shown if len(shown) <= PASSAGE_CHARS else shown[: PASSAGE_CHARS - 1].rsplit(" ", 1)[0] + "…"
    parts = (article.title, shown)
    text = "\n\n".join(part.replace("{", "{{").replace("}", "}}") for part in parts if part)
    return SavedReply(article.slug, article.lang, article.title, f"{text}\n\n{{{ARTICLE}:{article.slug}}}")
