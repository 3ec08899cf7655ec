"""Promise 14, a small one."""

import pytest

from bot.core.text.errors import NotSaved
from bot.store.admin import check
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


@pytest.mark.only("sqlite")
def test_a_check_that_sees_nothing_or_never_looked_would_be_noticed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.client().files()
    store = records.store_of(house)
    monkeypatch.setattr(check, "verify", lambda _unit, **_told: iter(()))
    assert records.flipped(store, every=40)[1] != []
    monkeypatch.undo()

    def away(_work: object) -> None:
        raise NotSaved("nobody is there")

    monkeypatch.setattr(store, "write", away)
    assert records.flipped(store, every=40)[1] != []


def test_of_an_erased_person_nothing_is_left(house: House) -> None:
    _done, wrong = records.erased(house, people=3, acts=12)
    assert wrong == []
