"""Promises made to clients, and how they were kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.model.promises import Promise
from bot.core.reports.deflection import Ended
from bot.core.reports.promise_report import Given
from bot.core.reports.satisfaction import Rated


class Promises(Protocol):
    """What was shown to clients about time, scored once."""

    def add_promise(self, promise: Promise) -> None: ...

    def promises(self, ticket: int) -> Sequence[Promise]: ...

    def unscored(self, ticket: int) -> Sequence[Promise]:
        """Promises without ``late_seconds`` of this ticket and of those merged into it (and into those)."""
        ...

    def score_promise(self, promise: Promise, kept: bool, late_seconds: int | None) -> bool:
        """Score a promise (known by ticket, kind and shown_at) unless it was ``kept`` or its lateness is known.

        A promise that falls due unanswered is scored as missed without ``late_seconds``; the response
        adds how late it was. ``False``: nothing was left to score.
        """
        ...


class HelpHistory(Protocol):
    """What became of questions, and how good clients said that our help was. ``None`` is open."""

    def questions_extent(self, start: datetime | None, end: datetime | None) -> tuple[datetime, datetime] | None:
        """When the first and the last question or rating was asked for from ``start`` on and before ``end``."""
        ...

    def questions(
        self, start: datetime, ends: Sequence[datetime], until: datetime, now: datetime
    ) -> Iterator[tuple[int, Ended]]:
        """Questions asked from ``start`` on and before ``until``, counted by how they ended as of ``now``.

        Each with which of the weeks it was asked in; those end at these moments, the earliest first.
        """
        ...

    def ratings(self, start: datetime | None, end: datetime | None) -> Sequence[Rated]:
        """Clients asked from ``start`` on and before ``end`` how our help was, counted by what they said."""
        ...


class PromiseHistory(Protocol):
    """How the desk kept its promises over time."""

    def promises_shown(self, start: datetime | None, end: datetime | None) -> Iterator[Given]:
        """Promises shown from ``start`` on and before ``end``, as they were shown, read as they are asked for."""
        ...

    def promises_extent(self, start: datetime | None, end: datetime | None) -> Sequence[datetime]:
        """The earliest and latest moments of these promises; none without any. ``None`` is open."""
        ...

    def latest_guarantees(self, since: datetime, limit: int) -> Sequence[Given]:
        """Guaranteed responses shown since a moment, the latest first, at most so many."""
        ...

    def first_responses(self, limit: int) -> Sequence[tuple[datetime, datetime]]:
        """When the latest first responses were waited for from, and when they came; the latest first."""
        ...
