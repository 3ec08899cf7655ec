"""A page as PDF, by fpdf2: the extra ``pdf``. Letters come from a font of the machine's, where one is found."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.text.errors import ExtraMissing
from bot.core.text.surface import LocalizedBlock, LocalizedQuote, LocalizedTable, Para
from bot.core.text.words import visible
from bot.pages.document import Document

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = (
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    ("/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf", "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans-Bold.ttf"),
    ("/usr/share/fonts/TTF/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf"),
    (
        "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    ),
    ("/System/Library/Fonts/Supplemental/Arial.ttf", "/System/Library/Fonts/Supplemental/Arial Bold.ttf"),
)
"""Regular and bold, where Linux's distributions and macOS keep them; the first that is there is taken."""
BUILT_IN = "helvetica"
"""Every reader of PDF has it; it knows the letters of Western Europe alone, and others are shown as "?"."""
OURS = "text"
TITLE_PT, HEAD_PT, TEXT_PT, SMALL_PT = 18, 13, 10, 8
LINE_MM, SMALL_LINE_MM = 5.2, 4.2
INDENT_MM = 4
GAP_MM = 3
"""Between the columns of a table."""
INK, SOFT, RULE = (27, 36, 48), (86, 98, 115), (200, 208, 218)


def pdf(page: Document) -> bytes:
    """The page, from top to bottom. Raises ExtraMissing without the library."""
    try:
        from fpdf import FPDF
    except ImportError:
        raise ExtraMissing("pdf") from None
    drawn = FPDF()
    drawn.set_title(page.title)
    drawn.set_lang(page.lang)
    sheet = _Sheet(drawn)
    drawn.add_page()
    sheet.say(page.title, TITLE_PT, bold=True)
    sheet.say(page.lead, TEXT_PT, colour=SOFT)
    for section in page.sections:
        drawn.ln(LINE_MM)
        sheet.say(section.title, HEAD_PT, bold=True)
        sheet.blocks(section.blocks)
    drawn.ln(LINE_MM)
    sheet.blocks(page.foot)
    return bytes(drawn.output())


class _Sheet:
    """What is drawn on, and with which letters. Lines are broken here: the library takes a hundred times as long."""

    def __init__(self, drawn: "FPDF") -> None:
        self.drawn, self.font = drawn, BUILT_IN
        self.widths: dict[tuple[bool, str], float] = {}
        """Of letters, at a size of one point."""
        for regular, bold in FONTS:
            if Path(regular).is_file() and Path(bold).is_file():
                drawn.add_font(OURS, "", regular)
                drawn.add_font(OURS, "B", bold)
                self.font = OURS
                break

    def say(
        self, text: str, points: float, *, bold: bool = False, colour: tuple[int, int, int] = INK, indent: float = 0
    ) -> None:
        """A paragraph."""
        self._write_with(points, bold=bold, colour=colour)
        height = LINE_MM * max(points / TEXT_PT, 0.8)
        for line in self._lines(text, self.drawn.epw - indent, points, bold=bold):
            self.drawn.set_x(self.drawn.l_margin + indent)
            self.drawn.cell(0, height, line, new_x="LMARGIN", new_y="NEXT")

    def blocks(self, blocks: Iterable[LocalizedBlock]) -> None:
        """Blocks, one below the other."""
        for block in blocks:
            match block:
                case Para(runs):
                    self.say("".join(run.text for run in runs), TEXT_PT)
                case LocalizedQuote(text, by):
                    self.drawn.ln(1.5)
                    self.say(by, SMALL_PT, colour=SOFT, indent=INDENT_MM)
                    self.say(text, TEXT_PT, indent=INDENT_MM)
                case LocalizedTable(head, rows):
                    self._row(head, bold=True)
                    for row in rows:
                        self._row(row)
                case _:
                    raise TypeError(f"no page has a {type(block).__name__}")

    def _row(self, cells: Sequence[str], *, bold: bool = False) -> None:
        """A row of a table, whole on its page, with a line below it."""
        drawn, width = self.drawn, self.drawn.epw / len(cells)
        self._write_with(SMALL_PT, bold=bold, colour=INK)
        columns = [list(self._lines(cell, width - GAP_MM, SMALL_PT, bold=bold)) for cell in cells]
        height = SMALL_LINE_MM * max(map(len, columns))
        if drawn.will_page_break(height):
            drawn.add_page()
        top = drawn.get_y()
        for at, lines in enumerate(columns):
            for down, line in enumerate(lines):
                drawn.set_xy(drawn.l_margin + at * width, top + down * SMALL_LINE_MM)
                drawn.cell(width, SMALL_LINE_MM, line)
        drawn.set_draw_color(*RULE)
        drawn.line(drawn.l_margin, top + height, drawn.l_margin + drawn.epw, top + height)
        drawn.set_xy(drawn.l_margin, top + height)

    def _write_with(self, points: float, *, bold: bool, colour: tuple[int, int, int]) -> None:
        self.drawn.set_font(self.font, "B" if bold else "", points)
        self.drawn.set_text_color(*colour)

    def _lines(self, text: str, width: float, points: float, *, bold: bool) -> Iterator[str]:
        """The lines of a text that is folded between words, and within one that is longer than a line."""
        room = (width - 2 * self.drawn.c_margin) / points
        for paragraph in self._letters(text).split("\n"):
            line, used = "", 0.0
            for word in _WORDS.findall(paragraph):
                wide = self._width(word, bold=bold)
                if line and used + self._width(word.rstrip(), bold=bold) > room:
                    yield line
                    line, used = "", 0.0
                while wide > room:
                    part = self._fitting(word, room, bold=bold)
                    yield part
                    word = word[len(part) :]
                    wide = self._width(word, bold=bold)
                line, used = line + word, used + wide
            yield line

    def _fitting(self, word: str, room: float, *, bold: bool) -> str:
        """As much of a long word as a line holds: one letter at least."""
        used = 0.0
        for at, letter in enumerate(word):
            used += self._width(letter, bold=bold)
            if used > room and at:
                return word[:at]
        return word

    def _width(self, text: str, *, bold: bool) -> float:
        return sum(self._letter(letter, bold=bold) for letter in text)

    def _letter(self, letter: str, *, bold: bool) -> float:
        """How wide a letter is at a size of one point, in mm."""
        if (bold, letter) not in self.widths:
            self.widths[bold, letter] = self.drawn.get_string_width(letter) / self.drawn.font_size_pt
        return self.widths[bold, letter]

    def _letters(self, text: str) -> str:
        """The text in signs that the font has."""
        text = visible(text).replace("\t", "    ").replace("\r", "")
        if self.font == BUILT_IN:
            return text.translate(_PLAIN).encode("latin-1", "replace").decode("latin-1")
        return text


_WORDS = re.compile(r"\S++\s*+|\s++")
"""Words with the spaces behind them."""
_PLAIN = str.maketrans("“”„’–—…\u00a0\u202f−▤", '"""\'--.  --')
"""What we ourselves write, in letters of Western Europe."""
