"""Draw a localized reply in a terminal. Pure; decides nothing.

What people wrote reaches the terminal only through ``visible``: control sequences are text here.
"""

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.core.surface import (
    File,
    Para,
    Run,
    Shown,
    ShownBlock,
    ShownCard,
    ShownDoc,
    ShownField,
    ShownForm,
    ShownQuote,
    ShownTable,
)
from bot.core.words import visible

STYLES = {"": "", "strong": "bold", "emph": "italic", "code": "cyan"}
HIT = "bold yellow"
QUIET = "dim"


def render(shown: Shown) -> RenderableType:
    """The whole reply: words, then what can be chosen, by number."""
    return Group(*_parts(shown))


def _parts(shown: Shown) -> Iterator[RenderableType]:
    number = 1
    for block in shown.blocks:
        if isinstance(block, ShownCard):
            yield _card(block, number if block.offer else None)
            number += 1 if block.offer else 0
        else:
            yield _block(block)
    if shown.form is not None:
        yield _form(shown.form)
    for offer in shown.offers:
        yield Text.assemble(("  ", ""), (f"{number:>2}", "bold cyan"), "  ", visible(offer.label))
        number += 1


def _block(block: ShownBlock) -> RenderableType:
    match block:
        case Para(runs):
            return Text.assemble(*(_run(run) for run in runs))
        case ShownQuote():
            return _quote(block)
        case ShownDoc():
            return _doc(block)
        case ShownTable():
            return _table(block)
        case File():
            return Text.assemble(("▤ ", "cyan"), visible(block.name))
        case _:
            return Text(visible(block.title))


def _run(run: Run) -> tuple[str, str]:
    return visible(run.text), STYLES[run.style]


def _quote(quote: ShownQuote) -> RenderableType:
    lines = Table.grid(padding=(0, 1))
    lines.add_column(style="cyan", no_wrap=True)
    lines.add_column(overflow="fold")
    if quote.by:
        lines.add_row("│", Text(visible(quote.by), style=QUIET))
    for line in visible(quote.text).splitlines() or [""]:
        lines.add_row("│", Text(line))
    return Padding(lines, (0, 0, 0, 1))


def _card(card: ShownCard, number: int | None) -> RenderableType:
    shown = "" if number is None else str(number)
    title = Text.assemble(("  ", ""), (f"{shown:>2}", "bold cyan"), "  ", (visible(card.title), "bold"))
    extract = Text("")
    for piece in card.extract:
        extract.append(visible(piece.text), style=HIT if piece.hit else "")
    return Group(
        title, Padding(extract, (0, 0, 0, 6)), Padding(Text(visible(card.url), style="dim underline"), (0, 0, 0, 6))
    )


def _doc(doc: ShownDoc) -> RenderableType:
    return Group(
        Rule(Text(visible(doc.title), style="bold"), align="left"),
        Markdown(visible(doc.markdown)),
        Text(visible(doc.url), style="dim underline"),
        Rule(style=QUIET),
    )


def _table(table: ShownTable) -> RenderableType:
    drawn = Table(box=box.SIMPLE, pad_edge=False)
    for name in table.head:
        drawn.add_column(visible(name), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(visible(cell)) for cell in row))
    return drawn


def _form(form: ShownForm) -> RenderableType:
    """A terminal asks for one field at a time."""
    asked = form.fields[form.current]
    parts: list[RenderableType] = [Text(f"▢ {visible(asked.label)}", style="bold")]
    if asked.hint:
        parts.append(Text(f"  {visible(asked.hint)}", style=QUIET))
    parts.extend(_held(asked))
    return Group(*parts)


def _held(asked: ShownField) -> Iterator[RenderableType]:
    if asked.problem:
        yield Text(f"  {visible(asked.problem)}", style="red")
