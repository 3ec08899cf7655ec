"""Promise 13: everything that can be tried is; a few hundred attempts."""

import pytest

from bot.engine.staff.commands.table import COMMANDS
from tests.dialogue import House
from tests.proof import roles


@pytest.mark.only("sqlite")  # all of it, and on PostgreSQL, in make soak
def test_nobody_gets_in_who_doesnt_belong(house: House) -> None:
    _done, wrong = roles.kept_out(house, every=7)
    assert wrong == []


def test_every_command_is_tried() -> None:
    assert {line.split()[0] for line, _role in roles.staff_lines()} == set(COMMANDS)
