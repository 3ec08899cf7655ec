"""Which news pings all staff."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.calendar.business_hours import Calendar
from bot.core.model.tickets import State
from bot.core.policy import Pings
from bot.core.rules.change import Notification, NotificationKind
from bot.core.rules.staff.pings import NOTHING, card_pings, in_force, news_pings, owner_called
from tests.builders import WEDNESDAY, policy, ticket

ALL = Pings(new_ticket=True, at_percent=(75, 100), client_answered=True)
DESK = Calendar(policy().firm.zone, policy().hours)
MIDNIGHT = WEDNESDAY + timedelta(hours=12)


def test_nothing_pings_unless_the_policy_says_so() -> None:
    assert policy().pings == NOTHING
    assert not card_pings(ticket(), NOTHING)
    for kind in NotificationKind:
        assert not news_pings(Notification(kind, "words", percent=100), ticket(), NOTHING)


def test_the_night_is_quiet_where_the_policy_says_nothing_else() -> None:
    assert in_force(ALL, DESK, WEDNESDAY) == ALL
    assert in_force(ALL, DESK, MIDNIGHT) == NOTHING
    watch = replace(ALL, outside_hours=True)
    assert in_force(watch, DESK, MIDNIGHT) == watch


def test_a_new_ticket_pings_until_somebody_has_it() -> None:
    assert card_pings(ticket(), ALL)
    assert news_pings(Notification(NotificationKind.FILED), ticket(), ALL)
    assert not card_pings(replace(ticket(), owner="sam"), ALL)
    assert not card_pings(replace(ticket(), answered_at=WEDNESDAY), ALL)
    assert not card_pings(replace(ticket(), state=State.SOLVED), ALL)


@pytest.mark.parametrize(("percent", "pings"), [(50, False), (75, True), (100, True)])
def test_warnings_ping_from_where_the_policy_says(percent: int, pings: bool) -> None:
    assert news_pings(Notification(NotificationKind.PROMISE_WARNING, percent=percent), ticket(), ALL) is pings


def test_what_a_client_writes_pings_only_where_nobody_has_the_ticket() -> None:
    wrote = Notification(NotificationKind.CLIENT_WROTE, "any luck?")
    assert news_pings(wrote, ticket(), ALL)
    assert not news_pings(wrote, replace(ticket(), owner="sam"), ALL)
    assert not news_pings(Notification(NotificationKind.CLIENT_SOLVED), ticket(), ALL)


def test_the_owner_is_called_by_name_for_what_is_theirs_alone() -> None:
    owned, handed = replace(ticket(), owner="sam"), Notification(NotificationKind.ASSIGNED)
    assert owner_called(handed, owned, NOTHING)
    assert owner_called(Notification(NotificationKind.CLAIM_WARNING), owned, NOTHING)
    assert not owner_called(handed, ticket(), NOTHING)
    wrote = Notification(NotificationKind.CLIENT_WROTE, "words")
    assert owner_called(wrote, owned, ALL)
    assert not owner_called(wrote, owned, NOTHING)
    assert not owner_called(Notification(NotificationKind.CLIENT_SOLVED), owned, ALL)
