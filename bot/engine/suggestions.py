"""What to offer somebody while they are still typing: nothing that they type is kept."""

from datetime import datetime, timedelta

from bot.core.model.people import Grant, Identity
from bot.core.model.tickets import Ticket
from bot.engine.context import Context
from bot.engine.staff import membership
from bot.ports import UnitOfWork

ASKED_OF_LATE = timedelta(days=30)
LINE_LOOKED_AT = 200
"""So much of the line is searched for what is typed; whoever waits further back is named by number."""


def titles(context: Context, text: str, lang: str, limit: int) -> tuple[str, ...]:
    """Articles for the words so far, best first, in the reader's language where there is one."""
    policy = context.policy
    words = context.safe(text[: policy.limits.text_chars]).text
    hits = context.search.find(words, _spoken(context, lang), limit) if words.strip() else ()
    return tuple(dict.fromkeys(hit.title for hit in hits))


def starters(unit: UnitOfWork, context: Context, now: datetime, lang: str, limit: int) -> tuple[str, ...]:
    """Articles that helped most often of late, for whoever doesn't know yet what to ask."""
    known = _spoken(context, lang)
    found = (context.search.article(slug, known) for slug in unit.helped_most(now - ASKED_OF_LATE, limit))
    return tuple(article.title for article in found if article is not None)


def _spoken(context: Context, lang: str) -> str:
    languages = context.policy.firm.languages
    return lang if lang in languages else languages[0]


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
