"""A line of words and filters is read, or what is wrong with it is said; and what staff see of what was found."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.model.finding import Found, Wanted
from bot.core.model.record import Author, EntryKind, StoredEntry
from bot.core.model.tickets import LIVE, State
from bot.core.staff_view.finding import ALIASES, FILTERS, STATES, TERMS_ASKED_MAX, Hit, Search, read, results
from bot.core.text.surface import Choices, Reply, Text
from tests.builders import WEDNESDAY, ticket
from tests.reading import actions, screen

ZONE = "America/Los_Angeles"
MIDNIGHT = datetime(2026, 12, 16, 8, tzinfo=UTC)
"""When the desk's wednesday began."""


def asked(line: str) -> Search:
    """A line that can be read."""
    found = read(line, WEDNESDAY, ZONE)
    assert isinstance(found, Search), screen(found)
    return found


def told(line: str) -> Reply:
    """What is wrong with another."""
    found = read(line, WEDNESDAY, ZONE)
    assert not isinstance(found, Search), found
    return found


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("mailbox bounces", Wanted(("mailbox", "bounces"))),
        ("Mailbox, mailbox!", Wanted(("mailbox",))),
        ("mira-ceramics.example", Wanted(("mira-ceramics.example",))),
        ("#12 mailbox", Wanted(("12", "mailbox"))),
        ("state:asked", Wanted(states=frozenset({State.ASKED}))),
        ("mail STATE:Waiting", Wanted(("mail",), frozenset({State.OPEN}), claimed=False)),
        ("mail status:open", Wanted(("mail",), LIVE)),
        ("mail state:claimed", Wanted(("mail",), LIVE, claimed=True)),
        ("mail tag:#DNS", Wanted(("mail",), tag="dns")),
        ("mail since:today", Wanted(("mail",), since=MIDNIGHT)),
        ("mail after:2026-12-16", Wanted(("mail",), since=MIDNIGHT)),
        ("mail since:2026-12-16T00:00", Wanted(("mail",), since=MIDNIGHT)),
        ("mail since:yesterday", Wanted(("mail",), since=MIDNIGHT.replace(day=15))),
        ("mail since:1d", Wanted(("mail",), since=MIDNIGHT.replace(day=15))),
        ("mail since:2W", Wanted(("mail",), since=MIDNIGHT.replace(day=2))),
        ("mail from:1m", Wanted(("mail",), since=MIDNIGHT.replace(month=11, day=16))),
        ("mail until:today", Wanted(("mail",), until=MIDNIGHT)),
        ("mail before:#950", Wanted(("mail",), below=950)),
        ("error:550 http://mira.example note:", Wanted(("error", "550", "http", "mira.example", "note"))),
        ("client:Mira domain:mira.example", Wanted(("mira", "mira.example"))),
        ("10:30 state: open", Wanted(("10:30", "state", "open"))),
    ],
)
def test_a_line_is_read(line: str, wanted: Wanted) -> None:
    found = asked(line)
    assert (found.wanted, found.number) == (wanted, 0)


def test_a_number_alone_is_that_ticket() -> None:
    assert asked("#12").number == 12
    assert asked("12").number == 0
    assert asked("#12 state:open").number == 0


def test_a_page_is_asked_for_by_the_line_as_it_was() -> None:
    assert asked("mail  before:#950 state:open").line == "mail state:open"
    assert asked("mail until:#950").line == "mail"
    assert asked("mail before:2026-12-01").line == "mail before:2026-12-01"


def test_many_words_are_cut() -> None:
    assert len(asked(" ".join(f"word{n}" for n in range(50))).wanted.terms) == TERMS_ASKED_MAX


@pytest.mark.parametrize("line", ["x", "?", "x state:open", "before:#12"])
def test_nothing_to_look_for_is_said(line: str) -> None:
    assert "What should I look for?" in screen(told(line))


@pytest.mark.parametrize(
    ("line", "said", "meant"),
    [
        ("mail state:opne", "There is no state “opne”. Did you mean open?", ["find mail state:open"]),
        ("mail state:xyz", f"There is no state “xyz”. There are {', '.join(STATES)}.", []),
        ("mail stat:open", "There is no filter “stat:”. Did you mean state:?", ["find mail state:open"]),
        ("mail sinse:7d", "Did you mean since:?", ["find mail since:7d"]),
        ("mail since:yesterdya", "“yesterdya” is no date that I know. Write since:2026-12-16, since:today", []),
        ("mail since:2026-02-30", "“2026-02-30” is no date", []),
        ("mail before:12.12.", "Write before:2026-12-16", []),
        ("mail before:9999-01-01", "“9999-01-01” is no date", []),
        ("state:open state:asked", "There can be only one state: in a search.", []),
    ],
)
def test_what_cant_be_read_is_named_with_the_nearest(line: str, said: str, meant: list[str]) -> None:
    shown = told(line)
    assert said in screen(shown)
    assert list(actions(shown)) == meant


def test_a_line_too_long_for_a_button_isnt_offered() -> None:
    assert list(actions(told(f"{'mailbox ' * 12} state:opne"))) == []


def test_every_alias_is_of_a_filter() -> None:
    assert set(ALIASES.values()) <= set(FILTERS)
    assert not set(ALIASES) & set(FILTERS)


# ── What was found ─────────────────────────────────────────────────────────────────────


def entry(text: str | None, seq: int = 1, kind: EntryKind = EntryKind.WORDS) -> StoredEntry:
    return StoredEntry(12, seq, kind, Author.CLIENT, "", text, WEDNESDAY)


def hit(number: int = 12, *entries: StoredEntry, **changes: Any) -> Hit:
    return Hit(ticket(number, subject="No mail", **changes), "Ana", entries)


def page(*hits: Hit, line: str = "mailbox", more: bool = False, unread: int = 0, **spellings: tuple[str, ...]) -> Reply:
    search = asked(line)
    known = spellings or {term: (term,) for term in search.wanted.terms}
    return results(search, Found(tuple(each.ticket for each in hits), more, known, unread), hits)


def test_each_ticket_has_a_line_and_the_passage_that_fits_best() -> None:
    found = hit(12, entry("mailbox one"), entry("mailbox and state two", 2), entry(None, 3), entry("other", 4))
    shown = page(found, line="mailbox state")
    assert "“mailbox state”, one ticket:" in screen(shown)
    assert "#12 “No mail” · Ana · waiting · Wed, Dec 16\nmailbox and state two" in screen(shown)
    assert list(actions(shown)) == ["show 12"]


def test_words_are_marked_and_what_people_wrote_is_no_markup() -> None:
    shown = page(hit(12, entry("the **mailbox** is {full}")))
    assert isinstance(shown, Choices)
    row = shown.blocks[1]
    passed = dict(row.args)["passage"]  # type: ignore[union-attr]
    assert passed.id == "{p0}**{p1}**{p2}"
    assert "the **mailbox** is {full}" in screen(shown)


def test_of_entries_that_fit_as_well_the_newest_is_shown_and_never_the_bots() -> None:
    notice = entry("mailbox mailbox filed", 3, EntryKind.NOTICE)
    assert "mailbox two" in screen(page(hit(12, entry("mailbox one"), entry("mailbox two", 2), notice)))
    assert "filed" not in screen(page(hit(12, notice)))
    assert "the mailbox bounces" in screen(page(hit(12, notice, symptoms="the mailbox bounces")))


def test_a_ticket_that_is_found_by_its_head_stands_alone() -> None:
    found = replace(hit(12, entry("other")), client="")
    assert screen(page(found)).split("\n")[1] == "#12 “No mail” · — · waiting · Wed, Dec 16"
    assert "#12 “—”" in screen(page(hit(12).__class__(ticket(12, subject=""), "Ana")))
    assert "other" not in screen(page(hit(12, entry("other")), line="state:open"))


def test_the_next_page_begins_behind_the_last() -> None:
    shown = page(hit(12), hit(9), more=True)
    assert "“mailbox”, newest first:" in screen(shown)
    assert list(actions(shown)) == ["show 12", "show 9", "find mailbox before:#9"]
    again = page(hit(8), line="mailbox before:#9")
    assert "“mailbox”, those before #9:" in screen(again)
    long = page(hit(9), line="mailbox " * 12, more=True)
    assert list(actions(long)) == ["show 9"]
    assert "add before:#9 to the line" in screen(long)


def test_words_that_nobody_wrote_are_said_with_what_was_looked_for() -> None:
    shown = page(hit(12), line="mailbxo", mailbxo=("mailbox", "mailboxes", "mail", "mailer"))
    assert "Nobody wrote “mailbxo”; I looked for mailbox, mailboxes, mail." in screen(shown)
    assert "Nobody wrote" not in screen(page(hit(12), line="mail", mail=("mailbox", "mial")))


def test_nothing_found_says_which_words_nobody_wrote() -> None:
    assert "No ticket has “quetzal”, “xyz”, nor" in screen(page(line="quetzal xyz", quetzal=(), xyz=()))
    assert screen(page(line="mail tea", mail=("mail",), tea=("tea",))) == "No ticket has all of “mail tea”."
    assert screen(page(line="state:asked")) == "No ticket is like “state:asked”."


def test_what_isnt_indexed_yet_is_said() -> None:
    for shown in (page(hit(12), unread=3), page(unread=3)):
        assert "Not everything can be found yet: 3 are still being read." in screen(shown)
    assert isinstance(page(), Text)


def test_what_can_be_no_tag_is_said() -> None:
    assert "“50%” can be no tag" in screen(told("mail tag:50%"))
