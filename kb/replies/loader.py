"""Files of saved replies: Markdown with a ``title:`` on top, as articles have it, in a folder for each language.

What is wrong in any of them is said at once, with its file and line; nothing is half-loaded.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import islice
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.core.rules.replies.saved import ARTICLE, FIELDS, FIELDS_NAMED_MAX, articles_named, unknown_fields
from bot.core.text.errors import ArticlesInvalid, Problem
from kb.articles.files import ArticleFile, article_files
from kb.articles.loader import Library, load
from kb.articles.loader import shipped as shipped_articles

NEAREST_SHOWN = 3
NEAR = 60.0
"""How alike a name must be to be offered, of 100 by rapidfuzz's ratio."""


def shipped() -> Path:
    """The directory of the saved replies that come with the package."""
    return Path(str(files("kb").joinpath("replies")))


def load_replies(
    directory: Path,
    default_lang: str = "en",
    previous: Library | None = None,
    found: tuple[ArticleFile, ...] | None = None,
) -> Library:
    """Every saved reply below a directory, by the name of its file; an empty directory has none.

    Raises ArticlesInvalid with all problems. ``found`` are its files, if somebody has looked already.
    """
    if found is None and directory.is_dir():
        found = article_files(directory)
    if found is not None and not found:
        return Library(directory, default_lang, ())
    library = load(directory, default_lang, previous, found or ())
    problems = tuple(_wrong_fields(library))
    if problems:
        raise ArticlesInvalid(str(directory), problems)
    return library


def _wrong_fields(library: Library) -> Iterator[Problem]:
    for source in library.sources:
        for line, name, near in unknown_fields(source.article.markdown):
            known = ", ".join((*FIELDS, f"{ARTICLE}:<name>"))
            instead = f"did you mean {{{near}}}?" if near else f"there are: {known}; a brace itself is written {{{{"
            yield Problem(source.file, f"has the unknown field {{{name}}}", instead, source.text_line + line)


def missing_articles(replies: Library, articles: Library) -> Iterator[Problem]:
    """Links of saved replies to articles that there aren't, in that language or the default one.

    Of the shipped replies beside a firm's own articles nothing is said: whoever sends one is told, and the link goes.
    """
    if replies.directory == shipped() and articles.directory != shipped_articles():
        return
    known = {(article.lang, article.slug) for article in articles.articles}
    slugs = tuple(sorted({article.slug for article in articles.articles}))
    for source in replies.sources:
        missing = (
            (line, slug)
            for line, slug in articles_named(source.article.markdown)
            if not known & {(source.article.lang, slug), (articles.default_lang, slug)}
        )
        for line, slug in islice(missing, FIELDS_NAMED_MAX):
            near = nearest(slug, slugs)
            instead = f"did you mean {near[0]}?" if near else "name an article by its file, without .md"
            yield Problem(source.file, f"links to {slug}, which is no article", instead, source.text_line + line)


def missing_languages(replies: Library) -> Iterator[Problem]:
    """Saved replies without a version in the default language: whoever has none in theirs gets none at all."""
    known = {source.article.slug for source in replies.sources if source.article.lang == replies.default_lang}
    for source in replies.sources:
        if source.article.slug not in known:
            reason = f"there is no {replies.default_lang}/{source.article.slug}.md"
            yield Problem(source.file, reason, "clients of other languages get the one in the default language", 1)


def nearest(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The names that are meant most likely: those that begin so or hold it, then those that are spelt alike.

    In a staff member's turn: of 10,000 names it takes milliseconds.
    """
    wanted = name.casefold()
    begin = [each for each in known if each.startswith(wanted)]
    hold = [each for each in known if wanted in each]
    alike = process.extract(wanted, known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=NEAREST_SHOWN)
    return tuple(dict.fromkeys((*begin, *hold, *(each for each, _score, _at in alike))))[:NEAREST_SHOWN]
