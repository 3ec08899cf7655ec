"""Which zone is meant: by what people call it; what may be several, or is only near to a name, is asked."""

import pytest

from bot.understanding.zones import zone_meant


@pytest.mark.parametrize(
    ("said", "lang", "zone"),
    [
        ("EST", "en", "America/New_York"), ("PST", "en", "America/Los_Angeles"), ("pdt", "de", "America/Los_Angeles"),
        ("MSK", "en", "Europe/Moscow"), ("CET", "es", "Europe/Madrid"), ("CET", "en", "Europe/Paris"),
        ("MEZ", "de", "Europe/Berlin"), ("MESZ", "en", "Europe/Berlin"), ("GMT+2", "en", "Etc/GMT-2"),
        ("utc-5", "en", "Etc/GMT+5"), ("+02:00", "en", "Etc/GMT-2"), ("UTC", "en", "UTC"), ("gmt+0", "en", "UTC"),
        ("Germany", "en", "Europe/Berlin"), ("Deutschland", "de", "Europe/Berlin"), ("Alemania", "es", "Europe/Berlin"),
        ("München", "de", "Europe/Berlin"), ("munich", "en", "Europe/Berlin"), ("New York", "de", "America/New_York"),
        ("nueva york", "es", "America/New_York"), ("Spain", "en", "Europe/Madrid"), ("España", "es", "Europe/Madrid"),
        ("Canarias", "es", "Atlantic/Canary"), ("Europe/Berlin", "en", "Europe/Berlin"),
        ("Berlin time", "en", "Europe/Berlin"),
        ("eastern time", "en", "America/New_York"), ("mitteleuropäische Zeit", "de", "Europe/Berlin"),
        ("hora de Europa central", "es", "Europe/Madrid"), ("Texas", "en", "America/Chicago"),
    ],
)  # fmt: skip
def test_a_zone_is_what_people_call_it(said: str, lang: str, zone: str) -> None:
    assert zone_meant(said, lang).zone == zone


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("Mexico", "America/Mexico_City"),
        ("USA", "America/New_York"),
        ("CST", "America/Chicago"),
        ("IST", "Asia/Kolkata"),
    ],
)
def test_what_may_be_several_is_asked(said: str, first: str) -> None:
    meant = zone_meant(said, "en")
    assert (meant.zone, meant.zones[0]) == ("", first)
    assert len(meant.zones) > 1


@pytest.mark.parametrize(("said", "first"), [("berln", "Europe/Berlin"), ("lodnon", "Europe/London")])
def test_a_near_miss_is_asked_never_guessed(said: str, first: str) -> None:
    meant = zone_meant(said, "en")
    assert (meant.zone, meant.zones[0]) == ("", first)


@pytest.mark.parametrize("said", ["mars", "", "asdf", "+99", "utc+5:99", "?!"])
def test_what_is_like_none_is_none(said: str) -> None:
    assert zone_meant(said, "en").zones == ()
