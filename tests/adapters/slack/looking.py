"""What stands on a screen, and patience without sleeping."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def words(blocks: Any) -> str:
    """All that blocks show, in order."""
    match blocks:
        case {"type": "actions", "elements": elements}:
            return "\n".join(f"[{element['text']['text']}]" for element in elements) + "\n"
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
    """Everything that can be clicked."""
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


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
