"""What platforms declare: all of it is there, nothing of it goes lost, and all of it is asked for by a story."""

from importlib import import_module
from pathlib import Path

import pytest

from bot.platforms import PLATFORMS
from tests.adapters.conformance.driver import NEEDED, Ability, Driver, Person, Undeclared
from tests.adapters.conformance.platforms import EXPECTED, platform

HERE = Path(__file__).parent
ASKED_WITHIN = {Ability.ZONE}
"""What stories ask for on their way."""


@pytest.mark.parametrize("name", EXPECTED)
def test_a_platform_declares_exactly_what_is_expected_of_it(name: str) -> None:
    assert platform(name).abilities == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_driver_does_what_it_declares_and_nothing_else(name: str) -> None:
    it = platform(name)
    for ability, members in NEEDED.items():
        for member in members:
            base, own = (Person, it.person) if hasattr(Person, member) else (Driver, it.driver)
            written = getattr(own, member) is not getattr(base, member)
            assert written is (ability in it.abilities), f"{name}: {member}"


def test_every_platform_of_the_product_is_in_the_suite() -> None:
    drivers = {path.parent.name for path in HERE.parent.glob("*/driver.py")} - {HERE.name}
    assert {each.name for each in PLATFORMS} | {"terminal"} == drivers == set(EXPECTED)


def test_every_ability_is_needed_by_a_story_and_every_need_is_known() -> None:
    marks = [mark for path in HERE.glob("test_*.py") for mark in _marks(path.stem)]
    asked = {ability for mark in marks for ability in mark.args}
    assert asked | ASKED_WITHIN == set(Ability) == set(NEEDED)


def _marks(name: str) -> list[pytest.Mark]:
    """The needs of a module's stories, and of the module itself."""
    module = vars(import_module(f"{__package__}.{name}"))
    own = module.get("pytestmark")
    found = [own.mark] if isinstance(own, pytest.MarkDecorator) else []
    for each in module.values():
        found += [mark for mark in getattr(each, "pytestmark", ()) if isinstance(mark, pytest.Mark)]
    return [mark for mark in found if mark.name == "needs"]


def test_what_isnt_declared_is_refused_by_name() -> None:
    class Mute(Driver):
        """A platform that can do nothing."""

    with pytest.raises(Undeclared, match=Ability.CARDS.value):
        Mute().cards()  # type: ignore[abstract]
