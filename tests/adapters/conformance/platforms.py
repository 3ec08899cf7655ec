"""The platforms that the suite is run on, with what each is expected to have: what is lost here is lost for good."""

from importlib import import_module

from tests.adapters.conformance.driver import Ability, Platform

ALL = frozenset(Ability)
EXPECTED: dict[str, frozenset[Ability]] = {
    "slack": ALL,
    "discord": ALL - {Ability.ZONE},  # Discord doesn't say where somebody is: the client is asked
    "terminal": frozenset({Ability.LIVE_SIGNS, Ability.ZONE}),  # one reader, one line at a time, nothing comes twice
}


def platform(name: str) -> Platform:
    """A platform by its name; its library is imported only now."""
    found: Platform = import_module(f"tests.adapters.{name}.driver").PLATFORM
    return found
