"""The ticket form: what is known is kept, what is missing is asked, what won't do is said."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.conversation import ticket_form
from bot.core.conversation.intents import Verb
from bot.core.conversation.state import Draft, Talk
from bot.core.conversation.ticket_form import (
    CHARS_MAX,
    FIELDS,
    NOT_A_CHOICE,
    OPTIONAL,
    SUBJECT_CHARS_MAX,
    TOO_LONG,
    URGENCIES,
)
from bot.core.model.record import Line
from tests.builders import ANA, WEDNESDAY, facts


def typed(*texts: str) -> Talk:
    """A talk in which this was typed."""
    return Talk(question=texts[-1] if texts else "", lines=tuple(Line(text, WEDNESDAY) for text in texts))


def asking(name: str, **held: str) -> Draft:
    """A draft that asks for this field now."""
    return Draft(**held, done=tuple(n for n in FIELDS if n != name), since=0)  # type: ignore[arg-type]


# ── What is known ──────────────────────────────────────────────────────────────────────


def test_a_draft_is_made_of_what_was_typed() -> None:
    draft = ticket_form.begin(typed("my emails dont arive", "it is for info@example.com"), facts())
    assert (draft.subject, draft.service) == ("it is for info@example.com", "example.com")
    assert ticket_form.missing(draft) == ("symptoms", "urgency", "name")


def test_nothing_typed_is_asked_from_the_beginning() -> None:
    draft = ticket_form.begin(Talk(), facts())
    assert draft == Draft()
    assert ticket_form.missing(draft) == FIELDS


def test_a_known_client_is_not_asked_for_their_name() -> None:
    draft = ticket_form.begin(typed("no mail"), facts(account=ANA))
    assert (draft.name, draft.done) == ("Ana", ("subject", "name"))
    nameless = ticket_form.begin(typed("no mail"), facts(account=replace(ANA, name="")))
    assert "name" in ticket_form.missing(nameless)


def test_the_question_is_the_subject_when_no_line_is_kept() -> None:
    assert ticket_form.begin(Talk(question="no mail"), facts()).subject == "no mail"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("short", "short"),
        ("\n\n  first \nsecond", "first"),
        ("", ""),
        (" \n \n", ""),
        ("x" * 120, "x" * 120),
        ("x" * 121, "x" * 119 + "…"),
        ("word, " * 30, "word, " * 18 + "word…"),
    ],
)
def test_a_headline_is_one_line_cut_at_a_words_end(text: str, line: str) -> None:
    assert ticket_form.headline(text) == line


@given(st.text(min_size=100))
@settings(deadline=None, max_examples=60)
def test_a_headline_always_fits(text: str) -> None:
    line = ticket_form.headline(text)
    assert len(line) <= SUBJECT_CHARS_MAX
    assert len(line.splitlines()) <= 1


# ── Taking a value ─────────────────────────────────────────────────────────────────────


def test_one_line_fields_are_one_line_and_symptoms_keep_theirs() -> None:
    assert ticket_form.settle(Draft(), "subject", "  no\n mail ")[0].subject == "no mail"
    assert ticket_form.settle(Draft(), "service", "example.com ")[0].service == "example.com"
    assert ticket_form.settle(Draft(), "name", "Ana \t Marquez")[0].name == "Ana Marquez"
    assert ticket_form.settle(Draft(), "symptoms", " a\n\n  b ")[0].symptoms == "a\n\n  b"


@pytest.mark.parametrize("name", FIELDS)
def test_what_must_be_filled_in_must_be_filled_in(name: str) -> None:
    draft, problem = ticket_form.settle(Draft(), name, " \n ")
    assert problem == ("" if name in OPTIONAL else ticket_form.EMPTY)
    assert draft.done == ((name,) if name in OPTIONAL else ())


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "urgency"])
def test_the_limit_fits_and_one_more_does_not(name: str) -> None:
    limit = CHARS_MAX[name]
    assert ticket_form.settle(Draft(), name, "x" * limit)[1] == ""
    assert ticket_form.settle(Draft(), name, "x" * (limit + 1)) == (Draft(), TOO_LONG)


def test_an_urgency_is_one_of_three() -> None:
    for name in URGENCIES:
        assert ticket_form.settle(Draft(), "urgency", name)[0].urgency == name
    assert ticket_form.settle(Draft(), "urgency", "whenever") == (Draft(), NOT_A_CHOICE)


def test_settling_again_changes_the_value_and_no_order() -> None:
    once, _ok = ticket_form.settle(Draft(), "subject", "no mail")
    twice, _ok = ticket_form.settle(once, "subject", "no mail at all")
    assert (twice.subject, twice.done) == ("no mail at all", ("subject",))


@given(st.sampled_from(FIELDS), st.one_of(st.text(), st.sampled_from((*URGENCIES, "x" * 4001))), st.text())
@settings(deadline=None, max_examples=60)
def test_a_value_is_taken_whole_or_not_at_all(name: str, value: str, before: str) -> None:
    draft = replace(Draft(), symptoms=before)
    after, problem = ticket_form.settle(draft, name, value)
    if problem:
        assert after == draft
        return
    assert after.done == (name,)
    assert after == replace(draft, **{name: getattr(after, name)}, done=(name,))
    assert getattr(after, name).split() == value.split()
    assert len(getattr(after, name)) <= CHARS_MAX[name]
    assert ticket_form.settle(after, name, getattr(after, name)) == (after, "")


# ── Answering one by one ───────────────────────────────────────────────────────────────


def test_fields_are_asked_in_order_until_none_is_left() -> None:
    draft, asked = Draft(), []
    while name := ticket_form.asking(draft):
        asked.append(name)
        draft, problem = ticket_form.settle(draft, name, "normal")
        assert not problem
    assert tuple(asked) == FIELDS
    assert ticket_form.missing(draft) == ()


def test_yes_keeps_what_is_held_and_is_a_value_where_nothing_is() -> None:
    kept, _ok = ticket_form.answer(asking("subject", subject="no mail"), "yes", Verb.YES)
    assert kept.subject == "no mail"
    named, _ok = ticket_form.answer(asking("name"), "Jo", Verb.YES)
    assert named.name == "Jo"


@pytest.mark.parametrize(("text", "verb"), [("skip", Verb.SKIP), ("no", Verb.NO), ("none", Verb.NONE)])
def test_skip_no_and_none_leave_an_optional_field_as_it_is(text: str, verb: Verb) -> None:
    for name in OPTIONAL:
        assert getattr(ticket_form.answer(asking(name), text, verb)[0], name) == ""
        assert getattr(ticket_form.answer(asking(name, **{name: "example.com"}), text, verb)[0], name) == "example.com"
    assert ticket_form.answer(asking("subject"), text, verb)[0].subject == text


def test_what_is_needed_cannot_be_skipped_by_keeping_nothing() -> None:
    for name in ("subject", "name"):
        assert ticket_form.keep(asking(name))[1] == ticket_form.EMPTY


def test_an_urgency_is_understood_in_any_case() -> None:
    assert ticket_form.answer(asking("urgency"), " High ", Verb.WORDS)[0].urgency == "high"
    assert ticket_form.answer(asking("urgency"), "dire", Verb.WORDS)[1] == NOT_A_CHOICE


@pytest.mark.parametrize("blank", ["\u200b", "\u2800\u2800", " \u3164 ", "\u00ad\ufe0f"])
def test_what_shows_as_nothing_is_no_subject_and_no_name(blank: str) -> None:
    for name in ("subject", "name"):
        assert ticket_form.settle(Draft(), name, blank) == (Draft(), ticket_form.EMPTY)
    assert ticket_form.headline(f"{blank}\nno mail\nsince yesterday") == "no mail"


def test_a_name_from_the_platform_is_offered_and_one_of_the_account_is_known() -> None:
    draft = ticket_form.begin(typed("no mail"), facts(called="Ana G."))
    assert (draft.name, "name" in draft.done) == ("Ana G.", False)
    known = ticket_form.begin(typed("no mail"), facts(account=ANA, called="Ana G."))
    assert (known.name, "name" in known.done) == ("Ana", True)
