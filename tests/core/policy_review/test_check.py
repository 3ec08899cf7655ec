"""A policy's contradictions: each is found, named by its place, and nothing else is complained about."""

from dataclasses import replace
from datetime import UTC, date, time, timedelta
from decimal import Decimal

import pytest

from bot.core.policy import (
    NO_CURRENCY,
    NO_TERMS,
    Claims,
    ClosedDay,
    CustomerChannel,
    Firm,
    HalfDay,
    Holidays,
    Incidents,
    Knowledge,
    Limits,
    Measured,
    OpenHours,
    Policy,
    Promises,
    Rates,
    Silence,
    Slots,
    ThirdParty,
    Week,
)
from bot.core.policy_review.check import check

OFFICE = OpenHours(time(7), time(19))
PHONE = OpenHours(time(10), time(16, 30))
NIGHT = OpenHours(time(22), time(6))
ALL_DAY = OpenHours(time(), time())

SOUND = Policy(
    firm=Firm(
        name="Harbour Hosting",
        zone="America/Los_Angeles",
        languages=("en", "es", "de"),
        article_url="https://help.example.com/{lang}/{slug}",
        terms_url="https://www.example.com/terms",
        terms_version=date(2027, 1, 1),
    ),
    hours=Week(OFFICE, OFFICE, OFFICE, OFFICE, OFFICE),
    phone_hours=Week(PHONE, PHONE, PHONE, PHONE, PHONE),
    holidays=Holidays("US"),
    closed_days=(ClosedDay(date(2027, 11, 26), "Day after Thanksgiving"),),
    half_days=(HalfDay(date(2027, 11, 24), time(13), "Eve of Thanksgiving"),),
    promises=Promises(1, 1, 2, (50, 75, 100), 14),
    claims=Claims(4, 6),
    knowledge=Knowledge(3, 0.35, 0.2, 0.83, 0.45),
    limits=Limits(20_000, 10, 10, 5, 1001),
    third_party=ThirdParty(("WordPress", "Outlook")),
    rates=Rates("USD", Decimal(80), Decimal(100), Decimal(1)),
    slots=Slots(30, 1, 10, 1, 1),
    measured=Measured(8, 100, 30, 200),
)


TERMS = {lang: f"https://example.com/{lang}" for lang in SOUND.firm.languages}


def firm(**changes: object) -> Policy:
    return replace(SOUND, firm=replace(SOUND.firm, **changes))  # type: ignore[arg-type]


def desk(week: Week, **changes: object) -> Policy:
    """A policy with other hours, and neither phone nor half days unless given."""
    rest: dict[str, object] = {"phone_hours": Week(), "half_days": (), **changes}
    return replace(SOUND, hours=week, **rest)  # type: ignore[arg-type]


def half(day: date, close: time, week: Week = SOUND.hours) -> Policy:
    return desk(week, half_days=(HalfDay(day, close, "a reason"),))


def figure(table: str, **changes: object) -> Policy:
    return replace(SOUND, **{table: replace(getattr(SOUND, table), **changes)})


# ── Nothing to complain about ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(SOUND, id="an office with a phone"),
        pytest.param(desk(Week(NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, NIGHT)), id="every night"),
        pytest.param(desk(Week(*[ALL_DAY] * 7)), id="around the clock"),
        pytest.param(
            desk(Week(*[ALL_DAY] * 7), phone_hours=Week(*[NIGHT] * 7)),
            id="around the clock, with a phone over midnight",
        ),
        pytest.param(
            desk(Week(sunday=NIGHT), phone_hours=Week(sunday=OpenHours(time(23), time(2)))),
            id="from Sunday to Monday",
        ),
        pytest.param(desk(Week(sunday=ALL_DAY, monday=ALL_DAY)), id="one day right after the other"),
        pytest.param(half(date(2027, 3, 2), time(2), Week(tuesday=NIGHT)), id="a half night that ends after midnight"),
        pytest.param(half(date(2027, 3, 2), time(), Week(tuesday=NIGHT)), id="a half night that ends at midnight"),
        pytest.param(firm(article_url="http://kb.example.com/{slug}"), id="articles in one language only"),
        pytest.param(
            figure("promises", estimate_business_days=2, grace_staffed_hours=0),
            id="an estimate as late as the guarantee",
        ),
        pytest.param(figure("promises", grace_staffed_hours=12), id="grace of a whole day, up to the guarantee"),
        pytest.param(firm(languages=("en",), terms_url="http://localhost:8080"), id="terms on a port of one's own"),
        pytest.param(firm(terms_url="https://example.com/{lang}/terms"), id="terms with the language in the address"),
        pytest.param(firm(terms_url=TERMS), id="terms for each language"),
        pytest.param(firm(terms_language="en"), id="terms for everybody, in a language that is named"),
        pytest.param(
            replace(SOUND, third_party=ThirdParty(()), rates=replace(SOUND.rates, helpdesk_per_hour=Decimal(0))),
            id="nothing is billed in writing",
        ),
        pytest.param(Policy(Firm("Coral Books", "Europe/Madrid"), Week(OFFICE)), id="a name, a zone and hours"),
        pytest.param(
            replace(SOUND, phone_hours=Week(), rates=replace(SOUND.rates, phone_per_hour=Decimal(0))),
            id="no phone, and no rate for it",
        ),
        pytest.param(figure("rates", cap_hours=Decimal("1.75")), id="a cap of seven quarter hours"),
        pytest.param(figure("rates", card_url=""), id="cards are put on file by staff"),
        pytest.param(figure("slots", minutes=390), id="one appointment fills the phone's day"),
        pytest.param(figure("slots", decide_within_business_days=10), id="as long to decide as the last is ahead"),
        pytest.param(
            desk(SOUND.hours, slots=replace(SOUND.slots, decide_within_business_days=20)),
            id="how long to decide doesn't matter without a phone",
        ),
    ],
)
def test_a_policy_that_can_be_kept(policy: Policy) -> None:
    assert check(policy) == ()


# ── Everything else ────────────────────────────────────────────────────────────────────

WRONG: tuple[tuple[Policy, str, str], ...] = (
    (replace(SOUND, silence=Silence(3, 3)), "silence.close_after_business_days", "before its client had time"),
    (
        replace(SOUND, silence=Silence(0, 5)),
        "silence.ask_after_business_days",
        "nobody is asked, and nothing is closed",
    ),
    (replace(SOUND, incidents=Incidents(1)), "incidents.clients", "proposes every single ticket"),
    (replace(SOUND, incidents=Incidents(81)), "incidents.clients", "81 isn't possible"),
    (replace(SOUND, incidents=Incidents(3, 0)), "incidents.within_minutes", "0 isn't possible"),
    (replace(SOUND, silence=Silence(251, 0)), "silence.ask_after_business_days", "251 isn't possible"),
    (replace(SOUND, silence=Silence(3, 251)), "silence.close_after_business_days", "251 isn't possible"),
    (firm(name=" "), "firm.name", "is empty"),
    (firm(zone="PST"), "firm.zone", 'no time zone is called "PST"'),
    (firm(zone="../etc/passwd"), "firm.zone", "no time zone"),
    (firm(zone="America"), "firm.zone", "no time zone"),
    (firm(languages=()), "firm.languages", "is empty"),
    (firm(languages=("en", "xx")), "firm.languages.2", 'no language has the code "xx"'),
    (firm(languages=("en", "de", "en")), "firm.languages.3", "listed twice"),
    (firm(article_url="https://example.com/{lang}"), "firm.article_url", "lacks {slug}"),
    (firm(article_url="https://example.com/{slug"), "firm.article_url", "brace"),
    (firm(article_url="https://example.com/{slug}/{page}"), "firm.article_url", "to fill {page} with"),
    (firm(article_url="example.com/{slug}"), "firm.article_url", "no web address"),
    (firm(terms_url="the terms"), "firm.terms_url", "no web address"),
    (firm(terms_url="https://"), "firm.terms_url", "no web address"),
    (firm(terms_url="https://example.com/our terms"), "firm.terms_url", "no web address"),
    (firm(terms_url="https://example.com/{lang"), "firm.terms_url", "brace"),
    (firm(terms_url="https://example.com/{language}"), "firm.terms_url", "to fill {language} with"),
    (firm(terms_url={k: v for k, v in TERMS.items() if k != "es"}), "firm.terms_url", 'no translation for "es"'),
    (firm(terms_url={**TERMS, "fr": "https://example.com"}), "firm.terms_url.fr", "isn't offered"),
    (firm(terms_url={**TERMS, "de": "example.com"}), "firm.terms_url.de", "no web address"),
    (firm(terms_language="English"), "firm.terms_language", 'no language has the code "English"'),
    (firm(terms_language="en", terms_url=TERMS), "firm.terms_language", "one for each language"),
    (firm(terms_language="en", terms_url="https://example.com/{lang}"), "firm.terms_language", "one for each"),
    (firm(zone="EST"), "firm.zone", "winter time all year"),
    (firm(terms_url=""), "firm.terms_url", "is missing, and help is billed"),
    (firm(terms_version=NO_TERMS), "firm.terms_version", "is missing, and help is billed"),
    (figure("rates", currency=NO_CURRENCY), "rates.currency", "is missing, and help is billed"),
    (desk(Week()), "hours", "never opens"),
    (desk(Week(friday=OpenHours(time(7), time(7)))), "hours.friday", "at the same time"),
    (
        desk(Week(friday=OpenHours(time(7, tzinfo=UTC), time(9)))),
        "hours.friday.open",
        "names an offset",
    ),
    (
        desk(Week(monday=OpenHours(time(18), time(8)), tuesday=OFFICE)),
        "hours.monday.close",
        "later than the opening on Tuesday",
    ),
    (
        desk(Week(monday=OFFICE, sunday=OpenHours(time(18), time(8)))),
        "hours.sunday.close",
        "later than the opening on Monday",
    ),
    (
        replace(SOUND, phone_hours=Week(friday=OpenHours(time(10), time(19, 30)))),
        "phone_hours.friday",
        "beyond the desk's hours",
    ),
    (replace(SOUND, phone_hours=Week(saturday=PHONE)), "phone_hours.saturday", "a day on which the desk rests"),
    (
        replace(SOUND, phone_hours=Week(friday=OpenHours(time(10), time(10, 20)))),
        "phone_hours.friday",
        "shorter than an appointment of 30 minutes",
    ),
    (figure("slots", minutes=400, from_staffed_hours_ahead=0), "phone_hours.monday", "none ever fits"),
    (figure("slots", decide_within_business_days=11), "slots.decide_within_business_days", "at most 10"),
    (figure("slots", from_staffed_hours_ahead=132), "slots.from_staffed_hours_ahead", "after the last day"),
    (
        replace(SOUND, closed_days=SOUND.closed_days * 3),
        "closed_days.2.day",
        "is listed before",
    ),
    (replace(SOUND, half_days=SOUND.half_days * 2), "half_days.2.day", "is listed before"),
    (half(date(2027, 11, 26), time(12)), "half_days.1.day", "is a closed day, too"),
    (half(date(2027, 3, 6), time(12)), "half_days.1.day", "is a Saturday"),
    (half(date(2027, 3, 2), time(6)), "half_days.1.close", "isn't within the hours of Tuesday"),
    (half(date(2027, 3, 2), time(7)), "half_days.1.close", "isn't within the hours of Tuesday"),
    (half(date(2027, 3, 2), time(19)), "half_days.1.close", "isn't within the hours of Tuesday"),
    (half(date(2027, 3, 2), time(12, tzinfo=UTC)), "half_days.1.close", "names an offset"),
    (
        half(date(2027, 3, 2), time(21), Week(tuesday=NIGHT)),
        "half_days.1.close",
        "isn't within the hours of Tuesday",
    ),
    (
        figure("promises", response_business_days=2, estimate_business_days=3),
        "promises.response_business_days",
        "guarantees a response before the estimate",
    ),
    (figure("promises", grace_staffed_hours=12.5), "promises.grace_staffed_hours", "whenever a ticket is filed"),
    (figure("promises", estimate_business_days=2), "promises.grace_staffed_hours", "beyond the guarantee"),
    (figure("promises", warn_at_percent=(50, 50, 100)), "promises.warn_at_percent", "must rise"),
    (figure("promises", warn_at_percent=(0, 50, 100)), "promises.warn_at_percent", "must rise"),
    (figure("promises", warn_at_percent=(50, 75, 101)), "promises.warn_at_percent", "must rise"),
    (figure("promises", estimate_business_days=0), "promises.estimate_business_days", "0 isn't possible"),
    (figure("promises", grace_staffed_hours=-1), "promises.grace_staffed_hours", "-1 isn't possible"),
    (figure("promises", response_business_days=10**9), "promises.response_business_days", "isn't possible"),
    (figure("promises", reopen_window_days=-1), "promises.reopen_window_days", "isn't possible"),
    (figure("claims", warn_after_staffed_hours=6), "claims.warn_after_staffed_hours", "has expired"),
    (figure("claims", warn_after_staffed_hours=-4), "claims.warn_after_staffed_hours", "isn't possible"),
    (figure("knowledge", suggestions=0), "knowledge.suggestions", "isn't possible"),
    (figure("knowledge", show_from_confidence=1.1), "knowledge.show_from_confidence", "isn't possible"),
    (
        figure("knowledge", also_from_confidence=float("nan")),
        "knowledge.also_from_confidence",
        "nan isn't possible",
    ),
    (figure("knowledge", twin_from_likeness=-0.1), "knowledge.twin_from_likeness", "isn't possible"),
    (figure("limits", text_chars=0), "limits.text_chars", "isn't possible"),
    (figure("slots", minutes=-5), "slots.minutes", "isn't possible"),
    (figure("slots", lines=0), "slots.lines", "isn't possible"),
    (figure("measured", learned_of_last=0), "measured.learned_of_last", "isn't possible"),
    (figure("retention", sent_days=-1), "retention.sent_days", "isn't possible"),
    (figure("pings", at_percent=(60, 75)), "pings.at_percent", "aren't warned at 60 %"),
    (figure("retention", received_days=13), "retention.received_days", "at least 14; or 0"),
    (figure("limits", attachment_mib=-10), "limits.attachment_mib", "isn't possible"),
    (figure("limits", messages_per_minute=0), "limits.messages_per_minute", "isn't possible"),
    (figure("limits", cooldown_minutes=0), "limits.cooldown_minutes", "isn't possible"),
    (figure("limits", cooldown_minutes=61), "limits.cooldown_minutes", "isn't possible"),
    (figure("limits", open_tickets_shown_from=51), "limits.open_tickets_shown_from", "only once no more can be filed"),
    (figure("limits", first_ticket_number=0), "limits.first_ticket_number", "isn't possible"),
    (figure("rates", helpdesk_per_hour=Decimal(-80)), "rates.helpdesk_per_hour", "-80 isn't possible"),
    (figure("rates", phone_per_hour=Decimal("-0.5")), "rates.phone_per_hour", "isn't possible"),
    (figure("rates", cap_hours=Decimal(0)), "rates.cap_hours", "from 0.25 to 1000"),
    (figure("rates", currency="usd"), "rates.currency", '"usd" is no currency code'),
    (figure("rates", currency="$"), "rates.currency", "no currency code"),
    (figure("rates", helpdesk_per_hour=Decimal(0)), "rates.helpdesk_per_hour", "bills nothing"),
    (figure("rates", phone_per_hour=Decimal(0)), "rates.phone_per_hour", "bills nothing"),
    (figure("rates", cap_hours=Decimal("1.1")), "rates.cap_hours", "such as 1.25"),
    (figure("rates", card_url="ask us"), "rates.card_url", "no web address"),
    (figure("third_party", names=("WordPress", " ")), "third_party.names.2", "is empty"),
    (figure("third_party", names=("WordPress", "Joomla", "wordpress ")), "third_party.names.3", "as number 1"),
    (figure("third_party", either=("Outlook", "Eudora")), "third_party.either.2", '"Eudora" isn\'t among the names'),
)


@pytest.mark.parametrize(
    ("policy", "where", "words"), WRONG, ids=[f"{place}-{case[1]}" for place, case in enumerate(WRONG)]
)
def test_one_mistake_is_one_problem_at_its_place(policy: Policy, where: str, words: str) -> None:
    problem, *same = check(policy)

    assert {other.reason for other in same} <= {problem.reason}, "the same for each weekday, and nothing else"
    assert problem.where == where
    assert words in str(problem)
    assert problem.instead
    assert problem.line is None


def test_all_mistakes_are_found_at_once() -> None:
    policy = replace(
        firm(zone="Mars/Olympus", name=""),
        claims=Claims(6, 4),
        rates=replace(SOUND.rates, currency=""),
    )

    assert [problem.where for problem in check(policy)] == [
        "firm.name",
        "firm.zone",
        "claims.warn_after_staffed_hours",
        "rates.currency",
    ]


# ── Opening hours ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        (OpenHours(time(7), time(19)), 7.0, 19.0),
        (OpenHours(time(22), time(6)), 22.0, 30.0),
        (OpenHours(time(18, 30), time()), 18.5, 24.0),
        (OpenHours(time(), time()), 0.0, 24.0),
    ],
)
def test_a_closing_at_or_before_the_opening_is_the_next_days(hours: OpenHours, start: float, end: float) -> None:
    assert hours.span() == (timedelta(hours=start), timedelta(hours=end))


def test_the_days_of_a_week_begin_with_monday() -> None:
    assert Week(monday=OFFICE, sunday=PHONE).days() == (OFFICE, None, None, None, None, None, PHONE)


# ── The terms ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("terms_url", "found"),
    [
        ("https://example.com/terms", ("https://example.com/terms",) * 3),
        ("https://example.com/{lang}", ("https://example.com/de", "https://example.com/en", "https://example.com/en")),
        (TERMS, ("https://example.com/de", "https://example.com/en", "https://example.com/en")),
    ],
)
def test_the_terms_are_found_in_every_language_and_by_strangers_in_the_default_one(
    terms_url: str | dict[str, str], found: tuple[str, ...]
) -> None:
    ours = firm(terms_url=terms_url).firm

    assert tuple(ours.terms(lang) for lang in ("de", "en", "fr")) == found


@pytest.mark.parametrize(
    ("channels", "wrong"),
    [
        (("slack:C1", "slack:C2"), []),
        (("slack:C1", "slack:C1"), ["customer_channels.2.channel"]),
        (("C1", "slack:", ":C1", "slack:C 1"), [f"customer_channels.{place}.channel" for place in range(1, 5)]),
    ],
)
def test_a_customers_channel_is_named_by_platform_and_id_and_once(channels: tuple[str, ...], wrong: list[str]) -> None:
    policy = replace(SOUND, customer_channels=tuple(map(CustomerChannel, channels)))
    assert [problem.where for problem in check(policy)] == wrong
    assert str(CustomerChannel("slack:C1")) == "slack:C1 (all)"
