"""Phone numbers in what people write, by Google's libphonenumber: international, checked, as they are read."""

import re
from typing import TYPE_CHECKING

from babel.core import get_global

from bot.core.conversation.understood import NumberProblem

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

DIGITS_MIN = 5
"""Fewer are an hour, a day or a ticket."""

NATIONAL_DIGITS_MIN = 7
"""Without its country no number that is written out in full has fewer."""

_LIKE = re.compile(r"(?:\+|\b00|\(|\b)\d(?:[\s\d().\-–/]{0,38}\d)?")
"""What may be meant as a number; no phone number is longer with its signs."""

_ABROAD = re.compile(r"(?<![\w+])00(?=[1-9])")
"""How a number of another country begins where there is no plus sign."""

Found = tuple[str, NumberProblem | None, str]
"""The number, why there is none, and the text without it."""


def read_number(text: str, zone: str, lang: str, *, awaited: bool) -> Found:
    """The first phone number of a text; a national one is one of where the reader lives, by zone, else by language.

    Where a number is ``awaited``, what only looks like one is said to be wrong.
    """
    if sum(character.isdigit() for character in text) < DIGITS_MIN:
        return "", None, text
    from phonenumbers import PhoneNumberMatcher  # 40 ms that only those wait for who write a number

    text = _ABROAD.sub("+", text)
    regions = [region for region in (_of_zone(zone), _of_language(lang)) if region]
    for region in dict.fromkeys((*regions, "")):
        for match in PhoneNumberMatcher(text, region or None):
            if _can_be_called(match.number):
                return _shown(match.number), None, f"{text[: match.start]} {text[match.end :]}"
    if (written := _written_out(text)) is not None:
        return written
    return "", _problem(text, _of_zone(zone)) if awaited else None, text


def _written_out(text: str) -> Found | None:
    """A number with its country that is as long as they are there: plans change faster than what we know of them."""
    from phonenumbers import Leniency, PhoneNumberMatcher, is_possible_number

    for match in PhoneNumberMatcher(text, None, leniency=Leniency.POSSIBLE) if "+" in text else ():
        long = len(str(match.number.national_number)) >= NATIONAL_DIGITS_MIN
        if (
            match.raw_string.startswith("+")
            and long
            and is_possible_number(match.number)
            and not _is_dear(match.number)
        ):
            return _shown(match.number), None, f"{text[: match.start]} {text[match.end :]}"
    return None


def _problem(text: str, region: str) -> NumberProblem | None:
    """Why what looks like a number isn't one; ``region`` is empty where nobody knows in which country it is."""
    from phonenumbers import NumberParseException, ValidationResult, is_possible_number_with_reason, parse

    like = max((found[0] for found in _LIKE.finditer(text)), key=len, default="")
    if sum(character.isdigit() for character in like) < DIGITS_MIN:
        return None
    if not (region or like.startswith("+")):
        return NumberProblem.COUNTRY
    try:
        number = parse(like, region or None)
    except NumberParseException as failure:
        if failure.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            return NumberProblem.COUNTRY
        short = failure.error_type in {NumberParseException.TOO_SHORT_AFTER_IDD, NumberParseException.TOO_SHORT_NSN}
        return NumberProblem.SHORT if short else NumberProblem.LONG
    match is_possible_number_with_reason(number):
        case ValidationResult.TOO_SHORT | ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return NumberProblem.SHORT
        case ValidationResult.TOO_LONG:
            return NumberProblem.LONG
        case _:
            return NumberProblem.UNKNOWN


def _can_be_called(number: "PhoneNumber") -> bool:
    """Whether the number exists, and calling it costs what calls cost."""
    from phonenumbers import is_valid_number

    return is_valid_number(number) and not _is_dear(number)


def _is_dear(number: "PhoneNumber") -> bool:
    from phonenumbers import PhoneNumberType, number_type

    return number_type(number) in {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}


def _shown(number: "PhoneNumber") -> str:
    from phonenumbers import PhoneNumberFormat, format_number

    return format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _of_zone(zone: str) -> str:
    return str(get_global("zone_territories").get(zone, "")).replace("001", "")


def _of_language(lang: str) -> str:
    """Where most who speak it live; a number that is none there is asked for with its country."""
    return str(get_global("likely_subtags").get(lang, "")).rpartition("_")[2]
