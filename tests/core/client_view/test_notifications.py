"""What each side is told unasked: whose words, about which ticket, and what can be done."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.client_view import notifications as client_view_notifications
from bot.core.conversation.facts import TicketView
from bot.core.model.appointment import Appointment, CallState
from bot.core.model.record import Author, EntryKind, StoredEntry
from bot.core.model.tickets import State, Ticket, Urgency
from bot.core.rules.billing import Decision
from bot.core.rules.change import SHORT_CHARS, Notification, NotificationKind
from bot.core.staff_view import notifications as staff_view_notifications
from bot.core.text.surface import KeptFile, Quote, Text
from tests.builders import CALL_AT, WEDNESDAY, agreement, call, facts, policy, ticket
from tests.reading import actions, screen

ANSWERED = ticket(state=State.ANSWERED, owner="kim")


def client_reads(told: Notification, about: Ticket, place: int | None = None) -> str:
    return screen(client_view_notifications.to_client(told, TicketView(about, place), facts()))


def staff_read(told: Notification, about: Ticket, planned: Appointment | None = None) -> str:
    return screen(staff_view_notifications.to_staff(told, about, planned))


# ── To the client ──────────────────────────────────────────────────────────────────────


def test_a_reply_is_quoted_with_its_author_and_asks_whether_it_helped() -> None:
    told = Notification(NotificationKind.REPLY, "Restart your phone.", "kim")
    text = client_reads(told, ANSWERED)
    assert "kim answered #1001 “My emails dont arive”:" in text
    assert "“Restart your phone.”" in text
    assert text.count("kim") == 1
    assert "[That solved it]\n[That didn't solve it]\n[Talk by phone instead]" in text


def test_a_question_of_staff_asks_for_words_not_for_a_choice() -> None:
    reply = client_view_notifications.to_client(
        Notification(NotificationKind.ASK, "Which device?", "kim"), TicketView(ticket(state=State.ASKED)), facts()
    )
    assert isinstance(reply, Text)
    assert "Just write your answer here." in screen(reply)


def test_who_was_silent_is_asked_and_told_what_becomes_of_it() -> None:
    told = client_reads(Notification(NotificationKind.SILENCE_ASKED, at=WEDNESDAY + timedelta(days=2)), ANSWERED)
    assert "haven't heard from you since. Did that solve it?" in told
    assert "I'll close it Fri, Dec 18" in told
    assert "[That solved it]" in told
    assert "close" not in client_reads(Notification(NotificationKind.SILENCE_ASKED), ANSWERED)


def test_closed_for_silence_says_until_when_it_can_be_opened_again() -> None:
    told = Notification(NotificationKind.SILENCE_CLOSED)
    silent = ticket(state=State.SILENT, closed_at=WEDNESDAY, answered_at=WEDNESDAY)
    assert "write here until Wed, Dec 30, and it's open again" in client_reads(told, silent)
    assert "[That didn't solve it]" in client_reads(told, silent)
    rules = replace(policy(), promises=replace(policy().promises, reopen_window_days=0))
    never = screen(client_view_notifications.to_client(told, TicketView(silent), replace(facts(), policy=rules)))
    assert "I'll open a new one" in never
    assert "[That didn't solve it]" not in never
    assert "closed for silence" in staff_read(told, silent)


def test_a_rest_says_until_when_and_how_it_ends_before() -> None:
    resting = ticket(state=State.RESTING, rest_until=WEDNESDAY + timedelta(days=2))
    told = client_reads(Notification(NotificationKind.RESTS, by="kim", at=resting.rest_until), resting)
    assert "kim has set a ticket of yours aside" in told
    assert "set aside until Fri, Dec 18, 9:10 PM" in told
    assert "it's back at once" in told
    assert "is over" in staff_read(Notification(NotificationKind.REST_OVER), ticket())


def test_a_fault_that_the_ticket_is_part_of_is_told_by_its_ticket() -> None:
    known = Notification(NotificationKind.INCIDENT, "The disk is full")
    told = client_reads(known, ticket(), 3)
    for words in ("About #1001 “My emails dont arive”: several clients report the same", "“The disk is full”", "3rd"):
        assert words in told
    assert "News of the fault" in client_reads(Notification(NotificationKind.INCIDENT_NEWS, "We move it"), ticket())
    over = client_reads(Notification(NotificationKind.INCIDENT_OVER, "All is well"), ticket(), 3)
    assert "is over" in over
    assert "[It works again]\n[Show my ticket]" in over


def test_a_resolution_says_how_to_come_back() -> None:
    solved = ticket(state=State.SOLVED)
    for text, quoted in (("Done.", "“Done.”"), ("", "resolved")):
        shown = client_reads(Notification(NotificationKind.RESOLVED, text, "kim"), solved)
        assert quoted in shown
        assert "I'll open it again" in shown
    told = client_view_notifications.to_client(
        Notification(NotificationKind.RESOLVED, "", "kim"), TicketView(solved), facts()
    )
    assert actions(told) == ("@unsolved.1001", "@show.1001")
    assert not any(isinstance(block, Quote) for block in told.blocks)


# ── What was corrected ─────────────────────────────────────────────────────────────────

CLOSED = ticket(state=State.SOLVED, closed_at=WEDNESDAY)


def corrected(kind: EntryKind, text: str, about: Ticket, *, in_place: bool, was: str | None = "Port 25") -> str:
    entry = StoredEntry(1001, 3, kind, Author.STAFF, "kim", was, WEDNESDAY)
    return screen(
        client_view_notifications.corrected(entry, text, "lee", TicketView(about), facts(), in_place=in_place)
    )


def test_what_stands_there_is_changed_and_marked() -> None:
    text = corrected(EntryKind.REPLY, "Port 587", ANSWERED, in_place=True)
    for line in ("kim answered #1001", "edited: “Port 587”", "Did that solve it?"):
        assert line in text
    assert "kim needs to know" in corrected(EntryKind.ASK, "Which?", ANSWERED, in_place=True)
    assert "kim resolved #1001" in corrected(EntryKind.REPLY, "Done.", CLOSED, in_place=True)


def test_what_is_taken_back_where_it_stands() -> None:
    assert corrected(EntryKind.REPLY, "", ANSWERED, in_place=True) == (
        "lee took back what stood here, about #1001 “My emails dont arive”."
    )
    text = corrected(EntryKind.REPLY, "", CLOSED, in_place=True)
    assert "kim resolved #1001" in text
    assert "Port 25" not in text


def test_a_correction_as_further_news() -> None:
    text = corrected(EntryKind.REPLY, "Port 587", ANSWERED, in_place=False)
    for line in ("lee corrected a message about #1001", "kim (edited): “Port 587”", "Did that solve it?"):
        assert line in text
    text = corrected(EntryKind.REPLY, "Port 587", CLOSED, in_place=False)
    assert "Did that solve it?" not in text
    text = corrected(EntryKind.ASK, "Which?", ticket(state=State.ASKED), in_place=False)
    assert text.endswith("Just write your answer here.")
    assert "Just write" not in corrected(EntryKind.REPLY, "No", ticket(state=State.ASKED), in_place=False)
    for was, quoted in (("Port 25", "“Port 25”"), (None, "“—”")):
        text = corrected(EntryKind.REPLY, "", ANSWERED, in_place=False, was=was)
        assert text.startswith("lee took back this message about #1001")
        assert quoted in text


def test_a_reopening_by_staff_says_the_place_and_the_new_promises() -> None:
    text = client_reads(Notification(NotificationKind.REOPENED, "it came back", "kim"), ticket(), 4)
    for words in ("kim opened your ticket again.", "“it came back”", "4th in line", "What we do guarantee"):
        assert words in text


def test_a_merge_leads_to_the_ticket_that_goes_on() -> None:
    told = client_view_notifications.to_client(
        Notification(NotificationKind.MERGED, by="kim", number=1002), TicketView(ticket()), facts()
    )
    assert "kim joined #1001 with your ticket #1002" in screen(told)
    assert actions(told) == ("@show.1002",)


def test_anything_else_names_the_ticket_and_what_was_said() -> None:
    text = client_reads(Notification(NotificationKind.MOVED, "for a reason", "kim"), ticket(), 2)
    assert text.startswith("#1001 “My emails dont arive”\nkim: “for a reason”")


@pytest.mark.parametrize("name", ["{x}", "**kim**", "{number}", "Normal", "a*b*c`d`"])
def test_a_name_is_a_name_whatever_it_looks_like(name: str) -> None:
    assert f"{name} answered" in client_reads(Notification(NotificationKind.REPLY, "Hello", name), ANSWERED)
    assert f"{name}: “Hello”" in client_reads(Notification(NotificationKind.MOVED, "Hello", name), ANSWERED)
    assert f"claim of {name} on" in staff_read(Notification(NotificationKind.CLAIM_EXPIRED, by=name), ticket())


CALLS = {
    NotificationKind.CALL_CONFIRMED: "kim confirmed your call about",
    NotificationKind.CALL_MOVED: "kim suggests another time for your call about",
    NotificationKind.CALL_EXCEPTION: "kim offers you a call about",
    NotificationKind.CALL_DECLINED: "kim can't take the call about",
    NotificationKind.CALL_CANCELLED: "kim had to cancel the call about",
    NotificationKind.CALL_ENDED: "is cancelled, as the ticket is closed",
    NotificationKind.CALL_WITHDRAWN: "its billing isn't agreed to",
    NotificationKind.CALL_UNDECIDED: "I'm sorry: nobody confirmed your call about",
    NotificationKind.CALL_OFFER_OVER: "is no longer held",
    NotificationKind.CALL_REMINDER: "A reminder: your call about",
}


@pytest.mark.parametrize(("kind", "words"), CALLS.items(), ids=[kind.value for kind in CALLS])
@pytest.mark.parametrize("state", [CallState.OFFERED, CallState.CANCELLED, None])
def test_news_of_a_call_say_what_happened_why_and_what_can_be_done(
    kind: NotificationKind, words: str, state: CallState | None
) -> None:
    seen = TicketView(ticket(wants_phone=True), 3, call=call(state) if state else None)
    told = client_view_notifications.to_client(Notification(kind, "a meeting", "kim"), seen, facts())
    assert words in screen(told)
    assert "#1001 “My emails dont arive”" in screen(told)
    assert "“a meeting”" in screen(told)
    offered = ("@take.1001.1.0", "@movecall.1001", "@calloff.1001")
    assert actions(told) == (offered if state is CallState.OFFERED else ("@phone.1001", "@show.1001"))


@pytest.mark.parametrize(
    ("since", "reminders"),
    [
        (CALL_AT - timedelta(days=2), "I'll remind you a day and an hour before."),
        (CALL_AT - timedelta(hours=5), "I'll remind you an hour before."),
        (CALL_AT - timedelta(minutes=5), ""),
    ],
)
def test_a_confirmation_promises_the_reminders_that_will_come(since: datetime, reminders: str) -> None:
    seen = TicketView(ticket(wants_phone=True), call=call(CallState.CONFIRMED, since=since))
    shown = screen(
        client_view_notifications.to_client(Notification(NotificationKind.CALL_CONFIRMED, by="kim"), seen, facts())
    )
    assert "Phone call confirmed: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes." in shown
    assert reminders in shown
    assert ("remind" in shown) is bool(reminders)


def test_a_billing_notice_is_shown_whole_with_a_yes_and_a_no_of_its_own() -> None:
    asked = agreement(Decision.ASKED, n=2, by="kim")
    told = Notification(NotificationKind.BILLING_NOTICE, by="kim", number=2)
    shown = client_view_notifications.to_client(
        told, TicketView(ticket(third_party="Outlook"), agreed=(agreement(), asked)), facts()
    )
    for words in ("kim asks about #1001 “My emails dont arive”:", "Before a call about Outlook", "$100.00 per hour"):
        assert words in screen(shown)
    assert actions(shown) == ("@agree.1001.2", "@refuse.1001.2")
    gone = client_view_notifications.to_client(told, TicketView(ticket(), 3), facts())
    assert actions(gone) == ("@show.1001", "@phone.1001")


def test_a_card_on_file_lets_what_waited_go_on() -> None:
    assert "work on #1001 that waited for it can go on" in client_reads(
        Notification(NotificationKind.CARD_NOTED), ticket(), 3
    )


# ── To staff ───────────────────────────────────────────────────────────────────────────


TO_STAFF = {
    NotificationKind.FILED: "New ticket #1001 “My emails dont arive”, normal.",
    NotificationKind.NOTE: "kim left a note on",
    NotificationKind.CLIENT_WROTE: "wrote:",
    NotificationKind.CLIENT_SOLVED: "is solved",
    NotificationKind.CLIENT_CANCELLED: "back.",
    NotificationKind.CLIENT_REOPENED: "isn't solved",
    NotificationKind.CLIENT_BUMPED: "end of its line",
    NotificationKind.CLIENT_WAITS: "asks for news",
    NotificationKind.CLIENT_WANTS_PHONE: "by phone",
    NotificationKind.PROMISE_WARNING: "75 % of the promise is used. Due Fri, Dec 18, 9:10 PM",
    NotificationKind.CLAIM_WARNING: "is yours, and nothing happened",
    NotificationKind.CLAIM_EXPIRED: "The claim of kim on #1001",
    NotificationKind.CALL_REQUESTED: "asks for a call: Thu, Dec 17, 7:30 PM Berlin time.",
    NotificationKind.CALL_ACCEPTED: "takes the call: Thu, Dec 17, 7:30 PM Berlin time.",
    NotificationKind.CLIENT_CALLED_OFF: "cancelled the call.",
    NotificationKind.CALL_UNDECIDED: "Nobody decided on the call",
    NotificationKind.CALL_OFFER_OVER: "didn't take the call offered in time",
    NotificationKind.CALL_REMINDER: "is coming: Thu, Dec 17, 7:30 PM Berlin time.",
    NotificationKind.CALL_OUTCOME: "Write: outcome 1001 <what came of it>",
    NotificationKind.CALL_WITHDRAWN: "its billing isn't agreed to",
    NotificationKind.BILLING_DECIDED: "on billed help: accepted (phone).",
}


@pytest.mark.parametrize(("kind", "words"), TO_STAFF.items(), ids=[kind.value for kind in TO_STAFF])
def test_staff_read_what_happened_on_which_ticket(kind: NotificationKind, words: str) -> None:
    shown = staff_read(Notification(kind, by="kim", percent=75, what="accepted (phone)"), ticket(), call())
    assert words in shown
    assert "#1001 “My emails dont arive”" in shown


def test_the_clients_wish_for_more_urgency_stands_beside_what_staff_set() -> None:
    asked = ticket(asked_urgency=Urgency.OUTAGE)
    assert "arive”, normal (client asks: outage)." in staff_read(Notification(NotificationKind.FILED), asked)
    agreed = ticket(asked_urgency=Urgency.HIGH, urgency=Urgency.OUTAGE)
    assert "arive”, outage." in staff_read(Notification(NotificationKind.FILED), agreed)


def test_a_call_that_was_asked_for_can_be_confirmed_from_its_notice_and_just_that_one() -> None:
    asked = Notification(NotificationKind.CALL_REQUESTED)
    shown = staff_view_notifications.to_staff(asked, ticket(), call())
    assert actions(shown) == ("confirm 1001 2026-12-17T18:30Z", "decline 1001", "show 1001")
    assert actions(staff_view_notifications.to_staff(asked, ticket())) == ("claim 1001", "show 1001"), "gone by now"


def test_work_that_nobody_has_can_be_claimed_from_the_notice() -> None:
    told = Notification(NotificationKind.CLIENT_WROTE, "since monday")
    assert actions(staff_view_notifications.to_staff(told, ticket())) == ("claim 1001", "show 1001")
    assert actions(staff_view_notifications.to_staff(told, ticket(owner="kim"))) == ("show 1001",)
    assert actions(staff_view_notifications.to_staff(told, ticket(state=State.SOLVED))) == ()


@pytest.mark.parametrize(("chars", "cut"), [(SHORT_CHARS, False), (SHORT_CHARS + 1, True)])
def test_a_long_text_is_cut_on_the_notice(chars: int, cut: bool) -> None:
    [quote] = [
        b
        for b in staff_view_notifications.to_staff(
            Notification(NotificationKind.CLIENT_WROTE, "x" * chars), ticket()
        ).blocks
        if isinstance(b, Quote)
    ]
    assert len(quote.text) == SHORT_CHARS
    assert quote.text.endswith("…") is cut


def test_a_message_that_was_given_up_says_why_and_leads_to_its_client() -> None:
    lost = staff_view_notifications.undelivered("slack", "channel {gone}", "Ana", (ticket(), ticket(1002)))
    assert "A message to Ana (#1001, #1002) on Slack could not be delivered and was given up: channel {gone}" in screen(
        lost
    )
    assert actions(lost) == ("show 1001", "show 1002")
    nobody = staff_view_notifications.undelivered("slack", "channel gone", "", ())
    assert isinstance(nobody, Text)
    assert "A message to a client on Slack" in screen(nobody)


def test_what_only_staff_can_mend_names_the_platform() -> None:
    assert (
        screen(staff_view_notifications.notify_problem("slack", "no permission"))
        == "On slack, something needs a hand: no permission"
    )


def test_a_ticket_that_was_opened_for_them_says_by_whom_and_what_they_can_count_on() -> None:
    told = client_reads(Notification(NotificationKind.FILED_FOR, by="kim"), ticket(), 3)
    assert "kim opened a ticket for you: “My emails dont arive”." in told
    assert "You're 3rd in line" in told
    assert "What we do guarantee" in told
    assert "just write it here" in told


def test_a_file_of_staff_comes_with_whose_it_is_and_one_that_is_lost_is_told_of() -> None:
    file = KeptFile("report.pdf", "application/pdf", "ab" * 32)
    assert (
        screen(client_view_notifications.file_sent(ticket(), "sam", file))
        == "sam sends you a file about #1001:\n▤ report.pdf"
    )
    assert "sam sent you the file report.pdf about #1001, but it didn't come through" in screen(
        client_view_notifications.file_lost(ticket(), "sam", "report.pdf")
    )
    assert "A file couldn't be shown here: report.pdf" in screen(client_view_notifications.file_refused("report.pdf"))


def test_who_cant_be_written_to_in_private_is_named_with_their_tickets() -> None:
    told = staff_view_notifications.unreachable("discord", "they left the server", "Ana", (ticket(),))
    assert "Ana (#1001) on Discord can't be written to in private: they left the server" in screen(told)
    assert actions(told) == ("show 1001",)
    assert "A client on Discord" in screen(staff_view_notifications.unreachable("discord", "closed", "", ()))
