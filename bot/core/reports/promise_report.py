"""The promise ledger: every time that a client was told, scored; and how fast answers really come.

An **estimate** is due when its grace ends, a **guaranteed response** at its moment. Each is

- *kept* when the first response came until then;
- *missed* when it didn't. It is late by the time until the response; where there was none, until the
  ticket was closed, or until now;
- *running* while it isn't due and nobody has responded;
- *void* when the client solved or took back the ticket before it was due: whoever no longer waits was
  told nothing wrong. A ticket closed unanswered *after* the moment due is a miss all the same.

Merging hides nothing: what was told about a ticket that was merged stands or falls by the response
under the number that it goes on under. A reopened ticket that had been answered is told new times,
which are scored beside the old ones.

**A first response** ends a wait, and a wait begins where a guaranteed response is shown: at filing, and
at reopening. So a wait is exactly as long as its promise was tested for. Staffed time and warnings are
reckoned by the calendar and policy of today.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.time_range import Span
from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.tickets import State
from bot.core.policy import Policy
from bot.core.reports.learned_estimate import Learned
from bot.core.reports.satisfaction import NOBODY_ASKED, Satisfaction
from bot.core.reports.statistics import Durations, Share, Sharing, Spread, share
from bot.core.rules.promise_times import warnings

SOLUTION_BUSINESS_DAYS = 2
"""The target for a solution, from filing, as the firm's support page words it: one to two business days."""

HOUR_S = 3600

MISSED_SHOWN = 15
"""Missed promises on one page, the latest first: a screen's worth; the program's JSON has every line."""
SHOWN_NEXT = 3
"""Tickets still without a response that can be opened from there."""


@dataclass(frozen=True, slots=True)
class Given:
    """A promise as it was shown, and how its ticket stands; a merged one as the ticket it goes on under."""

    promise: Promise
    state: State
    filed_at: datetime
    """When the promise's own ticket was filed."""
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    merged_at: datetime | None = None
    """When the promise's own ticket was merged into another."""


class Verdict(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    MISSED = "missed"
    RUNNING = "running"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Line:
    """One promise in the ledger."""

    ticket: int
    kind: PromiseKind
    shown_at: datetime
    due_at: datetime
    verdict: Verdict
    late_s: int | None
    """Seconds from due to response (negative: so early), to the closing, or to now; ``None``: running or void."""
    answered_at: datetime | None
    until: datetime
    """The end of the wait: response, closing, or now."""


def line(given: Given, now: datetime) -> Line:
    """Score one promise as things stand at a moment."""
    promise = given.promise
    answered = _answered(given)
    until = max(answered or given.closed_at or now, promise.shown_at)
    verdict = _verdict(given, answered, until)
    late = None
    if verdict in (Verdict.KEPT, Verdict.MISSED):
        late = _seconds(until - promise.due_at)
    return Line(promise.ticket, promise.kind, promise.shown_at, promise.due_at, verdict, late, answered, until)


def _answered(given: Given) -> datetime | None:
    """When the response to this promise came: the ticket itself knows only of its last wait."""
    promise = given.promise
    if promise.late_seconds is not None:
        return max(promise.due_at + timedelta(seconds=promise.late_seconds), promise.shown_at)
    answered = given.answered_at
    return answered if answered is not None and answered >= promise.shown_at else None


def _verdict(given: Given, answered: datetime | None, until: datetime) -> Verdict:
    promise = given.promise
    if promise.kept is not None:
        return Verdict.KEPT if promise.kept else Verdict.MISSED
    if until > promise.due_at:
        return Verdict.MISSED
    if answered is not None:
        return Verdict.KEPT
    return Verdict.VOID if given.closed_at is not None else Verdict.RUNNING


# ── Figures ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of all promises of one kind; lateness is that of the missed ones."""

    shown: int
    kept: int
    missed: int
    unanswered: int
    """Of the missed: still without a response."""
    running: int
    void: int
    late_median_s: int | None
    late_max_s: int | None


class Tallying:
    """Counts what becomes of promises of one kind, one after another."""

    def __init__(self) -> None:
        self._by: Counter[Verdict] = Counter()
        self._unanswered, self._late = 0, Durations()

    def count(self, each: Line) -> None:
        """One more."""
        self._by[each.verdict] += 1
        if each.verdict is Verdict.MISSED and each.late_s is not None:
            self._unanswered += each.answered_at is None
            self._late.add(each.late_s)

    def tally(self) -> Tally:
        """What it comes to."""
        return Tally(
            shown=self._by.total(),
            kept=self._by[Verdict.KEPT],
            missed=self._by[Verdict.MISSED],
            unanswered=self._unanswered,
            running=self._by[Verdict.RUNNING],
            void=self._by[Verdict.VOID],
            late_median_s=self._late.percentile(50),
            late_max_s=self._late.longest(),
        )


def tally(lines: Iterable[Line]) -> Tally:
    """Count what became of these promises."""
    counting = Tallying()
    for each in lines:
        counting.count(each)
    return counting.tally()


@dataclass(frozen=True, slots=True)
class Responses:
    """How long clients waited for a first response, by the wall clock and in staffed time."""

    tickets: int
    """Waits that ended with a response; a reopened ticket has several."""
    unanswered: int
    wall: Spread
    staffed: Spread
    hours: int
    """What ``wall_within`` and ``staffed_within`` ask: a response within so many hours?"""
    wall_within: Share
    staffed_within: Share


class Waiting:
    """Measures the waits behind guaranteed responses, one after another. Lines of other kinds are left out."""

    def __init__(self, calendar: Calendar, hours: int) -> None:
        self._calendar, self._hours, self._unanswered, self._answered = calendar, hours, 0, 0
        self._wall, self._staffed = Durations(), Durations()
        self._wall_within, self._staffed_within = Sharing(hours * HOUR_S), Sharing(hours * HOUR_S)

    def count(self, each: Line) -> None:
        """One more."""
        if each.kind is not PromiseKind.RESPONSE:
            return
        wall, answered = _wall(each)
        staffed = _seconds(self._calendar.staffed_between(each.shown_at, each.until))
        self._wall_within.count(wall, answered)
        self._staffed_within.count(staffed, answered)
        if answered:
            self._answered += 1
            self._wall.add(wall)
            self._staffed.add(staffed)
        else:
            self._unanswered += 1

    def responses(self) -> Responses:
        """What it comes to."""
        return Responses(
            tickets=self._answered,
            unanswered=self._unanswered,
            wall=self._wall.spread(),
            staffed=self._staffed.spread(),
            hours=self._hours,
            wall_within=self._wall_within.share(),
            staffed_within=self._staffed_within.share(),
        )


def responses(lines: Iterable[Line], calendar: Calendar, hours: int) -> Responses:
    """Measure the waits behind guaranteed responses. Lines of other kinds are left out."""
    waiting = Waiting(calendar, hours)
    for each in lines:
        waiting.count(each)
    return waiting.responses()


def quick(lines: Iterable[Line], hours: int) -> Share:
    """The share of waits behind guaranteed responses that ended within so many hours by the wall clock."""
    return share((_wall(each) for each in lines if each.kind is PromiseKind.RESPONSE), hours * HOUR_S)


def _wall(wait: Line) -> tuple[int, bool]:
    return _seconds(wait.until - wait.shown_at), wait.answered_at is not None


@dataclass(frozen=True, slots=True)
class Solutions:
    """How long solved tickets took from filing to their last closing."""

    within: Share
    """Solved within ``SOLUTION_BUSINESS_DAYS``, of all that are solved."""
    wall: Spread
    staffed: Spread


class Solving:
    """Measures the tickets that were filed with promises and are solved now, one after another.

    Open tickets aren't misses here: an answered one may be with its client.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar, self._hits, self._of = calendar, 0, 0
        self._wall, self._staffed = Durations(), Durations()

    def count(self, given: Given) -> None:
        """One more. Raises NoBusinessDay."""
        filed, closed = given.filed_at, given.closed_at
        own = given.promise.kind is PromiseKind.RESPONSE and given.promise.shown_at == filed
        if not own or given.state is not State.SOLVED or given.merged_at is not None or closed is None:
            return
        closed = max(closed, filed)
        self._of += 1
        self._hits += closed <= self._calendar.same_clock(filed, SOLUTION_BUSINESS_DAYS)
        self._wall.add(_seconds(closed - filed))
        self._staffed.add(_seconds(self._calendar.staffed_between(filed, closed)))

    def solutions(self) -> Solutions:
        """What it comes to."""
        return Solutions(Share(self._hits, self._of), self._wall.spread(), self._staffed.spread())


def solutions(givens: Iterable[Given], calendar: Calendar) -> Solutions:
    """Measure the tickets that were filed with these promises and are solved now. Raises NoBusinessDay."""
    solving = Solving(calendar)
    for given in givens:
        solving.count(given)
    return solving.solutions()


class Warned:
    """Counts the warnings that fell due to staff, by percent of the time to the guaranteed response.

    A warning leaves no trace of its own, so this is reckoned: one falls due while nobody has
    responded and the ticket is open under its own number.
    """

    def __init__(self, calendar: Calendar, policy: Policy, now: datetime) -> None:
        self._calendar, self._promises, self._now = calendar, policy.promises, now
        self.warned = dict.fromkeys(policy.promises.warn_at_percent, 0)

    def count(self, given: Given) -> None:
        """One more. Raises NoBusinessDay."""
        promise = given.promise
        if promise.kind is not PromiseKind.RESPONSE:
            return
        ends = [at for at in (_answered(given) or given.closed_at, given.merged_at) if at is not None]
        due = warnings(self._calendar, self._promises, promise.shown_at, promise.due_at)
        for percent, at in zip(self._promises.warn_at_percent, due, strict=True):
            self.warned[percent] += at <= self._now and all(at < end for end in ends)


def warned(givens: Iterable[Given], calendar: Calendar, policy: Policy, now: datetime) -> Mapping[int, int]:
    """How many warnings fell due to staff, by percent of the time to the guaranteed response. Raises NoBusinessDay."""
    counting = Warned(calendar, policy, now)
    for given in givens:
        counting.count(given)
    return counting.warned


def _seconds(duration: timedelta) -> int:
    return int(duration.total_seconds())


# ── The whole ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Report:
    """The ledger of the promises that were shown in a stretch of time, as of a moment."""

    now: datetime
    span: Span
    estimate: Tally
    response: Tally
    first: Responses
    solution: Solutions
    warned: Mapping[int, int]
    """Warnings that fell due, by percent."""
    learned: Learned | None
    """The learned estimate of the desk as it is now, whatever the stretch."""
    missed: tuple[Line, ...]
    """Promises that were missed, those shown last first; no more than a page shows."""
    owed: tuple[int, ...]
    """The first tickets of missed promises that still have no response."""
    satisfaction: Satisfaction = NOBODY_ASKED
    """What clients who were asked in that stretch said of our help."""


def report(
    givens: Iterable[Given], calendar: Calendar, policy: Policy, now: datetime, asked: Span, learned: Learned | None
) -> Report:
    """All figures of these promises, shown within ``asked``, in one pass that keeps none. Raises NoBusinessDay."""
    tallies = {kind: Tallying() for kind in PromiseKind}
    waiting, solving = Waiting(calendar, policy.measured.share_within_wall_hours), Solving(calendar)
    warned, missed, owed = Warned(calendar, policy, now), deque[Line](maxlen=MISSED_SHOWN), dict[int, None]()
    for given in givens:
        each = line(given, now)
        tallies[each.kind].count(each)
        waiting.count(each)
        solving.count(given)
        warned.count(given)
        if each.verdict is Verdict.MISSED:
            missed.appendleft(each)
            if each.answered_at is None and len(owed) < SHOWN_NEXT:
                owed[each.ticket] = None
    return Report(
        now=now,
        span=asked,
        estimate=tallies[PromiseKind.ESTIMATE].tally(),
        response=tallies[PromiseKind.RESPONSE].tally(),
        first=waiting.responses(),
        solution=solving.solutions(),
        warned=warned.warned,
        learned=learned,
        missed=tuple(missed),
        owed=tuple(owed),
    )
