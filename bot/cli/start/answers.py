"""What the six questions ask, and what an answer comes to: a value, or what to write instead."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from babel.core import get_global

from bot.cli.start.opening_hours import Hours, Unclear, read_hours
from bot.core.text.words import clean, unaccented, visible
from bot.i18n import SOURCE_LANGUAGE, languages
from bot.understanding.zones import zone_meant

NAME_CHARS_MAX = 80
"""It stands in greetings and titles."""

HOURS = "Mon-Fri 9:00-17:00"
NONE, OURS = "none", "ours"
"""Answers to where articles come from, beside a folder or a file."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """Whose public holidays are kept; an empty country keeps none."""

    country: str = ""
    subdivision: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """A desk of one's own."""

    name: str
    zone: str
    hours: Hours
    holidays: Holidays = Holidays()
    languages: tuple[str, ...] = (SOURCE_LANGUAGE,)
    articles: str | Path = NONE
    """``none``, ``ours``, or what to import."""


@dataclass(frozen=True, slots=True)
class Question:
    """One of the six: how it is asked, its option, and how an answer is read."""

    field: str
    asks: str
    read: Callable[[str], object]
    """A value, or Unclear."""

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return f"--{self.field}"


def read_name(text: str) -> str | Unclear:
    """The name that clients know the firm by."""
    name = " ".join(visible(clean(text)).split())
    if not name:
        return Unclear("write the name that clients know you by")
    return name if len(name) <= NAME_CHARS_MAX else Unclear(f"that's {len(name)} letters; {NAME_CHARS_MAX} at most")


def read_zone(text: str) -> str | Unclear:
    """The IANA zone that is meant by a city, a country or its own name."""
    found = zone_meant(text, SOURCE_LANGUAGE)
    if found.zone:
        return found.zone
    if found.zones:
        return Unclear(f"which one: {', '.join(found.zones)}?")
    return Unclear("no time zone is called so; write a large city nearby, or a name such as Europe/Madrid")


def read_holidays(text: str) -> Holidays | Unclear:
    """A country by its code or its English name, perhaps with a part: "DE", "DE-BY", "Spain"; "none" keeps none."""
    import holidays

    if not text.strip() or text.strip().casefold() == NONE:
        return Holidays()
    known = holidays.list_supported_countries()
    country, _dash, part = text.strip().upper().partition("-")
    if country not in known:
        country, part = _country_named(text), ""
    if country not in known:
        return Unclear("no country's holidays are known by that; write its code, such as ES, US-CA or DE-BY, or none")
    if part and part not in known[country]:
        parts = ", ".join(known[country]) or "no parts with holidays of their own"
        return Unclear(f"{country} has no part {part}; it has {parts}")
    return Holidays(country, part)


def _compared(text: str) -> str:
    return unaccented(text).casefold()


def _country_named(name: str) -> str:
    wanted = _compared(name.strip())
    named = Locale(SOURCE_LANGUAGE).territories
    return next((code for code, called in named.items() if len(code) == 2 and _compared(called) == wanted), "")


def holidays_near(zone: str) -> str:
    """The country that a zone lies in, to be proposed; ``none`` where that isn't known."""
    country: str = get_global("zone_territories").get(zone, "")
    return country if isinstance(read_holidays(country), Holidays) and country != "001" else NONE


def read_languages(text: str) -> tuple[str, ...] | Unclear:
    """Codes or names of languages that the bot speaks, the first one first."""
    spoken = tuple(languages().by_code)
    called = {_compared(name): code for code in spoken for name in (code, *_names(code))}
    found: list[str] = []
    for part in _compared(text).replace(",", " ").replace(";", " ").replace(" and ", " ").split():
        if part not in called:
            return Unclear(f"the bot doesn't speak “{part}”; it speaks {', '.join(spoken)}")
        found.append(called[part])
    return tuple(dict.fromkeys(found)) or Unclear(f"name one at least, of {', '.join(spoken)}")


def _names(code: str) -> tuple[str, ...]:
    """A language's name in English and in itself."""
    return tuple(name for locale in (SOURCE_LANGUAGE, code) if (name := Locale(locale).languages.get(code)))


def read_articles(text: str) -> str | Path | Unclear:
    """``none``, ``ours``, or a folder or file that is there."""
    word = text.strip()
    if word.casefold() in {NONE, OURS}:
        return word.casefold()
    path = Path(word).expanduser()
    if not word or not path.exists():
        return Unclear(
            f"there is no file or folder {json.dumps(word, ensure_ascii=False)}; name one, or write none or ours"
        )
    return path


QUESTIONS = (
    Question("name", "What is your firm called, as its clients know it?", read_name),
    Question("zone", "Where is the desk? A city, or a time zone such as Europe/Madrid.", read_zone),
    Question("hours", "When are tickets watched? Days that you leave out are days of rest.", read_hours),
    Question("holidays", "Whose public holidays do you keep? A country, or a part of one such as DE-BY; or none.",
             read_holidays),
    Question("languages", "Which languages do your clients read? The main one first.", read_languages),
    Question("articles", "Where are your help articles? A folder, an export or a table of questions, to be imported;\n"
             "  none to begin without; ours to begin with the shipped ones about web hosting.", read_articles),
)  # fmt: skip
"""In the order in which they are asked."""
