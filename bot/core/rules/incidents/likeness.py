"""When likeness proposes an incident: so many clients' tickets that resemble each other, within so many minutes.

What is compared, and how alike is alike enough, is decided here and nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core.model.tickets import Ticket, description
from bot.core.policy import Policy

COMPARED_MAX = 80
"""Tickets filed last that a new one is compared with. The search compares 100 texts at once, those of incidents that
last among them."""
SAMPLES_MAX = 5
"""Tickets of an incident by which others are known: its first ones say what it is, and more would cost each search."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What tells an incident that is going on: words of one of its tickets, or what staff say it is."""

    incident: int
    text: str


@dataclass(frozen=True, slots=True)
class Likely:
    """What a ticket resembles: an incident that is going on (0: none), else the tickets that may be the same fault."""

    incident: int = 0
    tickets: tuple[int, ...] = ()


def told_by(ticket: Ticket) -> str:
    """What a ticket is compared by; empty once its client is erased."""
    return description(ticket).strip()


def candidates(ticket: Ticket, lately: Iterable[Ticket], policy: Policy) -> tuple[Ticket, ...]:
    """Tickets that a new one may be the same fault as: of others, as new as the policy says, and in no incident yet.

    What a lead waved away is in one, and doesn't come again.
    """
    within = timedelta(minutes=policy.incidents.within_minutes)
    return tuple(
        other
        for other in lately
        if is_free(other)
        and other.account != ticket.account
        and abs(other.filed_at - ticket.filed_at) <= within
        and told_by(other)
    )


def is_free(ticket: Ticket) -> bool:
    """Whether a ticket can become a part of a proposal."""
    return ticket.live and not ticket.incident


def likeliest(samples: Sequence[Sample], likeness: Sequence[float], policy: Policy) -> int:
    """The incident that words resemble most, as far as they resemble any enough; 0: none."""
    best = known(samples, likeness)
    if not best or not policy.knowledge.are_twins(best[0][1]):
        return 0
    return best[0][0]


def known(samples: Sequence[Sample], likeness: Sequence[float]) -> tuple[tuple[int, float], ...]:
    """Each incident with the likeness of the sample that is most alike; the most alike first."""
    most: dict[int, float] = {}
    for sample, like in zip(samples, likeness, strict=True):
        most[sample.incident] = max(like, most.get(sample.incident, 0.0))
    return tuple(sorted(most.items(), key=lambda found: (-found[1], found[0])))


def proposal(ticket: Ticket, alike: Mapping[int, float], others: Iterable[Ticket], policy: Policy) -> tuple[int, ...]:
    """The numbers of the tickets that are proposed as one fault, in order; none where there are too few clients.

    ``alike`` is how alike each of the ``others`` is, by its number.
    """
    are_twins = policy.knowledge.are_twins
    same = [other for other in others if are_twins(alike.get(other.number, 0.0)) and is_free(other)]
    wanted = policy.incidents.clients
    if not wanted or not is_free(ticket) or len({ticket.account, *(other.account for other in same)}) < wanted:
        return ()
    return tuple(sorted((ticket.number, *(other.number for other in same))))
