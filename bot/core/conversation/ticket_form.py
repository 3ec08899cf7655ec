"""The ticket form: what is known already, what is still missing, and whether an answer will do.

One set of fields serves both ways of asking: all at once (a modal) or one by one (plain lines).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Verb
from bot.core.conversation.state import (
    ClarifyingOwner,
    ConfirmingDuplicate,
    ConfirmingTerms,
    Draft,
    Drafting,
    KnownIncident,
    Stage,
    Talk,
)
from bot.core.conversation.understanding.meaning import understand
from bot.core.conversation.understanding.urgency import urgency_told
from bot.core.model.record import Line
from bot.core.model.tickets import Urgency
from bot.core.text.language_data import Languages
from bot.core.text.words import domain_in, is_blank, plain

SUBJECT_CHARS_MAX = 120
"""A line in a queue; the whole words stay in the record."""
SERVICE_CHARS_MAX = 120
SYMPTOMS_CHARS_MAX = 4000
"""A modal's largest text field (Discord's 4,000 characters)."""
NAME_CHARS_MAX = 80

FIELDS = ("subject", "symptoms", "urgency", "service", "name")
"""In the order in which they are asked for."""
OPTIONAL = frozenset({"service", "symptoms"})
URGENCIES = {"normal": Urgency.NORMAL, "high": Urgency.HIGH, "outage": Urgency.OUTAGE}
CHARS_MAX = {
    "subject": SUBJECT_CHARS_MAX,
    "service": SERVICE_CHARS_MAX,
    "symptoms": SYMPTOMS_CHARS_MAX,
    "urgency": 20,
    "name": NAME_CHARS_MAX,
}

EMPTY = "empty"
TOO_LONG = "too long"
NOT_A_CHOICE = "not a choice"


def begin(talk: Talk, facts: Facts) -> Draft:
    """A draft made of what the client typed already."""
    typed = "\n".join(line.text for line in talk.lines)
    about = talk.question or (talk.lines[0].text if talk.lines else "")
    draft = Draft(
        subject=headline(about),
        service=domain_in(typed),
        urgency=urgency_told(understand(typed, facts.languages, facts.lang)),
        since=talk.revision,
    )
    done = [name for name in ("subject", "service", "urgency") if getattr(draft, name)]
    if facts.account is not None and facts.account.name:
        draft, done = replace(draft, name=facts.account.name), [*done, "name"]
    elif facts.called:
        draft = replace(draft, name=facts.called)
    return replace(draft, done=tuple(done))


def headline(text: str) -> str:
    """The first line of a text, cut at a word's end to fit a subject."""
    line = next((line.strip() for line in text.splitlines() if not is_blank(line)), "")
    if len(line) <= SUBJECT_CHARS_MAX:
        return line
    cut = line[: SUBJECT_CHARS_MAX - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "…"


def subject_in(text: str, languages: Languages) -> str | None:
    """What a ticket that is asked for is about: "open a ticket: ftp is down"; "" when it isn't said, ``None`` when
    none is asked for like that."""
    folded = text.casefold()
    for phrase in sorted(languages.all(lambda language: language.about), key=len, reverse=True):
        _before, asked, about = folded.partition(phrase.casefold())
        if asked:
            return text[len(text) - len(about) :].strip(" \t\n:,.!?-–") if len(folded) == len(text) else ""
    return None


_NAME_ENDS = re.compile(r"[,;(\n/]|\s[-–—]\s|(?<=\w{4})\.\s")
"""Where a name ends; a dot behind a short word may be an abbreviation ("Dr. Weiß")."""
NAME_READ_CHARS_MAX = 400
"""A name stands at the beginning, or it is none."""
NAME_WORDS_MAX = 6
"""A longer run of words is a sentence, not a name."""


def name_in(text: str, languages: Languages) -> str:
    """The name in "I'm called Ana, by the way": without what stands before and behind it; "" if there is none."""
    parts = [part.strip() for part in _NAME_ENDS.split(text[:NAME_READ_CHARS_MAX]) if part.strip()]
    bare = [_without_lead(part, languages) for part in parts]
    for part in bare:
        words = part.split()
        capital = [n for n, word in enumerate(words) if word[:1].isupper()]
        if capital and capital[-1] - capital[0] < NAME_WORDS_MAX:
            begins = capital[0]
            while begins and words[begins - 1] in _PARTICLES:
                begins -= 1
            return " ".join(words[begins : capital[-1] + 1]).strip(" .!?:\"'“”")
    first = bare[0].strip(" .!?:") if bare else ""
    led = bool(bare) and bare[0] != parts[0]
    if led and 0 < len(first.split()) <= _LOWER_NAME_WORDS_MAX:
        return first
    return first if _may_be_name(first, languages) else ""


def _may_be_name(words: str, languages: Languages) -> bool:
    """Whether a few small letters may be a name: nobody's begins or ends with a word such as "it"."""
    said = plain(words).split()
    common = languages.words(lambda language: language.search.stop) - _PARTICLES
    return bool(said) and len(words.split()) <= _LOWER_NAME_WORDS_MAX and not {said[0], said[-1]} & common


def says_name(text: str, languages: Languages) -> bool:
    """Whether a name stands behind what leads to one: "I'm called Ana, and who are you?"."""
    first = _NAME_ENDS.split(text[:NAME_READ_CHARS_MAX])[0].strip()
    return _without_lead(first, languages) not in {first, ""}


_LOWER_NAME_WORDS_MAX = 3
"""Without a capital letter only so few words are a name."""

_PARTICLES = frozenset(
    {
        *("al", "am", "bin", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la", "las", "le"),
        *("los", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur", "y"),
    }
)
"""Small words within a family's name, wherever it comes from: "van den Berg"."""


def _without_lead(part: str, languages: Languages) -> str:
    folded = plain(part)
    for phrase in sorted(languages.all(lambda language: language.names), key=len, reverse=True):
        words = plain(phrase).split()
        if folded.split()[: len(words)] == words:
            return " ".join(part.split()[len(phrase.split()) :])
    return part


def asking(draft: Draft) -> str:
    """The next field to settle; empty when the draft is complete."""
    return next((name for name in FIELDS if name not in draft.done), "")


def missing(draft: Draft) -> tuple[str, ...]:
    """The fields still to be settled, in order."""
    return tuple(name for name in FIELDS if name not in draft.done)


def settle(draft: Draft, name: str, value: str) -> tuple[Draft, str]:
    """Take a value for a field: the new draft, and why not (empty when taken)."""
    value = "" if is_blank(value) else value.strip()
    if not value and name not in OPTIONAL:
        return draft, EMPTY
    if name == "urgency" and value not in URGENCIES:
        return draft, NOT_A_CHOICE
    if len(value) > CHARS_MAX[name]:
        return draft, TOO_LONG
    if name in {"subject", "service", "name"}:
        value = " ".join(value.split())
    return _with(draft, name, value), ""


def emptied(draft: Draft, name: str) -> Draft:
    """The draft without its answer to a field, which is asked for again."""
    return replace(_with(draft, name, ""), done=tuple(done for done in draft.done if done != name))


def keep(draft: Draft) -> tuple[Draft, str]:
    """Keep what the asked field holds, or leave it empty where that is allowed."""
    name = asking(draft)
    return settle(draft, name, str(getattr(draft, name)))


def answer(draft: Draft, text: str, verb: Verb) -> tuple[Draft, str]:
    """Take typed text as the answer to the asked field; "ok", "skip" and "none" keep what is there."""
    name = asking(draft)
    held = str(getattr(draft, name))
    if (verb in {Verb.YES, Verb.SKIP} and held) or (verb in {Verb.SKIP, Verb.NO, Verb.NONE} and name in OPTIONAL):
        return keep(draft)
    return settle(draft, name, text.strip().casefold() if name == "urgency" else text)


def with_the_rest_as_it_is(draft: Draft) -> tuple[Draft, str]:
    """What may stay empty stays so, and the urgency is normal unless it was said: only a name is still asked for."""
    for name in missing(draft):
        if name in OPTIONAL:
            draft, _problem = settle(draft, name, str(getattr(draft, name)))
        elif name == "urgency":
            draft, _problem = settle(draft, name, draft.urgency or "normal")
    return draft, ""


def under_way(stage: Stage) -> Draft | None:
    """The draft that a stage carries until it is filed, whatever is being asked about it."""
    carries = Drafting | ConfirmingDuplicate | ClarifyingOwner | KnownIncident | ConfirmingTerms
    return stage.draft if isinstance(stage, carries) else None


def fill_in(draft: Draft, values: Mapping[str, str]) -> tuple[Draft, tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Take a whole form as it was sent: the new draft, what is wrong at which field, and what it replaced.

    What somebody saw in the form counts, not what they answered elsewhere while it was open; only where
    the form holds nothing, and something is needed, that answer stays.
    """
    wrong, replaced = [], []
    for name in (name for name in FIELDS if name in values or name not in draft.done):
        meanwhile = str(getattr(draft, name)) if name in draft.done else ""
        draft, problem = settle(draft, name, values.get(name, ""))
        if problem and not (problem == EMPTY and meanwhile):
            wrong.append((name, problem))
            draft = replace(draft, done=tuple(done for done in draft.done if done != name))
        elif meanwhile and name != "urgency":
            replaced.append(meanwhile)
    return draft, tuple(wrong), tuple(replaced)


def unsaid(texts: Iterable[str], lines: Iterable[Line]) -> tuple[str, ...]:
    """Of some texts, those that no line says already."""
    said = [line.text for line in lines]
    return tuple(text for text in texts if text and not any(text.rstrip("…") in line for line in said))


def _with(draft: Draft, name: str, value: str) -> Draft:
    done = draft.done if name in draft.done else (*draft.done, name)
    match name:
        case "subject":
            return replace(draft, subject=value, done=done)
        case "service":
            return replace(draft, service=value, done=done)
        case "symptoms":
            return replace(draft, symptoms=value, done=done)
        case "urgency":
            return replace(draft, urgency=value, done=done)
        case _:
            return replace(draft, name=value, done=done)
