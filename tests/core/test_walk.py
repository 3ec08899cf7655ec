"""Walk the conversation through every short sequence of events: no dead end, and no rule of the last rung broken.

The walk keeps its own small world (tickets, appointments, agreements and work in tuples) on the core's own rules, and
takes every event from every state that is new; states that differ only in what was said once are the same state.

Longer than most modules: the small world stands beside the walk through it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import pytest

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.phone_hours import phone_calendar
from bot.core.calendar.slots import Grid, Slot, Taken, free
from bot.core.client_view.prompt import needs, prompt
from bot.core.conversation.commands import (
    AddWords,
    Agree,
    AskForNews,
    BookSlot,
    Bump,
    CallOff,
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
    Withdraw,
)
from bot.core.conversation.events import (
    Acted,
    Chose,
    ClientEvent,
    CodeIssued,
    CodeRefused,
    IdentitiesFound,
    LinkAsked,
    Linked,
    Opened,
    Outcome,
    Parted,
    Said,
    Submitted,
    TicketFiled,
    TooLong,
    ZoneChosen,
)
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.stages.scheduling import AT
from bot.core.conversation.state import RESTING, Drafting, GivingNumber, Idle, Notice, Say, Scheduling, Talk
from bot.core.conversation.step import seeks, step
from bot.core.conversation.ticket_form import URGENCIES
from bot.core.model.appointment import Appointment, CallState, Proposal
from bot.core.model.knowledge import SearchResult
from bot.core.model.people import Identity
from bot.core.model.promises import TimerKind
from bot.core.model.record import TicketRecord
from bot.core.model.tickets import State, Ticket
from bot.core.policy import Channel
from bot.core.rules import appointments, billing
from bot.core.rules import client_actions as client
from bot.core.rules.billing import Agreement, Decision, Work, in_force, pending
from bot.core.rules.change import Change, Refused
from bot.core.rules.done import Done
from bot.core.rules.endings import satisfaction
from bot.core.rules.linking import Link, Side
from bot.core.rules.promise_times import Times
from bot.core.rules.work_log import Ledger, log
from bot.core.text import tokens
from bot.core.text.surface import Card, Choice, Choices, Form, Msg, Reply, Text
from tests.builders import (
    ANA,
    CALL_AT,
    KIM,
    LANGUAGES,
    WEDNESDAY,
    agreement,
    call,
    facts,
    heard,
    policy,
    ticket,
)
from tests.fakes import FakeSearch

TYPED = (
    "my emails dont arive",
    "the thing with the blue box keeps jumping",
    "outlook loses my mail",
    "joomla is white",
    "yes",
    "no",
    "none of these",
    "status",
    "my tickets",
    "any news??",
    "it's solved",
    "that didn't solve it",
    "cancel",
    "call me",
    "another time",
    "cancel the call",
    "i accept",
    "i don't accept",
    "withdraw",
    "statement",
    "19:30",
    "tomorrow at 19:30",
    "outlook itself",
    "talk to a person",
    "start over",
    "help",
    "hello",
    "thanks",
    "ticket",
    "skip",
    "show 1001",
    "1001",
    "7",
    "add to #1001 it is worse",
    "add to #1001",
    "info@example.com",
    "language",
    "deutsch",
    "zone Berlin",
    "link",
    "link ABCD-EFG2",
    "link WRNG-EFG2",
    "unlink",
    "high",
    "",
)
SHORT = ("my emails dont arive", "yes", "no", "cancel", "any news??", "help", "normal", "")
"""For longer sequences: one of each kind."""
ABOUT_CALLS = (
    "outlook loses my mail",
    "call me",
    "another time",
    "cancel the call",
    "i accept",
    "no",
    "cancel",
    "19:30",
    "0170 555 0123",
)
"""For longer sequences on the last rung."""

# Two-hour calls, today and on the next business day: four slots, one of which somebody else has.
SLOTS = replace(policy().slots, minutes=120, to_business_days_ahead=1)
POLICY = replace(policy(), slots=SLOTS)
DESK = Calendar(POLICY.firm.zone, POLICY.hours)
PHONE = phone_calendar(DESK, POLICY.phone_hours)
GRID = Grid(DESK, PHONE, SLOTS)
ME, ELSEWHERE = Identity("slack", "T1", "U1"), Identity("terminal", "", "ana")
OTHERS = (Taken(1, CALL_AT, CALL_AT + timedelta(minutes=30)),)


@dataclass(frozen=True)
class Staffed:
    """Something that happens on the staff's side, or by itself, between two turns of the client."""

    act: str


STAFFED = tuple(
    map(Staffed, ("confirm", "move", "decline", "exception", "undecided", "an hour before", "notice", "work"))
)

Event = ClientEvent | Staffed


@dataclass(frozen=True)
class World:
    """A talk and what there is around it."""

    talk: Talk = Talk()  # noqa: RUF009 - frozen
    phone: str = ""
    """Where Ana is called."""
    tickets: tuple[Ticket, ...] = ()
    late: bool = False
    """Past estimate and grace."""
    calls: tuple[Appointment, ...] = ()
    """The latest of each ticket."""
    agreed: tuple[Agreement, ...] = ()
    works: tuple[Work, ...] = ()
    card: bool = True
    """Whether a card is on file."""
    linked: bool = False
    """Whether they write from elsewhere, too."""

    @property
    def key(self) -> object:
        """What makes this state another one: not the revision, not what is said once."""
        talk = replace(self.talk, revision=0, notices=(), lines=(), question="", declined=(), placed=None)
        if talk.agreed:
            talk = replace(talk, agreed=replace(talk.agreed, at=WEDNESDAY))
        return (
            talk,
            tuple((t.state, t.owner, t.wants_phone, t.third_party) for t in self.tickets),
            bool(self.talk.lines),
            bool(self.talk.placed),
            tuple((c.ticket, c.state, c.start, bool(c.by), self.asked_after(c)) for c in self.calls),
            tuple((a.ticket, a.decision, a.terms) for a in self.agreed[-2:]),
            sum(w.minutes for w in self.works),
            self.linked,
        )

    @property
    def now(self) -> datetime:
        """A minute passes with every turn."""
        return WEDNESDAY + timedelta(days=3 if self.late else 0, minutes=self.talk.revision)

    def call(self, number: int) -> Appointment | None:
        """A ticket's latest appointment."""
        return next((c for c in self.calls if c.ticket == number), None)

    def notices(self, number: int) -> tuple[Agreement, ...]:
        """A ticket's billing notices, oldest first."""
        return tuple(a for a in self.agreed if a.ticket == number)

    def asked_after(self, planned: Appointment) -> bool:
        """Whether the client was asked about the phone's rate after the call was settled, and is silent."""
        asked = pending(self.notices(planned.ticket), Channel.PHONE)
        return asked is not None and planned.since <= asked.at

    def owes_word(self, of: Ticket) -> bool:
        """A call about somebody else's software, and nothing accepted."""
        return billing.phone_owed(of.third_party, self.notices(of.number), POLICY.rates)

    def free(self, number: int) -> tuple[Slot, ...]:
        """The slots that a ticket's client can ask for."""
        held = (Taken(1, *time) for c in self.calls if c.ticket != number for time in c.times)
        return free(GRID.between(self.now), (*OTHERS, *held), SLOTS.lines)

    def facts(self, event: ClientEvent) -> Facts:
        """What the talk may know when something happens."""
        found = self.found(event)
        known = replace(self.known, found=found) if found.question else self.known
        known = heard(known, self.talk, event)
        if known.understood.time is None and self.talk.call_time is None:
            return known
        stage = self.talk.stage
        about = stage.number if isinstance(stage, Scheduling | GivingNumber) else 0
        return replace(known, hours=tuple(GRID.between(self.now)), slots=self.free(about))

    @cached_property
    def known(self) -> Facts:
        """What the talk may know, but for what is searched for."""
        waiting = [t for t in self.tickets if t.waiting]
        seen = tuple(
            TicketView(
                t,
                waiting.index(t) + 3 if t in waiting else None,
                11 if t in waiting else None,
                self.call(t.number) if t.wants_phone else None,
                self.notices(t.number) if t.third_party else (),
                tuple(w for w in self.works if w.ticket == t.number),
            )
            for t in self.tickets
        )
        wanted = needs(self.talk)
        return facts(
            now=self.now,
            policy=POLICY,
            account=replace(ANA, card=self.card, phone=self.phone) if self.tickets else None,
            tickets=seen,
            article=FakeSearch().article(wanted.article, "en") if wanted.article else None,
            records=tuple(TicketRecord(t, ()) for t in self.tickets for n, _ in wanted.records if n == t.number),
            slots=self.free(wanted.slots_for) if wanted.slots_for else (),
            hours=tuple(GRID.between(self.now)) if wanted.slots_for else (),
            identity=ME,
            link=Link(Side(ME), Side(ELSEWHERE, "Ana", (1001,))) if wanted.link else None,
            leaving=Side(wanted.leaving) if wanted.leaving else None,
        )

    def found(self, event: ClientEvent) -> SearchResult:
        """What a search finds before the turn."""
        search, sought = FakeSearch(), seeks(self.talk, event, LANGUAGES)
        if not sought:
            return SearchResult()
        mine = [t for t in self.tickets if t.live]
        alike = search.alike(sought.text, [t.subject for t in mine])
        twins = tuple(zip((t.number for t in mine), alike, strict=True))
        return SearchResult(sought.text, search.find(sought.text, "en"), twins, "en", "en")


def take(world: World, event: Event) -> World:
    """One event and everything that follows from it."""
    if isinstance(event, Staffed):
        return staffed(world, event.act)
    talk, commands = step(world.talk, event, world.facts(event))
    world = replace(world, talk=talk)
    waiting = list(commands)
    while waiting:
        world, outcome = do(world, waiting.pop(0))
        if outcome is not None:
            talk, more = step(world.talk, outcome, world.known)
            world = replace(world, talk=talk)
            waiting.extend(more)
    return world


# ── A desk in miniature, on the desk's own rules ───────────────────────────────────────


def do(world: World, command: Command) -> tuple[World, Outcome | None]:
    """Carry out what the talk asks for."""
    now = world.now
    times = Times(now, now, now)
    match command:
        case FileTicket():
            return filed(world, command)
        case AddWords(number, lines, back=False):
            assert lines
            return decided(world, number, lambda t: client.note_words(t, lines, now), Done.ADDED)
        case Disown(number):
            return decided(world, number, lambda t: client.disown(t, now), Done.DISOWNED)
        case AddWords(number, lines):
            assert lines
            return decided(world, number, lambda t: client.add_words(t, lines, now, 14, times), Done.ADDED)
        case Solve(number):
            return decided(world, number, lambda t: client.solve(t, now), Done.SOLVED)
        case Rate(number, rating):

            def rated(t: Ticket) -> Change | Done:
                said = satisfaction.rate(t, rating, now)
                return said[0] if isinstance(said, tuple) else said

            return decided(world, number, rated, Done.RATED)
        case Comment(number, lines):
            return decided(world, number, lambda t: satisfaction.comment(t, lines), Done.COMMENTED)
        case Cancel(number):
            return decided(world, number, lambda t: client.cancel(t, now), Done.CANCELLED)
        case Bump(number):
            return decided(world, number, lambda t: client.bump(t, now), Done.BUMPED)
        case AskForNews(number):
            return decided(world, number, lambda t: client.ask_for_news(t, now), Done.FAIR_TO_ASK)
        case WantPhone(number, unfit):
            return decided(world, number, lambda t: client.want_phone(t, now, unfit), Done.PHONE_NOTED)
        case OwnService(number):
            return ours(world, number)
        case Unsolve(number):

            def unsolved(t: Ticket) -> Change | Done:
                back = client.unsolve(t, now, 14, times)
                return back[0] if isinstance(back, tuple) else back

            return decided(world, number, unsolved, Done.BACK_IN_LINE)
        case BookSlot(number, start):
            return decided(world, number, lambda t: book(world, t, start), Done.CALL_BOOKED)
        case TakeCall(number, n, version):
            return decided(world, number, lambda t: take_offered(world, t, n, version), Done.CALL_ACCEPTED)
        case KeepCall(number, n, version):
            return decided(world, number, lambda t: kept(world, t, n, version), Done.CALL_KEPT)
        case CallOff(number):
            return decided(world, number, lambda t: appointments.call_off(with_call(world, t), now), Done.CALLED_OFF)
        case Agree(number):
            return answered(world, number, command)
        case Withdraw(number):
            return withdrawn(world, number)
        case IssueCode():
            return world, CodeIssued(7, now)
        case RedeemCode(code):
            return world, LinkAsked(8) if code == "ABCDEFG2" else CodeRefused()
        case LinkUp(row):
            assert row == 8
            return replace(world, linked=True), Linked()
        case FindIdentities():
            return world, IdentitiesFound((ME, ELSEWHERE) if world.linked else (ME,))
        case Part(identity):
            assert world.linked
            return replace(world, linked=False), Parted(identity)
        case SetZone(text):
            return world, ZoneChosen("Europe/Berlin", text)
        case SetNumber(phone):
            return replace(world, phone=phone), None
        case SetLanguage(lang):
            assert lang in {"en", "es", "de"}
            return world, None
        case NoteFeedback() | NoteIncident() | TellFull():
            return world, None


def filed(world: World, command: FileTicket) -> tuple[World, Outcome]:
    """A ticket, with what was agreed before it."""
    form = command.draft
    assert form.subject
    assert form.name
    new = ticket(
        1001 + len(world.tickets), subject=form.subject, urgency=URGENCIES[form.urgency],
        wants_phone=command.wants_phone, third_party=command.third_party,
    )  # fmt: skip
    assert command.agreed or not command.third_party, "nothing about other software is filed unasked"
    world = replace(world, tickets=(*world.tickets, new))
    if command.agreed:
        world = noted(world, new, command.agreed.accepted, command.agreed.terms, command.third_party)
    return world, TicketFiled(new.number)


def with_call(world: World, of: Ticket) -> appointments.Case:
    """A ticket with its appointment."""
    return appointments.Case(of, world.call(of.number))


def decided(world: World, number: int, rule: Callable[[Ticket], Change | Done], done: Done) -> tuple[World, Outcome]:
    """Carry out an act on a ticket of this world."""
    mine = next((t for t in world.tickets if t.number == number), None)
    if mine is None:
        return world, Acted(Done.NOT_YOURS, number)
    change = rule(mine)
    if isinstance(change, Done):
        return world, Acted(change, number)
    return carried_out(world, change), Acted(done, number, (3, 11))


def carried_out(world: World, change: Change) -> World:
    """The world after a change; a closed ticket keeps no call ahead."""
    after = tuple(change.after if t.number == change.after.number else t for t in world.tickets)
    world = replace(world, tickets=after)
    if change.booking:
        world = booked(world, change.booking.after)
    ended = appointments.ended_with(change.after, world.call(change.after.number), world.now)
    return booked(world, ended.after) if ended else world


def booked(world: World, call: Appointment) -> World:
    """An appointment as it is after an act."""
    others = tuple(c for c in world.calls if c.ticket != call.ticket)
    return replace(world, calls=(*others, replace(call, version=call.version + 1)))


def book(world: World, of: Ticket, start: datetime) -> Change | Done:
    """A slot asked for."""
    if not of.live:
        return Done.ALREADY_CLOSED
    if world.owes_word(of):
        return Done.TERMS_FIRST
    offered = with_call(world, of).active
    if offered and start == (offered.proposed.start if offered.proposed else offered.start) and offered.asks_client:
        return take_offered(world, of, offered.n, offered.version)
    if offered and offered.proposed and offered.start == start:
        return kept(world, of, offered.n, offered.version)
    slot = next((each for each in world.free(of.number) if each.start == start), None)
    if slot is None:
        return Done.CALL_TAKEN
    return appointments.request(
        with_call(world, of), slot, appointments.expires(DESK, POLICY, start, world.now), world.now
    )


def take_offered(world: World, of: Ticket, n: int, version: int) -> Change | Done:
    """An offered time taken, as it was offered."""
    offered = with_call(world, of).active
    if offered is None or (offered.n, offered.version) != (n, version):
        return Done.CALL_SAME if offered else Done.CALL_GONE
    if offered.asks_client and world.owes_word(of):
        return Done.TERMS_FIRST
    if offered.asks_client and of.third_party and not world.card:
        return Done.CARD_FIRST
    return appointments.accept(with_call(world, of), n, world.now)


def kept(world: World, of: Ticket, n: int, version: int) -> Change | Done:
    """The confirmed time kept, whatever was suggested then."""
    call = with_call(world, of).active
    if call is None or (call.n, call.version) != (n, version):
        return Done.CALL_SAME if call else Done.CALL_GONE
    return appointments.keep(with_call(world, of), n, world.now)


def answered(world: World, number: int, command: Agree) -> tuple[World, Outcome]:
    """The client's word on a notice of the talk, or on one that staff sent."""
    mine = next((t for t in world.tickets if t.number == number), None)
    if mine is None:
        return world, Acted(Done.NOT_YOURS, number)
    if not mine.live:
        return world, Acted(Done.ALREADY_CLOSED, number)
    said, software, notices = command.terms, command.software, world.notices(number)
    if said is None:
        asked = next((a for a in notices if a.n == command.n), None)
        if asked is None or pending(notices, asked.terms.channel) != asked:
            return world, Acted(Done.NOTICE_OVER, number)
        said, software = asked.terms, asked.software
    assert software, "nobody is asked about nothing"
    standing = in_force(notices, said.channel)
    if command.accepted and standing and standing.terms.cap_minutes >= said.cap_minutes:
        return world, Acted(Done.AGREED, number)
    world = noted(world, mine, command.accepted, said, software)
    if not command.accepted:
        world = without_terms(world, mine)
    return world, Acted(Done.AGREED if command.accepted else Done.DISAGREED, number)


def noted(world: World, of: Ticket, accepted: bool, said: billing.Terms, software: str) -> World:
    """One more entry among a ticket's billing notices."""
    decision = Decision.ACCEPTED if accepted else Decision.DECLINED
    n = len(world.notices(of.number)) + 1
    entry = agreement(decision, said, ticket=of.number, n=n, software=software)
    return replace(world, agreed=(*world.agreed, entry))


def ours(world: World, number: int) -> tuple[World, Outcome]:
    """About our own service after all: nothing is left to agree to."""
    after, outcome = decided(
        world, number, lambda t: client.own_service(t, world.notices(number), world.now), Done.OWN_SERVICE
    )
    waiting = (pending(world.notices(number), channel) for channel in Channel)
    if isinstance(outcome, Acted) and outcome.done is Done.OWN_SERVICE:
        gone = (replace(entry, decision=Decision.DECLINED, at=world.now) for entry in waiting if entry)
        after = replace(after, agreed=(*after.agreed, *gone))
    return after, outcome


def withdrawn(world: World, number: int) -> tuple[World, Outcome]:
    """What was agreed to taken back."""
    mine = next((t for t in world.tickets if t.number == number), None)
    if mine is None:
        return world, Acted(Done.NOT_YOURS, number)
    standing = [entry for channel in Channel if (entry := in_force(world.notices(number), channel))]
    if not standing:
        return world, Acted(Done.NOT_AGREED, number)
    count = len(world.notices(number))
    gone = (replace(e, decision=Decision.WITHDRAWN, n=count + i) for i, e in enumerate(standing, 1))
    world = replace(world, agreed=(*world.agreed, *gone))
    return without_terms(world, mine), Acted(Done.WITHDRAWN, number)


def without_terms(world: World, of: Ticket) -> World:
    """No call about somebody else's software without an accepted notice: one that was planned goes."""
    planned = with_call(world, of).active
    if planned is None or not world.owes_word(of) or planned.start <= world.now:
        return world
    return carried_out(world, appointments.without_terms(with_call(world, of), planned, world.now))


def staffed(world: World, act: str) -> World:
    """Staff act on the first ticket, or time does; what they are refused changes nothing."""
    if not world.tickets:
        return world
    mine, now = world.tickets[0], world.now
    if act == "notice":
        return asked_by_staff(world, mine)
    if act == "work":
        books = Ledger(mine, world.works, world.notices(mine.number), card=True)
        entry = log(books, KIM, Channel.PHONE, 45, "set it up", now)
        return world if isinstance(entry, Refused) else replace(world, works=(*world.works, entry))
    change = on_call(world, mine, act)
    return world if change is None or isinstance(change, Refused) else carried_out(world, change)


def on_call(world: World, mine: Ticket, act: str) -> Change | Refused | None:
    """What staff do about the appointment."""
    this, now = with_call(world, mine), world.now
    last = [*GRID.between(now)][-1]
    odd = Slot(last.end + timedelta(hours=1), last.end + timedelta(hours=3))
    match act:
        case "confirm" if world.owes_word(mine) or (mine.third_party and not world.card):
            return None
        case "confirm":
            return appointments.confirm(this, KIM, now)
        case "move" if last in world.free(mine.number):
            return appointments.move(
                this, last, appointments.expires(DESK, POLICY, last.start, now), KIM, "a meeting", now
            )
        case "exception":
            return appointments.except_(
                this, odd, appointments.expires(DESK, POLICY, odd.start, now), KIM, "for once", now
            )
        case "decline":
            return appointments.decline(this, KIM, "nobody is there", now)
        case "undecided":
            return appointments.fire(this, TimerKind.CALL_UNDECIDED, now)
        case "an hour before" if this.active and this.active.state is CallState.CONFIRMED:
            at = this.active.start - timedelta(hours=1)
            return appointments.fire(this, TimerKind.CALL_SOON, at, owed=world.owes_word(mine))
        case _:
            return None


def asked_by_staff(world: World, mine: Ticket) -> World:
    """The phone's billing notice, on a ticket that may not have been one of other software."""
    notices = world.notices(mine.number)
    if not mine.live or pending(notices, Channel.PHONE):
        return world
    flagged = replace(mine, third_party=mine.third_party or "Joomla")
    asked = billing.terms(POLICY.rates, POLICY.firm.terms_version, Channel.PHONE, notices, world.works)
    if asked.cap_minutes > 120:
        return world  # asked again and again, the cap would make ever new worlds
    entry = agreement(
        Decision.ASKED, asked, ticket=mine.number, n=len(notices) + 1, software=flagged.third_party, at=world.now
    )
    tickets = tuple(flagged if t.number == mine.number else t for t in world.tickets)
    return replace(world, tickets=tickets, agreed=(*world.agreed, entry))


# ── The walk ───────────────────────────────────────────────────────────────────────────


def choices(reply: Reply) -> tuple[Choice, ...]:
    """Everything that can be chosen in a reply."""
    cards = tuple(Choice(Msg("card"), b.action) for b in reply.blocks if isinstance(b, Card))
    return (*cards, *(reply.options if isinstance(reply, Choices | Form) else ()))


FORGED = (
    *("@show.1001", "@unsolved.1001", "@take.1001.1.0", "@agree.1001.1", "@refuse.1001.1", "@movecall.1001"),
    *("@calloff.1001", "@withdraw.1001", "@phone.1001", "@statement.1001", "@keepcall.1001.1.0"),
)
"""Choices that are good at any time, taken where nobody offered them."""
NO_SLOTS = tuple(f"at.{at.strftime(AT)}" for at in (CALL_AT, CALL_AT + timedelta(days=2), WEDNESDAY))
"""Somebody else's, a Saturday, and a time that is over."""


def events(world: World, reply: Reply, typed: tuple[str, ...], staff: bool) -> Iterator[Event]:
    """What can happen in this state."""
    revision = world.talk.revision
    yield from (Chose(choice.action, revision) for choice in choices(reply))
    yield from (Said(text) for text in typed)
    yield Chose("yes", revision - 1)
    yield from (Chose(action, 0) for action in FORGED)
    yield Opened()
    if isinstance(world.talk.stage, Scheduling):
        yield from (Chose(action, revision) for action in NO_SLOTS)
    if isinstance(reply, Form):
        yield Submitted(tuple((f.name, f.value) for f in reply.fields), revision)
        whole = {"subject": "No mail", "urgency": "normal", "name": "Ana"}
        yield Submitted(tuple(whole.items()), revision)
    yield from STAFFED if staff else ()


def check(world: World, reply: Reply, then: dict[Event, World]) -> None:
    """What must hold in every state; ``then`` is where each event leads."""
    assert reply.blocks or isinstance(reply, Form), world
    offered = choices(reply)
    assert len({c.action for c in offered}) == len(offered), world
    led = [then[Chose(choice.action, world.talk.revision)] for choice in offered]
    for choice, after in zip(offered, led, strict=True):
        assert len(tokens.make(2**62, world.talk.revision, choice.action)) <= 100
        assert Notice(Say.STALE) not in after.talk.notices, (world, choice)
    if world.talk.over is not None:
        assert {after.talk.over for after in led} - {world.talk.over}, world
        out = take(world, Said("cancel"))
        assert (out.talk.stage, out.talk.over) == (world.talk.stage, None), (world, out)
    elif not isinstance(world.talk.stage, RESTING):
        assert offered, world
        assert any(after.talk.stage != world.talk.stage for after in led)
        out = take(world, Said("cancel"))
        assert isinstance(out.talk.stage, RESTING), (world, out)
    anew = take(world, Said("start over"))
    assert isinstance(anew.talk.stage, Idle)
    assert (anew.tickets, anew.calls) == (world.tickets, world.calls)
    check_calls(world)
    check_held(world, then)
    check_bills(world)


def check_calls(world: World) -> None:
    """The rules of the phone."""
    for slot in world.known.slots:
        assert in_hours(slot.start, slot.end), (world, slot)
    for planned in world.calls:
        of = next(t for t in world.tickets if t.number == planned.ticket)
        if not planned.active:
            continue
        assert of.live, ("an appointment without an open ticket", world)
        assert planned.exception or in_hours(planned.start, planned.end), world
        assert planned.undecided is (planned.expires_at is not None), world
        if planned.state is CallState.CONFIRMED and of.third_party and not world.card:
            assert world.asked_after(planned), ("a call to be billed without a card on file", world)
        if planned.state is not CallState.OFFERED and world.owes_word(of):
            assert world.asked_after(planned), ("a call about other software that nobody agreed to pay", world)
        assert planned.proposed is None or planned.state is CallState.CONFIRMED, world
        if planned.proposed:
            assert planned.proposed.expires_at <= planned.start, ("held beyond the call itself", world)
    held = sorted(time for c in world.calls for time in c.times)
    assert all(end <= start for (_, end), (start, _) in pairwise(held)), world


def check_held(world: World, then: dict[Event, World]) -> None:
    """Whatever staff suggest, and whatever runs out, a confirmed call keeps its time until its client gives it up."""
    before = {(c.ticket, c.n): c.start for c in world.calls if c.state is CallState.CONFIRMED}
    for act in (Staffed("move"), Staffed("exception"), Staffed("undecided")):
        if act in then:
            calls = {(c.ticket, c.n): c.start for c in then[act].calls if c.state is CallState.CONFIRMED}
            assert before.items() <= calls.items(), (world, act)


def in_hours(start: datetime, end: datetime) -> bool:
    """Within one day's phone hours."""
    window = PHONE.window_at(start)
    return window is not None and end <= window.end


def check_bills(world: World) -> None:
    """No bill above what was accepted."""
    for of in world.tickets:
        notices = world.notices(of.number)
        bill = billing.statement(of.number, [w for w in world.works if w.ticket == of.number], notices, "USD")
        most = Decimal(0)
        for channel in Channel:
            accepted = [a.terms for a in notices if a.terms.channel is channel and a.decision is Decision.ACCEPTED]
            most += max((t.per_hour * t.cap_minutes / 60 for t in accepted), default=Decimal(0))
        assert bill.total <= most, world


def walk(start: World, typed: tuple[str, ...], depth: int, staff: bool = False) -> int:
    """Every sequence up to a depth, each state once; how many states there are."""
    seen = {start.key}
    edge = [start]
    for left in range(depth, -1, -1):
        following = []
        for world in edge:
            reply = prompt(world.talk, world.known)
            wanted = events(world, reply, typed if left else (), staff and left > 0)
            then = {event: take(world, event) for event in wanted}
            check(world, reply, then)
            for after in then.values() if left else ():
                if after.key not in seen:
                    seen.add(after.key)
                    following.append(after)
        edge = following
    return len(seen)


@pytest.mark.parametrize("late", [False, True], ids=["in time", "late"])
def test_no_dead_end_in_any_short_talk_of_a_new_client(late: bool) -> None:
    assert walk(World(late=late), TYPED, 3) > 50


@pytest.mark.parametrize(
    "mine",
    [
        (ticket(),),
        (ticket(state=State.ASKED, owner="sam"),),
        (ticket(state=State.ANSWERED, owner="sam", answered_at=WEDNESDAY),),
        (ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY),),
        (ticket(), ticket(1002, subject="Website down"), ticket(1003, subject="Invoice", owner="sam")),
    ],
    ids=["waiting", "asked", "answered", "solved", "several"],
)
def test_no_dead_end_with_tickets_open(mine: tuple[Ticket, ...]) -> None:
    assert walk(World(tickets=mine), TYPED, 2) > 10


def test_no_dead_end_on_the_long_way_to_two_tickets() -> None:
    assert walk(World(), SHORT, 7) > 100


# ── The last rung ──────────────────────────────────────────────────────────────────────

AT_TWO = datetime(2026, 12, 17, 22, 0, tzinfo=UTC)
"""Thursday, 14:00 in Los Angeles: one of the slots."""


def at_two(state: CallState) -> tuple[Appointment]:
    """A two-hour call on that thursday."""
    return (call(state, start=AT_TWO, end=AT_TWO + timedelta(hours=2)),)


MOVING = replace(
    at_two(CallState.CONFIRMED)[0],
    proposed=Proposal(AT_TWO + timedelta(hours=4), AT_TWO + timedelta(hours=6), AT_TWO, "kim", exception=True),
)
"""Staff would rather call in the evening."""
OURS = ticket(wants_phone=True)
THEIRS = ticket(wants_phone=True, third_party="Outlook")
OTHER = ticket(1002, subject="Website down", wants_phone=True)

ON_THE_LAST_RUNG = {
    "requested": World(tickets=(OURS,), calls=at_two(CallState.REQUESTED)),
    "offered": World(tickets=(OURS,), calls=at_two(CallState.OFFERED)),
    "confirmed": World(tickets=(OURS,), calls=at_two(CallState.CONFIRMED)),
    "confirmed, another time suggested": World(tickets=(OURS,), calls=(MOVING,)),
    "their software, another time suggested": World(tickets=(THEIRS,), calls=(MOVING,), agreed=(agreement(),)),
    "their software": World(tickets=(THEIRS,)),
    "their software, offered": World(tickets=(THEIRS,), calls=at_two(CallState.OFFERED)),
    "their software, no card": World(
        tickets=(THEIRS,), calls=at_two(CallState.OFFERED), agreed=(agreement(),), card=False
    ),
    "their software, agreed": World(tickets=(THEIRS,), calls=at_two(CallState.CONFIRMED), agreed=(agreement(),)),
    "a notice waits": World(tickets=(THEIRS,), agreed=(agreement(Decision.ASKED, by="kim"),)),
    "two want the same": World(tickets=(OURS, OTHER), calls=at_two(CallState.REQUESTED)),
}


@pytest.mark.parametrize("start", ON_THE_LAST_RUNG.values(), ids=list(ON_THE_LAST_RUNG))
def test_no_dead_end_and_no_broken_rule_on_the_last_rung(start: World) -> None:
    assert walk(start, TYPED, 1) > 5
    assert walk(start, ABOUT_CALLS, 3, staff=True) > 100


@pytest.mark.parametrize("name", ["requested", "their software", "a notice waits"])
def test_nor_after_one_more_choice(name: str) -> None:
    assert walk(ON_THE_LAST_RUNG[name], (), 4, staff=True) > 150


@pytest.mark.parametrize("text", ["outlook loses my mail", "joomla is white"])
def test_no_dead_end_on_the_long_way_to_a_call_about_their_software(text: str) -> None:
    assert walk(take(World(), Said(text)), ("i accept", "no", "call me", "normal", ""), 5) > 100


# ── Single sequences ───────────────────────────────────────────────────────────────────


def test_an_old_choice_never_acts_and_shows_where_things_stand() -> None:
    world = take(World(), Said("my emails dont arive"))
    old = world.talk.revision
    world = take(world, Said("help"))
    after = take(world, Chose("none", old))
    assert after.talk.stage == world.talk.stage
    assert after.talk.notices == (Notice(Say.STALE),)


def test_opening_the_talk_again_changes_nothing() -> None:
    world = take(World(), Said("my emails dont arive"))
    assert take(world, Opened()) == world


def test_words_that_are_too_long_change_nothing_but_what_is_said() -> None:
    world = take(World(), Said("my emails dont arive"))
    after = take(world, TooLong(99_999))
    assert after.talk.stage == world.talk.stage
    assert after.talk.lines == world.talk.lines


def test_every_way_into_the_form_leads_to_a_ticket() -> None:
    world = take(World(), Said("my emails dont arive"))
    world = take(world, Said("none of these"))
    assert isinstance(world.talk.stage, Drafting)
    for text in ("550 since monday", "normal", "skip", "Ana"):
        world = take(world, Said(text))
    assert isinstance(prompt(world.talk, world.known), Choices | Text)
    assert [t.subject for t in world.tickets] == ["my emails dont arive"]
