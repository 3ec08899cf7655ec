"""Words that wait, and who is found by name or block: on both databases."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.core.model.people import Account, Address, Block, Identity
from bot.ports import HeldWords, Store, UnitOfWork
from bot.ports.inbound import Attached, Inbound
from tests.builders import WEDNESDAY

ANA, BO = Identity("slack", "T1", "UANA"), Identity("slack", "T1", "UBO")
PLACE = Address("slack", "T1", "D1")
MINUTE = timedelta(minutes=1)


def said(key: str, who: Identity = ANA) -> Inbound:
    """Words as they came in."""
    files = (Attached("1", "log.txt", "text/plain", 5, "https://x"),)
    return Inbound(PLACE, who, key, text=f"words of {key}", zone="Europe/Berlin", files=files, at=WEDNESDAY)


def test_they_are_taken_in_order_each_persons_by_itself(store: Store) -> None:
    def wait(unit: UnitOfWork) -> None:
        for key, who in (("a", ANA), ("b", BO), ("c", ANA)):
            assert unit.record_if_new(PLACE, key, WEDNESDAY, "words", identity=who)
            unit.hold_words(said(key, who), WEDNESDAY + MINUTE)

    store.write(wait).result()
    with store.read() as unit:
        assert unit.held_due(WEDNESDAY, 10) == ()
        first, others, last = unit.held_due(WEDNESDAY + MINUTE, 10)
        assert unit.waits_until(ANA) == (WEDNESDAY + MINUTE,) * 2
        assert unit.words_since(ANA, WEDNESDAY - MINUTE) == ()
    assert first.inbound == said("a")
    later = WEDNESDAY + 2 * MINUTE

    def take(held: HeldWords, unit: UnitOfWork) -> bool:
        return unit.take_held(held, later)

    assert not store.write(partial(take, last)).result(), "another of theirs comes first"
    for held in (others, first, last):
        assert store.write(partial(take, held)).result()
        assert not store.write(partial(take, held)).result()
    with store.read() as unit:
        assert unit.words_since(ANA, WEDNESDAY + MINUTE) == (later, later)
        assert unit.words_since(ANA, later) == ()
        assert unit.waits_until(ANA) == ()


def test_what_waits_is_changed_or_taken_back_by_its_event(store: Store) -> None:
    store.write(lambda unit: unit.hold_words(said("a"), WEDNESDAY)).result()
    assert not store.write(lambda unit: unit.reword_held("slack", "T2", "a", "no")).result()
    assert store.write(lambda unit: unit.reword_held("slack", "T1", "a", "other words")).result()
    with store.read() as unit:
        (held,) = unit.held_due(WEDNESDAY, 10)
    assert held.inbound == replace(said("a"), text="other words")
    assert store.write(lambda unit: unit.reword_held("slack", "T1", "a", None)).result()
    with store.read() as unit:
        assert unit.held_due(WEDNESDAY, 10) == ()


def test_clients_are_found_by_name_and_by_block(store: Store) -> None:
    names = ("Ana", "ana mora", "Anabel", "100% Bo", "")

    def create(n: int, name: str, unit: UnitOfWork) -> Account:
        return unit.create_account(Identity("slack", "T1", f"U{n}"), name, WEDNESDAY)

    accounts = [store.write(partial(create, n, name)).result() for n, name in enumerate(names)]
    block = Block(WEDNESDAY + MINUTE, WEDNESDAY, "sam", "spam")
    store.write(lambda unit: unit.save_account(replace(accounts[0], block=block))).result()
    with store.read() as unit:
        assert [found.name for found in unit.accounts_named("ANA", 5)] == ["ana mora", "Ana"]
        assert [found.name for found in unit.accounts_named("100%", 5)] == ["100% Bo"]
        assert unit.accounts_named("%", 5) == ()
        assert unit.client_names(2) == ("100% Bo", "Anabel")
        assert [found.block for found in unit.blocked_clients(WEDNESDAY, 5)] == [block]
        assert unit.blocked_clients(WEDNESDAY + MINUTE, 5) == ()
        assert unit.solved_lately(5) == ()
        assert unit.worked("sam", WEDNESDAY) == (0, 0)
