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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.estimate import warnings
from bot.core.figures import Share, Spread, percentile, share, spread
from bot.core.hours import Calendar
from bot.core.learned import Learned
from bot.core.model import Promise, PromiseKind, State
from bot.core.policy import Policy
from bot.core.span import Span

SOLUTION_BUSINESS_DAYS = 2
"""The target for a solution, from filing, as the firm's support page words it: one to two business days."""

HOUR_S = 3600


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


def tally(lines: Iterable[Line]) -> Tally:
    """Count what became of these promises."""
    by = {verdict: [each for each in lines if each.verdict is verdict] for verdict in Verdict}
    missed = by[Verdict.MISSED]
    late = sorted(each.late_s for each in missed if each.late_s is not None)
    return Tally(
        shown=sum(map(len, by.values())),
        kept=len(by[Verdict.KEPT]),
        missed=len(missed),
        unanswered=sum(each.answered_at is None for each in missed),
        running=len(by[Verdict.RUNNING]),
        void=len(by[Verdict.VOID]),
        late_median_s=percentile(late, 50),
        late_max_s=late[-1] if late else None,
    )


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


def responses(lines: Iterable[Line], calendar: Calendar, hours: int) -> Responses:
    """Measure the waits behind guaranteed responses. Lines of other kinds are left out."""
    waits = [each for each in lines if each.kind is PromiseKind.RESPONSE]
    wall = [_wall(w) for w in waits]
    staffed = [(_seconds(calendar.staffed_between(w.shown_at, w.until)), w.answered_at is not None) for w in waits]
    answered = sum(answered for _wait, answered in wall)
    return Responses(
        tickets=answered,
        unanswered=len(waits) - answered,
        wall=spread(wait for wait, answered in wall if answered),
        staffed=spread(wait for wait, answered in staffed if answered),
        hours=hours,
        wall_within=share(wall, hours * HOUR_S),
        staffed_within=share(staffed, hours * HOUR_S),
    )


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


def solutions(givens: Iterable[Given], calendar: Calendar) -> Solutions:
    """Measure the tickets that were filed with these promises and are solved now.

    Open tickets aren't misses here: an answered one may be with its client. Raises NoBusinessDay.
    """
    ended = [
        (given.filed_at, max(given.closed_at, given.filed_at))
        for given in givens
        if given.promise.kind is PromiseKind.RESPONSE
        and given.promise.shown_at == given.filed_at
        and given.state is State.SOLVED
        and given.merged_at is None
        and given.closed_at is not None
    ]
    hits = sum(closed <= calendar.same_clock(filed, SOLUTION_BUSINESS_DAYS) for filed, closed in ended)
    return Solutions(
        Share(hits, len(ended)),
        spread(_seconds(closed - filed) for filed, closed in ended),
        spread(_seconds(calendar.staffed_between(filed, closed)) for filed, closed in ended),
    )


def warned(givens: Iterable[Given], calendar: Calendar, policy: Policy, now: datetime) -> Mapping[int, int]:
    """How many warnings fell due to staff, by percent of the time to the guaranteed response.

    A warning leaves no trace of its own, so this is reckoned: one falls due while nobody has
    responded and the ticket is open under its own number. Raises NoBusinessDay.
    """
    percents = policy.promises.warn_at_percent
    count = dict.fromkeys(percents, 0)
    for given in givens:
        promise = given.promise
        if promise.kind is PromiseKind.RESPONSE:
            ends = [at for at in (_answered(given) or given.closed_at, given.merged_at) if at is not None]
            due = warnings(calendar, policy.promises, promise.shown_at, promise.due_at)
            for percent, at in zip(percents, due, strict=True):
                count[percent] += at <= now and all(at < end for end in ends)
    return count


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
    lines: tuple[Line, ...]
    """Every promise, in the order in which they were shown."""


def report(
    givens: Sequence[Given], calendar: Calendar, policy: Policy, now: datetime, asked: Span, learned: Learned | None
) -> Report:
    """All figures of these promises, which were shown within ``asked``. Raises NoBusinessDay."""
    lines = tuple(line(given, now) for given in givens)
    return Report(
        now=now,
        span=asked,
        estimate=tally([each for each in lines if each.kind is PromiseKind.ESTIMATE]),
        response=tally([each for each in lines if each.kind is PromiseKind.RESPONSE]),
        first=responses(lines, calendar, policy.measured.share_within_wall_hours),
        solution=solutions(givens, calendar),
        warned=warned(givens, calendar, policy, now),
        learned=learned,
        lines=lines,
    )
