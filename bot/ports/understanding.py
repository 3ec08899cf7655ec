"""What reads words with the help of libraries: times, phone numbers, zones. The engine asks it before a step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.conversation.understood import Understood, ZoneMeant


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who wrote, as far as it matters for what is meant: when, where and in which language."""

    now: datetime
    zone: str
    """An IANA zone: the speaker's own, or the desk's where nobody knows it."""
    lang: str
    zone_known: bool = True


class Understanding(Protocol):
    """Reads what people mean."""

    def read(self, text: str, speaker: Speaker, *, number_awaited: bool = False) -> Understood:
        """The time to come and the phone number in a message."""
        ...

    def zone(self, text: str, lang: str) -> ZoneMeant:
        """The time zone that a text names."""
        ...
