"""What a client sees of a reply at a glance: how the ticket stands that it is about, or that help would be billed."""

from bot.core.conversation.facts import Facts
from bot.core.conversation.state import About, ConfirmingTerms, Filed, Pushed, Solved, Talk
from bot.core.text.surface import Tone


def tone(talk: Talk, facts: Facts) -> Tone:
    """The tone of a talk's prompt; none where it is about nothing in particular."""
    asked = talk.over if isinstance(talk.over, Pushed) else None
    if isinstance(talk.stage, ConfirmingTerms) or (asked and asked.about is About.NOTICE):
        return "billed"
    if isinstance(talk.stage, Solved):
        return "solved"
    told = {said.number for said in talk.notices if said.number}
    if asked:
        told = {asked.number}
    elif isinstance(talk.stage, Filed):
        told = told or {talk.stage.number}
    known = [seen for number in told if (seen := facts.seen(number))]
    return known[0].ticket.tone(facts.now) if len(known) == 1 else ""
