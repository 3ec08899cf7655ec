"""Was it good? The client of a ticket that was answered is asked once, when it is closed; what they say stands on it.

The question goes with what tells them that it is closed. A ticket that is opened and closed again isn't asked about
twice; who says nothing is silent, and counted so.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.model.record import Line
from bot.core.model.tickets import REOPENABLE, Rating, Ticket
from bot.core.policy import Satisfaction, Scale
from bot.core.rules.change import CLIENT, Change, Notification, NotificationKind
from bot.core.rules.client_actions import told, words
from bot.core.rules.done import Done
from bot.core.text.surface import Msg, _

SIGNS = {Rating.UP: "👍", Rating.DOWN: "👎"}


def asking(change: Change, policy: Satisfaction) -> Change:
    """The change, by which its client is asked as well, where it closes what was answered and never asked about."""
    before, after = change.before, change.after
    closes = before.live and after.state in REOPENABLE
    if policy.scale is Scale.OFF or not closes or after.answered_at is None or after.rating_asked_at is not None:
        return change
    return replace(change, after=replace(after, rating_asked_at=after.closed_at))


def waits(ticket: Ticket) -> bool:
    """Whether a ticket's client was asked when it was closed, and hasn't said; not where it was closed again since."""
    asked = ticket.rating_asked_at is not None and ticket.rating_asked_at == ticket.closed_at
    return asked and ticket.rating is Rating.NONE and ticket.state in REOPENABLE


def rate(ticket: Ticket, rating: Rating, now: datetime) -> tuple[Change, Done] | Done:
    """The client says how it was, or says otherwise; whoever wasn't asked can't."""
    if ticket.rating_asked_at is None or rating is Rating.NONE:
        return Done.NOT_ASKED
    if rating is ticket.rating:
        return Done.RATED_AGAIN
    done = Done.RATED if ticket.rating is Rating.NONE else Done.RATED_AGAIN
    after = replace(ticket, rating=rating, rated_at=ticket.rated_at or now)
    return Change(ticket, after, CLIENT, entries=(told(said(rating), now),)), done


def comment(ticket: Ticket, lines: tuple[Line, ...]) -> Change | Done:
    """Some words on how it was: on the record, and the ticket stays closed."""
    if ticket.rating_asked_at is None:
        return Done.NOT_ASKED
    text = "\n".join(line.text for line in lines)
    news = Notification(NotificationKind.CLIENT_RATED, text, what=sign(ticket.rating))
    return Change(ticket, ticket, CLIENT, entries=words(lines), to_owner=news)


def said(rating: Rating) -> Msg:
    """What the record says of it."""
    return _("How our help was: {rating}", rating=sign(rating))


def sign(rating: Rating) -> str:
    """A rating as everybody reads it; empty for none."""
    return SIGNS.get(rating) or (f"{rating.figure}/5" if rating.figure else "")
