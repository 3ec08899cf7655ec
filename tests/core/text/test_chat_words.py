"""What people write in a chat, taken apart."""

import pytest

from bot.core.text.chat_words import CODES_MAX, Stretch, stretches


def of(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in stretches(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("just words * and _ signs", [("words", "just words * and _ signs")]),
        ("a `b` c", [("words", "a "), ("code", "b"), ("words", " c")]),
        ("`only`", [("code", "only")]),
        ("it`s 5 o`clock\non `two", [("words", "it"), ("code", "s 5 o"), ("words", "clock\non `two")]),
        ("``two`` marks", [("words", "``two`` marks")]),
        ("see:\n```\nls\n\ncd x\n```\nthen go", [("words", "see:"), ("block", "ls\n\ncd x"), ("words", "then go")]),
        ("```php\necho 1;\n```", [("block", "echo 1;")]),
        ("```one line```", [("block", "one line")]),
        ("``````", []),
        ("never ```closed `here` at all", [("words", "never ```closed "), ("code", "here"), ("words", " at all")]),
    ],
)
def test_code_is_told_from_words(text: str, found: list[tuple[str, str]]) -> None:
    assert of(text) == found


def test_a_block_of_code_keeps_its_indentation() -> None:
    assert list(stretches("```\n  two\n    four\n```")) == [Stretch("  two\n    four", "block")]


def test_code_behind_very_much_code_is_words() -> None:
    lines = tuple(stretches("`a` " * (CODES_MAX + 2)))
    assert sum(each.kind == "code" for each in lines) == CODES_MAX
    assert lines[-1] == Stretch(" `a` `a` ")
    blocks = tuple(stretches("```a``` `c` " * CODES_MAX))
    assert sum(each.kind == "block" for each in blocks) == CODES_MAX // 2
    assert sum(each.kind == "code" for each in blocks) == CODES_MAX // 2
    assert blocks[-1].text.endswith("```a``` `c` ")
