"""Staff let others take part in somebody's ticket, and take them off again; each is told, and the record says so."""

import pytest

from bot.core.model.people import Address, Identity
from bot.core.model.record import EntryKind
from bot.store.admin import operations
from tests.dialogue import Client, House
from tests.proof.stored import haystack
from tests.scenarios.test_boards import BOARD, board, rows, texts

BO = Identity("discord", "", "145607444398080001")
BOS = Address("discord", "", "@145607444398080001")


def bo_of_discord(house: House) -> Client:
    """Somebody who never wrote to us."""
    return Client(house, BOS, name=BO.user, platform="discord", display="Bo", lang="en")


@pytest.mark.both
def test_whoever_staff_add_is_told_and_writes_under_their_own_name(house: House) -> None:
    ana, bo, sam = house.client(), bo_of_discord(house), house.agent()
    ana.files("mail is gone")
    board(house)
    sam.types(f"participant 1001 add discord:{BO.user} as Bo Bertram")
    sam.sees("Bo Bertram takes part in #1001 from now on")
    bo.deliver()
    bo.sees("sam lets you take part in #1001 “mail is gone”", "add to #1001", "[Show #1001]")
    bo.chooses("Show #1001")
    bo.sees("mail is gone", "Takes part in this ticket from now on.")
    bo.says("add to #1001: since monday")
    bo.sees("Added to")
    words = [(e.author.value, e.by, e.text) for e in house.record(1001) if e.kind is EntryKind.WORDS]
    assert words[-1] == ("participant", "Bo Bertram", "since monday")
    assert any("Bo Bertram wrote on #1001" in text for text in texts(rows(house, BOARD)))
    ana.says("show #1001")
    ana.sees("Bo Bertram", "Takes part in this ticket from now on.", "since monday")
    sam.types("participants 1001")
    sam.sees("Bo Bertram", f"Discord ({BO.user})", "sam")
    bo.says("solved #1001")
    bo.sees("Only whoever opened #1001 can decide that")


@pytest.mark.both
def test_who_is_taken_off_reads_no_more_and_is_back_under_the_same_number(house: House) -> None:
    ana, bo, sam = house.client(), bo_of_discord(house), house.agent()
    ana.files("mail is gone")
    sam.types(f"participant 1001 add discord:{BO.user} as Bo")
    bo.deliver()
    sam.types("participant 1001 remove bo")
    sam.sees("They take part in #1001 no more.")
    bo.shown = []
    bo.deliver()
    bo.sees("You don't take part in #1001 any more.")
    bo.says("add to #1001: hello")
    bo.sees("I don't find")
    sam.types("participant 1001")
    sam.sees("Nobody but its client takes part in #1001.")
    sam.types(f"participant 1001 remove discord:{BO.user}")
    sam.sees("They don't take part in #1001.")
    sam.types(f"participant 1001 add discord:{BO.user} as Bo")
    acts = [e.text for e in house.record(1001) if e.kind is EntryKind.ACT]
    assert acts == ["participant added", "participant removed", "participant added"]
    with house.store.read() as unit:
        (joined,) = unit.participants(1001)
        assert (joined.n, joined.left_at, joined.by) == (1, None, "sam")


def test_a_client_is_added_by_their_name_where_they_write_to_us(house: House) -> None:
    ana, cat, sam = house.client(), house.client("cat"), house.agent()
    ana.files("mail is gone")
    cat.files("web is gone", name="Cat")
    cat.shown = []
    sam.types("participant 1001 add cat")
    sam.sees("Cat takes part in #1001 from now on")
    cat.deliver()
    cat.sees("sam lets you take part in #1001 “mail is gone”")
    sam.types("participant 1001 add cat")
    sam.sees("They take part in #1001 already.")
    sam.types("participant 1001 add ana")
    sam.sees("#1001 is theirs")


def test_nobody_is_added_without_a_name_nor_from_staff(house: House) -> None:
    ana, sam = house.client(), house.agent()
    house.agent("kim")
    ana.files("mail is gone")
    sam.types(f"participant 1001 add discord:{BO.user}")
    sam.sees("What are they called?")
    sam.types("participant 1001 add test:kim as Kim")
    sam.sees("kim works here, and reads every ticket.")
    sam.types("participant 1001 add nobody")
    sam.sees("No client is called nobody")
    sam.types("participant 1999 add ana")
    sam.sees("There is no ticket #1999")
    sam.types("participant 1999")
    sam.sees("There is no ticket #1999")
    sam.types("participant 1001 invite ana")
    sam.sees("Please write: participant")
    with house.store.read() as unit:
        assert unit.participants(1001) == ()


@pytest.mark.both
def test_erasing_them_takes_their_name_from_the_record_as_well(house: House) -> None:
    ana, bo, sam = house.client(), bo_of_discord(house), house.agent()
    ana.files("mail is gone")
    ana.says("add: see the lighthouse")
    sam.types(f"participant 1001 add discord:{BO.user} as Flamingo")
    bo.deliver()
    bo.says("add to #1001: my flamingo")
    operations.erase(house.store, BO, house.clock.now())  # type: ignore[arg-type]
    left = haystack(house.store).lower()
    assert b"flamingo" not in left
    assert b"lighthouse" in left
    assert operations.check(house.store) == ()  # type: ignore[arg-type]
