"""What one of the staff finds on their own page: what is late, which calls wait for them, what is theirs, the line."""

from bot.core.text.surface import Block, Choice, Choices, Reply, Text, desk_
from bot.engine.staff.commands import table
from bot.engine.staff.staff_turn import StaffTurn

SECTIONS = (
    (desk_("**Late**"), "overdue"),
    (desk_("**Calls**"), "appointments"),
    (desk_("**Yours**"), "mine"),
    (desk_("**The line**"), "queue"),
)
"""Each under its name, by the command that shows it."""


def home(turn: StaffTurn) -> Reply:
    """All of it on one page, with what can be done."""
    blocks: list[Block] = []
    choices: dict[str, Choice] = {}
    for title, line in SECTIONS:
        shown = table.do(line, turn)
        blocks += (title, *shown.blocks)
        choices |= {each.action: each for each in (() if isinstance(shown, Text) else shown.options)}
    return Choices(tuple(blocks), tuple(choices.values())) if choices else Text(tuple(blocks))
