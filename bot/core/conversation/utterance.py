"""What a client typed, as it was read: the words, the command that they are, and what they mean."""

from dataclasses import dataclass

from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Intent, read
from bot.core.conversation.state import (
    About,
    Cancelling,
    ConfirmingBump,
    ConfirmingCallOff,
    ConfirmingClose,
    ConfirmingReopen,
    Drafting,
    Filed,
    Idle,
    NoArticleFound,
    Notice,
    Pushed,
    Reading,
    Say,
    Scheduling,
    Solved,
    Suggested,
    Talk,
)
from bot.core.conversation.ticket_form import asking
from bot.core.conversation.understanding.acts import TOPICS, Act
from bot.core.conversation.understanding.meaning import Meaning, understand


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of a client."""

    text: str
    intent: Intent
    """The command that it is to the letter, if it is one."""
    meaning: Meaning
    told: tuple[Notice, ...] = ()
    """What was told right before: a brief question may go on from it."""

    @property
    def topics_before(self) -> frozenset[Act]:
        """What the policy was asked about right before."""
        return frozenset(Act(notice.text) for notice in self.told if notice.say is Say.TOPIC)

    @property
    def figures(self) -> int:
        """How many of its words hold a digit: a number tells nothing of its own."""
        return sum(any(map(str.isdigit, word)) for word in self.text.split())


def heard(text: str, talk: Talk, facts: Facts, told: tuple[Notice, ...] = ()) -> Utterance:
    """Read a message, in the light of what was asked last, and of what was ``told`` with it."""
    meaning = understand(text, facts.languages, facts.lang)
    if isinstance(talk.stage, Drafting) and not isinstance(talk.over, Pushed):
        field = asking(talk.stage.draft)
        meaning = meaning.toward(
            _OF_A_FIELD.get(field, _ASKS_IN_FREE_WORDS), sure=_IN_A_FORM, questions=field not in _OF_A_FIELD
        )
    else:
        answers = expected(talk)
        beside = _WITH_TICKETS if facts.live else _WITHOUT
        meaning = meaning.toward(answers, sure=beside) if answers else meaning
    return Utterance(text, read(text, facts.languages), meaning, told)


_WITHOUT = frozenset(Act) - {Act.ABILITIES, Act.RENAME, Act.FILES}
"""What likeness may tell though nobody expects it; whether we can do something is rather a question for the search."""
_WITH_TICKETS = _WITHOUT - {Act.PRIVACY}
"""The same beside open tickets: "you can delete this" is one of them."""
_URGENCIES = frozenset({Act.NORMAL, Act.HIGH, Act.OUTAGE})
_ASKS_ABOUT_FORM = frozenset({Act.FIELD, Act.FILES, Act.WHICH})
_ASKS_IN_FREE_WORDS = _ASKS_ABOUT_FORM | {Act.BOT, Act.PRIVACY, Act.PHONE, Act.REACH, Act.LANGUAGE}
_OF_A_FIELD = {
    "urgency": _URGENCIES | _ASKS_ABOUT_FORM,
    "service": _ASKS_ABOUT_FORM | {Act.SKIP},
    "name": _ASKS_ABOUT_FORM | {Act.PRIVACY, Act.YES, Act.NO, Act.SKIP, Act.WEAK_YES},
}
"""What answers a field, or asks about it; in the others words of one's own are the answer."""
_IN_A_FORM = frozenset({*TOPICS, Act.FIELD, Act.FORGET, Act.PHONE, Act.PERSON, Act.LANGUAGE, Act.SKIP}) - {Act.RENAME}
"""What words in a form may do instead of answering, where that is nearly sure."""
_SOLVED = frozenset({Act.YES, Act.NO, Act.WORKS, Act.BROKEN, Act.AGAIN, Act.WAIT, Act.UNSURE, Act.WHICH})
_AT_REST = frozenset({Act.NEWS, Act.STATUS, Act.FACT, Act.CLOSE, Act.AGAIN})
_ANSWERS: dict[About, frozenset[Act]] = {
    About.SOLVED: _SOLVED,
    About.RESOLVED: _SOLVED,
    About.SILENT: _SOLVED | {Act.FACT, Act.NEW},
    About.ANSWER: frozenset({Act.WAIT, Act.WHICH}),
    About.RATING: _AT_REST,
    About.WORD: _AT_REST,
    About.NOTICE: frozenset({Act.ACCEPT, Act.REFUSE, Act.PRICE, Act.TERMS, Act.IF}),
    About.OFFER: frozenset({Act.TAKE, Act.CANNOT, Act.NO_PHONE, Act.MOVE_CALL, Act.CALL, Act.ZONE, Act.PRICE}),
}


def expected(talk: Talk) -> frozenset[Act]:
    """What would answer the question that was read last."""
    if isinstance(talk.over, Pushed):
        return _ANSWERS[talk.over.about]
    match talk.stage:
        case Suggested():
            return frozenset({Act.NONE, Act.TICKET, Act.FORGET, Act.WORKS, Act.WAIT, Act.ANGER})
        case Reading():
            return _SOLVED | {Act.TICKET, Act.NONE, Act.RECORD}
        case NoArticleFound():
            return frozenset({Act.TICKET, Act.YES, Act.NO, Act.FORGET, Act.REPHRASE, Act.WORKS, Act.WAIT})
        case ConfirmingBump():
            return frozenset({Act.LEAVE, Act.NUDGE, Act.NEWS, Act.ANGER})
        case Cancelling() | ConfirmingClose() | ConfirmingCallOff():
            return frozenset({Act.YES, Act.NO, Act.LEAVE})
        case ConfirmingReopen():
            return frozenset({Act.YES, Act.NO, Act.NEW, Act.AGAIN, Act.BROKEN})
        case Scheduling():
            return frozenset({Act.NONE, Act.NO_PHONE, Act.CANNOT, Act.CALL, Act.ZONE, Act.HOURS})
        case Idle() | Solved() | Filed():
            return _AT_REST
        case _:
            return frozenset()
