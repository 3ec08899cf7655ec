"""The client's word on a billing notice that staff sent, whenever it comes."""

from bot.core.conversation.commands import Agree
from bot.core.conversation.facts import Facts
from bot.core.conversation.intents import Verb
from bot.core.conversation.state import Notice, Say, Talk
from bot.core.conversation.transitions import Step, tell
from bot.core.rules.billing import Agreement, all_pending


def asked(facts: Facts) -> tuple[Agreement, ...]:
    """The notices that wait for the client's word."""
    return tuple(entry for seen in facts.live for entry in all_pending(seen.agreed))


def on_notice(talk: Talk, verb: Verb, facts: Facts) -> Step:
    """Accept or decline the one notice that waits; say so when there is none, or more than one."""
    waiting = asked(facts)
    if len(waiting) != 1:
        numbers = (Notice(Say.STATUS, entry.ticket) for entry in waiting)
        return tell(talk, *numbers) if waiting else tell(talk, Notice(Say.NOTICE_OVER)), ()
    return talk, (Agree(waiting[0].ticket, verb is Verb.ACCEPT, n=waiting[0].n),)
