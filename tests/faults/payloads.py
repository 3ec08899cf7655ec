"""What a reader must find of a payload, and what they found: letters and digits, whatever a platform made of them.

Read from the JSON itself: neither the product's codec nor what draws for a platform has a part in it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import Any


def gist(text: str) -> str:
    """The letters and digits of a text: how it is marked up, quoted or broken into lines doesn't matter."""
    return "".join(char for char in text.casefold() if char.isalnum())


def digest(text: str) -> str:
    """Short for a text, to be told and compared."""
    return sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a payload asks to be shown, as gists in the order of reading."""

    words: tuple[str, ...]
    choices: tuple[str, ...]
    files: tuple[str, ...]
    whole: str
    """All of it run together, and the moments, which some platforms show in each reader's own way."""
    passing: tuple[str, ...] = ()
    """Words about choosing, which may go once there is nothing to choose."""


@cache
def asked(payload: str) -> Asked:
    """What a row of the outbox asks to be shown."""
    shown = json.loads(payload)
    called = [_Moment(f"@{user}") for user in shown.get("calls", ())]
    words = [*called, *(piece for block in shown["blocks"] for piece in _block(block))]
    choices = [offer["label"] for offer in shown["offers"]]
    if form := shown["form"]:
        field = form["fields"][form["current"]]
        words += [field[name] for name in ("label", "hint", "problem")]
        choices = [form["title"], *choices]
    files = tuple(block["text"] for block in shown["blocks"] if block["kind"] == "file")
    steady = (gist(piece) for piece in words if isinstance(piece, str))
    whole = "".join(gist(piece if isinstance(piece, str) else piece.text) for piece in (*words, *choices))
    going = [block for block in shown["blocks"] if block.get("passing")]
    passing = tuple(gist(piece) for block in going for piece in _block(block) if isinstance(piece, str))
    return Asked(tuple(filter(None, steady)), tuple(filter(None, map(gist, choices))), files, whole, passing)


@dataclass(frozen=True, slots=True)
class _Moment:
    """What platforms show in a way of their own: a moment, or a user who is mentioned."""

    text: str


def _block(block: dict[str, Any]) -> Iterator[str | _Moment]:
    match block["kind"]:
        case "para":
            yield from _runs(block["runs"])
        case "quote":
            yield from _runs(block["whose"]) if block.get("whose") else (block["by"],)
            yield block["text"]
        case "card":
            yield from (block["title"], "".join(piece["text"] for piece in block["extract"]), block["url"])
            yield block["offer"]["label"] if block["offer"] else ""
        case "doc":
            yield from (block["title"], *(line for line in block["markdown"].splitlines()))
        case "table":
            yield from (cell for row in (block["head"], *block["rows"]) for cell in row)
        case "file":
            yield block["name"]
        case other:
            raise AssertionError(f"a block that the harness doesn't know: {other}")


def _runs(every: list[dict[str, Any]]) -> Iterator[str | _Moment]:
    for moment, runs in groupby(every, key=lambda run: bool(run["at"] or run.get("user"))):
        text = "".join(f"@{run['user'].partition(':')[2]}" if run.get("user") else run["text"] for run in runs)
        yield _Moment(text) if moment else text


def missing(wanted: tuple[str, ...], shown: str, *, in_turn: bool) -> str:
    """The first of the wanted pieces that isn't shown, or not behind those before it; empty when all is there."""
    start = 0
    for piece in wanted:
        found = shown.find(piece, start)
        if found < 0:
            return piece
        start = found + len(piece) if in_turn else 0
    return ""
