"""Accounts, identities that belong to them, link codes and attempts."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.model import Identity
from bot.ports import Store
from tests.store.scene import ANA, BO, BOS, NOON, client, do, file, later, see

LASTS = timedelta(minutes=10)
"""How long codes do."""
ANA_ON_DISCORD = Identity("discord", "", "1234")


def test_an_account_is_kept_as_it_is_saved(store: Store) -> None:
    account = do(store, lambda unit: unit.create_account(ANA, "Ana", NOON))
    assert see(store, lambda unit: unit.account(account.id)) == account
    known = replace(account, name="Ana B.", email="ana@example.com", customer="C-17", verified_by="sam")
    do(store, lambda unit: unit.save_account(known))
    assert see(store, lambda unit: unit.account(account.id)) == known
    assert see(store, lambda unit: unit.identities(account.id)) == (ANA,)


def test_there_is_no_account_42(store: Store) -> None:
    assert see(store, lambda unit: unit.account(42)) is None
    assert see(store, lambda unit: unit.identities(42)) == ()


def test_a_new_identity_joins_an_account(store: Store) -> None:
    account = do(store, lambda unit: unit.create_account(ANA, "Ana", NOON))
    do(store, lambda unit: unit.link(ANA_ON_DISCORD, account.id))
    do(store, lambda unit: unit.link(ANA_ON_DISCORD, account.id))
    assert see(store, lambda unit: unit.identities(account.id)) == (ANA_ON_DISCORD, ANA)


def test_linking_merges_the_account_that_an_identity_had(store: Store) -> None:
    hers, his = file(store), file(store, BO, BOS)
    do(store, lambda unit: unit.link(ANA_ON_DISCORD, his.account))
    do(store, lambda unit: unit.issue_code("digest", BO, his.account, later(minutes=5)))
    do(store, lambda unit: unit.link(BO, hers.account))
    assert see(store, lambda unit: unit.account(his.account)) is None
    assert set(see(store, lambda unit: unit.identities(hers.account))) == {ANA, BO, ANA_ON_DISCORD}
    assert [t.number for t in see(store, lambda unit: unit.tickets_of(hers.account))] == [hers.number, his.number]
    assert do(store, lambda unit: unit.redeem_code("digest", NOON, LASTS)) == (BO, hers.account)
    talk = see(store, lambda unit: unit.find_conversation(BOS))
    assert talk is not None
    assert talk.account is not None
    assert talk.account.id == hers.account


def test_a_code_works_once_and_in_time(store: Store) -> None:
    account, _talk = do(store, client)
    do(store, lambda unit: unit.issue_code("d1", ANA, account.id, later(minutes=10)))
    assert do(store, lambda unit: unit.redeem_code("other", NOON, LASTS)) is None
    assert do(store, lambda unit: unit.redeem_code("d1", later(minutes=10), LASTS)) is None
    assert do(store, lambda unit: unit.redeem_code("d1", later(minutes=9), LASTS)) == (ANA, account.id)
    assert do(store, lambda unit: unit.redeem_code("d1", later(minutes=9), LASTS)) is None


def test_a_new_code_replaces_the_one_before(store: Store) -> None:
    do(store, lambda unit: unit.issue_code("d1", ANA, None, later(minutes=10)))
    do(store, lambda unit: unit.issue_code("b1", BO, None, later(minutes=10)))
    do(store, lambda unit: unit.issue_code("d2", ANA, None, later(minutes=10)))
    assert do(store, lambda unit: unit.redeem_code("d1", NOON, LASTS)) is None
    assert do(store, lambda unit: unit.redeem_code("d2", NOON, LASTS)) == (ANA, None)
    assert do(store, lambda unit: unit.redeem_code("b1", NOON, LASTS)) == (BO, None)


def test_attempts_are_counted_by_person_act_and_time(store: Store) -> None:
    def tries(minutes: float, identity: Identity = ANA, act: str = "link") -> int:
        now = later(minutes=minutes)
        return do(store, lambda unit: unit.count_attempt(identity, act, now, later(minutes=minutes - 60)))

    assert [tries(0), tries(1), tries(1)] == [1, 2, 3]
    assert tries(2, BO) == 1
    assert tries(2, act="other") == 1
    assert tries(60) == 3, "the first is exactly an hour old and no longer counts"
    assert tries(200) == 1


def test_a_clock_that_is_set_back_blocks_nobody_for_longer(store: Store) -> None:
    def tries(at: datetime) -> int:
        return do(store, lambda unit: unit.count_attempt(ANA, "link", at, at - timedelta(hours=1)))

    assert [tries(later(minutes=minutes)) for minutes in range(3)] == [1, 2, 3]
    assert tries(later(minutes=-50)) == 4, "an hour at most counts twice"
    assert tries(later(days=-1)) == 1


def test_a_clock_that_is_set_back_keeps_no_code_open(store: Store) -> None:
    do(store, lambda unit: unit.issue_code("d1", ANA, None, later(minutes=10)))
    assert do(store, lambda unit: unit.redeem_code("d1", later(days=-1), LASTS)) is None
    assert do(store, lambda unit: unit.redeem_code("d1", NOON, LASTS)) == (ANA, None)
