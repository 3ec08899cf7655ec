"""``similar``: solved tickets about the same problem as another one, for staff."""

from pathlib import Path

from bot.bootstrap import articles_of
from bot.cli.moments import iso
from bot.cli.opened_desk import office
from bot.cli.screen import console, print_json, table
from bot.cli.tickets.show import SUBJECT_CHARS
from bot.core.model.tickets import description
from bot.core.text.errors import TicketNotFound
from bot.i18n import languages
from bot.store.reports.solved_tickets import Solved, solved
from kb.articles import loader
from kb.search import ArticleSearch

COMPARED_MAX = 1_000
"""The tickets that were solved last; comparing so many takes about a second by words."""

DIGITS = 4
"""Of a likeness in JSON."""


def similar(number: int, data: Path | None, limit: int, as_json: bool) -> None:
    """Print the solved tickets most like one, the most similar first. Raises TicketNotFound, ArticlesInvalid."""
    with office(data) as desk, desk.store.read() as unit:
        ticket = unit.ticket(number)
        if ticket is None:
            raise TicketNotFound(number)
        others = {each.number: each for each in solved(unit, COMPARED_MAX) if each.number != number}
        zone, settings, default = desk.zone, desk.settings, desk.policy.firm.languages[0]
    library = loader.load(articles_of(settings), default)
    search = ArticleSearch(library, languages(), layer=settings.search, vectors_folder=settings.vectors).make_all()
    texts = search.similar()
    for each in others.values():
        texts.add(each.number, description(each))
    found = [(others[found], like) for found, like in texts.near(description(ticket), limit)]
    if as_json:
        print_json([_facts(each, like, zone) for each, like in found])
    elif found:
        rows = [(f"#{each.number}", f"{like:.2f}", each.subject[:SUBJECT_CHARS]) for each, like in found]
        console().print(table(("Ticket", "Likeness", "Subject"), rows))
    else:
        console().print(f"No solved ticket is like #{number}.")


def _facts(each: Solved, like: float, zone: str) -> dict[str, object]:
    closed = iso(each.closed_at, zone)
    return {"number": each.number, "subject": each.subject, "closed": closed, "likeness": round(like, DIGITS)}
