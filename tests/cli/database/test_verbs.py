"""``db``: upgrade, check, back up, export and erase."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from importlib import resources
from io import StringIO
from pathlib import Path

import pytest

from bot.cli.database import verbs
from bot.core.model.outbox import Sent
from bot.core.model.people import Address, Identity
from bot.core.model.record import Author, Entry, EntryKind
from bot.ports import UnitOfWork
from bot.store import open_store
from bot.store.migrate import HEAD
from tests.builders import WEDNESDAY
from tests.cli.conftest import Run
from tests.store.scene import ANAS, do, file, lease, shown, words

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def account_of(frontdoor: Run, number: int) -> int:
    """Whose ticket it is."""
    return int(frontdoor("ticket", number, "--json").json["account"]["id"])


# ── upgrade ────────────────────────────────────────────────────────────────────────────


def test_upgrade_makes_a_private_database_and_says_from_what_to_what(frontdoor: Run, tmp_path: Path) -> None:
    first, second = frontdoor("db", "upgrade"), frontdoor("db", "upgrade")

    assert f"nothing → {HEAD}" in first.out
    assert f"has schema {HEAD} already" in second.out
    assert (tmp_path / "desk").stat().st_mode & 0o077 == 0
    assert (tmp_path / "desk" / "frontdoor.db").stat().st_mode & 0o077 == 0


def test_another_folder_can_be_named(frontdoor: Run, tmp_path: Path) -> None:
    done = frontdoor("db", "upgrade", "--data", tmp_path / "elsewhere")

    assert done.code == 0
    assert (tmp_path / "elsewhere" / "frontdoor.db").is_file()


def test_a_database_of_a_newer_program_is_left_alone(frontdoor: Run, busy: Path) -> None:
    with closing(sqlite3.connect(busy / "frontdoor.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    done = frontdoor("db", "upgrade")

    assert done.code == 1
    assert "9999" in done.err


def test_what_is_no_database_is_said(frontdoor: Run, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "frontdoor.db").write_bytes(b"not a database, but long enough to look" * 100)

    done = frontdoor("db", "upgrade")

    assert done.code == 1
    assert "not a database" in done.err


def test_a_folder_that_cant_be_made_is_one_line(frontdoor: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    done = frontdoor("db", "upgrade", "--data", tmp_path / "file" / "desk")

    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert str(tmp_path / "file" / "desk") in done.err


# ── check ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("busy")
def test_a_whole_database_is_whole(frontdoor: Run) -> None:
    done = frontdoor("db", "check")

    assert done.code == 0
    assert "is whole" in done.out


def test_a_changed_word_is_found(frontdoor: Run, busy: Path) -> None:
    with closing(sqlite3.connect(busy / "frontdoor.db")) as connection:
        connection.execute("UPDATE record SET words = 'nothing was promised' WHERE ticket = 1003 AND seq = 3")
        connection.commit()

    done = frontdoor("db", "check")

    assert done.code == 1
    assert "ticket #1003, record entry 3: its text was changed" in done.out


def test_a_head_kept_elsewhere_holds_while_the_desk_goes_on(frontdoor: Run, busy: Path) -> None:
    first = frontdoor("db", "check", "--json").json
    assert (first["problems"], len(first["head"])) == ([], 64)
    assert frontdoor("db", "check").out.split()[-1] == first["head"], "nothing has happened in between"
    with closing(open_store(busy / "frontdoor.db")) as store:
        do(store, lambda unit: unit.append(1001, words("still nothing")))
    later = frontdoor("db", "check", "--against", first["head"])
    assert later.code == 0, later.out
    assert "What that head stood for is there as it was" in later.out
    assert first["head"] not in later.out, "there is a new head"


def test_what_a_head_stood_for_is_missed(frontdoor: Run, busy: Path) -> None:
    head = frontdoor("db", "check", "--json").json["head"]
    with closing(sqlite3.connect(busy / "frontdoor.db")) as connection:
        connection.execute("DELETE FROM promises WHERE ticket = 1003")
        connection.commit()
    done = frontdoor("db", "check", "--json", "--against", head)
    assert (done.code, done.json["head"]) == (1, None)
    assert "ticket #1003: a promise isn't what it was at that head" in done.json["problems"]


@pytest.mark.usefixtures("busy")
def test_what_is_no_head_is_refused(frontdoor: Run) -> None:
    done = frontdoor("db", "check", "--against", "yesterday")
    assert done.code == 2
    assert "64 hexadecimal digits" in done.err
    unknown = frontdoor("db", "check", "--against", "0" * 64)
    assert unknown.code == 1
    assert "isn't one of this desk's" in unknown.out


# ── backup ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("busy")
def test_a_backup_is_a_desk_that_works(frontdoor: Run, tmp_path: Path) -> None:
    copy = tmp_path / "restored" / "frontdoor.db"
    copy.parent.mkdir()

    done = frontdoor("db", "backup", copy)

    assert done.code == 0
    assert str(copy) in done.out
    assert frontdoor("queue", "--json", "--data", copy.parent).json == frontdoor("queue", "--json").json


@pytest.mark.usefixtures("busy")
def test_a_backup_never_replaces_a_file(frontdoor: Run, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("keep me")

    done = frontdoor("db", "backup", tmp_path / "precious")

    assert done.code == 2
    assert (tmp_path / "precious").read_text() == "keep me"


@pytest.mark.usefixtures("busy")
def test_a_backup_into_a_folder_that_isnt_there_is_refused(frontdoor: Run, tmp_path: Path) -> None:
    assert "there is no folder" in frontdoor("db", "backup", tmp_path / "nowhere" / "copy.db").err


# ── export and erase ───────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("busy")
def test_an_export_holds_all_that_a_person_wrote(frontdoor: Run) -> None:
    done = frontdoor("db", "export", account_of(frontdoor, 1003))

    assert done.json["account"]["name"] == "Carla"
    assert "NET::ERR_CERT_DATE_INVALID" in done.out
    assert "wordpress" not in done.out


@pytest.mark.usefixtures("busy")
def test_erasing_removes_the_words_and_the_record_still_verifies(frontdoor: Run) -> None:
    account = account_of(frontdoor, 1003)

    done = frontdoor("db", "erase", account, "--yes")

    assert done.code == 0
    assert "tickets 1" in done.out
    assert "NET::ERR" not in frontdoor("ticket", 1003, "--json").out
    assert frontdoor("db", "check").code == 0


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(("answer", "code"), [("", 1), ("\n", 1), ("no\n", 1), ("y\n", 0), ("Yes\n", 0)])
def test_it_asks_first_and_silence_is_a_no(
    frontdoor: Run, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    account = account_of(frontdoor, 1003)
    monkeypatch.setattr("sys.stdin", StringIO(answer))

    done = frontdoor("db", "erase", account)

    assert done.code == code
    assert "Carla" in done.out
    assert ("Nothing was erased." in done.out) is bool(code)
    assert ("NET::ERR" in frontdoor("ticket", 1003, "--json").out) is bool(code)


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("verb", ["export", "erase"])
def test_an_unknown_account_is_refused(frontdoor: Run, verb: str) -> None:
    done = frontdoor("db", verb, 5)

    assert (done.code, done.out) == (2, "")
    assert "no account 5" in done.err


@pytest.mark.usefixtures("busy")
def test_somebody_who_never_filed_is_named_by_identity(frontdoor: Run, busy: Path) -> None:
    who = Identity("web", "", "visitor:7")
    with closing(open_store(busy / "frontdoor.db")) as store:
        store.write(lambda unit: visits(unit, who)).result()

    exported = frontdoor("db", "export", "--identity", "web::visitor:7")
    erased = frontdoor("db", "erase", "--identity", "web::visitor:7", "--yes")

    assert exported.json["inbox"][0]["words"] == "only looking"
    assert (erased.code, "Erased." in erased.out) == (0, True)
    assert "nothing is kept about web::visitor:7" in frontdoor("db", "export", "--identity", "web::visitor:7").err


def visits(unit: UnitOfWork, who: Identity) -> None:
    address = Address("web", "", "session 7")
    unit.open_conversation(address, who)
    unit.record_if_new(address, "m1", WEDNESDAY, "only looking", identity=who)


@pytest.mark.usefixtures("busy")
def test_an_identity_that_has_an_account_is_asked_about_by_name(
    frontdoor: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = frontdoor("db", "export", account_of(frontdoor, 1003)).json["identities"][0]
    monkeypatch.setattr("sys.stdin", StringIO("no\n"))

    done = frontdoor("db", "erase", "--identity", ":".join(user.values()))

    assert done.code == 1
    assert f"Carla, account {account_of(frontdoor, 1003)}" in done.out


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("verb", ["export", "erase"])
@pytest.mark.parametrize(
    ("who", "said"),
    [
        ([], "name one person"),
        (["5", "--identity", "web::ana"], "name one person"),
        (["--identity", "ana"], "platform:tenant:user"),
        (["--identity", "web:ana"], "platform:tenant:user"),
        (["--identity", "web::"], "platform:tenant:user"),
        (["--identity", "web::ana\x1b[2J"], "nothing is kept"),
    ],
)
def test_whoever_is_meant_must_be_clear(frontdoor: Run, verb: str, who: list[str], said: str) -> None:
    done = frontdoor("db", verb, *who)

    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize("command", [["check"], ["backup", "copy.db"], ["export", "5"], ["erase", "5", "--yes"]])
def test_none_of_these_makes_a_database(frontdoor: Run, tmp_path: Path, command: list[str]) -> None:
    done = frontdoor("db", *command)

    assert done.code == 2
    assert "there is no database" in done.err
    assert not (tmp_path / "desk").exists()


# ── What is said and kept of it ────────────────────────────────────────────────────────


def audited(folder: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "frontdoor.db")) as connection:
        return connection.execute("SELECT actor, act FROM audit ORDER BY id").fetchall()


def test_an_erasure_says_what_it_leaves_and_where(frontdoor: Run, busy: Path) -> None:
    account = account_of(frontdoor, 1003)
    with closing(open_store(busy / "frontdoor.db")) as store:
        note = Entry(EntryKind.NOTE, Author.STAFF, "sam", "the same as with Carla", WEDNESDAY)
        store.write(lambda unit: unit.append(1001, note)).result()

    done = frontdoor("db", "erase", account, "--yes")

    assert "on other people's tickets, which stay as they are: #1001." in done.out
    assert "Backups made before still hold this person's words until you replace them" in done.out
    assert "stays there until somebody deletes it there" in done.out
    assert "log" not in done.out.replace("logged", "")
    assert ("operator", "erased a person") in audited(busy)


def test_what_was_asked_about_before_is_not_in_the_audit_as_an_export(frontdoor: Run, busy: Path) -> None:
    frontdoor("db", "erase", account_of(frontdoor, 1003), "--yes")
    assert ("operator", "exported a person") not in audited(busy)
    frontdoor("db", "export", account_of(frontdoor, 1001))
    assert ("operator", "exported a person") in audited(busy)


@pytest.mark.parametrize(
    ("touched", "shared", "said", "unsaid"),
    [
        ({"log left": 1, "tables left": 0}, False, "A reader held the log back", "VACUUM FULL"),
        ({"log left": 0, "tables left": 2}, True, "2 tables were too large or too busy", "A reader held"),
        ({"log left": 0, "tables left": 0}, True, "write-ahead log, and copies of it", "VACUUM FULL"),
    ],
)
def test_what_the_database_keeps_for_a_while_is_named(
    touched: dict[str, int], shared: bool, said: str, unsaid: str, capsys: pytest.CaptureFixture[str]
) -> None:
    verbs._print_left(touched, (), shared)
    out = capsys.readouterr().out
    assert said in out
    assert unsaid not in out
    assert "other people's tickets" not in out


def test_the_secret_of_link_codes_is_renewed(frontdoor: Run, busy: Path) -> None:
    with closing(open_store(busy / "frontdoor.db")) as store:
        before = store.write(lambda unit: unit.link_secret()).result()
        ana = Identity("web", "", "ana")
        store.write(lambda unit: unit.issue_code(1, "d1", ana, None, WEDNESDAY)).result()

    done = frontdoor("db", "rotate")

    assert (done.code, done.out) == (0, "Link codes come from a new secret. Codes that became void: 1.\n")
    with closing(open_store(busy / "frontdoor.db")) as store:
        assert store.write(lambda unit: unit.link_secret()).result() != before
    assert audited(busy)[-1] == ("operator", "renewed the secret of link codes")


# ── how far it is ──────────────────────────────────────────────────────────────────────


class Terminal(StringIO):
    """A terminal that somebody looks at."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.mark.usefixtures("busy")
def test_a_check_and_a_backup_say_on_a_terminal_how_far_they_are(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    checked, made = frontdoor("db", "check", "--json"), frontdoor("db", "backup", tmp_path / "copy.db")
    assert checked.json["problems"] == []
    assert made.code == 0
    assert "checking" in screen.getvalue()
    assert "backup: " in screen.getvalue()


@pytest.mark.usefixtures("busy")
def test_nothing_of_it_goes_into_a_pipe(frontdoor: Run, tmp_path: Path) -> None:
    assert frontdoor("db", "check").err == ""
    assert frontdoor("db", "backup", tmp_path / "copy.db").err == ""


# ── prune ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("busy")
def test_prune_says_what_went_and_what_becomes_of_the_space(frontdoor: Run) -> None:
    """The busy desk is of December 2026; its messages wait to be sent, but for those that we send here."""
    done = frontdoor("db", "prune")
    assert done.code == 0
    assert "sent messages older than 30 days removed." in done.out
    assert "events older than 30 days removed." in done.out
    assert "0 notes on closed tickets of which event a client's words came removed." in done.out
    assert "with --compact the disk has it back" in done.out


def test_prune_removes_what_is_old_and_gives_the_disk_the_space_back(frontdoor: Run, empty: Path) -> None:
    file_ = empty / "frontdoor.db"
    with closing(open_store(file_)) as store:
        ticket = file(store)
        for _number in range(50):
            do(store, lambda unit: unit.send(ticket.conversation, ANAS, shown("x" * 20_000), LONG_AGO))
            (out,) = lease(store, now=LONG_AGO)
            do(store, lambda unit, out=out: unit.settle(out, Sent("r"), LONG_AGO, None))  # type: ignore[misc]
    before = file_.stat().st_size
    done = frontdoor("db", "prune", "--compact")
    assert "50 sent messages older than 30 days removed." in done.out
    assert "0 events older than 30 days removed." in done.out
    assert file_.stat().st_size < before / 2
    assert frontdoor("db", "check").code == 0


@pytest.mark.usefixtures("empty")
def test_prune_keeps_what_the_policy_keeps_for_good(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (resources.files("bot") / "policy.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(text.replace("sent_days = 30", "sent_days = 0"))
    monkeypatch.setenv("FRONTDOOR_POLICY", str(tmp_path / "mine.toml"))
    assert "Sent messages are kept for good: nothing removed." in frontdoor("db", "prune").out
