"""Whose words are whose: files, edits, deletions and clicks belong to a message and its sender."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import ClassVar

import pytest

from bot.core.model.knowledge import Hit
from bot.core.model.people import Address, Identity, Role
from bot.core.model.record import EntryKind
from bot.core.model.tickets import State
from bot.core.text.surface import LocalizedReply
from bot.ports.inbound import Answer, Attached, Inbound, delete_key, edit_key
from bot.store.admin import operations
from bot.store.sql_store import SqlStore
from tests.dialogue import Client, House, open_house, text_of
from tests.fakes import FakeSearch
from tests.proof.stored import haystack
from tests.scenarios.test_boards import BOARD, board, rows, texts

THREAD = Address("test", "", "general/1")
PNG = "image.png"
PATIENCE_S = 120
"""Only a test that fails waits so long."""

pytestmark = pytest.mark.both


def file(id: str, name: str = PNG) -> tuple[Attached, ...]:
    """A file that comes with a message."""
    return (Attached(id, name, "image/png", 3, f"http://x/{id}"),)


def sends(who: Client, text: str, id: str, name: str = PNG, **also: object) -> None:
    """Write something with a file, which the words name."""
    who.says(f"{text}\n[{name}]".strip(), files=file(id, name), **also)


def copied(house: House) -> list[str]:
    """Copy all that can be copied, each file's content being its id; which they were."""
    done: list[str] = []
    while fetches := house.engine.files_due("test", "").result():
        for fetch in fetches:
            house.engine.keep_file(fetch.file, fetch.file.id.encode()).result()
            done.append(fetch.file.id)
    return done


def held(house: House, number: int) -> list[tuple[str, str]]:
    """The files on a ticket's record: the words of their entry, and their content."""
    assert isinstance(house.store, SqlStore)
    query = """SELECT r.words, a.content FROM record_attachments f
               JOIN record r ON r.ticket = f.ticket AND r.seq = f.seq
               JOIN attachments a ON a.digest = f.digest WHERE f.ticket = {} ORDER BY f.seq"""
    with house.store.read() as unit:
        found = unit.connection.exec_driver_sql(query.format(int(number)))
        return [(str(words), bytes(content).decode()) for words, content in found]


def waiting(house: House) -> int:
    """How many files are known that weren't copied."""
    assert isinstance(house.store, SqlStore)
    with house.store.read() as unit:
        return int(unit.connection.exec_driver_sql("SELECT COUNT(*) FROM files_due").scalar_one())


def words(house: House, number: int) -> list[str]:
    """What clients and those who take part wrote on a ticket."""
    return [entry.text or "" for entry in house.record(number) if entry.kind is EntryKind.WORDS]


def publicly(house: House, who: Client, key: str, **event: object) -> Answer:
    """Something in a thread that everybody reads."""
    text = str(event.get("text") or "")
    if text:
        who.said[text] = key
    inbound = Inbound(THREAD, who.identity, key, private_address=who.address, name=who.name.title(), **event)  # type: ignore[arg-type]
    return house.engine.turn(inbound).result()


def in_thread(house: House) -> LocalizedReply:
    """What stands in the thread by now."""
    return rows(house, THREAD)[-1].shown


def token(shown: LocalizedReply, label: str) -> str:
    """The token of a choice."""
    return next(offer.token for offer in shown.all_offers() if offer.label.startswith(label))


# ── Files ──────────────────────────────────────────────────────────────────────────────


def test_an_old_file_of_the_same_name_stays_where_its_words_are(house: House) -> None:
    ana = house.client()
    sends(ana, "my bank statement, sent by mistake", "statement")
    ana.says("start over")
    ana.files()
    sends(ana, "add: this is what I see", "screenshot")

    assert copied(house) == ["screenshot"]
    assert held(house, 1001) == [("this is what I see\n[image.png]", "screenshot")]


def test_two_tickets_keep_their_own_files(house: House) -> None:
    ana = house.client()
    for number, id in ((1001, "of the mail"), (1002, "of the printer")):
        ana.files(f"trouble number {number}")
        sends(ana, f"add to #{number}: look", id)
    ana.says(f"add to #1001: as in [{PNG}]")

    assert sorted(copied(house)) == ["of the mail", "of the printer"]
    assert [content for _words, content in held(house, 1001)] == ["of the mail"]
    assert [content for _words, content in held(house, 1002)] == ["of the printer"]


def test_a_sentence_that_names_a_file_pulls_none_in(house: House) -> None:
    ana = house.client()
    sends(ana, "a secret", "secret")
    ana.says("start over")
    ana.files()
    ana.says(f"add: I sent you [{PNG}] before")
    assert copied(house) == []


def test_in_a_shared_thread_a_file_is_its_senders(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    publicly(house, ana, "p1", text="mail is gone")
    publicly(house, bo, "p2", text=f"my mail too\n[{PNG}]", files=file("bos"))
    publicly(house, ana, "p3", text="none of these")
    ana.submits(subject="mail is gone", urgency="normal", name="Ana")
    ana.says(f"add: see [{PNG}]")
    assert copied(house) == []

    publicly(house, bo, "p4", text="none of these")
    bo.submits(subject="my mail too", urgency="normal", name="Bo")
    assert copied(house) == ["bos"]
    assert words(house, 1001) == ["mail is gone", f"see [{PNG}]"]
    assert held(house, 1002) == [(f"my mail too\n[{PNG}]", "bos")]


def test_files_that_never_become_a_ticket_block_nobody(house: House) -> None:
    bo = house.client("bo")
    for number in range(150):
        bo.says(f"look\n[{PNG}]", files=file(f"junk {number}"), key=f"junk {number}")
    ana = house.client()
    ana.files()
    sends(ana, "add: see", "anas")
    assert copied(house) == ["anas"]
    house.clock.forward(days=8)
    assert copied(house) == []
    assert waiting(house) == 0


def test_whoever_sends_many_files_keeps_nobody_waiting(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    for who in (bo, ana):
        who.files()
    for number in range(60):
        sends(bo, "add: one more", f"bos {number:02}", key=f"b{number}")
    first = [fetch.file.id for fetch in house.engine.files_due("test", "").result()]
    sends(ana, "add: see", "anas")
    then = [fetch.file.id for fetch in house.engine.files_due("test", "").result()]
    assert "anas" in then[:2]
    assert len(first) == len(then) < 60
    assert len(copied(house)) == 61


def test_a_file_goes_along_when_its_ticket_is_merged_meanwhile(house: House) -> None:
    ana, sam = house.client(), house.agent()
    for _ticket in range(2):
        ana.files()
    sends(ana, "add to #1001: see", "anas")
    sam.types("merge 1001 1002")
    assert copied(house) == ["anas"]
    assert held(house, 1002) == [(f"see\n[{PNG}]", "anas")]


def test_the_file_of_a_message_that_is_gone_is_not_kept(house: House) -> None:
    ana = house.client()
    sends(ana, "mail is gone", "anas")
    assert waiting(house) == 1
    ana.edits(f"mail is gone\n[{PNG}]", None)
    assert waiting(house) == 0


# ── Edits ──────────────────────────────────────────────────────────────────────────────


def changes(house: House, number: int) -> list[str]:
    """What the record says of edits and deletions."""
    texts = (entry.text or "" for entry in house.record(number))
    return [text for text in texts if text.startswith("Message ") or "the message" in text or "the note" in text]


def test_every_edit_is_on_the_record_and_a_deletion_after_it(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("add: it says 550")
    ana.edits("add: it says 550", "add: it says 551")
    ana.edits("add: it says 550", "add: it says 4111 1111 1111 1111")
    ana.edits("add: it says 550", None)
    ana.edits("add: it says 550", "it comes too late")
    assert changes(house, 1001) == [
        "Message changed: “add: it says 550” now reads “add: it says 551”.",
        "Message changed: “add: it says 551” now reads “add: it says [card number removed]”.",
        "Message deleted: “add: it says [card number removed]”.",
    ]


def test_an_edit_that_comes_twice_or_late_changes_nothing_more(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("add: it says 550", key="m1")
    for _time in range(2):
        ana.edits("add: it says 550", "add: it says 552", edit_key("m1", "2"))
    ana.edits("add: it says 550", "add: it says 551", edit_key("m1", "1"))
    assert [text[-5:] for text in changes(house, 1001)] == ["552”."]


def test_what_reads_the_same_or_ends_so_is_somebody_elses(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    ana.files()
    ana.says("add: it says 550")
    bo.says("it says 550")
    ana.says("add: it says 550 again and it says 550", key="other")
    bo.edits("it says 550", "bo's own business")
    ana.edits("add: it says 550 again and it says 550", "never mind")
    assert changes(house, 1001) == ["Message changed: “add: it says 550 again and it says 550” now reads “never mind”."]


class SlowSearch(FakeSearch):
    """Something happens while it searches."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: list[Callable[[], object]] = []

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """Let it happen, then find."""
        while self.meanwhile:
            self.meanwhile.pop()()
        return super().find(text, lang, limit)


@pytest.mark.parametrize(("after", "filed"), [("mail is late", ["mail is late"]), (None, [])])
def test_an_edit_while_the_message_is_still_being_answered_comes_after_it(
    tmp_path: Path, after: str | None, filed: list[str]
) -> None:
    search = SlowSearch()
    with open_house(tmp_path, search) as house:
        ana = house.client()
        key = edit_key("m1", "1") if after else delete_key("m1")
        noted: list[Future[None]] = []
        revision = Inbound(ana.address, ana.identity, key, text=after)
        search.meanwhile.append(lambda: noted.append(house.engine.message_edited(revision, "m1")))
        ana.says(f"mail is gone\n[{PNG}]", key="m1", files=file("anas"))
        assert noted.pop().result(PATIENCE_S) is None
        assert waiting(house) == (1 if after else 0)
        ana.says("talk to a person")
        ana.submits(subject="it is", urgency="normal", name="Ana")
        assert words(house, 1001)[:-1] == filed


def test_somebody_elses_edit_of_a_message_is_none(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    ana.files()
    ana.says("add: it says 550")
    bo.said["it"] = ana.said["add: it says 550"]
    bo.edits("it", "what Bo makes of it")
    assert changes(house, 1001) == []


@pytest.mark.parametrize("after", ["mail is late", None])
def test_words_that_wait_to_become_a_ticket_are_filed_as_they_read_now(house: House, after: str | None) -> None:
    ana = house.client()
    ana.says("mail is gone")
    ana.says("the printer is on fire")
    ana.edits("the printer is on fire", after)
    ana.says("talk to a person")
    ana.submits(subject="mail", urgency="normal", name="Ana")
    assert words(house, 1001)[:2] == ["mail is gone", *filter(None, [after])]


def test_an_answer_in_the_form_is_filed_as_it_reads_now(house: House) -> None:
    ana = house.client()
    ana.says("talk to a person")
    ana.says("my mail is slow")
    ana.edits("my mail is slow", "my mail is gone")
    ana.says("skip")
    ana.says("normal")
    ana.says("skip")
    ana.says("Ana")
    assert words(house, 1001) == ["my mail is gone"]
    ana.edits("my mail is slow", "my mail is back")
    assert changes(house, 1001) == ["Message changed: “my mail is gone” now reads “my mail is back”."]


def test_a_subject_that_is_taken_back_is_asked_for_again(house: House) -> None:
    ana = house.client()
    ana.says("talk to a person")
    ana.says("my password is hunter2")
    ana.edits("my password is hunter2", None)
    ana.says("my mail is slow")
    for answer in ("skip", "normal", "skip", "Ana"):
        ana.says(answer)
    assert words(house, 1001) == ["my mail is slow"]


def test_an_edit_in_a_shared_thread_is_its_writers(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    publicly(house, ana, "p1", text="mail is gone")
    publicly(house, bo, "p2", text="all mail is gone")
    bo.edits("all mail is gone", "never mind")
    publicly(house, ana, "p3", text="none of these")
    ana.submits(subject="mail", urgency="normal", name="Ana")
    bo.edits("all mail is gone", "it's Bo's printer")
    assert words(house, 1001)[0] == "mail is gone"
    assert changes(house, 1001) == []


def test_the_authors_edit_of_a_public_question_reaches_its_ticket(house: House) -> None:
    ana = house.client()
    publicly(house, ana, "p1", text="mail is gone")
    ana.edits("mail is gone", "mail is late")
    publicly(house, ana, "p2", text="none of these")
    ana.edits("mail is gone", "mail is very late")
    ana.submits(subject="mail", urgency="normal", name="Ana")
    assert words(house, 1001)[0] == "mail is very late"
    ana.edits("mail is gone", "mail is slow")
    assert changes(house, 1001) == ["Message changed: “mail is very late” now reads “mail is slow”."]


def test_words_that_wait_to_be_placed_are_placed_as_they_read_now(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.files("Invoice is wrong")
    ana.says("the screen is blue")
    ana.says("and it hums")
    ana.edits("and it hums", "and it sings")
    ana.chooses("Add to #1001")
    assert words(house, 1001)[-2:] == ["the screen is blue", "and it sings"]
    ana.edits("the screen is blue", "the screen is green")
    assert changes(house, 1001) == ["Message changed: “the screen is blue” now reads “the screen is green”."]


def test_staffs_notes_are_edited_and_taken_back(house: House) -> None:
    board(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    (card,) = rows(house)
    house.engine.remark(sam.identity, BOARD, str(card.id), "k1", "the spam filter").result()
    rows(house)

    def revises(text: str | None, key: str, who: Identity = sam.identity) -> None:
        house.engine.message_edited(Inbound(BOARD, who, key, text=text), "k1").result()

    revises("not mine", edit_key("k1", "0"), Identity("test", "", "bo"))
    revises("the virus filter", edit_key("k1", "1"))
    revises("the mail log", edit_key("k1", "2"))
    revises(None, delete_key("k1"))
    assert changes(house, 1001) == [
        "Changed the note “the spam filter” to “the virus filter”.",
        "Changed the note “the virus filter” to “the mail log”.",
        "Deleted the note “the mail log”.",
    ]
    assert {entry.kind for entry in house.record(1001) if "the note" in (entry.text or "")} == {EntryKind.NOTE}
    assert {entry.by for entry in house.record(1001) if "the note" in (entry.text or "")} == {"sam"}
    ana.says("show #1001")
    ana.sees_not("filter", "mail log")
    assert "filter" not in "".join(texts(rows(house)))  # it stands in the thread already
    operations.erase(house.store, ana.identity, house.clock.now())  # type: ignore[arg-type]
    assert b"virus" not in haystack(house.store)


def test_words_from_before_their_events_were_kept_are_found_by_what_they_say(house: House) -> None:
    ana = house.client()
    ana.files()
    ana.says("add: it says 550")
    ana.says("add: and again it says 550")
    assert isinstance(house.store, SqlStore)
    house.store.write(lambda unit: unit.connection.exec_driver_sql("DELETE FROM sources") and None).result()
    ana.edits("add: it says 550", "it says 551")
    assert changes(house, 1001) == ["Message changed: “add: it says 550” now reads “it says 551”."]
    ana.edits("My emails dont arive", None)
    assert len(changes(house, 1001)) == 2


# ── Clicks ─────────────────────────────────────────────────────────────────────────────


def quiet(house: House) -> bool:
    """Nothing was said in the thread."""
    return rows(house, THREAD) == []


@pytest.mark.parametrize("label", ["None of these", "Not yet", "Yes, thanks"])
def test_another_members_click_decides_nothing_and_is_answered_to_them_alone(house: House, label: str) -> None:
    ana, bo = house.client(), house.client("bo")
    publicly(house, ana, "p1", text="mail is gone")
    shown = in_thread(house)
    if label != "None of these":
        publicly(house, bo, "p2", token=token(shown, "Mail not arriving"))  # reading is everybody's
        shown = in_thread(house)
    answer = publicly(house, bo, "p3", token=token(shown, label))

    assert answer.whispered
    said = text_of(answer.shown)
    assert said.startswith("That's Ana's question. Tell me yours here and I'll look.")
    assert "[Ask my own question]" in said
    assert [offer.token for offer in answer.shown.offers] == ["ask"]
    assert quiet(house)
    bo.deliver()
    assert bo.shown == []
    assert publicly(house, bo, "p3", token=token(shown, label)).repeated
    kept = str(operations.export(house.store, bo.identity))  # type: ignore[arg-type]
    assert "mail is gone" not in kept

    publicly(house, ana, "p4", token=token(shown, label))
    assert not quiet(house)
    publicly(house, ana, "p5", text="talk to a person")
    ana.submits(subject="mail", urgency="normal", name="Ana")


def test_the_asker_goes_on_and_nothing_of_it_is_left_once_they_are_erased(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    publicly(house, ana, "p1", text="my flamingo mail is gone")
    shown = in_thread(house)
    publicly(house, bo, "b1", token=token(shown, "Mailbox full"))
    publicly(house, bo, "b2", token=token(in_thread(house), "Not yet"))
    publicly(house, bo, "b3", text="my mailbox is full")
    bos = in_thread(house)
    operations.erase(house.store, ana.identity, house.clock.now())  # type: ignore[arg-type]
    assert b"flamingo" not in haystack(house.store)
    publicly(house, bo, "b4", token=token(bos, "None of these"))
    bo.sees("I'll open a ticket", "my mailbox is full")


def test_a_click_that_asks_for_a_person_brings_ones_own_form(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    publicly(house, ana, "p1", text="mail is gone")
    person = token(in_thread(house), "Mailbox full").partition(":")[0] + ":@person"
    publicly(house, bo, "p2", token=person)
    assert quiet(house)
    bo.sees("A person answers every ticket")
    bo.sees_not("mail is gone")
    bo.says("My screen is blue")
    rows(house, THREAD)
    publicly(house, ana, "p3", text="none of these")
    ana.sees("mail is gone")


def test_a_question_under_anothers_leaves_both_their_own(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    publicly(house, ana, "p1", text="mail is gone")
    anas = in_thread(house)
    publicly(house, bo, "p2", text="my mailbox is full")
    bos = in_thread(house)
    assert {offer.token for offer in anas.offers}.isdisjoint(offer.token for offer in bos.offers)
    assert publicly(house, ana, "p3", token=token(bos, "None of these")).whispered
    assert "Bo's question" in text_of(publicly(house, ana, "p4", token=token(bos, "None of these")).shown)
    publicly(house, ana, "p5", token=token(anas, "None of these"))
    ana.submits(subject="mail is gone", urgency="normal", name="Ana")
    publicly(house, bo, "p6", token=token(bos, "None of these"))
    bo.submits(subject="my mailbox is full", urgency="normal", name="Bo")
    assert (words(house, 1001), words(house, 1002)) == (["mail is gone"], ["my mailbox is full"])


def test_a_choice_of_another_place_or_of_nobody_decides_nothing_in_public(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    bo.says("mail is gone")
    theirs = bo.offer("None of these").token
    publicly(house, ana, "p1", text="mail is gone")
    rows(house, THREAD)
    for number, odd in enumerate((theirs, "nonsense", "")):
        answer = publicly(house, bo, f"x{number}", token=odd)
        assert text_of(answer.shown).startswith("That's somebody else's question.")
    assert quiet(house)


def test_an_old_choice_of_anothers_moves_nothing(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    publicly(house, ana, "p1", text="mail is gone")
    old = in_thread(house)
    publicly(house, ana, "p2", text="all mail is gone")
    rows(house, THREAD)
    assert publicly(house, bo, "p3", token=token(old, "Mailbox full")).whispered
    assert quiet(house)


def test_a_visitor_reads_without_changing_the_language(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    publicly(house, ana, "p1", text="mail is gone", lang="de")
    shown = in_thread(house)
    publicly(house, bo, "p2", token=token(shown, "Mailbox full"), lang="en")
    assert in_thread(house).lang == "de"
    english = token(shown, "Mailbox full").partition(":")[0] + ":@lang.en"
    assert text_of(publicly(house, bo, "p3", token=english, lang="en").shown).startswith("That's Ana's")


# ── Those who take part ────────────────────────────────────────────────────────────────


def joins(house: House, who: Client, number: int) -> None:
    """Let somebody take part in a ticket."""
    at = house.clock.now()
    house.store.write(lambda unit: unit.add_participant(number, who.identity, who.name.title(), "sam", at)).result()


def by(house: House, number: int) -> Iterable[tuple[str, str, str]]:
    """Author, name and text of what people wrote."""
    return [(e.author.value, e.by, e.text or "") for e in house.record(number) if e.kind is EntryKind.WORDS]


def test_whoever_takes_part_writes_under_their_own_name(house: House) -> None:
    board(house)
    ana, bo = house.client(), house.client("bo")
    ana.files("mail is gone")
    rows(house)
    bo.says("add to #1001: since monday")
    bo.sees("I don't find")
    joins(house, bo, 1001)
    sends(bo, "add to #1001: since monday", "bos")
    bo.sees("Added to **#1001**" if "**" in bo.text else "Added to #1001")
    assert copied(house) == ["bos"]
    bo.edits(f"add to #1001: since monday\n[{PNG}]", "since tuesday")
    assert list(by(house, 1001)) == [("client", "", "mail is gone"), ("participant", "Bo", f"since monday\n[{PNG}]")]
    (changed,) = [entry for entry in house.record(1001) if "Changed the message" in (entry.text or "")]
    assert (changed.author.value, changed.by, changed.part) == ("participant", "Bo", 1)
    assert any("Bo wrote on #1001" in text for text in texts(rows(house)))
    ana.says("show #1001")
    ana.sees("Bo, ", "since monday", "You, ")
    bo.says("show #1001")
    bo.sees("Client, ", "mail is gone", "You, ")
    bo.sees_not("[It's solved]", "[Talk by phone", "[That solved it]")


@pytest.mark.parametrize("asked", ["solved #1001", "cancel #1001", "call me about #1001", "news #1001"])
def test_only_the_client_decides(house: House, asked: str) -> None:
    ana, bo = house.client(), house.client("bo")
    ana.files()
    joins(house, bo, 1001)
    bo.says("add to #1001: my Joomla says so")
    bo.says(asked)
    bo.sees("Only whoever opened #1001 can decide that")
    for action in ("@solved.1001", "@unsolved.1001", "@cancel.1001", "@phone.1001", "@withdraw.1001"):
        bo.clicks(f"0.0:{action}")
        bo.sees("Only whoever opened #1001 can decide that")
    for action in ("@agree.1001.1", "@take.1001.1.1"):
        bo.clicks(f"0.0:{action}")
        bo.sees("Only whoever opened #1001 can decide that")
    ticket = ana.tickets[0]
    assert ticket.state is State.OPEN
    assert (ticket.wants_phone, ticket.third_party) == (False, "")


def test_what_only_the_client_decides_is_asked_of_nobody_else(house: House) -> None:
    ana, bo, sam = house.client(), house.client("bo"), house.agent()
    ana.files()
    joins(house, bo, 1001)
    sam.types("notice 1001 helpdesk WordPress")
    for who, sees in ((ana, ana.sees), (bo, bo.sees_not)):
        who.says("show #1001")
        who.sees("#1001", "My emails dont arive")
        sees("Before we go on with WordPress", "$80.00 per hour")


def test_who_has_left_takes_part_no_more_and_is_back_under_the_same_number(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    ana.files()
    joins(house, bo, 1001)
    house.store.write(lambda unit: unit.remove_participant(1001, bo.identity, house.clock.now())).result()
    bo.says("show #1001")
    bo.sees_not("[Show #1001]")
    joins(house, bo, 1001)
    bo.says("add to #1001: hello")
    assert list(by(house, 1001))[-1] == ("participant", "Bo", "hello")


def test_who_has_left_changes_nothing_any_more(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    ana.files()
    joins(house, bo, 1001)
    bo.says("add to #1001: hello")
    house.store.write(lambda unit: unit.remove_participant(1001, bo.identity, house.clock.now())).result()
    bo.edits("add to #1001: hello", "a flamingo")
    bo.edits("add to #1001: hello", None)
    assert changes(house, 1001) == []


def test_who_was_taken_apart_changes_nothing_on_the_others_tickets(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    ana.files()
    bo.says(f"link {ana.shows_code()}")
    bo.says("yes")
    bo.says("add to #1001: hello")
    bo.edits("add to #1001: hello", "hello there")
    assert len(changes(house, 1001)) == 1
    ana.says("unlink")
    ana.says("yes")
    bo.edits("add to #1001: hello", "a flamingo")
    assert len(changes(house, 1001)) == 1
    ana.edits("My emails dont arive", "My mails are late")
    assert len(changes(house, 1001)) == 2


def test_words_of_those_who_take_part_go_along_into_another_ticket(house: House) -> None:
    ana, bo, sam = house.client(), house.client("bo"), house.agent(role=Role.LEAD)
    ana.files("one thing")
    ana.files("another thing")
    cat = house.client("cat")
    for who in (cat, bo):
        joins(house, who, 1001)
    joins(house, bo, 1002)
    bo.says("add to #1001: hello")
    cat.says("add to #1001: hi")
    house.store.write(lambda unit: unit.remove_participant(1001, cat.identity, house.clock.now())).result()
    sam.types("merge 1001 1002")
    theirs = [row for row in by(house, 1002) if row[0] == "participant"]
    assert theirs == [("participant", "Bo", "hello"), ("participant", "Cat", "hi")]
    bo.edits("add to #1001: hello", "hello again")
    assert len(changes(house, 1002)) == 1
    bo.says("add to #1001: still here")
    assert list(by(house, 1002))[-1] == ("participant", "Bo", "still here")
    cat.says("add to #1002: me too")
    cat.sees("I don't find")


def test_erasing_one_who_takes_part_removes_theirs_alone(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    ana.files("mail of the lighthouse")
    joins(house, bo, 1001)
    sends(bo, "add to #1001: my flamingo is gone", "flamingo", "flamingo.png")
    sends(ana, "add: see the lighthouse", "lighthouse", "lighthouse.png")
    copied(house)
    bo.edits("add to #1001: my flamingo is gone\n[flamingo.png]", "flamingo, I said")
    export = str(operations.export(house.store, bo.identity))  # type: ignore[arg-type]
    assert "flamingo" in export
    assert "lighthouse" not in export
    assert "flamingo" not in str(operations.export(house.store, ana.identity))  # type: ignore[arg-type]
    operations.erase(house.store, bo.identity, house.clock.now())  # type: ignore[arg-type]
    left = haystack(house.store)
    assert b"flamingo" not in left
    assert b"'bo'" not in left
    assert b"lighthouse" in left
    assert operations.check(house.store) == ()  # type: ignore[arg-type]
    ana.says("show #1001")
    ana.sees("Somebody who took part, ", "mail of the lighthouse")
    assert ana.tickets[0].state is State.OPEN


def test_erasing_the_client_leaves_what_others_wrote(house: House) -> None:
    ana, bo = house.client(), house.client("bo")
    ana.files("mail of the lighthouse")
    joins(house, bo, 1001)
    sends(bo, "add to #1001: my flamingo is gone", "flamingo", "flamingo.png")
    copied(house)
    operations.erase(house.store, ana.identity, house.clock.now())  # type: ignore[arg-type]
    left = haystack(house.store)
    assert b"lighthouse" not in left
    assert b"flamingo.png" in left
    assert [content for _words, content in held(house, 1001)] == ["flamingo"]
    assert operations.check(house.store) == ()  # type: ignore[arg-type]


class Comparing(FakeSearch):
    """Remembers which tickets words were compared with."""

    compared: ClassVar[list[str]] = []

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """As ever."""
        self.compared.extend(others)
        return super().alike(text, others)


def test_in_public_nobody_has_a_ticket_not_even_one_that_they_name_and_take_part_in(tmp_path: Path) -> None:
    with open_house(tmp_path, Comparing()) as desk:
        ana, bo = desk.client(), desk.client("bo")
        ana.files("a lighthouse")
        joins(desk, bo, 1001)
        Comparing.compared.clear()
        publicly(desk, bo, "p1", text="is my mail like that of #1001?")
        assert Comparing.compared == []


def test_what_somebody_wrote_as_staff_stays_when_they_are_erased_as_a_client(house: House) -> None:
    board(house)
    ana, sam, as_client = house.client(), house.agent(), house.client("sam")
    ana.files()
    (card,) = rows(house)
    house.engine.remark(sam.identity, BOARD, str(card.id), "k1", "look at the mail log").result()
    as_client.files("a lighthouse of my own")
    operations.erase(house.store, sam.identity, house.clock.now())  # type: ignore[arg-type]
    assert b"lighthouse" not in haystack(house.store)
    assert "look at the mail log" in [entry.text for entry in house.record(1001)]
