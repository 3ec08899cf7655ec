"""One policy after another: every difference is said, in words where clients notice it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.core.policy import NO_TERMS, ClosedDay, HalfDay, Holidays, Ibans, OpenHours, Policy, Rates, Week
from bot.core.policy_review.diff import STAYS, differences
from bot.i18n import Reader, plain
from tests.builders import WEDNESDAY
from tests.core.policy_review.test_check import NIGHT, OFFICE, PHONE, SOUND, TERMS, figure, firm

SHORT = OpenHours(time(8), time(16))


def said(new: Policy, old: Policy = SOUND) -> list[str]:
    """What changes, as a reader at the new desk sees it."""
    reader = Reader("en", new.firm.zone, WEDNESDAY)
    return [plain(change.text, reader).replace("\u00a0", " ") for change in differences(old, new)]


def test_the_same_policy_changes_nothing() -> None:
    assert differences(SOUND, replace(SOUND)) == ()


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (firm(name="Lighthouse"), "The firm is called Lighthouse, no longer Harbour Hosting."),
        (firm(zone="Europe/Berlin"), "The desk's hours are those of Europe/Berlin, no longer of America/Los Angeles."),
        (firm(languages=("en", "fr")), "Clients can choose among these languages: en, fr; until now: en, es, de."),
        (
            firm(article_url="https://kb.example.com/{slug}"),
            "Articles are to be read at https://kb.example.com/{slug}.",
        ),
        (firm(article_url=""), "Articles are read in the chat alone."),
        (firm(terms_url=""), "There are no terms to accept any more."),
        (
            firm(terms_version=date(2027, 6, 1)),
            "Who accepts from now on accepts the terms of Tuesday, June 1, 2027;"
            " until now it was those of Friday, January 1, 2027.",
        ),
        (
            firm(terms_url=TERMS),
            "The terms are to be read at https://example.com/en, https://example.com/es, https://example.com/de.",
        ),
        (
            replace(SOUND, hours=Week(OFFICE, OFFICE, OFFICE, SHORT, SHORT)),
            "Tickets are watched, Thursday to Friday: 8:00 AM to 4:00 PM (until now: 7:00 AM to 7:00 PM).",
        ),
        (
            replace(SOUND, hours=replace(SOUND.hours, saturday=NIGHT)),
            "Tickets are watched, Saturday: 10:00 PM to 6:00 AM the next day (until now: closed).",
        ),
        (
            replace(SOUND, phone_hours=replace(SOUND.phone_hours, monday=None)),
            "Phone calls, Monday: closed (until now: 10:00 AM to 4:30 PM).",
        ),
        (replace(SOUND, phone_hours=Week()), "Phone appointments aren't offered any more."),
        (figure("slots", minutes=60), "Phone appointments take 1 hour instead of 30 minutes."),
        (
            figure("slots", from_staffed_hours_ahead=2.5),
            "They can be had from 150 minutes of desk time ahead; until now: 1 hour.",
        ),
        (figure("slots", to_business_days_ahead=5), "They can be had up to 5 business days ahead; until now: 10."),
        (
            figure("slots", decide_within_business_days=2),
            "Who asks for a call is answered within 2 business days; until now: 1.",
        ),
        (replace(SOUND, holidays=Holidays("DE", "BY")), "The desk keeps the public holidays of DE-BY; until now: US."),
        (replace(SOUND, holidays=Holidays("")), "The desk keeps the public holidays of no country; until now: US."),
        (
            replace(SOUND, closed_days=(*SOUND.closed_days, ClosedDay(date(2027, 12, 24), "Eve"))),
            "The desk rests on Friday, December 24, 2027: Eve.",
        ),
        (replace(SOUND, closed_days=()), "The desk doesn't rest on Friday, November 26, 2027 after all."),
        (
            replace(SOUND, half_days=(HalfDay(date(2027, 11, 24), time(12), "Eve"),)),
            "The desk closes at 12:00 PM on Wednesday, November 24, 2027: Eve.",
        ),
        (replace(SOUND, half_days=()), "The desk doesn't close early on Wednesday, November 24, 2027 after all."),
        (
            figure("promises", estimate_business_days=2),
            "The estimate changes from 1 to 2 business days, for tickets filed from now on.",
        ),
        (
            figure("promises", grace_staffed_hours=2),
            "The grace on estimates changes from 1 hour to 2 hours of desk time, for tickets filed from now on.",
        ),
        (
            figure("promises", response_business_days=3),
            "The guarantee changes from 2 to 3 business days, for tickets filed from now on.",
        ),
        (
            figure("promises", response_business_days=1),
            "The guarantee changes from 2 to 1 business day, for tickets filed from now on.",
        ),
        (figure("promises", reopen_window_days=7), "A solved ticket can be opened again for 7 days; until now: 14."),
        (figure("limits", text_chars=5000), "A message can have 5,000 characters; until now: 20,000."),
        (figure("privacy", ibans=Ibans.KEEP), "IBANs that people type are kept from now on."),
        (figure("limits", attachment_mib=20), "A file can have 20 MiB; until now: 10."),
        (
            figure("limits", messages_per_minute=30),
            "A person can write 30 messages a minute before they wait; until now: 20.",
        ),
        (
            figure("limits", cooldown_minutes=10),
            "What is beyond waits 10 min, and is answered all at once; until now: 1.",
        ),
        (
            figure("limits", open_tickets_shown_from=9),
            "Clients with 9 open tickets are shown them before they file another; until now: 5.",
        ),
        (
            figure("limits", account_days_min=7),
            "An account must be 7 days old before it is heard; until now: 0.",
        ),
        (figure("limits", open_tickets_max=99), "A client can have 99 open tickets; until now: 50."),
        (
            figure("third_party", names=("WordPress", "Outlook", "Joomla")),
            "Help with Joomla is billed from now on, after the client accepted.",
        ),
        (figure("third_party", names=("WordPress",)), "Help with Outlook isn't billed any more."),
        (
            figure("rates", helpdesk_per_hour=Decimal(90)),
            "Helpdesk ticket: an hour of billed help costs $90.00 instead of $80.00, for whoever accepts from now on.",
        ),
        (
            figure("rates", cap_hours=Decimal("1.5")),
            "Who accepts from now on accepts up to 90 minutes of billed help; until now: 1 hour.",
        ),
        (figure("rates", card_url="https://example.com/c"), "How to put a card on file: https://example.com/c"),
    ],
)
def test_what_clients_notice_is_said_in_words(new: Policy, words: str) -> None:
    (change,) = differences(SOUND, new)

    assert change.clients
    assert said(new) == [words]


def test_what_a_firm_takes_back_is_said_as_well() -> None:
    carded = figure("rates", card_url="https://example.com/c")

    assert said(SOUND, carded) == ["How to put a card on file: ask staff"]
    assert said(SOUND, figure("privacy", ibans=Ibans.KEEP)) == [
        "IBANs that people type are taken out from now on, before anything is stored."
    ]
    assert said(SOUND, replace(SOUND, phone_hours=Week())) == [
        "Phone calls, Monday to Friday: 10:00 AM to 4:30 PM (until now: closed)."
    ]


def test_another_currency_changes_both_rates() -> None:
    assert said(figure("rates", currency="EUR")) == [
        "Helpdesk ticket: an hour of billed help costs €80.00 instead of $80.00, for whoever accepts from now on.",
        "Phone call: an hour of billed help costs €100.00 instead of $100.00, for whoever accepts from now on.",
    ]


def test_the_same_change_on_days_apart_is_said_for_each_run_of_days() -> None:
    new = replace(SOUND, phone_hours=Week(SHORT, PHONE, SHORT, PHONE, PHONE))

    first, second = differences(SOUND, new)

    assert first.where == second.where == ("phone_hours.monday", "phone_hours.wednesday")
    assert [words[:22] for words in said(new)] == ["Phone calls, Monday: 8", "Phone calls, Wednesday"]


def test_what_only_staff_notice_is_told_apart_by_its_name() -> None:
    (change,) = differences(SOUND, figure("claims", expire_after_staffed_hours=8))

    assert not change.clients
    assert change.where == ("claims.expire_after_staffed_hours",)
    assert said(figure("claims", expire_after_staffed_hours=8)) == [
        "claims.expire_after_staffed_hours is 8 instead of 6."
    ]
    assert said(figure("promises", warn_at_percent=(40, 75, 100))) == [
        "promises.warn_at_percent is 40, 75, 100 instead of 50, 75, 100."
    ]


def test_what_runs_already_stays_as_it_is() -> None:
    reader = Reader("en", "UTC", WEDNESDAY)
    promised, accepted, booked = (plain(words, reader) for words in STAYS)

    assert "promised stays" in promised
    assert "accepted stays" in accepted
    assert "booked stays" in booked


def test_who_begins_to_bill_says_the_price_and_the_terms() -> None:
    free = replace(SOUND, firm=replace(SOUND.firm, terms_url="", terms_version=NO_TERMS), rates=Rates())

    assert said(SOUND, free)[:3] == [
        "Who accepts from now on accepts the terms of Friday, January 1, 2027.",
        "The terms are to be read at https://www.example.com/terms.",
        "Helpdesk ticket: an hour of billed help costs $80.00 instead of $0.00, for whoever accepts from now on.",
    ]
    assert "There are no terms to accept any more." in said(free, SOUND)
    assert any("costs $0.00 instead of $100.00" in line for line in said(free, SOUND))
    assert said(replace(free, firm=replace(free.firm, terms_version=date(2027, 1, 1))), free) == [
        "firm.terms_version is 2027-01-01 instead of 0001-01-01."
    ]


# ── Nothing goes unsaid ────────────────────────────────────────────────────────────────


def other(value: Any) -> Any:
    """A value of the same kind that isn't the same."""
    match value:
        case OpenHours():
            return OpenHours(time(1), time(2))
        case None:
            return OpenHours(time(1), time(2))
        case str():
            return f"{value}x"
        case tuple():
            return value[:-1] if value else ("x",)
        case date():
            return value + timedelta(days=1)
        case _:
            return value + 1


def changed(value: Any) -> Iterator[Any]:
    """The value with each of its settings changed, one at a time."""
    for field in fields(value):
        part = getattr(value, field.name)
        if is_dataclass(part) and not isinstance(part, OpenHours):
            yield from (replace(value, **{field.name: inner}) for inner in changed(part))
        else:
            yield replace(value, **{field.name: other(part)})


@pytest.mark.parametrize(
    "new", list(changed(replace(SOUND, firm=replace(SOUND.firm, languages=("en", "es", "de", "fr")))))
)
def test_no_setting_can_change_in_silence(new: Policy) -> None:
    old = replace(SOUND, firm=replace(SOUND.firm, languages=("en", "es", "de", "fr")))
    if new.firm.zone != old.firm.zone:
        new = replace(new, firm=replace(new.firm, zone="Europe/Berlin"))

    assert differences(old, new)
    assert all(said(new, old))
