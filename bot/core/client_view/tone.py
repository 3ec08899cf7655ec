"""What a client sees of a reply at a glance: how the ticket stands that it is about, or that help would be billed."""

from bot.core.conversation.facts import Facts
from bot.core.conversation.state import About, ConfirmingTerms, Pushed, Solved, Talk
from bot.core.text.surface import Tone


def tone(talk: Talk, facts: Facts) -> Tone:
    """The tone of a talk's prompt; none where it is about no ticket, or about several."""
    asked = talk.over if isinstance(talk.over, Pushed) else None
    if isinstance(talk.stage, ConfirmingTerms) or (asked and asked.about is About.NOTICE):
        return "billed"
    if isinstance(talk.stage, Solved):
        return "solved"
    numbers = {asked.number} if asked else {said.number for said in talk.notices if said.number}
    numbers = numbers or {getattr(talk.stage, "number", 0)}
    known = [seen for number in numbers if (seen := facts.seen(number))]
    return known[0].ticket.tone(facts.now) if len(known) == 1 else ""
