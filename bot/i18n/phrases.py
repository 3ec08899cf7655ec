"""Load what belongs to each language from its folder, ``bot/locale/<language>/``; everything in it has a name.

Texts of words stand between spaces, phrases between commas, rules on lines of their own. A key that is missing,
empty or unknown is a problem, and all of them are said at once. A folder with a catalogue and nothing else is
a language that somebody began to translate: it isn't understood yet.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from bot.core.conversation.intents import INSIDE, WHOLE
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.topics import SUBJECTS
from bot.core.text.errors import LanguageInvalid, Problem
from bot.core.text.language_data import (
    Commands,
    Hints,
    Language,
    Languages,
    Learned,
    MailWords,
    Phrases,
    SearchWords,
    SecretWords,
    Times,
    Words,
)

SOURCE_LANGUAGE = "en"
"""What the messages in the code are written in."""

NEIGHBOURS = "neighbours.toml"
SIGNS = "signs.toml"
LEARNED = "learned.toml"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
T = TypeVar("T")
_NUMBER = re.compile(r"-?\d{1,5}")
_STRETCH = re.compile(r"\d\d:\d\d-\d\d:\d\d")
_MONTH_AND_DAY = re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")

ORDINALS = ("zero", "one", "two", "few", "many")
"""The categories of the Unicode CLDR that a language may tell apart, besides "other"."""


@lru_cache(maxsize=1)
def languages() -> Languages:
    """Every language of this program, read once. Raises LanguageInvalid."""
    return read(files("bot").joinpath("locale"))


def read(folder: Traversable) -> Languages:
    """The languages of a folder, the source language first. Raises LanguageInvalid."""
    names = [each.name for each in folder.iterdir() if each.is_dir() and any(map(_is_data, each.iterdir()))]
    codes = sorted(names, key=lambda name: (name != SOURCE_LANGUAGE, name))
    by_code = {code: _language(folder.joinpath(code)) for code in codes}
    problems: list[Problem] = []
    found = _file(folder, NEIGHBOURS, problems)
    for code in found.names():
        if code in by_code:
            found.problem(code, "has a folder of its own now", "take its section away here")
    neighbours = {code: _hints(found.table(code)) for code in found.names()}
    signs = _signs(_file(folder, SIGNS, problems))
    _refuse("bot/locale", problems)
    return Languages(by_code, neighbours, signs)


def _signs(file: "_Table") -> Mapping[str, Phrases]:
    """Emoji and the like, between spaces, by what they say."""
    known = {act.value for act in Act}
    for name in file.names():
        if name not in known:
            file.problem(name, "is no act")
    return {name: tuple(sorted(file.words(name))) for name in file.names() if name in known}


def _is_data(file: Traversable) -> bool:
    return file.name.endswith(".toml")


def _refuse(source: str, problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise LanguageInvalid(source, found)


# ── One language ───────────────────────────────────────────────────────────────────────


def _language(folder: Traversable) -> Language:
    problems: list[Problem] = []
    about = _file(folder, "language.toml", problems)
    language = Language(
        name=about.text("name"),
        called=about.phrases("called"),
        ordinals=_ordinals(about.table("ordinals")),
        hints=_hints(about.table("guessing")),
        commands=_commands(_file(folder, "phrases.toml", problems)),
        times=_times(_file(folder, "times.toml", problems)),
        search=_search(_file(folder, "search.toml", problems)),
        secrets=_secrets(_file(folder, "secrets.toml", problems)),
        mail=_mail(_file(folder, "mail.toml", problems)),
        learned=learned_in(folder, problems),
        **_acts(_file(folder, "acts.toml", problems)),
    )
    about.end()
    _refuse(f"bot/locale/{folder.name}", problems)
    return language


def _ordinals(forms: "_Table") -> Mapping[str, str]:
    told = {name: forms.text(name, needed=name == "other") for name in (*ORDINALS, "other")}
    forms.end()
    return {name: form for name, form in told.items() if form}


def _hints(guessing: "_Table") -> Hints:
    neighbour = guessing.file == NEIGHBOURS
    hints = Hints(
        guessing.words("telling", needed=not neighbour),
        guessing.words("leaning", needed=not neighbour),
        guessing.text("letters_telling", needed=False),
        guessing.text("letters_leaning", needed=False),
        guessing.text("script", needed=False) if neighbour else "",
        guessing.text("note") if neighbour else "",
    )
    guessing.end()
    return hints


def _commands(file: "_Table") -> Commands:
    whole, inside, words = file.table("commands"), file.table("inside"), file.table("words")
    ticket, add, link, zone, language, rating = map(file.table, ("ticket", "add", "link", "zone", "language", "rating"))
    here = file.table("here")
    commands = Commands(
        whole={verb.value: whole.phrases(verb.value) for verb in WHOLE},
        inside={verb.value: inside.phrases(verb.value) for verb in INSIDE},
        courtesy=words.words("courtesy"),
        clear_yes=words.words("clear_yes"),
        ours=words.words("ours"),
        theirs=words.words("theirs"),
        not_a_slip=words.words("not_a_slip", needed=False),
        ticket=ticket.phrases("words"),
        number=ticket.phrases("number"),
        add=add.phrases("verbs"),
        this=add.phrases("this"),
        to=add.phrases("to"),
        link=link.phrases("verbs"),
        zone=zone.phrases("names"),
        zone_short=zone.phrases("short"),
        not_behind_zone=zone.phrases("not_behind_short"),
        mine=zone.phrases("mine"),
        is_=zone.phrases("is"),
        here=here.phrases("before"),
        around_here=here.phrases("around"),
        article=here.phrases("article"),
        no_place=here.phrases("no_place"),
        before_language=language.words("before"),
        rating={name: rating.phrases(name) for name in ("good", "bad", "one_to_five", "beside")},
    )
    for table in (whole, inside, words, ticket, add, link, zone, here, language, rating, file):
        table.end()
    return commands


def _acts(file: "_Table") -> dict[str, Any]:
    """Patterns of every act, and what stands before a name or a subject."""
    acts, before, topics = file.table("acts"), file.table("before"), file.table("topics")
    read = {
        "acts": {act.value: acts.phrases(act.value) for act in Act},
        "names": before.phrases("name"),
        "about": before.phrases("subject"),
        "topics": {name: topics.words(name) for name in SUBJECTS},
    }
    for table in (acts, before, topics, file):
        table.end()
    return read


def learned_in(folder: Traversable, problems: list[Problem]) -> Learned | None:
    """What was learned of its examples; a language may have none."""
    if not folder.joinpath(LEARNED).is_file():
        return None
    file = _file(folder, LEARNED, problems)
    file.text("from")
    told = [line.split() for line in file.text("acts").splitlines() if line]
    rows = dict(line.split("\t") for line in file.text("weights").splitlines() if line)
    file.end()
    numbers = [tuple(map(float, column)) for column in zip(*(line[1:] for line in told), strict=True)]
    bias, likely, sure = numbers
    return Learned(tuple(line[0] for line in told), bias, likely, sure, rows)


def _times(file: "_Table") -> Times:
    days, months = file.table("days"), file.table("months")
    times = Times(
        fillers=file.words("fillers"),
        requests=file.words("requests"),
        hours=file.phrases("hours"),
        also_behind_hours=file.phrases("also_behind_hours", needed=False),
        today=file.words("today"),
        tomorrow=file.words("tomorrow"),
        after_tomorrow=file.phrases("after_tomorrow"),
        tonight=file.phrases("tonight", needed=False),
        not_a_slip=file.words("not_a_slip", needed=False),
        days=tuple(map(days.words, DAYS)),
        months=tuple(map(months.words, MONTHS)),
        soon=file.phrases("soon"),
        this=file.words("this"),
        this_week=file.phrases("this_week"),
        next_week=file.phrases("next_week"),
        end_of_week=file.phrases("end_of_week"),
        weekend=file.phrases("weekend"),
        next=file.phrases("next", needed=False),
        coming=file.phrases("coming"),
        past=frozenset(file.phrases("past")),
        not_=frozenset(file.phrases("not")),
        except_=file.phrases("except"),
        at=file.phrases("at"),
        between=file.phrases("between"),
        to=file.phrases("to"),
        after=file.phrases("after"),
        onwards=file.phrases("onwards", needed=False),
        before=file.phrases("before"),
        in_=file.phrases("in"),
        one=file.words("one"),
        units=file.numbered("units"),
        numbers=file.numbered("numbers"),
        before_hour=file.numbered("before_hour", needed=False),
        behind_hour=file.numbered("behind_hour", needed=False),
        parts=file.led("parts", _STRETCH),
        feasts=file.led("feasts", _MONTH_AND_DAY, needed=False),
    )
    for table in (days, months, file):
        table.end()
    return times


def _search(file: "_Table") -> SearchWords:
    written = file.table("also_written", needed=False)
    words = SearchWords(
        stop=file.words("stop"),
        negation=file.words("negation"),
        filler=file.words("filler"),
        synonyms=file.lines("synonyms"),
        opposites=file.lines("opposites", needed=False),
        compounds=file.flag("compounds"),
        particles=file.words("particles", needed=False),
        clause_words=file.words("clause_words", needed=False),
        also_written=tuple((letters, written.text(letters)) for letters in written.names()),
        numbered_places=file.words("numbered_places", needed=False),
        other_places=file.words("other_places", needed=False),
    )
    file.end()
    return words


def _mail(file: "_Table") -> MailWords:
    words = MailWords(
        on=file.phrases("on"),
        wrote=file.phrases("wrote"),
        from_=file.phrases("from"),
        headers=file.phrases("headers"),
        forwarded=frozenset(file.phrases("forwarded")),
        sent_with=file.phrases("sent_with"),
        greetings=file.phrases("greetings"),
        disclaimers=file.phrases("disclaimers"),
    )
    file.end()
    return words


def _secrets(file: "_Table") -> SecretWords:
    """Fields are keys, but for the stroke behind one that is a word of Python's; what has a default may be missing."""
    told: dict[str, Any] = {}
    for each in fields(SecretWords):
        read = file.words if each.type is Words else file.forms
        told[each.name] = read(each.name.rstrip("_"), needed=each.default is MISSING)
    file.end()
    return SecretWords(**told)


# ── One file ───────────────────────────────────────────────────────────────────────────


def _file(folder: Traversable, name: str, problems: list[Problem]) -> "_Table":
    import tomllib  # half a millisecond that only those wait for who read phrases

    file = folder.joinpath(name)
    try:
        return _Table(tomllib.loads(file.read_text(encoding="utf-8")), name, "", problems)
    except FileNotFoundError:
        problems.append(Problem(name, "is missing", f"begin with {SOURCE_LANGUAGE}/{name}"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(Problem(name, f"can't be read: {error}"))
    return _Table({}, name, "", [])  # what it lacks has been said


class _Table:
    """A table of a file. Keys that nobody asked for by its end are unknown."""

    def __init__(self, values: Mapping[str, Any], file: str, path: str, problems: list[Problem]) -> None:
        self.file = file
        self._values, self._path, self._problems = values, path, problems
        self._asked: set[str] = set()

    def names(self) -> tuple[str, ...]:
        """What stands in it."""
        return tuple(self._values)

    def problem(self, key: str, reason: str, instead: str = "") -> None:
        """Note a problem with a key."""
        self._problems.append(Problem(f"{self.file}: {self._path}{key}", reason, instead))

    def text(self, key: str, needed: bool = True) -> str:
        """Text as it stands."""
        return self._told(key, str.strip, needed) or ""

    def words(self, key: str, needed: bool = True) -> Words:
        """Words between spaces."""
        return self._told(key, lambda text: frozenset(text.split()), needed) or frozenset()

    def phrases(self, key: str, needed: bool = True) -> Phrases:
        """Phrases between commas."""
        return self._told(key, lambda text: _parted(" ".join(text.split()), ","), needed) or ()

    def forms(self, key: str, needed: bool = True) -> Phrases:
        """Phrases with brackets in them."""
        found = self.phrases(key, needed)
        if any(phrase.count("(") != phrase.count(")") for phrase in found):
            self.problem(key, "has a bracket without its other half")
        return found

    def lines(self, key: str, needed: bool = True) -> Phrases:
        """Lines that aren't empty."""
        return self._told(key, lambda text: _parted(text, "\n"), needed) or ()

    def numbered(self, key: str, needed: bool = True) -> tuple[tuple[int, Phrases], ...]:
        """Lines of a number and phrases."""
        return tuple((int(lead), phrases) for lead, phrases in self.led(key, _NUMBER, needed))

    def led(self, key: str, lead: re.Pattern[str], needed: bool = True) -> tuple[tuple[str, Phrases], ...]:
        """Lines that begin with something, and phrases behind it."""
        found = []
        for line in self._told(key, lambda text: _parted(text, "\n"), needed) or ():
            first, _space, rest = line.partition(" ")
            if lead.fullmatch(first) and rest.strip():
                found.append((first, _parted(" ".join(rest.split()), ",")))
            else:
                self.problem(key, f"can't be read: “{line}”")
        return tuple(found)

    def flag(self, key: str) -> bool:
        """A key's true or false."""
        value = self._value(key, True)
        if value is not None and not isinstance(value, bool):
            self.problem(key, "is neither true nor false")
        return value is True

    def table(self, key: str, needed: bool = True) -> "_Table":
        """A table within it."""
        value = self._value(key, needed)
        if isinstance(value, dict):
            return _Table(value, self.file, f"{self._path}{key}.", self._problems)
        if value is not None:
            self.problem(key, "is no table")
        return _Table({}, self.file, "", [])  # what it lacks has been said

    def end(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self._values.keys() - self._asked:
            self.problem(key, "is unknown")

    def _told(self, key: str, read: Callable[[str], T], needed: bool) -> T | None:
        value = self._value(key, needed)
        if value is None:
            return None
        told = read(value) if isinstance(value, str) else None
        if not told:
            self.problem(key, "is empty" if isinstance(value, str) else "is no text")
        return told

    def _value(self, key: str, needed: bool) -> Any:
        self._asked.add(key)
        if needed and key not in self._values:
            self.problem(key, "is missing")
        return self._values.get(key)


def _parted(text: str, sign: str) -> Phrases:
    return tuple(part.strip() for part in text.split(sign) if part.strip())
