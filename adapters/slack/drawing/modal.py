"""Forms as modals: what they show, and what comes back. Pure; decides nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.slack.drawing.render import drawn
from adapters.slack.drawing.words import Block, paragraphs
from adapters.slack.limits import (
    INPUT_CHARS_MAX,
    LABEL_CHARS_MAX,
    OPTION_TEXT_CHARS_MAX,
    OPTIONS_MAX,
    TITLE_CHARS_MAX,
    VIEW_BLOCKS_MAX,
    cut,
)
from bot.core.text.surface import LocalizedField, LocalizedForm, LocalizedReply, Run
from bot.core.text.words import visible

CALLBACK = "form"
VALUE = "value"
"""The action_id of every field: the block's id is the field's name."""
WAIT = "…"

View = dict[str, Any]


def form(form: LocalizedForm) -> View:
    """A form with all its questions at once."""
    fields = [block for field in form.fields for block in _field(field)]
    return {
        **_frame(form.title),
        "callback_id": CALLBACK,
        "private_metadata": form.token,
        "submit": _plain(form.title, TITLE_CHARS_MAX),
        "blocks": fields[:VIEW_BLOCKS_MAX],
    }


def waiting(title: str, said: LocalizedReply) -> View:
    """What stands in a modal until the form is known; a trigger lasts three seconds only."""
    return result(said, title)


def result(shown: LocalizedReply, title: str) -> View:
    """An answer in the modal's place, with what can be done next."""
    return {**_frame(title), "blocks": list(drawn(shown, in_message=False))[:VIEW_BLOCKS_MAX]}


def errors(form: LocalizedForm, token: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with fields of the form that is open, by their names; nothing if it has to be shown anew."""
    wrong = {field.name: field.problem for field in form.fields if field.problem}
    return wrong if form.token == token and wrong.keys() <= typed.keys() else {}


def values(state: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What was typed and chosen: field name → value."""
    answers = state.get("values") or {}
    return tuple((name, _value((inputs or {}).get(VALUE) or {})) for name, inputs in answers.items())


def _value(answer: Mapping[str, Any]) -> str:
    chosen = answer.get("selected_option") or {}
    return str(chosen.get("value") or answer.get("value") or "")


def _frame(title: str) -> View:
    return {"type": "modal", "title": _plain(title, TITLE_CHARS_MAX)}


def _plain(text: str, chars_max: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": cut(visible(text) or WAIT, chars_max), "emoji": False}


def _field(field: LocalizedField) -> Iterator[Block]:
    if field.problem:
        yield from paragraphs((Run(f"⚠ {field.label}: {field.problem}", "strong"),))
    yield {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label, LABEL_CHARS_MAX),
        **({"hint": _plain(field.hint, LABEL_CHARS_MAX)} if field.hint else {}),
        "optional": not field.required,
        "element": _choice(field) if field.options else _text(field),
    }


def _text(field: LocalizedField) -> dict[str, Any]:
    room = min(field.chars_max, INPUT_CHARS_MAX)
    known = cut(field.value, room)
    return {
        "type": "plain_text_input",
        "action_id": VALUE,
        "multiline": field.long,
        "max_length": room,
        **({"initial_value": known} if known else {}),
    }


def _choice(field: LocalizedField) -> dict[str, Any]:
    options = [
        {"text": _plain(label, OPTION_TEXT_CHARS_MAX), "value": value} for value, label in field.options[:OPTIONS_MAX]
    ]
    chosen = [option for option in options if option["value"] == field.value]
    return {
        "type": "static_select",
        "action_id": VALUE,
        "options": options,
        **({"initial_option": chosen[0]} if chosen else {}),
    }
