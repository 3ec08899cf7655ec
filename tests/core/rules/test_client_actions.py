"""What clients do to their tickets, and what it costs them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model.record import Author, Entry, EntryKind, Line
from bot.core.model.tickets import Rule, State, Ticket, Urgency
from bot.core.rules import client_actions
from bot.core.rules.billing import Decision
from bot.core.rules.change import CLIENT, BotEntry, Change, NotificationKind, is_reserved
from bot.core.rules.client_actions import fair_to_ask, reopenable
from bot.core.rules.done import Done
from bot.core.rules.promise_times import Times
from tests.builders import WEDNESDAY, agreement, ticket
from tests.reading import words

NOW = WEDNESDAY + timedelta(hours=1)
TIMES = Times(NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1), NOW + timedelta(days=2))
WINDOW = 14
MORE = (Line("since monday", WEDNESDAY), Line("it says 550", NOW))

GONE = (
    ticket(state=State.CANCELLED, closed_at=WEDNESDAY),
    ticket(state=State.MERGED, merged_into=1000, closed_at=WEDNESDAY),
)


def done(decided: Change | Done | tuple[Change, Done]) -> Change:
    """The act was carried out."""
    change = decided[0] if isinstance(decided, tuple) else decided
    assert isinstance(change, Change), change
    assert change.by == CLIENT
    assert change.to_owner is not None, "staff learn of everything a client does"
    return change


def said(change: Change) -> list[str]:
    """What the act leaves in the record."""
    return [words(e.text) if isinstance(e, BotEntry) else e.text for e in change.entries]


# ── Adding ─────────────────────────────────────────────────────────────────────────────


def add(to: Ticket) -> Change | Done:
    return client_actions.add_words(to, MORE, NOW, WINDOW, TIMES)


def test_new_facts_never_cost_the_place() -> None:
    for waiting in (ticket(), ticket(owner="kim", acted_at=WEDNESDAY)):
        added = done(add(waiting))
        assert added.after == added.before == waiting
        assert added.rule is None


def test_words_that_nobody_placed_say_so_on_the_ticket_they_are_put_onto() -> None:
    change = client_actions.place_words(ticket(), MORE, NOW)
    assert change.after == ticket()
    assert said(change) == [
        "since monday", "it says 550", "Nobody said which ticket this is for: it may be about another one.",
    ]  # fmt: skip


def test_every_word_goes_on_the_record_with_the_time_it_was_typed() -> None:
    assert done(add(ticket())).entries == tuple(
        Entry(EntryKind.WORDS, Author.CLIENT, "", line.text, line.at) for line in MORE
    )


@pytest.mark.parametrize("state", [State.ASKED, State.ANSWERED])
def test_words_bring_a_ticket_back_that_was_with_the_client(state: State) -> None:
    away = ticket(state=state, answered_at=WEDNESDAY)
    back = done(add(away))
    assert back.after == replace(away, state=State.OPEN)
    assert back.after.waiting
    assert back.rule is Rule.CLIENT_WROTE
    assert back.to_owner is not None
    assert (back.to_owner.kind, back.to_owner.text) == (NotificationKind.CLIENT_WROTE, "since monday\nit says 550")


def test_it_comes_back_to_its_owner_whose_lease_begins_anew() -> None:
    away = ticket(state=State.ASKED, owner="kim", acted_at=WEDNESDAY, answered_at=WEDNESDAY)
    back = done(add(away)).after
    assert (back.state, back.owner, back.acted_at) == (State.OPEN, "kim", NOW)
    assert (back.since, back.promise_at) == (away.since, away.promise_at)


def test_words_to_a_solved_ticket_reopen_it_within_the_window() -> None:
    solved = ticket(state=State.SOLVED, owner="kim", closed_at=WEDNESDAY, answered_at=WEDNESDAY)
    back = done(add(solved))
    assert (back.rule, back.after.since, back.after.owner) == (Rule.REOPENED, NOW, "")
    assert back.after.promise_at == TIMES.promise_at
    assert said(back) == ["since monday", "it says 550"]
    assert add(replace(solved, closed_at=NOW - timedelta(days=14, seconds=1))) is Done.WINDOW_OVER


# ── Not solved ─────────────────────────────────────────────────────────────────────────


def unsolve(of: Ticket) -> tuple[Change, Done] | Done:
    return client_actions.unsolve(of, NOW, WINDOW, TIMES)


def test_an_answer_that_did_not_solve_it_comes_back_to_its_owner() -> None:
    answered = ticket(state=State.ANSWERED, owner="kim", acted_at=WEDNESDAY, answered_at=WEDNESDAY)
    decided = unsolve(answered)
    assert isinstance(decided, tuple)
    assert decided[1] is Done.BACK_IN_LINE
    back = done(decided)
    assert (back.after.state, back.after.owner, back.after.acted_at) == (State.OPEN, "kim", NOW)
    assert said(back) == ["It isn't solved yet."]


def test_saying_so_of_a_ticket_that_is_open_moves_nothing_and_tells_staff() -> None:
    waiting = ticket()
    decided = unsolve(waiting)
    assert isinstance(decided, tuple)
    told = done(decided)
    assert (told.after, told.rule) == (waiting, None)
    assert said(told) == ["It isn't solved yet."]


@pytest.mark.parametrize(("seconds", "possible"), [(0, True), (1, False)])
def test_a_solved_ticket_is_reopened_until_the_window_ends(seconds: int, possible: bool) -> None:
    solved = ticket(state=State.SOLVED, closed_at=NOW - timedelta(days=WINDOW, seconds=seconds))
    decided = unsolve(solved)
    if not possible:
        assert decided is Done.WINDOW_OVER
        return
    assert isinstance(decided, tuple)
    change, outcome = decided
    assert outcome is Done.REOPENED
    assert (change.after.since, change.after.closed_at) == (NOW, None)


# ── Nudging ────────────────────────────────────────────────────────────────────────────


def test_a_confirmed_nudge_goes_to_the_end_of_the_line_and_moves_no_promise() -> None:
    before = ticket(urgency=Urgency.HIGH)
    bumped = done(client_actions.bump(before, NOW))
    assert bumped.after == replace(before, since=NOW)
    assert bumped.rule is Rule.BUMPED
    assert said(bumped) == ["Nudge confirmed: moved to the end of the line."]


@pytest.mark.parametrize(
    ("seconds_after_grace", "fair"),
    [(-86_400, False), (-1, False), (0, False), (1, True), (86_400, True)],
)
def test_asking_is_fair_from_estimate_plus_grace_on_and_costs_nothing(seconds_after_grace: int, fair: bool) -> None:
    waiting = ticket()
    now = waiting.grace_until + timedelta(seconds=seconds_after_grace)
    assert fair_to_ask(waiting, now) is fair
    bumped = client_actions.bump(waiting, now)
    assert (bumped is Done.FAIR_TO_ASK) is fair
    asked = done(client_actions.ask_for_news(waiting, now))
    assert asked.after == waiting
    assert asked.rule is None
    assert asked.to_owner is not None
    assert asked.to_owner.kind is NotificationKind.CLIENT_WAITS
    assert said(asked) == ["Asked for news."]


@pytest.mark.parametrize(
    "away", [ticket(owner="kim"), ticket(state=State.ASKED), ticket(state=State.ANSWERED, owner="kim")]
)
def test_what_is_not_in_line_has_no_place_to_lose(away: Ticket) -> None:
    assert fair_to_ask(away, WEDNESDAY)
    assert client_actions.bump(away, WEDNESDAY) is Done.FAIR_TO_ASK


# ── Closing, the phone ─────────────────────────────────────────────────────────────────


def test_solved_and_taken_back_by_the_client() -> None:
    waiting = ticket()
    solved = done(client_actions.solve(waiting, NOW))
    assert solved.after == replace(waiting, state=State.SOLVED, closed_at=NOW)
    assert (solved.rule, said(solved)) == (Rule.SOLVED, ["Solved."])
    assert reopenable(solved.after, NOW, WINDOW)
    cancelled = done(client_actions.cancel(waiting, NOW))
    assert cancelled.after == replace(waiting, state=State.CANCELLED, closed_at=NOW)
    assert (cancelled.rule, said(cancelled)) == (Rule.CANCELLED, ["Ticket taken back."])
    assert not reopenable(cancelled.after, NOW, WINDOW)


def test_the_client_may_say_that_it_is_about_our_own_service_until_they_agreed_to_pay() -> None:
    theirs = ticket(third_party="Outlook")
    for said_before in ((), (agreement(Decision.ASKED),), (agreement(Decision.DECLINED),)):
        ours = done(client_actions.own_service(theirs, said_before, NOW))
        assert ours.after == replace(theirs, third_party="")
        assert said(ours) == ["It is about the hosting service itself."]
    assert client_actions.own_service(theirs, (agreement(), agreement(Decision.WITHDRAWN)), NOW) is Done.TERMS_FIRST
    for gone in GONE:
        assert client_actions.own_service(gone, (), NOW) is Done.ALREADY_CLOSED


def test_that_no_time_suits_is_told_even_if_a_call_was_wished_for_before() -> None:
    wished = ticket(wants_phone=True)
    assert client_actions.want_phone(wished, NOW) is Done.PHONE_NOTED
    assert said(done(client_actions.want_phone(wished, NOW, unfit=True))) == [
        "A phone call is wanted; none of the free times suits."
    ]


def test_the_wish_for_a_call_is_noted_once() -> None:
    waiting = ticket()
    noted = done(client_actions.want_phone(waiting, NOW))
    assert noted.after == replace(waiting, wants_phone=True)
    assert said(noted) == ["A phone call is wanted."]
    assert client_actions.want_phone(noted.after, NOW) is Done.PHONE_NOTED


@pytest.mark.parametrize("gone", GONE, ids=lambda t: t.state.value)
def test_what_is_gone_stays_gone(gone: Ticket) -> None:
    for decided in (
        add(gone),
        unsolve(gone),
        client_actions.solve(gone, NOW),
        client_actions.cancel(gone, NOW),
        client_actions.bump(gone, NOW),
        client_actions.ask_for_news(gone, NOW),
        client_actions.want_phone(gone, NOW),
    ):
        assert decided is Done.ALREADY_CLOSED


def test_what_is_solved_is_not_solved_taken_back_or_nudged_again() -> None:
    solved = ticket(state=State.SOLVED, closed_at=WEDNESDAY)
    for decided in (
        client_actions.solve(solved, NOW),
        client_actions.cancel(solved, NOW),
        client_actions.bump(solved, NOW),
        client_actions.ask_for_news(solved, NOW),
        client_actions.want_phone(solved, NOW),
    ):
        assert decided is Done.ALREADY_CLOSED


def test_a_response_that_was_never_given_stays_promised_as_it_was() -> None:
    solved = ticket(state=State.SOLVED, closed_at=WEDNESDAY)
    back = client_actions.reopened(solved, NOW, TIMES)
    assert back == replace(solved, state=State.OPEN, since=NOW, closed_at=None)
    assert (back.estimate_at, back.grace_until, back.promise_at) == (
        solved.estimate_at,
        solved.grace_until,
        solved.promise_at,
    )


def test_a_reopened_ticket_has_promises_no_earlier_than_it_came_back() -> None:
    solved = ticket(state=State.SOLVED, closed_at=WEDNESDAY, owner="kim", acted_at=WEDNESDAY, answered_at=WEDNESDAY)
    back = client_actions.reopened(solved, NOW, TIMES)
    assert back.waiting
    assert (back.acted_at, back.answered_at, back.closed_at) == (None, None, None)
    assert NOW == back.since == back.counted_from < back.estimate_at < back.grace_until < back.promise_at
    assert (back.filed_at, back.number, back.subject) == (solved.filed_at, solved.number, solved.subject)


@pytest.mark.parametrize(("name", "reserved"), [("client", True), ("Desk", True), ("kim", False), ("", False)])
def test_what_records_say_of_others_is_no_staff_members_name(name: str, reserved: bool) -> None:
    assert is_reserved(name) is reserved
