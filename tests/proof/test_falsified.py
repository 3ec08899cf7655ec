"""Promise 14, a small one: falsified rows are found, with the desk's secret by a head; honest desks are clean."""

from tests.dialogue import House
from tests.proof import falsified


def test_whatever_is_changed_is_found(house: House, kind: str) -> None:
    _done, missed = falsified.falsified(falsified.worked_at(house), every=5 if kind == "sqlite" else 19)
    assert missed == []


def test_whoever_knows_the_secret_is_found_by_a_head_kept_elsewhere(house: House) -> None:
    _done, missed = falsified.forged(falsified.worked_at(house))
    assert missed == []


def test_a_desk_that_goes_on_is_clean_and_every_head_still_holds(house: House) -> None:
    _done, wrong = falsified.honest(house, 60)
    assert wrong == []
