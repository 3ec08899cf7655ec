"""A ticket's transcript: gathered from one snapshot, put into a form, and sealed with the desk's key."""

from collections.abc import Iterator

from bot.core.client_view import transcript
from bot.core.client_view.transcript import TicketFile
from bot.core.model.promises import Promise
from bot.core.model.tickets import State, Ticket
from bot.core.reports.promise_report import Given, Line, line
from bot.core.rules import billing
from bot.engine.tickets.changes import seen
from bot.engine.transaction import Transaction
from bot.i18n import Reader
from bot.pages.document import document
from bot.pages.draw import drawn
from bot.pages.form import Form
from bot.pages.seal import sealed


def made(tx: Transaction, ticket: Ticket, reader: Reader, form: Form) -> bytes:
    """The transcript as a file. Raises ExtraMissing for a form whose library isn't installed."""
    return written(gathered(tx, ticket), tx, reader, form)


def written(file: TicketFile, tx: Transaction, reader: Reader, form: Form) -> bytes:
    """What was gathered, as a file: nothing is read any more."""
    keys = tx.context.keys
    page = transcript.page(file, tx.context.policy.firm, tx.now, keys.public if keys else "")
    return sealed(drawn(document(page, reader), form), keys)


def gathered(tx: Transaction, ticket: Ticket) -> TicketFile:
    """All that stands on a ticket, from one snapshot."""
    unit, number = tx.unit, ticket.number
    account = unit.account(ticket.account)
    works, agreed = unit.works(number), unit.agreements(number)
    return TicketFile(
        seen(unit, ticket),
        account.name if account else "",
        tuple(unit.record(number)),
        tuple(unit.chain_of(number)),
        tuple(unit.kept_files(number)),
        tuple(_promised(tx, ticket)),
        billing.statement(number, works, agreed, tx.context.policy.rates.currency),
    )


def _promised(tx: Transaction, ticket: Ticket) -> Iterator[Line]:
    """Every promise as it stands; those of a merged ticket by the one that it goes on as."""
    ends = ticket
    while ends.state is State.MERGED and (into := tx.unit.ticket(ends.merged_into)) is not None:
        ends = into
    for promise in tx.unit.promises(ticket.number):
        yield line(_given(promise, ticket, ends), tx.now)


def _given(promise: Promise, ticket: Ticket, ends: Ticket) -> Given:
    merged_at = ticket.closed_at if ends is not ticket else None
    return Given(promise, ends.state, ticket.filed_at, ends.answered_at, ends.closed_at, merged_at)
