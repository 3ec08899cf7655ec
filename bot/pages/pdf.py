"""A page as PDF, by fpdf2: the extra ``pdf``. Letters come from a font of the machine's, where one is found."""

from collections.abc import Iterable
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
INK, SOFT = (27, 36, 48), (86, 98, 115)


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
    """What is drawn on, and with which letters."""

    def __init__(self, drawn: "FPDF") -> None:
        self.drawn, self.font = drawn, BUILT_IN
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
        from fpdf.enums import WrapMode

        self.drawn.set_font(self.font, "B" if bold else "", points)
        self.drawn.set_text_color(*colour)
        self.drawn.set_x(self.drawn.l_margin + indent)
        line = LINE_MM * max(points / TEXT_PT, 0.8)
        self.drawn.multi_cell(
            0,
            line,
            self.letters(text),
            align="L",
            new_x="LMARGIN",
            new_y="NEXT",
            wrapmode=WrapMode.CHAR if _unbroken(text) else WrapMode.WORD,
        )

    def letters(self, text: str) -> str:
        """The text in signs that the font has."""
        text = visible(text).replace("\t", "    ").replace("\r", "")
        if self.font == BUILT_IN:
            return text.translate(_PLAIN).encode("latin-1", "replace").decode("latin-1")
        return text

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
                case LocalizedTable():
                    self._table(block)
                case _:
                    raise TypeError(f"no page has a {type(block).__name__}")

    def _table(self, table: LocalizedTable) -> None:
        from fpdf.enums import WrapMode

        self.drawn.set_font(self.font, "", SMALL_PT)
        self.drawn.set_text_color(*INK)
        with self.drawn.table(
            borders_layout="HORIZONTAL_LINES", line_height=SMALL_LINE_MM, text_align="LEFT", wrapmode=WrapMode.CHAR
        ) as drawn:
            for cells in (table.head, *table.rows):
                row = drawn.row()
                for cell in cells:
                    row.cell(self.letters(cell))


_PLAIN = str.maketrans("“”„’–—…\u00a0\u202f−▤", '"""\'--.  --')
"""What we ourselves write, in letters of Western Europe."""
WORD_CHARS_MAX = 60
"""A longer word is broken wherever the line ends."""


def _unbroken(text: str) -> bool:
    return any(len(word) > WORD_CHARS_MAX for word in text.split())
