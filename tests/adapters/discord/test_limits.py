"""Discord's limits, each with something one over, in letters and in signs that count twice."""

from collections.abc import Sequence

import pytest

from adapters.discord import limits
from adapters.discord.drawing import layouts
from adapters.discord.drawing.choices import BUTTONS_MAX, FORM, PICK, Button, Select, rows, token_of
from adapters.discord.drawing.markdown import GAP
from adapters.discord.drawing.modal import form
from adapters.discord.drawing.render import Message, messages, one, without_stale_choices
from bot.core.text import tokens
from bot.core.text.surface import (
    TOKEN_CHARS_MAX,
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
from tests.adapters.discord import rules
from tests.adapters.discord.looking import row_words, words


def para(text: str) -> Para:
    """A paragraph of somebody's words."""
    return Para((Run(text),))


def offers(count: int, label: str = "x", action: str = "a") -> tuple[LocalizedChoice, ...]:
    """So many choices of one kind."""
    return tuple(LocalizedChoice(f"{label}{number}", f"1.1:{action}.{number}") for number in range(count))


def broken(shown: LocalizedReply) -> list[str]:
    """The rules that drawing a reply breaks, wherever and whichever way it is drawn."""
    parts = messages(shown)
    laid_out = (*layouts.messages(shown), layouts.one(shown))
    found = [wrong for message in (*parts, one(shown), *laid_out) for wrong in rules.message(message)]
    assert parts[0].content.strip()
    return found + (list(rules.modal(form(shown.form))) if shown.form else [])


def tokens_in(shown: LocalizedReply) -> list[str]:
    """Every token that can be clicked or picked in all messages of a reply, whichever way it is drawn."""
    found = _tokens(messages(shown))
    assert sorted(found) == sorted(_tokens(layouts.messages(shown)))
    return found


def _tokens(drawn: "Sequence[Message | layouts.Layout]") -> list[str]:
    every = [each for message in drawn for row in message.rows for each in row]
    listed = [token_of(each.custom_id, [o.value]) for each in every if isinstance(each, Select) for o in each.options]
    return [token_of(each.custom_id) for each in every if isinstance(each, Button)] + listed


# ── Lengths ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("letter", ["x", "👩", "*", "\n> ", "word ", "https://a.example/x "])
@pytest.mark.parametrize("chars", [limits.CONTENT_CHARS_MAX + 1, limits.EMBEDS_CHARS_MAX + 1])
def test_words_one_over_go_on_in_the_next_message(letter: str, chars: int) -> None:
    text = (letter * chars)[:chars]
    styled = Para((Run(text, "strong"), Run(text, "emph"), Run(text, "code")))
    for shown in (
        LocalizedReply((para(text),)),
        LocalizedReply((LocalizedQuote(text, "by"),)),
        LocalizedReply((styled,)),
    ):
        assert broken(shown) == []
        assert len(messages(shown)) > 1
    assert broken(LocalizedReply((LocalizedDoc("t", text, "https://a.example"),))) == []


def test_an_article_one_over_goes_on_in_the_next_message() -> None:
    paragraphs = "\n\n".join(f"{n}: {'x' * 400}" for n in range(20))
    parts = messages(LocalizedReply((LocalizedDoc("t", paragraphs, "https://a.example"),)))
    assert len(parts) > 1
    assert "\n\n".join(embed["description"] for part in parts for embed in part.embeds) == paragraphs


@pytest.mark.parametrize("shown", [
    LocalizedReply(tuple(para("x" * 300) for _n in range(40))),
    LocalizedReply((LocalizedDoc("t" * 300, "x" * (limits.EMBED_DESCRIPTION_CHARS_MAX + 1), "https://a.example"),)),
    LocalizedReply((LocalizedCard("👩" * 200, (Piece("*" * 5000, hit=True),) * 5, "https://a.example",
                                 LocalizedChoice("👩" * 99, "1.1:a")),)),
    LocalizedReply((LocalizedCard("t", (), "https://a.example/" + "x" * limits.URL_CHARS_MAX),)),
    LocalizedReply((para("x"), *(LocalizedCard(f"t{n}", (), "") for n in range(limits.EMBEDS_MAX + 1)))),
    LocalizedReply((para("x"), *(LocalizedCard(f"t{n}", (Piece("*" * 900),), "") for n in range(10)), para("y" * 900))),
    LocalizedReply((LocalizedTable(("a", "b"), (("x " * 200, "👩" * 100),) * 30),)),
    LocalizedReply((LocalizedTable(tuple("abcdefghij"), (("x" * 400,) * 10,) * 3),)),
    LocalizedReply((LocalizedTable(("`" * 30,), (("```",), ("@everyone",))),)),
    LocalizedReply(tuple(File(f"{n}.ics", "text/calendar", "x") for n in range(limits.FILES_MAX + 1))),
    LocalizedReply(()),
    LocalizedReply((para(""), Para(()), LocalizedQuote(""), LocalizedTable((), ()), LocalizedDoc("", "", "")),
                   (LocalizedChoice("", "1.1:a"),)),
    LocalizedReply((para(" \n "), LocalizedQuote(" "), LocalizedCard("", (), ""),
                    LocalizedCard(" ", (Piece("\n"),), "no url"))),
], ids=lambda shown: str(shown)[:40])  # fmt: skip
def test_one_over_is_parted_or_cut(shown: LocalizedReply) -> None:
    assert broken(shown) == []


def test_nothing_is_lost_when_a_reply_is_parted() -> None:
    said = [f"line {n}: " + "lorem ipsum " * (n % 40) for n in range(60)]
    shown = LocalizedReply((*map(para, said), LocalizedQuote("\n".join(said), "Ana")), offers(2))
    parts = messages(shown)
    assert len(parts) > 2
    everything = " ".join(" ".join(map(words, parts)).replace("> ", "").split())
    for text in said:
        assert everything.count(" ".join(text.split())) == 2
    assert [bool(part.rows) for part in parts] == [False] * (len(parts) - 1) + [True]


def test_words_are_parted_where_they_end() -> None:
    text = "\n\n".join("A sentence of ours. " * 20 for _n in range(10))
    for part in messages(LocalizedReply((para(text),))):
        assert part.content.endswith("ours.")
    assert not any(part.content.startswith(" ") for part in messages(LocalizedReply((para("word " * 1000),))))


def test_a_card_that_is_too_long_keeps_its_choices() -> None:
    message = one(LocalizedReply(tuple(para("x" * 900) for _n in range(20)), offers(3)))
    assert words(message).endswith("…\n[x0]\n[x1]\n[x2]")
    cards = tuple(LocalizedCard(f"t{n}", (), "") for n in range(limits.EMBEDS_MAX + 1))
    message = one(LocalizedReply((para("x"), *cards), offers(1)))
    assert words(message).endswith("* t8\n…\n[x0]")
    assert not list(rules.message(message))


# ── What can be chosen ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [
    0, 1, limits.ROW_BUTTONS_MAX + 1, BUTTONS_MAX, BUTTONS_MAX + 1, limits.OPTIONS_MAX + 1,
    limits.OPTIONS_MAX * limits.ROWS_MAX + 1, limits.OPTIONS_MAX * limits.ROWS_MAX * 2 + 1,
])  # fmt: skip
def test_nothing_offered_is_dropped(count: int) -> None:
    kinds = (f"{chr(ord('a') + n % 26)}{'z' * (n // 26)}" for n in range(count))
    for shown in (
        LocalizedReply((para("x"),), offers(count)),
        LocalizedReply((para("x"),), tuple(LocalizedChoice(kind, f"1.1:{kind}") for kind in kinds)),
        LocalizedReply(tuple(LocalizedCard(each.label, (), "", each) for each in offers(count)), offers(3, "y", "b")),
    ):
        assert broken(shown) == []
        assert sorted(tokens_in(shown)) == sorted(offer.token for offer in shown.all_offers())


def test_alike_choices_become_a_list_and_the_rest_stay_buttons() -> None:
    shown = LocalizedReply(
        (),
        (
            *offers(12, "day ", "day"),
            LocalizedChoice("Later ones", "1.1:page.1"),
            LocalizedChoice("Not now", "1.1:leave"),
        ),
    )
    assert [line for row in rows(shown) for line in row_words(row)] == [
        "day 0 … day 11 ▾", *(f"(day {n})" for n in range(12)), "[Later ones]", "[Not now]",
    ]  # fmt: skip
    staff = LocalizedReply(
        (), (*(LocalizedChoice(f"Show #{n}", f"!show {n}") for n in range(11)), LocalizedChoice("Queue", "!queue"))
    )
    assert row_words(rows(staff)[0])[0] == "Show #0 … Show #10 ▾"


def test_labels_one_over_are_cut() -> None:
    long = "👩" * limits.OPTION_LABEL_CHARS_MAX
    assert broken(LocalizedReply((), (LocalizedChoice(long, "1.1:a"), LocalizedChoice("  \n", "1.1:b")))) == []
    assert broken(LocalizedReply((), offers(limits.OPTIONS_MAX, long))) == []
    button = rows(LocalizedReply((), (LocalizedChoice("x" * (limits.BUTTON_LABEL_CHARS_MAX + 1), "1.1:a"),)))[0][0]
    assert isinstance(button, Button)
    assert button.label == "x" * (limits.BUTTON_LABEL_CHARS_MAX - 1) + "…"


def test_the_same_choice_twice_has_one_button_or_an_id_of_its_own() -> None:
    twice = (
        LocalizedChoice("Open", "1.1:read.0"),
        LocalizedChoice("Open", "1.1:read.0"),
        LocalizedChoice("Read it", "1.1:read.0"),
    )
    shown = LocalizedReply((LocalizedCard("Open", (), "", twice[0]),), twice)
    assert broken(shown) == []
    assert tokens_in(shown) == ["1.1:read.0"] * 2
    many = LocalizedReply((), tuple(LocalizedChoice(f"x{n}", "1.1:a") for n in range(40)))
    assert broken(many) == []
    assert tokens_in(many) == ["1.1:a"] * 40


def test_tokens_fit_wherever_discord_takes_one() -> None:
    longest = "1.1:".ljust(TOKEN_CHARS_MAX, "a")
    fields = (LocalizedField("f", "l"),)
    shown = LocalizedReply((), (LocalizedChoice("x", longest), *offers(11)), LocalizedForm("t", fields, 0, longest))
    assert broken(shown) == []
    assert len(FORM + longest) == limits.CUSTOM_ID_CHARS_MAX
    assert tokens_in(shown).count(longest) == 2
    assert tokens.make(2**63 - 1, 10**6, "x")
    over = "!" + "a" * limits.CUSTOM_ID_CHARS_MAX
    assert broken(LocalizedReply((), (LocalizedChoice("x", over),))) == []


def test_what_comes_back_says_which_token_was_chosen() -> None:
    assert token_of("1.1:a") == token_of("2|1.1:a") == token_of(f"{FORM}1.1:a") == "1.1:a"
    assert token_of(f"{PICK}0", ["1.1:a"]) == token_of(f"{PICK}0", ["3|1.1:a"]) == "1.1:a"
    assert token_of(f"{PICK}0") == token_of("") == ""
    assert token_of("!note 1 a|b") == "!note 1 a|b"


def test_what_is_over_loses_only_what_is_dead() -> None:
    field = LocalizedField("f", "l")
    choices = (
        LocalizedChoice("dead", "1.1:keep"),
        LocalizedChoice("alive", "1.1:@show.1"),
        LocalizedChoice("staff", "!claim 1"),
    )
    calm = without_stale_choices(
        messages(LocalizedReply((para("x"),), choices, LocalizedForm("t", (field,), 0, "1.1:form")))[0]
    )
    assert words(calm) == "x\nl\n[alive]\n[staff]".replace("\nl", "\n\nl")
    assert without_stale_choices(calm) == calm
    assert without_stale_choices(messages(LocalizedReply((para("x"),), offers(30)))[0]).rows == ()
    lists = messages(
        LocalizedReply((para("x"),), tuple(LocalizedChoice(f"#{n}", f"1.1:@show.{n}") for n in range(30)))
    )[0]
    assert without_stale_choices(lists) == lists


# ── Measuring ──────────────────────────────────────────────────────────────────────────


def test_a_sign_beyond_the_basic_plane_counts_twice() -> None:
    assert limits.size("a👩é") == rules.units("a👩é") == 4
    assert limits.cut("👩👩👩", 6) == "👩👩👩"
    assert limits.cut("👩👩👩", 5) == "👩👩…"
    assert limits.cut("👩👩👩", 4) == "👩…"
    assert limits.cut("abc", 2) == "a…"
    assert limits.cut("", 1) == ""
    for room in range(1, 30):
        assert limits.size(limits.cut("a👩" * 20, room)) <= room


def test_limits_that_other_parts_keep_are_those_of_discord() -> None:
    assert (limits.THREAD_NAME_CHARS_MAX, limits.NONCE_CHARS_MAX) == (100, 25)
    assert (limits.SUGGESTIONS_MAX, limits.SUGGESTION_CHARS_MAX) == (25, 100)
    assert limits.size(GAP) == 1
