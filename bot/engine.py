"""One event in, one transaction, replies out.

The search runs before the transaction opens; inside it the inbox row, the conversation, the ticket,
its record and the outbox rows are written together, or not at all.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime

from bot import changes, codec
from bot.client_acts import Doing
from bot.codec import Saved
from bot.context import Context
from bot.core import tokens
from bot.core.conversation import seeks, step
from bot.core.desk_prompts import answer
from bot.core.events import Chose, ClientEvent, Command, Opened, Said, Submitted, TooLong
from bot.core.facts import Facts
from bot.core.language import guess
from bot.core.model import Address, Found, Identity, PromiseKind, TicketRecord, Timer, TimerKind
from bot.core.offers import chosen_by_words
from bot.core.prompts import RECORD_ENTRIES, needs, prompt
from bot.core.redact import redact
from bot.core.surface import Shown
from bot.core.talk import Talk
from bot.core.timers import fire
from bot.core.words import clean
from bot.i18n import localize
from bot.ports import Conversation, Store, Unit
from bot.staff_acts import NOT_STAFF, StaffDoing

COMMANDS_PER_TURN_MAX = 20
"""A talk that asks for more without end is a bug; it must not hold the database."""

TIMERS_AT_ONCE = 100

NOTHING_FOUND = Found()


@dataclass(frozen=True, slots=True)
class Inbound:
    """What an adapter received: where, from whom, under which key, and what.

    Exactly one of ``text``, ``token`` or ``form`` is set; none of them means that the client opened
    the talk and wants to see where it stands.
    """

    address: Address
    identity: Identity
    key: str
    """Unique per event on the platform and tenant; a redelivery carries the same."""
    text: str | None = None
    token: str | None = None
    form: tuple[tuple[str, str], ...] | None = None
    """Field name → value; comes with the form's ``token``."""
    lang: str = ""
    """The platform's idea of the reader's language (BCP 47 or a locale name); empty when it has none."""
    zone: str = ""
    """The platform's idea of the reader's zone; empty when it has none."""
    client_key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the turn came to. ``repeated``: the event was known, so nothing was sent."""

    shown: Shown
    repeated: bool = False


@dataclass(slots=True)
class Engine:
    """Turns of clients, commands of staff, and timers, over one store."""

    store: Store
    context: Context

    # ── Clients ────────────────────────────────────────────────────────────────────────

    def turn(self, inbound: Inbound) -> "Future[Answer]":
        """Take one event of a client. The future resolves after the commit.

        Raises (through the future) NotSaved: nothing happened, the client should try again.
        """
        now = self.context.clock.now()
        taken = self._taken(inbound)
        with self.store.read() as unit:
            known = unit.find_conversation(inbound.address)
            saved = codec.load(known.state if known else "")
            found = self._search(unit, known, saved.talk, _understood(taken, saved), inbound)
        return self.store.write(lambda unit: self._turn(unit, inbound, taken, found, now))

    def _turn(self, unit: Unit, inbound: Inbound, taken: ClientEvent, found: Found, now: datetime) -> Answer:
        stored = unit.open_conversation(inbound.address, inbound.identity)
        saved = codec.load(stored.state)
        event = _understood(taken, saved)
        opened = isinstance(event, Opened)
        fresh = opened or unit.first_sight(inbound.address, inbound.key, now, _words(event), inbound.client_key)
        doing = Doing(unit, self._hinted(stored, inbound), self.context, now)
        talk = self._walk(doing, saved.talk, event, found) if fresh else saved.talk
        shown = self._prompt(doing, replace(talk, notices=()) if opened else talk)
        if fresh:
            state = codec.save(Saved(talk, shown.all_offers()))
            unit.save_conversation(replace(doing.conversation, state=state))
        if fresh and not opened:
            unit.send(stored.id, inbound.address, codec.pack(shown), now)
        return Answer(shown, repeated=not fresh)

    def _walk(self, doing: Doing, talk: Talk, event: ClientEvent, found: Found) -> Talk:
        """``step`` until no command is left."""
        talk, asked = step(talk, event, self._facts(doing, found))
        pending: deque[Command] = deque(asked)
        for _count in range(COMMANDS_PER_TURN_MAX):
            if not pending:
                return talk
            outcome = doing.do(pending.popleft())
            if outcome is not None:
                talk, more = step(talk, outcome, self._facts(doing, found))
                pending.extend(more)
        raise RuntimeError("a talk asks for commands without end")

    def _prompt(self, doing: Doing, talk: Talk) -> Shown:
        wanted = needs(talk)
        facts = self._facts(doing)
        if wanted.weigh:
            facts = replace(facts, tickets=tuple(map(doing.weighed, facts.tickets)))
        if wanted.article:
            facts = replace(facts, article=self.context.search.article(wanted.article, facts.lang))
        if wanted.records:
            facts = replace(facts, records=self._records(doing.unit, facts, wanted.records))
        reader = self.context.reader(doing.conversation, doing.now)
        return localize(
            prompt(talk, facts),
            reader,
            lambda action: tokens.make(doing.conversation.id, talk.revision, action),
        )

    # ── Reading an event ───────────────────────────────────────────────────────────────

    def _taken(self, inbound: Inbound) -> ClientEvent:
        """The payload as an event, cleaned and redacted before anything is written."""
        if inbound.form is not None:
            return self._form_event(inbound)
        if inbound.token is not None:
            return _choice(inbound.token)
        if inbound.text is None:
            return Opened()
        if len(inbound.text) > self.context.policy.limits.text_chars:
            return TooLong(len(inbound.text))
        safe = redact(clean(inbound.text))
        return Said(safe.text, safe.kinds)

    def _form_event(self, inbound: Inbound) -> ClientEvent:
        values = inbound.form or ()
        if sum(len(value) for _name, value in values) > self.context.policy.limits.text_chars:
            return TooLong(sum(len(value) for _name, value in values))
        safe = [(name, redact(clean(value))) for name, value in values]
        removed = frozenset(kind for _name, value in safe for kind in value.kinds)
        token = tokens.read(inbound.token or "")
        revision = token.revision if token else -1
        return Submitted(tuple((name, value.text) for name, value in safe), revision, removed)

    def _search(
        self, unit: Unit, conversation: Conversation | None, talk: Talk, event: ClientEvent, inbound: Inbound
    ) -> Found:
        """Articles and the client's own tickets that resemble the words, before the transaction."""
        sought = seeks(talk, event)
        if sought is None:
            return NOTHING_FOUND
        languages = self.context.policy.firm.languages
        known = conversation.lang if conversation else ""
        guessed = guess(sought.text, languages)
        lang = known or self._platform_language(inbound) or guessed or languages[0]
        limit = self.context.policy.knowledge.suggestions
        hits = self.context.search.find(sought.text, lang, limit) if sought.articles else ()
        return Found(sought.text, hits, self._twins(unit, conversation, sought.text), guessed)

    def _twins(self, unit: Unit, conversation: Conversation | None, text: str) -> tuple[tuple[int, float], ...]:
        """The client's own live tickets, the most alike first."""
        if conversation is None or conversation.account is None:
            return ()
        mine = [ticket for ticket in unit.tickets_of(conversation.account.id) if ticket.live]
        if not mine:
            return ()
        alike = self.context.search.alike(text, [f"{ticket.subject}\n{ticket.symptoms}" for ticket in mine])
        return tuple(sorted(zip((t.number for t in mine), alike, strict=True), key=lambda pair: -pair[1]))

    def _platform_language(self, inbound: Inbound) -> str:
        code = inbound.lang.replace("_", "-").partition("-")[0].casefold()
        return code if code in self.context.policy.firm.languages else ""

    def _hinted(self, conversation: Conversation, inbound: Inbound) -> Conversation:
        """Take over what the platform knows of the reader, unless the client has said otherwise."""
        lang = self._platform_language(inbound)
        if lang and conversation.lang_source in {"", "guessed", "platform"}:
            conversation = replace(conversation, lang=lang, lang_source="platform")
        if inbound.zone and not conversation.zone:
            conversation = replace(conversation, zone=inbound.zone)
        return conversation

    # ── Facts ──────────────────────────────────────────────────────────────────────────

    def _facts(self, doing: Doing, found: Found = NOTHING_FOUND) -> Facts:
        reader = self.context.reader(doing.conversation, doing.now)
        return Facts(
            now=doing.now,
            policy=self.context.policy,
            account=doing.conversation.account,
            lang=reader.lang,
            lang_source=doing.conversation.lang_source,
            zone=reader.zone,
            tickets=doing.tickets(),
            found=found,
        )

    def _records(self, unit: Unit, facts: Facts, wanted: Sequence[tuple[int, int]]) -> tuple[TicketRecord, ...]:
        records = []
        for number, before in wanted:
            seen = facts.seen(number)
            if seen is None:
                continue
            entries = tuple(unit.record(number, RECORD_ENTRIES, before or None, public_only=True))
            earlier = unit.record_length(number, entries[0].seq, public_only=True) if entries else 0
            records.append(TicketRecord(seen.ticket, entries, earlier))
        return tuple(records)

    # ── Staff ──────────────────────────────────────────────────────────────────────────

    def command(self, identity: Identity, address: Address, key: str, line: str) -> "Future[Answer]":
        """Take one command line of staff; the answer travels back with the future.

        Everyone who isn't on the staff list gets the same refusal. A known ``key`` does nothing again.
        """
        now = self.context.clock.now()
        safe = redact(clean(line))
        return self.store.write(lambda unit: self._command(unit, identity, address, key, safe.text, now))

    def _command(self, unit: Unit, identity: Identity, address: Address, key: str, line: str, now: datetime) -> Answer:
        reader = self.context.staff_reader(now)
        staff = unit.staff(identity)
        if staff is None:
            return Answer(localize(answer(NOT_STAFF), reader, tokens.staff))
        doing = StaffDoing(unit, staff, self.context, now)
        if line and not unit.first_sight(address, key, now, line):
            return Answer(localize(doing.greet(), reader, tokens.staff), repeated=True)
        reply = doing.do(line) if line else doing.greet()
        return Answer(localize(reply, reader, tokens.staff))

    # ── Timers ─────────────────────────────────────────────────────────────────────────

    def due(self) -> tuple[Timer, ...]:
        """What has fallen due, earliest first, a limited number at a time."""
        with self.store.read() as unit:
            return tuple(unit.due_timers(self.context.clock.now(), TIMERS_AT_ONCE))

    def fire(self, timer: Timer) -> "Future[bool]":
        """Carry out what falls due; ``False`` when another process was faster or it no longer applies."""
        now = self.context.clock.now()
        return self.store.write(lambda unit: self._fire(unit, timer, now))

    def _fire(self, unit: Unit, timer: Timer, now: datetime) -> bool:
        ticket = unit.ticket(timer.ticket, for_change=True)
        if not unit.drop_timer(timer) or ticket is None:
            return False
        if timer.kind in _SCORES:
            for promise in unit.unscored(timer.ticket):
                if promise.kind is _SCORES[timer.kind] and promise.kept is None and promise.due_at <= now:
                    unit.score_promise(promise, kept=False, late_seconds=None)
        change = fire(ticket, timer.kind, self.context.policy, now)
        if change is not None:
            changes.apply(unit, change, self.context, now)
        return True


_SCORES = {TimerKind.ESTIMATE_DUE: PromiseKind.ESTIMATE, TimerKind.PROMISE_WARN_3: PromiseKind.RESPONSE}
"""Timers at which a promise is due."""


def _understood(event: ClientEvent, saved: Saved) -> ClientEvent:
    """Typed words that name what was offered last are that choice."""
    if not isinstance(event, Said):
        return event
    offer = chosen_by_words(event.text, saved.offers)
    return _choice(offer.token) if offer else event


def _choice(token: str) -> ClientEvent:
    """A choice by its token; one that is none of ours is as stale as can be."""
    read = tokens.read(token)
    return Chose(read.action, read.revision) if read else Chose("", -1)


def _words(event: ClientEvent) -> str:
    """What the inbox keeps of an event: the client's words, redacted."""
    match event:
        case Said(text):
            return text
        case Chose(action):
            return f"[{action}]"
        case Submitted(values):
            return "\n".join(f"{name}: {value}" for name, value in values)
        case _:
            return ""
