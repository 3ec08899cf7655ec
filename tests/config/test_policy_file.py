"""The policy file: what is shipped, what another firm writes, and what they are told when it's wrong."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date, time
from decimal import Decimal
from importlib import resources
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.policy_file import calendar_for, holidays_of, load, located
from bot.config.toml_lines import too_deep
from bot.core.policy import OpenHours, Policy, Retention, TagRule
from bot.core.text.errors import PolicyInvalid, Problem

SHIPPED = (resources.files("bot") / "policy.toml").read_text("utf-8")
YEARS = range(2027, 2029)

Load = Callable[[str], Policy]


@pytest.fixture
def loaded(tmp_path: Path) -> Load:
    """Load a policy from its text."""

    def load_text(text: str) -> Policy:
        file = tmp_path / "desk.toml"
        file.write_bytes(text.encode())
        return load(file)

    return load_text


Problems = Callable[[str], tuple[Problem, ...]]


@pytest.fixture
def problems(loaded: Load) -> Problems:
    """What is said about a policy that can't be loaded."""

    def problems_of(text: str) -> tuple[Problem, ...]:
        with pytest.raises(PolicyInvalid) as caught:
            loaded(text)
        return caught.value.problems

    return problems_of


def edited(*changes: tuple[str, str]) -> str:
    """The shipped file with pieces of it replaced; each piece has to be there."""
    text = SHIPPED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def line_of(text: str, piece: str) -> int:
    """The line on which a piece of text stands."""
    return text[: text.index(piece)].count("\n") + 1


# ── What is shipped ────────────────────────────────────────────────────────────────────


def test_a_policy_from_before_retention_keeps_copies_for_a_month(loaded: Load) -> None:
    older = SHIPPED[: SHIPPED.index("# How long copies are kept")]
    assert loaded(older).retention == load().retention == Retention(30, 30)
    assert loaded(f"{older}[retention]\nsent_days = 0\n").retention == Retention(0, 30)


def test_the_shipped_policy_says_what_the_support_page_says() -> None:
    policy = load()

    assert policy.firm.zone == "America/Los_Angeles"
    assert policy.firm.languages[:3] == ("en", "es", "de")
    assert policy.hours.days() == (OpenHours(time(7), time(19)),) * 5 + (None, None)
    assert policy.phone_hours.days() == (OpenHours(time(10), time(16, 30)),) * 5 + (None, None)
    assert (policy.holidays.country, policy.holidays.subdivision) == ("US", "")
    assert policy.promises.estimate_business_days == 1
    assert policy.promises.grace_staffed_hours == 1
    assert policy.promises.response_business_days == 2
    assert policy.promises.warn_at_percent == (50, 75, 100)
    assert (policy.claims.warn_after_staffed_hours, policy.claims.expire_after_staffed_hours) == (4, 6)
    assert policy.rates.currency == "USD"
    assert policy.rates.helpdesk_per_hour == Decimal(80)
    assert policy.rates.phone_per_hour == Decimal(100)
    assert policy.rates.cap_hours == Decimal(1)
    assert {"WordPress", "Joomla", "Magento", "Outlook", "Thunderbird"} <= set(policy.third_party.names)


def test_a_copy_of_the_shipped_file_is_the_same_policy(loaded: Load) -> None:
    assert loaded(SHIPPED) == load()


def test_the_examples_in_its_comments_work(loaded: Load) -> None:
    start, end = SHIPPED.index("# [[closed_days]]"), SHIPPED.index("[promises]")
    example = "".join(
        line.removeprefix("# ") for line in SHIPPED[start:end].splitlines(keepends=True) if line[2:3] != "B"
    )

    policy = loaded(SHIPPED[:start] + example + SHIPPED[end:])

    assert [closed.day for closed in policy.closed_days] == [date(2027, 11, 26)]
    assert [(half.day, half.close) for half in policy.half_days] == [(date(2027, 11, 24), time(13))]


def test_the_example_of_a_rule_for_tags_works(loaded: Load) -> None:
    start, end = SHIPPED.index("# [[tags.rules]]"), SHIPPED.index("# Channels that belong to a customer")
    example = "".join(line.removeprefix("# ") for line in SHIPPED[start:end].splitlines(keepends=True))
    policy = loaded(SHIPPED[:start] + example + SHIPPED[end:])
    assert policy.tags.rules == (TagRule("mail", ("mailbox", "IMAP"), ("mail-not-arriving",), ("slack:T024BE7LD",)),)


def test_a_policy_from_before_silence_and_tags_has_what_is_shipped(loaded: Load) -> None:
    start, end = SHIPPED.index("# An answered ticket"), SHIPPED.index("# When an article, or an open ticket")
    assert loaded(SHIPPED[:start] + SHIPPED[end:]) == load()


# ── What another firm writes ───────────────────────────────────────────────────────────


def test_a_desk_may_close_at_midnight_or_never(loaded: Load) -> None:
    text = edited(
        ('monday = { open = "07:00", close = "19:00" }', 'monday = { open = "07:00", close = "24:00" }'),
        ('tuesday = { open = "07:00", close = "19:00" }', 'tuesday = { open = "00:00", close = "24:00" }'),
    )

    policy = loaded(text)

    assert policy.hours.monday == OpenHours(time(7), time())
    assert policy.hours.tuesday == OpenHours(time(), time())


def test_money_is_exact(loaded: Load) -> None:
    policy = loaded(edited(("helpdesk_per_hour = 80", "helpdesk_per_hour = 79.10")))

    assert policy.rates.helpdesk_per_hour == Decimal("79.10")


@pytest.mark.parametrize("text", ["\ufeff" + SHIPPED, SHIPPED.replace("\n", "\r\n")], ids=["mark", "crlf"])
def test_it_does_not_matter_which_editor_saved_the_file(loaded: Load, text: str) -> None:
    assert loaded(text) == load()


# ── What they are told when it's wrong ─────────────────────────────────────────────────

MONDAY = 'monday = { open = "07:00", close = "19:00" }'

MISTAKES = (
    # what stood there, what was written, where, why, what to write instead
    ("[claims]", "[claim]", "claim", "isn't a setting", "did you mean claims?"),
    ("grace_staffed_hours", "grace_hours", "promises.grace_hours", "isn't a setting", "grace_staffed_hours?"),
    ("currency =", "zzz =", "rates.zzz", "isn't a setting", "known here: currency, helpdesk_per_hour"),
    ("monday =", "mnoday =", "hours.mnoday", "isn't a setting", "did you mean monday?"),
    ("monday =", '"mon.day" =', "hours.mon.day", "isn't a setting", "did you mean monday?"),
    ('open = "07:00"', "open = 7", "hours.monday.open", "7 isn't a time of day", '"07:00"'),
    ('open = "07:00"', 'open = "7am"', "hours.monday.open", '"7am" isn\'t a time of day', '"07:00"'),
    ('open = "07:00"', 'open = "24:00"', "hours.monday.open", '"24:00" isn\'t a time of day', '"07:00"'),
    ('open = "07:00"', 'open = "07:00Z"', "hours.monday.open", "names an offset", "hours are local"),
    (MONDAY, 'monday = "7-19"', "hours.monday", '"7-19" isn\'t a section', "{ open ="),
    (MONDAY, 'monday = { open = "07:00" }', "hours.monday.close", "is missing", 'close = "19:00"'),
    (
        'friday = { open = "07:00", close = "19:00" }',
        'saturday = { open = "10:00" }',
        "hours.saturday.close",
        "is missing",
        "a time of day",
    ),
    ('friday = { open = "07:00"', 'saturday = { open = "7"', "hours.saturday.open", "isn't a time", "07:00"),
    ("terms_version = 2027-01-01", 'terms_version = "May"', "firm.terms_version", "isn't a date", "2027-12-24"),
    ('name = "Harbour Hosting"', "name = 24", "firm.name", "24 isn't text", "quotes"),
    ('["en", "es", "de"]', '"en"', "firm.languages", '"en" isn\'t a list', "square brackets"),
    ("suggestions = 3", "suggestions = 3.5", "knowledge.suggestions", "3.5 isn't a whole number", "digits"),
    ("suggestions = 3", "suggestions = true", "knowledge.suggestions", "true isn't a whole number", "digits"),
    ("confidence = 0.35", 'confidence = "x"', "knowledge.show_from_confidence", "isn't a number", "0.5"),
    ("confidence = 0.35", "confidence = 35", "knowledge.show_from_confidence", "35.0 isn't possible", "from 0 to 1"),
    ("phone_per_hour = 100", 'phone_per_hour = "$1"', "rates.phone_per_hour", '"$1" isn\'t an amount', "79.50"),
    ("phone_per_hour = 100", "phone_per_hour = inf", "rates.phone_per_hour", "isn't an amount", "79.50"),
    ("[50, 75, 100]", "[50, 75, 90, 100]", "promises.warn_at_percent", "too many entries", "write 3"),
    ("[50, 75, 100]", '[50, 75, "all"]', "promises.warn_at_percent.3", "isn't a whole number", "digits"),
    ("[50, 75, 100]", "[50, 75]", "promises.warn_at_percent.3", "is missing", "for example"),
    (
        "helpdesk_per_hour =",
        "helpdesk =",
        "rates.helpdesk",
        "isn't a setting",
        "helpdesk_per_hour?",
    ),
    ('terms_url = "https', 'terms_url = 5 # "https', "firm.terms_url", "5 isn't text", "quotes"),
    ('"https://www.example.com/terms#technical-support"', "{ en = 5 }", "firm.terms_url.en", "5 isn't text", "quotes"),
    ('"America/Los_Angeles"', '"PST"', "firm.zone", 'called "PST"', "America/Los_Angeles"),
    ('country = "US"', 'country = "XX"', "holidays.country", 'known for "XX"', "ISO 3166"),
    ('subdivision = ""', 'subdivision = "XX"', "holidays.subdivision", 'US has no part "XX"', "CA"),
    ('ibans = "remove"', 'ibans = "hide"', "privacy.ibans", "isn't one of its words", 'write "remove" or "keep"'),
    (MONDAY, 'monday = { open = "00:00", close = "00:00" }', "hours.monday", "at the same time", '"24:00"'),
)


@pytest.mark.parametrize(("old", "new", "where", "reason", "instead"), MISTAKES)
def test_a_mistake_is_named_with_its_line_its_reason_and_the_remedy(
    problems: Problems, old: str, new: str, where: str, reason: str, instead: str
) -> None:
    text = edited((old, new))

    (problem,) = (problem for problem in problems(text) if problem.where == where)

    assert problem.line == line_of(text, new)
    assert reason in problem.reason
    assert instead in problem.instead


@pytest.mark.parametrize(
    ("old", "where", "section", "instead"),
    [
        ('name = "Harbour Hosting"', "firm.name", "[firm]", 'for example name = "Harbour Hosting"'),
        ('zone = "America/Los_Angeles"', "firm.zone", "[firm]", 'for example zone = "America/Los_Angeles"'),
        ("terms_version = 2027-01-01", "firm.terms_version", "[firm]", "for example terms_version = 2027-01-01"),
        ('currency = "USD"', "rates.currency", "[rates]", 'for example currency = "USD"'),
    ],
)
def test_what_is_missing_is_said_where_it_belongs(
    problems: Problems, old: str, where: str, section: str, instead: str
) -> None:
    text = edited((old, ""))

    (problem,) = problems(text)

    assert (problem.where, problem.line) == (where, line_of(text, section))
    assert problem.reason.startswith("is missing")
    assert problem.instead.endswith(instead)


def test_a_missing_section_has_no_line(problems: Problems) -> None:
    (problem,) = problems('[hours]\nmonday = { open = "09:00", close = "17:00" }\n')

    assert str(problem) == "firm: is missing (a section [firm])"


# ── What a firm may leave out ──────────────────────────────────────────────────────────

MINIMAL = """
[firm]
name = "Coral Books"
zone = "Europe/Madrid"

[hours]
monday = { open = "09:00", close = "17:00" }
"""


def test_a_name_a_zone_and_hours_are_enough(loaded: Load) -> None:
    policy = loaded(MINIMAL)

    assert (policy.firm.name, policy.firm.languages) == ("Coral Books", ("en",))
    assert not any(policy.phone_hours.days())
    assert not policy.rates.billed
    assert policy.third_party.names == ()
    assert (policy.firm.article_url, policy.firm.terms_url, policy.holidays.country) == ("", "", "")


OWN = {"firm", "hours", "phone_hours", "holidays", "closed_days", "half_days", "third_party", "rates"}
"""What only the firm can know."""


@pytest.mark.parametrize("section", [each.name for each in fields(Policy) if each.name not in OWN])
def test_what_is_left_out_is_as_in_the_shipped_file(loaded: Load, section: str) -> None:
    assert getattr(loaded(MINIMAL), section) == getattr(load(), section)


def test_one_figure_of_a_section_leaves_the_others_as_they_are(loaded: Load) -> None:
    promises = loaded(f"{MINIMAL}[promises]\nresponse_business_days = 3\n").promises

    assert promises == replace(load().promises, response_business_days=3)


def test_who_bills_must_say_in_what_and_by_which_terms(problems: Problems) -> None:
    found = problems(f"{MINIMAL}[rates]\nhelpdesk_per_hour = 60\n")

    assert {problem.where for problem in found} == {"firm.terms_url", "firm.terms_version", "rates.currency"}
    assert all(problem.reason.startswith("is missing, and help is billed") for problem in found)


@pytest.mark.parametrize("country", ["", "EG"])
def test_a_part_needs_a_country_that_has_parts(problems: Problems, country: str) -> None:
    text = edited(('country = "US"', f'country = "{country}"'), ('subdivision = ""', 'subdivision = "CA"'))

    (problem,) = problems(text)

    assert problem.where == "holidays.subdivision"
    assert problem.line == line_of(text, "subdivision =")


def test_entries_of_lists_are_counted_from_one_and_have_their_lines(problems: Problems) -> None:
    text = (
        SHIPPED
        + """
[[half_days]]
day = 2027-11-24
close = "13:00"
reason = "Eve of Thanksgiving"

[[half_days]]
day = 2027-11-27
close = "13:00"
reason = "a Saturday"

[[half_days]]
day = 2027-11-30
close = "24:00"
reason = "longer, not shorter"
"""
    )

    saturday, longer = problems(text)

    assert (saturday.where, saturday.line) == ("half_days.2.day", line_of(text, "day = 2027-11-27"))
    assert (longer.where, longer.line) == ("half_days.3.close", line_of(text, 'close = "24:00"\nreason'))


def test_everything_is_said_at_once_in_the_files_order(problems: Problems) -> None:
    found = problems(
        edited(
            ("first_ticket_number = 1001", 'first_ticket_number = "A1"'),
            ('zone = "America/Los_Angeles"', 'zone = "PST"'),
            ("terms_version = 2027-01-01", "terms_version = 2027"),
            ("cap_hours = 1", "cap_hours = -1"),
            ("expire_after_staffed_hours = 6", "expire_after_staffed_hours = 3"),
            ("reopen_window_days", "reopen_days"),
            ("friday = { open", "firday = { open"),
        )
    )

    assert [problem.where for problem in found if problem.reason != "is missing"] == [
        "firm.zone",
        "firm.terms_version",
        "hours.firday",
        "promises.reopen_days",
        "claims.warn_after_staffed_hours",
        "limits.first_ticket_number",
        "rates.cap_hours",
    ]
    assert [problem.line or 0 for problem in found] == sorted(problem.line or 0 for problem in found)


def test_nothing_is_said_about_what_depends_on_a_mistake(problems: Problems) -> None:
    """Monday's closing can't be read: whether the phone goes beyond it, nobody knows."""
    (problem,) = problems(
        edited(
            (MONDAY, 'monday = { open = "07:00", close = "8 pm" }'),
            ('close = "16:30"', 'close = "19:30"'),
        )
    )

    assert problem.where == "hours.monday.close"


def test_a_section_that_is_no_section_is_said_once(problems: Problems) -> None:
    text = edited(("[claims]", "[unclaims]"))

    claims, unknown = problems(f"claims = 4\n{text}")

    assert str(claims).startswith("line 1: claims: 4 isn't a section")
    assert unknown.where == "unclaims"


# ── What stands there twice ────────────────────────────────────────────────────────────


def test_two_rates_for_one_channel_are_named_with_both_lines(problems: Problems) -> None:
    text = edited(("phone_per_hour = 100", "phone_per_hour = 100\nhelpdesk_per_hour = 90"))

    (problem,) = problems(text)

    assert (problem.where, problem.line) == ("rates.helpdesk_per_hour", line_of(text, "helpdesk_per_hour = 90"))
    assert f"first on line {line_of(text, 'helpdesk_per_hour = 80')}" in problem.reason
    assert problem.instead == "keep one of them"


def test_two_rates_under_two_headings_are_the_same_mistake(problems: Problems) -> None:
    text = SHIPPED + "\n[rates]\nhelpdesk_per_hour = 90\n"

    (problem,) = problems(text)

    assert (problem.where, problem.line) == ("rates.helpdesk_per_hour", line_of(text, "helpdesk_per_hour = 90"))


@pytest.mark.parametrize("second", ["help_desk_per_hour = 90", "helpdesk_perhour = 90", "Helpdesk_per_hour = 90"])
def test_a_second_rate_in_another_spelling_is_sent_to_the_first(problems: Problems, second: str) -> None:
    text = edited(("phone_per_hour = 100", f"phone_per_hour = 100\n{second}"))

    (problem,) = problems(text)

    assert problem.reason == "isn't a setting"
    assert problem.line == line_of(text, second)
    assert f"helpdesk_per_hour stands on line {line_of(text, 'helpdesk_per_hour = 80')} already" in problem.instead


def test_what_stands_twice_is_told_with_everything_else(problems: Problems) -> None:
    text = edited(
        ('zone = "America/Los_Angeles"', 'zone = "PST"'), ("suggestions = 3", "suggestions = 3\nsuggestions = 4")
    )

    zone, twice = problems(text)

    assert (zone.where, twice.where) == ("firm.zone", "knowledge.suggestions")


def test_what_stands_twice_is_told_before_a_file_that_goes_wrong_later(problems: Problems) -> None:
    twice, broken = problems(edited(("suggestions = 3", "suggestions = 3\nsuggestions = 4"), ("[rates]", "[rates")))

    assert (twice.where, broken.where) == ("knowledge.suggestions", "syntax")


def test_a_list_of_days_in_single_brackets_is_sent_to_double_ones(problems: Problems) -> None:
    (problem,) = problems(SHIPPED + '\n[closed_days]\nday = 2027-11-26\nreason = "a bridge"\n')

    assert problem.where == "closed_days"
    assert "[[closed_days]]" in problem.instead


# ── The terms ──────────────────────────────────────────────────────────────────────────

ONE = 'terms_url = "https://www.example.com/terms#technical-support"'
FOR_ALL = 'terms_language = "en"\n'
EACH = 'terms_url = { en = "https://t.example/en", es = "https://t.example/es", de = "https://t.example/de" }'


def test_the_terms_may_have_an_address_for_each_language(loaded: Load) -> None:
    firm = loaded(edited((ONE, EACH), (FOR_ALL, ""))).firm

    assert [firm.terms(lang) for lang in firm.languages] == [f"https://t.example/{lang}" for lang in firm.languages]


def test_a_language_without_its_terms_is_named_with_the_line(problems: Problems) -> None:
    text = edited(
        (ONE, EACH), (FOR_ALL, ""), ('languages = ["en", "es", "de"]', 'languages = ["en", "es", "de", "fr"]')
    )

    (problem,) = problems(text)

    assert (problem.where, problem.line) == ("firm.terms_url", line_of(text, EACH))
    assert '"fr"' in problem.reason


def test_terms_in_a_section_of_their_own_are_the_same(problems: Problems) -> None:
    text = edited(
        (ONE + "\n", ""), (FOR_ALL, ""), ("# When tickets are watched.", '[firm.terms_url]\nen = "x"\n\n# When')
    )

    found = problems(text)

    assert [(problem.where, problem.line) for problem in found] == [
        ("firm.terms_url", line_of(text, "[firm.terms_url]")),
        ("firm.terms_url", line_of(text, "[firm.terms_url]")),
        ("firm.terms_url.en", line_of(text, 'en = "x"')),
    ]


# ── Checks from elsewhere, and lines for what is said later ────────────────────────────


def test_further_checks_are_told_with_the_others(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(edited(('zone = "America/Los_Angeles"', 'zone = "PST"')), "utf-8")

    with pytest.raises(PolicyInvalid) as caught:
        load(file, lambda policy: [Problem("rates.currency", f"is {policy.rates.currency}")])

    zone, currency = caught.value.problems
    assert zone.where == "firm.zone"
    assert currency == Problem("rates.currency", "is USD", line=line_of(SHIPPED, 'currency = "USD"'))


def test_a_remark_on_a_good_file_finds_its_line() -> None:
    (found,) = located(None, [Problem("hours.monday.close", "is late")])

    assert found.line == line_of(SHIPPED, "monday =")


# ── Files that can't be read at all ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('open = "07:00"', "open = 07:00", 'put times in quotes, such as "07:00"'),
        ('open = "07:00"', "open = 7.00pm", 'put times in quotes, such as "07:00"'),
        ('name = "Harbour Hosting"', "name = Harbour Hosting", "invalid value (texts and times stand in quotes"),
        ("[claims]", "[claims", "expected ']'"),
        ("2027-01-01", "2027-02-30", "invalid date"),
    ],
)
def test_a_file_that_is_not_toml_is_named_by_the_line(problems: Problems, old: str, new: str, words: str) -> None:
    text = edited((old, new))

    (problem,) = problems(text)

    assert problem.where == "syntax"
    assert problem.line == line_of(text, new) + new.count("\n")
    assert words in str(problem)


def test_a_file_that_stops_in_the_middle_is_named_by_its_last_line(problems: Problems) -> None:
    text = SHIPPED[: SHIPPED.index('"phpBB"')] + "\n\n"

    (problem,) = problems(text)

    assert problem.where == "syntax"
    assert problem.line == text.rstrip().count("\n") + 1


def test_a_file_in_another_encoding_is_named_by_the_line(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_bytes(SHIPPED.replace("Harbour", "Hafenblöcke").encode("latin-1"))

    with pytest.raises(PolicyInvalid, match="aren't UTF-8") as caught:
        load(file)

    assert caught.value.problems[0].line == line_of(SHIPPED, "Harbour")


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid, match="can't be read: No such file or directory") as caught:
        load(tmp_path / "none.toml")

    assert str(tmp_path / "none.toml") in str(caught.value)


lines = SHIPPED.splitlines(keepends=True)
values = st.sampled_from(
    ["", "0", "-1", "1e999", "nan", "true", '""', '"24:00"', "[]", "[[]]", "{}", "{ a = 1 }", "2027-01-01", "07:00:00"]
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(lines) - 1), values, st.booleans())
def test_whatever_is_written_is_either_a_policy_or_a_list_of_problems(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: str, dropped: bool
) -> None:
    key, equals, _ = lines[place].partition("=")
    row = "" if dropped else f"{key.rstrip()} {equals} {value}\n"
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text("".join([*lines[:place], row, *lines[place + 1 :]]), "utf-8")

    with suppress(PolicyInvalid):
        assert isinstance(load(file), Policy)


# ── Calendars ──────────────────────────────────────────────────────────────────────────


def test_public_holidays_are_those_of_the_country() -> None:
    days = holidays_of(load(), YEARS)

    assert days[date(2027, 5, 31)] == "Memorial Day"
    assert days[date(2027, 7, 5)].startswith("Independence Day")
    assert date(2028, 12, 25) in days
    assert date(2029, 1, 1) not in days


def test_a_part_of_the_country_has_holidays_of_its_own(loaded: Load) -> None:
    bavaria = loaded(edited(('country = "US"', 'country = "DE"'), ('subdivision = ""', 'subdivision = "BY"')))

    assert date(2027, 1, 6) in holidays_of(bavaria, YEARS)
    assert date(2027, 7, 5) not in holidays_of(bavaria, YEARS)


def test_a_firm_may_keep_no_public_holidays(loaded: Load) -> None:
    assert holidays_of(loaded(edited(('country = "US"', 'country = ""'))), YEARS) == {}


def test_a_calendar_rests_on_holidays_on_the_firms_days_and_on_days_that_staff_closed(loaded: Load) -> None:
    policy = loaded(
        SHIPPED
        + """
[[closed_days]]
day = 2027-11-26
reason = "Day after Thanksgiving"
[[half_days]]
day = 2027-11-24
close = "13:00"
reason = "Eve of Thanksgiving"
"""
    )

    calendar = calendar_for(policy, YEARS, {date(2027, 11, 29): "Storm", date(2027, 5, 31): "Storm, too"})

    assert calendar.next_business_day(date(2027, 11, 24)) == date(2027, 11, 30)
    assert calendar.closed[date(2027, 11, 25)].startswith("Thanksgiving")
    assert calendar.closed[date(2027, 11, 26)] == "Day after Thanksgiving"
    assert calendar.closed[date(2027, 11, 29)] == "Storm"
    assert calendar.closed[date(2027, 5, 31)] == "Storm, too"
    assert calendar.early == {date(2027, 11, 24): time(13)}


def test_importing_it_loads_neither_the_validator_nor_the_holidays() -> None:
    program = "import sys, bot.config.policy_file; print(sorted({'pydantic', 'holidays'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_shipped_holidays_are_the_ones_that_need_no_check() -> None:
    import holidays

    from bot.config.policy_file import SHIPPED_HOLIDAYS

    assert load().holidays == SHIPPED_HOLIDAYS
    assert SHIPPED_HOLIDAYS.country in holidays.list_supported_countries()


@pytest.mark.parametrize("depth", [20, 250, 20_000])
@pytest.mark.parametrize("form", ["name = {0}1{1}", "[firm]\nname = {0}1{1}", "[[closed_days]]\nday = {0}1{1}"])
def test_however_deep_a_file_is_nested_it_is_a_problem_of_the_file(problems: Problems, form: str, depth: int) -> None:
    found = problems(form.format("[" * depth, "]" * depth))

    assert depth < 100 or [(problem.where, problem.reason) for problem in found] == [("syntax", "is nested too deeply")]


def test_a_number_that_python_refuses_is_a_problem_of_the_file(problems: Problems) -> None:
    assert "thousands of digits" in problems(f"number = {'1' * 5_000}")[0].reason


@pytest.mark.parametrize(
    "key", ["a." * 30_000 + "a = 1", "[" + "a." * 30_000 + "a]", "x = { " + '"a".' * 15_000 + "a = 1 }"]
)
def test_a_key_of_thousands_of_parts_is_a_problem_of_the_file_at_once(problems: Problems, key: str) -> None:
    began = thread_time()
    assert [problem.reason for problem in problems(key)] == ["is nested too deeply"]
    assert thread_time() - began < 1


@pytest.mark.parametrize("unit", ["a={{", "{", "[", "[{", "a=[\n"])
def test_a_file_that_opens_thousands_of_brackets_is_nested_too_deeply(problems: Problems, unit: str) -> None:
    assert [problem.reason for problem in problems("a = " + unit * 15_000)] == ["is nested too deeply"]


def test_brackets_in_texts_and_those_that_are_closed_nest_nothing() -> None:
    assert not too_deep(f"a = '{'[' * 100}' # {'{' * 100}\n" + "[[days]]\nhours = [{a = [1]}]\n" * 100 + "]" * 10)


def test_dots_in_texts_and_comments_make_no_key_long() -> None:
    assert not too_deep((resources.files("bot") / "policy.toml").read_text("utf-8") + "# " + "a." * 5_000)
    assert not too_deep("a = '" + "a." * 50 + '\'\nb = """\n' + "a.\n" * 50 + '"""\n')


def test_a_huge_file_is_no_policy(problems: Problems) -> None:
    (problem,) = problems("# much ado\n" * 10_000)
    assert problem.reason == "has more than 64,000 bytes"


def test_of_thousands_of_wrong_types_the_first_are_told(problems: Problems) -> None:
    assert len(problems("".join(f"k{n} = 1\n" for n in range(3_000)))) < 150


def test_every_mistake_in_one_rule_of_tags_is_said_and_nothing_that_depends_on_it(problems: Problems) -> None:
    text = edited(("grow = true", "grow = false"))
    found = problems(f'{text}\n[[tags.rules]]\ntag = 5\nwords = "x"\nfoo = 1\n')
    assert [(each.where, each.reason) for each in found] == [
        ("tags.rules.1.tag", "5 isn't text"),
        ("tags.rules.1.words", '"x" isn\'t a list'),
        ("tags.rules.1.foo", "isn't a setting"),
    ]
