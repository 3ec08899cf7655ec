"""Staff's acts on billed help: ask for the client's word, note a card, log work, show the statement."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.client_view.billing import duration
from bot.core.client_view.billing import statement as statement_shown
from bot.core.model.people import Account, Staff
from bot.core.model.tickets import Ticket
from bot.core.policy import Channel
from bot.core.rules import billing, staff_actions
from bot.core.rules import work_log as working
from bot.core.rules.billing import Agreement, Decision
from bot.core.rules.change import Change, Notification, NotificationKind, Refused
from bot.core.staff_view.commands import Act
from bot.core.staff_view.tickets import answer, choice, refused
from bot.core.text.surface import Msg, Reply, desk_
from bot.engine.context import Context
from bot.engine.tickets import changes
from bot.engine.tickets.billing_notice import notice_words
from bot.ports import UnitOfWork


@dataclass(slots=True)
class StaffBilling:
    """One staff command on what is billed: the transaction, who it is, and the moment."""

    unit: UnitOfWork
    staff: Staff
    context: Context
    now: datetime

    def notice(self, ticket: Ticket, act: Act) -> Reply:
        """Ask the client to agree, or to agree to more; ``off`` says that nothing is third-party after all."""
        if refusal := self._refused(ticket):
            return refused(refusal)
        if act.word == "off":
            return self._off(ticket)
        channel = Channel(act.word)
        agreed = self.unit.agreements(ticket.number)
        if waiting := billing.pending(agreed, channel):
            news = Notification(NotificationKind.BILLING_NOTICE, by=self.staff.name, number=waiting.n)
            changes.tell_client(self.unit, news, ticket, self.context, self.now)
            return answer(desk_("The client of #{number} hasn't answered yet: sent again.", number=ticket.number))
        policy, works = self.context.policy, self.unit.works(ticket.number)
        asked = billing.terms(policy.rates, policy.firm.terms_version, channel, agreed, works)
        software = act.text or ticket.third_party or "third-party software"
        flagged = replace(ticket, third_party=software, acted_at=staff_actions.acted(ticket, self.staff, self.now))
        words = self._words(flagged, asked)
        entry = Agreement(ticket.number, 0, Decision.ASKED, asked, software, words, self.now, self.staff.name)
        n = self.unit.add_agreement(entry, ticket.account, None)
        news = Notification(NotificationKind.BILLING_NOTICE, by=self.staff.name, number=n)
        did = staff_actions.did(self.staff, f"sent the billing notice ({channel.value})", self.now, words)
        changes.apply(
            self.unit, Change(ticket, flagged, self.staff.name, entries=(did,), to_client=news), self.context, self.now
        )
        return answer(
            desk_(
                "The client of #{number} is asked: {channel}, up to {cap}. Billed work waits for their word.",
                number=ticket.number,
                channel=channel.value,
                cap=duration(asked.cap_minutes),
            )
        )

    def card(self, ticket: Ticket, act: Act) -> Reply:
        """Note whether a card is on file; numbers are never seen here."""
        account = self.unit.account(ticket.account)
        if account is None:
            return answer(desk_("The client of #{number} was erased.", number=ticket.number))
        has = act.word == "yes"
        self.unit.save_account(replace(account, card=has))
        self.unit.audit(self.now, self.staff.name, f"noted card on file: {act.word}", ticket.number, str(account.id))
        waited = has and not account.card and self._waits(ticket)
        if waited:
            changes.tell_client(self.unit, Notification(NotificationKind.CARD_NOTED), ticket, self.context, self.now)
        return answer(desk_("Noted: the client of #{number} has {what} on file.", number=ticket.number,
                            what="a card" if has else "no card"))  # fmt: skip

    def work(self, ticket: Ticket, act: Act) -> Reply:
        """Log, credit or correct minutes."""
        if refusal := staff_actions.owned_by_other(ticket, self.staff):
            return refused(refusal)
        books = self._books(ticket)
        match act.word, act.channel:
            case "credit", Channel() as channel:
                entry = working.credit(books, self.staff, channel, act.minutes, act.text, self.now)
            case "correct", _:
                entry = working.correct(books, self.staff, act.other, act.minutes, act.text, self.now)
            case _, channel:
                entry = working.log(books, self.staff, channel or Channel.HELPDESK, act.minutes, act.text, self.now)
        if isinstance(entry, Refused):
            return refused(entry)
        n = self.unit.add_work(entry)
        did = staff_actions.did(
            self.staff, f"{entry.kind.value} {entry.minutes} min by {entry.channel.value}", self.now, act.text
        )
        after = replace(ticket, acted_at=staff_actions.acted(ticket, self.staff, self.now))
        changes.apply(self.unit, Change(ticket, after, self.staff.name, entries=(did,)), self.context, self.now)
        return self._logged(ticket, n, entry.channel)

    def statement(self, ticket: Ticket) -> Reply:
        """What it comes to, as the client reads it."""
        works, agreed = self.unit.works(ticket.number), self.unit.agreements(ticket.number)
        bill = billing.statement(ticket.number, works, agreed, self.context.policy.rates.currency)
        return statement_shown(bill, ticket.subject)

    # ── Parts ──────────────────────────────────────────────────────────────────────────

    def _refused(self, ticket: Ticket) -> Refused | None:
        if not ticket.live:
            return Refused(desk_("#{number} is {state}.", number=ticket.number, state=ticket.state.value))
        return staff_actions.owned_by_other(ticket, self.staff)

    def _off(self, ticket: Ticket) -> Reply:
        if not ticket.third_party:
            return answer(desk_("#{number} isn't marked as third-party.", number=ticket.number))
        if self.unit.works(ticket.number):
            why = desk_("Billed work is logged on #{number}. Credit it if it isn't to be billed.", number=ticket.number)
            return answer(why, choice("Statement of #{number}", f"statement {ticket.number}", ticket.number))
        for entry in self._standing(ticket):
            gone = replace(entry, decision=Decision.WITHDRAWN, at=self.now, by=self.staff.name)
            self.unit.add_agreement(gone, ticket.account, None)
        did = staff_actions.did(self.staff, "marked as our own service", self.now)
        change = Change(ticket, replace(ticket, third_party=""), self.staff.name, entries=(did,))
        changes.apply(self.unit, change, self.context, self.now)
        return answer(desk_("#{number} is about our own service: nothing on it is billed.", number=ticket.number))

    def _standing(self, ticket: Ticket) -> list[Agreement]:
        """What is agreed to, or waits for the client's word, on each channel."""
        agreed = self.unit.agreements(ticket.number)
        found = (billing.pending(agreed, channel) or billing.in_force(agreed, channel) for channel in Channel)
        return [entry for entry in found if entry]

    def _words(self, ticket: Ticket, terms: billing.Terms) -> str:
        reader = self.context.reader(self.unit.conversation(ticket.conversation), self.now)
        return notice_words(terms, ticket.third_party, self.context.policy, reader)

    def _waits(self, ticket: Ticket) -> bool:
        """Whether something agreed to waited for the card."""
        return bool(billing.all_in_force(self.unit.agreements(ticket.number)))

    def _books(self, ticket: Ticket) -> working.Ledger:
        account: Account | None = self.unit.account(ticket.account)
        works, agreed = self.unit.works(ticket.number), self.unit.agreements(ticket.number)
        return working.Ledger(ticket, works, agreed, card=account is not None and account.card)

    def _logged(self, ticket: Ticket, n: int, channel: Channel) -> Reply:
        works, agreed = self.unit.works(ticket.number), self.unit.agreements(ticket.number)
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
