"""Localize a reply for one reader: language, zone, plurals, dates, money. Text is data until here.

Catalogues are gettext's (``locale/<lang>/LC_MESSAGES/frontdoor.po``), compiled in memory at first use.
The source language needs none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Literal, assert_never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from babel.support import Translations

from bot.core.text.surface import (
    Arg,
    Block,
    Card,
    Choice,
    Choices,
    Day,
    Doc,
    Field,
    File,
    Form,
    KeptFile,
    LocalizedBlock,
    LocalizedCard,
    LocalizedChoice,
    LocalizedDoc,
    LocalizedField,
    LocalizedForm,
    LocalizedQuote,
    LocalizedReply,
    LocalizedTable,
    LocalizedTranscript,
    Mention,
    Moment,
    Money,
    Msg,
    Ordinal,
    Para,
    Passing,
    Quantity,
    Quote,
    Reply,
    Run,
    Table,
    Text,
    Transcript,
    _,
)
from bot.i18n.phrases import SOURCE_LANGUAGE, languages

DOMAIN = "frontdoor"
READ = _("Read")
"""What opens the article that it stands beside."""
Style = Literal["", "strong", "emph", "code"]
ORDINALS = {"other": "{number}."}
"""Those of a language that has none here."""
FIXED = "Etc/GMT"
"""Begins the names of zones that are an offset alone; they count westwards."""
_TURNED = str.maketrans("+-", "-+")
DATED = frozenset({"short", "full"})
"""Styles of a moment that say both day and time: whoever knows the reader's zone better may show it themselves."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a language we have, an IANA zone, and the moment of reading (UTC)."""

    lang: str
    zone: str
    now: datetime


@lru_cache(maxsize=16)
def catalogue(lang: str) -> NullTranslations:
    """The messages of one language; the source language's own where there is no catalogue."""
    if lang == SOURCE_LANGUAGE:
        return NullTranslations()
    source = files("bot").joinpath("locale", lang, "LC_MESSAGES", f"{DOMAIN}.po")
    if not source.is_file():
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=lang))
    compiled.seek(0)
    return Translations(compiled, DOMAIN)


def localize(reply: Reply, reader: Reader, token: Callable[[str], str]) -> LocalizedReply:
    """A reply in the reader's language and zone; ``token`` turns a choice's action into its token."""
    blocks = tuple(_block(block, reader, token) for block in reply.blocks)
    match reply:
        case Text():
            return LocalizedReply(blocks, lang=reader.lang)
        case Choices():
            return LocalizedReply(blocks, _offers(reply.options, reader, token), lang=reader.lang)
        case Form():
            fields = tuple(_field(field, reader) for field in reply.fields)
            form = LocalizedForm(plain(reply.title, reader), fields, reply.current, token(reply.action))
            return LocalizedReply(blocks, _offers(reply.options, reader, token), form, reader.lang)
        case _:
            assert_never(reply)


def sentence(msg: Msg, reader: Reader) -> LocalizedReply:
    """A reply that is one message, without choices."""
    return LocalizedReply((Para(runs(msg, reader)),), lang=reader.lang)


def plain(msg: Msg, reader: Reader) -> str:
    """A message as text without markup."""
    return _text(runs(msg, reader)) if msg.args else _plain_without_arguments(msg, reader.lang)


@lru_cache(maxsize=2048)
def _plain_without_arguments(msg: Msg, lang: str) -> str:
    return _text(_without_arguments(msg, lang))


def _text(styled: tuple[Run, ...]) -> str:
    return styled[0].text if len(styled) == 1 else "".join([run.text for run in styled])


def _offers(choices: tuple[Choice, ...], reader: Reader, token: Callable[[str], str]) -> tuple[LocalizedChoice, ...]:
    return tuple(
        LocalizedChoice(plain(c.label, reader), token(c.action), c.primary, c.bill, c.verdict) for c in choices
    )


def _block(block: Block, reader: Reader, token: Callable[[str], str]) -> LocalizedBlock:
    match block:
        case Msg():
            return Para(runs(block, reader))
        case Passing(text):
            return Para(runs(text, reader), passing=True)
        case Quote(text, by):
            whose = runs(by, reader) if by else ()
            return LocalizedQuote(text, _text(whose), whose=whose if any(run.at for run in whose) else ())
        case Card(title, extract, url, action):
            offer = LocalizedChoice(title, token(action)) if action else None
            return LocalizedCard(title, extract, url, offer, opens=plain(READ, reader) if offer else "")
        case Doc(title, markdown, url):
            return LocalizedDoc(title, markdown, url)
        case File() | KeptFile():
            return block
        case Transcript(ticket):
            return LocalizedTranscript(ticket, reader.lang, reader.zone)
        case Table(head, rows):
            return LocalizedTable(
                tuple(plain(cell, reader) for cell in head),
                tuple(tuple(c if isinstance(c, str) else plain(c, reader) for c in row) for row in rows),
            )
        case _:
            assert_never(block)


def _field(field: Field, reader: Reader) -> LocalizedField:
    return LocalizedField(
        field.name,
        plain(field.label, reader),
        plain(field.hint, reader) if field.hint else "",
        field.value,
        field.required,
        field.long,
        field.chars_max,
        tuple((value, plain(label, reader)) for value, label in field.options),
        plain(field.problem, reader) if field.problem else "",
    )


# ── Messages ───────────────────────────────────────────────────────────────────────────

_MARK = re.compile(r"(\*\*|\*|`|\{\w+\})")
_STYLES: dict[str, Style] = {"**": "strong", "*": "emph", "`": "code"}


@lru_cache(maxsize=2048)
def _template(text: str) -> tuple[tuple[str, bool, Style], ...]:
    """A translated message as (text or argument's name, is it an argument, style)."""
    parts: list[tuple[str, bool, Style]] = []
    style: Style = ""
    for piece in _MARK.split(text):
        if piece in _STYLES:
            style = "" if style == _STYLES[piece] else _STYLES[piece]
        elif piece.startswith("{") and piece.endswith("}"):
            parts.append((piece[1:-1], True, style))
        elif piece:
            parts.append((piece, False, style))
    return tuple(parts)


def runs(msg: Msg, reader: Reader) -> tuple[Run, ...]:
    """A message as styled runs: markup is read first, then the arguments are filled in."""
    return _runs(msg, reader) if msg.args else _without_arguments(msg, reader.lang)


@lru_cache(maxsize=2048)
def _without_arguments(msg: Msg, lang: str) -> tuple[Run, ...]:
    """Labels and fixed sentences read alike for everyone who speaks a language."""
    return _runs(msg, Reader(lang, "UTC", datetime.min.replace(tzinfo=UTC)))


def _runs(msg: Msg, reader: Reader) -> tuple[Run, ...]:
    messages = catalogue(reader.lang)
    text = messages.ngettext(msg.id, msg.plural, msg.count) if msg.plural else messages.gettext(msg.id)
    args = dict(msg.args)
    found: list[Run] = []
    for piece, is_arg, style in _template(text):
        arg = args[piece] if is_arg else None
        value = _format(arg, reader) if arg is not None else piece
        if isinstance(arg, Moment) and arg.style in DATED:
            found.append(Run(value, style, int(arg.at.timestamp())))
        elif isinstance(arg, Mention):
            found.append(Run(value, style, user=f"{arg.platform}:{arg.user}"))
        elif found and found[-1].style == style and not (found[-1].at or found[-1].user):
            found.append(Run(found.pop().text + value, style))
        else:
            found.append(Run(value, style))
    return tuple(found)


def _format(value: Arg, reader: Reader) -> str:
    match value:
        case str():
            return value
        case Msg():
            return plain(value, reader)
        case Ordinal(number):
            return ordinal(number, reader.lang)
        case Quantity(number):
            return format_decimal(number, locale=_locale(reader.lang))
        case Money(amount, currency):
            return format_currency(amount, currency, locale=_locale(reader.lang))
        case Moment():
            return moment(value, reader)
        case Day(day):
            return format_date(day, "long", locale=_locale(reader.lang))
        case date():
            return format_date(value, "full", locale=_locale(reader.lang))
        case int():
            return str(value)
        case Mention():
            return ""
        case _:
            assert_never(value)


# ── Numbers and moments ────────────────────────────────────────────────────────────────


@lru_cache(maxsize=16)
def _locale(lang: str) -> Locale:
    return Locale.parse(lang)


@lru_cache(maxsize=1024)
def ordinal(number: int, lang: str) -> str:
    """A place in line as the language writes it; Babel knows how ordinals differ, but doesn't write them."""
    language = languages().by_code.get(lang)
    forms = language.ordinals if language else ORDINALS
    form = forms.get(_locale(lang).ordinal_form(number)) or forms["other"]
    return form.format(number=number)


def moment(value: Moment, reader: Reader) -> str:
    """A moment in its own zone or the reader's; the year only where it isn't this one's."""
    name = value.zone or reader.zone
    zone = ZoneInfo(name)
    local = value.at.astimezone(zone)
    dated = value.style == "lasting" or local.year != reader.now.astimezone(zone).year
    return _moment(local.replace(tzinfo=None), local.fold, name, reader.lang, value.style, dated)


@lru_cache(maxsize=4096)
def _moment(wall: datetime, fold: int, zone: str, lang: str, style: str, dated: bool) -> str:
    if style == "zone":
        return zone_name(zone, lang)
    locale = _locale(lang)
    day = format_skeleton("yMMMEd" if dated else "MMMEd", wall, locale=locale)
    if style == "date":
        return day
    clock = format_time(wall, "short", locale=locale).replace("\u202f", "\u00a0")
    offset = _offset_if_twice(wall, fold, zone)
    if style == "clock":
        return f"{clock}{offset}"
    if style == "short":
        return f"{day}, {clock}{offset}"
    return f"{day}, {clock}{offset} {zone_name(zone, lang)}"


def _offset_if_twice(wall: datetime, fold: int, zone: str) -> str:
    """The offset from UTC for a clock time that comes twice that night; else nothing."""
    here = wall.replace(tzinfo=ZoneInfo(zone), fold=fold)
    other = here.replace(fold=1 - fold)
    if here.utcoffset() == other.utcoffset() or other.astimezone(UTC).astimezone(here.tzinfo) != other:
        return ""
    minutes = int((here.utcoffset() or timedelta(0)).total_seconds()) // 60
    return f" (UTC{'+' if minutes >= 0 else '−'}{abs(minutes) // 60}:{abs(minutes) % 60:02d})"


@lru_cache(maxsize=512)
def zone_name(zone: str, lang: str) -> str:
    """How a zone is called in a sentence: "Berlin time", "UTC"."""
    if zone in {"UTC", "Etc/UTC"}:
        return "UTC"
    if zone.startswith(FIXED):
        return f"UTC{zone.removeprefix(FIXED).translate(_TURNED)}"
    city = city_of(zone, lang)
    return plain(_("{city} time", city=city), Reader(lang, "UTC", datetime.min.replace(tzinfo=UTC)))


def city_of(zone: str, lang: str) -> str:
    """The city that stands for a zone, as the language calls it."""
    return get_timezone_location(ZoneInfo(zone), locale=_locale(lang), return_city=True).rpartition("/")[2]


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether a name is an IANA zone that is known here."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
