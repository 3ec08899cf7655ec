"""Incidents in the database: their rows and tickets, and whom they were told to."""

from dataclasses import replace
from datetime import timedelta

from bot.core.model.incidents import Incident, IncidentState, Told
from bot.core.model.tickets import Ticket
from bot.core.rules.incidents import course
from bot.core.rules.incidents.likeness import SAMPLES_MAX, Sample
from bot.ports import Store
from tests.store.scene import BO, BOS, NOON, do, file

LATER = NOON + timedelta(hours=1)


def begun(store: Store, *tickets: Ticket, words: str = "The disk is full") -> Incident:
    incident = course.begun(do(store, lambda unit: unit.next_incident()), "sam", words, NOON)
    do(store, lambda unit: unit.save_incident(incident))
    for ticket in tickets:
        put = replace(ticket, incident=incident.number)
        do(store, lambda unit, put=put: unit.save_ticket(put))  # type: ignore[misc]
    return incident


def test_every_field_is_kept_and_the_latest_comes_first(store: Store) -> None:
    first, second = begun(store), begun(store)
    assert (first.number, second.number) == (1, 2)
    over = course.ended(course.news(first, "kim", "We move it", LATER), "sam", "All is well", LATER)
    do(store, lambda unit: unit.save_incident(over))
    with store.read() as unit:
        assert unit.incident(1) == unit.incident(1, for_change=True) == over
        assert unit.incident(3) is None
        assert unit.incidents(5) == (second, over)
        assert unit.incidents(1) == (second,)


def test_its_tickets_and_those_filed_last(store: Store) -> None:
    tickets = [file(store) for _number in range(3)]
    begun(store, tickets[2], tickets[0])
    with store.read() as unit:
        assert [each.number for each in unit.in_incident(1)] == [1001, 1003]
        assert unit.in_incident(2) == ()
        assert [each.number for each in unit.filed_lately(2)] == [1003, 1002]
        assert [each.number for each in unit.filed_lately(80)] == [1003, 1002, 1001]


def test_samples_are_staffs_words_and_the_first_tickets(store: Store) -> None:
    with store.read() as unit:
        assert unit.samples() == ()
    tickets = [file(store, subject=f"Down {n}", symptoms="") for n in range(SAMPLES_MAX + 1)]
    begun(store, *tickets)
    proposed = course.proposed(do(store, lambda unit: unit.next_incident()), NOON)
    do(store, lambda unit: unit.save_incident(proposed))
    other = replace(file(store, subject="Other", symptoms="550"), incident=2)
    do(store, lambda unit: unit.save_ticket(other))
    with store.read() as unit:
        lasts = unit.samples()
        assert lasts[0] == Sample(1, "The disk is full")
        assert [each.text for each in lasts[1:]] == [f"Down {n}" for n in range(SAMPLES_MAX)]
        assert unit.samples(proposed=True)[len(lasts) :] == (Sample(2, "Other\n550"),)
    do(store, lambda unit: unit.save_incident(replace(proposed, state=IncidentState.DISMISSED)))
    with store.read() as unit:
        assert unit.samples(proposed=True) == lasts


def test_how_far_each_was_told(store: Store) -> None:
    incident = begun(store, file(store))
    here = do(store, lambda unit: unit.ticket(1001)).conversation  # type: ignore[union-attr]
    there = file(store, BO, BOS).conversation
    for told in (Told(here, 1001, 1), Told(here, 0, 1), Told(there, 0, 2)):
        do(store, lambda unit, told=told: unit.note_told(1, told))  # type: ignore[misc]
    news = course.news(incident, "sam", "We move it", LATER)
    with store.read() as unit:
        assert unit.told(1, here) == (Told(here, 0, 1), Told(here, 1001, 1))
        assert unit.told(2, here) == ()
        assert unit.told_without_ticket(news, 10) == (Told(here, 0, 1),)
        assert unit.told_without_ticket(incident, 10) == ()
        assert len(unit.told_without_ticket(replace(news, said=3), 1)) == 1
    do(store, lambda unit: unit.note_told(1, Told(here, 0, 2)))
    do(store, lambda unit: unit.forget_told(1, Told(here, 1001, 1)))
    with store.read() as unit:
        assert unit.told(1, here) == (Told(here, 0, 2),)
        assert unit.told_without_ticket(news, 10) == ()
