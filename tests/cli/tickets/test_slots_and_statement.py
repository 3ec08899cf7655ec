"""``slots`` and ``statement``: what programs rely on, what people read, and what is refused in one line."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.core.model.appointment import Appointment, CallState
from bot.core.model.people import Address, Identity
from bot.core.policy import Channel
from bot.core.rules.billing import Agreement, Decision, Terms, Work, WorkKind
from bot.ports import UnitOfWork
from bot.store import open_store
from tests.builders import WEDNESDAY, policy, ticket
from tests.cli.conftest import Run

AT = "2026-12-16T12:10"
"""That wednesday, at the desk."""
STATEMENT_KEYS = ["ticket", "currency", "total", "channels"]
CHANNEL_KEYS = ["channel", "minutes", "billed_minutes", "per_hour", "cap_minutes", "amount", "entries"]
ENTRY_KEYS = ["entry", "kind", "minutes", "corrects", "by", "at", "note"]
NOTE = "mended <b>it</b> & more \x1b[31m"


def seed(unit: UnitOfWork, lang: str) -> None:
    """Ana with a call on thursday and billed work on 1001, and with 1002, on which nothing was worked."""
    ana = Identity("test", "", "ana")
    talk = unit.open_conversation(Address("test", "", "chat/ana"), ana)
    account = unit.create_account(ana, "Ana", WEDNESDAY)
    unit.save_conversation(replace(unit.open_conversation(talk.address, ana), lang=lang, zone="Europe/Berlin"))
    for number in (1001, 1002):
        unit.insert_ticket(ticket(number, account=account.id, conversation=talk.id, subject="Drupal <i>broken</i>"))
    start = WEDNESDAY + timedelta(hours=22, minutes=20)
    call = Appointment(1001, 1, CallState.REQUESTED, start, start + timedelta(minutes=30), WEDNESDAY, start)
    unit.save_call(None, call, 1)
    for channel in Channel:
        rates = policy().rates
        asked = Terms(channel, rates.per_hour(channel), "USD", 60, policy().firm.terms_version)
        unit.add_agreement(Agreement(1001, 0, Decision.ACCEPTED, asked, "Drupal", "words", WEDNESDAY), account.id, ana)
    for kind, channel, minutes, note, corrects in (
        (WorkKind.WORK, Channel.HELPDESK, 20, "looked into it", 0),
        (WorkKind.WORK, Channel.HELPDESK, 8, NOTE, 0),
        (WorkKind.CREDIT, Channel.HELPDESK, -3, "our fault", 0),
        (WorkKind.CORRECTION, Channel.HELPDESK, 7, "forgot some", 1),
        (WorkKind.WORK, Channel.PHONE, 16, "talked it over", 0),
    ):
        unit.add_work(Work(1001, 0, kind, channel, minutes, note, "sam", WEDNESDAY, corrects))


@pytest.fixture
def lang() -> str:
    """What Ana reads."""
    return "en"


@pytest.fixture
def billed(empty: Path, lang: str) -> Path:
    """A desk on which Ana has a call, and a bill."""
    with closing(open_store(empty / "frontdoor.db")) as store:
        store.write(lambda unit: seed(unit, lang)).result()
    return empty


# ── Slots ──────────────────────────────────────────────────────────────────────────────


def starts(frontdoor: Run, *arguments: str) -> list[str]:
    """The starts that ``slots --json`` prints."""
    found: list[dict[str, str]] = frontdoor("slots", "--json", *arguments).json
    assert all(list(slot) == ["start", "end"] for slot in found)
    return [slot["start"] for slot in found]


def test_without_a_database_the_policy_alone_decides(frontdoor: Run, tmp_path: Path) -> None:
    found = starts(frontdoor, "--at", AT)
    assert found[0] == "2026-12-16T13:30:00-08:00", "an hour ahead, and on the grid"
    assert found[-1] == "2026-12-31T16:00:00-08:00", "ten business days ahead; christmas isn't one"
    assert not [start for start in found if start[:10] in {"2026-12-19", "2026-12-20", "2026-12-25"}]
    assert len(found) == 6 + 10 * 13
    assert not (tmp_path / "desk").exists(), "looking makes no database"


def is_booked(frontdoor: Run) -> bool:
    """Whether Ana's call is among the free times of its day, or not."""
    thursday = [start for start in starts(frontdoor, "--at", AT) if start.startswith("2026-12-17")]
    return len(thursday) == 12 and "2026-12-17T10:30:00-08:00" not in thursday


@pytest.mark.usefixtures("billed")
def test_what_is_booked_is_not_free(frontdoor: Run) -> None:
    assert is_booked(frontdoor)


def test_what_is_booked_on_a_server_isnt_either(
    frontdoor: Run, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_store(postgres_url)) as store:
        store.write(lambda unit: seed(unit, "en")).result()
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", postgres_url)
    assert is_booked(frontdoor)


@pytest.mark.parametrize(("days", "count"), [("0", 6), ("1", 19), ("2", 32)])
def test_days_are_business_days_after_today(frontdoor: Run, days: str, count: int) -> None:
    assert len(starts(frontdoor, "--at", AT, "--days", days)) == count


def test_a_slot_ends_when_the_next_begins(frontdoor: Run) -> None:
    found = frontdoor("slots", "--json", "--at", AT, "--days", "0").json
    assert [slot["end"] for slot in found[:-1]] == [slot["start"] for slot in found[1:]]
    assert found[-1]["end"] == "2026-12-16T16:30:00-08:00"


@pytest.mark.parametrize(
    ("at", "first"),
    [
        ("2026-12-16T21:10+01:00", "2026-12-16T13:30:00-08:00"),
        ("2026-12-19T12:00", "2026-12-21T10:00:00-08:00"),
        ("2027-07-01T08:00", "2027-07-01T10:00:00-07:00"),
        ("2027-03-12T18:30", "2027-03-15T10:00:00-07:00"),
    ],
)
def test_moments_are_the_desks_with_its_offset_of_that_day(frontdoor: Run, at: str, first: str) -> None:
    assert starts(frontdoor, "--at", at)[0] == first


def test_people_read_a_table_of_100_columns(frontdoor: Run) -> None:
    done = frontdoor("slots", "--at", AT, "--days", "0")
    assert done.code == 0
    for part in ("From", "To", "Wed, Dec 16, 1:30 PM", "Wed, Dec 16, 4:30 PM"):
        assert part in done.out.replace("\u00a0", " ")
    assert max(map(len, done.out.splitlines())) <= 100


def test_no_free_slot_is_said_so(frontdoor: Run) -> None:
    assert "No free slots." in frontdoor("slots", "--at", "2026-12-16T16:00", "--days", "0").out
    assert starts(frontdoor, "--at", "2026-12-16T16:00", "--days", "0") == []


def test_now_is_the_default(frontdoor: Run) -> None:
    now = datetime.now().astimezone()
    found = starts(frontdoor)
    assert found
    assert all(datetime.fromisoformat(start) > now for start in found)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["--at", "soon"], "--at 'soon' is no moment in ISO 8601"),
        (["--at", "2026-02-30"], "is no moment"),
        (["--at", "9999-12-31"], "is too far away"),
        (["--days", "-1"], "--days -1 isn't possible"),
        (["--days", "251"], "from 0 to 250"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(frontdoor: Run, asked: list[str], why: str) -> None:
    done = frontdoor("slots", "--json", *asked)
    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert done.err.count("\n") == 1


# ── Statement ──────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("billed")
def test_a_statement_for_programs(frontdoor: Run) -> None:
    found: dict[str, Any] = frontdoor("statement", "1001", "--json").json
    assert list(found) == STATEMENT_KEYS
    assert [list(channel) for channel in found["channels"]] == [CHANNEL_KEYS] * 2
    assert (found["ticket"], found["currency"], found["total"]) == (1001, "USD", "110.00")
    written, spoken = found["channels"]
    assert {name: written[name] for name in CHANNEL_KEYS[:-1]} == {
        "channel": "helpdesk", "minutes": 32, "billed_minutes": 45, "per_hour": "80.00", "cap_minutes": 60,
        "amount": "60.00",
    }  # fmt: skip
    assert (spoken["minutes"], spoken["billed_minutes"], spoken["amount"]) == (16, 30, "50.00")
    assert [list(entry) for entry in written["entries"]] == [ENTRY_KEYS] * 4
    assert written["entries"][3] == {
        "entry": 4, "kind": "correction", "minutes": 7, "corrects": 1, "by": "sam",
        "at": "2026-12-16T12:10:00-08:00", "note": "forgot some",
    }  # fmt: skip
    assert written["entries"][1]["note"] == NOTE


@pytest.mark.usefixtures("billed")
def test_a_statement_that_people_read(frontdoor: Run) -> None:
    done = frontdoor("statement", "1001")
    text = " ".join(done.out.replace("\u00a0", " ").split())
    for part in (
        "Statement of #1001",
        "looked into it",
        "correction of 1",
        "our fault",
        "45 minutes at $80.00 per hour",
    ):
        assert part in text
    for part in ("Wed, Dec 16, 9:10 PM", "16 minutes by phone", "= $50.00", "Total: $110.00"):
        assert part in text, "moments are the client's, in Berlin"
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= 100


class Tags(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Add it."""
        self.text += data


@pytest.mark.usefixtures("billed")
def test_a_statement_for_browsers(frontdoor: Run) -> None:
    done = frontdoor("statement", "1001", "--html")
    page = Tags()
    page.feed(done.out)
    assert done.out.lstrip().casefold().startswith("<!doctype html>")
    assert '<html lang="en"' in done.out
    assert not {"i", "b", "script"} & set(page.tags), "what people wrote is text"
    text = " ".join(page.text.replace("\u00a0", " ").split())
    for part in (
        "Harbour Hosting: statement of #1001",
        "Drupal <i>broken</i>",
        "Help by phone",
        "$110.00",
        "<b>it</b>",
    ):
        assert part in text
    assert "\x1b" not in done.out


@pytest.mark.usefixtures("billed")
@pytest.mark.parametrize(
    ("lang", "parts"),
    [("de", ("110,00 $", "80,00 $", "16. Dez.", "21:10")), ("es", ("110,00 US$", "80,00 US$", "16 dic", "21:10"))],
)
def test_money_and_dates_are_written_as_the_client_reads_them(
    frontdoor: Run, lang: str, parts: tuple[str, ...]
) -> None:
    shown = frontdoor("statement", "1001").out.replace("\u00a0", " ")
    page = frontdoor("statement", "1001", "--html").out.replace("\u00a0", " ")
    for part in parts:
        assert part in shown
        assert part in page
    assert f'<html lang="{lang}"' in page


@pytest.mark.usefixtures("billed")
def test_nothing_worked_is_nothing_billed(frontdoor: Run) -> None:
    assert "Nothing was billed: $0.00" in frontdoor("statement", "1002").out
    assert frontdoor("statement", "1002", "--json").json == {
        "ticket": 1002, "currency": "USD", "total": str(Decimal("0.00")), "channels": [],
    }  # fmt: skip
    assert "$0.00" in frontdoor("statement", "1002", "--html").out


@pytest.mark.usefixtures("billed")
@pytest.mark.parametrize("how", [[], ["--json"], ["--html"]])
def test_there_is_no_such_ticket(frontdoor: Run, how: list[str]) -> None:
    done = frontdoor("statement", "7", *how)
    assert (done.code, done.out) == (2, "") or (done.code == 1 and not done.out)
    assert "7" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("number", ["0", "-1", "ten", "99999999999999999999"])
def test_what_is_no_number_is_refused(frontdoor: Run, number: str) -> None:
    done = frontdoor("statement", number)
    assert (done.code, done.out) == (2, "")


def test_a_statement_makes_no_database(frontdoor: Run, tmp_path: Path) -> None:
    assert frontdoor("statement", "1001").code == 2
    assert not (tmp_path / "desk").exists()
