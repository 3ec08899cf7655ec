"""What clients change or take back of what they wrote: recorded, never answered."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import changes, codec
from bot.context import Context
from bot.core.change import News, NewsKind
from bot.core.model import EntryKind, Ticket
from bot.core.redact import redact
from bot.core.surface import _
from bot.core.talk import Line
from bot.core.tickets import told
from bot.core.words import clean
from bot.inbound import Inbound
from bot.ports import Conversation, Unit


@dataclass(frozen=True, slots=True)
class Revision:
    """A message that reads otherwise now: ``inbound.text`` is what it says, ``None`` once it is gone."""

    inbound: Inbound
    before: str
    """What it said, as it came in."""
    context: Context
    now: datetime

    def take(self, unit: Unit) -> None:
        """Note it on the ticket that holds the words; in a talk that became none yet, they change."""
        address, key = self.inbound.address, self.inbound.key
        conversation = unit.find_conversation(address)
        before, after = _safe(self.before), _safe(self.inbound.text or "")
        if conversation is None or not before:
            return
        if not unit.first_sight(address, key, self.now, after, identity=self.inbound.identity):
            return
        ticket = self._holding(unit, conversation, before)
        if ticket is not None:
            self._note(unit, conversation, ticket, before, after)
        else:
            _reword(unit, conversation, before, after)

    def _holding(self, unit: Unit, conversation: Conversation, before: str) -> Ticket | None:
        """The client's latest ticket with these words of theirs."""
        if conversation.account is None:
            return None
        since = self.now - timedelta(days=self.context.policy.promises.reopen_window_days)
        for ticket in reversed(unit.tickets_of(conversation.account.id, closed_after=since)):
            entries = unit.record(ticket.number, public_only=True)
            said = (entry.text for entry in entries if entry.kind is EntryKind.WORDS)
            if any(text and before.endswith(text) for text in said):  # "add: it says 550" is recorded without "add:"
                return ticket
        return None

    def _note(self, unit: Unit, conversation: Conversation, ticket: Ticket, before: str, after: str) -> None:
        if self.inbound.text is None:
            what = _("The client deleted the message “{before}”.", before=before)
        else:
            what = _("The client changed the message “{before}” to “{after}”.", before=before, after=after)
        entry = changes.worded(told(what, self.now), conversation, self.context, self.now)
        unit.append(ticket.number, entry)
        if after:
            changes.tell_staff(unit, News(NewsKind.CLIENT_WROTE, after), ticket, self.context, self.now)


def _safe(text: str) -> str:
    return redact(clean(text)).text


def _reword(unit: Unit, conversation: Conversation, before: str, after: str) -> None:
    """Words that wait to become a ticket become one as they read now."""
    saved = codec.load(conversation.state)
    lines = [Line(after, line.at) if line.text == before else line for line in saved.talk.lines]
    talk = replace(saved.talk, lines=tuple(line for line in lines if line.text))
    if talk != saved.talk:
        unit.save_conversation(replace(conversation, state=codec.save(replace(saved, talk=talk))))
