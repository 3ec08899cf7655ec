"""What becomes of an incident: proposed, confirmed or waved away, told of, ended; and whom it is told to, once each.

It is no answer: places, promises and their scores stay as they are.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import Enum

from bot.core.model.incidents import Incident, IncidentState, Told
from bot.core.model.record import Author
from bot.core.model.tickets import Rule, State, Ticket
from bot.core.rules.change import BotEntry, Change, Notification, NotificationKind, Refused
from bot.core.text.surface import Msg, _, desk_

WORDS_CHARS_MAX = 1000
"""What staff say of it: read at a glance, and one message on the tightest platform (Discord's 2,000 characters)."""
TICKETS_AT_ONCE_MAX = 50
"""Named in one command; further ones are added by another."""


def refusal(words: str) -> Refused | None:
    """Why words can't be told to clients; ``None`` where they can."""
    if len(words) <= WORDS_CHARS_MAX:
        return None
    said = desk_("That's {chars} characters; {limit} fit. Nothing was done.", chars=len(words), limit=WORDS_CHARS_MAX)
    return Refused(said)


def proposed(number: int, now: datetime) -> Incident:
    """Tickets resemble each other."""
    return Incident(number, IncidentState.PROPOSED, now)


def begun(number: int, by: str, words: str, now: datetime) -> Incident:
    """Made by one of the staff: it lasts at once."""
    return confirmed(Incident(number, IncidentState.PROPOSED, now), by, words, now)


def confirmed(incident: Incident, by: str, words: str, now: datetime) -> Incident:
    """It is one fault: all whom it concerns are told."""
    return replace(incident, state=IncidentState.OPEN, by=by, said=1, said_at=now, words=words)


def dismissed(incident: Incident, by: str) -> Incident:
    """It isn't one fault; its tickets aren't proposed again."""
    return replace(incident, state=IncidentState.DISMISSED, by=by)


def news(incident: Incident, by: str, words: str, now: datetime) -> Incident:
    """There is something new to tell."""
    return replace(incident, by=by, said=incident.said + 1, said_at=now, news=words)


def ended(incident: Incident, by: str, words: str, now: datetime) -> Incident:
    """It is over: all who were told of it are told that."""
    return replace(news(incident, by, words, now), state=IncidentState.ENDED, ended_at=now)


def not_joining(ticket: Ticket, current: Incident | None, into: int) -> Refused | None:
    """Why a ticket can't become a part of an incident; ``None`` where it can.

    ``current`` is the one that it is in. What was only proposed, waved away or is over doesn't hold it.
    """
    if not ticket.live:
        return Refused(desk_("#{number} is closed. Nothing was done.", number=ticket.number))
    if current is None or not current.lasts:
        return None
    said = "#{number} is a part of incident {other}. Nothing was done."
    if current.number == into:
        said = "#{number} is a part of incident {other} already. Nothing was done."
    return Refused(desk_(said, number=ticket.number, other=current.number))


# ── Who is told what ───────────────────────────────────────────────────────────────────


class Telling(Enum):
    """What somebody is still to be told of an incident."""

    NOTICE = "that there is one"
    NEWS = "news of it"
    END = "that it is over"


def owed(incident: Incident, said: int) -> Telling | None:
    """What somebody is to be told who was told so far; ``None``: nothing.

    Whoever comes late is told once, with the latest news. An end is told to those who knew of it.
    """
    if said >= incident.said:
        return None
    if incident.lasts:
        return Telling.NEWS if said else Telling.NOTICE
    return Telling.END if incident.state is IncidentState.ENDED and said else None


def furthest(told: Iterable[Told]) -> int:
    """How far somebody was told, wherever that was."""
    return max((each.said for each in told), default=0)


_KINDS = {
    Telling.NOTICE: NotificationKind.INCIDENT,
    Telling.NEWS: NotificationKind.INCIDENT_NEWS,
    Telling.END: NotificationKind.INCIDENT_OVER,
}
_RULES = {Telling.NOTICE: Rule.INCIDENT, Telling.END: Rule.INCIDENT_OVER}
"""What stands in the ticket's ``why``; news moves nothing and says nothing there."""


def message(incident: Incident, telling: Telling) -> Notification:
    """What is told: our own words in the reader's language, staff's as they are."""
    first = incident.news if telling is not Telling.NOTICE else incident.words
    latest = incident.news if telling is Telling.NOTICE else ""
    return Notification(_KINDS[telling], first, incident.by, what=latest, at=incident.said_at)


def concerns(ticket: Ticket, telling: Telling) -> bool:
    """Whether a ticket's client is told of its incident: that there is one only while the ticket is open.

    Who was told that is told the rest as well, unless they took the ticket back.
    """
    return ticket.live if telling is Telling.NOTICE else ticket.state is not State.CANCELLED


def told(ticket: Ticket, incident: Incident, telling: Telling, now: datetime, *, aloud: bool) -> Change:
    """An incident's notice, news or end on a ticket: on its record, in its ``why`` and, ``aloud``, to its client.

    It is no response: neither its place nor a promise changes.
    """
    entry = BotEntry(_entry(incident, telling), Author.BOT, now)
    rule = _RULES.get(telling)
    return Change(
        ticket, ticket, incident.by, rule, f"incident {incident.number}" if rule else "", (entry,),
        to_client=message(incident, telling) if aloud else None,
    )  # fmt: skip


def _entry(incident: Incident, telling: Telling) -> Msg:
    words = incident.words if telling is Telling.NOTICE else incident.news
    match telling:
        case Telling.NOTICE if words:
            return _("It is part of a fault that concerns several clients: {words}", words=words)
        case Telling.NOTICE:
            return _("It is part of a fault that concerns several clients.")
        case Telling.NEWS:
            return _("News of the fault that it is part of: {words}", words=words)
        case _ if words:
            return _("The fault that it is part of is over: {words}", words=words)
        case _:
            return _("The fault that it is part of is over.")
