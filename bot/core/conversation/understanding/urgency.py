"""How urgent something is, in the client's words."""

from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import Clause, Meaning

_BY_ACT = {Act.OUTAGE: "outage", Act.HIGH: "high", Act.NORMAL: "normal"}
"""The worst first: it counts where a clause says both."""


def urgency_in(meaning: Meaning, *, asked: bool = False) -> str:
    """The urgency that the words ask for, by the form's name for it; the last that was said, "" for none.

    ``asked`` counts questions as well: "can you set it to high?".
    """
    said = [urgency for clause in meaning.clauses if (asked or not clause.question) and (urgency := _of(clause))]
    return said[-1] if said else ""


def _of(clause: Clause) -> str:
    """ "Not super urgent" says that it's normal; the words within say nothing of their own."""
    found = [each for each in clause.found if each.act in _BY_ACT]
    own = [each for each in found if not any(o != each and o.start <= each.start and each.end <= o.end for o in found)]
    return next((_BY_ACT[act] for act in _BY_ACT if any(each.act is act for each in own)), "")
