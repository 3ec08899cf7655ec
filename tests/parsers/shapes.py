"""Adversarial shapes: what repeats, nests, alternates, almost ends, or is new each time."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import punctuation

COMMON = (
    *punctuation,
    *(
        " ",
        "\n",
        "\t",
        "\r\n",
        "\u2028",
        "\u00a0",
        "a",
        "A",
        "1",
        "a ",
        "1 ",
        "a\n",
        "aA1-",
        "a.",
        "a-",
        "a_",
        "a@",
        "a@b.",
    ),
    *(
        "```",
        "~~~",
        "](",
        "[a](b",
        "![",
        "<!--",
        "-->",
        "<a ",
        "</",
        "<![",
        "&lt;",
        "&#",
        "**",
        "__",
        "||",
        "{}",
        "--",
        "\\\\",
    ),
    *(
        "\u0301\u0316",
        "ñ",
        "ß",
        "İ",
        "ﷺ",
        "１",
        "👩",
        "\u200b",
        "\ufeff",
        "\u202e",
        "\ud800",
        "\x00",
        "\x1b[2J",
        "\ufffc",
    ),
)
"""Signs that any parser may stumble over."""

WHOLE_LINE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text of any length is made."""

    before: str
    unit: str
    other: str = ""
    """The second half repeats it: what was opened is closed, or not quite."""
    after: str = ""
    numbered: bool = False
    """Each repetition has a number of its own: nothing comes twice."""

    def text(self, chars: int) -> str:
        """A text of so many characters."""
        room = max(0, chars - len(self.before) - len(self.after))
        return self.before + self._middle(room) + self.after

    def _middle(self, room: int) -> str:
        if self.numbered:
            return "".join(f"{self.unit}{n}" for n in range(room // (len(self.unit) + 1) + 1))[:room]
        if not self.other:
            return (self.unit * (room // len(self.unit) + 1))[:room]
        half = room // 2
        return Shape("", self.unit).text(half) + Shape("", self.other).text(room - half)

    def __str__(self) -> str:
        kind = "numbered" if self.numbered else f"then {self.other!a}" if self.other else "repeated"
        return f"{self.before!a} + {self.unit!a} {kind} + {self.after!a}"


def shapes(own: Sequence[str], before: Sequence[str], count: int, seed: int) -> Iterator[Shape]:
    """The parser's ``own`` signs repeated (twice ``count`` at most), then mixes of beginnings, own and common signs."""
    dice = random.Random(seed)
    yield from (Shape("", unit) for unit in dice.sample(own, min(len(own), 2 * count)))
    signs = (*own, *own, *COMMON)
    for n in range(count):
        first = dice.choice((*before, "", dice.choice(signs)))
        unit = "".join(dice.choices(signs, k=dice.choice((1, 1, 2, 3))))
        after = "".join(dice.choices(signs, k=dice.choice((0, 0, 1, 2))))
        other = dice.choice(signs) if n % 4 == 0 else ""
        if n % 5 == 1:
            unit = (unit * WHOLE_LINE_CHARS)[:WHOLE_LINE_CHARS] + "\n"
        yield Shape(first, unit, other, after, numbered=n % 7 == 2)
