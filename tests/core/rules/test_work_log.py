"""Logging billed work: only what was agreed, with a card on file; put right by further entries."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.model.tickets import State
from bot.core.policy import Channel
from bot.core.rules import work_log
from bot.core.rules.billing import Agreement, Decision, Work, WorkKind
from bot.core.rules.change import Refused
from bot.core.rules.work_log import Ledger
from tests.builders import KIM, SAM, WEDNESDAY, agreement, terms, ticket
from tests.builders import work as minutes
from tests.reading import words

PHONE, HELPDESK = Channel.PHONE, Channel.HELPDESK
AGREED = agreement(of=terms(PHONE, 100, 60))
WITHDRAWN = agreement(Decision.WITHDRAWN, n=2)


def books(*works: Work, agreed: tuple[Agreement, ...] = (AGREED,), card: bool = True, **of: Any) -> Ledger:
    """A ticket about Outlook; entries count from 1."""
    numbered = tuple(replace(entry, n=n) for n, entry in enumerate(works, 1))
    return Ledger(ticket(third_party="Outlook", **of), numbered, agreed, card)


def log(known: Ledger, so_many: int, channel: Channel = PHONE) -> Work | Refused:
    return work_log.log(known, KIM, channel, so_many, "set it up", WEDNESDAY)


def credit(known: Ledger, so_many: int) -> Work | Refused:
    return work_log.credit(known, KIM, PHONE, so_many, "our fault", WEDNESDAY)


def correct(known: Ledger, entry: int, so_many: int) -> Work | Refused:
    return work_log.correct(known, KIM, entry, so_many, "a slip", WEDNESDAY)


def refusal(decided: Work | Refused) -> tuple[str, tuple[str, ...]]:
    """Why not, and what could be done instead."""
    assert isinstance(decided, Refused)
    return words(decided), tuple(choice.action for choice in decided.choices)


# ── Work ───────────────────────────────────────────────────────────────────────────────


def test_what_was_agreed_to_is_logged_minute_by_minute() -> None:
    assert log(books(), 7) == Work(1001, 0, WorkKind.WORK, PHONE, 7, "set it up", "kim", WEDNESDAY)


@pytest.mark.parametrize("impossible", [-5, 0, 481, 10_000])
def test_impossible_minutes_are_named(impossible: int) -> None:
    why = f"{impossible} minutes can't be logged: one entry is 1 to 480 minutes."
    assert refusal(log(books(), impossible)) == (why, ())
    if impossible:  # an entry can be put right to nothing
        assert refusal(correct(books(minutes(30)), 1, impossible)) == (why, ())


def test_a_whole_shift_is_one_entry_when_so_much_was_agreed() -> None:
    assert isinstance(log(books(agreed=(agreement(of=terms(PHONE, 100, 480)),)), 480), Work)


@pytest.mark.parametrize(
    "said",
    [(), (agreement(Decision.ASKED),), (agreement(Decision.DECLINED),), (AGREED, WITHDRAWN)],
    ids=["not asked", "no answer", "declined", "withdrawn"],
)
def test_no_work_without_the_clients_word(said: tuple[Agreement, ...]) -> None:
    why, instead = refusal(log(books(agreed=said), 15))
    assert why == "The client of #1001 hasn't agreed to billed work by phone. Ask first: notice 1001 phone"
    assert instead == ("notice 1001 phone",)


def test_the_word_for_one_channel_is_none_for_the_other() -> None:
    why, instead = refusal(log(books(), 15, HELPDESK))
    assert "hasn't agreed to billed work by helpdesk" in why
    assert instead == ("notice 1001 helpdesk",)


def test_no_work_without_a_card() -> None:
    why, _none = refusal(log(books(card=False), 15))
    assert why == ("No card is on file for the client of #1001, so billed work waits. Once there is one: card 1001 yes")


def test_work_on_a_merged_ticket_is_logged_where_it_went() -> None:
    merged = books(state=State.MERGED, merged_into=1000)
    assert refusal(log(merged, 15))[0] == "#1001 was merged into #1000."


def test_on_a_closed_ticket_only_a_lead_logs_work_that_was_done_before() -> None:
    solved = books(minutes(10), state=State.SOLVED)
    why = "#1001 is solved. Only a lead can log work on it now."
    assert refusal(log(solved, 15)) == (why, ())
    assert refusal(correct(solved, 1, 20)) == (why, ())
    assert isinstance(correct(solved, 1, 5), Work), "less can always be said"
    assert isinstance(work_log.log(solved, SAM, PHONE, 15, "set it up", WEDNESDAY), Work)


@pytest.mark.parametrize(("done", "so_many", "fits"), [(45, 15, True), (45, 16, False), (60, 1, False), (0, 61, False)])
def test_before_the_cap_is_passed_the_client_is_asked(done: int, so_many: int, fits: bool) -> None:
    known = books(minutes(done)) if done else books()
    decided = log(known, so_many)
    if fits:
        assert isinstance(decided, Work)
    else:
        why, instead = refusal(decided)
        assert f"agreed to 60 minutes by phone; {60 - done} are left. Ask before you go on" in why
        assert instead == ("notice 1001 phone",)


def test_a_credit_gives_room_and_the_other_channels_work_takes_none() -> None:
    known = books(minutes(60), minutes(-20, kind=WorkKind.CREDIT), minutes(60, HELPDESK))
    assert isinstance(log(known, 20), Work)
    assert "20 are left" in refusal(log(known, 21))[0]


# ── Credits ────────────────────────────────────────────────────────────────────────────


def test_what_was_worked_can_be_credited_and_no_more() -> None:
    known = books(minutes(30), minutes(20, HELPDESK))
    assert credit(known, 30) == Work(1001, 0, WorkKind.CREDIT, PHONE, -30, "our fault", "kim", WEDNESDAY)
    for so_many in (31, 0, -5):
        why, _none = refusal(credit(known, so_many))
        assert why == f"{so_many} minutes can't be credited: 30 were worked by phone on #1001."
    assert isinstance(credit(books(minutes(30), agreed=(AGREED, WITHDRAWN), card=False), 30), Work)


# ── Corrections ────────────────────────────────────────────────────────────────────────


def test_an_entry_is_put_right_by_the_difference() -> None:
    known = books(minutes(20), minutes(30))
    assert correct(known, 2, 10) == Work(
        1001, 0, WorkKind.CORRECTION, PHONE, -20, "a slip", "kim", WEDNESDAY, corrects=2
    )
    more = correct(known, 2, 40)
    assert isinstance(more, Work)
    assert more.minutes == 10
    nothing = correct(known, 2, 0)
    assert isinstance(nothing, Work)
    assert nothing.minutes == -30


def test_a_second_correction_starts_from_the_first() -> None:
    known = books(minutes(20), minutes(-10, kind=WorkKind.CORRECTION, corrects=1))
    again = correct(known, 1, 15)
    assert isinstance(again, Work)
    assert (again.minutes, again.corrects) == (5, 1)


@pytest.mark.parametrize("entry", [2, 3, 9, 0])
def test_only_an_entry_of_work_can_be_put_right(entry: int) -> None:
    known = books(minutes(20), minutes(-10, kind=WorkKind.CREDIT), minutes(5, kind=WorkKind.CORRECTION, corrects=1))
    why, instead = refusal(correct(known, entry, 15))
    assert why == f"#1001 has no work entry {entry}."
    assert instead == ("statement 1001",)


def test_a_correction_does_not_pass_the_cap_either() -> None:
    known = books(minutes(40), minutes(20))
    why, instead = refusal(correct(known, 2, 21))
    assert "agreed to 60 minutes by phone; 0 are left" in why
    assert instead == ("notice 1001 phone",)
    assert isinstance(correct(known, 2, 20), Work)
    assert "No card is on file" in refusal(correct(replace(known, card=False), 1, 41))[0]


def test_after_a_withdrawal_nothing_is_corrected_upwards() -> None:
    known = books(minutes(20), agreed=(AGREED, WITHDRAWN))
    assert isinstance(correct(known, 1, 10), Work)
    assert "hasn't agreed to billed work by phone" in refusal(correct(known, 1, 21))[0]


def test_what_was_credited_is_not_taken_away_twice() -> None:
    known = books(minutes(30), minutes(-20, kind=WorkKind.CREDIT))
    assert isinstance(correct(known, 1, 20), Work)
    why, instead = refusal(correct(known, 1, 19))
    assert why == "More was credited on #1001 than would be left."
    assert instead == ("statement 1001",)
