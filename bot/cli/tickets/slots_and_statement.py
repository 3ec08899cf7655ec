"""``slots`` and ``statement``: the free times for a call, and what a ticket's billed work comes to."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from adapters.terminal.render import draw
from bot.bootstrap import context_of
from bot.cli.database_state import NO_SCHEMA, schema_in
from bot.cli.moments import given, iso, words
from bot.cli.opened_desk import NoArticles, office
from bot.cli.screen import console, print_html, print_json, refuse, table
from bot.clock import OffsetClock
from bot.config import policy_file, settings
from bot.core.calendar.slots import Slot
from bot.core.client_view import billing as billing_prompts
from bot.core.model.tickets import Ticket
from bot.core.policy import Policy
from bot.core.rules import billing
from bot.core.rules.billing import Statement
from bot.core.text.errors import TicketNotFound
from bot.i18n import Reader, localize
from bot.pages.document import document
from bot.pages.html import html

DAYS_MAX = 250
"""As many as a policy may look ahead."""


def slots(at: str | None, days: int | None, data: Path | None, as_json: bool) -> None:
    """Print the free slots at a moment: by the policy, less what is booked where there is a database."""
    known = settings.load(data=data)
    policy = policy_file.load(known.policy)
    zone = policy.firm.zone
    now = given("--at", at, zone).astimezone(UTC) if at else datetime.now(UTC)
    if days is not None and not 0 <= days <= DAYS_MAX:
        refuse(f"--days {days} isn't possible; write a number of business days from 0 to {DAYS_MAX}")
    free = _free(policy, data, now, days, schema_in(known) != NO_SCHEMA)
    if as_json:
        print_json([{"start": iso(slot.start, zone), "end": iso(slot.end, zone)} for slot in free])
        return
    screen = console()
    if not free:
        screen.print("No free slots.")
    else:
        screen.print(table(("From", "To"), [(words(s.start, zone, now), words(s.end, zone, now)) for s in free]))


def _free(policy: Policy, data: Path | None, now: datetime, days: int | None, booked: bool) -> tuple[Slot, ...]:
    if booked:
        with office(data, now) as desk, desk.store.read() as unit:
            return desk.context.free_slots(unit, now, days)
    context = context_of(policy, NoArticles(), OffsetClock(now))
    return tuple(context.grid(context.calendar_with({}, now)).between(now, days))


def statement(number: int, data: Path | None, as_json: bool, as_html: bool) -> None:
    """Print a ticket's statement: in its client's language, or as JSON. Raises TicketNotFound."""
    with office(data) as desk, desk.store.read() as unit:
        ticket = unit.ticket(number)
        if ticket is None:
            raise TicketNotFound(number)
        conversation = unit.conversation(ticket.conversation)
        now = desk.now()
        reader = desk.context.reader(conversation, now)
        works, agreed = unit.works(number), unit.agreements(number)
    bill = billing.statement(number, works, agreed, desk.policy.rates.currency)
    if as_json:
        print_json(_facts(bill, desk.zone))
    elif as_html:
        page = billing_prompts.statement_page(bill, ticket.subject, desk.policy)
        print_html(html(document(page, reader)))
    else:
        _draw(bill, ticket, reader)


def _draw(bill: Statement, ticket: Ticket, reader: Reader) -> None:
    draw(console(), localize(billing_prompts.statement(bill, ticket.subject), reader, str))


def _facts(bill: Statement, zone: str) -> dict[str, Any]:
    """Amounts are texts in ``currency``, minutes raw; keys stay from version to version."""
    return {
        "ticket": bill.ticket,
        "currency": bill.currency,
        "total": _amount(bill.total),
        "channels": [
            {
                "channel": each.channel.value,
                "minutes": each.minutes,
                "billed_minutes": each.quarters * billing.QUARTER_MINUTES,
                "per_hour": _amount(each.per_hour),
                "cap_minutes": each.cap_minutes,
                "amount": _amount(each.amount),
                "entries": [
                    {"entry": e.n, "kind": e.kind.value, "minutes": e.minutes, "corrects": e.corrects or None,
                     "by": e.by, "at": iso(e.at, zone), "note": e.note}
                    for e in each.entries
                ],
            }
            for each in bill.bills
        ],
    }  # fmt: skip


def _amount(amount: Decimal) -> str:
    """To the hundredth of the currency."""
    return str(amount.quantize(billing.CENT))
