"""What the policy knows, in words: hours, holidays, prices, terms, how fast, who answers, whose data."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.calendar.business_hours import Calendar, Window
from bot.core.client_view import appointments
from bot.core.client_view.billing import duration
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Notice
from bot.core.conversation.understanding.acts import Act
from bot.core.policy import Channel
from bot.core.rules.billing import QUARTER_MINUTES, quarters, terms
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Day, Moment, Money, Msg, _, n_

HOLIDAYS_TOLD = 4
HOLIDAYS_AHEAD_DAYS = 200
"""So many of the coming holidays are told, within so many days."""


def answer(said: Notice, facts: Facts) -> Part:
    """What the policy says of one topic."""
    match Act(said.text):
        case Act.HOURS:
            return Part((*_hours(said.at, facts),))
        case Act.HOLIDAYS:
            return Part((*_holidays(said.at, facts),))
        case Act.PRICE if said.number and facts.policy.rates.billed:
            return Part((*_price_of(said.number, facts),))
        case Act.PRICE:
            return Part((*_price(facts),))
        case Act.TERMS:
            return Part((*_price(facts), *_terms(facts)))
        case Act.RESPONSE_TIMES:
            return Part((*_response_times(facts),))
        case Act.BOT:
            return Part((_bot(facts),))
        case Act.REACH:
            return Part((*_reach(facts),))
        case Act.PRIVACY:
            return Part((*_privacy(),))
        case Act.RENAME:
            return Part((_("Just tell staff in your ticket which name is right: they change it for you."),))
        case Act.FILES:
            return Part((_("Yes, just send the file here, where your platform lets you: it goes with your ticket, and"
                           " staff see it."),))  # fmt: skip
        case Act.CALL:
            return _call(facts)
        case Act.ZONE:
            return Part((_zone(facts),))
        case _:
            return Part((*_abilities(),))


# ── When ───────────────────────────────────────────────────────────────────────────────


def _hours(at: datetime | None, facts: Facts) -> Iterator[Msg]:
    calendar = facts.calendar
    if calendar is None:
        return
    if at is not None:
        yield _on_day(at, calendar)
        return
    now, upcoming = calendar.window_at(facts.now), next(_next(calendar, facts.now, 1), None)
    if now is not None:
        yield _("We're there now, until {closes} your time.", closes=Moment(now.end, "clock"))
    if upcoming is not None:
        again = _("After that, from {opens} to {closes}.", opens=Moment(upcoming.start, "short"),
                  closes=Moment(upcoming.end, "clock"))  # fmt: skip
        closed = _("We're closed now; next we're there from {opens} to {closes} your time.",
                   opens=Moment(upcoming.start, "short"), closes=Moment(upcoming.end, "clock"))  # fmt: skip
        yield again if now is not None else closed
    yield _("You can write at any time: what comes in while we're closed is looked at from the next opening on.")


def _next(calendar: Calendar, after: datetime, count: int) -> Iterator[Window]:
    """The next openings after a moment."""
    first = after.astimezone(ZoneInfo(calendar.zone)).date()
    days = (first + timedelta(days=n) for n in range(HOLIDAYS_AHEAD_DAYS))
    windows = (window for day in days if (window := calendar.window(day)) is not None and window.start > after)
    return islice(windows, count)


def _on_day(at: datetime, calendar: Calendar) -> Msg:
    day = at.date()
    window = calendar.window(day)
    if window is not None:
        return _("On {day} we're there from {opens} to {closes} your time.", day=Moment(at, "date"),
                 opens=Moment(window.start, "clock"), closes=Moment(window.end, "clock"))  # fmt: skip
    opening = next(_next(calendar, at, 1), None)
    if opening is None:
        return _("We're closed on {day}.", day=Moment(at, "date"))
    return _("We're closed on {day}; next we're there from {opens}.", day=Moment(at, "date"),
             opens=Moment(opening.start, "short"))  # fmt: skip


def _holidays(at: datetime | None, facts: Facts) -> Iterator[Msg]:
    calendar = facts.calendar
    if calendar is None:
        return
    today = facts.now.astimezone(ZoneInfo(calendar.zone)).date()
    coming = sorted(day for day in calendar.closed if today <= day <= today + timedelta(days=HOLIDAYS_AHEAD_DAYS))
    if at is not None:
        yield _on_day(at, calendar)
        return
    if not coming:
        yield _("I know of no holiday in the months ahead.")
    for day in coming[:HOLIDAYS_TOLD]:
        yield _("Closed on {day} (holiday).", day=Moment(_noon(day, calendar), "date"))
    yield _("On other working days we're there as usual; weekends we rest.")


def _noon(day: date, calendar: Calendar) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(calendar.zone))


def _response_times(facts: Facts) -> Iterator[Msg]:
    promises = facts.policy.promises
    yield n_(
        "I estimate an answer within {count} business day of filing; that's not guaranteed.",
        "I estimate an answer within {count} business days of filing; that's not guaranteed.",
        promises.estimate_business_days,
    )
    yield n_(
        "What we do guarantee: an answer by the same time {count} business day later.",
        "What we do guarantee: an answer by the same time {count} business days later.",
        promises.response_business_days,
    )


# ── What it costs ──────────────────────────────────────────────────────────────────────


def _price_of(minutes: int, facts: Facts) -> Iterator[Msg]:
    """So much help with other firms' software, counted as it is billed."""
    rates = facts.policy.rates
    billed = quarters(minutes) * QUARTER_MINUTES
    asked = (terms(rates, facts.policy.firm.terms_version, each) for each in (Channel.HELPDESK, Channel.PHONE))
    writing, phone = (Money(each.per_hour * billed / 60, each.currency) for each in asked)
    if billed == minutes:
        yield _(
            "**{time}** of help with other firms' software is **{writing}** in writing and **{phone}** by phone, and"
            " never billed before you agreed.",
            time=duration(minutes), writing=writing, phone=phone,
        )  # fmt: skip
    else:
        yield _(
            "Help with other firms' software is billed in quarter hours, so {time} count as **{billed}**: **{writing}**"
            " in writing and **{phone}** by phone, and never before you agreed.",
            time=duration(minutes), billed=duration(billed), writing=writing, phone=phone,
        )  # fmt: skip
    yield _FREE


_FREE = _("Help with our own services is free, in writing and by phone, however urgent it is. A ticket costs nothing.")


def _price(facts: Facts) -> Iterator[Msg]:
    rates = facts.policy.rates
    yield _FREE
    if not rates.billed:
        return
    asked = {each: terms(rates, facts.policy.firm.terms_version, each) for each in Channel}
    writing, phone = asked[Channel.HELPDESK], asked[Channel.PHONE]
    yield _(
        "Help with other firms' software is {writing} per hour in writing and {phone} per hour by phone, in quarter"
        " hours of {minutes} minutes, and never before you agreed. It stays within {cap} unless you agree to more.",
        writing=Money(writing.per_hour, rates.currency),
        phone=Money(phone.per_hour, rates.currency),
        minutes=QUARTER_MINUTES,
        cap=duration(writing.cap_minutes),
    )


def _terms(facts: Facts) -> Iterator[Msg]:
    firm = facts.policy.firm
    if firm.terms_url:
        yield _("Terms of {version}: {url}", version=Day(firm.terms_version), url=firm.terms(facts.lang))
    else:
        yield _("Nothing here is billed, so there are no terms that you'd have to accept.")


# ── Who ────────────────────────────────────────────────────────────────────────────────


def _bot(facts: Facts) -> Msg:
    return _(
        "I'm a bot, the front door of {firm} support: I look for an answer first, and a person answers every ticket.",
        firm=facts.policy.firm.name,
    )


def _reach(facts: Facts) -> Iterator[Msg]:
    yield _(
        "The best way to reach staff is to write here: I open a ticket, and a person answers every one."
        " Please no email: a ticket keeps every word in one place."
    )
    yield _(
        "Phone is by appointment, from a ticket: we call you, so there is no number to ring. Just say that you'd like"
        " a call."
    )


def _privacy() -> Iterator[Msg]:
    yield _("What you write is read by our staff only; your name stands on your tickets and nowhere in public.")
    yield _("To have your data deleted, write “please delete my data” in a ticket: staff do it and tell you.")


def _abilities() -> Iterator[Msg]:
    yield _("Just tell me what's wrong, in your own words: I look for an answer, and if there is none I open a ticket.")
    yield _("I also know how your tickets stand, when we're there, what help costs, and I arrange calls.")


def _zone(facts: Facts) -> Msg:
    return _("All times here are in your time zone, {zone}. It's {now} there now.", zone=Moment(facts.now, "zone"),
             now=Moment(facts.now, "clock"))  # fmt: skip


def _call(facts: Facts) -> Part:
    """About the call there is, or will be."""
    general = (
        _(
            "One of our staff calls you; a call takes up to {minutes} minutes. It helps to sit at your computer.",
            minutes=facts.policy.slots.minutes,
        ),
        _("Until it begins you can move or cancel the call here at any time; the ticket itself stays open."),
    )
    called = [seen for seen in facts.live if seen.active_call is not None]
    call = called[0].active_call if called else None
    if call is None:
        return Part(general)
    return Part((*appointments.call_status(call, facts.now), *general), appointments.call_steps(call))
