"""The client's answers before billed help: whose software it is, and whether they accept the terms."""

from dataclasses import replace

from bot.core.billing import pending
from bot.core.events import AddWords, Agree, OwnService
from bot.core.facts import Facts
from bot.core.intake import file
from bot.core.intents import Intent, Verb
from bot.core.ladder import Step, agreeing, draft, remember, show, tell
from bot.core.policy import Channel
from bot.core.talk import Agreed, Agreeing, Filed, Idle, Line, Notice, Say, Talk, Whose


def chose(talk: Talk, stage: Whose | Agreeing, name: str, facts: Facts) -> Step | None:
    """One of the stage's own choices."""
    match stage, name:
        case Whose(), "ours":
            return ours(talk, stage, facts)
        case Whose(), "theirs":
            return agreeing(talk, stage.software, facts, stage.draft), ()
        case Agreeing() as asked, "ours" if asked.number:
            return talk, (OwnService(asked.number),)
        case Agreeing(), "accept":
            return accept(talk, stage, facts)
        case Agreeing(), "refuse":
            return refuse(talk, stage, facts)
        case Agreeing(hits=hits), "articles" if hits:
            return show(replace(talk, third_party=stage.software), hits, facts)
    return None


def answered(talk: Talk, stage: Whose | Agreeing, intent: Intent, facts: Facts) -> Step | None:
    """The question answered in words. A yes that doesn't say what it accepts accepts nothing."""
    match stage, intent.verb:
        case Agreeing(), Verb.ACCEPT:
            return accept(talk, stage, facts)
        case Agreeing(), Verb.REFUSE | Verb.NO | Verb.NONE:
            return refuse(talk, stage, facts)
        case Agreeing(), Verb.YES:
            return tell(talk, Notice(Say.ACCEPT_HOW)), ()
        case Whose(), Verb.YES | Verb.NO | Verb.NONE | Verb.ACCEPT | Verb.REFUSE:
            return tell(talk, Notice(Say.CHOOSE)), ()
    return None


def at_rest(talk: Talk, verb: Verb, facts: Facts) -> Step:
    """The word on a notice that staff sent earlier, if exactly one waits for it."""
    waiting = [entry for seen in facts.live for channel in Channel if (entry := pending(seen.agreed, channel))]
    if len(waiting) != 1:
        return tell(talk, Notice(Say.CHOOSE if waiting else Say.NOT_AGREED)), ()
    return talk, (Agree(waiting[0].ticket, verb is Verb.ACCEPT, n=waiting[0].n),)


def said(talk: Talk, stage: Whose | Agreeing, text: str, facts: Facts) -> Step:
    """Other words are kept: on the ticket there is, or for the one that this becomes."""
    line = Line(text, facts.now)
    if isinstance(stage, Agreeing) and stage.number:
        return talk, (AddWords(stage.number, (line,)),)
    return tell(remember(talk, line), Notice(Say.CHOOSE)), ()


def ours(talk: Talk, stage: Whose, facts: Facts) -> Step:
    """It's about our own service: nothing to bill, on with the ladder."""
    talk = replace(talk, ours=(*talk.ours, stage.software), third_party="")
    return file(talk, stage.draft, facts) if stage.draft else show(talk, stage.hits, facts)


def accept(talk: Talk, stage: Agreeing, facts: Facts) -> Step:
    """The client accepts the terms that they read."""
    if stage.number:
        return talk, (Agree(stage.number, accepted=True, terms=stage.terms),)
    talk = tell(replace(talk, agreed=Agreed(True, stage.terms, facts.now)), Notice(Say.AGREED))
    return _on(talk, stage, facts)


def refuse(talk: Talk, stage: Agreeing, facts: Facts) -> Step:
    """The client declines: help goes on for our own services only."""
    if stage.number:
        talk = replace(talk, stage=Filed(stage.number))
        return talk, (Agree(stage.number, accepted=False, terms=stage.terms),)
    talk = tell(replace(talk, agreed=Agreed(False, stage.terms, facts.now)), Notice(Say.DISAGREED))
    return show(talk, stage.hits, facts) if stage.hits and not stage.draft else _on(talk, stage, facts)


def _on(talk: Talk, stage: Agreeing, facts: Facts) -> Step:
    """On to the ticket: the draft that waited, or the form."""
    if stage.draft:
        return file(talk, stage.draft, facts)
    return draft(replace(talk, stage=Idle()), facts), ()
