"""A ticket at rest: it costs neither place nor promise, and the client's word ends it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model.tickets import Rule, State, Ticket
from bot.core.rules import staff_actions
from bot.core.rules.change import CLIENT, Change, NotificationKind, Refused
from bot.core.rules.endings import rest
from tests.builders import KIM, SAM, WEDNESDAY, ticket
from tests.reading import words

NOW = WEDNESDAY + timedelta(hours=1)
FRIDAY = WEDNESDAY + timedelta(days=2)
RESTING = ticket(state=State.RESTING, rest_until=FRIDAY)
KIMS = replace(RESTING, owner="kim", acted_at=WEDNESDAY)


def done(decided: Change | Refused | None) -> Change:
    assert isinstance(decided, Change), decided
    return decided


def why(decided: Change | Refused) -> str:
    assert isinstance(decided, Refused), decided
    return words(decided.why)


@pytest.mark.parametrize(
    "of",
    [
        ticket(),
        ticket(owner="kim", acted_at=WEDNESDAY),
        ticket(state=State.ANSWERED, answered_at=WEDNESDAY),
        ticket(state=State.ASKED, answered_at=WEDNESDAY),
        RESTING,
    ],
    ids=["waiting", "claimed", "answered", "asked", "at rest already"],
)
def test_it_leaves_the_line_and_keeps_its_place_and_promises(of: Ticket) -> None:
    change = done(rest.put(of, FRIDAY, KIM, "the registrar", NOW))
    after = change.after
    assert (after.state, after.rest_until, after.waiting, after.live) == (State.RESTING, FRIDAY, False, True)
    assert (after.since, after.promise_at, after.answered_at) == (of.since, of.promise_at, of.answered_at)
    assert (change.rule, change.reason) == (Rule.RESTED, "the registrar")
    assert change.to_client is not None
    assert (change.to_client.kind, change.to_client.at) == (NotificationKind.RESTS, FRIDAY)
    assert after.acted_at == (NOW if of.owner else of.acted_at)


def test_what_cant_rest_says_why() -> None:
    assert "is over" in why(rest.put(ticket(), NOW, KIM, "", NOW))
    assert "366 days at most" in why(rest.put(ticket(), NOW + timedelta(days=367), KIM, "", NOW))
    assert isinstance(rest.put(ticket(), NOW + timedelta(days=366), KIM, "", NOW), Change)
    assert "sam has #1001" in why(rest.put(ticket(owner="sam"), FRIDAY, KIM, "", NOW))
    assert "is solved" in why(rest.put(ticket(state=State.SOLVED), FRIDAY, KIM, "", NOW))
    assert "closed for silence" in why(rest.put(ticket(state=State.SILENT), FRIDAY, KIM, "", NOW))


@pytest.mark.parametrize("of", [RESTING, KIMS], ids=["nobody's", "kim's"])
def test_its_moment_brings_it_back_where_it_was(of: Ticket) -> None:
    change = done(rest.fall_due(of, FRIDAY))
    assert change.after == replace(of, state=State.OPEN, rest_until=None, acted_at=FRIDAY if of.owner else None)
    assert change.rule is Rule.WOKEN
    assert change.to_owner is not None


def test_a_moment_that_came_too_late_does_nothing() -> None:
    assert rest.fall_due(ticket(), FRIDAY) is None


def test_staff_end_it_early() -> None:
    assert done(rest.end(KIMS, KIM, NOW)).after.state is State.OPEN
    assert done(rest.end(KIMS, SAM, NOW)).after.owner == "kim"
    assert "kim has #1001" in why(rest.end(KIMS, replace(KIM, name="lou"), NOW))
    assert "isn't at rest" in why(rest.end(ticket(), KIM, NOW))


def test_whoever_claims_it_works_on_it() -> None:
    assert done(staff_actions.claim(RESTING, KIM, NOW)).after.state is State.OPEN


def test_whatever_the_client_does_ends_it() -> None:
    woken = rest.woken(Change(KIMS, KIMS, CLIENT), NOW)
    assert (woken.after.state, woken.after.acted_at, woken.rule) == (State.OPEN, NOW, Rule.CLIENT_WROTE)
    bumped = rest.woken(Change(RESTING, RESTING, CLIENT, Rule.BUMPED), NOW)
    assert bumped.rule is Rule.BUMPED
    for other in (Change(KIMS, KIMS, "kim"), Change(KIMS, replace(KIMS, state=State.SOLVED), CLIENT)):
        assert rest.woken(other, NOW) is other
