"""The redaction knows staff's commands by name, since it stands below them."""

from bot.core.staff_view.commands import SPECS, Needs
from bot.core.text.redaction.cards import WITH_TICKET

TICKET_AND_MORE = frozenset(
    {
        Needs.NUMBER_AND_TEXT,
        Needs.NUMBER_MAYBE_TEXT,
        Needs.PLACE,
        Needs.EXCEPTION,
        Needs.NOTICE,
        Needs.CONFIRM,
        Needs.WORK,
        Needs.URGENCY,
    }
)
"""What follows a command's name where a ticket's number stands before words or other digits."""


def test_every_command_with_a_ticket_and_more_is_known_and_no_other() -> None:
    named = tuple(name for name, spec in SPECS.items() if spec.needs in TICKET_AND_MORE)
    assert named == WITH_TICKET
