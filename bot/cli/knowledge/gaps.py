"""``kb gaps`` and ``kb draft``: what clients asked in vain, and the beginning of an article about it."""

import sys
from datetime import timedelta
from pathlib import Path

from bot.cli.knowledge.verbs import open_catalogue
from bot.cli.moments import iso
from bot.cli.opened_desk import office
from bot.cli.screen import console, print_json, refuse, table
from bot.core.text.redaction.redact import redact
from bot.i18n import languages
from bot.store.reports.unanswered_questions import unanswered
from kb.authoring.gaps import QUESTIONS_MAX, Asked, Gap, draft, gaps


def show(days: int, articles: Path | None, layer: str, limit: int, data: Path | None, as_json: bool) -> None:
    """Print the gaps, the most frequent first. Raises ArticlesInvalid."""
    found, zone = _find(days, articles, layer, data)
    if as_json:
        print_json([_facts(gap, zone) for gap in found[:limit]])
        return
    if not found:
        console().print(f"No question of the last {days} days was left unanswered.")
        return
    rows = [
        (str(number), str(gap.count), gap.lang, "\n".join(gap.examples), f"{gap.nearest} {gap.confidence:.2f}")
        for number, gap in enumerate(found[:limit], start=1)
    ]
    console().print(table(("", "Times", "Lang", "For example", "Nearest article"), rows))
    console().print("Begin an article with: frontdoor kb draft NUMBER")


def draft_article(number: int, days: int, articles: Path | None, layer: str, data: Path | None) -> None:
    """Print the beginning of an article for one gap. Raises ArticlesInvalid."""
    found, _ = _find(days, articles, layer, data)
    if number > len(found):
        refuse(f"there are {len(found)} gaps in the last {days} days; see: frontdoor kb gaps --days {days}")
    sys.stdout.write(draft(found[number - 1], languages()))


def _find(days: int, articles: Path | None, layer: str, data: Path | None) -> tuple[tuple[Gap, ...], str]:
    """The gaps, and the desk's zone."""
    with office(data) as desk, desk.store.read() as unit:
        questions = unanswered(unit, desk.now() - timedelta(days=days), QUESTIONS_MAX)
        zone, default = desk.zone, desk.policy.firm.languages[0]
    catalogue, _ = open_catalogue(articles, layer, data)
    asked = (
        Asked(each.at, redact(each.text, languages()).text, each.lang or default, each.outcome) for each in questions
    )
    return gaps(asked, catalogue), zone


def _facts(gap: Gap, zone: str) -> dict[str, object]:
    return {
        "count": gap.count,
        "last": iso(gap.last, zone),
        "lang": gap.lang,
        "outcomes": dict(gap.outcomes),
        "examples": list(gap.examples),
        "nearest": gap.nearest,
        "confidence": round(gap.confidence, 4),
    }
