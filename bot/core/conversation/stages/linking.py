"""Linking and parting identities in a talk: what is asked first, and what the answer leads to.

The question lies over the stage: whatever was under way is shown again afterwards.
"""

from dataclasses import replace

from bot.core.conversation.commands import LinkUp, Part
from bot.core.conversation.events import IdentitiesFound
from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Intent, Verb
from bot.core.conversation.state import Linking, Notice, Parting, Say, Talk
from bot.core.conversation.transitions import Step, tell
from bot.core.text.words import plain

NOS = frozenset({Verb.NO, Verb.NONE, Verb.CANCEL, Verb.REFUSE})
ASIDE = frozenset({Verb.HELP, Verb.STATUS, Verb.TICKETS, Verb.SHOW, Verb.LANGUAGE, Verb.ZONE, Verb.GREET, Verb.THANKS})
"""What is answered beside the question, which stays."""


def said(talk: Talk, text: str, intent: Intent, facts: Facts) -> tuple[Talk, Step | None]:
    """What typed words answer; whatever is neither yes nor no goes on as if nothing had been asked."""
    over = talk.over
    if not isinstance(over, Linking | Parting) or intent.verb in ASIDE:
        return talk, None
    asked = isinstance(over, Linking) or over.chosen is not None
    if asked and intent.verb is Verb.YES:
        clear = plain(text).split()[0] in facts.languages.words(lambda language: language.commands.clear_yes)
        return talk, _agreed(talk, over) if clear else (tell(talk, Notice(Say.CHOOSE)), ())
    if intent.verb in NOS:
        return talk, (_left(talk, over), ())
    if intent.verb in {Verb.LINK, Verb.UNLINK}:
        return replace(talk, over=None), None
    return _left(talk, over), None


def chose(talk: Talk, over: Linking | Parting, name: str, argument: str) -> Step | None:
    """What a choice of the question leads to."""
    match over, name:
        case (_, "leave"):
            return _left(talk, over), ()
        case (Linking(), "link"):
            return _agreed(talk, over)
        case (Parting(), "part") if over.chosen is not None and not argument:
            return _agreed(talk, over)
        case (Parting(among), "part") if argument.isdecimal() and int(argument) < len(among):
            return replace(talk, over=Parting(among, int(argument))), ()
        case _:
            return None


def found(talk: Talk, outcome: IdentitiesFound, facts: Facts) -> Talk:
    """Which one is meant: with two, the other one."""
    if len(outcome.all) < 2:
        return tell(talk, Notice(Say.ONLY_HERE))
    others = [at for at, identity in enumerate(outcome.all) if identity != facts.identity]
    return replace(talk, over=Parting(outcome.all, others[0] if len(others) == 1 else -1))


def _agreed(talk: Talk, over: Linking | Parting) -> Step:
    settled = replace(talk, over=None)
    if isinstance(over, Linking):
        return settled, (LinkUp(over.row),)
    return settled, (Part(over.among[over.which]),)


def _left(talk: Talk, over: Linking | Parting) -> Talk:
    say = Say.LINK_LEFT if isinstance(over, Linking) else Say.PART_LEFT
    return tell(replace(talk, over=None), Notice(say))
