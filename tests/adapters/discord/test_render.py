"""How replies look on Discord: typical ones as they are read, hostile ones as only words, real ones by the rules."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.drawing import layouts
from adapters.discord.drawing.choices import Select
from adapters.discord.drawing.modal import form
from adapters.discord.drawing.render import messages, one
from bot.core.text.surface import (
    File,
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
from bot.core.text.words import visible
from tests.adapters.discord import rules
from tests.adapters.discord.looking import seen, words
from tests.adapters.discord.test_limits import broken, para
from tests.adapters.discord.test_markdown import bare, hostile
from tests.dialogue import Agent, Client, House, Screen, open_house


def screen(shown: LocalizedReply) -> str:
    """All messages of a reply."""
    return "\n".join(map(words, messages(shown)))


# ── Typical replies ────────────────────────────────────────────────────────────────────


def card(number: int, title: str) -> LocalizedCard:
    """A suggested article."""
    extract = (Piece("look at the "), Piece("log", hit=True), Piece(" first"))
    return LocalizedCard(title, extract, f"https://a.example/{number}", LocalizedChoice(title, f"1.1:read.{number}"))


def test_articles_are_embeds_with_their_matches_and_a_button_each() -> None:
    cards = (card(0, "Mail isn't arriving"), card(1, "Your mailbox is full"))
    blocks = (para("I found 2 articles:"), *cards, para("Does this help?"))
    (message,) = messages(LocalizedReply(blocks, (LocalizedChoice("None of these", "1.1:none"),)))
    assert message.content == "I found 2 articles:"
    assert message.embeds[0] == {
        "title": "Mail isn't arriving", "url": "https://a.example/0", "description": "look at the **log** first",
    }  # fmt: skip
    assert [len(row) for row in message.rows] == [2, 1]
    assert words(message) == (
        "I found 2 articles:\n* Mail isn't arriving <https://a.example/0>\nlook at the log first\n"
        "* Your mailbox is full <https://a.example/1>\nlook at the log first\nDoes this help?\n"
        "[Mail isn't arriving]\n[Your mailbox is full]\n[None of these]"
    )


def test_an_article_is_read_in_one_message_with_its_question_below() -> None:
    doc = LocalizedDoc("Mailbox full", "## Steps\n\n1. Open **Email**.\n\n```\nquota -v\n```", "https://a.example/full")
    (message,) = messages(
        LocalizedReply((doc, para("Did this solve it?")), (LocalizedChoice("Yes, thanks", "1.1:yes", primary=True),))
    )
    assert message.content == "**[Mailbox full](<https://a.example/full>)**"
    assert [e["description"] for e in message.embeds] == [doc.markdown, "Did this solve it?"]
    assert words(message).startswith("Mailbox full\nSteps\n\n1. Open Email.")


@pytest.mark.parametrize(("title", "url", "content"), [
    ("A [b]", "https://a.example", "**A \\[b]**\n<https://a.example>"),
    ("A", "", "**A**"),
    ("A", "javascript:x", "**A**"),
    ("", "https://a.example", "**[…](<https://a.example>)**"),
])  # fmt: skip
def test_a_title_is_a_link_where_it_can_be(title: str, url: str, content: str) -> None:
    assert messages(LocalizedReply((LocalizedDoc(title, "x", url),)))[0].content == content


def test_a_form_shows_its_question_and_the_button_that_opens_it() -> None:
    fields = (
        LocalizedField("subject", "Subject", "In one line", problem="Too long."),
        LocalizedField("name", "Your name"),
    )
    shown = LocalizedReply(
        (para("A few questions:"),),
        (LocalizedChoice("Never mind", "1.1:drop"),),
        LocalizedForm("New ticket", fields, 0, "1.1:form"),
    )
    assert screen(shown) == "A few questions:\n\nSubject\nIn one line\n⚠ Too long.\n[New ticket]\n[Never mind]"
    opener = messages(shown)[0].rows[0][0]
    assert not isinstance(opener, Select)
    assert (opener.custom_id, opener.primary) == ("form|1.1:form", True)


def test_quotes_have_a_line_at_their_side_and_say_whose_they_are() -> None:
    shown = LocalizedReply((para("Record:"), LocalizedQuote("one\n\n# two", "Ana, 16 Dec"), LocalizedQuote("three")))
    assert messages(shown)[0].content == "Record:\n-# Ana, 16 Dec\n> one\n> \n> \\# two\n> three"


def test_when_something_was_said_is_shown_to_everyone_in_their_own_zone() -> None:
    whose = (Run("Ana *a*\n# b"), Run(", "), Run("Wed, Dec 16, 9:10 PM", "", 1797451800))
    shown = LocalizedReply((LocalizedQuote("it says 550", "Ana, Wed, Dec 16, 9:10 PM", whose=whose),))
    assert messages(shown)[0].content == "-# Ana \\*a\\* # b, <t:1797451800:F>\n> it says 550"
    assert broken(shown) == []


def test_code_in_somebodys_words_stays_code_and_the_rest_stays_words() -> None:
    said = "Run `chmod *_*` now:\n```sh\nls *\n@everyone\n```\n*then* tell https://example.com"
    shown = LocalizedReply((LocalizedQuote(said, "sam"),))
    (message,) = messages(shown)
    assert message.content.replace("\u200b", "") == (
        "-# sam\n> Run `chmod *_*` now:\n> ```\n> ls *\n> @everyone\n> ```\n> \\*then\\* tell <https://example.com>"
    )


def test_a_long_block_of_code_is_closed_in_every_message() -> None:
    parts = messages(LocalizedReply((LocalizedQuote("```\n" + "echo one two three\n" * 200 + "```", "Ana"),)))
    assert len(parts) > 1
    assert all(part.content.count("```") == 2 for part in parts)


def test_a_quote_that_goes_on_in_the_next_message_is_still_a_quote() -> None:
    parts = messages(LocalizedReply((LocalizedQuote("word " * 800, "Ana"),)))
    assert [part.content.startswith("-# Ana\n> word") for part in parts] == [True, False, False]
    assert all(part.content.startswith("> word") for part in parts[1:])


def test_tables_have_aligned_columns_and_wide_cells_go_on_below() -> None:
    subject = "My emails don't arrive since yesterday, and the panel says nothing about it"
    rows = (("#1001", subject, "waiting"), ("#1002", "x", "y"))
    assert screen(LocalizedReply((LocalizedTable(("Ticket", "Subject", "State"), rows),))).splitlines() == [
        "Ticket  Subject                                                  State",
        "#1001   My emails don't arrive since yesterday, and the panel    waiting",
        "        says nothing about it",
        "#1002   x                                                        y",
    ]


def test_a_long_table_has_its_head_in_every_message() -> None:
    parts = messages(
        LocalizedReply((LocalizedTable(("Ticket", "Subject"), tuple((f"#{n}", "word " * 9) for n in range(80))),))
    )
    assert len(parts) > 1
    assert all(part.content.startswith("```\nTicket  Subject\n#") for part in parts)
    assert [line for part in parts for line in part.content.splitlines() if line.startswith("#79 ")]


def test_a_file_comes_with_the_words_it_belongs_to() -> None:
    (message,) = messages(LocalizedReply((para("Confirmed."), File("call.ics", "text/calendar", "BEGIN"))))
    assert words(message) == "Confirmed.\n▤ call.ics"


@pytest.mark.parametrize(("runs", "content"), [
    ((Run("Ticket "), Run("#1001", "strong"), Run(" is in.")), "Ticket **#1001** is in."),
    ((Run("type "), Run("show 1", "code"), Run("!")), "type `show 1`!"),
    ((Run("a `b`", "code"),), "a \\`b\\`"),
    ((Run(" a \n b ", "strong"),), "**a** \n **b**"),
    ((Run("a*", "strong"), Run("b", "emph")), "**a\\***\u200b*b*"),
    ((Run(" ", "strong"), Run("# no heading")), "\\# no heading"),
    ((Run("@every"), Run("one")), "@\u200beveryone"),
    ((Run("lines\n"), Run("- no list")), "lines\n\\- no list"),
])  # fmt: skip
def test_words_in_their_styles(runs: tuple[Run, ...], content: str) -> None:
    assert messages(LocalizedReply((Para(runs),)))[0].content == content


# ── Words are only words ───────────────────────────────────────────────────────────────


def everywhere(text: str) -> LocalizedReply:
    """A reply that has a text in every place a text can be."""
    field = LocalizedField("f", text, text, text, problem=text, options=((text.strip()[:50] or "v", text),))
    return LocalizedReply(
        (para(text), Para((Run(text, "strong"), Run(text, "emph"), Run(text, "code"))), LocalizedQuote(text, text),
         LocalizedTable((text,), ((text,),)), File("f", "text/plain", text),
         LocalizedCard(text, (Piece(text, hit=True), Piece(text)), text, LocalizedChoice(text, "1.1:a")),
         LocalizedDoc(text, text, text), para(text)),
        (LocalizedChoice(text, "1.1:b"),), LocalizedForm(text, (field,), 0, "1.1:form"),
    )  # fmt: skip


@given(hostile | st.text(st.characters(), max_size=40))
@settings(deadline=None, max_examples=80)
def test_hostile_words_in_every_place_stay_words(text: str) -> None:
    assert broken(everywhere(text)) == []


@given(hostile)
@settings(deadline=None, max_examples=80)
def test_plain_words_are_read_as_they_were_written(text: str) -> None:
    drawn = messages(LocalizedReply((para(text),)))[0].content
    assert seen(drawn).strip() == (bare(visible(text)).replace("\u00a0", " ").strip() or "…")


@pytest.mark.parametrize(
    "text", ["x" * 5000, "\n" * 900 + "end", "<@1> " * 900, "\x00\x1b[31m\x07\ud800\u202eevil", "```" * 900]
)
def test_long_hostile_words_keep_every_limit(text: str) -> None:
    shown = everywhere(text)
    assert broken(shown) == []
    assert "\x1b" not in screen(shown)


# ── The real conversation ──────────────────────────────────────────────────────────────


def drawn(who: Screen) -> None:
    """Everything on a screen keeps the rules, as messages, as one, and as a modal."""
    for shown in who.shown:
        for message in (*messages(shown), one(shown), *layouts.messages(shown), layouts.one(shown)):
            assert list(rules.message(message)) == []
        if shown.form:
            assert list(rules.modal(form(shown.form))) == []
            assert shown.form.title in screen(shown)


LADDER: tuple[Callable[[Client], None], ...] = (
    lambda ana: ana.says("hello"),
    lambda ana: ana.says("my emails dont arive @everyone <@1>"),
    lambda ana: ana.clicks(ana.shown[-1].all_offers()[1].token),
    lambda ana: ana.says("no"),
    lambda ana: ana.clicks(ana.shown[-1].offers[-1].token),
    lambda ana: ana.says("talk to a person"),
    lambda ana: ana.submits(subject="x" * 500, urgency="?", name=""),
    lambda ana: ana.submits(subject="No mail", service="a.example", symptoms="550\n# x", urgency="normal", name="Ana"),
    lambda ana: ana.says("any news??"),
    lambda ana: ana.says("mails still not coming in"),
    lambda ana: ana.says("show 1001"),
    lambda ana: ana.says("phone 1001"),
    lambda ana: ana.clicks(ana.shown[-1].offers[1].token),
    lambda ana: ana.clicks(ana.shown[-1].offers[0].token),
    lambda ana: ana.says("outlook keeps asking for my password"),
    lambda ana: ana.says("my tickets"),
    lambda ana: ana.says("help"),
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "es", "de"])
def test_every_stage_of_a_real_conversation_keeps_the_rules(tmp_path: Path, lang: str) -> None:
    with open_house(tmp_path) as house:
        ana = house.client(lang=lang)
        for step in LADDER:
            step(ana)
            assert ana.shown
            drawn(ana)
        if lang == "en":
            staff_side(house, ana)


def staff_side(house: House, ana: Client) -> None:
    """What staff see of it."""
    sam: Agent = house.agent()
    lines = ["queue", "claim", "show 1001", *(f"note 1001 line {n}: {'looked at the log ' * 9}" for n in range(15))]
    for line in (
        *lines,
        "show 1001",
        "why 1001",
        "mine",
        "help",
        "appointments",
        "reply 1001 Look again.",
        "statement 1001",
    ):
        sam.types(line)
        drawn(sam)
    ana.deliver()
    drawn(ana)
    sam.types("show 1001")
    assert "line 14: looked at the log" in "\n".join(screen(shown) for shown in sam.shown)


def test_a_moment_is_shown_to_everyone_in_their_own_zone() -> None:
    shown = LocalizedReply(
        (Para((Run("By "), Run("Thu, Dec 17, 9:10 PM Berlin time", "strong", 1797451800), Run("."))),)
    )
    assert messages(shown)[0].content == "By **<t:1797451800:F>**."
    assert screen(shown) == "By Wed 16 Dec 2026 20:10 UTC."
