"""Sets of ticket numbers, packed and unpacked."""

from hypothesis import given
from hypothesis import strategies as st

from bot.store.sql.number_sets import BLOCK, MAP_BYTES, block_of, members, packed, set_of, unpacked, with_more


@given(st.sets(st.integers(0, BLOCK - 1), min_size=1))
def test_a_set_comes_back_as_it_was(numbers: set[int]) -> None:
    assert list(members(unpacked(packed(set_of(numbers))), 0)) == sorted(numbers, reverse=True)


@given(st.sets(st.integers(0, BLOCK - 1)), st.sets(st.integers(0, BLOCK - 1), min_size=1))
def test_more_numbers_join_a_set(stored: set[int], more: set[int]) -> None:
    before = packed(set_of(stored))
    after = with_more(before, [7 * BLOCK + number for number in more])
    assert unpacked(after) == set_of(stored | more)
    assert (after == before) == (more <= stored)
    assert len(after) <= MAP_BYTES


def test_few_take_two_bytes_each_and_many_a_bit() -> None:
    assert len(packed(set_of([7]))) == 2
    assert len(packed(set_of(range(MAP_BYTES // 2 - 1)))) == MAP_BYTES - 2
    assert len(packed(set_of(range(MAP_BYTES // 2)))) == MAP_BYTES
    assert len(packed(set_of(range(BLOCK)))) == MAP_BYTES


def test_a_number_is_known_by_its_block() -> None:
    number = 3 * BLOCK + 5
    assert block_of(number) == 3
    assert list(members(set_of([number]), 3)) == [number]
