"""Stand-ins for the world: a clock that is set by hand, a search that knows what it was told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.model.knowledge import Article, Hit
from tests.builders import WEDNESDAY, hit


@dataclass
class FakeClock:
    """Time stands still until a test moves it."""

    at: datetime = WEDNESDAY

    def now(self) -> datetime:
        """The moment that was set."""
        return self.at

    def forward(self, **units: float) -> None:
        """Let time pass: ``hours=2``, ``days=1`` …"""
        self.at += timedelta(**units)


MAIL = (hit("mail-not-arriving", 0.8), hit("mailbox-full", 0.5), hit("mx-records", 0.3))


@dataclass
class FakeSearch:
    """Finds articles about mail for texts that mention mail; texts are alike when they share a word."""

    hits: tuple[Hit, ...] = MAIL
    asked: list[str] = field(default_factory=list)

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """The articles about mail, if the text mentions it."""
        self.asked.append(text)
        return self.hits[:limit] if "mail" in text.casefold() else ()

    def article(self, slug: str, lang: str) -> Article | None:
        """Any of the articles; ``gone`` isn't one."""
        if slug not in {h.slug for h in self.hits}:
            return None
        return Article(slug, "en", slug.replace("-", " ").capitalize(), f"## Steps\n\n1. Read about {slug}.\n")

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """One for a shared word of five letters or more, else nothing."""
        words = {w for w in text.casefold().split() if len(w) >= 5}
        return tuple(1.0 if words & set(other.casefold().split()) else 0.0 for other in others)
