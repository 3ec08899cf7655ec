"""A typed number or label is the choice it names; everything else is words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.conversation.typed_choice import LABEL_CHARS_MAX, chosen_by_words
from bot.core.text.surface import LocalizedChoice
from bot.core.text.words import plain

OFFERS = (
    LocalizedChoice("None of these", "t:none"),
    LocalizedChoice("Add to #12, keep 3rd place", "t:join"),
    LocalizedChoice("Sí, gracias", "t:yes"),
)


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        ("1", "t:none"),
        ("2.", "t:join"),
        (" 3) ", "t:yes"),
        ("none of these", "t:none"),
        ("NONE OF THESE!", "t:none"),
        ("add to 12 keep 3rd place", "t:join"),
        ("si gracias", "t:yes"),
    ],
)
def test_a_number_or_a_label_is_that_choice(typed: str, token: str) -> None:
    chosen = chosen_by_words(typed, OFFERS)
    assert chosen is not None
    assert chosen.token == token


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "0",
        "4",
        "-1",
        "+1",
        "1.5",
        "1 2",
        "01x",
        "²",
        "١",
        "1" * 5000,
        "none",
        "none of those",
        "…",
        "#12",
        "add",
    ],
)
def test_what_names_no_choice_is_none(typed: str) -> None:
    assert chosen_by_words(typed, OFFERS) is None


def test_what_stands_before_a_colon_is_enough_unless_another_is_named_so() -> None:
    urgencies = (
        LocalizedChoice("High: I can't work", "t:high"),
        LocalizedChoice("Outage: everything is down", "t:outage"),
    )
    assert chosen_by_words("outage", urgencies) == urgencies[1]
    assert chosen_by_words("high i cant work", urgencies) == urgencies[0]
    assert chosen_by_words("everything is down", urgencies) is None
    both = (*urgencies, LocalizedChoice("High", "t:other"))
    assert chosen_by_words("high", both) == both[2]


def test_a_long_text_is_no_label() -> None:
    label = LocalizedChoice("x" * LABEL_CHARS_MAX, "t")
    assert chosen_by_words(label.label, (label,)) == label
    assert chosen_by_words(label.label + " ", (label,)) is None


def test_without_a_choice_there_is_none() -> None:
    assert chosen_by_words("1", ()) is None


def test_of_two_alike_the_first_is_meant() -> None:
    assert chosen_by_words("yes", (LocalizedChoice("Yes", "a"), LocalizedChoice("yes", "b"))) == LocalizedChoice(
        "Yes", "a"
    )


def test_a_label_of_signs_alone_is_reached_by_its_number_only() -> None:
    stars = (LocalizedChoice("★★★", "t"),)
    assert chosen_by_words("★★★", stars) is None
    assert chosen_by_words("1", stars) == stars[0]


labels = st.text(max_size=LABEL_CHARS_MAX)
offers = st.lists(st.builds(LocalizedChoice, labels, st.uuids().map(str)), max_size=12)


@given(st.text(), offers)
@settings(deadline=None, max_examples=60)
def test_no_text_is_too_strange_and_only_what_was_offered_is_chosen(text: str, offered: list[LocalizedChoice]) -> None:
    chosen = chosen_by_words(text, offered)
    assert chosen is None or chosen in offered


@given(offers.filter(bool), st.data())
@settings(deadline=None, max_examples=60)
def test_every_choice_can_be_typed_by_its_number(offered: list[LocalizedChoice], data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(offered)))
    assert chosen_by_words(str(number), offered) is offered[number - 1]


@given(offers.filter(bool), st.data())
@settings(deadline=None, max_examples=60)
def test_every_label_that_has_words_can_be_typed(offered: list[LocalizedChoice], data: st.DataObject) -> None:
    meant = data.draw(st.sampled_from(offered))
    typed = plain(meant.label)
    if typed and not typed.isdecimal() and len(typed) <= LABEL_CHARS_MAX:
        chosen = chosen_by_words(typed, offered)
        assert chosen is not None
        assert plain(chosen.label) == typed
