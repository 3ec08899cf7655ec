"""Carry out what a talk asks for: each command's outcome comes back as an event."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

from bot.core.conversation import ticket_form
from bot.core.conversation.commands import (
    AddWords,
    Agree,
    AskForNews,
    Bump,
    Cancel,
    Command,
    Comment,
    Disown,
    FileTicket,
    FindIdentities,
    IssueCode,
    KeepCall,
    LinkUp,
    NoteFeedback,
    NoteIncident,
    OwnService,
    Part,
    Rate,
    RedeemCode,
    SetLanguage,
    SetNumber,
    SetZone,
    Solve,
    TakeCall,
    TellFull,
    Unsolve,
    WantPhone,
    needed,
)
from bot.core.conversation.events import Acted, CodeRefused, Linked, Outcome, Parted, TicketFiled, ZoneChosen
from bot.core.conversation.facts import TicketView
from bot.core.conversation.stages import intake
from bot.core.model.outbox import OutKind
from bot.core.model.people import Account
from bot.core.model.record import Entry, Line, Participant
from bot.core.model.tickets import State, Ticket, Urgency
from bot.core.rules import billing
from bot.core.rules import client_actions as tickets
from bot.core.rules.billing import Decision
from bot.core.rules.change import BotEntry, Change, Notification, NotificationKind
from bot.core.rules.done import Done
from bot.core.rules.endings import satisfaction
from bot.core.rules.permissions import Party, Right, may, party
from bot.core.rules.promise_times import Times
from bot.core.rules.staff import tags
from bot.core.staff_view.notifications import full
from bot.core.text.mail import named_in
from bot.core.text.surface import File, _
from bot.engine.client.appointments import PhoneCommands, RungThree
from bot.engine.client.linking import Linker
from bot.engine.tickets import cards, changes, filing, incidents
from bot.engine.transaction import Transaction
from bot.ports import Conversation, Deferred

LAST = datetime.max.replace(tzinfo=UTC)
"""Behind everybody in line, whatever the clock says."""

CLOSED_MAX = 5
"""Closed tickets of a client that a turn looks at, the latest; older ones are reached by their number. A turn
costs the same however many there are."""

OnTicket = AddWords | Disown | Solve | Unsolve | Rate | Comment | Cancel | Bump | AskForNews | WantPhone | OwnService
"""Acts on a ticket itself."""


@dataclass(slots=True)
class ClientCommands(Transaction):
    """One turn's hands: the transaction, whose conversation it is, and the moment."""

    conversation: Conversation
    named: tuple[int, ...] = ()
    """Tickets that the event names or the talk is about: seen however long ago they were closed, if they are theirs."""
    read_in: str = ""
    """The language of what was shown last, before this turn said otherwise."""
    asker: str = ""
    """In public: what the platform calls whoever's talk it is."""
    files: list[File] = field(default_factory=list)
    """What goes with the reply, such as a calendar entry."""
    more_closed: bool = False
    """Whether ``tickets`` left some out that were closed within the reopening window."""
    _tickets: tuple[TicketView, ...] | None = None
    _asked: Deferred[Sequence[tuple[Ticket, int | None]]] | None = None

    def ask(self) -> None:
        """Ask for the client's tickets: the answer comes with that of the next question."""
        account = self.conversation.account
        if self._tickets is None and self._asked is None and account:
            since = self.now - timedelta(days=self.context.policy.promises.reopen_window_days)
            self._asked = self.unit.with_places(account.id, since, CLOSED_MAX + 1)

    def tickets(self) -> tuple[TicketView, ...]:
        """The client's live tickets, the latest closed ones, and those talked about, as they stand now."""
        if self._tickets is None:
            self.ask()
            mine = self._latest(self._asked() if self._asked else ())
            known = {ticket.number for ticket, _place in mine}
            seen = [changes.seen_at(self.unit, ticket, place) for ticket, place in mine]
            self._tickets = (*seen, *self._others(number for number in self.named if number not in known))
        return self._tickets

    def _latest(self, mine: Sequence[tuple[Ticket, int | None]]) -> Sequence[tuple[Ticket, int | None]]:
        """All that are live, and no more closed ones than ``CLOSED_MAX``: the one closed first is left out."""
        closed = [ticket for ticket, _place in mine if not ticket.live]
        self.more_closed = len(closed) > CLOSED_MAX
        if not self.more_closed:
            return mine
        first = min(closed, key=lambda ticket: (ticket.closed_at or self.now, ticket.number))
        return [(ticket, place) for ticket, place in mine if ticket is not first]

    def _others(self, numbers: Iterable[int]) -> Iterator[TicketView]:
        """Further tickets that they may read, by number."""
        for number in dict.fromkeys(filter(None, numbers)):
            ticket = self.unit.ticket(number)
            if ticket is None:
                continue
            who, joined = self._party(ticket)
            if may(who, Right.READ):
                yield replace(changes.seen(self.unit, ticket), party=who, part=joined.n if joined else 0)

    def _party(self, ticket: Ticket) -> tuple[Party, Participant | None]:
        """What they are to a ticket, and as whom they take part, if they do."""
        account = self.conversation.account
        mine = account is not None and account.id == ticket.account
        joined = None if mine else self.unit.participant(ticket.number, self.conversation.identity)
        who = party(ticket, account, joined)
        return who, joined if who is Party.PARTICIPANT else None

    def _changed(self) -> None:
        """What is known of the client's tickets isn't true any more."""
        self._tickets = self._asked = None

    def weighed(self, seen: TicketView) -> TicketView:
        """A ticket with the place that a bump would leave it at: behind all, itself no longer ahead."""
        if not seen.ticket.waiting:
            return seen
        return replace(seen, end=self.unit.place(replace(seen.ticket, since=LAST)) - 1)

    def do(self, command: Command) -> Outcome | None:
        """Carry out one command; ``None`` when nothing can go wrong and nothing is to be told."""
        if isinstance(command, RungThree):
            return self._last_rung(command)
        match command:
            case FileTicket():
                return self._file(command)
            case (
                AddWords()
                | Disown()
                | Solve()
                | Unsolve()
                | Rate()
                | Comment()
                | Cancel()
                | Bump()
                | AskForNews()
                | WantPhone()
                | OwnService()
            ):
                return self._act(command)
            case IssueCode():
                return self.linker().issue()
            case RedeemCode(code):
                return self.linker().redeem(code)
            case FindIdentities():
                return self.linker().identities()
            case LinkUp(row):
                linker = self.linker()
                return self._moved(linker, linker.link(row))
            case Part(identity):
                linker = self.linker()
                return self._moved(linker, linker.part(identity))
            case SetLanguage(lang, chosen):
                source = "chosen" if chosen else "guessed"
                self.conversation = replace(self.conversation, lang=lang, lang_source=source)
            case SetZone(text):
                return self._zone(text)
            case SetNumber(phone):
                self._number(phone)
            case TellFull():
                self._tell_full()
            case NoteIncident(number):
                incidents.note_shown(self, number, self.conversation.id)
            case NoteFeedback(question, slugs, slug, outcome, asked_at):
                self.unit.add_feedback(self.conversation.id, self.now, question, slugs, slug, outcome, asked_at)
            case _:
                assert_never(command)
        return None

    # ── Filing ─────────────────────────────────────────────────────────────────────────

    def _file(self, command: FileTicket) -> TicketFiled:
        account = self._account(command.draft.name)
        entered = intake.entered(command.lines, command.draft, self.now)
        ticket = filing.new(
            self,
            account.id,
            self.conversation.id,
            subject=command.draft.subject,
            service=command.draft.service,
            symptoms=command.draft.symptoms,
            asked_urgency=ticket_form.URGENCIES.get(command.draft.urgency, Urgency.NORMAL),
            wants_phone=command.wants_phone,
            third_party=command.third_party,
        )
        self._changed()
        words = (ticket.subject, ticket.symptoms, *(line.text for line in entered))
        plain = ticket
        ticket = filing.tagged(self, plain, words, command.articles, self.conversation.identity)
        entries = (*self._first_entries(command, entered), *tags.noted(plain, ticket, self.now))
        changes.file(self, ticket, entries)
        if command.agreed:
            PhoneCommands(self.unit, self.context, self.now, self.conversation, ticket).agreed_before(command.agreed)
        filing.confirm(self, ticket, self.conversation)
        changes.tell_staff(self, Notification(NotificationKind.FILED, ticket.symptoms or ticket.subject), ticket)
        return TicketFiled(ticket.number)

    def _tell_full(self) -> None:
        """To every staff room, in place of what one says of them already."""
        account, live = self.conversation.account, [seen.ticket for seen in self.tickets() if seen.ticket.live]
        if account is None:
            return
        shown = cards.for_staff(full(account.name, live), self.context, self.now)
        for room in self.unit.staff_channels():
            self.unit.send(None, room, shown, self.now, OutKind.UPDATE, f"full/{account.id}")

    def _account(self, name: str) -> Account:
        account = self.conversation.account
        if account is None:
            account = self.unit.create_account(self.conversation.identity, name, self.now)
        elif name and not account.name:
            account = replace(account, name=name)
            self.unit.save_account(account)
        self.conversation = replace(self.conversation, account=account)
        return account

    def _first_entries(self, command: FileTicket, entered: tuple[Line, ...]) -> tuple[Entry, ...]:
        """All that was typed, and what the client asked for beside an answer."""
        wishes = []
        if command.wants_phone:
            wishes.append(tickets.told(_("A phone call is wanted."), self.now))
        if command.draft.urgency == "high":
            wishes.append(tickets.told(_("High urgency asked for."), self.now))
        if command.draft.urgency == "outage":
            wishes.append(tickets.told(_("An outage is reported; the highest urgency is asked for."), self.now))
        return (*tickets.words(entered), *(self._noted(wish) for wish in wishes))

    def _software(self, *texts: str) -> str:
        """Third-party software that people's own words mention; a name that may mean our own service doesn't tell."""
        known = self.context.policy.third_party
        names = [name for name in known.names if name not in known.either]
        return named_in(texts, names, self.context.languages)

    def _noted(self, told: BotEntry) -> Entry:
        return changes.worded(told, self.conversation, self.context, self.now)

    # ── Acts on a ticket ───────────────────────────────────────────────────────────────

    def _act(self, command: OnTicket) -> Acted:
        granted = self._granted(command)
        if isinstance(granted, Acted):
            return granted
        ticket, joined = granted
        decided, done = self._decide(command, ticket, joined)
        if decided is None:
            return Acted(done, ticket.number)
        before = self.unit.place(ticket) if ticket.waiting else 0
        after = changes.apply(self, decided)
        self._changed()
        return Acted(done, ticket.number, (before, self.unit.place(after) if after.waiting else 0))

    def _granted(self, command: OnTicket | RungThree) -> tuple[Ticket, Participant | None] | Acted:
        """The ticket that a command is about, or the one it was merged into, locked; and as whom they take part in it.

        Otherwise the refusal: the same for a ticket that isn't theirs and one that doesn't exist.
        """
        ticket, who, joined = self.unit.ticket(command.number, for_change=True), Party.OTHER, None
        while ticket is not None:
            who, joined = self._party(ticket)
            if not may(who, Right.READ) or not (ticket.state is State.MERGED and ticket.merged_into):
                break
            ticket = self.unit.ticket(ticket.merged_into, for_change=True)
        if ticket is not None and may(who, needed(command)):
            return ticket, joined
        return Acted(Done.NOT_YOURS if who is Party.OTHER else Done.CLIENTS_ONLY, command.number)

    def _decide(self, command: OnTicket, ticket: Ticket, joined: Participant | None) -> tuple[Change | None, Done]:
        now, window = self.now, self.context.policy.promises.reopen_window_days
        match command:
            case AddWords(_number, lines, comes_back):
                named = ticket if joined else self._read(ticket, lines)
                if not comes_back and ticket.live:
                    return self._from(ticket, tickets.note_words(named, lines, now, joined)), Done.ADDED
                times, keeps = self._again(ticket)
                added = tickets.add_words(named, lines, now, window, times, joined, keeps_place=keeps)
                done = _CAME_BACK.get(ticket.state, Done.ADDED)
                return _split(added if isinstance(added, Done) else self._from(ticket, added), done)
            case Disown():
                return _split(tickets.disown(ticket, now), Done.DISOWNED)
            case Unsolve():
                times, keeps = self._again(ticket)
                back = tickets.unsolve(ticket, now, window, times, keeps_place=keeps)
                return back if isinstance(back, tuple) else (None, back)
            case Solve():
                return _split(tickets.solve(ticket, now), Done.SOLVED)
            case Rate(_number, rating):
                rated = satisfaction.rate(ticket, rating, now)
                return rated if isinstance(rated, tuple) else (None, rated)
            case Comment(_number, lines):
                return _split(satisfaction.comment(ticket, lines), Done.COMMENTED)
            case Cancel():
                return _split(tickets.cancel(ticket, now), Done.CANCELLED)
            case Bump():
                return self._bump(ticket)
            case AskForNews():
                return _split(tickets.ask_for_news(ticket, now), Done.FAIR_TO_ASK)
            case WantPhone():
                return _split(tickets.want_phone(ticket, now, command.unfit), Done.PHONE_NOTED)
            case OwnService():
                ours = tickets.own_service(ticket, self.unit.agreements(ticket.number), now)
                if isinstance(ours, Change):
                    self._end_notices(ticket)
                return _split(ours, Done.OWN_SERVICE)
            case _:
                assert_never(command)

    def _again(self, ticket: Ticket) -> tuple[Times, bool]:
        """What a ticket that is opened again is promised, and whether it keeps its place."""
        return self.times, changes.keeps_place(self, ticket)

    def _read(self, ticket: Ticket, lines: tuple[Line, ...]) -> Ticket:
        """Marked by what is added: as third-party, and with tags; their client is there."""
        return filing.tagged(self, tags.heard(self._named(ticket, lines)), tuple(line.text for line in lines))

    def _from(self, ticket: Ticket, change: Change) -> Change:
        """A change of a ticket that was marked, from the ticket as it was; what was tagged stands on the record."""
        noted = tags.noted(ticket, change.after, self.now)
        return replace(change, before=ticket, entries=(*change.entries, *noted))

    def _named(self, ticket: Ticket, lines: tuple[Line, ...]) -> Ticket:
        """Marked as third-party by what is added; not behind the back of a call that is settled: staff read it."""
        if ticket.third_party or (ticket.wants_phone and changes.seen(self.unit, ticket).active_call):
            return ticket
        return replace(ticket, third_party=self._software(*(line.text for line in lines)))

    def _end_notices(self, ticket: Ticket) -> None:
        """Nothing is left to agree to."""
        for waiting in billing.all_pending(self.unit.agreements(ticket.number)):
            gone = replace(waiting, decision=Decision.DECLINED, at=self.now, by="")
            self.unit.add_agreement(gone, ticket.account, self.conversation.identity)

    def _bump(self, ticket: Ticket) -> tuple[Change | None, Done]:
        """Between preview and confirmation asking may have become fair: then it's that."""
        decided = tickets.bump(ticket, self.now)
        if decided is Done.FAIR_TO_ASK:
            return _split(tickets.ask_for_news(ticket, self.now), Done.FAIR_TO_ASK)
        return _split(decided, Done.BUMPED)

    def _last_rung(self, command: RungThree) -> Acted:
        """An act on the phone appointment, or on what is billed."""
        granted = self._granted(command)
        if isinstance(granted, Acted):
            return granted
        ticket, _joined = granted
        if ticket.number != command.number and isinstance(command, Agree | TakeCall | KeepCall):
            return Acted(Done.NOTICE_OVER, ticket.number)  # what was offered on a ticket that was merged since
        case = PhoneCommands(self.unit, self.context, self.now, self.conversation, ticket, self.read_in)
        done = case.do(command)
        self._changed()
        self.files += case.files
        return Acted(done, ticket.number)

    # ── Identities, zones ──────────────────────────────────────────────────────────────

    def linker(self) -> Linker:
        """Who links and parts identities in this turn."""
        return Linker(self.unit, self.context, self.now, self.conversation)

    def _moved(self, linker: Linker, outcome: Linked | CodeRefused | Parted) -> Linked | CodeRefused | Parted:
        """The client may have another account now, with other tickets."""
        self.conversation = linker.conversation
        self._changed()
        return outcome

    def _zone(self, text: str) -> ZoneChosen:
        meant = self.context.understanding.zone(text, self.conversation.lang or self.context.policy.firm.languages[0])
        if meant.zone:
            self.conversation = replace(self.conversation, zone=meant.zone)
        return ZoneChosen(meant.zone, text, meant.zones)

    def _number(self, phone: str) -> None:
        """Keep where to call them; staff see it at once where a call is planned."""
        account = self.conversation.account
        if account is None or account.phone == phone:
            return
        account = replace(account, phone=phone)
        self.unit.save_account(account)
        self.conversation = replace(self.conversation, account=account)
        if boards := self.unit.card_channels():
            for seen in self.tickets():
                if seen.active_call:
                    cards.renew(self, boards, seen.ticket)


_CAME_BACK = {
    State.ANSWERED: Done.BACK_IN_LINE, State.SOLVED: Done.REOPENED, State.SILENT: Done.REOPENED,
}  # fmt: skip
"""What words do to a ticket that was with the client, or closed."""


def _split(decided: Change | Done, done: Done) -> tuple[Change | None, Done]:
    return (None, decided) if isinstance(decided, Done) else (decided, done)
