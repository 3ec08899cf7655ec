"""The client's answers before billed help: whose software it is, and whether they accept the terms."""

from dataclasses import replace

from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AddWords, Agree, OwnService
from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Intent, Verb
from bot.core.conversation.stages import any_stage, policy_questions, pushed, scheduling
from bot.core.conversation.stages.intake import file
from bot.core.conversation.state import Agreed, ClarifyingOwner, ConfirmingTerms, Filed, Idle, Notice, Say, Talk
from bot.core.conversation.transitions import Step, agreeing, draft, gated, remember, show, solved, tell
from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.urgency import urgency_in
from bot.core.conversation.understanding.verdict import works_again
from bot.core.conversation.utterance import Utterance
from bot.core.text.words import mentioned, plain


def chose(talk: Talk, stage: ClarifyingOwner | ConfirmingTerms, name: str, facts: Facts) -> Step | None:
    """One of the stage's own choices."""
    match stage, name:
        case ClarifyingOwner(), "ours":
            return ours(talk, stage, facts)
        case ClarifyingOwner(), "theirs":
            return theirs(talk, stage, facts)
        case ConfirmingTerms() as asked, "ours" if asked.number:
            return talk, (OwnService(asked.number),)
        case ConfirmingTerms(), "accept":
            return accept(talk, stage, facts)
        case ConfirmingTerms(), "refuse":
            return refuse(talk, stage, facts)
        case ConfirmingTerms(hits=hits), "articles" if hits:
            return show(replace(talk, third_party=stage.software), hits, facts)
    return None


def typed(talk: Talk, stage: ClarifyingOwner | ConfirmingTerms, words: Utterance, facts: Facts) -> Step | None:
    """Typed words: an answer, a question about the price, or more about the case."""
    verb, meaning = words.intent.verb, words.meaning
    if isinstance(stage, ConfirmingTerms) and verb in _READ_HERE:
        if meaning.only(Act.FORGET):
            return any_stage.drop(talk), ()
        accepts, refuses = pushed.accepted(words), pushed.refused(words)
        if accepts and not refuses:
            return accept(talk, stage, facts)
        if refuses and not accepts:
            return refuse(talk, stage, facts)
        if step := policy_questions.answered(talk, words, facts, about_billing=True):
            return remember(step[0], facts.line(words.text)), step[1]
    if isinstance(stage, ConfirmingTerms) and not stage.number and (step := _beside(talk, stage, words, facts)):
        return step
    asks_first = isinstance(stage, ClarifyingOwner) and verb in {Verb.WORDS, Verb.YES, Verb.NO, Verb.NONE}
    if asks_first and (step := policy_questions.answered(talk, words, facts, about_billing=True)):
        return step
    if verb is Verb.WORDS:
        return said(talk, stage, words.text, facts)
    return answered(talk, stage, words.intent, facts)


def _beside(talk: Talk, stage: ConfirmingTerms, words: Utterance, facts: Facts) -> Step | None:
    """What is said before the ticket is filed, beside the question of its price: kept, and the question stays."""
    verb, meaning = words.intent.verb, words.meaning
    if verb is Verb.SOLVED or works_again(meaning):
        return solved(talk)
    if verb in {Verb.NEWS, Verb.STATUS} and not facts.live:
        return policy_questions.told(talk, (Act.RESPONSE_TIMES,)), ()
    if verb is Verb.PHONE:
        talk = replace(scheduling.noted(remember(talk, facts.line(words.text)), facts), wants_phone=True)
        return tell(talk, Notice(Say.PHONE_LATER)), ()
    if verb is not Verb.WORDS or not (meaning.told >= TOLD_WORDS_MIN or meaning.says(*_TELL)) or meaning.asks:
        return None
    if meaning.holds(Act.IF, Act.ACCEPT):
        return remember(policy_questions.told(talk, (Act.PRICE,)), facts.line(words.text)), ()
    talk = scheduling.noted(talk, facts) if talk.wants_phone else talk
    if stage.draft and (urgency := urgency_in(meaning)):
        form, _problem = ticket_form.settle(stage.draft, "urgency", urgency)
        talk = replace(talk, stage=replace(stage, draft=form))
    return tell(policy_questions.angry(remember(talk, facts.line(words.text)), words), Notice(Say.NOTED)), ()


TOLD_WORDS_MIN = 2
"""Fewer words tell nothing, such as "hm well"."""

_TELL = (Act.FACT, Act.BROKEN, Act.AGAIN, Act.URGENCY, Act.ANGER)

_READ_HERE = frozenset({Verb.WORDS, Verb.YES, Verb.NO, Verb.NONE, Verb.ACCEPT, Verb.REFUSE})


def answered(talk: Talk, stage: ClarifyingOwner | ConfirmingTerms, intent: Intent, facts: Facts) -> Step | None:
    """The question answered in words. A yes that doesn't say what it accepts accepts nothing."""
    match stage, intent.verb:
        case ConfirmingTerms(), Verb.YES:
            return tell(talk, Notice(Say.ACCEPT_HOW)), ()
        case ClarifyingOwner(), Verb.YES | Verb.NO | Verb.NONE | Verb.ACCEPT | Verb.REFUSE | Verb.EMAIL:
            return said(talk, stage, intent.text, facts)
    return None


def said(talk: Talk, stage: ClarifyingOwner | ConfirmingTerms, text: str, facts: Facts) -> Step:
    """Other words are kept: on the ticket there is, or for the one that this becomes."""
    talk = remember(talk, facts.line(text)) if text else talk
    if isinstance(stage, ConfirmingTerms) and stage.number and text:
        return talk, (AddWords(stage.number, (facts.line(text),)),)
    if isinstance(stage, ClarifyingOwner):
        return _meant(talk, stage, text, facts)
    return tell(talk, Notice(Say.ACCEPT_HOW)), ()


def _meant(talk: Talk, stage: ClarifyingOwner, text: str, facts: Facts) -> Step:
    """Whose it is, in the client's own words; asked again when they name both or neither."""
    words = set(plain(text).split())
    ours_named = bool(words & facts.languages.words(lambda language: language.commands.ours))
    named = bool(words & facts.languages.words(lambda language: language.commands.theirs))
    named = named or bool(mentioned(text, (stage.software,), facts.languages))
    if named and not ours_named:
        return theirs(talk, stage, facts)
    if ours_named and not named:
        return ours(talk, stage, facts)
    return tell(talk, Notice(Say.WHOSE_HOW, text=stage.software)), ()


def ours(talk: Talk, stage: ClarifyingOwner, facts: Facts) -> Step:
    """It's about our own service: nothing to bill, on with the ladder."""
    talk = replace(talk, ours=(*talk.ours, stage.software), third_party="")
    return file(talk, stage.draft, facts) if stage.draft else show(talk, stage.hits, facts)


def theirs(talk: Talk, stage: ClarifyingOwner, facts: Facts) -> Step:
    """It's about their software: what that costs, where writing about it costs anything."""
    talk = replace(talk, third_party=stage.software)
    if gated(talk, facts):
        return agreeing(talk, stage.software, facts, stage.draft), ()
    return file(talk, stage.draft, facts) if stage.draft else show(talk, stage.hits, facts)


def accept(talk: Talk, stage: ConfirmingTerms, facts: Facts) -> Step:
    """The client accepts the terms that they read."""
    if stage.number:
        return talk, (Agree(stage.number, accepted=True, terms=stage.terms, software=stage.software),)
    talk = tell(replace(talk, agreed=Agreed(True, stage.terms, facts.now, facts.lang)), Notice(Say.AGREED))
    return _on(talk, stage, facts)


def refuse(talk: Talk, stage: ConfirmingTerms, facts: Facts) -> Step:
    """The client declines: help goes on for our own services only."""
    if stage.number:
        talk = replace(talk, stage=Filed(stage.number))
        return talk, (Agree(stage.number, accepted=False, terms=stage.terms, software=stage.software),)
    talk = tell(replace(talk, agreed=Agreed(False, stage.terms, facts.now, facts.lang)), Notice(Say.DISAGREED))
    return show(talk, stage.hits, facts) if stage.hits and not stage.draft else _on(talk, stage, facts)


def _on(talk: Talk, stage: ConfirmingTerms, facts: Facts) -> Step:
    """On to the ticket: the draft that waited, or the form."""
    if stage.draft:
        return file(talk, stage.draft, facts)
    return draft(replace(talk, stage=Idle()), facts), ()
