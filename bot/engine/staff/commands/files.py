"""Commands on files: send some to a client, and see those on a ticket."""

from dataclasses import dataclass
from typing import ClassVar, Self

from bot.core.client_view.transcript import size
from bot.core.model.record import EntryKind
from bot.core.model.tickets import Ticket
from bot.core.rules import staff_actions
from bot.core.rules.attachments import named, refusal
from bot.core.rules.change import Change, Refused
from bot.core.staff_view.tickets import answer
from bot.core.staff_view.usage import Usage, numbered
from bot.core.text import tokens
from bot.core.text.surface import KeptFile, Msg, Reply, Table, Text, desk_
from bot.engine.staff.commands.command import OfTicket
from bot.engine.staff.staff_turn import StaffTurn
from bot.engine.tickets import attachments, cards
from bot.i18n import localize
from bot.ports.inbound import Carried

LATEST = 10
"""Entries among which the reply stands that was written just now."""


@dataclass(frozen=True, slots=True)
class Attach:
    """Files for the client, with words or without."""

    number: int
    text: str
    usage: ClassVar[Usage] = Usage(
        "attach", "<number> [path] [words]", desk_("send the client a file; under a card: upload it with `attach …`")
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """The command with its ticket, and words if there are any."""
        found = numbered(rest)
        return cls(found[0], found[1]) if found else None

    def do(self, turn: StaffTurn) -> Reply:
        """Send the words now; files that are still on a platform follow once they are copied."""
        if not turn.brought:
            how = desk_(
                "Which file? In the terminal: attach {number} PATH. Elsewhere upload it in the thread of the ticket's"
                " card, with “attach” before your words.",
                number=self.number,
            )
            return answer(how)
        if why := _why_not(turn):
            return answer(why)
        turn.unheld(self.number)
        said = turn.change(self.number, lambda ticket: self._decided(turn, ticket), "Sent to the client of #{number}.")
        if turn.acted:
            self._put(turn)
        return said

    def _decided(self, turn: StaffTurn, ticket: Ticket) -> Change | Refused:
        names = [named(turn.context.safe(each.name).text) for each in turn.brought]
        names = [name for name in names if name not in self.text]
        return staff_actions.reply(ticket, turn.staff, "\n".join(filter(None, (self.text, *names))), turn.now)

    def _put(self, turn: StaffTurn) -> None:
        """What is here already goes beside the reply, and out, at once."""
        here = [each for each in turn.brought if isinstance(each, Carried)]
        ticket = turn.unit.ticket(self.number, for_change=True)
        if not here or ticket is None:
            return
        written = [entry.seq for entry in turn.unit.record(self.number, LATEST) if entry.kind is EntryKind.REPLY]
        for each in here:
            name = turn.context.safe(each.name).text
            attachments.put(turn, ticket, written[-1], name, each.media, each.content)


def _why_not(turn: StaffTurn) -> Msg | None:
    """Nothing is sent where one of the files can't be."""
    for already, each in enumerate(turn.brought):
        if why := refusal(turn.context.policy, each.name, each.bytes, already):
            return desk_("Nothing was sent. The file {name}: {why}.", name=each.name, why=why)
    return None


@dataclass(frozen=True, slots=True)
class FilesOf(OfTicket):
    """The files on a ticket, to be opened where staff are."""

    usage: ClassVar[Usage] = Usage("files", "<number>", desk_("the files on a ticket, sent to its card's thread"))

    def do(self, turn: StaffTurn) -> Reply:
        """List them, and send them where staff read: under the ticket's card, and to their own room."""
        ticket = turn.unit.ticket(self.number)
        if ticket is None:
            return turn.no_ticket(self.number)
        turn.noticed(self.number)
        found = turn.unit.kept_files(self.number)
        if not found:
            return answer(desk_("There are no files on #{number}.", number=self.number))
        files = tuple(KeptFile(each.name, each.media, each.digest) for each in found)
        sent = Text((desk_("The files on **#{number}**:", number=self.number), *files))
        boards = turn.unit.card_channels()
        cards.under(turn, boards, sent, ticket)
        for room in turn.unit.staff_channels(turn.staff.name):
            if room not in boards:
                shown = localize(sent, turn.context.staff_reader(turn.now), tokens.staff)
                turn.unit.send(None, room, shown, turn.now)
        rows = tuple((each.name, str(each.seq), size(each.bytes)) for each in found)
        return Text((Table((desk_("File"), desk_("Entry"), desk_("Size")), rows),))
