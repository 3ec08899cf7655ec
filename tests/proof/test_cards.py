"""Promise 11, a small one: no card number is stored, logged or exported."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model.outbox import Sent
from bot.core.model.people import Address, Grant, Identity, Role
from bot.core.policy import Ibans, Privacy
from bot.core.rules.attachments import named
from bot.ports import UnitOfWork
from bot.ports.inbound import Attached
from bot.store.admin import operations
from bot.store.sql_store import SqlStore
from tests.builders import policy, redact
from tests.dialogue import Agent, Client, House, open_house
from tests.proof import cards
from tests.proof.stored import texts

SECRETS = (
    ("password: Zebra-9-Crossing", "Zebra-9-Crossing"),
    ("my pasword is kermit!1982", "kermit!1982"),
    ("ghp_ZhCcrnZl44dDW2AmgDnsAdfNh3RX20eP9fGt", "ZhCcrnZl44dDW2AmgDnsAdfNh3RX20eP9fGt"),
    ("IBAN DE89 3704 0044 0532 0130 00", "0532 0130"),
    ("PIN 739164", "739164"),
    ("I log in as ana with Mango!Tree77", "Mango!Tree77"),
    ("wifi: Office / Latte!art22", "art22"),
)
"""One of each kind, and what must be left of it nowhere."""


def test_every_card_is_redacted() -> None:
    for card in cards.cards(1_000, seed=4):
        assert not list(cards.found({card.number}, redact(f"it is {card.typed} or so").text)), ascii(card.typed)


def test_what_is_searched_for_would_be_found() -> None:
    for card in cards.cards(300, seed=5):
        assert list(cards.found({card.number}, f"x {card.typed} y")), ascii(card.typed)


def test_no_card_stands_anywhere(house: House) -> None:
    _done, wrong = cards.left(house, 2 * len(cards.WAYS))
    assert wrong == []


def test_no_secret_of_any_kind_stands_anywhere(house: House) -> None:
    ana, sam = house.client(), house.agent(role=Role.LEAD)
    ana.files()
    for way in cards.WAYS:
        for typed, _secret in SECRETS:
            way(ana, sam, typed)
            house.clock.forward(seconds=1)
    kept = "\n".join(texts(house.store))
    assert "Zebra" not in kept
    assert "Mango" not in kept
    assert [secret for _typed, secret in SECRETS if secret in kept] == []


ACCOUNT = "DE89 3704 0044 0532 0130 00"


def _goes_on(ana: Client, _sam: Agent, typed: str) -> None:
    ana.says("the invoice is wrong again")
    ana.says(f"refund to {typed}")


def _in_a_form(ana: Client, _sam: Agent, typed: str) -> None:
    bo = ana.house.client("bo")
    bo.says("talk to a person")
    bo.submits(subject="A refund", symptoms=f"please to {typed}", urgency="normal", name="Bo")


def _under_a_card(ana: Client, sam: Agent, typed: str) -> None:
    house, board = ana.house, Address("test", "", "board")
    house.store.write(lambda unit: unit.open_room(board, cards=True)).result()
    house.client("bo").files()

    def send(unit: UnitOfWork) -> str:
        now = house.clock.now()
        (card,) = unit.lease([board], now, now, 1)
        unit.settle(card, Sent("receipt"), now, None)
        return "receipt"

    receipt = house.store.write(send).result()
    assert house.engine.remark(sam.identity, board, receipt, "k1", f"they want it to {typed}").result()


def _as_a_name(_ana: Client, sam: Agent, typed: str) -> None:
    grant = Grant(Role.AGENT, typed)
    sam.house.engine.command(Identity("test", "", "zoe"), sam.address, "k1", "queue", grant=grant).result()


DOORS: tuple[cards.Way, ...] = (*cards.WAYS[:-1], _goes_on, _in_a_form, _under_a_card, _as_a_name)
"""Everywhere, but for the name of somebody who is known by another one already."""


@pytest.mark.parametrize("door", DOORS[-4:])
@pytest.mark.parametrize(("typed", "secret"), SECRETS)
def test_no_secret_comes_in_by_a_door_that_opens_once(tmp_path: Path, door: cards.Way, typed: str, secret: str) -> None:
    with open_house(tmp_path) as house:
        ana, sam = house.client(), house.agent(role=Role.LEAD)
        ana.files()
        door(ana, sam, typed)
        kept = "\n".join(texts(house.store))
    assert secret not in kept
    assert "removed]" in kept


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("ibans", Ibans)
def test_accounts_numbers_are_stored_where_the_policy_keeps_them(tmp_path: Path, ibans: Ibans, door: cards.Way) -> None:
    with open_house(tmp_path, rules=replace(policy(), privacy=Privacy(ibans))) as house:
        ana, sam = house.client(), house.agent(role=Role.LEAD)
        ana.files()
        door(ana, sam, ACCOUNT)
        kept = "\n".join(texts(house.store))

    assert (ACCOUNT in kept) is (ibans is Ibans.KEEP)
    assert ("[IBAN removed]" in kept) is (ibans is Ibans.REMOVE)


@pytest.mark.parametrize("ibans", Ibans)
def test_an_export_and_a_kept_file_say_what_is_stored(tmp_path: Path, ibans: Ibans) -> None:
    with open_house(tmp_path, rules=replace(policy(), privacy=Privacy(ibans))) as house:
        ana = house.client()
        ana.files()
        file = Attached("F1", f"refund to {ACCOUNT}.pdf", "application/pdf", 9, "https://files/1")
        ana.says(f"add to #1001: {named(file.name)}", files=(file,))
        assert isinstance(house.store, SqlStore)
        with house.store.read() as unit:
            ticket = unit.ticket(1001)
            (due,) = unit.files_due(ana.identity.platform, ana.identity.tenant)
        assert ticket is not None
        exported = json.dumps(operations.export(house.store, ticket.account), ensure_ascii=False)
    for said in (due.name, exported):
        assert (ACCOUNT in said) is (ibans is Ibans.KEEP)
        assert ("[IBAN removed]" in said) is (ibans is Ibans.REMOVE)
