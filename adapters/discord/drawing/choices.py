"""What can be chosen, as Discord's buttons and selects. Pure; decides nothing.

A choice's id is its token, which carries all that a click must say: it works after a restart, too.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from adapters.discord.limits import (
    BUTTON_LABEL_CHARS_MAX,
    CUSTOM_ID_CHARS_MAX,
    OPTION_LABEL_CHARS_MAX,
    OPTIONS_MAX,
    PLACEHOLDER_CHARS_MAX,
    ROW_BUTTONS_MAX,
    ROWS_MAX,
    cut,
)
from bot.core.text.choices import is_permanent, kind
from bot.core.text.surface import Bill, LocalizedCard, LocalizedChoice, LocalizedReply
from bot.core.text.words import visible

FORM = "form|"
"""Before the token of a form: its button must be answered by the modal at once, all others by "wait"."""
PICK = "pick|"
"""Before the number of a select; the token is the value that was picked."""
BUTTONS_MAX = 10
"""More buttons than two full rows can't be overlooked at a glance: alike ones become a list."""
NAMELESS = "…"


@dataclass(frozen=True, slots=True)
class Button:
    """One thing that can be clicked."""

    label: str
    custom_id: str
    primary: bool = False
    bill: Bill = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing in a list."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose from."""

    custom_id: str
    placeholder: str
    options: tuple[Option, ...]


Row = tuple[Button, ...] | tuple[Select]


def token_of(custom_id: str, values: Sequence[str] = ()) -> str:
    """The token of what was clicked, or picked from a select; empty if nothing was."""
    chosen = next(iter(values), "") if custom_id.startswith(PICK) else custom_id
    before, bar, token = chosen.partition("|")
    return token if bar and (before.isdecimal() or chosen.startswith(FORM)) else chosen


def rows(shown: LocalizedReply) -> tuple[Row, ...]:
    """Everything that can be chosen; more rows than a message takes go on in the next."""
    read = [_button(card.offer) for card in _cards(shown) if card.offer]
    return _arranged([each for each in _distinct([*read, *_further(shown)]) if _fits(each)], read)


def apart(shown: LocalizedReply) -> tuple[tuple[Button | None, ...], tuple[Row, ...]]:
    """A button beside each article, or ``None``, in the order of the articles; and in rows what else can be chosen."""
    beside: list[Button | None] = []
    for card in _cards(shown):
        button = _button(card.offer, card.opens) if card.offer else None
        known = {each.custom_id for each in beside if each}
        beside.append(button if button and _fits(button) and button.custom_id not in known else None)
    every = _distinct([*(each for each in beside if each), *_further(shown)])
    return tuple(beside), _arranged([each for each in every if each not in beside and _fits(each)], [])


def _cards(shown: LocalizedReply) -> list[LocalizedCard]:
    return [block for block in shown.blocks if isinstance(block, LocalizedCard)]


def _further(shown: LocalizedReply) -> list[Button]:
    """What can be chosen beside the articles; a form's button comes first."""
    opener = [Button(_label(shown.form.title), FORM + shown.form.token, primary=True)] if shown.form else []
    return [*opener, *map(_button, shown.offers)]


def _arranged(every: Sequence[Button], read: Sequence[Button]) -> tuple[Row, ...]:
    """Buttons in rows, articles first; billed help stands in a row of its own, beside no harmless yes."""
    lists = _lists([button for button in every if not button.bill])
    listed = {button for alike in lists for button in alike}
    left = [button for button in every if button not in listed]
    above = [button for button in left if button in read]
    billed = [button for button in left if button.bill]
    below = [button for button in left if button not in read and not button.bill]
    return (*_buttons(above), *_selects(lists), *_buttons(billed), *_buttons(below))


def without_stale_choices(row: Row) -> Row | None:
    """A row without what can't be chosen any more; ``None`` if nothing is left."""
    kept: list[Button] = []
    for each in row:
        if isinstance(each, Select):
            options = tuple(option for option in each.options if is_permanent(token_of(option.value)))
            return (replace(each, options=options),) if options else None
        if is_permanent(token_of(each.custom_id)):
            kept.append(each)
    return tuple(kept) or None


def fresh(every: Sequence[Row]) -> tuple[Row, ...]:
    """Rows without what can't be chosen any more."""
    return tuple(row for old in every if (row := without_stale_choices(old)))


def sheets(every: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """Rows in portions that one message takes."""
    for start in range(0, len(every), ROWS_MAX):
        yield tuple(every[start : start + ROWS_MAX])


def _label(text: str) -> str:
    return " ".join(visible(text).split()) or NAMELESS


def _button(offer: LocalizedChoice, label: str = "") -> Button:
    return Button(cut(_label(label or offer.label), BUTTON_LABEL_CHARS_MAX), offer.token, offer.primary, offer.bill)


def _fits(button: Button) -> bool:
    """A longer id would be refused with its whole message; no token of ours is that long."""
    return 0 < len(button.custom_id) <= CUSTOM_ID_CHARS_MAX


def _distinct(every: Sequence[Button]) -> Iterator[Button]:
    """Without repetitions; a token that is offered in other words gets an id of its own."""
    met: dict[str, list[str]] = {}
    for button in every:
        labels = met.setdefault(button.custom_id, [])
        if button.label not in labels:
            labels.append(button.label)
            again = f"{len(labels)}|" if len(labels) > 1 else ""
            yield replace(button, custom_id=again + button.custom_id)


def _buttons(every: Sequence[Button]) -> Iterator[Row]:
    for start in range(0, len(every), ROW_BUTTONS_MAX):
        yield tuple(
            replace(b, label=cut(b.label, BUTTON_LABEL_CHARS_MAX)) for b in every[start : start + ROW_BUTTONS_MAX]
        )


# ── Lists ──────────────────────────────────────────────────────────────────────────────


def _lists(every: Sequence[Button]) -> list[list[Button]]:
    """What goes into lists: kind by kind, the commonest first, until buttons are few enough; else the last ones."""
    lists: list[list[Button]] = []
    left = list(every)
    while len(left) > BUTTONS_MAX:
        commonest, count = Counter(map(_kind, left)).most_common(1)[0]
        alike = [b for b in left if _kind(b) == commonest] if count > 1 else left[BUTTONS_MAX:]
        lists.append(alike)
        left = [button for button in left if button not in alike]
    return lists


def _kind(button: Button) -> str:
    return kind(token_of(button.custom_id))


def _selects(lists: Sequence[Sequence[Button]]) -> Iterator[tuple[Select]]:
    number = 0
    for alike in lists:
        for start in range(0, len(alike), OPTIONS_MAX):
            options = tuple(
                Option(cut(button.label, OPTION_LABEL_CHARS_MAX), button.custom_id)
                for button in alike[start : start + OPTIONS_MAX]
            )
            yield (Select(f"{PICK}{number}", _placeholder(options), options),)
            number += 1


def _placeholder(options: Sequence[Option]) -> str:
    """From what to what a list goes."""
    half = (PLACEHOLDER_CHARS_MAX - len(" … ")) // 2
    ends = [cut(option.label, half) for option in (options[0], options[-1])]
    return " … ".join(dict.fromkeys(ends))
