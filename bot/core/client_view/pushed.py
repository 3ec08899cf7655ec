"""What staff or a timer asked, in a line: shown again while it waits for its answer."""

from typing import assert_never

from bot.core.client_view import appointments, billing
from bot.core.client_view.ticket_status import next_steps
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.stages import pushed
from bot.core.conversation.state import About, Pushed, Talk
from bot.core.rules.billing import all_pending
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Choice, Money, Quote, _


def asked(talk: Talk, facts: Facts) -> Part | None:
    """The question that was pushed, as long as it is open; ``None`` when there is none."""
    question = pushed.pending(talk, facts) if isinstance(talk.over, Pushed) else None
    seen = facts.seen(question.number) if question else None
    return _asked(question, seen, facts) if question and seen else None


def _asked(question: Pushed, seen: TicketView, facts: Facts) -> Part | None:
    number, subject = seen.ticket.number, seen.ticket.subject
    match question.about:
        case About.SOLVED:
            asks = _("About **#{number}** “{subject}”: did that solve it?", number=number, subject=subject)
            return Part((asks,), next_steps(seen))
        case About.ANSWER:
            lead = _("{name} needs to know something about **#{number}** “{subject}”:", name=question.by or "—",
                     number=number, subject=subject)  # fmt: skip
            quote = (Quote(question.text),) if question.text else ()
            return Part((lead, *quote, _("Just write your answer here.")))
        case About.NOTICE:
            entry = next(entry for entry in all_pending(seen.agreed) if entry.n == question.n)
            asks = _(
                "Do you accept billed help on **#{number}**, at {rate} per hour?",
                number=number,
                rate=Money(entry.terms.per_hour, entry.terms.currency),
            )
            return Part((asks,), billing.word(entry))
        case About.OFFER:
            call = seen.active_call
            assert call is not None  # noqa: S101 (an offer is open only with its call)
            return Part(appointments.call_status(call, facts.now), appointments.call_steps(call))
        case About.RESOLVED:
            told = _("**#{number}** “{subject}” is solved. If it isn't, say so and I'll open it again.", number=number,
                     subject=subject)  # fmt: skip
            return Part((told,), (Choice(_("That didn't solve it"), f"@unsolved.{number}"),))
        case About.SILENT:
            told = _("**#{number}** “{subject}” is closed: it was answered, and I heard nothing more. If it isn't"
                     " solved, say so and I'll open it again.", number=number, subject=subject)  # fmt: skip
            return Part((told,), (Choice(_("That didn't solve it"), f"@unsolved.{number}"),))
        case About.RATING | About.WORD:
            return None  # asked once, with what came before it
        case _:
            assert_never(question.about)
