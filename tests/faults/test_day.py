"""Row 14 in its short form: a day of everything that people do, with trouble, is kept and shown to the last word."""

from tests.faults.checker import broken
from tests.faults.day import PEOPLE
from tests.faults.discord_day import discord_day
from tests.faults.places import Place, sqlite
from tests.faults.slack_day import slack_day


def test_a_day_on_slack(place: Place) -> None:
    history = slack_day(place, PEOPLE, rounds=2)
    assert broken(history) == []
    assert len(history.owed) > 60
    assert history.uploads  # a calendar file


def test_a_day_on_discord() -> None:
    with sqlite() as place:
        history = discord_day(place, PEOPLE, rounds=2)
    assert broken(history) == []
    assert len(history.owed) > 60
    assert history.uploads
