"""What stands on a screen, and patience without sleeping."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def words(blocks: Any) -> str:
    """All that blocks show, in order."""
    match blocks:
        case {"type": "actions" | "context_actions", "elements": _elements}:
            return "\n".join(f"[{each['text']['text']}]" for each in buttons([blocks])) + "\n"
        case {"type": "table", "rows": rows}:
            return "\n".join(" | ".join(cell["text"] for cell in row) for row in rows) + "\n"
        case {"type": "rich_text", "elements": sections}:
            return "".join(f"{words(section)}\n" for section in sections)
        case {"type": "date", "fallback": str(text)}:
            return text
        case {"type": "link", "url": url, "text": text}:
            return f"{text} <{url}>"
        case {"type": "rich_text" | "input" as kind, **rest}:
            return "".join(words(part) for name, part in rest.items() if name != "type") + ("\n" if kind else "")
        case {"text": str(text)}:
            return text
        case {"type": "user", "user_id": user}:
            return f"@{user}"
        case {"type": "link", "url": url}:
            return f"<{url}>"
        case dict():
            return "".join(words(part) for part in blocks.values())
        case list():
            return "".join(map(words, blocks))
        case _:
            return ""


def buttons(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everything that can be clicked or picked: what can be picked from a list says so."""
    choosing = {"actions", "context_actions"}
    found = [element for block in blocks if block["type"] in choosing for element in block["elements"]]
    return [each for element in found for each in _clickable(element)]


def _clickable(element: dict[str, Any]) -> list[dict[str, Any]]:
    if element["type"] == "button":
        return [element]
    if element["type"] == "feedback_buttons":
        same = {"type": element["type"], "action_id": element["action_id"]}
        return [{**element[half], **same} for half in ("positive_button", "negative_button")]
    return [{**option, "type": element["type"], "action_id": element["action_id"]} for option in element["options"]]


def called(button: dict[str, Any]) -> tuple[str, ...]:
    """How people call what they click: by what stands on it, or as a screen reader reads it."""
    return button["text"]["text"], button.get("accessibility_label", "").partition("“")[2]


async def until(wanted: Callable[[], bool]) -> None:
    """Give way until something is so."""
    for _time in range(5000):
        if wanted():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came about")


@dataclass
class Pauses:
    """Takes no time, but notes how long it was meant to."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        """Let others go on."""
        self.seconds.append(seconds)
        await asyncio.sleep(0.001)
