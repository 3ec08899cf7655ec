"""Forms as modals: what they show, and what comes back. Pure; decides nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.discord.drawing.choices import FORM, NAMELESS, Option
from adapters.discord.limits import (
    HINT_CHARS_MAX,
    INPUT_CHARS_MAX,
    LABEL_CHARS_MAX,
    MODAL_INPUTS_MAX,
    MODAL_TITLE_CHARS_MAX,
    OPTION_LABEL_CHARS_MAX,
    OPTIONS_MAX,
    cut,
)
from bot.core.text.surface import LocalizedField, LocalizedForm
from bot.core.text.words import visible


@dataclass(frozen=True, slots=True)
class Input:
    """One question; with ``options`` it is a select among them, else a text input."""

    name: str
    label: str
    hint: str
    value: str
    required: bool
    long: bool
    chars_max: int
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Modal:
    """A form on top of everything else; its id brings the form's token back."""

    title: str
    custom_id: str
    inputs: tuple[Input, ...]


def form(form: LocalizedForm, typed: Mapping[str, str] | None = None) -> Modal:
    """A form with its questions; ``typed`` is kept where an answer wasn't taken.

    Discord shows five at most. Of more, those come first that can't be left out and have no answer
    yet; what isn't asked here, the conversation asks next.
    """
    answers = typed or {}
    inputs = tuple(_input(field, answers.get(field.name, "")) for field in _asked(form.fields, answers))
    return Modal(_line(form.title, MODAL_TITLE_CHARS_MAX), FORM + form.token, inputs)


def values(components: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """What was typed and chosen, from the components of a submitted modal: field name → value."""
    return tuple(_answers(components))


def _answers(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for each in components:
        inside = [*each.get("components", ()), *([each["component"]] if "component" in each else [])]
        yield from _answers(inside)
        if "custom_id" in each:
            picked = each.get("values") or [""]
            yield str(each["custom_id"]), str(each.get("value") or picked[0])


def _asked(fields: tuple[LocalizedField, ...], typed: Mapping[str, str]) -> tuple[LocalizedField, ...]:
    if len(fields) <= MODAL_INPUTS_MAX:
        return fields
    urgent = [f for f in fields if f.problem or (f.required and not (typed.get(f.name) or f.value))]
    first = [*urgent, *(f for f in fields if f not in urgent and f.required), *(f for f in fields if f not in urgent)]
    chosen = list(dict.fromkeys(first))[:MODAL_INPUTS_MAX]
    return tuple(field for field in fields if field in chosen)


def _input(field: LocalizedField, typed: str) -> Input:
    room = max(1, min(field.chars_max, INPUT_CHARS_MAX))
    hint = f"⚠ {field.problem} {field.hint}" if field.problem else field.hint
    options = tuple(_options(field))
    known = typed or field.value
    if options:
        known = known if known in {option.value for option in options} else ""
    elif not field.long:
        known = " ".join(known.splitlines())
    return Input(
        field.name,
        _line(field.label, LABEL_CHARS_MAX),
        cut(" ".join(visible(hint).split()), HINT_CHARS_MAX),
        known if options else cut(visible(known), room),
        field.required,
        field.long,
        room,
        options,
    )


def _options(field: LocalizedField) -> Iterator[Option]:
    for value, label in field.options[:OPTIONS_MAX]:
        yield Option(_line(label, OPTION_LABEL_CHARS_MAX), value)


def _line(text: str, chars_max: int) -> str:
    return cut(" ".join(visible(text).split()) or NAMELESS, chars_max)
