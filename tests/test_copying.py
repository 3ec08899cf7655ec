"""Files are copied round by round: one that can't be had now doesn't hold up those of its round."""

import asyncio

import pytest

from bot.core.model import FileDue
from bot.edge.copying import Copying
from bot.store.files import AT_ONCE
from tests.dialogue import House
from tests.scenarios.test_owners import held, sends


@pytest.mark.parametrize("broken", [(), ("f003",)])
def test_a_look_copies_all_there_is_for_as_long_as_it_can(house: House, broken: tuple[str, ...]) -> None:
    ana = house.client()
    ana.files()
    for number in range(AT_ONCE + 5):
        sends(ana, "add: look", f"f{number:03}", key=f"k{number}")

    async def download(file: FileDue, _bytes_max: int) -> bytes | str:
        return "it's away" if file.id in broken else file.id.encode()

    copying = Copying("test", "", download, house.engine)
    asyncio.run(copying.look())
    there = [content for _words, content in held(house, 1001)]
    assert len(there) == (AT_ONCE - 1 if broken else AT_ONCE + 5)
    asyncio.run(copying.look())
    assert len(held(house, 1001)) == AT_ONCE + 5 - len(broken)
