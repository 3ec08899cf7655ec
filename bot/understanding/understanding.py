"""The port :mod:`bot.ports.understanding`, by our own grammar of times, the CLDR's zones and libphonenumber."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.calendar.spoken_times import SpokenTime
from bot.core.conversation.intents import whereabouts
from bot.core.conversation.understood import Understood, ZoneMeant
from bot.core.text.language_data import Languages
from bot.ports.understanding import Speaker
from bot.understanding.numbers import read_number
from bot.understanding.times import read_time

READ_CHARS_MAX = 600
"""Whoever writes more describes something; a time and a number stand at its beginning, or are said again."""
_STOPS = re.compile(r"[.!?;,\n]+(?=\s|$)")
PLACE_LIKENESS_MIN = 82.0
"""Of 100: so near to a name is what a client says to be in, or it is no place: "I'm in trouble"."""
PLACE_CHARS_MIN = 6
"""A shorter word is near to too many names."""
SEVERAL = 2
PARTS_READ_MAX = 4
"""Nobody names a time further from the end than that."""


@dataclass(frozen=True, slots=True)
class Understands:
    """Reads times in these languages; the rest in all."""

    languages: Languages

    def read(self, text: str, speaker: Speaker, *, number_awaited: bool = False) -> Understood:
        """See :meth:`bot.ports.understanding.Understanding.read`."""
        text = text[:READ_CHARS_MAX]
        own = speaker.zone if speaker.zone_known else ""
        number, problem, rest = read_number(text, own, speaker.lang, awaited=number_awaited)
        local = speaker.now.astimezone(ZoneInfo(speaker.zone)).replace(tzinfo=None)
        time = read_time(rest, local, self.languages)
        if time is None or not time.alone:
            time = self._in_a_part(rest, local, time)
        return Understood(time, number, None if time else problem, self._place(text, speaker.lang))

    def _place(self, text: str, lang: str) -> str:
        """Where the writer is: a name that is known, or so near to one that it may be asked for."""
        said = whereabouts(text, self.languages)
        if not said:
            return ""
        from bot.understanding.zones import zone_meant

        meant = zone_meant(said, lang, PLACE_LIKENESS_MIN)
        return said if meant.zones and (meant.named or len(said) >= PLACE_CHARS_MIN) else ""

    def _in_a_part(self, text: str, now: datetime, whole: SpokenTime | None) -> SpokenTime | None:
        """The time in a part of several: the one that says nothing else ("today I can't, I'm away. Friday for sure").

        Else that of the ``whole``, or of the last part that names one.
        """
        parts = [part for part in _STOPS.split(text) if part.strip()][-PARTS_READ_MAX:]
        if len(parts) < SEVERAL:
            return whole
        times = [time for part in reversed(parts) if (time := read_time(part, now, self.languages)) is not None]
        own = [time for time in times if time.alone]
        if len(own) == 1:
            return replace(own[0], alone=False, apart=True)
        return whole or next((replace(time, alone=False) for time in times), None)

    def zone(self, text: str, lang: str) -> ZoneMeant:
        """See :meth:`bot.ports.understanding.Understanding.zone`."""
        from bot.understanding.zones import zone_meant  # what it knows of all zones is only made for those who ask

        return zone_meant(text, lang)
