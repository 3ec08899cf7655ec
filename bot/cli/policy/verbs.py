"""``policy``: what the firm promises, checked, shown and compared. Needs a policy file, never a database."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cli import moments
from bot.cli.checks.example import AS_SHIPPED, remarks
from bot.cli.screen import console, print_html, print_json, refuse
from bot.clock import SystemClock
from bot.config import policy_file, settings
from bot.core.policy import Channel, Policy, Week
from bot.core.policy_review.check_hours import WEEKDAYS
from bot.core.policy_review.outlook import Outlook, outlook
from bot.core.rules.promise_times import Times, times
from bot.core.text.errors import NoBusinessDay, PolicyInvalid, Problem
from bot.core.text.surface import Moment, desk_
from bot.core.text.words import visible
from bot.i18n import Reader, languages, plain

PROBLEMS_FOUND = 1
"""The exit code of checks."""

YEARS_SHOWN = 4
"""So many years of holidays, this one included: twelve months ahead, and promises made at their end."""

DAYS = tuple(day[:3].title() for day in WEEKDAYS)


def check(file: Path | None, now: datetime | None = None) -> int:
    """Say that a policy is fine, what it comes to and what is worth a look: 0; or every problem: 1."""
    chosen = _chosen(file)
    try:
        policy = policy_file.load(chosen, _beyond_the_core)
        ahead = _ahead(policy, now or SystemClock().now())
        if ahead.problems:
            raise PolicyInvalid(str(chosen or "policy.toml"), policy_file.located(chosen, ahead.problems))
    except PolicyInvalid as error:
        print(f"frontdoor: {visible(str(error))}", file=sys.stderr)
        return PROBLEMS_FOUND
    screen = console()
    screen.print(visible(f"{chosen or 'The policy that comes with the program'} is fine."))
    for line in _summary(policy):
        screen.print(visible(line), soft_wrap=True)
    if chosen is None:
        screen.print(f"Worth a look: it {AS_SHIPPED}", soft_wrap=True)
    examples = remarks(policy, settings.load().articles) if chosen else ()
    for remark in policy_file.located(chosen, (*ahead.remarks, *examples)):
        screen.print(visible(f"Worth a look: {remark}"), soft_wrap=True)
    return 0


def show(
    file: Path | None, lang: str | None, at: str | None, as_html: bool, as_json: bool, data: Path | None = None
) -> None:
    """Print the firm's support page. Raises PolicyInvalid."""
    from bot.bootstrap import keys_of
    from bot.cli.policy import support_page as shown
    from bot.core.policy_review.support_page import page
    from bot.pages.document import document
    from bot.pages.html import html

    if as_html and as_json:
        refuse("--html and --json are two pages; ask for one")
    policy = policy_file.load(_chosen(file))
    zone = policy.firm.zone
    now = moments.given("--at", at, zone) if at else SystemClock().now().astimezone(ZoneInfo(zone))
    chosen = _language(lang, policy)
    desk = policy_file.calendar_for(policy, range(now.year - 1, now.year + YEARS_SHOWN))
    reader = Reader(chosen, zone, now)
    signing = keys_of(settings.load(data=data))
    known = signing.known if signing else ()
    if as_json:
        print_json(shown.facts(policy, desk, now.date(), known))
    elif as_html:
        print_html(html(document(page(policy, desk, now, chosen, languages(), known), reader)))
    else:
        shown.draw(page(policy, desk, now, chosen, languages(), known), reader)


def diff(old: Path, new: Path, lang: str | None, as_json: bool) -> None:
    """Say what changes for clients and for staff when one policy follows another. Raises PolicyInvalid."""
    from bot.core.policy_review.diff import STAYS, differences

    before, after = policy_file.load(_chosen(old)), policy_file.load(_chosen(new))
    reader = Reader(_language(lang, after), after.firm.zone, SystemClock().now())
    changes = differences(before, after)
    stays = tuple(plain(words, reader) for words in STAYS)
    if as_json:
        told = [
            {"where": list(c.where), "for": "clients" if c.clients else "staff", "text": plain(c.text, reader)}
            for c in changes
        ]
        print_json({"changes": told, "stays": list(stays)})
        return
    if not changes:
        console().print("Nothing changes: both promise the same.")
        return
    _print_list("For clients:", [plain(c.text, reader) for c in changes if c.clients])
    _print_list("For staff only:", [plain(c.text, reader) for c in changes if not c.clients])
    _print_list("What runs already:", stays)


def estimate(at: str, file: Path | None, as_json: bool) -> None:
    """Print what a client filing at a moment is told. Raises PolicyInvalid, NoBusinessDay."""
    policy = policy_file.load(_chosen(file))
    zone = policy.firm.zone
    filed = moments.given("--at", at, zone)
    told = _times(policy, filed)
    named = {
        "filed": filed,
        "estimate": told.estimate_at,
        "grace_until": told.grace_until,
        "promise": told.promise_at,
    }
    if as_json:
        print_json({name: moments.iso(moment, zone) for name, moment in named.items()})
    else:
        _print_told(named, zone)


def _chosen(file: Path | None) -> Path | None:
    """The file that the call names, which ends the program with exit code 2 if it isn't there; else the one in use."""
    if file is None:
        return settings.load().policy
    if not file.exists():
        refuse(f"there is no policy file {file}")
    return file


# ── What the core can't check ──────────────────────────────────────────────────────────


def _beyond_the_core(policy: Policy) -> Iterator[Problem]:
    """What only the libraries and the catalogues know: currencies, and the languages that the bot speaks."""
    from babel.numbers import get_currency_precision, is_currency

    from bot.cli.checks.catalogues import gaps

    for place, lang in enumerate(policy.firm.languages, 1):
        if "no catalogue" in gaps(lang):
            reason = f'the bot doesn\'t speak "{lang}": clients would read English'
            yield Problem(f"firm.languages.{place}", reason, "leave it out, or add its translation to bot/locale")
    currency = policy.rates.currency
    if len(currency) == 3 and currency.isalpha() and currency.isupper() and not is_currency(currency, "en"):
        yield Problem("rates.currency", f'"{currency}" is no currency', "an ISO 4217 code such as USD or EUR")
        return
    for channel in Channel:
        rate = policy.rates.per_hour(channel)
        if rate != round(rate, get_currency_precision(currency)):
            reason = f"{rate} can't be paid in {currency}, which has {get_currency_precision(currency)} decimal places"
            yield Problem(f"rates.{channel}_per_hour", reason, "round it")


def _ahead(policy: Policy, now: datetime) -> Outlook:
    today = now.astimezone(ZoneInfo(policy.firm.zone)).date()
    return outlook(policy, policy_file.calendar_for(policy, range(today.year - 1, today.year + YEARS_SHOWN)), today)


def _language(lang: str | None, policy: Policy) -> str:
    """One that the firm offers; ends the program with exit code 2 for any other."""
    offered = policy.firm.languages
    if lang is not None and lang not in offered:
        refuse(f"--lang {lang}: the policy offers {', '.join(offered)}")
    return lang or offered[0]


def _print_list(title: str, lines: Sequence[str]) -> None:
    if lines:
        screen = console()
        screen.print(title)
        for line in lines:
            screen.print(visible(f"  - {line}"), soft_wrap=True)


# ── Times ──────────────────────────────────────────────────────────────────────────────


def _times(policy: Policy, filed: datetime) -> Times:
    """The times of a ticket, with the holidays of no more years than it takes to know them."""
    zone = ZoneInfo(policy.firm.zone)
    local = filed.astimezone(zone)
    first, last = (local - timedelta(days=1)).year, local.year
    while True:
        calendar = policy_file.calendar_for(policy, range(first, last + 1))
        told = times(calendar, policy.promises, filed)
        end = told.promise_at.astimezone(zone).year
        if end <= last:
            return told
        if end not in moments.YEARS:
            raise NoBusinessDay(filed.date(), (told.promise_at - filed).days)
        last = end


def _print_told(named: dict[str, datetime], zone: str) -> None:
    reader = Reader("en", zone, named["filed"])
    words = {name: plain(desk_("{at}", at=Moment(at)), reader) for name, at in named.items()}
    screen = console()
    screen.print(f"Filed      {words['filed']}")
    screen.print(f"Estimate   {words['estimate']}, not guaranteed")
    screen.print(f"Grace      {words['grace_until']}: until then the estimate isn't missed")
    screen.print(f"Guarantee  {words['promise']}: an answer by then")


# ── In words ───────────────────────────────────────────────────────────────────────────


def _summary(policy: Policy) -> tuple[str, str]:
    firm, promises = policy.firm, policy.promises
    kept = "-".join(filter(None, (policy.holidays.country, policy.holidays.subdivision)))
    rest = f"public holidays of {kept}" if kept else "no public holidays"
    return (
        f"{firm.name}, {firm.zone}: open {_hours(policy.hours)}; {rest};"
        f" {_count(len(policy.closed_days), 'closed day')}, {_count(len(policy.half_days), 'half day')};"
        f" speaks {', '.join(firm.languages)}",
        f"Estimate after {_count(promises.estimate_business_days, 'business day')}"
        f" (grace {promises.grace_staffed_hours:g} staffed h), guarantee after"
        f" {_count(promises.response_business_days, 'business day')}; a claim lasts"
        f" {policy.claims.expire_after_staffed_hours:g} staffed h",
    )


def _count(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _hours(week: Week) -> str:
    """Opening hours with equal neighbours joined: "Mon–Fri 07:00–19:00, Sat 10:00–14:00"."""
    spans: list[tuple[str, str, str]] = []
    for name, hours in zip(DAYS, week.days(), strict=True):
        told = f"{hours.open:%H:%M}–{hours.close:%H:%M}".replace("–00:00", "–24:00") if hours else ""
        if spans and spans[-1][2] == told:
            spans[-1] = (spans[-1][0], name, told)
        else:
            spans.append((name, name, told))
    return ", ".join(f"{first if first == last else f'{first}–{last}'} {told}" for first, last, told in spans if told)
