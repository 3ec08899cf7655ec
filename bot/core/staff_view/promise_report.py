"""The promise ledger as staff read it: what was kept, how long answers took, and what is late."""

from bot.core.model.promises import PromiseKind
from bot.core.reports.learned_estimate import Learned
from bot.core.reports.promise_report import SOLUTION_BUSINESS_DAYS, Line, Report, Tally
from bot.core.reports.satisfaction import Satisfaction
from bot.core.reports.statistics import Share, Spread, wilson
from bot.core.staff_view.tickets import choice
from bot.core.text.surface import Block, Choices, Moment, Msg, Quantity, Reply, Table, Text, desk_

NOTHING = "—"

KINDS = {PromiseKind.ESTIMATE: desk_("Estimate"), PromiseKind.RESPONSE: desk_("Guarantee")}


def promises(report: Report) -> Reply:
    """The whole ledger on one page."""
    if not report.estimate.shown + report.response.shown:
        return Text((_span(report), desk_("Nobody was told a time then.")))
    blocks: list[Block] = [_span(report), _kept(report), _durations(report), *_shares(report)]
    if report.missed:
        blocks.extend(_missed(report))
    choices = tuple(choice("Show #{number}", f"show {number}", number) for number in report.owed)
    return Choices(tuple(blocks), choices) if choices else Text(tuple(blocks))


def _span(report: Report) -> Msg:
    start, end = report.span.start, report.span.end
    shown = {"start": Moment(start, "short") if start else "", "end": Moment(end, "short") if end else ""}
    if start and end:
        return desk_("Promises shown from {start} until {end}:", **shown)
    if start:
        return desk_("Promises shown since {start}:", **shown)
    return desk_("Promises shown until {end}:", **shown) if end else desk_("All promises so far:")


# ── Tables ─────────────────────────────────────────────────────────────────────────────


def _kept(report: Report) -> Table:
    head = ("", "Shown", "Kept", "Missed", "No answer yet", "Running", "Void", "Late: middle", "Late: most")
    rows = ((PromiseKind.ESTIMATE, report.estimate), (PromiseKind.RESPONSE, report.response))
    return _table(head, tuple(_counts(KINDS[kind], tally) for kind, tally in rows))


def _counts(kind: Msg, tally: Tally) -> tuple[Msg | str, ...]:
    counted = (tally.shown, tally.kept, tally.missed, tally.unanswered, tally.running, tally.void)
    numbers = (desk_("{count}", count=Quantity(count)) for count in counted)
    return (kind, *numbers, lasting(tally.late_median_s), lasting(tally.late_max_s))


def _durations(report: Report) -> Table:
    head = ("", "Tickets", "Half within", "9 of 10", "99 of 100")
    first, solution = report.first, report.solution
    return _table(
        head,
        (
            _percentiles("First response, by the clock", first.tickets, first.wall),
            _percentiles("First response, staffed", first.tickets, first.staffed),
            _percentiles("Solution, by the clock", solution.within.of, solution.wall),
            _percentiles("Solution, staffed", solution.within.of, solution.staffed),
        ),
    )


def _percentiles(name: str, count: int, spread: Spread) -> tuple[Msg | str, ...]:
    times = (lasting(seconds) for seconds in (spread.p50_s, spread.p90_s, spread.p99_s))
    return (desk_(name), desk_("{count}", count=Quantity(count)), *times)


def _missed(report: Report) -> tuple[Block, ...]:
    head = ("Ticket", "What", "Told", "Due", "Late", "Response")
    table = _table(head, tuple(map(_late, report.missed)))
    left = report.estimate.missed + report.response.missed - len(report.missed)
    more = (desk_("{count} earlier ones are in `frontdoor promises --json`.", count=Quantity(left)),)
    return (desk_("Missed, the latest first:"), table, *(more if left > 0 else ()))


def _late(line: Line) -> tuple[Msg | str, ...]:
    return (
        f"#{line.ticket}",
        KINDS[line.kind],
        desk_("{at}", at=Moment(line.shown_at, "short")),
        desk_("{at}", at=Moment(line.due_at, "short")),
        lasting(line.late_s),
        desk_("{at}", at=Moment(line.answered_at, "short")) if line.answered_at else desk_("none"),
    )


def _table(head: tuple[str, ...], rows: tuple[tuple[Msg | str, ...], ...]) -> Table:
    return Table(tuple(desk_(name) for name in head), rows)


# ── Sentences ──────────────────────────────────────────────────────────────────────────


def _shares(report: Report) -> tuple[Msg, ...]:
    first = report.first
    within = desk_(
        "A first response within {hours} hours: {wall} by the clock, {staffed} in staffed hours.",
        hours=first.hours,
        wall=_share(first.wall_within),
        staffed=_share(first.staffed_within),
    )
    solved = desk_(
        "Solved within {days} business days, the target: {share}.",
        days=SOLUTION_BUSINESS_DAYS,
        share=_share(report.solution.within),
    )
    return within, solved, _learned(report.learned), _warned(report), how_it_was(report.satisfaction)


def how_it_was(said: Satisfaction) -> Msg:
    """What clients who were asked said of our help: the score, how many said something, and who was silent."""
    if not said.asked:
        return desk_("How our help was: nobody was asked.")
    counts = desk_(
        "{answered} of {asked} who were asked answered ({share}); {silent} were silent",
        answered=Quantity(said.answered.hits),
        asked=Quantity(said.asked),
        share=between(said.answered),
        silent=Quantity(said.silent),
    )
    if not said.answered.hits:
        return desk_("How our help was: {counts}.", counts=counts)
    mean = desk_(", {mean} of 5 on average", mean=f"{said.tenths / 10:.1f}") if said.tenths is not None else ""
    return desk_(
        "How our help was: good, say {good} of {of} ({share}){mean}. {counts}.",
        good=Quantity(said.good.hits),
        of=Quantity(said.good.of),
        share=between(said.good),
        mean=mean,
        counts=counts,
    )


def between(share: Share) -> str:
    """A share with the interval that holds it 95 of 100 times: "42 %, 28–57"; a dash without any."""
    interval = wilson(share)
    return f"{share.percent} %, {interval.low}–{interval.high}" if interval else NOTHING


def _share(share: Share) -> Msg | str:
    if not share.of:
        return NOTHING
    return desk_("{percent} % of {count}", percent=share.percent, count=Quantity(share.of))


def _learned(learned: Learned | None) -> Msg:
    if learned is None:
        return desk_("Learned: nothing yet, too few tickets were answered.")
    return desk_(
        "Learned from the last {count} responses: half within {half}, nine of ten within {most}, in staffed hours.",
        count=Quantity(learned.responses),
        half=lasting(learned.p50_s),
        most=lasting(learned.p90_s),
    )


def _warned(report: Report) -> Msg:
    first, second, third = report.warned.items()
    return desk_(
        "Warnings that fell due: {first} at {at_first} %, {second} at {at_second} %, {third} at {at_third} %.",
        first=Quantity(first[1]),
        at_first=first[0],
        second=Quantity(second[1]),
        at_second=second[0],
        third=Quantity(third[1]),
        at_third=third[0],
    )


def lasting(seconds: int | None) -> str:
    """A duration as staff read it, to the minute: "49:05 h"; a dash for none."""
    if seconds is None:
        return NOTHING
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}:{minutes:02d} h"
