"""Commands on clients: who is verified; leads block and unblock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from bot.core.model.people import Account, Block, Identity, Role
from bot.core.model.platform_user import user_of
from bot.core.staff_view import clients
from bot.core.staff_view.colleagues import nearest
from bot.core.staff_view.tickets import answer, choice
from bot.core.staff_view.usage import Usage, day_ahead, numbered
from bot.core.text.surface import Moment, Msg, Reply, desk_
from bot.engine.staff.commands.command import MaybeWords
from bot.engine.staff.staff_turn import StaffTurn
from bot.engine.tickets import cards

NAMED_MAX = 5
"""Clients of one name that are offered: a row of a platform's buttons."""
NAMES_LOOKED_AT = 1_000
"""So many clients, the latest, are looked through for a name like one that nobody has."""
LISTED_MAX = 50
"""Blocked clients shown at once."""
CARDS_RENEWED_MAX = 50
"""Open tickets whose cards say at once that their client is blocked."""


@dataclass(frozen=True, slots=True)
class Verify(MaybeWords):
    """A ticket's client is who they say, with a customer number if there is one."""

    usage: ClassVar[Usage] = Usage(
        "verify", "<number> [text]", desk_("mark the ticket's client as verified [customer number]")
    )

    def do(self, turn: StaffTurn) -> Reply:
        """Note it on the client's account."""
        ticket = turn.unit.ticket(self.number)
        account = turn.unit.account(ticket.account) if ticket else None
        if account is None:
            return turn.no_ticket(self.number)
        verified = replace(account, verified_by=turn.staff.name, customer=self.text or account.customer)
        turn.unit.save_account(verified)
        turn.audit("verified an account", self.number, str(account.id))
        return answer(desk_("The client of #{number} is verified.", number=self.number))


_BLOCK = re.compile(
    r"(?P<who>[^\n]{1,200}?)\s+until\s+(?P<day>[^\s,:;]{1,40})[,:;.]?(?:\s+(?:because\b[\s:,]*)?(?P<reason>.*))?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class BlockClient:
    """Nothing is taken from a client until a day begins; alone, who is blocked."""

    who: str = ""
    day: str = ""
    reason: str = ""
    usage: ClassVar[Usage] = Usage(
        "block",
        "[<client, mention or ticket> until <YYYY-MM-DD> because <reason>]",
        desk_("take nothing from a client until that day (or friday, 7d), who is told the reason; alone: the list"),
        role=Role.LEAD,
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """Nothing, or a client, a day and a reason."""
        if not rest:
            return cls()
        found = _BLOCK.fullmatch(rest)
        if found is None:
            return None
        reason = (found["reason"] or "").strip()
        return cls(found["who"], found["day"], reason) if reason else None

    def do(self, turn: StaffTurn) -> Reply:
        """Find them, and note it on their account; whoever is linked to it is blocked as well."""
        if not self.day:
            return clients.blocked_list(turn.unit.blocked_clients(turn.now, LISTED_MAX), turn.now)
        zone = ZoneInfo(turn.zone)
        day = day_ahead(self.day, turn.now.astimezone(zone).date())
        if isinstance(day, Msg):
            return answer(day)
        until = datetime.combine(day, time(), zone).astimezone(UTC)
        if until <= turn.now:
            return answer(desk_("{day} is over or has begun: nobody is blocked by that.", day=day.isoformat()))
        account = named(turn, self.who)
        if not isinstance(account, Account):
            return account
        if colleague := _colleague(turn, account):
            return answer(desk_("{name} works here: take them off the list first.", name=colleague))
        _save(turn, account, Block(until, turn.now, turn.staff.name, self.reason))
        turn.audit("blocked a client", detail=f"{account.id} until {day.isoformat()}")
        said = desk_("{client} is blocked until {until}. They are told once, when they write.", client=called(account),
                     until=Moment(until))  # fmt: skip
        return answer(said)


@dataclass(frozen=True, slots=True)
class UnblockClient:
    """A client may write again."""

    who: str
    usage: ClassVar[Usage] = Usage(
        "unblock", "<client, mention or ticket>", desk_("let a blocked client write again"), role=Role.LEAD
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """A client."""
        return cls(rest) if rest else None

    def do(self, turn: StaffTurn) -> Reply:
        """Find them, and take the block off."""
        account = named(turn, self.who)
        if not isinstance(account, Account):
            return account
        if not clients.blocked(account, turn.now):
            return answer(desk_("{client} isn't blocked.", client=called(account)))
        _save(turn, account, None)
        turn.audit("unblocked a client", detail=str(account.id))
        return answer(desk_("{client} can write again.", client=called(account)))


def _save(turn: StaffTurn, account: Account, block: Block | None) -> None:
    """Note it, and let the cards of their open tickets say so."""
    turn.unit.save_account(replace(account, block=block))
    if boards := turn.unit.card_channels():
        for ticket in turn.unit.tickets_of(account.id)[:CARDS_RENEWED_MAX]:
            cards.renew(turn, boards, ticket)


def called(account: Account) -> str:
    """A client by their name."""
    return account.name or "The client"


def _colleague(turn: StaffTurn, account: Account) -> str:
    """The name of the staff member whose account it is; empty for everybody else's."""
    known = (turn.unit.staff(identity) for identity in turn.unit.identities(account.id))
    return next((member.name for member in known if member), "")


# ── Who is meant ───────────────────────────────────────────────────────────────────────


def meant_user(turn: StaffTurn, who: str) -> Identity | None:
    """The one user of a platform whom a mention or an id stands for; ``None`` for a name or a ticket."""
    if numbered(who) is not None and len(who) < USER_DIGITS_MIN:
        return None
    platform, colon, user = who.rpartition(":")
    identity = user_of(platform if colon else "", user, turn.here)
    return identity if isinstance(identity, Identity) and (colon or identity.platform in BY_ID) else None


def named(turn: StaffTurn, who: str) -> Account | Reply:
    """The client of a ticket, of a name, or behind a user of a platform; or what to write instead."""
    found = numbered(who)
    if found is not None and not found[1] and len(who) < USER_DIGITS_MIN:
        ticket = turn.unit.ticket(found[0])
        account = turn.unit.account(ticket.account) if ticket else None
        return account or turn.no_ticket(found[0])
    named = turn.unit.accounts_named(who.removeprefix("@"), NAMED_MAX)
    if len(named) == 1:
        return named[0]
    return _which(turn, who, named) if named else _user(turn, who)


BY_ID = frozenset({"slack", "discord"})
"""Platforms whose ids look like nobody's name."""
USER_DIGITS_MIN = 15
"""A number so long is no ticket's but a user's of Discord."""


def _which(turn: StaffTurn, who: str, named: Sequence[Account]) -> Reply:
    """Several are called so: each by a ticket of theirs."""
    numbers = [ticket.number for account in named for ticket in turn.unit.tickets_of(account.id)[-1:]]
    said = desk_(
        "Nothing was done: several clients are called {name}. Name one by a ticket, {tickets}, or by a mention.",
        name=who,
        tickets=", ".join(f"#{number}" for number in numbers) or "such as #12",
    )
    return answer(said, *(choice("Show #{number}", f"show {number}", number) for number in numbers))


def _user(turn: StaffTurn, who: str) -> Account | Reply:
    """Whoever a mention or an id stands for, whether they filed a ticket yet or not; else names that are near."""
    identity = meant_user(turn, who)
    if identity is not None:
        return turn.unit.account_of(identity) or turn.unit.create_account(identity, "", turn.now)
    near = nearest(who, turn.unit.client_names(NAMES_LOOKED_AT))
    if near:
        return answer(desk_("No client is called {name}. Did you mean {names}?", name=who, names=", ".join(near)))
    return answer(desk_("No client is called {name}. Name them by a ticket, such as #12, or by a mention.", name=who))
