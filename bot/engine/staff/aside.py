"""What is looked for once a command is done, outside of its transaction, and shown with its answer.

A search takes milliseconds; whoever writes in a transaction keeps others waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.model.knowledge import Hit, address_of
from bot.core.model.tickets import description
from bot.core.staff_view import suggestions
from bot.core.text.surface import Reply
from bot.core.text.words import without_links
from bot.engine.context import Context
from bot.ports import Store
from bot.ports.store import SolvedTicket

COMPARED_MAX = 100
"""The tickets that were solved last. Reading one costs up to a millisecond, the first time; as many of those that a
desk had last month would keep clients waiting."""
ALIKE_SHOWN = 2
"""Similar tickets offered: a glance at each is all that there is time for."""


class Aside(Protocol):
    """Completes an answer."""

    def added(self, reply: Reply, context: Context, store: Store) -> Reply:
        """The answer with what was found; never inside of a transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Suggest:
    """The article that fits a ticket best, and solved ones that are like it."""

    number: int
    text: str
    """What its client told."""
    lang: str
    """Theirs."""

    def added(self, reply: Reply, context: Context, store: Store) -> Reply:
        """Below the ticket."""
        hits = best(context, self.text, self.lang)
        url = address_of(hits[0], context.policy.firm.article_url) if hits else ""
        return suggestions.below(reply, self.number, hits[0] if hits else None, url, self._alike(context, store))

    def _alike(self, context: Context, store: Store) -> Sequence[SolvedTicket]:
        with store.read() as unit:
            solved = [other for other in unit.solved_lately(COMPARED_MAX) if other.number != self.number]
        likeness = context.search.alike(self.text, [description(other) for other in solved])
        found = sorted(zip(likeness, solved, strict=True), key=lambda pair: -pair[0])
        return [other for like, other in found[:ALIKE_SHOWN] if context.policy.knowledge.are_twins(like)]


@dataclass(frozen=True, slots=True)
class Passage:
    """The passage of an article that answers a ticket best, put before its link."""

    slug: str
    text: str
    lang: str

    def added(self, reply: Reply, context: Context, store: Store) -> Reply:
        """Into the reply that was begun; where the article has no such passage it stays the link alone."""
        hits = context.search.find(without_links(self.text), self.lang, context.policy.knowledge.suggestions)
        hit = next((hit for hit in hits if hit.slug == self.slug), None)
        return suggestions.with_passage(reply, hit) if hit else reply


def best(context: Context, text: str, lang: str) -> Sequence[Hit]:
    """The article that fits best, if it fits well enough to be shown to a client."""
    enough = context.policy.knowledge.show_from_confidence
    return [hit for hit in context.search.find(without_links(text), lang, 1) if hit.confidence >= enough]
