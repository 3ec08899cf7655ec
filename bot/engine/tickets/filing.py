"""A new ticket, whoever files it: its row, its tags, what its client was told of it."""

from collections.abc import Iterable
from typing import Any

from bot.core.model.people import Identity
from bot.core.model.record import Author
from bot.core.model.tickets import State, Ticket, Urgency
from bot.core.rules.change import BotEntry
from bot.core.rules.staff import tags
from bot.core.text.surface import Moment, Ordinal, _
from bot.engine.tickets import changes
from bot.engine.transaction import Transaction
from bot.ports import Conversation


def new(tx: Transaction, account: int, conversation: int, **told: Any) -> Ticket:
    """A ticket that is filed now, with its number, its place behind all others and its promises; not stored yet."""
    times = tx.times
    return Ticket(
        number=tx.unit.next_number(),
        account=account,
        conversation=conversation,
        urgency=Urgency.NORMAL,
        state=State.OPEN,
        since=tx.unit.joins_line(tx.now),
        filed_at=tx.now,
        estimate_at=times.estimate_at,
        grace_until=times.grace_until,
        promise_at=times.promise_at,
        counted_from=tx.now,
        **told,
    )


def tagged(
    tx: Transaction,
    ticket: Ticket,
    texts: tuple[str, ...],
    articles: Iterable[str] = (),
    client: Identity | None = None,
) -> Ticket:
    """With the tags that the policy's rules give it by these words; what staff took off isn't looked at again."""
    policy = tx.context.policy.tags
    if not policy.rules:
        return ticket
    return tags.tagged(ticket, tags.by_rule(policy, texts, articles, client, tx.context.languages))


def confirm(tx: Transaction, ticket: Ticket, conversation: Conversation) -> None:
    """Record what the client is told at filing, in the words they read."""
    told = _(
        "Filed as #{number}, {place} in line. Estimate: {estimate}, grace until {grace}, not guaranteed."
        " Guaranteed: an answer by {promise}.",
        number=ticket.number,
        place=Ordinal(tx.unit.place(ticket)),
        estimate=Moment(ticket.estimate_at),
        grace=Moment(ticket.grace_until),
        promise=Moment(ticket.promise_at),
    )
    entry = changes.worded(BotEntry(told, Author.BOT, tx.now), conversation, tx.context, tx.now)
    tx.unit.append(ticket.number, entry)
