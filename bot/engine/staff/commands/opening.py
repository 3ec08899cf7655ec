"""Commands that bring somebody in: a ticket opened for a client, in words of staff's or from a message that they point
at; and who takes part in a ticket besides its client."""

import re
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from bot.core.client_view.notices import FILED_FROM_HERE
from bot.core.client_view.notifications import takes_part, takes_part_no_more
from bot.core.conversation.events import Said
from bot.core.conversation.ticket_form import SYMPTOMS_CHARS_MAX, headline
from bot.core.model.people import Account, Identity
from bot.core.model.platform_user import PLATFORM_NAMES, private_talk
from bot.core.model.record import Entry, Line, Participant
from bot.core.model.tickets import Ticket
from bot.core.rules.change import BotEntry, Change, Notification, NotificationKind, Refused
from bot.core.rules.permissions import Party
from bot.core.rules.staff import opening, participants, tags
from bot.core.staff_view.clients import participants_list
from bot.core.staff_view.tickets import answer, choice, refused
from bot.core.staff_view.usage import Usage, numbered
from bot.core.text import tokens
from bot.core.text.surface import Msg, Reply, desk_
from bot.engine.client.arrival import Arrival
from bot.engine.client_event import words_of
from bot.engine.staff.commands import clients
from bot.engine.staff.staff_turn import StaffTurn
from bot.engine.tickets import changes, filing
from bot.engine.tickets.clients import EVER
from bot.i18n import localize, sentence
from bot.ports import Conversation

_FOR = re.compile(r"for\s+(?P<who>[^\n]{1,200}?)\s*(?::\s+(?P<text>.+)|:?)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class New:
    """A ticket in a client's name, who is told."""

    who: str
    text: str
    """Its subject; further lines say more. Empty where a message is pointed at."""
    usage: ClassVar[Usage] = Usage(
        "new", "for <client, mention or ticket>: <subject>", desk_("open a ticket in a client's name, who is told")
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """A client and a subject."""
        found = _FOR.fullmatch(rest)
        return cls(found["who"], (found["text"] or "").strip()) if found else None

    def do(self, turn: StaffTurn) -> Reply:
        """Find the client and where they are written to; file it there, and tell them."""
        if not self.text and turn.pointed is None:
            return answer(desk_("Please write: {usage}", usage=self.usage.line))
        account = clients.named(turn, self.who)
        if not isinstance(account, Account):
            return account
        if refusal := opening.refusal(account, turn.now):
            return refused(refusal)
        talk = _talk(turn, account, clients.meant_user(turn, self.who))
        if talk is None:
            return answer(_nowhere(account))
        return self._worded(turn, account, talk) if self.text else _pointed(turn, account, talk)

    def _worded(self, turn: StaffTurn, account: Account, talk: Conversation) -> Reply:
        entries = opening.entries(self.text, turn.staff, turn.now)
        return _filed(turn, account, talk, self.text, entries)


def _pointed(turn: StaffTurn, account: Account, talk: Conversation) -> Reply:
    """The message becomes the ticket, with its files, as its writer's; no message twice."""
    assert turn.pointed is not None  # noqa: S101 (asked only then)
    arrival = Arrival(turn.pointed.message, turn.context, turn.now)
    inbound, said = arrival.inbound, arrival.taken
    if not isinstance(said, Said) or not said.text.strip():
        return answer(desk_("There are no words in that message that a ticket could begin with."))
    if placed := turn.unit.placed_at(inbound.address.platform, inbound.address.tenant, inbound.key):
        number = placed[0].ticket
        known = desk_("That message is on #{number} already.", number=number)
        return answer(known, choice("Show #{number}", f"show {number}", number))
    turn.unit.record_if_new(
        inbound.address, inbound.key, turn.now, words_of(said, turn.context.languages), inbound.client_key,
        inbound.identity,
    )  # fmt: skip
    for file in arrival.files(talk.id):
        turn.unit.note_file_due(file)
    if name := turn.context.safe(inbound.name).text:
        account = account if account.name else replace(account, name=name)
        turn.unit.save_account(account)
    talk = arrival.with_profile(talk)
    line = Line(said.text, arrival.written_at, (arrival.origin,))
    entries = opening.pointed_at(line, turn.pointed.link, turn.staff, turn.now)
    reply = _filed(turn, account, talk, said.text, entries)
    if turn.pointed.thread is not None:
        told = sentence(FILED_FROM_HERE, turn.context.reader(talk, turn.now))
        turn.unit.send(None, turn.pointed.thread, told, turn.now)
    return reply


def _filed(
    turn: StaffTurn, account: Account, talk: Conversation, text: str, entries: tuple[Entry | BotEntry, ...]
) -> Reply:
    turn.unit.save_conversation(replace(talk, account=account))
    subject = headline(text)
    symptoms = "" if text.strip() == subject else text[:SYMPTOMS_CHARS_MAX]
    plain = filing.new(turn, account.id, talk.id, subject=subject, service="", symptoms=symptoms)
    ticket = filing.tagged(turn, plain, (text,), (), talk.identity)
    worded = tuple(changes.worded(entry, talk, turn.context, turn.now) for entry in entries)
    changes.file(turn, ticket, (*worded, *tags.noted(plain, ticket, turn.now)), turn.staff.name)
    filing.confirm(turn, ticket, talk)
    changes.tell_client(turn, Notification(NotificationKind.FILED_FOR, by=turn.staff.name), ticket)
    changes.tell_staff(
        turn, Notification(NotificationKind.FILED, ticket.symptoms or ticket.subject), ticket, but=turn.staff.name
    )
    turn.acted = True
    platform = talk.address.platform
    said = desk_(
        "**#{number}** is filed for {client}, who is told on {platform}.",
        number=ticket.number,
        client=clients.called(account),
        platform=PLATFORM_NAMES.get(platform, platform.capitalize()),
    )
    return turn.case(ticket, said)


def _nowhere(account: Account) -> Msg:
    return desk_("I don't know where to write to {client}.", client=clients.called(account))


def _talk(turn: StaffTurn, account: Account, user: Identity | None) -> Conversation | None:
    """Where a client is written to in private: as the user who was named, else where they filed a ticket last."""
    unit = turn.unit
    if turn.pointed is not None:
        return unit.open_conversation(turn.pointed.message.address, turn.pointed.message.identity)
    if user is None and (theirs := unit.tickets_of(account.id, closed_after=EVER)):
        last = unit.conversation(max(theirs, key=lambda ticket: ticket.number).conversation)
        return unit.open_conversation(last.address, last.identity) if last else None
    for identity, known in unit.talks_of(account.id):
        if user not in (None, identity):
            continue
        talk = unit.conversation(known) if known else None
        address = talk.address if talk else private_talk(identity)
        if address is not None:
            return unit.open_conversation(address, identity)
    return None


# ── Who takes part ─────────────────────────────────────────────────────────────────────

_WHO = re.compile(r"(?P<act>add|remove)\s+(?P<who>[^\n]{1,200}?)(?:\s+as\s+(?P<name>[^\n]{1,200}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Participants:
    """Who takes part in a ticket besides its client; with a word, somebody is added or taken off."""

    number: int
    act: str = ""
    who: str = ""
    name: str = ""
    """What they are called, where nobody knows yet."""
    usage: ClassVar[Usage] = Usage(
        "participant",
        "<number> [add <client or mention> [as <name>] | remove <client or mention>]",
        desk_("who takes part beside its client: they read along and add words, under their own name"),
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """A ticket; perhaps whom to add or to remove."""
        number, behind = numbered(rest) or (0, "")
        found = _WHO.fullmatch(behind)
        if not number or (behind and found is None):
            return None
        return (
            cls(number, found["act"].casefold(), found["who"], (found["name"] or "").strip()) if found else cls(number)
        )

    def do(self, turn: StaffTurn) -> Reply:
        """Show who it is, or find whoever is meant and let them in or out; they are told."""
        if not self.act:
            return turn.on(self.number, lambda ticket: participants_list(ticket, self._there(turn)))
        user = self._meant(turn)
        if not isinstance(user, Identity):
            return user
        talk = _private(turn, user)  # locked before the ticket is, as in a turn of theirs
        if self.act == "remove":
            done = "They take part in #{number} no more."
            return self._told(turn, talk, turn.change(self.number, lambda ticket: self._out(turn, ticket, user), done))
        name = (self.name or _known_as(turn, user))[:NAME_CHARS_MAX]
        if not name:
            return answer(desk_("What are they called? Write it behind: as <name>. The record names them so."))
        done = "{name} takes part in #{number} from now on: they read its public record, and add to it as themselves."
        added = turn.change(self.number, lambda ticket: self._in(turn, ticket, user, name), done, name=name)
        return self._told(turn, talk, added)

    def _there(self, turn: StaffTurn) -> tuple[Participant, ...]:
        return participants.taking_part(turn.unit.participants(self.number))

    def _meant(self, turn: StaffTurn) -> Identity | Reply:
        """A user who is mentioned; a client by name, as whom they write to us; whoever takes part so called."""
        if user := clients.meant_user(turn, self.who):
            return user
        there = [each.identity for each in self._there(turn) if each.name.casefold() == self.who.casefold()]
        if self.act == "remove" and len(there) == 1:
            return there[0]
        account = clients.named(turn, self.who)
        if not isinstance(account, Account):
            return account
        talk = _talk(turn, account, None)
        return talk.identity if talk else answer(_nowhere(account))

    def _in(self, turn: StaffTurn, ticket: Ticket, user: Identity, name: str) -> Change | Refused:
        known, account, member = (
            turn.unit.participants(ticket.number),
            turn.unit.account_of(user),
            turn.unit.staff(user),
        )
        theirs = account is not None and account.id == ticket.account
        refusal = participants.refusal(ticket, user, known, client=theirs, staff=member.name if member else "")
        if refusal:
            return refusal
        joined = turn.unit.add_participant(ticket.number, user, name, turn.staff.name, turn.now)
        return participants.added(ticket, joined, turn.staff, turn.now)

    def _out(self, turn: StaffTurn, ticket: Ticket, user: Identity) -> Change | Refused:
        joined = next((each for each in self._there(turn) if each.identity == user), None)
        if joined is None:
            return Refused(desk_("They don't take part in #{number}.", number=ticket.number))
        turn.unit.remove_participant(ticket.number, user, turn.now)
        return participants.removed(ticket, joined, turn.staff, turn.now)

    def _told(self, turn: StaffTurn, talk: Conversation | None, reply: Reply) -> Reply:
        """What is said to staff; whoever it is about is told where they are written to, if that is known."""
        ticket = turn.unit.ticket(self.number) if turn.acted and talk is not None else None
        if ticket is not None and talk is not None:
            seen = replace(changes.seen(turn.unit, ticket), party=Party.PARTICIPANT)
            said = takes_part(seen, turn.staff.name) if self.act == "add" else takes_part_no_more(ticket)
            shown = localize(said, turn.reader(talk), lambda action: tokens.make(talk.id, 0, action))
            turn.unit.send(talk.id, talk.address, shown, turn.now)
        return reply


NAME_CHARS_MAX = 80
"""A participant's name, as long as one of the staff's; everybody on the ticket reads it."""


def _known_as(turn: StaffTurn, user: Identity) -> str:
    """What somebody is called as far as we know: as a client."""
    account = turn.unit.account_of(user)
    return account.name if account else ""


def _private(turn: StaffTurn, user: Identity) -> Conversation | None:
    """Where somebody is written to in private, a client or not; ``None`` where that can't be known."""
    account = turn.unit.account_of(user)
    if account is not None:
        return _talk(turn, account, user)
    address = private_talk(user)
    return turn.unit.open_conversation(address, user) if address else None
