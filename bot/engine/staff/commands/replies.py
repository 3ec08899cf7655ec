"""Commands that write to a client: reply and ask, saved replies and their preview, undo, and corrections."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self

from bot.core.model.held_replies import HeldReply, ReplyKind
from bot.core.model.record import StoredEntry
from bot.core.model.saved_replies import SavedReply
from bot.core.model.tickets import Ticket
from bot.core.rules.change import Refused
from bot.core.rules.replies import corrections, held, saved
from bot.core.staff_view import replies
from bot.core.staff_view.tickets import answer, refused
from bot.core.staff_view.usage import Usage, numbered
from bot.core.text.surface import Moment, Msg, Reply, desk_
from bot.engine.staff.commands.command import Alone, OfAny, WithWords
from bot.engine.staff.staff_turn import StaffTurn
from bot.engine.tickets import changes, held_replies
from bot.i18n import Reader, plain

DONE = {
    ReplyKind.REPLY: "Your reply to #{number} is on its way.",
    ReplyKind.ASK: "Asked. #{number} comes back to you with the client's answer.",
    ReplyKind.RESOLVE: "#{number} is resolved.",
}
"""What is said once words to a client are sent, by what they do."""


def written(turn: StaffTurn, number: int, kind: ReplyKind, text: str) -> Reply:
    """Words to the client; those that begin with a saved reply's name are shown first, filled in."""
    asked = saved.asked(text)
    if asked is None:
        return turn.write(number, kind, text, DONE[kind])
    return turn.on(number, lambda ticket: _previewed(turn, ticket, kind, asked))


@dataclass(frozen=True, slots=True)
class Respond(WithWords):
    """Words to the client that answer the ticket."""

    usage: ClassVar[Usage] = Usage(
        "reply", "<number> <text>", desk_("answer the client; `~name` for a saved reply"), asks=True, saved=True
    )

    def do(self, turn: StaffTurn) -> Reply:
        """Send it, or show it first."""
        return written(turn, self.number, ReplyKind.REPLY, self.text)


@dataclass(frozen=True, slots=True)
class Ask(WithWords):
    """A question to the client, who holds the ticket until they answer."""

    usage: ClassVar[Usage] = Usage(
        "ask",
        "<number> <text>",
        desk_("ask the client; their answer brings the ticket back"),
        asks=True,
        saved=True,
    )

    def do(self, turn: StaffTurn) -> Reply:
        """Send it, or show it first."""
        return written(turn, self.number, ReplyKind.ASK, self.text)


# ── Saved replies ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SavedList(Alone):
    """The saved replies."""

    usage: ClassVar[Usage] = Usage("replies", "", desk_("the saved replies: reply 12 ~name"))

    def do(self, turn: StaffTurn) -> Reply:
        """Show their names, and what each is about."""
        return replies.saved_list(turn.context.replies.all())


def _previewed(turn: StaffTurn, ticket: Ticket, kind: ReplyKind, asked: saved.Asked) -> Reply:
    """What would be sent: nothing is, before its writer says so. What was held before goes first."""
    conversation = turn.unit.conversation(ticket.conversation)
    reader = turn.reader(conversation)
    found = turn.context.replies.find(asked.name, reader.lang)
    if found is None:
        return replies.unknown(ticket, asked.name, turn.context.replies.nearest(asked.name))
    turn.unheld(ticket.number)
    ticket = turn.unit.ticket(ticket.number, for_change=True) or ticket
    found = replace(found, text=saved.with_words(found.text, asked.also))
    text, remarks = _filled(turn, ticket, found, reader)
    reply = HeldReply(
        ticket.number, turn.staff.name, kind, turn.now, None, turn.unit.record_length(ticket.number), text
    )
    possible = held.sent(ticket, reply, turn.staff, turn.now)
    if isinstance(possible, Refused):
        return refused(possible)
    for earlier in turn.unit.held_by(turn.staff.name):
        if earlier.due_at is None:
            turn.unit.drop_held(earlier)
    turn.unit.hold_reply(reply)
    return replies.preview(reply, remarks)


def _filled(turn: StaffTurn, ticket: Ticket, found: SavedReply, reader: Reader) -> tuple[str, tuple[Msg, ...]]:
    """A saved reply with its fields, as its client reads them; and what its writer should know of it."""
    account, firm = turn.unit.account(ticket.account), turn.context.policy.firm
    values = {
        "client": account.name if account else "",
        "number": f"#{ticket.number}",
        "subject": ticket.subject,
        "estimate": _moment(ticket.estimate_at, reader),
        "promise": _moment(ticket.promise_at, reader),
        "staff": turn.staff.name,
    }

    def link(slug: str) -> str:
        article = turn.context.search.article(slug, found.lang)
        return firm.article_url.format(slug=article.slug, lang=article.lang) if article else ""

    used = saved.fields_of(found.text)
    gone = [slug for _line, slug in saved.articles_named(found.text) if not link(slug)]
    over = {"estimate": ticket.estimate_at, "promise": ticket.promise_at}
    missing = [*sorted(name for name in used if name in values and not values[name]), *gone]
    past = sorted(name for name in used if name in over and (over[name] <= turn.now or ticket.answered_at))
    remarks = replies.remarks(found, reader.lang, turn.context.languages.name(reader.lang), missing, past)
    return saved.filled(found.text, values, link), remarks


def _moment(at: datetime, reader: Reader) -> str:
    return plain(desk_("{at}", at=Moment(at)), reader)


@dataclass(frozen=True, slots=True)
class Send(OfAny):
    """The reply that was shown is sent."""

    usage: ClassVar[Usage] = Usage("send", "[number]", desk_("send the saved reply that was shown"))

    def do(self, turn: StaffTurn) -> Reply:
        """As it was shown, unless something was said meanwhile that its writer hasn't read."""
        shown = [reply for reply in turn.unit.held_by(turn.staff.name) if reply.due_at is None]
        shown = [reply for reply in shown if self.number in {0, reply.ticket}]
        if not shown:
            return answer(desk_("There is nothing to send. Write: reply <number> ~<saved reply>"))
        turn.unit.ticket(shown[0].ticket, for_change=True)
        entries = turn.unit.record(shown[0].ticket)
        if news := held.news(shown[0], entries):
            turn.noticed(shown[0].ticket)
            turn.unit.hold_reply(replace(shown[0], seen=entries[-1].seq))
            return replies.changed_since(shown[0], news)
        turn.unit.drop_held(shown[0])
        return turn.write(shown[0].ticket, shown[0].kind, shown[0].text, DONE[shown[0].kind])


# ── Taking back ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Undo(OfAny):
    """The reply of a moment ago is taken back."""

    usage: ClassVar[Usage] = Usage("undo", "[number]", desk_("take back the reply of a moment ago"))

    def do(self, turn: StaffTurn) -> Reply:
        """One that is held or shown never goes; one that was sent just now is taken back where it stands."""
        mine = [reply for reply in turn.unit.held_by(turn.staff.name) if self.number in {0, reply.ticket}]
        if mine:
            return self._unsent(turn, mine[0])
        numbers = (self.number,) if self.number else turn.meant()
        ticket = turn.unit.ticket(numbers[0], for_change=True) if len(numbers) == 1 else None
        if ticket is None:
            return turn.no_ticket(self.number) if self.number else replies.nothing_to_undo(None, None)
        entries = _as_read(turn, ticket.number)
        last = corrections.chosen(entries, 0, turn.staff)
        if isinstance(last, Refused):
            return replies.nothing_to_undo(ticket, None)
        if turn.now - last.at > corrections.UNDO_FOR:
            return replies.nothing_to_undo(ticket, last)
        return _corrected(turn, ticket, last, "", entries)

    def _unsent(self, turn: StaffTurn, reply: HeldReply) -> Reply:
        ticket = turn.unit.ticket(reply.ticket, for_change=True)
        if ticket is None or not held_replies.drop(turn, reply):
            return replies.nothing_to_undo(None, None)
        turn.noticed(reply.ticket)
        if reply.due_at is None:
            return replies.dropped(reply)
        turn.apply(held.taken_back(ticket, turn.staff, turn.now))
        turn.acted = True
        return replies.undone(reply)


_WHICH = re.compile(r"(?:last|(?:entry\s+)#?(\d{1,9}))(?:\s*[:,])?(?:\s+|$)", re.IGNORECASE)


def _entry(rest: str) -> tuple[int, int, str] | None:
    """A ticket, the entry of its record that is meant (0: the last of one's own), and what follows."""
    found = numbered(rest)
    if found is None:
        return None
    which = _WHICH.match(found[1])
    if which is None:
        return found[0], 0, found[1]
    return found[0], int(which[1] or 0), found[1][which.end() :].strip()


@dataclass(frozen=True, slots=True)
class Edit:
    """What was written to a client is corrected."""

    number: int
    seq: int
    text: str
    usage: ClassVar[Usage] = Usage(
        "edit", "<number> [last | entry <n>] <text>", desk_("correct what you wrote to the client"), asks=True
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """A ticket, perhaps which entry, and how it is to read."""
        found = _entry(rest)
        return cls(*found) if found and found[2] else None

    def do(self, turn: StaffTurn) -> Reply:
        """Change it where it stands; where it can't be, the client gets the correction."""
        return turn.on(self.number, lambda ticket: _correct(turn, ticket, self.seq, self.text))


@dataclass(frozen=True, slots=True)
class Delete:
    """What was written to a client is taken back."""

    number: int
    seq: int
    usage: ClassVar[Usage] = Usage(
        "delete", "<number> [last | entry <n>]", desk_("take back what you wrote to the client")
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """A ticket, and perhaps which entry."""
        found = _entry(rest)
        return cls(*found[:2]) if found and not found[2] else None

    def do(self, turn: StaffTurn) -> Reply:
        """Take it back where it stands; where it can't be, the client is told."""
        return turn.on(self.number, lambda ticket: _correct(turn, ticket, self.seq, ""))


def _correct(turn: StaffTurn, ticket: Ticket, seq: int, text: str) -> Reply:
    waiting = next(
        (each for each in turn.unit.held_on(ticket.number) if each.by == turn.staff.name and each.due_at), None
    )
    if waiting is not None and not seq:
        return replies.still_waits(waiting)
    entries = _as_read(turn, ticket.number)
    entry = corrections.chosen(entries, seq, turn.staff)
    return refused(entry) if isinstance(entry, Refused) else _corrected(turn, ticket, entry, text, entries)


def _corrected(
    turn: StaffTurn, ticket: Ticket, entry: StoredEntry, text: str, entries: tuple[StoredEntry, ...]
) -> Reply:
    """Correct one of a record's entries by the rule; nothing at all takes it back."""
    written_last = corrections.last(entries)
    decided = corrections.correct(
        ticket, entry, turn.staff, text, turn.now, last=written_last is not None and written_last.seq == entry.seq
    )
    if isinstance(decided, Refused):
        return refused(decided)
    after = changes.correct(turn, decided, entry, text)
    turn.noticed(ticket.number)
    turn.audit("edited a reply" if text else "took back a reply", ticket.number)
    turn.acted = True
    return replies.corrected(after, entry, gone=not text)


def _as_read(turn: StaffTurn, number: int) -> tuple[StoredEntry, ...]:
    return corrections.as_it_reads(turn.unit.record(number), turn.unit.edits(number))
