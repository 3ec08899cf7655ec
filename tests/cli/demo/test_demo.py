"""``demo``: the scripted conversation, and the small busy desk behind the chat."""

import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import open_desk
from bot.cli.demo import demo
from bot.cli.demo.stage import staffed_before
from bot.config import policy_file, settings
from tests.builders import WEDNESDAY, policy
from tests.cli.conftest import Run

# ── Without a terminal ─────────────────────────────────────────────────────────────────


def test_the_scripted_conversation_walks_the_ladder_and_back(frontdoor: Run, tmp_path: Path) -> None:
    done, again = frontdoor("demo", "--data", tmp_path / "a desk"), frontdoor("demo")

    assert done.code == 0, done.err
    assert done.out == again.out, "it tells the same story every time"
    told = " ".join(done.out.split())
    moments = [
        "Mira › my emails dont arive since yestrday",
        "The first of these should answer it",
        "Did this solve it?",
        "Mira › not yet",
        "Mira › none of these",
        "I'll open a ticket with what you wrote",
        "6th in line",
        "Berlin time",
        "not guaranteed",
        "Mira › any news??",
        "you'd move from 6th to 8th",
        "Mira › leave it",
        "keeps 6th place",
        "sam › claim",
        "is yours. It was 1st in line",
        "Your MX records were lost in the move",
        "Did that solve it?",
        "Mira › call me",
        "which day suits you?",
        "Phone call requested",
        "sam › confirm 1009",
        "sam confirmed your call",
        "call-1009.ics",
        "sam › outcome 1009",
        "sam › resolve 1009",
        "sam resolved #1009",
        "sam › why 1009",
        "solved",
    ]
    at = -1
    for moment in moments:
        at = told.find(moment, at + 1)
        assert at >= 0, moment
    assert not (tmp_path / "a desk").exists(), "it plays on a desk of its own"


# ── The busy desk ──────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("busy")
def test_the_desk_is_small_and_busy(frontdoor: Run) -> None:
    tickets = [frontdoor("ticket", number, "--json").json for number in range(1001, 1009)]

    assert [t["state"] for t in tickets].count("answered") == 1
    assert [t["state"] for t in tickets].count("asked") == 1
    assert [t["urgency"] for t in tickets].count("high") == 1
    assert {t["owner"] for t in tickets} == {"", "sam", "kim"}
    assert len(frontdoor("queue", "--json").json) == 5
    assert [p["role"] for p in frontdoor("staff", "list", "--json").json] == ["agent", "lead"]
    assert frontdoor("db", "check").code == 0


@pytest.mark.usefixtures("busy")
def test_its_tickets_came_over_the_last_working_day(frontdoor: Run) -> None:
    filed = [datetime.fromisoformat(frontdoor("ticket", n, "--json").json["filed"]) for n in range(1001, 1009)]

    assert filed == sorted(filed)
    assert WEDNESDAY - filed[0] < timedelta(days=1)
    assert filed[-1] < WEDNESDAY


def test_the_desk_is_made_once_and_left_alone_afterwards(
    tmp_path: Path, frontdoor: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "seed", lambda app, now: app.store.write(lambda unit: unit.next_number()).result())
    chosen = settings.load(data=tmp_path / "demo")

    assert demo.prepare(chosen) is True
    made = chosen.database.read_bytes()
    assert demo.prepare(chosen) is False
    assert chosen.database.read_bytes() == made
    assert sorted(path.name for path in chosen.data.iterdir()) == ["frontdoor.db", "signing.key"]
    assert chosen.data.stat().st_mode & 0o077 == 0


def test_a_desk_that_couldnt_be_made_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(demo, "seed", broken)
    chosen = settings.load(data=tmp_path / "demo")

    with pytest.raises(RuntimeError):
        demo.prepare(chosen)

    assert not chosen.database.exists()


# ── What README shows ──────────────────────────────────────────────────────────────────

ROOT = Path(__file__).parents[3]
PROMPT = "you › "
VARYING = re.compile(
    r"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|AM|PM)\b|\d+(?:st|nd|rd|th)?)"
)
"""Numbers and times."""


def same(text: str) -> str:
    """A text without its numbers, times and line breaks."""
    return " ".join(VARYING.sub("~", text).split())


def test_readme_shows_what_happens(tmp_path: Path, speaks: Run) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"```text\n(you › .*?)```", readme, re.DOTALL)[0]
    turns = [turn.partition("\n") for turn in shown.split(PROMPT)[1:]]
    demo.prepare(settings.load(data=tmp_path / "demo"))

    typed = "".join(f"{line}\n" for line, _end, _said in turns)
    done = speaks(typed, "chat", "--as", "Mira", "--zone", "Europe/Berlin", "--data", tmp_path / "demo")

    happened = [turn.partition("\n") for turn in done.out.split(PROMPT)[1:]]
    assert [line for line, *_rest in happened] == [line for line, *_rest in turns]
    for (line, _end, said), (_line, _newline, real) in zip(turns, happened, strict=True):
        at = 0
        for part in map(same, said.split("…")):
            found = same(real).find(part, at)
            assert found >= 0, f"after {line!r} README says {part!r}, but it is:\n{real}"
            assert found == 0 or at or not part, f"after {line!r} something is left out without …"
            at = found + len(part)
    assert re.search(r"Ticket #(\d+) is in", shown)[1] == re.search(r"Ticket #(\d+) is in", done.out)[1]  # type: ignore[index]
    number = re.search(r"Ticket #(\d+) is in", done.out)[1]  # type: ignore[index]
    staff = re.search(r"Type `queue`, `claim`, `(reply .*?)`", readme)[1]  # type: ignore[index]
    told = speaks(f"queue\nclaim\n{staff}\nwhy {number}\n", "desk", "--as", "sam", "--data", tmp_path / "demo")
    assert f"Your reply to #{number} is on its way." in told.out
    assert f"`why {number}`" in readme


class Tty:
    """Standard input or output at a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_at_a_terminal_it_says_how_to_be_staff_and_starts_the_chat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chats: list[tuple[object, ...]] = []

    def chat(*asked: object) -> int:
        chats.append(asked)
        return 0

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", Tty())
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("sys.argv", [".venv/bin/frontdoor", "demo"])
    monkeypatch.setattr(demo, "prepare", lambda chosen: True)
    monkeypatch.setattr("bot.cli.serve.terminal.chat", chat)

    assert demo.run(None) == 0

    said = capsys.readouterr().out
    assert ".venv/bin/frontdoor desk --data .demo --as sam" in said.splitlines(), "on a line of its own"
    assert chats == [(None, None, None, Path(".demo"), None)]


# ── Staffed time, backwards ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "hours", "then"),
    [
        ("2026-12-16T12:10-08:00", 2, "2026-12-16T10:10-08:00"),
        ("2026-12-16T08:00-08:00", 3, "2026-12-15T17:00-08:00"),
        ("2026-12-14T07:30-08:00", 1, "2026-12-11T18:30-08:00"),
        ("2026-12-13T15:00-08:00", 12.5, "2026-12-10T18:30-08:00"),
        ("2026-12-16T02:00-08:00", 0.5, "2026-12-15T18:30-08:00"),
        ("2026-12-28T07:00-08:00", 0.5, "2026-12-24T18:30-08:00"),
    ],
)
def test_a_moment_so_much_staffed_time_ago(now: str, hours: float, then: str) -> None:
    calendar = policy_file.calendar_for(policy(), range(2026, 2027))

    found = staffed_before(calendar, datetime.fromisoformat(now).astimezone(UTC), timedelta(hours=hours))

    assert found == datetime.fromisoformat(then)


def test_seeding_takes_place_at_any_time_of_the_week(tmp_path: Path) -> None:
    from bot.cli.demo.desk import seed
    from bot.cli.demo.stage import HandClock

    sunday = datetime(2026, 12, 20, 3, 0, tzinfo=UTC)
    clock = HandClock(sunday)
    with open_desk(settings.load(data=tmp_path), clock) as app:
        seed(app, clock)
        with app.store.read() as unit:
            assert unit.waiting_count() == 5
        assert clock.now() == sunday


@pytest.mark.parametrize("columns", [40, 80, 100])
@pytest.mark.parametrize("folder", [".demo", "/somewhere/quite/far/away/from/home", "'with a space'"])
def test_the_command_for_staff_can_be_copied_at_any_width(columns: int, folder: str) -> None:
    parts = (".venv/bin/frontdoor desk", f"--data {folder}", "--as sam")
    shown = demo.typeable(parts, columns)
    assert shlex.split(shown.replace("\\\n", "")) == shlex.split(" ".join(parts)), "a shell takes it as one"
    assert max(map(len, shown.splitlines())) < max(columns, 50)
