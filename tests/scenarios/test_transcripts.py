"""A ticket's transcript: to its client who asks for it, to nobody else, and to a log when the ticket is closed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model.people import Address, Identity
from bot.core.policy import Transcripts
from bot.pages.seal import Verdict, check
from bot.ports.inbound import Attached
from bot.store.admin import operations
from bot.store.sql_store import SqlStore
from tests.builders import policy
from tests.dialogue import SIGNING, House, Screen, open_house

LOG, OTHER = "slack:T024BE7LD:C0LOG", "discord::145607444398080001"


def page(client: Screen) -> str:
    """The one file on the screen, whole."""
    (file,) = client.fetched
    assert (file.name, file.media) == ("ticket-1001.html", "text/html")
    assert check(file.data, SIGNING.known).verdict is Verdict.WHOLE
    return file.data.decode()


@pytest.mark.parametrize(
    "words",
    [
        "transcript",
        "send me the transcript",
        "transcript 1001",
        "could you please send me the transcript of my ticket?",
        "I need a copy of our conversation for my boss",
        "mándame la transcripción, por favor",
        "Schicken Sie mir bitte das Protokoll",
        "ich brauche das Protokoll für meinen Chef",
    ],
)
def test_a_client_asks_for_it_in_words(house: House, words: str) -> None:
    ana = house.client()
    ana.files()
    ana.says(words)
    assert "My emails dont arive" in page(ana)


@pytest.mark.both
def test_it_has_what_both_sides_said_and_notes_only_as_digests(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.says("add: see\n[log.txt]", files=(Attached("F1", "log.txt", "text/plain", 3, "http://x"),))
    (fetch,) = house.engine.files_due("test", "").result()
    house.engine.keep_file(fetch.file, b"550").result()
    sam.types("note 1001 moonlight customer")
    sam.types("reply 1001 Try port 993")
    sam.types("edit 1001 Try port 995")
    house.clock.forward(days=1)
    ana.deliver()
    ana.says("that solved it")
    ana.chooses("Send me the transcript") if "transcript" in ana.text else ana.says("transcript 1001")
    text = page(ana)
    for said in ("Try port 995", "log.txt", "Guaranteed answer", "kept", SIGNING.public, "Nothing was billed"):
        assert said in text
    for hidden in ("moonlight", "port 993"):
        assert hidden not in text
    with house.store.read() as unit:
        (note,) = [link for link in unit.chain_of(1001) if unit.record(1001)[link.seq - 1].text == "moonlight customer"]
    assert note.digest in text


def test_a_closed_ticket_offers_it(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Try it now")
    sam.types("resolve 1001")
    ana.deliver()
    ana.says("show 1001")
    ana.chooses("Send me the transcript")
    assert "Try it now" in page(ana)


def test_without_a_ticket_there_is_none_and_of_several_one_is_chosen(house: House) -> None:
    ana = house.client()
    ana.says("transcript")
    ana.sees("You have no open ticket")
    ana.files()
    ana.files("The contact form sends nothing")
    ana.says("transcript")
    assert not ana.fetched
    ana.chooses("#1001")
    assert "My emails dont arive" in page(ana)


def test_nobody_else_gets_it_and_whoever_takes_part_neither(house: House) -> None:
    ana, eve, bo = house.client(), house.client("eve"), house.client("bo")
    ana.files()
    eve.says("transcript 1001")
    eve.sees("I don't find #1001")
    eve.clicks("0:0:@transcript.1001")
    with house.store.read() as unit:
        assert unit.participants(1001) == ()
    house.store.write(lambda unit: unit.add_participant(1001, Identity("test", "", "bo"), "Bo", "", house.clock.now()))
    bo.says("transcript 1001")
    bo.sees("Only whoever opened #1001")
    assert not eve.fetched
    assert not bo.fetched


def test_what_is_sent_later_is_as_things_are_then(house: House) -> None:
    """The outbox names it only: whoever is erased meanwhile is in no copy there."""
    assert isinstance(house.store, SqlStore)
    with_log = replace(house.engine.context.policy, transcripts=Transcripts((LOG,)))
    house.engine.context.policy = with_log
    ana, sam = house.client(), house.agent()
    ana.files("moonlight")
    sam.types("reply 1001 Try it now")
    sam.types("resolve 1001")
    log = Screen(house, Address("slack", "T024BE7LD", "C0LOG"))
    operations.erase(house.store, ana.account.id, house.clock.now())  # type: ignore[union-attr]
    log.deliver()
    text = page(log)
    assert "(erased)" in text
    for gone in ("moonlight", "Try it now", "Ana"):
        assert gone not in text


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, rules=replace(policy(), transcripts=Transcripts((LOG, OTHER)))) as it:
        yield it


def test_a_ticket_that_is_closed_goes_to_every_log_once(logged: House) -> None:
    ana, sam = logged.client(), logged.agent()
    log, other = (
        Screen(logged, Address("slack", "T024BE7LD", "C0LOG")),
        Screen(logged, Address("discord", "", "145607444398080001")),
    )
    ana.files()
    sam.types("reply 1001 Try it now")
    log.deliver()
    assert not log.shown
    ana.deliver()
    ana.says("that solved it")
    log.sees("#1001 is closed")
    other.sees("#1001 is closed")
    assert page(log) == page(other)
    assert "Try it now" in page(log)


def test_closed_for_silence_or_taken_back_it_goes_there_too_and_merged_it_doesnt(logged: House) -> None:
    ana, sam = logged.client(), logged.agent()
    log = Screen(logged, Address("slack", "T024BE7LD", "C0LOG"))
    ana.files()
    ana.files("The contact form sends nothing")
    sam.types("merge 1002 into 1001")
    log.deliver()
    assert not log.shown
    sam.types("reply 1001 Try it now")
    for _day in range(12):
        logged.clock.forward(days=1)
        logged.fire()
    log.sees("#1001 is closed")
    bo = logged.client("bo")
    bo.files()
    bo.says("cancel 1003")
    bo.chooses("Yes, take it back")
    log.sees("#1003 is closed")


def test_a_merged_tickets_promises_are_kept_by_the_one_it_goes_on_as(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.files("The contact form sends nothing")
    sam.types("merge 1002 into 1001")
    sam.types("reply 1001 Try it now")
    ana.deliver()
    ana.says("transcript 1002")
    (file,) = ana.fetched
    text = file.data.decode()
    assert "goes on as #1001" in text
    assert "not needed any more" not in text
    assert text.count(">kept<") == 2


def test_a_desk_without_a_key_says_that_it_isnt_signed(house: House) -> None:
    house.engine.context.keys = None
    ana = house.client()
    ana.files()
    ana.says("transcript")
    (file,) = ana.fetched
    assert b"isn&#39;t signed" in file.data
    assert check(file.data, ()).verdict is Verdict.UNSEALED
