"""Files are copied beside each other: one that is slow to come keeps no other waiting."""

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.core.model.files import Fetch, FileDue
from bot.core.model.people import Address, Identity
from bot.store.transaction.tickets import files
from bot.workers import attachments
from bot.workers.attachments import AT_ONCE, AttachmentCopier
from tests.adapters.slack.looking import until
from tests.builders import WEDNESDAY
from tests.dialogue import House
from tests.scenarios.test_owners import held, sends


def everywhere() -> tuple[Address, ...]:
    """The platform's one tenant."""
    return (Address("test", "", ""),)


def file(id: str) -> FileDue:
    """One that somebody attached, in a conversation of their own; ``5/2``: another one in that of 5."""
    talk = int(id.partition("/")[0])
    return FileDue(Identity("test", "", id), id, talk, f"{id}.png", "image/png", 9, f"https://x/{id}", WEDNESDAY)


@dataclass
class FakeHouse:
    """A desk with files that are due until they are kept."""

    due: list[str]
    kept: list[str] = field(default_factory=list)
    looks: int = 0

    def files_due(self, _platform: str, _tenant: str) -> "Future[tuple[Fetch, ...]]":
        """What is due now."""
        self.looks += 1
        return done(tuple(Fetch(file(id), 99) for id in self.due))

    def keep_file(self, kept: FileDue, _content: bytes | None, _why: str = "") -> "Future[None]":
        """It is on the record."""
        self.kept.append(kept.id)
        self.due.remove(kept.id)
        return done(None)


def done(result: Any) -> "Future[Any]":
    """At once."""
    future: Future[Any] = Future()
    future.set_result(result)
    return future


@dataclass
class Shelf:
    """Where files are copied from; some are slow."""

    slow: set[str]
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: list[str] = field(default_factory=list)
    most: int = 0
    _now: int = 0

    async def download(self, due: FileDue, _bytes_max: int) -> bytes:
        """Its bytes, in time."""
        self.begun.append(due.id)
        self._now += 1
        self.most = max(self.most, self._now)
        if due.id in self.slow:
            await self.let_go.wait()
        await asyncio.sleep(0)
        self._now -= 1
        return b"bytes"


def test_a_slow_file_keeps_no_other_waiting_and_is_asked_for_once() -> None:
    async def story() -> None:
        house, shelf = FakeHouse([str(number) for number in range(20)]), Shelf({"0", "3"})
        copying = AttachmentCopier(everywhere, shelf.download, house)  # type: ignore[arg-type]
        looking = [asyncio.create_task(copying.look())]
        await until(lambda: len(house.kept) == 18)
        house.due.append("99")
        looking.append(asyncio.create_task(copying.look()))
        await until(lambda: "99" in house.kept)
        assert shelf.begun.count("0") == shelf.begun.count("3") == 1
        shelf.let_go.set()
        await asyncio.gather(*looking)
        assert house.due == []
        assert shelf.most <= AT_ONCE

    asyncio.run(story())


def test_a_file_that_never_comes_makes_room_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        house, shelf = FakeHouse([str(number) for number in range(2 * AT_ONCE)]), Shelf(set(map(str, range(AT_ONCE))))
        copying = AttachmentCopier(everywhere, shelf.download, house)  # type: ignore[arg-type]
        monkeypatch.setattr(attachments, "COPY_SECONDS_MAX", 0)
        await copying.look()
        assert house.kept == []
        monkeypatch.undo()
        shelf.slow.clear()
        await copying.look()
        assert house.due == []

    asyncio.run(story())


def test_whoever_has_many_slow_files_makes_room_after_each() -> None:
    async def story() -> None:
        many = [f"{talk}/{number}" for talk in range(AT_ONCE) for number in range(3)]
        house, shelf = FakeHouse([*many, "9/1"]), Shelf(set(many))
        looking = asyncio.create_task(AttachmentCopier(everywhere, shelf.download, house).look())  # type: ignore[arg-type]
        await until(lambda: len(shelf.begun) == AT_ONCE)
        shelf.let_go.set()
        await looking
        assert shelf.begun.index("9/1") == AT_ONCE
        assert house.due == []

    asyncio.run(story())


def test_files_of_one_conversation_keep_their_order() -> None:
    async def story() -> None:
        house, shelf = FakeHouse(["1/1", "1/2", "2/1", "1/3"]), Shelf({"1/1"})
        looking = asyncio.create_task(AttachmentCopier(everywhere, shelf.download, house).look())  # type: ignore[arg-type]
        await until(lambda: house.kept == ["2/1"])
        shelf.let_go.set()
        await looking
        assert house.kept == ["2/1", "1/1", "1/2", "1/3"]

    asyncio.run(story())


def test_looks_that_would_all_see_the_same_are_one() -> None:
    async def story() -> None:
        house, shelf = FakeHouse(["0"]), Shelf(set())
        copying = AttachmentCopier(everywhere, shelf.download, house)  # type: ignore[arg-type]
        await asyncio.gather(*(copying.look() for _turn in range(50)))
        assert house.looks == 3, "one under way, one for all who came meanwhile, and a round that finds nothing more"
        assert house.kept == ["0"]
        await copying.look()
        assert house.looks == 4

    asyncio.run(story())


def test_a_look_that_was_given_up_hinders_no_other() -> None:
    async def story() -> None:
        house, shelf = FakeHouse(["0"]), Shelf(set())
        copying = AttachmentCopier(everywhere, shelf.download, house)  # type: ignore[arg-type]
        async with copying._looking:
            waiting = asyncio.create_task(copying.look())
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        await copying.look()
        assert house.kept == ["0"]

    asyncio.run(story())


@pytest.mark.parametrize("broken", [(), ("f003",)])
def test_a_look_copies_all_there_is_for_as_long_as_it_can(house: House, broken: tuple[str, ...]) -> None:
    ana = house.client()
    ana.files()
    for number in range(files.AT_ONCE + 5):
        sends(ana, "add: look", f"f{number:03}", key=f"k{number}")

    async def download(file: FileDue, _bytes_max: int) -> bytes | str:
        return "it's away" if file.id in broken else file.id.encode()

    copying = AttachmentCopier(everywhere, download, house.engine)
    asyncio.run(copying.look())
    there = [content for _words, content in held(house, 1001)]
    assert len(there) == (files.AT_ONCE - 1 if broken else files.AT_ONCE + 5)
    asyncio.run(copying.look())
    assert len(held(house, 1001)) == files.AT_ONCE + 5 - len(broken)
