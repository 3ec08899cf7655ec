"""Draw a localized reply for Slack: messages, ephemeral answers, modals, App Home. Pure; decides nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack.drawing import blocks
from adapters.slack.drawing.blocks import FORM, Block, Element
from adapters.slack.drawing.mrkdwn import escape
from adapters.slack.drawing.wire import to_json
from adapters.slack.limits import (
    BLOCKS_MAX,
    BUTTON_TEXT_CHARS_MAX,
    FALLBACK_CHARS_MAX,
    MESSAGE_CHARS_MAX,
    VIEW_BLOCKS_MAX,
    cut,
)
from bot.core.text.choices import is_permanent
from bot.core.text.surface import (
    LocalizedBlock,
    LocalizedCard,
    LocalizedChoice,
    LocalizedDoc,
    LocalizedField,
    LocalizedQuote,
    LocalizedReply,
    Para,
    Run,
)
from bot.core.text.words import visible


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
    choices = tuple(_choices(shown))[: BLOCKS_MAX // 2]
    first = tuple(block for block in whole[0].blocks if block["type"] != "actions")[: BLOCKS_MAX // 2 - 1]
    return Message(whole[0].text, (*first, *blocks.paragraphs((Run("…"),)), *choices))


def drawn(shown: LocalizedReply, *, markdown: bool = True) -> Iterator[Block]:
    """All blocks of a reply, in order."""
    number = 0
    for block in shown.blocks:
        if isinstance(block, LocalizedCard) and block.offer:
            yield from blocks.of(replace(block, offer=None))
            yield blocks.actions([blocks.button(block.offer, f"{blocks.CHOOSE}.card{number}")])
            number += 1
        else:
            yield from blocks.of(block, markdown=markdown)
    if shown.form:
        yield from _asked(shown.form.fields[shown.form.current])
    yield from _choices(shown)


def _choices(shown: LocalizedReply) -> Iterator[Block]:
    opener: tuple[Block, ...] = ()
    if shown.form:
        opener = (blocks.button(LocalizedChoice(shown.form.title, shown.form.token, primary=True), FORM),)
    yield from blocks.rows(shown.offers, *opener)


def _asked(field: LocalizedField) -> Iterator[Block]:
    """A form's next question, for who would rather answer in words."""
    words = [Run(field.label, "strong"), *([Run(f"\n{field.hint}")] if field.hint else [])]
    words += [Run(f"\n{field.problem}", "emph")] if field.problem else []
    yield from blocks.paragraphs(words)


def without_stale_choices(message: Message) -> Message:
    """A message whose time is over: without what can't be chosen any more."""
    return replace(message, blocks=tuple(block for old in message.blocks if (block := _rested(old))))


def _rested(block: Block) -> Block | None:
    if block["type"] != "actions":
        return block
    kept = [element for element in block["elements"] if is_permanent(element["value"])]
    return blocks.actions(kept) if kept else None


def fallback(shown: LocalizedReply) -> str:
    """What a notification says: the first words, as text that can't call anybody."""
    words = (_words(block) for block in shown.blocks)
    first = next((text for text in words if text.strip()), "…")
    return cut(escape(visible(cut(first, BUTTON_TEXT_CHARS_MAX * 10))), FALLBACK_CHARS_MAX)


def _words(block: LocalizedBlock) -> str:
    match block:
        case Para(runs):
            return "".join(run.text for run in runs)
        case LocalizedQuote(text):
            return text
        case LocalizedCard(title) | LocalizedDoc(title):
            return title
        case _:
            return ""


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
        case {"text": str(text)} | {"url": str(text)} | {"type": "emoji", "name": str(text)}:
            return len(text)
        case dict():
            return sum(length(value) for value in block.values() if isinstance(value, dict | list))
        case list():
            return sum(map(length, block))
        case _:
            return 0


def home(shown: LocalizedReply) -> dict[str, Any]:
    """App Home."""
    return {"type": "home", "blocks": list(drawn(shown, markdown=False))[:VIEW_BLOCKS_MAX]}


def as_json(view: dict[str, Any]) -> str:
    """A view in a form-encoded call."""
    return to_json(view)
