"""The support page for people and for programs; what it says is ``bot.core.policy_review.support_page``."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from rich.text import Text

from adapters.terminal import render
from bot.cli.screen import console
from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.special_days import a_year_after, specials
from bot.core.policy import Policy, Week
from bot.core.policy_review.check_hours import WEEKDAYS, told
from bot.core.policy_review.support_page import billed, calls_offered
from bot.core.rules.billing import QUARTER_MINUTES
from bot.core.text.reply_parts import Page
from bot.core.text.surface import LocalizedReply
from bot.core.text.surface import Text as Words
from bot.i18n import Reader, localize, plain


def draw(page: Page, reader: Reader) -> None:
    """Print it to a terminal or a pipe."""
    screen = console()
    screen.print(Text(plain(page.title, reader), style="bold"))
    screen.print(Text(plain(page.lead, reader)))
    for section in page.sections:
        screen.print(Text(f"\n{plain(section.title, reader)}", style="bold cyan"))
        render.draw(screen, _shown(section.blocks, reader))
    screen.print()
    render.draw(screen, _shown(page.foot, reader))


def facts(policy: Policy, desk: Calendar, today: date, keys: tuple[str, ...] = ()) -> dict[str, Any]:
    """The page as JSON values; keys stay as they are from version to version.

    Times of day are the desk's ("07:00", a closing up to "24:00"; one at or before the opening is the
    next day's), dates are ISO 8601, amounts are texts in ``rates.currency``. A weekday of rest is null,
    and so is ``slots`` where there is no phone. ``holidays``, ``closed_days`` and ``half_days`` are those
    from ``period.from`` up to but not including ``period.until``. ``transcripts.keys`` are the public keys that
    transcripts are signed with, the one in use first.
    """
    firm, promises, slots = policy.firm, policy.promises, policy.slots
    found = specials(policy, desk, today)
    return {
        "firm": firm.name,
        "zone": firm.zone,
        "languages": list(firm.languages),
        "channels": list(_channels(policy)),
        "hours": _week(policy.hours),
        "phone_hours": _week(policy.phone_hours),
        "slots": {
            "minutes": slots.minutes,
            "from_staffed_hours_ahead": slots.from_staffed_hours_ahead,
            "to_business_days_ahead": slots.to_business_days_ahead,
            "decide_within_business_days": slots.decide_within_business_days,
        } if calls_offered(policy) else None,
        "period": {"from": today.isoformat(), "until": a_year_after(today).isoformat()},
        "holidays": [{"day": s.day.isoformat(), "name": s.reason} for s in found if s.public],
        "closed_days": [
            {"day": s.day.isoformat(), "reason": s.reason} for s in found if not s.public and s.close is None
        ],
        "half_days": [
            {"day": s.day.isoformat(), "close": told(s.close), "reason": s.reason} for s in found if s.close is not None
        ],
        "promises": {
            "estimate_business_days": promises.estimate_business_days,
            "grace_staffed_hours": promises.grace_staffed_hours,
            "response_business_days": promises.response_business_days,
            "reopen_window_days": promises.reopen_window_days,
        },
        "rates": {
            "currency": policy.rates.currency,
            **{f"{channel}_per_hour": str(policy.rates.per_hour(channel)) for channel in billed(policy)},
            "billed_minutes": QUARTER_MINUTES,
            "cap_hours": str(policy.rates.cap_hours),
            "card_required": bool(billed(policy)),
            "card_url": policy.rates.card_url,
        },
        "third_party": list(policy.third_party.names),
        "terms": {
            "urls": {lang: firm.terms(lang) for lang in firm.languages},
            "version": firm.terms_version.isoformat() if firm.terms_url else "",
            "language": firm.terms_language,
        },
        "transcripts": {"keys": list(keys)},
    }  # fmt: skip


def _channels(policy: Policy) -> Iterator[dict[str, Any]]:
    """In the order in which a client should try them; email has no step."""
    names = ["knowledge_base", "helpdesk", *(["phone"] if calls_offered(policy) else [])]
    for step, name in enumerate(names, 1):
        yield {"channel": name, "step": step, "recommended": True}
    yield {"channel": "email", "step": None, "recommended": False}


def _week(week: Week) -> dict[str, dict[str, str] | None]:
    return {
        name: {"open": _clock(hours.open), "close": told(hours.close)} if hours else None
        for name, hours in zip(WEEKDAYS, week.days(), strict=True)
    }


def _clock(opening: time) -> str:
    return f"{opening:%H:%M}"


def _shown(blocks: Any, reader: Reader) -> LocalizedReply:
    return localize(Words(tuple(blocks)), reader, token=str)
