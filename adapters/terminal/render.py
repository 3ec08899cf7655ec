"""Draw a localized reply in a terminal. Pure; decides nothing.

What people wrote reaches the terminal only through ``visible``: control sequences are text here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from bot.core.text.surface import (
    Fetched,
    File,
    KeptFile,
    LocalizedBlock,
    LocalizedCard,
    LocalizedDoc,
    LocalizedField,
    LocalizedForm,
    LocalizedQuote,
    LocalizedReply,
    LocalizedTable,
    LocalizedTranscript,
    Para,
    Run,
)
from bot.core.text.words import visible

STYLES = {"": "", "strong": "bold", "emph": "italic", "code": "cyan"}
HIT = "bold yellow"
QUIET = "dim"
BAR = " │ "
CELLS = "  "
DRAWN_CHARS_MAX = 20_000
"""Articles are a tenth as long; the library takes up to 7 µs for a character …"""
COSTLY, COSTLY_MAX = "[<|", 2_000
"""… and up to 80 µs for each of these signs."""
LINES, LINES_MAX = "\n\t\u2028\u2029", 2_000
"""Of words that are no article it takes up to 40 µs for a line or a tab, and looks at separators in a row, which have
no width, anew from each of them; no window shows so many."""


def draw(console: Console, shown: LocalizedReply) -> None:
    """Print a reply. Nothing in it is wider than the window but what the terminal folds by itself."""
    console.print(render(shown), crop=False)


def render(shown: LocalizedReply) -> RenderableType:
    """The whole reply: words, then what can be chosen, by number."""
    return Group(*_parts(shown))


def _parts(shown: LocalizedReply) -> Iterator[RenderableType]:
    number = 1
    for block in shown.blocks:
        if isinstance(block, LocalizedCard):
            yield _card(block, number if block.offer else None)
            number += 1 if block.offer else 0
        else:
            yield _block(block)
    if shown.form is not None:
        yield _form(shown.form)
    for offer in shown.offers:
        yield _words(("  ", ""), (f"{number:>2}", "bold cyan"), ("  ", ""), (visible(offer.label), ""))
        number += 1


def _block(block: LocalizedBlock) -> RenderableType:
    match block:
        case Para(runs):
            return _words(*(_run(run) for run in runs))
        case LocalizedQuote():
            return _quote(block)
        case LocalizedDoc():
            return _doc(block)
        case LocalizedTable():
            return _table(block)
        case File() | KeptFile() | Fetched() | LocalizedTranscript():
            return _words(("▤ ", "cyan"), (visible(block.name), ""))
        case _:
            return _words((visible(block.title), ""))


def _words(*parts: tuple[str, str]) -> RenderableType:
    """Words, each in its style; what has too many lines to be folded between words is left to the terminal."""
    return _AsWritten("".join(text for text, _style in parts)) if _long(parts) else Text.assemble(*parts)


def _long(parts: Iterable[tuple[str, str]]) -> bool:
    return sum(text.count(sign) for text, _style in parts for sign in LINES) > LINES_MAX


@dataclass(frozen=True, slots=True)
class _AsWritten:
    """Words in one piece: neither folded nor styled."""

    text: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segment(self.text)
        yield Segment.line()


def _run(run: Run) -> tuple[str, str]:
    return visible(run.text), STYLES[run.style]


def _quote(quote: LocalizedQuote) -> RenderableType:
    by, said = visible(quote.by).splitlines(), visible(quote.text).splitlines() or [""]
    if len(by) + len(said) > LINES_MAX or _long(((quote.text, ""), (quote.by, ""))):
        return _AsWritten("\n".join(f"{BAR}{line}" for line in (*by, *said)))
    return _Barred((*((line, QUIET) for line in by), *((line, "") for line in said)))


@dataclass(frozen=True, slots=True)
class _Barred:
    """Lines, each in a style, with a bar at their side. A table would take ten times as long."""

    lines: Sequence[tuple[str, str]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, bar = max(1, options.max_width - len(BAR)), Segment(BAR, console.get_style("cyan"))
        for line, style in self.lines:
            drawn = console.get_style(style)
            for part in _folded(line, width, console):
                yield from (bar, Segment(part, drawn), Segment.line())


def _folded(line: str, width: int, console: Console) -> Iterable[str]:
    if "\t" not in line and cell_len(line) <= width:
        return (line,)
    return (part.plain for part in Text(line).wrap(console, width, overflow="fold"))


def _card(card: LocalizedCard, number: int | None) -> RenderableType:
    shown = "" if number is None else str(number)
    title = _words(("  ", ""), (f"{shown:>2}", "bold cyan"), ("  ", ""), (visible(card.title), "bold"))
    extract = _words(*((visible(piece.text), HIT if piece.hit else "") for piece in card.extract))
    return Group(title, _indented(extract), *_address(card.url))


def _address(url: str) -> tuple[RenderableType, ...]:
    """Where an article is on the web, on a line of its own; nothing where it is on no page."""
    return (_indented(Text(visible(url), style="dim underline")),) if url else ()


def _indented(words: RenderableType) -> RenderableType:
    return words if isinstance(words, _AsWritten) else Padding(words, (0, 0, 0, 6))


def _doc(doc: LocalizedDoc) -> RenderableType:
    return Group(
        Rule(Text(" ".join(visible(doc.title).split()), style="bold"), align="left"),
        _markdown(visible(doc.markdown)),
        *((Text(visible(doc.url), style="dim underline"),) if doc.url else ()),
        Rule(style=QUIET),
    )


def _markdown(text: str) -> RenderableType:
    """Drawn; what takes too long to be taken apart stands as it was written."""
    costly = len(text) > DRAWN_CHARS_MAX or sum(map(text.count, COSTLY)) > COSTLY_MAX
    return _words((text, "")) if costly else Markdown(text)


def _table(table: LocalizedTable) -> RenderableType:
    if _long((cell, "") for row in table.rows for cell in row):
        return _AsWritten("\n".join(CELLS.join(map(visible, row)) for row in (table.head, *table.rows)))
    drawn = Table(box=box.SIMPLE, pad_edge=False)
    for name in table.head:
        drawn.add_column(visible(name), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(visible(cell)) for cell in row))
    return drawn


def _form(form: LocalizedForm) -> RenderableType:
    """A terminal asks for one field at a time."""
    asked = form.fields[form.current]
    parts: list[RenderableType] = [_words((f"▢ {visible(asked.label)}", "bold"))]
    if asked.hint:
        parts.append(_words((f"  {visible(asked.hint)}", QUIET)))
    parts.extend(_held(asked))
    return Group(*parts)


def _held(asked: LocalizedField) -> Iterator[RenderableType]:
    if asked.problem:
        yield _words((f"  {visible(asked.problem)}", "red"))
