"""The names that attached files are kept under, and how large they may be."""

from bot.core.rules.attachments import bytes_max, kept_name, named
from tests.builders import policy


def test_a_card_number_in_a_files_name_isnt_kept() -> None:
    assert "4111" not in kept_name("card 4111 1111 1111 1111.png")
    assert named("screen\x07.png") == "[screen.png]"


def test_the_largest_file_is_the_policys() -> None:
    rules = policy()
    assert bytes_max(rules) == rules.limits.attachment_mib * 1_048_576
