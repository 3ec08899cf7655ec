"""Questions, each counted once: when it was asked, and what became of it.

A question lasts until it is answered, filed, or another one is asked; said in other words, it is the same. Where
articles were shown and nothing more was said, nothing is written: the talk, which is stored with every turn, says so.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.conversation.commands import NoteFeedback
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Asked, NoArticleFound, Reading, Suggested, Talk
from bot.core.model.knowledge import Hit

SAME_WITHIN = timedelta(hours=1)
"""So long after a question its answer is still talked about: other words are the same one again, not another."""

Noted = tuple[NoteFeedback, ...]


def begin(talk: Talk, facts: Facts) -> tuple[Talk, Noted]:
    """A question is asked, or the one that is being answered in other words; of which nothing was said is noted."""
    asked = talk.asked
    if asked and isinstance(talk.stage, Suggested | Reading | NoArticleFound) and facts.now < asked.at + SAME_WITHIN:
        return talk, ()
    talk, left = leave(talk)
    return replace(talk, asked=Asked(facts.now)), left


def leave(talk: Talk) -> tuple[Talk, Noted]:
    """The question is over, with or without a word."""
    asked = talk.asked
    silent = (NoteFeedback("", (), asked.slug, "silent", asked.at),) if asked and not asked.outcome else ()
    return replace(talk, asked=None), silent


def for_person(talk: Talk) -> tuple[Talk, Noted]:
    """Instead of an article a person is asked for, or the words turn out to be for a ticket."""
    open_still = talk.asked is not None and talk.asked.outcome in {"", "nothing found"}
    answering = isinstance(talk.stage, Suggested | Reading | NoArticleFound)
    return note(talk, "person") if open_still and answering else (talk, ())


def shown(talk: Talk, hits: Sequence[Hit]) -> tuple[Talk, Noted]:
    """Articles are shown: after nothing was found at first, that isn't true any more."""
    asked = talk.asked
    if asked is None:
        return talk, ()
    if asked.outcome == "nothing found":
        return note(talk, "silent", tuple(hit.slug for hit in hits), hits[0].slug)
    return replace(talk, asked=replace(asked, slug=hits[0].slug)), ()


def about(talk: Talk, slug: str) -> Talk:
    """This article is read."""
    return replace(talk, asked=replace(talk.asked, slug=slug)) if talk.asked else talk


def note(talk: Talk, outcome: str, slugs: tuple[str, ...] = (), slug: str = "") -> tuple[Talk, Noted]:
    """What became of the question."""
    asked = talk.asked
    feedback = NoteFeedback(
        talk.question, slugs, slug or (asked.slug if asked else ""), outcome, asked.at if asked else None
    )
    return (replace(talk, asked=replace(asked, outcome=outcome)) if asked else talk), (feedback,)
