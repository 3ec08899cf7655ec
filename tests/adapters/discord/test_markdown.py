"""Words that would like to be more than words; the firm's articles; and what people typed."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord import limits
from adapters.discord.drawing.articles import portions
from adapters.discord.drawing.markdown import GAP, escape, linkable, read, timestamp
from kb.articles.loader import load, shipped
from tests.adapters.discord.looking import seen
from tests.adapters.discord.rules import formats, live

CALLS = (
    "@everyone", "@here", "<@123>", "<@!123>", "<@&123>", "<#123>", "<:kek:123>", "<a:kek:123>", "<t:1700000000>",
    "<t:1700000000:R>", "</ban:123>", "<id:customize>", "https://discord.gg/abc", "discord.gg/abc",
    "http://www.discord.com/invite/abc", "DISCORDAPP.COM/invite/abc", "discord.gift/abc", "steam://run/1",
    "https://evil.example/@everyone", ":thumbsup:", "[bank](https://evil.example)", "xhttps://evil.example",
)  # fmt: skip
MARKS = (
    "*a*", "**a**", "_a_", "__a__", "~~a~~", "||a||", "`a`", "```a```", "\\", "# a", "## a", "-# a", "> a", ">>> a",
    "- a", "+ a", "* a", "1. a", "12) a", "\n", " ", "\t", "a", "é", "👩", "\u2028", GAP, "¯\\_(ツ)_/¯",
    "https://a.example/b_c*d", "https://a.example/x(y)", "(https://a.example).", "<https://a.example>",
    "<", ">", "[", "](", ")", "@", "#", ":", "|", "`",
)  # fmt: skip
hostile = st.lists(st.sampled_from((*CALLS, *MARKS)), max_size=12).map("".join) | st.text(max_size=60)


def whole(markdown: str) -> str:
    """An article as Discord draws it, all of it."""
    return "\n\n".join(portions(markdown, 1_000_000))


def bare(text: str) -> str:
    """A text without zero-width spaces."""
    return text.replace(GAP, "")


@pytest.mark.parametrize("text", [*CALLS, *MARKS])
def test_every_sign_shows_as_itself_and_does_nothing(text: str) -> None:
    for written in (text, f"x {text}", f"{text} x", f"line\n  {text}\n{text}", text * 3):
        drawn = escape(written)
        assert (live(drawn), formats(drawn)) == ([], [])
        assert seen(drawn) == bare(written)


@given(hostile)
@settings(deadline=None, max_examples=80)
def test_what_people_wrote_is_read_as_they_wrote_it(text: str) -> None:
    drawn = escape(text)
    assert (live(drawn), formats(drawn)) == ([], [])
    assert seen(drawn) == bare(text).replace("\u00a0", " ")


@pytest.mark.parametrize(("text", "drawn"), [
    ("Ticket #1042 is in - thanks!", "Ticket #1042 is in - thanks!"),
    ("at 10:30, 3.14 or -5 °C (50 %)", "at 10:30, 3.14 or -5 °C (50 %)"),
    ("#1042", "#1042"),
    ("1. first\n2) second", "1\\. first\n2\\) second"),
    ("see https://a.example/b_c.", "see <https://a.example/b_c>."),
    ("(https://a.example/x_(y))", "(<https://a.example/x_(y)>)"),
    ("https://discord.com/channels/1/2/3", "<https://discord.com/channels/1/2/3>"),
    ("@everyone", f"@{GAP}everyone"),
    ("@\u0300everyone", f"@{GAP}\u0300everyone"),
    ("<@1>", "\\<\\@1>"),
    ("https://discord.gg/x", f"https\\:\\//discord{GAP}.gg/x"),
])  # fmt: skip
def test_only_what_is_needed_is_escaped(text: str, drawn: str) -> None:
    assert escape(text) == drawn


def test_a_link_that_is_too_long_is_only_text() -> None:
    fits = "https://a.example/".ljust(limits.URL_CHARS_MAX, "x")
    assert escape(fits) == f"<{fits}>"
    assert escape(f"{fits}x") == f"https\\:\\//{fits[8:]}x"
    assert linkable(fits)
    assert not linkable(f"{fits}x")


@pytest.mark.parametrize("text", [
    "https://" + ")" * 30_000, "<" * 30_000, ":" * 30_000, ":a" * 15_000, "@\u0300" * 15_000, "```" * 10_000,
    "[" * 30_000, "[a](" * 8_000, "| a" * 10_000, "<t:1" * 8_000, "#" * 30_000,
], ids=range(11))  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    for done in (escape(text), whole(text), read(text)):
        assert isinstance(done, str)


# ── The firm's articles ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("markdown", "drawn"), [
    ("## Steps\n\n1. **Open** it", "## Steps\n\n1. **Open** it"),
    ("#### Deep\ntext", "**Deep**\ntext"),
    ("see [DNS](https://a.example/dns).", "see [DNS](<https://a.example/dns>)."),
    ("see [DNS](dns-records.md) and [top](#top)", "see DNS and top"),
    ("mail [a@b.example](mailto:a@b.example)", "mail a@b.example"),
    ("mail [us](mailto:a@b.example)", "mail us (a@b.example)"),
    ("![a screen](https://a.example/s.png)", "[a screen](<https://a.example/s.png>)"),
    ("![a screen](s.png)", "a screen"),
    ("[https://bank.example](https://evil.example)", "<https://bank.example> (<https://evil.example>)"),
    ("go to https://a.example.", "go to <https://a.example>."),
    ("<https://a.example> or <mailto:a@b.example>", "<https://a.example> or a@b.example"),
    ("ask @everyone, <@1> or <#2>", f"ask @{GAP}everyone, \\<\\@1> or \\<\\#2>"),
    ("`<@1> || :a:` but a || b :c:", "`<@1> || :a:` but a \\|\\| b \\:c:"),
    ("C:\\Users \\*no\\* \\<@1> \\https://a.example", "C:\\\\Users \\*no\\* \\<\\@1> \\\\<https://a.example>"),
    ("__strong__ and snake__case__x", "**strong** and snake\\_\\_case\\_\\_x"),
    ("- a\n  1. b\n     - c\n\n  below\n- *d*", "- a\n  1. b\n     - c\n\n  below\n- *d*"),
    ("3) three\n4) four\n   ```\n   code\n   ```", "3. three\n4. four\n```\ncode\n```"),
    ("1. ```\n   code\n   ```", "1.\n```\ncode\n```"),
    ("> - a\n> - b\n>\n> c", "> - a\n> - b\n\n> c"),
    ("**a *b* c**, ***d*** and **e***f*", f"**a _b_ c**, ***d*** and **e**{GAP}*f*"),
    ("[a\\]b *c*](https://a.example) [:](x)thumbsup:", "[a\\]b *c*](<https://a.example>) \\:thumbsup:"),
    ("<https://a.example>foo, [](https://b.example) [![p](q)](https://c.example)",
     "<https://a.example>foo, <https://b.example> [p](<https://c.example>)"),
    ("Title\n=====\n## One [two](https://a.example)\nthree", "# Title\n## One [two](<https://a.example>)\nthree"),
    ("[1][ref] &amp; <your-domain>\n\n[ref]: https://a.example", "[1](<https://a.example>) & \\<your-domain>"),
    ("one<br>two<!-- three -->", "one\ntwo"),
    ("above\n\n---\n\nbelow", "above\n\n———\n\nbelow"),
    (">>> a\n>> b\n> c", "> a\n> b\n> c"),
    ("-# small", "\\-# small"),
    ("```sh title=x\nls | grep <@1>\n```", "```sh\nls | grep <@1>\n```"),
    ("   ```\n   a\n     b\n   ```", "```\na\n  b\n```"),
    ("```\nnever closed @here", f"```\nnever closed @{GAP}here\n```"),
    ("```\na ``` b\n```", f"```\na `{GAP}`` b\n```"),
    ("```\n\n```", ""),
    ("| A | B |\n|---|:-:|\n| `x` | **long** one |\n| [l](https://a.example) | c\\|d |",
     "```\nA  B\nx  long one\nl  c|d\n```"),
])  # fmt: skip
def test_articles_as_discord_draws_them(markdown: str, drawn: str) -> None:
    assert whole(markdown) == drawn


@given(hostile)
@settings(deadline=None, max_examples=80)
def test_nothing_in_an_article_calls(text: str) -> None:
    for drawn in (whole(text), whole(f"```\n{text}\n```"), whole(f"[{text}](https://a.example)")):
        assert live(drawn) == []
        for part in portions(text, 50):
            assert limits.size(part) <= 50


def test_an_article_is_parted_at_paragraphs_and_code_keeps_its_fences() -> None:
    code = "```sh\n" + "\n".join(f"echo {n}" for n in range(40)) + "\n\ndone\n```"
    parts = list(portions(f"first\n\n{'x' * 96}\n\n{code}\n\nlast", 100))
    assert parts[0] == "first"
    assert parts[1] == "x" * 96
    assert all(part.startswith("```sh\n") and part.endswith("\n```") for part in parts[2:-1])
    assert parts[-1].endswith("last")
    lines = [line for part in parts[2:] for line in part.splitlines() if line.startswith("echo")]
    assert lines == [f"echo {n}" for n in range(40)]
    assert list(portions("", 100)) == list(portions("\n\n", 100)) == []


@pytest.mark.parametrize("markdown", ["####", "# ", "## ** **\n\n", "***\n#\n"])
def test_a_heading_without_words_shows_none(markdown: str) -> None:
    assert whole(f"{markdown}\n\nwords").endswith("words")


def test_every_article_of_ours_fits_one_embed_and_reads_well() -> None:
    for article in load(shipped()).articles:
        drawn = whole(article.markdown)
        assert len(list(portions(drawn, limits.EMBED_DESCRIPTION_CHARS_MAX))) == 1
        assert not re.search(r"\]\((?!<https?://)|<br|^####|^\|", drawn, re.MULTILINE), article.slug


# ── What people typed ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("content", "typed"), [
    ("<@99> my *mail* is gone", "my *mail* is gone"),
    ("<@!99>, hello", ", hello"),
    ("ask <@1>, <@!2>, <@&3> in <#4>", "ask @1, @2, @3 in #4"),
    ("<:kek:1> <a:dance:2>", ":kek: :dance:"),
    ("since <t:1797451800:F> or <t:1797451800>", "since 2026-12-16 20:10 UTC or 2026-12-16 20:10 UTC"),
    ("<t:9999999999999>", "<t:9999999999999>"),
    ("</support ask:5>", "/support ask"),
    ("<https://a.example/x> <mailto:a@b.example>", "https://a.example/x a@b.example"),
    ("a < b > c <@x> <>", "a < b > c <@x> <>"),
    ("  spaces  ", "spaces"),
])  # fmt: skip
def test_what_people_typed_is_read_as_typed(content: str, typed: str) -> None:
    assert read(content, "99") == typed


def test_a_moment_is_shown_to_everyone_in_their_own_zone() -> None:
    at = datetime(2026, 12, 16, 20, 10, tzinfo=UTC)
    assert timestamp(at) == "<t:1797451800:F>"
    assert read(timestamp(at, "R")) == "2026-12-16 20:10 UTC"
