"""Promise 15: backups made while the desk works hold all that was acknowledged before, and are sound."""

import threading
from contextlib import closing
from pathlib import Path

from bot.core.model.people import Address, Identity
from bot.ports.inbound import Inbound
from bot.store.admin import operations
from bot.store.open import open_store
from bot.store.sql_store import SqlStore
from tests import postgres
from tests.dialogue import House
from tests.proof.stored import rows

CLIENTS = 4


class Load:
    """Clients who write without a pause until they are told to stop; what was acknowledged, by key."""

    def __init__(self, house: House) -> None:
        self._house, self._stop = house, threading.Event()
        self.acknowledged: set[str] = set()
        self._threads = [threading.Thread(target=self._write, args=(f"client-{n}",)) for n in range(CLIENTS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, name: str) -> None:
        said = 0
        while not self._stop.is_set():
            key = f"{name}/{said}"
            address, who = Address("test", "", f"chat/{name}"), Identity("test", "", name)
            self._house.engine.turn(Inbound(address, who, key, text=f"printer {said} is on fire")).result()
            self.acknowledged.add(key)
            said += 1


def restored(house: House, folder: Path, backups: int, server: postgres.Server | None = None) -> tuple[str, list[str]]:
    """Make so many backups under load, restore each; what is missing or wrong in them."""
    assert isinstance(house.store, SqlStore)
    wrong: list[str] = []
    with Load(house) as load:
        for n in range(backups):
            while len(load.acknowledged) < 20 * (n + 1):
                threading.Event().wait(0.01)
            before = set(load.acknowledged)
            copy = folder / f"copy-{n}"
            operations.backup(house.store, copy)
            wrong += [f"backup {n}: {each}" for each in _looked_at(copy, folder / f"again-{n}.db", before, server)]
    return f"{backups} backups during {len(load.acknowledged):,} turns, {len(wrong)} wrong", wrong


def _looked_at(copy: Path, file: Path, before: set[str], server: postgres.Server | None) -> list[str]:
    """Restore a backup into a new place, and compare."""
    if server is None:
        return _compared(copy, file, before)
    with server.database() as url:
        return _compared(copy, url, before)


def _compared(copy: Path, to: Path | str, before: set[str]) -> list[str]:
    operations.restore(copy, to)
    with closing(open_store(to)) as again:
        there = {value for name, row in rows(again) if name == "inbox" for value in row}
        return [*map(str, operations.check(again)), *(f"{key} was acknowledged before" for key in before - there)]
