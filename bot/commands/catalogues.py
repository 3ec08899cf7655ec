"""Is a language's catalogue there and complete?"""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from bot.i18n import DOMAIN, SOURCE_LANGUAGE


def gaps(lang: str) -> str:
    """What is missing for a language, in words; empty when clients can read everything in it."""
    if lang == SOURCE_LANGUAGE:
        return ""
    source = _file(lang)
    if not source.is_file():
        return "has no catalogue: clients would read English"
    try:
        catalogue = _read(source, lang)
    except PoFileError as error:
        return f"its catalogue is broken: {error}"
    known = {message.id for message in _messages(catalogue)}
    untold = sum(not _told(message) for message in _messages(catalogue))
    absent = len(_all_ids() - known)
    return f"{untold + absent} of {len(known) + absent} messages aren't translated" if untold + absent else ""


def _file(lang: str) -> Traversable:
    return files("bot").joinpath("locale", lang, "LC_MESSAGES", f"{DOMAIN}.po")


def _read(source: Traversable, lang: str) -> Catalog:
    return read_po(BytesIO(source.read_bytes()), locale=lang, abort_invalid=True)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    """Without the header, whose id is empty."""
    return (message for message in catalogue if message.id)


def _told(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return not message.fuzzy and all(forms)


def _all_ids() -> set[object]:
    """Every message that any language knows: what one has, the others need."""
    found: set[object] = set()
    for folder in files("bot").joinpath("locale").iterdir():
        source = _file(folder.name)
        if source.is_file():
            found |= {message.id for message in _messages(_read(source, folder.name))}
    return found
