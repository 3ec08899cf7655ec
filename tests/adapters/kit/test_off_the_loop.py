"""Nothing reads people's words on the thread that brings them, and a stranger's command line isn't read at all.

Nor are articles, and answers that are long, drawn there.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest

from adapters.kit.drawing import CHARS_AT_ONCE_MAX, drawn
from bot import markdown
from bot.core.model.people import Address, Identity
from bot.core.text.surface import LocalizedCard, LocalizedDoc, LocalizedQuote, LocalizedReply, Para, Piece, Run
from bot.engine.client import arrival
from bot.engine.client_event import event_of
from bot.engine.staff import membership
from bot.ports.inbound import READ_AT_ONCE_CHARS_MAX, Inbound
from tests.adapters.discord import scene as on_discord
from tests.dialogue import open_house

EVE = Identity("terminal", "", "eve")
PLACE = Address("terminal", "", "eve")


def noting(known: Callable[..., Any], threads: list[int]) -> Callable[..., Any]:
    """The same, noting who calls it."""

    def called(*arguments: Any) -> Any:
        threads.append(get_ident())
        return known(*arguments)

    return called


@pytest.mark.parametrize("chars", [10, READ_AT_ONCE_CHARS_MAX + 1])
def test_a_clients_words_are_read_on_another_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chars: int
) -> None:
    threads: list[int] = []
    monkeypatch.setattr(arrival, "event_of", noting(event_of, threads))
    with open_house(tmp_path) as house:
        taken = [house.engine.turn(Inbound(PLACE, EVE, f"{n}", text="x" * chars)) for n in range(3)]
        for each in taken:
            assert each.result().shown.blocks
    assert len(threads) >= len(taken)
    assert get_ident() not in threads


def test_long_words_arent_read_where_everybodys_turns_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading: list[int] = []
    writing: list[int] = []
    monkeypatch.setattr(arrival, "event_of", noting(event_of, reading))
    with open_house(tmp_path) as house:
        house.store.write(lambda _unit: writing.append(get_ident())).result()
        house.engine.turn(Inbound(PLACE, EVE, "1", text="x" * (READ_AT_ONCE_CHARS_MAX + 1))).result()
    assert reading
    assert not set(writing) & set(reading)


def test_staffs_words_are_read_on_another_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    monkeypatch.setattr(membership, "safe", noting(membership.safe, threads))
    with open_house(tmp_path) as house:
        house.agent("sam").types("queue")
    assert threads
    assert get_ident() not in threads


@pytest.mark.parametrize("line", ["staff add" + " " * 2_000 + ">", "reply 1001 4111 1111 1111 1111"])
def test_a_strangers_command_isnt_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    threads: list[int] = []
    monkeypatch.setattr(membership, "safe", noting(membership.safe, threads))
    with open_house(tmp_path) as house:
        assert house.engine.command(EVE, PLACE, "1", line).result().refused
    assert not threads


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("staff add eve agent discord 145607444398080002", True),
        ("/desk staff add Eve van Eck lead discord 145607444398080002 ", True),
        ("STAFF ADD eve agent discord 145607444398080002", True),
        ("staff add agent 145607444398080002", False),
        ("staff add 4111 agent discord 145607444398080002", False),
        ("staff add eve agent discord 1456074443980", False),
        ("note 1001 145607444398080002", False),
        ("", False),
    ],
)
def test_a_line_that_names_a_user(line: str, names: bool) -> None:
    assert membership._names_a_user(line) is names


# ── Drawing ────────────────────────────────────────────────────────────────────────────

LONG = "x" * (CHARS_AT_ONCE_MAX + 1)


@pytest.mark.parametrize(
    ("block", "beside"),
    [
        (Para((Run("short"),)), False),
        (LocalizedQuote(LONG[2:]), False),
        (LocalizedQuote(LONG), True),
        (Para((Run(LONG[:1_500]), Run(LONG[:1_500], "strong"))), True),
        (LocalizedCard("A title", (Piece(LONG[:1_500]), Piece(LONG[:1_500], hit=True)), ""), True),
        (LocalizedDoc("A title", "# short", ""), True),
    ],
    ids=["short", "quote", "long quote", "long words", "long card", "article"],
)
def test_what_may_take_long_to_draw_is_drawn_beside_the_event_loop(block: Any, beside: bool) -> None:
    shown = LocalizedReply((Para((Run("a"),)), block))
    threads: list[int] = []
    assert asyncio.run(drawn(noting(lambda given: given is shown, threads), shown))
    assert (get_ident() not in threads) is beside


async def _read_by_ana(it: on_discord.Scene) -> None:
    ana = it.user()
    await ana.writes("my emails dont arive since yestrday")
    await ana.presses(ana.latest(), "Read")


def test_an_article_is_read_beside_the_event_loop_that_sends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    monkeypatch.setattr(markdown, "_library", noting(markdown._library, threads))
    on_discord.play(tmp_path, _read_by_ana)
    assert threads
    assert get_ident() not in threads
