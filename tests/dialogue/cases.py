"""The dialogue corpus: what people type in a given context, and what a kind support person would take it to mean.

One JSON object a line, in ``tuning.jsonl`` and ``heldout.jsonl``; both were written before the engine was changed, by
nobody who had read it. ``GUIDE.md`` says what contexts and effects mean.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

FOLDER = Path(__file__).parent
HALVES = ("tuning", "heldout")

CONTEXTS = (
    "first", "articles", "reading", "none_found",
    "form_subject", "form_symptoms", "form_urgency", "form_domain", "form_name",
    "open_one", "answered", "asked", "solved", "two_open",
    "slots_day", "slots_time", "call_requested", "notice", "nudge",
    "pushed_answer", "pushed_question", "pushed_notice", "pushed_offer",
)  # fmt: skip


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


ASKS = _names(
    "articles article none_found ticket_offer subject symptoms urgency domain name solved? staff_question "
    "which_ticket belongs? duplicate? reopen? nudge? cancel? close? notice whose? day time offer "
    "phone_number cancel_call? clarify rest next "
)
FIELDS = _names("subject symptoms urgency domain name ")
FORMS = {f"form_{name}": name for name in FIELDS} | {
    "pushed_answer": "urgency",
    "pushed_question": "domain",
    "pushed_offer": "symptoms",
}
"""The contexts where a form is open, and the field at which Ana stands in it."""
TELLS = _names(
    "status hours holidays price terms response_times bot reach privacy thanks sorry added filed help "
    "languages language_set zone field_help call cancelled told_staff greeting name tickets agreement "
    "closed "
)
STATES = _names("open answered asked solved cancelled reopened ")
CALLS = _names("requested moved cancelled none confirmed ")
KEYS = _names("asks tells shows adds state place files field call call_at phone agreement language drops ")
SEVERITIES = ("harm", "stuck", "nice")
LANGS = ("en", "es", "de")

Severity = Literal["harm", "stuck", "nice"]
Effects = Mapping[str, object]


class CaseInvalid(ValueError):
    """A line of the corpus that says something the guide doesn't know."""


@dataclass(frozen=True, slots=True)
class Case:
    """One utterance in its context; any of ``wanted`` is right."""

    id: str
    lang: str
    context: str
    said: str
    wanted: tuple[Effects, ...]
    severity: Severity


def load(half: str) -> tuple[Case, ...]:
    """The cases of one half, in the file's order. Raises CaseInvalid with the line."""
    return tuple(_cases(FOLDER / f"{half}.jsonl"))


def _cases(path: Path) -> Iterator[Case]:
    known: set[str] = set()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        row, line_at = json.loads(line), f"{path.name}:{number}"
        wanted = checked((row["expect"], *row.get("or", ())), line_at)
        _refuse(_row_problems(row, known), line_at)
        known.add(row["id"])
        yield Case(row["id"], row["lang"], row["context"], row["said"], wanted, row["severity"])


def checked(wanted: Iterable[Effects], line_at: str) -> tuple[Effects, ...]:
    """Sets of effects whose every name the guide knows. Raises CaseInvalid with the line."""
    sets = tuple(wanted)
    _refuse((problem for effects in sets for problem in _effect_problems(effects)), line_at)
    return sets


def _refuse(problems: Iterator[str], line_at: str) -> None:
    if problem := next(problems, ""):
        raise CaseInvalid(f"{line_at}: {problem}")


def _row_problems(row: Mapping[str, object], known: set[str]) -> Iterator[str]:
    if row["id"] in known:
        yield f"id {row['id']} stands twice"
    for name, among in (("lang", LANGS), ("context", CONTEXTS), ("severity", SEVERITIES)):
        if row[name] not in among:
            yield f"{name} {row[name]!r} is none of {', '.join(among)}"


def _effect_problems(effects: Effects) -> Iterator[str]:
    yield from (f"{key!r} is no effect" for key in effects if key not in KEYS)
    for key, values in (("asks", ASKS), ("tells", TELLS)):
        yield from (f"{key} {name!r} is unknown" for name in listed(effects.get(key)) if name not in values)
    state, field = effects.get("state", {}), effects.get("field", {})
    assert isinstance(state, dict)
    assert isinstance(field, dict)
    yield from (f"state {name!r} is unknown" for name in state.values() if name not in STATES)
    yield from (f"field {name!r} is unknown" for name in field if name not in FIELDS)
    adds = effects.get("adds", [])
    assert isinstance(adds, list)
    yield from (f"{number!r} is no ticket's number" for number in adds if not isinstance(number, int))
    if effects.get("call", "none") not in CALLS:
        yield f"call {effects['call']!r} is unknown"


def listed(value: object) -> tuple[str, ...]:
    """One name, several, or none, as several."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(cast("Iterable[str]", value))
