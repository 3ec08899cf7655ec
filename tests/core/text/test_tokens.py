"""A choice's token comes back as it went out, and nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.text import tokens
from bot.core.text.choices import is_permanent, kind
from bot.core.text.surface import TOKEN_CHARS_MAX
from bot.core.text.tokens import Token

ids = st.integers(0, 2**63 - 1)
actions = st.from_regex(r"@?[a-z]{1,12}(\.[A-Za-z0-9-]{1,20}){0,2}", fullmatch=True)


@given(ids, ids, actions)
@settings(deadline=None, max_examples=60)
def test_every_token_comes_back_as_it_went_out(conversation: int, revision: int, action: str) -> None:
    token = tokens.make(conversation, revision, action)
    assert len(token) <= TOKEN_CHARS_MAX
    assert tokens.read(token) == Token(conversation, revision, action)


@given(ids, ids, ids, ids)
@settings(deadline=None, max_examples=60)
def test_no_two_choices_share_a_token(a: int, b: int, c: int, d: int) -> None:
    assert (tokens.make(a, b, "x") == tokens.make(c, d, "x")) is ((a, b) == (c, d))


def test_a_token_is_short_and_readable() -> None:
    assert tokens.make(0, 35, "@show.12") == "0.z:@show.12"
    assert tokens.make(36, 37, "@earlier.12.5") == "10.11:@earlier.12.5"
    assert tokens.read("10.11:@earlier.12.5") == Token(36, 37, "@earlier.12.5")


def test_the_longest_ids_and_the_longest_token_come_back_too() -> None:
    longest = 2**63 - 1
    assert tokens.read(tokens.make(longest, longest, "drop")) == Token(longest, longest, "drop")
    assert tokens.read("1.1:" + "a" * 91) == Token(1, 1, "a" * 91)


def test_a_token_never_exceeds_what_the_tightest_platform_takes() -> None:
    assert len(tokens.make(0, 0, "x" * 91)) == TOKEN_CHARS_MAX
    with pytest.raises(ValueError, match="96 characters"):
        tokens.make(0, 0, "x" * 92)


@pytest.mark.parametrize(
    "forged",
    [
        "", ":", ".", ".:", "1:x", "1.2", "1.2:", ".2:x", "1.:x", "1.2.3:x", "A.1:x", "1.-1:x", " 1.1:x", "1.1 :x",
        "١.1:x", "1_0.1:x", "1.1\n:x", "1" * 14 + ".1:x", "!claim 12", "1.1:" + "a" * 92, "1.1:a:b", "1.1:a b",
        "1.1:a\n", "1.1:@", "1.1:a.", "1.1:A", "1.1:ä", "1.1:a.٣", "1.1:@@a",
    ],
)  # fmt: skip
def test_what_is_none_of_ours_is_none(forged: str) -> None:
    assert tokens.read(forged) is None


@given(st.text())
@settings(deadline=None, max_examples=60)
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    token = tokens.read(text)
    assert token is None or token.action


def test_a_staff_choice_is_a_command_line() -> None:
    assert tokens.staff("claim 12") == "!claim 12"
    assert tokens.read(tokens.staff("claim 12")) is None


def test_what_lasts_names_its_ticket_or_is_staffs() -> None:
    assert is_permanent(tokens.make(1, 2, "@show.12"))
    assert is_permanent(tokens.staff("claim 12"))
    assert is_permanent(tokens.ASK)
    assert not is_permanent(tokens.make(1, 2, "keep"))
    assert not is_permanent("nonsense")


def test_alike_choices_do_the_same_to_different_things() -> None:
    assert kind(tokens.make(1, 2, "day.2026-12-16")) == "day"
    assert kind(tokens.staff("show 12")) == "show"
    assert kind(tokens.ASK) == "ask"
    assert kind("") == ""
