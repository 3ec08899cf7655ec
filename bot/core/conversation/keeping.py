"""Nothing that a client tells is lost: what no stage kept goes onto the ticket it is about, or into the question.

The last look at a turn. Words may be read wrongly, as thanks, as a question, as a no; staff can read them all the same.
"""

from itertools import takewhile

from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AddWords, Comment, FileTicket, SetZone
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import RESTING, AssigningText, ConfirmingReopen, Pushed, Talk, numbers_in
from bot.core.conversation.transitions import Step, noted_for_staff, remember
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.utterance import Utterance
from bot.core.text.redaction.redact import Secret, redact

_COURTEOUS = (Act.THANKS, Act.GREET, Act.PERSON, Act.PHONE, Act.NEWS, Act.STATUS, Act.TICKET, Act.LANGUAGE)
"""Beside these a few words more tell nothing."""
TOLD_WORDS_MIN = 4
"""So many words that no pattern explains tell something."""
COURTEOUS_WORDS_MAX = 8
"""So many of them beside thanks or a request may be no more than that."""


def kept(before: Talk, step: Step, words: Utterance, facts: Facts) -> Step:
    """The turn with the client's words on a record, where they told something and nothing holds them yet."""
    talk, commands = step
    only_time = facts.understood.time is not None and facts.understood.time.alone
    settled = AddWords | Comment | FileTicket | SetZone
    if only_time or not _tells(words) or any(isinstance(each, settled) for each in commands):
        return step
    if _holds(talk, words.text) or isinstance(talk.stage, AssigningText):
        return step
    number = _about(before, talk, facts)
    if number:
        return talk, (noted_for_staff(number, words.text, facts), *commands)
    return (talk, commands) if isinstance(talk.stage, RESTING) else (remember(talk, facts.line(words.text)), commands)


HALF_DIGITS_MIN = 4
"""So many digits may be a part of a card's number."""
HALF_CHARS_MAX = 40
"""A part of it stands at a message's end, within so many characters."""


def without_halves(talk: Talk, text: str, facts: Facts) -> tuple[str, frozenset[Secret]]:
    """The text, and what was taken out of it: with the message before it, it may make a card's number."""
    if not talk.digits or not _has_digits(text):
        return text, frozenset()
    both = redact(f"{talk.digits}\n{text}", facts.languages, facts.policy.privacy.keeps_ibans)
    return (both.text, both.kinds) if both.kinds else (text, frozenset())


def digits_of(text: str) -> str:
    """What of a message may be the first half of a number: the figures at its end, and no word or code before them."""
    last = takewhile(lambda word: not any(map(str.isalpha, word)), reversed(text[-HALF_CHARS_MAX:].split()))
    end = " ".join(reversed(tuple(last)))
    return end if _has_digits(end) else ""


def _has_digits(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= HALF_DIGITS_MIN


def _tells(words: Utterance) -> bool:
    courteous = words.meaning.says(*_COURTEOUS) and not words.meaning.says(Act.BROKEN, Act.AGAIN, Act.FACT)
    return words.meaning.told - words.figures >= (COURTEOUS_WORDS_MAX if courteous else TOLD_WORDS_MIN)


def _holds(talk: Talk, text: str) -> bool:
    """Whether the talk carries the words on: for a ticket, in a form, in what is asked."""
    form = ticket_form.under_way(talk.stage)
    values = (form.subject, form.symptoms, form.service, form.name) if form else ()
    lines = talk.stage.lines if isinstance(talk.stage, ConfirmingReopen) else talk.lines
    start = text.strip().rstrip("…")
    return any(start in line.text for line in (*lines, *talk.lines)) or any(start in value for value in values)


def _about(before: Talk, talk: Talk, facts: Facts) -> int:
    """The open ticket that the turn was about; 0 where that isn't plain."""
    live = [seen.ticket.number for seen in facts.live]
    asked = (before.over.number,) if isinstance(before.over, Pushed) else ()
    named: list[int] = [n for n in (*asked, *numbers_in(before.stage), *numbers_in(talk.stage)) if n in live]
    if named and len(set(named)) == 1:
        return named[0]
    return live[0] if len(live) == 1 and ticket_form.under_way(talk.stage) is None else 0
