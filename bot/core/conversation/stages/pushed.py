"""Answer what staff, or a timer, asked: it was read last, whatever was under way.

A yes, a no, a number or a sentence is an answer to it. Words that plainly belong to what was under way go there, and
what neither answers nor belongs is left to everybody else. What was under way is shown again behind the answer.
"""

from dataclasses import replace
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.core.calendar.spoken_times import SpokenTime
from bot.core.conversation.commands import AddWords, Agree, CallOff, Command, Solve, Unsolve
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.intents import WHATEVER_WAS_ASKED, Verb
from bot.core.conversation.stages import any_stage, policy_questions, resting, satisfaction, scheduling
from bot.core.conversation.stages.intake import settled
from bot.core.conversation.stages.resting import is_question
from bot.core.conversation.state import (
    RESTING,
    About,
    ConfirmingClose,
    Drafting,
    Filed,
    Notice,
    Placed,
    Pushed,
    Say,
    Scheduling,
    Talk,
)
from bot.core.conversation.ticket_form import OPTIONAL, asking, settle
from bot.core.conversation.transitions import Step, ask, noted_for_staff, tell
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import Meaning
from bot.core.conversation.understanding.topics import topics_of
from bot.core.conversation.understanding.urgency import DEGREES, urgency_in
from bot.core.conversation.understanding.verdict import (
    QUESTION_WORDS_MIN,
    Verdict,
    clearly_says,
    is_left_open,
    verdict,
    works_again,
)
from bot.core.conversation.utterance import Utterance, heard
from bot.core.model.tickets import State
from bot.core.rules.billing import all_pending
from bot.core.text.words import domain_in

QUESTION_TOLD_WORDS_MIN = 6
"""So many words ask something that staff should read."""

LATER_WORDS_MAX = 4
"""More words that are only like "later" answer what was asked: "tuesday, but my husband says monday"."""

CALL_WORDS_MAX = 4
"""More words beside "on the phone" tell where something happens."""

FIELD_WORDS_MAX = 4
"""So many words at most are plainly a field's answer: "both: a.example and b.example"."""


SEEN_WORDS_MIN = 2
"""So many words that no act explains tell what is seen: "white page"."""


def pending(talk: Talk, facts: Facts) -> Pushed | None:
    """The question that somebody put to the client and that was read last; at rest the only one that there is."""
    if isinstance(talk.over, Pushed):
        return talk.over if _is_open(talk.over, facts) else None
    if talk.over is not None or not isinstance(talk.stage, RESTING):
        return None
    waiting = [(question, seen) for seen in facts.live for question in open_on(seen)]
    return waiting[0][0] if len(waiting) == 1 and not _is_doubtful(*waiting[0]) else None


def _is_doubtful(question: Pushed, seen: TicketView) -> bool:
    """Where a call is being settled, a yes that nobody asked for just now may be about the call."""
    return question.about is About.SOLVED and seen.active_call is not None


def open_on(seen: TicketView) -> tuple[Pushed, ...]:
    """What a ticket's client is asked about it."""
    number, call = seen.ticket.number, seen.active_call
    notices = tuple(Pushed(About.NOTICE, number, entry.n) for entry in all_pending(seen.agreed))
    offered = (Pushed(About.OFFER, number, call.n, call.version),) if call is not None and call.asks_client else ()
    answered = (Pushed(About.SOLVED, number),) if seen.ticket.state is State.ANSWERED else ()
    asked = (Pushed(About.ANSWER, number),) if seen.ticket.state is State.ASKED else ()
    return (*notices, *offered, *answered, *asked)


_CLOSED = {About.RESOLVED: State.SOLVED, About.SILENT: State.SILENT}
"""Questions about a ticket that is closed, and how it was."""
_ASKED_ONCE = frozenset({*_CLOSED, About.RATING, About.WORD})
"""Questions that wait for nothing: the next words answer them, or they are gone."""


def _is_open(question: Pushed, facts: Facts) -> bool:
    seen = facts.seen(question.number)
    if seen is None:
        return False
    if question.about in _CLOSED:
        return seen.ticket.state is _CLOSED[question.about]
    if question.about in {About.RATING, About.WORD}:
        return satisfaction.is_open(question, seen.ticket, facts.now)
    return any(
        (each.about, each.n, each.version) == (question.about, question.n, question.version) for each in open_on(seen)
    )


def said(talk: Talk, words: Utterance, facts: Facts) -> Step | None:
    """What words answer; ``None`` when they are no answer."""
    question = pending(talk, facts)
    if question is None:
        return None
    bare_code = words.intent.verb is Verb.LINK and words.text == words.intent.text
    if words.intent.verb in WHATEVER_WAS_ASKED and not (question.about is About.ANSWER and bare_code):
        return None
    if words.intent.verb is Verb.NUMBER and facts.seen(words.intent.number):
        return None
    ends = words.intent.verb in {Verb.SOLVED, Verb.UNSOLVED} and question.about in {About.NOTICE, About.OFFER}
    if ends or belongs_to_stage(talk, words, question, facts):
        return None
    step = _answered(talk, question, words, facts)
    if step and words.meaning.holds(Act.IRONY):  # "thanks for nothing" is anger; kind words come first
        step = policy_questions.angry(step[0], words), step[1]
    return _with_field(step, words, facts) if step and isinstance(talk.stage, Drafting) else step


def said_under(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step | None:
    """What words come to that stand under a message about a ticket: they are that ticket's, whatever else is asked.

    ``None`` for commands, and where nothing about the ticket can be answered or added.
    """
    seen = facts.seen(number) if number else None
    if seen is None or words.intent.verb not in resting.READ_HERE:
        return None
    asked = sorted(open_on(seen), key=lambda each: each.about not in _READ_THERE)
    closed = (Pushed(about, number) for about, state in _CLOSED.items() if seen.ticket.state is state)
    for question in (*asked, *closed):
        return _answered(replace(talk, over=question), question, words, facts)
    if words.meaning.only(Act.THANKS, Act.GREET):
        return tell(talk, Notice(Say.WELCOME)), ()
    return _then(talk, AddWords(number, (facts.line(words.text),))) if seen.ticket.live else None


_READ_THERE = (About.SOLVED, About.ANSWER)
"""What words of staff's ask: whoever writes below them answers that first."""


def _answered(talk: Talk, question: Pushed, words: Utterance, facts: Facts) -> Step | None:
    if score := satisfaction.scored(question, words, facts):
        rest = heard(score.rest, replace(talk, over=None), facts) if score.rest else None
        return satisfaction.take(talk, question, score, rest, facts)
    match question.about:
        case About.SOLVED:
            return _solved(talk, question, words, facts)
        case About.ANSWER:
            return _answer(talk, question, words, facts)
        case About.NOTICE:
            return _notice(talk, question, words, facts)
        case About.OFFER:
            return _offer(talk, question, words, facts)
        case About.RESOLVED:
            return _resolved(talk, question, words)
        case About.SILENT:
            return _silent(talk, question, words, facts)
        case About.RATING | About.WORD:
            return satisfaction.said(talk, question, words, facts)
        case _:
            assert_never(question.about)


def _with_field(step: Step, words: Utterance, facts: Facts) -> Step:
    """The field that was under way, where the same message answers it: "mail is back; the site is a total outage"."""
    talk, commands = step
    stage = talk.stage
    if not isinstance(stage, Drafting) or talk.over is not None or not words.meaning.several:
        return step
    others = of_the_form(words.meaning, stage, facts)
    said = " ".join(word for clause in others.clauses for word in clause.words)
    match asking(stage.draft):
        case "urgency":
            taken = settle(stage.draft, "urgency", urgency_in(others))
        case "service" if domain_in(said):
            taken = settle(stage.draft, "service", domain_in(said))
        case "symptoms" if len(said.split()) >= FIELD_WORDS_MAX:
            taken = settle(stage.draft, "symptoms", "\n".join(clause.text.strip() for clause in others.clauses))
        case _:
            return step
    if taken[1]:
        return step
    talk, more = settled(talk, stage, taken, facts)
    return talk, (*commands, *more)


def of_the_form(meaning: Meaning, stage: Drafting, facts: Facts) -> Meaning:
    """What is said of the ticket that is being written, where it's about something else than what was asked."""
    own = topics_of(stage.draft.subject, facts.languages)
    turned = False
    kept = set[int]()
    for n, clause in enumerate(meaning.clauses):
        about = topics_of(" ".join(clause.words), facts.languages)
        turned = Act.NEW in clause.acts or (turned and not about) or bool(about and about <= own)
        if turned:
            kept.add(n)
    return Meaning(tuple(clause for n, clause in enumerate(meaning.clauses) if n in kept))


def belongs_to_stage(talk: Talk, words: Utterance, question: Pushed, facts: Facts) -> bool:
    """Whether the words plainly answer what was under way: an urgency, a domain, a day, what is seen."""
    meaning, stage = words.meaning, talk.stage
    if question.about is About.SOLVED and verdict(meaning, asked=False) is not Verdict.OPEN:
        return False
    if isinstance(stage, Drafting):
        match asking(stage.draft):
            case "urgency":
                own = len(of_the_form(meaning, stage, facts).clauses) == len(meaning.clauses)
                first = meaning.clauses[0] if meaning.clauses else None
                begins = first is not None and not first.unread and not first.acts.isdisjoint(DEGREES)
                brief = meaning.words <= FIELD_WORDS_MAX or own or begins
                return bool(urgency_in(meaning)) and brief and not meaning.asks
            case "service":
                return bool(domain_in(words.text)) and meaning.words <= FIELD_WORDS_MAX
            case name:
                sees = meaning.telling >= SEEN_WORDS_MIN and not any(clause.acts for clause in meaning.clauses)
                told = meaning.telling >= FIELD_WORDS_MAX or sees
                told = told and not meaning.asks
                free = name in OPTIONAL and question.about in {About.OFFER, About.NOTICE}
                free = free and facts.understood.time is None
                return told and free and not meaning.holds(*_OF_AN_OFFER)
    if isinstance(stage, Scheduling) and question.about is not About.OFFER and not meaning.clearly(*_CLEARLY):
        return facts.understood.time is not None and facts.understood.time.alone
    return False


_CLEARLY = (Act.YES, Act.NO, Act.ACCEPT, Act.REFUSE)
_OF_AN_OFFER = (
    Act.YES, Act.NO, Act.TAKE, Act.CANNOT, Act.ACCEPT, Act.REFUSE, Act.PHONE, Act.NO_PHONE, Act.MOVE_CALL, Act.CALL_OFF,
    Act.PRICE, Act.CALL, Act.THANKS,
)  # fmt: skip


def left(talk: Talk) -> Talk:
    """The talk after words that answered something else: what is shown now was read last.

    At rest the question is still the one that waits; a ticket that was closed waits for nothing.
    """
    over = talk.over
    kept = isinstance(talk.stage, RESTING) and isinstance(over, Pushed) and over.about not in _ASKED_ONCE
    return talk if kept or not isinstance(over, Pushed) else replace(talk, over=None)


# ── Did that solve it? ─────────────────────────────────────────────────────────────────


def _solved(talk: Talk, question: Pushed, words: Utterance, facts: Facts) -> Step | None:
    meaning, number = words.meaning, question.number
    found = verdict(meaning, asked=True)
    if isinstance(talk.stage, Drafting) and (others := of_the_form(meaning, talk.stage, facts)).clauses:
        found = verdict(meaning.only_of(lambda clause: clause not in others.clauses), asked=True)
    if words.intent.verb in _CLEAR and not meaning.asks:
        found = _CLEAR[words.intent.verb]
    if found is Verdict.OPEN and clearly_says(meaning, Act.CLOSE):
        found = Verdict.SOLVED
    if found is Verdict.SOLVED:
        return _then(talk, Solve(number)) if not _asks_more(meaning) else _and_asks(talk, number, words, facts)
    if found is Verdict.UNSOLVED:
        return _perhaps_called(_then(talk, *_unsolved(number, words, facts)), number, words, facts)
    if found is Verdict.LATER:
        return tell(talk, Notice(Say.NO_HURRY)), (noted_for_staff(number, words.text, facts),)
    if found is Verdict.DOUBTFUL or (meaning.says(Act.CLOSE) and not _is_for_others(meaning)):
        return tell(talk, Notice(Say.NOT_SURE)), (noted_for_staff(number, words.text, facts),)
    if meaning.holds(Act.WHICH) and not isinstance(talk.stage, RESTING):
        return talk, ()
    if _is_for_others(meaning):
        return None
    if meaning.only_asks and meaning.holds(Act.WORKS, Act.BROKEN) and not meaning.holds(Act.NOT):
        told = tell(talk, Notice(Say.STATUS, number)) if not isinstance(talk.over, Pushed) else talk
        more = meaning.words >= QUESTION_TOLD_WORDS_MIN
        return told, ((noted_for_staff(number, words.text, facts),) if more else ())
    if meaning.courteous or meaning.only(Act.THANKS, Act.GREET) or words.intent.verb is Verb.THANKS:
        return tell(talk, Notice(Say.WELCOME)), ()
    another = resting.is_announced(words, facts) or (meaning.only_asks and is_question(words, facts))
    if another and isinstance(talk.stage, RESTING) and not meaning.holds(Act.TO_STAFF):
        return ask(replace(talk, over=None), words.text, facts, called=resting.unannounced(words, facts))
    if meaning.only_asks:  # staff read it; whether it's solved is still asked
        return tell(talk, Notice(Say.STATUS, number)), (noted_for_staff(number, words.text, facts),)
    if meaning.only(Act.FORGET, Act.SKIP) or words.intent.verb in {Verb.CANCEL, Verb.SKIP}:
        return tell(talk, Notice(Say.CHOOSE)), ()
    return _then(talk, AddWords(number, (facts.line(words.text),)))


_CLEAR = {Verb.SOLVED: Verdict.SOLVED, Verb.UNSOLVED: Verdict.UNSOLVED, Verb.NONE: Verdict.UNSOLVED}
"""What commands to the letter say."""


def _asks_more(meaning: Meaning) -> bool:
    """A question of its own stands behind it: "other thing, how do I …?"."""
    return any(clause.question and len(clause.words) >= QUESTION_WORDS_MIN for clause in meaning.clauses)


def _and_asks(talk: Talk, number: int, words: Utterance, facts: Facts) -> Step:
    """Solved, and a further question: both count."""
    if not isinstance(talk.stage, RESTING):
        return _then(talk, Solve(number), noted_for_staff(number, words.text, facts))
    if step := policy_questions.answered(replace(talk, over=None), words, facts):
        return step[0], (Solve(number),)
    asking_on, more = ask(replace(talk, over=None), words.text, facts)
    return asking_on, (Solve(number), *more)


def _unsolved(number: int, words: Utterance, facts: Facts) -> tuple[Command, ...]:
    """Back to staff, with the words where they say more than no."""
    if words.meaning.only(Act.NO, Act.WEAK_YES, Act.THANKS) or words.intent.verb in _CLEAR:
        return (Unsolve(number),)
    return (AddWords(number, (facts.line(words.text),)),)


def _resolved(talk: Talk, question: Pushed, words: Utterance) -> Step | None:
    """Closed by staff: only a clear no opens it again; what tells more is asked about at rest."""
    if words.meaning.only(Act.NO) or words.intent.verb in {Verb.NO, Verb.UNSOLVED}:
        return _then(talk, Unsolve(question.number))
    if words.meaning.only(Act.YES, Act.WEAK_YES, Act.WORKS, Act.THANKS):
        return tell(replace(talk, over=None), Notice(Say.WELCOME)), ()
    return None


def _silent(talk: Talk, question: Pushed, words: Utterance, facts: Facts) -> Step | None:
    """Closed for silence: what says that it isn't solved, or tells more of it, opens it again.

    While something else is under way only a clear no does. A question of its own stays one.
    """
    meaning, number = words.meaning, question.number
    found = _CLEAR.get(words.intent.verb) or verdict(meaning, asked=True)
    if not isinstance(talk.stage, RESTING):
        return _resolved(talk, question, words)
    if found is Verdict.SOLVED or meaning.courteous or meaning.only(Act.THANKS, Act.WEAK_YES):
        return tell(replace(talk, over=None), Notice(Say.WELCOME)), ()
    if found is Verdict.UNSOLVED or meaning.only(Act.NO):
        return _then(talk, *_unsolved(number, words, facts))
    are_twins = facts.policy.knowledge.are_twins
    alike = any(n == number and are_twins(likeness) for n, likeness in facts.found.similar)
    others = _is_for_others(meaning) or meaning.holds(Act.NEW) or meaning.only(Act.GREET, Act.FORGET, Act.CLOSE)
    if others or (not alike and (meaning.only_asks or resting.is_question(words, facts))):
        return None
    return _then(replace(talk, placed=Placed(number, (facts.line(words.text),))), *_unsolved(number, words, facts))


# ── Staff need to know something ───────────────────────────────────────────────────────


def _answer(talk: Talk, question: Pushed, words: Utterance, facts: Facts) -> Step | None:
    meaning, number = words.meaning, question.number
    if meaning.holds(Act.WHICH) and meaning.asks and not isinstance(talk.stage, RESTING):
        return talk, ()
    if meaning.only_asks and (step := policy_questions.answered(talk, words, facts)):
        return step
    brief = meaning.clearly(Act.WAIT) or meaning.telling <= LATER_WORDS_MAX
    later = brief and meaning.says(Act.WAIT) and not meaning.holds(Act.FACT)
    if (
        not isinstance(talk.stage, RESTING)
        and not later
        and (meaning.only(Act.SKIP, Act.FORGET, Act.NONE) or words.intent.verb in {Verb.SKIP, Verb.CANCEL})
    ):
        return tell(talk, Notice(Say.CHOOSE)), ()
    if words.intent.verb is Verb.CANCEL or (meaning.says(Act.THANKS) and meaning.courteous):
        return None
    if meaning.only_asks or later:
        told = tell(talk, Notice(Say.NO_HURRY)) if later else talk
        noted = noted_for_staff(number, words.text, facts)
        if later and meaning.only(Act.WAIT, Act.FORGET) and not isinstance(talk.stage, RESTING):
            return _then(told)  # the question waits on the ticket
        return told, (noted,)
    answer = AddWords(number, (facts.line(words.text),))
    if works_again(meaning) and isinstance(talk.stage, RESTING):
        return replace(talk, over=None, stage=ConfirmingClose(number)), (answer,)
    return _perhaps_called(_then(talk, answer), number, words, facts)


def _perhaps_called(step: Step, number: int, words: Utterance, facts: Facts) -> Step:
    """Beside the answer they may wish to be called: the times are next, where nothing else is under way."""
    talk, commands = step
    meaning = words.meaning
    brief = any(Act.PHONE in clause.acts and clause.unread <= CALL_WORDS_MAX for clause in meaning.clauses)
    wished = brief and meaning.clearly_holds(Act.PHONE) and not meaning.holds(Act.NO_PHONE, Act.CALL_OFF, Act.REACH)
    if not wished or not isinstance(talk.stage, RESTING):
        return step
    talk, more = scheduling.begin(talk, number, facts)
    return talk, (*commands, *more)


# ── Billed help: accepted? ─────────────────────────────────────────────────────────────


def _notice(talk: Talk, question: Pushed, words: Utterance, facts: Facts) -> Step | None:
    meaning = words.meaning
    accepts, refuses = accepted(words), refused(words)
    if accepts and not refuses:
        return _then(talk, Agree(question.number, accepted=True, n=question.n))
    if refuses and not accepts:
        return _then(talk, Agree(question.number, accepted=False, n=question.n))
    if step := policy_questions.answered(talk, words, facts, about_billing=True):
        return step
    if meaning.says(Act.THANKS) and meaning.courteous:
        return tell(talk, Notice(Say.WELCOME)), ()
    if _is_for_others(meaning) or meaning.only(Act.FORGET):
        return None
    noted = (noted_for_staff(question.number, words.text, facts),) if meaning.telling or meaning.asks else ()
    return tell(talk, Notice(Say.CONSENT_FIRST)), noted


def accepted(words: Utterance) -> bool:
    """Whether words accept what costs money, clearly: no condition, no question, no "but"."""
    meaning = words.meaning
    unclear = meaning.asks or is_left_open(meaning) or any(c.against for c in meaning.clauses)
    if unclear:
        return False
    if words.intent.verb is Verb.ACCEPT:
        return True
    clear = meaning.clearly(Act.ACCEPT)
    return clear and any(
        Act.ACCEPT in c.acts and not c.negated and not c.acts & {Act.REFUSE, Act.NO} for c in meaning.clauses
    )


def refused(words: Utterance) -> bool:
    """Whether words decline; a plain no does."""
    meaning = words.meaning
    if words.intent.verb in {Verb.REFUSE, Verb.NO, Verb.NONE}:
        return True
    said = meaning.clearly(Act.REFUSE, Act.NO, Act.FORGET, Act.LEAVE)
    accepts = any(Act.ACCEPT in c.acts and Act.REFUSE not in c.acts and not c.negated for c in meaning.clauses)
    doubtful = meaning.says(Act.YES) or accepts or (meaning.holds(Act.WAIT) and not meaning.clearly(Act.REFUSE))
    return said and not doubtful


# ── A time that staff offer ────────────────────────────────────────────────────────────


def _offer(talk: Talk, question: Pushed, words: Utterance, facts: Facts) -> Step | None:
    meaning, number = words.meaning, question.number
    if meaning.asks:
        if meaning.holds(Act.CALL):
            return policy_questions.told(talk, (Act.CALL,)), ()
        if step := policy_questions.answered(talk, words, facts, about_billing=True):
            return step
        return tell(talk, Notice(Say.CALL, number)), (noted_for_staff(number, words.text, facts),)
    seen = facts.seen(number)
    suggested = seen is not None and seen.active_call is not None and seen.active_call.proposed is not None
    time = facts.understood.time
    if time is not None and _names_another(time, seen, facts) and not meaning.clearly(Act.YES, Act.TAKE):
        return tell(talk, Notice(Say.CALL, number)), (noted_for_staff(number, words.text, facts),)
    declines = meaning.clearly(Act.CANNOT, Act.NO, Act.NO_PHONE, Act.CALL_OFF, Act.REFUSE)
    declines = declines or words.intent.verb is Verb.NO
    takes = meaning.clearly(Act.TAKE, Act.YES, Act.ACCEPT) or words.intent.verb in {Verb.YES, Verb.ACCEPT}
    takes = takes or (time is not None and bool(time.clocks) and meaning.says(Act.WEAK_YES, Act.WORKS))
    takes = takes and not meaning.holds(Act.IRONY)
    if meaning.holds(Act.IF):
        return policy_questions.told(talk, (Act.PRICE,)), (noted_for_staff(number, words.text, facts),)
    if declines and suggested:  # a confirmed call is given up by nothing less than its own words
        return tell(talk, Notice(Say.CALL, number)), ()
    if declines and not (takes and not meaning.says(Act.CANNOT, Act.NO_PHONE, Act.NO)):
        return _then(talk, CallOff(number))
    if meaning.says(Act.MOVE_CALL):
        return tell(talk, Notice(Say.CALL, number)), (noted_for_staff(number, words.text, facts),)
    if takes:
        if isinstance(talk.stage, Scheduling) and talk.stage.number == number:
            talk = replace(talk, stage=Filed(number))
        taken, commands = scheduling.take(talk, number, question.n, question.version, facts)
        return _then(taken, *commands) if commands else (replace(taken, over=None), ())
    if meaning.only(Act.WEAK_YES, Act.THANKS):
        return tell(talk, Notice(Say.CALL, number)), ()
    if _is_for_others(meaning):
        return None
    return tell(talk, Notice(Say.CALL, number)), (noted_for_staff(number, words.text, facts),)


def _names_another(time: SpokenTime, seen: TicketView | None, facts: Facts) -> bool:
    """Whether another time than the offered one is named."""
    call = seen.active_call if seen else None
    if call is None or not time.clocks:
        return False
    offered = call.start.astimezone(ZoneInfo(scheduling.zone_of(facts)))
    return any(clock.start != offered.time().replace(second=0) for clock in time.clocks)


def chosen(talk: Talk, action: str, facts: Facts) -> Step:
    """A choice that is good at any time; one that answers what was pushed leads back to what was under way."""
    question = talk.over if isinstance(talk.over, Pushed) else None
    if question is not None and question.about in {About.RATING, About.WORD}:
        talk = replace(talk, over=None)  # whatever is chosen: nobody is asked how it was twice
    if question is None or any_stage.number_in(action) != question.number or not action.startswith(_ANSWERS):
        return any_stage.chosen(talk, action, facts)
    under_way = not isinstance(talk.stage, RESTING)
    if under_way and action.startswith(_GO_ON):
        return any_stage.chosen(replace(talk, over=None), action, facts)
    answered, _none = _then(talk)
    return any_stage.chosen(answered, action, facts)


_ANSWERS = (
    "@solved.", "@unsolved.", "@agree.", "@refuse.", "@take.", "@keepcall.", "@calloff.", "@movecall.", "@rate.",
)  # fmt: skip
_GO_ON = ("@movecall.",)
"""They begin something of their own."""


# ── Together ───────────────────────────────────────────────────────────────────────────


def _then(talk: Talk, *commands: Command) -> Step:
    """It is answered: what was under way is shown again."""
    under_way = not isinstance(talk.stage, RESTING)
    answered = replace(talk, over=None)
    return (tell(answered, Notice(Say.BACK)) if under_way else answered), commands


def _is_for_others(meaning: Meaning) -> bool:
    asked = set(policy_questions.topics(meaning)) - {Act.RESPONSE_TIMES, Act.FILES, Act.ABILITIES, Act.RENAME}
    return bool(asked) or meaning.holds(Act.PERSON, Act.PHONE, Act.LANGUAGE)
