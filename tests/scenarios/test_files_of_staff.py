"""Files both ways: what staff send reaches the client and is on the record; what is there staff open where they are."""

from dataclasses import replace

import pytest

from bot.core.model.outbox import Sent
from bot.core.model.people import Address, Identity
from bot.core.model.record import EntryKind
from bot.core.model.tickets import State
from bot.core.policy import Files
from bot.ports.inbound import Attached, Brought, Carried
from bot.store.admin import operations
from bot.store.sql_store import SqlStore
from tests.dialogue import Agent, House, Screen

pytestmark = pytest.mark.both
PDF = Carried("report.pdf", "application/pdf", b"%PDF-1.4 report")


def sends(sam: Agent, line: str, *files: Brought, key: str = "") -> None:
    """Type a command that comes with files."""
    where = Address("test", "", f"staff/{sam.name}")
    key = key or f"attached {line}"
    done = sam.house.engine.command(sam.identity, where, key, line, brought=files).result()
    sam.shown = [done.shown]


def test_a_file_reaches_the_client_after_its_words_and_is_on_the_record(house: House) -> None:
    assert isinstance(house.store, SqlStore)
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.shown.clear()
    sends(sam, "attach 1001 Here is the report", PDF)
    sam.sees("Sent to the client of #1001")
    ana.sees("sam answered", "Here is the report", "[report.pdf]", "sam sends you a file about #1001", "▤ report.pdf")
    (file,) = ana.fetched
    assert (file.name, file.media, file.data) == ("report.pdf", "application/pdf", PDF.content)
    assert ana.tickets[0].state is State.ANSWERED
    with house.store.read() as unit:
        (kept,) = unit.kept_files(1001)
        assert unit.content(kept.digest) == PDF.content
        assert unit.record(1001)[kept.seq - 1].kind is EntryKind.REPLY
    assert operations.check(house.store) == ()
    ana.says("transcript")
    assert b"report.pdf" in ana.fetched[-1].data


def test_a_file_without_words_and_the_same_twice(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.shown.clear()
    sends(sam, "attach 1001", PDF, key="once")
    sends(sam, "attach 1001", PDF, key="once")
    ana.deliver()
    assert len(ana.fetched) == 1


def test_one_that_is_on_a_platform_follows_once_it_is_copied(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.shown.clear()
    sends(sam, "attach 1001 Here it is", Attached("F1", "report.pdf", "application/pdf", 15, "http://x"))
    ana.sees("Here it is", "[report.pdf]")
    assert not ana.fetched
    (fetch,) = house.engine.files_due("test", "").result()
    house.engine.keep_file(fetch.file, PDF.content).result()
    ana.sees("▤ report.pdf")
    assert ana.fetched[0].data == PDF.content


def test_one_that_cant_be_had_leaves_the_words_and_both_sides_are_told(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sends(sam, "attach 1001 Here it is", Attached("F1", "report.pdf", "application/pdf", 15, "http://x"))
    (fetch,) = house.engine.files_due("test", "").result()
    ana.deliver()
    house.engine.keep_file(fetch.file, None, "HTTP 404").result()
    ana.sees("Here it is", "report.pdf about #1001, but it didn't come through")
    sam.sees("report.pdf", "didn't reach the client; the words did", "HTTP 404")
    assert not ana.fetched
    assert any("not copied: HTTP 404" in (entry.text or "") for entry in house.record(1001))


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ((Carried("setup.EXE", "x/y", b"MZ"),), "files that end in .exe aren't allowed"),
        ((Carried("big.bin", "x/y", b"x" * (10 * 1024 * 1024 + 1)),), "it is larger than 10 MiB"),
        (tuple(replace(PDF, name=f"{n}.pdf") for n in range(11)), "more than 10 files came at once"),
        ((PDF, Carried("a.bat", "x/y", b"")), "files that end in .bat aren't allowed"),
    ],
)
def test_what_the_policy_doesnt_allow_isnt_sent_and_no_words_either(
    house: House, files: tuple[Carried, ...], why: str
) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    before = len(house.record(1001))
    sends(sam, "attach 1001 Here", *files)
    sam.sees("Nothing was sent", why)
    assert len(house.record(1001)) == before


def test_clients_files_are_held_to_the_same_limits(house: House) -> None:
    house.engine.context.policy = replace(house.engine.context.policy, files=Files(1, ("exe",)))
    ana = house.client()
    ana.files()
    came = tuple(Attached(f"F{n}", name, "x/y", 3, "http://x") for n, name in enumerate(("a.exe", "a.log", "b.log")))
    ana.says("add: see", files=came)
    for fetch in house.engine.files_due("test", "").result():
        house.engine.keep_file(fetch.file, b"550").result()
    with house.store.read() as unit:
        assert [each.name for each in unit.kept_files(1001)] == ["a.log"]
    said = "\n".join(entry.text or "" for entry in house.record(1001))
    assert "[a.exe] not copied: files that end in .exe aren't allowed" in said
    assert "[b.log] not copied: more than 1 files came at once" in said


def test_a_card_number_in_a_files_name_goes_nowhere(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sends(sam, "attach 1001", replace(PDF, name="4111 1111 1111 1111.pdf"))
    ana.sees("[card number removed].pdf")
    ana.sees_not("4111")


def test_without_a_file_or_on_anothers_ticket_nothing_is_sent(house: House) -> None:
    ana, sam, kim = house.client(), house.agent(), house.agent("kim")
    ana.files()
    sam.types("attach 1001 Here")
    sam.sees("Which file?")
    sends(sam, "attach 7", PDF)
    sam.sees("There is no ticket #7")
    sends(kim, "attach 1001", PDF)
    assert len(house.record(1001)) >= 1


# ── Under a card ───────────────────────────────────────────────────────────────────────

BOARD = Address("test", "", "cards")


@pytest.fixture
def carded(house: House) -> House:
    """A ticket with a card."""
    house.store.write(lambda unit: unit.open_room(BOARD, "", cards=True)).result()
    house.client().files()
    now = house.clock.now()
    (card,) = house.store.write(lambda unit: tuple(unit.lease([BOARD], now, now, 10))).result()
    house.store.write(lambda unit: unit.settle(card, Sent("card"), now, None)).result()
    return house


def remark(house: House, sam: Agent, text: str, *files: Attached) -> None:
    done = house.engine.remark(sam.identity, BOARD, "card", f"m-{text}", text, brought=files).result()
    assert done is not None


LOG = Attached("F1", "log.txt", "text/plain", 3, "http://x")


def copied(house: House, content: bytes = b"550") -> None:
    for fetch in house.engine.files_due("test", "").result():
        house.engine.keep_file(fetch.file, content).result()


def test_uploaded_with_attach_it_goes_to_the_client_else_it_stays_with_the_note(carded: House) -> None:
    sam, ana = carded.agent(), carded.client()
    ana.deliver()
    ana.shown.clear()
    remark(carded, sam, "customer's own log\n[log.txt]", LOG)
    copied(carded)
    ana.deliver()
    assert not ana.shown
    remark(carded, sam, "attach: Please compare with this\n[log.txt]", replace(LOG, id="F2"))
    copied(carded)
    ana.sees("Please compare with this", "▤ log.txt")
    assert ana.text.count("[log.txt]") == 1
    with carded.store.read() as unit:
        kinds = [unit.record(1001)[each.seq - 1].kind for each in unit.kept_files(1001)]
    assert kinds == [EntryKind.NOTE, EntryKind.REPLY]


def test_staff_open_what_a_client_sent_under_the_card_and_in_their_own_room(carded: House) -> None:
    sam, ana, board = carded.agent(), carded.client(), Screen(carded, BOARD)
    ana.says("add: see\n[log.txt]", files=(LOG,))
    copied(carded)
    board.deliver()
    board.shown.clear()
    sam.types("files 1001")
    sam.sees("log.txt", "3 bytes", "▤ log.txt")
    board.deliver()
    assert [each.data for each in board.fetched] == [b"550"]
    assert [each.data for each in sam.fetched] == [b"550"]
    sam.types("files 7")
    sam.sees("There is no ticket #7")


def test_a_ticket_without_files_says_so(carded: House) -> None:
    sam = carded.agent()
    sam.types("files 1001")
    sam.sees("There are no files on #1001")


def test_an_erased_clients_files_go_nowhere(carded: House) -> None:
    assert isinstance(carded.store, SqlStore)
    sam, ana, board = carded.agent(), carded.client(), Screen(carded, BOARD)
    ana.says("add: see\n[log.txt]", files=(LOG,))
    copied(carded)
    sam.types("files 1001")
    operations.erase(carded.store, Identity("test", "", "ana"), carded.clock.now())
    board.deliver()
    assert not board.fetched


def test_a_platform_that_refuses_a_file_is_told_of_to_both_sides(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sends(sam, "attach 1001 Here", PDF)
    now = house.clock.now()
    (out, *_more) = house.store.write(lambda unit: tuple(unit.lease([ana.address], now, now, 10))).result()
    house.engine.report_lost(out, "report.pdf: file_uploads_disabled").result()
    ana.sees("A file couldn't be shown here: report.pdf: file_uploads_disabled")
    sam.sees("the words arrived, but not the file report.pdf")
