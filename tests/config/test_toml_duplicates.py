"""What a TOML file says twice: both lines are named, and the rest of the file is read all the same."""

import pytest

from bot.config.toml_lines import DUPLICATES_MAX, read

RATES = '[rates]\ncurrency = "USD"\nhelpdesk_per_hour = 80\n'


def said(text: str) -> list[str]:
    """The problems, as people read them."""
    return [str(problem) for problem in read(text).twice]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            f"{RATES}helpdesk_per_hour = 90",
            "line 4: rates.helpdesk_per_hour: is given twice, first on line 3 (keep one of them)",
        ),
        (
            f'{RATES}"helpdesk_per_hour" = 90\r\n',
            "line 4: rates.helpdesk_per_hour: is given twice, first on line 3 (keep one of them)",
        ),
        (
            f"{RATES}[rates]\ncap_hours = 1\nhelpdesk_per_hour = 90",
            "line 6: rates.helpdesk_per_hour: is given twice, first on line 3 (keep one of them)",
        ),
        (
            f"rates.helpdesk_per_hour = 90\n{RATES}",
            "line 4: rates.helpdesk_per_hour: is given twice, first on line 1 (keep one of them)",
        ),
        (
            f"{RATES}[ rates ]\ncap_hours = 1",
            "line 4: rates: is given twice, first on line 1 (keep one of them)",
        ),
        (
            'monday = { open = "07:00", open = "08:00", close = "19:00" }',
            "line 1: monday.open: is given twice, first on line 1 (keep one of them)",
        ),
        (
            'monday = { open = "07:00" }\n[monday]\nopen = "08:00"',
            "line 3: monday.open: is given twice, first on line 1 (keep one of them)",
        ),
        (
            'monday = { open = "07:00" }\nmonday.close = "19:00"',
            "line 2: monday.close: is given in another way on line 1 (keep one way of writing it)",
        ),
        (
            'monday.close = "19:00"\nmonday = "never"',
            "line 2: monday: is given in another way on line 1 (keep one way of writing it)",
        ),
        (
            "days = []\n[[days]]\nday = 1",
            "line 2: days.1: is given in another way on line 1 (keep one way of writing it)",
        ),
        (
            "[[days]]\nday = 1\n[[days]]\nday = 2\nday = 3",
            "line 5: days.2.day: is given twice, first on line 4 (keep one of them)",
        ),
        (
            "list = [\n1,\n2]\nlist = [\n3,\n4]",
            "line 4: list: is given twice, first on line 1 (keep one of them)",
        ),
    ],
)
def test_both_places_are_named(text: str, problem: str) -> None:
    assert said(text) == [problem]


def test_what_stands_first_counts_and_the_rest_is_read_on() -> None:
    told = read(
        f"{RATES}helpdesk_per_hour = 90\n[rates]\nphone_per_hour = 100\nparts = {{ one = 1 }}\n[slots]\nlines = 1"
    )

    assert told.settings == {
        "rates": {"currency": "USD", "helpdesk_per_hour": 80, "phone_per_hour": 100, "parts": {"one": 1}},
        "slots": {"lines": 1},
    }
    assert told.lines["rates", "phone_per_hour"] == 6
    assert told.lines["rates", "parts", "one"] == 7
    assert told.lines["slots", "lines"] == 9


def test_every_repetition_is_found_at_once_also_of_what_stands_there_three_times() -> None:
    assert said("a = 1\nb = 1\na = 2\nb = 2\na = 3") == [
        "line 3: a: is given twice, first on line 1 (keep one of them)",
        "line 4: b: is given twice, first on line 2 (keep one of them)",
        "line 5: a: is given twice, first on line 1 (keep one of them)",
    ]


def test_another_mistake_is_told_beside_them() -> None:
    told = read("a = 1\na = 2\nb = = 3")

    assert [problem.line for problem in told.twice] == [2]
    assert told.broken == "Invalid value (at line 3, column 5)"
    assert told.settings == {}


def test_a_file_that_says_nothing_twice_is_left_alone() -> None:
    told = read('a = 1\n[b]\nc = "twice 0"')

    assert (told.twice, told.broken) == ((), "")
    assert told.settings == {"a": 1, "b": {"c": "twice 0"}}


def test_names_made_up_for_the_second_ones_are_nobody_elses() -> None:
    told = read('"twice 0" = 1\na = 1\na = 2')

    assert told.settings == {"twice 0": 1, "a": 1}
    assert [problem.where for problem in told.twice] == ["a"]


def test_a_file_of_nothing_but_repetitions_is_given_up() -> None:
    told = read("a = 1\n" * (DUPLICATES_MAX + 2))

    assert len(told.twice) == DUPLICATES_MAX
    assert told.broken.startswith("Cannot overwrite a value")


@pytest.mark.parametrize(
    ("broken", "lines"),
    [
        ('a = 1\na = 2\n[b]\nname = "Acme\n[c]\na = 3\nname = 4\n', [2]),
        ("[a]\nb = 1\n[a]\nb = 2\n[c d]\nb = 1\nb = 2\n", [3]),
        ("a = 1\na = 2 b = 3\nc = 4\nc = 5\n", [2]),
        ("a = [1,\n[b]\nc = 1\n[b]\nc = 2\n", []),
    ],
)
def test_where_a_file_is_broken_only_what_stands_before_that_is_believed(broken: str, lines: list[int]) -> None:
    told = read(broken)

    assert told.broken
    assert [problem.line for problem in told.twice] == lines


def test_under_a_second_heading_settings_are_named_as_the_file_names_them() -> None:
    assert said("[a]\nb = 1\n[a]\nc.d = 1\nc = 2") == [
        "line 3: a: is given twice, first on line 1 (keep one of them)",
        "line 5: a.c: is given in another way on line 4 (keep one way of writing it)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a.b = 1\na.c = 2\n[a.d]\ne = 1",
        "[a.b]\nc = 1\n[a]\nd = 1",
        "[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2\n[[a.d]]\n[[a.d]]",
        "[a]\nb = { c.d = 1, c.e = 2, f = [{ c = 1 }, { c = 2 }] }",
    ],
)
def test_what_may_stand_in_several_places_is_no_repetition(text: str) -> None:
    assert said(text) == []
    assert not read(text).broken
