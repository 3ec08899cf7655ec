"""Rows 7 and 8: one claimer, one booker, however many there are at once; and one reminder each."""

from contextlib import ExitStack
from dataclasses import replace

from tests.dialogue import House, text_of
from tests.faults.places import Place
from tests.faults.races import Claims, book_all, claim_all, houses, together, wrong_claims

RACERS = 64


def test_one_claimer_and_every_loser_is_told_who(place: Place) -> None:
    claims = claim_all(place, staff=RACERS, tickets=5)
    assert list(wrong_claims(claims)) == []
    assert len(claims.told) == RACERS * 5
    assert len(claims.owners) == 5


def test_planted_claims_are_found() -> None:
    fine = Claims({1001: "kim"}, {1001: ["kim"]}, {("kim", 1001): "yours", ("sam", 1001): "kim has claimed #1001"})
    assert list(wrong_claims(fine)) == []
    for planted in (
        replace(fine, owners={1001: ""}),
        replace(fine, moved_by={1001: ["kim", "sam"]}),
        replace(fine, told={("sam", 1001): "#1001 is yours"}),
    ):
        assert list(wrong_claims(planted)) != []


def test_one_booker_and_nothing_overlaps(place: Place) -> None:
    outcome = book_all(place, clients=RACERS, rounds=1)
    assert outcome.wrong == []
    assert outcome.deadlocks == 0
    assert 1 <= outcome.booked <= 3  # sixteen starts over 75 minutes: no more calls of 30 fit
    assert outcome.booked + outcome.turned_away == RACERS


def test_each_reminder_is_written_once_however_many_processes_look(place: Place) -> None:
    with ExitStack() as stack:
        desks: list[House] = houses(place, stack)
        sam = desks[0].agent()
        for n in range(4):
            desks[0].client(f"client-{n}").files(f"Question {n}", name=f"Client {n}")
        for desk in desks:
            desk.clock.forward(days=2)
        sam.deliver()
        sam.shown.clear()
        together([desk.fire for desk in desks * 4])
        sam.deliver()
        texts = [text_of(shown) for shown in sam.shown]
        assert len(texts) == len(set(texts)) >= 4
        for number in range(1001, 1005):
            assert any(f"#{number}" in text for text in texts)
