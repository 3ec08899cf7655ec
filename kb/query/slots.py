"""A question read against one index, as slots that articles can fill."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.index.arrays import Index
from kb.index.word_pairs import NEGATION, neighbours, pair_key
from kb.language.synonyms import GROUP_WEIGHT, PHRASE_WORDS_MAX, products, rules
from kb.language.words import fold
from kb.query.sentences import REPAIRS_MAX
from kb.query.typed_words import Keeps, Word, read

UNKNOWN_MASS = 0.6
"""What a word that no article has weighs, as a share of the rarest word's weight."""

NUMBER_MASS = 0.3
"""The same of unknown numbers, versions and codes: often beside the point."""

FILLER_MASS = 0.12
FILLER_SCORE = 0.4
"""What is left of a vague word: nearly nothing of its share in what a question asks for, more of
what it adds to the order of hits."""

APART_MAX = 9
"""Words from a verb to its particle at the end of the clause."""

Options = dict[int, float]


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of the question: the terms that fill it, and how much hangs on it."""

    typed: str
    stem: str
    options: tuple[tuple[int, float], ...]
    """(term, what it counts 0 … 1), the best first; empty when no article has anything like it."""
    mass: float
    rarity: float
    """The most that an option's rarity counts."""
    telling: bool
    """Not a vague word."""
    product: bool
    """The name of a product or firm."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question, ready to be scored."""

    slots: tuple[Slot, ...]
    pairs: tuple[tuple[tuple[int, float], ...], ...]
    """Of each two words side by side: the pairs (see ``kb.index.word_pairs``) that would do, and what each counts."""
    repaired: str
    """The question with its misspelt words repaired, for whoever reads sentences rather than words."""
    across: bool = False
    """Whether it is in another language than the articles."""

    @property
    def mass(self) -> float:
        """How much the question asks for in all."""
        return sum(slot.mass for slot in self.slots)


class Reader:
    """Reads questions against one index; keeps nothing between questions."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._synonyms = _synonyms(index)

    def read(
        self, text: str, keeps: Keeps = lambda word: False, *, typing: bool = False, repairs: int = REPAIRS_MAX
    ) -> Query:
        """The question as slots. Never raises, and bounded in time, whatever the text.

        ``typing``: the last word may not be finished. ``repairs``: so many words are repaired at most.
        """
        words, repaired = read(text, self.index, keeps, typing=typing, repairs=repairs)
        self._add_synonyms(words)
        return Query(self._slots(words), tuple(self._pairs(words)), repaired)

    def _add_synonyms(self, words: list[Word]) -> None:
        stems = [word.stem for word in words]
        for begin, word in enumerate(words):
            for end in range(begin + 1, min(begin + PHRASE_WORDS_MAX, len(words)) + 1):
                if (added := self._synonyms.get(tuple(stems[begin:end]))) and (end > begin + 1 or word.kind != "stop"):
                    _accept(words[begin:end], added)
            for end in self._particles(words, begin):
                self._put_together(word, words[end])

    def _put_together(self, verb: Word, particle: Word) -> None:
        """Let a verb be satisfied by what it is with its particle: "lege … an" by "anlegen"."""
        whole = fold(particle.typed) + verb.stem
        added = dict(self._synonyms.get((verb.stem, particle.stem), {})) | self._synonyms.get((whole,), {})
        term = self.index.stems.get(whole)
        if term is not None:
            added[term] = 1.0
        if added:
            _accept([verb, particle] if verb.kind != "stop" else [particle], added)

    def _particles(self, words: Sequence[Word], begin: int) -> Iterator[int]:
        """Where particles stand that may belong to a verb farther before them ("kommen seit gestern nicht an")."""
        particles = self.index.tongue.words.particles
        for end in range(begin + 1, min(begin + APART_MAX, len(words))) if particles else ():
            if fold(words[end].typed) in particles and words[end].closing:
                yield end

    def _slots(self, words: Iterable[Word]) -> tuple[Slot, ...]:
        slots: dict[int | str, Slot] = {}
        for word in words:
            if word.kind not in ("stop", "name"):
                options = tuple(sorted(word.options.items(), key=lambda option: -option[1]))
                rarity = self._rarity(word, options)
                mass = rarity + word.doubt * (UNKNOWN_MASS * self.index.idf_max - rarity)
                slots.setdefault(options[0][0] if options else word.typed, _slot(word, options, rarity, mass))
        return tuple(slots.values())

    def _pairs(self, words: Iterable[Word]) -> Iterator[tuple[tuple[int, float], ...]]:
        no: Options = {NEGATION: 1.0}
        negation = self.index.tongue.negation
        told = (no if word.kind == "stop" and word.stem in negation else word.options for word in words)
        for one, two in neighbours((options for options in told if options), no):
            yield tuple(
                (pair_key(first, second), weight * other)
                for first, weight in one.items()
                for second, other in two.items()
                if first != second
            )

    def _rarity(self, word: Word, options: tuple[tuple[int, float], ...]) -> float:
        if not options:
            share = UNKNOWN_MASS if word.typed.isalpha() else NUMBER_MASS
            return share * self.index.idf_max
        first = options[0][0] if word.term is None else word.term
        return min(float(self.index.idf[term]) for term in (first, *word.same))


def _slot(word: Word, options: tuple[tuple[int, float], ...], rarity: float, mass: float) -> Slot:
    telling, product = word.kind != "filler", fold(word.typed) in products()
    mass, most = (mass, rarity) if telling else (FILLER_MASS * mass, FILLER_SCORE * rarity)
    return Slot(word.typed, word.stem, options, mass, most, telling, product)


def _synonyms(index: Index) -> dict[tuple[str, ...], Options]:
    """Terms to search for besides, by the stems of what was typed (a word, or a phrase)."""
    found: dict[tuple[str, ...], Options] = {}
    for rule in rules(index.tongue):
        terms = {word: index.look_up(word)[0] for word in rule.meant}
        for name in rule.names:
            options = found.setdefault(tuple(index.look_up(word)[1] for word in name), {})
            for word, term in terms.items():
                if (word,) != name and term is not None:
                    options[term] = max(rule.weight, options.get(term, 0.0))
    return {stems: options for stems, options in found.items() if options}


def _accept(phrase: list[Word], added: Options) -> None:
    """Let the phrase's last telling word (or its last, if none tells) be satisfied by more terms."""
    telling = [word for word in phrase if word.kind in ("known", "unknown")]
    word = (telling or phrase)[-1]
    for term, weight in added.items():
        word.accept(term, weight * (1 - word.doubt))
        if weight >= GROUP_WEIGHT:
            word.same.add(term)
    word.kind = "known"
