"""The phone in words: free days and times, and how an appointment stands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.calendar.slots import Slot
from bot.core.calendar.spoken_slots import Fit, Why, fit
from bot.core.calendar.spoken_times import SpokenTime
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.stages.phone_number import FIELD
from bot.core.conversation.stages.scheduling import AT, WAKING_HOUR, zone_of
from bot.core.conversation.state import GivingNumber, Scheduling
from bot.core.conversation.understood import NumberProblem
from bot.core.model.appointment import Appointment, CallState
from bot.core.model.people import Account
from bot.core.model.promises import TimerKind
from bot.core.rules.appointments import outcome_owed, timers
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Block, Choice, Field, Form, Moment, Msg, Quote, _, n_

DAYS_SHOWN = 14
"""Days offered at once: the default horizon fits whole."""
TIMES_SHOWN = 18
"""Times of a day offered at once: a platform's list takes 25 choices, some are for going elsewhere."""

NUMBER_CHARS_MAX = 40
"""The longest phone number has 15 digits; the rest is for spaces and signs."""

T = TypeVar("T")

NOT_NOW = Choice(_("Not now"), "leave")


def scheduling(stage: Scheduling, facts: Facts) -> Part:
    """The free times: what was said in words, else by day first, then the chosen day's."""
    seen, days, zone = facts.seen(stage.number), _by_day(facts), ZoneInfo(zone_of(facts))
    held = seen.active_call if seen else None
    if stage.said is not None and days:
        return _spoken(stage.number, stage.said, facts)
    chosen = date.fromisoformat(stage.day) if stage.day else None
    if not days:
        return _no_times(stage)
    if chosen is None or chosen not in days:
        today = facts.now.astimezone(zone).date()
        return _days(stage, days, today, held, chosen is not None, zone)
    return _times(stage, days[chosen], zone)


SHOWN_AGAIN = 3
"""So many days or times are shown beside something else; the others stand further up."""


def scheduling_again(stage: Scheduling, facts: Facts) -> Part:
    """The same in one line, with the first few days or times."""
    asked = _("When shall we call about **#{number}**? Just say a day or a time.", number=stage.number)
    free = [each for each in scheduling(stage, facts).choices if each.action.startswith(("day.", "at."))]
    every = Choice(_("Show the free times"), f"day.{stage.day}" if stage.day else "days")
    return Part((asked,), (*free[:SHOWN_AGAIN], every, NOT_NOW))


def _by_day(facts: Facts) -> dict[date, list[Slot]]:
    """Free slots by the day they begin on where the client is."""
    zone = ZoneInfo(facts.zone or facts.policy.firm.zone)
    days: dict[date, list[Slot]] = {}
    for slot in facts.slots:
        days.setdefault(slot.start.astimezone(zone).date(), []).append(slot)
    return days


def _by_night(zone: ZoneInfo) -> Callable[[Slot], bool]:
    """Whether a time is one at which people sleep, where the client is."""
    return lambda slot: slot.start.astimezone(zone).hour < WAKING_HOUR


def _days(
    stage: Scheduling, days: dict[date, list[Slot]], today: date, held: Appointment | None, gone: bool, zone: ZoneInfo
) -> Part:
    lead = _("For the call about **#{number}**: which day suits you?", number=stage.number)
    sorry = (_("That day has no free time any more."),) if gone else ()
    by_day = {day: free for day, free in days.items() if not all(map(_by_night(zone), free))} or days
    shown, more = _page(list(by_day.items()), stage.page, DAYS_SHOWN)
    labelled = tuple(Choice(_day(free, day == today), f"day.{day}") for day, free in shown)
    until = (
        (_("Your call on {start} is given up once you pick another time.", start=Moment(held.start)),) if held else ()
    )
    return Part((*sorry, lead, *until), (*labelled, *more, Choice(_("None of these"), "none"), NOT_NOW))


def _spoken(number: int, said: SpokenTime, facts: Facts) -> Part:
    """What fits a time in words; where nothing does, why, and what is nearest."""
    found = fit(said, facts.hours, facts.slots, zone_of(facts))
    times = tuple(_short(slot) for slot in found.slots[:TIMES_SHOWN])
    lead = _("For the call about **#{number}** ({zone}):", number=number, zone=Moment(facts.now, "zone"))
    return Part((lead, _why(found)), (*times, Choice(_("Another day"), "days"), NOT_NOW))


def _short(slot: Slot) -> Choice:
    return Choice(_("{time}", time=Moment(slot.start, "short")), f"at.{slot.start.strftime(AT)}")


def _why(found: Fit) -> Msg:
    """How what is offered relates to what was said, with the hours there are."""
    plainly = _PLAINLY.get(found.why)
    if plainly is not None or found.hours is None:
        return plainly or _NO_CALLS
    start, end = found.hours
    if found.why is Why.FAR:
        return _("Calls can be booked until {day} for now. The nearest times:", day=Moment(end, "date"))
    hours = (("day", Moment(start, "date")), ("since", Moment(start, "clock")), ("until", Moment(end, "clock")))
    return replace(_BY_HOURS[found.why], args=hours)


_NO_CALLS = _("We don't call on that day. The nearest times:")
_PLAINLY = {
    Why.FITS: _("Free times that fit:"),
    Why.FIRST: _("The first free times:"),
    Why.TAKEN: _("That time isn't free. The nearest ones:"),
    Why.NO_CALLS: _NO_CALLS,
}
_BY_HOURS = {
    Why.EARLY: _("On {day} we call between {since} and {until}, so that's too early. The nearest times:"),
    Why.LATE: _("On {day} we call between {since} and {until}, so that's too late. The nearest times:"),
    Why.BETWEEN: _("On {day} we call between {since} and {until}, but no call begins just then. The nearest times:"),
}


def number(stage: GivingNumber, facts: Facts) -> Form:
    """Which number shall we call?"""
    lead: tuple[Block, ...] = ()
    if stage.start is not None and not stage.problem:
        lead = (_("For the call on **{start}** about **#{number}**:", start=Moment(stage.start), number=stage.number),)
    problem = _PROBLEMS.get(stage.problem) if stage.problem else None
    known = facts.account.phone if facts.account else ""
    asked = Field(
        FIELD,
        _("Which number shall we call you on?"),
        _("With its country, such as +49 30 5550123. It's kept with your account, for calls alone."),
        value=known,
        chars_max=NUMBER_CHARS_MAX,
        problem=problem,
    )
    leave = Choice(_("No call"), "leave") if stage.start or stage.take != (0, 0) else Choice(_("Never mind"), "leave")
    return Form(lead, _("Your phone number"), (asked,), 0, (leave,))


_PROBLEMS = {
    "empty": _("I need a phone number, or say that you'd rather have no call."),
    NumberProblem.COUNTRY.value: _("I can't tell which country that number is in. Please write it with +, such as"
                                   " +49 30 5550123."),
    NumberProblem.SHORT.value: _("That number is too short. Please write all of it, such as +49 30 5550123."),
    NumberProblem.LONG.value: _("That number is too long. Please look at it once more."),
    NumberProblem.UNKNOWN.value: _("That's no number that we can call. Please look at it once more."),
}  # fmt: skip
"""Why a number wasn't taken."""


def called_on(account: Account | None) -> tuple[Msg, ...]:
    """Where a client is called, once it is known."""
    if account is None or not account.phone:
        return ()
    return (_("We call you on **{phone}**.", phone=account.phone),)


def another_number(account: Account | None, ticket: int) -> tuple[Choice, ...]:
    """A way to another number than the one that is known."""
    return (Choice(_("Another number"), f"@number.{ticket}"),) if called_on(account) else ()


def _day(free: Sequence[Slot], today: bool) -> Msg:
    day = Moment(free[0].start, "date")
    if today:
        return n_("Today, {day}: {count} free time", "Today, {day}: {count} free times", len(free), day=day)
    return n_("{day}: {count} free time", "{day}: {count} free times", len(free), day=day)


def _times(stage: Scheduling, free: list[Slot], zone: ZoneInfo) -> Part:
    """A day's times, those by night last and with their day: "the first" is one at which people are awake."""
    night = _by_night(zone)
    free = sorted(free, key=night)
    mixed = not night(free[0])
    first = free[0]
    lead = _(
        "Free on {day} ({zone}), {length} minutes each:",
        day=Moment(first.start, "date"),
        zone=Moment(first.start, "zone"),
        length=int((first.end - first.start).total_seconds()) // 60,
    )
    shown, more = _page(free, stage.page, TIMES_SHOWN)
    labelled = tuple(
        Choice(
            _("{time}", time=Moment(slot.start, "short" if mixed and night(slot) else "clock")),
            f"at.{slot.start.strftime(AT)}",
        )
        for slot in shown
    )
    return Part((lead,), (*labelled, *more, Choice(_("Another day"), "days"), NOT_NOW))


def _page(all_of: Sequence[T], page: int, size: int) -> tuple[Sequence[T], tuple[Choice, ...]]:
    """One page, and the choice that leads on."""
    start = page * size if page * size < len(all_of) else 0
    more = (Choice(_("Later ones"), f"page.{start // size + 1}"),) if start + size < len(all_of) else ()
    return all_of[start : start + size], more


def _no_times(stage: Scheduling) -> Part:
    text = _("There is no free time for a call in the days that can be booked. Shall I note that you'd like one?"
             " Staff then write to you about a day and time.")  # fmt: skip
    return Part((text,), (Choice(_("Yes, note it"), "none", primary=True), NOT_NOW))


# ── How an appointment stands ──────────────────────────────────────────────────────────


def call_status(call: Appointment, now: datetime) -> tuple[Msg, ...]:
    """An appointment that holds its time, for its client."""
    if outcome_owed(call, now):
        return (
            _("Phone call: **{start}**. Its time has come; staff note what came of it.", start=Moment(call.start)),
            _("Did nobody call? Just write it here, and staff offer another time."),
        )
    start, length = Moment(call.start), call.minutes
    until = Moment(call.expires_at) if call.expires_at else ""
    match call.state:
        case CallState.REQUESTED:
            return (
                _("Phone call requested: **{start}**, {length} minutes.", start=start, length=length),
                _("Staff look at your case first and confirm, or suggest another time, by {until}.", until=until),
            )
        case CallState.OFFERED:
            return (
                _("Phone call offered: **{start}**, {length} minutes.", start=start, length=length),
                _("Please say by {until} whether it suits you.", until=until),
            )
        case _:
            confirmed = _("Phone call confirmed: **{start}**, {length} minutes.", start=start, length=length)
            return (confirmed, *_proposed(call))


def _proposed(call: Appointment) -> tuple[Msg, ...]:
    """What staff suggest instead of a confirmed time."""
    to = call.proposed
    if to is None:
        return ()
    suggested = _("{name} suggests **{start}** instead, if that suits you.", name=to.by, start=Moment(to.start))
    held = _("Your call stays as it is until you take the new time. Please say by {until}.",
             until=Moment(to.expires_at))  # fmt: skip
    return suggested, held


def call_steps(call: Appointment) -> tuple[Choice, ...]:
    """What the client can do about an appointment; good at any time."""
    number = call.ticket
    if call.proposed:
        which = f"{number}.{call.n}.{call.version}"
        return (
            Choice(_("Take the new time"), f"@take.{which}", primary=True),
            Choice(_("Keep the old time"), f"@keepcall.{which}"),
            Choice(_("Another time"), f"@movecall.{number}"),
            Choice(_("Cancel the call"), f"@calloff.{number}"),
        )
    off = Choice(_("Cancel the call"), f"@calloff.{number}")
    if call.state is CallState.OFFERED:
        suits = Choice(_("That suits me"), f"@take.{number}.{call.n}.{call.version}", primary=True)
        return (suits, Choice(_("Another time"), f"@movecall.{number}"), off)
    return (Choice(_("Move the call"), f"@movecall.{number}"), off)


def reminded(call: Appointment) -> tuple[Msg, ...]:
    """Which reminders will still come."""
    kinds = {timer.kind for timer in timers(call)}
    if TimerKind.CALL_TOMORROW in kinds:
        return (_("I'll remind you a day and an hour before."),)
    return (_("I'll remind you an hour before."),) if TimerKind.CALL_SOON in kinds else ()


def told(seen: TicketView, lead: Msg, reason: str, now: datetime) -> Part:
    """News about an appointment: what happened, why, how it stands, what can be done."""
    call = seen.active_call
    quote: tuple[Block, ...] = (Quote(reason),) if reason else ()
    if call is None:
        again = (Choice(_("Pick another time"), f"@phone.{seen.ticket.number}"),) if seen.ticket.live else ()
        return Part((lead, *quote), (*again, Choice(_("Show my ticket"), f"@show.{seen.ticket.number}")))
    return Part((lead, *quote, *call_status(call, now)), call_steps(call))
