"""Every parser of people's or owners' words, by name. Whoever writes one adds it here; a test says what is missing.

``covers`` names the modules whose patterns and loops it runs through: that it does is looked at.
"""

import contextlib
import io
import json
import logging
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, partial
from html import escape
from pathlib import Path

from rich.console import Console

from adapters.discord import addresses as discord_places
from adapters.discord import settings as discord_settings
from adapters.discord.drawing import articles as discord_articles
from adapters.discord.drawing import markdown as discord_markdown
from adapters.discord.drawing import render as discord_render
from adapters.discord.drawing import tables
from adapters.discord.incoming import components
from adapters.slack import addresses as slack_places
from adapters.slack import payloads
from adapters.slack import settings as slack_settings
from adapters.slack.drawing import mrkdwn
from adapters.slack.drawing import render as slack_render
from adapters.slack.requests import shapes, signature
from adapters.terminal import attaching
from adapters.terminal.render import draw
from bot import markdown
from bot.cli.database import verbs
from bot.cli.start import opening_hours
from bot.cli.tickets.files import safe_name
from bot.config import dotenv_file, policy_file, toml_lines, unknown_settings
from bot.config.policy_mistakes import syntax
from bot.core.calendar import time_range
from bot.core.calendar.spoken_durations import minutes_in
from bot.core.client_view import prompt
from bot.core.conversation import intents, ticket_form, typed_choice
from bot.core.conversation.stages import scheduling
from bot.core.conversation.understanding.meaning import understand
from bot.core.conversation.understanding.score import score_in
from bot.core.model import platform_user
from bot.core.model.knowledge import Article
from bot.core.model.people import Address
from bot.core.model.platform_user import channel_of
from bot.core.policy_review import check_firm, example
from bot.core.rules import attachments
from bot.core.rules.replies import saved
from bot.core.rules.staff import tags
from bot.core.staff_view import colleagues, finding, usage
from bot.core.text import chat_words, language, mail, terms, tokens, words
from bot.core.text.errors import PolicyInvalid, Problem, SettingsInvalid
from bot.core.text.redaction import shell
from bot.core.text.redaction import tokens as redact_tokens
from bot.core.text.surface import (
    LocalizedCard,
    LocalizedChoice,
    LocalizedDoc,
    LocalizedQuote,
    LocalizedReply,
    LocalizedTable,
    Para,
    Piece,
    Run,
)
from bot.engine.context import Context
from bot.engine.staff import membership
from bot.engine.staff.commands import table
from bot.i18n import messages
from bot.pages import keys, seal
from bot.pages.document import Document, Part
from bot.pages.draw import drawn
from bot.pages.form import Form
from bot.pages.html import linked
from bot.ports.understanding import Speaker
from bot.store.admin import check as store_check
from bot.store.admin import quotes
from bot.store.admin.erase_copies import Telling
from bot.store.open import where
from bot.store.transaction.clients import link_codes
from bot.understanding import zones
from bot.understanding.times import read_time
from kb.articles import loader, plain_text
from kb.articles.files import ArticleFile
from kb.authoring import check as kb_check
from kb.authoring import evaluate, from_ticket, gaps
from kb.importing import articles as import_articles
from kb.importing.html import chrome
from kb.importing.html.page import read_page
from kb.importing.places import slug_of
from kb.index.build import build
from kb.language import synonyms
from kb.language import words as kb_words
from kb.language.vocabulary import sound
from kb.ranking import extract
from kb.ranking.outline import outline
from kb.replies import loader as reply_files
from kb.search import ArticleSearch
from kb.vectors import embedders
from tests.builders import LANGUAGES, UNDERSTANDING, WEDNESDAY, policy, redact
from tests.fakes import FakeClock, FakeSearch
from tests.kb.pages import library
from tests.parsers.measure import CHARS

Read = Callable[[str], object]


def _extracted(text: str) -> None:
    """What is shown of an article, which is read anew."""
    outline.cache_clear()
    reader = catalogue()._reader("en")
    extract.extract(Article("one", "en", "Mail", text), reader.index, reader.read("mail not arriving"))


def _page(text: str, form: Form) -> None:
    """What people wrote, on a page of one form; on paper only as much as is drawn in a moment."""
    blocks = (LocalizedQuote(text, text), Para((Run(text), Run(text, "code"))), LocalizedTable((text,), ((text,),)))
    if form is not Form.PDF or len(text) < PAPER_CHARS_MAX:
        drawn(Document("en", text, text, (Part("record", text, blocks),), ()), form)


PAPER_CHARS_MAX = 20
"""Of a text that is drawn on paper here: a page of PDF takes longer than all other forms."""


def _keys(text: str) -> None:
    with contextlib.suppress(ValueError):
        keys.read(text)


@dataclass(frozen=True, slots=True)
class Parser:
    """What reads, which modules it goes through, the signs of its language, and how its texts begin."""

    read: Read
    covers: tuple[str, ...]
    own: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    chars: int = CHARS
    """How much is read at most: whatever is larger is refused before."""


LAYER = "static"
"""What is searched with unless the settings say otherwise."""

logging.getLogger("dotenv").setLevel(logging.CRITICAL)  # it says of each line that it is no setting


@cache
def catalogue() -> ArticleSearch:
    """The shipped articles, searched as the product does."""
    search = ArticleSearch(loader.load(loader.shipped()), LANGUAGES, layer=LAYER)
    for lang in search.library.langs:
        search.warm(lang)
    return search.make_all() if embedders.working(LAYER) != embedders.LAYERS[-1] else search


def _likeness(text: str) -> object:
    """Read anew, whatever was read before: what is kept of a text would else be what is measured."""
    catalogue()._seen = {}
    return catalogue().alike(text, ("my mail is broken", text + "x"))


@cache
def _folder() -> Path:
    """A folder of our own; the system's is asked for it once."""
    return Path(tempfile.mkdtemp(prefix="parsers-"))


def _file(name: str, text: str) -> Path:
    path = _folder() / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


# ── The core ───────────────────────────────────────────────────────────────────────────


def _setting_named(text: str) -> object:
    given = {f"FRONTDOOR_{text}": "x"}
    known = ("FRONTDOOR_POLICY", "FRONTDOOR_DATA")
    found = unknown_settings.slips(given, "FRONTDOOR_", known), unknown_settings.unknown(given, "FRONTDOOR_", known)
    return [list(each) for each in found]


def _names(text: str) -> object:
    return words.mentioned(text, policy().third_party.names, LANGUAGES)


def _time_among_sentences(text: str) -> object:
    return UNDERSTANDING.read(text, Speaker(WEDNESDAY, "Europe/Berlin", "en", zone_known=True))


def _time_to_come(text: str) -> object:
    return read_time(text, datetime(2027, 1, 1, 12), LANGUAGES)  # noqa: DTZ001 (the speaker's own clock)


def _phone_number(text: str) -> object:
    """As the product does: of a long text its beginning."""
    return UNDERSTANDING.read(text, Speaker(WEDNESDAY, "Europe/Berlin", "de"), number_awaited=True)


def _search(text: str) -> object:
    read = finding.read(text, datetime(2027, 1, 1, 12, tzinfo=UTC), "UTC")
    return read, terms.terms(text), terms.passage(text, frozenset({"here"}))


def _staff_line(text: str) -> object:
    return table.read(text), usage.day_ahead(text, date(2027, 1, 1))


def _user(text: str) -> object:
    platform_user.with_names(text, lambda _user: "kim")
    return [platform_user.user_of(platform, text) for platform in platform_user.SHAPES]


def _label(text: str) -> object:
    return typed_choice.chosen_by_words(text, (LocalizedChoice("Yes, it is", "1.1:yes"),))


def _web_address(text: str) -> object:
    return tuple(check_firm.address("firm.url", text))


def _span(text: str) -> object:
    return time_range.span(text, text, "UTC")


def _repeated(text: str) -> object:
    return quotes.Said((), frozenset(quotes._quotable(text))).stands_in(text[1:])


def _article_links(text: str) -> object:
    article = Article("a", "en", "A", text)
    return prompt._with_addresses(article, "https://x.example/{slug}"), prompt._with_addresses(article, "")


def _own_words(text: str) -> object:
    return mail.own_words(text, LANGUAGES)


# ── Files of owners ────────────────────────────────────────────────────────────────────


def _policy(text: str) -> object:
    with contextlib.suppress(PolicyInvalid):
        return policy_file.load(_file("policy.toml", text))
    return None


def _toml_lines(text: str) -> object:
    """Without the values, which ``tomllib`` reads."""
    with contextlib.suppress(RecursionError):
        if toml_lines.too_deep(text):
            return None
        toml_lines.Reader(text).read()
    return None


def _syntax(text: str) -> object:
    return syntax(text, "Invalid value (at line 1, column 3)"), syntax("a", text)


def _article_file(text: str) -> object:
    problems: list[Problem] = []
    read = loader._source(_file("article.md", text).parent, ArticleFile("article.md", "", None), "en", problems)
    return read, problems


def _library(text: str) -> object:
    return kb_check.check(library(Article("a-slug", "en", "A title", text, ())), LANGUAGES, date(2027, 1, 1))


def _index(text: str) -> object:
    return build([Article("a-slug", "en", text[:200], text, (text[:200],))], kb_words.tongue("de", LANGUAGES))


def _import(file: str, text: str, mark: str = "") -> object:
    """A file of such a name, imported; with a maker's mark beside it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(text.encode(errors="replace"))
        if mark:
            (folder / mark).write_text("url: https://docs.example.com\ntitle: x\n")
        return import_articles.read_folder(folder)


def _record(text: str) -> object:
    """One article of an export, which such words are everything of."""
    address = f"https://help.example.com/hc/en-us/articles/{text}"
    return _import(
        "a.json", json.dumps({"id": text, "title": text, "body": text, "html_url": address, "section_id": 1})
    )


def _post(text: str) -> object:
    """One post of an export of WordPress."""
    return _import(
        "a.xml",
        '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="c"><channel><item><title>a</title>'
        f"<wp:post_type>{escape(text[:100])}</wp:post_type></item>"
        '<item><title>a</title><wp:post_type xmlns:wp="w">page</wp:post_type>'
        f"<content:encoded><![CDATA[{text.replace(']]>', '')}]]></content:encoded></item></channel></rss>",
    )


def _labelled(text: str) -> object:
    return evaluate._labelled(text)


def _answer(text: str) -> object:
    """What `kb draft --ticket` makes of a reply, which repeats the client."""
    said = from_ticket.Answer(1042, "en", WEDNESDAY.date(), (text, f"hello Ana. {text}"), (text,), ("Ana Alba", "Will"))
    return from_ticket.draft_of(said, LANGUAGES)


def _example_link(text: str) -> object:
    firm = replace(policy().firm, article_url=text)
    return tuple(example.still_examples(replace(policy(), firm=firm)))


def _draft(text: str) -> object:
    """What `kb gaps` makes of one question."""
    asked = (gaps.Asked(WEDNESDAY, text, "en", "nothing found"), gaps.Asked(WEDNESDAY, "x" + text, "en", "filed"))
    return tuple(gaps.draft(gap, LANGUAGES) for gap in gaps.gaps(asked, catalogue(), LANGUAGES))


def _settings(read: Callable[[Mapping[str, str]], object], names: tuple[str, ...], text: str) -> object:
    with contextlib.suppress(SettingsInvalid):
        return read(dict.fromkeys(names, text))
    return None


SLACK = (
    "SLACK_BOT_TOKEN",
    "SLACK_STAFF_CHANNEL",
    "SLACK_STAFF_GROUP",
    "SLACK_PORT",
    "SLACK_API_BASE_URL",
    "SLACK_MODE",
)
DISCORD = ("DISCORD_TOKEN", "DISCORD_GUILD", "DISCORD_STAFF_ROLE", "DISCORD_SHARD_IDS", "DISCORD_SHARD_COUNT")


def _dotenv(text: str) -> object:
    before = Path.cwd()
    os.chdir(_file(".env", text).parent)
    try:
        with contextlib.suppress(UnicodeDecodeError, SettingsInvalid):
            return dotenv_file.written()
        return None
    finally:
        os.chdir(before)


# ── Platforms ──────────────────────────────────────────────────────────────────────────


def _reply(text: str) -> LocalizedReply:
    """Somebody's words, quoted."""
    return LocalizedReply(
        (Para((Run("kim says: ", "strong"),)), LocalizedQuote(text, "kim")), (LocalizedChoice("Yes", "1.1:b"),)
    )


def _sentence(text: str) -> LocalizedReply:
    """A message of ours with somebody's words in it, styled."""
    third = len(text) // 3
    return LocalizedReply(
        (Para((Run(text[:third]), Run(text[third : 2 * third], "strong"), Run(text[2 * third :], "code"))),)
    )


def _card(text: str) -> LocalizedReply:
    """Cards, choices and a table."""
    parts = [text[at : at + len(text) // 4 + 1] for at in range(0, len(text), len(text) // 4 + 1)]
    title, extract, label, rest = (*parts, "", "", "", "")[:4]
    rows = tuple((line, line) for line in rest.split("\n")[:50])
    card = LocalizedCard(
        title, (Piece(extract), Piece("a", hit=True)), "https://x.example/a", LocalizedChoice(label, "1.1:a")
    )
    return LocalizedReply((card, LocalizedTable(("a", "b"), rows)), (LocalizedChoice(label, "1.1:b"),))


def _article(text: str) -> LocalizedReply:
    return LocalizedReply((LocalizedDoc("A title", text, "https://x.example/a"),))


def _on_terminal(make: Callable[[str], LocalizedReply], text: str) -> object:
    console = Console(file=io.StringIO(), width=80)
    draw(console, make(text))
    return console


def _slack_shape(text: str) -> object:
    message = {"type": "message", "channel": text, "user": text, "ts": text, "text": text}
    for payload in (
        {"type": "event_callback", "team_id": "T1", "event_id": text, "event": message},
        {"type": "block_actions", "user": {"id": text}, "trigger_id": text, "actions": [{"value": text}]},
        {"command": "/claim", "user_id": "U1", "trigger_id": text, "text": text},
    ):
        with contextlib.suppress(shapes.Malformed):
            shapes.check(payload)
    with contextlib.suppress(shapes.Malformed):
        shapes.body_of(text.encode("utf-8", "surrogatepass"), "application/json")
    return None


def _database_address(text: str) -> object:
    with contextlib.suppress(ValueError):
        where(f"postgresql://ana@{text}/desk")
    with contextlib.suppress(ValueError):
        return where(f"postgresql://ana@/desk?host={text}")
    return None


def _slack_event(text: str) -> object:
    old = {"user": "U1", "ts": "1.1", "text": "a"}
    new = {**old, "text": text, "edited": {"ts": "1.2"}}
    emoji = {"type": "emoji", "name": "x", "unicode": text}
    shown = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [emoji]}]}]
    sign = [{**shown[0], "elements": [{"type": "rich_text_section", "elements": [{**emoji, "unicode": "1f44d"}]}]}]
    said = {"type": "message", "channel": "D1", "channel_type": "im"}
    return (
        payloads.event({"event": {**said, **old, "blocks": shown, "attachments": [{"text": text}]}}, "U0"),
        payloads.event({"event": {**said, **old, "text": text, "blocks": sign}}, "U0"),
        payloads.event({"event": {**said, **old, "text": text}}, "U0"),
        payloads.event(
            {"event": {**said, "subtype": "message_changed", "message": new, "previous_message": old}}, "U0"
        ),
    )


def _signed(text: str) -> object:
    return signature.is_slacks("secret", [text], [text], text.encode("utf-8", "replace"), 0.0)


def _slack_place(text: str) -> object:
    return slack_places.place(Address("slack", "T1", f"C1/{text}"))


def _discord_place(text: str) -> object:
    return discord_places.place(Address("discord", "", text)), discord_places.message_of(text)


def _pressed(text: str) -> object:
    return [each.__discord_ui_compiled_template__.fullmatch(text) for each in (components.Choice, components.Pick)]


def _cells(text: str) -> object:
    """A table; none of its rows is empty."""
    rows = [line.split("|") for line in text.split("\n") if line]
    return tuple(tables.in_code(rows, 1900)), tables.fenced(text)


def _portions(text: str) -> object:
    return tuple(discord_articles.portions(text, 4096)), tuple(discord_articles.portions(text, 50))


MARKDOWN = (
    "- [x] ",
    *(
        "`",
        "``",
        "```",
        "~~~",
        "](",
        "[",
        "]",
        "[a](b)",
        "![a](",
        "[a]:",
        "(",
        ")",
        "<!--",
        "-->",
        "<a ",
        "<",
        ">",
        "|",
        "|-",
    ),
    *("# ", "#", "* ", "- ", "*", "**", "_", "__", "~~", "\\", "&amp;", "&", "1. ", "> ", "---", "===", "\n", "a", " "),
)
HTML = (
    *(
        "<a ",
        "<a href=",
        "at <a",
        "</",
        "<p>",
        "</p>",
        "<ul>",
        "<ol><li>",
        "<li>",
        "<b>",
        "</b>",
        "<pre>",
        "</pre>",
        "<code>",
    ),
    *(
        "<![CDATA[",
        "<!",
        "<!--",
        "<?",
        "]]>",
        "&",
        "&#",
        "&amp",
        '"',
        "'",
        "=",
        "<script>",
        "</script>",
        "<style>",
        "<nav>",
        "<svg>",
    ),
    *("<title>", "<h1>", "<td>", "</", "\n", "  ", "**", "``", "`"),
)
TOML = (
    *(
        "a.",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "a={",
        "a=[",
        "=",
        '"',
        '"""',
        "'",
        "'''",
        "\\",
        "#",
        ",",
        "\n",
        "[a]\n",
        "a=1\n",
        "07:00",
    ),
    *("[[a]]\n", "[a.b]\n", "a.b=1\n", "a={b=1}\n", '"a', "1", "k", "a=[1,", "a=[[", " ", "\t", "-", "[firm]\n", "x={"),
)
TOML_BEFORE = ("a = ", "a = [", '[firm]\nname = "', "[hours]\n", 'a = """', "a = '''", "[", "[[", "a = {", "x", "a.")
YAML = (
    *(
        "&a ",
        "*a ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "a: ",
        "? ",
        "| ",
        "> ",
        "'",
        '"',
        "\n",
        "!",
        "!!",
        "%",
        "#",
        ", ",
        "a",
        "[*a,*a]",
    ),
    *("<<: *a\n", "  ", "\t", "0x", "1_", "1:", "&a [*a]", "b: &a [x]\n"),
)
FENCED = ("---\ntitle: ", "---\nkeywords: [", "---\ntitle: a\n---\n", "---\nupdated: ", "---\n", "---\na: &a [x]\nb: ")
STAFF = (
    *(f"{name} " for name in table.COMMANDS),
    *(
        "reply 12 ",
        "work 12 helpdesk 5 ",
        "work 12 credit ",
        "work 12 correct 1 ",
        "move 12 to ",
        "move 12 to 2026-12-17 ",
    ),
    *("merge 12 into ", "exception 12 2026-12-17 10:30 until ", "urgency 12 high ", "notice 12 phone ", "/desk "),
)
SECRETS = (
    *(
        "password is ",
        "password: ",
        "pw ",
        "pw=",
        "my password ",
        "token ",
        "api key: ",
        "sk_live_",
        "eyJ",
        "eyJaaaaaa.",
    ),
    *(
        "-----BEGIN ",
        "-----BEGIN RSA PRIVATE KEY-----",
        "bearer ",
        "://a:",
        "4111 1111 1111 1111",
        "4111",
        "1-",
        "1 ",
        "1.",
    ),
    *(
        "authorization: bearer ",
        "passphrase is correct horse battery ",
        "SG.",
        "the ",
        "is ",
        "for my ",
        "(ftp) ",
        '"',
        "clave ",
        "1.1.1.1 ",
        "1.1.1.10 ",
        "2026-01-01 ",
    ),
)

SECRETS_OF_TOOLS = (
    *(
        word + "a" * redact_tokens.ROW_CHARS_MIN + " "
        for word in [word for words, _pattern in redact_tokens._KEYS for word in words]
    ),
    *(word + " " for words, _pattern in (*shell._COMMANDS, *shell._SETTINGS) for word in words),
    *(
        "login: ",
        "user / ",
        "backup codes ",
        "pin ",
        "auth code ",
        "security answer ",
        "changed it to A1!bc, log in, unlock it with a1bcd ",
        "tempPass_2024 ",
        "is Red-Kite a password ",
        "auth code ab1cd!e ",
        "insert into a (b, pass) values ('a', 'b') ",
        "insert into a (pass, ",
        "secret question: ",
        "code ",
        "cvv ",
    ),
    *(
        "curl -u ",
        "mysql -p",
        "<password>",
        "passwort ",
        "pasword ",
        "contraseña ",
        "4111111111111111 12/27 ",
        "card 01/27 ",
        "card valid 01/27 ",
        "license ABCD-1234-EFGH ",
        "order code 123456 ",
        "a@b.de Zebra99x\n",
    ),
    *(
        "DE",
        "DE89 3704 0044 ",
        "4 ",
        "41 ",
        "4444 ",
        "6200 ",
        "valid 01/27 ",
        "use 123456 to ",
        "maiden name ",
        "as my ",
    ),
    *("login: nina / incorrect_password ", "Tr0ub!4dor ", "hunter2De! "),
    *('password "abc" works ', "pin is (mine) 4417 ", "key: site_title_22 ", "api key here abcdef0123456789abcdef "),
)
"""What finders of one kind each ask for before they look."""

TWO_TICKETS = re.compile(r"(?<!\d)(?:1001|1002)(?!\d)")

CONTEXT = Context(policy(), FakeSearch(), FakeClock(WEDNESDAY), policy_file.calendar_for, LANGUAGES, UNDERSTANDING)

PARSERS: dict[str, Parser] = {
    # The core
    "cleaned": Parser(words.clean, ("bot.core.text.words",)),
    "shown on a terminal": Parser(words.visible, ("bot.core.text.words",)),
    "compared words": Parser(
        words.plain, ("bot.core.text.words",), ("a.", "a@", "a,", "a:", "1.", "1:", "xn--", "a-", "v1.")
    ),
    "a domain": Parser(
        words.domain_in, ("bot.core.text.words",), ("_a.", "a.", "a@", "www.", "://", "com ", "a.com,", ".", "+")
    ),
    "links to messages": Parser(
        words.without_links,
        ("bot.core.text.words",),
        ("https://", "https://a.slack.com/archives/", "https://discord.com/channels/1", "a-", "/"),
    ),
    "an address": Parser(words.is_email, ("bot.core.text.words",), ("a.", "a@", "!", "@", "a.a@", "."), ("a@", "a@b.")),
    "a mail's own words": Parser(
        _own_words,
        ("bot.core.text.mail",),
        (
            "a\n",
            "> a\n",
            "On 3 May 2026\n",
            "wrote:\n",
            "From: a\n",
            "To: a\n",
            "--\n",
            "thanks\n",
            "______________\n",
            "-\n",
            "a b c d e f g h\n",
        ),
        ("a\n", "On 2026 ", "mine\n--\n"),
    ),
    "product names": Parser(
        _names, ("bot.core.text.words",), ("word press ", "outlok ", "wordpres", "magento ", "themeX")
    ),
    "secrets": Parser(
        redact,
        tuple(
            f"bot.core.text.redaction.{part}"
            for part in (
                *(
                    "redact",
                    "alone",
                    "answers",
                    "beside",
                    "cards",
                    "codes",
                    "labelled_keys",
                    "labels",
                    "pairs",
                    "shell",
                ),
                *("tokens", "values", "words"),
            )
        ),
        (*SECRETS, *SECRETS_OF_TOOLS),
        ("password is ", "password: ", "-----BEGIN ", "pw ", "passphrase: correct the "),
    ),
    "what a client means": Parser(
        partial(intents.read, languages=LANGUAGES),
        ("bot.core.conversation.intents",),
        ("add ", "to ", "#", "ticket ", "link ", "zone ", "my zone ", "nr.", " ", ":"),
        ("add this to", "add", "zona horaria", "time zone is", "link:", "zone ", "code ", "ticket"),
    ),
    "where a client is": Parser(
        partial(intents.whereabouts, languages=LANGUAGES),
        ("bot.core.conversation.intents",),
        ("now ", "i'm in ", "i'm in the ", ", ", ". ", "- ", "zone "),
        ("i'm in ", "estoy en", "ich bin in der ", "now in", "my time zone is"),
    ),
    "how our help was": Parser(
        partial(score_in, languages=LANGUAGES),
        ("bot.core.conversation.understanding.score",),
        ("👍", ":+1:", ":skin-tone-2:", "⭐", "☆", "5", "/5", " ", "-", "."),
        ("👍 ", ":+1::skin-tone-3:", "5 out of ", "great, ", "4/5 – "),
    ),
    "settings' names": Parser(
        _setting_named,
        ("bot.config.unknown_settings",),
        ("FRONTDOOR_", "_", "_FILE", "DATA", "POLICY"),
        ("FRONTDOOR_", "FRONTDOOR_POLCIY"),
    ),
    "how long something takes": Parser(
        partial(minutes_in, languages=LANGUAGES),
        ("bot.core.calendar.spoken_durations",),
        ("1", "15 min", "a quarter of an hour ", "quarters of ", "1,5 ", "an hour and a ", " ", "h"),
        ("minutes", "half an hour", "quarter of an", "hora y", "drei"),
    ),
    "what a sentence means": Parser(
        partial(understand.__wrapped__, languages=LANGUAGES, lang="en"),
        ("bot.core.conversation.understanding.meaning",),
        ("no. ", "but ", "it works ", "you can ", "not ", "👍", ":+1:", "¿", "? ", "a, ", "can you "),
        ("you can", "is it", ":", "("),
    ),
    "a name": Parser(
        partial(ticket_form.name_in, languages=LANGUAGES),
        ("bot.core.conversation.ticket_form",),
        ("my name is ", "Ana ", ", ", ". ", "Ana. "),
        ("my name is", "Dr."),
    ),
    "a staff command": Parser(
        _staff_line,
        (
            "bot.core.staff_view.usage",
            *(
                f"bot.engine.staff.commands.{family}"
                for family in ("billing", "clients", "opening", "replies", "table")
            ),
        ),
        ("1", " ", "to ", "until ", "2026-12-17", "10:30", ":", ","),
        STAFF,
    ),
    "code in a chat": Parser(
        lambda text: list(chat_words.stretches(text)),
        ("bot.core.text.chat_words",),
        ("```", "`", "``", "\n", "php", "ls"),
        ("```", "`", "`a`", "```\n", "` "),
    ),
    "a saved reply": Parser(
        lambda text: (
            saved.asked(text),
            saved.filled(text, {"client": "Ana"}, str),
            *saved.unknown_fields(text),
            *saved.articles_named(text),
            *reply_files.nearest(text[: saved.NAME_CHARS_MAX], ("try-again", "mx-records")),
        ),
        ("bot.core.rules.replies.saved", "kb.replies.loader"),
        ("{", "}", "{{", "{client}", "{article:", "~", "~a", ".", "-", " ", "\n", "1"),
        ("~", "~try-again ", "{article:mx-records}", "{clinet}", "{{}}", "~1"),
    ),
    "a tag": Parser(
        tags.tag_of,
        ("bot.core.rules.staff.tags",),
        ("#", "-", "_", "dns", "ß"),
        ("#", "dns-", "#dns"),
    ),
    "a colleague": Parser(
        lambda text: (colleagues.named_first(text, ("kim", "Jo Ray")), colleagues.mentioned(text, ("kim", "Jo Ray"))),
        ("bot.core.staff_view.colleagues",),
        ("@kim", "@k ", "to ", "kim", " ", ".", "because "),
        ("to kim because ", "kim", "to ", "@", "@kim "),
    ),
    "a search for tickets": Parser(
        _search,
        ("bot.core.staff_view.finding", "bot.core.text.terms"),
        ("a", "a ", "here ", "a.b ", "state:", "since:1d ", "#1", ":", "-", "(", "@a"),
        ("state:", "since:", "before:#", "www.", "#"),
    ),
    "a staff command, safe": Parser(
        partial(membership.safe, context=CONTEXT),
        ("bot.engine.staff.membership",),
        (" ", "staff ", "add ", "a ", "a\n", "1", "1 ", "eve agent "),
        ("staff add", "/desk staff add", "/staff add ", "staff add a", "staff add eve agent "),
    ),
    "a language": Parser(
        partial(language.guess, languages=LANGUAGES, among=("en", "es", "de")),
        ("bot.core.text.language",),
        ("the ", "ñ", "a.a", "@", "el ", "/"),
    ),
    "a time to come": Parser(
        _time_to_come,
        ("bot.understanding.times", "bot.understanding.readings", "bot.understanding.vocabulary"),
        (
            "1",
            ":",
            " ",
            "tomorrow ",
            "at 3 ",
            "10:30 ",
            "17.12. ",
            "to ",
            "next ",
            "monday ",
            "half past ",
            "in 2 ",
            "not ",
            "de la ",
        ),
        ("between ", "17", "el "),
    ),
    "a time among sentences": Parser(
        _time_among_sentences,
        ("bot.understanding.understanding",),
        (". ", "! ", "friday ", "at 3 ", "i'm away", "\n"),
        ("today i can't. ", "hm, "),
    ),
    "a time, perhaps": Parser(
        scheduling.is_like_a_time, ("bot.core.conversation.stages.scheduling",), ("1", ":", " ", "a.m.", "."), ("10",)
    ),
    "a phone number": Parser(
        _phone_number,
        ("bot.understanding.numbers",),
        ("+", "1", "49", "(", ")", "-", " ", "00", "/", "call "),
        ("+49",),
    ),
    "a token": Parser(
        tokens.read, ("bot.core.text.tokens",), (".a", "@a", ":", "a-", "1"), ("1.1:", "1.1:@a", "1.1:a.")
    ),
    "an offer's label": Parser(_label, (), ("yes ", "1", ".", ")")),
    "a stretch of time": Parser(_span, ()),
    "an article's links": Parser(_article_links, ("bot.core.client_view.prompt",), MARKDOWN, ("](", "](a")),
    "a message of ours": Parser(messages._template, ("bot.i18n.messages",), ("{a}", "**", "*", "`", "{")),
    "a zone": Parser(
        partial(zones.zone_meant, lang="en"),
        ("bot.understanding.zones",),
        ("new ", "berlin/", "utc", "+1", "time ", "de "),
    ),
    "a web address": Parser(
        _web_address,
        ("bot.core.policy_review.check_firm",),
        (":", "/", "?", "1"),
        ("https://", "http://a:", "https://a"),
    ),
    "a user of a platform": Parser(
        _user, ("bot.core.model.platform_user",), ("<@", "!", "|", "/", ">", "1"), ("<@U1|", "<@!1")
    ),
    "links of the support page": Parser(
        linked,
        ("bot.pages.html",),
        ("https://a", ".", ")", "http", " "),
        ("https://a", "http://"),
    ),
    **{
        f"a page in {form.name}": Parser(
            partial(_page, form=form),
            (f"bot.pages.{form.name.lower()}",),
            ("\\", "`", "*", "_", "|", "\n# ", "1. ", " ", "\n"),
            ("12) ", "# "),
        )
        for form in Form
    },
    "a seal": Parser(
        lambda text: seal.check(text.encode(), ()),
        ("bot.pages.seal",),
        ("front-door-seal 1 ", "a", "0", " ", "\n"),
        ("<!-- front-door-seal 1 key=", "%front-door-seal 1 key="),
    ),
    "the desk's keys": Parser(_keys, ("bot.pages.keys",), ("A", "=", " "), (f"{'A' * 43}= retired:", "retired:")),
    "a line that sends a file": Parser(
        attaching.asked, ("adapters.terminal.attaching",), ('"', "'", "\\", " ", "x"), ("attach 12 ", "attach #12 \\")
    ),
    "words under a card that send a file": Parser(
        lambda text: attachments.ATTACH.match(text),
        ("bot.core.rules.attachments",),
        (" ", ":", "\t"),
        (" attach", "attach :"),
    ),
    "a file's name on this machine": Parser(safe_name, ("bot.cli.tickets.files",), ("/", "..", "\\", "\u202e")),
    "a channel": Parser(channel_of, ("bot.core.model.platform_user",), (":", "T", "0"), ("slack:T1:", "discord::")),
    "a kept file": Parser(
        lambda text: store_check.KEPT.fullmatch(text),
        ("bot.store.admin.check",),
        ("] kept: SHA-256 ", "file [", "]", "a"),
        ("file [",),
    ),
    "ticket numbers in a line": Parser(
        Telling((), (), TWO_TICKETS, TWO_TICKETS, ()).in_line, ("bot.store.admin.erase_copies",), ("1001", "1", "100")
    ),
    "a head": Parser(lambda text: verbs.HEAD.fullmatch(text), ("bot.cli.database.verbs",), ("a", "0")),
    "words that staff repeat": Parser(_repeated, ("bot.store.admin.quotes",), ("a ", "a", "  ", "ß ", "a b c d e ")),
    "a code in a message": Parser(
        lambda text: link_codes._IN_PAYLOAD.search(text),
        ("bot.store.transaction.clients.link_codes",),
        ('"code":', "1", "0", '"code":1'),
    ),
    # Files of owners
    "a policy file": Parser(
        _policy,
        ("bot.config.policy_file", "bot.config.toml_lines", "bot.config.policy_mistakes"),
        TOML,
        TOML_BEFORE,
        chars=policy_file.BYTES_MAX,
    ),
    "lines of a TOML file": Parser(_toml_lines, ("bot.config.toml_lines",), TOML, TOML_BEFORE),
    "a mistake in a policy": Parser(
        _syntax, ("bot.config.policy_mistakes",), ("=", " ", "1:", "= 1", " (at line 1"), (" (at ", "=")
    ),
    "Slack's settings": Parser(
        partial(_settings, slack_settings.read, SLACK), ("adapters.slack.settings",), (), ("C", "CA", "xoxb-")
    ),
    "Discord's settings": Parser(
        partial(_settings, discord_settings.read, DISCORD), ("adapters.discord.settings",), ("1,", ",")
    ),
    "a .env file": Parser(
        _dotenv,
        ("bot.config.dotenv_file",),
        ("A=", "'", '"', "\\", "#", "${A}", "export ", "$", "=", "\n"),
        ("A='", 'A="', "A=${"),
        chars=dotenv_file.SETTINGS_CHARS_MAX,
    ),
    # Platforms
    "Discord's words": Parser(
        discord_markdown.read,
        ("adapters.discord.drawing.markdown",),
        ("<@", "<@1>", "<t:1", "<a:", "<:a:", "</a:", "<https:", ":", "a"),
        ("<", "</", "<a:", "<https://"),
    ),
    "words for Discord": Parser(
        discord_markdown.escape,
        ("adapters.discord.drawing.markdown",),
        (
            "https://a",
            "https://",
            "discord.gg/",
            "@everyone",
            "@",
            ":a",
            ":",
            "<t:",
            "1.",
            "- ",
            "# ",
            "> ",
            "(",
            ")",
            "discord",
        ),
        ("https://a", "https://(", ":"),
    ),
    "an article for Discord": Parser(
        _portions,
        ("adapters.discord.drawing.articles",),
        MARKDOWN,
        ("```\n", "# ", "|a|\n|---|\n", "![a](", "- ", "> "),
    ),
    "a table for Discord": Parser(_cells, ("adapters.discord.drawing.tables",), ("|", "a|", "\n", "`", "``", "a ")),
    "a reply on Discord": Parser(
        lambda text: discord_render.messages(_reply(text)), ("adapters.discord.drawing.blocks",), MARKDOWN
    ),
    "a sentence on Discord": Parser(
        lambda text: discord_render.messages(_sentence(text)), ("adapters.discord.drawing.blocks",), MARKDOWN
    ),
    "a card on Discord": Parser(
        lambda text: discord_render.messages(_card(text)), ("adapters.discord.drawing.blocks",), MARKDOWN
    ),
    "an article on Discord": Parser(
        lambda text: discord_render.messages(_article(text)), ("adapters.discord.drawing.blocks",), MARKDOWN
    ),
    "a click on Discord": Parser(_pressed, ("adapters.discord.incoming.components",), ("1",), ("pick:",)),
    "a place on Discord": Parser(_discord_place, (), ("/", "1", "@")),
    "Slack's words": Parser(
        mrkdwn.read, ("adapters.slack.drawing.mrkdwn",), ("<@U1>", "<", ">", "<#C1|", "|", "&lt;", "<!", "<http://")
    ),
    "Slack's words with ids": Parser(
        lambda text: mrkdwn.read(text, ids=True),
        ("adapters.slack.drawing.mrkdwn",),
        ("<@U1|", "<@", "U", "|", ">", "a"),
    ),
    "words for Slack": Parser(mrkdwn.escape, ("adapters.slack.drawing.mrkdwn",), ("<", "&", "<@")),
    "a payload of Slack": Parser(
        _slack_event,
        ("adapters.slack.drawing.mrkdwn", "adapters.slack.drawing.message_words"),
        ("<@U1>", "<", "<@U0>", "&lt;", ":x", ":x:", "1f44d-"),
    ),
    "a database's address": Parser(
        _database_address,
        ("bot.store.postgres.url", "bot.store.open"),
        ("a:1,", ",", "[::1]:1,", "%2F"),
        ("a:1,", "a,"),
    ),
    "a payload's shape": Parser(_slack_shape, ("adapters.slack.requests.shapes",), ("a", "1", ".", "\x7f", "{", '"')),
    "a signature": Parser(_signed, ("adapters.slack.requests.signature",), ("1", "0"), ("v0=",)),
    "a place on Slack": Parser(_slack_place, ("adapters.slack.addresses",), ("1", ".")),
    "a reply on Slack": Parser(
        lambda text: slack_render.messages(_reply(text)), ("adapters.slack.drawing.blocks",), MARKDOWN
    ),
    "a sentence on Slack": Parser(
        lambda text: slack_render.messages(_sentence(text)), ("adapters.slack.drawing.blocks",), MARKDOWN
    ),
    "a card on Slack": Parser(
        lambda text: slack_render.messages(_card(text)), ("adapters.slack.drawing.blocks",), MARKDOWN
    ),
    "an article on Slack": Parser(
        lambda text: slack_render.messages(_article(text)), ("adapters.slack.drawing.blocks",), MARKDOWN
    ),
    "a reply on a terminal": Parser(partial(_on_terminal, _reply), ("adapters.terminal.render",), MARKDOWN),
    "a sentence on a terminal": Parser(partial(_on_terminal, _sentence), ("adapters.terminal.render",), MARKDOWN),
    "a card on a terminal": Parser(partial(_on_terminal, _card), ("adapters.terminal.render",), MARKDOWN),
    "an article on a terminal": Parser(partial(_on_terminal, _article), ("adapters.terminal.render",), MARKDOWN),
    # Articles and the search
    "an article's blocks": Parser(
        markdown.blocks, ("bot.markdown",), MARKDOWN, ("```\n", "[a]: ", "| a |\n|-|\n", "\\", "- ", "> ")
    ),
    "an article's passages": Parser(
        plain_text.passages, ("kb.articles.plain_text",), MARKDOWN, ("```\n", "[a]: ", "| a |\n", "\\")
    ),
    "a searchable article": Parser(plain_text.searchable, ("kb.articles.plain_text",), MARKDOWN, ("<!--", "]: ", "](")),
    "an article's file": Parser(_article_file, ("kb.articles.loader",), (*YAML, *MARKDOWN), FENCED),
    "a file's name": Parser(
        lambda text: loader._SLUG.fullmatch(text) or loader._LOCALE.fullmatch(text),
        ("kb.articles.loader",),
        ("a-", "-", "_"),
        ("en-",),
    ),
    "an article's source": Parser(
        lambda text: loader._ADDRESS.fullmatch(text),
        ("kb.articles.loader",),
        ("a", "/", "?", ".", "https://"),
        ("https://", "https://a/"),
    ),
    "what an article was drafted of": Parser(
        lambda text: loader._DRAFTED.fullmatch(text),
        ("kb.articles.loader",),
        ("1", "ticket ", "questions"),
        ("ticket ",),
    ),
    "an article's check": Parser(_library, ("kb.authoring.check",), MARKDOWN, ("](", "`", "```")),
    "an article indexed": Parser(
        _index, ("kb.index.build",), ("a.", "a-", "a ", "'", "donaudampfschiff", "# a\n", "haus")
    ),
    "an HTML page": Parser(
        lambda text: read_page(text).markdown,
        ("kb.importing.html.page", "kb.importing.html.tree", "kb.importing.html.markdown", "kb.importing.html.code"),
        (*HTML, '<pre class="language-a">', '<iframe src="//vimeo.com/1">'),
        ("<", "<a ", "<script>", "<ul>", "<![CDATA[", "<a href='", "<table><tr><td>", "<p>", "<div class=related>"),
    ),
    "a class of a page's element": Parser(
        chrome._chrome.__wrapped__, ("kb.importing.html.chrome",), ("nav-", "-", "menu")
    ),
    "an imported page": Parser(
        partial(_import, "a.html"),
        ("kb.importing.articles", "kb.importing.links", "kb.importing.folder"),
        (*HTML, '<a href="https://a.example/?p=1">a</a>'),
        ("<", "<a ", "<script>", "<ul>", "<![CDATA[", '<a href="b#c">'),
    ),
    "an imported article": Parser(
        partial(_import, "_docs/2020-01-01-a.de.md", mark="_config.yml"),
        (
            "kb.importing.markup.front_matter",
            "kb.importing.markup.marks",
            "kb.importing.markup.code",
            "kb.importing.markup.tags",
            "kb.importing.places",
            "kb.importing.reader",
            "kb.importing.sites.makers",
            "kb.importing.sites.site",
        ),
        (*YAML, *MARKDOWN, *HTML, '{% include image.html file="a" %}'),
        (
            *FENCED,
            "```\n",
            "`",
            "!!! note\n    ",
            '=== "x"\n    ',
            ":::",
            "{% ",
            "{{< ",
            "{{",
            "<Tab ",
            "<details>",
            "[a]: ",
            "](",
            "![",
            "import ",
            ": ",
            "[^a]: ",
            "{:",
            "<!--",
            "<table>",
            "==",
            "+++\n",
        ),
    ),
    "imported code": Parser(
        partial(_import, "a.md"),
        ("kb.importing.markup.code",),
        ("{% endhighlight %}\n", "{{< /highlight >}}\n", "</CodeBlock>\n", "a\n", "`"),
        ("{% highlight php %}\n", "{{< highlight php >}}\n", '<CodeBlock language="php">\n'),
    ),
    "an imported page of MkDocs": Parser(
        partial(_import, "docs/a.md", mark="mkdocs.yml"),
        ("kb.importing.markup.front_matter",),
        ("title: a\n", "title: ", ":", "\n", "    ", '=== "a"\n', "!!! note\n"),
        ("title: a\n", "a: "),
    ),
    "an imported export": Parser(
        partial(_import, "a.json"),
        ("kb.importing.exports.json_export",),
        ("[", "{", '{"a":', ",", '"'),
        ('{"title": "x", "body": "',),
    ),
    "imported questions": Parser(
        partial(_import, "a.csv"),
        ("kb.importing.exports.table",),
        ('"', ",", "\n", ";"),
        ("question,answer\n", 'question,answer\na,"<b>'),
    ),
    "an imported record": Parser(_record, ("kb.importing.exports.record",), ("1-", "-", "/", "<b>", "&amp;"), ("1-",)),
    "an imported post of WordPress": Parser(
        _post,
        ("kb.importing.exports.wordpress",),
        ("[caption", "[code lang=a]", "[/code]", "[", "\n\n", "\n", "<pre", "</pre>", "<p>", "a_"),
        ("[code ", "<pre>", "[a_"),
    ),
    "an imported export of WordPress": Parser(
        partial(_import, "a.xml"),
        ("kb.importing.exports.wordpress",),
        ("<", "<item>", "[caption", "\n\n", "<pre", "<![CDATA["),
        ('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><content:encoded><![CDATA[', "<rss"),
    ),
    "an imported menu": Parser(
        partial(_import, "SUMMARY.md"), ("kb.importing.sites.makers",), ("* [a](b.md)\n", " ", "[", "("), ("* [",)
    ),
    "an imported sidebar": Parser(
        partial(_import, "sidebars.js", mark="docusaurus.config.js"),
        ("kb.importing.sites.makers",),
        ("{", "}", "id: 'a', ", "label: 'b'", "'", "{id: 'a', label: 'b'}"),
        ("{id: ",),
    ),
    "an imported site's settings": Parser(
        partial(_import, "docusaurus.config.js"),
        ("kb.importing.sites.makers",),
        ("docs: {", "locales: [", "{", "'", "docs: { path: 'a' }", "path: ", "url: 'https://", "baseUrl: "),
        ("url: '", "docs: {"),
    ),
    "an imported file's name": Parser(slug_of, ("kb.importing.places",), ("ß", "-", "ﷺ")),
    "a labelled question": Parser(
        _labelled, ("kb.authoring.evaluate",), ("[", "{", '"', '{"a":', ","), ('{"query": "', "[")
    ),
    "a rule of synonyms": Parser(synonyms._rule, ("kb.language.synonyms",), (",", "=>", "a,")),
    "a question": Parser(
        lambda text: catalogue().find(text, "de"),
        (
            "kb.language.words",
            "kb.query.sentences",
            "kb.query.typed_words",
            "kb.ranking.outline",
            "kb.language.vocabulary",
            "kb.vectors.static",
        ),
        (
            *(
                "a.",
                "a-",
                "a@",
                "a'",
                "ä ",
                "http://",
                "www.",
                "mail ",
                "ä ",
                "emial ",
                "donaudampfschiff",
                "aaab",
                "xq",
            ),
            *("php8", "8.2", "404er", "550-5.7.1 ", "mail is full. ", "why? "),
        ),
        ("http://", "a@"),
    ),
    "a question being typed": Parser(
        lambda text: catalogue().complete(text, "en"), ("kb.query.typed_words",), ("a.", "mail ", "ma")
    ),
    "likeness": Parser(
        _likeness,
        ("kb.ranking.similarity", "kb.ranking.contrast"),
        ("a.", "mail ", "xqzw ", "not ", "may 4 ", "4.5.", "113 ", "on off ", "12.", "1.1"),
    ),
    "why an article": Parser(lambda text: catalogue().explain(text, "en"), (), ("a.", "mail ")),
    "how a word sounds": Parser(sound.__wrapped__, ("kb.language.vocabulary",), ("c", "sch", "ph", "aa", "x")),
    "an extract": Parser(
        _extracted,
        ("kb.ranking.outline", "kb.ranking.matches"),
        (*MARKDOWN, "mail ", "mail. A ", ". ", "arriving\n"),
        ("# mail\n", "mail"),
    ),
    "a nameless question": Parser(
        gaps.nameless,
        ("kb.authoring.gaps",),
        ("a.", "a@", "1 ", "1.", "a-", "http://", "[a", "/", "@", "www."),
        ("http://",),
    ),
    "an answer as a draft": Parser(
        _answer,
        ("kb.authoring.from_ticket",),
        ("[name]", "#1", ". ", "? ", "Ana", "hello ", "’s", "\n", "\n> ", "\n1. ", "    ", "Will ", ': "'),
        ("hello ", "hello Ana, ", "1. ", "    ", "\n> ", "Ana Ana ", "#1042", "a. "),
        chars=from_ticket.REPLY_CHARS_MAX,
    ),
    "opening hours": Parser(
        opening_hours.read_hours,
        ("bot.cli.start.opening_hours",),
        ("mon", "-", " - ", ",", "9", "9:00", "am", "h", " to ", " and ", "daily ", "every day", "open ", ": ", "24/7"),
        ("mon-fri 9-17", "mon,", "mon 9-17 ", "we're open ", "every day "),
        chars=opening_hours.WRITTEN_CHARS_MAX,
    ),
    "an example's link": Parser(
        _example_link,
        ("bot.core.policy_review.example",),
        ("https://", ".", "example", "/", "test"),
        ("https://", "https://a."),
    ),
    "a gap": Parser(_draft, ("kb.authoring.gaps",), ("a.", "[number]", "mail ", "a@b ", "1 1 ")),
}
"""By name."""


NOT_OF_PEOPLE: dict[str, str] = {
    "bot.store.sql.prepared:_NAMED": "reads our own SQL",
    "bot.i18n.phrases": "reads our own languages' files",
    **dict.fromkeys(
        tuple(f"bot.i18n.phrases:{name}" for name in ("_MONTH_AND_DAY", "_NUMBER", "_STRETCH")),
        "read our own languages' files",
    ),
    "bot.store.sqlite.file": "a loop that waits for a lock",
    "bot.cli.start.files": "writes YAML, and reads none",
    "bot.store.postgres.failures:_BAD_OPTION": "reads what the server's library says",
    "bot.store.sqlite.failures:_NOT_OURS": "reads what the database's library says",
    **dict.fromkeys(
        ("adapters.slack.requests.shapes:_ID", "adapters.slack.requests.shapes:_KEY"),
        "one class of signs, kept in a check when the module is read: gone through by “a payload's shape”, unwatched",
    ),
    "bot.cli.checks.doctor": "a loop over settings that are wrong",
    "kb.vectors.embedders": "a loop over layers",
    "bot.cli.screen": "indents JSON of our own making, a row at a time",
}
"""Expressions and modules that nobody's words reach, or that can't be watched, and why."""


def exercised(parser: Parser) -> None:
    """Let it read a little of everything: what is made at the first use is made, every expression is gone through."""
    for sign in ("a b", *parser.own, *parser.before):
        for begin in ("", *parser.before):
            parser.read(begin + sign)
            parser.read(begin + sign * 3)
