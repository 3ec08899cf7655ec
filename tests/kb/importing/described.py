"""Pages as descriptions: what they consist of, from which every format is written and the expected tree is built."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

WORDS = [
    "invoice",
    "mailbox",
    "domain",
    "server",
    "password",
    "calendar",
    "report",
    "customer",
    "shipping",
    "refund",
    "account",
    "browser",
    "window",
    "setting",
    "button",
    "folder",
    "archive",
    "network",
    "printer",
    "language",
    "picture",
    "backup",
    "contract",
    "address",
    "message",
    "number",
    "person",
    "moment",
]
ODD = (
    "Größe",
    "2 * 3",
    "a_b_c",
    "R&D",
    "<b>",
    "50 %",
    "C++",
    "snake_case_name",
    "x < y",
    "naïve",
    "[sic]",
    "#5",
    "&amp;",
    "“so”",
)
TITLES = (
    "Billing: what is new",
    "[Beta] *Stars* and @mentions",
    '"Quotes" aren\'t easy',
    "Yes",
    "50 % off — really?",
    "Größe ändern",
    "C++ & R&D",
    "- dash first",
    "{curly} #5",
)
LANGUAGES = ("bash", "python", "json", "yaml", "")


@dataclass(frozen=True)
class Text:
    """Words."""

    words: str


@dataclass(frozen=True)
class Bold:
    """Words in bold."""

    words: str


@dataclass(frozen=True)
class Snippet:
    """Code within a line."""

    code: str


@dataclass(frozen=True)
class To:
    """A link to another page of the same centre, by its number, or to an address."""

    words: str
    page: int = -1
    address: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture."""

    alt: str


Line = tuple[Text | Bold | Snippet | To | Picture, ...]


@dataclass(frozen=True)
class Head:
    """A heading."""

    level: int
    words: str


@dataclass(frozen=True)
class Para:
    """A paragraph."""

    line: Line


@dataclass(frozen=True)
class Item:
    """An item, with what stands below its line."""

    line: Line
    below: tuple["Block", ...] = ()


@dataclass(frozen=True)
class Listed:
    """A list."""

    numbered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Code:
    """Lines of code."""

    language: str
    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells, the head first."""

    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Note:
    """A note, by its kind, or a tab, by its title."""

    kind: str
    title: str
    blocks: tuple["Block", ...]


Block = Head | Para | Listed | Code | Table | Note


@dataclass(frozen=True)
class Described:
    """One page."""

    number: int
    title: str
    path: str
    """Without an ending."""
    blocks: tuple[Block, ...]
    lang: str = ""


PATHS = (
    "index",
    "billing/index",
    "billing/overview",
    "mail/index",
    "mail/overview",
    "mail/set-up/index",
    "billing/refunds",
    "mail/spam-filter",
    "mail/set-up/phone",
)


def centre(seed: int) -> tuple[Described, ...]:
    """Nine pages with everything in them, in three folders; the same for the same seed."""
    draw = random.Random(seed)
    titles = list(TITLES)
    draw.shuffle(titles)
    return tuple(Described(at, titles[at], path, tuple(_blocks(draw, at))) for at, path in enumerate(PATHS))


def _words(draw: random.Random, least: int = 3, most: int = 9) -> str:
    return " ".join(
        draw.choice(ODD) if draw.random() < 0.12 else draw.choice(WORDS) for _ in range(draw.randint(least, most))
    )


def _line(draw: random.Random, links: bool = True) -> Line:
    parts: list[Text | Bold | Snippet | To | Picture] = [Text(f"{draw.choice(WORDS).capitalize()} {_words(draw)}")]
    for _ in range(draw.randint(0, 3)):
        kind = draw.randrange(5 if links else 2)
        if kind == 0:
            parts.append(Bold(draw.choice(WORDS)))
        elif kind == 1:
            parts.append(Snippet(draw.choice(("ls -l", "a_b", "<tag>", "x*y", "--all"))))
        elif kind == 2:
            parts.append(To(draw.choice(WORDS), page=draw.randrange(len(PATHS))))
        elif kind == 3:
            parts.append(To(draw.choice(WORDS), address=f"https://example.org/{draw.choice(WORDS)}?a=1&b=2"))
        else:
            parts.append(Picture(f"{draw.choice(WORDS)} {draw.choice(WORDS)}"))
        parts.append(Text(_words(draw, 1, 4)))
    return tuple(parts)


def _code(draw: random.Random) -> Code:
    return Code(
        draw.choice(LANGUAGES),
        draw.choice(
            (
                "ls -l\n  cd *x*\n\n# done",
                "def f(a_b):\n    return a_b < 2",
                '{"a": [1, 2],\n "b": "<c>"}',
                "key: value\nlist:\n  - one",
            )
        ),
    )


def _listed(draw: random.Random, deep: int = 0) -> Listed:
    items = list[Item]()
    for _ in range(draw.randint(2, 4)):
        below: tuple[Block, ...] = ()
        if deep < 2 and draw.random() < 0.35:
            below = (_listed(draw, deep + 1),)
        elif draw.random() < 0.15:
            below = (_code(draw),)
        items.append(Item(_line(draw), below))
    return Listed(draw.random() < 0.5, tuple(items))


def _table(draw: random.Random) -> Table:
    wide = draw.randint(2, 4)
    return Table(
        tuple(
            tuple((Text(_words(draw, 1, 3)),) if not row else _line(draw) for _ in range(wide))
            for row in range(draw.randint(2, 4))
        )
    )


def _blocks(draw: random.Random, page: int) -> Iterator[Block]:
    yield Para(_line(draw))
    makers: list[Callable[[], Block]] = [
        lambda: _listed(draw),
        lambda: _table(draw),
        lambda: _code(draw),
        lambda: _note(draw),
    ]
    draw.shuffle(makers)
    for number, make in enumerate(makers):
        yield Head(2 + number % 2, f"{draw.choice(WORDS).capitalize()} {_words(draw, 1, 3)}")
        yield Para(_line(draw))
        yield make()
    yield Para(_line(draw))


def _note(draw: random.Random) -> Note:
    kind = draw.choice(("warning", "tip", "note", "tab"))
    return Note(
        kind,
        " ".join(draw.choice(WORDS) for _ in range(2)),
        (Para(_line(draw)), draw.choice((_listed(draw), _code(draw))), Para(_line(draw))),
    )
