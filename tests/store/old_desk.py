"""A desk made by an earlier version: what happened there, how it is kept, and how it is opened again.

``python -m tests.store.old_desk`` plays the story with the program as it is and writes ``data/desk_VERSION.*``; that
is done once for a version whose desks are to be tried, never again: the files are what people's databases hold.
A file holds plain statements: SQLite's with the schema as it was, PostgreSQL's rows by column, into the schema that
the migrations of that time make.
"""

import gzip
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import create_engine, make_url, text

from bot.core.conversation.state import Linking, Notice, Parting, Saved, Say, Stage, Talk
from bot.core.model.outbox import Postponed, Sent, Undeliverable
from bot.core.model.people import Address, Identity, Role
from bot.core.text.surface import LocalizedBlock, LocalizedChoice, LocalizedReply
from bot.ports import UnitOfWork
from bot.ports.inbound import Attached, Inbound
from bot.store import codec, migrate
from bot.store.schema.columns import metadata
from bot.store.sql_store import SqlStore
from tests import dialogue, postgres
from tests.builders import WEDNESDAY
from tests.dialogue import Agent, Client, House, open_house
from tests.store.test_codec import sample

DATA = Path(__file__).parent / "data"
VERSION = "0009"
"""The schema of the desks that are kept."""
THREAD = Address("test", "", "lobby")
"""A place where everybody reads along."""
BOARD = Address("test", "", "board")
GONE = Address("test", "", "chat/gone")
"""Whose client can't be written to any more."""
LATER = WEDNESDAY + timedelta(hours=25)
"""When the story ends: thursday, 10:10 PM in Berlin."""
FIRST_KEY = 1_000_000
"""Events of the story have other keys than those of the tests that go on with it."""
BY_TRIGGER = "line_counts"
"""Counted by the tickets themselves as they come in."""


@dataclass(frozen=True)
class Told:
    """Somebody's talk up to where it was left, and how it goes on."""

    name: str
    lines: tuple[str, ...]
    stage: str
    """The stored tag of where it was left."""
    says: str
    """What is typed next; the label of a choice where there is one."""
    sees: str
    """Part of the answer."""
    button: bool = True
    """``says`` is the label of a choice: its old button does the same."""
    types: str = ""
    """What is typed where the label itself says something else."""


FILES = ("talk to a person", "Website shows nothing", "skip", "normal", "skip", "Ana")
AGAIN = ("ticket", "website again", "skip", "normal", "skip")
OUTLOOK = "outlook keeps asking for my password"
TALKS = (
    Told("idle", ("start over",), "idle", "no mail", "Mail not arriving", button=False),
    Told("suggested", ("no mail at all",), "suggested", "Mailbox full", "Did this solve it?"),
    Told("reading", ("no mail at all", "Mailbox full"), "reading", "Yes, thanks", "Glad it did"),
    Told("nothing", ("the blue box keeps jumping",), "nothing", "Open a ticket", "What do you see?"),
    Told("solved", ("no mail", "Mailbox full", "yes thanks"), "solved", "no mail", "Mail not arriving", button=False),
    Told(
        "joining",
        (*FILES, *AGAIN, "File it anyway", "the invoice, too"),
        "joining",
        "It's something else",
        "no article that fits",
    ),
    Told("drafting", ("no mail for info@example.com", "none of these"), "drafting", "Skip", "How urgent"),
    Told("twins", (*FILES, *AGAIN), "twins", "File it anyway", "is in"),
    Told("filed", FILES, "filed", "Talk by phone instead", "which day suits you?"),
    Told("nudging", (*FILES, "any news?"), "nudging", "Leave it", "place"),
    Told("cancelling", (*FILES, "cancel my ticket"), "cancelling", "Yes, take it back", "Taken back"),
    Told("adding", (*FILES, "add:"), "adding", "since monday", "Added to", button=False),
    Told("picking", (*FILES, *AGAIN, "File it anyway", "that solved it"), "picking", "#", "is closed", types="1"),
    Told("whose", (OUTLOOK,), "whose", "Outlook itself", "$80.00 per hour"),
    Told("agreeing", (OUTLOOK, "Outlook itself"), "agreeing", "I accept", "you accept the terms"),
    Told("agreed", (OUTLOOK, "Outlook itself", "I accept"), "drafting", "Skip", "What do you see?", button=False),
    Told(
        "scheduling", (*FILES, "call me", "Fri, Dec 18"), "scheduling", "7:30 PM", "Which number shall we call you on?"
    ),
)


def screen(house: House, name: str) -> Client:
    """The terminal of somebody in the story."""
    return house.client(name)


def play(house: House) -> None:
    """The whole story; what it leaves is the desk that is kept."""
    sam = house.agent()
    kim = house.agent("kim", Role.AGENT)
    house.store.write(lambda unit: unit.open_room(BOARD, cards=True)).result()
    for told in TALKS:
        client = screen(house, told.name)
        for line in told.lines:
            client.says(line)
        house.clock.forward(minutes=1)
    _tickets(house, sam, kim)
    _calls(house, sam)
    _people(house)
    _outbox(house, sam)


def _tickets(house: House, sam: Agent, kim: Agent) -> None:
    """One in each state, with what staff and the client said about it."""
    numbers = {}
    for name in ("open", "claimed", "asked", "answered", "done", "dropped", "kept", "late", "tried", "held"):
        client = screen(house, name)
        numbers[name] = client.files(f"Trouble of {name}", name=name.title()).number
    kim.types(f"claim {numbers['claimed']}")
    kim.types(f"note {numbers['claimed']} the third one this week")
    sam.types(f"ask {numbers['asked']} Which php?")
    sam.types(f"reply {numbers['answered']} Restart it")
    sam.types(f"resolve {numbers['done']} It was the spam folder.")
    screen(house, "dropped").says("cancel my ticket")
    screen(house, "dropped").says("yes")
    merged = screen(house, "kept").files("The same of kept").number
    sam.types(f"merge {merged} into {numbers['kept']}")
    sam.types(f"urgency {numbers['kept']} outage all mail is down")
    sam.types(f"move {numbers['open']} to 2 the boss waits")
    sam.types("close 2026-12-25 nobody is there")
    file = Attached("F1", "log.txt", "text/plain", 8, "http://x")
    screen(house, "open").says("add: see\n[log.txt]", files=(file,))
    [fetch] = house.engine.files_due("test", "").result()
    house.engine.keep_file(fetch.file, b"550 full").result()
    screen(house, "claimed").says("add: and this\n[two.txt]", files=(replace(file, id="F2", name="two.txt"),))
    screen(house, "suggested").says("no mail, see\n[three.txt]", files=(replace(file, id="F3", name="three.txt"),))
    billed = screen(house, "billed")
    for line in (OUTLOOK, "Outlook itself", "I accept", "skip", "normal", "skip", "Billed"):
        billed.says(line)
    number = billed.tickets[-1].number
    sam.types(f"card {number} yes")
    sam.types(f"verify {number} C-4711")
    sam.types(f"work {number} helpdesk 20 set up the account")
    sam.types(f"notice {number} phone")


def _calls(house: House, sam: Agent) -> None:
    """A call in each state, one of them with another time suggested."""
    acts = {
        "requested": (),
        "confirmed": ("confirm {}",),
        "moved": ("confirm {}",),
        "declined": ("decline {} it is quicker in writing",),
        "offered": ("decline {} not then", "exception {} 2026-12-19 11:10 until 2026-12-18 23:00 you work on weekdays"),
        "called": ("confirm {}",),
        "called off": ("confirm {}",),
        "expired": (),
    }
    times = ("7:30 PM", "8:30 PM", "9:30 PM", "10:30 PM", "11:30 PM", "8 PM", "9 PM", "10 PM")
    for (name, lines), at in zip(acts.items(), times, strict=True):
        client = screen(house, name)
        number = client.files(f"Question of {name}", name=name.title()).number
        client.says("call me")
        client.says({"called": "Today", "expired": "Thu, Dec 17"}.get(name, "Fri, Dec 18"))
        client.says("11 PM" if name == "called" else at)
        for line in lines:
            sam.types(line.format(number))
    screen(house, "called off").says("cancel the call")
    house.clock.at = WEDNESDAY + timedelta(hours=4)
    house.fire()
    sam.types(f"outcome {screen(house, 'called').tickets[-1].number} The password was wrong.")
    house.clock.at = LATER
    while house.fire():
        pass
    sam.types(f"move {screen(house, 'moved').tickets[-1].number} to 2026-12-21 11:00 a meeting")
    caller = screen(house, "caller")
    for line in (*FILES, "call me", "Mon, Dec 21", "7:30 PM", "+49 30 5550123"):
        caller.says(line)


def _people(house: House) -> None:
    """Linked, about to be linked, to be taken apart; guests in a public place; somebody who takes part."""
    here, there = screen(house, "here"), house.client("U1", "slack")
    here.files("Mail is slow", name="Here")
    there.says(f"link {here.shows_code()}")
    there.chooses("Yes, link them")
    there.says("unlink")
    shows, types = screen(house, "shows"), house.client("U2", "slack")
    shows.files("Mail is slow", name="Shows")
    types.says(f"link {shows.shows_code()}")
    house.engine.turn(screen(house, "late").inbound(text="link")).result()
    for name, said in (("host", "no mail at all"), ("guest", "the mail is gone")):
        who = screen(house, name)
        event = Inbound(THREAD, who.identity, f"{name}/1", text=said, private_address=who.address, name=name.title())
        house.engine.turn(event).result()
    number = screen(house, "open").tickets[-1].number
    part = Identity("test", "", "part")
    house.store.write(lambda unit: unit.ticket(number, for_change=True)).result()
    house.store.write(lambda unit: unit.add_participant(number, part, "Part", "sam", WEDNESDAY)).result()


def _outbox(house: House, sam: Agent) -> None:
    """Rows of every kind in every state: sent, waiting, to be tried again, leased, given up."""
    now = house.clock.now()

    def send(unit: UnitOfWork) -> None:
        for out in unit.lease([BOARD], now, now + timedelta(minutes=1), 1):
            unit.settle(out, Sent(str(out.id)), now, None)

    while unsent(house, BOARD):
        house.store.write(send).result()
    gone = house.client("gone")
    gone.files("Nobody reads this", name="Gone")
    sam.types(f"reply {gone.tickets[-1].number} Are you there?")

    def give_up(unit: UnitOfWork) -> None:
        for out in unit.lease([GONE], now, now + timedelta(minutes=1), 1):
            unit.settle(out, Undeliverable("channel_not_found"), now, None)

    house.store.write(give_up).result()
    for name, receipt in (("tried", Postponed("busy")), ("held", None)):
        out = screen(house, name)
        number = out.tickets[-1].number
        sam.types(f"reply {number} One more thing")

        def try_once(unit: UnitOfWork, at: Address = out.address, receipt: Postponed | None = receipt) -> None:
            for out in unit.lease([at], now, now + timedelta(minutes=1), 1):
                if receipt:
                    unit.settle(out, receipt, now, now + timedelta(minutes=5))

        house.store.write(try_once).result()
    sam.types(f"reply {screen(house, 'open').tickets[-1].number} We look into it")
    sam.types(f"note {screen(house, 'open').tickets[-1].number} it is the disk")
    kim = house.agent("kim", Role.AGENT)
    kim.types(f"claim {screen(house, 'claimed').tickets[-1].number}")


def unsent(house: House, address: Address) -> int:
    """How many rows of an address wait."""
    return sum(row["state"] == "waiting" and row["channel"] == address.channel for row in stored(house, "outbox"))


def stored(house: House, table: str) -> list[dict[str, Any]]:
    """All rows of a table as the database holds them: no type of the product's has a part in it."""
    assert isinstance(house.store, SqlStore)
    with house.store.read() as unit:
        return [dict(row) for row in unit.connection.execute(text(f"SELECT * FROM {table}")).mappings()]  # noqa: S608


# ── Kept and opened again ──────────────────────────────────────────────────────────────


def kept(kind: str) -> Path:
    """The file that a desk on this kind of database is kept in."""
    return DATA / f"desk_{VERSION}.{kind}.sql.gz"


def put_back(kind: str, where: Path | str) -> None:
    """Make the desk again: a new file, or in a database with nothing in it."""
    whole = gzip.decompress(kept(kind).read_bytes()).decode()
    if kind == "sqlite":
        with closing(sqlite3.connect(where)) as connection:
            connection.executescript(whole)
        return
    _schema(str(where))
    with postgres.connected(str(where)) as connection:
        connection.execute(whole.encode())


def _schema(url: str) -> None:
    """The tables as they were then."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrate.SCRIPTS))
        command.upgrade(config, VERSION)
    engine.dispose()


def _of_sqlite(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def _of_postgresql(url: str) -> str:
    """Inserts by column, in an order that keeps every reference."""
    lines = []
    with postgres.connected(url) as connection:
        for table in metadata.sorted_tables:
            if table.name != BY_TRIGGER:
                found = connection.execute(f"SELECT * FROM {table.name}".encode())  # noqa: S608 (our names)
                names = sql.SQL(", ").join(sql.Identifier(each.name) for each in found.description or ())
                into = sql.SQL("INSERT INTO {} ({}) VALUES").format(sql.Identifier(table.name), names)
                for row in found:
                    values = sql.SQL(", ").join(map(sql.Literal, row))
                    lines.append(sql.SQL("{} ({});").format(into, values).as_string(connection))
    return "\n".join(lines)


def keep(kind: str, whole: str) -> None:
    """Write the file; the same text gives the same bytes."""
    kept(kind).write_bytes(gzip.compress(whole.encode(), mtime=0))


SAMPLES = DATA / f"values_{VERSION}.json.gz"


def samples() -> tuple[list[str], list[str]]:
    """Talks and replies as this version writes them: each kind of anything once, with nothing at its default."""
    whole, shown = sample(Talk), sample(LocalizedReply)
    talks = [
        *(replace(whole, stage=sample(kind)) for kind in get_args(Stage)),
        *(replace(whole, over=sample(kind)) for kind in (Linking, Parting)),
        *(replace(whole, notices=(replace(sample(Notice), say=say),)) for say in Say),
    ]
    replies = [replace(shown, blocks=(sample(kind),)) for kind in get_args(LocalizedBlock)]
    return [codec.save(Saved(each, (sample(LocalizedChoice),), "Ana")) for each in talks], list(
        map(codec.pack, replies)
    )


def kept_samples() -> tuple[list[str], list[str]]:
    """The same, as they were kept."""
    states, replies = json.loads(gzip.decompress(SAMPLES.read_bytes()))
    return states, replies


def main() -> None:
    """Play the story on both databases and keep what it leaves."""
    DATA.mkdir(exist_ok=True)
    SAMPLES.write_bytes(gzip.compress(json.dumps(samples()).encode(), mtime=0))
    dialogue._keys = count(FIRST_KEY)
    with TemporaryDirectory() as folder:
        with open_house(Path(folder)) as house:
            play(house)
        keep("sqlite", _of_sqlite(Path(folder) / "frontdoor.db"))
    with postgres.running(*postgres.FAST) as server, postgres.migrated(server) as name, server.database(name) as url:
        with open_house(Path(), url=url) as house:
            play(house)
        keep("postgresql", _of_postgresql(url))


if __name__ == "__main__":
    main()
