"""``policy check`` and ``policy estimate``: from a file, without a database."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import policy_file
from bot.core.policy import Policy
from tests.commands.conftest import Run

SHIPPED = Path(policy_file.__file__).with_name("policy.toml")


def changed(tmp_path: Path, before: str, after: str) -> Path:
    """A copy of the shipped policy with one thing written differently."""
    text = SHIPPED.read_text("utf-8")
    assert before in text
    file = tmp_path / "ours.toml"
    file.write_text(text.replace(before, after), "utf-8")
    return file


# ── check ──────────────────────────────────────────────────────────────────────────────


def test_the_shipped_policy_is_fine_and_says_what_it_comes_to(frontdoor: Run) -> None:
    done = frontdoor("policy", "check")

    assert done.code == 0
    fine, hours, promises = done.out.splitlines()
    assert "is fine" in fine
    assert "Mon–Fri 07:00–19:00" in hours
    assert "America/Los_Angeles" in hours
    assert "Estimate after 1 business day" in promises
    assert "guarantee after 2 business days" in promises


def test_another_firms_policy_is_named(frontdoor: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, 'name = "Harbour Hosting"', 'name = "Lighthouse"')

    done = frontdoor("policy", "check", file)

    assert done.out.startswith(f"{file} is fine")
    assert "Lighthouse" in done.out


def test_a_saturday_with_other_hours_is_told_apart(frontdoor: Run, tmp_path: Path) -> None:
    saturday = '[hours]\nsaturday = { open = "10:00", close = "24:00" }\n'

    done = frontdoor("policy", "check", changed(tmp_path, "[hours]\n", saturday))

    assert "Mon–Fri 07:00–19:00, Sat 10:00–24:00" in done.out


def test_every_problem_comes_with_its_line_and_reason(frontdoor: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, "response_business_days = 2", 'response_business_days = "two"\nresponce = 3')
    line = next(n for n, row in enumerate(file.read_text("utf-8").splitlines(), 1) if row.startswith("responce"))

    done = frontdoor("policy", "check", file)

    assert done.code == 2
    assert f"line {line}: promises.responce: isn't a setting" in done.err
    assert f"line {line - 1}: promises.response_business_days" in done.err


def test_a_file_that_isnt_there_is_a_problem_in_words(frontdoor: Run, tmp_path: Path) -> None:
    done = frontdoor("policy", "check", tmp_path / "nowhere.toml")

    assert done.code == 2
    assert "can't be read" in done.err


# ── estimate ───────────────────────────────────────────────────────────────────────────


def test_the_estimate_in_json_has_the_desks_offset(frontdoor: Run) -> None:
    done = frontdoor("policy", "estimate", "--at", "2026-12-16T21:10:00+01:00", "--json")

    assert done.json == {
        "filed": "2026-12-16T12:10:00-08:00",
        "estimate": "2026-12-17T12:10:00-08:00",
        "grace_until": "2026-12-17T13:10:00-08:00",
        "promise": "2026-12-18T12:10:00-08:00",
    }


def test_a_moment_without_an_offset_is_the_desks_own_time(frontdoor: Run) -> None:
    done = frontdoor("policy", "estimate", "--at", "2027-07-01T12:10", "--json")

    assert done.json["filed"] == "2027-07-01T12:10:00-07:00"


def test_the_offset_changes_with_daylight_saving(frontdoor: Run) -> None:
    done = frontdoor("policy", "estimate", "--at", "2027-03-12T18:00:00-08:00", "--json")

    assert done.json["estimate"] == "2027-03-15T18:00:00-07:00"


def test_people_read_four_lines_in_the_desks_zone(frontdoor: Run) -> None:
    done = frontdoor("policy", "estimate", "--at", "2026-12-16T20:10Z")

    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines] == ["Filed", "Estimate", "Grace", "Guarantee"]
    assert "Wed, Dec 16, 12:10" in lines[0].replace("\u00a0", " ")
    assert "Los Angeles" in lines[0]
    assert "not guaranteed" in lines[1]


def test_another_policy_gives_other_times(frontdoor: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, "response_business_days = 2", "response_business_days = 3")

    done = frontdoor("policy", "estimate", "--at", "2026-12-16T12:10", "--policy", file, "--json")

    assert done.json["promise"] == "2026-12-21T12:10:00-08:00"


@pytest.mark.parametrize("at", ["gestern", "2026-13-01", "12:10", "0001-01-01", "9999-12-31T23:59Z", ""])
def test_what_is_no_moment_is_refused_in_one_line_with_an_example(frontdoor: Run, at: str) -> None:
    done = frontdoor("policy", "estimate", "--at", at)

    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "2026-12-16T12:10" in done.err


def test_over_the_year_only_the_years_that_are_needed_are_asked_for(
    frontdoor: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[range] = []
    known = policy_file.calendar_for

    def counting(policy: Policy, years: range) -> object:
        asked.append(years)
        return known(policy, years)

    monkeypatch.setattr(policy_file, "calendar_for", counting)

    summer = frontdoor("policy", "estimate", "--at", "2027-07-01T12:10", "--json")
    assert (asked, summer.json["promise"][:10]) == ([range(2027, 2028)], "2027-07-06")

    asked.clear()
    eve = frontdoor("policy", "estimate", "--at", "2026-12-31T18:10", "--json")
    assert (asked[-1], eve.json["estimate"][:10]) == (range(2026, 2028), "2027-01-04")


def test_none_of_it_touches_a_database(frontdoor: Run, tmp_path: Path) -> None:
    frontdoor("policy", "check")
    frontdoor("policy", "estimate", "--at", datetime(2027, 3, 2, tzinfo=ZoneInfo("UTC")).isoformat())

    assert not (tmp_path / "desk").exists()
