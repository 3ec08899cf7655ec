"""Sets of ticket numbers, packed by blocks: few as two bytes each, many as a bit each."""

from collections.abc import Iterable, Iterator

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
    return b"".join((number % BLOCK).to_bytes(2, "little") for number in members(found, 0))


def unpacked(stored: bytes) -> int:
    """A set as it was stored."""
    if len(stored) == MAP_BYTES:
        return int.from_bytes(stored, "little")
    if len(stored) == 2:
        return 1 << int.from_bytes(stored, "little")
    return set_of(int.from_bytes(stored[place : place + 2], "little") for place in range(0, len(stored), 2))
