"""What adapters ask of the desk, answered by its engine: each event is one turn, of a client or of staff."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.client_view.notices import QUESTION, question_about, question_in
from bot.core.model.outbox import CARD, TALK, card_ticket
from bot.core.model.people import Address, Grant, Identity
from bot.core.model.platform_user import shown
from bot.core.model.saved_replies import SavedReply
from bot.core.model.tickets import Ticket
from bot.core.policy import Asks
from bot.core.staff_view.cards import SAVED, ask_to_resolve
from bot.core.staff_view.usage import Usage
from bot.core.text import tokens
from bot.core.text.surface import LocalizedForm, LocalizedQuote, LocalizedReply, Msg
from bot.engine import suggestions
from bot.engine.engine import Engine
from bot.engine.staff import home as staff_home
from bot.engine.staff import membership
from bot.engine.staff.commands import table
from bot.engine.staff.staff_turn import Pointed, StaffTurn
from bot.engine.tickets import changes
from bot.engine.transaction import Transaction
from bot.i18n import Reader, localize, sentence
from bot.ports import UnitOfWork
from bot.ports.gateway import Places
from bot.ports.inbound import Answer, Brought, Inbound

CARDS_MAX = 500
"""The latest cards, whose threads are read after downtime; each costs a call."""

BEFORE = timedelta(seconds=1)
"""Where we began was known before whatever may have been missed since."""

T = TypeVar("T")
U = TypeVar("U")
Typed = Iterable[tuple[str, str]]
"""Field name → value."""


@dataclass(frozen=True, slots=True)
class EngineGateway:
    """The gateway of one desk; see :class:`bot.ports.gateway.Gateway` for what each does."""

    engine: Engine

    # ── What people do ─────────────────────────────────────────────────────────────────

    def turn(self, inbound: Inbound) -> "Future[Answer]":
        """Take words; without any, where the talk stands."""
        return self.engine.turn(inbound)

    def clicked(self, inbound: Inbound) -> "Future[Answer]":
        """Take a choice: a client's, staff's, or the panel's."""
        token = inbound.token or ""
        if token == tokens.ASK:
            return _known(self.question(inbound))
        command = tokens.command(token)
        return self.engine.turn(inbound) if command is None else self._command(inbound, command)

    def opened_form(self, inbound: Inbound) -> "Future[Answer]":
        """Take a click on a form's own button."""
        return self.clicked(replace(inbound, opens=True))

    def submitted(self, inbound: Inbound) -> "Future[Answer]":
        """Take a form, and give back what was typed where nothing else keeps it."""
        token, typed = inbound.token or "", inbound.form or ()
        if token == tokens.ASK:
            return self.engine.turn(replace(inbound, token=None, form=None, in_place=False, text=question_in(typed)))
        command = tokens.command(token)
        if command is None:
            return _then(self.engine.turn(inbound), lambda answer: _giving_back(answer, inbound))
        given = dict(typed)
        line = " ".join(filter(None, (command, given.get(SAVED), given.get("text"))))
        return _then(self._command(inbound, line), lambda answer: _quoting(answer, typed))

    def ordered(self, inbound: Inbound, verb: str = "") -> "Future[Answer]":
        """Take a command of staff as it was typed."""
        return self._command(inbound, f"{verb} {inbound.text or ''}".strip())

    def _command(self, inbound: Inbound, line: str, brought: tuple[Brought, ...] = ()) -> "Future[Answer]":
        """Staff's commands come from a place apart from the talk that they may have as clients."""
        who = inbound.identity
        where = Address(who.platform, who.tenant, f"staff/{who.user}")
        return self.engine.command(
            who, where, inbound.key, line, forms=inbound.forms, grant=inbound.grant, zone=inbound.zone, brought=brought
        )

    def attached(self, inbound: Inbound, files: tuple[Brought, ...]) -> "Future[Answer]":
        """Take a command of staff that came with files."""
        return self._command(inbound, inbound.text or "", files)

    def file_for(
        self, inbound: Inbound, message: Inbound, link: str, thread: Address | None = None
    ) -> "Future[Answer]":
        """Take a message that one of the staff points at as a ticket of its writer's."""
        who, writer = inbound.identity, message.identity
        where = Address(who.platform, who.tenant, f"staff/{who.user}")
        return self.engine.command(
            who, where, inbound.key, f"new for {shown(writer)}", grant=inbound.grant, zone=inbound.zone,
            pointed=Pointed(message, link, thread),
        )  # fmt: skip

    def card_number(self, board: Address, card: str) -> "Future[int]":
        """The ticket whose card a message of a board is; 0 for another one."""
        return self.engine.read(lambda unit: card_ticket(unit.key_of(board, card)))

    def asked_to_resolve(self, number: int) -> Answer:
        """Ask one of the staff whether a ticket is to be resolved."""
        reader = self.engine.context.staff_reader(self._now(), "")
        return Answer(localize(ask_to_resolve(number), reader, tokens.staff), whispered=True)

    def remarked(self, inbound: Inbound, card: str) -> "Future[Answer | None]":
        """Take what was written under a message of a board."""
        text = inbound.text or ""
        return self.engine.remark(
            inbound.identity, inbound.address, card, inbound.key, text, inbound.grant, inbound.files
        )

    def message_edited(self, inbound: Inbound, of: str) -> "Future[None]":
        """Note that a message reads otherwise now, or is gone."""
        return self.engine.message_edited(inbound, of)

    def question(self, inbound: Inbound, about: str = "") -> Answer:
        """The form for a question of one's own; with a link, about another's message."""
        asked = question_about(about) if about else QUESTION
        return Answer(localize(asked, self._reader(inbound.lang), lambda _action: tokens.ASK), reopened=True)

    def tell(self, inbound: Inbound, answer: Answer) -> "Future[None]":
        """Send an answer as a message; of a talk, where it stands by now."""
        if answer.reopened:
            private = replace(inbound, address=inbound.private, private_address=None, in_place=False)
            return self.engine.write(self.engine.arrived(private).say_again)
        now = self._now()

        def send(unit: UnitOfWork) -> None:
            unit.send(None, inbound.private, answer.shown, now)

        return self.engine.write(send)

    def greet(self, inbound: Inbound) -> "Future[None]":
        """Greet somebody who looks at us for the first time."""
        who, grant, context = inbound.identity, inbound.grant, self.engine.context
        arrived = self.engine.arrived(inbound)

        def greet(unit: UnitOfWork) -> None:
            if membership.behind(unit, who, grant, context) is None:
                arrived.greet(unit)

        return self.engine.write(greet)

    # ── What is asked beside it ────────────────────────────────────────────────────────

    def home(self, inbound: Inbound) -> "Future[Answer]":
        """A client's tickets as they stand, and how to ask; for staff, what there is for them to do."""
        who, grant, now, context = inbound.identity, inbound.grant, self._now(), self.engine.context
        arrived = self.engine.arrived(inbound)

        def look(unit: UnitOfWork) -> Answer:
            staff = membership.behind(unit, who, grant, context)
            if staff is None:
                return arrived.home(unit)
            turn = StaffTurn(unit, context, now, staff, forms=inbound.forms, here=who)
            reader = context.staff_reader(now, staff.zone or inbound.zone)
            return Answer(localize(staff_home.home(turn), reader, tokens.staff))

        return self.engine.write(look)

    def panel(self, inbound: Inbound) -> "Future[Answer]":
        """What a lead puts up where clients pass by."""
        who, grant, now = inbound.identity, inbound.grant, self._now()
        return self.engine.write(lambda unit: membership.panel(Transaction(unit, self.engine.context, now), who, grant))

    def staff_commands(self) -> tuple[Usage, ...]:
        """How each of the staff's commands is written, and what it does."""
        return table.usages()

    def saved_replies(self) -> Sequence[SavedReply]:
        """What staff can send by its name."""
        return self.engine.context.replies.all()

    def suggested(self, text: str, lang: str, limit: int) -> "Future[tuple[str, ...]]":
        """Titles of the articles that may answer what somebody is typing."""
        wanted = _code(lang)
        return self.engine.beside(lambda: suggestions.titles(self.engine.context, text, wanted, limit))

    def starters(self, lang: str, limit: int) -> "Future[tuple[str, ...]]":
        """Titles of the articles that helped most often of late."""
        wanted, now, context = _code(lang), self._now(), self.engine.context
        return self.engine.write(lambda unit: suggestions.starters(unit, context, now, wanted, limit))

    def claimable_tickets(
        self, identity: Identity, grant: Grant | None, typed: str, limit: int
    ) -> "Future[tuple[Ticket, ...]]":
        """Waiting tickets that fit what a staff member is typing."""
        return self.engine.write(
            lambda unit: suggestions.claimable_tickets(unit, identity, grant, self.engine.context, typed, limit)
        )

    def is_staff(self, identity: Identity, grant: Grant | None) -> "Future[bool]":
        """Whether somebody is staff at this moment: who is it by a role is noted."""
        return self.engine.write(lambda unit: membership.behind(unit, identity, grant, self.engine.context) is not None)

    def said(self, message: Msg, lang: str = "") -> LocalizedReply:
        """A sentence of the adapter's own."""
        return sentence(message, self._reader(lang))

    def notify_problem(self, platform: str, reason: str) -> "Future[None]":
        """Notify staff of what a platform doesn't let us do."""
        now = self._now()
        return self.engine.write(
            lambda unit: changes.notify_problem(Transaction(unit, self.engine.context, now), platform, reason)
        )

    def unreachable(self, talk: Address, reason: str, *, left: bool = False) -> "Future[None]":
        """Tell staff that whoever a private talk is with can't be written to there."""
        now = self._now()

        def tell(unit: UnitOfWork) -> None:
            changes.tell_unreachable(Transaction(unit, self.engine.context, now), talk, reason, left=left)

        return self.engine.write(tell)

    # ── Where things stand on a platform ───────────────────────────────────────────────

    def keep_board(self, platform: str, tenant: str, board: Address | None) -> "Future[None]":
        """Make the staff channel the one board of a tenant."""

        def keep(unit: UnitOfWork) -> None:
            for known in _card_channels(unit, platform, tenant):
                if known != board:
                    unit.close_room(known)
            if board:
                unit.open_room(board, cards=True)

        return self.engine.write(keep)

    def came_in(self, address: Address, staff: str = "") -> "Future[None]":
        """Note that the one reader of an address is there."""

        def note(unit: UnitOfWork) -> None:
            if staff:
                unit.open_room(address, staff)
            unit.reclaim(address)

        return self.engine.write(note)

    def listen(self, place: Address, prefix: str, key: str, at: datetime) -> "Future[None]":
        """Begin to read a place in which everything that people write is for us."""

        def begin(unit: UnitOfWork) -> None:
            if not unit.latest_key(place.platform, place.tenant, prefix):
                unit.record_if_new(place, key, at - BEFORE)

        return self.engine.write(begin)

    def places(self, platform: str, tenant: str) -> "Future[Places]":
        """Where people may have written while nobody listened."""
        return self.engine.read(
            lambda unit: Places(tuple(_live_cards(unit, platform, tenant)), unit.reached(platform, tenant))
        )

    def latest_key(self, platform: str, tenant: str, prefix: str, before: datetime | None = None) -> "Future[str]":
        """The greatest key that begins so, of the events that were noted before a moment."""
        return self.engine.read(lambda unit: unit.latest_key(platform, tenant, prefix, before))

    def stands_at(self, talk: Address) -> "Future[str]":
        """The platform's id of the latest message of a talk."""
        return self.engine.read(lambda unit: posted.receipt if (posted := unit.posted(talk, TALK)) else "")

    def opener(self, talk: Address) -> "Future[Identity | None]":
        """Whoever began the conversation at an address."""
        return self.engine.read(lambda unit: found.identity if (found := unit.find_conversation(talk)) else None)

    def asked_in(self, place: Address) -> Asks | None:
        """Which new messages in a channel are questions to us, where it belongs to a customer."""
        named = f"{place.platform}:{place.channel}"
        known = self.engine.context.policy.customer_channels
        return next((each.asks for each in known if each.channel == named), None)

    def writer(self, platform: str, tenant: str, key: str) -> "Future[Identity | None]":
        """Whoever wrote the message with a key."""
        return self.engine.read(lambda unit: heard.identity if (heard := unit.said(platform, tenant, key)) else None)

    # ── Who reads, and when ────────────────────────────────────────────────────────────

    def _now(self) -> datetime:
        return self.engine.context.clock.now()

    def _reader(self, lang: str) -> Reader:
        """Whoever is no conversation's: in the desk's first language where theirs isn't spoken, or isn't known."""
        firm, code = self.engine.context.policy.firm, _code(lang)
        return Reader(code if code in firm.languages else firm.languages[0], firm.zone, self._now())


def _code(lang: str) -> str:
    """The language of a locale's name or a BCP 47 tag."""
    return lang.replace("_", "-").partition("-")[0].casefold()


def _card_channels(unit: UnitOfWork, platform: str, tenant: str) -> tuple[Address, ...]:
    return tuple(board for board in unit.card_channels() if (board.platform, board.tenant) == (platform, tenant))


def _live_cards(unit: UnitOfWork, platform: str, tenant: str) -> Iterable[str]:
    """The cards of tickets that are somebody's business: staff may have written under them."""
    for board in _card_channels(unit, platform, tenant):
        for key, receipt in unit.held(board, CARD, CARDS_MAX):
            ticket = unit.ticket(card_ticket(key))
            if ticket is not None and ticket.live:
                yield receipt


# ── What was typed is given back ───────────────────────────────────────────────────────


def _giving_back(answer: Answer, inbound: Inbound) -> Answer:
    """A form that is shown again in its place keeps what was typed; beside what a talk says by now it is quoted."""
    form, typed = answer.shown.form, inbound.form or ()
    if form and inbound.in_place:
        return replace(answer, shown=replace(answer.shown, form=_filled(form, dict(typed))))
    if not answer.stale:
        return answer
    words = replace(answer.shown, offers=(), form=None)  # the talk's own message has them
    return _quoting(replace(answer, shown=words), typed)


def _filled(form: LocalizedForm, typed: dict[str, str]) -> LocalizedForm:
    fields = tuple(replace(field, value=typed.get(field.name) or field.value) for field in form.fields)
    return replace(form, fields=fields)


def _quoting(answer: Answer, typed: Typed) -> Answer:
    """An answer for whoever asked alone, with what they typed below it."""
    quotes = tuple(LocalizedQuote(text) for name, text in typed if text and name != SAVED)
    return replace(answer, shown=replace(answer.shown, blocks=(*answer.shown.blocks, *quotes)), whispered=True)


def _known(value: T) -> "Future[T]":
    known: Future[T] = Future()
    known.set_result(value)
    return known


def _then(first: "Future[T]", then: Callable[[T], U]) -> "Future[U]":
    """What is made of an outcome once it is there."""
    outcome: Future[U] = Future()
    outcome.set_running_or_notify_cancel()

    def tell(done: "Future[T]") -> None:
        failure = done.exception()
        if failure is None:
            outcome.set_result(then(done.result()))
        else:
            outcome.set_exception(failure)

    first.add_done_callback(tell)
    return outcome
