"""Commands on one ticket: take it and give it back, answer, ask, note, close it and open it again."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from bot.core.model.held_replies import ReplyKind
from bot.core.model.knowledge import address_of
from bot.core.model.tickets import Ticket, description
from bot.core.rules import staff_actions
from bot.core.rules.appointments import outcome_owed
from bot.core.rules.change import Change, Notification, NotificationKind, Refused
from bot.core.staff_view import suggestions
from bot.core.staff_view.colleagues import mentioned, named_first, nearest, nobody, unknown
from bot.core.staff_view.tickets import answer, choice, refused
from bot.core.staff_view.usage import Usage, numbered
from bot.core.text.surface import Choice, Msg, Ordinal, Reply, desk_
from bot.engine.staff.aside import Passage
from bot.engine.staff.commands import replies
from bot.engine.staff.commands.command import Decided, MaybeWords, OfAny, WithWords
from bot.engine.staff.staff_turn import StaffTurn
from bot.engine.tickets import cards, changes


@dataclass(frozen=True, slots=True)
class Claim(OfAny):
    """The next in line becomes one's own, or the ticket that is named."""

    usage: ClassVar[Usage] = Usage("claim", "[number]", desk_("take the next in line, or the one you name"))

    def do(self, turn: StaffTurn) -> Reply:
        """Claim it; who came second learns who was first, and what is next in line."""
        ticket = turn.unit.ticket(self.number, for_change=True) if self.number else turn.unit.next_waiting()
        if ticket is None:
            return turn.no_ticket(self.number) if self.number else answer(desk_("Nobody is waiting."))
        place = turn.unit.place(ticket) if ticket.waiting else None
        decided = staff_actions.claim(ticket, turn.staff, turn.now)
        if isinstance(decided, Refused):
            return _lost(turn, decided)
        after = turn.apply(decided)
        where = desk_("It was {place} in line.", place=Ordinal(place)) if place else ""
        return turn.case(after, desk_("**#{number}** is yours. {where}", number=after.number, where=where))


def _lost(turn: StaffTurn, decided: Refused) -> Reply:
    """Somebody else has it: say who, and offer the next in line."""
    upcoming = turn.unit.waiting(1)
    if not upcoming:
        return refused(decided)
    number = upcoming[0].number
    said = desk_("{why} Next in line is #{number}.", why=decided.why, number=number)
    return answer(said, *decided.choices, choice("Claim #{number}", f"claim {number}", number))


@dataclass(frozen=True, slots=True)
class Assign(WithWords):
    """A ticket becomes a colleague's, who is told."""

    usage: ClassVar[Usage] = Usage(
        "assign", "<number> to <colleague> [because <reason>]", desk_("hand a ticket to a colleague"), asks=True
    )

    def do(self, turn: StaffTurn) -> Reply:
        """By the rule, once it is known to whom; whose it was is told as well."""
        names = turn.colleagues()
        found = named_first(self.text, names, me=turn.staff.name)
        if found is None:
            return unknown(self.text, names)
        turn.unheld(self.number)
        to, reason = found
        owner = ""

        def decide(ticket: Ticket) -> Change | Refused:
            nonlocal owner
            owner = ticket.owner
            return staff_actions.assign(ticket, to, turn.staff, reason, turn.now)

        reply = turn.change(self.number, decide, "#{number} is with {colleague} now.", colleague=to)
        ticket = turn.unit.ticket(self.number) if turn.acted and owner not in {"", to, turn.staff.name} else None
        if ticket is not None:
            told = Notification(NotificationKind.ASSIGNED, reason, turn.staff.name)
            changes.tell_colleague(turn, told, ticket, owner)
        return reply


@dataclass(frozen=True, slots=True)
class Release(MaybeWords, Decided):
    """A claimed ticket goes back to its place in line."""

    usage: ClassVar[Usage] = Usage("release", "<number> [text]", desk_("give a ticket back to its place in line"))
    done: ClassVar[str] = "#{number} is released."

    def do(self, turn: StaffTurn) -> Reply:
        """What is held goes first: it would be the owner's otherwise, and nobody's then."""
        turn.unheld(self.number)
        return Decided.do(self, turn)

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """By the rule."""
        return staff_actions.release(ticket, turn.staff, self.text, turn.now)


@dataclass(frozen=True, slots=True)
class Insert:
    """A reply begins with an article: its link, or the passage that answers as well."""

    number: int
    what: str
    slug: str
    usage: ClassVar[Usage] = Usage(
        "insert", "<number> link|passage <article>", desk_("begin a reply with an article's link, or its passage")
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """A ticket, which of the two, and the article's name."""
        number, behind = numbered(rest) or (0, "")
        match behind.split():
            case [("link" | "passage") as what, slug]:
                return cls(number, what, slug)
            case _:
                return None

    def do(self, turn: StaffTurn) -> Reply:
        """Nothing goes out: the reply is shown first, to be changed and sent."""
        ticket = turn.unit.ticket(self.number)
        if ticket is None:
            return turn.no_ticket(self.number)
        turn.noticed(ticket.number)
        talk = turn.unit.conversation(ticket.conversation)
        lang = (talk.lang if talk else "") or turn.context.policy.firm.languages[0]
        article = turn.context.search.article(self.slug, lang)
        if article is None:
            return self._unknown(turn, lang)
        if self.what == "passage":
            turn.aside = Passage(self.slug, description(ticket), lang)
        url = address_of(article, turn.context.policy.firm.article_url)
        return suggestions.begun(replies.Respond.usage, ticket.number, article.title, url)

    def _unknown(self, turn: StaffTurn, lang: str) -> Reply:
        near = [slug for slug in turn.context.replies.nearest(self.slug) if turn.context.search.article(slug, lang)]
        if not near:
            return answer(desk_("There is no article {slug}.", slug=self.slug))
        said = desk_("There is no article {slug}. Did you mean {near}?", slug=self.slug, near=", ".join(near))
        return answer(said, *(Choice(desk_("{slug}", slug=slug), f"insert {self.number} {self.what} {slug}")
                              for slug in near))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note(WithWords, Decided):
    """Words that only staff read."""

    usage: ClassVar[Usage] = Usage(
        "note", "<number> <text>", desk_("an internal note; clients never see it"), asks=True
    )
    done: ClassVar[str] = "Noted on #{number}."

    def do(self, turn: StaffTurn) -> Reply:
        """Write it down; whoever is mentioned with ``@`` is told."""
        reply = Decided.do(self, turn)
        if not turn.acted or "@" not in self.text:
            return reply
        return replace(reply, blocks=(*reply.blocks, *_mentioned(self, turn)))

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """By the rule."""
        return staff_actions.note(ticket, turn.staff, self.text, turn.now)


def _mentioned(note: Note, turn: StaffTurn) -> tuple[Msg, ...]:
    """Tell those who are mentioned, not who wrote it; the owner, who is told of every note, on boards alone.

    Say who isn't known.
    """
    ticket, names = turn.unit.ticket(note.number), turn.colleagues()
    if ticket is None:
        return ()
    known, strange = mentioned(note.text, names)
    for name in known:
        told = Notification(NotificationKind.MENTIONED, note.text, turn.staff.name, what=name)
        if name == ticket.owner != turn.staff.name:
            cards.call(turn, turn.unit.card_channels(), told, ticket, name)
        elif name != turn.staff.name:
            changes.tell_colleague(turn, told, ticket, name)
    return tuple(nobody(word, names) for word in strange if nearest(word, names))


@dataclass(frozen=True, slots=True)
class Resolve(MaybeWords, Decided):
    """A ticket is closed as solved; it waits for the outcome of a call whose time has come."""

    usage: ClassVar[Usage] = Usage(
        "resolve", "<number> [text]", desk_("close as solved, with a last reply if you like")
    )
    done: ClassVar[str] = replies.DONE[ReplyKind.RESOLVE]

    def do(self, turn: StaffTurn) -> Reply:
        """With a last reply, that is words to the client like any other; what is held goes first."""
        ticket = turn.unit.ticket(self.number)
        if self.text and ticket is not None and self._owed(ticket, turn) is None:
            return replies.written(turn, self.number, ReplyKind.RESOLVE, self.text)
        turn.unheld(self.number)
        return Decided.do(self, turn)

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """By the rule, once the call's outcome is noted."""
        return self._owed(ticket, turn) or staff_actions.resolve(ticket, turn.staff, self.text, turn.now)

    def _owed(self, ticket: Ticket, turn: StaffTurn) -> Refused | None:
        if not outcome_owed(turn.unit.call(ticket.number) if ticket.wants_phone else None, turn.now):
            return None
        return Refused(desk_("First, what came of the call of #{number}? Write: outcome {number} <what came of it>",
                             number=ticket.number))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reopen(WithWords, Decided):
    """A solved ticket is open again."""

    usage: ClassVar[Usage] = Usage(
        "reopen", "<number> <text>", desk_("open a solved ticket again, with a reason"), asks=True
    )
    done: ClassVar[str] = "#{number} is open again."

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """By the rule."""
        window = turn.context.policy.promises.reopen_window_days
        keeps = changes.keeps_place(turn, ticket)
        return staff_actions.reopen(ticket, turn.staff, self.text, turn.now, window, turn.times, keeps_place=keeps)
