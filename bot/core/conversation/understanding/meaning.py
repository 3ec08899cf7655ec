"""Read one message: its clauses, what each does or asks, and what it comes to.

Words are folded as everywhere (:func:`bot.core.text.words.plain`), signs such as 👍 and ``:+1:`` become words, and the
patterns of the talk's language and of the one that the words are in are looked for. What stands in a question isn't
claimed: "fixed?" says that nothing is fixed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from bot.core.conversation.understanding.acts import ORDINALS, TOPICS, Act
from bot.core.conversation.understanding.examples import Examples, Guess
from bot.core.conversation.understanding.patterns import Found, Patterns, compiled
from bot.core.text.language import guess
from bot.core.text.language_data import Languages
from bot.core.text.words import plain

READ_CHARS_MAX = 1_200
"""What somebody means stands in the first lines; the rest is what they tell about it."""

BESIDE_WORDS_MAX = 1
"""So many words beside a question tell nothing: "excuse me", a name."""

CLAUSES_MAX = 24
CLAUSE_WORDS_MAX = 40
"""Of a longer clause the beginning is read."""

OPENS_QUESTION = "¿"

_ENDS = re.compile(r"[.!;,\n…]+(?=\s|$)|[?]+|\n|\s[-–—]+\s|[()]")
"""Where a clause ends; a dot within a name or a figure ends none. A question mark always does."""
_DOTS = ("..", "…")
_SHORT_CODE = re.compile(r":[a-z0-9_+'-]{1,32}:")


@dataclass(frozen=True)
class Clause:
    """A part of a message, as far as a stop, a comma or a word like "but"."""

    text: str
    """As it was typed."""
    words: tuple[str, ...]
    """Folded, slips mended."""
    found: tuple[Found, ...]
    question: bool
    against: bool
    """It stands against what was said before: "but …"."""
    guesses: tuple[Guess, ...] = ()
    """What it is like, by the examples; the likeliest first."""
    trails: bool = False
    """It stands behind three dots: "works… not at all"."""

    @cached_property
    def acts(self) -> frozenset[Act]:
        """What is done or asked in it."""
        return frozenset(each.act for each in self.found)

    @cached_property
    def negated(self) -> bool:
        """Whether it holds a word that says no, which no idiom and no other pattern explains."""
        explained = [each for each in self.found if each.act in _EXPLAINS]
        longer = [each for each in explained if each.end - each.start > 1]
        return any(each.act is Act.NOT and not within(each, longer) for each in self.found)

    @cached_property
    def unread(self) -> int:
        """So many words belong to no act: they tell something."""
        return self._beside(each for each in self.found if each.act not in _SAYS_LITTLE)

    @cached_property
    def untold(self) -> int:
        """The same, where only patterns count."""
        return self._beside(each for each in self.found if each.act not in _SAYS_LITTLE and not each.like)

    def _beside(self, found: Iterable[Found]) -> int:
        """How many words stand in none of these."""
        return len(self.words) - len({at for each in found for at in range(each.start, each.end)})

    def behind(self, *acts: Act) -> int:
        """How many words behind the last pattern of these none explains: they limit what it says, or mock it."""
        start = max((each.end for each in self.found if each.act in acts and not each.like), default=0)
        told = {at for each in self.found if each.act not in _LEAVES_OPEN for at in range(each.start, each.end)}
        return sum(at not in told for at in range(start, len(self.words)))

    def covered(self, acts: frozenset[Act]) -> bool:
        """Whether each of its words belongs to one of these acts."""
        beside = self._beside(each for each in self.found if each.act in acts)
        return not beside and not self.acts.isdisjoint(acts)


_EXPLAINS = frozenset(Act) - {Act.NOT, Act.QUESTION, Act.WORKS, Act.IF, Act.FACT, Act.BUT, Act.FIRST, Act.LAST}
_LEAVES_OPEN = frozenset({Act.QUESTION, Act.NOT, Act.IF, Act.HEDGED})
_SAYS_LITTLE = _LEAVES_OPEN | {Act.FULLY}


@dataclass(frozen=True)
class Meaning:
    """A message as it was read."""

    clauses: tuple[Clause, ...]
    learned: Examples | None = None
    """The examples that it can be compared with."""

    def says(self, *acts: Act) -> bool:
        """Whether one of these is claimed, asked for or done, and not in a question."""
        return any(not clause.question and not clause.acts.isdisjoint(acts) for clause in self.clauses)

    def clearly(self, *acts: Act) -> bool:
        """The same, said by words that are known for it: likeness to examples isn't enough."""
        told = frozenset(acts)
        return any(
            not clause.question and any(each.act in told and not each.guessed for each in clause.found)
            for clause in self.clauses
        )

    def clearly_holds(self, act: Act) -> bool:
        """Whether it occurs, asked or said, in words that are known for it and that nothing denies."""
        return any(
            not clause.negated and any(each.act is act and not each.like for each in clause.found)
            for clause in self.clauses
        )

    def toward(
        self, expected: frozenset[Act], *, sure: frozenset[Act] | None = None, questions: bool = False
    ) -> "Meaning":
        """The same with what it is like by the examples: acts that would answer what was asked at less likeness.

        Other acts are taken where it is nearly sure; given ``sure``, only these of them.
        ``questions``: what is expected counts only where something is asked.
        """
        compared = (
            clause
            if questions and not (clause.question or Act.FORGET in clause.acts)
            else _compared(clause, self.learned)
            for clause in self.clauses
        )
        return Meaning(tuple(_toward(clause, expected, sure, questions=questions) for clause in compared))

    def agreed(self, act: Act) -> bool:
        """Whether a clause is this by its words and by the examples."""
        return any(
            not clause.question and act in clause.acts and bool(clause.guesses) and clause.guesses[0].act is act
            for clause in self.clauses
        )

    def only_of(self, kept: Callable[[Clause], bool]) -> "Meaning":
        """Those of its clauses that are kept."""
        return Meaning(tuple(clause for clause in self.clauses if kept(clause)))

    def holds(self, *acts: Act) -> bool:
        """Whether one of these occurs, in a question or not."""
        return any(not clause.acts.isdisjoint(acts) for clause in self.clauses)

    @cached_property
    def asks(self) -> bool:
        """Whether it holds a question."""
        return any(clause.question for clause in self.clauses)

    @cached_property
    def only_asks(self) -> bool:
        """Whether all that it says is a question, courtesy aside."""
        return self.asks and all(
            clause.question or (clause.unread <= BESIDE_WORDS_MAX and clause.acts.isdisjoint(_TELLS))
            for clause in self.clauses
        )

    @cached_property
    def telling(self) -> int:
        """So many words tell something, beyond acts of speech and questions."""
        return sum(clause.unread for clause in self.clauses if not clause.question)

    @cached_property
    def told(self) -> int:
        """So many words tell something, as far as patterns know: likeness to examples explains none away."""
        return sum(clause.untold for clause in self.clauses if not clause.question)

    @property
    def several(self) -> bool:
        """Whether it has more than one part."""
        return len(self.clauses) > 1

    def like(self, act: Act) -> bool:
        """Whether, by the examples, it is this as a whole, nearly sure."""
        return all(
            clause.guesses and clause.guesses[0].act is act and clause.guesses[0].sure for clause in self.clauses
        )

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(clause.words) for clause in self.clauses)

    def only(self, *acts: Act) -> bool:
        """Whether it says these and nothing else, courtesy aside."""
        told = frozenset(acts)
        return any(not clause.acts.isdisjoint(told) for clause in self.clauses) and all(
            not clause.question and clause.covered(told | _BESIDE) for clause in self.clauses
        )

    @cached_property
    def chooses(self) -> bool:
        """Whether it names one of several and hardly more: "the second one please"."""
        beside = frozenset({Act.NONE, Act.CANNOT, Act.NOT, Act.BROKEN})
        return self.holds(Act.LAST, *ORDINALS) and not self.asks and self.told <= 1 and not self.holds(*beside)

    @cached_property
    def courteous(self) -> bool:
        """Whether it is thanks or "ok" and hardly more: "thank you sam", "great, thanks a lot"."""
        if self.asks or not self.says(Act.THANKS, Act.WEAK_YES) or self.holds(*_TELLS, Act.CLOSE, Act.FORGET, Act.WAIT):
            return False
        if self.holds(Act.YES, Act.NO, Act.NOT, Act.ACCEPT, Act.REFUSE, Act.IF):
            return False
        return all(clause.unread <= _COURTEOUS_WORDS_MAX for clause in self.clauses)

    def last(self, *acts: Act) -> Act | None:
        """Of these, the one that was said last: "the second, no, the third"."""
        said = (
            (n, each.start, each.act)
            for n, clause in enumerate(self.clauses)
            for each in clause.found
            if each.act in acts
        )
        return max(said, key=lambda each: each[:2], default=(0, 0, None))[2]


GUESSED_WORDS_MIN = 2
"""A single word that nobody expects is like too much."""
EXPECTED_MIN = -0.25
"""What would answer the question may be so much less like its examples."""
_COSTS = frozenset(
    {
        *(Act.WORKS, Act.YES, Act.TAKE, Act.ACCEPT, Act.CLOSE, Act.NUDGE, Act.FORGET, Act.CALL_OFF, Act.REFUSE),
        *(Act.HIGH, Act.OUTAGE, Act.PERSON),
    }
)
"""What ends or costs something, expected or not, must be as like as any."""


def _toward(clause: Clause, expected: frozenset[Act], sure: frozenset[Act] | None, *, questions: bool) -> Clause:
    if not clause.guesses:
        return clause
    best, answered = clause.guesses[0], bool(clause.acts & expected)
    both = best.sure and best.act in _ASKED & clause.acts
    if both and not clause.question and sure is None:
        return replace(clause, question=True)  # both readers say that it's asked, with a mark or without

    def taken(guess: Guess) -> bool:
        if guess is best and guess.act in expected and not answered and (clause.question or not questions):
            return guess.over >= (0 if guess.act in _COSTS else EXPECTED_MIN)
        if len(clause.words) < GUESSED_WORDS_MIN or not guess.sure or (sure is not None and guess.act not in sure):
            return False
        if guess.act in _ASKED:
            return guess is best and (clause.question or not clause.acts & _DOES)
        return guess is best

    return with_guesses(clause, taken)


_COURTEOUS_WORDS_MAX = 2
_TELLS = frozenset({Act.FACT, Act.BROKEN, Act.AGAIN, Act.WORKS})
_BESIDE = frozenset({Act.IDIOM, Act.GREET, Act.BUT, Act.FACT})

_GUESSED_TELL = frozenset(
    {
        Act.FACT,
        Act.BROKEN,
        Act.AGAIN,
        Act.WORKS,
        Act.ANGER,
        Act.HIGH,
        Act.OUTAGE,
        Act.CANNOT,
        Act.NEW,
        Act.IF,
        Act.UNSURE,
    }
)
"""Likeness to these leaves the words something told."""
_DOES = frozenset({Act.CLOSE, Act.FORGET, Act.CALL_OFF, Act.MOVE_CALL, Act.ACCEPT, Act.REFUSE, Act.BROKEN, Act.FACT})
"""What is done or told isn't asked."""
_ASKED = frozenset({*TOPICS, Act.CALL, Act.ZONE, Act.TERMS, Act.FIELD, Act.WHICH, Act.STATUS, Act.NEWS, Act.RECORD})
"""What is only ever asked, with a mark or without."""

NOTHING = Meaning(())


@lru_cache(maxsize=512)
def understand(text: str, languages: Languages, lang: str) -> Meaning:
    """What a message says, in the talk's language or the one that it is written in."""
    meaning, codes = by_patterns(text, languages, lang)
    learned = next((table for code in codes if (table := _learned(languages).get(code))), None)
    return Meaning(meaning.clauses, learned)


def by_patterns(text: str, languages: Languages, lang: str) -> tuple[Meaning, list[str]]:
    """What patterns find in it, and in which languages it was read."""
    tables = _tables(languages)
    spoken = guess(text, languages, tuple(languages.by_code))
    codes = [code for code in dict.fromkeys((spoken, lang)) if code in tables]
    found = _read(text, languages, [tables[code] for code in codes or tables])
    if any(clause.found for clause in found.clauses):
        return found, codes
    return _read(text, languages, list(tables.values())), codes


@lru_cache(maxsize=4)
def _learned(languages: Languages) -> Mapping[str, Examples]:
    return {code: Examples(language.learned) for code, language in languages.by_code.items() if language.learned}


COMPARED_WORDS_MAX = 14
"""A longer clause tells something; so much each comparison costs."""


def _compared(clause: Clause, learned: Examples | None) -> Clause:
    """What no pattern explains is compared with the examples."""
    if learned is None or clause.guesses or not clause.unread or len(clause.words) > COMPARED_WORDS_MAX:
        return clause
    return replace(clause, guesses=learned.guesses(clause.words, sorted(clause.acts), question=clause.question))


def with_guesses(clause: Clause, taken: Callable[[Guess], bool]) -> Clause:
    """The clause with acts that it is like; those that tell something leave its words to be told."""
    new = [each for each in clause.guesses if taken(each) and each.act not in clause.acts]
    if not new:
        return clause
    tells = any(each.act in _GUESSED_TELL for each in clause.guesses if each.over >= 0 or each in new)
    end = 0 if tells else len(clause.words)
    asks = clause.question or (not tells and any(each.act in _ASKED for each in new))
    found = tuple(Found(each.act, 0, end, guessed=not each.sure, like=True) for each in new)
    return replace(clause, found=(*clause.found, *found), question=asks)


@lru_cache(maxsize=4)
def _tables(languages: Languages) -> Mapping[str, Patterns]:
    return {
        code: compiled(language.acts, language.hints.telling | language.hints.leaning | language.search.stop)
        for code, language in languages.by_code.items()
    }


@lru_cache(maxsize=4)
def _signs(languages: Languages) -> tuple[re.Pattern[str], Mapping[str, Act]]:
    """Signs as one pattern, the longest first, and what each says."""
    says = {sign: Act(name) for name, signs in languages.signs.items() for sign in signs}
    longest = sorted(says, key=lambda sign: -len(sign))
    return re.compile("|".join(map(re.escape, longest)) or "(?!)"), says


def _read(text: str, languages: Languages, tables: list[Patterns]) -> Meaning:
    return Meaning(tuple(_clauses(text[:READ_CHARS_MAX], languages, tables)))


def _clauses(text: str, languages: Languages, tables: list[Patterns]) -> Iterator[Clause]:
    signs, says = _signs(languages)
    count, before = 0, frozenset[Act]()
    for part, asked, trails in _parts(text):
        said = tuple(Found(says[sign], 0, 0) for sign in signs.findall(part))
        bare = _SHORT_CODE.sub(" ", signs.sub(" ", part))
        words = tuple(plain(bare).split()[:CLAUSE_WORDS_MAX])
        if not words and not said:
            continue
        for clause in _split(part, words, asked, said, tables):
            explains = clause.question and not asked and bool(before & _IS_OVER)
            yield replace(clause, question=clause.question and not explains, trails=trails)
            count, before = count + 1, clause.acts
            if count == CLAUSES_MAX:
                return


_IS_OVER = frozenset({Act.WORKS, Act.CLOSE, Act.FORGET})
"""What stands behind this without a question mark says why: "hat sich erledigt, war der Cache" asks nothing."""


def _parts(text: str) -> Iterator[tuple[str, bool, bool]]:
    """What stands between stops; whether it ends with a question mark, and whether three dots stand before it."""
    start, trails = 0, False
    for stop in _ENDS.finditer(text):
        part = text[start : stop.start()]
        yield part, "?" in stop[0] or OPENS_QUESTION in part, trails
        start, trails = stop.end(), stop[0].startswith(_DOTS)
    yield text[start:], OPENS_QUESTION in text[start:], trails


def _split(
    text: str, words: tuple[str, ...], asked: bool, said: tuple[Found, ...], tables: list[Patterns]
) -> Iterator[Clause]:
    """A part as clauses: a word such as "but" within it begins another."""
    cuts = [0, *(at for at, word in enumerate(words) if at and _turns(word, tables)), len(words)]
    for n, (start, end) in enumerate(pairwise(cuts)):
        turned = start > 0 or (end > 1 and _turns(words[0], tables))
        own = words[start + turned : end]
        found = _found(own, tables)
        last = n == len(cuts) - 2
        acts = {each.act for each in found}
        skips = any(each.act is Act.SKIP and each.end - each.start == len(own) for each in found)  # "gibts nicht"
        question = (asked and last) or (Act.QUESTION in acts and Act.FACT not in acts and not skips)
        yield Clause(text, own, (*found, *(said if last else ())), question, turned)


def _turns(word: str, tables: list[Patterns]) -> bool:
    """Whether a word such as "but" begins what is against what was said before."""
    return any(pattern.act is Act.BUT for table in tables for pattern in table.by_word.get(word, ()))


def _found(words: tuple[str, ...], tables: list[Patterns]) -> tuple[Found, ...]:
    found: dict[Found, None] = {}
    for table in tables:
        spelt = [table.spelt(word) for word in words]
        found.update(dict.fromkeys(table.find(spelt)))
    idioms = [each for each in found if each.act in {Act.IDIOM, Act.NORMAL}]
    irony = [each for each in found if each.act is Act.IRONY]
    whole = [each for each in found if each.act in _WHOLE and each.end - each.start > 1]
    return tuple(
        each
        for each in found
        if not (each.act in _IN_AN_IDIOM and within(each, idioms))
        and not (each.act in _MOCKED and within(each, irony))
        and not (each.act is Act.HEDGED and within(each, whole))
    )


_IN_AN_IDIOM = frozenset({Act.WORKS, Act.NO, Act.NOT, Act.BROKEN, Act.NONE, Act.SKIP})
_WHOLE = frozenset({Act.FULLY, Act.THANKS, Act.WORKS, Act.YES, Act.FACT, Act.AGAIN})
"""Longer patterns in which a word limits nothing: "as it should", "since yesterday"."""
_MOCKED = _IN_AN_IDIOM | {Act.YES, Act.WEAK_YES, Act.THANKS, Act.TAKE, Act.ACCEPT, Act.CLOSE, Act.FITS, Act.UNSURE}


def within(found: Found, others: Sequence[Found]) -> bool:
    """Whether its words are some of another's."""
    return any(other.start <= found.start and found.end <= other.end for other in others)
