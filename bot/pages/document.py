"""A page in its reader's language: what each form of a file is drawn from."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale

from bot.core.text.reply_parts import Page
from bot.core.text.surface import Block, LocalizedBlock, Text
from bot.i18n import Reader, localize, plain


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its anchor's name."""

    name: str
    title: str
    blocks: tuple[LocalizedBlock, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole page as it reads."""

    lang: str
    title: str
    lead: str
    sections: tuple[Part, ...]
    foot: tuple[LocalizedBlock, ...]

    @property
    def direction(self) -> str:
        """Of its script: ``ltr`` or ``rtl``."""
        return str(Locale.parse(self.lang).text_direction)


def document(page: Page, reader: Reader) -> Document:
    """A page in the reader's language and zone."""
    sections = tuple(Part(s.name, plain(s.title, reader), shown(s.blocks, reader)) for s in page.sections)
    return Document(
        reader.lang, plain(page.title, reader), plain(page.lead, reader), sections, shown(page.foot, reader)
    )


def shown(blocks: Iterable[Block], reader: Reader) -> tuple[LocalizedBlock, ...]:
    """Blocks as they read; a page offers nothing to choose."""
    return localize(Text(tuple(blocks)), reader, token=str).blocks
