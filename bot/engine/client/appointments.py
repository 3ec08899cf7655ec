"""A client's acts on the last rung: the phone appointment, and the word on billed help."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.conversation.commands import Agree, BookSlot, CallOff, KeepCall, TakeCall, Withdraw
from bot.core.conversation.state import Agreed
from bot.core.model.appointment import Appointment, Booking, CallState
from bot.core.model.tickets import Ticket
from bot.core.rules import appointments as phone
from bot.core.rules import billing
from bot.core.rules.billing import Agreement, Decision, Lack, Terms
from bot.core.rules.change import Change, Notification, NotificationKind
from bot.core.rules.client_actions import told
from bot.core.rules.done import Done
from bot.core.text.surface import File, Msg, _
from bot.engine.tickets import appointments, changes
from bot.engine.tickets.billing_notice import notice_words
from bot.engine.transaction import Transaction
from bot.i18n.calendar_file import calendar_file
from bot.ports import Conversation

_LACKING = {Lack.WORD: Done.TERMS_FIRST, Lack.CARD: Done.CARD_FIRST}

RungThree = BookSlot | TakeCall | KeepCall | CallOff | Agree | Withdraw


@dataclass(slots=True)
class PhoneCommands(Transaction):
    """One ticket of theirs, locked for change, and the moment."""

    conversation: Conversation
    ticket: Ticket
    read_in: str = ""
    """The language that the client read in before this turn."""
    files: list[File] = field(default_factory=list)
    """What goes with the reply: a calendar entry that an act made or changed."""

    def do(self, command: RungThree) -> Done:
        """Carry out one command, or say what stands in its way."""
        match command:
            case BookSlot(_number, start):
                return self._book(start)
            case TakeCall(_number, n, version):
                return self._take(n, version)
            case KeepCall(_number, n, version):
                return self._keep(n, version)
            case CallOff():
                return self._carry_out(phone.call_off(self._case(), self.now), Done.CALLED_OFF)
            case Agree():
                return self._agree(command)
            case Withdraw():
                return self._withdraw()

    # ── The phone ──────────────────────────────────────────────────────────────────────

    def _book(self, start: datetime) -> Done:
        if not self.ticket.live:
            return Done.ALREADY_CLOSED
        if self._needs_consent():
            return Done.TERMS_FIRST
        case = self._case()
        call = case.active
        if call and start == _offered(call):
            return self._take(call.n, call.version)
        if call and call.proposed and start == call.start:
            return self._keep(call.n, call.version)
        free = self.free_slots(without=self.ticket.number)
        slot = next((each for each in free if each.start == start), None)
        if slot is None:
            return Done.CALL_TAKEN
        expires = phone.expires(self.calendar, self.context.policy, slot.start, self.now)
        return self._carry_out(phone.request(case, slot, expires, self.now), Done.CALL_BOOKED)

    def _take(self, n: int, version: int) -> Done:
        case = self._case()
        offered = case.active
        if offered is None or (offered.n, offered.version) != (n, version):
            return Done.CALL_SAME if offered else Done.CALL_GONE
        if offered.asks_client and (lack := self._lack()):
            return _LACKING[lack]
        return self._carry_out(phone.accept(case, n, self.now), Done.CALL_ACCEPTED)

    def _keep(self, n: int, version: int) -> Done:
        case = self._case()
        if case.active is None or (case.active.n, case.active.version) != (n, version):
            return Done.CALL_SAME if case.active else Done.CALL_GONE
        return self._carry_out(phone.keep(case, n, self.now), Done.CALL_KEPT)

    def _lack(self) -> Lack | None:
        """What a call about somebody else's software still lacks."""
        account = self.unit.account(self.ticket.account)
        card = account is not None and account.card
        return billing.call_lacks(self.ticket.third_party, self._agreed(), card, self.context.policy.rates)

    def _case(self) -> phone.Case:
        return phone.Case(self.ticket, self.unit.call(self.ticket.number, for_change=True))

    def _needs_consent(self) -> bool:
        """A call about somebody else's software needs an accepted notice."""
        return billing.phone_owed(self.ticket.third_party, self._agreed(), self.context.policy.rates)

    def _carry_out(self, decided: Change | Done, done: Done) -> Done:
        if isinstance(decided, Done):
            return decided
        self.ticket = changes.apply(self, decided)
        if decided.booking:
            self._attach(decided.booking)
        return done

    def _attach(self, booking: Booking) -> None:
        """The calendar file of a change goes with the reply, worded as in the conversation of the ticket."""
        conversation = self.unit.conversation(self.ticket.conversation)
        if conversation is None or not appointments.sends_file(booking):
            return
        account, reader = self.unit.account(self.ticket.account), self.reader(conversation)
        self.files.append(calendar_file(booking.after, self.ticket, account, self.context.policy.firm, reader))

    # ── What is billed ─────────────────────────────────────────────────────────────────

    def agreed_before(self, said: Agreed) -> None:
        """Store the word that was given before the ticket had a number."""
        words = self._words(said.terms, self.ticket.third_party, said.lang)
        self._note(said.accepted, said.terms, self.ticket.third_party, words, said.at)

    def _agree(self, command: Agree) -> Done:
        if not self.ticket.live:
            return Done.ALREADY_CLOSED
        agreed = self._agreed()
        if command.terms is not None:
            words = self._words(command.terms, command.software, self.read_in)
            return self._decided(command.accepted, command.terms, command.software, words)
        asked = next((entry for entry in agreed if entry.n == command.n), None)
        if asked is None or billing.pending(agreed, asked.terms.channel) != asked:
            return Done.NOTICE_OVER
        return self._decided(command.accepted, asked.terms, asked.software, asked.words)

    def _decided(self, accepted: bool, terms: Terms, software: str, words: str) -> Done:
        standing = billing.in_force(self._agreed(), terms.channel)
        if accepted and standing and standing.terms.cap_minutes >= terms.cap_minutes:
            return Done.AGREED  # said already, on another device: an older notice never lowers what stands
        self._note(accepted, terms, software, words, self.now)
        what = "accepted" if accepted else "declined"
        self._tell_owner(f"{what} ({terms.channel.value}, {terms.per_hour} {terms.currency} per hour)")
        if not accepted:
            self._call_without_terms()
        return Done.AGREED if accepted else Done.DISAGREED

    def _note(self, accepted: bool, terms: Terms, software: str, words: str, at: datetime) -> None:
        decision = Decision.ACCEPTED if accepted else Decision.DECLINED
        entry = Agreement(self.ticket.number, 0, decision, terms, software, words, at)
        self.unit.add_agreement(entry, self.ticket.account, self.conversation.identity)
        said = _("Accepted: {words}", words=words)
        refused = _("Declined: {words}", words=words)
        self._record(said if accepted else refused)

    def _withdraw(self) -> Done:
        agreed = self._agreed()
        standing = billing.all_in_force(agreed)
        if not standing:
            return Done.NOT_AGREED
        for entry in standing:
            gone = replace(entry, decision=Decision.WITHDRAWN, at=self.now, by="")
            self.unit.add_agreement(gone, self.ticket.account, self.conversation.identity)
        self._record(_("What was agreed to is taken back: no billed work from here on."))
        self._tell_owner("withdrawn: no billed work from here on")
        self._call_without_terms()
        return Done.WITHDRAWN

    def _call_without_terms(self) -> None:
        """No call about somebody else's software without an accepted notice: one that was planned goes."""
        case = self._case()
        call = case.active
        if call is None or not self._needs_consent() or call.start <= self.now:
            return
        change = phone.without_terms(case, call, self.now)
        self.ticket = changes.apply(self, change)

    def _agreed(self) -> tuple[Agreement, ...]:
        return tuple(self.unit.agreements(self.ticket.number))

    def _words(self, terms: Terms, software: str, lang: str) -> str:
        """The notice as this client read it."""
        reader = self.reader(replace(self.conversation, lang=lang))
        return notice_words(terms, software, self.context.policy, reader)

    def _record(self, what: Msg) -> None:
        entry = changes.worded(told(what, self.now), self.conversation, self.context, self.now)
        self.unit.append(self.ticket.number, entry)

    def _tell_owner(self, what: str) -> None:
        news = Notification(NotificationKind.BILLING_DECIDED, what=what)
        changes.tell_staff(self, news, self.ticket)


def _offered(call: Appointment) -> datetime | None:
    """The time about which the client is asked."""
    if call.proposed:
        return call.proposed.start
    return call.start if call.state is CallState.OFFERED else None
