"""A transcript: all that its client may read, with names, times, files and promises; the rest as digests."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.client_view.transcript import TicketFile, page, size
from bot.core.conversation.facts import TicketView
from bot.core.model.files import RecordFile
from bot.core.model.promises import PromiseKind
from bot.core.model.record import Author, Chained, EntryKind, StoredEntry
from bot.core.model.tickets import State
from bot.core.policy import Channel
from bot.core.reports.promise_report import Line, Verdict
from bot.core.rules import billing
from bot.core.text.surface import Text
from tests.builders import WEDNESDAY, agreement, policy, terms, ticket, work
from tests.reading import screen, words

HOUR = timedelta(hours=1)
KEY = "ab" * 32


def entry(seq: int, kind: EntryKind, author: Author, text: str | None, by: str = "", **more: Any) -> StoredEntry:
    return StoredEntry(1001, seq, kind, author, by, text, WEDNESDAY + seq * HOUR, **more)


ENTRIES = (
    entry(1, EntryKind.WORDS, Author.CLIENT, "my emails dont arive"),
    entry(2, EntryKind.NOTICE, Author.BOT, "Filed as #1001"),
    entry(3, EntryKind.NOTE, Author.STAFF, "upset, careful", "kim"),
    entry(4, EntryKind.REPLY, Author.STAFF, "Try port 993", "sam"),
    entry(5, EntryKind.EDIT, Author.STAFF, "Try port 995", "sam", of=4),
    entry(6, EntryKind.WORDS, Author.PARTICIPANT, "same here", "Bo", part=1),
    entry(7, EntryKind.WORDS, Author.PARTICIPANT, "and here", "", part=2),
    entry(8, EntryKind.WORDS, Author.CLIENT, None),
    entry(9, EntryKind.ASK, Author.STAFF, "Which one?", "sam"),
    entry(10, EntryKind.EDIT, Author.STAFF, "", "sam", of=9),
)
CHAIN = tuple(Chained(each.seq, f"{each.seq:064x}", f"{each.seq + 100:064x}") for each in ENTRIES)


def promised(verdict: Verdict, late: int | None = None, *, answered: bool = True) -> Line:
    due = WEDNESDAY + 48 * HOUR
    return Line(1001, PromiseKind.RESPONSE, WEDNESDAY, due, verdict, late, due if answered else None, due)


def file(**changes: Any) -> TicketFile:
    bill = billing.statement(1001, (), (), "USD")
    whole = TicketFile(TicketView(ticket(service="mail"), 3), "Ana", ENTRIES, CHAIN, (), (), bill)
    return replace(whole, **changes)


def shown(of: TicketFile, key: str = KEY) -> str:
    made = page(of, policy().firm, WEDNESDAY + 100 * HOUR, key)
    parts = [words(made.title), words(made.lead)]
    for section in made.sections:
        parts += [f"## {words(section.title)}", screen(Text(section.blocks))]
    return "\n".join([*parts, *map(words, made.foot)])


def test_every_public_word_stands_there_with_its_number_name_and_time_and_the_zone_is_named() -> None:
    text = shown(file())
    assert "Harbour Hosting: transcript of #1001" in text
    for said in (
        "1. Ana, Wed, Dec 16, 2026, 10:10 PM Berlin time: “my emails dont arive”",
        "2. Front Door, Wed, Dec 16, 2026, 11:10 PM Berlin time: “Filed as #1001”",
        "6. Bo, Thu, Dec 17, 2026, 3:10 AM Berlin time: “same here”",
        "7. Somebody who took part, Thu, Dec 17, 2026, 4:10 AM Berlin time: “and here”",
        "8. Ana, Thu, Dec 17, 2026, 5:10 AM Berlin time (erased): “—”",
        "Times are in Berlin time.",
        "Service | mail",
        "How it stands | 3rd in line",
    ):
        assert said in text


def test_a_correction_stands_in_place_of_what_it_corrects() -> None:
    text = shown(file())
    assert (
        "4. sam, Thu, Dec 17, 2026, 1:10 AM Berlin time (edited Thu, Dec 17, 2026, 2:10 AM Berlin time): “Try port 995”"
    ) in text
    assert "(taken back Thu, Dec 17, 2026, 7:10 AM Berlin time): “—”" in text
    assert "993" not in text
    assert "Which one?" not in text


def test_internal_notes_are_digests() -> None:
    text = shown(file())
    assert "careful" not in text
    assert "kim" not in text
    assert f"3 | Thu, Dec 17, 2026, 12:10 AM Berlin time | {3:064x}" in text
    assert f"5 | Thu, Dec 17, 2026, 2:10 AM Berlin time | {5:064x}" in text
    assert f"{1:064x}" not in text
    assert "there are no internal notes" in shown(file(entries=ENTRIES[:1], chain=CHAIN[:1]))


def test_files_are_listed_and_named_where_they_came() -> None:
    came = (RecordFile(1, "log.txt", "text/plain", "cd" * 32, 1), RecordFile(1, "a.png", "image/png", "ef" * 32, 2_400))
    text = shown(file(files=came))
    assert "“my emails dont arive”\nFile: log.txt\nFile: a.png\n" in text
    assert f"log.txt | 1 | 1 byte | {'cd' * 32}" in text
    assert f"a.png | 1 | 2 kB | {'ef' * 32}" in text
    assert "## Files" not in shown(file())


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 byte"), (999, "999 bytes"), (1_000, "1 kB"), (1_500_000, "2 MB"), (10_485_760, "10 MB")]
)
def test_sizes(count: int, said: str) -> None:
    assert words(size(count)) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (promised(Verdict.KEPT), "kept"),
        (promised(Verdict.MISSED, answered=False), "missed: no answer"),
        (promised(Verdict.MISSED, 30), "missed by 1 minute"),
        (promised(Verdict.MISSED, 600), "missed by 10 minutes"),
        (promised(Verdict.MISSED, 3 * 3600), "missed by 3 hours"),
        (promised(Verdict.MISSED, None), "missed by 1 minute"),
        (promised(Verdict.RUNNING), "not due yet"),
        (promised(Verdict.VOID), "not needed any more"),
    ],
)
def test_what_became_of_a_promise(line: Line, said: str) -> None:
    assert (
        f"Guaranteed answer | Wed, Dec 16, 2026, 9:10 PM Berlin time | Fri, Dec 18, 2026, 9:10 PM Berlin time | {said}"
    ) in shown(file(promises=(line,)))


def test_the_statement_is_part_of_it() -> None:
    assert "## Statement\nNothing was billed: $0.00." in shown(file())
    agreed = agreement(of=terms(Channel.HELPDESK, 80))
    bill = billing.statement(1001, (work(20, Channel.HELPDESK),), (agreed,), "USD")
    assert "Total: $40.00" in shown(file(bill=bill))


def test_the_seal_names_the_last_hash_and_the_key_and_how_to_check() -> None:
    text = shown(file())
    assert f"The record has 10 entries, each sealed with the one before. The last one's hash: {110:064x}" in text
    assert f"frontdoor verify FILE --key {KEY}" in text
    unsigned = shown(file(), key="")
    assert "isn't signed" in unsigned
    assert "verify" not in unsigned
    assert "The record has" not in shown(file(entries=(), chain=()))


def test_a_closed_ticket_of_somebody_unknown() -> None:
    solved = ticket(service="", state=State.SOLVED, answered_at=WEDNESDAY + HOUR, closed_at=WEDNESDAY + 2 * HOUR)
    text = shown(file(seen=TicketView(solved), client=""))
    assert "Client | —" in text
    assert "1. Client, Wed" in text
    assert "First answer | Wed, Dec 16, 2026, 10:10 PM Berlin time" in text
    assert "Closed | Wed, Dec 16, 2026, 11:10 PM Berlin time" in text
    assert "Service" not in text
