"""How our help was, as clients are asked: one tap, on the scale that the policy names."""

from typing import assert_never

from bot.core.model.tickets import Rating, Ticket
from bot.core.policy import Policy, Scale
from bot.core.rules.endings.satisfaction import waits
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Choice, Msg, Verdict, _

_FIGURES = tuple(rating for rating in Rating if rating.figure)
_VERDICTS: dict[Rating, Verdict] = {Rating.UP: "good", Rating.DOWN: "bad"}


def question(ticket: Ticket, policy: Policy) -> Part:
    """The question with its choices; nothing where it isn't asked, or is answered."""
    if not waits(ticket):
        return Part(())
    match policy.satisfaction.scale:
        case Scale.THUMBS:
            choices = ((_("👍 Good"), Rating.UP), (_("👎 Not good"), Rating.DOWN))
            return _asked(_("How was our help?"), ticket, choices)
        case Scale.FIVE:
            figures = tuple((Msg(rating.value), rating) for rating in _FIGURES)
            return _asked(_("How was our help, from 1 (bad) to 5 (very good)?"), ticket, figures)
        case Scale.OFF:
            return Part(())
        case _:
            assert_never(policy.satisfaction.scale)


def _asked(asks: Msg, ticket: Ticket, choices: tuple[tuple[Msg, Rating], ...]) -> Part:
    return Part(
        (asks,),
        tuple(
            Choice(label, f"@rate.{ticket.number}.{rating}", verdict=_VERDICTS.get(rating, ""))
            for label, rating in choices
        ),
    )
