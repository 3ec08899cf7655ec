"""Colleagues by name, as staff write them: ``to kim because …``, ``@kim``; and the nearest names to one unknown."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice

from bot.core.staff_view.tickets import answer
from bot.core.text.surface import Msg, Reply, desk_

MENTIONS_MAX = 50
"""Mentions in a note that are looked at: more than any desk has people."""
NEAREST_SHOWN = 3
"""Names offered for one that nobody has."""
NEAR = 0.6
"""How alike a name must be to be offered: the library's own default, "kin" for "kim" but not for "sam"."""

_TO = re.compile(r"to\s+", re.IGNORECASE)
_BECAUSE = re.compile(r"[\s:,;.–—-]*(?:because\b[\s:,]*)?", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@.])@(\w[\w.-]*)")


def named_first(words: str, names: Iterable[str], me: str = "") -> tuple[str, str] | None:
    """The colleague whom words begin with, behind ``to`` or ``@``, and the reason behind them; ``None``: nobody.

    The longest name goes first; a first name is enough where one colleague alone has it. ``me`` is who writes.
    """
    words = _bare(words)
    known = sorted(names, key=len, reverse=True)
    myself = ((me, "me"),) if me else ()
    for name, called in (*((name, name) for name in known), *_first_names(known), *myself):
        if _begins(words, called):
            behind = words[len(called) :]
            return name, behind[_end(behind) :].strip()
    return None


def _bare(words: str) -> str:
    return words[found.end() if (found := _TO.match(words)) else 0 :].strip().removeprefix("@")


def _begins(words: str, name: str) -> bool:
    """Whether words begin with a name as a whole."""
    head, behind = words[: len(name)], words[len(name) : len(name) + 1]
    return bool(name) and head.casefold() == name.casefold() and not (behind.isalnum() or behind == "_")


def _end(behind: str) -> int:
    found = _BECAUSE.match(behind)
    return found.end() if found else 0


def _first_names(names: Sequence[str]) -> list[tuple[str, str]]:
    """Colleagues whose first name nobody else has, each with it."""
    firsts = [name.partition(" ")[0].casefold() for name in names]
    return [(name, first) for name, first in zip(names, firsts, strict=True) if firsts.count(first) == 1]


def mentioned(text: str, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is mentioned in a note, each once, in order; and the words behind an ``@`` that are nobody's name.

    An address such as ana@example.com mentions nobody, nor does what stands behind ``MENTIONS_MAX``.
    """
    known, found, unknown = tuple(names), list[str](), list[str]()
    longest = max(map(len, known), default=0) + 1  # the sign behind a name says whether it ends there
    for hit in islice(_MENTION.finditer(text), MENTIONS_MAX):
        whom = named_first(text[hit.start(1) : hit.start(1) + longest], known)
        if whom:
            found.append(whom[0])
        else:
            unknown.append(hit[1].rstrip(".-"))
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unknown))


def nearest(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that are most like a word; none when none is near."""
    parts = [(part.casefold(), name) for name in names for part in (*name.split(), name)]
    close = get_close_matches(word.casefold(), dict(parts), NEAREST_SHOWN, NEAR)
    return tuple(dict.fromkeys(name for each in close for part, name in parts if part == each))


def nobody(word: str, names: Sequence[str]) -> Msg:
    """Nobody is called so; whom they may have meant, or else who there is."""
    near = nearest(word, names)
    if near:
        return desk_("Nobody on the desk is called {word}. Did you mean {names}?", word=word, names=", ".join(near))
    return desk_("Nobody on the desk is called {word}. There are {names}.", word=word, names=", ".join(names))


def unknown(words: str, names: Sequence[str]) -> Reply:
    """The answer to a command for a colleague whom nobody knows."""
    return answer(nobody((_bare(words).split() or ["?"])[0], names))
