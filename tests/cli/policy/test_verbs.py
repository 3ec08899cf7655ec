"""``policy``: checked, shown, compared and tried out, from a file and without a database."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cli.policy import verbs
from bot.config import policy_file
from bot.core.policy import Policy
from tests.cli.conftest import Run

Capture = pytest.CaptureFixture[str]

SHIPPED = Path(policy_file.__file__).parents[1] / "policy.toml"


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
    fine, hours, promises, *remarks = done.out.splitlines()
    assert remarks.pop(0) == (
        "Worth a look: it is the example that comes with the program; begin a desk of your own with: frontdoor init"
    )
    assert all(remark.startswith("Worth a look: line ") for remark in remarks)
    assert "is fine" in fine
    assert "Mon–Fri 07:00–19:00" in hours
    assert "America/Los_Angeles" in hours
    assert "Estimate after 1 business day" in promises
    assert "guarantee after 2 business days" in promises


def test_the_subdivision_whose_holidays_are_kept_is_named(frontdoor: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, 'subdivision = ""', 'subdivision = "CA"')

    assert "public holidays of US-CA;" in frontdoor("policy", "check", file).out
    assert "public holidays of US;" in frontdoor("policy", "check").out


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

    assert done.code == 1
    assert f"line {line}: promises.responce: isn't a setting" in done.err
    assert f"line {line - 1}: promises.response_business_days" in done.err


def test_a_file_that_isnt_there_is_a_problem_in_words(frontdoor: Run, tmp_path: Path) -> None:
    done = frontdoor("policy", "check", tmp_path / "nowhere.toml")

    assert done.code == 2
    assert "there is no policy file" in done.err


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('currency = "USD"', 'currency = "XYZ"', 'rates.currency: "XYZ" is no currency (an ISO 4217 code'),
        ('currency = "USD"', 'currency = "usd"', 'rates.currency: "usd" is no currency code (three letters'),
        ("helpdesk_per_hour = 80", "helpdesk_per_hour = 80.125", "80.125 can't be paid in USD, which has 2 decimal"),
        ('"es", "de"]', '"es", "de", "fr"]', 'firm.languages.4: the bot doesn\'t speak "fr"'),
        ('country = "US"', 'country = "XX"', 'holidays.country: no holidays are known for "XX"'),
    ],
)
def test_what_only_libraries_and_catalogues_know_is_checked_as_well(
    frontdoor: Run, tmp_path: Path, before: str, after: str, said: str
) -> None:
    file = changed(tmp_path, before, after)

    done = frontdoor("policy", "check", file)

    assert done.code == 1
    assert f"line {line_of(file, after)}: " in done.err
    assert said in done.err


def line_of(file: Path, piece: str) -> int:
    """The line on which a piece of the file stands."""
    text = file.read_text("utf-8")
    return text[: text.index(piece)].count("\n") + 1


def test_days_that_take_every_appointment_of_the_next_year_are_a_problem(tmp_path: Path, capsys: Capture) -> None:
    mondays = (datetime(2027, 1, 4, tzinfo=UTC).toordinal() + 7 * week for week in range(60))
    closed = "".join(
        f'[[closed_days]]\nday = {datetime.fromordinal(day):%Y-%m-%d}\nreason = "rest"\n' for day in mondays
    )
    text = SHIPPED.read_text("utf-8")
    phone = text[text.index("[phone_hours]") : text.index("# The appointments")]
    file = tmp_path / "ours.toml"
    file.write_text(
        text.replace(phone, '[phone_hours]\nmonday = { open = "10:00", close = "16:30" }\n') + closed, "utf-8"
    )

    code = verbs.check(file, datetime(2027, 1, 1, 12, tzinfo=UTC))

    assert code == 1
    assert f"line {line_of(file, '[phone_hours]')}: phone_hours: no appointment is to be had" in capsys.readouterr().err


def test_what_is_hardly_meant_is_worth_a_look_and_no_mistake(frontdoor: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, "[promises]", '[[closed_days]]\nday = 2027-03-06\nreason = "stock-taking"\n\n[promises]')

    done = frontdoor("policy", "check", file)

    assert done.code == 0
    assert f"Worth a look: line {line_of(file, 'day = 2027-03-06')}: closed_days.1.day: is a Saturday" in done.out


def test_what_is_still_the_examples_is_worth_a_look(frontdoor: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, 'name = "Harbour Hosting"', 'name = "Lighthouse"')

    done = frontdoor("policy", "check", file)

    assert done.code == 0
    link = f"Worth a look: line {line_of(file, 'article_url =')}: firm.article_url: leads to https://help.example.com/"
    assert link in done.out
    assert "are the shipped ones, about web hosting, and answer clients of Lighthouse" in done.out
    assert "firm.name" not in done.out
    assert (
        "Harbour Hosting is the example's name"
        in frontdoor("policy", "check", changed(tmp_path, "[firm]", "[firm] ")).out
    )


# ── show ───────────────────────────────────────────────────────────────────────────────


class Markup(HTMLParser):
    """What a page is made of, and whether every element that is opened is closed in its turn."""

    EMPTY = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return (attributes for name, attributes in self.found if name == tag)


AT = ("--at", "2026-12-16T12:10")


def test_the_page_reads_well_in_a_terminal(frontdoor: Run) -> None:
    done = frontdoor("policy", "show", *AT)

    text = " ".join(done.out.split()).replace("\u00a0", " ")
    assert done.code == 0
    assert text.startswith("Harbour Hosting support")
    assert "Monday to Friday 7:00 AM to 7:00 PM 10:00 AM to 4:30 PM" in text
    assert "Thursday, November 25, 2027 Thanksgiving Day closed" in text
    assert "Thu, Dec 17, 12:10 PM Los Angeles time" in text
    assert "$80.00 $20.00" in text
    assert "As of Wednesday, December 16, 2026." in text


@pytest.mark.parametrize("lang", ["en", "es", "de"])
def test_the_page_is_one_sound_accessible_document_without_anything_from_outside(frontdoor: Run, lang: str) -> None:
    done = frontdoor("policy", "show", "--html", "--lang", lang, *AT)
    page = Markup(done.out)

    assert done.out.startswith("<!doctype html>")
    assert page.open == []
    assert next(page.all("html")) == {"lang": lang, "dir": "ltr"}
    assert {tag for tag, _ in page.found} >= {"header", "nav", "main", "footer", "title", "h1", "h2", "table"}
    assert not {tag for tag, _ in page.found} & {"script", "link", "img", "iframe"}
    assert not re.search(r"@import|url\(|\son\w+=", done.out)
    assert all(cell["scope"] in {"col", "row"} for cell in page.all("th"))
    assert any(meta.get("name") == "viewport" for meta in page.all("meta"))
    anchors = {section["id"] for section in page.all("section")}
    linked = [link["href"] or "" for link in page.all("a")]
    assert {href[1:] for href in linked if href.startswith("#")} == anchors
    assert "https://www.example.com/terms#technical-support" in linked
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_what_the_firm_writes_is_text_on_the_page(frontdoor: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, 'name = "Harbour Hosting"', "name = '<script>x</script> & \"Söhne\" **{place}**'")

    done = frontdoor("policy", "show", file, "--html", *AT)

    assert "<h1>&lt;script&gt;x&lt;/script&gt; &amp; &#34;Söhne&#34; **{place}** support</h1>" in done.out


def test_an_address_ends_before_the_sentence_does() -> None:
    from bot.pages.html import linked

    assert linked("See https://a.example/x?y=1, or https://b.example.") == [
        ("See ", False),
        ("https://a.example/x?y=1", True),
        (", or ", False),
        ("https://b.example", True),
        (".", False),
    ]


def test_an_output_without_utf_8_gets_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.cli.screen import print_html

    class Narrow:
        """An output in an older encoding."""

        encoding = "latin-1"
        written = ""

        def write(self, text: str) -> None:
            self.written += text

        def flush(self) -> None:
            """Nothing waits."""

    narrow = Narrow()
    monkeypatch.setattr("sys.stdout", narrow)

    print_html("Söhne – ¿qué?")

    assert narrow.written == "S&#246;hne &#8211; &#191;qu&#233;?\n"


def test_the_page_for_programs_has_steady_keys(frontdoor: Run, tmp_path: Path) -> None:
    rest = '[[closed_days]]\nday = 2026-12-28\nreason = "Bridge"\n'
    days = f'{rest}[[half_days]]\nday = 2026-12-24\nclose = "13:00"\nreason = "Eve"\n'
    file = changed(tmp_path, "[promises]", f"{days}\n[promises]")

    told = frontdoor("policy", "show", file, "--json", *AT).json

    assert list(told) == [
        "firm", "zone", "languages", "channels", "hours", "phone_hours", "slots", "period", "holidays", "closed_days",
        "half_days", "promises", "rates", "third_party", "terms",
        "transcripts",
    ]  # fmt: skip
    assert (told["firm"], told["zone"]) == ("Harbour Hosting", "America/Los_Angeles")
    assert told["hours"]["monday"] == {"open": "07:00", "close": "19:00"}
    assert told["hours"]["sunday"] is None
    assert told["phone_hours"]["friday"] == {"open": "10:00", "close": "16:30"}
    assert told["slots"]["minutes"] == 30
    assert told["period"] == {"from": "2026-12-16", "until": "2027-12-16"}
    assert told["holidays"][0] == {"day": "2026-12-25", "name": "Christmas Day"}
    assert {"day": "2027-11-25", "name": "Thanksgiving Day"} in told["holidays"]
    assert told["closed_days"] == [{"day": "2026-12-28", "reason": "Bridge"}]
    assert told["half_days"] == [{"day": "2026-12-24", "close": "13:00", "reason": "Eve"}]
    assert told["promises"]["response_business_days"] == 2
    assert told["rates"]["currency"] == "USD"
    assert (told["rates"]["helpdesk_per_hour"], told["rates"]["phone_per_hour"]) == ("80", "100")
    assert "WordPress" in told["third_party"]
    assert [channel["channel"] for channel in told["channels"]] == ["knowledge_base", "helpdesk", "phone", "email"]
    assert told["terms"]["version"] == "2027-01-01"


def test_without_a_phone_programs_are_told_so(frontdoor: Run, tmp_path: Path) -> None:
    text = SHIPPED.read_text("utf-8")
    phone = text[text.index("[phone_hours]") : text.index("# The appointments")]

    told = frontdoor("policy", "show", changed(tmp_path, phone, "[phone_hours]\n"), "--json", *AT).json

    assert told["slots"] is None
    assert set(told["phone_hours"].values()) == {None}
    assert [channel["channel"] for channel in told["channels"]] == ["knowledge_base", "helpdesk", "email"]
    assert "phone_per_hour" not in told["rates"]


def test_a_page_for_today_needs_no_date(frontdoor: Run) -> None:
    assert frontdoor("policy", "show").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--lang", "fr"), "--lang fr: the policy offers en, es, de"),
        (("--html", "--json"), "ask for one"),
        (("--at", "soon"), "is no moment"),
        (("nowhere.toml",), "there is no policy file"),
    ],
)
def test_what_cant_be_shown_is_refused_in_one_line(frontdoor: Run, arguments: tuple[str, ...], said: str) -> None:
    done = frontdoor("policy", "show", *arguments)

    assert done.code == 2
    assert said in done.err


# ── diff ───────────────────────────────────────────────────────────────────────────────


def test_what_changes_for_clients_is_said_in_words_and_what_runs_stays(frontdoor: Run, tmp_path: Path) -> None:
    new = changed(tmp_path, "response_business_days = 2", "response_business_days = 3")

    done = frontdoor("policy", "diff", SHIPPED, new)

    assert done.code == 0
    assert done.out.splitlines()[:2] == [
        "For clients:",
        "  - The guarantee changes from 2 to 3 business days, for tickets filed from now on.",
    ]
    assert "For staff only" not in done.out
    assert "What was promised stays" in done.out


def test_what_changes_for_staff_only_is_told_apart(frontdoor: Run, tmp_path: Path) -> None:
    new = changed(tmp_path, "expire_after_staffed_hours = 6", "expire_after_staffed_hours = 7")

    done = frontdoor("policy", "diff", SHIPPED, new)

    assert "For clients" not in done.out
    assert "claims.expire_after_staffed_hours is 7.0 instead of 6.0." in done.out


def test_two_files_that_promise_the_same_say_so(frontdoor: Run, tmp_path: Path) -> None:
    done = frontdoor("policy", "diff", SHIPPED, changed(tmp_path, "# The support policy", "# Our policy"))

    assert (done.code, done.out) == (0, "Nothing changes: both promise the same.\n")


def test_differences_for_programs(frontdoor: Run, tmp_path: Path) -> None:
    new = changed(tmp_path, "helpdesk_per_hour = 80", "helpdesk_per_hour = 90")

    told = frontdoor("policy", "diff", SHIPPED, new, "--json", "--lang", "es").json

    (change,) = told["changes"]
    assert change["where"] == ["rates.helpdesk_per_hour", "rates.currency"]
    assert change["for"] == "clients"
    assert "90,00" in change["text"]
    assert len(told["stays"]) == 3


def test_only_policies_that_hold_together_can_be_compared(frontdoor: Run, tmp_path: Path) -> None:
    done = frontdoor("policy", "diff", SHIPPED, changed(tmp_path, "cap_hours = 1", "cap_hours = 0.3"))

    assert done.code == 1
    assert "no number of quarter hours" in done.err


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
