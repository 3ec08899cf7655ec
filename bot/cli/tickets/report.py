"""``report``: what the articles spared, and how good clients said that our help was; for people and for programs.

The JSON's keys are stable; moments are ISO 8601 with the desk's offset, shares 0 … 1, what isn't known is ``null``.

- ``from``, ``to``: the stretch of time in which it was asked; ``from`` is the first question or rating in it
- ``questions``: ``asked`` = ``confirmed`` + ``silent`` + ``person`` + ``left``; each with its ``share`` of all and the
  95 % interval of that (``low``, ``high``, in percent); ``came_back`` of the confirmed and silent who are a week old
  (``of``); ``spared``: what the articles spared lies between ``low`` (confirmed) and ``high`` (silent ones, too)
- ``satisfaction``: as in ``promises --json``
- ``weeks``: the same for each, by its Monday; ``articles``: the questions of each, by its ``slug`` (empty: none shown)
- ``people``: the satisfaction of each of the staff; only where the policy turns it on and ``--as`` may see it
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli import moments
from bot.cli.moments import iso, iso_or_none
from bot.cli.opened_desk import office
from bot.cli.screen import NOBODY_READS, cell, console, print_json, refuse, table
from bot.cli.tickets.promises import satisfaction
from bot.core.calendar.time_range import Span, span
from bot.core.model.people import Role
from bot.core.reports.deflection import HelpReport, Questions, Week
from bot.core.reports.satisfaction import Satisfaction
from bot.core.reports.statistics import Share, wilson
from bot.core.staff_view.promise_report import NOTHING, between, how_it_was
from bot.core.text.surface import Msg
from bot.engine.measuring import help_report
from bot.i18n import Reader, plain
from bot.ports import UnitOfWork

BAR_CELLS = 24
"""A bar beside its name and figures fits a window of 80 columns."""
WEEKS_SHOWN, ARTICLES_SHOWN = 12, 10
"""A screen's worth; all of them with ``--week`` and ``--article``."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula, at a cell's beginning."""

_ROWS = (
    ("confirmed", "said it's solved", "green", "█"),
    ("silent", "said nothing", "yellow", "▒"),
    ("person", "asked for a person", "cyan", "▓"),
    ("left", "not helped, left", "red", "░"),
)
"""How a question ended: its name, in words, its colour, and its sign where there are no colours."""


def show(
    data: Path | None,
    first: str | None,
    last: str | None,
    *,
    weekly: bool = False,
    by_article: bool = False,
    person: bool = False,
    as_name: str = "",
    as_json: bool = False,
    as_csv: bool = False,
    now: str | None = None,
) -> None:
    """Print the report of what was asked from ``first`` to ``last`` (ISO 8601; ``None``: open).

    Ends the program with exit code 2 when it was called wrongly, or for figures that ``as_name`` may not see.
    """
    if weekly + by_article + person > 1 or (as_json and as_csv):
        refuse("choose one of --week, --article and --person, and one of --json and --csv")
    with office(data) as desk:
        reader = Reader("en", desk.zone, moments.given("--now", now, desk.zone) if now else desk.now())
        asked = span(first, last, desk.zone)
        if isinstance(asked, Msg):
            refuse(f"--from, --to: {plain(asked, reader)}")
        with desk.store.read() as unit:
            seen = _people_seen(unit, as_name, on=desk.policy.privacy.staff_figures) if person else frozenset()
            report = help_report(unit, desk.zone, reader.now, asked)
        shown_people = tuple((name, said) for name, said in report.people if name in seen)
        if as_json:
            print_json(_json(report, shown_people, asked, desk.zone, person=person))
        elif as_csv:
            _csv(report, shown_people, by_article=by_article, person=person)
        else:
            _print(report, shown_people, reader, weekly=weekly, by_article=by_article, person=person)


def _people_seen(unit: UnitOfWork, name: str, *, on: bool) -> frozenset[str]:
    """Of whom somebody may see figures: a lead of everybody, the others of themselves, where the policy has it."""
    if not on:
        refuse("the policy keeps figures about single people off (privacy.staff_figures)")
    team = {member.name: member for member, _identities in unit.staff_list() if member.active}
    if name not in team:
        refuse(f"--person: say with --as who you are; {name or 'nobody'} isn't on the desk's staff")
    return frozenset(team) if team[name].role is Role.LEAD else frozenset({name})


# ── For people ─────────────────────────────────────────────────────────────────────────


def _print(
    report: HelpReport,
    people: Sequence[tuple[str, Satisfaction]],
    reader: Reader,
    *,
    weekly: bool,
    by_article: bool,
    person: bool,
) -> None:
    out = console()
    if report.start is None:
        out.print("Nobody has asked anything in that time, as far as it was counted.")
        return
    if person:
        out.print(_people(people))
        return
    if weekly:
        out.print(_weeks(report.weeks))
        return
    if by_article:
        out.print(_articles(report.articles))
        return
    _whole(out, report, reader)


def _whole(out: Console, report: HelpReport, reader: Reader) -> None:
    questions = report.questions
    since = iso(report.start, reader.zone)[:10] if report.start else NOTHING
    count = f"{questions.asked:,} question{'' if questions.asked == 1 else 's'}"
    out.print(Text(f"{count} since {since}, each counted once", style="bold"))
    if questions.asked:
        out.print(_ends(questions))
        for line in _sentences(questions):
            out.print(line)
    out.print()
    if len(report.weeks) > 1:
        out.print(Text(f"By week, the last {min(WEEKS_SHOWN, len(report.weeks))}", style="bold"))
        out.print(_bars(report.weeks[-WEEKS_SHOWN:]))
    if any(slug for slug, _questions in report.articles):
        out.print(Text("By article, those asked about most", style="bold"))
        out.print(_articles(report.articles[:ARTICLES_SHOWN]))
    out.print(plain(how_it_was(report.satisfaction), reader))


def _ends(questions: Questions) -> Table:
    """How questions ended, a bar each, with the share and its interval."""
    drawn = Table.grid(padding=(0, 2))
    drawn.add_row("", "", Text("Asked", style="dim", justify="right"), Text("Share, 95 of 100 sure", style="dim"))
    for name, words, style, _sign in _ROWS:
        share = questions.share(getattr(questions, name))
        drawn.add_row(cell(words), _bar(share, style), Text(f"{share.hits:,}", justify="right"), cell(between(share)))
    return drawn


def _bar(share: Share, style: str, cells: int = BAR_CELLS) -> Text:
    """A share as a bar of eighths of a cell; on what is behind it stands the rest."""
    eighths = round(8 * cells * share.hits / share.of) if share.of else 0
    eighths = max(eighths, 1) if share.hits else 0
    full, rest = divmod(eighths, 8)
    drawn = "█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")
    return Text(drawn.ljust(cells), style=style)


def _sentences(questions: Questions) -> Iterator[str]:
    back = questions.came_back
    if back.of:
        yield f"{back.hits:,} of {back.of:,} who said it's solved or nothing came back within 7 days ({between(back)})."
    else:
        yield "Who came back within 7 days isn't known yet."
    if questions.spared:
        low, high = questions.spared
        yield f"Spared by articles: at least {low.percent} % (said it's solved, stayed away)."
        yield f"With those who said nothing and stayed away it would be {high.percent} %."


def _bars(weeks: Sequence[Week]) -> Table:
    """A line a week: how many questions, in the colours of how they ended."""
    drawn, most = Table.grid(padding=(0, 2)), max((week.questions.asked for week in weeks), default=0)
    for week in weeks:
        bar = _stacked(week.questions, most)
        said = week.satisfaction
        good = f"👍 {said.good.percent} % of {said.good.of:,}" if said.good.of else ""
        count = Text(f"{week.questions.asked:,}", justify="right")
        drawn.add_row(cell(week.begins.isoformat()), bar, count, cell(good))
    legend = Text("  ").join(Text(f"{sign} {words}", style=style) for _name, words, style, sign in _ROWS)
    whole = Table.grid()
    whole.add_row(drawn)
    whole.add_row(legend)
    whole.add_row("")
    return whole


def _stacked(questions: Questions, most: int) -> Text:
    """How a week's questions ended, behind one another; the longest bar is that of the week with the most."""
    bar, ended, drawn = Text(), 0, 0
    for name, _words, style, sign in _ROWS:
        ended += getattr(questions, name)
        until = round(BAR_CELLS * ended / most) if most else 0
        bar.append(sign * (until - drawn), style=style)
        drawn = until
    return bar


_HEAD = ("Asked", "Solved", "Silent", "Person", "Left", "Back in 7 days")


def _counts(questions: Questions) -> tuple[Text, ...]:
    numbers = (questions.asked, *(getattr(questions, name) for name, *_how in _ROWS))
    back = questions.came_back
    known = f"{back.hits:,}/{back.of:,}" if back.of else NOTHING
    return tuple(Text(text, justify="right") for text in (*(f"{n:,}" for n in numbers), known))


def _weeks(weeks: Sequence[Week]) -> Table:
    rows: list[tuple[str | Text, ...]] = []
    for week in weeks:
        good = week.satisfaction.good
        rated = Text(f"{good.percent} % ({good.of:,})" if good.of else NOTHING, justify="right")
        rows.append((week.begins.isoformat(), *_counts(week.questions), rated))
    return table(("Week of", *_HEAD, "Good"), rows)


def _articles(articles: Sequence[tuple[str, Questions]]) -> Table:
    rows: list[tuple[str | Text, ...]] = [(slug or "(no article)", *_counts(questions)) for slug, questions in articles]
    return table(("Article", *_HEAD), rows)


def _people(people: Sequence[tuple[str, Satisfaction]]) -> Table:
    rows: list[tuple[str | Text, ...]] = [
        (
            name,
            *(
                Text(text, justify="right")
                for text in (f"{said.asked:,}", f"{said.answered.hits:,}", f"{said.silent:,}")
            ),
            between(said.good),
        )
        for name, said in people
    ]
    return table(("Tickets of", "Asked", "Answered", "Silent", "Good, in %"), rows)


# ── For programs ───────────────────────────────────────────────────────────────────────


def _share(share: Share) -> dict[str, Any]:
    interval = wilson(share)
    low, high = (interval.low, interval.high) if interval else (None, None)
    return {"count": share.hits, "share": share.part, "low": low, "high": high}


def _questions(questions: Questions) -> dict[str, Any]:
    spared = questions.spared
    return {
        "asked": questions.asked,
        **{name: _share(questions.share(getattr(questions, name))) for name, *_how in _ROWS},
        "came_back": {**_share(questions.came_back), "of": questions.came_back.of},
        "spared": {"low": spared[0].part, "high": spared[1].part} if spared else None,
    }


def _json(
    report: HelpReport, people: Sequence[tuple[str, Satisfaction]], asked: Span, zone: str, *, person: bool
) -> dict[str, Any]:
    facts = {
        "from": iso_or_none(report.start, zone),
        "to": iso_or_none(asked.end, zone),
        "measured_at": iso(report.now, zone),
        "questions": _questions(report.questions),
        "satisfaction": satisfaction(report.satisfaction),
        "weeks": [
            {
                "week": week.begins.isoformat(),
                **_questions(week.questions),
                "satisfaction": satisfaction(week.satisfaction),
            }
            for week in report.weeks
        ],
        "articles": [{"slug": slug, **_questions(questions)} for slug, questions in report.articles],
    }
    return {**facts, "people": [{"name": name, **satisfaction(said)} for name, said in people]} if person else facts


def _csv(report: HelpReport, people: Sequence[tuple[str, Satisfaction]], *, by_article: bool, person: bool) -> None:
    """A line for each week, article or person; no cell is a formula."""
    counts = ("asked", "confirmed", "silent", "person", "left", "came_back", "came_back_of")
    ratings = ("rating_asked", "rating_answered", "rating_silent", "rating_good")
    head: tuple[str, ...] = ("week", *counts, *ratings)
    rows: list[tuple[object, ...]] = [
        (week.begins.isoformat(), *_numbers(week.questions), *_rated(week.satisfaction)) for week in report.weeks
    ]
    if person:
        head, rows = ("name", *ratings), [(name, *_rated(said)) for name, said in people]
    elif by_article:
        head, rows = ("slug", *counts), [(slug, *_numbers(questions)) for slug, questions in report.articles]
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows((harmless(str(name)), *numbers) for name, *numbers in rows)
    try:
        sys.stdout.write(text.getvalue())
        sys.stdout.flush()
    except BrokenPipeError:
        raise BrokenPipeError(NOBODY_READS) from None


def _numbers(questions: Questions) -> tuple[int, ...]:
    back = questions.came_back
    return (questions.asked, *(getattr(questions, name) for name, *_how in _ROWS), back.hits, back.of)


def _rated(said: Satisfaction) -> tuple[int, ...]:
    return said.asked, said.answered.hits, said.silent, said.good.hits


def harmless(text: str) -> str:
    """Text for a cell of a table: a spreadsheet reads it as text, whatever it begins with."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text
