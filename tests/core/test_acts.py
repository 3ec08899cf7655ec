"""A staff line becomes an act, or one sentence that says what is missing."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.acts import SPECS, Act, Needs, parse
from bot.core.model import Role, Urgency
from bot.core.surface import Msg
from tests.reading import words


@pytest.mark.parametrize(
    ("line", "act"),
    [
        ("queue", Act("queue")),
        ("queue 2", Act("queue", 2)),
        ("mine", Act("mine")),
        ("show 12", Act("show", 12)),
        ("show #12", Act("show", 12)),
        ("claim", Act("claim")),
        ("claim #12", Act("claim", 12)),
        ("release 12", Act("release", 12)),
        ("release 12 off for today", Act("release", 12, text="off for today")),
        ("reply 12 Hello there.", Act("reply", 12, text="Hello there.")),
        ("reply #12: Hello there.", Act("reply", 12, text="Hello there.")),
        ("reply 12 , Hello", Act("reply", 12, text="Hello")),
        ("ask 12 Which device?", Act("ask", 12, text="Which device?")),
        ("note 12 call back", Act("note", 12, text="call back")),
        ("resolve 12", Act("resolve", 12)),
        ("reopen 12 it came back", Act("reopen", 12, text="it came back")),
        ("merge 12 into 7", Act("merge", 12, 7)),
        ("merge #12 to #7", Act("merge", 12, 7)),
        ("merge 12 7", Act("merge", 12, 7)),
        ("move 12 to 3 the boss waits", Act("move", 12, 3, "the boss waits")),
        ("move 12 INTO 3: the boss waits", Act("move", 12, 3, "the boss waits")),
        ("urgency 12 high mail is down", Act("urgency", 12, text="mail is down", urgency=Urgency.HIGH)),
        ("urgency 12 Outage: all is down", Act("urgency", 12, text="all is down", urgency=Urgency.OUTAGE)),
        ("verify 12", Act("verify", 12)),
        ("verify 12 C-4711", Act("verify", 12, text="C-4711")),
        ("why 12", Act("why", 12)),
        ("staff add lou agent slack U1", Act("staff", text="add lou agent slack U1")),
        ("closed", Act("closed")),
        ("close 2027-01-04 team day", Act("close", text="team day", day=date(2027, 1, 4))),
        ("open 2027-01-04", Act("open", day=date(2027, 1, 4))),
        ("help", Act("help")),
        ("help reply", Act("help", text="reply")),
    ],
)
def test_a_line_is_read_as(line: str, act: Act) -> None:
    assert parse(line) == act


@pytest.mark.parametrize("line", ["/queue", "/desk queue", "desk queue", "  QUEUE  ", "/desk   queue"])
def test_a_command_may_come_as_platforms_send_it(line: str) -> None:
    assert parse(line) == Act("queue")


@pytest.mark.parametrize("gap", [" ", "\t", "\n", "  "])
def test_a_text_may_begin_on_the_next_line_and_keeps_its_own_lines(gap: str) -> None:
    assert parse(f"reply{gap}12{gap}Hello,\n\n  do this.") == Act("reply", 12, text="Hello,\n\n  do this.")


@pytest.mark.parametrize(
    "line",
    [
        "show", "show twelve", "show 12 now", "show -1", "show 1.5", "show 1234567890", "claim the next",
        "reply", "reply 12", "reply 12  ", "reply Hello", "note 12", "reopen 12", "ask 12",
        "merge", "merge 12", "merge 12 into", "merge 12 with 7", "move 12 to 3", "move 12 to", "move 12 up please",
        "urgency 12", "urgency 12 high", "urgency 12 dire it burns", "urgency 12 2 it burns",
        "close", "close 2027-01-04", "close tomorrow off", "close 2027-02-30 off", "open", "open soon", "why",
        "queue two",
    ],
)  # fmt: skip
def test_what_is_missing_is_said_with_the_commands_own_usage(line: str) -> None:
    refused = parse(line)
    assert isinstance(refused, Msg)
    spec = SPECS[line.split()[0]]
    assert words(refused) == f"Please write: {spec.usage}"
    assert spec.usage.startswith(spec.name)


@pytest.mark.parametrize(
    ("line", "named"), [("frobnicate 12", "frobnicate"), ("", ""), ("/desk", "desk"), ("12", "12")]
)
def test_an_unknown_command_is_named_and_help_is_offered(line: str, named: str) -> None:
    refused = parse(line)
    assert isinstance(refused, Msg)
    assert words(refused) == f"I don't know “{named}”. Type help for the commands."


def test_a_text_that_looks_like_markup_or_a_placeholder_stays_text() -> None:
    assert parse("reply 12 **{number}**") == Act("reply", 12, text="**{number}**")
    refused = parse("{usage} **now**")
    assert isinstance(refused, Msg)
    assert "“{usage}”" in words(refused)


def test_only_the_leads_commands_are_the_leads() -> None:
    assert {spec.name for spec in SPECS.values() if spec.role is Role.LEAD} == {"close", "open"}


def test_an_act_knows_its_row_in_the_table() -> None:
    assert Act("reply").spec.needs is Needs.NUMBER_AND_TEXT
    assert Act("mine").spec.usage == "mine"
    assert (Act("queue").number, Act("queue").other) == (0, 0)


lines = st.one_of(
    st.text(),
    st.builds(
        lambda name, gap, rest: f"{name}{gap}{rest}",
        st.sampled_from(sorted(SPECS)),
        st.sampled_from((" ", "  ", "\t", "\n", "")),
        st.one_of(st.text(), st.from_regex(r"#?\d{1,12}[:,]? ?(into|to)? ?#?\d{0,12} ?.*")),
    ),
)


@given(lines)
@settings(deadline=None, max_examples=60)
def test_no_line_is_too_strange_to_be_answered(line: str) -> None:
    act = parse(line)
    if isinstance(act, Act):
        assert act.name in SPECS
        assert 0 <= act.number < 10**9
        assert 0 <= act.other < 10**9
        assert act.text == act.text.strip()
    else:
        assert words(act)


@given(st.text(st.characters(exclude_categories=())))
@settings(deadline=None, max_examples=60)
def test_nor_is_half_a_character(line: str) -> None:
    assert isinstance(parse(line), Act | Msg)


@given(st.integers(1, 10**9 - 1), st.text().map(str.strip).filter(bool))
@settings(deadline=None, max_examples=60)
def test_every_reply_arrives_as_it_was_typed(number: int, text: str) -> None:
    act = parse(f"reply {number}: {text}")
    assert act == Act("reply", number, text=text)
