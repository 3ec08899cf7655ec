"""Walk the conversation through every short sequence of events: no dead end anywhere.

The walk keeps its own small world (tickets in a tuple) and takes every event from every state that
is new; states that differ only in what was said once are the same state.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.core import tickets as client
from bot.core import tokens
from bot.core.change import Change
from bot.core.conversation import seeks, step
from bot.core.estimate import Times
from bot.core.events import (
    Acted,
    AddWords,
    AskForNews,
    Bump,
    Cancel,
    Chose,
    CodeIssued,
    CodeRefused,
    Command,
    Done,
    Event,
    FileTicket,
    IssueCode,
    Opened,
    Outcome,
    RedeemCode,
    Said,
    SetLanguage,
    SetZone,
    Solve,
    Submitted,
    TicketFiled,
    TooLong,
    Unsolve,
    WantPhone,
    ZoneChosen,
)
from bot.core.facts import Facts, Seen
from bot.core.filing import URGENCIES
from bot.core.model import Found, State, Ticket, TicketRecord
from bot.core.prompts import needs, prompt
from bot.core.surface import Card, Choice, Choices, Form, Reply, Text
from bot.core.talk import RESTING, Drafting, Idle, Notice, Say, Talk
from tests.builders import ANA, WEDNESDAY, facts, ticket
from tests.fakes import FakeSearch

TYPED = (
    "my emails dont arive",
    "the thing with the blue box keeps jumping",
    "yes",
    "no",
    "none of these",
    "status",
    "my tickets",
    "any news??",
    "it's solved",
    "that didn't solve it",
    "cancel",
    "call me",
    "talk to a person",
    "start over",
    "help",
    "hello",
    "thanks",
    "ticket",
    "skip",
    "show 1001",
    "1001",
    "7",
    "add to #1001 it is worse",
    "add to #1001",
    "info@example.com",
    "language",
    "deutsch",
    "zone Berlin",
    "link",
    "link ABCD-EFG2",
    "high",
    "",
)
SHORT = ("my emails dont arive", "yes", "no", "cancel", "any news??", "help", "normal", "")
"""For longer sequences: one of each kind."""


@dataclass(frozen=True)
class World:
    """A talk and the tickets around it."""

    talk: Talk = Talk()  # noqa: RUF009 - frozen
    tickets: tuple[Ticket, ...] = ()
    late: bool = False
    """Past estimate and grace."""

    @property
    def key(self) -> object:
        """What makes this state another one: not the revision, not what is said once."""
        talk = replace(self.talk, revision=0, notices=(), lines=(), question="", declined=())
        return talk, tuple((t.state, t.owner, t.wants_phone) for t in self.tickets), bool(self.talk.lines)

    def facts(self, event: Event | None = None) -> Facts:
        """What the talk may know."""
        now = WEDNESDAY + timedelta(days=3 if self.late else 0, minutes=self.talk.revision)
        waiting = [t for t in self.tickets if t.waiting]
        seen = tuple(
            Seen(t, waiting.index(t) + 3 if t in waiting else None, 11 if t in waiting else None) for t in self.tickets
        )
        search, sought = FakeSearch(), seeks(self.talk, event) if event else None
        mine = [t for t in self.tickets if t.live]
        found = Found()
        if sought:
            alike = search.alike(sought.text, [t.subject for t in mine])
            twins = tuple(zip((t.number for t in mine), alike, strict=True))
            found = Found(sought.text, search.find(sought.text, "en"), twins, "en", "en")
        known = needs(self.talk)
        return facts(
            now=now,
            account=ANA if self.tickets else None,
            tickets=seen,
            found=found,
            article=search.article(known.article, "en") if known.article else None,
            records=tuple(TicketRecord(t, ()) for t in self.tickets for n, _ in known.records if n == t.number),
        )


def take(world: World, event: Event) -> World:
    """One event and everything that follows from it."""
    talk, commands = step(world.talk, event, world.facts(event))
    world = replace(world, talk=talk)
    pending = list(commands)
    while pending:
        world, outcome = do(world, pending.pop(0))
        if outcome is not None:
            talk, more = step(world.talk, outcome, world.facts())
            world = replace(world, talk=talk)
            pending.extend(more)
    return world


def do(world: World, command: Command) -> tuple[World, Outcome | None]:
    """A desk in miniature, on the desk's own rules."""
    now = world.facts().now
    times = Times(now, now, now)
    match command:
        case FileTicket(draft, _lines, phone, third):
            assert draft.subject
            assert draft.name
            filed = ticket(
                1001 + len(world.tickets), subject=draft.subject, urgency=URGENCIES[draft.urgency],
                wants_phone=phone, third_party=third,
            )  # fmt: skip
            return replace(world, tickets=(*world.tickets, filed)), TicketFiled(filed.number)
        case AddWords(number, lines):
            assert lines
            return decided(world, number, lambda t: client.add_words(t, lines, now, 14, times), Done.ADDED)
        case Solve(number):
            return decided(world, number, lambda t: client.solve(t, now), Done.SOLVED)
        case Cancel(number):
            return decided(world, number, lambda t: client.cancel(t, now), Done.CANCELLED)
        case Bump(number):
            return decided(world, number, lambda t: client.bump(t, now), Done.BUMPED)
        case AskForNews(number):
            return decided(world, number, lambda t: client.ask_for_news(t, now), Done.FAIR_TO_ASK)
        case WantPhone(number):
            return decided(world, number, lambda t: client.want_phone(t, now), Done.PHONE_NOTED)
        case Unsolve(number, text):

            def unsolved(t: Ticket) -> Change | Done:
                back = client.unsolve(t, text, now, 14, times)
                return back[0] if isinstance(back, tuple) else back

            return decided(world, number, unsolved, Done.BACK_IN_LINE)
        case IssueCode():
            return world, CodeIssued("ABCD-EFG2", now)
        case RedeemCode():
            return world, CodeRefused()
        case SetZone(text):
            return world, ZoneChosen("Europe/Berlin", text)
        case SetLanguage(lang):
            assert lang in {"en", "es", "de"}
            return world, None
        case _:
            return world, None


def decided(world: World, number: int, rule, done: Done) -> tuple[World, Outcome]:  # type: ignore[no-untyped-def]
    """Carry out an act on a ticket of this world."""
    mine = next((t for t in world.tickets if t.number == number), None)
    if mine is None:
        return world, Acted(Done.NOT_YOURS, number)
    change = rule(mine)
    if isinstance(change, Done):
        return world, Acted(change, number)
    after = tuple(change.after if t.number == number else t for t in world.tickets)
    return replace(world, tickets=after), Acted(done, number, (3, 11))


def choices(reply: Reply) -> tuple[Choice, ...]:
    """Everything that can be chosen in a reply."""
    cards = tuple(Choice(b_, b.action) for b in reply.blocks if isinstance(b, Card) for b_ in [prompt_label(b)])
    return (*cards, *(reply.options if isinstance(reply, Choices | Form) else ()))


def prompt_label(card: Card):  # type: ignore[no-untyped-def]
    """A card's title as a label."""
    from bot.core.surface import desk_

    return desk_("{title}", title=card.title)


def events(world: World, typed: tuple[str, ...]) -> Iterator[Event]:
    """What can happen in this state."""
    yield from (Said(text) for text in typed)
    reply = prompt(world.talk, world.facts())
    yield from (Chose(choice.action, world.talk.revision) for choice in choices(reply))
    yield Chose("yes", world.talk.revision - 1)
    yield Chose("@show.1001", 0)
    yield Chose("@unsolved.1001", 0)
    yield Opened()
    if isinstance(reply, Form):
        yield Submitted(tuple((f.name, f.value) for f in reply.fields), world.talk.revision)
        whole = {"subject": "No mail", "urgency": "normal", "name": "Ana"}
        yield Submitted(tuple(whole.items()), world.talk.revision)


def check(world: World) -> None:
    """What must hold in every state."""
    reply = prompt(world.talk, world.facts())
    assert reply.blocks or isinstance(reply, Form), world
    offered = choices(reply)
    assert len({c.action for c in offered}) == len(offered), world
    for choice in offered:
        assert len(tokens.make(2**62, world.talk.revision, choice.action)) <= 100
        after = take(world, Chose(choice.action, world.talk.revision))
        assert Notice(Say.STALE) not in after.talk.notices, (world, choice)
    if not isinstance(world.talk.stage, RESTING):
        assert offered, world
        assert any(take(world, Chose(c.action, world.talk.revision)).talk.stage != world.talk.stage for c in offered)
        out = take(world, Said("cancel"))
        assert isinstance(out.talk.stage, RESTING), (world, out)
    assert isinstance(take(world, Said("start over")).talk.stage, Idle)
    assert len(take(world, Said("start over")).tickets) == len(world.tickets)


def walk(start: World, typed: tuple[str, ...], depth: int) -> int:
    """Every sequence up to a depth, each state once; how many states there are."""
    seen = {start.key}
    edge = [start]
    for _step in range(depth):
        following = []
        for world in edge:
            check(world)
            for event in events(world, typed):
                after = take(world, event)
                if after.key not in seen:
                    seen.add(after.key)
                    following.append(after)
        edge = following
    for world in edge:
        check(world)
    return len(seen)


@pytest.mark.parametrize("late", [False, True], ids=["in time", "late"])
def test_no_dead_end_in_any_short_talk_of_a_new_client(late: bool) -> None:
    assert walk(World(late=late), TYPED, 3) > 50


@pytest.mark.parametrize(
    "mine",
    [
        (ticket(),),
        (ticket(state=State.ASKED, owner="sam"),),
        (ticket(state=State.ANSWERED, owner="sam", answered_at=WEDNESDAY),),
        (ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY),),
        (ticket(), ticket(1002, subject="Website down"), ticket(1003, subject="Invoice", owner="sam")),
    ],
    ids=["waiting", "asked", "answered", "solved", "several"],
)
def test_no_dead_end_with_tickets_open(mine: tuple[Ticket, ...]) -> None:
    assert walk(World(tickets=mine), TYPED, 2) > 10


def test_no_dead_end_on_the_long_way_to_two_tickets() -> None:
    assert walk(World(), SHORT, 7) > 100


def test_an_old_choice_never_acts_and_shows_where_things_stand() -> None:
    world = take(World(), Said("my emails dont arive"))
    old = world.talk.revision
    world = take(world, Said("help"))
    after = take(world, Chose("none", old))
    assert after.talk.stage == world.talk.stage
    assert after.talk.notices == (Notice(Say.STALE),)


def test_opening_the_talk_again_changes_nothing() -> None:
    world = take(World(), Said("my emails dont arive"))
    assert take(world, Opened()) == world


def test_words_that_are_too_long_change_nothing_but_what_is_said() -> None:
    world = take(World(), Said("my emails dont arive"))
    after = take(world, TooLong(99_999))
    assert after.talk.stage == world.talk.stage
    assert after.talk.lines == world.talk.lines


def test_every_way_into_the_form_leads_to_a_ticket() -> None:
    world = take(World(), Said("my emails dont arive"))
    world = take(world, Said("none of these"))
    assert isinstance(world.talk.stage, Drafting)
    for text in ("yes", "skip", "550 since monday", "normal", "Ana"):
        world = take(world, Said(text))
    assert isinstance(prompt(world.talk, world.facts()), Choices | Text)
    assert [t.subject for t in world.tickets] == ["my emails dont arive"]
