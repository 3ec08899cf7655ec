"""Who may do what on a ticket: its client, those who take part in it, and everybody else."""

from enum import StrEnum

from bot.core.model.people import Account
from bot.core.model.record import Participant
from bot.core.model.tickets import Ticket


class Party(StrEnum):
    """What somebody is to a ticket."""

    CLIENT = "client"
    PARTICIPANT = "participant"
    """Reads the public record; adds words and files, under a name of their own."""
    OTHER = "other"


class Right(StrEnum):
    """What can be done to a ticket by those who don't work here."""

    READ = "read"
    """Its public record, and how it stands."""
    ADD = "add"
    """Words and files, and corrections of one's own."""
    DECIDE = "decide"
    """Prices, calls, whether it is solved, its place in line: all that binds or costs the client."""


_RIGHTS = {
    Party.CLIENT: frozenset(Right),
    Party.PARTICIPANT: frozenset({Right.READ, Right.ADD}),
    Party.OTHER: frozenset[Right](),
}


def party(ticket: Ticket, account: Account | None, joined: Participant | None) -> Party:
    """What somebody is to a ticket, by their account and by what is kept of their taking part."""
    if account is not None and account.id == ticket.account:
        return Party.CLIENT
    if joined is not None and joined.ticket == ticket.number and joined.left_at is None:
        return Party.PARTICIPANT
    return Party.OTHER


def may(who: Party, right: Right) -> bool:
    """Whether a party has a right."""
    return right in _RIGHTS[who]
