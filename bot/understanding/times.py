"""Read what a sentence says of a day and a time to come, in several languages at once.

One walk over a text's tokens, whose rules share where it stands: that is why it is longer than other modules.

Measured against dateparser on the same labelled sentences (``python -m tests.bench times``): that library reads one
moment, not "between six and seven" or "Monday or Tuesday morning", and takes thousands of times as long.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.core.calendar.spoken_times import Clock, Days, SpokenTime
from bot.core.text.language_data import Languages
from bot.understanding.readings import (
    DAY,
    DAY_MINUTES,
    Stretch,
    all_but,
    clock_of,
    coming,
    date_of,
    one_day,
    readings_of,
    stretches_between,
)
from bot.understanding.vocabulary import Token, tokens

WORDS_BESIDE_MAX = 2
"""More words of one's own beside a time without a day, and no request: it happened then."""
WORDS_BESIDE_A_DAY_MAX = 3
NOT_REACHES = 2
"""Small words between "not" and the day that doesn't suit: "not on monday", "can't do monday"."""
YEARS_AHEAD_MAX = 2
DAYS_AHEAD_MAX = 400
DAY_NUMBER_MIN = 13
"""A smaller number without a point may be an hour, or one of what is shown."""

TONIGHT: Stretch = (18 * 60, DAY_MINUTES)


def read_time(text: str, now: datetime, languages: Languages) -> SpokenTime | None:
    """The day and time meant by a text, seen from ``now`` (the speaker's own clock, naive); ``None`` for neither."""
    reading = _Reading(tokens(text, languages), now)
    reading.go()
    return reading.outcome()


@dataclass(slots=True)
class _Reading:
    """One text, read from its beginning to its end."""

    tokens: list[Token]
    now: datetime
    i: int = 0
    days: list[Days] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    """Weekdays without a date; which week is known at the end."""
    next_days: list[int] = field(default_factory=list)
    without: list[date | int] = field(default_factory=list)
    """Days that don't suit."""
    next_week: bool = False
    open: bool = False
    clocks: list[list[Stretch]] = field(default_factory=list)
    """Each time named, with its readings."""
    parts: list[Stretch] = field(default_factory=list)
    beside: int = 0
    requests: int = 0
    past: bool = False
    negated: int = 0
    """Over how many small words a "not" still reaches."""

    # ── The way through ────────────────────────────────────────────────────────────────

    def at(self, ahead: int = 0) -> Token:
        """The token so far ahead; an empty one beyond the end."""
        place = self.i + ahead
        return self.tokens[place] if 0 <= place < len(self.tokens) else _NONE

    def go(self) -> None:
        while self.i < len(self.tokens):
            taken = self._duration() or self._date() or self._week() or self._times() or self._day() or self._rest()
            self.i += taken

    def _rest(self) -> int:
        token = self.at()
        if "past" in token:
            self.past = True
        elif "not_" in token or "except_" in token:
            self.negated = NOT_REACHES if "except_" in token or not self.at(-1).among(_DAYS) else 0
        elif "requests" in token or "fillers" in token:
            self.requests += "requests" in token
            self.negated = max(0, self.negated - 1)
        elif not token.among(_SMALL):
            self.beside += 1
            self.negated = 0
        return 1

    # ── Days ───────────────────────────────────────────────────────────────────────────

    def _duration(self) -> int:
        """ "In two hours", "in a week"; "two hours ago" and "vor zwei Stunden" are over."""
        n = 1 if self.at().among(frozenset({"in_", "before"})) else 0
        lead, many = self.at(), self._many(n)
        if many is not None:
            n += 1
        if "unit" not in self.at(n) or (many is None and not n):
            return 0
        if "past" in self.at(n + 1) or "in_" not in lead:
            if "before" in lead or "past" in self.at(n + 1):
                self.past = True
                return n + 1
            return 0
        minutes = self.at(n)["unit"] * (1 if many is None else many)
        if minutes > DAYS_AHEAD_MAX * DAY_MINUTES:
            return 0
        then = self.now + timedelta(minutes=minutes)
        self._on(then.date())
        if minutes < DAY_MINUTES:
            self.clocks.append([(then.hour * 60 + then.minute,) * 2])
        return n + 1

    def _many(self, n: int) -> int | None:
        token = self.at(n)
        for kind in ("num", "number"):
            if kind in token:
                return int(token[kind])
        return 1 if "one" in token and "unit" in self.at(n + 1) else None

    def _date(self) -> int:
        """A date in figures or in words; the year, where none is said, is the next that it comes in."""
        token = self.at()
        if "iso" in token:
            year, month, day = map(int, token["iso"].split("-"))
            return self._take(date_of(year, month, day), 1)
        if "date" in token:
            return self._take(self._in_figures(token["date"]), 1)
        return self._in_words()

    def _in_figures(self, text: str) -> date | None:
        parts = [int(part) for part in text.replace("/", ".").replace("-", ".").split(".") if part]
        first, second, *year = parts
        if year:
            whole = year[0] if year[0] > 99 else 2000 + year[0]
            return date_of(whole, second, first) or date_of(whole, first, second)
        among = [day for day in (self._next(second, first), self._next(first, second)) if day]
        return among[0] if among and "." in text else min(among, default=None)

    def _in_words(self) -> int:
        day, n = self._day_number(0), 1
        if day is None:
            if "month" not in self.at() or (day := self._day_number(1)) is None or "clock" in self.at(1):
                return 0
            month, n = self.at()["month"], 2
        else:
            n += int(self.at(1).text in _OF)
            if "month" not in self.at(n):
                return self._alone(day)
            month = self.at(n)["month"]
            n += 1
        skipped = n + int(self.at(n).text in _OF)
        year = self.at(skipped).kinds.get("num", 0)
        if self.now.year <= year <= self.now.year + YEARS_AHEAD_MAX:
            return self._take(date_of(year, month, day), skipped + 1)
        return self._take(self._next(month, day), n)

    def _day_number(self, n: int) -> int | None:
        token = self.at(n)
        number = token.kinds.get("ordinal", token.kinds.get("num"))
        return number if number is not None and 1 <= number <= 31 else None

    def _alone(self, day: int) -> int:
        """A day of this month or the next: "the 17th", "am 21.", "el día 21"; a point alone may end a sentence."""
        token, before = self.at(), self.at(-1)
        named = "ordinal" in token and (not token["point"] or before.text in _DAY_LEADS)
        bare = "num" in token and (before.text == "dia" or self._is_a_day(day, before.text))
        if not named and not bare:
            return 0
        month, year = self.now.month, self.now.year
        if day < self.now.day:
            month, year = (month + 1, year) if month < 12 else (1, year + 1)
        return self._take(date_of(year, month, day), 1)

    def _is_a_day(self, number: int, before: str) -> bool:
        """Whether a bare number is a day: "el 17", "the 21"; not "the 17 mails", "the 2"."""
        after = self.at(1)
        apart = after is _NONE or (bool(after.kinds) and not after.among(frozenset({"unit", "hours", "half", "num"})))
        return number >= DAY_NUMBER_MIN and before in _DAY_LEADS and apart

    def _next(self, month: int, day: int) -> date | None:
        this = date_of(self.now.year, month, day)
        return this if this is None or this >= self.now.date() else date_of(self.now.year + 1, month, day)

    def _take(self, day: date | None, n: int) -> int:
        if day is None:
            self.beside += 1
            return n
        if "weekday" in self.at(-1) and self.weekdays:
            self.weekdays.pop()  # "Thursday, the 17th" is one day
        elif self.at(-1).text in _OF and "weekday" in self.at(-2) and self.weekdays:
            self.weekdays.pop()
        self._on(day)
        return n

    def _on(self, day: date) -> None:
        if self.negated or "not_" in self.at(1):
            self.without.append(day)
            self.negated = 0
        else:
            self.days.append(Days(day, day))

    def _week(self) -> int:
        token, today = self.at(), self.now.date()
        monday = today - timedelta(days=today.weekday())
        if "next_week" in token:
            self.next_week = True
        elif "end_of_week" in token:
            self.days.append(Days(max(today, monday + 3 * DAY), max(today, monday + 4 * DAY)))
        elif "this_week" in token:
            self.days.append(Days(today, monday + 6 * DAY))
        elif "weekend" in token:
            self.days.append(Days(max(today, monday + 5 * DAY), monday + 6 * DAY))
        elif "soon" in token:
            self.open = True
        else:
            return 0
        return 1

    def _day(self) -> int:
        token = self.at()
        if "tonight" in token:
            self._on(self.now.date())
            self.parts.append(TONIGHT)
            return 1
        after_day = self.at(-1).among(frozenset({"day", "weekday"}))
        if "day" in token and not ("part" in token and after_day):
            self._on(self.now.date() + token["day"] * DAY)
            return 1
        if "feast" in token:
            self._feast(*token["feast"])
            return 1
        if "weekday" in token and not (_weak(token.text) and not self._beside_a_time()):
            self._weekday(token["weekday"])
            return 1
        if "part" in token:
            self._part(token["part"])
            return 1
        return 0

    def _feast(self, month: int, day: int) -> None:
        """The next one from today on; the leap day's falls out where there is none."""
        today = self.now.date()
        named = (date_of(today.year + ahead, month, day) for ahead in range(2))
        if found := next((each for each in named if each and each >= today), None):
            self._on(found)

    def _weekday(self, day: int) -> None:
        if self.negated:
            self.without.append(day)
            self.negated = 0
        elif "next" in self.at(-1):
            self.next_days.append(day)
        else:
            self.weekdays.append(day)

    def _beside_a_time(self) -> bool:
        """Whether a word that may be a day stands where a day is said: alone, or beside a number or a time."""
        if len(self.tokens) == 1:
            return True
        if (
            self.i and self.at().text == "so"
        ):  # within a sentence it's no Sunday: "after work, so 6pm", "geht so 18 Uhr"
            return self.at(-1).text in _DAY_LEADS or self.at(-1).among(_DAYS)
        around = (
            {*self.at(1).kinds, *self.at(2).kinds}
            if "fillers" in self.at(1) or "at" in self.at(1)
            else {*self.at(1).kinds}
        )
        return bool(around & {"num", "ordinal", "clock", "date", "part", "before_hour"})

    def _part(self, part: Stretch) -> None:
        if self.at(-1).among(frozenset({"this"})):
            self._on(self.now.date())
        self.parts.append(part)

    # ── Times ──────────────────────────────────────────────────────────────────────────

    def _times(self) -> int:
        """One time, a stretch between two, or all after or before one."""
        for kind, build in (("between", None), ("after", "after"), ("before", "before"), ("at", None), ("", None)):
            n = 1 if kind else 0
            if kind and kind not in self.at():
                continue
            if kind in {"between", "at", ""} and (taken := self._between(n)):
                return taken
            led = bool(kind)
            n += int(led and "at" in self.at(n))
            if kind == "between" or not (found := self._clock(n, led)):
                continue
            readings, taken = found
            if "onwards" in self.at(n + taken):
                build, taken = "after", taken + 1
            if build == "after":
                readings = [(start, DAY_MINUTES) for start, _end in readings]
            elif build == "before":
                readings = [(0, start) for start, _end in readings if start]
            self.clocks.append(readings)
            return n + taken
        return 0

    def _between(self, n: int) -> int:
        """ "3 to 5", "15:00–16:30", "between six and seven in the evening"."""
        first = self._clock(n, True)
        if not first or ("to" not in self.at(n + first[1]) and "dash" not in self.at(n + first[1])):
            return 0
        if not n and not self._is_time(n):
            return 0
        after = n + first[1] + 1
        after += int("at" in self.at(after))
        second = self._clock(after, True)
        if not second:
            return 0
        readings = list(dict.fromkeys(stretches_between(first[0], second[0])))
        if not readings:
            return 0
        self.clocks.append(readings)
        return after + second[1]

    def _is_time(self, n: int) -> bool:
        """Whether a number without anything before it is a time."""
        token = self.at(n)
        return bool("clock" in token or self.at(n + 1).among(frozenset({"half", "hours"})) or self.at(-1).among(_DAYS))

    def _clock(self, n: int, led: bool) -> tuple[list[Stretch], int] | None:
        """A time of day from there on: its readings, and how many tokens it takes."""
        start, ahead = n, 0
        if "before_hour" in self.at(n):
            ahead, n = self.at(n)["before_hour"], n + 1
            n += int("fillers" in self.at(n) and "number" not in self.at(n))
        token = self.at(n)
        part = self.at(n)["part"] if "part" in token and led and token["part"][0] == token["part"][1] else None
        if part:
            return [part], n + 1 - start
        if "clock" in token:
            hour, minute, sure = token["clock"]
        elif ("num" in token or "ordinal" in token) and token.kinds.get("num", token.kinds.get("ordinal")) < 25:
            hour, minute, sure = token.kinds.get("num", token.kinds.get("ordinal")), 0, False
            if "ordinal" in token and not (token["point"] and (led or self.at(n + 1).among(frozenset({"hours"})))):
                return None
        elif "number" in token and (
            led
            or ahead
            or self.at(n + 1).among(frozenset({"behind_hour", "hours"}))
            or self._is_all_asked(start, n + 1)
        ):
            hour, minute, sure = token["number"], 0, False
        else:
            return None
        n += 1
        bare = "clock" not in token and not ahead
        if bare and "behind_hour" in self.at(n):
            ahead, bare, n = self.at(n)["behind_hour"], False, n + 1
        half, n = self._half(n, hour)
        if half is None and "hours" in self.at(n):
            bare, n = False, n + 1
            if minute == 0 and self.at(n).kinds.get("num", 60) in range(10, 60) and not self.at(n + 1).among(_DATED):
                minute, n = self.at(n)["num"], n + 1
            elif "behind_hour" in self.at(n):
                ahead, n = self.at(n)["behind_hour"], n + 1
            half, n = self._half(n, hour)
        if bare and half is None and not self._stands_alone(start, n, led):
            return None
        part = self._part_behind(n)
        if part:
            n += self._skipped(n) + 1
        readings = readings_of(hour, minute, ahead, half, part, sure)
        return (readings, n - start) if readings else None

    def _half(self, n: int, hour: int) -> tuple[int | None, int]:
        """ "am" or "pm" behind an hour; "am" is a small word in German, before a day."""
        token = self.at(n)
        if "half" not in token or (token.text == "am" and (hour > 12 or "hours" in self.at(n - 1))):
            return None, n
        return token["half"], n + 1

    def _stands_alone(self, start: int, n: int, led: bool) -> bool:
        """Whether a bare number is a time: "at 3", "tomorrow 3"; not "at 3 shops" or "3 mailboxes"."""
        after = self.at(n)
        own = not after.kinds and after is not _NONE
        if after.among(frozenset({"unit", "month", "num"})):
            return False
        if "onwards" in after:
            return True
        if self._is_all_asked(start, n):
            return True
        if led:
            return not own or bool(self.days or self.weekdays)
        return bool(self.at(start - 1).among(_DAYS)) and not own

    def _is_all_asked(self, start: int, n: int) -> bool:
        """Whether all beside a number only asks for it, or says that it suits: "8 would be lovely", "make it nine"."""
        others = self.tokens[: self.i + start] + self.tokens[self.i + n :]
        return bool(others) and all(_asks_for(token) for token in others)

    def _skipped(self, n: int) -> int:
        return int(
            "part" not in self.at(n) and self.at(n).among(frozenset({"fillers", "at"})) and "part" in self.at(n + 1)
        )

    def _part_behind(self, n: int) -> Stretch | None:
        """The part of the day behind a time: "8 in the morning", "8 de la tarde"."""
        token = self.at(n + self._skipped(n))
        return token["part"] if "part" in token and not ("day" in token and token.text == "manana") else None

    # ── What it comes to ───────────────────────────────────────────────────────────────

    def outcome(self) -> SpokenTime | None:
        days = tuple(self._days())
        clocks = tuple(clock_of(stretch) for stretch in self._stretches())
        if self.past or not (days or clocks) or self._tells():
            return None
        return SpokenTime(self._later(days, clocks), clocks, alone=not self.beside)

    def _tells(self) -> bool:
        """Whether it rather tells something than asks for a time."""
        only_soon = self.open and not (self.days or self.weekdays or self.clocks or self.parts or self.next_week)
        if only_soon and self.beside:
            return True
        named = self.days or self.weekdays or self.next_days or self.without or self.open or self.next_week
        most = WORDS_BESIDE_A_DAY_MAX if named else WORDS_BESIDE_MAX - 1
        return self.beside > most and not self.requests

    def _stretches(self) -> Iterator[Stretch]:
        """All times that are meant; a part of the day decides between the readings of a time."""
        if not self.clocks:
            yield from dict.fromkeys(self.parts)
            return
        for readings in self.clocks:
            fitting = [each for each in readings if any(start <= each[0] < end for start, end in self.parts)]
            yield from dict.fromkeys(fitting or readings)

    def _days(self) -> Iterator[Days]:
        today = self.now.date()
        monday = today - timedelta(days=today.weekday()) + 7 * DAY
        if self.next_week:
            named = [*self.weekdays, *self.next_days]
            yield from (Days(monday + day * DAY, monday + day * DAY) for day in named)
            if not named:
                yield Days(monday, monday + 6 * DAY)
        else:
            yield from (one_day(coming(today, day)) for day in self.weekdays)
            for day in self.next_days:
                yield one_day(monday + day * DAY)
                if (soon := coming(today, day)) not in (monday + day * DAY, today):
                    yield one_day(soon)
        yield from dict.fromkeys(self.days)
        if self.days or self.weekdays or self.next_days or self.next_week:
            return
        if self.without:
            yield from all_but(today, {day if isinstance(day, date) else coming(today, day) for day in self.without})
        elif self.open:
            yield Days(today, None)

    def _later(self, days: tuple[Days, ...], clocks: tuple[Clock, ...]) -> tuple[Days, ...]:
        """A weekday that is today's, with a time that is over, is next week's."""
        over = clocks and all(clock.end is None and clock.start <= self.now.time() for clock in clocks)
        today = self.now.date()
        if over and self.now.weekday() in self.weekdays and not self.next_week:
            return tuple(one_day(today + 7 * DAY) if each == one_day(today) else each for each in days)
        return days


_NONE = Token("", {})
_DAYS = frozenset({"day", "weekday", "date", "iso", "tonight", "feast"})
_DATED = frozenset({"month", "unit"})
_SMALL = frozenset(
    {
        *("at", "in_", "to", "one", "this", "next", "coming", "between", "half", "after", "before", "except_"),
        *("not_", "dash"),
    }
)
_OF = frozenset({"of", "de", "del", "den", "the", "der", "dem", "el"})
_DAY_LEADS = frozenset({"am", "den", "der", "the", "on", "dem", "el"})


def _asks_for(token: Token) -> bool:
    return token.among(frozenset({"requests", "fillers"})) and not token.among(_DATED)


def _weak(word: str) -> bool:
    """Whether a name of a day is an everyday word as well: "so", "do", "mi", "sat", "sun", "mar"."""
    return len(word) <= 3
