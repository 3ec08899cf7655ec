"""What ``kb check`` learns from the desk's own history: articles that solve less of what is asked than they did."""

from collections.abc import Iterator
from pathlib import Path

from bot.cli.database_state import NO_SCHEMA, schema_in
from bot.cli.opened_desk import Office, office
from bot.config import settings
from bot.core.reports.answer_rate import BEFORE, LATELY, Fallen, fallen, stretches
from bot.core.reports.statistics import Share
from bot.core.text.errors import Problem
from bot.engine.measuring import help_report
from bot.store.sqlite.failures import is_there
from kb.articles.loader import Library


def fallen_articles(library: Library, data: Path | None) -> tuple[Problem, ...]:
    """A warning for each article whose answer rate fell; none where there is no desk yet.

    Raises what a desk's database raises that can't be opened.
    """
    known = settings.load(data=data)
    if schema_in(known) == NO_SCHEMA if known.shared else not is_there(known.database):
        return ()
    with office(data) as desk:
        return tuple(_warnings(library, desk))


def _warnings(library: Library, desk: Office) -> Iterator[Problem]:
    before, lately = stretches(desk.now())
    with desk.store.read() as unit:
        then, now = (dict(help_report(unit, desk.zone, desk.now(), each).articles) for each in (before, lately))
    in_order = sorted(library.sources, key=lambda source: source.article.lang == library.default_lang)
    files = {source.article.slug: source.file for source in in_order}  # in the default language, where it is in several
    for each in fallen(then, now):
        if each.slug in files:
            instead = "see what was asked with: frontdoor kb gaps; and whether what it says still holds"
            yield Problem(files[each.slug], _reason(each), instead)


def _reason(each: Fallen) -> str:
    return (
        f"solved {_said(each.lately)} of the questions of the last {LATELY.days} days of which anything was said,"
        f" after {_said(each.before)} in the {BEFORE.days} days before"
    )


def _said(share: Share) -> str:
    return f"{share.percent} % ({share.hits:,} of {share.of:,})"
