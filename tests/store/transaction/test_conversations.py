"""The inbox sees each event once; conversations stay where they are."""

from dataclasses import replace

from bot.core.conversation.state import Saved, Talk
from bot.core.model.people import Address, Identity
from bot.ports import Store, UnitOfWork
from tests.store.scene import ANA, ANAS, BO, BOS, NOON, client, do, see


def seen(store: Store, key: str, address: Address = ANAS, client_key: str = "") -> bool:
    return do(store, lambda unit: unit.record_if_new(address, key, NOON, "hello", client_key))


def test_an_event_is_new_once(store: Store) -> None:
    assert seen(store, "m1")
    assert not seen(store, "m1")
    assert seen(store, "m2")


def test_a_key_belongs_to_its_platform_and_tenant(store: Store) -> None:
    assert seen(store, "m1")
    assert seen(store, "m1", replace(ANAS, tenant="T2"))
    assert seen(store, "m1", replace(ANAS, platform="web"))
    assert not seen(store, "m1", replace(ANAS, channel="another"))


def test_a_clients_own_message_id_makes_twins_one(store: Store) -> None:
    assert seen(store, "m1", client_key="c1")
    assert not seen(store, "m2", client_key="c1")
    assert seen(store, "m2", client_key="c2")


def test_events_without_a_client_key_are_no_twins(store: Store) -> None:
    assert seen(store, "m1")
    assert seen(store, "m2")


def test_an_event_of_a_turn_that_failed_is_new_again(store: Store) -> None:
    def fails(unit: UnitOfWork) -> None:
        assert unit.record_if_new(ANAS, "m1", NOON)
        raise ZeroDivisionError

    assert isinstance(store.write(fails).exception(), ZeroDivisionError)
    assert seen(store, "m1")


def test_a_conversation_is_opened_once(store: Store) -> None:
    first = do(store, lambda unit: unit.open_conversation(ANAS, ANA))
    again = do(store, lambda unit: unit.open_conversation(ANAS, ANA))
    other = do(store, lambda unit: unit.open_conversation(BOS, BO))
    assert first == again
    assert (first.address, first.identity, first.account, first.state) == (ANAS, ANA, None, Saved())
    assert other.id != first.id


def test_what_is_known_of_a_conversation_is_kept(store: Store) -> None:
    talk = do(store, lambda unit: unit.open_conversation(ANAS, ANA))
    state = Saved(Talk(question="ä"), asker="Ana")
    known = replace(talk, lang="de", lang_source="chosen", zone="Europe/Berlin", state=state)
    do(store, lambda unit: unit.save_conversation(known))
    assert see(store, lambda unit: unit.conversation(talk.id)) == known
    assert see(store, lambda unit: unit.find_conversation(ANAS)) == known
    assert do(store, lambda unit: unit.open_conversation(ANAS, ANA)) == known


def test_a_conversation_comes_with_its_clients_account(store: Store) -> None:
    account, talk = do(store, client)
    for found in (
        do(store, lambda unit: unit.open_conversation(ANAS, ANA)),
        see(store, lambda unit: unit.find_conversation(ANAS)),
        see(store, lambda unit: unit.conversation(talk.id)),
    ):
        assert found is not None
        assert found.account == account


def test_where_several_write_each_acts_for_themselves(store: Store) -> None:
    do(store, client)
    bos = do(store, lambda unit: unit.open_conversation(ANAS, BO))
    assert (bos.identity, bos.account) == (BO, None)
    opener = see(store, lambda unit: unit.find_conversation(ANAS))
    assert opener is not None
    assert (opener.id, opener.identity) == (bos.id, ANA)


def test_an_unknown_conversation_is_none(store: Store) -> None:
    assert see(store, lambda unit: unit.conversation(42)) is None
    assert see(store, lambda unit: unit.find_conversation(ANAS)) is None


def test_discord_users_are_the_same_in_every_guild(store: Store) -> None:
    user = Identity("discord", "", "7")
    first = do(store, lambda unit: unit.open_conversation(Address("discord", "G1", "c1"), user))
    account = do(store, lambda unit: unit.create_account(user, "Ana", NOON))
    second = do(store, lambda unit: unit.open_conversation(Address("discord", "G2", "c2"), user))
    assert first.id != second.id
    assert second.account == account
