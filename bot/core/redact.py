"""Take card numbers, passwords and keys out of what people typed, before anything is written.

Three finders look at the same text; what they find is merged, overlaps included, and replaced once.
Every expression is anchored, bounded or possessive, so that the time is linear in the length. Taking
away too much is accepted; what hosting desks see every day (addresses, moments, "password is wrong")
is spared where that can't hide a secret.

To the finders an earlier replacement is a row of ``MARK``, which is neither space nor letter: nothing
in it is found again, and what stood beside the secret doesn't begin to look like one.

Longer than other modules: the three finders share the mark, and the word lists are theirs alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from unicodedata import digit

from bot.core.words import unaccented


class Secret(StrEnum):
    """What was taken out."""

    CARD = "card"
    PASSWORD = "password"  # noqa: S105 (the kind's name)
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may be stored, and what was taken out of it."""

    text: str
    kinds: frozenset[Secret] = frozenset()


PLACEHOLDERS = {
    Secret.CARD: "[card number removed]",
    Secret.PASSWORD: "[password removed]",
    Secret.KEY: "[key removed]",
}

MARK = "\ufffc"
_PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS.values())))

_At = tuple[int, int]
_Found = tuple[int, int, Secret]


def redact(text: str) -> Redacted:
    """``text`` without card numbers, passwords and keys. Redacting the result again changes nothing."""
    marked = _PLACEHOLDER.sub(lambda m: MARK * len(m[0]), text)
    words = [(*at, Secret.PASSWORD) for at in _passwords(marked)] + [(*at, Secret.KEY) for at in _keys(marked)]
    words = _merged(words)
    found = [(*at, Secret.CARD) for at in _cards(marked, _replaced(words, marked))] + words
    return Redacted(_replaced(_merged(found), text, PLACEHOLDERS), frozenset(kind for _, _, kind in found))


def _merged(found: list[_Found]) -> list[_Found]:
    """Disjoint and in order; of those that overlap the longest lends its kind."""
    merged: list[_Found] = []
    for start, end, kind in sorted(found):
        if merged and start < merged[-1][1]:
            first, last, other = merged.pop()
            kind = kind if end - start > last - first else other
            start, end = first, max(last, end)
        merged.append((start, end, kind))
    return merged


def _replaced(spans: list[_Found], text: str, by: Mapping[Secret, str] | None = None) -> str:
    """``text`` with each span replaced by its kind's words, or by as many marks."""
    pieces, kept = [], 0
    for start, end, kind in spans:
        pieces += [text[kept:start], by[kind] if by else MARK * (end - start)]
        kept = end
    return "".join(pieces) + text[kept:]


# ── Card numbers ───────────────────────────────────────────────────────────────────────

CARD_DIGITS_MIN, CARD_DIGITS_MAX = 13, 19
"""ISO/IEC 7812: primary account numbers as issued."""
_SHORTER = CARD_DIGITS_MIN - 1
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
_MOMENT = re.compile(
    r"(?<![0-9])(?:(?:19|20)[0-9]{2}([-/.])[0-9]{2}\1[0-9]{2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2(?:19|20)[0-9]{2})"
    r"(?:[T ]|, )(?:[01]?[0-9]|2[0-3])(?::[0-5][0-9]){1,2}(?![0-9:])"
    r"|(?<![0-9-])20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9-])"
)
"""Day and time together, or a day as ISO 8601 has it. No card is grouped and punctuated like one."""

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_ADDRESS = rf"{_OCTET}(?:\.{_OCTET}){{3}}(?:/[0-9]{{1,2}}|:[0-9]{{1,5}})?+"
_ADDRESSES = re.compile(rf"{_ADDRESS}(?:[\W_]++{_ADDRESS})*+")

_VALUE = bytes.maketrans(b"0123456789", bytes(range(10)))
_DOUBLED = bytes.maketrans(bytes(range(10)), bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
"""Luhn's doubled digit, its own digits added up."""


def _cards(text: str, others_gone: str) -> Iterator[_At]:
    """Whatever 13 to 19 digits in a row pass Luhn's check, in any script, with separators or not.

    ``others_gone`` is the text with marks for passwords and keys: half a moment or address isn't one.
    """
    western = {ord(c): str(digit(c)) for c in set(text) if c.isdigit() and not c.isascii()}
    digits = _hiding_moments(text.translate(western) if western else text, others_gone)
    for run in _RUN.finditer(digits):
        places = [at for at, c in enumerate(run[0], run.start()) if c.isdigit()]
        number = "".join(re.findall("[0-9]+", run[0]))
        spared = _ADDRESSES.fullmatch(others_gone, *run.span()) and not _passes(number)
        for start, end in () if spared else _luhn_windows(number):
            yield places[start], places[end - 1] + 1


def _hiding_moments(text: str, others_gone: str) -> str:
    pieces, kept = [], 0
    for moment in _MOMENT.finditer(others_gone):
        pieces += [text[kept : moment.start()], "T" * len(moment[0])]
        kept = moment.end()
    return "".join(pieces) + text[kept:]


def _luhn_windows(digits: str) -> list[_At]:
    """Where numbers that pass start and end; those that overlap or touch are mostly united.

    Sums from the left on, modulo ten, once with the even places doubled and once with the odd ones: a
    number passes when the sum before it equals the sum at its end.
    """
    windows: list[_At] = []
    (even, odd), first, last = _luhn_sums(digits), 0, 0
    for end in range(CARD_DIGITS_MIN, len(digits) + 1):
        before = odd if end & 1 else even
        start = before.find(before[end], end - CARD_DIGITS_MAX if end > CARD_DIGITS_MAX else 0, end - _SHORTER)
        if start < 0:
            continue
        if start > last:
            windows.append((first, last))
            first = start
        elif start < first:
            first = start
        last = end
    return [window for window in (*windows, (first, last)) if window[1]]


def _passes(digits: str) -> bool:
    return len(digits) <= CARD_DIGITS_MAX and _luhn_sums(digits)[len(digits) % 2][-1] == 0


def _luhn_sums(digits: str) -> tuple[bytes, bytes]:
    """Sums of the first 0, 1, 2 … digits, with the even places doubled and with the odd ones doubled."""
    values = digits.encode().translate(_VALUE)
    even, odd = bytearray(values), bytearray(values)
    even[::2], odd[1::2] = values[::2].translate(_DOUBLED), values[1::2].translate(_DOUBLED)
    return _running(even), _running(odd)


def _running(values: bytearray) -> bytes:
    return bytes(total % 10 for total in accumulate(values, initial=0))


# ── Passwords ──────────────────────────────────────────────────────────────────────────

_S, _C = r"[^\S\n]", rf"[^\s{MARK}]"
"""A space within the line; a character of a word."""
_LONG = r"(?:pass(?:wor[dt]|wd|code|(?P<phrase>phrase))|kennwort|contrase(?:ñ|n\u0303?)a)s?"
_SHORT = rf"(?<![^\W_])(?<!{MARK})(?:pass|pwd|pw|p/w|(?<!palabra )(?<!palabras )clave)"
_WORD = rf"(?:{_LONG}|{_SHORT})(?![^\W_]|{MARK})"
_WHERE = (
    rf"(?:{_S}*+\([^()\n{MARK}]{{1,40}}\)|{_S}++(?:actual|nueva|nuevo|neu|alt)(?!\w)"
    rf"|{_S}++(?:for|to|of|on|at|in|f(?:ü|ue)r|zu[mr]?|vo[nm]|de[l]?|para|en)(?:{_S}++[^\s:={MARK}]{{1,60}}+){{1,4}}?)"
)
"""What the password is for: "(FTP)", "for my mailbox", "de mi correo"."""
_IS = (
    rf"(?:{_S}++(?:is|was|will{_S}++be|ist|war|lautet|es|era|será)|['’]s)(?![\w'’-])"
    rf"(?:{_S}++(?:now|still|just|currently|actually|ahora|aún|todavía|jetzt|noch|immer|nun)(?!\w)){{0,2}}"
)
_SIGN = rf"""[*_`"')\]]{{0,3}}{_S}*+(?:[:=-]>|:?=|[:：]|(?<=["']){_S}*+,{_S}*+(?=["']))[*_]{{0,3}}"""
_TRIGGER = re.compile(
    rf"{_WORD}{_WHERE}?(?:(?:{_IS})?(?P<sign>(?>{_SIGN}))|{_IS}(?=\s)(?!{_S}*+[:=：-]))"
    rf"{_S}*+(?P<below>\n{_S}*+)?(?={_C})",
    re.IGNORECASE,
)
_MIXED = (
    rf"(?={_C}{{0,40}}[0-9])(?={_C}{{0,40}}[^\W\d_])"
    rf"(?P<secret>(?:[^\s.@/:{MARK}]|@(?!{_C}{{0,60}}\.)){{6,64}}+)(?=\.{{0,3}}(?:\s|\Z))"
)
"""Letters and digits, and neither a domain nor an address."""
_BARE = re.compile(rf"{_WORD}(?:{_S}++(?:to|auf|zu|a|en))?{_S}++{_MIXED}", re.IGNORECASE)
"""No "is", but what follows has letters and digits like a password: "pw Xk29sk2"."""
_QUOTED = re.compile(
    "|".join(
        rf"{opening}[^{closing}\n{MARK}]{{1,200}}[{closing}]{after}"
        for opening, closing, after in (
            ('"', '"', ""),
            ("'", "'", r"(?!\w)"),
            ("`", "`", ""),
            ("“", "”", ""),
            ("„", "“”", ""),
            ("«", "»", ""),
            ("‘", "’", r"(?!\w)"),
            ("‚", "‘", ""),
        )
    )
)
_TOKEN = re.compile(rf"{_C}++")
_LAST_WORDS = re.compile(rf"{_C}++(?P<second>{_S}++{_C}++)?(?={_S}*+(?:\n|\Z))")
"""One or two words and the end of the line."""
PHRASE_WORDS_MIN, PHRASE_WORDS_MAX = 3, 12
"""Of a passphrase that begins like a remark: "correct horse battery staple"."""
_SENTENCE = re.compile(rf"{_C}++(?:(?<![.,;!?]){_S}++{_C}++)*+")
"""Words up to the end of a sentence, of a part of it or of the line."""
_NEXT = re.compile(rf"{_C}{{1,40}}+{_S}++(?={_C})")
"""A word with another behind it."""
_LATER = re.compile(_MIXED)
_PHRASE = re.compile(rf"{_C}{{1,40}}+(?:(?<![.,;!?]){_S}++{_C}{{1,40}}+){{0,{PHRASE_WORDS_MAX - 1}}}+")

_IN_LINK = re.compile(rf"://[^\s/:@{MARK}]{{0,64}}:(?P<secret>[^\s/@{MARK}]{{1,128}})@")


_AROUND = ".,;:!?…()[]*_~<>-–—/" + "\"'`“”„«»‘’‚"


def _folded(word: str) -> str:
    return unaccented(word).casefold().strip(_AROUND)


def _set(words: str) -> frozenset[str]:
    return frozenset(map(_folded, words.split()))


_STATES = _set("""
    not no never wrong incorrect invalid expired expiring being getting rejected refused denied declined blocked
    locked disabled suspended compromised hacked leaked stolen lost forgotten missing unknown required needed
    necessary mandatory empty blank correct right ok okay fine good bad valid accepted working broken failing
    failed changed reset updated set saved stored encrypted protected different same too very weak strong short
    long old new outdated case-sensitive yes true false none null hidden asked requested unrecognized
    unrecognised recognized recognised mismatched already also always now still again only just currently
    actually probably maybe sent shown gone out off up down unchanged identical known safe secure unsafe causing
    incorrecta incorrecto errónea erróneo equivocada equivocado mala mal inválida inválido válida caducada
    caducado expirada vencida rechazada rechazado bloqueada denegada correcta correcto buena misma olvidada
    perdida requerida necesaria obligatoria débil fuerte corta larga vieja nueva antigua distinta diferente sí
    cambiada robada hackeada desconocida ahora aún todavía siempre nunca segura insegura igual
    nicht falsch abgelaufen ungültig gültig inkorrekt korrekt richtig gesperrt blockiert abgelehnt verweigert weg
    verloren vergessen unbekannt nötig erforderlich notwendig pflicht leer geändert zurückgesetzt gespeichert
    schwach stark kurz lang alt neu kein keine nie ja nein gestohlen gehackt kompromittiert bekannt gleich
    dasselbe immer noch jetzt nun wieder schon auch nur sicher unsicher defekt kaputt anders identisch
""")
"""What a password is said to be, rather than what it is."""
_DENIALS = _set("""
    not no never yes wrong incorrect invalid expired rejected refused required nunca sí incorrecta incorrecto errónea
    inválida caducada rechazada nicht kein keine nie ja nein falsch ungültig abgelaufen abgelehnt
""")
"""Those of them that say so after a colon too, when a word follows; "password: correct horse" is a password."""
_CLAUSE = _set("""
    the a an my your his her our their this that these what it i we you in on at to for with by from and or as if
    when where how why which who because but so under than el la los las un una mi tu su lo que con por para de
    del como cuando si y o muy más demasiado der die das ein eine mein dein sein ihr unser ich wir von vom zu zum
    zur mit bei im auf für wie was wenn sehr weil und oder aber dass
""")
"""Words that open a clause; as one of the last two of a line after a colon they are the password."""
_AFTER_IS, _AFTER_SIGN = _STATES | _CLAUSE, _DENIALS | _CLAUSE
_PLACES = _set("on at in with for from by con por para de del von vom mit bei im")
_SKIPPED = _AFTER_IS - _PLACES
"""Behind these a password may still come; behind "on" comes where it fails, such as "office365"."""
_HEADING = re.compile(r"[^\W\d_]{1,30}:")


SKIPPED_WORDS_MAX = 6
"""Between "is" and the password: "is now the same as the old …"."""


def _passwords(text: str) -> Iterator[_At]:
    covered = 0
    for trigger in _TRIGGER.finditer(text):
        if trigger.end() >= covered and (secret := _secret(text, trigger)):
            covered = secret[1]
            yield secret
    for pattern in (_BARE, _IN_LINK):
        yield from (found.span("secret") for found in pattern.finditer(text))


def _secret(text: str, trigger: re.Match[str]) -> _At | None:
    """Where the secret after ``trigger`` stands; ``None`` when what follows isn't one."""
    start = trigger.end()
    quoted, words = _QUOTED.match(text, start), _LAST_WORDS.match(text, start)
    token = _TOKEN.match(text, start)
    if quoted or token is None:
        return quoted.span() if quoted and _folded(quoted[0]) not in _STATES else None
    if _says_how_it_is(token[0], _said(words, after_sign=bool(trigger["sign"]))):
        return _phrase(text, start) if trigger["phrase"] else _after_a_remark(text, start)
    if words is None and trigger["below"]:
        return None
    if words is None and trigger["sign"] and not _is_mixed(token[0]):
        words = _SENTENCE.match(text, start)
    return start, start + _core((words or token)[0])


def _after_a_remark(text: str, start: int) -> _At | None:
    """Letters and digits behind words that say how it is: "is the swordfish99"."""
    for _ in range(SKIPPED_WORDS_MAX):
        word = _NEXT.match(text, start)
        if word is None:
            return None
        said = word[0].rstrip()
        if said[-1] in ".,;!?" or _folded(said) not in _SKIPPED:
            return None
        start = word.end()
        if later := _LATER.match(text, start):
            return later.span("secret")
    return None


def _phrase(text: str, start: int) -> _At | None:
    """A passphrase that begins with a word such as "correct", and goes on as no remark does."""
    sentence = _PHRASE.match(text, start)
    rest = sentence[0].split()[1:] if sentence else []
    if any(_folded(word) in _AFTER_IS for word in rest) or len(rest) + 1 < PHRASE_WORDS_MIN:
        return _after_a_remark(text, start)
    return start, start + _core(sentence[0] if sentence else "")


def _is_mixed(token: str) -> bool:
    """Whether it looks like a password by itself: not letters alone."""
    return any(map(str.isdigit, token)) or not token.rstrip(_AROUND).isalpha()


def _core(words: str) -> int:
    """Length without the punctuation of the sentence around it."""
    return len(words.rstrip(".,;)")) or len(words)


def _said(words: re.Match[str] | None, after_sign: bool) -> frozenset[str]:
    """What the first word may be without being the secret; ``words`` are the line's last one or two."""
    if not after_sign:
        return _AFTER_IS
    if words is None:
        return _AFTER_SIGN
    return _DENIALS if words["second"] else _STATES


def _says_how_it_is(word: str, said: frozenset[str]) -> bool:
    if len(word) > 32:
        return False
    symbols_only = not any(map(str.isalnum, word))
    return _folded(word) in said or bool(_HEADING.fullmatch(word)) or (symbols_only and len(word) < 4)


# ── Keys and tokens ────────────────────────────────────────────────────────────────────

GENERIC_KEY_CHARS_MIN = 16
"""Shorter values after "key" or "token" are names and numbers of things."""

_PRIVATE = r"[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?"
_KEY_PATTERNS = (
    # A private key's block; cut short, its lines.
    re.compile(
        rf"-----BEGIN {_PRIVATE}-----(?:[^{MARK}-]*+(?:-(?!----(?:BEGIN|END) )[^{MARK}-]*+)*+-----END {_PRIVATE}-----"
        r"|(?:(?:\s|\\[rn])*+[A-Za-z0-9+/=]{16,}+)++)"
    ),
    # Prefixes that services give their keys, so that scanners can find them.
    re.compile(
        rf"(?<![A-Za-z0-9{MARK}])(?:(?:sk|rk)_(?:live|test)_\w{{8,}}|whsec_\w{{16,}}|gh[opusr]_\w{{16,}}"
        r"|github_pat_\w{16,}|glpat-[\w-]{16,}|A[KS]IA[0-9A-Z]{12,}[\w-]*|xox[a-z]-[\w-]{8,}|xapp-[\w-]{16,}"
        r"|AIza[\w-]{20,}|hf_\w{16,}|npm_\w{16,}|pypi-[\w-]{16,}|dckr_pat_[\w-]{16,}|dop_v1_\w{16,}"
        r"|SG\.[\w-]{16,}\.[\w-]{16,}|sk-(?=[\w-]{0,40}[0-9])[\w-]{16,})"
    ),
    re.compile(rf"(?<![\w{MARK}-])eyJ[\w-]{{5,}}+\.[\w-]{{5,}}+\.[\w-]*+"),
    re.compile(
        rf"""authorization["']?{_S}*+[:=]{_S}*+["']?(?:bearer|basic|token|digest){_S}++(?P<secret>[^\s"'{MARK}]{{6,}})""",
        re.IGNORECASE,
    ),
    re.compile(rf"bearer{_S}++(?P<secret>(?={_C}{{0,60}}[0-9])[\w.~+/=-]{{16,}})", re.IGNORECASE),
    re.compile(
        r"(?:api[-_ ]?key|(?:access|private|secret|encryption|signing)[-_ ]?key|secret|token|api-?schlüssel|clave api)"
        rf"""[`"'*]{{0,2}}(?:{_S}*+(?:[:=-]>|:?=|[:：])|{_S}++(?:is|ist|lautet|es)(?={_S}{_C}{{0,60}}[0-9]))"""
        rf"""{_S}*+[`"'*]{{0,2}}(?P<secret>[^\s"'`,;<>{MARK}]{{{GENERIC_KEY_CHARS_MIN},}})""",
        re.IGNORECASE,
    ),
)


def _keys(text: str) -> Iterator[_At]:
    for pattern in _KEY_PATTERNS:
        named = "secret" if pattern.groups else 0
        yield from (found.span(named) for found in pattern.finditer(text))
