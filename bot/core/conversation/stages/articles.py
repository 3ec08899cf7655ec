"""Rung 1: articles are shown, one is read, or none was found."""

from dataclasses import replace
from typing import assert_never

from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Intent, Verb
from bot.core.conversation.stages import any_stage, billing_consent, policy_questions
from bot.core.conversation.state import NoArticleFound, Notice, Reading, Say, Suggested, Talk
from bot.core.conversation.transitions import (
    Step,
    back_to_rest,
    draft,
    not_yet,
    opened,
    refuse_articles,
    remember,
    solved,
    tell,
)
from bot.core.conversation.understanding.acts import ORDINALS, Act
from bot.core.conversation.understanding.meaning import Meaning
from bot.core.conversation.understanding.verdict import Verdict, verdict
from bot.core.conversation.utterance import Utterance
from bot.core.model.knowledge import Hit
from bot.core.text.language_data import Words
from bot.core.text.words import plain

CHOICE_WORDS_MAX = 8
"""Longer words tell something, even if they hold "the second"."""

TELLS_WORDS_MIN = 3
"""So many words beside a refusal tell something that the ticket should hold."""

AGREES_WORDS_MAX = 1
"""So many words beside a yes: "yes please"."""

TITLE_WORDS_MAX = 5
"""So many words at the beginning of a longer message choose: "the MX one please, we've just moved"."""

TITLE_STEM_LETTERS = 4
"""Words of a title are known by so many letters: "Umzug" in "Domain-Umzug"."""

ABBREVIATION_LETTERS = 2
"""So many letters are enough where a title has them in capitals: "MX"."""

ENDING_LETTERS_MAX = 2
"""So many letters at a word's end are its ending: "mailboxes", "mailbox"."""

Stage = Suggested | Reading | NoArticleFound
ANSWERS = frozenset(
    {
        Verb.WORDS, Verb.YES, Verb.NO, Verb.NONE, Verb.SOLVED, Verb.UNSOLVED, Verb.CANCEL, Verb.TICKET, Verb.SKIP,
        Verb.THANKS, Verb.ACCEPT, Verb.REFUSE, Verb.GREET, Verb.PERSON,
    }
)  # fmt: skip
"""What is read here in its context; everything else is a command."""


def said(talk: Talk, stage: Stage, words: Utterance, facts: Facts) -> Step | None:
    """What typed words come to; ``None`` leaves them to everybody else."""
    how_long = words.meaning.holds(Act.RESPONSE_TIMES) and words.intent.verb in {Verb.STATUS, Verb.NEWS}
    of_these = words.intent.verb is Verb.NUMBER and not isinstance(stage, NoArticleFound)
    if words.intent.verb not in ANSWERS and not of_these and not (how_long and not facts.live):
        return None
    if words.intent.verb in {Verb.ACCEPT, Verb.REFUSE} and billing_consent.asked(facts):
        return None
    step = policy_questions.language_asked(talk, words, facts) or _said(talk, stage, words, facts)
    return (policy_questions.angry(step[0], words), step[1]) if step else None


def _said(talk: Talk, stage: Stage, words: Utterance, facts: Facts) -> Step | None:
    meaning = words.meaning
    if step := policy_questions.answered(talk, words, facts):
        return step
    if meaning.only(Act.THANKS) or words.intent.verb is Verb.THANKS:
        return tell(talk, Notice(Say.WELCOME)), ()
    if meaning.only(Act.GREET):
        return tell(talk, Notice(Say.GREETING)), ()
    if _wants_call(words):
        return any_stage.meant(talk, Intent(Verb.PHONE), facts)
    match stage:
        case Suggested():
            return _among(talk, stage, words, facts)
        case Reading():
            return _reading(talk, stage, words, facts)
        case NoArticleFound():
            return _none_found(talk, words, facts)
        case _:
            assert_never(stage)


def _wants_call(words: Utterance) -> bool:
    """They would rather be called, in words of their own, and tell nothing else."""
    meaning = words.meaning
    other = meaning.holds(Act.NO_PHONE, Act.CALL_OFF, Act.BROKEN, Act.FACT) or words.intent.verb is not Verb.WORDS
    return meaning.holds(Act.PHONE) and not other and meaning.telling <= CHOICE_WORDS_MAX


def _among(talk: Talk, stage: Suggested, words: Utterance, facts: Facts) -> Step | None:
    meaning, verb = words.meaning, words.intent.verb
    if verb is Verb.CANCEL or meaning.only(Act.FORGET):
        return _dropped(talk), ()
    wants_ticket = verb is Verb.TICKET or (meaning.says(Act.TICKET) and not meaning.asks)
    if wants_ticket or meaning.holds(Act.PERSON) or verb is Verb.PERSON:
        return _refused(talk, words, facts, for_person=True)
    found = verdict(meaning, asked=False)
    refuses = verb in {Verb.NO, Verb.NONE, Verb.UNSOLVED} or meaning.says(Act.NONE)
    refuses = refuses or (meaning.only_asks and meaning.clearly_holds(Act.NONE))  # "and if none of them helps?"
    which = _by_ordinal(stage, words)
    if which is None and not refuses and not meaning.asks and meaning.clauses and found is not Verdict.SOLVED:
        first = meaning.clauses[0]
        said = words.text if meaning.words <= CHOICE_WORDS_MAX else " ".join(first.words)
        short = len(first.words) <= TITLE_WORDS_MAX or meaning.words <= CHOICE_WORDS_MAX
        small = facts.languages.words(lambda language: language.search.stop)
        which = _by_title(stage.hits, _left(stage), said, small) if short else None
        if which is None and meaning.says(Act.FITS):
            which = _by_title(stage.hits, _left(stage), _fitting(meaning), small)
    if which is not None:
        return opened(talk, stage, which)
    if verb is Verb.SOLVED or (found is Verdict.SOLVED and not meaning.asks):
        return solved(talk)
    if verb is Verb.YES or meaning.only(Act.YES, Act.WEAK_YES):
        return tell(talk, Notice(Say.CHOOSE)), ()
    last = meaning.clauses[-1].acts if meaning.clauses else frozenset()
    waits = Act.WAIT in last or meaning.telling < TELLS_WORDS_MIN  # but "wait, it's only mails from gmail"
    if found is Verdict.LATER and waits and meaning.telling <= CHOICE_WORDS_MAX:
        return tell(talk, Notice(Say.NO_HURRY)), ()
    if refuses or meaning.only(Act.NO, Act.ANGER):
        return _refused(talk, words, facts)
    return None


def _fitting(meaning: Meaning) -> str:
    """What is said to sound right, in a longer message."""
    return " ".join(word for clause in meaning.clauses if Act.FITS in clause.acts for word in clause.words)


def _dropped(talk: Talk) -> Talk:
    """The question is taken back."""
    return tell(back_to_rest(talk), Notice(Say.DROPPED))


def _refused(talk: Talk, words: Utterance, facts: Facts, *, for_person: bool = False) -> Step:
    """None of them, or a person instead: what was said beside it isn't typed again."""
    if words.meaning.telling >= TELLS_WORDS_MIN:
        talk = remember(talk, facts.line(words.text))
    return refuse_articles(talk, facts, for_person=for_person)


def _left(stage: Suggested | Reading) -> list[int]:
    return [n for n, hit in enumerate(stage.hits) if hit.slug not in stage.opened]


def _by_ordinal(stage: Suggested | Reading, words: Utterance) -> int | None:
    """The article that is meant by "the second one"; of several that were named, the last."""
    last, left = words.meaning.last(Act.LAST, *ORDINALS), _left(stage)
    figure = words.text.strip(" ?.!")
    if figure.isascii() and figure.isdecimal() and int(figure) - 1 in left:  # "3?": to read costs nothing
        return int(figure) - 1
    if last is None or words.meaning.telling > CHOICE_WORDS_MAX:
        return None
    if last is Act.LAST:
        return left[-1] if left else None
    which = ORDINALS.index(last)
    return which if which in left else None


def _by_title(hits: tuple[Hit, ...], left: list[int], text: str, small: Words) -> int | None:
    """The one whose title has more of these words in it than any other; small words such as "only" name none."""
    long = (word for word in plain(text).split() if len(word) >= TITLE_STEM_LETTERS and word not in small)
    said = [word[: max(TITLE_STEM_LETTERS, len(word) - ENDING_LETTERS_MAX)] for word in long]
    brief = {word for word in plain(text).split() if ABBREVIATION_LETTERS <= len(word) < TITLE_STEM_LETTERS}
    shared = {
        n: sum(any(_has(part, word) for part in _parts(hits[n].title)) for word in said)
        + len(brief & _abbreviations(hits[n].title))
        for n in left
    }
    best = max(shared.values(), default=0)
    named = [n for n in left if shared[n] == best]
    return named[0] if best and len(named) == 1 else None


def _parts(title: str) -> list[str]:
    return plain(title.replace("-", " ")).split()


def _has(part: str, word: str) -> bool:
    """A word of a title is this one, or holds it: "Domainumzug"."""
    return part.startswith(word) or (len(word) >= COMPOUND_LETTERS_MIN and word in part)


COMPOUND_LETTERS_MIN = 4


def _abbreviations(title: str) -> set[str]:
    return {word.casefold() for word in title.replace("-", " ").split() if word.isupper()}


def _reading(talk: Talk, stage: Reading, words: Utterance, facts: Facts) -> Step | None:
    meaning, verb = words.meaning, words.intent.verb
    found = verdict(meaning, asked=True)
    if meaning.only(Act.WEAK_YES):
        return tell(talk, Notice(Say.CHOOSE)), ()
    if verb in {Verb.SOLVED, Verb.YES} and not meaning.asks and found in {Verdict.SOLVED, Verdict.OPEN}:
        return solved(talk)
    if meaning.holds(Act.TICKET, Act.PERSON) or verb in {Verb.TICKET, Verb.PERSON}:
        return _refused(talk, words, facts)
    if meaning.asks and meaning.holds(Act.RECORD):
        return replace(talk, stage=Suggested(stage.hits)), ()
    if meaning.says(Act.WAIT) or (found is Verdict.LATER):
        return tell(talk, Notice(Say.NO_HURRY)), ()
    if found is Verdict.SOLVED and (not meaning.asks or meaning.says(Act.YES, Act.WORKS)):
        return solved(talk)
    if found is Verdict.DOUBTFUL and not meaning.asks:
        return tell(remember(talk, facts.line(words.text)), Notice(Say.NOT_SURE)), ()
    another = _by_ordinal(stage, words) if meaning.says(Act.FITS) or meaning.only(*ORDINALS) else None
    if another is not None:
        return opened(talk, stage, another)
    if verb in {Verb.NO, Verb.NONE, Verb.UNSOLVED} or found is Verdict.UNSOLVED or meaning.says(Act.NONE):
        if meaning.telling:
            talk = remember(talk, facts.line(words.text))
        return not_yet(talk, stage)
    if verb is Verb.CANCEL or meaning.only(Act.FORGET):
        return _dropped(talk), ()
    if meaning.only(Act.WEAK_YES, Act.SKIP):
        return tell(talk, Notice(Say.CHOOSE)), ()
    if meaning.says(Act.FIRST, Act.SECOND, Act.THIRD):
        which = _by_ordinal(stage, words)
        if which is not None:
            return opened(talk, stage, which)
    if not meaning.asks and meaning.words and not meaning.telling:
        return tell(talk, Notice(Say.CHOOSE)), ()
    if not meaning.asks:  # what they see instead: the article didn't do it
        return not_yet(remember(talk, facts.line(words.text)), stage)
    return None


def _none_found(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    meaning, verb = words.meaning, words.intent.verb
    if (verb is Verb.CANCEL or meaning.says(Act.FORGET)) and not meaning.asks and not meaning.holds(Act.NEW):
        return _dropped(talk), ()
    if verb is Verb.SOLVED or (verdict(meaning, asked=False) is Verdict.SOLVED and not meaning.holds(Act.NEW)):
        return solved(talk)
    if meaning.says(Act.REPHRASE) or verb in {Verb.NO, Verb.NONE} or meaning.only(Act.NO, Act.UNSURE):
        return tell(talk, Notice(Say.CHOOSE)), ()
    wants = meaning.holds(Act.TICKET, Act.PERSON) or meaning.says(Act.YES) or meaning.only(Act.WEAK_YES)
    if verb in {Verb.YES, Verb.TICKET, Verb.PERSON, Verb.ACCEPT} or (wants and meaning.telling <= CHOICE_WORDS_MAX):
        return draft(talk, facts), ()
    first = meaning.clauses[0] if meaning.clauses else None
    if (
        first is not None
        and meaning.several
        and first.acts & {Act.YES, Act.TICKET}
        and first.unread <= AGREES_WORDS_MAX
        and not first.question
    ):
        return draft(remember(talk, facts.line(words.text)), facts), ()
    if meaning.says(Act.WAIT) and meaning.telling <= CHOICE_WORDS_MAX:
        return tell(talk, Notice(Say.NO_HURRY)), ()
    if meaning.only_asks and meaning.holds(Act.FIELD):
        return policy_questions.told(talk, (Act.ABILITIES,)), ()
    return None
