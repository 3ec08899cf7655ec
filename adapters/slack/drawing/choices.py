"""What can be chosen, as Slack's buttons and selects. Pure; decides nothing."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from adapters.slack.drawing.words import Block, Element
from adapters.slack.limits import (
    ACTION_ELEMENTS_MAX,
    BUTTON_TEXT_CHARS_MAX,
    CONTEXT_ACTIONS_MAX,
    FEEDBACK_TEXT_CHARS_MAX,
    OPTION_TEXT_CHARS_MAX,
    OPTIONS_MAX,
    PLACEHOLDER_CHARS_MAX,
    cut,
)
from bot.core.text.choices import is_permanent, kind
from bot.core.text.surface import LocalizedChoice
from bot.core.text.words import visible

CHOOSE, FORM, FEEDBACK = "choose", "form", "feedback"
"""What the action_id of a choice, of a form's button, and of a pair of feedback buttons begins with."""
ACTIONS, CONTEXT_ACTIONS = "actions", "context_actions"
"""Blocks with something to choose; the second holds feedback buttons, and stands in messages only."""
POSITIVE, NEGATIVE = "positive_button", "negative_button"
"""The two halves of a pair of feedback buttons."""
BUTTONS_ALIKE_MAX = 5
"""More choices of one kind, such as days or times, are one list: nobody compares a wall of buttons on a phone."""
NAMELESS, BETWEEN = "…", " … "


def button(offer: LocalizedChoice, action_id: str, label: str = "", spoken: str = "") -> Element:
    """A choice; its token comes back as the value. ``label`` instead of its own, and what a screen reader says then."""
    text = cut(visible(label or offer.label) or NAMELESS, BUTTON_TEXT_CHARS_MAX)
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": text, "emoji": False},
        "value": offer.token,
        **({"accessibility_label": cut(visible(spoken) or NAMELESS, BUTTON_TEXT_CHARS_MAX)} if spoken else {}),
        **({"style": "primary"} if offer.primary else {}),
    }


def select(alike: Sequence[LocalizedChoice], action_id: str) -> Element:
    """Choices of one kind as a list; its first and last say from what to what it goes."""
    labels = [cut(visible(each.label) or NAMELESS, OPTION_TEXT_CHARS_MAX) for each in alike]
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": _plain(_from_to(labels)),
        "options": [{"text": _plain(label), "value": each.token} for label, each in zip(labels, alike, strict=True)],
    }


def _from_to(labels: Sequence[str]) -> str:
    """The first label and the last, which fit: an option is half as long as a placeholder."""
    return cut(BETWEEN.join(dict.fromkeys((labels[0], labels[-1]))), PLACEHOLDER_CHARS_MAX)


def _plain(text: str) -> Element:
    return {"type": "plain_text", "text": text, "emoji": False}


def actions(elements: list[Element]) -> Block:
    """What can be chosen, in a row."""
    return {"type": ACTIONS, "elements": elements}


def rows(offers: Sequence[LocalizedChoice], *before: Element, in_message: bool = True) -> Iterator[Block]:
    """All choices, in as few rows as Slack takes; above them, in messages, feedback buttons for how it was."""
    pairs = _pairs(offers) if in_message else ()
    feedback = [_feedback(good, bad, f"{FEEDBACK}.{number}") for number, (good, bad) in enumerate(pairs)]
    for start in range(0, len(feedback), CONTEXT_ACTIONS_MAX):
        yield {"type": CONTEXT_ACTIONS, "elements": feedback[start : start + CONTEXT_ACTIONS_MAX]}
    paired = [offer for pair in pairs for offer in pair]
    elements = [*before, *_elements(offer for offer in offers if offer not in paired)]
    for start in range(0, len(elements), ACTION_ELEMENTS_MAX):
        yield actions(elements[start : start + ACTION_ELEMENTS_MAX])


def _pairs(offers: Sequence[LocalizedChoice]) -> Sequence[tuple[LocalizedChoice, LocalizedChoice]]:
    """What says that our help was good, each with what says beside it that it wasn't."""
    return [(one, other) for one, other in pairwise(offers) if (one.verdict, other.verdict) == ("good", "bad")]


def _feedback(good: LocalizedChoice, bad: LocalizedChoice, action_id: str) -> Element:
    """Two choices as one pair of buttons; what is clicked comes back with its own token."""
    return {"type": "feedback_buttons", "action_id": action_id, POSITIVE: _half(good), NEGATIVE: _half(bad)}


def _half(offer: LocalizedChoice) -> Element:
    text = _plain(cut(visible(offer.label) or NAMELESS, FEEDBACK_TEXT_CHARS_MAX))
    return {"text": text, "value": offer.token, "accessibility_label": text["text"]}


def without_feedback_buttons(row: Block) -> Block:
    """A row of feedback buttons as ordinary ones, where Slack doesn't take those; any other block as it is."""
    if row["type"] != CONTEXT_ACTIONS:
        return row
    halves = [(pair["action_id"], half, pair[half]) for pair in row["elements"] for half in (POSITIVE, NEGATIVE)]
    return actions(
        [
            {"type": "button", "action_id": f"{id}.{half}", "text": button["text"], "value": button["value"]}
            for id, half, button in halves
        ]
    )


def _elements(offers: Iterable[LocalizedChoice]) -> Iterator[Element]:
    """Buttons, and lists of what is alike, in the order in which their first one is offered."""
    groups: dict[str, list[LocalizedChoice]] = {}
    for offer in offers:
        groups.setdefault(kind(offer.token), []).append(offer)
    number = 0
    for alike in groups.values():
        size = OPTIONS_MAX if len(alike) > BUTTONS_ALIKE_MAX else 1
        for start in range(0, len(alike), size):
            some, id = alike[start : start + size], f"{CHOOSE}.{number}"
            yield button(some[0], id) if size == 1 else select(some, id)
            number += 1


def without_stale(row: Block) -> Block | None:
    """A row without what can't be chosen any more; ``None`` if nothing is left."""
    kept = [left for element in row["elements"] if (left := _left(element))]
    return {**row, "elements": kept} if kept else None


def _left(element: Element) -> Element | None:
    if element["type"] == "feedback_buttons":
        return element if all(is_permanent(element[half]["value"]) for half in (POSITIVE, NEGATIVE)) else None
    if element["type"] != "static_select":
        return element if is_permanent(element["value"]) else None
    options = [option for option in element["options"] if is_permanent(option["value"])]
    return {**element, "options": options} if options else None
