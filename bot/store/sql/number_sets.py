"""Sets of ticket numbers, packed by blocks: few as two bytes each, many as a bit each."""

from collections.abc import Iterable, Iterator, Sequence
from struct import pack, unpack

BLOCK_BITS = 12
BLOCK = 1 << BLOCK_BITS
"""Numbers in a block: with 100,000 tickets a term lies in 25 rows at most, and most terms in one or two."""
MAP_BYTES = BLOCK // 8
"""A bit for every number of a block; a list of numbers is always shorter."""


def block_of(number: int) -> int:
    """The block in which a number lies."""
    return number >> BLOCK_BITS


def set_of(numbers: Iterable[int]) -> int:
    """The set of numbers of one block, as an integer with a bit for each."""
    bits = bytearray(MAP_BYTES)
    for number in numbers:
        place = number % BLOCK
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def members(found: int, block: int) -> Iterator[int]:
    """The numbers of a set, greatest first."""
    while found:
        place = found.bit_length() - 1
        yield block << BLOCK_BITS | place
        found ^= 1 << place


def packed(found: int) -> bytes:
    """A set as it is stored."""
    if 2 * found.bit_count() >= MAP_BYTES:
        return found.to_bytes(MAP_BYTES, "little")
    return _listed([number % BLOCK for number in members(found, 0)])


def unpacked(stored: bytes) -> int:
    """A set as it was stored."""
    if len(stored) == MAP_BYTES:
        return int.from_bytes(stored, "little")
    places = _places(stored)
    return 1 << places[0] if len(places) == 1 else set_of(places)


def with_more(stored: bytes, numbers: Iterable[int]) -> bytes:
    """A stored set with these numbers of its block, too; the same bytes when it has them all."""
    places = {number % BLOCK for number in numbers}
    if len(stored) < MAP_BYTES:
        fresh = places.difference(_places(stored))
        if len(stored) + 2 * len(fresh) < MAP_BYTES:
            return stored + _listed(sorted(fresh)) if fresh else stored
    return packed(unpacked(stored) | set_of(places))


def _listed(places: Sequence[int]) -> bytes:
    return pack(f"<{len(places)}H", *places)


def _places(stored: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(stored) // 2}H", stored)
