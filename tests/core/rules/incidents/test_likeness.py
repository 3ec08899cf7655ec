"""When tickets are proposed as one fault."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model.tickets import State, Ticket
from bot.core.policy import Incidents
from bot.core.rules.incidents.likeness import Sample, candidates, known, likeliest, proposal, told_by
from tests.builders import WEDNESDAY, policy, ticket


def of(number: int, account: int, minutes: float = 0, **changes: object) -> Ticket:
    return ticket(number, account=account, filed_at=WEDNESDAY + timedelta(minutes=minutes), **changes)


LAST = of(1003, 3, 30)


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        (of(1001, 1), True),
        (of(1001, 1, -1), False),
        (of(1001, 3), False),
        (of(1001, 1, state=State.SOLVED), False),
        (of(1001, 1, incident=4), False),
        (of(1001, 1, subject="", symptoms=""), False),
        (of(1009, 1, 60), True),
        (of(1009, 1, 61), False),
    ],
)
def test_others_tickets_of_the_same_half_hour_are_compared(other: Ticket, counts: bool) -> None:
    assert candidates(LAST, [other], policy()) == ((other,) if counts else ())


def test_three_clients_whose_tickets_are_alike_enough_are_one_proposal() -> None:
    others = [of(1001, 1), of(1002, 2)]
    alike = {1001: 0.45, 1002: 0.9}
    assert proposal(LAST, alike, others, policy()) == (1001, 1002, 1003)
    assert proposal(LAST, {**alike, 1001: 0.44}, others, policy()) == ()
    assert proposal(LAST, {1002: 0.9}, others, policy()) == ()


def test_clients_count_and_not_tickets() -> None:
    assert proposal(LAST, {1001: 1, 1002: 1}, [of(1001, 1), of(1002, 1)], policy()) == ()
    assert proposal(LAST, {1001: 1, 1002: 1}, [of(1001, 1), of(1002, 2, incident=1)], policy()) == ()


def test_a_ticket_in_an_incident_or_a_policy_that_wants_none_proposes_nothing() -> None:
    others, alike = [of(1001, 1), of(1002, 2)], {1001: 1.0, 1002: 1.0}
    assert proposal(replace(LAST, incident=7), alike, others, policy()) == ()
    assert proposal(LAST, alike, others, replace(policy(), incidents=Incidents(clients=0))) == ()
    assert proposal(LAST, alike, others, replace(policy(), incidents=Incidents(clients=4))) == ()


def test_the_incident_that_is_most_alike_is_meant_if_any_is() -> None:
    samples = [Sample(1, "a"), Sample(1, "b"), Sample(2, "c")]
    assert known(samples, [0.1, 0.5, 0.6]) == ((2, 0.6), (1, 0.5))
    assert likeliest(samples, [0.1, 0.5, 0.6], policy()) == 2
    assert likeliest(samples, [0.1, 0.2, 0.44], policy()) == 0
    assert likeliest([], [], policy()) == 0


def test_a_ticket_is_compared_by_what_its_client_told() -> None:
    assert told_by(ticket(subject="Down", symptoms="502")) == "Down\n502"
    assert told_by(ticket(subject="", symptoms="")) == ""
