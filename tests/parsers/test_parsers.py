"""Row 19, short: no parser is slow, none is forgotten, and the measure notices one that is slow."""

import re

import pytest

from tests.parsers import measure, sources
from tests.parsers.measure import GROWTH_MAX, Suspected, examine, growth_of_a_doubling, looked_at_again, noticed
from tests.parsers.registry import NOT_OF_PEOPLE, PARSERS, exercised
from tests.parsers.shapes import Shape, shapes

SHAPES, SEED = 3, 19
INLINE = {
    "bot.store.admin.erase_copies:_any_of",  # made of a person's ticket numbers; see "ticket numbers in a line"
    "bot.store.postgres.failures:_said",  # the first line of what the server says
    "bot.store.postgres.failures:_to_do",
    "bot.core.conversation.intents:_carrying",  # made of the languages' phrases: gone through by "what a client means"
    "bot.core.calendar.spoken_durations:_reading",  # the same: "how long something takes"
    "bot.core.text.mail:_words",  # the same: "a mail's own words"
    "bot.core.text.mail:pattern",
    "bot.core.text.redaction.words:_made",  # the same: "secrets"; each is watched by its template
    "bot.core.conversation.understanding.meaning:_signs",  # made of signs: "what a sentence means"
    "kb.ranking.outline:_pointing",  # made of the languages' words: "an extract"
}
"""Functions with expressions of their own."""


def wrong(name: str) -> list[str]:
    """What is wrong with a parser's time."""
    parser = PARSERS[name]
    exercised(parser)
    found = examine(parser.read, shapes(parser.own, parser.before, SHAPES, SEED), chars=parser.chars)
    return [f"{name}: {each}" for each in found.wrong]


ONCE_SLOW = (
    *((f"a {what} on a terminal", Shape("", unit)) for what in ("reply", "sentence", "card") for unit in ("\n", "a\t")),
    *((f"a {what} on a terminal", Shape("", "\u2028", after="`")) for what in ("reply", "sentence", "card")),
    ("an article on a terminal", Shape("", "\n")),
    ("lines of a TOML file", Shape("a = ", "a={{")),
    ("a .env file", Shape("A=${", " \u2028")),
    ("words for Discord", Shape("", "\u2028")),
    ("an article for Discord", Shape("", "\ud800")),
    *(("an article's blocks", Shape(before, "-")) for before in ("[", "[" * 100)),
    ("a table for Discord", Shape("", "\ud800|\n")),
    *(("a reply on Discord", Shape("", unit)) for unit in ("`](", "`a")),
    ("a sentence on Discord", Shape("", "!\n")),
    ("an article indexed", Shape("_", "\ufdfa")),
    ("an article's check", Shape("", "\U0001f469* [", "^")),
    *(("a saved reply", Shape(before, unit)) for before, unit in (("{{}}", "{}"), ("{clinet}", "={}"))),
    ("secrets", Shape("passphrase: correct the ", "\xa0", "ATTAaaaaaaaaaaaaaaaaaa ", "htpasswd a\n")),
    ("an imported article", Shape("---\ntitle: a\n---\n", "--", after=">* ")),
)
"""What ``make soak`` found, of its thousand shapes for each parser."""


@pytest.mark.parametrize(("name", "shape"), ONCE_SLOW, ids=str)
def test_what_was_slow_once_isnt_any_more(name: str, shape: Shape, suspected: Suspected) -> None:
    def measured(_name: str) -> list[str]:
        found = examine(PARSERS[name].read, iter((shape,)), chars=PARSERS[name].chars)
        return [f"{name}: {each}" for each in found.wrong]

    exercised(PARSERS[name])
    if measured(name):
        suspected[f"{name}: {shape}"] = measured


@pytest.mark.parametrize("name", PARSERS)
def test_no_input_is_slow(name: str, suspected: Suspected) -> None:
    if wrong(name):
        suspected[name] = wrong


def test_who_is_slow_once_was_disturbed_and_who_is_slow_again_is_slow() -> None:
    with looked_at_again() as suspected:
        suspected["disturbed"] = lambda _name: []
    with pytest.raises(AssertionError, match="slow: 9 times"), looked_at_again() as suspected:
        suspected["slow"] = lambda name: [f"{name}: 9 times"]


# ── None is forgotten ──────────────────────────────────────────────────────────────────


def test_every_expression_is_gone_through_by_a_parser() -> None:
    known = sources.all_patterns()
    with sources.watched() as used:
        for parser in PARSERS.values():
            exercised(parser)
    forgotten = {name for name, pattern in known.items() if id(pattern) not in used}
    assert forgotten == {name for name in NOT_OF_PEOPLE if ":" in name}


def test_every_module_that_reads_is_a_parsers() -> None:
    covered = {name for parser in PARSERS.values() for name in parser.covers}
    reading = {module.__name__ for module in sources.modules() if sources.reads_by_hand(module)}
    apart = {name.partition(":")[0] for name in NOT_OF_PEOPLE}
    assert reading - covered - apart == set()


def test_no_expression_stands_where_it_cant_be_watched() -> None:
    inline = {where for module in sources.modules() for where in sources.inline_calls(module)}
    assert inline <= INLINE


# ── The measure notices ────────────────────────────────────────────────────────────────


def _grown(text: str) -> str:
    """Joins anew for each sign, as nobody should."""
    parts: list[str] = []
    for sign in text:
        parts.append(sign)
        if sign == "a":
            "".join(parts)
    return ""


def _from_the_start(text: str) -> int:
    return sum(text.count("\n", 0, at) for at, sign in enumerate(text) if sign == "\n")


@pytest.mark.parametrize(
    "slow",
    [
        re.compile(r"(a+)+$").match,
        re.compile(r"(?:a|aa)+$").match,
        re.compile(r"\s+x").search,
        re.compile(r"<!--.*?-->", re.DOTALL).sub,
        re.compile(r"staff\s+add\s+\D+\s+[a-z]+\s+\d{17,20}\s*").fullmatch,
        re.compile(r"(`+)(.+?)\1").search,
        re.compile(r"\]\(([^)\s]+?)\.md\)").search,
        _grown,
        _from_the_start,
    ],
)
def test_a_slow_parser_is_noticed(slow: object) -> None:
    def read(text: str) -> object:
        return slow("", text) if getattr(slow, "__name__", "") == "sub" else slow(text)  # type: ignore[operator]

    own = ("a", " ", "\n", "<!--", "](", "`")
    before = ("staff add", "staff add a")
    ends = (Shape("", "a", after="!"), Shape("staff add", " ", after="x"), Shape("`", "``", after="a"))
    units = (*(Shape("", unit) for unit in own), *(Shape(first, " ") for first in before), *ends)
    assert noticed(read, units)


@pytest.mark.parametrize("quick", [re.compile(r"(?:a+)+$").search, str.split, len, str.casefold])
def test_a_quick_parser_isnt(quick: object) -> None:
    if isinstance(quick, type(re.compile("").search)):
        quick = re.compile(r"\s++x?").search
    assert not examine(quick, shapes(("a", " ", "x"), (), SHAPES, SEED)).wrong  # type: ignore[arg-type]


def test_what_disturbs_the_longest_text_only_isnt_growth() -> None:
    """A text that no longer fits into a cache, or into a slice of time beside a busy neighbour."""
    took = {12_500: 0.01, 100_000: 0.08 * 1.8}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "seconds", lambda _read, text: took[len(text)])
        assert growth_of_a_doubling(len, Shape("", "a"), 100_000) < GROWTH_MAX
        took[100_000] = 0.01 * 3**3
        assert growth_of_a_doubling(len, Shape("", "a"), 100_000) > GROWTH_MAX
