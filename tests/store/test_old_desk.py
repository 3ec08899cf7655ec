"""A desk that was made by an earlier version opens and goes on: talks, buttons, what waits, all that is stored."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import make_url, select

from bot.core.conversation.state import Stage
from bot.core.model.appointment import CallState
from bot.core.model.outbox import OutKind, Sent
from bot.core.model.people import Address
from bot.core.model.promises import TimerKind
from bot.core.model.tickets import State
from bot.ports.inbound import Inbound
from bot.store import codec
from bot.store.admin import operations
from bot.store.admin.move import move
from bot.store.open import open_store
from bot.store.schema.columns import metadata
from bot.store.sql_store import SqlStore
from tests import postgres
from tests.builders import NUMBER
from tests.dialogue import Client, House, open_house, text_of
from tests.store.old_desk import LATER, TALKS, THREAD, Told, kept_samples, put_back, stored

WAITS = 200
"""More rows than one look finds."""


@pytest.fixture(scope="session")
def old_template(server: postgres.Server) -> Iterator[str]:
    """The name of a database with the desk as it was kept, brought up to date by the program, to be copied."""
    with server.database() as url:
        put_back("postgresql", url)
        open_store(url).close()
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def old_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in a file."""
    path = tmp_path_factory.mktemp("old") / "frontdoor.db"
    put_back("sqlite", path)
    open_store(path).close()
    return path


@contextmanager
def reopened(folder: Path, url: str = "") -> Iterator[House]:
    """The desk as the program that is tested opens it."""
    with open_house(folder, url=url) as house:
        house.clock.at = LATER
        yield house


@pytest.fixture
def old(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """The desk as it was kept, opened by the program as it is."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("old_file"), tmp_path)
        with reopened(tmp_path) as house:
            yield house
        return
    server: postgres.Server = request.getfixturevalue("server")
    with server.database(request.getfixturevalue("old_template")) as url, reopened(tmp_path, url) as house:
        yield house


def button(client: Client, label: str) -> str:
    """The token of a choice in what was sent or is to be sent there last, as it is stored."""
    rows = [row for row in stored(client.house, "outbox") if row["channel"] == client.address.channel]
    for row in sorted(rows, key=lambda row: -row["id"]):
        payload = json.loads(row["payload"])
        cards = (block.get("offer") for block in payload["blocks"])
        for offer in (*filter(None, cards), *payload["offers"]):
            if offer["label"].replace("\u00a0", " ").startswith(label):
                return str(offer["token"])
    raise AssertionError(f"no button {label!r} was ever sent to {client.name}")


def leaves(value: Any) -> Counter[str]:
    """Everything that JSON says, but its field names and tags: those may have a reader."""
    match value:
        case dict():
            return sum((leaves(each) for name, each in value.items() if name != "kind"), Counter[str]())
        case list():
            return sum(map(leaves, value), Counter[str]())
        case None | False | 0 | "":
            return Counter()
        case _:
            return Counter([repr(value)])


def test_it_opens_and_is_whole(old: House) -> None:
    assert isinstance(old.store, SqlStore)
    assert operations.check(old.store) == ()


def everything(store: SqlStore) -> dict[str, list[str]]:
    """All rows of all tables, in one order."""
    with store.read() as unit:
        found = {table.name: unit.connection.execute(select(table)).all() for table in metadata.sorted_tables}
    return {name: sorted(map(repr, rows)) for name, rows in found.items()}


@pytest.mark.only("sqlite")
def test_a_copy_says_the_same(old: House, tmp_path: Path) -> None:
    assert isinstance(old.store, SqlStore)
    operations.backup(old.store, tmp_path / "copy.db")
    operations.restore(tmp_path / "copy.db", tmp_path / "again.db")
    with closing(open_store(tmp_path / "again.db")) as again:
        assert everything(again) == everything(old.store)


def test_moved_to_a_server_it_says_the_same_and_goes_on(server: postgres.Server, tmp_path: Path) -> None:
    put_back("sqlite", tmp_path / "frontdoor.db")
    with reopened(tmp_path) as house:
        assert isinstance(house.store, SqlStore)
        before = everything(house.store)
    with server.database() as url:
        move(tmp_path / "frontdoor.db", url)
        with reopened(tmp_path, url) as house:
            assert isinstance(house.store, SqlStore)
            assert everything(house.store) == before
            assert operations.check(house.store) == ()
            client = house.client("agreeing")
            client.clicks(button(client, "I accept"))
            client.sees("you accept the terms")


def test_it_holds_whatever_a_desk_can_hold(old: House) -> None:
    """Else the other tests here would say little."""
    states = [json.loads(row["state"]) for row in stored(old, "conversations") if row["state"]]
    tags = {get_tag for kind in get_args(Stage) for get_tag in get_args(kind.__annotations__["kind"])}
    assert {state["talk"]["stage"]["kind"] for state in states} >= {told.stage for told in TALKS}
    assert tags <= {told.stage for told in TALKS} | NEWER
    assert {(state["talk"]["over"] or {}).get("kind") for state in states} == {None, "linking", "parting"}
    assert {row["state"] for row in stored(old, "tickets")} == set(State) - {State.RESTING, State.SILENT}
    assert {row["state"] for row in stored(old, "appointments")} == set(CallState)
    assert any(row["proposed_starts_at"] for row in stored(old, "appointments"))
    rows = stored(old, "outbox")
    assert {(row["kind"], row["state"]) for row in rows} >= {(kind.value, "waiting") for kind in OutKind}
    assert {row["state"] for row in rows} == {"waiting", "sent", "dead"}
    assert {(row["attempts"] > 0, row["leased_until"] is None) for row in rows if row["state"] == "waiting"} >= {
        (False, True), (True, False), (True, True),
    }  # fmt: skip
    for table in ("guest_talks", "participants", "files_due", "link_codes", "record_attachments", "works", "timers"):
        assert stored(old, table)


def test_what_was_answered_before_is_silent_from_the_upgrade_on(old: House) -> None:
    answered = {row["number"] for row in stored(old, "tickets") if row["state"] == "answered"}
    assert answered
    assert {row["ticket"] for row in stored(old, "timers") if row["kind"] == "silence counts"} == answered
    while any(timer.kind is TimerKind.SILENCE_COUNTS for timer in old.engine.due()):
        old.fire()
    asked = {row["ticket"]: row["due_at"] for row in stored(old, "timers") if row["kind"] == "silence ask"}
    assert set(asked) == answered
    assert {row["state"] for row in stored(old, "tickets")} == set(State) - {State.RESTING, State.SILENT}


NEWER = frozenset({"number", "closing", "reopening", "calling off", "known incident"})
"""Tags of stages that came after the desk was kept."""


@pytest.mark.parametrize("told", TALKS, ids=lambda told: told.name)
def test_every_talk_goes_on_where_it_was(old: House, told: Told) -> None:
    client = old.client(told.name)
    with old.store.read() as unit:
        known = unit.find_conversation(client.address)
    assert known is not None
    client.says(told.types or told.says)
    client.sees(told.sees)


@pytest.mark.parametrize("told", [told for told in TALKS if told.button], ids=lambda told: told.name)
def test_old_buttons_act(old: House, told: Told) -> None:
    client = old.client(told.name)
    client.clicks(button(client, told.says))
    client.sees(told.sees)


def test_a_link_that_was_asked_about_is_made_and_one_is_taken_apart(old: House) -> None:
    types, apart = old.client("U2", "slack"), old.client("U1", "slack")
    types.says("yes")
    types.sees("one account now")
    apart.says("yes")
    apart.sees("has an account of its own again")


def test_an_old_code_is_still_good(old: House) -> None:
    late, other = old.client("late"), old.client("U3", "slack")
    late.deliver()
    code = late.text.split("code is ")[-1][:9]
    other.says(f"link {code}")
    other.sees("Link these two?")


def test_guests_and_hosts_have_their_own_talks_still(old: House) -> None:
    shown = []
    for name in ("host", "guest"):
        who = old.client(name)
        event = Inbound(
            THREAD, who.identity, f"{name}/2", text="none of these", private_address=who.address, name=name.title()
        )
        old.engine.turn(event).result()
        who.deliver()
        shown.append(who.text)
    assert "no mail at all" in shown[0]
    assert "the mail is gone" in shown[1]


def test_all_that_waits_is_delivered(old: House) -> None:
    waiting = {row["id"] for row in stored(old, "outbox") if row["state"] == "waiting"}
    old.clock.forward(minutes=10)
    now, went = old.clock.now(), list[tuple[int, str, str]]()
    targets = [Address("test", "", ""), Address("slack", "", "")]
    while leased := old.store.write(lambda unit: tuple(unit.lease(targets, now, now + timedelta(0), WAITS))).result():
        for out in leased:
            assert text_of(out.shown)
            assert out.posted is None or out.posted.shown is None or text_of(out.posted.shown)
            went.append((out.id, out.kind, out.posted.receipt if out.posted else ""))
            old.store.write(lambda unit, out=out: unit.settle(out, Sent(str(out.id)), now, None)).result()  # type: ignore[misc]
    assert {id for id, _kind, _card in went} == waiting
    assert any(card for _id, kind, card in went if kind is OutKind.UPDATE)
    assert any(card for _id, kind, card in went if kind is OutKind.UNDER)
    with old.store.read() as unit:
        assert [reason for _out, reason in unit.dead_letters(5)] == ["channel_not_found"]


def test_staff_go_on_with_every_ticket(old: House) -> None:
    sam = old.agent()
    for row in stored(old, "tickets"):
        sam.types(f"show {row['number']}")
        sam.sees(row["subject"])
    sam.types("appointments")
    for row in stored(old, "appointments"):
        if row["state"] == CallState.REQUESTED:
            sam.types(f"confirm {row['ticket']}")
            sam.sees("is confirmed")
    moved = old.client("moved")
    moved.clicks(button(moved, "Take "))
    moved.says(NUMBER)  # accounts of that time have none
    moved.sees("Mon, Dec 21")
    assert isinstance(old.store, SqlStore)
    assert operations.check(old.store) == ()


def reads_all_of_state(text: str) -> bool:
    """Whether a stored talk is read with everything that it says."""
    return leaves(json.loads(text)) <= leaves(json.loads(codec.save(codec.read(text))))


def reads_all_of_reply(text: str) -> bool:
    """The same of a reply."""
    return leaves(json.loads(text)) <= leaves(json.loads(codec.pack(codec.unpack(text))))


def test_nothing_that_is_stored_is_lost_in_reading(old: House) -> None:
    states = [row["state"] for table in ("conversations", "guest_talks") for row in stored(old, table) if row["state"]]
    payloads = [row["payload"] for table in ("outbox", "answers") for row in stored(old, table)]
    assert states
    assert [state for state in states if not reads_all_of_state(state)] == []
    assert [payload for payload in payloads if not reads_all_of_reply(payload)] == []


STATES, REPLIES = kept_samples()


@pytest.mark.parametrize("text", STATES, ids=range(len(STATES)))
def test_every_kind_of_talk_of_that_version_is_read_whole(text: str) -> None:
    assert reads_all_of_state(text)


@pytest.mark.parametrize("text", REPLIES, ids=range(len(REPLIES)))
def test_every_kind_of_reply_of_that_version_is_read_whole(text: str) -> None:
    assert reads_all_of_reply(text)
