"""Draw a localized reply as a message of components: one container, its colour by what it is about. Pure.

Each article is a section with its link and its own button; everything is read in its order, what can be chosen comes
last. Words alone, which nothing can be chosen of, are a message as anybody writes one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from adapters.discord.drawing import blocks, choices, render
from adapters.discord.drawing.choices import Button, Row
from adapters.discord.drawing.render import LEFT_OUT, Message, joined
from adapters.discord.limits import FILES_MAX, LAYOUT_CHARS_MAX, LAYOUT_COMPONENTS_MAX, ROWS_MAX, size
from bot.core.text.surface import Fetched, File, LocalizedCard, LocalizedReply, Tone

ACCENTS: dict[Tone, int | None] = {
    "": None,
    "waiting": 0x5865F2,
    "working": 0x3498DB,
    "asked": 0xFEE75C,
    "answered": 0x57F287,
    "resting": 0x95A5A6,
    "late": 0xED4245,
    "solved": 0x1F8B4C,
    "closed": 0x607D8B,
    "billed": 0xE67E22,
}
"""The colour at a container's side; ``None`` for none."""
ROOM_CHARS = len(f"\n\n{LEFT_OUT}")
CALLED_CHARS_MAX = 500
"""Whom a message calls stands above its container: some twenty roles."""
WORDS_CHARS_MAX = LAYOUT_CHARS_MAX - CALLED_CHARS_MAX
DOC_CHARS_MAX = WORDS_CHARS_MAX - 2 * ROOM_CHARS
"""A piece of an article, alone in its message, with room for saying that something was left out."""
AROUND = 3
"""The container, whom it calls above it, and the line below what is billed."""


@dataclass(frozen=True, slots=True)
class Section:
    """An article: its words, and the button beside them."""

    words: str
    button: Button


@dataclass(frozen=True, slots=True)
class Layout:
    """What one message of components shows, from above to below: its parts, its files, what can be chosen."""

    parts: tuple[str | Section, ...]
    choices: tuple[Row, ...] = ()
    files: tuple[File | Fetched, ...] = ()
    accent: int | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """Everything that can be chosen, in the order in which it stands."""
        beside = tuple((part.button,) for part in self.parts if isinstance(part, Section))
        return (*beside, *self.choices)


def messages(shown: LocalizedReply) -> "tuple[Message | Layout, ...]":
    """A reply in as many messages as its length takes; what can be chosen stands under the last."""
    if _is_words_alone(shown):
        return render.messages(shown)
    beside, rows = choices.apart(shown)
    first_rows, *further = list(choices.sheets(rows)) or [()]
    *before, last = _filled(shown, beside, _count(first_rows))
    return (
        *(sheet.layout(shown.tone) for sheet in before),
        last.layout(shown.tone, first_rows),
        *(Layout((LEFT_OUT,), more, accent=ACCENTS[shown.tone]) for more in further),
    )


def one(shown: LocalizedReply) -> Layout:
    """A reply as one message, such as a card; what doesn't fit is left out, choices stay.

    It is of components whatever it shows: a message that was of components once can't be anything else.
    """
    beside, rows = choices.apart(shown)
    first_rows = tuple(rows[:ROWS_MAX])
    first, *others = _filled(shown, beside, _count(first_rows), spare=1)
    if others:
        first.put(LEFT_OUT)
    first.files += [file for other in others for file in other.files][: FILES_MAX - len(first.files)]
    return first.layout(shown.tone, first_rows)


def without_stale_choices(layout: Layout) -> Layout:
    """A message whose time is over: without what can't be chosen any more."""
    parts = tuple(_calm(part) for part in layout.parts)
    return replace(layout, parts=parts, choices=choices.fresh(layout.choices))


def _calm(part: str | Section) -> str | Section:
    stale = isinstance(part, Section) and not choices.fresh(((part.button,),))
    return part.words if isinstance(part, Section) and stale else part


def _is_words_alone(shown: LocalizedReply) -> bool:
    """Whether a reply is as anybody would write it: notifications show such a message whole."""
    return not (shown.tone or shown.offers or shown.form) and all(
        block.kind in {"para", "quote", "table"} for block in shown.blocks
    )


def _count(rows: Sequence[Row]) -> int:
    """The components of rows: each row is one, too."""
    return sum(1 + len(row) for row in rows)


# ── Filling ────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Sheet:
    """A message while it is filled."""

    room: int
    """So many components may stand in it, beside what can be chosen below them."""
    spare: int = 0
    """One keeps room for saying that something was left out."""
    parts: list[str | Section] = field(default_factory=list)
    files: list[File | Fetched] = field(default_factory=list)

    def takes(self, part: str | Section | File | Fetched) -> bool:
        """Whether there is room for one more."""
        if isinstance(part, File | Fetched):
            return len(self.files) < FILES_MAX and self._count() + 1 <= self.room
        words = part if isinstance(part, str) else part.words
        chars = sum(map(_chars, self.parts)) + size(words) + ROOM_CHARS * (1 + self.spare)
        return chars <= WORDS_CHARS_MAX and self._count() + _components(part) <= self.room - self.spare

    def _count(self) -> int:
        return sum(map(_components, self.parts)) + len(self.files)

    def put(self, part: str | Section | File | Fetched) -> None:
        """Add one; words go to the words that they follow."""
        if isinstance(part, File | Fetched):
            self.files.append(part)
        elif isinstance(part, str) and self.parts and isinstance(above := self.parts[-1], str):
            self.parts[-1] = joined(above, part)
        else:
            self.parts.append(joined("", part) if isinstance(part, str) else part)

    def layout(self, tone: Tone, rows: Sequence[Row] = ()) -> Layout:
        """What it has become."""
        return Layout(tuple(self.parts) or (LEFT_OUT,), tuple(rows), tuple(self.files), ACCENTS[tone])


def _components(part: str | Section) -> int:
    """A section counts with its words and its button."""
    return 1 if isinstance(part, str) else 3


def _chars(part: str | Section) -> int:
    return size(part if isinstance(part, str) else part.words)


def _filled(shown: LocalizedReply, beside: Sequence[Button | None], below: int, spare: int = 0) -> list[_Sheet]:
    """The parts on as few sheets as they need; ``below`` so many components follow on the last."""
    room = LAYOUT_COMPONENTS_MAX - AROUND - below
    sheets = [_Sheet(room, spare)]
    for part in _parts(shown, beside):
        if not sheets[-1].takes(part):
            sheets.append(_Sheet(room, spare))
        sheets[-1].put(part)
    return sheets


def _parts(shown: LocalizedReply, beside: Sequence[Button | None]) -> Iterator[str | Section | File | Fetched]:
    buttons = iter(beside)
    for block in shown.blocks:
        if isinstance(block, LocalizedCard):
            words, button = blocks.article(block), next(buttons)
            yield Section(words, button) if button else words
            continue
        for piece in blocks.of(block, DOC_CHARS_MAX):
            yield piece["description"] if isinstance(piece, dict) else piece
    yield from render.asked(shown)
