"""What a clause means by its likeness to examples: asked where no pattern explains it.

A linear reader for each act over a clause's words, pairs of words and parts of longer words, and the acts whose
patterns were found in it. Its weights are learned beforehand from ``bot/locale/<language>/examples.txt`` by
:mod:`bot.i18n.learning`, so that here is nothing but adding up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.conversation.understanding.acts import Act
from bot.core.text.language_data import Learned

WORDS_READ_MAX = 24
"""Of a longer clause the beginning is compared: it tells what is done by it."""
PART_LETTERS = 4
"""Longer words are compared by their parts as well: endings and slips differ."""
PATTERN_COUNTS = 2.0
"""A pattern that was found says as much as so many words."""
OTHER = "other"
"""In the examples: what does nothing of all this."""
SCALE = 100
"""Weights are kept as whole numbers, in hundredths."""


def features(words: Sequence[str], found: Iterable[Act], *, question: bool) -> Iterator[tuple[str, float]]:
    """What a clause is compared by, and how much each counts."""
    before = "^"
    for word in words[:WORDS_READ_MAX]:
        bare = "0" if any(map(str.isdigit, word)) else word
        yield bare, 1.0
        yield f"{before} {bare}", 1.0
        before = bare
        if len(bare) > PART_LETTERS:
            ended = f"<{bare}>"
            for at in range(len(ended) - PART_LETTERS + 1):
                yield f"*{ended[at : at + PART_LETTERS]}", 1.0
    yield f"{before} $", 1.0
    if question:
        yield "?", 1.0
    for act in found:
        yield f"={act.value}", PATTERN_COUNTS


@dataclass(frozen=True, slots=True)
class Guess:
    """An act that a clause may do: ``over`` is how far its score is above what most examples of it have."""

    act: Act
    over: float
    sure: bool = False
    """Nearly all examples that score so are it."""


NEAR = -0.5
"""What is further below its threshold is no guess at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What was learned of one language. Compared by identity: there is one a language."""

    learned: Learned
    _read: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)

    def scores(self, words: Sequence[str], found: Iterable[Act], *, question: bool) -> list[float]:
        """How much a clause is like each act's examples."""
        told = dict(features(words, found, question=question))
        length = sum(value * value for value in told.values()) ** 0.5
        scores = list(self.learned.bias)
        for name, value in told.items():
            for which, weight in self._row(name):
                scores[which] += weight * value / length
        return scores

    def guesses(self, words: Sequence[str], found: Iterable[Act], *, question: bool) -> tuple[Guess, ...]:
        """What a clause may do, the likeliest first."""
        learned = self.learned
        scores = self.scores(words, found, question=question)
        scored = zip(learned.acts, scores, learned.likely, learned.sure, strict=True)
        near = [(name, score - likely, score >= sure) for name, score, likely, sure in scored if score - likely >= NEAR]
        rival = max((over for name, over, _sure in near if name == OTHER), default=NEAR)
        found_near = (
            Guess(Act(name), over, sure) for name, over, sure in near if name != OTHER and over > min(rival, 0)
        )
        return tuple(sorted(found_near, key=lambda guess: -guess.over))

    def _row(self, name: str) -> tuple[tuple[int, float], ...]:
        read = self._read.get(name)
        if read is None:
            row = self.learned.rows.get(name)
            if row is None:
                return ()
            read = self._read[name] = tuple(_weights(row))
        return read


def _weights(row: str) -> Iterator[tuple[int, float]]:
    for pair in row.split():
        which, _colon, weight = pair.partition(":")
        yield int(which), int(weight) / SCALE
