"""How far two people agree on what an utterance means: the ceiling of what the corpus can measure.

Two labels agree on a case when one behaviour would be right by both: some set of effects of the one and some of the
other have, on each key that both name, an effect in common, and neither changes what the other keeps (``GUIDE.md``:
what isn't named stays as it was). What is asked, told, shown, put on a record or in a field by only one of the two
contradicts nothing: the other left it open.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from tests.dialogue.cases import FIELDS, FOLDER, FORMS, Case, Effects, checked, listed

STARTS: Mapping[str, Mapping[str, str]] = {
    "answered": {"1001": "answered"},
    "pushed_answer": {"1001": "answered"},
    "asked": {"1001": "asked"},
    "pushed_question": {"1001": "asked"},
    "solved": {"1001": "solved"},
}
"""By context, the tickets that aren't simply open."""

CALL_STANDS = {"call_requested", "pushed_offer"}
"""Contexts in which a call is there to be given up."""

Labels = Mapping[str, Sequence[Effects]]


def second(half: str) -> Labels:
    """By case, what the second reader wants, as it was first written. Raises CaseInvalid with the line."""
    path = FOLDER / f"{half}.second.jsonl"
    found: dict[str, Sequence[Effects]] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        row = json.loads(line)
        found[row["id"]] = checked(row["wanted"], f"{path.name}:{number}")
    return found


def agree(case: Case, other: Iterable[Effects]) -> bool:
    """Whether one behaviour would be right by both labels."""
    return any(_together(one, two, case.context) for one, two in product(case.wanted, other))


def choose_alike(case: Case, other: Sequence[Effects]) -> bool:
    """Whether one behaviour would be what both named first, as the best."""
    return _together(case.wanted[0], other[0], case.context)


def by_chance(cases: Sequence[Case], other: Labels) -> float:
    """How often a case would agree with the second label of another utterance of its context and language."""
    pairs = [
        agree(case, other[neighbour.id])
        for case in cases
        for neighbour in cases
        if neighbour.id != case.id and (neighbour.context, neighbour.lang) == (case.context, case.lang)
    ]
    return sum(pairs) / len(pairs)


def _together(one: Effects, two: Effects, context: str) -> bool:
    return (
        _meet(_asked(one, context), _asked(two, context))
        and _meet(set(listed(one.get("tells"))), set(listed(two.get("tells"))))
        and all(key not in one or key not in two or one[key] == two[key] for key in ("adds", "phone", "call_at"))
        and _fields_meet(_mapping(one.get("field")), _mapping(two.get("field")))
        and all(one.get(key) == two.get(key) for key in ("place", "agreement", "language"))
        and _states(one, context) == _states(two, context)
        and _call(one, context) == _call(two, context)
        and not any(_files_only(*pair) or _drops_only(*pair) for pair in ((one, two), (two, one)))
    )


def _meet(one: set[str], two: set[str]) -> bool:
    return not one or not two or bool(one & two)


def _asked(effects: Effects, context: str) -> set[str]:
    """What is asked; a ticket is offered wherever no article is found, and ``next`` is any of the other fields."""
    names = {"none_found" if name == "ticket_offer" else name for name in listed(effects.get("asks"))}
    return names | (FIELDS - {FORMS.get(context, "subject")} if "next" in names else set())


def _fields_meet(one: Mapping[str, str], two: Mapping[str, str]) -> bool:
    pairs = [(one[name].casefold(), two[name].casefold()) for name in one.keys() & two.keys()]
    return all(a in b or b in a for a, b in pairs)


def _states(effects: Effects, context: str) -> dict[str, str]:
    start = STARTS.get(context, {})
    named = {number: state.replace("reopened", "open") for number, state in _mapping(effects.get("state")).items()}
    return {**start, **{number: state for number, state in named.items() if number in start or state != "open"}}


def _call(effects: Effects, context: str) -> str:
    """What becomes of the call: ``moved`` and ``confirmed`` are told from ``requested`` by when it is."""
    match str(effects.get("call", "as it was")):
        case "none" | "cancelled":
            return "none" if context in CALL_STANDS else "as it was"
        case "moved" | "confirmed":
            return "requested"
        case named:
            return named


def _files_only(one: Effects, two: Effects) -> bool:
    return "files" in one and "files" not in two and "next" not in listed(two.get("asks"))


def _drops_only(one: Effects, two: Effects) -> bool:
    asks = set(listed(two.get("asks")))
    return "drops" in one and "drops" not in two and bool(asks) and asks <= FIELDS | {"next"}


def _mapping(value: object) -> dict[str, str]:
    return {str(key): str(each) for key, each in value.items()} if isinstance(value, dict) else {}
