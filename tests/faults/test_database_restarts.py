"""The database crashes in the middle of a load: nothing that was acknowledged is lost, and nothing happens twice.

The short form of row 6 of the promises: a few crashes over a few hundred turns, on a durable server.
"""

import threading
from pathlib import Path

import pytest

from bot.core.errors import NotSaved
from bot.core.model import Address, Identity
from bot.inbound import Inbound
from bot.store import admin
from tests import postgres
from tests.dialogue import House, open_house

CLIENTS, TURNS, CRASHES = 6, 40, 3
PATIENCE_S = 60
LINES = ("no mail since monday", "none of these", "", "example.com", "550", "normal", "Ana", "status",
         "add: more facts", "any news", "leave it", "show my ticket", "help")  # fmt: skip
"""A client's way to a ticket, and questions about it."""


def talks(house: House, number: int, done: list[str], not_saved: list[str]) -> None:
    """One client, turn by turn; what wasn't saved comes again under the same key, as platforms do it."""
    address, identity = Address("test", "", f"chat/{number}"), Identity("test", "", f"client-{number}")
    for turn in range(TURNS):
        inbound = Inbound(address, identity, f"{number}/{turn}", text=LINES[turn % len(LINES)], lang="en")
        while True:
            try:
                house.engine.turn(inbound).result(PATIENCE_S)
            except NotSaved:
                not_saved.append(inbound.key)
            else:
                done.append(inbound.key)
                break


def test_a_database_that_crashes_loses_nothing(tmp_path: Path) -> None:
    try:
        with postgres.running() as server, postgres.migrated(server) as template:
            if server.cluster is None:
                pytest.skip("a server that others use isn't made to crash")
            with server.database(template) as url:
                crashes(server, url, tmp_path)
    except postgres.Unavailable as why:
        pytest.skip(f"no PostgreSQL: {why}")


def crashes(server: postgres.Server, url: str, folder: Path) -> None:
    done: list[str] = []
    not_saved: list[str] = []
    with open_house(folder, url=url) as house:
        threads = [threading.Thread(target=talks, args=(house, number, done, not_saved)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for crash in range(1, CRASHES + 1):
            while len(done) < crash * CLIENTS * TURNS // (CRASHES + 1):
                threads[0].join(0.01)
            server.crash()
        for thread in threads:
            thread.join(PATIENCE_S)
        assert len(done) == len(set(done)) == CLIENTS * TURNS
        assert admin.check(house.store) == ()  # type: ignore[arg-type]
        with postgres.connected(url) as raw:
            count = {
                table: raw.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608 (our names)
                for table in ("inbox", "outbox", "tickets")
            }
        assert count["inbox"] == (CLIENTS * TURNS,), "every turn once"
        assert count["outbox"] == (CLIENTS * TURNS,), "every turn is answered once"
    print(f"\n{CRASHES} crashes over {len(done)} turns: 0 lost, 0 twice; {len(not_saved)} were sent again")
