"""Find card numbers by the issuers' table, what stands beside them, and bank accounts by ISO 13616.

A card number begins and ends where a group of digits does, has an issuer's prefix and one of that issuer's
lengths, passes Luhn's check, and is grouped as people group one; beside a word for a card, however it is grouped.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, islice, takewhile
from unicodedata import digit

from bot.core.text.language_data import Languages, Words
from bot.core.text.redaction.words import Worded, folded, hints

At = tuple[int, int]

ISSUERS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (4000, 4999, (13, 16, 19)),  # Visa
    (2221, 2720, (16,)),  # Mastercard
    (5100, 5599, (16,)),
    (3400, 3499, (15,)),  # American Express
    (3700, 3799, (15,)),
    (3000, 3059, (14, 15, 16, 17, 18, 19)),  # Diners Club
    (3095, 3095, (14, 15, 16, 17, 18, 19)),
    (3600, 3699, (14, 15, 16, 17, 18, 19)),
    (3800, 3999, (14, 15, 16, 17, 18, 19)),
    (6011, 6011, (16, 17, 18, 19)),  # Discover
    (6440, 6599, (16, 17, 18, 19)),
    (3528, 3589, (16, 17, 18, 19)),  # JCB
    (6200, 6299, (16, 17, 18, 19)),  # UnionPay
    (8100, 8199, (16, 17, 18, 19)),
    (5000, 5099, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (5600, 5899, (12, 13, 14, 15, 16, 17, 18, 19)),
    (6300, 6399, (12, 13, 14, 15, 16, 17, 18, 19)),
    (6700, 6799, (12, 13, 14, 15, 16, 17, 18, 19)),
    (2200, 2204, (16, 17, 18, 19)),  # Mir
    (6000, 6099, (16,)),  # RuPay, Elo, Hipercard and others
    (8200, 8299, (16,)),
    (9792, 9792, (16,)),  # Troy
)
"""First and last prefix of four digits, and the lengths that its issuer gives out (ISO/IEC 7812 and their rules)."""
_LENGTHS = {
    str(prefix): tuple(sorted({n for low, high, lengths in ISSUERS if low <= prefix <= high for n in lengths}))
    for first, last, _lengths in ISSUERS
    for prefix in range(first, last + 1)
}
CARD_DIGITS_MIN = min(n for _, _, lengths in ISSUERS for n in lengths)
SIGNS_MAX = 4
"""Different signs between two digits: " -/- ". Repeated ones count once; spaces, line ends and characters
without width don't count."""

_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_GAP = rf"[\s{_UNSEEN}]*+"
_SIGNS = rf"(?:(?P<sign>[^\w\s]|_){_GAP}(?:(?P=sign){_GAP})*+){{0,{SIGNS_MAX}}}"
_RUN = re.compile(rf"[0-9](?:{_GAP}{_SIGNS}[0-9]){{{CARD_DIGITS_MIN - 1},}}+")
_GROUP = re.compile("[0-9]++")

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
WITH_TICKET = (
    "assign", "rest", "tag", "release", "reply", "ask", "note", "resolve", "reopen", "move", "urgency", "confirm",
    "decline", "exception", "outcome", "notice", "work", "verify", "edit", "attach", "participant",
)  # fmt: skip
"""Staff's commands with a ticket's number before words or other digits; a test holds them to the table of commands."""
_TICKET = Worded(
    rf"(?:(?<![\w#])#|(?<!\w)⟨ticket_before⟩\s{{1,3}}(?:#\s?)?"
    rf"|\A\s{{0,3}}(?:{'|'.join(WITH_TICKET)})\s{{1,3}}#?)(?P<number>[0-9]{{3,9}})(?![0-9])"
)
"""A ticket's number: with its sign, or where a command names it."""
_SPARED = re.compile(
    # Day and time together, or a day as ISO 8601 has it. No card is grouped and punctuated like one.
    r"(?<![0-9])(?:(?:19|20)[0-9]{2}([-/.])[0-9]{2}\1[0-9]{2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2(?:19|20)[0-9]{2})"
    r"(?:[T ]|, )(?:[01]?[0-9]|2[0-3])(?::[0-5][0-9]){1,2}(?![0-9:])"
    r"|(?<![0-9-])20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9-])"
    # An address that isn't digits one by one.
    rf"|(?P<address>(?<![0-9.])(?=[0-9.]{{0,11}}[0-9]{{2}}){_OCTET}(?:\.{_OCTET}){{3}}(?![0-9]|\.[0-9]))"
    # References of Discord and Slack, complete.
    r"|<(?:[@#][!&]?|a?:\w{2,32}:|/[\w -]{1,100}:)[0-9]{17,20}>"
    r"|discord(?:app)?\.(?:com/(?:channels|users|events|attachments)|net/attachments)"
    r"(?:/@me|/[0-9]{17,20}){1,3}+(?![0-9])"
    r"|slack\.com/archives/[A-Z0-9]{8,12}/p[0-9]{16}(?![0-9])"
    r"|(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])",
    re.IGNORECASE,
)

_SINGLES_BEHIND = re.compile(r"(?:[\W_]{1,8}[0-9](?![0-9])){3}")
SINGLES_CHARS = 30
"""So far before an address three single digits stand."""

_VALUE = bytes.maketrans(b"0123456789", bytes(range(10)))
_DOUBLED = bytes.maketrans(bytes(range(10)), bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
"""Luhn's doubled digit, its own digits added up."""

_USUAL = frozenset({(4, 6, 5), (4, 6, 4), (4, 4, 5), (4, 5, 6), (6, 13), (4, 6, 3), (4, 6, 9)})
WORD_BEFORE_CHARS, WORD_BEHIND_CHARS = 40, 24
"""So near a word for a card stands to digits that are grouped as no card is."""


def western(text: str) -> str:
    """The same text with the digits of every script as 0–9; no place moves."""
    if text.isascii():
        return text
    digits = {ord(c): str(digit(c)) for c in set(text) if c.isdigit() and not c.isascii()}
    return text.translate(digits) if digits else text


def cards(digits: str, others_gone: str, languages: Languages) -> Iterator[At]:
    """Card numbers in ``digits``, with separators or not.

    ``others_gone`` is the text with marks for what went already: half a moment or address isn't one.
    """
    runs = list(_RUN.finditer(digits))
    if not runs:
        return
    hidden = _hiding_spared(digits, others_gone)
    tickets = {found.start("number") for found in _TICKET.of(languages).finditer(hidden)}
    for run in runs if hidden is digits else _RUN.finditer(hidden):
        windows = [*_in_run(hidden, run, languages)]
        yield from _joined(windows if tickets.isdisjoint(dict(windows)) else _without(tickets, windows, hidden))


def _without(tickets: set[int], windows: list[At], text: str) -> Iterator[At]:
    """The windows, but for those in which a ticket's number joins what stands behind it: a card that ends beyond, or
    digits in other groups. Where all is written as one card, the number is its beginning."""
    for at, (start, end) in enumerate(windows):
        if start not in tickets or (_written_as_one(text[start:end]) and not _leads_on(windows, at)):
            yield start, end


def _leads_on(windows: list[At], at: int) -> bool:
    """Whether another window begins within this one and ends beyond it."""
    start, end = windows[at]
    within = takewhile(lambda window: window[0] < end, islice(windows, at + 1, None))
    return any(start < begins and end < ends for begins, ends in within)


def _written_as_one(card: str) -> bool:
    """Whether the groups have one size, pairs at most, or a card's sizes, and one sign between them."""
    *head, last = sizes = tuple(map(len, _GROUP.findall(card)))
    between = {sign.strip() for sign in _GROUP.split(card)[1:-1]}
    alike = max(sizes) <= 2 or (len({*head}) < 2 and last <= sizes[0])
    return len(between) < 2 and (alike or sizes in _USUAL)


def _joined(windows: Iterable[At]) -> Iterator[At]:
    """Those that overlap as one; they come in order of their beginnings."""
    begun = ended = 0
    for start, end in windows:
        if start >= ended:
            if ended:
                yield begun, ended
            begun = start
        ended = max(ended, end)
    if ended:
        yield begun, ended


def _hiding_spared(digits: str, others_gone: str) -> str:
    pieces, kept = [], 0
    for spared in _SPARED.finditer(others_gone):
        if not (spared["address"] and _among_single_digits(others_gone, *spared.span())):
            pieces += [digits[kept : spared.start()], "T" * len(spared[0])]
            kept = spared.end()
    return "".join(pieces) + digits[kept:] if pieces else digits


def _among_single_digits(text: str, start: int, end: int) -> bool:
    """Whether a row of single digits leads to what stands there, or goes on from it: "1/4.8 1 8 - 6 7.80.3.8"."""
    before = text[max(0, start - SINGLES_CHARS) : start]
    return bool(_SINGLES_BEHIND.match(text, end) or _SINGLES_BEHIND.match(before[::-1]))


def _in_run(text: str, run: re.Match[str], languages: Languages) -> Iterator[At]:
    """Windows of whole groups that are a card's, each looked up by the lengths of its prefix."""
    groups = [found.span() for found in _GROUP.finditer(text, *run.span())]
    sizes = [end - start for start, end in groups]
    number = "".join(text[start:end] for start, end in groups)
    ends = {total: at for at, total in enumerate(accumulate(sizes))}
    even, odd = _luhn_sums(number)
    begin = 0
    for first, (start, _stop) in enumerate(groups):
        for length in _LENGTHS.get(number[begin : begin + 4], ()):
            stop = begin + length
            sums = odd if stop & 1 else even
            last = ends.get(stop)
            if last is not None and sums[begin] == sums[stop]:
                end = groups[last][1]
                if _grouped(tuple(sizes[first : last + 1])) or _beside_a_word(text, start, end, languages):
                    yield start, end
        begin += sizes[first]


def _grouped(sizes: tuple[int, ...]) -> bool:
    """Whether people group a card's digits so: in one, fours, pairs, digit by digit, fives, or as it is printed."""
    head, last, largest = {*sizes[:-1]}, sizes[-1], max(sizes)
    in_fours = not any(size % 4 for size in head)
    in_fives = head == {5} and last <= 5
    one_by_one = largest <= 2 or (largest <= 4 and 5 * len(sizes) >= 3 * sum(sizes))
    return in_fours or in_fives or one_by_one or sizes in _USUAL


def _beside_a_word(text: str, start: int, end: int, languages: Languages) -> bool:
    near = text[max(0, start - WORD_BEFORE_CHARS) : start], text[end : end + WORD_BEHIND_CHARS]
    return any(map(_CARD_WORDS.of(languages).search, near))


def _luhn_sums(digits: str) -> tuple[bytes, bytes]:
    """Sums of the first 0, 1, 2 … digits, modulo ten, with the even places doubled and with the odd ones doubled.

    A number passes when the sum before it equals the sum at its end.
    """
    values = digits.encode().translate(_VALUE)
    even, odd = bytearray(values), bytearray(values)
    even[::2], odd[1::2] = values[::2].translate(_DOUBLED), values[1::2].translate(_DOUBLED)
    return _running(even), _running(odd)


def _running(values: bytearray) -> bytes:
    return bytes(total % 10 for total in accumulate(values, initial=0))


# ── What stands on a card besides its number ───────────────────────────────────────────

BESIDE_CHARS = 90
"""So far from a card's number its expiry and its code may stand."""
_YEAR = r"(?:20)?[0-9]{2}(?![0-9]|[/.-][0-9])"
_DATE = rf"(?<![0-9/.-])(?:0[1-9]|1[0-2]) ?[/.|-] ?{_YEAR}"
_MONTH = r"(?<!\w)(?P<name>[^\W\d_]{3,12})\.?\s(?:⟨where⟩\s)?20[0-9]{2}(?![0-9])"
_BESIDE = Worded(
    rf"(?P<expiry>{_DATE}|(?<![0-9/.-])[1-9]/{_YEAR}|{_MONTH})(?:[ ,;/|]{{1,3}}(?P<code>[0-9]{{3,4}})(?![0-9.]))?"
    rf"|⟨expires⟩[\"' :=]{{1,4}}(?P<short>[0-9]{{2}} ?[0-9]{{2}}(?:[0-9]{{2}})?)(?![0-9])"
    r"(?:[ ,;/|]{1,3}(?P<last>[0-9]{3,4})(?![0-9.]))?"
    r"|\b⟨code⟩(?:'s)?(?:[\s:=]|[^\W\d_]{1,12}){1,5}+(?P<said>[0-9]{3,4})(?![0-9])"
    r"|\b⟨on_card⟩[\s.:]{1,2}(?P<behind>[0-9]{3,4})(?![0-9])"
)
_BEHIND = re.compile(
    r"[ ,;/|]{1,3}(?P<month>(?:0[1-9]|1[0-2])[ /|,-]?(?:20)?[0-9]{2})[ ,;/|]{1,3}(?P<last>[0-9]{3,4})(?![0-9.])"
)
"""Both right behind the number, without a word."""
_CODE_ALONE = re.compile(r"\s?\((?P<bracketed>[0-9]{3,4})\)|[ ,;/|]{1,3}(?P<ends>[0-9]{3,4})[ .]{0,2}(?:\n|$)")
"""A code right behind it, and nothing else."""
_DATES = ("expiry", "short", "month")
_ON_CARD = ("expiry", "code", "short", "last", "said", "behind")
_EXPIRES = Worded(
    rf"⟨expires⟩[^\W\d_]{{0,8}}+[\"' :=.]{{1,4}}(?:\w{{2,8}}[ :]{{1,2}}){{0,6}}(?P<expiry>{_DATE}|{_MONTH})"
)
_CODE_BEHIND = Worded(
    r"[,;/]?\s{1,3}(?:⟨and⟩\s)?(?:⟨the⟩\s)?⟨code⟩(?:(?:\s[^\W\d_]{1,12}){0,3}?(?:\s?:|\s⟨to_be⟩))?\s"
    r"(?P<code>[0-9]{3,4})(?![\w.-])"
)
_CARD_WORDS = Worded(r"⟨card_words⟩|\bpan\b")


def expiries_and_codes(digits: str, numbers: list[At], languages: Languages) -> Iterator[tuple[int, int, bool]]:
    """Where an expiry date (``True``) or a security code stands: beside a card, or where cards are spoken of."""
    looked = 0
    for start, end in numbers:
        low = max(looked, digits.rfind("\n\n", max(0, start - BESIDE_CHARS), start) + 1, start - BESIDE_CHARS // 2)
        looked = max(low, min(len(digits), end + BESIDE_CHARS))
        alone = _CODE_ALONE.match(digits, end)
        if alone:
            yield *alone.span(alone.lastgroup or 0), False
        behind = _BEHIND.match(digits, end)
        if behind:
            yield from ((*behind.span(name), name in _DATES) for name in behind.groupdict())
        for found in _BESIDE.of(languages).finditer(digits, low, looked):
            if _is_month(found["name"], languages):
                yield from ((*found.span(name), name in _DATES) for name in _ON_CARD if found[name])
    lowered = digits.lower()
    if any(map(lowered.__contains__, hints(languages, "expires"))) and _CARD_WORDS.of(languages).search(digits):
        for found in _EXPIRES.of(languages).finditer(digits):
            if _is_month(found["name"], languages):
                yield *found.span("expiry"), True
                code = _CODE_BEHIND.of(languages).match(digits, found.end())
                if code:
                    yield *code.span("code"), False


def _is_month(name: str | None, languages: Languages) -> bool:
    """Whether a word before a year is a month's name, if there is one."""
    return name is None or folded(name) in _months(languages)


@lru_cache(maxsize=4)
def _months(languages: Languages) -> Words:
    return languages.words(lambda language: (name for month in language.times.months for name in month))


# ── Bank accounts ──────────────────────────────────────────────────────────────────────

IBAN_CHARS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
    "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
    "YE": 30,
}  # fmt: skip
"""How long an account's number is in each country that has them (ISO 13616's registry)."""
_IBAN = re.compile(r"(?<![A-Za-z0-9])(?=([A-Za-z]{2}[0-9]{2}(?:[\s.-]{0,2}[A-Za-z0-9]){11,30}+))[A-Za-z]{2}[0-9]{2}")


def ibans(digits: str) -> Iterator[At]:
    """Account numbers: a country, its length and the check digits (modulo 97)."""
    for found in _IBAN.finditer(digits):
        places = [at for at, c in enumerate(found[1], found.start()) if c.isalnum()]
        length = IBAN_CHARS.get(found[1][:2].upper(), len(places) + 1)
        ends = length <= len(places) and not digits[places[length - 1] + 1 : places[length - 1] + 2].isalnum()
        if ends and _checks("".join(digits[at] for at in places[:length])):
            yield places[0], places[length - 1] + 1


def _checks(account: str) -> bool:
    return int("".join(str(int(c, 36)) for c in account[4:] + account[:4])) % 97 == 1
