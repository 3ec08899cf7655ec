"""Accounts, identities that belong to them, link codes and attempts."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.core.model.outbox import Sent
from bot.core.model.people import Identity
from bot.core.rules import linking
from bot.core.rules.linking import HIDDEN, spelt
from bot.core.text.errors import Conflict
from bot.core.text.surface import LocalizedReply
from bot.ports import CodeRow, Store
from bot.store.schema.tables import agreements
from bot.store.sql_store import SqlStore
from tests.store.scene import ANA, ANAS, BO, BOS, NOON, accepted, do, file, later, lease, said, see, shown

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
    do(store, lambda unit: unit.link(BO, hers.account))
    assert see(store, lambda unit: unit.account(his.account)) is None
    assert set(see(store, lambda unit: unit.identities(hers.account))) == {ANA, BO, ANA_ON_DISCORD}
    assert [t.number for t in see(store, lambda unit: unit.tickets_of(hers.account))] == [hers.number, his.number]
    talk = see(store, lambda unit: unit.find_conversation(BOS))
    assert talk is not None
    assert talk.account is not None
    assert talk.account.id == hers.account


# ── Codes ──────────────────────────────────────────────────────────────────────────────


def issue(store: Store, id: int, digest: str, identity: Identity = ANA, minutes: float = 10) -> None:
    do(store, lambda unit: unit.issue_code(id, digest, identity, 7, later(minutes=minutes)))


def claim(store: Store, digest: str, by: Identity = BO, minutes: float = 9) -> int | None:
    return do(store, lambda unit: unit.claim_code(digest, by, later(minutes=minutes), LASTS))


def take(store: Store, id: int, by: Identity = BO, minutes: float = 9) -> CodeRow | None:
    return do(store, lambda unit: unit.take_code(id, by, later(minutes=minutes)))


def test_a_code_is_claimed_by_whoever_types_it_first_and_in_time(store: Store) -> None:
    issue(store, 1, "d1")
    assert claim(store, "other") is None
    assert claim(store, "d1", minutes=10) is None
    assert claim(store, "d1", ANA) is None, "their own"
    assert claim(store, "d1") == 1
    assert claim(store, "d1", ANA_ON_DISCORD) is None
    assert claim(store, "d1") == 1, "they thought better of it"
    assert claim(store, "d1", minutes=10) is None


def test_a_claimed_code_is_used_up_once_by_whoever_typed_it(store: Store) -> None:
    issue(store, 1, "d1")
    assert take(store, 1) is None, "nobody typed it"
    claim(store, "d1")
    assert see(store, lambda unit: unit.typed_code(1, BO, later(minutes=9))) == CodeRow(ANA, 7)
    assert see(store, lambda unit: unit.typed_code(1, BO, later(minutes=10))) is None
    assert see(store, lambda unit: unit.typed_code(1, ANA_ON_DISCORD, NOON)) is None
    assert take(store, 1, ANA_ON_DISCORD) is None
    assert take(store, 1, minutes=10) is None
    assert take(store, 1) == CodeRow(ANA, 7)
    assert take(store, 1) is None


def test_a_new_code_replaces_the_one_before_even_if_it_was_typed(store: Store) -> None:
    issue(store, 1, "d1")
    issue(store, 2, "b1", BO)
    claim(store, "d1")
    issue(store, 3, "d2")
    assert take(store, 1) is None
    assert claim(store, "d2") == 3
    assert claim(store, "b1", ANA) == 2


def test_a_message_gets_its_code_when_it_is_sent_as_long_as_it_can_be_typed(store: Store) -> None:
    stored = replace(shown(f"Your code is {HIDDEN}"), code=5)

    def sent(message: LocalizedReply = stored, minutes: float = 9) -> LocalizedReply:
        return do(store, lambda unit: unit.with_code(message, later(minutes=minutes)))

    issue(store, 5, "d5")
    code = spelt(linking.code(do(store, lambda unit: unit.link_secret()), 5))
    assert sent() == replace(shown(f"Your code is {code}"), code=5)
    assert sent(minutes=10) == stored
    other = replace(stored, code=6)
    assert sent(other) == other
    words = shown(f'{HIDDEN} "code":5')
    assert sent(words) == words, "words are words"
    assert sent(replace(words, code=6)) == replace(words, code=6), "words are words"
    claim(store, "d5")
    assert sent() == stored


def test_whoever_delivers_gets_the_code_and_nobody_else(store: Store) -> None:
    stored = replace(shown(f"Your code is {HIDDEN}"), code=5)
    issue(store, 5, "d5")
    do(store, lambda unit: unit.send(None, ANAS, stored, NOON, key="talk"))
    [out] = lease(store, ANAS)
    assert HIDDEN not in said(out)
    do(store, lambda unit: unit.settle(out, Sent("receipt"), NOON, None))
    kept = see(store, lambda unit: unit.posted(ANAS, "talk"))
    assert kept is not None
    assert kept.shown == stored
    do(store, lambda unit: unit.send(None, ANAS, shown("hello"), NOON, key="talk"))
    [after] = lease(store, ANAS)
    assert after.posted is not None
    assert after.posted.shown == out.shown


def test_with_a_new_secret_codes_on_their_way_are_void(store: SqlStore) -> None:
    issue(store, 1, "d1")
    before = do(store, lambda unit: unit.link_secret())
    assert do(store, lambda unit: unit.link_secret()) == before
    assert store.write(lambda unit: unit.renew_link_secret()).result() == 1
    assert do(store, lambda unit: unit.link_secret()) != before
    assert claim(store, "d1") is None


def test_a_clock_that_is_set_back_keeps_no_code_open(store: Store) -> None:
    issue(store, 1, "d1")
    assert claim(store, "d1", minutes=-24 * 60) is None
    assert claim(store, "d1", minutes=0) == 1


# ── Parting ────────────────────────────────────────────────────────────────────────────


def test_who_leaves_takes_along_what_they_filed_and_agreed_to(store: Store) -> None:
    hers, his = file(store), file(store, BO, BOS)
    for ticket in (hers, his):
        do(store, lambda unit, ticket=ticket: unit.add_agreement(accepted(ticket), ticket.account, None))  # type: ignore[misc]
    do(store, lambda unit: unit.link(BO, hers.account, NOON, 7))
    assert see(store, lambda unit: unit.founders(hers.account)) == (ANA,)
    assert see(store, lambda unit: unit.filed_by(BO, hers.account)) == (his.number,)
    fresh = do(store, lambda unit: unit.part(BO, hers.account, later(hours=1)))
    assert (fresh.name, fresh.created_at) == ("", later(hours=1))
    assert see(store, lambda unit: unit.account(fresh.id)) == fresh
    assert see(store, lambda unit: unit.identities(fresh.id)) == (BO,)
    assert see(store, lambda unit: unit.founders(fresh.id)) == (BO,)
    assert see(store, lambda unit: unit.identities(hers.account)) == (ANA,)
    for account, number in ((hers.account, hers.number), (fresh.id, his.number)):
        assert [t.number for t in see(store, lambda unit, a=account: unit.tickets_of(a))] == [number]  # type: ignore[misc]
    assert do(store, lambda unit: unit.account_of(BO)) == fresh
    assert do(store, lambda unit: unit.account_of(ANA_ON_DISCORD)) is None
    gone = store.write(lambda unit: unit.part(BO, hers.account, NOON)).exception()
    assert isinstance(gone, Conflict)


def test_agreements_go_with_their_tickets(store: SqlStore) -> None:
    hers, his = file(store), file(store, BO, BOS)
    for ticket in (hers, his):
        do(store, lambda unit, ticket=ticket: unit.add_agreement(accepted(ticket), ticket.account, None))  # type: ignore[misc]
    do(store, lambda unit: unit.link(BO, hers.account, NOON))
    fresh = do(store, lambda unit: unit.part(BO, hers.account, NOON))
    with store.read() as unit:
        rows = unit.connection.execute(select(agreements.c.ticket, agreements.c.account)).all()
    assert sorted(map(tuple, rows)) == [(hers.number, hers.account), (his.number, fresh.id)]


def test_everybody_of_an_account_is_told_where_they_write_to_us(store: Store) -> None:
    hers = file(store)
    do(store, lambda unit: unit.link(BO, hers.account, NOON, 7))
    do(store, lambda unit: unit.link(ANA_ON_DISCORD, hers.account, NOON))
    talks = see(store, lambda unit: unit.talks_of(hers.account))
    assert talks == ((ANA_ON_DISCORD, None), (ANA, hers.conversation), (BO, 7))
    do(store, lambda unit: unit.link(ANA_ON_DISCORD, hers.account, NOON, 8))
    assert dict(see(store, lambda unit: unit.talks_of(hers.account)))[ANA_ON_DISCORD] == 8


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
