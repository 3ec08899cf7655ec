"""Questions that the articles didn't answer, as the desk's record has them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.store.schema.columns import in_desk
from bot.store.schema.tables import conversations, feedback
from bot.store.transaction.unit_of_work import SqlUnit

ANSWERED, SILENT = "solved", "silent"


class Question(NamedTuple):
    """One question, redacted, and what became of it."""

    at: datetime
    text: str
    lang: str
    """The client's; empty while it isn't known."""
    outcome: str


_QUESTIONS = (
    select(feedback.c.at, feedback.c.question, conversations.c.lang, feedback.c.outcome)
    .select_from(feedback.join(conversations, in_desk(conversations, conversations.c.id == feedback.c.conversation)))
    .where(
        in_desk(feedback, feedback.c.at >= bindparam("since"), feedback.c.question != ""),
        feedback.c.outcome.not_in([bindparam("answered"), bindparam("silent")]),
    )
    .order_by(feedback.c.at.desc())
    .limit(bindparam("most"))
)


def unanswered(unit: SqlUnit, since: datetime, most: int) -> list[Question]:
    """The latest questions after a moment that found nothing or whose articles didn't solve it."""
    return [Question(*row) for row in unit.run(_QUESTIONS, since=since, most=most, answered=ANSWERED, silent=SILENT)]
