"""The command that opens a ticket for a client: in words of staff's, or from a message that they point at."""

import re
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from bot.core.client_view.notices import FILED_FROM_HERE
from bot.core.conversation.events import Said
from bot.core.conversation.ticket_form import SYMPTOMS_CHARS_MAX, headline
from bot.core.model.people import Account, Identity
from bot.core.model.platform_user import PLATFORM_NAMES, private_talk
from bot.core.model.record import Entry, Line
from bot.core.rules.change import BotEntry, Notification, NotificationKind
from bot.core.rules.staff import opening, tags
from bot.core.staff_view.tickets import answer, choice, refused
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import Reply, desk_
from bot.engine.client.arrival import Arrival
from bot.engine.client_event import words_of
from bot.engine.staff.commands import clients
from bot.engine.staff.staff_turn import StaffTurn
from bot.engine.tickets import changes, filing
from bot.engine.tickets.clients import EVER
from bot.i18n import sentence
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
            return answer(desk_("I don't know where to write to {client}.", client=clients.called(account)))
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
