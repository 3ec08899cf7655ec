"""Draw a localized reply for Slack: messages, ephemeral answers, modals, App Home. Pure; decides nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from adapters.slack.drawing import blocks, choices
from adapters.slack.drawing.choices import ACTIONS, CONTEXT_ACTIONS, FORM
from adapters.slack.drawing.mrkdwn import escape
from adapters.slack.drawing.wire import to_json
from adapters.slack.drawing.words import Block, Element, link, paragraphs
from adapters.slack.limits import (
    BLOCKS_MAX,
    FALLBACK_CHARS_MAX,
    MESSAGE_CHARS_MAX,
    TABLES_MAX,
    VIEW_BLOCKS_MAX,
    cut,
)
from bot.core.text.surface import (
    Fetched,
    File,
    KeptFile,
    LocalizedBlock,
    LocalizedCard,
    LocalizedChoice,
    LocalizedDoc,
    LocalizedField,
    LocalizedQuote,
    LocalizedReply,
    LocalizedTable,
    LocalizedTranscript,
    Para,
    Run,
)
from bot.core.text.words import visible

CHOOSING = frozenset({ACTIONS, CONTEXT_ACTIONS})
"""Blocks with something to choose."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one message shows, and the text of its notification."""

    text: str
    blocks: tuple[Block, ...]

    def body(self) -> dict[str, Any]:
        """As methods of the Web API take it."""
        return {"text": self.text, "blocks": list(self.blocks)}


def messages(shown: LocalizedReply) -> tuple[Message, ...]:
    """A reply in as many messages as its length takes; what can be chosen stands under the last."""
    text = fallback(shown)
    return tuple(Message(text, part) for part in _packed(drawn(shown))) or (Message(text, ()),)


def last(shown: LocalizedReply) -> Message:
    """The last of a reply's messages, under which its choices stand."""
    return messages(shown)[-1]


def linked(shown: LocalizedReply, url: str) -> Message:
    """A sentence that leads somewhere when it is clicked."""
    text = fallback(shown)
    if not url:
        return Message(text, tuple(drawn(shown)))
    said = link(url, "".join(map(_words, shown.blocks)))
    return Message(text, ({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [said]}]},))


def pinging(message: Message, group: str, users: Sequence[str] = ()) -> Message:
    """A message that notifies a user group, if there is one, and users."""
    called: list[Element] = [{"type": "usergroup", "usergroup_id": group}] if group else []
    called += [{"type": "user", "user_id": user} for user in users]
    signs = " ".join((*((f"<!subteam^{group}>",) if group else ()), *(f"<@{user}>" for user in users)))
    section = {"type": "rich_text_section", "elements": called}
    return Message(
        cut(f"{signs} {message.text}", FALLBACK_CHARS_MAX),
        ({"type": "rich_text", "elements": [section]}, *message.blocks[: BLOCKS_MAX - 1]),
    )


def one(shown: LocalizedReply) -> Message:
    """A reply as one message, such as a card or an ephemeral answer; what doesn't fit is left out, choices stay."""
    whole = messages(shown)
    if len(whole) == 1:
        return whole[0]
    below = tuple(_choices(shown))[: BLOCKS_MAX // 2]
    first = tuple(block for block in whole[0].blocks if block["type"] not in CHOOSING)[: BLOCKS_MAX // 2 - 1]
    return Message(whole[0].text, (*first, *paragraphs((Run("…"),)), *below))


def drawn(shown: LocalizedReply, *, in_message: bool = True) -> Iterator[Block]:
    """All blocks of a reply, in order."""
    alone = sum(isinstance(block, LocalizedTable) for block in shown.blocks) <= TABLES_MAX
    for number, block in enumerate(shown.blocks):
        yield from blocks.of(block, shown.lang, number, in_message=in_message, alone=alone)
    if shown.form:
        yield from _asked(shown.form.fields[shown.form.current])
    yield from _choices(shown, in_message=in_message)


def _choices(shown: LocalizedReply, *, in_message: bool = True) -> Iterator[Block]:
    opener: tuple[Element, ...] = ()
    if shown.form:
        opener = (choices.button(LocalizedChoice(shown.form.title, shown.form.token, primary=True), FORM),)
    yield from choices.rows(shown.offers, *opener, in_message=in_message)


def _asked(field: LocalizedField) -> Iterator[Block]:
    """A form's next question, for who would rather answer in words."""
    words = [Run(field.label, "strong"), *([Run(f"\n{field.hint}")] if field.hint else [])]
    words += [Run(f"\n{field.problem}", "emph")] if field.problem else []
    yield from paragraphs(words)


def without_stale_choices(message: Message) -> Message:
    """A message whose time is over: without what can't be chosen any more, and without words about choosing."""
    kept = tuple(block for old in message.blocks if (block := _rested(old)))
    if kept != message.blocks:
        kept = tuple(block for block in kept if not str(block.get("block_id", "")).startswith(blocks.PASSING))
    return replace(message, blocks=kept)


def _rested(block: Block) -> Block | None:
    return choices.without_stale(block) if block["type"] in CHOOSING else block


def has_feedback_buttons(message: Message) -> bool:
    """Whether a message shows feedback buttons, which Slack doesn't take everywhere."""
    return any(block["type"] == CONTEXT_ACTIONS for block in message.blocks)


def with_ordinary_buttons(message: Message) -> Message:
    """A message with ordinary buttons instead of feedback buttons."""
    return replace(message, blocks=tuple(map(choices.without_feedback_buttons, message.blocks)))


# ── The text of notifications ──────────────────────────────────────────────────────────

NOTIFIED_CHARS_MAX = 300
"""A notification shows two lines or three of it; a screen reader reads it all."""
WORDLESS = "✉"
"""The notification of a message that has no words at all."""


def fallback(shown: LocalizedReply) -> str:
    """What a notification says: the answer, as text that can't call anybody.

    Articles by their titles; what is announced with a colon by what stands behind it, too.
    """
    cards = [block.title for block in shown.blocks if isinstance(block, LocalizedCard)]
    asked = (shown.form.fields[shown.form.current].label,) if shown.form else ()
    every = (*map(_words, shown.blocks), *asked)
    said = [text for words in every if (text := " ".join(visible(words).split()))]
    first = next(iter(said), "")
    if cards:
        first = " · ".join(" ".join(visible(title).split()) for title in cards)
    elif first.endswith(":") and len(said) > 1:
        first = f"{first} {said[1]}"
    if not first.strip():
        labels = [shown.form.title] if shown.form else []
        first = next(
            (text for text in (*labels, *(offer.label for offer in shown.offers)) if visible(text).strip()), ""
        )
    return cut(escape(visible(cut(first, NOTIFIED_CHARS_MAX))), FALLBACK_CHARS_MAX) or WORDLESS


def _words(block: LocalizedBlock) -> str:
    match block:
        case Para(runs):
            return "".join(run.text for run in runs)
        case LocalizedQuote(text):
            return text
        case LocalizedCard(title) | LocalizedDoc(title):
            return title
        case LocalizedTable(_head, rows):
            return "; ".join(" · ".join(cell for cell in row if cell) for row in rows)
        case File() | KeptFile() | Fetched() | LocalizedTranscript():
            return block.name
        case _:
            assert_never(block)


def _packed(every: Iterable[Block]) -> Iterator[tuple[Block, ...]]:
    """Blocks in portions that one message takes."""
    part: list[Block] = []
    chars = 0
    for block in every:
        size = length(block)
        if part and (len(part) == BLOCKS_MAX or chars + size > MESSAGE_CHARS_MAX):
            yield tuple(part)
            part, chars = [], 0
        part.append(block)
        chars += size
    if part:
        yield tuple(part)


def length(block: Any) -> int:
    """How many characters a block shows."""
    match block:
        case (
            {"text": str(text)}
            | {"url": str(text)}
            | {"type": "emoji", "name": str(text)}
            | {"type": "date", "fallback": str(text)}
        ):
            return len(text)
        case dict():
            return sum(length(value) for value in block.values() if isinstance(value, dict | list))
        case list():
            return sum(map(length, block))
        case _:
            return 0


def home(shown: LocalizedReply) -> dict[str, Any]:
    """App Home."""
    return {"type": "home", "blocks": list(drawn(shown, in_message=False))[:VIEW_BLOCKS_MAX]}


def as_json(view: dict[str, Any]) -> str:
    """A view in a form-encoded call."""
    return to_json(view)
