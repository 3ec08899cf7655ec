"""A staff line becomes an act, or one sentence that says what is missing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model.people import Role
from bot.core.model.tickets import Urgency
from bot.core.policy import Channel
from bot.core.staff_view.commands import SPECS, Act, Needs, parse
from bot.core.text.surface import Msg
from tests.reading import words

PHONE, HELPDESK = Channel.PHONE, Channel.HELPDESK
HALF_PAST_TEN = datetime.fromisoformat("2026-12-17 10:30")
"""On the desk's clock, without a zone."""


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
        ("appointments", Act("appointments")),
        ("confirm 12", Act("confirm", 12)),
        ("confirm #12 2026-12-17 10:30", Act("confirm", 12, at=HALF_PAST_TEN)),
        ("confirm 12 2026-12-17T10:30Z", Act("confirm", 12, at=HALF_PAST_TEN.replace(tzinfo=UTC))),
        ("move 12 to 2026-12-17 10:30", Act("move", 12, at=HALF_PAST_TEN)),
        ("move 12 to 2026-12-17T10:30Z late", Act("move", 12, text="late", at=HALF_PAST_TEN.replace(tzinfo=UTC))),
        ("move 12 2026-12-17T10:30 a meeting", Act("move", 12, text="a meeting", at=HALF_PAST_TEN)),
        ("decline 12 nobody is there", Act("decline", 12, text="nobody is there")),
        ("exception 12 2026-12-17 10:30 for once", Act("exception", 12, text="for once", at=HALF_PAST_TEN)),
        (
            "exception 12 2026-12-17 10:30 until 2026-12-16 9:05 for once",
            Act("exception", 12, text="for once", at=HALF_PAST_TEN, until=datetime.fromisoformat("2026-12-16 09:05")),
        ),
        ("outcome 12 all is well", Act("outcome", 12, text="all is well")),
        ("notice 12", Act("notice", 12, word="helpdesk")),
        ("notice 12 phone", Act("notice", 12, word="phone")),
        ("notice 12 Phone Apple Mail", Act("notice", 12, text="Apple Mail", word="phone")),
        ("notice 12 Apple Mail", Act("notice", 12, text="Apple Mail", word="helpdesk")),
        ("notice 12 off", Act("notice", 12, word="off")),
        ("card 12 yes", Act("card", 12, word="yes")),
        ("card 12 NO", Act("card", 12, word="no")),
        ("work 12 phone 20 set it up", Act("work", 12, text="set it up", channel=PHONE, word="log", minutes=20)),
        ("work 12 PHONE 20 x\ny", Act("work", 12, text="x\ny", channel=PHONE, word="log", minutes=20)),
        ("work 12 helpdesk -5 oops", Act("work", 12, text="oops", channel=HELPDESK, word="log", minutes=-5)),
        ("work 12 phone 10000 long", Act("work", 12, text="long", channel=PHONE, word="log", minutes=10_000)),
        ("work 12 credit phone 5 sorry", Act("work", 12, text="sorry", channel=PHONE, word="credit", minutes=5)),
        ("work 12 correct 3 15 a slip", Act("work", 12, 3, "a slip", word="correct", minutes=15)),
        ("work 12 correct #3 to 15 a slip", Act("work", 12, 3, "a slip", word="correct", minutes=15)),
        ("statement 12", Act("statement", 12)),
        ("promises", Act("promises")),
        ("promises 2026-12-01 2026-12-31", Act("promises", text="2026-12-01 2026-12-31")),
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
        "queue two", "confirm", "confirm 12 please", "confirm 12 2026-12-17", "decline 12", "outcome 12", "outcome",
        "move 12 to 2026-12-17", "exception 12", "exception 12 2026-12-17 10:30", "exception 12 tomorrow for once",
        "exception 12 2026-12-17 for once", "exception 12 2026-12-17 10:30 until 2026-12-16 09:00",
        "notice", "notice Outlook", "card 12", "card 12 maybe", "work", "work 12", "work 12 phone", "work 12 phone 20",
        "work 12 20 set it up", "work 12 email 20 set it up", "work 12 phone many set it up", "work 12 phone 1.5 setup",
        "work 12 credit 5 sorry", "work 12 correct 3 a slip", "work 12 correct 3 15", "work 12 phone 1234567890 long",
        "statement", "statement 12 please", "promises 2026-12-01 2026-12-31 2027-01-01",
    ],
)  # fmt: skip
def test_what_is_missing_is_said_with_the_commands_own_usage(line: str) -> None:
    refused = parse(line)
    assert isinstance(refused, Msg)
    spec = SPECS[line.split()[0]]
    assert words(refused) == f"Please write: {spec.usage}"
    assert spec.usage.startswith(spec.name)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("confirm 12 2026-02-30 10:30", "2026-02-30 10:30"),
        ("move 12 to 2026-12-17 24:00", "2026-12-17 24:00"),
        ("move 12 to 2026-13-01 10:30 a meeting", "2026-13-01 10:30"),
        ("exception 12 2026-12-17 10:60 for once", "2026-12-17 10:60"),
        ("exception 12 9999-12-31 23:59 for once", "9999-12-31 23:59"),
        ("exception 12 0000-01-01 00:00 for once", "0000-01-01 00:00"),
        ("exception 12 2026-12-17 10:30 until 2026-02-30 09:00 for once", "2026-02-30 09:00"),
        ("exception 12 2026-02-29 10:30 until 2026-02-30 09:00 for once", "2026-02-29 10:30"),
    ],
)
def test_a_day_or_time_that_there_is_not_is_named(line: str, at: str) -> None:
    refused = parse(line)
    assert isinstance(refused, Msg)
    assert words(refused) == f"There is no {at}. Write a day and a time of the desk's clock, such as 2026-12-17 10:30."


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
