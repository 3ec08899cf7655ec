"""A phone appointment as an iCalendar file (RFC 5545), sent as RFC 5546 says: a move updates the entry."""

from typing import TYPE_CHECKING

from bot.core.model.appointment import Appointment, CallState
from bot.core.model.people import Account
from bot.core.model.tickets import Ticket
from bot.core.policy import Firm
from bot.core.text.surface import File, Msg, _
from bot.i18n.messages import Reader, plain

if TYPE_CHECKING:
    from icalendar import vCalAddress

MEDIA = "text/calendar"
STATUS = {CallState.CONFIRMED: "CONFIRMED", CallState.REQUESTED: "TENTATIVE", CallState.OFFERED: "TENTATIVE"}
"""Of an entry that stays; any other state cancels it."""

NO_MAIL = "invalid:nomail"
"""The address of an attendee without one, as calendar programs write it."""


def calendar_file(call: Appointment, ticket: Ticket, account: Account | None, firm: Firm, reader: Reader) -> File:
    """The file for an appointment as it stands after a change; ``call.files`` were sent before it."""
    from icalendar import Calendar, Event  # 0.1 s that only those who confirm a call wait for

    status = STATUS.get(call.state, "CANCELLED")
    method = "CANCEL" if status == "CANCELLED" else "REQUEST"
    calendar = Calendar()
    calendar.add("prodid", "-//Front Door//Support desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", f"call-{ticket.number}-{call.n}-{ticket.filed_at:%Y%m%dT%H%M%S%f}@frontdoor.invalid")
    event.add("sequence", call.files)
    event.add("dtstamp", reader.now)
    event.add("dtstart", call.start)
    event.add("dtend", call.end)
    event.add("status", status)
    event.add("summary", plain(_("Phone call with {firm}: #{number}", firm=firm.name, number=ticket.number), reader))
    event.add("description", plain(_described(ticket, account), reader))
    event.add("organizer", _address(firm.name, ""))
    event.add("attendee", _address(account.name if account else "", account.email if account else ""))
    calendar.add_component(event)
    return File(f"call-{ticket.number}.ics", MEDIA, calendar.to_ical().decode("utf-8"))


def _described(ticket: Ticket, account: Account | None) -> Msg:
    if account is not None and account.phone:
        return _("About “{subject}”. We call you on {phone}.", subject=ticket.subject, phone=account.phone)
    return _("About “{subject}”. We call you.", subject=ticket.subject)


def _address(name: str, email: str) -> "vCalAddress":
    from icalendar import vCalAddress

    reachable = "@" in email and email.isprintable() and " " not in email
    address = vCalAddress(f"mailto:{email}" if reachable else NO_MAIL)
    address.params["CN"] = name
    return address
