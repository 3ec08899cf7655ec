"""Find passwords by the words with which people introduce them, in the desk's languages and with slips.

What follows a label is taken or not by how it is joined: behind "is" or a colon anything that isn't said *of* a
password, behind nothing or a line's end only what looks like one. What can't be anything else goes near a label.
Long, because what follows a label is read in one piece: each expression is of use to the next.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from bot.core.text.language_data import Languages, Words
from bot.core.text.redaction.values import MARK, is_chosen, is_no_value, is_strong, rest
from bot.core.text.redaction.words import AROUND, WORD_CHARS_MAX, Worded, folded, is_behind, known

At = tuple[int, int]

_S, _C = r"[^\S\n]", rf"[^\s{MARK}]"
"""A space within the line; a character of a word."""
_LABEL = Worded(
    rf"(?:⟨passwords⟩(?:{_S}?#?[0-9]{{1,2}}(?={_S}?[:=]))?|(?<![^\W_])(?<!{MARK})⟨short_passwords⟩(?:[0-9](?=[\s:=]))?)"
    rf"(?![^\W_]|{MARK})(?! ⟨before_other_words⟩)"
)
_OTHER_WORD = Worded(
    r"⟨behind_other_words⟩ $|\$\{\w{0,21}$"
    r"|(?<![^\W_])(?:invalid|wrong|bad|incorrect|missing|expired|empty|weak|unsupported|mismatched)_?$"
)
"""A longer name of something else, "palabra clave", a variable's, "${DB_PASSWORD:-none}", or an error's:
"InvalidPassword: 12345"."""
_MISTYPED = re.compile(r"(?<![^\W_])[pkcPKC][^\W\d_]{5,12}(?![^\W_])")

_WHERE = (
    rf"(?:{_S}*+\([^()\n{MARK}]{{1,40}}\)|{_S}++⟨qualities⟩(?!\w)"
    rf"|{_S}++⟨where⟩(?:{_S}++[^\s:={MARK}]{{1,60}}+){{1,5}}?)"
)
"""What the password is for: "(FTP)", "for my mailbox", "de mi correo"."""
_IS = (
    rf"(?:{_S}++⟨is⟩|,?{_S}*+⟨that⟩{_S}⟨is⟩|['’]s)(?![\w'’-])"
    rf"(?!{_S}++⟨given⟩(?!\w))"
    rf"(?:{_S}++⟨still⟩(?!\w)){{0,2}}"
)
_SIGN = rf"""[*_`"')\]]{{0,3}}{_S}*+(?:[:=-]>|:?=|::?|：|[→⇒]|(?<=["']){_S}*+,{_S}*+(?=["']))[*_|]{{0,3}}"""
_TAIL = Worded(
    rf"{_WHERE}{{0,2}}(?:,?{_S}++(?:⟨that⟩{_S})?⟨who⟩(?:{_S}[^\W\d_]{{1,12}}){{0,5}}?,?)?"
    rf"(?:,?{_S}⟨in_case⟩(?:{_S}[^\W\d_]{{1,12}}){{0,5}}?,?)?"
    rf"(?:(?:{_IS})?(?:{_S}++⟨again⟩(?!\w))?(?P<sign>(?>{_SIGN}))|{_IS}(?=\s)(?!{_S}*+[:=：-]))"
    rf"{_S}*+(?P<below>\n\s*+)?(?:(?:[*•●·]{{3,40}}+,?{_S}?[(–-]?{_S}?)?⟨its⟩{_S}++)?(?={_C})"
)
_LOOSE = Worded(
    rf"(?:{_WHERE})?(?:{_S}(?:⟨that⟩{_S})?⟨who⟩(?:{_S}[^\W\d_]{{1,12}}){{1,2}}?,?)?"
    rf"(?:{_S}++⟨loosely⟩)?(?:{_S}*+[-–—|/,;]{_S}*+|{_S}*+(?:\.{{2,3}}|…){_S}*+|{_S}++|{_S}*+\n\s*+)(?={_C})"
)
"""No "is", but what follows has letters and digits like a password: "pw Xk29sk2"."""
_AND_OTHER = Worded(rf"[,;]?{_S}⟨and_or⟩{_S}(?:⟨still⟩{_S})?(?P<secret>{_C}{{5,64}}+)")
"""A second one behind the first: "is X, not Y"."""
_AND_FOR = Worded(
    rf"[,;]?{_S}⟨and_or⟩{_S}(?:⟨where⟩{_S}[\w@.-]{{1,60}}(?::|{_S}⟨is⟩)?|(?:⟨the⟩{_S})?⟨other_one⟩{_S}⟨is⟩){_S}"
    rf"(?P<secret>[^\W_]{{4,40}}+!?)(?={_S}*+[.,;)]?{_S}*+(?:\n|$))"
)
"""… or one of plain letters: "… and for nina moonlight", "and the new one is moonlight"."""
QUOTED = re.compile(
    "|".join(
        rf"{opening}[^{closing}\n{MARK}]{{1,200}}[{closing}]{after}"
        for opening, closing, after in (
            ('"', '"', ""),
            ("'", "'", r"(?!\w)"),
            ("`", "`", ""),
            ("“", "”", ""),
            ("„", "“”", ""),
            ("«", "»", ""),
            ("»", "«", ""),
            ("‘", "’", r"(?!\w)"),
            ("‚", "‘", ""),
            (r"\|\|", "|", r"\|"),
        )
    )
)
_TOKEN = re.compile(rf"{_C}{{1,2000}}+")
_LAST_WORDS = re.compile(rf"{_C}{{1,2000}}+(?P<second>{_S}++{_C}{{1,2000}}+)?(?={_S}*+(?:\n|\Z))")
"""One or two words and the end of the line."""
PHRASE_WORDS_MIN, PHRASE_WORDS_MAX = 3, 12
"""Of a passphrase that begins like a remark: "correct horse battery staple"."""
_SENTENCE = re.compile(rf"{_C}{{1,400}}+(?:(?<![.,;!?]){_S}++(?!\(){_C}{{1,64}}+){{0,30}}+")
"""Words up to the end of a sentence, of a part of it or of the line, or to a bracket."""
_BEHIND = re.compile(rf"{_S}++(?P<word>[^\W\d_]{{2,20}}(?:['’]t)?)")
_NEXT = re.compile(rf"{_C}{{1,40}}+{_S}++(?={_C})")
"""A word with another behind it."""
_PHRASE = re.compile(rf"{_C}{{1,40}}+(?:(?<![.,;!?]){_S}++{_C}{{1,40}}+){{0,{PHRASE_WORDS_MAX - 1}}}+")

AFTER_IS, _AFTER_SIGN = ("states", "clauses"), ("denials", "clauses")
"""What the first word may be without being the secret."""
GOES_ON = ("remarks", "goes_on")
_WORD = re.compile(r"\S+")
_HEADING = re.compile(r"[^\W\d_]{1,30}:")

SAID_OF = re.compile(
    "ge[a-zäöüß]{2,}(?:t|en)|[a-zäöüßáéíóúñ]{2,}(?:ed|able|ible|(?<!f)ly|iert|bar|lich|los|igt|isch|ada|ida|ado|ido|mente|oria|iva)"
)
"""How it is, by the ending: "is truncated", "ist einsehbar", "es demasiado"."""
_COMPARED = Worded(rf"[^\W\d_]{{3,20}}{_S}⟨than⟩(?!\w)")
_FIGURES = re.compile(r"(?:[0-9]{6,12}|[0-9]{4}(?:-[0-9]{4}){1,7}|[0-9]{16,20}|[a-z]{4}(?:-[a-z]{4}){3})[.,;!]?")
"""Digits alone that stand right behind a label, or groups of them as routers have on their back."""
_DIGITS_MIN = 3
"""Fewer alone are an amount: "pass: 48 of 50"."""
_DONE = Worded(rf"[a-zäöüñ]{{3,16}}(?:ed|ado|ada|ido|ida|rt|gt|elt){_S}++(?:⟨where⟩|⟨as_or_is⟩|⟨and⟩|⟨by⟩)(?!\w)")
"""What was done with it: "is passed as …"."""
_ITSELF = frozenset(["passwd", "pwd"])
"""A variable or a translation: "self.password = password", '"password": "Passwort"'."""
_NEXT_FIELD = re.compile(rf"(?<!{_S}){_S}++(?=[^\W\d_]{{2,20}}:(?:\s|$))")
"""Before what the next of several facts in a line is called: "pass: summer smtp: mail.example.com"."""
_QUERY = re.compile(r"[&;,](?=[\w.-]{1,30}=)|,(?=[a-z]{2,20}:)")
"""Where the next value of a query or of a list of options begins."""
_SLASHED = Worded(r"⟨logins⟩\s?[/&+]\s?$")
_PRESENTED = Worded(rf"(?<!\w)⟨presented⟩{_S}(?:(?:⟨articles⟩|⟨own⟩|⟨the⟩){_S}){{0,3}}$")
PRESENTED_CHARS = 48
"""So far before the word for it a sentence begins that hands a password over."""
_JOINED = re.compile(r"[^\W\d_]{2,20}[-_.+&][^\W\d_]{2,20}!?|[^\W_]{4,40}!")
SKIPPED_WORDS_MAX = 6
"""Between "is" and the password: "is now the same as the old …"."""
NEAR_CHARS = 120
"""So far behind a label what looks like nothing else than a password goes …"""
NEAR_BEFORE_CHARS = 80
"""… and so far before it."""
LABELS_MAX = 500
"""So many are looked at one by one, a twentieth of a second's work; in the longest message that is one in every line
of forty characters. Behind any more of them all goes."""
OPENING = frozenset("\"'`“„«»‘‚")
_FREE = re.compile(rf"(?<![^\s(\[\"'`“„«»‘‚|]){_C}{{5,70}}+")
_NOT_ITS = Worded(r"(?<![^\W_])⟨not_its⟩[^\w\n,]{1,3}(?:(?:⟨to_be⟩|no\.?|nr\.?)[^\w\n]{1,3})?$")


def passwords(text: str, found: list[At], languages: Languages) -> Iterator[At]:
    """Where passwords stand that the labels introduce."""
    covered = looked = 0
    slashed = _SLASHED.of(languages)
    for start, end in found[:LABELS_MAX]:
        if end >= covered and not slashed.search(text, max(0, start - 24), start):
            secret = _after(text, start, end, languages)
            if secret:
                covered = secret[1]
                yield secret
                other = _AND_OTHER.of(languages).match(text, covered)
                if other and is_strong(other["secret"]):
                    yield other.start("secret"), other.start("secret") + core_chars(other["secret"])
                elif (plain := _AND_FOR.of(languages).match(text, covered)) and folded(plain["secret"]) not in known(
                    languages, *AFTER_IS, *GOES_ON
                ):
                    yield plain.span("secret")
            low, looked = max(looked, start - NEAR_BEFORE_CHARS), max(looked, end + NEAR_CHARS)
            yield from _near(text, low, looked, languages)
    if len(found) > LABELS_MAX:
        yield from rest(text, found[LABELS_MAX][1])


def labels(text: str, languages: Languages) -> list[At]:
    """Where something is called a password, misspelt or not; one more than ``LABELS_MAX`` says that there are more."""
    other = _OTHER_WORD.of(languages)
    called = (each.span() for each in _LABEL.of(languages).finditer(text) if not is_behind(other, text, each))
    found = islice(called, LABELS_MAX + 1)
    misspelt = (each for each in _MISTYPED.finditer(text) if is_slip(each[0], languages))
    slips = (each.span() for each in misspelt if not is_behind(other, text, each))
    return sorted({*found, *islice(slips, LABELS_MAX + 1)})[: LABELS_MAX + 1]


def has_slip(text: str, languages: Languages) -> bool:
    """Whether any word is a misspelt label."""
    return any([is_slip(word, languages) for word in _MISTYPED.findall(text)])


@lru_cache(maxsize=4096)
def is_slip(word: str, languages: Languages) -> bool:
    """Whether a word is a label with a slip or two of the fingers."""
    word = folded(word)
    if word in known(languages, "no_slips"):
        return False
    near = _near_words(languages)
    return word in near or not near.isdisjoint(_shorter(word))


def _shorter(word: str) -> frozenset[str]:
    return frozenset(word[:at] + word[at + 1 :] for at in range(len(word)))


@lru_cache(maxsize=4)
def _near_words(languages: Languages) -> Words:
    """Labels, and what is left of them without one letter or two."""
    whole = known(languages, "misspelt")
    one = frozenset(less for word in whole for less in _shorter(word))
    return whole | one | frozenset(less for word in one for less in _shorter(word))


def _after(text: str, start: int, end: int, languages: Languages) -> At | None:
    """Where the secret behind a label stands; ``None`` when what follows isn't one."""
    phrase = "phrase" in text[start:end].casefold()
    tail = _TAIL.of(languages).match(text, end)
    if tail:
        if _is_none(text, tail, languages):
            return None
        if found := _secret(text, tail, phrase, languages):
            return found
    loose = _LOOSE.of(languages).match(text, end)
    if loose is None:
        return None
    at = loose.end()
    if belongs_elsewhere(text, end, at, languages):
        return None
    quoted, token = QUOTED.match(text, at), _TOKEN.match(text, at)
    if quoted:
        said = not _KEY_ENDS.match(text, quoted.end()) and (
            quoted[0][0] == "|" or _is_said(quoted[0], languages) or _goes_on(text, quoted, languages)
        )
        return quoted.span() if said and not is_no_value(text, at, languages) else None
    if token is None or is_no_value(text, at, languages):
        return None
    told = is_strong(token[0]) or _FIGURES.fullmatch(token[0]) or _is_presented(text, start, token[0], languages)
    return (at, at + core_chars(token[0])) if told else None


_KEY_ENDS = re.compile(r"\s?:")
"""Behind a quoted word: it is what a value is called, not the value."""


def _is_presented(text: str, label: int, said: str, languages: Languages) -> bool:
    """Whether somebody hands a password over, "here's the password …", and that is no plain word."""
    return bool(
        _JOINED.fullmatch(said) and _PRESENTED.of(languages).search(text, max(0, label - PRESENTED_CHARS), label)
    )


def _is_said(quoted: str, languages: Languages) -> bool:
    """Whether what is quoted behind a label is the secret: strong, or several words that are no remark."""
    row = [folded(word) for word in quoted.split()]
    states = known(languages, "states")
    said_of_it = sum(word in states for word in row)
    return is_strong(quoted) or (
        len(row) > 1 and 3 * said_of_it < len(row) and known(languages, "remarks").isdisjoint(row)
    )


def _goes_on(text: str, quoted: re.Match[str], languages: Languages) -> bool:
    """Whether a quoted word is said to work or not; it is no remark itself."""
    behind = _BEHIND.match(text, quoted.end())
    if behind is None or folded(quoted[0]) in known(languages, *AFTER_IS, *GOES_ON, "longer_words", "misspelt"):
        return False
    return folded(behind["word"]) in known(languages, *GOES_ON, "states")


def _secret(text: str, tail: re.Match[str], phrase: bool, languages: Languages) -> At | None:
    start = tail.end()
    if _is_none(text, tail, languages) or (tail["below"] and tail["sign"] and "=" in tail["sign"]):
        return None
    quoted, last = QUOTED.match(text, start), _LAST_WORDS.match(text, start)
    token = _TOKEN.match(text, start)
    if quoted or token is None:
        if quoted is None or _KEY_ENDS.match(text, quoted.end()) or _is_wording(quoted[0], phrase, languages):
            return None
        return quoted.span()
    if (tail["below"] and not is_strong(token[0])) or (tail["sign"] and _is_itself(token[0], languages)):
        return None
    if (token[0].isdigit() and len(token[0]) < _DIGITS_MIN) or (
        not tail["sign"] and _DONE.of(languages).match(text, start)
    ):
        return None
    if _says_how_it_is(token[0], _said(last, bool(tail["sign"]), languages)):
        return _phrase(text, start, languages) if phrase else _after_a_remark(text, start, languages)
    if tail["below"] or _is_mixed(token[0]):
        return start, start + core_chars(_QUERY.split(token[0], maxsplit=1)[0])
    if tail["sign"] == "=" and text[tail.end() - 1] == "=":
        return start, start + core_chars(_QUERY.split(token[0], maxsplit=1)[0])
    if tail["sign"]:
        said = _NEXT_FIELD.split((last or _SENTENCE.match(text, start) or token)[0], maxsplit=1)[0]
        return None if _is_remark(said, phrase, languages) else (start, start + core_chars(said))
    said_of_it = SAID_OF.fullmatch(token[0].rstrip(AROUND)) or _COMPARED.of(languages).match(text, start)
    return None if said_of_it else (start, start + core_chars(_words_of_it(text, start, languages)))


def _is_remark(said: str, phrase: bool, languages: Languages) -> bool:
    """Whether words behind a colon are said of a password, or beside a field for one; a phrase may hold one of them."""
    row = [folded(word) for word in said.split()]
    remarks = known(languages, "remarks")
    talks = (len(row) > 2 and sum(word in remarks for word in row) > phrase) or (
        len(row) == 2 and row[1] in known(languages, "states")
    )
    return talks or (
        len(row) > 1 and (bool(_LABEL.of(languages).search(said)) or not known(languages, "measured").isdisjoint(row))
    )


def _is_wording(said: str, phrase: bool, languages: Languages) -> bool:
    """Whether this is what a program says beside a field rather than what is typed into it."""
    row = [folded(word) for word in said.split()]
    if len(row) == 1:
        return row[0] in known(languages, "states") or _is_itself(said, languages)
    if not known(languages, "measured").isdisjoint(row) or folded(said) in known(languages, "states"):
        return True
    remarks = known(languages, "remarks")
    if len([word for word in row if word in remarks]) > (len(row) / 2 if phrase else 1):
        return True
    return bool(_LABEL.of(languages).search(said)) and not any(map(is_strong, said.split())) and "@" not in said


def _is_none(text: str, tail: re.Match[str], languages: Languages) -> bool:
    """Whether a mask, a variable or code follows; behind "is" two capitalised words are no code: "Red.Kite"."""
    return is_no_value(text, tail.end(), languages) and bool(tail["sign"] or not _CAPITALS.match(text, tail.end()))


_CAPITALS = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+(?:\.[A-ZÄÖÜ][a-zäöüß]+)+(?=[\s,;!?]|\.?$|\.\s)")


def _is_itself(said: str, languages: Languages) -> bool:
    return folded(said) in _ITSELF or folded(said) in known(languages, "misspelt")


def _words_of_it(text: str, start: int, languages: Languages) -> str:
    """A password of plain words behind "is": the whole sentence, or what stands before it goes on with a remark."""
    sentence = _PHRASE.match(text, start)
    said = sentence[0] if sentence else ""
    words_of_it = list(_WORD.finditer(said))
    row = [folded(word[0]) for word in words_of_it]
    if known(languages, *GOES_ON).isdisjoint(row):
        return said
    ends = known(languages, *GOES_ON, *AFTER_IS)
    goes_on = (place for place, word in enumerate(row) if place and word in ends)
    return said[: words_of_it[next(goes_on, 1) - 1].end()]


def _after_a_remark(text: str, start: int, languages: Languages) -> At | None:
    """What looks like a password behind words that say how it is, "is the swordfish99", or what: "is the dog Rex99"."""
    places = known(languages, "places", "than")  # behind "on" comes where it fails: "office365"
    skipped = known(languages, *AFTER_IS) - places
    label, described = start, False
    for _ in range(SKIPPED_WORDS_MAX):
        word = _NEXT.match(text, start)
        if word is None:
            return None
        said = word[0].rstrip()
        if said[-1] in ".,;!?" or folded(said) in places or not (described or folded(said) in skipped):
            return None
        described = described or folded(said) in known(languages, "own", "the")
        start = word.end()
        token = _TOKEN.match(text, start)
        if token and is_strong(token[0]) and (folded(said) in skipped or _names_itself(text, label, token, languages)):
            return start, start + core_chars(token[0])
    return None


def _names_itself(text: str, label: int, token: re.Match[str], languages: Languages) -> bool:
    """Whether what stands behind a description is nothing that is counted or named besides: "is the one of user7"."""
    return token[0][0].isalpha() and not belongs_elsewhere(text, label, token.start(), languages)


def _phrase(text: str, start: int, languages: Languages) -> At | None:
    """A passphrase that begins with a word such as "correct", and goes on as no remark does."""
    sentence = _PHRASE.match(text, start)
    rest = sentence[0].split()[1:] if sentence else []
    if any(folded(word) in known(languages, *AFTER_IS) for word in rest) or len(rest) + 1 < PHRASE_WORDS_MIN:
        return _after_a_remark(text, start, languages)
    return start, start + core_chars(sentence[0] if sentence else "")


def _is_mixed(token: str) -> bool:
    """Whether it looks like a password by itself: not letters alone."""
    return any(map(str.isdigit, token)) or not token.rstrip(AROUND).isalpha()


def core_chars(said: str) -> int:
    """Length without the punctuation of the sentence around it."""
    return len(said.rstrip(".,;)")) or len(said)


def _said(last: re.Match[str] | None, after_sign: bool, languages: Languages) -> Words:
    """What the first word may be without being the secret; ``last`` are the line's last one or two."""
    if not after_sign:
        return known(languages, *AFTER_IS)
    if last is None:
        return known(languages, *_AFTER_SIGN)
    return known(languages, "denials" if last["second"] else "states")


def _says_how_it_is(word: str, said: Words) -> bool:
    if len(word) > 32:
        return False
    symbols_only = not any(map(str.isalnum, word))
    return folded(word) in said or bool(_HEADING.fullmatch(word)) or (symbols_only and len(word) < 4)


def belongs_elsewhere(text: str, low: int, at: int, languages: Languages) -> bool:
    """Whether what stands there is said to be something else: "user X", "invoice X"."""
    return bool(_NOT_ITS.of(languages).search(text, max(low, at - WORD_CHARS_MAX), at))


def _near(text: str, low: int, high: int, languages: Languages) -> Iterator[At]:
    """Words near a label that look like nothing else than a password."""
    for word in _FREE.finditer(text, low, high):
        if is_chosen(word[0]) and not belongs_elsewhere(text, 0, word.start(), languages):
            yield word.start(), word.start() + core_chars(word[0])
