"""Nothing is under way: what a client's words begin, or which ticket they belong to."""

from dataclasses import replace

from bot.core.conversation import questions, ticket_form
from bot.core.conversation.commands import AddWords, CallOff, Disown, Solve
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.intents import Verb
from bot.core.conversation.stages import any_stage, intake, phone_number, policy_questions
from bot.core.conversation.state import (
    RESTING,
    Cancelling,
    ConfirmingCallOff,
    ConfirmingClose,
    ConfirmingReopen,
    Drafting,
    Notice,
    Picking,
    Placed,
    Say,
    Talk,
)
from bot.core.conversation.transitions import Step, ask, back_to_rest, draft, noted_for_staff, remember, tell
from bot.core.conversation.understanding.acts import ORDINALS, Act
from bot.core.conversation.understanding.meaning import Clause, Meaning, within
from bot.core.conversation.understanding.topics import BILLING_TOPIC, topics_of
from bot.core.conversation.understanding.verdict import Verdict, verdict, works_again
from bot.core.conversation.utterance import Utterance
from bot.core.model.tickets import State, description
from bot.core.rules.client_actions import reopenable
from bot.core.text.words import plain

ELSE, ABOUT = "@else.", "@about."
"""Choices that say where words belong that were put somewhere unasked; the ticket's number follows."""

READ_HERE = frozenset(
    {
        Verb.WORDS, Verb.YES, Verb.NO, Verb.NONE, Verb.SKIP, Verb.SOLVED, Verb.UNSOLVED, Verb.CANCEL, Verb.THANKS,
        Verb.GREET, Verb.PHONE, Verb.PERSON,
    }
)  # fmt: skip
"""What is read here in its context; everything else is a command."""

TOLD_WORDS_MIN = 3
"""So many words beside the thanks tell something."""

SAYS_MORE_WORDS_MIN = 2
"""So many words beside acts of speech tell something that is kept."""


def said(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """What typed words come to at rest; ``None`` leaves them to the commands."""
    if words.intent.verb not in READ_HERE:
        return None
    step = _said(talk, words, facts)
    if step is None or isinstance(step[0].stage, ConfirmingReopen):  # that is sorry enough
        return step
    return policy_questions.angry(step[0], words), step[1]


def _said(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    meaning, verb = words.meaning, words.intent.verb
    if verb not in {Verb.WORDS, Verb.THANKS, Verb.GREET} and not words.intent.text and not meaning.asks:
        return _short(talk, words, facts)
    on_call = len([seen for seen in facts.live if seen.active_call]) == 1
    if on_call and facts.understood.number:
        return _number(talk, words, facts)
    return (
        policy_questions.language_asked(talk, words, facts)
        or _asked_beside(talk, words, facts)
        or policy_questions.answered(talk, words, facts, about_calls=on_call)
        or _courtesy(talk, words, facts)
        or _about_a_call(talk, words, facts)
        or _back_again(talk, words, facts)
        or _done(talk, words, facts)
        or _request(talk, words, facts)
    )


def _number(talk: Talk, words: Utterance, facts: Facts) -> Step:
    """Where to call is said while a call is planned."""
    called = next(seen.ticket.number for seen in facts.live if seen.active_call)
    return phone_number.told(talk, called, words, facts)


TOLD_BESIDE_WORDS_MIN = 10
"""So many words beside a question about us are what it's really about."""


def _asked_beside(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """Much is told, and something of us is asked within it: both count."""
    asked = policy_questions.topics(words.meaning)
    if not asked or words.meaning.telling < TOLD_BESIDE_WORDS_MIN:
        return None
    return placed(policy_questions.told(talk, asked), words, facts)


def _short(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """A command to the letter: "it's solved" ends only what somebody answered."""
    if words.intent.verb is Verb.SOLVED and facts.live:
        return _done(talk, words, facts)
    return None


def _courtesy(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """Thanks and greetings, with no more to them."""
    meaning = words.meaning
    if meaning.clauses and all(clause.covered(_GREETS) for clause in meaning.clauses):  # "anybody there?", too
        return tell(talk, Notice(Say.GREETING)), ()
    told = sum(clause.unread for clause in meaning.clauses if not clause.acts & {Act.THANKS, Act.WORKS, Act.GREET})
    little = told < TOLD_WORDS_MIN and not meaning.holds(Act.BROKEN, Act.AGAIN)
    little = little and not (facts.live and meaning.holds(Act.FACT))
    if facts.tickets and not facts.live and not meaning.asks and _is_well(meaning):
        return tell(talk, Notice(Say.WELCOME)), ()
    if (
        meaning.asks
        or meaning.holds(Act.IRONY)
        or (not little and not meaning.only(Act.THANKS, Act.GREET, Act.WEAK_YES))
    ):
        return None
    well = verdict(meaning, asked=False) in {Verdict.SOLVED, Verdict.OPEN}
    if meaning.says(Act.THANKS) and well and not meaning.holds(Act.CLOSE, Act.AGAIN, Act.NEWS, Act.PHONE, Act.CALL_OFF):
        if facts.live and meaning.says(Act.WORKS):
            return None
        return tell(talk, Notice(Say.WELCOME)), ()
    if meaning.only(Act.GREET) or (meaning.like(Act.GREET) and little):
        return tell(talk, Notice(Say.GREETING)), ()
    if meaning.only(Act.WEAK_YES) or (meaning.only(Act.WORKS, Act.WEAK_YES, Act.YES) and not facts.live):
        return tell(talk, Notice(Say.WELCOME if facts.tickets else Say.GREETING)), ()
    if meaning.only(Act.WAIT):
        return tell(talk, Notice(Say.NO_HURRY)), ()
    if meaning.only(Act.LEAVE, Act.THANKS) and not meaning.holds(Act.FORGET, Act.CLOSE):  # "thanks, I'll wait"
        return tell(talk, Notice(Say.WELCOME)), ()
    if meaning.only(Act.ANGER):
        return tell(talk, *(any_stage.status(facts) or (Notice(Say.GREETING),))), ()
    return None


_GREETS = frozenset({Act.GREET})


def _is_well(meaning: Meaning) -> bool:
    """It still works, where nothing is open that this could end."""
    found = verdict(meaning, asked=False)
    return found is Verdict.SOLVED or (found is Verdict.DOUBTFUL and meaning.says(Act.THANKS))


def _about_a_call(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    meaning = words.meaning
    called = [seen for seen in facts.live if seen.active_call]
    if len(called) == 1 and not meaning.holds(Act.IF):
        number = called[0].ticket.number
        time = facts.understood.time
        if meaning.holds(Act.MOVE_CALL) or (meaning.holds(Act.CALL_OFF) and time is not None and time.clocks):
            return any_stage.move_call(talk, number, words, facts)
        if meaning.holds(Act.CALL_OFF, Act.NO_PHONE) and not meaning.only_asks:
            return _call_off(talk, number, words, facts)
        if meaning.clearly(Act.CANNOT) and meaning.telling <= SAYS_MORE_WORDS_MIN and not meaning.asks:
            return any_stage.move_call(talk, number, words, facts)
    if called or not meaning.holds(Act.PHONE, Act.NO_PHONE):
        return None
    if any(_wants_none(clause) for clause in meaning.clauses):
        return _rather_not(talk, words, facts)
    about = _by_topic(talk, words.text, facts)
    intent = replace(words.intent, number=words.intent.number or (about[0] if about else 0))
    return any_stage.phone(talk, replace(words, intent=intent), facts)


def _wants_none(clause: Clause) -> bool:
    """No call, please."""
    return Act.NO_PHONE in clause.acts or (
        Act.PHONE in clause.acts and (clause.negated or not clause.acts.isdisjoint({Act.REFUSE, Act.CALL_OFF}))
    )


def _rather_not(talk: Talk, words: Utterance, facts: Facts) -> Step:
    """Please don't call: staff read it, and no time is asked for."""
    talk, commands = placed(talk, words, facts)
    if not isinstance(talk.stage, RESTING):
        return talk, commands
    return tell(talk, *(Notice(Say.NOT_NOW, seen.ticket.number) for seen in facts.live[:1])), commands


CALL_OFF_WORDS_MAX = 2
"""So many words beside giving up a call mean nothing else."""


def _call_off(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step:
    """Given up at once where nothing else is said; else that is asked, and the words go to staff."""
    meaning = words.meaning
    clear = meaning.clearly(Act.CALL_OFF) or words.intent.verb is Verb.CALL_OFF
    if clear and not meaning.asks and meaning.told <= CALL_OFF_WORDS_MAX:
        return talk, (CallOff(number),)
    told = (noted_for_staff(number, words.text, facts),) if meaning.telling >= SAYS_MORE_WORDS_MIN else ()
    return replace(talk, stage=ConfirmingCallOff(number)), told


def _back_again(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """What was solved is back, say the words, or they resemble it: shall it be opened again?

    What was closed for silence is opened at once.
    """
    closed = recently_solved(facts)
    if not closed or any(seen.ticket.number in talk.declined for seen in closed[:1]):
        return None
    meaning = words.meaning
    named = [seen for seen in closed if seen.ticket.number == words.intent.number]
    alike = [n for n, likeness in facts.found.similar if facts.policy.knowledge.are_twins(likeness)]
    like = [seen for seen in closed if seen.ticket.number in alike and not meaning.only_asks]
    last = meaning.only_of(lambda clause: clause is meaning.clauses[-1])
    if Verdict.SOLVED in {verdict(meaning, asked=False), verdict(last, asked=True)}:
        return None
    back = any(_tells_again(clause) for clause in meaning.clauses)
    back = back or (meaning.says(Act.BROKEN) and not facts.live and meaning.telling <= BACK_WORDS_MAX)
    if facts.live and not named and not (like and meaning.says(Act.AGAIN)):
        return None
    if meaning.holds(Act.NEW) or not (named or like or back):
        return None
    meant = (named or like or closed)[0].ticket
    number = meant.number
    if meant.state is State.SILENT:  # nobody ever said that it was solved
        return _join(talk, number, words, facts)
    lines = (facts.line(words.text),) if meaning.telling >= SAYS_MORE_WORDS_MIN else ()
    return replace(talk, stage=ConfirmingReopen(number, words.text, lines)), ()


def _tells_again(clause: Clause) -> bool:
    """It's back; a greeting ("hi again") and thanks for the second time tell no such thing."""
    greets = [each for each in clause.found if each.act is Act.GREET]
    again = (each for each in clause.found if each.act is Act.AGAIN and not within(each, greets))
    return Act.THANKS not in clause.acts and any(again)


BACK_WORDS_MAX = 7
"""More words about something broken are rather a trouble of their own."""


def recently_solved(facts: Facts) -> list[TicketView]:
    """The client's tickets that are closed and can be opened again, the latest first."""
    window = facts.policy.promises.reopen_window_days
    solved = [seen for seen in facts.tickets if reopenable(seen.ticket, facts.now, window)]
    return sorted(solved, key=lambda seen: seen.ticket.closed_at or facts.now, reverse=True)


def _done(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """It works, or isn't needed any more: closed where the words ask for it, else that is asked."""
    meaning, live = words.meaning, facts.live
    claimed = verdict(meaning, asked=False) is Verdict.SOLVED or words.intent.verb is Verb.SOLVED
    closes = meaning.holds(Act.CLOSE)
    claimed = claimed or (meaning.says(Act.FORGET) and not closes and meaning.telling <= TOLD_WORDS_MIN)
    at_first = _is_over_at_first(meaning)
    claimed = claimed or at_first
    if not live or not (claimed or closes) or (meaning.asks and not closes):
        return None
    named = named_in(words, facts) or any_stage.likely(facts)
    numbers = [seen.ticket.number for seen in live]
    which = named[0] if named else numbers[0] if len(numbers) == 1 else 0
    if not which:
        verb = Verb.SOLVED if claimed else Verb.CANCEL
        return replace(talk, stage=Picking(verb.value, tuple(numbers))), ()
    clear = words.intent.verb is Verb.SOLVED or (meaning.clearly(Act.CLOSE) and not meaning.asks)
    if claimed and clear and len(numbers) == 1:
        return talk, (Solve(which),)
    if closes and not claimed:
        return replace(talk, stage=Cancelling(which)), ()
    if meaning.telling > _TELLS_MORE_WORDS and not closes:
        noted = noted_for_staff(which, words.text, facts)
        return (replace(talk, stage=ConfirmingClose(which)), (noted,)) if at_first else None
    return replace(talk, stage=ConfirmingClose(which)), ()


def _is_over_at_first(meaning: Meaning) -> bool:
    """The first words claim it of the whole, and what stands behind only tells why: "sorted, the router was off"."""
    first = meaning.only_of(lambda clause: clause is meaning.clauses[0])
    rest = meaning.clauses[1:]
    troubled = any(c.against or c.acts & {Act.BROKEN, Act.AGAIN, Act.IF, Act.BUT} for c in rest)
    return meaning.several and not troubled and works_again(first) and not first.telling


_TELLS_MORE_WORDS = 6
"""Beside "it works" so many words tell facts: they belong on the ticket."""


def _request(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    meaning, number = words.meaning, words.intent.number
    if meaning.holds(Act.PERSON) and meaning.telling <= any_stage.TELLS_WORDS_MIN + 1:
        return any_stage.person(talk, facts)
    if meaning.holds(Act.TICKET) and _asks_for_ticket(words):
        return _ticket(talk, words, facts)
    if not facts.live and meaning.asks and meaning.clearly_holds(Act.STATUS) and (closed := recently_solved(facts)):
        return tell(talk, Notice(Say.STATUS, closed[0].ticket.number)), ()
    if not facts.live or meaning.holds(Act.FACT):
        return _record(talk, words, facts)
    if meaning.only_asks and meaning.clearly_holds(Act.FILES) and not is_question(words, facts):
        return policy_questions.told(talk, (Act.FILES,)), ()
    if meaning.holds(Act.NEWS) and (meaning.asks or meaning.telling <= SAYS_MORE_WORDS_MIN * 2):
        about = named_in(words, facts)
        return any_stage.news(talk, number or (about[0] if len(about) == 1 else 0), facts)
    if meaning.holds(Act.STATUS) and (meaning.asks or meaning.telling <= SAYS_MORE_WORDS_MIN * 2):
        return tell(talk, *any_stage.status(facts)), ()
    return _record(talk, words, facts)


def _record(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    if not words.meaning.holds(Act.RECORD) or not words.meaning.asks:
        return None
    known = facts.live or tuple(recently_solved(facts))
    if len(known) != 1:
        return (tell(talk, Notice(Say.TICKETS)), ()) if known else None
    return tell(talk, Notice(Say.RECORD, known[0].ticket.number)), ()


def _asks_for_ticket(words: Utterance) -> bool:
    """A ticket by its name; "do that" means nothing where nothing was offered."""
    return "ticket" in words.text.casefold()


def _ticket(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """The form, with what the ticket is about where that was said."""
    subject = ticket_form.subject_in(words.text, facts.languages)
    if subject is None:
        return None
    if subject:
        talk, left = questions.leave(talk)  # what is filed now isn't what was asked before
        return draft(remember(replace(talk, question=subject), facts.line(subject)), facts), left
    return draft(talk, facts), ()


def numbered(words: Utterance, facts: Facts) -> list[int]:
    """The client's tickets whose numbers stand in the words; a small number needs "#" or "ticket" before it."""
    known = {seen.ticket.number for seen in facts.tickets}
    said = [int(word) for word in plain(words.text).split() if word.isdecimal() and len(word) in NUMBER_DIGITS]
    return [n for n in dict.fromkeys((words.intent.number, *said)) if n in known]


NUMBER_DIGITS = range(4, any_stage.DIGITS_MAX + 1)
"""So many digits by themselves are a ticket's number, if there is such a ticket: fewer are amounts and errors."""


def named_in(words: Utterance, facts: Facts) -> list[int]:
    """The client's open ticket that a request names: by its number, or by a word that only its subject has."""
    live = facts.live
    if numbers := [n for n in numbered(words, facts) if any(seen.ticket.number == n for seen in live)]:
        return numbers
    asked = [clause for clause in words.meaning.clauses if clause.acts & {Act.CLOSE, Act.FORGET, Act.WORKS, Act.NEWS}]
    if (ordinal := Meaning(tuple(asked)).last(*ORDINALS)) and ORDINALS.index(ordinal) < len(live) > 1:
        return [live[ORDINALS.index(ordinal)].ticket.number]
    said = {word for clause in asked for word in clause.words if len(word) >= _SUBJECT_WORD_LETTERS_MIN}
    named = [seen.ticket.number for seen in live if any(_in_subject(word, seen.ticket.subject) for word in said)]
    if len(named) == 1:
        return named
    return _by_topic(Talk(), " ".join(word for clause in asked for word in clause.words), facts)


_SUBJECT_WORD_LETTERS_MIN = 3
_SUBJECT_STEM_LETTERS = 4


def _by_topic(talk: Talk, text: str, facts: Facts) -> list[int]:
    """The one open ticket that is about what the words are about; none where that isn't plain."""
    live = [seen.ticket for seen in facts.live if seen.ticket.number not in talk.declined]
    said = topics_of(text, facts.languages)
    about = [t.number for t in live if said & topics_of(description(t), facts.languages)]
    return about if len(about) == 1 else []


def _in_subject(word: str, subject: str) -> bool:
    stem = word[:_SUBJECT_STEM_LETTERS]
    return any(
        other.startswith(stem) if len(word) >= _SUBJECT_STEM_LETTERS else other == word
        for other in plain(subject).split()
    )


# ── Which ticket is it for? ────────────────────────────────────────────────────────────


def placed(talk: Talk, words: Utterance, facts: Facts) -> Step:
    """Words that were no request: facts for a ticket, or a question of their own."""
    live = [seen for seen in facts.live if seen.ticket.number not in talk.declined]
    if not live:
        return ask(talk, words.text, facts)
    numbers = [seen.ticket.number for seen in live]
    if named := [n for n in numbered(words, facts) if n in numbers]:
        return _join(talk, named[0], words, facts)
    if _is_another_matter(words, live, facts) or is_question(words, facts):
        return ask(talk, words.text, facts, called=unannounced(words, facts))
    if len(numbers) > 1 and words.meaning.says(Act.WORKS) and words.meaning.says(Act.BROKEN, Act.AGAIN):
        return _one_of_two(talk, words, facts) or (
            talk,
            tuple(AddWords(n, (facts.line(words.text),)) for n in numbers),
        )
    likely = [n for n in any_stage.likely(facts) if n in numbers]
    likely = likely if len(likely) == 1 else _by_topic(talk, words.text, facts) or likely
    if len(numbers) == 1 or len(likely) == 1:
        return _join(talk, (likely or numbers)[0], words, facts)
    return intake.new_words(talk, words.text, words.intent.number, facts)


def _is_another_matter(words: Utterance, live: list[TicketView], facts: Facts) -> bool:
    """It says that it is another; or it's an invoice, beside tickets about what is technical."""
    if words.meaning.holds(Act.FACT):
        return False
    if is_announced(words, facts):
        return True
    if BILLING_TOPIC not in topics_of(words.text, facts.languages):
        return False
    tickets = [topics_of(description(seen.ticket), facts.languages) for seen in live]
    return all(tickets) and not any(BILLING_TOPIC in about for about in tickets)


def is_announced(words: Utterance, facts: Facts) -> bool:
    """Whether words begin something else by saying so, and go on: "different thing: my certificate has expired"."""
    own = (clause for clause in words.meaning.clauses if not clause.covered(_COURTESY))
    first = next(own, None)  # "perfect, thanks. Another matter: …"
    told = words.meaning.telling + sum(clause.unread for clause in words.meaning.clauses if clause.question)
    begins = first is not None and any(
        each.act is Act.NEW and each.start <= ANNOUNCED_WITHIN_WORDS and not each.like for each in first.found
    )
    alike = any_stage.likely(facts) and not words.meaning.asks
    return begins and told >= TOLD_WORDS_MIN and not alike and not words.meaning.holds(Act.FACT)


def unannounced(words: Utterance, facts: Facts) -> str:
    """What it is about, without the words that only say that it's something else."""
    if not is_announced(words, facts):
        return words.text
    parted = (words.text.partition(mark) for mark in ":,.;")
    rests = (rest.strip() for head, _mark, rest in parted if len(head.split()) <= ANNOUNCING_WORDS_MAX)
    return next((rest for rest in rests if rest), words.text)


ANNOUNCING_WORDS_MAX = 5
"""So many words at most stand before the mark behind which it begins: "ok, and on another note:"."""

_COURTESY = frozenset({Act.THANKS, Act.WEAK_YES, Act.YES, Act.WORKS, Act.GREET, Act.FULLY, Act.TAKE})
ANNOUNCED_WITHIN_WORDS = 2
"""So many words may stand before it: "ok, and another thing"."""


def _one_of_two(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """ "The mails come in, the 500 is still there": the one is asked about, the other gets the words."""
    works = [clause for clause in words.meaning.clauses if Act.WORKS in clause.acts and not clause.negated]
    solved = _by_topic(talk, " ".join(word for clause in works for word in clause.words), facts)
    others = [seen.ticket.number for seen in facts.live if seen.ticket.number not in (*solved, *talk.declined)]
    if not solved or len(others) != 1:
        return None
    return replace(talk, stage=ConfirmingClose(solved[0])), (noted_for_staff(others[0], words.text, facts),)


def _join(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step:
    lines = (facts.line(words.text),)
    return replace(talk, placed=Placed(number, lines)), (AddWords(number, lines),)


def is_question(words: Utterance, facts: Facts) -> bool:
    """Whether this is plainly a question of its own: an article answers it, and it resembles no ticket."""
    meaning, hits = words.meaning, facts.found.hits
    if meaning.holds(Act.FACT) and not meaning.holds(Act.NEW) and not meaning.only_asks:
        return False
    known = facts.policy.knowledge
    if not hits or any_stage.likely(facts):
        return meaning.holds(Act.NEW) and meaning.asks and not any_stage.likely(facts)
    if meaning.only_asks or (meaning.asks and meaning.holds(Act.NEW)):
        return hits[0].confidence >= known.show_from_confidence
    return meaning.holds(Act.NEW) and hits[0].confidence >= known.show_from_confidence


def disowned(talk: Talk, put: Placed, facts: Facts) -> Step:
    """ "It's something else": what was put onto a ticket becomes a question."""
    text = "\n".join(line.text for line in put.lines)
    talk = replace(talk, placed=None, declined=(*talk.declined, put.number))
    talk, commands = ask(talk, text, facts, put.lines)
    return talk, (Disown(put.number), *commands)


def belongs(talk: Talk, number: int) -> Step | None:
    """ "It's about #12": what was taken for a question goes onto the ticket."""
    if not talk.lines or isinstance(talk.stage, Drafting):
        return None
    asked, noted = questions.for_person(talk)
    return back_to_rest(asked), (AddWords(number, talk.lines), *noted)
