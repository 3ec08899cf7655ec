"""``promises``: every time that clients were told, scored, for people and for programs.

The JSON's keys are stable. Moments are ISO 8601 with the desk's offset, durations whole seconds
(``…_s``), shares 0 … 1; what isn't known is ``null``.

- ``from``, ``to``: the stretch of time in which the promises were shown, ``to`` excluded; ``measured_at``
- ``promises.estimate``, ``promises.response``: ``shown`` = ``kept`` + ``missed`` + ``running`` + ``void``;
  ``unanswered``: of the missed, those still without a response; ``late_median_s``, ``late_max_s`` of the missed
- ``first_response``: ``tickets`` that got one, ``unanswered`` ones (taken back ones among them), and percentiles
  of the time it took, ``wall`` and ``staffed``
- ``within``: the share with a first response within ``hours``, ``wall`` of ``tickets`` and ``staffed`` of
  ``tickets_staffed``; unanswered ones count as misses from then on, and not at all before
- ``learned``: what the last ``responses`` took in staffed time, whatever the stretch; ``null``: too few
- ``solution``: ``solved`` tickets from filing to closing; the share ``within_target``, and percentiles
- ``satisfaction``: what clients said who were ``asked`` in that stretch how our help was: ``answered``, ``silent``,
  ``good`` (👍, 4 and 5), the ``share_good`` of those who answered with its 95 % interval (``low``, ``high``, in
  percent), ``share_answered``, the ``mean`` of figures from 1 to 5, and ``ratings`` (``up``, ``down``, ``1`` … ``5``)
- ``warnings``: how many fell due to staff, by percent of the staffed time to the guaranteed response
- ``rows``: every promise: ``ticket``, ``kind`` (``estimate``, ``response``), ``shown_at``, ``due_at``, ``state``
  (``kept``, ``missed``, ``running``, ``void``), ``kept`` (``null`` while running, or void), ``late_s`` (negative:
  so early; while nobody has responded, so far), ``answered_at``
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from adapters.terminal.render import draw
from bot.cli import moments
from bot.cli.moments import iso, iso_or_none
from bot.cli.opened_desk import office
from bot.cli.screen import console, print_json_rows, refuse
from bot.core.calendar.time_range import span
from bot.core.reports.promise_report import SOLUTION_BUSINESS_DAYS, Line, Report, Verdict
from bot.core.reports.satisfaction import Satisfaction
from bot.core.reports.statistics import wilson
from bot.core.staff_view import promise_report
from bot.core.text.surface import Msg, Text
from bot.engine.measuring import lines, measure
from bot.engine.transaction import Transaction
from bot.i18n import Reader, localize, plain


def show(data: Path | None, first: str | None, last: str | None, as_json: bool, now: str | None = None) -> None:
    """Print the ledger of what was shown from ``first`` to ``last`` (ISO 8601; ``None``: open).

    ``now`` is when to measure, the machine's time if ``None``. Ends the program with exit code 2 when one
    of them is no moment, or when they run backwards.
    """
    with office(data) as desk:
        reader = Reader("en", desk.zone, moments.given("--now", now, desk.zone) if now else desk.now())
        asked = span(first, last, desk.zone)
        if isinstance(asked, Msg):
            refuse(f"--from, --to: {plain(asked, reader)}")
        with desk.store.read() as unit:
            report = measure(Transaction(unit, desk.context, reader.now), asked)
            if as_json:
                rows = (_row(line, desk.zone) for line in lines(unit, reader.now, asked))
                print_json_rows(_facts(report, desk.zone), "rows", rows)
    if not as_json:
        page = Text(promise_report.promises(report).blocks)
        draw(console(), localize(page, reader, str))


def _facts(report: Report, zone: str) -> dict[str, Any]:
    first, solution = report.first, report.solution
    return {
        "from": iso_or_none(report.span.start, zone),
        "to": iso_or_none(report.span.end, zone),
        "measured_at": iso(report.now, zone),
        "promises": {"estimate": asdict(report.estimate), "response": asdict(report.response)},
        "first_response": {
            "tickets": first.tickets,
            "unanswered": first.unanswered,
            "wall": asdict(first.wall),
            "staffed": asdict(first.staffed),
        },
        "within": {
            "hours": first.hours,
            "wall": first.wall_within.part,
            "tickets": first.wall_within.of,
            "staffed": first.staffed_within.part,
            "tickets_staffed": first.staffed_within.of,
        },
        "learned": asdict(report.learned) if report.learned else None,
        "solution": {
            "target_business_days": SOLUTION_BUSINESS_DAYS,
            "solved": solution.within.of,
            "within_target": solution.within.part,
            "wall": asdict(solution.wall),
            "staffed": asdict(solution.staffed),
        },
        "satisfaction": satisfaction(report.satisfaction),
        "warnings": {str(percent): count for percent, count in report.warned.items()},
    }


def satisfaction(said: Satisfaction) -> dict[str, Any]:
    """What clients said of our help, as JSON."""
    interval = wilson(said.good)
    return {
        "asked": said.asked,
        "answered": said.answered.hits,
        "silent": said.silent,
        "share_answered": said.answered.part,
        "good": said.good.hits,
        "share_good": said.good.part,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "mean": said.tenths / 10 if said.tenths is not None else None,
        "ratings": {rating.value: count for rating, count in said.by if rating.value},
    }


_KEPT = {Verdict.KEPT: True, Verdict.MISSED: False}


def _row(line: Line, zone: str) -> dict[str, Any]:
    return {
        "ticket": line.ticket,
        "kind": line.kind.value,
        "shown_at": iso(line.shown_at, zone),
        "due_at": iso(line.due_at, zone),
        "state": line.verdict.value,
        "kept": _KEPT.get(line.verdict),
        "late_s": line.late_s,
        "answered_at": iso_or_none(line.answered_at, zone),
    }
