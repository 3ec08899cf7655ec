"""How good it was, in a client's own signs, figures and words: "👍", "5", "4/5 – quick", "great, thanks".

What follows the score is what they say beside it. A figure that something else is counted by ("5 of my mails") is none.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from string import whitespace

from bot.core.model.tickets import Rating
from bot.core.text.language_data import Languages, Phrases, Words
from bot.core.text.words import plain

HEAD_CHARS_MAX = 40
"""A score stands at the beginning, and isn't longer."""

UP, DOWN = ("👍", ":+1:", ":thumbsup:", ":thumbs_up:"), ("👎", ":-1:", ":thumbsdown:", ":thumbs_down:")
"""As they are typed on some platform; those between colons may be followed by a skin tone."""
_TONES = dict.fromkeys((0xFE0F, *range(0x1F3FB, 0x1F400)))
_TONE = re.compile(r":skin-tone-[1-6]:")
STARS = "⭐★🌟"
_EMPTY_STARS = "☆"
BEST = 5
_ENDS = ",;:!\n"
"""What ends a score, before further words; a dot or a dash does before a blank."""
_FIGURES = {str(rating.figure): rating for rating in Rating if rating.figure}


@dataclass(frozen=True, slots=True)
class Score:
    """A rating, and what was said beside it."""

    rating: Rating
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of every language."""

    good: Phrases
    bad: Phrases
    beside: Words
    """Around a figure they say nothing themselves: "out of", "stars", "thanks"."""
    numbers: dict[str, str]


def score_in(text: str, languages: Languages) -> Score | None:
    """What a message says of how it was; ``None`` where it says no such thing."""
    text = _TONE.sub("", text.translate(_TONES)).strip()
    return _signed(text) or _starred(text) or _worded(text, _known(languages))


def _signed(text: str) -> Score | None:
    """A thumb at its beginning or its end; several are one, and of both kinds none."""
    up, down = (any(text.startswith(signs) or text.endswith(signs) for signs in (each,)) for each in (UP, DOWN))
    if up == down:
        return None
    return Score(Rating.UP if up else Rating.DOWN, _between(text, UP if up else DOWN).strip(" ,.;:!\n–—-"))


def _between(text: str, signs: tuple[str, ...]) -> str:
    """The text without these signs, and blanks, before and behind it."""
    around = (*signs, *whitespace)
    begin, end = 0, len(text)
    while size := max(len(sign) * text.startswith(sign, begin, end) for sign in around):
        begin += size
    while size := max(len(sign) * text.endswith(sign, begin, end) for sign in around):
        end -= size
    return text[begin:end]


def _starred(text: str) -> Score | None:
    """Stars and nothing else: as many as there are."""
    signs = "".join(text[:HEAD_CHARS_MAX].split())
    full = sum(sign in STARS for sign in signs)
    if len(signs) != len("".join(text.split())) or not 1 <= full <= BEST:
        return None
    return Score(_FIGURES[str(full)]) if all(sign in STARS + _EMPTY_STARS for sign in signs) else None


def _worded(text: str, known: _Known) -> Score | None:
    """A figure, or a word for good or bad, as far as the first stop."""
    head, rest = _parted(text)
    said = plain(head)
    if len(head) > HEAD_CHARS_MAX or not said:
        return None
    for phrases, rating in ((known.good, Rating.UP), (known.bad, Rating.DOWN)):
        if said in phrases or _bare(said, known) in phrases:
            return Score(rating, rest)
    figures = [known.numbers.get(word, word) for word in said.split() if word not in known.beside]
    if len(figures) == 2 and figures[1] == str(BEST):
        figures = figures[:1]
    figure = _FIGURES.get(figures[0]) if len(figures) == 1 else None
    return Score(figure, rest) if figure else None


def _bare(said: str, known: _Known) -> str:
    return " ".join(word for word in said.split() if word not in known.beside)


def _parted(text: str) -> tuple[str, str]:
    """What stands before the first stop, and behind it."""
    for at, sign in enumerate(text[: HEAD_CHARS_MAX + 1]):
        if sign in _ENDS or (sign in ".–—-" and not text[at + 1 : at + 2].strip()):
            return text[:at], text[at + 1 :].strip(" ,.;:!\n–—-")
    return text, ""


@lru_cache(maxsize=4)
def _known(languages: Languages) -> _Known:
    def phrases(of: str) -> Phrases:
        return languages.all(lambda language: map(plain, language.commands.rating[of]))

    courtesy = languages.words(lambda language: language.commands.courtesy)
    good, bad = phrases("good"), phrases("bad")
    numbers = {
        plain(word): str(figure)
        for language in languages.by_code.values()
        for figure, word in enumerate(language.commands.rating["one_to_five"], 1)
    }
    return _Known(good, bad, (frozenset(phrases("beside")) | courtesy) - {*good, *bad}, numbers)
