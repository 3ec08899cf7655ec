"""Promise 14, a small one."""

from tests.dialogue import House
from tests.proof import records


def test_both_sides_are_on_the_record(house: House) -> None:
    _done, wrong = records.complete(house, 30)
    assert wrong == []


def test_a_changed_byte_is_found(house: House) -> None:
    house.client().files()
    house.agent().types("reply 1001 Try it again")
    _done, missed = records.flipped(records.store_of(house), every=9)
    assert missed == []


def test_of_an_erased_person_nothing_is_left(house: House) -> None:
    _done, wrong = records.erased(house, people=3, acts=12)
    assert wrong == []
