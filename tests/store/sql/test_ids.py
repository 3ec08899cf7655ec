"""Ids rise within a process, whatever the clock does."""

from bot.store.sql.ids import RANDOM_BITS, Ids


def test_ids_rise_within_a_millisecond() -> None:
    ids = Ids(lambda: 1_800_000_000_000)
    made = [ids.next() for _ in range(1000)]
    assert made == sorted(set(made))
    assert made[0] >> RANDOM_BITS == 1_800_000_000_000


def test_ids_rise_when_the_clock_goes_back() -> None:
    clock = iter([2_000, 1_000, 1_000, 3_000])
    ids = Ids(lambda: next(clock))
    made = [ids.next() for _ in range(4)]
    assert made == sorted(set(made))


def test_ids_are_63_bits_for_a_lifetime() -> None:
    in_the_year_2100 = 4_102_444_800_000
    assert Ids(lambda: in_the_year_2100).next() < 2**63
    assert Ids().next() > 0
