"""The calendar file as calendar programs read it: RFC 5545 and 5546, whatever a client typed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from bot.core.model.appointment import ACTIVE, Appointment, CallState
from bot.core.model.people import Account
from bot.core.text.surface import File
from bot.i18n import Reader
from bot.i18n.calendar_file import MEDIA, calendar_file
from tests.builders import ANA, WEDNESDAY, policy, ticket
from tests.dialogue import Agent, Client, House

LINE_OCTETS_MAX = 75
"""RFC 5545, 3.1: longer lines are folded."""

START = datetime(2026, 12, 17, 18, 30, tzinfo=UTC)
CALL = Appointment(
    1001, 1, CallState.CONFIRMED, START, START + timedelta(minutes=30), WEDNESDAY, by="sam", reason="because"
)
OVER = sorted(set(CallState) - ACTIVE)


def file(
    call: Appointment = CALL, subject: str = "No mail", account: Account | None = ANA, lang: str = "en", firm: str = ""
) -> File:
    """The file for an appointment, as Ana reads it in Berlin."""
    house = policy().firm
    named = replace(house, name=firm) if firm else house
    return calendar_file(call, ticket(subject=subject), account, named, Reader(lang, "Europe/Berlin", WEDNESDAY))


def read(shown: File) -> tuple[Any, Any]:
    """The calendar and its one entry."""
    calendar = icalendar.Calendar.from_ical(shown.text)
    assert not calendar.errors
    [event] = calendar.walk("VEVENT")
    assert not event.errors
    return calendar, event


def unfolded(shown: File) -> list[str]:
    """Its content lines."""
    return shown.text.replace("\r\n ", "").split("\r\n")[:-1]


# ── One file ───────────────────────────────────────────────────────────────────────────


def test_a_confirmed_call_is_a_request_with_its_times_in_utc() -> None:
    shown = file()
    calendar, event = read(shown)
    assert (shown.name, shown.media) == ("call-1001.ics", MEDIA)
    assert (calendar["VERSION"], calendar["METHOD"], event["STATUS"]) == ("2.0", "REQUEST", "CONFIRMED")
    assert {"PRODID", "UID", "DTSTAMP", "DTSTART", "SEQUENCE", "ORGANIZER", "ATTENDEE"} <= {*calendar, *event}
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (CALL.start, CALL.end)
    lines = unfolded(shown)
    assert {"DTSTART:20261217T183000Z", "DTEND:20261217T190000Z", "DTSTAMP:20261216T201000Z"} <= set(lines)
    assert not [line for line in lines if "TZID" in line]
    assert event["SUMMARY"] == "Phone call with Harbour Hosting: #1001"
    assert event["DESCRIPTION"] == "About “No mail”. We call you on +49 30 5550123."
    assert "because" not in shown.text, "a reason of staff is in the message, not in the calendar"


@pytest.mark.parametrize(
    ("state", "method", "status"),
    [
        (CallState.CONFIRMED, "REQUEST", "CONFIRMED"),
        (CallState.REQUESTED, "REQUEST", "TENTATIVE"),
        (CallState.OFFERED, "REQUEST", "TENTATIVE"),
        *((state, "CANCEL", "CANCELLED") for state in OVER),
    ],
)
def test_the_method_follows_the_state(state: CallState, method: str, status: str) -> None:
    calendar, event = read(file(replace(CALL, state=state)))
    assert (calendar["METHOD"], event["STATUS"]) == (method, status)


def test_whom_it_is_for() -> None:
    _calendar, event = read(file(account=replace(ANA, email="ana@example.com")))
    assert (str(event["ATTENDEE"]), event["ATTENDEE"].params["CN"]) == ("mailto:ana@example.com", "Ana")
    _calendar, event = read(file(account=None))
    assert str(event["ATTENDEE"]) == "invalid:nomail"
    assert event["ORGANIZER"].params["CN"] == "Harbour Hosting"


def uid(call: Appointment = CALL, **more: Any) -> str:
    """By what a calendar program knows the entry again."""
    return str(read(file(call, **more))[1]["UID"])


def test_the_entry_stays_the_same_through_every_change() -> None:
    later = replace(CALL, start=START + timedelta(days=1), end=START + timedelta(days=1, hours=1))
    changed = [
        replace(later, state=state, files=files, version=files, by="kim") for files, state in enumerate(CallState)
    ]
    assert {uid(call) for call in changed} == {uid()}
    assert uid(subject="other", lang="de", account=None, firm="Renamed Hosting") == uid()


def test_another_appointment_or_ticket_is_another_entry() -> None:
    assert len({uid(), uid(replace(CALL, n=2)), uid(replace(CALL, n=11))}) == 3
    elsewhere = calendar_file(
        CALL, ticket(filed_at=WEDNESDAY + timedelta(seconds=1)), ANA, policy().firm, Reader("en", "UTC", WEDNESDAY)
    )
    assert str(read(elsewhere)[1]["UID"]) != uid(), "the same number at another desk"


# ── What somebody typed ────────────────────────────────────────────────────────────────

HOSTILE = (
    "x" * 1000,
    "ä€😀" * 200,
    "a line\r\nMETHOD:CANCEL\r\nEND:VEVENT",
    "a line\nATTENDEE:mailto:eve@example.com",
    "a line\rSTATUS:CANCELLED",
    "\u2028\u2029\x85\x0b\x0c\x1c\x00 LOCATION:here",
    'commas, semi;colons: and \\n back\\slashes "quoted"',
    "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM",
    "\r\n ",
    "",
)


@pytest.mark.parametrize("said", HOSTILE)
def test_a_subject_is_text_whatever_it_holds(said: str) -> None:
    shown = file(subject=said)
    calendar, event = read(shown)
    assert (calendar["METHOD"], event["STATUS"], str(event["ATTENDEE"])) == ("REQUEST", "CONFIRMED", "invalid:nomail")
    assert len(calendar.walk()) == 2, "a calendar and an entry, nothing else"
    assert len(unfolded(shown)) == len(unfolded(file()))
    assert sorted(line.partition(":")[0].partition(";")[0] for line in unfolded(shown)) == sorted(
        line.partition(":")[0].partition(";")[0] for line in unfolded(file())
    )


@pytest.mark.parametrize("said", HOSTILE)
def test_no_line_is_longer_than_calendar_programs_take(said: str) -> None:
    shown = file(subject=said, account=replace(ANA, name=said[:80]), firm=said[:80] or "x")
    raw = shown.text.encode()
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= LINE_OCTETS_MAX
    assert all(line.decode() is not None for line in lines), "no character is cut in two"


@pytest.mark.parametrize(
    "name", ['Ana "the boss" Marquez', "Ana\r\nSTATUS:CANCELLED", "Ana;ROLE=CHAIR:mailto:eve@example.com", "^'^n", ""]
)
def test_a_name_or_an_address_brings_no_line_of_its_own(name: str) -> None:
    shown = file(account=replace(ANA, name=name, email="ana@example.com\r\nSTATUS:CANCELLED"), firm=name or "x")
    calendar, event = read(shown)
    assert (calendar["METHOD"], event["STATUS"]) == ("REQUEST", "CONFIRMED")
    assert len(unfolded(shown)) == len(unfolded(file()))
    assert (str(event["ATTENDEE"]), "ROLE" in event["ATTENDEE"].params) == ("invalid:nomail", False)


def test_a_subject_comes_back_as_it_was_typed() -> None:
    said = 'mail, "web"; both: a\\b — ä€😀 ' + "and so on " * 30
    _calendar, event = read(file(subject=said))
    assert said.strip() in str(event["DESCRIPTION"])


# ── From confirmation to cancellation ──────────────────────────────────────────────────


def follow(screen: Client, seen: list[tuple[str, str, int, str, datetime]]) -> None:
    """Note what a calendar program would take from the files that have come since."""
    screen.deliver()
    for shown in screen.received:
        calendar, event = read(shown)
        took = (str(calendar["METHOD"]), str(event["STATUS"]), int(event["SEQUENCE"]), str(event["UID"]))
        seen.append((*took, event.decoded("dtstart")))
    screen.shown.clear()


def asks(ana: Client, day: str, at: str) -> None:
    ana.chooses(day)
    ana.chooses(at)


def settled(house: House) -> tuple[Client, Agent]:
    """A call that was asked for and confirmed."""
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.says("call me")
    asks(ana, "Thu, Dec 17", "7:30 PM")
    assert not ana.received, "nothing is in the calendar before somebody confirmed it"
    sam.types("confirm 1001")
    return ana, sam


def test_every_change_updates_the_one_entry(house: House) -> None:
    seen: list[tuple[str, str, int, str, datetime]] = []
    ana, sam = settled(house)
    follow(ana, seen)
    sam.types("move 1001 to 2026-12-17 11:00 a meeting")
    ana.deliver()
    suits = ana.offer("Take the new time").token
    follow(ana, seen)
    ana.clicks(suits)
    move = ana.offer("Move the call").token
    follow(ana, seen)
    ana.clicks(move)
    asks(ana, "Fri, Dec 18", "7:30 PM")
    follow(ana, seen)
    sam.types("confirm 1001")
    follow(ana, seen)
    ana.says("cancel my call")
    follow(ana, seen)
    half = timedelta(minutes=30)
    [same] = {each[3] for each in seen}
    day = timedelta(days=1)
    assert seen == [
        ("REQUEST", "CONFIRMED", 0, same, START),
        ("REQUEST", "CONFIRMED", 1, same, START + half),
        ("REQUEST", "TENTATIVE", 2, same, START + day),
        ("REQUEST", "CONFIRMED", 3, same, START + day),
        ("CANCEL", "CANCELLED", 4, same, START + day),
    ]


def test_a_suggestion_that_runs_out_leaves_the_entry_as_it_is(house: House) -> None:
    seen: list[tuple[str, str, int, str, datetime]] = []
    ana, sam = settled(house)
    follow(ana, seen)
    sam.types("move 1001 to 2026-12-17 11:00 a meeting")
    house.clock.at = START
    house.fire()
    follow(ana, seen)
    assert [(method, status, sequence) for method, status, sequence, *_rest in seen] == [("REQUEST", "CONFIRMED", 0)]


def test_a_call_that_took_place_stays_in_the_calendar(house: House) -> None:
    ana, sam = settled(house)
    ana.deliver()
    ana.shown.clear()
    house.clock.at = START + timedelta(minutes=31)
    sam.types("outcome 1001 all is well")
    ana.deliver()
    assert not ana.received


def test_the_words_are_the_readers_own() -> None:
    for lang in policy().firm.languages:
        _calendar, event = read(file(lang=lang))
        assert "#1001" in event["SUMMARY"]
        assert "No mail" in event["DESCRIPTION"]
