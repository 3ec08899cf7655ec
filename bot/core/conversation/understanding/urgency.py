"""How urgent something is, in the client's words."""

from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.meaning import Clause, Meaning
from bot.core.conversation.understanding.patterns import Found

_BY_ACT = {Act.OUTAGE: "outage", Act.HIGH: "high", Act.NORMAL: "normal"}
"""The worst first: it counts where a clause says both."""

DEGREES = frozenset(_BY_ACT)
"""What says how urgent it is."""


def urgency_in(meaning: Meaning, *, asked: bool = False) -> str:
    """The urgency that the words ask for, by the form's name for it; the last that was said, "" for none.

    ``asked`` counts questions as well: "can you set it to high?".
    """
    said = [urgency for clause in meaning.clauses if (asked or not clause.question) and (urgency := _of(clause))]
    return said[-1] if said else ""


def urgency_told(meaning: Meaning) -> str:
    """The urgency that words tell which nobody asked for it; "" where they may only describe.

    "Bounces immediately", "important mails": such a word alone asks for nothing, and the form asks.
    """
    compared = meaning.toward(frozenset(), sure=frozenset())
    said = [
        urgency
        for clause in compared.clauses
        if not clause.question and (urgency := _of(clause)) and _is_told(clause, urgency)
    ]
    return "outage" if "outage" in said else said[-1] if said else ""


BESIDE_WORDS_MAX = 1
"""So many words beside an urgency leave a clause one: "it's urgent"."""


def _is_told(clause: Clause, urgency: str) -> bool:
    """The clause is hardly more than that, or both readers say so."""
    found = [each for each in clause.found if _BY_ACT.get(each.act) == urgency]
    longer = any(each.end - each.start > 1 for each in found)
    if clause.untold <= BESIDE_WORDS_MAX:
        return longer or urgency != "normal"
    best = clause.guesses[0] if clause.guesses else None
    return longer and urgency != "normal" and best is not None and best.sure and _BY_ACT.get(best.act) == urgency


def _of(clause: Clause) -> str:
    """ "Not super urgent" says that it's normal; the words within say nothing of their own."""
    found = [each for each in clause.found if each.act in _BY_ACT]
    own = [each for each in found if not any(o != each and o.start <= each.start and each.end <= o.end for o in found)]
    denied = [each for each in own if each.act is not Act.NORMAL and _is_denied(each, clause)]
    said = next((_BY_ACT[act] for act in _BY_ACT if any(each.act is act and each not in denied for each in own)), "")
    return said or ("normal" if any(each.act is Act.HIGH for each in denied) else "")


NOT_NEAR_WORDS = 2
"""A word that says no stands so near to what it denies."""


def _is_denied(found: Found, clause: Clause) -> bool:
    """ "It isn't urgent"; but "we can't work" holds its own no."""
    said_no = [each.start for each in clause.found if each.act is Act.NOT]
    if any(found.start <= at < found.end for at in said_no):
        return False
    return any(found.start - NOT_NEAR_WORDS <= at < found.end + NOT_NEAR_WORDS for at in said_no)
