"""Whether words say that something is solved, isn't, or that it remains to be seen; and what they clearly ask for."""

from collections.abc import Sequence
from enum import Enum, auto

from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import Clause, Meaning, within

OPPOSED_WORDS_MIN = 1
"""So many words behind a "but" tell of something that isn't right."""
_SOFTENS = frozenset({Act.THANKS, Act.WORKS, Act.FORGET, Act.CLOSE})

BESIDE_YES_WORDS_MAX = 1
"""So many words beside a mere yes leave it one: "yes sir"; "yes I did restart" answers something else."""
BEHIND_WORDS_MAX = 1
"""So many words behind what is claimed leave it so: "works, sam"; "works on my phone" holds in part."""
QUESTION_WORDS_MIN = 4
"""A shorter question belongs to what stands before it."""
PLAIN_WORDS_MAX = 3
"""So many words beside what is asked for leave it clear: "you can close this ticket"."""
_OPEN = frozenset({Act.IF, Act.HEDGED, Act.IRONY})
_OF_ONE = frozenset({Act.FIRST, Act.SECOND, Act.THIRD, Act.FOURTH, Act.LAST, Act.NEW, Act.PRICE})
"""What is claimed beside this is claimed of a part, or of something else: "the first one works"."""
_BESIDE_YES = frozenset(
    {
        *(Act.YES, Act.WEAK_YES, Act.WORKS, Act.THANKS, Act.GREET, Act.IDIOM, Act.NORMAL, Act.CLOSE, Act.TAKE),
        *(Act.FULLY, Act.SKIP, Act.LEAVE, Act.NEW),
    }
)
"""What may stand beside a yes that says that it's solved."""


class Verdict(Enum):
    """What a client says of an answer, or of their trouble."""

    SOLVED = auto()
    UNSOLVED = auto()
    LATER = auto()
    """They will try, or aren't sure."""
    DOUBTFUL = auto()
    """It may say that it's solved, and may say something else: that is asked again."""
    OPEN = auto()
    """Nothing of the kind."""


def verdict(meaning: Meaning, *, asked: bool) -> Verdict:
    """What the words come to; ``asked``: whether it's solved was asked last, and a mere yes or no answers it.

    Trouble counts whatever else is well: "receiving works, sending doesn't" is not solved. Of a mere "no" and a "there
    they are" behind it, the later counts. A question claims nothing. What is claimed in part counts as doubtful.
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
    if broken:
        return Verdict.UNSOLVED
    return Verdict.DOUBTFUL if said is Verdict.SOLVED and not _is_claimed(meaning, asked=asked) else said


def clearly_says(meaning: Meaning, *acts: Act) -> bool:
    """Whether one of these is asked for, and nothing beside it leaves that open: what ends something needs no less."""
    told = frozenset(acts)
    return not is_left_open(meaning) and any(
        not clause.question
        and not clause.negated
        and not clause.against
        and clause.untold <= PLAIN_WORDS_MAX
        and any(each.act in told and not each.like for each in clause.found)
        for clause in meaning.clauses
    )


def consents(meaning: Meaning, *acts: Act) -> bool:
    """Whether it agrees to what was asked, or asks for it itself, and says nothing else that could be meant."""
    if meaning.asks:
        return False
    return clearly_says(meaning, *acts) or (not is_left_open(meaning) and _is_mere_yes(meaning.clauses))


def is_left_open(meaning: Meaning) -> bool:
    """Whether what is said depends on something, holds in part, or is mocked."""
    return any(not clause.question and clause.acts & _OPEN for clause in meaning.clauses)


def _is_claimed(meaning: Meaning, *, asked: bool) -> bool:
    """Whether that it's solved is said of the whole (where that was ``asked``), by words that are known for it."""
    own = [clause for clause in meaning.clauses if not clause.question]
    if is_left_open(meaning) or any(_trails_off(clause) for clause in own):
        return False
    if any(_asks_briefly(clause) for clause in meaning.clauses):
        return False
    if claims := [n for n, clause in enumerate(own) if _holds(clause, Act.WORKS) or _says_so(clause)]:
        last, behind = own[claims[-1]], own[claims[-1] + 1 :]
        whole = not asked or last.acts.isdisjoint(_OF_ONE)
        denied = not _says_so(last) and any(clause.negated for clause in behind)
        return whole and not denied and last.behind(Act.WORKS, Act.YES) <= BEHIND_WORDS_MAX
    return _is_mere_yes(own)


def _is_mere_yes(own: Sequence[Clause]) -> bool:
    return any(_holds(clause, Act.YES) for clause in own) and all(
        _says_yes(clause) if Act.YES in clause.acts else _is_beside_yes(clause) for clause in own
    )


def _asks_briefly(clause: Clause) -> bool:
    """ "Up again, for how long?": it asks about what was claimed."""
    known = {each.act for each in clause.found if not each.like}
    return clause.question and len(clause.words) < QUESTION_WORDS_MIN and known <= {Act.QUESTION, Act.FULLY}


def _holds(clause: Clause, act: Act) -> bool:
    """By a pattern, or by nearly sure likeness."""
    return any(each.act is act and not each.guessed for each in clause.found)


def _says_so(clause: Clause) -> bool:
    """More than a mere yes: "that was it", "it did"."""
    return not clause.negated and any(
        each.act is Act.YES and not each.like and each.end - each.start > 1 for each in clause.found
    )


def _trails_off(clause: Clause) -> bool:
    """ "Works… into a wall"; "yes, but"."""
    beside = not clause.acts.isdisjoint(_BESIDE_YES - {Act.FULLY})
    return Act.BUT in clause.acts or (not beside and (clause.against or (clause.trails and clause.untold >= 1)))


def _says_yes(clause: Clause) -> bool:
    return (
        _holds(clause, Act.YES)
        and not clause.negated
        and clause.acts <= _BESIDE_YES
        and clause.untold <= BESIDE_YES_WORDS_MAX
    )


def _is_beside_yes(clause: Clause) -> bool:
    return bool(clause.acts - {Act.FULLY}) and clause.acts <= _BESIDE_YES


def works_again(meaning: Meaning) -> bool:
    """Whether words that nobody asked for say clearly that all is well, without question, condition or trouble."""
    if meaning.asks or meaning.holds(Act.IF, Act.BROKEN):
        return False
    return verdict(meaning, asked=False) is Verdict.SOLVED and meaning.clearly(Act.WORKS)


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
    if clause.question or Act.WAIT in clause.acts:
        return False
    if Act.IRONY in clause.acts:
        return True
    works = [each for each in clause.found if each.act is Act.WORKS]
    thanks = [each for each in clause.found if each.act is Act.THANKS]
    again = [each for each in clause.found if each.act is Act.AGAIN and not within(each, thanks)]
    trouble = [each for each in clause.found if each.act is Act.BROKEN]
    if again and all(within(each, again) for each in works):
        return True  # "it's there again"; but "it works again", "thanks again"
    if any(each.act is Act.NOT and within(each, again) for each in clause.found):
        return True  # "geht wieder nix"
    # "is working again": the longer reading explains the shorter one
    return any(not within(each, works) for each in trouble)
