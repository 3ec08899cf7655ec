"""``kb``: search the articles as a client would, measure the search, check the files and how often they help."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path
from rich.table import Table

from adapters.terminal.render import draw
from bot.cli.screen import console, print_json, progress, refuse, table
from bot.clock import SystemClock
from bot.config import policy_file, settings
from bot.config.settings import Settings
from bot.core.model.knowledge import Hit, address_of
from bot.core.policy import Policy
from bot.core.text.errors import ArticlesInvalid, DatabaseOutdated, NotSaved, Problem
from bot.core.text.surface import LocalizedCard, LocalizedReply
from bot.core.text.words import visible
from bot.i18n import languages
from kb.articles import loader
from kb.authoring.check import check as find_warnings
from kb.authoring.evaluate import Answered, Labelled, answers, figures, read_queries, timings
from kb.replies import loader as replies_loader
from kb.search import ArticleSearch
from kb.vectors.embedders import LAYERS, missing_requirement

DIGITS = 4
"""Of scores and confidences in JSON."""


def search(text: str, articles: Path | None, lang: str, layer: str, limit: int, as_json: bool) -> None:
    """Print what a question finds, best first. Raises ArticlesInvalid."""
    catalogue, policy = open_catalogue(articles, layer)
    found = catalogue.find(text, lang, limit)
    if as_json:
        print_json([_facts(hit) for hit in found])
    else:
        _draw(found, policy)


def evaluate(queries: Path, articles: Path | None, lang: str, layer: str, each: Path | None, as_json: bool) -> None:
    """Print how well the search answers labelled questions. Raises ArticlesInvalid, QueriesInvalid."""
    _refuse_unworkable(layer)
    labelled = read_queries(queries)  # a mistake is told before minutes are spent on vectors
    catalogue, _ = open_catalogue(articles, layer)
    times = timings(catalogue, labelled, lang)
    answered = answers(catalogue, labelled, lang)
    if each:
        _write_each(answered, each)
    found = figures(catalogue, answered, times)
    if as_json:
        print_json({name: _rounded(value) for name, value in found.items()})
    else:
        console().print(_figures(found))
        _warn_of_strangers(labelled, catalogue)


def check(articles: Path | None, replies: Path | None = None, data: Path | None = None) -> int:
    """Print everything that is wrong or doubtful in the articles and saved replies; 1 when anything is."""
    folder, policy = _where(articles)
    try:
        library = loader.load(folder, policy.firm.languages[0])
    except ArticlesInvalid as invalid:
        _print_problems(invalid.problems, folder, "error")
        return 1
    wrong = _check_articles(library, folder, data)
    return max(wrong, _check_replies(replies or settings.load().replies or replies_loader.shipped(), library))


def _check_replies(folder: Path, articles: loader.Library) -> int:
    """The same of the saved replies that staff send."""
    try:
        library = replies_loader.load_replies(folder, articles.default_lang)
    except ArticlesInvalid as invalid:
        _print_problems(invalid.problems, folder, "error")
        return 1
    errors = tuple(replies_loader.missing_articles(library, articles))
    warnings = tuple(replies_loader.missing_languages(library))
    _print_problems(errors, folder, "error")
    _print_problems(warnings, folder, "warning")
    if not errors and not warnings:
        console().print(visible(f"{folder}: {len(library.articles)} saved replies are fine."), soft_wrap=True)
    return 1 if errors or warnings else 0


def _check_articles(library: loader.Library, folder: Path, data: Path | None) -> int:
    """Print what is doubtful in articles that can be loaded, and which of them help less than they did."""
    from bot.cli.knowledge.answer_rates import fallen_articles  # a search needs no database

    warnings = find_warnings(library, languages(), SystemClock().now().date())
    try:
        warnings += fallen_articles(library, data)
    except (NotSaved, DatabaseOutdated) as error:
        print(visible(f"frontdoor: how often articles helped isn't known: {error}"), file=sys.stderr)
    _print_problems(warnings, folder, "warning")
    if not warnings:
        counts = ", ".join(f"{lang} {sum(a.lang == lang for a in library.articles)}" for lang in library.langs)
        said = f"{folder}: {len(library.articles)} articles are fine ({counts})."
        console().print(visible(said), soft_wrap=True)
    return 1 if warnings else 0


def open_catalogue(articles: Path | None, layer: str, data: Path | None = None) -> tuple[ArticleSearch, Policy]:
    """The articles, read by the layer (the desk's own when empty), and the policy. Raises ArticlesInvalid.

    A layer that is asked for and can't work ends the program with exit code 2; of the desk's own, the best
    one that can work is taken, as the desk itself does.
    """
    _refuse_unworkable(layer)
    known = settings.load(data=data)
    folder, policy = _where(articles)
    library = loader.load(folder, policy.firm.languages[0])
    catalogue = ArticleSearch(library, languages(), layer=layer or known.search, vectors_folder=_vectors(known, layer))
    with progress("Articles") as told:
        catalogue.make_all(lambda done: told("vectors are made", done))
    return catalogue, policy


def _refuse_unworkable(layer: str) -> None:
    """End the program if a layer was asked for that can't work."""
    if layer and layer not in LAYERS:
        refuse(f"no search layer {layer!r}; this version has: {', '.join(LAYERS)}")
    if layer and (missing := missing_requirement(layer)):
        refuse(f"the search layer {layer} can't work here: {missing}")


def _vectors(known: Settings, layer: str) -> Path | None:
    """Where vectors are kept: with the desk's data or, where there is no desk, with what can be made again.

    Only the slowest layer's are worth a folder of their own.
    """
    if known.data.is_dir():
        return known.vectors
    return user_cache_path("frontdoor") / "vectors" if (layer or known.search) == LAYERS[-1] else None


def _where(articles: Path | None) -> tuple[Path, Policy]:
    """The folder of articles, and the policy that says which language they are in by default."""
    known = settings.load()
    return articles or known.articles or loader.shipped(), policy_file.load(known.policy)


# ── What is found ──────────────────────────────────────────────────────────────────────


def _facts(hit: Hit) -> dict[str, Any]:
    return {
        "slug": hit.slug,
        "title": hit.title,
        "score": _rounded(hit.score),
        "confidence": _rounded(hit.confidence),
        "extract": "".join(piece.text for piece in hit.extract),
    }


def _draw(found: tuple[Hit, ...], policy: Policy) -> None:
    """Cards as a client sees them, then the figures behind them and where the bot would stop."""
    screen = console()
    if not found:
        screen.print("Nothing found.")
        return
    cards = tuple(LocalizedCard(hit.title, hit.extract, address_of(hit, policy.firm.article_url)) for hit in found)
    draw(screen, LocalizedReply(cards))
    rows = [
        (str(number), hit.slug, hit.lang, f"{hit.confidence:.2f}", f"{hit.score:.2f}", verdict)
        for number, (hit, verdict) in enumerate(zip(found, _verdicts(found, policy), strict=True), start=1)
    ]
    screen.print(table(("", "Article", "Lang", "Confidence", "Score", "To a client"), rows))


def _verdicts(found: tuple[Hit, ...], policy: Policy) -> Iterator[str]:
    """What the bot would do with each hit."""
    known = policy.knowledge
    for number, hit in enumerate(found, start=1):
        if found[0].confidence < known.show_from_confidence:
            yield "not shown: no hit is certain enough"
        elif number > known.suggestions or hit.confidence < known.also_from_confidence:
            yield "not shown"
        else:
            yield "shown"


# ── Figures and problems ───────────────────────────────────────────────────────────────


def _rounded(value: float | int | None) -> float | int | None:
    return round(value, DIGITS) if isinstance(value, float) else value


def _figures(figures: Mapping[str, float | int | None]) -> Table:
    cells = [(name, "—" if value is None else f"{_rounded(value):g}") for name, value in figures.items()]
    return table(("Figure", "Value"), cells)


def _write_each(answered: Iterable[Answered], file: Path) -> None:
    """What each question found, a JSON line each, the best first."""
    lines = (
        {
            "query": each.asked.query,
            "lang": each.lang,
            "found": [{"slug": slug, "confidence": _rounded(sure)} for slug, sure in each.found],
        }
        for each in answered
    )
    try:
        with file.open("w", encoding="utf-8") as opened:
            opened.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    except OSError as error:
        refuse(f"{file} can't be written: {error.strerror}")


def _warn_of_strangers(labelled: tuple[Labelled, ...], catalogue: ArticleSearch) -> None:
    """A misspelt slug in the questions would only look like a bad search."""
    known = {article.slug for article in catalogue.library.articles}
    strangers = sorted({slug for question in labelled for slug in question.relevant | question.exclude} - known)
    if strangers:
        console().print(f"No article has these slugs: {visible(', '.join(strangers))}", soft_wrap=True)


def _print_problems(problems: tuple[Problem, ...], folder: Path, kind: str) -> None:
    """``file:line: kind: reason``, a line each, the way editors jump to."""
    for problem in problems:
        file = folder / problem.where
        place = str(file if file.exists() else problem.where) + (f":{problem.line}" if problem.line else "")
        advice = f" ({problem.instead})" if problem.instead else ""
        console().print(visible(f"{place}: {kind}: {problem.reason}{advice}"), soft_wrap=True)
