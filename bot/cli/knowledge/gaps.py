"""``kb gaps`` and ``kb draft``: what clients asked in vain, and the beginning of an article, from that or a ticket."""

import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cli.knowledge.verbs import open_catalogue
from bot.cli.moments import iso
from bot.cli.opened_desk import Office, office
from bot.cli.screen import console, print_json, refuse, table
from bot.core.model.record import Author, EntryKind
from bot.core.rules.replies.corrections import as_it_reads, stands
from bot.core.text.errors import TicketNotFound
from bot.core.text.language import guess
from bot.core.text.redaction.redact import redact
from bot.core.text.words import visible
from bot.i18n import languages
from bot.store.reports.unanswered_questions import unanswered
from bot.store.transaction.unit_of_work import SqlUnit
from kb.authoring.from_ticket import Answer, draft_of, would_have_found
from kb.authoring.gaps import EXAMPLES, QUESTIONS_MAX, Asked, Gap, draft, gaps


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
    found, _ = _find(days, articles, layer, data)
    if number > len(found):
        refuse(f"there are {len(found)} gaps in the last {days} days; see: frontdoor kb gaps --days {days}")
    sys.stdout.write(draft(found[number - 1], languages()))


def draft_from_ticket(number: int, days: int, articles: Path | None, layer: str, data: Path | None) -> None:
    """Print an article out of staff's answer, and beside it which questions would have found it.

    Raises TicketNotFound, ArticlesInvalid.
    """
    with office(data) as desk, desk.store.read() as unit:
        answer = _answer(unit, number, desk)
        asked = _asked(unit, days, desk)
        enough = desk.policy.knowledge.show_from_confidence
    made = draft_of(answer, languages())
    if made is None:
        refuse(f"staff wrote no answer on #{number} that an article could be made of")
    catalogue, _ = open_catalogue(articles, layer, data)
    found = would_have_found(made, asked, catalogue, languages(), enough)
    sys.stdout.write(made.text)
    said = f"It would have been shown for {len(found)} of the {len(asked)} questions of the last {days} days that no"
    print(f"{said} article answered{':' if found else '.'}", file=sys.stderr)
    for text, count in Counter(found).most_common(EXAMPLES):
        print(visible(f"  {count} × {text}"), file=sys.stderr)


def _answer(unit: SqlUnit, number: int, desk: Office) -> Answer:
    ticket = unit.ticket(number)
    if ticket is None:
        raise TicketNotFound(number)
    entries = [each for each in as_it_reads(unit.record(number), unit.edits(number)) if each.text and stands(each)]
    replies = [each for each in entries if each.kind is EntryKind.REPLY and each.author is Author.STAFF]
    clients = [each for each in entries if each.author in {Author.CLIENT, Author.PARTICIPANT}]
    account, talk = unit.account(ticket.account), unit.conversation(ticket.conversation)
    staff = [person.name for person, _known in unit.staff_list()]
    others = [each.name for each in unit.participants(number)]
    texts = tuple(each.text or "" for each in replies)
    default = (talk.lang if talk else "") or desk.policy.firm.languages[0]
    return Answer(
        ticket=number,
        lang=guess("\n".join(texts), languages(), desk.policy.firm.languages) or default,
        answered=(replies[-1].at if replies else ticket.filed_at).astimezone(ZoneInfo(desk.zone)).date(),
        replies=texts,
        clients=(ticket.subject, ticket.symptoms, *(each.text or "" for each in clients)),
        names=(account.name if account else "", *staff, *others, *(each.by for each in replies)),
    )


def _find(days: int, articles: Path | None, layer: str, data: Path | None) -> tuple[tuple[Gap, ...], str]:
    """The gaps, and the desk's zone."""
    with office(data) as desk, desk.store.read() as unit:
        asked, zone = _asked(unit, days, desk), desk.zone
    catalogue, _ = open_catalogue(articles, layer, data)
    return gaps(asked, catalogue, languages()), zone


def _asked(unit: SqlUnit, days: int, desk: Office) -> tuple[Asked, ...]:
    """The questions that nothing answered, each in the language that it is written in, or in its writer's."""
    offered = desk.policy.firm.languages
    return tuple(
        Asked(each.at, text, guess(text, languages(), offered) or each.lang or offered[0], each.outcome)
        for each in unanswered(unit, desk.now() - timedelta(days=days), QUESTIONS_MAX)
        for text in (redact(each.text, languages()).text,)
    )


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
