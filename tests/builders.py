"""Values that tests start from: the shipped policy, a wednesday in December, tickets, articles."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bot import policy_file
from bot.core.facts import Facts
from bot.core.model import Account, Hit, Role, Staff, State, Ticket, Urgency
from bot.core.policy import Policy
from bot.core.surface import Piece

WEDNESDAY = datetime(2026, 12, 16, 20, 10, tzinfo=UTC)
"""12:10 in Los Angeles, 21:10 in Berlin; the desk is open."""

SAM = Staff("sam", Role.LEAD)
KIM = Staff("kim", Role.AGENT)
ANA = Account(1, "Ana", WEDNESDAY)


@cache
def policy() -> Policy:
    """The shipped policy."""
    return policy_file.load()


def hit(slug: str, confidence: float = 0.8, lang: str = "en") -> Hit:
    """An article as the search would return it."""
    title = slug.replace("-", " ").capitalize()
    return Hit(slug, title, lang, confidence * 10, confidence, (Piece("Look at the "), Piece("log", hit=True)))


def ticket(number: int = 1001, **changes: Any) -> Ticket:
    """A waiting ticket of Ana's, filed on that wednesday."""
    filed = changes.pop("filed_at", WEDNESDAY)
    base = Ticket(
        number=number,
        account=ANA.id,
        conversation=1,
        subject="My emails dont arive",
        service="example.com",
        symptoms="nothing since yesterday",
        urgency=Urgency.NORMAL,
        state=State.OPEN,
        since=filed,
        filed_at=filed,
        estimate_at=filed + timedelta(days=1),
        grace_until=filed + timedelta(days=1, hours=1),
        promise_at=filed + timedelta(days=2),
        counted_from=filed,
    )
    return replace(base, **changes)


def facts(**changes: Any) -> Facts:
    """What a turn of a new client knows."""
    return replace(Facts(WEDNESDAY, policy(), lang="en", lang_source="platform", zone="Europe/Berlin"), **changes)
