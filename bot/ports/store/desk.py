"""What belongs to the desk as a whole."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol


class ClosedDays(Protocol):
    """Days that staff closed."""

    def closed_days(self) -> Mapping[date, str]:
        """Days that staff closed, with the reason."""
        ...

    def close_day(self, day: date, reason: str, by: str) -> None: ...

    def reopen_day(self, day: date) -> bool: ...


class Journal(Protocol):
    """What became of questions, and who did what."""

    def add_feedback(
        self,
        conversation: int,
        at: datetime,
        question: str,
        slugs: Sequence[str],
        slug: str,
        outcome: str,
        asked_at: datetime | None = None,
    ) -> None:
        """What became of a question: ``solved``, ``not solved``, ``nothing found``, ``silent``, ``person``, ``filed``.

        Of one and the same, known by when it was asked, the last word counts.
        """
        ...

    def helped_most(self, since: datetime, limit: int) -> Sequence[str]:
        """Slugs of the articles that solved most questions asked since then, the most helpful first."""
        ...

    def audit(self, at: datetime, actor: str, act: str, ticket: int | None = None, detail: str = "") -> None:
        """Who did what, by ids and names of acts; never clients' words."""
        ...
