"""What the policy knows, asked in words at any stage: answered at once, and the stage stays as it was."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.calendar.spoken_durations import minutes_in
from bot.core.conversation.commands import SetLanguage
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import (
    RESTING,
    NoArticleFound,
    Notice,
    Pushed,
    Reading,
    Say,
    Suggested,
    Talk,
)
from bot.core.conversation.transitions import Step, tell
from bot.core.conversation.understanding.acts import TOPICS, Act
from bot.core.conversation.understanding.meaning import Clause, Meaning
from bot.core.conversation.utterance import Utterance
from bot.core.text.language import foreign, guess
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
    if Act.CALL in also & clause.acts and not clause.acts.isdisjoint({Act.RESPONSE_TIMES, Act.HOURS}):
        return Act.CALL  # "how long does it take?", "what time was it?", where a call is settled
    asked = (*(topic for topic in TOPICS if topic not in _ELSEWHERE or topic in also), *sorted(also))
    hours = Act.STATUS in clause.acts and "ticket" in clause.words  # "is my ticket closed?" asks about no opening hours
    return next((topic for topic in asked if topic in clause.acts and not (hours and topic is Act.HOURS)), None)


BILLING = frozenset({Act.TERMS, Act.CALL, Act.ZONE})
CALLS = frozenset({Act.CALL, Act.ZONE})
FORM = frozenset({Act.FILES})


def answered(
    talk: Talk, words: Utterance, facts: Facts, *, about_billing: bool = False, about_calls: bool = False,
    in_form: bool = False,
) -> Step | None:  # fmt: skip
    """Answer what is asked of the policy; ``None`` when nothing is."""
    also = (BILLING if about_billing else frozenset()) | (CALLS if about_calls else frozenset())
    asked = topics(words.meaning, also | (FORM if in_form else frozenset())) or _gone_on_with(words, facts)
    if not asked:
        return None
    minutes = minutes_in(words.text, facts.languages) if Act.PRICE in asked else 0
    return told(talk, asked, _day_meant(facts), minutes), ()


GOES_ON_WORDS_MAX = 7
"""So few words may go on from what was just answered: "and by phone?", "and for two hours?"."""


def _gone_on_with(words: Utterance, facts: Facts) -> tuple[Act, ...]:
    """The price, asked on: for another length of time, or for a call."""
    meaning = words.meaning
    if Act.PRICE not in words.topics_before or not meaning.asks or meaning.words > GOES_ON_WORDS_MAX:
        return ()
    on = minutes_in(words.text, facts.languages) or meaning.holds(Act.PHONE, Act.CALL, Act.REACH)
    return (Act.PRICE,) if on else ()


def told(talk: Talk, asked: tuple[Act, ...], day: datetime | None = None, minutes: int = 0) -> Talk:
    """Tell about these topics; the price of so many ``minutes``, where they were named."""
    topics_told = asked[:TOPICS_TOLD_MAX]
    return tell(
        talk,
        *(Notice(Say.TOPIC, minutes if topic is Act.PRICE else 0, text=topic.value, at=day) for topic in topics_told),
    )


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


_MAY_BE_FOREIGN = (*RESTING, Suggested, Reading, NoArticleFound)
"""Where words are the client's own, not an answer: a firm's name may be in any language."""


def in_their_language(before: Talk, talk: Talk, words: Utterance, facts: Facts) -> Talk:
    """Which languages there are, told first to whoever writes in another; not twice in a row."""
    if not isinstance(before.stage, _MAY_BE_FOREIGN) or isinstance(before.over, Pushed):
        return talk
    code = foreign(words.text, facts.languages)
    if not code or any(notice.say is Say.FOREIGN for notice in words.told):
        return talk
    others = (notice for notice in talk.notices if notice.say is not Say.LANGUAGE_GUESSED)
    return replace(talk, notices=(Notice(Say.FOREIGN, text=code), *others))


def is_request(meaning: Meaning) -> bool:
    """Whether something is asked of us that is no answer and no fact."""
    return bool(topics(meaning)) or meaning.holds(*REQUESTS)


def angry(talk: Talk, words: Utterance) -> Talk:
    """Kind words first, where somebody is angry."""
    if not words.meaning.holds(Act.ANGER, Act.IRONY) or any(notice.say is Say.SORRY for notice in talk.notices):
        return talk
    return replace(talk, notices=(Notice(Say.SORRY), *talk.notices))
