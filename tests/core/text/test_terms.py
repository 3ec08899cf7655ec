"""Words become terms, the same when they are kept and when they are looked for; a passage shows what was found."""

import pytest

from bot.core.text.surface import Piece
from bot.core.text.terms import (
    LEAD_CHARS,
    PASSAGE_CHARS,
    PASSAGE_LOOKED_AT,
    TERM_CHARS_MAX,
    TERMS_MAX,
    asked_terms,
    hits,
    parts,
    passage,
    terms,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My mailbox, my MAILBOX!", {"my", "mailbox"}),
        ("Größe, contraseña", {"grosse", "contrasena"}),
        ("https://www.mira-ceramics.example/login", {"https", "www.mira-ceramics.example", "mira-ceramics.example",
                                                     "www", "mira", "ceramics", "example", "login"}),
        ("ana@shop.example wrote", {"ana@shop.example", "shop.example", "ana", "shop", "example", "wrote"}),
        ("550-5.1.1 from 10.0.0.1", {"550-5.1.1", "550", "from", "10.0.0.1", "10"}),
        ("a ! ?", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_a_text_becomes_terms(text: str, found: set[str]) -> None:
    assert terms(text) == found


def test_keys_and_pasted_logs_are_bounded() -> None:
    assert terms("x" * TERM_CHARS_MAX)
    assert not terms("x" * (TERM_CHARS_MAX + 1))
    assert len(terms(" ".join(f"w{n}" for n in range(TERMS_MAX + 50)))) == TERMS_MAX


def test_a_search_is_for_each_word_once_a_host_as_a_whole() -> None:
    assert asked_terms("the Mailbox the www.mira.example a") == ("the", "mailbox", "mira.example")
    assert parts("mira-ceramics.example:8") == ("mira", "ceramics", "example")


def test_what_a_text_holds_of_it() -> None:
    assert hits("No mail", frozenset({"mail", "mails"})) == {"mail"}


def text(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"<{piece.text}>" if piece.hit else piece.text for piece in pieces)


def test_a_passage_marks_what_was_found_without_the_signs_around_it() -> None:
    said = "Since monday\nthe “mailbox” of (mira.example), bounces!"
    wanted = frozenset({"mailbox", "mira.example", "bounces"})
    assert text(passage(said, wanted)) == "Since monday the “<mailbox>” of (<mira.example>), <bounces>!"


def test_a_long_text_is_cut_around_the_first_hit() -> None:
    said = "before " * 40 + "here it is " + "after " * 80
    shown = text(passage(said, frozenset({"here"})))
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert LEAD_CHARS <= shown.index("<here>") <= LEAD_CHARS + len("before ") + 1
    assert len(shown) < PASSAGE_CHARS + 20


def test_a_passage_of_a_text_that_holds_none_of_it_is_its_beginning() -> None:
    assert text(passage("one two", frozenset({"three"}))) == "one two"
    assert passage("", frozenset({"three"})) == ()


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    assert len(text(passage("word " + "x" * 5_000, frozenset({"word"})))) <= 2 * PASSAGE_CHARS + 10
    assert text(passage("y" * PASSAGE_LOOKED_AT + " here", frozenset({"here"}))).startswith("yyy")


def test_a_mark_ends_where_the_passage_does() -> None:
    shown = passage("a-" * 300 + "here", frozenset({"here", "aa"}))
    assert sum(len(piece.text) for piece in shown) <= 2 * PASSAGE_CHARS + 1
