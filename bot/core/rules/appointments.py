"""The last rung: what clients and staff do about a ticket's phone appointment.

Each act is one pure function: a change, or what stands in its way. Whether a time is free is asked
before (``slots``); that two can't hold the same time is kept by the store.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.slots import MOMENT, Slot
from bot.core.model.appointment import Appointment, Booking, CallState, Proposal
from bot.core.model.people import Staff
from bot.core.model.promises import Timer, TimerKind
from bot.core.model.record import Author
from bot.core.model.tickets import Ticket
from bot.core.policy import Policy
from bot.core.rules.change import CLIENT, DESK, BotEntry, Change, Notification, NotificationKind, Refused
from bot.core.rules.done import Done
from bot.core.rules.staff_actions import acted, did, owned_by_other
from bot.core.text.surface import Choice, Moment, Msg, _, desk_

CALL_TIMERS = (TimerKind.CALL_UNDECIDED, TimerKind.CALL_TOMORROW, TimerKind.CALL_SOON, TimerKind.CALL_OVER)

REMINDERS = ((TimerKind.CALL_TOMORROW, timedelta(days=1)), (TimerKind.CALL_SOON, timedelta(hours=1)))
"""The day before and the hour before, by the clock on the wall."""

_STALE_WITHIN = {TimerKind.CALL_TOMORROW: timedelta(hours=1), TimerKind.CALL_SOON: timedelta(0)}
"""A reminder that comes so late (nobody was there to send it) says nothing any more: the next one does."""


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with its latest appointment, if it ever had one."""

    ticket: Ticket
    call: Appointment | None

    @property
    def active(self) -> Appointment | None:
        """The appointment that holds its time."""
        return self.call if self.call and self.call.active else None

    @property
    def next_n(self) -> int:
        """The number of a further appointment."""
        return self.call.n + 1 if self.call else 1


# ── Clients ────────────────────────────────────────────────────────────────────────────


def request(case: Case, slot: Slot, expires_at: datetime, now: datetime) -> Change | Done:
    """Ask for a slot, or for another one: held until staff decide, or until it is released."""
    if not case.ticket.live:
        return Done.ALREADY_CLOSED
    before = case.active
    same = before is not None and before.start == slot.start and before.state is not CallState.OFFERED
    if same or outcome_owed(before, now):
        return Done.CALL_SAME
    base = before or Appointment(case.ticket.number, case.next_n, CallState.REQUESTED, slot.start, slot.end, now)
    after = replace(
        base, state=CallState.REQUESTED, start=slot.start, end=slot.end, since=now,
        expires_at=expires_at, exception=False, by="", reason="", proposed=None,
    )  # fmt: skip
    said = _("Phone call requested for {start}.", start=Moment(slot.start))
    return _by_client(case, before, after, said, Notification(NotificationKind.CALL_REQUESTED), now, wants_phone=True)


def accept(case: Case, n: int, now: datetime) -> Change | Done:
    """Take the time that staff offered, or suggest instead of the one that is confirmed."""
    offered = case.active
    if offered is None or offered.n != n:
        return Done.CALL_GONE
    if not offered.asks_client:
        return Done.CALL_SAME
    if offered.expires_at and offered.expires_at <= now:
        return Done.CALL_GONE
    if offered.proposed and offered.proposed.expires_at <= now:
        return Done.CALL_SAME
    after = _moved(offered, offered.proposed, now) if offered.proposed else offered
    after = replace(after, state=CallState.CONFIRMED, since=now, expires_at=None)
    said = _("The call on {start} is taken.", start=Moment(after.start))
    return _by_client(case, offered, after, said, Notification(NotificationKind.CALL_ACCEPTED), now)


def _moved(call: Appointment, to: Proposal, now: datetime) -> Appointment:
    return replace(
        call, start=to.start, end=to.end, since=now, by=to.by, reason=to.reason, exception=to.exception, proposed=None
    )


def keep(case: Case, n: int, now: datetime) -> Change | Done:
    """Keep the confirmed time, and decline the one that staff suggest instead."""
    call = case.active
    if call is None or call.n != n:
        return Done.CALL_GONE
    if call.proposed is None:
        return Done.CALL_SAME
    said = _("The call stays on {start}.", start=Moment(call.start))
    return _by_client(case, call, replace(call, proposed=None), said, Notification(NotificationKind.CALL_KEPT), now)


def call_off(case: Case, now: datetime) -> Change | Done:
    """Cancel the call, as the client."""
    before = case.active
    if before is None:
        return Done.CALL_GONE
    if outcome_owed(before, now):
        return Done.CALL_SAME
    after = before.over(CallState.CANCELLED, now)
    said = _("Call on {start} cancelled.", start=Moment(before.start))
    return _by_client(
        case, before, after, said, Notification(NotificationKind.CLIENT_CALLED_OFF), now, wants_phone=False
    )


def _by_client(
    case: Case, before: Appointment | None, after: Appointment, said: Msg, news: Notification, now: datetime,
    wants_phone: bool = True,
) -> Change:  # fmt: skip
    ticket = replace(case.ticket, wants_phone=wants_phone)
    told = BotEntry(said, Author.CLIENT, now)
    return Change(case.ticket, ticket, CLIENT, entries=(told,), to_owner=news, booking=Booking(before, after))


# ── Staff ──────────────────────────────────────────────────────────────────────────────


def confirm(case: Case, by: Staff, now: datetime) -> Change | Refused:
    """Confirm the requested time."""
    before = _decidable(case, by, now)
    if isinstance(before, Refused):
        return before
    if before.state is CallState.CONFIRMED:
        return Refused(desk_("The call of #{number} is confirmed already: {start}.", number=case.ticket.number,
                             start=Moment(before.start)))  # fmt: skip
    if before.state is CallState.OFFERED:
        return _unanswered(before, before.start)
    if before.start <= now or (before.expires_at and before.expires_at <= now):
        return Refused(
            desk_(
                "Nobody decided on that time in time: it is released. Offer another one:"
                " move {number} to <YYYY-MM-DD> <HH:MM>",
                number=case.ticket.number,
            )
        )
    after = replace(before, state=CallState.CONFIRMED, since=now, expires_at=None, by=by.name)
    said = _("{name} confirmed the call on {start}.", name=by.name, start=Moment(before.start))
    return _by_staff(case, before, after, by, said, NotificationKind.CALL_CONFIRMED, now)


def move(case: Case, slot: Slot, expires_at: datetime, by: Staff, reason: str, now: datetime) -> Change | Refused:
    """Offer another slot instead of the one asked for or confirmed; the client says whether it suits.

    A confirmed call keeps its time until the client takes the new one; moved to the time that it has, it
    simply stays there.
    """
    before = _decidable(case, by, now)
    if isinstance(before, Refused):
        return before
    if before.state is CallState.CONFIRMED:
        return _instead(case, before, Proposal(slot.start, slot.end, expires_at, by.name, reason), by, now)
    if before.start == slot.start:
        return _there_already(case)
    after = replace(
        before, state=CallState.OFFERED, start=slot.start, end=slot.end, since=now,
        expires_at=expires_at, by=by.name, reason=reason, exception=False,
    )  # fmt: skip
    said = _("{name} suggests {start} for the call.", name=by.name, start=Moment(slot.start))
    return _by_staff(case, before, after, by, said, NotificationKind.CALL_MOVED, now)


def except_(case: Case, slot: Slot, expires_at: datetime, by: Staff, reason: str, now: datetime) -> Change | Refused:
    """Offer any time, with a reason, to this ticket only; it is recorded and expires."""
    before = case.active
    if refused := _refused(case.ticket, by) or _outcome_first(before, now):
        return refused
    if before and before.state is CallState.CONFIRMED:
        return _instead(case, before, Proposal(slot.start, slot.end, expires_at, by.name, reason, True), by, now)
    base = before or Appointment(case.ticket.number, case.next_n, CallState.OFFERED, slot.start, slot.end, now)
    after = replace(
        base, state=CallState.OFFERED, start=slot.start, end=slot.end, since=now,
        expires_at=expires_at, exception=True, by=by.name, reason=reason,
    )  # fmt: skip
    said = _("{name} offers a call outside the usual hours: {start}.", name=by.name, start=Moment(slot.start))
    return _by_staff(case, before, after, by, said, NotificationKind.CALL_EXCEPTION, now, wants_phone=True)


def _instead(case: Case, before: Appointment, to: Proposal, by: Staff, now: datetime) -> Change | Refused:
    """Another time for a confirmed call, which keeps its own meanwhile; to its own: what was suggested is taken back.

    Of several that are suggested the last one counts.
    """
    proposed = before.proposed
    if before.start == to.start:
        if proposed is None:
            return _there_already(case)
        said = _("{name} leaves the call on {start}.", name=by.name, start=Moment(before.start))
        after = replace(before, proposed=None)
        return _by_staff(case, before, after, by, said, NotificationKind.CALL_STAYS, now, reason=to.reason)
    if proposed and proposed.start == to.start:
        return _unanswered(before, to.start)
    after = replace(before, proposed=replace(to, expires_at=min(to.expires_at, before.start)))
    said = _("{name} suggests {start} for the call. Until that is taken, the call stays on {old}.",
             name=by.name, start=Moment(to.start), old=Moment(before.start))  # fmt: skip
    news = NotificationKind.CALL_EXCEPTION if to.exception else NotificationKind.CALL_MOVED
    return _by_staff(case, before, after, by, said, news, now, reason=to.reason)


def _there_already(case: Case) -> Refused:
    return Refused(desk_("The call of #{number} is at that time already.", number=case.ticket.number))


def _unanswered(call: Appointment, start: datetime) -> Refused:
    return Refused(desk_("The client of #{number} hasn't answered yet whether {start} suits them.",
                         number=call.ticket, start=Moment(start)))  # fmt: skip


def decline(case: Case, by: Staff, reason: str, now: datetime) -> Change | Refused:
    """Decline a requested call or cancel a settled one, as staff; the client is told the reason."""
    before = _decidable(case, by, now)
    if isinstance(before, Refused):
        return before
    state = CallState.DECLINED if before.state is CallState.REQUESTED else CallState.CANCELLED
    after = before.over(state, now, by.name, reason)
    kind = NotificationKind.CALL_DECLINED if state is CallState.DECLINED else NotificationKind.CALL_CANCELLED
    said = (
        _("{name} can't take the call on {start}: {reason}", name=by.name, start=Moment(before.start), reason=reason)
        if state is CallState.DECLINED
        else _("{name} cancelled the call on {start}: {reason}", name=by.name, start=Moment(before.start),
               reason=reason)
    )  # fmt: skip
    return _by_staff(case, before, after, by, said, kind, now)


def outcome(case: Case, by: Staff, text: str, now: datetime) -> Change | Refused:
    """What came of the call: an internal note, obligatory once its time has come."""
    before = case.active
    if before is None or before.state is not CallState.CONFIRMED:
        return Refused(desk_("#{number} has no confirmed call to note an outcome of.", number=case.ticket.number))
    if refused := owned_by_other(case.ticket, by):
        return refused
    if now < before.start:
        return Refused(desk_("The call of #{number} begins {start}; note its outcome after it.",
                             number=case.ticket.number, start=Moment(before.start)))  # fmt: skip
    after = replace(before, state=CallState.DONE, since=now, outcome=text, proposed=None)
    ticket = replace(case.ticket, acted_at=acted(case.ticket, by, now), wants_phone=False)
    entry = did(by, "noted the call's outcome", now, text)
    return Change(case.ticket, ticket, by.name, entries=(entry,), booking=Booking(before, after))


def _decidable(case: Case, by: Staff, now: datetime) -> Appointment | Refused:
    if refused := _refused(case.ticket, by) or _outcome_first(case.active, now):
        return refused
    if case.active is None:
        number = case.ticket.number
        return Refused(
            desk_("#{number} has no phone appointment.", number=number),
            (Choice(desk_("Show #{number}", number=number), f"show {number}"),),
        )
    return case.active


def _outcome_first(call: Appointment | None, now: datetime) -> Refused | None:
    """Refuse another call while the outcome of one whose time has come is still missing."""
    if call is None or not outcome_owed(call, now):
        return None
    return Refused(desk_("The time of #{number}'s call has come. First note what came of it: outcome {number} <text>",
                         number=call.ticket))  # fmt: skip


def _refused(ticket: Ticket, by: Staff) -> Refused | None:
    if not ticket.live:
        return Refused(desk_("#{number} is {state}: calls belong to open tickets.", number=ticket.number,
                             state=ticket.state.value))  # fmt: skip
    return owned_by_other(ticket, by)


def _by_staff(
    case: Case, before: Appointment | None, after: Appointment, by: Staff, said: Msg, news: NotificationKind,
    now: datetime, wants_phone: bool | None = None, reason: str | None = None,
) -> Change:  # fmt: skip
    phone = case.ticket.wants_phone if wants_phone is None else wants_phone
    ticket = replace(case.ticket, acted_at=acted(case.ticket, by, now), wants_phone=phone)
    return Change(
        case.ticket,
        ticket,
        by.name,
        entries=(BotEntry(said, Author.STAFF, now),),
        to_client=Notification(news, after.reason if reason is None else reason, by.name),
        booking=Booking(before, after),
    )


# ── By itself ──────────────────────────────────────────────────────────────────────────


def expires(desk: Calendar, policy: Policy, start: datetime, now: datetime) -> datetime:
    """When an undecided appointment is released: a business day on, or when it would begin. Raises NoBusinessDay."""
    return min(desk.same_clock(now, policy.slots.decide_within_business_days), start)


def ended_with(ticket: Ticket, call: Appointment | None, now: datetime) -> Booking | None:
    """Cancel the appointment of a ticket that was closed, unless its time has come: that needs its outcome."""
    if ticket.live or call is None or not call.active or (call.state is CallState.CONFIRMED and call.start <= now):
        return None
    return Booking(call, call.over(CallState.CANCELLED, now))


def timers(call: Appointment | None) -> tuple[Timer, ...]:
    """What falls due on an appointment: its release, reminders, and the outcome. Gone when it goes."""
    if call is None or not call.active:
        return ()
    if call.expires_at is not None:
        return (Timer(call.ticket, TimerKind.CALL_UNDECIDED, call.expires_at),)
    due = ((kind, call.start - before) for kind, before in REMINDERS)
    ahead = (Timer(call.ticket, kind, at) for kind, at in due if at > call.since)
    asked = (Timer(call.ticket, TimerKind.CALL_UNDECIDED, call.proposed.expires_at),) if call.proposed else ()
    return (*asked, *ahead, Timer(call.ticket, TimerKind.CALL_OVER, call.end))


def fire(case: Case, kind: TimerKind, now: datetime, owed: bool = False) -> Change | None:
    """What happens when a timer of the appointment falls due; ``None`` when it no longer applies.

    ``owed``: the call is about somebody else's software, and its client hasn't agreed to the phone's rate.
    An hour before it begins such a call is cancelled.
    """
    call = case.active
    if call is None:
        return None
    match kind:
        case TimerKind.CALL_UNDECIDED:
            return _expired(case, call, now)
        case TimerKind.CALL_TOMORROW | TimerKind.CALL_SOON:
            if now >= call.start - _STALE_WITHIN[kind]:
                return None
            if owed and kind is TimerKind.CALL_SOON:
                return without_terms(case, call, now)
            return Change(case.ticket, case.ticket, DESK, to_client=Notification(NotificationKind.CALL_REMINDER),
                          to_owner=Notification(NotificationKind.CALL_REMINDER))  # fmt: skip
        case _:
            return Change(case.ticket, case.ticket, DESK, to_owner=Notification(NotificationKind.CALL_OUTCOME))


def without_terms(case: Case, call: Appointment, now: datetime) -> Change:
    """Cancel a planned call about third-party software when its billing notice is no longer accepted."""
    gone = call.over(CallState.CANCELLED, now)
    said = BotEntry(_("The call on {start} is cancelled: its billing isn't agreed to.", start=Moment(call.start)),
                Author.BOT, now)  # fmt: skip
    news = Notification(NotificationKind.CALL_WITHDRAWN)
    return Change(case.ticket, case.ticket, DESK, entries=(said,), to_client=news, to_owner=news,
                  booking=Booking(call, gone))  # fmt: skip


def _lapsed(case: Case, call: Appointment, over: Proposal, now: datetime) -> Change:
    """Drop a suggested time that the client didn't answer: the confirmed one stays, and is told while it is ahead."""
    said = _("The other time, {start}, wasn't taken while it was held: the call stays on {old}.",
             start=Moment(over.start), old=Moment(call.start))  # fmt: skip
    news = Notification(NotificationKind.CALL_STAYS) if now < call.end else None
    return Change(case.ticket, case.ticket, DESK, entries=(BotEntry(said, Author.BOT, now),), to_client=news,
                  to_owner=news, booking=Booking(call, replace(call, proposed=None)))  # fmt: skip


def _expired(case: Case, call: Appointment, now: datetime) -> Change | None:
    if call.proposed:
        return _lapsed(case, call, call.proposed, now)
    if not call.undecided:
        return None
    by_staff = call.state is CallState.REQUESTED
    said = (
        _("Nobody confirmed the call on {start} in time: it is released.", start=Moment(call.start))
        if by_staff
        else _("The offer of a call on {start} was not taken in time.", start=Moment(call.start))
    )
    return Change(
        case.ticket,
        case.ticket,
        DESK,
        entries=(BotEntry(said, Author.BOT, now),),
        to_client=Notification(NotificationKind.CALL_UNDECIDED if by_staff else NotificationKind.CALL_OFFER_OVER),
        to_owner=Notification(NotificationKind.CALL_UNDECIDED if by_staff else NotificationKind.CALL_OFFER_OVER),
        booking=Booking(call, call.over(CallState.EXPIRED, now, call.by, call.reason)),
    )


def confirm_line(call: Appointment) -> str:
    """The command that confirms an appointment as it stands: its moment, whatever the desk's clock shows by then."""
    return f"confirm {call.ticket} {call.start:{MOMENT}}"


def outcome_owed(call: Appointment | None, now: datetime) -> bool:
    """Whether a call's time has come and nobody said what came of it."""
    return call is not None and call.state is CallState.CONFIRMED and call.start <= now
