"""Who comes back to the terminal reads one line about what came meanwhile, and the words one by one."""

import pytest

from bot.engine.staff.absence import summed_up
from bot.i18n import localize
from tests.dialogue import Agent, House, text_of


def comes_back(house: House, who: Agent) -> str:
    """What is said about the absence; empty when nothing is."""
    now = house.clock.now()
    news = house.store.write(lambda unit: summed_up(unit, who.address, now)).result()
    return text_of(localize(news, house.engine.context.staff_reader(now), str)) if news else ""


@pytest.mark.both
def test_many_cards_become_one_line_and_words_stay(house: House) -> None:
    sam = house.agent()
    for name in ("ana", "ben", "cleo", "dan"):
        house.client(name).files(f"{name} has a problem of their own", name=name.title())
        house.clock.forward(minutes=1)
    ana = house.client("ana")
    ana.says("call me")
    ana.chooses("Thu, Dec 17")
    ana.chooses("7:30 PM")
    ana.says("add: since monday")
    assert comes_back(house, sam).startswith("While you were away: 4 tickets came, one call to decide.")
    sam.sees("since monday")
    sam.sees_not("New ticket")
    assert comes_back(house, sam) == ""


def test_little_is_shown_as_it_came(house: House) -> None:
    sam = house.agent()
    for name in ("ana", "ben", "cleo"):
        house.client(name).files(f"{name} has a problem of their own", name=name.title())
    assert comes_back(house, sam) == ""
    sam.sees("New ticket #1001", "New ticket #1003")


def test_news_of_tickets_that_were_there_is_counted_apart(house: House) -> None:
    sam = house.agent()
    names = ("ana", "ben", "cleo", "dan")
    for name in names:
        house.client(name).files(f"{name} has a problem of their own", name=name.title())
    sam.deliver()
    house.clock.forward(hours=1)
    for name in names:
        house.client(name).says("never mind, close it")
        house.client(name).clicks(f"0.0:@solved.{1001 + names.index(name)}")
    assert comes_back(house, sam).startswith("While you were away: news on 4 other tickets.")
