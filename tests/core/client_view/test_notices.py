"""What is said once: every notice in words, as things stand at that moment."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.client_view.notices import blocked_until, notice, question_about, question_in, reads_on, too_new
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import Notice, Say
from bot.core.model.appointment import CallState
from bot.core.model.people import Block
from bot.core.model.record import Author, EntryKind, StoredEntry, TicketRecord
from bot.core.model.tickets import State
from bot.core.rules.billing import Agreement, Decision
from bot.core.rules.linking import HIDDEN
from bot.core.rules.permissions import Party
from bot.core.text.redaction.redact import Secret
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Choices, Text, Transcript
from tests.builders import ANA, WEDNESDAY, agreement, call, facts, policy, terms, ticket, work
from tests.reading import actions, screen

WAITING = facts(tickets=(TicketView(ticket(), 3),))
CLAIMED = facts(tickets=(TicketView(ticket(owner="kim")),))
NOBODYS = facts()


def shown(part: Part) -> str:
    return screen(Choices(part.blocks, part.choices))


def offered(part: Part) -> tuple[str, ...]:
    return actions(Choices(part.blocks, part.choices))


@pytest.mark.parametrize("say", Say, ids=lambda say: say.value)
@pytest.mark.parametrize("known", [WAITING, CLAIMED, NOBODYS], ids=["waiting", "claimed", "unknown"])
def test_every_notice_has_words_whatever_has_become_of_its_ticket(say: Say, known: object) -> None:
    texts = {Say.REDACTED: "card key password", Say.ZONE_SET: "Europe/Berlin", Say.TOPIC: "price", Say.FIELD: "name",
             Say.URGENCY: "high"}  # fmt: skip
    text = texts.get(say, "")
    said = shown(notice(Notice(say, 1001, text, (2, 11)), known))  # type: ignore[arg-type]
    assert said.strip()
    assert "{" not in said


# ── On a ticket ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("say", "in_line", "elsewhere"),
    [
        (Say.ADDED, "You keep 3rd place.", "Staff will see it."),
        (Say.LEFT_ALONE, "#1001 keeps 3rd place.", "#1001 stays as it is."),
    ],
)
def test_a_place_is_named_only_while_there_is_one(say: Say, in_line: str, elsewhere: str) -> None:
    assert in_line in shown(notice(Notice(say, 1001), WAITING))
    for other in (CLAIMED, NOBODYS):
        assert elsewhere in shown(notice(Notice(say, 1001), other))


def test_a_nudge_says_what_it_cost() -> None:
    assert "#1001 is nudged: it moved from 2nd to 11th." in shown(
        notice(Notice(Say.BUMPED, 1001, "", (2, 11)), WAITING)
    )


@pytest.mark.parametrize("say", [Say.BACK_IN_LINE, Say.REOPENED])
def test_what_came_back_says_where_it_stands_and_offers_the_phone(say: Say) -> None:
    back = notice(Notice(say, 1001), WAITING)
    assert "is open again" in shown(back)
    assert "3rd in line" in shown(back)
    assert offered(back) == ("@phone.1001",)
    assert "in line" not in shown(notice(Notice(say, 1001), NOBODYS))


def test_a_fair_question_costs_nothing_and_says_when() -> None:
    late = replace(WAITING, now=ticket().grace_until + timedelta(hours=1))
    asked = notice(Notice(Say.FAIR_TO_ASK, 1001), late)
    for words in ("it costs you nothing", "3rd in line", "past our estimate", "What we do guarantee"):
        assert words in shown(asked)
    assert offered(asked) == ("@phone.1001",)
    assert "costs you nothing" in shown(notice(Notice(Say.FAIR_TO_ASK, 1001), NOBODYS))


@pytest.mark.parametrize("say", [Say.STATUS, Say.RECORD, Say.NOT_YOURS])
def test_a_ticket_of_somebody_else_and_none_at_all_look_the_same(say: Say) -> None:
    assert shown(notice(Notice(say, 1001), NOBODYS)) == "I don't find #1001 among your tickets."


# ── The phone, and what is billed ──────────────────────────────────────────────────────


def planned(state: CallState, **changes: Any) -> Facts:
    return facts(tickets=(TicketView(ticket(wants_phone=True), 3, call=call(state, **changes)),))


@pytest.mark.parametrize("say", [Say.CALL, Say.CALL_SET, Say.NOT_NOW])
def test_a_call_that_is_planned_is_said_as_it_stands(say: Say) -> None:
    said = notice(Notice(say, 1001), planned(CallState.CONFIRMED))
    assert "Phone call confirmed: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes." in shown(said)
    assert ("I'll remind you an hour before." in shown(said)) is (say is Say.CALL_SET)
    assert offered(said) == ("@movecall.1001", "@calloff.1001")


def test_without_a_call_the_way_to_one_is_offered_while_the_ticket_is_open() -> None:
    closed = facts(tickets=(TicketView(ticket(state=State.SOLVED)),))
    for say in (Say.CALL, Say.CALL_SET, Say.CALL_GONE):
        assert shown(notice(Notice(say, 1001), WAITING)).startswith("There is no phone call planned.")
        assert offered(notice(Notice(say, 1001), WAITING)) == ("@phone.1001",)
        assert offered(notice(Notice(say, 1001), closed)) == ()
    assert "no call for now. #1001 stays as it is." in shown(notice(Notice(Say.NOT_NOW, 1001), WAITING))
    off = notice(Notice(Say.CALLED_OFF, 1001), planned(CallState.CANCELLED))
    assert "The call is cancelled. #1001 itself stays open." in shown(off)
    assert offered(off) == ("@phone.1001",)
    assert "These are free:" in shown(notice(Notice(Say.CALL_TAKEN, 1001), WAITING))


def theirs(*agreed: Agreement, card: bool = False, **more: Any) -> Facts:
    seen = TicketView(ticket(third_party="Outlook"), 3, agreed=agreed, **more)
    return facts(tickets=(seen,), account=replace(ANA, card=card))


def test_what_was_accepted_names_its_terms_and_the_card_that_is_missing() -> None:
    older = agreement(of=replace(terms(), version=date(2026, 11, 1)))
    said = shown(notice(Notice(Say.AGREED, 1001), theirs(agreement(Decision.ASKED), older)))
    assert "you accept the terms of November 1, 2026." in said
    assert "There's no card on file for you yet" in said
    assert "card on file" not in shown(notice(Notice(Say.AGREED, 1001), theirs(older, card=True)))
    before_filing = shown(notice(Notice(Say.AGREED), facts()))
    assert "you accept the terms of January 1, 2027." in before_filing


def test_declining_more_leaves_what_was_agreed_as_it_was() -> None:
    said = shown(notice(Notice(Say.DISAGREED, 1001), theirs(agreement(), agreement(Decision.DECLINED, n=2))))
    assert "it stays as it was agreed:" in said
    assert "Billed help by phone is agreed: $100.00 per hour, up to 1 hour." in said
    assert "you don't want billed help" in shown(notice(Notice(Say.DISAGREED, 1001), theirs()))


def test_the_statement_is_the_clients_to_read() -> None:
    said = notice(Notice(Say.STATEMENT, 1001), theirs(agreement(), works=(work(20),)))
    assert "Total: $50.00" in shown(said)
    assert offered(said) == ("@show.1001", "@phone.1001")


def test_without_a_card_it_is_said_how_to_add_one() -> None:
    for known in (theirs(agreement()), NOBODYS):
        said = notice(Notice(Say.CARD_FIRST, 1001), known)
        assert "You can add it here: https://www.example.com/account/payment" in shown(said)
    assert "or Outlook itself?" in shown(notice(Notice(Say.WHOSE_HOW, text="Outlook"), NOBODYS))


# ── The record ─────────────────────────────────────────────────────────────────────────


def entry(seq: int, kind: EntryKind, author: Author, text: str | None, by: str = "") -> StoredEntry:
    return StoredEntry(1001, seq, kind, author, by, text, WEDNESDAY)


ENTRIES = (
    entry(5, EntryKind.WORDS, Author.CLIENT, "**no** {mail}"),
    entry(6, EntryKind.NOTICE, Author.CLIENT, "Solved."),
    entry(7, EntryKind.REPLY, Author.STAFF, "Restart it.", "kim"),
    entry(8, EntryKind.NOTICE, Author.BOT, "Filed as #1001"),
    entry(9, EntryKind.WORDS, Author.CLIENT, None),
)


def test_what_was_corrected_is_marked() -> None:
    edited = replace(ENTRIES[2], text="Restart it twice.", edited_at=WEDNESDAY)
    known = replace(WAITING, records=(TicketRecord(ticket(), (edited, replace(edited, text=""))),))
    said = shown(notice(Notice(Say.RECORD, 1001), known))
    at = "Wed, Dec 16, 9:10 PM"
    for line in (f"kim, {at} (edited): “Restart it twice.”", f"kim, {at} (taken back): “—”"):
        assert line in said


def test_the_record_says_whose_words_and_when() -> None:
    known = replace(WAITING, records=(TicketRecord(ticket(), ENTRIES),))
    said = shown(notice(Notice(Say.RECORD, 1001), known))
    at = "Wed, Dec 16, 9:10 PM"
    for line in (
        "3rd in line",
        "About example.com.",
        f"You, {at}: “**no** {{mail}}”",
        f"You, {at}: “Solved.”",
        f"kim, {at}: “Restart it.”",
        f"Front Door, {at}: “Filed as #1001”",
        f"You, {at}: “—”",
    ):
        assert line in said
    assert offered(notice(Notice(Say.RECORD, 1001), known)) == ("@phone.1001",)


def test_earlier_entries_are_one_choice_away() -> None:
    for earlier, label in ((1, "[1 earlier entry]"), (4, "[4 earlier entries]")):
        known = replace(WAITING, records=(TicketRecord(ticket(service=""), ENTRIES, earlier),))
        record = notice(Notice(Say.RECORD, 1001), known)
        assert label in shown(record)
        assert offered(record) == ("@phone.1001", "@earlier.1001.5")
        assert "About" not in shown(record)
    empty = replace(WAITING, records=(TicketRecord(ticket(), (), 4),))
    assert offered(notice(Notice(Say.RECORD, 1001), empty)) == ("@phone.1001",)


def test_a_record_can_outlast_the_list_of_recent_tickets() -> None:
    solved = ticket(state=State.SOLVED, closed_at=WEDNESDAY)
    known = facts(records=(TicketRecord(solved, ENTRIES),))
    assert "is solved" in shown(notice(Notice(Say.RECORD, 1001), known))


def test_all_tickets_in_a_table_each_one_choice_away() -> None:
    known = facts(tickets=(TicketView(ticket(), 3), TicketView(ticket(1002, subject="**Web**", state=State.SOLVED))))
    listed = notice(Notice(Say.TICKETS), known)
    assert "#1001 | My emails dont arive | 3rd in line" in shown(listed)
    assert "#1002 | **Web** | solved" in shown(listed)
    assert offered(listed) == ("@show.1001", "@show.1002")


# ── About the talk ─────────────────────────────────────────────────────────────────────


def test_what_was_taken_out_is_said_one_by_one() -> None:
    said = shown(notice(Notice(Say.REDACTED, text=" ".join(sorted(Secret))), NOBODYS))
    assert len(said.splitlines()) == len(Secret)
    for kind in ("card number", "password", "secret key"):
        assert kind in said


def test_too_long_says_how_long_and_what_fits() -> None:
    said = shown(notice(Notice(Say.TOO_LONG, 123_456), NOBODYS))
    assert "123,456 characters" in said
    assert f"{policy().limits.text_chars:,} at once" in said


def test_a_code_says_how_and_until_when() -> None:
    said = shown(notice(Notice(Say.CODE, 7, at=WEDNESDAY), NOBODYS))
    assert f"Your code is {HIDDEN}. Type link {HIDDEN}" in said, "it is put in when it is sent"
    assert "until 9:10 PM." in said


def test_languages_are_offered_in_their_own_words() -> None:
    for say in (Say.LANGUAGES, Say.LANGUAGE_GUESSED):
        asked = notice(Notice(say), NOBODYS)
        assert shown(asked).endswith("[English]\n[Español]\n[Deutsch]")
        assert offered(asked) == ("@lang.en", "@lang.es", "@lang.de")
    firm = replace(policy().firm, languages=("en", "nl"))
    other = notice(Notice(Say.LANGUAGES), facts(policy=replace(policy(), firm=firm)))
    assert shown(other).endswith("[English]\n[nl]")


def test_a_zone_is_confirmed_with_its_time_or_named_as_unknown() -> None:
    said = shown(notice(Notice(Say.ZONE_SET, text="America/New_York"), NOBODYS))
    assert "times are in America/New York from now on. It's 9:10 PM there." in said
    assert "the time zone “{mars}”." in shown(notice(Notice(Say.ZONE_UNKNOWN, text="{mars}"), NOBODYS))


def test_somebody_blocked_reads_until_when_and_why() -> None:
    said = screen(blocked_until(Block(WEDNESDAY + timedelta(days=2), WEDNESDAY, "sam", "the same advert nine times")))
    assert "isn't read or kept until Fri, Dec 18, 9:10 PM Berlin time" in said
    assert said.endswith("The reason that they gave: the same advert nine times")


# ── The panel's form ───────────────────────────────────────────────────────────────────


def test_a_question_about_anothers_message_comes_with_its_link() -> None:
    asked, about = question_about("https://chat.example/1").fields
    assert (asked.name, about.name, about.value, about.required) == ("text", "about", "https://chat.example/1", False)


@pytest.mark.parametrize(
    ("sent", "question"),
    [
        ((("text", " No mail "), ("about", "https://chat.example/1")), "No mail\nhttps://chat.example/1"),
        ((("text", "No mail"), ("about", "  ")), "No mail"),
        ((("text", "No mail"),), "No mail"),
    ],
)
def test_what_was_sent_is_one_question(sent: tuple[tuple[str, str], ...], question: str) -> None:
    assert question_in(sent) == question


def test_which_languages_there_are_is_said_in_the_one_that_was_written() -> None:
    part = notice(Notice(Say.FOREIGN, text="fr"), NOBODYS)
    assert "Je ne parle malheureusement pas français" in shown(part)
    assert "English, Español, Deutsch" in shown(part)
    assert offered(part) == ("@lang.en", "@lang.es", "@lang.de")


def test_the_transcript_is_a_file_for_its_client_and_nobody_else() -> None:
    said = notice(Notice(Say.TRANSCRIPT, 1001), WAITING)
    assert said.blocks[-1] == Transcript(1001)
    assert offered(said) == ("@show.1001", "@phone.1001")
    closed = notice(Notice(Say.TRANSCRIPT, 1001), facts(tickets=(TicketView(ticket(state=State.SOLVED)),)))
    assert offered(closed) == ("@show.1001",)
    another = facts(tickets=(TicketView(ticket(), party=Party.PARTICIPANT),))
    for known in (NOBODYS, another):
        assert "I don't find #1001" in shown(notice(Notice(Say.TRANSCRIPT, 1001), known))


def test_a_very_new_account_reads_from_when_on_it_is_heard() -> None:
    assert "from Wed, Dec 16, 9:10 PM Berlin time on" in screen(Text((reads_on(WEDNESDAY),)))
    said = screen(too_new(WEDNESDAY))
    assert "still very new" in said
    assert "Wed, Dec 16" in said
