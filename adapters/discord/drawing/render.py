"""Draw a localized reply for Discord as words and embeds, what can be chosen, and files. Pure; decides nothing.

Discord shows a message's content first, then its embeds. What comes after an article in a reply
stands in an embed below it, so that everything is read in its order.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.discord.drawing import blocks, choices
from adapters.discord.drawing.blocks import Embed, Piece
from adapters.discord.drawing.choices import Row
from adapters.discord.limits import (
    CONTENT_CHARS_MAX,
    EMBED_DESCRIPTION_CHARS_MAX,
    EMBEDS_CHARS_MAX,
    EMBEDS_MAX,
    FILES_MAX,
    ROWS_MAX,
    size,
)
from bot.core.text.surface import Fetched, File, LocalizedReply

LEFT_OUT = "…"
ROOM_CHARS = len(f"\n\n{LEFT_OUT}")
LINE_CHARS_MAX = 70
"""Up to here a paragraph is a line, close to the next one; longer ones stand apart."""
MARGINED = ("```", "> ", "-# ")
"""What Discord draws with room around it."""
APART = "\n"
"""Before words that begin something new."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one message shows."""

    content: str
    embeds: tuple[dict[str, Any], ...]
    rows: tuple[Row, ...]
    files: tuple[File | Fetched, ...]


def messages(shown: LocalizedReply) -> tuple[Message, ...]:
    """A reply in as many messages as its length takes; what can be chosen stands under the last."""
    *before, last = _filled(_pieces(shown))
    first_rows, *further = list(choices.sheets(choices.rows(shown))) or [()]
    return (
        *(sheet.message() for sheet in before),
        last.message(first_rows),
        *(_Sheet(LEFT_OUT).message(rows) for rows in further),
    )


def one(shown: LocalizedReply) -> Message:
    """A reply as one message, such as a card or an ephemeral answer; what doesn't fit is left out, choices stay."""
    first, *others = _filled(_pieces(shown), spare=1)
    if others:
        first.put(LEFT_OUT)
    first.files += [file for other in others for file in other.files][: FILES_MAX - len(first.files)]
    return first.message(choices.rows(shown)[:ROWS_MAX])


def without_stale_choices(message: Message) -> Message:
    """A message whose time is over: without what can't be chosen any more."""
    return replace(message, rows=choices.fresh(message.rows))


def _pieces(shown: LocalizedReply) -> Iterator[Piece]:
    for block in shown.blocks:
        yield from blocks.of(block)
    yield from asked(shown)


def asked(shown: LocalizedReply) -> Iterator[str]:
    """The question of a form that comes next, for who would rather answer in words."""
    if shown.form:
        yield from (f"{APART}{words}" for words in blocks.asked(shown.form.fields[shown.form.current]))


def _filled(pieces: Iterable[Piece], spare: int = 0) -> "list[_Sheet]":
    """The pieces on as few sheets as they need; the first has words, for notifications."""
    sheets = [_Sheet(spare=spare)]
    for piece in pieces:
        if not sheets[-1].takes(piece):
            sheets.append(_Sheet(spare=spare))
        sheets[-1].put(piece)
    first = sheets[0]
    first.content = first.content or next((f"**{e['title']}**" for e in first.embeds if "title" in e), LEFT_OUT)
    return sheets


@dataclass(slots=True)
class _Sheet:
    """A message while it is filled."""

    content: str = ""
    embeds: list[Embed] = field(default_factory=list)
    files: list[File | Fetched] = field(default_factory=list)
    spare: int = 0
    """One keeps room for saying that something was left out."""
    words_last: bool = True
    """Whether the last embed is only words, which more words can join."""

    def takes(self, piece: Piece) -> bool:
        """Whether there is room for one more."""
        match piece:
            case File() | Fetched():
                return len(self.files) < FILES_MAX
            case str() if not self.embeds:
                return size(joined(self.content, piece)) + ROOM_CHARS * self.spare <= CONTENT_CHARS_MAX
            case str():
                return self._embeds_take(size(piece) + ROOM_CHARS)
            case _:
                return self._embeds_take(_length(piece))

    def _embeds_take(self, chars: int) -> bool:
        sum_chars = sum(map(_length, self.embeds)) + chars + ROOM_CHARS * self.spare
        return len(self.embeds) + 1 + self.spare <= EMBEDS_MAX and sum_chars <= EMBEDS_CHARS_MAX

    def put(self, piece: Piece) -> None:
        """Add one; words go above the embeds while there are none."""
        match piece:
            case File() | Fetched():
                self.files.append(piece)
            case str() if not self.embeds:
                self.content = joined(self.content, piece)
            case str():
                self._say_below(piece)
            case _:
                self.embeds.append(piece)
                self.words_last = False

    def _say_below(self, words: str) -> None:
        both = joined(self.embeds[-1].get("description", ""), words)
        if self.words_last and size(both) <= EMBED_DESCRIPTION_CHARS_MAX:
            self.embeds[-1] = {"description": both}
        else:
            self.embeds.append({"description": words})
            self.words_last = True

    def message(self, rows: Sequence[Row] = ()) -> Message:
        """What it has become."""
        return Message(self.content, tuple(self.embeds), tuple(rows), tuple(self.files))


def joined(above: str, below: str) -> str:
    """Two pieces of words: lines stand close, paragraphs and a form's question apart."""
    words = below.removeprefix(APART)
    if not above:
        return words
    ends = above.rpartition("\n")[2], words.partition("\n")[0]
    close = any(end.startswith(MARGINED) for end in ends) or max(map(len, ends)) <= LINE_CHARS_MAX
    return f"{above}\n{words}" if close and words == below else f"{above}\n\n{words}"


def _length(embed: Embed) -> int:
    """How many characters of an embed count."""
    return sum(size(embed.get(name, "")) for name in ("title", "description"))
