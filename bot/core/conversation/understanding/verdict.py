"""Whether words say that something is solved, isn't, or that it remains to be seen."""

from enum import Enum, auto

from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import Clause, Meaning

OPPOSED_WORDS_MIN = 1
"""So many words behind a "but" tell of something that isn't right."""
_SOFTENS = frozenset({Act.THANKS, Act.WORKS, Act.FORGET, Act.CLOSE})


class Verdict(Enum):
    """What a client says of an answer, or of their trouble."""

    SOLVED = auto()
    UNSOLVED = auto()
    LATER = auto()
    """They will try, or aren't sure."""
    OPEN = auto()
    """Nothing of the kind."""


def verdict(meaning: Meaning, *, asked: bool) -> Verdict:
    """What the words come to; ``asked``: whether it's solved was asked last, and a mere yes or no answers it.

    Trouble counts whatever else is well: "receiving works, sending doesn't" is not solved. Of a mere "no" and a "there
    they are" behind it, the later counts. A question claims nothing.
    """
    said, broken = Verdict.OPEN, False
    for clause in meaning.clauses:
        if clause.question:
            continue
        found = _of(clause, asked=asked)
        broken = broken or _is_trouble(clause)
        if found is Verdict.LATER and said is Verdict.UNSOLVED:
            continue
        said = found or said
    return Verdict.UNSOLVED if broken else said


def _of(clause: Clause, *, asked: bool) -> Verdict | None:
    acts = clause.acts
    if Act.WAIT in acts:
        return Verdict.LATER
    if _is_trouble(clause) or (Act.WORKS in acts and clause.negated):
        return Verdict.UNSOLVED
    if Act.UNSURE in acts:
        return Verdict.LATER
    if Act.WORKS in acts and not clause.against:
        return Verdict.SOLVED
    if clause.against and clause.untold >= OPPOSED_WORDS_MIN and acts.isdisjoint(_SOFTENS):
        return Verdict.UNSOLVED
    if asked and Act.NO in acts:
        return Verdict.UNSOLVED
    if asked and Act.YES in acts:
        return Verdict.SOLVED
    return None


def _is_trouble(clause: Clause) -> bool:
    """It tells of something that doesn't work, which nothing beside it denies."""
    if clause.question or Act.WAIT in clause.acts or clause.acts.isdisjoint({Act.BROKEN, Act.AGAIN}):
        return False
    works = [each for each in clause.found if each.act is Act.WORKS]
    again = [each for each in clause.found if each.act is Act.AGAIN]
    if again and all(any(a.start <= w.start and w.end <= a.end for a in again) for w in works):
        return True  # "it's there again"; but "it works again"
    trouble = [each for each in clause.found if each.act is Act.BROKEN]
    # "is working again": the longer reading explains the shorter one
    return any(not any(w.start <= t.start and t.end <= w.end and w != t for w in works) for t in trouble)
