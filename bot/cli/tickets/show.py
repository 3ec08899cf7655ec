"""``queue`` and ``ticket``: the line and one ticket's whole record, for people and for programs."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.cli.moments import iso, iso_or_none, words
from bot.cli.opened_desk import Office, office
from bot.cli.screen import cell, console, print_json, table
from bot.core.model.people import Account
from bot.core.model.promises import Promise
from bot.core.model.record import StoredEntry
from bot.core.model.tickets import Move, State, Ticket
from bot.core.rules.promise_times import left, used_percent
from bot.core.staff_view import tickets as staff_view
from bot.core.staff_view.tickets import Row
from bot.core.text.errors import TicketNotFound
from bot.i18n import Reader, plain
from bot.ports import UnitOfWork

SUBJECT_CHARS = 60
"""Of a subject in the table: three lines of it at 100 columns; the ticket itself shows all."""


def queue(data: Path | None, as_json: bool, now: datetime | None = None) -> None:
    """Print the whole line, in order."""
    with office(data, now) as desk, desk.store.read() as unit:
        at = desk.now()
        calendar = desk.context.calendar(unit, at)
        waiting = unit.waiting(unit.waiting_count())
        rows = [Row(ticket, place, left(calendar, ticket, at)) for place, ticket in enumerate(waiting, start=1)]
    if as_json:
        print_json([_waiting(row, desk.zone, used_percent(calendar, row.ticket, at)) for row in rows])
    else:
        console().print(_line(rows, desk.zone, at))


def ticket(number: int, data: Path | None, as_json: bool, now: datetime | None = None) -> None:
    """Print one ticket with everything on it. Raises TicketNotFound."""
    with office(data, now) as desk, desk.store.read() as unit:
        shown = _File.of(unit, desk, number)
    if as_json:
        print_json(shown.facts())
    else:
        shown.draw(console())


# ── The line ───────────────────────────────────────────────────────────────────────────


def _waiting(row: Row, zone: str, used: int | None) -> dict[str, Any]:
    ticket = row.ticket
    return {
        "number": ticket.number,
        "place": row.place,
        "subject": ticket.subject,
        "urgency": ticket.urgency.name.lower(),
        "state": ticket.state.value,
        "since": iso(ticket.since, zone),
        "filed": iso(ticket.filed_at, zone),
        "estimate": iso(ticket.estimate_at, zone),
        "grace_until": iso(ticket.grace_until, zone),
        "promise": iso(ticket.promise_at, zone),
        "used_percent": used,
    }


def _line(rows: list[Row], zone: str, now: datetime) -> RenderableType:
    if not rows:
        return Text("Nobody is waiting.")
    head = ("", "Ticket", "Subject", "Urgency", "Since", "Guarantee", "Left")
    return Group(
        Text("One ticket is waiting." if len(rows) == 1 else f"{len(rows)} tickets are waiting."),
        table(head, [_cells(row, zone, now) for row in rows]),
    )


def _cells(row: Row, zone: str, now: datetime) -> tuple[str | Text, ...]:
    ticket = row.ticket
    subject = ticket.subject if len(ticket.subject) <= SUBJECT_CHARS else ticket.subject[: SUBJECT_CHARS - 1] + "…"
    return (
        str(row.place),
        f"#{ticket.number}",
        subject,
        ticket.urgency.name.lower(),
        words(ticket.since, zone, now),
        words(ticket.promise_at, zone, now),
        _left(row, zone, now),
    )


def _left(row: Row, zone: str, now: datetime) -> Text:
    late = row.left is not None and row.left <= timedelta(0)
    return cell(_told(row, zone, now).removesuffix(" left"), "bold red" if late else "")


def _told(row: Row, zone: str, now: datetime) -> str:
    """What is left of the promise, in words."""
    said = staff_view.left(row)
    return said if isinstance(said, str) else plain(said, Reader("en", zone, now))


# ── One ticket ─────────────────────────────────────────────────────────────────────────


class _File:
    """Everything kept about one ticket, and the two ways of showing it."""

    def __init__(self, row: Row, account: Account | None, zone: str, now: datetime) -> None:
        self.row, self.account, self.zone, self.now = row, account, zone, now
        self.used: int | None = None
        self.record: tuple[StoredEntry, ...] = ()
        self.moves: tuple[Move, ...] = ()
        self.promises: tuple[Promise, ...] = ()

    @classmethod
    def of(cls, unit: UnitOfWork, desk: Office, number: int) -> "_File":
        """Gather it from one snapshot. Raises TicketNotFound."""
        ticket, now = unit.ticket(number), desk.now()
        if ticket is None:
            raise TicketNotFound(number)
        calendar = desk.context.calendar(unit, now)
        row = Row(ticket, unit.place(ticket) if ticket.waiting else None, left(calendar, ticket, now))
        file = cls(row, unit.account(ticket.account), desk.zone, now)
        file.used = used_percent(calendar, ticket, now)
        file.record = tuple(unit.record(number))
        file.moves = tuple(unit.moves(number))
        file.promises = tuple(unit.promises(number))
        return file

    # ── For programs ───────────────────────────────────────────────────────────────────

    def facts(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return {
            **_ticket_facts(self.row.ticket, self.zone),
            "place": self.row.place,
            "used_percent": self.used,
            "account": self._account_facts(),
            "record": [
                {"seq": e.seq, "at": iso(e.at, self.zone), "kind": e.kind.value, "author": e.author.value,
                 "by": e.by, "text": e.text, **({"of": e.of} if e.of else {})}
                for e in self.record
            ],
            "moves": [
                {"at": iso(m.at, self.zone), "rule": m.rule.value, "by": m.by, "reason": m.reason,
                 "place_before": m.place_before, "place_after": m.place_after}
                for m in self.moves
            ],
            "promises": [
                {"kind": p.kind.value, "shown": iso(p.shown_at, self.zone), "due": iso(p.due_at, self.zone),
                 "kept": p.kept, "late_seconds": p.late_seconds}
                for p in self.promises
            ],
        }  # fmt: skip

    def _account_facts(self) -> dict[str, Any] | None:
        if self.account is None:
            return None
        return {"id": self.account.id, "name": self.account.name, "verified": bool(self.account.verified_by)}

    # ── For people ─────────────────────────────────────────────────────────────────────

    def draw(self, screen: Console) -> None:
        """All of it, to be read from top to bottom."""
        ticket = self.row.ticket
        screen.print(Text.assemble((f"#{ticket.number} ", "bold cyan"), (cell(ticket.subject).plain, "bold")))
        for name, value in self._summary():
            screen.print(Text.assemble((f"  {name:<10}", "dim"), cell(value)))
        for title, part in (
            ("Record", self._record()),
            ("Moves in line", self._moves()),
            ("Promises", self._promises()),
        ):
            screen.print(Text(f"\n{title}", style="bold"))
            screen.print(part)

    def _summary(self) -> list[tuple[str, str]]:
        ticket, account = self.row.ticket, self.account
        stands = f"{ticket.state.value}{f', {ticket.owner} has it' if ticket.owner and ticket.live else ''}"
        told = _told(self.row, self.zone, self.now)
        client = "(erased)"
        if account is not None:
            verified = f"verified by {account.verified_by}" if account.verified_by else "not verified"
            client = f"{account.name or '(no name)'}, account {account.id}, {verified}"
        rows = [
            ("State", stands + (f", place {self.row.place} in line" if self.row.place else "")),
            ("Urgency", ticket.urgency.name.lower()),
            ("Client", client),
            ("About", ticket.service or "—"),
            ("Filed", self._at(ticket.filed_at)),
            ("Estimate", f"{self._at(ticket.estimate_at)}, grace until {self._at(ticket.grace_until)}"),
            ("Guarantee", f"{self._at(ticket.promise_at)}, {told}"),
        ]
        if ticket.wants_phone:
            number = f": {account.phone}" if account is not None and account.phone else ""
            rows.append(("Phone", f"the client would like a call{number}"))
        if ticket.third_party:
            rows.append(("Software", ticket.third_party))
        if ticket.merged_into:
            rows.append(("Merged", f"into #{ticket.merged_into}"))
        return rows

    def _record(self) -> RenderableType:
        parts: list[RenderableType] = []
        for entry in self.record:
            who = entry.by or entry.author.value
            of = f" of {entry.of}" if entry.of else ""
            head = f"{entry.seq:>3}  {self._at(entry.at)}  {who}, {entry.kind.value}{of}"
            parts.append(cell(head, "cyan"))
            parts.append(Padding(cell("(erased)" if entry.text is None else entry.text), (0, 0, 0, 5)))
        return Group(*parts) if parts else Text("  nothing yet")

    def _moves(self) -> RenderableType:
        head = ("When", "Rule", "By", "From", "To", "Reason")
        return table(
            head,
            [
                (self._at(m.at), m.rule.value, m.by, _place(m.place_before), _place(m.place_after), m.reason or "—")
                for m in self.moves
            ],
        )

    def _promises(self) -> RenderableType:
        head = ("What", "Told", "Due", "Kept", "Late by")
        return table(
            head,
            [(p.kind.value, self._at(p.shown_at), self._at(p.due_at), _kept(p), _late(p)) for p in self.promises],
        )

    def _at(self, at: datetime) -> str:
        return words(at, self.zone, self.now)


def _ticket_facts(ticket: Ticket, zone: str) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "service": ticket.service,
        "symptoms": ticket.symptoms,
        "urgency": ticket.urgency.name.lower(),
        "state": ticket.state.value,
        "owner": ticket.owner,
        "since": iso(ticket.since, zone),
        "filed": iso(ticket.filed_at, zone),
        "estimate": iso(ticket.estimate_at, zone),
        "grace_until": iso(ticket.grace_until, zone),
        "promise": iso(ticket.promise_at, zone),
        "counted_from": iso(ticket.counted_from, zone),
        "acted": iso_or_none(ticket.acted_at, zone),
        "answered": iso_or_none(ticket.answered_at, zone),
        "closed": iso_or_none(ticket.closed_at, zone),
        "rests_until": iso_or_none(ticket.rest_until if ticket.state is State.RESTING else None, zone),
        "merged_into": ticket.merged_into or None,
        "wants_phone": ticket.wants_phone,
        "third_party": ticket.third_party,
        "tags": list(ticket.tags),
        "rating_asked": iso_or_none(ticket.rating_asked_at, zone),
        "rating": ticket.rating.value or None,
        "rated": iso_or_none(ticket.rated_at, zone),
    }


def _place(place: int | None) -> str:
    return str(place) if place else "—"


def _kept(promise: Promise) -> str:
    return "—" if promise.kept is None else "yes" if promise.kept else "no"


def _late(promise: Promise) -> str:
    """How late the response was; nothing of one that wasn't."""
    if promise.late_seconds is None or promise.late_seconds <= 0:
        return "—"
    minutes = round(promise.late_seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d} h"
