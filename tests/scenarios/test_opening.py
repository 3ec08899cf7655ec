"""Staff open a ticket in a client's name, in their own words or from the client's message; the client is told."""

from datetime import timedelta

import pytest

from bot.core.model.people import Address, Identity
from bot.core.model.record import Author, EntryKind
from bot.engine.gateway import EngineGateway
from bot.ports.gateway import Gateway
from bot.ports.inbound import Attached, Inbound
from tests.dialogue import Agent, House

LINK = "https://chat.example.com/lobby/7"


@pytest.mark.both
def test_a_ticket_is_opened_in_a_clients_name_who_is_told(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.deliver()
    ana.shown = []
    sam.types("new for ana: The invoice is wrong\nIt says 300.")
    sam.sees("#1002 is filed for Ana, who is told on Test", "from Ana", "2nd in line")
    ana.sees("sam opened a ticket for you: “The invoice is wrong”", "You're 2nd in line", "What we do guarantee")
    ticket = ana.tickets[-1]
    assert (ticket.subject, ticket.symptoms) == ("The invoice is wrong", "The invoice is wrong\nIt says 300.")
    assert ticket.promise_at > ticket.filed_at
    first, told = house.record(1002)
    assert (first.kind, first.author) == (EntryKind.NOTICE, Author.BOT)
    assert first.text == "sam opened this ticket: The invoice is wrong\nIt says 300."
    assert told.text is not None
    assert told.text.startswith("Filed as #1002, 2nd in line")
    with house.store.read() as unit:
        assert len(unit.promises(1002)) == 2
        assert [(move.by, move.rule.value) for move in unit.moves(1002)] == [("sam", "filed")]
    ana.says("show 1002")
    ana.sees("sam opened this ticket", "It says 300.")
    ana.says("add to #1002: the sum should be 200")
    ana.sees("Added to #1002")


def test_they_are_told_in_their_language(house: House) -> None:
    bo, sam = house.client("bo", lang="de"), house.agent()
    bo.says("start over")
    bo.says("open a ticket")
    bo.says("Website weg")
    while bo.field:
        bo.takes("keep") if bo.can("keep") else bo.takes("set.normal") if bo.can("set.normal") else bo.says("Bo")
    bo.shown = []
    sam.types("new for bo: Rechnung")
    bo.sees("sam hat ein Ticket für dich eröffnet: „Rechnung“", "an 2. Stelle")
    assert house.record(1002)[0].text == "sam hat dieses Ticket eröffnet: Rechnung"


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("slack:T1/U7", Address("slack", "T1", "U7")),
        ("discord:145607444398080001", Address("discord", "", "@145607444398080001")),
        ("terminal:kim", Address("terminal", "", "chat/kim")),
    ],
)
def test_who_never_wrote_is_told_in_private(house: House, who: str, address: Address) -> None:
    sam = house.agent()
    sam.types(f"new for {who}: The invoice is wrong")
    sam.sees("#1001 is filed for The client, who is told on", "(no name yet)")
    there = house.client("new")
    there.address = address
    there.sees("sam opened a ticket for you")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("new for 1001: Second thing", "#1002 is filed for Ana"),
        ("new for #1001: Second thing", "#1002 is filed for Ana"),
        ("new FOR @ana: Second thing", "#1002 is filed for Ana"),
        ("new for test:ana: Second thing", "#1002 is filed for Ana"),
        ("new for anna: Second thing", "No client is called anna. Did you mean Ana?"),
        ("new for 99: Second thing", "There is no ticket #99"),
        ("new for test:stranger: Second thing", "I don't know where to write to The client"),
        ("new for ana", "Please write: new for <client, mention or ticket>: <subject>"),
        ("new for ana:", "Please write: new for"),
        ("new", "Please write: new for"),
        ("new ticket", "Please write: new for"),
    ],
)
def test_a_client_is_named_by_name_mention_or_ticket(house: House, line: str, said: str) -> None:
    house.client().files()
    sam = house.agent()
    sam.types(line)
    sam.sees(said)


def test_who_is_blocked_gets_none(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("block ana until 2027-01-05 because spam")
    sam.types("new for ana: The invoice is wrong")
    sam.sees("Ana is blocked until", "Unblock them first")
    assert len(ana.tickets) == 1


def test_rules_tag_it_and_secrets_dont_get_in(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("new for ana: my card is 4111 1111 1111 1111")
    sam.sees_not("4111 1111")
    assert all("4111 1111" not in (entry.text or "") for entry in house.record(1002))


# ── From a message ─────────────────────────────────────────────────────────────────────


def points(house: House, sam: Agent, key: str = "click-1", **message: object) -> Agent:
    """Sam points at a message of ana's in the lobby."""
    gateway: Gateway = EngineGateway(house.engine)
    told = {"text": "my invoice is wrong\nit says 300", "name": "Ana", "lang": "es", "zone": "Europe/Madrid", **message}
    written = Inbound(house.client().address, house.client().identity, "lobby/7", **told)  # type: ignore[arg-type]
    mine = Inbound(sam.address, sam.identity, key)
    sam.shown = [gateway.file_for(mine, written, LINK).result().shown]
    return sam


def test_a_message_becomes_a_ticket_of_its_writers_with_their_words(house: House) -> None:
    ana, sam = house.client(), house.agent()
    points(house, sam).sees("#1001 is filed for Ana", "my invoice is wrong", f"opened from a message: {LINK}")
    ana.sees("sam ha abierto un ticket para ti")
    words, act, _told = house.record(1001)
    assert (words.kind, words.author, words.text) == (
        EntryKind.WORDS, Author.CLIENT, "my invoice is wrong\nit says 300",
    )  # fmt: skip
    assert act.kind is EntryKind.ACT
    account = ana.account
    assert account is not None
    assert account.name == "Ana"
    ana.lang = "en"
    ana.says("show 1001")
    ana.sees("my invoice is wrong")
    ana.sees_not(LINK)


def test_its_files_come_along_and_its_edits_are_its_writers(house: House) -> None:
    ana, sam = house.client(), house.agent()
    file = Attached("F1", "invoice.pdf", "application/pdf", 3, "http://nowhere")
    points(house, sam, text="my invoice is wrong\n[invoice.pdf]", files=(file,))
    (fetch,) = house.engine.files_due("test", "").result()
    house.engine.keep_file(fetch.file, b"pdf").result()
    assert any("kept: SHA-256" in (entry.text or "") for entry in house.record(1001))
    ana.said["it"] = "lobby/7"
    ana.edits("it", "my invoice of may is wrong")
    assert any("my invoice of may is wrong" in (entry.text or "") for entry in house.record(1001))


def test_a_message_is_filed_once(house: House) -> None:
    sam = house.agent()
    first = points(house, sam).text
    assert points(house, sam).text == first, "the same click again"
    points(house, sam, "click-2").sees("That message is on #1001 already", "[Show #1001]")
    assert len(house.client().tickets) == 1


def test_a_message_without_words_or_with_too_many_is_none(house: House) -> None:
    sam = house.agent()
    points(house, sam, text="  ").sees("no words in that message")
    points(house, sam, "click-2", text="x" * 30_000).sees("no words in that message")
    assert not house.client().tickets


def test_who_isnt_staff_opens_nothing(house: House) -> None:
    eve = Agent(house, house.client("eve").address, name="eve")
    points(house, eve).sees("This is for the desk's staff")
    assert not house.client().tickets


def test_a_rest_of_the_day_goes_on_as_with_any_ticket(house: House) -> None:
    ana, sam = house.client(), house.agent()
    points(house, sam)
    sam.types("claim 1001")
    sam.types("reply 1001 Corrected.")
    ana.sees("Corrected.")
    house.clock.forward(minutes=1)
    assert ana.tickets[-1].answered_at == house.clock.now() - timedelta(minutes=1)
    assert ana.identity == Identity("test", "", "ana")
