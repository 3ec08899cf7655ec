"""Whose ticket it is, as staff read it: at a glance on a card, in full on the ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.model.people import Account, Block, Identity
from bot.core.model.platform_user import PLATFORM_NAMES, place, shown
from bot.core.model.record import Participant
from bot.core.model.tickets import State, Ticket
from bot.core.rules.limits import blocks
from bot.core.staff_view.words import joined
from bot.core.text.surface import Arg, Mention, Moment, Msg, Reply, Table, Text, desk_

OTHERS_ON_CARD = 3
"""Further open tickets named on a card; a phone's line holds no more."""
CLOSED_SHOWN = 3
"""Closed tickets named on a ticket, the last ones: whoever comes often is known by these."""
OPEN_SHOWN = 5
"""Open tickets named on a ticket, with their subjects."""
SUBJECT_CHARS = 40
"""Of another ticket's subject: enough to know it again."""


@dataclass(frozen=True, slots=True)
class Client:
    """A ticket's client, as far as is known."""

    account: Account | None = None
    identity: Identity | None = None
    """As whom they filed it."""
    lang: str = ""
    """The code of the language that they read; empty while unknown."""
    language: str = ""
    """What it calls itself."""
    zone: str = ""
    """Theirs (IANA); empty while unknown."""
    others: Sequence[Ticket] = ()
    """Their other tickets: those that are open, then closed ones, the last first."""


def heading(ticket: Ticket, client: Client) -> Msg:
    """The ticket and whose it is: the first line of everything that shows one."""
    account, who = client.account, client.identity
    return desk_(
        "**#{number}** “{subject}” from **{name}**{mention}",
        number=ticket.number,
        subject=ticket.subject,
        name="(erased)" if account is None else account.name or "(no name yet)",
        mention=Mention(who.platform, who.user) if who else "",
    )


def at_a_glance(ticket: Ticket, client: Client, now: datetime) -> tuple[Msg, ...]:
    """Who it is, in lines short enough for a card on a phone."""
    account, who = client.account, client.identity
    known: tuple[Arg, ...] = (
        PLATFORM_NAMES.get(who.platform, who.platform.capitalize()) if who else "",
        ticket.service,
        "" if account is None else "verified" if account.verified_by else "not verified",
        "card on file" if account and account.card else "",
        client.language,
    )
    also = [other for other in client.others if other.live]
    return (*joined(known), *_also_open(also), *blocked(account, now))


def _also_open(others: Sequence[Ticket]) -> tuple[Msg, ...]:
    if not others:
        return ()
    more = len(others) - OTHERS_ON_CARD
    named = ", ".join(f"#{other.number}" for other in others[:OTHERS_ON_CARD])
    return (desk_("Also open: {tickets}{more}", tickets=named, more=f" and {more} more" if more > 0 else ""),)


def in_full(ticket: Ticket, client: Client, now: datetime) -> tuple[Msg, ...]:
    """Everything that staff know of them."""
    account = client.account
    known: tuple[Arg, ...] = (
        shown(client.identity) if client.identity else "",
        ticket.service,
        *(_proven(account) if account else ()),
    )
    clock = desk_("their time: {clock}, {zone}", clock=Moment(now, "clock", client.zone),
                  zone=Moment(now, "zone", client.zone)) if client.zone else ""  # fmt: skip
    speaks: tuple[Arg, ...] = (desk_("reads {language}", language=client.language) if client.language else "", clock)
    return (*joined(known), *joined(speaks), *_others(client.others), *blocked(account, now))


def _proven(account: Account) -> tuple[str, ...]:
    return (
        f"verified by {account.verified_by}" if account.verified_by else "not verified",
        f"customer {account.customer}" if account.customer else "",
        "card on file" if account.card else "no card on file",
        account.phone,
    )


def _others(others: Sequence[Ticket]) -> tuple[Msg, ...]:
    """Open tickets and the last closed ones, a line each kind."""
    live = [other for other in others if other.live]
    closed = [other for other in others if not other.live]
    if not others:
        return (desk_("No other tickets."),)
    more = len(live) - OPEN_SHOWN
    open_ones = [_named(other) for other in live[:OPEN_SHOWN]] + ([f"{more} more"] if more > 0 else [])
    lines = (("Also open: {tickets}", open_ones), ("Closed: {tickets}", list(map(_named, closed))))
    return tuple(desk_(line, tickets=", ".join(tickets)) for line, tickets in lines if tickets)


_ENDED = {State.CANCELLED: " (taken back)", State.MERGED: " (merged)", State.SILENT: " (for silence)"}


def _named(other: Ticket) -> str:
    subject = other.subject if len(other.subject) <= SUBJECT_CHARS else other.subject[: SUBJECT_CHARS - 1] + "…"
    return f"#{other.number} “{subject}”{_ENDED.get(other.state, '')}"


def blocked(account: Account | None, now: datetime) -> tuple[Msg, ...]:
    """That they are blocked, until when, by whom and why; nothing when they aren't."""
    block = blocks.blocked(account, now)
    return (_blocked(block),) if block else ()


def blocked_list(accounts: Sequence[Account], now: datetime) -> Reply:
    """Who is blocked: until when, by whom, and why."""
    rows = tuple(
        (account.name or "(no name yet)", desk_("{until}", until=Moment(block.until, "date")), block.by, block.reason)
        for account in accounts
        if (block := blocks.blocked(account, now))
    )
    if not rows:
        return Text((desk_("Nobody is blocked."),))
    return Text((Table(tuple(desk_(name) for name in ("Client", "Until", "By", "Reason")), rows),))


def participants_list(ticket: Ticket, there: Sequence[Participant]) -> Reply:
    """Who takes part in a ticket: as whom, since when, and by whom."""
    if not there:
        return Text((desk_("Nobody but its client takes part in #{number}.", number=ticket.number),))
    rows = tuple(
        (each.name, place(each.identity), desk_("{since}", since=Moment(each.at, "date")), each.by) for each in there
    )
    return Text((Table(tuple(desk_(name) for name in ("Name", "Known as", "Since", "By")), rows),))


def _blocked(block: Block) -> Msg:
    return desk_("⛔ Blocked until {until} by {by}: {reason}", until=Moment(block.until), by=block.by,
                 reason=block.reason)  # fmt: skip
