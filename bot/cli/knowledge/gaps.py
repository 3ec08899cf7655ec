"""``kb gaps`` and ``kb draft``: what clients asked in vain, and the beginning of an article, from that or a ticket."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.cli.knowledge import answered
from bot.cli.knowledge.kept import answer_of, asked_in_vain
from bot.cli.knowledge.verbs import open_catalogue
from bot.cli.moments import iso
from bot.cli.opened_desk import Office, office
from bot.cli.screen import console, print_json, refuse, table
from bot.core.text.words import visible
from bot.i18n import languages
from kb.authoring.from_ticket import draft_of, would_have_found
from kb.authoring.gaps import EXAMPLES, Gap, draft, gaps
from kb.search import ArticleSearch


def show(
    days: int, articles: Path | None, layer: str, limit: int, data: Path | None, *, answered_only: bool, as_json: bool
) -> None:
    """Print the gaps, the most frequent first, and what staff answered alike. Raises ArticlesInvalid.

    As JSON either of the two: the gaps unless ``answered_only``.
    """
    with office(data) as desk:
        catalogue, _ = open_catalogue(articles, layer, data)
        if not answered_only:
            found = _find(desk, days, catalogue)
            if as_json:
                print_json([_facts(gap, desk.zone) for gap in found[:limit]])
                return
            _draw(found, days, limit)
            console().print()
        alike = answered.find(desk, catalogue, days, limit)
        if as_json:
            print_json(answered.facts(alike, desk.zone))
        else:
            answered.draw(alike, days, desk.zone)


def _draw(found: Sequence[Gap], days: int, limit: int) -> None:
    if not found:
        console().print(f"No question of the last {days} days was left unanswered.")
        return
    rows = [
        (str(number), str(gap.count), gap.lang, "\n".join(gap.examples), f"{gap.nearest} {gap.confidence:.2f}")
        for number, gap in enumerate(found[:limit], start=1)
    ]
    console().print(table(("", "Times", "Lang", "For example", "Nearest article"), rows))
    console().print("Begin an article with: frontdoor kb draft NUMBER")


def begin(
    number: int | None, ticket: int | None, days: int, articles: Path | None, layer: str, data: Path | None
) -> None:
    """Print the beginning of an article, for a gap or out of a ticket: exactly one of the two is to be named."""
    if number is not None and ticket is None:
        draft_article(number, days, articles, layer, data)
    elif ticket is not None and number is None:
        draft_from_ticket(ticket, days, articles, layer, data)
    else:
        refuse("name a group of: frontdoor kb gaps; or a ticket that staff answered, with --ticket")


def draft_article(number: int, days: int, articles: Path | None, layer: str, data: Path | None) -> None:
    """Print the beginning of an article for one gap. Raises ArticlesInvalid."""
    with office(data) as desk:
        catalogue, _ = open_catalogue(articles, layer, data)
        found = _find(desk, days, catalogue)
    if number > len(found):
        refuse(f"there are {len(found)} gaps in the last {days} days; see: frontdoor kb gaps --days {days}")
    sys.stdout.write(draft(found[number - 1], languages()))


def draft_from_ticket(number: int, days: int, articles: Path | None, layer: str, data: Path | None) -> None:
    """Print an article out of staff's answer, and beside it which questions would have found it.

    Raises TicketNotFound, ArticlesInvalid.
    """
    with office(data) as desk, desk.store.read() as unit:
        answer = answer_of(unit, number, desk)
        asked = asked_in_vain(unit, days, desk)
        enough = desk.policy.knowledge.show_from_confidence
    made = draft_of(answer, languages())
    if made is None:
        refuse(f"staff wrote no answer on #{number} that an article could be made of")
    catalogue, _ = open_catalogue(articles, layer, data)
    found = would_have_found([made], asked, catalogue, languages(), enough)[made.article.slug]
    sys.stdout.write(made.text)
    said = f"It would have been shown for {len(found)} of the {len(asked)} questions of the last {days} days that no"
    print(f"{said} article answered{':' if found else '.'}", file=sys.stderr)
    for text, count in Counter(found).most_common(EXAMPLES):
        print(visible(f"  {count} × {text}"), file=sys.stderr)


def _find(desk: Office, days: int, catalogue: ArticleSearch) -> tuple[Gap, ...]:
    """The gaps, the most frequent first."""
    with desk.store.read() as unit:
        asked = asked_in_vain(unit, days, desk)
    return gaps(asked, catalogue, languages())


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
