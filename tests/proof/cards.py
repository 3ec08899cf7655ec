"""Promise 11: card numbers in every dress, typed wherever words can be typed, stand nowhere afterwards."""

import json
import logging
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import decimal

from bot.core.model.people import Grant, Identity, Role
from bot.core.rules.attachments import named
from bot.ports.inbound import Attached
from bot.store.admin import operations
from bot.store.sql_store import SqlStore
from bot.store.sqlite.store import SqliteStore
from tests.dialogue import Agent, Client, House
from tests.proof.stored import texts

DIGITS = (12, 19)
ISSUED: tuple[tuple[str, Sequence[int]], ...] = (
    *((f"4{n}", (13, 16, 19)) for n in range(10)),
    *((f"{n}", (16,)) for n in (*range(51, 56), *range(2221, 2721))),
    *((f"{n}", (15,)) for n in (34, 37)),
    *((f"{n}", range(14, 20)) for n in (*range(300, 306), 3095, 36, 38, 39)),
    *((f"{n}", range(16, 20)) for n in (6011, *range(644, 650), 65, *range(3528, 3590), 62, 81)),
    *((f"{n}", range(12, 20)) for n in (5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763)),
    *((f"{n}", range(16, 20)) for n in range(2200, 2205)),
    ("9792", (16,)),
)
"""Prefixes and lengths as the issuers publish them, written down apart from the product's own table."""
SEPARATORS = (
    *("", " ", "-", ".", "/", ",", "_", "\n", "\t", "  ", " - ", ", ", "|", ":", "*", "#", "+", " -- "),
    *("\u00a0", "\u2009", "\u202f", "\u3000", "\u2010", "\u2011", "\u2013", "\u2212", "\u200b", "\u2060", "\u00b7"),
)
ZEROS = tuple(zero for zero in map(chr, range(sys.maxunicode + 1)) if zero.isdecimal() and decimal(zero) == 0)
"""The digit nought of every script, the full-width one among them."""
JOINERS = re.compile("|".join(sorted({re.escape(each) for each in SEPARATORS if each}, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Card:
    """A number that passes Luhn's check, and how it was typed."""

    number: str
    typed: str


def cards(count: int, seed: int) -> Iterator[Card]:
    """Made-up cards of all issuers: one separator throughout, after every fourth, or another after each digit."""
    dice = random.Random(seed)
    for _time in range(count):
        number = issued(dice)
        zero, one, every = dice.choice(ZEROS), dice.choice(SEPARATORS), dice.choice((1, 4, 0))
        between = [
            dice.choice(SEPARATORS) if not every else one if (at + 1) % every == 0 else "" for at in range(len(number))
        ]
        digits = [chr(ord(zero) + int(digit)) for digit in number]
        yield Card(number, "".join(d + s for d, s in zip(digits, [*between[:-1], ""], strict=True)))


def issued(dice: random.Random) -> str:
    """A number that an issuer may have given out."""
    prefix, lengths = dice.choice(ISSUED)
    return complete(prefix + "".join(dice.choices("0123456789", k=dice.choice(lengths) - len(prefix) - 1)))


def complete(digits: str) -> str:
    """Digits with the one behind them that makes a card's number."""
    total = sum(sum(divmod(int(d) * 2, 10)) if place % 2 == 0 else int(d) for place, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


# ── Where they are typed ───────────────────────────────────────────────────────────────

Way = Callable[[Client, Agent, str], None]

WAYS: tuple[Way, ...] = (
    lambda ana, _sam, card: ana.says(f"my mail is gone, card {card} exp 12/27"),
    lambda ana, _sam, card: ana.says(f"add to #1001: {card}"),
    lambda ana, _sam, card: ana.says(f"the invoice says {card}"),
    lambda _ana, sam, card: sam.types(f"reply 1001 Your card {card} was charged"),
    lambda _ana, sam, card: sam.types(f"note 1001 {card}"),
    lambda _ana, sam, card: sam.types(f"ask 1001 Is {card} yours?"),
    lambda _ana, sam, card: sam.types(f"urgency 1001 high {card}"),
    lambda _ana, sam, card: sam.types(f"release 1001 {card}"),
    lambda _ana, sam, card: sam.types(f"resolve 1001 {card}"),
    lambda _ana, sam, card: sam.types(f"reopen 1001 {card}"),
    lambda _ana, sam, card: sam.types(f"work 1001 helpdesk 5 {card}"),
    lambda _ana, sam, card: sam.types(f"notice 1001 helpdesk {card}"),
    lambda _ana, sam, card: sam.types(f"verify 1001 {card}"),
    lambda _ana, sam, card: sam.types(f"decline 1001 {card}"),
    lambda _ana, sam, card: sam.types(f"close 2027-05-04 {card}"),
    lambda _ana, sam, card: sam.types(card),
    lambda ana, _sam, card: _edited(ana, card),
    lambda ana, _sam, card: _filed(ana, card),
    lambda ana, _sam, card: _named(ana, card),
    lambda ana, _sam, card: _at_the_desk_by_role(ana.house, card),
)
"""Everywhere that words come in: a talk, a form, an edit, staff commands with a text, names of files and people."""


def _edited(ana: Client, card: str) -> None:
    ana.says("the invoice is wrong again")
    ana.edits("the invoice is wrong again", f"it is {card}")


def _named(ana: Client, card: str) -> None:
    """A file that is called so."""
    attached = Attached(
        id=f"F{hash(card)}", name=f"{card}.pdf", media="application/pdf", bytes=9, url="https://files/1"
    )
    ana.says(f"see {named(attached.name)}", files=(attached,))


def _at_the_desk_by_role(house: House, card: str) -> None:
    """Somebody whose platform calls them so, and says that they are staff."""
    identity = Identity("test", "", "mia")
    house.engine.command(
        identity, house.agent("mia").address, f"role {hash(card)}", "queue", grant=Grant(Role.AGENT, card)
    ).result()


def _filed(ana: Client, card: str) -> None:
    """A form whose every field holds one."""
    ana.says("start over")
    ana.says("open a ticket")
    for _field in range(3):
        ana.says(f"it is {card}")
    ana.says("normal")
    ana.says("start over")


def typed(house: House, count: int, seed: int = 11) -> set[str]:
    """Type so many cards, each somewhere; the numbers."""
    ana, sam = house.client(), house.agent(role=Role.LEAD)
    ana.files()
    numbers = set()
    for place, card in enumerate(cards(count, seed)):
        WAYS[place % len(WAYS)](ana, sam, card.typed)
        numbers.add(card.number)
        house.clock.forward(seconds=1)
    return numbers


def found(numbers: set[str], text: str) -> Iterator[str]:
    """Those of the numbers that stand in a text, however their digits are written and parted."""
    joined = JOINERS.sub("", text)
    for run in re.findall(rf"\d{{{DIGITS[0]},}}", joined):
        digits = "".join(str(decimal(digit)) for digit in run)
        for size in range(DIGITS[0], DIGITS[1] + 1):
            yield from (
                digits[at : at + size] for at in range(len(digits) - size + 1) if digits[at : at + size] in numbers
            )


class Log(logging.Handler):
    """Everything that is logged while it lasts."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(self.format(record))

    def __enter__(self) -> "Log":
        root = logging.getLogger()
        self._before = root.level
        root.addHandler(self)
        root.setLevel(logging.INFO)
        return self

    def __exit__(self, *_why: object) -> None:
        root = logging.getLogger()
        root.removeHandler(self)
        root.setLevel(self._before)


def left(house: House, count: int) -> tuple[str, list[str]]:
    """What was done, and every number that is left anywhere: database, log ahead, program's log, export."""
    with Log() as log:
        numbers = typed(house, count)
    assert isinstance(house.store, SqlStore)
    with house.store.read() as unit:
        account = unit.ticket(1001)
    assert account is not None
    export = json.dumps(operations.export(house.store, account.account), ensure_ascii=False)
    places = {"database": texts(house.store), "log": iter(log.lines), "export": iter([export])}
    wrong = [
        f"{number} in the {name}" for name, parts in places.items() for part in parts for number in found(numbers, part)
    ]
    looked = "tables, file and WAL" if isinstance(house.store, SqliteStore) else "tables (not the server's files)"
    return f"{len(numbers):,} numbers typed in {len(WAYS)} ways, {len(wrong)} left in {looked}, log, export", wrong
