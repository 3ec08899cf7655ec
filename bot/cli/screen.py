"""What the verbs print: JSON for programs, text and tables for people, one line for a mistake."""

import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.core.text.words import visible
from bot.ports.check_result import CheckResult

PIPE_COLUMNS = 100
"""How wide the text is that goes into a pipe or a file."""

NOBODY_READS = "nobody reads the output"


class _Screen(Console):
    """A Rich console that raises BrokenPipeError instead of ending the program."""

    def on_broken_pipe(self) -> None:
        """Raise BrokenPipeError, without the number that makes the command line's library exit with 1."""
        raise BrokenPipeError(NOBODY_READS) from None


def console() -> Console:
    """Rich to a terminal; plain text of a steady width into a pipe. Emoji codes and markup stay text.

    Printing to it raises BrokenPipeError when nobody reads any more.
    """
    width = None if sys.stdout.isatty() else PIPE_COLUMNS
    return _Screen(width=width, emoji=False, markup=False, highlight=False)


@contextmanager
def progress(title: str) -> Iterator[Callable[[str, float | None], None]]:
    """A bar beside what is printed, while it lasts: on a terminal only, and on the error stream."""
    if not sys.stderr.isatty():
        yield lambda _what, _done: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task(title, total=None)

        def told(what: str, done: float | None) -> None:
            drawn.update(task, description=f"{title}: {what}", completed=done or 0.0, total=None if done is None else 1)

        yield told


def print_json(value: Any) -> None:
    """One JSON document. Everything beyond ASCII is escaped: a terminal can't be driven by it.

    Raises BrokenPipeError when nobody reads any more.
    """
    try:
        print(json.dumps(value, indent=2), flush=True)
    except BrokenPipeError:
        raise BrokenPipeError(NOBODY_READS) from None


def print_json_rows(facts: dict[str, Any], name: str, rows: Iterable[Any]) -> None:
    """The same document as ``print_json({**facts, name: [*rows]})``, each row printed as it comes.

    Raises BrokenPipeError when nobody reads any more.
    """
    try:
        print(json.dumps(facts, indent=2).removesuffix("\n}"), end=f',\n  "{name}": [')
        between, after = "\n", "]"
        for row in rows:
            print(between + textwrap.indent(json.dumps(row, indent=2), "    "), end="")
            between, after = ",\n", "\n  ]"
        print(f"{after}\n}}", flush=True)
    except BrokenPipeError:
        raise BrokenPipeError(NOBODY_READS) from None


def cell(text: str, style: str = "") -> Text:
    """Text for a table; what people wrote can't move the cursor."""
    return Text(visible(text), style=style)


def table(head: Sequence[str], rows: Sequence[Sequence[str | Text]]) -> Table:
    """Rows under named columns; words wrap, and nothing is cut off."""
    drawn = Table(box=box.SIMPLE, pad_edge=False)
    for name in head:
        drawn.add_column(name, overflow="fold")
    for row in rows:
        drawn.add_row(*(cell(value) if isinstance(value, str) else value for value in row))
    return drawn


def refuse(why: str) -> NoReturn:
    """Say in one line what was wrong with the call, and end with exit code 2."""
    print(f"frontdoor: {visible(why)}", file=sys.stderr)
    raise typer.Exit(2)


def not_ready(why: str) -> NoReturn:
    """Say in one line what of the settings or the machine isn't as it has to be, and end with exit code 1."""
    print(f"frontdoor: {visible(why)}", file=sys.stderr)
    raise typer.Exit(1)


def print_findings(findings: Iterable[CheckResult]) -> int:
    """Print what was looked at; the exit code is 1 when something isn't well."""
    well = True
    for finding in findings:
        console().print(f"{'ok ' if finding.well else 'NOT'}  {finding.says}", soft_wrap=True)
        well = well and finding.well
    return 0 if well else 1


def print_html(text: str) -> None:
    """To the output, as the page itself says it is written: in UTF-8, or in signs that UTF-8 shares."""
    if (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
        text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    print(text, flush=True)
