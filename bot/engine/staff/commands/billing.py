"""Commands on billed help: ask for the client's word, note a card, log work, show the statement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Self

from bot.core.client_view.billing import duration
from bot.core.client_view.billing import statement as statement_shown
from bot.core.model.tickets import Ticket
from bot.core.policy import Channel
from bot.core.rules import billing, staff_actions, work_log
from bot.core.rules.billing import Agreement, Decision, Work
from bot.core.rules.change import Change, Notification, NotificationKind, Refused
from bot.core.staff_view.tickets import answer, choice, refused
from bot.core.staff_view.usage import Usage, numbered
from bot.core.text.surface import Msg, Reply, desk_
from bot.engine.staff.commands.command import OfTicket
from bot.engine.staff.staff_turn import StaffTurn
from bot.engine.tickets import changes
from bot.engine.tickets.billing_notice import notice_words


@dataclass(frozen=True, slots=True)
class Notice:
    """Ask the client to agree, or to agree to more; without a channel, nothing is third-party after all."""

    number: int
    channel: Channel | None
    software: str = ""
    usage: ClassVar[Usage] = Usage(
        "notice",
        "<number> [helpdesk|phone|off] [software]",
        desk_("ask the client to agree to billed help; off: it isn't third-party"),
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """A ticket, perhaps a channel or ``off``, and perhaps the software; the helpdesk's rate unless said."""
        found = numbered(rest)
        if found is None:
            return None
        number, behind = found
        word, software = (*behind.split(maxsplit=1), "", "")[:2]
        kind = word.casefold()
        if kind == "off":
            return cls(number, None, software.strip())
        return (
            cls(number, Channel(kind), software.strip())
            if kind in set(Channel)
            else cls(number, Channel.HELPDESK, behind)
        )

    def do(self, turn: StaffTurn) -> Reply:
        """Send it, or say what stands in the way."""
        return turn.on(self.number, lambda ticket: self._on(ticket, turn))

    def _on(self, ticket: Ticket, turn: StaffTurn) -> Reply:
        if refusal := _not_theirs(turn, ticket):
            return refused(refusal)
        if self.channel is None:
            return _not_third_party(turn, ticket)
        agreed = turn.unit.agreements(ticket.number)
        if not billing.costs(turn.context.policy.rates, self.channel):
            return answer(
                desk_("Help by {channel} isn't billed: the policy names no rate.", channel=self.channel.value)
            )
        if waiting := billing.pending(agreed, self.channel):
            told = Notification(NotificationKind.BILLING_NOTICE, by=turn.staff.name, number=waiting.n)
            changes.tell_client(turn, told, ticket)
            return answer(desk_("The client of #{number} hasn't answered yet: sent again.", number=ticket.number))
        return self._ask(ticket, turn, self.channel, agreed)

    def _ask(self, ticket: Ticket, turn: StaffTurn, channel: Channel, agreed: Sequence[Agreement]) -> Reply:
        policy, works = turn.context.policy, turn.unit.works(ticket.number)
        asked = billing.terms(policy.rates, policy.firm.terms_version, channel, agreed, works)
        software = self.software or ticket.third_party or "third-party software"
        flagged = replace(ticket, third_party=software, acted_at=staff_actions.acted(ticket, turn.staff, turn.now))
        words = notice_words(asked, software, policy, turn.reader(turn.unit.conversation(ticket.conversation)))
        entry = Agreement(ticket.number, 0, Decision.ASKED, asked, software, words, turn.now, turn.staff.name)
        n = turn.unit.add_agreement(entry, ticket.account, None)
        told = Notification(NotificationKind.BILLING_NOTICE, by=turn.staff.name, number=n)
        did = staff_actions.did(turn.staff, f"sent the billing notice ({channel.value})", turn.now, words)
        turn.apply(Change(ticket, flagged, turn.staff.name, entries=(did,), to_client=told))
        return answer(
            desk_(
                "The client of #{number} is asked: {channel}, up to {cap}. Billed work waits for their word.",
                number=ticket.number,
                channel=channel.value,
                cap=duration(asked.cap_minutes),
            )
        )


def _not_theirs(turn: StaffTurn, ticket: Ticket) -> Refused | None:
    if not ticket.live:
        return Refused(desk_("#{number} is {state}.", number=ticket.number, state=ticket.state.value))
    return staff_actions.owned_by_other(ticket, turn.staff)


def _not_third_party(turn: StaffTurn, ticket: Ticket) -> Reply:
    if not ticket.third_party:
        return answer(desk_("#{number} isn't marked as third-party.", number=ticket.number))
    if turn.unit.works(ticket.number):
        why = desk_("Billed work is logged on #{number}. Credit it if it isn't to be billed.", number=ticket.number)
        return answer(why, choice("Statement of #{number}", f"statement {ticket.number}", ticket.number))
    agreed = turn.unit.agreements(ticket.number)
    standing = (billing.pending(agreed, channel) or billing.in_force(agreed, channel) for channel in Channel)
    for entry in [entry for entry in standing if entry]:
        gone = replace(entry, decision=Decision.WITHDRAWN, at=turn.now, by=turn.staff.name)
        turn.unit.add_agreement(gone, ticket.account, None)
    did = staff_actions.did(turn.staff, "marked as our own service", turn.now)
    turn.apply(Change(ticket, replace(ticket, third_party=""), turn.staff.name, entries=(did,)))
    return answer(desk_("#{number} is about our own service: nothing on it is billed.", number=ticket.number))


@dataclass(frozen=True, slots=True)
class Card:
    """Whether the client has a card on file; numbers are never seen here."""

    number: int
    has: bool
    usage: ClassVar[Usage] = Usage("card", "<number> yes|no", desk_("note whether the client has a card on file"))

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """A ticket, and yes or no."""
        number, behind = numbered(rest) or (0, "")
        word = behind.casefold()
        return cls(number, word == "yes") if word in {"yes", "no"} else None

    def do(self, turn: StaffTurn) -> Reply:
        """Note it; the client is told when something waited for the card."""
        return turn.on(self.number, lambda ticket: self._on(ticket, turn))

    def _on(self, ticket: Ticket, turn: StaffTurn) -> Reply:
        account = turn.unit.account(ticket.account)
        if account is None:
            return answer(desk_("The client of #{number} was erased.", number=ticket.number))
        turn.unit.save_account(replace(account, card=self.has))
        turn.audit(f"noted card on file: {'yes' if self.has else 'no'}", ticket.number, str(account.id))
        if self.has and not account.card and billing.all_in_force(turn.unit.agreements(ticket.number)):
            changes.tell_client(turn, Notification(NotificationKind.CARD_NOTED), ticket)
        return answer(desk_("Noted: the client of #{number} has {what} on file.", number=ticket.number,
                            what="a card" if self.has else "no card"))  # fmt: skip


_WORK = re.compile(
    r"(?:(?P<credit>credit)\s+)?(?P<channel>helpdesk|phone)\s+(?P<minutes>-?\d{1,9})\s+(?P<note>.+)"
    r"|(?P<correct>correct)\s+#?(?P<entry>\d{1,9})\s+(?:to\s+)?(?P<right>-?\d{1,9})\s+(?P<reason>.+)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class LogWork:
    """Billed minutes: logged, credited, or an entry that is put right."""

    number: int
    minutes: int
    note: str
    channel: Channel | None = None
    """``None`` for an entry that is put right: it keeps its own."""
    kind: Literal["log", "credit", "correct"] = "log"
    entry: int = 0
    """The entry that is put right."""
    usage: ClassVar[Usage] = Usage(
        "work",
        "<number> helpdesk|phone <minutes> <note>"
        " | <number> credit helpdesk|phone <minutes> <reason> | <number> correct <entry> <minutes> <reason>",
        desk_("log billed minutes; credit or correct them"),
        asks=True,
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """A ticket, a channel, minutes and what was done; or what is credited or put right."""
        number, behind = numbered(rest) or (0, "")
        found = _WORK.fullmatch(behind) if number else None
        if found is None:
            return None
        if found["correct"]:
            return cls(number, int(found["right"]), found["reason"].strip(), None, "correct", int(found["entry"]))
        channel = Channel(found["channel"].casefold())
        return cls(
            number, int(found["minutes"]), found["note"].strip(), channel, "credit" if found["credit"] else "log"
        )

    def do(self, turn: StaffTurn) -> Reply:
        """Note it in the ledger."""
        return turn.on(self.number, lambda ticket: self._on(ticket, turn))

    def _on(self, ticket: Ticket, turn: StaffTurn) -> Reply:
        if refusal := staff_actions.owned_by_other(ticket, turn.staff):
            return refused(refusal)
        entry = self._entry(_ledger(turn, ticket), turn)
        if isinstance(entry, Refused):
            return refused(entry)
        n = turn.unit.add_work(entry)
        did = staff_actions.did(
            turn.staff, f"{entry.kind.value} {entry.minutes} min by {entry.channel.value}", turn.now, self.note
        )
        after = replace(ticket, acted_at=staff_actions.acted(ticket, turn.staff, turn.now))
        turn.apply(Change(ticket, after, turn.staff.name, entries=(did,)))
        return _logged(turn, ticket, n, entry.channel)

    def _entry(self, ledger: work_log.Ledger, turn: StaffTurn) -> Work | Refused:
        if self.channel is None:
            return work_log.correct(ledger, turn.staff, self.entry, self.minutes, self.note, turn.now)
        enter = work_log.credit if self.kind == "credit" else work_log.log
        return enter(ledger, turn.staff, self.channel, self.minutes, self.note, turn.now)


def _ledger(turn: StaffTurn, ticket: Ticket) -> work_log.Ledger:
    account = turn.unit.account(ticket.account)
    works, agreed = turn.unit.works(ticket.number), turn.unit.agreements(ticket.number)
    return work_log.Ledger(ticket, works, agreed, card=account is not None and account.card)


def _logged(turn: StaffTurn, ticket: Ticket, n: int, channel: Channel) -> Reply:
    works, agreed = turn.unit.works(ticket.number), turn.unit.agreements(ticket.number)
    done, accepted = billing.worked(works, channel), billing.last_accepted(agreed, channel)
    left = max((accepted.terms.cap_minutes if accepted else 0) - done, 0)
    said: Msg = desk_(
        "Entry {n} on #{number}: {done} minutes by {channel} so far, {left} left of what was agreed.",
        n=n,
        number=ticket.number,
        done=done,
        channel=channel.value,
        left=left,
    )
    return answer(said, choice("Statement of #{number}", f"statement {ticket.number}", ticket.number))


@dataclass(frozen=True, slots=True)
class Statement(OfTicket):
    """What a ticket's billed work comes to."""

    usage: ClassVar[Usage] = Usage("statement", "<number>", desk_("what the ticket's billed work comes to"))

    def do(self, turn: StaffTurn) -> Reply:
        """Show it as the client reads it."""
        return turn.on(self.number, lambda ticket: _statement(turn, ticket))


def _statement(turn: StaffTurn, ticket: Ticket) -> Reply:
    works, agreed = turn.unit.works(ticket.number), turn.unit.agreements(ticket.number)
    bill = billing.statement(ticket.number, works, agreed, turn.context.policy.rates.currency)
    return statement_shown(bill, ticket.subject)
