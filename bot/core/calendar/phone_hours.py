"""When calls can take place: within the phone's hours and the desk's."""

from datetime import date, time

from bot.core.calendar.business_hours import Calendar
from bot.core.policy import OpenHours, Week

OVER = "the desk closes before the phone's hours begin"


def phone_calendar(desk: Calendar, phone_hours: Week) -> Calendar:
    """The phone's calendar beside the desk's own, with its holidays, closed days and half days.

    A half day that ends before the phone's hours begin has none. It must be said, since a closing before
    an opening otherwise means the next morning.
    """
    over = {day: OVER for day, close in desk.early.items() if _ends_before(desk.week, phone_hours, day, close)}
    return Calendar(desk.zone, phone_hours, {**over, **desk.closed}, desk.early)


def _ends_before(week: Week, phone_hours: Week, day: date, close: time) -> bool:
    own, phone = week.days()[day.weekday()], phone_hours.days()[day.weekday()]
    return own is not None and phone is not None and OpenHours(own.open, close).span()[1] <= phone.span()[0]
