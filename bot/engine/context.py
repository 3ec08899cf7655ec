"""What every turn works with: the policy, its calendar, the search, and the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.phone_hours import phone_calendar
from bot.core.calendar.slots import Grid, Slot, free
from bot.core.conversation.intents import read
from bot.core.conversation.understanding.meaning import understand
from bot.core.policy import Policy
from bot.core.rules.promise_times import Times, times
from bot.core.text.language_data import Languages
from bot.core.text.redaction.redact import Redacted, redact, redact_behind
from bot.core.text.words import clean
from bot.i18n import Reader, is_zone
from bot.pages.keys import SigningKeys
from bot.ports import Clock, Conversation, Search, UnitOfWork
from bot.ports.saved_replies import NoReplies, SavedReplies
from bot.ports.understanding import Speaker, Understanding

CalendarSource = Callable[[Policy, range, dict[date, str]], Calendar]

READ_FIRST = "Hello, my password is secret."
"""What is looked for in most messages, and what only where something is told."""
CALL_FIRST = "Call me on 2027-01-04, my number is +49 30 5550123."
"""A day and a number as everybody writes them: whoever reads either loads what it knows of all."""
ZONE_FIRST = "Berlin time"
YEARS_AROUND = (-1, 3)
"""The calendar knows holidays from last year to two years ahead."""


@dataclass(slots=True)
class Context:
    """The desk's rules and senses. Only the cached calendar changes over time."""

    policy: Policy
    search: Search
    clock: Clock
    make_calendar: CalendarSource
    languages: Languages
    understanding: Understanding
    replies: SavedReplies = field(default_factory=NoReplies)
    keys: SigningKeys | None = None
    """What transcripts are signed with; without any they aren't."""
    _calendars: dict[tuple[int, tuple[tuple[date, str], ...]], Calendar] = field(default_factory=dict)
    _grid: Grid | None = None

    def prepare(self) -> None:
        """Make what turns go by: the calendar; expressions of all languages, days, numbers and zones.

        Otherwise the first client waits for it, and with them everybody whose turn is written meanwhile.
        """
        firm = self.policy.firm
        self.grid(self.calendar_with({}, self.clock.now()))
        self.safe(READ_FIRST)
        read(READ_FIRST, self.languages)
        for lang in firm.languages:
            understand(READ_FIRST, self.languages, lang)
            self.understanding.read(CALL_FIRST, Speaker(self.clock.now(), firm.zone, lang))
            self.understanding.zone(ZONE_FIRST, lang)

    def safe(self, text: str) -> Redacted:
        """Words as they may be written down: whatever comes in goes through here once, by whichever door."""
        return redact(clean(text), self.languages, self.policy.privacy.keeps_ibans)

    def safe_behind(self, before: str, said: Redacted) -> Redacted:
        """Words that went through :meth:`safe`, as they may be written behind ``before`` of the same author."""
        return redact_behind(before, said, self.languages, self.policy.privacy.keeps_ibans)

    def calendar(self, unit: UnitOfWork, at: datetime) -> Calendar:
        """The business calendar around a moment, with the days that staff closed."""
        return self.calendar_with(dict(unit.closed_days()), at)

    def calendar_with(self, closed: dict[date, str], at: datetime) -> Calendar:
        """The same, given these days."""
        key = (at.year, tuple(sorted(closed.items())))
        if key not in self._calendars:
            years = range(at.year + YEARS_AROUND[0], at.year + YEARS_AROUND[1])
            self._calendars = {key: self.make_calendar(self.policy, years, closed)}
        return self._calendars[key]

    def grid(self, desk: Calendar) -> Grid:
        """Which phone slots there are on a business calendar, booked or not."""
        if self._grid is None or self._grid.desk is not desk:
            phone = phone_calendar(desk, self.policy.phone_hours)
            self._grid = Grid(desk, phone, self.policy.slots)
        return self._grid

    def free_slots(self, unit: UnitOfWork, at: datetime, days: int | None = None, without: int = 0) -> tuple[Slot, ...]:
        """The slots that can be asked for now; ``without`` counts one ticket's own appointment as free."""
        return self.phone_slots(unit, at, days, without)[1]

    def phone_slots(
        self, unit: UnitOfWork, at: datetime, days: int | None = None, without: int = 0
    ) -> tuple[tuple[Slot, ...], tuple[Slot, ...]]:
        """All slots that there are from now on, and those of them that are free."""
        slots = tuple(self.grid(self.calendar(unit, at)).between(at, days))
        if not slots:
            return (), ()
        return slots, free(slots, unit.taken(slots[0].start, slots[-1].end, without), self.policy.slots.lines)

    def times(self, unit: UnitOfWork, at: datetime) -> Times:
        """Estimate, grace and promise of a ticket filed at a moment."""
        return times(self.calendar(unit, at), self.policy.promises, at)

    def reader(self, conversation: Conversation | None, now: datetime) -> Reader:
        """Who reads in a conversation: its language and zone, or the desk's; without one, staff."""
        if conversation is None:
            return self.staff_reader(now)
        zone = conversation.zone if is_zone(conversation.zone) else self.policy.firm.zone
        return Reader(conversation.lang or self.policy.firm.languages[0], zone, now)

    def staff_reader(self, now: datetime, zone: str = "") -> Reader:
        """Staff read the desk's own language of work, in the desk's zone; one of them alone in their own, if known."""
        return Reader("en", zone if is_zone(zone) else self.policy.firm.zone, now)
