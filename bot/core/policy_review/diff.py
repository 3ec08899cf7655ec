"""What changes when one policy follows another, in words: for clients, and for staff alone.

Nothing of it touches what was said before: see ``STAYS``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from bot.core.client_view.billing import duration
from bot.core.policy import NO_CURRENCY, Channel, Firm, Holidays, OpenHours, Policy, Rates, Week
from bot.core.policy_review.check_hours import WEEKDAYS
from bot.core.policy_review.hours_in_words import clock, open_hours, runs
from bot.core.policy_review.support_page import CHANNELS, calls_offered
from bot.core.text.surface import Money, Msg, Quantity, _, desk_, n_

STAYS = (
    _("What was promised stays: estimates and guarantees that were told keep their times."),
    _("What was accepted stays: rates, limits and terms hold as the client accepted them."),
    _("What was booked stays: appointments keep their times."),
)
"""What happens to everything that runs: nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, and the settings that make it, each as its path of keys in the policy file."""

    where: tuple[str, ...]
    text: Msg
    clients: bool = True
    """``False`` where only staff notice."""


def differences(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Everything that is different, what clients notice first; empty when nothing is."""
    told = (
        *_firm(old, new),
        *_hours(old, new),
        *_slots(old, new),
        *_days(old, new),
        *_promises(old, new),
        *_limits(old, new),
        *_privacy(old, new),
        *_third_party(old, new),
        *_rates(old, new),
    )
    return (*told, *_others(old, new, told))


def _others(old: Policy, new: Policy, told: tuple[Change, ...]) -> Iterator[Change]:
    """What no words were found for: said by its name, so that nothing goes unsaid."""
    before, spoken = dict(_leaves(old)), {where for change in told for where in change.where}
    for where, after in _leaves(new):
        if before[where] != after and where not in spoken:
            words = desk_(
                "{where} is {after} instead of {before}.",
                where=where,
                after=_plain(after),
                before=_plain(before[where]),
            )
            yield Change((where,), words, clients=False)


def _leaves(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting with its path; a weekday's hours and a list are one each."""
    for field in fields(value):
        part, path = getattr(value, field.name), f"{where}.{field.name}" if where else field.name
        if is_dataclass(part) and not isinstance(part, OpenHours):
            yield from _leaves(part, path)
        else:
            yield path, part


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _says(text: Msg, *where: str) -> Change:
    return Change(where, text)


# ── The firm ───────────────────────────────────────────────────────────────────────────


def _firm(old: Policy, new: Policy) -> Iterator[Change]:
    was, firm = old.firm, new.firm
    if was.name != firm.name:
        words = _("The firm is called {after}, no longer {before}.", after=firm.name, before=was.name)
        yield _says(words, "firm.name")
    if was.zone != firm.zone:
        after, before = firm.zone.replace("_", " "), was.zone.replace("_", " ")
        words = _("The desk's hours are those of {after}, no longer of {before}.", after=after, before=before)
        yield _says(words, "firm.zone")
    if was.languages != firm.languages:
        after, before = ", ".join(firm.languages), ", ".join(was.languages)
        words = _("Clients can choose among these languages: {after}; until now: {before}.", after=after, before=before)
        yield _says(words, "firm.languages")
    if was.article_url != firm.article_url:
        read = _("Articles are to be read at {url}.", url=firm.article_url)
        yield _says(read if firm.article_url else _("Articles are read in the chat alone."), "firm.article_url")
    yield from _terms(was, firm)


def _terms(was: Firm, firm: Firm) -> Iterator[Change]:
    if not firm.terms_url:
        if was.terms_url:
            where = ("firm.terms_url", "firm.terms_version", "firm.terms_language")
            yield _says(_("There are no terms to accept any more."), *where)
        return
    if not was.terms_url:
        words = _("Who accepts from now on accepts the terms of {after}.", after=firm.terms_version)
        yield _says(words, "firm.terms_version")
    elif was.terms_version != firm.terms_version:
        words = _(
            "Who accepts from now on accepts the terms of {after}; until now it was those of {before}.",
            after=firm.terms_version,
            before=was.terms_version,
        )
        yield _says(words, "firm.terms_version")
    if (was.terms_url, was.terms_language) != (firm.terms_url, firm.terms_language):
        urls = ", ".join(dict.fromkeys(firm.terms(lang) for lang in firm.languages))
        yield _says(_("The terms are to be read at {url}.", url=urls), "firm.terms_url", "firm.terms_language")


# ── Hours and days ─────────────────────────────────────────────────────────────────────


def _hours(old: Policy, new: Policy) -> Iterator[Change]:
    zone = new.firm.zone
    for days, before, after, where in _changed(old.hours, new.hours, zone):
        words = _("Tickets are watched, {days}: {after} (until now: {before}).", days=days, after=after, before=before)
        yield _says(words, *(f"hours.{weekday}" for weekday in where))
    if calls_offered(old) and not calls_offered(new):
        gone = _("Phone appointments aren't offered any more.")
        yield _says(gone, *(f"phone_hours.{weekday}" for weekday in WEEKDAYS))
        return
    for days, before, after, where in _changed(old.phone_hours, new.phone_hours, zone):
        words = _("Phone calls, {days}: {after} (until now: {before}).", days=days, after=after, before=before)
        yield _says(words, *(f"phone_hours.{weekday}" for weekday in where))


def _changed(old: Week, new: Week, zone: str) -> Iterator[tuple[Msg, Msg | str, Msg | str, list[str]]]:
    """Runs of days with the same change: in words, before, after, and the names of all days with it."""
    pairs = tuple(zip(old.days(), new.days(), strict=True))
    for days, pair in runs(pairs):
        if pair[0] != pair[1]:
            same = [name for name, found in zip(WEEKDAYS, pairs, strict=True) if found == pair]
            yield days, _told(pair[0], zone), _told(pair[1], zone), same


def _told(hours: OpenHours | None, zone: str) -> Msg | str:
    return _("closed") if hours is None else open_hours(hours, zone)


def _days(old: Policy, new: Policy) -> Iterator[Change]:
    if old.holidays != new.holidays:
        after, before = _country(new.holidays), _country(old.holidays)
        words = _("The desk keeps the public holidays of {after}; until now: {before}.", after=after, before=before)
        yield _says(words, "holidays.country", "holidays.subdivision")
    rested, rests = ({each.day: each.reason for each in policy.closed_days} for policy in (old, new))
    for day, reason in rests.items():
        if rested.get(day) != reason:
            yield _says(_("The desk rests on {day}: {reason}.", day=day, reason=reason), "closed_days")
    for day in (day for day in rested if day not in rests):
        yield _says(_("The desk doesn't rest on {day} after all.", day=day), "closed_days")
    was, halves = ({each.day: each for each in policy.half_days} for policy in (old, new))
    for day, half in halves.items():
        if was.get(day) != half:
            at = clock(half.close, new.firm.zone)
            words = _("The desk closes at {time} on {day}: {reason}.", time=at, day=day, reason=half.reason)
            yield _says(words, "half_days")
    for day in (day for day in was if day not in halves):
        yield _says(_("The desk doesn't close early on {day} after all.", day=day), "half_days")


def _country(kept: Holidays) -> Msg | str:
    return "-".join(filter(None, (kept.country, kept.subdivision))) or _("no country")


def _slots(old: Policy, new: Policy) -> Iterator[Change]:
    was, slots = old.slots, new.slots
    if not calls_offered(new):
        return
    if was.minutes != slots.minutes:
        after, before = duration(slots.minutes), duration(was.minutes)
        words = _("Phone appointments take {after} instead of {before}.", after=after, before=before)
        yield _says(words, "slots.minutes")
    if was.from_staffed_hours_ahead != slots.from_staffed_hours_ahead:
        after, before = _long(slots.from_staffed_hours_ahead), _long(was.from_staffed_hours_ahead)
        words = _("They can be had from {after} of desk time ahead; until now: {before}.", after=after, before=before)
        yield _says(words, "slots.from_staffed_hours_ahead")
    if was.to_business_days_ahead != slots.to_business_days_ahead:
        words = n_(
            "They can be had up to {count} business day ahead; until now: {before}.",
            "They can be had up to {count} business days ahead; until now: {before}.",
            slots.to_business_days_ahead,
            before=Quantity(was.to_business_days_ahead),
        )
        yield _says(words, "slots.to_business_days_ahead")
    if was.decide_within_business_days != slots.decide_within_business_days:
        words = n_(
            "Who asks for a call is answered within {count} business day; until now: {before}.",
            "Who asks for a call is answered within {count} business days; until now: {before}.",
            slots.decide_within_business_days,
            before=Quantity(was.decide_within_business_days),
        )
        yield _says(words, "slots.decide_within_business_days")


# ── Promises and limits ────────────────────────────────────────────────────────────────


def _promises(old: Policy, new: Policy) -> Iterator[Change]:
    was, promises = old.promises, new.promises
    if was.estimate_business_days != promises.estimate_business_days:
        words = n_(
            "The estimate changes from {before} to {count} business day, for tickets filed from now on.",
            "The estimate changes from {before} to {count} business days, for tickets filed from now on.",
            promises.estimate_business_days,
            before=Quantity(was.estimate_business_days),
        )
        yield _says(words, "promises.estimate_business_days")
    if was.grace_staffed_hours != promises.grace_staffed_hours:
        words = _(
            "The grace on estimates changes from {before} to {after} of desk time, for tickets filed from now on.",
            before=_long(was.grace_staffed_hours),
            after=_long(promises.grace_staffed_hours),
        )
        yield _says(words, "promises.grace_staffed_hours")
    if was.response_business_days != promises.response_business_days:
        words = n_(
            "The guarantee changes from {before} to {count} business day, for tickets filed from now on.",
            "The guarantee changes from {before} to {count} business days, for tickets filed from now on.",
            promises.response_business_days,
            before=Quantity(was.response_business_days),
        )
        yield _says(words, "promises.response_business_days")
    if was.reopen_window_days != promises.reopen_window_days:
        words = n_(
            "A solved ticket can be opened again for {count} day; until now: {before}.",
            "A solved ticket can be opened again for {count} days; until now: {before}.",
            promises.reopen_window_days,
            before=Quantity(was.reopen_window_days),
        )
        yield _says(words, "promises.reopen_window_days")


def _limits(old: Policy, new: Policy) -> Iterator[Change]:
    was, limits = old.limits, new.limits
    if was.text_chars != limits.text_chars:
        after, before = Quantity(limits.text_chars), Quantity(was.text_chars)
        words = _("A message can have {after} characters; until now: {before}.", after=after, before=before)
        yield _says(words, "limits.text_chars")
    if was.attachment_mib != limits.attachment_mib:
        after, before = Quantity(limits.attachment_mib), Quantity(was.attachment_mib)
        words = _("A file can have {after} MiB; until now: {before}.", after=after, before=before)
        yield _says(words, "limits.attachment_mib")
    if was.messages_per_minute != limits.messages_per_minute:
        after, before = Quantity(limits.messages_per_minute), Quantity(was.messages_per_minute)
        words = _("A person can write {after} messages a minute before they wait; until now: {before}.", after=after,
                  before=before)  # fmt: skip
        yield _says(words, "limits.messages_per_minute")
    if was.cooldown_minutes != limits.cooldown_minutes:
        after, before = Quantity(limits.cooldown_minutes), Quantity(was.cooldown_minutes)
        words = _("What is beyond waits {after} min, and is answered all at once; until now: {before}.", after=after,
                  before=before)  # fmt: skip
        yield _says(words, "limits.cooldown_minutes")
    if was.open_tickets_shown_from != limits.open_tickets_shown_from:
        after, before = Quantity(limits.open_tickets_shown_from), Quantity(was.open_tickets_shown_from)
        words = _("Clients with {after} open tickets are shown them before they file another; until now: {before}.",
                  after=after, before=before)  # fmt: skip
        yield _says(words, "limits.open_tickets_shown_from")
    if was.open_tickets_max != limits.open_tickets_max:
        after, before = Quantity(limits.open_tickets_max), Quantity(was.open_tickets_max)
        words = _("A client can have {after} open tickets; until now: {before}.", after=after, before=before)
        yield _says(words, "limits.open_tickets_max")
    if was.account_days_min != limits.account_days_min:
        after, before = Quantity(limits.account_days_min), Quantity(was.account_days_min)
        words = _("An account must be {after} days old before it is heard; until now: {before}.", after=after,
                  before=before)  # fmt: skip
        yield _says(words, "limits.account_days_min")


def _privacy(old: Policy, new: Policy) -> Iterator[Change]:
    if old.privacy.ibans is not new.privacy.ibans:
        words = (
            _("IBANs that people type are kept from now on.")
            if new.privacy.keeps_ibans
            else _("IBANs that people type are taken out from now on, before anything is stored.")
        )
        yield _says(words, "privacy.ibans")


# ── What costs something ───────────────────────────────────────────────────────────────


def _third_party(old: Policy, new: Policy) -> Iterator[Change]:
    was, names = old.third_party.names, new.third_party.names
    added = ", ".join(name for name in names if name not in was)
    gone = ", ".join(name for name in was if name not in names)
    if added:
        words = _("Help with {names} is billed from now on, after the client accepted.", names=added)
        yield _says(words, "third_party.names")
    if gone:
        yield _says(_("Help with {names} isn't billed any more.", names=gone), "third_party.names")


def _rates(old: Policy, new: Policy) -> Iterator[Change]:
    was, rates = old.rates, new.rates
    for channel in Channel:
        before, after = _price(was, channel, rates.currency), _price(rates, channel, was.currency)
        if before != after:
            words = _(
                "{channel}: an hour of billed help costs {after} instead of {before}, for whoever accepts from now on.",
                channel=CHANNELS[channel],
                after=after,
                before=before,
            )
            yield _says(words, f"rates.{channel}_per_hour", "rates.currency")
    if was.cap_hours != rates.cap_hours:
        longer, shorter = _long(float(rates.cap_hours)), _long(float(was.cap_hours))
        words = _("Who accepts from now on accepts up to {after} of billed help; until now: {before}.", after=longer,
                  before=shorter)  # fmt: skip
        yield _says(words, "rates.cap_hours")
    if was.card_url != rates.card_url:
        where = rates.card_url or _("ask staff")
        yield _says(_("How to put a card on file: {where}", where=where), "rates.card_url")


def _price(rates: Rates, channel: Channel, other: str) -> Money:
    """What an hour costs; nothing at all is told in the currency of the ``other`` policy."""
    return Money(rates.per_hour(channel), other if rates.currency == NO_CURRENCY else rates.currency)


def _long(hours: float) -> Msg:
    return duration(round(hours * 60))
