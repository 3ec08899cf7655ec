"""Can clients read and write a language: is its catalogue complete, and are its phrases there?"""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from bot.i18n import DOMAIN, SOURCE_LANGUAGE, languages


def gaps(lang: str) -> str:
    """What is missing for a language, in words; empty when clients can read and write everything in it."""
    return "; ".join(filter(None, (_unread(lang), _not_understood(lang))))


def _unread(lang: str) -> str:
    if lang == SOURCE_LANGUAGE:
        return ""
    if not _file(lang).is_file():
        return "has no catalogue: clients would read English"
    try:
        told = _told(lang)
        missing = len({id for other in _languages() for id in _told(other)} - {id for id in told if told[id]})
    except PoFileError as error:
        return f"its catalogue is broken: {error}"
    return f"{missing} messages aren't translated" if missing else ""


def _not_understood(lang: str) -> str:
    """A language with nothing but a catalogue: what clients type in it is taken for a question."""
    if lang in languages().by_code:
        return ""
    return f"its commands and times aren't understood: bot/locale/{lang}/ has no phrases.toml and times.toml"


def translated() -> tuple[str, ...]:
    """Every language that clients can read beside English."""
    return _languages()


def _languages() -> tuple[str, ...]:
    """Every language with a catalogue: a message that one of them has, the others need."""
    names = (folder.name for folder in files("bot").joinpath("locale").iterdir())
    return tuple(sorted(name for name in names if _file(name).is_file()))


def _file(lang: str) -> Traversable:
    return files("bot").joinpath("locale", lang, "LC_MESSAGES", f"{DOMAIN}.po")


@cache
def _told(lang: str) -> dict[object, bool]:
    """Every message of a catalogue, and whether it is translated; the header isn't one."""
    catalogue = read_po(BytesIO(_file(lang).read_bytes()), locale=lang, abort_invalid=True)
    return {message.id: _is_told(message) for message in catalogue if message.id}


def _is_told(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return not message.fuzzy and all(forms)
