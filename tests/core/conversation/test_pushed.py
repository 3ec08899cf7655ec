"""Every stage × every pushed question × every answer: nothing is lost, nothing answered that wasn't read last."""

from dataclasses import replace
from itertools import product

import pytest

from bot.core.client_view.prompt import prompt
from bot.core.conversation import ticket_form
from bot.core.conversation.commands import AddWords, Agree, CallOff, Command, NoteFeedback, Solve, TakeCall, Unsolve
from bot.core.conversation.events import Acted, Chose, Said
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.stages.pushed import pending
from bot.core.conversation.state import (
    RESTING,
    About,
    Adding,
    AssigningText,
    Cancelling,
    ClarifyingOwner,
    ConfirmingBump,
    ConfirmingClose,
    ConfirmingDuplicate,
    ConfirmingReopen,
    ConfirmingTerms,
    Draft,
    Drafting,
    Filed,
    Idle,
    NoArticleFound,
    Picking,
    Pushed,
    Reading,
    Say,
    Scheduling,
    Solved,
    Stage,
    Suggested,
    Talk,
)
from bot.core.conversation.step import named, step
from bot.core.model.appointment import CallState
from bot.core.model.knowledge import SearchResult
from bot.core.model.tickets import Rating, State
from bot.core.rules.billing import Decision
from bot.core.rules.done import Done
from tests.builders import ANA, LANGUAGES, WEDNESDAY, agreement, call, facts, hit, terms, ticket
from tests.reading import actions, screen

HITS = (hit("mail-not-arriving"), hit("mailbox-full", 0.5))
OTHER = TicketView(ticket(1002, subject="Website"), 3, 7)
BEFORE = ticket(1003, state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY)
FIELDS = ticket_form.FIELDS


def form(asked: str) -> Drafting:
    """A form that asks for this field now."""
    before = FIELDS[: FIELDS.index(asked)]
    return Drafting(Draft("Website" if before else "", urgency="normal", name="Ana", done=before))


STAGES: tuple[Stage, ...] = (
    Idle(),
    Solved(),
    Filed(1002),
    Suggested(HITS),
    Reading("mailbox-full", HITS),
    NoArticleFound(),
    *(form(asked) for asked in FIELDS),
    AssigningText("the php version is 8.2", (1002,)),
    ConfirmingDuplicate(Draft("Website", "", "", "normal", "Ana", FIELDS), (1002,)),
    ConfirmingBump(1002),
    Cancelling(1002),
    Adding(1002),
    Picking("show", (1002, 1003)),
    ClarifyingOwner("Outlook", HITS),
    ConfirmingTerms("Outlook", terms()),
    Scheduling(1002),
    Scheduling(1002, "2026-12-17"),
    ConfirmingClose(1002),
    ConfirmingReopen(1003, "it is back", ()),
)
ANSWERED = TicketView(ticket(state=State.ANSWERED, owner="sam", answered_at=WEDNESDAY))
PUSHED = {
    About.SOLVED: (Pushed(About.SOLVED, 1001), ANSWERED),
    About.ANSWER: (Pushed(About.ANSWER, 1001, text="Which?", by="sam"), TicketView(ticket(state=State.ASKED))),
    About.NOTICE: (
        Pushed(About.NOTICE, 1001, 1),
        TicketView(ticket(third_party="Outlook"), 2, agreed=(agreement(Decision.ASKED, by="sam"),)),
    ),
    About.OFFER: (
        Pushed(About.OFFER, 1001, 1),
        TicketView(ticket(wants_phone=True), 2, call=call(CallState.OFFERED)),
    ),
    About.RESOLVED: (
        Pushed(About.RESOLVED, 1001),
        TicketView(ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY)),
    ),
    About.SILENT: (
        Pushed(About.SILENT, 1001),
        TicketView(ticket(state=State.SILENT, closed_at=WEDNESDAY, answered_at=WEDNESDAY)),
    ),
    About.RATING: (
        Pushed(About.RATING, 1001),
        TicketView(ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY, rating_asked_at=WEDNESDAY)),
    ),
    About.WORD: (
        Pushed(About.WORD, 1001),
        TicketView(
            ticket(
                state=State.SOLVED,
                closed_at=WEDNESDAY,
                answered_at=WEDNESDAY,
                rating_asked_at=WEDNESDAY,
                rating=Rating.UP,
                rated_at=WEDNESDAY,
            )
        ),
    ),
}
SHOWN_ONCE = (About.OFFER, About.RATING, About.WORD)
"""What doesn't name its ticket, or was asked with what came before it."""
TEXTS = (
    "yes",
    "no",
    "ok",
    "thanks",
    "i accept",
    "never mind",
    "one moment please",
    "it works again",
    "the log on my old laptop says 550 again",
    "what is that good for?",
    "high",
    "example.com",
)


def known(about: About) -> Facts:
    return facts(account=ANA, tickets=(PUSHED[about][1], OTHER, TicketView(BEFORE)), zone="Europe/Berlin")


def at(stage: Stage, about: About) -> Talk:
    return Talk(revision=4, stage=stage, over=PUSHED[about][0], question="Website is slow")


def numbers(commands: tuple[Command, ...]) -> set[int]:
    """The tickets that commands act on."""
    return {number for command in commands if (number := getattr(command, "number", 0))}


def kept(talk: Talk, commands: tuple[Command, ...]) -> str:
    """All words that are on a record now, or held in the talk."""
    lines = [line.text for command in commands for line in getattr(command, "lines", ())]
    return "\n".join([*lines, *(line.text for line in talk.lines), talk.question, repr(talk.stage)])


@pytest.mark.parametrize("about", About)
def test_an_answer_acts_on_what_was_read_last_and_keeps_what_was_under_way(about: About) -> None:
    for stage, text in product(STAGES, TEXTS):
        talk, commands = step(at(stage, about), Said(text), known(about))
        commands = tuple(command for command in commands if not isinstance(command, NoteFeedback))
        acted = numbers(commands)
        if 1001 in acted and not isinstance(stage, RESTING):
            assert acted == {1001}, (stage, text, commands)
            assert talk.stage == stage, (stage, text, talk.stage)
        if any(isinstance(command, Solve | Unsolve | Agree | TakeCall | CallOff) for command in commands):
            assert acted == {1001} or not isinstance(talk.over, Pushed), (stage, text, commands)
        if len(text.split()) > 5:
            assert text in kept(talk, commands), (stage, text, talk, commands)


@pytest.mark.parametrize("about", About)
def test_a_choice_of_it_leads_back_to_what_was_under_way(about: About) -> None:
    for stage in STAGES:
        shown = prompt(at(stage, about), known(about))
        for action in actions(shown):
            talk, commands = step(at(stage, about), Chose(action, 4), known(about))
            assert Say.STALE not in [notice.say for notice in talk.notices], (stage, action)
            if action.startswith(("@solved", "@unsolved", "@agree", "@refuse", "@take")):
                assert (talk.stage, talk.over) == (stage, None)
                assert numbers(commands) == {1001}


@pytest.mark.parametrize("about", About)
def test_what_came_of_an_answer_leaves_what_was_under_way(about: About) -> None:
    for stage, done in product(STAGES, (Done.SOLVED, Done.AGREED, Done.CALLED_OFF, Done.ADDED)):
        if isinstance(stage, RESTING):
            continue
        asked = PUSHED[about][0]
        answered, _commands = step(at(stage, about), Chose(f"@solved.{asked.number}", 4), known(about))
        talk, _none = step(answered, Acted(done, 1001), known(about))
        assert talk.stage == stage


@pytest.mark.parametrize("about", About)
def test_it_is_shown_until_it_is_answered_and_not_longer(about: About) -> None:
    asked, _seen = PUSHED[about]
    shown = screen(prompt(at(Filed(1001), about), known(about)))
    assert "#1001" in shown or about in SHOWN_ONCE
    gone = replace(known(about), tickets=(TicketView(ticket(state=State.CANCELLED, closed_at=WEDNESDAY)), OTHER))
    assert pending(at(Filed(1001), about), gone) is None
    assert pending(at(Filed(1001), about), replace(gone, tickets=(OTHER,))) is None
    assert pending(at(NoArticleFound(), about), known(about)) == asked
    prompt(at(NoArticleFound(), about), gone)


def test_without_who_asked_the_question_is_still_told() -> None:
    talk = Talk(revision=4, stage=Filed(1001), over=Pushed(About.ANSWER, 1001))
    assert "Just write your answer here." in screen(prompt(talk, known(About.ANSWER)))


def test_at_rest_the_one_question_that_waits_is_meant() -> None:
    talk = Talk(revision=4, stage=Filed(1001))
    assert pending(talk, facts(account=ANA, tickets=(ANSWERED,))) == Pushed(About.SOLVED, 1001)
    both = facts(account=ANA, tickets=(ANSWERED, replace(ANSWERED, ticket=replace(ANSWERED.ticket, number=1002))))
    assert pending(talk, both) is None
    assert pending(replace(talk, stage=NoArticleFound()), facts(account=ANA, tickets=(ANSWERED,))) is None


def test_an_offered_time_that_is_taken_ends_the_picking_of_one() -> None:
    picking = Talk(revision=4, stage=Scheduling(1001), over=PUSHED[About.OFFER][0])
    talk, commands = step(picking, Said("yes, take it"), known(About.OFFER))
    assert (talk.stage, commands) == (Filed(1001), (TakeCall(1001, 1, 0),))


def test_solved_and_a_further_question_both_count() -> None:
    asked = "yes it works. other thing, how do I add a mailbox?"
    talk, commands = step(at(Filed(1001), About.SOLVED), Said(asked), known(About.SOLVED))
    assert commands[0] == Solve(1001)
    assert (talk.stage, talk.question) == (NoArticleFound(), asked)
    _talk, commands = step(at(form("urgency"), About.SOLVED), Said(asked), known(About.SOLVED))
    assert [type(command) for command in commands] == [Solve, AddWords]
    talk, commands = step(
        at(Filed(1001), About.SOLVED), Said("yes it works. when are you open tomorrow?"), known(About.SOLVED)
    )
    assert (commands, [notice.text for notice in talk.notices]) == ((Solve(1001),), ["hours"])


def test_closed_for_silence_words_that_are_alike_open_it_again_and_a_question_of_its_own_doesnt() -> None:
    closed = known(About.SILENT)
    asks = replace(closed, found=SearchResult("", HITS, ((1001, 0.9),), "en", "en"))
    others = replace(closed, found=SearchResult("", HITS, (), "en", "en"))
    talk, commands = step(at(Filed(1001), About.SILENT), Said("how do I see the log of my emails?"), asks)
    assert isinstance(commands[0], AddWords)
    assert talk.placed is not None
    talk, commands = step(at(Filed(1001), About.SILENT), Said("how do I add a mailbox?"), others)
    assert not any(isinstance(command, AddWords | Unsolve) for command in commands)
    assert isinstance(talk.stage, Suggested)
    talk, commands = step(at(Filed(1001), About.SILENT), Said("the cause was php 8.2 all along"), others)
    assert numbers(commands) == {1001}


@pytest.mark.parametrize(
    ("lang", "words", "opens"),
    [
        ("en", "no", True),
        ("en", "still not solved", True),
        ("en", "thanks!", False),
        ("es", "no", True),
        ("es", "sigue sin funcionar", True),
        ("es", "gracias", False),
        ("de", "nein", True),
        ("de", "geht immer noch nicht", True),
        ("de", "danke dir", False),
    ],
)
def test_closed_for_silence_in_every_language(lang: str, words: str, opens: bool) -> None:
    here = replace(known(About.SILENT), lang=lang, tickets=(PUSHED[About.SILENT][1],))
    _talk, commands = step(at(Filed(1001), About.SILENT), Said(words), here)
    assert any(isinstance(command, AddWords | Unsolve) for command in commands) is opens


# ── Under a message about a ticket ─────────────────────────────────────────────────────


AT_REST = Idle()


def under(
    text: str, *tickets: TicketView, number: int = 1001, stage: Stage = AT_REST
) -> tuple[Talk, tuple[Command, ...]]:
    """What words come to that were written under a message about a ticket."""
    return step(Talk(4, stage), Said(text, under=number), facts(account=ANA, tickets=tickets))


def test_words_under_a_message_answer_what_its_ticket_asks_and_say_nothing_of_another() -> None:
    other = TicketView(ticket(1002, state=State.ANSWERED, answered_at=WEDNESDAY))
    assert Solve(1001) in under("yes", ANSWERED, other)[1]
    assert Solve(1002) in under("yes", ANSWERED, other, number=1002)[1]
    talk, commands = under("the log says 550 again", ANSWERED, other, stage=form("subject"))
    assert (numbers(commands), talk.notices[-1].say) == ({1001}, Say.BACK)


def test_under_an_answer_that_is_asked_first_and_not_a_price() -> None:
    both = replace(ANSWERED, agreed=(agreement(Decision.ASKED, by="sam"),))
    assert Solve(1001) in under("yes", both)[1]


def test_under_a_ticket_that_asks_nothing_words_are_added_and_thanks_are_thanks() -> None:
    waiting = TicketView(ticket(), 2)
    assert numbers(under("the log says 550 again", waiting)[1]) == {1001}
    talk, commands = under("thanks!", waiting)
    assert ([said.say for said in talk.notices], commands) == ([Say.WELCOME], ())


def test_under_a_closed_ticket_a_no_opens_it_again_and_what_cant_be_reopened_is_no_ones() -> None:
    solved = TicketView(ticket(state=State.SOLVED, closed_at=WEDNESDAY, answered_at=WEDNESDAY))
    assert numbers(under("no", solved)[1]) == {1001}
    taken_back = TicketView(ticket(state=State.CANCELLED, closed_at=WEDNESDAY))
    assert 1001 not in numbers(under("the blue box jumps", taken_back)[1])


def test_commands_and_tickets_of_others_are_as_everywhere() -> None:
    assert under("status", ANSWERED)[0].notices[0].say is Say.STATUS
    assert numbers(under("the blue box jumps", number=1009)[1]) == set()
    assert named(Said("the blue box jumps", under=1009), LANGUAGES) == 1009
