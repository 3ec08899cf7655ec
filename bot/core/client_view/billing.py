"""Billed help in words: the notice before it, what was agreed, and the statement after it."""

from datetime import date
from decimal import Decimal

from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import ClarifyingOwner, ConfirmingTerms
from bot.core.policy import Channel, Policy
from bot.core.rules.billing import (
    QUARTER_MINUTES,
    Agreement,
    Bill,
    Statement,
    Terms,
    Work,
    WorkKind,
    all_in_force,
    all_pending,
    may_be_ours,
)
from bot.core.text.reply_parts import Page, Part, Section
from bot.core.text.surface import Choice, Day, Moment, Money, Msg, Reply, Table, Text, _, desk_, n_

WORK_CHANNELS = {
    Channel.HELPDESK: _("in writing"),
    Channel.PHONE: _("by phone"),
}


def whose(stage: ClarifyingOwner) -> Part:
    """One question where a word can be either."""
    name = stage.software
    asked = _("Is it about our service (your mailbox or website with us), or about {name} itself?", name=name)
    return Part((asked,), (Choice(_("Our service"), "ours"), Choice(_("{name} itself", name=name), "theirs")))


def agreeing(stage: ConfirmingTerms, facts: Facts) -> Part:
    """The notice, and the client's word."""
    return Part(notice(stage.terms, stage.software, facts.policy, facts.lang), _words_on_it(stage, facts))


def agreeing_again(stage: ConfirmingTerms, facts: Facts) -> Part:
    """The question once more, in a line: the notice stands above it."""
    rate = Money(stage.terms.per_hour, stage.terms.currency)
    about = stage.software or _("software that isn't ours")
    asked = _("Help with {name} is billed at **{rate} per hour**: do you accept?", name=about, rate=rate)
    return Part((asked,), _words_on_it(stage, facts))


def _words_on_it(stage: ConfirmingTerms, facts: Facts) -> tuple[Choice, ...]:
    """Yes, no, and what may come before either."""
    other: tuple[Choice, ...] = (Choice(_("Show me the free articles first"), "articles"),) if stage.hits else ()
    seen = facts.seen(stage.number)
    if seen is not None and may_be_ours(seen.agreed):
        other = (Choice(_("It's about your own service"), "ours"),)
    return (
        Choice(_("I accept"), "accept", bill="accept"),
        Choice(_("No, only help with your own services"), "refuse", bill="refuse"),
        *other,
    )


def notice(terms: Terms, software: str, policy: Policy, lang: str) -> tuple[Msg, ...]:
    """What is shown before anything billable, whole: these words are stored with the client's answer."""
    quarter = Money(terms.per_hour * QUARTER_MINUTES / 60, terms.currency)
    rate = Money(terms.per_hour, terms.currency)
    about = software or _("software that isn't ours")
    first = (
        _(
            "Before a call about {name}: help by phone with software that isn't ours is billed at **{rate} per hour**,"
            " in quarter hours ({quarter} each), to the card on file.",
            name=about,
            rate=rate,
            quarter=quarter,
        )
        if terms.channel is Channel.PHONE
        else _(
            "Before we go on with {name}: help with software that isn't ours is billed at **{rate} per hour**,"
            " in quarter hours ({quarter} each), to the card on file.",
            name=about,
            rate=rate,
            quarter=quarter,
        )
    )
    most = _(
        "It stays within **{cap}** unless you agree to more: I'd ask you first. Help with our own services is free.",
        cap=duration(terms.cap_minutes),
    )
    where = _("Terms of {version}: {url}", version=Day(terms.version), url=policy.firm.terms(lang))
    return (first, most, where)


def duration(minutes: int) -> Msg:
    """A length of time in whole hours where it is whole hours."""
    if minutes % 60 == 0:
        return n_("{count} hour", "{count} hours", minutes // 60)
    return n_("{count} minute", "{count} minutes", minutes)


def agreed(facts: Facts, version: date, accepted: bool, card: bool) -> Part:
    """What was noted, and what follows from it."""
    if not accepted:
        return Part((_("All right: I've noted that you don't want billed help. Help with our own services goes on as"
                       " always, free of charge."),))  # fmt: skip
    noted = _("Noted ({at}): you accept the terms of {version}.", at=Moment(facts.now, "short"), version=Day(version))
    return Part((noted, *(() if card else (how_to_card(facts.policy),))))


def how_to_card(policy: Policy) -> Msg:
    """Accepted without a card on file: what waits, and how to change that."""
    if policy.rates.card_url:
        return _(
            "There's no card on file for you yet: your ticket goes ahead, the billed part starts once there is one."
            " You can add it here: {url} (never in this chat).",
            url=policy.rates.card_url,
        )
    return _(
        "There's no card on file for you yet: your ticket goes ahead, the billed part starts once there is one."
        " Staff will tell you how to add it (never in this chat)."
    )


def standing(seen: TicketView, facts: Facts) -> tuple[Msg, ...]:
    """What is agreed on a ticket now, for its status."""
    lines = [
        _(
            "Billed help {channel} is agreed: {rate} per hour, up to {cap}.",
            channel=WORK_CHANNELS[entry.terms.channel],
            rate=Money(entry.terms.per_hour, entry.terms.currency),
            cap=duration(entry.terms.cap_minutes),
        )
        for entry in all_in_force(seen.agreed)
    ]
    if lines:
        lines.append(_("You can take that back at any time: type `withdraw`."))
    if lines and facts.account is not None and not facts.account.card:
        lines.append(how_to_card(facts.policy))
    return tuple(lines)


def waiting(seen: TicketView, facts: Facts) -> tuple[Msg, ...]:
    """Notices that staff sent and that wait for the client's word."""
    asked = all_pending(seen.agreed)
    shown = (notice(entry.terms, entry.software, facts.policy, facts.lang) for entry in asked)
    return tuple(msg for words in shown for msg in words)


def answers(seen: TicketView) -> tuple[Choice, ...]:
    """What can be said to the first notice that waits; good at any time."""
    asked = all_pending(seen.agreed)
    return word(asked[0]) if asked else ()


def word(entry: Agreement) -> tuple[Choice, ...]:
    """Yes or no to a notice that staff sent."""
    return (
        Choice(_("I accept"), f"@agree.{entry.ticket}.{entry.n}", bill="accept"),
        Choice(_("No, only help with your own services"), f"@refuse.{entry.ticket}.{entry.n}", bill="refuse"),
    )


# ── The statement ──────────────────────────────────────────────────────────────────────

_KINDS = {WorkKind.WORK: _("work"), WorkKind.CREDIT: _("credit"), WorkKind.CORRECTION: _("correction")}


def statement(bill: Statement, subject: str) -> Reply:
    """Everything worked, entry by entry, and what each channel comes to."""
    lead = _("Statement of **#{number}** “{subject}”", number=bill.ticket, subject=subject)
    if not bill.bills:
        nothing = _("Nothing was billed: {total}.", total=Money(Decimal(0), bill.currency))
        return Text((lead, nothing))
    blocks = [block for each in bill.bills for block in _channel(each, bill.currency)]
    return Text((lead, *blocks, _("Total: **{total}**", total=Money(bill.total, bill.currency))))


def statement_page(bill: Statement, subject: str, policy: Policy) -> Page:
    """The statement as a page of its own."""
    titles = {Channel.HELPDESK: _("Help in writing"), Channel.PHONE: _("Help by phone")}
    sections = tuple(Section(b.channel.value, titles[b.channel], _channel(b, bill.currency)) for b in bill.bills)
    total = Section("total", _("Total"), (_("**{total}**", total=Money(bill.total, bill.currency)),))
    title = _("{firm}: statement of #{number}", firm=policy.firm.name, number=bill.ticket)
    foot = _("Minutes are kept as worked and rounded up to quarter hours once, never beyond what was agreed.")
    return Page(title, _("About “{subject}”", subject=subject), (*sections, total), (foot,))


def _channel(bill: Bill, currency: str) -> tuple[Msg | Table, ...]:
    head = (_("When"), _("What"), _("Minutes"), _("By"), _("Note"))
    rows = tuple(_row(entry) for entry in bill.entries)
    summed = _(
        "{worked} {channel}, rounded up once to quarter hours: {billed} at {rate} per hour = **{amount}**"
        " (agreed: up to {cap}).",
        worked=duration(bill.minutes),
        channel=WORK_CHANNELS[bill.channel],
        billed=duration(bill.quarters * QUARTER_MINUTES),
        rate=Money(bill.per_hour, currency),
        amount=Money(bill.amount, currency),
        cap=duration(bill.cap_minutes),
    )
    return (Table(head, rows), summed)


def _row(entry: Work) -> tuple[Msg | str, ...]:
    what = _KINDS[entry.kind] if not entry.corrects else _("correction of {entry}", entry=entry.corrects)
    return (
        _("{at}", at=Moment(entry.at, "short")),
        _("{entry}. {what}", entry=entry.n, what=what),
        str(entry.minutes),
        entry.by,
        entry.note,
    )


def flags(entries: tuple[Agreement, ...], card: bool) -> tuple[Msg, ...]:
    """For staff: what was asked and answered about billed help."""
    if not entries:
        return ()
    last = {entry.terms.channel: entry for entry in entries}
    said = tuple(
        desk_(
            "Billed help by {channel}: {decision} {at}, {rate} per hour, up to {cap}.",
            channel=channel.value,
            decision=entry.decision.value,
            at=Moment(entry.at, "short"),
            rate=Money(entry.terms.per_hour, entry.terms.currency),
            cap=duration(entry.terms.cap_minutes),
        )
        for channel, entry in last.items()
    )
    return (*said, desk_("Card on file: {card}.", card="yes" if card else "no"))
