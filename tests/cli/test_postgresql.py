"""The command line on a PostgreSQL database: the same verbs, and what they say of it."""

from pathlib import Path
from secrets import token_hex

import pytest

from bot.cli.demo.desk import seed
from bot.store.open import server_at
from tests import standby
from tests.builders import WEDNESDAY
from tests.cli.conftest import Run
from tests.postgres import Server, connected


@pytest.fixture
def on_server(frontdoor: Run, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty desk on a server, where the program finds it."""
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", postgres_url)
    return postgres_url


@pytest.fixture
def busy(on_server: str) -> str:
    """The demo's busy desk on a server."""
    from bot.bootstrap import open_desk
    from bot.cli.demo.stage import HandClock
    from bot.config import settings

    clock = HandClock(WEDNESDAY)
    with open_desk(settings.load(), clock) as app:
        seed(app, clock)
    return on_server


def test_a_desk_on_a_server_is_made_and_used(
    frontdoor: Run, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with server.database() as url:
        monkeypatch.setenv("FRONTDOOR_DATABASE_URL", url)
        early = frontdoor("queue")
        assert early.code == 2
        assert "holds no desk yet; make it with: frontdoor db upgrade" in early.err
        assert "schema nothing → " in frontdoor("db", "upgrade").out
        assert "already" in frontdoor("db", "upgrade").out
        assert frontdoor("staff", "add", "sam", "--role", "lead").code == 0
        assert "sam" in frontdoor("staff", "list").out
    kept = [path.name for path in (tmp_path / "desk").iterdir()]
    assert kept == ["signing.key"], "nothing else is kept beside the server"


def test_a_folder_that_is_given_wins_over_the_server(frontdoor: Run, on_server: str, tmp_path: Path) -> None:
    assert frontdoor("db", "upgrade", "--data", tmp_path / "own").code == 0
    assert (tmp_path / "own" / "frontdoor.db").is_file()


def test_check_export_and_erase(frontdoor: Run, busy: str) -> None:
    checked = frontdoor("db", "check")
    assert (checked.code, "is whole" in checked.out) == (0, True), checked.out
    account = frontdoor("ticket", "1001", "--json").json["account"]
    assert "Ana" in frontdoor("db", "export", account["id"]).out
    assert frontdoor("db", "erase", account["id"], "--yes").code == 0
    assert "Ana" not in frontdoor("db", "export", account["id"]).out
    assert frontdoor("db", "check").code == 0


@pytest.mark.parametrize("verb", ["queue", "promises", "ticket 1001", "db check", "kb gaps", "statement 1001"])
def test_who_only_looks_can_look_at_a_replica(
    frontdoor: Run, busy: str, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", f"{busy}&options=-c%20default_transaction_read_only%3Don")
    done = frontdoor(*verb.split())
    assert done.code == 0, done.err


def test_check_names_what_was_changed(frontdoor: Run, busy: str) -> None:
    with connected(busy) as other:
        other.execute("UPDATE record SET words = 'something else' WHERE ticket = 1001 AND seq = 1")
    checked = frontdoor("db", "check")
    assert checked.code == 1
    assert "#1001, record entry 1: its text was changed" in checked.out


def test_doctor_looks_at_the_server(frontdoor: Run, busy: str) -> None:
    found = frontdoor("doctor")
    assert "postgresql" in found.out
    assert "fsync is off" in " ".join(found.out.split()), "the tests' server trades safety for speed"


def test_doctor_says_what_is_lost_with_a_server(
    frontdoor: Run, pair: standby.Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> str:
        return " ".join(frontdoor("doctor").out.replace("│", " ").split())

    url = pair.database(f"desk_{token_hex(4)}")
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", url)
    assert frontdoor("db", "upgrade").code == 0
    standby.until(lambda: server_at(url).standbys == 1, "both")
    assert "1 connected; no answer before * has it, too" in said()
    assert str(pair.standby.data.parent) in said(), "every host is shown"
    pair.asynchronous()
    standby.until(lambda: not server_at(url).confirmed, "behind")
    assert "what was acknowledged last is lost with the server (synchronous_standby_names is empty)" in said()
    pair.synchronous()
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", f"{url}&options=-c%20synchronous_commit%3Dlocal")
    assert "is lost with the server (synchronous_commit is local)" in said()
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", url)
    with pair.without_standby():
        standby.until(lambda: server_at(url).standbys == 0, "alone")
        found = frontdoor("doctor")
        assert found.code == 1
        assert "commits wait for a standby (*), and none is connected" in " ".join(found.out.split())
    standby.until(lambda: server_at(url).standbys == 1, "both again")


def test_doctor_says_that_there_is_only_one_server(frontdoor: Run, on_server: str) -> None:
    found = " ".join(frontdoor("doctor").out.split())
    assert "none that this server knows of: if it is lost, so is everything since the last backup" in found


def test_what_cannot_be_reached_is_said_without_the_password(
    frontdoor: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", f"postgresql://ana:flamingo@/desk?host={tmp_path}")
    for verb in (("queue",), ("doctor",), ("db", "check"), ("db", "upgrade")):
        done = frontdoor(*verb)
        assert done.code in {1, 2}
        assert "flamingo" not in done.out + done.err


def test_an_address_of_something_else_is_refused(frontdoor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", "mysql://ana:flamingo@localhost/desk")
    done = frontdoor("queue")
    assert done.code == 1
    assert "FRONTDOOR_DATABASE_URL: is no URL of a PostgreSQL database" in done.err
    assert "flamingo" not in done.err
