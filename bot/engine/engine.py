"""One event in, one transaction, replies out.

A turn that needs a search says so before it has written anything; the search runs on a thread of its
own, and the turn is taken again with what was found. The inbox row, the conversation, the ticket, its
record and the outbox rows are written together, or not at all.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

from bot.core.model.files import Fetch, FileDue
from bot.core.model.outbox import Outgoing, card_ticket
from bot.core.model.people import Address, Grant, Identity, Origin
from bot.core.model.promises import Timer, TimerKind
from bot.core.staff_view.tickets import answer
from bot.core.text import tokens
from bot.core.text.errors import Conflict, NotSaved
from bot.core.text.surface import TO_FETCH, LocalizedReply, Quantity, Reply, Text, desk_
from bot.engine.client.pace import Pace
from bot.engine.client.turn import SearchRequest, Turn
from bot.engine.context import Context
from bot.engine.measuring import Remembered
from bot.engine.staff import membership
from bot.engine.staff.aside import Aside
from bot.engine.staff.commands import table
from bot.engine.staff.staff_turn import NOT_STAFF, Pointed, StaffTurn
from bot.engine.tickets import attachments, changes, due, incidents, sent_files
from bot.engine.tickets.edited_messages import Revision
from bot.engine.transaction import Transaction
from bot.i18n import Reader, localize
from bot.ports import HeldWords, Store, UnitOfWork
from bot.ports.inbound import READ_AT_ONCE_CHARS_MAX, Answer, Brought, Inbound, chars_of

TIMERS_AT_ONCE = 100
WORDS_AT_ONCE = 100

CONFLICT_TRIES = 3
"""A transaction that lost a race is run again; more often than this it isn't a race."""

ANSWERS_KEPT = timedelta(hours=1)
"""So long a staff command that is delivered again gets its first answer; Slack's last retry comes after an hour."""

SEARCH_THREADS = 2
"""Searches are short and hold the interpreter's lock for most of their time; more would only queue."""


NO_WORDS = Text(())
REMOVED = desk_(
    "I removed what looked like a secret (a card number, a password or a key): the rest was used without it."
)

T = TypeVar("T")


@dataclass(slots=True)
class Engine:
    """Turns of clients, commands of staff, and timers, over one store. What adapters ask for is the gateway's."""

    store: Store
    context: Context
    _searching: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(SEARCH_THREADS, "search"))
    _waiting: "dict[Address, deque[tuple[Turn, Future[Answer]]]]" = field(default_factory=dict)
    """Addresses with a turn under way, and the turns behind it."""
    _taking: "dict[tuple[str, str, str], Future[Answer]]" = field(default_factory=dict)
    """By platform, tenant and key: the turns that aren't over, so that an edit of a message comes after it."""
    _order: Lock = field(default_factory=Lock)
    _subscribers: list[Callable[[], None]] = field(default_factory=list)
    _file_subscribers: "list[tuple[str, Callable[[], None]]]" = field(default_factory=list)
    _has_files: set[str] = field(default_factory=set)
    """Platforms on which a file came in since the start: some may wait for their words."""
    _measured: Remembered = field(default_factory=Remembered)
    _pace: Pace = field(default_factory=Pace)

    def close(self) -> None:
        """Finish the searches under way; the store is closed by whoever opened it."""
        self._searching.shutdown()

    @contextmanager
    def on_commit(self, notify: Callable[[], None]) -> Iterator[None]:
        """Call ``notify`` after every commit, from whichever thread made it: there may be something to deliver."""
        self._subscribers.append(notify)
        try:
            yield
        finally:
            self._subscribers.remove(notify)

    # ── Clients ────────────────────────────────────────────────────────────────────────

    def turn(self, inbound: Inbound, held: HeldWords | None = None) -> "Future[Answer]":
        """Take one event of a client, after those of the same address that came before it; ``held``: it waited.

        The future resolves after the commit. It raises NotSaved when nothing happened and the client
        should try again.
        """
        turn = replace(self.arrived(inbound), held=held)
        taken: Future[Answer] = Future()
        taken.set_running_or_notify_cancel()  # whoever stops waiting doesn't undo the turn
        taken.add_done_callback(lambda _done: self._over(inbound, taken))
        with self._order:
            self._taking[_event(inbound, inbound.key)] = taken
            waiting = self._waiting.get(inbound.address)
            if waiting is not None:
                waiting.append((turn, taken))
                return taken
            self._waiting[inbound.address] = deque()
        self._begin(turn, taken)
        return taken

    def words_due(self, beside: Collection[int] = ()) -> tuple[HeldWords, ...]:
        """Words that waited and are to be taken now, but for those with these ids; a limited number at a time."""
        with self.store.read() as unit:
            found = unit.held_due(self.context.clock.now(), WORDS_AT_ONCE + len(beside))
        return tuple(held for held in found if held.id not in beside)

    def arrived(self, inbound: Inbound) -> Turn:
        """A client's event as a turn that can be taken."""
        return Turn(inbound, self.context, self.context.clock.now(), self._measured, self._pace)

    def _begin(self, turn: Turn, taken: "Future[Answer]") -> None:
        """Take a turn, from any thread: short words are read where it is written, long ones before that, elsewhere."""
        if chars_of(turn.inbound) > READ_AT_ONCE_CHARS_MAX:
            self._elsewhere(taken, lambda: self._read_and_take(turn, taken))
        else:
            self._take(turn, turn.take, taken)

    def _read_and_take(self, turn: Turn, taken: "Future[Answer]") -> None:
        turn.read()
        self._take(turn, turn.take, taken)

    def _over(self, inbound: Inbound, taken: "Future[Answer]") -> None:
        """A turn is over: begin the one that waits behind it at its address."""
        address, event = inbound.address, _event(inbound, inbound.key)
        self._look_for_files(inbound.address.platform, inbound.files)
        with self._order:
            if self._taking.get(event) is taken:
                del self._taking[event]
            waiting = self._waiting[address]
            if not waiting:
                del self._waiting[address]
                return
            turn, taken = waiting.popleft()
        self._elsewhere(taken, lambda: self._read_and_take(turn, taken))

    def _take(self, turn: Turn, work: Callable[[UnitOfWork], Answer | SearchRequest], taken: "Future[Answer]") -> None:
        def then(saved: "Future[Answer | SearchRequest]") -> None:
            _passing_on(taken, lambda: self._go_on(turn, saved.result(), taken))

        self._until_saved(work, then)

    def _go_on(self, turn: Turn, outcome: Answer | SearchRequest, taken: "Future[Answer]") -> None:
        if isinstance(outcome, Answer):
            if turn.counts and not (outcome.repeated or outcome.whispered):
                self._pace.took(turn.inbound.identity, turn.now if turn.held else turn.written_at)
            taken.set_result(outcome)
        else:
            self._elsewhere(taken, lambda: self._search(turn, outcome, taken))

    def _search(self, turn: Turn, request: SearchRequest, taken: "Future[Answer]") -> None:
        found = request.find(self.context.search, self.context.policy.knowledge)
        self._take(turn, lambda unit: turn.take(unit, found), taken)

    def _elsewhere(self, taken: "Future[T]", act: Callable[[], None]) -> None:
        """Go on on a search thread, off the thread that writes."""
        try:
            self.beside(lambda: _passing_on(taken, act))
        except NotSaved as closing:
            taken.set_exception(closing)

    def write(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        """Run a transaction; again when another one came between."""
        outcome: Future[T] = Future()
        outcome.set_running_or_notify_cancel()

        self._until_saved(work, lambda saved: settled(outcome, saved))
        return outcome

    def read(self, look: Callable[[UnitOfWork], T]) -> "Future[T]":
        """Look at a snapshot, off the threads that write and that bring events."""

        def looked() -> T:
            with self.store.read() as unit:
                return look(unit)

        return self.beside(looked)

    def beside(self, work: Callable[[], T]) -> "Future[T]":
        """Do something on a search thread. Raises NotSaved once the desk is closing."""
        try:
            return self._searching.submit(work)
        except RuntimeError:
            raise NotSaved("the desk is closing") from None

    def _until_saved(
        self, work: Callable[[UnitOfWork], T], then: Callable[["Future[T]"], None], tries: int = CONFLICT_TRIES
    ) -> None:
        """Run a transaction, again when another one came between, and go on with what came of it."""

        def tell(saved: "Future[T]") -> None:
            if tries > 1 and isinstance(saved.exception(), Conflict):
                self._until_saved(work, then, tries - 1)
                return
            if saved.exception() is None:
                for notify in tuple(self._subscribers):
                    notify()
            then(saved)

        self.store.write(work).add_done_callback(tell)

    def message_edited(self, inbound: Inbound, of: str) -> "Future[None]":
        """Note that the message with the key ``of`` reads otherwise now, or is gone (text ``None``); never answered.

        One that never came in, or that somebody else wrote, changes nothing. One whose turn is still being
        taken is waited for.
        """
        revision = Revision(inbound, of, self.context, self.context.clock.now())
        with self._order:
            taking = self._taking.get(_event(inbound, of))
        if taking is None:
            return self.write(revision.take)
        noted: Future[None] = Future()
        noted.set_running_or_notify_cancel()
        taking.add_done_callback(lambda _taken: self._until_saved(revision.take, lambda saved: settled(noted, saved)))
        return noted

    @contextmanager
    def on_files(self, platform: str, notify: Callable[[], None]) -> Iterator[None]:
        """Call ``notify``, from any thread, when a turn of a platform is over after which files may be due.

        A file is due once its words are on a ticket, which another turn than its own may bring about.
        """
        self._file_subscribers.append((platform, notify))
        try:
            yield
        finally:
            self._file_subscribers.remove((platform, notify))

    def _look_for_files(self, platform: str, came: Sequence[object]) -> None:
        if came:
            self._has_files.add(platform)
        if platform in self._has_files:
            for of, notify in tuple(self._file_subscribers):
                if of == platform:
                    notify()

    def files_due(self, platform: str, tenant: str) -> "Future[tuple[Fetch, ...]]":
        """The files of clients that can be copied now."""
        now = self.context.clock.now()
        return self.write(lambda unit: attachments.due(Transaction(unit, self.context, now), platform, tenant))

    def keep_file(self, file: FileDue, content: bytes | None, why: str = "") -> "Future[None]":
        """Put a file on the record of its ticket; without content, why it can't be had."""
        now = self.context.clock.now()
        return self.write(lambda unit: attachments.keep(Transaction(unit, self.context, now), file, content, why))

    def filled(self, shown: LocalizedReply) -> "Future[LocalizedReply]":
        """A message with the content of its files, which the outbox only names."""
        if not any(isinstance(block, TO_FETCH) for block in shown.blocks):
            return done_with(shown)
        now = self.context.clock.now()
        return self.read(lambda unit: sent_files.filled(Transaction(unit, self.context, now), shown))

    # ── Staff ──────────────────────────────────────────────────────────────────────────

    def command(
        self,
        identity: Identity,
        address: Address,
        key: str,
        line: str,
        *,
        forms: bool = False,
        grant: Grant | None = None,
        zone: str = "",
        pointed: Pointed | None = None,
        brought: tuple[Brought, ...] = (),
    ) -> "Future[Answer]":
        """Take one command line of staff; the answer travels back with the future.

        An empty line is a greeting. Everyone who isn't on the staff list, and has no ``grant`` by a role of
        the platform's either, gets the same refusal. A known ``key`` does nothing again: it is answered as it
        was before. With ``forms``, a
        line that lacks words is answered with a form for them: what is typed there is sent behind the line
        of the form's token. ``zone`` is the platform's idea of theirs, ``pointed`` a message that the line is about,
        ``brought`` are files that came with it.
        What takes a search is looked for after the commit.
        """
        now = self.context.clock.now()
        saved = self.write(
            lambda unit: self._command(
                unit, identity, grant, address, key, line, now, forms=forms, zone=zone, pointed=pointed, brought=brought
            )
        )
        if pointed:
            saved.add_done_callback(lambda _done: self._look_for_files(address.platform, pointed.message.files))
        if brought:
            saved.add_done_callback(lambda _done: self._look_for_files(address.platform, brought))
        answered: Future[Answer] = Future()
        answered.set_running_or_notify_cancel()
        saved.add_done_callback(lambda done: _passing_on(answered, lambda: self._answer(done.result(), answered)))
        return answered

    def _answer(self, done: "Done", answered: "Future[Answer]") -> None:
        """Give a command's answer, once what is shown with it was looked for."""
        if done.aside is None:
            answered.set_result(done.answer)
            return
        try:
            looking = self.beside(lambda: done.completed(self.context, self.store))
        except NotSaved:  # the desk is closing, and the command is done all the same
            answered.set_result(done.answer)
            return
        looking.add_done_callback(lambda found: self._complete(done, found, answered))

    def _complete(self, done: "Done", found: "Future[Answer]", answered: "Future[Answer]") -> None:
        """Give the answer with what was found; a command that is delivered again gets the same."""
        if found.exception() is not None:
            answered.set_result(done.answer)
            return
        answer = found.result()
        self.write(lambda unit: done.keep(unit, answer.shown))
        answered.set_result(answer)

    def remark(
        self,
        identity: Identity,
        board: Address,
        receipt: str,
        key: str,
        text: str,
        grant: Grant | None = None,
        brought: tuple[Brought, ...] = (),
    ) -> "Future[Answer | None]":
        """Take what was written under a message of a board: in the thread of a ticket's card, an internal note.

        With files and "attach" before the words, both go to the client.

        ``None``: that message is no card. Refused also when it didn't become a note.
        """
        now = self.context.clock.now()

        def note(unit: UnitOfWork) -> Answer | None:
            number = card_ticket(unit.key_of(board, receipt)) if board in unit.card_channels() else 0
            if not number:
                return None
            return self._command(
                unit, identity, grant, board, key, text, now, on_board=board, note_on=number, brought=brought
            ).answer

        taken = self.write(note)
        if brought:
            taken.add_done_callback(lambda _done: self._look_for_files(board.platform, brought))
        return taken

    def _command(
        self,
        unit: UnitOfWork,
        identity: Identity,
        grant: Grant | None,
        address: Address,
        key: str,
        line: str,
        now: datetime,
        *,
        forms: bool = False,
        on_board: Address | None = None,
        note_on: int = 0,
        zone: str = "",
        pointed: Pointed | None = None,
        brought: tuple[Brought, ...] = (),
    ) -> "Done":
        """What they wrote isn't read before it is known that they are staff."""
        staff = membership.behind(unit, identity, grant, self.context)
        reader = self.context.staff_reader(now, (staff.zone if staff else "") or zone)
        if staff is None:  # what they wrote isn't kept; that it was answered is, where it can be read again
            known = on_board is not None and not unit.record_if_new(address, key, now, identity=identity)
            refusal = localize(answer(NOT_STAFF), reader, tokens.staff)
            return Done(Answer(refusal, repeated=known, refused=True, whispered=True))
        limit = self.context.policy.limits.text_chars
        if len(line) > limit:
            why = desk_("That's {chars} characters; {limit} fit. Nothing was done.", chars=Quantity(len(line)),
                        limit=Quantity(limit))  # fmt: skip
            return Done(Answer(localize(answer(why), reader, tokens.staff), refused=True, whispered=True))
        context = self.context
        safe = (
            membership.safe_under_card(note_on, line, context, files=bool(brought))
            if note_on
            else membership.safe(table.spelled_out(line), context)
        )
        line = safe.text
        origin = (
            Origin(address.platform, address.tenant, key, identity, files=bool(brought))
            if on_board or brought
            else None
        )
        turn = StaffTurn(unit, self.context, now, staff, forms, on_board, origin, identity, pointed, brought)
        if line and not unit.record_if_new(address, key, now, line, identity=identity):
            kept = unit.answered(address, key)
            shown = kept or localize(turn.greet(), reader, tokens.staff)
            return Done(Answer(shown, repeated=True, whispered=True))
        reply = table.do(line, turn) if line else turn.greet()
        if safe.kinds:
            reply = replace(reply, blocks=(REMOVED, *reply.blocks))
        shown = localize(reply, reader, tokens.staff)
        refused = on_board is not None and not turn.acted
        done = Done(Answer(shown, refused=refused, whispered=True), reply, turn.aside, reader, address, key)
        if line and on_board is None:
            done.keep(unit, shown)
        return done

    def report_undelivered(self, out: Outgoing, reason: str) -> "Future[None]":
        """Tell staff that a message could not be delivered."""
        now = self.context.clock.now()
        return self.write(lambda unit: changes.tell_undelivered(Transaction(unit, self.context, now), out, reason))

    def report_lost(self, out: Outgoing, lost: str) -> "Future[None]":
        """Tell both sides that a message went without its files; ``lost`` names them, and says why."""
        now = self.context.clock.now()
        return self.write(lambda unit: changes.tell_lost(Transaction(unit, self.context, now), out, lost))

    # ── Timers ─────────────────────────────────────────────────────────────────────────

    def due(self, beside: Collection[Timer] = ()) -> tuple[Timer, ...]:
        """What has fallen due ``beside`` these, earliest first, a limited number at a time."""
        with self.store.read() as unit:
            found = unit.due_timers(self.context.clock.now(), TIMERS_AT_ONCE + len(beside))
        return tuple(timer for timer in found if timer not in beside)

    def fire(self, timer: Timer) -> "Future[bool]":
        """Carry out what falls due; ``False`` when another process was faster or it no longer applies."""
        now = self.context.clock.now()
        if timer.kind is TimerKind.LIKENESS:
            return self._likened(timer, now)
        return self.write(lambda unit: due.fall_due(Transaction(unit, self.context, now), timer))

    def _likened(self, timer: Timer, now: datetime) -> "Future[bool]":
        """The same for one that a search comes before: that is made outside of the transaction."""
        fired: Future[bool] = Future()
        fired.set_running_or_notify_cancel()

        def look() -> None:
            likely = incidents.look(self.context, self.store, timer.ticket)
            self._until_saved(
                lambda unit: incidents.likened(Transaction(unit, self.context, now), timer, likely),
                lambda saved: settled(fired, saved),
            )

        self._elsewhere(fired, look)
        return fired


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command, and what is looked for to be shown with its answer."""

    answer: Answer
    reply: Reply = NO_WORDS
    aside: Aside | None = None
    reader: Reader | None = None
    address: Address | None = None
    key: str = ""

    def keep(self, unit: UnitOfWork, shown: LocalizedReply) -> None:
        """Keep what was answered for a while: a command that is delivered again gets it."""
        if self.address is not None and self.reader is not None:
            now = self.reader.now
            unit.keep_answer(self.address, self.key, shown, now, since=now - ANSWERS_KEPT)

    def completed(self, context: Context, store: Store) -> Answer:
        """The answer with what was found; as it is where that can't be had now."""
        if self.aside is None or self.reader is None:
            return self.answer
        reply = self.aside.added(self.reply, context, store)
        return replace(self.answer, shown=localize(reply, self.reader, tokens.staff))


def _event(inbound: Inbound, key: str) -> tuple[str, str, str]:
    """An event at the platform and tenant of another."""
    return inbound.address.platform, inbound.address.tenant, key


def done_with(result: T) -> "Future[T]":
    """A future of what is there already."""
    done: Future[T] = Future()
    done.set_result(result)
    return done


def settled(outcome: "Future[T]", saved: "Future[T]") -> None:
    """What came of a transaction is what whoever waits for it gets."""
    failure = saved.exception()
    if failure is None:
        outcome.set_result(saved.result())
    else:
        outcome.set_exception(failure)


def _passing_on(taken: "Future[T]", act: Callable[[], None]) -> None:
    """Do one part of a turn; what it raises is the turn's own failure, told to whoever waits for it."""
    try:
        act()
    except Exception as failure:  # a worker's outermost entry
        taken.set_exception(failure)
