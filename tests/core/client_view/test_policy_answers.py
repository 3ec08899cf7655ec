"""What the policy knows, told in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.calendar.business_hours import Calendar
from bot.core.client_view.notices import notice
from bot.core.client_view.prompt import prompt
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import Filed, Notice, Say, Talk
from bot.core.conversation.understanding.acts import TOPICS, Act
from bot.core.model.appointment import CallState
from bot.core.policy import Rates, Week
from bot.core.text.surface import Choices
from tests.builders import ANA, WEDNESDAY, call, facts, policy, ticket
from tests.reading import actions, screen

HOLIDAYS = {date(2026, 12, 25): "Christmas Day", date(2027, 1, 1): "New Year's Day"}
CALENDAR = Calendar(policy().firm.zone, policy().hours, HOLIDAYS)
KNOWN = facts(calendar=CALENDAR, zone="Europe/Berlin")
NIGHT = replace(KNOWN, now=datetime(2026, 12, 17, 4, 0, tzinfo=UTC))
BERLIN = ZoneInfo("Europe/Berlin")


def told(act: Act, known: Facts = KNOWN, at: datetime | None = None) -> str:
    part = notice(Notice(Say.TOPIC, text=act.value, at=at), known)
    return screen(Choices(part.blocks, part.choices))


@pytest.mark.parametrize("act", [*TOPICS, Act.CALL, Act.ZONE])
def test_every_topic_is_answered(act: Act) -> None:
    said = told(act)
    assert said.strip()
    assert "{" not in said


def test_hours_now_next_and_on_a_day() -> None:
    assert "We're there now" in told(Act.HOURS)
    assert "We're there now" not in told(Act.HOURS, NIGHT)
    assert "After that, from Thu, Dec 17" in told(Act.HOURS)
    assert "We're closed now; next we're there from" in told(Act.HOURS, NIGHT)
    assert told(Act.HOURS, NIGHT).count(" from ") == 2
    assert "On Thu, Dec 17 we're there" in told(Act.HOURS, at=datetime(2026, 12, 17, 12, tzinfo=BERLIN))
    assert "closed on Fri, Dec 25" in told(Act.HOURS, at=datetime(2026, 12, 25, 12, tzinfo=BERLIN))
    never = replace(KNOWN, calendar=Calendar(policy().firm.zone, Week()))
    assert "closed on" in told(Act.HOURS, never, at=datetime(2026, 12, 25, 12, tzinfo=BERLIN))
    assert "next we're there" not in told(Act.HOURS, never)
    assert told(Act.HOLIDAYS, at=datetime(2026, 12, 24, 12, tzinfo=BERLIN)).startswith("On Thu, Dec 24 we're there")
    assert told(Act.HOURS, replace(KNOWN, calendar=None)) == ""


def test_holidays_ahead() -> None:
    assert "Closed on Fri, Dec 25 (holiday)" in told(Act.HOLIDAYS)
    assert "closed on Fri, Dec 25" in told(Act.HOLIDAYS, at=datetime(2026, 12, 25, 12, tzinfo=BERLIN))
    none = replace(KNOWN, calendar=Calendar(policy().firm.zone, policy().hours))
    assert "I know of no holiday" in told(Act.HOLIDAYS, none)
    assert told(Act.HOLIDAYS, replace(KNOWN, calendar=None)) == ""


def test_prices_terms_and_promises() -> None:
    assert "$80.00 per hour" in told(Act.PRICE)
    assert "$100.00 per hour" in told(Act.PRICE)
    assert "Terms of" in told(Act.TERMS)
    free = replace(KNOWN, policy=replace(policy(), rates=Rates(), firm=replace(policy().firm, terms_url="")))
    assert told(Act.PRICE, free).endswith("A ticket costs nothing.")
    assert told(Act.TERMS, free).endswith("Nothing here is billed, so there are no terms that you'd have to accept.")
    assert "within 1 business day" in told(Act.RESPONSE_TIMES)
    assert "2 business days later" in told(Act.RESPONSE_TIMES)


def test_a_call_that_is_planned_is_told_with_what_can_be_done() -> None:
    planned = TicketView(ticket(wants_phone=True), 2, call=call(CallState.REQUESTED))
    part = notice(Notice(Say.TOPIC, text="call"), replace(KNOWN, account=ANA, tickets=(planned,)))
    assert "@calloff.1001" in actions(Choices(part.blocks, part.choices))
    assert "Phone call requested" in screen(Choices(part.blocks, part.choices))


def test_who_files_at_night_is_told_when_somebody_is_there() -> None:
    talk = Talk(revision=4, stage=Filed(1001))
    waiting = (TicketView(ticket(), 1),)
    assert "We're closed until" in screen(prompt(talk, replace(NIGHT, account=ANA, tickets=waiting)))
    for open_now in (KNOWN, replace(NIGHT, calendar=None), replace(KNOWN, now=WEDNESDAY + timedelta(minutes=1))):
        assert "We're closed until" not in screen(prompt(talk, replace(open_now, account=ANA, tickets=waiting)))


@pytest.mark.parametrize(
    ("minutes", "prices"),
    [(15, ("15 minutes", "$20.00", "$25.00")), (120, ("2 hours", "$160.00", "$200.00")),
     (10, ("10 minutes count as", "15 minutes", "$20.00", "$25.00")), (16, ("30 minutes", "$40.00", "$50.00"))],
)  # fmt: skip
def test_so_much_help_is_priced_as_it_is_billed(minutes: int, prices: tuple[str, ...]) -> None:
    part = notice(Notice(Say.TOPIC, minutes, text=Act.PRICE.value), KNOWN)
    said = screen(Choices(part.blocks, part.choices)).replace("**", "")
    assert all(price in said for price in prices), said
    assert "free" in said
