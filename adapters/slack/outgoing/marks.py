"""How a row of the outbox is known again in a channel: by its messages' metadata, or by a block's id. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.slack import addresses
from adapters.slack.drawing.render import Message
from bot.core.text.surface import Fetched, File, LocalizedReply

EVENT_TYPE = "frontdoor_message"
"""Our metadata on a message: its row in the outbox, and which part of it this is."""
BY_ITSELF = frozenset({"markdown", "table"})
"""Blocks that Slack refuses beside files (``internal_error``, python-slack-sdk #1756): the files come behind them."""
Files = Sequence[tuple[str, bytes]]
"""Names and contents."""


@dataclass(frozen=True, slots=True)
class There:
    """What stands of a row already."""

    parts: Mapping[int, str] = field(default_factory=dict)
    """Number → receipt."""
    carried: bool = False
    """Its files are there, with one of these."""


def ours(found: Sequence[Any], id: str, channel: str) -> There:
    """The parts of a row among messages: by their metadata, or by a block's id, as files leave no room for metadata."""
    parts: dict[int, str] = {}
    carried = False
    for message in found:
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        marks = [str(block.get("block_id", "")) for block in message.get("blocks") or ()]
        mark = next((mark for mark in marks if mark.startswith(f"{EVENT_TYPE}.{id}.")), "")
        if mark:
            parts[int(mark.rpartition(".")[2])], carried = addresses.receipt(channel, message["ts"]), True
        elif metadata.get("event_type") == EVENT_TYPE and str(payload.get("id")) == id:
            parts[int(payload.get("part", 0))] = addresses.receipt(channel, message["ts"])
    return There(parts, carried)


def files_of(shown: LocalizedReply) -> Files:
    return tuple((block.name, block.data) for block in shown.blocks if isinstance(block, File | Fetched))


def marked(message: Message, row: int, number: int) -> Message | None:
    """A message that can be found again by the id of one of its blocks; ``None`` for one that can't come with files."""
    if any(block["type"] in BY_ITSELF for block in message.blocks):
        return None
    at = next((at for at, block in enumerate(message.blocks) if "block_id" not in block), None)
    if at is None:
        return None
    marked = {**message.blocks[at], "block_id": f"{EVENT_TYPE}.{row}.{number}"}
    return replace(message, blocks=(*message.blocks[:at], marked, *message.blocks[at + 1 :]))
