"""Words compared, names and domains found, text made fit to keep and to show."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.text.words import (
    COMPARED_CHARS_MAX,
    clean,
    domain_in,
    is_blank,
    is_email,
    mentioned,
    near,
    plain,
    unaccented,
    visible,
    without_links,
)
from tests.builders import LANGUAGES

# ── Plain ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("  My E-Mails   DON'T arrive!! ", "my e mails dont arrive"),
        ("what’s up, isn´t it", "whats up isnt it"),
        ("¿Contraseña? Über-größe", "contrasena uber grosse"),
        ("contrasen\u0303a", "contrasena"),
        ("ＭＹ ﬁle①", "my file1"),
        ("info@Example.com, (www.example.com).", "info@example.com www.example.com"),
        ("a.b+c_d@sub.example.com", "a.b+c_d@sub.example.com"),
        ("https://example.com/wp-login.php?x=1", "https example.com wp-login.php x 1"),
        ("foo,bar.com:8080", "foo bar.com 8080"),
        ("error 550-5.7.1 at 10:30, 1,000.50 mb", "error 550-5.7.1 at 10:30 1,000.50 mb"),
        ("php v8.3.1 e.g. wp_options", "php v8.3.1 e g wp options"),
        ("foo@bar a.b.c", "foo bar a b c"),
        ("word\npress\tnow", "word press now"),
        ("İstanbul ΣΊΣΥΦΟΣ", "istanbul σισυφοσ"),
        ("!?…", ""),
        ("", ""),
    ],
)
def test_plain(typed: str, compared: str) -> None:
    assert plain(typed) == compared


@settings(max_examples=300)
@given(st.text())
@example("ϔ")
@example("1\u2fd31")
def test_plain_is_settled_at_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain(text) == plain(f" {text}\n")


def test_plain_looks_at_the_beginning_only() -> None:
    assert plain("a" * COMPARED_CHARS_MAX + " b") == "a" * COMPARED_CHARS_MAX


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_accents_go_as_they_would_from_a_normalized_text(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    assert unicodedata.normalize("NFKD", unaccented(text)) == bare


# ── Near ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("dns", "dns"),
        ("", ""),
        ("outlook", "outlok"),
        ("outlook", "outloook"),
        ("outlook", "outlpok"),
        ("outlook", "outolok"),
        ("wordpress", "wrodpres"),
        ("thunderbird", "tunderbrid"),
        ("password", "pasword"),
        ("x" * 65, "x" * 65),
    ],
)
def test_near(ours: str, theirs: str) -> None:
    assert near(ours, theirs)
    assert near(theirs, ours)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("mail", "mails"),
        ("dns", "dsn"),
        ("main", "mail"),
        ("outlook", "lookout"),
        ("outlook", "outlk"),
        ("outlook", "utlok"),
        ("wordpress", "words"),
        ("wordpress", "worpes"),
        ("x" * 65, "x" * 64 + "y"),
    ],
)
def test_not_near(ours: str, theirs: str) -> None:
    assert not near(ours, theirs)
    assert not near(theirs, ours)


@settings(max_examples=500, deadline=None)
@given(st.text("ab", min_size=5, max_size=11), st.text("ab", min_size=5, max_size=11))
@example("abbab", "babab")
def test_near_agrees_with_the_whole_table(a: str, b: str) -> None:
    edits = 2 if min(len(a), len(b)) >= 8 else 1
    assert near(a, b) == (distance(a, b) <= edits)


def distance(a: str, b: str) -> int:
    """Optimal string alignment by the book: every cell of the table."""
    rows: list[list[int]] = [[*range(len(b) + 1)]]
    for i, x in enumerate(a, 1):
        rows.append([i])
        for j, y in enumerate(b, 1):
            cell = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cell = min(cell, rows[i - 2][j - 2] + 1)
            rows[i].append(cell)
    return rows[-1][-1]


# ── Mentioned ──────────────────────────────────────────────────────────────────────────

NAMES = ("WordPress", "Outlook", "Apple Mail", "Thunderbird", "Gmail", "Joomla", "theme", "TYPO3", "!")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("how do I set up Outlook?", "Outlook"),
        ("my outlok doesnt send", "Outlook"),
        ("my out look doesnt send", "Outlook"),
        ("a Word-Press plugin", "WordPress"),
        ("word pres is slow", "WordPress"),
        ("wordpess's login", "WordPress"),
        ("ordpress", "WordPress"),
        ("apple mail on my phone", "Apple Mail"),
        ("appel mail on my phone", "Apple Mail"),
        ("applemail", "Apple Mail"),
        ("ap ple mail", "Apple Mail"),
        ("outlook and wordpress", "WordPress"),
        ("¿Thunderbírd?", "Thunderbird"),
        ("my gmial account", "Gmail"),
    ],
)
def test_mentioned(question: str, name: str) -> None:
    assert mentioned(question, NAMES, LANGUAGES) == name


@pytest.mark.parametrize(
    "question",
    [
        "look out for my emails",
        "my email doesn't arrive",
        "how do I apply mail rules",
        "these do not work",
        "full of typos",
        "a press release in word",
        "an apple a day",
        "out loook",
        "mail",
        "",
    ],
)
def test_not_mentioned(question: str) -> None:
    assert mentioned(question, NAMES, LANGUAGES) == ""


# ── Domains and addresses ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("info@example.com", "example.com"),
        ("my site Example.COM is down.", "example.com"),
        ("it's www.shop.example.co.uk, help", "shop.example.co.uk"),
        ("https://example.com/index.html", "example.com"),
        ("http://my.unusualending:8080/", "my.unusualending"),
        ("www.my.unusualending", "my.unusualending"),
        ("bob@my.unusualending", "my.unusualending"),
        ("first a@one.example then two.example", "one.example"),
        ("index.html of müller.de", "müller.de"),
        ("mu\u0308ller.de", "müller.de"),
        ("xn--mller-kva.de and xn--p1ai.xn--p1ai", "xn--mller-kva.de"),
        ("xn--80ak6aa92e.xn--p1ai", "xn--80ak6aa92e.xn--p1ai"),
        ("_dmarc.example.com", "example.com"),
        ("tienda.com.py", "tienda.com.py"),
        ("(example.org)", "example.org"),
        ("<bob.smith+x@example.com>", "example.com"),
        ("sub-domain.example.com,", "sub-domain.example.com"),
    ],
)
def test_domain_in(typed: str, domain: str) -> None:
    assert domain_in(typed) == domain


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "e.g. my site, i.e. z.B. p.ej. d.h.",
        "index.html wp-config.php style.css main.js script.sh app.py readme.md backup.tar.gz",
        "it broke.please help",
        "203.0.113.7 and 8.3.1",
        "at 10.30 a.m.",
        "foo@bar",
        "-example-.com-.",
        ".htaccess",
        "node.js",
        "a" * 64 + ".com",
        "a." * 200 + "com",
        "@@@...",
    ],
)
def test_no_domain_in(typed: str) -> None:
    assert domain_in(typed) == ""


@pytest.mark.parametrize(
    "typed", ["bob@example.com", " Bob.Smith+x@Sub.Example.com\n", "o'neil_1@müller.de", "x@y.museum"]
)
def test_is_email(typed: str) -> None:
    assert is_email(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "@", "bob", "bob@", "@example.com", "bob@example", "bob@example.com, ann@example.com", "a b@example.com"),
        *("my mail is bob@example.com", ".bob@example.com", "bo..b@example.com", "bob.@example.com", "bob@-x.com"),
        *("b" * 65 + "@example.com", "bob@" + "a." * 130 + "com", "bob@exa mple.com", "bob@203.0.113.7"),
    ],
)
def test_is_no_email(typed: str) -> None:
    assert not is_email(typed)


# ── Storing and showing ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  hello\r\nthere\t:) \n", "hello\nthere\t:)"),
        ("a\x00b\x07c\x1b[31md\x7fe\x85f\x9bg", "abc[31mdefg"),
        ("half \ud83d of a pair \udc00", "half \ufffd of a pair \ufffd"),
        ("\x00 x \x1f", "x"),
        ("ñ 日本 🙂 \u200d", "ñ 日本 🙂 \u200d"),
        ("a\rb", "a\nb"),
        ("a\r\nb\r\r\nc\u2028d\u2029e\x0bf\x0cg", "a\nb\n\nc\nd\ne\nf\ng"),
        ("\u200b\ufeff my mail \u3164\u2800", "my mail"),
        ("resolve 5 \u200b", "resolve 5"),
        ("I ❤\ufe0f it: ❤\ufe0f", "I ❤\ufe0f it: ❤\ufe0f"),
    ],
)
def test_clean(typed: str, stored: str) -> None:
    assert clean(typed) == stored


UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202e\u205f\u2060"
    "\u2064\u2066\u206f\u2800\u3000\u3164\ufe00\ufe0f\ufeff\uffa0\ufffb\U00016fe4\U0001bca0\U0001d159\U0001d173\U000e0001"
    "\U000e0020\U000e007f\U000e0100\u00a0 \t\r\n\x00\x1b"
)


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda c: f"U+{ord(c):04X}")
def test_what_cant_be_seen_is_nothing(unseen: str) -> None:
    assert clean(unseen) == clean(unseen * 3) == clean(f" {unseen}\u200b{unseen}") == ""
    assert clean(f"a{unseen}b")[0] + clean(f"a{unseen}b")[-1] == "ab"


@pytest.mark.parametrize("seen", ["a", ".", "·", "…", "🙂", "日", "ｱ", "ᄀ", "\ufffd", "☐", "_"])
def test_what_can_be_seen_is_something(seen: str) -> None:
    assert not is_blank(seen)
    assert clean(f"\u2800{seen}\u3164") == seen


def test_a_long_stretch_of_nothing_is_cut_quickly() -> None:
    assert clean("a" + "\u200b \u2800" * 100_000 + "b" + "\u3164" * 100_000)[-1] == "b"


@given(st.text(st.characters()))
@example("\r\r\n")
def test_cleaned_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[2J\x1b]0;title\x07\r", "·[2J·]0;title··"),
        ("c1 \x9b31m and \x7f", "c1 ·31m and ·"),
        ("exe.\u202egpj\u2066\u2069\u200e\u200f\u061c", "exe.gpj"),
        ("\ud800", "·"),
        ("ñ 日本 🙂", "ñ 日本 🙂"),
    ],
)
def test_visible(stored: str, shown: str) -> None:
    assert visible(stored) == shown


@given(st.text(st.characters()))
def test_nothing_shown_drives_a_terminal(text: str) -> None:
    for character in visible(text):
        assert character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
        assert unicodedata.bidirectional(character) not in {
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        }


# ── Hostile ────────────────────────────────────────────────────────────────────────────


def test_a_link_to_a_message_is_no_part_of_a_question() -> None:
    slack = "https://acme.slack.com/archives/C0G9QF9C6/p1732000000000100?thread_ts=1.2&cid=C0G9QF9C6"
    for link in (slack, "https://discord.com/channels/1/2/3"):
        assert without_links(f"mails bounce\n{link}") == "mails bounce"
        assert without_links(link) == link
    assert without_links("see https://example.com/archives/1") == "see https://example.com/archives/1"
