"""Linking and parting identities in words."""

from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Linking, Parting, Talk
from bot.core.model.people import Identity
from bot.core.model.platform_user import place
from bot.core.rules.linking import Side
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Choice, Msg, _

NUMBERS_SHOWN_MAX = 10
"""Tickets that are named; more would hide the question."""
NO = Choice(_("No, leave it as it is"), "leave", primary=True)


def asked(talk: Talk, facts: Facts) -> Part | None:
    """What is asked over the stage; ``None`` when nothing is, or no longer."""
    match talk.over:
        case Linking():
            return _linking(facts)
        case Parting() as over if over.chosen is not None:
            return _leaving(over.chosen, facts)
        case Parting(among):
            choices = tuple(Choice(_label(who, facts), f"part.{at}") for at, who in enumerate(among))
            return Part((_("Which of these shall have an account of its own again?"),), (*choices, NO))
    return None


def linked(identity: Identity) -> Msg:
    """To everybody else of the account: who was linked to it."""
    return _(
        "Your account has just been linked with **{where}**: both see and answer the same tickets now."
        " If that wasn't you, type `unlink`.",
        where=place(identity),
    )


def unlinked(identity: Identity) -> Msg:
    """To everybody who stays: who left."""
    return _(
        "**{where}** isn't linked with your account any more. The tickets that were filed there went with it.",
        where=place(identity),
    )


def on_your_own() -> Msg:
    """To whoever left."""
    return _(
        "This place isn't linked with another one any more. The tickets that you filed here stay yours; the others"
        " stay with the account that it was linked with."
    )


def _linking(facts: Facts) -> Part | None:
    link = facts.link
    if link is None:
        return None
    lost = (
        *((_("Staff have checked who one of the two is: they'd have to check again."),) if link.verified_lost else ()),
        *((_("One of the two has a card on file: it would have to be put on file again."),) if link.card_lost else ()),
    )
    question = _(
        "Link these two? They become one account: whoever writes from either sees and answers all of its tickets."
    )
    sides = (_("Here: {side}", side=_side(link.here)), _("There: {side}", side=_side(link.there)))
    warning = _("If you didn't ask for this code yourself, say no.")
    return Part((question, *sides, *lost, warning), (NO, Choice(_("Yes, link them"), "link")))


def _leaving(identity: Identity, facts: Facts) -> Part | None:
    if facts.leaving is None:
        return None
    question = _("Shall **{where}** have an account of its own again?", where=place(identity))
    numbers = facts.leaving.numbers
    if numbers:
        goes = _("The tickets that were filed there go with it: {numbers}. All others stay.", numbers=_numbers(numbers))
    else:
        goes = _("No open ticket was filed there, so they all stay with the others.")
    return Part((question, goes), (NO, Choice(_("Yes, take them apart"), "part")))


def _side(side: Side) -> Msg:
    tickets = _numbers(side.numbers) if side.numbers else _("no tickets")
    if side.name:
        return _("{where}, {name}: {tickets}", where=place(side.identity), name=side.name, tickets=tickets)
    return _("{where}: {tickets}", where=place(side.identity), tickets=tickets)


def _numbers(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(f"#{number}" for number in numbers[:NUMBERS_SHOWN_MAX])
    return f"{shown} …" if len(numbers) > NUMBERS_SHOWN_MAX else shown


def _label(identity: Identity, facts: Facts) -> Msg:
    if identity == facts.identity:
        return _("{where}, where you are now", where=place(identity))
    return _("{where}", where=place(identity))
