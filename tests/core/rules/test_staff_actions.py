"""What staff do to a ticket: each act's change, or the refusal that says why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model.people import Role, Staff
from bot.core.model.record import Author, Entry, EntryKind, Line
from bot.core.model.tickets import Rule, State, Ticket, Urgency
from bot.core.rules import client_actions as client
from bot.core.rules import staff_actions
from bot.core.rules.change import Change, Notification, NotificationKind, Refused
from bot.core.rules.client_actions import fair_to_ask
from bot.core.rules.promise_times import Times
from tests.builders import KIM, SAM, WEDNESDAY, ticket
from tests.reading import words

NOW = WEDNESDAY + timedelta(hours=1)
LOU = Staff("lou", Role.AGENT)
TIMES = Times(NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1), NOW + timedelta(days=2))
WINDOW = 14

CLOSED = (
    ticket(state=State.SOLVED, owner="kim", closed_at=WEDNESDAY, answered_at=WEDNESDAY),
    ticket(state=State.CANCELLED, closed_at=WEDNESDAY),
    ticket(state=State.MERGED, merged_into=1000, closed_at=WEDNESDAY),
)


def done(decided: Change | Refused) -> Change:
    """The act was allowed."""
    assert isinstance(decided, Change), words(decided)
    return decided


def why_not(decided: Change | tuple[Change, Change] | Refused) -> str:
    """The act was refused, saying this."""
    assert isinstance(decided, Refused), decided
    return words(decided)


def did(what: str, by: str = "kim") -> Entry:
    return Entry(EntryKind.ACT, Author.STAFF, by, what, NOW)


# ── Handing over ───────────────────────────────────────────────────────────────────────


def test_a_ticket_is_handed_over_with_a_word_and_a_new_lease() -> None:
    before = ticket(owner="kim", acted_at=WEDNESDAY)
    handed = done(staff_actions.assign(before, "lou", KIM, "she knows it", NOW))
    assert handed.after == replace(before, owner="lou", acted_at=NOW)
    assert (handed.rule, handed.reason) == (Rule.ASSIGNED, "she knows it")
    assert handed.entries == (did("assigned to lou: she knows it"),)
    assert handed.to_owner == Notification(NotificationKind.ASSIGNED, "she knows it", "kim")
    assert handed.to_client is None


def test_nobody_is_told_what_they_took_themselves() -> None:
    assert done(staff_actions.assign(ticket(), "kim", KIM, "", NOW)).to_owner is None


@pytest.mark.parametrize(("by", "allowed"), [(LOU, False), (KIM, True), (SAM, True)])
def test_an_agent_hands_over_what_is_theirs_and_a_lead_any(by: Staff, allowed: bool) -> None:
    decided = staff_actions.assign(ticket(owner="kim"), "zoe", by, "", NOW)
    assert isinstance(decided, Change) is allowed
    if not allowed:
        assert "kim has #1001" in why_not(decided)


def test_what_is_closed_or_theirs_already_is_not_handed_over() -> None:
    assert why_not(staff_actions.assign(ticket(owner="lou"), "lou", SAM, "", NOW)) == "lou has #1001 already."
    for closed in CLOSED:
        assert "#1001" in why_not(staff_actions.assign(closed, "lou", SAM, "", NOW))


# ── Claiming and releasing ─────────────────────────────────────────────────────────────


def test_a_claim_takes_the_ticket_out_of_the_line_and_keeps_its_place_for_later() -> None:
    before = ticket()
    claimed = done(staff_actions.claim(before, KIM, NOW))
    assert claimed.after == replace(before, owner="kim", acted_at=NOW)
    assert not claimed.after.waiting
    assert (claimed.rule, claimed.by, claimed.entries) == (Rule.CLAIMED, "kim", (did("claimed"),))
    assert claimed.to_client is None


def test_a_claimed_ticket_has_one_owner_even_for_a_lead() -> None:
    assert why_not(staff_actions.claim(ticket(owner="kim"), SAM, NOW)) == "kim has claimed #1001."
    mine = staff_actions.claim(ticket(owner="kim"), KIM, NOW)
    assert why_not(mine) == "#1001 is yours already."
    assert isinstance(mine, Refused)
    assert [c.action for c in mine.choices] == ["show 1001"]


def test_a_ticket_that_is_with_the_client_can_be_claimed_when_nobody_has_it() -> None:
    asked = ticket(state=State.ASKED, answered_at=WEDNESDAY)
    assert done(staff_actions.claim(asked, KIM, NOW)).after.state is State.ASKED


def test_release_gives_a_ticket_back_to_the_place_it_had() -> None:
    claimed = ticket(owner="kim", acted_at=WEDNESDAY, urgency=Urgency.HIGH)
    released = done(staff_actions.release(claimed, KIM, "off for today", NOW))
    assert released.after == replace(claimed, owner="", acted_at=None)
    assert released.after.waiting
    assert (released.rule, released.reason) == (Rule.RELEASED, "off for today")
    assert released.entries == (did("released: off for today"),)


def test_what_nobody_has_cannot_be_released() -> None:
    assert why_not(staff_actions.release(ticket(), KIM, "", NOW)) == "#1001 isn't claimed by anybody."


def test_an_expired_claim_keeps_the_place_and_is_by_the_desk() -> None:
    claimed = ticket(owner="kim", acted_at=WEDNESDAY)
    expired = staff_actions.expire_claim(claimed, NOW)
    assert expired.after == replace(claimed, owner="", acted_at=None)
    assert (expired.by, expired.rule, expired.reason) == ("desk", Rule.LEASE_EXPIRED, "kim was silent too long")
    assert expired.entries == (Entry(EntryKind.ACT, Author.BOT, "", "claim of kim expired", NOW),)


# ── Answering ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("act", "state", "kind", "rule", "news"),
    [
        (staff_actions.reply, State.ANSWERED, EntryKind.REPLY, Rule.ANSWERED, NotificationKind.REPLY),
        (staff_actions.ask, State.ASKED, EntryKind.ASK, Rule.ASKED, NotificationKind.ASK),
    ],
)
def test_a_reply_and_a_question_are_both_a_first_response(
    act: Callable[[Ticket, Staff, str, datetime], Change | Refused],
    state: State,
    kind: EntryKind,
    rule: Rule,
    news: NotificationKind,
) -> None:
    before = ticket()
    responded = done(act(before, KIM, "Which device?", NOW))
    assert responded.after == replace(before, state=state, owner="kim", acted_at=NOW, answered_at=NOW)
    assert responded.responded
    assert responded.rule is rule
    assert responded.entries == (Entry(kind, Author.STAFF, "kim", "Which device?", NOW),)
    assert responded.to_client is not None
    assert (responded.to_client.kind, responded.to_client.text, responded.to_client.by) == (
        news,
        "Which device?",
        "kim",
    )


def test_asking_back_moves_neither_place_nor_promise() -> None:
    before = ticket()
    after = done(staff_actions.ask(before, KIM, "Which device?", NOW)).after
    assert (after.since, after.estimate_at, after.grace_until, after.promise_at) == (
        before.since,
        before.estimate_at,
        before.grace_until,
        before.promise_at,
    )


def test_only_the_first_response_is_the_first() -> None:
    answered = ticket(owner="kim", answered_at=WEDNESDAY)
    assert done(staff_actions.reply(answered, KIM, "And also …", NOW)).after.answered_at == WEDNESDAY


def test_a_note_is_internal_changes_no_state_and_is_no_response() -> None:
    before = ticket()
    noted = staff_actions.note(before, KIM, "angry, be nice", NOW)
    assert noted.after == before
    assert noted.entries == (Entry(EntryKind.NOTE, Author.STAFF, "kim", "angry, be nice", NOW),)
    assert not noted.responded
    assert (noted.to_client, noted.to_owner, noted.rule) == (None, None, None)


def test_an_owner_is_told_of_a_colleagues_note_and_nobody_of_their_own() -> None:
    claimed = ticket(owner="kim")
    told = staff_actions.note(claimed, LOU, "the boss called", NOW).to_owner
    assert told is not None
    assert (told.kind, told.text, told.by) == (NotificationKind.NOTE, "the boss called", "lou")
    assert staff_actions.note(claimed, KIM, "on it", NOW).to_owner is None


def test_only_the_owners_own_acts_renew_their_lease() -> None:
    claimed = ticket(owner="kim", acted_at=WEDNESDAY)
    assert staff_actions.note(claimed, KIM, "on it", NOW).after.acted_at == NOW
    assert staff_actions.note(claimed, LOU, "is kim on it?", NOW).after.acted_at == WEDNESDAY
    assert done(staff_actions.set_urgency(claimed, Urgency.HIGH, KIM, "all mail", NOW)).after.acted_at == NOW
    assert done(staff_actions.set_urgency(claimed, Urgency.HIGH, LOU, "all mail", NOW)).after.acted_at == WEDNESDAY


# ── Resolving and reopening ────────────────────────────────────────────────────────────


def test_resolving_needs_a_response_and_says_how_to_give_one() -> None:
    refused = why_not(staff_actions.resolve(ticket(owner="kim"), KIM, "", NOW))
    assert refused.endswith("Write: resolve 1001 <your answer>")


def test_a_last_reply_is_a_response_and_resolves_at_once() -> None:
    before = ticket()
    resolved = done(staff_actions.resolve(before, KIM, "Done.", NOW))
    assert resolved.after == replace(before, state=State.SOLVED, closed_at=NOW, answered_at=NOW, owner="kim")
    assert resolved.responded
    assert resolved.entries == (Entry(EntryKind.REPLY, Author.STAFF, "kim", "Done.", NOW), did("resolved"))
    assert resolved.to_client is not None
    assert (resolved.to_client.kind, resolved.to_client.text) == (NotificationKind.RESOLVED, "Done.")


def test_an_answered_ticket_is_resolved_without_another_word() -> None:
    resolved = done(staff_actions.resolve(ticket(owner="kim", answered_at=WEDNESDAY), KIM, "", NOW))
    assert resolved.entries == (did("resolved"),)
    assert not resolved.responded
    assert resolved.after.answered_at == WEDNESDAY


def test_after_a_reopening_resolving_needs_a_response_again() -> None:
    solved = ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY, owner="kim")
    again = done(staff_actions.reopen(solved, KIM, "it came back", NOW, WINDOW, TIMES)).after
    assert "no reply yet" in why_not(staff_actions.resolve(again, KIM, "", NOW))


def test_reopening_joins_the_end_of_the_line_with_promises_of_its_own() -> None:
    solved = ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY, owner="kim", acted_at=WEDNESDAY)
    reopened = done(staff_actions.reopen(solved, LOU, "it came back", NOW, WINDOW, TIMES))
    assert reopened.after == replace(
        solved, state=State.OPEN, owner="", acted_at=None, since=NOW, counted_from=NOW, answered_at=None,
        closed_at=None, estimate_at=TIMES.estimate_at, grace_until=TIMES.grace_until, promise_at=TIMES.promise_at,
    )  # fmt: skip
    assert reopened.after.filed_at == solved.filed_at
    assert (reopened.rule, reopened.reason) == (Rule.REOPENED, "it came back")
    assert reopened.entries == (did("reopened: it came back", "lou"),)
    assert reopened.to_client is not None
    assert (reopened.to_client.kind, reopened.to_client.by) == (NotificationKind.REOPENED, "lou")


@pytest.mark.parametrize(("days", "seconds", "possible"), [(0, 0, True), (14, 0, True), (14, 1, False), (99, 0, False)])
def test_the_window_for_reopening_ends_to_the_second(days: int, seconds: int, possible: bool) -> None:
    solved = ticket(state=State.SOLVED, closed_at=WEDNESDAY)
    decided = staff_actions.reopen(solved, KIM, "", WEDNESDAY + timedelta(days=days, seconds=seconds), WINDOW, TIMES)
    assert isinstance(decided, Change) is possible
    if not possible:
        assert "within 14 days" in why_not(decided)


def test_what_is_open_taken_back_or_merged_is_not_reopened() -> None:
    assert why_not(staff_actions.reopen(ticket(), KIM, "", NOW, WINDOW, TIMES)) == "#1001 is open."
    for closed in CLOSED[1:]:
        assert "can't be reopened" in why_not(staff_actions.reopen(closed, KIM, "", NOW, WINDOW, TIMES))


# ── Whose it is ────────────────────────────────────────────────────────────────────────


ACTS: dict[str, Callable[[Ticket, Staff], Change | Refused]] = {
    "release": lambda t, by: staff_actions.release(t, by, "", NOW),
    "reply": lambda t, by: staff_actions.reply(t, by, "Hello", NOW),
    "ask": lambda t, by: staff_actions.ask(t, by, "Hm?", NOW),
    "resolve": lambda t, by: staff_actions.resolve(t, by, "Done", NOW),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_agent_leaves_a_colleagues_ticket_alone_and_a_lead_may_act(
    act: Callable[[Ticket, Staff], Change | Refused],
) -> None:
    kims = ticket(owner="kim", acted_at=WEDNESDAY)
    assert why_not(act(kims, LOU)) == "kim has #1001. Leave them a note (note 1001 …), or ask a lead."
    assert done(act(kims, KIM)).by == "kim"
    assert done(act(kims, SAM)).by == "sam"


@pytest.mark.parametrize("closed", CLOSED, ids=lambda t: t.state.value)
@pytest.mark.parametrize(
    "act",
    [
        *ACTS.values(),
        lambda t, by: staff_actions.claim(t, by, NOW),
        lambda t, by: staff_actions.set_urgency(t, Urgency.HIGH, by, "", NOW),
    ],
    ids=[*ACTS, "claim", "urgency"],
)
def test_what_is_closed_is_not_acted_on(closed: Ticket, act: Callable[[Ticket, Staff], Change | Refused]) -> None:
    wanted = "was merged into #1000." if closed.state is State.MERGED else f"is {closed.state.value}."
    assert why_not(act(closed, SAM)) == f"#1001 {wanted}"


@pytest.mark.parametrize("closed", CLOSED, ids=lambda t: t.state.value)
def test_a_note_can_still_be_left_on_what_is_closed(closed: Ticket) -> None:
    assert staff_actions.note(closed, LOU, "they called again", NOW).after == closed


# ── Urgency and moves ──────────────────────────────────────────────────────────────────


def test_urgency_is_staffs_to_set_and_keeps_the_filing_time() -> None:
    before = ticket()
    raised = done(staff_actions.set_urgency(before, Urgency.OUTAGE, KIM, "all mail is down", NOW))
    assert raised.after == replace(before, urgency=Urgency.OUTAGE)
    assert (raised.rule, raised.reason) == (Rule.URGENCY, "urgency normal → outage: all mail is down")
    assert raised.entries == (did("urgency normal → outage: all mail is down"),)
    assert why_not(staff_actions.set_urgency(before, Urgency.NORMAL, KIM, "", NOW)) == "#1001 is normal already."


def line(*tickets: Ticket) -> list[int]:
    """The numbers in the order the line has."""
    return [t.number for t in sorted(tickets, key=lambda t: (t.urgency, t.since, t.number))]


def test_a_move_goes_between_the_one_at_that_place_and_the_one_ahead_of_it() -> None:
    first, second, third = (ticket(n, filed_at=WEDNESDAY + timedelta(minutes=n)) for n in (1001, 1002, 1003))
    moved = done(staff_actions.move(third, second, first, KIM, "the boss waits", NOW))
    assert line(first, second, moved.after) == [1001, 1003, 1002]
    assert (moved.rule, moved.reason, moved.entries) == (
        Rule.MOVED,
        "the boss waits",
        (did("moved: the boss waits"),),
    )
    assert (moved.after.promise_at, moved.after.estimate_at) == (third.promise_at, third.estimate_at)


def test_a_move_to_the_front_goes_before_everybody_of_its_urgency() -> None:
    high, first, second = ticket(1000, urgency=Urgency.HIGH), ticket(1001), ticket(1002)
    for ahead in (None, high):
        moved = done(staff_actions.move(second, first, ahead, KIM, "the boss waits", NOW)).after
        assert line(high, first, moved) == [1000, 1002, 1001]


def test_many_can_be_moved_to_one_place_and_the_latest_is_the_one_that_stands_there() -> None:
    first, second = ticket(1500), ticket(1600, filed_at=WEDNESDAY + timedelta(minutes=1))
    ahead = first
    for number in (1700, 1400, 1800, 1300, 1900, 1200):
        placed = done(staff_actions.move(ticket(number), second, ahead, KIM, "again", NOW)).after
        assert line(first, second, placed)[1] == number
        assert ahead.since < placed.since < second.since
        ahead = placed


def test_a_move_past_the_last_goes_to_the_end_of_its_own_urgency() -> None:
    high, first, second = ticket(1000, urgency=Urgency.HIGH), ticket(1001), ticket(1002)
    last = done(staff_actions.move(first, None, second, KIM, "can wait", NOW)).after
    assert line(high, last, second) == [1000, 1002, 1001]
    past = done(staff_actions.move(high, first, None, KIM, "can wait", NOW)).after
    assert past.since == NOW
    assert line(past, first, second) == [1000, 1001, 1002]


def test_a_place_among_more_urgent_tickets_needs_the_urgency_first() -> None:
    refused = why_not(staff_actions.move(ticket(1002), ticket(1001, urgency=Urgency.OUTAGE), None, KIM, "please", NOW))
    assert refused.endswith("Change it first: urgency 1002 outage <reason>")


def test_only_what_waits_can_be_moved() -> None:
    assert (
        why_not(staff_actions.move(ticket(owner="kim"), None, None, KIM, "", NOW)) == "#1001 isn't in line: kim has it."
    )
    asked = ticket(state=State.ASKED)
    assert why_not(staff_actions.move(asked, None, None, KIM, "", NOW)) == "#1001 isn't in line: it is asked."


# ── Promises and places, whatever happens ──────────────────────────────────────────────

MORE = (Line("since monday", NOW),)
EVERYTHING: dict[str, Callable[[Ticket], object]] = {
    **{name: (lambda t, act=act: act(t, SAM)) for name, act in ACTS.items()},  # type: ignore[misc]
    "claim": lambda t: staff_actions.claim(t, SAM, NOW),
    "note": lambda t: staff_actions.note(t, SAM, "hm", NOW),
    "urgency": lambda t: staff_actions.set_urgency(t, Urgency.OUTAGE, SAM, "all is down", NOW),
    "expire": lambda t: staff_actions.expire_claim(t, NOW),
    "client adds": lambda t: client.add_words(t, MORE, NOW, WINDOW, TIMES),
    "client solves": lambda t: client.solve(t, NOW),
    "client cancels": lambda t: client.cancel(t, NOW),
    "client asks for news": lambda t: client.ask_for_news(t, NOW),
    "client wants a call": lambda t: client.want_phone(t, NOW),
    "client is not satisfied": lambda t: client.unsolve(t, NOW, WINDOW, TIMES),
    "move": lambda t: staff_actions.move(t, None, None, SAM, "can wait", NOW),
    "bump": lambda t: client.bump(t, NOW),
}
STATES = (
    ticket(),
    ticket(owner="sam", acted_at=WEDNESDAY),
    ticket(state=State.ASKED, answered_at=WEDNESDAY),
    ticket(state=State.ASKED, owner="sam", answered_at=WEDNESDAY),
    ticket(state=State.ANSWERED, owner="sam", answered_at=WEDNESDAY),
)


@pytest.mark.parametrize("act", EVERYTHING.values(), ids=EVERYTHING)
def test_nothing_moves_a_promise_and_only_a_nudge_or_a_move_costs_the_place(act: Callable[[Ticket], object]) -> None:
    carried_out = 0
    for before in STATES:
        decided = act(before)
        change = decided[0] if isinstance(decided, tuple) else decided
        if not isinstance(change, Change):
            continue
        carried_out += 1
        after = change.after
        assert (after.estimate_at, after.grace_until, after.promise_at) == (
            before.estimate_at,
            before.grace_until,
            before.promise_at,
        )
        assert (after.counted_from, after.filed_at) == (before.counted_from, before.filed_at)
        assert after.since == (NOW if change.rule in {Rule.BUMPED, Rule.MOVED} else before.since)
        assert (after.answered_at == before.answered_at) or change.responded
    assert carried_out


# ── Merging ────────────────────────────────────────────────────────────────────────────


OLDER = ticket(1001, urgency=Urgency.HIGH, wants_phone=True, third_party="Outlook")
LATER = WEDNESDAY + timedelta(days=7)
NEWER = ticket(1002, filed_at=LATER)


def merged(one: Ticket, into: Ticket, by: Staff = SAM) -> tuple[Ticket, Ticket]:
    """The ticket that is gone, and the one that stays."""
    decided = staff_actions.merge(one, into, by, LATER)
    assert not isinstance(decided, Refused), words(decided)
    gone, kept = decided
    assert gone.rule is kept.rule is Rule.MERGED
    assert gone.before == one
    assert kept.before == into
    return gone.after, kept.after


@pytest.mark.parametrize(("one", "into"), [(OLDER, NEWER), (NEWER, OLDER)], ids=["into newer", "into older"])
def test_merging_keeps_the_older_place_and_promises_and_the_higher_urgency(one: Ticket, into: Ticket) -> None:
    gone, kept = merged(one, into)
    assert gone == replace(one, state=State.MERGED, merged_into=into.number, closed_at=LATER)
    assert kept.number == into.number
    assert (kept.since, kept.urgency) == (OLDER.since, Urgency.HIGH)
    assert (kept.counted_from, kept.estimate_at, kept.grace_until, kept.promise_at) == (
        OLDER.counted_from,
        OLDER.estimate_at,
        OLDER.grace_until,
        OLDER.promise_at,
    )
    assert (kept.wants_phone, kept.third_party) == (True, "Outlook")


def test_the_client_is_told_once_where_their_ticket_goes_on() -> None:
    decided = staff_actions.merge(OLDER, NEWER, SAM, NOW)
    assert not isinstance(decided, Refused)
    gone, kept = decided
    assert gone.to_client is not None
    assert (gone.to_client.kind, gone.to_client.number, gone.to_client.by) == (NotificationKind.MERGED, 1002, "sam")
    assert kept.to_client is None
    assert gone.entries == kept.entries == (did("merged #1001 into #1002", "sam"),)


def test_an_unanswered_ticket_merged_into_an_answered_one_is_still_owed_a_response() -> None:
    answered = ticket(
        1001, state=State.ANSWERED, owner="kim", acted_at=WEDNESDAY, answered_at=WEDNESDAY + timedelta(hours=1)
    )
    _gone, kept = merged(NEWER, answered)
    assert (kept.state, kept.owner, kept.answered_at) == (State.OPEN, "kim", None)
    assert (kept.counted_from, kept.promise_at) == (NEWER.counted_from, NEWER.promise_at)
    assert kept.since == answered.since
    assert "no reply yet" in why_not(staff_actions.resolve(kept, KIM, "", LATER))


def test_a_promise_that_was_kept_is_not_owed_again() -> None:
    answered = ticket(1001, state=State.ASKED, answered_at=WEDNESDAY + timedelta(hours=1))
    _gone, kept = merged(answered, NEWER)
    assert (kept.counted_from, kept.promise_at) == (NEWER.counted_from, NEWER.promise_at)
    assert not kept.answered_at


def test_two_answered_tickets_owe_nothing() -> None:
    one, two = (
        ticket(n, state=State.ANSWERED, owner="kim", answered_at=WEDNESDAY + timedelta(hours=1)) for n in (1001, 1002)
    )
    _gone, kept = merged(one, two)
    assert (kept.state, kept.answered_at) == (State.ANSWERED, two.answered_at)


def test_the_ticket_that_is_gone_is_nobodys() -> None:
    gone, _kept = merged(replace(OLDER, owner="sam", acted_at=WEDNESDAY), NEWER)
    assert (gone.owner, gone.acted_at) == ("", None)


def test_the_lease_on_the_ticket_that_stays_begins_anew() -> None:
    _gone, kept = merged(OLDER, replace(NEWER, owner="sam", acted_at=WEDNESDAY))
    assert (kept.owner, kept.acted_at) == ("sam", LATER)


def test_what_cannot_be_merged() -> None:
    def refusal(one: Ticket, into: Ticket, by: Staff = SAM) -> str:
        return why_not(staff_actions.merge(one, into, by, NOW))

    assert refusal(OLDER, OLDER) == "A ticket can't be merged into itself."
    assert "different clients" in refusal(OLDER, replace(NEWER, account=2))
    for closed in CLOSED:
        assert refusal(closed, NEWER) == refusal(NEWER, closed)
        assert refusal(closed, NEWER).startswith("#1001 was merged" if closed.merged_into else "#1001 is ")
    assert "kim has #1002" in refusal(OLDER, replace(NEWER, owner="kim"), LOU)
    assert "kim has #1001" in refusal(replace(OLDER, owner="kim"), NEWER, LOU)


spans = st.timedeltas(timedelta(0), timedelta(days=30))


@st.composite
def filings(draw: st.DrawFn, number: int) -> Ticket:
    """A ticket with ordered times, answered or not."""
    at = WEDNESDAY + draw(spans)
    estimate = at + draw(spans)
    grace = estimate + draw(spans)
    answered = draw(st.none() | st.just(at))
    owner = draw(st.sampled_from(("", "sam")))
    state = draw(st.sampled_from((State.OPEN, State.ASKED, State.ANSWERED))) if answered else State.OPEN
    return ticket(
        number, filed_at=at, estimate_at=estimate, grace_until=grace, promise_at=grace + draw(spans),
        answered_at=answered, state=state, owner=owner, acted_at=at if owner else None,
        urgency=draw(st.sampled_from(Urgency)),
    )  # fmt: skip


@given(filings(1001), filings(1002))
@settings(deadline=None, max_examples=60)
def test_whatever_is_merged_nothing_comes_later_and_times_stay_in_order(one: Ticket, into: Ticket) -> None:
    _gone, kept = merged(one, into)
    assert kept.since == min(one.since, into.since)
    assert kept.urgency <= min(one.urgency, into.urgency)
    assert kept.counted_from <= kept.estimate_at <= kept.grace_until <= kept.promise_at
    for each in (one, into):
        if each.answered_at is None:
            assert kept.answered_at is None
            assert kept.promise_at <= each.promise_at
            assert kept.estimate_at <= each.estimate_at
            assert not fair_to_ask(kept, LATER) or fair_to_ask(each, LATER) or kept.grace_until <= each.grace_until
