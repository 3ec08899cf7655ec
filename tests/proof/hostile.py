"""Promise 9: words that would like to be more than words go through every adapter, in and out, and stay words.

``ADAPTERS`` has a row for each: what it is given is typed, chosen and sent to a whole desk, and what it shows is read.
"""

import asyncio
import io
import logging
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

from rich.console import Console

from adapters.discord.drawing import layouts, markdown, modal, render
from adapters.slack.drawing import mrkdwn
from adapters.terminal.lines import _echoed
from adapters.terminal.session import Session, Terminal, client_address, identity, staff_address
from bot.core.model.people import Role
from bot.core.text.surface import LocalizedReply
from bot.core.text.tokens import STAFF
from bot.ports.inbound import Inbound
from bot.workers.outbox import Delivery
from tests.adapters.discord import rules
from tests.adapters.slack.driver import OUR_SPACE
from tests.adapters.slack.fake_slack import fake_slack
from tests.adapters.slack.looking import buttons
from tests.adapters.slack.scene import Scene, User, connected
from tests.dialogue import Agent, Client, House, open_house

PIECES = (
    *("<!channel>", "<!here>", "<@U1>", "<#C1|x>", "<!subteam^S1|@all>", "<https://evil.example|bank.example>"),
    *("@everyone", "@here", "<@&1>", "<#1>", "discord.gg/evil", "&lt;!channel&gt;", "&amp;lt;", "*b*", "_i_", "~s~"),
    *("`c`", "```", "> q", "# h", "[x](https://evil.example)", "![x](http://x)", "||s||", "**b**", "\\", "<b>x</b>"),
    *("<script>alert(1)</script>", "'; DROP TABLE tickets;--", '"}]}, {"type": "section"', "{subject}", "%s%n", "${x}"),
    *("\x1b[2J", "\x1b]0;owned\x07", "\x1b[31m", "\x9b2J", "\x00", "\x07", "\x08", "\r", "\x7f", "\u202e", "\u2066"),
    *(
        "\u200b",
        "\u200d",
        "\ufeff",
        "\ud800",
        "\udfff",
        "\ufffe",
        "e\u0301\u0316",
        "👩‍👩‍👧",
        "ﷺ",
        "İ",
        "ß",
        "𝔘",
        "\U000e0041",
    ),
    *("4111 1111 1111 1111", "password: hunter2", "mail", "add to #1001:", "reply 1001", "#1001", "status", "cancel"),
    *("link", "1", "0", "-1", "9" * 30, "none of these", "skip", "zone", "help", "\n", "\t", " ", "", "a", "?"),
)
LIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What drives a terminal, or turns the direction of what is read; newlines and tabs don't."""
LONG = 100_000
SECONDS_MAX = 0.2
"""Of the processor, for one text of 100,000 characters, adapter to adapter."""


def texts(count: int, seed: int) -> Iterator[str]:
    """So many inputs; every hundredth has 100 KB."""
    dice = random.Random(seed)
    for n in range(count):
        if n % 100 == 99:
            piece = dice.choice(PIECES) or " "
            yield (piece * LONG)[: LONG if piece.isascii() else LONG // 3]  # as JSON a body is 1 MiB at most
        else:
            yield "".join(dice.choices(PIECES, k=dice.choice((1, 1, 2, 5, 20))))[:LONG]


class Errors(logging.Handler):
    """What was logged as an error while it lasts: nothing unhandled is."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []
        self.late = 0
        """Turns that weren't committed in time on a busy machine: a platform delivers them again."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        if "failed: TimeoutError" in record.getMessage():
            self.late += 1
            return
        self.found.append(f"logged: {record.getMessage()[:200]}")

    def __enter__(self) -> "Errors":
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_why: object) -> None:
        logging.getLogger().removeHandler(self)


# ── The terminal ───────────────────────────────────────────────────────────────────────


async def terminal(folder: Path, words: Sequence[str]) -> list[str]:
    """A client's and a staff member's terminal: every word is typed at one of them; what is wrong."""
    with open_house(folder) as house:
        house.store.write(lambda unit: unit.add_staff("sam", Role.LEAD, identity("sam"))).result()
        house.store.write(lambda unit: unit.open_room(staff_address("sam"), "sam")).result()
        client, staff = Console(file=io.StringIO(), width=80), Console(file=io.StringIO(), width=80)
        wrong, half = [], len(words) * 2 // 3
        for console, session, typed in (
            (client, _client(house, client), words[:half]),
            (staff, _staff(house, staff), words[half:]),
        ):
            wrong += ["a line couldn't be saved"] * await session.run(_lines(console, typed))
            assert isinstance(console.file, io.StringIO)
            wrong += [f"live on the screen: {sign!r}" for sign in set(LIVE.findall(console.file.getvalue()))]
        return wrong


def _client(house: House, console: Console) -> Session:
    shown = Terminal(console, client_address("ana"))
    keys = iter(range(10**9))

    async def take(line: str) -> None:
        chosen = shown.chosen(line)
        said = {"token": chosen.token} if chosen else {"text": line}
        event = Inbound(shown.address, identity("ana"), f"ana-{next(keys)}", **said)  # type: ignore[arg-type]
        await asyncio.wrap_future(house.engine.turn(event))

    delivery = Delivery(house.store, shown, house.clock, house.engine.report_undelivered)
    return Session(shown, take, delivery.drain, lambda: "not saved")


def _staff(house: House, console: Console) -> Session:
    shown = Terminal(console, staff_address("sam"))
    keys = iter(range(10**9))

    async def take(line: str) -> None:
        chosen = shown.chosen(line)
        command = chosen.token.removeprefix(STAFF) if chosen else line
        key = f"sam-{next(keys)}"
        answer = await asyncio.wrap_future(house.engine.command(identity("sam"), shown.address, key, command))
        shown.show(answer.shown)

    delivery = Delivery(house.store, shown, house.clock, house.engine.report_undelivered)
    return Session(shown, take, delivery.drain, lambda: "not saved")


async def _lines(console: Console, words: Sequence[str]) -> AsyncIterator[str]:
    """As from a pipe: bytes, echoed; some of them no UTF-8."""
    for text in words:
        yield _echoed(console, "you › ", text.encode("utf-8", "surrogatepass"))


# ── Slack ──────────────────────────────────────────────────────────────────────────────


async def slack(folder: Path, words: Sequence[str]) -> list[str]:
    """A client and staff in Slack, over signed HTTP; Slack's own rules are checked by the fake. What is wrong."""
    dice, wrong = random.Random(len(words)), list[str]()
    async with fake_slack() as there, connected(folder, there) as scene:
        ana, sam = scene.user(), scene.staff()
        await ana.files()
        for text in words:
            await _in_time(_somewhere(scene, ana, sam, text, dice))
            wrong += _said(there.calls, there.complaints)
            there.calls.clear()
            there.complaints.clear()
            _forget(scene)
    return wrong


async def _in_time(act: Awaitable[None]) -> None:
    """Do it; that it wasn't acknowledged is no harm when it was only late."""
    with Errors() as errors:
        try:
            await act
        except AssertionError:
            if not errors.late:
                raise


async def _somewhere(scene: Scene, ana: User, sam: User, text: str, dice: random.Random) -> None:
    """As a message, raw or as Slack escapes it, in a form's fields, as a command, or click a button."""
    sent = dice.choice((text, mrkdwn.escape(text)))
    shown = scene.slack.posts(ana.channel)
    match dice.randrange(6):
        case 0 | 1:
            await ana.writes(sent)
        case 2:
            sent = sent.encode("utf-8", "replace").decode()  # half a pair of surrogates can't be a form's value
            await sam.types(
                f"/desk {dice.choice(('reply 1001 ', 'note 1001 ', 'ask 1001 ', 'urgency 1001 high ', ''))}{sent}"
            )
        case 3 if scene.slack.views:
            asked = ana.modal
            if any(block["type"] == "input" for block in asked["blocks"]):
                await ana.submits(**dict.fromkeys(("subject", "service", "symptoms", "name"), text))
        case _ if shown and (pressed := buttons(shown[-1]["blocks"])):
            await ana.presses(dice.choice(pressed), ana.channel, shown[-1])
        case _:
            await ana.writes(sent)


def _forget(scene: Scene) -> None:
    """A fake that kept every message would grow slow."""
    for posts in scene.slack.messages.values():
        del posts[:-3]


def _said(calls: Sequence[tuple[str, dict[str, Any]]], complaints: Sequence[str]) -> Iterator[str]:
    """What Slack would refuse, and what in a message would be more than words."""
    yield from complaints
    for _method, call in calls:
        if LIVE.search(str(call.get("text", ""))):
            yield "a control character in a notification"
        if re.search(r"<[@!#]", str(call.get("text", ""))):
            yield "a live mention in a notification"
        for element in _elements([call.get("blocks"), call.get("view")]):
            if element["type"] in {"mrkdwn", "user", "channel", "broadcast", "usergroup"}:
                yield f"a live {element['type']}"
            text = element.get("text", "")
            if isinstance(text, str) and LIVE.search(text):
                yield f"a control character in a {element['type']}"
            if element["type"] == "markdown" and any(a == "<" and b in "@#!" for a, b in pairwise(text)):
                yield "a live mention in markdown"


def _elements(value: Any) -> Iterator[dict[str, Any]]:
    match value:
        case dict():
            if "type" in value:
                yield value
            for part in value.values():
                yield from _elements(part)
        case list() | tuple():
            before = [None, *value]
            for above, part in zip(before, value, strict=False):
                if above != OUR_SPACE or part.get("type") != "user":  # whom we mention ourselves
                    yield from _elements(part)


# ── Discord ────────────────────────────────────────────────────────────────────────────


async def discord(folder: Path, words: Sequence[str]) -> list[str]:
    """A client and staff whose words are read, and whose screens are drawn, as on Discord. What is wrong.

    The library between is left out: what it does with 20,000 messages isn't ours, and takes hours.
    """
    dice, wrong = random.Random(len(words)), list[str]()
    with open_house(folder) as house:
        ana, sam = house.client(platform="discord"), house.agent()
        ana.files()
        for text in words:
            ana.shown = ana.shown[-3:]
            _on_discord(ana, sam, markdown.read(text), dice)
            for shown in (*ana.shown[-3:], *sam.shown[-3:]):
                wrong += _drawn_on_discord(shown)
            house.clock.forward(seconds=1)
    return wrong


def _on_discord(ana: Client, sam: Agent, text: str, dice: random.Random) -> None:
    forms, offers = ([shown for shown in ana.shown if shown.form], [o for s in ana.shown for o in s.all_offers()])
    match dice.randrange(6):
        case 0:
            verb = dice.choice(("reply 1001 ", "note 1001 ", "ask 1001 ", "urgency 1001 high ", "show 1001 ", ""))
            sam.types(f"{verb}{text}")
        case 1 if forms and forms[-1].form:
            ana.submits(**{field.name: text for field in forms[-1].form.fields})
        case 2 | 3 if offers:
            ana.clicks(dice.choice(offers).token)
        case _:
            ana.says(text)


def _drawn_on_discord(shown: LocalizedReply) -> Iterator[str]:
    laid_out = (*layouts.messages(shown), layouts.one(shown))
    for message in (*render.messages(shown), render.one(shown), *laid_out):
        yield from rules.message(message)
        if LIVE.search("".join((*rules.texts(message), str(message.rows)))):
            yield "a control character in a message"
    if shown.form:
        yield from rules.modal(modal.form(shown.form))


Adapter = Callable[[Path, Sequence[str]], Awaitable[list[str]]]
ADAPTERS: dict[str, Adapter] = {"terminal": terminal, "slack": slack, "discord": discord}
"""Whoever adds an adapter adds a row."""


def through(name: str, folder: Path, count: int, seed: int = 9) -> tuple[str, list[str]]:
    """Send so many inputs through one adapter; what was unhandled or live."""
    with Errors() as errors:
        wrong: list[str] = asyncio.run(ADAPTERS[name](folder, tuple(texts(count, seed))))  # type: ignore[arg-type]
    wrong += errors.found
    return f"{count:,} inputs through {name}, {len(wrong)} unhandled or live", wrong


def slowest(name: str, folder: Path) -> tuple[float, str]:
    """Processor time of the slowest text of 100,000 characters, and which one."""
    worst, which = 0.0, ""
    for n, piece in enumerate(each for each in PIECES if each):
        place = folder / f"slow-{name}-{n}"
        place.mkdir()
        short = process_time()
        asyncio.run(ADAPTERS[name](place, ("mail",)))  # type: ignore[arg-type]
        short, began = process_time() - short, process_time()
        again = folder / f"again-{name}-{n}"
        again.mkdir()
        asyncio.run(ADAPTERS[name](again, ((piece * LONG)[: LONG if piece.isascii() else LONG // 3],)))  # type: ignore[arg-type]
        took = process_time() - began - short
        worst, which = max((worst, which), (took, ascii(piece)[:20]))
    return worst, which
