"""Forms as modals: every limit one over, what is kept, and what comes back."""

from typing import Any

import pytest

from adapters.discord import limits
from adapters.discord.drawing.choices import FORM
from adapters.discord.drawing.modal import form, values
from bot.core.text.surface import LocalizedField, LocalizedForm
from tests.adapters.discord import rules
from tests.adapters.discord.looking import form_words


def field(**changes: Any) -> LocalizedField:
    """A field of a form."""
    return LocalizedField(**{"name": "f", "label": "l", **changes})


def asked(*fields: LocalizedField, title: str = "New ticket") -> LocalizedForm:
    """A form."""
    return LocalizedForm(title, fields, 0, "1.1:form")


def test_a_form_reads_as_a_form() -> None:
    subject = field(name="subject", label="Subject", hint="In one line", value="No mail")
    urgency = field(name="urgency", label="How urgent is it?", options=(("normal", "Normal"), ("high", "High")))
    shown = form(asked(subject, urgency), {"urgency": "high"})
    assert form_words(shown).splitlines() == [
        "▢ New ticket", "Subject *: No mail", "  In one line", "How urgent is it? *: high", "  (Normal)", "  (High)",
    ]  # fmt: skip
    assert shown.custom_id == f"{FORM}1.1:form"


@pytest.mark.parametrize("over", [
    field(label="l" * (limits.LABEL_CHARS_MAX + 1), hint="h" * (limits.HINT_CHARS_MAX + 1)),
    field(label="", hint=" "),
    field(chars_max=limits.INPUT_CHARS_MAX + 1, value="v" * (limits.INPUT_CHARS_MAX + 1), long=True),
    field(chars_max=10, value="👩" * 6),
    field(chars_max=0, value="v"),
    field(value="one\ntwo\r\nthree"),
    field(options=tuple((f"v{n}", "👩" * (limits.OPTION_LABEL_CHARS_MAX + 1)) for n in range(limits.OPTIONS_MAX + 1))),
    field(options=(("a", ""), ("b", "\n"))),
    field(options=(("a", "A"),), value="gone"),
    field(problem="p" * (limits.HINT_CHARS_MAX + 1), hint="h"),
    field(label="\x1b[31m\u202e@everyone", value="\x00\ud800"),
], ids=range(11))  # fmt: skip
def test_a_form_one_over(over: LocalizedField) -> None:
    assert list(rules.modal(form(asked(over, title="t" * (limits.MODAL_TITLE_CHARS_MAX + 1))))) == []
    assert list(rules.modal(form(asked(over, title=""), {"f": "typed " * 1000}))) == []


def test_what_was_typed_is_kept_beside_why_it_was_not_taken() -> None:
    wrong = field(hint="In one line.", value="old", problem="I need something here.")
    shown = form(asked(wrong), {"f": "typed"}).inputs[0]
    assert (shown.value, shown.hint) == ("typed", "⚠ I need something here. In one line.")


def test_of_more_than_five_questions_those_come_first_that_must_be_answered() -> None:
    fields = (
        field(name="known", value="v"), field(name="a"), field(name="free", required=False), field(name="b"),
        field(name="wrong", required=False, problem="p"), field(name="c"), field(name="typed"),
    )  # fmt: skip
    assert [each.name for each in form(asked(*fields), {"typed": "t"}).inputs] == ["known", "a", "b", "wrong", "c"]
    assert [each.name for each in form(asked(*fields[:5])).inputs] == ["known", "a", "free", "b", "wrong"]
    many = tuple(field(name=f"f{n}") for n in range(limits.MODAL_INPUTS_MAX + 1))
    assert list(rules.modal(form(asked(*many)))) == []


def test_what_was_typed_and_chosen_comes_back() -> None:
    submitted = [
        {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "subject", "value": "No mail"}},
        {"type": 18, "id": 3, "component": {"type": 3, "id": 4, "custom_id": "urgency", "values": ["high"]}},
        {"type": 18, "id": 5, "component": {"type": 3, "id": 6, "custom_id": "nothing", "values": []}},
        {"type": 1, "components": [{"type": 4, "custom_id": "name", "value": ""}]},
        {"type": 10, "content": "only words"},
    ]
    assert values(submitted) == (("subject", "No mail"), ("urgency", "high"), ("nothing", ""), ("name", ""))
