"""The database goes away in the middle of a load: it crashes, is locked, or the line to it goes bad."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial

from bot.core.model.people import Address, Identity
from bot.core.text.errors import NotSaved
from bot.ports.inbound import Inbound
from tests.dialogue import House
from tests.faults import journal
from tests.faults.history import History, Said
from tests.faults.holdings import holding
from tests.faults.load import script
from tests.faults.places import Place
from tests.faults.proxy import Proxy, through, to_database

PATIENCE_S = 600.0
LOCKED_S = 6.0
"""Longer than a turn waits for another's lock."""
BAD_LINE_S = 0.3
PAUSE_S = 0.02
"""Before what wasn't saved comes again."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    history: History
    turns: int
    faults: int
    again: int
    """Turns that weren't saved, and came again."""


Fault = Callable[[], None]
"""Something goes wrong and ends."""


@dataclass
class Clients:
    """Those who write: each turn comes again, under its key, until it is saved."""

    house: House
    said: list[Said]
    again: int = 0

    def talk(self, number: int, facts: int) -> None:
        """One client's whole way."""
        talk = f"chat/{number}"
        for n, (text, subject, fact) in enumerate(script(number, facts, calls=False), 1):
            key = f"{number}/{n}"
            inbound = Inbound(Address("test", "", talk), Identity("test", "", talk), key, text=text, lang="en")
            deliveries = 1
            while not self._saved(inbound):
                deliveries += 1
                time.sleep(PAUSE_S)
            words = text if " " in text else ""  # a word may be a choice
            self.said.append(Said(talk, n, key, True, (), deliveries, subject, fact, words))

    def _saved(self, inbound: Inbound) -> bool:
        try:
            self.house.engine.turn(inbound).result(PATIENCE_S)
        except NotSaved:
            self.again += 1
            return False
        return True


def restarts(place: Place, clients: int, facts: int, faults: int) -> Outcome:
    """So many clients, and so many times that the database goes away, spread over their turns."""
    journal.keep(place)
    with _faulty(place) as (reached, kinds), reached.house() as house:
        writing = Clients(house, [])
        threads = [threading.Thread(target=writing.talk, args=(number, facts)) for number in range(clients)]
        for thread in threads:
            thread.start()
        turns = clients * (facts + 6)
        for number in range(faults):
            due = (number + 1) * turns // (faults + 1)
            while len(writing.said) < due and any(thread.is_alive() for thread in threads):
                time.sleep(PAUSE_S)
            for fault in kinds if number % 2 else kinds[:1]:
                fault()
        for thread in threads:
            thread.join(PATIENCE_S)
        history = History(writing.said, held=holding(house.store), wrote=journal.kept(place))
        return Outcome(history, len(writing.said), faults, writing.again)


@contextmanager
def _faulty(place: Place) -> Iterator[tuple[Place, Sequence[Fault]]]:
    """The desk as it is reached, and what goes wrong with its database: the restart first."""
    if not place.url:
        yield place, (partial(_locked, place),)
        return
    assert place.server is not None
    with to_database(place.url).on_a_thread() as proxy:
        crash = (place.server.crash,) if place.server.cluster else ()
        reached = replace(place, url=through(proxy, place.url))
        yield reached, (*crash, proxy.cut, partial(_slow, proxy), partial(_swallowed, proxy))


def _slow(proxy: Proxy) -> None:
    proxy.delay_s = BAD_LINE_S / 10
    time.sleep(BAD_LINE_S)
    proxy.delay_s = 0.0


def _swallowed(proxy: Proxy) -> None:
    """What was asked for is done, and the answer lost: a commit among it."""
    proxy.swallows = True
    time.sleep(BAD_LINE_S)
    proxy.cut()


def _locked(place: Place) -> None:
    """Another program holds the file for longer than anybody waits."""
    with closing(sqlite3.connect(place.folder / "frontdoor.db", timeout=PATIENCE_S, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED_S)
        other.execute("ROLLBACK")
