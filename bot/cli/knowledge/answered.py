"""``kb gaps``, its other half: what staff answered alike and could be an article, and what drafted articles spared.

The JSON's keys are stable; moments are ISO 8601 with the desk's offset:

- ``groups``: the largest first, each with ``count`` and its ``tickets``, the latest first; ``last``, when one was first
  answered last; ``lang`` of the answers; ``ticket``, ``title``, ``draft``: whose answer to begin with, what staff's
  first sentence there is, and the command; ``nearest``, ``confidence``: the article that comes nearest;
  ``article``: the one that was drafted of one of these tickets already (``ticket``, ``title`` and ``draft`` are empty
  then); ``would_have_answered``: how many of the ``questions`` that nothing answered would have found the draft, each
  ``text`` without names with its ``count``
- ``drafted``: articles that were made by ``kb draft``, with what they were ``drafted`` of and the questions about them:
  ``asked``, ``solved``, ``came_back`` of the solved of whom it is known (``of``), ``saved``
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from rich.text import Text

from bot.cli.knowledge.kept import answer_of, answered_lately, asked_in_vain
from bot.cli.moments import iso
from bot.cli.opened_desk import Office
from bot.cli.screen import cell, console, table
from bot.core.calendar.time_range import Span
from bot.core.reports.deflection import Questions
from bot.core.text.words import visible
from bot.engine.measuring import help_report
from bot.i18n import languages
from bot.store.transaction.unit_of_work import SqlUnit
from kb.articles.loader import Source
from kb.authoring.answered_alike import Group, answered_alike
from kb.authoring.from_ticket import Draft, draft_of, would_have_found
from kb.search import ArticleSearch

DRAFTS_TRIED = 5
"""Tickets of a group, the most typical first, until one has words of staff's that an article can be made of."""

TICKETS_SHOWN = 8
QUESTIONS_SHOWN = 3
DIGITS = 4
"""Of a confidence in JSON."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A group of tickets, and the article that it could be or is already."""

    group: Group
    ticket: int = 0
    draft: Draft | None = None
    article: str = ""
    """The slug of the one that was drafted of one of the tickets."""
    nearest: str = ""
    confidence: float = 0.0
    questions: Sequence[str] = ()
    """Those in vain that would have found the draft; without names."""


@dataclass(frozen=True, slots=True)
class Found:
    """What staff answered alike, and the drafted articles with the questions about each."""

    proposals: Sequence[Proposal]
    asked: int
    """How many questions nothing answered."""
    drafted: Sequence[tuple[Source, Questions]] = field(default=())


def find(desk: Office, catalogue: ArticleSearch, days: int, limit: int) -> Found:
    """The largest groups of the last days, and every drafted article."""
    with desk.store.read() as unit:
        tickets = list(answered_lately(unit, days, desk))
        asked = asked_in_vain(unit, days, desk)
    groups = answered_alike(tickets, catalogue, languages())[:limit]
    with desk.store.read() as unit:
        begun = [_begun(unit, group, desk, catalogue) for group in groups]
        drafted = _drafted(unit, catalogue, days, desk)
    drafts = [each.draft for each in begun if each.draft]
    enough = desk.policy.knowledge.show_from_confidence
    questions = would_have_found(drafts, asked, catalogue, languages(), enough)
    return Found([_complete(each, questions, catalogue) for each in begun], len(asked), drafted)


def _begun(unit: SqlUnit, group: Group, desk: Office, catalogue: ArticleSearch) -> Proposal:
    """A group with its article, else with the draft of its most typical answer."""
    made = {source.ticket: source.article.slug for source in catalogue.library.sources if source.ticket}
    if article := next((made[ticket] for ticket in group.tickets if ticket in made), ""):
        return Proposal(group, article=article)
    for ticket in group.typical[:DRAFTS_TRIED]:
        if draft := draft_of(answer_of(unit, ticket, desk), languages()):
            return Proposal(group, ticket, draft)
    return Proposal(group)


def _complete(begun: Proposal, questions: Any, catalogue: ArticleSearch) -> Proposal:
    if begun.draft is None:
        return begun
    article = begun.draft.article
    near = catalogue.rank(f"{article.title}\n{article.markdown}", article.lang, 1)
    nearest, confidence = near[0] if near else ("", 0.0)
    return Proposal(begun.group, begun.ticket, begun.draft, "", nearest, confidence, questions[article.slug])


def _drafted(unit: SqlUnit, catalogue: ArticleSearch, days: int, desk: Office) -> list[tuple[Source, Questions]]:
    sources = [source for source in catalogue.library.sources if source.drafted]
    if not sources:
        return []
    now = desk.now()
    report = help_report(unit, desk.zone, now, Span(now - timedelta(days=days), now))
    about = dict(report.articles)
    return [(source, about.get(source.article.slug, Questions())) for source in sources]


def _saved(questions: Questions) -> int:
    """The tickets that an article spared: questions that it solved, less the clients who came back, or will."""
    return questions.spared[0].hits if questions.spared else questions.confirmed


# ── For people ─────────────────────────────────────────────────────────────────────────


def draw(found: Found, days: int, zone: str) -> None:
    """A few lines for each group, then a table of the drafted articles."""
    out = console()
    if found.proposals:
        out.print(Text(f"What staff answered alike in the last {days} days", style="bold"))
    for number, each in enumerate(found.proposals, start=1):
        out.print()
        for line in _lines(number, each, found.asked, zone):
            out.print(line)
    if not found.proposals:
        out.print(f"Staff answered no two tickets of the last {days} days alike.")
    if found.drafted:
        out.print()
        out.print(Text(f"What drafted articles saved in the last {days} days", style="bold"))
        out.print(table(("Article", "Of", "Asked", "Solved", "Back in 7 days", "Saved"), [*map(_row, found.drafted)]))


def _lines(number: int, each: Proposal, asked: int, zone: str) -> Iterator[Text]:
    group = each.group
    numbers = " ".join(f"#{ticket}" for ticket in group.tickets[:TICKETS_SHOWN])
    more = f" and {len(group.tickets) - TICKETS_SHOWN} more" if len(group.tickets) > TICKETS_SHOWN else ""
    title = each.draft.article.title if each.draft else each.article or "nothing to be made an article of"
    yield cell(f"{number}. {title}")
    last = f"{iso(group.last, zone)[:10]}"
    yield cell(f"   {len(group.tickets)} tickets, the last on {last}: {numbers}{more}")
    if each.article:
        yield cell(f"   Is an article already: {each.article}")
    if each.draft is None:
        return
    if each.nearest:
        yield cell(f"   Nearest article: {each.nearest} {each.confidence:.2f}")
    yield cell(f"   Would have answered {len(each.questions)} of {asked} questions in vain")
    for text, count in Counter(each.questions).most_common(QUESTIONS_SHOWN):
        yield cell(f"     {count} × {text}")
    yield cell(f"   Begin with: {_command(each)}")


def _command(each: Proposal) -> str:
    return f"frontdoor kb draft --ticket {each.ticket}"


def _row(each: tuple[Source, Questions]) -> tuple[str | Text, ...]:
    source, questions = each
    known = questions.confirmed_known
    back = f"{known.hits:,}/{known.of:,}" if known.of else "—"
    counts = (f"{questions.asked:,}", f"{questions.confirmed:,}", back, f"{_saved(questions):,}")
    of = f"#{source.ticket}" if source.ticket else source.drafted
    return (source.file, of, *(Text(text, justify="right") for text in counts))


# ── For programs ───────────────────────────────────────────────────────────────────────


def facts(found: Found, zone: str) -> dict[str, object]:
    """The same; see the module's docstring for each key."""
    return {
        "groups": [_group(each, zone) for each in found.proposals],
        "questions": found.asked,
        "drafted": [_article(source, questions) for source, questions in found.drafted],
    }


def _group(each: Proposal, zone: str) -> dict[str, object]:
    counts = Counter(each.questions).most_common()
    return {
        "count": len(each.group.tickets),
        "tickets": list(each.group.tickets),
        "last": iso(each.group.last, zone),
        "lang": each.group.lang,
        "ticket": each.ticket or None,
        "title": visible(each.draft.article.title) if each.draft else "",
        "draft": _command(each) if each.draft else "",
        "article": each.article,
        "nearest": each.nearest,
        "confidence": round(each.confidence, DIGITS),
        "would_have_answered": [{"text": text, "count": count} for text, count in counts],
    }


def _article(source: Source, questions: Questions) -> dict[str, object]:
    known = questions.confirmed_known
    return {
        "slug": source.article.slug,
        "lang": source.article.lang,
        "drafted": source.drafted,
        "asked": questions.asked,
        "solved": questions.confirmed,
        "came_back": {"count": known.hits, "of": known.of},
        "saved": _saved(questions),
    }
