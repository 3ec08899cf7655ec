"""A staff line becomes a command, or one sentence that says what is missing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model.people import Role
from bot.core.model.tickets import Urgency
from bot.core.policy import Channel
from bot.core.text.surface import Form, Msg
from bot.engine.staff.commands import incidents
from bot.engine.staff.commands.answering import Assign, Claim, Insert, Note, Release, Reopen, Resolve
from bot.engine.staff.commands.billing import Card, LogWork, Notice, Statement
from bot.engine.staff.commands.calls import Appointments, Confirm, Decline, MoveCall, OfferCall, Outcome
from bot.engine.staff.commands.clients import BlockClient, UnblockClient, Verify
from bot.engine.staff.commands.command import StaffCommand
from bot.engine.staff.commands.days import CloseDay, ClosedDays, OpenDay
from bot.engine.staff.commands.files import Attach, FilesOf
from bot.engine.staff.commands.line import Merge, Move, Rest, SetUrgency
from bot.engine.staff.commands.looking import Asked, Find, Mine, Overdue, Promises, Queue, Resting, Show, Why
from bot.engine.staff.commands.opening import New, Participants
from bot.engine.staff.commands.people import Figures, StaffList, Zone
from bot.engine.staff.commands.replies import Ask, Delete, Edit, Respond, SavedList, Send, Undo
from bot.engine.staff.commands.sorting import Tag, TagList
from bot.engine.staff.commands.table import ALIASES, COMMANDS, FAMILIES, Help, asking, read, usages
from tests.reading import words

PHONE, HELPDESK = Channel.PHONE, Channel.HELPDESK
HALF_PAST_TEN = datetime.fromisoformat("2026-12-17 10:30")
"""On the desk's clock, without a zone."""


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("queue", Queue()),
        ("queue 2", Queue(2)),
        ("mine", Mine()),
        ("find mailbox state:open", Find("mailbox state:open")),
        ("overdue", Overdue()),
        ("resting", Resting()),
        ("rest 12 until friday: the registrar", Rest(12, "friday: the registrar")),
        ("rest 12 UNTIL 2027-01-05 10:00", Rest(12, "2027-01-05 10:00")),
        ("rest 12 off", Rest(12, "")),
        ("tag 12 DNS, #spam -mail", Tag(12, ("dns", "spam"), ("mail",))),
        ("tag 12: dns", Tag(12, ("dns",))),
        ("tags", TagList()),
        ("participant 12", Participants(12)),
        ("participants #12", Participants(12)),
        (
            "participant 12 add <@145607444398080001> as Bo B.",
            Participants(12, "add", "<@145607444398080001>", "Bo B."),
        ),
        ("participant 12: REMOVE Bo", Participants(12, "remove", "Bo")),
        ("incident", incidents.Overview()),
        ("incidents", incidents.Overview()),
        ("incident 3", incidents.Overview(3)),
        ("incident new 12 #13, 14: The disk is full", incidents.New((12, 13, 14), "The disk is full")),
        ("incident NEW 12 and 13 and 12: 3 disks", incidents.New((12, 13), "3 disks")),
        ("incident new 12 and the disk", incidents.New((12,), "and the disk")),
        ("incident confirm 3", incidents.Confirm(3)),
        ("incident confirm 3: The disk is full", incidents.Confirm(3, "The disk is full")),
        ("incident dismiss 3", incidents.Dismiss(3)),
        ("incident update 3: We move it", incidents.Update(3, "We move it")),
        ("incident end 3", incidents.End(3)),
        ("incident end 3 All is well", incidents.End(3, "All is well")),
        ("incident add 3 12 13", incidents.Add(3, (12, 13))),
        ("new for ana: The invoice", New("ana", "The invoice")),
        ("new for slack:T1/U7 :  The invoice\nis wrong", New("slack:T1/U7", "The invoice\nis wrong")),
        ("new for <@U7>: a: b", New("<@U7>", "a: b")),
        ("new for ana", New("ana", "")),
        ("asked", Asked()),
        ("assign 12 to kim because she knows it", Assign(12, "to kim because she knows it")),
        ("show 12", Show(12)),
        ("show #12", Show(12)),
        ("claim", Claim()),
        ("claim #12", Claim(12)),
        ("release 12", Release(12)),
        ("release 12 off for today", Release(12, "off for today")),
        ("reply 12 Hello there.", Respond(12, "Hello there.")),
        ("reply #12: Hello there.", Respond(12, "Hello there.")),
        ("reply 12 , Hello", Respond(12, "Hello")),
        ("ask 12 Which device?", Ask(12, "Which device?")),
        ("note 12 call back", Note(12, "call back")),
        ("reply 12 ~mx-records and more", Respond(12, "~mx-records and more")),
        ("replies", SavedList()),
        ("send", Send()),
        ("send 12", Send(12)),
        ("undo", Undo()),
        ("undo #12", Undo(12)),
        ("edit 12 Try it once more", Edit(12, 0, "Try it once more")),
        ("edit 12 last Try it once more", Edit(12, 0, "Try it once more")),
        ("edit 12 last, Try it once more", Edit(12, 0, "Try it once more")),
        ("edit 12 lasting problems", Edit(12, 0, "lasting problems")),
        ("edit 12 entry 3 Try it once more", Edit(12, 3, "Try it once more")),
        ("edit 12 entry #3: Try it once more", Edit(12, 3, "Try it once more")),
        ("delete 12", Delete(12, 0)),
        ("delete 12 last", Delete(12, 0)),
        ("delete 12 entry 3", Delete(12, 3)),
        ("resolve 12", Resolve(12)),
        ("reopen 12 it came back", Reopen(12, "it came back")),
        ("merge 12 into 7", Merge(12, 7)),
        ("merge #12 to #7", Merge(12, 7)),
        ("merge 12 7", Merge(12, 7)),
        ("move 12 to 3 the boss waits", Move(12, 3, "the boss waits")),
        ("move 12 INTO 3: the boss waits", Move(12, 3, "the boss waits")),
        ("urgency 12 high mail is down", SetUrgency(12, Urgency.HIGH, "mail is down")),
        ("urgency 12 Outage: all is down", SetUrgency(12, Urgency.OUTAGE, "all is down")),
        ("zone", Zone()),
        ("figures", Figures()),
        ("figures kim", Figures("kim")),
        ("zone New York", Zone("New York")),
        ("insert #12 link mx-records", Insert(12, "link", "mx-records")),
        ("block", BlockClient()),
        ("block ana until 2027-01-05 because spam", BlockClient("ana", "2027-01-05", "spam")),
        ("block #12 until 2027-01-05: spam, again", BlockClient("#12", "2027-01-05", "spam, again")),
        ("block Ana Mora UNTIL 2027-01-05 Because: spam", BlockClient("Ana Mora", "2027-01-05", "spam")),
        ("unblock ana mora", UnblockClient("ana mora")),
        ("verify 12", Verify(12)),
        ("verify 12 C-4711", Verify(12, "C-4711")),
        ("why 12", Why(12)),
        ("staff add lou agent slack U1", StaffList(("add", "lou", "agent", "slack", "U1"))),
        ("closed", ClosedDays()),
        ("close 2027-01-04 team day", CloseDay(date(2027, 1, 4), "team day")),
        ("open 2027-01-04", OpenDay(date(2027, 1, 4))),
        ("appointments", Appointments()),
        ("calls", Appointments()),
        ("confirm 12", Confirm(12)),
        ("confirm #12 2026-12-17 10:30", Confirm(12, HALF_PAST_TEN)),
        ("confirm 12 2026-12-17T10:30Z", Confirm(12, HALF_PAST_TEN.replace(tzinfo=UTC))),
        ("move 12 to 2026-12-17 10:30", MoveCall(12, HALF_PAST_TEN)),
        ("move 12 to 2026-12-17T10:30Z late", MoveCall(12, HALF_PAST_TEN.replace(tzinfo=UTC), "late")),
        ("move 12 2026-12-17T10:30 a meeting", MoveCall(12, HALF_PAST_TEN, "a meeting")),
        ("decline 12 nobody is there", Decline(12, "nobody is there")),
        ("exception 12 2026-12-17 10:30 for once", OfferCall(12, HALF_PAST_TEN, None, "for once")),
        (
            "exception 12 2026-12-17 10:30 until 2026-12-16 9:05 for once",
            OfferCall(12, HALF_PAST_TEN, datetime.fromisoformat("2026-12-16 09:05"), "for once"),
        ),
        ("outcome 12 all is well", Outcome(12, "all is well")),
        ("notice 12", Notice(12, HELPDESK)),
        ("notice 12 phone", Notice(12, PHONE)),
        ("notice 12 Phone Apple Mail", Notice(12, PHONE, "Apple Mail")),
        ("notice 12 Apple Mail", Notice(12, HELPDESK, "Apple Mail")),
        ("notice 12 off", Notice(12, None)),
        ("card 12 yes", Card(12, has=True)),
        ("card 12 NO", Card(12, has=False)),
        ("work 12 phone 20 set it up", LogWork(12, 20, "set it up", PHONE)),
        ("work 12 PHONE 20 x\ny", LogWork(12, 20, "x\ny", PHONE)),
        ("work 12 helpdesk -5 oops", LogWork(12, -5, "oops", HELPDESK)),
        ("work 12 phone 10000 long", LogWork(12, 10_000, "long", PHONE)),
        ("work 12 credit phone 5 sorry", LogWork(12, 5, "sorry", PHONE, "credit")),
        ("work 12 correct 3 15 a slip", LogWork(12, 15, "a slip", None, "correct", 3)),
        ("work 12 correct #3 to 15 a slip", LogWork(12, 15, "a slip", None, "correct", 3)),
        ("statement 12", Statement(12)),
        ("attach 12 see here", Attach(12, "see here")),
        ("files 12", FilesOf(12)),
        ("promises", Promises()),
        ("promises 2026-12-01 2026-12-31", Promises(("2026-12-01", "2026-12-31"))),
        ("help", Help()),
        ("help reply", Help("reply")),
    ],
)
def test_a_line_is_read_as(line: str, command: StaffCommand) -> None:
    assert read(line) == command


def test_every_command_is_read_above() -> None:
    rows = next(mark.args[1] for mark in test_a_line_is_read_as.pytestmark)  # type: ignore[attr-defined]
    assert {line.split()[0] for line, _command in rows} - set(ALIASES) == set(COMMANDS)


@pytest.mark.parametrize("line", ["/queue", "/desk queue", "desk queue", "  QUEUE  ", "/desk   queue"])
def test_a_command_may_come_as_platforms_send_it(line: str) -> None:
    assert read(line) == Queue()


@pytest.mark.parametrize("gap", [" ", "\t", "\n", "  "])
def test_a_text_may_begin_on_the_next_line_and_keeps_its_own_lines(gap: str) -> None:
    assert read(f"reply{gap}12{gap}Hello,\n\n  do this.") == Respond(12, "Hello,\n\n  do this.")


@pytest.mark.parametrize(
    "line",
    [
        "show", "show twelve", "show 12 now", "show -1", "show 1.5", "show 1234567890", "claim the next",
        "reply", "reply 12", "reply 12  ", "reply Hello", "note 12", "reopen 12", "ask 12",
        "new", "new ticket", "new for", "new ana: The invoice",
        "tag", "tag 12", "tag 12 ,",
        "participant", "participant add bo", "participant 12 add", "participant 12 invite bo",
        "incident x", "incident 3 words", "incident new", "incident new 12", "incident new: words", "incident update 3",
        "incident add 3", "incident add 3 12 words", "incident confirm", "incident end words",
        "rest", "rest 12", "rest 12 until", "rest 12 friday", "rest 12 off now",
        "merge", "merge 12", "merge 12 into", "merge 12 with 7", "move 12 to 3", "move 12 to", "move 12 up please",
        "urgency 12", "urgency 12 high", "urgency high it burns",
        "close", "close 2027-01-04", "close tomorrow off", "open", "open soon", "why",
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
    refused = read(line)
    assert isinstance(refused, Msg)
    usage = COMMANDS[line.split()[0]].usage
    assert words(refused) == f"Please write: {usage.line}"
    assert usage.line.startswith(usage.name)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("urgency 12 hihg it burns", "There is no urgency hihg. Did you mean high?"),
        ("urgency 12 dire it burns", "There is no urgency dire. Did you mean outage, high, normal?"),
        ("relpy 12 Try it now", "I don't know “relpy”. Did you mean reply?"),
        ("resovle", "I don't know “resovle”. Did you mean resolve?"),
        ("frobnicate", "I don't know “frobnicate”. Type help for the commands."),
    ],
)
def test_a_slip_gets_the_nearest(line: str, said: str) -> None:
    refused = read(line)
    assert isinstance(refused, Msg)
    assert words(refused) == said


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("confirm 12 2026-02-30 10:30", "2026-02-30 10:30"),
        ("close 2026-02-30 team day", "2026-02-30"),
        ("open 2026-02-30", "2026-02-30"),
        ("move 12 to 2026-12-17 24:00", "2026-12-17 24:00"),
        ("rest 12 until 2027-02-30: the registrar", "2027-02-30"),
        ("rest 12 until 2027-02-30 10:00: the registrar", "2027-02-30"),
        ("move 12 to 2026-13-01 10:30 a meeting", "2026-13-01 10:30"),
        ("exception 12 2026-12-17 10:60 for once", "2026-12-17 10:60"),
        ("exception 12 9999-12-31 23:59 for once", "9999-12-31 23:59"),
        ("exception 12 0000-01-01 00:00 for once", "0000-01-01 00:00"),
        ("exception 12 2026-12-17 10:30 until 2026-02-30 09:00 for once", "2026-02-30 09:00"),
        ("exception 12 2026-02-29 10:30 until 2026-02-30 09:00 for once", "2026-02-29 10:30"),
    ],
)
def test_a_day_or_time_that_there_is_not_is_named(line: str, at: str) -> None:
    refused = read(line)
    assert isinstance(refused, Msg)
    assert words(refused).startswith(f"There is no {at}. Did you mean ")


@pytest.mark.parametrize(
    ("line", "named"), [("frobnicate 12", "frobnicate"), ("", ""), ("/desk", "desk"), ("12", "12")]
)
def test_an_unknown_command_is_named_and_help_is_offered(line: str, named: str) -> None:
    refused = read(line)
    assert isinstance(refused, Msg)
    assert words(refused) == f"I don't know “{named}”. Type help for the commands."


def test_a_text_that_looks_like_markup_or_a_placeholder_stays_text() -> None:
    assert read("reply 12 **{number}**") == Respond(12, "**{number}**")
    refused = read("{usage} **now**")
    assert isinstance(refused, Msg)
    assert "“{usage}”" in words(refused)


def test_help_begins_with_twelve_commands() -> None:
    assert len(FAMILIES[0][1]) == 12


def test_only_the_leads_commands_are_the_leads() -> None:
    assert {usage.name for usage in usages() if usage.role is Role.LEAD} == {"block", "close", "open", "unblock"}


@pytest.mark.parametrize(
    "line", ["reply 12", "/ask #12", "note 12 ", "URGENCY 12", "exception 12", "work 12", "incident update 12"]
)
def test_a_command_that_lacks_its_words_asks_for_them(line: str) -> None:
    form = asking(line)
    assert isinstance(form, Form)
    assert form.action.endswith(" 12")
    assert form.action.split()[0] in COMMANDS


@pytest.mark.parametrize(
    "line",
    [
        *("", "reply", "reply twelve", "claim 12", "show", "dance 12", "reply 12 hello"),
        *("incident 12", "incident add 12", "incident update", "incident update 12 hello"),
    ],
)
def test_other_lines_get_no_form(line: str) -> None:
    assert asking(line) is None


lines = st.one_of(
    st.text(),
    st.builds(
        lambda name, gap, rest: f"{name}{gap}{rest}",
        st.sampled_from(sorted(COMMANDS)),
        st.sampled_from((" ", "  ", "\t", "\n", "")),
        st.one_of(st.text(), st.from_regex(r"#?\d{1,12}[:,]? ?(into|to)? ?#?\d{0,12} ?.*")),
    ),
)


@given(lines)
@settings(deadline=None, max_examples=60)
def test_no_line_is_too_strange_to_be_answered(line: str) -> None:
    command = read(line)
    if isinstance(command, Msg):
        assert words(command)
    else:
        assert 0 <= getattr(command, "number", 0) < 10**9


@given(st.text(st.characters(exclude_categories=())))
@settings(deadline=None, max_examples=60)
def test_nor_is_half_a_character(line: str) -> None:
    command = read(line)
    assert isinstance(command, Msg) or callable(command.do)


@given(st.integers(1, 10**9 - 1), st.text().map(str.strip).filter(bool))
@settings(deadline=None, max_examples=60)
def test_every_reply_arrives_as_it_was_typed(number: int, text: str) -> None:
    assert read(f"reply {number}: {text}") == Respond(number, text)
