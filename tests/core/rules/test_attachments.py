"""The names that attached files are kept under, and how large they may be."""

import pytest

from bot.core.rules.attachments import bytes_max, named, refusal
from tests.builders import policy


def test_a_files_name_stands_among_the_words() -> None:
    assert named("screen\x07.png") == "[screen.png]"


def test_the_largest_file_is_the_policys() -> None:
    rules = policy()
    assert bytes_max(rules) == rules.limits.attachment_mib * 1_048_576


@pytest.mark.parametrize(
    ("name", "size", "already", "why"),
    [
        ("a.png", 1, 0, ""),
        ("a", 1, 0, ""),
        ("exe", 1, 0, ""),
        ("a.EXE ", 1, 0, "files that end in .exe aren't allowed"),
        ("a.pdf.bat", 1, 0, "files that end in .bat aren't allowed"),
        ("a.png", 10 * 1_048_576, 9, ""),
        ("a.png", 10 * 1_048_576 + 1, 0, "it is larger than 10 MiB"),
        ("a.png", 1, 10, "more than 10 files came at once"),
    ],
)
def test_what_isnt_kept_or_sent_on_is_told_with_its_reason(name: str, size: int, already: int, why: str) -> None:
    assert refusal(policy(), name, size, already) == why
