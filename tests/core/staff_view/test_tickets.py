"""What staff see: the line, a case, why a ticket stands where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.calendar.business_hours import Calendar
from bot.core.model.people import Identity, Role, Staff
from bot.core.model.record import Author, EntryKind, StoredEntry
from bot.core.model.tickets import Move, Rule, State, Ticket, Urgency
from bot.core.rules.change import Refused
from bot.core.rules.promise_times import used_percent
from bot.core.staff_view import tickets
from bot.core.staff_view.clients import Client
from bot.core.staff_view.tickets import QUEUE_PAGE, TAGS_SHOWN, Case, Row, acts_on, queue, state, tag_line, tag_list
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import desk_
from tests.builders import ANA, KIM, SAM, WEDNESDAY, policy, ticket
from tests.reading import actions, screen, words


def entry(kind: EntryKind, author: Author, text: str | None, by: str = "") -> StoredEntry:
    return StoredEntry(1001, 1, kind, author, by, text, WEDNESDAY)


DAY = timedelta(days=1)
NONE = tickets.answer(desk_("None."))


def case(of: Ticket, entries: Sequence[StoredEntry] = (), **more: Any) -> str:
    """What the screen shows of a case."""
    row = Row(of, more.get("place"), more.get("left"))
    shown = Case(row, Client(ANA), entries, more.get("earlier") or 0, WEDNESDAY, first=more.get("first"))
    return screen(tickets.case(shown))


# ── Lists ──────────────────────────────────────────────────────────────────────────────


def test_an_empty_line_says_so() -> None:
    assert screen(tickets.queue([], 0, 1, WEDNESDAY)) == "Nobody is waiting."


def test_the_line_shows_place_urgency_and_what_is_left_of_the_promise() -> None:
    first = ticket(1001, urgency=Urgency.OUTAGE)
    rows = [
        Row(first, 1, timedelta(hours=2, minutes=10, seconds=59)),
        Row(ticket(1002), 2, timedelta(seconds=5)),
        Row(ticket(1003), 3, timedelta(hours=-3)),
        Row(ticket(1004), 4, None),
        Row(ticket(1005), 5, timedelta(0)),
    ]
    shown = screen(tickets.queue(rows, 5, 1, WEDNESDAY))
    assert shown.startswith("5 waiting.")
    assert "1st | #1001 | My emails dont arive | outage | waiting | Wed, Dec 16, 9:10 PM | 2 h 10 min left" in shown
    for left in ("| under a minute left", "| late by 3 h\n", "| responded", "| late by under a minute"):
        assert left in shown
    assert "Since: Berlin time." in shown
    assert actions(tickets.queue(rows, 5, 1, WEDNESDAY)) == ("claim 1001",)


@pytest.mark.parametrize(
    ("waiting", "page", "more"),
    [(QUEUE_PAGE, 1, False), (QUEUE_PAGE + 1, 1, True), (QUEUE_PAGE + 1, 2, False), (3 * QUEUE_PAGE, 2, True)],
)
def test_there_is_a_next_page_only_where_somebody_stands_on_it(waiting: int, page: int, more: bool) -> None:
    offered = actions(tickets.queue([Row(ticket(), 1, DAY)], waiting, page, WEDNESDAY))
    assert (f"queue {page + 1}" in offered) is more


def test_a_page_behind_the_end_is_not_an_empty_line() -> None:
    beyond = tickets.queue([], 3, 99, WEDNESDAY)
    assert screen(beyond) == "The line ends before page 99.\n[Queue]"


def test_my_own_tickets_or_the_way_to_one() -> None:
    assert actions(tickets.mine([], WEDNESDAY)) == ("claim",)
    rows = [Row(ticket(owner="kim"), None, DAY), Row(ticket(1002, state=State.ASKED), None, None)]
    mine = tickets.mine(rows, WEDNESDAY)
    assert actions(mine) == ("show 1001", "show 1002")
    assert "kim has it" in screen(mine)
    assert " | #1001 | " in screen(mine)


def test_a_list_says_when_there_are_more() -> None:
    row = Row(ticket(), 1, DAY)
    assert "There are more" not in screen(tickets.listed([row], WEDNESDAY, NONE))
    assert "There are more after these." in screen(tickets.listed([row], WEDNESDAY, NONE, more=True))


def test_which_ticket_is_asked_with_the_line_that_says_it() -> None:
    asked = tickets.which("reply Try it now", range(1001, 1009))
    assert "such as reply 1001 …." in screen(asked)
    assert actions(asked) == tuple(f"show {number}" for number in range(1001, 1006))
    about = tickets.about(ticket(), tickets.answer(desk_("Done."), *acts_on(ticket())))
    assert screen(about).startswith("On #1001 “My emails dont arive”:\nDone.")
    assert actions(about) == ("claim 1001", "why 1001")
    assert "such as release 1001." in screen(tickets.which("release", (1001, 1002)))


@pytest.mark.parametrize(
    ("of", "stands"),
    [
        (ticket(), "waiting"),
        (ticket(owner="kim"), "kim has it"),
        (ticket(state=State.ASKED), "client asked"),
        (ticket(state=State.ASKED, owner="kim"), "kim asked the client"),
        (ticket(state=State.ANSWERED, owner="kim"), "answered"),
        (ticket(state=State.SOLVED), "solved"),
        (ticket(state=State.CANCELLED), "taken back"),
        (ticket(state=State.MERGED, merged_into=7), "merged into #7"),
    ],
)
def test_every_state_has_its_word(of: Ticket, stands: str) -> None:
    assert f"\n{stands} · normal" in case(of)


@pytest.mark.parametrize("state", [State.CANCELLED, State.MERGED])
def test_a_ticket_closed_without_an_answer_isnt_responded(state: State) -> None:
    assert "responded" not in case(ticket(state=state, closed_at=WEDNESDAY))
    assert "responded" in case(ticket(state=state, closed_at=WEDNESDAY, answered_at=WEDNESDAY))


@pytest.mark.parametrize(
    ("hours", "used"),
    [(-1, 0), (0, 0), (6, 25), (24, 50), (30, 75), (47.9, 99), (48, 100), (99, 100)],
)
def test_the_share_of_the_promise_that_is_used_is_of_staffed_time(hours: float, used: int) -> None:
    calendar = Calendar(policy().firm.zone, policy().hours)
    assert used_percent(calendar, ticket(), WEDNESDAY + timedelta(hours=hours)) == used


def test_nothing_is_used_where_nothing_is_owed() -> None:
    calendar = Calendar(policy().firm.zone, policy().hours)
    for quiet in (ticket(answered_at=WEDNESDAY), ticket(state=State.CANCELLED)):
        assert used_percent(calendar, quiet, WEDNESDAY) is None
    at_night = WEDNESDAY + timedelta(hours=12)
    unstaffed = ticket(counted_from=at_night, promise_at=at_night + timedelta(minutes=1))
    assert used_percent(calendar, unstaffed, at_night) == 100


# ── One case ───────────────────────────────────────────────────────────────────────────


def test_the_clients_wish_for_more_urgency_stands_beside_what_staff_set() -> None:
    wish = ticket(asked_urgency=Urgency.HIGH)
    assert " · normal (client asks: high) · " in case(wish)
    assert " | normal (client asks: high) | " in screen(tickets.queue([Row(wish, 1, DAY)], 1, 1, WEDNESDAY))


def test_a_case_begins_with_its_client_and_shows_its_place_and_its_times() -> None:
    shown = case(ticket(), place=3, left=timedelta(hours=18, minutes=20))
    assert shown.startswith("#1001 “My emails dont arive” from Ana\nexample.com · not verified · no card on file")
    assert "waiting, 3rd in line · normal · filed Wed, Dec 16, 9:10 PM" in shown
    assert "Promise: 18 h 20 min left, by Fri, Dec 18, 9:10 PM · estimate Thu, Dec 17, 9:10 PM Berlin time" in shown
    assert "The record, Berlin time:" in shown
    assert ", 3rd in line" not in case(ticket(owner="kim"))


def test_the_first_words_stand_above_a_record_that_is_cut_off() -> None:
    first = entry(EntryKind.WORDS, Author.CLIENT, "no mail since monday")
    shown = case(ticket(), [entry(EntryKind.WORDS, Author.CLIENT, "hello?")], earlier=30, first=first)
    assert shown.index("no mail since monday") < shown.index("waiting") < shown.index("hello?")


def test_what_staff_must_not_overlook_stands_out() -> None:
    shown = case(ticket(wants_phone=True, third_party="Outlook"))
    assert "The client would like to talk by phone." in shown
    assert "Third-party software: Outlook." in shown
    assert "phone" not in case(ticket())


def test_the_record_says_who_did_what_and_what_was_internal() -> None:
    shown = case(
        ticket(),
        entries=[
            entry(EntryKind.WORDS, Author.CLIENT, "no mail"),
            entry(EntryKind.NOTE, Author.STAFF, "be nice", "kim"),
            entry(EntryKind.ACT, Author.STAFF, "claimed", "kim"),
            entry(EntryKind.ACT, Author.BOT, "claim of kim expired"),
            entry(EntryKind.ASK, Author.STAFF, "Which device?", "kim"),
            entry(EntryKind.REPLY, Author.STAFF, "Restart it.", "kim"),
            replace(entry(EntryKind.EDIT, Author.STAFF, "Restart it twice.", "kim"), of=1),
            replace(entry(EntryKind.EDIT, Author.STAFF, "", "kim"), of=1),
            entry(EntryKind.NOTICE, Author.BOT, "Filed as #1001"),
            entry(EntryKind.WORDS, Author.CLIENT, None),
            entry(EntryKind.WORDS, Author.CLIENT, ""),
            entry(EntryKind.REPLY, Author.STAFF, "Hello"),
        ],
        earlier=7,
    )
    at = "Wed, Dec 16, 9:10 PM"
    for line in (
        f"Client, {at}: “no mail”",
        f"kim, internal note, {at}: “be nice”",
        f"kim, {at}: “claimed”",
        f"Front Door, {at}: “claim of kim expired”",
        f"kim asked, {at} (entry 1): “Which device?”",
        f"kim replied, {at} (entry 1): “Restart it.”",
        f"kim changed entry 1, {at}: “Restart it twice.”",
        f"kim took back entry 1, {at}: “—”",
        f"Front Door, {at}: “Filed as #1001”",
        f"Client, {at}: “(erased)”",
        f"Client, {at}: “—”",
        f"Staff replied, {at} (entry 1): “Hello”",
        "7 earlier entries: frontdoor ticket 1001",
    ):
        assert line in shown


def test_a_case_can_begin_with_what_was_just_done() -> None:
    shown = tickets.case(Case(Row(ticket(), 1, DAY), Client(ANA), (), 0, WEDNESDAY), desk_("**#1001** is yours."))
    assert screen(shown).startswith("#1001 is yours.\n#1001 “My emails dont arive”")


@pytest.mark.parametrize(
    ("of", "offered"),
    [
        (ticket(), ["claim 1001", "why 1001"]),
        (ticket(owner="kim"), ["release 1001", "why 1001"]),
        (ticket(owner="kim", answered_at=WEDNESDAY), ["resolve 1001", "release 1001", "why 1001"]),
        (ticket(state=State.ASKED), ["why 1001"]),
        (ticket(state=State.SOLVED, owner="kim"), ["why 1001"]),
    ],
)
def test_only_what_is_possible_is_offered(of: Ticket, offered: list[str]) -> None:
    assert [choice.action for choice in acts_on(of)] == offered


def test_a_subject_is_never_read_as_markup() -> None:
    hostile = "**{number}** `x`"
    assert f"“{hostile}”" in case(ticket(subject=hostile))
    assert hostile in screen(tickets.queue([Row(ticket(subject=hostile), 1, DAY)], 1, 1, WEDNESDAY))


# ── Why ────────────────────────────────────────────────────────────────────────────────


def move(rule: Rule, before: int | None, after: int | None, reason: str = "", by: str = "client") -> Move:
    return Move(1001, rule, WEDNESDAY, by, reason, before, after)


def test_why_shows_every_move_with_its_rule() -> None:
    moves = [
        move(Rule.FILED, None, 3),
        move(Rule.BUMPED, 2, 11, "nudged early"),
        move(Rule.CLAIMED, 4, None, by="kim"),
    ]
    shown = screen(tickets.why(ticket(owner="kim"), moves, None))
    assert "Wed, Dec 16, 9:10 PM | filed | client | — → 3rd | —" in shown
    assert "bumped by the client | client | 2nd → 11th | nudged early" in shown
    assert "claimed | kim | 4th → — | —" in shown
    assert shown.endswith("It isn't in line now.")


@pytest.mark.parametrize(
    ("moves", "place", "said"),
    [
        ([move(Rule.FILED, None, 3)], 3, "Now 3rd."),
        ([move(Rule.FILED, None, 3)], 1, "Now 1st: since then 2 ahead of it left the line."),
        ([move(Rule.FILED, None, 3)], 4, "Now 4th: since then 1 went ahead of it by urgency or by a move."),
        (
            [move(Rule.FILED, None, 3), move(Rule.CLAIMED, 3, None)],
            2,
            "Now 2nd: since then 1 ahead of it left the line.",
        ),
        ([], 5, "Now 5th."),
    ],
)
def test_why_explains_the_place_of_today(moves: list[Move], place: int, said: str) -> None:
    assert screen(tickets.why(ticket(), moves, place)).endswith(said)


# ── Staff, days, help ──────────────────────────────────────────────────────────────────


def test_the_staff_list_says_as_whom_and_who_left() -> None:
    ids = (Identity("slack", "T1", "U1"), Identity("terminal", "", "sam"))
    shown = screen(tickets.staff_list([(SAM, ids), (KIM, ()), (Staff("eve", Role.AGENT, active=False), ())]))
    assert "sam | lead | slack:T1/U1, terminal:sam" in shown
    assert "kim | agent | —" in shown
    assert "eve (left) | agent | —" in shown


def test_closed_days_ahead() -> None:
    assert screen(tickets.closed_days([])) == "No closed days ahead."
    done = desk_("Closed.")
    assert screen(tickets.closed(done, ())) == "Closed."
    kept = tickets.closed(done, (1001, 1002))
    assert "a call on that day, which stays until you move or decline it: #1001, #1002" in screen(kept)
    assert actions(kept) == ("appointments",)
    assert "2026-12-25 | Christmas Day" in screen(tickets.closed_days([(date(2026, 12, 25), "Christmas Day")]))


def test_help_lists_all_commands_or_one() -> None:
    usages = (Usage("reply", "<number> <text>", desk_("answer the client")), Usage("mine", "", desk_("your tickets")))
    families = ((desk_("Every day"), usages[:1]), (desk_("The line"), usages[1:]))
    first = screen(tickets.help_text(families))
    assert "reply <number> <text> | answer the client" in first
    assert "mine" not in first
    assert "help all" in first
    everything = screen(tickets.help_text(families, "ALL"))
    assert everything.index("Every day") < everything.index("reply <number>") < everything.index("The line")
    assert "mine | your tickets" in everything
    assert screen(tickets.help_text(families, " Reply ")) == "reply <number> <text>: answer the client."
    assert screen(tickets.help_text(families, "mine")) == "mine: your tickets."
    assert screen(tickets.help_text(families, "nonsense")) == first


def test_what_happened_meanwhile_is_one_line() -> None:
    both = tickets.away(14, 2, 0)
    assert screen(both).startswith("While you were away: 14 tickets came, 2 calls to decide.")
    assert actions(both) == ("queue", "mine", "appointments")
    one = tickets.away(1, 1, 1)
    assert "one ticket came, one call to decide, news on one other ticket." in screen(one)
    assert "news on 3 other tickets." in screen(tickets.away(0, 0, 3))
    assert actions(tickets.away(1, 0, 0)) == ("queue", "mine")


def test_coming_in_shows_what_waits() -> None:
    greeting = tickets.greeting(KIM, 3, 1, WEDNESDAY + timedelta(hours=1))
    assert "Hello kim (agent). 3 waiting, 1 yours. It's Wed, Dec 16, 10:10 PM Berlin time." in screen(greeting)
    assert actions(greeting) == ("queue", "claim", "mine")


def test_a_refusal_is_its_reason_and_what_could_be_done() -> None:
    assert screen(tickets.refused(Refused(desk_("No.")))) == "No."
    other = Refused(desk_("No."), (tickets.choice("Show #{number}", "show 12", 12),))
    assert screen(tickets.refused(other)) == "No.\n[Show #12]"


def test_tags_are_counted_the_ones_used_most_first() -> None:
    counted = {"mail": (2, 5), "dns": (0, 9), "spam": (3, 3), **{f"t{n:02}": (0, 1) for n in range(TAGS_SHOWN)}}
    shown = tag_list(counted, ("vip",))
    assert screen(shown).startswith("Tag | Open | In all\nspam | 3 | 3\nmail | 2 | 5\ndns | 0 | 9")
    assert "There are more after these" in screen(shown)
    assert actions(shown) == ("find tag:spam state:open", "find tag:mail state:open")
    assert "vip | 0 | 0" in screen(tag_list({}, ("vip",)))
    assert "No ticket has a tag" in screen(tag_list({}, ()))


def test_a_tagged_ticket_says_so_in_lists_and_on_itself() -> None:
    assert [words(line) for line in tag_line(ticket(tags=("dns", "mail")))] == ["Tags: dns, mail"]
    assert tag_line(ticket()) == ()
    row = Row(ticket(tags=("dns", "mail")), 1, None)
    assert "My emails dont arive [dns, mail]" in screen(queue([row], 1, 1, WEDNESDAY))


def test_a_rest_can_be_ended_by_a_choice() -> None:
    resting = ticket(state=State.RESTING, rest_until=WEDNESDAY)
    assert [each.action for each in acts_on(resting)] == ["rest 1001 off", "why 1001"]
    assert words(state(resting)) == "at rest until Wed, Dec 16, 9:10 PM"
    assert words(state(ticket(state=State.RESTING, owner="kim"))) == "kim let it rest until —"
