"""What people typed, made comparable, storable and showable.

Everything here takes hostile text: no function raises, and each takes time linear in the length.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

from bot.core.text.language_data import Languages, Words

_MESSAGE_LINK = re.compile(
    r"https://(?:[a-z0-9-]{1,63}\.)?(?:slack\.com/archives|discord\.com/channels)/[\w/?=&.-]{1,200}+"
)
"""A link to a message, as Slack's and Discord's own "copy link" gives it."""


def without_links(text: str) -> str:
    """The text without links to messages: what stands in those isn't what somebody asks."""
    return _MESSAGE_LINK.sub(" ", text).strip() or text


def words_of(words: str) -> frozenset[str]:
    """A set of words, written as one text."""
    return frozenset(words.split())


# ── Comparing ──────────────────────────────────────────────────────────────────────────

APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ´`"))
"""Dropped, not turned into a space: "don't" and "dont" are one word."""

_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
_HOST = rf"(?:{_LABEL}\.)+(?:xn--[a-z0-9-]{{2,59}}|[^\W\d_]{{2,24}})"
"""A host name by its shape, letters of every script included; whether its end exists is another question."""

_CHUNK = re.compile(r"[^\W_]+(?:[.@_+,:-][^\W_]+)*+")
_KEPT = re.compile(rf"(?:[^\W_]+(?:[._+-][^\W_]+)*+@)?{_HOST}|v?\d+(?:[.,:-]\d+)*")
_HOST_ONLY = re.compile(_HOST)
_LOOSE, _JOINTS = re.compile("[,:]"), re.compile(r"[.@_+-]")
"""What parts a chunk first, and what parts the pieces of it that aren't kept."""
_ADDRESS_LIKE = re.compile(r"[\w.+@\u0300-\u036f-]+")
_SERVICE = re.compile(r"^(?:_[^\W_]+\.)+")
"""Of a name in the DNS such as "_dmarc.example.com"."""


COMPARED_CHARS_MAX = 10_000
"""What is compared is a question or a name; beyond it comes a pasted log."""


def unaccented(text: str) -> str:
    """The same letters without marks: "contraseña" is "contrasena"; one form for compatible characters.

    Each character by itself: normalizing a text takes time quadratic in its longest pile of accents.
    """
    if text.isascii():
        return text
    return text.translate({ord(c): _bare(c) for c in set(text) if not c.isascii()})


@lru_cache(maxsize=1024)
def _bare(character: str) -> str:
    return normalize("NFC", "".join(c for c in normalize("NFKD", character) if not combining(c)))


def plain(text: str) -> str:
    """Folded for comparison: case, accents and punctuation gone, one space between words.

    Tokens shaped like a domain, an email address or a number keep their punctuation. Only the first
    ``COMPARED_CHARS_MAX`` characters are looked at.
    """
    folded = unaccented(unaccented(text[:COMPARED_CHARS_MAX].translate(APOSTROPHES)).casefold())
    folded = folded[:COMPARED_CHARS_MAX]
    return " ".join(token for chunk in _CHUNK.findall(folded) for token in _tokens(chunk))


def _tokens(chunk: str) -> Iterator[str]:
    if chunk.isalnum():  # nothing in it to be parted by
        yield chunk
        return
    if _KEPT.fullmatch(chunk):
        yield chunk
        return
    for part in _LOOSE.split(chunk):
        yield from [part] if _KEPT.fullmatch(part) else _JOINTS.split(part)


# ── Nearly the same ────────────────────────────────────────────────────────────────────

ONE_EDIT_LETTERS_MIN = 5
TWO_EDITS_LETTERS_MIN = 8
"""Shorter words are compared exactly: "mail" is too close to "main", "mall" and "fail"."""

NEAR_LETTERS_MAX = 64
"""Longer "words" are no words; they are compared exactly, which keeps the cost of a pair constant."""


def near(a: str, b: str) -> bool:
    """Equal, or a slip of the keyboard apart: one edit from five letters on, two from eight.

    An edit inserts, leaves out or replaces a letter, or swaps two neighbours (the distance known as
    optimal string alignment). It is written out here because the core imports nothing but the
    standard library, and because two edits at most need no table: it ends at the third difference.
    """
    short, long = sorted((len(a), len(b)))
    if a == b or short < ONE_EDIT_LETTERS_MIN or long > NEAR_LETTERS_MAX:
        return a == b
    return _within(a, b, 2 if short >= TWO_EDITS_LETTERS_MIN else 1)


def _within(a: str, b: str, edits: int) -> bool:
    if a == b:
        return True
    if edits == 0 or abs(len(a) - len(b)) > edits:
        return False
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[same:], b[same:]
    return (
        _within(a[1:], b[1:], edits - 1)
        or _within(a[1:], b, edits - 1)
        or _within(a, b[1:], edits - 1)
        or (a[:2] == b[1::-1] and _within(a[2:], b[2:], edits - 1))
    )


SPOKEN_WORDS_MAX = 300
"""Names are looked for among the first so many words."""


def mentioned(text: str, names: Sequence[str], languages: Languages) -> str:
    """The first of ``names`` that occurs in ``text``, slips allowed word by word; else "".

    Written apart ("word press") or together ("applemail") counts too. A slip in the first letter is
    taken for another word ("email" is not "Gmail") unless the word has eight letters, and everyday words
    that are near a name ("these" and "Theme") are no slips of it.
    """
    spoken = plain(text).split()[:SPOKEN_WORDS_MAX]
    asked = tuple(names)
    meant = {name for word in spoken for name in _meant_alone(word, asked, languages)}
    meant.update(name for one, other in pairwise(spoken) for name in _meant_by_pair(one + other, asked, languages))
    return next((name for name in asked if name in meant or _occurs(_words(name), spoken, languages)), "")


@lru_cache(maxsize=1024)
def _words(name: str) -> tuple[str, ...]:
    """A name's words. A policy's names are asked about again and again."""
    return tuple(plain(name).split())


@lru_cache(maxsize=8192)
def _meant_alone(word: str, names: tuple[str, ...], languages: Languages) -> tuple[str, ...]:
    """Of names that are one word, those that this one means; people say the same few thousand words."""
    return tuple(name for name in names if len(_words(name)) == 1 and _meant(word, *_words(name), languages))


@lru_cache(maxsize=8192)
def _meant_by_pair(joined: str, names: tuple[str, ...], languages: Languages) -> tuple[str, ...]:
    """The same for two words that were written apart: only long names may have slips, too."""
    alone = ((name, *_words(name)) for name in names if len(_words(name)) == 1)
    return tuple(
        name for name, word in alone if _meant(joined, word, languages, slips=len(word) >= TWO_EDITS_LETTERS_MIN)
    )


def _occurs(name: tuple[str, ...], spoken: list[str], languages: Languages) -> bool:
    """Whether a name of several words occurs, one for one or written together."""
    size, joined = len(name), "".join(name)
    if size < 2:
        return False
    in_step = (
        all(_meant(word, part, languages) for word, part in zip(spoken[at : at + size], name, strict=True))
        for at in range(len(spoken) - size + 1)
    )
    joined_too = (
        "".join(spoken[at : at + count]) == joined
        for count in (size - 1, size + 1)
        for at in range(len(spoken) - count + 1)
    )
    return any(in_step) or any(joined_too)


@lru_cache(maxsize=8192)
def _meant(word: str, name: str, languages: Languages, slips: bool = True) -> bool:
    if word == name:
        return True
    if not slips or word in _no_slips(languages) or abs(len(word) - len(name)) > 2:
        return False
    return (word[:1] == name[:1] or len(word) >= TWO_EDITS_LETTERS_MIN) and near(word, name)


@lru_cache(maxsize=4)
def _no_slips(languages: Languages) -> Words:
    return languages.words(lambda language: language.commands.not_a_slip)


# ── Domains and addresses ──────────────────────────────────────────────────────────────

HOST_CHARS_MAX = 253
"""RFC 1035's 255 octets, less the length byte and the root."""
LOCAL_CHARS_MAX = 64
"""RFC 5321, section 4.5.3.1.1."""

_SCRIPTS = frozenset({"md", "py", "sh"})
"""Country codes that at a hosting desk are files: taken for a domain from three labels on ("shop.com.py")."""

_COUNTRIES = words_of(
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz "
    "ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk "
    "fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir "
    "is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg mh mk ml "
    "mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm "
    "pn pr ps pt pw qa re ro rs ru rw sa sb sc sd se sg si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg "
    "th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
"""The other country codes in use."""

_GENERIC = words_of(
    "academy aero agency app art asia auto barcelona bayern beauty beer berlin bio biz blog boutique builders "
    "business cafe camp capital care careers casa cat center charity church city click clinic cloud club "
    "coach codes coffee com company consulting cooking coop credit dance deals dental design dev digital "
    "doctor earth edu education email energy engineering estate eus events example exchange expert farm "
    "fashion finance fit fitness florist foundation fun fund fyi gal gallery games garden gifts global gmbh "
    "gov green group guide guru hamburg haus health hospital host hosting hotel house immo immobilien info "
    "institute insure int international invalid jetzt jobs kitchen koeln lat law lawyer legal life live love "
    "ltd luxury madrid management market marketing media mil mobi moda money name navy net network news ngo "
    "nrw one online org paris partners parts pet pharmacy photo photography photos pizza press pro "
    "productions properties pub realty recipes reise reisen rent repair rest restaurant ruhr saarland salon "
    "school schule science security services shoes shop shopping site social software solar solutions space "
    "store studio style supply surf surgery systems taxi team tech technology tel test tienda tools top tours "
    "trade training travel university vegas ventures versicherung vet viajes video vin vip vote voyage watch "
    "web website wedding wien wiki win wine xyz yoga zone"
)
"""Ends of names that stand for a domain without "www." or "@" before it. A missing space after a full
stop ("it broke.please") must not make one."""


def domain_in(text: str) -> str:
    """The first domain in ``text``, or the domain of the first email address; lower-case, without "www.".

    An end that isn't well known counts only in an address, a link or after "www.": "e.g.", file names
    and sentences run together are no domains. "" if there is none.
    """
    chunks = _ADDRESS_LIKE.finditer(text)
    return next(filter(None, (_domain(m[0], linked=text.endswith("://", 0, m.start())) for m in chunks)), "")


def _domain(chunk: str, linked: bool) -> str:
    if "." not in chunk or len(chunk) > LOCAL_CHARS_MAX + HOST_CHARS_MAX:
        return ""
    local, at, host = normalize("NFC", chunk).lower().strip(".-+").rpartition("@")
    host = _SERVICE.sub("", host)
    if not _HOST_ONLY.fullmatch(host):
        return ""
    certain = linked or (local and at) or host.startswith("www.")
    return host.removeprefix("www.") if certain or _is_known(host) else ""


def _is_known(host: str) -> bool:
    end = host.rpartition(".")[2]
    if end in _SCRIPTS:
        return host.count(".") > 1
    return end in _COUNTRIES or end in _GENERIC or end.startswith("xn--")


_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*+")


def is_email(text: str) -> bool:
    """Whether the whole of ``text`` is one email address, by its shape; spaces around it don't count."""
    local, _, host = text.strip().rpartition("@")
    if len(local) > LOCAL_CHARS_MAX or len(host) > HOST_CHARS_MAX:
        return False
    return bool(_LOCAL.fullmatch(local) and _HOST_ONLY.fullmatch(host.lower()))


# ── Storing and showing ────────────────────────────────────────────────────────────────

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
"""Whatever begins a new line where people write, from typewriters to Unicode (UAX 14, classes BK and CR)."""

_UNSEEN = (
    "\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e001f"
)
"""What shows as nothing: Unicode's default-ignorable characters, Korean fillers, Braille's empty cell, music's."""
_JOINED = "\u034f\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e0fff"
"""The same, but part of what stands before it: in Persian words, emoji and flags."""
_EDGES = re.compile(f"[\\s{_UNSEEN}]+")
_BLANK = re.compile(f"[\\s{_UNSEEN}{_JOINED}]*")


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen, whatever its characters are."""
    return _BLANK.fullmatch(text) is not None


def clean(text: str) -> str:
    """What is stored of what people typed: their words, without control characters, and without what can't be seen
    around them.

    Line ends of every kind become ``\\n``; halves of surrogate pairs, which no database takes, become U+FFFD.
    """
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    text = _SURROGATES.sub("\ufffd", text)
    return "" if is_blank(text) else _trimmed(text)


def _trimmed(text: str) -> str:
    """Without what can't be seen before and behind it; in time linear in the length."""
    start = _EDGES.match(text)
    begin, end = start.end() if start else 0, len(text)
    while end > begin and _EDGES.fullmatch(text[end - 1]):
        end -= 1
    return text[begin:end]


def visible(text: str) -> str:
    """For a terminal: nothing in it can move the cursor, colour, ring or reverse the line.

    Control characters and halves of surrogate pairs show as "·"; marks that change the direction of
    writing go. Newlines and tabs stay.
    """
    return _DIRECTIONS.sub("", _SURROGATES.sub("·", _CONTROLS.sub("·", text)))
