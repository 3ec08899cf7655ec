"""What callers can get wrong and what the world can break; each error carries its facts.

FrontDoorError
├── PolicyInvalid          the policy file has problems (all of them, with line and reason)
├── ArticlesInvalid        article files have problems (all of them, with file, line and reason)
├── LanguageInvalid        a language's folder has problems (all of them, with file and key)
├── QueriesInvalid         a file of questions has problems (all of them, with line and reason)
├── LayerUnknown           no search layer of that name
├── SettingsInvalid        environment settings have problems (all of them)
├── ExtraMissing           a library that is an extra isn't installed
├── NotSaved               the database could not take the turn: nothing happened, try again
│   ├── DatabaseBusy       locked by someone else for too long
│   └── DatabaseFull       the disk or the file's size limit is reached
├── Conflict               somebody else changed the row in between: the turn is run again
├── MessageUnreadable      a stored message isn't one that this program can show
├── NotMoved               a desk could not move to another database: all is as it was
├── DatabaseOutdated       the schema is older or newer than this program
├── NoBusinessDay          the calendar has no open day for as far as it looks ahead
└── TicketNotFound         no such ticket on this desk
"""

from dataclasses import dataclass
from datetime import date


class FrontDoorError(Exception):
    """The root of every error this product raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where, why and what to write instead."""

    where: str
    """A path of keys such as ``hours.monday.open``, or a file's name."""
    reason: str
    instead: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = self.where if self.line is None else f"line {self.line}: {self.where}"
        return f"{place}: {self.reason}" + (f" ({self.instead})" if self.instead else "")


class _Problems(FrontDoorError):
    what = "file"

    def __init__(self, source: str, problems: tuple[Problem, ...]) -> None:
        self.source, self.problems = source, problems
        super().__init__(f"{source}: {len(problems)} problem(s)")

    def __str__(self) -> str:
        return "\n".join([f"{self.source} was not loaded:", *(f"  {p}" for p in self.problems)])


class PolicyInvalid(_Problems):
    """The policy file has problems; nothing of it was taken over."""


class ArticlesInvalid(_Problems):
    """Article files have problems; the articles loaded before stay in use."""


class LanguageInvalid(_Problems):
    """A language's folder has problems: something of it is missing, empty or unknown."""


class QueriesInvalid(_Problems):
    """A file of questions or of tickets has problems; nothing was measured."""


class LayerUnknown(FrontDoorError):
    """No layer of that name ranks articles."""

    def __init__(self, layer: str, known: tuple[str, ...]) -> None:
        self.layer, self.known = layer, known
        super().__init__(f"no layer {layer!r}: there is {', '.join(known)}")


class SettingsInvalid(_Problems):
    """Environment settings have problems; nothing was started. A single one is said in one line."""

    def __str__(self) -> str:
        return f"{self.source}: {self.problems[0]}" if len(self.problems) == 1 else super().__str__()


class ExtraMissing(FrontDoorError):
    """A library that comes as an extra isn't installed."""

    def __init__(self, extra: str) -> None:
        super().__init__(extra)
        self.extra = extra

    def __str__(self) -> str:
        return f"the extra “{self.extra}” isn't installed: pip install 'frontdoor-desk[{self.extra}]'"


class NotSaved(FrontDoorError):
    """The database could not take the turn: nothing of it happened."""


class DatabaseBusy(NotSaved):
    """Another process held the write lock for longer than the busy timeout."""


class DatabaseFull(NotSaved):
    """The disk, or the database's size limit, is full."""


class MessageUnreadable(FrontDoorError):
    """A stored message isn't one that this program can show. Never carries its words."""

    def __init__(self) -> None:
        super().__init__("the stored message can't be read by this version")


class NotMoved(FrontDoorError):
    """A desk could not move to another database; both are as they were."""


class DatabaseOutdated(FrontDoorError):
    """The database's schema is not the one this program was written for."""

    def __init__(self, found: str | None, wanted: str) -> None:
        self.found, self.wanted = found, wanted
        super().__init__(f"database schema is {found or 'missing'}, this program needs {wanted}")


class Conflict(FrontDoorError):
    """The row changed between reading and writing; the turn is run again."""


class NoBusinessDay(FrontDoorError):
    """The desk is closed on ``day`` and on every day after it for as far as the calendar looks."""

    def __init__(self, day: date, days: int) -> None:
        self.day, self.days = day, days
        super().__init__(f"no business day within {days} days from {day:%Y-%m-%d}")


class TicketNotFound(FrontDoorError):
    """No ticket of that number on this desk."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"no ticket #{number}")
