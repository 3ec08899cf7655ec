"""Which time zone people mean: "EST", "MEZ", "GMT+2", "Germany", "München", "nueva york".

Names come from the Unicode CLDR through Babel (zones by use, "metazones", with their abbreviations; cities; countries),
from the zone database's own abbreviations, and from a list of large cities. What may be several zones that show
different times, or is only near to a name, isn't settled here: the candidates are for the client to choose from.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process, utils

from bot.core.conversation.understood import ZoneMeant
from bot.core.text.words import unaccented
from bot.i18n import city_of, languages

LIKENESS_MIN = 75.0
"""Of 100, by rapidfuzz's ratio: from there on a name is offered as what may have been meant; "mars" is like none."""
CANDIDATES_MAX = 6
"""So many are offered."""
NEAR_MAX = 3
"""So many near names are looked at."""
ASKED_CHARS_MAX = 60

LOCALES = ("en", "en_GB", "en_150", "en_AU")
"""The source language writes abbreviations only where they are in use: "CET" stands in Europe's English alone."""

HABIT: Mapping[str, tuple[str, ...]] = {
    "utc": ("UTC",),
    "gmt": ("UTC",),
    "z": ("UTC",),
    "zulu": ("UTC",),
    "pacific": ("America/Los_Angeles",),
    "pt": ("America/Los_Angeles",),
    "mountain": ("America/Denver",),
    "mt": ("America/Denver",),
    "central": ("America/Chicago",),
    "ct": ("America/Chicago",),
    "eastern": ("America/New_York",),
    "et": ("America/New_York",),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "ast": ("America/Halifax", "Asia/Riyadh"),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "bst": ("Europe/London",),
    "eet": ("Europe/Athens",),
}
"""What is said more shortly than the CLDR does, and abbreviations that several use."""

PRIMARY = {
    "CL": "America/Santiago", "CN": "Asia/Shanghai", "DE": "Europe/Berlin", "EC": "America/Guayaquil",
    "ES": "Europe/Madrid", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
}  # fmt: skip
"""The zone that a country's name stands for though it has others (CLDR, ``primaryZones``)."""

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-−–])\s*(\d{1,2})(?::?(\d{2}))?")
_BESIDE = re.compile(r"\b(?:time|zone|timezone|zeit|zeitzone|uhrzeit|hora|horario|zona|de|in|en|the|standard)\b")
FIXED_HOURS_MAX = 14
NO_PLACE = ("Etc/", "posix/", "right/", "SystemV/", "US/")
YEAR = datetime.now(UTC).year


def zone_meant(text: str, lang: str, likeness_min: float = LIKENESS_MIN) -> ZoneMeant:
    """The IANA zone that is meant; several where it may be one of these; none where nothing is like it.

    ``likeness_min``, of 100: how near to a name it has to be.
    """
    asked = text.strip()[:ASKED_CHARS_MAX]
    if "/" in asked and asked in _names_of_zones():
        return ZoneMeant((asked,), named=True)
    if found := _fixed(asked):
        return ZoneMeant(found, named=True)
    known, named = _known(lang), _named(asked)
    for name in (named, " ".join(_BESIDE.sub(" ", named).split())):
        if name in known:
            return ZoneMeant(known[name], named=True)
    near = process.extract(named, known.keys(), scorer=fuzz.ratio, score_cutoff=likeness_min, limit=NEAR_MAX)
    zones = _distinct(zone for name, _score, _n in near for zone in known[name])
    return ZoneMeant(zones[:CANDIDATES_MAX], named=False)


@cache
def _names_of_zones() -> frozenset[str]:
    """All there are; asking for them looks through folders."""
    return frozenset(available_timezones())


def _named(text: str) -> str:
    return utils.default_process(unaccented(text))


def _fixed(text: str) -> tuple[str, ...]:
    """An offset: a zone of just that; where it has minutes, the zones that keep it all year."""
    found = _OFFSET.fullmatch(text.casefold())
    if found is None:
        return ()
    sign, hours, minutes = (1 if found[1] == "+" else -1), int(found[2]), int(found[3] or 0)
    if hours > FIXED_HOURS_MAX or minutes > 59:
        return ()
    if minutes:
        offset = sign * (hours * 60 + minutes)
        return tuple(zone for zone in _now() if _pattern(zone) == (offset, offset))[:1]
    if not hours:
        return ("UTC",)
    name = f"Etc/GMT{'-' if sign > 0 else '+'}{hours}"  # POSIX counts west
    return (name,) if name in _names_of_zones() else ()


# ── Names ──────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=8)
def _known(lang: str) -> Mapping[str, tuple[str, ...]]:
    """Names, as they are compared → zones; what comes first counts."""
    found: dict[str, tuple[str, ...]] = dict(HABIT)
    for name, zones in (*_by_use(lang), *_whole(), *_cities(lang), *_places(), *_countries(lang), *_abbreviated()):
        found.setdefault(_named(name), zones)
    found.pop("", None)
    return found


def _by_use(lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Zones by use and by name in the CLDR, in the reader's language and in English."""
    for locale in map(Locale.parse, dict.fromkeys((lang, *LOCALES, *languages().by_code))):
        for zone, names in locale.time_zones.items():
            yield from ((name, (zone,)) for name in _names(names) if zone != "Etc/UTC")
        for use, names in locale.meta_zones.items():
            summer = any("daylight" in names.get(form, {}) for form in ("long", "short"))
            if zone := _of_use(use, summer, locale.language):
                yield from ((name, (zone,)) for name in _names(names))


def _names(names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for form in ("long", "short"):
        yield from (name for name in dict(names.get(form, {})).values() if isinstance(name, str) and name != "∅∅∅")


@cache
def _uses() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for zone, use in get_global("meta_zones").items():
        if zone in _names_of_zones():
            found[use].append(zone)
    return {use: tuple(zones) for use, zones in found.items()}


@cache
def _of_use(use: str, summer: bool, lang: str) -> str:
    """The zone that stands for others of the same use: with or without summer time, at home in the language."""
    zones = [zone for zone in _uses().get(use, ()) if (_pattern(zone)[0] != _pattern(zone)[1]) == summer]
    home = Locale.parse(get_global("likely_subtags").get(lang, lang)).territory or ""
    ours = [zone for zone in _of_country().get(home, ()) if zone in zones]
    return next(iter((*ours, *(zone for zone in _now() if zone in zones), *zones)), "")


def _whole() -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((zone, (zone,)) for zone in _all())


def _cities(lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in dict.fromkeys((lang, *languages().by_code)):
        yield from ((city_of(zone, each), (zone,)) for zone in _all())
    yield from ((zone.rpartition("/")[2], (zone,)) for zone in _all())


def _places() -> Iterator[tuple[str, tuple[str, ...]]]:
    places = tomllib.loads(files("bot.understanding").joinpath("places.toml").read_text(encoding="utf-8"))
    for zone, names in places.items():
        yield from ((name, (zone,)) for name in names.split(","))


def _countries(lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Countries by name; one with several times has several zones, the first ones of the zone database's table."""
    for locale in map(Locale.parse, dict.fromkeys((lang, *languages().by_code))):
        for code, zones in _of_country().items():
            if name := locale.territories.get(code):
                yield name, (PRIMARY[code],) if code in PRIMARY else _distinct(zones)[:CANDIDATES_MAX]
    states = _distinct(_of_country()["US"])[:CANDIDATES_MAX]
    yield from ((name, states) for name in ("usa", "us", "u.s.", "eeuu", "ee.uu."))


def _abbreviated() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The zone database's own abbreviations, such as MSK; what means several times is all of them."""
    found: dict[str, list[str]] = defaultdict(list)
    for zone in (*_now(), *_all()):
        for month in (1, 7):
            if (name := datetime(YEAR, month, 1, tzinfo=ZoneInfo(zone)).tzname()) and name.isalpha():
                found[name].append(zone)
    yield from ((name, _distinct(zones)[:CANDIDATES_MAX]) for name, zones in found.items())


# ── The zone database ──────────────────────────────────────────────────────────────────


@cache
def _all() -> tuple[str, ...]:
    """All zones with a place, those that countries have before the older names of them."""
    ours = frozenset(zone for zones in _of_country().values() for zone in zones)
    names = (zone for zone in _names_of_zones() if "/" in zone and not zone.startswith(NO_PLACE))
    return tuple(sorted(names, key=lambda zone: (zone not in ours, zone)))


@cache
def _pattern(zone: str) -> tuple[int, int]:
    """Minutes from UTC in January and in July: zones with the same show the same time now."""
    january, july = (datetime(YEAR, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7))
    assert january is not None  # noqa: S101 (a zone tells its offset)
    assert july is not None  # noqa: S101
    return int(january.total_seconds()) // 60, int(july.total_seconds()) // 60


def _distinct(zones: Iterable[str]) -> tuple[str, ...]:
    """The first of each that show the same time."""
    first: dict[tuple[int, int], str] = {}
    for zone in zones:
        first.setdefault(_pattern(zone), zone)
    return tuple(first.values())


@cache
def _now() -> tuple[str, ...]:
    """Zones that stand for all that keep the same time now, by the zone database."""
    return tuple(line[2] for line in _table("zonenow.tab") if line[2] in _names_of_zones())


@cache
def _of_country() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code, _place, zone, *_comment in _table("zone.tab"):
        if zone in _names_of_zones():
            found[code].append(zone)
    now = frozenset(_now())
    return {code: tuple(sorted(zones, key=lambda zone: zone not in now)) for code, zones in found.items()}


def _table(name: str) -> Iterator[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
