"""The terminal's screen: what is drawn and numbered, and what no words can make it do."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from adapters.terminal.lines import LINE_BYTES_MAX
from adapters.terminal.render import draw
from adapters.terminal.session import Terminal, client_address, identity, staff_address
from bot.core.model.outbox import Decoded, OutKind, Sent
from bot.core.model.people import Address, Identity
from bot.core.text.surface import (
    File,
    LocalizedBlock,
    LocalizedCard,
    LocalizedChoice,
    LocalizedDoc,
    LocalizedField,
    LocalizedForm,
    LocalizedQuote,
    LocalizedReply,
    LocalizedTable,
    Para,
    Piece,
    Run,
)
from tests.builders import WEDNESDAY

HERE = client_address("ana")
PATIENCE_SECONDS = 120
"""For the program to start and answer; a tested machine is busy."""


def screen(colours: bool = True) -> Console:
    """A terminal that remembers what was written to it."""
    return Console(
        file=StringIO(), force_terminal=colours, color_system="truecolor" if colours else None, width=100,
        emoji=False, markup=False, highlight=False, legacy_windows=False,
    )  # fmt: skip


def written(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def drawn(shown: LocalizedReply) -> str:
    """A reply as plain text."""
    console = screen(colours=False)
    draw(console, shown)
    return written(console)


# ── What it draws ──────────────────────────────────────────────────────────────────────

CARD = LocalizedCard(
    "Mail not arriving", (Piece("Look at the "), Piece("log", hit=True)), "https://a/1", LocalizedChoice("x", "t:1")
)


def test_every_block_is_on_the_screen() -> None:
    text = drawn(
        LocalizedReply(
            (
                Para((Run("Hello "), Run("world", "strong"), Run(" and "), Run("more", "emph"))),
                LocalizedQuote("no mail\nsince monday", "You, today"),
                LocalizedQuote(""),
                CARD,
                LocalizedDoc("Mailbox full", "# Steps\n\n1. Delete **old** mail.", "https://a/2"),
                LocalizedTable(("Ticket", "About"), (("#1001", "Web"),)),
            ),
            (LocalizedChoice("None of these", "t:none"),),
        )
    )
    for line in (
        "Hello world and more",
        "│ You, today",
        "│ no mail",
        "│ since monday",
        "1  Mail not arriving",
        "Look at the log",
        "https://a/1",
        "Mailbox full",
        "Delete old mail.",
        "https://a/2",
        "Ticket",
        "#1001",
        " 2  None of these",
    ):
        assert line in text


LONG = "".join(f"line {n}\n" for n in range(3_000)) + "x" * 300
"""More lines than are folded one by one; the last is wider than the window."""


@pytest.mark.parametrize(
    "block",
    [
        Para((Run("It says: "), Run(LONG, "strong"))),
        LocalizedQuote(LONG, "You, today"),
        LocalizedQuote("", LONG),
        LocalizedCard("Mail not arriving", (Piece(LONG), Piece("log", hit=True)), "https://a/1", None),
        LocalizedDoc("Mailbox full", LONG, "https://a/2"),
        LocalizedTable(("Ticket", "About"), (("#1001", LONG),)),
    ],
    ids=lambda block: type(block).__name__,
)
def test_of_words_with_thousands_of_lines_none_is_lost(block: LocalizedBlock) -> None:
    shown = drawn(LocalizedReply((block,)))
    assert [line for line in LONG.split("\n") if line not in shown] == []


def test_a_form_asks_for_one_field_and_says_what_was_wrong_with_it() -> None:
    fields = (
        LocalizedField("subject", "Subject"),
        LocalizedField("name", "Your name", "It opens your account", problem="I need something here."),
    )
    text = drawn(
        LocalizedReply((), (LocalizedChoice("Never mind", "t:drop"),), LocalizedForm("New ticket", fields, 1, "t:form"))
    )
    for words in ("▢ Your name", "It opens your account", "I need something here.", " 1  Never mind"):
        assert words in text
    assert "▢ Subject" not in text


def numbered(text: str) -> list[str]:
    """What stands behind 1, 2, 3 … on the screen."""
    found = re.findall(r"^ *(\d+)  (\S.*?) *$", text, re.MULTILINE)
    assert [int(number) for number, _label in found] == list(range(1, len(found) + 1))
    return [label for _number, label in found]


cards = st.builds(
    lambda n: LocalizedCard(f"Card {n}", (), "u", LocalizedChoice(f"Card {n}", f"t:{n}")), st.integers(0, 99)
)
offers = st.builds(lambda n: LocalizedChoice(f"Offer {n}", f"t:{n}"), st.integers(0, 99))


@given(st.lists(st.one_of(cards, st.just(Para((Run("and"),)))), max_size=9), st.lists(offers, max_size=14))
@settings(deadline=None, max_examples=60)
def test_the_numbers_on_the_screen_are_the_choices(
    blocks: list[LocalizedCard | Para], choices: list[LocalizedChoice]
) -> None:
    shown = LocalizedReply(tuple(blocks), tuple(choices))
    assert numbered(drawn(shown)) == [offer.label for offer in shown.all_offers()]
    terminal = Terminal(screen(), HERE)
    terminal.show(shown)
    for number, offer in enumerate(shown.all_offers(), start=1):
        assert terminal.chosen(str(number)) is offer


def test_a_card_that_cannot_be_chosen_has_no_number() -> None:
    shown = LocalizedReply((LocalizedCard("A", (), "u"), CARD), (LocalizedChoice("None of these", "t:none"),))
    assert numbered(drawn(shown)) == ["Mail not arriving", "None of these"]


def test_markup_and_emoji_codes_of_other_programs_are_text() -> None:
    words = "[bold red]x[/] :smile: **y** {z} [link=https://evil]here[/link]"
    for shown in (
        LocalizedReply((Para((Run(words),)),)),
        LocalizedReply((LocalizedQuote(words),)),
        LocalizedReply((), (LocalizedChoice(words, "t"),)),
    ):
        assert words in drawn(shown)


# ── What no words can make it do ───────────────────────────────────────────────────────

HOSTILE = (
    "\x1b[2J\x1b[H\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;https://evil\x1b\\link\x1b]8;;\x1b\\ \x1bc \x1bP+q\x1b\\"
    "\x9b2J \x9d0;t\x9c \x90q\x9c \x85 a\bb\x7f \x0e\x0f\x0b\x0c \r over "
    "\u202ereversed\u202c \u2066x\u2069 \u200e\u200f \u061c end"
)
FIELDS: dict[str, Callable[[str], LocalizedReply]] = {
    "words": lambda t: LocalizedReply((Para((Run(t), Run(t, "strong"), Run(t, "code"))),)),
    "quote": lambda t: LocalizedReply((LocalizedQuote(t),)),
    "quoted": lambda t: LocalizedReply((LocalizedQuote("x", t),)),
    "card title": lambda t: LocalizedReply((LocalizedCard(t, (), "u", LocalizedChoice(t, "t")),)),
    "card extract": lambda t: LocalizedReply((LocalizedCard("T", (Piece(t), Piece(t, hit=True)), "u"),)),
    "article title": lambda t: LocalizedReply((LocalizedDoc(t, "text", "u"),)),
    "article": lambda t: LocalizedReply(
        (LocalizedDoc("T", f"# {t}\n\n- {t}\n\n> {t}\n\n`{t}`\n\n```\n{t}\n```\n", "u"),)
    ),
    "column": lambda t: LocalizedReply((LocalizedTable((t, "B"), (("a", "b"),)),)),
    "cell": lambda t: LocalizedReply((LocalizedTable(("A", "B"), ((t, t),)),)),
    "file": lambda t: LocalizedReply((File(t, "text/plain", "x"),)),
    "choice": lambda t: LocalizedReply((), (LocalizedChoice(t, "t"),)),
    "field": lambda t: LocalizedReply((), (), LocalizedForm("F", (LocalizedField("n", t),), 0, "t")),
    "hint": lambda t: LocalizedReply((), (), LocalizedForm("F", (LocalizedField("n", "L", t),), 0, "t")),
    "problem": lambda t: LocalizedReply((), (), LocalizedForm("F", (LocalizedField("n", "L", problem=t),), 0, "t")),
}
ADDRESSES: dict[str, Callable[[str], LocalizedReply]] = {
    "card address": lambda t: LocalizedReply((LocalizedCard("T", (), t),)),
    "article address": lambda t: LocalizedReply((LocalizedDoc("T", "text", t),)),
}
OWN_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def controls_in(shown: LocalizedReply) -> list[str]:
    """Whatever would drive the terminal, colours of our own aside."""
    terminal = Terminal(screen(), HERE)
    terminal.show(shown)
    return CONTROLS.findall(OWN_COLOURS.sub("", written(terminal.console)))


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_no_words_drive_the_terminal(field: Callable[[str], LocalizedReply]) -> None:
    assert controls_in(field(HOSTILE)) == []
    assert drawn(field("\x1b[31mred")) == drawn(field("·[31mred"))


@pytest.mark.parametrize("field", ADDRESSES.values(), ids=ADDRESSES)
def test_no_address_drives_the_terminal(field: Callable[[str], LocalizedReply]) -> None:
    assert controls_in(field(HOSTILE)) == []


@given(st.sampled_from(list(FIELDS.values())), st.text(st.characters(exclude_categories=())))
@settings(deadline=None, max_examples=60)
def test_whatever_is_written_is_drawn_and_drives_nothing(field: Callable[[str], LocalizedReply], text: str) -> None:
    assert controls_in(field(text)) == []


# ── The screen as an adapter ───────────────────────────────────────────────────────────


def test_a_terminal_serves_one_person_and_knows_them_by_name() -> None:
    assert client_address("ana") == Address("terminal", "", "chat/ana")
    assert staff_address("sam") == Address("terminal", "", "desk/sam")
    assert identity("ana") == Identity("terminal", "", "ana")
    assert Terminal(screen(), HERE).targets() == (HERE,)


def test_what_is_sent_is_printed_and_can_be_chosen() -> None:
    terminal = Terminal(screen(), HERE)
    shown = LocalizedReply((CARD,), (LocalizedChoice("None of these", "t:none"),))
    out = Decoded(1, HERE, OutKind.MESSAGE, "", shown, 1, WEDNESDAY)
    assert asyncio.run(terminal.send(out)) == Sent()
    assert "Mail not arriving" in written(terminal.console)
    assert terminal.printed == 1
    assert terminal.chosen("2") == terminal.chosen("none of these") == LocalizedChoice("None of these", "t:none")
    assert terminal.chosen("3") is None


def test_only_what_was_printed_last_can_be_chosen_by_number() -> None:
    terminal = Terminal(screen(), HERE)
    terminal.show(LocalizedReply((), (LocalizedChoice("A", "t:a"),)))
    terminal.show(LocalizedReply((), (LocalizedChoice("B", "t:b"),)))
    assert terminal.chosen("1") == LocalizedChoice("B", "t:b")
    terminal.show(LocalizedReply((Para((Run("Which device?"),)),)))
    assert terminal.chosen("1") is None


# ── The program, at the end of a pipe ──────────────────────────────────────────────────


def test_a_whole_conversation_through_a_pipe_is_answered_line_by_line(tmp_path: Path) -> None:
    lines = [
        b"the blue box keeps jumping",
        b"open a ticket",
        b"keep \x1b[2J it",
        b"\xff\xfe is not utf-8",
        b"x" * (LINE_BYTES_MAX + 1_000_000),
        b"normal",
        b"",
        b"Ana",
        b"status",
    ]
    options = ("--now", "2026-12-16T12:10", "--zone", "Europe/Berlin", "--lang", "en")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--as", "ana", "--data", str(tmp_path / "desk"), *options],
        input=b"\n".join(lines),
        capture_output=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("FRONTDOOR_")},
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    out = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert CONTROLS.findall(out) == []
    assert len(out) < 20_000, "a line that is too long is not echoed in full"
    text, at = " ".join(out.split()), 0
    for words in (
        "Hello! I'm the front door of",
        "you › the blue box keeps jumping",
        "I have no article that fits",
        "you › open a ticket",
        "▢ What do you see?",
        "you › keep ·[2J it",
        "▢ How urgent is it?",
        "you › \ufffd\ufffd is not utf-8",
        "▢ Domain or service",
        "x" * 90,
        "characters; I can take 20,000 at once",
        "you › normal",
        "▢ Your name",
        "you › Ana",
        "is in. You're 1st in line",
        "Berlin time",
        "you › status",
        "is 1st in line",
    ):
        found = text.find(words, at)
        assert found >= 0, f"{words!r} is not on the screen after:\n{text[:at]}"
        at = found + len(words)
