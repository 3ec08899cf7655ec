"""The support page: what the policy says, what the bot says, and nothing else."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.special_days import a_year_after, specials
from bot.core.client_view.billing import notice
from bot.core.policy import Channel, ClosedDay, HalfDay, OpenHours, Policy, ThirdParty, Week
from bot.core.policy_review.support_page import page
from bot.core.rules import billing
from bot.core.rules.promise_times import times
from bot.core.text.surface import Moment, Msg, Table
from bot.i18n import Reader, plain
from tests.builders import LANGUAGES, WEDNESDAY
from tests.core.policy_review.test_check import ALL_DAY, NIGHT, SOUND, TERMS, desk, figure, firm

CHRISTMAS = {date(2026, 12, 25): "Christmas Day", date(2025, 12, 25): "Christmas Day", date(2027, 12, 25): "too far"}
ANYWHERE = ("America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")


def calendar(policy: Policy) -> Calendar:
    """The policy's days, with Christmas as the only public holiday."""
    rest = {**CHRISTMAS, **{closed.day: closed.reason for closed in policy.closed_days}}
    return Calendar(policy.firm.zone, policy.hours, rest, {half.day: half.close for half in policy.half_days})


def shown(policy: Policy, lang: str = "en", now: datetime = WEDNESDAY) -> dict[str, str]:
    """Each section as a reader sees it, by its name."""
    made = page(policy, calendar(policy), now, lang, LANGUAGES)
    reader = Reader(lang, policy.firm.zone, now)
    found = {"": f"{plain(made.title, reader)}\n{plain(made.lead, reader)}\n{plain(made.foot[0], reader)}"}
    for section in made.sections:
        lines = [plain(section.title, reader)]
        for block in section.blocks:
            if isinstance(block, Table):
                rows = (block.head, *block.rows)
                lines += [" | ".join(c if isinstance(c, str) else plain(c, reader) for c in row) for row in rows]
            else:
                assert isinstance(block, Msg)
                lines.append(plain(block, reader))
        found[section.name] = "\n".join(lines).replace("\u00a0", " ")
    return found


# ── What stands on it ──────────────────────────────────────────────────────────────────


def test_it_has_everything_in_the_order_in_which_a_client_needs_it() -> None:
    sections = shown(SOUND)

    assert list(sections) == [
        "", "channels", "hours", "slots", "promises", "manners", "rates", "holidays", "email",
    ]  # fmt: skip
    assert sections[""].splitlines()[0] == "Harbour Hosting support"
    assert sections[""].splitlines()[-1] == "As of Wednesday, December 16, 2026."


def test_channels_stand_in_their_order_with_what_they_are_for_and_cost() -> None:
    rows = shown(SOUND)["channels"].splitlines()[2:]

    assert [row.split(" | ")[:2] for row in rows] == [
        ["1", "Knowledge base"],
        ["2", "Helpdesk ticket"],
        ["3", "Phone call"],
    ]
    assert "Free, for everybody." in rows[0]
    assert "in the order received" in rows[1]
    assert "By appointment, from an open ticket" in rows[2]


def test_hours_are_the_desks_and_its_zone_is_named() -> None:
    text = shown(SOUND)["hours"]

    assert "the desk's own: Los Angeles time." in text
    assert "Monday to Friday | 7:00 AM to 7:00 PM | 10:00 AM to 4:30 PM" in text
    assert "Saturday to Sunday | – | –" in text


@pytest.mark.parametrize("zone", ANYWHERE)
@pytest.mark.parametrize(
    "now", [WEDNESDAY, datetime(2027, 3, 14, 10, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
)
def test_hours_are_the_same_wherever_and_whenever_the_page_is_made(zone: str, now: datetime) -> None:
    policy = firm(zone=zone)

    assert "Monday to Friday | 7:00 AM to 7:00 PM | 10:00 AM to 4:30 PM" in shown(policy, now=now)["hours"]


def test_a_desk_open_at_night_around_the_clock_and_until_midnight() -> None:
    late = OpenHours(time(18, 30), time())
    text = shown(desk(Week(NIGHT, NIGHT, ALL_DAY, ALL_DAY, late)))["hours"]

    assert "Monday to Tuesday | 10:00 PM to 6:00 AM the next day" in text
    assert "Wednesday to Thursday | around the clock" in text
    assert "Friday | 6:30 PM to midnight" in text
    assert "Phone" not in text


def test_without_a_phone_nothing_speaks_of_calls() -> None:
    sections = shown(replace(SOUND, phone_hours=Week()))

    assert "slots" not in sections
    assert not re.search(r"phone|\bcalls?\b", "\n".join(sections.values()), re.IGNORECASE)


def test_appointments_are_told_as_the_policy_sets_them() -> None:
    slots = replace(SOUND.slots, minutes=45, from_staffed_hours_ahead=1.5, to_business_days_ahead=1)
    text = shown(replace(SOUND, slots=slots))["slots"]

    assert "45 minutes each, up to 1 business day ahead, with at least 90 minutes of desk time before it." in text
    assert "within 1 business day;" in text


# ── Promises ───────────────────────────────────────────────────────────────────────────


def test_promises_are_those_that_the_bot_makes() -> None:
    text = shown(SOUND)["promises"]
    due = times(calendar(SOUND), SOUND.promises, WEDNESDAY)
    reader = Reader("en", SOUND.firm.zone, WEDNESDAY)

    assert "1 business day after you write, with 1 hour of desk time as grace. It's not guaranteed." in text
    assert "an answer by the same time of day 2 business days after you write" in text
    for moment in (due.estimate_at, due.promise_at):
        assert plain(Msg("{at}", (("at", Moment(moment)),)), reader).replace("\u00a0", " ") in text
    assert "opened again for 14 days" in text


def test_what_isnt_promised_isnt_told() -> None:
    text = shown(figure("promises", grace_staffed_hours=0, reopen_window_days=0))["promises"]

    assert "grace" not in text
    assert "opened again" not in text
    assert "1 business day after you write. It's not guaranteed." in text


def test_a_desk_that_rests_for_years_makes_no_example() -> None:
    policy = replace(SOUND, hours=Week(monday=OpenHours(time(7), time(7))), phone_hours=Week())
    resting = Calendar("UTC", Week())

    made = page(policy, resting, WEDNESDAY, "en", LANGUAGES)

    (promises,) = (section for section in made.sections if section.name == "promises")
    assert len(promises.blocks) == 4


def test_clients_are_asked_neither_to_bump_nor_to_submit_twice_nor_to_email() -> None:
    sections = shown(SOUND)

    assert "one ticket for one issue" in sections["manners"]
    assert "goes to the end of the line" in sections["manners"]
    assert "rather than by email" in sections["email"]
    assert "type" not in sections["email"]


# ── Prices ─────────────────────────────────────────────────────────────────────────────


def test_rates_stand_there_as_the_notice_says_them() -> None:
    text = shown(SOUND)["rates"]
    asked = billing.terms(SOUND.rates, SOUND.firm.terms_version, Channel.HELPDESK)
    reader = Reader("en", SOUND.firm.zone, WEDNESDAY)

    assert "Helpdesk ticket | $80.00 | $20.00" in text
    assert "Phone call | $100.00 | $25.00" in text
    assert "WordPress, Outlook" in text
    for words in notice(asked, "WordPress", SOUND, "en"):
        assert plain(words, reader).replace("\u00a0", " ") in text


def test_whoever_bills_nothing_has_no_prices_on_the_page() -> None:
    free = replace(SOUND.rates, helpdesk_per_hour=Decimal(0), phone_per_hour=Decimal(0))

    assert "rates" not in shown(replace(SOUND, rates=free, third_party=ThirdParty(())))


def test_only_the_phone_costs_something() -> None:
    rates = replace(SOUND.rates, helpdesk_per_hour=Decimal(0))
    text = shown(replace(SOUND, rates=rates, third_party=ThirdParty(())))["rates"]

    assert "Helpdesk ticket |" not in text
    assert "Phone call | $100.00 | $25.00" in text
    assert "for example: " not in text.splitlines()[2]


def test_a_card_is_put_on_file_where_the_policy_says() -> None:
    assert "staff will tell you how to add it" in shown(SOUND)["rates"]
    assert "begins: https://example.com/card" in shown(figure("rates", card_url="https://example.com/card"))["rates"]


def test_the_terms_are_linked_in_the_readers_language_or_their_own_is_named() -> None:
    assert "https://example.com/de" in shown(firm(terms_url=TERMS), "de")["rates"]
    named = firm(terms_language="en")
    assert "English" in shown(named, "de")["rates"]
    assert "English" not in shown(named, "en")["rates"]
    assert "fr" in shown(firm(terms_language="fr"), "en")["rates"]


# ── Days ───────────────────────────────────────────────────────────────────────────────


def test_days_of_the_next_twelve_months_stand_in_their_order() -> None:
    halves = (HalfDay(date(2026, 12, 24), time(13), "Eve"), HalfDay(date(2026, 12, 25), time(13), "no half day"))
    text = shown(replace(SOUND, closed_days=(ClosedDay(date(2026, 12, 28), "Bridge"),), half_days=halves))["holidays"]

    assert text.splitlines()[2:] == [
        "Thursday, December 24, 2026 | Eve | closes at 1:00 PM",
        "Friday, December 25, 2026 | Christmas Day | closed",
        "Monday, December 28, 2026 | Bridge | closed",
    ]


def test_a_desk_without_holidays_says_so() -> None:
    quiet = replace(SOUND, closed_days=(), half_days=())
    made = page(quiet, Calendar(quiet.firm.zone, quiet.hours), WEDNESDAY, "en", LANGUAGES)

    (section,) = (section for section in made.sections if section.name == "holidays")
    assert isinstance(section.blocks[0], Msg)
    assert "all year" in section.blocks[0].id


def test_a_year_is_twelve_months_from_a_leap_day_too() -> None:
    assert a_year_after(date(2026, 12, 16)) == date(2027, 12, 16)
    assert a_year_after(date(2028, 2, 29)) == date(2029, 3, 1)


def test_the_firms_own_days_are_told_from_public_ones() -> None:
    policy = replace(SOUND, closed_days=(ClosedDay(date(2026, 12, 28), "Bridge"),), half_days=())

    found = specials(policy, calendar(policy), date(2026, 12, 16))

    assert [(special.reason, special.public) for special in found] == [("Christmas Day", True), ("Bridge", False)]


# ── In every language ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", SOUND.firm.languages)
def test_times_days_and_money_are_told_as_the_language_does(lang: str) -> None:
    sections = shown(SOUND, lang)

    assert {"en": "7:00 AM", "es": "7:00", "de": "07:00"}[lang] in sections["hours"]
    assert {"en": "$80.00", "es": "80,00 US$", "de": "80,00 $"}[lang] in sections["rates"]
    assert {"en": "December 25, 2026", "es": "25 de diciembre de 2026", "de": "25. Dezember 2026"}[lang] in sections[
        "holidays"
    ]


def test_the_keys_of_transcripts_stand_there_the_one_in_use_first() -> None:
    used, former = "ab" * 32, "cd" * 32
    made = page(SOUND, calendar(SOUND), WEDNESDAY, "en", LANGUAGES, (used, former))
    (section,) = [each for each in made.sections if each.name == "transcripts"]
    texts = [plain(block, Reader("en", "UTC", WEDNESDAY)) for block in section.blocks if isinstance(block, Msg)]
    assert [used in texts[0], former in texts[1], len(texts)] == [True, True, 2]
    assert "transcripts" not in shown(SOUND)
