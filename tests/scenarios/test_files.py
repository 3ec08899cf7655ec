"""Files that clients attach: what they are called is words like any other, and the record says which ones it holds."""

import pytest
from sqlalchemy import text

from bot.ports.inbound import Attached
from bot.store.admin import operations
from bot.store.sql_store import SqlStore
from bot.store.transaction.unit_of_work import SqlUnit
from tests.dialogue import House
from tests.proof.stored import haystack

CARD = "4111 1111 1111 1111"

pytestmark = pytest.mark.both


def attach(house: House, name: str = "log.txt", content: bytes = b"550 no such mailbox") -> None:
    """A client files, and sends a file along, which is copied to the record."""
    ana = house.client()
    ana.files()
    ana.says(f"add: see\n[{name}]", files=(Attached("F1", name, "text/plain", len(content), "http://x"),))
    (fetch,) = house.engine.files_due("test", "").result()
    house.engine.keep_file(fetch.file, content).result()


def test_a_card_number_in_a_files_name_is_not_kept(house: House) -> None:
    attach(house, f"card {CARD}.png")

    kept = haystack(house.store)

    assert CARD.encode() not in kept
    assert b"card [card number removed].png" in kept
    assert house.engine.files_due("test", "").result() == ()


@pytest.mark.tampers
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record_attachments SET name = 'lag.txt'",
        "UPDATE record_attachments SET digest = (SELECT min(digest) FROM attachments)",
        "DELETE FROM record_attachments WHERE name = 'log.txt'",
    ],
)
def test_another_file_in_its_place_is_found(house: House, change: str) -> None:
    assert isinstance(house.store, SqlStore)
    attach(house)
    other = "0" * 64

    def tamper(unit: SqlUnit) -> None:
        whole = {"desk": "main", "digest": other, "content": b"x"}
        unit.connection.execute(text("INSERT INTO attachments VALUES (:desk, :digest, :content)"), whole)
        unit.connection.execute(text(change))

    assert operations.check(house.store) == ()
    house.store.write(tamper).result()

    found = [str(problem) for problem in operations.check(house.store)]
    assert "ticket #1001, record entry 4: its file is missing, or another one" in found


def test_the_same_content_twice_in_a_message_is_listed_under_both_names(house: House) -> None:
    assert isinstance(house.store, SqlStore)
    ana, content = house.client(), b"the same picture"
    ana.files()
    names = ("a.png", "b.png")
    files = tuple(Attached(f"F-{name}", name, "image/png", len(content), "http://x") for name in names)
    ana.says("add: see\n[a.png]\n[b.png]", files=files)
    for fetch in house.engine.files_due("test", "").result():
        house.engine.keep_file(fetch.file, content).result()
    assert operations.check(house.store) == ()
    [ticket] = operations.export(house.store, ana.tickets[0].account)["tickets"]
    assert sorted(file["name"] for file in ticket["attachments"]) == ["a.png", "b.png"]
    assert len({file["content"] for file in ticket["attachments"]}) == 1
