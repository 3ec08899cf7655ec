"""What of a desk is still the example's: its policy, and articles about somebody else's services."""

from pathlib import Path

from bot.core.policy import Policy
from bot.core.policy_review.example import NAME, still_examples
from bot.core.text.errors import ArticlesInvalid, Problem
from kb.articles import loader

AS_SHIPPED = "is the example that comes with the program; begin a desk of your own with: frontdoor init"


def of_articles(policy: Policy, library: loader.Library) -> str:
    """How many of the articles are the shipped ones, word for word, under another firm's name; empty where none is."""
    if policy.firm.name == NAME or (ours := _alike(library)) == 0:
        return ""
    of = len(library.articles)
    return f"{ours} of {of} are the shipped ones, about web hosting, and answer clients of {policy.firm.name}"


def remarks(policy: Policy, articles: Path | None) -> tuple[Problem, ...]:
    """The policy's, and one about articles; of articles that can't be loaded nothing is said."""
    found = tuple(still_examples(policy))
    try:
        library = loader.load(articles or loader.shipped(), policy.firm.languages[0])
    except ArticlesInvalid:
        return found
    said = of_articles(policy, library)
    return (*found, Problem("articles", said, "name a folder of your own with FRONTDOOR_ARTICLES")) if said else found


def _alike(library: loader.Library) -> int:
    shipped = loader.shipped()
    if library.directory == shipped:
        return len(library.articles)
    known = {(article.lang, article.slug): article.markdown for article in loader.load(shipped).articles}
    return sum(known.get((article.lang, article.slug)) == article.markdown for article in library.articles)
