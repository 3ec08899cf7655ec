"""The redaction knows staff's commands by name, since it stands below them."""

from bot.core.text.redaction.cards import WITH_TICKET
from bot.engine.staff.commands.table import usages

NO_MORE = frozenset({"merge", "card", "delete", "insert"})
"""What follows the ticket's number there joins no digits: another ticket, an entry, yes or no, an article."""


def test_every_command_with_a_ticket_and_more_is_known_and_no_other() -> None:
    named = {usage.name for usage in usages() if usage.follows.startswith("<number> ")}
    assert named - NO_MORE == {*WITH_TICKET}
    assert len({*WITH_TICKET}) == len(WITH_TICKET)
