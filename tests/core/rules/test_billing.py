"""What was agreed, what was worked, and the bill: whatever happens, never above the client's word."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.policy import Channel, Rates
from bot.core.rules import billing, work_log
from bot.core.rules.billing import (
    Agreement,
    Decision,
    Lack,
    Terms,
    Work,
    WorkKind,
    in_force,
    pending,
    quarters,
    statement,
    worked,
)
from bot.core.rules.change import Refused
from tests.builders import KIM, WEDNESDAY, agreement, policy, terms, ticket
from tests.builders import work as minutes

RATES = policy().rates
VERSION = policy().firm.terms_version
HELPDESK, PHONE = Channel.HELPDESK, Channel.PHONE
ASKED, ACCEPTED = agreement(Decision.ASKED), agreement(Decision.ACCEPTED, n=2)
DECLINED, WITHDRAWN = agreement(Decision.DECLINED, n=3), agreement(Decision.WITHDRAWN, n=4)


# ── What is asked ──────────────────────────────────────────────────────────────────────


def test_the_terms_are_the_channels_rate_and_an_hour_at_most() -> None:
    assert billing.terms(RATES, VERSION, HELPDESK) == Terms(HELPDESK, Decimal(80), "USD", 60, VERSION)
    assert billing.terms(RATES, VERSION, PHONE) == Terms(PHONE, Decimal(100), "USD", 60, VERSION)


def test_asked_again_the_cap_is_raised_and_the_lower_rate_stays() -> None:
    cheaper = agreement(of=terms(PHONE, 90))
    assert billing.terms(RATES, VERSION, PHONE, [cheaper]) == terms(PHONE, 90, 120)
    dearer = agreement(of=terms(PHONE, 120))
    assert billing.terms(RATES, VERSION, PHONE, [dearer]) == terms(PHONE, 100, 120)
    assert billing.terms(RATES, VERSION, HELPDESK, [cheaper]) == terms(HELPDESK, 80, 60), "each channel by itself"


def test_what_was_declined_raises_nothing() -> None:
    assert billing.terms(RATES, VERSION, PHONE, [DECLINED]) == terms()


@pytest.mark.parametrize(("done", "cap"), [(0, 60), (20, 90), (60, 120)])
def test_after_a_withdrawal_an_hour_is_asked_for_beside_what_was_worked(done: int, cap: int) -> None:
    works = [minutes(done), minutes(30, HELPDESK)]
    assert billing.terms(RATES, VERSION, PHONE, [ACCEPTED, WITHDRAWN], works) == terms(PHONE, 100, cap)


def test_the_currency_that_was_accepted_stays() -> None:
    euros = agreement(of=replace(terms(PHONE, 50, 240), currency="EUR"))
    assert billing.terms(RATES, VERSION, PHONE, [euros]) == replace(terms(PHONE, 50, 300), currency="EUR")


# ── What was said to it ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "stands", "waits"),
    [
        ([], False, False),
        ([ASKED], False, True),
        ([ASKED, ACCEPTED], True, False),
        ([ASKED, DECLINED], False, False),
        ([ACCEPTED, ASKED], True, True),
        ([ACCEPTED, ASKED, DECLINED], True, False),
        ([ACCEPTED, WITHDRAWN], False, False),
        ([ACCEPTED, WITHDRAWN, ASKED], False, True),
        ([ACCEPTED, WITHDRAWN, ACCEPTED], True, False),
    ],
    ids=["nothing", "asked", "yes", "no", "asked for more", "no more", "withdrawn", "asked again", "yes again"],
)
def test_where_the_clients_word_stands(said: list[Agreement], stands: bool, waits: bool) -> None:
    assert (in_force(said, PHONE) is not None) is stands
    assert (pending(said, PHONE) is not None) is waits
    assert (in_force(said, HELPDESK), pending(said, HELPDESK)) == (None, None)
    assert billing.phone_owed("Outlook", said, RATES) is not stands


def test_the_last_yes_bounds_the_bill_even_when_it_was_taken_back() -> None:
    more = agreement(of=terms(PHONE, 100, 120), n=5)
    assert billing.last_accepted([ACCEPTED, more, WITHDRAWN], PHONE) == more
    assert billing.last_accepted([ASKED, DECLINED], PHONE) is None


def test_a_call_about_our_own_service_or_at_no_cost_needs_no_word() -> None:
    assert not billing.phone_owed("", [], RATES)
    assert not billing.phone_owed("Outlook", [], replace(RATES, phone_per_hour=Decimal(0)))
    assert billing.phone_owed("Outlook", [agreement(of=terms(HELPDESK, 80))], RATES), "the phone has its own rate"


# ── What it comes to ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("worked", "billed"), [(0, 0), (1, 1), (15, 1), (16, 2), (30, 2), (59, 4), (60, 4), (61, 5), (-5, 0)]
)
def test_a_quarter_hour_begun_is_a_quarter_hour(worked: int, billed: int) -> None:
    assert quarters(worked) == billed


def test_minutes_are_rounded_up_once_for_each_channel() -> None:
    works = [minutes(5), minutes(5, n=2), minutes(5, HELPDESK, n=3)]
    said = [agreement(), agreement(of=terms(HELPDESK, 80), n=2)]
    bill = statement(1001, works, said, "EUR")
    assert [(each.channel, each.minutes, each.quarters, each.amount) for each in bill.bills] == [
        (HELPDESK, 5, 1, Decimal(20)),
        (PHONE, 10, 1, Decimal(25)),
    ]
    assert (bill.ticket, bill.currency, bill.total) == (1001, "USD", Decimal(45))
    assert bill.bills[1].entries == tuple(works[:2])


def test_the_bill_ends_at_the_cap() -> None:
    [bill] = statement(1001, [minutes(90)], [agreement(of=terms(PHONE, 100, 60))], "USD").bills
    assert (bill.minutes, bill.quarters, bill.cap_minutes, bill.amount) == (90, 4, 60, Decimal(100))
    [odd] = statement(1001, [minutes(50)], [agreement(of=terms(PHONE, 100, 50))], "USD").bills
    assert (odd.quarters, odd.amount) == (3, Decimal(75)), "a part of a quarter hour was never agreed to"


def test_a_part_of_a_cent_is_the_firms_loss() -> None:
    [bill] = statement(1001, [minutes(15)], [agreement(of=terms(PHONE, "33.39", 60))], "USD").bills
    assert bill.amount == Decimal("8.34")


def test_nothing_is_billed_that_was_not_agreed_to_or_not_worked() -> None:
    assert statement(1001, [minutes(30)], [], "USD").bills == ()
    assert statement(1001, [minutes(30)], [ASKED, DECLINED], "USD").bills == ()
    assert statement(1001, [], [ACCEPTED], "USD").bills == ()
    assert statement(1001, [], [], "EUR") == billing.Statement(1001, "EUR", ())
    assert statement(1001, [], [], "EUR").total == 0


def test_credits_and_corrections_count_before_it_is_rounded() -> None:
    credit = minutes(-10, n=2, kind=WorkKind.CREDIT)
    right = minutes(-6, n=3, kind=WorkKind.CORRECTION, corrects=1)
    [bill] = statement(1001, [minutes(46), credit, right], [agreement()], "USD").bills
    assert (bill.minutes, bill.quarters, bill.amount) == (30, 2, Decimal(50))


# ── Whatever happens ───────────────────────────────────────────────────────────────────


@dataclass
class Books:
    """A ticket's agreements and work, as a desk keeps them: entries are only ever added."""

    rates: Rates
    agreed: list[Agreement] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    card: bool = False
    refused: int = 0

    def ask(self, channel: Channel) -> None:
        """Staff send a notice."""
        self._note(Decision.ASKED, billing.terms(self.rates, VERSION, channel, self.agreed, self.works))

    def say(self, channel: Channel, decision: Decision) -> None:
        """The client answers what was asked, or takes back what was agreed."""
        entry = in_force(self.agreed, channel) if decision is Decision.WITHDRAWN else pending(self.agreed, channel)
        if entry is not None:
            self._note(decision, entry.terms)

    def enter(self, entry: Work | Refused) -> None:
        """Store an entry of work, if it is one."""
        if isinstance(entry, Refused):
            self.refused += 1
        else:
            self.works.append(replace(entry, n=len(self.works) + 1))

    def ledger(self) -> work_log.Ledger:
        """What is known before an entry is made."""
        return work_log.Ledger(ticket(third_party="Outlook"), self.works, self.agreed, self.card)

    def _note(self, decision: Decision, of: Terms) -> None:
        self.agreed.append(agreement(decision, of, n=len(self.agreed) + 1))


channels = st.sampled_from(Channel)
some_minutes = st.one_of(st.integers(1, 70), st.sampled_from([-5, 0, 480, 481, 10_000]))
happenings = st.one_of(
    st.tuples(st.just("ask"), channels),
    st.tuples(st.just("say"), channels, st.sampled_from([Decision.ACCEPTED, Decision.ACCEPTED, Decision.DECLINED])),
    st.tuples(st.just("say"), channels, st.just(Decision.WITHDRAWN)),
    st.tuples(st.just("log"), channels, some_minutes),
    st.tuples(st.just("credit"), channels, some_minutes),
    st.tuples(st.just("correct"), st.integers(1, 5), some_minutes),
    st.tuples(st.just("card"), st.booleans()),
    st.tuples(st.just("rate"), st.integers(0, 20_000)),
)
STARTS = [("ask", PHONE), ("say", PHONE, Decision.ACCEPTED), ("card", True)]
"""Most sequences begin with a client who agreed, so that there is something to bill."""


def happen(books: Books, what: Sequence[object]) -> None:
    """One thing after another."""
    match what:
        case ("ask", Channel() as channel):
            books.ask(channel)
        case ("say", Channel() as channel, Decision() as decision):
            books.say(channel, decision)
        case ("log", Channel() as channel, int(so_many)):
            books.enter(work_log.log(books.ledger(), KIM, channel, so_many, "did it", WEDNESDAY))
        case ("credit", Channel() as channel, int(so_many)):
            books.enter(work_log.credit(books.ledger(), KIM, channel, so_many, "sorry", WEDNESDAY))
        case ("correct", int(entry), int(so_many)):
            books.enter(work_log.correct(books.ledger(), KIM, entry, so_many, "a slip", WEDNESDAY))
        case ("card", bool(card)):
            books.card = card
        case ("rate", int(cents)):
            books.rates = replace(books.rates, helpdesk_per_hour=Decimal(cents) / 100, phone_per_hour=Decimal(cents))


@given(st.booleans(), st.lists(happenings, max_size=20))
@settings(deadline=None, max_examples=150)
def test_no_bill_is_above_what_was_accepted_whatever_happens(begun: bool, sequence: list[tuple[object, ...]]) -> None:
    books = Books(RATES)
    for what in [*(STARTS if begun else ()), *sequence]:
        before = list(books.works)
        happen(books, what)
        for entry in books.works[len(before) :]:
            made_only_when_allowed(books, entry, before)
        never_above_the_clients_word(books)


def made_only_when_allowed(books: Books, entry: Work, before: list[Work]) -> None:
    """Work only after acceptance and with a card; nothing ever brings a channel below zero, or beyond its cap."""
    agreed = in_force(books.agreed, entry.channel)
    if entry.kind is WorkKind.WORK:
        assert agreed is not None
        assert books.card
        assert 1 <= entry.minutes <= work_log.MINUTES_MAX
    if entry.minutes > 0:
        assert agreed is not None
        assert books.card
        assert worked(books.works, entry.channel) <= agreed.terms.cap_minutes
    assert worked(books.works, entry.channel) >= 0
    assert books.works[:-1] == before, "no entry is ever changed"


def never_above_the_clients_word(books: Books) -> None:
    """Each channel's bill: accepted, at a rate and within a cap that were, rounded up less than a quarter hour."""
    bill = statement(1001, books.works, books.agreed, "USD")
    for each in bill.bills:
        accepted = [
            a.terms for a in books.agreed if a.terms.channel is each.channel and a.decision is Decision.ACCEPTED
        ]
        assert accepted
        assert each.per_hour <= max(t.per_hour for t in accepted)
        assert each.amount <= max(t.per_hour for t in accepted) * max(t.cap_minutes for t in accepted) / 60
        exact = each.per_hour * each.quarters / 4
        assert exact - Decimal("0.01") < each.amount <= exact
        assert each.quarters * 15 < max(each.minutes, 0) + 15
        assert each.quarters >= 0
    assert bill.total == sum(each.amount for each in bill.bills)


# ── What a call still lacks ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("software", "agreed", "card", "lack"),
    [
        ("Outlook", (), True, Lack.WORD),
        ("Outlook", (agreement(),), False, Lack.CARD),
        ("Outlook", (agreement(),), True, None),
        ("", (), False, None),
    ],
)
def test_a_call_about_others_software_needs_the_clients_word_and_a_card(
    software: str, agreed: Sequence[Agreement], card: bool, lack: Lack | None
) -> None:
    assert billing.call_lacks(software, agreed, card, RATES) is lack


def test_where_a_call_costs_nothing_it_lacks_nothing() -> None:
    assert billing.call_lacks("Outlook", (), False, replace(RATES, phone_per_hour=Decimal(0))) is None
