"""The names that attached files are kept under, and how large they may be."""

from bot.core.rules.attachments import bytes_max, named
from tests.builders import policy


def test_a_files_name_stands_among_the_words() -> None:
    assert named("screen\x07.png") == "[screen.png]"


def test_the_largest_file_is_the_policys() -> None:
    rules = policy()
    assert bytes_max(rules) == rules.limits.attachment_mib * 1_048_576
