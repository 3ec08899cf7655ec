"""What the policy knows, asked in words at any stage: answered at once, and the stage stays as it was."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.conversation.commands import SetLanguage
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Notice, Say, Talk
from bot.core.conversation.transitions import Step, tell
from bot.core.conversation.understanding.acts import TOPICS, Act
from bot.core.conversation.understanding.meaning import Clause, Meaning
from bot.core.conversation.utterance import Utterance
from bot.core.text.language import guess
from bot.core.text.words import plain

TOPICS_TOLD_MAX = 3
"""More at once is a wall of text."""

LANGUAGE_WORDS_MAX = 10
"""A longer message that names a language may be about something else: "does whoever calls me speak Spanish?"."""

_ELSEWHERE = frozenset({Act.FILES, Act.TERMS, Act.CALL, Act.ZONE})
"""Asked about us only in some places: "how do I upload a file" is a question for the articles."""

REQUESTS = (Act.PERSON, Act.PHONE, Act.NEWS, Act.STATUS, Act.RECORD, Act.LANGUAGE, Act.TICKET)
"""What is asked of us; none of it is a fact about the trouble."""


def topics(meaning: Meaning, also: frozenset[Act] = frozenset()) -> tuple[Act, ...]:
    """What is asked that the policy answers, one topic a clause; ``also`` adds those that belong to the place."""
    return tuple(dict.fromkeys(topic for clause in meaning.clauses if (topic := _topic(clause, also))))


def _topic(clause: Clause, also: frozenset[Act]) -> Act | None:
    if not clause.question:
        return None
    if Act.CALL in also & clause.acts and Act.RESPONSE_TIMES in clause.acts:
        return Act.CALL  # "how long does it take?", where a call is settled
    asked = (*(topic for topic in TOPICS if topic not in _ELSEWHERE or topic in also), *sorted(also))
    return next((topic for topic in asked if topic in clause.acts), None)


BILLING = frozenset({Act.TERMS, Act.CALL, Act.ZONE})
CALLS = frozenset({Act.CALL, Act.ZONE})
FORM = frozenset({Act.FILES})


def answered(
    talk: Talk, words: Utterance, facts: Facts, *, about_billing: bool = False, about_calls: bool = False,
    in_form: bool = False,
) -> Step | None:  # fmt: skip
    """Answer what is asked of the policy; ``None`` when nothing is."""
    also = (BILLING if about_billing else frozenset()) | (CALLS if about_calls else frozenset())
    asked = topics(words.meaning, also | (FORM if in_form else frozenset()))
    if not asked:
        return None
    return told(talk, asked, _day_meant(facts)), ()


def told(talk: Talk, asked: tuple[Act, ...], day: datetime | None = None) -> Talk:
    """Tell about these topics."""
    return tell(talk, *(Notice(Say.TOPIC, text=topic.value, at=day) for topic in asked[:TOPICS_TOLD_MAX]))


def _day_meant(facts: Facts) -> datetime | None:
    """The day that is asked about: noon of it, where the client is."""
    said = facts.understood.time
    if said is None or not said.days:
        return None
    day = said.days[0].first
    zone = ZoneInfo(facts.zone or facts.policy.firm.zone)
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)


def language_asked(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """Another language asked for, by its name: spoken from now on, or told which there are."""
    if not words.meaning.holds(Act.LANGUAGE):
        return None
    said = plain(words.text).split()
    named = [
        code
        for code, language in facts.languages.by_code.items()
        if any(plain(name) in said for name in language.called) and code in facts.policy.firm.languages
    ]
    spoken = guess(words.text, facts.languages, facts.policy.firm.languages)
    wanted = [code for code in named if code != facts.lang] or ([spoken] if spoken in named else [])
    if len(wanted) != 1 or len(said) > LANGUAGE_WORDS_MAX:
        return tell(talk, Notice(Say.LANGUAGES)), ()
    return tell(talk, Notice(Say.LANGUAGE_SET)), (SetLanguage(wanted[0], chosen=True),)


def is_request(meaning: Meaning) -> bool:
    """Whether something is asked of us that is no answer and no fact."""
    return bool(topics(meaning)) or meaning.holds(*REQUESTS)


def angry(talk: Talk, words: Utterance) -> Talk:
    """Kind words first, where somebody is angry."""
    if not words.meaning.holds(Act.ANGER) or any(notice.say is Say.SORRY for notice in talk.notices):
        return talk
    return replace(talk, notices=(Notice(Say.SORRY), *talk.notices))
