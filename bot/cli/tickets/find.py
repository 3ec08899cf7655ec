"""``find``: tickets by their words, client, domain, state or date, for people and for programs."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from bot.cli.moments import iso, words
from bot.cli.opened_desk import Office, office
from bot.cli.screen import cell, console, print_json, refuse, table
from bot.cli.tickets.show import SUBJECT_CHARS
from bot.core.model.finding import PAGE, Found
from bot.core.staff_view import finding
from bot.core.staff_view.finding import Hit, Search
from bot.core.staff_view.tickets import state
from bot.core.text.terms import passage
from bot.engine.staff.commands.looking import hits
from bot.i18n import Reader, plain
from bot.ports import UnitOfWork

INDEXING_SECONDS_MAX = 5.0
"""Whoever looks in a file waits so long for what isn't indexed yet; with nothing else running, nobody else does it."""


def find(line: str, data: Path | None, as_json: bool, now: datetime | None = None) -> None:
    """Print the newest tickets that are as a line says. A filter that can't be read ends with exit code 2."""
    with office(data, now) as desk:
        asked = finding.read(line, desk.now(), desk.zone)
        if not isinstance(asked, Search):
            refuse(_said(asked.blocks[0], desk))
        if not desk.settings.shared:
            _index(desk)
        with desk.store.read() as unit:
            found = _found(unit, asked)
            shown = hits(unit, found)
    if as_json:
        print_json(_facts(found, shown, desk))
    else:
        console().print(_drawn(asked, found, shown, desk))


def _index(desk: Office) -> None:
    give_up = time.monotonic() + INDEXING_SECONDS_MAX
    while desk.store.write(lambda unit: unit.index_some()).result() and time.monotonic() < give_up:
        pass


def _found(unit: UnitOfWork, asked: Search) -> Found:
    if not asked.number:
        return unit.find(asked.wanted, PAGE)
    ticket = unit.ticket(asked.number)
    return Found((ticket,) if ticket else (), spellings={term: (term,) for term in asked.wanted.terms})


def _facts(found: Found, shown: Sequence[Hit], desk: Office) -> dict[str, Any]:
    return {
        "tickets": [
            {
                "number": hit.ticket.number,
                "subject": hit.ticket.subject,
                "client": hit.client,
                "service": hit.ticket.service,
                "state": hit.ticket.state.value,
                "owner": hit.ticket.owner,
                "filed": iso(hit.ticket.filed_at, desk.zone),
                "passage": "".join(piece.text for piece in _passage(hit, found)),
            }
            for hit in shown
        ],
        "more": found.more,
        "spellings": {word: list(others) for word, others in found.spellings.items()},
        "not_indexed": found.unread,
    }


def _passage(hit: Hit, found: Found) -> Sequence[Any]:
    text = finding.telling(hit, found.accepted)
    return passage(text, found.accepted) if text else ()


def _drawn(asked: Search, found: Found, shown: Sequence[Hit], desk: Office) -> RenderableType:
    if not shown:
        return Group(*(cell(_said(block, desk)) for block in finding.results(asked, found, shown).blocks))
    head = ("Ticket", "Subject", "Client", "State", "Filed", "Words")
    rows = [_cells(hit, found, desk) for hit in shown]
    notes = [Text(_said(note, desk)) for note in (*finding.read_as(found), *finding.unread(found))]
    older = f"Older ones: frontdoor find {asked.line} before:#{shown[-1].ticket.number}"
    return Group(table(head, rows), *notes, *([cell(older)] if found.more else []))


def _cells(hit: Hit, found: Found, desk: Office) -> tuple[str | Text, ...]:
    ticket, passed = hit.ticket, Text()
    for piece in _passage(hit, found):
        passed.append_text(cell(piece.text, "bold" if piece.hit else ""))
    filed = words(ticket.filed_at, desk.zone, desk.now())
    return f"#{ticket.number}", ticket.subject[:SUBJECT_CHARS], hit.client, _said(state(ticket), desk), filed, passed


def _said(block: Any, desk: Office) -> str:
    return plain(block, Reader("en", desk.zone, desk.now()))
