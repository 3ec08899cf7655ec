"""The firm's support page as data, from the policy alone: what it says is what the bot says and does.

Shown by ``bot.cli.policy.support_page``. Times of day are the desk's own, so its reader's zone must be the
desk's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.special_days import specials
from bot.core.client_view.billing import duration
from bot.core.client_view.billing import notice as billing_notice
from bot.core.client_view.notices import notice
from bot.core.client_view.ticket_status import times as told_times
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Notice, Say
from bot.core.model.tickets import State, Ticket, Urgency
from bot.core.policy import Channel, Policy
from bot.core.policy_review.hours_in_words import clock, open_hours, runs
from bot.core.rules import billing
from bot.core.rules.billing import QUARTER_MINUTES
from bot.core.rules.promise_times import times
from bot.core.text.errors import NoBusinessDay
from bot.core.text.language_data import Languages
from bot.core.text.reply_parts import Page, Section
from bot.core.text.surface import Block, Moment, Money, Msg, Table, _, n_

CHANNELS = {Channel.HELPDESK: _("Helpdesk ticket"), Channel.PHONE: _("Phone call")}


def page(
    policy: Policy, desk: Calendar, now: datetime, lang: str, languages: Languages, keys: tuple[str, ...] = ()
) -> Page:
    """The page for readers of ``lang``, looking 12 months ahead from ``now``.

    ``desk`` is the policy's calendar; it should know the holidays of all these months. ``keys`` are the public
    halves of those that transcripts are signed with, the one in use first.
    """
    told = _Telling(policy, desk, now.astimezone(ZoneInfo(desk.zone)), lang, languages)
    return Page(
        _("{firm} support", firm=policy.firm.name),
        _("Please take the steps in this order: most questions are answered by the first two."),
        (*told.sections(), *_transcripts(keys)),
        (_("As of {day}.", day=told.now.date()),),
    )


def _transcripts(keys: tuple[str, ...]) -> Iterator[Section]:
    """How a transcript is told from a forged one."""
    if not keys:
        return
    used, *former = keys
    signed = _("What was said on your ticket can be had as a file, signed with our key: **{key}**", key=used)
    before = (_("Older ones are signed with: **{key}**", key=key) for key in former)
    yield Section("transcripts", _("Transcripts"), (signed, *before))


def calls_offered(policy: Policy) -> bool:
    """Whether there is a phone at all."""
    return any(policy.phone_hours.days())


def billed(policy: Policy) -> tuple[Channel, ...]:
    """The channels on which help with other makers' software costs something."""
    offered = (Channel.HELPDESK, Channel.PHONE) if calls_offered(policy) else (Channel.HELPDESK,)
    return tuple(channel for channel in offered if policy.rates.per_hour(channel))


# ── Section by section ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Telling:
    """What every section is made of. ``now`` is in the desk's zone."""

    policy: Policy
    desk: Calendar
    now: datetime
    lang: str
    languages: Languages

    def sections(self) -> Iterator[Section]:
        """In the order in which a client needs them."""
        yield Section("channels", _("How to reach us"), self._channels())
        yield Section("hours", _("When we're there"), self._hours())
        if calls_offered(self.policy):
            yield Section("slots", _("Phone appointments"), self._calls())
        yield Section("promises", _("When you get an answer"), tuple(self._promises()))
        yield Section("manners", _("Two requests"), _MANNERS)
        if billed(self.policy):
            yield Section("rates", _("Software that isn't ours"), tuple(self._rates()))
        yield Section("holidays", _("Holidays of the next 12 months"), self._holidays())
        yield Section("email", _("Email: not recommended"), notice(Notice(Say.EMAIL), self._facts()).blocks[:1])

    def _facts(self) -> Facts:
        return Facts(self.now, self.policy, self.languages, lang=self.lang, zone=self.desk.zone)

    def _channels(self) -> tuple[Block, ...]:
        rows: list[tuple[Msg | str, ...]] = [
            ("1", _("Knowledge base"), _("Articles that answer most questions at once, at any time."),
             _("Free, for everybody.")),
            ("2", CHANNELS[Channel.HELPDESK],
             _("As many tickets as you need. A person answers every one, in the order received."),
             _("Free for our own services.")),
            ("3", CHANNELS[Channel.PHONE],
             _("By appointment, from an open ticket, when the first two didn't solve it."),
             _("Free for our own services.")),
        ]  # fmt: skip
        shown = tuple(rows if calls_offered(self.policy) else rows[:2])
        return (Table((_("Step"), _("Channel"), _("What it's for"), _("What it costs")), shown),)

    # ── Times of the week ──────────────────────────────────────────────────────────────

    def _hours(self) -> tuple[Block, ...]:
        zone = _("All times on this page are the desk's own: {zone}.", zone=Moment(self.now, "zone"))
        business = _("A business day is one on which tickets are watched. You can write at any time.")
        calls = calls_offered(self.policy)
        head = (_("Day"), _("Tickets are watched"), *((_("Phone calls"),) if calls else ()))
        return (zone, Table(head, tuple(self._week(calls))), business)

    def _week(self, calls: bool) -> Iterator[tuple[Msg | str, ...]]:
        """A row for each run of days with the same hours."""
        both = tuple(zip(self.policy.hours.days(), self.policy.phone_hours.days(), strict=True))
        for days, (desk, phone) in runs(both):
            zone = self.desk.zone
            yield (days, open_hours(desk, zone), *((open_hours(phone, zone),) if calls else ()))

    def _calls(self) -> tuple[Block, ...]:
        slots = self.policy.slots
        return (
            n_(
                "You pick a time yourself: {length} each, up to {count} business day ahead, with at least {notice}"
                " of desk time before it.",
                "You pick a time yourself: {length} each, up to {count} business days ahead, with at least {notice}"
                " of desk time before it.",
                slots.to_business_days_ahead,
                length=duration(slots.minutes),
                notice=_hours_long(slots.from_staffed_hours_ahead),
            ),
            n_(
                "We look at your case first and answer your request within {count} business day; otherwise it's"
                " released and you're told.",
                "We look at your case first and answer your request within {count} business days; otherwise it's"
                " released and you're told.",
                slots.decide_within_business_days,
            ),
            _("Not on holidays and closed days; exceptions are possible, just ask in your ticket."),
        )

    # ── Promises ───────────────────────────────────────────────────────────────────────

    def _promises(self) -> Iterator[Block]:
        promises = self.policy.promises
        if promises.grace_staffed_hours:
            yield n_(
                "**Estimate:** the same time of day {count} business day after you write, with {grace} of desk time as"
                " grace. It's not guaranteed.",
                "**Estimate:** the same time of day {count} business days after you write, with {grace} of desk time as"
                " grace. It's not guaranteed.",
                promises.estimate_business_days,
                grace=_hours_long(promises.grace_staffed_hours),
            )
        else:
            yield n_(
                "**Estimate:** the same time of day {count} business day after you write. It's not guaranteed.",
                "**Estimate:** the same time of day {count} business days after you write. It's not guaranteed.",
                promises.estimate_business_days,
            )
        yield n_(
            "**Guaranteed:** an answer by the same time of day {count} business day after you write, to every ticket.",
            "**Guaranteed:** an answer by the same time of day {count} business days after you write, to every ticket.",
            promises.response_business_days,
        )
        yield _(
            "What comes in while the desk is closed counts from its next opening. What we told you stays as it was"
            " told, whatever changes on this page later."
        )
        yield from self._example()
        if promises.reopen_window_days:
            yield n_(
                "A solved ticket can be opened again for {count} day.",
                "A solved ticket can be opened again for {count} days.",
                promises.reopen_window_days,
            )

    def _example(self) -> Iterator[Block]:
        """What the bot itself would say to somebody who files a ticket now."""
        try:
            due = times(self.desk, self.policy.promises, self.now)
        except NoBusinessDay:
            return
        ticket = Ticket(
            number=1, account=1, conversation=1, subject="", service="", symptoms="", urgency=Urgency.NORMAL,
            state=State.OPEN, since=self.now, filed_at=self.now, estimate_at=due.estimate_at,
            grace_until=due.grace_until, promise_at=due.promise_at, counted_from=self.now,
        )  # fmt: skip
        yield _("For a ticket that comes in {at}, for example, the bot says:", at=Moment(self.now, "short"))
        yield from told_times(ticket, self._facts())

    # ── Prices and days ────────────────────────────────────────────────────────────────

    def _rates(self) -> Iterator[Block]:
        policy, rates = self.policy, self.policy.rates
        yield _("Support and training for software that isn't ours are billed, and only after you accepted the price.")
        if policy.third_party.names:
            yield _("Such software is, for example: {names}.", names=", ".join(policy.third_party.names))
        rows = tuple(
            (
                CHANNELS[channel],
                Msg("{rate}", (("rate", Money(rates.per_hour(channel), rates.currency)),)),
                Msg("{rate}", (("rate", Money(rates.per_hour(channel) * QUARTER_MINUTES / 60, rates.currency)),)),
            )
            for channel in billed(policy)
        )
        yield Table((_("Channel"), _("Per hour"), _("Per quarter hour begun")), rows)
        yield _("Before anything is billed the bot asks you, for example in these words:")
        asked = billing.terms(rates, policy.firm.terms_version, billed(policy)[0])
        yield from billing_notice(asked, next(iter(policy.third_party.names), ""), policy, self.lang)
        if policy.firm.terms_language not in {"", self.lang}:
            known = policy.firm.terms_language
            yield _("The terms are written in {language}.", language=self.languages.name(known))
        if rates.card_url:
            yield _("A card on file is needed before such work begins: {url}", url=rates.card_url)
        else:
            yield _("A card on file is needed before such work begins; staff will tell you how to add it.")

    def _holidays(self) -> tuple[Block, ...]:
        found = specials(self.policy, self.desk, self.now.date())
        if not found:
            return (_("None are known: the desk keeps its hours all year."),)
        rows = tuple(
            (
                Msg("{day}", (("day", special.day),)),
                special.reason,
                _("closed")
                if special.close is None
                else _("closes at {time}", time=clock(special.close, self.desk.zone)),
            )
            for special in found
        )
        return (Table((_("Day"), _("Reason"), _("Desk")), rows),)


_MANNERS = (
    _("Please open one ticket for one issue: two on one issue slow both down."),
    _(
        "Please don't nudge a ticket that is still in time: a nudged ticket goes to the end of the line. New facts keep"
        " your place, and once estimate and grace are over, asking for news costs you nothing."
    ),
)


def _hours_long(hours: float) -> Msg:
    return duration(round(hours * 60))
