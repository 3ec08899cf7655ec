"""Settings that there aren't: slips of the keyboard, which would quietly leave the default in use."""

from collections.abc import Collection, Iterator, Mapping

from bot.config.secret_files import SUFFIX
from bot.core.text.errors import Problem

SLIPS_MAX = 2
"""So many letters that are wrong, missing, too many or swapped are a slip: nobody means another setting by that."""

LIKE_FROM = 0.6
"""From this likeness on, of 1 by difflib, what follows the prefix is worth proposing."""

NAME_CHARS_MAX = 100
"""A longer name is like none of ours, and isn't compared."""

NO_SETTING = "isn't a setting"


def slips(environment: Mapping[str, str], prefix: str, known: Collection[str]) -> Iterator[Problem]:
    """Names that can only be meant for a setting that isn't set; nothing should start with them."""
    for name in _strangers(environment, prefix, known):
        meant = next((each for each in known if _slips(_plain(name), each) <= SLIPS_MAX), "")
        if meant and not environment.get(meant, "").strip():
            yield Problem(name, NO_SETTING, f"did you mean {_as_written(meant, name)}?")


def unknown(environment: Mapping[str, str], prefix: str, known: Collection[str]) -> Iterator[Problem]:
    """Every name that is no setting, with the one that it is like, if any is."""
    import difflib

    for name in _strangers(environment, prefix, known):
        own = [each.removeprefix(prefix) for each in known]
        typed = _plain(name).removeprefix(prefix)[:NAME_CHARS_MAX]
        near = difflib.get_close_matches(typed, own, n=1, cutoff=LIKE_FROM)
        yield Problem(name, NO_SETTING, f"did you mean {_as_written(prefix + near[0], name)}?" if near else "")


def _strangers(environment: Mapping[str, str], prefix: str, known: Collection[str]) -> Iterator[str]:
    return (name for name in environment if name.startswith(prefix) and _plain(name) not in known)


def _plain(name: str) -> str:
    return name.removesuffix(SUFFIX)


def _as_written(meant: str, name: str) -> str:
    return f"{meant}{SUFFIX}" if name.endswith(SUFFIX) else meant


def _slips(one: str, other: str) -> int:
    from rapidfuzz.distance import OSA  # loaded only where there is a stranger

    return OSA.distance(one, other, score_cutoff=SLIPS_MAX)
