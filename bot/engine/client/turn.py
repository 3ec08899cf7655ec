"""One turn of a client inside its transaction: from the stored talk and an event to the reply."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.client_view.notices import PANEL
from bot.core.client_view.prompt import RECORD_ENTRIES, Needs, needs, prompt
from bot.core.client_view.tone import tone
from bot.core.conversation.commands import Command
from bot.core.conversation.events import Chose, ClientEvent, Opened, Said, Submitted
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.stages.phone_number import to_read
from bot.core.conversation.state import (
    RESTING,
    AssigningText,
    GivingNumber,
    NoArticleFound,
    Notice,
    Saved,
    Say,
    Scheduling,
    Talk,
    numbers_about,
)
from bot.core.conversation.step import named, seeks, step
from bot.core.conversation.ticket_form import headline
from bot.core.conversation.transitions import together
from bot.core.conversation.typed_choice import chosen_by_words
from bot.core.conversation.understood import Understood
from bot.core.model.knowledge import Hit, SearchResult
from bot.core.model.outbox import replied_ticket
from bot.core.model.people import Account
from bot.core.model.record import TicketRecord
from bot.core.model.tickets import description
from bot.core.policy import Knowledge
from bot.core.rules.client_actions import reopenable
from bot.core.rules.incidents import likeness
from bot.core.rules.incidents.likeness import Sample
from bot.core.rules.limits.blocks import blocked
from bot.core.rules.limits.newcomers import welcome_from
from bot.core.rules.replies.corrections import as_it_reads
from bot.core.text import tokens
from bot.core.text.language import guess
from bot.core.text.redaction.redact import Redacted
from bot.core.text.surface import LocalizedReply
from bot.core.text.words import without_links
from bot.engine.client import blocking, pace, private_address
from bot.engine.client.arrival import Arrival
from bot.engine.client.commands import ClientCommands
from bot.engine.client.pace import Pace
from bot.engine.client.private_address import Here
from bot.engine.client_event import choice, words_of
from bot.engine.measuring import Remembered
from bot.engine.tickets import due
from bot.i18n import is_zone, localize
from bot.ports import Conversation, HeldWords, Search, UnitOfWork
from bot.ports.inbound import Answer
from bot.ports.understanding import Speaker

COMMANDS_PER_TURN_MAX = 20
"""A talk that asks for more without end is a bug; it must not hold the database."""

CLICK_AGAIN = timedelta(seconds=5)
"""So long the same choice once more is the same click: people click again where nothing seems to happen at once."""
NOTHING_FOUND = SearchResult()
STALE = Notice(Say.STALE)
"""All that is said of a choice that can't be chosen any more."""
NOTHING_UNDERSTOOD = Understood()
"""As in the facts of a turn that says nothing of a time, a zone or a number."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A turn that needs a search first: nothing of it was done yet."""

    text: str
    lang: str
    """The language to search in: the reader's, as far as it is known."""
    guessed: str
    articles: bool
    mine: tuple[tuple[int, str], ...]
    """The client's own tickets that are open, or can be opened again: number, and what they say."""
    before: str = ""
    """What was asked before: asked together with the words where they by themselves don't surely find something."""
    more: bool = False
    """The words can only tell more about it."""
    samples: tuple[Sample, ...] = ()
    """What tells the incidents that last."""

    def find(self, search: Search, knowledge: Knowledge) -> SearchResult:
        """Search, outside of any transaction."""
        hits, joined = self._hits(search, knowledge) if self.articles else ((), False)
        alike = search.alike(self.text, [text for _number, text in self.mine]) if self.mine else ()
        twins = sorted(zip((number for number, _text in self.mine), alike, strict=True), key=lambda twin: -twin[1])
        like = search.alike(self.text, [each.text for each in self.samples]) if self.samples else ()
        incidents = likeness.known(self.samples, like)
        return SearchResult(self.text, hits, tuple(twins), self.guessed, self.lang, incidents, joined)

    def _hits(self, search: Search, knowledge: Knowledge) -> tuple[tuple[Hit, ...], bool]:
        hits = search.find(without_links(self.text), self.lang, knowledge.suggestions)
        if not self.before or (not self.more and hits and hits[0].confidence >= knowledge.sure_from_confidence):
            return hits, False
        both = f"{self.before}\n{self.text}"
        return search.find(without_links(both), self.lang, knowledge.suggestions), True


@dataclass(slots=True)
class Turn(Arrival):
    """One event of a client, to be taken in one transaction."""

    measured: Remembered
    pace: Pace
    held: HeldWords | None = None
    """It waited until now: an event of the inbox."""
    _in_time: bool = field(default=False, kw_only=True)
    """Its words are to be taken now: not asked again after a search, nor in private."""
    _known: tuple[Conversation, Facts] | None = field(default=None, init=False)
    """What ``_facts`` gave last, and for which conversation."""
    _cleared: tuple[Said, str, Said] | None = field(default=None, init=False)
    """What ``_behind`` was asked last, and what it gave: a turn that must search first is taken in twice."""

    def take(self, unit: UnitOfWork, found: SearchResult | None = None) -> Answer | SearchRequest:
        """Do it all; or, having written nothing yet, say what must be searched for first."""
        if self.inbound.overheard and not private_address.is_answered(self.taken, found, self.context):
            return private_address.let_pass(self, unit)
        place = unit.open_conversation(self.inbound.address, self.inbound.identity)
        if block := blocked(place.account, self.written_at):
            return blocking.refuse(self, unit, place, block, self.held)
        limits = self.context.policy.limits
        if place.account is None and (
            welcome := welcome_from(self.inbound.born, limits.account_days_min, self.written_at)
        ):
            return blocking.turn_away(self, unit, place, welcome)
        if not self._in_time and self.counts and self.held is None:
            until, told = pace.due(self, unit, self.pace)
            if until is not None:
                self.pace.waits(self.inbound.identity, until)
                return pace.hold(self, unit, place, until, told=told)
            self._in_time = True
        if self.inbound.private_address is None:
            return self._take_in(unit, Here(place), found)
        if not private_address.is_for_all(self.taken, self.context.languages):
            return self._taken_in_private(unit, found)
        here = private_address.here(self, unit, place)
        if isinstance(here, Answer):
            return here
        return self._take_in(unit, replace(here, talk=replace(here.talk, account=None)), found)

    def _take_in(self, unit: UnitOfWork, here: Here, found: SearchResult | None) -> Answer | SearchRequest:
        """The turn in the talk that it belongs to."""
        stored = here.talk
        saved = stored.state
        taken = self._under(unit, _understood(self.taken, saved))
        event = self._behind(self._of_here(taken, stored.talk), saved.talk)
        commands = self._commands(unit, here, saved, (named(event, self.context.languages), *numbers_about(saved.talk)))
        if again := self._clicked_again(commands, saved, event):
            return again
        if found is None:
            request = self._search_request(commands, saved.talk, event)
            if request is not None:
                unit.rollback()
                return request
        if isinstance(event, Opened) or self.inbound.opens:
            reopened = self._reopened(commands, saved.talk)
            if isinstance(event, Opened) or reopened.shown.form:
                return reopened
        commands.ask()
        if not self._is_new(unit, event):
            return Answer(unit.with_code(self._prompt(commands, saved.talk), self.now), repeated=True)
        for file in self.files(stored.id) if self.held is None else ():
            unit.note_file_due(file)
        talk = self._walk(commands, saved.talk, event, found or NOTHING_FOUND)
        if self.inbound.whispers and isinstance(event, Chose) and talk.notices == (STALE,):
            return self._from_earlier(commands, saved.talk)
        if isinstance(event, Submitted) and self.inbound.in_place and type(talk.stage) is type(saved.talk.stage):
            talk = replace(talk, revision=saved.talk.revision)  # nothing is sent: what stands there stays good
        if self.inbound.private_address and not isinstance(talk.stage, private_address.PUBLIC):
            return self._moved(commands, talk)
        return self._answered(commands, talk)

    def _more_follow(self, unit: UnitOfWork) -> bool:
        """Whether it waited, and more from the same place is taken right after it."""
        if self.held is None:
            return False
        place = self.held.inbound.address
        return any(each.inbound.address == place for each in unit.held_behind(self.held, self.now))

    @property
    def counts(self) -> bool:
        """Whether it counts for how much its writer writes at once."""
        return pace.limited(self)

    def _is_new(self, unit: UnitOfWork, event: ClientEvent) -> bool:
        """Note it in the inbox, where it is already if it waited; ``False``: it was taken before."""
        if self.held is not None:
            return unit.take_held(self.held, self.now)
        return unit.record_if_new(
            self.inbound.address,
            self.inbound.key,
            self.now,
            words_of(event, self.context.languages),
            self.inbound.client_key,
            self.inbound.identity,
            self.written_at if self.counts else None,
        )

    def _commands(self, unit: UnitOfWork, here: Here, saved: Saved, about: tuple[int, ...]) -> ClientCommands:
        """The hands of the turn; a visitor changes neither a talk's language nor whose it is."""
        talk, public = here.talk, self.inbound.private_address is not None
        return ClientCommands(
            unit,
            self.context,
            self.now,
            talk if here.visited else self.with_profile(talk),
            () if public else about,
            talk.lang,
            saved.asker if here.visited else private_address.asker(self) if public else "",
        )

    def _taken_in_private(self, unit: UnitOfWork, found: SearchResult | None) -> Answer | SearchRequest:
        """What asks for something personal in public is taken where nobody else reads."""
        answer = self._in_private().take(unit, found)
        if isinstance(answer, Answer) and not answer.repeated and private_address.is_theirs(self, unit):
            return self._told_where(unit, answer)
        return answer

    def _told_where(self, unit: UnitOfWork, answer: Answer) -> Answer:
        """Say in public that it goes on in private; where the platform can, to none but who asked.

        A form that opens in front of them says so itself.
        """
        if answer.reopened:
            return answer
        if not self._more_follow(unit):
            private_address.say_where(self, unit)
        return replace(answer, elsewhere=self.inbound.whispers)

    def _in_private(self) -> "Turn":
        """The same, in the direct message."""
        assert self.inbound.private_address is not None  # noqa: S101 (asked only in public)
        return replace(self, inbound=replace(self.inbound, address=self.inbound.private_address, private_address=None))

    def _moved(self, commands: ClientCommands, talk: Talk) -> Answer:
        """Go on in the direct message with what was said in public; the public talk begins anew."""
        state = Saved(Talk(talk.revision), (), commands.asker, *self._click(commands.conversation.state))
        commands.unit.save_conversation(replace(commands.conversation, state=state))
        there = self._in_private()
        stored = commands.unit.open_conversation(there.inbound.address, there.inbound.identity)
        saved = stored.state
        going_on = ClientCommands(
            commands.unit, self.context, self.now, there.with_profile(stored), read_in=stored.lang
        )
        if not isinstance(saved.talk.stage, RESTING):  # something under way there isn't disturbed
            answer = there._answered(going_on, replace(saved.talk, notices=()))
        else:
            carried = replace(talk, revision=saved.talk.revision + 1, stage=NoArticleFound(), notices=())
            filing = there._walk(going_on, carried, Chose("file", carried.revision), SearchResult())
            answer = there._answered(going_on, filing)
        return self._told_where(commands.unit, answer)

    def _answered(self, commands: ClientCommands, talk: Talk) -> Answer:
        """Keep what became of the talk, and send what the client sees now.

        Of words that waited and are taken together the last ones are answered, for all of them.
        """
        untold = commands.conversation.state.untold
        talk = replace(talk, notices=together(untold, talk.notices)) if untold else talk
        shown = self._prompt(commands, talk)
        silent = self._more_follow(commands.unit)
        self._save(commands, talk, shown, talk.notices if silent else ())
        due.wait_for_place(commands.unit, talk, self.now)
        in_place = self._in_place(talk, shown)
        if not (in_place or silent):
            key = private_address.key_of(commands.conversation)
            commands.unit.send(commands.conversation.id, self.inbound.address, shown, self.now, key=key)
        shown = commands.unit.with_code(shown, self.now)  # in the acknowledgement; what is stored of it shows none
        return Answer(shown, stale=any(said.say is Say.STALE for said in talk.notices), reopened=in_place)

    def _in_place(self, talk: Talk, shown: LocalizedReply) -> bool:
        """Whether a form is shown where it was asked for; not after a click of which there is more to be said."""
        told = isinstance(self.taken, Chose) and bool(talk.notices)
        return self.inbound.in_place and shown.form is not None and not told

    def _clicked_again(self, commands: ClientCommands, saved: Saved, event: ClientEvent) -> Answer | None:
        """The very choice that was taken last, clicked once more: nothing is sent, and a form opens again.

        ``None``: it is another one, the same delivered twice, or it came so late that it is meant anew.
        """
        if not (self.inbound.in_place and self.inbound.form is None and self.inbound.token == saved.chosen):
            return None
        shown = self._stands(commands, saved.talk)
        again = saved.chosen_at is not None and self.now - saved.chosen_at < CLICK_AGAIN
        if not (shown.form or again) or (isinstance(event, Chose) and not self._is_new(commands.unit, event)):
            return None
        if shown.form:
            return Answer(shown, repeated=again, whispered=again, reopened=not again)
        return Answer(shown, repeated=True)

    def _stands(self, commands: ClientCommands, talk: Talk) -> LocalizedReply:
        """Where a talk stands; what began in public may have gone on in private."""
        if self.inbound.private_address is None or not isinstance(talk.stage, RESTING):
            return self._prompt(commands, replace(talk, notices=()))
        there = self._in_private()
        stored = commands.unit.open_conversation(there.inbound.address, there.inbound.identity)
        going_on = ClientCommands(
            commands.unit, self.context, self.now, there.with_profile(stored), read_in=stored.lang
        )
        return there._prompt(going_on, replace(stored.state.talk, notices=()))

    def _click(self, before: Saved) -> tuple[str, datetime | None]:
        """What was clicked last, and when; to look, or to be told by a message instead, changes nothing of that."""
        if isinstance(self.taken, Chose) and self.inbound.in_place:
            return self.inbound.token or "", self.now
        return (before.chosen, before.chosen_at) if isinstance(self.taken, Chose | Opened) else ("", None)

    def _under(self, unit: UnitOfWork, event: ClientEvent) -> ClientEvent:
        """Words with the ticket under whose message they stand, where they were written under one."""
        if not self.inbound.under or not isinstance(event, Said):
            return event
        return replace(event, under=replied_ticket(unit.key_of(self.inbound.address, self.inbound.under)))

    def _of_here(self, event: ClientEvent, conversation: int) -> ClientEvent:
        """A choice or form that was offered in another conversation is stale in this one."""
        token = tokens.read(self.inbound.token or "")
        if token is None or token.conversation == conversation or not isinstance(event, Chose | Submitted):
            return event
        return replace(event, revision=-1)

    def _behind(self, event: ClientEvent, talk: Talk) -> ClientEvent:
        """Words without the second half of a secret that the message before began: "my password is", "moonlight"."""
        if not isinstance(event, Said):
            return event
        before = _typed_last(talk)
        if self._cleared is None or self._cleared[:2] != (event, before):
            safe = self.context.safe_behind(before, Redacted(event.text, event.removed))
            cleared = event if safe.text == event.text else Said(safe.text, safe.kinds, event.under)
            self._cleared = event, before, cleared
        return self._cleared[2]

    def _reopened(self, commands: ClientCommands, talk: Talk) -> Answer:
        """Where the talk stands, without what was said once; changes nothing but what can be chosen."""
        shown = self._prompt(commands, replace(talk, notices=()))
        self._save(commands, talk, shown, commands.conversation.state.untold)
        return Answer(shown, reopened=True)

    def _from_earlier(self, commands: ClientCommands, talk: Talk) -> Answer:
        """Where the talk stands, for whoever chose what can't be chosen any more: they see it alone, and it stays."""
        shown = self._prompt(commands, replace(talk, notices=(STALE,)))
        return Answer(shown, stale=True, whispered=True)

    def say_again(self, unit: UnitOfWork) -> None:
        """Send where the talk stands as a message: what was to be shown at once couldn't be."""
        stored = unit.open_conversation(self.inbound.address, self.inbound.identity)
        commands = ClientCommands(unit, self.context, self.now, self.with_profile(stored), read_in=stored.lang)
        self._answered(commands, replace(stored.state.talk, notices=()))

    def greet(self, unit: UnitOfWork) -> None:
        """Send the greeting, once, to somebody who never wrote here and has no ticket."""
        stored = unit.open_conversation(self.inbound.address, self.inbound.identity)
        new = stored.state.talk == Talk() and stored.account is None
        if new and unit.record_if_new(self.inbound.address, self.inbound.key, self.now, identity=self.inbound.identity):
            self.say_again(unit)

    def home(self, unit: UnitOfWork) -> Answer:
        """The client's tickets, whatever is being talked about; its choices name their tickets."""
        stored = unit.open_conversation(self.inbound.address, self.inbound.identity)
        commands = ClientCommands(unit, self.context, self.now, self.with_profile(stored), read_in=stored.lang)
        live = [seen.ticket.number for seen in commands.tickets() if seen.ticket.live]
        shown = tuple(Notice(Say.STATUS, number) for number in live) or (Notice(Say.NO_TICKETS),)
        page = self._prompt(commands, Talk(revision=1, notices=shown))
        (asks,) = localize(PANEL, commands.reader(stored), lambda action: action).offers
        return Answer(replace(page, offers=(asks, *page.offers)) if self.inbound.forms else page)

    def _save(
        self, commands: ClientCommands, talk: Talk, shown: LocalizedReply, untold: tuple[Notice, ...] = ()
    ) -> None:
        clicked = self._click(commands.conversation.state)
        state = Saved(talk, shown.all_offers(), commands.asker, *clicked, untold)
        commands.unit.save_conversation(replace(commands.conversation, state=state))

    def _walk(self, commands: ClientCommands, talk: Talk, event: ClientEvent, found: SearchResult) -> Talk:
        """What becomes of the talk: ``step`` until no command is left."""
        said = self._understood(commands, talk, event)
        talk, asked = step(talk, event, self._facts_of_words(commands, found, talk, said))
        pending: deque[Command] = deque(asked)
        for _count in range(COMMANDS_PER_TURN_MAX):
            if not pending:
                return talk
            outcome = commands.do(pending.popleft())
            if outcome is not None:
                talk, more = step(talk, outcome, self._facts_of_words(commands, found, talk, said))
                pending.extend(more)
        raise RuntimeError("a talk asks for commands without end")

    def _understood(self, commands: ClientCommands, talk: Talk, event: ClientEvent) -> Understood:
        """What the words say of a time and a phone number, where that may matter."""
        lang = commands.conversation.lang or self.context.policy.firm.languages[0]
        text = to_read(talk, event, self.context.languages, lang)
        if not text:
            return NOTHING_UNDERSTOOD
        reader, own = commands.reader(commands.conversation), commands.conversation.zone
        speaker = Speaker(commands.now, reader.zone, reader.lang, zone_known=is_zone(own))
        awaited = isinstance(talk.stage, GivingNumber)
        return self.context.understanding.read(text, speaker, number_awaited=awaited)

    def _facts_of_words(self, commands: ClientCommands, found: SearchResult, talk: Talk, said: Understood) -> Facts:
        """The facts of a step; with the phone's times, where a time was said."""
        facts = self._facts(commands, found)
        if said is not NOTHING_UNDERSTOOD:
            facts = replace(facts, understood=said)
        if said.time is None and talk.call_time is None and not isinstance(talk.stage, Scheduling):
            return facts
        about = talk.stage.number if isinstance(talk.stage, Scheduling | GivingNumber) else 0
        hours, slots = self.context.phone_slots(commands.unit, commands.now, without=about)
        return replace(facts, hours=hours, slots=slots)

    def _prompt(self, commands: ClientCommands, talk: Talk) -> LocalizedReply:
        facts = self._facts(commands)
        if more := self._more(commands, needs(talk), facts):
            facts = replace(facts, **more)
        reader = commands.reader(commands.conversation)
        reply = prompt(talk, facts)
        if commands.files:
            reply = replace(reply, blocks=(*reply.blocks, *commands.files))
        shown = localize(reply, reader, lambda action: tokens.make(commands.conversation.talk, talk.revision, action))
        code = next((said.number for said in talk.notices if said.say is Say.CODE), 0)
        begins = self.inbound.private_address and isinstance(self.taken, Said) and talk.lines
        topic = talk.lines[0].text if begins else ""
        return replace(shown, code=code, tone=tone(talk, facts), topic=headline(topic))

    # ── What the talk may know ─────────────────────────────────────────────────────────

    def _more(self, commands: ClientCommands, wanted: Needs, facts: Facts) -> dict[str, Any]:
        """What only some prompts need to know."""
        more: dict[str, Any] = {}
        if wanted.weigh:
            more["tickets"] = tuple(map(commands.weighed, facts.tickets))
        if wanted.article:
            more["article"] = self.context.search.article(wanted.article, facts.lang)
        if wanted.lately:
            known = self.measured.lately(commands.unit, self.context, commands.now)
            more |= {"learned": known.learned, "share": known.share}
        if wanted.link:
            more["link"] = commands.linker().sides(wanted.link)
        if wanted.leaving:
            more["leaving"] = commands.linker().leaving(wanted.leaving)
        if wanted.incident:
            more["incident"] = commands.unit.incident(wanted.incident)
        if wanted.calendar:
            more["calendar"] = self.context.calendar(commands.unit, commands.now)
        if wanted.slots_for:
            hours, slots = self.context.phone_slots(commands.unit, commands.now, without=wanted.slots_for)
            more |= {"hours": hours, "slots": slots}
        if wanted.records:
            more["records"] = _records(commands.unit, facts, wanted.records)
        return more

    def _facts(self, commands: ClientCommands, found: SearchResult = NOTHING_FOUND) -> Facts:
        """What is known by now; made anew only when something of it is."""
        known = self._known
        tickets = commands.tickets()
        if known and known[0] is commands.conversation and known[1].tickets is tickets and known[1].found is found:
            return known[1]
        self._known = commands.conversation, self._made_of(commands, tickets, found)
        return self._known[1]

    def _made_of(self, commands: ClientCommands, tickets: tuple[TicketView, ...], found: SearchResult) -> Facts:
        reader = commands.reader(commands.conversation)
        return Facts(
            now=commands.now,
            policy=self.context.policy,
            languages=self.context.languages,
            account=commands.conversation.account,
            identity=commands.conversation.identity,
            called=self._called(commands.conversation.account),
            lang=reader.lang,
            lang_source=commands.conversation.lang_source,
            zone=commands.conversation.zone if is_zone(commands.conversation.zone) else "",
            tickets=tickets,
            more_closed=commands.more_closed,
            found=found,
            public=self.inbound.private_address is not None,
            origin=self.origin,
        )

    def _called(self, account: Account | None) -> str:
        """A name to be taken over, for whoever gave none yet."""
        known = account is not None and bool(account.name)
        return "" if known or not self.inbound.name else private_address.asker(self)

    def _search_request(self, commands: ClientCommands, talk: Talk, event: ClientEvent) -> SearchRequest | None:
        wanted = seeks(talk, event, self.context.languages)
        if wanted is None:
            return None
        window = self.context.policy.promises.reopen_window_days
        known = (
            seen.ticket
            for seen in commands.tickets()
            if seen.ticket.live or reopenable(seen.ticket, commands.now, window)
        )
        mine = tuple((ticket.number, description(ticket)) for ticket in known)
        samples = tuple(commands.unit.samples())
        if not (mine or samples or wanted.articles):
            return None
        languages = self.context.policy.firm.languages
        guessed = guess(wanted.text, self.context.languages, languages)
        settled = commands.conversation.lang_source in {"platform", "chosen"}
        lang = (commands.conversation.lang if settled else guessed) or commands.conversation.lang or languages[0]
        return SearchRequest(wanted.text, lang, guessed, wanted.articles, mine, wanted.before, wanted.more, samples)


def _typed_last(talk: Talk) -> str:
    """The client's last words that wait in the talk, or went onto a ticket last."""
    waiting = talk.stage.lines if isinstance(talk.stage, AssigningText) else ()
    lines = waiting or (talk.placed.lines if talk.placed else ()) or talk.lines
    return lines[-1].text if lines else ""


def _understood(event: ClientEvent, saved: Saved) -> ClientEvent:
    """Typed words that name what was offered last are that choice.

    What costs money isn't accepted by a mere number: it may have been meant for what stood there before.
    """
    if not isinstance(event, Said):
        return event
    offer = chosen_by_words(event.text, saved.offers)
    if offer is None:
        return event
    chosen = choice(offer.token)
    unsure = isinstance(chosen, Chose) and chosen.action.startswith("@agree.") and event.text.strip(" .)").isdecimal()
    return replace(event, text="yes") if unsure else chosen


def _records(unit: UnitOfWork, facts: Facts, wanted: Sequence[tuple[int, int]]) -> tuple[TicketRecord, ...]:
    """Windows of the records that are the client's own; others are left out."""
    records = []
    for number, before in wanted:
        seen = facts.seen(number)
        if seen is None:
            continue
        entries = as_it_reads(unit.record(number, RECORD_ENTRIES, before or None, public_only=True), unit.edits(number))
        earlier = unit.record_length(number, entries[0].seq, public_only=True) if entries else 0
        records.append(TicketRecord(seen.ticket, entries, earlier))
    return tuple(records)
