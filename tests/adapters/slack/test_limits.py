"""Slack's limits, each with something one over; and words that would like to be more than words."""

import random
from itertools import pairwise
from typing import Any

import pytest

from adapters.slack import limits
from adapters.slack.drawing import modal, mrkdwn
from adapters.slack.drawing.choices import actions
from adapters.slack.drawing.render import Message, drawn, fallback, home, length, messages, one, without_stale_choices
from bot.core.text import tokens
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
from tests.adapters.slack import rules
from tests.adapters.slack.conftest import Play
from tests.adapters.slack.looking import words
from tests.adapters.slack.scene import Scene

HOSTILE = (
    "<!channel> <!here> <!everyone> <@U1> <#C1|x> <!subteam^S1|@all>",
    "<https://evil.example|https://bank.example> <mailto:a@b|c>",
    "*bold* _it_ ~s~ `code` ```block``` > quote\n# head\n[x](https://evil.example)",
    "&lt;!channel&gt; &amp;lt;",
    "\x00\x1b[31m\x07\ud800 \u202eevil\u2066",
    "𝔘𝔫𝔦 👩‍👩‍👧‍👦 é\u0301 \u200b",
    '"}]}, {"type": "section"',
    "x" * 20_000,
    "\n" * 500 + "end",
    "",
    " ",
)


def para(text: str) -> Para:
    """A paragraph of somebody's words."""
    return Para((Run(text),))


def broken(shown: LocalizedReply) -> list[str]:
    """The rules of Slack's that drawing a reply breaks, wherever it is drawn."""
    found: list[str] = []
    for message in (*messages(shown), one(shown)):
        found += rules.message_blocks(list(message.blocks))
        assert 0 < len(message.text) <= limits.FALLBACK_CHARS_MAX
    for view in (
        home(shown),
        modal.result(shown, "t" * (limits.TITLE_CHARS_MAX + 1)),
        *([modal.form(shown.form)] if shown.form else []),
    ):
        found += rules.view(view)
    return found


def offers(count: int, label: str = "x") -> tuple[LocalizedChoice, ...]:
    """So many choices."""
    return tuple(LocalizedChoice(f"{label}{number}", f"1.1:a.{number}") for number in range(count))


@pytest.mark.parametrize("shown", [
    LocalizedReply(tuple(para(str(n)) for n in range(limits.BLOCKS_MAX + 1))),
    LocalizedReply((para("x"),), offers(limits.ACTION_ELEMENTS_MAX + 1)),
    LocalizedReply((para("x"),), offers(limits.BLOCKS_MAX * limits.ACTION_ELEMENTS_MAX + 1)),
    LocalizedReply((para("x"),), offers(1, "l" * limits.BUTTON_TEXT_CHARS_MAX)),
    LocalizedReply((para("x" * (limits.SECTION_CHARS_MAX + 1)),)),
    LocalizedReply((para("x" * (limits.MESSAGE_CHARS_MAX + 1)),)),
    LocalizedReply((LocalizedQuote("x" * (limits.MESSAGE_CHARS_MAX * 3 + 1), "by"),)),
    LocalizedReply((LocalizedDoc("t" * 200, ("x" * 99 + "\n\n") * 200, "https://x"),)),
    LocalizedReply((LocalizedDoc("", "x" * (limits.MARKDOWN_CHARS_MAX + 1), ""),)),
    LocalizedReply((LocalizedTable(("a", "b"), (("x" * 5000, "y"),) * 300),)),
    LocalizedReply((LocalizedCard("t" * 500, (Piece("p" * 5000, hit=True),) * 50, "https://x",
                                  LocalizedChoice("t" * 500, "1.1:a")),) * 30),
    LocalizedReply(()),
    LocalizedReply((para(""), Para(()), LocalizedQuote(""), LocalizedTable((), ()), LocalizedDoc("", "", "")),
                   (LocalizedChoice("", "1.1:a"),)),
    LocalizedReply((File("cal.ics", "text/calendar", "BEGIN"),)),
], ids=lambda shown: str(shown)[:40])  # fmt: skip
def test_one_over_is_parted_or_cut(shown: LocalizedReply) -> None:
    assert broken(shown) == []


def test_nothing_is_lost_when_a_reply_is_parted() -> None:
    text = "".join(chr(ord("a") + n % 26) for n in range(limits.MESSAGE_CHARS_MAX * 2 + 7))
    parts = messages(LocalizedReply((para(text),), offers(2)))
    assert len(parts) > 1
    assert "".join(words(list(part.blocks)) for part in parts).replace("\n", "").startswith(text)
    assert [bool(b) for part in parts for b in part.blocks if b["type"] == "actions"] == [True]
    for part in parts:
        assert sum(map(length, part.blocks)) <= limits.MESSAGE_CHARS_MAX


def test_a_card_that_is_too_long_keeps_its_choices() -> None:
    shown = LocalizedReply(tuple(para("x" * 2000) for _n in range(20)), offers(3))
    message = one(shown)
    assert words(list(message.blocks)).endswith("[x0]\n[x1]\n[x2]\n")
    assert "…" in words(list(message.blocks))


def field(**changes: Any) -> LocalizedField:
    """A field of a form."""
    return LocalizedField(**{"name": "f", "label": "l", **changes})


@pytest.mark.parametrize("asked", [
    field(label="l" * (limits.LABEL_CHARS_MAX + 1), hint="h" * (limits.LABEL_CHARS_MAX + 1)),
    field(chars_max=limits.INPUT_CHARS_MAX + 1, value="v" * (limits.INPUT_CHARS_MAX + 1)),
    field(chars_max=10, value="v" * 11),
    field(options=tuple((f"v{n}", "o" * (limits.OPTION_TEXT_CHARS_MAX + 1)) for n in range(limits.OPTIONS_MAX + 1))),
    field(problem="p" * (limits.SECTION_CHARS_MAX + 1)),
    field(label="", hint=""),
], ids=range(6))  # fmt: skip
def test_a_form_one_over(asked: LocalizedField) -> None:
    form = LocalizedForm("t" * (limits.TITLE_CHARS_MAX + 1), (asked,), 0, "1.1:form")
    assert broken(LocalizedReply((), form=form)) == []
    many = tuple(field(name=f"f{n}") for n in range(limits.VIEW_BLOCKS_MAX + 1))
    assert broken(LocalizedReply((), form=LocalizedForm("t", many, 0, "1.1:form"))) == []


def test_tokens_fit_wherever_slack_takes_one() -> None:
    longest = tokens.make(2**63 - 1, 10**6, "@" + "a" * 70)
    assert len(longest) <= min(limits.OPTION_VALUE_CHARS_MAX, limits.METADATA_CHARS_MAX, limits.BUTTON_VALUE_CHARS_MAX)
    assert len("choose.999") <= limits.ID_CHARS_MAX


def test_what_is_over_loses_only_what_is_dead() -> None:
    shown = LocalizedReply(
        (para("x"),),
        (
            LocalizedChoice("dead", "1.1:keep"),
            LocalizedChoice("alive", "1.1:@show.1"),
            LocalizedChoice("staff", "!claim 1"),
        ),
    )
    message = messages(shown)[0]
    calm = without_stale_choices(message)
    assert words(list(calm.blocks)) == "x\n[alive]\n[staff]\n"
    assert without_stale_choices(calm) == calm
    assert without_stale_choices(Message("t", (actions([]),))).blocks == ()


# ── Words are only words ───────────────────────────────────────────────────────────────


def elements(value: Any) -> "list[dict[str, Any]]":
    """Every element of rich text, and everything else that has a type."""
    match value:
        case dict():
            here = [value] if "type" in value else []
            return here + [found for part in value.values() for found in elements(part)]
        case list() | tuple():
            return [found for part in value for found in elements(part)]
        case _:
            return []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_in_every_field_stay_words(text: str) -> None:
    blocks: tuple[LocalizedBlock, ...] = (
        para(text), LocalizedQuote(text, text), LocalizedTable((text,), ((text,),)),
        LocalizedCard(text, (Piece(text, hit=True),), "https://x", LocalizedChoice(text, "1.1:a")),
        LocalizedDoc(text, text, "https://x"), File(text, "text/plain", text),
    )  # fmt: skip
    form = LocalizedForm(text, (field(label=text, hint=text, value=text[:200], problem=text),), 0, "1.1:form")
    shown = LocalizedReply(blocks, (LocalizedChoice(text, "1.1:b"),), form)
    assert broken(shown) == []
    for drawn_block in drawn(shown):
        for element in elements(drawn_block):
            assert element["type"] not in {"mrkdwn", "user", "channel", "broadcast", "usergroup"}
            if element["type"] == "link" and element["url"] != "https://x":  # the firm's own has the article's title
                assert "text" not in element  # others are shown as their own address, never under other words
                assert element["url"] in text
            if element["type"] == "markdown":
                assert not any(a == "<" and b in "@#!" for a, b in pairwise(element["text"]))
    assert not any(sign in fallback(shown).replace("&lt;", "").replace("&gt;", "") for sign in "<>")
    assert "\x1b" not in str(list(drawn(shown)))


def test_random_words_never_break_a_rule() -> None:
    draw = random.Random(7)
    signs = "<>&@!#|*_~`\n\t ab\u202e\x00👩\u200d[](){}:^\\\"'é"
    for _time in range(1500):
        text = "".join(draw.choices(signs, k=draw.randrange(200)))
        shown = LocalizedReply(
            (para(text), LocalizedQuote(text, text), LocalizedTable((text,), ((text,),))),
            (LocalizedChoice(text, "1.1:a"),),
        )
        assert broken(shown) == []
        assert isinstance(mrkdwn.read(text), str)


@pytest.mark.parametrize(("slacks", "typed"), [
    ("a &amp; b &lt;c&gt;", "a & b <c>"),
    ("<@UBOT> hello", "hello"),
    ("ask <@U2> or <@U3|bo> in <#C1|general> or <#C2>", "ask @U2 or @bo in #general or #C2"),
    ("<!channel> <!subteam^S1|@team> <!date^1^{date}|today>", "@channel @team today"),
    ("see <https://example.com/a?b=c&amp;d=e> now", "see https://example.com/a?b=c&d=e now"),
    ("<https://example.com|example.com>", "https://example.com"),
    ("<https://evil.example|bank.example>", "bank.example (https://evil.example)"),
    ("mail <mailto:a@b.example|a@b.example>", "mail a@b.example"),
    ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
    ("a < b <", "a < b <"),
])  # fmt: skip
def test_what_people_typed_is_read_as_typed(slacks: str, typed: str) -> None:
    assert mrkdwn.read(slacks, "UBOT") == typed
    assert mrkdwn.read(mrkdwn.escape(typed)) == typed


def test_hostile_words_go_all_the_way_and_come_back_as_words(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, sam = it.user(), it.staff()
        await ana.writes(mrkdwn.escape("my emails dont arive <!channel> *x*"))
        await ana.clicks("None of these")
        await ana.submits(
            subject=HOSTILE[0], service=HOSTILE[1], symptoms=HOSTILE[2], urgency="normal", name=HOSTILE[3]
        )
        ana.sees("#1001 is in")
        sam.sees("<!channel> <!here>", on=await sam.types("/desk show 1001"))
        await sam.types("/desk reply 1001 " + mrkdwn.escape(HOSTILE[0]))
        ana.sees(HOSTILE[0])
        for text in HOSTILE:
            await ana.writes(mrkdwn.escape(text))
        for post in it.slack.asked("chat.postMessage"):
            assert not any(f"<{sign}" in post["text"] for sign in "@!#h")

    on_slack(story)


def rich(text: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """What somebody's words are drawn as: the kind of each element of rich text, and what is in it."""
    shown = LocalizedReply((LocalizedQuote(text),))
    return [(part["type"], part["elements"]) for block in drawn(shown) for part in block["elements"]]


def test_code_addresses_and_short_codes_in_somebodys_words_are_what_they_mean() -> None:
    (only,) = rich("Try `ls -l` on https://example.com/help (soon). :tada: It's 10:30:15\nBye")
    assert only == (
        "rich_text_quote",
        [
            {"type": "text", "text": "Try "},
            {"type": "text", "text": "ls -l", "style": {"code": True}},
            {"type": "text", "text": " on "},
            {"type": "link", "url": "https://example.com/help"},
            {"type": "text", "text": " (soon). "},
            {"type": "emoji", "name": "tada"},
            {"type": "text", "text": " It's 10:30:15\nBye"},
        ],
    )


def test_lines_of_code_are_a_block_of_code() -> None:
    shown = rich("Put this in:\n```php\n<?php :tada: https://x.example\n```\nand reload.")
    assert [kind for kind, _inside in shown] == ["rich_text_quote", "rich_text_preformatted", "rich_text_quote"]
    assert shown[1][1] == [{"type": "text", "text": "<?php :tada: https://x.example"}]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see https://example.com/a_(b).", "https://example.com/a_(b)"),
        ("(see https://example.com/a)", "https://example.com/a"),
        ("https://example.com/" + "x" * limits.URL_CHARS_MAX, None),
    ],
)
def test_a_link_ends_where_its_address_does(text: str, url: str | None) -> None:
    assert [each["url"] for _kind, inside in rich(text) for each in inside if "url" in each] == ([url] if url else [])
