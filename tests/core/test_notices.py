"""What is said once: every notice in words, as things stand at that moment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.facts import Seen
from bot.core.model import Author, EntryKind, State, StoredEntry, TicketRecord
from bot.core.notices import notice
from bot.core.part import Part
from bot.core.redact import Secret
from bot.core.surface import Choices
from bot.core.talk import Notice, Say
from tests.builders import WEDNESDAY, facts, policy, ticket
from tests.reading import actions, screen

WAITING = facts(tickets=(Seen(ticket(), 3),))
CLAIMED = facts(tickets=(Seen(ticket(owner="kim")),))
NOBODYS = facts()


def shown(part: Part) -> str:
    return screen(Choices(part.blocks, part.choices))


def offered(part: Part) -> tuple[str, ...]:
    return actions(Choices(part.blocks, part.choices))


@pytest.mark.parametrize("say", Say, ids=lambda say: say.value)
@pytest.mark.parametrize("known", [WAITING, CLAIMED, NOBODYS], ids=["waiting", "claimed", "unknown"])
def test_every_notice_has_words_whatever_has_become_of_its_ticket(say: Say, known: object) -> None:
    text = {Say.REDACTED: "card key password", Say.ZONE_SET: "Europe/Berlin"}.get(say, "")
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


# ── The record ─────────────────────────────────────────────────────────────────────────


def entry(seq: int, kind: EntryKind, author: Author, text: str | None, by: str = "") -> StoredEntry:
    return StoredEntry(1001, seq, kind, author, by, text, WEDNESDAY)


ENTRIES = (
    entry(5, EntryKind.WORDS, Author.CLIENT, "**no** {mail}"),
    entry(6, EntryKind.NOTICE, Author.CLIENT, "Solved, says the client."),
    entry(7, EntryKind.REPLY, Author.STAFF, "Restart it.", "kim"),
    entry(8, EntryKind.NOTICE, Author.BOT, "Filed as #1001"),
    entry(9, EntryKind.WORDS, Author.CLIENT, None),
)


def test_the_record_says_whose_words_and_when() -> None:
    known = replace(WAITING, records=(TicketRecord(ticket(), ENTRIES),))
    said = shown(notice(Notice(Say.RECORD, 1001), known))
    at = "Wed, Dec 16, 9:10 PM"
    for line in (
        "3rd in line",
        "About example.com.",
        f"You, {at}: “**no** {{mail}}”",
        f"Front Door, {at}: “Solved, says the client.”",
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
    known = facts(tickets=(Seen(ticket(), 3), Seen(ticket(1002, subject="**Web**", state=State.SOLVED))))
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
    said = shown(notice(Notice(Say.CODE, text="ABCD-EFG2", at=WEDNESDAY), NOBODYS))
    assert "Your code is ABCD-EFG2. Type link ABCD-EFG2" in said
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
