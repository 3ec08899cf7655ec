"""What to offer somebody while they are still typing: nothing that they type is kept."""

from bot.core.model.people import Grant, Identity
from bot.core.model.tickets import Ticket
from bot.engine.context import Context
from bot.engine.staff import membership
from bot.ports import UnitOfWork

LINE_LOOKED_AT = 200
"""So much of the line is searched for what is typed; whoever waits further back is named by number."""


def titles(context: Context, text: str, lang: str, limit: int) -> tuple[str, ...]:
    """Articles for the words so far, best first, in the reader's language where there is one."""
    policy = context.policy
    words = context.safe(text[: policy.limits.text_chars]).text
    known = lang if lang in context.policy.firm.languages else context.policy.firm.languages[0]
    hits = context.search.find(words, known, limit) if words.strip() else ()
    return tuple(dict.fromkeys(hit.title for hit in hits))


def claimable_tickets(
    unit: UnitOfWork, identity: Identity, grant: Grant | None, context: Context, typed: str, limit: int
) -> tuple[Ticket, ...]:
    """Tickets in line whose number begins so, or whose subject holds the words."""
    if membership.behind(unit, identity, grant, context) is None:
        return ()
    wanted = typed.strip().removeprefix("#").casefold()
    fits = (
        ticket
        for ticket in unit.waiting(LINE_LOOKED_AT)
        if str(ticket.number).startswith(wanted) or wanted in ticket.subject.casefold()
    )
    return tuple(ticket for ticket, _at_most in zip(fits, range(limit), strict=False))
